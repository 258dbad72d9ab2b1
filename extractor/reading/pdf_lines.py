"""Words of a page to lines in reading order: rows by base line, two-column zones (letterhead, signature) unfolded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.reading.builder import Piece
from extractor.reading.flow import CLOSED_UP
from extractor.reading.pdf_newspaper import columns_of
from extractor.reading.pdf_page import PageContent, Word
from extractor.text import fold, to_ascii

# Words belong to one row while their base lines differ by less than this share of the larger type size: a
# superscript is raised by a third of an em, the tightest leading is a full one.
ROW_TOLERANCE = 0.45
# A word this much smaller than its neighbour, and so short, may be a raised or lowered mark.
MARK_SIZE, MARK_LENGTH = 0.8, 4
# A gap this many type sizes wide between two words of a row may part columns; justified text stays below it.
COLUMN_GAP = 1.6


@dataclass(slots=True)
class Line:
    """A line of one column. ``zone`` names the column it stands in: body, or one side of a two-column zone."""

    words: list[Word]
    page: int
    zone: str = "body"
    zone_box: tuple[float, float] | None = None  # left and right edge of the side column
    centred: bool = False
    ocr: bool = False
    text: str = field(init=False)
    x0: float = field(init=False)
    x1: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)
    base: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        words = self.words
        self.text = words[0].text + "".join(("" if w.glued else " ") + w.text for w in words[1:])
        self.x0, self.x1 = min(w.x0 for w in words), max(w.x1 for w in words)
        self.top, self.bottom = min(w.top for w in words), max(w.bottom for w in words)
        # The longest word stands for the line: a raised footnote mark or a large initial does not.
        main = max(words, key=lambda w: len(w.text))
        self.base, self.size = main.base, main.size

    @property
    def bold(self) -> bool:
        return all(w.bold for w in self.words)

    @property
    def italic(self) -> bool:
        return all(w.italic for w in self.words)

    def pieces(self) -> list[Piece]:
        """One piece a word, the blank behind it included."""
        blanks = ["" if w.glued else " " for w in self.words[1:]] + [""]
        return [Piece(w.text + blank, w.page or self.page, w.bbox) for w, blank in zip(self.words, blanks, strict=True)]


def rows_of(words: list[Word]) -> list[list[Word]]:
    """Words grouped by base line, rows from top to bottom, words from left to right.

    Raised and lowered marks (m², a footnote's number) go to the row of the word that they stand at.
    """
    rows: list[list[Word]] = []
    base = size = 0.0
    for word in sorted(words, key=lambda w: (w.base, w.x0)):
        if rows and word.base - base <= ROW_TOLERANCE * max(size, word.size):
            rows[-1].append(word)
            if word.size > size * 1.15:  # a raised mark opened the row: its line decides
                base, size = word.base, word.size
        else:
            rows.append([word])
            base, size = word.base, word.size
    merged: list[list[Word]] = []
    for number, row in enumerate(rows):
        if all(len(w.text) <= MARK_LENGTH for w in row):
            near = [*merged[-1:], *rows[number + 1 : number + 2]]
            home = next((other for other in near if all(_is_mark(w, other) for w in row)), None)
            if home is not None:
                home += row
                continue
        merged.append(row)
    for row in merged:
        row.sort(key=lambda w: w.x0)
        for before, word in pairwise(row):
            large, small = max(before.size, word.size), min(before.size, word.size)
            raised = abs(before.base - word.base) > 0.12 * large and small < MARK_SIZE * large
            if raised and word.x0 - before.x1 < 0.12 * large:
                word.glued = True
        _close_up(row)
    return merged


def _close_up(row: list[Word]) -> None:
    """Glue the letters of a title that was set with a blank behind each ("Q U Y Ế T  Đ Ị N H :")."""
    if len(row) < SPACED_TITLE or any(len(word.text) > 1 for word in row):
        return
    title = CLOSED_UP.get("".join(word.text for word in row).rstrip(":"))
    if title is not None:
        for number, word in enumerate(row):
            word.glued = number not in (0, title.index(" "))


def _is_mark(word: Word, row: list[Word]) -> bool:
    """Whether a word is a raised or lowered mark beside a larger word of the row."""
    return any(
        word.size < MARK_SIZE * other.size
        and -0.35 * other.size <= other.base - word.base <= 0.75 * other.size
        and max(word.x0 - other.x1, other.x0 - word.x1) < 1.5 * other.size
        for other in row
    )


def segments_of(row: list[Word], gap: float = COLUMN_GAP) -> list[list[Word]]:
    """A row parted where the space between two words is wider than ``gap`` type sizes."""
    parts = [[row[0]]]
    for left, right in pairwise(row):
        if right.x0 - left.x1 > gap * max(left.size, right.size):
            parts.append([right])
        else:
            parts[-1].append(right)
    return parts


# "ĐỀ ÁN" has fewest letters of the titles of acts.
SPACED_TITLE = 4


# The right column of a letterhead opens with one of these ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").
_MOTTO = re.compile(r"cong h[oa]+ xa hoi|dang cong san viet")
_MOTTO_END = re.compile(r"doc lap .{0,3}tu do")
_PLACE_DATE = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b|\bngay\b.{0,6}/.{0,4}/")
_NUMBER = re.compile(r"^so\s*:?|^v/v\b|^luat so")
_RECIPIENTS = re.compile(r"^noi nhan\s*[:;.]?")
# A gutter is wider than this (points); narrower bands come about by chance in a few rows.
GUTTER = 12.0
# How many rows a letterhead has at most under its first, organ names in three lines and a subject line included.
LETTERHEAD_ROWS = 12


def plain(words: list[Word]) -> str:
    """Words folded and without diacritics, for tests that must survive OCR."""
    return to_ascii(fold(" ".join(w.text for w in words))).strip()


def lines_of(page: PageContent, words: list[Word]) -> list[Line]:
    """The lines of a page in reading order.

    In a letterhead the left column (organ, number) comes before the right one (motto, place and date); beside
    "Nơi nhận" the recipients come before the signature; of two columns of running text the left one comes first.
    Everything else is read row by row.
    """
    rows = rows_of(words)
    lines: list[Line] = []
    index = 0
    while index < len(rows):
        zone = _letterhead(rows, index, page) or _signature(rows, index, page)
        running = None if zone else columns_of(rows, index, page.width)
        zone = zone or running
        if zone is None:
            lines.append(Line(rows[index], page.number, ocr=page.ocr))
            index += 1
            continue
        end, gutter = zone
        left: list[Line] = []
        right: list[Line] = []
        for row in rows[index:end]:
            for side, part in (
                (left, [w for w in row if (w.x0 + w.x1) / 2 < gutter]),
                (right, [w for w in row if (w.x0 + w.x1) / 2 >= gutter]),
            ):
                if part:
                    side.append(Line(part, page.number, ocr=page.ocr))
        name = "letterhead" if _motto_at(rows[index : index + 3]) is not None else "signature"
        name = "column" if running else name
        for side, label in ((left, "left"), (right, "right")):
            edges = (min((x.x0 for x in side), default=0), max((x.x1 for x in side), default=0))
            for line in side:
                # Running text goes on from the foot of one column to the head of the next.
                line.zone, line.zone_box = name if running else f"{name}-{label}", edges
        lines += left + right
        index = end
    return lines


def _motto_at(rows: list[list[Word]]) -> float | None:
    """Where the motto's first line begins in one of the rows: in capitals, apart from what stands before it."""
    for row in rows:
        for number, word in enumerate(row):
            ahead = row[number : number + 5]
            apart = number == 0 or word.x0 - row[number - 1].x1 > 0.6 * word.size
            if (
                word.text[:1] in "CĐ"
                and apart
                and _MOTTO.match(plain(ahead))
                and "".join(w.text for w in ahead).isupper()
            ):
                return word.x0
    return None


def _letterhead(rows: list[list[Word]], index: int, page: PageContent) -> tuple[int, float] | None:
    """(row after the letterhead, x of its gutter) where one begins at ``index``."""
    # The left column may begin a row or two higher than the right one.
    ahead = next((i for i in range(index, min(index + 3, len(rows))) if _motto_at([rows[i]]) is not None), None)
    if ahead is None:
        return None
    start = _motto_at([rows[ahead]])
    assert start is not None
    if any(w.x1 > start - 1 for row in rows[index:ahead] for w in row):
        return None
    window = rows[index : index + LETTERHEAD_ROWS]
    if not any(w.x1 <= start for row in window[:4] for w in row):
        return None  # the motto stands alone in the middle of the page
    last = ahead
    motto = rows[ahead]
    low, high = max((w.x1 for w in motto if w.x0 < start), default=0.0), start  # the gutter lies between them
    for offset, row in enumerate(rows[index : index + LETTERHEAD_ROWS], index):
        # The gap next to the gutter parts the row; a row without a clear gap runs through: the columns have ended.
        # The middle of the motto's column may be narrower than a later line of it: both edges may move.
        gaps = [(a.x1, b.x0) for a, b in pairwise(row) if b.x0 - a.x1 > 0.9 * b.size]
        gaps += [(row[-1].x1, page.width), (0.0, row[0].x0)]
        free = [(max(x0, low), min(x1, high)) for x0, x1 in gaps]
        gap = max((g for g in free if g[1] - g[0] >= 1), key=lambda g: g[1], default=None)
        if gap is None:
            break
        low, high = gap
        left, right = [w for w in row if w.x1 <= low + 1], [w for w in row if w.x0 >= high - 1]
        if _MOTTO_END.search(plain(right)) or _PLACE_DATE.search(plain(right)) or _NUMBER.match(plain(left)):
            last = offset
    last = max(last, ahead)
    end = last + 1
    gutter = (low + high) / 2
    # A subject ("V/v ...") runs on under the number, short lines that end before the gutter.
    while end < len(rows) and end - index < LETTERHEAD_ROWS:
        row = rows[end]
        centre = (row[0].x0 + row[-1].x1) / 2
        near = row[0].base - rows[end - 1][0].base < 2.2 * row[0].size
        if row[-1].x1 < gutter and centre < page.width * 0.4 and near:
            end += 1
        else:
            break
    return end, gutter


def _gutter(words: list[Word], low: float, high: float) -> float | None:
    """The middle of the widest band between ``low`` and ``high`` that no word enters; None where it is narrow."""
    spans = sorted((max(w.x0, low), min(w.x1, high)) for w in words if w.x1 > low and w.x0 < high)
    best, reach, middle = GUTTER, low, None
    for x0, x1 in [*spans, (high, high)]:
        if x0 - reach > best:
            best, middle = x0 - reach, (x0 + reach) / 2
        reach = max(reach, x1)
    return middle


# What the right column beside the recipients opens with ("TM. ỦY BAN NHÂN DÂN", "KT. BỘ TRƯỞNG").
_SIGNS = re.compile(
    r"^(tm|kt|tl|tuq|q)\s?[.,]|^(pho )?(chu tich|thu tuong|bo truong|thu truong|giam doc|chu nhiem|tong)"
)


def _signature(rows: list[list[Word]], index: int, page: PageContent) -> tuple[int, float] | None:
    """(row after the signature block, x of its gutter) where recipients stand beside a signature."""
    ahead = next(
        (
            i
            for i in range(index, min(index + 4, len(rows)))
            if rows[i][0].text[:1] in "Nn" and rows[i][0].x0 < page.width / 2 and _RECIPIENTS.match(plain(rows[i][:3]))
        ),
        None,
    )
    if ahead is None or any(w.x0 < page.width * 0.38 for row in rows[index:ahead] for w in row):
        return None
    words = [w for row in rows[index : ahead + 1] for w in row]
    gutter = _gutter(words, page.width * 0.3, page.width * 0.7)
    end = ahead + 1
    # A row that leaves no gutter (the title of an annex, a long recipient) ends the two columns.
    while gutter is not None and end < len(rows) and _motto_at([rows[end]]) is None:
        wider = _gutter([*words, *rows[end]], page.width * 0.3, page.width * 0.7)
        if wider is None:
            break
        words, gutter, end = [*words, *rows[end]], wider, end + 1
    if gutter is None or not any(w.x0 > gutter for w in words):
        return None
    return end, gutter
