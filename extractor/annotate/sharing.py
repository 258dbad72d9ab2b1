"""Subjects, predicates and objects that stand once for several figures: which figure shares whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from extractor.annotate.clauses import Part, clause_before
from extractor.annotate.scopes import is_place, swap_scope
from extractor.annotate.times import Time
from extractor.annotate.wording import (
    LEAD_LENGTH,
    Span,
    close_words,
    is_headed,
    is_meaningless,
    is_rank,
    predicate_at,
    words_of,
)
from extractor.knowledge import load_patterns
from extractor.model import Document

# "Hà Nội có 80% hộ ...": what follows is measured; "tỷ lệ ... đạt 80% kế hoạch": what follows is the base
_LEAD_IN = 12  # characters before a subject in which "trong đó", "riêng" stand
_GRADES = ("kv", "sao")  # "đường dây 500 kV", "sản phẩm đạt 5 sao": part of the name
_WITH = regex.compile(r"\s*,?\s+với\s*\Z")
_TASK_END = regex.compile(r"(?:\s*,|\s+và)\s*\Z")
_FIRST_VERB = regex.compile(r"\s(?:phát\ triển|tăng|được|có|đạt|trở\ thành|là|tiếp\ tục|từng\ bước)(?!\w)")
_BEARER_LENGTH = 60  # characters of a name at the head of a sentence
_EQUALS = regex.compile(r"\s*(?:tương\ (?:đương|ứng)|tức(?:\ là)?|bằng|khoảng)(?!\w)")


def is_sized(folded: str, parts: Sequence[Part], i: int) -> bool:
    """Whether the next figure only says which of its kind are counted: "12 doanh nghiệp được định giá từ 01 tỷ USD"."""
    if i + 1 >= len(parts):
        return False
    after = parts[i + 1]
    if parts[i].figure.kind not in ("count", "percentage") and after.figure.unit.lower() not in _GRADES:
        return False
    if after.unit != parts[i].unit or after.inside != parts[i].inside or after.subject[0] < after.subject[1]:
        return False
    gap = folded[parts[i].figure.unit_end : after.figure.begin].rstrip()
    if not gap or gap.endswith((",", ";", ":", "(", "và", "hoặc", "còn")):
        return False
    if after.figure.kind == "percentage":
        has = folded[after.figure.begin : after.figure.start].split()[:1] == ["có"]
        return has and parts[i].figure.kind == "count"  # "17 tỉnh có 100% số xã đạt chuẩn"
    size = after.figure.kind in ("quantity", "money") and after.figure.explicit and not after.figure.moved
    return size or after.figure.unit.lower() in _GRADES


def counted_again(folded: str, parts: Sequence[Part], i: int) -> int | None:
    """The share outside the brackets that the count inside them says once more ("tương đương 124 xã"), or None."""
    part = parts[i]
    if not part.inside or part.figure.kind != "count" or part.subject[0] < part.subject[1]:
        return None
    if _EQUALS.match(folded, part.figure.begin, part.figure.start) is None:
        return None
    outer = [j for j in range(i) if not parts[j].inside and parts[j].unit == part.unit]
    return outer[-1] if outer and parts[outer[-1]].figure.kind == "percentage" else None


def without_count(folded: str, parts: Sequence[Part], i: int, tail: Span) -> Span:
    """The words behind a share without the bracket at their end that only counts them."""
    after = i + 1
    if after >= len(parts) or counted_again(folded, parts, after) != i or folded[tail[1] - 1 : tail[1]] != ")":
        return tail
    bracket = folded.rfind("(", tail[0], parts[after].figure.start)
    return (tail[0], tail[0] + len(folded[tail[0] : bracket].rstrip())) if bracket >= tail[0] else tail


def same_noun(folded: str, parts: Sequence[Part], i: int) -> Span | None:
    """The counted noun with its attributes where the sentence first counts it."""
    for other in parts[:i]:
        if other.figure.kind == "count" and other.figure.unit == parts[i].figure.unit and not other.inside:
            end = close_words(folded, other.tail)[1]
            comma = regex.compile(r"\s*[,:(]").search(folded, other.figure.unit_end, max(end, other.figure.unit_end))
            end = comma.start() if comma else end
            return (other.figure.end, end) if end > other.figure.unit_end else None
    return None


def rank_field(folded: str, parts: Sequence[Part], i: int) -> Span | None:
    """What a rank shares with the next: "nhóm 4 nước đứng đầu ASEAN và 50 nước dẫn đầu thế giới về kinh tế số"."""
    if i + 1 >= len(parts) or not is_rank(parts[i + 1]) or parts[i + 1].unit != parts[i].unit:
        return None
    after = parts[i + 1]
    if " về " in folded[parts[i].figure.end - 1 : parts[i].end] or " về " in folded[slice(*parts[i].subject)]:
        return None
    if after.subject[0] < after.subject[1]:
        return None  # it is ranked in something of its own
    at = folded.find(" về ", after.figure.end, after.tail[1])
    return (at + 1, after.tail[1]) if at >= 0 else None


def find_donor(parts: Sequence[Part], i: int, folded: str, times: Sequence[Time]) -> Part | None:
    """The earlier part of the same unit whose subject this one shares; inside brackets, the part before them."""
    for j in range(i - 1, -1, -1):
        other = parts[j]
        if other.inside and not parts[i].inside:
            continue
        if other.unit != parts[i].unit:
            return None
        if not is_meaningless(folded, other.subject, times):
            return other
    return None


def colon_lead(document: Document, parts: Sequence[Part], i: int) -> Span | None:
    """What stands before the colon that opens the parts of a sentence: "Tỷ lệ huy động: tiểu học 99%, ..."."""
    folded = document.folded
    first = parts[0]
    colon = folded.rfind(":", first.start, first.figure.begin)
    if colon < 0 or (parts[i].inside and not words_of("narrows").match(folded[slice(*parts[i].subject)])):
        return None
    start = first.start
    label = words_of("leading").match(folded, start, colon)
    start = label.end() if label else start
    while start < colon and not folded[start].isalpha():
        start += 1
    words = folded[start:colon].strip()
    if not words or len(words) > LEAD_LENGTH or words_of("no_lead").search(words):
        return None
    return start, start + len(words)


def find_swap(folded: str, parts: Sequence[Part], i: int) -> tuple[Span, Span] | None:
    """An earlier subject, and the scope in it that this one replaces: "hồ sơ ở cấp tỉnh đạt 70%, cấp huyện 60%"."""
    for other in reversed(parts[:i]):
        if other.figure.kind != parts[i].figure.kind or other.inside or other.subject[0] >= other.subject[1]:
            continue
        if (scope := swap_scope(folded, parts[i].subject, other.subject)) is not None and scope != other.subject:
            return other.subject, scope
    return None


def find_host(folded: str, parts: Sequence[Part], i: int) -> Span | None:
    """Those of whom a share behind "trong đó" is one: "50.000 kỹ sư, trong đó 10% có trình độ sau đại học"."""
    part = parts[i]
    if not i or part.figure.kind != "percentage" or parts[i - 1].inside != part.inside:
        return None
    before = parts[i - 1]
    if not folded[before.figure.stop : part.figure.begin].rstrip(" ,").endswith("trong đó"):
        return None
    if not words_of("predicate_first").match(folded, *part.tail):
        return None  # it names its own
    if before.figure.kind == "count":
        tail = close_words(folded, before.tail)
        return before.figure.end, max(before.figure.unit_end, tail[1])
    if before.figure.kind != "percentage":
        return None
    if before.subject[0] < before.subject[1]:
        start, end = before.subject
        verb = words_of("predicate").search(folded, start, end)
        return start, (verb.start() if verb is not None and verb.start() > start else end)
    verb_at = predicate_at(folded, before.tail)
    return (before.tail[0], verb_at) if verb_at is not None else None


def find_narrowed(document: Document, parts: Sequence[Part], i: int, done: Mapping[int, Span]) -> Span | None:
    """The measure that an earlier figure of the sentence names and this one's subject only narrows, or None."""
    folded, part = document.folded, parts[i]
    start, end = part.subject
    lead = folded[max(0, start - _LEAD_IN) : start].rstrip(" ,:")
    subset, apart = lead.endswith("trong đó"), lead.endswith("riêng")
    place = is_place(document.text[start:end])
    last = next((j for j in range(i - 1, -1, -1) if not parts[j].inside), -1)
    if (
        last in done
        and parts[last].unit == part.unit
        and parts[last].figure.unit == part.figure.unit
        and not words_of("predicate").search(folded, start, end)
        and load_patterns("subjects")["verb"].match(folded[start:end]) is None
    ):
        return done[last]  # "trong đó đường bộ 2.764 triệu tấn, đường sắt 11,8 triệu tấn"
    if not (words_of("narrows").match(folded[start:end]) or apart or place or subset):
        return None
    for other in reversed(parts[:i]):
        if other.figure.kind != part.figure.kind or other.inside:
            continue
        if (subset or place) and other.figure.unit != part.figure.unit:
            continue
        if is_headed(folded, other.subject):
            start, end = other.subject
            joint = words_of("preposition").match(folded, *part.subject)
            if joint is not None and (at := folded.rfind(f" {joint.group()}", start, end)) > start:
                end = at  # "tỷ lệ ... tại đô thị đặc biệt đạt 20%, tại đô thị loại I đạt 5%"
            if place and (at := _named_place(document.text, start, end)) > start:
                end = at
            return start, end
        if apart and other.unit == part.unit and other.subject[0] >= other.subject[1] and other.tail[0] < other.tail[1]:
            return close_words(folded, other.tail)  # "60% bệnh viện tại đô thị thu phí ..., riêng vùng xa 30%"
    return None


