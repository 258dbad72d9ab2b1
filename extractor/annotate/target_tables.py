"""Targets in tables: rows of indicators, columns of values, units and years wherever the table prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from extractor.annotate.figures import Figure, find_figures
from extractor.annotate.modality import Modality
from extractor.annotate.scopes import find_scope
from extractor.annotate.target_years import Due, YearFinder
from extractor.annotate.times import find_times, is_yearly
from extractor.annotate.units import to_unit, without_scale
from extractor.annotate.wording import tidy
from extractor.knowledge import load_patterns
from extractor.language import noun_end
from extractor.model import (
    AgencyMention,
    Cell,
    Column,
    Direction,
    Document,
    Layout,
    Status,
    Structure,
    Table,
    Target,
    TargetKind,
    YearSource,
)
from extractor.text import fold, squeeze

# "(%)", "(triệu lượt)", "(USD)" behind an indicator
_UNIT_BRACKET = regex.compile(r"\(\s*(?:đơn\ vị(?:\ tính)?\s*:?\s*|đvt\s*:?\s*|tính\ bằng\s*)?(?P<unit>[^()]{1,32})\)")
_UNIT_COMMA = regex.compile(r",\s*(?P<unit>%|[^,;()]{1,20})\s*\Z")
_CAPTION_UNIT = regex.compile(r"(?:đơn\ vị(?:\ tính)?|đvt)\s*:\s*(?P<unit>[^\n().;]{1,24})")
# rows that belong to the row above: "- Công nghiệp", "Trong đó: ...", "+ ..."
_SUB = regex.compile(r"\A\s*(?:[-+•*–]\s*|(?:trong\ đó|gồm|bao\ gồm)\s*:?\s*)+")
_GENERIC_HEAD = regex.compile(
    r"(?:kế\ hoạch|mục\ tiêu|chỉ\ tiêu|năm|giai\ đoạn|đến|thời\ kỳ|nhiệm\ kỳ|phấn\ đấu|giá\ trị|kết\ quả|số\ lượng"
    r"|đơn\ vị|tính|các|theo|đề\ ra"
    r"|phải|cần|đạt|được|dự\ kiến|kh|th|[\d\s\-–/().,:;%]|cuối|trong|tổng\ số|cộng|từng|so\ sánh)+"
)
_DONE = regex.compile(
    r"(?<!\w)(?:thực\ hiện|ước|hiện\ trạng|hiện\ có|kết\ quả|th|đã\ đạt|năm\ gốc|xuất\ phát|ban\ đầu)(?!\w)"
    r"(?!\ (?:đến|vào|trong)\ năm\ 20)"
)
_PLAN = regex.compile(r"(?<!\w)(?:mục\ tiêu|kế\ hoạch|chỉ\ tiêu|phấn\ đấu|dự\ kiến|đến\ năm)(?!\w)")
_COUNTED = regex.compile(r"\A(?:tổng\ )?số\ (?:lượng\ |lượt\ )?(?P<noun>\p{L}+(?:\ \p{L}+)?)")
_CAPTION_REACH = 120  # characters above a table
_LONG_CELL = 140  # characters; longer cells are prose and are read as such
_ROMAN = regex.compile(r"\A\s*(?:[IVX]+|[A-ZĐ])\s*[.)]?\s*\Z")


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says apart from its values."""

    label: str
    unit: str
    label_cell: Cell


def find_table_targets(
    document: Document,
    structure: Structure,
    modality: Modality,
    years: YearFinder,
    agencies: Sequence[AgencyMention],
) -> Iterator[Target]:
    """Targets of the tables whose layout tells indicator from value."""
    for layout in structure.layouts:
        indicators = layout.of_role("indicator")
        values = layout.of_role("value", "baseline", "condition")
        if not indicators or not values:
            continue
        yield from _table(document, structure, layout, modality, years, agencies)


