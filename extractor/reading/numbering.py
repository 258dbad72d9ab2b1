"""Word's automatic numbering: the label that Word computes and prints, but does not write into the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import regex

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DASHES = "-–—−‒"
MAX_LABEL = 60  # letters: "Điều 12." has 8; more is prose in a damaged definition


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    restart: int | None  # 0: never restarts; n: after level n; None: after any higher level
    legal: bool  # every number in Arabic figures
    style: str | None


class Numbering:
    """Counts as Word does: counters belong to the abstract definition, an override restarts them once."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], int] = {}
        self._own: dict[tuple[str, int], _Level] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        links: dict[str, str] = {}
        by_link: dict[str, str] = {}
        for abstract in root.iter(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId") or ""
            self._levels[name] = {_int(lvl.get(f"{_W}ilvl"), 0): _level(lvl) for lvl in abstract.findall(f"{_W}lvl")}
            to, of = _val(abstract, "numStyleLink"), _val(abstract, "styleLink")
            if to:
                links[name] = to
            if of:
                by_link[of] = name
        for name, style in links.items():  # a list style: the definition stands elsewhere
            if not self._levels[name] and style in by_link:
                self._levels[name] = self._levels[by_link[style]]
        for num in root.iter(f"{_W}num"):
            number = num.get(f"{_W}numId") or ""
            self._abstract[number] = _val(num, "abstractNumId") or ""
            for override in num.findall(f"{_W}lvlOverride"):
                level = _int(override.get(f"{_W}ilvl"), 0)
                start = _val(override, "startOverride")
                if start is not None:
                    self._overrides[number, level] = _int(start, 1)
                own = override.find(f"{_W}lvl")
                if own is not None:
                    self._own[number, level] = _level(own)

    def label(self, number: str, level: int | None, style: str | None) -> str:
        """Count one paragraph and return its label, "" where it has none. ``level`` None: the style's own."""
        abstract = self._abstract.get(number)
        levels = self._levels.get(abstract or "")
        if abstract is None or not levels:
            return ""
        if level is None:
            level = next((i for i, lvl in levels.items() if lvl.style is not None and lvl.style == style), 0)
        found = self._own.get((number, level)) or levels.get(level)
        if found is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if (number, level) not in self._used:
            self._used.add((number, level))
            if (number, level) in self._overrides:
                counts[level] = self._overrides[number, level] - 1
        counts[level] = counts.get(level, found.start - 1) + 1
        for deeper in [i for i in counts if i > level]:
            rule = self._own.get((number, deeper)) or levels.get(deeper)
            if rule is None or rule.restart is None or (rule.restart and level < rule.restart):
                del counts[deeper]
        if found.form == "bullet":
            return _bullet(found.text)
        if found.form == "none" and "%" not in found.text:
            return found.text.strip()[:MAX_LABEL]

        def figure(match: regex.Match[str]) -> str:
            index = int(match[1]) - 1
            rule = self._own.get((number, index)) or levels.get(index)
            if rule is None:
                return ""
            count = counts.setdefault(index, rule.start)
            return to_figure(count, "decimal" if found.legal else rule.form)

        return regex.sub(r"%([1-9])", figure, found.text).strip()[:MAX_LABEL]


def to_figure(count: int, form: str) -> str:
    """A number in one of Word's formats: 4 → "4", "04", "iv", "IV", "d", "D". Word's letters know no đ."""
    if form in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        roman = to_roman(count)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter") and 0 < count <= 780:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{count:02d}"
    return "" if form == "none" else str(count)


def to_roman(number: int) -> str:
    """12 → XII."""
    out = ""
    for value, mark in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while number >= value:
            out += mark
            number -= value
    return out


def _bullet(text: str) -> str:
    """The mark of a bulleted level: dashes and plus signs as they are, any ornament as a bullet."""
    mark = text.strip()[:1]
    if not mark:
        return ""
    if mark in _DASHES:
        return "-"
    return mark if mark in ("+", "*") else "•"


def _level(node: Any) -> _Level:
    restart = _val(node, "lvlRestart")
    legal = node.find(f"{_W}isLgl")
    return _Level(
        _int(_val(node, "start"), 1),
        _val(node, "numFmt") or "decimal",
        _val(node, "lvlText") or "",
        None if restart is None else _int(restart, 0),
        legal is not None and (legal.get(f"{_W}val") or "true") not in ("0", "false"),
        _val(node, "pStyle"),
    )


def _val(node: Any, name: str) -> str | None:
    found = node.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def _int(text: str | None, default: int) -> int:
    return int(text) if text is not None and regex.fullmatch(r"-?\d{1,9}", text) else default
