"""The grammar of places: runs of units with their labels, read flat.

    run    := term (joint term)*
    term   := unit labels | unit "này"
    labels := label ((sep | "đến") label)*

Labels take the forms of Nghị định 30/2020/NĐ-CP (IV, 1, 1.2, a, đ) and of the older and Party ways of numbering.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import regex

from extractor.model import Document
from extractor.structure.labels import misread_romans
from extractor.text import squeeze

Unit = Literal["gach", "doan", "tiet", "diem", "khoan", "tieu_muc", "muc", "dieu", "chuong", "phan", "phu_luc"]

THIS = "này"
"""The label of "Điều này"."""


@dataclass(frozen=True, slots=True)
class Place:
    """One component of a path: ``Place("khoan", "1")``. ``optional`` where a range made it up ("điểm a đến d")."""

    unit: Unit
    label: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    start: int
    end: int
    optional: bool = False


@dataclass(slots=True)
class Term:
    unit: Unit
    labels: tuple[Label, ...]
    start: int
    end: int
    joint: Literal["first", "inner", "comma", "list"] = "first"


# ---------------------------------------------------------------------------------------------- terminals

_UNITS: dict[str, Unit] = {
    "gạch đầu dòng": "gach", "đoạn": "doan", "tiết": "tiet", "điểm": "diem", "khoản": "khoan", "tiểu mục": "tieu_muc",
    "mục": "muc", "điều": "dieu", "chương": "chuong", "phần": "phan", "phụ lục": "phu_luc",
}  # fmt: skip
# Words that end in a unit's word and name something else: tài khoản, thời điểm, danh mục, góp phần, chi tiết.
UNIT = regex.compile(
    r"""(?<![\p{L}\d])
    (?<!tài[ ])(?<!ngân[ ])(?<!thời[ ])(?<!địa[ ])(?<!quan[ ])(?<!thí[ ])(?<!trọng[ ])(?<!đặc[ ])(?<!ưu[ ])
    (?<!tâm[ ])(?<!cộng[ ])(?<!danh[ ])(?<!chuyên[ ])(?<!hạng[ ])(?<!thư[ ])(?<!đề[ ])(?<!đầu[ ])(?<!chi[ ])
    (?<!học[ ])(?<!giai[ ])(?<!công[ ])
    (?<!góp[ ])(?<!thành[ ])(?<!cổ[ ])(?<!một[ ])(?<!từng[ ])(?<!giáo[ ])(?<!phim[ ])
    (?P<unit>gạch[ ]+đầu[ ]+dòng|đoạn|tiết|điểm|khoản|tiểu[ ]+mục|mục|điều|chương|phần|phụ[ ]+lục)(?![\p{L}])
    (?P<so>[ ]+số(?=[ ]))?(?:[ ]+từ(?=[ ]+[\p{L}\d]{1,5}[ ]+(?:đến|tới)[ ]))?[ ]*""",
    regex.VERBOSE,
)
# What a number must not run into, lest "Điều 5, 30 ngày" or "khoản 95%" be read as labels.
_COUNTED = r"""(?:ngày|tháng|năm|giờ|phút|người|tỷ|tỉ|triệu|nghìn|đồng|lần|doanh|trẻ|cơ|đơn|bộ|tỉnh|xã|huyện|dự|nhiệm
    |nhóm|nước|km|ha|m2|trường|hộ|loại|chỉ|điểm[ ]\d|phần[ ]trăm|sao)(?![\p{L}])"""
_NO_LABEL = rf"""(?![\p{{L}}\d]|[ ]?%|[.,]\d{{3}}(?!\d)|/\d|,\d+[ ]*(?:%|{_COUNTED})|[ ]+{_COUNTED})"""
_NUMBER = regex.compile(rf"(?P<label>\d{{1,3}}(?:\.\d{{1,2}}(?!\d)){{0,3}}[a-zđ]?){_NO_LABEL}", regex.VERBOSE)
_LETTER = regex.compile(r"\"?(?P<label>[a-zđ])(?:\.(?P<more>\d{1,2}))?\"?(?![\p{L}\d]|-\p{L}|/)", regex.VERBOSE)
_ROMAN = regex.compile(r"(?P<label>[ivxlc]{1,6})(?![\p{L}\d]|-[\p{L}])", regex.VERBOSE)
# As scans print it: "mục VIH" for VIII, "mục Ill"
_MISREAD_ROMAN = regex.compile(r"(?P<label>(?=\w*[IVXHTU])[IVXHTUl1]{2,7})(?![\p{L}\d]|-[\p{L}])")
# As scans print numbers: "khoản l Điều l0"
_MISREAD_NUMBER = regex.compile(r"(?P<label>[lI|][\dlIOo]?)(?![\p{L}\d|]|-[\p{L}])")
_DIGITS = str.maketrans("lI|Oo", "11100")
# "mục IV.2", "mục II.1.a", "mục 6 III", "mục 2.III", "phần A.I"
_COMPOUND = regex.compile(
    r"""(?P<label>(?:[ivxlc]{1,6}|[a-h]|\d{1,2})(?:[ ]?[./-][ ]?(?:[ivxlc]{1,6}|\d{1,2}|[a-zđ])){1,3}
        |\d{1,2}[ ]+[ivxlc]{1,6})(?![\p{L}\d%])""",
    regex.VERBOSE,
)
_ORDINALS = {"nhất": "1", "đầu tiên": "1", "hai": "2", "nhì": "2", "ba": "3", "tư": "4", "bốn": "4", "năm": "5",
             "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10"}  # fmt: skip
_ORDINAL = regex.compile(
    r"(?:thứ[ ]+(?P<label>nhất|hai|nhì|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|\d{1,2})|(?P<label>đầu[ ]tiên))(?![\p{L}])",
    regex.VERBOSE,
)
_THIS = regex.compile(r"này(?![\p{L}])", regex.VERBOSE)
_SEPARATOR = regex.compile(
    r"[ ]*(?:[,;/][ ]*(?:(?:và|hoặc)(?!\p{L}))?|và/hoặc|(?:và|hoặc)(?!\p{L}))[ ]*", regex.VERBOSE
)
_RANGE = regex.compile(r"[ ]*(?:đến|tới|-)(?:[ ]+hết)?[ ]*", regex.VERBOSE)
# Between what is held and what holds it: "thuộc mục IV", "quy định tại Điều 5", "ban hành kèm theo Quyết định này".
LINK = r"""(?:(?:được[ ])?(?:nêu|quy[ ]định|ghi|nói|đề[ ]ra)?[ ]?(?:tại|trong|ở|của|thuộc)
    |(?:được[ ])?(?:ban[ ]hành)?[ ]?(?:kèm[ ]theo|đính[ ]kèm)(?:[ ]của)?)"""
_JOINT = regex.compile(
    rf"""[ ]*(?P<list>,?[ ]*(?:và/hoặc|(?:và|hoặc)(?!\p{{L}}))|;[ ]*(?:(?:và|hoặc)(?!\p{{L}}))?)?
    (?P<comma>,)?[ ]*(?P<link>{LINK})?[ ]*(?:các[ ]+|từ[ ]+|những[ ]+|nội[ ]dung[ ]+)?""",
    regex.VERBOSE,
)
_ALPHABET = "abcdđeghiklmnopqrstuvxy"

# ---------------------------------------------------------------------------------------------- the grammar


def parse_run(document: Document, start: int, stop: int) -> tuple[list[Term], int]:
    """The terms from ``start`` on, and where the last one ends."""
    terms: list[Term] = []
    term = _parse_term(document, start, stop)
    while term:
        terms.append(term)
        end = term.end
        joint = _JOINT.match(document.folded, end, stop)
        above = regex.compile(r"[ ]*(?:nêu|nói)[ ]trên", regex.VERBOSE).match(document.folded, end, stop)
        if above:
            joint = _JOINT.match(document.folded, above.end(), stop)
        if not joint:
            break
        term = _parse_term(document, joint.end(), stop)
        if term:
            term.joint = "list" if joint["list"] else "comma" if joint["comma"] else "inner"
    return terms, terms[-1].end if terms else start


def _parse_term(document: Document, start: int, stop: int) -> Term | None:
    head = UNIT.match(document.folded, start, stop)
    if not head:
        return None
    unit = _UNITS[squeeze(head["unit"])]
    this = _THIS.match(document.folded, head.end(), stop)
    if this:
        return Term(unit, (Label(THIS, head.start("unit"), this.end()),), head.start("unit"), this.end())
    labels = _parse_labels(document, unit, head.start("unit"), head.end(), stop)
    if not labels:
        if unit == "phu_luc" and document.text[head.start("unit")].isupper():
            end = head.end("unit")
            return Term(unit, (Label("", head.start("unit"), end),), head.start("unit"), end)
        return None
    return Term(unit, labels, head.start("unit"), labels[-1].end)


def _parse_labels(document: Document, unit: Unit, unit_start: int, at: int, stop: int) -> tuple[Label, ...]:
    folded = document.folded
    first = _label(document, unit, at, stop)
    if not first:
        return ()
    labels = [replace(first, start=unit_start)]
    while True:
        end = labels[-1].end
        span = _RANGE.match(folded, end, stop)
        if span:
            again = UNIT.match(folded, span.end(), stop)
            at = again.end() if again and _UNITS[squeeze(again["unit"])] == unit else span.end()
            last = _label(document, unit, at, stop)
            if last and kind_of(last.text) == kind_of(labels[-1].text):
                between = _between(labels[-1].text, last.text)
                if between is not None:
                    labels[-1] = replace(labels[-1], end=last.end)
                    labels += [Label(b, labels[-1].start, last.end, True) for b in between]
                    labels.append(replace(last, start=labels[-1].start))
                    continue
        separator = _SEPARATOR.match(folded, end, stop)
        if not separator:
            return tuple(labels)
        following = _label(document, unit, separator.end(), stop)
        if not following or not _continues(labels[-1].text, following):
            return tuple(labels)
        labels.append(following)


def _continues(before: str, label: Label) -> bool:
    """A bare label goes on with a list if it is of the same kind and larger."""
    return kind_of(label.text) == kind_of(before) and _order(label.text) > _order(before)


def _label(document: Document, unit: Unit, at: int, stop: int) -> Label | None:
    """The label of a ``unit`` at ``at``, in the form that its numbering takes."""
    folded, text = document.folded, document.text
    if unit in ("gach", "doan"):
        ordinal = _ORDINAL.match(folded, at, stop)
        if ordinal:
            word = squeeze(ordinal["label"])
            return Label(_ORDINALS.get(word, word), at, ordinal.end())
        number = _NUMBER.match(folded, at, stop)
        return Label(number["label"], at, number.end()) if number and unit == "doan" else None
    if unit in ("muc", "phan", "phu_luc"):
        compound = _COMPOUND.match(folded, at, stop)
        if (
            compound
            and regex.search(r"\p{Lu}", text[at : compound.end()])
            and not regex.search(r"\p{Ll}{2}", text[at : compound.end()])
        ):
            return Label(_as_printed(text[at : compound.end()]), at, compound.end())
    if unit in ("muc", "tieu_muc", "phan", "chuong", "phu_luc"):
        roman = _ROMAN.match(folded, at, stop)
        if roman and text[at : roman.end()].isupper() and roman_value(roman["label"]):
            return Label(roman["label"].upper(), at, roman.end())
        misread = _MISREAD_ROMAN.match(text, at, stop)
        values = misread_romans(misread["label"]) if misread else ()
        if misread and values:
            return Label(to_roman(values[0]), at, misread.end())
    if unit in ("phan", "chuong"):
        ordinal = _ORDINAL.match(folded, at, stop)
        if ordinal:
            return Label(_ORDINALS.get(squeeze(ordinal["label"]), ordinal["label"]), at, ordinal.end())
    number = _NUMBER.match(folded, at, stop)
    if number:
        return Label(number["label"], at, number.end())
    if unit in ("khoan", "dieu"):
        misread = _MISREAD_NUMBER.match(text, at, stop)
        if misread:
            return Label(misread["label"].translate(_DIGITS), at, misread.end())
    if unit in ("diem", "tiet", "muc", "phan", "phu_luc"):
        letter = _LETTER.match(folded, at, stop)
        if letter and (unit in ("diem", "tiet") or text[letter.start("label")].isupper()):
            label = letter["label"] + ("." + letter["more"] if letter["more"] else "")
            return Label(label if unit in ("diem", "tiet") else label.upper(), at, letter.end())
    return None


def _as_printed(printed: str) -> str:
    return regex.sub(r"[ ./-]+", ".", squeeze(printed))


def roman_value(label: str) -> int:
    """The value of a well-formed roman numeral up to 100; 0 for anything else."""
    if not label or not regex.fullmatch(r"(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", label.lower()):
        return 0
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [values[c] for c in label.lower()]
    return sum(-d if d < n else d for d, n in zip(digits, [*digits[1:], 0], strict=True))


def kind_of(label: str) -> str:
    if "." in label:
        return "dotted"
    if label.isdigit() or label[:-1].isdigit():
        return "number"
    if label.isupper() and roman_value(label):
        return "roman"
    return "letter"


def _order(label: str) -> tuple[int, ...]:
    kind = kind_of(label)
    if kind == "roman":
        return (roman_value(label),)
    if kind == "letter":
        return (_ALPHABET.find(label[0].lower()),)
    numbers = regex.findall(r"\d+", label)
    suffix = regex.search(r"\p{L}$", label)
    return (*(int(n) for n in numbers), ord(suffix[0]) if suffix else 0)


def _between(first: str, last: str) -> list[str] | None:
    """The labels strictly between two ends of a range; None where they make no range."""
    kind = kind_of(first)
    if kind == "letter":
        low, high = _ALPHABET.find(first.lower()), _ALPHABET.find(last.lower())
        return list(_ALPHABET[low + 1 : high]) if 0 <= low < high else None
    low, high = _order(first)[0], _order(last)[0]
    if not low < high <= low + 60 or kind == "dotted":  # no act has a longer run of units
        return None
    return [to_roman(n) if kind == "roman" else str(n) for n in range(low + 1, high)]


def to_roman(value: int) -> str:
    """``4`` → ``IV``, for 1 to 99."""
    tens, ones = divmod(value, 10)
    return ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")[tens] + (
        "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]  # fmt: skip
