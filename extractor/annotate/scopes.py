"""The level, place or sector that narrows a target against its neighbours.

A level or area ("cấp huyện", "khu vực nông thôn") is a scope only where a neighbour measures the same thing elsewhere;
else it is part of the thing's name ("trạm y tế cấp xã"). A named place is one always, as is the region of a rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from extractor.annotate.wording import tidy, words_of
from extractor.knowledge import load_patterns
from extractor.model import Document, Target
from extractor.text import fold, squeeze

_PLACE = regex.compile(
    r"(?:(?:tỉnh|thành\ phố|TP\.?|huyện|vùng|khu\ vực|các\ tỉnh|Vùng|Khu\ vực|Tỉnh|Thành\ phố)\s+)?"
    r"(?!Việt\ Nam|Chính\ phủ|Nhà\ nước)\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+){1,5}"
    r"(?:,?\ (?:và\ )?(?:duyên\ hải\ )?\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+)+)*"
    r"|(?:Vùng|vùng)\s(?:đồng\ bằng|trung\ du|Trung\ du|Đồng\ bằng)[\p{L}\s]{3,40}"
    r"|(?:đồng\ bằng|Đồng\ bằng|duyên\ hải|Duyên\ hải)\s[\p{L}\s]{3,50}"
)
_REGION = regex.compile(r"(?<!\w)(?:asean|đông\ nam\ á|châu\ á|châu\ lục)(?!\w)")
# no narrowing by themselves: they tell two ranks of one thing apart
_WHOLE = regex.compile(r"(?<!\w)(?:thế\ giới|toàn\ cầu|cả\ nước|toàn\ quốc|khu\ vực)(?!\w)")
_FIELD = regex.compile(r"\ về\ |[,;\n\t]|\.\ ")  # where the words of a rank end; an index may be called "toàn cầu"
_RANK_REACH = 80  # characters behind a rank in which its region stands
_ALIKE = 0.8  # share of the shorter indicator's words that two rows of one measure have in common
_JOINTS = frozenset(fold("đối với các lĩnh vực nhóm ngành tại ở của trên khu địa bàn riêng").split())
_WORD = regex.compile(r"[\p{L}\d]+")
_SPEAKER = regex.compile(
    r"(?:[Ll]ãnh\ đạo|[Đđ]ại\ diện|(?:[Pp]hó\ )?[Cc]hủ\ tịch|[Bb]í\ thư)\ "
    r"(?:(?:UBND|Ủy\ ban\ nhân\ dân|HĐND|[Tt]ỉnh\ ủy|[Tt]hành\ ủy)\ )*"
    r"(?P<place>(?:(?:TP\.?|thành\ phố|tỉnh)\ ?)?\p{Lu}\p{Ll}+(?:\ \p{Lu}\p{Ll}+){1,3})"
    r"\ (?=cho\ biết|cho\ hay|thông\ tin|khẳng\ định|nhấn\ mạnh)"
)
_LEAD_PLACE = regex.compile(r"\s*(?:[-+•]\s*)?(?:Tại|Ở|tại|ở)\s+(?P<place>[^,;:]{3,60}),\s")
_END_PLACE = regex.compile(r"\s(?:tại|ở)\s(?P<place>\p{Lu}[^,;:]{2,40}|(?:tỉnh|thành phố)\s\p{Lu}[^,;:]{2,40})\Z")


def place_of(document: Document, sentence: int, span: tuple[int, int]) -> str:
    """The named place that a subject is of: all of it ("Hà Nội có 200 ..."), its end ("nồng độ bụi tại Hà Nội"), the
    head of its sentence ("Tại Hà Nội, ...") or who speaks ("lãnh đạo Đà Nẵng cho biết ..."); "" if none."""
    text = document.text
    words = tidy(text[slice(*span)])
    if is_place(words):
        return words
    end = _END_PLACE.search(words)
    if end is not None and is_place(end["place"]):
        return end["place"]
    lead = _LEAD_PLACE.match(text, sentence, max(sentence, span[0]))
    if lead is not None and is_place(lead["place"]):
        return squeeze(lead["place"])
    speaker = _SPEAKER.search(text, sentence, span[0])
    return squeeze(speaker["place"]) if speaker is not None else ""


def settle_scopes(document: Document, targets: Iterable[Target]) -> list[Target]:
    """The targets with their scopes: of a rank its region, of the others what tells them from a neighbour."""
    rows = list(targets)
    regions = [_region(document, t) if t.kind == "rank" else None for t in rows]
    words = [_content(t) for t in rows]
    families: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        families.setdefault(row.provision_id.rpartition("__")[0] or row.provision_id, []).append(i)
    settled = []
    for i, row in enumerate(rows):
        family = families[row.provision_id.rpartition("__")[0] or row.provision_id]
        region = regions[i]
        if region is not None:
            beside = [r for j in family if j != i and rows[j].provision_id == row.provision_id and (r := regions[j])]
            own = _REGION.search(fold(region)) is not None or any(fold(r) != fold(region) for r in beside)
            settled.append(replace(row, scope=region if own else ""))
        elif row.rule != "table.subject" and sort_of(row.scope) and not is_place(row.scope):
            tells = any(j != i and _tells_apart(rows, words, i, j) for j in family)
            settled.append(row if tells else replace(row, scope=""))
        else:
            settled.append(row)
    return settled


def _region(document: Document, row: Target) -> str | None:
    """Where a rank holds, as printed: "thế giới"; None if that is not said."""
    if row.figure is None:
        return None
    stop = row.figure.end + _RANK_REACH
    field = _FIELD.search(document.folded, row.figure.end, stop)
    end = field.start() if field is not None else stop
    found = _REGION.search(document.folded, row.figure.end, end) or _WHOLE.search(document.folded, row.figure.end, end)
    return document.text[slice(*found.span())] if found is not None else None


def sort_of(scope: str) -> str:
    """What kind of scope words are: level, city_class, sector, area; "" if they name none."""
    low = fold(scope)
    for entry, compiled in load_patterns("scopes"):
        if entry.name != "sector" and compiled.search(low) is not None:
            return "area" if entry.name in ("area", "settlement", "bare") else entry.name
    return ""


def _content(row: Target) -> frozenset[str]:
    """The words of an indicator without those of its scope."""
    return frozenset(_WORD.findall(fold(row.indicator))) - frozenset(_WORD.findall(fold(row.scope))) - _JOINTS


def _tells_apart(rows: Sequence[Target], words: Sequence[frozenset[str]], i: int, j: int) -> bool:
    """Whether row ``j`` measures what row ``i`` does, elsewhere; a row for the whole must stand in the same unit."""
    one, other = rows[i], rows[j]
    if one.kind != other.kind or one.unit != other.unit or fold(one.scope) == fold(other.scope):
        return False
    if other.scope and sort_of(one.scope) != sort_of(other.scope):
        return False
    bare = load_patterns("scopes")["bare"].fullmatch(fold(one.scope)) is not None
    if not other.scope and (bare or one.provision_id != other.provision_id):
        return False
    least = min(len(words[i]), len(words[j])) if other.scope else len(words[i])
    return least > 0 and len(words[i] & words[j]) >= _ALIKE * least


def find_scope(document: Document, start: int, end: int) -> str:
    """The level or area that the words name first, as printed; "" if none."""
    return first_scope(document, [(start, end)])


def first_scope(document: Document, spans: Sequence[tuple[int, int]]) -> str:
    """The level or area that the first of the ``spans`` names, as printed; "" if none does.

    A mere "đô thị" counts where no span names anything closer.
    """
    patterns = list(load_patterns("scopes"))
    for weak in (False, True):
        for span in spans:
            for entry, compiled in patterns:
                match = compiled.search(document.folded, *span) if (entry.name == "bare") is weak else None
                if match is not None:
                    return squeeze(document.text[slice(*match.span("scope"))])
    return ""


def swap_scope(folded: str, span: tuple[int, int], other: tuple[int, int]) -> tuple[int, int] | None:
    """The scope in ``other`` whose place the words of ``span`` take, being nothing but a scope of the same sort:
    "hồ sơ ở cấp tỉnh đạt 70%, cấp huyện 60%"; else None."""
    words = folded[slice(*span)].strip()
    sort = sort_of(words)
    if not sort or not any(c.fullmatch(words) for _, c in load_patterns("scopes")):
        return None
    for _, compiled in load_patterns("scopes"):
        for match in compiled.finditer(folded, *other):
            if sort_of(match.group("scope")) == sort:
                return match.span("scope")
    return None


def find_scopes(document: Document, start: int, end: int) -> list[str]:
    """All levels and areas that the words name, in order."""
    found: dict[int, str] = {}
    for _, compiled in load_patterns("scopes"):
        for match in compiled.finditer(document.folded, start, end):
            found[match.start("scope")] = squeeze(document.text[slice(*match.span("scope"))])
    for match in words_of("settlement").finditer(document.folded, start, end):
        found.setdefault(match.start(), document.text[slice(*match.span())])
    return [found[k] for k in sorted(found)]


def is_place(text: str) -> bool:
    """Whether words are nothing but the name of a place: "Hà Nội", "Vùng Bắc Trung Bộ"."""
    return _PLACE.fullmatch(text.strip(" ,;:-–+•")) is not None
