"""Tables whose cells stand in fixed columns without ruling lines: where each row begins and what stands in a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import regex

Piece = tuple[float, float, str]
"""Words that no wide gap parts: where they begin and end on their line (letters or points), and the words."""

Placed = tuple[int, str]
"""The column of a piece, and its words."""

_SPACED = regex.compile(r"\S+ (?: [ ] \S+ )*", regex.VERBOSE)
_COUNT = regex.compile(r"(?: \d{1,3} (?: \.\d{1,3} ){0,3} | [IVXLCivxlc]+ | [A-ZĐa-zđ] ) [.)]? $", regex.VERBOSE)

BLANKS_INSIDE = 1  # blank lines between two rows
FULL_ROWS = 3  # rows, the head included, that fill all columns but one
HEAD_CELL = 80  # letters of a head cell; the longest we know has 60
LONGEST = 2000  # lines of a table


@dataclass(frozen=True, slots=True)
class Row:
    """A row that begins with line ``first``, its pieces in reading order; ``title`` where one runs over all columns."""

    first: int
    cells: list[Placed]
    title: bool = False


@dataclass(frozen=True, slots=True)
class Aligned:
    """The rows in the lines before ``stop``, the head first, and the bands ``(start, end)`` of their columns."""

    stop: int
    rows: list[Row]
    bands: list[tuple[float, float]]


def pieces_of(line: str) -> list[Piece]:
    """The pieces of a text line: two blanks part them."""
    return [(*m.span(), m.group()) for m in _SPACED.finditer(line.replace("\t", " "))]


def read_aligned(lines: Iterable[Sequence[Piece]], *, counted: bool) -> Aligned | None:
    """The rows in fixed columns that the first line heads; None where lines and columns do not agree.

    Of ``lines`` no more are taken than the table has and one. ``counted``: the first column holds running numbers, so
    that a line without one goes on with the row above. Text that is centred beside its number, or any other doubt
    about where a row begins, gives None.
    """
    source = iter(lines)
    head = next(source)
    bands = [(a, b) for a, b, _ in head]
    wide = len(bands)
    rows = [Row(0, [(k, words) for k, (_, _, words) in enumerate(head)])]
    full, stop = 1, 1
    for index, blanks, pieces in _filled(source):
        counts = _COUNT.match(pieces[0][2]) is not None
        if blanks > BLANKS_INSIDE or (blanks and len(pieces) < min(wide, 3) and not counts):
            break  # a paragraph after the table
        columns = _place(bands, pieces)
        if columns is None:
            if counted and counts and len(pieces) == 2 and pieces[0][1] <= bands[0][1] + 1:
                rows.append(Row(index, [(0, pieces[0][2]), (1, pieces[1][2])], title=True))
                stop = index + 1
                continue
            if len(pieces) > 1 and not blanks:
                return None
            break
        opens = columns[0] == 0 if counted else len(columns) >= wide - 1
        cells = [(column, words) for column, (_, _, words) in zip(columns, pieces, strict=True)]
        if opens:
            if counted and not counts:
                if len(pieces) > 1 and not blanks:
                    return None
                break
            if counted and any(column == 1 and words[0].islower() for column, words in cells):
                return None  # the number stands beside the middle of its row
            rows.append(Row(index, cells))
            full += len(columns) >= wide - 1
        elif blanks and len(rows) > 1:
            return None
        else:
            rows[-1].cells.extend(cells)
        stop = index + 1
    return Aligned(stop, rows, bands) if full >= FULL_ROWS and not _mixed(rows) else None


def _mixed(rows: Sequence[Row]) -> bool:
    """Whether lines of one row may have come to another: a head that holds prose, or text that starts anew in a cell.

    So it is where numbers are centred beside rows of several lines.
    """
    for number, row in enumerate(rows):
        before: dict[int, str] = {}
        for column, words in row.cells:
            said = before.get(column, "")
            if not number and len(said) + len(words) > HEAD_CELL:
                return True
            if number and column == 1 and said and said[-1] not in ",;:." and words[0].isupper():
                return True
            before[column] = f"{said} {words}" if said else words
    return False


def _filled(lines: Iterable[Sequence[Piece]]) -> Iterator[tuple[int, int, Sequence[Piece]]]:
    """Lines with pieces, from the second on: (index, how many blank lines stand before, pieces)."""
    blanks = 0
    for index, pieces in enumerate(islice(lines, LONGEST), 1):
        if pieces:
            yield index, blanks, pieces
            blanks = 0
        else:
            blanks += 1


def _place(bands: list[tuple[float, float]], pieces: Sequence[Piece]) -> list[int] | None:
    """The column of each piece, the bands widened; None (nothing widened) where a piece touches two columns."""
    placed: list[int] = []
    for start, end, _ in pieces:
        touched = [k for k, band in enumerate(bands) if start < band[1] and end > band[0]]
        if len(touched) > 1:
            return None
        if not touched:
            left = [k for k, band in enumerate(bands) if band[1] <= start]
            touched = [left[-1] if left else 0]
        placed.append(touched[0])
    if len(set(placed)) < len(placed):
        return None
    grown = list(bands)
    for (start, end, _), k in zip(pieces, placed, strict=True):
        grown[k] = (min(start, bands[k][0]), max(end, bands[k][1]))
    if any(a[1] >= b[0] for a, b in pairwise(grown)):
        return None
    bands[:] = grown
    return placed
