"""HTML: words as a browser shows them, tables, hidden text, site clutter."""

# ruff: noqa: E501 - tables of cases
from __future__ import annotations

import base64
from pathlib import Path

import pytest

from extractor.model import Document
from extractor.reading import read_document


def _read(tmp_path: Path, body: str, name: str = "trang.html") -> Document:
    path = tmp_path / name
    path.write_text(
        f"<!DOCTYPE html><html><head><title>Trang</title></head><body>{body}</body></html>", encoding="utf-8"
    )
    return read_document(path)


def _blocks(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<p>V<span>ề</span> các <b>mục</b>\n tiêu</p>", ["Về các mục tiêu"]),
        ("<p>Một</p><p>Hai</p>", ["Một", "Hai"]),
        ("<div>Một<div>Hai</div>Ba</div>", ["Một", "Hai", "Ba"]),
        ("KT. BỘ TRƯỞNG<br>THỨ TRƯỞNG", ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"]),
        ("<p>Căn cứ Luật Tổ chức<br>chính quyền địa phương;</p>", ["Căn cứ Luật Tổ chức\nchính quyền địa phương;"]),
        ("<p>m<sup>2</sup> &ge; 5&nbsp;%</p>", ["m2 ≥ 5 %"]),
        ("<ul><li>Bộ A</li><li>- Bộ B</li></ul>", ["- Bộ A", "- Bộ B"]),
        ("<ul><li>Bộ A<ul><li>Cục B</li></ul></li><li>Bộ C</li></ul>", ["- Bộ A", "+ Cục B", "- Bộ C"]),
        ("<ol type=a start=3><li>Ba</li></ol><ol><li>Một<li>Hai</ol>", ["c) Ba", "1. Một", "2. Hai"]),
        ("<p>Có<script>var x</script> chữ<style>p{}</style></p>", ["Có chữ"]),
        ("<p>Chữ<!-- ghi chú --> thường</p>", ["Chữ thường"]),
        ("<pre>Dòng một\nDòng hai</pre>", ["Dòng một", "Dòng hai"]),
        (
            "<span style='display:block'>TỈNH A</span><span style='display: block'>Số: 5/KH</span>",
            ["TỈNH A", "Số: 5/KH"],
        ),
        (
            "<p>đạt 30%<sup>1</sup>, năm 2030<sup>(2)</sup></p><p><sup>1</sup> Theo Cục A</p>",
            ["đạt 30%, năm 2030", "[1] Theo Cục A"],
        ),
        ("<p>10<sup>6</sup> km<sup>2</sup>, 5 m<sup>3</sup>, CO<sub>2</sub></p>", ["106 km2, 5 m3, CO2"]),
    ],
)
def test_paragraphs(tmp_path: Path, body: str, blocks: list[str]) -> None:
    assert _blocks(_read(tmp_path, body)) == blocks


def test_styles(tmp_path: Path) -> None:
    document = _read(tmp_path, "<h2>Chương I</h2><p align=center><b>QUYẾT ĐỊNH</b></p><p><b>Điều 1.</b> Nội dung</p>")
    assert [(b.style.heading, b.style.bold, b.style.centred) for b in document.blocks] == [
        (2, False, False), (None, True, True), (None, False, False),
    ]  # fmt: skip


def test_hidden_text_is_furniture(tmp_path: Path) -> None:
    document = _read(tmp_path, "<p>Thấy được</p><p style='display: none'>Không thấy</p>")
    assert _blocks(document) == ["Thấy được"]
    assert [(f.kind, f.text) for f in document.furniture] == [("hidden", "Không thấy")]


def test_table_with_spans(tmp_path: Path) -> None:
    body = (
        "<table><tr><th rowspan=2>TT</th><th colspan=2>Mục tiêu</th></tr><tr><th>2025</th><th>2030</th></tr>"
        "<tr><td>1</td><td><p>80%</p><p>trở lên</p></td><td>100%</td></tr></table>"
    )
    document = _read(tmp_path, body)
    (table,) = document.tables
    assert (table.rows, table.columns, table.head_rows) == (3, 3, 2)
    assert [(c.row, c.column, c.row_span, c.column_span) for c in table.cells[:2]] == [(0, 0, 2, 1), (0, 1, 1, 2)]
    cell = table.at(2, 1)
    assert cell is not None
    assert document.text[cell.start : cell.end] == "80%\ntrở lên"


