"""One writer a file format. Each takes a table's frames piece by piece, so that memory stays flat."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from extractor.errors import UsageError
from extractor.tables import TABLES, to_frame

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "xlsx", "parquet", "sqlite", "json")


class Writer(Protocol):
    """Gets each table's rows in pieces, in order, then ``close``. A table without rows still gets its columns."""

    def write(self, table: str, frame: pd.DataFrame) -> None: ...

    def close(self) -> None: ...


def _plain(value: float) -> str:
    """A decimal without exponent and without a trailing ``.0``: 80, 0.7, 8500000000000000000000."""
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def _with_decimals(frame: pd.DataFrame) -> pd.DataFrame:
    floats = [c for c in frame.columns if frame[c].dtype == "Float64"]
    return frame.assign(**{c: frame[c].astype(object).map(_plain, na_action="ignore") for c in floats})


class CsvWriter:
    """``TABLE.csv`` in UTF-8 with BOM, so that Excel shows Vietnamese.

    Text stands exactly as in the document (``text[start:end] == quote``), also where it begins with ``=`` or ``-``;
    a spreadsheet may take such a cell for a formula. xlsx marks every text as text.
    """

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, TextIO] = {}
        for table in TABLES:
            self._files[table] = (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="")
            to_frame(table, ()).to_csv(self._files[table], index=False, lineterminator="\n")

    def write(self, table: str, frame: pd.DataFrame) -> None:
        _with_decimals(frame).to_csv(self._files[table], index=False, header=False, lineterminator="\n")

    def close(self) -> None:
        for file in self._files.values():
            file.close()


class JsonWriter:
    """``TABLE.json``: an array of records, one a line; unknown values are null."""

    def __init__(self, folder: Path) -> None:
        self._files = {table: (folder / f"{table}.json").open("w", encoding="utf-8", newline="") for table in TABLES}
        self._empty = dict.fromkeys(TABLES, True)

    def write(self, table: str, frame: pd.DataFrame) -> None:
        records = frame.astype(object).where(frame.notna(), None).to_dict("records")
        for record in records:
            self._files[table].write("[\n" if self._empty[table] else ",\n")
            self._files[table].write(json.dumps(record, ensure_ascii=False, default=_number))
            self._empty[table] = False

    def close(self) -> None:
        for table, file in self._files.items():
            file.write("[]\n" if self._empty[table] else "\n]\n")
            file.close()


def _number(value: Any) -> Any:
    return value.item()  # a numpy scalar


class ParquetWriter:
    """``TABLE.parquet`` with the nullable types of the tables."""

    def __init__(self, folder: Path) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        types = {"string": pa.string(), "Int64": pa.int64(), "Float64": pa.float64(), "boolean": pa.bool_()}
        self._pa = pa
        self._schemas = {
            table: pa.schema([(name, types[type_]) for name, type_ in columns.items()])
            for table, columns in TABLES.items()
        }
        self._files = {
            table: parquet.ParquetWriter(folder / f"{table}.parquet", schema) for table, schema in self._schemas.items()
        }

    def write(self, table: str, frame: pd.DataFrame) -> None:
        if len(frame):
            data = self._pa.Table.from_pandas(frame, schema=self._schemas[table], preserve_index=False)
            self._files[table].write_table(data.replace_schema_metadata(None))

    def close(self) -> None:
        for file in self._files.values():
            file.close()


class SqliteWriter:
    """``extract.sqlite`` with one table each; ids are indexed."""

    def __init__(self, folder: Path) -> None:
        types = {"string": "TEXT", "Int64": "INTEGER", "Float64": "REAL", "boolean": "INTEGER"}
        self._connection = sqlite3.connect(folder / "extract.sqlite")
        for table, columns in TABLES.items():
            fields = ", ".join(f'"{name}" {types[type_]}' for name, type_ in columns.items())
            self._connection.execute(f'CREATE TABLE "{table}" ({fields})')

    def write(self, table: str, frame: pd.DataFrame) -> None:
        marks = ", ".join("?" * len(TABLES[table]))
        rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
        self._connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)

    def close(self) -> None:
        with closing(self._connection):
            for table, columns in TABLES.items():
                keys = [c for c in ("doc_id", "provision_id") if c in columns]
                self._connection.execute(f'CREATE INDEX "{table}_place" ON "{table}" ({", ".join(keys)})')
            self._connection.commit()


class XlsxWriter:
    """``extract.xlsx``: a sheet a table, head frozen and filterable, text marked as text."""

    def __init__(self, folder: Path) -> None:
        from extractor.export.xlsx import Sheets

        self._sheets = Sheets({table: tuple(columns) for table, columns in TABLES.items()})
        self._path = folder / "extract.xlsx"

    def write(self, table: str, frame: pd.DataFrame) -> None:
        rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
        self._sheets.write(table, rows)

    def close(self) -> None:
        self._sheets.save(self._path)


def open_writer(format_: str, folder: Path) -> Writer:
    """The writer of a format, writing into ``folder``."""
    match format_:
        case "csv":
            return CsvWriter(folder)
        case "xlsx":
            return XlsxWriter(folder)
        case "parquet":
            return ParquetWriter(folder)
        case "sqlite":
            return SqliteWriter(folder)
        case "json":
            return JsonWriter(folder)
    raise UsageError(f"unknown format {format_!r}; known are {', '.join(FORMATS)}")


def parse_formats(text: str) -> tuple[str, ...]:
    """The formats named in ``csv,xlsx``, each once. Raises UsageError for an unknown one."""
    names = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for name in names or ("",):
        if name not in FORMATS:
            raise UsageError(f"unknown format {name!r}; known are {', '.join(FORMATS)}")
    return names
