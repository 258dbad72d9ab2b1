"""Hand-made pairs of targets, and how many of them a comparison finds.

A file of pairs is JSON Lines like the other gold. Its head has ``pairs``: two sides, each ``file``, ``text_sha256``
and, where a document is compared with itself, ``years``. A row is ``a`` and ``b`` (``[start, end, figure]`` of the
figure in each text, ``phổ cập`` and the like for targets without one) and ``change``; ``optional`` rows are right if
found and no fault if not. The pairs of a file are complete: any other pair is false.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor.compare.changes import Change, diff_targets
from extractor.errors import UsageError
from extractor.gold import Gold, GoldRow, rebased, text_sha256
from extractor.model import Analysis, Target


@dataclass(frozen=True, slots=True)
class PairGold:
    """The pairs of two documents."""

    path: Path
    head: dict[str, Any]
    rows: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def files(self) -> tuple[str, str]:
        a, b = self.head["pairs"]
        return str(a["file"]), str(b["file"])


@dataclass(frozen=True, slots=True)
class PairScore:
    """Pairs found, missed and wrongly made; of the found ones, how many have the right class. ``errors`` says which."""

    name: str
    half: str
    right: int
    missed: int
    false: int
    classes: int
    errors: tuple[str, ...]


def read_pairs_folder(folder: Path) -> list[PairGold]:
    """The files of pairs among the ``*.jsonl`` of a folder, in order."""
    found = []
    for path in sorted(folder.glob("*.jsonl")) if folder.is_dir() else [folder]:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        head = json.loads(lines[0]) if lines else {}
        if isinstance(head.get("pairs"), list):
            found.append(PairGold(path, head, tuple(map(json.loads, lines[1:]))))
    return found


def score_pairs(gold: PairGold, a: Analysis, b: Analysis, *, rebase: bool = False) -> PairScore:
    """The score of comparing ``a`` with ``b``. Raises UsageError where the pairs were made for other texts.

    With ``rebase`` figures are then found anew, and the file is written back.
    """
    gold = _checked(gold, (a, b), rebase=rebase)
    sides = [_restricted(x, side.get("years")) for x, side in zip((a, b), gold.head["pairs"], strict=True)]
    made = {(_start(c.a), _start(c.b)): c for c in diff_targets(*sides) if c.a and c.b}
    right = missed = classes = 0
    errors = []
    known = set()
    for row in gold.rows:
        key = (int(row["a"][0]), int(row["b"][0]))
        known.add(key)
        change = made.get(key)
        if change is None:
            if not row.get("optional"):
                missed += 1
                errors.append(f"missed: {row['change']} {row['a'][2]} at {key[0]} -> {row['b'][2]} at {key[1]}")
            continue
        right += 1
        if change.change in str(row["change"]).split("|"):
            classes += 1
        else:
            errors.append(f"class: gold {row['change']} but was {_shown(change)}")
    false = [c for key, c in made.items() if key not in known]
    errors += [f"false: {_shown(c)}" for c in false]
    return PairScore(gold.name, str(gold.head.get("half", "")), right, missed, len(false), classes, tuple(errors))


def _start(target: Target | None) -> int:
    if target is None:
        return -1
    return (target.figure or target.quote).start


def _shown(change: Change) -> str:
    return (
        f"{change.change} {change.indicator[:60]} at {_start(change.a)} -> {_start(change.b)} ({change.similarity:.2f})"
    )


def _restricted(analysis: Analysis, years: Iterable[int] | None) -> Analysis:
    if years is None:
        return analysis
    wanted = set(years)
    return replace(analysis, targets=tuple(t for t in analysis.targets if t.year in wanted))


def _checked(gold: PairGold, analyses: tuple[Analysis, Analysis], *, rebase: bool) -> PairGold:
    head = {**gold.head, "pairs": [dict(side) for side in gold.head["pairs"]]}
    rows = [dict(row) for row in gold.rows]
    stale = False
    for key, side, analysis in zip("ab", head["pairs"], analyses, strict=True):
        text = analysis.document.text
        if side["text_sha256"] == text_sha256(text):
            continue
        if not rebase:
            raise UsageError(f"{gold.path}: made for another text of {side['file']} (its sha256 differs); see --rebase")
        stale = True
        facts = [
            GoldRow(
                "target",
                r[key][0],
                r[key][1],
                "",
                {"fact": "target", "figure": r[key][2], "near": (r[key] + [""])[3], "row": i},
            )
            for i, r in enumerate(rows)
        ]
        moved, lost = rebased(Gold(gold.path, {"text_sha256": side["text_sha256"]}, tuple(facts)), text)
        if lost:
            raise UsageError(f"{gold.path}: {len(lost)} figures of {side['file']} could not be found anew")
        for fact in moved.rows:
            rows[fact.data["row"]][key] = [fact.start, fact.end, *rows[fact.data["row"]][key][2:]]
        side["text_sha256"] = text_sha256(text)
    fresh = PairGold(gold.path, head, tuple(rows))
    if stale:
        lines = (json.dumps(r, ensure_ascii=False) + "\n" for r in (head, *rows))
        gold.path.write_text("".join(lines), encoding="utf-8", newline="")
    return fresh
