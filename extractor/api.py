"""The Python interface: as short as the command.

>>> import extractor
>>> a = extractor.analyse("corpus/749-QD-TTg-2020.docx")
>>> a.targets.loc[a.targets.year == 2025, ["figure", "indicator", "provision_id"]]  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from extractor import corpus as _corpus
from extractor import tables
from extractor import tasks as _tasks
from extractor.cache import open_cache
from extractor.model import Analysis
from extractor.pipeline import Ocr, analyse_path
from extractor.show import tree_lines
from extractor.text import squeeze

if TYPE_CHECKING:
    import pandas as pd


class _Tables:
    """The tables of the output contract as attributes, each made when it is first asked for."""

    def _analyses(self) -> Iterable[Analysis]:
        raise NotImplementedError

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, with the columns of SCHEMA: see README, "The tables"."""
        return tables.to_frames(self._analyses())

    @property
    def documents(self) -> pd.DataFrame:
        return self.tables["documents"]

    @property
    def provisions(self) -> pd.DataFrame:
        return self.tables["provisions"]

    @property
    def targets(self) -> pd.DataFrame:
        return self.tables["targets"]

    @property
    def assignments(self) -> pd.DataFrame:
        return self.tables["assignments"]

    @property
    def references(self) -> pd.DataFrame:
        return self.tables["references"]

    @property
    def diagnostics(self) -> pd.DataFrame:
        return self.tables["diagnostics"]


class AnalysedDocument(_Tables):
    """One document and what was found in it. ``analysis`` holds the facts as records with offsets."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def _analyses(self) -> Iterable[Analysis]:
        return (self.analysis,)

    @property
    def doc_id(self) -> str:
        return self.analysis.doc_id

    @property
    def text(self) -> str:
        """The text that all offsets refer to."""
        return self.analysis.document.text

    def provision(self, provision_id: str) -> str:
        """The text of a provision, sub-provisions included. Raises KeyError."""
        found = self.analysis.structure.by_id[provision_id]
        return self.text[found.start : found.end].strip()

    @property
    def tasks(self) -> pd.DataFrame:
        """Every task with its agency and role, cross references unfolded to the text of the provision they name."""
        return _tasks.to_frame(_tasks.find_tasks([self.analysis]), _tasks.COLUMNS)

    @property
    def tree(self) -> str:
        """The provisions as an indented tree, one a line."""
        return "\n".join(f"{'  ' * depth}{line}" for depth, line in tree_lines(self.analysis))

    def __repr__(self) -> str:
        a = self.analysis
        return (
            f"<{self.doc_id}: {len(a.structure.provisions)} provisions, {len(a.targets)} targets, "
            f"{len(a.assignments)} assignments, {len(a.references)} references>"
        )

    def _repr_html_(self) -> str:
        title = escape(squeeze(self.analysis.structure.metadata.title))
        return f"<p><b>{escape(self.doc_id)}</b> {title}<br>{escape(repr(self)[1:-1])}</p>"


class AnalysedCorpus(_Tables):
    """Several documents. Iterating gives each as an AnalysedDocument, loaded when it is its turn."""

    def __init__(self, corpus: _corpus.Corpus) -> None:
        self.corpus = corpus

    def _analyses(self) -> Iterable[Analysis]:
        return self.corpus

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, over all documents; what could not be read is in ``diagnostics``."""
        return tables.to_frames(self.corpus, self.corpus.diagnostics)

    def tasks(self, *, agency: str = "", role: str = "", as_of: date | None = None) -> pd.DataFrame:
        """The tasks of an agency (any of its names) across the documents; of all agencies where none is named.

        Raises UsageError for a role that does not exist and an agency that nobody knows.
        """
        if agency:
            _tasks.check_agency(agency, self.corpus)
        rows = _tasks.find_tasks(self.corpus, agency=agency, role=role, as_of=as_of)
        return _tasks.to_frame(rows, _tasks.COLUMNS)

    def unowned(self) -> pd.DataFrame:
        """The task provisions that nobody was told to lead."""
        return _tasks.to_frame(_tasks.find_unowned(self.corpus), _tasks.UNOWNED_COLUMNS)

    def __len__(self) -> int:
        return len(self.corpus)

    def __iter__(self) -> Iterator[AnalysedDocument]:
        return map(AnalysedDocument, self.corpus)

    def __getitem__(self, name: str) -> AnalysedDocument:
        """The document called ``name``: a doc_id, a number, or its beginning. Raises UsageError."""
        return AnalysedDocument(self.corpus.load(_corpus.pick(name, self.corpus)))

    def __repr__(self) -> str:
        return f"<{len(self)} documents from {self.corpus.files} files, {self.corpus.failed} unreadable>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(e.doc_id)}</td>{''.join(f'<td>{n}</td>' for n in e.head.counts)}</tr>"
            for e in self.corpus.entries
        )
        head = "<tr><th>document</th><th>targets</th><th>assignments</th><th>references</th></tr>"
        return f"<table>{head}{rows}</table>"


def analyse(path: Path | str, *, ocr: Ocr = "auto", as_of: date | None = None) -> AnalysedDocument:
    """Analyse one file. Raises ReadError, which names the file and what to do.

    ``ocr``: recognise page pictures of a PDF where its text layer is no prose (auto), never, or on each page (always).
    ``as_of``: the day for which assignments say the current agency; without it that column stays empty.
    """
    return AnalysedDocument(analyse_path(path, ocr=ocr, as_of=as_of))


def analyse_corpus(
    paths: Path | str | Iterable[Path | str],
    *,
    ocr: Ocr = "auto",
    as_of: date | None = None,
    jobs: int | None = 1,
    cache: bool = True,
) -> AnalysedCorpus:
    """Analyse files and folders. A file that cannot be read is a row of ``diagnostics``, never an exception.

    ``jobs`` above 1 uses processes; a script that asks for them must guard its start with
    ``if __name__ == "__main__":``. ``cache`` keeps results between runs. Raises UsageError for a path that does
    not exist and a folder without documents.
    """
    several = (paths,) if isinstance(paths, str | Path) else tuple(paths)
    return AnalysedCorpus(
        _corpus.analyse_files(several, ocr=ocr, as_of=as_of, jobs=jobs, cache=open_cache() if cache else None)
    )


Source = AnalysedDocument | Analysis | Path | str
"""A document that has been analysed, or the path of one."""


def diff(a: Source, b: Source) -> pd.DataFrame:
    """What became of each target of ``a`` in ``b``: the rows of changes.csv. A path is analysed first."""
    from extractor.compare.changes import diff_targets, to_change_frame

    return to_change_frame(diff_targets(_analysis(a), _analysis(b)))


def trajectories(documents: AnalysedCorpus | Iterable[Source]) -> pd.DataFrame:
    """Each indicator through the documents, in the order of their issue: a row an indicator, a column for each
    document and due year, cells as "≥ 80%". Indicators with most figures come first.
    """
    import pandas as pd

    from extractor.compare.comparison import trajectory_sheet
    from extractor.compare.trajectories import trace_targets

    analyses = sorted(map(_analysis, documents), key=lambda a: (a.structure.metadata.issued_on, a.doc_id))
    head, rows = trajectory_sheet(trace_targets(analyses), analyses)
    return pd.DataFrame(rows, columns=list(head), dtype="string")


def _analysis(source: Source) -> Analysis:
    if isinstance(source, Analysis):
        return source
    return source.analysis if isinstance(source, AnalysedDocument) else analyse_path(source)
