"""Names to what they name: places to provisions of the tree, cited acts to documents of the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from extractor.annotate.places import THIS, Place, roman_value
from extractor.annotate.references import Mention
from extractor.model import Document, Level, Metadata, Provision, Reference, Structure
from extractor.text import fold

# The levels that a unit's word can mean, the likeliest first. Decisions call the same unit by different names: "mục 3
# Phần III" for "3." under "III.", "điểm 1 Mục III" for "1." under "III.", "Phần II" for "II.".
_LEVELS: dict[str, tuple[Level, ...]] = {
    "gach": ("gach",),
    "doan": ("doan",),
    "tiet": ("diem", "gach", "khoan"),
    "diem": ("diem", "khoan", "muc"),
    "khoan": ("khoan", "diem", "muc"),
    "muc": ("muc", "tieu_muc", "phan", "khoan", "diem"),
    "tieu_muc": ("tieu_muc", "muc", "khoan"),
    "dieu": ("dieu",),
    "chuong": ("chuong",),
    "phan": ("phan", "muc", "khoan"),
    "phu_luc": ("phu_luc",),
}
_SAME_PAGE = 2500
"""Characters: a place in another act that is named in full is not repeated without the act farther below."""
_LEADING_ZEROS = regex.compile(r"(?<!\d)0+(?=\d)")
# What is issued as an attachment of a decision, or as its content; a place "của Kế hoạch này" is sought there first.
_ATTACHED_NAMES = regex.compile(
    r"""(?:kế[ ]hoạch|chương[ ]trình|đề[ ]án|chiến[ ]lược|quy[ ]chế|quy[ ]định|quy[ ]hoạch|điều[ ]lệ|phương[ ]án
    |hướng[ ]dẫn|đề[ ]cương|bộ[ ]tiêu[ ]chí|bộ[ ]chỉ[ ]số|danh[ ]mục)""",
    regex.VERBOSE,
)


def resolve_references(mentions: Iterable[Mention], document: Document, structure: Structure) -> tuple[Reference, ...]:
    """One Reference a Mention, in order. A place that no provision or more than one answers to stays open.

    A place in another act is of kind ``document``; it is never looked for in this one.
    """
    found = []
    index = numeral_index(structure)
    elsewhere: dict[tuple[Place, ...], Mention] = {}
    for mention in mentions:
        quote = document.quote(mention.start, mention.end)
        matches = [] if mention.act else resolve_place(mention, structure, index)
        act = mention.act
        if act and mention.path:
            elsewhere[mention.path] = mention
        elif not act and not matches and not mention.this:
            named = elsewhere.get(mention.path)  # "khoản 4 Điều 3 Quy chế làm việc ..."; below only "(khoản 4 Điều 3)"
            act = named.act if named and mention.start - named.end <= _SAME_PAGE else None
        if act is not None:
            found.append(
                Reference(
                    mention.provision_id,
                    quote,
                    "document",
                    mention.relation,
                    "resolved" if act.sure else "ambiguous" if act.number or act.name else "dangling",
                    target_number=act.number,
                    target_year=act.year,
                    target_type=act.kind,
                    target_date=act.date,
                    target_issuer=act.issuer,
                )
            )
            continue
        if not matches and any(place.optional for place in mention.path):
            continue  # a range names its ends; what it spans is what the tree holds between them
        status = "resolved" if len(matches) == 1 else "ambiguous" if matches else "dangling"
        target = matches[0].id if len(matches) == 1 else ""
        found.append(Reference(mention.provision_id, quote, "internal", mention.relation, status, target))  # type: ignore[arg-type]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ActIndex:
    """The acts of a corpus by number and year, and by kind and date of issue, each to the doc_ids that bear them."""

    by_number: dict[tuple[str, int | None], set[str]]
    by_date: dict[tuple[str, str], set[str]]


def index_acts(corpus: Iterable[Metadata]) -> ActIndex:
    """The acts of a corpus; press articles are none."""
    index = ActIndex({}, {})
    for metadata in corpus:
        if metadata.number and metadata.kind != "bao_chi":
            index.by_number.setdefault((_plain_number(metadata.number), metadata.year), set()).add(metadata.doc_id)
        if metadata.issued_on:
            index.by_date.setdefault((metadata.kind, metadata.issued_on), set()).add(metadata.doc_id)
    return index


def link_references(references: Iterable[Reference], acts: ActIndex) -> tuple[Reference, ...]:
    """The references with ``target_doc_id`` where the corpus holds the cited act: the same number AND year, only one.

    A law cited by its name is known by kind and date of issue.
    """
    linked = []
    for reference in references:
        found: set[str] = set()
        if reference.kind == "document" and reference.target_year:
            if reference.target_number:
                found = acts.by_number.get((_plain_number(reference.target_number), reference.target_year), set())
            elif reference.target_date:
                found = acts.by_date.get((reference.target_type, reference.target_date), set())
        linked.append(replace(reference, target_doc_id=next(iter(found))) if len(found) == 1 else reference)
    return tuple(linked)


def _plain_number(number: str) -> str:
    return fold(number).replace(" ", "").replace("-", "/")


Fit = tuple[tuple[int, int], Provision]


@dataclass(frozen=True, slots=True)
class Index:
    """Provisions by their numeral as ``_canonical`` writes it, and by its value ("#4" for 4 and IV).

    ``fits`` keeps what answers a path, which the same words ask again and again.
    """

    by_numeral: dict[str, list[Provision]]
    fits: dict[tuple[Place, ...], list[Fit]]


def numeral_index(structure: Structure) -> Index:
    """The index of a document's provisions."""
    by_numeral: dict[str, list[Provision]] = {}
    for provision in structure.provisions:
        plain = _canonical(provision.numeral)
        by_numeral.setdefault(plain, []).append(provision)
        if _value(plain):
            by_numeral.setdefault(f"#{_value(plain)}", []).append(provision)
        if provision.level == "phu_luc":
            by_numeral.setdefault("", []).append(provision)
    return Index(by_numeral, {})


