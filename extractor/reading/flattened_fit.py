"""Which cell of a table each line of a flattened one belongs to: the cheapest reading of the whole run of lines.

A converter wrote the lines of the cells one below the other, row by row. What a line says (a number of a row, a
figure, an agency, a deadline), how it begins and how full the line before it is speak for one column or another; the
prices below are added up over all lines, and a search in order (Viterbi, with a beam) finds the cheapest reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractor.reading.flattened_prices import Role, closing_price, following_price, look, opening_price
from extractor.reading.lines import is_caps

_NUMBER = regex.compile(r"0* (\d{1,3}) \s? [.)]? $", regex.VERBOSE)
_SUB = regex.compile(r"(?: \d{1,3} (?: \.\d{1,3} ){1,3} [.)]? | [a-zđ] [.)]? | [-+•*] ) $", regex.VERBOSE)
_SECTION = regex.compile(r"(?: (?=[IVX]) X{0,3} (?: IX | IV | V?I{0,3} ) | [A-HĐ] ) [.)]? $", regex.VERBOSE)
_GLUED = regex.compile(
    r"(?P<index> 0* (?P<number> \d{1,3} ) (?P<stop> [.)] )? | (?=[IVX]) X{0,3} (?: IX | IV | V?I{0,3} ) [.)]? )"
    r" \s+ (?P<rest> [\p{Lu}(“\"] .* )",
    regex.VERBOSE,
)
_SPLIT = regex.compile(r"(?<= [\p{L}\d.%)] ) \s+ (?= \p{Lu}\p{Ll} | [≥≤<>]? \s? \d )", regex.VERBOSE)
# Prices. Only their order matters: what a line should be costs nothing, what it can hardly be about 5.
MISSING = 2.0  # a column without cell and without blank line for it
SPLIT = 1.6  # two cells on one line
END = 1.0  # the table ends
OUTSIDE = 0.9  # a line behind its end: dearer than a line that fits, cheaper than one that does not
NEVER = 9.0
_SHARED = frozenset({"agency", "deadline", "other", "unit"})  # columns whose cells run down over several rows
BEAM = 10.0  # readings so much dearer than the cheapest are given up
STATES = 24


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of the run. ``kind``: "text", "blank" (it may stand for an empty cell), "gap" (nothing), "seam" (a
    repeated head stood here)."""

    kind: str
    text: str = ""
    line: int = -1  # its number in the input


@dataclass(frozen=True, slots=True)
class Manner:
    """What blank lines mean: prices of passing over one, of taking it for an empty cell or for an empty number.

    ``parts``: blank lines part the cells, so that a cell over a blank line and two cells without are dear.
    ``missing``: the price of a cell without any trace in a column where cells run down.
    """

    ignored: float
    empty: float
    unnumbered: float
    parts: float = 0.0
    missing: float = MISSING


# A reading so far: the reading before, the number of the unit, its words, the column, whether a row opens here.
Path = tuple["Path | None", int, str, int, bool]
# Where a reading stands: column, last number of a row, whether the row is a section's title, whether the cell is empty.
State = tuple[int, int, bool, bool]
_OUT: State = (-1, 0, False, False)
_Readings = dict[State, tuple[float, "Path | None"]]


@dataclass(frozen=True, slots=True)
class Row:
    """The lines of each column of a row. ``section``: its number is one of a section."""

    cells: list[list[str]]
    section: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """The cheapest reading. ``stop``: units before it are of the table. ``price``: of all of its lines."""

    rows: list[Row]
    stop: int
    price: float
    lines: int
    widths: tuple[int, ...]


