"""What readers of flowing text (txt, md, html, docx) make before the frame is built: paragraphs and grids in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from extractor.errors import EmptyFileError
from extractor.model import PLAIN, Diagnostic, Document, Furniture, Source, Style
from extractor.reading.builder import CellInput, DocumentBuilder
from extractor.text import squeeze


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as its source lines, markup gone. ``soft``: its start was guessed from line breaks.

    ``linked`` is the share of its letters that stand in hyperlinks, ``site`` says that the page's own markup calls
    it navigation, a side bar or the like.
    """

    lines: tuple[str, ...]
    style: Style = PLAIN
    soft: bool = False
    linked: float = 0.0
    site: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells hold lines (one each item or paragraph)."""

    cells: tuple[CellInput, ...]
    head_rows: int | None = None
    site: bool = False

    @property
    def rows(self) -> int:
        return max((c.row + c.row_span for c in self.cells), default=0)

    @property
    def columns(self) -> int:
        return max((c.column + c.column_span for c in self.cells), default=0)


Item = Paragraph | Grid

RULE = regex.compile(r"\s* (?: [-_=~*—–―] \s* ){3,} $", regex.VERBOSE)
"""A line drawn with characters, under a letterhead or between parts: no words."""

_NOTE_MARK = regex.compile(r"\s* [\[(]? (?P<number> \d{1,3} ) [\])]? \s* $", regex.VERBOSE)
# "km²", "m³", "10⁶": what stands high here is no footnote's mark.
_BEFORE_POWER = regex.compile(r"(?: (?<! \p{L} ) (?: [kdcm]? m | [xyn] ) | (?<! [\d.,] ) 10 ) $", regex.VERBOSE)


@dataclass(slots=True)
class Flow:
    """Everything that a reader found in a file."""

    items: list[Item] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


_SPACED_OUT = regex.compile(r"[*\s]* (?: \p{Lu} [ \u00a0]+ ){4,} \p{Lu} [\s:*]* $", regex.VERBOSE)
_TITLES = (
    "QUYẾT ĐỊNH", "QUYẾT NGHỊ", "NGHỊ QUYẾT", "NGHỊ ĐỊNH", "CHỈ THỊ", "KẾ HOẠCH", "THÔNG BÁO", "THÔNG TƯ", "KẾT LUẬN",
    "CÔNG ĐIỆN", "CHƯƠNG TRÌNH", "ĐỀ ÁN", "BÁO CÁO", "TỜ TRÌNH", "HƯỚNG DẪN", "QUY ĐỊNH", "QUY CHẾ", "PHỤ LỤC",
)  # fmt: skip
CLOSED_UP = {title.replace(" ", ""): title for title in _TITLES}


def close_up(line: str) -> str:
    """A title set with a blank behind each letter ("Q U Y Ế T  Đ Ị N H :") as one reads it; any other line as it is."""
    if len(line) > 100 or not _SPACED_OUT.match(line):
        return line
    letters = "".join(c for c in line if c.isalpha())
    return line if letters not in CLOSED_UP else CLOSED_UP[letters] + (":" if ":" in line else "")


def note_mark(raised: str, before: str) -> str | None:
    """What stands in the text for a number set high: None where it is a power ("km²") or no number at all.

    A footnote's mark is no word of the sentence ("đạt 30%¹", "Bộ Tài chính¹ chủ trì") and gives "". At the start of a
    line it names the note ("[1] Theo báo cáo"). ``before`` are the words in front of it on the line.
    """
    found = _NOTE_MARK.match(raised)
    if not found or _BEFORE_POWER.search(before[-12:]):
        return None
    return "" if before.strip() else f"[{found['number']}] "


def cell_text(cell: CellInput) -> str:
    """The cell's lines as one string, one line an item."""
    return "\n".join(line if isinstance(line, str) else "".join(p.text for p in line) for line in cell.lines)


def item_text(item: Item) -> str:
    """The words of an item, for counting and comparing."""
    if isinstance(item, Paragraph):
        return item.text
    return " ".join(cell_text(cell) for cell in item.cells)


def to_document(flow: Flow, source: Source) -> Document:
    """Build the document. Raises EmptyFileError when there are no words."""
    builder = DocumentBuilder()
    for item in flow.items:
        if isinstance(item, Paragraph):
            lines = [close_up(squeeze(line)) for line in item.lines if not RULE.match(line)]
            builder.paragraph(lines, style=item.style, soft=item.soft)
        else:
            builder.table(item.cells, head_rows=item.head_rows)
    for furniture in flow.furniture:
        builder.furniture(furniture)
    for diagnostic in flow.diagnostics:
        builder.diagnose(diagnostic.severity, diagnostic.code, diagnostic.message)
    document = builder.build(source)
    if not document.text.strip():
        raise EmptyFileError(source.file, "there is no text in the file", "check that the right file was saved")
    return document


def furniture_of(items: Iterable[Item]) -> list[Furniture]:
    """The items as site clutter: one piece each."""
    return [Furniture("site", text) for text in map(item_text, items) if text.strip()]
