"""Lists that mix their marks or run on through groups, and paragraphs between items: where each line stands."""

from __future__ import annotations

from textwrap import wrap

import pytest
from structure_helpers import BOLD, END, HEAD, ids, structure

LONG = "Nâng cao năng lực quản lý, khai thác và vận hành các bến cảng, luồng hàng hải, khu neo đậu trên địa bàn, " * 3


def body(*lines, soft=False, head=HEAD):
    """The ids between the opening and the end."""
    return [i for i in ids(structure(*head, *lines, *END, soft=soft)) if i not in ("mo_dau", "ket_thuc")]


@pytest.mark.parametrize(
    ("groups", "parents"),
    [
        (["1. Kinh tế", "2. Xã hội", "3. Môi trường"], ["khoan_1", "khoan_2", "khoan_3"]),
        (["a) Kinh tế", "b) Xã hội", "c) Môi trường"], ["diem_a", "diem_b", "diem_c"]),
        (["- Kinh tế:", "- Xã hội:", "- Môi trường:"], ["gach_1", "gach_2", "gach_3"]),
        (["* Kinh tế", "* Xã hội", "* Môi trường"], ["gach_1", "gach_2", "gach_3"]),
        ([("Kinh tế", BOLD), ("Xã hội", BOLD), ("Môi trường", BOLD)], ["doan_1", "doan_2", "doan_3"]),
    ],
)
@pytest.mark.parametrize("mark", ["({})", "{})", "{}."])
def test_indicators_run_on_through_their_groups(groups, parents, mark):
    if groups[0] == "1. Kinh tế" and mark == "{}.":
        pytest.skip("the two lists look the same")
    items = [mark.format(number) + " Chỉ tiêu." for number in range(1, 6)]
    lines = [groups[0], *items[:2], groups[1], *items[2:4], groups[2], items[4]]
    level = "diem" if ")" in mark and parents[0].startswith(("khoan", "diem")) else "khoan"
    one, two, three = (f"muc_I__{parent}" for parent in parents)
    assert body("I. MỤC TIÊU", *lines, "II. GIẢI PHÁP", "1. Vốn") == [
        "muc_I", one, f"{one}__{level}_1", f"{one}__{level}_2", two, f"{two}__{level}_3", f"{two}__{level}_4",
        three, f"{three}__{level}_5", "muc_II", "muc_II__khoan_1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # a plain line with a colon that parts a list into groups stands beside the list
        (["Kinh tế:", "(1) Một.", "(2) Hai.", "Xã hội:", "(3) Ba."],
         ["doan_1", "khoan_1", "khoan_2", "doan_2", "khoan_3"]),
        (["Kinh tế:", "1. Một.", "2. Hai.", "Xã hội:", "1. Ba."],
         ["doan_1", "khoan_1", "khoan_2", "doan_2", "khoan_1~2"]),
        # the first number of a list behind no colon and no heading is of the unit
        (["- Một.", "1. Hai.", "2. Ba."], ["gach_1", "khoan_1", "khoan_2"]),
        # a number behind a run that ended elsewhere opens a list only where it goes on
        (["1. Kinh tế", "(1) Một.", "(2) Hai.", "2. Xã hội", "(7) Bảy."],
         ["khoan_1", "khoan_1__diem_1", "khoan_1__diem_2", "khoan_2", "khoan_2__doan_1"]),
    ],
)  # fmt: skip
def test_groups(lines, expected):
    assert body("I. MỤC TIÊU", *lines) == ["muc_I", *(f"muc_I__{i}" for i in expected)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # marks nest in the order in which they come, whatever they are
        (["- A:", "+ B:", ". Cầu nhỏ;", ". Cống nhỏ;", "+ E;", "- F."],
         ["gach_1", "gach_1__gach_1", "gach_1__gach_1__gach_1", "gach_1__gach_1__gach_2", "gach_1__gach_2", "gach_2"]),
        (["- A:", "+ B", "• C;", "• D;", "+ E;", "- F."],
         ["gach_1", "gach_1__gach_1", "gach_1__gach_1__gach_1", "gach_1__gach_1__gach_2", "gach_1__gach_2", "gach_2"]),
        (["• A:", "o B;", "▪ C;", "o D;", "• E."],
         ["gach_1", "gach_1__gach_1", "gach_1__gach_1__gach_1", "gach_1__gach_2", "gach_2"]),
        (["- A;", "* b nhỏ của A;", "* c nhỏ của A;", "- D."],
         ["gach_1", "gach_1__gach_1", "gach_1__gach_2", "gach_2"]),
        (["+ A;", "+ B;", "- C;", "+ D."], ["gach_1", "gach_2", "gach_3", "gach_3__gach_1"]),
        # a heading with an asterisk stands above the items before it
        (["- A;", "* Giải pháp:", "- B;", "* Kinh phí:", "- C."],
         ["gach_1", "gach_2", "gach_2__gach_1", "gach_3", "gach_3__gach_1"]),
        # and the order begins anew in the next unit with a number
        (["+ A:", "- B;", "2. Hai", "- C:", "+ D."],
         ["gach_1", "gach_1__gach_1", None, "gach_1", "gach_1__gach_1"]),
        # paragraphs between items
        (["- A:", "Lời một.", "- B:", "Lời hai."], ["gach_1", "gach_1__doan_1", "gach_2", "gach_2__doan_1"]),
        (["- A:", "Lời một;", "Lời hai.", "- B."], ["gach_1", "gach_1__doan_1", "gach_1__doan_2", "gach_2"]),
        (["- A:", "+ B.", "Lời một.", "+ C.", "- D."],
         ["gach_1", "gach_1__gach_1", "gach_1__doan_1", "gach_1__gach_2", "gach_2"]),
        (["- A:", "+ B:", "Lời một;", "Lời hai.", "+ C.", "- D."],
         ["gach_1", "gach_1__gach_1", "gach_1__gach_1__doan_1", "gach_1__gach_1__doan_2", "gach_1__gach_2", "gach_2"]),
        (["- A.", "Lời một.", "- B."], ["gach_1", "doan_1", "gach_2"]),
        (["- A:", "+ B.", "Lời cuối."], ["gach_1", "gach_1__gach_1", "doan_1"]),
    ],
)  # fmt: skip
def test_marks_and_paragraphs(lines, expected):
    unit = "khoan_1"
    ids_expected = [unit]
    for part in expected:
        unit, part = ("khoan_2", None) if part is None else (unit, part)
        ids_expected.append(f"{unit}__{part}" if part else unit)
    assert body("1. Một", *lines) == ids_expected


