"""Who issues a document, as its letterhead says."""

from __future__ import annotations

import regex

from extractor.model import Document
from extractor.structure.document_types import document_types, plain, proper_case
from extractor.structure.opening import MOTTO_IN, Opening
from extractor.structure.segments import is_capitals, is_rule
from extractor.text import squeeze

ORGAN_LINES = 14  # lines before the motto that can belong to the letterhead
_GAZETTE = regex.compile(
    r"\W* (?: công\ báo | văn\ bản\ (?:quy\ phạm|pháp\ luật|khác) | phần\ văn\ bản )", regex.VERBOSE
)
_DRAFT = regex.compile(
    r"\W* (?: \(?dự\ thảo | hỏa\ tốc | thượng\ khẩn | khẩn\W*\Z | tuyệt\ mật | tối\ mật | mật\W*\Z )", regex.VERBOSE
)
_INDEPENDENCE_IN = regex.compile(r"độc \s* lập \s* - \s* tự \s* do", regex.VERBOSE)
_NUMBERED = regex.compile(r"s[ốôóồ]\b\W", regex.VERBOSE)
_MOTTO = "cong hoa xa hoi chu nghia viet nam"
_INDEPENDENCE = regex.compile(r"\W* độc \s* lập \s* - ", regex.VERBOSE)
_NO_ORGAN = regex.compile(r"đảng\ cộng\ sản\ việt\ nam | \A\W*việt\ nam\W*\Z | chủ\ nghĩa | \A\W*số\b", regex.VERBOSE)
_OF_BODY = regex.compile(
    r"\G \W* (?: \p{L}+\ ){0,4} \bcủa\ (?P<body> bộ\ chính\ trị | ban\ bí\ thư | ban\ chấp\ hành\ trung\ ương )",
    regex.VERBOSE,
)


def find_issuer(document: Document, opening: Opening, head_end: int, number_line: int) -> str:
    """The organ that issues: the last organ of the letterhead, else the one that the preamble names."""
    text, folded = document.text, document.folded
    lines = opening.lines
    organs: list[str] = []
    if opening.motto >= 0:
        first = max(0, opening.motto - ORGAN_LINES)
        stop = max(number_line, opening.motto) + 1 if number_line >= 0 else opening.motto + 3
        if opening.kind > opening.motto:
            stop = min(stop, opening.kind)
        for index in range(first, min(stop, len(lines))):
            line = lines[index]
            words, flat = text[line.start : line.end], folded[line.start : line.end]
            motto = MOTTO_IN.search(flat) or _INDEPENDENCE_IN.search(flat)
            if motto:  # "THỦ TƯỚNG CHÍNH PHỦ CỘNG HÒA XÃ HỘI ..." on one line
                words, flat = words[: motto.start()], flat[: motto.start()]
            words = words.strip(" *-_|")
            if (
                not words
                or not is_capitals(words)
                or is_rule(words)
                or _GAZETTE.match(flat)
                or _INDEPENDENCE.match(flat)
                or _DRAFT.match(flat)
            ):
                continue
            if (
                "đảng cộng sản việt nam" in flat
                or _MOTTO.endswith(" " + plain(words))  # the motto goes on: "VIỆT NAM", "NAM"
                or "chủ nghĩa" in flat
                or _NUMBERED.match(flat)
            ):
                continue
            name = flat.strip(" *-_")
            starts = name.startswith(document_types().organs) and " " in name  # "BỘ TÀI NGUYÊN VÀ MÔI / TRƯỜNG"
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
        match = _OF_BODY.match(document.folded, line.start, line.end)
        if match:
            return proper_case(match["body"], document.text, document.folded)
    return ""


def _canonical(document: Document, organs: list[str]) -> str:
    organs = [regex.sub(r"^\W+", "", organ) for organ in organs]  # specks that a scan puts before the first letter
    name = proper_case(organs[-1], document.text, document.folded)
    if len(organs) > 1:
        upper = proper_case(organs[-2], document.text, document.folded)
        if upper == "Ban Chấp hành Trung ương" and f"{name} Trung ương" in document_types().names:
            return f"{name} Trung ương"
        if plain(name) == "ban chap hanh":  # "ĐẢNG BỘ TỈNH HÀ GIANG / BAN CHẤP HÀNH"
            return f"Ban Chấp hành {upper}"
        if name in ("Ủy ban nhân dân", "Hội đồng nhân dân") or (
            name.startswith(("Sở ", "Chi cục ")) and upper.startswith("Ủy ban nhân dân ") and "tỉnh" not in name
        ):
            place = upper.removeprefix("Ủy ban nhân dân ").removeprefix("Hội đồng nhân dân ")
            if place != upper or name in ("Ủy ban nhân dân", "Hội đồng nhân dân"):
                return f"{name} {place if place != upper else place[:1].lower() + place[1:]}"
    return name
