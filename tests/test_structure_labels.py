"""Labels: what a line can begin with, and what may follow what."""

from __future__ import annotations

import pytest

from extractor.structure.labels import Label, follows, id_part, misread_romans, parse_labels, roman_value, to_roman
from extractor.text import fold


def labels(text: str) -> list[tuple[str, str]]:
    return [(label.scheme, label.numeral) for label in parse_labels(fold(text), text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Điều 5. Phạm vi", [("dieu", "5")]),
        ("ĐIỀ U 2. Tổ chức", [("dieu", "2")]),
        ("Điểu 3: Hiệu lực", [("dieu", "3")]),
        ("Điều 4 . Hiệu lực", [("dieu", "4")]),
        ("Điều 15a. Chuyển tiếp", [("dieu", "15a")]),
        ("Điều 7", [("dieu", "7")]),
        ("Chương II", [("chuong", "II")]),
        ("CHƯƠNG 3: TỔ CHỨC", [("chuong", "3")]),
        ("PHẦN THỨ HAI", [("phan", "II")]),
        ("Mục 1 QUY ĐỊNH KHÁC", [("muc", "1")]),
        ("Tiểu mục 2. TRÌNH TỰ", [("tieu_muc", "2")]),
        ("IV. GIẢI PHÁP", [("roman", "IV")]),
        ("II- Mục tiêu", [("roman", "II")]),
        ("A. ĐÁNH GIÁ", [("upper", "A")]),
        ("1.2. Kết quả", [("decimal", "1.2")]),
        ("2.10.3 Kết quả", [("decimal", "2.10.3")]),
        ("7. Bộ Y tế", [("arabic", "7")]),
        ("7- Bộ Y tế", [("arabic", "7")]),
        ("đ) Tổ chức", [("letter", "đ")]),
        ("a )Tổ chức", [("letter", "a")]),
        ("b. Tổ chức", [("letter", "b")]),
        ("(1). Lập sổ", [("paren_arabic", "1")]),
        ("(a) Lập sổ", [("paren_letter", "a")]),
        ("- Lập sổ", [("dash", "-")]),
        ("+ 100% xã", [("plus", "+")]),
        ("* Về kinh tế", [("bullet", "*")]),
        ("i) Lập sổ", [("paren_roman", "i"), ("letter", "i")]),
        ("l. Lập sổ", [("arabic", "1"), ("letter", "l")]),
        # nothing that opens a provision
        ("Điều 5 Luật Đất đai", []),
        ("điều 5. của quy chế", []),
        ("Chương II Nghị định này", []),
        ("Mục 1 Chương III", []),
        ("IV năm 2025", []),
        ("1 giờ/1 tuần", []),
        ("1.000 người", []),
        ("1,5 triệu", []),
        ("5G", []),
        ("2025. Sau đó", []),
        ("30/6/2025", []),
        ("20-NQ/TW ngày", []),
        ("151/KH-UBND của", []),
        ("1-Mục tiêu", [("arabic", "1")]),
        ("-----", []),
        ("Bộ Y tế", []),
    ],
)
def test_readings(text, expected):
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("before", "after", "gap", "expected"),
    [
        ("c)", "d)", 0, True),
        ("d)", "đ)", 0, True),
        ("d)", "e)", 0, True),  # a list without đ
        ("e)", "g)", 0, True),
        ("e)", "f)", 0, True),  # a list with f
        ("i)", "k)", 0, True),
        ("v)", "x)", 0, True),
        ("a)", "c)", 0, False),
        ("a)", "c)", 1, True),
        ("c)", "b)", 1, False),
        ("4.", "5.", 0, True),
        ("4.", "6.", 0, False),
        ("4.", "6.", 1, True),
        ("Điều 15.", "Điều 15a.", 0, True),
        ("Điều 15a.", "Điều 16.", 0, True),
        ("1.2.", "1.3.", 0, True),
        ("1.2.", "2.3.", 0, False),
    ],
)
def test_follows(before, after, gap, expected):
    first, second = (_only(text) for text in (before, after))
    assert follows(second, first.value, gap=gap) is expected


def _only(text: str) -> Label:
    text += " Tổ chức"
    found = parse_labels(fold(text), text, 0, len(text))
    return next(x for x in found if x.scheme != "paren_roman")


@pytest.mark.parametrize(("value", "numeral"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl")])
def test_roman(value, numeral):
    assert to_roman(value) == numeral
    assert roman_value(numeral) == value


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("IH", (3,)),
        ("TH", (3, 2)),
        ("TIII", (3,)),
        ("Ill", (3,)),
        ("1H", (3,)),
        ("UI", (3,)),
        ("lI", (2,)),
        ("1V", (4,)),
        ("VIIL", (8,)),
        ("VIH", (8,)),
        ("XT", (11, 10)),
        ("XL", (11,)),
        # well-formed numerals and words
        ("III", ()),
        ("IV", ()),
        ("TT", ()),
        ("ABC", ()),
        ("IIIII", ()),
    ],
)
def test_misread_romans(printed, expected):
    assert misread_romans(printed) == expected


@pytest.mark.parametrize("text", ["iiii", "vx", "", "abc", "ic"])
def test_no_roman(text):
    assert roman_value(text) == 0


@pytest.mark.parametrize(
    ("level", "numeral", "expected"),
    [("diem", "đ", "diem_dd"), ("khoan", "1.1", "khoan_1_1"), ("muc", "II", "muc_II"), ("ket_thuc", "", "ket_thuc")],
)
def test_id_part(level, numeral, expected):
    assert id_part(level, numeral) == expected
