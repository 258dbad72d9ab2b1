"""Places and cited acts: the grammar, and what it resolves to."""

# ruff: noqa: E501
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.annotate.references import find_references
from extractor.model import Document, Metadata, Passage, Provision, Reference, Source, Structure
from extractor.resolve import index_acts, link_references, resolve_references
from extractor.text import to_nfc

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def of_text(
    text: str, *, kind: str = "quyet_dinh", number: str = "9/QĐ-TTg", level: str = "dieu"
) -> tuple[Document, Structure]:
    """A document of one provision with one passage."""
    document = Document(to_nfc(text), Source("t.txt", "", "txt"))
    provision = Provision("mo_dau" if level == "mo_dau" else "dieu_9", "", level, "9", "", 0, len(document.text), 0)  # type: ignore[arg-type]
    passages = (Passage(0, len(document.text), provision.id, "body"),) if document.text else ()
    return document, Structure(Metadata("d", kind=kind, number=number), (provision,), passages)


def paths(text: str, **options: str) -> list[str]:
    """Each place as "diem a/khoan 1/muc IV", an act in brackets behind it."""
    found = []
    for mention in find_references(*of_text(text, **options)):
        path = "/".join(f"{p.unit} {p.label}".strip() for p in mention.path)
        held = (
            f"[{mention.act.number or mention.act.name}]"
            if mention.act
            else f"[{mention.this}]"
            if mention.this
            else ""
        )
        found.append(path + held)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # runs and distribution
        ("nêu tại điểm a và d khoản 1 mục IV; điểm b khoản 2 mục IV, Điều 1", [
            "diem a/khoan 1/muc IV/dieu 1", "diem d/khoan 1/muc IV/dieu 1", "diem b/khoan 2/muc IV/dieu 1"]),
        ("tại điểm b khoản 1; điểm a, c khoản 2 và khoản 6 thuộc mục IV; mục V; khoản 1, 2 thuộc mục VI, Điều 1, Quyết định này", [
            "diem b/khoan 1/muc IV/dieu 1[quyết định này]", "diem a/khoan 2/muc IV/dieu 1[quyết định này]",
            "diem c/khoan 2/muc IV/dieu 1[quyết định này]", "khoan 6/muc IV/dieu 1[quyết định này]",
            "muc V/dieu 1[quyết định này]", "khoan 1/muc VI/dieu 1[quyết định này]", "khoan 2/muc VI/dieu 1[quyết định này]"]),
        ("các mục V, VI", ["muc V", "muc VI"]),
        ("mục V, VI và mục X, Điều 1, Quyết định này", [f"muc {n}/dieu 1[quyết định này]" for n in ("V", "VI", "X")]),
        ("từ điểm a đến điểm đ khoản 2", [f"diem {c}/khoan 2" for c in "abcdđ"]),
        ("từ Điều 5 đến Điều 7 của Nghị định này", [f"dieu {n}[nghị định này]" for n in (5, 6, 7)]),
        ("các khoản 1-3 Điều 4", [f"khoan {n}/dieu 4" for n in (1, 2, 3)]),
        ("khoản 1 các Điều 5 và 6", ["khoan 1/dieu 5", "khoan 1/dieu 6"]),
        ("các mục 1, 2; điểm a, b mục 7 Phần III Điều 1 Quyết định này", [
            "muc 1/phan III/dieu 1[quyết định này]", "muc 2/phan III/dieu 1[quyết định này]",
            "diem a/muc 7/phan III/dieu 1[quyết định này]", "diem b/muc 7/phan III/dieu 1[quyết định này]"]),
        ("khoản 3,Điều 8 và khoản 4,5 Điều 9", ["khoan 3/dieu 8", "khoan 4/dieu 9", "khoan 5/dieu 9"]),
        ("tại tiểu mục 2 Mục II Phần B", ["tieu_muc 2/muc II/phan B"]),
        ("TẠI ĐIỂM A VÀ D KHOẢN 1 MỤC IV, QUYẾT ĐỊNH NÀY",
         ["diem a/khoan 1/muc IV[quyết định này]", "diem d/khoan 1/muc IV[quyết định này]"]),
        ("quy định tại Phần III Điều 1 Quyết định này", ["phan III/dieu 1[quyết định này]"]),
        ("quy định tại Điều 5 Mục 2 Chương III", ["dieu 5/muc 2/chuong III"]),
        # both orders
        ("điểm a khoản 1 Điều 5", ["diem a/khoan 1/dieu 5"]),
        ("tại Điều 5, khoản 1, điểm a", ["diem a/khoan 1/dieu 5"]),
        ("Điều 5 khoản 1 điểm a và b", ["diem a/khoan 1/dieu 5", "diem b/khoan 1/dieu 5"]),
        # siblings are no containers
        ("quy định tại khoản 2 và Điều 8 Nghị định này", ["khoan 2", "dieu 8[nghị định này]"]),
        ("khoản 1 Điều này và Điều 7 Nghị định này", ["khoan 1/dieu này", "dieu 7[nghị định này]"]),
        ("tại Điều 6, Điều 7, Điều 8 và Điều 9 Nghị quyết này", [f"dieu {n}[nghị quyết này]" for n in (6, 7, 8, 9)]),
        # this, above
        ("theo quy định tại Điều này", ["dieu này"]),
        ("điểm a khoản này", ["diem a/khoan này"]),
        ("thuộc mục IV nêu trên", ["muc IV"]),
        ("khoản 3 mục VIH Điều 1", ["khoan 3/muc VIII/dieu 1"]),
        ("tại mục Ill và mục 1V", ["muc III", "muc IV"]),
        ("tại mục TT", []),
        ("khoản l Điều l0 và Điều lO", ["khoan 1/dieu 10", "dieu 10"]),
        ("các khoản lệ phí, điều lệ, khoản I", ["khoan 1"]),
        ("Điều này cho thấy nhu cầu lớn", []),
        ("trách nhiệm thi hành Quyết định này.", []),
        # numbering of every kind
        ("điểm 1.2 khoản 1 Mục II", ["diem 1.2/khoan 1/muc II"]),
        ("tiết a điểm 1 mục III", ["tiet a/diem 1/muc III"]),
        ("theo Phần II và Chương III", ["phan II", "chuong III"]),
        ("theo mục IV.2 của Kế hoạch này", ["muc IV.2[kế hoạch này]"]),
        ("tại mục 6 III Kế hoạch;", ["muc 6.III[kế hoạch]"]),
        ("tại mục IV, V của Luật", ["muc IV[]", "muc V[]"]),
        ("gạch đầu dòng thứ hai khoản 1 Điều 3", ["gach 2/khoan 1/dieu 3"]),
        ("tại Phụ lục I ban hành kèm theo Nghị quyết này", ["phu_luc I[nghị quyết này]"]),
        ("tại Phụ lục kèm theo Quyết định này", ["phu_luc[quyết định này]"]),
        ("tại Phụ lục I, II, III và IV.", [f"phu_luc {n}" for n in ("I", "II", "III", "IV")]),
        ("quy định tại khoản\n3 Điều\n8", ["khoan 3/dieu 8"]),
        # what looks like a place and is none
        ("mở tài khoản 1 lần, 10 điểm, thời điểm 5 năm, danh mục 12 dự án, một phần 3", []),
        ("góp phần 2 tỷ đồng; chi tiết 1 trang; trọng điểm a; khoản 95% người dân", []),
        ("đạt 90 điểm trở lên; điểm 5 sao", []),
        ("theo Điều 5, 30 ngày kể từ ngày nhận", ["dieu 5"]),
        ("theo Điều 5, 7,5 triệu đồng", ["dieu 5"]),
        ("Mục tiêu 1, mục đích II", []),
        ("một số điều của Luật này", []),
        ("kê khai tại mục 11 của thuyết minh dự án; Phụ lục kèm theo báo cáo rà soát", []),
        ("tại các điểm từ a đến c khoản 1", [f"diem {c}/khoan 1" for c in "abc"]),
        ("tại Phần thứ nhất, Chương thứ hai", ["chuong 2/phan 1"]),
        ("bổ sung điểm c vào sau điểm b khoản 1 Điều 4", ["diem c", "diem b/khoan 1/dieu 4"]),
        ("tại điểm a khoản 1 và khoản 3 Điều 6, Phụ lục II", ["diem a/khoan 1/dieu 6", "khoan 3/dieu 6", "phu_luc II"]),
        ("tại mục 2, Phụ lục II", ["muc 2/phu_luc II"]),
        # places in other acts
        ("Bãi bỏ khoản 4 Điều 9, Điều 12 và Chương III Thông tư số 5/2018/TT-BTC", [
            "khoan 4/dieu 9[5/2018/TT-BTC]", "dieu 12[5/2018/TT-BTC]", "chuong III[5/2018/TT-BTC]"]),
        ("kèm theo Nghị quyết này Phụ lục danh mục việc thực hiện Kế hoạch (kèm theo Nghị quyết số 5/NQ-CP)", [
            "phu_luc[nghị quyết này]", "[5/NQ-CP]"]),
        ("theo điều 165 Luật doanh nghiệp và Bộ luật lao động", ["dieu 165[luật doanh nghiệp]", "[bộ luật lao động]"]),
        ("khoản 2 Điều 21 Luật Tổ chức Chính phủ năm 2015 (sửa đổi năm 2019)", ["khoan 2/dieu 21[luật tổ chức chính phủ]"]),
        ("Điều 5 Luật Giá số 16/2023/QH15 và Điều 6 của Luật này", ["dieu 5[16/2023/QH15]", "dieu 6[16/2023/QH15]"]),
        ("theo Nghị định số 7/2018/NĐ-CP, khoản 2 Điều 3 Nghị định này; Điều 1 Quyết định này", [
            "[7/2018/NĐ-CP]", "khoan 2/dieu 3[7/2018/NĐ-CP]", "dieu 1[quyết định này]"]),
        ("sớm ban hành Luật Dữ liệu; dự thảo Luật Thủ đô (sửa đổi)", []),
        ("các dự án: Luật Đất đai (sửa đổi), Luật Nhà ở và Luật Giá; theo Luật Thủ đô", ["[luật thủ đô]"]),
        ("Trường Đại học Luật Hà Nội, ngành Luật Kinh tế; Luật sư A; số 12/Tổ dân phố", []),
        ("khoản 4 Điều 3 Quy chế làm việc của Chính phủ", ["khoan 4/dieu 3[]"]),
        ("khoản 1 Điều 2 Quy định ban hành kèm theo Quyết định số 5/2020/QĐ-UBND", ["khoan 1/dieu 2[5/2020/QĐ-UBND]"]),
        ("Điều 2 của Quy chế quản lý đề án ban hành kèm theo Quyết định này", ["dieu 2[quy chế]"]),
        ("tại mục IV của Phụ lục danh mục nhiệm vụ ban hành kèm theo Nghị quyết số 5/NQ-CP", ["muc IV/phu_luc[5/NQ-CP]"]),
        ("khoản 2 và 3 Điều 6 Nghị định số 31/2021/NĐ-CP", ["khoan 2/dieu 6[31/2021/NĐ-CP]", "khoan 3/dieu 6[31/2021/NĐ-CP]"]),
        ("Điều 59 Luật Ban hành văn bản quy phạm pháp luật", ["dieu 59[luật ban hành văn bản quy phạm pháp luật]"]),
        ("Phụ lục II Nghị quyết 214/NQ-CP", ["phu_luc II[214/NQ-CP]"]),
    ],
)  # fmt: skip
def test_grammar(text, expected):
    assert paths(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # (kind, number, year, date, issuer)
        ("Nghị quyết số 52-NQ/TW ngày 27 tháng 9 năm 2019 của Bộ Chính trị về",
         [("nghi_quyet", "52-NQ/TW", 2019, "2019-09-27", "Bộ Chính trị")]),
        ("theo Nghị quyết số 52 - NQ/TW", [("nghi_quyet", "52-NQ/TW", None, "", "")]),
        ("Quyết định số\n2289/QĐ-TTg, ngày 31/12/2020", [("quyet_dinh", "2289/QĐ-TTg", 2020, "2020-12-31", "")]),
        ("Nghị định số 45/2020/NĐ-CP", [("nghi_dinh", "45/2020/NĐ-CP", 2020, "", "")]),
        ("Quyết định số 227/QĐ- TTg ngày 12-3-2024", [("quyet_dinh", "227/QĐ-TTg", 2024, "2024-03-12", "")]),
        ("CHỈ THỊ SỐ 32/CT-TTG NGÀY 21/10/2025", [("chi_thi", "32/CT-TTg", 2025, "2025-10-21", "")]),
        ("Công văn số 8935/BNV-CTTN&BĐG ngày 03 tháng 10 năm 2025", [("cong_van", "8935/BNV-CTTN&BĐG", 2025, "2025-10-03", "")]),
        ("Nghị định của Chính phủ số 37/2019/NĐ-CP", [("nghi_dinh", "37/2019/NĐ-CP", 2019, "", "Chính phủ")]),
        ("các Nghị quyết số 01/NQ-CP, 02/NQ-CP ngày 10 tháng 1 năm 2022",
         [("nghi_quyet", "01/NQ-CP", None, "", ""), ("nghi_quyet", "02/NQ-CP", 2022, "2022-01-10", "")]),
        ("Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015", [("luat", "", 2015, "2015-06-19", "")]),
        ("Luật Đất đai năm 2024", [("luat", "", 2024, "", "")]),
        ("Luật Phòng, chống ma túy và Luật Thủ đô số 39/2024/QH15",
         [("luat", "", None, "", ""), ("luat", "39/2024/QH15", 2024, "", "")]),
        ("Bộ luật Lao động năm 2019", [("luat", "", 2019, "", "")]),
        ("Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam", [("hien_phap", "", None, "", "")]),
        ("Luật sửa đổi, bổ sung một số điều của Luật Quy hoạch và Luật Đầu tư ngày 29 tháng 11 năm 2024",
         [("luat", "", 2024, "2024-11-29", "")]),
        ("Luật số 87/2025/QH15", [("luat", "87/2025/QH15", 2025, "", "")]),
        ("của Bộ trưởng Bộ Y tế tại Thông tư số 02/2021/TT-BYT ngày 25/01/2021 của Bộ trưởng Bộ Y tế quy định",
         [("thong_tu", "02/2021/TT-BYT", 2021, "2021-01-25", "Bộ trưởng Bộ Y tế")]),
        ("Nghị quyết số 71/NQ-CP của Chính phủ và Kế hoạch hành động số 4-KH/TU của Tỉnh ủy và",
         [("nghi_quyet", "71/NQ-CP", None, "", "Chính phủ"), ("ke_hoach", "4-KH/TU", None, "", "Tỉnh ủy")]),
        ("Văn bản hợp nhất số 12/VBHN-VPQH ngày 1/2/2024", [("van_ban_hop_nhat", "12/VBHN-VPQH", 2024, "2024-02-01", "")]),
        ("Thông tri số 02-TT/TU ngày 3/10/2025", [("thong_tri", "02-TT/TU", 2025, "2025-10-03", "")]),
        # no citations
        ("xem /van-ban?ItemID=1&Keyword=%2026/2019/TT-BL%C4%90TBXH", []),
        ("văn bản quy phạm pháp luật; luật sư; theo pháp luật về đất đai", []),
        ("xây dựng dự án Luật Trí tuệ nhân tạo, trình Chính phủ", []),
        ("Số: 123/QĐ-TTg là mẫu số 01-ĐĐN và QCVN 08:2023/BTNMT, 24/7, 15/10/2024", [("quyet_dinh", "123/QĐ-TTg", None, "", "")]),
        ("Quyết định số 9/QĐ-TTg của chính văn bản này", []),
    ],
)  # fmt: skip
def test_cited_acts(text, expected):
    acts = [m.act for m in find_references(*of_text(text))]
    assert [(a.kind, a.number, a.year, a.date, a.issuer) for a in acts if a] == expected


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("Căn cứ Luật Đầu tư năm 2020;", "mo_dau", ["basis"]),
        (
            "Căn cứ Nghị định số 1/2020/NĐ-CP của Chính phủ sửa đổi Nghị định số 2/2019/NĐ-CP;",
            "mo_dau",
            ["basis", "cites"],
        ),
        (
            "Căn cứ Luật X số 1/2014/QH13 đã được sửa đổi, bổ sung một số điều theo Luật số 2/2020/QH14",
            "mo_dau",
            ["basis", "basis"],
        ),
        ("có hiệu lực từ ngày ký và thay thế Quyết định số 5/QĐ-TTg ngày 1/2/2020", "dieu", ["replaces"]),
        ("Bãi bỏ Quyết định số 5/QĐ-TTg và Quyết định số 6/QĐ-TTg", "dieu", ["repeals", "repeals"]),
        ("Nghị định số 5/2010/NĐ-CP hết hiệu lực kể từ ngày Quyết định này có hiệu lực", "dieu", ["repeals"]),
        ("Sửa đổi, bổ sung một số điều của Nghị định số 5/2010/NĐ-CP", "dieu", ["amends"]),
        ("tham mưu sửa đổi, bổ sung Quyết định số 15/2021/QĐ-UBND", "dieu", ["cites"]),
        ("(Kèm theo Quyết định số 9/QĐ-TTg ngày 3 tháng 4 năm 2025)", "dieu", ["attached"]),
        ("Triển khai thực hiện Nghị quyết số 57-NQ/TW", "dieu", ["implements"]),
        ("theo quy định tại Nghị định số 5/2010/NĐ-CP", "dieu", ["cites"]),
        (
            "Nghị định số 1/2004/NĐ-CP về văn thư và Nghị định số 2/2010/NĐ-CP hết hiệu lực từ ngày này",
            "dieu",
            ["repeals", "repeals"],
        ),
        ("Sửa đổi, bổ sung Nghị định số 1/2018/NĐ-CP", "diem", ["cites"]),
        ("Sửa đổi khoản 2 Điều 3 Nghị định số 1/2018/NĐ-CP như sau:", "diem", ["amends"]),
    ],
)
def test_relations(text, level, expected):
    assert [m.relation for m in find_references(*of_text(text, level=level))] == expected


