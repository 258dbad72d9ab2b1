"""The text frame's two forms: NFC as printed, and folded for matching, both of the same length."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\u2043\uf0b7"
_LOOKALIKES = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ",
}  # fmt: skip

# Old placement puts the tone on the second vowel of oa, oe, uy at the end of a syllable (hoà, khoẻ, thuỷ);
# new placement on the first (hòa, khỏe, thủy). After q the u belongs to the consonant: quý stays.
_TONES = {
    "o": ("oòóỏõọ", {"a": "aàáảãạ", "e": "eèéẻẽẹ"}),
    "u": ("uùúủũụ", {"y": "yỳýỷỹỵ"}),
}
_OLD_TONE = regex.compile(r"o[àáảãạèéẻẽẹ](?!\p{L})|(?<!q)u[ỳýỷỹỵ](?!\p{L})")


def to_nfc(text: str) -> str:
    """Return ``text`` as it may stand in a text frame.

    NFC; CRLF, CR, form feeds and the Unicode line separators become ``\\n``; other control characters become a
    blank; lone surrogates become U+FFFD; zero-width characters and a byte-order mark go. Idempotent.
    """
    text = text.replace("\r\n", "\n")
    return unicodedata.normalize("NFC", text.translate(_CONTROLS))


def _controls() -> dict[int, str | None]:
    table: dict[int, str | None] = {c: " " for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in (0x09, 0x0A)}
    table.update({0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"})
    table.update(dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)))
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    return table


_CONTROLS = _controls()


@lru_cache(maxsize=1 << 14)
def _fold_char(char: str) -> str:
    if char.isspace():
        return " "
    if char in _DASHES:
        return "-"
    lower = _LOOKALIKES.get(char, char).lower()
    return lower if len(lower) == 1 else char


def _new_tone(match: regex.Match[str]) -> str:
    first, second = match.group()[0], match.group()[1]
    firsts, seconds = _TONES[first]
    for plain, marked in seconds.items():
        if second in marked:
            return firsts[marked.index(second)] + plain
    return first + second


def fold(text: str) -> str:
    """Return ``text`` for matching: lower case, new tone placement (hoà → hòa), every dash ``-``, every kind of
    white space a blank, straight quotes.

    The result has the SAME length as ``text``, so an offset in one is an offset in the other.
    """
    folded = _OLD_TONE.sub(_new_tone, "".join(map(_fold_char, text)))
    assert len(folded) == len(text), "fold() must keep the length"
    return folded


def squeeze(text: str) -> str:
    """Return ``text`` with every run of white space as one blank, trimmed. For values shown in a table cell."""
    return " ".join(text.split())


_PLAIN_D = str.maketrans("ĐđÐðƉɖ", "DdDdDd")


def to_ascii(text: str) -> str:
    """Return ``text`` without Vietnamese diacritics: ``QĐ-TTg`` → ``QD-TTg``; anything else non-ASCII goes."""
    plain = unicodedata.normalize("NFD", text.translate(_PLAIN_D))
    return "".join(c for c in plain if ord(c) < 128)
