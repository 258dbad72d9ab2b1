"""HTML to paragraphs and tables."""

from __future__ import annotations

from lxml import html as lxml_html

from extractor.errors import EmptyFileError
from extractor.model import Document, Source
from extractor.reading.builder import CellInput
from extractor.reading.flow import Flow, Grid, Item, Paragraph, to_document
from extractor.reading.plain import decode
from extractor.text import squeeze

_BLOCK = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select summary table"
    " tbody td tfoot th thead tr ul".split()
)
_HIDDEN = frozenset("script style noscript template head title meta link iframe object svg button textarea".split())


def read_html(data: bytes, source: Source) -> Document:
    """Read a web page. Raises EmptyFileError."""
    flow = Flow()
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    text = decode(data, flow)
    root = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    if root is None:
        raise EmptyFileError(source.file, "there is no text in the page")
    flow.items = _items(root)
    return to_document(flow, source)


def _items(root) -> list[Item]:  # type: ignore[no-untyped-def]
    items: list[Item] = []
    words: list[str] = []

    def flush() -> None:
        text = squeeze("".join(words))
        words.clear()
        if text:
            items.append(Paragraph((text,)))

    def walk(node) -> None:  # type: ignore[no-untyped-def]
        if not isinstance(node.tag, str) or node.tag in _HIDDEN:
            return
        block = node.tag in _BLOCK
        if block:
            flush()
        if node.tag == "table":
            grid = _grid(node)
            if grid.columns >= 3:
                items.append(grid)
                return
        words.append(node.text or "")
        for child in node:
            walk(child)
            words.append(child.tail or "")
        if block:
            flush()

    walk(root)
    flush()
    return items


def _grid(table) -> Grid:  # type: ignore[no-untyped-def]
    cells: list[CellInput] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table.iter("tr")):
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (number, column) in taken:
                column += 1
            spans = [int(cell.get(k, "1")) if cell.get(k, "1").isdigit() else 1 for k in ("rowspan", "colspan")]
            height, width = max(1, min(spans[0], 1000)), max(1, min(spans[1], 100))
            taken |= {(number + r, column + c) for r in range(height) for c in range(width)}
            lines = [i.text for i in _items(cell) if isinstance(i, Paragraph)]
            cells.append(CellInput(lines, number, column, height, width))
            column += width
    return Grid(tuple(cells))