def test_later_short_forms_take_year_and_number():
    text = "Nghị quyết số 347/NQ-CP ngày 24/10/2025 của Chính phủ; theo Nghị quyết 347 và Nghị quyết số 347/NQ-CP; Nghị quyết 12 thì chưa rõ"
    acts = [m.act for m in find_references(*of_text(text))]
    assert [(a.number, a.year, a.issuer) for a in acts if a] == [("347/NQ-CP", 2025, "Chính phủ")] * 3


def test_places_under_an_amended_act_are_places_in_it():
    text = "Điều 1. Sửa đổi, bổ sung Nghị định số 5/2010/NĐ-CP: bổ sung khoản 2 Điều 3 như sau"
    kinds = [r.kind for r in _resolved(*of_text(text, level="khoan"))]
    assert set(kinds) == {"document"}


def _resolved(document: Document, structure: Structure) -> tuple[Reference, ...]:
    return resolve_references(find_references(document, structure), document, structure)


def tree(text: str, at: str, ids: list[tuple[str, str, str]]) -> tuple[Document, Structure]:
    """A tree given by (id, level, numeral); the text stands in provision ``at``."""
    document = Document(to_nfc(text) + " " * 4 * len(ids), Source("t.txt", "", "txt"))
    names = [i for i, _, _ in ids]
    spans: dict[str, tuple[int, int]] = {}
    position = len(document.text) - 4 * len(ids)
    base = position
    for name in names:
        inner = [n for n in names if n == name or n.startswith(name + "__")]
        spans[name] = (base + 4 * names.index(name), base + 4 * (names.index(name) + len(inner)))
    provisions = []
    for name, level, numeral in ids:
        parent = max((n for n in names if name.startswith(n + "__")), key=len, default="")
        provisions.append(Provision(name, parent, level, numeral, "", *spans[name], spans[name][0]))  # type: ignore[arg-type]
    passage = Passage(0, base, at, "body")
    return document, Structure(Metadata("d", kind="quyet_dinh"), tuple(provisions), (passage,))


