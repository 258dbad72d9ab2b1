"""What stands on a PDF page: words with their boxes and type face, in points from the top left corner as shown.

Guarantees: coordinates are those of the page as a viewer shows it (rotation and crop box applied); a word holds no
white space and its characters are NFC; characters painted twice (imitated bold) are one; nothing is rewritten.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from extractor.model import BBox
from extractor.reading.legacy import NAMES, Encoding, convert, font_encoding

# A blank is a quarter of an em in Times, an eighth where a line is squeezed; letters of one word touch (loose boxes
# are as wide as the advance). In 19 official PDFs all gaps inside words were below 0.07 of the type size. Where pdfium
# generates a blank the narrow limit holds, elsewhere the wide one, which letter-spaced headings stay below.
BLANK_GAP, WORD_GAP = 0.09, 0.12
# The same character or word within this distance (points) is the same ink, painted twice to look bold.
SAME_INK = 0.7
# Boxes that differ by less than this (points) are of one line and font.
SAME_BOX = 0.01
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
_HYPHENS = dict.fromkeys(_LINE_END_HYPHEN, "-")
# Anything between blanks; characters without a Unicode value part words as well.
_TOKEN = re.compile("[^" + "".join(map(chr, sorted(_BLANKS | _NO_CHARACTER))) + "\\ud800-\\udfff]+")
# "nghiêng" and a comma behind it.
LONGEST_SYLLABLE = 8


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
    text_turn: int = 0  # the same, where the text says so

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
    turn = _text_turn(textpage) if textpage is not None else None
    if turn is None:
        return Frame(left, bottom, right, top, rotation)
    return Frame(left, bottom, right, top, turn, turn)


def _text_turn(textpage: Any) -> int | None:
    """By how many degrees clockwise to turn the sheet so that most of its text stands upright; None if it has little.

    The page's own /Rotate says the same as a rule, but not always.
    """
    from pypdfium2 import raw

    count = textpage.count_chars()
    if count < 40:  # a stamp alone says nothing about the sheet
        return None
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


@dataclass(frozen=True, slots=True)
class PageWords:
    """Words in the order in which the file paints them; ``aside`` is the text that stands askew to them; ``legacy``
    names the encodings from before Unicode that words were converted from."""

    words: list[Word]
    aside: str
    legacy: frozenset[str]


def read_words(textpage: Any, frame: Frame, *, limit: int, start: int = 0) -> PageWords:
    """The words of a page, from the character ``start`` on; at most ``limit`` characters are read.

    Blanks that pdfium generates are not believed (it parts "V" from "ề" where the type face changes): there the
    distance decides. A blank that the file itself paints always parts words.
    """
    stop = min(textpage.count_chars(), limit)
    text = "".join(map(chr, _codes(textpage, start, stop))).translate(_HYPHENS)
    collector = _Collector(textpage.raw, frame)
    done = 0
    for token in _TOKEN.finditer(text):
        first, last = token.span()
        limit_before = collector.blanks(start + done, start + first)
        collector.token(token.group(), start + first, limit_before)
        done = last
    return collector.finish()


class _Collector:
    """Puts the tokens of pdfium's text together to words, by the boxes of their first and last characters.

    A token that may hide a blank or a jump is measured character by character.
    """

    def __init__(self, handle: Any, frame: Frame) -> None:
        from pypdfium2 import raw

        self.handle, self.frame = handle, frame
        self.words: list[Word] = []
        self.aside: list[str] = []
        self.legacy: list[tuple[Word, Encoding]] = []
        self.low = 0.0  # the foot of the current word's characters
        self.face, self.measure = _face_reader(handle), _measurer(handle, frame)
        self.is_turned = _turn_reader(handle, frame.text_turn)
        self.is_generated, self.get_box = raw.FPDFText_IsGenerated, raw.FPDFText_GetLooseCharBox
        self.rect = raw.FS_RECTF()
        self.where = ctypes.byref(self.rect)
        self.upright = frame.rotation == 0
        self.current: Word | None = None
        self.height = 0.0  # of the box of the character at hand
        self.measured = (-1e9, 0.0, 0.0, 0.0)  # foot, box height, type size, base line

    def blanks(self, first: int, last: int) -> float | None:
        """What the blanks ``first:last`` allow: None for a new word, else the widest gap that still joins."""
        if self.aside and last > first:
            self.aside.append(" ")
        for index in range(first, last):
            if not self.is_generated(self.handle, index):
                return None
        return BLANK_GAP

    def box(self, index: int) -> tuple[float, float, float]:
        """Left and right edge and foot of a character."""
        self.get_box(self.handle, index, self.where)
        rect, frame = self.rect, self.frame
        if self.upright:
            return rect.left - frame.left, rect.right - frame.left, frame.top - rect.bottom
        x0, _, x1, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        return x0, x1, bottom

    def token(self, text: str, index: int, limit: float | None) -> None:
        length = len(text)
        if self.upright and _is_plain(text):
            x0, x1, low = self.box(index)
            self.height = self.rect.top - self.rect.bottom
            if length > 1:
                _, x1, foot = self.box(index + length - 1)
                size = self.add(text, x0, x1, low, index, limit, check=(foot, length))
            else:
                size = self.add(text, x0, x1, low, index, limit)
            if size:
                return
        last = ("", 0.0, 0.0)
        for offset, char in enumerate(text):
            if unicodedata.combining(char) and self.current is not None:
                self.current.text += char
                continue
            x0, x1, low = self.box(index + offset)
            self.height = self.rect.top - self.rect.bottom
            if char == last[0] and abs(x0 - last[1]) < SAME_INK and abs(low - last[2]) < SAME_INK:
                continue
            last = (char, x0, low)
            self.add(char, x0, x1, low, index + offset, WORD_GAP if offset else limit)

    def add(
        self,
        text: str,
        x0: float,
        x1: float,
        low: float,
        index: int,
        limit: float | None,
        check: tuple[float, int] | None = None,
    ) -> bool:
        """Add characters to the current word or begin a new one. False, and nothing done, where ``check`` (the foot
        of the last character, how many there are) says that they do not stand side by side."""
        current = self.current
        glued = False
        if current is not None and limit is not None:
            gap, shifted = x0 - current.x1, abs(low - self.low)
            if shifted <= SAME_LINE * current.size and -BACKWARD * current.size <= gap <= limit * current.size:
                if check and not _side_by_side(x1 - x0, abs(check[0] - low), current.size, check[1]):
                    return False
                current.text += text
                current.x1 = max(current.x1, x1)
                return True
            glued = shifted < current.size and abs(gap) <= BLANK_GAP * current.size
        # Characters with one foot and one height in a row have one size and base line: no need to ask again.
        height = self.height
        if abs(low - self.measured[0]) > SAME_BOX or abs(height - self.measured[1]) > SAME_BOX:
            self.measured = (low, height, *self.measure(index, low))
        size, base = self.measured[2:]
        if check and not _side_by_side(x1 - x0, abs(check[0] - low), size, check[1]):
            return False
        self.current = None
        if len(text) == 1 and self.is_turned(index):
            self.aside.append(text)
            return True
        bold, italic, encoding = self.face(index)
        # The loose box of pdfium is as high as the font says, which differs between the parts of a font.
        word = Word(text, x0, base - ASCENT * size, x1, base + DESCENT * size, size, base, bold, italic, glued)
        self.words.append(word)
        if encoding:
            self.legacy.append((word, encoding))
        self.current, self.low = word, low
        return True

    def finish(self) -> PageWords:
        seen: set[tuple[str, int, int]] = set()
        words: list[Word] = []
        legacy: set[str] = set()
        for word, encoding in self.legacy:
            converted = convert(word.text, encoding)
            if converted != word.text:
                word.text = converted
                legacy.add(NAMES[encoding])
        for word in self.words:
            if not word.text.isascii():
                word.text = unicodedata.normalize("NFC", word.text)
            place = (word.text, round(word.x0 / SAME_INK), round(word.base / SAME_INK))
            if place not in seen:
                seen.add(place)
                words.append(word)
        return PageWords(words, " ".join("".join(self.aside).split()), frozenset(legacy))


def _is_plain(text: str) -> bool:
    """Whether a token is one word for sure: no capital behind a small letter, no longer than a syllable or all in
    capitals and figures, no combining marks, not each letter twice."""
    if text.islower() or text[1:].islower():
        plain = len(text) <= LONGEST_SYLLABLE
    else:
        plain = text.isupper() or not any(map(str.isalpha, text))
    return plain and text[::2] != text[1::2] and (text.isascii() or unicodedata.is_normalized("NFC", text))


def _side_by_side(width: float, shift: float, size: float, length: int) -> bool:
    return shift <= SAME_LINE * size and 0.1 * size * length < width < 1.1 * size * length


def _codes(textpage: Any, start: int, stop: int) -> list[int]:
    """The code points of the characters ``start:stop``. One call for all where pdfium leaves none out."""
    from pypdfium2 import raw

    count = stop - start
    if count <= 0:
        return []
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(textpage.raw, start, count, buffer) == count + 1:
        codes = buffer[:count]
        if 0 not in codes and max(codes) < 0xD800:
            return codes
    codes = [raw.FPDFText_GetUnicode(textpage.raw, index) for index in range(start, stop)]
    return [code if code < 0x110000 else 0 for code in codes]


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


_Face = tuple[bool, bool, "Encoding | None"]


def _face_reader(handle: Any) -> Callable[[int], _Face]:
    """A function from a character's index to (bold, italic, legacy encoding), read from the name of its font."""
    from pypdfium2 import raw

    size = 128
    buffer = ctypes.create_string_buffer(size)
    flags = ctypes.c_int()
    pointer = ctypes.byref(flags)
    known: dict[bytes, _Face] = {}

    def face(index: int) -> _Face:
        length = raw.FPDFText_GetFontInfo(handle, index, buffer, size, pointer)
        name = buffer.value if 0 < length <= size else b""
        if name not in known:
            lower = name.lower()
            known[name] = (
                any(part in lower for part in (b"bold", b"black", b"heavy", b"demi")),
                b"italic" in lower or b"oblique" in lower,
                font_encoding(name.split(b"+")[-1].decode("latin-1")),
            )
        return known[name]

    return face
