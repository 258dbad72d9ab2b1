"""The command line. The only module that prints: results to stdout, messages to stderr."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

_MAIN = "run"


class _FallThrough(TyperGroup):
    """``extract PATH...`` is the main job; a first word that names a subcommand is that subcommand."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        own = {"--help", "--version", "--install-completion", "--show-completion"}
        if args and args[0] not in self.commands and args[0] not in own:
            args = [_MAIN, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_FallThrough, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command(_MAIN, hidden=True)
def run(
    paths: Annotated[list[str], typer.Argument()],
    out: Annotated[Path, typer.Option("--out", "-o")] = Path("out"),
    jobs: Annotated[int | None, typer.Option("--jobs", "-j")] = None,
) -> None:
    """Read decisions and write tables."""
    from extractor.corpus import analyse_files
    from extractor.export import export_corpus

    corpus = analyse_files(paths, jobs=jobs)
    summary = export_corpus(corpus, out)
    typer.echo(summary)
    raise typer.Exit(1 if corpus.failed else 0)


@app.command()
def show(document: str) -> None:
    """Print the tree of a document."""


def main() -> None:
    """Entry point of the ``extract`` script."""
    app()
