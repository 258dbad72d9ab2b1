"""The tables hold the columns, types and order of the contract."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest
from handmade import make_analysis

from extractor.tables import TABLES, to_frame, to_frames, to_rows

CHECKER = Path(__file__).parents[2] / "shared" / "tools" / "check_output.py"


def test_columns_are_those_of_the_contract():
    if not CHECKER.exists():
        pytest.skip(f"{CHECKER} is not here")
    spec = importlib.util.spec_from_file_location("check_output", CHECKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert {name: columns.split() for name, columns in module.COLUMNS.items()} == {
        name: list(columns) for name, columns in TABLES.items()
    }


def test_every_row_has_every_column():
    for name, rows in to_rows(make_analysis()).items():
        assert rows
        assert {len(row) for row in rows} == {len(TABLES[name])}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("analyses", [[], [make_analysis()]], ids=["no document", "one document"])
def test_types_do_not_depend_on_the_rows(name, analyses):
    frame = to_frames(analyses)[name]
    assert {c: str(t) for c, t in frame.dtypes.items()} == TABLES[name]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("target_id", ["dieu_1__diem_a#t1", "dieu_1__diem_a#t2"]),
        ("figure", ["80%", "12 - 15"]),
        ("value", [80.0, 12.0]),
        ("value_max", [pd.NA, 15.0]),
        ("year", [2025, pd.NA]),
        ("unit", ["%", "điểm"]),
        ("scope", [pd.NA, pd.NA]),
    ],
)
def test_target_values(column, expected):
    frame = to_frames([make_analysis()])["targets"]
    assert [None if pd.isna(v) else v for v in frame[column]] == [None if pd.isna(v) else v for v in expected]


def test_quotes_are_the_text():
    analysis = make_analysis()
    frames = to_frames([analysis])
    text = analysis.document.text
    for name, column, start, end in [
        ("targets", "quote", "quote_start", "quote_end"),
        ("targets", "figure", "figure_start", "figure_end"),
        ("assignments", "agency_as_written", "agency_start", "agency_end"),
        ("assignments", "task", "task_start", "task_end"),
        ("references", "quote", "quote_start", "quote_end"),
    ]:
        for _, row in frames[name].iterrows():
            assert text[row[start] : row[end]] == row[column]


def test_diagnostics_are_one_line_each():
    assert to_frame("diagnostics", to_rows(make_analysis())["diagnostics"])["message"].tolist() == ["something odd"]
