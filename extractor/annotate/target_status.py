"""Target, result, baseline, condition or nothing: what one figure of a sentence is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractor.annotate.clauses import Part
from extractor.annotate.figures import Figure
from extractor.annotate.modality import Modality, Section, Verdict, judge
from extractor.annotate.narration import Mood
from extractor.annotate.times import Time, is_yearly
from extractor.annotate.units import unit_table
from extractor.knowledge import load_patterns
from extractor.model import Direction, Status

_BRACKETS = regex.compile(r"\([^()]*\)")
_COSTS = regex.compile(r"kinh\ phí|tổng\ mức\ đầu\ tư|nhu\ cầu|nguồn\ vốn|ngân\ sách\ (?:trung|địa)|hỗ\ trợ|lãi\ suất")
_TIMES_AS = regex.compile(r"(?<!\w)(?:gấp|so\ với|bằng|còn|cao\ hơn|lớn\ hơn)(?!\w)")
_PAST = regex.compile(r"(?<!\w)(?:đã|hiện|đến\ nay|tính\ đến|qua)(?!\w)")
_EACH_ONE = regex.compile(r"(?<!\w)(?:mỗi|từng)\ (?!năm|quý|tháng|tuần|ngày)\p{L}")
_WHICH_ONES = regex.compile(r"\s*trở\ lên\ (?:có|phải|được|thực\ hiện)(?!\w)")
_FOUNDS = regex.compile(r"(?<!\w)(?:hình\ thành|thành\ lập|tập\ trung\ phát\ triển)(?:\ (?:mới|được|thêm))*\ \Z")
_SHORT = ("giây", "phút", "giờ", "giờ làm việc", "ngày", "ngày làm việc")  # spans in which a service is done
_NEAR = 25  # characters behind a figure in which its object is named
_FEW_PARTS = 100  # a plan has fewer parts; what is more is counted out in the world
_INTENT_REACH = 160  # characters before a figure in which its sentence may have said "phấn đấu"
_DIGIT_COUNT_MEANT = regex.compile(r"(?:phấn\ đấu|mục\ tiêu|tốc\ độ)[^,;.]{0,60}\Z")
_RULES: dict[Section, str] = {
    "target": "section",
    "task": "task",
    "": "prose",
    "result": "result",
    "condition": "condition",
}


def _words(name: str) -> regex.Pattern[str]:
    """A pattern of ``commitment.yaml``."""
    return load_patterns("commitment")[name]


def says_intent(folded: str, start: int, end: int) -> bool:
    """Whether ``folded[start:end]`` says that something is striven for."""
    return _words("strong_intent").search(folded, start, end) is not None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Status of a figure (None: no row), the rule that settled it, and the doubt that remains."""

    status: Status | None
    rule: str = ""
    doubt: str = ""
    silent: Status | None = None  # what a figure without a row tells its neighbour


NO_ROW = Judgement(None)


def keep_figures(folded: str, figures: Sequence[Figure]) -> list[Figure]:
    """Figures that can be held to at all.

    Ages that pick out a group ("trẻ em dưới 15 tuổi"), bare numbers and slogans ("2 con số" in a title) go here,
    before the sentence is cut into parts, so that they cut no subject in two.
    """
    kept: list[Figure] = []
    for figure in figures:
        before = folded[max(0, figure.start - 70) : figure.start]
        if figure.unit.partition("/")[0] == "tuổi" and not _words("lifetime").search(before):
            continue
        stated = figure.explicit or figure.reached or figure.moved
        if figure.unit_kind == "none" and figure.kind in ("score", "quantity") and not (stated or figure.origin):
            continue
        slogan = not _DIGIT_COUNT_MEANT.search(before) or before[-1:] in ('"', "'")
        if figure.number.form == "digit_count" and not figure.reached and slogan:
            continue
        kept.append(figure)
    return kept


