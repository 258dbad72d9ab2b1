"""``extract diff``: what it prints, writes and exits with; the same from Python."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import extractor
from extractor.compare import CHANGE_COLUMNS

TEXT = """THỦ TƯỚNG CHÍNH PHỦ
Số: {number}/QĐ-TTg
Hà Nội, ngày 03 tháng 6 năm {year}

QUYẾT ĐỊNH

Điều 1. Mục tiêu đến năm 2025

1. Tối thiểu {share}% hồ sơ công việc được xử lý trên môi trường mạng.

2. {more}

Điều 2. Bộ Y tế chủ trì xây dựng nền tảng tư vấn khám bệnh từ xa.
"""


@pytest.fixture
def extract(monkeypatch, run_command, tmp_path):
    """Run the command in a folder with three decisions; gives (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXTRACT_CACHE", str(tmp_path / ".cache"))
    (tmp_path / "corpus").mkdir()
    more = (
        "Tỷ lệ dân số có chữ ký số đạt 50%.",
        "Tỷ lệ trường học có mạng đạt 70%.",
        "Tỷ lệ dân số có chữ ký số đạt 60%.",
    )
    for number, year, share, line in ((11, 2020, 80, more[0]), (22, 2021, 90, more[1]), (11, 2022, 70, more[2])):
        text = TEXT.format(number=number, year=year, share=share, more=line)
        (tmp_path / "corpus" / f"{number}-{year}.txt").write_text(text, encoding="utf-8")

    return run_command


def test_prints_and_writes(extract):
    code, out, err = extract("diff", "11-QD-TTg-2020", "22/QĐ-TTg", "--out", "d", "--format", "csv,xlsx", "--tasks")
    assert (code, err) == (0, "")
    assert "▲ raised" in out
    assert "1 raised, 1 added, 1 dropped" in out
    assert "1 unchanged" in out
    names = {p.name for p in Path("d").iterdir()}
    assert {"changes.csv", "changes.xlsx", "diff.html", "task_changes.csv", "trajectories.csv"} <= names
    with Path("d/changes.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert list(rows[0]) == list(CHANGE_COLUMNS)
    assert [(r["change"], r["a_value"], r["b_value"]) for r in rows] == [
        ("raised", "80", "90"),
        ("dropped", "50", ""),
        ("added", "", "70"),
    ]
    page = Path("d/diff.html").read_text(encoding="utf-8")
    assert "▲ raised" in page
    assert "http" not in page


def test_names_that_mean_two_documents(extract):
    code, out, err = extract("diff", "11", "22")
    assert (code, out) == (2, "")
    assert "11-QD-TTg-2020" in err
    assert "11-QD-TTg-2022" in err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("22",), "two documents"),
        (("22", "99"), "99"),
        (("corpus/11-2020.txt", "22", "--format", "pdf"), "csv or xlsx"),
        (("corpus/11-2020.txt", "22", "--out", "corpus"), "left alone"),
    ],
)
def test_wrong_usage(extract, args, message):
    code, _, err = extract("diff", *args)
    assert code == 2
    assert message in err


def test_three_documents_and_a_plot(extract):
    pytest.importorskip("matplotlib")
    code, out, _ = extract("diff", "corpus/11-2020.txt", "22", "corpus/11-2022.txt", "--plot", "p.svg")
    assert code == 0
    assert "trajectories" in out
    assert "contradiction" in out
    assert Path("p.svg").read_text(encoding="utf-8").lstrip().startswith("<?xml")


def test_versions_of_one_act(extract):
    draft, final = Path("draft.txt"), Path("final.txt")
    for path, share in ((draft, 80), (final, 85)):
        path.write_text(TEXT.format(number=33, year=2023, share=share, more="Bố trí kinh phí."), encoding="utf-8")
    code, out, _ = extract("diff", draft, final)
    assert code == 0
    assert "≠ changed" in out


def test_from_python(extract):
    frame = extractor.diff("corpus/11-2020.txt", extractor.analyse("corpus/22-2021.txt"))
    assert list(frame["change"]) == ["raised", "dropped", "added"]
    table = extractor.trajectories(extractor.analyse_corpus("corpus"))
    assert list(table.columns)[3:] == ["11-QD-TTg-2020 2025", "22-QD-TTg-2021 2025", "11-QD-TTg-2022 2025"]
    assert list(table.iloc[0])[3:] == ["≥ 80%", "≥ 90%", "≥ 70%"]
