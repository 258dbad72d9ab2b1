"""Passages with what introduces them, from the finished tree."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from extractor.model import Document, Layout, Passage
from extractor.structure.frames import Paragraph, Tree
from extractor.structure.segments import is_rule

# What announces a list although no colon is printed: "với một số chỉ số cơ bản cụ thể như sau."
_ANNOUNCES = regex.compile(
    r"""
    (?: : | \b(?: như\ sau | sau\ đây | cụ\ thể | bao\ gồm | nội\ dung\ sau | chủ\ yếu\ sau ) \s* [.:;,]? ) \s* \Z
    """,
    regex.VERBOSE,
)
_CAPTION = regex.compile(r"\s* (?: bảng | biểu | phụ\ lục | danh\ mục | hình ) \b", regex.VERBOSE)
CAPTION_LENGTH = 250  # characters
_TAIL = 40  # characters in which the announcing words stand


def announces(folded: str, start: int, end: int) -> bool:
    """Whether the paragraph ends so that it introduces what follows."""
    return _ANNOUNCES.search(folded, max(start, end - _TAIL), end) is not None


class PassageBuilder:
    """Walks the paragraphs once; ``in force`` is what earlier children of the same parent still introduce."""

    def __init__(
        self,
        document: Document,
        tree: Tree,
        ids: list[str],
        *,
        title: tuple[int, int] | None,
        layouts: Mapping[int, Layout],
    ) -> None:
        self.document = document
        self.nodes = tree.nodes
        self.paragraphs = tree.paragraphs
        self.ids = ids
        self.title = title
        self.layouts = layouts
        self.title_index: int | None = None
        self.passages: list[Passage] = []
        self.own: dict[int, int] = {}  # node -> passage of its first words
        self.lead_in: dict[int, int] = {}  # parent -> paragraph that announces its later children
        self.item_lead_in: dict[int, tuple[int, int]] = {}  # parent -> (passage, node) of "- Đến năm 2030:"
        self.chained: dict[int, bool] = {}  # parent -> whether a plain paragraph here is still announced
        self.latest: dict[int, int] = {}  # parent -> passage of its latest paragraph
        self.cells: dict[int, int] = {}  # start of a cell -> its passage

    def build(self) -> tuple[Passage, ...]:
        for paragraph in self.paragraphs:
            if paragraph.start < paragraph.end:
                self._add(paragraph)
        return tuple(self.passages)

    def _add(self, paragraph: Paragraph) -> None:
        kind, number = paragraph.kind, paragraph.node
        node = self.nodes[number]
        opening = kind == "opening" and node.level == "mo_dau"
        if opening and self.title and paragraph.start < self.title[1] and paragraph.end > self.title[0]:
            self._add_title(paragraph)
        elif kind in ("opening", "closing"):
            self._put(paragraph, kind, self._title_lead())
        elif kind == "prose":
            # The last paragraph before the first provision may announce them all ("yêu cầu thực hiện như sau:").
            if announces(self.document.folded, paragraph.start, paragraph.end):
                self.lead_in[node.parent] = len(self.passages)
            self._put(paragraph, "body", self._title_lead())
        elif kind == "cell":
            self.cells[paragraph.start] = len(self.passages)
            self._put(paragraph, kind, self._cell_leads(paragraph))
        elif number in self.own:  # a further line of a title
            own = self.own[number]
            self._put(
                paragraph, "heading" if kind in ("title", "heading") else "body", (own, *self.passages[own].leads)
            )
        else:
            leads = self._leads(number)
            if self.title == (paragraph.start, paragraph.end) and self.title_index is None:  # a report's headline
                self.title_index = len(self.passages)
                kind = "title"
            heading = kind in ("title", "heading") or bool(node.heading)
            self.own[number] = len(self.passages)
            self._put(paragraph, "heading" if heading else "body", leads)
            if not is_rule(self.document.text[paragraph.start : paragraph.end]):
                self._note(paragraph, number)

    def _put(self, paragraph: Paragraph, kind: str, leads: tuple[int, ...]) -> None:
        self.passages.append(
            Passage(
                paragraph.start,
                paragraph.end,
                self.ids[paragraph.node],
                kind,  # type: ignore[arg-type]
                leads,
                paragraph.table,
                paragraph.row,
                paragraph.column,
            )
        )

    def _add_title(self, paragraph: Paragraph) -> None:
        """The lines of the title are one passage, whatever they were in the source."""
        assert self.title is not None
        owner = self.ids[paragraph.node]
        if paragraph.start < self.title[0]:
            self.passages.append(Passage(paragraph.start, self.title[0], owner, "opening"))
        if self.title_index is None:
            self.title_index = len(self.passages)
            self.passages.append(Passage(self.title[0], self.title[1], owner, "heading"))
        if paragraph.end > self.title[1]:
            self.passages.append(Passage(self.title[1], paragraph.end, owner, "opening", (self.title_index,)))

    def _title_lead(self) -> tuple[int, ...]:
        return () if self.title_index is None else (self.title_index,)

    # -------------------------------------------------------------------------------------------- leads

    def _leads(self, number: int) -> tuple[int, ...]:
        node = self.nodes[number]
        parent = node.parent
        item = node.level != "doan"
        found: list[int] = []
        if parent in self.item_lead_in and node.level == "gach":
            passage, leader = self.item_lead_in[parent]
            if self.nodes[leader].style == node.style and not self.nodes[leader].counts and not self._announces(number):
                found.append(passage)
        if parent in self.lead_in and (item or self.chained.get(parent, False)):
            found.append(self.lead_in[parent])
        return tuple(dict.fromkeys([*found, *self._chain(parent, item=item)]))

    def _announces(self, number: int) -> bool:
        """Whether the first paragraph of the node, which is being added, ends with a colon."""
        return self.nodes[number].lead_in

    def _chain(self, parent: int, *, item: bool) -> tuple[int, ...]:
        """The parent's own words, where they introduce a child, and all that introduces the parent."""
        while parent >= 0:
            own = self.own.get(parent)
            if own is not None:
                passage = self.passages[own]
                introduces = (
                    item or self.nodes[parent].heading or announces(self.document.folded, passage.start, passage.end)
                )
                return ((own,) if introduces else ()) + passage.leads
            parent = self.nodes[parent].parent
        return self._title_lead()

    def _cell_leads(self, paragraph: Paragraph) -> tuple[int, ...]:
        table = self.nodes[paragraph.node]
        while table.level == "hang":
            table = self.nodes[table.parent]
        found: list[int] = []
        layout = self.layouts.get(paragraph.table if paragraph.table is not None else -1)
        if layout is not None and paragraph.row is not None:
            for start, _ in reversed(layout.sections.get(paragraph.row, ())):
                if start in self.cells:
                    found.append(self.cells[start])
        parent = table.parent
        caption = self.latest.get(parent)
        if caption is not None and self._is_caption(caption):
            found.append(caption)
        if parent in self.lead_in:
            found.append(self.lead_in[parent])
        return tuple(dict.fromkeys([*found, *self._chain(parent, item=True)]))

    def _is_caption(self, index: int) -> bool:
        passage = self.passages[index]
        if passage.end - passage.start > CAPTION_LENGTH:
            return False
        folded = self.document.folded
        return _CAPTION.match(folded, passage.start, passage.end) is not None or folded[passage.end - 1] not in ".;,"

    def _note(self, paragraph: Paragraph, number: int) -> None:
        """Remember what the paragraph announces to the later children of its parent."""
        node = self.nodes[number]
        parent, index = node.parent, self.own[number]
        colon = announces(self.document.folded, paragraph.start, paragraph.end)
        self.latest[parent] = index
        if node.level == "gach":
            self.chained[parent] = False  # the list is what the colon announced, not a paragraph behind it
            if colon:
                self.item_lead_in[parent] = (index, number)
        elif node.level == "doan":
            self.item_lead_in.pop(parent, None)
            if node.rank:
                if not self.chained.get(parent):  # else the headings are what the colon announced
                    self.lead_in.pop(parent, None)
            elif colon:
                self.lead_in[parent] = index
                self.chained[parent] = True
            elif self.chained.get(parent) and self.document.text[paragraph.end - 1] in ";,":
                pass  # a list without marks: its next paragraph is announced too
            elif self.chained.get(parent):
                self.chained[parent] = False
            else:
                self.lead_in.pop(parent, None)
        else:
            self.item_lead_in.pop(parent, None)
            self.chained[parent] = False


def to_passages(
    document: Document,
    tree: Tree,
    ids: list[str],
    *,
    title: tuple[int, int] | None,
    layouts: Mapping[int, Layout],
) -> tuple[Passage, ...]:
    """All passages in order of their start. ``leads`` only name earlier passages, innermost first."""
    return PassageBuilder(document, tree, ids, title=title, layouts=layouts).build()
