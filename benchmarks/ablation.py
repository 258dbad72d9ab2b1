"""Print what underthesea's words contribute to the targets of the gold in annotations/.

python benchmarks/ablation.py
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from unittest import mock

from extractor.annotate import clauses, figures, target_cells
from extractor.evaluate import Count, totals
from extractor.language import find_words
from extractor.scoring import default_roots, score_folder

ANNOTATIONS = Path(__file__).resolve().parents[1] / "annotations"
Patches = Mapping[tuple[ModuleType, str], Callable[[str], object]]
VERB_SYLLABLES = 3  # syllables of a segment that may be one verb


def is_tagged_verb(segment: str) -> bool:
    """Whether a segment is one verb by underthesea's tag, in place of the list in ``subjects.yaml``."""
    words = find_words(segment.strip(" ,"))
    return len(segment.split()) <= VERB_SYLLABLES and bool(words) and words[0].tag.startswith("V")


NO_NOUNS: Patches = {(figures, "noun_end"): lambda _text: 0, (target_cells, "noun_end"): lambda _text: 0}
VARIANTS: Mapping[str, Patches] = {
    "as it is: noun boundaries": {},
    "without noun boundaries": NO_NOUNS,
    "noun boundaries and verb tags": {(clauses, "_is_bare_verb"): is_tagged_verb},
}


def percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def count_targets(patches: Patches) -> Count:
    """The score of all targets with some functions replaced. Nothing is cached."""
    holds = [mock.patch.object(module, name, function) for (module, name), function in patches.items()]
    for hold in holds:
        hold.start()
    try:
        # one job: a process of its own would not be patched
        scores = score_folder(ANNOTATIONS, default_roots(ANNOTATIONS), jobs=1)
    finally:
        for hold in reversed(holds):
            hold.stop()
    return totals(scores.results, lambda _result, _kind: ["all"]).get(("target", "all"), Count())


def main() -> None:
    print("| underthesea | right | missed | false | F1 | indicator | wholly right |")
    print("|---|---|---|---|---|---|---|")
    for name, patches in VARIANTS.items():
        count = count_targets(patches)
        cells = (name, count.right, count.missed, count.false, percent(count.f1), percent(count.share("indicator")),
                 percent(count.share("whole")))  # fmt: skip
        print("| " + " | ".join(map(str, cells)) + " |")


if __name__ == "__main__":
    main()
