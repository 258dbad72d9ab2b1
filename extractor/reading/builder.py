"""How every reader makes a Document: paragraphs and tables in, one NFC text frame out, provenance kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.model import (
    PLAIN,
    Anchor,
    BBox,
    Block,
    Cell,
    Diagnostic,
    Document,
    Furniture,
    Severity,
    Source,
    Style,
    Table,
)
from extractor.text import to_nfc


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters with one place on paper (a PDF line or word). Normalised to NFC when it is added."""

    text: str
    page: int | None = None
    bbox: BBox | None = None


@dataclass(frozen=True, slots=True)
class CellInput:
    """A cell as a reader found it. ``lines`` become one line each in the frame: join wrapped lines beforehand
    and keep a line for each item or paragraph. ``row`` and ``column`` are the grid position, from 0."""

    lines: Sequence[Sequence[Piece] | str]
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


Line = Sequence[Piece] | str


class DocumentBuilder:
    """Collects blocks in reading order; ``build`` freezes them.

    In the frame a paragraph's source lines stay lines (``\\n``), paragraphs are separated by an empty line, table
    rows by ``\\n`` and cells by a tab. Tabs in the source's words become blanks.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._tables: list[Table] = []
        self._anchors: list[Anchor] = []
        self._furniture: list[Furniture] = []
        self._diagnostics: list[Diagnostic] = []

    @property
    def length(self) -> int:
        """Characters in the frame so far."""
        return self._length

    def paragraph(self, lines: Iterable[Line], *, style: Style = PLAIN, soft: bool = False) -> None:
        """Add one paragraph, given as its source lines. Empty lines are skipped; nothing else is."""
        rows = [line for line in lines if _plain(line).strip()]
        if not rows:
            return
        if self._parts:
            self._put("\n\n" if not soft else "\n")
        start = self._length
        for number, line in enumerate(rows):
            if number:
                self._put("\n")
            self._line(line)
        self._blocks.append(Block(start, self._length, "text", style, soft))

    def table(self, cells: Iterable[CellInput], *, head_rows: int | None = None) -> None:
        """Add a table. Cells may come in any order; positions that no cell covers are simply absent."""
        ordered = sorted(cells, key=lambda c: (c.row, c.column))
        if not any(_plain(line).strip() for cell in ordered for line in cell.lines):
            return
        if self._parts:
            self._put("\n\n")
        start = self._length
        made: list[Cell] = []
        row = ordered[0].row
        for number, cell in enumerate(ordered):
            if number:
                self._put("\n" if cell.row != row else "\t")
            row = cell.row
            begin = self._length
            for count, line in enumerate(line for line in cell.lines if _plain(line).strip()):
                if count:
                    self._put("\n")
                self._line(line)
            made.append(Cell(begin, self._length, cell.row, cell.column, cell.row_span, cell.column_span))
        rows = max(c.row + c.row_span for c in made)
        columns = max(c.column + c.column_span for c in made)
        index = len(self._tables)
        self._tables.append(Table(start, self._length, rows, columns, tuple(made), head_rows))
        self._blocks.append(Block(start, self._length, "table", table=index))

    def furniture(self, item: Furniture) -> None:
        """Keep text that is not part of what the document says."""
        self._furniture.append(item)

    def diagnose(
        self, severity: Severity, code: str, message: str, start: int | None = None, end: int | None = None
    ) -> None:
        """Record something odd. Offsets refer to the frame (``length`` is where the next block would stand)."""
        self._diagnostics.append(Diagnostic(severity, code, message, start, end))

    def build(self, source: Source) -> Document:
        """The document. The frame is NFC by construction: pieces are normalised, separators compose with nothing."""
        return Document(
            "".join(self._parts),
            source,
            tuple(self._blocks),
            tuple(self._tables),
            tuple(self._anchors),
            tuple(self._furniture),
            tuple(self._diagnostics),
        )

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _line(self, line: Line) -> None:
        pieces = [Piece(line)] if isinstance(line, str) else list(line)
        # A combining mark at the start of a piece belongs to the letter before it: normalise the whole line and
        # give each piece its share by the lengths of the normalised prefixes.
        begin, done, raw = self._length, 0, ""
        texts = [piece.text.replace("\t", " ").replace("\n", " ") for piece in pieces]
        whole = "".join(texts)
        if to_nfc(whole) == whole:  # the common case: nothing to compose, lengths are as they stand
            for piece, text in zip(pieces, texts, strict=True):
                if piece.page is not None and text:
                    self._anchors.append(Anchor(begin + done, begin + done + len(text), piece.page, piece.bbox))
                done += len(text)
            self._put(whole)
            return
        for piece in pieces:
            raw += piece.text.replace("\t", " ").replace("\n", " ")
            upto = len(to_nfc(raw))
            if piece.page is not None and upto > done:
                self._anchors.append(Anchor(begin + done, begin + upto, piece.page, piece.bbox))
            done = upto
        self._put(to_nfc(raw).replace("\n", " "))


def _plain(line: Line) -> str:
    return line if isinstance(line, str) else "".join(p.text for p in line)
