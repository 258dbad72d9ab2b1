"""Who owns which task, across documents: the tasks of an agency, the tasks of nobody, and the whole matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

import regex

from extractor.errors import UsageError
from extractor.knowledge.agencies import current_agency, registry
from extractor.model import Analysis, Assignment, Provision, Role
from extractor.text import fold, squeeze, to_ascii

if TYPE_CHECKING:
    import pandas as pd

ROLES: tuple[str, ...] = get_args(Role)

MARKS = {"lead": "L", "colead": "L", "coordinate": "C", "monitor": "M", "direct": "D", "implement": "I"}
"""What stands in the matrix for a role."""

# A provision of one of these levels states a task; those above only hold it.
_TASK_LEVELS = frozenset({"khoan", "diem", "gach", "doan", "hang"})

# The headings under which a decision lists what is to be done ("IV. NHIỆM VỤ, GIẢI PHÁP …"), in folded letters.
_TASK_HEADING = regex.compile(r"\b(?: nhiệm\ vụ | giải\ pháp )\b", regex.VERBOSE)
# The headings under which it says by whom; its provisions are about the tasks above.
_OWNER_HEADING = regex.compile(r"\b(?: tổ\ chức\ thực\ hiện | trách\ nhiệm | phân\ công )\b", regex.VERBOSE)


@dataclass(frozen=True, slots=True)
class Task:
    """One agency, one role, one task. Where the task names provisions, one for each, with that provision's text."""

    doc_id: str
    provision_id: str
    page: int | None
    agency: str
    agency_as_written: str
    current_agency: str
    role: str
    task: str
    refers_to: str
    text: str  # the words of the provision that is referred to, else of the task
    deliverable: str
    deadline: str
    under: str  # the headings above, outermost first
    start: int
    end: int
    review: str


COLUMNS = tuple(Task.__slots__)


def find_tasks(
    analyses: Iterable[Analysis], *, agency: str = "", role: str = "", as_of: date | None = None
) -> Iterator[Task]:
    """The tasks that an agency owns, in the order of the documents; without ``agency``, of all.

    ``agency`` is any of an agency's names, of the document's time or of ``as_of``: a ministry of today owns what its
    predecessors were told. Raises UsageError for a role that does not exist. For an agency that is not known,
    call ``check_agency`` first.
    """
    if role and role not in ROLES:
        raise UsageError(f"unknown role {role!r}; known are {', '.join(ROLES)}")
    wanted = _names(agency) if agency else frozenset()
    for analysis in analyses:
        for assignment in analysis.assignments:
            if role and assignment.role != role:
                continue
            current = current_of(assignment, analysis, as_of)
            if not agency or wanted & _own_names(assignment, current):
                yield from _unfolded(assignment, analysis, current)


def current_of(assignment: Assignment, analysis: Analysis, as_of: date | None) -> str:
    """The agency that holds the task on ``as_of``, as the assignment says it or by the succession."""
    if assignment.current_agency or as_of is None:
        return assignment.current_agency
    name = assignment.agency.key or assignment.agency.name
    return current_agency(name, as_of=as_of, issued_on=analysis.structure.metadata.issued_on)[0]


def _names(agency: str) -> frozenset[str]:
    """What an agency given on the command line may be called in a row."""
    key = registry().find(agency)
    names = {agency, registry().by_key[key].name} if key else {agency}
    return frozenset(fold(squeeze(name)) for name in names)


def _own_names(assignment: Assignment, current: str) -> set[str]:
    names = [assignment.agency.name, assignment.agency.quote.text, *current.split("; ")]
    return {fold(squeeze(name)) for name in names}


def _unfolded(assignment: Assignment, analysis: Analysis, current: str) -> Iterator[Task]:
    by_id = analysis.structure.by_id
    named: list[Provision | None] = [by_id[ref] for ref in assignment.refs if ref in by_id]
    for provision in named or [None]:
        text = squeeze(analysis.document.text[provision.start : provision.end]) if provision else ""
        yield Task(
            doc_id=analysis.doc_id,
            provision_id=assignment.provision_id,
            page=analysis.document.page_at(assignment.task.start),
            agency=assignment.agency.name,
            agency_as_written=squeeze(assignment.agency.quote.text),
            current_agency=current,
            role=assignment.role,
            task=squeeze(assignment.task.text),
            refers_to=provision.id if provision else "",
            text=text or squeeze(assignment.task.text),
            deliverable=assignment.deliverable,
            deadline=assignment.deadline,
            under=_headings(provision.id if provision else assignment.provision_id, analysis),
            start=assignment.task.start,
            end=assignment.task.end,
            review=assignment.review,
        )


def _headings(provision_id: str, analysis: Analysis) -> str:
    above = [squeeze(p.heading) for p in analysis.structure.ancestors(provision_id) if p.heading]
    return " > ".join(reversed(above))


