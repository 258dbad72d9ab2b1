"""Page furniture in plain text that was once printed pages: running heads, page numbers, signature stamps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from extractor.model import Furniture
from extractor.reading.flow import Flow
from extractor.reading.lines import is_caps, is_label
from extractor.text import fold, squeeze

_NUMBER = regex.compile(r"\W* (?: trang \s+ )? \d{1,4} (?: \s* / \s* \d{1,4} )? \W* $", regex.VERBOSE)
_STAMP = regex.compile(
    r"(?: ký \s+ bởi | người \s+ ký | cơ \s+ quan | email | ngày \s+ ký | thời \s+ gian \s+ ký | giờ \s+ ký ) \s* : ",
    regex.VERBOSE,
)
# Every page of the gazette: "CÔNG BÁO/Số 259/Ngày 30-04-2026", with its number on the same line or not.
_GAZETTE = regex.compile(
    r"(?: \d{1,4} \s+ )? công \s+ báo \s* / \s* số \s+ [\d\s+]+ / \s* ngày \s+ \d+ [-/.] \d+ [-/.] \d+"
    r" (?: \s+ \d{1,4} )? $",
    regex.VERBOSE,
)
_EDGE_NUMBER = regex.compile(
    r"(?: (?P<first> \d{1,4} ) \s+ (?P<rest> \D .* ) | (?P<rest2> .* \S ) \s+ (?P<last> \d{1,4} ) ) $", regex.VERBOSE
)
_DIGITS = regex.compile(r"\d+")
_TALL = 3  # pages: a line that comes back more seldom may be a coincidence
_MANY = 8  # the same for a line in plain small letters without a figure
_PAGE = 15  # lines, blank ones included: less is a table whose rows are numbered
_SHORT = 120  # letters of a running head


def part_pages(lines: Sequence[str], flow: Flow) -> list[str]:
    """``lines`` with running heads and page numbers replaced by nothing: a blank line stays, but not in a sentence.

    A running head is a short line that returns (its numbers aside) with a page number right above or below it;
    a stamp is a run of signature lines ("Ký bởi: …", "Ngày ký: …").
    """
    kept = list(lines)
    keys = [squeeze(fold(line)) for line in lines]
    shapes = [_DIGITS.sub("0", key) for key in keys]
    places: dict[str, list[int]] = {}
    for index, shape in enumerate(shapes):
        if 5 < len(shape) <= _SHORT and any(map(str.isalpha, shape)):
            places.setdefault(shape, []).append(index)
    heads = {
        shape
        for shape, found in places.items()
        if len(found) >= (_TALL if "0" in shape or is_caps(lines[found[0]]) else _MANY) and _counts_pages(keys, found)
    }
    numbered = _numbered_heads(keys)
    for index, shape in enumerate(shapes):
        if shape in heads or index in numbered or _GAZETTE.match(keys[index]):
            flow.furniture.append(Furniture("running_head", squeeze(lines[index])))
            kept[index] = ""
            for step in (1, -1):
                number = _numbered(keys, index, step)
                if number is not None and kept[number]:
                    flow.furniture.append(Furniture("page_number", squeeze(lines[number])))
                    kept[number] = ""
    for number in _lone_numbers(kept):
        flow.furniture.append(Furniture("page_number", squeeze(lines[number])))
        kept[number] = ""
    index = 0
    while index < len(keys):
        stop = index
        while stop < len(keys) and _STAMP.match(keys[stop]):
            stop += 1
        if stop - index >= 2 and any(k.startswith(("ký bởi", "người ký")) for k in keys[index:stop]):
            for number in range(index, stop):
                flow.furniture.append(Furniture("stamp", squeeze(lines[number])))
                kept[number] = ""
        index = max(stop, index + 1)
    return _close_up(kept, {n for n, line in enumerate(lines) if line.strip() and not kept[n].strip()})


def _counts_pages(keys: Sequence[str], places: Sequence[int]) -> bool:
    """Whether the numbers beside the places of a line go up by one from page to page, a page's length apart."""
    numbers: list[int] = []
    for place in places:
        beside = next((n for n in (_numbered(keys, place, 1), _numbered(keys, place, -1)) if n is not None), None)
        if beside is not None:
            numbers.append(int(_DIGITS.findall(keys[beside])[0]))
    if len(numbers) < 0.8 * len(places):
        return False
    steps = [b - a for a, b in pairwise(numbers)]
    gaps = sorted(b - a for a, b in pairwise(places))
    return sum(1 for s in steps if s in (1, 2)) >= 0.8 * len(steps) and gaps[len(gaps) // 2] >= _PAGE


def _numbered(keys: Sequence[str], index: int, step: int) -> int | None:
    """The index of the page number right above or below a line, a blank line or two between."""
    for distance in (1, 2, 3):
        place = index + step * distance
        if not 0 <= place < len(keys):
            return None
        if keys[place]:
            return place if _NUMBER.match(keys[place]) else None
    return None


def _numbered_heads(keys: Sequence[str]) -> set[int]:
    """Running heads that hold their page number themselves, at either end ("62 BẢN TIN", "BẢN TIN 63")."""
    places: dict[str, list[tuple[int, int]]] = {}
    for index, key in enumerate(keys):
        edge = _EDGE_NUMBER.match(key) if 5 < len(key) <= _SHORT else None
        if edge:
            rest = edge["rest"] or edge["rest2"]
            places.setdefault(_DIGITS.sub("0", rest.strip()), []).append((index, int(edge["first"] or edge["last"])))
    found: set[int] = set()
    for seen in places.values():
        gaps = sorted(b[0] - a[0] for a, b in pairwise(seen))
        steps = sum(1 for a, b in pairwise(seen) if b[1] - a[1] in (1, 2))
        if len(seen) > _TALL and steps >= 0.9 * len(gaps) and gaps[len(gaps) // 2] >= _PAGE:
            found.update(index for index, _ in seen)
    return found


def _lone_numbers(lines: Sequence[str]) -> list[int]:
    """Lines that hold only a page number: blank lines around or a form feed, going up by one, a page apart.

    Three are sure. A shorter run must begin with the first or second page's number, where that page ends, and be set
    apart by its indent, by a form feed or by a sentence that runs on over it.
    """
    places = [
        index
        for index, line in enumerate(lines)
        if line.strip().isdigit()
        and len(line.strip()) <= 4
        and (index == 0 or not lines[index - 1].strip() or "\f" in line)
        and (index + 1 == len(lines) or not lines[index + 1].strip() or "\f" in "".join(lines[index : index + 2]))
    ]
    found: list[int] = []
    run: list[int] = []
    for place in [*places, -1]:
        if run and place > 0 and int(lines[place]) == int(lines[run[-1]]) + 1 and place - run[-1] >= _PAGE:
            run.append(place)
        else:
            found += run if len(run) >= _TALL or _begins_pages(lines, run) else []
            run = [place]
    return found


def _begins_pages(lines: Sequence[str], run: Sequence[int]) -> bool:
    """Whether a run of one or two numbers is that of a short document's pages."""
    if not run or run[0] < _PAGE or int(lines[run[0]]) not in (1, 2):
        return False
    return all(
        "\f" in "".join(lines[place : place + 2])
        or lines[place].startswith(" " * _INDENT)
        or _runs_over(lines, place, place)
        for place in run
    )


_INDENT = 8  # blanks before a number that is centred or set at the right


def _runs_over(lines: Sequence[str], first: int, last: int) -> bool:
    """Whether a sentence or a table plainly goes on over the lines ``first`` to ``last``."""
    before = next((line for line in reversed(lines[:first]) if line.strip()), "").strip()
    after = next((line for line in lines[last + 1 :] if line.strip()), "").strip()
    if not before or not after:
        return False
    if "\t" in before and "\t" in after:
        return True
    if is_caps(before) or is_label(after) or before[-1] in ".;:!?" or len(before) < _FULL:
        return False
    return after[0].islower() or before[-1] == ","


_FULL = 40  # letters: a line of wrapped text is longer


def _close_up(lines: Sequence[str], removed: set[int]) -> list[str]:
    """``lines`` without the blank lines that a page break left in the middle of a sentence or a table."""
    dropped: set[int] = set()
    for place in sorted(removed):
        first = last = place
        while first > 0 and not lines[first - 1].strip():
            first -= 1
        while last + 1 < len(lines) and not lines[last + 1].strip():
            last += 1
        if _runs_over(lines, first, last):
            dropped.update(range(first, last + 1))
    return [line for index, line in enumerate(lines) if index not in dropped]
