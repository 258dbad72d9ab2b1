"""From the parts of a sentence to full phrases: what each figure measures, its base and its scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from extractor.annotate.clauses import Part
from extractor.annotate.times import Time
from extractor.knowledge import load_patterns
from extractor.model import Document
from extractor.text import squeeze

Span = tuple[int, int]

_BRACKETS = regex.compile(r"\([^()]*\)")
_BASE_TIME = regex.compile(r"\s*(?:(?:vào|đến|trong|từ)\s+)?(?:(?:hết|cuối)\s+)?(?:năm|giai đoạn)\s+20\d\d.*\Z")
# "Hà Nội có 80% hộ ...": what follows is measured; "tỷ lệ ... đạt 80% kế hoạch": what follows is the base
_LEAD_LENGTH = 90  # characters; a longer text before a colon is a sentence, not a name
_LEAD_IN = 12  # characters before a subject in which "trong đó", "riêng" stand
_PLACE = regex.compile(
    r"(?:(?:tỉnh|thành\ phố|TP\.?|huyện|vùng|khu\ vực|các\ tỉnh|Vùng|Khu\ vực|Tỉnh|Thành\ phố)\s+)?"
    r"(?!Việt\ Nam|Chính\ phủ|Nhà\ nước)\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+){1,5}"
    r"(?:,?\ (?:và\ )?(?:duyên\ hải\ )?\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+)+)*"
    r"|(?:Vùng|vùng)\s(?:đồng\ bằng|trung\ du|Trung\ du|Đồng\ bằng)[\p{L}\s]{3,40}"
    r"|(?:đồng\ bằng|Đồng\ bằng|duyên\ hải|Duyên\ hải)\s[\p{L}\s]{3,50}"
)
_EQUALS = regex.compile(r"\s*(?:tương\ (?:đương|ứng)|tức(?:\ là)?|bằng|khoảng)(?!\w)")
_OF_THESE = regex.compile(r"\s*(?:trong\ (?:số\ )?đó|số\ (?:đó|này))\s+(?=\p{L})")
_WEAK_VERBS = ("có", "được", "phải")


def _words(name: str) -> regex.Pattern[str]:
    """A pattern of ``phrases.yaml``."""
    return load_patterns("phrases")[name]


@dataclass(slots=True)
class Phrase:
    """What a figure measures, as spans of the text in reading order, and the span of the whole statement."""

    pieces: list[Span]
    quote: Span
    base: str = ""
    inherited: bool = False
    shared: bool = False


def predicate_at(folded: str, span: Span) -> int | None:
    """Where the predicate of a figure-first clause begins in its tail, or None."""
    match = _words("passive").search(folded, *span) or _words("predicate").search(folded, *span)
    if match and match.start() > span[0]:
        return match.start()
    return None


def to_phrases(document: Document, parts: Sequence[Part], times: Sequence[Time]) -> list[Phrase]:
    """The phrase of each part, in order: subjects and predicates that stand once are given to all that share them."""
    folded = document.folded
    phrases: list[Phrase] = []
    narrowed: dict[int, Span] = {}
    predicates = [None if _counts(p) else predicate_at(folded, p.tail) for p in parts]
    for i, part in enumerate(parts):
        subject = part.subject
        headed = _headed(folded, subject)
        tail = _close(folded, part.tail)
        if _sized(folded, parts, i):
            tail = (tail[0], parts[i + 1].tail[1])
        tail = _without_count(folded, parts, i, tail)
        led = _colon_lead(document, parts, i)
        phrase = Phrase(
            [], (part.subject[0] if subject[0] < subject[1] else part.figure.begin, max(tail[1], part.figure.stop))
        )
        blank = _meaningless(folded, subject, times)
        if not blank and part.figure.committed and not headed and not _words("preposed").match(folded, *part.tail):
            # "triển khai lộ trình đạt mục tiêu 50% xã không có ...": its own clause;
            # "tăng đầu tư bảo đảm 2% tổng chi": not
            own = predicates[i] is not None or "mục tiêu" in folded[part.figure.begin : part.figure.start]
            blank = (
                part.figure.kind in ("percentage", "count") and own and not _words("of_total").match(folded, *part.tail)
            )
            predicates[i] = predicates[i] or (part.tail[0] if blank else None)
        if (
            part.figure.reached
            and part.figure.verb not in _WEAK_VERBS
            and folded[part.tail[0] : part.tail[0] + 1] in (",", "")
        ):
            predicates[i], tail = None, (part.tail[0], part.tail[0])
        if blank:
            placed = part.figure.kind == "percentage" and _words("placed").match(folded, *tail) is not None
            donor = _donor(parts, i, folded, times) if predicates[i] is None or placed else None
            if led is not None and ((placed and donor is None) or _meaningless(folded, tail, times)):
                # "Số hóa hồ sơ: 100% ở cấp tỉnh, 90% ở cấp xã"
                phrase.pieces += [led, tail] if placed else [led]
                phrase.quote = (led[0], phrase.quote[1])
                phrase.inherited = headed = True
                donor = None
            elif (host := _host(folded, parts, i)) is not None:
                phrase.pieces.append(host)
                phrase.quote = (host[0], phrase.quote[1])
                phrase.inherited, headed, donor = True, False, None
            elif donor is None and i and parts[i - 1].unit == part.unit and _meaningless(folded, tail, times):
                before = parts[i - 1]  # "85% số trường đạt chuẩn vào năm 2028 và 90% vào năm 2030"
                if before.figure.kind == part.figure.kind and before.tail[0] < before.tail[1]:
                    phrase.pieces.append(_close(folded, before.tail))
                    phrase.quote = (before.figure.begin, phrase.quote[1])
                    phrase.inherited = True
            if donor is not None:
                headed = _headed(folded, donor.subject)
                phrase.pieces.append(donor.subject)
                phrase.quote = (donor.subject[0], phrase.quote[1])
                phrase.inherited = True
                if (
                    donor.figure.kind == part.figure.kind
                    and not (tail[0] < tail[1])
                    and _takes_tail(folded, donor, headed=_headed(folded, donor.subject))
                ):
                    phrase.pieces.append(_close(folded, donor.tail))
                elif (
                    donor.figure.kind == "count"
                    and part.figure.direction != "level"
                    and part.figure.kind in ("percentage", "ratio")
                    and _meaningless(folded, tail, times)
                ):
                    # "hoàn thành 100.000 căn, năm sau tăng 16%": what is counted grows
                    phrase.pieces.append((donor.figure.end, max(donor.figure.unit_end, _close(folded, donor.tail)[1])))
                    tail = (tail[0], tail[0])
                elif placed and headed:
                    phrase.pieces.append(tail)
        elif not headed and led is not None and _headed(folded, led):
            phrase.pieces += [led, subject]
            phrase.quote = (led[0], phrase.quote[1])
            phrase.inherited = headed = True
        elif not headed and (whole := _narrowed(document, parts, i, narrowed)) is not None:
            narrowed[i] = whole
            phrase.pieces += [whole, subject]
            phrase.quote = (min(whole[0], phrase.quote[0]), phrase.quote[1])
            phrase.inherited = headed = True
        elif (
            part.figure.direction == "level"
            or headed
            or _words("preposed").match(folded, *tail)
            or part.figure.kind == "count"
        ):
            phrase.pieces.append(subject)
        named = bool(phrase.pieces)
        if _counts(part):
            begin = phrase.pieces.pop()[0] if named else part.figure.begin
            if phrase.inherited and (donor_part := _donor(parts, i, folded, times)) is not None:
                phrase.pieces.append(donor_part.subject)
                begin = part.figure.begin
            phrase.pieces += [(begin, part.figure.start), (part.figure.end, max(part.figure.end, tail[1]))]
            if (field := _field(folded, parts, i)) is not None:
                phrase.pieces.append(field)
        elif _takes_tail(folded, part, headed=headed) or not named:
            begin = part.figure.end
            scale = _words("scale").match(folded, begin, max(begin, tail[1]))
            begin = scale.end() if scale else begin
            if part.figure.kind == "count" or (part.figure.kind == "ratio" and not named):
                has = folded.find("có ", part.figure.begin, part.figure.start) if named and not phrase.inherited else -1
                if has >= 0:
                    phrase.pieces.append((has, has + 2))
                phrase.pieces.append((begin, max(begin, tail[1])))
            else:
                phrase.pieces.append(tail)
            if (
                part.figure.kind == "percentage"
                and tail[0] >= tail[1]
                and not named
                and i + 1 < len(parts)
                and parts[i + 1].unit == part.unit
            ):
                # "tiết kiệm 10% và phấn đấu tiết kiệm thêm 5% chi thường xuyên": one object for both
                after = parts[i + 1]
                if after.figure.kind == part.figure.kind and after.figure.direction == part.figure.direction:
                    close = _close(folded, after.tail)
                    phrase.pieces.append(close)
                    phrase.quote = (phrase.quote[0], max(close[1], phrase.quote[1]))
                    phrase.shared = True
            weak = predicates[i] is None or not _words("strong_verb").match(folded, predicates[i])
            if not named and weak and not part.inside:
                later = _sharer(folded, parts, i, predicates)
                if later is not None and predicates[i] is not None:
                    own_unit = parts[later].unit == part.unit
                    if not own_unit or not _words("passive").match(folded, predicates[later]):
                        later = None  # each has a predicate of its own
                if later is not None:
                    close = _close(folded, parts[later].tail)
                    at = predicates[later]
                    assert at is not None
                    phrase.pieces.append((at, close[1]))
                    phrase.quote = (phrase.quote[0], close[1])
                    phrase.shared = True
        if (host_index := _counted_again(folded, parts, i)) is not None:
            # "82% số xã đạt chuẩn (tương đương 124 xã)"
            bracket = folded.rfind("(", 0, part.figure.start)
            phrase.pieces = [(a, min(b, bracket)) for a, b in phrases[host_index].pieces if a < bracket]
            phrase.quote = (phrases[host_index].quote[0], phrase.quote[1])
            phrase.inherited = True
        if part.figure.kind == "count" and i and is_place(document.text[slice(*subject)]) and tail[0] >= tail[1]:
            # "110.000 căn nhà ở xã hội: Hà Nội 18.700 căn, Hải Phòng 10.158 căn"
            whole_noun = _same_noun(folded, parts, i)
            if whole_noun is not None:
                phrase.pieces, phrase.inherited = [whole_noun, subject], True
        phrase.base = _base(document, part, named=named, full_tail=part.tail)
        phrases.append(phrase)
    return phrases


def to_indicator(document: Document, phrase: Phrase, drop: Sequence[Span]) -> str:
    """The phrase's words without times (``drop``), operators and enumerators."""
    words: list[str] = []
    for start, end in phrase.pieces:
        kept, at = "", start
        for a, b in sorted(drop):
            if a >= end or b <= start:
                continue
            kept += document.text[at : max(at, a)] + " "
            at = max(at, b)
        kept += document.text[at:end] if at < end else ""
        words.append(kept)
    return tidy(" ".join(words))


