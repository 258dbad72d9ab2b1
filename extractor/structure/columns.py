"""What the columns of a table mean: by their heads, by what they hold, and by the shape of the table.

A table of figures has one of these shapes: a row for each indicator and columns of years, levels or places; a row for
each place or bearer and columns of indicators or years; a row for each year and columns of indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import regex

from extractor.knowledge.loader import load_patterns, load_yaml
from extractor.model import Column, ColumnRole
from extractor.text import fold, squeeze

VALUE_LENGTH = 25  # characters of a figure with its unit, on average
_HEAD_WORDS = 6  # a column's head that only names a place is not longer
_TASK_LENGTH = 12  # characters of a task's shortest name, on average
_MOST = 0.6  # of a column's cells: what it holds
_FEW = 0.5

_YEARS = regex.compile(r"(?<!\d|\p{L}-)((?:19|20)\d\d)(?!\d)")
_PERIOD = regex.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:-|đến(?: năm)?)\s*((?:19|20)\d\d)(?!\d)")
_SINCE = regex.compile(r"so\ với\ (?:cùng\ kỳ\ )?(?:năm\ )?(?:19|20)\d\d(?:\s*-\s*(?:19|20)\d\d)?")
_UNIT = regex.compile(
    r"\(\s*(?:đơn vị(?: tính)?\s*:?|đvt\s*:?|tính bằng\s*)?\s*([^()\d]{1,30}?(?:\d{0,2}))\s*\)", regex.IGNORECASE
)
_UNIT_BEHIND = regex.compile(r"(?:đvt|đơn\ vị(?:\ tính)?)\s*:\s*(?P<unit>[^():]{1,30})\Z|(?<=\ )(?P<unit>%)\Z")
_NOT_UNIT = ("nếu có", "dự kiến", "theo", "gồm", "tên", "ghi", "kèm", "bao gồm", "người", "tại")
_BRACKET = regex.compile(r"\((?!(?!MWp?|GWh?|KWH|TWH|USD)[A-ZĐ]{2,8}\))[^()]*\)|\[[^\[\]]*\]")
_TIME = regex.compile(
    r"""(?:(?:tính\ |dự\ kiến\ |lũy\ kế\ )?(?:đến|tới|trong|của|vào)\ )?(?:(?:hết|cuối)\ )?
    (?:(?:năm|giai\ đoạn|thời\ kỳ)\ )?(?<!so\ với\ |so\ với\ năm\ |cùng\ kỳ\ )(?<!\d)
    (?:19|20)\d\d(?:\s*-\s*(?:19|20)\d\d)?(?!\d)""",
    regex.VERBOSE,
)
# "Chỉ tiêu giảm tỷ lệ hộ nghèo", "Số căn hộ được giao": what is said beside the measure
_BEFORE = regex.compile(
    r"(?:(?:chỉ\ tiêu|mục\ tiêu|kế\ hoạch|phấn\ đấu|giao|dự\ toán|dự\ kiến|lộ\ trình|về|trong\ đó|tổng\ chỉ\ tiêu)"
    r"(?:\W+|\Z))+(?=\p{L}|%|\Z)"
)
_BEHIND = regex.compile(
    r"(?:\ (?:được\ )?(?:tỉnh\ |trung\ ương\ )?giao|\ (?:phải|cần)\ đạt|\ đến|\ năm|\ trong|\ là)+\Z"
)

_AGENCY = regex.compile(
    r"""
    \W* (?: \(?\d{1,2}[.)]\s* )? (?: các\ )?
    (?: bộ | sở | ủy\ ban | ubnd | văn\ phòng | ban | cục | tổng\ cục | vụ | công\ an | thanh\ tra | ngân\ hàng | đài
      | hội | viện | trung\ tâm | cơ\ quan | đơn\ vị | địa\ phương | tỉnh | thành\ phố | bhxh | bảo\ hiểm | mặt\ trận
      | liên\ đoàn | đoàn | thông\ tấn | học\ viện | trường | tập\ đoàn | tổng\ công\ ty | doanh\ nghiệp
      | chính\ phủ | hđnd | hội\ đồng | tổ\ | xã | phường | kho\ bạc | chi\ cục | tòa\ án | viện\ kiểm\ sát ) \b
    """,
    regex.VERBOSE,
)
_WHEN = regex.compile(
    r"(?:19|20)\d\d | \b(?:quý|tháng|năm|thường\ xuyên|hằng|hàng|giai\ đoạn|ngày|định\ kỳ|liên\ tục)\b", regex.VERBOSE
)
_WHEN_ONLY = regex.compile(r"\W* (?:19|20)\d\d (?: \s?-\s? (?:19|20)\d\d )? \W* \Z", regex.VERBOSE)
_ROW_OF_TIME = regex.compile(
    r"\W*(?:(?:đến|hết|cuối|trong|kế\ hoạch|mục\ tiêu|cả)\ )*(?:năm|giai\ đoạn|thời\ kỳ)?\ *"
    r"(?:(?:19|20)\d\d(?:\s*-\s*(?:19|20)\d\d)?)\W*\Z"
)
_FIGURE = regex.compile(
    r"""
    \W* (?: [≥≤<>~] | trên | dưới | khoảng | tối\ thiểu | tối\ đa | phấn\ đấu | không\ quá | từ | đạt )?
    [\s≥≤<>=~]* \d
    """,
    regex.VERBOSE,
)
# a figure and at most its unit and a remark: "≥ 80%", "8,0 - 8,5", "10 (tăng 2)", "trên 1.200 căn"
_FIGURE_ONLY = regex.compile(
    r"""
    \W* (?: (?: trên | dưới | khoảng | tối\ thiểu | tối\ đa | ít\ nhất | phấn\ đấu | không\ quá | từ | đạt | còn | tăng
      | giảm | duy\ trì | hơn | gần | nhóm | tốp | top ) \W+ )*
    [^\p{L}\d]* \d[\d.,]* (?: \s*(?:-|÷|đến|tới)\s*\d[\d.,]* )? \s* %?
    (?: \s* \(?[\p{L}%/²³]+ (?:[\ /][\p{L}%²³]+){0,3} \)? )?
    \s* (?: \([^()]*\) )? \W* \Z
    """,
    regex.VERBOSE,
)
_EMPTY = regex.compile(r"(?:[\s\-–—.…/x]|(?<!\w)(?:không\ )?đạt(?!\w)|(?<!\w)có(?!\w))*\Z")
_INDEX_CELL = regex.compile(r"\W*(?:[a-hđ]|[ivx]{1,6}|\d{1,3}(?:\.\d{1,2}){0,3}|[-+*])\W*\Z")
_UNIT_CELL = regex.compile(
    r"""\W*(?: % .{0,12} | ‰ | (?:(?:nghìn|triệu|tỷ|1\.000|1000)\ )?(?:tỷ\ )?
    (?:đồng|usd|tấn|lượt|người|con|cây|m3|m2|km|ha|kwh|lít|hộ|căn)(?:/[\p{L}\ ]{2,14})?
    | tạ/ha | điểm | xã | phường | huyện | tỉnh | thôn | lần | giường | bác\ sĩ | trường | lớp | mô\ hình | dự\ án
    | doanh\ nghiệp | cơ\ sở | sản\ phẩm | hợp\ tác\ xã | htx | (?:thứ\ )?hạng | bậc | tuổi | ngày | giờ | phút | năm
    | mw | gwh? | công\ trình | trạm | bến | cái | bộ | chiếc | hồ\ sơ | văn\ bản | cuộc | vụ | ca )\W*\Z""",
    regex.VERBOSE,
)
_NAMELESS = regex.compile(r"\W*(?:tên|danh\ mục|nội\ dung|họ\ tên)")  # heads that say nothing of what their cells name
_PRICED = regex.compile(r"đơn\ giá|thành\ tiền")  # a calculation of costs
_PARTED = regex.compile(r"\W*(?:trong\ đó|chia\ ra|gồm|bao\ gồm)(?!\w)")
_CLOSED = frozenset({"money", "source_of_task", "past", "comparison", "person", "group"})
"""Patterns of columns.yaml whose columns hold no target, whatever else they look like."""

_OPEN: tuple[ColumnRole, ...] = ("other", "indicator", "task", "agency")
"""Roles that a column of figures has only by its head's words."""


