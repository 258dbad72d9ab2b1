"""Metadata: what letterhead, title, signature and effect clause say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import PurePath

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Document, Metadata
from extractor.structure.document_types import (
    document_types,
    issuer_of_symbol,
    kind_of_line,
    kind_of_symbol,
    plain,
    proper_case,
)
from extractor.structure.frames import Tree
from extractor.structure.labels import BULLETS
from extractor.structure.segments import Segment, is_capitals, is_rule
from extractor.text import fold, squeeze, to_ascii

MORE_TITLE = 300  # characters: a further paragraph of a title is not longer
KIND_LINE = 200  # characters of a line that names kind and title where no motto stands before it
HEAD_LINES = 160  # a letterhead stands among the first lines; before it at most a site's or gazette's own head
PLACE_LENGTH = 40  # characters: "Thành phố Hồ Chí Minh," on the line above its date
ORGAN_LINES = 14  # lines before the motto that can belong to the letterhead

_NUMBER = regex.compile(
    r"""
    \b số \s* [:.]? \s*
    (?P<n> \d{1,5} [a-z]? )? [\s.…_]*
    (?: / \s* (?P<year> (?:19|20)\d\d ) \s* )?
    (?P<sep> [/\-] ) \s*
    (?P<symbol> [a-zđ][\p{L}\d]* (?: \s? [\-/&.] \s? [\p{L}][\p{L}\d]* )* )
    """,
    regex.VERBOSE,
)
# Capitals but for a few ("TTg", "CTr"); one part alone only with a term of the assembly ("QH15").
_SYMBOL = regex.compile(
    r"""
    (?: (?: \p{Lu}{2,} | CTr | TTr | L ) (?: [\-/&.] \p{Lu}[\p{L}\d]{0,14} ){1,4}
      | (?: UBTV )? QH \d{1,2} | UBTVQH \d{1,2} )
    """,
    regex.VERBOSE,
)
_DATE = regex.compile(
    r"""
    ng[àaảáạ]y \s* (?P<day> \d{1,2} | [.…_\s]* ) \s*
    th[áaảàâạ]ng \s* (?P<month> \d{1,2} | [.…_\s]* ) \s*
    n[ăaâãàạ]m \s* (?P<year> (?:19|20)\s?\d\s?\d )?
    """,
    regex.VERBOSE,
)
_PLACE = regex.compile(r"(?P<place>[\p{Lu}][\p{L}.\- ]{1,40}?)\s*,\s*\Z")
_PLACE_PART = regex.compile(r"\p{Lu}\p{Ll}+(?:\ \p{L}\p{Ll}+)?")  # "Hà⏎Nội, ngày 31"
_ABOUT = regex.compile(r"\s* v\s*/\s*v \s* [:.]? \s*", regex.VERBOSE)
_NO_ORGAN = regex.compile(r"đảng\ cộng\ sản\ việt\ nam | \A\W*việt\ nam\W*\Z | chủ\ nghĩa | \A\W*số\b", regex.VERBOSE)
_MOTTO_IN = regex.compile(r"c[ộôọ]ng \s+ h[òoóô]a \s+ x[ãâa] \s+ h[ộôọ]i", regex.VERBOSE)  # after the organ on one line
_INDEPENDENCE = regex.compile(r"\W* độc \s* lập \s* - ", regex.VERBOSE)
_ADDRESSEE = regex.compile(r"\W* kính\ gửi \s* : ", regex.VERBOSE)
_GAZETTE = regex.compile(
    r"\W* (?: công\ báo | văn\ bản\ (?:quy\ phạm|pháp\ luật|khác) | phần\ văn\ bản )", regex.VERBOSE
)
# The organ of a Party or assembly document below the kind: no title yet.
_BODY_LINE = regex.compile(
    r"""
    \W* (?: hội\ nghị\ lần\ thứ
      | của\ (?: bộ\ chính\ trị | ban\ bí\ thư | ban\ chấp\ hành | chính\ phủ | thủ\ tướng | quốc\ hội | ủy\ ban ) )
    """,
    regex.VERBOSE,
)
_OF_BODY = regex.compile(
    r"\bcủa\ (?P<body> bộ\ chính\ trị | ban\ bí\ thư | ban\ chấp\ hành\ trung\ ương )", regex.VERBOSE
)
_ACT_NUMBER_OR_DATE = regex.compile(
    r"""
    ngày \s* \d{1,2} (?: \s* [/.\-] \s* \d{1,2} \s* [/.\-] | \s* tháng \s* \d{1,2} \s* năm ) \s* \d{4}
    | \d{1,2} [/.\-] \d{1,2} [/.\-] \d{4}
    | \d+ \s* / \s* \d{4} \s* / \s* [\p{L}]
    | tháng \s* \d{1,2} \s* (?: năm | / ) \s* \d{4}
    """,
    regex.VERBOSE,
)
_YEAR = regex.compile(r"(?<![\d.,/]) (?: 19 | 20 ) \d\d (?![\d%]|[.,]\d)", regex.VERBOSE)
_PERIOD = regex.compile(
    r"(?<!\d) (?P<from>(?:19|20)\d\d) \s* (?: - | đến (?:\ năm|\ hết\ năm)? ) \s* (?P<to>(?:19|20)\d\d) (?!\d)",
    regex.VERBOSE,
)
_EFFECT = regex.compile(
    r"""
    (?: quyết\ định | nghị\ quyết | chỉ\ thị | thông\ tư | nghị\ định | luật | kế\ hoạch | pháp\ lệnh | quy\ định
      | kết\ luận | chương\ trình | văn\ bản ) \s+
    này \s+ (?: bắt\ đầu\ )? có \s+ hiệu\ lực (?: \s+ thi\ hành )? (?: ,? \s+ kể )? (?: \s+ từ )? \s+
    (?: sau \s+ (?P<days>\d+) \s+ ngày ,? \s+ (?: kể\ )? từ \s+ )?
    (?: (?P<signing> ngày \s+ (?: được\ )? (?: ký | ban\ hành | ban\ bố | thông\ qua | công\ bố ) )
      | ngày \s+ (?P<day>\d{1,2}) \s* (?: tháng | [/.\-] ) \s* (?P<month>\d{1,2})
        \s* (?: năm | [/.\-] ) \s* (?P<year>\d{4}) )
    """,
    regex.VERBOSE,
)
_PASSED = regex.compile(
    r"thông\ qua \s+ ngày \s+ (?P<day>\d{1,2}) \s+ tháng \s+ (?P<month>\d{1,2}) \s+ năm \s+ (?P<year>\d{4})",
    regex.VERBOSE,
)
_NAME = regex.compile(r"(?:(?:GS|PGS|TS|ThS|BS|Th\.S)\.?\s*)*(?P<name>\p{Lu}\p{Ll}*(?:[ \u00a0]+\p{Lu}\p{Ll}*){1,4})\Z")
_NAME_CAPS = regex.compile(r"(?P<name>\p{Lu}+(?:[ \u00a0]+\p{Lu}+){1,4})\Z")


_POST = regex.compile(
    r"""
    \W* (?: phó\ )?
    (?: thủ | bộ | thứ | cục | vụ | tổng | chủ | giám | chánh | trưởng | bí | thường | thống | viện ) [ ]
    (?: tướng | trưởng | cục | nhiệm | tịch | đốc | văn | ban | thư | trực | thanh | kiểm )
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the opening: a trimmed span and the segment that it is part of."""

    start: int
    end: int
    segment: int


@dataclass(slots=True)
class Opening:
    """The opening's lines and where its landmarks stand among them (-1: not there)."""

    lines: list[Line]
    motto: int = -1
    kind: int = -1
    party: bool = False