def tidy(words: str) -> str:
    """Trim connectives and punctuation at both ends; close the gaps that removed words left."""
    words = squeeze(words)
    low = words.lower()
    left = _words("leading").match(low)
    if left:
        words = words[left.end() :]
    change = _words("change_head").match(words.lower())
    if change:
        words = words[change.end() :]
    right = _words("trailing").search(words)  # lower case only: Cao Bằng keeps its name
    if right:
        words = words[: right.start()]
    words = regex.sub(r"\s+([,;.)])", r"\1", words)
    words = regex.sub(r"(?:,\s*){2,}", ", ", words)
    words = regex.sub(r"\(\s*\)", "", words).strip(" ,;:.-–")
    if words.count("(") > words.count(")"):
        words += ")"
    return squeeze(words)


def find_scope(document: Document, start: int, end: int) -> str:
    """The level or area that the words name first, as printed; "" if none."""
    for _, compiled in load_patterns("scopes"):
        match = compiled.search(document.folded, start, end)
        if match:
            return squeeze(document.text[slice(*match.span("scope"))])
    return ""


def _sized(folded: str, parts: Sequence[Part], i: int) -> bool:
    """Whether the next figure only says which of its kind are counted: "12 doanh nghiệp được định giá từ 01 tỷ USD"."""
    if i + 1 >= len(parts) or parts[i].figure.kind not in ("count", "percentage"):
        return False
    after = parts[i + 1]
    if after.unit != parts[i].unit or after.inside != parts[i].inside or after.subject[0] < after.subject[1]:
        return False
    gap = folded[parts[i].figure.unit_end : after.figure.begin].rstrip()
    size = after.figure.kind in ("quantity", "money") and after.figure.explicit and not after.figure.moved
    return size and bool(gap) and not gap.endswith((",", ";", ":", "(", "và", "hoặc", "còn"))