class _Search:
    def __init__(self, units: Sequence[Unit], roles: Sequence[Role], manner: Manner, widths: Sequence[int]) -> None:
        self.units = units
        self.roles = roles
        self.manner = manner
        self.widths = widths
        self.wide = len(roles)

    def run(self) -> tuple[float, Path | None]:
        """The cheapest reading of the units."""
        states: _Readings = {(self.wide - 1, 0, True, True): (0.0, None)}
        seam = blank = False
        for number, unit in enumerate(self.units):
            if unit.kind == "seam":
                seam = True
            elif unit.kind == "blank":
                states = self._blank(states, number)
                blank = True
            elif unit.kind == "text":
                after: _Readings = {}
                self._line(states, after, number, unit.text, 0.0, seam=seam, blank=blank)
                glued = _GLUED.match(unit.text)
                if glued:
                    self._glued(states, after, number, glued)
                elif len(unit.text) > 12:
                    self._split(states, after, number, unit.text)
                states = after
                seam = blank = False
            if not states:
                break
            states = _best(states)
            if len(states) == 1 and _OUT in states:
                break
        final: _Readings = {}
        for state, (cost, path) in states.items():
            _offer(final, _OUT, cost + (0.0 if state == _OUT else self._row_end(state)), path)
        return final[_OUT] if final else (NEVER * len(self.units), None)

    def _line(
        self, states: _Readings, after: _Readings, number: int, text: str, extra: float, *, seam: bool, blank: bool,
        opens: bool | None = None,
    ) -> None:  # fmt: skip
        """Every way to go on with a line. ``opens``: it must (must not) begin a cell of the same row."""
        count, section, sub = _NUMBER.match(text), _SECTION.match(text), _SUB.match(text)
        over = self.manner.parts if blank else 0.0
        side = 0.0 if blank else self.manner.parts
        starts = [opening_price(role, text) + self._width(k, text) for k, role in enumerate(self.roles)]
        for state, (paid, path) in states.items():
            cost = paid + extra
            column, last, titled, empty = state
            if state == _OUT:
                _offer(after, _OUT, cost + OUTSIDE, path)
                continue
            before = path[2] if path else ""
            if column >= 1 and not empty and before and not opens:
                price = following_price(self.roles[column], before, text, 0 if titled else self.widths[column])
                price += over + (0.0 if titled else self._width(column, text))
                if titled and is_caps(before) and not is_caps(text):
                    price += 1.5
                if count and int(count[1]) == last + 1:
                    price += 2.0
                _offer(after, state, cost + price, (path, number, text, column, False))
            close = closing_price(before, self.widths[column]) if before and not empty else 0.0
            close += side if before and not empty else 0.0
            for k in range(column + 1, self.wide):
                price = starts[k] + close + self._missing(column + 1, k) + (1.5 if titled and column <= 1 < k else 0.0)
                if titled and k == 1:
                    price = min(price, close + opening_price("text", text))
                _offer(after, (k, last, titled, False), cost + price, (path, number, text, k, False))
            if opens:
                continue
            if seam and path:
                for k in range(1, self.wide):
                    price = max(0.0, starts[k] - 4.0 * look(text).low) + 3.0
                    _offer(after, (k, last, titled, False), cost + price, (path, number, text, k, False))
            end = cost + self._row_end(state) + close
            if count:
                price = _number_price(int(count[1]), last, titled)
                if price < NEVER:
                    _offer(after, (0, int(count[1]), False, False), end + price, (path, number, text, 0, True))
            elif section:
                _offer(after, (0, last, True, False), end + 0.3, (path, number, text, 0, True))
            elif sub:
                _offer(after, (0, last, False, False), end + 0.6, (path, number, text, 0, True))
            else:
                price = (4.5 if path else 1.5) + starts[1]
                _offer(after, (1, last, False, False), end + price, (path, number, text, 1, True))
            if path:
                _offer(after, _OUT, end + END + OUTSIDE, path)

    def _glued(self, states: _Readings, after: _Readings, number: int, glued: regex.Match[str]) -> None:
        """A row's number and its text on one line: "7 Luật Tín ngưỡng, tôn giáo"."""
        opened: _Readings = {}
        for state, (cost, path) in states.items():
            column, last, titled, empty = state
            if state == _OUT:
                continue
            before = path[2] if path else ""
            end = (
                cost
                + self._row_end(state)
                + (closing_price(before, self.widths[column]) if before and not empty else 0.0)
            )
            if glued["number"] is None:
                _offer(opened, (0, last, True, False), end + 0.6, (path, number, glued["index"], 0, True))
            else:
                count = int(glued["number"])
                price = _number_price(count, last, titled) + (1.5 if glued["stop"] else 0.4)
                if price < NEVER:
                    _offer(opened, (0, count, False, False), end + price, (path, number, glued["index"], 0, True))
        self._line(opened, after, number, glued["rest"], 0.0, seam=False, blank=True, opens=True)

    def _split(self, states: _Readings, after: _Readings, number: int, text: str) -> None:
        """Two cells on one line: "Bộ Nông nghiệp và Môi trường Các bộ, cơ quan"."""
        for place in _SPLIT.finditer(text):
            left, right = text[: place.start()], text[place.end() :]
            seen = look(right)
            if not (seen.agency or seen.deadline or seen.figure) or look(left).open or left[-1] == ",":
                continue
            halfway: _Readings = {}
            self._line(states, halfway, number, left, SPLIT, seam=False, blank=True)
            halfway.pop(_OUT, None)
            self._line(halfway, after, number, right, 0.0, seam=False, blank=True, opens=True)

    def _blank(self, states: _Readings, number: int) -> _Readings:
        after: _Readings = {}
        how = self.manner
        for state, (cost, path) in states.items():
            column, last, titled, empty = state
            _offer(after, state, cost + (0.0 if state == _OUT else how.ignored), path)
            if state == _OUT:
                continue
            before = path[2] if path else ""
            close = closing_price(before, self.widths[column]) if before and not empty else 0.0
            if column + 1 < self.wide and path:
                price = how.empty + close
                _offer(after, (column + 1, last, titled, True), cost + price, (path, number, "", column + 1, False))
            price = how.unnumbered + close + self._row_end(state)
            _offer(after, (0, last, False, True), cost + price, (path, number, "", 0, True))
        return after

    def _row_end(self, state: State) -> float:
        column, _, titled, _ = state
        if column == 0:
            return 6.0
        if titled and column == 1:
            return 0.2
        if column == 1:
            return min(2.5, self._missing(2, self.wide))
        return self._missing(column + 1, self.wide)

    def _missing(self, first: int, stop: int) -> float:
        return sum(self.manner.missing if self.roles[k] in _SHARED else MISSING for k in range(first, stop))

    def _width(self, column: int, text: str) -> float:
        width = self.widths[column]
        return 2.0 if width and len(text) > 1.2 * width + 3 else 0.0