TREE = [
    ("dieu_1", "dieu", "1"), ("dieu_1__muc_III", "muc", "III"), ("dieu_1__muc_III__khoan_1", "khoan", "1"),
    ("dieu_1__muc_III__khoan_1__diem_a", "diem", "a"), ("dieu_1__muc_IV", "muc", "IV"), ("dieu_1__muc_IV__khoan_1", "khoan", "1"),
    ("dieu_1__muc_IV__khoan_1__khoan_1_2", "khoan", "1.2"), ("dieu_2", "dieu", "2"), ("dieu_2__khoan_1", "khoan", "1"),
    ("dieu_2__khoan_1__diem_a", "diem", "a"), ("dieu_2__khoan_1__diem_dd", "diem", "đ"), ("dieu_2__khoan_2", "khoan", "2"),
    ("phu_luc_I", "phu_luc", "I"), ("phu_luc_I__muc_IV", "muc", "IV"), ("phu_luc_II", "phu_luc", "II"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("theo khoản 2", "dieu_2__khoan_1__diem_a", ["dieu_2__khoan_2"]),
        ("theo điểm đ khoản này", "dieu_2__khoan_1__diem_a", ["dieu_2__khoan_1__diem_dd"]),
        ("theo điểm a", "dieu_2__khoan_1__diem_dd", ["dieu_2__khoan_1__diem_a"]),
        ("thuộc mục IV", "dieu_2__khoan_1", ["dieu_1__muc_IV"]),
        ("thuộc mục IV", "phu_luc_I", ["phu_luc_I__muc_IV"]),
        ("khoản 1 mục III, Điều 1, Quyết định này", "phu_luc_I", ["dieu_1__muc_III__khoan_1"]),
        ("điểm 1 mục III và mục 1 Phần III", "dieu_2", ["dieu_1__muc_III__khoan_1"] * 2),
        ("điểm 1.2 khoản 1 mục IV", "dieu_2", ["dieu_1__muc_IV__khoan_1__khoan_1_2"]),
        ("mục III.1 và mục 1 III", "dieu_2", ["dieu_1__muc_III__khoan_1"] * 2),
        ("tại Phụ lục 02", "dieu_2", ["phu_luc_II"]),
        ("tại Điều này", "dieu_2__khoan_1", ["dieu_2"]),
        # open: nothing answers, or too much
        ("theo khoản 7", "dieu_2__khoan_1", ["dangling"]),
        ("theo Điều 12", "dieu_2", ["dangling"]),
        ("khoản 1 Điều 1", "dieu_2", ["ambiguous"]),
        ("khoản 9 Điều này", "phu_luc_I", ["dangling"]),
    ],
)
def test_resolution(text, at, expected):
    found = _resolved(*tree(text, at, TREE))
    assert [r.target_provision_id or r.status for r in found] == expected


