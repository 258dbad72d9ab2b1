"""Markdown's inline markup: a line's words without it, and what it says of the line."""

from __future__ import annotations

import html as entities
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractor.reading.flow import note_mark
from extractor.text import to_nfc

LINK_ON, LINK_OFF = "\ufdd0", "\ufdd1"  # noncharacters: no text holds them

_TOKEN = regex.compile(
    r"""
      \\ (?P<escaped> [!-/:-@\[-`{-~] )                            # 57\-NQ/TW
    | (?P<entity> & (?: [a-zA-Z][a-zA-Z0-9]{1,31} | \#\d{1,7} | \#[xX][0-9a-fA-F]{1,6} ) ; )
    | (?P<image> ! \[ [^\[\]\n]* \] \( [^()\n]* (?: \([^()\n]*\) [^()\n]* )? \) )
    | < (?P<auto> (?: https?:// | mailto: ) [^<>\s]+ ) >
    | (?P<comment> <!-- .{0,5000}? --> )
    | (?P<break> < br \s* /? > )
    | (?P<tag> < /? (?: a | abbr | b | big | blockquote | center | cite | code | del | div | em | font | h[1-6] | hr
        | i | img | ins | kbd | li | mark | ol | p | q | s | small | span | strike | strong | sub | sup | table
        | tbody | td | th | thead | tr | tt | u | ul | var ) (?: \s [^<>]* )? /? > )
    | (?P<stars> \*+ )
    | (?P<ticks> `+ )
    | (?P<newline> (?P<hard> [ ]{2,} | \\ )? \n )
    """,
    regex.VERBOSE | regex.DOTALL | regex.IGNORECASE,
)
_LINK = regex.compile(
    r"""
    (?<! [\\!] ) \[ (?P<text> (?: [^\[\]\\] | \\. | \[ [^\[\]]* \] )* ) \]
    \( [ ]* (?: < [^<>\n]* > | (?: [^()\s\\] | \\. | \( [^()\s]* \) )* ) (?: \s+ (?: "[^"]*" | '[^']*' ) )? [ ]* \)
    """,
    regex.VERBOSE,
)
_UNDERSCORES = regex.compile(r"(?<![\w\\_]) (_{1,3}) (?=[^\s_]) ([^_\n]+?) (?<=[^\s\\]) \1 (?![\w_])", regex.VERBOSE)
_HEADING = regex.compile(
    r"\s* (?P<marks> \#{1,6} ) (?: [ \t]+ (?P<text> .*? ) )? (?: [ \t]+ \#+ )? \s* $", regex.VERBOSE
)
_QUOTED = regex.compile(r"\s*>[ \t]+(?![\d\s])")  # a quotation, but "> 55%" is a target
_BULLET = regex.compile(r"(?P<indent> [ \t]* ) (?P<mark> [*+-] ) [ \t]+ (?= \S )", regex.VERBOSE)
_RULE = regex.compile(r"[\s\\]* ( [-_=*~—–] ) (?: [\s\\]* \1 ){2,} \s* $", regex.VERBOSE)
NOTHING = regex.compile(r"[\s*_\\\u00a0]* $", regex.VERBOSE)
_MATH = regex.compile(r"(?<![\\$\w]) \$ (?=\S) ([^$\n]{1,80}?) (?<=\S) \$ (?![\w$])", regex.VERBOSE)
_MATH_WORDS = {
    "geq": "≥", "geqslant": "≥", "ge": "≥", "leq": "≤", "leqslant": "≤", "le": "≤", "times": "×", "pm": "±",
    "approx": "≈", "sim": "~", "to": "→", "rightarrow": "→", "cdot": "·", "circ": "°", "mu": "μ", "quad": " ",
}  # fmt: skip
_NOTE = regex.compile(r"\[\^([\w-]{1,20})\]:?")  # "95%[^1]", "[^1]: Theo báo cáo"
_RAISED = regex.compile(r"<sup>([^<>]{1,9})</sup>", regex.IGNORECASE)
LONG_EMPHASIS = 8  # lines that emphasis may run over: the longest title in capitals


@dataclass(slots=True)
class Rich:
    """A source line without its markup."""

    text: str = ""
    glued: bool = False  # emphasis or a link stays open over the line's end
    broken: bool = False  # the source says that the line ends here
    heading: int | None = None
    letters: int = 0
    bold: int = 0
    italic: int = 0
    linked: int = 0


def inline(lines: Sequence[str]) -> list[Rich]:
    """The lines without Markdown's markup, one Rich a line (two where a ``<br>`` splits one), blank lines kept.

    Emphasis that is still open at a blank line was no emphasis; its marks go all the same.
    """
    found: list[Rich] = []
    run: list[str] = []
    for line in [*lines, ""]:
        if NOTHING.match(line):
            if run:
                found += _inline_run(run)
                run = []
            found.append(Rich())
        else:
            run.append(line)
    found.pop()
    return found