def _counted_again(folded: str, parts: Sequence[Part], i: int) -> int | None:
    """The share outside the brackets that the count inside them says once more ("tương đương 124 xã"), or None."""
    part = parts[i]
    if not part.inside or part.figure.kind != "count" or part.subject[0] < part.subject[1]:
        return None
    if _EQUALS.match(folded, part.figure.begin, part.figure.start) is None:
        return None
    outer = [j for j in range(i) if not parts[j].inside and parts[j].unit == part.unit]
    return outer[-1] if outer and parts[outer[-1]].figure.kind == "percentage" else None


def _without_count(folded: str, parts: Sequence[Part], i: int, tail: Span) -> Span:
    """The words behind a share without the bracket at their end that only counts them."""
    after = i + 1
    if after >= len(parts) or _counted_again(folded, parts, after) != i or folded[tail[1] - 1 : tail[1]] != ")":
        return tail
    bracket = folded.rfind("(", tail[0], parts[after].figure.start)
    return (tail[0], tail[0] + len(folded[tail[0] : bracket].rstrip())) if bracket >= tail[0] else tail


def _same_noun(folded: str, parts: Sequence[Part], i: int) -> Span | None:
    """The counted noun with its attributes where the sentence first counts it."""
    for other in parts[:i]:
        if other.figure.kind == "count" and other.figure.unit == parts[i].figure.unit and not other.inside:
            end = _close(folded, other.tail)[1]
            comma = regex.compile(r"\s*[,:(]").search(folded, other.figure.unit_end, max(end, other.figure.unit_end))
            end = comma.start() if comma else end
            return (other.figure.end, end) if end > other.figure.unit_end else None
    return None


