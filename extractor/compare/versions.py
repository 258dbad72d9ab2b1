"""Two versions of one act: provisions aligned by text and place, not by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.compare.marks import Piece, mark_words
from extractor.compare.words import plain_bag, similarities
from extractor.model import Analysis, Provision
from extractor.text import fold, squeeze

VersionClass = Literal["unchanged", "changed", "moved", "moved_changed", "added", "dropped"]

# Two provisions of different wording are versions of one from here on; what stands in the same place may differ more.
_THRESHOLD = 0.5
_SAME_PLACE = 0.15
# More provisions than this a side are not weighed pair by pair once the equal ones are taken out.
_MOST = 1500


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """What became of a provision's own text (its sub-provisions apart). Pieces mark the words that differ."""

    change: VersionClass
    similarity: float
    a_id: str
    b_id: str
    a_pieces: tuple[Piece, ...]
    b_pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Own:
    provision: Provision
    text: str
    key: str


def diff_versions(a: Analysis, b: Analysis) -> list[ProvisionChange]:
    """The provisions of ``a`` that have text of their own with what became of them in ``b``, then what ``b`` adds.

    Equal texts are paired first, the same place before another; the rest by likeness of words. A provision has moved
    if its parent's counterpart is not the parent of its own, or if it changed its order among its siblings; a new
    number alone is no move.
    """
    mine, theirs = _own_texts(a), _own_texts(b)
    pairs = _equal_pairs(mine, theirs)
    pairs |= _alike_pairs(mine, theirs, pairs)
    counterpart = {mine[i].provision.id: theirs[j].provision.id for i, (j, _) in pairs.items()}
    stayed = _in_order([(i, j) for i, (j, _) in sorted(pairs.items())])
    changes = []
    for i, one in enumerate(mine):
        if i not in pairs:
            changes.append(ProvisionChange("dropped", 0.0, one.provision.id, "", ((one.text, True),), ()))
            continue
        j, similarity = pairs[i]
        other = theirs[j]
        parent = counterpart.get(one.provision.parent_id, one.provision.parent_id)
        moved = i not in stayed and (parent != other.provision.parent_id or one.provision.id != other.provision.id)
        if one.key == other.key:
            kind: VersionClass = "moved" if moved else "unchanged"
        else:
            kind = "moved_changed" if moved else "changed"
        left, right = mark_words(one.text, other.text)
        changes.append(
            ProvisionChange(kind, similarity, one.provision.id, other.provision.id, tuple(left), tuple(right))
        )
    taken = {j for j, _ in pairs.values()}
    for j, other in enumerate(theirs):
        if j not in taken:
            changes.append(ProvisionChange("added", 0.0, "", other.provision.id, (), ((other.text, True),)))
    return changes


def _own_texts(analysis: Analysis) -> list[_Own]:
    """Each provision with the text that is not its children's and not its label, where there is any."""
    text, structure = analysis.document.text, analysis.structure
    found = []
    for provision in structure.provisions:
        children = structure.children(provision.id)
        pieces, at = [], max(provision.start, provision.label_end)
        for child in children:
            pieces.append(text[at : child.start])
            at = child.end
        pieces.append(text[at : provision.end])
        own = squeeze(" ".join(pieces))
        if own:
            found.append(_Own(provision, own, fold(own)))
    return found


def _equal_pairs(mine: Sequence[_Own], theirs: Sequence[_Own]) -> dict[int, tuple[int, float]]:
    free: dict[str, list[int]] = {}
    for j, other in enumerate(theirs):
        free.setdefault(other.key, []).append(j)
    pairs: dict[int, tuple[int, float]] = {}
    for same_place in (True, False):
        for i, one in enumerate(mine):
            if i in pairs:
                continue
            for j in free.get(one.key, ()):
                if not same_place or theirs[j].provision.id == one.provision.id:
                    pairs[i] = (j, 1.0)
                    free[one.key].remove(j)
                    break
    return pairs


def _alike_pairs(
    mine: Sequence[_Own], theirs: Sequence[_Own], pairs: dict[int, tuple[int, float]]
) -> dict[int, tuple[int, float]]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    taken = {j for j, _ in pairs.values()}
    left = [i for i in range(len(mine)) if i not in pairs][:_MOST]
    right = [j for j in range(len(theirs)) if j not in taken][:_MOST]
    if not left or not right:
        return {}
    likeness = similarities([plain_bag(mine[i].text) for i in left], [plain_bag(theirs[j].text) for j in right])
    score = likeness.copy()
    for x, i in enumerate(left):
        for y, j in enumerate(right):
            if mine[i].provision.id == theirs[j].provision.id:
                score[x, y] += _SAME_PLACE
            elif mine[i].provision.level != theirs[j].provision.level:
                score[x, y] -= _SAME_PLACE
    score = np.where(score >= _THRESHOLD, score, 0.0)
    rows, columns = linear_sum_assignment(score, maximize=True)
    return {left[x]: (right[y], float(likeness[x, y])) for x, y in zip(rows, columns, strict=True) if score[x, y] > 0}


def _in_order(pairs: Sequence[tuple[int, int]]) -> set[int]:
    """The left indices of a longest run of pairs that kept their order: what is not in it has moved."""
    from bisect import bisect_left

    tails: list[int] = []
    last: list[int] = []
    before: list[int] = [-1] * len(pairs)
    for index, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before[index] = last[at - 1] if at else -1
        if at == len(tails):
            tails.append(j)
            last.append(index)
        else:
            tails[at] = j
            last[at] = index
    kept: set[int] = set()
    index = last[-1] if last else -1
    while index >= 0:
        kept.add(pairs[index][0])
        index = before[index]
    return kept