def _named_place(text: str, start: int, end: int) -> int:
    """Where the place begins that closes ``text[start:end]`` ("... tại Hà Nội"), else -1."""
    match = regex.compile(r"\s(?:tại|ở|của)\s(?:(?:tỉnh|thành phố)\s)?\p{Lu}[^,;]*\Z").search(text[start:end])
    return start + match.start() if match else -1


def find_sharer(folded: str, parts: Sequence[Part], i: int, predicates: Sequence[int | None]) -> int | None:
    """The next figure-first part whose predicate this one shares: everything between is figure-first as well."""
    for j in range(i + 1, len(parts)):
        if parts[j].inside:
            continue
        if parts[j].subject[0] < parts[j].subject[1] or parts[j].figure.kind != parts[i].figure.kind:
            return None
        if parts[j].figure.direction != "level" and parts[j].figure.verb:
            return None  # "đơn giản hóa 20% thủ tục và cắt giảm 20% chi phí tuân thủ": an object of its own
        if (
            parts[j].figure.direction != parts[i].figure.direction
            or folded[parts[j].start : parts[j].figure.begin].strip()
        ):
            return None  # words of another clause stand between
        if predicates[j] is not None:
            return j
    return None


def shares_object(folded: str, parts: Sequence[Part], i: int) -> bool:
    """Whether the next figure's object is this one's as well: "xây mới 120 km và nâng cấp 45 km đường dây"."""
    part, after = parts[i], parts[i + 1] if i + 1 < len(parts) else parts[i]
    if after is part or after.unit != part.unit or after.figure.unit != part.figure.unit or after.inside != part.inside:
        return False
    if part.figure.kind != "quantity" or part.figure.reached or after.tail[0] >= after.tail[1]:
        return False
    verb = load_patterns("subjects")["verb"]
    return all(verb.match(folded[slice(*p.subject)]) for p in (part, after) if p.subject[0] < p.subject[1])


