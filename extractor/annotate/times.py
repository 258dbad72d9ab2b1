"""Years, periods and dates in folded text, with what they are to a figure: due, base, date of an act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from extractor.knowledge import load_patterns

TimeKind = Literal["date", "month", "quarter", "half", "period", "years", "year"]
TimeRole = Literal["due", "start", "base", "act", "title", "vision", "past"]

# Any time expression holds a digit; the anchors below keep the scan linear on text without one.
_PREPOSITION = regex.compile(
    r"""(?<!\w)(?:
        (?P<base>so\ với(?:\ (?:mức|số|thời\ điểm|thực\ tế|kế\ hoạch|hiện\ trạng|cuối|đầu|trước|trung\ bình|bình\ quân
            |cùng\ kỳ|kết\ quả|ước\ thực\ hiện|thực\ hiện|của|dự\ toán|bình\ quân\ chung))*
          |cùng\ kỳ|như|bằng(?:\ mức)?|của\ cùng\ kỳ)
        | (?P<vision>(?:tầm\ nhìn|định\ hướng|hướng)(?:\ (?:đến|tới))?)
        | (?P<past>tính\ đến(?:\ (?:hết|cuối|đầu|thời\ điểm))?)
        | (?P<due>(?:chậm\ nhất\ (?:là\ )?|muộn\ nhất\ (?:là\ )?)?(?:đến|tới|vào|trước|trong|xong\ trước|hết|cuối
                |(?:vào\ |trong\ |nhân\ )?dịp)
            (?:\ (?:hết|cuối|đầu|trước|năm|khoảng|\d{1,2}\ ?(?:giờ|h)(?:\ ?\d{2}(?:\ phút)?)?))*
            |(?:chậm|muộn)\ nhất(?:\ là)?)
        | (?P<after>sau|từ\ sau)
        | (?P<start>kể\ từ|từ)(?:\ (?:đầu|cuối))?
      )\ *\Z""",
    regex.VERBOSE,
)
_PREPOSITION_REACH = 45  # characters; the longest preposition above
_ONWARD = regex.compile(r"\ *(?:trở\ đi|về\ sau)(?!\w)")
# "so với mức trung bình của năm 2020": everything up to the next comma belongs to the comparison
_COMPARISON = regex.compile(r"(?<!\w)(?:so\ với|cùng\ kỳ)(?!\w)(?:(?![,;:()]|\.\ ).){0,60}\Z")
# "Kế hoạch phát triển ... giai đoạn 2021 - 2025" names a plan
_TITLE = regex.compile(
    r"""(?<!\w)(?:chương\ trình|đề\ án|kế\ hoạch|chiến\ lược|quy\ hoạch|dự\ án|nghị\ quyết|quyết\ định|chỉ\ thị|dự\ toán
        |nhiệm\ kỳ|đại\ hội|nghị\ định|kết\ luận)
        (?!\ (?:đề\ ra|đặt\ ra)) (?:(?![,;:.%]|\ đạt\ |\ phấn\ đấu).){3,110}\Z""",
    regex.VERBOSE,
)
_TITLE_REACH = 125
# "100% kế hoạch vốn đầu tư công năm 2025", "dự toán năm 2026": the year of the plan is the year it is due
_PLANNED = regex.compile(
    r"(?<!\w)(?:kế\ hoạch|dự\ toán|chỉ\ tiêu|nhiệm\ vụ|mục\ tiêu)(?!\ số)(?:(?![,;:.%]|\ so\ với).){0,70}\Z"
)
# "Nghị quyết số 57-NQ/TW năm 2024", "Luật Đất đai năm 2024", "Kết luận ... ngày 02 tháng 4 năm 2026"
_ACT = regex.compile(
    r"(?<!\w)(?:luật|bộ\ luật|pháp\ lệnh|hiến\ pháp|văn\ bản|công\ văn|báo\ cáo|tờ\ trình|thông\ báo|thông\ tư)"
    r"(?:(?![,;:.%]).){0,80}\Z"
)

_RECURRING = regex.compile(
    r"(?<!\w)(?:(?:hằng|hàng|mỗi|từng)\ (?:năm|quý|tháng|tuần)|định\ kỳ|năm\ (?:sau|trước))(?!\w)"
)
_STILL_DUE = regex.compile(r"(?<!\w)(?:trước|nhất(?:\ là)?|(?:xong|hoàn\ thành)\ (?:trong|vào))\ *(?:ngày\ *)?\Z")
_RECURRING_REACH = 60  # characters before a deadline in which its clause says that it comes again
_SPAN = regex.compile(r"(?<!\w)(?:từ\ (?:ngày|tháng|đầu)|(?:tháng|ngày)\ \d)[^,;.]{0,24}\ (?:đến|tới)\ *\Z")
_SPAN_REACH = 45
_LAST_DAY = 31
_LOOKS_BACK = 3  # before this month "cả năm" may be the year that has ended


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression ``start:end`` (its preposition included; ``core`` is where the year words begin).

    A period has ``year_start``; several years ("năm 2026 và 2027") stand in ``years``. ``role`` says what it is to
    a figure beside it: ``due`` (by, in, until), ``start`` (from, onwards), ``base`` (compared with), ``act`` (date
    of an act), ``title`` (part of a plan's name), ``vision`` (orientation to), ``past`` (up to or after which it is
    counted).
    """

    start: int
    end: int
    core: int
    kind: TimeKind
    role: TimeRole
    year: int | None
    year_start: int | None = None
    years: tuple[int, ...] = ()
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    review: str = ""


