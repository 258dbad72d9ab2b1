"""Places in acts: ``điểm a và d khoản 1 mục IV, Điều 1, Quyết định này``, read by a small grammar.

    run    := term (joint term)* tail?
    term   := unit labels | unit "này"
    labels := label ((sep | "đến") label)*
    tail   := link? ("Quyết định này" | citation of an act | "Luật", "Kế hoạch" alone)

A run is read flat; then each term looks for what holds it. Inside-out, that is the nearest later term of a higher unit
that nothing but a comma, "thuộc", "của" or a blank joins ("điểm b khoản 1; điểm a khoản 2 thuộc mục IV": all take mục
IV). Outside-in ("Điều 5, khoản 1, điểm a"), it is the term before. The tail holds the whole run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import regex

from extractor.annotate.acts import Act, find_acts
from extractor.knowledge import load_patterns
from extractor.model import Document, Passage, Relation, Structure
from extractor.text import squeeze

Unit = Literal["gach", "doan", "tiet", "diem", "khoan", "muc", "dieu", "chuong", "phan", "phu_luc"]

THIS = "này"
"""The label of "Điều này"."""


@dataclass(frozen=True, slots=True)
class Place:
    """One component of a path: ``Place("khoan", "1")``. ``optional`` where a range made it up ("điểm a đến d")."""

    unit: Unit
    label: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A place or an act as named. ``path`` from the inside out, empty for an act as a whole.

    ``act`` is the cited act that holds the place; ``this`` the folded name under which the text names itself
    ("quyết định này"), "" where it names nothing.
    """

    start: int
    end: int
    provision_id: str
    path: tuple[Place, ...] = ()
    act: Act | None = None
    this: str = ""
    relation: Relation = "cites"


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    start: int
    end: int
    optional: bool = False


@dataclass(slots=True)
class _Term:
    unit: Unit
    labels: tuple[_Label, ...]
    start: int
    end: int
    joint: Literal["first", "inner", "comma", "list"] = "first"


# ---------------------------------------------------------------------------------------------- terminals

_UNITS: dict[str, Unit] = {
    "gạch đầu dòng": "gach", "đoạn": "doan", "tiết": "tiet", "điểm": "diem", "khoản": "khoan", "tiểu mục": "muc", "mục": "muc",
    "điều": "dieu", "chương": "chuong", "phần": "phan", "phụ lục": "phu_luc",
}  # fmt: skip
# Height of a unit. Điều and mục hold one another, by the scheme; the tree decides which.
_RANK = {
    "gach": 0,
    "doan": 0,
    "tiet": 1,
    "diem": 2,
    "khoan": 3,
    "muc": 4,
    "dieu": 5,
    "chuong": 6,
    "phan": 7,
    "phu_luc": 8,
}

# Words that end in a unit's word and name something else: tài khoản, thời điểm, danh mục, góp phần, chi tiết.
_UNIT = regex.compile(
    r"""(?<![\p{L}\d])
    (?<!tài[ ])(?<!ngân[ ])(?<!thời[ ])(?<!địa[ ])(?<!quan[ ])(?<!thí[ ])(?<!trọng[ ])(?<!đặc[ ])(?<!ưu[ ])(?<!tâm[ ])(?<!cộng[ ])
    (?<!danh[ ])(?<!chuyên[ ])(?<!hạng[ ])(?<!thư[ ])(?<!đề[ ])(?<!đầu[ ])(?<!chi[ ])(?<!học[ ])(?<!giai[ ])(?<!công[ ])
    (?<!góp[ ])(?<!thành[ ])(?<!cổ[ ])(?<!một[ ])(?<!từng[ ])(?<!giáo[ ])(?<!phim[ ])
    (?P<unit>gạch[ ]+đầu[ ]+dòng|đoạn|tiết|điểm|khoản|tiểu[ ]+mục|mục|điều|chương|phần|phụ[ ]+lục)(?![\p{L}])
    (?P<so>[ ]+số(?=[ ]))?[ ]*""",
    regex.VERBOSE,
)
# What a number must not run into, lest "Điều 5, 30 ngày" or "khoản 95%" be read as labels.
_NO_LABEL = r"""(?![\p{L}\d]|[ ]?%|[.,]\d{3}(?!\d)|/\d|,\d|[ ]+(?:ngày|tháng|năm|giờ|phút|người|tỷ|tỉ|triệu|nghìn|đồng|lần|doanh|trẻ|cơ|đơn
    |bộ|tỉnh|xã|huyện|dự|nhiệm|nhóm|nước|km|ha|m2|trường|hộ|loại|chỉ|điểm[ ]\d|phần[ ]trăm|sao)(?![\p{L}]))"""
