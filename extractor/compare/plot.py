"""Trajectories as a picture: value over due year, one line a document, one panel an indicator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from extractor.compare.trajectories import Trajectory
from extractor.compare.walls import amount, magnitude
from extractor.errors import ExtractorError

# Panels beyond this many are not legible on one page; the longest trajectories are drawn.
_MOST = 12
_COLUMNS = 3
_MARKERS = "osD^vP*X"
# Figures and lines are told apart by marker and dash too, not by colour alone.
_DASHES = ("-", "--", ":", "-.")
_TITLE_WIDTH = 46


def plot_trajectories(trajectories: Sequence[Trajectory], path: Path | str) -> Path:
    """Draw to ``path`` (.png or .svg). Indicators with one figure only are left out; raises if none is left.

    The same trajectories give the same bytes.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise ExtractorError("plots need matplotlib: pip install 'decree-extractor[plot]'") from error
    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "trajectories"
    import matplotlib.pyplot as plt
    from matplotlib.lines import Line2D

    drawn = [t for t in trajectories if len(_points(t)) > 1]
    drawn = sorted(drawn, key=lambda t: -len(_points(t)))[:_MOST]
    if not drawn:
        raise ExtractorError("no indicator has figures for two years or documents: nothing to draw")
    path = Path(path)
    documents = list(dict.fromkeys(p.doc_id for t in drawn for p in t.points))
    columns = min(_COLUMNS, len(drawn))
    rows = math.ceil(len(drawn) / columns)
    figure, panels = plt.subplots(rows, columns, figsize=(4.6 * columns, 3.4 * rows), squeeze=False)
    for index, panel in enumerate(panels.flat):
        if index >= len(drawn):
            panel.set_axis_off()
            continue
        _draw(panel, drawn[index], documents)
    handles = [Line2D([], [], **_style(i), label=d) for i, d in enumerate(documents)]
    figure.legend(handles=handles, loc="lower center", ncols=min(4, len(handles)), frameon=False)
    figure.tight_layout(rect=(0, 0.5 / (3.4 * rows), 1, 1))
    metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    figure.savefig(path, metadata=metadata, dpi=120)
    plt.close(figure)
    return path


def _style(index: int) -> dict[str, Any]:
    return {"marker": _MARKERS[index % 8], "linestyle": _DASHES[index % 4], "color": f"C{index % 10}"}


def _points(trajectory: Trajectory) -> list[tuple[str, int, float]]:
    return [
        (p.doc_id, p.year, float(value))
        for p in trajectory.points
        if p.year is not None and (value := amount(p.target)) is not None
    ]


def _draw(axes: Any, trajectory: Trajectory, documents: Sequence[str]) -> None:
    points = _points(trajectory)
    for i, doc_id in enumerate(documents):
        mine = sorted((y, v) for d, y, v in points if d == doc_id)
        if mine:
            axes.plot([y for y, _ in mine], [v for _, v in mine], **_style(i))
    years = sorted({y for _, y, _ in points})
    axes.set_xticks(years)
    if trajectory.points[0].target.kind == "rank":
        axes.invert_yaxis()  # a smaller rank is better: up is up
    title = trajectory.indicator + (f" ({trajectory.scope})" if trajectory.scope else "")
    lines = wrap(title, _TITLE_WIDTH, max_lines=2, placeholder=" …")
    axes.set_title("\n".join(lines), fontsize=9)
    unit = next((p.target.unit for p in trajectory.points if p.target.unit), "")
    axes.set_ylabel(magnitude(unit)[1] or unit, fontsize=8)
    axes.grid(alpha=0.3)
