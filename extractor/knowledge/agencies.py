"""The agency registry: names and spellings, kinds, provinces, and what became of whom.

Data: ``agencies.yaml``, ``succession.yaml``, ``provinces.yaml``. Dates are ISO 8601 texts, possibly without day or
month ("2025-02"); they compare as texts, so "2025-02" means from the start of that month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import product
from typing import Literal, TypeVar

import regex
from pydantic import ValidationError, field_validator

from extractor.errors import KnowledgeError
from extractor.knowledge.loader import Entry, load_yaml
from extractor.model import AgencyKind
from extractor.text import fold, squeeze, to_ascii

_DATE = regex.compile(r"\d{4}(-\d\d(-\d\d)?)?")
WORD = regex.compile(r"[^\W_]+")
"""A word of a name. Names are compared word by word; what stands between the words does not count."""


class Agency(Entry):
    """One agency. ``since`` and ``until`` (the first day after) bound its existence where that is known."""

    key: str
    name: str
    kind: AgencyKind
    aliases: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


class Domain(Entry):
    """A state function that a ministry, a provincial department, or both are named after."""

    name: str
    ministry: str = ""
    department: bool = False
    short: tuple[str, ...] = ()


class Form(Entry):
    """A head by which names are recognised that the registry does not list."""

    head: str
    name: str
    kind: AgencyKind
    bare: bool = False
    lower: bool = False
    owned: bool = False
    placed: bool = False
    acronym: bool = False


class Succession(Entry):
    of: tuple[str, ...]
    to: tuple[str, ...]
    date: str
    act: str = ""
    split: str = ""

    @field_validator("date")
    @classmethod
    def _is_date(cls, value: str) -> str:
        if not _DATE.fullmatch(value):
            raise ValueError(f"not an ISO date: {value}")
        return value


class Abolished(Entry):
    level: str
    words: tuple[str, ...]
    date: str
    basis: str


class OldProvince(Entry):
    name: str
    level: Literal["tỉnh", "thành phố"]
    aliases: tuple[str, ...] = ()


class Province(Entry):
    name: str
    level: Literal["tỉnh", "thành phố"]
    from_: tuple[OldProvince, ...]

    @property
    def full(self) -> str:
        return place_name(self.level, self.name)


def place_name(level: str, name: str) -> str:
    """ "tỉnh Lai Châu", "thành phố Huế"; of Thành phố Hồ Chí Minh the level is part of the name."""
    return f"Thành phố {name}" if name == "Hồ Chí Minh" else f"{level} {name}"


class _Agencies(Entry):
    known_until: str
    domains: tuple[Domain, ...]
    agencies: tuple[Agency, ...]
    forms: tuple[Form, ...]
    stop_words: tuple[str, ...]
    stop_pairs: tuple[str, ...]
    board_tasks: tuple[str, ...]
    compounds: tuple[str, ...]
    comma_pairs: tuple[str, ...]
    inner_pairs: tuple[str, ...]
    functions: tuple[str, ...]
    trades: tuple[str, ...]
    company_kinds: tuple[str, ...]
    works: tuple[str, ...]
    group_words: tuple[str, ...]
    title_words: tuple[str, ...]
    surnames: tuple[str, ...]


class _Successions(Entry):
    successions: tuple[Succession, ...]
    abolished: tuple[Abolished, ...]


class _Provinces(Entry):
    act: str
    date: str
    provinces: tuple[Province, ...]

    @field_validator("provinces", mode="before")
    @classmethod
    def _rename_from(cls, rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
        return [{("from_" if key == "from" else key): value for key, value in row.items()} for row in rows]


@dataclass(slots=True)
class Node:
    """A node of a tree of words. ``value`` is set where a name ends."""

    children: dict[str, Node] = field(default_factory=dict)
    value: str = ""
    capitals: bool = False  # the name is an abbreviation, written in capitals


def words(text: str) -> list[str]:
    """The folded words of a name without "và": how names are compared."""
    return [w for w in WORD.findall(fold(text)) if w not in ("và", "va")]


def add_name(root: Node, name: str, value: str) -> None:
    """Put ``name`` into the tree; a name that is there already keeps its first value."""
    node = root
    parts = words(name)
    for word in parts:
        node = node.children.setdefault(word, Node())
    if not node.value:
        node.value = value
        node.capitals = len(parts) == 1 and name.upper() == name


def initials(text: str) -> str:
    """``Truyền thông`` → ``TT``."""
    return "".join(word[0].upper() for word in WORD.findall(text))


_SEPARATOR = regex.compile(r"\s*,\s*|\s+và\s+|\s+-\s+")


def short_forms(domain: Domain) -> Iterator[str]:
    """Every way in which each part of a function's name may be shortened: ``TT TT``, ``TTTT``, ``Thông tin TT``."""
    yield domain.name
    yield from domain.short
    parts = _SEPARATOR.split(domain.name)
    for choice in product((False, True), repeat=len(parts)):
        if any(choice):
            yield " ".join(initials(p) if short else p for p, short in zip(parts, choice, strict=True))
    yield "".join(initials(p) for p in parts)


