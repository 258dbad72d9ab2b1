"""Tables in plain text: rows whose cells are parted by tabs, by bars or by fixed columns, and cells one a line.

Nothing in plain text says that a table is one, and a false table is worse than none: a head of column words that
annexes use, or numbers in a column of their own, must speak for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from extractor.knowledge.loader import load_patterns
from extractor.reading.builder import CellInput
from extractor.reading.flow import Grid, Item, Paragraph
from extractor.reading.grids import MOTTO, is_side_by_side, spread_down, spread_head
from extractor.reading.lines import Wrapping, group_lines, is_caps, is_label
from extractor.reading.text_columns import HEAD_CELL, pieces_of, read_aligned
from extractor.text import fold, squeeze

MAX_COLUMNS = 40
MAX_ROW_LINES = 40  # source lines of one row
SURE_HEADS = 3  # known column words: with one row below they make a table
DATA_ROWS = 3  # rows of data below a head that says nothing
CONTINUED = 3  # lines of a cell's wrapped text between two rows
RULINGS = 3  # so many ruling lines below the head stand between rows; one or two stand around all of them

_NUMBER = regex.compile(
    r"\W* (?: [≥≤<>~+-]? \s? \d+ (?: [.,\s] \d+ )* (?: \s? [-–] \s? \d+ (?: [.,] \d+ )* )? \s? (?: % | ‰ )? | [-–…] ) \W* $",  # noqa: E501
    regex.VERBOSE,
)
_COUNT = regex.compile(r"\s* (?P<number> \d{1,3} ) \s* [.)]? \s* $", regex.VERBOSE)
_INDEX = regex.compile(
    r"\s* (?: \d{1,3} (?: \.\d{1,3} ){0,3} | [ivxlc]+ | [a-zđ] | [-+*•] ) \s* [.)]? \s* $", regex.VERBOSE
)
_SECTION = regex.compile(r"\s* (?: [IVXLC]+ | [A-ZĐ] ) \s* [.):-]? (?: \s+ \S | \s* $ )", regex.VERBOSE)
_RULING = regex.compile(r"[\s|+:=_-]* [-=_]{2} [\s|+:=_-]* $", regex.VERBOSE)
_SIGNS = regex.compile(r"\W* (?: nơi \s+ nhận | kính \s+ gửi | (?: tm | kt | tl | tuq ) \s? \. )", regex.VERBOSE)


@dataclass(frozen=True, slots=True)
class TextTable:
    """Lines ``first:stop`` (half-open) of the input are a table."""

    first: int
    stop: int
    grid: Grid


def find_text_tables(lines: Sequence[str]) -> Iterator[TextTable]:
    """The tables among the lines of a plain text, in order; linear in their number."""
    index = 0
    scanned = {"\t": 0, "|": 0}
    while index < len(lines):
        line, found = lines[index], None
        for mark in ("\t", "|"):
            if mark in line and index >= scanned[mark]:
                found, scanned[mark] = _separated(lines, index, mark)
                if found:
                    break
        found = found or _aligned(lines, index) or _listed(lines, index)
        if found:
            yield found
        index = found.stop if found else index + 1


def join_rows(items: Sequence[Item]) -> list[Item]:
    """The items, with paragraphs that are the rows of a table (tabs part their cells) put together to one."""
    if not any(isinstance(item, Paragraph) and "\t" in item.text for item in items):
        return list(items)
    lines = [item.lines[0] if isinstance(item, Paragraph) and len(item.lines) == 1 else "" for item in items]
    found: list[Item] = []
    start = 0
    for table in find_text_tables(lines):
        if not all(lines[table.first : table.stop]):
            continue  # something that is no line stands in it
        found += [*items[start : table.first], table.grid]
        start = table.stop
    return [*found, *items[start:]]


def names_column(words: str) -> bool:
    """Whether a head cell is one that tables of targets and tasks have ("TT", "Cơ quan chủ trì", "Đến năm 2030")."""
    words = squeeze(words)
    return 0 < len(words) <= HEAD_CELL and _is_head(fold(words))


@lru_cache(maxsize=1 << 10)
def _is_head(folded: str) -> bool:
    return load_patterns("columns").first(folded) is not None


def is_index(words: str) -> bool:
    """Whether a head cell names the column of running numbers ("TT", "STT")."""
    return len(words) <= HEAD_CELL and load_patterns("columns")["index"].search(fold(squeeze(words))) is not None


# ---------------------------------------------------------------------------------------------- separated rows


def _separated(lines: Sequence[str], start: int, mark: str) -> tuple[TextTable | None, int]:
    """The table whose first row is line ``start``, and up to where the lines need no second look."""
    head = _cells(lines[start], mark)
    wide = len(head)
    if not 2 <= wide <= MAX_COLUMNS:
        return None, start + 1
    rows: list[list[str]] = [head]
    ruled: list[int] = []  # how many rows stand above each ruling line
    sure = False
    index, stop = start + 1, start + 1
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            if index + 1 < len(lines) and len(_cells(lines[index + 1], mark)) == wide:
                index += 1
                continue
            break
        if mark == "|" and _RULING.match(line):
            ruled.append(len(rows))
            sure = sure or (len(rows) == 1 and len(_cells(line, mark)) == wide)  # Markdown without outer bars
            index += 1
            stop = index
            continue
        cells = _cells(line, mark)
        if len(cells) == wide:
            rows.append(cells)
        elif len(cells) == 1:
            if not _goes_on(lines, index, mark, wide, rows[-1]):
                break
            if _SECTION.match(line) and (is_caps(line) or len(squeeze(line)) <= HEAD_CELL):
                rows.append([*_section(line), *[""] * (wide - 2)])
            else:
                rows[-1][-1] += "\n" + line
        elif len(cells) < wide:
            taken = _pieces(lines, index, mark, wide)
            if taken:
                cells, index = taken
                rows.append(cells)
            elif not cells[0].strip() or _INDEX.match(fold(cells[0])):
                rows.append(cells + [""] * (wide - len(cells)))  # empty cells at the end were cut off
            else:
                break
        else:
            break
        index += 1
        stop = index
    if len(ruled) >= RULINGS:
        rows = _between(rows, ruled)
    if not (sure and len(rows) > 1) and not _speaks_for_itself(rows):
        return None, max(stop, start + 1)
    grid = to_text_grid(rows)
    if refused(grid):
        return None, stop
    drawn = mark == "|" and start > 0 and "+" in lines[start - 1] and _RULING.match(lines[start - 1])
    return TextTable(start - bool(drawn), stop, grid), stop


def _cells(line: str, mark: str) -> list[str]:
    line = line.strip("\r\n")
    if mark == "|":
        line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in line.split(mark)]


def _goes_on(lines: Sequence[str], index: int, mark: str, wide: int, row: Sequence[str]) -> bool:
    """Whether a line without a mark belongs to the table: rows follow it, or a word was wrapped in the last cell."""
    ahead = range(index + 1, min(index + 1 + CONTINUED, len(lines)))
    after = next((k for k in ahead if len(_cells(lines[k], mark)) >= min(wide, 3)), None)
    if after is not None and is_index(_cells(lines[after], mark)[0]):
        return False  # the title of the next table
    if after is not None and not is_label(lines[index].strip()):
        return True
    if after is not None and (_SECTION.match(lines[index]) or lines[index].lstrip()[:1] in "-+•*"):
        return all(lines[k].strip() for k in range(index, after))
    tail = row[-1].rstrip()
    return lines[index].strip()[:1].islower() and not is_label(lines[index].strip()) and tail[-1:] not in (".", ";", "")


def _section(line: str) -> list[str]:
    """The label and the words of a row that titles what follows: "I. VỀ KINH TẾ" → "I", "VỀ KINH TẾ"."""
    label, _, words = line.strip().partition(" ")
    return [label, words.strip()] if words else [label, ""]


def _pieces(lines: Sequence[str], index: int, mark: str, wide: int) -> tuple[list[str], int] | None:
    """A row whose cells have lines of their own: it is whole where as many marks have passed as the head has."""
    cells = _cells(lines[index], mark)
    while len(cells) < wide:
        index += 1
        if index >= len(lines) or not lines[index].strip():
            return None
        more = _cells(lines[index], mark)
        if len(cells) + len(more) - 1 > wide or _COUNT.match(more[0]):
            return None
        cells = [*cells[:-1], f"{cells[-1]}\n{more[0]}", *more[1:]]
        if sum(cell.count("\n") for cell in cells) > MAX_ROW_LINES:
            return None
    return cells, index


def _between(rows: Sequence[list[str]], ruled: Sequence[int]) -> list[list[str]]:
    """Rows of a table drawn with characters: what stands between two ruling lines is one row."""
    merged: list[list[str]] = []
    for first, stop in pairwise(sorted({0, *ruled, len(rows)})):
        merged.append(["\n".join(filter(None, column)) for column in zip(*rows[first:stop], strict=True)])
    return merged


def _speaks_for_itself(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows of one width are a table: by the words of the head, or by figures in columns below one."""
    head, data = rows[0], rows[1:]
    wide = len(head)
    if not data or not any(cell for row in data for cell in row):
        return False
    counts = [int(m["number"]) for row in rows if (m := _COUNT.match(row[0]))]
    counting = len(counts) >= DATA_ROWS and len(counts) == len(rows) and all(b == a + 1 for a, b in pairwise(counts))
    if wide >= 3 and counting:
        return True  # a table goes on without its head
    filled = [cell for cell in head if cell]
    if len(filled) < 2 or any(len(cell) > HEAD_CELL or cell[-1] in ".;" for cell in filled) or is_label(head[0]):
        return False
    known = sum(map(names_column, filled))
    if wide == 2:
        return known == 2 and len(data) >= (2 if is_index(head[0]) else DATA_ROWS)
    if known >= min(SURE_HEADS, wide) or (known >= 2 and len(data) >= 2):
        return True
    if len(data) < DATA_ROWS or len(filled) < wide - 1 or any(_NUMBER.match(cell) for cell in filled[:2]):
        return False
    columns = list(zip(*data, strict=True))
    figures = sum(all(_NUMBER.match(c) for c in column if c) and any(column) for column in columns[1:])
    return figures >= 1 and all(row[0] or row[1] for row in data)


