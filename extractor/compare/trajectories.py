"""An indicator through documents and years, and acts that contradict one another about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from extractor.compare.align import THRESHOLD, alike
from extractor.compare.walls import amount, levels_of
from extractor.model import Analysis, Target
from extractor.text import fold, squeeze


@dataclass(frozen=True, slots=True)
class Point:
    """A target as one document sets it for one year."""

    doc_id: str
    year: int | None
    target: Target


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One indicator in one scope: its targets in the order of documents, then years. ``indicator`` as first worded."""

    indicator: str
    scope: str
    points: tuple[Point, ...]

    def at(self, doc_id: str, year: int | None) -> Point | None:
        return next((p for p in self.points if (p.doc_id, p.year) == (doc_id, year)), None)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two acts that want different values of one indicator in the same year, neither replacing the other."""

    trajectory: Trajectory
    first: Point
    second: Point


def trace_targets(analyses: Sequence[Analysis], *, threshold: float = THRESHOLD) -> list[Trajectory]:
    """Each indicator's way through the documents, the documents in the order given (put the oldest first).

    Slices (a document in one year) are joined one after another to the trajectories so far, each slice one to one.
    A trajectory keeps to one scope.
    """
    groups: list[list[Point]] = []
    for doc_id, year, targets in slices_of(analyses):
        for index, target in _join(groups, targets, threshold):
            if index is None:
                groups.append([Point(doc_id, year, target)])
            else:
                groups[index].append(Point(doc_id, year, target))
    return [
        Trajectory(_name(points[0].target), ", ".join(sorted(levels_of(points[0].target))), tuple(points))
        for points in groups
    ]


def _name(target: Target) -> str:
    """The indicator, and what its figure is a share of: ``Kinh tế số (GDP)``."""
    name = squeeze(target.indicator)
    return f"{name} ({squeeze(target.base)})" if target.base and fold(target.base) not in fold(name) else name


def slices_of(analyses: Sequence[Analysis]) -> Iterator[tuple[str, int | None, list[Target]]]:
    """The targets of each document by due year, the years in order, those without a year last."""
    for analysis in analyses:
        by_year: dict[int | None, list[Target]] = {}
        for target in analysis.targets:
            if target.status == "target":
                by_year.setdefault(target.year, []).append(target)
        for year in sorted(by_year, key=lambda y: (y is None, y or 0)):
            yield analysis.doc_id, year, by_year[year]


def _join(
    groups: Sequence[Sequence[Point]], targets: Sequence[Target], threshold: float
) -> Iterator[tuple[int | None, Target]]:
    """Each target with the group that it joins, or None for a group of its own."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not groups:
        yield from ((None, t) for t in targets)
        return
    members = [(g, p.target) for g, points in enumerate(groups) for p in points]
    likeness = alike(targets, [t for _, t in members])
    score = np.zeros((len(targets), len(groups)))
    for column, (group, member) in enumerate(members):
        for row, target in enumerate(targets):
            if likeness[row, column] >= threshold and levels_of(target) == levels_of(member):
                score[row, group] = max(score[row, group], likeness[row, column])
    rows, columns = linear_sum_assignment(score, maximize=True)
    joined = {int(r): int(c) for r, c in zip(rows, columns, strict=True) if score[r, c] > 0}
    for row, target in enumerate(targets):
        yield joined.get(row), target


def find_contradictions(trajectories: Sequence[Trajectory], analyses: Sequence[Analysis]) -> list[Contradiction]:
    """Pairs of acts in force with different values for the same indicator, scope and year.

    An act that replaces or repeals another (its references say so) does not contradict it; a press report is no act.
    """
    ended = _ended(analyses)
    press = {a.doc_id for a in analyses if a.structure.metadata.kind == "bao_chi"}
    found = []
    for trajectory in trajectories:
        for one, other in combinations(trajectory.points, 2):
            if one.doc_id == other.doc_id or one.year is None or one.year != other.year:
                continue
            if {one.doc_id, other.doc_id} & press or (one.doc_id, other.doc_id) in ended:
                continue
            values = amount(one.target), amount(other.target)
            if None not in values and values[0] != values[1]:
                found.append(Contradiction(trajectory, one, other))
    return found


def _ended(analyses: Sequence[Analysis]) -> set[tuple[str, str]]:
    """Pairs of documents of which one ends the other, in both orders."""
    pairs: set[tuple[str, str]] = set()
    for one in analyses:
        for reference in one.references:
            if reference.relation not in ("replaces", "repeals"):
                continue
            for other in analyses:
                metadata = other.structure.metadata
                same = fold(reference.target_number) == fold(metadata.number) and reference.target_year == metadata.year
                if reference.target_doc_id == other.doc_id or (metadata.number and same):
                    pairs |= {(one.doc_id, other.doc_id), (other.doc_id, one.doc_id)}
    return pairs


def column_name(doc_id: str, year: int | None) -> str:
    """How a document's slice is headed: ``749-QD-TTg-2020 2025``."""
    return f"{doc_id} {year}" if year is not None else doc_id


_SIGNS = {"=": "", ">": "> ", ">=": "≥ ", "<": "< ", "<=": "≤ ", "~": "≈ ", "range": ""}
_MOVES = {"level": "", "increase": "+", "decrease": "-"}


def show_value(target: Target) -> str:
    """Comparator, direction and figure in short: ``≥ 80%``, ``+7%``, ``phổ cập``."""
    if target.figure is None:
        return "phổ cập"
    return f"{_SIGNS[target.comparator]}{_MOVES[target.direction]}{squeeze(target.figure.text)}"
