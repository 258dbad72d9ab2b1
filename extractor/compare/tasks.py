"""Tasks of two documents: a new owner, a moved deadline, a task added or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from extractor.compare.words import plain_bag, similarities
from extractor.model import Analysis, Assignment, Quote
from extractor.text import fold, squeeze

TaskClass = Literal["unchanged", "owner_changed", "moved_earlier", "moved_later", "added", "dropped"]

# Tasks are long and share much official wording, so a pair must be clearly one task.
_THRESHOLD = 0.55
_EXECUTION = regex.compile(
    r"^(?:có\s+)?(?:chịu\s+)?trách\s+nhiệm\s+(?:tổ\s+chức\s+)?(?:thi\s+hành|thực\s+hiện)\s+(?:\p{L}+\s+){1,3}này[\s./]*$"
)
_OWNING = ("lead", "colead", "implement", "direct")


@dataclass(frozen=True, slots=True)
class Task:
    """A task with who owns it, by name on the document's date and by name today."""

    provision_id: str
    text: Quote
    owners: tuple[str, ...]
    current_owners: tuple[str, ...]
    deadline: str


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What became of a task. ``fields``: owner, deadline. ``a`` or ``b`` is None where the task is not there."""

    change: TaskClass
    fields: tuple[str, ...]
    similarity: float
    a: Task | None
    b: Task | None


def diff_tasks(a: Analysis, b: Analysis) -> list[TaskChange]:
    """The tasks of ``a`` with what became of them in ``b``, then the tasks that ``b`` adds.

    Owners are compared after succession: a ministry that was merged into another is no change of owner.
    """
    mine, theirs = to_tasks(a.assignments), to_tasks(b.assignments)
    pairs = _pair(mine, theirs)
    changes = []
    for i, one in enumerate(mine):
        if i not in pairs:
            changes.append(TaskChange("dropped", (), 0.0, one, None))
            continue
        j, similarity = pairs[i]
        changes.append(_classify(one, theirs[j], similarity))
    taken = {j for j, _ in pairs.values()}
    changes += [TaskChange("added", (), 0.0, None, t) for j, t in enumerate(theirs) if j not in taken]
    return changes


def to_tasks(assignments: Sequence[Assignment]) -> list[Task]:
    """One Task for each task text, in the order of the text, with all agencies that own it."""
    # The closing "... chịu trách nhiệm thi hành Quyết định này" is in every act and no task of its own.
    assignments = [x for x in assignments if not _EXECUTION.search(fold(squeeze(x.task.text)))]
    by_span: dict[tuple[int, int], list[Assignment]] = {}
    for assignment in assignments:
        by_span.setdefault((assignment.task.start, assignment.task.end), []).append(assignment)
    tasks = []
    for _, group in sorted(by_span.items()):
        owning = [x for x in group if x.role in _OWNING] or group
        owners = tuple(dict.fromkeys(squeeze(x.agency.name) for x in owning))
        current = tuple(sorted({fold(squeeze(x.current_agency or x.agency.name)) for x in owning}))
        deadline = next((x.deadline for x in group if x.deadline), "")
        tasks.append(Task(group[0].provision_id, group[0].task, owners, current, deadline))
    return tasks


def _pair(mine: Sequence[Task], theirs: Sequence[Task]) -> dict[int, tuple[int, float]]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not mine or not theirs:
        return {}
    likeness = similarities([plain_bag(t.text.text) for t in mine], [plain_bag(t.text.text) for t in theirs])
    score = np.where(likeness >= _THRESHOLD, likeness, 0.0)
    for i, one in enumerate(mine):
        for j, other in enumerate(theirs):
            # Of tasks that read alike ("Chủ trì triển khai ..."), the one of the same owner is meant.
            if score[i, j] > 0 and one.current_owners == other.current_owners:
                score[i, j] += 0.1
    rows, columns = linear_sum_assignment(score, maximize=True)
    return {int(i): (int(j), float(likeness[i, j])) for i, j in zip(rows, columns, strict=True) if score[i, j] > 0}


def _classify(one: Task, other: Task, similarity: float) -> TaskChange:
    fields = []
    if one.current_owners != other.current_owners:
        fields.append("owner")
    if one.deadline != other.deadline:
        fields.append("deadline")
    change: TaskClass = "unchanged"
    if "owner" in fields:
        change = "owner_changed"
    elif "deadline" in fields:
        before, after = _sortable(one.deadline), _sortable(other.deadline)
        if before and after:
            change = "moved_earlier" if after < before else "moved_later"
        else:  # a deadline that comes or goes binds the task sooner or later
            change = "moved_earlier" if after else "moved_later"
    return TaskChange(change, tuple(fields), similarity, one, other)


def _sortable(deadline: str) -> str:
    """A deadline as its last day in text order: ``2025`` → ``2025-12-31``; "" for yearly, ongoing and none."""
    if regex.fullmatch(r"\d{4}", deadline):
        return f"{deadline}-12-31"
    quarter = regex.fullmatch(r"(\d{4})-Q([1-4])", deadline)
    if quarter:
        return f"{quarter[1]}-{int(quarter[2]) * 3:02d}-31"
    if regex.fullmatch(r"\d{4}-\d{2}", deadline):
        return f"{deadline}-31"
    return deadline if regex.fullmatch(r"\d{4}-\d{2}-\d{2}", deadline) else ""
