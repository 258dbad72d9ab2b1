"""A number with the words that belong to it: comparator, direction, unit, kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from extractor.annotate.numbers import Number, find_numbers
from extractor.annotate.units import UnitKind, find_denominator, find_unit, unit_table
from extractor.knowledge import load_patterns
from extractor.language import noun_end
from extractor.model import Comparator, Direction, TargetKind

_REACH = 40  # characters; the longest operator word before a figure
_MAX_STEPS = 8  # operator words before one figure
_NOUN_OF_CHANGE = regex.compile(
    r"(?<!\w)(?:tốc\ độ|mức(?:\ độ)?|tỷ\ lệ|tỉ\ lệ|tỷ\ suất|chỉ\ số|kịch\ bản|đà|khả\ năng|hỗ\ trợ)\ *\Z"
)

# "trên" before a small number of these says where, not how many
_PLACES_TO_BE = (
    "loại hình", "xã", "phường", "địa bàn", "tỉnh", "nền tảng", "nền tảng số", "tuyến", "hệ thống", "thành phố",
    "huyện", "khu vực", "ứng dụng", "thiết bị", "trang thông tin", "vùng", "loại", "địa phương", "tuyến đường",
    "ngành", "thôn", "tờ", "kênh",
)  # fmt: skip
_FEW = 100
_PEERS = regex.compile(
    r"so\ với\ (?:mức|bình\ quân|trung\ bình|cả\ nước|khu\ vực|thế\ giới|các\ )"
    r"|lần\ (?:mức\ )?(?:bình\ quân|trung\ bình)"
)
# "gấp 2,5 lần vốn ngân sách" sets one thing beside another; "gấp 2 lần năm 2020", "so với", "hiện nay" say since when
_OF_ANOTHER = regex.compile(
    r"\s*lần\ (?:nguồn\ |số\ |tổng\ )?(?:vốn|ngân\ sách|chi|mức\ (?:hỗ|chi|đóng)|tốc\ độ|tăng\ trưởng|gdp|grdp)(?!\w)"
)
_PEER_REACH = 45  # characters behind a multiple in which its comparison begins
_PER_POPULATION = regex.compile(
    r"(?<!\w)trên\s+(?:(?:một\s+|1\s+)?(?:vạn|nghìn)|10\.?000|100\.?000|1\.000|1000)\s+"
    r"(?:dân|người|trẻ(?:\s+(?:em|đẻ\s+sống|sơ\s+sinh))?|phụ\s+nữ)(?!\w)"
)
_MAGNITUDES = regex.compile(r"\A(?:(?:trăm|nghìn|vạn|triệu|tỷ)\ )+")
_CLASSIFIERS = ("lượt", "loại")  # the noun behind them says what is counted
_NOUN_REACH = 40  # characters that are tagged to find the noun
_NOUN_SYLLABLES = 4
# what a bare number counts: "số doanh nghiệp công nghệ lên 80.000"; not "chỉ số", "công nghệ số"
_NUMBER_OF = regex.compile(
    r"(?:\A|[,;:(\-+]|(?<!\w)(?:và|tổng|nâng|tăng|giảm|đưa|với|phấn\ đấu|bảo\ đảm|duy\ trì|trong\ đó|20\d\d))\s*"
    r"(?:tổng\s+)?số\s+(?:lượng\s+)?(?:các\s+)?(?=\p{L})"
)
# points that are places: a network of them, or their number
_PLACES_COUNTED = regex.compile(
    r"(?<!\w)(?:mạng\ lưới|số\ (?:lượng\ )?(?:các\ )?điểm\ (?!đạt|là|được|từ|tối|trên|của|tổng|xếp|trung|bình)\p{L})"
)
_MANY_POINTS = 10_000  # no score is so high
_MONEY_MEANT = regex.compile(
    r"(?<!\w)(?:thu|chi|vốn|ngân\ sách|kim\ ngạch|doanh\ (?:thu|số)|giá\ trị|đầu\ tư|kinh\ phí|giải\ ngân|dư\ nợ)(?!\w)"
)
_ANOTHER_NUMBER = regex.compile(r",\s*(?:nâng|đưa|tổng\ số|số)(?!\w)")
_POPULATION_REACH = 90  # characters between a count and the denominator that it shares
# "ít nhất vào năm 2025 đạt 40%": the comparison stands before the time
_EARLY = regex.compile(
    r"(?<!\w)(?:(?P<least>ít\ nhất|tối\ thiểu)|không\ quá|tối\ đa)\ "
    r"(?:(?:vào|đến|trong)\ )?(?:(?:hết|cuối)\ )?năm\ 20\d\d\s*\Z"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in a sentence. ``begin`` is where its operator words begin, ``stop`` where unit and suffix end.

    ``explicit``: a comparator is printed. ``reached``: a verb of level (đạt, chiếm, còn) stands before it.
    ``moved``: the level moves to the figure (lên, xuống còn). ``committed``: phấn đấu, bảo đảm before it.
    ``origin``: the figure is where a change begins ("từ 23 ... xuống 18").
    """

    number: Number
    begin: int
    stop: int
    comparator: Comparator
    direction: Direction
    kind: TargetKind
    unit: str
    unit_kind: UnitKind
    unit_end: int
    yearly: bool
    explicit: bool
    reached: bool
    moved: bool
    committed: bool
    origin: bool
    verb: str = ""

    @property
    def start(self) -> int:
        return self.number.start

    @property
    def end(self) -> int:
        return self.number.end


