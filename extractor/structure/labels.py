"""The label at the start of a line: what it could be, and what may follow it. Sequence is judged in ``tree``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

from extractor.knowledge.loader import load_patterns
from extractor.text import to_ascii

Scheme = Literal[
    "phan", "chuong", "muc", "tieu_muc", "dieu", "upper", "roman", "arabic", "decimal", "letter", "sub_letter",
    "paren_letter", "paren_roman", "paren_arabic", "dash", "plus", "bullet",
]  # fmt: skip

BULLETS: frozenset[str] = frozenset({"dash", "plus", "bullet"})
NAMED: frozenset[str] = frozenset({"phan", "chuong", "muc", "tieu_muc", "dieu"})

# The Vietnamese alphabet as it numbers điểm (Nghị định 30/2020/NĐ-CP); f, j, w and z appear in careless documents.
_ALPHABET = "abcdđefghijklmnopqrstuvwxyz"
_SKIPPABLE = frozenset("đfjwz")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")


@dataclass(frozen=True, slots=True)
class Label:
    """One reading of a label. ``value`` counts: 3 for "III" and "c"; for "1.2" (1, 2); ``end`` is where text starts."""

    scheme: Scheme
    mark: str
    numeral: str
    value: tuple[int, ...]
    end: int
    damaged: bool = False

    @property
    def style(self) -> tuple[str, str]:
        """Labels of one list share it: "1." and "1)" are two lists, "I." and "I-" are two."""
        return (self.scheme, "" if self.scheme in NAMED or self.scheme == "decimal" else self.mark)

    @property
    def first(self) -> bool:
        """Whether a list can begin with it."""
        return self.scheme in BULLETS or self.value[-1] == 1


def roman_value(numeral: str) -> int:
    """The value of a well-formed Roman numeral up to 89 in lower case, else 0."""
    total = 0
    for char, after in zip(numeral, numeral[1:] + " ", strict=False):
        value = _ROMAN.get(char, 0)
        total += -value if _ROMAN.get(after, 0) > value else value
    return total if numeral == to_roman(total) else 0


def to_roman(value: int) -> str:
    """``value`` in lower-case Roman numerals; empty for a value below 1."""
    result = ""
    for size, sign in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while value >= size:
            result, value = result + sign, value - size
    return result


# What the strokes of a Roman numeral are taken for: "IH." is III, "IL" is II with its point, "TIII." has a speck.
_STROKES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("Il1|!LÍÌỈỊ][", ("i",)), "H": ("ii",), "U": ("ii",), "T": ("i", ""), "V": ("v",), "Y": ("v",),
    "X": ("x",),
}  # fmt: skip
_FIGURES = str.maketrans("lio", "110")
_HIGHEST_ROMAN = 20  # no act has more mục


@cache
def misread_romans(printed: str) -> tuple[int, ...]:
    """The Roman numerals up to 20 that a scan may show as ``printed``, likeliest first: (3,) for "IH", "Ill", "1H".

    Empty for what is no such misreading, well-formed numerals included.
    """
    if not 1 <= len(printed) <= 7 or printed.count("T") > 1 or not all(c in _STROKES for c in printed):
        return ()
    if all(c in "IVX" for c in printed) and roman_value(printed.lower()):
        return ()
    shown = ("".join(strokes) for strokes in product(*(_STROKES[c] for c in printed)))
    values = (roman_value(numeral) for numeral in shown)
    return tuple(dict.fromkeys(value for value in values if 0 < value <= _HIGHEST_ROMAN))


def letter_value(letter: str) -> int:
    """The position of a letter in the alphabet with every foreign letter kept: a = 1, d = 4, đ = 5, e = 6."""
    return _ALPHABET.index(letter[0]) + 1


def follows(label: Label, last: tuple[int, ...], *, gap: int = 0) -> bool:
    """Whether ``label`` continues a list whose last number is ``last``, at most ``gap`` numbers being lost.

    Letters may skip those that Vietnamese lists leave out (đ f j w z): "e" follows "d" and "đ", "g" follows "e".
    "15a" follows "15", "b.1" follows "a.3".
    """
    value = label.value
    if label.scheme in BULLETS:
        return True
    if label.scheme == "sub_letter":
        return value == (last[0], last[1] + 1) or (value[1] == 1 and value[0] > last[0])
    if label.scheme in ("letter", "paren_letter", "upper"):
        if len(value) == 2:  # "a1)" put in behind "a)"
            return value == (last[0], last[1] + 1 if len(last) == 2 else 1)
        step = value[0] - last[0]
        if step <= 0:
            return False
        between = _ALPHABET[last[0] : value[0] - 1]
        lost = sum(1 for char in between if char not in _SKIPPABLE)
        return lost <= gap
    if len(value) != len(last):
        inserted = len(value) == 2 and value[:1] == last and value[1] == 1 and label.scheme != "decimal"
        return inserted or (label.scheme != "decimal" and len(last) == 2 and 1 <= value[0] - last[0] <= 1 + gap)
    return value[:-1] == last[:-1] and 1 <= value[-1] - last[-1] <= 1 + gap


def parse_labels(folded: str, text: str, start: int, end: int) -> tuple[Label, ...]:
    """Every reading of the label with which ``text[start:end]`` begins, likeliest first; empty for plain text.

    ``start`` must be the first character of the line that is not white space. "i)" is a letter and a Roman
    numeral, "l." a letter and a misread "1.": the caller takes the one that continues a list.
    """
    if start >= end:
        return ()
    stop = min(end, start + 60)  # no label is longer
    readings: list[Label] = []
    for entry, compiled in load_patterns("numbering"):
        match = compiled.match(folded, start, stop)
        if match is None:
            continue
        printed = text[match.start("n") : match.end("n")]
        numeral, mark = match["n"], match["mark"] or ""
        behind = match.end()
        while behind < end and text[behind].isspace():
            behind += 1
        # A label that is not closed by a mark needs a heading or nothing behind it, else it is a cross reference.
        follower = text[behind : behind + 1]
        if mark in ("-", "/") and behind == match.end() and not text[behind + 1 : behind + 2].islower():
            continue  # "20-NQ/TW", "151/KH-UBND": the number of an act
        for label in _read(entry.value, numeral, printed, mark, behind):
            if (label.scheme in NAMED or entry.value == "khoan") and not (
                (text[start].isupper() and (mark or _heads(text, behind, end, label))) or behind >= end
            ):
                continue
            if label.damaged and follower.islower():
                continue
            if printed == "." and not follower.isupper():
                continue  # a stop that was parted from its sentence
            if entry.name == "roman_ocr" and not _heads_misread(text, start, behind, end, sure=bool(mark)):
                continue
            readings.append(label)
    return tuple(readings)


def _heads(text: str, behind: int, end: int, label: Label) -> bool:
    """Whether what stands behind a named label without a mark can be its heading."""
    if behind >= end:
        return True
    rest = text[behind:end].strip()
    letters = [c for c in rest if c.isalpha()]
    if not rest[0].isupper() or not letters:
        return False
    if sum(map(str.isupper, letters)) > 0.8 * len(letters):
        return True
    # "Chương II Nghị định này", "Mục 1 Chương II": a cross reference that was wrapped to the start of a line.
    return label.scheme == "dieu" and not rest.startswith(
        ("Luật", "Nghị", "Bộ luật", "Quyết", "Thông", "Chương", "Hiến")
    )


def _heads_misread(text: str, start: int, behind: int, end: int, *, sure: bool) -> bool:
    """Whether what stands behind a misread Roman numeral is its heading: capitals, unless several
    signs, a Roman one among them, and a point are ``sure``."""
    stop = text.find("\n", behind, end)
    letters = [c for c in text[behind : end if stop < 0 else stop] if c.isalpha()]
    if len(letters) < 2:
        return False
    if sure and behind - start > 3 and any(c in "IVXHUT" for c in text[start:behind]):
        return letters[0].isupper()
    return sum(map(str.isupper, letters)) > 0.8 * len(letters)


def _read(scheme: str, numeral: str, printed: str, mark: str, end: int) -> list[Label]:
    if scheme in ("dash", "plus", "bullet"):
        sign = "-" if scheme == "dash" else printed  # long and short dashes are one list
        return [Label(scheme, sign, sign, (0,), end)]  # type: ignore[arg-type]
    if scheme in NAMED:
        damaged = scheme == "dieu" and not numeral.rstrip("abcdeđghk").isdigit()
        if damaged:  # letters that scans read for figures: "Điều l0"
            numeral = printed = str(int(numeral.translate(_FIGURES)))
        numeral_out, value = _named_value(numeral, printed)
        return [Label(scheme, mark, numeral_out, value, end, damaged)] if value else []  # type: ignore[arg-type]
    if scheme == "roman":
        roman = roman_value(numeral)
        if not roman:
            return []
        if printed.isupper() and mark != ")":
            return [Label("roman", mark, printed, (roman,), end)]
        lower = printed.islower() and (mark == ")" or (mark == "." and roman <= _HIGHEST_ROMAN))
        return [Label("paren_roman", mark, printed, (roman,), end)] if lower else []
    if scheme == "roman_caps":
        roman = roman_value(numeral)
        return [Label("roman", ".", printed, (roman,), end, True)] if roman and printed.isupper() else []
    if scheme == "roman_ocr":
        misread = misread_romans(printed)
        readings = [v for v in misread if v > 1 or printed == "l"]
        return [Label("roman", mark or ".", to_roman(v).upper(), (v,), end, True) for v in readings]
    if scheme == "upper":
        return [Label("upper", mark, printed, (letter_value(numeral),), end)] if printed.isupper() else []
    if scheme == "decimal":
        parts = tuple(int(p) for p in numeral.replace(" ", "").split("."))
        return [Label("decimal", mark, ".".join(map(str, parts)), parts, end)] if all(parts) else []
    if scheme == "arabic":
        if not numeral[0].isdigit():
            return [Label("arabic", mark, "1", (1,), end, True)]
        digits = numeral.rstrip("abcdefghijklmnopqrstuvwxyzđ")
        suffix = numeral[len(digits) :]
        counted = (int(digits), letter_value(suffix)) if suffix else (int(digits),)
        return [Label("arabic", mark, str(int(digits)) + suffix, counted, end)] if int(digits) else []
    if scheme == "arabic_comma":
        return [Label("arabic", ".", str(int(numeral)), (int(numeral),), end, True)] if int(numeral) else []
    if scheme == "letter_comma":
        return [Label("letter", mark, numeral, (letter_value(numeral),), end, True)] if printed.islower() else []
    if scheme == "paren_arabic":
        return [Label("paren_arabic", mark, str(int(numeral)), (int(numeral),), end)] if int(numeral) else []
    if scheme == "paren_roman":
        roman = roman_value(numeral)
        return [Label("paren_roman", "()", numeral, (roman,), end)] if roman and printed.islower() else []
    if scheme == "paren_letter":
        return [Label("paren_letter", "()", numeral, (letter_value(numeral),), end)] if printed.islower() else []
    if scheme == "letter":
        if not printed[0].islower():
            return []
        if not numeral[1:]:
            return [Label("letter", mark, numeral, (letter_value(numeral),), end)]
        counted = (letter_value(numeral), int(numeral[1:]))  # put in behind "a)", or a list inside it
        return [Label(kind, mark, numeral, counted, end) for kind in ("letter", "sub_letter")] if counted[1] else []
    if scheme == "sub_letter":
        letter, digits = (part.strip() for part in numeral.split("."))
        counted = (letter_value(letter), int(digits))
        opens = printed[0].islower() and counted[1]
        return [Label("sub_letter", ".", f"{letter}.{counted[1]}", counted, end)] if opens else []
    if scheme == "khoan":
        found = _named_value(numeral, printed)
        return [Label("arabic", f"khoan{mark}", *found, end)] if found[1] and printed else []
    return []


def _named_value(numeral: str, printed: str) -> tuple[str, tuple[int, ...]]:
    """The numeral as an id shows it, and its value; an empty value where it is no numeral."""
    if numeral in _ORDINALS:
        return to_roman(_ORDINALS.index(numeral) + 1).upper(), (_ORDINALS.index(numeral) + 1,)
    if numeral == "bốn":
        return "IV", (4,)
    digits = numeral.rstrip("abcdefghijklmnopqrstuvwxyzđ")
    if digits.isdigit():
        suffix = numeral[len(digits) :]
        value = (int(digits), letter_value(suffix)) if suffix else (int(digits),)
        return str(int(digits)) + suffix, value if int(digits) else ()
    if roman_value(numeral):
        return numeral.upper(), (roman_value(numeral),)
    return (printed.upper(), (letter_value(numeral),)) if len(numeral) == 1 and printed.isalpha() else (printed, ())


def id_part(level: str, numeral: str) -> str:
    """One level of a provision_id: ``("diem", "đ")`` is ``diem_dd``, ``("khoan", "1.1")`` is ``khoan_1_1``."""
    ascii_numeral = to_ascii(numeral.replace("đ", "dd").replace("Đ", "DD"))
    kept = "".join(c if c.isascii() and c.isalnum() else "_" for c in ascii_numeral).strip("_")
    return f"{level}_{kept}" if kept else level
