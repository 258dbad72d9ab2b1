"""Targets in tables: rows of indicators, columns of values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.annotate.modality import Modality
from extractor.annotate.target_years import YearFinder
from extractor.model import AgencyMention, Document, Structure, Target


def find_table_targets(
    document: Document,
    structure: Structure,
    modality: Modality,
    years: YearFinder,
    agencies: Sequence[AgencyMention],
) -> Iterator[Target]:
    """Targets of the tables whose layout tells indicator from value."""
    yield from ()