def find_times(folded: str, start: int = 0, end: int | None = None) -> tuple[Time, ...]:
    """Time expressions in ``folded[start:end]``, in order, not overlapping."""
    stop = len(folded) if end is None else end
    patterns = load_patterns("times")
    taken: list[Time] = []
    for entry, compiled in patterns:
        if entry.value in ("per_year", "yearless", "this_year"):
            continue
        for match in compiled.finditer(folded, start, stop):
            if any(t.core < match.end() and match.start() < t.end for t in taken):
                continue
            made = _time(folded, start, stop, entry.value, match)
            if made is not None:
                taken.append(made)
    return tuple(sorted(taken, key=lambda t: t.start))


def complete_times(folded: str, start: int, end: int, times: Sequence[Time], issued_on: str) -> tuple[Time, ...]:
    """``times`` of ``folded[start:end]`` with the deadlines that name a day, a month or a quarter and no year.

    They fall in the twelve months from ``issued_on`` (ISO 8601; "" completes nothing): what has passed on the day of
    issue is next year's, and ``review`` says so. What recurs ("định kỳ trước ngày 15/6") stays without a year.
    """
    if not issued_on:
        return tuple(times)
    issued = tuple(int(part) for part in issued_on.split("-"))
    made: list[Time] = []
    for match in load_patterns("times")["this_year"].finditer(folded, start, end):
        looks_back = issued[1] < _LOOKS_BACK and match.group() == "cả năm"  # in January it is the year before
        if not looks_back and not any(t.start < match.end() and match.start() < t.end for t in times):
            made.append(Time(match.start(), match.end(), match.start(), "year", "due", issued[0]))
    for time in times:
        open_year = time.kind == "quarter" and time.year is None and time.role == "due"
        dated = _of_issue(folded, time, issued) if open_year and not _recurs(folded, start, time.start) else None
        made.append(dated or time)
    for match in load_patterns("times")["yearless"].finditer(folded, start, end):
        if any(t.core < match.end() and match.start() < t.end for t in times) or _recurs(folded, start, match.start()):
            continue
        if _SPAN.search(folded, max(start, match.start() - _SPAN_REACH), match.start()):
            continue  # "từ tháng 9 đến tháng 11": when, not until when
        named = _time(folded, start, end, "date" if match["day"] else "month", match)
        dated = _of_issue(folded, named, issued) if named is not None and named.role == "due" else None
        if dated is not None:
            made.append(dated)
    return tuple(sorted(made, key=lambda t: t.start))


def _of_issue(folded: str, time: Time, issued: tuple[int, ...]) -> Time | None:
    """The time in the year of issue, or in the next where it has passed and is a deadline ("đến ngày 19/10 đã ..."
    is none)."""
    year, month, day = issued
    last = (3 * time.quarter if time.quarter else time.month or month, time.day or _LAST_DAY)
    passed = last < (month, day)
    if passed and _STILL_DUE.search(folded, max(0, time.start - _PREPOSITION_REACH), time.core) is None:
        return None
    review = "the deadline names no year and has passed on the day of issue" if passed else ""
    return replace(time, year=year + passed, review=review)


def _recurs(folded: str, start: int, at: int) -> bool:
    return _RECURRING.search(folded, max(start, at - _RECURRING_REACH), at) is not None


def is_yearly(folded: str, start: int, end: int) -> bool:
    """Whether ``folded[start:end]`` says each year, or a yearly average."""
    return load_patterns("times")["per_year"].search(folded, start, end) is not None


def _time(folded: str, start: int, stop: int, kind: str, match: regex.Match[str]) -> Time | None:
    groups = match.groupdict()
    years = tuple(int(y) for y in regex.findall(r"\d{4}", groups.get("years") or ""))
    year = years[-1] if years else (int(groups["year"]) if groups.get("year") else None)
    first = int(groups["start"]) if groups.get("start") else None
    if first is not None and (year is None or first >= year):
        return None
    begin, role = _role(folded, start, stop, kind, match)
    return Time(
        begin,
        match.end() if role != "start" else _onward(folded, match.end(), stop),
        match.start(),
        kind,  # type: ignore[arg-type]
        role,
        year,
        first,
        years,
        int(groups["month"]) if groups.get("month") else None,
        int(groups["day"]) if groups.get("day") else None,
        _quarter(groups.get("quarter")),
    )


def _onward(folded: str, at: int, stop: int) -> int:
    match = _ONWARD.match(folded, at, stop)
    return match.end() if match else at


def _quarter(text: str | None) -> int | None:
    if not text:
        return None
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(text) or int(text)


def _role(folded: str, start: int, stop: int, kind: str, match: regex.Match[str]) -> tuple[int, TimeRole]:
    before = folded[max(start, match.start() - _PREPOSITION_REACH) : match.start()]
    found = _PREPOSITION.search(before)
    begin = match.start() - len(before) + found.start() if found else match.start()
    named = next((k for k, v in found.groupdict().items() if v), "") if found else ""
    window = folded[max(start, begin - _TITLE_REACH) : begin]
    firm = found is not None and regex.match(r"(?:đến|tới|vào|trước)(?!\w)", found.group().strip()) is not None
    if named == "" and folded[max(start, begin - 5) : begin].rstrip().endswith(("lần", "đôi")):
        return begin, "base"  # "gấp 2 lần năm 2025", "gấp đôi năm 2025"
    if named == "base" or (not firm and _COMPARISON.search(window)):
        return begin, "base"
    if named in ("past", "after"):
        return begin, "past"
    if named == "vision":
        return begin, "vision"
    if kind == "date":
        return begin, "due" if named in ("due", "start") else "act"
    if (named := named or "") == "" and kind != "period" and _PLANNED.search(window):
        return begin, "due"
    if _TITLE.search(window) and (kind == "period" or named == ""):
        return begin, "title"
    if named == "" and _ACT.search(window):
        return begin, "act"
    if named == "start":
        return begin, "start"
    return begin, "due"
