"""Letterhead and signature that stand side by side on one line, set with tabs or blanks instead of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from extractor.reading.flow import Item, Paragraph
from extractor.reading.grids import part_line
from extractor.reading.lines import is_caps
from extractor.text import fold

_RIGHT = regex.compile(
    r"""
      (?: cộng \s+ h(?:òa) \s+ xã \s+ hội \s+ chủ \s+ nghĩa \s+ việt \s+ nam | đảng \s+ cộng \s+ sản \s+ việt \s+ nam )
    | độc \s+ lập \s* - \s* tự \s+ do \s* - \s* hạnh \s+ phúc
    """,
    regex.VERBOSE,
)
# "Số: 09/2009/CT-UBND    Thủ Dầu Một, ngày 15 tháng 4 năm 2009"
_NUMBER_AND_DATE = regex.compile(
    r"số \s* :? \s* [\d.…]* \s* [/-] \s* [\p{L}\d/&.-]+ (?P<gap> \s+ ) (?: \p{L}[\p{L}.]* \s+ ){0,4} \p{L}+ \s* ,"
    r" \s* ngày \s* [\d.…]* \s* tháng",
    regex.VERBOSE,
)
_BOTH_MOTTOS = regex.compile(
    r"cộng \s+ hòa \s+ xã \s+ hội \s+ chủ \s+ nghĩa \s+ việt \s+ nam \s+ độc \s+ lập \s* - \s* tự \s+ do", regex.VERBOSE
)
_RECIPIENTS = regex.compile(r"\W* nơi \s+ nhận \b", regex.VERBOSE)
_GAP = regex.compile(r"\t\s*|\s{4,}")
LETTERHEAD = 6  # lines of a letterhead
SIGNATURE = 45  # lines of recipients


def part_columns(items: Sequence[Item]) -> list[Item]:
    """The items with side-by-side lines parted: the left column's lines first, then the right column's."""
    parted: list[Item] = []
    index = 0
    while index < len(items):
        item = items[index]
        taken, found = 0, list[Item]()
        if isinstance(item, Paragraph) and len(item.text) < 300:
            if _BOTH_MOTTOS.match(fold(item.text)):
                taken, found = 1, [_with(item, part) for part in part_line(item.text)]
            elif _RECIPIENTS.match(fold(item.text)):
                taken, found = _signature(items, index)
            elif _split_letterhead(item) is not None:
                taken, found = _letterhead(items, index)
        if taken:
            parted += found
            index += taken
        else:
            parted.append(item)
            index += 1
    return parted


def _letterhead(items: Sequence[Item], start: int) -> tuple[int, list[Item]]:
    left: list[Item] = []
    right: list[Item] = []
    stop = start
    while stop < len(items) and stop < start + LETTERHEAD:
        pair = _split_letterhead(items[stop])
        if pair is None:
            break
        left.append(pair[0])
        right.append(pair[1])
        stop += 1
    return stop - start, left + right


def _split_letterhead(item: Item) -> tuple[Item, Item] | None:
    if not isinstance(item, Paragraph) or len(item.lines) != 1 or len(item.text) > 200:
        return None
    line = item.lines[0]
    folded = fold(line)
    motto = _RIGHT.search(folded)
    if motto and motto.start() and sum(c.isalpha() for c in line[: motto.start()]) >= 4:
        left = line[: motto.start()]
        return (_with(item, left), _with(item, line[motto.start() :])) if is_caps(left) else None
    both = _NUMBER_AND_DATE.match(folded)
    if both:
        return _with(item, line[: both.start("gap")]), _with(item, line[both.end("gap") :])
    return None


def _signature(items: Sequence[Item], start: int) -> tuple[int, list[Item]]:
    """Recipients at the left, signer at the right: only where a gap parts some of the lines."""
    left: list[Item] = []
    right: list[Item] = []
    stop = start
    while stop < len(items) and stop < start + SIGNATURE:
        item = items[stop]
        if not isinstance(item, Paragraph) or len(item.text) > 300:
            break
        lefts: list[str] = []
        for line in item.lines:
            gap = _GAP.search(line.strip("\n"))
            if gap is None:
                lefts.append(line)
                continue
            if line[: gap.start()].strip():
                lefts.append(line[: gap.start()])
            if line[gap.end() :].strip():
                right.append(replace(_with(item, line[gap.end() :]), soft=bool(right)))
        if lefts:
            plain = not any(_GAP.search(line) for line in item.lines)
            listed = lefts[0].lstrip().startswith(("-", "+", "•", "*")) or stop == start or lefts[0][:1].islower()
            if plain and not listed:
                break
            left.append(replace(item, lines=tuple(lefts)))
        stop += 1
    if not any(isinstance(r, Paragraph) and is_caps(r.text) for r in right):
        return 0, []
    return stop - start, left + right


def _with(item: Paragraph, line: str) -> Paragraph:
    return replace(item, lines=(line.strip(),))