def test_links_need_number_and_year():
    known = [
        Metadata("942-QD-TTg-2021", kind="quyet_dinh", number="942/QĐ-TTg", year=2021),
        Metadata("942-QD-TTg-2022", kind="quyet_dinh", number="942/QĐ-TTg", year=2022),
        Metadata("luat-1", kind="luat", issued_on="2015-06-19"),
    ]
    text = "Quyết định số 942/QĐ-TTg ngày 15/6/2021; Quyết định số 942/QĐ-TTg năm 2020; Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015"
    found = link_references(_resolved(*of_text(text)), index_acts(known))
    assert [r.target_doc_id for r in found] == ["942-QD-TTg-2021", "", "luat-1"]


@given(st.text(max_size=200) | st.lists(st.sampled_from(
    ["điểm a", "khoản 1", " mục IV", ", ", " và ", "; ", "Điều 5", " Luật Đầu tư", " số 1/2020/NĐ-CP", "\n", " này", " đến "]), max_size=30
).map("".join))  # fmt: skip
def test_any_text_is_survived_and_spans_hold(text):
    document, structure = of_text(text)
    for reference in _resolved(document, structure):
        assert document.text[reference.quote.start : reference.quote.end] == reference.quote.text != ""


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_69_provisions_of_749():
    from extractor.reading import read_document
    from extractor.structure import parse_structure

    document = read_document(CORPUS / "749-QD-TTg-2020.txt")
    structure = parse_structure(document)
    internal = [r for r in _resolved(document, structure) if r.kind == "internal"]
    assert len(internal) == 69
    assert {r.status for r in internal} == {"resolved"}
    assert len({r.provision_id for r in internal}) == 14
    assert all(
        r.target_provision_id.startswith("dieu_1__muc_") and r.provision_id.startswith("dieu_2") for r in internal
    )