def resolve_place(mention: Mention, structure: Structure, index: Index) -> list[Provision]:
    """The provisions that the mention's path may mean, seen from where it stands: one is an answer, more a doubt.

    The nearest scope that has an answer decides: the provision itself and what encloses it, outwards; then the
    document that the text names ("Quy chế này": the attached one); then the rest. A khoản or điểm alone is looked for
    in its own Điều only.
    """
    path = [p for p in _spread(mention.path) if p.label != THIS]
    here = list(structure.ancestors(mention.provision_id)) if mention.provision_id in structure.by_id else []
    for place in mention.path:
        if place.label == THIS:
            anchor = next((p for level in _LEVELS[place.unit] for p in here if p.level == level), None)
            if anchor is None:
                return []
            return _within(_fits(path, structure, index), structure, [anchor]) if path else [anchor]
    fits = _fits(path, structure, index)
    for scope in _scopes(mention, path, here, structure):
        matches = _within(fits, structure, scope)
        if matches:
            return matches
    return []


def _spread(path: Sequence[Place]) -> list[Place]:
    """Compound labels taken apart, inside out: mục "IV.2" is khoản 2 of mục IV; mục "6.III" the same the other way."""
    places: list[Place] = []
    for place in path:
        parts = place.label.split(".")
        if place.unit in ("muc", "phan", "phu_luc") and len(parts) > 1 and any(not p.isdigit() for p in parts):
            romans = [p for p in parts if p.isupper()]
            others = [p for p in parts if not p.isupper()]
            inner = others[::-1] if parts[0].isupper() else others
            places += [Place("khoan" if p.isdigit() else "diem", p) for p in inner]
            places += [Place(place.unit, p) for p in reversed(romans)]
        else:
            places.append(place)
    return places


def _scopes(
    mention: Mention, path: Sequence[Place], here: Sequence[Provision], structure: Structure
) -> Iterable[list[Provision]]:
    attached = [p for p in structure.provisions if p.level in ("kem_theo", "phu_luc")]
    outer = {p.id for p in here if p.level in ("kem_theo", "phu_luc")}
    tops = list(structure.children(""))
    main = [p for p in tops if p.level not in ("kem_theo", "phu_luc")]
    if any(p.unit == "phu_luc" for p in path):
        yield tops
        return
    if mention.this and not _ATTACHED_NAMES.match(mention.this):
        yield main
        yield tops
        return
    if mention.this:
        yield from ([p] for p in here if p.level == "kem_theo")
        if not any(p.level == "kem_theo" for p in here):
            yield [p for p in attached if p.level == "kem_theo"]
        yield main
        yield tops
        return
    small = all(p.unit in ("khoan", "diem", "gach", "doan", "tiet") for p in path)
    for provision in here:
        yield [provision]
        if small and provision.level in ("dieu", "kem_theo", "phu_luc"):
            return
        parent = structure.by_id.get(provision.parent_id)
        topmost = parent is None or parent.level in ("kem_theo", "phu_luc")
        if small and topmost and provision.level in ("muc", "phan"):
            return
    if not outer:
        yield main
    yield tops


