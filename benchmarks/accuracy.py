"""Print the README's table of accuracy, from the gold in annotations/.

python benchmarks/accuracy.py
"""

from __future__ import annotations

from pathlib import Path

from extractor.cache import open_cache
from extractor.evaluate import Count, totals
from extractor.scoring import default_roots, score_folder

ANNOTATIONS = Path(__file__).resolve().parents[1] / "annotations"


def percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def main() -> None:
    scores = score_folder(ANNOTATIONS, default_roots(ANNOTATIONS), cache=open_cache())
    groups = totals(scores.results, lambda result, kind: [result.gold.half])
    print("| | half | gold files | facts | precision | recall | F1 | wholly right |")
    print("|---|---|---|---|---|---|---|---|")
    for fact in ("target", "assignment", "reference"):
        for half in ("tune", "report", "sample", "invented", "unread"):
            count = groups.get((fact, half), Count())
            if (fact, half) not in groups:
                continue
            here = [r for r in scores.results if r.gold.half == half and fact in r.gold.facts]
            whole = percent(count.share("whole")) if fact == "target" else ""
            cells = (f"{fact}s", half, len(here), count.right + count.missed, percent(count.precision),
                     percent(count.recall), percent(count.f1), whole)  # fmt: skip
            print("| " + " | ".join(map(str, cells)) + " |")
    for half in ("tune", "report", "sample"):
        pairs = [p for p in scores.pairs if p.half == half]
        count = Count(sum(p.right for p in pairs), sum(p.missed for p in pairs), sum(p.false for p in pairs))
        classes = sum(p.classes for p in pairs) / count.right if count.right else None
        cells = ("compared pairs", half, len(pairs), count.right + count.missed, percent(count.precision),
                 percent(count.recall), percent(count.f1), percent(classes))  # fmt: skip
        print("| " + " | ".join(map(str, cells)) + " |")
    for problem in (*scores.misfits, *scores.unread):
        print(f"\nnot scored: {problem}")
    if scores.absent:
        print(f"\nnot scored, the files are not here: {', '.join(scores.absent)}")


if __name__ == "__main__":
    main()
