"""What several test files share."""

from __future__ import annotations

import sys

import pytest

from extractor import cli


@pytest.fixture
def run_command(monkeypatch, capsys):
    """Run ``extract`` with these arguments; gives (exit code, stdout, stderr)."""

    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["extract", *map(str, args)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code or 0
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
