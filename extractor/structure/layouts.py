"""What the columns of a table mean: head rows, roles, section rows."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Cell, Column, Document, Layout, Table
from extractor.structure.columns import is_figure, is_unit, parse_columns
from extractor.text import fold, squeeze

HEAD_CELL = 120  # characters: a head cell is not longer
HEAD_SEARCH = 4  # rows in which a head may stand
_BELOW = 6  # rows below a head that show figures
SAMPLE = 40  # rows that are read to tell what a column holds
SECTION_LENGTH = 400  # characters of a section title

_NUMBERING = regex.compile(r"\W* (?: \d{1,2} | [a-zđ] ) \W* (?: = .* )?", regex.VERBOSE)
_ORDINAL = regex.compile(
    r"""
    \W* (?: (?P<upper>[A-HJ-UWYZĐ]) | (?P<roman>[IVX]{1,6}) | (?P<decimal>\d{1,2}(?:\.\d{1,2})+) | (?P<arabic>\d{1,3})
      | (?P<letter>[a-zđ]) | (?P<bullet>[-+*•]) ) \s* [.)/:\-]? \s*
    """,
    regex.VERBOSE,
)
_DECIMAL = regex.compile(r"\d{1,2}(?:\.\d{1,2})*")
_RANKS = {"upper": 1, "roman": 2, "arabic": 3, "decimal": 4, "letter": 5, "bullet": 6}
_INLINE = regex.compile(r"(?:(?P<upper>[A-HĐ])|(?P<roman>[IVX]{1,6})|(?P<arabic>\d{1,2}))\s*[.)/\-:]\s*(?=\p{L})")


def parse_layout(document: Document, index: int, previous: Layout | None = None) -> Layout:
    """The layout of table ``index``. A table without a head takes the columns of ``previous``, if it has as many."""
    table = document.tables[index]
    rows = _rows(table)
    head_rows = _head_rows(document, table, rows)
    parts = [_head(document, rows[:head_rows], column) for column in range(table.columns)]
    heads = [" ".join(part) for part in parts]
    body = [(number, row) for number, row in enumerate(rows) if number >= head_rows]
    if not any(heads) and previous is not None and len(previous.columns) == table.columns:
        columns = previous.columns
    else:
        columns = _columns(document, parts, body)
    section_rows, sections = _sections(document, table, rows, head_rows, columns)
    return Layout(index, head_rows, columns, section_rows, sections)


def _rows(table: Table) -> list[list[Cell]]:
    """The cells that cover each grid row, left to right; linear in the number of cells."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            rows[row].append(cell)
    for cells in rows:
        cells.sort(key=lambda c: c.column)
    return rows


def _text(document: Document, cell: Cell) -> str:
    return squeeze(document.text[cell.start : cell.end])


# ------------------------------------------------------------------------------------------------ head


