"""Labels behind the task inside one paragraph, with a dash for the colon, with their value on the lines below."""

from __future__ import annotations

import pytest
from test_assignments import rows

PLAN = "1. Mở lớp dạy nghề cho ngư dân"
INLINE = [
    (
        f"{PLAN}. Cơ quan chủ trì: Bộ Nội vụ; cơ quan phối hợp: Bộ Tài chính; thời gian: Quý II/2026.",
        [("Bộ Nội vụ", "lead", "2026-Q2"), ("Bộ Tài chính", "coordinate", "2026-Q2")],
    ),
    (
        f"{PLAN} (Chủ trì: Bộ Nội vụ; phối hợp: Bộ Tài chính, Bộ Y tế; hoàn thành: 2026).",
        [("Bộ Nội vụ", "lead", "2026"), ("Bộ Tài chính", "coordinate", "2026"), ("Bộ Y tế", "coordinate", "2026")],
    ),
    (
        f"{PLAN}. Chủ trì - Bộ Nội vụ, phối hợp - Bộ Y tế, thời hạn - tháng 6/2026.",
        [("Bộ Nội vụ", "lead", "2026-06"), ("Bộ Y tế", "coordinate", "2026-06")],
    ),
    (f"{PLAN}. Trách nhiệm: Bộ Nội vụ. Hoàn thành: Quý I/2026.", [("Bộ Nội vụ", "implement", "2026-Q1")]),
    (f"{PLAN}. Đơn vị thực hiện: Sở Y tế. Thời hạn: 30/6/2026.", [("Sở Y tế", "implement", "2026-06-30")]),
    # no labels
    (f"{PLAN}, huy động nhiều nguồn, phối hợp: kịp thời, chặt chẽ với Bộ Y tế.", []),
    (f"{PLAN}; nguyên tắc phối hợp: kịp thời, hiệu quả.", []),
    (f"{PLAN}. Hoàn thành: 100% số lớp.", []),
]


@pytest.mark.parametrize(("paragraph", "wanted"), INLINE)
def test_labels_behind_the_task(paragraph, wanted):
    found = rows("Điều 2. Nhiệm vụ", paragraph)
    assert [(r.agency.name, r.role, r.deadline) for r in found] == wanted
    assert all(r.task.text == PLAN[3:] and r.provision_id.endswith("khoan_1") for r in found)


def test_each_task_of_a_paragraph_has_its_own_labels():
    found = rows("Điều 2. Nhiệm vụ", f"{PLAN} (chủ trì: Bộ Nội vụ). Sửa quy chuẩn tàu (chủ trì: Bộ Y tế).")
    assert [(r.agency.name, r.task.text) for r in found] == [
        ("Bộ Nội vụ", PLAN[3:]),
        ("Bộ Y tế", "Sửa quy chuẩn tàu"),
    ]


def test_labels_add_to_what_the_heading_says():
    found = rows("1. Sở Nội vụ", "a) Mở lớp dạy nghề. Cơ quan phối hợp: Sở Y tế; thời gian: Quý II/2026.")
    assert [(r.agency.name, r.role, r.task.text, r.deadline) for r in found] == [
        ("Sở Nội vụ", "implement", "Mở lớp dạy nghề", "2026-Q2"),
        ("Sở Y tế", "coordinate", "Mở lớp dạy nghề", "2026-Q2"),
    ]


def test_a_sentence_behind_the_labels_is_read_too():
    found = rows("Điều 2. Nhiệm vụ", f"{PLAN} (chủ trì: Bộ Nội vụ). Bộ Y tế chủ trì tập huấn sơ cứu.")
    assert [(r.agency.name, r.task.text) for r in found] == [("Bộ Nội vụ", PLAN[3:]), ("Bộ Y tế", "tập huấn sơ cứu")]


def test_several_labels_in_a_line_below_the_task():
    found = rows("Điều 2. Nhiệm vụ", PLAN, "Chủ trì: Sở Y tế; phối hợp: Sở Nội vụ; thời gian: 2026; sản phẩm: Báo cáo.")
    assert [(r.agency.name, r.role, r.deadline, r.deliverable) for r in found] == [
        ("Sở Y tế", "lead", "2026", "Báo cáo"),
        ("Sở Nội vụ", "coordinate", "2026", "Báo cáo"),
    ]


@pytest.mark.parametrize(
    ("lines", "deadline"),
    [
        (["Thời hạn hoàn thành:", "- Dự thảo: tháng 3/2026", "- Trình ký: tháng 6/2026"], "2026-06"),
        (["Thời gian:", "- Quý II/2026."], "2026-Q2"),
        (["Thời gian: năm 2027", "- Bồi dưỡng giáo viên năm 2028"], "2027"),
        (["Thời hạn:", "- Bồi dưỡng giáo viên"], ""),
    ],
)
def test_time_on_the_lines_below_its_label(lines, deadline):
    found = rows("Điều 2. Nhiệm vụ", PLAN, "Cơ quan chủ trì: Bộ Nội vụ", *lines)
    assert [(r.agency.name, r.deadline) for r in found] == [("Bộ Nội vụ", deadline)]


def test_a_column_of_leaders_who_direct():
    table = (
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Lãnh đạo chỉ đạo", "Chuyên viên theo dõi"),
        (
            "1",
            "Lập đề án về cảng",
            "Sở Xây dựng",
            "Phó Chủ tịch Ủy ban nhân dân tỉnh",
            "Văn phòng Ủy ban nhân dân tỉnh",
        ),
        ("2", "Rà soát quy chuẩn", "Sở Y tế", "Đ/c Nguyễn Văn An", ""),
        ("3", "Mở lớp tập huấn", "Sở Nội vụ", "Đ/c Trần Bình - Giám đốc Sở Nội vụ", ""),
    )
    found = [(r.agency.name, r.role) for r in rows("Điều 1. Danh mục nhiệm vụ:", table)]
    assert found == [
        ("Sở Xây dựng", "lead"),
        ("Ủy ban nhân dân tỉnh", "direct"),
        ("Sở Y tế", "lead"),
        ("Sở Nội vụ", "lead"),
        ("Sở Nội vụ", "direct"),
    ]


@pytest.mark.parametrize("line", ["; Chủ trì: Sở Y tế", "….. Chủ trì: Sở Y tế", "(Chủ trì: Sở Y tế)"])
def test_signs_before_a_label_are_no_task(line):
    assert [(r.agency.name, r.task.text) for r in rows("Điều 2. Nhiệm vụ", PLAN, line)] == [("Sở Y tế", PLAN[3:])]


def test_a_council_and_unions_of_the_people_in_a_list():
    sentence = "1. Đề nghị các cơ quan của Quốc hội, Hội đồng nhân dân các cấp, các đoàn thể nhân dân giám sát."
    assert [(r.agency.name, r.task.text) for r in rows("Điều 2. Nhiệm vụ", sentence)] == [
        ("Các cơ quan của Quốc hội, Hội đồng nhân dân các cấp", "giám sát"),
        ("Các đoàn thể nhân dân", "giám sát"),
    ]
