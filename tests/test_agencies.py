"""Agency names: the registry, its succession, and mentions in text."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.annotate.agencies import scan
from extractor.errors import KnowledgeError
from extractor.knowledge.agencies import _Agencies, _load, abolished_level, current_agency, registry
from extractor.text import fold, to_nfc


def mentions(text: str, issued_on: str = "2024-06-01"):
    text = to_nfc(text)
    return list(scan(text, fold(text), 0, len(text), issued_on=issued_on))


def names(text: str, issued_on: str = "2024-06-01"):
    return [m.name for m in mentions(text, issued_on)]


NAMES_IN_TEXT = [
    ("UBND các huyện Hải Sơn, An Lạc và Trường Phú lập bản đồ",
     ["Ủy ban nhân dân huyện Hải Sơn", "Ủy ban nhân dân huyện An Lạc", "Ủy ban nhân dân huyện Trường Phú"]),
    ("UBND các huyện: Hải Sơn, An Lạc", ["Ủy ban nhân dân huyện Hải Sơn", "Ủy ban nhân dân huyện An Lạc"]),
    ("UBND các phường: Hải Sơn, An Lạc – Trường Phú, Cầu Mây và UBND xã Suối Đá",
     ["Ủy ban nhân dân phường Hải Sơn", "Ủy ban nhân dân phường An Lạc – Trường Phú", "Ủy ban nhân dân phường Cầu Mây",
      "Ủy ban nhân dân xã Suối Đá"]),
    ("UBND các xã: Chủ động rà soát", ["Ủy ban nhân dân các xã"]),
    ("UBND các xã, Sở Y tế, Sở Nội vụ", ["Ủy ban nhân dân các xã", "Sở Y tế", "Sở Nội vụ"]),
    ("VNPT Hải Sơn, Viettel Hải Sơn bảo đảm liên lạc", ["VNPT Hải Sơn", "Viettel Hải Sơn"]),
    ("Viettel Bộ Tài chính", ["Tập đoàn Công nghiệp - Viễn thông Quân đội", "Bộ Tài chính"]),
    ("Công ty Điện lực Hải Sơn phát quang hành lang", ["Công ty Điện lực Hải Sơn"]),
    ("Công ty Cổ phần Môi trường Đô thị Hải Sơn thu gom rác", ["Công ty Cổ phần Môi trường Đô thị Hải Sơn"]),
    ("Công ty Cấp nước Hà Nội nối mạng", ["Công ty Cấp nước Hà Nội"]),
    ("Công ty Cổ phần đầu tư xây dựng Hải Sơn rà soát", ["Công ty Cổ phần đầu tư xây dựng Hải Sơn"]),
    ("Liên hiệp các Hội Khoa học và Kỹ thuật tư vấn", ["Liên hiệp các Hội Khoa học và Kỹ thuật tư vấn"]),
    ("Hạt Kiểm lâm các huyện biên giới", ["Hạt Kiểm lâm các huyện biên giới"]),
    ("UBND các tỉnh, thành phố có cảng biển", ["Ủy ban nhân dân các tỉnh, thành phố có cảng biển"]),
    ("Các chủ rừng là tổ chức ký cam kết", ["Các chủ rừng là tổ chức"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), NAMES_IN_TEXT)
def test_names_in_text(text, wanted):
    assert names(text) == wanted


# ---------------------------------------------------------------------------------------------- registry

SPELLINGS = [
    (
        "Bộ Thông tin và Truyền thông",
        "Bộ TT&TT; BTTTT; Bộ TTTT; Bộ Thông tin và TT; Bộ TT và TT; BỘ THÔNG TIN VÀ TRUYỀN THÔNG",
    ),
    ("Bộ Khoa học và Công nghệ", "Bộ KH&CN; Bộ KHCN; Bộ Khoa học & Công nghệ; Bộ Khoa học Công nghệ; BKHCN"),
    ("Bộ Nông nghiệp và Phát triển nông thôn", "Bộ NN&PTNT; Bộ Nông nghiệp và PTNT; Bộ NNPTNT"),
    ("Bộ Nông nghiệp và Môi trường", "Bộ NNMT; Bộ NN&MT"),
    ("Bộ Lao động - Thương binh và Xã hội", "Bộ LĐTBXH; Bộ LĐ-TB&XH; Bộ Lao động, Thương binh và Xã hội; BLĐTBXH"),
    ("Bộ Giáo dục và Đào tạo", "Bộ GDĐT; Bộ GD&ĐT"),
    ("Bộ Văn hóa, Thể thao và Du lịch", "Bộ VHTTDL; Bộ VHTT&DL; Bộ Văn hoá, Thể thao & Du lịch"),
    ("Bộ Kế hoạch và Đầu tư", "Bộ KHĐT; Bộ KH&ĐT"),
    ("Bộ Tài nguyên và Môi trường", "Bộ TN&MT; Bộ Tài nguyên Môi trường; BTNMT"),
    ("Ngân hàng Nhà nước Việt Nam", "NHNN; NHNN Việt Nam; Ngân hàng Nhà nước"),
    ("Văn phòng Chính phủ", "VPCP"),
    ("Thông tấn xã Việt Nam", "TTXVN"),
    ("Kiểm toán nhà nước", "KTNN; Kiểm toán Nhà nước"),
    ("Tập đoàn Điện lực Việt Nam", "EVN"),
]


@pytest.mark.parametrize(("name", "spellings"), SPELLINGS)
def test_spellings(name, spellings):
    for spelling in spellings.split("; "):
        key = registry().find(spelling)
        assert key, spelling
        assert registry().by_key[key].name == name, spelling
        assert names(spelling) == [name], spelling


@pytest.mark.parametrize("name", ["Bộ", "Chương trình", "Bộ Tưởng tượng", ""])
def test_unknown_name(name):
    assert registry().find(name) == ""


def test_every_name_finds_its_agency():
    for key, agency in registry().by_key.items():
        assert registry().find(agency.name) == key, agency.name


def test_heirs_exist_and_succession_ends():
    for key in registry().by_key:
        found = registry().current(key, "9999-12-31")
        assert found.names, key
        assert all(registry().find(n) for n in found.names.split("; ")), key


def test_provinces():
    assert len({new.name for _, new in registry().old_provinces.values()}) == 34
    assert len(registry().old_provinces) == 63


def test_loader_is_strict(monkeypatch):
    monkeypatch.setattr("extractor.knowledge.agencies.load_yaml", lambda name: {"agencies": [], "nonsense": 1})
    with pytest.raises(KnowledgeError, match="agencies"):
        _load("agencies", _Agencies)


# (name, as of, current, part of the basis, whether a person should look)
CURRENT = [
    ("Bộ Kế hoạch và Đầu tư", "2025-02-28", "Bộ Kế hoạch và Đầu tư", "", False),
    ("Bộ Kế hoạch và Đầu tư", "2025-03-01", "Bộ Tài chính", "190/2025/QH15", False),
    ("Bộ GTVT", "2026-01-01", "Bộ Xây dựng", "190/2025/QH15", False),
    ("Bộ Tài nguyên và Môi trường", "2026-01-01", "Bộ Nông nghiệp và Môi trường", "190/2025/QH15", False),
    ("bo_tai_chinh", "2026-01-01", "Bộ Tài chính", "", False),
    ("Bộ TT&TT", "2026-01-01", "Bộ Khoa học và Công nghệ; Bộ Văn hóa, Thể thao và Du lịch", "190/2025/QH15", True),
    ("Ủy ban Dân tộc", "2026-01-01", "Bộ Dân tộc và Tôn giáo", "190/2025/QH15", False),
    ("Ủy ban Quốc gia về Chính phủ điện tử", "2022-01-01", "Ủy ban Quốc gia về chuyển đổi số", "1619/QĐ-TTg", False),
    ("Bộ Bưu chính, Viễn thông", "2020-01-01", "Bộ Thông tin và Truyền thông", "", False),
    ("Ủy ban nhân dân tỉnh Bến Tre", "2025-06-30", "Ủy ban nhân dân tỉnh Bến Tre", "", False),
    ("Ủy ban nhân dân tỉnh Bến Tre", "2025-07-01", "Ủy ban nhân dân tỉnh Vĩnh Long", "202/2025/QH15", False),
    (
        "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu",
        "2026-01-01",
        "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        "202/2025",
        False,
    ),
    ("Ủy ban nhân dân tỉnh Lai Châu", "2026-01-01", "Ủy ban nhân dân tỉnh Lai Châu", "", False),
    ("Sở Kế hoạch và Đầu tư", "2026-01-01", "Sở Tài chính", "190/2025/QH15", True),
    ("Sở Y tế", "2026-01-01", "Sở Y tế", "", False),
    ("Sở Y tế Kiên Giang", "2026-01-01", "Sở Y tế An Giang", "202/2025/QH15", False),
    ("Ủy ban nhân dân huyện Hoài Đức", "2025-06-30", "Ủy ban nhân dân huyện Hoài Đức", "", False),
    ("Ủy ban nhân dân huyện Hoài Đức", "2025-07-01", "", "2025-07-01", True),
    ("Ủy ban nhân dân cấp huyện", "2026-01-01", "", "cấp huyện", True),
    ("Ủy ban nhân dân thành phố Vinh", "2026-01-01", "", "cấp huyện", True),
    ("Ủy ban nhân dân thành phố Huế", "2026-01-01", "Ủy ban nhân dân thành phố Huế", "", False),
    ("Trung tâm Phục vụ hành chính công", "2026-01-01", "Trung tâm Phục vụ hành chính công", "", False),
]


@pytest.mark.parametrize(("name", "as_of", "current", "basis", "look"), CURRENT)
def test_current_agency(name, as_of, current, basis, look):
    found, act, review = current_agency(name, as_of=date.fromisoformat(as_of), issued_on="2020-06-03")
    assert found == current
    assert basis in act
    assert bool(act) is bool(basis or found != current_agency(name, as_of=date(1990, 1, 1))[0])
    assert bool(review) is look


def test_abolished_level():
    assert abolished_level("hồ sơ công việc tại cấp huyện", as_of=date(2026, 1, 1))
    assert not abolished_level("hồ sơ công việc tại cấp huyện", as_of=date(2025, 6, 30))
    assert not abolished_level("hồ sơ công việc tại cấp xã", as_of=date(2026, 1, 1))


def test_abbreviation_means_who_bore_it_then():
    assert names("VCCI chủ trì", "2020-06-03") == ["Phòng Thương mại và Công nghiệp Việt Nam"]
    assert names("VCCI chủ trì", "2024-06-03") == ["Liên đoàn Thương mại và Công nghiệp Việt Nam"]


def test_name_that_was_no_more_is_marked():
    (mention,) = mentions("Bộ Thông tin và Truyền thông", "2026-01-01")
    assert mention.name == "Bộ Thông tin và Truyền thông"
    assert "2025-03-01" in mention.review


# ---------------------------------------------------------------------------------------------- mentions

LISTS = [
    (
        "UBND các phường: Hòa Bình, Minh Khai và xã Đông Hưng trực ban",
        ["Ủy ban nhân dân phường Hòa Bình", "Ủy ban nhân dân phường Minh Khai", "Ủy ban nhân dân xã Đông Hưng"],
    ),
    ("UBND huyện Mai Lâm, Thanh Hà di dời", ["Ủy ban nhân dân huyện Mai Lâm", "Ủy ban nhân dân huyện Thanh Hà"]),
    ("UBND xã Trường Sơn, Công an xã", ["Ủy ban nhân dân xã Trường Sơn", "Công an xã"]),
    ("Ủy ban Mặt trận Tổ quốc tỉnh, Tỉnh đoàn phối hợp", ["Ủy ban Mặt trận Tổ quốc tỉnh", "Tỉnh đoàn"]),
    ("Bộ trưởng Bộ Y tế Trần Văn An chủ trì", ["Bộ Y tế"]),
    ("Giám đốc Công an tỉnh Lê Văn Hùng chỉ đạo", ["Công an tỉnh"]),
    ("đồng chí Lê Văn Hùng, Giám đốc Sở Y tế chỉ đạo", ["Sở Y tế"]),
    ("Giám đốc Sở Tài chính Hà Nội", ["Sở Tài chính Hà Nội"]),
    ("Agribank Chi nhánh Mai Lâm cho vay", ["Agribank Chi nhánh Mai Lâm"]),
    (
        "Ngân hàng Nhà nước Việt Nam - Chi nhánh Khu vực 2 rà soát",
        ["Ngân hàng Nhà nước Việt Nam - Chi nhánh Khu vực 2"],
    ),
    ("Trung tâm Dịch vụ việc làm tỉnh mở sàn", ["Trung tâm Dịch vụ việc làm tỉnh"]),
    ("Bộ Văn hóa, Thể thao và Du lịch phối hợp", ["Bộ Văn hóa, Thể thao và Du lịch"]),
    (
        "Bộ Khoa học và Công nghệ, Bộ Tài chính và các bộ, ngành, địa phương",
        ["Bộ Khoa học và Công nghệ", "Bộ Tài chính", "Các bộ, ngành, địa phương"],
    ),
    ("Bộ Tài chính; Bộ Tư pháp", ["Bộ Tài chính", "Bộ Tư pháp"]),
    ("1. Bộ Tài chính 2. Bộ Tư pháp", ["Bộ Tài chính", "Bộ Tư pháp"]),
    ("Bộ Tài chính\nBộ Tư pháp", ["Bộ Tài chính", "Bộ Tư pháp"]),
    ("Bộ Thông tin\nvà Truyền thông", ["Bộ Thông tin và Truyền thông"]),
    ("Bộ Thông tin và Truyền thông", ["Bộ Thông tin và Truyền thông"]),
    ("Sở Tài chính, Nội vụ, Y tế", ["Sở Tài chính", "Sở Nội vụ", "Sở Y tế"]),
    ("các Sở Tài chính, Nội vụ và Y tế", ["Sở Tài chính", "Sở Nội vụ", "Sở Y tế"]),
    ("Giám đốc các Sở: Tài chính, Nội vụ", ["Sở Tài chính", "Sở Nội vụ"]),
    ("các Bộ: Công an, Quốc phòng", ["Bộ Công an", "Bộ Quốc phòng"]),
    ("Bộ Y tế, Công an các tỉnh", ["Bộ Y tế", "Công an các tỉnh"]),
    ("các bộ, ngành, địa phương", ["Các bộ, ngành, địa phương"]),
    (
        "Bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ, Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương",
        ["Bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ, Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương"],
    ),
    ("các sở, ban, ngành, Công an tỉnh", ["Các sở, ban, ngành", "Công an tỉnh"]),
    ("các tổ chức thành viên, Hội Chữ thập đỏ Việt Nam", ["Các tổ chức thành viên", "Hội Chữ thập đỏ Việt Nam"]),
    (
        "UBND thành phố Hà Nội, thành phố Hồ Chí Minh và tỉnh Quảng Ninh",
        [
            "Ủy ban nhân dân thành phố Hà Nội",
            "Ủy ban nhân dân Thành phố Hồ Chí Minh",
            "Ủy ban nhân dân tỉnh Quảng Ninh",
        ],
    ),
    ("Bộ trưởng Bộ Nội vụ chủ trì", ["Bộ Nội vụ"]),
    ("Bộ trưởng Bộ Thông tin và Truyền thông", ["Bộ Thông tin và Truyền thông"]),
    ("Thống đốc Ngân hàng Nhà nước", ["Ngân hàng Nhà nước Việt Nam"]),
    ("Tổng Thanh tra Chính phủ", ["Thanh tra Chính phủ"]),
    ("Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", ["Văn phòng Chính phủ"]),
    ("Chủ tịch UBND tỉnh", ["Ủy ban nhân dân tỉnh"]),
    ("Chánh Văn phòng Ủy ban nhân dân tỉnh", ["Văn phòng Ủy ban nhân dân tỉnh"]),
    ("BỘ TÀI CHÍNH", ["Bộ Tài chính"]),
    ("TRÁCH NHIỆM CỦA SỞ KHOA HỌC VÀ CÔNG NGHỆ", ["Sở Khoa học và Công nghệ"]),
    ("UỶ BAN NHÂN DÂN TỈNH LAI CHÂU", ["Ủy ban nhân dân tỉnh Lai Châu"]),
    ("Cục Thủy sản và Kiểm ngư hướng dẫn", ["Cục Thủy sản và Kiểm ngư"]),
    ("Trung tâm Phục vụ hành chính công tỉnh phối hợp", ["Trung tâm Phục vụ hành chính công tỉnh"]),
    ("Viện Văn hóa, Nghệ thuật, Thể thao và Du lịch", ["Viện Văn hóa, Nghệ thuật, Thể thao và Du lịch"]),
    ("Ban Quản lý các khu công nghiệp chủ trì", ["Ban Quản lý các khu công nghiệp"]),
    ("Công an Thành phố và Kho bạc Nhà nước khu vực II", ["Công an thành phố", "Kho bạc Nhà nước khu vực II"]),
    ("Học viện Công an nhân dân", ["Học viện Công an nhân dân"]),
    ("Chi cục Dân số thuộc Sở Y tế", ["Chi cục Dân số", "Sở Y tế"]),
    ("UBND các phường xã tổ chức", ["Ủy ban nhân dân các phường, xã"]),
    ("UBND các tỉnh ven biển kiểm tra", ["Ủy ban nhân dân các tỉnh ven biển"]),
    ("UBND các tỉnh, thành phố khác", ["Ủy ban nhân dân các tỉnh, thành phố khác"]),
    ("UBND các tỉnh vùng Đồng bằng sông Hồng lập", ["Ủy ban nhân dân các tỉnh vùng Đồng bằng sông Hồng"]),
    ("Cục Quản lý Khám, chữa bệnh hướng dẫn", ["Cục Quản lý Khám, chữa bệnh"]),
    ("Phòng Kiểm tra Xây dựng và phòng cháy, chữa cháy", ["Phòng Kiểm tra Xây dựng và phòng cháy, chữa cháy"]),
    ("Công ty Cổ phần đầu tư xây dựng Sông Hồng 7 duy trì", ["Công ty Cổ phần đầu tư xây dựng Sông Hồng 7"]),
    (
        "Ủy ban Công tác về các tổ chức phi chính phủ nước ngoài, Bộ Y tế",
        ["Ủy ban Công tác về các tổ chức phi chính phủ nước ngoài", "Bộ Y tế"],
    ),
    ("Bộ Xây dựng, thành phố Hà Nội", ["Bộ Xây dựng", "thành phố Hà Nội"]),
    ("các đồng chí Bộ trưởng, Thủ trưởng cơ quan ngang bộ", ["Các Bộ trưởng, Thủ trưởng cơ quan ngang bộ"]),
    ("các bộ, ngành và các địa phương", ["Các bộ, ngành", "Các địa phương"]),
    ("BộTài chính; SởY tế", ["Bộ Tài chính", "Sở Y tế"]),
    ("Trưởng Ban Quản lý Khu kinh tế tỉnh hướng dẫn", ["Ban Quản lý Khu kinh tế tỉnh"]),
    ("Ban Chỉ đạo 389 tỉnh chỉ đạo", ["Ban Chỉ đạo 389 tỉnh"]),
    ("Ban Chỉ đạo 12 thành viên", ["Ban Chỉ đạo"]),
    # what looks like an agency and is none
    ("Tổ chức, bộ máy", []),
    ("Tờ trình số 12/TTr-BTC", []),
    ("Thuế Thu nhập cá nhân", []),
    ("Hội nghị, Hội thảo và Báo cáo", []),
    ("Quyết định số 15/2020/QĐ-TTg", []),
    ("tổ chức chủ trì nhiệm vụ", []),
    ("bộ chỉ số và bộ tiêu chí", []),
]


@pytest.mark.parametrize(("text", "wanted"), LISTS, ids=[t[:40] for t, _ in LISTS])
def test_mentions(text, wanted):
    assert names(text) == wanted
    assert names(unicodedata.normalize("NFD", text)) == wanted


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bộ Y tế", "ministry"),
        ("Thanh tra Chính phủ", "ministerial"),
        ("Đài Truyền hình Việt Nam", "media"),
        ("Ban Tuyên giáo và Dân vận Trung ương", "party"),
        ("Quốc hội", "assembly"),
        ("Tòa án nhân dân tối cao", "court"),
        ("Ủy ban nhân dân tỉnh", "province"),
        ("UBND các xã, phường", "commune"),
        ("Sở Nội vụ", "department"),
        ("Viettel", "enterprise"),
        ("VCCI", "association"),
        ("Ban Chỉ đạo", "committee"),
        ("các cơ quan liên quan", "group"),
    ],
)
def test_kind(text, kind):
    (mention,) = mentions(text, "2025-08-01")
    assert mention.kind == kind


def test_name_by_form_is_marked():
    (mention,) = mentions("Trung tâm Kiểm định chất lượng miền Bắc")
    assert mention.key == ""
    assert mention.review
    (mention,) = mentions("Sở Y tế")
    assert not mention.review


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bộ Thõng tin và Truyền thông chủ trì", "Bộ Thông tin và Truyền thông"),
        ("Đài Truyên hình Việt Nam", "Đài Truyền hình Việt Nam"),
        ("Sở Nông nghiêp và Môi trường", "Sở Nông nghiệp và Môi trường"),
    ],
)
def test_misread_accents(text, name):
    assert names(text) == [name]


def test_misread_accents_are_marked():
    (mention,) = mentions("Bộ Thõng tin và Truyền thông")
    assert mention.key == "bo_thong_tin_va_truyen_thong"
    assert mention.review


@given(st.text(alphabet=st.sampled_from(list("BộSởCục UBND tỉnhcácvà,;:.&-\n\tTài chínhỦyban()12/Ộ")), max_size=120))
def test_any_text(text):
    found = mentions(text)
    text = to_nfc(text)
    end = 0
    for mention in found:
        assert text[mention.quote.start : mention.quote.end] == mention.quote.text
        assert mention.name
        assert mention.quote.start >= end
        end = mention.quote.end