def _field(folded: str, parts: Sequence[Part], i: int) -> Span | None:
    """What a rank shares with the next: "nhóm 4 nước đứng đầu ASEAN và 50 nước dẫn đầu thế giới về kinh tế số"."""
    if i + 1 >= len(parts) or not _counts(parts[i + 1]) or parts[i + 1].unit != parts[i].unit:
        return None
    after = parts[i + 1]
    if " về " in folded[parts[i].figure.end - 1 : parts[i].end] or " về " in folded[slice(*parts[i].subject)]:
        return None
    joint = folded[parts[i].figure.end : after.figure.start]
    at = folded.find(" về ", after.figure.end, after.tail[1])
    return (at + 1, after.tail[1]) if at >= 0 and "," not in joint else None


def _headed(folded: str, span: Span) -> bool:
    """Whether a subject names a measure ("tỷ lệ ...", "số ...") rather than a bearer ("hạ tầng ... phủ")."""
    return bool(load_patterns("subjects")["head"].match(folded[slice(*span)]))


def find_scopes(document: Document, start: int, end: int) -> list[str]:
    """All levels and areas that the words name, in order."""
    found: dict[int, str] = {}
    for _, compiled in load_patterns("scopes"):
        for match in compiled.finditer(document.folded, start, end):
            found[match.start("scope")] = squeeze(document.text[slice(*match.span("scope"))])
    for match in _words("settlement").finditer(document.folded, start, end):
        found.setdefault(match.start(), document.text[slice(*match.span())])
    return [found[k] for k in sorted(found)]