def _head_rows(document: Document, table: Table, rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows are head: what the source says, checked by what the cells say."""
    if table.rows < 2:
        return 0
    told = table.head_rows
    count = 0
    if told is not None and 0 < told < table.rows and not _is_data(document, rows[0]):
        count = told
    elif _looks_like_head(document, rows[0]) or _words_over_figures(document, rows):
        count = 1
    else:
        # The continuation of a table may begin with its section rows.
        for number in range(1, min(HEAD_SEARCH, table.rows)):
            own = [c for c in rows[number] if c.row == number]
            if not _is_data(document, rows[number - 1]):
                break
            if _known_roles(document, own) >= 3 or _words_over_figures(document, rows[number:]):
                count = number + 1
                break
    if not count:
        return 0
    # A head cell that spans columns has the row below as its second half; one that spans rows reaches down to it.
    last = count - 1
    while count < table.rows - 1:
        reaching = any(
            c.row <= last and c.row + c.row_span > count and c.row_span <= HEAD_SEARCH and c.column_span < table.columns
            for c in rows[last]
        )
        spanning = any(c.column_span > 1 and c.column_span < table.columns for c in rows[last])
        below = [c for c in rows[count] if c.row == count]
        if not reaching and not spanning and _is_second_head(document, rows[last], rows[count]):
            count, last = count + 1, count
            continue
        if not spanning and any(
            len(_text(document, c)) > HEAD_CELL or _ORDINAL.fullmatch(_text(document, c)) for c in below
        ):
            break
        if reaching and not _is_data(document, below) and (spanning or len(below) < table.columns):
            count, last = count + 1, count
            continue
        break
    if count < table.rows and _is_numbering(document, rows[count]):
        count += 1
    return count


def _is_numbering(document: Document, row: Sequence[Cell]) -> bool:
    """A row "(1) (2) (3)" or "A B 1 2 3=1+2" below the head."""
    words = [_text(document, c) for c in row]
    filled = [w for w in words if w]
    if len(filled) < 3 or len(filled) < len(words) - 1 or not all(_NUMBERING.fullmatch(fold(w)) for w in filled):
        return False
    digits = [int(m.group()) for w in filled if (m := regex.search(r"\d+", w))]
    return len(digits) >= 2 and digits == sorted(set(digits)) and digits[0] <= 2


def _is_data(document: Document, row: Sequence[Cell]) -> bool:
    """A row that cannot be head: it begins with an ordinal and the other cells say no role."""
    words = [_text(document, c) for c in row]
    filled = [w for w in words if w]
    if not filled:
        return True
    if len({(c.start, c.end) for c in row}) == 1 and len(filled) == 1:
        return True
    return bool(_ORDINAL.fullmatch(filled[0])) and _known_roles(document, row) < 2 and not _is_numbering(document, row)


def _known_roles(document: Document, row: Sequence[Cell]) -> int:
    patterns = load_patterns("columns")
    count = 0
    for cell in row:
        words = _text(document, cell)
        if 0 < len(words) <= HEAD_CELL and patterns.first(fold(words)):
            count += 1
    return count


def _looks_like_head(document: Document, row: Sequence[Cell]) -> bool:
    words = [_text(document, c) for c in row]
    filled = [w for w in words if w]
    if len(filled) < 2 or any(len(w) > HEAD_CELL for w in filled):
        return False
    index = load_patterns("columns")["index"]
    return bool(index.search(fold(filled[0]))) or _known_roles(document, row) >= max(2, len(filled) // 2)


def _words_over_figures(document: Document, rows: Sequence[Sequence[Cell]]) -> bool:
    """A first row of words, with figures below it: "Năm | Tỷ lệ đô thị hóa (%) | Số bến (bến)"."""
    words = [_text(document, c) for c in rows[0]]
    if len(words) < 2 or not all(words) or any(len(w) > HEAD_CELL or is_figure(w) for w in words):
        return False
    first = 2 if any(c.column_span > 1 for c in rows[0]) else 1
    below = [{c.column: _text(document, c) for c in row} for row in rows[first : first + _BELOW]]
    columns = [[w for row in below if (w := row.get(column, "")).strip(" -–.x")] for column in range(1, len(words) + 1)]
    return any(len(filled) > 1 and all(is_figure(w) for w in filled) for filled in columns)


def _is_second_head(document: Document, above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """The lower half of a head whose spans are lost: " | | 2025 | 2030" below "TT | Chỉ tiêu | Mục tiêu"."""
    upper = {c.column: _text(document, c) for c in above}
    lower = {c.column: _text(document, c) for c in row}
    filled = {column: words for column, words in lower.items() if words and words != upper.get(column)}
    first = min(filled, default=0)
    if len(filled) > 1 and all(is_unit(words) for words in filled.values()):
        return first > 0  # " | | ha | tấn" below "TT | Xã | Diện tích | Sản lượng"
    return (
        len(filled) > 1
        and first > 0
        and all(column >= first for column in filled)
        and all(upper.get(column) for column in range(first))
        and not any(is_figure(words) or len(words) > HEAD_CELL for words in filled.values())
        and (any(not upper.get(column) or upper[column] == upper.get(column - 1) for column in filled))
    )


def _head(document: Document, rows: Sequence[Sequence[Cell]], column: int) -> list[str]:
    """The words of the head cells above a column, outermost first."""
    parts: list[str] = []
    seen: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        if _is_numbering(document, row) or (number < len(rows) - 1 and _is_data(document, row)):
            seen.update((cell.row, cell.column) for cell in row if cell.row == number)  # also where they span rows
            continue  # a caption or a section above the head
        for cell in row:
            if cell.column <= column < cell.column + cell.column_span and (cell.row, cell.column) not in seen:
                seen.add((cell.row, cell.column))
                words = _text(document, cell)
                if not words and number < len(rows) - 1 and _filled(document, rows[number + 1 :], column):
                    words = _left_of(document, row, column)  # the span of the head to the left is lost
                if words and words not in parts:
                    parts.append(words)
    return parts


def _filled(document: Document, rows: Sequence[Sequence[Cell]], column: int) -> bool:
    return any(c.column == column and _text(document, c) for row in rows for c in row)


def _left_of(document: Document, row: Sequence[Cell], column: int) -> str:
    return next((w for c in reversed(row) if c.column < column and (w := _text(document, c))), "")


# ------------------------------------------------------------------------------------------------ columns


def _columns(
    document: Document, parts: Sequence[Sequence[str]], body: Sequence[tuple[int, Sequence[Cell]]]
) -> tuple[Column, ...]:
    cells: list[list[str]] = [[] for _ in parts]
    for _, row in body[:SAMPLE]:
        for cell in row:
            if cell.column_span == 1 and cell.column < len(cells) and cell.start < cell.end:
                cells[cell.column].append(_text(document, cell))
    return parse_columns(parts, cells)


# ------------------------------------------------------------------------------------------------ sections


def _sections(
    document: Document,
    table: Table,
    rows: Sequence[Sequence[Cell]],
    head_rows: int,
    columns: Sequence[Column],
) -> tuple[frozenset[int], dict[int, tuple[tuple[int, int], ...]]]:
    """Rows that only title what follows, and for each row the titles in force, outermost first."""
    section_rows: set[int] = set()
    sections: dict[int, tuple[tuple[int, int], ...]] = {}
    chain: list[tuple[int, tuple[int, int]]] = []  # (rank, span of the title)
    letter = ""  # the capital that numbered the last section
    for number in range(table.rows):
        row = rows[number]
        if number < head_rows and not (number < head_rows - 1 and _is_data(document, row)):
            continue
        own = [c for c in row if c.row == number and c.start < c.end]
        if len(own) >= 3 and _repeats_head(document, own, columns):
            section_rows.add(number)
            sections[number] = tuple(span for _, span in chain)
            continue
        found = _section(document, table, row, own, rows[number + 1] if number + 1 < table.rows else ())
        if found is not None:
            rank, span = found
            numeral = _text(document, own[0]).strip(" .)/:-")[:1]
            if rank == _RANKS["roman"] and letter and ord(numeral) == ord(letter) + 1:
                rank = _RANKS["upper"]  # "I" behind "H"
            letter = numeral if rank == _RANKS["upper"] else letter
            chain = [entry for entry in chain if entry[0] < rank]
            sections[number] = tuple(s for _, s in chain)
            chain.append((rank, span))
            section_rows.add(number)
        else:
            sections[number] = tuple(span for _, span in chain)
    return frozenset(section_rows), sections


def _repeats_head(document: Document, own: Sequence[Cell], columns: Sequence[Column]) -> bool:
    words = [fold(_text(document, c)) for c in own]
    heads = [fold(c.head) for c in columns]
    same = sum(1 for c, w in zip(own, words, strict=True) if c.column < len(heads) and w and w == heads[c.column])
    return same >= 3 or (_known_roles(document, own) >= max(3, len(own) - 1) and all(len(w) <= 60 for w in words))


def _section(
    document: Document, table: Table, row: Sequence[Cell], own: Sequence[Cell], following: Sequence[Cell]
) -> tuple[int, tuple[int, int]] | None:
    """Rank and span of the title if the row is a section row: one filled cell, at most an ordinal before it."""
    if table.columns < 3 or not own or len(own) > 2 or not following:
        return None
    if any(c.row < own[0].row and c.start < c.end for c in row):
        return None  # merged cells from above: a data row
    ordinal, title = (own[0], own[1]) if len(own) == 2 else (None, own[0])
    words = _text(document, title)
    if len(words) > SECTION_LENGTH or not any(ch.isalpha() for ch in words):
        return None
    if ordinal is not None:
        number, below_number = _text(document, ordinal).rstrip(" .)"), _text(document, following[0])
        nested = bool(_DECIMAL.fullmatch(number)) and below_number.startswith(f"{number}.")  # "5.1" above "5.1.1"
        if ordinal.column > title.column or (title.column - ordinal.column - ordinal.column_span > 0 and not nested):
            return None
        match = _ORDINAL.fullmatch(_text(document, ordinal))
        if match is None:
            return None
        kind = match.lastgroup or ""
        if kind in ("upper", "roman"):
            return _RANKS[kind], (title.start, title.end)
        wide = title.column_span >= table.columns - 1
        below = _first_ordinal(document, following)
        if kind in ("arabic", "decimal") and (wide or below in ("letter", "bullet", "decimal", "none")):
            if below == kind and not wide and not nested:
                return None
            return _RANKS[kind], (title.start, title.end)
        if wide and kind in ("letter", "bullet"):
            return _RANKS[kind], (title.start, title.end)
        return None
    if title.column > 1 or (title.column_span == 1 and title.column == 0 and table.columns > 2 and len(row) == 1):
        return None
    inline = _INLINE.match(words)
    if inline and inline.lastgroup:
        return _RANKS[inline.lastgroup], (title.start, title.end)
    if title.column_span >= table.columns - 1 or title.column <= 1:
        letters = [c for c in words if c.isalpha()]
        capitals = sum(map(str.isupper, letters)) > 0.8 * len(letters)
        return (2 if capitals else 3), (title.start, title.end)
    return None


def _first_ordinal(document: Document, row: Sequence[Cell]) -> str:
    if not row:
        return ""
    words = _text(document, row[0])
    match = _ORDINAL.fullmatch(words) if words else None
    return (match.lastgroup or "") if match else ("none" if not words else "")
