"""Word files (docx) to paragraphs and tables, in the view with all changes accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import regex

from extractor.errors import DamagedFileError, TooLargeError
from extractor.model import Document, Furniture, Source, Style
from extractor.reading.builder import CellInput
from extractor.reading.columns import part_columns
from extractor.reading.flow import Flow, Grid, Item, Paragraph, cell_text, item_text, note_mark, to_document
from extractor.reading.grids import settle
from extractor.reading.legacy import Legacy, font_encoding
from extractor.reading.lines import Wrapping, group_lines
from extractor.reading.numbering import Numbering
from extractor.reading.rewrap import rejoin
from extractor.reading.text_tables import join_rows
from extractor.reading.word_package import Package, W
from extractor.reading.word_styles import Props, Styles, flag_of, number_of, over, paragraph_props, run_props, value_of
from extractor.text import squeeze, to_nfc

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

MAX_GRID = 500_000  # cells; spans of a damaged file may claim more

# Characters of Word's symbol fonts that carry meaning; every other symbol is a bullet or an ornament.
_SYMBOLS = {
    0xB3: "≥",
    0xA3: "≤",
    0xB4: "×",
    0xB1: "±",
    0xB0: "°",
    0x6D: "µ",
    0xB9: "≠",
    0xBB: "≈",
    0xAE: "→",
    0xD7: "·",
}
_BULLET = "•"


def read_docx(data: bytes, source: Source) -> Document:
    """Read a docx file in its accepted view. Raises DamagedFileError, TooLargeError, EmptyFileError."""
    flow = Flow()
    read_docx_into(flow, data, source.file)
    return to_document(flow, source)


def read_docx_into(flow: Flow, data: bytes, file: str) -> None:
    """Fill ``flow`` with body, text boxes and notes; headers, footers, comments and hidden text become furniture."""
    package = Package(data, file)
    reader = _Reader(package, flow)
    flow.items += rejoin(part_columns(join_rows(reader.body())))
    flow.items += reader.notes()
    for name, kind in (("header", "running_head"), ("footer", "running_head"), ("comments", "hidden")):
        seen: set[str] = set()
        for root in package.related(name):
            words = squeeze(" ".join(filter(None, (item_text(i) for i in reader.blocks(root)))))
            if words and words not in seen:
                seen.add(words)
                flow.furniture.append(Furniture("running_head" if kind == "running_head" else "hidden", words))
    reader.legacy.report(flow)


# ---------------------------------------------------------------------------------------------- the body


@dataclass(slots=True)
class _Text:
    """A paragraph while its runs are read."""

    lines: list[str] = field(default_factory=lambda: [""])
    letters: int = 0
    bold: int = 0
    italic: int = 0
    boxes: list[Item] = field(default_factory=list)


class _Reader:
    def __init__(self, package: Package, flow: Flow) -> None:
        self._package = package
        self._flow = flow
        self._styles = Styles(next(package.related("styles"), None))
        self._numbering = Numbering(next(package.related("numbering"), None))
        self._cells = 0  # how many table cells lie around what is read now
        self._notes: list[tuple[str, str]] = []  # (kind, id) in the order of their marks
        self.legacy = Legacy()

    def body(self) -> list[Item]:
        root = self._package.xml(self._package.main)
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise DamagedFileError(self._package.file, "the Word file has no body", "open it in Word and save it again")
        return self.blocks(body)

    def notes(self) -> list[Item]:
        """Foot- and endnotes as paragraphs, each with its mark, in the order in which the text calls them."""
        items: list[Item] = []
        found: dict[tuple[str, str], Any] = {}
        for kind in ("footnote", "endnote"):
            for root in self._package.related(f"{kind}s"):
                for note in root.iter(f"{W}{kind}"):
                    if note.get(f"{W}type") in (None, "normal"):
                        found[kind, note.get(f"{W}id") or ""] = note
        for number, mark in enumerate(self._notes, 1):
            if mark not in found:
                continue
            for position, item in enumerate(self.blocks(found.pop(mark))):
                if position == 0 and isinstance(item, Paragraph):
                    item = replace(item, lines=(f"[{number}] {item.lines[0]}", *item.lines[1:]))
                items.append(item)
        for note in found.values():  # no mark in the text
            items += self.blocks(note)
        return items

    def blocks(self, parent: Any) -> list[Item]:
        """Paragraphs and tables below ``parent`` in order."""
        items: list[Item] = []
        for child in _children(parent):
            if child.tag == f"{W}p":
                items += self._paragraph(child)
            elif child.tag == f"{W}tbl":
                items += settle(self._grid(child))
        return items

    def _paragraph(self, node: Any) -> list[Item]:
        props_node = node.find(f"{W}pPr")
        name = value_of(props_node, "pStyle") or self._styles.default_paragraph
        props = over(over(self._styles.default, self._styles.props(name)), paragraph_props(props_node))
        text = _Text()
        self._runs(node, props, text)
        label = ""
        empty = not any(line.strip() for line in text.lines)
        definition, level = props.num or (None, None)
        if definition not in (None, "0") and (not empty or (self._cells and not _is_deleted(props_node))):
            label = self._numbering.label(definition or "", level, name)
            # A column of running numbers is often made of numbered paragraphs without a word.
            if empty and any(c.isalnum() for c in label):
                text.lines, label = [label], ""
        lines = ["\t".join(map(squeeze, line.split("\t"))) for line in text.lines]
        style = Style(
            heading=props.heading,
            bold=0 < text.letters <= text.bold,
            italic=0 < text.letters <= text.italic,
            centred=bool(props.centred),
        )
        items: list[Item] = []
        for number, group in enumerate(group_lines(lines, wrapping=Wrapping(0, False))):
            rows = group.lines
            if number == 0 and label:
                rows = (f"{label} {rows[0]}", *rows[1:])
            items.append(Paragraph(rows, style, soft=number > 0))
        return items + text.boxes

    def _runs(self, parent: Any, props: Props, text: _Text) -> None:
        for node in _children(parent):
            if node.tag == f"{W}r":
                self._run(node, props, text)
            elif node.tag in _INLINE:
                self._runs(node, props, text)
            elif node.tag.endswith("}oMath") or node.tag.endswith("}oMathPara"):
                self._put("".join(t for t in node.itertext() if t.strip()), props, text)

    def _run(self, run: Any, props: Props, text: _Text) -> None:
        own = run.find(f"{W}rPr")
        look = over(over(props, self._styles.props(value_of(own, "rStyle"))), run_props(own))
        for node in _children(run):
            tag = node.tag.removeprefix(W)
            if tag == "t":
                self._put(node.text or "", look, text)
            elif tag in ("tab", "ptab"):
                text.lines[-1] += "\t"
            elif tag in ("br", "cr"):
                text.lines.append("")
            elif tag == "noBreakHyphen":
                self._put("-", look, text)
            elif tag == "softHyphen" and font_encoding(look.font):
                self._put("\u00ad", look, text)  # the letter ư in these fonts
            elif tag == "sym":
                self._put(_symbol(node.get(f"{W}char") or ""), replace(look, font=None), text)
            elif tag in ("footnoteReference", "endnoteReference"):
                self._notes.append((tag.removesuffix("Reference"), node.get(f"{W}id") or ""))
                self._flow.furniture.append(Furniture("footnote", f"[{len(self._notes)}]"))
            elif tag in ("drawing", "pict", "object") or node.tag.startswith(_MC):
                for box in _outermost(node, f"{W}txbxContent"):
                    text.boxes += self.blocks(box)

    def _put(self, words: str, look: Props, text: _Text) -> None:
        words = to_nfc(words).replace("\n", " ")
        encoding = font_encoding(look.font)
        if encoding:
            words = self.legacy.convert(words, encoding)
        else:
            words = "".join(_symbol(f"{ord(c):04X}") if 0xF000 <= ord(c) <= 0xF0FF else c for c in words)
        if look.hidden:
            if words.strip():
                self._flow.furniture.append(Furniture("hidden", words))
            return
        if look.caps:
            words = words.upper()
        if look.raised and not look.hidden:
            mark = note_mark(words, text.lines[-1])
            if mark == "":
                self._flow.furniture.append(Furniture("footnote", words))
            words = words if mark is None else mark
        text.lines[-1] += words
        letters = sum(map(str.isalpha, words))
        text.letters += letters
        text.bold += letters * bool(look.bold)
        text.italic += letters * bool(look.italic)

    def _grid(self, table: Any) -> Grid:
        cells: list[CellInput] = []
        running: dict[int, int] = {}  # grid column -> index of the cell that may run down
        head_rows, heading, number, size = 0, True, 0, 0
        for row in _children(table):
            if row.tag != f"{W}tr":
                continue
            props = row.find(f"{W}trPr")
            if props is not None and props.find(f"{W}del") is not None:
                continue
            heading = heading and bool(flag_of(props, "tblHeader"))
            head_rows += heading
            column = max(0, min(number_of(value_of(props, "gridBefore")) or 0, 100))
            following: dict[int, int] = {}
            for cell in _children(row):
                if cell.tag != f"{W}tc":
                    continue
                cell_props = cell.find(f"{W}tcPr")
                width = max(1, min(number_of(value_of(cell_props, "gridSpan")) or 1, 200))
                size += width
                if size > MAX_GRID:
                    raise TooLargeError(self._package.file, "a table has too many cells", "split the file")
                merge = cell_props.find(f"{W}vMerge") if cell_props is not None else None
                above = running.get(column)
                if merge is not None and merge.get(f"{W}val") != "restart" and above is not None:
                    old = cells[above]
                    lines = (*old.lines, *self._cell(cell))
                    cells[above] = CellInput(lines, old.row, old.column, number + 1 - old.row, old.column_span)
                    following[column] = above
                else:
                    cells.append(CellInput(self._cell(cell), number, column, 1, width))
                    following[column] = len(cells) - 1
                column += width
            running = following
            number += 1
        return Grid(tuple(cells), head_rows or None)

    def _cell(self, cell: Any) -> tuple[str, ...]:
        lines: list[str] = []
        self._cells += 1
        items = self.blocks(cell)
        self._cells -= 1
        for item in items:
            if isinstance(item, Paragraph):
                lines.append(squeeze(item.text))
            else:  # a table in a cell: its rows are the cell's lines
                rows: dict[int, list[str]] = {}
                for part in item.cells:
                    rows.setdefault(part.row, []).append(cell_text(part).replace("\n", " "))
                lines += [" ".join(filter(None, row)) for row in rows.values()]
        return tuple(lines)


_INLINE = frozenset(
    W + n for n in ("hyperlink", "ins", "moveTo", "smartTag", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
)
_TRANSPARENT = frozenset(W + n for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))


def _children(parent: Any) -> Iterator[Any]:
    """Child elements in the accepted view: wrappers looked through, deletions left out, one of two alternatives."""
    for child in parent:
        tag = child.tag
        if not isinstance(tag, str) or tag in (f"{W}del", f"{W}moveFrom"):
            continue
        if tag == f"{_MC}AlternateContent":
            chosen = child.find(f"{_MC}Choice")
            if chosen is None or (not _has_words(chosen) and child.find(f"{_MC}Fallback") is not None):
                chosen = child.find(f"{_MC}Fallback")
            if chosen is not None:
                yield from _children(chosen)
        elif tag in _TRANSPARENT and not (tag in _INLINE and parent.tag == f"{W}p" and tag != f"{W}sdtContent"):
            yield from _children(child)
        else:
            yield child


def _is_deleted(props: Any) -> bool:
    """Whether the end of the paragraph is a tracked deletion: it has become part of the next."""
    return props is not None and props.find(f"{W}rPr/{W}del") is not None


def _has_words(node: Any) -> bool:
    return any((t.text or "").strip() for t in node.iter(f"{W}t"))


def _outermost(node: Any, tag: str) -> Iterable[Any]:
    """Descendants with a tag that lie in no other such descendant; of alternatives the chosen one only."""
    for child in _children(node):
        if child.tag == tag:
            yield child
        else:
            yield from _outermost(child, tag)


def _symbol(code: str) -> str:
    """The meaning of a character of a symbol font, given as hex ("F0B3" → "≥")."""
    if not regex.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return ""
    number = int(code, 16)
    if number < 0x20 or 0xD800 <= number < 0xE000:
        return ""
    if 0xF000 <= number <= 0xF0FF:
        low = number - 0xF000
        return _SYMBOLS.get(low, " " if low == 0x20 else _BULLET)
    return chr(number)
