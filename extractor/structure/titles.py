"""The title of a document and the years that it names."""

from __future__ import annotations

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Document
from extractor.structure.document_types import kind_of_line
from extractor.structure.opening import Line, Opening
from extractor.structure.segments import Segment, is_capitals, is_rule
from extractor.structure.wrapping import Wrapping, measure_wrapping
from extractor.text import fold, squeeze

TITLE_LINES = 14  # below the kind's line
SHORT_LINE = 120  # characters
LONGEST_TITLE = 700  # characters of a title's first paragraph
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
# The same on one line with the title, or its rest: "… Đảng khóa XIII | về phát triển", "của Tỉnh ủy | về".
_BODY_OPENS = regex.compile(
    r"""
    (?: (?: hội\ nghị\ lần\ thứ | ban\ chấp\ hành | trung\ ương | đảng\ ) [^,;.:]{0,140}? )?
    (?: khóa \s+ )? [ivx]{1,6} \s+ (?= về \s )
    | của\ (?: bộ\ chính\ trị | ban\ bí\ thư | ban\ chấp\ hành | ban\ thường\ vụ | tỉnh\ ủy | thành\ ủy | hội\ đồng
      | ủy\ ban | chính\ phủ | thủ\ tướng | quốc\ hội ) [^,;.:]{0,100}? \s (?= về \s )
    """,
    regex.VERBOSE,
)
# How the first sentence behind a title begins.
_PREAMBLE = regex.compile(
    r"""
    (?: thực\ hiện | căn\ cứ | để | nhằm | triển\ khai | thời\ gian\ qua | trong\ (?:thời|những|các) | những\ năm
      | sau\ khi | trên\ cơ\ sở | hiện\ nay | ngày\ \d+ | năm\ \d{4} ) \b
    """,
    regex.VERBOSE,
)
# How running text begins and a title's further line does not.
_NARRATIVE = regex.compile(
    r"(?: ngày\ \d | sau\ (?:khi|\d) | từ\ (?:đầu|khi|ngày) | thời\ gian\ qua | trong\ những | những\ năm | hiện\ nay"
    r" | trên\ cơ\ sở )",
    regex.VERBOSE,
)
_ACT_NUMBER_OR_DATE = regex.compile(
    r"""
    ngày \s* \d{1,2} (?: \s* [/.\-] \s* \d{1,2} \s* [/.\-] | \s* tháng \s* \d{1,2} \s* năm ) \s* \d{4}
    | \d{1,2} [/.\-] \d{1,2} [/.\-] \d{4}
    | \d+ \s* / \s* \d{4} \s* / \s* [\p{L}]
    | (?<! thường\ kỳ\s ) (?<! phiên\ họp\s ) tháng \s* \d{1,2} \s* (?: năm | / ) \s* \d{4}   # "thường kỳ tháng 4"
    """,
    regex.VERBOSE,
)
_YEAR = regex.compile(r"(?<![\d.,/]) (?: 19 | 20 ) \d\d (?![\d%]|[.,]\d)", regex.VERBOSE)
_PERIOD = regex.compile(
    r"(?<!\d) (?P<from>(?:19|20)\d\d) \s* (?: - | đến (?:\ năm|\ hết\ năm)? ) \s* (?P<to>(?:19|20)\d\d) (?!\d)",
    regex.VERBOSE,
)
_SESSION = regex.compile(r"\W* (?: khóa | kỳ\ họp ) \s+ (?: thứ \s+ )? [ivxlc\d]+ \b", regex.VERBOSE)
_PROMULGATORS = (
    "chính phủ", "thủ tướng", "quốc hội", "bộ trưởng", "ủy ban", "hội đồng", "chủ tịch", "bộ chính trị", "ban bí thư",
    "ban chấp hành", "giám đốc", "tổng ", "thống đốc", "cục trưởng", "trưởng ban",
)  # fmt: skip


def title_span_of(document: Document, opening: Opening, segments: list[Segment]) -> tuple[int, int] | None:
    """From behind the kind's line to the last line of the title."""
    if opening.kind < 0:
        return None
    text = document.text
    lines = opening.lines
    kind_line = lines[opening.kind]
    start, end = _behind_kind(text, kind_line)
    style = segments[kind_line.segment].style.bold
    wrapping = measure_wrapping(document)
    capitals: bool | None = None  # how the title is set, once its first line is found
    index = opening.kind + 1
    while index < min(len(lines), opening.kind + TITLE_LINES):
        line = lines[index]
        if segments[line.segment].table is not None and line.segment != kind_line.segment:
            break
        last = _paragraph_end(document, lines, index, wrapping)
        words = text[line.start : lines[last].end]
        bold = segments[line.segment].style.bold
        if is_rule(words):
            if capitals is not None:
                break
        elif capitals is None and len(words) < SHORT_LINE and _is_body_line(document.folded, line.start, line.end):
            pass  # "HỘI NGHỊ LẦN THỨ SÁU BAN CHẤP HÀNH TRUNG ƯƠNG"
        elif _ends_title(document, lines, index, last, capitals):
            break
        else:
            if capitals is not None and bold != style:
                break
            if capitals is None:
                capitals, style = is_capitals(words), bold
                start = line.start if start < 0 else start
            end = lines[last].end
        index = last + 1
    body = _BODY_OPENS.match(document.folded, start, end) if 0 <= start < end else None
    return (body.end() if body else start, end) if 0 <= start < end else None


