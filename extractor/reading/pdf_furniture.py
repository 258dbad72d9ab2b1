"""What a page carries besides the document: running heads, page numbers, signature stamps, lines drawn with letters.

Found by position (the first and last rows of a page), by repetition over pages, and by a few known shapes for files
of one page. The body of a table is never furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from extractor.model import Furniture
from extractor.reading.pdf_lines import Line, rows_of
from extractor.reading.pdf_page import PageContent, Word
from extractor.text import fold, to_ascii

Kind = Literal["running_head", "page_number", "stamp", "site", "footnote", "hidden", "other"]

# Running heads and page numbers stand in this share of the page's height, at the top and at the bottom.
MARGIN_ZONE = 0.12
# How many rows from each end are looked at.
MARGIN_ROWS = 3

_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:trang|page)?\s*\d{1,4}(?:\s*(?:/|of|tren)\s*\d{1,4})?[-–—\s.]*$")
_GAZETTE = re.compile(r"^(?:\d{1,4}\s+)?cong bao\s*/?\s*so\b.{0,20}\bngay\b.{0,20}$")
_SIGNED = re.compile(r"\b(?:ky boi|nguoi ky|ngay ky|thoi gian ky|email|signature|co quan)\s*:|\d\d:\d\d:\d\d")
_DRAWN = re.compile(r"^[\s_=*~.\-–—]{3,}$|^[_\-–—]{2,}$")


def is_drawn_line(text: str) -> bool:
    """A rule typed with underscores, dashes or asterisks."""
    return _DRAWN.match(text) is not None and "..." not in text


def stamp_of(words: Sequence[Word], page: int) -> Furniture | None:
    """The furniture made of a signature's visible text ("Ký bởi: … Ngày ký: …"), or None if it says something else."""
    rows = [" ".join(w.text for w in row) for row in rows_of(list(words))]
    text = "\n".join(rows)
    if len(_SIGNED.findall(to_ascii(fold(text)))) >= 2:
        return Furniture("stamp", text, page)
    return None


def margin_furniture(pages: Iterable[tuple[PageContent, Sequence[Line]]]) -> dict[int, tuple[Kind, Line]]:
    """Lines (by ``id``) that are furniture, with their kind."""
    found: dict[int, tuple[Kind, Line]] = {}
    candidates: list[tuple[PageContent, Line, bool]] = []
    count = 0
    for page, lines in pages:
        count += 1
        rows = sorted(lines, key=lambda line: line.base)
        for number, line in enumerate(rows):
            text = to_ascii(fold(line.text)).strip()
            if is_drawn_line(line.text):
                found[id(line)] = ("other", line)
            top = number < MARGIN_ROWS and line.base < MARGIN_ZONE * page.height
            foot = number >= len(rows) - MARGIN_ROWS and line.base > (1 - MARGIN_ZONE) * page.height
            if not (top or foot):
                continue
            if _PAGE_NUMBER.match(text):
                found[id(line)] = ("page_number", line)
            elif _GAZETTE.match(text):
                found[id(line)] = ("running_head", line)
            else:
                candidates.append((page, line, top))
    shapes = Counter((top, _shape(line.text)) for _, line, top in candidates)
    for _, line, top in candidates:
        # Three pages, or every page of a shorter file that has at least two.
        if shapes[top, _shape(line.text)] >= min(3, max(2, count)) and len(_shape(line.text)) > 2:
            found.setdefault(id(line), ("running_head", line))
    return found


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", fold(text)).strip(" #-|")