def task_before(document: Document, parts: Sequence[Part], i: int) -> Span | None:
    """The task whose measure a figure without words of its own is: "Đào tạo nhân lực y tế, phấn đấu có 500 người",
    "phủ sóng 5G tại các khu công nghiệp và 100% cửa khẩu"."""
    folded, part = document.folded, parts[i]
    if part.inside or part.figure.kind not in ("percentage", "count"):
        return None
    if any(p.unit == part.unit and not p.inside for p in parts[:i]):
        return None
    end = part.subject[0] if part.subject[0] < part.subject[1] else part.figure.begin
    joint = _TASK_END.search(folded, part.start, end)
    if joint is None:
        return None
    aims = part.figure.committed or "phấn đấu" in folded[end : part.figure.start]
    if not (aims and "," in joint.group()) and "và" not in joint.group():
        return None
    bare = part.tail[0] >= part.tail[1]
    bare = bare or (part.figure.kind == "percentage" and not any(q in folded[slice(*part.tail)] for q in '“"'))
    return clause_before(folded, document.text, part.start, joint.start()) if bare else None


def find_bearer(folded: str, parts: Sequence[Part], i: int) -> Span | None:
    """Whose contribution a verb without a subject states: "tốc độ tăng trưởng của kinh tế tư nhân đạt 10%; đóng góp
    55% GDP"."""
    part = parts[i]
    if not part.unit or words_of("bearerless").match(folded[slice(*part.subject)]) is None:
        return None
    for other in reversed(parts[:i]):
        start, end = other.subject
        if is_headed(folded, other.subject) and other.unit < part.unit:
            at = folded.rfind(" của ", start, end)
            return (at + len(" của "), end) if at > start else None
    start = parts[0].start
    verb = _FIRST_VERB.search(folded, start, parts[0].figure.begin)
    heads = load_patterns("subjects")
    if (
        verb is None
        or not 0 < verb.start() - start <= _BEARER_LENGTH
        or heads["verb"].match(folded[start : verb.start()])
    ):
        return None
    return start, verb.start()


def measured_with(document: Document, parts: Sequence[Part], i: int) -> tuple[int, Span | None] | None:
    """Of what a bare measure behind "với" is: the part before, or the clause before where there is none: "50 cụm công
    nghiệp với tổng diện tích 2.000 ha", "phát triển thủy điện tích năng với quy mô công suất 2.400 MW"."""
    folded, part = document.folded, parts[i]
    if part.inside or words_of("bare_measure").fullmatch(folded[slice(*part.subject)].strip()) is None:
        return None
    joint = _WITH.search(folded, parts[0].start, part.subject[0])
    if joint is None:
        return None
    before = next((j for j in range(i - 1, -1, -1) if not parts[j].inside), None)
    if before is not None and parts[before].unit == part.unit:
        return (before, None) if parts[before].figure.stop <= joint.start() else None
    clause = clause_before(folded, document.text, part.start, joint.start())
    return (-1, clause) if clause is not None else None
