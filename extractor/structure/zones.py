"""Where the parts of a document begin: its end, attached documents, annexes; and what stands at their heads."""

from __future__ import annotations

from itertools import takewhile
from typing import Literal

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Document, Table
from extractor.structure.labels import BULLETS
from extractor.structure.segments import TERMINAL, Segment, is_capitals, is_rule, line_end

PROSE_LENGTH = 80  # characters: shorter lines of an opening are no running text
CONTENTS_SEARCH = 8  # segments
NEAR = 5  # segments in which a letterhead or the note "(Kèm theo ...)" shows that a document begins
TITLE_SEGMENTS = 12
TITLE_LINE = 120  # characters of a title's line that is not set off
SIGNATURE_LINE = 120  # characters
LAST_PARAGRAPHS = 8  # segments: more do not stand between the last list and the end
SIGNED_FOR = 3  # words in capitals before the signer's name on the same line: "TM. CHÍNH PHỦ"
MAX_LAYOUT_ROWS = 12  # a letterhead or signature set as a table has fewer rows


class Zones:
    """Recognises the parts by their own words; the caller decides what is open."""

    def __init__(self, document: Document, segments: list[Segment]) -> None:
        self.text = document.text
        self.folded = document.folded
        self.segments = segments

    def annex(self, index: int, *, in_body: bool) -> regex.Match[str] | None:
        """The label of an annex ("PHỤ LỤC II"), alone on its line or before its title; no mention of an annex."""
        segment = self.segments[index]
        stop = line_end(self.text, segment)
        match = load_patterns("letterhead")["annex"].match(self.folded, segment.start, stop)
        line = self.text[segment.start : stop]
        if match is None or not line.lstrip("(*_ ")[:1].isupper():
            return None
        rest = self.text[match.end() : stop].strip()
        if not rest or is_capitals(rest):
            return match
        if in_body and rest[-1] in ";.,":
            return None  # a list of annexes in the body
        named = match["n"] or line[:7].isupper()
        return match if named and match["mark"] and rest[0].isupper() else None

    def recipients(self, index: int) -> bool:
        """Whether the segment opens the list of recipients."""
        segment = self.segments[index]
        stop = line_end(self.text, segment)
        return load_patterns("letterhead")["recipients"].match(self.folded, segment.start, stop) is not None

    def signs(self, index: int, *, for_another: bool = False) -> bool:
        """Whether the segment opens a signature: a post in capitals, or with ``for_another`` only "TM.", "KT."."""
        segment = self.segments[index]
        return self._signature(segment.start, line_end(self.text, segment), for_another=for_another)

    def _signature(self, start: int, stop: int, *, for_another: bool = False) -> bool:
        if stop - start > SIGNATURE_LINE:
            return False
        patterns = load_patterns("letterhead")
        if not is_capitals(self.text[start:stop]):  # "T/M BỘ CHÍNH TRỊ (Đã ký) Trần Văn B" on one line
            words = self.text[start:stop].split()
            capitals = sum(1 for _ in takewhile(str.isupper, words))
            named = capitals >= SIGNED_FOR and words[-1].istitle() and self.text[stop - 1].isalpha()
            return named and patterns["signature"].match(self.folded, start, stop) is not None
        names = ("signature",) if for_another else ("signature", "signing_post")
        return any(patterns[name].match(self.folded, start, stop) for name in names)

    def attached(self, index: int, *, behind_end: bool) -> bool:
        """Whether a document of its own begins: with a letterhead or a kind's name behind the end, or anywhere with
        a kind's name above "(Kèm theo Quyết định ...)"."""
        segment = self.segments[index]
        patterns = load_patterns("letterhead")
        stop = line_end(self.text, segment)
        if not is_capitals(self.text[segment.start : stop]):
            return False
        near = [s for s in self.segments[index : index + NEAR] if s.table is None]
        if behind_end:
            for other in near:  # its letterhead, the organ's name some lines before the motto
                if not is_capitals(self.text[other.start : line_end(self.text, other)]):
                    if not self.folded.startswith("số", other.start):
                        break
                elif patterns["motto"].match(self.folded, other.start, other.end):
                    return not self.signs(index)
        if not patterns["doc_type_line"].match(self.folded, segment.start, stop):
            return False
        return behind_end or any(patterns["attached_note"].match(self.folded, s.start, s.end) for s in near)

    def resumes(self, index: int) -> bool:
        """Whether a label behind the end opens text again: only a named unit or a Roman list does, with sentences
        below it; a site's own list of the headings has none."""
        labels = self.segments[index].labels
        if not any(label.scheme in ("phan", "chuong", "dieu", "roman") and label.first for label in labels):
            return False
        return any(
            near.end - near.start > PROSE_LENGTH and self.text[near.end - 1] in TERMINAL
            for near in self.segments[index : index + CONTENTS_SEARCH]
        )

    def closes(self, index: int) -> Literal["part", "list", ""]:
        """What a paragraph without a number closes, where only such paragraphs stand between it and the end of its
        part: the part, of which it speaks as a whole ("Nghị quyết này được Quốc hội ... thông qua"), or the list of
        duties before it ("Trong quá trình thực hiện, nếu có vướng mắc ..."); empty where it does neither."""
        segment = self.segments[index]
        if segment.labels or not self.text[segment.start].isupper():
            return ""
        patterns = load_patterns("letterhead")
        closed: tuple[tuple[str, Literal["part", "list"]], ...] = (
            ("closing_sentence", "part"),
            ("closing_duty", "list"),
        )
        for name, what in closed:
            if patterns[name].match(self.folded, segment.start, segment.end):
                return what if self._ends_part(index) else ""
        return ""

    def _ends_part(self, index: int) -> bool:
        """Whether no unit with a number begins between the segment and the end of its part."""
        for number, later in enumerate(self.segments[index + 1 : index + 1 + LAST_PARAGRAPHS], index + 1):
            if later.table is not None or self.recipients(number) or self.signs(number):
                return True
            if self.annex(number, in_body=True) or self.attached(number, behind_end=False):
                return True
            if later.quoted or any(label.scheme not in BULLETS for label in later.labels):
                return False
        return index + 1 + LAST_PARAGRAPHS >= len(self.segments)

    def is_prose(self, segment: Segment) -> bool:
        """Whether a paragraph of the opening is running text, no line of a letterhead and no legal basis."""
        words = self.text[segment.start : segment.end]
        if len(words) < PROSE_LENGTH or is_capitals(words) or words[-1] not in TERMINAL:
            return False
        basis = load_patterns("letterhead")["basis"].match(self.folded, segment.start, segment.end)
        return not (basis and words[-1] in ";,.")

    def title(self, index: int, first_from: int) -> list[tuple[int, int, str]]:
        """The lines at the head of an annex or attached document, one for each segment taken: start, end, and
        "title", or "opening" for letterhead and notes."""
        patterns = load_patterns("letterhead")
        letterhead = any(
            near.table is None and patterns["motto"].match(self.folded, near.start, near.end)
            for near in self.segments[index : index + NEAR]
        )  # then the title stands below it, from the line that names the kind of document
        lines: list[tuple[int, int, str]] = []
        for number, segment in enumerate(self.segments[index : index + TITLE_SEGMENTS]):
            begin = segment.start
            if number:
                if segment.table is not None or segment.quoted or not self._heads(index + number):
                    break
            else:
                begin = min(max(begin, first_from), segment.end)
                while begin < segment.end and self.text[begin].isspace():
                    begin += 1
            line = self.text[begin : segment.end]
            kind = "title"
            if letterhead and is_capitals(line) and patterns["doc_type_line"].match(self.folded, begin, segment.end):
                letterhead = False
            if letterhead or is_rule(line) or self._of_letterhead(segment):
                kind = "opening"
            lines.append((begin, segment.end, kind))
        return lines

    def _of_letterhead(self, segment: Segment) -> bool:
        patterns = load_patterns("letterhead")
        return bool(
            patterns["attached_note"].match(self.folded, segment.start, segment.end)
            or patterns["motto"].match(self.folded, segment.start, segment.end)
            or self.folded.startswith(("số:", "số :", "độc lập"), segment.start)
            or ", ngày" in self.folded[segment.start : segment.end]
        )

    def _heads(self, index: int) -> bool:
        """Whether a segment goes on with the head of an annex or attached document."""
        segment = self.segments[index]
        line = self.text[segment.start : segment.end]
        capitals = is_capitals(line)
        if segment.labels and (not capitals or any(label.first for label in segment.labels)):
            return False
        if self.annex(index, in_body=False):
            return False
        if load_patterns("letterhead")["contents"].match(self.folded, segment.start, segment.end):
            return False
        if capitals or is_rule(line) or segment.style.centred or segment.style.bold or self._of_letterhead(segment):
            return True
        return line[-1] not in TERMINAL and len(line) < TITLE_LINE

    def of_table(self, table: Table) -> str | None:
        """ "opening" or "closing" for a table that is no data: a letterhead, or recipients beside a signature."""
        patterns = load_patterns("letterhead")
        if table.rows > MAX_LAYOUT_ROWS:
            return None
        for cell in table.cells:
            for name in ("motto", "party_motto"):
                if patterns[name].match(self.folded, cell.start, cell.end):
                    return "opening"
            if patterns["recipients"].match(self.folded, cell.start, cell.end):
                return "closing"
        for cell in table.cells:
            stop = self.text.find("\n", cell.start, cell.end)
            if self._signature(cell.start, cell.end if stop < 0 else stop):
                return "closing"
        return None
