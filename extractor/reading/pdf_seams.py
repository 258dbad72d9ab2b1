"""Tables that run over pages put together again: the repeated head left out, the row that was cut made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from extractor.reading.pdf_quality import syllables
from extractor.reading.pdf_tables import EDGE, ITEM, SENTENCE_END, PageTable, TableCell
from extractor.text import fold

# A repeated head has at most this many rows.
HEAD_ROWS = 4
# Lines show how wide a column is if the longest fills this share of it.
FULL_COLUMN = 0.7
# An index: "1", "1.2", "12.", "IV", "a)", "(2)".
_INDEX = re.compile(r"^\(?(?:\d{1,4}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[A-ZĐa-zđ])\)?\s?[.)]?$")


def join_tables(before: PageTable, after: PageTable) -> PageTable:
    """One table of both. The repeated head goes, a row cut by the page break is made whole."""
    scale = before.xs[-1] / after.xs[-1] if after.xs[-1] else 1.0
    for cell in after.cells:
        cell.x0, cell.x1 = cell.x0 * scale, cell.x1 * scale
    cells = before.cells
    head = _repeated_head(before, after)
    repeated = list(before.repeated)
    if head:
        text = " | ".join(c.text for c in sorted(after.cells, key=lambda c: (c.row, c.column)) if c.row < head)
        repeated.append((after.page, text))
    fresh = [c for c in after.cells if c.row >= head]
    xs = _union(before.xs, [x * scale for x in after.xs])
    if xs != before.xs:
        _place(cells, xs)
    _place(fresh, xs)
    shift = before.rows - head
    for cell in fresh:
        cell.row += shift
    rows = after.rows + shift
    joined = PageTable(
        before.first_page,
        after.page,
        before.top,
        after.bottom,
        xs,
        rows,
        cells + fresh,
        before.left,
        max(before.head_rows or 0, head) or None,
        repeated,
    )
    seam = before.rows
    if rows > seam and seam > 0:
        _close_seam(joined, seam)
    return joined


def _repeated_head(before: PageTable, after: PageTable) -> int:
    """How many first rows of ``after`` say the same as those of ``before``. Recognised text may differ a little."""
    count = 0
    for row in range(min(HEAD_ROWS, before.rows, after.rows)):
        pairs = list(zip(before.row(row), after.row(row), strict=False))
        if len(before.row(row)) != len(after.row(row)):
            break
        ours, theirs = [_key(a.text) for a, _ in pairs], [_key(b.text) for _, b in pairs]
        recognised = any(line.ocr for _, cell in pairs for item in cell.lines for line in item)
        if not any(theirs) or not (_same(ours, theirs) or (recognised and _alike(ours, theirs))):
            break
        if recognised:
            _keep_cleaner(pairs)
        count += 1
    return count


def _same(ours: list[str], theirs: list[str]) -> bool:
    """The cells say the same; a minority may be cut off below, as LibreOffice cuts a tall head that it repeats."""
    pairs = list(zip(ours, theirs, strict=True))
    whole = sum(a == b for a, b in pairs)
    return 2 * whole > len(pairs) and all(a == b or (b and a.startswith(b)) for a, b in pairs)


def _alike(ours: list[str], theirs: list[str]) -> bool:
    """Most cells agree, but for a few letters; the others may be smudged."""
    matched = [SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.7 for a, b in zip(ours, theirs, strict=True)]
    return sum(matched) >= 0.6 * len(matched) and "".join(theirs) != ""


def _keep_cleaner(pairs: list[tuple[TableCell, TableCell]]) -> None:
    """A seal often covers the head on the first page: of two readings keep the one with more real words."""
    for ours, theirs in pairs:
        if _sense(theirs) > _sense(ours):
            ours.lines = theirs.lines


def _sense(cell: TableCell) -> float:
    words = [word.text for item in cell.lines for line in item for word in line.words]
    return sum(1 if syllables(w) or w.isdigit() else -1 for w in words)


def _key(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))


def _union(first: Sequence[float], second: Sequence[float]) -> list[float]:
    xs = list(first)
    for x in second:
        if all(abs(x - known) > EDGE for known in xs):
            xs.append(x)
    return sorted(xs)


def _place(cells: list[TableCell], xs: Sequence[float]) -> None:
    """Columns and spans of the cells, by the nearest column edges."""
    for cell in cells:
        start = min(range(len(xs)), key=lambda i: abs(xs[i] - cell.x0))
        end = min(range(len(xs)), key=lambda i: abs(xs[i] - cell.x1))
        cell.column, cell.column_span = min(start, len(xs) - 2), max(1, end - start)


def _close_seam(table: PageTable, seam: int) -> None:
    """Join what the page break parted: a row that goes on, or a merged cell that spans rows of both pages."""
    above = {c.column: c for c in table.cells if c.row + c.row_span == seam}
    below = {c.column: c for c in table.cells if c.row == seam}
    if _row_goes_on(table, above, below, seam):
        for column, cell in below.items():
            upper = above.get(column)
            if upper is None:
                upper = max((c for c in above.values() if c.column <= column), key=lambda c: c.column, default=None)
            if upper is None:
                continue
            _append(upper, cell)
            upper.row_span += cell.row_span - 1
        gone = {id(cell) for cell in below.values()}
        table.cells = [c for c in table.cells if id(c) not in gone]
        for cell in table.cells:
            if cell.row > seam:
                cell.row -= 1
        table.rows -= 1
        return
    for column, cell in list(below.items()):
        upper = above.get(column)
        if (
            upper is not None
            and not cell.lines
            and upper.column_span == cell.column_span
            and (cell.row_span > 1 or upper.row_span > 1)
            and len(below) > 1
        ):
            upper.row_span += cell.row_span
            table.cells.remove(cell)


def _row_goes_on(table: PageTable, above: dict[int, TableCell], below: dict[int, TableCell], seam: int) -> bool:
    """Whether the first row below the seam is the rest of the row above it."""
    if not below or set(below) - set(above):
        return False
    if any(above[k].column_span != below[k].column_span for k in below):
        return False
    filled = [k for k in below if below[k].lines]
    if not filled:
        return False
    first = min(below)
    own = above[first].text.strip()
    index_above, index_below = _INDEX.match(own), _INDEX.match(below[first].text.strip())
    numbered = _numbered(table, first, seam)
    if below[first].lines and index_below and (index_above or not numbered):
        return False  # a row with its own number
    if below[first].lines and index_below and own == "" and numbered:
        # The number is centred in the row and fell on the second page.
        return any(_midway(above[k], below[k]) for k in filled if k != first)
    if below[first].lines and numbered and not index_below:
        return False
    midway = [k for k in filled if _midway(above[k], below[k])]
    if midway:
        return True
    if not numbered or below[first].lines:
        return False
    full = [k for k in filled if _full(table, above[k], below[k])]
    if above[first].row_span > 1 or below[first].row_span > 1:
        return len(full) == len(filled)  # under a merged number a row of its own may stand
    if full and max(filled, key=lambda k: len(above[k].text)) in full:
        return True
    usual = [k for k in below if k != first and _usually_filled(table, k, seam)]
    return len([k for k in usual if below[k].lines]) <= len(usual) / 2


def _numbered(table: PageTable, column: int, seam: int) -> bool:
    """The column numbers the rows: most of its cells above the seam are an index."""
    texts = [c.text.strip() for c in table.cells if c.column == column and c.row < seam and c.lines]
    hits = sum(_INDEX.match(text) is not None for text in texts)
    return hits >= 1 and hits >= 0.5 * max(1, len(texts) - 2)


def _usually_filled(table: PageTable, column: int, seam: int) -> bool:
    counts = Counter(bool(c.lines) for c in table.cells if c.column == column and c.row < seam)
    return counts[True] > 2 * counts[False]


def _midway(upper: TableCell, lower: TableCell) -> bool:
    """The upper cell stops in mid-sentence and the lower one goes on."""
    if not upper.lines or not lower.lines:
        return False
    last, first = upper.lines[-1][-1].text, lower.lines[0][0].text
    if ITEM.match(first):
        return False
    if first[:1].islower() or first[:1] in ",;.)":
        return True
    return last[-1:] in ",-/(" or (last.split()[-1].lower() in _OPEN_ENDS)


def _full(table: PageTable, upper: TableCell, lower: TableCell) -> bool:
    """The upper cell's last line is as long as its column allows, no sentence ends there and no item begins below:
    the break was not wanted."""
    if not upper.lines or not lower.lines:
        return False
    last, line = upper.lines[-1][-1], lower.lines[0][0]
    if SENTENCE_END.search(last.text) or ITEM.match(line.text):
        return False
    column = [
        other
        for cell in table.cells
        if (cell.column, cell.column_span) == (upper.column, upper.column_span)
        for item in cell.lines
        for other in item
        if other.page == last.page
    ]
    left, right = min(other.x0 for other in column), max(other.x1 for other in column)
    if right - left < FULL_COLUMN * (upper.x1 - upper.x0):
        return False  # no line of this column ever reaches its edge
    room = right - last.x1 + max(0.0, last.x0 - left)
    return room < line.words[0].x1 - line.words[0].x0 + 0.25 * line.size


# Words after which no cell ends.
_OPEN_ENDS = frozenset(
    ("và", "của", "các", "cho", "về", "với", "trong", "theo", "tại", "đến", "từ", "bởi", "hoặc", "để", "do", "số")
)


def _append(upper: TableCell, lower: TableCell) -> None:
    if not lower.lines:
        return
    if not upper.lines:
        upper.lines = lower.lines
        return
    last, first = upper.lines[-1][-1].text, lower.lines[0][0].text
    starts = ITEM.match(first) or (SENTENCE_END.search(last) and not first[:1].islower())
    if starts:
        upper.lines += lower.lines
    else:
        upper.lines[-1] += lower.lines[0]
        upper.lines += lower.lines[1:]
