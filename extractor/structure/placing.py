"""Which reading of a label opens a provision, and where: the sequence decides."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Document
from extractor.structure.frames import CONTAINERS, ORDER, Frames, order_of
from extractor.structure.labels import BULLETS, NAMED, Label, follows
from extractor.structure.segments import TERMINAL, Segment, is_capitals, line_end
from extractor.structure.wrapping import measure_wrapping

LOOK_AHEAD = 24  # labels of one style: how far a list may be searched for its continuation
SHORT_ITEM = 12  # syllables of an item that is the heading of what stands below it
_INSIDE_ITEMS = frozenset({"arabic", "letter", "paren_arabic", "paren_letter", "paren_roman"})  # lists an item may head
_YEAR = regex.compile(r"(?:19|20)\d\d\b")
# No paragraph ends with these words but for a heading in capitals, which the pattern's blank before them leaves out.
_CITING = regex.compile(
    r"(?<=[\s(]) (?: (?<!tài\ |điều\ )khoản | (?:tại|theo)\ (?:điểm|điều|mục) | (?:quyết|định|luật)\ số ) \Z",
    regex.VERBOSE,
)
CITING = 16  # characters that they take
NAME_PART = 20  # characters on either side of a dash inside a name
FAR = 3  # numbers by which a list may jump and still be the same list when looked at from afar
# Lists that may run on through higher units: Điều through chương, indicators (1) to (27) through their groups.
_RUNNING = frozenset({"chuong", "dieu", "roman", "upper", "arabic", "paren_arabic"})


class Placer:
    """Judges labels against the open provisions of ``frames``."""

    def __init__(self, document: Document, segments: list[Segment], frames: Frames) -> None:
        self.text = document.text
        self.folded = document.folded
        self.segments = segments
        self.frames = frames
        self.wrapping = measure_wrapping(document)
        self.recognised = document.source.ocr
        self._occurrences: dict[tuple[str, str], list[tuple[int, Label]]] = {}
        for index, segment in enumerate(segments):
            for label in () if segment.quoted else segment.labels:
                self._occurrences.setdefault(label.style, []).append((index, label))

    def choose(self, index: int, *, opening: bool) -> tuple[Label, int, bool] | None:
        """The reading that opens a provision, the depth of the stack it stands on, and whether a number is lost."""
        segment = self.segments[index]
        if not segment.labels:
            return None
        if load_patterns("letterhead")["leader_line"].search(self.folded, segment.start, line_end(self.text, segment)):
            return None
        if segment.strength != "hard" and index and self._cites(self.segments[index - 1]):
            return None
        doubtful = self.doubtful(index)
        if opening and all(label.scheme in BULLETS for label in segment.labels):
            return None
        readings = [label for label in segment.labels if not doubtful or self._convinces(index, label)]
        if any(label.scheme == "sub_letter" for label in readings) and self._announced(index):
            readings = [x for x in readings if x.scheme == "sub_letter"]  # "b1)" behind "b) ...:" is a list inside it
        for label in readings:  # "i)" behind "h)" is the letter, not the numeral
            depth = self.frames.frame_of(label)
            if label.scheme not in BULLETS and depth is not None and self.goes_on(label, depth):
                return label, depth, False
        misread = next((label for label in readings if label.damaged and label.scheme == "roman" and label.first), None)
        plain = any(label.scheme == "roman" and not label.damaged for label in readings)
        if misread and not plain and self._continues(misread.style, misread.value, index):
            return misread, self._pop_depth(index, misread, keep_continuing=True), False  # "l. MỤC TIÊU" above "II."
        damaged = next((label for label in readings if label.damaged and label.scheme == "arabic"), None)
        if damaged and damaged.first and self._continues(damaged.style, (1,), index):
            # "I. ... 2. ... 3." is a misread "1.", unless "II." follows.
            readings = [x for x in readings if x.scheme != "roman" or self._continues(x.style, x.value, index)]
        short = next((label for label in readings if self._lost_a_stroke(index, label)), None)
        if short:
            whole = replace(short, numeral=f"{short.numeral}I", value=(short.value[0] + 1,))
            return whole, self.frames.frame_of(short) or 0, False
        for gap in (0, 1, FAR):
            for label in readings:
                if gap == FAR and not self._far_ahead(index, label):
                    continue
                depth = self._placed(index, label, gap=gap, doubtful=doubtful)
                if depth is not None:
                    return label, depth, gap > 0
        return None

    def _lost_a_stroke(self, index: int, label: Label) -> bool:
        """Whether a recognised numeral is one short: "II." behind "II.", with "IV." or nothing to follow."""
        if not self.recognised or label.scheme != "roman" or label.damaged or not label.numeral.endswith("I"):
            return False
        depth = self.frames.frame_of(label)
        if depth is None or label.value != self.frames.at(depth).value or label.numeral.endswith("III"):
            return False
        ahead = (other for at, other in self._occurrences[label.style] if at > index and not other.damaged)
        following = next(ahead, None)
        if following is None:
            return label.value[0] > 1
        return following.value == (label.value[0] + 2,)

    def _cites(self, before: Segment) -> bool:
        """Whether the text before ends with a word that a number completes: "nêu tại khoản⏎2. Điều 7"."""
        tail = max(before.start, before.end - CITING)
        return before.table is None and _CITING.search(self.folded, tail, before.end) is not None

    def _far_ahead(self, index: int, label: Label) -> bool:
        """Whether an Điều several numbers on is one although those between are lost: the next one follows it."""
        return (
            label.scheme == "dieu" and self.sentence_begins(label) and self._continues(label.style, label.value, index)
        )

    def _convinces(self, index: int, label: Label) -> bool:
        """Whether the label may open something although the line before it looks wrapped."""
        if label.scheme in BULLETS:
            return self._lists_below(index)
        return not label.damaged and self.sentence_begins(label)

    def _lists_below(self, index: int) -> bool:
        """Whether a dash in a doubtful place begins a list: below the line of a number, above another dash."""
        if not index or index + 1 >= len(self.segments):
            return False
        before, segment, after = self.segments[index - 1 : index + 2]
        follower = self.text[segment.labels[0].end : segment.labels[0].end + 1]
        return (
            bool(before.labels)
            and before.labels[0].scheme not in BULLETS
            and (follower.isupper() or follower.isdigit())
            and any(label.scheme in BULLETS for label in after.labels)
        )

    def goes_on(self, label: Label, depth: int) -> bool:
        """Whether the label is the next of the list that is open at ``depth``."""
        return follows(label, self.frames.at(depth).value)

    def _continues(self, style: tuple[str, str], value: tuple[int, ...], index: int) -> bool:
        """Whether a list of ``style`` that stands at ``value`` goes on behind segment ``index`` before it restarts."""
        places = self._occurrences.get(style, [])
        first = bisect_right(places, index, key=lambda p: p[0])
        for _, label in places[first : first + LOOK_AHEAD]:
            if follows(label, value):
                return True
            if (label.damaged and label.scheme == "roman") or (label.scheme == "upper" and label.numeral in "IVXL"):
                continue  # one of several readings
            if label.first or not follows(label, value, gap=FAR):
                return False
        return False

    def doubtful(self, index: int) -> bool:
        """Whether the segment may be the middle of a sentence that the source wrapped."""
        segment = self.segments[index]
        if segment.strength == "hard" or index == 0:
            return False
        before = self.segments[index - 1]
        if before.table is not None:
            return False
        words = self.text[before.start : before.end]
        if words[-1] in TERMINAL:
            return False
        last_line = words[words.rfind("\n") + 1 :]
        line = self.text[segment.start : line_end(self.text, segment)]
        return self.wrapping.may_part(last_line, line) and not is_capitals(last_line)

    def _placed(self, index: int, label: Label, *, gap: int, doubtful: bool) -> int | None:
        """How many stack entries stay open under ``label``; None where it opens nothing."""
        if label.scheme in BULLETS:
            return self._placed_bullet(index, label) if gap == 0 else None
        open_at = self.frames.frame_of(label)
        if open_at is not None:
            frame = self.frames.at(open_at)
            if follows(label, frame.value, gap=gap) and not (gap and label.damaged and label.scheme == "roman"):
                return open_at
        if label.scheme == "decimal":
            return self._placed_decimal(label, gap)
        if label.scheme == "paren_roman" and label.mark == "." and not self._continues(label.style, label.value, index):
            return None  # "i." alone
        number = self.frames.lasts.get(label.style)
        if open_at is None and number is not None and label.scheme in _RUNNING:
            last = self.frames.nodes[number]
            if follows(label, last.value, gap=gap):
                return max(self._pop_depth(index, label, keep_continuing=False), self.frames.beside(last))
        if gap or (label.damaged and label.scheme == "roman"):
            return None
        twice = open_at is not None and label.value == self.frames.at(open_at).value
        if twice and not label.first and not doubtful and self.sentence_begins(label):
            return open_at  # a number printed twice
        if not label.first or self.runs_in_line(index, label):
            return None
        if doubtful and not self._continues(label.style, label.value, index):
            return None
        return self._placed_first(index, label, open_at)

    def _placed_first(self, index: int, label: Label, open_at: int | None) -> int | None:
        """Where a list that begins stands: inside what a colon announces, else on its rank."""
        if label.scheme in NAMED:
            return self._pop_depth(index, label, keep_continuing=False)
        if label.scheme in _INSIDE_ITEMS and self._headed_by_item(index):
            return len(self.frames.stack)
        inner = self.frames.innermost_numbered()
        if open_at is not None:
            # The list restarts. Behind a colon it is a list inside; else a heading between was lost.
            if inner is not None and inner >= open_at and self._announced(index):
                return inner + 1
            same = label.value == self.frames.at(open_at).value and self.sentence_begins(label)
            return open_at if same or self._continues(label.style, label.value, index) else None
        if inner is not None and self._announced(index) and order_of(self.frames.at(inner)) >= ORDER[label.scheme]:
            return inner + 1
        return self._pop_depth(index, label, keep_continuing=True)

    def _pop_depth(self, index: int, label: Label, *, keep_continuing: bool) -> int:
        order = ORDER[label.scheme]
        depth = len(self.frames.stack)
        while depth:
            node = self.frames.at(depth - 1)
            if node.level in CONTAINERS:
                break
            if node.rank:  # an unnumbered heading holds every list that begins under it
                if label.scheme in NAMED:
                    depth -= 1
                    continue
                break
            if node.level in ("mo_dau", "ket_thuc"):
                depth -= 1
                continue
            if order_of(node) < order:
                break
            inside = node.style[0] == "roman" and label.scheme == "dieu" and self.frames.frame_of(label) is None
            if inside and (label.value != (1,) or self._continues(node.style, node.value, index)):
                break  # Điều in the mục of a report or an old statute: "III. NỘI DUNG / Điều 1 ... / IV. HỒ SƠ"
            if label.scheme == "arabic" and label.mark == ")" and node.style[0] == "arabic" and node.style[1] != ")":
                break  # "1)" inside "1."
            if (
                keep_continuing
                and node.style[0] not in BULLETS
                and node.value
                and self._continues(node.style, node.value, index)
            ):
                break
            depth -= 1
        return depth

    def _placed_decimal(self, label: Label, gap: int) -> int | None:
        prefix = label.value[:-1]
        for depth in range(len(self.frames.stack) - 1, -1, -1):
            node = self.frames.at(depth)
            if node.level in CONTAINERS:
                break
            scheme = node.style[0]
            if node.value == prefix and scheme in ("arabic", "decimal", "dieu", "roman", "upper"):
                return depth + 1 if label.value[-1] <= 1 + gap else None
            if (
                scheme == "decimal"
                and len(node.value) == len(label.value)
                and label.value[-1] == 1
                and prefix[-1] == node.value[-2] + 1
            ):
                return depth
        # A list "1.1, 1.2" whose heading "1." is lost or unnumbered: inside what "1." of "1.1.1" is, or by itself.
        if label.value[-1] == 1 and not gap:
            for depth in range(len(self.frames.stack) - 1, -1, -1):
                node = self.frames.at(depth)
                if node.style[0] in ("arabic", "decimal") and node.value == label.value[: len(node.value)]:
                    return depth + 1
            depth = len(self.frames.stack)
            while depth and order_of(self.frames.at(depth - 1)) >= ORDER["arabic"]:
                depth -= 1
            return depth
        return None

    def inside_name(self, index: int) -> bool:
        """Whether the dash that begins the segment stands inside a name: "Bộ Lao động⏎- Thương binh và Xã hội"."""
        segment = self.segments[index]
        dash = next((label for label in segment.labels if label.scheme == "dash"), None)
        if dash is None or not index or self.segments[index - 1].table is not None:
            return False
        before = self.segments[index - 1]
        around = (max(before.start, before.end - NAME_PART), min(dash.end + NAME_PART, segment.end))
        name = load_patterns("letterhead")["dashed_name"].search(self.folded, *around)
        return name is not None and name.start() < segment.start < name.end()

    def _placed_bullet(self, index: int, label: Label) -> int | None:
        rest = self.text[label.end : label.end + 1]
        segment = self.segments[index]
        if label.numeral == "." and segment.strength != "hard" and self.text[segment.start - 2] not in TERMINAL:
            return None  # a stop that was parted from its sentence
        if label.scheme == "dash" and index:
            before = self.segments[index - 1]
            if self.inside_name(index):
                return None
            wrapped = self.doubtful(index) or _YEAR.match(self.text, label.end)
            if segment.strength != "hard" and wrapped and rest.isdigit() and self.text[before.end - 1].isdigit():
                return None  # "2026⏎- 2030"
            if segment.strength == "inner" and self.text[before.end - 1] not in TERMINAL:
                # An item only where the next line is one, too.
                following = self.segments[index + 1].labels if index + 1 < len(self.segments) else ()
                begins = rest.isupper() or (rest.isdigit() and not wrapped)
                if not begins or not any(after.scheme == "dash" for after in following):
                    return None
        return self._depth_of_bullet(index, label)

    def open_item(self, label: Label) -> int | None:
        """The depth of the open item with the same mark as ``label``, in the innermost numbered unit."""
        for depth in range(len(self.frames.stack) - 1, -1, -1):
            node = self.frames.at(depth)
            if node.level == "doan" and not node.rank:
                continue
            if node.style[0] not in BULLETS:
                break
            if node.style == (label.scheme, label.numeral):
                return depth
        return None

    def _depth_of_bullet(self, index: int, label: Label) -> int:
        """Beside the open items of the same mark, else inside the innermost item: marks nest in the order in which
        they first stand in a numbered unit. But a heading with an asterisk stands above the items before it, and a
        dash above the pluses before it, unless a colon announces them."""
        beside = self.open_item(label)
        if beside is None:
            beside = self._group_above(index, label)
        if beside is not None:
            return beside
        above = {"*": "-+", "-": "+"}.get(label.numeral, "")
        depth = outside = len(self.frames.stack)
        while above and depth and self.frames.at(depth - 1).level in ("gach", "doan"):
            depth -= 1
            node = self.frames.at(depth)
            if node.style[1] and node.style[1] in above and not node.lead_in:
                outside = depth
        if outside < len(self.frames.stack) and (label.numeral == "-" or self._heads(index)):
            return outside
        innermost = self.frames.innermost
        inside = innermost is not None and innermost.level == "gach"
        return len(self.frames.stack) if inside else self.frames.innermost_open()

    def runs_in_line(self, index: int, label: Label) -> bool:
        """Whether the second of a list in brackets stands in the paragraph of the first: "... gồm:⏎(1) A; (2) B."."""
        follower = {"paren_arabic": "(2)", "paren_letter": "(b)", "paren_roman": "(ii)"}.get(label.scheme)
        segment = self.segments[index]
        return follower is not None and self.folded.find(follower, label.end, segment.end) >= 0

    def _group_above(self, index: int, label: Label) -> int | None:
        """The depth of the item that heads the open list, where ``label`` begins the next such heading: "- Về xã
        hội:" behind "- Về kinh tế:⏎(1) ...⏎(2) ..."."""
        if self._announced(index) or not self._heads(index):
            return None
        numbered = False
        for depth in range(len(self.frames.stack) - 1, -1, -1):
            node = self.frames.at(depth)
            if node.level == "gach":
                same = node.style == (label.scheme, label.numeral)
                return depth if numbered and same and node.lead_in == self._ends_with_colon(index) else None
            if node.rank or (node.style[0] not in _INSIDE_ITEMS and node.level != "doan"):
                return None
            numbered = numbered or node.level != "doan"
        return None

    def _headed_by_item(self, index: int) -> bool:
        """Whether the line right above is an item that heads what begins here: "- Về kinh tế:⏎(1) ..."."""
        item = self.frames.innermost
        own = item is not None and item.level == "gach" and self.segments[index - 1].start == item.start
        return own and self._heads(index - 1)

    def _heads(self, index: int) -> bool:
        """Whether the item at ``index`` reads as the heading of what stands below it: it ends with a colon, or it is
        short and ends without a stop."""
        segment = self.segments[index]
        words = self.text[segment.start : segment.end]
        return words[-1] == ":" or (words[-1] not in ".;,!?" and len(words.split()) <= SHORT_ITEM)

    def _ends_with_colon(self, index: int) -> bool:
        return self.text[self.segments[index].end - 1] == ":"

    def sentence_begins(self, label: Label) -> bool:
        """Whether a capital stands behind the label."""
        return self.text[label.end : label.end + 1].isupper()

    def _announced(self, index: int) -> bool:
        """Whether the text before the segment ends with a colon."""
        return index > 0 and self._ends_with_colon(index - 1)
