"""Score everything that a folder of annotations holds gold for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from extractor.cache import Cache
from extractor.compare.pairs import PairGold, PairScore, read_pairs_folder, score_pairs
from extractor.corpus import Corpus, Report, analyse_files
from extractor.errors import UsageError
from extractor.evaluate import Change, Result, compare, score_document, to_baseline
from extractor.gold import Gold, check_text, read_gold_folder

# Scores are taken as of one day, so that they are the same on every day.
_DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Scores:
    """What was scored; the gold whose files are not here; gold that does not fit; files that could not be read."""

    results: tuple[Result, ...]
    pairs: tuple[PairScore, ...]
    absent: tuple[str, ...]
    misfits: tuple[str, ...]
    unread: tuple[str, ...]
    notes: tuple[str, ...]


def default_roots(annotations: Path) -> list[Path]:
    """Where annotated files lie: beside their gold, in the project's sample corpus, and in the shared one beside the
    project."""
    folder = (annotations if annotations.is_dir() else annotations.parent).resolve()
    return [folder, folder.parent / "corpus", folder.parent.parent / "shared" / "corpus"]


def score_folder(
    annotations: Path,
    roots: Sequence[Path],
    *,
    rebase: bool = False,
    jobs: int | None = None,
    cache: Cache | None = None,
    report: Report | None = None,
) -> Scores:
    """Score documents and pairs of documents whose files are in ``roots``.

    ``rebase`` finds the places of gold anew where a text has changed, and writes the gold back. Raises UsageError
    where there is no gold, or none of its files.
    """
    golds, pairs = read_gold_folder(annotations), read_pairs_folder(annotations)
    wanted = {gold.file for gold in golds} | {file for pair in pairs for file in pair.files}
    sources = {file: path for file in sorted(wanted) if (path := _source(file, roots))}
    if not sources:
        raise UsageError(
            f"none of the {len(wanted)} annotated files is in {', '.join(map(str, roots))}; use --source-root"
        )
    corpus = analyse_files(sources.values(), as_of=_DAY, jobs=jobs, cache=cache, report=report)
    return _Scoring(corpus, sources, rebase).score(golds, pairs)


def _source(file: str, roots: Sequence[Path]) -> Path | None:
    return next((root / file for root in roots if (root / file).is_file()), None)


class _Scoring:
    def __init__(self, corpus: Corpus, sources: dict[str, Path], rebase: bool) -> None:
        self.corpus = corpus
        self.sources = sources
        self.entries = {entry.file: entry for entry in corpus.entries}
        self.rebase = rebase
        self.misfits: list[str] = []
        self.notes: list[str] = []

    def score(self, golds: Sequence[Gold], pairs: Sequence[PairGold]) -> Scores:
        here = [gold for gold in golds if gold.file in self.sources]
        pairs_here = [pair for pair in pairs if all(file in self.sources for file in pair.files)]
        results = [result for gold in here if (result := self._document(gold))]
        compared = [score for pair in pairs_here if (score := self._pair(pair))]
        scored = {gold.name for gold in here} | {pair.name for pair in pairs_here}
        names = [*(gold.name for gold in golds), *(pair.name for pair in pairs)]
        absent = [name for name in names if name not in scored]
        return Scores(tuple(results), tuple(compared), tuple(absent), tuple(self.misfits), self.corpus.errors,
                      tuple(self.notes))  # fmt: skip

    def _document(self, gold: Gold) -> Result | None:
        entry = self.entries.get(str(self.sources[gold.file]))
        if entry is None:  # could not be read: among the corpus's errors
            return None
        analysis = self.corpus.load(entry)
        try:
            held = check_text(gold, analysis.document.text, rebase=self.rebase, say=self.notes.append)
        except UsageError as misfit:
            self.misfits.append(str(misfit))
            return None
        return score_document(held, analysis)

    def _pair(self, gold: PairGold) -> PairScore | None:
        sides = [self.entries.get(str(self.sources[file])) for file in gold.files]
        if sides[0] is None or sides[1] is None:
            return None
        try:
            return score_pairs(gold, self.corpus.load(sides[0]), self.corpus.load(sides[1]), rebase=self.rebase)
        except UsageError as misfit:
            self.misfits.append(str(misfit))
            return None


def read_baseline(path: Path) -> dict[str, Any]:
    """The scores that were written before. Raises UsageError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: no such file; make it with --write-baseline") from error
    except ValueError as error:
        raise UsageError(f"{path}: not a baseline; make it anew with --write-baseline") from error
    if not isinstance(data, dict):
        raise UsageError(f"{path}: not a baseline; make it anew with --write-baseline")
    return data


def write_baseline(path: Path, scores: Scores) -> None:
    """Write the scores to compare with later; those of gold whose files are not here are kept."""
    kept = read_baseline(path) if path.exists() else {}
    data = {**{name: kept[name] for name in scores.absent if name in kept}, **_baseline(scores)}
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="")


def compare_with(baseline: dict[str, Any], scores: Scores) -> Change:
    """Gains and losses since ``baseline``, of documents and of pairs."""
    return compare(baseline, _baseline(scores))


def _baseline(scores: Scores) -> dict[str, Any]:
    pairs = {
        score.name: {"counts": {"pair": [score.right, score.missed, score.false, score.classes]}, "errors": []}
        for score in scores.pairs
    }
    return {**to_baseline(scores.results), **pairs}
