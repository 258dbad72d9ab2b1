"""Which files a path means."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.errors import UsageError

# What people and programs leave in a folder of documents without meaning it as one.
_NOT_DOCUMENTS = frozenset({"readme", "index", "license", "changelog"})
_NOT_DOCUMENT_SUFFIXES = frozenset({".md", ".txt", ""})
_LOCK_PREFIXES = (".", "~$")
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})

# A folder that holds this file was written by `extract`; it is never read as input.
MANIFEST = "extract.json"


def expand(paths: Iterable[Path | str]) -> list[Path]:
    """The files to read, in order, each once.

    A file is taken as it is given. A folder gives its files, sub-folders included, in sorted order; hidden files,
    lock files, README and INDEX, and folders that `extract` wrote are passed over. Raises UsageError where a path
    does not exist or a folder holds no document.
    """
    found: dict[str, Path] = {}
    for path in map(Path, paths):
        if path.is_dir():
            files = list(_files_in(path))
            if not files:
                raise UsageError(
                    f"{path}: no documents in this folder; it should hold .txt, .md, .html, .docx, .doc or .pdf files"
                )
        elif path.exists():
            if not path.is_file():
                raise UsageError(f"{path}: not a regular file")
            files = [path]
        else:
            raise UsageError(f"{path}: no such file or folder; check the spelling, or use a path from {Path.cwd()}")
        for file in files:
            found.setdefault(os.path.realpath(file), file)
    if not found:
        raise UsageError("no file or folder was given")
    return list(found.values())


def _files_in(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: the folder cannot be listed ({error.strerror})") from error
    if (folder / MANIFEST) in entries:
        return
    for entry in entries:
        name = entry.name.lower()
        if name.startswith(_LOCK_PREFIXES) or name in _SYSTEM_FILES:
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _files_in(entry)
        elif not entry.is_file() and not entry.is_symlink():
            continue  # a pipe or a device: opening it would wait for ever; a broken link is read, and fails
        elif not (entry.stem.lower() in _NOT_DOCUMENTS and entry.suffix.lower() in _NOT_DOCUMENT_SUFFIXES):
            yield entry


def shown(path: Path | str) -> str:
    """The path as text that can be written anywhere: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")
