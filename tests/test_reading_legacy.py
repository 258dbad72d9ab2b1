"""TCVN3 and VNI: every letter, both cases, and what must stay as it is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from extractor.reading import read_document
from extractor.reading.legacy import TCVN3, VNI, convert, detect, font_encoding

# The 134 letters that Vietnamese adds to ASCII.
LOWER = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
SAMPLE = (
    "Ủy ban nhân dân tỉnh quyết định thực hiện kế hoạch phát triển của các bộ theo nghị quyết về cơ chế và nhiệm vụ."
)


def _to_tcvn3(text: str) -> str:
    back = {new: old for old, new in TCVN3.items()}
    return "".join(back.get(c, back.get(c.lower(), c)) for c in text)


def _to_vni(text: str) -> str:
    back: dict[str, str] = {}
    for old, new in VNI.items():
        back.setdefault(new, old)
    return "".join(back.get(c, c) for c in text)


def test_tcvn3_holds_every_small_letter_and_the_seven_capitals() -> None:
    assert sorted(TCVN3.values()) == sorted(LOWER + "ĂÂÊÔƠƯĐ")
    assert all(len(key) == 1 and 0xA0 < ord(key) < 0x100 for key in TCVN3)


@pytest.mark.parametrize("letter", list(LOWER))
def test_tcvn3_letter(letter: str) -> None:
    assert convert("x" + _to_tcvn3(letter), "tcvn3") == "x" + letter
    assert convert(_to_tcvn3(letter), "tcvn3-caps") == letter.upper()


@pytest.mark.parametrize("letter", list(LOWER + LOWER.upper()))
def test_vni_letter(letter: str) -> None:
    assert letter in VNI.values()
    assert convert(_to_vni(letter), "vni") == letter


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("QuyÕt ®Þnh cña ChÝnh phñ", "Quyết định của Chính phủ"),
        ("céng hßa x· héi chñ nghÜa ViÖt Nam", "cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("QUYÕT §ÞNH", "QUYẾT ĐỊNH"),
        ("Uû ban nh©n d©n", "Uỷ ban nhân dân"),
        ("nhiÖm vô chñ yÕu \u00ad\u00ads", "nhiệm vụ chủ yếu ưưs"),
    ],
)
def test_tcvn3_words(raw: str, text: str) -> None:
    assert convert(raw, "tcvn3") == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Quyeát ñònh cuûa Chính phuû", "Quyết định của Chính phủ"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("UÛy ban nhaân daân", "Ủy ban nhân dân"),
        ("öùng duïng coâng ngheä, nöôùc", "ứng dụng công nghệ, nước"),
    ],
)
def test_vni_words(raw: str, text: str) -> None:
    assert convert(raw, "vni") == text


@pytest.mark.parametrize("encoding", ["tcvn3", "tcvn3-caps", "vni"])
def test_unicode_text_stays(encoding: str) -> None:
    assert convert("Quyết định số 749", encoding) == "Quyết định số 749"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"), (".VnTimeH", "tcvn3-caps"), (".VnArial", "tcvn3"), (".VnArialH", "tcvn3-caps"),
        ("VNI-Times", "vni"), ("VNI-Helve-Condense", "vni"), ("Times New Roman", None), ("Vnice", None), (None, None),
    ],
)  # fmt: skip
def test_font_names(font: str | None, encoding: str | None) -> None:
    assert font_encoding(font) == encoding


def test_detection_needs_vietnamese_words() -> None:
    assert detect(_to_tcvn3(SAMPLE)) == "tcvn3"
    assert detect(_to_vni(SAMPLE)) == "vni"
    assert detect(SAMPLE) is None
    assert detect("Les élèves français étudient à l'école où naît l'âme; çà et là, ô forêt!") is None
    assert detect("") is None


@pytest.mark.parametrize(
    ("data", "legacy"),
    [
        (SAMPLE.encode(), False),
        (b"\xef\xbb\xbf" + SAMPLE.encode(), False),
        (SAMPLE.encode("utf-16"), False),
        (SAMPLE.encode("utf-16-be"), False),
        (SAMPLE.encode("utf-16-le"), False),
        (unicodedata.normalize("NFD", SAMPLE).encode(), False),
        (_to_tcvn3(SAMPLE).encode("latin-1"), True),
        (_to_vni(SAMPLE).encode("latin-1"), True),
        (_to_tcvn3(SAMPLE).encode(), True),
    ],
)
def test_encodings_of_text_files(tmp_path: Path, data: bytes, legacy: bool) -> None:
    path = tmp_path / "van-ban.txt"
    path.write_bytes(data)
    document = read_document(path)
    # TCVN3 has no capital Ủ: the first letter comes back small
    assert document.text.lower() == SAMPLE.lower()
    assert [d.code for d in document.diagnostics] == (["legacy-encoding"] if legacy else [])


def test_windows_1258(tmp_path: Path) -> None:
    marks = {"\u0323": b"\xf2", "\u0309": b"\xd2", "\u0301": b"\xec", "\u0300": b"\xcc", "\u0303": b"\xde"}
    data = b""
    for char in SAMPLE:
        try:
            data += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tone = next(m for m in parts if m in marks)
            data += unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + marks[tone]
    path = tmp_path / "cu.txt"
    path.write_bytes(data)
    assert read_document(path).text == SAMPLE
