"""Two texts with the words that differ marked."""

from __future__ import annotations

from difflib import SequenceMatcher

import regex

from extractor.text import fold, squeeze

Piece = tuple[str, bool]
"""Some text, and whether it differs from the other side."""

_TOKEN = regex.compile(r"[\p{L}\d]+(?:[.,/-][\p{L}\d]+)*%?|[^\s\p{L}\d]")


def mark_words(a: str, b: str) -> tuple[list[Piece], list[Piece]]:
    """``a`` and ``b`` in pieces, white space squeezed; the pieces of a side join to its text.

    Words are compared folded (hoà and hòa are equal); figures are words.
    """
    a, b = squeeze(a), squeeze(b)
    spans = [[m.span() for m in _TOKEN.finditer(text)] for text in (a, b)]
    words = [[fold(text[s:e]) for s, e in side] for text, side in zip((a, b), spans, strict=True)]
    changed: list[set[int]] = [set(), set()]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes():
        if tag != "equal":
            changed[0].update(range(i1, i2))
            changed[1].update(range(j1, j2))
    return _pieces(a, spans[0], changed[0]), _pieces(b, spans[1], changed[1])


def _pieces(text: str, spans: list[tuple[int, int]], changed: set[int]) -> list[Piece]:
    """Runs of changed words with the blanks between them, and what stands between the runs."""
    pieces: list[Piece] = []
    at = 0
    index = 0
    while index < len(spans):
        if index not in changed:
            index += 1
            continue
        first = index
        while index + 1 < len(spans) and index + 1 in changed:
            index += 1
        start, end = spans[first][0], spans[index][1]
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
        index += 1
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces
