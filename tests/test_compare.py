"""Targets, tasks, reports, versions and trajectories held against one another."""

# ruff: noqa: E501
from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from handmade import make_document
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.compare import (
    CHANGE_COLUMNS,
    check_report,
    diff_targets,
    diff_tasks,
    diff_versions,
    find_contradictions,
    to_change_rows,
    trace_targets,
)
from extractor.compare.align import align
from extractor.compare.changes import classify, to_change_frame
from extractor.compare.comparison import compare_documents, to_sheets, trajectory_sheet
from extractor.compare.marks import mark_words
from extractor.compare.pairs import read_pairs_folder, score_pairs
from extractor.compare.trajectories import show_value
from extractor.compare.walls import levels_of, may_pair
from extractor.errors import UsageError
from extractor.export.diff_html import diff_page
from extractor.gold import text_sha256
from extractor.model import (
    AgencyMention,
    Analysis,
    Assignment,
    Metadata,
    Provision,
    Quote,
    Reference,
    Structure,
    Target,
)

ROOT = Path(__file__).resolve().parents[1]


def target(indicator: str, value: object = 80, **options: object) -> Target:
    """A percentage for 2025 unless said otherwise."""
    kind = options.pop("kind", "percentage")
    comparator = options.pop("comparator", "<=" if kind == "rank" else "=")
    direction = options.pop("direction", "level")
    unit = options.pop("unit", "%" if kind == "percentage" else "")
    number = None if value is None else Decimal(str(value))
    figure = None if value is None else Quote(0, 1, f"{value}{unit}")
    return Target(
        "dieu_1", Quote(0, 1, f"{value} {indicator}"), figure, kind, indicator, comparator, direction, number,
        unit=unit, **{"year": 2025, **options},
    )  # type: ignore[arg-type]  # fmt: skip


def analysis(doc_id: str, *targets: Target, kind: str = "quyet_dinh", **options: object) -> Analysis:
    metadata = Metadata(doc_id, kind=kind, number=options.pop("number", ""), year=options.pop("year", None))  # type: ignore[arg-type]
    numbered = tuple(replace(t, id=f"dieu_1#t{i}") for i, t in enumerate(targets, 1))
    return Analysis(make_document(), Structure(metadata, (), ()), numbered, **options)  # type: ignore[arg-type]


RANK = "Việt Nam thuộc nhóm nước dẫn đầu về "


