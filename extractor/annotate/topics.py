"""What a paragraph says it is about before a colon, for the figures in it that name no thing of their own."""

from __future__ import annotations

import regex

from extractor.annotate.wording import LEAD_LENGTH, words_of
from extractor.knowledge import load_patterns
from extractor.model import Document, Passage
from extractor.text import fold, squeeze

_LABEL = regex.compile(r"(?:[-+•*]\s*|\p{L}\)\s*)?(?P<topic>\p{L}[^:;.\n]*)\s*:")


def topic_of(document: Document, passage: Passage, before: int) -> str:
    """The words before the colon that opens a passage, where it ends before ``before``; "" if it opens with none.

    A topic names a thing ("Điện mặt trời: ..."): no time, no verb, no list ("cụ thể:").
    """
    label = _LABEL.match(document.text, passage.start, min(before, passage.start + 2 * LEAD_LENGTH))
    if label is None or len(label["topic"]) > LEAD_LENGTH:
        return ""
    words = document.folded[slice(*label.span("topic"))]
    heads = load_patterns("subjects")
    if words_of("no_lead").search(words) or heads["opener"].match(words) or heads["verb"].match(words):
        return ""
    return squeeze(label["topic"])


def is_bare_measure(indicator: str) -> bool:
    """Whether an indicator is empty or a measure of nothing: "tổng công suất", "diện tích"."""
    return not indicator or words_of("bare_measure").fullmatch(fold(indicator)) is not None
