"""Assignments in prose, headed provisions, labelled lines and tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structure_helpers import HEAD, document

from extractor.annotate.assignments import find_assignments, with_current_agency
from extractor.model import Quote, Reference
from extractor.structure import parse_structure

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


def rows(*blocks, references=()):
    doc = document(*HEAD, *blocks)
    return list(find_assignments(doc, parse_structure(doc), references=references))


def found(*blocks):
    """(agency, role) of each row."""
    return [(r.agency.name, r.role) for r in rows(*blocks)]


def parts(*blocks):
    """(end of the provision id, agency, role) of each row."""
    return [(r.provision_id, r.agency.name, r.role) for r in rows(*blocks)]


# ---------------------------------------------------------------------------------------------- one sentence

SENTENCES = [
    ("Bộ Nội vụ chủ trì xây dựng đề án.", [("Bộ Nội vụ", "lead")]),
    (
        "Giao Bộ Tài chính chủ trì, phối hợp với Bộ Y tế, Bộ Tư pháp và các cơ quan liên quan lập dự toán.",
        [("Bộ Tài chính", "lead"), ("Bộ Y tế", "coordinate"), ("Bộ Tư pháp", "coordinate"),
         ("Các cơ quan liên quan", "coordinate")],
    ),
    (
        "Bộ Tài chính chủ trì phối hợp các bộ, ngành lập dự toán.",
        [("Bộ Tài chính", "lead"), ("Các bộ, ngành", "coordinate")],
    ),
    (
        "Bộ Công Thương, Bộ Xây dựng theo chức năng, nhiệm vụ được giao chủ trì, phối hợp với các địa phương rà soát.",
        [("Bộ Công Thương", "lead"), ("Bộ Xây dựng", "lead"), ("Các địa phương", "coordinate")],
    ),
    (
        "Bộ Y tế căn cứ khả năng cân đối, chủ trì xây dựng kế hoạch.",
        [("Bộ Y tế", "lead")],
    ),
    ("Bộ Y tế, Bộ Nội vụ đồng chủ trì tổ chức hội thi.", [("Bộ Y tế", "colead"), ("Bộ Nội vụ", "colead")]),
    ("Bộ Quốc phòng phối hợp với Bộ Công an tuần tra.", [("Bộ Quốc phòng", "coordinate")]),
    ("Văn phòng Chính phủ theo dõi, đôn đốc việc thực hiện.", [("Văn phòng Chính phủ", "monitor")]),
    ("Bộ Công an chỉ đạo lực lượng cơ sở tuần tra.", [("Bộ Công an", "direct")]),
    ("Ban Chỉ đạo quốc gia giúp Thủ tướng Chính phủ chỉ đạo, kiểm tra, đôn đốc.", [("Ban Chỉ đạo quốc gia", "direct")]),
    ("Bộ Y tế[3] chủ trì lập sổ tay.", [("Bộ Y tế", "lead")]),
    (
        "Bộ Y tế chủ trì, cùng Bộ Tài chính và Bộ Công an hậu kiểm các cơ sở.",
        [("Bộ Y tế", "lead"), ("Bộ Tài chính", "coordinate"), ("Bộ Công an", "coordinate")],
    ),
    (
        "Về nhiệm vụ cụ thể, Thủ tướng giao Bộ Y tế chủ trì, phối hợp với Bộ Công an hậu kiểm.",
        [("Bộ Y tế", "lead"), ("Bộ Công an", "coordinate")],
    ),
    (
        "Bộ Y tế chủ trì đào tạo nhân lực, giao Học viện Hành chính Quốc gia xây dựng tài liệu.",
        [("Bộ Y tế", "lead"), ("Học viện Hành chính Quốc gia", "implement")],
    ),
    (
        "Bộ Nội vụ rà soát vướng mắc về chuyển đổi số. Bộ Y tế tiếp tục cung cấp số liệu.",
        [("Bộ Nội vụ", "implement"), ("Bộ Y tế", "implement")],
    ),
    (
        "Yêu cầu Thủ trưởng các sở, ban, ngành; Chủ tịch UBND các xã nghiêm túc triển khai thực hiện./.",
        [],
    ),
    ("Đảng đoàn HĐND tỉnh lãnh đạo việc sửa nghị quyết.", [("Đảng đoàn Hội đồng nhân dân tỉnh", "direct")]),
    (
        "Phó Thủ tướng Lê Văn Hải chỉ đạo nội dung thứ nhất, Phó Thủ tướng Vũ Thị Lan chỉ đạo nội dung thứ hai.",
        [("Phó Thủ tướng Lê Văn Hải", "direct"), ("Phó Thủ tướng Vũ Thị Lan", "direct")],
    ),
    (
        "Giao Phó Thủ tướng Lê Văn Hải trực tiếp chỉ đạo, Bộ Y tế chủ trì thực hiện.",
        [("Phó Thủ tướng Lê Văn Hải", "direct"), ("Bộ Y tế", "lead")],
    ),
    (
        "Bộ Y tế, lãnh đạo các bệnh viện rà soát hồ sơ.",
        [("Bộ Y tế", "implement"), ("Lãnh đạo các bệnh viện", "implement")],
    ),
    ("Đảng ủy Chính phủ lãnh đạo các cấp ủy sửa quy chế.", [("Đảng ủy Chính phủ", "direct")]),
    (
        "Các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy xây dựng kế hoạch.",
        [("Các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy", "implement")],
    ),
    ("Các chủ rừng là tổ chức ký cam kết bảo vệ rừng.", [("Các chủ rừng là tổ chức", "implement")]),
    ("Mặt trận Tổ quốc giám sát, phản biện.", [("Mặt trận Tổ quốc Việt Nam", "monitor")]),
    ("Về lâu dài, Bộ Xây dựng chủ trì lập đề án.", [("Bộ Xây dựng", "lead")]),
    (
        "Bộ Công an cung cấp bản đồ, Đài Truyền hình Việt Nam phát sóng bản tin.",
        [("Bộ Công an", "implement"), ("Đài Truyền hình Việt Nam", "implement")],
    ),
    ("Bộ Y tế tham mưu ban hành quy định.", [("Bộ Y tế", "implement")]),
    ("Đề nghị Ban Tuyên giáo Trung ương định hướng tuyên truyền.", [("Ban Tuyên giáo Trung ương", "implement")]),
    ("Bộ trưởng Bộ Nội vụ chủ trì xây dựng đề án.", [("Bộ Nội vụ", "lead")]),
    ("Thống đốc Ngân hàng Nhà nước điều hành tỷ giá linh hoạt.", [("Ngân hàng Nhà nước Việt Nam", "implement")]),
    (
        "Bộ Xây dựng chủ trì, Bộ Tài chính phối hợp lập quy hoạch.",
        [("Bộ Xây dựng", "lead"), ("Bộ Tài chính", "coordinate")],
    ),
    (
        "Trên cơ sở đề xuất của các bộ, ngành, Bộ Tài chính chủ trì tổng hợp.",
        [("Bộ Tài chính", "lead")],
    ),
    (
        "Bộ Công an: (1) Hoàn thiện cơ sở dữ liệu; (2) chủ trì, phối hợp với Bộ Y tế tích hợp sổ sức khỏe.",
        [("Bộ Công an", "implement"), ("Bộ Công an", "lead"), ("Bộ Y tế", "coordinate")],
    ),
    ("Mở tài khoản: Bộ Y tế phối hợp với các ngân hàng mở tài khoản.", [("Bộ Y tế", "coordinate")]),
    (
        "Rà soát văn bản (Sở Tư pháp chủ trì, Sở Nội vụ phối hợp).",
        [("Sở Tư pháp", "lead"), ("Sở Nội vụ", "coordinate")],
    ),
    ("Sở Tư pháp là cơ quan đầu mối, có trách nhiệm tổng hợp.", [("Sở Tư pháp", "implement")]),
    ("Bộ Y tế tiếp tục theo dõi, đôn đốc việc thực hiện.", [("Bộ Y tế", "monitor")]),
    (
        "Các tỉnh ủy, thành ủy, ban cán sự đảng, đảng đoàn, đảng ủy trực thuộc Trung ương quán triệt Nghị quyết.",
        [("Các tỉnh ủy, thành ủy, ban cán sự đảng, đảng đoàn, đảng ủy trực thuộc Trung ương", "implement")],
    ),
    (
        "Chính phủ, chính quyền địa phương các cấp, Tòa án nhân dân tối cao có trách nhiệm bố trí kinh phí.",
        [("Chính phủ", "implement"), ("Chính quyền địa phương các cấp", "implement"),
         ("Tòa án nhân dân tối cao", "implement")],
    ),
    ("Chính phủ ban hành cơ chế mới.", []),
    (
        "Sở Y tế chủ trì, phối hợp với các đơn vị duy trì thoát nước theo địa bàn quản lý triển khai phương án.",
        [("Sở Y tế", "lead"), ("Các đơn vị duy trì thoát nước theo địa bàn quản lý", "coordinate")],
    ),
    (
        "Các cơ quan, doanh nghiệp sử dụng lao động có trách nhiệm đóng bảo hiểm.",
        [("Các cơ quan, doanh nghiệp sử dụng lao động", "implement")],
    ),
    ("Giao BộTài chính chủ trì lập dự toán.", [("Bộ Tài chính", "lead")]),
    (
        "Giao các bộ, ngành và các địa phương rà soát quy hoạch.",
        [("Các bộ, ngành", "implement"), ("Các địa phương", "implement")],
    ),
    ("Bộ Y tế chù trì, phôi hợp với Bộ Nội vụ tập huấn.", [("Bộ Y tế", "lead"), ("Bộ Nội vụ", "coordinate")]),
    (
        "Giao đồng chí Phó Thủ tướng Nguyễn Văn Bình trực tiếp chỉ đạo; Văn phòng Chính phủ theo dõi, đôn đốc.",
        [("Phó Thủ tướng Nguyễn Văn Bình", "direct"), ("Văn phòng Chính phủ", "monitor")],
    ),
    ("Giao đồng chí Bộ trưởng Bộ Nội vụ chủ trì lập đề án.", [("Bộ Nội vụ", "lead")]),
    ("Phó Thủ tướng Trần Văn An yêu cầu các bộ, ngành rà soát quy hoạch.", [("Các bộ, ngành", "implement")]),
    ("Phó Thủ tướng ghi nhận nỗ lực của tỉnh.", []),
    (
        "Về kiến nghị của thành phố Hải Phòng: giao Bộ Tài chính chủ trì xử lý.",
        [("Bộ Tài chính", "lead")],
    ),
    (
        "Bộ Công an chỉ đạo các trại giam, công an địa phương phối hợp với các tỉnh cứu hộ.",
        [("Bộ Công an", "direct")],
    ),
    (
        "Thường trực Hội đồng nhân dân, các Ban của Hội đồng nhân dân và đại biểu Hội đồng nhân dân tỉnh giám sát.",
        [("Thường trực Hội đồng nhân dân", "monitor"),
         ("Các Ban của Hội đồng nhân dân và đại biểu Hội đồng nhân dân tỉnh", "monitor")],
    ),
    (
        "Các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy tổ chức học tập.",
        [("Các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy", "implement")],
    ),
    (
        "Chánh Văn phòng Bộ, Vụ trưởng Vụ Kế hoạch, Tài chính, Hiệu trưởng Trường Mỏ chịu trách nhiệm thi hành "
        "Quyết định này.",
        [("Văn phòng Bộ", "implement"), ("Vụ Kế hoạch, Tài chính", "implement")],
    ),
    ("Bộ Y tế là cơ quan chủ Chương trình, chủ trì lập đề án.", [("Bộ Y tế", "lead")]),
    ("Báo Hà Nội mở chuyên mục, Sở Y tế lập tài liệu.", [("Báo Hà Nội", "implement"), ("Sở Y tế", "implement")]),
    (
        "Thủ trưởng các sở, ban, ngành, Chủ tịch UBND các xã rà soát hồ sơ.",
        [("Các sở, ban, ngành", "implement"), ("Ủy ban nhân dân các xã", "implement")],
    ),
    # nobody's task
    ("Bộ Tài chính 2026 - 2030", []),
    ("Định kỳ báo cáo Bộ Tài chính.", []),
    ("Kết quả gửi về Bộ Công an, Bộ Nội vụ theo quy định.", []),
    ("Tổ chức chủ trì nhiệm vụ phải có đủ năng lực.", []),
    ("Bộ Tài chính đã ban hành hướng dẫn.", []),
    ("Nếu có khó khăn, vướng mắc, các bộ, ngành phản ánh về Bộ Nội vụ để tổng hợp.", []),
    ("Hệ thống do Bộ Xây dựng chủ trì được vận hành thử.", []),
    ("Thành viên Ban Chỉ đạo gồm: Bộ Tài chính, Bộ Y tế, Bộ Nội vụ cử đại diện.", []),
    ("Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện.", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES, ids=[s[:45] for s, _ in SENTENCES])
def test_sentence(sentence, wanted):
    assert found("Điều 1. Nhiệm vụ", f"1. {sentence}", "2. Hiệu lực từ ngày ký.") == wanted


# ---------------------------------------------------------------------------------------------- headed provisions


def test_agency_heads_a_khoan():
    assert parts(
        "Điều 1. Phê duyệt đề án.",
        "Điều 2. Tổ chức thực hiện",
        "1. Bộ Y tế",
        "a) Chủ trì xây dựng đề án;",
        "b) Phối hợp với Bộ Tài chính lập dự toán;",
        "c) Tổng hợp kết quả.",
        "2. Bộ Nội vụ, Bộ Tư pháp",
        "Rà soát văn bản.",
    ) == [
        ("dieu_2__khoan_1__diem_a", "Bộ Y tế", "lead"),
        ("dieu_2__khoan_1__diem_b", "Bộ Y tế", "coordinate"),
        ("dieu_2__khoan_1__diem_c", "Bộ Y tế", "implement"),
        ("dieu_2__khoan_2", "Bộ Nội vụ", "implement"),
        ("dieu_2__khoan_2", "Bộ Tư pháp", "implement"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "Bộ Y tế:",
        "Bộ Y tế có dự án đi qua:",
        "Trách nhiệm của Bộ Y tế",
        "Đề nghị Bộ Y tế",
        "Bộ Y tế có trách nhiệm:",
        "BỘ Y TẾ",
        "Bộ\nY tế",
    ],
)
def test_forms_of_a_head(head):
    assert found("Điều 1. Tổ chức", f"1. {head}", "a) Chủ trì lập đề án;", "b) Tập huấn cán bộ.") == [
        ("Bộ Y tế", "lead"),
        ("Bộ Y tế", "implement"),
    ]


def test_an_order_to_chairmen_is_no_heading_of_requirements():
    assert found(
        "Điều 1. Tổ chức", "1. Yêu cầu Chủ tịch UBND các tỉnh:", "a) Dự trữ lương thực;", "b) Di dời dân."
    ) == [
        ("Ủy ban nhân dân các tỉnh", "implement"),
        ("Ủy ban nhân dân các tỉnh", "implement"),
    ]


def test_lead_in_gives_its_role_and_partners():
    assert parts("Điều 1. Tổ chức", "1. Bộ Y tế chủ trì, phối hợp với Bộ Nội vụ:", "a) Lập đề án;", "b) Tập huấn.") == [
        ("dieu_1__khoan_1__diem_a", "Bộ Y tế", "lead"),
        ("dieu_1__khoan_1__diem_a", "Bộ Nội vụ", "coordinate"),
        ("dieu_1__khoan_1__diem_b", "Bộ Y tế", "lead"),
        ("dieu_1__khoan_1__diem_b", "Bộ Nội vụ", "coordinate"),
    ]


def test_whole_heading_names_a_group():
    assert found("Điều 1. Tổ chức", "1. Các doanh nghiệp viễn thông", "a) Mở rộng vùng phủ sóng;", "b) Giảm giá.") == [
        ("Các doanh nghiệp viễn thông", "implement"),
        ("Các doanh nghiệp viễn thông", "implement"),
    ]


def test_general_headings_pass_their_owner_on():
    assert parts(
        "Điều 1. Tổ chức", "1. Các sở, ngành, địa phương thực hiện các nội dung sau:", "1.1. Trách nhiệm chung",
        "a) Lập kế hoạch;", "b) Công bố số liệu.",
    ) == [
        ("dieu_1__khoan_1__khoan_1_1__diem_a", "Các sở, ngành, địa phương", "implement"),
        ("dieu_1__khoan_1__khoan_1_1__diem_b", "Các sở, ngành, địa phương", "implement"),
    ]  # fmt: skip


def test_a_topic_among_topics_owns_nothing():
    topics = ("I. HẠ TẦNG", "1. Hạ tầng số", "a) Phủ sóng 5G.", "2. Doanh nghiệp số", "a) Hỗ trợ khởi nghiệp.",
              "3. Tổ chức, bộ máy", "a) Kiện toàn bộ phận.")  # fmt: skip
    assert found(*topics) == []


TASKS = [
    ("Bộ Y tế chủ trì, Bộ Công an phối hợp tổ chức diễn tập.", "tổ chức diễn tập"),
    ("Bộ Y tế theo chức năng, nhiệm vụ được giao hướng dẫn các tỉnh.", "hướng dẫn các tỉnh"),
    ("Bộ Y tế có trách nhiệm báo cáo Chính phủ.", "báo cáo Chính phủ"),
    ("Bộ Y tế chỉ đạo các bệnh viện trực ban.", "chỉ đạo các bệnh viện trực ban"),
    ("Mở mười lớp tập huấn cho cán bộ xã. Bộ Y tế chủ trì thực hiện.", "Mở mười lớp tập huấn cho cán bộ xã"),
    ("Bộ Y tế theo luật này tự quyết định.", "theo luật này tự quyết định"),
]


@pytest.mark.parametrize(("sentence", "task"), TASKS)
def test_task_is_what_is_to_be_done(sentence, task):
    assert rows("TỔ CHỨC THỰC HIỆN", f"1. {sentence}")[0].task.text == task


def test_one_paragraph_below_a_topic_keeps_its_place():
    blocks = ("1. Nhân lực số", "Bộ Y tế chủ trì mở lớp.", "2. Bộ Nội vụ", "Chủ trì mở lớp.")
    assert parts(*blocks) == [("khoan_1__doan_1", "Bộ Y tế", "lead"), ("khoan_2", "Bộ Nội vụ", "lead")]


def test_the_head_of_an_agency_below_its_heading():
    blocks = ("1. Các sở, ban, ngành", "- Người đứng đầu cơ quan, đơn vị trực tiếp chỉ đạo việc giải ngân.")
    assert [(r.agency.name, r.role) for r in rows(*blocks)] == [("Các sở, ban, ngành", "direct")]


def test_an_item_with_its_own_subject_is_not_its_headings():
    assert found(
        "Điều 1. Tổ chức", "1. Các đơn vị khác", "a) Lập danh sách;", "b) Người đứng đầu có trách nhiệm ký."
    ) == [("Các đơn vị khác", "implement")]


def test_a_unit_of_unknown_kind_heads_its_duties():
    assert found("Điều 1. Tổ chức", "1. Hạt Kiểm lâm huyện", "a) Chủ trì tuần tra rừng;", "b) Tham mưu phương án.") == [
        ("Hạt Kiểm lâm huyện", "lead"),
        ("Hạt Kiểm lâm huyện", "implement"),
    ]


def test_aims_give_nobody_a_task():
    assert found(
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Các bộ, ngành xác định đây là việc quan trọng.",
        "II. NHIỆM VỤ",
        "1. Bộ Y tế lập đề án.",
    ) == [("Bộ Y tế", "implement")]


def test_closing_article_is_one_group():
    (row,) = rows(
        "Điều 1. Phê duyệt kế hoạch.",
        "Điều 2. Các Bộ trưởng, Thủ trưởng cơ quan ngang bộ, Chủ tịch Ủy ban nhân dân các tỉnh, thành phố trực thuộc "
        "trung ương chịu trách nhiệm thi hành Nghị quyết này.",
    )
    assert (row.agency.kind, row.role, row.rule) == ("group", "implement", "execution_clause")


def test_recipients_own_nothing():
    assert found("Điều 1. Bộ Y tế lập đề án.", "Nơi nhận:", "- Bộ Tài chính;", "- Ủy ban nhân dân các tỉnh;") == [
        ("Bộ Y tế", "implement")
    ]


# ---------------------------------------------------------------------------------------------- labelled lines


def test_labelled_lines_belong_to_the_task_before_them():
    found_rows = rows(
        "I. QUAN ĐIỂM",
        "II. NỘI DUNG",
        "1. Rà soát văn bản về cảng",
        "- Cơ quan chủ trì: Sở Tư pháp.",
        "- Cơ quan phối hợp: Sở Tài chính; các sở, ngành liên quan.",
        "- Thời gian thực hiện: Quý IV năm 2025.",
        "- Sản phẩm: Báo cáo rà soát.",
        "2. Tập huấn cán bộ",
        "a) Nội dung: Mở lớp tập huấn.",
        "b) Cơ quan chủ trì: Sở Nội vụ.",
        "c) Thời gian thực hiện: Thường xuyên.",
    )
    assert [(r.agency.name, r.role, r.deadline, r.deliverable) for r in found_rows] == [
        ("Sở Tư pháp", "lead", "2025-Q4", "Báo cáo rà soát"),
        ("Sở Tài chính", "coordinate", "2025-Q4", "Báo cáo rà soát"),
        ("Các sở, ngành liên quan", "coordinate", "2025-Q4", "Báo cáo rà soát"),
        ("Sở Nội vụ", "lead", "ongoing", ""),
    ]
    assert [r.task.text for r in found_rows[:1] + found_rows[3:]] == ["Rà soát văn bản về cảng", "Mở lớp tập huấn."]
    assert found_rows[0].provision_id == "muc_II__khoan_1__gach_1"
    assert found_rows[3].provision_id == "muc_II__khoan_2__diem_b"


def test_label_above_its_agencies():
    assert found(
        "I. NỘI DUNG", "1. Hội thi", "Cơ quan chủ trì:", "- Sở Y tế;", "- Sở Nội vụ.", "Cơ quan phối hợp: Sở Tư pháp."
    ) == [("Sở Y tế", "lead"), ("Sở Nội vụ", "lead"), ("Sở Tư pháp", "coordinate")]


def test_label_with_a_sentence():
    assert found("II. NỘI DUNG", "1. Hội thi", "- Cơ quan thực hiện: Sở Y tế chủ trì, phối hợp với Sở Nội vụ.") == [
        ("Sở Y tế", "lead"),
        ("Sở Nội vụ", "coordinate"),
    ]


# ---------------------------------------------------------------------------------------------- tables

TABLE = (
    ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn"),
    ("1", "Lập đề án về cảng", "Bộ Xây dựng", "Bộ Tài chính; các địa phương", "Đề án", "Quý I/2026"),
    ("2", "Rà soát quy chuẩn", "1. Bộ Công Thương 2. Bộ Y tế", "", "Báo cáo", "Hằng năm"),
)


def test_table_columns_say_the_roles():
    found_rows = rows("Điều 1. Danh mục nhiệm vụ:", TABLE)
    assert [(r.agency.name, r.role, r.deadline, r.deliverable) for r in found_rows] == [
        ("Bộ Xây dựng", "lead", "2026-Q1", "Đề án"),
        ("Bộ Tài chính", "coordinate", "2026-Q1", "Đề án"),
        ("Các địa phương", "coordinate", "2026-Q1", "Đề án"),
        ("Bộ Công Thương", "lead", "yearly", "Báo cáo"),
        ("Bộ Y tế", "lead", "yearly", "Báo cáo"),
    ]
    assert {r.task.text for r in found_rows} == {"Lập đề án về cảng", "Rà soát quy chuẩn"}
    assert all("hang_" in r.provision_id for r in found_rows)


def test_section_rows_name_the_lead():
    table = (
        ("TT", "Nhiệm vụ", "Thời hạn"),
        ("I", "Bộ Xây dựng", ""),
        ("1", "Lập đề án về cảng", "2026"),
        ("II", "Bộ Y tế", ""),
        ("1", "Rà soát quy chuẩn", "2027"),
    )
    assert [(r.agency.name, r.role, r.deadline) for r in rows("Điều 1. Danh mục nhiệm vụ:", table)] == [
        ("Bộ Xây dựng", "lead", "2026"),
        ("Bộ Y tế", "lead", "2027"),
    ]


# ---------------------------------------------------------------------------------------------- fields


def test_deadline_and_refs():
    sentence = "1. Bộ Y tế chủ trì thực hiện khoản 1 Điều 1, hoàn thành trong tháng 11 năm 2025."
    doc = document(*HEAD, "Điều 1. Mục tiêu", "1. Mở rộng.", "Điều 2. Tổ chức", sentence, "2. Hiệu lực.")
    at = doc.text.index("khoản 1 Điều 1")
    reference = Reference(
        "dieu_2__khoan_1", Quote(at, at + 14, doc.text[at : at + 14]), "internal", status="resolved",
        target_provision_id="dieu_1__khoan_1",
    )  # fmt: skip
    (row,) = find_assignments(doc, parse_structure(doc), references=(reference,))
    assert row.refs == ("dieu_1__khoan_1",)
    assert row.deadline == "2025-11"
    assert row.task.text.startswith("thực hiện khoản 1")
    assert row.quote.text.startswith("Bộ Y tế chủ trì")


def test_deadline_of_a_lead_in():
    found_rows = rows("I. NHIỆM VỤ", "1. Hoàn thành trong quý II/2026:", "a) Bộ Y tế lập đề án;", "b) Bộ Nội vụ họp.",
                      "2. Nhiệm vụ trong năm 2026", "a) Bộ Công an cấp thẻ.")  # fmt: skip
    assert [r.deadline for r in found_rows] == ["2026-Q2", "2026-Q2", ""]


def test_current_agency_of_a_row():
    (row,) = rows("Điều 1. Tổ chức", "1. Bộ Kế hoạch và Đầu tư cân đối vốn.", "2. Hiệu lực.")
    now = with_current_agency(row, "2024-06-05", date(2026, 1, 1))
    assert row.agency.name == "Bộ Kế hoạch và Đầu tư"
    assert now.current_agency == "Bộ Tài chính"
    assert "190/2025/QH15" in now.current_basis


PIECES = ["Bộ Y tế", "chủ trì", "phối hợp với", "các bộ, ngành", ":", ";", ",", ".", "theo dõi", "Giao", "lập đề án",
          "(1)", "Cơ quan chủ trì:", "Thời hạn:", "2026", "\n", "căn cứ", "Sở", "UBND tỉnh"]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8), max_size=5))
def test_any_paragraphs(paragraphs):
    doc = document(*HEAD, "Điều 1. Nhiệm vụ", *(f"{i}. {' '.join(p)}" for i, p in enumerate(paragraphs, 1)))
    structure = parse_structure(doc)
    for row in find_assignments(doc, structure):
        for quote in (row.agency.quote, row.task, row.quote):
            assert doc.text[quote.start : quote.end] == quote.text
        assert row.provision_id in structure.by_id
        assert row.task.text


# ---------------------------------------------------------------------------------------------- real texts


@pytest.fixture(scope="module")
def decision_749():
    path = CORPUS / "749-QD-TTg-2020.txt"
    if not path.exists():
        pytest.skip("the folder of real documents is not here")
    from extractor.reading import read_document

    doc = read_document(path)
    return list(find_assignments(doc, parse_structure(doc)))


HEADS_OF_749 = [
    ("dieu_2__khoan_1__diem_a", "lead", 1), ("dieu_2__khoan_1__diem_b", "implement", 1),
    ("dieu_2__khoan_2__diem_a", "lead", 1), ("dieu_2__khoan_2__diem_c", "implement", 1),
    ("dieu_2__khoan_3", "lead", 1), ("dieu_2__khoan_4__diem_d", "direct", 1),
    ("dieu_2__khoan_5__diem_e", "coordinate", 1), ("dieu_2__khoan_8__diem_b", "lead", 1),
    ("dieu_2__khoan_8__diem_b", "coordinate", 1), ("dieu_2__khoan_9__diem_b", "coordinate", 2),
    ("dieu_2__khoan_10", "lead", 1), ("dieu_2__khoan_10", "coordinate", 2), ("dieu_2__khoan_16", "lead", 1),
    ("dieu_2__khoan_17", "implement", 5), ("dieu_2__khoan_18__diem_a", "implement", 2),
    ("dieu_2__khoan_19__diem_a", "implement", 1), ("dieu_2__khoan_21", "implement", 1),
    ("dieu_2__khoan_22", "implement", 1),
]  # fmt: skip


@pytest.mark.parametrize(("provision", "role", "count"), HEADS_OF_749)
def test_749(decision_749, provision, role, count):
    assert sum(r.provision_id == provision and r.role == role for r in decision_749) == count


def test_749_every_head_has_its_tasks(decision_749):
    for khoan in range(1, 23):
        unit = f"dieu_2__khoan_{khoan}"
        assert any(r.provision_id == unit or r.provision_id.startswith(f"{unit}__") for r in decision_749), unit
