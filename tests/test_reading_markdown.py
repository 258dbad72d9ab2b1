"""Markdown: markup, pipe tables, tables exploded to one cell a line."""

# ruff: noqa: E501 - tables of cases
from __future__ import annotations

from pathlib import Path

import pytest

from extractor.model import Document, Table
from extractor.reading import read_document
from extractor.reading.inline import inline


def _read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "van-ban.md"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def _rows(document: Document, table: Table) -> list[list[str]]:
    """Cell texts by grid position: "^" where a cell runs down from above, "<" where it runs on from the left."""
    rows = []
    for r in range(table.rows):
        row = []
        for c in range(table.columns):
            cell = table.at(r, c)
            if cell is None:
                row.append("·")
            elif cell.row != r:
                row.append("^")
            elif cell.column != c:
                row.append("<")
            else:
                row.append(document.text[cell.start : cell.end])
        rows.append(row)
    return rows


def _exploded(*rows: list[str]) -> str:
    """Rows as the crawlers leave them: a bar before and behind each cell, an empty cell leaves nothing."""
    lines: list[str] = []
    for row in rows:
        lines.append("|")
        for cell in row:
            if cell:
                lines.append(cell)
            lines.append("|")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("**Điều 1. **Phê duyệt", "Điều 1. Phê duyệt"),
        ("*Căn cứ Luật*", "Căn cứ Luật"),
        ("***Đậm nghiêng***", "Đậm nghiêng"),
        ("57\\-NQ/TW", "57-NQ/TW"),
        ("đạt 95%[^1], 30%<sup>2</sup>, 5 km<sup>2</sup>", "đạt 95%[1], 30%, 5 km2"),
        ("[^1]: Theo Cục A", "[1] Theo Cục A"),
        ("**1\\. Tăng cường**", "1. Tăng cường"),
        ("kinh tế&nbsp;số &amp; xã hội", "kinh tế số & xã hội"),
        ("V**ề** các", "Về các"),
        ("V<span>ề</span> các", "Về các"),
        ("[Nghị quyết 57](https://a.vn/x_(1)?y=2) của", "Nghị quyết 57 của"),
        ("chương trình[[1]](#_ftn1) này", "chương trình[1] này"),
        ("![ảnh](a.png)Hình", "Hình"),
        ("*   Quán triệt", "- Quán triệt"),
        ("-   Bộ Y tế", "- Bộ Y tế"),
        ("## I. MỤC TIÊU ##", "I. MỤC TIÊU"),
        ("Điểm = a * 100%", "Điểm = a * 100%"),
        ("ghi chú (*) và (**)", "ghi chú (*) và (**)"),
        ("m<sup>2</sup>", "m2"),
        ("a_b_c", "a_b_c"),
        ("_nghiêng_ thôi", "nghiêng thôi"),
        ("<Nội dung> được sửa", "<Nội dung> được sửa"),
        ("---", ""),
        ("\\-------", ""),
        ("** **", ""),
        ("> 55%", "> 55%"),
        ("> Trích dẫn", "Trích dẫn"),
        ("5 > 3 và 2 < 4", "5 > 3 và 2 < 4"),
        ("đạt $\\geq 80\\%$ và $10^{2}$ m", "đạt ≥ 80% và 102 m"),
        ("khoảng 500 $ đến 700 $ mỗi hộ", "khoảng 500 $ đến 700 $ mỗi hộ"),
    ],
)
def test_inline(markup: str, text: str) -> None:
    assert " ".join(r.text for r in inline([markup])).strip() == text


def test_nested_bullets_keep_their_rank() -> None:
    assert [r.text for r in inline(["* Bộ", "    * Vụ", "* Sở"])] == ["- Bộ", "+ Vụ", "- Sở"]


def test_hard_wraps_stay_lines_of_one_block(tmp_path: Path) -> None:
    text = "*Căn cứ Luật Tổ chức\nChính phủ năm 2025;*\n\nSố:\n2289/QĐ-TTg\n\n**PHÊ\nDUYỆT ĐỀ ÁN**\n"
    document = _read(tmp_path, text)
    assert [document.text[b.start : b.end].count("\n") for b in document.blocks] == [1, 1, 1]
    assert document.blocks[0].style.italic
    assert document.blocks[2].style.bold


def test_letterhead_table(tmp_path: Path) -> None:
    head = _exploded(
        ["**ỦY BAN NHÂN DÂN**\nTỈNH AN GIANG\n-------", "**CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM**\nĐộc lập - Tự do - Hạnh phúc\n----"],
        ["Số: 12/KH-UBND", "*An Giang, ngày 5\ntháng 6 năm 2024*"],
    )  # fmt: skip
    document = _read(tmp_path, head + "\n\n**KẾ HOẠCH**\n\nNội dung kế hoạch.\n")
    assert document.tables == ()
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "ỦY BAN NHÂN DÂN", "TỈNH AN GIANG", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "An Giang, ngày 5 tháng 6 năm 2024", "KẾ HOẠCH", "Nội dung kế hoạch.",
    ]  # fmt: skip