@dataclass(slots=True)
class _Operator:
    begin: int
    comparator: str = ""
    direction: str = ""
    reached: bool = False
    moved: bool = False
    committed: bool = False
    open_from: bool = False
    yearly: bool = False
    verb: str = ""


def find_figures(folded: str, text: str, start: int, end: int) -> tuple[Figure, ...]:
    """Figures in ``folded[start:end]``, in order."""
    made: list[Figure] = []
    shared = [m.span() for m in _PER_POPULATION.finditer(folded, start, end)]
    for number in find_numbers(folded, start, end):
        if made and number.start < made[-1].unit_end:
            continue  # "100" of "bé trai/100 bé gái"
        if any(a <= number.start < b for a, b in shared):
            continue
        figure = _figure(folded, text, start, end, number, made[-1] if made else None)
        if figure.unit.lower() not in unit_table().attributes:
            made.append(figure)
    for a, b in shared:
        _per_population(folded, text, made, a, b)
    for i in range(len(made) - 1, 0, -1):
        base = made[i].unit.partition("/")[2]  # "10 bác sĩ và 30 giường bệnh/10.000 dân"
        joint = folded[made[i - 1].unit_end : made[i].start].strip()
        if base[:1].isdigit() and made[i].kind == "ratio" and made[i - 1].kind == "count" and joint in ("và", ","):
            made[i - 1] = replace(made[i - 1], kind="ratio", unit=f"{made[i - 1].unit}/{base}")
    return tuple(made)


def _per_population(folded: str, text: str, made: list[Figure], start: int, end: int) -> None:
    """ "10 bác sĩ, 25 điều dưỡng trên 10.000 dân": the denominator holds for each count of the unit before it."""
    base = " ".join(text[start:end].split()).partition(" ")[2].removeprefix("một ")
    for i in range(len(made) - 1, -1, -1):
        figure = made[i]
        if figure.end > start:
            continue
        if figure.kind == "ratio":
            continue
        between = folded[figure.unit_end : start]
        # "2 triệu doanh nghiệp, 20 doanh nghiệp trên nghìn dân": the first counts all of them
        noun = _MAGNITUDES.sub("", figure.unit)
        again = any(m.kind == "ratio" and m.unit.startswith(noun) for m in made[i + 1 :])
        # "3.500 doanh nghiệp, nâng tổng số trên 1 vạn dân lên 58"
        apart = _ANOTHER_NUMBER.search(between) is not None
        if (
            figure.kind != "count"
            or again
            or apart
            or ";" in between
            or "." in between
            or len(between) > _POPULATION_REACH
        ):
            break
        made[i] = replace(figure, kind="ratio", unit=f"{figure.unit}/{base}")


