"""Markdown to paragraphs and tables: what people wrote by hand, and what crawlers made of web pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import regex

from extractor.model import Document, Furniture, Source, Style
from extractor.reading.builder import CellInput
from extractor.reading.columns import part_columns
from extractor.reading.explode import Slot, recover
from extractor.reading.flow import Flow, Grid, Item, Paragraph, to_document
from extractor.reading.grids import MOTTO, merge_copies, settle, spread_down, spread_head
from extractor.reading.html import read_html_into
from extractor.reading.inline import LINK_OFF, LINK_ON, inline
from extractor.reading.lines import Wrapping, group_lines, is_label, measure
from extractor.reading.placing import to_grid
from extractor.reading.plain import decode
from extractor.reading.site import part_site
from extractor.reading.text_tables import find_text_tables
from extractor.text import fold, to_nfc

_FENCE = regex.compile(r"\s* (?: ``` | ~~~ ) \s* \w* \s* $", regex.VERBOSE)
_ITEM = regex.compile(r"[-+•]\s")
_ITEMS = regex.compile(r"(?<=[;.,])\s+(?=[-+•]\s+\p{Lu})")  # "- Bộ A; - Bộ B" on the one line that a pipe cell has
_TABLE_OPENS = regex.compile(r"<table[\s>]")
_FRONT_MATTER = regex.compile(r"\s*---[ \t]*\n((?:[ \t]*(?:[\w-]+[ \t]*:.*|-[ \t].*|#.*)?\n){1,60}?)---[ \t]*\n")
_DELIMITER = regex.compile(r"\s* \| (?: \s* :? -+ :? \s* \| )+ \s* $", regex.VERBOSE)
_TITLE = regex.compile(
    r"(?: điều \s+ \d+ | chương \s+ [ivx]+ | phụ \s+ lục | (?: quyết \s+ định | nghị \s+ quyết | chỉ \s+ thị"
    r" | kế \s+ hoạch | thông \s+ báo | nghị \s+ định | thông \s+ tư | công \s+ điện | kết \s+ luận"
    r" | quyết \s+ nghị | chương \s+ trình | luật | báo \s+ cáo ) \s* :? $ )",
    regex.VERBOSE,
)
_HEAD_CELL = regex.compile(r"(?: s?tt | số \s* tt | số \s+ thứ \s+ tự ) $", regex.VERBOSE)

LAZY_ITEMS = 3  # "1." so often in a row is no numbering of an act
FEW_LINES = 10  # of text between the tables: too few to tell how lines were made
LONG_SEGMENT = 12  # lines between two bars: no table cell that we saw has so many with several labels among them


@dataclass(slots=True)
class _Region:
    kind: str  # text, pipes, exploded
    lines: list[str] = field(default_factory=list)


def read_markdown(data: bytes, source: Source) -> Document:
    """Read Markdown. Raises EmptyFileError."""
    flow = Flow()
    text = to_nfc(decode(data, flow)).replace(LINK_ON, "").replace(LINK_OFF, "")
    flow.items = part_columns(parse_markdown(_part_front_matter(text, flow)))
    part_site(flow)
    return to_document(flow, source)


def _part_front_matter(text: str, flow: Flow) -> str:
    """The text without the block of "key: value" lines between rules that some converters put first."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return text
    flow.furniture.append(Furniture("other", found[1].strip()))
    return text[found.end() :]


def parse_markdown(text: str) -> list[Item]:
    """Paragraphs and tables of a Markdown text (NFC)."""
    lines = _count_items(["" if _FENCE.match(line) else line for line in text.split("\n")])
    regions = _regions(lines)
    flowing = [line for region in regions if region.kind == "text" for line in ("", *region.lines)]
    if sum(1 for line in flowing if line.strip()) < FEW_LINES:
        flowing = [line for line in lines if line.strip() != "|"]
    wrapping = measure([r.text for r in inline(flowing)])
    items: list[Item] = []
    for region in regions:
        if region.kind == "text":
            items += _text(region.lines, wrapping)
        elif region.kind == "html":
            page = Flow()
            read_html_into(page, "\n".join(region.lines), "")
            items += page.items
        elif region.kind == "pipes":
            items += settle(_pipe_table(region.lines, wrapping))
        else:
            items += _exploded(region.lines, wrapping)
    return items


def _count_items(lines: Sequence[str]) -> list[str]:
    """The lines with the numbers that a viewer shows: some converters leave every item of a list as "1."."""
    counted = list(lines)
    run: list[int] = []
    for index, line in enumerate([*lines, "end"]):
        if line.startswith("1. "):
            run.append(index)
        elif line.strip() and not line.startswith("   "):
            if len(run) >= LAZY_ITEMS:
                for number, place in enumerate(run, 1):
                    counted[place] = f"{number}{lines[place][1:]}"
            run = []
    return counted


