"""Targets without a figure: "Phổ cập dịch vụ mạng di động 5G", "đưa toàn bộ dịch vụ công lên mạng"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.annotate.clauses import split_units
from extractor.annotate.figures import Figure
from extractor.annotate.modality import Modality, Section
from extractor.annotate.phrases import Phrase, to_indicator
from extractor.annotate.scopes import find_scope
from extractor.annotate.target_status import says_intent
from extractor.annotate.target_years import YearFinder
from extractor.annotate.times import Time
from extractor.knowledge import load_patterns
from extractor.model import Document, Passage, Quote, Target

_ALL_OF_THEM = regex.compile(r",\s*(?:đạt|bằng|chiếm|tức|tương\ ứng|tương\ đương)(?!\w)")
_UNIVERSAL_SECTIONS: tuple[Section, ...] = ("target", "task", "")


def find_universals(
    document: Document,
    passage: Passage,
    sentence: tuple[int, int],
    *,
    section: Section,
    modality: Modality,
    years: YearFinder,
    times: Sequence[Time],
    figures: Sequence[Figure],
) -> Iterator[Target]:
    """Targets of a sentence that a word makes universal; where a figure states the same, the figure is the target."""
    folded = document.folded
    if modality.normative or section not in _UNIVERSAL_SECTIONS:
        return
    for start, end in split_units(folded, *sentence):
        counted = [f.start - start for f in figures if start <= f.start < end]
        for entry, compiled in load_patterns("targets"):
            match = compiled.search(folded[start:end])
            if match is None:
                continue
            inside = any(match.start("clause") <= at < match.end() for at in counted)
            if inside or (counted and entry.value == "section"):
                # the figure is the target, unless it stands in a clause of its own behind a comma
                comma = folded.rfind(",", start, start + min(counted))
                match = compiled.search(folded[start:comma]) if comma > start else None
                if match is None or _ALL_OF_THEM.match(folded, comma, start + min(counted)):
                    continue
                end = comma
            meant = section == "target" or says_intent(folded, start, start + match.end("word"))
            if entry.value == "section" and not meant:
                continue
            due = years.of_span((start, end), times, passage)
            word, thing = match.span("word"), match.span("thing")
            quote = _without_stop(document.quote(start + match.start("clause"), end))
            phrase = Phrase([(start + thing[0], min(end, start + thing[1]))], (quote.start, quote.end))
            indicator = to_indicator(document, phrase, [(t.start, t.end) for t in times])
            if not indicator or start + word[0] < quote.start:
                continue
            yield Target(
                provision_id=passage.provision_id,
                quote=quote,
                figure=None,
                kind="universal",
                indicator=indicator,
                comparator="=",
                direction="level",
                value=None,
                year=due.year,
                year_start=due.year_start,
                year_source=due.source,
                scope=find_scope(document, start, end),
                rule=f"universal.{entry.name}",
                review=due.review,
            )
            break


def _without_stop(quote: Quote) -> Quote:
    text = quote.text.rstrip(" .;,")
    return Quote(quote.start, quote.start + len(text), text)