def _figure(folded: str, text: str, start: int, end: int, number: Number, before: Figure | None) -> Figure:
    floor = before.stop if before else start
    rank = _rank(folded, floor, end, number, before)
    if rank is not None:
        return rank
    quoted = text[number.end : number.end + 1] in ('"', "”") and text[number.start - 1 : number.start] in ('"', "“")
    operator = _operator(folded, floor, number.start - quoted)  # "phát thải ròng bằng “0”"
    unit_text, stop, yearly, per = "", number.end, operator.yearly, False
    unit_kind: UnitKind = "none"
    if number.form == "multiple":
        unit_text, unit_kind = "lần", "multiple"
    elif number.percent or number.form in ("digit_count", "fraction"):
        unit_text, unit_kind = "%", "percent"
        year = regex.compile(r"\s*/\s*năm(?!\w)").match(folded, stop, end)
        if year:
            stop, yearly = year.end(), True
    else:
        unit = find_unit(folded, text, number.end, end)
        if unit.text and unit.kind != "none":
            unit_text, unit_kind, stop = unit.text, unit.kind, unit.end
            yearly, per = yearly or unit.yearly, unit.per
            if unit.text.split()[-1] in _CLASSIFIERS and (noun := _noun_behind(text, stop, end)) is not None:
                unit_text, stop = f"{unit_text} {' '.join(text[noun[0] : noun[1]].split()).lower()}", noun[1]
            if unit_kind == "points" and _counts_places(folded[floor : operator.begin], number):
                unit_kind = "noun"
        else:
            unit_text, stop = unit.text, max(stop, unit.end if unit.text else 0)
            noun = _noun_behind(text, stop, end)
            if noun is not None and (unit_text or number.value == number.value.to_integral_value()):
                words = " ".join(text[noun[0] : noun[1]].split())
                unit_text = " ".join(p for p in (unit_text, words if words.isupper() else words.lower()) if p)
                unit_kind, stop = "noun", noun[1]
            elif not unit_text.startswith("/"):
                unit_text, unit_kind = _counted_before(folded, text, floor, operator.begin, number, unit_text)
            per = unit.per
        if unit_kind in ("noun", "physical") and "/" not in unit_text:
            apart = find_denominator(folded, text, stop, end)
            unit_text, per = unit_text + apart, per or apart not in ("", "/năm")
            yearly = yearly or apart.endswith("/năm")
    unit_end = stop
    comparator = operator.comparator
    if not comparator and (early := _EARLY.search(folded, max(floor, operator.begin - _REACH), operator.begin)):
        comparator = ">=" if early["least"] else "<="
    right = load_patterns("comparators_right")
    for entry, pattern in right:
        match = pattern.search(folded[stop : min(end, stop + 40)])
        if match:
            comparator = entry.value
            stop += 0 if entry.name.startswith("far_") else match.end()
            break
    if not comparator and operator.open_from and not _moves_on(folded, stop, end):
        comparator = ">=" if operator.reached or operator.direction else ""
    origin = operator.open_from and number.value_max is None and _moves_on(folded, stop, end)
    if _says_where(folded, operator, number, unit_text, unit_kind):
        comparator, operator = "", _Operator(number.start)
    nothing = number.value == 0 and unit_kind == "none"  # "về 0"
    final: Comparator = "range" if number.value_max is not None else (comparator or "=")  # type: ignore[assignment]
    if number.form == "digit_count" and final == "=":
        final = ">="
    return Figure(
        number=number,
        begin=operator.begin,
        stop=stop,
        comparator=final,
        direction=operator.direction or ("increase" if _multiplies(folded, operator, number, unit_kind) else "level"),  # type: ignore[arg-type]
        kind="ratio" if unit_text == "‰" else "quantity" if nothing else _kind(unit_kind, per=per),
        unit=unit_text,
        unit_kind=unit_kind,
        unit_end=unit_end,
        yearly=yearly,
        explicit=bool(operator.comparator or comparator),
        reached=operator.reached,
        moved=operator.moved,
        committed=operator.committed,
        origin=origin,
        verb=operator.verb,
    )


def _counts_places(subject: str, number: Number) -> bool:
    """Whether "điểm" are places: "mạng lưới thanh toán đạt 450.000 điểm"."""
    return _PLACES_COUNTED.search(subject) is not None or number.value >= _MANY_POINTS


