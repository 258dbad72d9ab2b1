"""Ruling lines of a page and the grids of cells that they draw.

``read_rules`` is the cheap check: path objects of pdfium, no text. ``find_grids`` works on any lines, so that a
scanned table is built by the same code.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.model import BBox
from extractor.reading.pdf_page import Frame, Rule

# A filled or stroked path is a line if it is no thicker than this (points).
THICKNESS = 3.0
# A line shorter than this is the end of another, or a letter drawn as a path.
SHORTEST = 4.0
# Lines closer than this are one line: the double lines and the joins of Word's cell borders.
SNAP = 3.0
# How far a line may stop short of the line that it should meet.
REACH = 4.0
# A map or a drawing holds many more paths than the largest table.
MAX_OBJECTS = 40_000
# A boundary between two cells is there if lines cover this share of it.
COVERED = 0.6
# Columns and rows narrower than this hold no text.
NARROWEST = 5.0

_Matrix = tuple[float, float, float, float, float, float]
_WHITE = 235


@dataclass(slots=True)
class Drawings:
    """Ruling lines and picture boxes of a page; ``complete`` is False where the page held too many objects."""

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    pictures: list[BBox] = field(default_factory=list)
    pixels: list[tuple[int, int]] = field(default_factory=list)  # sizes of the pictures
    paths: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid with its position, spans and box."""

    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table on one page: the lines' positions and the cells between them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def box(self) -> BBox:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def read_drawings(page: Any, frame: Frame) -> Drawings:
    """Ruling lines (visible ones only) and pictures of a page, as shown."""
    drawings = Drawings()
    left, top, right, bottom = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    pointers = [ctypes.byref(value) for value in (left, bottom, right, top)]
    from pypdfium2 import raw

    kind_of, bounds_of = raw.FPDFPageObj_GetType, raw.FPDFPageObj_GetBounds
    seen = 0
    for handle, matrix in _objects(page):
        seen += 1
        if seen > MAX_OBJECTS:
            drawings.complete = False
            break
        kind = kind_of(handle)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE) or not bounds_of(handle, *pointers):
            continue
        corners = (left.value, bottom.value, right.value, top.value)
        x0, y0, x1, y1 = frame.box(*(_moved(corners, matrix) if matrix else corners))
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            drawings.pictures.append((x0, y0, x1, y1))
            across, down = ctypes.c_uint(), ctypes.c_uint()
            if raw.FPDFImageObj_GetImagePixelSize(handle, across, down):
                drawings.pixels.append((across.value, down.value))
            continue
        drawings.paths += 1
        wide, high = x1 - x0, y1 - y0
        if max(wide, high) < SHORTEST or not _visible(handle):
            continue
        if min(wide, high) <= THICKNESS:
            if wide > high:
                drawings.horizontal.append(Rule((y0 + y1) / 2, x0, x1))
            else:
                drawings.vertical.append(Rule((x0 + x1) / 2, y0, y1))
        elif _stroked(handle):
            for ax, ay, bx, by in _segments(handle, matrix):
                x0, y0, x1, y1 = frame.box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
                if y1 - y0 < 1 and x1 - x0 >= SHORTEST:
                    drawings.horizontal.append(Rule((y0 + y1) / 2, x0, x1))
                elif x1 - x0 < 1 and y1 - y0 >= SHORTEST:
                    drawings.vertical.append(Rule((x0 + x1) / 2, y0, y1))
    return drawings


