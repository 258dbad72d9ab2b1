"""Tables whose column borders drift: Word and web pages made from it count a grid column for each border in any row.

A table of six columns may so claim twelve, and a cell of the third column start in the fifth. The columns that a
reader sees are those of its fullest rows.
"""

from __future__ import annotations

from collections import Counter

from extractor.reading.builder import CellInput
from extractor.reading.flow import Grid

FULL_SHARE = 0.15  # of the rows must have the greatest number of cells: fewer are slips of the source


def straighten(grid: Grid) -> Grid:
    """The grid with as many columns as its fullest rows have cells; the grid itself where that does not work out."""
    rows, columns = grid.rows, grid.columns
    lines: list[list[int]] = [[] for _ in range(rows)]  # indices of the cells that cover a row, left to right
    for index, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.row_span):
            lines[row].append(index)
    for line in lines:
        line.sort(key=lambda i: grid.cells[i].column)
    counts = Counter(map(len, lines))
    wanted = max((n for n, rows_with in counts.items() if rows_with >= max(2, FULL_SHARE * rows)), default=0)
    if wanted < 2 or wanted >= columns or max(counts) > wanted:
        return grid
    shapes = Counter(tuple(grid.cells[i].column for i in line) for line in lines if len(line) == wanted)
    starts = min(shapes, key=lambda shape: (-shapes[shape], shape))
    ends = (*starts[1:], columns)
    places: dict[int, tuple[int, int]] = {}
    for line in lines:
        done = 0  # the logical column behind the last cell
        for position, index in enumerate(line):
            cell = grid.cells[index]
            left = len(line) - position - 1
            if index in places:
                begin, end = places[index]
            elif len(line) == wanted:
                begin, end = position, position + 1
            else:
                begin = _nearest(starts, cell.column)
                end = _nearest(ends, cell.column + cell.column_span) + 1
                begin = max(begin, done)
                end = min(max(end, begin + 1), wanted - left)
            if begin < done or end <= begin:
                return grid
            places[index] = (begin, end)
            done = end
        if done > wanted:
            return grid
    made = tuple(
        CellInput(cell.lines, cell.row, places[i][0], cell.row_span, places[i][1] - places[i][0])
        for i, cell in enumerate(grid.cells)
    )
    return Grid(made, grid.head_rows, grid.site)


def _nearest(borders: tuple[int, ...], place: int) -> int:
    """The index of the border that is nearest to ``place``, the left one of two."""
    return min(range(len(borders)), key=lambda i: (abs(borders[i] - place), i))
