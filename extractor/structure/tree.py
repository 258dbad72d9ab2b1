"""The provision tree: labels that continue a list open provisions, everything else is text of the open one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from extractor.knowledge.loader import load_patterns
from extractor.model import Cell, Diagnostic, Document, Layout, Level, Provision, Table
from extractor.structure.labels import BULLETS, NAMED, Label, follows, id_part
from extractor.structure.segments import EARLY, FULL_LINE, TERMINAL, Segment, full_width, is_capitals, is_rule

# Which list stands inside which when both begin: a list of a higher number inside one of a lower.
_ORDER = {
    "phan": 10, "chuong": 20, "muc": 30, "tieu_muc": 40, "dieu": 50, "upper": 55, "roman": 60, "arabic": 70,
    "decimal": 75, "letter": 80, "paren_arabic": 85, "paren_letter": 86, "paren_roman": 87,
    "dash": 90, "bullet": 91, "plus": 92,
}  # fmt: skip
_PLAIN_LEVEL: dict[str, Level] = {
    "phan": "phan", "chuong": "chuong", "muc": "muc", "tieu_muc": "tieu_muc", "dieu": "dieu", "upper": "phan",
    "roman": "muc", "arabic": "khoan", "decimal": "khoan", "letter": "diem", "paren_letter": "diem",
    "paren_roman": "diem", "dash": "gach", "plus": "gach", "bullet": "gach",
}  # fmt: skip
_CONTAINERS = frozenset({"", "kem_theo", "phu_luc"})
_RUNNING = frozenset({"chuong", "dieu", "roman", "upper", "arabic"})  # lists that may run on through higher units
PROSE_LENGTH = 80  # characters: shorter lines of an opening are no running text
CONTENTS_SEARCH = 8  # segments
CLOSING_SEARCH = 40  # segments: a list of recipients is seldom longer
LOOK_AHEAD = 24  # labels of one style: how far a list may be searched for its continuation
MAX_LAYOUT_ROWS = 12  # a letterhead or signature set as a table has fewer rows
COLON_TITLE = 160  # characters: a longer text before a colon is a sentence that announces a list
HEADING_LENGTH = 220  # characters: longer paragraphs are no headings


@dataclass(slots=True)
class Node:
    """A provision while it is built. ``parent`` is an index into the list of nodes, -1 at the top."""

    level: Level
    numeral: str
    start: int
    label_end: int
    parent: int
    style: tuple[str, str] = ("", "")
    value: tuple[int, ...] = ()
    rank: int = 0  # of an unnumbered heading: smaller is higher; 0 for everything else
    heading: str = ""
    lead_in: bool = False  # its first paragraph ends with a colon
    counts: dict[str, int] = field(default_factory=dict)
    end: int = 0


@dataclass(slots=True)
class Paragraph:
    """A logical paragraph of a node: the label's own text, a doan, a letterhead line."""

    start: int
    end: int
    node: int
    kind: str  # heading body opening closing title
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Tree:
    nodes: list[Node]
    paragraphs: list[Paragraph]
    diagnostics: list[Diagnostic]


