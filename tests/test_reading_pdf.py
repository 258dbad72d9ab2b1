"""PDF text: words, lines, columns, paragraphs, furniture, and files that are broken."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from pdf_files import Sheet, corpus_document, letterhead, typeset

from extractor.errors import DamagedFileError, EmptyFileError, EncryptedFileError, TooLargeError
from extractor.model import Document
from extractor.reading.pdf import read_pdf

PATH = Path("thu.pdf")
LONG = (
    "Ủy ban nhân dân các cấp rà soát kế hoạch năm nay, bố trí kinh phí và phân công cán bộ theo dõi từng việc, "
    "bảo đảm mỗi nhiệm vụ có một đầu mối và một thời hạn rõ ràng để đôn đốc."
)


def read(data: bytes) -> Document:
    return read_pdf(PATH, data, ocr="never")


def blocks(document: Document) -> list[str]:
    return [document.text[b.start : b.end].replace("\n", " ") for b in document.blocks]


def check_anchors(document: Document) -> None:
    """Every character that is no blank has one anchor, in order, with a box on the page."""
    covered = bytearray(len(document.text))
    for before, after in zip(document.anchors, document.anchors[1:], strict=False):
        assert before.end <= after.start
    for anchor in document.anchors:
        assert anchor.bbox is not None
        assert anchor.bbox[0] < anchor.bbox[2]
        assert anchor.bbox[1] < anchor.bbox[3]
        covered[anchor.start : anchor.end] = b"\1" * (anchor.end - anchor.start)
    assert all(covered[i] for i, char in enumerate(document.text) if not char.isspace())


def test_letterhead_left_column_first() -> None:
    def page(sheet: Sheet) -> None:
        letterhead(sheet)
        sheet.centred(300, 140, "QUYẾT ĐỊNH", bold=True)
        sheet.paragraph(180, LONG)

    document = read(typeset(page))
    assert blocks(document) == [
        "BỘ THỬ NGHIỆM",
        "Số: 12/QĐ-BTN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 05 tháng 3 năm 2026",
        "QUYẾT ĐỊNH",
        LONG,
    ]
    assert document.blocks[5].style.centred
    assert document.blocks[5].style.bold
    assert not document.blocks[6].style.centred
    check_anchors(document)


def test_a_printed_signature_between_the_columns_is_a_stamp() -> None:
    def page(sheet: Sheet) -> None:
        letterhead(sheet)
        for number, words in enumerate(("Ký bởi: BỘ THỬ NGHIỆM", "Email: bo@thu.vn", "Ngày ký: 05/03/2026 10:11")):
            sheet.text(215, 94 + 8 * number, words, size=6)
        sheet.paragraph(180, LONG)

    document = read(typeset(page))
    assert blocks(document)[1:4] == [
        "Số: 12/QĐ-BTN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert [(f.kind, f.text.split("\n")[-1]) for f in document.furniture] == [("stamp", "Ngày ký: 05/03/2026 10:11")]


def test_two_columns_of_running_text() -> None:
    articles = [f"Điều {number}. {LONG}" for number in range(1, 7)]
    lines = [line for article in articles for line in textwrap.wrap(article, 42)]
    middle = len(lines) // 2 + 1

    def page(sheet: Sheet) -> None:
        for x, column in ((50, lines[:middle]), (310, lines[middle:])):
            for number, line in enumerate(column):
                sheet.text(x, 80 + 15 * number, line, size=9)

    document = read(typeset(page))
    assert blocks(document) == articles
    check_anchors(document)


def test_title_with_spaced_letters() -> None:
    def page(sheet: Sheet) -> None:
        sheet.centred(300, 60, "Q U Y Ế T   Đ Ị N H :", bold=True)
        sheet.paragraph(100, LONG)

    assert blocks(read(typeset(page))) == ["QUYẾT ĐỊNH:", LONG]


def test_small_type_that_is_no_signature_stays() -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(80, LONG)
        sheet.text(85, 400, "Người ký: ghi rõ họ tên", size=7)

    document = read(typeset(page))
    assert blocks(document)[-1] == "Người ký: ghi rõ họ tên"


def test_letterhead_of_the_party() -> None:
    def page(sheet: Sheet) -> None:
        sheet.centred(160, 60, "BAN CHẤP HÀNH TRUNG ƯƠNG")
        sheet.centred(420, 60, "ĐẢNG CỘNG SẢN VIỆT NAM", size=12, bold=True)
        sheet.centred(160, 75, "*")
        sheet.centred(160, 92, "Số 99-NQ/TW")
        sheet.centred(420, 92, "Hà Nội, ngày 22 tháng 12 năm 2026", size=10)
        sheet.centred(300, 140, "NGHỊ QUYẾT", bold=True)
        sheet.centred(300, 158, "VỀ MỘT VIỆC THỬ NGHIỆM", bold=True)
        sheet.paragraph(210, LONG)

    document = read(typeset(page))
    assert blocks(document) == [
        "BAN CHẤP HÀNH TRUNG ƯƠNG",
        "Số 99-NQ/TW",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Hà Nội, ngày 22 tháng 12 năm 2026",
        "NGHỊ QUYẾT",
        "VỀ MỘT VIỆC THỬ NGHIỆM",
        LONG,
    ]
    assert [f.text for f in document.furniture] == ["*"]


def test_letterhead_with_uneven_columns_and_a_subject() -> None:
    def page(sheet: Sheet) -> None:
        sheet.centred(150, 50, "BỘ THỬ NGHIỆM")
        sheet.centred(150, 64, "CỤC KIỂM TRA", bold=True)
        sheet.centred(400, 57, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=10, bold=True)
        sheet.centred(400, 72, "Độc lập – Tự do – Hạnh phúc", bold=True)
        sheet.centred(150, 100, "Số:        /CKT-VP")
        sheet.centred(400, 104, "Hà Nội, ngày      tháng     năm 2026", size=10)
        sheet.centred(150, 116, "V/v đôn đốc thực hiện nhiệm vụ", size=9)
        sheet.centred(150, 130, "được giao trong tháng 5", size=9)
        sheet.paragraph(200, LONG)

    assert blocks(read(typeset(page))) == [
        "BỘ THỬ NGHIỆM CỤC KIỂM TRA",
        "Số: /CKT-VP",
        "V/v đôn đốc thực hiện nhiệm vụ được giao trong tháng 5",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập – Tự do – Hạnh phúc",
        "Hà Nội, ngày tháng năm 2026",
        LONG,
    ]


def test_motto_in_a_sentence_is_no_letterhead() -> None:
    words = "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam và các luật đã ban hành trong những năm vừa qua;"

    def page(sheet: Sheet) -> None:
        sheet.paragraph(sheet.paragraph(100, words), LONG)

    assert blocks(read(typeset(page))) == [words, LONG]


def test_recipients_before_signature() -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(100, LONG)
        sheet.text(85, 200, "Nơi nhận:", size=10, bold=True)
        sheet.centred(430, 202, "TM. ỦY BAN NHÂN DÂN", bold=True)
        sheet.text(85, 214, "- Như Điều 3;", size=9)
        sheet.centred(430, 218, "CHỦ TỊCH", bold=True)
        sheet.text(85, 226, "- Lưu: VT.", size=9)
        sheet.centred(430, 290, "Nguyễn Văn Thử", bold=True)

    assert blocks(read(typeset(page)))[1:] == [
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Nguyễn Văn Thử",
    ]


def test_an_annex_under_the_signature() -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(100, LONG)
        sheet.text(85, 200, "Nơi nhận:", size=10, bold=True)
        sheet.centred(430, 200, "CHỦ TỊCH", bold=True)
        sheet.text(85, 214, "- Như Điều 3;", size=9)
        sheet.text(85, 226, "- Lưu: VT.", size=9)
        sheet.centred(430, 270, "Nguyễn Văn Thử", bold=True)
        sheet.centred(312, 330, "DANH MỤC VIỆC CẦN LÀM KÈM THEO KẾ HOẠCH", bold=True)
        sheet.paragraph(370, LONG)

    assert blocks(read(typeset(page)))[1:] == [
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Lưu: VT.",
        "CHỦ TỊCH",
        "Nguyễn Văn Thử",
        "DANH MỤC VIỆC CẦN LÀM KÈM THEO KẾ HOẠCH",
        LONG,
    ]


@pytest.mark.parametrize("words", ["1. Mục tiêu chung", "a) Rà soát các quy định;", "- Lập danh mục dự án."])
def test_a_label_at_the_indent_opens_a_paragraph(words: str) -> None:
    def page(sheet: Sheet) -> None:
        y = sheet.paragraph(100, LONG)
        y = sheet.paragraph(y - 4, words)
        sheet.paragraph(y - 4, LONG)

    assert blocks(read(typeset(page))) == [LONG, words, LONG]


def test_a_paragraph_over_the_page_break_is_one_block() -> None:
    def first(sheet: Sheet) -> None:
        sheet.text(290, 40, "7")
        sheet.paragraph(600, LONG)
        sheet.paragraph(760, LONG, part=slice(2))

    def second(sheet: Sheet) -> None:
        sheet.text(290, 40, "8")
        sheet.paragraph(sheet.paragraph(80, LONG, part=slice(2, None)), LONG)

    document = read(typeset(first, second))
    assert blocks(document) == [LONG, LONG, LONG]
    pages = {a.page for a in document.anchors_in(document.blocks[1].start, document.blocks[1].end)}
    assert pages == {1, 2}
    assert [(f.kind, f.text, f.page) for f in document.furniture] == [("page_number", "7", 1), ("page_number", "8", 2)]


@pytest.mark.parametrize(
    ("numbers", "furniture"),
    [(("4", "5", "6"), ["4", "5", "6"]), (("", "2", "3"), ["2", "3"]), (("", "12", "7"), []), (("", "", "3"), ["3"])],
)
def test_page_numbers_as_near_to_the_text_as_a_line_of_it(numbers: tuple[str, ...], furniture: list[str]) -> None:
    def page(number: str) -> Callable[[Sheet], None]:
        def draw(sheet: Sheet) -> None:
            sheet.centred(312, 44, number)
            sheet.paragraph(60, LONG)
            sheet.paragraph(200, LONG)

        return draw

    document = read(typeset(*(page(number) for number in numbers)))
    assert [f.text for f in document.furniture if f.kind == "page_number"] == furniture


def test_a_figure_of_a_column_is_no_page_number() -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(85, 44, "2")
        sheet.text(300, 44, "Xã An Khê")
        sheet.paragraph(60, LONG)

    assert not read(typeset(page, page)).furniture


def test_a_centred_heading_of_two_lines_is_whole() -> None:
    def page(sheet: Sheet) -> None:
        y = sheet.paragraph(100, LONG)
        sheet.text(86, y + 4, "V. CÁC NHIỆM VỤ, GIẢI PHÁP XÂY DỰNG CHÍNH QUYỀN SỐ CỦA", bold=True)
        sheet.centred(312, y + 20, "THÀNH PHỐ", bold=True)
        sheet.paragraph(y + 40, LONG)

    heading = "V. CÁC NHIỆM VỤ, GIẢI PHÁP XÂY DỰNG CHÍNH QUYỀN SỐ CỦA THÀNH PHỐ"
    assert blocks(read(typeset(page))) == [LONG, heading, LONG]


def test_a_first_line_indent_is_a_sure_start_where_it_is_the_custom() -> None:
    def page(sheet: Sheet) -> None:
        y = sheet.paragraph(100, LONG)
        sheet.text(115, y, "2. Làm mới các động lực tăng trưởng mà cả nước đã có từ lâu nay")
        y = sheet.paragraph(y + 16, LONG)
        sheet.paragraph(y, LONG)

    document = read(typeset(page))
    assert [b.soft for b in document.blocks] == [False] * 4


@pytest.mark.parametrize("second", ["2030 đạt 95% số xã trong cả tỉnh.", "Hà Nội và Huế."])
def test_a_wrapped_line_of_a_page_without_indents_opens_nothing(second: str) -> None:
    first = "Đến hết kỳ kế hoạch, tỷ lệ xã có trạm y tế đạt chuẩn quốc gia phấn đấu năm"

    def page(sheet: Sheet) -> None:
        for y in range(100, 400, 50):
            sheet.text(85, y, first)
            sheet.text(85, y + 16, second)

    document = read(typeset(page))
    assert blocks(document) == [f"{first} {second}"] * 6


def test_running_heads_by_repetition() -> None:
    def page(number: int) -> object:
        def draw(sheet: Sheet) -> None:
            sheet.text(200, 36, f"BẢN TIN SỐ 5 - trang {number}", size=9)
            sheet.paragraph(90, f"{number}. " + LONG)
            sheet.text(85, 820, "https://vidu.vn/van-ban", size=8)

        return draw

    document = read(typeset(*(page(n) for n in range(1, 5))))  # type: ignore[arg-type]
    assert len(document.blocks) == 4
    assert {f.text for f in document.furniture if f.page == 2} == {"BẢN TIN SỐ 5 - trang 2", "https://vidu.vn/van-ban"}


def test_a_number_broken_at_its_hyphen_is_whole() -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(60, LONG)
        sheet.text(115, 140, "Thực hiện đầy đủ nội dung đã nêu tại văn bản của cơ quan số 66-")
        sheet.text(85, 156, "NQ/TW trong năm nay.")

    document = read(typeset(page))
    assert "số 66-NQ/TW\ntrong năm nay." in document.text
    check_anchors(document)


def test_footnote_and_its_call_are_furniture() -> None:
    def page(sheet: Sheet) -> None:
        y = sheet.paragraph(100, LONG)
        sheet.text(115, y, "Thực hiện Nghị quyết số 12")
        sheet.text(270, y - 4, "1", size=6)
        sheet.line(85, 740, 230, 740)
        sheet.text(85, 750, "1", size=5)
        sheet.text(89, 754, "Nghị quyết về thử nghiệm.", size=9)

    document = read(typeset(page))
    assert blocks(document)[-1] == "Thực hiện Nghị quyết số 12"
    assert [f.kind for f in document.furniture] == ["footnote"]


def test_an_exponent_stays() -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(100, LONG)
        sheet.text(115, 160, "diện tích 500 m")
        sheet.text(115 + sheet.canvas.stringWidth("diện tích 500 m", "Serif", 11), 156, "2", size=6.5)
        sheet.text(230, 160, "đất")

    assert blocks(read(typeset(page)))[-1] == "diện tích 500 m2 đất"


def test_combining_marks_compose() -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(85, 100, "Vie\u0323\u0302t Nam va\u0300 thu\u031b\u0309")

    document = read(typeset(page))
    assert document.text == "Việt Nam và thử"
    check_anchors(document)


def test_turned_page_reads_like_an_upright_one() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.rotate(90)
        sheet.canvas.translate(0, -595)
        for number in range(12):
            sheet.canvas.setFont("Serif", 11)
            sheet.canvas.drawString(80, 500 - 18 * number, f"Dòng số {number} của một trang nằm ngang có chữ.")

    document = read(typeset(draw))
    assert document.text.splitlines()[0] == "Dòng số 0 của một trang nằm ngang có chữ."
    assert "Dòng số 11" in document.text.splitlines()[-1]
    check_anchors(document)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("upright", [True, False], ids=["shown upright", "shown askew"])
def test_rotated_pages(rotation: int, upright: bool) -> None:
    import pypdfium2

    def draw(sheet: Sheet) -> None:
        if upright and rotation:
            sheet.canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 842)}[rotation])
            sheet.canvas.rotate(rotation)
        for number in range(12):
            sheet.canvas.setFont("Serif", 11)
            sheet.canvas.drawString(80, 500 - 18 * number, f"Dòng số {number} của một trang nằm ngang có chữ.")

    pdf = pypdfium2.PdfDocument(typeset(draw))
    pdf[0].set_rotation(rotation)
    file = io.BytesIO()
    pdf.save(file)
    document = read(file.getvalue())
    lines = [line for line in document.text.splitlines() if line]
    assert lines == [f"Dòng số {number} của một trang nằm ngang có chữ." for number in range(12)]
    check_anchors(document)


# ---------------------------------------------------------------------------------------------- bad input


def test_password() -> None:
    sheet = Sheet(encrypt="secret")
    sheet.text(85, 100, "Không đọc được")
    with pytest.raises(EncryptedFileError):
        read(sheet.data())


@pytest.mark.parametrize("keep", [0, 9, 400, 0.5])
def test_truncated(keep: float) -> None:
    data = typeset(lambda sheet: sheet.text(85, 100, "Một dòng chữ."))
    with pytest.raises(DamagedFileError):
        read(data[: int(len(data) * keep) if keep < 1 else int(keep)])


def test_ten_thousand_empty_pages() -> None:
    from reportlab.pdfgen import canvas

    buffer = io.BytesIO()
    pdf = canvas.Canvas(buffer)
    for _ in range(10_000):
        pdf.showPage()
    pdf.save()
    with pytest.raises(EmptyFileError):
        read(buffer.getvalue())


def _picture_file(width: int, height: int, text: str = "") -> bytes:
    """A PDF whose page is a one-bit picture of the given size, written by hand: nothing is ever decoded here."""
    import zlib

    row = b"\xff" * ((width + 7) // 8)
    packer = zlib.compressobj(1)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    content = b"q 500 0 0 700 40 100 cm /Im Do Q"
    second = f"BT /F 12 Tf 72 700 Td ({text}) Tj ET".encode()
    resources = b"<< /XObject << /Im 4 0 R >> /Font << /F 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources " + resources + b" /Contents %d 0 R >>"
    image = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1" % (width, height)
    image += b" /ColorSpace /DeviceGray /Filter /FlateDecode /Length %d >>\nstream\n" % len(pixels)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 7 0 R] /Count 2 >>",
        page % 6,
        image + pixels + b"\nendstream",
        font,
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        page % 8,
        b"<< /Length %d >>\nstream\n" % len(second) + second + b"\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + trailer


def test_giant_picture_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.reading.ocr.missing_tool", lambda: "")
    with pytest.raises(TooLargeError):
        read_pdf(PATH, _picture_file(20_000, 20_000), ocr="auto")
    document = read_pdf(PATH, _picture_file(20_000, 20_000, "Second page"), ocr="auto")
    assert document.text == "Second page"
    assert [d.code for d in document.diagnostics] == ["page-too-large"]


# ---------------------------------------------------------------------------------------------- real files


@pytest.mark.parametrize(
    ("name", "number", "place"),
    [
        ("109-NQ-CP-2026.pdf", "Số: 109/NQ-CP", "ngày 16 tháng 4 năm 2026"),
        ("97-NQ-CP-2026.pdf", "Số: 97/NQ-CP", "ngày 06 tháng 4 năm 2026"),
        ("844-QD-TTg-2026.pdf", "Số: 844/QĐ-TTg", "ngày 13 tháng 5 năm 2026"),
        ("173-KH-UBND-2026-HaNoi.pdf", "Số: 173 /KH-UBND", "ngày 28 tháng 4 năm 2026"),  # stamped on
        ("2280-QD-UBND-2026-HaNoi.pdf", "Số: 2280 /QĐ-UBND", "ngày 29 tháng 4 năm 2026"),  # stamped on
        ("1478-QD-BLDTBXH-2024.pdf", "Số: 1478/QĐ-BLĐTBXH", "ngày 12 tháng 9 năm 2024"),
    ],
)
def test_letterheads_of_real_files(name: str, number: str, place: str) -> None:
    document = corpus_document(name)
    head = blocks(document)[:9]
    numbered = next(i for i, text in enumerate(head) if number in text)
    motto = next(i for i, text in enumerate(head) if text.startswith("CỘNG HÒA XÃ HỘI"))
    dated = next(i for i, text in enumerate(head) if place in text)
    assert numbered < motto < dated
    check_anchors(document)


@pytest.mark.parametrize(
    "name", ["100-NQ-CP-2026.pdf", "122-NQ-CP-2026.pdf", "21-CT-TTg-2026.pdf", "892-QD-TTg-2026.pdf"]
)
def test_gazette_furniture(name: str) -> None:
    document = corpus_document(name)
    heads = [f for f in document.furniture if f.kind == "running_head" and "CÔNG BÁO" in f.text]
    assert len({f.page for f in heads}) == document.source.pages
    assert [f.page for f in document.furniture if f.kind == "stamp"] == [1]
    assert "CÔNG BÁO/Số" not in document.text
    assert "Ký bởi" not in document.text


def test_no_paragraph_of_a_real_file_starts_in_mid_sentence() -> None:
    import re

    for name in ("109-NQ-CP-2026.pdf", "122-NQ-CP-2026.pdf", "21-CT-TTg-2026.pdf", "892-QD-TTg-2026.pdf"):
        document = corpus_document(name)
        for text in blocks(document):
            assert not text[0].islower() or re.match(r"[a-zđ][.)] ", text), (name, text[:60])


def test_text_from_before_unicode_is_converted() -> None:
    from extractor.reading.legacy import TCVN3

    old = {new: code for code, new in TCVN3.items()}
    words = "Sở Tài chính và các cơ quan của tỉnh có trách nhiệm thực hiện những việc được giao trong năm. " * 4

    def page(sheet: Sheet) -> None:
        sheet.paragraph(100, "".join(old.get(char, char) for char in words))

    document = read(typeset(page))
    assert " ".join(document.text.split()) == words.strip()
    assert [d.code for d in document.diagnostics] == ["legacy-encoding"]