def judge_figure(
    folded: str,
    part: Part,
    *,
    sentence_start: int,
    section: Section,
    mood: Mood = "",
    modality: Modality,
    own: Time | None,
    direction: Direction,
    inherited: bool,
    neighbour: Status | None,
    alike: bool = False,
    gap_start: int | None = None,
) -> Judgement:
    """The status of the figure of ``part``.

    ``mood`` is what running prose tells there, ``neighbour`` the status of the figure before it in the sentence,
    ``alike`` whether both have one unit of measure ("đạt 27,5 m2 sàn/người, tại đô thị 28,5 m2 sàn/người"),
    ``gap_start`` where the words behind that figure begin, if nothing separates them from this one ("100 tỷ đồng cho
    vay với lãi suất giảm 2%").
    """
    figure = part.figure
    kind = figure.kind
    begin = part.start if gap_start is None else gap_start
    before = folded[min(begin, part.subject[0]) if part.inside else begin : figure.start]
    if not part.inside:
        before = _BRACKETS.sub(" ", before)  # what brackets explain does not speak of the figure
    after = folded[figure.unit_end : part.end]
    words = judge(before, after)
    lead = folded[max(sentence_start, figure.start - _INTENT_REACH) : figure.start]
    unit = lead[lead.rfind(";") + 1 :]
    intent = figure.committed or _words("strong_intent").search(unit) is not None or "phấn đấu" in lead
    if part.nested and not figure.explicit:
        return NO_ROW  # "hai phần ba học sinh học 2 buổi/ngày"
    if figure.unit_kind == "time" and figure.explicit and not part.nested:
        limited = alike and neighbour == "target"  # "... không quá 24 giờ, hàng nhập khẩu không quá 36 giờ"
        limited = limited or (section == "target" and figure.unit in _SHORT and figure.comparator in ("<", "<="))
    else:
        # "rút ngắn từ 15 ngày xuống còn 7 ngày"
        limited = figure.unit_kind == "time" and figure.moved and neighbour == "baseline"
    if not limited and _is_no_figure(folded, part, {v.rule for v in words if v.status == "none"}, section):
        return NO_ROW
    if figure.origin:
        return Judgement("baseline", "origin")
    informative = kind in ("percentage", "rank", "ratio") or figure.explicit or figure.reached

    def row(status: Status, rule: str) -> Judgement:
        return Judgement(status, rule) if informative else Judgement(None, rule, silent=status)

    meant = max((m.end() for m in _words("strong_intent").finditer(before)), default=0)
    told = any(v.status == "result" for v in words) or mood == "result"
    share = kind == "percentage" and not modality.normative and not told
    if share and _words("appropriated").search(before) and _words("of_a_budget").match(after):
        return Judgement("target", f"{kind}.appropriation")
    for verdict in words:
        if verdict.status in ("none", "", "target"):
            continue
        if _is_overruled(
            verdict, part, before, after, section, direction, intent=intent, meant=meant, neighbour=neighbour
        ):
            continue
        if verdict.rule == "share_of_cost" and own is not None and own.month is not None and own.role == "due":
            continue  # "tạm ứng tối thiểu 50% số tiền bồi thường, xong trong tháng 11": an order for once
        return row(verdict.status, verdict.rule)  # type: ignore[arg-type]
    issued = modality.issued
    if own is not None and own.year is not None and issued is not None:
        # "đạt 3,9% (năm 2025 là 3,1%)"
        nearly = part.inside and not intent and issued.late and own.year == issued.year
        if own.year < issued.year or nearly:
            return row("result", "past_year")
    if section == "result" and not intent:
        return row("result", "result_section")
    if mood == "result" and not (intent or _is_ahead(own, sentence_start, modality)):
        return row("result", "told")
    if modality.normative and section != "target":
        return Judgement("condition", "norm") if kind == "percentage" else NO_ROW
    if section == "condition" and not intent:
        return Judgement("condition", "condition_section") if kind == "percentage" or figure.explicit else NO_ROW
    bare = part.subject[0] >= part.subject[1]
    described = (gap_start is not None or part.nested) and not figure.moved
    from_size = folded[figure.begin : figure.start].strip() == "từ"  # "01 đội xung kích từ 30 người"
    holds = ((figure.verb == "có" and figure.explicit) or from_size) and kind == "count" and neighbour is not None
    if gap_start is not None and holds and "," not in folded[gap_start : figure.begin]:
        return Judgement("condition", "size")  # "01 dự án tại mỗi khu công nghiệp có trên 5.000 lao động"
    if described and kind == "money" and neighbour == "target" and not (figure.reached or figure.explicit):
        return NO_ROW  # "giải ngân 100% số vốn 825.000 tỷ đồng": of how much
    if from_size and _WHICH_ONES.match(after):
        return Judgement("condition", "size")  # "mỗi cơ sở từ 30 giường trở lên có bác sĩ trực"
    if described and figure.explicit and kind in ("quantity", "money"):
        return Judgement("condition", "size")  # "05 khu công nghiệp quy mô trên 500 ha": which ones
    ahead = _is_ahead(own, part.start, modality)
    if neighbour == "result" and not ahead and (not intent or (part.inside and not figure.committed)):
        return row("result", "result_beside")
    if neighbour == "condition" and (part.inside or (bare and section != "target")) and not intent:
        return row("condition", "condition_beside")
    due = own is not None and own.role in ("due", "start")
    meant_here = intent or section == "target" or _words("intent").search(before) is not None
    if figure.comparator == "<=" and kind != "rank" and not (meant_here or due):
        return row("condition", "cap")  # "tỷ lệ không quá 10% tập thể": a rule, nobody strives for it
    if kind == "percentage" and figure.verb == "có" and figure.explicit and not (bare or meant_here or due):
        return row("condition", "must_have")  # "dự án có tối thiểu 70% hộ nghèo tham gia": who qualifies
    if figure.unit == "điểm" and kind != "count" and not meant_here:
        return row("condition", "points")  # "sản phẩm đạt từ 90 điểm": a mark, no goal
    carried = inherited or (neighbour == "target" and bare)
    headed = load_patterns("subjects")["head"].match(folded[slice(*part.subject)]) is not None
    if section == "target" and neighbour == "target":
        carried = True
    beside = neighbour == "target" and (bare or (alike and kind in ("ratio", "quantity", "money"))) and not part.inside
    if not beside and not _binds(
        part,
        before,
        section,
        operator=folded[figure.begin : figure.start],
        aimed=mood == "target",
        intent=intent,
        due=due,
        carried=carried,
        headed=headed,
    ):
        return NO_ROW
    doubtful = section != "target" and not intent and not due and not figure.explicit and kind != "percentage"
    return Judgement("target", f"{kind}.{_RULES[section]}", "no word of commitment" if doubtful else "")


