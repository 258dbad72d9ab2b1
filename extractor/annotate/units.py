"""The unit behind a number: money, physical unit, counted noun, "per something"; spelled in one way."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import regex

from extractor.knowledge import Entry, load_yaml

UnitKind = Literal["percent", "money", "physical", "time", "multiple", "points", "rank_step", "noun", "none"]


class UnitTable(Entry):
    """``units.yaml``: spellings over folded text, and what they are written as."""

    magnitudes: tuple[str, ...]
    money: dict[str, str]
    physical: dict[str, str]
    time: dict[str, str]
    multiple: tuple[str, ...]
    points: tuple[str, ...]
    rank_steps: tuple[str, ...]
    nouns: dict[str, tuple[str, ...]]  # by theme
    attributes: tuple[str, ...]
    parts_of_plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit at ``start:end``. ``text`` is its one spelling; ``per`` says that it has a denominator."""

    start: int
    end: int
    text: str
    kind: UnitKind
    per: bool = False
    yearly: bool = False


@cache
def unit_table() -> UnitTable:
    """The table, checked."""
    return UnitTable.model_validate(load_yaml("units"))


def _either(words: Iterable[str]) -> str:
    escaped = (regex.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))
    return "|".join(escaped)


# other forms of a sign in a unit, and the one the table is written in
_SIGNS = {"2": "[2²₂]", "3": "[3³₃]", "µ": "[µμ]"}
_PLAIN_SIGNS = str.maketrans("²₂³₃μ", "2233µ")


# what may follow a mark: "đạt 70 điểm trở lên", "70 điểm vào năm 2030"; any other word says what points they are
_AFTER_POINTS = (
    r"(?:trở|trên|dưới|và|vào|năm|trong|so|của|theo|thuộc|đến|tới|hoặc|ở|với|đối|xếp|tăng|giảm|về|là|để|nhằm|cho|bình"
    r"|tối|thì|được|trước|từ|nằm|đứng|sau|mỗi|hằng|hàng|cao|thấp|giai|phần|khi|còn|hơn|tương|bằng|tính|nếu|sẽ)"
)


@cache
def _pattern() -> regex.Pattern[str]:
    table = unit_table()
    magnitude = _either(table.magnitudes)
    physical = regex.sub("[23µ]", lambda m: _SIGNS[m.group()], _either(table.physical))
    return regex.compile(
        rf"""\s*(?P<magnitude>(?:(?:{magnitude})(?!\w)\s*){{0,2}})
        (?: (?P<money>{_either(table.money)})(?!\w)(?!\s+(?:hồ|bào|chí|đội)(?!\w))
          | (?P<physical>{physical})(?![\w²³])
          | (?P<points>{_either(table.points)})(?!\w)
              (?:(?<=[% ]%?|trăm)|(?!\s+(?!{_AFTER_POINTS}(?!\w))\p{{L}}))   # điểm chấp nhận thanh toán: places
          | (?P<noun>{_either(itertools.chain(*table.nouns.values()))})(?!\w)
          | (?P<time>{_either(table.time)})(?!\w)
          | (?P<multiple>{_either(table.multiple)})(?!\w)(?!\s+lượt)
          | (?P<step>{_either(table.rank_steps)})(?!\w)
        )?""",
        regex.VERBOSE,
    )


# "/vạn dân", "/100 bé gái", "/100.000 trẻ đẻ sống", " trên 10.000 dân", "/ 1 vạn dân"; a known noun, else a word
_PER = regex.compile(
    r"""(?:\s*/\s*|\s+trên\s+(?=(?:1|một|10\.?000|100\.?000|1\.000|100)\s+\p{L}|(?:một\s+)?vạn\s))
        (?P<per>(?:\d+(?:\.\d{3})*\s+|một\s+)?(?:vạn\s+|triệu\s+|nghìn\s+)?
        (?:bé\s+(?:gái|trai)|phụ\s+nữ|lao\s+động|hộ\s+gia\s+đình|đầu\s+người|doanh\s+nghiệp|đơn\s+vị|người\s+dân
          |trẻ\s+sinh(?:\s+ra)?(?:\s+còn)?\s+sống|trẻ\s+đẻ(?:\s+ra)?(?:\s+còn)?\s+sống|trẻ\s+sơ\s+sinh(?:\s+gái|\s+sống)?
          |trẻ\s+em(?:\s+gái)?|học\s+sinh|sinh\s+viên|giáo\s+viên|giảng\s+viên|bác\s+sĩ|giường\s+bệnh|hồ\s+sơ|đối\s+tượng|ngày\s+đêm
          |chi\s+bộ|cơ\s+sở|thủ\s+tục|hành\s+khách|lượt\s+(?:khách|giao\s+dịch)|(?!(?:vào|trong|đến|năm|và|của|so|với)(?!\w))\p{L}[\p{L}²³\d]*
          |(?<=\d\s)))""",
    regex.VERBOSE,
)
# words between what is counted and its denominator: "20 doanh nghiệp hoạt động/nghìn dân", "30 m2 sàn nhà ở/người"
_PER_BEHIND = regex.compile(
    r"""(?:\ (?!(?:và|hoặc|của|cho|tại|trên|đạt|từ|đến|với|trong|năm|cấp)(?!\w))\p{L}+){1,4}?\ ?/\ ?
    (?P<per>(?:(?:\d+(?:\.\d{3})*|một|vạn|nghìn|triệu)\ ){1,2}\p{L}+
      |(?:người|hộ|lao\ động|học\ sinh|giáo\ viên|lớp|trường|phụ\ nữ)(?!\w))?
    (?P<time>(?(per)\ ?/\ ?)(?:năm|ngày(?:\ đêm)?|tháng)(?!\w))?(?<![/\ ])(?!\w)""",
    regex.VERBOSE,
)
_PER_TIME = regex.compile(r"\s*/\s*(?P<per>ngày(?:\ đêm)?|tháng|tuần|giờ|vụ|lượt)(?!\w)")
_SCALED = regex.compile(r"(?:10{2,3}|1\.000(?:\.000)?|10\^\d)\s*(?=\p{L})")
_ONE = regex.compile(r"\A(?:1|một)\s+(?=vạn|triệu|nghìn)")
_YEARLY = regex.compile(r"\s*/\s*(?:1\s+|một\s+)?năm(?!\w)")