def test_pipe_table(tmp_path: Path) -> None:
    text = "| TT | Chỉ tiêu | 2030 |\n| --- | :---: | ---: |\n| 1 | Tỷ lệ **a** | 80% |\n| 2 | Tỷ lệ b \\| c | 90% |\n"
    document = _read(tmp_path, text)
    (table,) = document.tables
    assert table.head_rows == 1
    assert _rows(document, table) == [["TT", "Chỉ tiêu", "2030"], ["1", "Tỷ lệ a", "80%"], ["2", "Tỷ lệ b | c", "90%"]]


def test_cells_of_a_letterhead_on_one_line(tmp_path: Path) -> None:
    text = (
        "| **UBND TỈNH AN GIANG** **SỞ Y TẾ** ------- Số: 12/KH-SYT | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM** "
        "**Độc lập - Tự do - Hạnh phúc** --------- *An Giang, ngày 5 tháng 6 năm 2024* |\n| --- | --- |\n\n**KẾ HOẠCH**\n\nNội dung.\n\n"
        "| **Nơi nhận:** - Bộ Y tế; - Lưu: VT. | **GIÁM ĐỐC** Nguyễn Văn A |\n| --- | --- |\n"
    )
    document = _read(tmp_path, text)
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "UBND TỈNH AN GIANG SỞ Y TẾ", "Số: 12/KH-SYT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "An Giang, ngày 5 tháng 6 năm 2024", "KẾ HOẠCH", "Nội dung.", "Nơi nhận:", "- Bộ Y tế;", "- Lưu: VT.",
        "GIÁM ĐỐC Nguyễn Văn A",
    ]  # fmt: skip


def test_html_table_inside_markdown(tmp_path: Path) -> None:
    text = "Bảng sau:\n\n<table><tr><td rowspan=2>TT</td><td>Chỉ tiêu</td></tr>\n<tr><td>80%</td></tr></table>\n\n**Điều 2.** Hiệu lực.\n"
    for name in ("a.md", "a.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        document = read_document(path)
        assert [b.kind for b in document.blocks] == ["text", "table", "text"]
        assert _rows(document, document.tables[0]) == [["TT", "Chỉ tiêu"], ["^", "80%"]]


def test_items_in_a_pipe_cell(tmp_path: Path) -> None:
    document = _read(tmp_path, "| TT | Cơ quan |\n|---|---|\n| 1 | - Bộ A; - Bộ B<br>- Bộ C |\n| 2 | Bộ D |\n")
    assert _rows(document, document.tables[0])[1] == ["1", "- Bộ A;\n- Bộ B\n- Bộ C"]


def test_front_matter_is_furniture(tmp_path: Path) -> None:
    document = _read(tmp_path, "---\ntitle: Quyết định\nsource: x\n---\n\nĐiều 1. Nội dung\n")
    assert document.text == "Điều 1. Nội dung"
    assert [f.kind for f in document.furniture] == ["other"]


HEAD = ["**TT**", "**Nhiệm vụ**", "**Cơ quan chủ trì**", "**Cơ quan phối hợp**", "**Thời hạn**"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [HEAD, ["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", "2026"], ["2", "Xây dựng luật", "Bộ Tư pháp", "Các bộ", "2027"]],
            [["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", "2026"], ["2", "Xây dựng luật", "Bộ Tư pháp", "Các bộ", "2027"]],
        ),
        (  # a section row over the other columns
            [HEAD, ["**I**", "**THỂ CHẾ, CHÍNH SÁCH**"], ["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", "2026"]],
            [["I", "THỂ CHẾ, CHÍNH SÁCH", "<", "<", "<"], ["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", "2026"]],
        ),
        (  # the same with its empty cells
            [HEAD, ["**I**", "**THỂ CHẾ**", "", "", ""], ["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", "2026"]],
            [["I", "THỂ CHẾ", "", "", ""], ["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", "2026"]],
        ),
        (  # number and task run down over two rows
            [HEAD, ["1", "Xây dựng đề án chuyển đổi số", "Bộ Y tế", "Các bộ, ngành", "2026"], ["Bộ Xây dựng", "Các sở, ngành", "2027"],
             ["2", "Xây dựng nền tảng số dùng chung", "Bộ Công an", "Các bộ, ngành", "2028"]],
            [["1", "Xây dựng đề án chuyển đổi số", "Bộ Y tế", "Các bộ, ngành", "2026"], ["^", "^", "Bộ Xây dựng", "Các sở, ngành", "2027"],
             ["2", "Xây dựng nền tảng số dùng chung", "Bộ Công an", "Các bộ, ngành", "2028"]],
        ),
        (  # an empty cell in the middle of a row
            [HEAD, ["1", "Xây dựng đề án", "Bộ Y tế", "", "2026"], ["2", "Xây dựng luật", "Bộ Tư pháp", "Các bộ", "2027"]],
            [["1", "Xây dựng đề án", "Bộ Y tế", "", "2026"], ["2", "Xây dựng luật", "Bộ Tư pháp", "Các bộ", "2027"]],
        ),
        (  # empty cells at the end, several rows in a row
            [HEAD, ["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", ""], ["2", "Xây dựng luật", "Bộ Tư pháp", "Các bộ", ""]],
            [["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", ""], ["2", "Xây dựng luật", "Bộ Tư pháp", "Các bộ", ""]],
        ),
    ],
)  # fmt: skip
def test_exploded_table(tmp_path: Path, rows: list[list[str]], expected: list[list[str]]) -> None:
    document = _read(tmp_path, "Giao nhiệm vụ như sau:\n\n" + _exploded(*rows) + "\n\nĐiều 2. Hiệu lực.\n")
    (table,) = document.tables
    assert table.head_rows == 1
    assert _rows(document, table)[1:] == expected