@pytest.mark.parametrize(
    ("a", "b", "expected", "fields"),
    [
        (target("hồ sơ"), target("hồ sơ"), "unchanged", ()),
        (target("hồ sơ", 80), target("hồ sơ", 90), "raised", ("value",)),
        (target("hồ sơ", 80), target("hồ sơ", 60, year=2023), "lowered", ("value", "year")),
        # direction: a smaller rank, a larger cut, a lower ceiling, less poverty
        (target(RANK + "EGDI", 70, kind="rank"), target(RANK + "EGDI", 50, kind="rank"), "raised", ("value",)),
        (target(RANK + "EGDI", 50, kind="rank"), target(RANK + "EGDI", 70, kind="rank"), "lowered", ("value",)),
        (target("thủ tục", 30, direction="decrease"), target("thủ tục", 20, direction="decrease"), "lowered", ("value",)),
        (target("thất thoát nước", 15, comparator="<"), target("thất thoát nước", 12, comparator="<"), "raised", ("value",)),
        (target("tỷ lệ hộ nghèo", 3), target("tỷ lệ hộ nghèo", 4), "lowered", ("value",)),
        (target("tỷ lệ hộ nghèo", 3, direction="decrease"), target("tỷ lệ hộ nghèo", 4, direction="decrease"), "raised", ("value",)),
        # how strictly
        (target("hồ sơ"), target("hồ sơ", comparator=">="), "raised", ("comparator",)),
        (target("hồ sơ", comparator=">"), target("hồ sơ", comparator="~"), "lowered", ("comparator",)),
        (target("tỷ lệ hộ nghèo", 3), target("tỷ lệ hộ nghèo", 3, comparator="<"), "raised", ("comparator",)),
        # the year alone
        (target("hồ sơ", year=2025), target("hồ sơ", year=2024), "moved_earlier", ("year",)),
        (target("hồ sơ", year=2025), target("hồ sơ", year=2030), "moved_later", ("year",)),
        (target("hồ sơ", year=2025), target("hồ sơ", year=None), "unchanged", ()),
        # the scope
        (target("hồ sơ", scope="cấp huyện"), target("hồ sơ", 90, scope="cấp huyện, cấp xã"), "rescoped", ("value", "scope")),
        (target("hồ sơ"), target("hồ sơ", scope="cấp xã"), "rescoped", ("scope",)),
        # words and figures
        (target("mạng 5G", None, kind="universal"), target("mạng 5G", 80), "lowered", ("value", "kind")),
        (target("mạng 5G", 80), target("mạng 5G", None, kind="universal"), "raised", ("value", "kind")),
        (target("mạng 5G", 100), target("mạng 5G", None, kind="universal"), "rescoped", ("kind",)),
        # the same amount in other units
        (target("vốn", "1.5", kind="money", unit="nghìn tỷ đồng"), target("vốn", 1500, kind="money", unit="tỷ đồng"), "unchanged", ()),
        (target("vốn", 2, kind="money", unit="tỷ đồng"), target("vốn", 1500, kind="money", unit="triệu đồng"), "lowered", ("value",)),
        (target("khách", 22, kind="count", comparator="range", value_max=Decimal(23)),
         target("khách", 22, kind="count", comparator="range", value_max=Decimal(25)), "raised", ("value_max",)),
    ],
)  # fmt: skip
def test_change_classes(a, b, expected, fields):
    assert classify(a, b) == (expected, fields)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (target("hồ sơ"), target("hồ sơ", kind="count", unit="hồ sơ"), False),
        (target("năng suất lao động", direction="increase"), target("năng suất lao động"), False),
        (target("người dân dùng nền tảng"), target("doanh nghiệp dùng nền tảng"), False),
        (target("chuyên gia", kind="count", unit="người"), target("chuyên gia", kind="count", unit="doanh nghiệp"), False),
        (target("vốn", kind="money", unit="tỷ đồng"), target("vốn", kind="money", unit="tỷ USD"), False),
        (target("hồ sơ tại cấp huyện"), target("hồ sơ tại cấp xã"), False),
        (target("hồ sơ", scope="khu vực nông thôn"), target("hồ sơ", scope="khu vực thành thị"), False),
        (target(RANK + "chỉ số cạnh tranh (GCI)", kind="rank"), target(RANK + "an toàn, an ninh mạng (GCI)", kind="rank"), False),
        (target(RANK + "Chính phủ điện tử (EGDI)", kind="rank"), target("xếp hạng chính phủ số", kind="rank"), True),
        (target("hồ sơ tại cấp bộ, tỉnh"), target("hồ sơ tại cấp tỉnh"), True),
        (target("hồ sơ"), target("hồ sơ tại cấp xã"), True),
        (target("mạng 5G", None, kind="universal"), target("mạng 5G"), True),
        (target("lượt khách quốc tế"), target("lượt khách nội địa"), False),
        (target("kim ngạch xuất khẩu hàng hóa"), target("kim ngạch nhập khẩu hàng hóa"), False),
        (target("chỉ số phục hồi (NCRI)"), target("chỉ số phục hồi (ABRI)"), False),
        (target("tổng sản phẩm (GDP)"), target("tổng sản phẩm (GRDP)"), True),
        (target(RANK + "chỉ số cạnh tranh (GCI)", kind="rank"), target("Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)", kind="rank"), False),
        (target(RANK + "đổi mới sáng tạo (GII)", kind="rank"), target("chỉ số đổi mới sáng tạo cấp địa phương", kind="rank"), False),
        (target("thủ tục hành chính", direction="decrease"), target("thời gian giải quyết thủ tục hành chính", direction="decrease"), False),
        (target("đầu tư xã hội cho khoa học và công nghệ"), target("vốn đầu tư toàn xã hội"), False),
        (target("khách quốc tế và khách nội địa"), target("khách quốc tế"), True),
        (target("tổng mức bán lẻ", direction="increase"), target("Tốc độ tăng tổng mức bán lẻ"), True),
        (target("doanh nghiệp", kind="count", unit="doanh nghiệp"), target("doanh nghiệp", kind="count", unit="doanh nghiệp số"), True),
    ],
)  # fmt: skip
def test_walls(a, b, expected):
    assert may_pair(a, b) is may_pair(b, a) is expected


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("hồ sơ tại cấp bộ, tỉnh và cấp huyện", {"bộ", "tỉnh", "huyện"}),
        ("trạm y tế xã, phường", {"xã"}),
        ("hợp tác xã", set()),
        ("cung cấp tỉnh lược", set()),
        ("người dân khu vực nông thôn", {"nông thôn"}),
    ],
)
def test_levels(indicator, expected):
    assert levels_of(target(indicator)) == expected


