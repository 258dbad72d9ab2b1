"""What a page carries besides the document: running heads, page numbers, signature stamps, lines drawn with letters.

Found by position (the first and last rows of a page), by repetition over pages, and by a few known shapes for files
of one page. The body of a table is never furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from extractor.model import Furniture
from extractor.reading.pdf_lines import Line, plain, rows_of, segments_of
from extractor.reading.pdf_page import PageContent, Word
from extractor.text import fold, to_ascii

Kind = Literal["running_head", "page_number", "stamp", "site", "footnote", "hidden", "other"]

# Running heads and page numbers stand in this share of the page's height, at the top and at the bottom.
MARGIN_ZONE = 0.12
# A running head is set apart from the text by more than this many type sizes.
SET_APART = 1.75
# A running head stands on this share of the pages at least.
REPEATED = 0.34
# How many rows from each end are looked at.
MARGIN_ROWS = 3

_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:trang|page)?\s*\d{1,4}(?:\s*(?:/|of|tren)\s*\d{1,4})?[-–—\s.]*$")
_ONLY_NUMBER = re.compile(r"^[-–—\s]*(\d{1,4})[-–—\s.]*$")
_GAZETTE = re.compile(r"^(?:\d{1,4}\s+)?cong bao\s*/?\s*so\b.{0,20}\bngay\b.{0,20}$")
# The official gazette parts a long act over issues: "(Xem tiếp Công báo số 1061 + 1062)".
_CONTINUED = re.compile(r"^\(?(?:xem )?tiep (?:theo )?(?:ky truoc )?\(?cong bao so [\d+ \-]+\)?$")
_SIGNED = re.compile(r"\b(?:ky boi|nguoi ky|ngay ky|thoi gian ky|email|signature|co quan)\s*:|\d\d:\d\d:\d\d")
# The moment of signing to the second: "16:03:57 +07:00".
_MOMENT = re.compile(r"\d\d:\d\d:\d\d")
# The star below the name of a Party organ.
_ORNAMENT = re.compile(r"^\*(?:\s?\*)*$")
# The address of a legal site or a page of it, in the margin of a page printed from a browser.
_SITE = re.compile(r"https?://|www\.|thuvienphapluat|luatvietnam|vanban\.chinhphu|vbpl\.vn|xaydungchinhsach")
_DRAWN = re.compile(r"^[\s_=*~.\-–—]{3,}$|^[_\-–—]{2,}$")


def is_drawn_line(text: str) -> bool:
    """A rule typed with underscores, dashes or asterisks."""
    return text[:1] in " \t_=*~.-–—" and _DRAWN.match(text) is not None and "..." not in text


def stamp_of(words: Sequence[Word], page: int) -> Furniture | None:
    """The furniture made of a signature's visible text ("Ký bởi: … Ngày ký: …"), or None if it says something else."""
    rows = [" ".join(w.text for w in row) for row in rows_of(list(words))]
    text = "\n".join(rows)
    if len(_SIGNED.findall(to_ascii(fold(text)))) >= 2 or _MOMENT.search(text):
        return Furniture("stamp", text, page)
    return None