# ---------------------------------------------------------------------------------------------- paragraphs


def _text(lines: Sequence[str], wrapping: Wrapping) -> list[Item]:
    """Paragraphs, and the tables that only tabs, blanks or bars inside the lines make."""
    items: list[Item] = []
    start = 0
    for table in find_text_tables(lines):
        items += _paragraphs(lines[start : table.first], wrapping)
        cells = (replace(c, lines=_cell_lines([str(line) for line in c.lines], wrapping)[0]) for c in table.grid.cells)
        items.append(replace(table.grid, cells=tuple(cells)))
        start = table.stop
    return items + _paragraphs(lines[start:], wrapping)


def _paragraphs(lines: Sequence[str], wrapping: Wrapping) -> list[Item]:
    rows = inline(lines)
    groups = group_lines(
        [r.text for r in rows],
        wrapping=wrapping,
        glued={i for i, r in enumerate(rows) if r.glued},
        broken={i for i, r in enumerate(rows) if r.broken},
    )
    items: list[Item] = []
    for group in groups:
        members = [r for r in rows[group.first : group.last] if r.text]
        letters = sum(r.letters for r in members)
        level = next((r.heading for r in members if r.heading), None)
        style = Style(
            heading=level,
            bold=0 < letters <= sum(r.bold for r in members),
            italic=0 < letters <= sum(r.italic for r in members),
        )
        linked = sum(r.linked for r in members) / letters if letters else 0.0
        items.append(Paragraph(group.lines, style, soft=group.soft, linked=linked))
    return items


def _cell_lines(lines: Sequence[str], wrapping: Wrapping) -> tuple[tuple[str, ...], bool]:
    """The cell's items, a line each, and whether the whole cell is bold."""
    rows = inline(lines)
    groups = group_lines(
        [r.text for r in rows],
        wrapping=wrapping,
        glued={i for i, r in enumerate(rows) if r.glued},
        broken={i for i, r in enumerate(rows) if r.broken},
        in_cell=True,
    )
    letters = sum(r.letters for r in rows)
    return tuple(" ".join(g.lines) for g in groups), 0 < letters <= sum(r.bold for r in rows)


# ---------------------------------------------------------------------------------------------- tables


def _regions(lines: Sequence[str]) -> list[_Region]:
    """The text cut into plain text, pipe tables, and stretches that lone bars cut into cells."""
    regions: list[_Region] = [_Region("text")]
    segments = _segments(lines)
    exploded = len(segments) > 3
    spaced = any(s and not s[0].strip() and len(s) > 1 for s in segments[1:])
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        if len(line) > 1 and line.startswith("|"):
            stop = _pipe_end(lines, index)
            if stop:
                regions += [_Region("pipes", list(lines[index:stop])), _Region("text")]
                index = stop
                continue
        if "<table" in line.lower():
            stop = _html_end(lines, index)
            if stop:
                regions += [_Region("html", list(lines[index:stop])), _Region("text")]
                index = stop
                continue
        if exploded and line == "|":
            stop = _exploded_end(lines, index, spaced=spaced)
            regions += [_Region("exploded", list(lines[index:stop])), _Region("text")]
            index = stop
            continue
        regions[-1].lines.append(lines[index])
        index += 1
    return [r for r in regions if r.lines]


def _html_end(lines: Sequence[str], start: int) -> int:
    """Behind the line that closes the HTML table that starts here; 0 where none does. Tables may nest."""
    depth = 0
    for index in range(start, len(lines)):
        low = lines[index].lower()
        depth += len(_TABLE_OPENS.findall(low)) - low.count("</table")
        if depth <= 0:
            return index + 1
    return 0


def _pipe_end(lines: Sequence[str], start: int) -> int:
    """Where the pipe table that starts here ends; 0 where none does. A row may run over lines up to its last bar."""
    if start and lines[start - 1].lstrip().startswith(("+-", "+=")):
        return 0  # drawn with characters: see find_text_tables
    index, rows, ruled = start, 0, False
    while index < len(lines) and lines[index].lstrip().startswith("|") and lines[index].strip() != "|":
        ruled = ruled or bool(_DELIMITER.match(lines[index]))
        stop = index
        while stop < len(lines) and stop < index + 80 and not lines[stop].rstrip().endswith("|"):
            stop += 1
            if stop < len(lines) and not lines[stop].strip():
                break
        if stop >= len(lines) or not lines[stop].rstrip().endswith("|"):
            break
        index, rows = stop + 1, rows + 1
    return index if ruled or rows >= 2 else 0


