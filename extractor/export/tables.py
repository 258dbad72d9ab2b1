"""One table into one file."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from extractor.errors import OutputError


def write_table(path: Path, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows under a head to ``path``, as ``.csv`` or ``.xlsx`` by its suffix, whole or not at all.

    ``name`` is the sheet's. Unknown values are None. Raises OutputError.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise OutputError(f"{path}: a table is written as .csv or .xlsx; name the file so")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = mkstemp(dir=path.parent, prefix=f".{path.name}.part-", suffix=suffix)
        os.close(descriptor)
        try:
            _write(Path(beside), suffix, name, head, rows)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(beside, 0o666 & ~umask)  # a temporary file is for its owner alone
            os.replace(beside, path)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error


def _write(path: Path, suffix: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    if suffix == ".xlsx":
        from extractor.export.xlsx import Sheets

        sheets = Sheets({name: head})
        sheets.write(name, rows)
        sheets.save(path)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