def relations(text: str) -> list[str]:
    """Each place in an act and each act with its relation."""
    return [f"{m.path[0].unit if m.path else ''} {m.act.number} {m.relation}".strip()
            for m in find_references(*of_text(text)) if m.act]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bãi bỏ khoản 2 Điều 9 Nghị định số 7/2018/NĐ-CP; điểm c khoản 1 Điều 4 Quyết định số 3/2019/QĐ-TTg",
         ["khoan 7/2018/NĐ-CP repeals", "diem 3/2019/QĐ-TTg repeals"]),
        ("Thực hiện khoản 2 Điều 9 Nghị định số 7/2018/NĐ-CP; khoản 1 Điều 4 Quyết định số 3/2019/QĐ-TTg",
         ["khoan 7/2018/NĐ-CP cites", "khoan 3/2019/QĐ-TTg cites"]),
        ("Bổ sung Điều 5a vào sau Điều 5 Nghị định số 7/2018/NĐ-CP như sau:",
         ["dieu 7/2018/NĐ-CP amends", "dieu 7/2018/NĐ-CP amends"]),
        ('Thay thế cụm từ "cấp huyện" bằng "cấp xã" tại khoản 1 Điều 3 Nghị định số 7/2018/NĐ-CP.', ["khoan 7/2018/NĐ-CP amends"]),
        ("Điều chỉnh nhiệm vụ tại số thứ tự thứ 5 mục IV của Phụ lục danh mục việc kèm theo Nghị quyết số 5/NQ-CP như sau:",
         ["muc 5/NQ-CP amends"]),
        ("Thay thế Mẫu số 01 và Phụ lục III Thông tư số 5/2020/TT-BTC", ["phu_luc 5/2020/TT-BTC replaces"]),
        ("Đề xuất sửa đổi khoản 1 Điều 3 Nghị định số 7/2018/NĐ-CP", ["khoan 7/2018/NĐ-CP cites"]),
        ("vốn được giao bổ sung tại Nghị quyết số 5/NQ-CP", ["5/NQ-CP cites"]),
        ("Danh mục thực hiện Nghị quyết số 6-NQ/TW (ban hành kèm theo Nghị quyết số 5/NQ-CP)",
         ["6-NQ/TW implements", "5/NQ-CP attached"]),
    ],
)  # fmt: skip
def test_relation_of_a_place(text, expected):
    assert relations(text) == expected