def _counts(part: Part) -> bool:
    return part.figure.kind == "rank" and part.figure.unit_kind != "rank_step"


def _takes_tail(folded: str, part: Part, *, headed: bool) -> bool:
    """Whether the words behind the figure belong to what is measured, not to its base."""
    figure = part.figure
    if figure.kind in ("rank", "count"):
        return not (figure.kind == "count" and figure.reached and "số" in figure.unit)
    if headed and figure.direction == "level":
        return False
    if part.subject[0] >= part.subject[1]:
        return True
    if figure.direction != "level":
        return not _words("preposed").match(folded, *part.tail) and not headed
    if figure.kind in ("quantity", "money", "ratio") and not figure.moved:
        return not _words("preposed").match(folded, *part.tail)
    if figure.kind != "percentage" or figure.moved:
        return False
    return (not figure.reached or figure.verb in _WEAK_VERBS) and not headed


def _meaningless(folded: str, span: Span, times: Sequence[Time]) -> bool:
    """Whether a subject holds nothing but times and connectives."""
    words = list(folded[span[0] : span[1]])
    for time in times:
        for i in range(max(time.start, span[0]), min(time.end, span[1])):
            words[i - span[0]] = " "
    rest = tidy(_BRACKETS.sub(" ", "".join(words)))
    return not rest or rest in (
        "chỉ tiêu",
        "mục tiêu",
        "trong đó",
        "cụ thể",
        "tỷ lệ",
        "từ",
        "đến",
        "cả nước đạt",
        "cả năm",
    )


def _donor(parts: Sequence[Part], i: int, folded: str, times: Sequence[Time]) -> Part | None:
    """The earlier part of the same unit whose subject this one shares; inside brackets, the part before them."""
    for j in range(i - 1, -1, -1):
        other = parts[j]
        if other.inside and not parts[i].inside:
            continue
        if other.unit != parts[i].unit:
            return None
        if not _meaningless(folded, other.subject, times):
            return other
    return None


def _colon_lead(document: Document, parts: Sequence[Part], i: int) -> Span | None:
    """What stands before the colon that opens the parts of a sentence: "Tỷ lệ huy động: tiểu học 99%, ..."."""
    folded = document.folded
    first = parts[0]
    colon = folded.rfind(":", first.start, first.figure.begin)
    if colon < 0 or (parts[i].inside and not _words("narrows").match(folded[slice(*parts[i].subject)])):
        return None
    start = first.start
    label = _words("leading").match(folded, start, colon)
    start = label.end() if label else start
    while start < colon and not folded[start].isalpha():
        start += 1
    words = folded[start:colon].strip()
    if not words or len(words) > _LEAD_LENGTH or _words("no_lead").search(words):
        return None
    return start, start + len(words)


def _host(folded: str, parts: Sequence[Part], i: int) -> Span | None:
    """Those of whom a share behind "trong đó" is one: "50.000 kỹ sư, trong đó 10% có trình độ sau đại học"."""
    part = parts[i]
    if not i or part.figure.kind != "percentage" or parts[i - 1].inside != part.inside:
        return None
    before = parts[i - 1]
    if not folded[before.figure.stop : part.figure.begin].rstrip(" ,").endswith("trong đó"):
        return None
    if not _words("predicate_first").match(folded, *part.tail):
        return None  # it names its own
    if before.figure.kind == "count":
        tail = _close(folded, before.tail)
        return before.figure.end, max(before.figure.unit_end, tail[1])
    if before.figure.kind != "percentage":
        return None
    if before.subject[0] < before.subject[1]:
        start, end = before.subject
        verb = _words("predicate").search(folded, start, end)
        return start, (verb.start() if verb is not None and verb.start() > start else end)
    verb_at = predicate_at(folded, before.tail)
    return (before.tail[0], verb_at) if verb_at is not None else None


