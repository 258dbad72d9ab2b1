"""The title of a document and the years that it names."""

from __future__ import annotations

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Document
from extractor.structure.document_types import kind_of_line
from extractor.structure.opening import Line, Opening
from extractor.structure.segments import Segment, is_capitals, is_rule
from extractor.text import fold, squeeze

MORE_TITLE = 300  # characters: a further paragraph of a title is not longer
_ABOUT = regex.compile(r"\s* v\s*/\s*v \s* [:.]? \s*", regex.VERBOSE)
ADDRESSEE = regex.compile(r"\W* kính\ gửi \s* : ", regex.VERBOSE)
# The organ of a Party or assembly document below the kind: no title yet.
_BODY_LINE = regex.compile(
    r"""
    \W* (?: hội\ nghị\ lần\ thứ
      | của\ (?: bộ\ chính\ trị | ban\ bí\ thư | ban\ chấp\ hành | chính\ phủ | thủ\ tướng | quốc\ hội | ủy\ ban ) )
    """,
    regex.VERBOSE,
)
_ACT_NUMBER_OR_DATE = regex.compile(
    r"""
    ngày \s* \d{1,2} (?: \s* [/.\-] \s* \d{1,2} \s* [/.\-] | \s* tháng \s* \d{1,2} \s* năm ) \s* \d{4}
    | \d{1,2} [/.\-] \d{1,2} [/.\-] \d{4}
    | \d+ \s* / \s* \d{4} \s* / \s* [\p{L}]
    | tháng \s* \d{1,2} \s* (?: năm | / ) \s* \d{4}
    """,
    regex.VERBOSE,
)
_YEAR = regex.compile(r"(?<![\d.,/]) (?: 19 | 20 ) \d\d (?![\d%]|[.,]\d)", regex.VERBOSE)
_PERIOD = regex.compile(
    r"(?<!\d) (?P<from>(?:19|20)\d\d) \s* (?: - | đến (?:\ năm|\ hết\ năm)? ) \s* (?P<to>(?:19|20)\d\d) (?!\d)",
    regex.VERBOSE,
)
_PROMULGATORS = (
    "chính phủ", "thủ tướng", "quốc hội", "bộ trưởng", "ủy ban", "hội đồng", "chủ tịch", "bộ chính trị", "ban bí thư",
    "ban chấp hành", "giám đốc", "tổng ", "thống đốc", "cục trưởng", "trưởng ban",
)  # fmt: skip


def title_span_of(document: Document, opening: Opening, segments: list[Segment]) -> tuple[int, int] | None:
    """From behind the kind's line to the last line of the title."""
    if opening.kind < 0:
        return None
    text, folded = document.text, document.folded
    patterns = load_patterns("letterhead")
    lines = opening.lines
    kind_line = lines[opening.kind]
    found = kind_of_line(text[kind_line.start : kind_line.end])
    start = end = -1
    if found and found[1]:
        start, end = kind_line.start, kind_line.end
        if found[0] != "khac":  # "QUYẾT ĐỊNH PHÊ DUYỆT ...": the title stands behind the kind's name
            offset = text.find(found[1].split()[0], kind_line.start + 2)
            start = offset if 0 <= offset < kind_line.end else kind_line.start
    elif found and found[0] == "khac":
        start, end = kind_line.start, kind_line.end
    title_segment = kind_line.segment
    capitals: bool | None = None
    fallback = start
    for index in range(opening.kind + 1, min(len(lines), opening.kind + 14)):
        line = lines[index]
        if segments[line.segment].table is not None and line.segment != kind_line.segment:
            break
        words = text[line.start : line.end]
        basis = patterns["basis"].match(folded, line.start, line.end) and not is_capitals(words)
        if basis and not _wraps(lines, index):
            break
        if is_rule(words):
            if capitals is not None:
                break
            continue
        if ADDRESSEE.match(folded, line.start, line.end) or patterns["formula"].match(folded, line.start, line.end):
            break
        if _BODY_LINE.match(folded, line.start, line.end) and capitals is None and len(words) < 120:
            continue
        caps = is_capitals(words)
        new_paragraph = not _wraps(lines, index)
        if capitals is not None and new_paragraph:
            if _is_promulgator(folded[line.start : line.end], words):
                break
            if capitals and not caps:
                break
            paragraph_end = max(x.end for x in lines if x.segment == line.segment)
            if not capitals and (caps or text[paragraph_end - 1] in ".:;" or paragraph_end - line.start > MORE_TITLE):
                break
            if segments[line.segment].style.bold != segments[title_segment].style.bold:
                break
            if patterns["attached_note"].match(folded, line.start, line.end):
                break
        if capitals is None:
            if _is_promulgator(folded[line.start : line.end], words) and caps and index + 1 < len(lines):
                following = lines[index + 1]
                if patterns["basis"].match(folded, following.start, following.end):
                    break
            paragraph_end = max(x.end for x in lines if x.segment == line.segment)
            if not caps and (paragraph_end - line.start > 700 or text[paragraph_end - 1] in ".:"):
                break  # no title: running text
            capitals = caps
            title_segment = line.segment
            if fallback < 0 or (found and found[0] != "khac" and not found[1]):
                start = line.start
        end = line.end
    return (start, end) if 0 <= start < end else None


def _wraps(lines: list[Line], index: int) -> bool:
    return index > 0 and lines[index].segment == lines[index - 1].segment


def _is_promulgator(flat: str, words: str) -> bool:
    """A line that names only the organ that decides: "THỦ TƯỚNG CHÍNH PHỦ", "BỘ TRƯỞNG BỘ Y TẾ"."""
    bare = flat.strip(" *_")
    return is_capitals(words) and len(bare) < 90 and bare.startswith(_PROMULGATORS)


def about_span(document: Document, opening: Opening) -> tuple[int, int] | None:
    """The "V/v ..." of a công văn, to the end of its paragraph."""
    for line in opening.lines:
        match = _ABOUT.match(document.folded, line.start, line.end)
        if match:
            end = line.end
            for other in opening.lines:
                if other.segment == line.segment and other.start > line.start:
                    end = other.end
            return match.end(), end
    return None


def headless_title(text: str, segments: list[Segment]) -> tuple[int, int] | None:
    """Of a document without letterhead: a heading that the source itself marks, or a short first paragraph."""
    for segment in segments[:3]:
        if segment.table is None and not segment.labels and segment.end - segment.start <= 400 and (
            segment.style.heading or segment.style.bold or text[segment.end - 1] not in ".;:"
        ):  # fmt: skip
            return segment.start, segment.end
    return None


def clean_title(text: str, span: tuple[int, int]) -> str:
    kept = [line for line in text[span[0] : span[1]].split("\n") if not is_rule(line)]
    return squeeze(" ".join(kept).replace("**", "")).strip(" *_-–")


def horizon_of(title: str) -> tuple[tuple[int, ...], tuple[int, int] | None]:
    """The years that a title names, and its period where it names exactly one.

    A year that is part of the number or the date of another act is no horizon.
    """
    flat = fold(title)
    for match in _ACT_NUMBER_OR_DATE.finditer(flat):
        flat = flat[: match.start()] + " " * (match.end() - match.start()) + flat[match.end() :]
    years = tuple(dict.fromkeys(int(m.group()) for m in _YEAR.finditer(flat)))
    periods = {(int(m["from"]), int(m["to"])) for m in _PERIOD.finditer(flat) if int(m["from"]) < int(m["to"])}
    return years, next(iter(periods)) if len(periods) == 1 else None
