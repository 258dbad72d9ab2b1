"""Tables in plain text that a converter flattened: the lines of the cells one below the other, row by row.

    TT / CHỈ TIÊU / MỤC TIÊU / 2026 - 2030 / CƠ QUAN CHỦ / TRÌ / 1 / Tốc độ tăng / trưởng (%) / 10,0 / Bộ Tài chính

Only a head that begins with "TT" and names columns of targets or tasks is sure enough to look for rows below it. How
the head's lines make columns is tried out: the partition whose rows fit best is taken (see ``flattened_fit``). A
table whose rows fit badly stays text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

import regex

from extractor.knowledge.loader import load_patterns
from extractor.reading.builder import CellInput
from extractor.reading.flattened_fit import Fit, Manner, Row, Unit, fit, quick_fit
from extractor.reading.flattened_prices import Role
from extractor.reading.flow import Grid, cell_text
from extractor.reading.grids import spread_down
from extractor.reading.lines import Wrapping, group_lines
from extractor.reading.text_columns import HEAD_CELL
from extractor.reading.text_tables import MAX_COLUMNS, is_index, names_column
from extractor.text import fold, squeeze

HEAD_LINES = 26  # the most lines of a head
CELL_LINES = 6  # of one of its cells
KNOWN_HEADS = 3  # names of columns that must be known, the number's included
UNKNOWN = 0.8  # price of a head cell that names no known column
UNLIKE = 0.5  # price of one that does not begin as names of columns do
TWICE = 1.5  # price of a second column for the same purpose
INSIDE = 0.7  # price of a line inside a head cell that begins as names of columns do
HEADS_TRIED = 12
SAMPLE = 160  # units read to choose between heads
SAMPLED_ROWS = 3
LEAST_ROWS = 3
FIT = 0.55  # the average price of a line up to which the rows fit
WHOLE = 0.6  # of the rows with a number must have words beside their text
RUNS_DOWN = 0.8  # price of a cell that left no trace because it is one with the cell above
SPACED = 0.2  # share of blank lines from which they part cells
EVERY_LINE = 0.42  # share of blank lines from which one stands between any two lines

_ROLES = {
    "index": "index", "task": "text", "indicator": "text", "value": "figure", "baseline": "figure", "unit": "unit",
    "lead": "agency", "coordinate": "agency", "monitor": "agency", "agency": "agency", "deadline": "deadline",
    "deliverable": "outcome",
}  # fmt: skip
_ONCE = frozenset({"index", "unit", "lead", "coordinate", "deadline", "task", "indicator", "note"})
_HALF_NAME = regex.compile(r"(?: cơ\ quan | đơn\ vị | thời\ gian | thời\ hạn | tên | cấp ) $", regex.VERBOSE)
_YEAR_OR_SHARE = regex.compile(r"(?: 19 | 20 ) \d\d | %", regex.VERBOSE)
_OPENS_ROW = regex.compile(r"(?: 0*1 | I | A ) [.)]? (?: \s+ \p{Lu} .* )? $", regex.VERBOSE)
_HARD_STOP = regex.compile(
    r"""
    (?: phụ \s+ lục (?: \s+ (?: số \s+ )? (?: [ivxlc\d]+ | [a-h] ) \b .{0,40} )? $
      | nơi \s+ nhận \s* : | kính \s+ gửi \s* : | điều \s+ \d+ [.:] | chương \s+ [ivxlc]+ \b | ghi \s+ chú \b
      | biểu \s+ (?: số \s+ )? \d | mẫu \s+ số \s+ \d )
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class FlatTable:
    """Lines ``first:stop`` (half-open) of the input are a table; ``repeated`` are its heads on further pages."""

    first: int
    stop: int
    grid: Grid
    repeated: tuple[str, ...] = field(default=())


def find_flattened(lines: Sequence[str]) -> Iterator[FlatTable]:
    """The flattened tables among the lines of a plain text, in order; linear in their number."""
    heads = [k for k, line in enumerate(lines) if len(line) <= HEAD_CELL and is_index(line.strip())]
    reached = 0
    for start in heads:
        if start < reached:
            continue
        reached, found = _read(lines, start, heads)
        if found:
            yield found


