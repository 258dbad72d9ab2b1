"""A decision against a report of it: which targets were told rightly, rounded, told wrongly, left out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.compare.align import align
from extractor.compare.changes import classify
from extractor.compare.walls import amount
from extractor.model import Analysis, Target

ReportClass = Literal["right", "rounded", "wrong", "omitted", "unsupported"]

# A report words an indicator more freely than another act does.
_THRESHOLD = 0.42
# A rounded figure is off by no more than this share of itself.
_ROUNDING = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """One target and what a report made of it. ``report`` is None where it is omitted, ``target`` where the report
    gives a target that the decision does not have (unsupported). ``fields`` names what is wrong or rounded."""

    verdict: ReportClass
    fields: tuple[str, ...]
    similarity: float
    target: Target | None
    report: Target | None


def check_report(decision: Analysis, article: Analysis) -> list[ReportCheck]:
    """Every target of the decision with what the article says of it, then what the article says besides.

    An article that gives a target twice (a box, a page printed twice) is checked by the better of the two.
    """
    mine = [t for t in decision.targets if t.status == "target"]
    theirs = [t for t in article.targets if t.status == "target"]
    pairs = {i: (j, similarity) for i, j, similarity in align(mine, theirs, threshold=_THRESHOLD)}
    checks = []
    for i, target in enumerate(mine):
        if i not in pairs:
            checks.append(ReportCheck("omitted", (), 0.0, target, None))
            continue
        j, similarity = pairs[i]
        fields = tuple(f for f in classify(target, theirs[j])[1] if f in _TOLD)
        # A report that says no year or no scope leaves it out, which its headline may have said.
        said = tuple(
            f for f in fields if not (f == "year" and theirs[j].year is None) and f not in ("comparator", "scope")
        )
        verdict: ReportClass = "right"
        if said:
            verdict = "rounded" if said == ("value",) and _is_rounded(target, theirs[j]) else "wrong"
        elif "comparator" in fields and {target.comparator, theirs[j].comparator} & {"~", "range"}:
            verdict = "rounded"
        checks.append(ReportCheck(verdict, fields, similarity, target, theirs[j]))
    taken = {j for j, _ in pairs.values()}
    checks += [
        ReportCheck("unsupported", (), 0.0, None, t)
        for j, t in enumerate(theirs)
        if j not in taken and not _twice(t, theirs, taken)
    ]
    return checks


_TOLD = frozenset({"value", "value_max", "comparator", "direction", "unit", "year", "scope", "kind"})


def _is_rounded(target: Target, report: Target) -> bool:
    exact, told = amount(target), amount(report)
    if exact is None or told is None or exact == 0:
        return False
    coarser = len(told.normalize().as_tuple().digits) < len(exact.normalize().as_tuple().digits)
    return coarser and abs(told - exact) <= abs(exact) * _ROUNDING


def _twice(target: Target, others: list[Target], taken: set[int]) -> bool:
    """The article's second printing of a target that has been checked."""
    kept = [others[j] for j in sorted(taken)]
    same = [o for o in kept if (o.value, o.kind, o.unit) == (target.value, target.kind, target.unit)]
    return bool(same and align([target], same, threshold=_THRESHOLD))
