"""Grids filled with words, and the tables that run over pages put together again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from extractor.reading.builder import CellInput, Piece
from extractor.reading.pdf_lines import Line, rows_of
from extractor.reading.pdf_page import Word
from extractor.reading.pdf_paragraphs import mend_breaks
from extractor.reading.pdf_quality import syllables
from extractor.reading.pdf_rules import Grid
from extractor.text import fold

# Column edges of one table on two pages differ by less than this (points), once the tables' left edges agree.
EDGE = 6.0
# A repeated head has at most this many rows.
HEAD_ROWS = 4

# A grid of many cells is a table only if this share of them says something.
MANY_CELLS, FILLED = 60, 0.05

# Lines show how wide a column is if the longest fills this share of it.
FULL_COLUMN = 0.7

# What starts an item inside a cell: "- ", "+ ", "• ", "1. ", "1.2. ", "a) ", "(1) ", "(i) ".
_ITEM = re.compile(r"^(?:[-–—+•*●○▪]\s?\S|\(?(?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)|\d{1,2}(?:\.\d{1,2})*\.\s|[a-zđ]\.\s)")
_SENTENCE_END = re.compile(r"[.;:!?…]['\"”’)\]]*$")
# An index: "1", "1.2", "12.", "IV", "a)", "(2)".
_INDEX = re.compile(r"^\(?(?:\d{1,4}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[A-ZĐa-zđ])\)?\s?[.)]?$")


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
        ended = _SENTENCE_END.search(last.text) is not None
        upper = line.text[:1].isupper() or line.text[:1].isdigit()
        if (
            (_ITEM.match(line.text) and (ended or short or _ITEM.match(items[-1][0].text)))
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


# ---------------------------------------------------------------------------------------------- over pages


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


def join_tables(before: PageTable, after: PageTable) -> PageTable:
    """One table of both. The repeated head goes, a row cut by the page break is made whole."""
    scale = before.xs[-1] / after.xs[-1] if after.xs[-1] else 1.0
    for cell in after.cells:
        cell.x0, cell.x1 = cell.x0 * scale, cell.x1 * scale
    cells = before.cells
    head = _repeated_head(before, after)
    repeated = list(before.repeated)
    if head:
        text = " | ".join(c.text for c in sorted(after.cells, key=lambda c: (c.row, c.column)) if c.row < head)
        repeated.append((after.page, text))
    fresh = [c for c in after.cells if c.row >= head]
    xs = _union(before.xs, [x * scale for x in after.xs])
    _place(cells, xs)
    _place(fresh, xs)
    shift = before.rows - head
    for cell in fresh:
        cell.row += shift
    rows = after.rows + shift
    joined = PageTable(
        before.first_page,
        after.page,
        before.top,
        after.bottom,
        xs,
        rows,
        cells + fresh,
        before.left,
        max(before.head_rows or 0, head) or None,
        repeated,
    )
    seam = before.rows
    if rows > seam and seam > 0:
        _close_seam(joined, seam)
    return joined


def _repeated_head(before: PageTable, after: PageTable) -> int:
    """How many first rows of ``after`` say the same as those of ``before``. Recognised text may differ a little."""
    count = 0
    for row in range(min(HEAD_ROWS, before.rows, after.rows)):
        pairs = list(zip(before.row(row), after.row(row), strict=False))
        if len(before.row(row)) != len(after.row(row)):
            break
        ours, theirs = [_key(a.text) for a, _ in pairs], [_key(b.text) for _, b in pairs]
        recognised = any(line.ocr for _, cell in pairs for item in cell.lines for line in item)
        if not any(theirs) or not (ours == theirs or (recognised and _alike(ours, theirs))):
            break
        if recognised:
            _keep_cleaner(pairs)
        count += 1
    return count


def _alike(ours: list[str], theirs: list[str]) -> bool:
    """Most cells agree, but for a few letters; the others may be smudged."""
    matched = [SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.7 for a, b in zip(ours, theirs, strict=True)]
    return sum(matched) >= 0.6 * len(matched) and "".join(theirs) != ""


def _keep_cleaner(pairs: list[tuple[TableCell, TableCell]]) -> None:
    """A seal often covers the head on the first page: of two readings keep the one with more real words."""
    for ours, theirs in pairs:
        if _sense(theirs) > _sense(ours):
            ours.lines = theirs.lines


def _sense(cell: TableCell) -> float:
    words = [word.text for item in cell.lines for line in item for word in line.words]
    return sum(1 if syllables(w) or w.isdigit() else -1 for w in words)


def _key(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))


def _union(first: Sequence[float], second: Sequence[float]) -> list[float]:
    xs = list(first)
    for x in second:
        if all(abs(x - known) > EDGE for known in xs):
            xs.append(x)
    return sorted(xs)


def _place(cells: list[TableCell], xs: Sequence[float]) -> None:
    """Columns and spans of the cells, by the nearest column edges."""
    for cell in cells:
        start = min(range(len(xs)), key=lambda i: abs(xs[i] - cell.x0))
        end = min(range(len(xs)), key=lambda i: abs(xs[i] - cell.x1))
        cell.column, cell.column_span = min(start, len(xs) - 2), max(1, end - start)


def _close_seam(table: PageTable, seam: int) -> None:
    """Join what the page break parted: a row that goes on, or a merged cell that spans rows of both pages."""
    above = {c.column: c for c in table.cells if c.row + c.row_span == seam}
    below = {c.column: c for c in table.cells if c.row == seam}
    if _row_goes_on(table, above, below, seam):
        for column, cell in below.items():
            upper = above.get(column)
            if upper is None:
                upper = max((c for c in above.values() if c.column <= column), key=lambda c: c.column, default=None)
            if upper is None:
                continue
            _append(upper, cell)
            upper.row_span += cell.row_span - 1
        gone = {id(cell) for cell in below.values()}
        table.cells = [c for c in table.cells if id(c) not in gone]
        for cell in table.cells:
            if cell.row > seam:
                cell.row -= 1
        table.rows -= 1
        return
    for column, cell in list(below.items()):
        upper = above.get(column)
        if (
            upper is not None
            and not cell.lines
            and upper.column_span == cell.column_span
            and (cell.row_span > 1 or upper.row_span > 1)
            and len(below) > 1
        ):
            upper.row_span += cell.row_span
            table.cells.remove(cell)


def _row_goes_on(table: PageTable, above: dict[int, TableCell], below: dict[int, TableCell], seam: int) -> bool:
    """Whether the first row below the seam is the rest of the row above it."""
    if not below or set(below) - set(above):
        return False
    if any(above[k].column_span != below[k].column_span for k in below):
        return False
    filled = [k for k in below if below[k].lines]
    if not filled:
        return False
    first = min(below)
    own = above[first].text.strip()
    index_above, index_below = _INDEX.match(own), _INDEX.match(below[first].text.strip())
    numbered = _numbered(table, first, seam)
    if below[first].lines and index_below and (index_above or not numbered):
        return False  # a row with its own number
    if below[first].lines and index_below and own == "" and numbered:
        # The number is centred in the row and fell on the second page.
        return any(_midway(above[k], below[k]) for k in filled if k != first)
    if below[first].lines and numbered and not index_below:
        return False
    midway = [k for k in filled if _midway(above[k], below[k])]
    if midway:
        return True
    if not numbered or below[first].lines:
        return False
    full = [k for k in filled if _full(table, above[k], below[k])]
    if above[first].row_span > 1 or below[first].row_span > 1:
        return len(full) == len(filled)  # under a merged number a row of its own may stand
    if full and max(filled, key=lambda k: len(above[k].text)) in full:
        return True
    usual = [k for k in below if k != first and _usually_filled(table, k, seam)]
    return len([k for k in usual if below[k].lines]) <= len(usual) / 2


def _numbered(table: PageTable, column: int, seam: int) -> bool:
    """The column numbers the rows: most of its cells above the seam are an index."""
    texts = [c.text.strip() for c in table.cells if c.column == column and c.row < seam and c.lines]
    hits = sum(_INDEX.match(text) is not None for text in texts)
    return hits >= 1 and hits >= 0.5 * max(1, len(texts) - 2)


def _usually_filled(table: PageTable, column: int, seam: int) -> bool:
    counts = Counter(bool(c.lines) for c in table.cells if c.column == column and c.row < seam)
    return counts[True] > 2 * counts[False]


def _midway(upper: TableCell, lower: TableCell) -> bool:
    """The upper cell stops in mid-sentence and the lower one goes on."""
    if not upper.lines or not lower.lines:
        return False
    last, first = upper.lines[-1][-1].text, lower.lines[0][0].text
    if _ITEM.match(first):
        return False
    if first[:1].islower() or first[:1] in ",;.)":
        return True
    return last[-1:] in ",-/(" or (last.split()[-1].lower() in _OPEN_ENDS)


def _full(table: PageTable, upper: TableCell, lower: TableCell) -> bool:
    """The upper cell's last line is as long as its column allows, no sentence ends there and no item begins below:
    the break was not wanted."""
    if not upper.lines or not lower.lines:
        return False
    last, line = upper.lines[-1][-1], lower.lines[0][0]
    if _SENTENCE_END.search(last.text) or _ITEM.match(line.text):
        return False
    column = [
        other
        for cell in table.cells
        if (cell.column, cell.column_span) == (upper.column, upper.column_span)
        for item in cell.lines
        for other in item
        if other.page == last.page
    ]
    left, right = min(other.x0 for other in column), max(other.x1 for other in column)
    if right - left < FULL_COLUMN * (upper.x1 - upper.x0):
        return False  # no line of this column ever reaches its edge
    room = right - last.x1 + max(0.0, last.x0 - left)
    return room < line.words[0].x1 - line.words[0].x0 + 0.25 * line.size


# Words after which no cell ends.
_OPEN_ENDS = frozenset(
    ("và", "của", "các", "cho", "về", "với", "trong", "theo", "tại", "đến", "từ", "bởi", "hoặc", "để", "do", "số")
)


def _append(upper: TableCell, lower: TableCell) -> None:
    if not lower.lines:
        return
    if not upper.lines:
        upper.lines = lower.lines
        return
    last, first = upper.lines[-1][-1].text, lower.lines[0][0].text
    starts = _ITEM.match(first) or (_SENTENCE_END.search(last) and not first[:1].islower())
    if starts:
        upper.lines += lower.lines
    else:
        upper.lines[-1] += lower.lines[0]
        upper.lines += lower.lines[1:]
