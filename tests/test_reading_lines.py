"""Lines to paragraphs, side-by-side lines, page furniture."""

# ruff: noqa: E501 - tables of cases
from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.columns import part_columns
from extractor.reading.flow import Flow, Paragraph, close_up
from extractor.reading.lines import Wrapping, group_lines, is_caps, is_label, measure
from extractor.reading.pages import part_pages
from extractor.reading.plain import unglue

WRAPPED = Wrapping(70, True)
NAMES = Wrapping(70, False, frozenset({"Việt Nam", "Hồ Chí"}))
TIGHT = Wrapping(70, False)
FREE = Wrapping(0, True)
COUNTED = Wrapping(40, False, limit=40)


@pytest.mark.parametrize(
    "line",
    [
        "Điều 5. Tổ chức", "Điều 12", "Chương II", "CHƯƠNG IV", "Mục 1. Chung", "Phần thứ nhất", "Phụ lục", "Phụ lục II",
        "PHỤ LỤC III", "I. MỤC TIÊU", "IV- GIẢI PHÁP", "II. Mục tiêu", "1. Mục tiêu", "12. Bộ Y tế", "1.1. Chung",
        "1.2.3 Chi tiết", "2) Giao", "1- Đổi mới", "a) Xây dựng", "đ) Phối hợp", "A- TÌNH HÌNH", "- 80% hồ sơ", "+ Bộ",
        "• Kết quả", "(1) Luật", "(i) Nguồn",
    ],
)  # fmt: skip
def test_labels(line: str) -> None:
    assert is_label(line)


@pytest.mark.parametrize(
    "line",
    [
        "2025 là năm", "749/QĐ-TTg ngày 3", "1.500 tỷ đồng", "2.5 lần", "14-KH/TU ngày", "57-NQ/TW của", "I-ốt", "các bộ",
        "3 - 4 người trực", "điều này cho thấy", "mục tiêu chung", "100% xã", "10/2015/NĐ-CP", "Bộ Y tế",
    ],
)  # fmt: skip
def test_no_labels(line: str) -> None:
    assert not is_label(line)


