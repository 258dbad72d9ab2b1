"""Indicators as weighted words: underthesea's words, concepts as single words, weights from the texts compared."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import regex

from extractor.knowledge import load_patterns, load_yaml
from extractor.model import Target
from extractor.text import fold, squeeze

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A concept stands for several words; a shared one is worth as much as this many.
_CONCEPT_WEIGHT = 2.5
# The syllables of a compound count a little by themselves, since compounds are cut differently from text to text.
_SYLLABLE_WEIGHT = 0.34
# Similarity is mostly the cosine; the rest is containment, since one document words an indicator at more length.
_COSINE_SHARE = 0.7
# Exceptions, lists, purposes, wholes behind the indicator ("(trừ ...)", ", bao gồm ...", "trong tổng chi") count less.
_TAIL_WEIGHT = 0.3
_TAIL = regex.compile(
    r"""\(|[,;][ ]*(?:được|bao[ ]gồm|gồm|trừ|trong[ ]đó|nhất[ ]là|góp[ ]phần|phục[ ]vụ|để
      |nhằm|bảo[ ]đảm|từng[ ]bước|có|kể[ ]cả|không[ ]kể)(?!\p{L})
    |(?<!\p{L})(?:bao[ ]gồm|góp[ ]phần|nhằm|trừ|trong[ ]tổng)(?!\p{L})""",
    regex.VERBOSE,
)
_WORD = regex.compile(r"[\p{L}\d]+(?:[._/-][\p{L}\d]+)*")
_NUMBER = regex.compile(r"[\d.,/%]+")

Bag = dict[str, float]
"""A word's share in a text: 1 for a word of the indicator itself."""


@cache
def _common() -> frozenset[str]:
    return frozenset(word for line in load_yaml("comparison")["words"] for word in line)


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator for comparison: its words with their share, its index if it is one, who is counted."""

    bag: Bag
    index: str
    who: str
    lower: bool


@cache
def _abbreviations() -> tuple[regex.Pattern[str], dict[str, str]]:
    words = load_yaml("comparison")["abbreviations"]
    names = "|".join(map(regex.escape, sorted(words, key=len, reverse=True)))
    return regex.compile(rf"(?<![\p{{L}}\d])(?:{names})(?![\p{{L}}\d])"), words


def expand(folded: str) -> str:
    """Folded text with the abbreviations of indicators written out: ``hồ sơ tthc`` → ``hồ sơ thủ tục hành chính``."""
    pattern, words = _abbreviations()
    return pattern.sub(lambda match: words[match.group()], folded)


@lru_cache(maxsize=1 << 14)
def read_indicator(indicator: str) -> Reading:
    """The words of an indicator, its concepts taken out as single words. Equal strings give the same object."""
    folded = expand(squeeze(fold(indicator)))
    index, who, lower = "", "", False
    concepts: list[str] = []
    rest = folded
    for pattern, compiled in load_patterns("concepts"):
        sort, _, name = pattern.value.partition(" ")
        match = compiled.search(rest if sort == "concept" else folded)
        if not match:
            continue
        if sort == "index" and not index:
            index = name
        elif sort == "concept":
            concepts.append(name)
            rest = compiled.sub(" ", rest)
        elif sort == "who" and not who:
            who = name
        elif sort == "lower":
            lower = True
    bag: Bag = {f"={name}": _CONCEPT_WEIGHT for name in [*concepts, *([index] if index else [])]}
    tail = _TAIL.search(rest)
    cut = tail.start() if tail else len(rest)
    for part, share in ((rest[:cut], 1.0), (rest[cut:], _TAIL_WEIGHT)):
        for word in _words(part):
            if word in _common() or _NUMBER.fullmatch(word):
                continue
            bag[word] = max(bag.get(word, 0.0), share)
            for syllable in word.split("_"):
                key = f"~{syllable}"
                bag[key] = max(bag.get(key, 0.0), share * _SYLLABLE_WEIGHT)
    return Reading(bag, index, who, lower)


def reading_of(target: Target) -> Reading:
    """The indicator with what its figure is a share of ("Kinh tế số" of "GDP")."""
    return read_indicator(f"{target.indicator} {target.base}".strip())


def _words(text: str) -> list[str]:
    """underthesea's words, lower case, compounds joined by ``_``."""
    if not text.strip():
        return []
    segment: Callable[..., Any] = _segmenter()
    return [w for w in (_clean(word) for word in segment(text)) if w]


def _clean(word: str) -> str:
    return "_".join(_WORD.findall(word.lower()))


@lru_cache(maxsize=1)
def _segmenter() -> Callable[[str], list[str]]:
    from underthesea import word_tokenize  # loads its model on import

    segment: Callable[[str], list[str]] = word_tokenize
    return segment


def plain_bag(text: str) -> Bag:
    """A cheap bag for long texts (tasks, provisions): syllables and pairs of syllables, no segmentation."""
    syllables = [w for w in _WORD.findall(fold(text)) if not w.isdigit() or len(w) == 4]
    bag: Bag = {}
    for a, b in pairwise(syllables):
        bag[f"{a}_{b}"] = bag.get(f"{a}_{b}", 0.0) + 1
    bag.update(dict.fromkeys((f"~{s}" for s in syllables), 1.0))
    return bag


def similarities(left: Sequence[Bag], right: Sequence[Bag]) -> NDArray[np.float64]:
    """The matrix of similarities in 0..1 (rows ``left``). Weights: inverse document frequency over both sides."""
    import numpy as np
    from scipy.sparse import csr_matrix

    if not left or not right:
        return np.zeros((len(left), len(right)))
    frequency: Counter[str] = Counter()
    for bag in (*left, *right):
        frequency.update(bag.keys())
    total = len(left) + len(right)
    # Half a document of smoothing, so that what stands once on each side still weighs more than what all share.
    weight = {word: math.log(1 + total / (n + 0.5)) for word, n in frequency.items()}
    place = {word: i for i, word in enumerate(sorted(frequency))}

    def matrix(bags: Iterable[Bag]) -> Any:
        rows, columns, values = [], [], []
        for row, bag in enumerate(bags):
            for word, share in bag.items():
                rows.append(row)
                columns.append(place[word])
                values.append(math.sqrt(weight[word] * min(share, 3.0)))
        return csr_matrix((values, (rows, columns)), shape=(rows[-1] + 1 if rows else 1, len(place)))

    a, b = _padded(matrix(left), len(left)), _padded(matrix(right), len(right))
    shared = np.asarray((a @ b.T).todense())
    size_a = np.asarray(a.multiply(a).sum(axis=1)).ravel()
    size_b = np.asarray(b.multiply(b).sum(axis=1)).ravel()
    product = np.sqrt(np.outer(size_a, size_b))
    smaller = np.minimum.outer(size_a, size_b)
    # What little words contain proves little: containment counts in full from half the usual size on.
    usual = max(float(np.median(np.concatenate([size_a, size_b]))) / 2, 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = np.where(product > 0, shared / product, 0.0)
        contained = np.where(smaller > 0, shared / smaller, 0.0) * np.minimum(1.0, smaller / usual)
    found: NDArray[np.float64] = np.clip(_COSINE_SHARE * cosine + (1 - _COSINE_SHARE) * contained, 0.0, 1.0)
    found[cosine > 1 - 1e-6] = 1.0
    return found


def _padded(matrix: Any, rows: int) -> Any:
    matrix.resize((rows, matrix.shape[1]))
    return matrix
