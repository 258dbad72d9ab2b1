"""Recognition of scanned pages with Tesseract: words with boxes, and the ruling lines of the picture.

The engine is an optional extra. A page is rendered by pdfium, straightened, its ruling lines are found and wiped out;
the columns of a ruled table are recognised one by one, the rest of the page as a whole.
"""

from __future__ import annotations

import math
import os
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.model import BBox
from extractor.reading.pdf_page import ASCENT, DESCENT, Rule, Word
from extractor.reading.pdf_rules import Grid, find_grids

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
# Pages are straightened when they lean by more than this (degrees), up to the second value.
LEAN, MAX_LEAN = 0.15, 4.0


@dataclass(frozen=True, slots=True)
class Recognised:
    """Words and ruling lines in points from the page's top left corner, after straightening."""

    words: list[Word]
    horizontal: list[Rule]
    vertical: list[Rule]
    dpi: float


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
        picture = _cut_out(picture, only, scale)
    lean = _lean(picture) if only is None else 0.0
    if abs(lean) >= LEAN:
        picture = picture.rotate(lean, resample=2, fillcolor=255)
    words, rows, columns = _read_picture(picture, scale)
    if _upside(words):
        turn = _orientation(picture)
        if turn:
            turned, turned_rows, turned_columns = _read_picture(
                picture.rotate(-turn, expand=True, fillcolor=255), scale
            )
            if _confident(turned) > _confident(words):
                words, rows, columns, lean = turned, turned_rows, turned_columns, 0.0
    if abs(lean) >= LEAN:
        _lay_back(words, lean, width / 2, height / 2)
    return Recognised(words, rows, columns, dpi)


def _cut_out(picture: Any, boxes: list[BBox], scale: float) -> Any:
    """The picture with everything outside the boxes white."""
    from PIL import Image

    clean = Image.new("L", picture.size, 255)
    for box in boxes:
        left, top, right, bottom = (max(0, round(value / scale)) for value in box)
        clean.paste(picture.crop((left, top, right, bottom)), (left, top))
    return clean


def _read_picture(picture: Any, scale: float) -> tuple[list[Word], list[Rule], list[Rule]]:
    import numpy

    pixels: NDArray[Any] = numpy.array(picture)
    dark = pixels < _threshold(pixels)
    rows, columns, lines = _ruling_lines(dark, 1 / scale)
    pixels[lines] = 255
    to_points = [[Rule(r.at * scale, r.start * scale, r.end * scale) for r in some] for some in (rows, columns)]
    grids = find_grids(to_points[0], to_points[1], snap=4.0, least=SHORTEST_SHARE)
    text = pixels.copy()
    jobs: list[tuple[NDArray[Any], float, float]] = []
    for grid in grids:
        x0, y0, x1, y1 = (round(v / scale) for v in grid.box)
        if _is_frame(grid, pixels.shape[1] * scale):
            continue
        for part in _strips(grid):
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


def _line_words(boxes: list[_Box], scale: float) -> list[Word]:
    """Words with a common base line and type size, guessed from what each word's letters reach."""
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


# ---------------------------------------------------------------------------------------------- the picture


def _threshold(pixels: NDArray[Any]) -> int:
    """Below this a pixel is ink (Otsu's method on a sample), within sensible limits."""
    import numpy

    sample = pixels[::4, ::4]
    counts = numpy.bincount(sample.ravel(), minlength=256).astype(float)
    below = numpy.cumsum(counts)
    weighted = numpy.cumsum(counts * numpy.arange(256))
    above = below[-1] - below
    with numpy.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (weighted / below - (weighted[-1] - weighted) / above) ** 2
    return int(min(200, max(90, int(numpy.nanargmax(between)) + 1)))


def _lean(picture: Any) -> float:
    """By how many degrees to turn the picture so that its lines lie level: the turn of the sharpest row profile."""
    import numpy

    small = picture.reduce(max(1, round(min(picture.size) / 700)))
    ink = small.point(lambda value: 255 if value < 150 else 0)
    if not ink.getbbox():
        return 0.0

    def sharpness(angle: float) -> float:
        profile = numpy.asarray(ink.rotate(angle), dtype=numpy.float32).sum(axis=1)
        return float(numpy.square(numpy.diff(profile)).sum())

    best = max((step * 0.5 for step in range(-8, 9)), key=sharpness)
    return max((best + step * 0.1 for step in range(-4, 5)), key=sharpness)


def _lay_back(words: list[Word], lean: float, x: float, y: float) -> None:
    """Give each word the box that it has on the page as it was before straightening about the middle."""
    cos, sin = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    for word in words:
        dx, dy = (word.x0 + word.x1) / 2 - x, (word.top + word.bottom) / 2 - y
        centre_x, centre_y = x + dx * cos - dy * sin, y + dx * sin + dy * cos
        half, up = (word.x1 - word.x0) / 2, (word.bottom - word.top) / 2
        word.paper = (centre_x - half, centre_y - up, centre_x + half, centre_y + up)


