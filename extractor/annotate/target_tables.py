"""Targets in tables: rows of indicators, places or years, columns of values, units and years wherever they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from extractor.annotate.captions import Caption, read_caption
from extractor.annotate.figures import Figure, find_figures
from extractor.annotate.modality import Modality
from extractor.annotate.scopes import find_scope, find_scopes
from extractor.annotate.target_cells import base_of, comparator_of, direction_of, split_unit, unit_and_kind
from extractor.annotate.target_years import Due, YearFinder
from extractor.annotate.times import find_times, is_yearly
from extractor.annotate.units import to_unit
from extractor.annotate.wording import tidy
from extractor.knowledge import load_patterns
from extractor.model import (
    AgencyMention,
    Cell,
    Column,
    Document,
    Layout,
    Status,
    Structure,
    Table,
    Target,
    YearSource,
)
from extractor.text import fold, squeeze

# rows that belong to the row above: "- Công nghiệp", "Trong đó: ...", "+ ..."
_SUB = regex.compile(r"\A\s*(?:[-+•*–]\s*|(?:trong\ đó|gồm|bao\ gồm)\s*:?\s*)+")
_DONE = regex.compile(
    r"(?<!\w)(?:thực\ hiện|ước|hiện\ trạng|hiện\ có|kết\ quả|th|đã\ đạt|năm\ gốc|xuất\ phát|ban\ đầu)(?!\w)"
    r"(?!\ (?:đến|vào|trong)\ năm\ 20)"
)
_PLAN = regex.compile(
    r"(?<!\w)(?:mục\ tiêu|kế\ hoạch|chỉ\ tiêu|phấn\ đấu|dự\ kiến|đến\ năm|lộ\ trình|phân\ kỳ|giao|dự\ toán\ thu"
    r"|(?:cần|phải)\ đạt|định\ hướng|kh)(?!\w)"
)
_PART_OF_YEAR = regex.compile(r"(?<!\w)(?:tháng|quý|đầu\ (?:năm|kỳ))(?!\w)")
_RANK_WORDS = regex.compile(
    r"(?:(?:trong|thuộc|nhóm|tốp|top|đạt|phấn\ đấu|vị\ trí|thứ|hạng|xếp|nằm|đứng|từ|trở\ lên|tăng|giảm|bậc)\W*)+"
)
_ORDINAL = regex.compile(
    r"\W*(?:(?P<capital>[A-HĐ]|[IVX]{1,6})|(?P<decimal>\d{1,3}(?:\.\d{1,3})*)|(?P<letter>[a-zđ])(?P<under>\.?\d{1,2})?"
    r"|(?P<bullet>[-–+*•]))\W*\Z"
)
_RATE = regex.compile(r"(?<!\w)(?:tỷ|tỉ)\ lệ(?!\w)")
_BARE = regex.compile(r"(?:tổng\ )?(?:số|tỷ\ lệ|tỉ\ lệ)(?!\w)")
_BARE_MEASURE = 3  # words of a measure that says too little: "Số xã", "Tổng số hộ"
_LABEL_SLACK = 8  # characters beside a level that stands before its figure: "Ở", "Đối với"
_LONG_CELL = 140  # characters; longer cells are prose and are read as such
_CLAUSE_WORDS = 3  # words beside a figure that make a clause of its cell
_OWN_NAME = 0.6  # of a row's name is one agency


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says apart from its values. ``depth`` orders rows that are parts of others."""

    label: str
    unit: str
    cell: Cell
    subject: str = ""
    depth: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Context:
    document: Document
    structure: Structure
    layout: Layout
    table: Table
    caption: Caption
    modality: Modality
    years: YearFinder
    agencies: Sequence[AgencyMention]
    implied: bool  # no column of indicators: only what is planned is a target
    reported: int  # the latest year that a column reports
    dated: bool  # the columns are of several years


