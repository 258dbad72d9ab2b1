"""Metadata as the opening of a document tells it: number, date, place, kind, issuer, title."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Document, Metadata
from extractor.structure.document_types import issuer_of_symbol, kind_of_line, kind_of_symbol
from extractor.structure.issuers import ORGAN_LINES, find_issuer
from extractor.structure.labels import BULLETS
from extractor.structure.opening import Opening, parse_opening
from extractor.structure.segments import Segment, is_capitals
from extractor.structure.titles import ADDRESSEE, about_span, clean_title, headless_title, horizon_of, title_span_of
from extractor.text import squeeze, to_ascii

PLACE_LENGTH = 40  # characters: "Thành phố Hồ Chí Minh," on the line above its date
REPORT_LABELS = 0.15  # share of numbered paragraphs: an act without its letterhead has many more, a report few
_NUMBER = regex.compile(
    r"""
    \b s[ốôóồ] \s* [:.]? \s*
    (?P<n> \d{1,5} [a-z]? )? [\s.…_]*
    (?: / \s* (?P<year> (?:19|20)\d\d ) \s* )?
    (?P<sep> [/\-] ) \s*
    (?P<symbol> [a-zđ][\p{L}\d]* (?: \s? [\-/&.] \s? [\p{L}][\p{L}\d]* )* )
    """,
    regex.VERBOSE,
)
# Capitals but for a few ("TTg", "CTr"); one part alone is a term of the assembly ("QH15") or an office ("45/TP").
_SYMBOL = regex.compile(
    r"""
    (?: (?: \p{Lu}{2,} | CTr | TTr | L ) (?: [\-/&.] \p{Lu}[\p{L}\d]{0,14} ){1,4}
      | (?: UBTV )? QH \d{1,2} | UBTVQH \d{1,2} | \p{Lu}[\p{Lu}\d]{1,7} \Z )
    """,
    regex.VERBOSE,
)
_DATE = regex.compile(
    r"""
    ng[àaảáạ]y \s* (?P<day> \d{1,2} | [.…_\s]* | \S{1,4} ) \s*  # a day written by hand may be misread
    th[áaảàâạ]ng \s* (?P<month> \d{1,2} | [.…_\s]* ) \s*
    n[ăaâãàạ]m \s* (?P<year> (?:19|20)\s?\d\s?\d )?
    | ng[àaảáạ]y \s* (?P<day>\d{1,2}) \s? [/.\-] \s? (?P<month>\d{1,2}) \s? [/.\-] \s? (?P<year>(?:19|20)\d\d) (?!\d)
    """,
    regex.VERBOSE,
)
_PLACE = regex.compile(r"(?P<place>[\p{Lu}][\p{L}.\- ]{1,40}?(?: \d{1,2})?)\s*,\s*\Z")
# What one line may hold before the place: the motto's second half, or the number.
_BEFORE_PLACE = regex.compile(
    r"""
    .* (?: [Hh]ạnh\ [Pp]húc | HẠNH\ PHÚC | [/\-]\s?\p{Lu}[\p{L}\d]* (?: \s?-\s?\p{Lu}\p{L}* )* (?=\s) ) [\s_*\-]*
    """,
    regex.VERBOSE,
)
_OTHER_ACT = regex.compile(
    r"""
    kèm\ theo | căn\ cứ | công\ báo | thực\ hiện | công\ văn
    | (?: quyết\ định | nghị\ quyết | nghị\ định | tờ\ trình | luật | kế\ hoạch | thông\ báo | thông\ tư | công\ điện
        | chỉ\ thị | kết\ luận )\ số
    """,
    regex.VERBOSE,
)
_PLACE_PART = regex.compile(r"\p{Lu}\p{Ll}+(?:\ \p{L}\p{Ll}+)?")  # "Hà⏎Nội, ngày 31"


def parse_metadata(document: Document, segments: list[Segment]) -> Metadata:
    """Metadata as the opening tells it. What only the end tells is added by ``complete_metadata``."""
    text, folded = document.text, document.folded
    opening = parse_opening(document, segments)
    lines = opening.lines
    head_end = opening.kind if opening.kind >= 0 else min(len(lines), (opening.motto if opening.motto >= 0 else 0) + 12)
    number, symbol, number_year, number_line = _number(document, opening, head_end)
    issued_on, year, place = _date(document, opening, head_end)
    kind = ""
    if opening.kind >= 0:
        line = lines[opening.kind]
        found = kind_of_line(text[line.start : line.end])
        kind = found[0] if found else ""
    kind = kind_of_symbol(symbol) or kind
    about = about_span(document, opening)
    if not kind and (about or any(ADDRESSEE.match(folded, x.start, x.end) for x in lines)) and opening.motto >= 0:
        kind = "cong_van"
    if kind == "luat" and opening.kind >= 0:
        symbol = symbol or ""
    title_span = title_span_of(document, opening, segments)
    if kind == "cong_van" and about:
        title_span = about
    title = clean_title(text, title_span) if title_span else ""
    issuer = find_issuer(document, opening, head_end, number_line) or issuer_of_symbol(symbol)
    basis = tuple(
        (s.start, s.end)
        for s in segments[: (lines[-1].segment + 1) if lines else 0]
        if s.table is None and load_patterns("letterhead")["basis"].match(folded, s.start, s.end)
    )
    landmark = bool(opening.motto >= 0 or opening.kind >= 0 or number)
    named = None if landmark else _self_named(document, segments)
    if named is not None:
        return named
    if not landmark and _is_press(document, segments):
        kind = "bao_chi"
        title_span = (lines[0].start, lines[0].end) if lines and lines[0].end - lines[0].start <= 250 else None
        title = squeeze(text[slice(*title_span)]) if title_span else ""
        basis = ()
    if not landmark and not title and kind != "bao_chi" and lines:
        title_span = headless_title(text, segments)
        title = squeeze(text[slice(*title_span)]) if title_span else ""
    year = number_year or year
    horizon, period = horizon_of(title)
    return Metadata(
        doc_id=doc_id(number, symbol, year, document.source.file),
        kind=kind or "khac",
        number=number,
        symbol=symbol,
        year=year,
        issued_on=issued_on,
        issuer=issuer,
        place=place,
        title=title,
        title_span=title_span,
        horizon=horizon,
        period=period,
        basis=basis,
    )


# A page that gives an act without its letterhead names it first: "Kết luận số 69-KL/TW ngày 11/01/2024 của Bộ Chính
# trị về ..."; a report's headline is a sentence.
_SELF_NAMED = regex.compile(
    r"""
    \W* (?P<kind> [\p{L}\ ]{3,20}? ) \s+ số \s* :? \s* (?P<n>\d{1,5}) (?: / (?P<y>(?:19|20)\d\d) )? (?P<sep>[/\-])
    (?P<symbol> [\p{L}][\p{L}\d]* (?: [\-/] [\p{L}][\p{L}\d]* )* )
    (?: ,? \s+ ngày \s+ (?P<day>\d{1,2}) \s* (?: tháng | [/.\-] ) \s* (?P<month>\d{1,2}) \s* (?: năm | [/.\-] ) \s*
        (?P<year>\d{4}) )?
    (?: ,? \s+ của \s+ (?P<issuer> .{3,80}? ) (?= ,?\s+ (?: về | ban\ hành | phê\ duyệt | quy\ định ) \b ) )?
    (?: ,? \s+ (?P<about> (?: về | ban\ hành | phê\ duyệt | quy\ định ) \b .* ) )? \s* \Z
    """,
    regex.VERBOSE | regex.DOTALL,
)


def _self_named(document: Document, segments: list[Segment]) -> Metadata | None:
    """Metadata of an act without letterhead whose first paragraphs are its own full name."""
    text, folded = document.text, document.folded
    best: regex.Match[str] | None = None
    for segment in segments[:3]:
        if segment.table is not None or segment.end - segment.start > 600 or text[segment.end - 1] in ".:;":
            continue
        match = _SELF_NAMED.match(folded, segment.start, segment.end)
        if match and kind_of_line(match["kind"]) and (best is None or (match["about"] and not best["about"])):
            best = match
    if best is None:
        return None
    symbol = _cut_symbol(text[best.start("symbol") : best.end("symbol")])
    if not symbol:
        return None
    number = f"{best['n']}{'/' + best['y'] if best['y'] else ''}{best['sep']}{symbol}"
    year = int(best["y"] or best["year"] or 0) or None
    span = (best.start("about"), best.end("about")) if best["about"] else (best.start("kind"), best.end())
    title = squeeze(text[slice(*span)])
    found = kind_of_line(best["kind"])
    horizon, period = horizon_of(title)
    issuer = squeeze(text[best.start("issuer") : best.end("issuer")]) if best["issuer"] else issuer_of_symbol(symbol)
    return Metadata(
        doc_id=doc_id(number, symbol, year, document.source.file),
        kind=kind_of_symbol(symbol) or (found[0] if found else "khac"),
        number=number,
        symbol=symbol,
        year=year,
        issued_on=iso_date(best["day"] or "", best["month"] or "", int(best["year"]) if best["year"] else None),
        issuer=issuer,
        title=title,
        title_span=span,
        horizon=horizon,
        period=period,
    )


def _number(document: Document, opening: Opening, head_end: int) -> tuple[str, str, int | None, int]:
    """Number, symbol, the year inside the number, and the line that holds it; empty where blank or absent."""
    text, folded = document.text, document.folded
    first = max(0, opening.motto - ORGAN_LINES) if opening.motto >= 0 else 0
    patterns = load_patterns("letterhead")
    for index in range(first, min(len(opening.lines), head_end + 3)):
        line = opening.lines[index]
        if patterns["basis"].match(folded, line.start, line.end) and index >= head_end:
            break
        stop = opening.lines[index + 1].end if index + 1 < len(opening.lines) else line.end
        match = _NUMBER.search(folded, line.start, stop)
        if match is None or match.start() >= line.end or match.start() - line.start > 160:
            continue
        before = folded[line.start : match.start()].strip(" *(")
        if opening.motto < 0 and before not in ("", "luật", "nghị quyết", "bộ luật", "pháp lệnh"):
            continue  # a sentence that names another act
        if before and not (
            before.endswith(("luật", "nghị quyết", "pháp lệnh")) or is_capitals(text[line.start : match.start()])
        ):
            continue
        symbol = regex.sub(r"\s+", "", text[match.start("symbol") : match.end("symbol")]).rstrip(".-/")
        symbol = _cut_symbol(symbol)
        if not symbol:
            continue
        digits = match["n"] or ""
        year = int(match["year"]) if match["year"] else None
        if not digits:
            return "", symbol, year, index
        whole = text[match.start("n") : match.end("n")]
        return f"{whole}{f'/{year}' if year else ''}{match['sep']}{symbol}", symbol, year, index
    return "", "", None, -1


def _cut_symbol(symbol: str) -> str:
    """The symbol without words that ran into it; empty for what is no symbol ("Số 259/Ngày 30")."""
    kept = _SYMBOL.match(symbol.replace("Ð", "Đ"))  # the Icelandic letter looks the same
    return kept.group() if kept else ""


def _date(document: Document, opening: Opening, head_end: int) -> tuple[str, int | None, str]:
    """Date of issue in ISO form, its year, the place. A date left blank gives an empty date."""
    text, folded = document.text, document.folded
    first = max(0, opening.motto - ORGAN_LINES) if opening.motto >= 0 else 0
    if opening.motto < 0 and opening.kind < 0:
        return "", None, ""
    for index in range(first, min(len(opening.lines), head_end + 4)):
        line = opening.lines[index]
        stop = opening.lines[index + 1].end if index + 1 < len(opening.lines) else line.end
        for match in _DATE.finditer(folded, line.start, stop):
            if match.start() >= line.end:
                break
            before = text[line.start : match.start()]
            if _OTHER_ACT.search(folded, line.start, match.start()):
                continue
            above = opening.lines[index - 1] if index else line
            alone = not before.strip(" ,*_") and above.end - above.start < PLACE_LENGTH
            wrapped = above.segment == line.segment and _PLACE_PART.fullmatch(text, above.start, above.end)
            if index and (alone or wrapped):
                before = text[above.start : match.start()]
            before = _BEFORE_PLACE.sub("", before.replace("\n", " "))
            place = _PLACE.search(before)
            if place is None and len(squeeze(before)) > PLACE_LENGTH:
                continue
            name = squeeze(place["place"]) if place else ""
            # "Số: 5/QĐ-X Hà Nội, ngày": the number and the place on one line
            name = name.split("  ")[-1]
            year = int(match["year"].replace(" ", "")) if match["year"] else None
            issued = iso_date(match["day"], match["month"], year)
            return issued, year, _proper_place(name)
    return "", None, ""


def _proper_place(name: str) -> str:
    return " ".join(w[:1] + w[1:].lower() for w in name.split()) if is_capitals(name) else name


def iso_date(day: str, month: str, year: int | None) -> str:
    if not (day.strip().isdigit() and month.strip().isdigit() and year):
        return ""
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _is_press(document: Document, segments: list[Segment]) -> bool:
    """No letterhead, no end with recipients, hardly a number: a report about a document."""
    patterns = load_patterns("letterhead")
    numbered = named = 0
    for segment in segments:
        if segment.table is None and any(
            patterns[name].match(document.folded, segment.start, segment.end)
            for name in ("recipients", "attached_note")
        ):
            return False
        numbered += any(label.scheme not in BULLETS for label in segment.labels)
        named += any(label.scheme in ("dieu", "chuong") for label in segment.labels)
    return named < 2 and numbered <= max(2, REPORT_LABELS * len(segments))


def doc_id(number: str, symbol: str, year: int | None, file: str) -> str:
    if not number:
        return slug(PurePath(file).stem)
    base = regex.sub(r"[^A-Za-z0-9]+", "-", to_ascii(number)).strip("-")
    if regex.search(r"/(?:19|20)\d\d[/\-]", number):
        return base
    return f"{base}-{year}" if year else base


def slug(stem: str) -> str:
    """A file's stem as a doc_id."""
    return regex.sub(r"[^A-Za-z0-9_~.]+", "-", to_ascii(stem)).strip("-.") or "document"
