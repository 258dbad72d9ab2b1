"""Whether the words of a page's text layer are Vietnamese prose, and so whether the page must be recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from extractor.reading.pdf_page import Word

# A Vietnamese syllable without its tone: onset, nucleus, coda.
_SYLLABLE = re.compile(
    r"""^(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?
        (?:[aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oai|oay|oao|oe|oeo|oi|oo|ôi|ơi|ua|uâ|uây|uê|ui|uô|uôi|uơ
          |uy|uya|uyê|uyu|ưa|ươ|ươi|ươu|ưi|ưu|iêu|yê|yêu|uơi)
        (?:c|ch|m|n|ng|nh|p|t)?$""",
    re.VERBOSE,
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_MARKS = re.compile("[\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]|đ")

# Prose has marks on six or seven syllables of ten; a column of names and figures has them on four.
MARKED = 0.3
# Of the words of Vietnamese prose nine in ten are syllables; abbreviations and symbols are the rest.
SYLLABIC = 0.6
# Fewer words than this are a stamp, a running head or a caption.
FEW_WORDS = 40
# A picture that covers this share of the sheet is the page itself.
COVERING = 0.35


def syllables(text: str) -> bool:
    """Whether a word is a Vietnamese syllable, signs around it aside."""
    core = unicodedata.normalize("NFD", text.lower()).strip(" .,;:!?()[]\"'“”‘’-–/…*")
    toneless = unicodedata.normalize("NFC", _TONES.sub("", core))
    return _SYLLABLE.match(toneless) is not None


def is_prose(words: Sequence[Word]) -> bool:
    """Whether the words read as Vietnamese: mostly syllables, enough of them with marks.

    Rubbish of an English OCR ("CONG HOA xA HOI") has syllables without marks, and words that are none. Figures and
    signs say nothing either way.
    """
    texts = [word.text for word in words if sum(c.isalpha() for c in word.text) >= 2]
    if not texts:
        return False
    syllabic = sum(syllables(text) for text in texts) / len(texts)
    marked = sum(_MARKS.search(unicodedata.normalize("NFD", t.lower())) is not None for t in texts) / len(texts)
    return syllabic >= SYLLABIC and marked >= MARKED


def must_recognise(words: Sequence[Word], covered: float, paths: int) -> bool:
    """Whether a page's text must be recognised from its picture.

    ``covered`` is the share of the sheet under pictures, ``paths`` the number of drawn shapes (letters that were
    turned into outlines). A page with neither has nothing to recognise.
    """
    letters = [word for word in words if any(c.isalpha() for c in word.text)]
    if covered >= COVERING:
        return len(letters) < FEW_WORDS or not is_prose(words)
    return not letters and paths > OUTLINES


# A page of outlined type has a shape for each letter.
OUTLINES = 400