def _read(lines: Sequence[str], start: int, heads: Sequence[int]) -> tuple[int, FlatTable | None]:
    """The table whose head begins with line ``start``; and up to where the lines need no second look."""
    best: tuple[float, list[str], list[Unit], Manner] | None = None
    reached = start + 1
    for first in _head_ends(lines, start):
        head = [squeeze(line) for line in lines[start:first] if line.strip()]
        partitions = list(_partitions(head))
        if not partitions:
            continue
        units, until = _units(lines, first, head, heads)
        reached = max(reached, until)
        manner = _manner(lines[start:until])
        sample = units[:SAMPLE]
        if sum(1 for unit in sample if unit.kind == "text") < SAMPLED_ROWS * KNOWN_HEADS:
            continue
        priced: dict[tuple[Role, ...], float] = {}  # several partitions have the same columns
        for price, names in partitions:
            roles = tuple(_roles(names))
            if roles not in priced:
                priced[roles] = quick_fit(sample, roles, manner)
            price += priced[roles]
            if best is None or price < best[0]:
                best = (price, names, units, manner)
    if best is None:
        return reached, None
    _, names, units, manner = best
    found = fit(units, _roles(names), manner)
    if not _fits(found):
        return reached, None
    stop = units[found.stop - 1].line + 1
    grid = _grid(names, found, merged=manner.empty >= manner.ignored)
    repeated = tuple(unit.text for unit in units[: found.stop] if unit.kind == "seam")
    words = Counter(" ".join(lines[start:stop]).split())
    if words != Counter(" ".join([*repeated, *map(cell_text, grid.cells)]).split()):
        return reached, None  # never a word lost
    return stop, FlatTable(start, stop, grid, repeated)


# ---------------------------------------------------------------------------------------------- the head


def _head_ends(lines: Sequence[str], start: int) -> list[int]:
    """Where the first row may begin: at "1", "I" or "A", or at the first blank line."""
    ends: list[int] = []
    filled = last = 0
    cells = _trailing(lines[start : start + SAMPLE])
    for index in range(start, min(start + 2 * HEAD_LINES, len(lines))):
        line = squeeze(lines[index])
        if not line:
            if filled >= KNOWN_HEADS and not ends:
                ends.append(index)
                if cells and lines[index]:
                    break  # an empty cell: of a row without number
            continue
        if filled and (_OPENS_ROW.match(line) or filled > HEAD_LINES):
            if _OPENS_ROW.match(line):
                ends.append(index)
            break
        if len(line) > HEAD_CELL:
            break
        if filled >= KNOWN_HEADS and load_patterns("cells")["figure"].search(line) and not line.isdigit():
            ends.append(last)  # "Cả nước / ≥ 10,0": a row without number
        last = index
        filled += 1
    return sorted(set(ends))


def _partitions(head: Sequence[str]) -> Iterator[tuple[float, list[str]]]:
    """The likeliest ways to make column names of the head's lines, with their prices, cheapest first."""
    ways: list[list[tuple[float, list[str], frozenset[str]]]] = [[] for _ in range(len(head) + 1)]
    ways[0] = [(0.0, [], frozenset())]
    for stop in range(1, len(head) + 1):
        for first in range(max(0, stop - CELL_LINES), stop):
            name = " ".join(head[first:stop])
            if len(name) > HEAD_CELL or (stop > 1 and first == 0):
                continue
            known = names_column(name)
            meaning = _meaning(name) if known else ""
            price = 0.0 if known else UNKNOWN
            price += UNLIKE * (not _opens_name(name))
            price += INSIDE * sum(
                1
                for before, line in pairwise(head[first:stop])
                if _opens_name(line) and before[-1] not in ",-/" and not _HALF_NAME.search(fold(before))
            )
            price += 2.0 * (name[0].islower() or name[0] in "(/-,") + 1.0 * (name[-1] in ",-/(")
            for paid, names, seen in ways[first]:
                again = TWICE if meaning in _ONCE and meaning in seen else 0.0
                ways[stop].append((paid + price + again, [*names, name], seen | {meaning}))
        ways[stop] = sorted(ways[stop], key=lambda way: way[0])[: 4 * HEADS_TRIED]
    found = [
        (price, names)
        for price, names, _ in ways[-1]
        if KNOWN_HEADS <= len(names) <= MAX_COLUMNS and sum(map(names_column, names)) >= KNOWN_HEADS
    ]
    yield from found[:HEADS_TRIED]


def _opens_name(words: str) -> bool:
    return load_patterns("cells")["head"].search(fold(words)) is not None


def _meaning(name: str) -> str:
    found = load_patterns("columns").first(fold(name))
    return str(found[0].value) if found else ""


def _roles(names: Sequence[str]) -> list[Role]:
    """What each column holds; of an unknown one its head's figures tell, the first beside the number holds text."""
    roles: list[Role] = ["index"]
    for name in names[1:]:
        role = _ROLES.get(_meaning(name), "other" if _meaning(name) else "")
        if not role:
            role = "figure" if _YEAR_OR_SHARE.search(name) else "text" if len(roles) == 1 else "other"
        roles.append("text" if len(roles) == 1 and role in ("other", "figure") else role)
    return roles


# ---------------------------------------------------------------------------------------------- the rows