def _objects(page: Any) -> Iterator[tuple[Any, _Matrix | None]]:
    """Page objects with the matrix of the forms around them (None at the top), forms opened three deep."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()

    def inside(form: Any, outer: _Matrix | None, depth: int) -> Iterator[tuple[Any, _Matrix | None]]:
        raw.FPDFPageObj_GetMatrix(form, matrix)
        own = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
        both = _product(own, outer) if outer else own
        for number in range(raw.FPDFFormObj_CountObjects(form)):
            handle = raw.FPDFFormObj_GetObject(form, number)
            yield handle, both
            if depth and raw.FPDFPageObj_GetType(handle) == raw.FPDF_PAGEOBJ_FORM:
                yield from inside(handle, both, depth - 1)

    for number in range(raw.FPDFPage_CountObjects(page.raw)):
        handle = raw.FPDFPage_GetObject(page.raw, number)
        yield handle, None
        if raw.FPDFPageObj_GetType(handle) == raw.FPDF_PAGEOBJ_FORM:
            yield from inside(handle, None, 2)


def _product(m: _Matrix, n: _Matrix) -> _Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _point(x: float, y: float, m: _Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _moved(box: BBox, m: _Matrix) -> BBox:
    points = [_point(x, y, m) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _draw_mode(handle: Any) -> tuple[bool, bool]:
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(fill.value), bool(stroke.value)


def _stroked(handle: Any) -> bool:
    return _draw_mode(handle)[1]


def _visible(handle: Any) -> bool:
    """Painted at all, and not white on white."""
    from pypdfium2 import raw

    fill, stroke = _draw_mode(handle)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for painted, colour_of in ((stroke, raw.FPDFPageObj_GetStrokeColor), (fill, raw.FPDFPageObj_GetFillColor)):
        if not painted:
            continue
        if not colour_of(handle, red, green, blue, alpha):
            return True  # a pattern
        if alpha.value and min(red.value, green.value, blue.value) < _WHITE:
            return True
    return False


def _segments(handle: Any, outer: _Matrix | None) -> list[tuple[float, float, float, float]]:
    """The straight parts of a path, in page space."""
    from pypdfium2 import raw

    count = raw.FPDFPath_CountSegments(handle)
    if not 2 <= count <= 2000:
        return []
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, matrix)
    own = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
    both = _product(own, outer) if outer else own
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[tuple[float, float, float, float]] = []
    first = here = (0.0, 0.0)
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(handle, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        there = _point(x.value, y.value, both)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = there
        elif kind == raw.FPDF_SEGMENT_LINETO:
            parts.append((*here, *there))
        here = there
        if raw.FPDFPathSegment_GetClose(segment):
            parts.append((*here, *first))
            here = first
    return parts


# ---------------------------------------------------------------------------------------------- grids


def find_grids(
    horizontal: Sequence[Rule], vertical: Sequence[Rule], *, snap: float = SNAP, least: float = 0.0
) -> list[Grid]:
    """The grids drawn by the lines, top to bottom: each of at least two columns, or of cells in two rows.

    Lines that meet no line of the other direction (an underline, the rule below a letterhead) belong to no grid. A
    table without lines at its left and right edge is closed at the ends of its horizontal lines. Columns whose lines
    cover less than the share ``least`` of the table's height are none.
    """
    rows, columns = _joined(horizontal, snap), _joined(vertical, snap)
    grids = []
    for across, down in _components(rows, columns):
        grid = _grid(across, down, snap, least)
        if grid is not None:
            grids.append(grid)
    grids.sort(key=lambda g: (g.ys[0], g.xs[0]))
    # A grid within a cell of another one (a nested table) is text of that cell.
    return [g for g in grids if not any(o is not g and _holds(o.box, g.box) for o in grids)]


def _holds(outer: BBox, inner: BBox) -> bool:
    return (
        outer[0] <= inner[0] + 1
        and outer[1] <= inner[1] + 1
        and outer[2] >= inner[2] - 1
        and outer[3] >= inner[3] - 1
        and outer != inner
    )


def _joined(rules: Sequence[Rule], snap: float) -> list[Rule]:
    """Pieces of one line made one: at the same place within ``snap``, touching or nearly so."""
    groups: list[list[Rule]] = []
    for rule in sorted((r for r in rules if r.end > r.start), key=lambda r: (r.at, r.start)):
        if groups and rule.at - groups[-1][-1].at <= snap and rule.at - groups[-1][0].at <= 2 * snap:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    joined: list[Rule] = []
    for group in groups:
        at = sum(r.at * (r.end - r.start) for r in group) / sum(r.end - r.start for r in group)
        current: Rule | None = None
        for rule in sorted(group, key=lambda r: r.start):
            if current is not None and rule.start - current.end <= REACH:
                current.end = max(current.end, rule.end)
            else:
                current = Rule(at, rule.start, rule.end)
                joined.append(current)
    return [rule for rule in joined if rule.end - rule.start >= SHORTEST]


def _components(rows: list[Rule], columns: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that hang together by crossing or touching."""
    parent = list(range(len(rows) + len(columns)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if (
                row.start - REACH <= column.at <= row.end + REACH
                and column.start - REACH <= row.at <= column.end + REACH
            ):
                parent[root(len(rows) + j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(root(i), ([], []))[0].append(row)
    for j, column in enumerate(columns):
        groups.setdefault(root(len(rows) + j), ([], []))[1].append(column)
    return [group for group in groups.values() if len(group[0]) >= 2 and group[1]]


def _length_at(rules: list[Rule], at: float, snap: float) -> float:
    return sum(r.end - r.start for r in rules if abs(r.at - at) <= max(snap, NARROWEST))


def _places(values: list[float], snap: float) -> list[float]:
    """Distinct positions; those nearer to each other than a column of text could be are one."""
    places: list[list[float]] = []
    for value in sorted(values):
        if places and value - places[-1][-1] <= max(snap, NARROWEST):
            places[-1].append(value)
        else:
            places.append([value])
    return [sum(place) / len(place) for place in places]


def _grid(across: list[Rule], down: list[Rule], snap: float, least: float) -> Grid | None:
    left = min(*(r.start for r in across), *(r.at for r in down))
    right = max(*(r.end for r in across), *(r.at for r in down))
    if least and down:
        high = max(r.end for r in down) - min(r.start for r in down)
        down = [r for r in down if _length_at(down, r.at, snap) >= least * high]
        if not down:
            return None
    # Underlined words in a cell touch no vertical line; a border crosses one, or touches one at both ends.
    stops = [r.at for r in down] + [left, right]

    def is_border(rule: Rule) -> bool:
        ends = [any(abs(stop - end) <= 2 * REACH for stop in stops) for end in (rule.start, rule.end)]
        return all(ends) or any(
            rule.start + 2 * REACH < v.at < rule.end - 2 * REACH and v.start - REACH <= rule.at <= v.end + REACH
            for v in down
        )

    across = [rule for rule in across if is_border(rule)]
    if len(across) < 2:
        return None
    xs = _places([r.at for r in down] + [left, right], snap)
    ys = _places([r.at for r in across], snap)
    if len(xs) < 2 or len(ys) < 2:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns * rows > 200_000:
        return None

    def covered(rules: list[Rule], at: float, start: float, end: float) -> bool:
        share = 0.0
        for rule in rules:
            if abs(rule.at - at) <= max(snap, NARROWEST):
                share += max(0.0, min(rule.end, end) - max(rule.start, start))
        return share >= COVERED * (end - start)

    # below[r][c]: a line parts the elementary cell from the one below; behind[r][c]: from the one to the right.
    below = [[covered(across, ys[r + 1], xs[c], xs[c + 1]) for c in range(columns)] for r in range(rows)]
    behind = [[covered(down, xs[c + 1], ys[r], ys[r + 1]) for c in range(columns)] for r in range(rows)]
    cells: list[GridCell] = []
    taken = [[False] * columns for _ in range(rows)]
    for r in range(rows):
        for c in range(columns):
            if taken[r][c]:
                continue
            wide = 1
            while c + wide < columns and not behind[r][c + wide - 1] and not taken[r][c + wide]:
                wide += 1
            high = 1
            while (
                r + high < rows
                and not any(below[r + high - 1][c + k] for k in range(wide))
                and not any(behind[r + high][c + k] for k in range(wide - 1))
                and not any(taken[r + high][c + k] for k in range(wide))
            ):
                high += 1
            for i in range(r, r + high):
                for k in range(c, c + wide):
                    taken[i][k] = True
            cells.append(GridCell(r, c, high, wide, xs[c], ys[r], xs[c + wide], ys[r + high]))
    if len(cells) < 2 or columns < 2:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(cells))
