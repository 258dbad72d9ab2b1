"""Lines to paragraphs by geometry: indent, fullness of the line before, leading, centring, type face, labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractor.model import Style
from extractor.reading.pdf_lines import Line

# A first-line indent is at least this many type sizes (Nghị định 30/2020 asks for 1 to 1.27 cm, about 2).
INDENT = 0.8
# Lines whose middles differ by less than this many type sizes are centred on one axis.
AXIS = 1.2
# Space above a line that exceeds the usual leading by this factor parts paragraphs.
LOOSE = 1.3

# What opens a provision or an item, for deciding between two readings of the same geometry only.
LABEL = re.compile(
    r"""^(?:
        (?:Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|Phụ\ lục|PHỤ\ LỤC)\s+[\dIVXLA-Z]   # Điều 1. Chương II
      | [IVX]{1,5}\s?[.\-)]\s                                                            # I. II-
      | \d{1,2}(?:\.\d{1,2}){0,3}\s?[.)]\s                                               # 1. 2) 1.1.
      | \d{1,2}(?:\.\d{1,2}){1,3}\s+\D                                                   # 1.1 Title
      | [a-zđ]\s?[.)]\s                                                                  # a) b.
      | [-–—+•*●○▪]\s?\S                                                                 # dash and bullet items
      | Căn\ cứ\s | Theo\ đề\ nghị\s | Xét\s | Nơi\ nhận                                 # preamble, recipients
    )""",
    re.VERBOSE,
)
_BULLET = re.compile(r"[-–—+•*●○▪]\s?\S")
_ENDS = re.compile(r"[.;:!?…]['\"”’)\]]*$|\./?\.?$")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. ``soft`` where the start was guessed from weak signs."""

    lines: list[Line]
    soft: bool = False
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True)
class Margins:
    """The text column of a page: its edges and the usual distance between base lines."""

    left: float
    right: float
    leading: float
    indent: float  # where first lines start
    indented: bool = False  # whether first lines start there, and only they


# Of the full lines of a page this share starts at the margin or at the indent where the indent is used throughout.
CLEAR = 0.9
# A page with fewer full lines than this (a title above a table, the signature) says little about its margins.
FULL_LINES = 4