def _counted_before(
    folded: str, text: str, floor: int, begin: int, number: Number, magnitude: str
) -> tuple[str, UnitKind]:
    """The unit of a number that has none behind it: what its subject counts, or money that is printed as "tỷ"."""
    subject = folded[floor:begin]
    if magnitude.endswith("tỷ") and _MONEY_MEANT.search(subject):
        return magnitude, "money"
    whole = magnitude or number.value == number.value.to_integral_value()
    heads = list(_NUMBER_OF.finditer(subject))
    if not (heads and whole) or any(c in subject[heads[-1].end() :] for c in ".;"):
        return magnitude, "none"
    at = floor + heads[-1].end()
    unit = find_unit(folded, text, at, begin)
    noun = (unit.start, unit.end) if unit.kind in ("noun", "time") else _noun_behind(text, at - 1, begin)
    if noun is None:
        return magnitude, "none"
    words = " ".join(text[noun[0] : noun[1]].split()).lower()
    return f"{magnitude} {words}".strip(), unit.kind if unit.kind == "time" else "noun"


def _multiplies(folded: str, operator: _Operator, number: Number, unit_kind: str) -> bool:
    """Whether the figure is a growth by its own words: "gấp 2 lần", "gấp đôi"."""
    beside = _PEERS.search(folded, number.end, number.end + _PEER_REACH)  # "gấp 1,2 lần so với mức cả nước": a level
    of_another = _OF_ANOTHER.match(folded, number.end) is not None
    grows = "gấp" in folded[operator.begin : number.end] and beside is None
    return unit_kind == "multiple" and grows and not of_another


def _says_where(folded: str, operator: _Operator, number: Number, unit: str, unit_kind: str) -> bool:
    """Whether "trên" is a place, not a comparison: "phát trên 04 loại hình báo chí"."""
    alone = operator.comparator == ">" and not operator.reached and not operator.committed
    few = unit_kind == "noun" and number.value < _FEW and unit in _PLACES_TO_BE
    return alone and few and folded[operator.begin : number.start].strip() == "trên"


