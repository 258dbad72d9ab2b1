"""What turns running prose to the past or to a goal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.annotate.narration import Issued, find_cues, mood_after, mood_at
from extractor.annotate.times import find_times
from extractor.text import fold, to_nfc


def _mood(text: str, *, month: int = 3) -> tuple[str, str]:
    """The mood at the first percentage of ``text``, and the one behind the sentence; the document is of 2025."""
    folded = fold(to_nfc(text))
    cues = find_cues(folded, 0, len(folded), find_times(folded), Issued(2025, month))
    return mood_at(cues, folded.find("%"), ""), mood_after(cues, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Năm 2024, tỷ lệ hồ sơ trực tuyến đạt 45%.", ("result", "result")),
        ("Theo báo cáo của sở, tỷ lệ này đạt 45%.", ("result", "result")),
        ("Năm 2025, thành phố phấn đấu đạt 45%.", ("target", "target")),
        ("Đề án đặt mục tiêu đến năm 2030 đạt 45%.", ("target", "target")),
        ("Tỷ lệ hộ có Internet đạt 45%.", ("", "")),
        ("Cả tỉnh đã đạt 45% và phấn đấu năm sau đạt cao hơn.", ("result", "target")),
        ("Phấn đấu tỷ lệ này đạt 45% (năm 2024 là 40%).", ("target", "target")),
        ("Tăng trưởng 45%, thấp hơn mục tiêu tổng quát đề ra.", ("", "")),
        ("Các cân đối lớn được bảo đảm, thu ngân sách tăng 45%.", ("", "")),
    ],
)
def test_mood(text: str, expected: tuple[str, str]) -> None:
    assert _mood(text) == expected


def test_own_year() -> None:
    told = "Đến nay nhiều việc đã xong, năm 2025 tỷ lệ hồ sơ trực tuyến là 45%."
    assert _mood(told)[0] == ""  # the year has yet to come to its end
    assert _mood(told, month=12)[0] == "result"


def test_dates_of_the_own_year() -> None:
    told = "Đến hết tháng 2 năm 2025, giải ngân đạt 8%."
    assert _mood(told, month=3) == ("result", "result")
    assert _mood(told, month=1) == ("target", "target")
    assert _mood("Tốc độ tăng bình quân giai đoạn 2021 - 2025 đạt 6%.", month=11)[0] == "result"


@given(st.text(alphabet="Năm 2024đã phấn đấu(.,%;)\n"), st.integers(1990, 2060))
def test_any_text(text: str, year: int) -> None:
    folded = fold(to_nfc(text))
    cues = find_cues(folded, 0, len(folded), find_times(folded), Issued(year))
    assert [c.at for c in cues] == sorted(c.at for c in cues)
    assert all(0 <= c.at < len(folded) for c in cues)
    assert mood_at(cues, 0, "target") == "target"
