"""Column roles, head rows and section rows of tables."""

from __future__ import annotations

import pytest
from structure_helpers import structure

from extractor.model import Layout, Source
from extractor.reading.builder import CellInput, DocumentBuilder
from extractor.structure import parse_structure
from extractor.structure.columns import unit_of, years_of


def layout(*rows: list[str]) -> Layout:
    return structure("Danh mục:", list(rows)).layouts[0]


def roles(parsed: Layout) -> list[str]:
    return [c.role for c in parsed.columns]


def test_task_table():
    parsed = layout(
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn", "Ghi chú"],
        ["I", "Về hạ tầng", "", "", "", "", ""],
        ["1", "Xây bến", "Bộ Xây dựng", "Bộ Tài chính", "Báo cáo", "2026", ""],
        ["2", "Nạo vét", "Bộ Xây dựng", "Bộ Tài chính", "Đề án", "Quý II/2026", ""],
    )
    assert roles(parsed) == ["index", "task", "lead", "coordinate", "deliverable", "deadline", "note"]
    assert parsed.head_rows == 1
    assert parsed.section_rows == {1}
    assert len(parsed.sections[2]) == 1


def test_indicator_table_with_years():
    parsed = layout(
        ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện 2020", "Mục tiêu 2025", "Giai đoạn 2026-2030 (%)"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["1", "Tỷ lệ bến đạt chuẩn", "%", "40", "60", "90"],
    )
    assert roles(parsed) == ["index", "indicator", "unit", "baseline", "value", "value"]
    assert parsed.head_rows == 2
    assert [(c.year_start, c.year) for c in parsed.columns[3:]] == [(None, 2020), (None, 2025), (2026, 2030)]
    assert parsed.columns[5].unit == "%"


def test_head_in_two_rows():
    builder = DocumentBuilder()
    cells = [
        CellInput(["TT"], 0, 0, row_span=2),
        CellInput(["Chỉ tiêu"], 0, 1, row_span=2),
        CellInput(["Mục tiêu"], 0, 2, column_span=2),
        CellInput(["Năm 2025"], 1, 2),
        CellInput(["Năm 2030"], 1, 3),
        *[CellInput([words], 2, column) for column, words in enumerate(["1", "Số bến", "5", "9"])],
    ]
    builder.table(cells)
    parsed = parse_structure(builder.build(Source("vi-du.txt", "0" * 64, "txt"))).layouts[0]
    assert parsed.head_rows == 2
    assert [c.head for c in parsed.columns] == ["TT", "Chỉ tiêu", "Mục tiêu Năm 2025", "Mục tiêu Năm 2030"]
    assert [c.year for c in parsed.columns] == [None, None, 2025, 2030]


def test_headless_table_is_told_by_its_cells():
    parsed = layout(
        ["1", "Xây dựng và hoàn thiện bến số một", "Bộ Xây dựng", "Bộ Tài chính", "2026"],
        ["2", "Nạo vét và duy tu luồng số hai", "Bộ Xây dựng", "Bộ Công an", "Quý I/2027"],
        ["3", "Mua sắm và lắp đặt cần cẩu số ba", "Bộ Công an", "Bộ Tài chính", "Thường xuyên"],
    )
    assert parsed.head_rows == 0
    assert roles(parsed) == ["index", "task", "lead", "coordinate", "deadline"]


def test_ambiguous_unit_is_decided_by_the_cells():
    agencies = layout(["TT", "Đơn vị", "Nhiệm vụ chủ trì"], ["1", "Bộ Y tế", "Lập sổ"], ["2", "Bộ Công an", "Lập sổ"])
    units = layout(["TT", "Chỉ tiêu", "Đơn vị", "Năm 2030"], ["1", "Số bến", "bến", "9"], ["2", "Luồng", "km", "40"])
    assert roles(agencies) == ["index", "lead", "task"]
    assert roles(units) == ["index", "indicator", "unit", "value"]


def test_criteria_are_conditions():
    parsed = layout(
        ["TT", "Tiêu chí", "Chỉ tiêu theo nhóm"], ["1", "Tỷ lệ bến sạch", "≥ 90%"], ["2", "Tỷ lệ rác", "< 5%"]
    )
    assert roles(parsed) == ["index", "indicator", "condition"]


def test_sections_nest_and_name_agencies():
    parsed = layout(
        ["TT", "Nhiệm vụ", "Thời hạn"],
        ["A", "BỘ XÂY DỰNG", ""],
        ["I", "Về bến", ""],
        ["1", "Xây bến", "2026"],
        ["II", "Về luồng", ""],
        ["2", "Nạo vét", "2027"],
        ["B", "BỘ CÔNG AN", ""],
        ["3", "Tuần tra", "2027"],
    )
    assert parsed.section_rows == {1, 2, 4, 6}
    assert [len(parsed.sections[row]) for row in (3, 5, 7)] == [2, 2, 1]


def test_a_repeated_head_is_no_row():
    head = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]
    parsed = layout(head, ["1", "Xây bến", "Bộ Xây dựng", "2026"], head, ["2", "Nạo vét", "Bộ Xây dựng", "2027"])
    assert parsed.section_rows == {2}


