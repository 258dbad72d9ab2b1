"""Grids filled with words: the tables of a page, and whether one goes on with a table of the page before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.reading.builder import CellInput, Piece
from extractor.reading.pdf_lines import Line, rows_of
from extractor.reading.pdf_page import Word
from extractor.reading.pdf_paragraphs import mend_breaks
from extractor.reading.pdf_rules import Grid

# Column edges of one table on two pages differ by less than this (points), once the tables' left edges agree.
EDGE = 6.0

# A grid of many cells is a table only if this share of them says something.
MANY_CELLS, FILLED = 60, 0.05

# What starts an item inside a cell: "- ", "+ ", "• ", "1. ", "1.2. ", "a) ", "(1) ", "(i) ".
ITEM = re.compile(r"^(?:[-–—+•*●○▪]\s?\S|\(?(?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)|\d{1,2}(?:\.\d{1,2})*\.\s|[a-zđ]\.\s)")
SENTENCE_END = re.compile(r"[.;:!?…]['\"”’)\]]*$")


@dataclass(slots=True)
class TableCell:
    """A cell with its words in lines; ``x0`` and ``x1`` are relative to the table's left edge."""

    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    x1: float
    lines: list[list[Line]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line.text for item in self.lines for line in item)


@dataclass(slots=True)
class PageTable:
    """A table, or the part of one that stands on a page. ``xs`` are column edges relative to the left edge."""

    first_page: int
    page: int
    top: float
    bottom: float
    xs: list[float]
    rows: int
    cells: list[TableCell]
    left: float = 0.0
    head_rows: int | None = None
    repeated: list[tuple[int, str]] = field(default_factory=list)  # (page, text) of heads left out

    def row(self, index: int) -> list[TableCell]:
        """Cells that begin in a row, from left to right."""
        return sorted((c for c in self.cells if c.row == index), key=lambda c: c.column)

    def inputs(self) -> list[CellInput]:
        """The cells as the builder wants them: wrapped lines joined by a blank, one line an item."""
        return [
            CellInput([_joined(item) for item in c.lines], c.row, c.column, c.row_span, c.column_span)
            for c in self.cells
        ]


def _joined(lines: Sequence[Line]) -> list[Piece]:
    pieces: list[Piece] = []
    for line in mend_breaks(list(lines)):
        if pieces:
            last = pieces[-1]
            pieces[-1] = Piece(last.text + " ", last.page, last.bbox)
        pieces += line.pieces()
    return pieces


def fill_grid(
    grid: Grid, words: Sequence[Word], page: int, *, ocr: bool = False, before: PageTable | None = None
) -> PageTable | None:
    """The grid with its words; None where it is no table: fewer than two columns hold text.

    ``before`` is the last table of the page before: a grid that goes on with it may hold the rest of a single cell.
    """
    left = grid.xs[0]
    owners = {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    homes: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x, y = (word.x0 + word.x1) / 2, word.base - 0.3 * word.size
        owner = owners.get((bisect_right(grid.ys, y) - 1, bisect_right(grid.xs, x) - 1))
        if owner is not None:
            homes.setdefault((owner.row, owner.column), []).append(word)
    if not homes or (before is None and len({column for _, column in homes}) < 2):
        return None
    if len(grid.cells) > MANY_CELLS and len(homes) < FILLED * len(grid.cells):
        return None  # squared paper, a plan
    cells = []
    for cell in grid.cells:
        lines = [Line(row, page, ocr=ocr) for row in rows_of(homes.get((cell.row, cell.column), []))]
        cells.append(
            TableCell(
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                cell.x0 - left,
                cell.x1 - left,
                _items(lines, cell.x0, cell.x1),
            )
        )
    xs = [x - left for x in grid.xs]
    table = PageTable(page, page, grid.ys[0], grid.ys[-1], xs, len(grid.ys) - 1, cells, left)
    if len({column for _, column in homes}) < 2 and not (before is not None and continues(before, table)):
        return None
    return table


def _items(lines: list[Line], x0: float, x1: float) -> list[list[Line]]:
    """The lines of a cell grouped: a new group where an item starts, a sentence ended, or the break was wanted.

    A break was wanted where the first word of the next line would have fitted behind the line before.
    """
    items: list[list[Line]] = []
    if not lines:
        return items
    inset = max(0.0, min(min(line.x0 for line in lines) - x0, 12.0))
    right = max(x1 - inset, *(line.x1 for line in lines))
    left = min(line.x0 for line in lines)
    for line in lines:
        if not items:
            items.append([line])
            continue
        last = items[-1][-1]
        first = line.words[0].x1 - line.words[0].x0
        # Centred lines have their spare room on both sides.
        room = right - last.x1 + max(0.0, last.x0 - left)
        short = room > first + 0.5 * line.size
        ended = SENTENCE_END.search(last.text) is not None
        upper = line.text[:1].isupper() or line.text[:1].isdigit()
        if (
            (ITEM.match(line.text) and (ended or short or ITEM.match(items[-1][0].text)))
            or (ended and (short or upper) and not _abbreviation(last.text))
            or (
                short
                and upper
                and (room > first + 3 * line.size or last.text[-1:] == ")")
                and last.text[-1:] not in ",-/("
            )
        ):
            items.append([line])
        else:
            items[-1].append(line)
    return items


def _abbreviation(text: str) -> bool:
    """The line ends with a point that ends no sentence: "TP.", "Q.", "1."."""
    return re.search(r"(?:^|\s)(?:[A-ZĐ]{1,3}|\d{1,2}|tr|st)\.$", text) is not None


def continues(before: PageTable, after: PageTable) -> bool:
    """Whether ``after``, first on its page, goes on with ``before``, last on the page before: the columns agree."""
    if after.page != before.page + 1:
        return False
    wide, other = before.xs[-1], after.xs[-1]
    if abs(wide - other) > 0.04 * max(wide, other) + EDGE:
        return False
    scale = wide / other if other else 1.0
    inner, theirs = before.xs[1:-1], [x * scale for x in after.xs[1:-1]]
    few, many = sorted((inner, theirs), key=len)
    if not few:
        return True
    agreed = sum(any(abs(x - y) <= EDGE for y in many) for x in few)
    return agreed >= 0.7 * len(few)
