"""Web pages and Word files that were once pages: each printed line is a paragraph of its own. They are joined again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from extractor.model import Style
from extractor.reading.flow import Item, Paragraph
from extractor.reading.lines import Wrapping, group_lines, is_label, measure

SHARE = 0.2  # of paragraphs start with a small letter: in real paragraphs hardly one in fifty does
FEWEST = 10


def rejoin(items: Sequence[Item]) -> list[Item]:
    """The items, with paragraphs that are only lines of wrapped text joined. Most documents come back unchanged."""
    texts = [i.lines[0] if isinstance(i, Paragraph) and len(i.lines) == 1 and not i.site else "" for i in items]
    low = sum(1 for text in texts if text and text[0].islower() and not is_label(text))
    if low < max(FEWEST, SHARE * sum(1 for text in texts if text)):
        return list(items)
    how = measure(texts)
    if not how.wrapped:
        return list(items)
    how = Wrapping(how.width, False, how.bigrams)
    joined: list[Item] = []
    for single, run in groupby(zip(items, texts, strict=True), key=lambda pair: bool(pair[1])):
        members = [item for item, _ in run]
        if not single:
            joined += members
            continue
        lines = [item.lines[0] for item in members if isinstance(item, Paragraph)]
        for group in group_lines(lines, wrapping=how):
            parts = [item for item in members[group.first : group.last] if isinstance(item, Paragraph)]
            styles = [part.style for part in parts]
            style = Style(
                heading=styles[0].heading,
                bold=all(s.bold for s in styles),
                italic=all(s.italic for s in styles),
                centred=all(s.centred for s in styles),
            )
            linked = sum(part.linked for part in parts) / len(parts)
            joined.append(replace(parts[0], lines=group.lines, style=style, soft=True, linked=linked))
    return joined