def _is_ahead(own: Time | None, sentence_start: int, modality: Modality) -> bool:
    """Whether the sentence itself says a year that is still to come, or the document's own where it isn't nearly
    over."""
    if own is None or own.start < sentence_start or modality.issued is None:
        return False
    mood = modality.issued.mood_of(own)
    return mood in ("target", "") or (mood is None and own.month is not None)


def _is_overruled(
    verdict: Verdict,
    part: Part,
    before: str,
    after: str,
    section: Section,
    direction: Direction,
    *,
    intent: bool,
    meant: int,
    neighbour: Status | None,
) -> bool:
    """Whether a stronger word stands against what a word of the clause says."""
    if verdict.status == "result":
        if 0 < verdict.end < meant:
            return True  # "đã phê duyệt ..., trong đó phấn đấu ..."
        if section == "target" and "lũy kế" in before and "đã" not in before:
            return True  # the sum that is to be reached
        if section == "target" and verdict.rule in ("was", "than_assigned", "of_the_plan"):
            return True
        if verdict.rule == "was" and neighbour == "target":
            return True
        if verdict.rule == "already":
            return intent and "ước" in before and _PAST.search(before) is None  # "phấn đấu ... ước đạt"
        return intent and verdict.rule not in ("than_same_period", "fell_short")
    if verdict.status == "condition":
        if section == "target" and verdict.rule == "provided_that":
            return intent or part.figure.reached
        if section == "target" and verdict.rule in ("rate_words", "per_year_rate"):
            return intent or part.figure.reached or not _COSTS.search(before)
        if verdict.rule in ("rate_words", "per_year_rate") and intent and direction != "level":
            return True  # "phấn đấu hạ lãi suất cho vay thêm ít nhất 0,5 điểm phần trăm"
        if verdict.rule in ("rate_words", "per_year_rate") and _words("supported").match(after):
            return part.figure.kind == "percentage"  # "cho vay vốn ..., bảo đảm 100% hộ nghèo"
        if verdict.rule == "permission" and section == "target" and part.figure.kind == "count":
            return part.figure.explicit  # "có ít nhất 30 khu được công nhận là khu du lịch"
        if verdict.rule == "support_rate":
            # "hỗ trợ ít nhất 2.500 hộ", "hỗ trợ xây 250 nhà"
            asked = section in ("target", "task") and part.figure.comparator in (">=", ">")
            counted = part.figure.kind == "count" and (asked or _words("makes").search(before) is not None)
            return part.figure.unit_kind == "multiple" or _words("supported").match(after) is not None or counted
        if verdict.rule == "rate_words" and part.figure.unit_kind == "multiple":
            return True  # "vốn ngoài ngân sách gấp 2 lần vốn ngân sách": no rate
        if verdict.rule == "fee_cut":
            return section == "target" and "thuế" not in after[:_NEAR]
        if verdict.rule == "share_of_cost":
            return direction != "level" or intent
    return False