def _units(lines: Sequence[str], first: int, head: Sequence[str], heads: Sequence[int]) -> tuple[list[Unit], int]:
    """The lines below a head up to where the table must end, and that place. Repeated heads become seams."""
    again: dict[int, int] = {}  # first line of a repeated head -> first line behind it
    end = len(lines)
    for start in islice(heads, bisect_left(heads, first), None):
        stop = _repeats(lines, start, head)
        if stop is None:
            if _partitions_at(lines, start):
                end = start
                break
        else:
            again[start] = stop
    blanks_count = _trailing(lines[first:end])
    units: list[Unit] = []
    index = first
    while index < end:
        line = squeeze(lines[index])
        if index in again:
            for place in range(len(units) - 1, -1, -1):
                if units[place].kind != "blank":
                    break  # blank lines of the page's margin; behind a page's last line they may be cells
                if any(u.kind == "gap" for u in units[max(0, place - 6) : place]):
                    units[place] = Unit("gap", line=units[place].line)
            stop = again[index]
            units.append(Unit("seam", " ".join(squeeze(part) for part in lines[index:stop] if part.strip()), index))
            index = stop
            continue
        if not line:
            units.append(Unit("gap" if blanks_count and not lines[index].strip("\f") else "blank", line=index))
        elif len(line) <= 4 * HEAD_CELL and _HARD_STOP.match(fold(line)):
            break
        else:
            units.append(Unit("text", line, index))
        index += 1
    return units, index


def _partitions_at(lines: Sequence[str], start: int) -> bool:
    """Whether another table begins with this line."""
    return any(
        next(_partitions([squeeze(line) for line in lines[start:stop] if line.strip()]), None) is not None
        for stop in _head_ends(lines, start)
    )


def _repeats(lines: Sequence[str], start: int, head: Sequence[str]) -> int | None:
    """Behind which line the head that is repeated from line ``start`` ends."""
    index = start
    for name in head:
        while index < len(lines) and not lines[index].strip():
            index += 1
        if index >= len(lines) or squeeze(lines[index]) != name:
            return None
        index += 1
    return index


def _trailing(lines: Sequence[str]) -> bool:
    """Whether the converter wrote a blank behind each line: then a line that holds only blanks is an empty cell."""
    filled = [line for line in lines if line.strip()]
    return sum(1 for line in filled if line.rstrip("\r\n")[-1].isspace()) > 0.5 * len(filled)


def _manner(lines: Sequence[str]) -> Manner:
    if _trailing(lines):
        return Manner(0.4, 0.1, 0.4)
    share = sum(1 for line in lines if not line.strip()) / max(1, len(lines))
    if share >= SPACED:
        return Manner(0.0, 1.5, 2.5, 1.0 if share < EVERY_LINE else 0.0, RUNS_DOWN)
    return Manner(0.3, 0.5, 0.9, missing=RUNS_DOWN)


def _fits(found: Fit) -> bool:
    """Whether the reading is good enough: rows with numbers that follow each other, filled, at a low price."""
    numbered = [row for row in found.rows if row.cells[0] and not row.section]
    if len(numbered) < LEAST_ROWS or found.price > FIT * found.lines + 2:
        return False
    full = sum(1 for row in numbered if sum(1 for cell in row.cells if cell) >= KNOWN_HEADS)
    counts = [int(row.cells[0][0].strip(" .)")) for row in numbered if row.cells[0][0].strip(" .)").isdigit()]
    steps = sum(1 for a, b in pairwise(counts) if b in (a + 1, 1))
    return full >= WHOLE * len(numbered) and len(counts) >= LEAST_ROWS and steps >= 0.8 * (len(counts) - 1)


def _grid(names: Sequence[str], found: Fit, *, merged: bool) -> Grid:
    """The table's grid. ``merged``: empty cells left no trace, so that one may be the end of the cell above."""
    cells = [CellInput((name,), 0, column) for column, name in enumerate(names)]
    bigrams = _bigrams(found.rows)
    for number, row in enumerate(found.rows, 1):
        for column, lines in enumerate(row.cells):
            width = max(map(len, lines), default=0) if row.section else found.widths[column]
            groups = group_lines(lines, wrapping=Wrapping(width, False, bigrams), in_cell=True)
            cells.append(CellInput(tuple(" ".join(group.lines) for group in groups), number, column))
    grid = Grid(tuple(cells), 1)
    return spread_down(grid) if merged else grid


def _bigrams(rows: Sequence[Row]) -> frozenset[str]:
    lines = (line for row in rows for cell in row.cells for line in cell)
    return frozenset(
        f"{a} {b}" for line in lines for a, b in pairwise(line.split()) if a[0].isupper() and b[0].isupper()
    )
