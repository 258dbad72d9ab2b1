"""Metadata from letterhead, title, signature and effect clause."""

from __future__ import annotations

import pytest
from structure_helpers import END, HEAD, structure

from extractor.structure.document_types import kind_of_line, kind_of_symbol, proper_case
from extractor.structure.letterhead import slug
from extractor.structure.titles import horizon_of

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def test_a_resolution():
    data = structure(*HEAD, "Điều 1. Nghị quyết này có hiệu lực thi hành kể từ ngày ký.", *END).metadata
    assert (data.doc_id, data.kind, data.number, data.symbol) == ("12-NQ-CP-2024", "nghi_quyet", "12/NQ-CP", "NQ-CP")
    assert (data.issued_on, data.year, data.place, data.issuer) == ("2024-06-05", 2024, "Hà Nội", "Chính phủ")
    assert data.title == "Về phát triển bến cảng giai đoạn 2025 - 2030"
    assert (data.horizon, data.period) == ((2025, 2030), (2025, 2030))
    assert (data.signer, data.effective_on) == ("Trần Văn Bình", "2024-06-05")
    assert len(data.basis) == 1
    assert len(data.recipients) == 2


@pytest.mark.parametrize(
    ("lines", "number", "doc_id"),
    [
        (["Số: 749/QĐ-TTg"], "749/QĐ-TTg", "749-QD-TTg-2024"),
        (["Số: 05/2024/QĐ-TTg"], "05/2024/QĐ-TTg", "05-2024-QD-TTg"),
        (["Số: 57-NQ/TW"], "57-NQ/TW", "57-NQ-TW-2024"),
        (["Số:\n2289/QĐ-TTg"], "2289/QĐ-TTg", "2289-QD-TTg-2024"),
        (["Số: 173 /KH-UBND"], "173/KH-UBND", "173-KH-UBND-2024"),
        (["Số:      /QĐ-UBND"], "", "vi-du"),
        (["Số: ....../QĐ-UBND"], "", "vi-du"),
        (["Luật số: 12/2024/QH15"], "12/2024/QH15", "12-2024-QH15"),
        (["Số: 45/TP"], "45/TP", "45-TP-2024"),
        (["Sô: 15/QĐ-UBND"], "15/QĐ-UBND", "15-QD-UBND-2024"),
        (["CÔNG BÁO/Số 259/Ngày 30-04-2026", "Số: 9/NQ-CP"], "9/NQ-CP", "9-NQ-CP-2024"),
    ],
)
def test_number(lines, number, doc_id):
    data = structure(
        *lines, MOTTO, "Hà Nội, ngày 1 tháng 2 năm 2024", "QUYẾT ĐỊNH", "Về bến cảng", "Điều 1. Phê duyệt."
    ).metadata
    assert (data.number, data.doc_id) == (number, doc_id)


@pytest.mark.parametrize(
    ("line", "issued", "place"),
    [
        ("Hà Nội, ngày 03 tháng 6 năm 2020", "2020-06-03", "Hà Nội"),
        ("Hà\nNội, ngày 31 tháng 12 năm 2025", "2025-12-31", "Hà Nội"),
        ("Thành phố Hồ Chí Minh, ngày 18 tháng 11 năm 2025", "2025-11-18", "Thành phố Hồ Chí Minh"),
        ("Hà Nội, ngày 03 thảng 6 nãm 2020", "2020-06-03", "Hà Nội"),
        ("Hải Phòng, ngày 05/3/2024", "2024-03-05", "Hải Phòng"),
        ("Quận 7, ngày 12 tháng 4 năm 2023", "2023-04-12", "Quận 7"),
        ("Thực hiện Công văn số 2/BYT ngày 05/3/2024", "", ""),
        ("Hà Nội, ngày … tháng … năm 2025", "", "Hà Nội"),
        ("Hà Nội, ngày     tháng 4 năm 2025", "", "Hà Nội"),
        ("Hà Nội, ngày 31 tháng 2 năm 2025", "", "Hà Nội"),
        ("Số: 1/NQ-CP Hà Nội, ngày 03 tháng 6 năm 2020", "2020-06-03", "Hà Nội"),
        ("Độc lập - Tự do - Hạnh phúc Hà Nội, ngày 03 tháng 6 năm 2020", "2020-06-03", "Hà Nội"),
    ],
)
def test_date(line, issued, place):
    data = structure("CHÍNH PHỦ", "Số: 1/NQ-CP", MOTTO, line, "NGHỊ QUYẾT", "Về bến cảng", "Điều 1. A").metadata
    assert (data.issued_on, data.place) == (issued, place)


