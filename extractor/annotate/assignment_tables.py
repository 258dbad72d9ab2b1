"""Assignments in task tables: the columns say the roles."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractor.annotate.deadlines import parse_deadline
from extractor.annotate.duties import Reader
from extractor.knowledge.loader import load_patterns
from extractor.model import (
    AgencyMention,
    Assignment,
    Cell,
    ColumnRole,
    Document,
    Layout,
    Quote,
    Role,
    Structure,
    Table,
)
from extractor.text import fold, squeeze

MAX_WORDS = 14
"""No name in a cell is longer; what is longer is a remark."""

# The items of a cell: parted by semicolons, or each on its own line behind a dash.
_ITEM = regex.compile(r"[^;\n]+(?:\n(?!\s*[-+•])[^;\n]+)*")

# "Chủ trì: Sở A", "phối hợp với Sở B" and "Sở A (chủ trì)" inside a cell.
_SAID: dict[str, Role] = {"chủ trì": "lead", "phối hợp": "coordinate", "thực hiện": "implement"}
_LABELS = regex.compile(r"(chủ trì|phối hợp|thực hiện)(?:\s*:|\s+với\b|$)")
_ROLE_BEHIND = regex.compile(r"\s*\(\s*(?P<role>chủ trì|phối hợp|thực hiện)\s*\)")

_ROLES: dict[ColumnRole, Role] = {
    "lead": "lead",
    "coordinate": "coordinate",
    "monitor": "monitor",
    "agency": "implement",
}


def find_in_tables(document: Document, structure: Structure, reader: Reader) -> Iterator[Assignment]:
    """One row per agency that a table's row names in a column of responsibility.

    A merged cell speaks for each of its rows. Where no column names the lead, the section's title does, if it is a
    list of agencies.
    """
    units = _row_units(structure)
    for layout in structure.layouts:
        if layout.of_role("lead", "coordinate", "monitor", "agency") or layout.of_role("task"):
            yield from _in_table(document, structure, reader, layout, units)


def _row_units(structure: Structure) -> dict[tuple[int, int], str]:
    """(table, row) → the provision of that row."""
    units: dict[tuple[int, int], str] = {}
    for passage in structure.passages:
        if passage.table is not None and passage.row is not None:
            units.setdefault((passage.table, passage.row), passage.provision_id)
    return units


def _in_table(
    document: Document, structure: Structure, reader: Reader, layout: Layout, units: dict[tuple[int, int], str]
) -> Iterator[Assignment]:
    table = document.tables[layout.table]
    titled: int | None = None  # a row above that one cell fills
    for row in range(layout.head_rows, table.rows):
        if row in layout.section_rows:
            continue
        if _is_title_row(document, table, layout, row):
            titled = row
            continue
        task = _task(document, table, layout, row)
        if task is None:
            continue
        provision = units.get((layout.table, row), "")
        if not provision:
            continue
        named = list(_named(document, reader, table, layout, row))
        if not any(role in ("lead", "implement") for _, role, _ in named):
            named = [*_from_sections(reader, table, layout, row, titled), *named]
        if not named:
            continue
        deliverable = _value(document, table, layout, row, "deliverable")
        deadline_text = _value(document, table, layout, row, "deadline")
        deadline = parse_deadline(deadline_text, issued_on=structure.metadata.issued_on) if deadline_text else ""
        start = min([task.start, *(c.start for c in table.row(row) if c.row == row)])
        end = max([task.end, *(c.end for c in table.row(row) if c.row == row)])
        quote = document.quote(start, end)
        seen: set[tuple[str, Role]] = set()
        for mention, role, rule in named:
            if (mention.name, role) in seen:
                continue
            seen.add((mention.name, role))
            yield Assignment(
                provision,
                mention,
                role,
                task,
                quote,
                deliverable=deliverable,
                deadline=deadline,
                deadline_text=deadline_text,
                rule=rule,
                review=mention.review,
            )


# "nt", "-nt-", "như trên", a ditto mark: what the cell above says.
_DITTO = regex.compile(r"[\s\-.]*(?:nt|n\.t|như\s+trên|\"|'')[\s\-.]*")


def _cells(
    document: Document, table: Table, layout: Layout, row: int, *roles: ColumnRole
) -> Iterator[tuple[ColumnRole, Cell]]:
    for column in layout.of_role(*roles):
        cell = table.at(row, column.index)
        above = row
        while (
            cell is not None and cell.row > layout.head_rows and _DITTO.fullmatch(document.folded, cell.start, cell.end)
        ):
            above = cell.row - 1
            cell = table.at(above, column.index)
        if cell is not None and cell.row >= layout.head_rows:
            yield column.role, cell


def _task(document: Document, table: Table, layout: Layout, row: int) -> Quote | None:
    for roles in (("task",), ("indicator",), ("deliverable",)):
        for _, cell in _cells(document, table, layout, row, *roles):
            quote = document.quote(cell.start, cell.end)
            if len(quote.text) > 3:
                return quote
    return None


def _value(document: Document, table: Table, layout: Layout, row: int, role: ColumnRole) -> str:
    texts = [squeeze(document.text[c.start : c.end]) for _, c in _cells(document, table, layout, row, role)]
    return "; ".join(dict.fromkeys(t for t in texts if t.strip(" -./")))


def _named(
    document: Document, reader: Reader, table: Table, layout: Layout, row: int
) -> Iterator[tuple[AgencyMention, Role, str]]:
    for column_role, cell in _cells(document, table, layout, row, "lead", "coordinate", "monitor", "agency"):
        role = _ROLES[column_role]
        runs = reader.runs(cell.start, cell.end)
        for run in runs:
            before = document.folded[cell.start : run.start].rstrip()
            if before.count("(") > before.count(")") and before.strip() != "(":
                continue  # "Bộ Tài chính (đối với các quy định về …)"
            if before.endswith((" của", " tại", " do", " với", "đối với")) and not before.endswith("phối hợp với"):
                continue
            line_end = document.text.find("\n", run.end, cell.end)
            said = reader.explicit(run.end, line_end if line_end > 0 else cell.end)
            labels = _LABELS.findall(before)
            own = _SAID[labels[-1]] if labels else role
            if said and document.folded[said[1] : cell.end].lstrip().startswith(":"):
                said = None  # the label of the next line
            if said and said[0] in ("lead", "colead", "coordinate", "monitor"):
                own = said[0]
            for mention in run.mentions:
                aside = _ROLE_BEHIND.match(document.folded, mention.quote.end, cell.end)
                yield mention, _SAID[aside["role"]] if aside else own, f"table_{column_role}"
        yield from _unknown(document, reader, cell, role, f"table_{column_role}")
    yield from _directing(document, reader, table, layout, row)


def _directing(
    document: Document, reader: Reader, table: Table, layout: Layout, row: int
) -> Iterator[tuple[AgencyMention, Role, str]]:
    """The offices in a column "Lãnh đạo chỉ đạo". A person who is named without an office is no agency."""
    pattern = load_patterns("roles")["column_direct"]
    for column in layout.of_role("other"):
        cell = table.at(row, column.index) if pattern.match(fold(column.head)) else None
        if cell is not None and cell.row >= layout.head_rows:
            for mention in reader.mentions_in(cell.start, cell.end):
                yield mention, "direct", "table_direct"


def _unknown(
    document: Document, reader: Reader, cell: Cell, role: Role, rule: str
) -> Iterator[tuple[AgencyMention, Role, str]]:
    """An item of a cell whose words no rule knows as an agency still names somebody."""
    for match in _ITEM.finditer(document.text, cell.start, cell.end):
        quote = document.quote(match.start(), match.end())
        words = quote.text.split()
        if reader.mentions_in(quote.start, quote.end) or not 1 < len(words) <= MAX_WORDS:
            continue
        if quote.text[0].isupper():
            name = squeeze(quote.text).strip(" .")
            yield AgencyMention(quote, name, "", "other", "not a name that is known"), role, rule


def _is_title_row(document: Document, table: Table, layout: Layout, row: int) -> bool:
    """Whether one cell stands for the task and for who does it: a title across the table."""
    cells = [
        c
        for _, c in _cells(
            document, table, layout, row, "task", "indicator", "lead", "coordinate", "agency", "deadline"
        )
    ]
    return len(cells) > 1 and all(c == cells[0] for c in cells[1:]) and cells[0].row_span == 1


def _from_sections(
    reader: Reader, table: Table, layout: Layout, row: int, titled: int | None
) -> Iterator[tuple[AgencyMention, Role, str]]:
    spans = list(reversed(layout.sections.get(row, ())))
    if titled is not None and not spans:
        spans = [(c.start, c.end) for c in table.row(titled)]
    for start, end in spans:
        runs = reader.runs(start, end)
        if len(runs) == 1 and sum(m.quote.end - m.quote.start for m in runs[0].mentions) > 0.6 * (end - start):
            for mention in runs[0].mentions:
                yield mention, "lead", "table_section"
            return
