"""The whole way of one document: read, structure, annotate, resolve. The only place that composes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from extractor.model import Analysis, Assignment, Diagnostic, Document, Reference, Structure, Target

Ocr = Literal["auto", "never", "always"]
Fact = TypeVar("Fact", Target, Assignment, Reference)


def analyse_path(path: Path | str, *, ocr: Ocr = "auto", as_of: date | None = None) -> Analysis:
    """Everything known about the document in the file at ``path``.

    ``as_of`` is the day on which ``current_agency`` of the assignments is true. Raises ReadError.
    """
    from extractor.reading import read_document

    return analyse_document(read_document(path, ocr=ocr), as_of=as_of)


def analyse_document(document: Document, *, as_of: date | None = None) -> Analysis:
    """The facts of a document that has been read.

    Guarantees: facts stand in the order of the text; each id is its provision's id, ``#``, a letter for the kind
    (t, a, r) and a number counted from 1 inside the provision, so ids are unique and the same in every run. Where
    one kind of fact cannot be found because of a fault in the program, the others are there and an error says so.
    """
    from extractor.structure import parse_structure

    structure = parse_structure(document)
    faults: list[Diagnostic] = []
    targets = _found("targets", _targets, document, structure, faults)
    assignments = _found("assignments", _assignments, document, structure, faults)
    references = _found("references", _references, document, structure, faults)
    return Analysis(
        document,
        structure,
        _numbered(targets, "t"),
        _numbered(assignments, "a"),
        _numbered(references, "r"),
        (*document.diagnostics, *structure.diagnostics, *faults),
    )


INTERNAL_ERROR = "internal-error"
"""The code of a diagnostic that tells a fault of the program rather than of the document."""


def _found(
    what: str,
    find: Callable[[Document, Structure], Iterable[Fact]],
    document: Document,
    structure: Structure,
    faults: list[Diagnostic],
) -> tuple[Fact, ...]:
    try:
        return tuple(find(document, structure))
    except Exception as error:
        message = f"{document.source.file}: {what} are missing because of a fault; {type(error).__name__}: {error}"
        faults.append(Diagnostic("error", INTERNAL_ERROR, message))
        return ()


def _targets(document: Document, structure: Structure) -> Iterable[Target]:
    from extractor.annotate.targets import find_targets

    return find_targets(document, structure)


def _assignments(document: Document, structure: Structure) -> Iterable[Assignment]:
    from extractor.annotate.assignments import find_assignments

    return find_assignments(document, structure)


def _references(document: Document, structure: Structure) -> Iterable[Reference]:
    from extractor.annotate.references import find_references
    from extractor.resolve import resolve_references

    return resolve_references(find_references(document, structure), document, structure)


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