def _inline_run(lines: Sequence[str]) -> list[Rich]:
    prepared: list[str] = []
    levels: dict[int, int] = {}
    rules: set[int] = set()
    bullets: list[int] = []
    for number, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading:
            levels[number] = len(heading["marks"])
            line = heading["text"] or ""
        if _RULE.match(line):
            rules.add(number)
            line = ""
        while _QUOTED.match(line):
            line = line.lstrip()[2:]
        bullet = _BULLET.match(line)
        if bullet:
            depth = len(bullet["indent"].expandtabs(4))
            while bullets and bullets[-1] >= depth:
                bullets.pop()
            mark = bullet["mark"] if bullet["mark"] != "*" else ("+" if bullets else "-")
            bullets.append(depth)
            line = mark + " " + line[bullet.end() :]
        prepared.append(line)
    text = _NOTE.sub(r"[\1]", "\n".join(prepared))
    text = _RAISED.sub(_raised, text)
    text = _LINK.sub(lambda m: f"{LINK_ON}{m['text']}{LINK_OFF}", text)
    text = _MATH.sub(lambda m: _plain_math(m[1]) if _is_math(m[1]) else m[0], text)
    text = _UNDERSCORES.sub(r"\2", text)
    return _walk(text, levels, rules)


def _raised(found: regex.Match[str]) -> str:
    mark = note_mark(found[1], found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()])
    return found[0] if mark is None else mark


def _is_math(formula: str) -> bool:
    return "\\" in formula or bool(regex.fullmatch(r"[\d\s.,%+*/^_{}()<>=~\u2264\u2265a-zA-Z-]{1,40}", formula))


def _plain_math(formula: str) -> str:
    """The words of a short formula: ``\\geq 80\\%`` → ``≥ 80%``, ``m^{2}`` → ``m2``."""
    formula = regex.sub(r"\\(?:text|mathrm|mathbf|textbf)\s*\{([^{}]*)\}", r"\1", formula)
    formula = regex.sub(r"\\([a-zA-Z]+)", lambda m: _MATH_WORDS.get(m[1], m[1]), formula)
    return regex.sub(r"[\^_]?\{([^{}]*)\}|[\^_](?=\w)", r"\1", formula)


def _walk(text: str, levels: dict[int, int], rules: set[int]) -> list[Rich]:
    rows: list[Rich] = [Rich(heading=levels.get(0))]
    parts: list[str] = []
    bold = italic = link = False
    number = position = 0

    def put(words: str) -> None:
        nonlocal link
        for char in words:
            if char in (LINK_ON, LINK_OFF):
                link = char == LINK_ON
                continue
            parts.append(char)
            if char.isalpha():
                row = rows[-1]
                row.letters += 1
                row.bold += bold
                row.italic += italic
                row.linked += link

    def end(*, glued: bool, broken: bool) -> None:
        row = rows[-1]
        row.text = " ".join("".join(parts).split())
        row.glued, row.broken = glued and bool(row.text), broken
        parts.clear()

    tokens = list(_TOKEN.finditer(text))
    stars = [t.start() for t in tokens if t.lastgroup == "stars"]
    for token in tokens:
        put(text[position : token.start()])
        position = token.end()
        kind = token.lastgroup if token.lastgroup != "hard" else "newline"
        if kind == "escaped":
            put(token["escaped"])
        elif kind == "entity":
            char = entities.unescape(token["entity"])
            put(" " if char == "\xa0" else to_nfc(char).replace("\n", " "))
        elif kind == "auto":
            put(token["auto"])
        elif kind == "break":
            end(glued=False, broken=True)
            rows.append(Rich())
        elif kind == "tag":
            # a block tag parts words, an inline tag never does
            if regex.match(r"</?(?:p|div|li|td|th|tr|h\d|hr|table|ul|ol|blockquote)\b", token["tag"], regex.IGNORECASE):
                put(" ")
        elif kind == "stars":
            marks = token["stars"]
            if _literal(text, token.start(), token.end(), italic or bold):
                put(marks)
            else:
                if len(marks) % 4 >= 2:
                    bold = not bold
                if len(marks) % 2:
                    italic = not italic
        elif kind == "newline":
            number += 1
            if bold or italic:
                following = bisect_right(stars, token.end())
                reach = text[token.end() : stars[following]] if following < len(stars) else None
                if reach is None or reach.count("\n") > LONG_EMPHASIS:
                    bold = italic = False  # a stray mark: it must not turn the rest of the text inside out
            ruled = number in rules or number - 1 in rules
            hard = bool(token["hard"]) or ruled or number in levels or number - 1 in levels
            end(glued=(bold or italic or link) and not hard, broken=hard)
            rows.append(Rich(heading=levels.get(number)))
    put(text[position:])
    end(glued=False, broken=False)
    return rows


def _literal(text: str, start: int, stop: int, opened: bool) -> bool:
    """An asterisk that is printed: a mark of a note "(*)", a factor "b * 100"."""
    before = text[start - 1] if start else "\n"
    after = text[stop] if stop < len(text) else "\n"
    if before == "(" and after == ")":
        return True
    return stop - start == 1 and before == " " and after == " " and not opened