def test_drifting_column_borders(tmp_path: Path) -> None:
    """Twelve grid columns that a reader sees as four."""
    rows = [
        [("TT", 1, 2), ("Nội dung", 2, 2), ("Chỉ tiêu", 5, 1)],
        [("Nhóm 1", 2, 1), ("Nhóm 2", 3, 1)],
        [("1", 1, 1), ("Việc một", 2, 1), ("100%", 2, 1), ("90%", 3, 1)],
        [("2", 1, 1), ("Việc hai", 2, 1), ("80%", 3, 1), ("70%", 2, 1)],
        [("3", 1, 1), ("Việc ba", 2, 1), ("Đạt", 5, 1)],
        [("4", 1, 1), ("Việc bốn", 2, 1), ("60%", 1, 1), ("50%", 4, 1)],
    ]
    body = "".join(
        "<tr>" + "".join(f"<td colspan={c} rowspan={r}>{t}</td>" for t, c, r in row) + "</tr>" for row in rows
    )
    document = _read(tmp_path, f"<p>Bảng</p><table>{body}</table>")
    (table,) = document.tables
    assert table.columns == 4
    seen = [
        [document.text[cell.start : cell.end] for cell in (table.at(r, c) for c in range(4)) if cell is not None]
        for r in range(table.rows)
    ]
    assert seen == [
        ["TT", "Nội dung", "Chỉ tiêu", "Chỉ tiêu"], ["TT", "Nội dung", "Nhóm 1", "Nhóm 2"], ["1", "Việc một", "100%", "90%"],
        ["2", "Việc hai", "80%", "70%"], ["3", "Việc ba", "Đạt", "Đạt"], ["4", "Việc bốn", "60%", "50%"],
    ]  # fmt: skip


def test_layout_tables_become_paragraphs(tmp_path: Path) -> None:
    body = (
        "<table><tr><td><b>BỘ Y TẾ</b><br>-------</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</td></tr>"
        "<tr><td>Số: 5/QĐ-BYT</td><td>Hà Nội, ngày 1 tháng 2 năm 2024</td></tr></table><p>QUYẾT ĐỊNH</p>"
        "<table><tr><td>Nơi nhận:<br>- Như trên;</td><td>BỘ TRƯỞNG<br>Nguyễn Văn A</td></tr></table>"
    )
    document = _read(tmp_path, body)
    assert document.tables == ()
    assert _blocks(document) == [
        "BỘ Y TẾ", "Số: 5/QĐ-BYT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 1 tháng 2 năm 2024", "QUYẾT ĐỊNH", "Nơi nhận:", "- Như trên;", "BỘ TRƯỞNG", "Nguyễn Văn A",
    ]  # fmt: skip


def test_short_tables_of_posts_stay_tables(tmp_path: Path) -> None:
    body = "<table><tr><td>TT</td><td>CHỨC DANH</td><td>Số lượng</td></tr><tr><td>1</td><td>Chủ tịch</td><td>1</td></tr></table>"
    assert len(_read(tmp_path, f"<p>Biên chế:</p>{body}").tables) == 1


def test_letterhead_of_a_law_stays(tmp_path: Path) -> None:
    head = (
        "<table><tr><td>QUỐC HỘI<br>Nghị quyết số: 5/2025/QH15</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>"
        "Độc lập - Tự do - Hạnh phúc</td></tr></table><p>NGHỊ QUYẾT</p><p>Điều 1. Nội dung</p>"
    )
    assert _blocks(_read(tmp_path, f"<nav>Trang chủ</nav><p>Lược đồ</p>{head}"))[:3] == [
        "QUỐC HỘI", "Nghị quyết số: 5/2025/QH15", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]  # fmt: skip


def test_a_table_inside_a_page_table_stays_a_table(tmp_path: Path) -> None:
    inner = "<table><tr><th>TT</th><th>Chỉ tiêu</th></tr><tr><td>1</td><td>80%</td></tr><tr><td>2</td><td>90%</td></tr></table>"
    body = f"<table><tr><td>Trình đơn</td><td><p>Điều 1. Mục tiêu</p>{'<p>Nội dung dài.</p>' * 200}{inner}</td></tr></table>"
    document = _read(tmp_path, body)
    assert [(t.rows, t.columns) for t in document.tables] == [(3, 2)]


ACT = (
    "<p>CHÍNH PHỦ</p><p>Số: 1/NQ-CP</p><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p>Hà Nội, ngày 1 tháng 2 năm 2024</p>"
    "<p>NGHỊ QUYẾT</p><p>Điều 1. Mục tiêu phát triển</p><p>Nội dung điều một.</p><p>Điều 2. Nhiệm vụ chủ yếu</p>"
    "<p>Nội dung điều hai.</p><p>Điều 3. Tổ chức thực hiện</p><p>Nội dung điều ba./.</p><p>Nơi nhận:</p><p>- Như trên;</p>"
    "<p>TM. CHÍNH PHỦ</p><p>Nguyễn Văn A</p>"
)
SIDE = "<div><p>Mục lục</p><p>Điều 1. Mục tiêu phát triển</p><p>Điều 2. Nhiệm vụ chủ yếu</p><p>Khoản 1</p><p>Điều 3. Tổ chức thực hiện</p></div>"


