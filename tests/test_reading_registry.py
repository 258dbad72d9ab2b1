"""Which reader a file gets, bad input, and what holds for any input."""

# ruff: noqa: E501 - tables of cases
from __future__ import annotations

import contextlib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.errors import DamagedFileError, EmptyFileError, ReadError, TooLargeError, UnsupportedFormatError
from extractor.model import Document
from extractor.reading import read_document, registry

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.txt", "Điều 1. Mục tiêu".encode(), "txt"),
        ("a", "Điều 1. Mục tiêu".encode(), "txt"),
        ("a.md", b"# QUYET DINH", "md"),
        ("a.html", "Điều 1".encode(), "html"),
        ("a.txt", b"<!DOCTYPE html><p>x</p>", "html"),
        ("a.txt", b"\n <html><body>x</body></html>", "html"),
        ("a.doc", b"<html xmlns:w='x'><body>x</body></html>", "html"),
        ("a.txt", b"<div><p>x</p></div>\n" * 30, "html"),
        ("a.txt", "a <b> c và <p> thôi".encode(), "txt"),
        ("a.txt", b"|\na\n|\nb\n|\n" * 6, "md"),
        ("a.doc", rb"{\rtf1 x}", "doc"),
        ("a.txt", b"%PDF-1.7\n", "pdf"),
        ("a.pdf", b"khong phai pdf", "pdf"),
        ("a.html", "<html><body>x</body></html>".encode("utf-16"), "html"),
        ("a.png", PNG, None),
        ("a.txt", PNG, None),
        ("a.zip", b"PK\x03\x04rest", None),
    ],
)
def test_sniff(name: str, data: bytes, form: str | None) -> None:
    assert registry.sniff(Path(name), data) == form


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.txt", b"", EmptyFileError),
        ("a.txt", b" \n\t\r\n", EmptyFileError),
        ("a.txt", b"\xef\xbb\xbf", EmptyFileError),
        ("a.txt", b"\xff\xfe\n\x00", EmptyFileError),
        ("a.md", b"---\n\n**  **\n", EmptyFileError),
        ("a.html", b"<html><body><script>x</script></body></html>", EmptyFileError),
        ("a.html", b"<!DOCTYPE html>", EmptyFileError),
        ("a.png", PNG, UnsupportedFormatError),
        ("a.txt", PNG, UnsupportedFormatError),
        ("a.docx", b"PK", DamagedFileError),
    ],
)
def test_bad_files_name_themselves_and_the_way_out(
    tmp_path: Path, name: str, data: bytes, error: type[ReadError]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        read_document(path)
    assert caught.value.path == str(path)
    assert caught.value.reason
    assert caught.value.hint


def test_missing_file_folder_and_null_in_a_path(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path, str(tmp_path / "a\x00b")):
        with pytest.raises(ReadError):
            read_document(path)


def test_enormous_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MAX_BYTES", 10)
    path = tmp_path / "a.txt"
    path.write_text("x" * 11)
    with pytest.raises(TooLargeError):
        read_document(path)


def test_deep_nesting_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<html>" + b"<div>" * 20_000 + "chữ".encode() + b"</div>" * 20_000)
    try:
        document = read_document(path)
    except ReadError:
        return
    assert document.blocks


def test_source_tells_file_hash_and_format(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    source = read_document(path).source
    assert (source.file, source.format, source.ocr) == (str(path), "txt", False)
    assert source.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# ---------------------------------------------------------------------------------------------- properties

LINES = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "", "|", "**", "* ", "Điều 1. Mục tiêu", "a) Bộ Y tế;", "- 80% hồ sơ;", "| a | b |", "| --- | --- |", "Số:",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Nơi nhận:\tTM. CHÍNH PHỦ", "TT", "1", "1.000", "Tin liên quan", "QUYẾT ĐỊNH",
            "<p>x</p>", "<table><tr><td>1<td>2</table>", "&nbsp;", "\\-", "a\u0301", "Kinh tế sốPhấn đấu đạt các chỉ tiêu lớn",
        ]
    ),
)  # fmt: skip
TEXTS = st.lists(LINES, max_size=40).map("\n".join)
CALM = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(document: Document) -> None:
    """What holds for every document."""
    text = document.text
    assert unicodedata.is_normalized("NFC", text)
    assert not any(c in text for c in "\r\x00\x0b\x0c\ufeff\u200b")
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(text)
        assert not text[end : block.start].strip()
        end = block.end
        if block.kind == "table":
            assert block.table is not None
            table = document.tables[block.table]
            assert (table.start, table.end) == (block.start, block.end)
            last = table.start
            for cell in table.cells:
                assert last <= cell.start <= cell.end <= table.end
                assert cell.row + cell.row_span <= table.rows
                assert cell.column + cell.column_span <= table.columns
                last = cell.end
            places = [
                (cell.row + r, cell.column + c)
                for cell in table.cells
                for r in range(cell.row_span)
                for c in range(cell.column_span)
            ]
            assert len(places) == len(set(places))
    assert not text[end:].strip()


def _words(document: Document) -> Counter[str]:
    everything = document.text + " ".join(f.text for f in document.furniture)
    return Counter(c for c in everything if c.isalnum())


@CALM
@given(TEXTS)
def test_any_text_as_txt_keeps_every_letter(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x " + text, encoding="utf-8", errors="surrogatepass")
    try:
        document = read_document(path)
    except (UnsupportedFormatError, EmptyFileError):
        return
    check(document)
    if document.source.format == "txt":
        given_text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8", errors="replace"))
        assert _words(document) >= Counter(c for c in given_text if c.isalnum())


@CALM
@given(TEXTS, st.sampled_from(["a.md", "a.html", "a.htm"]))
def test_any_text_under_any_name(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        document = read_document(path)
    except (UnsupportedFormatError, EmptyFileError):
        return
    check(document)


@CALM
@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "TT", "1", "2.", "I", "a", "Bộ Y tế", "1.000", "Nội dung dài"]), min_size=1, max_size=7
        ),
        max_size=12,
    )
)
def test_any_exploded_table_keeps_its_cells(tmp_path: Path, rows: list[list[str]]) -> None:
    lines = ["Bảng sau đây:", ""]
    for row in rows:
        lines.append("|")
        for cell in row:
            lines += [cell, "|"] if cell else ["|"]
    path = tmp_path / "a.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    document = read_document(path)
    check(document)
    assert _words(document) == Counter(c for c in "\n".join(lines) if c.isalnum())


@CALM
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.doc", "a.rtf", "a"]))
def test_any_bytes_end_in_a_document_or_a_read_error(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with contextlib.suppress(ReadError):
        check(read_document(path))


SPAN = st.integers(-1, 4).map(str)


@CALM
@given(
    st.lists(
        st.lists(st.tuples(SPAN, SPAN, st.sampled_from(["", "1", "Bộ Y tế", "<p>a</p><p>b</p>"])), max_size=4),
        max_size=5,
    )
)
def test_any_spans_in_html_tables(tmp_path: Path, rows: list[list[tuple[str, str, str]]]) -> None:
    body = "".join(
        "<tr>" + "".join(f"<td rowspan={a} colspan={b}>{c}</td>" for a, b, c in row) + "</tr>" for row in rows
    )
    path = tmp_path / "a.html"
    path.write_text(f"<html><p>Bảng</p><table>{body}</table></html>", encoding="utf-8")
    check(read_document(path))