def find_table_targets(
    document: Document,
    structure: Structure,
    modality: Modality,
    years: YearFinder,
    agencies: Sequence[AgencyMention],
) -> Iterator[Target]:
    """Targets of the tables whose layout tells indicator from value."""
    for layout in structure.layouts:
        values = layout.of_role("value", "baseline", "condition")
        rows = layout.of_role("indicator", "subject") or (layout.of_role("deadline") if _by_year(values) else ())
        if not values or not rows:
            continue
        table = document.tables[layout.table]
        caption = read_caption(document, structure, table)
        reports = [c for c in values if c.role == "baseline" and not _PART_OF_YEAR.search(fold(c.head))]
        context = _Context(
            document, structure, layout, table, caption, modality, years, agencies,
            implied=any(c.head for c in rows) and not any(_names_indicators(c) for c in rows),
            reported=max((c.year for c in reports if c.year), default=0),
            dated=len({(c.year_start, c.year) for c in values if c.year}) > 1,
        )  # fmt: skip
        yield from _rows(context)


_NAMED = regex.compile(r"(?<!\w)(?:chỉ\ tiêu|tiêu\ chí|chỉ\ số|mục\ tiêu|nội\ dung)(?!\w)")


def _names_indicators(column: Column) -> bool:
    return column.role == "indicator" and _NAMED.search(fold(column.head)) is not None


def _by_year(values: Sequence[Column]) -> bool:
    return bool(values) and all(c.measure for c in values)


def _rows(context: _Context) -> Iterator[Target]:
    layout, table = context.layout, context.table
    above: list[_Row] = []  # the rows that the next may be a part of, outermost first
    for number in range(layout.head_rows, table.rows):
        if number in layout.section_rows:
            if not _introduces_parts(context, number):
                above = []
            continue
        row = _read_row(context, number)
        if row is None:
            continue
        if not row.subject:
            row = _nested(context, number, row, above)
        for column in layout.of_role("value", "baseline", "condition"):
            cell = table.at(number, column.index)
            if cell is None or cell.row != number or cell.column != column.index or cell is row.cell:
                continue
            yield from _cell(context, number, column, cell, row)


def _read_row(context: _Context, number: int) -> _Row | None:
    document, table, layout = context.document, context.table, context.layout
    labels = _filled(document, table, layout.of_role("indicator"), number)
    subjects = _filled(document, table, layout.of_role("subject"), number)
    cells = labels or subjects
    if not cells:
        if layout.of_role("indicator", "subject"):
            return None
        times = _filled(document, table, layout.of_role("deadline"), number)
        return _Row("", "", times[0]) if times else None
    cell = cells[-1]
    unit = ""
    for column in layout.of_role("unit"):
        unit_cell = table.at(number, column.index)
        if unit_cell is not None:
            unit = to_unit(document.text[unit_cell.start : unit_cell.end])
    label = _words(document, labels[-1]) if labels else ""
    if not unit:
        label, unit = split_unit(label)
    subject = _capitalised(_words(document, subjects[-1])) if subjects else ""
    return _Row(label, unit, cell, subject, _depth(context, number, cell))


def _filled(document: Document, table: Table, columns: Sequence[Column], number: int) -> list[Cell]:
    cells = [c for column in columns if (c := table.at(number, column.index)) is not None]
    return [c for i, c in enumerate(cells) if c not in cells[:i] and document.text[c.start : c.end].strip()]


def _words(document: Document, cell: Cell) -> str:
    return squeeze(document.text[cell.start : cell.end])


def _capitalised(words: str) -> str:
    return words.capitalize() if words.isupper() and len(words.split()) > 1 else words


# ------------------------------------------------------------------------------------------------ parts of rows


