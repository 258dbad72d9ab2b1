"""The command line. The only module that prints: results to stdout, messages to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from extractor.errors import ExtractorError, OutputError, ReadError, UsageError

if TYPE_CHECKING:
    from extractor.cache import Cache
    from extractor.corpus import Corpus, Report

# Exit codes: everything was read; some file failed and the others are written; the command was used wrongly.
_SOME_FAILED, _USAGE = 1, 2

# Tables in a log are not folded to the width of a terminal.
_WIDE_LINE = 240

_MAIN = "run"


class _FallThrough(TyperGroup):
    """``extract PATH...`` is the main job; a first word that names a subcommand is that subcommand.

    A file called like a subcommand is reached as ``./show``.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [_MAIN, *args]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.commands[_MAIN].format_help(ctx, formatter)
        self.format_commands(ctx, formatter)


app = typer.Typer(
    cls=_FallThrough,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class OcrChoice(StrEnum):
    """When page pictures are recognised."""

    auto = "auto"
    never = "never"
    always = "always"


OcrOption = Annotated[
    OcrChoice, typer.Option("--ocr", help="Recognise page pictures: where the text layer is no prose, never, always.")
]
AsOfOption = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="Day on which the current agencies are true; today if left out.")
]
CacheOption = Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep results of earlier runs.")]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help="Processes to work with; by the number of files if left out.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
InOption = Annotated[
    list[Path] | None,
    typer.Option("--in", metavar="PATH", help="Files and folders to look in.  [default: corpus]"),
]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"extract {version('decree-extractor')}")
        raise typer.Exit


@app.command(_MAIN, hidden=True)
def run(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files and folders to read.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write.")] = Path("out"),
    formats: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMATS", help="Of csv, xlsx, parquet, sqlite, json: one or more, with commas."
        ),
    ] = "csv",
    jobs: JobsOption = None,
    ocr: OcrOption = OcrChoice.auto,
    as_of: AsOfOption = "",
    no_cache: CacheOption = False,
    quiet: QuietOption = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version.")
    ] = False,
) -> None:
    """Read Vietnamese government decisions (.txt .md .html .docx .doc .pdf) and write tables of their targets,
    tasks and references.

    Exit code: 0 every file was read; 1 some file could not be read, the others are written; 2 wrong usage.
    """
    from extractor.corpus import analyse_files, run_key
    from extractor.export import export_corpus
    from extractor.export.folder import check_out, is_current
    from extractor.export.terminal import summary_parts
    from extractor.export.writers import parse_formats

    wanted = parse_formats(formats)
    day = _day(as_of)
    check_out(out)
    key = run_key(paths, ocr.value, day.isoformat(), *wanted)
    if not no_cache and (manifest := is_current(out, key)):
        if not quiet:
            _print(*summary_parts(manifest["summary"], out))
            _say("Nothing has changed since that was written.")
        return
    with _progress(quiet) as report:
        corpus = analyse_files(paths, ocr=ocr.value, as_of=day, jobs=jobs, cache=_cache(no_cache), report=report)
    # A run with errors is tried again in full the next time: the reason may be gone.
    summary = export_corpus(corpus, out, formats=wanted, key="" if corpus.failed else key)
    _print_errors(corpus)
    if not quiet:
        _print(*summary_parts(summary, out))
    raise typer.Exit(_SOME_FAILED if corpus.failed else 0)


@app.command()
def show(
    document: Annotated[
        str, typer.Argument(metavar="DOC", help="A file, a doc_id, or a number such as 749/QĐ-TTg or 749.")
    ],
    provision: Annotated[str, typer.Argument(metavar="PROVISION", help="A provision_id, or how one ends.")] = "",
    picture: Annotated[
        Path | None,
        typer.Option(metavar="PNG", help="Draw the provision on its printed page (PDF only) into this file."),
    ] = None,
    where: InOption = None,
    ocr: OcrOption = OcrChoice.auto,
    as_of: AsOfOption = "",
) -> None:
    """Print the provisions of a document as a tree, or one provision with what was found in it."""
    from extractor.show import tree_lines

    if picture and not provision:
        raise UsageError("--picture draws one provision: name it behind the document")
    analysis = _one(document, where, ocr.value, _day(as_of))
    if provision:
        from extractor.show import find_provision, provision_text

        typer.echo(provision_text(analysis, provision))
        if picture:
            from extractor.export.picture import to_pictures

            for path in to_pictures(analysis, find_provision(analysis, provision), picture):
                typer.echo(f"drawn: {path}", err=True)
        return
    metadata = analysis.structure.metadata
    typer.echo(f"{analysis.doc_id}  {metadata.number}  {metadata.issued_on}  {' '.join(metadata.title.split())}")
    for depth, line in tree_lines(analysis):
        typer.echo("  " * depth + line)


@app.command()
def tasks(
    agency: Annotated[str, typer.Argument(help="An agency, by any of its names.", show_default=False)] = "",
    where: InOption = None,
    role: Annotated[str, typer.Option(help="Only lead, colead, coordinate, monitor, direct or implement.")] = "",
    unowned: Annotated[bool, typer.Option("--unowned", help="The tasks that nobody was told to lead.")] = False,
    matrix: Annotated[
        Path | None, typer.Option(metavar="XLSX", help="Write provisions by agencies to this file.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write the rows to a .csv or .xlsx file.")
    ] = None,
    as_of: AsOfOption = "",
    ocr: OcrOption = OcrChoice.auto,
) -> None:
    """Print who owns which task: of an agency across documents, of nobody, or all as a matrix."""
    from extractor import tasks as tasks_module
    from extractor.export.tables import write_table
    from extractor.export.terminal import task_line

    if bool(agency) + unowned + bool(matrix) != 1:
        raise UsageError("say one of: an agency, --unowned, --matrix FILE")
    day = _day(as_of)
    corpus = _corpus(where, ocr.value, day)
    if matrix:
        head, rows = tasks_module.to_matrix(corpus)
        write_table(matrix, "matrix", head, rows)
        typer.echo(f"{len(rows)} provisions, {len(head) - 3} agencies: written to {matrix}")
        return
    found: list[Any]
    if unowned:
        found, columns = list(tasks_module.find_unowned(corpus)), tasks_module.UNOWNED_COLUMNS
    else:
        tasks_module.check_agency(agency, corpus)
        found = list(tasks_module.find_tasks(corpus, agency=agency, role=role, as_of=day))
        columns = tasks_module.COLUMNS
    if out:
        write_table(out, "tasks", columns, [[getattr(row, name) for name in columns] for row in found])
    for row in found:
        typer.echo(task_line(row))
    typer.echo(f"{len(found)} tasks" + (f", written to {out}" if out else ""))


@app.command()
def diff(
    documents: Annotated[
        list[str],
        typer.Argument(
            metavar="DOC DOC...", help="Files, doc_ids, or numbers such as 942/QĐ-TTg or 942; oldest first."
        ),
    ],
    where: InOption = None,
    tasks: Annotated[bool, typer.Option("--tasks", help="Compare the tasks and their owners too.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Compare the provisions word by word too.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write changes.csv, more tables and diff.html here."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMATS", help="Of csv, xlsx: one or both, with a comma.")
    ] = "csv",
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw value over due year, to a .png or .svg file.")
    ] = None,
    as_of: AsOfOption = "",
    ocr: OcrOption = OcrChoice.auto,
) -> None:
    """Print what became of each target from one document to the next: raised, lowered, moved, dropped, added.

    Of a decision and a press article: what the article left out, rounded or got wrong.
    """
    from extractor.compare import compare_documents
    from extractor.export.diff_files import export_comparison, parse_formats
    from extractor.export.diff_terminal import comparison_parts
    from extractor.export.folder import check_out

    if len(documents) < 2:
        raise UsageError("name two documents or more")
    wanted = parse_formats(formats)
    if out:
        check_out(out)
    comparison = compare_documents(_several(documents, where, ocr.value, _day(as_of)), tasks=tasks, text=text)
    _print(*comparison_parts(comparison))
    if out:
        names = export_comparison(comparison, out, formats=wanted)
        typer.echo(f"written to {out}: {', '.join(names)}")
    if plot:
        from extractor.compare.plot import plot_trajectories

        typer.echo(f"drawn to {plot_trajectories(comparison.trajectories, plot)}")