@pytest.mark.parametrize(
    ("organ", "issuer"),
    [
        ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
        ("THU TUONG CHINH PHU", "Thủ tướng Chính phủ"),
        ("UỶ BAN NHÂN DÂN\nTỈNH BẮC NINH", "Ủy ban nhân dân tỉnh Bắc Ninh"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", "Ủy ban nhân dân thành phố Hồ Chí Minh"),
        ("HỘI ĐỒNG NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", "Hội đồng nhân dân thành phố Hà Nội"),
        ("BỘ VĂN HÓA, THỂ THAO\nVÀ DU LỊCH", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("BỘ NÔNG NGHIỆP VÀ MÔI\nTRƯỜNG", "Bộ Nông nghiệp và Môi trường"),
        ("UBND TỈNH KIÊN GIANG\nSỞ Y TẾ", "Sở Y tế tỉnh Kiên Giang"),
        ("BỘ CÔNG THƯƠNG", "Bộ Công Thương"),
        ("BỘ Y TẾ - BỘ TÀI CHÍNH", "Bộ Y tế - Bộ Tài chính"),
        ("TỈNH ỦY QUẢNG NINH", "Tỉnh ủy Quảng Ninh"),
        ("HỘI ĐÔNG NHÂN DÂN\nTỈNH TRÀ VINH", "Hội đồng nhân dân tỉnh Trà Vinh"),
        ("CHÍNH PHỦ\nDỰ THẢO", "Chính phủ"),
        ("BỘ TƯ PHÁP\nCỤC KIỂM TRA VĂN BẢN", "Cục Kiểm tra văn bản"),
        ("TỔNG CÔNG TY ĐIỆN LỰC MIỀN BẮC", "Tổng công ty Điện lực miền Bắc"),
        ("ĐẢNG BỘ TỈNH HÀ GIANG\nBAN CHẤP HÀNH", "Ban Chấp hành Đảng bộ tỉnh Hà Giang"),
        ("TRƯỜNG ĐẠI HỌC TÂY BẮC", "Trường Đại học Tây Bắc"),
        ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\nTỈNH NAM ĐỊNH", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Nam Định"),
        ("BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ\nTỈNH LẠNG SƠN", "Ban Chỉ đạo chuyển đổi số tỉnh Lạng Sơn"),
    ],
)
def test_issuer(organ, issuer):
    data = structure(
        organ, "Số: 5/KH-ABC", MOTTO, "Hà Nội, ngày 1 tháng 2 năm 2024", "KẾ HOẠCH", "Về bến cảng", "I. MỤC TIÊU"
    ).metadata
    assert data.issuer == issuer


def test_everything_on_one_line():
    data = structure(
        "BỘ CÔNG THƯƠNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/2024/TT-BCT Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 1 tháng 8 năm 2024",
        "THÔNG TƯ",
        "Quy định về giá bến",
        "Điều 1. Phạm vi",
        "Thông tư này có hiệu lực thi hành sau 45 ngày kể từ ngày ký.",
    ).metadata
    assert (data.number, data.kind, data.issuer) == ("12/2024/TT-BCT", "thong_tu", "Bộ Công Thương")
    assert data.effective_on == "2024-09-15"


@pytest.mark.parametrize(
    ("sentence", "effective"),
    [
        ("Nghị quyết này đã được thông qua ngày 8 tháng 5 năm 2024 và có hiệu lực từ ngày 20/6/2024.", "2024-06-20"),
        ("Nghị quyết có hiệu lực kể từ ngày ký.", "2024-06-05"),
        ("Các bến xây dựng trước khi Luật có hiệu lực từ ngày 1/1/2020 được giữ nguyên.", ""),
    ],
)
def test_effect(sentence, effective):
    assert structure(*HEAD, "Điều 1. Xây bến.", f"Điều 2. {sentence}", *END).metadata.effective_on == effective


@pytest.mark.parametrize(
    ("end", "signer"),
    [
        (["Nơi nhận: KT. THỦ TƯỚNG", "- Như Điều 3;", "- Lưu: VT, NN (2b). Trần Văn Bình"], "Trần Văn Bình"),
        (["Nơi nhận:", "- Như Điều 3;", "- Sở Y tế. Ban Quản lý"], ""),
        (["Nơi nhận:", "- Lưu: VT.", "TRƯỞNG PHÒNG", "Lê Văn Tám"], "Lê Văn Tám"),
        (["Nơi nhận:", "- Lưu: VT.", "Q. HIỆU TRƯỞNG", "PGS.TS. Đinh Thanh Tâm"], "Đinh Thanh Tâm"),
        (["Nơi nhận:", "- Lưu: VT.", "TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ XÂY DỰNG", "ThS. Đỗ Mạnh Hùng"], "Đỗ Mạnh Hùng"),
    ],
)
def test_signer(end, signer):
    assert structure(*HEAD, "Điều 1. Xây bến.", *end).metadata.signer == signer


def test_organ_and_motto_on_one_line_each():
    data = structure(
        "BỘ XÂY DỰNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CỤC HÀNG HẢI Độc lập - Tự do - Hạnh phúc",
        "Số: 30/QĐ-CHH Hà Nội, ngày 3 tháng 4 năm 2023",
        "QUYẾT ĐỊNH",
        "Về bến cảng",
        "Điều 1. Phê duyệt.",
    ).metadata
    assert (data.number, data.issuer, data.issued_on) == ("30/QĐ-CHH", "Cục Hàng hải", "2023-04-03")


def test_a_motto_on_two_lines():
    head = ("THỦ TƯỚNG CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\nNAM", "Độc lập - Tự do - Hạnh phúc")
    data = structure(*head, "Số: 7/QĐ-TTg", "Hà Nội, ngày 3 tháng 4 năm 2023", "QUYẾT ĐỊNH", "Về bến", "Điều 1. A.")
    assert data.metadata.issuer == "Thủ tướng Chính phủ"


def test_official_letter():
    data = structure(
        "BỘ Y TẾ", "Số: 12/BYT-DP", "V/v tăng cường giám sát bến cảng", MOTTO, "Hà Nội, ngày 1 tháng 8 năm 2024",
        "Kính gửi: Các sở y tế.", "1. Rà soát.", "2. Báo cáo.",
    ).metadata  # fmt: skip
    assert (data.kind, data.title) == ("cong_van", "tăng cường giám sát bến cảng")


def test_law_dated_at_its_end():
    data = structure(
        "QUỐC HỘI", MOTTO, "Luật số: 12/2025/QH15", "LUẬT", "BẾN CẢNG", "Chương I\nQUY ĐỊNH CHUNG", "Điều 1. Phạm vi",
        "Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2026.",
        "Luật này được Quốc hội khóa XV thông qua ngày 16 tháng 6 năm 2025.",
    ).metadata  # fmt: skip
    assert (data.kind, data.issued_on, data.effective_on) == ("luat", "2025-06-16", "2026-07-01")


def test_party_document():
    data = structure(
        "BAN CHẤP HÀNH TRUNG ƯƠNG\n*\nSố: 57-NQ/TW", "ĐẢNG CỘNG SẢN VIỆT NAM\nHà Nội, ngày 22 tháng 12 năm 2024",
        "NGHỊ QUYẾT\nCỦA BỘ CHÍNH TRỊ\nvề phát triển bến cảng", "I- Bối cảnh",
    ).metadata  # fmt: skip
    assert (data.doc_id, data.issuer, data.title) == ("57-NQ-TW-2024", "Bộ Chính trị", "về phát triển bến cảng")


def test_the_body_that_decided_another_act_is_not_the_issuer():
    data = structure(
        "TỈNH ỦY HÀ GIANG\n*\nSố 25-CTr/TU", "ĐẢNG CỘNG SẢN VIỆT NAM\nHà Giang, ngày 2 tháng 3 năm 2025",
        "CHƯƠNG TRÌNH HÀNH ĐỘNG\nthực hiện Nghị quyết số 9-NQ/TW của Bộ Chính trị về bến cảng", "I- Mục đích",
    ).metadata  # fmt: skip
    assert data.issuer == "Tỉnh ủy Hà Giang"


def test_a_commission_of_the_central_committee():
    data = structure(
        "BAN CHẤP HÀNH TRUNG ƯƠNG\nBAN TỔ CHỨC\n*\nSố 36-HD/BTCTW",
        "ĐẢNG CỘNG SẢN VIỆT NAM\nHà Nội, ngày 5 tháng 8 năm 2021",
        "HƯỚNG DẪN\nvề công tác cán bộ", "1- Tiêu chuẩn", "Hướng dẫn này có hiệu lực từ ngày ký.",
    ).metadata  # fmt: skip
    assert (data.issuer, data.effective_on) == ("Ban Tổ chức Trung ương", "2021-08-05")


def test_act_named_by_its_page():
    data = structure(
        "Kết luận số 9-KL/TW ngày 11/01/2024 của Bộ Chính trị về bến cảng", "Sau mười năm thực hiện."
    ).metadata
    assert (data.kind, data.number, data.issued_on, data.issuer) == (
        "ket_luan",
        "9-KL/TW",
        "2024-01-11",
        "Bộ Chính trị",
    )


def test_a_report_has_no_number():
    data = structure(
        "Sẽ có thêm bến cảng",
        "Mới đây, Thủ tướng Chính phủ ban hành Quyết định số 942/QĐ-TTg về bến cảng.",
        "Theo báo.",
    ).metadata
    assert (data.kind, data.number, data.doc_id) == ("bao_chi", "", "vi-du")


def test_the_effect_of_a_quoted_act_is_not_its_own():
    data = structure(
        *HEAD,
        "Điều 1. Sửa đổi Điều 9 như sau:",
        "“Điều 9. Hiệu lực",
        "Nghị định này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2020.”",
        "Điều 2. Nghị quyết này có hiệu lực từ ngày 15/7/2024.",
    ).metadata
    assert data.effective_on == "2024-07-15"


@pytest.mark.parametrize(
    ("title", "years", "period"),
    [
        ("Chương trình đến năm 2025, định hướng đến năm 2030", (2025, 2030), None),
        ("Kế hoạch giai đoạn 2021 - 2025", (2021, 2025), (2021, 2025)),
        ("Kế hoạch 5 năm 2026-2030, tầm nhìn đến năm 2045", (2026, 2030, 2045), (2026, 2030)),
        ("Thực hiện Nghị quyết số 19/2018/NQ-CP ngày 17/3/2026", (), None),
        ("Thực hiện Chỉ thị ngày 22 tháng 12 năm 2024 về bến cảng năm 2027", (2027,), None),
        ("Hỗ trợ 2000 hộ dân", (2000,), None),
    ],
)
def test_horizon(title, years, period):
    assert horizon_of(title) == (years, period)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("QUYẾT ĐỊNH", ("quyet_dinh", "")),
        ("QUYÊT ĐỊNH", ("quyet_dinh", "")),
        ("KẾ HOẠCH PHÁT TRIỂN", ("ke_hoach", "PHÁT TRIỂN")),
        ("CHÍNH PHỦ", None),
    ],
)
def test_kind_of_line(line, expected):
    assert kind_of_line(line) == expected


