"""What stands on a PDF page: words with their boxes and type face, in points from the top left corner as shown.

Guarantees: coordinates are those of the page as a viewer shows it (rotation and crop box applied); a word holds no
white space and its characters are NFC; characters painted twice (imitated bold) are one; nothing is rewritten.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from extractor.model import BBox

# A blank is a quarter of an em in Times, an eighth where a line is squeezed; letters of one word touch (loose boxes
# are as wide as the advance). In 19 official PDFs all gaps inside words were below 0.07 of the type size. Where pdfium
# generates a blank the narrow limit holds, elsewhere the wide one, which letter-spaced headings stay below.
BLANK_GAP, WORD_GAP = 0.09, 0.12
# The same character or word within this distance (points) is the same ink, painted twice to look bold.
SAME_INK = 0.7
# A character that begins so far left of the end of the one before does not go on with its word.
BACKWARD = 0.5
# Characters whose base lines differ by less than this share of the size stand on one line.
SAME_LINE = 0.35
# Boxes are drawn from the base line: a line's boxes are then of one height whatever fonts its letters come from.
ASCENT, DESCENT = 0.9, 0.25
# pdfium reports a character without a Unicode value as one of these, and a hyphen at a line's end as the others.
_NO_CHARACTER = frozenset((0, 0xFFFF))
_LINE_END_HYPHEN = frozenset((2, 0xFFFE))
_BLANKS = frozenset((9, 10, 13, 32, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000))


@dataclass(slots=True)
class Word:
    """Characters without a blank between them and their box. ``size`` is the type size, ``base`` the base line."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    base: float
    bold: bool = False
    italic: bool = False
    glued: bool = False  # no blank before it: a raised mark, or the rest of a word from the next line
    page: int = 0  # where it differs from its line's page
    paper: BBox | None = None  # the box on the sheet, where the page was straightened to read it

    @property
    def bbox(self) -> BBox:
        x0, top, x1, bottom = self.paper or (self.x0, self.top, self.x1, self.bottom)
        return (round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1))


@dataclass(slots=True)
class Rule:
    """A straight ruling line: horizontal from ``start`` to ``end`` at height ``at``, or vertical likewise."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageContent:
    """One page as read: words in the order of the file, ruling lines, and whether the words were recognised."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns pdfium's page space (origin bottom left, before rotation) into the page as shown."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int
    text_turn: int = 0  # of it, what was read from the text

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> BBox:
        """(x0, top, x1, bottom) as shown, of the box with lower left x0, y0 and upper right x1, y1."""
        if self.rotation == 90:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.rotation == 180:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        if self.rotation == 270:
            return self.top - y1, self.right - x1, self.top - y0, self.right - x0
        return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0


def frame_of(page: Any, textpage: Any = None) -> Frame:
    """The page's frame. Text that runs up or down the sheet (a landscape table on an upright page) turns it."""
    left, bottom, right, top = page.get_bbox()
    rotation = page.get_rotation() % 360
    turn = _text_turn(textpage) if textpage is not None else 0
    return Frame(left, bottom, right, top, (rotation + turn) % 360, turn)


