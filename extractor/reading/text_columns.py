"""Tables in plain text whose cells stand in fixed columns, parted by two blanks or more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

PIECE = regex.compile(r"\S+ (?: [ ] \S+ )*", regex.VERBOSE)
_COUNT = regex.compile(r"(?: \d{1,3} (?: \.\d{1,3} ){0,3} | [IVXLCivxlc]+ | [A-ZĐa-zđ] ) [.)]? $", regex.VERBOSE)

BLANKS_INSIDE = 1  # blank lines between two rows
FULL_ROWS = 3  # rows, the head included, that fill all columns but one
LONGEST_LINE = 1 << 20
LONGEST = 2000  # lines of a table


@dataclass(frozen=True, slots=True)
class Aligned:
    """Rows of cells that were found in lines ``first:stop``; a cell's wrapped lines are parted by ``\\n``."""

    first: int
    stop: int
    rows: list[list[str]]


@dataclass(slots=True)
class _Band:
    """A column: the characters ``start:end`` of the lines."""

    start: int
    end: int


@dataclass(slots=True)
class _Grown:
    """The bands while lines are added to them."""

    bands: list[_Band] = field(default_factory=list)

    def place(self, pieces: Sequence[tuple[int, int]]) -> list[int] | None:
        """The column of each piece, the bands widened; None (nothing widened) where one spans two columns."""
        placed: list[int] = []
        for start, end in pieces:
            touched = [k for k, band in enumerate(self.bands) if start < band.end and end > band.start]
            if len(touched) > 1:
                return None
            if not touched:
                left = [k for k, band in enumerate(self.bands) if band.end <= start]
                touched = [left[-1] if left else 0]
            placed.append(touched[0])
        if len(set(placed)) < len(placed):
            return None
        for (start, end), k in zip(pieces, placed, strict=True):
            low = self.bands[k - 1].end if k else -1
            high = self.bands[k + 1].start if k + 1 < len(self.bands) else LONGEST_LINE
            if min(start, self.bands[k].start) <= low or max(end, self.bands[k].end) >= high:
                return None
        for (start, end), k in zip(pieces, placed, strict=True):
            band = self.bands[k]
            band.start, band.end = min(start, band.start), max(end, band.end)
        return placed


def read_aligned(lines: Sequence[str], start: int, *, counted: bool) -> Aligned | None:
    """The rows in fixed columns that line ``start`` heads; None where lines and columns do not agree.

    ``counted``: the first column holds running numbers, so that a line without one goes on with the row above.
    Text that is centred beside its number, or any other doubt about where a row begins, gives None.
    """
    head = _pieces(lines[start])
    grown = _Grown([_Band(a, b) for a, b in head])
    wide = len(head)
    rows: list[list[str]] = [[lines[start][a:b] for a, b in head]]
    full, blanks, index, stop = 1, 0, start + 1, start + 1
    while index < min(len(lines), start + LONGEST):
        line = lines[index].rstrip()
        pieces = _pieces(line)
        if not pieces:
            blanks += 1
            if blanks > BLANKS_INSIDE:
                break
            index += 1
            continue
        if blanks and len(pieces) < min(wide, 3) and not _COUNT.match(line[slice(*pieces[0])]):
            break  # a paragraph after the table
        columns = grown.place(pieces)
        if columns is None:
            if len(pieces) > 1:
                return None
            break
        words = [line[a:b] for a, b in pieces]
        opens = columns[0] == 0 if counted else len(columns) >= wide - 1
        if opens:
            if counted and not _COUNT.match(words[0]):
                return None if len(words) > 1 else Aligned(start, stop, rows) if full >= FULL_ROWS else None
            row = [""] * wide
            for column, word in zip(columns, words, strict=True):
                row[column] = word
            if counted and len(row[1]) and row[1][0].islower():
                return None  # the number stands beside the middle of its row
            rows.append(row)
            full += len(columns) >= wide - 1
        elif blanks and len(rows) > 1:
            return None
        else:
            for column, word in zip(columns, words, strict=True):
                rows[-1][column] = f"{rows[-1][column]}\n{word}" if rows[-1][column] else word
        index, blanks = index + 1, 0
        stop = index
    return Aligned(start, stop, rows) if full >= FULL_ROWS else None


def _pieces(line: str) -> list[tuple[int, int]]:
    return [m.span() for m in PIECE.finditer(line.replace("\t", " "))]