@pytest.mark.parametrize(
    ("text", "issuer", "year"),
    [
        ("Nghị định số 9/2025/NĐ-CP của Chính phủ và chịu trách nhiệm trước nhân dân", "Chính phủ", 2025),
        ("Nghị quyết số 9/NQ-CP của Chính phủ và Ủy ban Trung ương Mặt trận", "Chính phủ và Ủy ban Trung ương Mặt trận", None),
        ("Thông tư số 9/2015/TT-BTNMT của Bộ Tài nguyên và môi trường", "Bộ Tài nguyên và môi trường", 2015),
        ("Nghị quyết số 9-NQ/TW của Hội nghị lần thứ năm Ban Chấp hành Trung ương", "Hội nghị lần thứ năm Ban Chấp hành Trung ương", None),
        ("Luật Đất đai 2024 có hiệu lực", "", 2024),
        ("Luật Đất đai 2024 - 2030", "", None),
        ("Chỉ thị số 27/CTTg của Thủ tướng Chính phủ", "Thủ tướng Chính phủ", None),
        ("Luật Doanh nghiệp tư nhân số 35-L/CTN", "", None),
        ("Quyết định số 773-TTg ngày 21/12/1994", "", 1994),
    ],
)  # fmt: skip
def test_issuer_and_year(text, issuer, year):
    (mention,) = find_references(*of_text(text))
    assert (mention.act.issuer, mention.act.year) == (issuer, year)


