"""Hand-made gold: facts of a document by offsets and values, one JSON object a line, without its sentences.

The first line is the head: ``file``, ``doc_id``, ``text_sha256``, ``facts`` (the kinds that are annotated completely),
``half``, ``class``, ``format``, and ``within`` where only some provisions are annotated. See annotations/GUIDELINES.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import regex

from extractor.errors import UsageError
from extractor.text import fold, squeeze

FACTS = ("target", "assignment", "reference")


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One fact. ``optional``: finding it is right, missing it is no fault. ``data`` holds the fields as written."""

    fact: str
    start: int
    end: int
    provision_id: str
    data: dict[str, Any]

    @property
    def optional(self) -> bool:
        return bool(self.data.get("optional"))

    @property
    def key(self) -> str:
        """Names the row in a baseline: kind, place and what tells rows of one place apart."""
        told_apart = ("value", "year", "role", "target_provision_id", "target_number")
        parts = [str(self.data[k]) for k in told_apart if self.data.get(k) not in (None, "")]
        return " ".join([self.fact, f"{self.start}:{self.end}", self.provision_id, *parts])


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold of one document."""

    path: Path
    head: dict[str, Any]
    rows: tuple[GoldRow, ...]

    @property
    def name(self) -> str:
        """Names this gold; a document may have several, each of some of its provisions or kinds of fact."""
        return self.path.stem

    @property
    def file(self) -> str:
        return str(self.head["file"])

    @property
    def half(self) -> str:
        """What its score counts for: tune, report, sample; of texts written to try the rules, invented (errors were
        read) or unread (only counted)."""
        half = str(self.head.get("half", ""))
        if self.head.get("class") == "challenge":
            return "unread" if half == "report" else "invented"
        return half

    @property
    def facts(self) -> tuple[str, ...]:
        """The kinds of fact that are annotated completely, in the singular."""
        named = {str(f).removesuffix("s") for f in self.head.get("facts", ())}
        return tuple(f for f in FACTS if f in named)

    @property
    def within(self) -> tuple[str, ...]:
        """The provisions that are annotated; empty for the whole document."""
        return tuple(self.head.get("within", ()))


def read_gold(path: Path) -> Gold:
    """The gold in one file. Raises UsageError that names file and line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    records: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}:{number}: not a JSON object: {error}") from error
        if not isinstance(record, dict):
            raise UsageError(f"{path}:{number}: not a JSON object")
        records.append(record)
    if not records or not {"file", "text_sha256", "facts"} <= records[0].keys():
        raise UsageError(f"{path}:1: the head must say file, text_sha256 and facts")
    rows = []
    for number, record in enumerate(records[1:], 2):
        if record.get("fact") not in FACTS or not isinstance(record.get("start"), int):
            raise UsageError(f"{path}:{number}: needs fact ({', '.join(FACTS)}), start and end")
        rows.append(_row(record))
    return Gold(path, records[0], tuple(rows))


def _row(record: dict[str, Any]) -> GoldRow:
    return GoldRow(record["fact"], record["start"], record["end"], record.get("provision_id", ""), record)


def read_gold_folder(folder: Path) -> list[Gold]:
    """The gold of every ``*.jsonl`` in ``folder``, in order. Raises UsageError where there is none."""
    paths = [folder] if folder.is_file() else sorted(folder.glob("*.jsonl"))
    golds = [gold for path in paths if (gold := _gold_or_none(path))]
    if not golds:
        raise UsageError(f"{folder}: no annotations (*.jsonl) there")
    return golds


def _gold_or_none(path: Path) -> Gold | None:
    """None for a file of pairs, which ``extract diff`` is scored by."""
    with path.open(encoding="utf-8") as handle:
        head = handle.readline()
    if '"pairs"' in head:
        return None
    return read_gold(path)


def text_sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check_text(gold: Gold, text: str, *, rebase: bool = False, say: Callable[[str], None] = lambda _: None) -> Gold:
    """The gold where it was made for this very text.

    Otherwise, with ``rebase``, the gold with its rows found anew, written back into its file; what could not be
    found is said. Without, raises UsageError.
    """
    if gold.head["text_sha256"] == text_sha256(text):
        return gold
    if not rebase:
        raise UsageError(
            f"{gold.path}: made for another text of {gold.file} (its sha256 differs), so its offsets mean nothing. "
            "Either the file or its reader has changed: look at both, then run again with --rebase, which finds "
            "each fact anew by its figure and the words beside it"
        )
    moved, lost = rebased(gold, text)
    write_gold(moved)
    for row in lost:
        say(f"{gold.path}: not found anew, mend it by hand: {row.key}")
    say(f"{gold.path}: {len(moved.rows) - len(lost)} of {len(moved.rows)} facts found anew")
    return moved


def rebased(gold: Gold, text: str) -> tuple[Gold, list[GoldRow]]:
    """The gold with offsets for ``text``, and the rows whose place could not be found (they keep their offsets).

    A row is looked for by its figure (or agency) where the words in ``near`` stand beside it; of several places,
    the one nearest to where the rows before it moved. A row that says no words moves with its neighbour.
    """
    folded = fold(text)
    shift, moved, lost = 0, [], []
    for row in sorted(gold.rows, key=lambda r: r.start):
        words = row.data.get("figure") or row.data.get("agency_as_written") or row.data.get("text") or ""
        start, end = row.start + shift, row.end + shift
        if words:
            place = _place(folded, words, row.data.get("near", ""), start)
            if place is None:
                lost.append(row)
                moved.append(row)
                continue
            start, end = place
            shift = start - row.start
        moved.append(_row({**row.data, "start": start, "end": end}))
    moved.sort(key=lambda r: (r.fact, r.start, r.end, r.provision_id, str(r.data.get("target_provision_id", ""))))
    return replace(gold, head={**gold.head, "text_sha256": text_sha256(text)}, rows=tuple(moved)), lost


# How far beside a figure the words of `near` may stand, in characters: five words.
_NEAR = 80


def _place(folded: str, words: str, near: str, expected: int) -> tuple[int, int] | None:
    pattern = r"\s+".join(map(regex.escape, fold(words).split()))
    found = [m.span() for m in regex.finditer(rf"(?<!\w){pattern}(?!\w)", folded)]
    context = fold(squeeze(near))
    if context:
        beside = [s for s in found if context in squeeze(folded[max(0, s[0] - _NEAR) : s[1] + _NEAR])]
        found = beside or found
    return min(found, key=lambda span: abs(span[0] - expected), default=None)


def write_gold(gold: Gold) -> None:
    """Write the gold back into its file."""
    lines = [gold.head, *(row.data for row in gold.rows)]
    gold.path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in lines), encoding="utf-8", newline="")