def _depth(context: _Context, number: int, label: Cell) -> tuple[int, int]:
    """How deep a row stands in the list: by its number, and by the mark before its words."""
    index = context.layout.of_role("index")
    mark = 1 if _SUB.match(context.document.folded[label.start : label.end]) else 0
    if not index:
        return (0, mark)
    cell = context.table.at(number, index[0].index)
    words = "" if cell is None else _words(context.document, cell)
    match = _ORDINAL.match(words) if words else None
    if not words:
        return (9, mark)  # no number of its own
    if match is None:
        return (2, mark)
    if match["capital"]:
        return (1, mark)
    if match["decimal"]:
        return (2, mark + 2 * match["decimal"].count("."))
    return (7, mark) if match["letter"] and not match["under"] else (8, mark)


def _nested(context: _Context, number: int, row: _Row, above: list[_Row]) -> _Row:
    """The row with the name of the one that it is a part of before its own, where it needs it."""
    while above and above[-1].depth >= row.depth:
        above.pop()
    parent = above[-1] if above else None
    bare = _without_sub(row.label)
    marked = row.depth[1] % 2 == 1 or row.depth[0] >= 8
    label, unit = row.label, row.unit
    if parent is not None:
        whole = load_patterns("areas")["all"].match(fold(bare)) is not None or fold(bare).startswith(fold(parent.label))
        part = not whole and (marked or _needs(parent.label, bare))
        unit = unit or (parent.unit if marked or part else "")
        label = f"{parent.label} - {bare}" if parent.label and part else bare
    elif context.layout.sections.get(number):
        start, end = context.layout.sections[number][-1]  # "Cơ cấu kinh tế" stands above as a row of its own
        title = split_unit(squeeze(context.document.text[start:end]))
        if marked or (row.depth[0] == 7 and _needs(title[0], bare)):
            label, unit = f"{title[0]} - {bare}", unit or title[1]
    made = _Row(label, unit, row.cell, row.subject, row.depth)
    above.append(made)
    return made


def _introduces_parts(context: _Context, number: int) -> bool:
    """Whether a row without figures only says "Trong đó:" of the row above it."""
    cells = _filled(context.document, context.table, context.layout.columns, number)
    return all(not _without_sub(_words(context.document, c)) for c in cells)


def _needs(parent: str, own: str) -> bool:
    """Whether a row's own words say less than what is measured and the words above say it."""
    measure = load_patterns("measures")["measure"]
    return measure.match(fold(parent)) is not None and measure.match(fold(own)) is None


def _without_sub(label: str) -> str:
    match = _SUB.match(fold(label))
    return label[match.end() :] if match else label


# ------------------------------------------------------------------------------------------------ values


def _cell(context: _Context, number: int, column: Column, cell: Cell, row: _Row) -> Iterator[Target]:
    document, structure = context.document, context.structure
    if cell.end - cell.start > _LONG_CELL:
        return
    figures = find_figures(document.folded, document.text, cell.start, cell.end)
    if not figures or _is_clause(document, cell, figures, row.label):
        return
    passage = structure.passage_at(figures[0].start)
    provision = structure.at(figures[0].start)
    provision_id = passage.provision_id if passage else (provision.id if provision else "")
    due = _due(context, number, column, row.cell)
    head = fold(column.head)
    if context.implied and not _planned(context, head, due, figures[0].start):
        return
    label, scope = _names(context, column, row)
    folded = fold(label)
    yearly = is_yearly(folded, 0, len(folded)) or is_yearly(head, 0, len(head)) or "/năm" in fold(column.unit)
    yearly = yearly or _unit_is_yearly(context, number)
    if due.source == "clause" or not context.dated:
        label = _drop(label, [(t.start, t.end) for t in find_times(folded) if t.role in ("due", "start", "vision")])
    unit = row.unit or to_unit(column.unit) or context.caption.unit
    before = cell.start
    for figure in figures:
        inside = _own_time(document, cell, before, figure) or due
        narrow = _own_scope(document, before, figure) if len(figures) > 1 else ""
        before = figure.stop
        if figure.origin:
            continue
        status, rule = _status(context, column, inside, figure.start)
        final_unit, kind = unit_and_kind(figure, unit, fold(label), head)
        indicator = tidy(f"{label} {_tail(document, figures, figure, cell)}" if figure.kind == "rank" else label)
        start = row.cell.start if row.cell.end <= figure.start else cell.start
        yield Target(
            provision_id=provision_id,
            quote=document.quote(start, cell.end),
            figure=document.quote(figure.start, figure.end),
            kind=kind,
            indicator=indicator,
            comparator=comparator_of(figure, folded, head),
            direction=direction_of(figure, folded),
            value=figure.number.value,
            value_max=figure.number.value_max,
            unit=final_unit,
            base=base_of(folded, label),
            period="per_year" if yearly or figure.yearly else "",
            year=inside.year,
            year_start=inside.year_start,
            year_source=inside.source,
            scope=narrow or scope,
            agency=_agency(context, number),
            status=status,
            rule="table.subject" if status == "target" and row.subject and scope == row.subject else rule,
            review="; ".join(
                p for p in (inside.review, "" if final_unit or kind in ("rank", "score") else "no unit") if p
            ),
        )


