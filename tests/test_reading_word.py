"""docx: numbering as Word computes it, tables, notes, tracked changes, old fonts; damaged and hostile files."""

# ruff: noqa: E501 - tables of cases
from __future__ import annotations

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from extractor.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    MissingToolError,
    TooLargeError,
    UnsupportedFormatError,
)
from extractor.model import Document
from extractor.reading import read_document
from extractor.reading.numbering import to_figure

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _docx(body: str, **parts: str) -> bytes:
    """A docx with the given body; ``parts`` are other parts' contents by name (numbering, styles, footnotes …)."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>',
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{RELATION}/{n.rstrip("0123456789")}" Target="{n}.xml"/>' for n in parts
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return stream.getvalue()  # fmt: skip


def _p(text: str, properties: str = "", run: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"
    )


def _num(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _read(tmp_path: Path, data: bytes, name: str = "van-ban.docx") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(path)


def _blocks(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


def _level(index: int, form: str, text: str, extra: str = "") -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{extra}</w:lvl>'


NUMBERING = (
    f"<w:numbering {W}><w:abstractNum w:abstractNumId='0'>"
    + _level(0, "decimal", "Điều %1.", '<w:pStyle w:val="Dieu"/>') + _level(1, "decimal", "%2.") + _level(2, "lowerLetter", "%3)")
    + "</w:abstractNum><w:abstractNum w:abstractNumId='1'>"
    + _level(0, "upperRoman", "%1.") + _level(1, "decimal", "%1.%2.", "<w:isLgl/>") + _level(2, "bullet", "\uf0b7") + _level(3, "bullet", "-")
    + "</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>"
    "<w:num w:numId='3'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
    "</w:numbering>"
)  # fmt: skip
STYLES = (
    f"<w:styles {W}><w:style w:type='paragraph' w:default='1' w:styleId='Normal'/>"
    "<w:style w:type='paragraph' w:styleId='Dieu'><w:name w:val='heading 2'/><w:basedOn w:val='Normal'/>"
    "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr><w:jc w:val='center'/></w:pPr><w:rPr><w:b/></w:rPr></w:style></w:styles>"
)


def test_numbering_is_restored(tmp_path: Path) -> None:
    body = (
        _p("Mục tiêu", _num(1)) + _p("Chung", _num(1, 1)) + _p("Một", _num(1, 2)) + _p("Hai", _num(1, 2)) + _p("Riêng", _num(1, 1))
        + _p("Một nữa", _num(1, 2)) + _p("Nhiệm vụ", _num(1)) + _p("Lại từ đầu", _num(1, 1)) + _p("Không số", _num(0))
        + _p("Phần", _num(2)) + _p("Mục", _num(2, 1)) + _p("Chấm", _num(2, 2)) + _p("Gạch", _num(2, 3)) + _p("Nối", _num(3))
    )  # fmt: skip
    assert _blocks(_read(tmp_path, _docx(body, numbering=NUMBERING))) == [
        "Điều 1. Mục tiêu", "1. Chung", "a) Một", "b) Hai", "2. Riêng", "a) Một nữa", "Điều 2. Nhiệm vụ", "1. Lại từ đầu",
        "Không số", "I. Phần", "1.1. Mục", "• Chấm", "- Gạch", "V. Nối",
    ]  # fmt: skip


def test_numbering_comes_with_a_style(tmp_path: Path) -> None:
    body = (
        _p("Mục tiêu", '<w:pStyle w:val="Dieu"/>')
        + _p("", '<w:pStyle w:val="Dieu"/>')
        + _p("Hai", '<w:pStyle w:val="Dieu"/>')
    )
    document = _read(tmp_path, _docx(body, numbering=NUMBERING, styles=STYLES))
    assert _blocks(document) == ["Điều 1. Mục tiêu", "Điều 2. Hai"]
    style = document.blocks[0].style
    assert (style.heading, style.bold, style.centred) == (2, True, True)


@pytest.mark.parametrize(
    ("count", "form", "figure"),
    [(4, "decimal", "4"), (4, "decimalZero", "04"), (14, "upperRoman", "XIV"), (9, "lowerRoman", "ix"), (4, "lowerLetter", "d"),
     (5, "lowerLetter", "e"), (27, "lowerLetter", "aa"), (2, "upperLetter", "B"), (3, "none", ""), (0, "upperRoman", "0")],
)  # fmt: skip
def test_to_figure(count: int, form: str, figure: str) -> None:
    assert to_figure(count, form) == figure


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<w:p><w:r><w:t>Một</w:t></w:r><w:r><w:t xml:space='preserve'> hai</w:t></w:r></w:p>", ["Một hai"]),
        ("<w:p><w:r><w:t>KT. BỘ TRƯỞNG</w:t><w:br/><w:t>THỨ TRƯỞNG</w:t></w:r></w:p>", ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"]),
        ("<w:p><w:r><w:t>20-NQ</w:t><w:noBreakHyphen/><w:t>TW</w:t><w:tab/><w:t>x</w:t></w:r></w:p>", ["20-NQ-TW x"]),
        ("<w:p><w:ins><w:r><w:t>Thêm</w:t></w:r></w:ins><w:del><w:r><w:delText>Bớt</w:delText></w:r></w:del></w:p>", ["Thêm"]),
        ("<w:p><w:moveFrom><w:r><w:t>Cũ</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>Mới</w:t></w:r></w:moveTo></w:p>", ["Mới"]),
        ("<w:sdt><w:sdtContent>" + _p("Trong khung") + "</w:sdtContent></w:sdt>", ["Trong khung"]),
        ("<w:p><w:hyperlink><w:r><w:t>Liên kết</w:t></w:r></w:hyperlink></w:p>", ["Liên kết"]),
        ("<w:p><w:r><w:sym w:font='Symbol' w:char='F0B3'/><w:t> 5%</w:t></w:r></w:p>", ["≥ 5%"]),
        ("<w:p><w:r><w:fldChar/><w:instrText>PAGE</w:instrText><w:t>3</w:t></w:r></w:p>", ["3"]),
        (_p("ẩn", run="<w:vanish/>") + _p("hiện"), ["hiện"]),
        (_p("hoa", run="<w:caps/>"), ["HOA"]),
    ],
)  # fmt: skip
def test_runs(tmp_path: Path, body: str, blocks: list[str]) -> None:
    assert _blocks(_read(tmp_path, _docx(body))) == blocks


def test_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{_p('Trong hộp')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Ngoài</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>" + box
        + "</w:drawing></mc:Choice><mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )  # fmt: skip
    assert _blocks(_read(tmp_path, _docx(body))) == ["Ngoài", "Trong hộp"]


def test_footnotes_stand_at_the_end_with_their_mark(tmp_path: Path) -> None:
    notes = f"<w:footnotes {W}><w:footnote w:id='1' w:type='separator'>{_p('vạch')}</w:footnote><w:footnote w:id='7'>{_p('Chú thích')}</w:footnote></w:footnotes>"
    body = "<w:p><w:r><w:t>Chương trình</w:t></w:r><w:r><w:footnoteReference w:id='7'/></w:r></w:p>" + _p("Đoạn hai")
    assert _blocks(_read(tmp_path, _docx(body, footnotes=notes))) == ["Chương trình", "Đoạn hai", "[1] Chú thích"]


def test_headers_are_furniture(tmp_path: Path) -> None:
    document = _read(tmp_path, _docx(_p("Nội dung"), header1=f"<w:hdr {W}>{_p('CÔNG BÁO')}</w:hdr>"))
    assert document.text == "Nội dung"
    assert [(f.kind, f.text) for f in document.furniture] == [("running_head", "CÔNG BÁO")]


def _tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(_p(t) for t in text.split('|'))}</w:tc>"


def test_table_with_merged_cells(tmp_path: Path) -> None:
    rows = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + _tc("TT", "<w:vMerge w:val='restart'/>") + _tc("Mục tiêu", "<w:gridSpan w:val='2'/>") + "</w:tr>"
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + _tc("", "<w:vMerge/>") + _tc("2025") + _tc("2030") + "</w:tr>"
        "<w:tr>" + _tc("1") + _tc("80%|trở lên") + _tc("100%") + "</w:tr>"
    )  # fmt: skip
    document = _read(tmp_path, _docx(_p("Bảng:") + f"<w:tbl>{rows}</w:tbl>"))
    (table,) = document.tables
    assert (table.rows, table.columns, table.head_rows) == (3, 3, 2)
    assert [document.text[c.start : c.end] for c in table.cells] == [
        "TT",
        "Mục tiêu",
        "2025",
        "2030",
        "1",
        "80%\ntrở lên",
        "100%",
    ]
    assert [(c.row_span, c.column_span) for c in table.cells[:2]] == [(2, 1), (1, 2)]


def test_letterhead_table(tmp_path: Path) -> None:
    rows = (
        "<w:tr>"
        + _tc("BỘ Y TẾ|-----")
        + _tc("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc")
        + "</w:tr>"
        "<w:tr>" + _tc("Số: 5/QĐ-BYT") + _tc("Hà Nội, ngày 1 tháng 2 năm 2024") + "</w:tr>"
    )
    document = _read(tmp_path, _docx(f"<w:tbl>{rows}</w:tbl>" + _p("QUYẾT ĐỊNH")))
    assert document.tables == ()
    assert _blocks(document)[:3] == ["BỘ Y TẾ", "Số: 5/QĐ-BYT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]


def test_old_fonts(tmp_path: Path) -> None:
    fonts = "<w:rFonts w:ascii='{0}' w:hAnsi='{0}'/>"
    body = (
        _p("QuyÕt ®Þnh", run=fonts.format(".VnTime")) + _p("quyÕt ®Þnh", run=fonts.format(".VnTimeH"))
        + _p("Quyeát ñònh", run=fonts.format("VNI-Times")) + _p("Quyết định", run=fonts.format(".VnTime"))
    )  # fmt: skip
    document = _read(tmp_path, _docx(body))
    assert _blocks(document) == ["Quyết định", "QUYẾT ĐỊNH", "Quyết định", "Quyết định"]
    assert [d.code for d in document.diagnostics] == ["legacy-encoding", "legacy-encoding"]


def _bomb() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a>" + " " * 50_000_000 + "</a>")
    return stream.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>Chữ &b; &c; thôi</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (_docx(_p("x"))[:-40], DamagedFileError),
        (b"PK\x03\x04" + b"\x00" * 200, DamagedFileError),
        (b"khong phai docx", DamagedFileError),
        (_docx("<w:p><w:r>").replace(b"zz", b""), DamagedFileError),
        (_docx(""), EmptyFileError),
        (_bomb(), TooLargeError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), EncryptedFileError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le"), UnsupportedFormatError),
    ],
)  # fmt: skip
def test_bad_files(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        _read(tmp_path, data)
    assert "van-ban.docx" in str(caught.value)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", ENTITIES)
    document = _read(tmp_path, stream.getvalue())
    assert "aaaa" not in document.text
    assert document.text.startswith("Chữ")


def test_doc_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(MissingToolError, match="LibreOffice"):
        _read(tmp_path, rb"{\rtf1 Chu}", "cu.doc")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_rtf_through_libreoffice(tmp_path: Path) -> None:
    document = _read(tmp_path, rb"{\rtf1\ansi Quy\u7871?t \u273?\u7883?nh\par H\u7871?t}", "cu.doc")
    assert _blocks(document) == ["Quyết định", "Hết"]
    assert document.source.format == "doc"


def test_numbers_without_a_word_in_cells(tmp_path: Path) -> None:
    numbering = f"<w:numbering {W}><w:abstractNum w:abstractNumId='1'>{_level(0, 'decimal', '%1')}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
    rows = "".join(
        f"<w:tr><w:tc>{_p('', _num(1))}</w:tc><w:tc>{_p(name)}</w:tc><w:tc>{_p('Sở A')}</w:tc></w:tr>"
        for name in ("Một", "Hai")
    )
    document = _read(tmp_path, _docx(f"<w:tbl>{rows}</w:tbl>{_p('Hết')}", numbering=numbering))
    assert [document.text[c.start : c.end] for c in document.tables[0].cells] == [
        "1",
        "Một",
        "Sở A",
        "2",
        "Hai",
        "Sở A",
    ]


def test_rows_set_with_tabs(tmp_path: Path) -> None:
    rows = (["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Lập sổ", "Sở A"], ["2", "Lập quỹ", "Sở B"])
    body = "".join(
        "<w:p>" + "<w:r><w:tab/></w:r>".join(f"<w:r><w:t>{c}</w:t></w:r>" for c in row) + "</w:p>" for row in rows
    )
    document = _read(tmp_path, _docx(_p("Các việc sau:") + body + _p("Hết")))
    assert [document.text[c.start : c.end] for c in document.tables[0].cells] == [c for row in rows for c in row]
    assert [b.kind for b in document.blocks] == ["text", "table", "text"]


def test_raised_numbers(tmp_path: Path) -> None:
    high = "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>{}</w:t></w:r>"
    body = f"<w:p><w:r><w:t>đạt 80%</w:t></w:r>{high.format(1)}<w:r><w:t>, 5 km</w:t></w:r>{high.format(2)}</w:p>"
    assert _blocks(_read(tmp_path, _docx(body))) == ["đạt 80%, 5 km2"]