def pairs(a: Analysis, b: Analysis) -> set[tuple[str, str, str]]:
    return {(c.a.indicator if c.a else "", c.b.indicator if c.b else "", c.change) for c in diff_targets(a, b)}


FILLING = (
    target("doanh nghiệp nhỏ và vừa dùng nền tảng số", 40), target("tỷ lệ thuê bao dùng phần mềm bảo vệ", 20),
    target("kết quả giải quyết thủ tục được số hóa", 100), target("dân số có hồ sơ sức khỏe điện tử", 90),
)  # fmt: skip


def test_same_indicator_under_another_name_is_paired():
    a = analysis("a", target("dịch vụ công trực tuyến mức độ 4, được cung cấp trên nhiều phương tiện"),
                 target("dân số có tài khoản thanh toán điện tử", 50), *FILLING)  # fmt: skip
    b = analysis("b", target("thủ tục hành chính đủ điều kiện được cung cấp dạng dịch vụ công trực tuyến toàn trình", 100),
                 target("dịch vụ công trực tuyến toàn trình được tích hợp trên Cổng", 40),
                 target("tỷ lệ dân số có tài khoản giao dịch thanh toán tại ngân hàng", 75))  # fmt: skip
    found = {(x.split(" ")[0], y.split(" ")[0], z) for x, y, z in pairs(a, b) if x and y}
    assert found == {("dịch", "thủ", "raised"), ("dân", "tỷ", "raised")}


