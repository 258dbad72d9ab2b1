"""Workbooks that open well in Excel: frozen, filterable heads, widths that suit, text that stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

# Excel's limits: rows a sheet with its head, characters a cell.
_MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767

# XML 1.0 forbids these in a document; Excel refuses a file that holds them.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

# Widths in characters: prose wraps in a wide column, names in a middle one, figures in a narrow one.
_WIDE, _MIDDLE, _NARROW = 60, 24, 11
_WIDE_COLUMNS = frozenset({"quote", "task", "title", "message", "indicator", "text", "a_quote", "b_quote"})
_NARROW_COLUMNS = re.compile(
    r"(.*_)?(start|end|page|year|value|value_max|kind|comparator|direction|level|numeral|role|status|severity|format|"
    r"ocr|pages|characters|figure|unit|period)"
)

_HEAD_FONT = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="DDE6F0")
_WRAP = Alignment(wrap_text=True, vertical="top")


class Sheets:
    """A workbook with one sheet a name, written row by row.

    A table with more rows than a sheet can hold goes on in ``NAME_2``.
    """

    def __init__(self, heads: Mapping[str, Sequence[str]]) -> None:
        self._book = Workbook(write_only=True)
        self._heads = dict(heads)
        self._open: dict[str, Any] = {}
        self._rows: dict[str, int] = {}
        self._parts: dict[str, int] = dict.fromkeys(heads, 0)
        for name in heads:
            self._next(name)

    def _next(self, name: str) -> None:
        if name in self._open:
            self._end(name)
        self._parts[name] += 1
        part = self._parts[name]
        sheet = self._book.create_sheet(name if part == 1 else f"{name}_{part}")
        head = self._heads[name]
        for index, column in enumerate(head, 1):
            width = _WIDE if column in _WIDE_COLUMNS else _NARROW if _NARROW_COLUMNS.fullmatch(column) else _MIDDLE
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.freeze_panes = "A2"
        cells = []
        for column in head:
            cell = WriteOnlyCell(sheet, column)
            cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
            cells.append(cell)
        sheet.append(cells)
        self._open[name], self._rows[name] = sheet, 1

    def _end(self, name: str) -> None:
        self._open[name].auto_filter.ref = f"A1:{get_column_letter(len(self._heads[name]))}{self._rows[name]}"

    def write(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows. Unknown values are None and leave their cell empty."""
        for row in rows:
            if self._rows[name] == _MOST_ROWS:
                self._next(name)
            sheet = self._open[name]
            sheet.append([
                _text_cell(sheet, value, column in _WIDE_COLUMNS) if isinstance(value, str) else value
                for column, value in zip(self._heads[name], row, strict=True)
            ])  # fmt: skip
            self._rows[name] += 1

    def save(self, path: Path) -> None:
        """Write the workbook. Nothing can be added afterwards."""
        for name in self._open:
            self._end(name)
        self._book.save(path)


def _text_cell(sheet: Any, text: str, wrap: bool) -> Any:
    cell = WriteOnlyCell(sheet, None)
    cell.value = _ILLEGAL.sub("", text)[:_MOST_CHARACTERS]
    cell.data_type = "s"  # otherwise "=…" would be a formula
    cell.quotePrefix = True
    if wrap:
        cell.alignment = _WRAP
    return cell
