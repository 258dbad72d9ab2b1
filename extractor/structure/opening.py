"""The opening of a document, line by line: where its motto and the name of its kind stand."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Document
from extractor.structure.document_types import kind_of_line
from extractor.structure.labels import BULLETS
from extractor.structure.segments import Segment, is_capitals

KIND_LINE = 200  # characters of a line that names kind and title where no motto stands before it
HEAD_LINES = 160  # a letterhead stands among the first lines; before it at most a site's or gazette's own head
MOTTO_IN = regex.compile(r"c[ộôọ]ng \s+ h[òoóô]a \s+ x[ãâa] \s+ h[ộôọ]i", regex.VERBOSE)  # after the organ on one line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the opening: a trimmed span and the segment that it is part of."""

    start: int
    end: int
    segment: int


@dataclass(slots=True)
class Opening:
    """The opening's lines and where its landmarks stand among them (-1: not there)."""

    lines: list[Line]
    motto: int = -1
    kind: int = -1
    party: bool = False


def parse_opening(document: Document, segments: list[Segment]) -> Opening:
    """The lines before the first numbered provision and the place of motto and kind."""
    text, folded = document.text, document.folded
    patterns = load_patterns("letterhead")
    opening = Opening([])
    for number, segment in enumerate(segments):
        if len(opening.lines) > HEAD_LINES:
            break
        landmark = opening.motto >= 0 or opening.kind >= 0
        if landmark and any(label.first and label.scheme not in BULLETS for label in segment.labels):
            break
        spans = [(segment.start, segment.end)] if segment.table is None else _cells(document, segment.table)
        for start, end in spans:
            for left, right in split_lines(text, start, end):
                line = Line(left, right, number)
                index = len(opening.lines)
                opening.lines.append(line)
                if (
                    opening.motto < 0
                    and patterns["motto"].search(folded, left, right)
                    and not folded[left:right].startswith("nước")
                ):
                    opening.motto = index
                elif opening.motto < 0 and patterns["party_motto"].match(folded, left, right):
                    opening.motto, opening.party = index, True
                elif opening.motto < 0 and is_capitals(text[left:right]) and "cộng hòa xã hội" in folded[left:right]:
                    opening.motto = index
                words = text[left:right]
                near = opening.motto >= 0 or len(words) <= KIND_LINE
                named = (near and _names_kind(words)) or (opening.motto >= 0 and _is_kind(words))
                if opening.kind < 0 and named and not segment.labels:
                    opening.kind = index
    if 0 <= opening.kind < opening.motto:
        later = [
            i for i in range(opening.motto + 1, len(opening.lines))
            if _names_kind(text[opening.lines[i].start : opening.lines[i].end])
        ]  # fmt: skip
        opening.kind = later[0] if later else -1
    return opening


def _cells(document: Document, table: int) -> list[tuple[int, int]]:
    return [(c.start, c.end) for c in document.tables[table].cells]


def split_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for match in regex.finditer(r"[^\n]+", text[start:end]):
        left, right = start + match.start(), start + match.end()
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            spans.append((left, right))
    return spans


def _names_kind(line: str) -> bool:
    """Whether the line stands above a title: a kind's name in capitals, alone or with the title behind it."""
    if len(line) > 400 or line.rstrip().endswith(":"):
        return False
    found = kind_of_line(line)
    if found is None:
        return False
    name = line[: len(line) - len(found[1])] if found[1] else line
    return is_capitals(name) and (found[0] != "luat" or not found[1] or is_capitals(line))


def _is_kind(line: str) -> bool:
    """Whether the line is nothing but the name of a kind, in whatever letters ("Quyết định" below a letterhead)."""
    found = kind_of_line(line)
    return found is not None and not found[1] and line[:1].isupper() and found[0] != "khac"