@app.command("eval")
def evaluate(
    annotations: Annotated[Path, typer.Argument(help="Folder of gold files (*.jsonl), or one of them.")] = Path(
        "annotations"
    ),
    source_root: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            help="Where the annotated files lie.  [default: the annotations, corpus and ../shared/corpus]",
        ),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with these scores; exit 1 where one fell.")
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write the scores to the file of --baseline.")
    ] = False,
    rebase: Annotated[
        bool, typer.Option("--rebase", help="Find the place of each fact anew where a text has changed.")
    ] = False,
    errors: Annotated[bool, typer.Option(help="List every error with its context.")] = True,
    half: Annotated[
        str, typer.Option(help="List errors of these documents only: tune, report, sample, invented, unread.")
    ] = "",
    jobs: JobsOption = None,
    quiet: QuietOption = False,
) -> None:
    """Score targets, assignments, references and compared pairs against hand-made gold."""
    from extractor import scoring
    from extractor.evaluate import VIEWS, totals
    from extractor.export.diff_terminal import pair_table
    from extractor.export.terminal import change_lines, error_lines, score_tables

    before = scoring.read_baseline(baseline) if baseline and not write_baseline else None
    roots = source_root or scoring.default_roots(annotations)
    with _progress(quiet) as report:
        scores = scoring.score_folder(annotations, roots, rebase=rebase, jobs=jobs, cache=_cache(False), report=report)
    for note in (*scores.notes, *(f"error: {problem}" for problem in (*scores.unread, *scores.misfits))):
        _say(note)
    if not quiet:
        if errors:
            _print(*error_lines(scores.results, scores.pairs, half=half))
        for view, by in VIEWS.items():
            _print(*score_tables(view, totals(scores.results, by)))
        if scores.pairs:
            _print(pair_table(list(scores.pairs)))
        if scores.absent:
            typer.echo(f"not scored, the files are not here: {', '.join(scores.absent)}")
    worse = False
    if before is not None:
        change = scoring.compare_with(before, scores)
        _print(*change_lines(change))
        worse = bool(change.worse)
    if write_baseline:
        target = baseline or annotations / "baseline.json"
        scoring.write_baseline(target, scores)
        typer.echo(f"written to {target}")
    if scores.misfits:
        raise UsageError(f"{len(scores.misfits)} gold files do not fit their texts, see above; the scores lack them")
    raise typer.Exit(_SOME_FAILED if worse or scores.unread else 0)


# ---------------------------------------------------------------------------------------------- shared by commands


def _one(name: str, where: list[Path] | None, ocr: Any, day: date) -> Any:
    """The analysis of the document called ``name``: a file, or a document found by its number."""
    from extractor.corpus import pick
    from extractor.pipeline import analyse_path

    if Path(name).is_file():
        return analyse_path(name, ocr=ocr, as_of=day)
    corpus = _corpus(where, ocr, day, wanted=name)
    return corpus.load(pick(name, corpus))


def _several(names: list[str], where: list[Path] | None, ocr: Any, day: date) -> list[Any]:
    """The analyses of the documents called ``names``; the folders are read once, and only if a name is no file."""
    from extractor.corpus import pick
    from extractor.pipeline import analyse_path

    missing = next((name for name in names if not Path(name).is_file()), "")
    corpus = _corpus(where, ocr, day, wanted=missing) if missing else None
    return [
        corpus.load(pick(name, corpus))
        if corpus is not None and not Path(name).is_file()
        else analyse_path(name, ocr=ocr, as_of=day)
        for name in names
    ]


def _corpus(where: list[Path] | None, ocr: Any, day: date, *, wanted: str = "") -> Corpus:
    """The documents under ``--in``. ``wanted`` is the name that they are searched for."""
    from extractor.corpus import analyse_files

    folders = where or [Path("corpus")]
    for folder in folders:
        if not folder.exists():
            what = f"{wanted}: no such file, and " if wanted else ""
            raise UsageError(f"{what}no folder {folder} to look for documents in; name one with --in")
    with _progress(False) as report:
        corpus = analyse_files(folders, ocr=ocr, as_of=day, cache=_cache(False), report=report)
    _print_errors(corpus)
    return corpus


def _day(text: str) -> date:
    """The day meant by ``--as-of``. The only place that asks the clock."""
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of {text}: not a date; write it as 2026-03-31") from None


def _cache(no_cache: bool) -> Cache | None:
    from extractor.cache import open_cache

    return None if no_cache else open_cache()


def _say(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def _progress(quiet: bool) -> Iterator[Report | None]:
    """A bar on stderr, only where somebody looks at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def report(done: int, total: int, file: str) -> None:
            progress.update(task, completed=done, total=total, description=Path(file).name)

        yield report


def _print_errors(corpus: Corpus) -> None:
    for message in corpus.errors:
        _say(f"error: {message}")


def _print(*parts: Any) -> None:
    """Tables and lines to stdout, not folded where nobody looks at a terminal."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE_LINE)
    for part in parts:
        console.print(part, markup=False)


def main() -> None:
    """Entry point of the ``extract`` script: errors that we raise on purpose become one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know Vietnamese letters: never die of that
            stream.reconfigure(errors="replace")
    try:
        app()
    except (UsageError, OutputError) as error:
        _say(f"error: {error}")
        sys.exit(_USAGE)
    except ReadError as error:
        _say(f"error: {error}")
        sys.exit(_SOME_FAILED)
    except ExtractorError as error:
        _say(f"error: {error}")
        sys.exit(_SOME_FAILED)