def test_sums_stand_at_the_right(tmp_path: Path) -> None:
    head = ["**TT**", "**Nội dung**", "**Đơn vị**", "**Số lượng**", "**Đơn giá**", "**Thành tiền**"]
    body = ["1", "Thuê hội trường", "Ngày", "2", "500.000", "1.000.000"]
    document = _read(
        tmp_path,
        "Bảng:\n\n" + _exploded(head, ["**I**", "**Hội nghị**", "**1.000.000**"], body, ["Tổng cộng", "1.000.000"]),
    )
    (table,) = document.tables
    assert _rows(document, table)[1:] == [
        ["I", "Hội nghị", "<", "<", "<", "1.000.000"], body, ["Tổng cộng", "<", "<", "<", "<", "1.000.000"],
    ]  # fmt: skip


def test_head_in_two_rows(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "Bảng:\n\n"
        + _exploded(
            ["**TT**", "**Chỉ tiêu**", "**Mục tiêu**", "**Ghi chú**"],
            ["**2025**", "**2030**"],
            ["1", "Tỷ lệ xã có mạng", "80%", "100%", "Cả nước"],
        ),
    )
    (table,) = document.tables
    assert table.head_rows == 2
    assert _rows(document, table) == [
        ["TT", "Chỉ tiêu", "Mục tiêu", "<", "Ghi chú"],
        ["^", "^", "2025", "2030", "^"],
        ["1", "Tỷ lệ xã có mạng", "80%", "100%", "Cả nước"],
    ]


def test_text_without_blank_lines_between_tables(tmp_path: Path) -> None:
    rows = [HEAD, ["1", "Xây dựng đề án", "Bộ Y tế", "Các bộ", "2026"]]
    text = _exploded(*rows) + "\n**PHỤ LỤC II**\nDANH MỤC DỰ ÁN\n" + _exploded(*rows)
    document = _read(tmp_path, text)
    assert [b.kind for b in document.blocks] == ["table", "text", "text", "table"]


def test_items_of_a_cell_stay_lines(tmp_path: Path) -> None:
    rows = [HEAD, ["1", "- Xây dựng đề án\ntổng thể;\n- Trình ban hành.", "Bộ Y tế", "Các bộ", "2026"]]
    document = _read(tmp_path, "Bảng:\n\n" + _exploded(*rows))
    cell = document.tables[0].at(1, 1)
    assert cell is not None
    assert document.text[cell.start : cell.end] == "- Xây dựng đề án tổng thể;\n- Trình ban hành."


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("1. Một\n1. Hai\n\n1. Ba\n\nHết", ["1. Một", "2. Hai", "3. Ba", "Hết"]),
        ("1. Một\n\n1. Hai\n\nHết", ["1. Một", "1. Hai", "Hết"]),
        ("1. Một\n\nLời\n\n1. Hai\n\nLời\n\n1. Ba", ["1. Một", "Lời", "1. Hai", "Lời", "1. Ba"]),
    ],
)
def test_list_whose_items_all_say_one(tmp_path: Path, text: str, blocks: list[str]) -> None:
    document = _read(tmp_path, text)
    assert [document.text[b.start : b.end] for b in document.blocks] == blocks


