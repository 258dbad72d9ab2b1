"""Tables that a crawler exploded to one cell a line between lone ``|``: rows and columns recovered.

Each source row was ``| a | b | c |``, with every bar and every cell on lines of its own. So one bar stands between
two cells of a row and two bars between two rows; but an empty cell left nothing behind, so that two bars may also be
an empty cell, and three or more are a riddle. It is solved for the whole table: the number of columns and the breaks
are chosen together so that as many rows as possible are whole, and so that rows start where an index number stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from extractor.text import fold

MAX_COLUMNS = 30

MIN_TITLE = 6  # letters: shorter words beside a number are units

_INDEX = regex.compile(r"(?: [ivxlc]{1,6} | [a-zđ] | \d{1,3} (?: \.\d{1,3} ){0,3} | [-+•] ) [.)]? $", regex.VERBOSE)
HEAD_INDEX = regex.compile(r"(?: s?tt | số \s* (?: tt | thứ \s+ tự ) | tt \s . {0,12} ) $", regex.VERBOSE)

# Prices of the reading, fitted by thought and checked on tables whose rows are known; only their order matters.
_EMPTY_FOR_TWO_BARS = 1.0  # two bars read as an empty cell: seldom right, a row break is the rule
_EMPTY_INSIDE = 0.25  # three bars and more hold an empty cell for sure
_EMPTY_AT_END = 0.1
_EMPTY_AT_START = 0.3
_TITLE_ROW = 0.6  # "A. | BỘ NÔNG NGHIỆP …": an index and a title over the other columns, or one cell alone
_SHORT_INDEXED = 0.9  # a row with its own number, but cells missing: one of them runs down from above
_SHORT = 0.4  # a row without number under a cell that runs down
_LACKS_INDEX = 0.5  # a whole row without the number that the head announces
_INDEX_INSIDE = 1.2  # something that looks like the next number would stand in mid-row after an empty cell
_SURPLUS = 50.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell with words (``lines``) or one that is empty for sure; ``bars`` before it, counted from the last slot."""

    lines: tuple[str, ...]
    bold: bool
    bars: int

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def recover(slots: Sequence[Slot], bars_after: int) -> list[list[Slot | None]]:
    """Rows of slots (None: an empty cell that left nothing). The first slot opens the first row."""
    if not slots:
        return []
    longest = run = 1
    for slot in slots[1:]:
        run = run + 1 if slot.bars <= 1 else 1
        longest = max(longest, run)
    if longest > MAX_COLUMNS:
        return [[slot] for slot in slots]
    head = 1
    while head < len(slots) and slots[head].bars <= 1:
        head += 1
    gaps = max((s.bars for s in slots[1:]), default=1)
    highest = min(MAX_COLUMNS, max(longest, head) + max(0, min(gaps, 12)))
    best: tuple[float, list[list[Slot | None]]] | None = None
    for columns in range(longest, highest + 1):
        cost, rows = _solve(slots, columns, bars_after)
        cost += 0.05 * abs(columns - head)
        if best is None or cost < best[0] - 1e-9:
            best = (cost, rows)
    assert best is not None
    return best[1]