def _table(
    document: Document,
    structure: Structure,
    layout: Layout,
    modality: Modality,
    years: YearFinder,
    agencies: Sequence[AgencyMention],
) -> Iterator[Target]:
    table = document.tables[layout.table]
    parent: _Row | None = None
    caption_unit = _caption_unit(document, table)
    for number in range(layout.head_rows, table.rows):
        if number in layout.section_rows:
            parent = None
            continue
        row = _read_row(document, table, layout, number)
        if row is None:
            continue
        own_label = document.folded[row.label_cell.start : row.label_cell.end]
        sub = bool(_SUB.match(own_label)) or (parent is not None and _unnumbered(document, table, layout, number))
        unit = row.unit
        label = row.label
        if sub and parent is None and layout.sections.get(number):
            start, end = layout.sections[number][-1]  # "Cơ cấu kinh tế" stands above as a row of its own
            label = f"{squeeze(document.text[start:end])} - {_without_sub(row.label)}"
        if sub and parent is not None:
            unit = unit or parent.unit
            label = f"{parent.label} - {_without_sub(row.label)}" if parent.label else _without_sub(row.label)
        elif not sub:
            parent = row
        for column in layout.of_role("value", "baseline", "condition"):
            cell = table.at(number, column.index)
            if cell is None or cell.row != number or cell.column != column.index or cell is row.label_cell:
                continue
            yield from _cell(
                document, structure, layout, table, number, column, cell, label, unit or caption_unit, row.label_cell,
                modality, years, agencies,
            )  # fmt: skip


def _read_row(document: Document, table: Table, layout: Layout, number: int) -> _Row | None:
    labels: list[Cell] = []
    for column in layout.of_role("indicator"):
        cell = table.at(number, column.index)
        if cell is not None and document.text[cell.start : cell.end].strip() and cell not in labels:
            labels.append(cell)
    if not labels:
        return None
    cell = labels[-1]
    label = squeeze(document.text[cell.start : cell.end])
    folded = fold(label)
    unit = ""
    for column in layout.of_role("unit"):
        unit_cell = table.at(number, column.index)
        if unit_cell is not None:
            unit = to_unit(document.text[unit_cell.start : unit_cell.end])
    if not unit:
        for match in _UNIT_BRACKET.finditer(folded):
            found = _as_unit(label[slice(*match.span("unit"))])
            if found:
                unit = found
                label = squeeze(label[: match.start()] + " " + label[match.end() :])
                break
    if not unit:
        comma = _UNIT_COMMA.search(folded)
        if comma and (found := _as_unit(label[slice(*comma.span("unit"))])):
            unit, label = found, label[: comma.start()]
    return _Row(label, unit, cell)


def _as_unit(text: str) -> str:
    """``text`` as a unit if it is one, else "" ("(CIP)" is none)."""
    from extractor.annotate.units import find_unit

    plain = squeeze(text)
    folded = fold(plain)
    if to_unit(plain) == "%":
        return "%"
    if regex.fullmatch(r"%\s*(?:/\s*năm|gdp|grdp|dân\ số|.{0,20})", folded) and folded.startswith("%"):
        return "%"
    if not folded:
        return ""
    unit = find_unit(folded, plain, 0, len(folded))
    return unit.text if unit.text and unit.end >= len(folded) else ""


def _without_sub(label: str) -> str:
    match = _SUB.match(fold(label))
    return label[match.end() :] if match else label


def _unnumbered(document: Document, table: Table, layout: Layout, number: int) -> bool:
    """Whether the table numbers its rows and this one has no number of its own."""
    index = layout.of_role("index")
    if not index:
        return False
    cell = table.at(number, index[0].index)
    return cell is None or not document.text[cell.start : cell.end].strip() or cell.row != number


def _unit_is_yearly(document: Document, table: Table, layout: Layout, number: int) -> bool:
    cells = (table.at(number, column.index) for column in layout.of_role("unit"))
    return any("/năm" in document.folded[c.start : c.end].replace(" ", "") for c in cells if c is not None)


def _caption_unit(document: Document, table: Table) -> str:
    """ "Đơn vị tính: %" in the lines above a table."""
    found = list(_CAPTION_UNIT.finditer(document.folded, max(0, table.start - _CAPTION_REACH), table.start))
    return to_unit(document.text[slice(*found[-1].span("unit"))]) if found else ""


