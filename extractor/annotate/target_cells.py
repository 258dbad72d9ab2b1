"""What one figure of a table is: its unit and kind, its direction, its base, from cell, row and head."""

from __future__ import annotations

import regex

from extractor.annotate.figures import Figure
from extractor.annotate.units import find_unit, to_unit, without_scale
from extractor.language import noun_end
from extractor.model import Comparator, Direction, TargetKind
from extractor.text import fold, squeeze

# "(%)", "(triệu lượt)", "(USD)" behind an indicator
_UNIT_BRACKET = regex.compile(r"\(\s*(?:đơn\ vị(?:\ tính)?\s*:?\s*|đvt\s*:?\s*|tính\ bằng\s*)?(?P<unit>[^()]{1,32})\)")
_UNIT_COMMA = regex.compile(r",\s*(?P<unit>%|[^,;()]{1,20})\s*\Z")
_COUNTED = regex.compile(r"\A(?:tổng\ )?số\ (?:lượng\ |lượt\ )?(?P<noun>\p{L}+(?:\ \p{L}+)?)")
_RATE = regex.compile(
    r"(?:\A|trong\ đó:?\ |-\ )(?:tăng\ |giảm\ |nâng\ |mức\ (?:tăng|giảm)\ )?(?:tỷ|tỉ)\ (?:lệ|trọng)|tốc\ độ\ tăng"
    r"|độ\ che\ phủ"
)
# "số bác sĩ/vạn dân", "số giường bệnh trên 10.000 dân"
_PER = regex.compile(
    r"\A(?:tổng\ )?số\ (?:lượng\ )?[\p{L}\ ]{2,30}"
    r"(?:/|\ trên\ (?=(?:1|một|10\.?000|100\.?000|1\.000)\ |(?:một\ )?vạn\ ))"
)
# A verb that opens the indicator or closes it changes it; behind a noun it is a rate ("tỷ lệ giảm phát thải").
_CHANGE_BEFORE = regex.compile(
    r"(?:(?:phấn\ đấu|mức|chỉ\ tiêu|số\ điểm|hằng\ năm|bình\ quân)\ )*(?P<verb>giảm|cắt\ giảm|tăng)"
    r"\ (?!trưởng|cường|nhanh|dày)"
)
_CHANGE_BEHIND = regex.compile(
    r"(?<!tốc\ độ|tỷ\ lệ|tỉ\ lệ|mức\ độ|tỷ\ suất)\ (?P<verb>giảm|tăng)"
    r"(?:\ (?:thêm|trong\ năm|bình\ quân|hằng\ năm|hàng\ năm|mỗi\ năm|hằng"
    r"|hàng|năm|so\ với\ .{2,60}))*\W*\Z"
)
_BASE_UNIT = regex.compile(r"(?:trên|/)\ ?(?=\d)")
_LEAST = regex.compile(r"(?<!\w)(?:(?P<least>tối\ thiểu|ít\ nhất)|tối\ đa|không\ quá)(?!\w)")
_BASE = regex.compile(r"(?:so\ với\s.{2,80}|(?<=/)\s*gdp|trong\ tổng.{2,80})")


def split_unit(label: str) -> tuple[str, str]:
    """An indicator without the unit that it prints in brackets or behind its last comma, and that unit."""
    folded = fold(label)
    for match in _UNIT_BRACKET.finditer(folded):
        if found := _as_unit(label[slice(*match.span("unit"))]):
            return squeeze(label[: match.start()] + " " + label[match.end() :]), found
    comma = _UNIT_COMMA.search(folded)
    if comma and (found := _as_unit(label[slice(*comma.span("unit"))])):
        return label[: comma.start()], found
    return label, ""


def _as_unit(text: str) -> str:
    """``text`` as a unit if it is one, else "" ("(CIP)" is none)."""
    plain = squeeze(text)
    folded = fold(plain)
    if to_unit(plain) == "%":
        return "%"
    if regex.fullmatch(r"%\s*(?:/\s*năm|gdp|grdp|dân\ số|.{0,20})", folded) and folded.startswith("%"):
        return "%"
    if not folded:
        return ""
    unit = find_unit(folded, plain, 0, len(folded))
    return unit.text if unit.text and unit.end >= len(folded) else ""


def unit_and_kind(figure: Figure, unit: str, label: str, head: str) -> tuple[str, TargetKind]:
    """The unit of the cell, else ``unit`` of row or head, else what the (folded) indicator counts; and the kind."""
    if figure.kind == "rank":
        return figure.unit, "rank"
    if figure.number.percent or figure.unit_kind not in ("none",):
        return figure.unit, figure.kind
    if _PER.match(label) and (unit in ("", "người", "con", "trẻ") or fold(unit) in label):
        unit = _counted(label)
    if base := _BASE_UNIT.match(unit):
        return f"/{unit[base.end() :]}", "ratio"  # "trên 100.000 trẻ đẻ sống"
    if not unit:
        if _RATE.search(label):
            return "%", "percentage"
        if _COUNTED.match(label):
            counted = _counted(label)
            return counted, "ratio" if "/" in counted else "count"
        return "", "score" if regex.search(r"chỉ\ số|hệ\ số|điểm|tỷ\ suất|tỷ\ số", label + " " + head) else "count"
    return unit, kind_of_unit(unit)


def kind_of_unit(unit: str) -> TargetKind:
    """What a figure with that unit is."""
    if unit.startswith("%"):
        return "percentage"
    if unit.startswith("‰"):
        return "ratio"
    plain = without_scale(unit)
    found = find_unit(fold(plain), plain, 0, len(plain))
    if found.kind == "money":
        return "money"
    if found.per or ("/" in unit.removesuffix("/năm").removesuffix("/ngày") and found.kind not in ("physical", "time")):
        return "ratio"
    kinds: dict[str, TargetKind] = {
        "physical": "quantity", "time": "quantity", "multiple": "ratio", "points": "score", "rank_step": "rank",
    }  # fmt: skip
    return kinds.get(found.kind, "count")


def _counted(label: str) -> str:
    """The noun that an indicator counts: "số bác sĩ/vạn dân", "số doanh nghiệp lớn ..."."""
    match = regex.match(r"\A(?:tổng\ )?số\ (?:lượng\ )?", label)
    if match is None:
        return ""
    unit = find_unit(label, label, match.end(), len(label))
    if unit.text:
        return unit.text
    return squeeze(label[match.end() : match.end() + noun_end(label[match.end() :])])


def direction_of(figure: Figure, label: str) -> Direction:
    """The cell's own direction, else that of a verb at the beginning or the end of the (folded) indicator."""
    if figure.direction != "level" or figure.moved or figure.reached:
        return figure.direction
    match = _CHANGE_BEFORE.match(label) or _CHANGE_BEHIND.search(label)
    if match:
        return "increase" if match["verb"].startswith("tăng") else "decrease"
    return "level"


def comparator_of(figure: Figure, label: str, head: str) -> Comparator:
    """The cell's own comparison, else that of the head or the indicator: "Số lượng tối thiểu"."""
    if figure.comparator != "=":
        return figure.comparator
    match = _LEAST.search(head) or _LEAST.search(label)
    return "=" if match is None else ">=" if match["least"] else "<="


def base_of(label: str, printed: str) -> str:
    """What the indicator is compared with or is a share of."""
    match = _BASE.search(label)
    return squeeze(printed[match.start() : match.end()]) if match else ""
