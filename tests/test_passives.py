"""Who does it, said behind the task."""

from __future__ import annotations

import pytest
from test_assignments import rows

SENTENCES = [
    (
        "Kế hoạch dạy nghề do Bộ Nội vụ chủ trì, phối hợp với Bộ Tài chính thực hiện.",
        [("Bộ Nội vụ", "lead"), ("Bộ Tài chính", "coordinate")],
        "Kế hoạch dạy nghề",
    ),
    (
        "Công tác hậu kiểm thuốc do Bộ Y tế thực hiện trong năm 2026.",
        [("Bộ Y tế", "implement")],
        "Công tác hậu kiểm thuốc",
    ),
    ("Việc rà soát danh mục được giao cho Bộ Nội vụ.", [("Bộ Nội vụ", "implement")], "Việc rà soát danh mục"),
    (
        "Mở lớp dạy nghề cho ngư dân, giao Bộ Nội vụ chủ trì, phối hợp với Bộ Y tế.",
        [("Bộ Nội vụ", "lead"), ("Bộ Y tế", "coordinate")],
        "Mở lớp dạy nghề cho ngư dân",
    ),
    ("Mở lớp dạy nghề cho ngư dân. Giao Bộ Nội vụ chủ trì.", [("Bộ Nội vụ", "lead")], "Mở lớp dạy nghề cho ngư dân"),
    # what only describes a thing, what is past, what somebody takes part in
    ("Hội nghị do Bộ Nội vụ tổ chức ngày 12/5.", [], ""),
    ("Tham dự ngày hội nghề do Bộ Y tế chủ trì.", [], ""),
    ("Nhiệm vụ được giao cho Bộ Nội vụ năm 2025 đã hoàn thành.", [], ""),
    ("Rà soát các nhiệm vụ được giao cho Bộ Y tế.", [], ""),
    ("Kế hoạch đã lập năm trước do Bộ Y tế chủ trì.", [], ""),
    ("Danh mục thuốc do Bộ Y tế ban hành.", [], ""),
]


@pytest.mark.parametrize(("sentence", "wanted", "task"), SENTENCES)
def test_who_does_it_behind_the_task(sentence, wanted, task):
    found = rows("Điều 2. Nhiệm vụ", f"1. {sentence}")
    assert [(r.agency.name, r.role) for r in found] == wanted
    assert all(r.task.text.rstrip(".") == task for r in found)


def test_deadline_behind_who_does_it():
    assert [r.deadline for r in rows("Điều 2. Nhiệm vụ", f"1. {SENTENCES[1][0]}")] == ["2026"]


def test_below_an_agency_the_words_are_its_task():
    found = rows("1. Sở Nội vụ", "a) Tham gia các đoàn kiểm tra do Sở Y tế chủ trì.")
    assert [(r.agency.name, r.role) for r in found] == [("Sở Nội vụ", "implement")]