SAME = [
    ("Tỷ lệ bao phủ bảo hiểm y tế", "tỷ lệ dân số tham gia bảo hiểm y tế"),
    ("Tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ", "lao động qua đào tạo có văn bằng, chứng chỉ"),
    ("tỷ lệ đô thị hóa", "tỷ lệ dân số đô thị"),
    ("tỷ lệ che phủ rừng", "độ che phủ rừng"),
    ("Tốc độ tăng trưởng GRDP bình quân", "Tổng sản phẩm trên địa bàn (GRDP) tăng bình quân"),
    ("xã đạt chuẩn nông thôn mới", "số xã đạt tiêu chí NTM"),
    ("tỷ lệ hộ nghèo", "tỷ lệ hộ nghèo đa chiều"),
    (
        "chất thải rắn sinh hoạt đô thị được thu gom, xử lý",
        "chất thải rắn sinh hoạt ở đô thị được thu gom và xử lý theo tiêu chuẩn",
    ),
    ("tỷ lệ dân số nông thôn sử dụng nước sạch", "tỷ lệ dân cư nông thôn được sử dụng nước sạch đạt quy chuẩn"),
    ("GDP bình quân đầu người", "GRDP bình quân đầu người"),
    ("hồ sơ thủ tục hành chính được giải quyết trực tuyến", "tỷ lệ hồ sơ TTHC xử lý trực tuyến"),
    ("cơ quan nhà nước sử dụng nền tảng họp trực tuyến", "CQNN dùng nền tảng họp trực tuyến"),
    ("tỷ trọng kinh tế số trong GRDP", "kinh tế số chiếm GRDP"),
    ("doanh nghiệp nhỏ và vừa ứng dụng nền tảng số", "tỷ lệ doanh nghiệp nhỏ và vừa sử dụng các nền tảng số"),
    ("người dân có hồ sơ sức khỏe điện tử", "tỷ lệ người dân được lập hồ sơ sức khỏe điện tử"),
    (
        "người trưởng thành có tài khoản giao dịch tại ngân hàng",
        "Tỷ lệ người từ 15 tuổi trở lên có tài khoản thanh toán tại ngân hàng",
    ),
    ("văn bản trao đổi giữa các cơ quan nhà nước được ký số", "văn bản điện tử trao đổi giữa các CQNN được ký số"),
    (
        "mức độ hài lòng của người dân, doanh nghiệp về giải quyết thủ tục hành chính",
        "tỷ lệ hài lòng của tổ chức, cá nhân đối với việc giải quyết TTHC",
    ),
    ("tỷ lệ thất nghiệp ở khu vực thành thị", "tỷ lệ thất nghiệp thành thị"),
    ("giao dịch thanh toán không dùng tiền mặt", "tỷ lệ thanh toán không dùng tiền mặt"),
    ("kết quả giải quyết thủ tục hành chính được số hóa", "số hóa hồ sơ, kết quả giải quyết TTHC"),
    ("chi cho nghiên cứu và phát triển", "Tổng chi xã hội cho nghiên cứu phát triển (R&D)"),
    ("trạm y tế xã đạt chuẩn quốc gia", "Tỷ lệ xã đạt bộ tiêu chí quốc gia về y tế"),
    (
        "khu công nghiệp có hệ thống xử lý nước thải tập trung đạt chuẩn",
        "tỷ lệ khu công nghiệp đang hoạt động có hệ thống xử lý nước thải tập trung đạt tiêu chuẩn môi trường",
    ),
]
OTHER = [
    ("tỷ lệ hộ nghèo", "tỷ lệ hộ cận nghèo"),
    ("trường mầm non đạt chuẩn quốc gia", "trường tiểu học đạt chuẩn quốc gia"),
    ("xã đạt chuẩn nông thôn mới", "xã đạt chuẩn nông thôn mới nâng cao"),
    ("dân số tham gia bảo hiểm y tế", "lực lượng lao động tham gia bảo hiểm xã hội"),
    ("người dân có tài khoản định danh điện tử", "người dân có tài khoản thanh toán"),
    ("hồ sơ nộp trực tuyến", "hồ sơ thanh toán trực tuyến"),
    ("văn bản được ký số", "người dân có chữ ký số"),
    ("chất thải nguy hại được thu gom, xử lý", "chất thải rắn sinh hoạt được thu gom, xử lý"),
    ("tăng trưởng công nghiệp", "tăng trưởng dịch vụ"),
    ("tỷ trọng công nghiệp trong GRDP", "tỷ trọng dịch vụ trong GRDP"),
    ("cán bộ, công chức được bồi dưỡng kỹ năng số", "người dân được bồi dưỡng kỹ năng số"),
    ("trạm quan trắc tự động được lắp đặt", "trạm y tế được xây dựng"),
    ("tỷ lệ trẻ em suy dinh dưỡng thể thấp còi", "tỷ lệ trẻ em suy dinh dưỡng thể nhẹ cân"),
    ("thôn có nhà văn hóa", "xã có nhà văn hóa"),
    ("hộ gia đình văn hóa", "thôn văn hóa"),
    ("cơ sở dữ liệu dùng chung được kết nối", "hệ thống thông tin được kết nối"),
    ("dịch vụ công trực tuyến toàn trình", "dịch vụ công trực tuyến một phần"),
    ("học sinh tốt nghiệp trung học phổ thông", "học sinh hoàn thành chương trình tiểu học"),
    ("diện tích lúa được cơ giới hóa", "diện tích lúa được tưới tiết kiệm nước"),
    ("vốn đầu tư công được giải ngân", "vốn chương trình mục tiêu quốc gia được giải ngân"),
]