def _names(context: _Context, column: Column, row: _Row) -> tuple[str, str]:
    """The indicator and the scope of a value: from row and head, where they say nothing from the table's caption."""
    measured = column.measure and load_patterns("measures")["measure"].match(fold(column.measure))
    if row.label:
        extra = column.measure if measured or row.subject else ""
        label = squeeze(f"{extra} {row.label}") if measured and not row.subject else row.label
        if context.implied and not measured and _needs(context.caption.measure, row.label):
            label = f"{context.caption.measure} - {row.label}"
        scope = row.subject or find_scope(context.document, row.cell.start, row.cell.end) or column.scope
        return label, scope
    label = _whole_measure(split_unit(column.measure)[0], column.head, context.caption.measure)
    if row.subject:
        return (
            (label, row.subject if not column.scope else f"{row.subject}, {column.scope}")
            if label
            else (row.subject, "")
        )
    return label or column.head, column.scope


def _own_scope(document: Document, before: int, figure: Figure) -> str:
    """ "Cấp tỉnh: 100%; cấp xã: 80%": the level that stands alone before its figure."""
    words = squeeze(document.text[before : figure.begin]).strip(" ;,:-+")
    scope = next(iter(find_scopes(document, before, figure.begin)), "")
    return scope if scope and len(words) <= len(scope) + _LABEL_SLACK else ""


def _whole_measure(measure: str, head: str, caption: str) -> str:
    """What a column measures; "Tỷ lệ (%)", "Số xã" say it only together with the caption."""
    if not caption:
        return measure
    if not measure:
        rate = _RATE.search(fold(head)) is not None and _RATE.match(fold(caption)) is None
        return (
            f"Tỷ lệ {caption[:1].lower() if caption[1:2].islower() else caption[:1]}{caption[1:]}" if rate else caption
        )
    short = len(measure.split()) <= _BARE_MEASURE and _BARE.match(fold(measure)) is not None
    said = fold(measure) in fold(caption) or fold(caption) in fold(measure)
    return f"{measure} - {caption}" if short and not said else measure


def _is_clause(document: Document, cell: Cell, figures: Sequence[Figure], label: str) -> bool:
    """Whether a cell says by itself what it measures: "100% hồ sơ công việc được xử lý trên mạng"."""
    if any(f.kind == "rank" for f in figures):
        return False
    kept, at = "", cell.start
    for figure in figures:
        kept += document.folded[at : figure.begin] + " "
        at = max(figure.unit_end, figure.stop)
    kept = regex.sub(r"\([^()]*\)", " ", kept + document.folded[at : cell.end])
    words = regex.findall(r"\p{L}{2,}", kept)
    measure = load_patterns("measures")["measure"]
    return len(words) >= _CLAUSE_WORDS and (not measure.match(fold(label)) or measure.match(tidy(kept)) is not None)