def refused(grid: Grid) -> bool:
    """Whether a grid is a letterhead, or recipients beside a signature."""
    texts = [fold(str(line)) for cell in grid.cells for line in cell.lines]
    return any(MOTTO.search(text) or _SIGNS.match(text) for text in texts) or is_side_by_side(grid)


def to_text_grid(rows: Sequence[Sequence[str]]) -> Grid:
    """The grid of the rows; columns that are empty throughout are left out, wrapped lines of a cell joined."""
    used = [k for k in range(len(rows[0])) if any(row[k].strip() for row in rows)]
    cells = []
    for number, row in enumerate(rows):
        for column, source in enumerate(used):
            lines = [line for line in row[source].split("\n") if line.strip()]
            groups = group_lines([squeeze(line) for line in lines], wrapping=Wrapping(0, False), in_cell=True)
            cells.append(CellInput(tuple(" ".join(g.lines) for g in groups), number, column))
    return spread_down(spread_head(Grid(tuple(cells))))


# ---------------------------------------------------------------------------------------------- fixed columns


def heads_columns(head: Sequence[str]) -> bool:
    """Whether the words over columns that only gaps part are surely a table's head."""
    least = 2 if head and is_index(head[0]) else SURE_HEADS
    return 3 <= len(head) <= MAX_COLUMNS and sum(map(names_column, head)) >= least