def test_clutter_around_the_act_is_furniture(tmp_path: Path) -> None:
    document = _read(
        tmp_path, f"<nav><a href=/>Trang chủ</a></nav><h1>Nghị quyết 1/NQ-CP</h1>{ACT}<footer>Liên hệ</footer>{SIDE}"
    )
    blocks = _blocks(document)
    assert (blocks[0], blocks[-1]) == ("CHÍNH PHỦ", "Nguyễn Văn A")
    assert {f.kind for f in document.furniture} == {"site"}
    assert len(document.furniture) == 8


@pytest.mark.parametrize("name", ["popup", "share widget", "sidebar"])
def test_an_act_inside_what_the_page_calls_a_widget_stays(tmp_path: Path, name: str) -> None:
    document = _read(tmp_path, f"<p>Trang chủ</p><div class='{name}'>{ACT}</div>")
    blocks = _blocks(document)
    assert (blocks[0], blocks[-1]) == ("CHÍNH PHỦ", "Nguyễn Văn A")


def test_annexes_behind_the_signature_stay(tmp_path: Path) -> None:
    annex = "<p>PHỤ LỤC</p><p>DANH MỤC</p><table><tr><th>TT</th><th>Nhiệm vụ</th><th>Cơ quan</th></tr><tr><td>1</td><td>Việc</td><td>Bộ A</td></tr></table>"
    document = _read(tmp_path, f"{ACT}<p>Tải về</p>{annex}<p>Bài viết liên quan</p><p>Tin một</p>")
    assert len(document.tables) == 1
    assert [f.text for f in document.furniture] == ["Bài viết liên quan", "Tin một"]


def test_pages_whose_lines_are_paragraphs_are_joined(tmp_path: Path) -> None:
    words = [
        "Ủy",
        "ban",
        "nhân",
        "dân",
        "tỉnh",
        "chỉ",
        "đạo",
        "các",
        "sở,",
        "ngành",
        "và",
        "địa",
        "phương",
        "tổ",
        "chức",
        "thực",
        "hiện",
        "kế",
        "hoạch",
        "này",
        "trong",
        "năm",
    ]
    lines: list[str] = []
    for number in range(1, 9):
        lines += [f"{number}. {' '.join(words[:9])}", " ".join(words[9:17]), " ".join(words[17:]) + "."]
    document = _read(tmp_path, "".join(f"<p>{line}</p>" for line in lines))
    assert [b.count("\n") for b in _blocks(document)] == [2] * 8
    assert all(b.soft for b in document.blocks)


def test_web_archive_under_the_name_of_a_word_file(tmp_path: Path) -> None:
    page = "<html><head><meta charset=utf-8></head><body><p>Quy\xa0ết định</p></body></html>".replace("\xa0", "")
    encoded = base64.encodebytes(page.encode("utf-8")).decode()
    path = tmp_path / "a.doc"
    path.write_text(
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="utf-8"\n'
        f"Content-Transfer-Encoding: base64\n\n{encoded}\n--x--\n"
    )
    document = read_document(path)
    assert (document.text, document.source.format) == ("Quyết định", "html")


def test_html_under_other_names(tmp_path: Path) -> None:
    for name in ("a.txt", "a.doc", "a.md"):
        document = _read(tmp_path, "<p>V<i>ề</i> việc</p>", name)
        assert (document.text, document.source.format) == ("Về việc", "html")


def test_short_act_in_a_table_that_lays_out_the_page(tmp_path: Path) -> None:
    act = "".join(
        f"<p>{n}. Các đơn vị thực hiện nhiệm vụ được giao đúng thời hạn và báo cáo kết quả.</p>" for n in range(1, 6)
    )
    table = "<table><tr><td>TT</td><td>Nhiệm vụ</td><td>Chủ trì</td></tr><tr><td>1</td><td>Lập sổ</td><td>Sở A</td></tr></table>"
    page = f"<table><tr><td>Thực đơn</td><td>{act}{table}</td><td>Tin mới</td></tr></table>"
    document = _read(tmp_path, page)
    assert len(document.tables) == 1
    assert (document.tables[0].rows, document.tables[0].columns) == (2, 3)