def parse_opening(document: Document, segments: list[Segment]) -> Opening:
    """The lines before the first numbered provision and the place of motto and kind."""
    text, folded = document.text, document.folded
    patterns = load_patterns("letterhead")
    opening = Opening([])
    for number, segment in enumerate(segments):
        if len(opening.lines) > HEAD_LINES:
            break
        landmark = opening.motto >= 0 or opening.kind >= 0
        if landmark and any(label.first and label.scheme in _BODY_SCHEMES for label in segment.labels):
            break
        spans = [(segment.start, segment.end)] if segment.table is None else _cells(document, segment.table)
        for start, end in spans:
            for left, right in _split(text, start, end):
                line = Line(left, right, number)
                index = len(opening.lines)
                opening.lines.append(line)
                if (
                    opening.motto < 0
                    and patterns["motto"].search(folded, left, right)
                    and not folded[left:right].startswith("nước")
                ):
                    opening.motto = index
                elif opening.motto < 0 and patterns["party_motto"].match(folded, left, right):
                    opening.motto, opening.party = index, True
                elif opening.motto < 0 and is_capitals(text[left:right]) and "cộng hòa xã hội" in folded[left:right]:
                    opening.motto = index
                words = text[left:right]
                near = opening.motto >= 0 or len(words) <= KIND_LINE
                named = (near and _names_kind(words)) or (opening.motto >= 0 and _is_kind(words))
                if opening.kind < 0 and named and not segment.labels:
                    opening.kind = index
    if 0 <= opening.kind < opening.motto:
        later = [
            i for i in range(opening.motto + 1, len(opening.lines))
            if _names_kind(text[opening.lines[i].start : opening.lines[i].end])
        ]  # fmt: skip
        opening.kind = later[0] if later else -1
    return opening


