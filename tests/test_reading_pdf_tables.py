"""Ruled tables of PDF files: cells, merged cells, heads that repeat, rows cut by a page break."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import Sheet, corpus_document, typeset

from extractor.model import Document, Table
from extractor.reading.pdf import read_pdf
from extractor.reading.pdf_page import Rule
from extractor.reading.pdf_rules import find_grids

XS = [60.0, 90.0, 300.0, 420.0, 540.0]
HEAD = ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"]


def read(data: bytes) -> Document:
    return read_pdf(Path("thu.pdf"), data, ocr="never")


def rows(document: Document, table: Table) -> list[list[str]]:
    return [
        [document.text[c.start : c.end] for c in sorted(table.cells, key=lambda c: c.column) if c.row == number]
        for number in range(table.rows)
    ]


def put_row(sheet: Sheet, y: float, cells: list[str], *, bold: bool = False) -> None:
    for x, cell in zip(XS, cells, strict=False):
        for number, line in enumerate(cell.split("\n")):
            sheet.text(x + 4, y + 14 + 14 * number, line, size=10, bold=bold)


def test_cells_lines_and_items() -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(85, 60, "Chữ đứng trên bảng.")
        sheet.grid(XS, [100, 130, 180, 230])
        put_row(sheet, 100, ["TT", "Nhiệm vụ", "Cơ quan\nchủ trì", "Thời hạn"], bold=True)
        put_row(
            sheet, 130, ["1", "Rà soát các quy định hiện hành về\nthử nghiệm có kiểm soát", "Bộ Tư pháp", "Quý I/2027"]
        )
        put_row(sheet, 180, ["2", "- Lập danh mục;\n- Trình phê duyệt", "Bộ Tài chính", "2027"])
        sheet.text(85, 260, "Chữ đứng dưới bảng.")

    document = read(typeset(page))
    assert [b.kind for b in document.blocks] == ["text", "table", "text"]
    assert rows(document, document.tables[0]) == [
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
        ["1", "Rà soát các quy định hiện hành về thử nghiệm có kiểm soát", "Bộ Tư pháp", "Quý I/2027"],
        ["2", "- Lập danh mục;\n- Trình phê duyệt", "Bộ Tài chính", "2027"],
    ]
    assert document.tables[0].head_rows is None


def test_merged_cells_have_spans() -> None:
    def page(sheet: Sheet) -> None:
        sheet.grid(XS, [100, 130])
        sheet.grid([60, 540], [130, 160])  # a section row over all columns
        for x in (60, 90, 540):
            sheet.line(x, 160, x, 220)
        sheet.grid([90, 300, 420, 540], [160, 190, 220])
        sheet.line(60, 220, 540, 220)
        put_row(sheet, 100, HEAD, bold=True)
        put_row(sheet, 130, ["I", ""])
        sheet.text(100, 144, "Đến năm 2030", size=10)
        put_row(sheet, 160, ["1", "Việc thứ nhất", "Bộ A", "2026"])
        put_row(sheet, 190, ["", "Việc thứ hai", "Bộ B", "2027"])

    document = read(typeset(page))
    table = document.tables[0]
    section = next(c for c in table.cells if c.row == 1)
    assert (section.column, section.column_span) == (0, 4)
    index = table.at(3, 0)
    assert index is not None
    assert (index.row, index.row_span) == (2, 2)
    assert document.text[index.start : index.end] == "1"


def test_table_over_pages_is_one() -> None:
    def first(sheet: Sheet) -> None:
        sheet.grid(XS, [700, 730, 760, 800])
        put_row(sheet, 700, HEAD, bold=True)
        put_row(sheet, 730, ["1", "Việc thứ nhất", "Bộ A", "2026"])
        put_row(sheet, 760, ["2", "Xây dựng cơ sở dữ liệu về", "Bộ B", "2027"])

    def second(sheet: Sheet) -> None:
        sheet.text(290, 30, "2")
        sheet.grid(XS, [60, 90, 120, 150])
        put_row(sheet, 60, HEAD, bold=True)
        put_row(sheet, 90, ["", "đất đai và nhà ở", "", ""])
        put_row(sheet, 120, ["3", "Việc thứ ba", "Bộ C", "2028"])
        sheet.text(85, 180, "Hết bảng.")

    document = read(typeset(first, second))
    assert [b.kind for b in document.blocks] == ["table", "text"]
    table = document.tables[0]
    assert rows(document, table) == [
        HEAD,
        ["1", "Việc thứ nhất", "Bộ A", "2026"],
        ["2", "Xây dựng cơ sở dữ liệu về đất đai và nhà ở", "Bộ B", "2027"],
        ["3", "Việc thứ ba", "Bộ C", "2028"],
    ]
    assert table.head_rows == 1
    cell = next(c for c in table.cells if c.row == 2 and c.column == 1)
    assert {a.page for a in document.anchors_in(cell.start, cell.end)} == {1, 2}


def test_a_new_row_under_a_merged_number_is_not_joined() -> None:
    def first(sheet: Sheet) -> None:
        sheet.grid(XS, [730, 760])
        put_row(sheet, 730, HEAD, bold=True)
        for x in (60, 90, 540):
            sheet.line(x, 760, x, 820)
        sheet.grid([90, 300, 420, 540], [760, 790, 820])
        sheet.line(60, 820, 540, 820)
        put_row(sheet, 760, ["1", "Việc thứ nhất", "Bộ A", "2026"])
        put_row(sheet, 790, ["", "Việc thứ hai", "Bộ B", "2027"])

    def second(sheet: Sheet) -> None:
        sheet.grid(XS, [60, 90, 120])
        put_row(sheet, 60, ["", "Việc thứ ba", "Bộ C", "2028"])
        put_row(sheet, 90, ["2", "Việc thứ tư", "Bộ D", "2029"])

    document = read(typeset(first, second))
    table = document.tables[0]
    assert table.rows == 5
    index = table.at(3, 0)
    assert index is not None
    assert index.row_span == 3


@pytest.mark.parametrize(
    ("horizontal", "vertical"),
    [
        ([(100, 80, 200)], []),  # an underline
        ([(100, 80, 200), (103, 80, 200)], []),  # a double rule
        ([(100, 80, 200), (200, 80, 200)], [(80, 100, 200), (200, 100, 200)]),  # a box around text
        ([(100, 80, 200)], [(300, 300, 500), (320, 300, 500)]),  # lines that do not meet
    ],
)
def test_no_grid(horizontal: list[tuple[float, ...]], vertical: list[tuple[float, ...]]) -> None:
    assert find_grids([Rule(*r) for r in horizontal], [Rule(*r) for r in vertical]) == []


def test_grid_without_outer_lines() -> None:
    horizontal = [Rule(y, 50, 400) for y in (100.0, 130.0, 160.0)]
    grids = find_grids(horizontal, [Rule(150, 100, 160), Rule(300, 100, 160)])
    assert len(grids) == 1
    assert len(grids[0].cells) == 6
    assert grids[0].box == (50, 100, 400, 160)


def test_underlined_words_part_no_cell() -> None:
    horizontal = [Rule(y, 50, 400) for y in (100.0, 200.0, 300.0)] + [Rule(150, 180, 260)]
    vertical = [Rule(x, 100, 300) for x in (50.0, 150.0, 400.0)]
    grids = find_grids(horizontal, vertical)
    assert len(grids[0].cells) == 4


_rules = st.lists(
    st.builds(
        lambda at, start, length: Rule(float(at), float(start), float(start + length)),
        st.integers(0, 800),
        st.integers(0, 500),
        st.integers(0, 500),
    ),
    max_size=14,
)


@given(_rules, _rules)
def test_cells_tile_their_grid(horizontal: list[Rule], vertical: list[Rule]) -> None:
    for grid in find_grids(horizontal, vertical):
        covered = [
            (row, column)
            for cell in grid.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert sorted(covered) == [(r, c) for r in range(len(grid.ys) - 1) for c in range(len(grid.xs) - 1)]


# ---------------------------------------------------------------------------------------------- real files


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("97-NQ-CP-2026.pdf", [(38, 7, 1)]),
        ("100-NQ-CP-2026.pdf", [(40, 6, None)]),
        ("844-QD-TTg-2026.pdf", [(36, 6, 1)]),
        ("175-NQ-CP-2023.pdf", [(32, 5, 1)]),
        ("109-NQ-CP-2026.pdf", [(79, 5, 1), (51, 5, 1), (148, 5, 1), (103, 6, 1)]),
        ("1478-QD-BLDTBXH-2024.pdf", [(93, 6, 1)]),
        ("122-NQ-CP-2026.pdf", []),
        ("173-KH-UBND-2026-HaNoi.pdf", []),
        ("2280-QD-UBND-2026-HaNoi.pdf", []),
        ("17-2022-UBTVQH15.pdf", []),
    ],
)
def test_tables_of_real_files(name: str, sizes: list[tuple[int, int, int | None]]) -> None:
    document = corpus_document(name)
    assert [(t.rows, t.columns, t.head_rows) for t in document.tables] == sizes


@pytest.mark.parametrize(
    ("name", "table", "last"),
    [
        ("97-NQ-CP-2026.pdf", 0, 29),
        ("844-QD-TTg-2026.pdf", 0, 29),
        ("175-NQ-CP-2023.pdf", 0, 16),
        ("109-NQ-CP-2026.pdf", 0, None),
        ("109-NQ-CP-2026.pdf", 3, 91),
        ("1478-QD-BLDTBXH-2024.pdf", 0, 91),
    ],
)
def test_numbered_rows_are_complete(name: str, table: int, last: int | None) -> None:
    """The numbers in the first column run from 1 without a gap: no row was lost, joined or cut."""
    document = corpus_document(name)
    first = [c for c in document.tables[table].cells if c.column == 0]
    texts = (document.text[c.start : c.end].rstrip(".") for c in sorted(first, key=lambda c: c.row))
    numbers = [int(text) for text in texts if text.isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert last is None or numbers[-1] == last


COLUMNS = (85.0, 110.0, 270.0, 370.0, 460.0)
UNRULED = [
    ("TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", "Năm 2030"),
    ("1", "Tỷ lệ hộ nghèo", "%", "3,5", "1,5"),
    ("2", "Tỷ lệ dân số sử dụng", "%", "90", "98"),
    ("", "nước sạch nông thôn", "", "", ""),
    ("3", "Số trường đạt chuẩn", "trường", "100", "150"),
]


def _unruled(rows: list[tuple[str, ...]], leading: float) -> Document:
    def page(sheet: Sheet) -> None:
        y = sheet.paragraph(80, "1. Các chỉ tiêu chủ yếu của chương trình đến năm 2030 như sau:")
        for row in rows:
            for x, words in zip(COLUMNS, row, strict=True):
                sheet.text(x, y, words, size=10)
            y += leading
        sheet.paragraph(
            y + 20, "2. Các nhiệm vụ chủ yếu của chương trình do các bộ, ngành và địa phương cùng thực hiện."
        )

    return read(typeset(page))


@pytest.mark.parametrize("leading", [13.0, 16.0])
def test_table_without_ruling_lines(leading: float) -> None:
    document = _unruled(UNRULED, leading)
    (table,) = document.tables
    rows = [[document.text[c.start : c.end] for c in table.row(r)] for r in range(table.rows)]
    assert rows == [
        list(UNRULED[0]),
        list(UNRULED[1]),
        ["2", "Tỷ lệ dân số sử dụng nước sạch nông thôn", "%", "90", "98"],
        list(UNRULED[4]),
    ]
    assert [b.kind for b in document.blocks] == ["text", "table", "text"]


@pytest.mark.parametrize(
    "rows",
    [
        UNRULED[:2],  # one row
        [("TT", "Ông A", "trình bày", "ý kiến", "chung"), *UNRULED[1:]],  # no head
        [UNRULED[0], *(("", *row[1:]) for row in UNRULED[1:])],  # no numbers
        [UNRULED[0], ("", "Tỷ lệ hộ nghèo đa", "", "", ""), ("1", "chiều bình quân", "%", "3,5", "1,5"), *UNRULED[2:]],
    ],
)
def test_no_table_without_ruling_lines(rows: list[tuple[str, ...]]) -> None:
    assert not _unruled(rows, 16.0).tables
