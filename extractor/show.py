"""A document as a tree, and a provision with what was found in it, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from extractor.errors import UsageError
from extractor.model import Analysis, Assignment, Provision, Reference, Target
from extractor.text import squeeze

# A heading is shown up to this many characters in a tree, a task where its words stand above in full.
_TREE_WORDS, _TASK_WORDS = 80, 60


def tree_lines(analysis: Analysis) -> Iterator[tuple[int, str]]:
    """Depth and one line for each provision: its id's last part, its heading, and how many facts stand in it."""
    structure = analysis.structure
    facts: dict[str, list[int]] = {}
    kinds: tuple[tuple[Target | Assignment | Reference, ...], ...] = (
        analysis.targets,
        analysis.assignments,
        analysis.references,
    )
    for column, several in enumerate(kinds):
        for fact in several:
            facts.setdefault(fact.provision_id, [0, 0, 0])[column] += 1
    depths: dict[str, int] = {"": -1}
    for provision in structure.provisions:
        depth = depths[provision.id] = depths.get(provision.parent_id, -1) + 1
        counts = facts.get(provision.id, [0, 0, 0])
        names = ("targets", "assignments", "references")
        marks = ", ".join(f"{n} {name if n > 1 else name[:-1]}" for n, name in zip(counts, names, strict=True) if n)
        line = provision.id.rsplit("__", 1)[-1]
        if words := _opening(analysis, provision):
            line += f"  {words}"
        yield depth, line + (f"  [{marks}]" if marks else "")


def _opening(analysis: Analysis, provision: Provision) -> str:
    return _short(provision.heading or analysis.document.text[provision.label_end : provision.end], _TREE_WORDS)


def find_provision(analysis: Analysis, name: str) -> Provision:
    """The provision with this id, or the only one whose id ends so. Raises UsageError with candidates."""
    by_id = analysis.structure.by_id
    if name in by_id:
        return by_id[name]
    found = [p for p in by_id if f"__{p}".endswith(f"__{name}")]
    if len(found) == 1:
        return by_id[found[0]]
    near = found or get_close_matches(name, by_id, n=5, cutoff=0.4)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise UsageError(f"{analysis.doc_id} has {'several provisions' if found else 'no provision'} {name!r}{hint}")


def provision_text(analysis: Analysis, name: str) -> str:
    """The words of the provision, then the facts in it and below it, one a line."""
    provision = find_provision(analysis, name)
    start, end = provision.start, provision.end
    page = analysis.document.page_at(start)
    lines = [provision.id + (f"  (page {page})" if page else ""), ""]
    lines += [analysis.document.text[start:end].strip(), ""]
    lines += _section("targets", [_target(t) for t in analysis.targets if start <= t.quote.start < end])
    lines += _section("tasks", [_assignment(a) for a in analysis.assignments if start <= a.task.start < end])
    lines += _section("references", [_reference(r) for r in analysis.references if start <= r.quote.start < end])
    return "\n".join(lines).rstrip()


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"{title}:", *(f"  {line}" for line in lines), ""] if lines else []


def _target(t: Target) -> str:
    value = f"{t.comparator} {t.value}" + (f" - {t.value_max}" if t.value_max is not None else "")
    figure = f"{value} {t.unit}".strip() if t.value is not None else t.kind
    direction = "" if t.direction == "level" else f" ({t.direction})"
    year = f" by {t.year}" if t.year else ""
    status = "" if t.status == "target" else f"  [{t.status}]"
    review = f"  (look: {t.review})" if t.review else ""
    return f"{squeeze(t.indicator)}: {figure}{direction}{year}{status}  <{t.rule}>{review}"


def _assignment(a: Assignment) -> str:
    deadline = f" by {a.deadline}" if a.deadline else ""
    refs = f" -> {'; '.join(a.refs)}" if a.refs else ""
    review = f"  (look: {a.review})" if a.review else ""
    return f"{a.agency.name}: {a.role}{deadline}: {_short(a.task.text, _TASK_WORDS)}{refs}  <{a.rule}>{review}"


def _short(text: str, limit: int) -> str:
    words = squeeze(text)
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + " …"


def _reference(r: Reference) -> str:
    target = (
        r.target_provision_id or r.target_doc_id or " ".join(filter(None, (r.target_number, str(r.target_year or ""))))
    )
    return f"{squeeze(r.quote.text)} -> {target} ({r.relation}, {r.status})"
