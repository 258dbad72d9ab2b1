"""Numbers as Vietnamese documents write them, over folded text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import regex

from extractor.annotate.times import find_times
from extractor.knowledge import load_patterns

Form = Literal["digits", "words", "fraction", "digit_count", "multiple"]

# 80 | 0,7 | 1.000 | 1.219,11 | 8.5
_D = r"(?:\d{1,3}(?:\ \d{3})*\ 000(?![\d.,%]|\ ?%)|\d+(?:[.,]\d+)*)"  # 12 000 as some print it
_PERCENT = r"(?:\ ?%(?![o0](?!\w))|\ phần\ trăm(?!\w))"  # not "15%o"
# "l00%", "lO%": scanned letters for digits
_MISREAD = regex.compile(r"(?<![\w.,/])[li\d](?:[lo\d]{1,2}(?:[.,][lo\d]{1,2})?|[.,][lo\d]{1,2})(?=\ ?%)")
_DIGIT_FOR = str.maketrans("lio", "110")
_MAGNITUDE = r"(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)"
# what may stand between the first number of a range and its dash: "91.299 tỷ đồng - 97.386 tỷ đồng", "7%/năm - 8%/năm"
_BETWEEN = rf"(?:\ {_MAGNITUDE}(?:\ {_MAGNITUDE})?)?(?:\ (?:đồng|usd))?(?:/năm(?=\ *[-÷~đt]))?"
_DASH = r"(?:\ *[-÷~]\ *|\ (?:đến|tới)\ )"  # 12 - 15, 30% - 40%, 8 đến 10

_DIGITS = regex.compile(
    rf"""(?<![\w/%]|\d[.,/:]|[-−]\d)              # not inside a word, a date or a number
    (?P<a>{_D})
    (?:
        (?P<pa>{_PERCENT})?{_BETWEEN}
        {_DASH}(?P<b>{_D})(?P<pb>{_PERCENT})?
      | \ ?(?P<u>\p{{L}}[\p{{L}}²³\d]*(?:\ \p{{L}}+)?){_DASH}(?P<b>{_D})(?=\ ?(?P=u)(?!\w))   # 20 ha đến 30 ha
      | (?P<slash>/)(?P<d>\d{{1,3}})(?![\d/%]|[.,]\d|\ *\p{{L}}*/) # 1/3, 85/110
      | (?P<p>{_PERCENT})
    )?
    (?!\d|[.,]\d|/\d(?<!/1)|/1(?!0{{2,6}}(?!\d)|0{{0,2}}\.000))   # and it ends here (4/100.000 is four)
    """,
    regex.VERBOSE,
)
_PLAIN = regex.compile(
    rf"(?<![\w/%]|\d[.,/:])(?P<a>{_D})(?P<p>{_PERCENT})?"
    r"(?!\d|[.,]\d|/\d(?<!/1)|/1(?!0{2,6}(?!\d)|0{0,2}\.000))",
    regex.VERBOSE,
)
# letters may be glued to a number only where they are a unit: 50mm, 10MW
_GLUED = regex.compile(
    r"(?:km2?|m[23²³]?|ha|kg|mg|μg|mm|cm|dm|mw|gw|kwh?|gwh|twh|kv|mva|tr|tỷ|tỉ|triệu|nghìn|đồng|đ|usd|tấn|người|xã|gbps|mbps"
    r"|lít|lần|giường|gb/s|mb/s|gb|tb|mwp|kwp|căn|trường|trạm|thôn|m3/s|các|số|hồ|cán|dịch|doanh|học|hộ|trở|tổng)(?!\w)"
)
# counted digits: tăng trưởng "2 con số", hai con số
_DIGIT_COUNT = regex.compile(r"(?<!\w)[\"'“]?(?P<n>0?[2-4]|hai|ba|bốn)\ (?:con|chữ)\ số(?!\w)[\"'”]?(?=\W|\Z)")
_UNITS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SMALL = {word: n for n, word in enumerate(_UNITS) if word} | {"mười": 10, "bẩy": 7, "tư": 4, "lăm": 5, "mốt": 1}
_WORD = r"(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)"
_WORD_FRACTION = regex.compile(rf"(?<!\w)(?P<n>{_WORD})\ phần\ (?P<d>hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)")
_HALF = regex.compile(
    r"(?<!\w)(?:một\ nửa|phân\ nửa|(?<=(?:quá|hơn|trên|gần|khoảng|ít\ nhất|tối\ thiểu|đạt)\ )nửa)(?!\w)"
    r"(?!\ (?:đầu|cuối|năm|tháng|thế\ kỷ|nhiệm|ngày|giờ|sau|trước))"
)
_ALL = regex.compile(r"(?<!\w)(?:một\ )?trăm\ phần\ trăm(?!\w)")
# A number word is a figure only behind a word that measures ("ít nhất một tổ công nghệ số", not "một số", "hai bên"),
# behind a verb of making ("hình thành ba khu") or before a multiplier ("một triệu doanh nghiệp")
_WORD_CARDINAL = regex.compile(
    rf"""(?:
      (?<=(?:ít\ nhất|tối\ thiểu|tối\ đa|không\ quá|không\ dưới|đạt|gấp|hơn|trên|dưới|thứ|nhóm|tốp|top|tăng|giảm)\ )
      (?P<n>(?:{_WORD}(?:\ mươi(?:\ (?:{_WORD}|lăm|mốt|tư))?)?|mười\ (?:{_WORD}|lăm)))
    | (?<=(?:thành\ lập|hình\ thành|khởi\ công|xây\ dựng|xây\ mới|có\ thêm|thu\ hút|công\ nhận)(?:\ mới|\ thêm)?\ )
      (?P<n>hai|ba|bốn|sáu|bảy|tám|chín|mười)
    | (?<!(?:\w|(?:{_WORD}|trăm|nghìn|ngàn|triệu|tỷ|mươi|linh|lẻ|đề\ án|chương\ trình|chiến\ dịch|phong\ trào|chữ:?)\ ))
      (?P<n>{_WORD})
      (?=\ (?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)\ (?!lệ|trọng|suất|số|giá|phú|lẻ|rưỡi|(?:{_WORD}|mươi|linh)(?!\w))\p{{L}})
    )
    (?!\ (?:số|trong|cách|phần|nửa|mươi|ngày\ nào|bên|mặt|chiều|đa|tiểu|bậc\ học|nhất))(?!\w)
    (?!\ 20\d\d)(?!\ năm\ 20)""",
    regex.VERBOSE,
)
_YEAR = regex.compile(r"(?:19[4-9]|20\d)\d\Z")
# a number that looks like a year is a quantity behind these
_MEASURED = regex.compile(r"(?:tối\ thiểu|ít\ nhất|trên|hơn|khoảng|gần|dưới|không\ quá|đạt|được|≥|>|<|≤)\ *\Z")
_DOUBLE = regex.compile(r"(?<!\w)gấp\ (?P<n>đôi|ba|rưỡi)(?!\w)(?!\ lần)")
_MULTIPLES = {"đôi": Decimal(2), "ba": Decimal(3), "rưỡi": Decimal("1.5")}
_FRACTION_LIMIT = 5  # 2/3 số hộ is a share; 8/10 chỉ tiêu counts eight of ten
_THOUSAND = 1000
_RESTATED = regex.compile(r"(?:đạt|bằng|tỷ\ lệ|tỉ\ lệ|\()\ ?(?:tỷ\ lệ\ )?100\ ?%")  # "34/34 xã ..., đạt tỷ lệ 100%"
_RESTATED_REACH = 250  # characters; one sentence
_PLACES = Decimal("0.01")  # one third has no exact decimal


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed at ``start:end``: its % included, its unit not. A range has ``value_max``.

    ``form``: ``digits``; ``words`` ("trăm phần trăm"); ``fraction`` ("một nửa", "1/3": a share in hundredths, two
    places); ``multiple`` ("gấp đôi"); ``digit_count`` ("2 con số": the smallest number of that many digits).
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None = None
    percent: bool = False
    form: Form = "digits"
    review: str = ""


def hidden_spans(folded: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans in which digits are no quantity: times, numbers of acts and provisions, names, addresses. Sorted."""
    stop = len(folded) if end is None else end
    spans = [(t.core, t.end) for t in find_times(folded, start, stop)]
    for _, compiled in load_patterns("designators"):
        spans += [m.span() for m in compiled.finditer(folded, start, stop)]
    return sorted(spans)


