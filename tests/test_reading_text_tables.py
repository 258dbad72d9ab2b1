"""Tables in plain text and Markdown without table markup: tabs, bars, fixed columns, a cell a line."""

# ruff: noqa: E501 - tables of cases
from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model import Document
from extractor.reading import read_document
from extractor.reading.plain import parse_plain
from extractor.reading.text_tables import find_text_tables


def _read(tmp_path: Path, text: str, suffix: str = "txt") -> Document:
    path = tmp_path / f"van-ban.{suffix}"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def _tables(document: Document) -> list[list[list[str]]]:
    return [
        [[document.text[c.start : c.end] for c in table.cells if c.row == row] for row in range(table.rows)]
        for table in document.tables
    ]


HEAD = ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2030"]
BODY = [["1", "Tỷ lệ hộ nghèo", "%", "1,5"], ["2", "Số trường học", "trường", "120"]]


def _tabs(*rows: list[str]) -> str:
    return "\n".join("\t".join(row) for row in rows)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (_tabs(HEAD, *BODY), [HEAD, *BODY]),
        # an editor cut empty cells off the ends of rows
        ("TT\tChỉ tiêu\tĐơn vị\tGhi chú\n1\tHộ nghèo\t%\n2\tTrường\tcái\tmới", [["TT", "Chỉ tiêu", "Đơn vị", "Ghi chú"], ["1", "Hộ nghèo", "%", ""], ["2", "Trường", "cái", "mới"]]),
        # a section's title over all columns, with tabs and without
        ("TT\tNhiệm vụ\tCơ quan chủ trì\nI\tVỀ KINH TẾ\n1\tLập sổ\tSở A\nII. VỀ XÃ HỘI\n2\tLập quỹ\tSở B", [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["I", "VỀ KINH TẾ", ""], ["1", "Lập sổ", "Sở A"], ["II.", "VỀ XÃ HỘI", ""], ["2", "Lập quỹ", "Sở B"]]),
        # a wrapped line belongs to the last cell
        ("TT\tNhiệm vụ\tCơ quan chủ trì\n1\tLập sổ\tSở A và\nSở C\n2\tLập quỹ\tSở B\nvà các xã", [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Lập sổ", "Sở A và Sở C"], ["2", "Lập quỹ", "Sở B và các xã"]]),
        # a cell of two paragraphs in mid-row
        ("TT\tNhiệm vụ\tCơ quan chủ trì\n1\tLập sổ.\n- Kiểm sổ.\tSở A\n2\tLập quỹ\tSở B", [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Lập sổ.\n- Kiểm sổ.", "Sở A"], ["2", "Lập quỹ", "Sở B"]]),
        # two columns with a known head
        ("STT\tNội dung công việc\n1\tLập sổ\n2\tLập quỹ", [["STT", "Nội dung công việc"], ["1", "Lập sổ"], ["2", "Lập quỹ"]]),
        # figures speak for a head of unknown words
        ("Xã\tSố nhà\tSố cây\nAn Bình\t12\t300\nAn Hòa\t15\t250\nAn Lạc\t9\t180", [["Xã", "Số nhà", "Số cây"], ["An Bình", "12", "300"], ["An Hòa", "15", "250"], ["An Lạc", "9", "180"]]),
        # bars without a ruling line, with one, and a table drawn with characters
        ("| TT | Nhiệm vụ | Cơ quan chủ trì |\n| 1 | Lập sổ | Sở A |\n| 2 | Lập quỹ | Sở B |", [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Lập sổ", "Sở A"], ["2", "Lập quỹ", "Sở B"]]),
        ("TT | Nhiệm vụ | Cơ quan chủ trì\n---|---|---\n1 | Lập sổ | Sở A", [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Lập sổ", "Sở A"]]),
        ("+----+-----------+---------+\n| TT | Nhiệm vụ  | Chủ trì |\n+----+-----------+---------+\n| 1  | Lập sổ    | Sở A    |\n|    | theo dõi  |         |\n+----+-----------+---------+\n| 2  | Lập quỹ   | Sở B    |\n+----+-----------+---------+", [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Lập sổ theo dõi", "Sở A"], ["2", "Lập quỹ", "Sở B"]]),
        # fixed columns; a line without a number goes on with its row
        ("TT   Nhiệm vụ            Cơ quan chủ trì    Thời hạn\n1    Lập sổ              Sở A               2026\n     theo dõi\n2    Lập quỹ             Sở B và            2027\n                         các xã", [["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"], ["1", "Lập sổ theo dõi", "Sở A", "2026"], ["2", "Lập quỹ", "Sở B và các xã", "2027"]]),
        ("TT   Nhiệm vụ      Cơ quan chủ trì\n\n1    Lập sổ        Sở A\n\n2    Lập quỹ       Sở B\n\nĐiều 2. Hiệu lực", [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Lập sổ", "Sở A"], ["2", "Lập quỹ", "Sở B"]]),
        # a cell a line, in strict turns
        ("TT\nNhiệm vụ\nCơ quan chủ trì\n1\nLập sổ\nSở A\nI\nVỀ QUỸ\n2\nLập quỹ\nSở B\n3\nLập hội\nSở C\nĐiều 2. Hiệu lực", [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Lập sổ", "Sở A"], ["I", "VỀ QUỸ", ""], ["2", "Lập quỹ", "Sở B"], ["3", "Lập hội", "Sở C"]]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_table(tmp_path: Path, text: str, rows: list[list[str]], suffix: str) -> None:
    document = _read(tmp_path, f"Mục tiêu của chương trình như sau:\n{text}\n\nĐiều 9. Tổ chức thực hiện", suffix)
    assert _tables(document) == [rows]
    assert document.text.startswith("Mục tiêu của chương trình như sau:")
    assert document.text.endswith("Điều 9. Tổ chức thực hiện")


@pytest.mark.parametrize(
    "text",
    [
        # a letterhead and a signature side by side
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH A\tĐộc lập - Tự do - Hạnh phúc\nSố: 12/QĐ-UBND\tA, ngày 2 tháng 3 năm 2025",
        "Nơi nhận:\t\tTM. ỦY BAN NHÂN DÂN\n- Như trên;\t\tCHỦ TỊCH\n- Lưu: VT.\t\tNguyễn Văn A",
        "Nơi nhận:             TM. ỦY BAN NHÂN DÂN\n- Như trên;           CHỦ TỊCH\n- Lưu: VT.            Nguyễn Văn A",
        # labels parted from their text, indents, contents with page numbers
        "1.\tMục tiêu chung\n2.\tMục tiêu cụ thể\n3.\tNhiệm vụ\n4.\tGiải pháp",
        "\tĐiều 1. Phạm vi\n\tĐiều 2. Đối tượng\n\tĐiều 3. Hiệu lực",
        "Chương I\t3\nChương II\t7\nChương III\t15",
        "Điều 1\tPhạm vi\t3\nĐiều 2\tĐối tượng\t4",
        # menus
        "Trang chủ | Tin tức | Văn bản\nGiới thiệu | Liên hệ | Hỏi đáp\nMới | Cũ | Khác",
        # words that heads have, in prose
        "Nội dung    nhiệm vụ chủ yếu gồm các điểm sau đây.\nThời hạn    và cơ quan chủ trì do Sở A nêu.",
        "Nhiệm vụ\tCơ quan chủ trì",
        # numbers centred beside rows of several lines: where a row begins nobody knows
        "TT   Nhiệm vụ            Cơ quan chủ trì\n     Lập sổ theo\n1    dõi việc làm        Sở A\n     hằng năm\n     Lập quỹ hỗ\n2    trợ học nghề        Sở B",
        "TT   Nhiệm vụ            Cơ quan chủ trì\n     Lập sổ theo\n1    Dõi việc làm        Sở A\n     hằng năm\n     Lập quỹ hỗ\n2    Trợ học nghề        Sở B",
        # a cell a line with one of them empty
        "TT\nNhiệm vụ\nCơ quan chủ trì\n1\nLập sổ\n2\nLập quỹ\nSở B\n3\nLập hội\nSở C",
        # form lines
        "Họ tên:\t\tNgày sinh:\t\nĐịa chỉ:\t\tSố nhà:\t",
    ],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_no_table(tmp_path: Path, text: str, suffix: str) -> None:
    assert not _read(tmp_path, f"Căn cứ Luật A;\n{text}\n\nĐiều 9. Tổ chức thực hiện", suffix).tables


def test_two_tables_under_each_other(tmp_path: Path) -> None:
    text = f"{_tabs(HEAD, *BODY)}\nBảng 2. Về y tế\n{_tabs(HEAD, *BODY)}"
    document = _read(tmp_path, text)
    assert _tables(document) == [[HEAD, *BODY]] * 2
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind == "text"] == ["Bảng 2. Về y tế"]


WORDS = st.sampled_from(
    ["TT", "Chỉ tiêu", "Nhiệm vụ", "Năm 2030", "1", "2", "a)", "I", "sở A", "Sở B", "10%", "- gì;", ""]
)
LINES = st.builds(
    lambda mark, cells: mark.join(cells), st.sampled_from(["\t", " | ", "   ", " "]), st.lists(WORDS, max_size=5)
)


@given(st.lists(LINES, max_size=25))
def test_no_word_is_lost(lines: list[str]) -> None:
    tables = list(find_text_tables(lines))
    assert all(a.stop <= b.first for a, b in pairwise(tables))
    assert all(t.first < t.stop <= len(lines) for t in tables)
    for table in tables:
        found = "".join("".join(map(str, cell.lines)) for cell in table.grid.cells)
        source = "".join(lines[table.first : table.stop])
        assert {c for c in found if c.isalnum()} == {c for c in source if c.isalnum()}  # copies of a head cell go
    assert parse_plain([]) == []
