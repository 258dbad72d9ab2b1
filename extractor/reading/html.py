"""HTML to paragraphs and tables: the words as a browser shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import regex
from lxml import etree
from lxml import html as lxml_html

from extractor.errors import EmptyFileError
from extractor.model import Diagnostic, Document, Furniture, Source, Style
from extractor.reading.builder import CellInput
from extractor.reading.flow import Flow, Grid, Item, Paragraph, cell_text, note_mark, to_document
from extractor.reading.grids import PAGE_CELL, is_side_by_side, settle
from extractor.reading.lines import Wrapping, group_lines, is_label
from extractor.reading.numbering import to_figure
from extractor.reading.plain import decode
from extractor.reading.rewrap import rejoin
from extractor.reading.site import part_site
from extractor.text import squeeze, to_nfc

_BLOCK = frozenset(
    regex.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
        " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option optgroup p pre"
        " section select summary table tbody td tfoot th thead tr ul",
    )
)
_UNSHOWN = frozenset(
    regex.findall(
        r"\w+",
        "script style noscript template head title meta link iframe object embed svg math canvas audio video map"
        " textarea input datalist frameset",
    )
)
_SITE_TAGS = frozenset(("nav", "aside", "footer", "button", "select", "form", "menu", "dialog"))
_SITE_NAME = regex.compile(
    r"(?<![a-z]) (?: nav(?:bar|igation)? | menu | breadcrumbs? | side-?bar | footer | comments? | related"
    r" | share | social | login | modal | popup | advert\w* | banner | toolbar | pagination | cookies? | toc"
    r" | tags? | widget ) (?![a-z])",
    regex.VERBOSE | regex.IGNORECASE,
)
_HIDING = regex.compile(
    r"(?: display \s* : \s* none | visibility \s* : \s* hidden | mso-hide \s* : \s* all )", regex.VERBOSE
)
# A site without <p>: every line is a <span style="display:block">.
_BLOCK_STYLE = regex.compile(
    r"display \s* : \s* (?: block | flex | grid | list-item | table (?! -cell ) )", regex.VERBOSE
)
_BOLD_STYLE = regex.compile(r"font-weight \s* : \s* (?: bold | [6-9]00 )", regex.VERBOSE)
_PLAIN_STYLE = regex.compile(r"font-weight \s* : \s* (?: normal | [1-5]00 )", regex.VERBOSE)
_CENTRED_STYLE = regex.compile(r"text-align \s* : \s* (?: -webkit- )? center", regex.VERBOSE)
_ALIGNED_STYLE = regex.compile(r"text-align \s* : \s* (?: left | right | justify | start )", regex.VERBOSE)
_ITALIC_STYLE = regex.compile(r"font-style \s* : \s* italic", regex.VERBOSE)

MAX_INSIDE = 5  # tables in a table of an act; web pages nest dozens
DATA_CELLS = 8  # a table of data has more
SHORT_PAGE, SHORT_SHARE = 300, 0.6  # letters of the shortest act, and its cell's share of a page of few cells
MAX_SPAN = 1000  # browsers stop there too
MAX_CELLS = 500_000  # of a table's grid; more is an attack or an error in the spans


@dataclass(slots=True)
class _Look:
    """What the elements around a run of words say of it."""

    bold: bool = False
    italic: bool = False
    centred: bool = False
    linked: bool = False
    site: bool = False
    pre: bool = False
    heading: int | None = None


@dataclass(slots=True)
class _Open:
    """The paragraph that is being filled: its lines (cut at <br>) and what share of it is bold, italic, linked."""

    lines: list[list[str]] = field(default_factory=lambda: [[]])
    letters: int = 0
    bold: int = 0
    italic: int = 0
    linked: int = 0
    look: _Look = field(default_factory=_Look)
    label: str = ""


def read_html(data: bytes, source: Source) -> Document:
    """Read a web page. Raises EmptyFileError."""
    flow = Flow()
    read_html_into(flow, decode(data, flow), source.file)
    part_site(flow)
    return to_document(flow, source)


def read_html_into(flow: Flow, text: str, file: str) -> None:
    """Fill ``flow`` with what the page shows; hidden text becomes furniture."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml_html.document_fromstring(to_nfc(text).encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise EmptyFileError(file, "there is no text in the page", "save the page again") from error
    walker = _Walker(flow)
    walker.walk(root, _Look())
    walker.close()
    flow.items += rejoin(walker.items)
    if any("depth" in error.message.lower() for error in parser.error_log):
        flow.diagnostics.append(
            Diagnostic("warning", "too-deep", "elements are nested more than 250 deep; what lies deeper was not read")
        )


