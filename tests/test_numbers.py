"""Numbers: what is a quantity, what it is worth, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.annotate.figures import find_figures
from extractor.annotate.numbers import find_numbers, parse_decimal
from extractor.annotate.units import find_denominator, find_unit
from extractor.text import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("đạt 0,7", [("0,7", "0.7", None)]),
        ("1.000 chuyên gia", [("1.000", "1000", None)]),
        ("8.500", [("8.500", "8500", None)]),
        ("8.5% GDP", [("8.5%", "8.5", None)]),
        ("1.219,11 triệu USD", [("1.219,11", "1219.11", None)]),
        ("1/3 số xã", [("1/3", "33.33", None)]),
        ("8/10 chỉ tiêu", [("8/10", "8", None)]),
        ("tăng gấp đôi", [("gấp đôi", "2", None)]),
        ("một nửa số hộ", [("một nửa", "50", None)]),
        ("hai phần ba số hộ", [("hai phần ba", "66.67", None)]),
        ("12 - 15", [("12 - 15", "12", "15")]),
        ("từ 8 đến 10", [("8 đến 10", "8", "10")]),
        ("30% – 40% cán bộ", [("30% – 40%", "30", "40")]),
        ("≥\n10,0", [("10,0", "10.0", None)]),
        ("tăng trưởng “2 con số”", [("2 con số", "10", None)]),
        ("mỗi xã ít nhất một tổ", [("một", "1", None)]),
        ("dưới 4/100.000 trẻ", [("4", "4", None)]),
        ("trên 03%", [("03%", "3", None)]),
        ("trăm phần trăm", [("trăm phần trăm", "100", None)]),
        ("50mm", [("50", "50", None)]),
        ("tối thiểu 2000 xã", [("2000", "2000", None)]),
        ("ít nhất một trong các dịch vụ", []),
        ("mạng 4G/5G", []),
        ("Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020", []),
        ("giai đoạn 2021 - 2025", []),
        ("nồng độ PM2.5", []),
        ("trực 24/7", []),
        ("Điều 5 khoản 2", []),
        ("dịch vụ công mức độ 3, 4", []),
        ("mục 1.2.3", []),
        ("ngày 30/4", []),
        ("30/34 tỉnh", [("30/34", "30", None)]),
        ("34/34 tỉnh", [("34/34", "34", None)]),
        ("trên cả 03 tiêu chí", []),
        ("đạt l00% số xã", [("l00%", "100", None)]),
        ("mức 9l,5%", [("9l,5%", "91.5", None)]),
        ("đạt lO%", [("lO%", "10", None)]),
        ("12 000 tỷ đồng", [("12 000", "12000", None)]),
        ("năm 2025 100 xã", [("100", "100", None)]),
        ("25-30.000 tỷ đồng", [("25-30.000", "25000", "30000")]),
        ("từ 20 ha đến 30 ha", [("20 ha đến 30", "20", "30")]),
        ("120 MW - 150 MW", [("120 MW - 150", "120", "150")]),
        ("7%/năm - 8%/năm", [("7%/năm - 8%", "7", "8")]),
        ("20 người - 30 xã", [("20", "20", None), ("30", "30", None)]),
        ("2,8-3 triệu", [("2,8-3", "2.8", "3")]),
        ("10-12 %", [("10-12 %", "10", "12")]),
        ("từ 90% đến 95%", [("90% đến 95%", "90", "95")]),
        ("100 phần trăm hồ sơ", [("100 phần trăm", "100", None)]),
        ("tỷ suất 15%o", [("15", "15", None)]),
        ("không dưới 2/3 số xã", [("2/3", "66.67", None)]),
        ("gấp rưỡi", [("gấp rưỡi", "1.5", None)]),
        ("có một triệu doanh nghiệp", [("một", "1", None)]),
        ("trồng năm nghìn cây", [("năm", "5", None)]),
        ("hình thành ba khu công nghiệp", [("ba", "3", None)]),
        ("một tỷ lệ cao", []),
        ("Chương trình một triệu cây xanh", []),
        ("(hai trăm năm mươi triệu đồng)", []),
        ("xây dựng hai bên cùng có lợi", []),
        ("cách mạng công nghiệp 4.0", []),
    ],
)
def test_find_numbers(text, expected):
    found = find_numbers(fold(text))
    wanted = [(q, Decimal(v), None if m is None else Decimal(m)) for q, v, m in expected]
    assert [(text[n.start : n.end], n.value, n.value_max) for n in found] == wanted


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.000.000", "1000000"), ("0.800", "0.800"), ("0,800", "0.800"), ("2,75", "2.75"), ("1,234.5", "1234.5")],
)
def test_parse_decimal(text, value):
    assert parse_decimal(text) == Decimal(value)


def test_outline_numbers_are_no_decimals():
    assert parse_decimal("1.2.3") is None


@pytest.mark.parametrize(
    ("text", "unit", "kind"),
    [
        (" triệu tấn", "triệu tấn", "physical"),
        (" tỉ đô la Mỹ (USD)", "tỷ USD", "money"),
        (" triệu đồng/người/năm", "triệu đồng/người/năm", "money"),
        (" bác sĩ trên 10.000 dân", "bác sĩ/10.000 dân", "noun"),
        (" bé trai/100 bé gái sinh ra", "bé trai/100 bé gái", "noun"),
        (" chuyên gia về số", "chuyên gia", "noun"),
        (" lần so với", "lần", "multiple"),
        (" bậc", "bậc", "rank_step"),
        (" xyz", "", "none"),
        (" m² sàn/người", "m2 sàn/người", "physical"),
        (" triệu tấn CO₂", "triệu tấn CO2", "physical"),
        (" tấn CO2tđ", "tấn CO2tđ", "physical"),
        (" µg/m³ vào", "µg/m3", "physical"),
        (" m3/ngày đêm", "m3/ngày đêm", "physical"),
        ("%o", "‰", "physical"),
        (" điểm % tỷ lệ", "%", "percent"),
        (" điểm phần trăm tỷ lệ hộ", "điểm phần trăm", "percent"),
        (" điểm chấp nhận thanh toán", "điểm", "noun"),
        (" phòng học", "phòng học", "noun"),
        (" mã số vùng trồng", "mã số vùng trồng", "noun"),
        (" phút/lượt", "phút/lượt", "time"),
        (" đô thị", "đô thị", "noun"),
    ],
)
def test_find_unit(text, unit, kind):
    found = find_unit(fold(text), text, 0, len(text))
    assert (found.text, found.kind) == (unit, kind)


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        (" hoạt động/nghìn dân", "/nghìn dân"),
        (" nước sạch/người/ngày đêm", "/người/ngày đêm"),
        (" đào tạo nghề/năm", "/năm"),
        (" công nghệ số/1.000 dân.", "/1.000 dân"),
        (" của tỉnh/thành phố", ""),
        (" văn hóa xã/thôn", ""),
        (" và 5/10 chỉ tiêu", ""),
    ],
)
def test_find_denominator(text, tail):
    assert find_denominator(fold(text), text, 0, len(text)) == tail


@given(st.integers(0, 999_999), st.integers(0, 99), st.sampled_from(["", "%", " %", " phần trăm"]))
def test_values_come_back(whole, cents, sign):
    printed = f"{whole:,}".replace(",", ".") + f",{cents:02}"
    (number,) = find_numbers(fold(f"đạt {printed}{sign} số"))
    assert (number.value, number.percent) == (Decimal(f"{whole}.{cents:02}"), bool(sign))


@given(st.text(alphabet="0123456789.,/%- đếnăm tỷ triệu ha km m²₂ kV người số điểm thêm từ ≥ lOI\n", max_size=90))
def test_figures_keep_to_the_text(text):
    folded = fold(text)
    last = 0
    for figure in find_figures(folded, text, 0, len(text)):
        assert 0 <= figure.begin <= figure.start < figure.end
        assert figure.end <= min(figure.unit_end, figure.stop) <= max(figure.unit_end, figure.stop) <= len(text)
        assert last <= figure.start
        assert "\n" not in figure.unit
        last = figure.end


@given(st.text(alphabet="0123456789.,/%- đếnăm tỷtriệu≥()\n", max_size=80))
def test_numbers_keep_to_the_text(text):
    folded = fold(text)
    last = 0
    for number in find_numbers(folded):
        assert last <= number.start < number.end <= len(text)
        last = number.end
