"""How right the facts are: predicted against hand-made gold, by counting, and what changed since a baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extractor.corpus import number_key
from extractor.gold import Gold, GoldRow
from extractor.model import Analysis, Assignment, Reference, Target
from extractor.text import fold, squeeze

Fact = Target | Assignment | Reference

# The fields that must all be right at once for a target to count as wholly right; the others are scored alone.
WHOLE = ("value", "unit", "comparator", "direction", "year", "provision")

# Characters of context on either side of an error.
_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is wrong: ``what`` is missed, false, or wrong (found, but ``fields`` differ).

    ``key`` names it without words of the text; ``line`` says it for a person, with its context.
    """

    file: str
    fact: str
    what: str
    key: str
    line: str
    fields: tuple[str, ...] = ()


@dataclass
class Count:
    """Counts of one group. Scores are None where nothing was there to be scored."""

    right: int = 0  # found, one to one
    missed: int = 0
    false: int = 0
    fields: dict[str, int] = field(default_factory=dict)  # of the found ones, right in this field

    @property
    def precision(self) -> float | None:
        return self.right / (self.right + self.false) if self.right + self.false else None

    @property
    def recall(self) -> float | None:
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        total = 2 * self.right + self.missed + self.false
        return 2 * self.right / total if total else None

    def share(self, name: str) -> float | None:
        """Of the found ones, how many are right in a field."""
        return self.fields.get(name, 0) / self.right if self.right else None

    def add(self, other: Count) -> None:
        self.right += other.right
        self.missed += other.missed
        self.false += other.false
        for name, n in other.fields.items():
            self.fields[name] = self.fields.get(name, 0) + n


Groups = dict[tuple[str, str], Count]
"""(fact, kind of that fact) → counts."""


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of one document."""

    gold: Gold
    groups: Groups
    errors: tuple[Error, ...]

    def count(self, fact: str) -> Count:
        total = Count()
        for (name, _), count in self.groups.items():
            if name == fact:
                total.add(count)
        return total


def score_document(gold: Gold, analysis: Analysis) -> Result:
    """Match the facts of one document with its gold, one to one.

    Only the kinds of fact that the gold says are complete are scored, and where it says ``within``, only facts in
    those provisions. A wrong value (target), role (assignment) or place (reference) is both missed and false.
    """
    scorer = _Scorer(gold, analysis)
    predicted: dict[str, Sequence[Fact]] = {
        "target": analysis.targets,
        "assignment": analysis.assignments,
        "reference": analysis.references,
    }
    for fact in gold.facts:
        scorer.score(fact, predicted[fact])
    return Result(gold, scorer.groups, tuple(sorted(scorer.errors, key=lambda e: (e.fact, e.key))))


class _Scorer:
    def __init__(self, gold: Gold, analysis: Analysis) -> None:
        self.gold = gold
        self.document = analysis.document
        self.within = [p for i in gold.within if (p := analysis.structure.by_id.get(i))]
        self.groups: Groups = {}
        self.errors: list[Error] = []

    def score(self, fact: str, facts: Sequence[Fact]) -> None:
        rows = [r for r in self.gold.rows if r.fact == fact and self._is_within(r.start, r.provision_id)]
        mine = [f for f in facts if self._is_within(_mark(f)[0], f.provision_id)]
        if fact == "assignment":
            rows = _unique(rows, lambda r: (r.provision_id, fold(squeeze(r.data["agency"])), r.data["role"]))
            mine = _unique(mine, lambda f: (f.provision_id, fold(f.agency.name), f.role))
        pairs = _pairs(rows, mine)
        matched_rows, matched_facts = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, j in pairs:
            self._matched(rows[i], mine[j])
        for i, row in enumerate(rows):
            if i not in matched_rows and _is_required(row):
                self._group(fact, _kind(row)).missed += 1
                self._error(fact, "missed", row.key, row.start, row.end, _gold_line(row))
        for j, item in enumerate(mine):
            if j not in matched_facts and _is_claim(item):
                start, end = _mark(item)
                self._group(fact, _kind(item)).false += 1
                self._error(fact, "false", _fact_key(item), start, end, _fact_line(item))

    def _matched(self, row: GoldRow, item: Fact) -> None:
        if not _is_required(row) or not _is_claim(item):
            return  # right, but nobody had to find it
        fields = _fields(row, item)
        count = self._group(row.fact, _kind(row))
        count.right += 1
        for name, right in fields.items():
            count.fields[name] = count.fields.get(name, 0) + right
        if isinstance(item, Target):
            count.fields["whole"] = count.fields.get("whole", 0) + all(fields[name] for name in WHOLE)
        wrong = tuple(name for name, right in fields.items() if not right)
        if wrong:
            line = f"{_gold_line(row)}  but was  {_fact_line(item)}"
            self._error(row.fact, "wrong", row.key, row.start, row.end, line, wrong)

    def _group(self, fact: str, kind: str) -> Count:
        return self.groups.setdefault((fact, kind), Count())

    def _is_within(self, start: int, provision_id: str) -> bool:
        if not self.gold.within:
            return True
        return any(p.start <= start < p.end for p in self.within) or any(
            provision_id == i or provision_id.startswith(f"{i}__") for i in self.gold.within
        )

    def _error(
        self, fact: str, what: str, key: str, start: int, end: int, line: str, fields: tuple[str, ...] = ()
    ) -> None:
        text = self.document.text
        context = (
            f"…{text[max(0, start - _CONTEXT) : start]}[[{text[start:end]}]]{text[end : end + _CONTEXT]}…"
            if end - start <= 2 * _CONTEXT
            else f"[[{text[start : start + 2 * _CONTEXT]}…]]"
        )
        self.errors.append(Error(self.gold.file, fact, what, key, f"{line}\n      {squeeze(context)}", fields))


def _unique(items: Iterable[Any], key: Callable[[Any], Any]) -> list[Any]:
    return list({key(item): item for item in reversed(list(items))}.values())[::-1]


def _mark(item: Fact) -> tuple[int, int]:
    """The span by which a fact is found: the figure, the agency's name, the reference itself."""
    match item:
        case Target():
            quote = item.figure or item.quote
        case Assignment():
            quote = item.agency.quote
        case Reference():
            quote = item.quote
    return quote.start, quote.end