@pytest.mark.parametrize(
    ("symbol", "kind"), [("QĐ-TTg", "quyet_dinh"), ("NQ/TW", "nghi_quyet"), ("TB-VPCP", "thong_bao"), ("BYT-DP", "")]
)
def test_kind_of_symbol(symbol, kind):
    assert kind_of_symbol(symbol) == kind


def test_proper_case_asks_the_text():
    text = "Giao Cục Hàng hải và Đường thủy thực hiện."
    assert proper_case("CỤC HÀNG HẢI VÀ ĐƯỜNG THỦY", text, text.lower()) == "Cục Hàng hải và Đường thủy"


def test_slug():
    assert slug("Dự thảo QĐ (2)") == "Du-thao-QD-2"


@pytest.mark.parametrize(
    ("following", "title"),
    [
        ("THỦ TƯỚNG CHÍNH PHỦ điện:", "Về bến cảng"),
        ("Ngày 02/8/2024, sau khi nghe báo cáo, tập thể lãnh đạo kết luận và giao các bộ", "Về bến cảng"),
        ("Thực hiện Kế hoạch số 5, Ủy ban nhân dân ban hành\nKế hoạch như sau:", "Về bến cảng"),
        ("giai đoạn 2025 - 2030", "Về bến cảng giai đoạn 2025 - 2030"),
    ],
)
def test_where_a_title_ends(following, title):
    head = ("THỦ TƯỚNG CHÍNH PHỦ", "Số: 4/CĐ-TTg", MOTTO, "Hà Nội, ngày 9 tháng 9 năm 2024", "CÔNG ĐIỆN")
    for lines in ((f"Về bến cảng\n{following}",), ("Về bến cảng", following)):
        assert structure(*head, *lines, "1. Bộ Y tế rà soát.").metadata.title == title


