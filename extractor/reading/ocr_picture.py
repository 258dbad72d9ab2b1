"""The picture of a scanned page: how far it leans, its ruling lines, and the parts to recognise one by one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.model import BBox
from extractor.reading.pdf_page import Rule, Word
from extractor.reading.pdf_rules import Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Pages are straightened when they lean by more than this (degrees); searched is up to 4.4.
LEAN = 0.15


def cut_out(picture: Any, boxes: list[BBox], scale: float) -> Any:
    """The picture with everything outside the boxes white."""
    from PIL import Image

    clean = Image.new("L", picture.size, 255)
    for box in boxes:
        left, top, right, bottom = (max(0, round(value / scale)) for value in box)
        clean.paste(picture.crop((left, top, right, bottom)), (left, top))
    return clean


def threshold(pixels: NDArray[Any]) -> int:
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


def lean_of(picture: Any) -> float:
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


def lay_back(words: list[Word], lean: float, x: float, y: float) -> None:
    """Give each word the box that it has on the page as it was before straightening about the middle."""
    cos, sin = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    for word in words:
        dx, dy = (word.x0 + word.x1) / 2 - x, (word.top + word.bottom) / 2 - y
        centre_x, centre_y = x + dx * cos - dy * sin, y + dx * sin + dy * cos
        half, up = (word.x1 - word.x0) / 2, (word.bottom - word.top) / 2
        word.paper = (centre_x - half, centre_y - up, centre_x + half, centre_y + up)


def turn_back(words: list[Word], turn: int, width: float, height: float) -> None:
    """Give each word the box that it has on the page of ``width`` by ``height`` before it was turned clockwise."""

    def place(x: float, y: float) -> tuple[float, float]:
        if turn == 90:
            return y, height - x
        return (width - x, height - y) if turn == 180 else (width - y, x)

    for word in words:
        (ax, ay), (bx, by) = place(word.x0, word.top), place(word.x1, word.bottom)
        word.paper = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def ruling_lines(dark: NDArray[Any], per_point: float) -> tuple[list[Rule], list[Rule], NDArray[Any]]:
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
class Strip:
    box: BBox
    holes: list[BBox]


def is_stamp(grid: Grid, width: float) -> bool:
    """A grid too small for a table of the document: the rubber stamp of an incoming letter (Đến, Số, Ngày)."""
    x0, top, x1, bottom = grid.box
    return x1 - x0 < STAMP_WIDTH * width and bottom - top < STAMP_HEIGHT


# A stamp is at most this share of the page wide, and this high (points).
STAMP_WIDTH, STAMP_HEIGHT = 0.42, 95.0


def is_frame(grid: Grid, width: float) -> bool:
    """A box around text, a stamp, or the edge of the sheet: nothing that has columns."""
    return len(grid.xs) < 3 or len(grid.cells) < 4 or is_stamp(grid, width)


def strips(grid: Grid) -> Iterator[Strip]:
    """What to recognise at a time: each column without the cells that run over columns, and those by themselves."""
    wide = [cell for cell in grid.cells if cell.column_span > 1]
    for column in range(len(grid.xs) - 1):
        own = [c for c in grid.cells if c.column == column and c.column_span == 1]
        if not own:
            continue
        box = (grid.xs[column], min(c.top for c in own), grid.xs[column + 1], max(c.bottom for c in own))
        holes = [(c.x0, c.top, c.x1, c.bottom) for c in wide if c.x0 < box[2] and c.x1 > box[0]]
        yield Strip(box, holes)
    for cell in wide:
        yield Strip((cell.x0, cell.top, cell.x1, cell.bottom), [])