def _is_no_figure(folded: str, part: Part, names: set[str], section: Section) -> bool:
    """Durations, counts that introduce a list or name a known number of things, bare numbers."""
    figure = part.figure
    before = folded[part.start : figure.start]
    subject = folded[part.subject[0] : part.subject[1]]
    if figure.unit_kind == "time" and not _words("timed").search(before):
        return True
    if figure.kind == "count":
        if not figure.unit:
            return True
        few = figure.number.value < _FEW_PARTS
        if (
            few
            and figure.unit in unit_table().parts_of_plans
            and not (figure.explicit or figure.reached or figure.committed)
            and not (figure.unit == "điểm" and _words("makes").search(before))  # "xử lý dứt điểm 7 điểm ngập"
        ):
            return True
        tail = folded[figure.unit_end : part.end]
        made = ":" not in folded[figure.unit_end : part.end + 2] and _FOUNDS.search(before) is not None
        if few and tail.lstrip().startswith(":") and not figure.explicit:
            return True
        if "introduces_list" in names and few and not (figure.explicit or figure.committed or made):
            return True  # "04 loại hình, bao gồm:"; but "hình thành 02 trung tâm bao gồm ..." is asked for
        if "known_number" in names and few:
            return True
        ranged = section == "target" and figure.number.value_max is not None  # "thí điểm tại 12 - 15 tỉnh"
        headed = ranged or (section == "target" and load_patterns("subjects")["head"].match(subject) is not None)
        if "listing" in names and not (figure.explicit or headed or _words("makes").search(before)):
            return True
    if figure.unit_kind == "multiple" and figure.number.form == "digits":
        grown = figure.direction != "level" or figure.moved or _TIMES_AS.search(folded, part.start, part.end)
        if not grown and not is_frequency(folded, part):
            return True  # "ít nhất 02 lần mỗi năm": how often
    if figure.kind == "quantity" and figure.unit_kind == "none":
        return not ((figure.reached or figure.moved) and subject.strip())  # nothing is left of something
    if figure.kind == "score" and figure.unit_kind == "none":
        stated = figure.reached or figure.explicit or figure.moved
        return not (stated and _words("scored").search(subject))
    return False


def is_frequency(folded: str, part: Part) -> bool:
    """Whether the figure says how often each of a kind is served: "mỗi đội được tập huấn ít nhất 1 lần"."""
    figure = part.figure
    return (
        figure.unit_kind == "multiple"
        and figure.explicit
        and figure.comparator == ">="
        and figure.direction == "level"
        and _TIMES_AS.search(folded, part.start, part.end) is None
        and _EACH_ONE.search(folded, *part.subject) is not None
        and not is_yearly(folded, figure.end, part.end)
    )


def _creates(before: str) -> bool:
    return _words("creates").search(before) is not None


def _binds(
    part: Part,
    before: str,
    section: Section,
    *,
    operator: str,
    aimed: bool,
    intent: bool,
    due: bool,
    carried: bool,
    headed: bool,
) -> bool:
    """Whether the clause commits somebody to the figure."""
    figure = part.figure
    marked = (
        figure.explicit or figure.reached or figure.moved or figure.committed or figure.direction != "level" or carried
    )
    empty = part.subject[0] >= part.subject[1]
    makes = _words("makes").search(before.removesuffix(operator)) is not None  # "tuyển mới khoảng 1.500 sinh viên"
    if section == "target" or intent or due:
        if figure.kind == "count" and section != "target" and not intent:
            return marked or _creates(before)
        if figure.kind in ("percentage", "rank"):
            return True
        if figure.kind == "ratio":
            return (marked and not carried) or intent or due or headed or empty or _creates(before)
        if figure.kind == "count":
            # "200 sản phẩm đạt chuẩn" alone in a list of goals
            opens = empty and (not before.strip(" -–+•,(") or before.rstrip().endswith(":"))
            return marked or intent or due or headed or opens or _creates(before)
        return marked or intent or due or headed or empty or figure.kind in ("money", "quantity") or _creates(before)
    if figure.kind == "rank":
        return figure.comparator == "<="
    if figure.kind == "percentage":
        return marked or empty or figure.number.value == 100 or _words("intent").search(before) is not None
    if figure.kind in ("ratio", "quantity", "score") and figure.explicit and _words("intent").search(before):
        return True
    if figure.unit_kind == "multiple" and section == "task" and "gấp" in before:
        return True  # "huy động ngoài ngân sách gấp 2 lần vốn ngân sách"
    if figure.kind == "quantity" and section == "task":
        level = figure.reached and figure.explicit and figure.verb != "có"
        return level or makes
    if figure.kind == "count":
        least = figure.explicit and figure.comparator in (">=", ">") and figure.unit_kind == "noun"
        changes = figure.moved or figure.direction == "decrease"  # "sắp xếp ... còn 90 trường", "cắt giảm 5 đầu mối"
        return least or (section == "task" and (changes or makes)) or (aimed and makes)
    return False
