"""Recovered rows to a grid: short rows are set where they belong, cells that run down or across get spans.

A row has fewer cells than the table where a cell runs down into it from above, or one of its own runs across. Which
columns its cells stand in shows in what the cells of the whole rows look like: agencies, dates, figures, long tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from extractor.reading.builder import CellInput
from extractor.reading.explode import HEAD_INDEX, Slot, is_index
from extractor.reading.flow import Grid
from extractor.text import fold

USUAL_SHARE = 0.5  # of all rows have as many cells as most have: then longer rows hold empty cells too many
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
_NUMBERED = regex.compile(r"\d{1,2} (?: \.\d{1,2} )+ \.? \s", regex.VERBOSE)
_TOTAL = regex.compile(r"(?: tổng | cộng )\b", regex.VERBOSE)
_TIME = regex.compile(
    r"\b(?: 20\d\d | quý | hằng \s năm | hàng \s năm | thường \s xuyên | tháng \s \d )\b", regex.VERBOSE
)


def to_grid(rows: Sequence[Sequence[Slot | None]]) -> Grid:
    """The grid of recovered rows: short rows are set where they belong, cells that run down or across get spans."""
    rows = _without_surplus(rows)
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
    groups = [(c, c + span) for c, (_, span) in (placed[0].items() if head_rows == 2 else ()) if span > 1]
    for number in range(body_from, len(rows)):
        row = rows[number]
        if len(row) >= columns:
            placed.append({c: (s, 1) for c, s in enumerate(row)})
        elif number == 0:
            placed.append(_spread_head(row, columns))
        else:
            placed.append(_place(row, columns, profiles, placed[-1] if placed else {}, groups))
    if not head_rows and placed and _is_head(placed[0]):
        head_rows = 1
    return _with_spans(placed, columns, head_rows)


def _without_surplus(rows: Sequence[Sequence[Slot | None]]) -> list[list[Slot | None]]:
    """Rows without the empty cells by which a few are longer than most: a column that only their borders make."""
    lengths = Counter(map(len, rows))
    usual = max(lengths, key=lambda n: (lengths[n], n))
    kept = [list(row) for row in rows]
    if lengths[usual] < USUAL_SHARE * len(rows) or usual < 3:
        return kept
    for row in kept:
        empty = [c for c, slot in enumerate(row) if slot is None or not slot.lines]
        if len(row) - usual > len(empty):
            return [list(r) for r in rows]
        for column in sorted(empty, reverse=True)[: max(0, len(row) - usual)]:
            del row[column]
    return kept


def _is_row_start(row: Sequence[Slot | None]) -> bool:
    return bool(row and row[0] is not None and is_index(row[0].text))


def _is_second_head(row: Sequence[Slot | None]) -> bool:
    return all(s is not None and s.bold for s in row) or not _is_row_start(row)


def _is_head(row: dict[int, tuple[Slot | None, int]]) -> bool:
    slots = [s for s, _ in row.values() if s is not None and s.lines]
    title = len(slots) == 2 and is_index(slots[0].text)  # "A | PHÁT TRIỂN …" titles rows, it is no head
    return len(slots) > 1 and not title and (all(s.bold for s in slots) or bool(HEAD_INDEX.match(fold(slots[0].text))))


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


_LOOKS = 7
_WEIGHTS = (1.5, 1.5, 1.0, 1.0, 1.5, 1.5, 1.0)  # length, agency, time, figure, index, numbered, dash


@dataclass(slots=True)
class _Profile:
    """What the cells of a column look like in whole rows, on the mean."""

    count: int = 0
    looks: list[float] = field(default_factory=lambda: [0.0] * _LOOKS)


def _profiles(rows: Sequence[Sequence[Slot | None]], columns: int) -> list[_Profile]:
    profiles = [_Profile() for _ in range(columns)]
    for row in rows:
        if len(row) < columns:
            continue
        for profile, slot in zip(profiles, row, strict=False):
            if slot is None or not slot.lines:
                continue
            profile.count += 1
            profile.looks = [a + b for a, b in zip(profile.looks, _looks(slot), strict=True)]
    for profile in profiles:
        if profile.count:
            profile.looks = [look / profile.count for look in profile.looks]
    return profiles


def _looks(slot: Slot) -> tuple[float, ...]:
    text = fold(slot.text)
    letters = sum(c.isalpha() for c in text)
    return (
        min(len(text), 400) ** 0.5 / 20,
        float(bool(_AGENCY.match(text))),
        float(bool(_TIME.search(text)) and len(text) < 80),
        float(letters * 2 < len(text)),
        float(is_index(slot.text)),
        float(bool(_NUMBERED.match(text))),
        float(text.startswith("-")),
    )


def _likeness(slot: Slot | None, profile: _Profile) -> float:
    if slot is None or not slot.lines or not profile.count:
        return 0.5
    apart = sum(w * abs(a - b) for w, a, b in zip(_WEIGHTS, _looks(slot), profile.looks, strict=True))
    return 1.0 - apart / sum(_WEIGHTS)


_GAP_NUMBERED = 0.4  # likeness that it takes to leave a column out in a numbered row: cells mostly run down at its end
_GAP = 0.15
_LEFT_RUNS = 0.1  # cells that run down stand mostly at the left of a row without number,
_RIGHT_RUNS = 0.25  # seldom at its right


def _place(
    row: Sequence[Slot | None],
    columns: int,
    profiles: Sequence[_Profile],
    above: dict[int, tuple[Slot | None, int]],
    groups: Sequence[tuple[int, int]],
) -> dict[int, tuple[Slot | None, int]]:
    """Set a short row into the grid: a title over the rest, or cells in the columns whose cells they resemble.

    A last cell under the first column of a group (columns under one head cell) runs over the group.
    """
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
    reach = dict(groups)
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
                    gap += _RIGHT_RUNS * (columns - 1 - column if column not in reach else columns - reach[column])
                gap += (_GAP_NUMBERED if opened else _GAP) * (column - last - 1) if number else 0.0
                value = score + _likeness(slot, profiles[column]) - gap
                if column not in after or value > after[column][0]:
                    after[column] = (value, (*path, column))
        best = after
        if not best:
            return {c: (s, 1) for c, s in enumerate(row)}
    chosen = max(best.values(), key=lambda b: b[0])[1]
    spans = {c: (s, 1) for c, s in zip(chosen, row, strict=True)}
    if chosen[-1] in reach:
        spans[chosen[-1]] = (row[-1], reach[chosen[-1]] - chosen[-1])
    return spans


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
