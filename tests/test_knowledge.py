"""Every pattern of every knowledge file is proved by its examples and counterexamples."""

from __future__ import annotations

import pytest

from extractor.knowledge import load_patterns, pattern_files
from extractor.text import fold

CASES = [
    (name, entry.name, compiled, text, wanted)
    for name in pattern_files()
    for entry, compiled in load_patterns(name)
    for wanted, texts in ((True, entry.examples), (False, entry.counterexamples))
    for text in texts
]


@pytest.mark.parametrize(
    ("compiled", "text", "wanted"),
    [pytest.param(c, t, w, id=f"{f}-{n}-{'yes' if w else 'no'}-{t[:40]}") for f, n, c, t, w in CASES],
)
def test_example(compiled, text, wanted):
    assert bool(compiled.search(fold(text))) is wanted
