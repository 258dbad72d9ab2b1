"""Labels like "Cơ quan chủ trì: …": at the start of a line, and behind the task inside one paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from extractor.knowledge.loader import load_patterns

NEAR = 12
"""Characters between one value and the next label of the same task; what is longer is another task."""

# Where a label may begin inside a paragraph: behind a sentence, a semicolon, an opening parenthesis, a dash.
_BOUNDARY = regex.compile(r"(?:[.;(]|\n|\s[-–+•])\s*")
_COMMA = regex.compile(r",\s*")
_SAYS_ROLE = regex.compile(
    r"(?:chủ\s+trì|phối\s+hợp|thực\s+hiện|trách\s+nhiệm|phụ\s+trách|tham\s+mưu)[^.;:]{0,40}(?::|\s[-–]\s)"
)
_NO_ROLE = ("deadline", "deliverable", "task", "group", "other")


@dataclass(frozen=True, slots=True)
class Label:
    """A label and its value: ``value_start`` is behind its colon, ``end`` where the next label begins."""

    name: str
    value: str
    start: int
    value_start: int
    end: int

    @property
    def says_role(self) -> bool:
        return self.value not in _NO_ROLE


def label_at(folded: str, start: int, end: int) -> Label | None:
    """The label that begins at ``start``; its value runs to ``end``."""
    for entry, compiled in load_patterns("roles"):
        if not entry.name.startswith("label_"):
            break
        match = compiled.match(folded, start, end)
        if match:
            return Label(entry.name, entry.value, start, match.end(), end)
    return None


def labels_in(folded: str, start: int, end: int) -> list[Label]:
    """All labels of a paragraph, each with its own value; what stands before the first is the task."""
    first = label_at(folded, start, end)
    if first is None and not _SAYS_ROLE.search(folded, start, end):
        return []
    found = [first] if first else []
    begins = {m.end() for m in _BOUNDARY.finditer(folded, start, end)}
    commas = {m.end() for m in _COMMA.finditer(folded, start, end)}
    for at in sorted(begins | commas):
        if found and at < found[-1].value_start:
            continue
        if at in commas and not found:
            continue  # "…, phối hợp: công an, quân đội" of a sentence
        label = label_at(folded, at, end)
        if label and folded[at : label.value_start].rstrip().endswith((":", "-", "–")):
            found.append(label)
    ended = [*(label.start for label in found[1:]), end] if found else []
    return [replace(label, end=_value_end(folded, label, until)) for label, until in zip(found, ended, strict=True)]


def tasks_in(folded: str, start: int, end: int) -> Iterator[tuple[int, int, list[Label]]]:
    """(start, end of a task, the labels behind it) for each task of a paragraph that says its parts in labels.

    A paragraph that begins with a label says no task; its labels come with an empty one. What follows the last labels
    comes without any.
    """
    at = start
    group: list[Label] = []
    for label in labels_in(folded, start, end):
        if group and label.start - group[-1].end > NEAR:
            yield at, group[0].start, group
            at, group = group[-1].end, []
        group.append(label)
    if group:
        yield at, group[0].start, group
        if end - group[-1].end > NEAR:
            yield group[-1].end, end, []


def _value_end(folded: str, label: Label, until: int) -> int:
    """Before the parenthesis that closes behind the value, if it opened before the label."""
    depth = 0
    for at in range(label.value_start, until):
        depth += (folded[at] == "(") - (folded[at] == ")")
        if depth < 0:
            return at
    return until
