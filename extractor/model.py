"""What a document is and what is found in it: frozen records with offsets into one text frame.

``Document.text`` is the only thing that offsets refer to. A ``Quote`` is made by ``Document.quote`` and so always
satisfies ``document.text[q.start:q.end] == q.text``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from extractor.text import fold

# ---------------------------------------------------------------------------------------------- documents

BBox = tuple[float, float, float, float]
"""(x0, top, x1, bottom) in PDF points from the page's top left corner."""

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document: ``text == document.text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the characters ``start:end`` stand on paper. ``page`` counts from 1."""

    start: int
    end: int
    page: int
    bbox: BBox | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text that the file holds but the document does not say: running heads, page numbers, site clutter."""

    kind: Literal["running_head", "page_number", "stamp", "site", "footnote", "hidden", "other"]
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """What the source's layout says of a block. A reader sets what it knows and leaves the rest."""

    heading: int | None = None  # level of an HTML, Markdown or Word heading
    bold: bool = False  # the whole block
    italic: bool = False  # the whole block
    centred: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the source (its wrapped lines joined: the frame keeps their ``\\n``), or one table.

    Blocks are in order and do not overlap; between them stands white space only. ``soft`` says that the reader
    guessed the start of this paragraph from line breaks (txt, md, pdf), so that structure may undo it.
    """

    start: int
    end: int
    kind: Literal["text", "table"] = "text"
    style: Style = PLAIN
    soft: bool = False
    table: int | None = None  # index into Document.tables


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. ``row`` and ``column`` count from 0 in the grid; a merged cell is one Cell with spans."""

    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the frame: one line a row, cells separated by a tab. A cell may hold ``\\n`` between items."""

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    head_rows: int | None = None  # what the source itself says (<th>, w:tblHeader, a repeated head), else None

    def row(self, index: int) -> tuple[Cell, ...]:
        """The cells that cover grid row ``index``, left to right, merged cells from above included."""
        covering = (c for c in self.cells if c.row <= index < c.row + c.row_span)
        return tuple(sorted(covering, key=lambda c: c.column))

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers the grid position, or None."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.row_span and cell.column <= column < cell.column + cell.column_span:
                return cell
        return None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something odd in a document, or the reason why a file was not read."""

    severity: Severity
    code: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The file behind a document. ``file`` as it was given; ``sha256`` of its bytes."""

    file: str
    sha256: str
    format: str  # txt md html docx doc pdf
    pages: int | None = None
    ocr: bool = False


@dataclass(frozen=True)
class Document:
    """A text frame with its blocks, tables and provenance. Made by a reader, never changed."""

    text: str
    source: Source
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def folded(self) -> str:
        """``fold(text)``: same length, for matching."""
        return fold(self.text)

    @cached_property
    def _anchor_starts(self) -> list[int]:
        return [a.start for a in self.anchors]

    def quote(self, start: int, end: int) -> Quote:
        """The words ``start:end``, trimmed of white space at both ends."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} lies outside the text of {len(self.text)} characters")
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Quote(start, end, self.text[start:end])

    def anchors_in(self, start: int, end: int) -> tuple[Anchor, ...]:
        """The anchors that touch ``start:end`` (several where it runs over lines or pages)."""
        first = bisect_right(self._anchor_starts, start) - 1
        last = bisect_left(self._anchor_starts, max(end, start + 1))
        return tuple(a for a in self.anchors[max(first, 0) : last] if a.end > start or a.start == start)

    def page_at(self, offset: int) -> int | None:
        """The page on which the character at ``offset`` stands; None for a source without pages."""
        if not self.anchors:
            return None
        index = bisect_right(self._anchor_starts, offset) - 1
        return self.anchors[max(index, 0)].page


# ---------------------------------------------------------------------------------------------- structure