def _cell(
    document: Document,
    structure: Structure,
    layout: Layout,
    table: Table,
    number: int,
    column: Column,
    cell: Cell,
    label: str,
    unit: str,
    label_cell: Cell,
    modality: Modality,
    years: YearFinder,
    agencies: Sequence[AgencyMention],
) -> Iterator[Target]:
    folded = document.folded
    if cell.end - cell.start > _LONG_CELL:
        return
    figures = find_figures(folded, document.text, cell.start, cell.end)
    if not figures:
        return
    passage = structure.passage_at(figures[0].start)
    provision = structure.at(figures[0].start)
    provision_id = passage.provision_id if passage else (provision.id if provision else "")
    due = _due(document, structure, layout, table, number, column, cell, label_cell, years)
    status, rule = _status(document, structure, layout, column, due, modality, figures[0].start)
    head = fold(column.head)
    yearly = is_yearly(fold(label), 0, len(label)) or is_yearly(head, 0, len(head)) or "/năm" in fold(column.unit)
    yearly = yearly or _unit_is_yearly(document, table, layout, number)
    times = [(t.start, t.end) for t in find_times(fold(label)) if t.role in ("due", "start", "vision")]
    words = _drop(label, times)
    extra = _bare_head_printed(column.head) if _is_measure(_bare_head(head)) else ""
    agency = _agency(document, layout, table, number, agencies)
    for figure in figures:
        if figure.origin:
            continue
        final_unit, kind = _unit_and_kind(figure, unit, column.unit, fold(label), head)
        tail = ""
        if figure.kind == "rank":
            tail = (
                tidy(document.text[figure.begin : figure.start] + document.text[figure.end : cell.end])
                if len(figures) == 1
                else (
                    tidy(
                        document.text[figure.begin : figure.start]
                        + document.text[figure.end : _next(figures, figure, cell.end)]
                    )
                )
            )
        indicator = tidy(" ".join(p for p in (extra, words, tail) if p))
        start = label_cell.start if label_cell.end <= figure.start else cell.start
        yield Target(
            provision_id=provision_id,
            quote=document.quote(start, cell.end),
            figure=document.quote(figure.start, figure.end),
            kind=kind,
            indicator=indicator,
            comparator=figure.comparator,
            direction=_direction(figure, fold(label)),
            value=figure.number.value,
            value_max=figure.number.value_max,
            unit=final_unit,
            base=_base(fold(label), label),
            period="per_year" if yearly or figure.yearly else "",
            year=due.year,
            year_start=due.year_start,
            year_source=due.source,
            scope=find_scope(document, label_cell.start, label_cell.end),
            agency=agency,
            status=status,
            rule=rule,
            review="; ".join(
                p for p in (due.review, "" if final_unit or kind in ("rank", "score") else "no unit") if p
            ),
        )


def _next(figures: Sequence[Figure], figure: Figure, end: int) -> int:
    return next((f.begin for f in figures if f.start > figure.start), end)


def _unit_and_kind(figure: Figure, row_unit: str, head_unit: str, label: str, head: str) -> tuple[str, TargetKind]:
    if figure.kind == "rank":
        return figure.unit, "rank"
    if figure.number.percent or figure.unit_kind not in ("none",):
        return figure.unit, figure.kind
    unit = row_unit or to_unit(head_unit)
    per_something = regex.match(r"\A(?:tổng\ )?số\ (?:lượng\ )?[\p{L}\ ]{2,30}/", label)
    if per_something and (unit in ("", "người", "con", "trẻ") or fold(unit) in label):
        unit = _counted(label)
    if not unit:
        match = _COUNTED.match(label)
        if regex.search(
            r"(?:\A|trong\ đó:?\ |-\ )(?:tăng\ |giảm\ |nâng\ )?(?:tỷ|tỉ)\ (?:lệ|trọng)|tốc\ độ\ tăng|độ\ che\ phủ",
            label,
        ):
            return "%", "percentage"
        if match:
            counted = _counted(label)
            return counted, "ratio" if "/" in counted else "count"
        return "", "score" if regex.search(r"chỉ\ số|hệ\ số|điểm|tỷ\ suất|tỷ\ số", label + " " + head) else "count"
    if unit.startswith("%"):
        return "%", "percentage"
    from extractor.annotate.units import find_unit

    plain = without_scale(unit)
    found = find_unit(fold(plain), plain, 0, len(plain))
    if found.kind == "money":
        return unit, "money"
    if found.per or "/" in unit.removesuffix("/năm").removesuffix("/ngày"):
        return unit, "ratio"
    if found.kind in ("physical", "time"):
        return unit, "quantity"
    if found.kind == "multiple":
        return unit, "ratio"
    if found.kind == "points":
        return unit, "score"
    if found.kind == "rank_step":
        return unit, "rank"
    return unit, "count"


