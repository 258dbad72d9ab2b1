"""Everything that is to be said about two or more documents side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extractor.compare.changes import CHANGE_COLUMNS, Change, diff_targets, to_change_rows
from extractor.compare.press import ReportCheck, check_report
from extractor.compare.tasks import Task, TaskChange, diff_tasks
from extractor.compare.trajectories import (
    Contradiction,
    Trajectory,
    column_name,
    find_contradictions,
    show_value,
    slices_of,
    trace_targets,
)
from extractor.compare.versions import ProvisionChange, diff_versions
from extractor.errors import UsageError
from extractor.model import Analysis, Target
from extractor.text import squeeze

Sheet = tuple[Sequence[str], list[list[Any]]]
"""Column names and rows; an unknown value is None."""


@dataclass(frozen=True)
class Comparison:
    """The documents in the order given, each next to the one after it."""

    documents: tuple[Analysis, ...]
    changes: tuple[Change, ...]
    checks: tuple[ReportCheck, ...] = ()
    tasks: tuple[TaskChange, ...] = ()
    provisions: tuple[ProvisionChange, ...] = ()
    trajectories: tuple[Trajectory, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(a.doc_id for a in self.documents)


def compare_documents(documents: Sequence[Analysis], *, tasks: bool = False, text: bool = False) -> Comparison:
    """Compare each document with the next; trajectories over all of them.

    Of a decision and a press report, what the report makes of each target is said too. ``text`` compares the
    provisions word by word; two documents of one number are compared so in any case. Raises UsageError for fewer
    than two documents.
    """
    if len(documents) < 2:
        raise UsageError("a comparison needs two documents or more")
    changes: list[Change] = []
    task_changes: list[TaskChange] = []
    provisions: list[ProvisionChange] = []
    for a, b in pairwise(documents):
        changes += diff_targets(a, b)
        if tasks:
            task_changes += diff_tasks(a, b)
        if text or _one_act(a, b):
            provisions += diff_versions(a, b)
    trajectories = trace_targets(documents)
    return Comparison(
        tuple(documents),
        tuple(changes),
        tuple(_checks(documents)),
        tuple(task_changes),
        tuple(provisions),
        tuple(trajectories),
        tuple(find_contradictions(trajectories, documents)),
    )


def _checks(documents: Sequence[Analysis]) -> list[ReportCheck]:
    if len(documents) != 2:
        return []
    press = [a.structure.metadata.kind == "bao_chi" for a in documents]
    if press == [False, True]:
        return check_report(documents[0], documents[1])
    return check_report(documents[1], documents[0]) if press == [True, False] else []


def _one_act(a: Analysis, b: Analysis) -> bool:
    one, other = a.structure.metadata, b.structure.metadata
    return bool(one.number) and (one.number, one.year, one.kind) == (other.number, other.year, other.kind)


# ---------------------------------------------------------------------------------------------- as tables

_REPORT = ("verdict", "fields", "indicator", "similarity", "decision_id", "decision_quote", "report_id", "report_quote")
_TASKS = (
    "change", "fields", "similarity", "a_provision_id", "a_task", "a_owners", "a_deadline", "b_provision_id", "b_task",
    "b_owners", "b_deadline",
)  # fmt: skip
_PROVISIONS = ("change", "similarity", "a_provision_id", "a_text", "b_provision_id", "b_text")
_CONTRADICTIONS = (
    "indicator", "scope", "year", "a_doc_id", "a_target_id", "a_value", "b_doc_id", "b_target_id", "b_value",
)  # fmt: skip


def to_sheets(comparison: Comparison) -> dict[str, Sheet]:
    """The comparison as named tables; ``changes`` is always there, the others where they have rows."""
    changes = to_change_rows(comparison.changes)
    sheets: dict[str, Sheet] = {
        "changes": (CHANGE_COLUMNS, [[_plain(row[c]) for c in CHANGE_COLUMNS] for row in changes])
    }
    more: dict[str, Sheet] = {
        "report": (_REPORT, [_report_row(c) for c in comparison.checks]),
        "trajectories": trajectory_sheet(comparison.trajectories, comparison.documents),
        "contradictions": (_CONTRADICTIONS, [_contradiction_row(c) for c in comparison.contradictions]),
        "task_changes": (_TASKS, [_task_row(c) for c in comparison.tasks]),
        "provision_changes": (_PROVISIONS, [_provision_row(c) for c in comparison.provisions]),
    }
    sheets.update((name, sheet) for name, sheet in more.items() if sheet[1])
    return sheets


def _plain(value: Any) -> Any:
    return None if value == "" else value


def trajectory_sheet(trajectories: Iterable[Trajectory], documents: Sequence[Analysis]) -> Sheet:
    """A row an indicator, ``indicator``, ``scope``, ``unit``, then a column for each document and year.

    A cell shows comparator and figure ("≥ 80%"). Indicators with most figures come first.
    """
    heads = [(doc_id, year) for doc_id, year, _ in slices_of(documents)]
    rows: list[list[Any]] = []
    for t in sorted(trajectories, key=lambda t: -len(t.points)):
        unit = next((p.target.unit for p in t.points if p.target.unit), None)
        points = (t.at(*head) for head in heads)
        rows.append([t.indicator, t.scope or None, unit, *(show_value(p.target) if p else None for p in points)])
    return ("indicator", "scope", "unit", *(column_name(*head) for head in heads)), rows


def _report_row(check: ReportCheck) -> list[Any]:
    shown = check.target or check.report
    similarity = round(check.similarity, 3) if check.target and check.report else None
    return [
        check.verdict, ";".join(check.fields) or None, squeeze(shown.indicator) if shown else None, similarity,
        *_named(check.target), *_named(check.report),
    ]  # fmt: skip


def _named(target: Target | None) -> tuple[str | None, str | None]:
    return (target.id, target.quote.text) if target else (None, None)


def _contradiction_row(clash: Contradiction) -> list[Any]:
    one, other = clash.first, clash.second
    return [
        clash.trajectory.indicator, clash.trajectory.scope or None, one.year, one.doc_id, one.target.id,
        show_value(one.target), other.doc_id, other.target.id, show_value(other.target),
    ]  # fmt: skip


def _task_row(change: TaskChange) -> list[Any]:
    similarity = round(change.similarity, 3) if change.a and change.b else None
    return [change.change, ";".join(change.fields) or None, similarity, *_task(change.a), *_task(change.b)]


def _task(task: Task | None) -> tuple[str | None, ...]:
    if task is None:
        return (None,) * 4
    return task.provision_id, squeeze(task.text.text), "; ".join(task.owners), task.deadline or None


def _provision_row(change: ProvisionChange) -> list[Any]:
    sides = ["".join(t for t, _ in pieces) or None for pieces in (change.a_pieces, change.b_pieces)]
    similarity = round(change.similarity, 3) if change.a_id and change.b_id else None
    return [change.change, similarity, change.a_id or None, sides[0], change.b_id or None, sides[1]]