class TreeBuilder:
    """Feeds segments to a stack of open provisions. One use."""

    def __init__(
        self,
        document: Document,
        segments: list[Segment],
        layouts: Mapping[int, Layout],
        *,
        press: bool = False,
        title_end: int = 0,
    ) -> None:
        self.document = document
        self.layouts = layouts
        self.text = document.text
        self.folded = document.folded
        self.segments = segments
        self.press = press
        self.title_end = title_end
        self.nodes: list[Node] = []
        self.paragraphs: list[Paragraph] = []
        self.diagnostics: list[Diagnostic] = []
        self.stack: list[int] = []  # open nodes, outermost first
        self.zone = "body" if press else "opening"
        self.attached = 0
        self.top_counts: dict[str, int] = {}
        self.width = full_width(document)
        self.lasts: dict[tuple[str, str], tuple[int, ...]] = {}  # where each list of this zone stands, open or not
        self._index_labels()

    # ------------------------------------------------------------------------------------------ driver

    def build(self) -> Tree:
        index = 0
        if not self.press and self.segments:
            self._open("mo_dau", "", self.segments[0].start, self.segments[0].start)
        while index < len(self.segments):
            index = self._feed(index)
        self._close_ends()
        self._head()
        return Tree(self.nodes, self.paragraphs, self.diagnostics)

    def _feed(self, index: int) -> int:
        """Place the segment ``index``; return the index of the next one to place."""
        segment = self.segments[index]
        if segment.table is not None:
            self._table(segment)
            return index + 1
        if not segment.quoted:
            headless = self.zone == "opening" and not self.title_end and not self.paragraphs
            if (self.zone != "opening" or headless) and (used := self._zone_change(index)):
                return index + used
            if self.zone != "closing" or self._resumes(index):
                chosen = self._choose(index)
                if chosen is not None:
                    return self._open_label(index, *chosen)
        self._text(index)
        return index + 1

    # ------------------------------------------------------------------------------------------ zones

    def _zone_change(self, index: int) -> int:
        """Open an annex, an attached document or the end where one begins; return how many segments it took."""
        segment = self.segments[index]
        patterns = load_patterns("letterhead")
        line_end = self._line_end(segment)
        line = self.text[segment.start : line_end]
        annex = patterns["annex"].match(self.folded, segment.start, line_end)
        if annex and self._is_annex(annex, line, segment):
            self._pop_all()
            numeral = (annex["n"] or "").upper() if not (annex["n"] or "").isdigit() else str(int(annex["n"]))
            self._open(
                "phu_luc",
                numeral,
                segment.start,
                annex.end() if annex["mark"] else annex.end("n") if annex["n"] else annex.end(),
            )
            self.zone = "body"
            return self._title(index, first_from=annex.end())
        if self._begins_attached(index):
            self._pop_all()
            self._open("kem_theo", "", segment.start, segment.start)
            self.zone = "body"
            return self._title(index, first_from=segment.start)
        if self.zone == "body" and self._begins_closing(index):
            self._pop_to_part()
            self._open("ket_thuc", "", segment.start, segment.start)
            self.zone = "closing"
            self.paragraphs.append(Paragraph(segment.start, segment.end, self.stack[-1], "closing"))
            return 1
        return 0

    def _line_end(self, segment: Segment) -> int:
        stop = self.text.find("\n", segment.start, segment.end)
        return segment.end if stop < 0 else stop

    def _is_annex(self, match: object, line: str, segment: Segment) -> bool:
        rest = self.text[match.end() : self._line_end(segment)].strip()  # type: ignore[attr-defined]
        if not line.lstrip("(*_ ")[:1].isupper():
            return False
        if not rest or is_capitals(rest):
            return True
        named = match["n"] or line[:7].isupper()  # type: ignore[index]
        return bool(named and match["mark"] and rest[0].isupper())  # type: ignore[index]

    def _begins_closing(self, index: int) -> bool:
        segment = self.segments[index]
        patterns = load_patterns("letterhead")
        line_end = self._line_end(segment)
        if patterns["recipients"].match(self.folded, segment.start, line_end):
            return not self._goes_on_behind(index)
        line = self.text[segment.start : line_end]
        if not is_capitals(line) or len(line) > 120:
            return False
        return self._signs(index) and not self._goes_on_behind(index)

    def _goes_on_behind(self, index: int) -> bool:
        """Whether an open list goes on soon behind the segment, so that the document does not end here."""
        for segment in self.segments[index + 1 : index + CLOSING_SEARCH]:
            for label in segment.labels:
                if label.scheme in BULLETS:
                    continue
                depth = self._open_frame(label)
                if depth is not None and self._goes_on(label, depth) and self._sentence_begins(label):
                    return True
                if label.first:
                    return False
        return False

    def _begins_attached(self, index: int) -> bool:
        segment = self.segments[index]
        patterns = load_patterns("letterhead")
        line_end = self._line_end(segment)
        line = self.text[segment.start : line_end]
        capitals = is_capitals(line)
        if self.zone == "closing" and capitals:
            # Its own letterhead, or the organ's name some lines before the motto.
            for ahead in range(index, min(index + 5, len(self.segments))):
                near = self.segments[ahead]
                if near.table is None and not is_capitals(self.text[near.start : self._line_end(near)]):
                    if not self.folded.startswith("số", near.start):
                        break
                elif near.table is None and patterns["motto"].match(self.folded, near.start, near.end):
                    return not self._signs(index)
            if patterns["doc_type_line"].match(self.folded, segment.start, line_end):
                return True
        if not capitals or not patterns["doc_type_line"].match(self.folded, segment.start, line_end):
            return False
        for ahead in range(index, min(index + 5, len(self.segments))):
            near = self.segments[ahead]
            if patterns["attached_note"].match(self.folded, near.start, near.end):
                return True
        return False

    def _signs(self, index: int) -> bool:
        segment = self.segments[index]
        patterns = load_patterns("letterhead")
        stop = self._line_end(segment)
        return any(patterns[n].match(self.folded, segment.start, stop) for n in ("signature", "signing_post"))

    def _resumes(self, index: int) -> bool:
        """Whether a label behind the end opens text again: only a named unit or a Roman list does, with sentences
        below it; a site's own list of the headings has none."""
        labels = self.segments[index].labels
        if not any(label.scheme in ("phan", "chuong", "dieu", "roman") and label.first for label in labels):
            return False
        return any(
            near.end - near.start > PROSE_LENGTH and self.text[near.end - 1] in TERMINAL
            for near in self.segments[index : index + CONTENTS_SEARCH]
        )

    def _title(self, index: int, *, first_from: int) -> int:
        """Take the title lines of an annex or attached document; return how many segments."""
        node = self.stack[-1]
        words: list[str] = []
        used = 0
        patterns = load_patterns("letterhead")
        letterhead = any(
            near.table is None and patterns["motto"].match(self.folded, near.start, near.end)
            for near in self.segments[index : index + 5]
        )  # then the title stands below it, from the line that names the kind of document
        for ahead in range(index, min(index + 12, len(self.segments))):
            segment = self.segments[ahead]
            if segment.table is not None or (ahead > index and segment.quoted):
                break
            if ahead > index and segment.labels:
                own = self.text[segment.start : segment.end]
                if any(label.first for label in segment.labels) or not is_capitals(own):
                    break
            begin = max(segment.start, first_from) if ahead == index else segment.start
            line = self.text[begin : segment.end].strip()
            note = patterns["attached_note"].match(self.folded, segment.start, segment.end)
            is_title = is_capitals(line) or note or is_rule(line) or segment.style.centred or segment.style.bold
            head = (
                any(patterns[n].match(self.folded, segment.start, segment.end) for n in ("motto",))
                or self.folded.startswith(("số:", "số :", "độc lập"), segment.start)
                or ", ngày" in self.folded[segment.start : segment.end]
            )
            if ahead > index and not (is_title or head or (line[-1:] not in TERMINAL and len(line) < 120)):
                break
            if ahead > index and self._zone_like(ahead):
                break
            used += 1
            if letterhead and is_capitals(line) and patterns["doc_type_line"].match(self.folded, begin, segment.end):
                letterhead = False
            kind = "opening" if note or head or letterhead or is_rule(line) else "title"
            if line:
                self.paragraphs.append(Paragraph(begin, segment.end, node, kind))
            if kind == "title" and line:
                words.append(line)
        self.nodes[node].heading = " ".join(" ".join(words).split())
        return max(used, 1)

    def _zone_like(self, index: int) -> bool:
        segment = self.segments[index]
        match = load_patterns("letterhead")["annex"].match(self.folded, segment.start, self._line_end(segment))
        return bool(match and self._is_annex(match, self.text[segment.start : self._line_end(segment)], segment))

    # ------------------------------------------------------------------------------------------ labels

    def _index_labels(self) -> None:
        """Where each style of label occurs, for looking ahead."""
        self._occurrences: dict[tuple[str, str], list[tuple[int, Label]]] = {}
        for index, segment in enumerate(self.segments):
            if segment.quoted:
                continue
            for label in segment.labels:
                self._occurrences.setdefault(label.style, []).append((index, label))

    def _continues(self, style: tuple[str, str], value: tuple[int, ...], index: int) -> bool:
        """Whether a list of ``style`` that stands at ``value`` goes on behind segment ``index`` before it restarts."""
        places = self._occurrences.get(style, [])
        first = bisect_right(places, index, key=lambda p: p[0])
        for _, label in places[first : first + LOOK_AHEAD]:
            if follows(label, value):
                return True
            if label.first or not follows(label, value, gap=3):
                return False
        return False

    def _doubtful(self, index: int) -> bool:
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
        full = EARLY * self.width if self.width >= FULL_LINE else FULL_LINE
        return len(last_line) >= full and not is_capitals(last_line)

    def _choose(self, index: int) -> tuple[Label, int, bool] | None:
        """The reading that opens a provision, the depth of the stack it stands on, and whether a number is lost."""
        segment = self.segments[index]
        if not segment.labels:
            return None
        if load_patterns("letterhead")["leader_line"].search(self.folded, segment.start, self._line_end(segment)):
            return None
        doubtful = self._doubtful(index)
        if self.zone == "opening" and all(label.scheme in BULLETS for label in segment.labels):
            return None
        readings = [
            label
            for label in segment.labels
            if not doubtful or not (
                label.scheme in BULLETS or label.damaged or not self.text[label.end : label.end + 1].isupper()
            )
        ]  # fmt: skip
        for label in readings:  # "i)" behind "h)" is the letter, not the numeral
            depth = self._open_frame(label)
            if label.scheme not in BULLETS and depth is not None and self._goes_on(label, depth):
                return label, depth, False
        for gap in (0, 1):
            for label in readings:
                depth = self._placed(index, label, gap=gap, doubtful=doubtful)
                if depth is not None:
                    return label, depth, gap > 0
        return None

    def _goes_on(self, label: Label, depth: int) -> bool:
        return follows(label, self.nodes[self.stack[depth]].value)

    def _placed(self, index: int, label: Label, *, gap: int, doubtful: bool) -> int | None:
        """How many stack entries stay open under ``label``; None where it opens nothing."""
        if label.scheme in BULLETS:
            return self._placed_bullet(index, label) if gap == 0 else None
        open_at = self._open_frame(label)
        if open_at is not None:
            frame = self.nodes[self.stack[open_at]]
            if follows(label, frame.value, gap=gap):
                return open_at
        if label.scheme == "decimal":
            return self._placed_decimal(label, gap)
        last = self.lasts.get(label.style)
        if open_at is None and last is not None and label.scheme in _RUNNING and follows(label, last, gap=gap):
            # Điều run through all chương; khoản sometimes run through headings and mục.
            return self._pop_depth(index, label, keep_continuing=False)
        if gap:
            return None
        twice = open_at is not None and label.value == self.nodes[self.stack[open_at]].value
        if twice and not label.first and not doubtful and self._sentence_begins(label):
            return open_at  # a number printed twice
        if not label.first:
            return None
        if doubtful and not self._continues(label.style, label.value, index):
            return None
        return self._placed_first(index, label, open_at)

    def _open_frame(self, label: Label) -> int | None:
        for depth in range(len(self.stack) - 1, -1, -1):
            node = self.nodes[self.stack[depth]]
            if node.level in _CONTAINERS:
                return None
            if node.style == label.style and (label.scheme != "decimal" or len(node.value) == len(label.value)):
                return depth
        return None

    def _placed_first(self, index: int, label: Label, open_at: int | None) -> int | None:
        """Where a list that begins stands: inside what a colon announces, else on its rank."""
        if label.scheme in NAMED:
            return self._pop_depth(index, label, keep_continuing=False)
        inner = self._innermost_numbered()
        if open_at is not None:
            # The list restarts. Behind a colon it is a list inside; else a heading between was lost.
            if inner is not None and inner >= open_at and self._announced(index):
                return inner + 1
            same = label.value == self.nodes[self.stack[open_at]].value and self._sentence_begins(label)
            return open_at if same or self._continues(label.style, label.value, index) else None
        if (
            inner is not None
            and self._announced(index)
            and self._order(self.nodes[self.stack[inner]]) >= _ORDER[label.scheme]
        ):
            return inner + 1
        return self._pop_depth(index, label, keep_continuing=True)

    def _pop_depth(self, index: int, label: Label, *, keep_continuing: bool) -> int:
        order = _ORDER[label.scheme]
        depth = len(self.stack)
        while depth:
            node = self.nodes[self.stack[depth - 1]]
            if node.level in _CONTAINERS:
                break
            if node.rank:  # an unnumbered heading holds every list that begins under it
                if label.scheme in NAMED:
                    depth -= 1
                    continue
                break
            if node.level in ("mo_dau", "ket_thuc"):
                depth -= 1
                continue
            if self._order(node) < order:
                break
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
        for depth in range(len(self.stack) - 1, -1, -1):
            node = self.nodes[self.stack[depth]]
            if node.level in _CONTAINERS:
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
        # A list "1.1, 1.2" whose heading "1." is lost or unnumbered.
        if label.value[-1] == 1 and not gap:
            depth = len(self.stack)
            while depth and self._order(self.nodes[self.stack[depth - 1]]) >= _ORDER["arabic"]:
                depth -= 1
            return depth
        return None

    def _placed_bullet(self, index: int, label: Label) -> int | None:
        if self.zone == "closing":
            return None
        rest = self.text[label.end : label.end + 1]
        if label.scheme == "dash" and index and self.segments[index].strength != "hard":
            before = self.segments[index - 1]
            if rest.isdigit() and self.text[before.end - 1].isdigit():
                return None  # "2026⏎- 2030"
            if self.segments[index].strength == "inner" and self.text[before.end - 1] not in TERMINAL:
                # "Bộ Lao động⏎- Thương binh và Xã hội": an item only where the next line is one, too.
                following = self.segments[index + 1].labels if index + 1 < len(self.segments) else ()
                if not rest.isupper() or not any(after.scheme == "dash" for after in following):
                    return None
        first_bullet = None
        for depth in range(len(self.stack) - 1, -1, -1):
            node = self.nodes[self.stack[depth]]
            if node.level == "doan" and not node.rank:
                continue
            if node.style[0] not in BULLETS:
                break
            first_bullet = depth
            if node.style == (label.scheme, label.numeral):
                return depth
        if first_bullet is None:
            return self._innermost_open()
        return len(self.stack) if self.nodes[self.stack[-1]].level == "gach" else self._innermost_open()

    def _innermost_open(self) -> int:
        """The depth at which a child of the innermost numbered unit or heading stands."""
        depth = len(self.stack)
        while (
            depth and self.nodes[self.stack[depth - 1]].level == "doan" and not self.nodes[self.stack[depth - 1]].rank
        ):
            depth -= 1
        return depth

    def _innermost_numbered(self) -> int | None:
        for depth in range(len(self.stack) - 1, -1, -1):
            node = self.nodes[self.stack[depth]]
            if node.level in _CONTAINERS or node.rank or node.level in ("mo_dau", "ket_thuc"):
                return None
            if node.value and node.style[0] not in BULLETS:
                return depth
        return None

    def _order(self, node: Node) -> int:
        if node.level in _CONTAINERS:
            return 0
        if node.style[0]:
            return _ORDER[node.style[0]]
        return 100

    def _sentence_begins(self, label: Label) -> bool:
        return self.text[label.end : label.end + 1].isupper()

    def _announced(self, index: int) -> bool:
        """Whether the text before the segment ends with a colon."""
        return index > 0 and self.text[self.segments[index - 1].end - 1] == ":"

    def _open_label(self, index: int, label: Label, depth: int, lost: bool) -> int:
        segment = self.segments[index]
        self.zone = "body"
        del self.stack[depth:]
        if self.stack and self.nodes[self.stack[-1]].level in ("mo_dau", "ket_thuc"):
            self.stack.pop()
        level = self._level(label)
        numeral = "" if label.scheme in BULLETS else label.numeral
        style = (label.scheme, label.numeral) if label.scheme in BULLETS else label.style
        node = self._open(level, numeral, segment.start, label.end, style=style, value=label.value)
        self.lasts[label.style] = label.value
        if lost:
            self.diagnostics.append(
                Diagnostic(
                    "note", "lost-number", f"a number before {label.numeral} is missing", segment.start, label.end
                )
            )
        if label.end < segment.end:
            self.paragraphs.append(Paragraph(label.end, segment.end, node, "body"))
            self.nodes[node].lead_in = self.text[segment.end - 1] == ":"
        used = 1
        if label.scheme in NAMED or label.end >= segment.end:
            used += self._continuation(index, label)
        return index + used

    def _continuation(self, index: int, label: Label) -> int:
        """Title lines that stand below their label ("Chương I⏎QUY ĐỊNH CHUNG"); how many segments they take."""
        node = self.stack[-1]
        used = 0
        bare = label.end >= self.segments[index].end
        for ahead in range(index + 1, min(index + 5, len(self.segments))):
            segment = self.segments[ahead]
            if segment.table is not None or segment.labels or segment.quoted:
                break
            line = self.text[segment.start : segment.end]
            capitals = is_capitals(line)
            if bare and not used:
                if len(line) > 2 * HEADING_LENGTH and label.scheme in ("phan", "chuong", "muc", "tieu_muc"):
                    break
            elif not (capitals and label.scheme in ("phan", "chuong", "muc", "tieu_muc")):
                break
            last = self.paragraphs[-1] if self.paragraphs and self.paragraphs[-1].node == node else None
            if last is None:
                self.paragraphs.append(Paragraph(segment.start, segment.end, node, "body"))
            else:
                last.end = segment.end
            used += 1
            if not capitals:
                break
        return used

    def _level(self, label: Label) -> Level:
        if label.scheme == "arabic" or label.scheme == "paren_arabic":
            inside = label.mark == ")" and any(self.nodes[n].level in ("khoan", "diem") for n in self.stack)
            return "diem" if inside else "khoan"
        return _PLAIN_LEVEL[label.scheme]

    # ------------------------------------------------------------------------------------------ text

    def _text(self, index: int) -> None:
        segment = self.segments[index]
        if self.zone in ("opening", "closing"):
            kind = "closing" if self.zone == "closing" else "prose" if self._is_prose(segment) else "opening"
            self.paragraphs.append(Paragraph(segment.start, segment.end, self.stack[-1], kind))
            return
        if self._continues_sentence(index):
            self.paragraphs[-1].end = segment.end
            return
        rank = 0 if segment.quoted else self._heading_rank(index)
        if rank:
            self._pop_for_heading(index, rank)
        else:
            self._pop_for_paragraph(index)
        node = self._open("doan", "", segment.start, segment.start, rank=rank)
        if rank:
            self.nodes[node].heading = _as_heading(self.text[segment.start : segment.end])
        self.paragraphs.append(Paragraph(segment.start, segment.end, node, "heading" if rank else "body"))

    def _is_prose(self, segment: Segment) -> bool:
        """Whether a paragraph of the opening is running text behind the title, no letterhead line or legal basis."""
        if segment.start < self.title_end or segment.end - segment.start < PROSE_LENGTH:
            return False
        words = self.text[segment.start : segment.end]
        basis = load_patterns("letterhead")["basis"].match(self.folded, segment.start, segment.end)
        return not is_capitals(words) and not (basis and words[-1] in ";,.") and words[-1] in TERMINAL

    def _pop_for_paragraph(self, index: int) -> None:
        """Leave the items before an unnumbered paragraph, but not the one whose colon announces it."""
        while self.stack:
            node = self.nodes[self.stack[-1]]
            if node.rank or node.level not in ("gach", "doan"):
                return
            own = self.paragraphs[-1] if self.paragraphs else None
            if node.level == "gach" and node.lead_in and own and own.node == self.stack[-1]:
                return
            self.stack.pop()

    def _continues_sentence(self, index: int) -> bool:
        """Whether a soft segment goes on with the sentence of the paragraph before."""
        segment = self.segments[index]
        if not self.paragraphs or index == 0:
            return False
        before = self.segments[index - 1]
        last = self.paragraphs[-1]
        if before.table is not None or last.end != before.end or last.kind in ("title", "opening"):
            return False
        if segment.strength == "inner" and segment.labels:
            return True  # a line inside a paragraph after all
        if last.kind == "heading":
            return self.text[segment.start].islower() and not segment.labels
        words = self.text[segment.start : segment.end]
        previous = self.text[before.start : before.end]
        small = words[0].islower() and not segment.labels
        if small and segment.strength != "hard" and previous[-1] == ";":
            return True
        if previous[-1] in ".;:!?":
            return False
        if small:
            return True  # also across an empty line: no paragraph begins with a small letter
        if segment.strength == "hard":
            return False
        return bool(segment.labels) or self._doubtful(index)

    def _heading_rank(self, index: int) -> int:
        """The rank of an unnumbered heading (1 is highest), 0 for a plain paragraph."""
        segment = self.segments[index]
        words = self.text[segment.start : segment.end]
        if len(words) > HEADING_LENGTH or is_rule(words) or index + 1 >= len(self.segments):
            return 0
        ends = words[-1]
        if ends in ".;,!?…/" or not (words[0].isupper() or words[0].isdigit() or words[0] in '“"*('):
            return 0
        if words[0] == "(" and ends == ")":
            return 0
        if segment.style.heading:
            return segment.style.heading
        if is_capitals(words) and len(words.split()) >= 2:
            return 10
        if (segment.style.bold or segment.style.centred) and len(words) <= HEADING_LENGTH:
            return 20
        return self._press_rank(index) if self.press and index else 0

    def _press_rank(self, index: int) -> int:
        """The rank of a heading that only its shortness shows: no stop at its end, a whole sentence before and behind.

        One that stands right above another heading is the higher of the two.
        """
        segment = self.segments[index]
        words = self.text[segment.start : segment.end]
        syllables = words.split()
        if words[-1] == ":" or len(syllables) > 20 or "|" in words or segment.labels:
            return 0
        if len(syllables) <= 4 and all(s[0].isupper() and s[1:].islower() for s in syllables):
            return 0  # the name of an author
        before, after = self.segments[index - 1], self.segments[index + 1]
        if after.table is not None or after.labels:
            return 31
        previous = self.text[before.end - 1]
        above = self.stack and self.nodes[self.stack[-1]].rank and self.paragraphs[-1].kind == "heading"
        if before.table is None and previous not in TERMINAL and not above and not before.labels:
            return 0
        following = self.text[after.start : after.end]
        sentence = following[-1] in ".;!?,…:"
        if not sentence and following[:1].isupper() and len(following.split()) <= 20:
            return 30 if index + 2 < len(self.segments) else 0
        return 31 if sentence or after.end - after.start > 1.5 * len(words) else 0

    def _pop_for_heading(self, index: int, rank: int) -> None:
        upcoming = self.segments[index + 1].labels
        for label in upcoming:
            open_at = self._open_frame(label)
            if not label.first or label.scheme in BULLETS or open_at is None:
                continue
            if not follows(label, self.nodes[self.stack[open_at]].value):
                del self.stack[open_at:]
                break
        while self.stack:
            node = self.nodes[self.stack[-1]]
            if node.level in ("gach", "doan") and (not node.rank or node.rank >= rank):
                self.stack.pop()
            else:
                break
        for depth, number in enumerate(self.stack):
            if self.nodes[number].rank >= rank > 0:
                del self.stack[depth:]
                break

    # ------------------------------------------------------------------------------------------ nodes

    def _open(
        self,
        level: Level,
        numeral: str,
        start: int,
        label_end: int,
        *,
        style: tuple[str, str] = ("", ""),
        value: tuple[int, ...] = (),
        rank: int = 0,
    ) -> int:
        parent = self.stack[-1] if self.stack else -1
        counts = self.nodes[parent].counts if parent >= 0 else self.top_counts
        if not numeral and level in ("gach", "doan", "bang", "hang", "kem_theo"):
            counts[level] = counts.get(level, 0) + 1
            numeral = str(counts[level])
        self.nodes.append(Node(level, numeral, start, label_end, parent, style, value, rank))
        self.stack.append(len(self.nodes) - 1)
        return self.stack[-1]

    def _pop_to_part(self) -> None:
        """Leave everything but the annex or attached document that is open."""
        part = self.stack[:1] if self.stack and self.nodes[self.stack[0]].level in _CONTAINERS else []
        self._pop_all()
        self.stack.extend(part)

    def _pop_all(self) -> None:
        self.stack.clear()
        self.lasts.clear()

    def _table(self, segment: Segment) -> None:
        """A data table becomes a bang with a hang for each row behind the head; a table that only sets letterhead or
        signature side by side is text of the end that it stands in."""
        assert segment.table is not None
        table = self.document.tables[segment.table]
        cells = [c for c in table.cells if c.start < c.end]
        zone = self._layout_zone(table)
        if zone is not None:
            self._layout_table(segment, cells, zone)
            return
        layout = self.layouts[segment.table]
        self.zone = "closing" if self.zone == "closing" else self.zone
        while self.stack and self.nodes[self.stack[-1]].level in ("gach", "doan"):
            node = self.nodes[self.stack[-1]]
            if node.rank or (node.lead_in and node.level == "gach"):
                break
            self.stack.pop()
        bang = self._open("bang", "", segment.start, segment.start)
        row = -1
        for cell in table.cells:
            if cell.row >= layout.head_rows and cell.row != row:
                del self.stack[self.stack.index(bang) + 1 :]
                row = cell.row
                start = segment.start if not any(c.row < row for c in table.cells) else cell.start
                self._open("hang", str(row - layout.head_rows + 1), start, start)
            if cell.start < cell.end:
                self.paragraphs.append(
                    Paragraph(cell.start, cell.end, self.stack[-1], "cell", segment.table, cell.row, cell.column)
                )
        del self.stack[self.stack.index(bang) :]

    def _layout_zone(self, table: Table) -> str | None:
        """ "opening" or "closing" for a table that is no data: a letterhead, or recipients beside a signature."""
        patterns = load_patterns("letterhead")
        if table.rows > MAX_LAYOUT_ROWS:
            return None
        for cell in table.cells:
            if patterns["motto"].match(self.folded, cell.start, cell.end) or patterns["party_motto"].match(
                self.folded, cell.start, cell.end
            ):
                return "opening"
            if patterns["recipients"].match(self.folded, cell.start, cell.end):
                return "closing"
        for cell in table.cells:
            stop = self.text.find("\n", cell.start, cell.end)
            line_end = cell.end if stop < 0 else stop
            if (
                cell.start < line_end
                and is_capitals(self.text[cell.start : line_end])
                and any(patterns[n].match(self.folded, cell.start, line_end) for n in ("signature", "signing_post"))
            ):
                return "closing"
        return None

    def _layout_table(self, segment: Segment, cells: list[Cell], zone: str) -> None:
        if zone == "opening" and self.zone != "opening":
            self._pop_all()
            self._open("kem_theo", "", segment.start, segment.start)
            self.zone = "body"
            kind = "opening"
        elif zone == "closing" and self.zone == "body":
            self._pop_to_part()
            self._open("ket_thuc", "", segment.start, segment.start)
            self.zone = kind = "closing"
        else:
            kind = "closing" if self.zone == "closing" else "opening"
        for cell in cells:
            self.paragraphs.append(Paragraph(cell.start, cell.end, self.stack[-1], kind))

    def _close_ends(self) -> None:
        """A node ends where the next node that is not its descendant begins."""
        total = len(self.text)
        following: dict[int, int] = {}
        for number in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[number]
            node.end = following.get(node.parent, -1)
            following[node.parent] = node.start
        for node in self.nodes:
            if node.end < 0:
                node.end = self.nodes[node.parent].end if node.parent >= 0 else total

    # ---------------------------------------------------------------------------------------- headings

    def _head(self) -> None:
        """Give numbered units their titles: the words of the label line where they read as a title."""
        parents = {node.parent for node in self.nodes}
        seen: set[int] = set()
        for paragraph in self.paragraphs:
            number = paragraph.node
            if paragraph.kind != "body" or number in seen:
                continue
            seen.add(number)
            node = self.nodes[number]
            if node.level not in _TITLED or (node.level in ("khoan", "diem") and number not in parents):
                continue
            words = self.text[paragraph.start : paragraph.end]
            if _is_title(words, self.folded[paragraph.start : paragraph.end], long=node.level not in ("khoan", "diem")):
                node.heading = _as_heading(words)


