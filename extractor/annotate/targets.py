"""Targets in the passages of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extractor.annotate.clauses import Part, name_spans, split_parts, split_sentences
from extractor.annotate.figures import Figure, find_figures
from extractor.annotate.modality import Modality, Section, Verdict, judge
from extractor.annotate.phrases import Phrase, find_scope, tidy, to_indicator, to_phrases
from extractor.annotate.target_tables import find_table_targets
from extractor.annotate.target_years import YearFinder
from extractor.annotate.times import Time, find_times, is_yearly
from extractor.knowledge import load_patterns
from extractor.language import first_verb
from extractor.model import AgencyMention, Document, Passage, Status, Structure, Target

_DIGIT_OR_UNIVERSAL = regex.compile(
    r"\d|(?<!\w)(?:một\ nửa|trăm\ phần|hai\ con\ số|hai\ chữ\ số|ít\ nhất\ một|tối\ thiểu\ một|phần\ (?:hai|ba|tư)|phổ\ cập|toàn\ bộ|mọi|tất\ cả|thứ\ (?:nhất|hai|ba)|gấp)"
)
_CREATES = regex.compile(
    r"(?<!\w)(?:xây\ dựng|hình\ thành|phát\ triển|đào\ tạo|thu\ hút|thành\ lập|hoàn\ thành|đưa|có|đạt|tạo|tổ\ chức|bồi\ dưỡng|đón|phục\ vụ|hỗ\ trợ|làm\ chủ"
    r"|cấp|trồng|lắp\ đặt|triển\ khai|công\ nhận|ban\ hành|thực\ hiện|nâng\ cấp|sản\ xuất|ươm\ tạo|kết\ nối|giải\ quyết|duy\ trì|mở|phấn\ đấu|bảo\ đảm|đảm\ bảo|tăng|giảm)(?!\w)"
)
_SCORED = regex.compile(
    r"(?<!\w)(?:chỉ\ số|hệ\ số|tỷ\ suất|tỷ\ số|tỉ\ số|điểm|index|mức\ sinh|icor|hdi|gini|đạt\ từ|tỷ\ lệ|tỉ\ lệ|tốc\ độ|tỷ\ trọng)(?!\w)"
)
_TIMED = regex.compile(
    r"(?<!\w)(?:tuổi\ thọ|thời\ gian|thời\ hạn|số\ (?:giờ|ngày|năm|phút)|năm\ (?:đi\ học|sống)|rút\ ngắn|cắt\ giảm|giảm|độ\ trễ|tuổi)(?!\w)"
)
_INTENT = regex.compile(
    r"(?<!\w)(?:phấn\ đấu|mục\ tiêu|chỉ\ tiêu|bảo\ đảm|đảm\ bảo|hoàn\ thành|cam\ kết|quyết\ tâm|yêu\ cầu|đặt\ ra)(?!\w)"
)
_STRONG_INTENT = regex.compile(
    r"(?<!\w)(?:phấn\ đấu|mục\ tiêu|chỉ\ tiêu|bảo\ đảm\ (?:có|đạt|tối|100|ít)|đảm\ bảo\ (?:có|đạt|tối|100|ít))(?!\w)"
)
_SUPPORTED = regex.compile(
    r"\s*(?:số\s+|các\s+)?(?:người|hộ|phương\ tiện|doanh\ nghiệp|hợp\ tác|xã|phường|học\ sinh|sinh\ viên|cơ\ sở|trường|phụ\ nữ|trẻ|nạn\ nhân|lao\ động|cán\ bộ|thủ\ tục|hồ\ sơ)"
)
_UNIVERSAL = load_patterns("targets")
_SECTION_RULE = {"target": "section", "task": "task", "": "prose", "result": "result", "condition": "condition"}


def find_targets(
    document: Document, structure: Structure, *, agencies: Sequence[AgencyMention] = ()
) -> Iterator[Target]:
    """Targets, results, baselines and conditions of a document, in reading order.

    Reads the passages and, where a table's layout tells indicator from value, its rows. Every target lies in one
    provision; ``quote`` is the shortest clause that states it, ``figure`` the number as printed.
    """
    modality = Modality(document, structure)
    years = YearFinder(document, structure)
    found = list(find_table_targets(document, structure, modality, years, agencies))
    tables = {t.quote.start // 1 for t in found}
    claimed = {(t.figure.start, t.figure.end) for t in found if t.figure is not None}
    for passage in structure.passages:
        if passage.kind in ("opening", "closing") or modality.is_title(passage):
            continue
        if not _DIGIT_OR_UNIVERSAL.search(document.folded, passage.start, passage.end):
            continue
        for target in _in_passage(document, structure, passage, modality, years):
            if target.figure is None or (target.figure.start, target.figure.end) not in claimed:
                found.append(target)
    del tables
    yield from sorted(found, key=lambda t: (t.figure.start if t.figure else t.quote.start, t.quote.end))


def _in_passage(
    document: Document, structure: Structure, passage: Passage, modality: Modality, years: YearFinder
) -> Iterator[Target]:
    folded, text = document.folded, document.text
    section = modality.section(passage)
    carried: Time | None = None
    for start, end in split_sentences(text, passage.start, passage.end, lines=passage.kind == "cell"):
        if not _DIGIT_OR_UNIVERSAL.search(folded, start, end):
            continue
        names = name_spans(folded, text, start, end)
        figures = [f for f in find_figures(folded, text, start, end) if not any(a <= f.start < b for a, b in names)]
        figures = keep_figures(folded, figures)
        times = [t for t in find_times(folded, start, end) if not any(a <= t.core < b for a, b in names)]
        if figures:
            parts = split_parts(folded, text, start, end, figures, first_verb)
            phrases = to_phrases(document, parts, times, first_verb)
            carried = years.leading(times, start, folded) or carried
            for i, (part, phrase) in enumerate(zip(parts, phrases, strict=True)):
                made = _target(
                    document,
                    structure,
                    passage,
                    part,
                    phrase,
                    (start, end),
                    section,
                    modality,
                    years,
                    times,
                    carried,
                    parts,
                    i,
                )
                if made is not None:
                    yield made
        yield from _universal(document, passage, (start, end), section, modality, years, times, figures)


def keep_figures(folded: str, figures: Sequence[Figure]) -> list[Figure]:
    """Figures that can be held to at all: ages that pick out a group ("trẻ em dưới 15 tuổi"), bare numbers and counts
    without a noun go, so that they cut no subject in two."""
    kept: list[Figure] = []
    for figure in figures:
        before = folded[max(0, figure.start - 70) : figure.start]
        if figure.unit == "tuổi" and not regex.search(
            r"tuổi\ thọ|tuổi\ (?:kết\ hôn|nghỉ\ hưu)?\ ?(?:trung|bình)", before
        ):
            continue
        if (
            figure.unit_kind == "none"
            and figure.kind == "score"
            and not (figure.explicit or figure.reached or figure.moved or figure.origin)
        ):
            continue
        if figure.number.form == "digit_count" and not (
            figure.reached or figure.explicit or figure.direction != "level"
        ):
            if not regex.search(r"phấn\ đấu[^,;.]{0,60}\Z", before) or folded[figure.start - 1] in "\"'":
                continue
        kept.append(figure)
    return kept


def _target(
    document: Document,
    structure: Structure,
    passage: Passage,
    part: Part,
    phrase: Phrase,
    sentence: tuple[int, int],
    section: Section,
    modality: Modality,
    years: YearFinder,
    times: Sequence[Time],
    carried: Time | None,
    parts: Sequence[Part],
    index: int,
) -> Target | None:
    folded = document.folded
    figure = part.figure
    year = years.of_part(parts, index, times, carried, passage)
    direction = figure.direction
    subject = folded[part.subject[0] : part.subject[1]]
    if direction == "level":
        direction = _inherited_direction(parts, index, folded)
    status, rule, doubt = _status(document, part, phrase, sentence, section, modality, year.own, direction)
    if status is None:
        return None
    drop = [(t.start, t.end) for t in times if t.role in ("due", "start", "vision", "past")]
    indicator = to_indicator(document, phrase, drop)
    review = [doubt] if doubt else []
    if not indicator:
        indicator = years.heading_words(passage)
        review.append("indicator taken from the heading" if indicator else "no indicator")
    if year.review:
        review.append(year.review)
    if figure.number.form == "digit_count":
        review.append("value read from the number of digits")
    quote = document.quote(*phrase.quote)
    own = (part.start, max(part.end, figure.stop))
    yearly = (
        figure.yearly or is_yearly(folded, *own) or (year.source == "clause" and is_yearly(folded, *quote_span(quote)))
    )
    scope_span = (part.figure.stop, part.tail[1]) if part.subject[0] >= part.subject[1] else part.subject
    return Target(
        provision_id=passage.provision_id,
        quote=quote,
        figure=document.quote(figure.start, figure.end),
        kind=figure.kind,
        indicator=indicator,
        comparator=figure.comparator,
        direction=direction,
        value=figure.number.value,
        value_max=figure.number.value_max,
        unit=figure.unit,
        base=phrase.base,
        period="per_year" if yearly else "",
        year=year.year,
        year_start=year.year_start,
        year_source=year.source,
        scope=find_scope(document, *scope_span) or _place(document, part, subject),
        status=status,
        rule=rule + (".shared" if phrase.shared else ".inherited" if phrase.inherited else ""),
        review="; ".join(review),
    )


def quote_span(quote: object) -> tuple[int, int]:
    return quote.start, quote.end  # type: ignore[attr-defined]


def _place(document: Document, part: Part, subject: str) -> str:
    """A subject that is nothing but a place names the scope of a count: "Hà Nội có tối thiểu 200 công trình"."""
    if part.figure.kind != "count" or not subject:
        return ""
    words = tidy(document.text[part.subject[0] : part.subject[1]])
    if regex.fullmatch(r"(?:(?:tỉnh|thành phố|Thành phố|TP\.?|huyện|Tỉnh)\s+)?(?:\p{Lu}\p{L}*\s?){2,5}", words):
        return words
    return ""


def _inherited_direction(parts: Sequence[Part], index: int, folded: str) -> object:
    """ "cắt giảm 50% thời gian, 50% chi phí": a bare figure goes the way of the one before it."""
    figure, part = parts[index].figure, parts[index]
    subject = folded[part.subject[0] : part.subject[1]].strip()
    if not figure.reached and not figure.committed and not subject and index:
        before = parts[index - 1]
        if before.unit == part.unit and before.figure.direction != "level" and not part.inside:
            return before.figure.direction
    if figure.committed:
        return "level"
    head = regex.match(
        r"(?:phấn\ đấu\ |bảo\ đảm\ |hằng\ năm,?\ )*(?P<verb>giảm|cắt\ giảm|tăng)\ (?!trưởng|cường)", subject
    )
    if head and not figure.reached and figure.comparator in ("=", ">=", "~", "range") and figure.kind != "count":
        return "increase" if head["verb"] == "tăng" else "decrease"
    return "level"


def _status(
    document: Document,
    part: Part,
    phrase: Phrase,
    sentence: tuple[int, int],
    section: Section,
    modality: Modality,
    own: Time | None,
    direction: object,
) -> tuple[Status | None, str, str]:
    """Status, rule and doubt; status None: no row."""
    folded = document.folded
    figure = part.figure
    before = folded[part.start : figure.start]
    after = folded[figure.unit_end : part.end]
    words = [v for v in judge(before, after)]
    lead = folded[sentence[0] : figure.start]
    intent = figure.committed or bool(_STRONG_INTENT.search(before)) or bool(_STRONG_INTENT.search(lead[-160:]))
    kind = figure.kind
    if _is_no_figure(folded, part, words, section, intent=intent):
        return None, "", ""
    if figure.origin:
        return "baseline", "origin", ""
    informative = kind in ("percentage", "rank", "ratio") or figure.explicit or figure.reached
    past = own is not None and own.year is not None and modality.year is not None and own.year < modality.year
    for verdict in words:
        if verdict.status == "none":
            continue
        if verdict.status == "result" and section == "target" and verdict.rule in ("was", "than_assigned"):
            continue
        if verdict.status == "condition" and section == "target" and verdict.rule in ("rate_words", "provided_that"):
            if intent or figure.reached:
                continue
        if verdict.rule == "support_rate" and _SUPPORTED.match(after):
            continue  # "hỗ trợ 100% phương tiện chuyển sang ...": who is supported, not how much of the cost
        if verdict.rule == "share_of_cost" and (direction != "level" or intent):
            continue
        if verdict.status == "result" and intent and verdict.rule != "already":
            continue
        return (verdict.status if informative else None), verdict.rule, ""  # type: ignore[return-value]
    if past and not intent:
        return ("result" if informative else None), "past_year", ""
    if section == "result" and not intent:
        return ("result" if informative else None), "result_section", ""
    if modality.normative and section != "target":
        return ("condition" if kind == "percentage" else None), "norm", ""
    if section == "condition" and not intent:
        return ("condition" if kind == "percentage" or figure.explicit else None), "condition_section", ""
    base = _SECTION_RULE[section]
    due = own is not None and own.role in ("due", "start")
    if _binds(folded, part, before, section, intent=intent, due=due, inherited=phrase.inherited):
        doubt = ""
        if section not in ("target",) and not intent and not due and not figure.explicit and kind != "percentage":
            doubt = "no word of commitment"
        return "target", f"{kind}.{base}", doubt
    return None, "", ""


def _is_no_figure(folded: str, part: Part, words: Sequence[Verdict], section: Section, *, intent: bool) -> bool:
    """Ages, durations, counts that introduce a list or name a known number of things, bare numbers."""
    figure = part.figure
    names = {v.rule for v in words if v.status == "none"}
    before = folded[part.start : figure.start]
    subject = folded[part.subject[0] : part.subject[1]]
    if figure.unit_kind == "time":
        if figure.unit == "tuổi" and not regex.search(r"tuổi\ thọ|tuổi\ trung\ bình", before):
            return True
        if not _TIMED.search(before):
            return True
    if figure.kind == "count":
        if "introduces_list" in names and not figure.explicit:
            return True
        if "listing" in names and not figure.explicit:
            return True
        if not figure.unit:
            return True
    if figure.kind == "score":
        if figure.unit_kind == "none" and not (
            _SCORED.search(subject) and (figure.reached or figure.explicit or figure.moved)
        ):
            return True
    if figure.kind == "percentage" and figure.number.value_max is None and figure.number.value > 10_000:
        return True
    return False


def _binds(folded: str, part: Part, before: str, section: Section, *, intent: bool, due: bool, inherited: bool) -> bool:
    """Whether the clause commits somebody to the figure."""
    figure = part.figure
    marked = figure.explicit or figure.reached or figure.moved or figure.committed or figure.direction != "level"
    empty = part.subject[0] >= part.subject[1]
    if figure.kind == "rank":
        return section == "target" or intent or due or figure.comparator == "<="
    if figure.kind == "percentage":
        return marked or empty or section == "target" or intent or due or inherited or bool(_INTENT.search(before))
    creates = bool(_CREATES.search(before))
    if section == "target":
        if figure.kind == "count":
            return marked or intent or due or (creates and figure.number.value >= 1) or inherited
        return marked or intent or due or empty or inherited
    if figure.kind == "count":
        return (
            (intent and (marked or creates))
            or (figure.explicit and figure.comparator in (">=", ">") and figure.unit_kind == "noun")
            or (due and (marked or creates))
        )
    return (intent and marked) or (due and marked)


def _universal(
    document: Document,
    passage: Passage,
    sentence: tuple[int, int],
    section: Section,
    modality: Modality,
    years: YearFinder,
    times: Sequence[Time],
    figures: Sequence[Figure],
) -> Iterator[Target]:
    """Targets without a figure: "Phổ cập dịch vụ mạng di động 5G"; only where the section or a verb commits."""
    folded = document.folded
    from extractor.annotate.clauses import split_units

    for start, end in split_units(folded, *sentence):
        if any(start <= f.start < end for f in figures):
            continue
        for entry, compiled in _UNIVERSAL:
            match = compiled.search(folded, start, end)
            if match is None or (section != "target" and not _STRONG_INTENT.search(folded, start, match.start() + 12)):
                continue
            if modality.normative or section in ("result", "condition"):
                continue
            year = years.of_span((start, end), times, passage)
            drop = [(t.start, t.end) for t in times]
            thing = match.span("thing")
            phrase = Phrase([(thing[0], min(end, thing[1]))], (match.start(), end))
            quote = document.quote(match.start(), end)
            text = quote.text.rstrip(" .;,")
            quote = replace(quote, end=quote.start + len(text), text=text)
            indicator = to_indicator(document, phrase, drop)
            if not indicator:
                continue
            yield Target(
                passage.provision_id, quote, None, "universal", indicator, "=", "level", None,
                year=year.year, year_start=year.year_start, year_source=year.source,
                scope=find_scope(document, start, end), status="target",
                rule=f"universal.{entry.name}", review=year.review,
            )  # fmt: skip
            break
