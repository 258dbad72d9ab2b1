"""Files hold what the tables hold, and a folder of output is replaced whole or not at all."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from handmade import LINES, make_analysis

from extractor.errors import OutputError, UsageError
from extractor.export.folder import MANIFEST, is_current, new_folder, read_manifest
from extractor.export.writers import FORMATS, open_writer, parse_formats
from extractor.tables import TABLES, to_frames


def write(format_: str, folder: Path, *analyses):
    writer = open_writer(format_, folder)
    for analysis in analyses:
        for name, frame in to_frames([analysis]).items():
            writer.write(name, frame)
    writer.close()


def test_csv_is_exact(tmp_path):
    write("csv", tmp_path, make_analysis(), make_analysis(doc_id="two"))
    raw = (tmp_path / "targets.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\xef\xbb\xbf") == 1
    assert b"\r" not in raw
    with (tmp_path / "targets.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [r["doc_id"] for r in rows] == ["12-QD-ABC-2020"] * 2 + ["two"] * 2
    assert [(r["value"], r["value_max"], r["year"]) for r in rows[:2]] == [("80", "", "2025"), ("12", "15", "")]
    assert list(rows[0]) == list(TABLES["targets"])


@pytest.mark.parametrize(
    ("value", "expected"), [(80.0, "80"), (0.7, "0.7"), (1e22, "1" + "0" * 22), (1e-7, "0.0000001"), (-3.5, "-3.5")]
)
def test_decimals_are_plain(tmp_path, value, expected):
    frame = to_frames([make_analysis()])["targets"].assign(value=pd.array([value, None], dtype="Float64"))
    writer = open_writer("csv", tmp_path)
    writer.write("targets", frame)
    writer.close()
    back = pd.read_csv(tmp_path / "targets.csv", dtype=str)
    assert back["value"].tolist()[0] == expected


def test_all_formats_hold_the_same(tmp_path):
    for format_ in FORMATS:
        write(format_, tmp_path, make_analysis())
    with sqlite3.connect(tmp_path / "extract.sqlite") as connection:
        tables = {
            "sqlite": pd.read_sql("SELECT * FROM targets", connection),
            "parquet": pd.read_parquet(tmp_path / "targets.parquet"),
            "json": pd.DataFrame(json.loads((tmp_path / "targets.json").read_text(encoding="utf-8"))),
            "xlsx": pd.read_excel(tmp_path / "extract.xlsx", sheet_name="targets"),
            "csv": pd.read_csv(tmp_path / "targets.csv"),
        }
    for name, table in tables.items():
        assert list(table.columns) == list(TABLES["targets"]), name
        assert table["indicator"].tolist() == ["hồ sơ được xử lý trên mạng", "hồ sơ"], name
        assert table["value"].tolist() == [80, 12], name
        assert pd.isna(table["value_max"][0]), name


@pytest.mark.parametrize("format_", FORMATS)
def test_no_documents_still_give_columns(tmp_path, format_):
    write(format_, tmp_path)
    if format_ == "csv":
        assert (tmp_path / "references.csv").read_text(encoding="utf-8-sig") == ",".join(TABLES["references"]) + "\n"
    if format_ == "json":
        assert json.loads((tmp_path / "references.json").read_text(encoding="utf-8")) == []
    if format_ == "xlsx":
        book = openpyxl.load_workbook(tmp_path / "extract.xlsx")
        assert book.sheetnames == list(TABLES)


def test_xlsx_opens_well(tmp_path):
    lines = (LINES[0], LINES[1], LINES[2], LINES[3])
    write("xlsx", tmp_path, make_analysis(doc_id="=1+1", lines=lines))
    sheet = openpyxl.load_workbook(tmp_path / "extract.xlsx")["targets"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:AA3"
    cell = sheet["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")  # text, no formula


def test_xlsx_leaves_out_what_excel_refuses(tmp_path):
    frame = to_frames([make_analysis()])["targets"]
    frame["scope"] = pd.array(["a\x01b", "x" * 40_000], dtype="string")
    writer = open_writer("xlsx", tmp_path)
    writer.write("targets", frame)
    writer.close()
    back = pd.read_excel(tmp_path / "extract.xlsx", sheet_name="targets")["scope"]
    assert back[0] == "ab"
    assert len(back[1]) == 32_767


def test_a_long_table_goes_on_in_a_second_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr("extractor.export.xlsx._MOST_ROWS", 2)
    write("xlsx", tmp_path, make_analysis())
    book = openpyxl.load_workbook(tmp_path / "extract.xlsx")
    assert [book["targets"]["B2"].value, book["targets_2"]["B2"].value] == ["dieu_1__diem_a#t1", "dieu_1__diem_a#t2"]


@pytest.mark.parametrize(
    ("text", "expected"), [("csv", ("csv",)), ("xlsx, CSV,xlsx", ("xlsx", "csv")), ("json,", ("json",))]
)
def test_formats(text, expected):
    assert parse_formats(text) == expected


@pytest.mark.parametrize("text", ["", "doc", "csv;xlsx", ","])
def test_unknown_formats(text):
    with pytest.raises(UsageError, match="unknown format"):
        parse_formats(text)


# ---------------------------------------------------------------------------------------------- the folder


def fill(out: Path, content: str = "x", key: str = "k"):
    with new_folder(out, key=key, summary={"n": 1}) as folder:
        (folder / "a.csv").write_text(content, encoding="utf-8")
        (folder / "texts").mkdir()
        (folder / "texts" / "d.txt").write_text(content, encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("prepare", [lambda out: None, lambda out: out.mkdir(), lambda out: fill(out, "old")])
def test_a_folder_appears_whole(tmp_path, prepare):
    out = tmp_path / "deep" / "out" if prepare(tmp_path / "out") else tmp_path / "out"
    fill(out)
    assert names(out) == ["a.csv", MANIFEST, "texts/d.txt"]
    assert (out / "a.csv").read_text(encoding="utf-8") == "x"
    assert list(tmp_path.iterdir()) == [out]


def test_missing_parents_are_made(tmp_path):
    fill(tmp_path / "a" / "b" / "out")
    assert read_manifest(tmp_path / "a" / "b" / "out")["summary"] == {"n": 1}


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError])
def test_a_failure_leaves_what_stood_there(tmp_path, error):
    out = tmp_path / "out"
    fill(out, "old")

    def fail():
        with new_folder(out, key="k", summary={}) as folder:
            (folder / "a.csv").write_text("half", encoding="utf-8")
            raise error

    with pytest.raises((error, OutputError)):
        fail()
    assert (out / "a.csv").read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_foreign_folder_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(OutputError, match="did not write"):
        fill(tmp_path)
    assert names(tmp_path) == ["thesis.docx"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="not a folder"):
        fill(tmp_path / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="no such folder on Windows")
def test_a_folder_that_cannot_be_made():
    with pytest.raises(OutputError, match="out"):
        fill(Path("/proc/nowhere/out"))


def test_files_of_others_and_edits_are_kept(tmp_path):
    out = tmp_path / "out"
    fill(out, "old")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "texts" / "more.txt").write_text("mine too", encoding="utf-8")
    (out / "a.csv").write_text("edited", encoding="utf-8")
    fill(out, "new")
    assert {name: (out / name).read_text(encoding="utf-8") for name in names(out) if name != MANIFEST} == {
        "a.csv": "new",
        "a.kept-1.csv": "edited",
        "notes.txt": "mine",
        "texts/d.txt": "new",
        "texts/more.txt": "mine too",
    }


def test_what_is_current(tmp_path):
    out = tmp_path / "out"
    assert is_current(out, "k") is None
    fill(out)
    assert is_current(out, "k")
    assert is_current(out, "other") is None
    (out / "a.csv").write_text("edited", encoding="utf-8")
    assert is_current(out, "k") is None
    fill(out)
    (out / "texts" / "d.txt").unlink()
    assert is_current(out, "k") is None
