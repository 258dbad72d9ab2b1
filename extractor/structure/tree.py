"""The provision tree: labels that continue a list open provisions, everything else is text of the open one."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from extractor.model import Cell, Diagnostic, Document, Layout, Level
from extractor.structure.frames import Frames, Paragraph, Tree
from extractor.structure.headings import HEADING_LENGTH, Headings, as_heading, give_titles
from extractor.structure.labels import BULLETS, NAMED, Label
from extractor.structure.leaving import Leaver
from extractor.structure.placing import Placer
from extractor.structure.segments import Segment, is_capitals
from extractor.structure.zones import Zones

_LEVELS: dict[str, Level] = {
    "phan": "phan", "chuong": "chuong", "muc": "muc", "tieu_muc": "tieu_muc", "dieu": "dieu", "upper": "phan",
    "roman": "muc", "decimal": "khoan", "letter": "diem", "sub_letter": "diem", "paren_letter": "diem",
    "paren_roman": "diem", "dash": "gach", "plus": "gach", "bullet": "gach",
}  # fmt: skip
_TITLED_BELOW = frozenset({"phan", "chuong", "muc", "tieu_muc"})  # their title may take several lines of capitals
# No paragraph ends with these words: "khoản 2 Điều này và⏎Điều 5".
_OPEN_ENDED = regex.compile(r"(?<=\s)(?:và|hoặc|của|tại|các|cùng|với)\Z")
_FIGURE = regex.compile(r"[\d.,]+ (?: \s* [-–] \s* [\d.,]+ )? \s* %?", regex.VERBOSE)
TITLE_LINES = 5  # segments below a label in which its title may stand
CLOSING_SEARCH = 40  # segments: a list of recipients is seldom longer
PROSE_SEARCH = 6  # paragraphs of an opening in which its prose is looked for


class TreeBuilder:
    """Feeds segments to a stack of open provisions. One use.

    ``title_end`` is where the title ends (0 if there is none); ``headless`` says that the file has neither
    letterhead nor number and may begin with an annex.
    """

    def __init__(
        self,
        document: Document,
        segments: list[Segment],
        layouts: Mapping[int, Layout],
        *,
        press: bool = False,
        headless: bool = False,
        title_end: int = 0,
    ) -> None:
        self.document = document
        self.layouts = layouts
        self.text = document.text
        self.segments = segments
        self.headless = headless
        self.title_end = title_end
        self.paragraphs: list[Paragraph] = []
        self.diagnostics: list[Diagnostic] = []
        self.zone = "body" if press else "opening"
        self.frames = Frames()
        self.zones = Zones(document, segments)
        self.placer = Placer(document, segments, self.frames)
        self.leaver = Leaver(document, segments, self.frames, self.placer)
        self.headings = Headings(document, segments, press=press)
        self.numbered = any(
            label.first and label.scheme not in BULLETS for s in segments if not s.quoted for label in s.labels
        )

    def build(self) -> Tree:
        index = 0
        if self.zone == "opening" and self.segments:
            self.frames.open("mo_dau", "", self.segments[0].start, self.segments[0].start)
        while index < len(self.segments):
            index += self._feed(index)
        self.frames.finish(len(self.text))
        tree = Tree(self.frames.nodes, self.paragraphs, self.diagnostics)
        give_titles(self.document, tree)
        return tree

    def _feed(self, index: int) -> int:
        """Place the segment ``index`` and what belongs to it; return how many segments were placed."""
        segment = self.segments[index]
        if segment.table is not None:
            self._table(segment)
            return 1
        if not segment.quoted:
            if self.zone != "opening" or (self.headless and not self.paragraphs):
                used = self._begin_part(index)
                if used:
                    return used
            if self.zone == "opening" and self._leave_opening(index):
                return 1
            if self.zone != "closing" or self.zones.resumes(index):
                chosen = self.placer.choose(index, opening=self.zone == "opening")
                if chosen is not None:
                    return self._open_label(index, *chosen)
        self._text(index)
        return 1

    # ------------------------------------------------------------------------------------------ parts

    def _begin_part(self, index: int) -> int:
        """Open an annex, an attached document or the end where one begins; return how many segments it took."""
        segment = self.segments[index]
        annex = self.zones.annex(index, in_body=self.zone == "body")
        if annex:
            self.frames.close_all()
            numeral = (annex["n"] or "").upper()
            label_end = annex.end() if annex["mark"] or not annex["n"] else annex.end("n")
            self.frames.open("phu_luc", str(int(numeral)) if numeral.isdigit() else numeral, segment.start, label_end)
            return self._head_of_part(index, annex.end())
        if self.zones.attached(index, behind_end=self.zone == "closing"):
            self.frames.close_all()
            self.frames.open("kem_theo", "", segment.start, segment.start)
            return self._head_of_part(index, segment.start)
        ends = self.zones.recipients(index) or self.zones.signs(index)
        if self.zone == "body" and ends and not self._goes_on_behind(index):
            self._begin_end(segment)
            return 1
        return 0

    def _head_of_part(self, index: int, first_from: int) -> int:
        """Take the title lines of the part that was just opened; return how many segments they are."""
        self.zone = "body"
        node = self.frames.stack[-1]
        lines = self.zones.title(index, first_from)
        titled = False
        for start, end, kind in lines:
            if kind == "title" and titled and start < end:  # the lines of a title are one paragraph
                self.paragraphs[-1].end = end
            elif start < end:
                self.paragraphs.append(Paragraph(start, end, node, kind))
            titled = kind == "title" and (titled or start < end)
        words = " ".join(self.text[start:end] for start, end, kind in lines if kind == "title")
        self.frames.nodes[node].heading = " ".join(words.split())
        return len(lines)

    def _begin_end(self, segment: Segment) -> None:
        self.frames.close_to_part()
        node = self.frames.open("ket_thuc", "", segment.start, segment.start)
        self.zone = "closing"
        if segment.table is None:
            self.paragraphs.append(Paragraph(segment.start, segment.end, node, "closing"))

    def _goes_on_behind(self, index: int) -> bool:
        """Whether an open list goes on soon behind the segment, so that the document does not end here."""
        for segment in self.segments[index + 1 : index + CLOSING_SEARCH]:
            for label in segment.labels:
                if label.scheme in BULLETS:
                    continue
                depth = self.frames.frame_of(label)
                if depth is not None and self.placer.goes_on(label, depth) and self.placer.sentence_begins(label):
                    return True
                if label.first:
                    return False
        return False

    def _leave_opening(self, index: int) -> bool:
        """Open the end behind the prose of a document without numbers, or make that prose its body."""
        segment = self.segments[index]
        if not self.title_end or segment.start < self.title_end:
            return False
        prose = any(p.kind == "prose" for p in self.paragraphs[-PROSE_SEARCH:])
        if self.zones.recipients(index) or self.zones.signs(index, for_another=not prose):
            self._begin_end(segment)
            return True
        if not self.numbered and self.zones.is_prose(segment):
            self.frames.close_all()
            self.zone = "body"
        return False

    # ----------------------------------------------------------------------------------------- labels

    def _open_label(self, index: int, label: Label, depth: int, lost: bool) -> int:
        segment = self.segments[index]
        self.zone = "body"
        del self.frames.stack[depth:]
        innermost = self.frames.innermost
        if innermost is not None and innermost.level in ("mo_dau", "ket_thuc"):
            self.frames.stack.pop()
        bullet = label.scheme in BULLETS
        style = (label.scheme, label.numeral) if bullet else label.style
        numeral = "" if bullet else label.numeral
        node = self.frames.open(self._level(label), numeral, segment.start, label.end, style=style, value=label.value)
        self.frames.lasts[label.style] = node
        if lost:
            message = f"a number before {label.numeral} is missing"
            self.diagnostics.append(Diagnostic("note", "lost-number", message, segment.start, label.end))
        if label.end < segment.end:
            self.paragraphs.append(Paragraph(label.end, segment.end, node, "body"))
            self.frames.nodes[node].lead_in = self.text[segment.end - 1] == ":"
        if label.scheme in NAMED or label.end >= segment.end:
            return 1 + self._title_below(index, label)
        return 1

    def _title_below(self, index: int, label: Label) -> int:
        """Take the title that stands below its label ("Chương I⏎QUY ĐỊNH CHUNG"); return how many segments."""
        node = self.frames.stack[-1]
        bare = label.end >= self.segments[index].end
        used = 0
        for segment in self.segments[index + 1 : index + TITLE_LINES]:
            if segment.table is not None or segment.labels or segment.quoted:
                break
            line = self.text[segment.start : segment.end]
            capitals = is_capitals(line)
            if bare and not used:
                if len(line) > 2 * HEADING_LENGTH and label.scheme in _TITLED_BELOW:
                    break
            elif not (capitals and label.scheme in _TITLED_BELOW):
                break
            if self.paragraphs and self.paragraphs[-1].node == node:
                self.paragraphs[-1].end = segment.end
            else:
                self.paragraphs.append(Paragraph(segment.start, segment.end, node, "body"))
            used += 1
            if not capitals:
                break
        return used

    def _level(self, label: Label) -> Level:
        if label.scheme in ("arabic", "paren_arabic"):
            open_levels = {self.frames.nodes[number].level for number in self.frames.stack}
            return "diem" if label.mark == ")" and open_levels & {"khoan", "diem"} else "khoan"
        return _LEVELS[label.scheme]

    # ------------------------------------------------------------------------------------------- text

    def _text(self, index: int) -> None:
        segment = self.segments[index]
        if self.zone == "closing":
            self.paragraphs.append(Paragraph(segment.start, segment.end, self.frames.stack[-1], "closing"))
            return
        if self.zone == "opening":
            prose = segment.start >= self.title_end and (self.zones.is_prose(segment) or self._announces(index))
            kind = "prose" if prose else "opening"
            self.paragraphs.append(Paragraph(segment.start, segment.end, self.frames.stack[-1], kind))
            return
        if self._continues_sentence(index):
            self.paragraphs[-1].end = segment.end
            return
        under_heading = bool(self.paragraphs) and self.paragraphs[-1].kind == "heading"
        rank = 0 if segment.quoted else self.headings.rank(index, under_heading=under_heading)
        if rank:
            self.leaver.for_heading(index, rank)
        elif not segment.quoted and (closes := self.zones.closes(index)):
            self.leaver.for_closing(closes)
        else:
            self.leaver.for_paragraph(index, self.paragraphs[-1].node if self.paragraphs else -1)
        node = self.frames.open("doan", "", segment.start, segment.start, rank=rank)
        self.frames.nodes[node].lead_in = self.text[segment.end - 1] == ":"
        if rank:
            self.frames.nodes[node].heading = as_heading(self.text[segment.start : segment.end])
        self.paragraphs.append(Paragraph(segment.start, segment.end, node, "heading" if rank else "body"))

    def _announces(self, index: int) -> bool:
        """Whether a short line of the opening introduces the numbered list below it: "Thủ tướng yêu cầu:"."""
        line = self.text[self.segments[index].start : self.segments[index].end]
        if line[-1] != ":" or is_capitals(line) or index + 1 >= len(self.segments):
            return False
        below = self.segments[index + 1].labels
        return any(label.first and label.scheme not in BULLETS for label in below)

    def _continues_sentence(self, index: int) -> bool:
        """Whether a soft segment goes on with the sentence of the paragraph before."""
        segment = self.segments[index]
        if not self.paragraphs or index == 0:
            return False
        before = self.segments[index - 1]
        last = self.paragraphs[-1]
        if before.table is not None or last.end != before.end or last.kind in ("title", "opening"):
            return False
        if (segment.strength == "inner" and segment.labels) or self.placer.inside_name(index):
            return True  # a line inside a paragraph after all
        if segment.strength != "hard" and any(self.placer.runs_in_line(index, label) for label in segment.labels):
            return self.text[before.end - 1] not in ".!?"
        if last.kind == "heading":
            return self.text[segment.start].islower() and not segment.labels
        if not segment.labels and _OPEN_ENDED.search(self.document.folded, max(last.start, last.end - 6), last.end):
            return True
        words = self.text[segment.start : segment.end]
        previous = self.text[before.start : before.end]
        small = words[0].islower() and not segment.labels
        if small and segment.strength != "hard" and previous[-1] == ";":
            return True
        if previous[-1] in ".;:!?":
            return False
        below = segment.strength == "hard" and is_capitals(previous) and not is_capitals(words)
        note = words[0] == "(" and not below  # below a heading it stands by itself: "(Chi tiết tại Phụ lục I)"
        if small or (not segment.labels and (previous[-1] == "," or note) and not segment.style.bold):
            return True  # also across an empty line: no paragraph begins with a small letter, or behind a comma
        if segment.strength == "hard":
            return False
        # a figure alone, the cell of a table that lost its lines, is of what it measures
        return bool(segment.labels) or _FIGURE.fullmatch(words) is not None or self.placer.doubtful(index)

    # ----------------------------------------------------------------------------------------- tables

    def _table(self, segment: Segment) -> None:
        """A data table becomes a bang with a hang for each row behind the head; a table that only sets letterhead or
        signature side by side is text of the part that it stands in."""
        assert segment.table is not None
        table = self.document.tables[segment.table]
        zone = self.zones.of_table(table)
        if zone is not None:
            self._layout_table(segment, [c for c in table.cells if c.start < c.end], zone)
            return
        layout = self.layouts[segment.table]
        stack = self.frames.stack
        while (node := self.frames.innermost) is not None and node.level in ("gach", "doan"):
            if node.rank or (node.lead_in and node.level == "gach"):
                break
            stack.pop()
        bang = self.frames.open("bang", "", segment.start, segment.start)
        depth = len(stack)
        row = -1
        for number, cell in enumerate(table.cells):
            if cell.row >= layout.head_rows and cell.row != row:
                del stack[depth:]
                row = cell.row
                start = cell.start if number else segment.start
                self.frames.open("hang", str(row - layout.head_rows + 1), start, start)
            if cell.start < cell.end:
                owner = stack[-1] if row >= 0 else bang
                self.paragraphs.append(
                    Paragraph(cell.start, cell.end, owner, "cell", segment.table, cell.row, cell.column)
                )
        del stack[depth - 1 :]

    def _layout_table(self, segment: Segment, cells: list[Cell], zone: str) -> None:
        kind = "closing" if self.zone == "closing" else "opening"
        if zone == "opening" and self.zone != "opening":
            self.frames.close_all()
            self.frames.open("kem_theo", "", segment.start, segment.start)
            self.zone, kind = "body", "opening"
        elif zone == "closing" and self.zone != "closing" and (self.zone == "body" or self._past_title(segment)):
            self._begin_end(segment)
            kind = "closing"
        node = (
            self.frames.stack[-1] if self.frames.stack else self.frames.open("doan", "", segment.start, segment.start)
        )
        self.paragraphs += [Paragraph(cell.start, cell.end, node, kind) for cell in cells]

    def _past_title(self, segment: Segment) -> bool:
        return 0 < self.title_end <= segment.start
