"""One-to-one alignment of targets by what is measured and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractor.compare.walls import levels_of, may_pair
from extractor.compare.words import reading_of, similarities
from extractor.model import Target

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Below this nothing is paired. Set on pairs of real acts: unrelated indicators reach 0.54, reworded ones fall to 0.58.
THRESHOLD = 0.56
# Between equally alike candidates the same year is taken first, then the nearest.
_SAME_YEAR = 0.06
_YEAR_STEP = 0.004
_LEAST = 0.01
_OTHER_KIND = 0.85
_FAR = 12  # years beyond which distance no longer counts
_SAME_SCOPE = 0.04
_SAME_VALUE = 0.005  # a tie-breaker for a press article that prints a clause twice


def alike(a: Sequence[Target], b: Sequence[Target]) -> NDArray[np.float64]:
    """Similarity of each target of ``a`` with each of ``b``: 0 behind a wall, else 0..1 by the words."""
    found = similarities([reading_of(t).bag for t in a], [reading_of(t).bag for t in b])
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            if found[i, j] > 0 and not may_pair(one, other):
                found[i, j] = 0.0
            elif one.kind != other.kind:
                found[i, j] *= _OTHER_KIND  # words against a figure: only where the indicator is clearly the same
    return found


def align(a: Sequence[Target], b: Sequence[Target], *, threshold: float = THRESHOLD) -> list[tuple[int, int, float]]:
    """The best one-to-one pairing as (index in ``a``, index in ``b``, similarity), in the order of ``a``."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not a or not b:
        return []
    likeness = alike(a, b)
    # Counted from the threshold on, so that two weak pairs never outweigh a strong one.
    score = np.where(likeness >= threshold, likeness - threshold + _LEAST, 0.0)
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            if score[i, j] > 0:
                score[i, j] = max(score[i, j] + _preference(one, other), _LEAST / 2)
    rows, columns = linear_sum_assignment(score, maximize=True)
    pairs = [(int(i), int(j), float(likeness[i, j])) for i, j in zip(rows, columns, strict=True) if score[i, j] > 0]
    return sorted(pairs)


def _preference(a: Target, b: Target) -> float:
    bonus = 0.0
    if a.year is not None and a.year == b.year:
        bonus += _SAME_YEAR
    elif a.year is not None and b.year is not None:
        bonus -= _YEAR_STEP * min(abs(a.year - b.year), _FAR)
    if levels_of(a) == levels_of(b):
        bonus += _SAME_SCOPE
    if a.value is not None and a.value == b.value:
        bonus += _SAME_VALUE
    return bonus