@pytest.mark.parametrize(("a", "b", "expected"), [(a, b, True) for a, b in SAME] + [(a, b, False) for a, b in OTHER])
def test_indicators_of_plans(a, b, expected):
    """One indicator in the wording of two plans, and pairs that only look alike."""
    found = align([target(a), *FILLING], [target(b), *FILLING])
    assert ((0, 0) in {(i, j) for i, j, _ in found}) is expected


def test_same_year_first_then_the_nearest():
    a = analysis("a", target("hồ sơ xử lý trên mạng", 80), *FILLING)
    b = analysis("b", target("hồ sơ xử lý trên mạng", 100, year=2030), target("hồ sơ xử lý trên mạng", 90), *FILLING)
    values = [(c.change, c.a and c.a.value, c.b and c.b.value) for c in diff_targets(a, b) if "hồ sơ xử" in c.indicator]
    assert values == [("raised", 80, 90), ("added", None, 100)]
    b = analysis("b", target("hồ sơ xử lý trên mạng", 100, year=2035), target("hồ sơ xử lý trên mạng", 90, year=2026))
    assert [c.b.year for c in diff_targets(a, b) if c.a and c.b] == [2026]


def test_unlike_indicators_are_not_paired_and_results_are_not_compared():
    a = analysis("a", target("trường học dạy tin học"), target("dân số có chữ ký số", status="result"))
    b = analysis("b", target("diện tích rừng được bảo vệ"), target("dân số có chữ ký số"))
    assert [c.change for c in diff_targets(a, b)] == ["dropped", "added", "added"]


def test_shares_of_one_whole_are_different_indicators():
    """Only what is the same share is paired, however alike the wholes; the nation's growth is not a province's."""
    whole = " trong tổng chi ngân sách nhà nước"
    a = analysis("a", target("Tỷ lệ chi đầu tư phát triển" + whole, 40), target("Tỷ lệ bố trí dự phòng" + whole, 10),
                 target("Tốc độ tăng trưởng GRDP thành phố", 11))  # fmt: skip
    b = analysis("b", target("tỷ trọng chi thường xuyên" + whole, 51), target("tốc độ tăng trưởng GDP", 10))
    assert {c.change for c in diff_targets(a, b)} == {"dropped", "added"}


def test_a_target_said_twice_is_marked():
    a = analysis("a", target("hồ sơ được số hóa"))
    b = analysis("b", target("hồ sơ được số hóa"), target("hồ sơ được số hóa"), target("hồ sơ được số hóa", 90))
    rows = [(c.change, c.review) for c in diff_targets(a, b)]
    assert rows == [("unchanged", ""), ("added", "says again what dieu_1#t1 says"), ("added", "")]


def test_rows_follow_the_contract():
    changes = diff_targets(analysis("a", *FILLING), analysis("b", *FILLING[:2]))
    rows = to_change_rows(changes)
    assert all(tuple(row) == CHANGE_COLUMNS for row in rows)
    assert rows[-1]["b_doc_id"] is None
    assert rows[0]["a_doc_id"] == "a"
    frame = to_change_frame(changes)
    assert list(frame.columns) == list(CHANGE_COLUMNS)
    assert frame["a_value"].dtype == "Float64"
    assert frame["b_value"].isna().sum() == 2


