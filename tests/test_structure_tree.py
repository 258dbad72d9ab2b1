"""The provision tree: nesting, sequence, zones; and the properties that hold for any text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from structure_helpers import BOLD, END, HEAD, document, ids, structure

from extractor.model import Structure, Style
from extractor.structure import parse_structure


def test_both_schemes_nested():
    parsed = structure(
        *HEAD,
        "Điều 1. Phê duyệt Đề án với những nội dung sau:",
        "I. MỤC TIÊU",
        "1. Đến năm 2025",
        "a) Về cảng biển",
        "- Nạo vét 10 luồng;",
        "- Xây 5 bến;",
        "b) Về đường thủy",
        "2. Đến năm 2030",
        "II. GIẢI PHÁP",
        "1. Bố trí vốn.",
        "Điều 2. Tổ chức thực hiện",
        "1. Bộ Xây dựng",
        "Chủ trì thực hiện.",
        *END,
    )
    assert ids(parsed) == [
        "mo_dau",
        "dieu_1",
        "dieu_1__muc_I",
        "dieu_1__muc_I__khoan_1",
        "dieu_1__muc_I__khoan_1__diem_a",
        "dieu_1__muc_I__khoan_1__diem_a__gach_1",
        "dieu_1__muc_I__khoan_1__diem_a__gach_2",
        "dieu_1__muc_I__khoan_1__diem_b",
        "dieu_1__muc_I__khoan_2",
        "dieu_1__muc_II",
        "dieu_1__muc_II__khoan_1",
        "dieu_2",
        "dieu_2__khoan_1",
        "dieu_2__khoan_1__doan_1",
        "ket_thuc",
    ]
    assert parsed.by_id["dieu_2__khoan_1"].heading == "Bộ Xây dựng"
    assert parsed.by_id["dieu_1"].heading == ""
    check(parsed)


def test_law_with_chapters():
    parsed = structure(
        *HEAD,
        "Chương I",
        "QUY ĐỊNH CHUNG",
        "Điều 1. Phạm vi điều chỉnh",
        "Nghị định này quy định về bến cảng.",
        "Chương II",
        "TỔ CHỨC",
        "Mục 1",
        "BẾN CẢNG",
        "Điều 2. Phân loại",
        "1. Bến loại một.",
        "Mục 2",
        "LUỒNG",
        "Điều 3. Phân cấp",
        *END,
    )
    assert [i for i in ids(parsed) if "doan" not in i] == [
        "mo_dau",
        "chuong_I",
        "chuong_I__dieu_1",
        "chuong_II",
        "chuong_II__muc_1",
        "chuong_II__muc_1__dieu_2",
        "chuong_II__muc_1__dieu_2__khoan_1",
        "chuong_II__muc_2",
        "chuong_II__muc_2__dieu_3",
        "ket_thuc",
    ]
    assert parsed.by_id["chuong_I"].heading == "QUY ĐỊNH CHUNG"
    assert parsed.by_id["chuong_II__muc_1__dieu_2"].heading == "Phân loại"


def test_party_style():
    parsed = structure(
        "NGHỊ QUYẾT", "A- TÌNH HÌNH", "B- MỤC TIÊU", "I- Quan điểm", "1- Một là", "2- Hai là", "II- Mục tiêu"
    )
    assert ids(parsed)[1:] == [
        "phan_A", "phan_B", "phan_B__muc_I", "phan_B__muc_I__khoan_1", "phan_B__muc_I__khoan_2", "phan_B__muc_II",
    ]  # fmt: skip


def test_decimals_and_bullets_of_plans():
    parsed = structure(
        *HEAD[:-1], "I. NHIỆM VỤ", "1. Về hạ tầng", "1.1. Đường bộ", "1.1.1. Cao tốc", "1.1.2. Quốc lộ",
        "1.2. Đường sắt", "- Tuyến chính:", "+ Đoạn một;", "+ Đoạn hai;", "- Tuyến nhánh.", "2. Về vốn",
        "2.1. Ngân sách",
    )  # fmt: skip
    tail = [i.removeprefix("muc_I__") for i in ids(parsed)[2:]]
    assert tail == [
        "khoan_1",
        "khoan_1__khoan_1_1",
        "khoan_1__khoan_1_1__khoan_1_1_1",
        "khoan_1__khoan_1_1__khoan_1_1_2",
        "khoan_1__khoan_1_2",
        "khoan_1__khoan_1_2__gach_1",
        "khoan_1__khoan_1_2__gach_1__gach_1",
        "khoan_1__khoan_1_2__gach_1__gach_2",
        "khoan_1__khoan_1_2__gach_2",
        "khoan_2",
        "khoan_2__khoan_2_1",
    ]


def test_marks_of_items():
    parsed = structure(
        *HEAD,
        "Điều 1. Nội dung",
        "- Một.",
        "– Hai.",
        "* Mục tiêu",
        "- Ba:",
        "+ Bốn.",
        "- Năm.",
        "* Giải pháp",
        "+ Sáu.",
        "- Bảy.",
    )
    assert [i.removeprefix("dieu_1__") for i in ids(parsed)[2:]] == [
        "gach_1", "gach_2", "gach_3", "gach_3__gach_1", "gach_3__gach_1__gach_1", "gach_3__gach_2", "gach_4",
        "gach_4__gach_1", "gach_4__gach_2",
    ]  # fmt: skip


def test_labels_out_of_sequence_are_text():
    parsed = structure(
        *HEAD, "Điều 1. Nội dung", "1. Một việc.", "5. Không phải khoản năm.", "2. Hai việc.", "b) Không có a."
    )
    assert [i for i in ids(parsed) if "doan" not in i] == ["mo_dau", "dieu_1", "dieu_1__khoan_1", "dieu_1__khoan_2"]


def test_wrapped_lines_open_nothing():
    text = (
        "1. Các đơn vị thực hiện theo quy định tại Nghị quyết của Hội đồng quản lý quỹ ban hành tháng\n"
        "2. 5G được phủ sóng tại các khu công nghiệp, khu chế xuất và khu công nghệ cao trong quý\n"
        "IV năm 2025, mỗi tuần giám sát\n"
        "1 giờ/1 tuần, từ ngày\n"
        "30. Các cơ quan khác phối hợp trong giai đoạn 2026\n"
        "- 2030."
    )
    parsed = structure(*HEAD, "Điều 1. Nội dung", text)
    assert ids(parsed) == ["mo_dau", "dieu_1", "dieu_1__khoan_1"]


def test_lost_and_repeated_numbers():
    items = ["1. Một.", "2. Hai.", "4. Bốn.", "a) Chữ a.", "b) Chữ bê.", "b) Lại chữ bê.", "c) Chữ xê."]
    parsed = structure(*HEAD, "Điều 1. Nội dung", *items)
    assert ids(parsed)[2:] == [
        "dieu_1__khoan_1", "dieu_1__khoan_2", "dieu_1__khoan_4", "dieu_1__khoan_4__diem_a", "dieu_1__khoan_4__diem_b",
        "dieu_1__khoan_4__diem_b~2", "dieu_1__khoan_4__diem_c",
    ]  # fmt: skip
    assert [d.code for d in parsed.diagnostics] == ["lost-number", "repeated-number"]


def test_letter_i_is_no_numeral():
    items = [f"{letter}) Việc {letter}." for letter in "abcdđeghik"]
    parsed = structure(*HEAD, "Điều 1. Nội dung", *items)
    assert ids(parsed)[-2:] == ["dieu_1__diem_i", "dieu_1__diem_k"]


def test_quoted_wording_of_an_amending_act():
    parsed = structure(
        *HEAD,
        "Điều 1. Sửa đổi Quy chế",
        "1. Sửa đổi Điều 5 như sau:",
        "“Điều 5. Nhiệm vụ",
        "1. Lập kế hoạch.",
        "2. Báo cáo.”",
        "2. Bãi bỏ Điều 6.",
        "Điều 2. Hiệu lực",
        *END,
    )
    assert [i for i in ids(parsed) if "doan" not in i] == [
        "mo_dau", "dieu_1", "dieu_1__khoan_1", "dieu_1__khoan_2", "dieu_2", "ket_thuc",
    ]  # fmt: skip


def test_table_of_contents_opens_nothing():
    parsed = structure(
        *HEAD[:-1], "MỤC LỤC", "I. MỤC TIÊU .......... 3", "II. GIẢI PHÁP .......... 5", "I. MỤC TIÊU", "II. GIẢI PHÁP"
    )
    assert ids(parsed) == ["mo_dau", "muc_I", "muc_II"]


def test_attached_plan_and_annexes():
    parsed = structure(
        *HEAD,
        "Điều 1. Ban hành kèm theo Nghị quyết này Kế hoạch phát triển bến cảng.",
        *END,
        "KẾ HOẠCH",
        "PHÁT TRIỂN BẾN CẢNG",
        "(Kèm theo Nghị quyết số 12/NQ-CP ngày 05 tháng 6 năm 2024)",
        "I. MỤC TIÊU",
        "1. Xây bến.",
        "PHỤ LỤC I",
        "DANH MỤC BẾN",
        "1. Bến một.",
        "PHỤ LỤC II",
        "DANH MỤC LUỒNG",
        "1. Luồng một.",
    )
    assert ids(parsed) == [
        "mo_dau", "dieu_1", "ket_thuc", "kem_theo_1", "kem_theo_1__muc_I", "kem_theo_1__muc_I__khoan_1",
        "phu_luc_I", "phu_luc_I__khoan_1", "phu_luc_II", "phu_luc_II__khoan_1",
    ]  # fmt: skip
    assert parsed.by_id["kem_theo_1"].heading.startswith("KẾ HOẠCH PHÁT TRIỂN")
    assert parsed.by_id["phu_luc_I"].heading == "DANH MỤC BẾN"


def test_second_letterhead_in_one_file():
    parsed = structure(
        *HEAD, "Điều 1. Phê duyệt Kế hoạch.", *END, "CHÍNH PHỦ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "KẾ HOẠCH", "Phát triển bến cảng", "I. MỤC TIÊU",
    )  # fmt: skip
    assert ids(parsed)[2:] == ["ket_thuc", "kem_theo_1", "kem_theo_1__muc_I"]


def test_tables_nest_in_their_provision():
    rows = [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Xây bến", "Bộ Xây dựng"], ["2", "Nạo vét", "Bộ Xây dựng"]]
    parsed = structure(*HEAD, "Điều 1. Nhiệm vụ", "1. Danh mục:", rows, "2. Khác.", *END)
    assert ids(parsed)[2:7] == [
        "dieu_1__khoan_1", "dieu_1__khoan_1__bang_1", "dieu_1__khoan_1__bang_1__hang_1",
        "dieu_1__khoan_1__bang_1__hang_2", "dieu_1__khoan_2",
    ]  # fmt: skip
    check(parsed)


def test_headings_of_a_report():
    parsed = structure(
        "Bến cảng sẽ được mở rộng",
        "Hội đồng quản lý vừa thông qua chương trình mở rộng bến cảng trong năm tới.",
        "Mục tiêu đến năm 2030",
        "Xây thêm ít nhất 12 bến cho tàu lớn tại ba khu vực;",
        "Nạo vét 40 km luồng.",
        "Mục tiêu đến năm 2035",
        "Hoàn thành toàn bộ 30 bến theo quy hoạch.",
    )
    assert parsed.metadata.kind == "bao_chi"
    headings = {p.id: p.heading for p in parsed.provisions if p.heading}
    assert list(headings.values()) == ["Mục tiêu đến năm 2030", "Mục tiêu đến năm 2035"]
    assert parsed.children("doan_3")


def test_bold_headings_restart_the_numbering():
    first, second = ("Giai đoạn một", BOLD), ("Giai đoạn hai", BOLD)
    parsed = structure(
        *HEAD, "Điều 1. Nội dung", first, "1. Xây bến.", "2. Nạo vét.", second, "1. Mua tàu.", "2. Đào tạo."
    )
    assert [i for i in ids(parsed) if "khoan" in i] == [
        f"dieu_1__doan_{part}__khoan_{number}" for part in (1, 2) for number in (1, 2)
    ]


def test_leads_name_what_introduces_a_passage():
    parsed = structure(
        *HEAD,
        "Điều 1. Nội dung gồm:",
        "I. MỤC TIÊU",
        "1. Mục tiêu cụ thể",
        "Đến năm 2025:",
        "- Xây 5 bến;",
        "- Nạo vét 2 luồng.",
        "Đến năm 2030:",
        "- Xây 9 bến;",
        "+ Trong đó có 2 bến lớn.",
        "2. Mục tiêu khác",
        "- Đến năm 2035:",
        "+ Xây 20 bến.",
        *END,
    )
    texts = {}
    for passage in parsed.passages:
        texts[passage.provision_id] = [parsed.passages[i].provision_id for i in passage.leads]
    khoan = "dieu_1__muc_I__khoan_1"
    assert texts[f"{khoan}__gach_1"][0] == f"{khoan}__doan_1"
    assert texts[f"{khoan}__gach_3"] == [f"{khoan}__doan_2", khoan, "dieu_1__muc_I", "dieu_1", "mo_dau"]
    assert f"{khoan}__doan_1" not in texts[f"{khoan}__gach_3"]
    assert texts["dieu_1__muc_I__khoan_2__gach_1__gach_1"][0] == "dieu_1__muc_I__khoan_2__gach_1"


# ------------------------------------------------------------------------------------------------ properties


def check(parsed: Structure, text: str | None = None) -> None:
    """What must hold for every document."""
    seen: set[str] = set()
    for provision in parsed.provisions:
        assert regex.fullmatch(r"[A-Za-z0-9_~.]+", provision.id)
        assert provision.id not in seen
        assert not provision.parent_id or provision.parent_id in seen
        seen.add(provision.id)
        assert provision.start <= provision.label_end <= provision.end
        if provision.parent_id:
            parent = parsed.by_id[provision.parent_id]
            assert parent.start <= provision.start
            assert provision.end <= parent.end
    for parent_id in ("", *seen):
        children = parsed.children(parent_id)
        for left, right in pairwise(children):
            assert left.end == right.start
        if children and parent_id:
            assert children[-1].end == parsed.by_id[parent_id].end
    if text is not None and text.strip():
        top = parsed.children("")
        assert not text[: top[0].start].strip()
        assert top[-1].end == len(text)
        held = bytearray(len(text))  # every character is in a label or a passage
        for start, end in [(p.start, p.label_end) for p in parsed.provisions] + [
            (p.start, p.end) for p in parsed.passages
        ]:
            held[start:end] = b"\x01" * (end - start)
        assert not [c for c, inside in zip(text, held, strict=True) if not inside and not c.isspace()]
    for before, after in pairwise(parsed.passages):
        assert before.end <= after.start
    for index, passage in enumerate(parsed.passages):
        assert passage.start < passage.end
        assert passage.provision_id in seen
        assert all(lead < index for lead in passage.leads)
        assert len(set(passage.leads)) == len(passage.leads)


PIECES = st.sampled_from(
    [
        "CHÍNH PHỦ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/QĐ-TTg", "Hà Nội, ngày 1 tháng 2 năm 2020",
        "QUYẾT ĐỊNH", "Điều 1. Một", "Điều 2.", "Chương I", "QUY ĐỊNH", "I. MỤC", "II. HAI", "A. TO", "1. Một",
        "2. Hai", "1.1. Nhỏ", "a) Chữ", "b) Bê", "- gạch:", "+ cộng", "(i) la mã", "(1) số", "“Điều 9. Trích", "hết”.",
        "Nơi nhận:", "TM. CHÍNH PHỦ", "KẾ HOẠCH", "(Kèm theo Quyết định số 1/QĐ-TTg)", "PHỤ LỤC I", "Căn cứ Luật;",
        "chữ thường", "Đến năm 2030:", "-----", "MỤC LỤC", "I. Một ....... 3",
    ]
)  # fmt: skip
TABLE = st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), min_size=1, max_size=4)
BLOCK = st.one_of(PIECES, PIECES, PIECES, st.text(max_size=30), TABLE, PIECES.map(lambda p: (p, Style(bold=True))))


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCK, max_size=25), st.booleans())
def test_any_document(blocks, soft):
    doc = document(*blocks, soft=soft)
    check(parse_structure(doc), doc.text)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400))
def test_any_text(text):
    doc = document(*text.split("\n\n"))
    check(parse_structure(doc), doc.text)


@pytest.mark.parametrize(
    "third", ["IH. QUAN ĐIỂM", "TIII. QUAN ĐIỂM", "Ill. Quan điểm", "1H. Quan điểm", "111. QUAN ĐIỂM", "IIL QUAN ĐIỂM"]
)
def test_misread_romans_open_the_next_mục(third):
    parsed = structure(
        *HEAD, "l. MỤC TIÊU", "1. Một", "2. Hai", "H. NỘI DUNG", "1. Ba", third, "1. Năm", "1V. GIẢI PHÁP", "1. Vốn"
    )
    assert [p.id for p in parsed.provisions if p.level == "muc"] == ["muc_I", "muc_II", "muc_III", "muc_IV"]


@pytest.mark.parametrize("line", ["THI ĐUA KHEN THƯỞNG", "IT VIỆT NAM", "TT. Nội dung", "VIH. VỐN", "H. nội dung"])
def test_words_are_no_misread_romans(line):
    parsed = structure(*HEAD, "I. MỤC TIÊU", "1. Một", "II. NỘI DUNG", "1. Ba", line, "2. Bốn", "III. GIẢI PHÁP")
    assert [p.id for p in parsed.provisions if p.level == "muc"] == ["muc_I", "muc_II", "muc_III"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # marks of careless plans and notices
        (["I/ MỘT", "1/ Bộ Y tế:", "a/ Một.", "b/ Hai.", "2/ Các tỉnh"],
         ["muc_I", "muc_I__khoan_1", "muc_I__khoan_1__diem_a", "muc_I__khoan_1__diem_b", "muc_I__khoan_2"]),
        (["1. Mạng", "a.1. Nâng cấp", "a.2. Mở rộng", "b.1. Thuê", "2. Người"],
         ["khoan_1", "khoan_1__diem_a_1", "khoan_1__diem_a_2", "khoan_1__diem_b_1", "khoan_2"]),
        # put in between letters, and a list inside a letter
        (["1. Sửa", "a) Một;", "a1) Thêm;", "a2) Thêm;", "b) Hai."],
         ["khoan_1", *(f"khoan_1__diem_{x}" for x in ("a", "a1", "a2", "b"))]),
        (["1. Gồm", "a) Chủ tịch;", "b) Thành viên:", "b1) Chuyên trách;", "b2) Kiêm nhiệm;", "c) Thư ký."],
         ["khoan_1", "khoan_1__diem_a", "khoan_1__diem_b", "khoan_1__diem_b__diem_b1", "khoan_1__diem_b__diem_b2",
          "khoan_1__diem_c"]),
        (["Điều l. Phê duyệt", "l. Mục tiêu", "2. Kinh phí", "ĐIỀ U 2. Thi hành"],
         ["dieu_1", "dieu_1__khoan_1", "dieu_1__khoan_2", "dieu_2"]),
        (["ĐIỀU 1", "Khoản 1. Bộ Y tế chủ trì.", "Khoản 2. Bộ Tài chính.", "ĐIỀU 2", "Khoản 1. Khác."],
         ["dieu_1", "dieu_1__khoan_1", "dieu_1__khoan_2", "dieu_2", "dieu_2__khoan_1"]),
        # Điều that a report lists, and Điều under the mục of an old statute
        (["III. NỘI DUNG", "Điều 1. Phạm vi.", "Điều 2. Mức.", "IV. HỒ SƠ", "1. Dự thảo"], []),
        (["I. MỘT", "II. NỘI DUNG", "Điều 1. Phạm vi.", "Điều 2. Mức.", "III. HỒ SƠ", "1. Dự thảo"],
         ["muc_I", "muc_II", "muc_II__dieu_1", "muc_II__dieu_2", "muc_III", "muc_III__khoan_1"]),
        (["I. MỘT", "Điều 1. Phạm vi.", "II. HAI", "Điều 2. Mức.", "Điều 3. Khác."],
         ["muc_I", "muc_I__dieu_1", "muc_II", "muc_II__dieu_2", "muc_II__dieu_3"]),
    ],
)  # fmt: skip
def test_rare_numbering(lines, expected):
    found = [p.id for p in structure(*HEAD, *lines, *END).provisions if p.id not in ("mo_dau", "ket_thuc")]
    if expected:
        assert found == expected
    check(structure(*HEAD, *lines, *END))


def test_a_note_below_a_heading_is_no_title():
    parsed = structure(*HEAD, "I. MỤC TIÊU", "1. Một", "II. NHIỆM VỤ", "(Chi tiết tại Phụ lục I)", "III. VỐN", *END)
    assert parsed.by_id["muc_II"].heading == "NHIỆM VỤ"


WRAPPED = (  # a paragraph whose lines the source wrapped at some seventy characters
    "Các cơ quan, đơn vị căn cứ chức năng, nhiệm vụ được giao tổ chức triển\n"
    "khai, định kỳ hằng quý báo cáo kết quả để tổng hợp, theo dõi, đôn đốc\nchung."
)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("1. Chỉ tiêu năm 2024\n- 100% bến có điện;\n- 80% bến có nước.", 2),
        ("1. Chỉ tiêu giai đoạn 2024\n- 2030 theo kế hoạch.", 0),
        ("1. Mỗi năm nạo vét một luồng, riêng vùng hạ lưu của các sông lớn từ 8\n- 10 luồng theo kế hoạch.", 0),
    ],
)
def test_a_figure_behind_a_dash_in_a_wrapped_paragraph(line, items):
    parsed = structure(*HEAD, "I. MỤC TIÊU", WRAPPED, line, "2. Vốn", *END, soft=True)
    assert sum(p.level == "gach" for p in parsed.provisions) == items
    check(parsed)


def test_a_list_of_capitals_goes_on_behind_romans():
    parsed = structure(
        *HEAD[:-2], WRAPPED, "A. KẾT QUẢ", "I. Kinh tế", "1. Lúa", "II. Xã hội", "B. NHIỆM VỤ", "I. Chỉ tiêu", soft=True
    )
    assert [p.id for p in parsed.provisions if p.level in ("phan", "muc")] == [
        "phan_A", "phan_A__muc_I", "phan_A__muc_II", "phan_B", "phan_B__muc_I",
    ]  # fmt: skip


def test_a_sentence_goes_on_behind_a_conjunction():
    parsed = structure(*HEAD, "Điều 1. Nguyên tắc", "Thực hiện theo khoản 2 Điều này và", "Điều 5 của Luật này.", *END)
    assert [p.id for p in parsed.provisions if p.level == "doan"] == ["dieu_1__doan_1"]


def test_a_dash_behind_a_roman_numeral_is_its_mark():
    parsed = structure(*HEAD, "Điều 1: Phê duyệt như sau:", "I - MỤC TIÊU", "1. Một", "II - NHIỆM VỤ", "1. Hai", *END)
    assert [parsed.by_id[f"dieu_1__muc_{n}"].heading for n in ("I", "II")] == ["MỤC TIÊU", "NHIỆM VỤ"]


def test_a_short_line_announces_the_list_of_a_telegram():
    doc = document(
        *HEAD[:-2], "Để chủ động, Thủ tướng yêu cầu:", "1. Bộ Y tế rà soát.", "2. Bộ Tài chính bố trí.", *END
    )
    parsed = parse_structure(doc)
    task = next(p for p in parsed.passages if p.provision_id == "khoan_2")
    lead = parsed.passages[task.leads[0]]
    assert doc.text[lead.start : lead.end].endswith("yêu cầu:")


def test_a_paragraph_behind_a_list_is_not_announced():
    doc = document(
        *HEAD, "Điều 1. Việc", "Bộ Y tế:", "- Rà soát;", "- Hướng dẫn.", "Văn phòng Chính phủ theo dõi.", *END
    )
    parsed = parse_structure(doc)
    items = [p for p in parsed.passages if "gach" in p.provision_id]
    after = next(p for p in parsed.passages if doc.text[p.start : p.end].startswith("Văn phòng"))
    agency = next(i for i, p in enumerate(parsed.passages) if doc.text[p.start : p.end] == "Bộ Y tế:")
    assert all(agency in p.leads for p in items)
    assert agency not in after.leads


@pytest.mark.parametrize("soft", [True, False])
def test_a_dash_inside_a_name_opens_nothing(soft):
    parsed = structure(
        *HEAD, "1. Giao việc", "a) Sở Y tế phối hợp với Sở Lao động", "- Thương binh và Xã hội tập huấn;", "b) Khác.",
        soft=soft,
    )  # fmt: skip
    assert not [p for p in parsed.provisions if p.level in ("gach", "doan")]


def test_a_table_of_contents_holds_nothing():
    parsed = structure(
        *HEAD, "Điều 1. Ban hành.", *END, "KHUNG KIẾN TRÚC", "(Ban hành kèm theo Quyết định số 5/QĐ-BYT)", "MỤC LỤC",
        "I. GIỚI THIỆU ........ 2", "II. NGUYÊN TẮC ........ 5", "I. GIỚI THIỆU", "1. Mục đích", "II. NGUYÊN TẮC",
    )  # fmt: skip
    assert parsed.by_id["kem_theo_1"].heading == "KHUNG KIẾN TRÚC"
    assert [p.id for p in parsed.provisions if p.level == "muc"] == ["kem_theo_1__muc_I", "kem_theo_1__muc_II"]


def test_a_title_ends_before_the_first_number():
    check(structure("QUYẾT ĐỊNH", "Số: 1/QĐ-TTg", "(i) la mã"))
    check(structure("QUYẾT ĐỊNH", "Về bến cảng", "a) một", "b) hai"))
    check(
        structure("I. MỤC TIÊU", "QUY CHẾ", "* sao", "(Ban hành kèm theo Quyết định số 1/QĐ-TTg)", "Ông yêu cầu:", "X")
    )


def test_any_order_of_telling_lines():
    lines = [
        "QUYẾT ĐỊNH", "Số: 1/QĐ-TTg", "l. MỤC TIÊU", "H. GIẢI PHÁP", "IH. NỘI DUNG", "II - NHIỆM VỤ", "a.1. Một",
        "b1) Ba", "a) Bốn:", "Khoản 1. Sáu", "Điều l. Chín", "1. Mười:", "- 100% xã", "(i) la mã", "Căn cứ Luật A;",
        "Nơi nhận: KT. BỘ TRƯỞNG", "- Lưu: VT. Trần Văn B", "PHỤ LỤC I", "MỤC LỤC", "I. GIỚI ........ 2", "Bộ Lao động",
        "- Thương binh và Xã hội", "(Chi tiết kèm theo)", "Theo khoản 1 và", "“Điều 9. X", "hết.”", "QUY CHẾ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Hà Nội, ngày 5/6/2024", "Trưởng nhóm yêu cầu:", "Phần thứ nhất",
        "(Ban hành kèm theo Quyết định số 1/QĐ-TTg)", "A. MỘT", "1.1. X", "(1) Một.", "(2) Hai.", "(7) Bảy.", "1) Một",
        "2) Hai", "* Về kinh tế:", "- Về xã hội:", "+ Nhỏ:", ". Nhỏ hơn;", "• Tròn", "o Vòng", "Về môi trường:",
        "2.1.1. Y",
        "i. Một", "ii. Hai", "Ðiều 3. Ba", "Điều l0. Mười", "mục 2", "Trên đây là Kế hoạch A.", "11 - 12", "2. Đổi mới",
        "Kiện toàn bộ máy.", "Trong quá trình thực hiện, báo cáo.", "Nghị quyết này được Quốc hội thông qua.",
    ]  # fmt: skip

    @given(st.lists(st.lists(st.sampled_from(lines), min_size=1, max_size=3), max_size=12), st.booleans())
    @settings(max_examples=400, deadline=None)
    def holds(blocks, soft):
        check(structure(*("\n".join(block) for block in blocks), soft=soft))

    holds()


@pytest.mark.parametrize(
    ("numerals", "ocr", "expected"),
    [
        (("I", "II", "II"), True, ["muc_I", "muc_II", "muc_III"]),
        (("I", "II", "II", "IV"), True, ["muc_I", "muc_II", "muc_III", "muc_IV"]),
        (("I", "I", "III"), True, ["muc_I", "muc_II", "muc_III"]),
        (("I", "II", "II"), False, ["muc_I", "muc_II", "muc_II~2"]),
        (("I", "II", "II", "III"), True, ["muc_I", "muc_II", "muc_II~2", "muc_III"]),
    ],
)
def test_a_stroke_that_recognition_lost(numerals: tuple[str, ...], ocr: bool, expected: list[str]) -> None:
    made = document(*HEAD, *(f"{numeral}. BẾN CẢNG SỐ {n}" for n, numeral in enumerate(numerals)), *END)
    parsed = parse_structure(replace(made, source=replace(made.source, ocr=ocr)))
    assert [name for name in ids(parsed) if name.startswith("muc_")] == expected
