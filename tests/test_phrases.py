"""Indicators that read by themselves, and the scopes that tell neighbours apart."""

from __future__ import annotations

import pytest
from test_targets import in_goals


@pytest.mark.parametrize(
    ("clause", "indicators"),
    [
        (
            "Nguồn nhân lực nghiên cứu khoa học, phát triển công nghệ và chuyển giao đạt 12 người/vạn dân.",
            ["Nguồn nhân lực nghiên cứu khoa học, phát triển công nghệ và chuyển giao"],
        ),
        ("Tỷ lệ giấy tờ còn hiệu lực đạt 90%.", ["Tỷ lệ giấy tờ còn hiệu lực"]),
        ("Theo Kế hoạch, tỷ lệ hộ dùng nước sạch đạt 85%.", ["tỷ lệ hộ dùng nước sạch"]),
        (
            "Xây mới 120 km và nâng cấp 45 km đường liên xã.",
            ["Xây mới đường liên xã", "nâng cấp đường liên xã"],
        ),
        (
            "Hồ sơ trực tuyến ở cấp tỉnh đạt 70%, cấp xã 50%.",
            ["Hồ sơ trực tuyến ở cấp tỉnh", "Hồ sơ trực tuyến ở cấp xã"],
        ),
        (
            "Tốc độ tăng giao dịch qua điện thoại đạt 50%, qua thẻ đạt 20%.",
            ["Tốc độ tăng giao dịch qua điện thoại", "Tốc độ tăng giao dịch qua thẻ"],
        ),
    ],
)
def test_indicators_stand_by_themselves(clause, indicators):
    assert [row.indicator for row in in_goals(clause)] == indicators


@pytest.mark.parametrize(
    ("clause", "scopes"),
    [
        ("90% hồ sơ tại cấp huyện và 80% hồ sơ tại cấp xã được số hóa.", ["cấp huyện", "cấp xã"]),
        ("100% trạm y tế cấp xã có máy siêu âm.", [""]),
        ("Tại thành phố Hà Nội, nồng độ bụi đạt dưới 40 μg/m3.", ["thành phố Hà Nội"]),
        ("Tỉnh trong tốp 3 ASEAN về du lịch.", ["ASEAN"]),
        ("Tỉnh thuộc nhóm 10 địa phương dẫn đầu cả nước.", [""]),
    ],
)
def test_scopes_tell_neighbours_apart(clause, scopes):
    assert [row.scope for row in in_goals(clause)] == scopes