_NUMBER = regex.compile(rf"(?P<label>\d{{1,3}}(?:\.\d{{1,2}}(?!\d)){{0,3}}[a-zđ]?){_NO_LABEL}", regex.VERBOSE)
_LETTER = regex.compile(r"\"?(?P<label>[a-zđ])(?:\.(?P<more>\d{1,2}))?\"?(?![\p{L}\d]|-\p{L}|/)", regex.VERBOSE)
_ROMAN = regex.compile(r"(?P<label>[ivxlc]{1,6})(?![\p{L}\d]|-[\p{L}])", regex.VERBOSE)
# "mục IV.2", "mục II.1.a", "mục 6 III", "mục 2.III", "phần A.I"
_COMPOUND = regex.compile(
    r"(?P<label>(?:[ivxlc]{1,6}|[a-h]|\d{1,2})(?:[ ]?[./-][ ]?(?:[ivxlc]{1,6}|\d{1,2}|[a-zđ])){1,3}|\d{1,2}[ ]+[ivxlc]{1,6})(?![\p{L}\d%])",
    regex.VERBOSE,
)
_ORDINALS = {"nhất": "1", "đầu tiên": "1", "hai": "2", "nhì": "2", "ba": "3", "tư": "4", "bốn": "4", "năm": "5", "sáu": "6",
             "bảy": "7", "tám": "8", "chín": "9", "mười": "10"}  # fmt: skip
_ORDINAL = regex.compile(
    r"(?:thứ[ ]+(?P<label>nhất|hai|nhì|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|\d{1,2})|(?P<label>đầu[ ]tiên))(?![\p{L}])",
    regex.VERBOSE,
)
_THIS = regex.compile(r"này(?![\p{L}])", regex.VERBOSE)
_SEPARATOR = regex.compile(r"[ ]*(?:[,;/][ ]*(?:và|hoặc)?|và/hoặc|và|hoặc)[ ]*", regex.VERBOSE)
_RANGE = regex.compile(r"[ ]*(?:đến|tới|-)(?:[ ]+hết)?[ ]*", regex.VERBOSE)
_LINK = r"(?:(?:được[ ])?(?:nêu|quy[ ]định|ghi|nói|đề[ ]ra)?[ ]?(?:tại|trong|ở|của|thuộc)|(?:được[ ])?(?:ban[ ]hành)?[ ]?(?:kèm[ ]theo|đính[ ]kèm)(?:[ ]của)?)"
_JOINT = regex.compile(
    rf"[ ]*(?P<list>[,]?[ ]*(?:và/hoặc|và|hoặc)|;[ ]*(?:và|hoặc)?)?(?P<comma>,)?[ ]*(?P<link>{_LINK})?[ ]*(?:các[ ]+|từ[ ]+|những[ ]+|nội[ ]dung[ ]+)?",
    regex.VERBOSE,
)
_TAIL = regex.compile(rf"[ ]*,?[ ]*(?:(?:nêu|nói)[ ]trên)?[ ]*,?[ ]*(?P<link>{_LINK})?[ ]*(?:các[ ]+)?", regex.VERBOSE)
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
# Before a bare number or "này", these words say that a place is meant ("tại điểm 1", "theo Điều này").
_POINTER = regex.compile(
    r"(?:tại|theo|ở|thuộc|của|trong|nêu|các|định|tiết|và|hoặc|,|với|như|chi[ ]tiết|từ|đến)[ ]+$", regex.VERBOSE
)
# "Điều này cho thấy": a pronoun.
_PRONOUN = regex.compile(
    r"[ ]*(?:cho|là|có|giúp|đòi|dẫn|được|không|sẽ|đã|đang|khiến|làm|thể|cũng|càng|nhằm|góp|phản|chứng)(?![\p{L}])",
    regex.VERBOSE,
)
_HEADING_END = regex.compile(r"[ ]*(?:[.:]|$)")