def test_head_in_two_rows_and_copied_cells(tmp_path: Path) -> None:
    text = """| TT | Chỉ tiêu | Mục tiêu | |
|---|---|---|---|
| | | 2025 | 2030 |
| I. KINH TẾ | I. KINH TẾ | I. KINH TẾ | I. KINH TẾ |
| 1 | Tỷ lệ hộ nghèo | 3 | 1,5 |
| 2 | Số trường | 5 | 5 |
"""
    document = _read(tmp_path, text)
    (table,) = document.tables
    assert table.head_rows == 2
    assert _rows(document, table) == [
        ["TT", "Chỉ tiêu", "Mục tiêu", "<"],
        ["^", "^", "2025", "2030"],
        ["I. KINH TẾ", "<", "<", "<"],
        ["1", "Tỷ lệ hộ nghèo", "3", "1,5"],
        ["2", "Số trường", "5", "5"],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["TT", "Chỉ tiêu", "Ghi chú", ""], ["1", "Số xã", "5", "xã"], ["2", "Số hộ", "7", "hộ"]],  # data below
        [["TT", "Chỉ tiêu", "Ghi chú", ""], ["", "", "5", ""], ["2", "Số hộ", "7", "hộ"]],  # not all are filled
        [["", "Chỉ tiêu", "Mức", "Năm"], ["", "", "5", "6"], ["2", "Số hộ", "7", "hộ"]],  # nothing to merge
    ],
)
def test_head_in_one_row(tmp_path: Path, rows: list[list[str]]) -> None:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    document = _read(tmp_path, "\n".join([lines[0], "|---|---|---|---|", *lines[1:]]))
    assert _rows(document, document.tables[0]) == rows


def test_cells_of_an_odd_table_do_not_overlap(tmp_path: Path) -> None:
    rows = [[""], ["", "", "", "TT", "TT", "TT", "TT"], ["1"], [""], ["", "TT", "TT"], ["", "TT", "TT"]]
    (table,) = _read(tmp_path, "Bảng sau đây:\n\n" + _exploded(*rows)).tables
    places = [(r, c) for cell in table.cells for r in range(cell.row, cell.row + cell.row_span) for c in range(cell.column, cell.column + cell.column_span)]  # fmt: skip
    assert len(places) == len(set(places))


TASKS = "| TT | Nhiệm vụ | Kết quả | Cơ quan chủ trì | Phối hợp |\n|---|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        # nobody is named: the agency above; no number either: the whole row was merged with it
        (["| 1 | Lập đề án | Đề án | Sở A | Sở B |", "| 2 | Lập báo cáo | Báo cáo | | |"], {(1, 3): 2, (1, 4): 2}),
        (["| 1 | Lập đề án | Đề án | Sở A | |", "| 2 | Lập báo cáo | Báo cáo | | Sở B |"], {(1, 3): 2}),
        (
            ["| 1 | Lập đề án | Đề án | Sở A | Sở B |", "| | | Tờ trình | | |", "| | | Báo cáo | | Sở C |"],
            {},
        ),
        (
            ["| 1 | Lập đề án | Đề án | Sở A | Sở B |", "| | - Bước hai | Tờ trình | | |"],
            {(1, 0): 2, (1, 3): 2, (1, 4): 2},
        ),
        # a title, a sum, and what follows them belong to nobody above
        (["| 1 | Lập đề án | Đề án | Sở A | |", "| II | Hạ tầng | | | |", "| 1 | Xây cầu | Cầu | | |"], {}),
        (["| 1 | Lập đề án | Đề án | Sở A | |", "| | Tổng cộng | 12 | | |"], {}),
        (["| 1 | Lập đề án | Đề án | Sở A | Sở B |", "| 2 | Lập báo cáo | Báo cáo | Sở C | |"], {}),
    ],
)
def test_agency_cells_that_were_merged_run_down(
    tmp_path: Path, rows: list[str], spans: dict[tuple[int, int], int]
) -> None:
    table = _read(tmp_path, TASKS + "\n".join(rows)).tables[0]
    assert {(c.row, c.column): c.row_span for c in table.cells if c.row_span > 1} == spans


def test_recipients_with_a_row_for_each_are_no_data(tmp_path: Path) -> None:
    names = [f"| - Sở số {n}; | |" for n in range(12)]
    rows = ["| Nơi nhận: | TM. ỦY BAN NHÂN DÂN |", "|---|---|", "| - Như trên; | KT. CHỦ TỊCH |", *names]
    document = _read(tmp_path, "\n".join(rows))
    assert not document.tables
    assert document.text.split()[-2:] == ["CHỦ", "TỊCH"]