def _text_turn(textpage: Any) -> int:
    """90, 180 or 270 where most of the text is turned by so much against the page's own rotation, else 0."""
    from pypdfium2 import raw

    count = textpage.count_chars()
    if count < 40:  # a stamp alone says nothing about the sheet
        return 0
    sample = range(0, count, max(1, count // 60))
    angles = [
        raw.FPDFText_GetCharAngle(textpage.raw, i)
        for i in sample
        if raw.FPDFText_GetUnicode(textpage.raw, i) not in _BLANKS  # a generated blank has no angle
    ]
    turns = [round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0]
    for turn in (1, 2, 3):
        if turns.count(turn) > 0.7 * len(turns):
            return 360 - 90 * turn  # pdfium counts clockwise, the sheet is turned back
    return 0


def read_words(textpage: Any, frame: Frame, *, limit: int, start: int = 0) -> tuple[list[Word], str]:
    """The words of a page in the order in which the file paints them, and the text that stands askew to them.

    At most ``limit`` characters are read.

    Blanks that pdfium generates are not believed (it parts "V" from "ề" where the type face changes): there the
    distance decides. A blank that the file itself paints always parts words.
    """
    from pypdfium2 import raw

    get_unicode, get_box, is_generated = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_IsGenerated
    handle = textpage.raw
    rect = raw.FS_RECTF()
    where = ctypes.byref(rect)
    face, measure = _face_reader(handle), _measurer(handle, frame)
    is_turned = _turn_reader(handle, frame.text_turn)
    aside: list[str] = []
    low, glued, doubtful = 0.0, False, False
    words: list[Word] = []
    upright, left, top = frame.rotation == 0, frame.left, frame.top
    last_code, last_x0 = 0, 0.0
    seen: set[tuple[str, int, int]] = set()
    current: Word | None = None
    letters: list[str] = []

    def close() -> None:
        nonlocal current
        if current is not None:
            text = "".join(letters)
            current.text = text if text.isascii() else unicodedata.normalize("NFC", text)
            place = (current.text, round(current.x0 / SAME_INK), round(current.base / SAME_INK))
            if place not in seen:
                seen.add(place)
                words.append(current)
        current = None
        letters.clear()

    for index in range(start, min(textpage.count_chars(), limit)):
        code = get_unicode(handle, index)
        if code in _BLANKS:
            if aside and current is None:
                aside.append(" ")
            if is_generated(handle, index):
                doubtful = True
            else:
                close()
                glued = False
            continue
        if code in _NO_CHARACTER or 0xD800 <= code < 0xE000:
            continue
        char = "-" if code in _LINE_END_HYPHEN else chr(code)
        if current is not None and unicodedata.combining(char):
            letters.append(char)
            continue
        get_box(handle, index, where)
        if upright:  # this runs for every character
            x0, x1, bottom = rect.left - left, rect.right - left, top - rect.bottom
        else:
            x0, _, x1, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        if code == last_code and abs(x0 - last_x0) < SAME_INK and current is not None and abs(bottom - low) < SAME_INK:
            continue
        last_code, last_x0 = code, x0
        if current is not None:
            reach = (BLANK_GAP if doubtful else WORD_GAP) * current.size
            gap, shifted = x0 - current.x1, abs(bottom - low)
            if shifted > SAME_LINE * current.size or gap > reach or gap < -BACKWARD * current.size:
                glued = shifted < current.size and abs(gap) <= BLANK_GAP * current.size
                close()
        doubtful = False
        if current is None:
            if is_turned(index):
                aside.append(char)
                continue
            low = bottom
            size, base = measure(index, bottom)
            bold, italic = face(index)
            # The loose box of pdfium is as high as the font says, which differs between the parts of a font.
            current = Word("", x0, base - ASCENT * size, x1, base + DESCENT * size, size, base, bold, italic, glued)
            glued = False
        elif x1 > current.x1:
            current.x1 = x1
        letters.append(char)
    close()
    return words, " ".join("".join(aside).split())


def _turn_reader(handle: Any, text_turn: int) -> Callable[[int], bool]:
    """Whether a character stands askew to the page as shown (a running head set upright on a landscape sheet)."""
    from pypdfium2 import raw

    angle_of = raw.FPDFText_GetCharAngle
    full = 2 * math.pi
    expected = math.radians(-text_turn)

    def is_turned(index: int) -> bool:
        angle = angle_of(handle, index)
        if angle < 0:
            return False
        off: float = (angle - expected) % full
        return 0.35 < off < full - 0.35  # twenty degrees: the skew of a scanned layer stays below

    return is_turned


def _measurer(handle: Any, frame: Frame) -> Callable[[int, float], tuple[float, float]]:
    """A function from a character's index and the foot of its box to its type size and base line."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix_at, x_at, y_at = ctypes.byref(matrix), ctypes.byref(x), ctypes.byref(y)

    def measure(index: int, foot: float) -> tuple[float, float]:
        size = raw.FPDFText_GetFontSize(handle, index)
        if raw.FPDFText_GetMatrix(handle, index, matrix_at):
            size *= (matrix.c**2 + matrix.d**2) ** 0.5
        size = size if 1 <= size <= 200 else 10.0  # a broken matrix; every threshold is a share of this
        if not raw.FPDFText_GetCharOrigin(handle, index, x_at, y_at):
            return size, foot - DESCENT * size
        return size, frame.box(x.value, y.value, x.value, y.value)[3]

    return measure


def _face_reader(handle: Any) -> Callable[[int], tuple[bool, bool]]:
    """A function from a character's index to (bold, italic), read from the name of its font."""
    from pypdfium2 import raw

    size = 128
    buffer = ctypes.create_string_buffer(size)
    flags = ctypes.c_int()
    pointer = ctypes.byref(flags)
    known: dict[bytes, tuple[bool, bool]] = {}

    def face(index: int) -> tuple[bool, bool]:
        length = raw.FPDFText_GetFontInfo(handle, index, buffer, size, pointer)
        name = buffer.value if 0 < length <= size else b""
        if name not in known:
            lower = name.lower()
            known[name] = (
                any(part in lower for part in (b"bold", b"black", b"heavy", b"demi")),
                b"italic" in lower or b"oblique" in lower,
            )
        return known[name]

    return face
