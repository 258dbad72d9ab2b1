"""Deadlines of tasks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.annotate.deadlines import find_deadline, parse_deadline
from extractor.text import fold

ISSUED_ON = "2025-07-01"

CELLS = [
    ("6/2025", "2025-06"),
    ("tháng 8 năm 2021", "2021-08"),
    ("quý IV/2026", "2026-Q4"),
    ("Quý 2 năm 2027", "2027-Q2"),
    ("Quý III - IV/2026", "2026-Q4"),
    ("trước ngày 15 tháng 12 hằng năm", "yearly"),
    ("Tháng 12 hằng năm", "yearly"),
    ("01 lần/năm", "yearly"),
    ("2025 - 2026", "2026"),
    ("Giai đoạn 2026-2030", "2030"),
    ("Từ năm 2026 đến năm 2030", "2030"),
    ("Thường xuyên", "ongoing"),
    ("hằng quý", "ongoing"),
    ("Thường xuyên, 2026 - 2030", "ongoing"),
    ("Hoàn thành năm 2026, sau đó thực hiện thường xuyên", "2026"),
    ("Trình trong năm 2026 và triển khai thường xuyên", "2026"),
    ("trong năm 2026", "2026"),
    ("90 ngày kể từ ngày ban hành", "2025-09-29"),
    ("03 tháng kể từ ngày ký", "2025-10-01"),
    ("trước 30/6/2025", "2025-06-30"),
    ("Trước 31.12.2026", "2026-12-31"),
    ("trước năm 2030", "2030"),
    ("trước 15/9", "2025-09-15"),
    ("xong trước15/9", "2025-09-15"),
    ("đến hết tháng 10", "2025-10"),
    ("trước 2/3 số hộ", ""),
    ("ngày 20 tháng 11", "2025-11-20"),
    ("ngày 20 tháng 3", "2026-03-20"),
    ("Quý IV năm 2025 và các năm tiếp theo", "2025-Q4"),
    ("Tháng 10/2025; tháng 6/2026", "2026-06"),
    ("6 tháng đầu năm 2026", "2026-06"),
    ("Từ tháng 3 đến tháng 11 năm 2026", "2026-11"),
    ("Từ quý II/2027", "2027-Q2"),
    ("Triển khai từ năm 2026", "2026"),
    ("Định kỳ, trước ngày 20/11", "yearly"),
    # no deadline
    ("Từ 01/7/2025", ""),
    ("Sau khi Luật được thông qua", ""),
    ("Theo Nghị quyết số 57-NQ/TW ngày 22/12/2024", ""),
    ("Theo Quyết định số 15/2020/QĐ-TTg", ""),
    ("30 ngày kể từ ngày nhận đủ hồ sơ", ""),
    ("ngày 31 tháng 02 năm 2026", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "wanted"), CELLS)
def test_parse_deadline(text, wanted):
    assert parse_deadline(text, issued_on=ISSUED_ON) == wanted


def test_unknown_day_of_issue_counts_nothing():
    assert parse_deadline("90 ngày kể từ ngày ban hành") == ""
    assert parse_deadline("trước ngày 20/11") == ""


CLAUSES = [
    ("xây dựng đề án, hoàn thành trong tháng 11 năm 2025.", "2025-11"),
    ("xây dựng lộ trình di dời trước năm 2030.", "2030"),
    ("Định kỳ hàng năm gửi báo cáo", "yearly"),
    ("lập kế hoạch trước ngày 30/8/2025; báo cáo kết quả trước ngày 15 tháng 11 năm 2025", "2025-08-30"),
    ("gửi báo cáo trước ngày 15 tháng 11 năm 2025", "2025-11-15"),
    ("rà soát 44 việc có thời hạn hoàn thành trong quý II, gửi trước ngày 06/5/2026", "2026-05-06"),
    ("rà soát nhiệm vụ được giao trong năm 2025, hoàn thành trước ngày 25/11/2025", "2025-11-25"),
    ("triển khai đề án; hằng năm sơ kết, báo cáo Chính phủ trước ngày 20 tháng 12", ""),
    ("triển khai đề án; định kỳ hằng năm báo cáo Chính phủ", ""),
    ("giám sát; tổng hợp, báo cáo Chính phủ định kỳ hằng năm; tổ chức sơ kết", ""),
    ("lập kế hoạch; định kỳ hằng năm, trước ngày 15 tháng 12, gửi báo cáo về Sở Nội vụ", ""),
    ("có trách nhiệm định kỳ báo cáo kết quả trước ngày 20/11", "yearly"),
    ("đề xuất phương án; báo cáo Thủ tướng Chính phủ trước ngày 15/5/2026", "2026-05-15"),
    ("rà soát chỉ tiêu trong năm 2026, gửi Bộ Tài chính trước ngày 06/5/2026", "2026-05-06"),
    ("cắt giảm thủ tục; phấn đấu trong năm 2026 tối thiểu 90% hồ sơ được số hóa", ""),
    ("phấn đấu trong năm 2026 hoàn thành tuyến đường", "2026"),
    ("bàn giao mặt bằng dự án có kế hoạch hoàn thành năm 2025 trong tháng 3 năm 2026", "2026-03"),
    ("lồng ghép vào kế hoạch 5 năm và hằng năm", ""),
    ("tổ chức tổng kết đề án vào năm 2027", "2027"),
    ("theo dõi việc thực hiện; tổng kết vào năm 2027", ""),
    ("đưa tuyến đường vào khai thác dịp 02 tháng 9 năm 2026", "2026-09-02"),
    ("biên soạn tài liệu, hoàn thành quý III/2025.", "2025-Q3"),
    ("Thường xuyên rà soát danh mục", "ongoing"),
    ("tháo gỡ vướng mắc, thực hiện thường xuyên, liên tục.", "ongoing"),
    ("bố trí kinh phí chi thường xuyên.", ""),
    ("công bố số liệu hằng năm.", "yearly"),
    ("theo dõi việc thực hiện; định kỳ 06 tháng báo cáo Chính phủ", ""),
    ("kiểm tra các cơ sở, định kỳ 06 tháng/01 lần", "yearly"),
    ("đạt 100% đến năm 2030", ""),
    ("dự trữ 300 tấn gạo, xong trước 15/9.", "2025-09-15"),
    ("duy trì lực lượng giúp dân đến hết tháng 10; dọn vệ sinh", "2025-10"),
    ("bố trí nguồn lực đến hết năm 2030", ""),
    ("tính đến hết tháng 9 đã giải ngân một nửa", ""),
    ("kiểm tra việc thực hiện, mỗi năm ít nhất 2 cuộc", "yearly"),
    ("trồng rừng mỗi năm 500 ha", ""),
    ("di dời 300 hộ trước ngày 31/8/2025; số còn lại hoàn thành năm 2026", "2025-08-31"),
    ("hoàn thiện chỉ tiêu thống kê xong trước ngày 30/9/2025", "2025-09-30"),
    ("đôn đốc việc thực hiện; tổng hợp, báo cáo Chính phủ trước ngày 20 tháng 12 hằng năm", ""),
    ("trình nghị quyết tại kỳ họp cuối năm 2025", "2025"),
    ("trong phạm vi ngân sách hằng năm", ""),
    ("theo Quyết định số 12/QĐ-TTg ngày 5 tháng 1 năm 2024", ""),
]


@pytest.mark.parametrize(("text", "wanted"), CLAUSES)
def test_find_deadline(text, wanted):
    span = find_deadline(fold(text), 0, len(text))
    assert (parse_deadline(text[span[0] : span[1]], issued_on=ISSUED_ON) if span else "") == wanted


@given(st.text(alphabet=st.sampled_from(list("0123456789/.- ngàythquýnămI VX,;từtrướcđến")), max_size=60))
def test_any_text(text):
    value = parse_deadline(text, issued_on=ISSUED_ON)
    assert value in ("", "yearly", "ongoing") or value[:2] in ("19", "20")