@pytest.mark.parametrize(
    ("wrapping", "lines", "expected"),
    [
        # a small letter goes on, wherever
        (FREE, ["Căn cứ Luật Tổ chức", "chính quyền địa phương;"], [2]),
        (FREE, ["Căn cứ Luật A;", "Căn cứ Luật B;"], [1, 1]),
        # one line a paragraph: capitals and figures start something new
        (FREE, ["Kinh tế số", "Phấn đấu đạt 20%"], [1, 1]),
        (FREE, ["Xã hội số", "100% xã có mạng"], [1, 1]),
        (FREE, ["theo Quyết định số", "749/QĐ-TTg"], [2]),
        (FREE, ["Số:", "2289/QĐ-TTg"], [2]),
        (FREE, ["Hà", "Nội, ngày 31 tháng 12 năm 2024"], [2]),
        (FREE, ["giai đoạn 2026", "- 2030"], [2]),
        (FREE, ["2. Mục tiêu đến năm 2026", "- 100% hồ sơ"], [1, 1]),
        (FREE, ["Đến năm 2026", "- 90 xã có trạm"], [1, 1]),
        (FREE, ["Giao nhiệm vụ như sau:", "- Bộ A;", "- Bộ B."], [1, 1, 1]),
        (FREE, ["quy định tại", "khoản 2 Điều này"], [2]),
        # a formula of promulgation stands by itself
        (FREE, ["Trên cơ sở ý kiến của các thành viên,", "QUYẾT NGHỊ:"], [1, 1]),
        # the wrap counted characters: 40 and no more
        (COUNTED, ["Đường sắt chỉ đạt 0,5% trong năm vừa qua.", "Việt Nam đứng thứ 43."], [2]),
        (COUNTED, ["Đường sắt chỉ đạt 0,5% trong năm nay.", "Sở A báo cáo."], [1, 1]),
        (COUNTED, ["Đường sắt chỉ đạt 0,5% trong năm vừa qua.", "Những con số", "Đề án có mục tiêu."], [1, 1, 1]),
        (COUNTED, ["Căn cứ Luật Đường sắt số 06/2017/QH14 ấy;", "Căn cứ Luật Giá;"], [1, 1]),
        (COUNTED, ["Dân số có tài khoản và chữ ký số đạt mức:", "80%; có chữ ký: 50%."], [2]),
        (COUNTED, ["Giao các cơ quan sau đây thực hiện ngay:", "Sở A báo cáo."], [1, 1]),
        (COUNTED, ["mỗi người dân được khám ít nhất 1 lần một", "(TTXVN) - Ngày 12/10, bộ A họp."], [1, 1]),
        (COUNTED, ["lực lượng mỏng, có xã trên địa bàn chỉ có", "3 - 4 người trực."], [2]),
        (COUNTED, ["hỗ trợ theo quy định riêng của Bộ Lao động", "- Thương binh và Xã hội."], [2]),
        # wrapped at a width
        (WRAPPED, ["Bộ Khoa học và Công nghệ chủ trì, phối hợp với các bộ và Ủy ban", "Nhân dân tỉnh thực hiện."], [2]),
        (TIGHT, ["Giao các sở chủ trì.", "Sở Y tế báo cáo hằng quý."], [1, 1]),
        (WRAPPED, ["CHƯƠNG TRÌNH PHÁT TRIỂN KINH TẾ SỐ VÀ XÃ HỘI", "SỐ GIAI ĐOẠN 2026 - 2030"], [2]),
        (WRAPPED, ["QUYẾT ĐỊNH", "PHÊ DUYỆT ĐỀ ÁN CHUYỂN ĐỔI SỐ"], [1, 1]),
        (WRAPPED, ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn A"], [1, 1, 1]),
        (WRAPPED, ["theo quy định tại khoản 2 và các điểm được nêu ở tại khoản", "1. Điều này áp dụng ngay."], [2]),
        # a blank line parts, unless a wrapped sentence plainly goes on over a page break
        (WRAPPED, ["Ủy ban nhân dân tỉnh có trách nhiệm chỉ đạo các cơ quan", "", "chuyên môn thực hiện."], [2]),
        (FREE, ["Ủy ban nhân dân tỉnh có trách nhiệm chỉ đạo các cơ quan", "", "chuyên môn thực hiện."], [1, 1]),
        # a pair of words that stands side by side elsewhere was parted by a wrap
        (NAMES, ["l) Đài Tiếng nói Việt", "Nam tổ chức truyền thông về kế hoạch này."], [2]),
        (NAMES, ["1. Bộ Công Thương", "Chủ trì xây dựng lộ trình chuyển đổi năng lượng."], [1, 1]),
        (NAMES, ["c) 100% phương tiện giao thông", "(bao gồm xe mô tô) được kiểm soát."], [2]),
        (WRAPPED, ["phối hợp với các tổ chức chính trị, tổ chức chính trị - xã hội", "- nghề nghiệp của tỉnh."], [2]),
        (FREE, ["Trình tự quản lý văn bản đến", "1. Tiếp nhận"], [1, 1]),
        (WRAPPED, ["Câu này đã hết.", "", "câu sau là câu khác."], [1, 1]),
    ],
)  # fmt: skip
def test_group_lines(wrapping: Wrapping, lines: list[str], expected: list[int]) -> None:
    groups = group_lines(lines, wrapping=wrapping)
    assert [len(g.lines) for g in groups] == expected
    assert [line for g in groups for line in g.lines] == [line for line in lines if line]


def test_only_guessed_starts_are_soft() -> None:
    groups = group_lines(["Nơi nhận:", "- Như trên;", "", "Kết thúc."], wrapping=FREE)
    assert [g.soft for g in groups] == [False, True, False]


def test_width_is_measured_from_the_text() -> None:
    words = ("công nghệ thông tin và truyền thông của tỉnh được đầu tư phát triển đồng bộ hiện đại " * 6).split()
    lines, line = [], "Hạ tầng"
    for word in words:
        if len(line) + 1 + len(word) > 60:
            lines.append(line)
            line = word
        else:
            line += " " + word
    how = measure([*lines, line])
    assert 50 <= how.width <= 60
    assert measure(["Một đoạn dài trên một dòng.", "Đoạn khác.", "- Ý thứ nhất;", "- Ý thứ hai."]).width == 0


@pytest.mark.parametrize(
    ("line", "caps"), [("QUYẾT ĐỊNH", True), ("KT. CHỦ TỊCH", True), ("Quyết định", False), ("12", False)]
)
def test_is_caps(line: str, caps: bool) -> None:
    assert is_caps(line) is caps


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Kinh tế sốPhấn đấu tỷ trọng giá trị tăng thêm đạt 20%", ["Kinh tế số", "Phấn đấu tỷ trọng giá trị tăng thêm đạt 20%"]),
        ("Thuộc nhóm 50 nước (EGDI)Thủ tướng đã phê duyệt chương trình", ["Thuộc nhóm 50 nước (EGDI)", "Thủ tướng đã phê duyệt chương trình"]),
        ("Ứng dụng VNeID của Bộ Công an được dùng cho dịch vụ công", None),
        ("Công ty FiinGroup và YouTube cùng tham gia chương trình này", None),
        ("Xã hội số", None),
    ],
)  # fmt: skip
def test_unglue(line: str, parts: list[str] | None) -> None:
    assert unglue(line) == (parts or [line])


