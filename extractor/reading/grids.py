"""Tables that are tables, and tables that only set letterhead, signature or the whole page side by side."""

from __future__ import annotations

import regex

from extractor.model import Style
from extractor.reading.builder import CellInput
from extractor.reading.flow import Grid, Item, Paragraph, cell_text
from extractor.reading.lines import is_caps
from extractor.reading.straighten import straighten
from extractor.text import fold, squeeze

MOTTO = regex.compile(
    r"cộng \s* hòa \s+ xã \s+ hội \s+ chủ \s+ nghĩa"
    r" | độc \s+ lập \s* - \s* tự \s+ do | đảng \s+ cộng \s+ sản \s+ việt \s+ nam",
    regex.VERBOSE,
)
_PLACE_DATE = regex.compile(r"ngày \s* [\d.…]* \s* tháng \s* [\d.…]* \s* năm", regex.VERBOSE)
_NUMBER = regex.compile(r"số \s* :? \s* [\d.…]* \s* / ", regex.VERBOSE)
_RECIPIENTS = regex.compile(r"\W* (?: nơi \s+ nhận | kính \s+ gửi ) \b", regex.VERBOSE)
_SIGNER = regex.compile(
    r"\W* (?: tm \. | kt \. | tl \. | tuq \. | q \. | t/m | thừa \s+ (?:ủy|lệnh) | \( ?đã \s+ ký"
    r" | chủ \s+ tịch | bộ \s+ trưởng"
    r" | thủ \s+ tướng | phó \s+ | giám \s+ đốc | người \s+ (?: làm | ký | lập ) | tổng \s+ bí \s+ thư )",
    regex.VERBOSE,
)
_SECTION = regex.compile(
    r"^ \W* (?: điều \s+ \d+ | chương \s+ [ivx\d]+ | phần \s+ thứ ) \b", regex.VERBOSE | regex.MULTILINE
)

# Where the parts of a letterhead or of recipients meet that a converter put on one line.
_SEAM = regex.compile(
    r"""
    \s* (?: (?: [-_—–] \s* ){3,} | (?<= \S ) \s+ (?= số \s* : \s* [\d.…/] ) | \s+ (?= độc \s+ lập \s* - \s* tự \s+ do )
      | (?<= hạnh \s phúc ) \s+ | \s+ (?= nơi \s+ nhận \s* : ) | (?<= nơi \s nhận : | [;,.] ) \s+ (?= - \s* \S ) )
    \s*
    """,
    regex.VERBOSE,
)

_COUNTED = regex.compile(r"\s* (?: s?tt | số \s* tt | \d{1,3} [.)]? ) \s* $", regex.VERBOSE)

LETTERHEAD_ROWS = 8
RECIPIENT_ROWS = 45
PAGE_CELL = 1500  # letters in one cell that also holds headings of an act: the table lays out a page


def settle(grid: Grid) -> list[Item]:
    """The grid itself, or the paragraphs of a table that is layout only.

    Letterhead and signature are read column by column (agency, number, motto, place and date; recipients, signer),
    any other layout row by row.
    """
    filled = [c for c in grid.cells if cell_text(c).strip()]
    if not filled:
        return []
    if is_side_by_side(grid):
        return _paragraphs(grid, by_column=True)
    rows = {c.row for c in filled}
    columns = {c.column for c in filled}
    if len(filled) == 1 or len(columns) == 1 or _lays_out_a_page(grid):
        return _paragraphs(grid, by_column=False)
    if len(rows) == 1 and len(columns) == 2:
        return _paragraphs(grid, by_column=False)
    return [straighten(part_overlaps(grid))]