def _tail(document: Document, figures: Sequence[Figure], figure: Figure, cell: Cell) -> str:
    """The words around a rank: "Thuộc nhóm 4 nước dẫn đầu ASEAN"."""
    end = next((f.begin for f in figures if f.start > figure.start), cell.end)
    words = tidy(document.text[figure.begin : figure.start] + document.text[figure.end : end])
    return "" if _RANK_WORDS.fullmatch(fold(words)) else words


def _unit_is_yearly(context: _Context, number: int) -> bool:
    cells = (context.table.at(number, column.index) for column in context.layout.of_role("unit"))
    return any("/năm" in context.document.folded[c.start : c.end].replace(" ", "") for c in cells if c is not None)


def _drop(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, at = "", 0
    for start, end in spans:
        kept += text[at:start] + " "
        at = end
    return tidy(kept + text[at:])


# ------------------------------------------------------------------------------------------------ year and status


def _own_time(document: Document, cell: Cell, before: int, figure: Figure) -> Due | None:
    """The time that the cell itself says: the one before its figure, else the only one."""
    times = [t for t in find_times(document.folded, cell.start, cell.end) if t.role in ("due", "start") and t.year]
    own = [t for t in times if before <= t.start and t.end <= figure.start] or times[:1]
    return Due(own[-1].year, own[-1].year_start, "clause") if own else None


def _due(context: _Context, number: int, column: Column, label: Cell) -> Due:
    """Indicator, column, deadline column, section row, then what stands above the table; columns of several years
    before the indicator, which then names a standard or a base."""
    at_column = Due(column.year, column.year_start, "table") if column.year is not None else None
    if at_column is not None and context.dated:
        return at_column
    times = [t for t in find_times(context.document.folded, label.start, label.end) if t.role in ("due", "start")]
    years = [t for t in times if t.year]
    if years:
        return Due(years[0].year, years[0].year_start, "clause")
    if at_column is not None:
        return at_column
    return context.years.of_row(context.layout, context.table, number, context.structure.passage_at(label.start))


def _planned(context: _Context, head: str, due: Due, at: int) -> bool:
    """Whether head, caption or section say that a figure is to be reached."""
    if _PLAN.search(head) or context.caption.plans:
        return True
    if context.caption.reports:
        return False
    passage = context.structure.passage_at(at)
    return passage is not None and context.modality.section(passage) == "target"


def _status(context: _Context, column: Column, due: Due, at: int) -> tuple[Status, str]:
    source: dict[YearSource, str] = {"table": "column", "heading": "heading", "clause": "row", "document": "title"}
    modality, head = context.modality, fold(column.head)
    passage = context.structure.passage_at(at)
    section = modality.section(passage) if passage else ""
    if column.role == "condition" or (modality.normative and section != "target" and not context.caption.plans):
        return "condition", "table.condition"
    if column.role == "baseline" or (_DONE.search(head) and not _PLAN.search(head)):
        return "baseline", "table.baseline"
    past = due.year is not None and modality.year is not None and due.year < modality.year
    if past or (column.year is not None and column.year <= context.reported):
        return "baseline", "table.past"
    if section == "result" and not _PLAN.search(head):
        return "result", "table.result"
    if section == "condition" and not context.caption.plans:
        return "condition", "table.condition"
    return "target", f"table.{source.get(due.source, 'plain')}"


def _agency(context: _Context, number: int) -> str:
    """The first agency of the row's lead column, else the one that the row is about, by its canonical name."""
    document, layout, table = context.document, context.layout, context.table
    for column in layout.of_role("lead", "subject"):
        cell = table.at(number, column.index)
        if cell is None:
            continue
        for mention in context.agencies:
            inside = cell.start <= mention.quote.start < cell.end
            whole = mention.quote.end - mention.quote.start >= _OWN_NAME * len(_words(document, cell))
            if inside and (column.role == "lead" or whole):
                return mention.name
    return ""