def _is_body_line(folded: str, start: int, end: int) -> bool:
    return _BODY_LINE.match(folded, start, end) is not None and " về " not in folded[start:end]


def _behind_kind(text: str, line: Line) -> tuple[int, int]:
    """What of the kind's own line is title: all of "CHƯƠNG TRÌNH HÀNH ĐỘNG ...", the rest of "KẾ HOẠCH PHÁT TRIỂN"."""
    found = kind_of_line(text[line.start : line.end])
    if found is None:
        return -1, -1
    if found[0] == "khac" and found[1]:
        return line.start, line.end  # "CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA CHÍNH PHỦ" is part of the title
    if not found[1]:
        return -1, -1
    offset = text.find(found[1].split()[0], line.start + 2)
    return (offset if 0 <= offset < line.end else line.start), line.end


def _ends_title(document: Document, lines: list[Line], index: int, last: int, capitals: bool | None) -> bool:
    """Whether the paragraph ``index:last`` of lines is no title, or no longer."""
    text, folded = document.text, document.folded
    patterns = load_patterns("letterhead")
    start, end = lines[index].start, lines[last].end
    words = text[start:end]
    caps = is_capitals(words) or not any(c.isalpha() for c in words)
    basis = patterns["basis"].match(folded, start, end)
    titled = capitals is None and folded.startswith("thực hiện", start)  # "KẾ HOẠCH / Thực hiện Nghị quyết số 5"
    if basis and not is_capitals(words) and not titled:
        return True
    if ADDRESSEE.match(folded, start, end) or patterns["formula"].match(folded, start, end):
        return True
    promulgator = _is_promulgator(folded[start:end], words)
    if capitals is None:
        following = lines[last + 1] if last + 1 < len(lines) else None
        if promulgator and following and patterns["basis"].match(folded, following.start, following.end):
            return True
        return not caps and (len(words) > LONGEST_TITLE or words[-1] in ".:")  # running text
    if _NARRATIVE.match(folded, start, end) and text[start].isupper() and not caps:
        return True
    stop = text.find("\n\n", end)
    if _PREAMBLE.match(folded, start, end) and text[start].isupper() and not caps and text[max(end, stop) - 1] == ":":
        return True  # "Thực hiện Nghị quyết số 5, … ban hành | Kế hoạch như sau:"
    if promulgator or capitals != caps or patterns["attached_note"].match(folded, start, end):
        return True
    return not capitals and (words[-1] in ".:;" or len(words) > MORE_TITLE)


def _paragraph_end(document: Document, lines: list[Line], index: int, wrapping: Wrapping) -> int:
    """The last line of the paragraph that begins at ``index``: also where a line breaks early before a capital."""
    text, folded = document.text, document.folded
    basis, formula = (load_patterns("letterhead")[name] for name in ("basis", "formula"))
    while index + 1 < len(lines) and lines[index + 1].segment == lines[index].segment:
        line, following = lines[index], lines[index + 1]
        words, further = text[line.start : line.end], text[following.start : following.end]
        capitals = is_capitals(words)
        if capitals and _is_body_line(folded, line.start, line.end):
            break
        if formula.match(folded, following.start, following.end):
            break
        early = wrapping.early(words) and not capitals
        early = early or (
            _PREAMBLE.match(folded, following.start, following.end) is not None and not is_capitals(further)
        )
        changes = capitals != is_capitals(further) and not _ends_capitals(words, further)
        letters = any(c.isalpha() for c in further)
        if letters and (changes or early) and further[0].isupper() and words[-1] not in ",-":
            break
        behind = lines[index + 2] if index + 2 < len(lines) else None
        decides = _is_promulgator(folded[following.start : following.end], further)
        if decides and behind and _SESSION.match(folded, behind.start, behind.end):  # an assembly's term and session
            behind = lines[index + 3] if index + 3 < len(lines) else None
        if decides and behind and basis.match(folded, behind.start, behind.end):
            break
        index += 1
    return index


def _ends_capitals(before: str, line: str) -> bool:
    """Whether a title's capitals run over the wrap and end on the line: "… NÔNG DÂN VĂN | MINH giai đoạn 2021"."""
    first, _, rest = line.partition(" ")
    return is_capitals(before) and is_capitals(first) and rest[:1].islower()


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