def _pipe_table(lines: Sequence[str], wrapping: Wrapping) -> Grid:
    rows: list[str] = []
    head_rows: int | None = None
    opened = False
    for line in lines:
        if not opened and _DELIMITER.match(line):
            head_rows = head_rows or len(rows) or None
            continue
        if opened:
            rows[-1] += "\n" + line
        else:
            rows.append(line.strip())
        opened = not line.rstrip().endswith("|")
    cells: list[CellInput] = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(regex.split(r"(?<!\\)\|", row.strip()[1:].removesuffix("|"))):
            items, _ = _cell_lines(cell.split("\n"), wrapping)
            items = (
                tuple(part for item in items for part in _ITEMS.split(item))
                if _ITEM.match(items[0] if items else "")
                else items
            )
            cells.append(CellInput(items, number, column))
    if head_rows == 1 and not any(line for c in cells if c.row == 0 for line in c.lines):
        head_rows = None  # Markdown needs a head row even where the table has none
        cells = [CellInput(c.lines, c.row - 1, c.column) for c in cells if c.row]
    return spread_down(merge_copies(spread_head(Grid(tuple(cells), head_rows))))


def _segments(lines: Sequence[str]) -> list[list[str]]:
    """Lines between lone bars; the first segment stands before the first bar."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip() == "|":
            found.append([])
        else:
            found[-1].append(line)
    return found


def _exploded_end(lines: Sequence[str], start: int, *, spaced: bool) -> int:
    """Behind the last bar of the table that starts at ``start``: where text follows that is no cell.

    Crawlers that keep blank lines (``spaced``) set them around text and never in cells. Of the others see _is_text.
    """
    index = start
    while index < len(lines):
        stop = index + 1
        while stop < len(lines) and lines[stop].strip() != "|":
            stop += 1
        segment = lines[index + 1 : stop]
        following = lines[stop + 1 : stop + 4] if stop < len(lines) else []
        if segment and spaced and not segment[0].strip():
            return index + 1
        if segment and not spaced and _is_text(segment, following, last=stop >= len(lines)):
            return index + 1
        if stop >= len(lines):
            return stop
        index = stop
    return len(lines)


def _is_text(segment: Sequence[str], following: Sequence[str], *, last: bool) -> bool:
    """Whether lines between two bars are text between two tables rather than a cell, where no blank lines tell.

    A title of an act or annex, a heading mark, many labelled lines, or a table head ("STT") right behind do.
    """
    words = [r for r in inline(segment) if r.text]
    if not words:
        return False
    if any(r.heading for r in words):
        return True
    folded = [fold(r.text) for r in words]
    if len(words) > 1 and _TITLE.match(folded[0]):
        return True
    heads = len(following) > 1 and following[1].strip() == "|" and _HEAD_CELL.match(fold(inline(following[:1])[0].text))
    if heads and sum(r.letters for r in words) >= 10:
        return True
    labels = sum(1 for r in words if is_label(r.text) and not r.text.startswith(("-", "+")))
    return len(words) >= LONG_SEGMENT and labels >= 2 and (last or len(words) >= 2 * LONG_SEGMENT or labels >= 4)


def _exploded(lines: Sequence[str], wrapping: Wrapping) -> list[Item]:
    slots: list[Slot] = []
    bars = 0
    for segment in _segments(lines)[1:]:
        bars += 1
        if not segment:
            continue
        words, bold = _cell_lines(segment, wrapping)
        slots.append(Slot(words, bold, bars))
        bars = 0
    items: list[Item] = []
    starts = [0, *_letterheads(slots), len(slots)]
    for first, stop in pairwise(starts):
        part = slots[first:stop]
        if not part:
            continue
        if first:  # a new table: the bar before its first cell is its own
            part[0] = Slot(part[0].lines, part[0].bold, 1)
        after = slots[stop].bars - 1 if stop < len(slots) else bars
        items += settle(to_grid(recover(part, after)))
    return items


def _letterheads(slots: Sequence[Slot]) -> list[int]:
    """Where a letterhead starts in mid-table: it is a table of its own that nothing parts from the one before."""
    found = []
    for number, slot in enumerate(slots):
        if MOTTO.search(fold(slot.text)) and len(slot.text) < 150:
            start = number - 1 if number and slot.bars == 1 else number
            if start > 0 and slots[start].bars >= 2:
                found.append(start)
    return found
