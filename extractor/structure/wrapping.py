"""How the source wrapped its lines: whether a line break can stand inside a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractor.model import Document

FULL_LINE = 60  # characters: a line as long as this may have been wrapped by the source
EARLY = 0.8  # of the full width: a line that breaks before it ended its paragraph
UNWRAPPED = 250  # characters: no medium wraps there
COUNTED = 0.95  # of the wrapped lines had no room for the next word: the wrap counted characters
COUNTED_MIN = 8  # wrapped lines that must show it


@dataclass(frozen=True, slots=True)
class Wrapping:
    """``width``: how long the lines are that the source wrapped, 0 where it wrapped none. ``limit``: where the wrap
    counted characters, the length that no line passes, else 0. ``none``: each line is a paragraph for sure."""

    width: int
    limit: int
    none: bool

    def may_part(self, before: str, line: str) -> bool:
        """Whether a wrap can have parted ``before`` and ``line``: the first is full, the next word had no room."""
        if self.none:
            return False
        if self.limit:
            return len(before) + 1 + len(line.split(maxsplit=1)[0]) > self.limit
        return len(before) >= (EARLY * self.width if self.width >= FULL_LINE else FULL_LINE)

    def early(self, line: str) -> bool:
        """Whether the line ends long before the margin of wrapped text."""
        return self.width >= FULL_LINE and len(line) < EARLY * self.width


def measure_wrapping(document: Document) -> Wrapping:
    """What the lines inside the paragraphs tell."""
    pairs = list(_broken_lines(document))
    width = full_width(document)
    longest = max((len(before) for before, _ in pairs), default=0)
    filled = sum(len(before) + 1 + len(line.split(maxsplit=1)[0]) > longest for before, line in pairs)
    counted = filled >= max(COUNTED_MIN, COUNTED * len(pairs))
    lines = (line for b in document.blocks if b.table is None for line in document.text[b.start : b.end].split("\n"))
    endless = sum(len(line) > UNWRAPPED for line in lines)
    return Wrapping(width, longest if counted else 0, none=endless >= len(pairs))


def _broken_lines(document: Document) -> Iterator[tuple[str, str]]:
    """The lines of each paragraph side by side with the next."""
    for block in document.blocks:
        if block.table is None:
            lines = [line.strip() for line in document.text[block.start : block.end].split("\n")]
            yield from pairwise(line for line in lines if line)


def full_width(document: Document) -> int:
    """How long the lines are that the source wrapped; 0 where it did not wrap."""
    lengths = sorted(len(before) for before, _ in _broken_lines(document))
    return lengths[len(lengths) * 9 // 10] if lengths else 0