def find_numbers(folded: str, start: int = 0, end: int | None = None) -> tuple[Number, ...]:
    """Quantities in ``folded[start:end]``, in order, not overlapping; years, dates, labels and names are not."""
    stop = len(folded) if end is None else end
    if _MISREAD.search(folded, start, stop):
        read = _MISREAD.sub(lambda m: m.group().translate(_DIGIT_FOR), folded[start:stop])
        folded = folded[:start] + read + folded[stop:]
    hidden = hidden_spans(folded, start, stop)
    found: list[Number] = []

    def free(a: int, b: int) -> bool:
        return not any(s < b and a < e for s, e in hidden)

    for match in _DIGIT_COUNT.finditer(folded, start, stop):
        digits = _SMALL.get(match["n"]) or int(match["n"])
        begin, close = match.span()
        while folded[begin] in "\"'“":
            begin += 1
        while folded[close - 1] in "\"'”":
            close -= 1
        found.append(Number(begin, close, Decimal(10 ** (digits - 1)), form="digit_count"))
        hidden.append(match.span())
    position = start
    while (digits_match := _DIGITS.search(folded, position, stop)) is not None:
        number, position = _from_digits(folded, stop, digits_match, free)
        if number is not None:
            found.append(number)
    for match in _ALL.finditer(folded, start, stop):
        found.append(Number(*match.span(), Decimal(100), percent=True, form="words"))
        hidden.append(match.span())
    for match in _HALF.finditer(folded, start, stop):
        found.append(Number(*match.span(), _share(1, 2), form="fraction"))
    for match in _DOUBLE.finditer(folded, start, stop):
        found.append(Number(*match.span(), _MULTIPLES[match["n"]], form="multiple"))
    for match in _WORD_FRACTION.finditer(folded, start, stop):
        if free(*match.span()):
            found.append(Number(*match.span(), _share(_SMALL[match["n"]], _SMALL[match["d"]]), form="fraction"))
            hidden.append(match.span())
    for match in _WORD_CARDINAL.finditer(folded, start, stop):
        if free(*match.span()):
            found.append(Number(*match.span("n"), Decimal(_words(match["n"])), form="words"))
    return tuple(sorted(found, key=lambda n: n.start))


