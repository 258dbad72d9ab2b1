"""Reads Vietnamese government decisions: structure, targets, assignments, references, and what changed.

``extractor.analyse(path)`` and ``extractor.analyse_corpus(paths)`` give DataFrames. Importing this package loads
nothing heavy: what is asked for comes when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.api import AnalysedCorpus, AnalysedDocument, analyse, analyse_corpus, diff, trajectories

__all__ = ["AnalysedCorpus", "AnalysedDocument", "analyse", "analyse_corpus", "diff", "trajectories"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from extractor import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