def _solve(slots: Sequence[Slot], columns: int, bars_after: int) -> tuple[float, list[list[Slot | None]]]:
    indexed = bool(HEAD_INDEX.match(fold(slots[0].text)))
    # state: cells in the open row -> (cost, opened, history); history is a linked list of the rows' shapes
    start = 0
    states: dict[tuple[int, int], tuple[float, tuple[object, ...] | None]] = {}
    lead = max(slots[0].bars - 1, 0)
    states[(min(lead, columns - 1) + 1, start)] = (0.0, None)
    shift = {start: min(lead, columns - 1)}
    for number in range(1, len(slots)):
        slot = slots[number]
        after: dict[tuple[int, int], tuple[float, tuple[object, ...] | None]] = {}
        bars = max(slot.bars, 1)
        for (used, first), (cost, past) in states.items():
            inside = used + bars
            if inside <= columns:
                price = 0.0
                if bars == 2:
                    price = _EMPTY_FOR_TWO_BARS
                elif bars > 2:
                    price = _EMPTY_INSIDE * (bars - 1)
                if bars > 1 and _may_open(slots, number):
                    price += _INDEX_INSIDE
                _offer(after, (inside, first), cost + price, past)
            if bars >= 2:
                spare = bars - 2
                for at_end in range(min(spare, columns - used) + 1):
                    at_start = spare - at_end
                    if at_start >= columns:
                        continue
                    price = _row_price(slots, first, number, used + at_end, columns, indexed)
                    price += _EMPTY_AT_END * at_end + _EMPTY_AT_START * at_start
                    step = (past, first, number, used, at_end, at_start)
                    _offer(after, (1 + at_start, number), cost + price, step)
        if not after:  # more cells than columns: only possible where the caller's column count is too small
            return _SURPLUS * len(slots), [[s] for s in slots]
        states = after
    spare = max(bars_after - 1, 0)
    finals = []
    for (used, first), (cost, past) in states.items():
        at_end = min(spare, columns - used)
        price = _row_price(slots, first, len(slots), used + at_end, columns, indexed)
        finals.append((cost + price, (past, first, len(slots), used, at_end, 0)))
    cost, last = min(finals, key=lambda f: f[0])
    return cost, _unroll(slots, last, shift[start])


def _offer(
    states: dict[tuple[int, int], tuple[float, tuple[object, ...] | None]],
    key: tuple[int, int],
    cost: float,
    past: tuple[object, ...] | None,
) -> None:
    known = states.get(key)
    if known is None or cost < known[0]:
        states[key] = (cost, past)


def _unroll(slots: Sequence[Slot], last: tuple[object, ...], lead: int) -> list[list[Slot | None]]:
    shapes = []
    step: tuple[object, ...] | None = last
    while step is not None:
        shapes.append(step)
        step = step[0]  # type: ignore[assignment]
    shapes.reverse()
    rows: list[list[Slot | None]] = []
    pad = lead
    for shape in shapes:
        _, first, stop, _, at_end, at_start = shape
        assert isinstance(first, int)
        assert isinstance(stop, int)
        assert isinstance(at_end, int)
        assert isinstance(at_start, int)
        row: list[Slot | None] = [None] * pad
        for number in range(first, stop):
            if number > first:
                row.extend([None] * (max(slots[number].bars, 1) - 1))
            row.append(slots[number])
        row.extend([None] * at_end)
        rows.append(row)
        pad = at_start
    return rows


def _row_price(slots: Sequence[Slot], first: int, stop: int, width: int, columns: int, indexed: bool) -> float:
    """``width`` counts the row's cells, empty ones included. An empty number cell at its start is no lack."""
    opened = is_index(slots[first].text)
    words = stop - first
    if width == columns:
        inside = sum(max(slots[n].bars, 1) for n in range(first + 1, stop)) + 1
        bare = indexed and not opened and first > 0 and slots[first].text and inside == width
        return _LACKS_INDEX if bare else 0.0
    if words == 1 or (words == 2 and opened):
        return _TITLE_ROW
    return _SHORT_INDEXED if opened else _SHORT


@lru_cache(maxsize=1 << 14)
def is_index(text: str) -> bool:
    """Whether a cell holds only the number or mark of a row: "1", "2.3", "IV", "A.", "-"."""
    return bool(_INDEX.match(fold(text)))


def _may_open(slots: Sequence[Slot], number: int) -> bool:
    """A number with words behind it stands here: more likely the start of a row than a figure."""
    if not is_index(slots[number].text) or number + 1 >= len(slots) or slots[number + 1].bars > 1:
        return False
    return sum(c.isalpha() for c in slots[number + 1].text) >= MIN_TITLE