def _is_required(row: GoldRow) -> bool:
    return not row.optional and row.data.get("status", "target") == "target"


def _is_claim(item: Fact) -> bool:
    """Whether the fact is one that somebody could be held to. Rows of another status claim nothing."""
    return not isinstance(item, Target) or item.status == "target"


def _kind(item: GoldRow | Fact) -> str:
    if isinstance(item, GoldRow):
        return str(item.data.get("role" if item.fact == "assignment" else "kind", ""))
    return item.role if isinstance(item, Assignment) else item.kind


# ---------------------------------------------------------------------------------------------- matching


def _pairs(rows: Sequence[GoldRow], items: Sequence[Fact]) -> list[tuple[int, int]]:
    """One-to-one pairs of the indices of rows and facts that mean the same; the likest are paired first."""
    candidates = []
    starts = sorted(range(len(items)), key=lambda j: _mark(items[j])[0])
    for i, row in enumerate(rows):
        for j in starts:
            if (likeness := _likeness(row, items[j])) is not None:
                candidates.append((-likeness, i, j))
    pairs: list[tuple[int, int]] = []
    used_rows: set[int] = set()
    used_items: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in used_rows and j not in used_items:
            used_rows.add(i)
            used_items.add(j)
            pairs.append((i, j))
    return sorted(pairs)


def _likeness(row: GoldRow, item: Fact) -> int | None:
    """How many fields agree, where the fact is the row's; else None."""
    if isinstance(item, Assignment):
        if row.data["role"] != item.role or not _is_in_place(row, item.provision_id):
            return None
        same_name = _same(row.data["agency"], item.agency.name)
        if not same_name and not _overlap(row, item):
            return None
        return sum(_fields(row, item).values()) + 2 * same_name
    if not _overlap(row, item):
        return None
    if isinstance(item, Target):
        status = row.data.get("status", "target")
        if not (_same_value(row, item) and status == item.status):
            return None
    elif row.data.get("kind") != item.kind or not _same_place(row, item):
        return None
    return sum(_fields(row, item).values())


