"""Facts as spaCy spans, for displaCy, scoring and ``nlp.pipe``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extractor.language import add_words, to_doc
from extractor.model import Assignment, Document, Reference, Target

if TYPE_CHECKING:
    from spacy.tokens import Doc


def to_spacy(
    document: Document,
    *,
    targets: Iterable[Target] = (),
    assignments: Iterable[Assignment] = (),
    references: Iterable[Reference] = (),
    words: bool = False,
) -> Doc:
    """The document's text as a spaCy Doc whose ``doc.spans`` mirror the facts.

    Groups: ``targets`` (the clause, labelled by kind), ``figures`` (labelled by status), ``assignments`` (the agency,
    labelled by role), ``references`` (labelled by relation); with ``words`` underthesea's words of the target clauses.
    Tokens are syllables, so ``doc.text == document.text``. Facts themselves stay outside spaCy.
    """
    found = list(targets)
    doc = to_doc(
        document.text,
        {
            "targets": [(t.quote.start, t.quote.end, t.kind) for t in found],
            "figures": [(t.figure.start, t.figure.end, t.status) for t in found if t.figure is not None],
            "assignments": [(a.agency.quote.start, a.agency.quote.end, a.role) for a in assignments],
            "references": [(r.quote.start, r.quote.end, r.relation) for r in references],
        },
    )
    if words:
        for target in found:
            add_words(doc, target.quote.start, target.quote.end)
    return doc
