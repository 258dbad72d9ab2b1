"""By when a task is due: ``2025``, ``2025-06``, ``2025-06-30``, ``2026-Q4``, ``yearly``, ``ongoing``; "" if unknown."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import regex

from extractor.knowledge.loader import load_patterns
from extractor.text import fold

_DAY = len("2025-07-01")
"""From a day on something is in force; from a month or a quarter on it is to be done."""
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
# The date of an act ("Nghị quyết số 57-NQ/TW ngày 22/12/2024") or in an act's number is no deadline.
_ACT = regex.compile(
    r"\b(?:số\s+)?\d+(?:/\d{4})?\s*[-/]\s*\p{L}[\p{L}\d/-]*(?:\s*,?\s*ngày\s+\d{1,2}(?:\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?",
    regex.IGNORECASE,
)


def parse_deadline(text: str, *, issued_on: str = "") -> str:
    """The deadline that ``text`` (a cell, a line, the deadline clause of a sentence) states.

    Of several dates the latest counts, before all others one by which something is to be finished; one from which
    it runs only where there is no other. What returns every year is ``yearly`` whatever day it names. A span
    counted from the day of issue is computed from ``issued_on``; a date without a year takes the year of issue.

    >>> parse_deadline("Quý IV/2026")
    '2026-Q4'
    """
    folded = fold(text)
    folded = _ACT.sub(lambda m: " " * len(m.group()), folded)
    patterns = load_patterns("deadlines")
    again = next((name for name in ("yearly", "ongoing") if patterns[name].search(folded)), "")
    if again == "ongoing" and any(patterns[name].search(folded) for name in ("date", "day_month")):
        again = "" if _YEAR.search(folded) else "yearly"  # "định kỳ trước ngày 20/11"
    within = patterns["within"].search(folded)
    if within and issued_on and not again:
        return _counted(within, issued_on)
    found: list[tuple[bool, str, str]] = []  # whether something is to be finished then, last day, value
    begins = ""  # "Từ quý II/2027": nothing else is said
    for name in ("date", "day_month", "quarter", "half", "month", "period", "year"):
        for match in patterns[name].finditer(folded):
            value = _value(name, match, "" if again else issued_on)
            finished = bool(_FINISHED.search(folded[: match.start()]))
            onward = name != "period" and patterns["onward"].search(folded, 0, match.start())
            if onward:
                begins = begins or (value if len(value) < _DAY else "")
            elif value:
                found.append((finished, _end_of(value), value))
            folded = folded[: match.start()] + " " * (match.end() - match.start()) + folded[match.end() :]
    if again and not any(f[0] or len(f[2]) > 4 for f in found):
        return again  # "Thường xuyên, 2026 - 2030"
    return max(found)[2] if found else begins


# "Hoàn thành năm 2026; sau đó thực hiện thường xuyên": what is to be finished counts before all else.
_FINISHED = regex.compile(
    r"(?:hoàn\s+thành[^.;]{0,80}|trước|trong|xong|chậm\s+nhất)"
    r"(?:\s+(?:trong|vào|đến|hết|cuối|trước|tháng|năm|ngày|quý|giai\s+đoạn))*\s*$"
)


def find_deadline(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The clause of a sentence that says by when; None where it says nothing.

    By when something is to be finished counts before a year that only stands in the sentence; of equals, the first.
    """
    patterns, piece = load_patterns("deadlines"), folded[start:end]
    for name in ("recurring", "within", "clause", "habit"):
        matches = [m for m in patterns[name].finditer(piece) if not _is_act_date(folded, start + m.start())]
        if name == "clause":
            matches = [m for m in matches if not _is_attribute(piece, m)]
        if name != "within":
            matches = [m for m in matches if not _is_later_report(piece, m)]
        if name == "recurring":
            matches = [m for m in matches if not _REPORT_AGAIN.match(piece, m.start()) or ";" not in piece[: m.start()]]
        if matches:
            # the date of a report is the deadline only where the report is the task
            tasks = [m for m in matches if not _REPORT.search(piece[: m.start()])] or matches
            whole = [m for m in tasks if not _REST.search(piece[: m.start()])]
            chosen = next((m for m in whole if _is_finish(piece, m)), tasks[0])
            if name == "clause" and _BARE.match(chosen.group()) and not _is_finish(piece, chosen):
                limits = (m for m in matches if m.group().startswith(_LIMITS) and ";" not in piece[: m.start()])
                chosen = next(limits, chosen)  # "… trong năm 2026 …, gửi Bộ Tài chính trước ngày 06/5/2026"
            again = _AGAIN.search(piece[: chosen.start()]) if name == "clause" else None
            if again and not _YEAR.search(chosen.group()):
                return start + again.start(), start + chosen.end()  # "định kỳ báo cáo … trước ngày 20/11"
            return start + chosen.start(), start + chosen.end()
    return None


