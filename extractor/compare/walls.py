"""What can never be the same target, however alike the words: another kind, unit, direction, level or counted thing."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import regex

from extractor.compare.words import expand, reading_of
from extractor.knowledge import load_yaml
from extractor.model import Target
from extractor.text import fold, squeeze

# Kinds that a later document may put in one another's place: a duty without a figure becomes a share, a plain
# quantity a ratio. Everything else is another target.
_EXCHANGED = (
    {"universal", "percentage"},
    {"universal", "count"},
    {"universal", "quantity"},
    {"quantity", "ratio"},
    {"quantity", "count"},
    {"count", "ratio"},
    {"score", "quantity"},
)
# "cấp bộ, tỉnh", "cấp huyện và cấp xã", "cấp tỉnh, cấp xã": the levels of the administration named in a run.
_LEVEL_RUN = regex.compile(
    r"""(?<!cung\s)(?<!nâng\s)cấp\s+(?P<run>(?:trung[ ]ương|quốc[ ]gia|bộ|tỉnh|huyện|xã|cơ[ ]sở)
    (?:\s*(?:,|và|/|-)\s*(?:cấp\s+)?(?:trung[ ]ương|bộ|tỉnh|huyện|xã|cơ[ ]sở))*)(?!\p{L})""",
    regex.VERBOSE,
)
_LEVEL = regex.compile(r"trung ương|quốc gia|bộ|tỉnh|huyện|xã|cơ sở")
_COMMUNES = regex.compile(r"(?<!\p{L})(?:xã,\s*phường|phường,\s*xã)(?!\p{L})")
_AREAS = {
    "nông thôn": regex.compile(r"(?:khu vực|vùng|ở|tại|dân cư)\s+(?:nông thôn)"),
    "thành thị": regex.compile(r"(?:khu vực|vùng|ở|tại)\s+(?:thành thị|đô thị)"),
    "dân tộc thiểu số": regex.compile(r"dân tộc thiểu số|vùng cao|miền núi"),
}
_MULTIPLES = {"nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "tỉ": 9, "trăm": 2}
_CURRENCIES = {"usd": "usd", "đô la": "usd", "đồng": "vnd", "vnd": "vnd", "vnđ": "vnd", "euro": "eur"}


def levels_of(target: Target) -> frozenset[str]:
    """The administrative levels and areas that narrow a target: ``{"bộ", "tỉnh"}``; empty where it is for all."""
    text = squeeze(fold(f"{target.scope} ; {target.indicator}"))
    found: set[str] = set()
    for run in _LEVEL_RUN.finditer(text):
        found.update(_LEVEL.findall(run["run"]))
    if _COMMUNES.search(text):
        found.add("xã")
    for name, pattern in _AREAS.items():
        if pattern.search(text) or name in fold(target.scope):
            found.add(name)
    return frozenset(found)


def magnitude(unit: str) -> tuple[Decimal, str]:
    """A unit as factor and plain unit: ``nghìn tỷ đồng`` → (10^12, ``đồng``)."""
    words = squeeze(fold(unit)).split(" ")
    power = 0
    while words and words[0] in _MULTIPLES:
        power += _MULTIPLES[words.pop(0)]
    return Decimal(10) ** power, " ".join(words)


def amount(target: Target) -> Decimal | None:
    """The value in plain units, so that 1,5 nghìn tỷ đồng and 1.500 tỷ đồng are equal."""
    return None if target.value is None else target.value * magnitude(target.unit)[0]


def may_pair(a: Target, b: Target) -> bool:
    """Whether two targets could be the same one, by everything but the words of the indicator."""
    return (
        _kinds_agree(a, b)
        and _directions_agree(a, b)
        and _units_agree(a, b)
        and _counted_agree(a, b)
        and scopes_meet(a, b)
    )


def _kinds_agree(a: Target, b: Target) -> bool:
    return a.kind == b.kind or {a.kind, b.kind} in _EXCHANGED


# "Tốc độ tăng GDP đạt 8%" is an increase of 8%, whichever way it is put.
_GROWTH = regex.compile(
    r"(?:tốc\s+độ\s+|tỷ\s+lệ\s+|mức\s+)?(?:tăng\s+trưởng|tăng)(?!\p{L})|tốc\s+độ\s+(?:phát\s+triển\s+)?bình\s+quân(?!\p{L})"
)
_CUT = regex.compile(r"(?:tốc\s+độ\s+|tỷ\s+lệ\s+|tỉ\s+lệ\s+|mức\s+)?giảm(?!\p{L})")


def direction_of(target: Target) -> str:
    """The direction, also where the indicator says it ("Tốc độ tăng tổng mức bán lẻ")."""
    if target.direction == "level" and target.kind == "percentage":
        opening = fold(target.indicator).strip()
        if _GROWTH.match(opening) or "=growth_gdp" in reading_of(target).bag:
            return "increase"
        if _CUT.match(opening):
            return "decrease"
    return target.direction


def _directions_agree(a: Target, b: Target) -> bool:
    if direction_of(a) == direction_of(b):
        return not a.period or not b.period or a.period == b.period
    return "universal" in (a.kind, b.kind)


def _units_agree(a: Target, b: Target) -> bool:
    if "universal" in (a.kind, b.kind) or a.kind == b.kind == "percentage":
        return True
    one, other = magnitude(a.unit)[1], magnitude(b.unit)[1]
    if a.kind == "money" or b.kind == "money":
        return _currency(one) == _currency(other)
    if not one or not other or a.kind == b.kind == "rank":
        return True
    return one == other or one.startswith(other + " ") or other.startswith(one + " ")


def _currency(unit: str) -> str:
    return next((code for word, code in _CURRENCIES.items() if word in unit), "")


# What an indicator says it is: "Chỉ số phục hồi (NCRI)". The nation's GDP and a province's GRDP may be compared.
_ACRONYM = regex.compile(r"\(\s*(\p{Lu}{3,7})\s*\)")
_OF_ONE_KIND = {"GDP", "GRDP", "VND", "VNĐ", "USD"}


def _counted_agree(a: Target, b: Target) -> bool:
    """Another index, or another thing counted ("người" is not "doanh nghiệp"), is another target."""
    one, other = reading_of(a), reading_of(b)
    if one.index or other.index:
        return one.index == other.index
    if one.who and other.who and one.who != other.who:
        return False
    named = [set(_ACRONYM.findall(t.indicator)) - _OF_ONE_KIND for t in (a, b)]
    if named[0] and named[1] and not named[0] & named[1]:
        return False
    left, right = (expand(squeeze(fold(t.indicator))) for t in (a, b))
    if any(bool(word.search(left)) != bool(word.search(right)) for word in _qualifiers()):
        return False
    for words in _contrasts():
        has, meets = ({i for i, word in enumerate(words) if word.search(text)} for text in (left, right))
        if has and meets and not has & meets:
            return False
    return True


@cache
def _qualifiers() -> tuple[regex.Pattern[str], ...]:
    """What makes another indicator of the one without it (``comparison.yaml``)."""
    return tuple(regex.compile(rf"(?<!\p{{L}})(?:{w})(?!\p{{L}})") for w in load_yaml("comparison")["qualifiers"])


@cache
def _contrasts() -> tuple[tuple[regex.Pattern[str], ...], ...]:
    """Sets of words of which two indicators must share one if both have any (``comparison.yaml``)."""
    return tuple(
        tuple(regex.compile(rf"(?<!\p{{L}})(?:{word})(?!\p{{L}})") for word in words)
        for words in load_yaml("comparison")["contrasts"]
    )


def scopes_meet(a: Target, b: Target) -> bool:
    """Two named scopes must share a level; a target for all may stand against a narrower one (it is rescoped)."""
    one, other = levels_of(a), levels_of(b)
    return not one or not other or bool(one & other)