@pytest.mark.parametrize("below", ["Bộ Xây dựng chủ trì, phối hợp với các địa phương.", "- Bộ Xây dựng chủ trì."])
@pytest.mark.parametrize("heading", ["Về khoa học, công nghệ", LONG[:230].strip(" ,"), LONG[:90].strip(" ,")])
@pytest.mark.parametrize("soft", [True, False])
def test_one_paragraph_below_a_heading_is_a_unit(below, heading, soft):
    lines = [LONG.strip(" ,") + ".", f"1. {heading}", below, f"2. {heading}", below]
    unit = "gach_1" if below.startswith("-") else "doan_1"
    found = [i for i in body("I. MỤC TIÊU", *lines, soft=soft) if "khoan" in i]
    assert found == ["muc_I__khoan_1", f"muc_I__khoan_1__{unit}", "muc_I__khoan_2", f"muc_I__khoan_2__{unit}"]


def test_a_line_with_room_for_the_next_word_ends_its_paragraph():
    prose = "\n".join(wrap(LONG * 3, 85))
    heading = "1. Đẩy mạnh việc nâng cao chất lượng nguồn nhân lực của các cảng"
    parts = ["I. MỤC TIÊU", prose + ".", heading, "Huy động vốn đầu tư xây dựng.", "2. Hai"]
    assert body(*parts, soft=True) == [
        "muc_I", "muc_I__doan_1", "muc_I__khoan_1", "muc_I__khoan_1__doan_1", "muc_I__khoan_2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # a figure alone is of the words above it, a stop alone marks no item
        (["1. Tổng mức bán lẻ (%)", "11 - 12", "2. Hai"], ["khoan_1", "khoan_2"]),
        (["1. Tổng mức bán lẻ tăng nhanh", ". Hết", "2. Hai"], ["khoan_1", "khoan_2"]),
        # a number that completes a citation
        (["1. Việc nêu tại khoản", "2. Điều 7 Nghị định này.", "2. Hai"], ["khoan_1", "khoan_2"]),
        (["I. QUAN ĐIỂM", "1. Một", "II. HAI"], ["muc_I", "muc_I__khoan_1", "muc_II"]),
        # a list that runs on in its line is no list of units
        (["1. Gồm ba trụ cột:", "(1) Cảng; (2) Đường; (3) Kho.", "2. Hai"], ["khoan_1", "khoan_2"]),
        (["1. Gồm ba trụ cột:", "(1) Cảng;", "(2) Đường.", "2. Hai"],
         ["khoan_1", "khoan_1__diem_1", "khoan_1__diem_2", "khoan_2"]),
        (["1. Tổng mức bán lẻ tăng:", "11 - 12 là chỉ tiêu.", "2. Hai"], ["khoan_1", "khoan_1__doan_1", "khoan_2"]),
    ],
)  # fmt: skip
def test_stray_lines(lines, expected):
    assert body(*lines, soft=True) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["A- MỘT", "I- HAI", "1- Ba", "1.1- Bốn", "1.2- Năm", "2- Sáu", "B- BẢY", "I- Tám"],
         ["phan_A", "phan_A__muc_I", "phan_A__muc_I__khoan_1", "phan_A__muc_I__khoan_1__khoan_1_1",
          "phan_A__muc_I__khoan_1__khoan_1_2", "phan_A__muc_I__khoan_2", "phan_B", "phan_B__muc_I"]),
        (["Phần thứ nhất", "TÌNH HÌNH", "I. Một", "Phần thứ hai: MỤC TIÊU", "I. Một"],
         ["phan_I", "phan_I__muc_I", "phan_II", "phan_II__muc_I"]),
        (["1. Một", "1.1. Hai", "1.1.1. Ba", "1.1.2. Bốn", "1.2. Năm", "2. Sáu"],
         ["khoan_1", "khoan_1__khoan_1_1", "khoan_1__khoan_1_1__khoan_1_1_1", "khoan_1__khoan_1_1__khoan_1_1_2",
          "khoan_1__khoan_1_2", "khoan_2"]),
        (["1. Một", "2. Hai", "2.1.1. Ba", "2.1.2. Bốn"],  # the level between is lost
         ["khoan_1", "khoan_2", "khoan_2__khoan_2_1_1", "khoan_2__khoan_2_1_2"]),
        *(
            ([f"1. Một{end}", *(mark.format(n) + " Việc." for n in numerals)],
             ["khoan_1", *(f"khoan_1__diem_{n}" for n in numerals)])
            for end in ("", ":")
            for mark, numerals in (
                ("{}.", "abc"), ("{}/", "abc"), ("({})", "abc"), ("{})", "123"), ("({})", "123"),
                ("{})", ("i", "ii", "iii")), ("({})", ("i", "ii", "iii")), ("{}.", ("i", "ii", "iii")),
            )
        ),
        (["ĐIỀU 1: Một", "Điều 2 : Hai", "Ðiều 3. Ba", "Điêu 4. Bốn", "Điều 5 - Năm", "Điều 6.Sáu", "Điều 7/ Bảy"],
         [f"dieu_{n}" for n in range(1, 8)]),
        (["Điêu l. Một", *(f"Điều {n}. Việc" for n in range(2, 10)), "Điều l0. Mười", "Điều 1l. Hơn", "Điều 12. Nữa"],
         [f"dieu_{n}" for n in range(1, 13)]),
        (["Điều 1. Một", "Điều 4. Bốn", "Điều 5. Năm"], ["dieu_1", "dieu_4", "dieu_5"]),  # pages are missing
        (["Điều 1. Một", "Điều 4. Bốn"], ["dieu_1", "dieu_1__doan_1"]),
        (["Điều 1. Một", "mục 2", "HAI", "Điều 2. Ba"], ["dieu_1", "dieu_1__doan_1", "dieu_1__doan_2", "dieu_2"]),
        (["Mục 1", "MỘT", "Điều 1. Một", "mục 2", "HAI", "Điều 2. Ba"],
         ["muc_1", "muc_1__dieu_1", "muc_2", "muc_2__dieu_2"]),
    ],
)  # fmt: skip
def test_ways_of_numbering(lines, expected):
    assert body(*lines) == expected


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Nghị quyết này được Hội đồng nhân dân tỉnh thông qua ngày 05 tháng 6 năm 2024.", "doan_1"),
        ("Nghị quyết này phổ biến đến chi bộ.", "doan_1"),
        ("Trên đây là Kế hoạch phát triển bến cảng, yêu cầu các đơn vị thực hiện.", "doan_1"),
        ("Văn phòng Chính phủ thông báo để các cơ quan biết, thực hiện.", "doan_1"),
        ("Trong quá trình thực hiện, nếu có vướng mắc, các sở báo cáo Sở Xây dựng.", "muc_I__doan_1"),
        ("Yêu cầu các sở, ban, ngành nghiêm túc triển khai thực hiện.", "muc_I__doan_1"),
        ("Kế hoạch này gồm hai giai đoạn, mỗi giai đoạn năm năm.", "muc_I__khoan_2__doan_1"),
    ],
)
@pytest.mark.parametrize("join", [True, False])
def test_what_closes_a_document_is_no_part_of_its_last_item(line, place, join):
    last = f"2. Sở Xây dựng báo cáo.\n{line}" if join else "2. Sở Xây dựng báo cáo."
    found = body("I. NHIỆM VỤ", "1. Một", last, *([] if join else [line]))
    expected = ["muc_I", "muc_I__khoan_1", "muc_I__khoan_2"]
    assert found == (expected if join and place.endswith("khoan_2__doan_1") else [*expected, place])
    assert body("I. NHIỆM VỤ", "1. Một", line, "2. Hai")[-1] == "muc_I__khoan_2"  # followed by a number, it closes none


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("1. Tăng cường tiềm lực khoa học và công nghệ\nKiện toàn bộ máy quản lý.", 2),
        ("3.1. Đẩy mạnh đổi mới sáng tạo\nTiếp tục hoàn thiện cơ chế.", 2),
        ("1. Giao Ngân hàng\nPhát triển cho vay.", 1),  # a name
        ("1. Giao Bộ Nông nghiệp và\nPhát triển nông thôn chủ trì.", 1),
        ("1. Rà soát quy hoạch. Bố trí vốn\nXây dựng bến.", 1),  # inside a sentence that has begun
        ("1. Tăng cường tiềm lực\nBộ Xây dựng và các sở.", 1),
        ("- Tăng cường tiềm lực\nKiện toàn bộ máy.", 1),
    ],
)
def test_a_verb_with_a_capital_below_a_heading_begins_its_text(line, parts):
    rest = body("I. MỤC TIÊU", line, soft=True)[1:]
    assert len(rest) == parts


@pytest.mark.parametrize("line", ["T/M BỘ CHÍNH TRỊ (Đã ký) Trần Văn Bình", "TM. CHÍNH PHỦ Trần Văn Bình"])
def test_a_signature_on_one_line_ends_the_document(line):
    parsed = structure(*HEAD, "I. MỤC TIÊU", "1. Một", "- Hai.", line)
    assert ids(parsed)[-1] == "ket_thuc"
    assert parsed.metadata.signer == "Trần Văn Bình"