_AGAIN = regex.compile(r"\b(?:định\s+kỳ|(?:hằng|hàng|mỗi)\s+năm)\b[^;.]{0,160}$")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_REPORT = regex.compile(r"(?:báo cáo|gửi|tổng hợp)[^.;]*$")
_REPORT_CLAUSE = regex.compile(
    r"[;.]\s+(?:(?:và|đồng thời|định kỳ|hằng năm|hàng năm|sơ kết|tổng kết|tổng hợp|đánh giá|kết quả)\s*,?\s+)*"
    r"báo cáo\b(?P<report>[^;.]*)$"
)
# What a report comes back with. "…; báo cáo Thủ tướng Chính phủ trước ngày 15/5" hands in the work itself.
_OF_PROGRESS = regex.compile(r"\b(?:kết quả|tình hình|tiến độ|định kỳ|hằng|hàng|tổng hợp|tổng kết|sơ kết|cuối năm)\b")
# "Triển khai đề án; định kỳ hằng năm báo cáo Chính phủ": the report comes back, not the task.
_REPORT_AGAIN = regex.compile(
    r"(?:định\s+kỳ\s*,?\s*)?(?:hằng|hàng|mỗi)\s+năm\s*,?\s*(?:\(?trước\s+ngày[^;,)]{3,30}[,)]?\s*)?"
    r"(?:sơ\s+kết\s*,?\s*|tổng\s+kết\s*,?\s*|tổng\s+hợp\s*,?\s*|đánh\s+giá\s*,?\s*|gửi\s+|và\s+)*báo\s+cáo\b"
)
_FINISH = regex.compile(r"(?:hoàn\s+thành|kết\s+thúc|chậm\s+nhất|muộn\s+nhất|không\s+muộn)|xong\b")
_FINISH_BEFORE = regex.compile(r"\b(?:hoàn\s+thành|kết\s+thúc)\b[^.;]*$")
# "Di dời 300 hộ trước ngày 31/8; phần còn lại hoàn thành năm sau": the rest has its own time.
_REST = regex.compile(r"\b(?:phần|số|diện\s+tích|khối\s+lượng|\w+)\s+còn\s+lại\b[^.;]*$")
_BARE = regex.compile(r"trong\s")
# "nhiệm vụ có thời hạn hoàn thành trong quý II", "chỉ tiêu tăng trưởng trong năm 2026": what the noun is, not by when.
_NOUN_OF_DATE = regex.compile(
    r"(?:\bcó\s+(?:thời\s+hạn|kế\s+hoạch)|\bđến\s+hạn|\bđược\s+giao"
    r"|\bchỉ\s+tiêu[^.;,]{0,60}|\btăng\s+trưởng[^.;,]{0,40}|\bđã\b[^.;,]{0,40})\s*$"
)


# "phấn đấu trong năm 2026 tối thiểu 90% hồ sơ …": the year of a target.
_STRIVEN = regex.compile(r"\bphấn\s+đấu\s*,?\s*$")
_FIGURE = regex.compile(r"\s*,?\s*(?:(?:có|đạt|tối\s+thiểu|ít\s+nhất|trên|khoảng)\s+)*\d")


