"""The command line: what it prints, writes and exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import extractor
from extractor.files import MANIFEST
from extractor.gold import text_sha256

TEXT = """QUYẾT ĐỊNH

Điều 1. Mục tiêu đến năm 2025

1. Tối thiểu {share}% hồ sơ được xử lý trên môi trường mạng.

2. Có 5 doanh nghiệp công nghệ số.

Điều 2. Bộ Y tế chủ trì thực hiện nhiệm vụ tại khoản 1 Điều 1.
"""


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder with two documents, its own cache, as the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXTRACT_CACHE", str(tmp_path / ".cache"))
    (tmp_path / "corpus").mkdir()
    for name, share in (("mot", 80), ("hai", 90)):
        (tmp_path / "corpus" / f"{name}.txt").write_text(TEXT.format(share=share), encoding="utf-8")
    return tmp_path


@pytest.fixture
def extract(run_command):
    """Run the command; gives (exit code, stdout, stderr)."""
    return run_command


def test_the_main_job(workplace, extract):
    code, out, err = extract("corpus")
    assert (code, err) == (0, "")
    assert "2 documents" in out
    assert "written to out" in out
    assert {p.name for p in Path("out").iterdir()} == {
        *(f"{t}.csv" for t in ("documents", "provisions", "targets", "assignments", "references", "diagnostics")),
        "texts",
        MANIFEST,
    }


def test_options_may_come_first(workplace, extract):
    assert extract("--out", "show", "--quiet", "corpus/mot.txt") == (0, "", "")
    assert Path("show/targets.csv").exists()


def test_every_format(workplace, extract):
    code, _, _ = extract("corpus", "--format", "csv,xlsx,parquet,sqlite,json")
    assert code == 0
    for name in ("targets.csv", "extract.xlsx", "targets.parquet", "extract.sqlite", "targets.json"):
        assert Path("out", name).stat().st_size


def test_a_rerun_changes_nothing(workplace, extract):
    extract("corpus")
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in Path("out").rglob("*") if p.is_file()}
    code, _, err = extract("corpus")
    assert (code, "Nothing has changed" in err) == (0, True)
    assert before == {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in Path("out").rglob("*") if p.is_file()}


def test_the_same_input_gives_the_same_bytes(workplace, extract):
    for out in ("one", "two"):
        extract("corpus", "--out", out, "--no-cache", "--format", "csv,json,parquet")
    one, two = (
        {p.relative_to(o).as_posix(): p.read_bytes() for p in Path(o).rglob("*") if p.is_file()} for o in ("one", "two")
    )
    assert one == two


def test_some_file_failed(workplace, extract):
    Path("corpus/broken.pdf").write_bytes(b"%PDF-1.7 no more of it")
    Path("corpus/empty.txt").write_bytes(b"")
    code, out, err = extract("corpus")
    assert code == 1
    assert "broken.pdf" in err
    assert "empty.txt" in err
    assert "2 of 4 files could not be read" in out
    assert Path("out/diagnostics.csv").read_text(encoding="utf-8-sig").count(",error,") == 2
    Path("corpus/broken.pdf").unlink()
    Path("corpus/empty.txt").unlink()
    assert extract("corpus")[0] == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere"], "nowhere: no such file or folder"),
        (["empty"], "empty: no documents in this folder"),
        (["corpus", "--format", "doc"], "unknown format 'doc'"),
        (["corpus", "--as-of", "yesterday"], "not a date"),
        (["corpus", "--out", "corpus"], "did not write"),
        (["corpus", "--out", "corpus/mot.txt"], "not a folder"),
        (["corpus", "--out", "corpus/mot.txt/x"], "not a folder"),
        (["corpus", "--jobs", "0"], "jobs"),
        (["corpus", "--ocr", "maybe"], "maybe"),
        (["corpus", "--nonsense"], "nonsense"),
        (["show"], "DOC"),
        (["show", "ba"], "no document is called 'ba'"),
        (["show", "ba", "--in", "nowhere"], "no folder nowhere"),
        (["show", "mot", "dieu_9"], "no provision 'dieu_9'"),
        (["eval", "empty"], "no annotations"),
        (["tasks"], "say one of"),
        (["tasks", "Bộ Y tế", "--unowned"], "say one of"),
        (["tasks", "Bộ Y tê"], "nearest: Bộ Y tế"),
        (["tasks", "Bộ Y tế", "--role", "boss"], "unknown role"),
        (["tasks", "Bộ Y tế", "--out", "x.doc"], ".csv or .xlsx"),
    ],
)
def test_wrong_usage(workplace, extract, args, message):
    Path("empty").mkdir()
    code, out, err = extract(*args)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert not Path("out").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may write everywhere")
def test_a_folder_that_may_not_be_written(workplace, extract):
    Path("locked").mkdir(mode=0o500)
    code, _, err = extract("corpus", "--out", "locked/out")
    assert (code, "locked" in err) == (2, True)


def test_show(workplace, extract):
    code, out, _ = extract("show", "corpus/mot.txt")
    assert code == 0
    assert "dieu_1" in out
    assert "  khoan_1" in out
    code, out, _ = extract("show", "mot", "dieu_1__khoan_1")
    assert code == 0
    assert "Tối thiểu 80% hồ sơ" in out


def test_tasks(workplace, extract):
    code, out, _ = extract("tasks", "BYT", "--role", "lead", "--out", "tasks.csv")
    assert code == 0
    assert "mot dieu_2 -> dieu_1__khoan_1: Bộ Y tế: lead" in out
    assert "2 tasks" in out
    assert Path("tasks.csv").read_text(encoding="utf-8-sig").count("Bộ Y tế") >= 2
    code, out, _ = extract("tasks", "Bộ Tài chính")
    assert (code, out) == (0, "0 tasks\n")
    code, out, _ = extract("tasks", "--matrix", "m.xlsx")
    assert (code, "2 provisions, 1 agencies" in out) == (0, True)
    assert Path("m.xlsx").stat().st_size
    assert extract("tasks", "--unowned")[0] == 0


@pytest.fixture
def annotated(workplace):
    """Gold of one document: its target, and one that is not found."""
    text = extractor.analyse("corpus/mot.txt").text
    share = {"kind": "percentage", "comparator": ">=", "direction": "level", "value": "80", "value_max": "",
             "unit": "%", "year": 2025, "year_start": None, "status": "target", "scope": "", "keywords": ["hồ sơ"],
             "provision_id": "dieu_1__khoan_1"}  # fmt: skip
    rows = [
        {"file": "mot.txt", "text_sha256": text_sha256(text), "facts": ["targets"], "half": "tune", "format": "txt"},
        {"fact": "target", "start": text.index("80%"), "end": text.index("80%") + 3, "figure": "80%",
         "near": "hồ sơ được", **share},
        {"fact": "target", "start": text.index("Y tế"), "end": text.index("Y tế") + 4, "figure": "Y tế", "near": "",
         **share, "value": "7"},
    ]  # fmt: skip
    Path("annotations").mkdir()
    gold = Path("annotations/mot.jsonl")
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return gold


def test_eval(annotated, extract):
    code, out, _ = extract("eval")
    assert code == 0
    assert "missed: gold percentage >= level 7" in out
    assert "[[Y tế]]" in out
    assert "targets by half" in out
    assert "missed: gold" not in extract("eval", "--half", "report")[1]
    assert "missed: gold" not in extract("eval", "--no-errors")[1]


def test_eval_against_a_baseline(annotated, extract):
    assert extract("eval", "--baseline", "none.json")[0] == 2
    assert extract("eval", "--write-baseline")[0] == 0
    baseline = Path("annotations/baseline.json")
    assert "hồ sơ" not in baseline.read_text(encoding="utf-8")
    code, out, _ = extract("eval", "--baseline", baseline)
    assert (code, "losses since the baseline: 0" in out) == (0, True)
    baseline.write_text(baseline.read_text(encoding="utf-8").replace("1,\n    1,", "2,\n    0,", 1), encoding="utf-8")
    code, out, _ = extract("eval", "--baseline", baseline)
    assert (code, "WORSE" in out) == (1, True)


def test_gold_of_another_text(annotated, extract):
    source = Path("corpus/mot.txt")
    source.write_text("QUYẾT ĐỊNH MỚI\n\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    code, _, err = extract("eval")
    assert code == 2
    assert "sha256 differs" in err
    code, _, err = extract("eval", "--rebase")
    assert code == 0
    assert "2 of 2 facts found anew" in err
    assert extract("eval")[0] == 0


def test_gold_without_its_files(annotated, extract):
    Path("corpus/mot.txt").unlink()
    code, _, err = extract("eval")
    assert (code, "--source-root" in err) == (2, True)


def test_a_file_named_like_a_subcommand(workplace, extract):
    Path("show").write_text(TEXT.format(share=70), encoding="utf-8")
    assert extract("./show")[0] == 0
    assert Path("out/texts/show.txt").exists()


@pytest.mark.parametrize("args", [["--help"], ["show", "--help"], ["eval", "--help"], ["--version"]])
def test_help(extract, args):
    code, out, err = extract(*args)
    assert (code, err) == (0, "")
    assert "extract" in out


def test_help_names_options_and_subcommands(extract):
    _, out, _ = extract("--help")
    for word in ("PATH", "--out", "--jobs", "--format", "--ocr", "--as-of", "--quiet", "show", "eval"):
        assert word in out


def test_without_arguments_the_help_is_shown(extract):
    code, out, err = extract()
    assert code == 2
    assert "PATH" in out + err


@pytest.mark.parametrize("module", ["extractor", "extractor.cli", "extractor.api", "extractor.pipeline"])
def test_nothing_heavy_is_imported_early(module):
    heavy = (
        "spacy",
        "pandas",
        "numpy",
        "underthesea",
        "pdfplumber",
        "pypdfium2",
        "openpyxl",
        "pyarrow",
        "rich",
        "matplotlib",
        "scipy",
    )
    code = f"import sys, {module}; print(sorted(set({heavy!r}) & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
