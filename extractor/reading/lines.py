"""Source lines to logical paragraphs: which line break is a wrap and which one starts something new.

Two kinds of text exist: one line a paragraph, and lines wrapped at a width. Which of them a document is shows in how
often a line begins with a small letter: hardly ever where each line is a paragraph, mostly where lines are wrapped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from extractor.text import fold as fold_text

fold = lru_cache(maxsize=1 << 10)(fold_text)  # each line is looked at several times

LABEL = regex.compile(
    r"""
    (?: điều \s* \d+ [a-zđ]? (?: \s* [.:] | \s* $ | \s+ (?=\p{L}) )     # Điều 5.
      | (?: chương | phần | mục | tiểu \s+ mục )
        \s+ (?: [ivxlc]+ | \d+ | thứ \s+ \p{L}+ ) (?! \p{L} ) (?! \s+ điều \b )   # Chương II
      | (?: phụ \s+ lục | biểu | mẫu ) (?: \s+ số )? (?: \s+ (?: [ivxlc]+ | \d+ | [a-z] ) (?! \p{L} ) | \s* $ )
      | [ivx]+ (?: \s? [.)] | \s? - (?=\s) | / (?=\s) ) (?! \d )         # II.  II-  IV)
      | (?! \d{1,2} \s - \s \d )                                        # but "3 - 4 người"
        \d{1,2} (?: \. \d{1,2} ){0,3} \s? (?: [.)] (?! \d ) | [-/] (?=\s) )  # 1.  1.1.  2)  3-
      | \( (?: \d{1,2} | [a-zđ] | [ivx]+ ) \) \s                        # (1) (a) (i)
      | [a-zđ] \d? \s? [.)] (?= \s | \p{Lu} )                           # a)  đ)  a1)
      | [a-zđ] - (?=\s)                                                 # A- Party style
      | [-+•*·●○▪■◦►➢✓] (?= \s | \d | \p{L} | \( )                      # - item
      | o \s (?=\p{L})                                                  # Word's round bullet as a letter
    )
    """,
    regex.VERBOSE,
)
"""A folded line that looks as if a provision or an item began there."""

# Labels that show only in the case of the letters: "A. BỘ CÔNG AN", "1.1 Mục tiêu" (but "2.5 lần").
_CASED_LABEL = regex.compile(r"[A-ZĐ]\s?\.\s?\p{L} | \d{1,2} (?: \.\d{1,2} ){1,3} \s+ [*“\"]* \p{Lu}", regex.VERBOSE)

# A line that ends in one of these goes on: "quy định tại / khoản 1".
_OPEN_END = regex.compile(
    r"""
    (?: (?<!\p{L}) (?: tại | của | và | hoặc | theo | các | với | cho | về | do | bởi | thuộc | những | giữa )
      | [,(/&] | (?<=\d) \s? - | (?<=[\p{L}\d]) - )
    $
    """,
    regex.VERBOSE,
)
# Of these, what cannot end an item either ("…; và / b) …" can).
_ALWAYS_OPEN = regex.compile(
    r"(?<!\p{L}) (?: tại | của | theo | các | với | bởi | thuộc | những | giữa ) $", regex.VERBOSE
)
# … and in one of these, where a number comes next: "ngày 25 / tháng 6", "số / 749/QĐ-TTg", but not "kinh tế số / Bộ …".
_BEFORE_NUMBER = regex.compile(
    r"""
    (?<!\p{L}) (?: khoản | điểm | điều | mục | ngày | tháng | năm | phụ\ lục | chương | phần | luật | nghị\ quyết
      | nghị\ định | quyết\ định | thông\ tư | chỉ\ thị | kết\ luận | kế\ hoạch | giai\ đoạn | quý ) :?
    $
    """,
    regex.VERBOSE,
)
_OF_ACT = regex.compile(r"\d+ \s? [/-]", regex.VERBOSE)
_NUMBER_NEXT = regex.compile(r"\d | [ivx]+ (?!\p{L}) | [a-zđ] (?: \) | [,;.]? \s | $ ) | số \s", regex.VERBOSE)
_BARE_LABEL = regex.compile(
    r"(?: \d{1,2} (?: \.\d{1,2} )* [.)]? | [ivx]+ [.)] | [a-zđ] \) | điều \s \d+ [.:] ) $", regex.VERBOSE
)
_CLOSED_END = regex.compile(r"(?: [.;:!?…] | \./[.,]? ) ['\"”»)\]]* (?: \[\d+\] )? $", regex.VERBOSE)
_DASH_INSIDE = regex.compile(r"[-–]\s+\p{Ll}")
_MINISTRY_TAIL = regex.compile(r"[-–]\s+Thương\s+binh\b")  # "Bộ Lao động / - Thương binh và Xã hội"
_RANGE_TAIL = regex.compile(r"[-–]\s*\d{1,4}(?:\D|$)")  # "giai đoạn 2026 / - 2030"
_YEAR_END = regex.compile(r"(?<!\d)(?:19|20)\d\d$")
_YEAR_TAIL = regex.compile(r"[-–]\s*(?:19|20)\d\d(?!\d|[.,]\d|\s?%)")
_DATE_TAIL = regex.compile(r"(?:\p{L}+\s){0,3}\p{L}+\s?,\s+ngày\b")  # "Hà / Nội, ngày 17 tháng 11"
_TITLE_WORD = regex.compile(
    r"(?: (?: phụ\ lục | chương | phần | mục | biểu | mẫu ) (?: \ số )? (?: \ thứ )? \ [\p{L}\d]+ [.:]?"
    r" | quyết\ định | nghị\ quyết | chỉ\ thị | kế\ hoạch | thông\ báo | nghị\ định | thông\ tư | công\ điện | luật"
    r" | kết\ luận | chương\ trình | đề\ án | báo\ cáo | quy\ định | quy\ chế | hướng\ dẫn | quyết\ nghị | phụ\ lục"
    r" | chính\ phủ | quốc\ hội | danh\ mục | tờ\ trình | công\ văn | pháp\ lệnh | điều\ lệ ) :? $",
    regex.VERBOSE,
)

# How a paragraph without a number begins that no sentence inside a paragraph does.
_STARTS = regex.compile(
    r"""
    (?: căn\ cứ | xét\ (?: đề\ nghị | tờ\ trình ) | theo\ đề\ nghị | trên\ cơ\ sở | nơi\ nhận | phụ\ lục ) (?!\p{L})
    | (?: (?: quyết\ (?: định | nghị ) | nghị\ quyết ) (?: \ như\ sau )? | (?: thông\ báo | chỉ\ thị ) ) \s? : $
    """,
    regex.VERBOSE,
)
_BYLINE = regex.compile(r"\( [\p{L}\d .,&-]{2,40} \) \s* [-–] \s", regex.VERBOSE)  # "(TTXVN) - Ngày 12/10 …"

FULL = 0.85  # of the wrap width: with the next word a full line would have passed it (widths vary where tags stood)
ENDING = 0.7  # of the wrap width: a line that stops here was not wrapped
SPACED_SHARE = 0.8  # of paragraph ends before a blank line; page breaks and lists take the rest
TOO_LONG = 1.25  # of the wrap width: no wrapped line gets there
FULL_CAPS = 0.65  # capitals are wider
SHARP_SHARE = 0.95  # of wrapped lines had no room for the next word: the wrap counted characters
SHARP_MIN = 8  # wrapped lines that must show it
SPREAD = 1.06  # of the wrap width: wrapped lines longer than this are of something else
WRAPPED_SHARE = (
    0.08  # of adjacent line pairs begin with a small letter: typing slips stay below, wrapped prose far above
)
WRAPPED_MIN = 3


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines ``first:last`` of the input (half-open; blank lines inside are no part of it) make one paragraph.

    ``soft``: no blank line and no sure sign stood before it.
    """

    first: int
    last: int
    lines: tuple[str, ...]
    soft: bool


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a document's lines were made. ``width`` 0: a line is a paragraph.

    ``bigrams`` are the pairs of words ("Hồ Chí") that stand side by side on some line, case kept: where a line ends
    in the one and the next begins with the other, a wrap parted them.
    """

    width: float
    spaced: bool  # blank lines stand between paragraphs
    bigrams: frozenset[str] = frozenset()
    limit: int = 0  # characters: where the wrap counted them, no line is longer; else 0

    @property
    def wrapped(self) -> bool:
        return self.width > 0

    def had_room(self, before: str, line: str) -> bool:
        """Whether the first word of ``line`` would have fitted behind ``before``: then the break between them is no
        wrap. Never where the wrap did not count characters."""
        return len(before) + 1 + len(line.split(maxsplit=1)[0]) <= self.limit


def measure(lines: Sequence[str]) -> Wrapping:
    """Find out from the lines themselves whether and where they were wrapped. Lines are stripped, blanks included."""
    pairs = [(a, b) for a, b in pairwise(lines) if a and b and "   " not in a]  # columns side by side tell nothing
    low = sorted(len(a) for a, b in pairs if b[0].islower() and not LABEL.match(fold(b)) and not _CLOSED_END.search(a))
    filled = sum(1 for line in lines if line)
    spaced = filled > 0 and sum(1 for a, b in pairwise(lines) if a and not b) * 6 > filled
    if len(low) < max(WRAPPED_MIN, WRAPPED_SHARE * len(pairs)):
        return Wrapping(0, spaced)
    width = _widest(low)
    if width > 250:  # no medium wraps there
        return Wrapping(0, spaced)
    # Short lines that close a sentence end a paragraph for sure: does a blank line follow them?
    ends = [b == "" for a, b in pairwise(lines) if a and len(a) < ENDING * width and _CLOSED_END.search(a)]
    if len(ends) >= WRAPPED_MIN:
        spaced = sum(ends) >= SPACED_SHARE * len(ends)
    pairs_of_words = (
        f"{a} {b}" for line in lines for a, b in pairwise(line.split()) if a[0].isupper() and b[0].isupper()
    )
    return Wrapping(width, spaced, frozenset(pairs_of_words), _limit(pairs, width))


def _limit(pairs: Sequence[tuple[str, str]], width: float) -> int:
    """The most characters of a line where the wrap counted them, else 0."""
    wrapped = [
        (len(a), len(b.split(maxsplit=1)[0]))
        for a, b in pairs
        if b[0].islower() and len(a) <= SPREAD * width and not _CLOSED_END.search(a) and not is_label(b)
    ]
    longest = max((length for length, _ in wrapped), default=0)
    filled = sum(1 for length, word in wrapped if length + 1 + word > longest)
    return longest if filled >= max(SHARP_MIN, SHARP_SHARE * len(wrapped)) else 0


def _widest(lengths: Sequence[int]) -> int:
    """The width that the widest body of text was wrapped at: a narrow table beside it must not make it narrow.

    ``lengths`` are sorted. Of the lines within FULL of the greatest length that enough lines reach, nine in ten.
    """
    for top in range(len(lengths) - 1, -1, -1):
        bottom = bisect_left(lengths, FULL * lengths[top])
        if top + 1 - bottom >= max(WRAPPED_MIN, 0.1 * len(lengths)):
            return lengths[bottom + int((top - bottom) * 0.9)]
    return lengths[-1]


def group_lines(
    lines: Sequence[str],
    *,
    wrapping: Wrapping | None = None,
    glued: Collection[int] = (),
    broken: Collection[int] = (),
    in_cell: bool = False,
) -> list[LineGroup]:
    """Join wrapped lines to paragraphs. Every non-blank line is in exactly one group, in order.

    ``glued`` are indices of lines that the source's own markup joins to the next one, ``broken`` those after which
    it says that a new line starts. ``wrapping`` is measured here unless the caller knows it from the whole document.
    """
    rows = [line.strip() for line in lines]
    how = wrapping if wrapping is not None else measure(rows)
    groups: list[LineGroup] = []
    first, last, soft = -1, -1, False
    members: list[str] = []

    def close() -> None:
        if members:
            groups.append(LineGroup(first, last + 1, tuple(members), soft))
            members.clear()

    for index, line in enumerate(rows):
        if not line:
            continue
        if members:
            blank = last != index - 1
            if blank:
                joins = _sentence_goes_on(members[-1], line, how)
            else:
                joins = last not in broken and _joins(
                    members[-1],
                    line,
                    how,
                    glued=last in glued,
                    opening=len(members) == 1,
                    in_cell=in_cell,
                    alone=_stands_alone(line, rows[index + 1] if index + 1 < len(rows) else "", how),
                )
            if not joins:
                close()
                soft = not blank
        else:
            soft = False
        if not members:
            first = index
        members.append(line)
        last = index
    close()
    return groups


def is_label(line: str) -> bool:
    """Whether a line looks as if a provision or an item began there ("Điều 5.", "II.", "a)", "- ")."""
    return bool(LABEL.match(fold(line)) or _CASED_LABEL.match(line))


@lru_cache(maxsize=1 << 10)
def is_caps(line: str) -> bool:
    """Whether a line is set in capitals (one letter in ten may be small: "QUYẾT ĐỊNH số")."""
    large = sum(map(str.isupper, line))
    return large >= 2 and large >= 9 * sum(map(str.islower, line))


def _sentence_goes_on(before: str, line: str, how: Wrapping) -> bool:
    """Over a blank line (a page break of wrapped text) only a sentence that plainly goes on is joined."""
    return (
        how.wrapped
        and line[0].islower()
        and not is_label(line)
        and not _CLOSED_END.search(before)
        and not is_caps(before)
        and len(before) >= how.width / 2
    )


def _stands_alone(line: str, following: str, how: Wrapping) -> bool:
    """Whether the line is a paragraph by itself, a heading: it stops without a stop although there was room."""
    if _CLOSED_END.search(line) or _OPEN_END.search(fold(line)):
        return False
    return not following or (not following[0].islower() and how.had_room(line, following))


def _goes_on_to(before: str, line: str, *, wrapped: bool) -> bool:
    """Whether ``line`` is the second half of a range: "2026 / - 2030", in wrapped lines also "từ 8 / - 10%". Behind a
    heading that ends with a year ("đến năm 2025 / - 100% hồ sơ ...") an item begins."""
    if _YEAR_END.search(before):
        return _YEAR_TAIL.match(line) is not None
    return wrapped and before[-1].isdigit()


def _joins(before: str, line: str, how: Wrapping, *, glued: bool, opening: bool, in_cell: bool, alone: bool) -> bool:
    """Whether ``line`` goes on with ``before``. ``alone``: its paragraph would end behind it, without a stop."""
    closed, tail = bool(_CLOSED_END.search(before)), fold(before)
    unfinished = not is_caps(before) and bool(
        _OPEN_END.search(tail)
        or (_BEFORE_NUMBER.search(tail) and _NUMBER_NEXT.match(fold(line)))
        or (tail.endswith((" số", " số:")) and _OF_ACT.match(line))
    )
    room = len(before) + 1 + len(line.split(maxsplit=1)[0])
    long = how.wrapped and len(before) > TOO_LONG * how.width  # a paragraph on one line between wrapped ones
    full = how.wrapped and not long and room >= (FULL_CAPS if is_caps(before) else FULL) * how.width
    if _BYLINE.match(line) or (is_caps(line) and line[-1] == ":" and _STARTS.match(fold(line))):
        return False
    if is_label(line):
        if _RANGE_TAIL.match(line) and (_goes_on_to(before, line, wrapped=full) or unfinished):
            return True
        if full and not closed and before[-1] != "," and (_DASH_INSIDE.match(line) or _MINISTRY_TAIL.match(line)):
            return True  # "chính trị - xã hội / - nghề nghiệp": items start with a capital or a figure
        if closed or not unfinished:
            return False
        return glued or full or tail == "số:" or bool(_ALWAYS_OPEN.search(tail))
    if tail in ("số:", "số"):
        return line[0].isdigit() or len(line) < 40
    if _BARE_LABEL.match(tail) and not is_caps(line):
        return True
    caps = is_caps(before) or is_caps(line)
    if how.wrapped and how.spaced and not in_cell and not caps:
        # paragraphs are parted by blank lines here: what stands together belongs together
        return not before.endswith(("./.", "/."))
    if not closed and "(" in before and before.count("(") > before.count(")"):
        return True
    if glued and not (closed and (before[-1] == ";" or (before[-1] == ":" and not how.spaced))):
        return True
    if how.wrapped and caps and before[-1] == ",":
        return True
    if how.wrapped and not closed and not is_caps(before):
        if line[0] == "(":
            return True
        last = before.split()[-1]
        if last[0].isupper() and f"{last} {line.split(maxsplit=1)[0].rstrip('.,;:)')}" in how.bigrams:
            return True
    wrapped = bool(how.limit) and not how.had_room(before, line) and not (caps or in_cell)
    if wrapped and before[-1] == ":" and line[0].isdigit():
        return True  # "có tài khoản: / 80%": a figure begins no paragraph
    if line[0].islower():
        return (before[-1] not in ";:" or full) and not before.endswith(("./.", "/."))
    if closed and not (caps and how.spaced and before[-1] in ";,"):
        # A sentence that ends where the line is full: its paragraph goes on more often than it ends just there.
        ends = before[-1] in ":)" or before.endswith(("./.", "/.")) or _STARTS.match(fold(line)) is not None
        return wrapped and not ends and not alone
    if unfinished:
        return True
    if _DATE_TAIL.match(fold(line)) and len(before.split()) <= 3 and not caps and before.replace(" ", "").isalpha():
        return True
    if is_caps(before) or is_caps(line):
        if not (is_caps(before) and is_caps(line)):
            # capitals inside prose: a full line of prose before "UBND TỈNH ..."
            return full and not is_caps(before) and how.wrapped and len(before) > 0.9 * how.width
        if _TITLE_WORD.match(tail) or not how.wrapped:
            return False
        stump = len(before.split()) <= 2 and len(line) > 2 * len(before)  # "PHÁT / TRIỂN KINH TẾ …"
        return full or stump or (not in_cell and len(line) >= 0.6 * how.width)
    if not how.wrapped:
        return False
    if full:
        return not how.had_room(before, line)
    # The first line of a paragraph is short where the source's tags took up room: "Thực hiện Chỉ thị / Chính phủ …".
    words = len(before.split())
    if (words == 1 and before.isalpha()) or (words <= 2 and before.startswith("[")):
        return True  # "Hà / Nội", "[4] Từ / 0 giờ": a syllable alone is no item
    if long or len(line) > TOO_LONG * how.width:
        return False
    goes_on = words >= 5 or len(line) >= 0.6 * how.width or bool(_CLOSED_END.search(line))
    return opening and how.spaced and not in_cell and words >= 3 and goes_on
