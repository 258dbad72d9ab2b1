"""Word files to paragraphs and tables."""

from __future__ import annotations

from io import BytesIO

from extractor.errors import UnsupportedFormatError
from extractor.model import Document, Source, Style
from extractor.reading.builder import CellInput
from extractor.reading.flow import Flow, Grid, Paragraph, to_document


def read_docx(data: bytes, source: Source) -> Document:
    """Read a docx file."""
    import docx
    from docx.table import Table as WordTable

    flow = Flow()
    for part in docx.Document(BytesIO(data)).iter_inner_content():
        if isinstance(part, WordTable):
            rows = [[c.text for c in row.cells] for row in part.rows]
            if len(rows) and max(map(len, rows)) >= 3:
                flow.items.append(
                    Grid(tuple(CellInput(c.split("\n"), i, j) for i, row in enumerate(rows) for j, c in enumerate(row)))
                )
            else:
                flow.items.extend(Paragraph((line,)) for row in rows for c in row for line in c.split("\n"))
        else:
            flow.items.append(
                Paragraph(tuple(part.text.split("\n")), Style(bold=all(r.bold for r in part.runs if r.text.strip())))
            )
    return to_document(flow, source)


def read_doc(data: bytes, source: Source) -> Document:
    """Read a Word 97 file."""
    raise UnsupportedFormatError(source.file, ".doc cannot be read yet", "save it as docx")