def spread_head(grid: Grid) -> Grid:
    """The grid with the merged cells of a head in two rows restored, where the source cannot merge cells.

    "| TT | Mục tiêu | |" over "| | 2025 | 2030 |": below a filled cell and the empty ones (or its copies) right of it
    all cells are filled, below every other cell of the first row none is. Any other grid comes back as it is.
    """
    first = [c for c in grid.cells if c.row == 0]
    second = [c for c in grid.cells if c.row == 1]
    plain = len(first) == len(second) == grid.columns and grid.rows > 2
    if not plain or any(c.row_span > 1 or c.column_span > 1 for c in (*first, *second)):
        return grid
    over, under = ([cell_text(c).strip() for c in row] for row in (first, second))
    spans: list[tuple[int, int]] = []  # (column, width)
    column = 0
    while column < grid.columns:
        width = 1
        while column + width < grid.columns and over[column] and over[column + width] in ("", over[column]):
            width += 1
        spans.append((column, width))
        column += width
    merged = [(c, w) for c, w in spans if w > 1]
    alone = [c for c, w in spans if w == 1]
    if not merged or 0 not in alone or not all(under[k] for c, w in merged for k in range(c, c + w)):
        return grid
    if any(under[c] not in ("", over[c]) for c in alone):
        return grid
    cells = [CellInput(first[c].lines, 0, c, 1 if w > 1 else 2, w) for c, w in spans]
    cells += [second[k] for c, w in merged for k in range(c, c + w)]
    return Grid((*cells, *(c for c in grid.cells if c.row > 1)), 2, grid.site)