def _aligned(lines: Sequence[str], start: int) -> TextTable | None:
    if "  " not in lines[start].strip() or "\t" in lines[start]:
        return None
    head = [words for _, _, words in pieces_of(lines[start])]
    if not heads_columns(head):
        return None
    following = (pieces_of(lines[index]) for index in range(start, len(lines)))
    found = read_aligned(following, counted=is_index(head[0]))
    if found is None:
        return None
    rows = [
        ["\n".join(words for k, words in row.cells if k == column) for column in range(len(head))] for row in found.rows
    ]
    grid = to_text_grid(rows)
    return None if refused(grid) else TextTable(start, start + found.stop, grid)


# ---------------------------------------------------------------------------------------------- a cell a line


def _listed(lines: Sequence[str], start: int) -> TextTable | None:
    """A table that lost its grid: a line (or a line and a blank one) for each cell, in strict turns.

    Sure only where head cells are all known column words and each row has a number, one more than the row above,
    and as many lines as the head.
    """
    if len(lines[start]) > HEAD_CELL or not is_index(lines[start]):
        return None
    step = _next_filled(lines)
    head, index = [squeeze(lines[start])], step(start)
    while index < len(lines) and not _COUNT.match(lines[index]) and not _SECTION.match(lines[index]):
        if len(head) >= MAX_COLUMNS or not names_column(lines[index]):
            return None
        head.append(squeeze(lines[index]))
        index = step(index)
    if len(head) < 3:
        return None
    rows, stop, expected, numbered = [head], index, 1, 0
    while index < len(lines):
        count = _COUNT.match(lines[index])
        if count and int(count["number"]) in (expected, 1):
            row = [squeeze(lines[index])]
            expected = int(count["number"]) + 1
            index = step(index)
            while len(row) < len(head) and index < len(lines):
                if _COUNT.match(lines[index]) and int(lines[index].strip(" .)\r\t")) == expected and len(row) > 1:
                    return None  # a cell was empty: which one nobody knows
                row.append(squeeze(lines[index]))
                index = step(index)
            if len(row) < len(head):
                return None
            rows.append(row)
            numbered += 1
        elif regex.fullmatch(r"\s*(?:[IVXLC]+|[A-ZĐ])\s*", lines[index]):
            after = step(index)
            if after >= len(lines) or _COUNT.match(lines[after]):
                return None
            rows.append([squeeze(lines[index]), squeeze(lines[after]), *[""] * (len(head) - 2)])
            index = step(after)
        else:
            break
        stop = index
    if numbered < DATA_ROWS:
        return None
    while stop > start and not lines[stop - 1].strip():
        stop -= 1
    grid = to_text_grid(rows)
    return None if refused(grid) else TextTable(start, stop, grid)


def _next_filled(lines: Sequence[str]) -> Callable[[int], int]:
    def step(index: int) -> int:
        index += 1
        while index < len(lines) and not lines[index].strip():
            index += 1
        return index

    return step