def _ruling_lines(dark: NDArray[Any], per_point: float) -> tuple[list[Rule], list[Rule], NDArray[Any]]:
    """Horizontal and vertical lines of the picture in pixels, and a mask of their ink."""
    import numpy

    mask = numpy.zeros_like(dark)
    rows = _runs(dark, round(SHORTEST_LINE * per_point), round(THICKEST_LINE * per_point), mask)
    columns = _runs(dark.T, round(SHORTEST_COLUMN * per_point), round(THICKEST_LINE * per_point), mask.T)
    return rows, columns, mask


# Lines at one place that together are shorter than this share of the table are the rim of a seal.
SHORTEST_SHARE = 0.15
# A line in a picture (points): longer than the widest letter group that a blot may join, thinner than bold type.
SHORTEST_LINE, SHORTEST_COLUMN, THICKEST_LINE = 36.0, 14.0, 3.0


def _runs(dark: NDArray[Any], shortest: int, thickest: int, mask: NDArray[Any]) -> list[Rule]:
    """Long thin runs along the rows of ``dark``; small breaks and a slight lean are bridged."""
    import numpy

    thick = dark | numpy.roll(dark, 1, axis=0) | numpy.roll(dark, -1, axis=0)
    found: list[tuple[int, int, int]] = []
    counts = thick.sum(axis=1)
    for y in numpy.nonzero(counts >= shortest)[0].tolist():
        edges = numpy.diff(thick[y].astype(numpy.int8), prepend=0, append=0)
        starts, ends = numpy.nonzero(edges == 1)[0], numpy.nonzero(edges == -1)[0]
        if len(starts) > 1:  # bridge breaks of a few pixels
            gap = starts[1:] - ends[:-1] > 4
            starts, ends = starts[numpy.r_[True, gap]], ends[numpy.r_[gap, True]]
        long = ends - starts >= shortest
        found += [(y, int(a), int(b)) for a, b in zip(starts[long], ends[long], strict=True)]
    rules: list[Rule] = []
    open_groups: list[list[tuple[int, int, int]]] = []
    groups: list[list[tuple[int, int, int]]] = []
    for run in found:
        home = None
        for group in open_groups:
            last = group[-1]
            if run[0] - last[0] <= 3 and run[1] < last[2] and run[2] > last[1]:
                home = group
                break
        if home is None:
            home = []
            open_groups.append(home)
            groups.append(home)
        home.append(run)
        open_groups = [g for g in open_groups if run[0] - g[-1][0] <= 3]
    for group in groups:
        top, bottom = group[0][0], group[-1][0]
        start, end = min(r[1] for r in group), max(r[2] for r in group)
        if bottom - top > 2 * thickest + (end - start) * 0.01:
            continue  # a blot or a bar, not a line
        for y, a, b in group:
            mask[max(0, y - 2) : y + 3, a:b] = True  # with the grey fringe of the line
        rules.append(Rule((top + bottom) / 2, start, end))
    return rules


@dataclass(frozen=True, slots=True)
class _Strip:
    box: BBox
    holes: list[BBox]


def is_stamp(grid: Grid, width: float) -> bool:
    """A grid too small for a table of the document: the rubber stamp of an incoming letter (Đến, Số, Ngày)."""
    x0, top, x1, bottom = grid.box
    return x1 - x0 < STAMP_WIDTH * width and bottom - top < STAMP_HEIGHT


# A stamp is at most this share of the page wide, and this high (points).
STAMP_WIDTH, STAMP_HEIGHT = 0.42, 95.0


def _is_frame(grid: Grid, width: float) -> bool:
    """A box around text, a stamp, or the edge of the sheet: nothing that has columns."""
    return len(grid.xs) < 3 or len(grid.cells) < 4 or is_stamp(grid, width)


def _strips(grid: Grid) -> Iterator[_Strip]:
    """What to recognise at a time: each column without the cells that run over columns, and those by themselves."""
    wide = [cell for cell in grid.cells if cell.column_span > 1]
    for column in range(len(grid.xs) - 1):
        own = [c for c in grid.cells if c.column == column and c.column_span == 1]
        if not own:
            continue
        box = (grid.xs[column], min(c.top for c in own), grid.xs[column + 1], max(c.bottom for c in own))
        holes = [(c.x0, c.top, c.x1, c.bottom) for c in wide if c.x0 < box[2] and c.x1 > box[0]]
        yield _Strip(box, holes)
    for cell in wide:
        yield _Strip((cell.x0, cell.top, cell.x1, cell.bottom), [])


def _confident(words: list[Word]) -> int:
    """Letters in words that look like Vietnamese syllables."""
    from extractor.reading.pdf_quality import syllables

    return sum(len(word.text) for word in words if syllables(word.text))


def _upside(words: list[Word]) -> bool:
    """Whether so little of the words is Vietnamese that the page may stand on its side or head."""
    letters = sum(len(word.text) for word in words)
    return letters > 60 and _confident(words) < 0.35 * letters


def _orientation(picture: Any) -> int:
    """By how many degrees clockwise the page must be turned, as Tesseract sees it; 0 where it is not sure."""
    import pytesseract

    try:
        seen = pytesseract.image_to_osd(picture, output_type=pytesseract.Output.DICT, timeout=TIMEOUT)
    except (RuntimeError, OSError, pytesseract.TesseractError):
        return 0
    return int(seen.get("rotate", 0)) if float(seen.get("orientation_conf", 0)) > 1 else 0
