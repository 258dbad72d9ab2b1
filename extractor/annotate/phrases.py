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
    find_bearer,
    find_donor,
    find_host,
    find_narrowed,
    find_sharer,
    find_swap,
    is_sized,
    measured_with,
    rank_field,
    same_noun,
    shares_object,
    task_before,
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

    def inherit(self, *pieces: Span) -> None:
        """Take words that stand before the figure's own; the statement begins with the first of them."""
        self.pieces += pieces
        self.quote = (min(pieces[0][0], self.quote[0]), self.quote[1])
        self.inherited = True

    def share(self, piece: Span) -> None:
        """Take words that stand behind the next figure; the statement ends with them."""
        self.pieces.append(piece)
        self.quote = (self.quote[0], max(piece[1], self.quote[1]))
        self.shared = True


def to_phrases(document: Document, parts: Sequence[Part], times: Sequence[Time]) -> list[Phrase]:
    """The phrase of each part, in order: subjects and predicates that stand once are given to all that share them."""
    sentence = _Sentence(document, parts, times)
    for i in range(len(parts)):
        sentence.phrases.append(sentence.phrase(i))
    return sentence.phrases


class _Sentence:
    """The parts of a sentence, and what is known of those before the one at hand."""

    def __init__(self, document: Document, parts: Sequence[Part], times: Sequence[Time]) -> None:
        self.document = document
        self.folded = document.folded
        self.parts = parts
        self.times = times
        self.phrases: list[Phrase] = []
        self.narrowed: dict[int, Span] = {}
        self.predicates = [None if is_rank(p) else predicate_at(self.folded, p.tail) for p in parts]

    def phrase(self, i: int) -> Phrase:
        folded, parts, part = self.folded, self.parts, self.parts[i]
        tail = self._tail(i)
        begin = part.subject[0] if part.subject[0] < part.subject[1] else part.figure.begin
        phrase = Phrase([], (begin, max(tail[1], part.figure.stop)))
        blank = self._is_blank(i)
        if self._is_closed(part):
            self.predicates[i], tail = None, (part.tail[0], part.tail[0])
        if blank:
            headed, tail = self._borrow(i, phrase, tail)
        else:
            headed = self._own(i, phrase, tail)
        named = bool(phrase.pieces)
        if is_rank(part):
            self._add_ranked(i, phrase, tail)
        elif takes_tail(folded, part, headed=headed) or not named:
            self._add_tail(i, phrase, tail, named=named)
        elif headed and part.figure.direction == "level" and words_of("placed").match(folded, *tail):
            if tail not in phrase.pieces:
                phrase.pieces.append(tail)  # "tỷ lệ số hóa đạt 100% đối với cấp tỉnh"
        elif tail[0] >= tail[1] and shares_object(folded, parts, i):
            phrase.share(self._tail(i + 1))
        if (host := counted_again(folded, parts, i)) is not None:
            # "82% số xã đạt chuẩn (tương đương 124 xã)"
            bracket = folded.rfind("(", 0, part.figure.start)
            phrase.pieces = [(a, min(b, bracket)) for a, b in self.phrases[host].pieces if a < bracket]
            phrase.quote = (self.phrases[host].quote[0], phrase.quote[1])
            phrase.inherited = True
        place = part.figure.kind == "count" and i > 0 and is_place(self.document.text[slice(*part.subject)])
        if place and tail[0] >= tail[1] and (noun := same_noun(folded, parts, i)) is not None:
            # "110.000 căn nhà ở xã hội: Hà Nội 18.700 căn, Hải Phòng 10.158 căn"
            phrase.pieces, phrase.inherited = [noun, part.subject], True
        phrase.base = _base(self.document, part, named=named, full_tail=part.tail)
        return phrase

    def _tail(self, i: int) -> Span:
        """The words behind a figure up to where its phrase stops."""
        tail = close_words(self.folded, self.parts[i].tail)
        if is_sized(self.folded, self.parts, i):
            tail = (tail[0], self.parts[i + 1].tail[1])
        return without_count(self.folded, self.parts, i, tail)

    def _is_blank(self, i: int) -> bool:
        """Whether the words before the figure name nothing, so that it takes what others name."""
        folded, part = self.folded, self.parts[i]
        if is_meaningless(folded, part.subject, self.times):
            return True
        if (
            not part.figure.committed
            or is_headed(folded, part.subject)
            or part.figure.kind not in ("percentage", "count")
        ):
            return False
        if words_of("preposed").match(folded, *part.tail):
            return False
        # "triển khai lộ trình đạt mục tiêu 50% xã không có ...": its own clause; "tăng đầu tư bảo đảm 2% tổng chi": not
        own = self.predicates[i] is not None or "mục tiêu" in folded[part.figure.begin : part.figure.start]
        blank = own and not words_of("of_total").match(folded, *part.tail)
        if self.predicates[i] is None and blank:
            self.predicates[i] = part.tail[0]
        return blank

    def _is_closed(self, part: Part) -> bool:
        """Whether the clause is over with the figure: "tỷ lệ hộ nghèo còn 2%, ..."."""
        verb = part.figure.reached and part.figure.verb not in WEAK_VERBS
        return verb and self.folded[part.tail[0] : part.tail[0] + 1] in (",", "")

    def _own(self, i: int, phrase: Phrase, tail: Span) -> bool:
        """Add the figure's own subject, with the measure it narrows; whether a measure heads the phrase now."""
        folded, part = self.folded, self.parts[i]
        subject = part.subject
        if (bearer := find_bearer(folded, self.parts, i)) is not None:
            phrase.inherit(bearer)
        elif (other := measured_with(self.document, self.parts, i)) is not None:
            before, clause = other
            phrase.inherit(*((clause,) if clause is not None else self.phrases[before].pieces))
        if is_headed(folded, subject):
            phrase.pieces.append(subject)
            return True
        if (swap := find_swap(folded, self.parts, i)) is not None:
            whole, scope = swap
            phrase.inherit((whole[0], scope[0]), subject, (scope[1], whole[1]))
            return True
        if (narrowed := find_narrowed(self.document, self.parts, i, self.narrowed)) is not None:
            self.narrowed[i] = narrowed
            phrase.inherit(narrowed, subject)
            return True
        led = colon_lead(self.document, self.parts, i)
        if led is not None and is_headed(folded, led):
            phrase.inherit(led, subject)
            return True
        if part.figure.direction == "level" or part.figure.kind == "count" or words_of("preposed").match(folded, *tail):
            phrase.pieces.append(subject)
        return False

    def _borrow(self, i: int, phrase: Phrase, tail: Span) -> tuple[bool, Span]:
        """Add what others name; whether a measure heads the phrase now, and what is left of the figure's own tail."""
        folded, parts, part = self.folded, self.parts, self.parts[i]
        empty_tail = is_meaningless(folded, tail, self.times)
        led = colon_lead(self.document, parts, i)
        placed = part.figure.kind == "percentage" and words_of("placed").match(folded, *tail) is not None
        donor = find_donor(parts, i, folded, self.times) if self.predicates[i] is None or placed else None
        if led is not None and donor is None and (placed or empty_tail):
            # "Số hóa hồ sơ: 100% ở cấp tỉnh, 90% ở cấp xã"
            phrase.inherit(*((led, tail) if placed else (led,)))
            return True, tail
        if (host := find_host(folded, parts, i)) is not None:
            phrase.inherit(host)
            return False, tail
        if donor is None:
            before = parts[i - 1] if i else part
            alike = before.unit == part.unit and before.figure.kind == part.figure.kind
            if i and alike and empty_tail and before.tail[0] < before.tail[1]:
                # "85% số trường đạt chuẩn vào năm 2028 và 90% vào năm 2030"
                phrase.pieces.append(close_words(folded, before.tail))
                phrase.quote = (before.figure.begin, phrase.quote[1])
                phrase.inherited = True
            elif part.inside and i and empty_tail and before.unit == part.unit and not before.inside:
                phrase.inherit(*self.phrases[i - 1].pieces)  # "Nhiệt điện than: 18 GW (chiếm tỷ lệ 12%)"
            elif self.predicates[i] is None and (clause := task_before(self.document, parts, i)) is not None:
                phrase.inherit(clause)
            return is_headed(folded, part.subject), tail
        headed = is_headed(folded, donor.subject)
        phrase.inherit(donor.subject)
        same_kind = donor.figure.kind == part.figure.kind
        if same_kind and empty_tail and takes_tail(folded, donor, headed=headed):
            phrase.pieces.append(close_words(folded, donor.tail))
        elif (
            donor.figure.kind == "count"
            and part.figure.direction != "level"
            and part.figure.kind in ("percentage", "ratio")
            and empty_tail
        ):
            # "hoàn thành 100.000 căn, năm sau tăng 16%": what is counted grows
            end = max(donor.figure.unit_end, close_words(folded, donor.tail)[1])
            phrase.pieces.append((donor.figure.end, end))
            tail = (tail[0], tail[0])
        elif placed and headed:
            phrase.pieces.append(tail)
        return headed, tail

    def _add_ranked(self, i: int, phrase: Phrase, tail: Span) -> None:
        """A rank without its number: "thuộc nhóm ... nước dẫn đầu thế giới về kinh tế số"."""
        part = self.parts[i]
        begin = phrase.pieces.pop()[0] if phrase.pieces else part.figure.begin
        if phrase.inherited and (donor := find_donor(self.parts, i, self.folded, self.times)) is not None:
            phrase.pieces.append(donor.subject)
            begin = part.figure.begin
        phrase.pieces += [(begin, part.figure.start), (part.figure.end, max(part.figure.end, tail[1]))]
        if (field := rank_field(self.folded, self.parts, i)) is not None:
            phrase.pieces.append(field)

    def _add_tail(self, i: int, phrase: Phrase, tail: Span, *, named: bool) -> None:
        """The words behind the figure; where they are not the whole, those behind the figures that share them."""
        folded, parts, part = self.folded, self.parts, self.parts[i]
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
        if named or part.inside:
            return
        after = parts[i + 1] if i + 1 < len(parts) else part
        alike = after.unit == part.unit and after.figure.kind == part.figure.kind
        same_way = after.figure.direction == part.figure.direction
        if part.figure.kind == "percentage" and after is not part and alike and same_way and tail[0] >= tail[1]:
            # "tiết kiệm 10% và phấn đấu tiết kiệm thêm 5% chi thường xuyên": one object for both
            phrase.share(close_words(folded, after.tail))
        own = self.predicates[i]
        if own is not None and words_of("strong_verb").match(folded, own):
            return
        later = find_sharer(folded, parts, i, self.predicates)
        if later is None:
            return
        at = self.predicates[later]
        assert at is not None
        if own is not None and (parts[later].unit != part.unit or not words_of("passive").match(folded, at)):
            return  # each has a predicate of its own
        phrase.share((at, close_words(folded, parts[later].tail)[1]))


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