_BODY_SCHEMES = frozenset({"phan", "chuong", "dieu", "roman", "upper", "arabic", "decimal"})


def _cells(document: Document, table: int) -> list[tuple[int, int]]:
    return [(c.start, c.end) for c in document.tables[table].cells]


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for match in regex.finditer(r"[^\n]+", text[start:end]):
        left, right = start + match.start(), start + match.end()
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            spans.append((left, right))
    return spans


def _names_kind(line: str) -> bool:
    """Whether the line stands above a title: a kind's name in capitals, alone or with the title behind it."""
    if len(line) > 400 or line.rstrip().endswith(":"):
        return False
    found = kind_of_line(line)
    if found is None:
        return False
    name = line[: len(line) - len(found[1])] if found[1] else line
    return is_capitals(name) and (found[0] != "luat" or not found[1] or is_capitals(line))


def _is_kind(line: str) -> bool:
    """Whether the line is nothing but the name of a kind, in whatever letters ("Quyết định" below a letterhead)."""
    found = kind_of_line(line)
    return found is not None and not found[1] and line[:1].isupper() and found[0] != "khac"


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
    about = _about(document, opening)
    if not kind and (about or any(_ADDRESSEE.match(folded, x.start, x.end) for x in lines)) and opening.motto >= 0:
        kind = "cong_van"
    if kind == "luat" and opening.kind >= 0:
        symbol = symbol or ""
    title_span = _title_span(document, opening, segments)
    if kind == "cong_van" and about:
        title_span = about
    title = _clean_title(text, title_span) if title_span else ""
    issuer = _issuer(document, opening, head_end, number_line) or issuer_of_symbol(symbol)
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
        title_span = _headless_title(text, segments)
        title = squeeze(text[slice(*title_span)]) if title_span else ""
    year = number_year or year
    horizon, period = _horizon(title)
    return Metadata(
        doc_id=_doc_id(number, symbol, year, document.source.file),
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
    horizon, period = _horizon(title)
    issuer = squeeze(text[best.start("issuer") : best.end("issuer")]) if best["issuer"] else issuer_of_symbol(symbol)
    return Metadata(
        doc_id=_doc_id(number, symbol, year, document.source.file),
        kind=kind_of_symbol(symbol) or (found[0] if found else "khac"),
        number=number,
        symbol=symbol,
        year=year,
        issued_on=_iso(best["day"] or "", best["month"] or "", int(best["year"]) if best["year"] else None),
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
    kept = _SYMBOL.match(symbol)
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
            above = opening.lines[index - 1] if index else line
            alone = not before.strip(" ,*_") and above.end - above.start < PLACE_LENGTH
            wrapped = above.segment == line.segment and _PLACE_PART.fullmatch(text, above.start, above.end)
            if index and (alone or wrapped):
                before = text[above.start : match.start()]
            place = _PLACE.search(before.replace("\n", " "))
            if place is None and len(squeeze(before)) > PLACE_LENGTH:
                continue
            name = squeeze(place["place"]) if place else ""
            # "Số: 5/QĐ-X Hà Nội, ngày": the number and the place on one line
            name = name.split("  ")[-1]
            year = int(match["year"].replace(" ", "")) if match["year"] else None
            issued = _iso(match["day"], match["month"], year)
            return issued, year, _proper_place(name)
    return "", None, ""


def _proper_place(name: str) -> str:
    return " ".join(w[:1] + w[1:].lower() for w in name.split()) if is_capitals(name) else name


def _iso(day: str, month: str, year: int | None) -> str:
    if not (day.strip().isdigit() and month.strip().isdigit() and year):
        return ""
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _issuer(document: Document, opening: Opening, head_end: int, number_line: int) -> str:
    """The organ that issues: the last organ of the letterhead, else the one that the preamble names."""
    text, folded = document.text, document.folded
    lines = opening.lines
    organs: list[str] = []
    if opening.motto >= 0:
        first = max(0, opening.motto - ORGAN_LINES)
        stop = max(number_line, opening.motto) + 1 if number_line >= 0 else opening.motto + 3
        for index in range(first, min(stop, len(lines))):
            line = lines[index]
            words, flat = text[line.start : line.end], folded[line.start : line.end]
            motto = _MOTTO_IN.search(flat)
            if motto:  # "THỦ TƯỚNG CHÍNH PHỦ CỘNG HÒA XÃ HỘI ..." on one line
                words, flat = words[: motto.start()], flat[: motto.start()]
            words = words.strip(" *-_|")
            if (
                not words
                or not is_capitals(words)
                or is_rule(words)
                or _GAZETTE.match(flat)
                or _INDEPENDENCE.match(flat)
            ):
                continue
            if (
                "đảng cộng sản việt nam" in flat
                or flat.strip() == "việt nam"
                or "chủ nghĩa" in flat
                or flat.startswith("số")
            ):
                continue
            starts = flat.lstrip(" *-_").startswith(document_types().organs)
            if starts or not organs:
                if organs and plain(organs[-1]) == plain(words):
                    continue
                organs.append(words)
            else:
                organs[-1] = f"{organs[-1]} {words}"
    decided = _deciding_body(document, opening)
    if decided:
        return decided
    if organs:
        return _canonical(document, organs)
    # No letterhead: the organ on its own line below the title, or in "X ban hành".
    for line in lines[opening.kind + 1 :] if opening.kind >= 0 else []:
        words = text[line.start : line.end].strip(" *")
        if (
            is_capitals(words)
            and folded[line.start : line.end].lstrip(" *").startswith(document_types().organs)
            and len(words) < 80
        ):
            flat = squeeze(words)
            for post in ("BỘ TRƯỞNG ", "CHỦ NHIỆM ", "GIÁM ĐỐC "):
                if flat.startswith(post) and len(flat) > len(post):
                    flat = flat[len(post) :]
            return proper_case(flat, text, folded)
    return ""


def _deciding_body(document: Document, opening: Opening) -> str:
    """The organ of a Party document that the line below its kind names: "CỦA BỘ CHÍNH TRỊ"."""
    if not opening.party or opening.kind < 0:
        return ""
    for line in opening.lines[opening.kind : opening.kind + 3]:
        match = _OF_BODY.search(document.folded, line.start, line.end)
        if match:
            return proper_case(match["body"], document.text, document.folded)
    return ""


def _canonical(document: Document, organs: list[str]) -> str:
    name = proper_case(organs[-1], document.text, document.folded)
    if len(organs) > 1:
        upper = proper_case(organs[-2], document.text, document.folded)
        if name in ("Ủy ban nhân dân", "Hội đồng nhân dân") or (
            name.startswith(("Sở ", "Chi cục ")) and upper.startswith("Ủy ban nhân dân ") and "tỉnh" not in name
        ):
            place = upper.removeprefix("Ủy ban nhân dân ").removeprefix("Hội đồng nhân dân ")
            if place != upper or name in ("Ủy ban nhân dân", "Hội đồng nhân dân"):
                return f"{name} {place if place != upper else place[:1].lower() + place[1:]}"
    return name


def _about(document: Document, opening: Opening) -> tuple[int, int] | None:
    """The "V/v ..." of a công văn, to the end of its paragraph."""
    for line in opening.lines:
        match = _ABOUT.match(document.folded, line.start, line.end)
        if match:
            end = line.end
            for other in opening.lines:
                if other.segment == line.segment and other.start > line.start:
                    end = other.end
            return match.end(), end
    return None


def _title_span(document: Document, opening: Opening, segments: list[Segment]) -> tuple[int, int] | None:
    """From behind the kind's line to the last line of the title."""
    if opening.kind < 0:
        return None
    text, folded = document.text, document.folded
    patterns = load_patterns("letterhead")
    lines = opening.lines
    kind_line = lines[opening.kind]
    found = kind_of_line(text[kind_line.start : kind_line.end])
    start = end = -1
    if found and found[1]:
        start, end = kind_line.start, kind_line.end
        if found[0] != "khac":  # "QUYẾT ĐỊNH PHÊ DUYỆT ...": the title stands behind the kind's name
            offset = text.find(found[1].split()[0], kind_line.start + 2)
            start = offset if 0 <= offset < kind_line.end else kind_line.start
    elif found and found[0] == "khac":
        start, end = kind_line.start, kind_line.end
    title_segment = kind_line.segment
    capitals: bool | None = None
    fallback = start
    for index in range(opening.kind + 1, min(len(lines), opening.kind + 14)):
        line = lines[index]
        if segments[line.segment].table is not None and line.segment != kind_line.segment:
            break
        words = text[line.start : line.end]
        basis = patterns["basis"].match(folded, line.start, line.end) and not is_capitals(words)
        if basis and not _wraps(lines, index):
            break
        if is_rule(words):
            if capitals is not None:
                break
            continue
        if _ADDRESSEE.match(folded, line.start, line.end) or patterns["formula"].match(folded, line.start, line.end):
            break
        if _BODY_LINE.match(folded, line.start, line.end) and capitals is None and len(words) < 120:
            continue
        caps = is_capitals(words)
        new_paragraph = not _wraps(lines, index)
        if capitals is not None and new_paragraph:
            if _is_promulgator(folded[line.start : line.end], words):
                break
            if capitals and not caps:
                break
            paragraph_end = max(x.end for x in lines if x.segment == line.segment)
            if not capitals and (caps or text[paragraph_end - 1] in ".:;" or paragraph_end - line.start > MORE_TITLE):
                break
            if segments[line.segment].style.bold != segments[title_segment].style.bold:
                break
            if patterns["attached_note"].match(folded, line.start, line.end):
                break
        if capitals is None:
            if _is_promulgator(folded[line.start : line.end], words) and caps and index + 1 < len(lines):
                following = lines[index + 1]
                if patterns["basis"].match(folded, following.start, following.end):
                    break
            paragraph_end = max(x.end for x in lines if x.segment == line.segment)
            if not caps and (paragraph_end - line.start > 700 or text[paragraph_end - 1] in ".:"):
                break  # no title: running text
            capitals = caps
            title_segment = line.segment
            if fallback < 0 or (found and found[0] != "khac" and not found[1]):
                start = line.start
        end = line.end
    return (start, end) if 0 <= start < end else None


def _wraps(lines: list[Line], index: int) -> bool:
    return index > 0 and lines[index].segment == lines[index - 1].segment


def _is_promulgator(flat: str, words: str) -> bool:
    """A line that names only the organ that decides: "THỦ TƯỚNG CHÍNH PHỦ", "BỘ TRƯỞNG BỘ Y TẾ"."""
    bare = flat.strip(" *_")
    return is_capitals(words) and len(bare) < 90 and bare.startswith(_PROMULGATORS)


_PROMULGATORS = (
    "chính phủ", "thủ tướng", "quốc hội", "bộ trưởng", "ủy ban", "hội đồng", "chủ tịch", "bộ chính trị", "ban bí thư",
    "ban chấp hành", "giám đốc", "tổng ", "thống đốc", "cục trưởng", "trưởng ban",
)  # fmt: skip


def _clean_title(text: str, span: tuple[int, int]) -> str:
    kept = [line for line in text[span[0] : span[1]].split("\n") if not is_rule(line)]
    return squeeze(" ".join(kept).replace("**", "")).strip(" *_-–")


def _headless_title(text: str, segments: list[Segment]) -> tuple[int, int] | None:
    """Of a document without letterhead: a heading that the source itself marks, or a short first paragraph."""
    for segment in segments[:3]:
        if segment.table is None and not segment.labels and segment.end - segment.start <= 400 and (
            segment.style.heading or segment.style.bold or text[segment.end - 1] not in ".;:"
        ):  # fmt: skip
            return segment.start, segment.end
    return None


REPORT_LABELS = 0.15  # share of numbered paragraphs: an act without its letterhead has many more, a report few


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


def _horizon(title: str) -> tuple[tuple[int, ...], tuple[int, int] | None]:
    """The years that a title names, and its period where it names exactly one.

    A year that is part of the number or the date of another act is no horizon.
    """
    flat = fold(title)
    for match in _ACT_NUMBER_OR_DATE.finditer(flat):
        flat = flat[: match.start()] + " " * (match.end() - match.start()) + flat[match.end() :]
    years = tuple(dict.fromkeys(int(m.group()) for m in _YEAR.finditer(flat)))
    periods = {(int(m["from"]), int(m["to"])) for m in _PERIOD.finditer(flat) if int(m["from"]) < int(m["to"])}
    return years, next(iter(periods)) if len(periods) == 1 else None


def _doc_id(number: str, symbol: str, year: int | None, file: str) -> str:
    if not number:
        return slug(PurePath(file).stem)
    base = regex.sub(r"[^A-Za-z0-9]+", "-", to_ascii(number)).strip("-")
    if regex.search(r"/(?:19|20)\d\d[/\-]", number):
        return base
    return f"{base}-{year}" if year else base


def slug(stem: str) -> str:
    """A file's stem as a doc_id."""
    return regex.sub(r"[^A-Za-z0-9_~.]+", "-", to_ascii(stem)).strip("-.") or "document"


# ------------------------------------------------------------------------------------------------ end


def complete_metadata(document: Document, metadata: Metadata, segments: list[Segment], tree: Tree) -> Metadata:
    """Add what the tree's end tells: signer, recipients, date of effect, and the date a law gives at its end."""
    text, folded = document.text, document.folded
    end = next((n for n, node in enumerate(tree.nodes) if node.level == "ket_thuc" and node.parent < 0), None)
    signer = ""
    recipients: list[tuple[int, int]] = []
    if end is not None:
        signer, recipients = _end(document, [(p.start, p.end) for p in tree.paragraphs if p.node == end])
    quoted = [(s.start, s.end) for s in segments if s.quoted]
    issued_on, year = metadata.issued_on, metadata.year
    body_end = tree.nodes[end].start if end is not None else len(text)
    if not issued_on and metadata.kind in ("luat", "nghi_quyet", "khac") and metadata.kind != "bao_chi":
        for match in _PASSED.finditer(folded):
            before = folded[max(0, match.start() - 200) : match.start()]
            if " này " in before:
                issued_on = _iso(match["day"], match["month"], int(match["year"]))
                year = year or int(match["year"])
    effective = ""
    if metadata.kind != "bao_chi":
        for match in _EFFECT.finditer(folded, 0, min(len(folded), body_end)):
            if any(a <= match.start() < b for a, b in quoted):
                continue
            if match["signing"]:
                effective = issued_on
                if match["days"] and issued_on:
                    effective = (date.fromisoformat(issued_on) + timedelta(days=int(match["days"]))).isoformat()
            else:
                effective = _iso(match["day"], match["month"], int(match["year"]))
            break
    doc_id = metadata.doc_id
    if metadata.number and year and not metadata.year:
        doc_id = _doc_id(metadata.number, metadata.symbol, year, document.source.file)
    return replace(
        metadata, signer=signer, recipients=tuple(recipients), effective_on=effective, issued_on=issued_on, year=year,
        doc_id=doc_id,
    )  # fmt: skip


def _end(document: Document, spans: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    text, folded = document.text, document.folded
    patterns = load_patterns("letterhead")
    lines = [line for start, end in spans for line in _split(text, start, end)]
    recipients: list[tuple[int, int]] = []
    receiving = signing = False
    name = ""
    for start, end in lines:
        words = text[start:end].strip(" *_/.")
        if patterns["recipients"].match(folded, start, end):
            receiving, signing = True, False
            continue
        if is_capitals(words) and any(
            patterns[n].match(folded, start, end) for n in ("signature", "signing_post")
        ):  # fmt: skip
            signing, receiving = True, False
            continue
        if words[:1] in "-–+•" and words:
            recipients.append((start, end))
            receiving = True
            continue
        if words.startswith("(") or not words:
            continue
        if _POST.match(folded, start, end):
            continue
        match = _NAME.match(words) or (_NAME_CAPS.match(words) if signing else None)
        if match and (signing or not receiving) and not name and not kind_of_line(words):
            name = squeeze(match["name"])
            if name.isupper():
                name = " ".join(w[:1] + w[1:].lower() for w in name.split())
        elif receiving and recipients and not signing and words[:1].islower():
            recipients[-1] = (recipients[-1][0], end)
    return name, recipients