def is_place(text: str) -> bool:
    """Whether words are nothing but the name of a place: "Hà Nội", "Vùng Bắc Trung Bộ"."""
    return _PLACE.fullmatch(text.strip(" ,;:-–+•")) is not None


def _narrowed(document: Document, parts: Sequence[Part], i: int, done: Mapping[int, Span]) -> Span | None:
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
        and not _words("predicate").search(folded, start, end)
        and load_patterns("subjects")["verb"].match(folded[start:end]) is None
    ):
        return done[last]  # "trong đó đường bộ 2.764 triệu tấn, đường sắt 11,8 triệu tấn"
    if not (_words("narrows").match(folded[start:end]) or apart or place or subset):
        return None
    for other in reversed(parts[:i]):
        if other.figure.kind != part.figure.kind or other.inside:
            continue
        if (subset or place) and other.figure.unit != part.figure.unit:
            continue
        if _headed(folded, other.subject):
            start, end = other.subject
            if folded.startswith("của", part.subject[0]) and (at := folded.rfind(" của ", start, end)) > 0:
                end = at
            if place and (at := _named_place(document.text, start, end)) > start:
                end = at
            return start, end
        if apart and other.unit == part.unit and other.subject[0] >= other.subject[1] and other.tail[0] < other.tail[1]:
            return _close(folded, other.tail)  # "60% bệnh viện tại đô thị thu phí ..., riêng vùng xa 30%"
    return None


def _named_place(text: str, start: int, end: int) -> int:
    """Where the place begins that closes ``text[start:end]`` ("... tại Hà Nội"), else -1."""
    match = regex.compile(r"\s(?:tại|ở|của)\s(?:(?:tỉnh|thành phố)\s)?\p{Lu}[^,;]*\Z").search(text[start:end])
    return start + match.start() if match else -1


def _sharer(folded: str, parts: Sequence[Part], i: int, predicates: Sequence[int | None]) -> int | None:
    """The next figure-first part whose predicate this one shares: everything between is figure-first as well."""
    for j in range(i + 1, len(parts)):
        if parts[j].inside:
            continue
        if parts[j].subject[0] < parts[j].subject[1] or parts[j].figure.kind != parts[i].figure.kind:
            return None
        if (
            parts[j].figure.direction != parts[i].figure.direction
            or folded[parts[j].start : parts[j].figure.begin].strip()
        ):
            return None  # words of another clause stand between
        if predicates[j] is not None:
            return j
    return None


def _close(folded: str, span: Span) -> Span:
    subset = _OF_THESE.match(folded, *span)  # "quá nửa trong đó đạt chuẩn": of what stands before
    span = (subset.end(), span[1]) if subset else span
    match = _words("closing").search(folded, *span)
    if match and match.start() >= span[0]:
        if match.group().strip(" ,") == "bao gồm" and regex.search(r"(?<!\w)được(?!\w)", folded[match.end() : span[1]]):
            return span  # a list in the middle of the subject; its predicate is still to come
        return span[0], match.start()
    return span


def _base(document: Document, part: Part, *, named: bool, full_tail: Span) -> str:
    words = document.folded[slice(*full_tail)]
    match = _words("comparison").search(words if part.inside else _BRACKETS.sub(lambda m: "(" * len(m.group()), words))
    if match:
        at = full_tail[0]
        return squeeze(document.text[at + match.start("base") : at + match.end("base")])
    if part.figure.kind != "percentage" or not named or part.figure.direction != "level":
        return ""
    tail = document.folded[slice(*full_tail)]
    share = _words("share_of").match(tail)
    if share and (part.figure.reached or part.figure.explicit) and not _words("closing").match(tail):
        start = full_tail[0] + share.start("base")
        words = squeeze(document.text[start : full_tail[0] + share.end("base")])
        if not regex.match(
            r"(?:vào|đến|trong|từ|năm|theo|để|ở|tại|về|có|được|qua|trước|gắn|cùng|giai\ đoạn|nhằm|và|hằng|hàng|mỗi)"
            r"(?!\w)",
            words.lower(),
        ):
            return _BASE_TIME.sub("", words).strip(' .;”"')
    return ""
