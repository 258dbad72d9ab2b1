"""What an unnumbered paragraph or heading leaves: the open units that it does not belong to.

A paragraph without a label is a ``doan`` of the innermost open unit with a number, also the only one below a heading
("6. Về khoa học⏎Bộ A chủ trì …" is khoan_6 and khoan_6__doan_1). Behind items it belongs to the unit that holds
them, but to the item itself where the item's colon announces it, and where the list goes on with items that only
stand inside that item. A duty said behind a whole list of duties ("Trong quá trình thực hiện ...") belongs to the unit
that holds the list; a sentence on the act as a whole ("Nghị quyết này được ... thông qua") to none.
"""

from __future__ import annotations

from typing import Literal

from extractor.model import Document
from extractor.structure.frames import Frames
from extractor.structure.labels import BULLETS, NAMED, follows
from extractor.structure.placing import Placer
from extractor.structure.segments import Segment

NEAR = 4  # segments behind a paragraph in which the next item of an open list stands


class Leaver:
    """Pops from ``frames`` what ends before an unnumbered paragraph."""

    def __init__(self, document: Document, segments: list[Segment], frames: Frames, placer: Placer) -> None:
        self.text = document.text
        self.segments = segments
        self.frames = frames
        self.placer = placer

    def for_paragraph(self, index: int, last: int) -> None:
        """Leave the items before an unnumbered paragraph, but not the one whose colon announces it.

        ``last`` is the node of the paragraph before.
        """
        self._for_group(index)
        stack = self.frames.stack
        kept = self._kept(index)
        while (node := self.frames.innermost) is not None:
            if node.rank or node.level not in ("gach", "doan") or len(stack) <= kept:
                return
            if node.level == "gach" and node.lead_in and last == stack[-1]:
                return
            stack.pop()

    def _kept(self, index: int) -> int:
        """How many open units the item lists need that go on behind the paragraph; 0 where none of an inner list
        does. "- A:⏎+ b⏎PARAGRAPH⏎+ c" leaves "- A" open, "- A:⏎paragraph⏎PARAGRAPH⏎- B" does, too."""
        for segment in self.segments[index + 1 : index + 1 + NEAR]:
            if segment.table is not None or segment.quoted:
                return 0
            for label in segment.labels:
                depth = self.placer.open_item(label) if label.scheme in BULLETS else None
                if depth is None:
                    return 0
                item, innermost = self.frames.at(depth), self.frames.innermost
                if item.lead_in and innermost is not None and innermost.level == "doan":
                    own = self.frames.stack[-2:-1] == [self.frames.stack[depth]]
                    return depth + 1 if own else 0
                return depth if depth and self.frames.at(depth - 1).level == "gach" else 0
        return 0

    def _for_group(self, index: int) -> None:
        """Leave the list that a paragraph parts into groups: "Về kinh tế:⏎(1) …⏎Về xã hội:⏎(2) …"."""
        segment = self.segments[index]
        if self.text[segment.end - 1] != ":" or index + 1 >= len(self.segments):
            return
        for label in self.segments[index + 1].labels:
            depth = self.frames.frame_of(label)
            if depth is None or label.scheme in BULLETS | NAMED:
                continue
            open_item = self.frames.at(depth)
            if not (label.first or follows(label, open_item.value)):
                continue
            if any(
                node.parent == open_item.parent and node.level == "doan" and node.lead_in and not node.rank
                for node in self.frames.nodes
            ):
                del self.frames.stack[depth:]
                return

    def for_closing(self, closes: Literal["part", "list"]) -> None:
        """Leave the lists before a closing paragraph, and every unit before one that closes the whole part."""
        if closes == "part":
            self.frames.close_to_part()
            return
        stack = self.frames.stack
        while (node := self.frames.innermost) is not None and node.level in ("khoan", "diem", "gach", "doan"):
            if node.rank:
                return
            stack.pop()

    def for_heading(self, index: int, rank: int) -> None:
        """Leave what an unnumbered heading ends: items, headings of its rank, and a list that restarts below it."""
        stack = self.frames.stack
        for label in self.segments[index + 1].labels:
            depth = self.frames.frame_of(label)
            if depth is None or not label.first or label.scheme in BULLETS:
                continue
            if not follows(label, self.frames.at(depth).value):
                del stack[depth:]
                break
        while (node := self.frames.innermost) is not None:
            if node.level not in ("gach", "doan") or (node.rank and node.rank < rank):
                break
            stack.pop()
        for depth in range(len(stack)):
            if self.frames.at(depth).rank >= rank:
                del stack[depth:]
                break
