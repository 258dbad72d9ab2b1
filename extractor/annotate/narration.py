"""Whether running prose tells what was or what shall be: press reports, the openings of directives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from extractor.annotate.times import Time
from extractor.knowledge import load_patterns

Mood = Literal["result", "target", ""]

_BRACKETS = regex.compile(r"\([^()]*\)")
_OPENING = 80  # characters of a sentence in which a turn to the past holds for the sentences behind it


@dataclass(frozen=True, slots=True)
class Cue:
    """A turn of the narration at ``at``; ``lasts`` where it holds beyond its sentence."""

    at: int
    mood: Mood
    lasts: bool


def find_cues(
    folded: str, start: int, end: int, times: Sequence[Time], year: int | None, *, late: bool = False
) -> list[Cue]:
    """What turns the sentence ``folded[start:end]`` to the past or to a goal, in reading order.

    ``year`` is the document's: an earlier year in which something happened turns to the past, a later one to a goal,
    the year itself to neither, and of a year that is nearly over (``late``) nothing is known. What brackets compare
    turns nothing.
    """
    turns: list[tuple[int, Mood]] = [
        (match.start(), entry.value)  # type: ignore[misc]
        for entry, compiled in load_patterns("narration")
        for match in compiled.finditer(folded, start, end)
    ]
    for time in times:
        if time.year is None or year is None or time.role not in ("due", "past", "vision"):
            continue
        if not (late and time.year == year):
            turns.append((time.core, "result" if time.year < year else "target" if time.year > year else ""))
    closed = [m.span() for m in _BRACKETS.finditer(folded, start, end)]
    return [
        Cue(at, mood, mood != "result" or at - start <= _OPENING)
        for at, mood in sorted(turns)
        if not any(a <= at < b for a, b in closed)
    ]


def mood_at(cues: Sequence[Cue], at: int, before: Mood) -> Mood:
    """The mood of the last cue before ``at``; ``before`` is what held when the sentence began."""
    return next((cue.mood for cue in reversed(cues) if cue.at < at), before)


def mood_after(cues: Sequence[Cue], before: Mood) -> Mood:
    """The mood in which the next sentence begins."""
    return next((cue.mood for cue in reversed(cues) if cue.lasts), before)
