"""Which files are read, and how documents of a corpus are told apart, kept and linked."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import LINES, make_analysis

import extractor.cache as cache_module
import extractor.corpus as corpus_module
from extractor.cache import Cache, code_version, open_cache
from extractor.corpus import analyse_files, pick, run_key
from extractor.errors import EmptyFileError, UsageError
from extractor.files import MANIFEST, expand, shown


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"text of {name}", encoding="utf-8")


@pytest.fixture
def fake(monkeypatch):
    """Analyses by file name instead of the real way; calls are counted."""
    calls: list[str] = []
    made = {}

    def read(path, *, ocr="auto"):
        name = Path(path).name
        calls.append(name)
        if name.startswith("bad"):
            raise EmptyFileError(path, "the file is empty", "fetch it again")
        if name.startswith("bug"):
            raise ZeroDivisionError("oops")
        number, year, linked = {
            "a.txt": ("12/QĐ-ABC", 2020, ("13/QĐ-ABC", 2021)),
            "b.txt": ("13/QĐ-ABC", 2021, ("12/qđ-abc", 2020)),
            "c.txt": ("13/QĐ-ABC", 2022, ("12/QĐ-ABC", 2019)),
            "d.txt": ("12/QĐ-ABC", 2020, ("12/QĐ-ABC", None)),
        }.get(name, ("", None, ("", None)))
        doc_id = f"{number.split('/')[0]}-QD-ABC-{year}" if number else Path(name).stem
        lines = (f"Số: {number}, {'same' if name.startswith('same') else name}", *LINES[1:])
        made[str(path)] = make_analysis(str(path), doc_id, number=number, year=year, lines=lines, linked=linked)
        return made[str(path)].document

    monkeypatch.setattr(corpus_module, "read_document", read)
    monkeypatch.setattr(corpus_module, "analyse_document", lambda document: made[document.source.file])
    return calls


# ---------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["b.txt", "a.pdf", "sub/c.docx"], ["a.pdf", "b.txt", "sub/c.docx"]),
        (["a.txt", ".hidden.txt", "~$a.docx", ".~lock.a.docx#", ".git/x.txt", "Thumbs.db"], ["a.txt"]),
        (["a.txt", "README.md", "INDEX.md", "sub/readme.txt"], ["a.txt"]),
        (["INDEX.pdf", "index.html", "a.odt"], ["INDEX.pdf", "a.odt", "index.html"]),
        (["a.txt", f"out/{MANIFEST}", "out/texts/a.txt"], ["a.txt"]),
    ],
)
def test_files_of_a_folder(tmp_path, names, expected):
    touch(tmp_path, *names)
    assert [p.relative_to(tmp_path).as_posix() for p in expand([tmp_path])] == expected


def test_a_file_is_taken_as_given(tmp_path, monkeypatch):
    touch(tmp_path, "README.md", "sub/a.txt")
    monkeypatch.chdir(tmp_path)
    assert expand(["README.md", "sub", "sub/a.txt", "./sub"]) == [Path("README.md"), Path("sub/a.txt")]


@pytest.mark.parametrize(
    ("path", "message"), [("nowhere", "no such file or folder"), ("empty", "no documents in this folder")]
)
def test_paths_that_cannot_be(tmp_path, path, message):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=f"{path}.*{message}"):
        expand([tmp_path / path])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_document(tmp_path):
    touch(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert expand([tmp_path]) == [tmp_path / "a.txt"]
    with pytest.raises(UsageError, match="not a regular file"):
        expand([tmp_path / "pipe.txt"])


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_broken_link_is_an_error_row(tmp_path):
    touch(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere.txt")
    corpus = analyse_files([tmp_path])
    assert (len(corpus), corpus.failed, corpus.diagnostics[0][2].code) == (1, 1, "unreadable")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
def test_a_name_that_is_no_text(tmp_path):
    name = os.fsdecode(b"v\xe0n.txt")
    assert shown(name) == "v\ufffdn.txt"


# ---------------------------------------------------------------------------------------------- documents


def test_one_bad_file_never_stops_the_others(tmp_path, fake):
    touch(tmp_path, "a.txt", "bad.txt", "bug.txt", "b.txt")
    corpus = analyse_files([tmp_path])
    assert [e.doc_id for e in corpus.entries] == ["12-QD-ABC-2020", "13-QD-ABC-2021"]
    assert corpus.failed == 2
    (bad_file, _, bad), (_, _, bug) = corpus.diagnostics
    assert (bad_file, bad.code, bad.severity) == (str(tmp_path / "bad.txt"), "empty", "error")
    assert "fetch it again" in bad.message
    assert (bug.code, "ZeroDivisionError: oops" in bug.message) == ("internal-error", True)


def test_references_are_linked_by_number_and_year(tmp_path, fake):
    touch(tmp_path, "a.txt", "b.txt", "c.txt")
    linked = {a.doc_id: [r.target_doc_id for r in a.references] for a in analyse_files([tmp_path])}
    assert linked == {
        "12-QD-ABC-2020": ["", "13-QD-ABC-2021"],
        "13-QD-ABC-2021": ["", "12-QD-ABC-2020"],
        "13-QD-ABC-2022": ["", ""],  # 12/QĐ-ABC of 2019 is another act
    }


def test_two_documents_of_one_number(tmp_path, fake):
    touch(tmp_path, "a.txt", "d.txt")
    corpus = analyse_files([tmp_path])
    assert [a.doc_id for a in corpus] == ["12-QD-ABC-2020", "12-QD-ABC-2020~2"]
    ((file, doc_id, clash),) = corpus.diagnostics
    assert (Path(file).name, doc_id, clash.code, clash.severity) == (
        "d.txt",
        "12-QD-ABC-2020~2",
        "doc-id-clash",
        "warning",
    )
    assert corpus.failed == 0


def test_the_same_text_twice(tmp_path, fake):
    touch(tmp_path, "same1.txt", "same2.txt")
    corpus = analyse_files([tmp_path])
    assert len(corpus) == 1
    ((file, doc_id, note),) = corpus.diagnostics
    assert (Path(file).name, doc_id, note.code) == ("same2.txt", "same1", "duplicate")
    assert "same1.txt" in note.message


def test_a_copy_of_a_file_is_not_analysed(tmp_path, fake):
    touch(tmp_path, "a.txt", "bad.txt")
    for name in ("a", "bad"):
        (tmp_path / f"{name}-copy.txt").write_bytes((tmp_path / f"{name}.txt").read_bytes())
    corpus = analyse_files([tmp_path])
    assert fake == ["a-copy.txt", "bad-copy.txt", "bad.txt"]
    assert [(Path(file).name, d.code) for file, _, d in corpus.diagnostics] == [
        ("a.txt", "duplicate"),
        ("bad-copy.txt", "empty"),
        ("bad.txt", "empty"),
    ]


@pytest.mark.parametrize(
    ("doc_id", "expected"),
    [("749-QD-TTg-2020", "749-QD-TTg-2020"), ("../x", "x"), ("Đề án/1", "De-an-1"), ("con", "con-"), ("", "document"),
     ("x" * 300, "x" * 180)],
)  # fmt: skip
def test_a_doc_id_is_a_file_name(tmp_path, monkeypatch, doc_id, expected):
    touch(tmp_path, "a.txt")
    monkeypatch.setattr(corpus_module, "analyse_document", lambda document: make_analysis(document.source.file, doc_id))
    assert [a.doc_id for a in analyse_files([tmp_path])] == [expected]


# ---------------------------------------------------------------------------------------------- kept results


def make_cache(folder: Path) -> Cache:
    cache = Cache(folder / "results", folder / "recognised")
    cache.results.mkdir()
    cache.recognised.mkdir()
    return cache


def test_an_unchanged_file_is_not_analysed_again(tmp_path, fake):
    cache = make_cache(tmp_path)
    touch(tmp_path / "in", "a.txt", "bad.txt")
    first = analyse_files([tmp_path / "in"], cache=cache)
    again = analyse_files([tmp_path / "in"], cache=cache)
    assert (first.fresh, again.fresh) == (2, 1)  # errors are tried again
    assert fake == ["a.txt", "bad.txt", "bad.txt"]
    assert list(first) == list(again)


@pytest.mark.parametrize("change", ["bytes", "name", "options", "damage"])
def test_a_result_is_never_stale(tmp_path, fake, change):
    cache = make_cache(tmp_path)
    file = tmp_path / "a.txt"
    touch(tmp_path, "a.txt")
    analyse_files([file], cache=cache)
    options = {}
    if change == "bytes":
        file.write_text("other", encoding="utf-8")
    elif change == "name":
        file = file.rename(tmp_path / "z.txt")
    elif change == "options":
        options = {"ocr": "never"}
    else:
        for kept in cache.results.iterdir():
            kept.write_bytes(kept.read_bytes()[:10])
    assert analyse_files([file], cache=cache, **options).fresh == 1


def test_a_kept_result_says_where_the_file_is_now(tmp_path, fake):
    cache = make_cache(tmp_path)
    touch(tmp_path, "x/a.txt", "y/a.txt")
    (tmp_path / "y/a.txt").write_bytes((tmp_path / "x/a.txt").read_bytes())
    analyse_files([tmp_path / "x"], cache=cache)
    again = analyse_files([tmp_path / "y"], cache=cache)
    assert again.fresh == 0
    assert [a.document.source.file for a in again] == [str(tmp_path / "y/a.txt")]


def test_recognition_is_not_repeated_because_a_rule_has_changed(tmp_path, monkeypatch):
    touch(tmp_path / "in", "a.txt", "b.txt")
    read: list[str] = []

    def recognise(path, *, ocr="auto"):
        read.append(Path(path).name)
        document = make_analysis(str(path), lines=(f"Số: {path}", *LINES[1:])).document
        return replace(document, source=replace(document.source, ocr=Path(path).name == "a.txt"))

    monkeypatch.setattr(corpus_module, "read_document", recognise)
    before = list(analyse_files([tmp_path / "in"], cache=(cache := make_cache(tmp_path))))
    for kept in cache.results.iterdir():
        kept.unlink()
    assert list(analyse_files([tmp_path / "in"], cache=cache)) == before
    assert read == ["a.txt", "b.txt", "b.txt"]


def test_a_run_is_known_by_all_that_decides_it(tmp_path):
    touch(tmp_path, "a.txt")
    keys = {run_key([tmp_path], "csv"), run_key([tmp_path], "xlsx")}
    assert run_key([tmp_path], "csv") in keys
    touch(tmp_path, "b.txt")
    keys.add(run_key([tmp_path], "csv"))
    (tmp_path / "b.txt").write_text("other", encoding="utf-8")
    keys.add(run_key([tmp_path], "csv"))
    assert len(keys) == 4


def test_a_cache_never_touches_what_is_not_its_own(tmp_path):
    (tmp_path / "thesis").mkdir()
    for number in range(20):
        (tmp_path / f"{number:064x}").mkdir()
        os.utime(tmp_path / f"{number:064x}", (number, number))
    cache = open_cache(tmp_path)
    assert cache.results.is_dir()
    assert cache.recognised.is_dir()
    kept = [p.name for p in tmp_path.iterdir()]
    assert "thesis" in kept
    assert len(kept) < 10


def test_a_cache_that_cannot_be_written_is_none(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert open_cache(tmp_path / "file") is None
    assert open_cache(tmp_path / "file" / "deep") is None


@pytest.mark.parametrize("name", ["corpus.py", "knowledge/numbering.yaml"])
def test_code_and_knowledge_are_part_of_the_version(tmp_path, monkeypatch, name):
    package = tmp_path / "extractor"
    shutil.copytree(Path(cache_module.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache_module, "__file__", str(package / "cache.py"))
    before = code_version.__wrapped__()
    assert code_version.__wrapped__() == before
    with (package / name).open("a", encoding="utf-8") as file:
        file.write("\n# corrected\n")
    assert code_version.__wrapped__() != before


# ---------------------------------------------------------------------------------------------- by name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("12-QD-ABC-2020", "12-QD-ABC-2020"),
        ("12/QĐ-ABC", "12-QD-ABC-2020"),
        ("12", "12-QD-ABC-2020"),
        ("13-qd-abc-2021", "13-QD-ABC-2021"),
    ],
)
def test_pick(tmp_path, fake, name, expected):
    touch(tmp_path, "a.txt", "b.txt", "c.txt")
    assert pick(name, analyse_files([tmp_path])).doc_id == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("13", r"several documents.*\n.*2021.*\n.*2022"),
        ("13/QĐ-ABC", "several"),
        ("12/QĐ-ABD", "nearest: 1"),
        ("zzz", "no document"),
    ],
)
def test_pick_says_what_there_is(tmp_path, fake, name, message):
    touch(tmp_path, "a.txt", "b.txt", "c.txt")
    with pytest.raises(UsageError, match=message):
        pick(name, analyse_files([tmp_path]))


def test_processes_give_the_same_as_one(tmp_path):
    """The real way, in processes that are started afresh."""
    for number in range(3):
        text = f"QUYẾT ĐỊNH\n\nĐiều 1. Đến năm 2025, {80 + number}% hồ sơ được xử lý trên mạng.\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "z.pdf").write_bytes(b"%PDF-1.7 broken")
    alone, several = (analyse_files([tmp_path], jobs=jobs) for jobs in (1, 2))
    assert list(alone) == list(several)
    assert alone.diagnostics == several.diagnostics
    assert (len(alone), alone.failed) == (3, 1)