def test_report_of_a_decision():
    decision = analysis("a", target("hồ sơ xử lý trên mạng", "79.6"), target("dân số có chữ ký số", 50), *FILLING)
    article = analysis("b", target("hồ sơ xử lý trên mạng", 80, year=None, comparator="~"), target("dân số có chữ ký số", 70),
                       FILLING[0], FILLING[0], target("rừng trồng mới", 5), kind="bao_chi")  # fmt: skip
    checks = [(c.verdict, (c.target or c.report).indicator.split()[0]) for c in check_report(decision, article)]
    assert checks == [("rounded", "hồ"), ("wrong", "dân"), ("right", "doanh"), ("omitted", "tỷ"), ("omitted", "kết"),
                      ("omitted", "dân"), ("unsupported", "rừng")]  # fmt: skip


def test_trajectories_and_contradictions():
    a = analysis("a", target("hồ sơ tại cấp xã", 60), target("hồ sơ tại cấp xã", 70, year=2030), *FILLING)
    b = analysis("b", target("hồ sơ tại cấp xã", 65), target("hồ sơ tại cấp huyện", 80), number="2/QĐ-X", year=2021)
    c = analysis("c", target("hồ sơ tại cấp xã", 90, year=2030))
    found = trace_targets([a, b, c])
    first = found[0]
    assert [(p.doc_id, p.year, p.target.value) for p in first.points] == [
        ("a", 2025, 60), ("a", 2030, 70), ("b", 2025, 65), ("c", 2030, 90)]  # fmt: skip
    assert first.scope == "xã"
    assert sum("huyện" in t.indicator for t in found) == 1
    clashes = {(x.first.doc_id, x.second.doc_id) for x in find_contradictions(found, [a, b, c])}
    assert clashes == {("a", "b"), ("a", "c")}
    replaced = Reference(
        "", Quote(0, 1, "x"), "document", "replaces", "resolved", target_number="2/QĐ-X", target_year=2021
    )
    later = replace(a, references=(replaced,))
    assert {x.second.doc_id for x in find_contradictions(found, [later, b, c])} == {"c"}
    head, rows = trajectory_sheet(found, [a, b, c])
    assert list(head) == ["indicator", "scope", "unit", "a 2025", "a 2030", "b 2025", "c 2030"]
    assert rows[0][3:] == ["60%", "70%", "65%", "90%"]


def test_all_sheets_of_a_comparison():
    a, b = analysis("a", *FILLING), analysis("b", *FILLING[:2], target("hồ sơ tại cấp xã", 60))
    sheets = to_sheets(compare_documents([a, b, a]))
    assert list(sheets) == ["changes", "trajectories"]
    assert [row[0] for row in sheets["changes"][1]].count("unchanged") == 4
    assert all(len(row) == len(head) for head, rows in sheets.values() for row in rows)
    article = analysis("c", *FILLING[:1], kind="bao_chi")
    for pair in ([a, article], [article, a]):
        assert [row[0] for row in to_sheets(compare_documents(pair))["report"][1]] == ["right", *["omitted"] * 3]
    with pytest.raises(UsageError):
        compare_documents([a])


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (target("x", 80, comparator=">="), "≥ 80%"),
        (target("x", 7, direction="increase"), "+7%"),
        (target("x", None, kind="universal"), "phổ cập"),
    ],
)
def test_shown_values(one, expected):
    assert show_value(one) == expected


def assignment(task: str, agency: str, current: str = "", start: int = 0, **options: str) -> Assignment:
    mention = AgencyMention(Quote(0, 1, agency), agency, "", "ministry")
    return Assignment("dieu_2", mention, "lead", Quote(start, start + 9, task), Quote(start, start + 9, task),
                      current_agency=current, **options)  # type: ignore[arg-type]  # fmt: skip


