"""From the parts of a sentence to full phrases: what each figure measures, and its base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractor.annotate.clauses import Part
from extractor.annotate.scopes import is_place
from extractor.annotate.sharing import (
    colon_lead,
    counted_again,
    find_donor,
    find_host,
    find_narrowed,
    find_sharer,
    is_sized,
    rank_field,
    same_noun,
    without_count,
)
from extractor.annotate.times import Time
from extractor.annotate.wording import (
    BRACKETS,
    WEAK_VERBS,
    Span,
    close_words,
    is_headed,
    is_meaningless,
    is_rank,
    predicate_at,
    takes_tail,
    tidy,
    words_of,
)
from extractor.model import Document
from extractor.text import squeeze

_BASE_TIME = regex.compile(r"\s*(?:(?:vào|đến|trong|từ)\s+)?(?:(?:hết|cuối)\s+)?(?:năm|giai đoạn)\s+20\d\d.*\Z")


@dataclass(slots=True)
class Phrase:
    """What a figure measures, as spans of the text in reading order, and the span of the whole statement."""

    pieces: list[Span]
    quote: Span
    base: str = ""
    inherited: bool = False
    shared: bool = False


def to_phrases(document: Document, parts: Sequence[Part], times: Sequence[Time]) -> list[Phrase]:
    """The phrase of each part, in order: subjects and predicates that stand once are given to all that share them."""
    folded = document.folded
    phrases: list[Phrase] = []
    narrowed: dict[int, Span] = {}
    predicates = [None if is_rank(p) else predicate_at(folded, p.tail) for p in parts]
    for i, part in enumerate(parts):
        subject = part.subject
        headed = is_headed(folded, subject)
        tail = close_words(folded, part.tail)
        if is_sized(folded, parts, i):
            tail = (tail[0], parts[i + 1].tail[1])
        tail = without_count(folded, parts, i, tail)
        led = colon_lead(document, parts, i)
        phrase = Phrase(
            [], (part.subject[0] if subject[0] < subject[1] else part.figure.begin, max(tail[1], part.figure.stop))
        )
        blank = is_meaningless(folded, subject, times)
        if not blank and part.figure.committed and not headed and not words_of("preposed").match(folded, *part.tail):
            # "triển khai lộ trình đạt mục tiêu 50% xã không có ...": its own clause;
            # "tăng đầu tư bảo đảm 2% tổng chi": not
            own = predicates[i] is not None or "mục tiêu" in folded[part.figure.begin : part.figure.start]
            blank = (
                part.figure.kind in ("percentage", "count")
                and own
                and not words_of("of_total").match(folded, *part.tail)
            )
            predicates[i] = predicates[i] or (part.tail[0] if blank else None)
        if (
            part.figure.reached
            and part.figure.verb not in WEAK_VERBS
            and folded[part.tail[0] : part.tail[0] + 1] in (",", "")
        ):
            predicates[i], tail = None, (part.tail[0], part.tail[0])
        if blank:
            placed = part.figure.kind == "percentage" and words_of("placed").match(folded, *tail) is not None
            donor = find_donor(parts, i, folded, times) if predicates[i] is None or placed else None
            if led is not None and ((placed and donor is None) or is_meaningless(folded, tail, times)):
                # "Số hóa hồ sơ: 100% ở cấp tỉnh, 90% ở cấp xã"
                phrase.pieces += [led, tail] if placed else [led]
                phrase.quote = (led[0], phrase.quote[1])
                phrase.inherited = headed = True
                donor = None
            elif (host := find_host(folded, parts, i)) is not None:
                phrase.pieces.append(host)
                phrase.quote = (host[0], phrase.quote[1])
                phrase.inherited, headed, donor = True, False, None
            elif donor is None and i and parts[i - 1].unit == part.unit and is_meaningless(folded, tail, times):
                before = parts[i - 1]  # "85% số trường đạt chuẩn vào năm 2028 và 90% vào năm 2030"
                if before.figure.kind == part.figure.kind and before.tail[0] < before.tail[1]:
                    phrase.pieces.append(close_words(folded, before.tail))
                    phrase.quote = (before.figure.begin, phrase.quote[1])
                    phrase.inherited = True
            if donor is not None:
                headed = is_headed(folded, donor.subject)
                phrase.pieces.append(donor.subject)
                phrase.quote = (donor.subject[0], phrase.quote[1])
                phrase.inherited = True
                if (
                    donor.figure.kind == part.figure.kind
                    and not (tail[0] < tail[1])
                    and takes_tail(folded, donor, headed=is_headed(folded, donor.subject))
                ):
                    phrase.pieces.append(close_words(folded, donor.tail))
                elif (
                    donor.figure.kind == "count"
                    and part.figure.direction != "level"
                    and part.figure.kind in ("percentage", "ratio")
                    and is_meaningless(folded, tail, times)
                ):
                    # "hoàn thành 100.000 căn, năm sau tăng 16%": what is counted grows
                    phrase.pieces.append(
                        (donor.figure.end, max(donor.figure.unit_end, close_words(folded, donor.tail)[1]))
                    )
                    tail = (tail[0], tail[0])
                elif placed and headed:
                    phrase.pieces.append(tail)
        elif not headed and led is not None and is_headed(folded, led):
            phrase.pieces += [led, subject]
            phrase.quote = (led[0], phrase.quote[1])
            phrase.inherited = headed = True
        elif not headed and (whole := find_narrowed(document, parts, i, narrowed)) is not None:
            narrowed[i] = whole
            phrase.pieces += [whole, subject]
            phrase.quote = (min(whole[0], phrase.quote[0]), phrase.quote[1])
            phrase.inherited = headed = True
        elif (
            part.figure.direction == "level"
            or headed
            or words_of("preposed").match(folded, *tail)
            or part.figure.kind == "count"
        ):
            phrase.pieces.append(subject)
        named = bool(phrase.pieces)
        if is_rank(part):
            begin = phrase.pieces.pop()[0] if named else part.figure.begin
            if phrase.inherited and (donor_part := find_donor(parts, i, folded, times)) is not None:
                phrase.pieces.append(donor_part.subject)
                begin = part.figure.begin
            phrase.pieces += [(begin, part.figure.start), (part.figure.end, max(part.figure.end, tail[1]))]
            if (field := rank_field(folded, parts, i)) is not None:
                phrase.pieces.append(field)
        elif takes_tail(folded, part, headed=headed) or not named:
            begin = part.figure.end
            scale = words_of("scale").match(folded, begin, max(begin, tail[1]))
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
                    close = close_words(folded, after.tail)
                    phrase.pieces.append(close)
                    phrase.quote = (phrase.quote[0], max(close[1], phrase.quote[1]))
                    phrase.shared = True
            weak = predicates[i] is None or not words_of("strong_verb").match(folded, predicates[i])
            if not named and weak and not part.inside:
                later = find_sharer(folded, parts, i, predicates)
                if later is not None and predicates[i] is not None:
                    own_unit = parts[later].unit == part.unit
                    if not own_unit or not words_of("passive").match(folded, predicates[later]):
                        later = None  # each has a predicate of its own
                if later is not None:
                    close = close_words(folded, parts[later].tail)
                    at = predicates[later]
                    assert at is not None
                    phrase.pieces.append((at, close[1]))
                    phrase.quote = (phrase.quote[0], close[1])
                    phrase.shared = True
        if (host_index := counted_again(folded, parts, i)) is not None:
            # "82% số xã đạt chuẩn (tương đương 124 xã)"
            bracket = folded.rfind("(", 0, part.figure.start)
            phrase.pieces = [(a, min(b, bracket)) for a, b in phrases[host_index].pieces if a < bracket]
            phrase.quote = (phrases[host_index].quote[0], phrase.quote[1])
            phrase.inherited = True
        if part.figure.kind == "count" and i and is_place(document.text[slice(*subject)]) and tail[0] >= tail[1]:
            # "110.000 căn nhà ở xã hội: Hà Nội 18.700 căn, Hải Phòng 10.158 căn"
            whole_noun = same_noun(folded, parts, i)
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


def _base(document: Document, part: Part, *, named: bool, full_tail: Span) -> str:
    words = document.folded[slice(*full_tail)]
    match = words_of("comparison").search(words if part.inside else BRACKETS.sub(lambda m: "(" * len(m.group()), words))
    if match:
        at = full_tail[0]
        return squeeze(document.text[at + match.start("base") : at + match.end("base")])
    if part.figure.kind != "percentage" or not named or part.figure.direction != "level":
        return ""
    tail = document.folded[slice(*full_tail)]
    share = words_of("share_of").match(tail)
    if share and (part.figure.reached or part.figure.explicit) and not words_of("closing").match(tail):
        start = full_tail[0] + share.start("base")
        words = squeeze(document.text[start : full_tail[0] + share.end("base")])
        if not regex.match(
            r"(?:vào|đến|trong|từ|năm|theo|để|ở|tại|về|có|được|qua|trước|gắn|cùng|giai\ đoạn|nhằm|và|hằng|hàng|mỗi)"
            r"(?!\w)",
            words.lower(),
        ):
            return _BASE_TIME.sub("", words).strip(' .;”"')
    return ""