def check_agency(agency: str, analyses: Iterable[Analysis]) -> None:
    """Raise UsageError with the nearest names where neither the registry nor a document knows ``agency``."""
    if registry().find(agency):
        return
    names = {a.agency.name for analysis in analyses for a in analysis.assignments}
    wanted = _names(agency)
    if any(fold(squeeze(name)) in wanted for name in names):
        return
    spellings = {name: name for name in names}
    for key, known in registry().by_key.items():
        spellings.update(dict.fromkeys(registry().names_of(key), known.name))
    plain = {_plain(spelling): name for spelling, name in sorted(spellings.items())}
    near = dict.fromkeys(plain[n] for n in get_close_matches(_plain(agency), plain, n=5, cutoff=0.6))
    hint = f"; nearest: {'; '.join(near)}" if near else ""
    raise UsageError(f"no agency is called {agency!r}{hint}")


def _plain(name: str) -> str:
    """A name without case and diacritics, so that "bo y te" is near to "Bộ Y tế"."""
    return to_ascii(squeeze(name)).lower()


# ---------------------------------------------------------------------------------------------- tasks of nobody


@dataclass(frozen=True, slots=True)
class Unowned:
    """A provision that states a task which no agency was told to lead or to do."""

    doc_id: str
    provision_id: str
    page: int | None
    text: str
    under: str
    start: int
    end: int


UNOWNED_COLUMNS = tuple(Unowned.__slots__)


def find_unowned(analyses: Iterable[Analysis]) -> Iterator[Unowned]:
    """The task provisions that nobody was told to lead.

    A task provision is an innermost provision under a heading that announces tasks or solutions. It is owned where
    it, one above it or one below it is assigned (lead, colead, implement), or named by an assignment elsewhere.
    """
    for analysis in analyses:
        owned = _owned(analysis)
        for provision in _task_provisions(analysis):
            above = {p.id for p in analysis.structure.ancestors(provision.id)}
            introduces = analysis.document.text[provision.start : provision.end].rstrip().endswith(":")
            if not introduces and not above & owned:
                yield Unowned(
                    analysis.doc_id,
                    provision.id,
                    analysis.document.page_at(provision.start),
                    squeeze(analysis.document.text[provision.start : provision.end]),
                    _headings(provision.parent_id, analysis) if provision.parent_id else "",
                    provision.start,
                    provision.end,
                )


def _owned(analysis: Analysis) -> set[str]:
    owned: set[str] = set()
    for assignment in analysis.assignments:
        if assignment.role in ("lead", "colead", "implement"):
            owned.add(assignment.provision_id)
            owned.update(assignment.refs)
    return owned


def _task_provisions(analysis: Analysis) -> Iterator[Provision]:
    structure = analysis.structure
    for provision in structure.provisions:
        if provision.level not in _TASK_LEVELS or structure.children(provision.id):
            continue
        headings = [fold(p.heading) for p in structure.ancestors(provision.id) if p.heading and p.id != provision.id]
        # The nearest heading that says either decides: "V. TỔ CHỨC THỰC HIỆN" inside "ĐỀ ÁN … NHIỆM VỤ …" owns.
        for heading in headings:
            if _OWNER_HEADING.search(heading):
                break
            if _TASK_HEADING.search(heading):
                yield provision
                break


# ---------------------------------------------------------------------------------------------- matrix


def to_matrix(analyses: Iterable[Analysis]) -> tuple[list[str], list[list[str | None]]]:
    """Provisions by agencies: a head, and a row for each provision that somebody was told about.

    The first columns are doc_id, provision_id and the provision's first words; then a column an agency, the one
    with the most tasks first, holding the marks of its roles (L lead, C coordinate, M monitor, D direct,
    I implement).
    """
    marks: dict[tuple[str, str], dict[str, set[str]]] = {}
    words: dict[tuple[str, str], str] = {}
    totals: dict[str, int] = {}
    for analysis in analyses:
        for assignment in analysis.assignments:
            for provision_id in assignment.refs or (assignment.provision_id,):
                provision = analysis.structure.by_id.get(provision_id)
                if provision is None:
                    continue
                place = (analysis.doc_id, provision_id)
                words[place] = squeeze(analysis.document.text[provision.start : provision.end])
                cell = marks.setdefault(place, {}).setdefault(assignment.agency.name, set())
                cell.add(MARKS[assignment.role])
                totals[assignment.agency.name] = totals.get(assignment.agency.name, 0) + 1
    agencies = sorted(totals, key=lambda name: (-totals[name], name))
    head = ["doc_id", "provision_id", "text", *agencies]
    rows = [
        [doc_id, provision_id, words[doc_id, provision_id],
         *("".join(m for m in "LCMDI" if m in cells.get(agency, ())) or None for agency in agencies)]
        for (doc_id, provision_id), cells in marks.items()
    ]  # fmt: skip
    return head, rows


def to_frame(rows: Iterable[Task | Unowned], columns: Sequence[str]) -> pd.DataFrame:
    """The rows as a DataFrame with these columns."""
    import pandas as pd

    integers = {"page", "start", "end"}
    values = [[getattr(row, name) for name in columns] for row in rows]
    frame = pd.DataFrame(values, columns=list(columns))
    return frame.astype({name: "Int64" if name in integers else "string" for name in columns})