@dataclass(frozen=True, slots=True)
class Current:
    """Who answers today. ``names`` joined with "; ", main heir first; empty where nobody took over."""

    names: str
    basis: str = ""
    review: str = ""


class Registry:
    """All agencies with their trees of names.

    ``names`` maps words to agency keys, ``domains`` to names of functions, ``places`` to names of provinces,
    ``forms`` to heads.
    """

    def __init__(self, agencies: _Agencies, successions: _Successions, provinces: _Provinces) -> None:
        self.known_until = agencies.known_until
        self.stop_words = frozenset(agencies.stop_words)
        self.stop_pairs = frozenset(agencies.stop_pairs)
        self.board_tasks = frozenset(agencies.board_tasks)
        self.compounds = frozenset(agencies.compounds)
        self.comma_pairs = frozenset(agencies.comma_pairs)
        self.inner_pairs = frozenset(agencies.inner_pairs)
        self.functions = frozenset(agencies.functions)
        self.trades = frozenset(agencies.trades)
        self.company_kinds = frozenset(agencies.company_kinds)
        self.works = frozenset(agencies.works)
        self.group_words = frozenset(agencies.group_words)
        self.title_words = frozenset(agencies.title_words)
        self.surnames = frozenset(agencies.surnames)
        self.by_key = {a.key: a for a in agencies.agencies}
        if len(self.by_key) != len(agencies.agencies):
            raise KnowledgeError("agencies.yaml: a key is used twice")
        self.domain_of = {d.name: d for d in agencies.domains}
        self.forms_by_head = {f.head: f for f in agencies.forms}
        self.names, self.domains, self.places, self.forms = Node(), Node(), Node(), Node()
        self.plain_names, self.plain_domains = Node(), Node()
        for form in agencies.forms:
            add_name(self.forms, form.head, form.head)
        for agency in agencies.agencies:
            for name in (agency.name, *agency.aliases, *agency.officials):
                add_name(self.names, name, agency.key)
            add_name(self.plain_names, to_ascii(agency.name), agency.key)
        for domain in agencies.domains:
            add_name(self.plain_domains, to_ascii(domain.name), domain.name)
            for name in short_forms(domain):
                add_name(self.domains, name, domain.name)
                if domain.ministry:
                    add_name(self.names, f"Bộ {name}", domain.ministry)
            if domain.ministry and domain.ministry not in self.by_key:
                raise KnowledgeError(f"agencies.yaml: domain {domain.name}: no agency {domain.ministry}")
        self.successions: dict[str, list[Succession]] = {}
        self.predecessors: dict[str, list[str]] = {}
        for row in successions.successions:
            for key in (*row.of, *row.to):
                if key not in self.by_key:
                    raise KnowledgeError(f"succession.yaml: no agency {key}")
            for key in row.of:
                self.successions.setdefault(key, []).append(row)
            for key in row.to:
                self.predecessors.setdefault(key, []).extend(row.of)
        self.abolished = successions.abolished
        self.merger_act, self.merger_date = provinces.act, provinces.date
        self.old_provinces: dict[str, tuple[OldProvince, Province]] = {}
        for province in provinces.provinces:
            for old in province.from_:
                self.old_provinces[old.name] = (old, province)
                for spelling in (old.name, *old.aliases):
                    add_name(self.places, spelling, old.name)
        self.first_words = self.group_words | self.title_words | self.names.children.keys() | self.forms.children.keys()
        self._district = regex.compile(
            r"\b(?:" + "|".join(regex.escape(fold(w)) for row in self.abolished for w in row.words) + r")\b"
        )

    # ------------------------------------------------------------------------------------------ names

    def find(self, name: str) -> str:
        """The key of the agency that ``name`` spells, or "".

        >>> registry().find("Bộ TT&TT")
        'bo_thong_tin_va_truyen_thong'
        """
        parts = words(name)
        node = self.names
        for part in parts:
            if part not in node.children:
                return ""
            node = node.children[part]
        return node.value

    def names_of(self, key: str) -> tuple[str, ...]:
        """All listed spellings of an agency, the canonical one first."""
        agency = self.by_key[key]
        return (agency.name, *agency.aliases)

    def valid_until(self, key: str) -> str:
        """The first day on which the agency is no more, or "" while it exists."""
        rows = [r.date for r in self.successions.get(key, ()) if key not in r.to]
        return self.by_key[key].until or min(rows, default="")

    def on(self, key: str, issued_on: str) -> str:
        """The key of the agency that bore an abbreviation on a day: VCCI of 2020 is the Chamber, not its heir."""
        agency = self.by_key[key]
        before = self.predecessors.get(key, [])
        if issued_on and agency.since and issued_on < agency.since and len(before) == 1:
            return before[0]
        return key

    def doubt(self, key: str, issued_on: str) -> str:
        """Why the agency cannot have been meant on that day, or ""."""
        agency, until = self.by_key[key], self.valid_until(key)
        if issued_on and until and issued_on >= until:
            return f"{agency.name} had been succeeded before the document was issued ({until})"
        if issued_on and agency.since and issued_on < agency.since:
            return f"{agency.name} did not exist when the document was issued (since {agency.since})"
        return ""

    # ------------------------------------------------------------------------------------------ succession

    def current(self, key: str, as_of: str) -> Current:
        """Who holds the functions of agency ``key`` on day ``as_of``. Follows every step of the succession."""
        heirs, basis, review = [key], [], []
        for _ in range(len(self.by_key)):  # a bound, should the data hold a circle
            moved = next((h for h in heirs if self._step(h, as_of)), None)
            if moved is None:
                break
            step = self._step(moved, as_of)
            assert step is not None
            at = heirs.index(moved)
            heirs[at : at + 1] = [h for h in step.to if h not in heirs]
            basis.append(f"{step.act or 'act not recorded'} ({step.date})")
            if step.split:
                names = "; ".join(self.by_key[h].name for h in step.to)
                review.append(f"functions were split among {names}: {step.split}")
        return Current("; ".join(self.by_key[h].name for h in heirs), "; ".join(basis), "; ".join(review))

    def _step(self, key: str, as_of: str) -> Succession | None:
        return next((r for r in self.successions.get(key, ()) if key not in r.to and r.date <= as_of), None)

    def is_district(self, words: str) -> bool:
        """Whether the words name the abolished district level or a body of it."""
        return bool(self._district.search(fold(words)))

    def _is_lesser_city(self, name: str) -> bool:
        """Whether the name is of a city that was no province: "Ủy ban nhân dân thành phố Vinh"."""
        return bool(_CITY.search(name)) and self.province_in(name) is None

    def province_in(self, name: str) -> tuple[OldProvince, Province, str] | None:
        """The province that a name ends with or holds after its level, with the words that stand for it."""
        for match in _PLACE.finditer(name):
            parts = words(match["place"])
            for size in range(len(parts), 0, -1):
                node: Node | None = self.places
                for part in parts[:size]:
                    node = node.children.get(part) if node else None
                if node and node.value:
                    old, new = self.old_provinces[node.value]
                    return old, new, match.group()
        return None

    def current_of_name(self, name: str, as_of: str) -> Current:
        """Who holds the functions of a name that is not in the registry: a provincial body or one of the district.

        The heir of a department follows that of its ministry, and is marked for review.
        """
        for row in self.abolished:
            if row.date <= as_of and (self.is_district(name) or self._is_lesser_city(name)):
                return Current("", f"{row.basis} ({row.date})", "a body of the abolished district level has no heir")
        found, basis, review = name, [], []
        department = _DEPARTMENT.match(fold(name))
        if department:
            domain = self._domain_at(name[department.end() :])
            if domain and domain.ministry:
                heirs = self.current(domain.ministry, as_of)
                if heirs.basis:
                    rest = self._rest(name, domain)
                    found = "; ".join(
                        dict.fromkeys(f"Sở {n.removeprefix('Bộ ')}{rest}" for n in self._departments(heirs.names))
                    )
                    basis.append(f"as its ministry: {heirs.basis}")
                    review.append("the department's heir is inferred from its ministry's")
                    if heirs.review:
                        review.append(heirs.review)
        place = self.province_in(name)
        if place and self.merger_date <= as_of:
            old, new, written = place
            if (old.name, old.level) != (new.name, new.level):
                level = new.full if _PLACE_LEVEL.match(fold(written)) else new.name
                found = found.replace(written, level)
                basis.append(f"{self.merger_act} ({self.merger_date})")
        return Current(found, "; ".join(basis), "; ".join(review))

    def _departments(self, ministries: str) -> Iterator[str]:
        for name in ministries.split("; "):
            domain = self.domain_of.get(name.removeprefix("Bộ "))
            if domain and domain.department:
                yield name

    def _domain_at(self, name: str) -> Domain | None:
        node, found = self.domains, ""
        for word in words(name):
            if word not in node.children:
                break
            node = node.children[word]
            found = node.value or found
        return self.domain_of.get(found)

    def _rest(self, name: str, domain: Domain) -> str:
        """What follows the function's name in a department's name: " tỉnh Bến Tre"."""
        prefix = f"Sở {domain.name}"
        return name[len(prefix) :] if fold(name).startswith(fold(prefix)) else ""


