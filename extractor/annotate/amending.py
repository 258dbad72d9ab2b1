"""Places in amending acts: what "khoản 2 Điều 3" is, where an act changes another or gives it new wording."""

from __future__ import annotations

import regex

from extractor.annotate.acts import Act
from extractor.model import Document, Passage, Relation, Structure

_SENTENCE_ROOM = 200
"""Characters before a place in which the verb of its sentence stands."""
_AMENDING = regex.compile(
    r"(?<![\p{L}])(?:sửa đổi|bổ sung|(?P<repeals>bãi bỏ)|thay thế|thay cụm từ|bỏ cụm từ|bổ sung cụm từ)(?![\p{L}])"
)
_AS_FOLLOWS = regex.compile(r"như[ ]sau[ ]*:?[ ]*$", regex.VERBOSE)
_CLOSING_QUOTE = regex.compile(r"[\"”][ ]*[.;,]?[ ]*$", regex.VERBOSE)


def new_wording(document: Document, structure: Structure) -> list[tuple[int, int]]:
    """The spans of quoted new wording: from a quote behind "như sau:" to the passage that ends with a closing one."""
    found, start, follows = [], -1, False
    for passage in sorted(structure.passages, key=lambda p: p.start):
        words = document.text[passage.start : passage.end].strip()
        opening = document.text[max(0, passage.start - _LABEL_ROOM) : passage.start + 1]
        if start < 0 and follows and regex.search(r"[\"“]", opening):
            start = passage.start
        if start >= 0 and _CLOSING_QUOTE.search(words):
            found.append((start, passage.end))
            start = -1
        follows = start < 0 and bool(_AS_FOLLOWS.search(document.folded[passage.start : passage.end]))
    return found


_LABEL_ROOM = 12
"""Characters of a label with its quote before a passage ("“Điều 12a. ")."""


def amended_act(
    document: Document,
    structure: Structure,
    passage: Passage,
    span: tuple[int, bool],
    amended: list[Act],
    wording: list[tuple[int, int]],
) -> tuple[Act, Relation] | None:
    """The act that a place really stands in, and how the document stands to it; None for a place in the document.

    ``span`` is the place's start, and whether it names this act. "1. Sửa đổi khoản 2 Điều 3 như sau" under "Điều 1.
    Sửa đổi, bổ sung Nghị định X" is a place in X. So is what the quoted new wording calls "Điều này" and "Nghị định
    này": it is X that will say it.
    """
    start, this = span
    sentence = document.folded[max(passage.start, start - _SENTENCE_ROOM) : start]
    verbs = list(_AMENDING.finditer(regex.split(r"[;.](?=\s)", sentence)[-1]))
    quoted = any(low <= start < high for low, high in wording)
    if not quoted and (not verbs or this):
        return None
    relation: Relation = "cites" if quoted else "repeals" if verbs[-1]["repeals"] else "amends"
    for lead in [passage, *(structure.passages[i] for i in passage.leads)]:
        inside = [a for a in amended if lead.start <= a.start < lead.end]
        if inside:
            return inside[0], relation
    if quoted and len({a.number for a in amended}) == 1:
        return amended[-1], relation
    return None
