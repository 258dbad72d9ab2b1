"""Output that appears whole or not at all: written beside the folder, then renamed into its place."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from extractor.cache import file_sha256
from extractor.errors import OutputError
from extractor.files import MANIFEST

_MADE_BY = "decree-extractor"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder that this program wrote: ``key``, ``files`` (name → sha256), ``summary``; or None."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) and data.get("made_by") == _MADE_BY else None


def is_current(folder: Path, key: str) -> dict[str, Any] | None:
    """The manifest where ``folder`` already holds, untouched, what a run of ``key`` would write; else None."""
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("key") != key:
        return None
    return manifest if not _changed(folder, manifest, missing=True) else None


def _changed(folder: Path, manifest: dict[str, Any], *, missing: bool) -> list[str]:
    """Files of the manifest whose bytes are no longer those that were written; with ``missing``, those gone too."""
    changed = []
    for name, sha in manifest.get("files", {}).items():
        path = folder / name
        if not path.is_file():
            if missing:
                changed.append(name)
        elif file_sha256(path) != sha:
            changed.append(name)
    return changed


def check_out(out: Path) -> None:
    """Raise OutputError where ``out`` cannot become an output folder, before any work is done."""
    if out.is_dir():
        if any(out.iterdir()) and read_manifest(out) is None:
            raise OutputError(
                f"{out}: this folder holds files that extract did not write, so it is left alone; "
                "name a new folder with --out"
            )
    elif out.exists() or out.is_symlink():
        raise OutputError(f"{out}: this is a file, not a folder; name a folder with --out")
    parent = _existing_parent(out)
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{out}: cannot be made, {parent} is not a folder that you may write to; use --out")


def _existing_parent(out: Path) -> Path:
    parent = out.resolve().parent
    while not parent.exists() and parent != parent.parent:
        parent = parent.parent
    return parent


@contextmanager
def new_folder(out: Path, *, key: str, summary: dict[str, Any]) -> Iterator[Path]:
    """A folder to write into; when the block ends well, it stands at ``out`` with a manifest.

    Where the block raises, ``out`` is as it was. An earlier output at ``out`` is replaced in one step; files in it
    that this program did not write move along, and those of its files that somebody changed since are kept under
    ``NAME.kept-N.EXT``. ``summary`` may be filled inside the block. Raises OutputError.
    """
    check_out(out)
    out = out.resolve()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{out.name}.part-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror}); name another folder with --out") from error
    try:
        try:
            yield beside
            names = sorted(p.relative_to(beside).as_posix() for p in beside.rglob("*") if p.is_file())
            manifest = {
                "made_by": _MADE_BY,
                "key": key,
                "summary": summary,
                "files": {name: file_sha256(beside / name) for name in names},
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=1)
            (beside / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="")
            _put_in_place(beside, out)
        except OSError as error:
            raise OutputError(
                f"{out}: cannot be written ({error.strerror or error}); what stood there is as it was. "
                "Is the disk full, or a file of it open in another program?"
            ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put_in_place(beside: Path, out: Path) -> None:
    _readable_like_any_folder(beside)
    if not out.exists():
        beside.rename(out)
        return
    manifest = read_manifest(out) or {}
    changed = set(_changed(out, manifest, missing=False))
    old = out.with_name(f"{beside.name}-old")
    out.rename(old)
    try:
        beside.rename(out)
    except OSError:
        old.rename(out)
        raise
    _keep(old, out, set(manifest.get("files", {})) | {MANIFEST}, changed)
    shutil.rmtree(old, ignore_errors=True)


def _readable_like_any_folder(folder: Path) -> None:
    """mkdtemp makes a folder for its owner alone; an output folder follows the umask like any other."""
    umask = os.umask(0)
    os.umask(umask)
    folder.chmod(0o777 & ~umask)


def _keep(old: Path, new: Path, ours: set[str], changed: set[str]) -> None:
    """Move into ``new`` what ``old`` holds and this program did not write."""
    for path in sorted(p for p in old.rglob("*") if not p.is_dir() or p.is_symlink()):
        name = path.relative_to(old).as_posix()
        if name in ours and name not in changed:
            continue
        target = new / name
        count = 0
        while os.path.lexists(target):
            count += 1
            target = (new / name).with_name(f"{Path(name).stem}.kept-{count}{Path(name).suffix}")
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
