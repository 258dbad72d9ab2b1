"""Site clutter in plain text: what goes, and above all what stays."""

# ruff: noqa: E501 - tables of cases
from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.reading.flow import Flow, Paragraph, item_text
from extractor.reading.site import find_copy, part_site

ACT = [
    "ỦY BAN NHÂN DÂN", "Số: 5/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "KẾ HOẠCH", "Điều 1. Mục tiêu chung",
    "Đến năm 2030, 80% hồ sơ trực tuyến.", "Thực hiện nghiêm kế hoạch này./.", "Nơi nhận:", "- Như trên;", "TM. ỦY BAN NHÂN DÂN",
    "Nguyễn Văn A",
]  # fmt: skip
ARTICLE = [f"Đoạn thứ {n} của bài báo nói về mục tiêu số {n} đến năm 2030." for n in range(12)]


def _kept(texts: Sequence[str]) -> tuple[list[str], Flow]:
    flow = Flow([Paragraph((t,)) for t in texts])
    part_site(flow)
    return [item_text(item) for item in flow.items], flow


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], ["Văn bản liên quan", "Ban hành:", "17/09/2025"]),
        (["Trang chủ", "Số hiệu:", "5/KH-UBND", "Tóm tắt nội dung chính."], []),
        (["Số ký hiệu 5/KH-UBND Loại văn bản Kế hoạch Ngày ban hành 12/3/2025 Người ký Nguyễn Văn A " + "Trích yếu về mục tiêu " * 20], []),
        (["Đăng nhập"], ["Bình luận (3)", "Hay quá", "Điện thoại: 024"]),
        ([], ["Kế hoạch 5/KH-UBND năm 2025 do tỉnh An Giang ban hành", "Văn bản này chưa cập nhật nội dung Tiếng Anh", "Đăng nhập"]),
    ],
)  # fmt: skip
def test_clutter_goes(before: list[str], after: list[str]) -> None:
    kept, flow = _kept([*before, *ACT, *after])
    assert kept == ACT
    assert [f.text for f in flow.furniture] == [*before, *after]


@pytest.mark.parametrize(
    "texts",
    [
        ACT,
        [*ACT, "PHỤ LỤC", "DANH MỤC NHIỆM VỤ", "1. Xây dựng nền tảng."],
        [*ACT, "Lược đồ", "PHỤ LỤC I", "Nội dung phụ lục."],  # a sign of a site, but an annex follows
        [*ACT, "[1] Nghị quyết số 57-NQ/TW."],
        ["NGHỊ QUYẾT", "Căn cứ Luật A;", "Điều 1. Nội dung", *ACT],  # the letterhead of an attached plan
        ["BỘ Y TẾ", "Sô: 12/BYT-DP", "V/v tăng cường giám sát", "bến cảng năm 2025", *ACT[2:]],  # a letter's subject
        ["I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích", "Nâng cao năng lực.", *ACT],  # the head of the plan itself was cut off
        ["Chia sẻ dữ liệu là nhiệm vụ trọng tâm.", "Các bộ liên hệ với nhau để thực hiện."],
        [*ARTICLE[:4], "Mục tiêu"],
    ],
)
def test_nothing_of_an_act_goes(texts: list[str]) -> None:
    kept, flow = _kept(texts)
    assert kept == texts
    assert not flow.furniture


def test_second_copy_of_an_article_goes_with_its_headline() -> None:
    headline = "Tiêu đề của bài báo về chuyển đổi số"
    kept, flow = _kept([headline + " " + ARTICLE[0], *ARTICLE[1:], headline, "12/06/2020", *ARTICLE])
    assert kept == [headline + " " + ARTICLE[0], *ARTICLE[1:]]
    assert [d.code for d in flow.diagnostics] == ["repeated-text"]


def test_repeated_forms_stay() -> None:
    form = [
        "Kính gửi: Ủy ban nhân dân tỉnh An Giang",
        "1. Họ và tên người đề nghị",
        "2. Địa chỉ nơi thường trú hiện nay",
    ]
    texts = [*ACT, *(t for n in range(4) for t in (f"Mẫu số {n}", *form))]
    kept, _ = _kept(texts)
    assert kept == texts
    assert find_copy(texts) is None
