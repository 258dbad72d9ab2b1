"""Strict loading of the knowledge files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import regex
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from extractor.errors import KnowledgeError
from extractor.text import fold


class Entry(BaseModel):
    """Base of every knowledge record: unknown keys are errors, records are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pattern(Entry):
    """A named pattern over folded text.

    ``name`` is what a row's ``rule`` column shows; ``value`` is what the pattern means (a comparator, a role);
    a ``{name}`` in ``pattern`` stands for the file's fragment of that name.
    """

    name: str
    pattern: str
    value: str = ""
    note: str = ""
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...] = ()

    @field_validator("examples")
    @classmethod
    def _has_examples(cls, examples: tuple[str, ...]) -> tuple[str, ...]:
        if not examples:
            raise ValueError("a pattern needs at least one example")
        return examples


class _PatternFile(Entry):
    fragments: dict[str, str] = {}
    patterns: tuple[Pattern, ...]


class Patterns:
    """The patterns of one file, compiled, in order. ``patterns["name"]`` is the compiled regex."""

    def __init__(self, name: str, entries: tuple[Pattern, ...], fragments: dict[str, str]) -> None:
        self.name = name
        self.entries = entries
        self.compiled: dict[str, regex.Pattern[str]] = {}
        expanded: dict[str, str] = {}
        for key, fragment in fragments.items():
            expanded[key] = _expand(fragment, expanded)
        for entry in entries:
            try:
                self.compiled[entry.name] = regex.compile(_expand(entry.pattern, expanded), regex.VERBOSE)
            except regex.error as error:
                raise KnowledgeError(f"{name}.yaml: {entry.name}: {error}") from error

    def __getitem__(self, name: str) -> regex.Pattern[str]:
        return self.compiled[name]

    def __iter__(self) -> Iterator[tuple[Pattern, regex.Pattern[str]]]:
        for entry in self.entries:
            yield entry, self.compiled[entry.name]

    def first(self, folded: str, start: int = 0, end: int | None = None) -> tuple[Pattern, regex.Match[str]] | None:
        """The first entry, in file order, that is found in ``folded[start:end]``."""
        stop = len(folded) if end is None else end
        for entry, compiled in self:
            match = compiled.search(folded, start, stop)
            if match:
                return entry, match
        return None


def _expand(pattern: str, fragments: dict[str, str]) -> str:
    for key, fragment in fragments.items():
        pattern = pattern.replace("{" + key + "}", f"(?:{fragment})")
    return pattern


def load_yaml(name: str) -> Any:
    """The content of ``knowledge/NAME.yaml``. Raises KnowledgeError naming the file."""
    try:
        return yaml.load(
            files("extractor.knowledge").joinpath(f"{name}.yaml").read_text(encoding="utf-8"),
            Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
        )
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"{name}.yaml: {error}") from error


@cache
def load_patterns(name: str) -> Patterns:
    """The patterns of ``knowledge/NAME.yaml`` (keys ``fragments`` and ``patterns``), checked and compiled.

    Patterns are verbose regular expressions: write a blank as ``\\ `` or ``[ ]``, and ``\\#`` for a hash.
    """
    try:
        data = _PatternFile.model_validate(load_yaml(name))
    except ValidationError as error:
        raise KnowledgeError(f"{name}.yaml: {error}") from error
    return Patterns(name, data.patterns, {k: fold_fragment(v) for k, v in data.fragments.items()})


def fold_fragment(fragment: str) -> str:
    """A fragment as it is, provided that it is already in folded letters."""
    letters = "".join(c for c in fragment if c.isalpha() and not c.isascii())
    if fold(letters) != letters:
        raise KnowledgeError(f"a fragment is not in folded letters: {fragment[:60]}")
    return fragment


def pattern_files() -> tuple[str, ...]:
    """Names of all knowledge files that hold patterns, for the test that proves their examples."""
    names = sorted(p.name[:-5] for p in files("extractor.knowledge").iterdir() if p.name.endswith(".yaml"))
    return tuple(n for n in names if isinstance(data := load_yaml(n), dict) and "patterns" in data)