def _number_price(count: int, last: int, titled: bool) -> float:
    if count == last + 1:
        return 0.0
    if count == 1:
        return 0.8 if titled else 3.0
    if last == 0:
        return 1.5  # a table that goes on from a page that is lost
    return 4.0 if last + 1 < count <= last + 3 else NEVER


def _offer(states: _Readings, key: State, cost: float, path: Path | None) -> None:
    known = states.get(key)
    if known is None or cost < known[0]:
        states[key] = (cost, path)


def _best(states: _Readings) -> _Readings:
    least = min(cost for cost, _ in states.values())
    kept = {key: value for key, value in states.items() if value[0] <= least + BEAM}
    if len(kept) > STATES:
        kept = dict(sorted(kept.items(), key=lambda s: s[1][0])[:STATES])
    return kept


def fit(units: Sequence[Unit], roles: Sequence[Role], manner: Manner) -> Fit:
    """The cheapest reading of the units as rows of a table whose columns have these roles.

    Read twice: the first reading tells how wide each column was wrapped.
    """
    first = _unroll(*_Search(units, roles, manner, [0] * len(roles)).run(), units, len(roles))
    return _unroll(*_Search(units, roles, manner, first.widths).run(), units, len(roles))


def quick_fit(units: Sequence[Unit], roles: Sequence[Role], manner: Manner) -> float:
    """The price of the first reading alone, to choose between heads."""
    return _Search(units, roles, manner, [0] * len(roles)).run()[0]


def _unroll(price: float, path: Path | None, units: Sequence[Unit], wide: int) -> Fit:
    steps: list[Path] = []
    while path is not None:
        steps.append(path)
        path = path[0]
    steps.reverse()
    rows: list[Row] = []
    stop = 0
    for _, number, text, column, opens in steps:
        if opens or not rows:
            rows.append(Row([[] for _ in range(wide)], column == 0 and _SECTION.match(text) is not None))
        if text:
            rows[-1].cells[column].append(text)
        stop = number + 1
    while stop and units[stop - 1].kind != "text":
        stop -= 1
    while rows and not any(any(cell) for cell in rows[-1].cells):
        rows.pop()
    lines = sum(1 for unit in units[:stop] if unit.kind == "text")
    price -= OUTSIDE * sum(1 for unit in units[stop:] if unit.kind == "text")
    return Fit(rows, stop, price, lines, tuple(_wrap_width(rows, column) for column in range(wide)))


def _wrap_width(rows: Sequence[Row], column: int) -> int:
    """The width that a column was wrapped at: of its lines that another follows nearly the longest; 0 if none is."""
    lengths = sorted(len(line) for row in rows if not row.section for line in row.cells[column][:-1])
    return lengths[-(-(len(lengths) - 1) * 19 // 20)] if lengths else 0
