"""The words of a phrase: where it begins and closes, whether it names a measure, what is trimmed."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.annotate.clauses import Part
from extractor.annotate.times import Time
from extractor.knowledge import load_patterns
from extractor.text import squeeze

Span = tuple[int, int]

LEAD_LENGTH = 90  # characters; a longer text before a colon is a sentence, not a name
WEAK_VERBS = ("có", "được", "phải")

BRACKETS = regex.compile(r"\([^()]*\)")
_OF_THESE = regex.compile(r"\s*(?:trong\ (?:số\ )?đó|số\ (?:đó|này))\s+(?=\p{L})")


def words_of(name: str) -> regex.Pattern[str]:
    """A pattern of ``phrases.yaml``."""
    return load_patterns("phrases")[name]


def tidy(words: str) -> str:
    """Trim connectives and punctuation at both ends; close the gaps that removed words left."""
    words = squeeze(words)
    low = words.lower()
    left = words_of("leading").match(low)
    if left:
        words = words[left.end() :]
    change = words_of("change_head").match(words.lower())
    if change:
        words = words[change.end() :]
    right = words_of("trailing").search(words)  # lower case only: Cao Bằng keeps its name
    if right:
        words = words[: right.start()]
    words = regex.sub(r"\s+([,;.)])", r"\1", words)
    words = regex.sub(r"(?:,\s*){2,}", ", ", words)
    words = regex.sub(r"\(\s*\)", "", words).strip(" ,;:.-–")
    if words.count("(") > words.count(")"):
        words += ")"
    return squeeze(words)


def predicate_at(folded: str, span: Span) -> int | None:
    """Where the predicate of a figure-first clause begins in its tail, or None."""
    match = words_of("passive").search(folded, *span) or words_of("predicate").search(folded, *span)
    if match and match.start() > span[0]:
        return match.start()
    return None


def is_headed(folded: str, span: Span) -> bool:
    """Whether a subject names a measure ("tỷ lệ ...", "số ...") rather than a bearer ("hạ tầng ... phủ")."""
    return bool(load_patterns("subjects")["head"].match(folded[slice(*span)]))


def is_rank(part: Part) -> bool:
    return part.figure.kind == "rank" and part.figure.unit_kind != "rank_step"


def takes_tail(folded: str, part: Part, *, headed: bool) -> bool:
    """Whether the words behind the figure belong to what is measured, not to its base."""
    figure = part.figure
    if figure.kind in ("rank", "count"):
        return not (figure.kind == "count" and figure.reached and "số" in figure.unit)
    if words_of("transitive").search(folded, *part.subject):
        return True
    if headed and figure.direction == "level":
        return False
    if part.subject[0] >= part.subject[1]:
        return True
    if figure.direction != "level":
        return not words_of("preposed").match(folded, *part.tail) and not headed
    if figure.kind in ("quantity", "money", "ratio") and not figure.moved:
        return not words_of("preposed").match(folded, *part.tail)
    if figure.kind != "percentage" or figure.moved:
        return False
    return (not figure.reached or figure.verb in WEAK_VERBS) and not headed


def is_meaningless(folded: str, span: Span, times: Sequence[Time]) -> bool:
    """Whether a subject holds nothing but times and connectives."""
    words = list(folded[span[0] : span[1]])
    for time in times:
        for i in range(max(time.start, span[0]), min(time.end, span[1])):
            words[i - span[0]] = " "
    rest = tidy(BRACKETS.sub(" ", "".join(words)))
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


def close_words(folded: str, span: Span) -> Span:
    subset = _OF_THESE.match(folded, *span)  # "quá nửa trong đó đạt chuẩn": of what stands before
    span = (subset.end(), span[1]) if subset else span
    match = words_of("closing").search(folded, *span)
    if match and match.start() >= span[0]:
        if match.group().strip(" ,") == "bao gồm" and regex.search(r"(?<!\w)được(?!\w)", folded[match.end() : span[1]]):
            return span  # a list in the middle of the subject; its predicate is still to come
        if words_of("goes_on").search(folded, match.end(), span[1]):
            return span  # "được thiết kế lại nhằm tối ưu trải nghiệm, được điền sẵn dữ liệu"
        return span[0], match.start()
    return span