def test_a_basis_glued_to_what_stands_before_it():
    data = structure(
        *HEAD[:6], "Về bến cảng\nCHÍNH PHỦ\nCăn cứ Luật A;\nCăn cứ Luật B\nngày 5 tháng 6;", "Điều 1. A", *END
    ).metadata
    assert (data.title, len(data.basis)) == ("Về bến cảng", 2)


@pytest.mark.parametrize(
    "lines",
    [
        ("HỘI NGHỊ LẦN THỨ NĂM BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG KHÓA XIII", "về phát triển bến cảng"),
        ("HỘI NGHỊ LẦN THỨ NĂM BAN CHẤP HÀNH TRUNG ƯƠNG\nĐẢNG KHÓA XIII\nvề phát triển bến cảng",),
        ("HỘI NGHỊ LẦN THỨ NĂM BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG KHÓA\nXIII về phát triển bến cảng",),
        ("của Ban Chấp hành Đảng bộ tỉnh về phát triển bến cảng",),
        ("của Ban Chấp hành Đảng bộ tỉnh", "về phát triển bến cảng"),
        ("HỘI NGHỊ LẦN THỨ NĂM BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG KHÓA XIII về phát\ntriển bến cảng",),
    ],
)
def test_the_body_that_resolves_is_no_part_of_the_title(lines):
    head = ("TỈNH ỦY AN BÌNH", "ĐẢNG CỘNG SẢN VIỆT NAM", "Số 9-NQ/TU", "An Bình, ngày 2 tháng 8 năm 2021", "NGHỊ QUYẾT")
    assert structure(*head, *lines, "I- TÌNH HÌNH").metadata.title == "về phát triển bến cảng"


def test_capitals_that_end_inside_a_wrapped_title():
    lines = "PHÁT TRIỂN BẾN CẢNG SINH THÁI, NÔNG THÔN VĂN\nMINH giai đoạn 2021 - 2025"
    title = "PHÁT TRIỂN BẾN CẢNG SINH THÁI, NÔNG THÔN VĂN MINH giai đoạn 2021 - 2025"
    assert structure(*HEAD[:6], lines, *HEAD[7:], "Điều 1. A", *END).metadata.title == title
