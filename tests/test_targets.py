"""Targets: one table of clauses in, rows out; what is no target stands beside what is one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.annotate.targets import find_targets
from extractor.model import Source
from extractor.reading.builder import CellInput, DocumentBuilder
from extractor.structure import parse_structure

HEAD = ("ỦY BAN NHÂN DÂN TỈNH A", "Số: 12/KH-UBND", "A, ngày 05 tháng 3 năm 2026", "KẾ HOẠCH", "Phát triển thử nghiệm")


def analyse(*lines, head=HEAD):
    builder = DocumentBuilder()
    for line in (*head, *lines):
        builder.paragraph([line])
    document = builder.build(Source("a.txt", "0", "txt"))
    structure = parse_structure(document)
    rows = list(find_targets(document, structure))
    for row in rows:
        assert document.text[row.quote.start : row.quote.end] == row.quote.text
        if row.figure is not None:
            assert row.quote.start <= row.figure.start < row.figure.end <= row.quote.end
    return rows


def targets(*lines, **options):
    return [row for row in analyse(*lines, **options) if row.status == "target"]


def in_goals(clause):
    return targets("I. MỤC TIÊU ĐẾN NĂM 2030", f"1. {clause}", "II. NHIỆM VỤ", "1. Rà soát.")


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        # figure, kind, comparator, direction, value, unit
        ("Tỷ lệ hộ dùng nước sạch trên 85%.", [("85%", "percentage", ">", "level", "85", "%")]),
        ("100% trường học có thư viện số.", [("100%", "percentage", "=", "level", "100", "%")]),
        ("Tỷ lệ hộ nghèo không quá 1,5%.", [("1,5%", "percentage", "<=", "level", "1.5", "%")]),
        ("Bãi bỏ tối thiểu 40% điều kiện kinh doanh.", [("40%", "percentage", ">=", "decrease", "40", "%")]),
        ("Giảm chi phí kho bãi xuống tương đương 12% GDP.", [("12%", "percentage", "=", "level", "12", "%")]),
        ("Huy động ngoài ngân sách gấp 2,5 lần vốn ngân sách.", [("2,5", "ratio", "=", "level", "2.5", "lần")]),
        ("Giá trị giao dịch tăng 50%/năm.", [("50%", "percentage", "=", "increase", "50", "%")]),
        ("Giá trị gia tăng 20%.", [("20%", "percentage", "=", "level", "20", "%")]),
        ("Thời gian giải quyết giảm tối thiểu 1/3.", [("1/3", "percentage", ">=", "decrease", "33.33", "%")]),
        ("Giá trị thanh toán gấp 20 lần GDP.", [("20", "ratio", "=", "level", "20", "lần")]),
        (
            "Trên 80% người dân nộp hồ sơ qua mạng, tăng 15% so với năm 2024.",
            [("80%", "percentage", ">", "level", "80", "%"), ("15%", "percentage", "=", "increase", "15", "%")],
        ),
        ("Thêm 90 sản phẩm OCOP.", [("90", "count", "=", "increase", "90", "sản phẩm")]),
        ("Có thêm 6 xã nông thôn mới.", [("6", "count", "=", "increase", "6", "xã")]),
        ("Cắt giảm tối thiểu 30% giấy tờ phải nộp.", [("30%", "percentage", ">=", "decrease", "30", "%")]),
        ("Giảm tỷ lệ hộ nghèo xuống dưới 1%.", [("1%", "percentage", "<", "level", "1", "%")]),
        ("Năng suất lúa tăng 7%/năm.", [("7%", "percentage", "=", "increase", "7", "%")]),
        ("Tốc độ tăng trưởng đạt 8% trở lên.", [("8%", "percentage", ">=", "level", "8", "%")]),
        ("Tỉnh thuộc nhóm 10 địa phương dẫn đầu cả nước.", [("10", "rank", "<=", "level", "10", "địa phương")]),
        ("Chỉ số PCI trong tốp 5 cả nước.", [("5", "rank", "<=", "level", "5", "")]),
        ("Chỉ số cải cách xếp thứ 12 trở lên.", [("12", "rank", "<=", "level", "12", "")]),
        ("Chỉ số cải cách xếp hạng từ 15 trở lên.", [("15", "rank", "<=", "level", "15", "")]),
        ("Năng suất gấp 1,5 lần bình quân cả nước.", [("1,5", "ratio", "=", "level", "1.5", "lần")]),
        ("Tỷ lệ hài lòng tối thiểu đạt 90%.", [("90%", "percentage", ">=", "level", "90", "%")]),
        ("Tỷ lệ hài lòng đạt từ 90% trở lên.", [("90%", "percentage", ">=", "level", "90", "%")]),
        ("Tỷ lệ tảo hôn giảm về 0%.", [("0%", "percentage", "=", "level", "0", "%")]),
        ("Nợ công ≤ 60% GDP.", [("60%", "percentage", "<=", "level", "60", "%")]),
        ("Mỗi năm giảm 1-1,5 điểm % tỷ lệ hộ nghèo.", [("1-1,5", "percentage", "range", "decrease", "1", "%")]),
        ("Chỉ số hội nhập tăng 2 bậc.", [("2", "rank", "=", "increase", "2", "bậc")]),
        ("Mỗi xã có ít nhất 01 tổ công nghệ số.", [("01", "count", ">=", "level", "1", "tổ")]),
        ("Số bác sĩ đạt 15 bác sĩ/vạn dân.", [("15", "ratio", "=", "level", "15", "bác sĩ/vạn dân")]),
        ("Sản lượng đạt khoảng 96,4 triệu tấn.", [("96,4", "quantity", "~", "level", "96.4", "triệu tấn")]),
        ("Thu nhập bình quân đạt 90 triệu đồng/người.", [("90", "money", "=", "level", "90", "triệu đồng/người")]),
        ("Chỉ số phát triển con người trên 0,8.", [("0,8", "score", ">", "level", "0.8", "")]),
        ("Quy mô gấp 2 lần so với năm 2020.", [("2", "ratio", "=", "increase", "2", "lần")]),
        ("Đón 4 - 5 triệu lượt khách.", [("4 - 5", "count", "range", "level", "4", "triệu lượt khách")]),
        ("Phổ cập mạng di động thế hệ mới.", [(None, "universal", "=", "level", None, "")]),
        ("Cơ bản không còn nhà tạm.", [(None, "universal", "=", "level", None, "")]),
        ("Toàn bộ xe công chuyển đổi sang chạy điện.", [(None, "universal", "=", "level", None, "")]),
        ("Trùng tu 20 di tích; 35 sản phẩm đạt chuẩn.", [("35", "count", "=", "level", "35", "sản phẩm")]),
        ("Lắp 450 điểm sạc xe.", [("450", "count", "=", "level", "450", "điểm")]),
        ("Lắp đặt 45.000 đồng hồ nước.", [("45.000", "count", "=", "level", "45000", "đồng hồ")]),
        ("Cấp nước đạt 150 lít/người/ngày đêm.", [("150", "ratio", "=", "level", "150", "lít/người/ngày đêm")]),
        ("Chỉ số hậu cần đạt thứ 45 trở lên.", [("45", "rank", "<=", "level", "45", "")]),
        ("Có 05 khu công nghiệp quy mô trên 500 ha.", [("05", "count", "=", "level", "5", "khu công nghiệp")]),
        ("Số doanh nghiệp số lên 80.000.", [("80.000", "count", "=", "level", "80000", "doanh nghiệp")]),
        ("Số thuê bao đạt 1,5 triệu.", [("1,5", "count", "=", "level", "1.5", "triệu thuê bao")]),
        ("Chỉ số hài lòng đạt 85.", [("85", "score", "=", "level", "85", "")]),
        ("Thu ngân sách đạt 35.000 tỷ.", [("35.000", "money", "=", "level", "35000", "tỷ")]),
        (
            "Có 20 doanh nghiệp hoạt động/nghìn dân.",
            [("20", "ratio", "=", "level", "20", "doanh nghiệp/nghìn dân")],
        ),
        ("Mạng lưới thanh toán đạt trên 4.500 điểm.", [("4.500", "count", ">", "level", "4500", "điểm")]),
        ("Tổng số điểm đạt 90 điểm.", [("90", "score", "=", "level", "90", "điểm")]),
        ("Đưa vào khai thác thêm 02 tuyến cáp.", [("02", "count", "=", "level", "2", "tuyến cáp")]),
        ("Thu hút thêm 3 dự án.", [("3", "count", "=", "increase", "3", "dự án")]),
        ("Đơn giản hóa ít nhất 20% thủ tục.", [("20%", "percentage", ">=", "level", "20", "%")]),
        (
            "Mở ít nhất 05 lớp dạy nghề cho 150 lao động.",
            [("05", "count", ">=", "level", "5", "lớp"), ("150", "count", "=", "level", "150", "lao động")],
        ),
        ("Tốc độ truy nhập trên 1Gb/s.", [("1", "quantity", ">", "level", "1", "Gb/s")]),
        ("Cắt giảm, đơn giản hóa 20% thủ tục.", [("20%", "percentage", "=", "decrease", "20", "%")]),
        (
            "Cắt giảm 30% thời gian đối với 60% thủ tục.",
            [("30%", "percentage", "=", "decrease", "30", "%"), ("60%", "percentage", "=", "level", "60", "%")],
        ),
        ("Cải tạo 20 km đường dây 220 kV.", [("20", "quantity", "=", "level", "20", "km")]),
        ("Sai lệch trên dưới 10% số liệu.", [("10%", "percentage", "~", "level", "10", "%")]),
        (
            "Có trên 40% số xã có chợ và 20% số xã có siêu thị.",
            [("40%", "percentage", ">", "level", "40", "%"), ("20%", "percentage", ">", "level", "20", "%")],
        ),
        (
            "Có trên 40% số xã có chợ và 20% số hộ có xe.",
            [("40%", "percentage", ">", "level", "40", "%"), ("20%", "percentage", "=", "level", "20", "%")],
        ),
        ("Tạo 6,3 triệu việc làm.", [("6,3", "count", "=", "level", "6.3", "triệu việc làm")]),
        # not targets
        ("Quy định không còn phù hợp thì bãi bỏ.", []),
        ("Gồm 03 nhóm nhiệm vụ sau đây:", []),
        ("Trẻ em dưới 6 tuổi được khám miễn phí.", []),
        ("Theo Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020.", []),
        ("Bảo đảm trực 24/7 trên mạng 5G.", []),
        ("Hỗ trợ 50% chi phí mua thiết bị.", []),
        ("Đến nay tỷ lệ hộ nghèo đã giảm còn 4%.", []),
        ("Đạt mức phát thải ròng bằng “0”.", [("0", "quantity", "=", "level", "0", "")]),
        ("Thu hút 12 dự án FDI trở lên.", [("12", "count", ">=", "level", "12", "dự án")]),
        ("Bồi dưỡng 40 cán bộ có trình độ đại học trở lên.", [("40", "count", "=", "level", "40", "cán bộ")]),
        (
            "Có 11 bác sĩ và 32 giường bệnh/10.000 dân.",
            [
                ("11", "ratio", "=", "level", "11", "bác sĩ/10.000 dân"),
                ("32", "ratio", "=", "level", "32", "giường bệnh/10.000 dân"),
            ],
        ),
        ("Giảm tỷ suất tử vong trẻ em dưới 5 tuổi xuống 16‰.", [("16", "ratio", "=", "level", "16", "‰")]),
    ],
)
def test_clause_in_goals(clause, expected):
    found = [
        (
            r.figure.text if r.figure else None,
            r.kind,
            r.comparator,
            r.direction,
            r.value,
            r.unit,
        )
        for r in in_goals(clause)
    ]
    wanted = [(f, k, c, d, None if v is None else Decimal(v), u) for f, k, c, d, v, u in expected]
    assert found == wanted


@pytest.mark.parametrize(
    ("clause", "indicators"),
    [
        (
            "70% phiếu khảo sát ở cấp tỉnh; 60% phiếu khảo sát ở cấp xã được nhập qua cổng chung.",
            ["phiếu khảo sát ở cấp tỉnh được nhập qua cổng chung", "phiếu khảo sát ở cấp xã được nhập qua cổng chung"],
        ),
        ("Môi trường số vào nhóm 3 nước dẫn đầu ASEAN.", ["Môi trường số vào nhóm nước dẫn đầu ASEAN"]),
        (
            "Sóng di động phủ trên 90% thôn, 100% xã.",
            ["Sóng di động phủ thôn", "Sóng di động phủ xã"],
        ),
        (
            "Tỷ lệ trẻ em dưới 5 tuổi được tiêm chủng đạt 95%.",
            ["Tỷ lệ trẻ em dưới 5 tuổi được tiêm chủng"],
        ),
        (
            "Cắt giảm 40% thời gian chờ, 20% lệ phí phải nộp.",
            ["thời gian chờ", "lệ phí phải nộp"],
        ),
        (
            "Tỷ suất tai nạn giảm từ 23 ca/1.000 người xuống 18 ca/1.000 người.",
            ["Tỷ suất tai nạn"],
        ),
        (
            "Thị phần xe buýt tại Hà Nội đạt 45%, Đà Nẵng 25%.",
            ["Thị phần xe buýt tại Hà Nội", "Thị phần xe buýt Đà Nẵng"],
        ),
        (
            "Tổng khối lượng đạt 90 triệu tấn; trong đó đường bộ 60 triệu tấn, đường sắt 5 triệu tấn.",
            ["Tổng khối lượng", "Tổng khối lượng đường bộ", "Tổng khối lượng đường sắt"],
        ),
        (
            "Đào tạo 500 kỹ sư dữ liệu, trong đó 10% có bằng sau đại học.",
            ["Đào tạo kỹ sư dữ liệu", "kỹ sư dữ liệu có bằng sau đại học"],
        ),
        (
            "Số hóa hồ sơ, kết quả: 100% ở cấp tỉnh, 90% ở cấp xã.",
            ["Số hóa hồ sơ, kết quả ở cấp tỉnh", "Số hóa hồ sơ, kết quả ở cấp xã"],
        ),
        (
            "Thu ngân sách tăng 9%/năm; đến năm 2030 đạt 40.000 tỷ đồng.",
            ["Thu ngân sách", "Thu ngân sách"],
        ),
        (
            "Tỷ lệ dân số tập thể dục: 38% (nam 40%, nữ 36%).",
            ["Tỷ lệ dân số tập thể dục", "Tỷ lệ dân số tập thể dục nam", "Tỷ lệ dân số tập thể dục nữ"],
        ),
        (
            "100% thôn, bản mỗi quý có ít nhất 02 tin.",
            ["thôn, bản mỗi quý có ít nhất 02 tin", "thôn, bản mỗi quý có tin"],
        ),
    ],
)
def test_indicators_are_whole(clause, indicators):
    assert [r.indicator for r in in_goals(clause)] == indicators


@pytest.mark.parametrize(
    ("lines", "years"),
    [
        (["I. MỤC TIÊU ĐẾN NĂM 2030", "1. Đạt 50% số xã."], [(2030, None, "heading")]),
        (["I. MỤC TIÊU ĐẾN NĂM 2030", "1. Đến năm 2027, đạt 50% số xã."], [(2027, None, "clause")]),
        (["I. MỤC TIÊU", "1. Giai đoạn 2026 - 2030, đạt 50% số xã."], [(2030, 2026, "clause")]),
        (
            ["I. MỤC TIÊU", "1. Tỷ lệ số hóa đạt 50% vào năm 2027, 70% vào năm 2028 và trên 90% vào năm 2030."],
            [(2027, None, "clause"), (2028, None, "clause"), (2030, None, "clause")],
        ),
        (
            [
                "I. MỤC TIÊU",
                "1. Thuộc nhóm 5 tỉnh dẫn đầu vùng và nhóm 20 tỉnh dẫn đầu cả nước vào năm 2027;"
                " nhóm 2 và nhóm 10 vào năm 2029.",
            ],
            [(2027, None, "clause"), (2027, None, "clause"), (2029, None, "clause"), (2029, None, "clause")],
        ),
        (["I. MỤC TIÊU ĐẾN NĂM 2030", "1. Giảm 20% phát thải so với năm 2020."], [(2030, None, "heading")]),
        (["I. MỤC TIÊU ĐẾN NĂM 2027, TẦM NHÌN ĐẾN NĂM 2035", "1. Đạt 50% số xã."], [(None, None, "none")]),
        (["I. NHIỆM VỤ", "1. Tiêm phòng cho 80% tổng đàn, xong trong tháng 5."], [(2026, None, "clause")]),
        (
            ["I. MỤC TIÊU", "1. Năm 2026 hoàn thành 250 căn hộ, năm 2027: 300 căn hộ, năm 2028: 320 căn hộ."],
            [(2026, None, "clause"), (2027, None, "clause"), (2028, None, "clause")],
        ),
        (
            [
                "I. MỤC TIÊU",
                "1. Đến năm 2030, nâng tổng công suất lên 650 MW (năm 2025: 420 MW); tỷ lệ hộ có điện 99%.",
            ],
            [(2030, None, "clause"), (2030, None, "clause")],
        ),
        (
            ["I. MỤC TIÊU", "1. Vốn đầu tư năm 2027 đạt 9 tỷ USD (bằng 30% GRDP), trong đó vốn nhà nước 3 tỷ USD."],
            [(2027, None, "clause")] * 3,
        ),
        (
            ["I. MỤC TIÊU", "1. Trùng tu 2 di tích, đến ngày 19/12/2027 thông tuyến, khai thác tối thiểu 30 km đường."],
            [(2027, None, "clause")],
        ),
        (["I. MỤC TIÊU ĐẾN NĂM 2030", "1. Thu nhập đạt 8.000 USD, gấp đôi năm 2025."], [(2030, None, "heading")] * 2),
        (
            [
                "Thực hiện Nghị quyết Đại hội, nhiệm kỳ 2025 - 2030, tỉnh ban hành nội dung sau:",
                "I. MỤC TIÊU",
                "1. Đạt 50% số xã.",
            ],
            [(None, None, "none")],
        ),
        (["I. MỤC TIÊU", "1. Đến năm 2027: 40% số xã; 60% số phường."], [(2027, None, "clause")] * 2),
    ],
)
def test_years(lines, years):
    rows = targets(*lines, "II. NHIỆM VỤ", "1. Rà soát.")
    assert [(r.year, r.year_start, r.year_source) for r in rows] == years


@pytest.mark.parametrize(
    ("lines", "statuses"),
    [
        (["I. KẾT QUẢ ĐẠT ĐƯỢC", "1. Tỷ lệ số hóa đạt 45%."], ["result"]),
        (["I. NHIỆM VỤ", "1. Tăng trưởng 10 tháng đạt 9%, cao hơn cùng kỳ."], ["result"]),
        (["I. NHIỆM VỤ", "1. Được hỗ trợ tối đa 70% kinh phí."], ["condition"]),
        (["I. MỤC TIÊU", "1. Tỷ lệ xã nông thôn mới đạt 70%."], ["target"]),
        (["I. MỤC TIÊU", "1. Tỷ lệ giải ngân mới đạt 30%."], ["result"]),
        (["I. NHIỆM VỤ", "1. Dưới 50% nhiệm vụ hoàn thành thì không xếp loại."], ["condition"]),
        (["I. QUAN ĐIỂM", "1. Vận tải là ngành đóng góp khoảng 5% GDP."], ["condition"]),
        (["I. NHIỆM VỤ", "1. Phấn đấu 90% hồ sơ nộp qua mạng."], ["target"]),
        (["I. NHIỆM VỤ", "1. Đào tạo tối thiểu 500 chuyên gia về số."], ["target"]),
        (["I. NHIỆM VỤ", "1. Liên thông 4 cấp hành chính và 63 tỉnh, thành phố."], []),
        (["I. NHIỆM VỤ", "1. Tu sửa 15 trạm bơm, xong trong tháng 5 năm 2026."], ["target"]),
        (["I. NHIỆM VỤ", "1. Di dời toàn bộ 310 hộ trước ngày 31/8/2026."], ["target"]),
        (["I. NHIỆM VỤ", "1. Dự trữ hàng gồm 900 tấn gạo, 3.000 thùng mì, xong trước 15/6."], ["target", "target"]),
        (["I. NHIỆM VỤ", "1. Báo cáo kết quả của 14 hồ thủy điện trước ngày 30/4/2026."], []),
        (
            ["I. NHIỆM VỤ", "1. Khởi công tối thiểu 02 dự án tại mỗi khu công nghiệp có trên 6.000 lao động."],
            ["target", "condition"],
        ),
        (
            [
                "I. MỤC TIÊU",
                "1. Thời gian thông quan hàng xuất không quá 24 giờ, hàng nhập không quá 36 giờ (năm 2023 là 31 giờ).",
            ],
            ["target", "target"],
        ),
        (["I. MỤC TIÊU", "1. Có 2 huyện nông thôn mới, không còn xã dưới 15 tiêu chí."], ["target", "condition"]),
        (["I. MỤC TIÊU", "1. Toàn bộ số xã có trạm y tế, quá nửa trong đó có bác sĩ."], ["target", "target"]),
        (["I. NHIỆM VỤ", "1. Mỗi đội được tập huấn ít nhất 2 lần trước ngày 30/6/2026."], ["target"]),
        (["I. NHIỆM VỤ", "1. Người dân được khám ít nhất 1 lần mỗi năm."], []),
        (["I. NHIỆM VỤ", "1. Xử lý dứt điểm 9 điểm ngập trước ngày 20/5/2026."], ["target"]),
        (["I. NHIỆM VỤ", "1. Cắm biển cảnh báo tại toàn bộ ngầm tràn trong tháng 5/2026."], ["target"]),
        (["I. NHIỆM VỤ", "1. Rà soát toàn bộ quy trình trước ngày 30/6/2026."], []),
        (["I. NHIỆM VỤ", "1. Chuyển đổi toàn bộ máy chủ, ứng dụng của cơ quan sang địa chỉ mới."], ["target"]),
        (["I. NHIỆM VỤ", "1. Bảo đảm cấp chữ ký số cho toàn bộ cán bộ ký văn bản."], ["target"]),
        (["I. NHIỆM VỤ", "1. Cung cấp khóa học mở cho tất cả người dân."], []),
        (["I. NHIỆM VỤ", "1. Lắp 90 trạm phát sóng, xóa toàn bộ vùng lõm sóng."], ["target", "target"]),
        (["I. NHIỆM VỤ", "1. Phân bổ toàn bộ số vốn còn lại trước ngày 15/9/2026."], ["target"]),
        (
            ["I. NHIỆM VỤ", "1. Bàn giao 70% mặt bằng trước 30/6 và toàn bộ diện tích còn lại trong quý III."],
            ["target", "target"],
        ),
        (["I. NHIỆM VỤ", "1. Xóa 39 thôn lõm sóng."], ["target"]),
        (["I. NHIỆM VỤ", "1. Hỗ trợ xây mới 250 căn nhà cho hộ nghèo."], ["target"]),
        (["I. NHIỆM VỤ", "1. Hỗ trợ 6 thành phố lập đề án."], []),
        (["I. NHIỆM VỤ", "1. Nâng cấp 15 trường học."], ["target"]),
        (["I. NHIỆM VỤ", "1. Cấp mới 30 mã số vùng trồng."], ["target"]),
        (["I. NHIỆM VỤ", "1. Sắp xếp các trường còn 90 trường."], ["target"]),
        (["I. NHIỆM VỤ", "1. Giao 12 sở thực hiện."], []),
        (["I. NHIỆM VỤ", "1. Tập huấn về kỹ năng số cho khoảng 700 lượt cán bộ."], ["target"]),
        (["I. NHIỆM VỤ", "1. Phấn đấu có 12 sản phẩm đạt 03 sao trở lên."], ["target"]),
        (["I. NHIỆM VỤ", "1. Hình thành 02 trung tâm dữ liệu bao gồm máy chủ và đường truyền."], ["target"]),
        (["I. NHIỆM VỤ", "1. Hình thành 04 loại hình doanh nghiệp, bao gồm:"], []),
        (["I. NHIỆM VỤ", "1. Triển khai 03 chương trình mục tiêu quốc gia."], []),
        (["I. MỤC TIÊU", "1. Đào tạo ít nhất 800 kỹ sư có trình độ từ đại học trở lên phục vụ ngành."], ["target"]),
        (["I. MỤC TIÊU", "1. Đón từ 02 nhà đầu tư chiến lược trở lên."], ["target"]),
        (["I. NHIỆM VỤ", "1. Huy động ngoài ngân sách gấp 3 lần vốn ngân sách."], ["target"]),
        (["I. NHIỆM VỤ", "1. Ngân hàng Thế giới dự báo tăng trưởng đạt 6,8%."], ["condition"]),
        (["I. NHIỆM VỤ", "1. Bản tin dự báo phủ sóng đạt 90% số xã."], ["target"]),
        (["I. NHIỆM VỤ", "1. Chậm nhất ngày 20/4 hoàn thành giải phóng mặt bằng 35 km."], ["target"]),
        (["I. NHIỆM VỤ", "1. Không để quá 2% hồ sơ trễ hạn."], ["target"]),
        (["I. MỤC TIÊU", "1. Nâng tỷ lệ nội địa hóa từ 20% lên ít nhất 35%."], ["baseline", "target"]),
        (["I. MỤC TIÊU", "1. Rút ngắn thời gian cấp phép từ 15 ngày xuống còn 7 ngày."], ["baseline", "target"]),
        (["I. NHIỆM VỤ", "1. Lập bản đồ sạt lở tỷ lệ 1/10.000 trong quý II/2026."], []),
        (["I. NHIỆM VỤ", "1. Mức phí sử dụng cảng biển được giảm 50% cho hàng đi đường thủy."], ["condition"]),
        (["I. TÌNH HÌNH", "1. Mục tiêu tỷ lệ hộ dùng nước sạch đạt 90% không đạt."], ["result"]),
        (["I. KINH PHÍ", "1. Ngân sách tỉnh bảo đảm khoảng 60% kinh phí."], ["condition"]),
        (["I. KINH PHÍ", "1. Hằng năm bố trí tối thiểu 1% tổng chi ngân sách cho chuyển đổi số."], ["target"]),
        (["I. NHIỆM VỤ", "1. Cho vay vốn ưu đãi, bảo đảm 100% hộ nghèo được vay."], ["target"]),
        (["I. NHIỆM VỤ", "1. Hỗ trợ ít nhất 250 hộ nghèo làm nhà."], ["target"]),
        (["I. NHIỆM VỤ", "1. Triển khai Đề án trồng 2 triệu cây xanh."], []),
        (["I. NHIỆM VỤ", "1. Cơ quan có dưới 70% nhiệm vụ hoàn thành không xét thi đua."], ["condition"]),
        (["I. MỤC TIÊU", "1. Cải cách chế độ công vụ", "- 90% công chức có bằng đại học trở lên và được bồi dưỡng."],
         ["target"]),
    ],
)  # fmt: skip
def test_status(lines, statuses):
    assert [r.status for r in analyse(*lines, "IX. HIỆU LỰC", "1. Có hiệu lực.")] == statuses


def test_table_of_indicators():
    rows = [
        ("TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", "Mục tiêu năm 2030"),
        ("1", "Tỷ lệ hộ dùng nước sạch", "%", "85", "≥ 95"),
        ("2", "Thu nhập bình quân (triệu đồng)", "", "60", "90 - 95"),
        ("3", "Xếp hạng chuyển đổi số", "", "20", "Thuộc nhóm 10 tỉnh dẫn đầu"),
    ]
    builder = DocumentBuilder()
    for line in (*HEAD, "I. MỤC TIÊU"):
        builder.paragraph([line])
    builder.table([CellInput([text], r, c) for r, row in enumerate(rows) for c, text in enumerate(row)])
    document = builder.build(Source("a.txt", "0", "txt"))
    found = [t for t in find_targets(document, parse_structure(document)) if t.status == "target" and t.year == 2030]
    assert [(t.figure.text, t.comparator, t.unit, t.kind) for t in found] == [
        ("95", ">=", "%", "percentage"),
        ("90 - 95", "range", "triệu đồng", "money"),
        ("10", "<=", "tỉnh", "rank"),
    ]
    assert found[0].indicator == "Tỷ lệ hộ dùng nước sạch"


@given(st.text(alphabet="0123456789%.,;:() \nđạt tăng giảm tỷ lệ năm nhóm nước phấn đấu trên dưới", max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(text):
    analyse("I. MỤC TIÊU ĐẾN NĂM 2030", text)


def test_facts_as_spacy_spans():
    from extractor.annotate.mirror import to_spacy

    builder = DocumentBuilder()
    for line in (*HEAD, "I. MỤC TIÊU ĐẾN NĂM 2030", "1. Tỷ lệ hộ dùng nước sạch trên 85%.", "II. NHIỆM VỤ"):
        builder.paragraph([line])
    document = builder.build(Source("a.txt", "0", "txt"))
    rows = list(find_targets(document, parse_structure(document)))
    doc = to_spacy(document, targets=rows, words=True)
    assert doc.text == document.text
    assert [(s.text, s.label_) for s in doc.spans["figures"]] == [("85%", "target")]
    assert doc.spans["targets"][0].label_ == "percentage"
    assert any(span.text == "nước" or "nước" in span.text for span in doc.spans["words"])