def _is_in_place(row: GoldRow, provision_id: str) -> bool:
    """The row's own provision, or one that it says is as right: all in ``under`` (a task whose roles stand in lines
    of their own, or in the one unnumbered paragraph below the heading)."""
    under = row.data.get("under")
    return provision_id == row.provision_id or bool(
        under and (provision_id == under or provision_id.startswith(f"{under}__"))
    )


def _overlap(row: GoldRow, item: Fact) -> bool:
    start, end = _mark(item)
    return start < row.end and row.start < end


def _same(one: object, other: object) -> bool:
    return fold(squeeze(str(one or ""))) == fold(squeeze(str(other or "")))


def _same_unit(one: object, other: object, *, counted: bool) -> bool:
    """Whether two units are one. What is counted may go by its head noun or by a longer name: "trạm", "trạm BTS"."""
    a, b = sorted((fold(squeeze(str(one or ""))), fold(squeeze(str(other or "")))), key=len)
    return a == b or (counted and bool(a) and b.startswith((f"{a} ", f"{a},")))


def _same_value(row: GoldRow, item: Target) -> bool:
    return _number(row.data.get("value")) == item.value and (
        _number(row.data.get("value_max")) == item.value_max or item.value_max is None
    )


def _number(value: object) -> Decimal | None:
    return Decimal(str(value)) if value not in (None, "") else None


def _same_place(row: GoldRow, item: Reference) -> bool:
    if item.kind == "internal":
        return bool(row.data.get("target_provision_id", "") == item.target_provision_id)
    return number_key(row.data.get("target_number") or "") == number_key(item.target_number)


def _fields(row: GoldRow, item: Fact) -> dict[str, bool]:
    data = row.data
    match item:
        case Target():
            return {
                "kind": data["kind"] == item.kind,
                "value": _number(data.get("value_max")) == item.value_max,
                "unit": _same_unit(data.get("unit"), item.unit, counted=data["kind"] == "count"),
                "comparator": data["comparator"] == item.comparator,
                "direction": data["direction"] == item.direction,
                "year": data.get("year") == item.year,
                "year_start": data.get("year_start") == item.year_start,
                "provision": row.provision_id == item.provision_id,
                "scope": _same(data.get("scope"), item.scope),
                "indicator": all(_has(item.indicator, word) for word in data.get("keywords", ())),
            }
        case Assignment():
            return {
                "agency": _same(data["agency"], item.agency.name),
                "deadline": _same(data.get("deadline"), item.deadline),
                "task": all(_has(item.task.text, word) for word in data.get("keywords", ())),
            }
        case Reference():
            return {
                "relation": data.get("relation", "cites") == item.relation,
                "provision": row.provision_id == item.provision_id,
            }


def _has(text: str, word: str) -> bool:
    return fold(squeeze(word)) in fold(squeeze(text))


# ---------------------------------------------------------------------------------------------- words for people


def _gold_line(row: GoldRow) -> str:
    d = row.data
    if row.fact == "target":
        value = f"{d.get('value', '')}{'-' + str(d['value_max']) if d.get('value_max') else ''}"
        parts = [d["kind"], d["comparator"], d["direction"], value, d.get("unit"), d.get("year"), d.get("scope")]
        return f"gold {_joined(parts)} {d.get('keywords', [])} at {row.provision_id}"
    if row.fact == "assignment":
        return f"gold {d['agency']} {d['role']} {d.get('deadline', '')} at {row.provision_id}"
    return f"gold {d.get('kind')} {d.get('target_provision_id') or d.get('target_number')} at {row.provision_id}"


def _fact_line(item: Fact) -> str:
    match item:
        case Target():
            value = f"{item.value}{f'-{item.value_max}' if item.value_max is not None else ''}"
            parts = [item.kind, item.comparator, item.direction, value, item.unit, item.year, item.scope]
            return f"{_joined(parts)} ({squeeze(item.indicator)}) at {item.provision_id} <{item.rule}>"
        case Assignment():
            return f"{item.agency.name} {item.role} {item.deadline} at {item.provision_id} <{item.rule}>"
        case Reference():
            target = item.target_provision_id or f"{item.target_number} {item.target_year or ''}"
            return f"{item.kind} {target} {item.status} {item.relation} at {item.provision_id}"