# ---------------------------------------------------------------------------------------------- the grammar


def find_references(document: Document, structure: Structure) -> tuple[Mention, ...]:
    """Every place and act that the text names, one Mention each, in order of their start.

    A place in another act carries that act, which then has no Mention of its own. The act's own name alone
    ("Quyết định này") names no place and is left out.
    """
    acts = find_acts(document, structure)
    by_start = {act.start: act for act in acts}
    mentions: list[Mention] = []
    used: set[int] = set()
    amended = _amended_acts(acts, structure)
    for passage in structure.passages:
        for mention in _in_passage(document, structure, passage, by_start):
            if mention.act:
                used.add(mention.act.start)
            elif not mention.this and amended:
                mention = _of_amended(document, structure, passage, mention, amended)
            mentions.append(mention)
    for act in acts:
        if act.start not in used:
            passage = structure.passage_at(act.start)
            provision = structure.at(act.start)
            at = passage.provision_id if passage else provision.id if provision else ""
            mentions.append(Mention(act.start, act.end, at, (), act, "", act.relation))
    return tuple(sorted(mentions, key=lambda m: (m.start, m.end)))


def _in_passage(document: Document, structure: Structure, passage: Passage, acts: dict[int, Act]) -> Iterator[Mention]:
    at = passage.start
    while match := _UNIT.search(document.folded, at, passage.end):
        terms, end = _parse_run(document, match.start(), passage.end)
        if not terms or _is_label(document, structure, passage, terms, end):
            at = max(match.start("unit") + 1, end if terms else 0)
            continue
        act, this, tail = _parse_tail(document, structure, passage, end, acts)
        if _is_place(document, passage, terms, bool(act or this)):
            yield from _mentions(document, passage, terms, act, this, tail)
        at = max(tail, end, match.start("unit") + 1)


def _parse_run(document: Document, start: int, stop: int) -> tuple[list[_Term], int]:
    """The terms from ``start`` on, and where the last one ends."""
    terms: list[_Term] = []
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


def _parse_term(document: Document, start: int, stop: int) -> _Term | None:
    head = _UNIT.match(document.folded, start, stop)
    if not head:
        return None
    unit = _UNITS[squeeze(head["unit"])]
    this = _THIS.match(document.folded, head.end(), stop)
    if this:
        return _Term(unit, (_Label(THIS, head.start("unit"), this.end()),), head.start("unit"), this.end())
    labels = _parse_labels(document, unit, head.start("unit"), head.end(), stop)
    if not labels:
        if unit == "phu_luc" and document.text[head.start("unit")].isupper():
            end = head.end("unit")
            return _Term(unit, (_Label("", head.start("unit"), end),), head.start("unit"), end)
        return None
    return _Term(unit, labels, head.start("unit"), labels[-1].end)


def _parse_labels(document: Document, unit: Unit, unit_start: int, at: int, stop: int) -> tuple[_Label, ...]:
    folded = document.folded
    first = _label(document, unit, at, stop)
    if not first:
        return ()
    labels = [replace(first, start=unit_start)]
    while True:
        end = labels[-1].end
        span = _RANGE.match(folded, end, stop)
        if span:
            again = _UNIT.match(folded, span.end(), stop)
            at = again.end() if again and _UNITS[squeeze(again["unit"])] == unit else span.end()
            last = _label(document, unit, at, stop)
            if last and _kind(last.text) == _kind(labels[-1].text):
                between = _between(labels[-1].text, last.text)
                if between is not None:
                    labels[-1] = replace(labels[-1], end=last.end)
                    labels += [_Label(b, labels[-1].start, last.end, True) for b in between]
                    labels.append(replace(last, start=labels[-1].start))
                    continue
        separator = _SEPARATOR.match(folded, end, stop)
        if not separator:
            return tuple(labels)
        following = _label(document, unit, separator.end(), stop)
        if not following or not _continues(labels[-1].text, following):
            return tuple(labels)
        labels.append(following)


