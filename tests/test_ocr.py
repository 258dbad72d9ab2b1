"""Recognition: which pages need it, what the machine lacks, and what comes out of pictures of known text."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import pytest
from pdf_files import Sheet, corpus_file, letterhead, need, typeset

from extractor.errors import EmptyFileError, MissingToolError
from extractor.model import Document
from extractor.reading import ocr
from extractor.reading.pdf import read_pdf
from extractor.reading.pdf_page import Word
from extractor.reading.pdf_quality import is_garbled, is_prose, syllables, unread_pictures

PATH = Path("quet.pdf")
TEXT = (
    "Ủy ban nhân dân các cấp rà soát kế hoạch năm nay, bố trí kinh phí và phân công cán bộ theo dõi từng việc, "
    "bảo đảm mỗi nhiệm vụ có một đầu mối và một thời hạn rõ ràng để đôn đốc."
)
PROSE = [Word(w, 100, 100, 120, 110, 11, 108) for w in TEXT.split() * 3]
_RUBBISH = "UY BAN NHAN DAN cac cap ra soat ké hoach nam nay, b6 tri kinh phi va phan cOng can bé"
RUBBISH = [Word(w, 100, 100, 120, 110, 11, 108) for w in [*_RUBBISH.split()] * 3]


def tesseract() -> None:
    need(not ocr.missing_tool(), f"recognition is not installed: {ocr.missing_tool()}")


# ---------------------------------------------------------------------------------------------- which pages


@pytest.mark.parametrize(
    "word", ["nghiêng", "quyết", "Ủy", "giêng", "yêu", "hoà", "hòa", "thuỷ", "khuya", "“xã”,", "của"]
)
def test_syllables(word: str) -> None:
    assert syllables(word)


@pytest.mark.parametrize("word", ["with", "QĐ-TTg", "2026", "hoach1", "world", "phfi", "xyz"])
def test_no_syllables(word: str) -> None:
    assert not syllables(word)


def test_prose_and_rubbish() -> None:
    assert is_prose(PROSE)
    assert not is_prose(RUBBISH)
    assert not is_prose([])


def _words(text: str) -> list[Word]:
    return [Word(w, 100, 100, 120, 110, 11, 108) for w in text.split()]


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        (TEXT * 3, False),
        (_RUBBISH * 4, False),  # letters that are wrong, but letters
        ("7Kӫ WѭӟQJ &KtQK SKӫ ÿӗQJ ê YӟL ÿӅ QJKӏ " * 6, True),  # each letter shifted in the font
        ("n m 2030, t l h s tr c tuy n t 80% tr n t ng s h s ti p nh n " * 4, True),  # letters with marks are lost
        ("The ministry shall report on the strategy by the end of each quarter " * 5, False),
        ("8471.30.20 HS mg/ml Paracetamol 500mg viên nén VN-12345-11 Amoxicillin " * 8, False),
        ("b) c) d) đ) CO2 km GRDP" * 12, False),
        ("7Kӫ WѭӟQJ", False),  # too little to tell
    ],
)
def test_garbled(text: str, garbled: bool) -> None:
    assert is_garbled(_words(text)) == garbled


def _without_unicode() -> bytes:
    """A page whose font keeps to itself which letters it shows."""
    data = typeset(lambda sheet: [sheet.paragraph(80 + 80 * n, TEXT) for n in range(3)] and None)
    return data.replace(b"/ToUnicode", b"/NoUnicode")


def test_garbled_text_is_recognised() -> None:
    tesseract()
    document = read_pdf(PATH, _without_unicode())
    assert blocks(document) == [TEXT] * 3
    assert document.source.ocr


def test_garbled_text_without_recognition_is_told() -> None:
    document = read_pdf(PATH, _without_unicode(), ocr="never")
    assert [(d.severity, d.code) for d in document.diagnostics] == [("warning", "text-garbled")]


FULL, LOGO = (0.0, 0.0, 595.0, 842.0), (50.0, 20.0, 110.0, 60.0)


@pytest.mark.parametrize(
    ("words", "pictures", "unread"),
    [
        (PROSE, [], []),  # an ordinary page
        ([], [], []),  # an empty page
        ([], [FULL], [FULL]),  # a scan
        (PROSE[:12], [FULL], [FULL]),  # a scan with a running head
        (RUBBISH, [FULL], [FULL]),  # a scan with the layer of an English OCR
        (PROSE, [FULL], []),  # a scan with a good layer, or a page with a background
        (PROSE, [LOGO], []),
        ([], [LOGO], []),
    ],
)
def test_unread_pictures(words: list[Word], pictures: list[tuple[float, ...]], unread: list[tuple[float, ...]]) -> None:
    assert unread_pictures(words, pictures, 595, 842) == unread  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------- scans


def scan(data: bytes, *, dpi: int = 200, lean: float = 0.0, layer: list[str] | None = None) -> bytes:
    """The file as pictures of its pages, turned by ``lean`` degrees, with an invisible text layer.

    A quarter turn lays the sheet down.
    """
    pytest.importorskip("PIL")
    import pypdfium2
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    sheet = Sheet(width=842, height=595) if abs(lean) == 90 else Sheet()
    for page in pypdfium2.PdfDocument(data):
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        if lean:
            picture = picture.rotate(lean, resample=Image.Resampling.BICUBIC, fillcolor=255, expand=lean % 90 == 0)
        file = io.BytesIO()
        picture.save(file, "PNG")
        file.seek(0)
        sheet.canvas.drawImage(ImageReader(file), 0, 0, sheet.width, sheet.height)
        for number, line in enumerate(layer or ()):
            text = sheet.canvas.beginText(85, 700 - 14 * number)
            text.setFont("Serif", 10)
            text.setTextRenderMode(3)
            text.textLine(line)
            sheet.canvas.drawText(text)
        sheet.next_page()
    return sheet.data()


def letter(sheet: Sheet) -> None:
    letterhead(sheet)
    sheet.centred(300, 150, "QUYẾT ĐỊNH", bold=True)
    y = sheet.paragraph(200, TEXT)
    sheet.paragraph(y + 8, "1. " + TEXT)


def table(sheet: Sheet) -> None:
    sheet.paragraph(80, TEXT)
    sheet.grid([85, 130, 330, 430, 540], [160, 190, 220, 250, 280])
    rows = [
        ("TT", "Chỉ tiêu", "Đơn vị", "Năm 2027"),
        ("1", "Tỷ lệ hộ nghèo", "%", "2,5"),
        ("2", "Số bác sĩ trên vạn dân", "người", "12"),
        ("3", "Thu nhập bình quân", "triệu đồng", "68,4"),
    ]
    for number, row in enumerate(rows):
        for x, cell in zip((92, 137, 337, 437), row, strict=True):
            sheet.text(x, 180 + 30 * number, cell)
    sheet.paragraph(310, "2. " + TEXT)


@lru_cache(maxsize=1)
def scanned_letter() -> bytes:
    return scan(typeset(letter))


def blocks(document: Document) -> list[str]:
    return [" ".join(document.text[b.start : b.end].split()) for b in document.blocks]


def test_scan_reads_like_the_original() -> None:
    tesseract()
    document = read_pdf(PATH, scanned_letter())
    assert document.source.ocr
    texts = blocks(document)
    assert texts[2:4] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert texts[5:] == ["QUYẾT ĐỊNH", TEXT, "1. " + TEXT]
    boxes = [a.bbox for a in document.anchors]
    assert all(box is not None and 0 <= box[0] < box[2] <= 595 and 0 <= box[1] < box[3] <= 842 for box in boxes)


def test_leaning_scan_keeps_places_on_paper() -> None:
    tesseract()
    straight = read_pdf(PATH, scanned_letter())
    leaning = read_pdf(PATH, scan(typeset(letter), lean=1.5))
    assert blocks(leaning)[-2:] == blocks(straight)[-2:]
    start = leaning.text.rindex("1. Ủy ban")
    end = leaning.text.index("\n", start)
    left, right = leaning.anchors_in(start, start + 1)[0].bbox, leaning.anchors_in(end - 1, end)[0].bbox
    assert left is not None
    assert right is not None
    # Turned to the left by 1.5 degrees the line climbs by a fortieth of its length.
    assert left[1] - right[1] == pytest.approx((right[0] - left[0]) * 0.0262, abs=4)


@pytest.mark.parametrize("turn", [90, -90, 180])
def test_sheet_scanned_sideways(turn: int) -> None:
    tesseract()
    document = read_pdf(PATH, scan(typeset(letter), lean=turn))
    assert blocks(document)[-2:] == [TEXT, "1. " + TEXT]
    title = document.text.index("QUYẾT ĐỊNH")
    box = document.anchors_in(title, title + 1)[0].bbox
    assert box is not None
    # The title stands 150 points below the top edge of the letter, wherever that edge lies now.
    distance = {90: box[0], -90: 842 - box[2], 180: 842 - box[3]}[turn]
    assert distance == pytest.approx(145, abs=15)


def test_layer_of_a_foreign_recognition_is_replaced() -> None:
    tesseract()
    layer = ["CONG HOA XA HOI CHU NGHIA VIET NAM", *["UY BAN NHAN DAN cac cap ra soat ké hoach nam nay, b6 tri"] * 8]
    document = read_pdf(PATH, scan(typeset(letter), layer=layer))
    assert document.source.ocr
    assert "b6 tri" not in document.text
    assert TEXT in blocks(document)


def test_scanned_table() -> None:
    tesseract()
    document = read_pdf(PATH, scan(typeset(table)))
    assert [b.kind for b in document.blocks] == ["text", "table", "text"]
    found = document.tables[0]
    assert (found.rows, found.columns) == (4, 4)
    cells = {(c.row, c.column): document.text[c.start : c.end] for c in found.cells}
    assert cells[0, 3] == "Năm 2027"
    assert [cells[row, 1] for row in (1, 2, 3)] == ["Tỷ lệ hộ nghèo", "Số bác sĩ trên vạn dân", "Thu nhập bình quân"]
    assert [cells[row, 3] for row in (1, 2, 3)] == ["2,5", "12", "68,4"]


def test_never_leaves_a_note() -> None:
    both = _behind(scanned_letter(), typeset(lambda sheet: sheet.text(85, 100, "Trang có chữ.")))
    document = read_pdf(PATH, both, ocr="never")
    assert document.text == "Trang có chữ."
    assert not document.source.ocr
    assert [(d.severity, d.code) for d in document.diagnostics] == [("note", "ocr-skipped")]
    with pytest.raises(EmptyFileError):
        read_pdf(PATH, scanned_letter(), ocr="never")


def test_without_tesseract_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.reading.ocr.missing_tool", lambda: "Tesseract is not installed")
    both = _behind(scanned_letter(), typeset(lambda sheet: sheet.text(85, 100, "Trang có chữ.")))
    document = read_pdf(PATH, both)
    assert document.text == "Trang có chữ."
    (found,) = document.diagnostics
    assert (found.severity, found.code) == ("warning", "ocr-missing")
    assert "tesseract-ocr-vie" in found.message
    with pytest.raises(MissingToolError) as raised:
        read_pdf(PATH, scanned_letter())
    assert "tesseract-ocr-vie" in raised.value.hint


def _behind(first: bytes, second: bytes) -> bytes:
    import pypdfium2

    joined = pypdfium2.PdfDocument.new()
    for data in (first, second):
        joined.import_pages(pypdfium2.PdfDocument(data))
    file = io.BytesIO()
    joined.save(file)
    return file.getvalue()


# ---------------------------------------------------------------------------------------------- real files


def test_real_scan_with_a_running_head_only() -> None:
    path = corpus_file("99-NQ-CP-2026-scan.pdf")
    tesseract()
    document = read_pdf(path, path.read_bytes())
    texts = blocks(document)
    assert texts[1] == "Số: 99/NQ-CP"
    assert any(text.startswith("Điều 2.") for text in texts)
    assert {f.kind for f in document.furniture} == {"stamp", "running_head"}
    assert len(document.text) > 8_000


def test_real_scan_with_a_table() -> None:
    path = corpus_file("2154-BC-SYT-2017-KienGiang-scan.pdf")
    tesseract()
    document = read_pdf(path, _pages(path, 5, 7))
    (table,) = document.tables
    assert (table.rows, table.columns, table.head_rows) == (25, 6, 1)
    first = [document.text[c.start : c.end] for c in table.cells if c.row == 1]
    assert first[1:5] == ["Số bác sĩ/vạn dân", "Người", "6,62", "7,04"]


def _pages(path: Path, start: int, stop: int) -> bytes:
    import pypdfium2

    part = pypdfium2.PdfDocument.new()
    part.import_pages(pypdfium2.PdfDocument(path), list(range(start, stop)))
    file = io.BytesIO()
    part.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("Quý", "11/2026", "II/2026"),
        ("quý", "lII", "III"),
        ("(Quý", "1V.", "IV."),
        ("Quý", "1/2026", "1/2026"),
        ("Quý", "IV/2026", "IV/2026"),
        ("Tháng", "11/2026", "11/2026"),
        ("", "11/2026", "11/2026"),
        ("quý", "111,5", "111,5"),
    ],
)
def test_the_strokes_of_a_quarter(before: str, text: str, expected: str) -> None:
    assert ocr.quarter_of(before, text) == expected
