"""What the lines of a flattened table look like, and how likely each begins, goes on or ends a cell of a column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from extractor.knowledge.loader import load_patterns
from extractor.text import fold

Role = str
"""index, text, figure, unit, agency, deadline, outcome or other."""

_ITEM = regex.compile(r"(?: \d{1,2} \s? [.)] | [-+•] ) \s", regex.VERBOSE)
_OPEN = regex.compile(
    r"""
    (?: (?<![\p{L}/]) (?: và | hoặc | của | theo | tại | các | với | cho | về | do | bởi | thuộc | những | bộ | sở
      | ủy\ ban | quý | tháng | (?:đến|từ|trong|hết|cuối|đầu)\ năm | ngày | khoản | điều | giai\ đoạn | từ | đến | trước
      | để | có | là ) | [,(/&–-] )
    $""",
    regex.VERBOSE,
)
# What a figure goes on with that stands alone on its line: "đến năm / 2030", "Phấn đấu ≥ / 10,0".
_BEFORE_YEAR = regex.compile(
    r"(?<![\p{L}/]) (?: (?<!h[ằà]ng\ )năm | giai\ đoạn | thời\ kỳ | tháng | quý | / ) $", regex.VERBOSE
)
_BEFORE_FIGURE = regex.compile(
    r"(?: (?<!\p{L}) (?: ngày | khoản | điều | điểm | từ | đến | trên | dưới | quá | thiểu | nhất | đạt | đấu | nhóm )"
    r" | [≥≤<>(-] ) $",
    regex.VERBOSE,
)
_YEAR = regex.compile(r"(?: \d{1,2} [/.] )? (?:19|20)\d\d (?!\d) | [ivx]{1,3} \W | \d{1,2} \W? $", regex.VERBOSE)

# Only the order of prices matters: what a line should be costs nothing, what it can hardly be about 5.
UNSIZED = 1.2  # price of a capital inside a cell while the columns' widths are unknown


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen of a line."""

    length: int
    first: int  # letters of the first word
    words: int
    low: bool  # begins with a small letter
    item: bool
    agency: bool
    deadline: bool
    figure: bool
    level: bool
    outcome: bool
    unit: bool
    open: bool  # cannot end a cell
    year_next: bool  # a year must follow
    figure_next: bool  # a figure must follow
    year: bool
    closed: bool


@lru_cache(maxsize=1 << 14)
def look(text: str) -> Look:
    """The marks of a line, for the prices."""
    folded, known = fold(text), load_patterns("cells")

    def says(name: str) -> bool:
        return known[name].search(folded) is not None

    return Look(
        len(text),
        len(text.split(maxsplit=1)[0]),
        text.count(" ") + 1,
        text[0].islower(),
        _ITEM.match(text) is not None,
        says("agency"),
        says("deadline"),
        says("figure"),
        says("level"),
        says("outcome"),
        says("unit") and len(text) <= 25,
        _OPEN.search(folded) is not None or folded.count("(") > folded.count(")"),
        _BEFORE_YEAR.search(folded) is not None,
        _BEFORE_FIGURE.search(folded) is not None,
        _YEAR.match(folded) is not None,
        text[-1] in ".;",
    )


def opening_price(role: Role, text: str) -> float:
    """How unlikely a cell of the role begins with this line."""
    seen = look(text)
    low = 4.0 if seen.low else 0.0
    if role == "figure":
        if seen.figure:
            return 0.0
        if seen.agency:
            return 5.0
        return 0.3 if seen.level else 2.5 + low / 2
    if role == "unit":
        return 0.0 if seen.unit else 4.0 if seen.figure or seen.agency else 2.5
    if seen.figure and role not in ("deadline", "other"):
        return 4.0 + low
    if role == "agency":
        return low if seen.agency else 2.0 + low + 3.0 * seen.deadline
    if role == "deadline":
        return 0.0 if seen.deadline else 2.0 + low / 2 + 3.0 * seen.agency
    if role == "outcome":
        return low + (4.0 * seen.deadline or (0.0 if seen.outcome else 0.4 + 1.1 * seen.agency))
    if role == "other":
        return low / 2
    return low + 4.0 * seen.deadline + 0.5 * seen.agency  # text


def following_price(role: Role, before: str, text: str, width: int) -> float:
    """How unlikely a line goes on with the cell whose last line is ``before``. ``width`` 0: unknown."""
    last, seen = look(before), look(text)
    price = (
        0.3 if role == "unit" or (role == "figure" and last.figure) or (role == "deadline" and last.deadline) else 0.0
    )
    if (seen.figure or (seen.deadline and not seen.low)) and role != "other":
        if not (last.open or last.figure_next or (last.year_next and seen.year)):
            return price + 3.5
        return price + (1.2 if _short(last, width) else 0.2 if last.figure_next or last.year_next else 0.8)
    if seen.low:
        roomy = last.words > 2 and last.length + 1 + seen.first < 0.87 * width
        return price + 0.3 * last.closed + 0.25 * roomy
    if role == "text" and seen.level and not last.open:
        price += 0.8
    if role in ("figure", "unit", "deadline") and (seen.item or seen.agency):
        price += 1.5
    if seen.item:
        return price + 0.2
    if last.open:
        return price + 0.2
    if not width:
        return price + UNSIZED + 0.8 * (role == "agency" and seen.agency)
    full = last.length + 1 + seen.first > 0.93 * width
    return price + (0.6 if full else 2.5) + 0.8 * (role == "agency" and seen.agency)


def closing_price(before: str, width: int) -> float:
    """How unlikely a cell ends with this line."""
    last = look(before)
    return 0.0 if not last.open else 1.2 if _short(last, width) else 2.5


def _short(last: Look, width: int) -> bool:
    """Whether a line stops far from where its column wraps: not because it was full."""
    return last.length < 0.7 * width
