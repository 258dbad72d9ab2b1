"""The level, place or sector that narrows a target against its neighbours."""

from __future__ import annotations

import regex

from extractor.annotate.wording import words_of
from extractor.knowledge import load_patterns
from extractor.model import Document
from extractor.text import squeeze

_PLACE = regex.compile(
    r"(?:(?:tỉnh|thành\ phố|TP\.?|huyện|vùng|khu\ vực|các\ tỉnh|Vùng|Khu\ vực|Tỉnh|Thành\ phố)\s+)?"
    r"(?!Việt\ Nam|Chính\ phủ|Nhà\ nước)\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+){1,5}"
    r"(?:,?\ (?:và\ )?(?:duyên\ hải\ )?\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+)+)*"
    r"|(?:Vùng|vùng)\s(?:đồng\ bằng|trung\ du|Trung\ du|Đồng\ bằng)[\p{L}\s]{3,40}"
    r"|(?:đồng\ bằng|Đồng\ bằng|duyên\ hải|Duyên\ hải)\s[\p{L}\s]{3,50}"
)


def find_scope(document: Document, start: int, end: int) -> str:
    """The level or area that the words name first, as printed; "" if none."""
    for _, compiled in load_patterns("scopes"):
        match = compiled.search(document.folded, start, end)
        if match:
            return squeeze(document.text[slice(*match.span("scope"))])
    return ""


def find_scopes(document: Document, start: int, end: int) -> list[str]:
    """All levels and areas that the words name, in order."""
    found: dict[int, str] = {}
    for _, compiled in load_patterns("scopes"):
        for match in compiled.finditer(document.folded, start, end):
            found[match.start("scope")] = squeeze(document.text[slice(*match.span("scope"))])
    for match in words_of("settlement").finditer(document.folded, start, end):
        found.setdefault(match.start(), document.text[slice(*match.span())])
    return [found[k] for k in sorted(found)]


def is_place(text: str) -> bool:
    """Whether words are nothing but the name of a place: "Hà Nội", "Vùng Bắc Trung Bộ"."""
    return _PLACE.fullmatch(text.strip(" ,;:-–+•")) is not None
