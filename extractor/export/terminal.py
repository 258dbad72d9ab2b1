"""What the command line prints, as text and rich tables; printing itself is the command line's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.table import Table

from extractor.compare.pairs import PairScore
from extractor.evaluate import Change, Count, Result
from extractor.tasks import Task, Unowned

# The summary lists documents one by one up to this many; beyond, only their sum.
_MOST_LISTED = 40


def summary_parts(summary: dict[str, Any], out: Path) -> Iterator[Table | str]:
    """What a run found, by document, and where it is written."""
    table = _table()
    table.add_column("document", no_wrap=True)
    for name in ("targets", "tasks", "references"):
        table.add_column(name, justify="right")
    documents = summary["documents"]
    if len(documents) <= _MOST_LISTED:
        for doc_id, counts in documents.items():
            table.add_row(doc_id, *(f"{n:,}" for n in counts))
    sums = [sum(counts[i] for counts in documents.values()) for i in range(3)]
    table.add_row(_counted(len(documents), "document"), *(f"{n:,}" for n in sums), style="bold")
    yield table
    notes = [f"written to {out}"]
    if summary["failed"]:
        notes.append(f"{summary['failed']} of {_counted(summary['files'], 'file')} could not be read, see diagnostics")
    if summary["duplicates"]:
        notes.append(f"{_counted(summary['duplicates'], 'duplicate')} left out")
    yield "; ".join(notes)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def task_line(row: Task | Unowned) -> str:
    """Place, agency, role and deadline of a task, and its words."""
    page = f" page {row.page}" if row.page else ""
    place = f"{row.doc_id} {row.provision_id}{page}"
    if isinstance(row, Unowned):
        return f"{place}\n    {row.text}"
    named = f" -> {row.refers_to}" if row.refers_to else ""
    deadline = f", by {row.deadline}" if row.deadline else ""
    moved = f" (now {row.current_agency})" if row.current_agency not in ("", row.agency) else ""
    return f"{place}{named}: {row.agency}{moved}: {row.role}{deadline}\n    {row.text}"


def error_lines(results: Iterable[Result], pairs: Iterable[PairScore], *, half: str = "") -> Iterator[str]:
    """Every error with its context; of one half of the documents only, where ``half`` names it."""
    for result in results:
        if not half or result.gold.half == half:
            for error in result.errors:
                fields = f" [{', '.join(error.fields)}]" if error.fields else ""
                yield f"{error.file}: {error.fact} {error.what}{fields}: {error.line}"
    for score in pairs:
        if not half or score.half == half:
            yield from (f"{score.name}: pair {error}" for error in score.errors)


def score_tables(view: str, groups: dict[tuple[str, str], Count]) -> Iterator[Table | str]:
    """Scores in percent, one line a group and one table a kind of fact; a score that is not defined stays empty."""
    for fact in sorted({fact for fact, _ in groups}):
        chosen = [(group, count) for (name, group), count in groups.items() if name == fact]
        fields = sorted({name for _, count in chosen for name in count.fields} - {"whole"})
        if fact == "target":
            fields = ["whole", *fields]
        table = _table(f"{fact}s by {view}")
        table.add_column(view, no_wrap=True)
        for name in ("right", "missed", "false", "precision", "recall", "F1", *fields):
            table.add_column(name, justify="right", no_wrap=True)
        for group, count in chosen:
            scores = (count.precision, count.recall, count.f1, *(count.share(name) for name in fields))
            table.add_row(group, str(count.right), str(count.missed), str(count.false), *map(_percent, scores))
        yield table
        yield ""


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def change_lines(change: Change) -> Iterator[str]:
    """Gains, losses and scores since a baseline."""
    for title, mark, keys in (("gains", "+", change.gains), ("losses", "-", change.losses)):
        yield f"{title} since the baseline: {len(keys)}"
        yield from (f"  {mark} {key}" for key in keys)
    for name, (before, now) in change.scores.items():
        old, new = ("-" if score is None else f"{100 * score:.2f}" for score in (before, now))
        yield f"{name}: {old} -> {new}{'  WORSE' if name in change.worse else ''}"
    if change.absent:
        yield f"not compared, the files are not here: {', '.join(change.absent)}"


def _table(title: str | None = None) -> Table:
    return Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