class _Walker:
    """Goes through the tree once, in document order."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.items: list[Item] = []
        self.open = _Open()
        self.label = ""  # list mark that the next paragraph starts with

    def walk(self, node: Any, look: _Look) -> None:
        tag = node.tag
        if not isinstance(tag, str) or tag in _UNSHOWN:
            return
        if _is_hidden(node):
            words = squeeze(" ".join(_texts(node)))
            if words:
                self.flow.furniture.append(Furniture("hidden", words))
            return
        look = _look(node, tag, look)
        if tag == "br":
            self.open.lines.append([])
            return
        if tag == "img":
            return
        if tag == "sup" and self._note_mark(node, look):
            return
        block = tag in _BLOCK or _BLOCK_STYLE.search((node.get("style") or "").lower()) is not None
        if block:
            self.close()
        if tag == "table" and self._table(node, look):
            return
        if tag == "li":
            self.label = _list_mark(node)
        self._put(node.text, look)
        for child in node:
            self.walk(child, look)
            self._put(child.tail, look)
        if block:
            self.close()
            if tag == "li":
                self.label = ""

    def _note_mark(self, node: Any, look: _Look) -> bool:
        """Whether the element holds a footnote's mark, which is then put apart."""
        raised = node.text_content()
        mark = note_mark(raised, "".join(self.open.lines[-1]))
        if mark is None:
            return False
        if mark:
            self._put(mark, look)
        else:
            self.flow.furniture.append(Furniture("footnote", squeeze(raised)))
        return True

    def close(self) -> None:
        """End the open paragraph."""
        current, self.open = self.open, _Open()
        if not current.letters and not any(part.strip() for line in current.lines for part in line):
            return
        if current.look.pre:
            lines = [row.strip() for line in current.lines for row in "".join(line).split("\n")]
            groups = group_lines(lines)
        else:
            lines = [squeeze("".join(line)) for line in current.lines]
            groups = group_lines(lines, wrapping=Wrapping(0, False))
        whole = max(current.letters, 1)
        style = Style(
            heading=current.look.heading,
            bold=0 < current.letters <= current.bold,
            italic=0 < current.letters <= current.italic,
            centred=current.look.centred,
        )
        label, self.label = self.label, ""
        for number, group in enumerate(groups):
            rows = group.lines
            if number == 0 and label and not is_label(rows[0]):
                rows = (f"{label} {rows[0]}", *rows[1:])
            self.items.append(
                Paragraph(rows, style, soft=number > 0, linked=current.linked / whole, site=current.look.site)
            )

    def _put(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        current = self.open
        current.lines[-1].append(text)
        letters = sum(map(str.isalpha, text))
        if letters or not current.letters:
            current.look = look if not current.letters else replace(current.look, site=current.look.site and look.site)
        current.letters += letters
        current.bold += letters * look.bold
        current.italic += letters * look.italic
        current.linked += letters * look.linked

    def _table(self, node: Any, look: _Look) -> bool:
        """Add a table and say whether that is done; a table that lays out a page is walked like any block."""
        if _lays_out_a_page(node):
            return False
        grid = self._grid(node, look)
        lone = grid.columns <= 1 or sum(1 for c in grid.cells if cell_text(c).strip()) <= 1
        if lone and not is_side_by_side(grid):
            return False
        settled = settle(grid)
        self.items += [replace(i, site=look.site) for i in settled]
        return True

    def _grid(self, table: Any, look: _Look) -> Grid:
        cells: list[CellInput] = []
        taken: set[tuple[int, int]] = set()
        head_rows, heading = 0, True
        for number, row in enumerate(_rows(table)):
            column = 0
            heads = row.getparent().tag == "thead"
            all_th = True
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                all_th = all_th and cell.tag == "th"
                while (number, column) in taken:
                    column += 1
                height, width = _span(cell, "rowspan"), _span(cell, "colspan")
                if len(taken) + height * width > MAX_CELLS:
                    height = width = 1
                # a cell that runs into one from above ends there: cells never overlap
                width = next((w for w in range(1, width) if (number, column + w) in taken), width)
                taken.update((number + r, column + c) for r in range(height) for c in range(width))
                cells.append(CellInput(self._cell(cell, look), number, column, height, width))
                column += width
            heading = heading and (heads or (all_th and column > 1))
            head_rows += heading
        return _trim(cells, head_rows)

    def _cell(self, cell: Any, look: _Look) -> tuple[str, ...]:
        inner = _Walker(self.flow)
        inner.walk(cell, look)
        inner.close()
        lines: list[str] = []
        for item in inner.items:
            if isinstance(item, Paragraph):
                lines.append(item.text)
            else:
                rows: dict[int, list[str]] = {}
                for part in item.cells:
                    rows.setdefault(part.row, []).append(cell_text(part).replace("\n", " "))
                lines += [" ".join(filter(None, row)) for row in rows.values()]
        return tuple(lines)


def _look(node: Any, tag: str, look: _Look) -> _Look:
    css = (node.get("style") or "").lower()
    align = (node.get("align") or "").lower()
    bold = look.bold or tag in ("b", "strong", "th") or bool(css and _BOLD_STYLE.search(css))
    if css and _PLAIN_STYLE.search(css):
        bold = False
    centred = look.centred
    if tag == "center" or align == "center" or (css and _CENTRED_STYLE.search(css)):
        centred = True
    elif align in ("left", "right", "justify") or (css and _ALIGNED_STYLE.search(css)):
        centred = False
    names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"
    return _Look(
        bold=bold,
        italic=look.italic or tag in ("i", "em") or bool(css and _ITALIC_STYLE.search(css)),
        centred=centred,
        linked=look.linked or (tag == "a" and bool(node.get("href"))),
        site=look.site or tag in _SITE_TAGS or (len(names) > 2 and tag != "body" and bool(_SITE_NAME.search(names))),
        pre=look.pre or tag == "pre" or "pre-wrap" in css or "pre-line" in css,
        heading=int(tag[1]) if regex.fullmatch(r"h[1-6]", tag) else look.heading,
    )


def _is_hidden(node: Any) -> bool:
    return node.get("hidden") is not None or bool(_HIDING.search((node.get("style") or "").lower()))


def _texts(node: Any) -> Iterator[str]:
    """The words below a node, without scripts and styles."""
    if not isinstance(node.tag, str) or node.tag in _UNSHOWN:
        return
    if node.text:
        yield node.text
    for child in node:
        yield from _texts(child)
        if child.tail:
            yield child.tail


def _lays_out_a_page(table: Any) -> bool:
    """Whether a table with tables in it only sets parts of a page side by side: few cells, one of them with most words.

    Decided before the cells are read, so that tables inside tables are read once.
    """
    inside = sum(1 for _ in islice(table.iterdescendants("table"), MAX_INSIDE + 1))
    if not inside:
        return False
    if inside > MAX_INSIDE:
        return True
    sizes = [len(cell.text_content()) for row in _rows(table) for cell in row if cell.tag in ("td", "th")]
    if len(sizes) < DATA_CELLS and sum(sizes) > SHORT_PAGE and max(sizes) > SHORT_SHARE * sum(sizes):
        return True
    return sum(sizes) > PAGE_CELL and (len(sizes) < DATA_CELLS or max(sizes) > sum(sizes) / 2)


def _rows(table: Any) -> Iterator[Any]:
    """The table's own rows, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), MAX_SPAN)) if value.isascii() and value.isdigit() else 1


def _trim(cells: list[CellInput], head_rows: int) -> Grid:
    """The grid without rows and columns that hold nothing: sites use them for margins."""
    filled = [c for c in cells if cell_text(c).strip()]
    used_rows = {c.row for c in filled}
    used_columns = {c.column for c in filled}
    height = max((c.row for c in cells), default=-1) + 1  # no cell runs below the last row
    row_of = {r: sum(1 for u in used_rows if u < r) for r in range(height + 1)}
    last_column = max((c.column + c.column_span for c in cells), default=0)
    column_of = {k: sum(1 for u in used_columns if u < k) for k in range(last_column + 1)}
    made = []
    for cell in cells:
        if cell.row not in used_rows or cell.column not in used_columns:
            continue
        bottom = row_of[min(cell.row + cell.row_span, height)]
        right = column_of[min(cell.column + cell.column_span, last_column)]
        row, column = row_of[cell.row], column_of[cell.column]
        made.append(CellInput(cell.lines, row, column, max(1, bottom - row), max(1, right - column)))
    heads = row_of[min(head_rows, height)] if head_rows else 0
    return Grid(tuple(made), heads or None)


def _list_mark(node: Any) -> str:
    """What a browser prints before a list item."""
    parent = node.getparent()
    css = ((node.get("style") or "") + ((parent.get("style") or "") if parent is not None else "")).lower()
    if "list-style" in css and "none" in css:
        return ""
    if parent is None or parent.tag != "ol":
        return "+" if parent is not None and next(parent.iterancestors("ul"), None) is not None else "-"
    number = 0
    start = parent.get("start") or "1"
    first = int(start) if start.lstrip("-").isdigit() else 1
    for sibling in parent:
        if sibling.tag == "li":
            number += 1
        if sibling is node:
            break
    value = node.get("value") or ""
    count = int(value) if value.isdigit() else first + number - 1
    kind = parent.get("type") or "1"
    forms = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    figure = to_figure(count, forms.get(kind, "decimal"))
    return f"{figure})" if kind == "a" else f"{figure}."
