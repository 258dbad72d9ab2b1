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

from extractor.reading.builder import CellInput
from extractor.reading.flow import Grid
from extractor.text import fold

MAX_COLUMNS = 30

MIN_TITLE = 6  # letters: shorter words beside a number are units

_INDEX = regex.compile(r"(?: [ivxlc]{1,6} | [a-zđ] | \d{1,3} (?: \.\d{1,3} ){0,3} | [-+•] ) [.)]? $", regex.VERBOSE)
_HEAD_INDEX = regex.compile(r"(?: s?tt | số \s* (?: tt | thứ \s+ tự ) | tt \s . {0,12} ) $", regex.VERBOSE)

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
    indexed = bool(_HEAD_INDEX.match(fold(slots[0].text)))
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
    opened = _is_index(slots[first].text)
    words = stop - first
    if width == columns:
        inside = sum(max(slots[n].bars, 1) for n in range(first + 1, stop)) + 1
        bare = indexed and not opened and first > 0 and slots[first].text and inside == width
        return _LACKS_INDEX if bare else 0.0
    if words == 1 or (words == 2 and opened):
        return _TITLE_ROW
    return _SHORT_INDEXED if opened else _SHORT


@lru_cache(maxsize=1 << 14)
def _is_index(text: str) -> bool:
    return bool(_INDEX.match(fold(text)))


def _may_open(slots: Sequence[Slot], number: int) -> bool:
    """A number with words behind it stands here: more likely the start of a row than a figure."""
    if not _is_index(slots[number].text) or number + 1 >= len(slots) or slots[number + 1].bars > 1:
        return False
    return sum(c.isalpha() for c in slots[number + 1].text) >= MIN_TITLE


# ------------------------------------------------------------------------------------------ rows to a grid

_PARENT = regex.compile(
    r"\b(?: mục \s tiêu | giai \s đoạn | năm | kinh \s phí | kế \s hoạch | lộ \s trình | thời \s gian"
    r" | số \s lượng | vị \s trí | cơ \s quan | đơn \s vị \s thực | phân \s công | nguồn | trong \s đó | kết \s quả"
    r" | thực \s hiện | nhu \s cầu | mức )\b",
    regex.VERBOSE,
)
_AGENCY = regex.compile(
    r"-? \s* (?: các \s+ )? (?: bộ | sở | ubnd | ủy\ ban | cơ\ quan | ban | hội | đoàn | cục | tổng"
    r" | đài | viện | ngân\ hàng | mặt\ trận | trung\ ương | thành | văn\ phòng | công\ an | đơn\ vị | doanh\ nghiệp"
    r" | trường | trung\ tâm ) \b",
    regex.VERBOSE,
)
_TOTAL = regex.compile(r"(?: tổng | cộng )\b", regex.VERBOSE)
_TIME = regex.compile(
    r"\b(?: 20\d\d | quý | hằng \s năm | hàng \s năm | thường \s xuyên | tháng \s \d )\b", regex.VERBOSE
)


def to_grid(rows: Sequence[Sequence[Slot | None]]) -> Grid:
    """The grid of recovered rows: short rows are set where they belong, cells that run down or across get spans."""
    columns = max(map(len, rows))
    placed: list[dict[int, tuple[Slot | None, int]]] = []  # a row: column -> (slot, column span)
    head_rows = 0
    body_from = 0
    if len(rows) >= 2 and len(rows[0]) < columns and not _is_row_start(rows[0]):
        second = list(rows[1])
        while second and (second[-1] is None or not second[-1].lines):
            second.pop()
        missing = columns - len(rows[0])
        if 2 <= len(second) <= missing + len(rows[0]) and len(second) < columns and _is_second_head(second):
            first_row, second_row = _two_row_head(rows[0], second, columns, rows[2:])
            if len(second_row) == len(second) and max(first_row | second_row) < columns:
                placed += [first_row, second_row]
                head_rows = body_from = 2
    profiles = _profiles(rows[body_from:], columns)
    for number in range(body_from, len(rows)):
        row = rows[number]
        if len(row) >= columns:
            placed.append({c: (s, 1) for c, s in enumerate(row)})
        elif number == 0:
            placed.append(_spread_head(row, columns))
        else:
            placed.append(_place(row, columns, profiles, placed[-1] if placed else {}))
    if not head_rows and placed and _is_head(placed[0]):
        head_rows = 1
    return _with_spans(placed, columns, head_rows)


