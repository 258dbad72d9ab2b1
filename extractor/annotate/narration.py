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
_LATE = 10  # from this month on a year is nearly over
_OPENING = 80  # characters of a sentence in which a turn to the past holds for the sentences behind it


@dataclass(frozen=True, slots=True)
class Issued:
    """When a document was issued; ``month`` is 0 where only the year is known."""

    year: int
    month: int = 0

    @property
    def late(self) -> bool:
        """Whether the document speaks of its own year as of the past."""
        return self.month >= _LATE

    def mood_of(self, time: Time) -> Mood | None:
        """What a time turns the narration to; None where it says nothing."""
        if time.year is None:
            return None
        if time.year != self.year:
            return "result" if time.year < self.year else "target"
        if time.month and self.month:
            return None if time.month == self.month else "result" if time.month < self.month else "target"
        if not self.late:
            return ""
        return "result" if time.year_start is not None else None  # a period that is nearly over


@dataclass(frozen=True, slots=True)
class Cue:
    """A turn of the narration at ``at``; ``lasts`` where it holds beyond its sentence."""

    at: int
    mood: Mood
    lasts: bool


def find_cues(folded: str, start: int, end: int, times: Sequence[Time], issued: Issued | None) -> list[Cue]:
    """What turns the sentence ``folded[start:end]`` to the past or to a goal, in reading order.

    ``issued`` is the document's date: what happened before turns to the past, what is still to come to a goal, the
    year itself to neither. What brackets compare turns nothing.
    """
    turns: list[tuple[int, Mood]] = [
        (match.start(), entry.value)  # type: ignore[misc]
        for entry, compiled in load_patterns("narration")
        for match in compiled.finditer(folded, start, end)
    ]
    for time in times:
        mood = issued.mood_of(time) if issued is not None and time.role in ("due", "past", "vision") else None
        if mood is not None:
            turns.append((time.core, mood))
    closed = [m.span() for m in _BRACKETS.finditer(folded, start, end)]
    return [
        Cue(at, mood, mood == "target" or at - start <= _OPENING)
        for at, mood in sorted(turns)
        if not any(a <= at < b for a, b in closed)
    ]


def mood_at(cues: Sequence[Cue], at: int, before: Mood) -> Mood:
    """The mood of the last cue before ``at``; ``before`` is what held when the sentence began."""
    return next((cue.mood for cue in reversed(cues) if cue.at < at), before)


def mood_after(cues: Sequence[Cue], before: Mood) -> Mood:
    """The mood in which the next sentence begins."""
    return next((cue.mood for cue in reversed(cues) if cue.lasts), before)