def _texts(lines: list[str]) -> list[str]:
    items = part_columns([Paragraph((line,)) for line in lines])
    return [item.text.strip() for item in items if isinstance(item, Paragraph)]


def test_letterhead_on_shared_lines_is_read_column_by_column() -> None:
    assert _texts(
        [
            "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "TỈNH AN GIANG Độc lập - Tự do - Hạnh phúc",
            "Số: 12/KH-UBND An Giang, ngày 5 tháng 6 năm 2024",
            "KẾ HOẠCH",
        ]
    ) == [
        "ỦY BAN NHÂN DÂN", "TỈNH AN GIANG", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "An Giang, ngày 5 tháng 6 năm 2024", "KẾ HOẠCH",
    ]  # fmt: skip


def test_signature_beside_recipients() -> None:
    lines = ["Nơi nhận:\tTM. ỦY BAN NHÂN DÂN", "- Như trên;\tCHỦ TỊCH", "- Lưu: VT.", "\tNguyễn Văn A", "Đoạn sau."]
    assert _texts(lines) == [
        "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn A", "Đoạn sau.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["Nước Cộng hòa xã hội chủ nghĩa Việt Nam tham gia công ước."],
        ["Nơi nhận:", "- Như trên;", "TM. CHÍNH PHỦ"],
        ["Căn cứ Nghị định số 10/2020/NĐ-CP của Chính phủ, ngày 5 tháng 6"],
    ],
)
def test_other_lines_stay(lines: list[str]) -> None:
    assert _texts(lines) == lines


def test_running_heads_and_page_numbers_leave_the_text() -> None:
    lines: list[str] = []
    for page in range(24, 29):
        lines += ["CÔNG BÁO/Số 259/Ngày 30-04-2026", str(page), ""] + [f"Dòng {page} {n}" for n in range(20)]
    flow = Flow()
    kept = [line for line in part_pages(lines, flow) if line]
    assert len(kept) == 100
    assert sorted({f.kind for f in flow.furniture}) == ["page_number", "running_head"]


def test_running_heads_that_hold_their_number() -> None:
    lines: list[str] = []
    for page in range(4, 10):
        lines += [f"{page} BẢN TIN/Tập 7" if page % 2 else f"BẢN TIN/Tập 7 {page}"] + [
            f"Dòng {page}.{n}" for n in range(20)
        ]
    flow = Flow()
    assert (
        len([line for line in part_pages([*lines, "62 CÔNG BÁO/Số 1059 + 1060/Ngày 25-9-2024"], flow) if line]) == 120
    )
    assert {f.kind for f in flow.furniture} == {"running_head"}


