"""Where results are kept between runs, and what they depend on."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import sys
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from tempfile import mkstemp
from typing import Any

# Packages and programs whose version can change what is read or found.
_PACKAGES = ("underthesea", "spacy", "regex", "pdfplumber", "pypdfium2", "lxml", "pytesseract")
_TOOLS = ("tesseract", "soffice", "libreoffice")

# Results of older versions of the program are kept for switching back, no more than this many.
_KEPT_VERSIONS = 6

# A folder opened within this many seconds may belong to a run that is still going.
_LONGEST_RUN = 6 * 3600

_HEX = frozenset("0123456789abcdef")


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@cache
def code_version() -> str:
    """A hash of the code and knowledge of this package, and of the packages and tools that it reads with.

    Computed from the files themselves, so that an edited knowledge file is never answered from the cache.
    """
    return _hash_of("")


@cache
def reading_version() -> str:
    """The same of all that turns a file into a document: readers and the floor below them, no knowledge."""
    return _hash_of("reading/", "model.py", "text.py", "errors.py", "pipeline.py", "corpus.py")


def _hash_of(*parts: str) -> str:
    digest = hashlib.sha256(sys.version.encode())
    root = Path(__file__).parent
    for path in sorted(p for suffix in ("py", "yaml") for p in root.rglob(f"*.{suffix}")):
        name = path.relative_to(root).as_posix()
        if name.startswith(parts):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    for package in _PACKAGES:
        digest.update(f"{package} {_version(package)}\n".encode())
    for tool in _TOOLS:
        digest.update(f"{tool} {shutil.which(tool) is not None}\n".encode())
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def user_cache() -> Path:
    """The cache folder by the rule of the platform; ``EXTRACT_CACHE`` in the environment overrides it."""
    if own := os.environ.get("EXTRACT_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "decree-extractor"


@dataclass(frozen=True, slots=True)
class Cache:
    """Folders for results of this version of the program, and for documents that took recognition to read."""

    results: Path
    recognised: Path


def open_cache(root: Path | None = None) -> Cache | None:
    """The cache of this version of the program, made where it is missing.

    Results of versions long out of use go. None where nothing can be written there: a cache is never a reason to
    fail.
    """
    try:
        root = root or user_cache()
        folders = [root / code_version(), root / reading_version()]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.utime(folder)
            if not os.access(folder, os.W_OK):
                return None
        versions = [p for p in root.iterdir() if len(p.name) == len(folders[0].name) and not set(p.name) - _HEX]
        older = sorted(versions, key=lambda p: p.stat().st_mtime, reverse=True)
        newest = folders[0].stat().st_mtime
        for stale in older[_KEPT_VERSIONS:]:
            if newest - stale.stat().st_mtime > _LONGEST_RUN:
                shutil.rmtree(stale, ignore_errors=True)
    except (OSError, RuntimeError):  # RuntimeError: no home folder
        return None
    return Cache(*folders)


class _Pickler(pickle.Pickler):
    """Pickles a record as a call of its class, which loads several times faster than setting its slots by name."""

    def reducer_override(self, record: Any) -> Any:
        kind = type(record)
        if is_dataclass(kind) and "__slots__" in kind.__dict__:
            return kind, tuple(getattr(record, name) for name in _names_of(kind))
        return NotImplemented


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def to_bytes(*values: object) -> bytes:
    """The values one after the other, for ``pickle.load`` to take one by one."""
    buffer = BytesIO()
    for value in values:
        _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getvalue()


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` so that a reader sees the old file or the new one, never half of it."""
    descriptor, name = mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
