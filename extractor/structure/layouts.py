"""What the columns of a table mean."""

from __future__ import annotations

from extractor.model import Column, Document, Layout


def parse_layout(document: Document, index: int) -> Layout:
    """The layout of table ``index``."""
    table = document.tables[index]
    head_rows = table.head_rows if table.head_rows is not None else (1 if table.rows > 1 else 0)
    return Layout(index, head_rows, tuple(Column(i, "", "other") for i in range(table.columns)))
