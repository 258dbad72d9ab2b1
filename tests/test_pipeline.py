"""What holds for every document, whatever it says."""

from __future__ import annotations

from dataclasses import astuple
from itertools import pairwise
from pathlib import Path

import pytest
from handmade import make_document
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import extractor.annotate.targets as targets_module
from extractor.errors import ReadError
from extractor.model import Analysis, Quote
from extractor.pipeline import INTERNAL_ERROR, analyse_document, analyse_path
from extractor.tables import TABLES, to_frames

SHARED = Path(__file__).parents[2] / "shared" / "corpus"
SAMPLES = sorted(p for p in (Path(__file__).parents[1] / "corpus").glob("*") if p.name != "README.md")

# Words that open provisions, tables and facts, so that the rules fire often on made-up text.
WORDS = st.sampled_from([
    "Điều 1. ", "Điều 2. ", "I. ", "II. ", "1. ", "2. ", "a) ", "b) ", "- ", "đến năm 2025", "giai đoạn 2021 - 2025",
    "80%", "tối thiểu 10", "trên 0,7", "nhóm 50 nước dẫn đầu", "Bộ Y tế", "Bộ TT&TT", "chủ trì", "phối hợp với",
    "tại điểm a khoản 1 mục II", "Quyết định số 749/QĐ-TTg", "Số: 12/QĐ-TTg", "QUYẾT ĐỊNH:", "MỤC TIÊU",
    "TỔ CHỨC THỰC HIỆN", "phổ cập", "tăng 2 lần", "quý IV/2026", "Nơi nhận:", "| a | b |\n|---|---|\n| 1 | 80% |",
    "\n", "\n\n", "\t", " : ", "; ", ". ", "<td>", "</p>",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(WORDS, max_size=60).map("".join),
    st.lists(WORDS, max_size=60).map(" ".join),
)


def check(analysis: Analysis) -> None:
    """The guarantees of the model and of the contract."""
    text, structure = analysis.document.text, analysis.structure
    for fact in (*analysis.targets, *analysis.assignments, *analysis.references):
        for quote in quotes(fact):
            assert text[quote.start : quote.end] == quote.text
        assert fact.provision_id in structure.by_id
        assert fact.id.startswith(f"{fact.provision_id}#")
    for several in (analysis.targets, analysis.assignments, analysis.references):
        assert len({fact.id for fact in several}) == len(several)
    for assignment in analysis.assignments:
        assert set(assignment.refs) <= structure.by_id.keys()
    check_tiling(analysis)
    assert [d for d in analysis.diagnostics if d.code == INTERNAL_ERROR] == []
    for name, frame in to_frames([analysis]).items():
        assert list(frame.columns) == list(TABLES[name])


def quotes(value: object):
    """All quotes inside a fact, however deep."""
    if isinstance(value, Quote):
        yield value
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from quotes(getattr(value, name))


def check_tiling(analysis: Analysis) -> None:
    """Provisions nest, siblings do not overlap, and the top ones leave no word out."""
    text, structure = analysis.document.text, analysis.structure
    assert len(structure.by_id) == len(structure.provisions)
    for provision in structure.provisions:
        parent = structure.by_id.get(provision.parent_id)
        assert parent is not None or not provision.parent_id
        if parent is not None:
            assert parent.start <= provision.start <= provision.end <= parent.end
    for parent_id in ["", *structure.by_id]:
        siblings = structure.children(parent_id)
        assert all(a.end <= b.start for a, b in pairwise(siblings))
    at = 0
    for provision in structure.children():
        assert not text[at : provision.start].strip()
        at = provision.end
    assert not text[at:].strip()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
@example("NHÓM 0,<:0 NƯỚC DẪN ĐẦU")
def test_any_text(text):
    check(analyse_document(make_document(lines=tuple(text.split("\n")))))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(TEXTS, st.sampled_from([".txt", ".md", ".html"]))
def test_any_file(tmp_path, text, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_text(f"văn bản {text}", encoding="utf-8", errors="replace")
    try:
        analysis = analyse_path(path)
    except ReadError:  # says what is wrong with the file; anything else is a fault
        return
    check(analysis)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_samples(path):
    analysis = analyse_path(path)
    check(analysis)
    assert analysis == analyse_path(path)  # the same input gives the same facts


REAL = (
    "749-QD-TTg-2020.txt", "109-NQ-CP-2026.txt", "2530-QD-TTg-2025.md", "20-NQ-TW-2012.md", "bao-chi-942-2021.txt",
    "30-2020-ND-CP.docx", "42-2025-QD-TTg.html", "892-QD-TTg-2026.pdf",
)  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_documents(name):
    if not (SHARED / name).exists():
        pytest.skip(f"{SHARED / name} is not here")
    check(analyse_path(SHARED / name))


def test_facts_are_numbered_in_the_order_of_the_text():
    document = make_document(
        lines=("Điều 1. Mục tiêu đến năm 2025", "1. Đạt 80% hồ sơ và 90% báo cáo.", "2. Đạt 70% xã.")
    )
    facts = analyse_document(document).targets
    assert [f.figure.start for f in facts] == sorted(f.figure.start for f in facts)
    assert all(astuple(f) for f in facts)


def test_a_fault_in_one_room_leaves_the_others(monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(targets_module, "find_targets", fail)
    analysis = analyse_document(make_document(lines=("Điều 1. Căn cứ Luật số 20/2008/QH12 và khoản 1 Điều 1.",)))
    (fault,) = [d for d in analysis.diagnostics if d.code == INTERNAL_ERROR]
    assert (fault.severity, "targets are missing" in fault.message) == ("error", True)
    assert analysis.references
