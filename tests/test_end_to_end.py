"""The main job over the sample corpus and the real documents, as a user runs it, held against the contract."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import extractor
from extractor.gold import check_text, read_gold

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
CHECKER = SHARED / "tools" / "check_output.py"


def run(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", "from extractor.cli import main; main()", *map(str, args)],
                          capture_output=True, text=True, cwd=ROOT, encoding="utf-8")  # fmt: skip


def check(out: Path) -> None:
    if CHECKER.exists():
        done = subprocess.run([sys.executable, CHECKER, out], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample") / "out"
    done = run("corpus/", "--out", out, "--no-cache")
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def tables(sample):
    return {path.stem: pd.read_csv(path) for path in sample.glob("*.csv")}


def test_the_sample_holds_the_contract(sample):
    check(sample)


def test_documents_of_the_sample(tables):
    documents = tables["documents"].set_index("doc_id")
    assert documents[["number", "issued_on", "kind", "format"]].values.tolist() == [
        ["17/QĐ-UBQGCĐS", "2023-04-04", "quyet_dinh", "txt"],
        ["749/QĐ-TTg", "2020-06-03", "quyet_dinh", "docx"],
        ["942/QĐ-TTg", "2021-06-15", "quyet_dinh", "pdf"],
    ]
    assert documents.loc["942-QD-TTg-2021", "pages"] > 1


@pytest.mark.parametrize("table", ["provisions", "targets", "assignments", "references"])
def test_each_document_has_rows(tables, table):
    assert tables[table]["doc_id"].nunique() == 3


def levels(provisions: pd.DataFrame) -> dict[str, int]:
    counts = Counter(provisions["level"])
    return {level: counts[level] for level in ("dieu", "muc", "khoan", "diem")}


ALL_OF_749 = {"dieu": 3, "muc": 11, "khoan": 74, "diem": 82}


def test_provisions_of_749(tables):
    assert levels(tables["provisions"].query("doc_id == '749-QD-TTg-2020'")) == ALL_OF_749


def test_targets_of_749(tables):
    targets = tables["targets"].query("doc_id == '749-QD-TTg-2020' and status == 'target'")
    counts = Counter(targets["kind"])
    assert (counts["percentage"], counts["rank"]) == (27, 10)
    assert targets.query("value == 1000")[["comparator", "unit"]].values.tolist() == [[">=", "chuyên gia"]]


@pytest.mark.parametrize(("year", "shares"), [(2025, [90, 80, 60]), (2030, [100, 90, 70])])
def test_three_figures_share_a_predicate(tables, year, shares):
    targets = tables["targets"].query(f"doc_id == '749-QD-TTg-2020' and year == {year}")
    rows = targets[targets["indicator"].str.startswith("hồ sơ công việc")]
    assert rows["value"].tolist() == shares
    assert rows["indicator"].str.contains("môi trường mạng").all()
    assert rows["scope"].tolist() == ["cấp bộ, tỉnh", "cấp huyện", "cấp xã"]


def test_references_of_749(tables):
    rows = tables["references"].query("doc_id == '749-QD-TTg-2020' and kind == 'internal'")
    assert set(rows["status"]) == {"resolved"}
    assert len(rows) == 69


def test_the_targets_of_the_sample_gold_are_found():
    from extractor.evaluate import score_document
    from extractor.pipeline import analyse_path

    for path in sorted((ROOT / "annotations").glob("sample-*.jsonl")):
        gold = read_gold(path)
        analysis = analyse_path(ROOT / "corpus" / gold.file)
        result = score_document(check_text(gold, analysis.document.text), analysis)
        missed = [e.key for e in result.errors if e.fact == "target" and e.what == "missed"]
        assert missed == [], path.name


# ---------------------------------------------------------------------------------------------- real documents

needs_corpus = pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the real documents are not here")


@needs_corpus
def test_the_real_749():
    a = extractor.analyse(SHARED / "corpus" / "749-QD-TTg-2020.txt")
    assert levels(a.provisions) == ALL_OF_749
    targets = a.targets.query("status == 'target'")
    counts = Counter(targets["kind"])
    assert (counts["percentage"], counts["rank"]) == (27, 10)
    assert set(targets[targets["provision_id"].str.startswith("dieu_1__muc_II__")]["year"]) == {2025, 2030}
    experts = targets.query("value == 1000")
    assert experts[["figure", "comparator", "unit"]].values.tolist() == [["1000", ">=", "chuyên gia"]]
    internal = a.references.query("kind == 'internal'")
    assert set(internal["status"]) == {"resolved"}
    assert len(internal) == 69
    heads = {p.split("__")[1] for p in a.assignments["provision_id"] if p.startswith("dieu_2__khoan_")}
    assert len(heads) == 22


@needs_corpus
def test_the_real_documents_hold_the_contract(tmp_path):
    """Scans are left to the tests of recognition; they are the only files that fail without it."""
    done = run(SHARED / "corpus", "--out", tmp_path / "out", "--ocr", "never", "--no-cache")
    assert done.returncode in (0, 1), done.stderr
    check(tmp_path / "out")
    diagnostics = pd.read_csv(tmp_path / "out" / "diagnostics.csv")
    assert all("scan" in file for file in diagnostics.query("severity == 'error'")["file"])