def _joined(parts: Iterable[object]) -> str:
    return " ".join(str(p) for p in parts if p not in (None, ""))


def _fact_key(item: Fact) -> str:
    start, end = _mark(item)
    match item:
        case Target():
            told_apart = f"{item.value} {item.year or ''}"
        case Assignment():
            told_apart = item.role
        case Reference():
            told_apart = item.target_provision_id or item.target_number
    return " ".join(f"{type(item).__name__.lower()} {start}:{end} {item.provision_id} {told_apart}".split())


# ---------------------------------------------------------------------------------------------- totals and baseline


def totals(results: Iterable[Result], by: Callable[[Result, str], Iterable[str]]) -> dict[tuple[str, str], Count]:
    """Counts summed by (fact, group): ``by(result, kind)`` names the groups that a kind of a document belongs to."""
    sums: dict[tuple[str, str], Count] = {}
    for result in results:
        for (fact, kind), count in result.groups.items():
            for group in by(result, kind):
                sums.setdefault((fact, group), Count()).add(count)
    return dict(sorted(sums.items()))


VIEWS: dict[str, Callable[[Result, str], Iterable[str]]] = {
    "all": lambda result, kind: ["all"],
    "half": lambda result, kind: [result.gold.half],
    "class": lambda result, kind: [str(result.gold.head.get("class", ""))],
    "kind": lambda result, kind: [kind],
    "format": lambda result, kind: [str(result.gold.head.get("format", ""))],
    "document": lambda result, kind: [result.gold.name],
}
"""What the scores are grouped by."""


def to_baseline(results: Iterable[Result]) -> dict[str, Any]:
    """What is kept to compare with later: counts and the names of errors by gold file; no words of the texts."""
    return {
        result.gold.name: {
            "counts": {
                fact: [count.right, count.missed, count.false, count.fields.get("whole", 0)]
                for fact in result.gold.facts
                for count in [result.count(fact)]
            },
            "errors": sorted({_baseline_key(error) for error in result.errors}),
        }
        for result in sorted(results, key=lambda r: r.gold.name)
    }


def _baseline_key(error: Error) -> str:
    return " ".join([error.what, error.key, *error.fields])


# The fourth count of these kinds of fact, and what it says of the ones that were found.
_WHOLLY_RIGHT = {"target": "target wholly right", "pair": "pair class right"}


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the baseline. ``scores``: name → (before, now) over the gold that both hold."""

    gains: tuple[str, ...]
    losses: tuple[str, ...]
    scores: dict[str, tuple[float | None, float | None]]
    absent: tuple[str, ...]  # gold of the baseline that were not scored now

    @property
    def worse(self) -> tuple[str, ...]:
        """The scores that fell."""
        return tuple(name for name, (before, now) in self.scores.items() if (now or 0) < (before or 0))


def compare(baseline: dict[str, Any], now: dict[str, Any]) -> Change:
    """Gains and losses since ``baseline``: errors gone and errors new, and the scores of both over the gold that
    both hold. ``now`` is what would be the new baseline."""
    both = [name for name in now if name in baseline]
    gains, losses = [], []
    for name in both:
        before, after = set(baseline[name]["errors"]), set(now[name]["errors"])
        gains += [f"{name}: {key}" for key in sorted(before - after)]
        losses += [f"{name}: {key}" for key in sorted(after - before)]
    scores = {}
    for fact in sorted({fact for name in both for fact in now[name]["counts"]}):
        old, new = (_summed(data, both, fact) for data in (baseline, now))
        scores[f"{fact} F1"] = (old.f1, new.f1)
        if whole := _WHOLLY_RIGHT.get(fact):
            scores[whole] = (old.share("whole"), new.share("whole"))
    absent = tuple(name for name in sorted(baseline) if name not in now)
    return Change(tuple(gains), tuple(losses), scores, absent)


def _summed(data: dict[str, Any], names: Iterable[str], fact: str) -> Count:
    total = Count()
    for name in names:
        right, missed, false, whole = data[name]["counts"].get(fact, (0, 0, 0, 0))
        total.add(Count(right, missed, false, {"whole": whole}))
    return total