def _is_finish(piece: str, match: regex.Match[str]) -> bool:
    """Whether something is to be finished then, not only done in that year."""
    if _FINISH.match(match.group()):
        return True
    return not _BARE.match(match.group()) and bool(_FINISH_BEFORE.search(piece[: match.start()]))


_LIMITS = ("trước", "xong", "chậm", "muộn", "không muộn")


def _is_attribute(piece: str, match: regex.Match[str]) -> bool:
    if _STRIVEN.search(piece[: match.start()]) and _FIGURE.match(piece[match.end() :]):
        return True
    return bool(_NOUN_OF_DATE.search(piece[: match.start()])) and not match.group().startswith(_LIMITS)


def _is_later_report(piece: str, match: regex.Match[str]) -> bool:
    """Whether only a report is due then, in a clause behind that of the task: "Triển khai đề án; báo cáo trước …"."""
    before, behind = piece[: match.start()], piece[match.end() :]
    later = _REPORT_CLAUSE.search(before + match.group()[:8])
    if later and not _OF_PROGRESS.search(later.group() + match.group()) and not _OF_PROGRESS.search(behind):
        return False
    return bool(later or (";" in before and _REPORT_BEHIND.match(behind))) and not _FIRST_REPORT.match(piece)


_REPORT_BEHIND = regex.compile(r"\s*,?\s*(?:gửi\s+|tổng\s+hợp\s*,?\s*|tổng\s+kết\s*,?\s*|sơ\s+kết\s*,?\s*)*báo\s+cáo\b")
_FIRST_REPORT = regex.compile(r"[^;.]*\b(?:báo cáo|tổng hợp|sơ kết|tổng kết)\b")


def _is_act_date(folded: str, at: int) -> bool:
    return bool(regex.search(r"\d\s*[-/]\s*\p{L}[\p{L}/-]*\s*$", folded[max(0, at - 30) : at]))


def _counted(match: regex.Match[str], issued_on: str) -> str:
    day, count = date.fromisoformat(issued_on), int(match["count"])
    if match["unit"] == "ngày":
        return "" if match["work"] else (day + timedelta(days=count)).isoformat()
    if match["unit"] == "tuần":
        return (day + timedelta(weeks=count)).isoformat()
    months = count * 12 if match["unit"] == "năm" else count
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def _value(name: str, match: regex.Match[str], issued_on: str) -> str:
    parts = match.groupdict()
    if name in ("date", "day_month"):
        day, month = int(parts["d1"] or parts.get("d2") or 0), int(parts["m1"] or parts.get("m2") or 0)
        year = int(parts.get("y1") or parts.get("y2") or 0) or _year_for(month, day, issued_on)
        if not year or day > calendar.monthrange(year, month)[1]:
            return ""
        return f"{year}-{month:02d}-{day:02d}"
    if name == "month":
        month = int(parts["m1"] or parts["m2"])
        year = int(parts["y1"] or parts["y2"] or 0) or _year_for(month, 31, issued_on)
        return f"{year}-{month:02d}" if year else ""
    if name == "quarter":
        quarter = _ROMAN[parts["q"]]
        year = int(parts["y"] or 0) or _year_for(quarter * 3, 28, issued_on)
        return f"{year}-Q{quarter}" if year else ""
    if name == "half":
        return f"{parts['y']}-06" if parts["half"] == "đầu" else parts["y"]
    return str(parts["y"])


def _year_for(month: int, day: int, issued_on: str) -> int:
    """The first year in which the date lies on or after the day of issue."""
    if not issued_on:
        return 0
    return int(issued_on[:4]) + ((month, day) < (int(issued_on[5:7]), int(issued_on[8:10])))


def _end_of(value: str) -> str:
    """The last day that a deadline allows, for comparing."""
    if "Q" in value:
        return f"{value[:4]}-{int(value[-1]) * 3:02d}-31"
    return value + "-12-31"[len(value) - 4 :] if len(value) < 10 else value