@dataclass(slots=True)
class _Draft:
    """A column while its role is sought. ``cells`` are those that hold words, ``name`` is the pattern of the head."""

    number: int
    parts: Sequence[str]
    cells: Sequence[str]
    head: str = ""
    role: ColumnRole = "other"
    name: str = ""
    place: bool = False  # the head is a place's name, whatever its words

    @property
    def figures(self) -> bool:
        """Whether the column holds figures and nothing else."""
        filled = [c for c in self.cells if not _EMPTY.match(fold(c))]
        short = sum(map(len, filled)) < VALUE_LENGTH * len(filled)
        return short and _share(filled, _FIGURE_ONLY) > _MOST and _share(filled, _WHEN_ONLY) < _FEW

    @property
    def words(self) -> bool:
        return bool(self.cells) and _share(self.cells, _FIGURE) < _FEW

    @property
    def length(self) -> float:
        return sum(map(len, self.cells)) / len(self.cells) if self.cells else 0.0


def parse_columns(parts: Sequence[Sequence[str]], cells: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns with the heads ``parts`` (outermost first) that hold ``cells``."""
    patterns = load_patterns("columns")
    drafts: list[_Draft] = []
    for number, (part, words) in enumerate(zip(parts, cells, strict=True)):
        draft = _Draft(number, part, words, " ".join(part))
        found = patterns.first(fold(draft.head)) if draft.head else None
        if found:
            draft.role, draft.name = found[0].value, found[0].name  # type: ignore[assignment]
        draft.role = _checked(draft)
        drafts.append(draft)
    _divide_indicators(drafts)
    _cross(drafts)
    _complete(drafts)
    columns: list[Column] = []
    for draft in drafts:
        columns.append(_column(draft, columns))
    return tuple(columns)


def _column(draft: _Draft, left: Sequence[Column]) -> Column:
    # "Giai đoạn 2021 - 2025" above "Năm 2021": the nearest head that names a year.
    year_start, year = next((y for part in reversed(draft.parts) if (y := years_of(part))[1]), (None, None))
    measure, scope = ("", _plain(draft.head)) if draft.place else _meaning(draft.parts)
    unit = next((u for part in reversed(draft.parts) if (u := unit_of(part))), "")
    if len(draft.parts) > 1 and not unit and _PARTED.match(fold(draft.parts[0])):
        whole = next((c for c in reversed(left) if c.measure and not _PARTED.match(fold(c.head))), None)
        if whole is not None and whole.role == draft.role:  # "Tổng số lao động (người)" | "Trong đó: nữ"
            unit = whole.unit
            own = load_patterns("measures")["measure"].match(fold(measure))
            measure = measure if own else f"{whole.measure} - {measure}"
    return Column(draft.number, draft.head, draft.role, year, year_start, unit, measure, scope)


def is_unit(words: str) -> bool:
    """Whether a cell holds a unit and nothing else."""
    return len(words) <= VALUE_LENGTH and _UNIT_CELL.match(fold(words)) is not None


def is_figure(words: str) -> bool:
    """Whether a cell holds a figure and at most its unit and a remark; years are heads."""
    flat = fold(words)
    return _FIGURE_ONLY.match(flat) is not None and not _ROW_OF_TIME.match(flat)


def _share(words: Sequence[str], pattern: regex.Pattern[str], *, search: bool = False) -> float:
    if not words:
        return 0.0
    test = pattern.search if search else pattern.match
    return sum(1 for w in words if test(fold(w))) / len(words)


def _checked(draft: _Draft) -> ColumnRole:
    """Let the cells correct what the head says where heads are ambiguous."""
    role, name, head, words = draft.role, draft.name, draft.head, draft.cells
    if role == "unit" and name == "bare_unit" and max(_share(words, _AGENCY), _areas_share(words)) > _FEW:
        return "agency"
    if role == "deadline" and words and _share(words, _WHEN, search=True) < 0.3:
        if years_of(head)[1] and _share(words, _FIGURE) > _MOST:
            return "value"  # "Lộ trình thực hiện" above "2024"
        return "other"  # "Tiến độ: đã hoàn thành"
    if role == "value" and words and _share(words, _AGENCY) > _MOST:
        return "agency"
    if role == "coordinate" and name == "coordinate" and words and _share(words, _AGENCY) < 0.2:
        return "other" if "phối hợp" not in fold(head) else role
    return role


def _divide_indicators(drafts: Sequence[_Draft]) -> None:
    """ "Chỉ tiêu | Chỉ tiêu điều chỉnh": names in one column, figures in others."""
    if any(d.role == "indicator" and d.words for d in drafts):
        for draft in drafts:
            if draft.role == "indicator" and draft.figures:
                draft.role = "value"
    if drafts and drafts[0].role == "other" and drafts[0].cells and _share(drafts[0].cells, _INDEX_CELL) > 0.7:
        drafts[0].role = "index"


# ------------------------------------------------------------------------------------------------ shape


def _cross(drafts: Sequence[_Draft]) -> None:
    """Find the columns of figures that no word of their heads tells, and what the rows of such a table are."""
    measures = load_patterns("measures")
    if any((d.role == "task" and d.name == "task_first") or _PRICED.search(fold(d.head)) for d in drafts):
        return
    figures = [d for d in drafts if d.head and d.role in (*_OPEN, "value", "baseline") and d.figures]
    if not figures:
        return
    left = [d for d in drafts[: figures[0].number] if d.words and d.role not in ("index", "unit", "note", "value")]
    named = next((d for d in left if d.role == "indicator"), None)
    bearers = [d for d in left if d.role in ("agency", "other", "task") and _names_bearers(d, alone=named is None)]
    if named is not None:
        if bearers and bearers[-1].number > named.number:
            bearers[-1].role = "subject"
        _open_places(drafts, figures, named)
        return
    times = [d for d in drafts[: figures[0].number + 1] if _share(d.cells, _ROW_OF_TIME) > _MOST and d.role != "index"]
    told = [d for d in figures if d not in times and _may_be_value(d, subject=bool(bearers))]
    measured = [d for d in told if measures["measure"].match(_bare(d.head)) or unit_of(d.head)]
    if bearers and (measured or any(d.role in ("value", "baseline", "indicator") for d in figures) or len(told) > 1):
        bearers[-1].role = "subject"
        _open(told)
    elif times and measured and not left:
        times[0].role = "deadline"
        _open(told)
    elif measured and left and left[-1].role == "other":
        left[-1].role = "indicator"
        _open(measured)


def _may_be_value(draft: _Draft, *, subject: bool) -> bool:
    measures = load_patterns("measures")
    bare = _bare(draft.head)
    if subject and measures["stock"].search(bare):
        return False
    if draft.name in _CLOSED and not (draft.name == "money" and measures["measure"].match(_bare_last(draft))):
        return False
    return measures["budget"].search(bare) is None


def _open(drafts: Sequence[_Draft]) -> None:
    for draft in drafts:
        if draft.role in _OPEN:
            draft.role = "value"


def _open_places(drafts: Sequence[_Draft], figures: Sequence[_Draft], named: _Draft) -> None:
    """Columns of places, levels or groups beside a column of indicators."""
    right = [d for d in drafts if d.number > named.number and d.role in ("other", "indicator")]
    places = [d for d in right if (d.figures or d.role == "indicator") and any(_area(p) for p in d.parts)]
    if places:
        for draft in places:
            draft.role = "value"
    if any(d.role in ("value", "condition") for d in drafts) and not places:
        return
    measures = load_patterns("measures")
    free = [d for d in right if d in figures and d.role == "other" and _may_be_value(d, subject=False)]
    named_so = [d for d in free if len(d.head.split()) <= _HEAD_WORDS and not measures["measure"].match(_bare(d.head))]
    generic = [d for d in free if measures["generic"].match(_bare(d.head))]
    if any(d.role == "unit" for d in drafts) and len(named_so) > 1:
        _open(named_so)
        for draft in named_so:
            draft.place = True  # names that no list knows
    else:
        _open(generic)


def _names_bearers(draft: _Draft, *, alone: bool) -> bool:
    """Whether the column names places or those who shall reach the target."""
    head = fold(draft.parts[-1]) if draft.parts else ""
    told = load_patterns("measures")["bearer"].match(_bare(head)) is not None
    if not alone:  # beside indicators, agencies are those in charge
        return told and _areas_share(draft.cells) > _FEW
    unsaid = draft.name == "task_content" or (not draft.name and (not head or _NAMELESS.match(head) is not None))
    return told or draft.role == "agency" or (unsaid and _areas_share(draft.cells) > _FEW)


@cache
def _provinces() -> frozenset[str]:
    data = load_yaml("provinces")["provinces"]
    return frozenset(fold(old["name"]) for new in data for old in (new, *new["from"]))


def _area(words: str) -> str:
    """The kind of place, level or group that the words name, "" if none."""
    bare = _bare(words)
    if bare in _provinces():
        return "unit"
    found = load_patterns("areas").first(bare) if bare else None
    return found[0].name if found else ""


def _areas_share(words: Sequence[str]) -> float:
    return sum(1 for w in words if _area(w)) / len(words) if words else 0.0


def _complete(drafts: Sequence[_Draft]) -> None:
    """Give roles to columns that the head leaves open, by what they hold."""
    headless = not any(d.head for d in drafts)
    known = load_patterns("columns")
    for draft in drafts:
        if draft.role != "other" or not draft.cells or (draft.head and known.first(fold(draft.head))):
            continue
        roles = {d.role for d in drafts}
        if headless and _share(draft.cells, _WHEN_ONLY) > 0.8 and "lead" in roles:
            draft.role = "deadline"
        elif _share(draft.cells, _FIGURE) > _MOST and (years_of(draft.head)[1] or headless) and draft.length < 40:
            draft.role = "value"
        elif headless and _share(draft.cells, _UNIT_CELL) > 0.7:
            draft.role = "unit"
        elif headless and _share(draft.cells, _AGENCY) > _MOST:
            draft.role = "coordinate" if "lead" in roles else "lead"
        elif headless and _share(draft.cells, _WHEN, search=True) > 0.7 and draft.length < 60:
            draft.role = "deadline"
    named = {d.role for d in drafts}
    agencies = bool(named & {"lead", "agency", "coordinate"})
    if agencies and not named & {"task", "indicator", "subject"}:
        _longest(drafts, "indicator" if "value" in named else "task")
    elif "value" in named and not named & {"indicator", "subject", "deadline"}:
        for draft in drafts:
            if draft.role in ("other", "task") and draft.words:
                draft.role = "indicator"
                break
    if "lead" not in named and "agency" in named:
        task = next((d.head for d in drafts if d.role == "task"), "")
        if "chủ trì" in fold(task):  # "Đơn vị | Nhiệm vụ chủ trì"
            next(d for d in drafts if d.role == "agency").role = "lead"
    if any("tiêu chí" in fold(d.head) for d in drafts if d.role == "indicator"):
        # A set of criteria: its figures are thresholds, unless their head names a year or says that it is a target.
        for draft in drafts:
            if draft.role == "value" and not years_of(draft.head)[1] and "mục tiêu" not in fold(draft.head):
                draft.role = "condition"


def _longest(drafts: Sequence[_Draft], role: ColumnRole) -> None:
    free = [(d.length, -d.number) for d in drafts if d.role == "other" and d.length >= _TASK_LENGTH and not d.figures]
    if free:
        drafts[-max(free)[1]].role = role


# ------------------------------------------------------------------------------------------------ heads


def years_of(head: str) -> tuple[int | None, int | None]:
    """First and last year of a head's period, or (None, year); (None, None) without one or with several."""
    flat = _SINCE.sub(" ", fold(head))
    period = _PERIOD.search(flat)
    if period and int(period[1]) < int(period[2]):
        return int(period[1]), int(period[2])
    years = sorted({int(y) for y in _YEARS.findall(flat)})
    return None, years[-1] if years else None


def unit_of(head: str) -> str:
    """The unit that a head prints in brackets or behind "ĐVT:"."""
    if _UNIT_CELL.match(fold(head)) and len(head) <= VALUE_LENGTH:
        return squeeze(head).strip(" ().:").lower()
    for match in _UNIT.finditer(head):
        unit = squeeze(match[1]).strip(" .:")
        flat = fold(unit)
        bare = flat in ("người", "tên")  # "(người)" is a unit, "(người nhận)" is none
        if unit and (bare or not flat.startswith(_NOT_UNIT)):
            return unit if not unit.isupper() or unit == "%" else unit.lower()
    behind = _UNIT_BEHIND.search(fold(head).rstrip(" .)"))
    return squeeze(head[slice(*behind.span("unit"))]).strip(" .:") if behind else ""


def _plain(words: str) -> str:
    """A head cell without years, brackets and units."""
    flat = _BRACKET.sub(lambda m: " " * len(m.group()), words)
    flat = _TIME.sub(lambda m: " " * len(m.group()), flat) if _TIME.search(flat) else flat
    folded = fold(flat)
    for match in reversed(list(_TIME.finditer(folded))):
        flat = flat[: match.start()] + " " + flat[match.end() :]
    return squeeze(flat).strip(" -–/,.;:*")


def _bare(words: str) -> str:
    return fold(_plain(words))


def _bare_last(draft: _Draft) -> str:
    return _without_plan(_plain(draft.parts[-1]))[1] if draft.parts else ""


def _without_plan(plain: str) -> tuple[str, str]:
    """A head without "chỉ tiêu", "giao" around what it measures: as printed, and folded."""
    folded = fold(plain)
    before = _BEFORE.match(folded)
    start = before.end() if before else 0
    behind = _BEHIND.search(folded, start)
    end = behind.start() if behind else len(plain)
    return plain[start:end], folded[start:end]


def _meaning(parts: Sequence[str]) -> tuple[str, str]:
    """What the heads say that is measured, and the place, level or group that they name."""
    generic = load_patterns("measures")["generic"]
    measures: list[str] = []
    scope = ""
    for part in parts:
        plain = "" if unit_of(part) and _UNIT_CELL.match(fold(part)) else _plain(part)
        folded = fold(plain)
        if not plain or (generic.match(folded) and not (kind := _area(part))):
            continue
        kind = _area(part)
        if kind == "all":
            continue
        if kind:
            scope = plain.removeprefix("Chỉ tiêu ")
            continue
        printed, bare = _without_plan(plain)
        if bare and not generic.match(bare) and printed not in measures:
            measures.append(printed.capitalize() if printed.isupper() else printed)
    return " - ".join(measures), scope
