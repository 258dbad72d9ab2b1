"""A comparison for the terminal: rich tables, the direction in a sign and a word, and in colour where there is any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.table import Table
from rich.text import Text

from extractor.compare.comparison import Comparison, trajectory_sheet
from extractor.compare.pairs import PairScore
from extractor.compare.tasks import TaskChange
from extractor.compare.trajectories import show_value
from extractor.export.diff_html import SIGNS
from extractor.model import Target
from extractor.text import squeeze

_COLOURS = {
    "raised": "green", "moved_earlier": "green", "lowered": "red", "moved_later": "red", "dropped": "red",
    "wrong": "red", "omitted": "yellow", "rounded": "yellow", "rescoped": "yellow", "owner_changed": "yellow",
    "added": "cyan", "unsupported": "yellow",
}  # fmt: skip
# Indicators and tasks are cut to this many characters; the page and the tables hold them whole.
_SHOWN = 72

_Row = tuple[str, str, str, str]  # class, what, on the one side, on the other


def comparison_parts(comparison: Comparison) -> Iterator[Table | str]:
    """Tables of what changed, then one line of counts for each."""
    a, b = comparison.names[:2] if len(comparison.names) == 2 else ("before", "after")
    if comparison.checks:
        rows = [
            (c.verdict, _indicator(c.target or c.report), _value(c.target), _value(c.report)) for c in comparison.checks
        ]
        yield _table("what the report says", ("verdict", "indicator", "decision", "report"), rows)
        yield _counts(c.verdict for c in comparison.checks)
    else:
        for (one, other), group in groupby(comparison.changes, key=lambda c: (c.a_doc, c.b_doc)):
            changes = list(group)
            changed: list[_Row] = [
                (c.change, _indicator(c.a or c.b), _value(c.a), _value(c.b)) for c in changes if c.change != "unchanged"
            ]
            yield _table("targets", ("change", "indicator", one, other), changed)
            yield _counts(c.change for c in changes)
    if len(comparison.names) > 2:
        head, lines = trajectory_sheet(comparison.trajectories, comparison.documents)
        table = _empty("trajectories")
        for name in head:
            table.add_column(name, overflow="fold")
        for line in lines:
            if sum(v is not None for v in line[3:]) > 1:
                table.add_row(_short(str(line[0])), *("" if v is None else str(v) for v in line[1:]))
        yield table
    for clash in comparison.contradictions:
        one, other = clash.first, clash.second
        yield (
            f"contradiction: {_short(clash.trajectory.indicator)} in {one.year}: "
            f"{show_value(one.target)} in {one.doc_id}, {show_value(other.target)} in {other.doc_id}"
        )
    if comparison.tasks:
        shown = [_task_row(c) for c in comparison.tasks if c.change != "unchanged"]
        yield _table("tasks", ("change", "task", a, b), shown)
        yield _counts(c.change for c in comparison.tasks)
    if comparison.provisions:
        places = [
            (p.change, "", p.a_id, p.b_id) for p in comparison.provisions if p.change != "unchanged"
        ]  # fmt: skip
        yield _table("text", ("change", "", a, b), places)
        yield _counts(p.change for p in comparison.provisions)


def pair_table(scores: Sequence[PairScore]) -> Table:
    """How many hand-made pairs comparisons find, in percent, by the halves of the gold and over all."""
    table = _empty("compared targets")
    table.add_column("pairs", no_wrap=True)
    for name in ("right", "missed", "false", "precision", "recall", "class"):
        table.add_column(name, justify="right", no_wrap=True)
    halves = [h for h in ("report", "tune", "sample") if any(s.half == h for s in scores)]
    groups = [(s.name, [s]) for s in scores] + [(h, [s for s in scores if s.half == h]) for h in halves]
    for name, group in [*groups, ("all", list(scores))]:
        right, missed, false = (sum(getattr(s, field) for s in group) for field in ("right", "missed", "false"))
        shares = ((right, right + false), (right, right + missed), (sum(s.classes for s in group), right))
        shown = [f"{100 * part / whole:.1f}" if whole else "" for part, whole in shares]
        table.add_row(name, str(right), str(missed), str(false), *shown)
    return table


def _task_row(change: TaskChange) -> _Row:
    task = change.a or change.b
    sides = [
        "; ".join(t.owners) + (f", by {t.deadline}" if t.deadline else "") if t else "" for t in (change.a, change.b)
    ]
    return change.change, _short(squeeze(task.text.text)) if task else "", sides[0], sides[1]


def _table(title: str, head: Iterable[str], rows: Iterable[_Row]) -> Table:
    table = _empty(title)
    for name in head:
        table.add_column(name, overflow="fold")
    for kind, *cells in rows:
        table.add_row(Text(f"{SIGNS[kind]} {kind}", style=_COLOURS.get(kind, "")), *cells)
    return table


def _empty(title: str) -> Table:
    return Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")


def _counts(kinds: Iterable[str]) -> str:
    counts = Counter(kinds)
    return ", ".join(f"{counts[k]} {k}" for k in SIGNS if counts[k]) or "nothing to compare"


def _indicator(target: Target | None) -> str:
    return _short(squeeze(target.indicator)) if target else ""


def _value(target: Target | None) -> str:
    if target is None:
        return ""
    facts = [show_value(target), f"by {target.year}" if target.year else "", target.scope]
    return ", ".join(f for f in facts if f)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rsplit(" ", 1)[0] + " …"