def test_tasks_after_succession():
    a = analysis("a", assignments=(
        assignment("xây dựng nền tảng định danh số cho người dân", "Bộ Thông tin và Truyền thông", "Bộ Khoa học và Công nghệ", 0),
        assignment("trình ban hành nghị định về dữ liệu mở của bộ ngành", "Bộ Tư pháp", "", 20, deadline="2021"),
        assignment("đào tạo kỹ năng số cho cán bộ xã phường", "Bộ Nội vụ", "", 40),
        assignment("trồng rừng ven biển chắn sóng", "Bộ Y tế", "", 60),
    ))  # fmt: skip
    b = analysis("b", assignments=(
        assignment("xây dựng nền tảng định danh số cho người dân", "Bộ Khoa học và Công nghệ", "", 0),
        assignment("trình ban hành nghị định về dữ liệu mở của các bộ ngành", "Bộ Tư pháp", "", 20, deadline="2022-06"),
        assignment("đào tạo kỹ năng số cho cán bộ xã, phường", "Bộ Giáo dục và Đào tạo", "", 40),
    ))  # fmt: skip
    found = [(c.change, c.fields) for c in diff_tasks(a, b)]
    assert found == [("unchanged", ()), ("moved_later", ("deadline",)), ("owner_changed", ("owner",)), ("dropped", ())]


def act(*lines: tuple[str, str]) -> Analysis:
    """An act of (provision id, line)."""
    document = make_document(lines=tuple(line for _, line in lines))
    at, provisions = 0, []
    for name, line in lines:
        start = document.text.index(line, at)
        at = start + len(line)
        provisions.append(Provision(name, "", "dieu", name.split("_")[1], "", start, at, start))
    return Analysis(document, Structure(Metadata("x"), tuple(provisions), ()))


def test_versions_of_one_act():
    draft = act(("dieu_1", "Phê duyệt kế hoạch trồng rừng giai đoạn mới"), ("dieu_2", "Bộ Tài chính bố trí kinh phí hằng năm"),
                ("dieu_3", "Quyết định có hiệu lực từ ngày ký"), ("dieu_4", "Cơ quan báo chí đưa tin rộng rãi"))  # fmt: skip
    final = act(("dieu_1", "Phê duyệt kế hoạch trồng rừng giai đoạn mới"), ("dieu_2", "Quyết định có hiệu lực từ ngày ký"),
                ("dieu_3", "Bộ Tài chính bố trí đủ kinh phí hằng năm"), ("dieu_4", "Ủy ban nhân dân tỉnh tổng kết"))  # fmt: skip
    found = [(c.change, c.a_id, c.b_id) for c in diff_versions(draft, final)]
    assert found[0] == ("unchanged", "dieu_1", "dieu_1")
    assert {("moved_changed", "dieu_2", "dieu_3"), ("unchanged", "dieu_3", "dieu_2")} <= set(found)
    assert found[-2:] == [("dropped", "dieu_4", ""), ("added", "", "dieu_4")]
    marked = next(c for c in diff_versions(draft, final) if c.a_id == "dieu_2")
    assert [t for t, changed in marked.b_pieces if changed] == ["đủ"]


def test_a_new_number_alone_is_no_move():
    one = act(("dieu_1", "Trồng rừng phòng hộ ven biển"), ("dieu_2", "Bố trí kinh phí hằng năm"))
    other = act(
        ("dieu_1", "Một điều hoàn toàn mới về báo cáo"),
        ("dieu_2", "Trồng rừng phòng hộ ven biển"),
        ("dieu_3", "Bố trí kinh phí hằng năm"),
    )
    assert [c.change for c in diff_versions(one, other)] == ["unchanged", "unchanged", "added"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_marked_pieces_join_to_the_texts(a, b):
    left, right = mark_words(a, b)
    assert "".join(t for t, _ in left) == " ".join(a.split())
    assert "".join(t for t, _ in right) == " ".join(b.split())
    if " ".join(a.split()) == " ".join(b.split()):
        assert not any(changed for _, changed in [*left, *right])


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(FILLING), max_size=4), st.lists(st.sampled_from(FILLING), max_size=4))
def test_every_target_is_in_exactly_one_row(left, right):
    a, b = analysis("a", *left), analysis("b", *right)
    changes = diff_targets(a, b)
    assert sorted(c.a.id for c in changes if c.a) == [t.id for t in a.targets]
    assert sorted(c.b.id for c in changes if c.b) == [t.id for t in b.targets]
    assert all((c.change == "added") == (c.a is None) and (c.change == "dropped") == (c.b is None) for c in changes)


