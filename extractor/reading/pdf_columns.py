"""Tables on a page that no ruling lines draw: a head of column words, and rows that keep to its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.reading.pdf_lines import rows_of, segments_of
from extractor.reading.pdf_page import Word
from extractor.reading.pdf_rules import Grid, GridCell
from extractor.reading.text_columns import Aligned, Piece, read_aligned
from extractor.reading.text_tables import heads_columns, is_index

# Words further apart than this many type sizes stand in different columns.
CELL_GAP = 0.9
# Base lines further apart than this many type sizes leave a blank line between them.
BLANK_LINE = 2.0
# A head has three columns and so as many words at least.
HEAD_WORDS = 3


def find_columns(words: Sequence[Word]) -> list[Grid]:
    """Grids for the tables without ruling lines among a page's words, from top to bottom.

    Sure only where the head opens with "TT" and rows open with a number: see read_aligned. Rules apart, a letterhead
    or a signature set side by side has neither.
    """
    rows = rows_of(list(words))
    grids: list[Grid] = []
    index = 0
    while index < len(rows):
        found = _table_at(rows, index) if len(rows[index]) >= HEAD_WORDS and is_index(rows[index][0].text) else None
        if found is not None:
            grids.append(_grid(found, rows, index))
            index += max(1, _lines(found, rows, index))
        else:
            index += 1
    return grids


def _table_at(rows: Sequence[list[Word]], start: int) -> Aligned | None:
    head = [words for _, _, words in _pieces(rows[start])]
    if not heads_columns(head):
        return None
    return read_aligned(_spaced(rows, start), counted=True)


def _spaced(rows: Sequence[list[Word]], start: int) -> Iterator[list[Piece]]:
    """The pieces of each row, an empty line where the page leaves one."""
    for index in range(start, len(rows)):
        if index > start and _blank_before(rows, index):
            yield []
        yield _pieces(rows[index])


def _blank_before(rows: Sequence[list[Word]], index: int) -> bool:
    above, below = rows[index - 1][0], rows[index][0]
    return below.base - above.base > BLANK_LINE * max(above.size, below.size)


def _pieces(row: list[Word]) -> list[Piece]:
    return [
        (min(w.x0 for w in part), max(w.x1 for w in part), " ".join(w.text for w in part))
        for part in segments_of(row, CELL_GAP)
    ]


def _places(rows: Sequence[list[Word]], start: int, stop: int) -> list[int]:
    """For each line that read_aligned saw, the row that it was, or -1 for an empty one."""
    places: list[int] = []
    index = start
    while len(places) < stop and index < len(rows):
        if index > start and _blank_before(rows, index):
            places.append(-1)
        places.append(index)
        index += 1
    return places[:stop]


def _lines(found: Aligned, rows: Sequence[list[Word]], start: int) -> int:
    return sum(place >= 0 for place in _places(rows, start, found.stop))


def _grid(found: Aligned, rows: Sequence[list[Word]], start: int) -> Grid:
    places = _places(rows, start, found.stop)
    xs = [found.bands[0][0] - 2, *((a[1] + b[0]) / 2 for a, b in pairwise(found.bands)), found.bands[-1][1] + 2]
    firsts = [places[row.first] for row in found.rows]
    last = max(place for place in places)
    ys = [_between(rows, first) for first in firsts]
    ys.append(max(w.bottom for w in rows[last]) + 0.5)
    wide = len(found.bands)
    cells: list[GridCell] = []
    for number, row in enumerate(found.rows):
        for column in range(2 if row.title else wide):
            end = wide if row.title and column == 1 else column + 1
            cells.append(GridCell(number, column, 1, end - column, xs[column], ys[number], xs[end], ys[number + 1]))
    return Grid(tuple(xs), tuple(ys), tuple(cells))


def _between(rows: Sequence[list[Word]], first: int) -> float:
    """A height between a row's first line and the line above, nearer to that line's base than to its own."""
    top = min(w.top for w in rows[first])
    if not first:
        return top - 0.5
    return (max(w.base for w in rows[first - 1]) + max(w.base - 0.6 * w.size for w in rows[first])) / 2