def find_unit(folded: str, text: str, start: int, end: int) -> Unit:
    """The unit that begins at ``start`` (behind a number without %), inside ``folded[start:end]``."""
    match = _pattern().match(folded, start, end)
    assert match is not None
    table = unit_table()
    magnitude = " ".join("tỷ" if w == "tỉ" else "nghìn" if w == "ngàn" else w for w in match["magnitude"].split())
    kind: UnitKind = "none"
    word = ""
    if match["money"]:
        kind, word = "money", table.money[" ".join(match["money"].split())]
    elif match["physical"]:
        kind, word = "physical", table.physical[" ".join(match["physical"].translate(_PLAIN_SIGNS).split())]
        word = word.replace("µ", "μ") if "μ" in match["physical"] else word
    elif match["time"]:
        kind, word = "time", " ".join(match["time"].split())
    elif match["multiple"]:
        kind, word = "multiple", "lần"
    elif match["points"]:
        kind, word = "points", " ".join(match["points"].split())
        if word.startswith("điểm") and word != "điểm":
            kind, word = "percent", "%" if "%" in word else word
    elif match["step"]:
        kind, word = "rank_step", " ".join(match["step"].split())
    elif match["noun"]:
        kind, word = "noun", " ".join(text[slice(*match.span("noun"))].split())
        word = word if any(c.isupper() for c in word[1:]) else word.lower()
    stop = match.end()
    while stop > start and folded[stop - 1] == " ":
        stop -= 1
    per, yearly, tail = False, False, ""
    year = _YEARLY.match(folded, stop, end) if word or magnitude else None
    if year:
        yearly, stop = True, year.end()
        tail = "" if kind in ("percent", "none") and not magnitude else "/năm"
    elif denominator := _PER.match(folded, stop, end):
        timed = _PER_TIME.fullmatch(folded, stop, denominator.end("per")) is not None  # "180.000 m3/ngày": no ratio
        per, stop = kind != "time" and (kind != "physical" or not timed), denominator.end("per")
        tail = f"/{_base(text[slice(*denominator.span('per'))])}"
        again = _PER_TIME.match(folded, stop, end)  # "lít/người/ngày đêm"
        if again:
            tail, stop = tail + "/" + again["per"], again.end()
        year = _YEARLY.match(folded, stop, end)
        if year:
            tail, yearly, stop = tail + "/năm", True, year.end()
    unit = " ".join(p for p in (magnitude, word) if p) + tail
    return Unit(match.start() + (len(match.group()) - len(match.group().lstrip())), stop, unit, kind, per, yearly)


def _base(words: str) -> str:
    """A denominator without the one before its magnitude: "1 vạn dân" is vạn dân."""
    return _ONE.sub("", " ".join(words.split()))


def find_denominator(folded: str, text: str, start: int, end: int) -> str:
    """The denominator that some words part from the unit before ``start``: "/nghìn dân", "/năm"; "" if none.

    The words say what is counted and stay out of the unit.
    """
    match = _PER_BEHIND.match(folded, start, end)
    if match is None:
        return ""
    per = _base(text[slice(*match.span("per"))])
    time = match["time"].lstrip(" /") if match["time"] else ""
    return "".join(f"/{p}" for p in (per, time) if p)


def without_scale(unit: str) -> str:
    """A unit of ``to_unit`` without the number before it: "1.000 tấn" is tấn."""
    return _SCALED.sub("", unit, count=1) if _SCALED.match(unit) else unit


def to_unit(text: str) -> str:
    """One spelling for a unit printed alone (a table's unit cell, brackets in a head)."""
    from extractor.text import fold

    plain = " ".join(text.split()).strip(" ()[].,:;")
    folded = fold(plain)
    if folded in ("%", "phần trăm", "tỷ lệ %", "tỉ lệ %", "tỷ lệ"):
        return "%"
    if regex.fullmatch(r"%\s*/\s*năm", folded):
        return "%"
    if not folded or len(folded) > 40:
        return ""
    scaled = _SCALED.match(folded)  # "1.000 tấn", "10^3 lượt"
    if scaled is not None and scaled.end() < len(folded):
        rest = to_unit(plain[scaled.end() :])
        return f"{scaled.group().strip()} {rest}" if rest else ""
    unit = find_unit(folded, plain, 0, len(folded))
    if unit.end >= len(folded) and unit.text:
        return unit.text
    if not regex.fullmatch(r"\p{L}[\p{L}\d/ .,%²³]{0,24}", plain):
        return ""  # a misread sign is no unit
    return plain.replace("tỉ ", "tỷ ").replace("Tỉ ", "tỷ ")