def test_the_page_stands_alone_and_escapes():
    a = analysis("a", target("hồ sơ <b> & xử lý", 80), *FILLING)
    b = analysis("b", target("hồ sơ <b> & xử lý", 90), *FILLING[:2])
    page = diff_page("a & b", names=("a", "b"), changes=diff_targets(a, b), trajectories=trace_targets([a, b]))
    assert "<b> &" not in page
    assert "&lt;b&gt; &amp;" in page
    assert "http" not in page
    assert "<mark>80</mark>" in page
    assert "▲ raised" in page
    assert page == diff_page("a & b", names=("a", "b"), changes=diff_targets(a, b), trajectories=trace_targets([a, b]))


def test_plot_is_written(tmp_path):
    pytest.importorskip("matplotlib")
    from extractor.compare.plot import plot_trajectories
    from extractor.errors import ExtractorError

    found = trace_targets(
        [analysis("a", target("hồ sơ", 60), target("hồ sơ", 70, year=2030)), analysis("b", target("hồ sơ", 65))]
    )
    for suffix in (".svg", ".png"):
        one = plot_trajectories(found, tmp_path / f"x{suffix}").read_bytes()
        assert one == plot_trajectories(found, tmp_path / f"y{suffix}").read_bytes()
    with pytest.raises(ExtractorError):
        plot_trajectories(trace_targets([analysis("a", target("hồ sơ", 60))]), tmp_path / "z.png")


def test_the_sample_editions():
    from extractor.pipeline import analyse_path

    old = analyse_path(ROOT / "corpus" / "749-QD-TTg-2020.docx")
    new = analyse_path(ROOT / "corpus" / "942-QD-TTg-2021.pdf")
    found = {(c.change, c.a.value, c.b.value, c.a.year, c.b.year) for c in diff_targets(old, new) if c.a and c.b}
    assert {("raised", 80, 100, 2025, 2025), ("raised", 70, 50, 2025, 2025), ("unchanged", 60, 60, 2025, 2025)} <= found


def test_pairs_are_scored_and_held_to_their_texts(tmp_path):
    text = make_document().text
    start, other = text.index("80%"), text.index("12 - 15")
    a = analysis("a", replace(target("hồ sơ xử lý trên mạng"), figure=Quote(start, start + 3, "80%")), *FILLING)
    b = analysis("b", replace(target("hồ sơ xử lý trên mạng", 90), figure=Quote(start, start + 3, "80%")))
    side = {"file": "a.txt", "text_sha256": text_sha256(text)}
    rows = [
        {"a": [start, start + 3, "80%", "hồ sơ"], "b": [start, start + 3, "80%", "hồ sơ"], "change": "lowered"},
        {"a": [other, other + 7, "12 - 15", "điểm"], "b": [other, other + 7, "12 - 15", "điểm"], "change": "raised"},
    ]
    path = tmp_path / "pairs.jsonl"

    def write(sha):
        lines = [{"pairs": [{**side, "text_sha256": sha}, side], "half": "tune"}, *rows]
        path.write_text("".join(json.dumps(r) + "\n" for r in lines), encoding="utf-8")
        return read_pairs_folder(tmp_path)[0]

    score = score_pairs(write(side["text_sha256"]), a, b)
    assert (score.right, score.missed, score.false, score.classes) == (1, 1, 0, 0)
    assert [e.split(":")[0] for e in score.errors] == ["class", "missed"]
    with pytest.raises(UsageError, match="sha256 differs"):
        score_pairs(write("other"), a, b)
    assert score_pairs(write("other"), a, b, rebase=True).right == 1
    assert read_pairs_folder(tmp_path)[0].head["pairs"][0]["text_sha256"] == side["text_sha256"]
