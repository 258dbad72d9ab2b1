"""The whole way of one document: read, structure, annotate, resolve. The only place that composes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from extractor.model import Analysis, Assignment, Diagnostic, Document, Reference, Target

Ocr = Literal["auto", "never", "always"]
Fact = TypeVar("Fact", Target, Assignment, Reference)
Found = TypeVar("Found")

INTERNAL_ERROR = "internal-error"
"""The code of a diagnostic that tells a fault of the program rather than of the document."""


def analyse_path(path: Path | str, *, ocr: Ocr = "auto", as_of: date | None = None) -> Analysis:
    """Everything known about the document in the file at ``path``. Raises ReadError.

    ``as_of`` is the day for which assignments say the ``current_agency``; without it they leave that empty.
    """
    return analyse_document(read_document(path, ocr=ocr), as_of=as_of)


def read_document(path: Path | str, *, ocr: Ocr = "auto") -> Document:
    """The document in a file, by the reader of its format. Raises ReadError."""
    from extractor.reading import read_document

    return read_document(path, ocr=ocr)


def analyse_document(document: Document, *, as_of: date | None = None) -> Analysis:
    """The facts of a document that has been read.

    Guarantees: facts stand in the order of the text; each id is its provision's id, ``#``, a letter for the kind
    (t, a, r) and a number counted from 1 inside the provision, so ids are unique and the same in every run. Where
    one kind of fact cannot be found because of a fault in the program, the others are there and an error says so.
    """
    from extractor.annotate.agencies import find_agencies
    from extractor.annotate.assignments import find_assignments
    from extractor.annotate.references import find_references
    from extractor.annotate.targets import find_targets
    from extractor.resolve import resolve_references
    from extractor.structure import parse_structure

    structure = parse_structure(document)
    faults: list[Diagnostic] = []

    def found(what: str, find: Callable[[], Iterable[Found]]) -> tuple[Found, ...]:
        try:
            return tuple(find())
        except Exception as error:
            message = f"{document.source.file}: {what} are missing because of a fault; {type(error).__name__}: {error}"
            faults.append(Diagnostic("error", INTERNAL_ERROR, message))
            return ()

    references = found(
        "references", lambda: resolve_references(find_references(document, structure), document, structure)
    )
    agencies = found("agencies", lambda: find_agencies(document, structure))
    assignments = found(
        "assignments", lambda: find_assignments(document, structure, agencies=agencies, references=references)
    )
    targets = found("targets", lambda: find_targets(document, structure, agencies=agencies))
    analysis = Analysis(
        document,
        structure,
        _numbered(targets, "t"),
        _numbered(assignments, "a"),
        _numbered(references, "r"),
        (*document.diagnostics, *structure.diagnostics, *faults),
    )
    return follow_agencies(analysis, as_of) if as_of else analysis


def follow_agencies(analysis: Analysis, as_of: date) -> Analysis:
    """The analysis with the agencies that hold its assignments on ``as_of``, and marks on what the district level had
    to reach. For one made without ``as_of``."""
    from extractor.annotate.assignments import with_current_agency

    issued_on = analysis.structure.metadata.issued_on
    assignments = tuple(with_current_agency(a, issued_on, as_of) for a in analysis.assignments)
    targets = tuple(_with_level(t, as_of) for t in analysis.targets)
    return replace(analysis, assignments=assignments, targets=targets)


def _with_level(target: Target, as_of: date) -> Target:
    """The target, marked for review where it is laid on a level of government that is no more."""
    from extractor.knowledge.agencies import abolished_level

    doubt = abolished_level(f"{target.scope} {target.indicator}", as_of=as_of)
    if not doubt or doubt in target.review:
        return target
    return replace(target, review="; ".join(filter(None, (target.review, doubt))))


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