def merge_copies(grid: Grid) -> Grid:
    """The grid with rows of one text over and over (how some converters write a cell merged over all) as one cell."""
    rows: dict[int, list[CellInput]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    cells: list[CellInput] = []
    for number, row in rows.items():
        texts = {cell_text(cell).strip() for cell in row}
        copied = len(row) == grid.columns >= 3 and len(texts) == 1 and any(c.isalpha() for c in next(iter(texts)))
        cells += [CellInput(row[0].lines, number, 0, 1, grid.columns)] if copied else row
    return Grid(tuple(cells), grid.head_rows, grid.site)


def spread_down(grid: Grid) -> Grid:
    """The grid with the merged cells of agency columns restored downwards, where the source cannot merge cells.

    A row of a table with a column "Cơ quan chủ trì" that names nobody there belongs to the agency above: no task is
    without one. With it goes its empty cell of "phối hợp"; where it has no number either, every empty cell. Rows with
    one filled cell beside the number are titles, and sums have no agency.
    """
    heads: dict[int, str] = {}
    top = max(grid.head_rows or 1, max((c.row_span for c in grid.cells if c.row == 0), default=1))
    for cell in grid.cells:
        for column in range(cell.column, cell.column + cell.column_span) if cell.row < top else ():
            heads[column] = f"{heads.get(column, '')} {fold(cell_text(cell))}"
    leads = [column for column, head in heads.items() if _LEAD.search(head) and "phối hợp" not in head]
    if len(leads) != 1 or grid.columns < LEAST_COLUMNS or any(c.row_span > 1 and c.row >= top for c in grid.cells):
        return grid
    with_lead = {leads[0], *(column for column, head in heads.items() if "phối hợp" in head)}
    at = {(c.row, c.column): c for c in grid.cells}
    above: dict[int, CellInput] = {}  # column -> the cell that may run down
    for row in range(top, grid.rows):
        cells = {c.column: c for c in grid.cells if c.row == row}
        words = {column for column, c in cells.items() if cell_text(c).strip()}
        texts = [fold(cell_text(cells[column])).strip() for column in sorted(words - {0})]
        if len(texts) < 2 or any(_SUM.match(text) for text in texts[:1]):
            above = {}
            continue
        owned = leads[0] in words or leads[0] not in above or leads[0] not in cells
        wanted = set[int]() if owned else (with_lead if 0 in words else set(cells)) - words
        for column, cell in cells.items():
            first = above.get(column)
            if column in wanted and first is not None:
                longer = CellInput(first.lines, first.row, column, row + 1 - first.row, first.column_span)
                at[first.row, column] = above[column] = longer
                del at[row, column]
            elif column in words:
                above[column] = cell
            else:
                above.pop(column, None)
    return Grid(tuple(at.values()), grid.head_rows, grid.site)


LEAST_COLUMNS = 3
_LEAD = regex.compile(
    r"chủ\ trì | (?:cơ\ quan|đơn\ vị)\ (?:\p{L}+\ )? (?:thực\ hiện|phụ\ trách|theo\ dõi)", regex.VERBOSE
)
_SUM = regex.compile(r"\W* (?: tổng | cộng ) \b", regex.VERBOSE)


def part_overlaps(grid: Grid) -> Grid:
    """The grid with spans cut where they run over another cell: of a damaged source, positions are guessed."""
    places = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    if len(places) == len(set(places)):
        return grid
    taken = {(cell.row, cell.column) for cell in grid.cells}
    cells: list[CellInput] = []
    for cell in grid.cells:
        width = 1
        while width < cell.column_span and (cell.row, cell.column + width) not in taken:
            width += 1
        height = 1
        while height < cell.row_span and not any((cell.row + height, cell.column + k) in taken for k in range(width)):
            height += 1
        taken.update((cell.row + r, cell.column + k) for r in range(height) for k in range(width))
        cells.append(CellInput(cell.lines, cell.row, cell.column, height, width))
    return Grid(tuple(cells), grid.head_rows, grid.site)


def part_line(line: str) -> list[str]:
    """The lines of a letterhead or of recipients that were run together: "… VIỆT NAM Độc lập - …" → two lines."""
    line = squeeze(line)
    parts, start = [], 0
    for seam in _SEAM.finditer(fold(line)):
        if seam.end() > seam.start() and not line.startswith("s", seam.end()):  # "Nghị quyết số: 5" is one line
            parts.append(line[start : seam.start()])
            start = seam.end()
    return [part for part in (*parts, line[start:]) if part.strip()]


def is_side_by_side(grid: Grid) -> bool:
    """Whether the table is a letterhead, or recipients beside a signature."""
    filled = [c for c in grid.cells if cell_text(c).strip()]
    if not filled or grid.columns > 4:
        return False
    texts = [fold(cell_text(c)) for c in filled]
    if len({c.row for c in filled}) > LETTERHEAD_ROWS:
        # recipients with a row for each
        signs = any(_SIGNER.match(t) and is_caps(cell_text(c)) for c, t in zip(filled, texts, strict=True))
        return grid.columns <= 3 and signs and texts[0].startswith("nơi nhận") and grid.rows <= RECIPIENT_ROWS
    if any(_RECIPIENTS.match(t) for t in texts):
        return True
    letters = sum(map(len, texts))
    if any(MOTTO.search(t) for t in texts) and letters < 800:
        return True
    counted = any(_COUNTED.match(t) for t in texts)  # a column of numbers: a table, however short
    if len({c.row for c in filled}) <= 3 and letters < 600 and not counted:
        if any(_SIGNER.match(t) for t in texts) and any(is_caps(cell_text(c).split("\n")[0]) for c in filled):
            return True
        return any(_PLACE_DATE.search(t) for t in texts) and any(_NUMBER.match(t) or is_caps(t) for t in texts)
    return False


def _lays_out_a_page(grid: Grid) -> bool:
    for cell in grid.cells:
        text = cell_text(cell)
        if len(text) > PAGE_CELL and len(_SECTION.findall(fold(text).replace(" ", " "))) and grid.columns <= 3:
            return True
        if len(text) > PAGE_CELL and grid.columns <= 3 and _has_sections(cell.lines):
            return True
    return False


def _has_sections(lines: object) -> bool:
    assert isinstance(lines, (list, tuple))
    return sum(1 for line in lines if isinstance(line, str) and _SECTION.match(fold(line))) >= 2


def _paragraphs(grid: Grid, *, by_column: bool) -> list[Item]:
    order = sorted(grid.cells, key=lambda c: (c.column, c.row) if by_column else (c.row, c.column))
    found: list[Item] = []
    for cell in order:
        first = True
        lines = cell_text(cell).split("\n")
        if by_column:
            lines = [part for line in lines for part in part_line(line)]
        for line in lines:
            if line.strip():
                found.append(Paragraph((line,), Style(centred=False), soft=not first))
                first = False
    return found
