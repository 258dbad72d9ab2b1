"""Recognition of scanned pages with Tesseract: words with boxes, and the ruling lines of the picture.

The engine is an optional extra. A page is rendered by pdfium, straightened, its ruling lines are found and wiped out;
the columns of a ruled table are recognised one by one, the rest of the page as a whole.
"""

from __future__ import annotations

import math
import os
import re
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.model import BBox
from extractor.reading.ocr_picture import (
    LEAN,
    SHORTEST_SHARE,
    cut_out,
    is_frame,
    lay_back,
    lean_of,
    ruling_lines,
    strips,
    threshold,
    turn_back,
)
from extractor.reading.pdf_page import ASCENT, DESCENT, Rule, Word
from extractor.reading.pdf_rules import find_grids
from extractor.text import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

LANGUAGE = "vie"
HINT = "install tesseract-ocr and tesseract-ocr-vie, then pip install 'decree-extractor[ocr]'"

# Tesseract is trained on letters 30 pixels high: 300 dots per inch for type of 12 to 14 points.
DPI = 300
# A3 at 300 dpi has 17 million pixels. Larger sheets are rendered coarser.
MAX_PIXELS = 25_000_000
# Coarser than this, small type is no longer recognised.
MIN_DPI = 110
# A picture with more pixels is not decoded: 400 million pixels need a gigabyte.
MAX_PICTURE = 120_000_000
# Seconds after which Tesseract is stopped on one page.
TIMEOUT = 120
# Words below this confidence (0 to 100) that hold no letter or digit are specks.
SPECK = 60
# A line whose words are in the middle less sure than this is a stain, a seal or a signature. In a line that is
# sure, an unsure word stays: it is a smudged number rather than nothing.
STAIN = 35
# In a cell a single unsure digit is a whole line.
CELL_STAIN = 5
# Tesseract's page segmentation: the whole page with its blocks; one block of lines.
PAGE_MODE, BLOCK_MODE = 3, 6


@dataclass(frozen=True, slots=True)
class Recognised:
    """Words and ruling lines in points from the page's top left corner, after straightening and turning it
    clockwise by ``turn`` degrees."""

    words: list[Word]
    horizontal: list[Rule]
    vertical: list[Rule]
    dpi: float
    turn: int = 0


class PageTooLargeError(Exception):
    """The page holds a picture that would take too much memory to decode."""


class RecognitionError(Exception):
    """Tesseract failed or took too long."""


@lru_cache(maxsize=1)
def missing_tool() -> str:
    """What recognition lacks on this machine, in words for a diagnostic; "" where all is there."""
    try:
        import PIL  # noqa: F401
        import pytesseract
    except ImportError as error:
        return f"the Python package {error.name} is not installed"
    try:
        languages = pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, OSError):
        return "Tesseract is not installed"
    except Exception as error:  # pytesseract lets through whatever its output parsing meets
        return f"Tesseract does not answer ({error})"
    return "" if LANGUAGE in languages else "Tesseract lacks its Vietnamese data (vie)"


def recognise(
    page: Any, width: float, height: float, pictures: list[tuple[int, int]], *, only: list[BBox] | None = None
) -> Recognised:
    """Recognise a pdfium page of ``width`` by ``height`` points as shown, or ``only`` what stands in some boxes.

    ``pictures`` are the pixel sizes of its images. Raises PageTooLargeError, RecognitionError.
    """
    if any(across * down > MAX_PICTURE for across, down in pictures):
        raise PageTooLargeError(max(pictures, key=lambda p: p[0] * p[1]))
    dpi = min(DPI, 72 * math.sqrt(MAX_PIXELS / max(1.0, width * height)))
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    try:
        picture = bitmap.to_pil().convert("L")
    finally:
        bitmap.close()
    scale = 72 / dpi
    if only is not None:
        picture = cut_out(picture, only, scale)
    upright = picture
    lean = lean_of(picture) if only is None else 0.0
    if abs(lean) >= LEAN:
        picture = picture.rotate(lean, resample=2, fillcolor=255)
    words, rows, columns = _read_picture(picture, scale)
    if _upside(words):
        # Tesseract's own guess first; where it has none, every way.
        guess = _orientation(upright)
        for turn in (guess,) if guess else (90, 270, 180):
            turned = _read_picture(upright.rotate(-turn, expand=True, fillcolor=255), scale)
            if not _upside(turned[0]) and _confident(turned[0]) >= _confident(words) * 0.9:
                turn_back(turned[0], turn, width, height)
                return Recognised(*turned, dpi, turn)
    if abs(lean) >= LEAN:
        lay_back(words, lean, width / 2, height / 2)
    return Recognised(words, rows, columns, dpi)


