"""What the other figures of a sentence and its verbs say of a figure: comparator, direction, unit."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.annotate.clauses import Part
from extractor.knowledge import load_patterns
from extractor.model import Comparator, Direction

_CHANGES = regex.compile(
    r"(?:phấn\ đấu\ |bảo\ đảm\ |hằng\ năm,?\ )*"
    r"(?P<verb>giảm|cắt(?:\ giảm)?|tinh\ giản|kéo\ giảm|hạ|tiết\ kiệm|rút\ ngắn|tăng)\ (?!trưởng|cường)"
)
_PER_SUBJECT = regex.compile(
    r"(?:tổng\ )?số\ (?P<noun>\p{L}+(?:\ \p{L}+)?)\ ?/\ ?(?P<base>(?:[\d.]+\ )?(?:vạn\ )?\p{L}+)"
)
_SAME_WORDS = 2  # behind two figures that one operator governs
_JOINT = regex.compile(r"(?:[,;:(\-+]|(?<!\w)(?:và|hoặc|còn|đồng\ thời))\s*\Z")  # a figure beside the one before
_PER_AREA = regex.compile(r"trên\ (?:0?1|một)\ (?P<area>ha|héc-?\ ?ta|hecta)(?!\w)")


def unit_of(folded: str, parts: Sequence[Part], index: int, indicator: str) -> str:
    """The unit with the denominator that its subject or the figure before it prints: "số bác sĩ/vạn dân đạt 11 bác
    sĩ", "giá trị trên 01 ha đạt 180 triệu đồng", "42/100.000 trẻ đẻ sống ... và 32/100.000"."""
    part, unit = parts[index], parts[index].figure.unit
    subject = folded[part.subject[0] : part.subject[1]]
    if (
        part.figure.kind == "count"
        and "/" not in unit
        and (per := _PER_SUBJECT.match(indicator))
        and unit.split()[0:1] == per["noun"].split()[0:1]
    ):
        return f"{unit}/{per['base']}"
    alone = "/" not in unit.removesuffix("/năm")
    if part.figure.unit_kind == "money" and alone and (area := _PER_AREA.search(subject)):
        return f"{unit}/{area['area']}"
    if part.figure.unit_kind == "money" and unit and index and parts[index - 1].unit == part.unit:
        before = parts[index - 1]  # "... trên 01 ha đất trồng trọt đạt 280 triệu đồng, nuôi trồng đạt 150 triệu đồng"
        area = _PER_AREA.search(folded, *before.subject)
        headed = load_patterns("subjects")["head"].match(subject)
        if area is not None and headed is None and before.figure.unit_kind == "money":
            return f"{unit}/{area['area']}"
    if not unit and part.figure.kind == "score" and index + 1 < len(parts) and parts[index + 1].unit == part.unit:
        after = parts[index + 1].figure.unit
        return after if "/" in after else unit
    if unit.startswith("/") and index:
        printed = parts[index - 1].figure.unit
        return printed if printed.startswith(unit) else unit
    return unit


def comparator_of(folded: str, parts: Sequence[Part], index: int) -> Comparator:
    """ "ít nhất 100 doanh nghiệp và 50 hợp tác xã": an operator that opens a row of bare figures holds for all of
    them; not for 100%, which nothing exceeds."""
    part, figure = parts[index], parts[index].figure
    if figure.comparator != "=" or figure.reached or part.subject[0] < part.subject[1] or not index or part.inside:
        return figure.comparator
    before = parts[index - 1]
    joint = folded[before.tail[1] : figure.begin].strip(" ,")
    same = before.unit == part.unit and before.figure.kind == figure.kind and not before.inside and joint in ("", "và")
    if figure.direction not in ("level", before.figure.direction):
        return "="  # "trên 80% người dân sử dụng ..., tăng 15 điểm phần trăm"
    if _JOINT.search(folded, before.figure.unit_end, figure.begin) is None:
        return "="  # "ít nhất 05 lớp đào tạo nghề cho 150 lao động"
    if not same or figure.number.value == 100:
        return "="
    if not _is_parallel(folded, before, part):
        tail = folded[slice(*part.tail)]
        own_clause = load_patterns("phrases")["predicate"].search(tail) is not None
        changes = before.figure.direction != "level"
        own_noun = bool(tail) and not tail.startswith(("vào", "trong", "năm", "đến")) and (changes or not own_clause)
        led = before.subject[0] < before.subject[1] and before.figure.direction == "level"
        if figure.kind not in ("count", "percentage") or (figure.kind == "percentage" and (led or not own_noun)):
            return "="
    shared = comparator_of(folded, parts, index - 1)
    return shared if shared in (">=", ">") else "="


def _is_parallel(folded: str, before: Part, part: Part) -> bool:
    """Whether two bare figures go on with the same words: "ít nhất 85% số xã đạt ..., 95% số xã đạt ...", "trên 50% đối
    với đô thị loại II và 20% đối với đô thị loại III"."""
    one, other = (folded[slice(*p.tail)].split()[:_SAME_WORDS] for p in (before, part))
    return len(one) == _SAME_WORDS and one == other


def direction_of(parts: Sequence[Part], index: int, folded: str) -> Direction:
    """ "cắt giảm 50% thời gian, 50% chi phí": a bare figure goes the way of the one before it; "giảm tỷ lệ hộ nghèo
    1 - 1,5%", "hạ lãi suất thêm 0,5%": the verb stands before the measure."""
    part, figure = parts[index], parts[index].figure
    if figure.direction != "level" and figure.verb != "thêm":
        return figure.direction
    if figure.reached or figure.committed or figure.number.form == "digit_count":
        return figure.direction
    subject = folded[part.subject[0] : part.subject[1]].strip()
    if not subject and index and not part.inside and figure.direction == "level":
        before = parts[index - 1]
        apart = _JOINT.search(folded, before.figure.unit_end, figure.begin) is None
        if before.unit != part.unit or before.figure.reached or apart:
            return "level"  # "cắt giảm 30% thời gian đối với 60% thủ tục": the second says of how many
        return before.figure.direction if before.figure.direction != "level" else direction_of(parts, index - 1, folded)
    head = _CHANGES.match(subject)
    if head and figure.comparator in ("=", ">=", "~", "range") and figure.kind != "count":
        return "increase" if head["verb"] == "tăng" else "decrease"
    return figure.direction
