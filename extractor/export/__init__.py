"""A corpus into a folder of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from extractor.corpus import Corpus
from extractor.export.folder import new_folder
from extractor.export.writers import FORMATS, open_writer
from extractor.tables import TABLES, Rows, diagnostic_row, empty_rows, to_frame, to_rows

# Rows are written in pieces of about this many, which keeps memory flat and pandas' overhead small.
_PIECE = 20_000

__all__ = ["FORMATS", "export_corpus"]


def export_corpus(corpus: Corpus, out: Path, *, formats: Sequence[str] = ("csv",), key: str = "") -> dict[str, Any]:
    """Write all tables and ``texts/`` of a corpus into ``out``, whole or not at all; return its summary.

    The summary counts files, failures and the rows of each table; ``documents`` gives targets (status target),
    assignments and references by doc_id. Raises OutputError.
    """
    summary: dict[str, Any] = {
        "files": corpus.files,
        "failed": corpus.failed,
        "duplicates": sum(d.code == "duplicate" for _, _, d in corpus.diagnostics),
        "documents": {e.doc_id: e.head.counts for e in corpus.entries},
        "rows": dict.fromkeys(TABLES, 0),
    }
    with new_folder(out, key=key, summary=summary) as folder:
        (folder / "texts").mkdir()
        with ExitStack() as stack:
            writers = [open_writer(name, folder) for name in formats]
            for writer in writers:
                stack.callback(writer.close)
            for rows in _pieces(corpus, folder / "texts"):
                for table in TABLES:
                    if rows[table]:
                        frame = to_frame(table, rows[table])
                        for writer in writers:
                            writer.write(table, frame)
                        summary["rows"][table] += len(frame)
    return summary


def _pieces(corpus: Corpus, texts: Path) -> Iterator[Rows]:
    rows = empty_rows()
    for analysis in corpus:
        path = texts / f"{analysis.doc_id}.txt"
        path.write_text(analysis.document.text, encoding="utf-8", newline="")
        for table, more in to_rows(analysis).items():
            rows[table].extend(more)
        if sum(map(len, rows.values())) > _PIECE:
            yield rows
            rows = empty_rows()
    rows["diagnostics"].extend(diagnostic_row(file, doc_id, d) for file, doc_id, d in corpus.diagnostics)
    yield rows
