"""What became of each target: unchanged, raised, lowered, moved_earlier, moved_later, rescoped, added, dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from extractor.compare.align import THRESHOLD, align, alike
from extractor.compare.walls import amount, direction_of, levels_of, magnitude
from extractor.compare.words import reading_of
from extractor.model import Analysis, Target
from extractor.text import fold, squeeze

if TYPE_CHECKING:
    import pandas as pd

ChangeClass = Literal[
    "unchanged", "raised", "lowered", "moved_earlier", "moved_later", "rescoped", "added", "dropped"
]  # fmt: skip

_SIDE = (
    "doc_id", "target_id", "provision_id", "quote", "figure", "comparator", "direction", "value", "value_max", "unit",
    "year", "scope",
)  # fmt: skip
CHANGE_COLUMNS: tuple[str, ...] = (
    "change", "fields", "indicator", "similarity", *(f"a_{c}" for c in _SIDE), *(f"b_{c}" for c in _SIDE), "review",
)  # fmt: skip


# Pairs below this are shown with a doubt.
_DOUBTFUL = 0.6


@dataclass(frozen=True, slots=True)
class Change:
    """One row of changes.csv. ``a`` or ``b`` is None where that document has no such target.

    ``fields`` names what differs, of value, value_max, comparator, direction, unit, year, scope, kind, period, base.
    """

    change: ChangeClass
    fields: tuple[str, ...]
    indicator: str
    similarity: float
    a_doc: str
    b_doc: str
    a: Target | None
    b: Target | None
    repeats: str = ""
    """The target_id of the paired target that an added or dropped one only says again."""

    @property
    def review(self) -> str:
        """Why a person should look; empty where nothing is doubtful."""
        if self.a is None or self.b is None:
            return f"says again what {self.repeats} says" if self.repeats else ""
        doubts = []
        if {"value", "year"} <= set(self.fields):
            doubts.append("the figures are for different years")
        if self.similarity < _DOUBTFUL:
            doubts.append("the indicators are worded differently")
        return "; ".join(doubts)


def diff_targets(a: Analysis, b: Analysis, *, threshold: float = THRESHOLD) -> list[Change]:
    """What became of the targets of ``a`` in ``b``, in the order of ``a``, then what ``b`` adds.

    Only targets that somebody could be held to (status target) are compared. ``a`` and ``b`` may be the same
    document restricted to other targets (see ``restrict``).
    """
    mine, theirs = [_held(x) for x in (a, b)]
    pairs = {i: (j, similarity) for i, j, similarity in align(mine, theirs, threshold=threshold)}
    said = _repeated(mine, set(pairs)), _repeated(theirs, {j for j, _ in pairs.values()})
    changes = []
    for i, one in enumerate(mine):
        if i in pairs:
            j, similarity = pairs[i]
            kind, fields = classify(one, theirs[j])
            changes.append(Change(kind, fields, one.indicator, similarity, a.doc_id, b.doc_id, one, theirs[j]))
        else:
            changes.append(Change("dropped", (), one.indicator, 0.0, a.doc_id, b.doc_id, one, None, said[0].get(i, "")))
    taken = {j for j, _ in pairs.values()}
    for j, other in enumerate(theirs):
        if j not in taken:
            changes.append(
                Change("added", (), other.indicator, 0.0, a.doc_id, b.doc_id, None, other, said[1].get(j, ""))
            )
    return changes


def _repeated(targets: Sequence[Target], paired: set[int]) -> dict[int, str]:
    """Of the targets that found no pair, those that repeat one that did: alike, with its value and year."""
    taken, left = sorted(paired), [i for i in range(len(targets)) if i not in paired]
    likeness = alike([targets[i] for i in left], [targets[j] for j in taken])
    found = {}
    for row, i in enumerate(left):
        one = targets[i]
        same = [
            (likeness[row, column], -column)
            for column, j in enumerate(taken)
            if likeness[row, column] >= THRESHOLD and (one.value, one.year) == (targets[j].value, targets[j].year)
        ]
        if same:
            found[i] = targets[taken[-max(same)[1]]].id
    return found


def _held(analysis: Analysis) -> list[Target]:
    return [t for t in analysis.targets if t.status == "target"]


def classify(a: Target, b: Target) -> tuple[ChangeClass, tuple[str, ...]]:
    """The class of a pair, and the fields that differ.

    A change of scope comes first, since figures for other scopes do not compare; then the value and how strictly it
    is meant; then the year alone. A figure that became words, or words a figure, is never unchanged.
    """
    fields = _differing(a, b)
    if "scope" in fields:
        return "rescoped", fields
    order = _compare_ambition(a, b)
    if order > 0:
        return "raised", fields
    if order < 0:
        return "lowered", fields
    if "year" in fields:
        return ("moved_earlier" if (b.year or 0) < (a.year or 0) else "moved_later"), fields
    return ("rescoped" if "kind" in fields else "unchanged"), fields


def _differing(a: Target, b: Target) -> tuple[str, ...]:
    found = []
    if _reach(a) != _reach(b):
        found.append("value")
    if a.value_max != b.value_max:
        found.append("value_max")
    if a.comparator != b.comparator and "universal" not in (a.kind, b.kind):
        found.append("comparator")
    if direction_of(a) != direction_of(b):
        found.append("direction")
    if magnitude(a.unit)[1] != magnitude(b.unit)[1] and a.unit and b.unit:
        found.append("unit")
    if a.year is not None and b.year is not None and a.year != b.year:
        found.append("year")
    if levels_of(a) != levels_of(b):
        found.append("scope")
    if a.kind != b.kind:
        found.append("kind")
    if a.period != b.period:
        found.append("period")
    if a.base and b.base and squeeze(fold(a.base)) != squeeze(fold(b.base)):
        found.append("base")
    return tuple(found)


# How strictly a figure is meant, for equal figures of which more is better; "~ 80" binds least, "> 80" most.
_STRICT_UP = {"~": 0, "<": 0, "<=": 0, "range": 1, "=": 2, ">=": 3, ">": 4}
_STRICT_DOWN = {"~": 0, ">": 0, ">=": 0, "range": 1, "=": 2, "<=": 3, "<": 4}


def is_lower_better(target: Target) -> bool:
    """Whether a smaller figure is the more ambitious: a rank, a ceiling, poverty; not a cut ("giảm 30%")."""
    if direction_of(target) == "decrease":
        return False
    if target.kind == "rank":
        return True
    if target.direction == "level" and target.comparator in ("<", "<="):
        return True
    return reading_of(target).lower


def _compare_ambition(a: Target, b: Target) -> int:
    """1 where ``b`` wants more than ``a``, -1 where less, 0 where as much or where they do not compare."""
    one, other = _reach(a), _reach(b)
    if one is None or other is None:
        return 0
    down = is_lower_better(a) or is_lower_better(b)
    if one != other:
        return 1 if (other < one) == down else -1
    if a.kind == "universal" or b.kind == "universal":
        return 0
    if a.value_max != b.value_max and a.value_max is not None and b.value_max is not None:
        return 1 if (b.value_max < a.value_max) == down else -1
    strict = _STRICT_DOWN if down else _STRICT_UP
    step = strict[b.comparator] - strict[a.comparator]
    return (step > 0) - (step < 0)


def _reach(target: Target) -> Decimal | None:
    """The figure that ambition is measured by; "phổ cập" reaches all, that is 100 percent."""
    if target.kind == "universal":
        return Decimal(100)
    return amount(target)


def to_change_rows(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The rows of changes.csv, keyed by CHANGE_COLUMNS; an unknown value is None or ""."""
    return [
        {
            "change": c.change,
            "fields": ";".join(c.fields),
            "indicator": squeeze(c.indicator),
            "similarity": round(c.similarity, 3) if c.a and c.b else None,
            **_side("a", c.a_doc, c.a),
            **_side("b", c.b_doc, c.b),
            "review": c.review,
        }
        for c in changes
    ]


def _side(prefix: str, doc_id: str, target: Target | None) -> dict[str, Any]:
    if target is None:
        return {f"{prefix}_{c}": None for c in _SIDE}
    figure = target.figure.text if target.figure else ""
    values = (
        doc_id, target.id, target.provision_id, target.quote.text, figure, target.comparator, target.direction,
        target.value, target.value_max, target.unit, target.year, target.scope,
    )  # fmt: skip
    return {f"{prefix}_{c}": v for c, v in zip(_SIDE, values, strict=True)}


def to_change_frame(changes: Sequence[Change]) -> pd.DataFrame:
    """changes.csv as a DataFrame: fixed columns, nullable types, unknown is ``<NA>``."""
    import pandas as pd

    rows = to_change_rows(changes)
    types = {c: "string" for c in CHANGE_COLUMNS}
    types |= {"similarity": "Float64", "a_year": "Int64", "b_year": "Int64"}
    types |= {f"{p}_{c}": "Float64" for p in "ab" for c in ("value", "value_max")}
    frame = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))
    for column, type_ in types.items():
        values = [None if v in ("", None) else float(v) if type_ == "Float64" else v for v in frame[column]]
        frame[column] = pd.array(values, dtype=type_)  # type: ignore[call-overload]
    return frame
