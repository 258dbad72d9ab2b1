"""Vietnamese text from before Unicode: TCVN3 (ABC, fonts named .Vn…) and VNI (fonts named VNI-…).

Both print Vietnamese letters with fonts that draw them over Western characters, so that the characters of a file mean
nothing without the font's table. Sources: TCVN 5712:1993 (VN3), VNI for Windows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal

import regex

from extractor.model import Diagnostic
from extractor.reading.flow import Flow

Encoding = Literal["tcvn3", "tcvn3-caps", "vni"]

NAMES: Mapping[str, str] = {"tcvn3": "TCVN3 (ABC)", "tcvn3-caps": "TCVN3 (ABC)", "vni": "VNI"}

_TCVN3_LOWER = (
    ("µ¶·¸¹", "àảãáạ"), ("¨»¼½¾Æ", "ăằẳẵắặ"), ("©ÇÈÉÊË", "âầẩẫấậ"), ("®", "đ"), ("ÌÎÏÐÑ", "èẻẽéẹ"),
    ("ªÒÓÔÕÖ", "êềểễếệ"), ("×ØÜÝÞ", "ìỉĩíị"), ("ßáâãä", "òỏõóọ"), ("«åæçèé", "ôồổỗốộ"), ("¬êëìíî", "ơờởỡớợ"),
    ("ïñòóô", "ùủũúụ"), ("\u00adõö÷øù", "ưừửữứự"), ("úûüýþ", "ỳỷỹýỵ"),
)  # fmt: skip
_TCVN3_UPPER = ("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ")

TCVN3: Mapping[str, str] = {
    **{old: new for olds, news in _TCVN3_LOWER for old, new in zip(olds, news, strict=True)},
    **dict(zip(*_TCVN3_UPPER, strict=True)),
}
"""Every letter of TCVN3. Accented capitals have no code: they are small letters in a font of capitals (.VnTimeH)."""

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}  # sắc huyền hỏi ngã nặng
_HATS = {
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
}
_BREVES = {
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_ALONE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni() -> dict[str, str]:
    table: dict[str, str] = {}

    def add(old: str, new: str) -> None:
        new = unicodedata.normalize("NFC", new)
        table[old] = new
        table[old.upper()] = new.upper()
        if len(old) == 2:  # "Aù": a capital with a small mark is typed too
            table[old[0].upper() + old[1]] = new.upper()

    for base in "aeouy":
        for mark, tone in _TONES.items():
            add(base + mark, base + tone)
    for base in "aeo":
        for mark, hat in _HATS.items():
            add(base + mark, base + hat)
    for mark, breve in _BREVES.items():
        add("a" + mark, "a" + breve)
    for mark, tone in _TONES.items():
        add("ô" + mark, "ơ" + tone)
        add("ö" + mark, "ư" + tone)
    for old, new in _ALONE.items():
        add(old, new)
    return table


VNI: Mapping[str, str] = _vni()
"""Every letter of VNI for Windows: a base letter and a mark behind it, or one character."""

_VNI_PATTERN = regex.compile("|".join(sorted(map(regex.escape, VNI), key=lambda k: (-len(k), k))))
_TCVN3_FONT = regex.compile(r"\.? vn [a-z0-9 _-]*? (?P<caps> h )? $", regex.VERBOSE | regex.IGNORECASE)
_WORD = regex.compile(r"[^\s\d]+")
_COMMON = regex.compile(
    r"(?<!\p{L}) (?: và | của | là | có | được | với | những | theo | về | này | nước | định | số | ngày | tháng | năm"
    r" | điều | nghị | quyết | chính | phủ | bộ | ủy | nhân | dân | tỉnh | công | việc | thực | hiện | các | cơ"
    r" | việt | đến | thành | phố | đầu | tư | kế | hoạch | nhiệm | vụ ) (?!\p{L})",
    regex.VERBOSE | regex.IGNORECASE,
)
_UNICODE_LETTER = regex.compile(r"[ăĂđĐơƠưƯ\u1ea0-\u1ef9]")

MIN_COMMON = 0.06  # of all words are common words in real text (20 to 30 %); wrong tables reach 1 or 2 %


def font_encoding(font: str | None) -> Encoding | None:
    """The encoding that a font's name stands for: ".VnTime" → tcvn3, ".VnTimeH" → tcvn3-caps, "VNI-Times" → vni."""
    if not font:
        return None
    name = font.strip().lower()
    if name.startswith(("vni-", "vni ")):
        return "vni"
    if name.startswith(".vn"):
        return "tcvn3-caps" if name.endswith("h") else "tcvn3"
    return None


def convert(text: str, encoding: Encoding) -> str:
    """``text`` in Unicode (NFC). Text that holds Vietnamese letters of Unicode already stays as it is."""
    if _UNICODE_LETTER.search(text):
        return text
    text = "".join(chr(ord(c) - 0xF000) if 0xF020 <= ord(c) <= 0xF0FF else c for c in text)
    if encoding == "vni":
        return _VNI_PATTERN.sub(lambda m: VNI[m.group()], text)
    converted = "".join(TCVN3.get(c, c) for c in text)
    if encoding == "tcvn3-caps":
        return converted.upper()
    return _WORD.sub(lambda m: _match_case(m, text), converted) if converted != text else text


def _match_case(match: regex.Match[str], original: str) -> str:
    """A word whose plain letters are all capitals is a word in capitals: "QUYÕT" → "QUYẾT"."""
    plain = [c for c in original[match.start() : match.end()] if c.isascii() and c.isalpha()]
    if len(plain) >= 1 and all(c.isupper() for c in plain) and len(match.group()) > 1:
        if len(plain) == 1 and match.group()[0] == plain[0] and len(match.group()) > 2:
            return match.group()  # "Ủy": one capital that starts a word
        return match.group().upper() if len(plain) > 1 or match.group()[0] != plain[0] else match.group()
    return match.group()


def detect(text: str) -> Encoding | None:
    """The legacy encoding that a text without fonts is in, None for Unicode and for anything else.

    The table under which the most common Vietnamese words appear is the right one.
    """
    words = len(_WORD.findall(text))
    high = sum(1 for c in text if 0xA0 < ord(c) < 0x100)
    if words < 3 or high < max(3, words // 10):
        return None
    if len(_UNICODE_LETTER.findall(text)) * 10 > high:
        return None
    best: Encoding | None = None
    most = len(_COMMON.findall(text)) + MIN_COMMON * words
    for encoding in ("tcvn3", "vni"):
        found = len(_COMMON.findall(convert(text, encoding)))
        if found > most:
            best, most = encoding, found
    return best


def common_share(text: str) -> float:
    """The share of common Vietnamese words: how much a decoding looks like Vietnamese."""
    return len(_COMMON.findall(text)) / max(1, len(_WORD.findall(text)))


class Legacy:
    """Converts run by run and remembers what was converted."""

    def __init__(self) -> None:
        self._letters: dict[str, int] = {}

    def convert(self, text: str, encoding: Encoding) -> str:
        converted = convert(text, encoding)
        if converted != text:
            name = NAMES[encoding]
            self._letters[name] = self._letters.get(name, 0) + len(text)
        return converted

    def report(self, flow: Flow) -> None:
        """Add one ``legacy-encoding`` diagnostic for each encoding met."""
        for name, letters in sorted(self._letters.items()):
            flow.diagnostics.append(
                Diagnostic("note", "legacy-encoding", f"{letters} characters in {name} were converted to Unicode")
            )