def printed_stamps(words: Sequence[Word]) -> list[list[Word]]:
    """The words of each signature's visible text that is part of the page: small type, lines under each other.

    Signing software draws it into the page ("Ký bởi: …", "Email: …", "Ngày ký: …"), often between the columns of the
    letterhead, where it would run into their lines.
    """
    if not any(_STAMP_WORD.match(fold(word.text)) for word in words):
        return []
    sizes = sorted(word.size for word in words)
    small = [word for word in words if word.size < STAMP_SIZE * sizes[len(sizes) // 2]]
    chains: list[list[list[Word]]] = []
    for part in (part for row in rows_of(small) for part in segments_of(row)):
        for chain in chains:
            last = chain[-1]
            if abs(last[0].x0 - part[0].x0) <= STAMP_EDGE and 0 < part[0].base - last[0].base < 2.2 * part[0].size:
                chain.append(part)
                break
        else:
            chains.append([part])
    found = [[word for part in chain for word in part] for chain in chains]
    return [chain for chain in found if stamp_of(chain, 0) is not None and _SIGNER.search(plain(chain))]


# The visible text of a signature is set in type smaller than this share of the page's.
STAMP_SIZE = 0.87
# Its lines begin within so many points of each other.
STAMP_EDGE = 5.0
_STAMP_WORD = re.compile(r"(?:bởi|ký|email|quan) ?:")
_SIGNER = re.compile(r"\b(?:ky boi|nguoi ky|ngay ky|thoi gian ky) ?:")


def margin_furniture(pages: Iterable[tuple[PageContent, Sequence[Line]]]) -> dict[int, tuple[Kind, Line]]:
    """Lines (by ``id``) that are furniture, with their kind."""
    found: dict[int, tuple[Kind, Line]] = {}
    candidates: list[tuple[Line, bool]] = []
    count = 0
    pages = list(pages)
    numbers = _running_numbers(pages)
    for page, lines in pages:
        count += 1
        rows = sorted(lines, key=lambda line: line.base)
        head, tail = _apart(rows)
        for number, line in enumerate(rows):
            text = to_ascii(fold(line.text)).strip()
            if is_drawn_line(line.text) or _ORNAMENT.match(line.text):
                found[id(line)] = ("other", line)
            if id(line) in numbers:
                found[id(line)] = ("page_number", line)
                continue
            top = number < head and line.base < MARGIN_ZONE * page.height
            foot = number >= tail and line.base > (1 - MARGIN_ZONE) * page.height
            if not (top or foot):
                continue
            if _PAGE_NUMBER.match(text):
                found[id(line)] = ("page_number", line)
            elif _GAZETTE.match(text) or _CONTINUED.match(text):
                found[id(line)] = ("running_head", line)
            elif _SITE.search(text):
                found[id(line)] = ("site", line)
            else:
                candidates.append((line, top))
    shapes = Counter((top, _shape(line.text)) for line, top in candidates)
    # A third of the pages: a head of the odd pages only still passes, the last words of a sentence that happen to
    # open three pages of fifty do not.
    enough = max(2, min(3, count), REPEATED * count)
    for line, top in candidates:
        if shapes[top, _shape(line.text)] >= enough and len(_shape(line.text)) > 2:
            found.setdefault(id(line), ("running_head", line))
    return found


# The short rule above footnotes: Word draws 2 inches, others up to half the column.
FOOTNOTE_RULE = (80.0, 260.0)
_NOTE_MARK = re.compile(r"^\[?\(?(\d{1,3}|\*{1,3})\)?\]?$")


def footnotes_of(content: PageContent) -> tuple[list[Word], list[str]]:
    """The words of a page's footnotes and the marks that they open with.

    Footnotes stand at the foot of the page under a short rule, open with a number or an asterisk, and either that
    number is raised or they are set in smaller type than the page. All of this must be so.
    """
    if not content.words:
        return [], []
    sizes = sorted(w.size for w in content.words)
    usual = sizes[len(sizes) // 2]
    left = min(w.x0 for w in content.words)
    for rule in sorted(content.horizontal, key=lambda r: r.at):
        if not FOOTNOTE_RULE[0] <= rule.end - rule.start <= FOOTNOTE_RULE[1] or rule.start > left + 60:
            continue
        if any(
            abs(v.at - end) < 4 and v.start - 4 < rule.at < v.end + 4
            for v in content.vertical
            for end in (rule.start, rule.end)
        ):
            continue  # a line of a table
        below = [w for w in content.words if w.base > rule.at + 2]
        rows = rows_of(below)
        while rows and _PAGE_NUMBER.match(to_ascii(fold(" ".join(w.text for w in rows[-1])))):
            rows.pop()
        if not rows:
            continue
        words = [w for row in rows for w in row]
        first = rows[0][0]
        mark = re.match(r"^\[?\(?(\d{1,3}|\*{1,3})", first.text)
        body = sorted(w.size for w in words)[len(words) // 2]
        raised = len(rows[0]) > 1 and first.size < 0.8 * rows[0][1].size
        if mark and (body <= 0.93 * usual or raised) and max(w.size for w in words) <= 1.05 * usual:
            marks = [m.group(1) for row in rows if (m := _NOTE_MARK.match(row[0].text)) and row[0].size < 0.85 * body]
            return words, marks or [mark.group(1)]
    return [], []


def note_marks(words: Sequence[Word], marks: Sequence[str]) -> list[Word]:
    """Raised marks in the text that call one of the footnotes; a unit's exponent (m², km²) is none."""
    if not marks:
        return []
    called: list[Word] = []
    for word in words:
        match = _NOTE_MARK.match(word.text)
        if match is None or match.group(1) not in marks:
            continue
        for other in words:
            if (
                word.size < 0.8 * other.size
                and 0.12 * other.size < other.base - word.base < 0.75 * other.size
                and -1 < word.x0 - other.x1 < 0.6 * other.size
                and not (word.text in "23" and _UNIT.search(other.text))
            ):
                called.append(word)
                break
    return called


_UNIT = re.compile(r"(?:^|[\d/])[kcdm]?m$")


def _apart(rows: Sequence[Line]) -> tuple[int, int]:
    """How many of the first rows stand apart from what follows, and the first of the last rows that stand apart."""
    gaps = [b.base - a.base > SET_APART * max(a.size, b.size) for a, b in pairwise(rows)]
    count = len(rows)
    if count <= MARGIN_ROWS:
        return count, 0  # a page that a table fills, or nearly empty
    head = max((i + 1 for i in range(min(MARGIN_ROWS, count - 1)) if gaps[i]), default=0)
    tail = min((i + 1 for i in range(max(0, count - 1 - MARGIN_ROWS), count - 1) if gaps[i]), default=count)
    return head, tail


def _running_numbers(pages: Sequence[tuple[PageContent, Sequence[Line]]]) -> set[int]:
    """The first or last lines (by ``id``) of pages that are nothing but a number, one higher on each page.

    Word's page number stands as near to the text as a line of it, so that the space between tells nothing.
    """
    found: list[tuple[tuple[bool, int], int, int]] = []
    for page, lines in pages:
        ends = sorted((line for line in lines if is_in_margin(line, page)), key=lambda line: line.base)
        for line in {id(line): line for line in (*ends[:1], *ends[-1:])}.values():
            figure = _ONLY_NUMBER.match(line.text)
            alone = not any(other is not line and abs(other.base - line.base) < 0.5 * line.size for other in lines)
            outermost = all(other.base <= line.base for other in lines) or all(o.base >= line.base for o in lines)
            if figure and alone and outermost:
                top = line.base < 0.5 * page.height
                found.append(((top, int(figure[1]) - page.number), page.number, id(line)))
    runs = Counter(key for key, _, _ in found)
    return {line for key, number, line in found if runs[key] > 1 or (key[1] == 0 and number > 1)}


def is_in_margin(line: Line, page: PageContent) -> bool:
    """Whether the line stands where running heads and page numbers do."""
    return not MARGIN_ZONE * page.height <= line.base <= (1 - MARGIN_ZONE) * page.height


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", fold(text)).strip(" #-|")
