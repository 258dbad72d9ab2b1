"""Pages set in two columns of running text: the old gazette, bulletins, translations side by side."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from extractor.reading.pdf_page import Word

# So many lines stand in each column at least: recipients beside a signature, forms and tables have fewer full ones.
COLUMN_LINES = 10
# The gutter lies in the middle of the sheet, between these shares of its width.
MIDDLE = (0.4, 0.6)
# It is wider than this (points).
GUTTER = 9.0
# This share of a column's lines is filled with words to this share of its width.
FULL_SHARE, FULL = 0.6, 0.8
# Of the lines of running text this share begins in the middle of a sentence.
WRAPPED = 0.35


def columns_of(rows: Sequence[list[Word]], index: int, width: float) -> tuple[int, float] | None:
    """(row after the columns, x of the gutter) where two columns of running text begin at row ``index``."""
    low, high = MIDDLE[0] * width, MIDDLE[1] * width
    end = index
    left: list[list[Word]] = []
    right: list[list[Word]] = []
    while end < len(rows):
        sides = _narrowed(rows[end], low, high)
        if sides is None:
            break
        low, high = sides
        end += 1
    if end - index < COLUMN_LINES:
        return None
    gutter = (low + high) / 2
    for row in rows[index:end]:
        for side, part in (
            (left, [w for w in row if w.x1 <= gutter]),
            (right, [w for w in row if w.x0 >= gutter]),
        ):
            if part:
                side.append(part)
    return (end, gutter) if _runs(left) and _runs(right) else None


def _narrowed(row: list[Word], low: float, high: float) -> tuple[float, float] | None:
    """The part of the band ``low`` to ``high`` that a row leaves free; None where that is too little."""
    free, reach = (0.0, 0.0), low
    for word in sorted(row, key=lambda w: w.x0):
        if word.x1 <= low:
            continue
        if min(word.x0, high) - reach > free[1] - free[0]:
            free = (reach, min(word.x0, high))
        reach = max(reach, word.x1)
    if high - reach > free[1] - free[0]:
        free = (reach, high)
    return free if free[1] - free[0] >= GUTTER else None


def _runs(lines: Sequence[list[Word]]) -> bool:
    """Whether lines are running text: enough of them, most filled, many that go on with a sentence."""
    if len(lines) < COLUMN_LINES:
        return False
    x0 = statistics.median(line[0].x0 for line in lines)
    wide = max(line[-1].x1 for line in lines) - x0
    size = statistics.median(word.size for line in lines for word in line)
    full = sum(line[-1].x1 - line[0].x0 >= FULL * wide for line in lines)
    dense = sum(_is_dense(line, size) for line in lines)
    low = sum(line[0].text[:1].islower() for line in lines)
    return full >= FULL_SHARE * len(lines) and dense >= 0.9 * len(lines) and low >= WRAPPED * len(lines)


def _is_dense(line: Sequence[Word], size: float) -> bool:
    """Whether no gap in a line is as wide as between the cells of a table."""
    ordered = sorted(line, key=lambda w: w.x0)
    return all(b.x0 - a.x1 < 1.5 * size for a, b in pairwise(ordered))
