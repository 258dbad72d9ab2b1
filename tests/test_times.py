"""Times: years, periods, and what they are to a figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.annotate.times import complete_times, find_times, is_yearly
from extractor.text import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đến năm 2025, 80% xã", [("due", None, 2025)]),
        ("giai đoạn 2021 - 2025", [("due", 2021, 2025)]),
        ("5 năm 2026-2030", [("due", 2026, 2030)]),
        ("đến hết quý II năm 2026", [("due", None, 2026)]),
        ("trước ngày 31/12/2025", [("due", None, 2025)]),
        ("vào năm 2030 so với năm 2020", [("due", None, 2030), ("base", None, 2020)]),
        ("giảm 20% so với mức trung bình năm 2024", [("base", None, 2024)]),
        ("Nghị quyết số 57-NQ/TW ngày 22/12/2024", [("act", None, 2024)]),
        ("từ năm 2025 trở đi", [("start", None, 2025)]),
        ("tầm nhìn đến năm 2045", [("vision", None, 2045)]),
        ("Chương trình phát triển đô thị giai đoạn 2021 - 2025", [("title", 2021, 2025)]),
        ("năm 2026 và năm 2027", [("due", None, 2027)]),
        ("05 năm", []),
    ],
)
def test_find_times(text, expected):
    assert [(t.role, t.year_start, t.year) for t in find_times(fold(text))] == expected


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("khôi phục điện trước ngày 27/10", [2025]),
        ("xong trước 31 tháng 12", [2025]),
        ("hoàn thành trong quý IV", [2025]),
        ("chậm nhất ngày 15/2", [2026]),  # passed on the day of issue
        ("Đến ngày 19/9 đã khôi phục", []),
        ("hằng năm báo cáo trước ngày 15/11", []),
        ("khôi phục điện trước 18 giờ ngày 27/10", [2025]),
        ("trước ngày 20/11 hằng năm", []),
        ("quan trắc từ tháng 11 đến tháng 12", []),
        ("trước ngày 27/10/2027", [2027]),
    ],
)
def test_deadlines_without_a_year(text, years):
    folded = fold(text)
    times = complete_times(folded, 0, len(folded), find_times(folded), "2025-10-24")
    assert [t.year for t in times if t.year and t.role == "due"] == years


@pytest.mark.parametrize(
    ("text", "yes"),
    [("hằng năm", True), ("15%/năm", True), ("bình quân 5 năm 2026 - 2030", True), ("bình quân đầu người", False)],
)
def test_is_yearly(text, yes):
    assert is_yearly(fold(text), 0, len(text)) is yes


@given(st.text(alphabet="0123456789/-. nămđếgiaoạtừquýIV,", max_size=80))
def test_times_keep_to_the_text(text):
    last = 0
    for time in find_times(fold(text)):
        assert last <= time.core < time.end <= len(text)
        last = time.end
