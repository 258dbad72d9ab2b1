"""Whether the words of a page's text layer are Vietnamese prose, and so whether the page must be recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from extractor.model import BBox
from extractor.reading.legacy import NAMES, convert, detect
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
# Of the words of a garbled text more than half lost a letter with marks; of a table of codes and units few look so.
GARBLED = 0.3
_SIGNS = " .,;:!?()[]\"'“”‘’-–/…*%"
_LOST = "\ufffd"
_FOREIGN = re.compile(
    "[^\\W\\d_a-zàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹµμα-ωøçñöüäÿåæœß\u0300-\u036f]"
    "|[\ufffd\ue000-\uf8ff]"
)
_LABEL_OR_UNIT = re.compile(r"\(?[a-zđ][).]|(?:[kdcm]?m|[kmdc]?g|[mdc]?l|kwh|kv|hl|mw)[23²³]?[,;.)]*", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyàáâãèéêìíòóôõùúýăĩũơưạ-ỹ]")
# Fewer words than this on a sheet are a stamp, a running head or a caption.
FEW_WORDS = 40
# A picture below this share of the sheet is a seal, a signature or a logo.
SMALLEST = 0.06
# Pictures that cover this share of the sheet are the page itself.
COVERING = 0.7


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


def is_garbled(words: Sequence[Word]) -> bool:
    """Whether the font does not say which letters it shows: "7Kӫ WѭӟQJ", or "n m" for "năm".

    Many words then hold letters that Vietnamese does not know, or no vowel. Names, codes and foreign words do not.
    """
    shown = (word.text.strip(_SIGNS) for word in words if not _LABEL_OR_UNIT.fullmatch(word.text))
    texts = [text for text in shown if any(c.isalpha() or c in _LOST for c in text)]
    if len(texts) < FEW_WORDS or is_prose(words):
        return False
    odd = sum(_FOREIGN.search(t.lower()) is not None or (t.islower() and not _VOWEL.search(t)) for t in texts)
    return odd >= GARBLED * len(texts)


def unread_pictures(words: Sequence[Word], pictures: Sequence[BBox], width: float, height: float) -> list[BBox]:
    """Pictures that are large enough to hold text of the document, and whose text the layer does not say.

    The layer says it where the words that stand on the picture are as many as so much paper holds at least, and read
    as Vietnamese. A layer that holds only the stamp or the running head does not, nor the rubbish of a foreign OCR.
    """
    unread: list[BBox] = []
    for box in pictures:
        x0, top, x1, bottom = max(0.0, box[0]), max(0.0, box[1]), min(width, box[2]), min(height, box[3])
        share = max(0.0, x1 - x0) * max(0.0, bottom - top) / max(1.0, width * height)
        if share < SMALLEST:
            continue
        inside = [w for w in words if x0 <= (w.x0 + w.x1) / 2 <= x1 and top <= w.base <= bottom]
        letters = [w for w in inside if any(c.isalpha() for c in w.text)]
        if len(letters) < FEW_WORDS * share or not is_prose(inside):
            unread.append((x0, top, x1, bottom))
    return unread


# A page of outlined type has a shape for each letter.
OUTLINES = 400


# Fewer words than this do not show their encoding.
LEGACY_WORDS = 20
# So many words of an ordinary page show that it is one.
SAMPLE = 60


def convert_legacy(words: list[Word]) -> set[str]:
    """Convert words in an encoding from before Unicode whose fonts do not say so; the encoding's name, if any."""
    if len(words) < LEGACY_WORDS or is_prose(words[:SAMPLE]) or is_prose(words):
        return set()
    encoding = detect(" ".join(word.text for word in words))
    if encoding is None:
        return set()
    for word in words:
        word.text = convert(word.text, encoding)
    return {NAMES[encoding]}