def test_a_place_named_again_without_its_act():
    document, structure = of_text("khoản 4 Điều 3 Quy chế làm việc của Chính phủ. Thảo luận (khoản 4 Điều 3)")
    rows = resolve_references(find_references(document, structure), document, structure)
    assert [(r.kind, r.status) for r in rows] == [("document", "dangling")] * 2
    assert rows[0].quote.text.endswith("làm việc của Chính phủ")


AMENDING = """CHÍNH PHỦ
Số: 20/2025/NĐ-CP
Hà Nội, ngày 10 tháng 02 năm 2025

NGHỊ ĐỊNH
Sửa đổi, bổ sung một số điều của Nghị định số 12/2020/NĐ-CP về bến đò

Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 12/2020/NĐ-CP
1. Sửa đổi khoản 2 Điều 3 như sau:
"2. Bến đò nêu tại khoản 1 Điều này có phao theo Điều 7 Nghị định này."
2. Bổ sung điểm c vào sau điểm b khoản 1 Điều 4.
3. Thay thế cụm từ "Sở A" bằng cụm từ "Sở B" tại khoản 2 Điều 5, Phụ lục II.
4. Bãi bỏ khoản 4 Điều 9 và Điều 11.
Điều 2. Điều khoản thi hành
Trường hợp quy định tại khoản 1 Điều 1 Nghị định này thực hiện sau một năm.
"""


def test_places_of_an_amending_act(tmp_path):
    """The places that are changed, and those that the new wording names, lie in the amended act."""
    from extractor.pipeline import analyse_path

    (tmp_path / "20-2025-ND-CP.txt").write_text(AMENDING, encoding="utf-8")
    rows = analyse_path(tmp_path / "20-2025-ND-CP.txt").references
    found = [
        (r.provision_id.partition("__doan")[0], r.relation, r.target_number or r.target_provision_id) for r in rows
    ]
    act = "12/2020/NĐ-CP"
    assert found == [
        ("mo_dau", "amends", act),
        ("dieu_1", "amends", act),
        ("dieu_1__khoan_1", "amends", act),
        ("dieu_1__khoan_1", "cites", act),
        ("dieu_1__khoan_1", "cites", act),
        ("dieu_1__khoan_2", "amends", act),
        ("dieu_1__khoan_2", "amends", act),
        ("dieu_1__khoan_3", "amends", act),
        ("dieu_1__khoan_3", "amends", act),
        ("dieu_1__khoan_4", "repeals", act),
        ("dieu_1__khoan_4", "repeals", act),
        ("dieu_2", "cites", "dieu_1__khoan_1"),
    ]