def _read_picture(picture: Any, scale: float) -> tuple[list[Word], list[Rule], list[Rule]]:
    import numpy

    pixels: NDArray[Any] = numpy.array(picture)
    dark = pixels < threshold(pixels)
    rows, columns, lines = ruling_lines(dark, 1 / scale)
    pixels[lines] = 255
    to_points = [[Rule(r.at * scale, r.start * scale, r.end * scale) for r in some] for some in (rows, columns)]
    grids = find_grids(to_points[0], to_points[1], snap=4.0, least=SHORTEST_SHARE)
    text = pixels.copy()
    jobs: list[tuple[NDArray[Any], float, float]] = []
    for grid in grids:
        x0, y0, x1, y1 = (round(v / scale) for v in grid.box)
        if is_frame(grid, pixels.shape[1] * scale):
            continue
        for part in strips(grid):
            left, top, right, bottom = (round(v / scale) for v in part.box)
            left, top, right, bottom = left + INSET, top + INSET, right - INSET, bottom - INSET
            strip = pixels[max(0, top) : bottom, max(0, left) : right].copy()
            for hole in part.holes:
                a, b, c, d = (round(v / scale) for v in hole)
                strip[max(0, b - top) : max(0, d - top), max(0, a - left) : max(0, c - left)] = 255
            if strip.size and (strip < 128).any():
                jobs.append((_padded(strip), left - PAD, top - PAD))
        text[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = 255
    words = []
    if (text < 128).any():
        words += _tesseract([(text, 0, 0)], PAGE_MODE, scale)
    words += _tesseract(jobs, BLOCK_MODE, scale)
    return words, to_points[0], to_points[1]


# ---------------------------------------------------------------------------------------------- the engine

# How far inside its ruling lines a strip is cut, in pixels.
INSET = 3
# White around a strip, in pixels: Tesseract loses letters at the very edge.
PAD = 16


def _padded(image: NDArray[Any]) -> NDArray[Any]:
    import numpy

    return numpy.pad(image, PAD, constant_values=255)


def _tesseract(images: list[tuple[NDArray[Any], float, float]], mode: int, scale: float) -> list[Word]:
    """Words of several pictures, recognised in one run; each picture's left top corner in pixels goes with it."""
    import pytesseract
    from PIL import Image

    if not images:
        return []
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # more threads slow Tesseract's LSTM down
    with tempfile.TemporaryDirectory(prefix="extractor-ocr-") as folder:
        names = []
        for number, (image, _, _) in enumerate(images):
            name = Path(folder) / f"{number:04}.png"
            Image.fromarray(image).save(name, compress_level=1, dpi=(DPI, DPI))
            names.append(str(name))
        source = names[0]
        if len(names) > 1:
            source = str(Path(folder) / "pictures.txt")
            Path(source).write_text("\n".join(names) + "\n", encoding="utf-8")
        config = f"--oem 1 --psm {mode} -c tessedit_do_invert=0"
        try:
            table = pytesseract.image_to_data(source, lang=LANGUAGE, config=config, timeout=TIMEOUT)
        except (RuntimeError, OSError, pytesseract.TesseractError) as error:
            raise RecognitionError(str(error).strip() or "stopped") from error
    words: list[Word] = []
    stain = STAIN if mode == PAGE_MODE else CELL_STAIN
    for number, line in _tsv_lines(table, stain):
        _, x, y = images[number]
        words += _line_words([(text, a + x, b + y, w, h) for text, a, b, w, h in line], scale)
    return words


_Box = tuple[str, float, float, float, float]


def _tsv_lines(table: str, stain: float) -> Iterator[tuple[int, list[_Box]]]:
    """(picture, words of a line as text, left, top, width, height) from Tesseract's table."""
    lines: dict[tuple[str, ...], list[tuple[float, _Box]]] = {}
    for record in table.splitlines()[1:]:
        fields = record.split("\t")
        if len(fields) == 12 and fields[0] == "5" and fields[11].strip():
            left, top, wide, high = (float(value) for value in fields[6:10])
            lines.setdefault(tuple(fields[1:5]), []).append((float(fields[10]), (fields[11], left, top, wide, high)))
    for key, found in lines.items():
        sure = [confidence for confidence, (text, *_) in found if _says_something(text)]
        if not sure or statistics.median(sure) < stain:
            continue
        kept: list[_Box] = []
        for confidence, (text, *box) in found:
            # What a ruling line left of itself sticks to the words beside it.
            text = text.strip().strip("|_") or text
            if not _says_something(text):
                bullet = not kept and text in _BULLETS
                remains = not text.strip("|_—‘’'`~^")  # of a ruling line or a blot
                if not bullet and (remains or confidence < SPECK):
                    continue
            kept.append((text, box[0], box[1], box[2], box[3]))
        if kept:
            yield int(key[0]) - 1, kept


def _says_something(text: str) -> bool:
    return any(c.isalnum() or c in "%‰" for c in text)


_BULLETS = frozenset("-–—+*•")


def _extent(text: str) -> tuple[float, float]:
    """How far a word's ink reaches above and below the base line, as a share of the type size (Times)."""
    import unicodedata

    up, down = 0.0, 0.0
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            if char in "\u0323\u0327":
                down = max(down, 0.17)
            else:
                up = max(up, 0.68 if char != "\u031b" else 0.5)
        elif char.isupper() or char in "bdfhklđ0123456789()/[]%&!?\"'“”":
            up = max(up, 0.67)
            down = max(down, 0.2 if char in "()/[]Q" else 0.0)
        elif char in "gjpqy,;":
            up, down = max(up, 0.46), max(down, 0.21)
        elif char in "-–—.:_":
            continue
        else:
            up = max(up, 0.58 if char in "ti" else 0.46)
    if any(c.isupper() and unicodedata.decomposition(c) for c in text):
        up = max(up, 0.9)
    return up, down


# A quarter's Roman number as strokes are read: "Quý 11/2026", "quý lII", "Quý 1V".
_QUARTER = re.compile(r"(?P<strokes>[1lI|]{2,3}|[1lI|]V)(?P<rest>(?:[/.,;:)-](?!\d{1,3}$).*)?)$")


def quarter_of(before: str, text: str) -> str:
    """``text``, with the Roman number of a quarter restored behind "quý": no year has eleven quarters."""
    found = _QUARTER.match(text) if fold(before).strip("(;,-") == "quý" else None
    return re.sub(r"[1l|]", "I", found["strokes"]) + found["rest"] if found else text


def _line_words(boxes: list[_Box], scale: float) -> list[Word]:
    """Words with a common base line and type size, guessed from what each word's letters reach."""
    befores = ["", *(text for text, *_ in boxes)]
    boxes = [(quarter_of(before, box[0]), *box[1:]) for before, box in zip(befores, boxes, strict=False)]
    shapes = [_extent(text) for text, *_ in boxes]
    sizes = [high / (up + down) for (_, _, _, _, high), (up, down) in zip(boxes, shapes, strict=True) if up]
    size = statistics.median(sizes) if sizes else max(high for *_, high in boxes)
    bases = [top + high - down * size for (_, _, top, _, high), (up, down) in zip(boxes, shapes, strict=True) if up]
    base = statistics.median(bases) if bases else max(top + high for _, _, top, _, high in boxes)
    size, base = size * scale, base * scale
    return [
        Word(text, left * scale, base - ASCENT * size, (left + wide) * scale, base + DESCENT * size, size, base)
        for text, left, _, wide, _ in boxes
    ]


def _confident(words: list[Word]) -> int:
    """Letters in words that look like Vietnamese syllables."""
    from extractor.reading.pdf_quality import syllables

    return sum(len(word.text) for word in words if syllables(word.text))


def _upside(words: list[Word]) -> bool:
    """Whether the page stands on its side or head: little reads as Vietnamese, or the words are narrow and high."""
    letters = sum(len(word.text) for word in words)
    long = [word for word in words if len(word.text) >= 3]
    narrow = sum(word.x1 - word.x0 < NARROW * len(word.text) * word.size for word in long)
    return letters > 60 and (_confident(words) < 0.35 * letters or narrow > 0.4 * len(long))


# Letters are on average half as wide as the type size, of a word on its side only the height is left.
NARROW = 0.22


def _orientation(picture: Any) -> int:
    """By how many degrees clockwise the page must be turned, as Tesseract sees it; 0 where it is not sure."""
    import pytesseract

    try:
        seen = pytesseract.image_to_osd(picture, output_type=pytesseract.Output.DICT, timeout=TIMEOUT)
    except (RuntimeError, OSError, pytesseract.TesseractError):
        return 0
    return int(seen.get("rotate", 0)) if float(seen.get("orientation_conf", 0)) > 1 else 0