def _noun_behind(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun that stands behind a number and that no list knows: "10 vườn ươm"."""
    window = text[start : min(end, start + _NOUN_REACH)]
    if not regex.match(r"\s+\p{Ll}{2}", window):
        return None
    offset = len(window) - len(window.lstrip())
    length = noun_end(" ".join(window.split()))
    words = window[offset : offset + length]
    return (start + offset, start + offset + length) if length and len(words.split()) <= _NOUN_SYLLABLES else None


def _moves_on(folded: str, at: int, end: int) -> bool:
    """Whether "lên", "xuống", "còn" follow within the same phrase: "từ 23 ca sinh/1.000 phụ nữ xuống 18"."""
    return bool(
        regex.compile(
            r"[^,;.]{0,60}?(?<!\w)(?:lên|xuống|còn|đến|tới)(?:\ (?:còn|mức|tới|đến|dưới|trên|khoảng"
            r"|hơn|gần|ít\ nhất|tối\ thiểu|không\ quá))*\ \d"
        ).match(folded, at, end)
    )


def _operator(folded: str, floor: int, at: int) -> _Operator:
    found = _Operator(at)
    patterns = load_patterns("comparators")
    for _ in range(_MAX_STEPS):
        window_start = max(floor, found.begin - _REACH)
        window = folded[window_start : found.begin]
        for entry, compiled in patterns:
            match = compiled.search(window)
            if match is None:
                continue
            value = entry.value
            if value == "average" and found.reached:
                continue  # "tuổi thọ trung bình đạt": part of the name
            if value in ("increase", "decrease") and not _takes_change(found, window[: match.start()], match.group()):
                continue
            _apply(found, value, match.group().strip())
            found.begin = window_start + match.start()
            break
        else:
            break
        while found.begin > floor and folded[found.begin - 1] == " ":
            found.begin -= 1
    return found


def _takes_change(found: _Operator, before: str, verb: str) -> bool:
    """Whether "tăng", "giảm" before the figure is the verb whose amount the figure is."""
    if found.reached or found.committed or found.direction:
        return False
    if "trưởng" in verb and regex.search(r"(?:vào|cho|của|về|với|theo)\s*\Z", before):
        return False
    if "tăng trưởng" in verb and regex.search(
        r"(?:mục\ tiêu|phấn\ đấu|kịch\ bản|phục\ vụ|thúc\ đẩy)\s*\Z|\A\s*\Z|[,;:.]\s*\Z", before
    ):
        return False  # "phấn đấu tăng trưởng 10%": the noun, a rate of growth
    if verb.startswith(("gia", "tăng thêm")) and before.rstrip().endswith("giá trị"):
        return False  # "giá trị gia tăng 20%": the noun, value added
    return not _NOUN_OF_CHANGE.search(before)


def _apply(found: _Operator, value: str, words: str) -> None:
    if value in ("<=", ">=", "<", ">", "~"):
        if found.comparator in ("", "~"):
            found.comparator = value
    elif value in ("increase", "decrease"):
        found.direction = "level" if found.moved else value
        found.verb = words
    elif value == "move":
        found.moved = found.reached = True
    elif value == "reach":
        found.reached = True
        found.verb = found.verb or words
    elif value == "commit":
        found.committed = True
    elif value == "from":
        found.open_from = True
    elif value == "average":
        found.yearly = found.yearly or "năm" in words


def _kind(unit_kind: str, *, per: bool) -> TargetKind:
    if unit_kind == "percent" and not per:
        return "percentage"
    if unit_kind == "money":
        return "money"
    if unit_kind == "rank_step":
        return "rank"
    if per or unit_kind == "multiple":
        return "ratio"
    if unit_kind in ("physical", "time"):
        return "quantity"
    if unit_kind == "points":
        return "score"
    return "count" if unit_kind == "noun" else "score"


def _rank(folded: str, floor: int, end: int, number: Number, before: Figure | None) -> Figure | None:
    """The figure as a rank, or None: "thuộc nhóm 50 nước dẫn đầu", "tốp 3 ASEAN", "xếp thứ 30 trở lên"."""
    if number.percent or number.value_max is not None or number.form in ("digit_count", "fraction", "multiple"):
        return None
    if number.value != number.value.to_integral_value():
        return None
    patterns = load_patterns("ranks")
    left = folded[max(floor, number.start - _REACH) : number.start]
    offset = number.start - len(left)
    right = folded[number.end : min(end, number.end + 110)]
    group = patterns["group"].search(left)
    best = patterns["best"].search(right)
    noun = patterns["ranked_noun"].search(right)
    position = None if regex.match(r"\s*sao(?!\w)", right) else patterns["position"].search(left)
    comparator, unit, begin = "", "", number.start
    if position is not None:
        begin = offset + position.start()
        suffix = regex.compile(r"\s*(?:\p{L}+\s+){0,3}?(?:trở\ lên|hoặc\ cao\ hơn)").match(right)
        comparator = "<=" if suffix else "="
    elif group is not None and (best or noun or patterns["place"].search(right) or "p" in group.group()):
        begin, comparator = offset + group.start(), "<="
    elif best is not None and (among := patterns["among"].search(left)):
        begin, comparator = offset + among.start(), "<="
    elif before is not None and before.kind == "rank" and best is not None and number.start - before.end < 250:
        comparator = "<="
    else:
        return None
    words = folded[floor:begin]
    if noun is not None and position is None:
        unit = noun.group().strip()
    elif position is None and before is not None and before.kind == "rank":
        placed = patterns["place"].search(right)  # "nhóm 3 nước dẫn đầu ASEAN và tốp 30 thế giới"
        unit = "" if placed is not None and placed.group().strip() else before.unit
    return Figure(
        number=number,
        begin=begin,
        stop=number.end + (best.end() if best and position is None else 0),
        comparator=comparator,  # type: ignore[arg-type]
        direction="level",
        kind="rank",
        unit=_tidy(unit),
        unit_kind="noun",
        unit_end=number.end + (noun.end() if noun and position is None else 0),
        yearly=False,
        explicit=True,
        reached=True,
        moved=False,
        committed=bool(regex.search(r"phấn\ đấu|mục\ tiêu", words)),
        origin=False,
        verb="",
    )


def _tidy(unit: str) -> str:
    return " ".join(unit.split()).replace(" ,", ",")