_TITLED = frozenset({"phan", "chuong", "muc", "tieu_muc", "dieu", "khoan", "diem"})
_LEAD_IN_WORDS = ("sau", "gồm", "thể", "đó", "là", "tiêu")  # "như sau:", "bao gồm:", "cụ thể:": a sentence, no title


def _is_title(words: str, folded: str, *, long: bool) -> bool:
    if len(words) > (2 * HEADING_LENGTH if long else HEADING_LENGTH):
        return False
    if is_capitals(words):
        return True
    if folded.endswith((".", ";", ",", "/")):
        return False
    if not folded.endswith(":"):
        return True
    return len(words) <= COLON_TITLE and not folded.rstrip(" :").endswith(_LEAD_IN_WORDS)


def _as_heading(text: str) -> str:
    return " ".join(text.split()).rstrip(" :")


def to_provisions(tree: Tree) -> tuple[Provision, ...]:
    """The nodes with their ids, in document order, parents before children."""
    used: dict[str, int] = {}
    ids: list[str] = []
    provisions = []
    for node in tree.nodes:
        parent_id = ids[node.parent] if node.parent >= 0 else ""
        own = id_part(node.level, node.numeral)
        provision_id = f"{parent_id}__{own}" if parent_id else own
        used[provision_id] = used.get(provision_id, 0) + 1
        if used[provision_id] > 1:
            tree.diagnostics.append(
                Diagnostic("note", "repeated-number", f"{provision_id} occurs again", node.start, node.label_end)
            )
            count = used[provision_id]
            while f"{provision_id}~{count}" in used:
                count += 1
            provision_id = f"{provision_id}~{count}"
            used[provision_id] = 1
        ids.append(provision_id)
        provisions.append(
            Provision(
                provision_id, parent_id, node.level, node.numeral, node.heading, node.start, node.end, node.label_end
            )
        )
    return tuple(provisions)