def _is_row_start(row: Sequence[Slot | None]) -> bool:
    return bool(row and row[0] is not None and _is_index(row[0].text))


def _is_second_head(row: Sequence[Slot | None]) -> bool:
    return all(s is not None and s.bold for s in row) or not _is_row_start(row)


def _is_head(row: dict[int, tuple[Slot | None, int]]) -> bool:
    slots = [s for s, _ in row.values() if s is not None and s.lines]
    return len(slots) > 1 and (all(s.bold for s in slots) or bool(_HEAD_INDEX.match(fold(slots[0].text))))


def _two_row_head(
    first: Sequence[Slot | None],
    second: Sequence[Slot | None],
    columns: int,
    body: Sequence[Sequence[Slot | None]],
) -> tuple[dict[int, tuple[Slot | None, int]], dict[int, tuple[Slot | None, int]]]:
    """A head in two rows: one or more cells of the first stand over the cells of the second."""
    extra = columns - len(first)
    parents_count = max(1, len(second) - extra)
    figures = any(s is not None and any(map(str.isdigit, s.text)) for s in second)
    whole = [row for row in body if len(row) == columns]

    def fitness(column: int) -> float:
        """How well the cells of the second row fit below: by the head's words and by figures in the columns below."""
        slot = first[column]
        hint = 1.0 if slot is not None and _PARENT.search(fold(slot.text)) else 0.0
        below = [row[c] for row in whole for c in range(column, min(column + extra + 1, columns))]
        share = sum(map(_is_figure, below)) / len(below) if below and figures and parents_count == 1 else 0.0
        return hint + 1.5 * share + 0.01 * column

    parents = sorted(sorted(range(1, len(first)), key=fitness, reverse=True)[:parents_count])
    sizes = [len(second) // parents_count] * parents_count
    for i in range(len(second) % parents_count):
        sizes[i] += 1
    top: dict[int, tuple[Slot | None, int]] = {}
    bottom: dict[int, tuple[Slot | None, int]] = {}
    column, child = 0, 0
    for c, slot in enumerate(first):
        span = sizes[parents.index(c)] if c in parents else 1
        top[column] = (slot, span)
        if c in parents:
            for offset in range(span):
                bottom[column + offset] = (second[child], 1)
                child += 1
        column += span
    return top, bottom


def _spread_head(row: Sequence[Slot | None], columns: int) -> dict[int, tuple[Slot | None, int]]:
    if len(row) == 1:
        return {0: (row[0], columns)}
    return {c: (s, 1 if c < len(row) - 1 else columns - c) for c, s in enumerate(row)}


@dataclass(slots=True)
class _Profile:
    """What the cells of a column look like in whole rows."""

    count: int = 0
    length: float = 0.0
    agency: float = 0.0
    time: float = 0.0
    figure: float = 0.0
    index: float = 0.0


def _profiles(rows: Sequence[Sequence[Slot | None]], columns: int) -> list[_Profile]:
    profiles = [_Profile() for _ in range(columns)]
    for row in rows:
        if len(row) < columns:
            continue
        for profile, slot in zip(profiles, row, strict=False):
            if slot is None or not slot.lines:
                continue
            looks = _looks(slot)
            profile.count += 1
            profile.length += looks[0]
            profile.agency += looks[1]
            profile.time += looks[2]
            profile.figure += looks[3]
            profile.index += looks[4]
    for profile in profiles:
        if profile.count:
            for name in ("length", "agency", "time", "figure", "index"):
                setattr(profile, name, getattr(profile, name) / profile.count)
    return profiles


def _looks(slot: Slot) -> tuple[float, float, float, float, float]:
    text = fold(slot.text)
    letters = sum(c.isalpha() for c in text)
    return (
        min(len(text), 400) ** 0.5 / 20,
        float(bool(_AGENCY.match(text))),
        float(bool(_TIME.search(text)) and len(text) < 80),
        float(letters * 2 < len(text)),
        float(_is_index(slot.text)),
    )


def _likeness(slot: Slot | None, profile: _Profile) -> float:
    if slot is None or not slot.lines or not profile.count:
        return 0.5
    looks = _looks(slot)
    means = (profile.length, profile.agency, profile.time, profile.figure, profile.index)
    weights = (1.5, 1.5, 1.0, 1.0, 1.5)
    return 1.0 - sum(w * abs(a - b) for w, a, b in zip(weights, looks, means, strict=True)) / sum(weights)


_GAP_NUMBERED = 0.4  # likeness that it takes to leave a column out in a numbered row: cells mostly run down at its end
_GAP = 0.15
_LEFT_RUNS = 0.1  # cells that run down stand mostly at the left of a row without number,
_RIGHT_RUNS = 0.25  # seldom at its right


def _place(
    row: Sequence[Slot | None], columns: int, profiles: Sequence[_Profile], above: dict[int, tuple[Slot | None, int]]
) -> dict[int, tuple[Slot | None, int]]:
    """Set a short row into the grid: a title over the rest, or cells in the columns whose cells they resemble."""
    opened = _is_row_start(row)
    if len(row) == 1 and row[0] is not None and not _resembles_one(row[0], profiles, above, columns):
        return {0: (row[0], columns)}
    if opened and len(row) == 2:
        return {0: (row[0], 1), 1: (row[1], columns - 1)}
    if opened and len(row) > 2 and columns - len(row) >= 2 and all(_is_figure(s) for s in row[2:]):
        # "I | Tổng chi … | 1.364.329.243": the title runs over the columns in between, sums stand at the right
        spans = {0: (row[0], 1), 1: (row[1], columns - len(row) + 1)}
        spans.update({columns - len(row) + c: (s, 1) for c, s in enumerate(row) if c >= 2})
        return spans
    if row[0] is not None and _TOTAL.match(fold(row[0].text)) and all(_is_figure(s) for s in row[1:]):
        spans = {0: (row[0], columns - len(row) + 1)}
        spans.update({columns - len(row) + c: (s, 1) for c, s in enumerate(row) if c >= 1})
        return spans
    # monotone assignment of cells to columns, best total likeness; neighbours that stay neighbours are cheaper
    best: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
    for number, slot in enumerate(row):
        after: dict[int, tuple[float, tuple[int, ...]]] = {}
        for last, (score, path) in best.items():
            for column in range(last + 1, columns - (len(row) - number - 1)):
                if number == 0 and (opened != (column == 0)):
                    continue
                gap = 0.0 if opened or number else -_LEFT_RUNS * column
                if number == len(row) - 1 and not opened:
                    gap += _RIGHT_RUNS * (columns - 1 - column)
                gap += (_GAP_NUMBERED if opened else _GAP) * (column - last - 1) if number else 0.0
                value = score + _likeness(slot, profiles[column]) - gap
                if column not in after or value > after[column][0]:
                    after[column] = (value, (*path, column))
        best = after
        if not best:
            return {c: (s, 1) for c, s in enumerate(row)}
    chosen = max(best.values(), key=lambda b: b[0])[1]
    return {c: (s, 1) for c, s in zip(chosen, row, strict=True)}


def _is_figure(slot: Slot | None) -> bool:
    """A cell without words: a number, a share, nothing."""
    return slot is None or not slot.lines or not any(c.isalpha() for c in slot.text)


def _resembles_one(
    slot: Slot, profiles: Sequence[_Profile], above: dict[int, tuple[Slot | None, int]], columns: int
) -> bool:
    """One cell alone is an item under cells that run down when it starts like one ("- …"), else a title."""
    return slot.text.startswith(("-", "+", "•")) and len(above) > 1 and columns > 2 and not slot.bold


def _with_spans(placed: Sequence[dict[int, tuple[Slot | None, int]]], columns: int, head_rows: int) -> Grid:
    """Cells with spans: where a short row leaves a column out, the cell above runs down into it."""
    cells: list[CellInput] = []
    owner: dict[int, int] = {}  # column -> index into cells of what stands above
    for number, row in enumerate(placed):
        covered = {c + i for c, (_, span) in row.items() for i in range(span)}
        for column in range(columns):
            if column not in covered and number:
                index = owner.get(column)
                if index is not None and (number != head_rows or not head_rows):
                    cell = cells[index]
                    reach = number + 1 - cell.row
                    if cell.row_span < reach and not (
                        set(range(cell.column, cell.column + cell.column_span)) & covered
                    ):
                        cells[index] = CellInput(cell.lines, cell.row, cell.column, reach, cell.column_span)
        for column, (slot, span) in sorted(row.items()):
            lines = slot.lines if slot is not None else ()
            cells.append(CellInput(lines, number, column, 1, span))
            for i in range(span):
                owner[column + i] = len(cells) - 1
    return Grid(tuple(cells), head_rows or None)
