"""Source lines to logical paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractor.text import fold

LABEL = regex.compile(
    r"""
    (?: điều \s+ \d+ [a-zđ]? (?: [.:] | \s* $ | \s+ (?=\p{L}) )        # Điều 5.
      | (?: chương | phần | mục | tiểu\s+mục ) \s+ (?: [ivxlc]+ | \d+ | thứ\s+\p{L}+ ) \b
      | (?: phụ\s+lục | biểu | mẫu | bảng ) \s+ (?: số \s+ )? (?: [ivxlc]+ | \d+ | [a-z] ) \b
      | [ivx]+ \s* [.)\-/] (?= \s | \p{L} )                             # II.  II-
      | \d{1,2} (?: \. \d{1,2} ){0,3} \s* [.)\-/] (?= \s | \p{Lu} )     # 1.  1.1.  2)  3-
      | \d{1,2} (?: \. \d{1,2} ){1,3} (?= \s )                          # 1.1 Text
      | [a-zđ] \s* [.)\-] (?= \s | \p{L} )                              # a)  đ)  A-
      | [-+•*–o·] (?= \s | \d | \p{L} )                                 # - item
    )
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Source lines that make one paragraph. ``soft``: no blank line or other sure sign stood before it."""

    lines: tuple[str, ...]
    soft: bool


def group_lines(lines: Sequence[str]) -> list[LineGroup]:
    """Join hard-wrapped lines to paragraphs; no line is lost, blank lines always separate."""
    groups: list[LineGroup] = []
    current: list[str] = []
    soft = False
    for raw in lines:
        line = raw.strip()
        if not line:
            if current:
                groups.append(LineGroup(tuple(current), soft))
            current, soft = [], False
        elif current and not LABEL.match(fold(line)) and line[0].islower():
            current.append(line)
        else:
            if current:
                groups.append(LineGroup(tuple(current), soft))
                soft = True
            current = [line]
    if current:
        groups.append(LineGroup(tuple(current), soft))
    return groups