def parse_decimal(text: str) -> Decimal | None:
    """``1.000`` is 1000, ``0,7`` and ``8.5`` are decimals, ``1.219,11`` both; None for an outline number (1.2.3)."""
    text = text.replace(" ", "")
    whole, comma, fraction = text.partition(",")
    if comma and "," in fraction:
        parts = text.split(",")
        return Decimal("".join(parts)) if _grouped(parts) else None
    if not comma:
        parts = text.split(".")
        if len(parts) == 1:
            return Decimal(text)
        if _grouped(parts) and parts[0].lstrip("0"):
            return Decimal("".join(parts))
        return Decimal(text) if len(parts) == 2 else None
    if "." in fraction:  # 1,234.5
        head, _, tail = fraction.partition(".")
        return Decimal(whole + head + "." + tail) if len(head) == 3 and "." not in tail else None
    groups = whole.split(".")
    if len(groups) > 1 and not _grouped(groups):
        return None
    return Decimal("".join(groups) + "." + fraction)


def _share(top: int, bottom: int) -> Decimal:
    return (Decimal(top * 100) / bottom).quantize(_PLACES).normalize() + 0


def _grouped(parts: list[str]) -> bool:
    return 1 <= len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:])


def _words(text: str) -> int:
    total, tens = 0, False
    for word in text.split():
        if word == "mươi":
            total, tens = total * 10, True
        elif word == "mười":
            total += 10
        else:
            total = total + _SMALL[word] if tens or total == 10 else _SMALL[word]
    return total


def _from_digits(
    folded: str, stop: int, match: regex.Match[str], is_free: Callable[[int, int], bool]
) -> tuple[Number | None, int]:
    start, end = match.span()
    if match["b"] is not None:
        low, high = parse_decimal(match["a"]), parse_decimal(match["b"])
        percent = bool(match["pa"] or match["pb"])
        glued = end < stop and folded[end].isalpha() and not _GLUED.match(folded, end, stop)
        if low is not None and high is not None and high >= _THOUSAND and low * _THOUSAND < high <= low * _THOUSAND * 2:
            low *= _THOUSAND  # "25-30.000 tỷ đồng"
        if low is not None and high is not None and low < high and is_free(start, end) and not glued:
            return Number(start, end, low, high, percent), end
    elif match["slash"] and is_free(start, end):
        top, bottom = parse_decimal(match["a"]), Decimal(match["d"])
        named = end < stop and folded[end].isalpha()
        restated = _RESTATED.search(folded, end, min(stop, end + _RESTATED_REACH)) is not None
        if top is not None and bottom > _FRACTION_LIMIT and top == bottom and not named and not restated:
            return Number(start, end, top), end  # "34/34 xã": all of them
        if top is not None and 0 < top < bottom and not named:
            if bottom <= _FRACTION_LIMIT:
                return Number(start, end, _share(int(top), int(bottom)), form="fraction"), end
            return Number(start, end, top), end  # "85/110 xã": 85 of them
        return None, match.end()
    plain = _PLAIN.match(folded, start, stop)
    if plain is None:
        return None, match.end("a")
    end = plain.end()
    value_or_none = parse_decimal(plain["a"])
    if value_or_none is None or not is_free(start, end):
        return None, end
    if end < stop and not plain["p"]:
        if folded[end].isalpha() and not _GLUED.match(folded, end, stop):
            return None, end
        if folded[end] in "-_" and end + 1 < stop and folded[end + 1].isalpha():
            return None, end
    if plain["p"] and end < stop and folded[end].isdigit():
        return None, end
    if not plain["p"] and _YEAR.match(plain["a"]) and not _MEASURED.search(folded, max(0, start - 14), start):
        return None, end
    return Number(start, end, value_or_none, percent=bool(plain["p"])), end