def margins_of(lines: Sequence[Line], width: float, usual: Margins | None = None) -> Margins:
    """Edges and leading of the body text of a page, read from its full lines.

    ``usual`` are the margins of the document's other pages of this width, for a page that has few full lines.
    """
    body = [line for line in lines if line.zone == "body"]
    full = [line for line in body if line.x1 - line.x0 > 0.5 * width]
    if usual is not None and len(full) < FULL_LINES and all(line.x1 < usual.right + 12 for line in full):
        ends = sorted(line.x1 for line in full)[-2:]
        narrow = len(ends) == 2 and ends[1] - ends[0] < 3 and ends[1] < usual.right - 8
        return replace(usual, right=ends[1]) if narrow else usual
    full = full or body
    if not full:
        return Margins(0.12 * width, 0.92 * width, 16.0, 0.18 * width)
    right = _crowded([line.x1 for line in full], highest=True)
    left = _crowded([line.x0 for line in full], highest=False)
    steps = [b.base - a.base for a, b in pairwise(body) if 0 < b.base - a.base < 3 * b.size]
    steps.sort()
    # The lower third: spacing between paragraphs is larger than the leading within them, never smaller.
    leading = steps[len(steps) // 3] if steps else 1.2 * full[0].size
    starts = Counter(round(line.x0) for line in body if 0.5 * line.size < line.x0 - left < 5 * line.size)
    indent = max(starts, key=lambda x: (starts[x - 1] + starts[x] + starts[x + 1], -x), default=round(left))
    first = [line for line in full if abs(line.x0 - indent) < 2.5]
    further = [line for line in full if abs(line.x0 - left) < 2.5]
    indented = len(further) >= FULL_LINES and len(first) + len(further) >= CLEAR * len(full)
    return Margins(left, right, leading, indent, indented and indent - left > INDENT * full[0].size)


def _crowded(edges: list[float], *, highest: bool) -> float:
    """The outermost edge on which at least a tenth of the lines (two at least, if there are so many) agree."""
    counts = Counter(round(edge / 3) for edge in edges)
    enough = max(1, min(2, len(edges)), round(0.1 * len(edges)))
    agreed = [
        place for place in counts if counts[place] + counts.get(place + 1, 0) + counts.get(place - 1, 0) >= enough
    ]
    chosen = (max if highest else min)(agreed or counts)
    near = [edge for edge in edges if abs(round(edge / 3) - chosen) <= 1]
    return max(near) if highest else min(near)


def paragraphs_of(lines: Sequence[Line], margins: Margins) -> Iterator[Paragraph]:
    """The paragraphs of one page's lines, in their order."""
    mark_centred(lines, margins)
    current: Paragraph | None = None
    for line in lines:
        if current is None:
            current = Paragraph([line])
            continue
        breaks = break_between(current, line, margins)
        if breaks is None:
            current.lines.append(line)
        else:
            yield _styled(current)
            current = Paragraph([line], soft=breaks)
    if current is not None:
        yield _styled(current)


def break_between(current: Paragraph, line: Line, margins: Margins) -> bool | None:
    """None where ``line`` goes on with the paragraph, True for a guessed start of a new one, False for a sure one."""
    last = current.lines[-1]
    if last.zone != line.zone:
        return False
    left, right = (line.zone_box or (0, 0)) if line.zone != "body" else (margins.left, margins.right)
    last_x0, last_x1 = last.x0, last.x1
    if line.zone_box is not None and last.zone_box is not None:  # the head of the next column: as if it stood below
        last_x0, last_x1 = last_x0 + line.zone_box[0] - last.zone_box[0], last_x1 + line.zone_box[1] - last.zone_box[1]
    size = max(line.size, last.size)
    step = line.base - last.base
    labelled = _labelled(line)
    if line.zone.startswith("letterhead") or line.zone == "signature-right":
        return _break_in_column(current.lines[0], last, line)
    apart = step > LOOSE * max(margins.leading, 1.05 * size) + 0.2 * size
    if current.lines[0].text[:1] == "(" and not apart and _open_bracket(current) and not labelled:
        return None  # "(Ban hành kèm theo Quyết định số ... | của Ủy ban nhân dân ...)"
    first_word = line.words[0].x1 - line.words[0].x0
    # The next line's first word would have fitted: the line was ended on purpose.
    short = right - last_x1 > first_word + 0.35 * size + 0.5
    if last.centred or line.centred:
        if line.centred and not (apart or short or labelled) and _in_one_heading(last, line):
            return None
        return _break_centred(current, line, apart=apart)
    indented = line.x0 - left > INDENT * size
    deeper = line.x0 - last_x0 > INDENT * size
    if apart:
        return False
    if _BROKEN.search(last.text) and line.text[:1].isalnum() and not labelled:
        return None  # a number goes on: "66-|NQ/TW"
    opening = current.lines[0]
    if _BULLET.match(line.text) and _BULLET.match(opening.text) and abs(line.x0 - opening.x0) < INDENT * size:
        return False
    if labelled and (short or _ENDS.search(last.text)):
        return not (indented or short)
    at_indent = abs(line.x0 - margins.indent) < 2.5 and abs(last.x0 - margins.indent) < 2.5
    if at_indent and last is opening and line.zone == "body" and (labelled or (indented and _opens(line))):
        # Two lines at the indent: the first was a paragraph of one line.
        return not (short or margins.indented or _ENDS.search(last.text))
    if indented and deeper:
        return not (short or _ENDS.search(last.text))
    if short and (indented or len(current.lines) == 1 or right - last_x1 > 4 * size):
        return not _ENDS.search(last.text)
    if short and _ENDS.search(last.text):
        return True
    if last.bold != line.bold and short:
        return True
    return None


def _break_in_column(opening: Line, last: Line, line: Line) -> bool | None:
    if re.match(r"(?i)v\s?/\s?v", opening.text) and line.base - last.base < 1.8 * line.size:
        return None  # the subject of a letter
    upper = last.text.upper() == last.text and line.text.upper() == line.text
    same = upper and last.bold == line.bold and abs(last.size - line.size) < 1
    near = line.base - last.base < 1.6 * line.size
    if line.zone == "letterhead-left" and near and (same or not re.match(r"(?i)số|v/v", line.text)):
        digits = re.search(r"\d", line.text)
        return None if not digits or same else False
    return False


def _break_centred(current: Paragraph, line: Line, *, apart: bool) -> bool | None:
    last = current.lines[-1]
    if apart or not (last.centred and line.centred):
        return False
    upper = (last.text.isupper(), line.text.isupper())
    if upper[0] != upper[1] or last.bold != line.bold or last.italic != line.italic or abs(last.size - line.size) > 1:
        return False
    return False if LABEL.match(line.text) or _TYPE_LINE.match(last.text) else None


def _in_one_heading(last: Line, line: Line) -> bool:
    """The second line of a numbered heading in capitals: its first line fills the column and shows no axis."""
    faces = [(part.bold, part.italic, round(part.size)) for part in (last, line)]
    return last.text.isupper() and line.text.isupper() and faces[0] == faces[1] and not _ENDS.search(last.text)


# The line that says what kind of act it is; the title below it may be in capitals as well.
_TYPE_LINE = re.compile(
    r"""^(?:
        QUYẾT\ ĐỊNH | NGHỊ\ QUYẾT | NGHỊ\ ĐỊNH | CHỈ\ THỊ | KẾ\ HOẠCH | THÔNG\ TƯ | THÔNG\ BÁO | KẾT\ LUẬN | LUẬT
      | PHÁP\ LỆNH | QUY\ ĐỊNH | QUY\ CHẾ | HƯỚNG\ DẪN | BÁO\ CÁO | CÔNG\ ĐIỆN | TỜ\ TRÌNH | ĐỀ\ ÁN | CHƯƠNG\ TRÌNH
      | CHIẾN\ LƯỢC | PHỤ\ LỤC(?:\ [IVX\d]+)?
    )\s*:?$""",
    re.VERBOSE,
)


def mark_centred(lines: Sequence[Line], margins: Margins) -> None:
    """Set ``centred`` on the lines of the body that stand on the middle axis.

    A short line shows it by the clear space on both sides. A nearly full line of the same face right above or below
    such a line (a long title) belongs to it if it stands on the axis too and not at the edge.
    """
    body = [line for line in lines if line.zone == "body"]
    for line in body:
        before, behind = line.x0 - margins.left, margins.right - line.x1
        at_indent = abs(line.x0 - margins.indent) < 2.5 and (not line.text.isupper() or _labelled(line))
        on_axis = abs(before - behind) < 2 * AXIS * line.size
        line.centred = min(before, behind) > 1.5 * line.size and on_axis and not at_indent
    for pairs in (list(pairwise(body)), [(b, a) for a, b in pairwise(body)][::-1]):
        for known, line in pairs:
            before, behind = line.x0 - margins.left, margins.right - line.x1
            if (
                known.centred
                and not line.centred
                and abs(known.base - line.base) < 1.7 * line.size
                and (known.bold, known.italic) == (line.bold, line.italic)
                and abs(known.size - line.size) < 1
                and abs(before - behind) < AXIS * line.size
                and abs((known.x0 + known.x1) - (line.x0 + line.x1)) < line.size
                and (before > 0.3 * line.size or line.bold)
                and not _labelled(line)
            ):
                line.centred = True


def _open_bracket(current: Paragraph) -> bool:
    text = " ".join(line.text for line in current.lines)
    return text.count("(") > text.count(")") and len(current.lines) <= BRACKET_LINES


# A note in brackets below a title has at most so many lines.
BRACKET_LINES = 4


def _opens(line: Line) -> bool:
    """The line begins with a capital or a figure."""
    first = next((c for c in line.text if c.isalnum()), "")
    return first.isupper() or first.isdigit()


def _labelled(line: Line) -> bool:
    return LABEL.match(line.text) is not None


def _styled(paragraph: Paragraph) -> Paragraph:
    lines = paragraph.lines
    paragraph.style = Style(
        bold=all(line.bold for line in lines),
        italic=all(line.italic for line in lines),
        centred=all(line.centred for line in lines),
    )
    return paragraph


_BROKEN = re.compile(r"[^\W_][-/]$")


def mend_breaks(lines: list[Line]) -> list[Line]:
    """Lines in which a number broken at its hyphen or stroke ("66-|NQ/TW", "119/2026/|UBTVQH15") is whole again.

    The rest of the word goes up to the line where it began; it keeps its own page and box.
    """
    mended: list[Line] = []
    for line in lines:
        if mended and _BROKEN.search(mended[-1].text) and line.words[0].text[:1].isalnum():
            last = mended[-1]
            rest = replace(line.words[0], glued=True, page=line.page)
            mended[-1] = replace(last, words=[*last.words, rest])
            if len(line.words) > 1:
                mended.append(replace(line, words=line.words[1:]))
        else:
            mended.append(line)
    return mended


def runs_on(before: Paragraph, after: Paragraph, first: Margins, second: Margins) -> bool:
    """Whether the last paragraph of a page goes on in the first one of the next page."""
    last, line = before.lines[-1], after.lines[0]
    if last.zone != "body" or line.zone != "body" or abs(last.size - line.size) > 1.5:
        return False
    if line.centred or last.centred:
        return False
    short = first.right - last.x1 > (line.words[0].x1 - line.words[0].x0) + 0.35 * line.size + 0.5
    indented = line.x0 - second.left > INDENT * line.size
    if indented or (LABEL.match(line.text) and _ENDS.search(last.text)):
        return False
    if not short:
        return not (_ENDS.search(last.text) and line.text[:1].isupper() and len(after.lines) == 1)
    return not _ENDS.search(last.text) and line.text[:1].islower()