def _continues(before: str, label: _Label) -> bool:
    """A bare label goes on with a list if it is of the same kind and larger."""
    return _kind(label.text) == _kind(before) and _order(label.text) > _order(before)


def _label(document: Document, unit: Unit, at: int, stop: int) -> _Label | None:
    """The label of a ``unit`` at ``at``, in the form that its numbering takes."""
    folded, text = document.folded, document.text
    if unit in ("gach", "doan"):
        ordinal = _ORDINAL.match(folded, at, stop)
        if ordinal:
            word = squeeze(ordinal["label"])
            return _Label(_ORDINALS.get(word, word), at, ordinal.end())
        number = _NUMBER.match(folded, at, stop)
        return _Label(number["label"], at, number.end()) if number and unit == "doan" else None
    if unit in ("muc", "phan", "phu_luc"):
        compound = _COMPOUND.match(folded, at, stop)
        if (
            compound
            and regex.search(r"\p{Lu}", text[at : compound.end()])
            and not regex.search(r"\p{Ll}{2}", text[at : compound.end()])
        ):
            return _Label(_as_printed(text[at : compound.end()]), at, compound.end())
    if unit in ("muc", "phan", "chuong", "phu_luc"):
        roman = _ROMAN.match(folded, at, stop)
        if roman and text[at : roman.end()].isupper() and roman_value(roman["label"]):
            return _Label(roman["label"].upper(), at, roman.end())
    if unit == "phan":
        ordinal = _ORDINAL.match(folded, at, stop)
        if ordinal:
            return _Label(_ORDINALS.get(squeeze(ordinal["label"]), ordinal["label"]), at, ordinal.end())
    number = _NUMBER.match(folded, at, stop)
    if number:
        return _Label(number["label"], at, number.end())
    if unit in ("diem", "tiet", "muc", "phan", "phu_luc"):
        letter = _LETTER.match(folded, at, stop)
        if letter and (unit in ("diem", "tiet") or text[letter.start("label")].isupper()):
            label = letter["label"] + ("." + letter["more"] if letter["more"] else "")
            return _Label(label if unit in ("diem", "tiet") else label.upper(), at, letter.end())
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


def _kind(label: str) -> str:
    if "." in label:
        return "dotted"
    if label.isdigit() or label[:-1].isdigit():
        return "number"
    if label.isupper() and roman_value(label):
        return "roman"
    return "letter"


def _order(label: str) -> tuple[int, ...]:
    kind = _kind(label)
    if kind == "roman":
        return (roman_value(label),)
    if kind == "letter":
        return (_ALPHABET.find(label[0].lower()),)
    numbers = regex.findall(r"\d+", label)
    suffix = regex.search(r"\p{L}$", label)
    return (*(int(n) for n in numbers), ord(suffix[0]) if suffix else 0)


def _between(first: str, last: str) -> list[str] | None:
    """The labels strictly between two ends of a range; None where they make no range."""
    kind = _kind(first)
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


def _parse_tail(
    document: Document, structure: Structure, passage: Passage, end: int, acts: dict[int, Act]
) -> tuple[Act | None, str, int]:
    """What holds the run as a whole: (cited act, own name, end of the tail)."""
    folded = document.folded
    patterns = load_patterns("references")
    tail = _TAIL.match(folded, end, passage.end)
    at = tail.end() if tail else end
    if at in acts:
        return acts[at], "", acts[at].end
    this = patterns["this_act"].match(folded, at, passage.end)
    if this:
        return None, squeeze(this.group()), this.end()
    bare = patterns["bare_act"].match(folded, at, passage.end)
    if bare and document.text[at].isupper():
        word = squeeze(bare.group())
        last = _last_cited(acts, word, at)
        own = structure.metadata.kind
        if last and _SLUGS.get(word) != own:
            return replace(last, start=bare.start(), end=bare.end(), relation="cites"), "", bare.end()
        return None, word, bare.end()
    return None, "", end