def test_cells_are_led_by_section_and_caption():
    parsed = structure(
        "Bảng 1. Mục tiêu đến năm 2030",
        [["TT", "Chỉ tiêu", "Năm 2030"], ["I", "Về bến", ""], ["1", "Số bến", "9"]],
    )
    cell = next(p for p in parsed.passages if p.row == 2 and p.column == 2)
    led = [parsed.passages[i] for i in cell.leads]
    assert (led[0].row, led[0].column) == (1, 1)
    assert led[1].kind != "cell"
    assert cell.provision_id.endswith("hang_2")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Năm 2025", (None, 2025)),
        ("Giai đoạn 2021 - 2025", (2021, 2025)),
        ("Tọa độ VN-2000", (None, None)),
        ("Chỉ tiêu", (None, None)),
    ],
)
def test_years(head, expected):
    assert years_of(head) == expected


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("Mục tiêu (%)", "%"),
        ("TỐC ĐỘ (%/NĂM)", "%/năm"),
        ("Vốn (ĐVT: tỷ đồng)", "tỷ đồng"),
        ("Cơ quan phối hợp (nếu có)", ""),
        ("Năm (2025)", ""),
    ],
)
def test_unit(head, unit):
    assert unit_of(head) == unit


@pytest.mark.parametrize(
    ("head", "cells", "expected"),
    [
        # what was reached stands beside what is planned
        (["TT", "Chỉ tiêu", "TH 2023", "ƯTH 2024", "KH 2025"], ["1", "Số bến", "5", "6", "7"],
         ["index", "indicator", "baseline", "baseline", "value"]),
        (["TT", "Chỉ tiêu", "Kế hoạch năm 2025", "So sánh", "Tỷ lệ KH 2025/TH 2024 (%)"], ["1", "Bến", "6", "1", "120"],
         ["index", "indicator", "value", "other", "other"]),
        # the names of the indicators in one column, their figures under the same word in others
        (["TT", "Chỉ tiêu", "Chỉ tiêu giao", "Chỉ tiêu điều chỉnh"], ["1", "Số bến", "6", "7"],
         ["index", "indicator", "value", "value"]),
        (["TT", "Mục tiêu", "Chỉ tiêu phải đạt năm 2025"], ["1", "Số bến có cần cẩu", "6"],
         ["index", "indicator", "value"]),
        (["TT", "Mục tiêu/Chỉ tiêu", "Năm 2025"], ["1", "Số bến", "6"], ["index", "indicator", "value"]),
        # a person is no agency
        (["TT", "Nội dung", "Lãnh đạo phụ trách", "Đơn vị tham mưu", "Thời hạn"],
         ["1", "Xây bến", "Ông A", "Sở Xây dựng", "Quý I/2025"], ["index", "task", "other", "agency", "deadline"]),
        (["STT", "Nội dung", "Đơn vị chủ trì thực hiện", "Đơn vị phối hợp", "Thời gian hoàn thành", "Kết quả/Sản phẩm"],
         ["1", "Xây bến", "Sở Xây dựng", "Sở Y tế", "Quý I/2025", "Bến"],
         ["index", "task", "lead", "coordinate", "deadline", "deliverable"]),
    ],
)  # fmt: skip
def test_heads(head, cells, expected):
    assert roles(layout(head, cells, ["2", *cells[1:]])) == expected


def test_years_without_head_are_deadlines():
    parsed = layout(
        ["1", "Xây dựng và hoàn thiện bến số một", "Bộ Xây dựng", "Bộ Tài chính", "2026"],
        ["2", "Nạo vét và duy tu luồng số hai", "Bộ Xây dựng", "Bộ Công an", "2026 - 2027"],
    )
    assert roles(parsed) == ["index", "task", "lead", "coordinate", "deadline"]


def test_the_nearest_head_tells_the_year():
    builder = DocumentBuilder()
    heads = [("TT", 1), ("Chỉ tiêu", 1), ("Kế hoạch giai đoạn 2021 - 2025", 3), ("Lộ trình thực hiện", 2)]
    column = 0
    cells = []
    for words, span in heads:
        cells.append(CellInput([words], 0, column, row_span=2 if span == 1 else 1, column_span=span))
        column += span
    below = ["Năm 2021", "Năm 2025", "Cả giai đoạn", "2029", "2030"]
    cells += [CellInput([words], 1, number + 2) for number, words in enumerate(below)]
    for row in (2, 3):
        cells += [CellInput([w], row, n) for n, w in enumerate([str(row), "Số bến", "5", "7", "7", "8", "9"])]
    builder.table(cells)
    parsed = parse_structure(builder.build(Source("vi-du.txt", "0" * 64, "txt"))).layouts[0]
    assert [(c.role, c.year_start, c.year) for c in parsed.columns[2:]] == [
        ("value", None, 2021), ("value", None, 2025), ("value", 2021, 2025), ("value", None, 2029),
        ("value", None, 2030),
    ]  # fmt: skip


def test_a_number_above_its_parts_titles_them_in_any_column():
    parsed = layout(
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
        ["5.1", "", "Thương mại", ""],
        ["5.1.1", "Xây chợ", "Sở Công Thương", "2026"],
        ["5.2", "Xây kho", "Sở Công Thương", "2027"],
    )
    assert parsed.section_rows == {1}
