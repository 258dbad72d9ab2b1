"""Words of Vietnamese: spaCy tokens that lose nothing, underthesea's words and tags as spans over them.

spaCy tokens are syllables, digits and punctuation; they never move a boundary. underthesea's words are computed only
for the short clauses that ask for them (``find_words``), because tagging a whole decision takes longer than every
rule together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}]*|\p{N}+|\s+|.", regex.DOTALL)
_CACHED_CLAUSES = 4096  # clauses repeat within a document (table heads, article printed twice)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of underthesea at ``start:end`` with its tag (N noun, Np name, V verb, A adjective, E preposition ...)."""

    start: int
    end: int
    tag: str


def find_tokens(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of syllables, numbers, punctuation marks and white space that tile ``text``."""
    return tuple(m.span() for m in _TOKEN.finditer(text))


@lru_cache(maxsize=_CACHED_CLAUSES)
def find_words(text: str) -> tuple[Word, ...]:
    """underthesea's words of a clause, aligned with ``text``; empty where its rewriting cannot be aligned.

    underthesea eats white space and moves tone marks (Hoá to Hóa), but keeps the number of letters: so its words are
    laid along the text's visible characters.
    """
    from underthesea import pos_tag

    visible = [i for i, char in enumerate(text) if not char.isspace()]
    if not visible:
        return ()
    words: list[Word] = []
    at = 0
    for form, tag in pos_tag(" ".join(text.split())):
        length = sum(1 for char in form if not char.isspace())
        if length == 0:
            continue
        if at + length > len(visible):
            return ()
        words.append(Word(visible[at], visible[at + length - 1] + 1, tag))
        at += length
    return tuple(words) if at == len(visible) else ()


def noun_end(text: str) -> int:
    """Where the noun that begins ``text`` ends: the head of "1000 chuyên gia về ..."; 0 if no noun begins it."""
    words = find_words(text)
    if not words or not words[0].tag.startswith(("N", "M", "L")):
        return 0
    end = 0
    for word in words:
        if not word.tag.startswith("N") or (end and word.tag == "Np"):
            break
        end = word.end
        if word.tag not in ("Nc", "Nu"):
            break  # one noun; a classifier takes the noun behind it
    return end


class Tokenizer:
    """spaCy tokenizer over ``find_tokens``: ``doc.text == text`` for any text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for start, end in find_tokens(text):
            piece = text[start:end]
            if piece.startswith(" ") and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
                piece = piece[1:]
                if not piece:
                    continue
            words.append(piece)
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> Tokenizer:
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        return None

    def from_disk(self, _path: object, **_: object) -> Tokenizer:
        return self


@cache
def load_nlp() -> Language:
    """A blank spaCy pipeline with the lossless tokenizer. Made once."""
    import spacy

    nlp = spacy.blank("xx")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    return nlp


def to_doc(text: str, groups: Mapping[str, Iterable[tuple[int, int, str]]] = {}) -> Doc:
    """``text`` as a spaCy Doc whose ``doc.spans[name]`` mirror the given ``(start, end, label)`` spans.

    A boundary inside a token (``100%các``) is widened to the token, so no span is lost.
    """
    doc = load_nlp()(text)
    for name, spans in groups.items():
        made: list[Span] = []
        for start, end, label in spans:
            span = doc.char_span(start, end, label=label, alignment_mode="expand")
            if span is not None:
                made.append(span)
        doc.spans[name] = made
    return doc


def add_words(doc: Doc, start: int, end: int) -> None:
    """Add underthesea's words of ``doc.text[start:end]`` to ``doc.spans["words"]``, tags as labels."""
    found = [
        doc.char_span(start + w.start, start + w.end, label=w.tag, alignment_mode="expand")
        for w in find_words(doc.text[start:end])
    ]
    held = list(doc.spans["words"]) if "words" in doc.spans else []
    doc.spans["words"] = held + [span for span in found if span is not None]