# The kinds of documents that a bare act word can stand for, as documents.csv names them.
_SLUGS = {"quyết định": "quyet_dinh", "nghị quyết": "nghi_quyet", "nghị định": "nghi_dinh", "thông tư": "thong_tu", "chỉ thị": "chi_thi",
          "kế hoạch": "ke_hoach", "luật": "luat", "bộ luật": "luat", "kết luận": "ket_luan", "thông báo": "thong_bao",
          "chương trình": "chuong_trinh", "đề án": "de_an", "pháp lệnh": "phap_lenh"}  # fmt: skip


def _last_cited(acts: dict[int, Act], word: str, at: int) -> Act | None:
    slug = _SLUGS.get(word, "")
    earlier = [a for start, a in acts.items() if start < at and a.kind == slug]
    return max(earlier, key=lambda a: a.start) if earlier and slug else None


# ---------------------------------------------------------------------------------------------- what holds what


def _is_label(document: Document, structure: Structure, passage: Passage, terms: list[_Term], end: int) -> bool:
    """The run is the label of a heading ("Phụ lục II" over an annex, "Điều 3." in a list of contents)."""
    if terms[0].start != passage.start or len(terms) > 1 or len(terms[0].labels) > 1:
        return False
    if end == passage.end and passage.kind not in ("closing", "cell"):
        return True
    if terms[0].unit not in ("dieu", "chuong", "phan", "muc", "phu_luc", "khoan"):
        return False
    closing = _HEADING_END.match(document.folded, end, passage.end)
    return passage.kind in ("heading", "opening") or bool(
        closing and document.text[terms[0].start].isupper() and passage.kind != "closing"
    )


def _is_place(document: Document, passage: Passage, terms: list[_Term], held: bool) -> bool:
    """A lone term that could be a common word needs a sign that it is a place."""
    if held or len(terms) > 1:
        return True
    term = terms[0]
    text, folded = document.text, document.folded
    pointed = bool(_POINTER.search(folded, max(passage.start, term.start - 12), term.start))
    label = term.labels[0].text
    if label == THIS:
        if term.unit == "dieu" and _PRONOUN.match(folded, term.end, passage.end):
            return False
        return pointed or (text[term.start].isupper() and term.start > passage.start)
    if term.unit == "phu_luc" and not label:
        attached = regex.compile(r"[ ]*(?:ban[ ]hành[ ])?(?:kèm|đính)", regex.VERBOSE).match(
            folded, term.end, passage.end
        )
        return bool(attached) or pointed
    if term.unit in ("diem", "phan", "doan", "tiet") and _kind(label) in ("number", "dotted"):
        return pointed
    return True


def _mentions(
    document: Document, passage: Passage, terms: list[_Term], act: Act | None, this: str, tail: int
) -> Iterator[Mention]:
    holders = [_holder(terms, i) for i in range(len(terms))]
    held = {h for h in holders if h is not None}
    for i, term in enumerate(terms):
        if i in held:
            continue
        chain, at = [], holders[i]
        while at is not None and at not in chain:
            chain.append(at)
            at = holders[at]
        own = any(terms[j].labels[0].text == THIS for j in (i, *chain))
        cut = _is_cut(terms, i, chain)
        start, end = _extent(terms, i, chain, tail if (act or this) and not own else 0)
        for label in term.labels:
            for outer in product(*(terms[j].labels for j in chain)):
                path = [Place(term.unit, label.text, label.optional)]
                path += [Place(terms[j].unit, o.text, o.optional) for j, o in zip(chain, outer, strict=True)]
                at = start if start < term.start else label.start
                yield Mention(
                    at,
                    max(end, label.end),
                    passage.provision_id,
                    tuple(path),
                    None if own or cut else act,
                    "" if own or cut else this,
                    act.relation if act and not (own or cut) else "cites",
                )


