"""Kinds of documents and the names of those who issue them (knowledge/document_types.yaml)."""

from __future__ import annotations

from functools import cache

import regex
from pydantic import ValidationError

from extractor.errors import KnowledgeError
from extractor.knowledge.loader import Entry, load_yaml
from extractor.text import fold, squeeze, to_ascii


class Kind(Entry):
    kind: str
    names: tuple[str, ...]
    symbols: tuple[str, ...]


class Issuer(Entry):
    symbol: str
    name: str


class DocumentTypes(Entry):
    kinds: tuple[Kind, ...]
    issuers: tuple[Issuer, ...]
    organs: tuple[str, ...]
    names: tuple[str, ...]


@cache
def document_types() -> DocumentTypes:
    """The file, checked."""
    try:
        return DocumentTypes.model_validate(load_yaml("document_types"))
    except ValidationError as error:
        raise KnowledgeError(f"document_types.yaml: {error}") from error


def plain(text: str) -> str:
    """Letters without diacritics and case, single blanks: what OCR slips and styles of writing leave alike."""
    return squeeze(to_ascii(fold(text)))


@cache
def _names() -> dict[str, str]:
    """Kind by plain name, longest names first when iterated."""
    pairs = [(plain(name), entry.kind) for entry in document_types().kinds for name in entry.names]
    return dict(sorted(pairs, key=lambda p: -len(p[0])))


def kind_of_line(line: str) -> tuple[str, str] | None:
    """The kind that a line above a title names, and what follows it on the line: ``("ke_hoach", "")`` for "KẾ HOẠCH".

    None where the line does not begin with the name of a kind.
    """
    stripped = squeeze(line.strip(" *_:.-–"))
    words = stripped.split()
    flat = plain(stripped)
    for name, kind in _names().items():
        if flat == name or flat.startswith(name + " "):
            return kind, " ".join(words[len(name.split()) :])
    return None


@cache
def _symbols() -> dict[str, str]:
    return {symbol: entry.kind for entry in document_types().kinds for symbol in entry.symbols}


def kind_of_symbol(symbol: str) -> str:
    """The kind that a symbol abbreviates: ``QĐ-TTg`` → ``quyet_dinh``; empty if none."""
    head = to_ascii(symbol).upper().replace("/", "-").split("-")[0]
    return _symbols().get(head, "")


def issuer_of_symbol(symbol: str) -> str:
    """The issuer that a symbol names by itself: ``NQ-CP`` → ``Chính phủ``; empty if none."""
    for part in reversed(to_ascii(symbol).upper().replace("/", "-").split("-")):
        bare = part.rstrip("0123456789")
        for entry in document_types().issuers:
            if entry.symbol == bare:
                return entry.name
    return ""


@cache
def _proper() -> dict[str, str]:
    return {fold(name): name for name in document_types().names}


@cache
def _plain_names() -> dict[str, str]:
    """For letterheads whose diacritics a scan lost."""
    return {plain(name): name for name in document_types().names}


_SHORT = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "tp.": "thành phố ", "tp ": "thành phố "}
_REGION = regex.compile(r"\bmiền (?P<region>bắc|trung|nam)\b")
_UNITS = frozenset(
    ("tỉnh", "thành", "phố", "huyện", "quận", "thị", "xã", "phường", "đặc", "khu")
)  # small before a name


def proper_case(name: str, text: str = "", folded: str = "") -> str:
    """An agency's name as running text writes it: "BỘ Y TẾ" → "Bộ Y tế".

    Known names first, then the way the document itself writes the name in a sentence, else each word of a place
    with a capital ("tỉnh Bắc Ninh") and everything else small.
    """
    flat = squeeze(fold(name))
    for short, long in (
        ("ubnd", "ủy ban nhân dân"),
        ("hđnd", "hội đồng nhân dân"),
        ("tp.", "thành phố "),
        ("tp ", "thành phố "),
    ):
        flat = squeeze(flat.replace(short, long))
    joint = flat.split(" - ")
    if len(joint) > 1 and all(part.startswith(document_types().organs) for part in joint):
        return " - ".join(proper_case(part, text, folded) for part in joint)
    known = _proper().get(flat) or _plain_names().get(plain(flat))
    if known:
        return known
    organ = next((o for o in sorted(_proper(), key=len, reverse=True) if flat.startswith(o + " ")), "")
    if not organ:  # "HỘI ĐÔNG NHÂN DÂN TỈNH": a slip in the name of an organ
        bare = plain(flat)
        misread = next((o for o in sorted(_plain_names(), key=len, reverse=True) if bare.startswith(o + " ")), "")
        if misread:
            organ = fold(_plain_names()[misread])
            flat = " ".join([organ, *flat.split(" ")[len(organ.split(" ")) :]])
    if organ.startswith(_LOCAL):
        return f"{_proper()[organ]} {_place(flat[len(organ) + 1 :])}"
    start = folded.find(flat)
    while start >= 0:
        written = squeeze(text[start : start + len(flat)])
        if not written.isupper() and written[:1].isupper():
            return written
        start = folded.find(flat, start + 1)
    if organ:
        return f"{_proper()[organ]} {_subject(flat[len(organ) + 1 :])}"
    return _of_kind(flat)


# What kind of organ a name begins with; the next word, what it does, has a capital: "Cục Kiểm tra văn bản".
_KINDS_OF_ORGANS = (
    "tổng cục", "chi cục", "cục", "vụ", "viện", "ban quản lý", "ban", "trường đại học", "trường cao đẳng", "trường",
    "trung tâm", "học viện", "hội", "liên đoàn", "phòng", "tổng công ty", "công ty", "tập đoàn", "kho bạc", "văn phòng",
    "đài", "đại học", "bảo tàng", "sở", "đảng bộ",
)  # fmt: skip


def _of_kind(flat: str) -> str:
    kind = next((k for k in _KINDS_OF_ORGANS if flat.startswith(k + " ")), "")
    if not kind:
        return flat[:1].upper() + _subject(flat[1:])
    head = kind[:1].upper() + kind[1:]
    for inner in ("quản lý", "đại học", "cao đẳng"):
        head = head.replace(" " + inner, f" {inner[:1].upper()}{inner[1:]}")
    rest = flat[len(kind) + 1 :]
    named = _place(rest) if kind in ("trường đại học", "trường cao đẳng", "đại học") else _subject(rest)
    return f"{head} {named}" if rest.split(" ")[0] in _UNITS else f"{head} {named[:1].upper()}{named[1:]}"


_LOCAL = ("ủy ban nhân dân", "hội đồng nhân dân", "tỉnh ủy", "thành ủy", "sở ")  # a place follows their name


def _subject(flat: str) -> str:
    """What an organ is for, small, up to the name of a place: "chuyển đổi số tỉnh Lạng Sơn"."""
    words = flat.split(" ")
    for index, word in enumerate(words[:-1]):
        unit = word in ("tỉnh", "huyện", "quận", "phường", "xã") or words[index : index + 2] == ["thành", "phố"]
        if unit and words[index + 1] != "hội":
            return " ".join([*words[:index], _place(" ".join(words[index:]))])
    return _REGION.sub(lambda m: f"miền {m['region'].title()}", flat)


def _place(flat: str) -> str:
    words = flat.split()
    out = []
    for index, word in enumerate(words):
        unit = word in _UNITS and all(w in _UNITS for w in words[: index + 1])
        out.append(word if unit or word in ("và", "của", "-") else word[:1].upper() + word[1:])
    return " ".join(out)