def _within(fits: Sequence[Fit], structure: Structure, scope: Sequence[Provision]) -> list[Provision]:
    """Of the provisions that answer a path, those inside ``scope``, the closest fit only."""
    best = [
        (cost, provision)
        for cost, provision in fits
        if any(s.start <= provision.start and provision.end <= s.end and _may_be(provision, s) for s in scope)
    ]
    if not best:
        return []
    lowest = min(cost for cost, _ in best)
    found = [p for cost, p in best if cost == lowest]
    # Forms and samples in an annex count from 1 again; the annex's own numbering comes first.
    first = [p for p in found if "~" not in p.id]
    annexed = len(first) == 1 and any(u.level in ("phu_luc", "kem_theo") for u in structure.ancestors(first[0].id))
    return first if len(found) > 1 and annexed else found


def _fits(path: Sequence[Place], structure: Structure, index: Index) -> list[Fit]:
    """All provisions whose chain of ancestors answers the whole path, each with how well."""
    key = tuple(path)
    if key in index.fits:
        return index.fits[key]
    # The word that stands innermost names the answer, but for Điều and mục, which hold one another both ways.
    naming = [path[0], *(p for p in path[1:] if p.unit in ("dieu", "muc", "phan"))]
    candidates: dict[str, Provision] = {}
    for place in naming:
        for numeral in (_canonical(place.label), f"#{_value(place.label)}"):
            candidates.update((p.id, p) for p in index.by_numeral.get(numeral, ()))
    fits = index.fits[key] = []
    for provision in candidates.values():
        cost = _fit(path, provision, structure)
        if cost is not None:
            fits.append((cost, provision))
    return fits


def _may_be(provision: Provision, scope: Provision) -> bool:
    """A scope that is not the document's top is what encloses the answer, not the answer."""
    return provision.id != scope.id or not scope.parent_id


def _fit(path: Sequence[Place], provision: Provision, structure: Structure) -> tuple[int, int] | None:
    """How well a provision answers the path: (levels of other kinds, levels skipped between components), or None.

    The components may be held in any order (Điều in mục, or mục in Điều), but the provision itself answers one.
    """
    left = list(path)
    strange, skipped, last = 0, 0, 0
    for depth, unit in enumerate(structure.ancestors(provision.id)):
        for i, place in enumerate(left):
            answer = _answers(place, unit)
            if answer is not None:
                strange += answer
                skipped += max(0, depth - last - 1)
                last = depth
                del left[i]
                break
        if not left:
            return strange, skipped
        if depth == 0 and len(left) == len(path):
            return None
    return None


def _answers(place: Place, provision: Provision) -> int | None:
    """0 where the provision is of the level that the unit's word means first, more for others, None for no match."""
    levels = _LEVELS[place.unit]
    if provision.level not in levels:
        return None
    if not place.label:
        return 0
    order = levels.index(provision.level)
    if _canonical(place.label) == _canonical(provision.numeral):
        return order
    if (
        place.unit in ("phan", "phu_luc", "chuong", "muc")
        and _value(place.label)
        and _value(place.label) == _value(provision.numeral)
    ):
        return order + 10  # "Phụ lục 01" for Phụ lục I: right only where nothing is printed so
    return None


@lru_cache(maxsize=1 << 12)
def _canonical(numeral: str) -> str:
    plain = fold(numeral).strip(" .)(:-/").replace(" ", "")
    return _LEADING_ZEROS.sub("", plain)


@lru_cache(maxsize=1 << 12)
def _value(numeral: str) -> int:
    plain = _canonical(numeral)
    return int(plain) if plain.isdigit() else roman_value(plain)
