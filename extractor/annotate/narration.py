"""Whether running prose tells what was or what shall be: press reports, the openings of directives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from extractor.annotate.times import Time
from extractor.knowledge import load_patterns

Mood = Literal["result", "target", ""]
Cue = tuple[int, Mood]


def find_cues(folded: str, start: int, end: int, times: Sequence[Time], year: int | None) -> list[Cue]:
    """What turns ``folded[start:end]`` to the past or to a goal, in reading order, with its place.

    ``year`` is the document's: an earlier year in which something happened turns to the past, a later one to a goal,
    the year itself to neither.
    """
    cues: list[Cue] = [
        (match.start(), entry.value)  # type: ignore[misc]
        for entry, compiled in load_patterns("narration")
        for match in compiled.finditer(folded, start, end)
    ]
    for time in times:
        if time.year is None or year is None or time.role not in ("due", "past", "vision"):
            continue
        cues.append((time.core, "result" if time.year < year else "target" if time.year > year else ""))
    return sorted(cues)


def mood_at(cues: Sequence[Cue], at: int, before: Mood) -> Mood:
    """The mood of the last cue before ``at``; ``before`` is what held when the sentence began."""
    return next((mood for place, mood in reversed(cues) if place < at), before)