def test_lone_page_numbers_leave_the_text() -> None:
    lines = [line for page in range(2, 6) for line in (*(f"Dòng {page}.{n}" for n in range(20)), "", str(page), "")]
    flow = Flow()
    assert len([line for line in part_pages(lines, flow) if line]) == 80
    assert [f.text for f in flow.furniture] == ["2", "3", "4", "5"]


BODY = [f"{n}. Các cơ quan báo cáo kết quả thực hiện." for n in range(1, 20)]
OPEN = "20. Ủy ban nhân dân cấp xã rà soát các hộ cần hỗ trợ và"


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        ([*BODY, "", f"{'2':>40}", "", *BODY], True),
        ([*BODY, OPEN, "", "2", "", "lập danh sách.", *BODY], True),
        ([*BODY, "\f2", *BODY], True),
        ([*BODY, "", "1", "\f", *BODY], True),
        # not the second page, not a page below the start, nothing that sets it apart
        ([*BODY, "", f"{'7':>40}", "", *BODY], False),
        ([*BODY[:5], "", f"{'2':>40}", "", *BODY], False),
        ([*BODY, "", "2", "", *BODY], False),
    ],
)
def test_page_number_of_a_short_document(lines: list[str], gone: bool) -> None:
    flow = Flow()
    kept = [line.strip() for line in part_pages(lines, flow)]
    assert [f.kind for f in flow.furniture] == ["page_number"] * gone
    assert any(line.isdigit() for line in kept) is not gone


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        (OPEN, "lập danh sách trước tháng 6.", True),
        ("1\tLập đề án\tSở A", "2\tLập báo cáo\tSở B", True),
        ("20. Ủy ban nhân dân cấp xã rà soát các hộ cần hỗ trợ.", "Sở A đôn đốc.", False),
        (OPEN, "21. Sở A đôn đốc.", False),
        ("II. NHIỆM VỤ VÀ GIẢI PHÁP CHỦ YẾU CỦA KẾ HOẠCH", "cho cả giai đoạn", False),
    ],
)
def test_a_page_break_in_a_sentence_leaves_no_blank_line(before: str, after: str, joined: bool) -> None:
    lines = [*BODY, before, "", f"{'2':>40}", "", after]
    assert (part_pages(lines, Flow())[-2] == before) is joined


def test_numbered_table_rows_are_no_running_heads() -> None:
    lines = [line for n in range(1, 12) for line in (str(n), "Các bộ, cơ quan liên quan", "Năm 2026")]
    flow = Flow()
    assert part_pages(lines, flow) == lines
    assert not flow.furniture


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("Q U Y Ế T Đ Ị N H :", "QUYẾT ĐỊNH:"),
        ("N G H Ị  Q U Y Ế T", "NGHỊ QUYẾT"),
        ("A B C D E", "A B C D E"),
        ("QUYẾT ĐỊNH:", "QUYẾT ĐỊNH:"),
        ("Khối A B C D E F", "Khối A B C D E F"),
    ],
)
def test_title_with_spaced_letters(line: str, closed: str) -> None:
    assert close_up(line) == closed


SENTENCES = st.lists(
    st.lists(st.sampled_from(["các", "xã", "thực", "hiện", "mục", "tiêu", "nghèo"]), min_size=3, max_size=14),
    min_size=1,
    max_size=4,
)


@given(st.lists(SENTENCES, min_size=12, max_size=20), st.integers(60, 110))
def test_wrapping_at_a_width_is_undone(paragraphs: list[list[list[str]]], width: int) -> None:
    """Numbered paragraphs of any sentences come back whole from any width, without blank lines."""
    texts = [
        f"{number}. " + " ".join(" ".join(words).capitalize() + "." for words in sentences)
        for number, sentences in enumerate(paragraphs, 1)
    ]
    texts = [f"{text} {'Sở A đôn đốc và giám sát các cơ quan cùng thực hiện. ' * 4}".strip() for text in texts]
    lines = [line for text in texts for line in textwrap.wrap(text, width, break_on_hyphens=False)]
    assert [" ".join(group.lines) for group in group_lines(lines)] == texts