Level = Literal[
    "mo_dau", "phan", "chuong", "muc", "tieu_muc", "dieu", "khoan", "diem", "gach", "doan",
    "phu_luc", "kem_theo", "bang", "hang", "ket_thuc",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provision:
    """A legal unit with the whole of its text, sub-units included. ``label_end`` is where its label stops."""

    id: str
    parent_id: str
    level: Level
    numeral: str
    heading: str
    start: int
    end: int
    label_end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest piece of text that rules read: one logical paragraph, or one table cell.

    ``start`` is behind the label ("a) "). ``leads`` are indices of the passages that introduce this one, innermost
    first: the lead-in that ends with a colon, the headings above, up to the document's title. An unnumbered
    heading leads what follows it up to the next heading of its rank.
    """

    start: int
    end: int
    provision_id: str
    kind: Literal["heading", "body", "cell", "opening", "closing"]
    leads: tuple[int, ...] = ()
    table: int | None = None
    row: int | None = None
    column: int | None = None


ColumnRole = Literal[
    "index", "indicator", "subject", "unit", "value", "baseline", "condition", "task", "lead", "coordinate", "monitor",
    "agency", "deliverable", "deadline", "note", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """What a table column means, read from its head. ``head`` joins the head cells above it, outermost first.

    ``measure`` is what the head says that the figures measure, ``scope`` the place, level or group that it names. In
    the column of role ``subject`` each row names the place or bearer that its figures speak of.
    """

    index: int
    head: str
    role: ColumnRole
    year: int | None = None
    year_start: int | None = None
    unit: str = ""
    measure: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The meaning of a table: its columns, how many rows are head, and rows that only title what follows.

    ``sections[row]`` is the chain of section titles ("I Đến năm 2030") in force at a row, outermost first, as cell
    spans ``(start, end)``; section rows themselves are in ``section_rows``.
    """

    table: int
    head_rows: int
    columns: tuple[Column, ...]
    section_rows: frozenset[int] = frozenset()
    sections: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def of_role(self, *roles: ColumnRole) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.role in roles)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What letterhead, title and signature say. Unknown is empty or None, never a guess. Dates are ISO 8601."""

    doc_id: str
    kind: str = "khac"
    number: str = ""
    symbol: str = ""
    year: int | None = None
    issued_on: str = ""
    issuer: str = ""
    place: str = ""
    title: str = ""
    title_span: tuple[int, int] | None = None
    signer: str = ""
    effective_on: str = ""
    horizon: tuple[int, ...] = ()
    period: tuple[int, int] | None = None  # the one period that the title names (giai đoạn 2021 - 2025)
    basis: tuple[tuple[int, int], ...] = ()
    recipients: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Structure:
    """Metadata, provision tree (in document order, parents before children), passages, table layouts."""

    metadata: Metadata
    provisions: tuple[Provision, ...]
    passages: tuple[Passage, ...]
    layouts: tuple[Layout, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Provision]:
        return {p.id: p for p in self.provisions}

    @cached_property
    def _children(self) -> dict[str, list[Provision]]:
        children: dict[str, list[Provision]] = {}
        for provision in self.provisions:
            children.setdefault(provision.parent_id, []).append(provision)
        return children

    @cached_property
    def _passage_starts(self) -> list[int]:
        return [p.start for p in self.passages]

    def children(self, provision_id: str = "") -> Sequence[Provision]:
        """Direct children in order; of ``""``, the top provisions."""
        return self._children.get(provision_id, [])

    def ancestors(self, provision_id: str) -> Iterator[Provision]:
        """The provision itself, then its parents up to the top."""
        while provision_id:
            provision = self.by_id[provision_id]
            yield provision
            provision_id = provision.parent_id

    def at(self, offset: int) -> Provision | None:
        """The innermost provision that holds ``offset``."""
        found, level = None, ""
        while True:
            siblings = self.children(level)
            index = bisect_right(siblings, offset, key=lambda p: p.start) - 1
            if index < 0 or offset >= siblings[index].end:
                return found
            found, level = siblings[index], siblings[index].id

    def passage_at(self, offset: int) -> Passage | None:
        """The passage that holds ``offset``, or None (a label, white space)."""
        index = bisect_right(self._passage_starts, offset) - 1
        if index >= 0 and offset < self.passages[index].end:
            return self.passages[index]
        return None

    def layout_of(self, table: int) -> Layout | None:
        return next((layout for layout in self.layouts if layout.table == table), None)


# ---------------------------------------------------------------------------------------------- facts

TargetKind = Literal["percentage", "rank", "count", "money", "quantity", "ratio", "score", "universal"]
Comparator = Literal["=", ">", ">=", "<", "<=", "~", "range"]
Direction = Literal["level", "increase", "decrease"]
YearSource = Literal["clause", "heading", "table", "document", "none"]
Status = Literal["target", "result", "baseline", "condition"]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that somebody could be held to. Columns as in the output contract."""

    provision_id: str
    quote: Quote
    figure: Quote | None
    kind: TargetKind
    indicator: str
    comparator: Comparator
    direction: Direction
    value: Decimal | None
    value_max: Decimal | None = None
    unit: str = ""
    base: str = ""
    period: str = ""
    year: int | None = None
    year_start: int | None = None
    year_source: YearSource = "none"
    scope: str = ""
    agency: str = ""
    status: Status = "target"
    rule: str = ""
    review: str = ""
    id: str = ""


AgencyKind = Literal[
    "ministry", "ministerial", "government", "party", "assembly", "court", "province", "commune", "department",
    "enterprise", "association", "media", "committee", "group", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """An agency named in the text. ``name`` is canonical on the document's date; ``key`` its registry key or ""."""

    quote: Quote
    name: str
    key: str
    kind: AgencyKind
    review: str = ""


Role = Literal["lead", "colead", "coordinate", "monitor", "direct", "implement"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """One agency and one task."""

    provision_id: str
    agency: AgencyMention
    role: Role
    task: Quote
    quote: Quote
    deliverable: str = ""
    deadline: str = ""
    deadline_text: str = ""
    refs: tuple[str, ...] = ()
    current_agency: str = ""
    current_basis: str = ""
    rule: str = ""
    review: str = ""
    id: str = ""


ReferenceKind = Literal["internal", "document"]
Relation = Literal["basis", "amends", "replaces", "repeals", "implements", "attached", "cites"]
ReferenceStatus = Literal["resolved", "dangling", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One place or act that the text names."""

    provision_id: str
    quote: Quote
    kind: ReferenceKind
    relation: Relation = "cites"
    status: ReferenceStatus = "dangling"
    target_provision_id: str = ""
    target_number: str = ""
    target_year: int | None = None
    target_doc_id: str = ""
    target_type: str = ""
    target_date: str = ""
    target_issuer: str = ""
    id: str = ""


@dataclass(frozen=True)
class Analysis:
    """Everything known about one document."""

    document: Document
    structure: Structure
    targets: tuple[Target, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    references: tuple[Reference, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def doc_id(self) -> str:
        return self.structure.metadata.doc_id
