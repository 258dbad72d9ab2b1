"""Targets in the passages of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from extractor.annotate.clauses import Part, name_spans, split_parts, split_sentences
from extractor.annotate.figures import Figure, find_figures
from extractor.annotate.modality import Modality, Section
from extractor.annotate.narration import Cue, Mood, find_cues, mood_after, mood_at
from extractor.annotate.operators import comparator_of, direction_of, unit_of
from extractor.annotate.phrases import Phrase, to_indicator, to_phrases
from extractor.annotate.scopes import find_scopes, first_scope, is_place, place_of, settle_scopes
from extractor.annotate.target_status import is_frequency, judge_figure, keep_figures, says_intent
from extractor.annotate.target_tables import find_table_targets
from extractor.annotate.target_years import YearFinder
from extractor.annotate.times import Time, find_times, is_yearly
from extractor.annotate.topics import is_bare_measure, topic_of
from extractor.annotate.universals import find_universals
from extractor.annotate.wording import words_of
from extractor.model import (
    AgencyMention,
    Document,
    Passage,
    Status,
    Structure,
    Target,
    TargetKind,
)
from extractor.text import fold

# Most passages hold nothing to look at; this keeps the scan of a document short.
_WORTH_READING = regex.compile(
    r"""\d|(?<!\w)(?:một\ nửa|trăm\ phần|hai\ con\ số|hai\ chữ\ số|ít\ nhất\ một|tối\ thiểu\ một|phần\ (?:hai|ba|tư)
    |phổ\ cập|không\ còn|xóa\ |loại\ bỏ|chấm\ dứt
    |nửa|toàn\ bộ|tất\ cả|mọi|mỗi|thứ\ (?:nhất|hai|ba)|gấp)""",
    regex.VERBOSE,
)
_SITE = regex.compile(r"(?<!\w)(?:[Cc]ơ sở|[Nn]hà ga|[Pp]hân hiệu|[Cc]hi nhánh|[Tt]rụ sở|[Gg]iai đoạn)\s+\Z")
_NAMED = regex.compile(r"\s*:?\s*(?!Việt\sNam)\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}+")
_BRACKET_REACH = 160  # characters; a longer bracket is left open
_CITES = regex.compile(r"[\s\-–+]*(?:căn\ cứ|theo\ đề\ nghị|xét)(?!\w)")


@dataclass(frozen=True, slots=True)
class _Context:
    """What a sentence stands in."""

    document: Document
    passage: Passage
    section: Section
    modality: Modality
    years: YearFinder
    sentence: tuple[int, int]
    times: Sequence[Time]
    carried: Time | None
    cues: Sequence[Cue]
    mood: Mood


def find_targets(
    document: Document, structure: Structure, *, agencies: Sequence[AgencyMention] = ()
) -> Iterator[Target]:
    """Targets, results, baselines and conditions of a document, in reading order.

    Reads the passages and, where a table's layout tells indicator from value, its rows. Every target lies in one
    provision; ``quote`` is the shortest clause that states it, ``figure`` the number as printed.
    """
    modality = Modality(document, structure)
    years = YearFinder(document, structure, issued=modality.issued)
    found = list(find_table_targets(document, structure, modality, years, agencies))
    claimed = {(t.figure.start, t.figure.end) for t in found if t.figure is not None}
    rows = {t.provision_id for t in found}
    carried: Time | None = None  # a press report says its year once and goes on in the next paragraph
    mood: Mood = ""
    for passage in structure.passages:
        if passage.kind == "heading" or not modality.press:
            carried, mood = None, ""
        if passage.table is not None and passage.provision_id in rows and _is_label(structure, passage):
            continue
        if passage.kind == "closing" or (modality.is_title(passage) and not modality.press):
            continue
        if not _WORTH_READING.search(document.folded, passage.start, passage.end):
            if modality.press and passage.kind != "heading":
                mood = mood_after(find_cues(document.folded, passage.start, passage.end, (), None), mood)
            continue
        made, last, mood = _in_passage(document, passage, modality, years, carried, mood)
        carried = last or carried
        found += (t for t in made if t.figure is None or (t.figure.start, t.figure.end) not in claimed)
    found = settle_scopes(document, found)
    yield from sorted(found, key=lambda t: (t.figure.start if t.figure else t.quote.start, t.quote.end))


def _is_label(structure: Structure, passage: Passage) -> bool:
    """Whether a cell names the indicator of its row: its numbers belong to the name ("trên 100.000 trẻ đẻ sống")."""
    layout = structure.layout_of(passage.table) if passage.table is not None else None
    if layout is None or passage.column is None or passage.column >= len(layout.columns):
        return False
    return layout.columns[passage.column].role in ("indicator", "subject", "unit", "index")


def _in_passage(
    document: Document, passage: Passage, modality: Modality, years: YearFinder, before: Time | None, mood: Mood
) -> tuple[list[Target], Time | None, Mood]:
    """The passage's targets, and the time and mood that hold at its end. ``before`` holds where nothing else says a
    year, ``mood`` until its words turn it."""
    folded, text = document.folded, document.text
    section = modality.section(passage)
    preface = passage.provision_id == "mo_dau" and not modality.press
    opening = passage.kind == "opening" and preface
    mood = "result" if preface and not mood else mood
    section = "result" if opening and section == "" else section  # what led to the act, unless it says its goal
    carried = before if before is not None and years.of_leads(passage).year is None else None
    last: Time | None = None
    found: list[Target] = []
    for start, end in split_sentences(text, passage.start, passage.end, lines=passage.kind == "cell"):
        if not _WORTH_READING.search(folded, start, end):
            mood = mood_after(find_cues(folded, start, end, (), None) if section == "" else [], mood)
            continue
        if opening and (_CITES.match(folded, start, end) or not says_intent(folded, start, end)):
            continue
        names = name_spans(folded, text, start, end)
        times = [t for t in years.times(start, end) if not any(a <= t.core < b for a, b in names)]
        figures = [f for f in find_figures(folded, text, start, end) if not any(a <= f.start < b for a, b in names)]
        figures = [f for f in keep_figures(folded, figures) if not _is_named(text, start, f)]
        carried = years.leading(times, start, end, folded) or carried
        subset = last if folded.startswith("trong đó", _first_letter(folded, start, end)) else None
        cues = find_cues(folded, start, end, times, modality.issued) if section == "" else []
        context = _Context(
            document, passage, section, modality, years, (start, end), times, subset or carried, cues, mood
        )
        mood = mood_after(cues, mood)
        if figures:
            for target, own in _in_sentence(context, split_parts(folded, text, start, end, figures)):
                last = own or last
                found.append(target)
        found += find_universals(
            document,
            passage,
            (start, end),
            section=section,
            modality=modality,
            years=years,
            times=times,
            figures=figures,
        )
    return found, last if last is not None and last.year is not None else carried, mood


def _is_named(text: str, start: int, figure: Figure) -> bool:
    """Whether a count only numbers a name ("28 Bộ Công Thương") or counts what is named behind it ("04 tỉnh: Hà Nam,
    ...")."""
    if figure.kind != "count" or figure.explicit:
        return False
    noun = text[figure.end : figure.unit_end].lstrip()
    opens = not any(c.isalpha() for c in text[start : figure.start])
    opens = opens or _SITE.search(text, start, figure.start) is not None  # "cơ sở 2 Bệnh viện Bạch Mai"
    return (opens and noun[:1].isupper()) or _NAMED.match(text, figure.unit_end) is not None


def _first_letter(folded: str, start: int, end: int) -> int:
    while start < end and not folded[start].isalpha():
        start += 1
    return start


def _in_sentence(context: _Context, parts: Sequence[Part]) -> Iterator[tuple[Target, Time | None]]:
    phrases = to_phrases(context.document, parts, context.times)
    before: Status | None = None
    around: Status | None = None  # of the figure before the brackets: what they explain says nothing behind them
    for index, part in enumerate(parts):
        if index and part.inside != parts[index - 1].inside:
            before, around = (before, before) if part.inside else (around, None)
        made = _target(context, parts, index, phrases, before)
        if isinstance(made, tuple):
            before = made[0].status
            yield made
        else:
            before = made


def _target(
    context: _Context, parts: Sequence[Part], index: int, phrases: Sequence[Phrase], neighbour: Status | None
) -> tuple[Target, Time | None] | Status | None:
    phrase = phrases[index]
    document, folded = context.document, context.document.folded
    part = parts[index]
    figure = part.figure
    due = context.years.of_part(parts, index, context.times, context.carried, context.passage)
    direction = direction_of(parts, index, folded)
    judgement = judge_figure(
        folded,
        part,
        sentence_start=context.sentence[0],
        section=context.section,
        mood=mood_at(context.cues, figure.start, context.mood),
        modality=context.modality,
        own=due.own,
        direction=direction,
        inherited=phrase.inherited,
        gap_start=_gap_start(folded, parts, index),
        neighbour=neighbour if index and parts[index - 1].unit == part.unit else None,
        alike=index > 0 and parts[index - 1].figure.unit == figure.unit,
    )
    if judgement.status is None:
        return judgement.silent
    drop = [(t.start, t.end) for t in context.times if t.role in ("due", "start", "vision", "past")]
    if figure.kind != "rank" and figure.unit_end < figure.stop:
        drop.append((figure.unit_end, figure.stop))  # "60.000 lao động trở lên"; not "3 nước dẫn đầu ASEAN"
    indicator = to_indicator(document, phrase, drop)
    unit = unit_of(folded, parts, index, fold(indicator))
    review = [judgement.doubt]
    if indicator and not phrase.inherited and is_place(indicator):
        measure = _measure_of_lead(context, figure)  # "... phân theo vùng như sau: - Vùng Bắc Trung Bộ 70%"
        indicator = f"{measure} {indicator}" if measure else indicator
    if figure.kind == "rank" and indicator.lower() in ("vào", "thuộc", "nằm trong", "trong", "đứng thứ", "xếp thứ"):
        indicator = ""
    for j in range(index - 1, -1, -1) if not indicator else ():
        # "giảm tỷ lệ hộ nghèo còn 1,2%; bình quân mỗi năm giảm 0,5 điểm phần trăm"
        before = parts[j]
        if before.inside or part.inside:
            continue
        if before.figure.kind == figure.kind or before.subject[0] < before.subject[1]:
            same = phrases[j] if before.figure.kind == figure.kind else Phrase([before.subject], before.subject)
            indicator = to_indicator(document, same, drop)
            review.append("indicator taken from the clause before" if indicator else "")
            break
    topic = topic_of(document, context.passage, part.start) if is_bare_measure(indicator) else ""
    if topic:
        indicator = f"{topic} - {indicator}" if indicator else topic
    elif not indicator and (measure := _measure_before(context, figure)):
        indicator = measure
        review.append("indicator taken from the sentence before")
    if not indicator:
        indicator = context.years.heading_words(context.passage)
        review.append("indicator taken from the heading" if indicator else "no indicator")
    review.append(due.review)
    if figure.number.form == "digit_count":
        review.append("value read from the number of digits")
    quote = document.quote(*_whole(document.text, *phrase.quote))
    yearly = (
        figure.yearly
        or is_yearly(folded, part.start, max(part.end, figure.stop))
        or (due.source == "clause" and is_yearly(folded, quote.start, quote.end))
    )
    yearly = yearly or (bool(unit) and folded[part.tail[0] : part.tail[1]].endswith("/năm"))
    indicator = indicator.removesuffix("/năm").rstrip()
    shape = ".shared" if phrase.shared else ".inherited" if phrase.inherited else ""
    target = Target(
        provision_id=context.passage.provision_id,
        quote=quote,
        figure=document.quote(figure.start, figure.end),
        kind=_kind(folded, part, unit),
        indicator=indicator,
        comparator=comparator_of(folded, parts, index),
        direction=direction,
        value=figure.number.value,
        value_max=figure.number.value_max,
        unit=unit,
        base=phrase.base,
        period="per_year" if yearly else "",
        year=due.year,
        year_start=due.year_start,
        year_source=due.source,
        scope=_scope(context, parts, index, phrase),
        status=judgement.status,
        rule=judgement.rule + shape,
        review="; ".join(r for r in review if r),
    )
    return target, due.own


def _kind(folded: str, part: Part, unit: str) -> TargetKind:
    if "/" in unit.removesuffix("/năm") and part.figure.kind in ("count", "score"):
        return "ratio"
    return "count" if is_frequency(folded, part) else part.figure.kind


def _measure_of_lead(context: _Context, figure: Figure) -> str:
    """What the last figure of the same unit measures in the paragraph that introduces this one; "" if nothing."""
    lead = context.years.lead_of(context.passage)
    return "" if lead is None else _measure_in(context.document, lead.start, lead.end, figure)


def _measure_before(context: _Context, figure: Figure) -> str:
    """What the last figure of the same unit measures in the sentence before this one; "" if nothing."""
    spans = split_sentences(context.document.text, context.passage.start, context.sentence[0])
    return _measure_in(context.document, *spans[-1], figure) if spans else ""


def _measure_in(document: Document, start: int, end: int, figure: Figure) -> str:
    folded = document.folded
    for a, b in reversed(split_sentences(document.text, start, end)):
        figures = keep_figures(folded, find_figures(folded, document.text, a, b))
        times = find_times(folded, a, b)
        parts = split_parts(folded, document.text, a, b, figures)
        for part, phrase in reversed(list(zip(parts, to_phrases(document, parts, times), strict=True))):
            if part.figure.kind == figure.kind and part.figure.unit == figure.unit and not part.inside:
                return to_indicator(document, phrase, [(t.start, t.end) for t in times])
    return ""


def _gap_start(folded: str, parts: Sequence[Part], index: int) -> int | None:
    """Where the words begin that lead from the figure before to this one without a joint between them."""
    part = parts[index]
    if not index or part.subject[0] < part.subject[1] or parts[index - 1].unit != part.unit or part.inside:
        return None
    gap = folded[parts[index - 1].figure.unit_end : part.figure.begin].rstrip()
    if not gap or gap.endswith((",", ";", ":", "(", "và", "hoặc", "còn")):
        return None
    return parts[index - 1].figure.unit_end


def _turn(folded: str, parts: Sequence[Part], index: int) -> int | None:
    """Which of the figures behind "lần lượt" this is, from 0; None where they are not told off one by one."""
    first = index
    while first and parts[first].subject[0] >= parts[first].subject[1] and parts[first - 1].unit == parts[index].unit:
        first -= 1
    head = parts[first]
    return index - first if "lần lượt" in folded[head.start : head.figure.start] else None


def _scope(context: _Context, parts: Sequence[Part], index: int, phrase: Phrase) -> str:
    """The level, place or sector that the figure's own words name, or those that it shares with another."""
    document, part = context.document, parts[index]
    if part.figure.kind == "rank":
        return ""  # who is ranked
    turn = _turn(document.folded, parts, index)
    if turn is not None:  # "ở đô thị và nông thôn lần lượt đạt 95% và 80%"
        scopes = find_scopes(document, *parts[index - turn].subject)
        if len(scopes) > 1 and turn < len(scopes):
            return scopes[turn]
    if place := place_of(document, context.sentence[0], part.subject):
        return place
    tail = (part.figure.stop, max(part.figure.stop, part.tail[1]))
    bare = part.subject[0] >= part.subject[1]
    placed = words_of("placed").match(document.folded, *part.tail) is not None
    own = [tail] if bare else [part.subject, tail] if placed else [part.subject]
    return first_scope(document, [*own, *(reversed(phrase.pieces) if phrase.inherited else ())])


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the bracket that it opens closed again."""
    if text.count("(", start, end) > text.count(")", start, end):
        close = text.find(")", end, end + _BRACKET_REACH)
        if close >= 0 and "(" not in text[end:close]:
            return start, close + 1
    return start, end