_DEPARTMENT = regex.compile(r"sở\ ", regex.VERBOSE)
# A province behind its level ("tỉnh Bến Tre", "TP. Hồ Chí Minh"), or at the end of a name ("Sở Y tế Hà Nội").
_PLACE = regex.compile(
    r"""(?: \b(?i:tỉnh|thành\ phố|tp\.?)\s+ )? (?P<place> \p{Lu}[\p{L}-]* (?:\s+(?:-\s+)?\p{Lu}[\p{L}-]*){0,4} )""",
    regex.VERBOSE,
)
_CITY = regex.compile(r"\b(?i:thành\s+phố|tp\.?)\s+\p{Lu}")
_PLACE_LEVEL = regex.compile(r"tỉnh|thành phố|tp\.?")


Data = TypeVar("Data", bound=Entry)


@cache
def registry() -> Registry:
    """The agency registry, loaded once. Raises KnowledgeError naming the file and the entry."""
    return Registry(_load("agencies", _Agencies), _load("succession", _Successions), _load("provinces", _Provinces))


def _load(name: str, model: type[Data]) -> Data:
    try:
        return model.model_validate(load_yaml(name))
    except ValidationError as error:
        raise KnowledgeError(f"{name}.yaml: {error}") from error


def abolished_level(words: str, *, as_of: date) -> str:
    """Why a person should look at what is laid on ``words`` ("tại cấp huyện"); "" where there is no reason."""
    known = registry()
    for row in known.abolished:
        if row.date <= as_of.isoformat() and known.is_district(words):
            return f"{row.basis} ({row.date}): its bearer is no more"
    return ""


def current_agency(key_or_name: str, *, as_of: date, issued_on: str = "") -> tuple[str, str, str]:
    """Who answers on ``as_of`` for an agency that a document of ``issued_on`` names.

    Returns (names joined with "; ", the acts that moved the functions, why a person should look). All heirs of a split
    are named. A body of an abolished level has no name and a basis. A name that nobody succeeded is returned as it is.
    """
    known = registry()
    day = as_of.isoformat()
    key = key_or_name if key_or_name in known.by_key else known.find(key_or_name)
    name = squeeze(key_or_name)
    found = known.current(known.on(key, issued_on), day) if key else known.current_of_name(name, day)
    return found.names, found.basis, found.review
