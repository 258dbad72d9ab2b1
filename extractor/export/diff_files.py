"""A comparison into a folder: tables, the page, a plot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from extractor.compare.comparison import Comparison, to_sheets
from extractor.errors import UsageError
from extractor.export.diff_html import diff_page
from extractor.export.folder import new_folder
from extractor.export.tables import write_table

FORMATS = ("csv", "xlsx")


def parse_formats(text: str) -> tuple[str, ...]:
    """``"csv,xlsx"`` as names. Raises UsageError for one that a comparison is not written as."""
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in FORMATS:
            raise UsageError(f"--format {name}: a comparison is written as {' or '.join(FORMATS)}")
    return names or FORMATS[:1]


def export_comparison(comparison: Comparison, out: Path, *, formats: Sequence[str] = ("csv",)) -> list[str]:
    """Write ``changes`` and the other tables as csv or xlsx, and ``diff.html``, into the folder ``out``.

    All or nothing. Returns the names of the files. Raises OutputError.
    """
    sheets = to_sheets(comparison)
    with new_folder(out, key="", summary={"rows": {n: len(rows) for n, (_, rows) in sheets.items()}}) as folder:
        for name, (head, rows) in sheets.items():
            for suffix in formats:
                write_table(folder / f"{name}.{suffix}", name, head, rows)
        (folder / "diff.html").write_text(comparison_page(comparison), encoding="utf-8", newline="")
        return sorted(p.name for p in folder.iterdir())


def comparison_page(comparison: Comparison) -> str:
    """The comparison as one HTML page."""
    names = comparison.names
    sides = (names[0], names[1]) if len(names) == 2 else ("before", "after")
    return diff_page(
        " → ".join(names),
        names=sides,
        changes=comparison.changes,
        checks=comparison.checks,
        tasks=comparison.tasks,
        provisions=[p for p in comparison.provisions if p.change != "unchanged"],
        trajectories=comparison.trajectories if len(names) > 2 or comparison.contradictions else (),
        contradictions=comparison.contradictions,
    )