def _holder(terms: list[_Term], i: int) -> int | None:
    """The index of the term that holds term ``i``."""
    rank = _RANK[terms[i].unit]
    for j in range(i + 1, len(terms)):
        other = terms[j]
        containing = other.joint in ("inner", "comma") and _alike(terms, i, j - 1)
        mutual = (
            other.joint == "inner"
            and j == i + 1
            and {terms[i].unit, other.unit} in ({"dieu", "muc"}, {"dieu", "phan"}, {"muc", "phan"})
        )
        if (_RANK[other.unit] > rank and containing) or mutual:
            return j
        if _RANK[other.unit] > rank and not _is_held_later(terms, j):
            break  # "khoản 2 và Điều 8": a sibling, and what stands behind it is the sibling's
    if i and terms[i].joint != "first":
        before = terms[i - 1]
        if terms[i].joint in ("inner", "comma") and _RANK[before.unit] > rank:
            return i - 1
        if before.unit == terms[i].unit and _RANK[before.unit] <= rank:
            outer = _holder(terms, i - 1)
            if outer is not None and outer < i:
                return outer
    return None


def _alike(terms: list[_Term], i: int, last: int) -> bool:
    """Terms of one unit share what follows them if they are numbered alike ("mục III và mục 1 Phần III" are not)."""
    if i == last or terms[i].unit != terms[last].unit:
        return True
    return _kind(terms[i].labels[0].text) == _kind(terms[last].labels[0].text)


def _is_held_later(terms: list[_Term], j: int) -> bool:
    return any(_RANK[t.unit] > _RANK[terms[j].unit] and t.joint in ("inner", "comma") for t in terms[j + 1 :])


def _is_cut(terms: list[_Term], i: int, chain: list[int]) -> bool:
    """The term stands for itself although the run goes on with a higher sibling ("khoản 2 và Điều 8 Luật này")."""
    if chain or i + 1 == len(terms):
        return False
    return any(_RANK[t.unit] > _RANK[terms[i].unit] for t in terms[i + 1 :])


def _extent(terms: list[_Term], i: int, chain: list[int], tail: int) -> tuple[int, int]:
    """The words of a mention: the term, and its holders as far as they follow (or go before) without a gap."""
    start, end, last = terms[i].start, terms[i].end, i
    for j in chain:
        if j == last + 1:
            end, last = terms[j].end, j
        elif j < i:
            start = min(start, terms[j].start)
    if tail and last == len(terms) - 1:
        end = tail
    return start, end


# ---------------------------------------------------------------------------------------------- amending acts

_AMENDING = regex.compile(
    r"(?<![\p{L}])(?:sửa đổi|bổ sung|bãi bỏ|thay thế|thay cụm từ|bỏ cụm từ|bổ sung cụm từ)(?![\p{L}])"
)


def _amended_acts(acts: tuple[Act, ...], structure: Structure) -> list[Act]:
    return [a for a in acts if a.relation == "amends"]


def _of_amended(
    document: Document, structure: Structure, passage: Passage, mention: Mention, amended: list[Act]
) -> Mention:
    """ "1. Sửa đổi khoản 2 Điều 3 như sau" under "Điều 1. Sửa đổi, bổ sung Nghị định X" is a place in X."""
    sentence = document.folded[max(passage.start, mention.start - 120) : mention.start]
    if not _AMENDING.search(regex.split(r"[;.](?=\s)", sentence)[-1]):
        return mention
    leads = [structure.passages[i] for i in passage.leads]
    for lead in [passage, *leads]:
        inside = [a for a in amended if lead.start <= a.start < lead.end]
        if inside:
            return replace(mention, act=inside[0], relation="amends")
    return mention
