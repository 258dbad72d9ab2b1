"""Many files: which ones, each analysed once, results kept, documents told apart and linked to each other."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.cache import Cache, code_version, file_sha256, to_bytes, write_atomically
from extractor.errors import ReadError, UsageError
from extractor.files import expand, shown
from extractor.model import Analysis, Diagnostic, Document, Metadata
from extractor.pipeline import INTERNAL_ERROR, Ocr, analyse_document, follow_agencies, read_document
from extractor.resolve import ActIndex, index_acts, link_references
from extractor.text import squeeze, to_ascii

# Below this number of files, starting another process (about 2 s for its imports) costs more than it saves.
_FILES_PER_JOB = 8

# File systems end at 255 bytes a name; room is left for a suffix.
_LONGEST_DOC_ID = 180
_DEVICE_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


# ---------------------------------------------------------------------------------------------- one file


@dataclass(frozen=True, slots=True)
class Head:
    """What the rest of a corpus must know of one document; kept beside its analysis."""

    metadata: Metadata
    text_sha256: str
    counts: tuple[int, int, int]  # targets (status target), assignments, references
    faults: tuple[str, ...] = ()  # what is missing because of a fault of the program


@dataclass(frozen=True, slots=True)
class _Work:
    path: str
    sha256: str  # of the file's bytes
    ocr: Ocr
    store: str  # where the result goes
    recognised: str  # where a document that took recognition to read is kept, or ""


_Outcome = Head | Diagnostic


def _analyse(work: _Work) -> _Outcome:
    """Analyse one file into its store. Never raises: what went wrong comes back as a Diagnostic."""
    try:
        analysis = analyse_document(_document(work))
        head = Head(
            analysis.structure.metadata,
            hashlib.sha256(analysis.document.text.encode("utf-8")).hexdigest(),
            (
                sum(t.status == "target" for t in analysis.targets),
                len(analysis.assignments),
                len(analysis.references),
            ),
            tuple(d.message for d in analysis.diagnostics if d.code == INTERNAL_ERROR),
        )
        write_atomically(Path(work.store), to_bytes(head, analysis))
        return head
    except ReadError as error:
        return Diagnostic("error", error.code, str(error))
    except Exception as error:
        reason = squeeze(f"{type(error).__name__}: {error}")
        return Diagnostic("error", INTERNAL_ERROR, f"{shown(work.path)}: could not be analysed; {reason}")


def _document(work: _Work) -> Document:
    """The document in a file. Recognising pages takes longer than all the rest, so it is not repeated because
    some rule has changed."""
    if not work.recognised:
        return read_document(work.path, ocr=work.ocr)
    kept = _unpickled(Path(work.recognised))
    if isinstance(kept, Document):
        return replace(kept, source=replace(kept.source, file=work.path))
    document = read_document(work.path, ocr=work.ocr)
    if document.source.ocr:
        write_atomically(Path(work.recognised), to_bytes(document))
    return document


def _unpickled(path: Path) -> object:
    """The first thing that is kept in a file; None where there is none, or none that this program can load."""
    try:
        with path.open("rb") as handle:
            return pickle.load(handle)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None


def _load_head(store: Path) -> Head | None:
    kept = _unpickled(store)
    return kept if isinstance(kept, Head) else None


def _load_analysis(store: Path) -> Analysis:
    with store.open("rb") as handle:
        pickle.load(handle)
        analysis = pickle.load(handle)
    assert isinstance(analysis, Analysis)
    return analysis


# ---------------------------------------------------------------------------------------------- many files


@dataclass(frozen=True, slots=True)
class Entry:
    """One analysed document of a corpus. ``doc_id`` is unique in it."""

    doc_id: str
    file: str
    head: Head
    store: Path


@dataclass(frozen=True)
class Corpus:
    """Documents in the order of their files. Analyses lie on disk and are loaded one at a time."""

    entries: tuple[Entry, ...]
    diagnostics: tuple[tuple[str, str, Diagnostic], ...]  # (file, doc_id, what): beside the documents' own
    files: int
    fresh: int = 0  # files that were analysed now rather than found in the cache
    as_of: date | None = None  # the day for which assignments say the current agency
    spool: TemporaryDirectory[str] | None = field(default=None, repr=False, compare=False)  # goes with the Corpus

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Analysis]:
        """The analyses, each with its final doc_id and its references linked to the other documents."""
        return map(self.load, self.entries)

    @property
    def errors(self) -> tuple[str, ...]:
        """What could not be read, or not wholly, one message each."""
        unread = [d.message for _, _, d in self.diagnostics if d.severity == "error"]
        return (*unread, *(fault for entry in self.entries for fault in entry.head.faults))

    @property
    def failed(self) -> int:
        """How many files could not be read, or not wholly."""
        unread = sum(d.severity == "error" for _, _, d in self.diagnostics)
        return unread + sum(bool(entry.head.faults) for entry in self.entries)

    def load(self, entry: Entry) -> Analysis:
        analysis = _load_analysis(entry.store)
        document = replace(analysis.document, source=replace(analysis.document.source, file=entry.file))
        structure = analysis.structure
        if structure.metadata.doc_id != entry.doc_id:
            structure = replace(structure, metadata=replace(structure.metadata, doc_id=entry.doc_id))
        references = link_references(analysis.references, self._acts)
        analysis = replace(analysis, document=document, structure=structure, references=references)
        return follow_agencies(analysis, self.as_of) if self.as_of else analysis

    @cached_property
    def _acts(self) -> ActIndex:
        return index_acts(replace(entry.head.metadata, doc_id=entry.doc_id) for entry in self.entries)


def number_key(number: str) -> str:
    """A number for comparing: ``749/QĐ-TTg`` and ``749 / qđ-ttg`` are one."""
    return "".join(to_ascii(number).upper().split())


Report = Callable[[int, int, str], None]
"""(files done, files in all, the file just done)"""


def analyse_files(
    paths: Iterable[Path | str],
    *,
    ocr: Ocr = "auto",
    as_of: date | None = None,
    jobs: int | None = None,
    cache: Cache | None = None,
    report: Report | None = None,
) -> Corpus:
    """Analyse every file under ``paths``.

    One bad file never stops the others: it is an error among ``diagnostics``. Results are kept in ``cache`` (None:
    in a temporary folder that goes with the Corpus) by the file's bytes, its name, the options and the program's
    own code and knowledge, so that an unchanged file is not analysed again. ``jobs`` None chooses by the number of
    files. Raises UsageError as ``expand`` does.
    """
    files = expand(paths)
    spool = None if cache else TemporaryDirectory(prefix="extract-")
    results = Path(spool.name) if spool else cache.results  # type: ignore[union-attr]
    works: list[_Work | Diagnostic] = []
    for path in files:
        try:
            sha256 = file_sha256(path)
        except OSError as error:
            works.append(Diagnostic("error", "unreadable", f"{shown(path)}: cannot be opened ({error.strerror})"))
            continue
        name = hashlib.sha256(os.fsencode(f"{sha256}\n{path.name}\n{ocr}")).hexdigest()
        recognised = str(cache.recognised / name) if cache else ""
        works.append(_Work(str(path), sha256, ocr, str(results / name), recognised))

    outcomes: list[_Outcome | None] = [
        work if isinstance(work, Diagnostic) else _load_head(Path(work.store)) for work in works
    ]
    unknown = {i: work for i, work in enumerate(works) if isinstance(work, _Work) and outcomes[i] is None}
    first_of = {work.sha256: i for i, work in reversed(unknown.items())}
    todo = sorted(first_of.values())
    fresh = [unknown[i] for i in todo]
    done = len(files) - len(unknown)
    for index, outcome in zip(todo, _analyse_all(fresh, _jobs(jobs, len(fresh))), strict=True):
        outcomes[index] = outcome
        done += 1
        if report:
            report(done, len(files), shown(files[index]))
    for index, work in unknown.items():
        if outcomes[index] is None:  # a second copy: as the first, but an error names its own path
            first = outcomes[first_of[work.sha256]]
            outcomes[index] = first if isinstance(first, Head) else _analyse(work)
    return replace(_collect(files, works, outcomes), fresh=len(fresh), as_of=as_of, spool=spool)


def _jobs(jobs: int | None, files: int) -> int:
    if jobs is None:
        jobs = min(os.cpu_count() or 1, files // _FILES_PER_JOB)
    return max(1, min(jobs, files))


def _analyse_all(works: Sequence[_Work], jobs: int) -> Iterator[_Outcome]:
    """The outcomes in the order of ``works``."""
    if jobs == 1:
        yield from map(_analyse, works)
        return
    done = 0
    try:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            futures: list[Future[_Outcome]] = [pool.submit(_analyse, work) for work in works]
            try:
                for future in futures:
                    yield future.result()
                    done += 1
            finally:
                for future in futures:
                    future.cancel()
    except BrokenProcessPool:
        # A process died (out of memory, a crash in native code) and took the pool with it: the rest one by one,
        # each in a process of its own, so that only the file at fault is lost.
        apart = _analyse_apart if _processes_start() else _analyse
        yield from map(apart, works[done:])


def _processes_start() -> bool:
    """False where no process can be started: a script without ``if __name__ == "__main__":``, a bare console."""
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(bool, 1).result()
    except BrokenProcessPool:
        return False


def _analyse_apart(work: _Work) -> _Outcome:
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(_analyse, work).result()
    except BrokenProcessPool:
        reason = "the process that read it died; the file may need more memory than there is"
        return Diagnostic("error", INTERNAL_ERROR, f"{shown(work.path)}: {reason}")


def _collect(
    files: Sequence[Path],
    works: Sequence[_Work | Diagnostic],
    outcomes: Sequence[_Outcome | None],
) -> Corpus:
    """Tell the documents apart: one entry a text, one doc_id a document."""
    entries: list[Entry] = []
    diagnostics: list[tuple[str, str, Diagnostic]] = []
    by_text: dict[str, Entry] = {}
    taken: dict[str, Entry] = {}
    for path, work, outcome in zip(files, works, outcomes, strict=True):
        file = shown(path)
        if not isinstance(outcome, Head) or not isinstance(work, _Work):
            assert isinstance(outcome, Diagnostic)
            diagnostics.append((file, "", outcome))
            continue
        if first := by_text.get(outcome.text_sha256):
            message = f"the same text as {first.file}; not analysed twice"
            diagnostics.append((file, first.doc_id, Diagnostic("warning", "duplicate", message)))
            continue
        wanted = doc_id = _file_name(outcome.metadata.doc_id)
        count = 1
        while doc_id.casefold() in taken:
            count += 1
            doc_id = f"{wanted}~{count}"
        entry = Entry(doc_id, file, outcome, Path(work.store))
        if other := taken.get(wanted.casefold()):
            message = f"{other.file} has the same number and year; this document is {doc_id}"
            diagnostics.append((file, doc_id, Diagnostic("warning", "doc-id-clash", message)))
        entries.append(entry)
        by_text[outcome.text_sha256] = taken[doc_id.casefold()] = entry
    return Corpus(tuple(entries), tuple(diagnostics), len(files))


def _file_name(doc_id: str) -> str:
    """The doc_id as a file name that every system takes."""
    name = "".join(c if c.isalnum() or c in "-_.~" else "-" for c in to_ascii(doc_id))[:_LONGEST_DOC_ID].strip(".-")
    return f"{name}-" if name.lower() in _DEVICE_NAMES else name or "document"


def run_key(paths: Iterable[Path | str], *options: str) -> str:
    """A hash of all that decides a run's output: the files by name and bytes, the options, the program itself.

    A file that cannot be opened counts as such. Raises UsageError as ``expand`` does.
    """
    digest = hashlib.sha256(code_version().encode())
    for option in options:
        digest.update(f"{option}\n".encode())
    for path in expand(paths):
        try:
            sha = file_sha256(path)
        except OSError:
            sha = "-"
        digest.update(os.fsencode(path) + f"\0{sha}\n".encode())
    return digest.hexdigest()


def pick(name: str, corpus: Corpus) -> Entry:
    """The document of ``corpus`` that ``name`` means: a doc_id, a number (``942/QĐ-TTg``), or just ``942``.

    A whole doc_id or number wins over a beginning. Raises UsageError that lists the candidates where several
    documents match, and the nearest ones where none does.
    """
    key = _name_key(name)
    exact = [e for e in corpus.entries if key in (_name_key(e.doc_id), _name_key(e.head.metadata.number))]
    found = exact or [e for e in corpus.entries if _name_key(e.doc_id).startswith(f"{key}-")]
    if len(found) == 1:
        return found[0]
    if found:
        lines = "".join(f"\n  {e.doc_id}  {e.file}" for e in found)
        raise UsageError(f"{name!r} may mean several documents; name one of them:{lines}")
    near = get_close_matches(name, [e.doc_id for e in corpus.entries], n=3, cutoff=0.3)
    hint = f"; nearest: {', '.join(near)}" if near else ""
    raise UsageError(f"no document is called {name!r} among the {len(corpus)} that were searched{hint}")


def _name_key(name: str) -> str:
    return number_key(name).replace("/", "-")
