"""The paragraphs of a document as structure reads them: blocks, and lines inside a block that open something."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import PLAIN, Document, Style
from extractor.structure.labels import BULLETS, Label, parse_labels
from extractor.structure.wrapping import measure_wrapping

# A sentence that ends so may be followed by a new paragraph.
TERMINAL = '.;:!?…”"»)/'

_RULE = regex.compile(r"[\s_*=.~|\-–—…]*")  # "-------" under a letterhead


@dataclass(slots=True)
class Segment:
    """``start:end`` has no white space at its ends. ``strength`` says who made its start: the source (hard), the
    reader's guess (soft), or this module (inner)."""

    start: int
    end: int
    strength: Literal["hard", "soft", "inner"]
    style: Style = PLAIN
    table: int | None = None
    labels: tuple[Label, ...] = ()
    quoted: bool = False


def parse_segments(document: Document) -> list[Segment]:
    """All segments in order. Together they hold every character that is not white space."""
    text, folded = document.text, document.folded
    segments: list[Segment] = []
    wrapping = measure_wrapping(document)
    numbered = False  # whether a number has begun, so that the opening is over
    for block in document.blocks:
        if block.table is not None:
            segments.append(Segment(block.start, block.end, "hard", block.style, block.table))
            continue
        first = True
        early = False  # whether the line before ends long before the margin
        for start, end in _lines(text, block.start, block.end):
            labels = parse_labels(folded, text, start, end)
            numbered = numbered or any(label.scheme not in BULLETS for label in labels)
            if first:
                segments.append(Segment(start, end, "soft" if block.soft else "hard", block.style, None, labels))
                first = False
            elif (
                _may_open(text, labels, segments[-1].end, early=early)
                or _opens_zone(folded, text, start, end, block.end)
                or (not numbered and _opens_basis(folded, text, start, end, segments[-1].end))
            ):
                segments.append(Segment(start, end, "inner", block.style, None, labels))
            elif _opens_below_heading(folded, text, start, end, segments[-1]):
                segments.append(Segment(start, end, "hard", block.style, None, labels))
            else:
                segments[-1].end = end
            early = wrapping.early(text[start:end])
    for segment in segments:
        if segment.labels:  # the label was read from its first line only; its text may begin on the next
            segment.labels = parse_labels(folded, text, segment.start, segment.end)
    segments = _split_glued(text, _split_run_on(document, segments))
    _mark_quoted(text, segments)
    return segments


def _may_open(text: str, labels: tuple[Label, ...], before: int, *, early: bool) -> bool:
    """Whether a line inside a paragraph is worth trying as a start: behind a stop or an ``early`` break, or before a
    capital."""
    return any(text[before - 1] in TERMINAL or early or text[label.end : label.end + 1].isupper() for label in labels)


_STOP = regex.compile(r"[.;:!?…]")


def _opens_below_heading(folded: str, text: str, start: int, end: int, before: Segment) -> bool:
    """Whether a line begins the text below the heading of a numbered unit, whose last line happened to be full:
    "1. Đẩy mạnh ... khoa học và công nghệ⏎Kiện toàn tổ chức ...", a capital verb behind no stop."""
    heading = next((label for label in before.labels if label.scheme not in BULLETS), None)
    if heading is None or not text[start].isupper() or not text[before.end - 1].isalnum():
        return False
    patterns = load_patterns("letterhead")
    return (
        patterns["task_opening"].match(folded, start, end) is not None
        and text[start : start + 2].istitle()
        and _STOP.search(text, heading.end, before.end) is None
        and patterns["name_goes_on"].search(folded, heading.end, before.end) is None
    )


LOST_BREAKS = 800  # characters a paragraph on average: then the source lost its line breaks
MIN_RUN = 3  # labels in sequence inside one paragraph
_RUN_ON = regex.compile(
    r"""
    (?<= [.;:!?”"] \ )
    (?: (?P<dieu> điều\ \d{1,3}\. ) | (?P<arabic> \d{1,2}\. ) | (?P<letter> [a-zđ]\) ) ) (?= \ \S )
    """,
    regex.VERBOSE,
)


def _split_run_on(document: Document, segments: list[Segment]) -> list[Segment]:
    """Where a source lost its line breaks, split a paragraph at labels that stand behind a stop and in sequence."""
    text, folded = document.text, document.folded
    if len(text) < LOST_BREAKS * max(1, len(segments)):
        return segments
    result: list[Segment] = []
    for segment in segments:
        if segment.table is not None or segment.end - segment.start < LOST_BREAKS:
            result.append(segment)
            continue
        starts = [segment.start]
        places: dict[str, list[int]] = {}
        for match in _RUN_ON.finditer(folded, segment.start, segment.end):
            if match["dieu"] is None or text[match.start()].isupper():
                places.setdefault(match.lastgroup or "", []).append(match.start())
        for kind, found in places.items():
            if kind == "dieu" or len(found) >= MIN_RUN:
                starts += found
        starts.sort()
        for start, stop in zip(starts, [*starts[1:], segment.end], strict=True):
            while stop > start and text[stop - 1].isspace():
                stop -= 1
            labels = parse_labels(folded, text, start, stop)
            result.append(Segment(start, stop, segment.strength, segment.style, None, labels))
    return result


