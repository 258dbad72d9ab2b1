"""Facts as tables: fixed columns in a fixed order with fixed types, as in the output contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from extractor.model import Analysis, Assignment, Diagnostic, Quote, Reference, Target
from extractor.text import squeeze

if TYPE_CHECKING:
    import pandas as pd

Type = Literal["string", "Int64", "Float64", "boolean"]
Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

_TEXT: Type = "string"
_INT: Type = "Int64"
_FLOAT: Type = "Float64"


def _columns(text: str, **types: Type) -> dict[str, Type]:
    return {name: types.get(name, _TEXT) for name in text.split()}


TABLES: dict[str, dict[str, Type]] = {
    "documents": _columns(
        "doc_id file sha256 format ocr kind number symbol year issued_on issuer place title signer effective_on "
        "horizon pages characters",
        ocr="boolean",
        year=_INT,
        pages=_INT,
        characters=_INT,
    ),
    "provisions": _columns(
        "doc_id provision_id parent_id level numeral heading text_start text_end page",
        text_start=_INT,
        text_end=_INT,
        page=_INT,
    ),
    "targets": _columns(
        "doc_id target_id provision_id page quote quote_start quote_end figure figure_start figure_end kind indicator "
        "comparator direction value value_max unit base period year year_start year_source scope agency status rule "
        "review",
        page=_INT,
        quote_start=_INT,
        quote_end=_INT,
        figure_start=_INT,
        figure_end=_INT,
        value=_FLOAT,
        value_max=_FLOAT,
        year=_INT,
        year_start=_INT,
    ),
    "assignments": _columns(
        "doc_id assignment_id provision_id page agency agency_as_written agency_start agency_end agency_kind role task "
        "task_start task_end deliverable deadline deadline_text refs quote quote_start quote_end current_agency "
        "current_basis rule review",
        page=_INT,
        agency_start=_INT,
        agency_end=_INT,
        task_start=_INT,
        task_end=_INT,
        quote_start=_INT,
        quote_end=_INT,
    ),
    "references": _columns(
        "doc_id reference_id provision_id quote quote_start quote_end kind target_provision_id target_number "
        "target_year target_doc_id relation status",
        quote_start=_INT,
        quote_end=_INT,
        target_year=_INT,
    ),
    "diagnostics": _columns(
        "file doc_id severity code message start end",
        start=_INT,
        end=_INT,
    ),
}
"""Table name → column name → pandas type. All types are nullable: an unknown value is ``<NA>``, empty in a file."""


def empty_rows() -> Rows:
    """No rows, for each table."""
    return {name: [] for name in TABLES}


def to_rows(analysis: Analysis) -> Rows:
    """The rows of one document, for each table, in the order of its columns. Unknown is None or ``""``."""
    document, metadata = analysis.document, analysis.structure.metadata
    source, doc_id = document.source, analysis.doc_id
    rows = empty_rows()
    rows["documents"].append((
        doc_id, source.file, source.sha256, source.format, source.ocr, metadata.kind, metadata.number,
        metadata.symbol, metadata.year, metadata.issued_on, metadata.issuer, metadata.place, metadata.title,
        metadata.signer, metadata.effective_on, ";".join(map(str, metadata.horizon)), source.pages,
        len(document.text),
    ))  # fmt: skip
    rows["provisions"] = [
        (doc_id, p.id, p.parent_id, p.level, p.numeral, p.heading, p.start, p.end, document.page_at(p.start))
        for p in analysis.structure.provisions
    ]
    rows["targets"] = [(doc_id, *_target(t, document.page_at(t.quote.start))) for t in analysis.targets]
    rows["assignments"] = [(doc_id, *_assignment(a, document.page_at(a.task.start))) for a in analysis.assignments]
    rows["references"] = [(doc_id, *_reference(r)) for r in analysis.references]
    rows["diagnostics"] = [diagnostic_row(source.file, doc_id, d) for d in analysis.diagnostics]
    return rows


def diagnostic_row(file: str, doc_id: str, diagnostic: Diagnostic) -> Row:
    """One row of the diagnostics table."""
    return (file, doc_id, diagnostic.severity, diagnostic.code, squeeze(diagnostic.message), diagnostic.start,
            diagnostic.end)  # fmt: skip


def _target(t: Target, page: int | None) -> Row:
    return (
        t.id, t.provision_id, page, *_quote(t.quote), *_quote(t.figure), t.kind, t.indicator, t.comparator,
        t.direction, t.value, t.value_max, t.unit, t.base, t.period, t.year, t.year_start, t.year_source, t.scope,
        t.agency, t.status, t.rule, t.review,
    )  # fmt: skip


def _assignment(a: Assignment, page: int | None) -> Row:
    return (
        a.id, a.provision_id, page, a.agency.name, *_quote(a.agency.quote), a.agency.kind, a.role, *_quote(a.task),
        a.deliverable, a.deadline, a.deadline_text, ";".join(a.refs), *_quote(a.quote), a.current_agency,
        a.current_basis, a.rule, a.review,
    )  # fmt: skip


def _reference(r: Reference) -> Row:
    return (
        r.id, r.provision_id, *_quote(r.quote), r.kind, r.target_provision_id, r.target_number, r.target_year,
        r.target_doc_id, r.relation, r.status,
    )  # fmt: skip


def _quote(quote: Quote | None) -> tuple[str, int | None, int | None]:
    return (quote.text, quote.start, quote.end) if quote else ("", None, None)


def to_frame(name: str, rows: Iterable[Row]) -> pd.DataFrame:
    """The rows of table ``name`` as a DataFrame with that table's columns and nullable types.

    Empty strings become ``<NA>``; a Decimal becomes the nearest Float64.
    """
    import pandas as pd

    columns = list(zip(*rows, strict=True)) or [()] * len(TABLES[name])
    return pd.DataFrame({
        column: pd.array(_cells(values, type_), dtype=type_)
        for (column, type_), values in zip(TABLES[name].items(), columns, strict=True)
    })  # fmt: skip


def _cells(values: Sequence[Any], type_: Type) -> list[Any]:
    if type_ == "Float64":
        return [float(v) if isinstance(v, Decimal) else v for v in values]
    if type_ == "string":
        return [v or None for v in values]
    return list(values)


def to_frames(
    analyses: Iterable[Analysis], diagnostics: Iterable[tuple[str, str, Diagnostic]] = ()
) -> dict[str, pd.DataFrame]:
    """All tables over several documents, in their order; ``diagnostics`` (file, doc_id, what) are added."""
    rows = empty_rows()
    for analysis in analyses:
        for name, more in to_rows(analysis).items():
            rows[name].extend(more)
    rows["diagnostics"].extend(diagnostic_row(*d) for d in diagnostics)
    return {name: to_frame(name, rows[name]) for name in TABLES}
