"""What the columns of a table mean: head rows, roles, section rows."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Cell, Column, ColumnRole, Document, Layout, Table
from extractor.text import fold, squeeze

HEAD_CELL = 120  # characters: a head cell is not longer
HEAD_SEARCH = 4  # rows in which a head may stand
SAMPLE = 40  # rows that are read to tell what a column holds
VALUE_LENGTH = 25  # characters of a figure with its unit, on average
SECTION_LENGTH = 400  # characters of a section title

_NUMBERING = regex.compile(r"\W* (?: \d{1,2} | [a-zđ] ) \W* (?: = .* )?", regex.VERBOSE)
_YEARS = regex.compile(r"(?<!\d|\p{L}-)((?:19|20)\d\d)(?!\d)")
_PERIOD = regex.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:-|đến(?: năm)?)\s*((?:19|20)\d\d)(?!\d)")
_UNIT = regex.compile(
    r"\(\s*(?:đơn vị(?: tính)?\s*:?|đvt\s*:?|tính bằng\s*)?\s*([^()\d]{1,30}?(?:\d{0,2}))\s*\)", regex.IGNORECASE
)
_NOT_UNIT = ("nếu có", "dự kiến", "theo", "gồm", "tên", "ghi", "kèm", "bao gồm", "người", "tại")
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

_AGENCY = regex.compile(
    r"""
    \W* (?: \(?\d{1,2}[.)]\s* )? (?: các\ )?
    (?: bộ | sở | ủy\ ban | ubnd | văn\ phòng | ban | cục | tổng\ cục | vụ | công\ an | thanh\ tra | ngân\ hàng | đài
      | hội | viện | trung\ tâm | cơ\ quan | đơn\ vị | địa\ phương | tỉnh | thành\ phố | bhxh | bảo\ hiểm | mặt\ trận
      | liên\ đoàn | đoàn | thông\ tấn | học\ viện | trường | tập\ đoàn | tổng\ công\ ty | doanh\ nghiệp
      | chính\ phủ | hđnd | hội\ đồng | tổ\ | xã | phường | kho\ bạc | chi\ cục | tòa\ án | viện\ kiểm\ sát ) \b
    """,
    regex.VERBOSE,
)
_WHEN = regex.compile(
    r"(?:19|20)\d\d | \b(?:quý|tháng|năm|thường\ xuyên|hằng|hàng|giai\ đoạn|ngày|định\ kỳ|liên\ tục)\b", regex.VERBOSE
)
_WHEN_ONLY = regex.compile(r"\W* (?:19|20)\d\d (?: \s?-\s? (?:19|20)\d\d )? \W* \Z", regex.VERBOSE)
_FIGURE = regex.compile(
    r"""
    \W* (?: [≥≤<>~] | trên | dưới | khoảng | tối\ thiểu | tối\ đa | phấn\ đấu | không\ quá | từ | đạt )?
    [\s≥≤<>=~]* \d
    """,
    regex.VERBOSE,
)


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
    elif _looks_like_head(document, rows[0]):
        count = 1
    else:
        # The continuation of a table may begin with its section rows.
        for number in range(1, min(HEAD_SEARCH, table.rows)):
            own = [c for c in rows[number] if c.row == number]
            if not _is_data(document, rows[number - 1]):
                break
            if _known_roles(document, own) >= 3:
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
                if words := _text(document, cell):
                    parts.append(words)
    return parts


# ------------------------------------------------------------------------------------------------ columns


def _columns(
    document: Document, parts: Sequence[Sequence[str]], body: Sequence[tuple[int, Sequence[Cell]]]
) -> tuple[Column, ...]:
    patterns = load_patterns("columns")
    heads = [" ".join(part) for part in parts]
    cells: list[list[str]] = [[] for _ in heads]
    for _, row in body[:SAMPLE]:
        for cell in row:
            if cell.column_span == 1 and cell.column < len(cells) and cell.start < cell.end:
                cells[cell.column].append(_text(document, cell))
    roles: list[ColumnRole] = []
    for head, words in zip(heads, cells, strict=True):
        found = patterns.first(fold(head)) if head else None
        role: ColumnRole = found[0].value if found else "other"  # type: ignore[assignment]
        name = found[0].name if found else ""
        roles.append(_checked(role, name, head, words))
    _complete(heads, roles, cells)
    columns = []
    for number, (head, role) in enumerate(zip(heads, roles, strict=True)):
        # "Giai đoạn 2021 - 2025" above "Năm 2021": the nearest head that names a year.
        year_start, year = next((y for part in reversed(parts[number]) if (y := _years(part))[1]), (None, None))
        columns.append(Column(number, head, role, year, year_start, _unit(head)))
    return tuple(columns)


def _share(words: Sequence[str], pattern: regex.Pattern[str], *, search: bool = False) -> float:
    if not words:
        return 0.0
    test = pattern.search if search else pattern.match
    return sum(1 for w in words if test(fold(w))) / len(words)


def _checked(role: ColumnRole, name: str, head: str, words: Sequence[str]) -> ColumnRole:
    """Let the cells correct what the head says where heads are ambiguous."""
    if role == "unit" and name == "bare_unit" and _share(words, _AGENCY) > 0.5:
        return "agency"
    if role == "deadline" and words and _share(words, _WHEN, search=True) < 0.3:
        if _years(head)[1] and _share(words, _FIGURE) > 0.6:
            return "value"  # "Lộ trình thực hiện" above "2024"
        return "other"  # "Tiến độ: đã hoàn thành"
    if role == "value" and words and _share(words, _AGENCY) > 0.6:
        return "agency"
    if role == "coordinate" and name == "coordinate" and words and _share(words, _AGENCY) < 0.2:
        return "other" if "phối hợp" not in fold(head) else role
    return role


def _complete(heads: Sequence[str], roles: list[ColumnRole], cells: Sequence[Sequence[str]]) -> None:
    """Give roles to columns that the head leaves open, by what they hold."""
    headless = not any(heads)
    if any(r == "indicator" and _share(c, _FIGURE) < 0.5 for r, c in zip(roles, cells, strict=True)):
        for number, role in enumerate(
            roles
        ):  # "Chỉ tiêu | Chỉ tiêu điều chỉnh": names in one column, figures in others
            short = cells[number] and sum(map(len, cells[number])) < VALUE_LENGTH * len(cells[number])
            if role == "indicator" and short and _share(cells[number], _FIGURE) > 0.6:
                roles[number] = "value"
    if roles and roles[0] == "other" and cells[0] and _share(cells[0], _INDEX_CELL) > 0.7:
        roles[0] = "index"
    lengths = [sum(map(len, c)) / len(c) if c else 0.0 for c in cells]
    for number, role in enumerate(roles):
        if (
            role != "other"
            or not cells[number]
            or (heads[number] and load_patterns("columns").first(fold(heads[number])))
        ):
            continue
        year = _years(heads[number])[1]
        if headless and _share(cells[number], _WHEN_ONLY) > 0.8 and "lead" in roles:
            roles[number] = "deadline"
        elif _share(cells[number], _FIGURE) > 0.6 and (year or headless) and lengths[number] < 40:
            roles[number] = "value"
        elif headless and _share(cells[number], _AGENCY) > 0.6:
            roles[number] = "coordinate" if "lead" in roles else "lead"
        elif headless and _share(cells[number], _WHEN, search=True) > 0.7 and lengths[number] < 60:
            roles[number] = "deadline"
    named = set(roles)
    agencies = bool(named & {"lead", "agency", "coordinate"})
    if agencies and not named & {"task", "indicator"}:
        _longest(roles, lengths, "indicator" if "value" in named else "task")
    elif "value" in named and "indicator" not in named:
        for number, role in enumerate(roles):
            if role in ("other", "task") and cells[number] and _share(cells[number], _FIGURE) < 0.5:
                roles[number] = "indicator"
                break
    if "lead" not in roles and "agency" in roles:
        task = next((h for h, r in zip(heads, roles, strict=True) if r == "task"), "")
        if "chủ trì" in fold(task):  # "Đơn vị | Nhiệm vụ chủ trì"
            roles[roles.index("agency")] = "lead"
    if any("tiêu chí" in fold(h) for h, r in zip(heads, roles, strict=True) if r == "indicator"):
        # A set of criteria: its figures are thresholds, unless their head names a year or says that it is a target.
        for number, role in enumerate(roles):
            if role == "value" and not _years(heads[number])[1] and "mục tiêu" not in fold(heads[number]):
                roles[number] = "condition"


_INDEX_CELL = regex.compile(r"\W*(?:[a-hđ]|[ivx]{1,6}|\d{1,3}(?:\.\d{1,2}){0,3}|[-+*])\W*\Z")


def _longest(roles: list[ColumnRole], lengths: Sequence[float], role: ColumnRole) -> None:
    free = [(length, -number) for number, length in enumerate(lengths) if roles[number] == "other" and length]
    if free:
        roles[-max(free)[1]] = role


def _years(head: str) -> tuple[int | None, int | None]:
    """First and last year of a head's period, or (None, year); (None, None) without one or with several."""
    flat = fold(head)
    period = _PERIOD.search(flat)
    if period and int(period[1]) < int(period[2]):
        return int(period[1]), int(period[2])
    years = sorted({int(y) for y in _YEARS.findall(flat)})
    return None, years[-1] if years else None


def _unit(head: str) -> str:
    for match in _UNIT.finditer(head):
        unit = squeeze(match[1]).strip(" .:")
        flat = fold(unit)
        if unit and not flat.startswith(_NOT_UNIT):
            return unit if not unit.isupper() or unit == "%" else unit.lower()
    return ""


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