def _counted(label: str) -> str:
    """The noun that an indicator counts: "số bác sĩ/vạn dân", "số doanh nghiệp lớn ..."."""
    match = regex.match(r"\A(?:tổng\ )?số\ (?:lượng\ )?", label)
    if match is None:
        return ""
    from extractor.annotate.units import find_unit

    unit = find_unit(label, label, match.end(), len(label))
    if unit.text:
        return unit.text
    return squeeze(label[match.end() : match.end() + noun_end(label[match.end() :])])


def _direction(figure: Figure, label: str) -> Direction:
    if figure.direction != "level" or figure.moved or figure.reached:
        return figure.direction
    match = regex.match(r"(?:phấn\ đấu\ )?(?P<verb>giảm|cắt\ giảm|tăng)\ (?!trưởng|cường)", label)
    if match:
        return "increase" if match["verb"] == "tăng" else "decrease"
    return "level"


def _base(label: str, printed: str) -> str:
    match = regex.search(r"(?:so\ với\s.{2,80}|(?<=/)\s*gdp|trong\ tổng.{2,80})", label)
    return squeeze(printed[match.start() : match.end()]) if match else ""


def _drop(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, at = "", 0
    for start, end in spans:
        kept += text[at:start] + " "
        at = end
    return tidy(kept + text[at:])


def _bare_head(head: str) -> str:
    """A column head without years, units and brackets."""
    return squeeze(regex.sub(r"\([^()]*\)|(?:19|20)\d\d", " ", head)).strip(" -–/,.;:")


def _is_measure(head: str) -> bool:
    """Whether a column head says what its values measure ("tốc độ bình quân"), beyond "mục tiêu", "kế hoạch"."""
    if _GENERIC_HEAD.fullmatch(head):
        return False
    return load_patterns("subjects")["head"].match(head) is not None


def _bare_head_printed(head: str) -> str:
    words = squeeze(regex.sub(r"\([^()]*\)|(?:19|20)\d\d", " ", head)).strip(" -–/,.;:")
    return words.capitalize() if words.isupper() else words


def _due(
    document: Document,
    structure: Structure,
    layout: Layout,
    table: Table,
    number: int,
    column: Column,
    cell: Cell,
    label_cell: Cell,
    years: YearFinder,
) -> Due:
    """Own cell, indicator, column, deadline column, section row, then what stands above the table."""
    for span in (cell, label_cell):
        times = [t for t in find_times(document.folded, span.start, span.end) if t.role in ("due", "start") and t.year]
        if times:
            return Due(times[0].year, times[0].year_start, "clause")
    if column.year is not None:
        return Due(column.year, column.year_start, "table")
    return years.of_row(layout, table, number, structure.passage_at(cell.start))


def _status(
    document: Document,
    structure: Structure,
    layout: Layout,
    column: Column,
    due: Due,
    modality: Modality,
    at: int,
) -> tuple[Status, str]:
    source: dict[YearSource, str] = {"table": "column", "heading": "heading", "clause": "row", "document": "title"}
    rule = f"table.{source.get(due.source, 'plain')}"
    head = fold(column.head)
    passage = structure.passage_at(at)
    section = modality.section(passage) if passage else ""
    if column.role == "condition" or (modality.normative and section != "target"):
        return "condition", "table.condition"
    if column.role == "baseline" or (_DONE.search(head) and not _PLAN.search(head)):
        return "baseline", "table.baseline"
    past = due.year is not None and modality.year is not None and due.year < modality.year
    if past:
        return "baseline", "table.past"
    if section == "result" and not _PLAN.search(head):
        return "result", "table.result"
    if section == "condition":
        return "condition", "table.condition"
    return "target", rule


def _agency(document: Document, layout: Layout, table: Table, number: int, agencies: Sequence[AgencyMention]) -> str:
    """The first agency of the row's lead column, by its canonical name."""
    for column in layout.of_role("lead"):
        cell = table.at(number, column.index)
        if cell is None:
            continue
        for mention in agencies:
            if cell.start <= mention.quote.start < cell.end:
                return mention.name
    return ""
