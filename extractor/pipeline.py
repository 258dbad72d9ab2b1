"""The whole way of one document: read, structure, annotate, resolve. The only place that composes it."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from extractor.model import Analysis, Assignment, Document, Reference, Target

Ocr = Literal["auto", "never", "always"]
Fact = TypeVar("Fact", Target, Assignment, Reference)


def analyse_path(path: Path | str, *, ocr: Ocr = "auto", as_of: date | None = None) -> Analysis:
    """Everything known about the document in the file at ``path``.

    ``as_of`` is the day on which ``current_agency`` of the assignments is true. Raises ReadError.
    """
    from extractor.reading import read_document

    return analyse_document(read_document(path, ocr=ocr), as_of=as_of)


def _room(module: str, name: str) -> Callable[..., Any] | None:
    try:
        return getattr(importlib.import_module(f"extractor.{module}"), name, None)
    except ImportError:
        return None


def analyse_document(document: Document, *, as_of: date | None = None) -> Analysis:
    """The facts of a document that has been read.

    Guarantees: facts stand in the order of the text; each id is its provision's id, ``#``, a letter for the kind
    (t, a, r) and a number counted from 1 inside the provision, so ids are unique and the same in every run.
    """
    from extractor.annotate.references import find_references
    from extractor.resolve import resolve_references
    from extractor.structure import parse_structure

    structure = parse_structure(document)
    find_targets = _room("annotate.targets", "find_targets")
    find_assignments = _room("annotate.assignments", "find_assignments")
    targets = find_targets(document, structure) if find_targets else ()
    assignments = find_assignments(document, structure) if find_assignments else ()
    references = resolve_references(find_references(document, structure), document, structure)
    return Analysis(
        document,
        structure,
        _numbered(targets, "t"),
        _numbered(assignments, "a"),
        _numbered(references, "r"),
        document.diagnostics + structure.diagnostics,
    )


def _numbered(facts: Iterable[Fact], letter: str) -> tuple[Fact, ...]:
    """The facts in the order of the text, each with its id."""
    counts: Counter[str] = Counter()
    numbered = []
    for fact in sorted(facts, key=_place):
        counts[fact.provision_id] += 1
        numbered.append(replace(fact, id=f"{fact.provision_id}#{letter}{counts[fact.provision_id]}"))
    return tuple(numbered)


def _place(fact: Target | Assignment | Reference) -> tuple[int, int, int]:
    match fact:
        case Target():
            mark = fact.figure or fact.quote
            return mark.start, fact.quote.start, fact.quote.end
        case Assignment():
            return fact.task.start, fact.agency.quote.start, fact.task.end
        case Reference():
            return fact.quote.start, fact.quote.end, 0