# A heading that lost its line break: "Kinh tế sốPhấn đấu ...". No Vietnamese syllable has a capital inside.
_GLUED = regex.compile(r"(?<=[^\W\d_A-Z][\p{Ll})]) (?= (?P<word>\p{Lu}\p{Ll}+) \s )", regex.VERBOSE)
_MARKED = regex.compile(r"[^\x00-\x7f]")  # a letter with a diacritic
GLUED_HEADING = 130  # characters


def _split_glued(text: str, segments: list[Segment]) -> list[Segment]:
    """Split a heading from the paragraph that it was glued to; brand names ("YouTube") have no diacritics."""
    result: list[Segment] = []
    for segment in segments:
        cut = -1
        if segment.table is None and not segment.labels and segment.end - segment.start > GLUED_HEADING:
            for match in _GLUED.finditer(text, segment.start, segment.start + GLUED_HEADING):
                left = text[segment.start : match.start()]
                words = left.split()
                marked = _MARKED.search(words[-1]) or text[match.start() - 1] == ")"
                if len(words) >= 2 and left[0].isupper() and marked and _MARKED.search(match["word"]):
                    cut = match.start()
                    break
        if cut < 0:
            result.append(segment)
            continue
        result.append(Segment(segment.start, cut, segment.strength, segment.style))
        result.append(Segment(cut, segment.end, "hard", segment.style))
    return result


def line_end(text: str, segment: Segment) -> int:
    """Where the first line of the segment ends."""
    stop = text.find("\n", segment.start, segment.end)
    return segment.end if stop < 0 else stop


def is_rule(text: str) -> bool:
    """A line of dashes or dots that draws a line on paper."""
    return _RULE.fullmatch(text) is not None


def is_capitals(text: str) -> bool:
    """Whether a line is set in capitals (a few small letters are OCR slips or "số")."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and sum(map(str.isupper, letters)) >= 0.85 * len(letters)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Trimmed spans of the lines of ``text[start:end]`` that are not blank."""
    spans = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        left, right = start, stop
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            spans.append((left, right))
        start = stop + 1
    return spans


def _opens_zone(folded: str, text: str, start: int, end: int, paragraph_end: int) -> bool:
    """Whether a line inside a paragraph begins the end of the document, or its letterhead."""
    patterns = load_patterns("letterhead")
    if patterns["recipients"].match(folded, start, end):
        return True
    if not text[start].isupper():
        return False
    if text[start - 2 : start - 1] in (".", "/") and any(
        patterns[name].match(folded, start, paragraph_end) for name in ("closing_sentence", "closing_duty")
    ):
        return True
    if not is_capitals(text[start:end]):
        return False
    return any(patterns[name].match(folded, start, end) for name in ("signature", "signing_post", "motto"))


def _opens_basis(folded: str, text: str, start: int, end: int, before: int) -> bool:
    """Whether a line is the first of a legal basis: glued to a title, to the name of the organ, to another basis."""
    if not text[start].isupper() or not (text[before - 1] == ";" or text[before - 1].isalnum()):
        return False
    return load_patterns("letterhead")["basis"].match(folded, start, end) is not None and not is_capitals(
        text[start:end]
    )


MAX_QUOTED = 400  # segments: an amending act quotes Điều, seldom whole laws; a quote never closed is a slip


def _mark_quoted(text: str, segments: list[Segment]) -> None:
    """Mark the segments inside a quotation of several paragraphs (the new wording in an amending act).

    Such a quotation opens at the start of a paragraph and closes at the end of one.
    """
    closing: dict[str, list[int]] = {"”": [], '"': [], "»": []}
    for number, segment in enumerate(segments):
        tail = text[max(segment.start, segment.end - 4) : segment.end].rstrip(" .;,:")
        if tail[-1:] in closing:
            closing[tail[-1]].append(number)
    index = 0
    while index < len(segments):
        segment = segments[index]
        closer = {"“": "”", '"': '"', "«": "»"}.get(text[segment.start])
        words = text[segment.start + 1 : segment.end]
        if closer is None or segment.table is not None or words.rstrip(" .;,:").endswith(closer):
            index += 1
            continue
        place = bisect_right(closing[closer], index)
        last = closing[closer][place] if place < len(closing[closer]) else len(segments)
        if last - index > MAX_QUOTED or last == len(segments):
            index += 1
            continue
        for quoted in segments[index : last + 1]:
            quoted.quoted = True
        index = last + 1
