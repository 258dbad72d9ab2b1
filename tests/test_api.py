"""The Python interface, and the tasks that it gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from handmade import make_analysis

import extractor
from extractor.api import AnalysedDocument
from extractor.errors import ReadError, UsageError
from extractor.model import AgencyMention, Provision
from extractor.tables import TABLES
from extractor.tasks import check_agency, find_tasks, find_unowned, to_matrix

TEXT = """QUYẾT ĐỊNH

Điều 1. Mục tiêu đến năm 2025

1. Tối thiểu 80% hồ sơ được xử lý trên môi trường mạng.
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("EXTRACT_CACHE", str(tmp_path / ".cache"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "mot.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "in" / "trong.txt").write_text("", encoding="utf-8")
    return tmp_path / "in"


def test_analyse(folder):
    a = extractor.analyse(folder / "mot.txt")
    for name, columns in TABLES.items():
        assert list(getattr(a, name).columns) == list(columns)
    assert a.documents["doc_id"].tolist() == [a.doc_id]
    assert "khoan_1" in a.tree
    assert "80%" in a.provision("dieu_1__khoan_1")
    assert a.doc_id in repr(a)
    assert a.doc_id in a._repr_html_()


@pytest.mark.parametrize("name", ["trong.txt", "nowhere.txt"])
def test_a_file_that_cannot_be_read(folder, name):
    with pytest.raises(ReadError, match=name):
        extractor.analyse(folder / name)


@pytest.mark.parametrize("several", [False, True])
def test_analyse_corpus(folder, several):
    corpus = extractor.analyse_corpus([folder] if several else str(folder))
    assert len(corpus) == 1
    assert corpus.diagnostics["severity"].tolist().count("error") == 1
    assert [document.doc_id for document in corpus] == corpus.documents["doc_id"].tolist()
    assert corpus["mot"].text == extractor.analyse(folder / "mot.txt").text
    assert "<table>" in corpus._repr_html_()
    assert "1 unreadable" in repr(corpus)


def test_corpus_of_nothing(tmp_path):
    with pytest.raises(UsageError):
        extractor.analyse_corpus(tmp_path / "nowhere")


def test_what_the_package_offers():
    assert set(extractor.__all__) <= set(dir(extractor))
    with pytest.raises(AttributeError, match="nothing"):
        _ = extractor.nothing


def test_words_of_the_source_are_no_markup():
    analysis = make_analysis(doc_id="<b>")
    assert "<b>&lt;b&gt;</b>" in AnalysedDocument(analysis)._repr_html_()


# ---------------------------------------------------------------------------------------------- tasks


def test_tasks_are_unfolded_to_the_provision_they_name():
    (task,) = find_tasks([make_analysis()])
    assert (task.provision_id, task.refers_to, task.role, task.deadline) == ("dieu_2", "dieu_1__diem_a", "lead", "2025")
    assert task.text.startswith("a) 80% hồ sơ")
    assert task.under == "Mục tiêu đến năm 2025"


def with_agency(name: str, key: str, **assignment):
    analysis = make_analysis()
    (old,) = analysis.assignments
    mention = AgencyMention(old.agency.quote, name, key, "ministry")
    structure = replace(analysis.structure, metadata=replace(analysis.structure.metadata, issued_on="2020-06-03"))
    changed = replace(old, agency=mention, current_agency="", **assignment)
    return replace(analysis, structure=structure, assignments=(changed,))


MIC = with_agency("Bộ Thông tin và Truyền thông", "bo_thong_tin_va_truyen_thong")


@pytest.mark.parametrize(
    ("agency", "role", "as_of", "found"),
    [
        ("Bộ Thông tin và Truyền thông", "", None, 1),
        ("Bộ TT&TT", "", None, 1),
        ("bộ thông tin và truyền thông", "lead", None, 1),
        ("Bộ TT&TT", "coordinate", None, 0),
        ("Bộ Y tế", "", None, 1),  # as it is written in the text
        ("Bộ Tài chính", "", None, 0),
        ("Bộ Khoa học và Công nghệ", "", date(2026, 1, 1), 1),  # to which the functions moved in 2025
        ("Bộ Khoa học và Công nghệ", "", date(2024, 1, 1), 0),
    ],
)
def test_tasks_of_an_agency(agency, role, as_of, found):
    assert len(list(find_tasks([MIC], agency=agency, role=role, as_of=as_of))) == found


@pytest.mark.parametrize(
    ("agency", "nearest"),
    [
        ("Bộ TT&TX", "Bộ Thông tin và Truyền thông"),
        ("bo y te", "Bộ Y tế"),
    ],
)
def test_an_unknown_agency_has_a_nearest(agency, nearest):
    with pytest.raises(UsageError, match=f"nearest: .*{nearest}"):
        check_agency(agency, [MIC])


def test_known_agencies_pass():
    check_agency("Bộ TT&TT", [])
    check_agency("Trung tâm ABC", [with_agency("Trung tâm ABC", "")])


def test_an_unknown_role():
    with pytest.raises(UsageError, match=r"unknown role 'boss'.*lead"):
        list(find_tasks([MIC], role="boss"))


def solutions(*refs: str, role: str = "lead"):
    """The hand-made document with its first Điều headed as solutions, and khoản in it."""
    analysis = make_analysis()
    first, dieu_1, diem, dieu_2 = analysis.structure.provisions
    dieu_1 = replace(dieu_1, heading="Nhiệm vụ, giải pháp")
    middle = (diem.start + diem.end) // 2
    provisions = (
        first,
        dieu_1,
        Provision("dieu_1__khoan_1", "dieu_1", "khoan", "1", "", diem.start, middle, diem.start),
        Provision("dieu_1__khoan_2", "dieu_1", "khoan", "2", "", middle, diem.end, middle),
        dieu_2,
    )
    (old,) = analysis.assignments
    structure = replace(analysis.structure, provisions=provisions)
    return replace(analysis, structure=structure, assignments=(replace(old, refs=refs, role=role),), targets=())


@pytest.mark.parametrize(
    ("refs", "role", "unowned"),
    [
        ((), "lead", ["dieu_1__khoan_1", "dieu_1__khoan_2"]),
        (("dieu_1__khoan_1",), "lead", ["dieu_1__khoan_2"]),
        (("dieu_1",), "implement", []),
        (("dieu_1__khoan_1",), "coordinate", ["dieu_1__khoan_1", "dieu_1__khoan_2"]),
    ],
)
def test_tasks_of_nobody(refs, role, unowned):
    assert [u.provision_id for u in find_unowned([solutions(*refs, role=role)])] == unowned


def test_matrix():
    head, rows = to_matrix([solutions("dieu_1__khoan_1", "dieu_1__khoan_2"), MIC])
    assert head == ["doc_id", "provision_id", "text", "Bộ Y tế", "Bộ Thông tin và Truyền thông"]
    assert [row[1:2] + row[3:] for row in rows] == [
        ["dieu_1__khoan_1", "L", None],
        ["dieu_1__khoan_2", "L", None],
        ["dieu_1__diem_a", None, "L"],
    ]


def test_frames_of_tasks(folder):
    corpus = extractor.analyse_corpus(folder)
    assert list(corpus.tasks().columns)[:2] == ["doc_id", "provision_id"]
    assert list(corpus.unowned().columns)[:2] == ["doc_id", "provision_id"]
    assert AnalysedDocument(make_analysis()).tasks["role"].tolist() == ["lead"]
    with pytest.raises(UsageError, match="nearest"):
        corpus.tasks(agency="Bộ Y tê")
