"""Word files to paragraphs and tables: docx from its XML, .doc and RTF through LibreOffice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import regex
from lxml import etree

from extractor.errors import (
    DamagedFileError,
    EncryptedFileError,
    MissingToolError,
    ReadError,
    TooLargeError,
    UnsupportedFormatError,
)
from extractor.model import Diagnostic, Document, Furniture, Source, Style
from extractor.reading.builder import CellInput
from extractor.reading.columns import part_columns
from extractor.reading.flow import Flow, Grid, Item, Paragraph, cell_text, item_text, to_document
from extractor.reading.grids import settle
from extractor.reading.legacy import Legacy, font_encoding
from extractor.reading.lines import Wrapping, group_lines
from extractor.reading.numbering import Numbering
from extractor.text import squeeze, to_nfc

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/package/2006/relationships}"

MAX_PART = 150 * 1024 * 1024  # of XML in one part; the largest act that we know has 9 MB
MAX_RATIO = 400  # uncompressed to compressed; real parts reach 30, bombs thousands
CONVERT_SECONDS = 180  # LibreOffice needs 3 for an act of a hundred pages
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
    package = _Package(data, file)
    reader = _Reader(package, flow)
    flow.items += part_columns(reader.body())
    flow.items += reader.notes()
    for name, kind in (("header", "running_head"), ("footer", "running_head"), ("comments", "hidden")):
        seen: set[str] = set()
        for root in package.related(name):
            words = squeeze(" ".join(filter(None, (item_text(i) for i in reader.blocks(root)))))
            if words and words not in seen:
                seen.add(words)
                flow.furniture.append(Furniture("running_head" if kind == "running_head" else "hidden", words))
    reader.legacy.report(flow)


# ---------------------------------------------------------------------------------------------- the package


class _Package:
    """The parts of a docx, read with limits."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self._names = {i.filename.lstrip("/"): i for i in self._zip.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise DamagedFileError(
                file,
                "the Word file is damaged (its archive is broken or cut off)",
                "fetch it again or repair it in Word",
            ) from error
        self.main = self._find_main()
        self._relations = self._read_relations()

    def _find_main(self) -> str:
        if "word/document.xml" in self._names:
            return "word/document.xml"
        root = self.xml("_rels/.rels")
        if root is not None:
            for relation in root.iter(f"{_R}Relationship"):
                if (relation.get("Type") or "").endswith("/officeDocument"):
                    target = (relation.get("Target") or "").lstrip("/")
                    if target in self._names and "word" in target:
                        return target
        raise UnsupportedFormatError(self.file, "the archive holds no Word document", "save it as docx")

    def _read_relations(self) -> list[tuple[str, str]]:
        path = PurePosixPath(self.main)
        root = self.xml(str(path.parent / "_rels" / f"{path.name}.rels"))
        found = []
        for relation in root.iter(f"{_R}Relationship") if root is not None else ():
            target = relation.get("Target") or ""
            name = target.lstrip("/") if target.startswith("/") else str(path.parent / target)
            found.append(((relation.get("Type") or "").rsplit("/", 1)[-1], name))
        return found

    def related(self, kind: str) -> Iterator[Any]:
        """The parts of a kind ("numbering", "styles", "header" …), in the order of their names."""
        for name in sorted({n for k, n in self._relations if k == kind}):
            root = self.xml(name)
            if root is not None:
                yield root

    def xml(self, name: str) -> Any:
        """The root element of a part; None where there is no such part."""
        info = self._names.get(name)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise EncryptedFileError(self.file, "the file asks for a password", "save it without one")
        if info.file_size > MAX_PART or info.file_size > MAX_RATIO * max(info.compress_size, 1 << 10):
            raise TooLargeError(
                self.file,
                f"{name} unpacks to {info.file_size:,} bytes",
                "this is no ordinary Word file; open it in Word",
            )
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        try:
            with self._zip.open(info) as part:
                content = part.read(info.file_size + 1)
            if len(content) > info.file_size:
                raise TooLargeError(self.file, f"{name} is larger than it says", "open it in Word and save it again")
            content = content.replace(_STRICT.encode(), _W[1:-1].encode())
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise DamagedFileError(
                self.file, f"the Word file is damaged ({name})", "fetch it again or repair it in Word"
            ) from error
        except Exception as error:
            if isinstance(error, ReadError):
                raise
            raise DamagedFileError(self.file, f"the Word file is damaged ({name})", "fetch it again") from error
        return root


# ---------------------------------------------------------------------------------------------- styles


@dataclass(frozen=True, slots=True)
class _Props:
    """Properties that a style or run sets; None: not said."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    caps: bool | None = None
    font: str | None = None
    centred: bool | None = None
    heading: int | None = None
    num: tuple[str | None, int | None] | None = None


def _over(base: _Props, own: _Props) -> _Props:
    """``own`` where it says something, else ``base``."""
    num = base.num
    if own.num is not None:
        first, second = own.num, base.num or (None, None)
        num = (first[0] if first[0] is not None else second[0], first[1] if first[1] is not None else second[1])
    return _Props(
        base.bold if own.bold is None else own.bold,
        base.italic if own.italic is None else own.italic,
        base.hidden if own.hidden is None else own.hidden,
        base.caps if own.caps is None else own.caps,
        base.font if own.font is None else own.font,
        base.centred if own.centred is None else own.centred,
        base.heading if own.heading is None else own.heading,
        num,
    )


def _flag(node: Any, name: str) -> bool | None:
    found = node.find(f"{_W}{name}") if node is not None else None
    return None if found is None else (found.get(f"{_W}val") or "true").lower() not in ("false", "0", "off", "none")


def _value(node: Any, name: str) -> str | None:
    found = node.find(f"{_W}{name}") if node is not None else None
    return None if found is None else found.get(f"{_W}val")


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and regex.fullmatch(r"-?\d{1,9}", text) else None


def _run_props(node: Any) -> _Props:
    if node is None:
        return _Props()
    fonts = node.find(f"{_W}rFonts")
    font = None
    if fonts is not None:
        font = fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or fonts.get(f"{_W}cs")
    return _Props(_flag(node, "b"), _flag(node, "i"), _flag(node, "vanish"), _flag(node, "caps"), font)


def _paragraph_props(node: Any) -> _Props:
    if node is None:
        return _Props()
    align = _value(node, "jc")
    level = _number(_value(node, "outlineLvl"))
    num_pr = node.find(f"{_W}numPr")
    num = None
    if num_pr is not None:
        num = (_value(num_pr, "numId"), _number(_value(num_pr, "ilvl")))
    return _Props(
        centred=None if align is None else align == "center",
        heading=level + 1 if level is not None and 0 <= level < 9 else None,
        num=num,
    )


class _Styles:
    """Paragraph and character styles with what they inherit."""

    def __init__(self, root: Any) -> None:
        self._nodes: dict[str, Any] = {}
        self._known: dict[str, _Props] = {}
        self.default = _Props()
        self.default_paragraph: str | None = None
        if root is None:
            return
        defaults = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")
        self.default = _run_props(defaults)
        for style in root.iter(f"{_W}style"):
            name = style.get(f"{_W}styleId")
            if name:
                self._nodes[name] = style
                if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
                    self.default_paragraph = name

    def props(self, name: str | None) -> _Props:
        if name is None or name not in self._nodes:
            return _Props()
        if name not in self._known:
            self._known[name] = _Props()  # a style that is based on itself ends here
            node = self._nodes[name]
            own = _over(_run_props(node.find(f"{_W}rPr")), _paragraph_props(node.find(f"{_W}pPr")))
            title = regex.fullmatch(r"heading (\d)", (_value(node, "name") or "").lower())
            if title and own.heading is None:
                own = replace(own, heading=int(title[1]))
            self._known[name] = _over(self.props(_value(node, "basedOn")), own)
        return self._known[name]


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
    def __init__(self, package: _Package, flow: Flow) -> None:
        self._package = package
        self._flow = flow
        self._styles = _Styles(next(package.related("styles"), None))
        self._numbering = Numbering(next(package.related("numbering"), None))
        self._notes: list[tuple[str, str]] = []  # (kind, id) in the order of their marks
        self.legacy = Legacy()

    def body(self) -> list[Item]:
        root = self._package.xml(self._package.main)
        body = root.find(f"{_W}body") if root is not None else None
        if body is None:
            raise DamagedFileError(self._package.file, "the Word file has no body", "open it in Word and save it again")
        return self.blocks(body)

    def notes(self) -> list[Item]:
        """Foot- and endnotes as paragraphs, each with the mark that stands in the text."""
        items: list[Item] = []
        found: dict[tuple[str, str], Any] = {}
        for kind in ("footnote", "endnote"):
            for root in self._package.related(f"{kind}s"):
                for note in root.iter(f"{_W}{kind}"):
                    if note.get(f"{_W}type") in (None, "normal"):
                        found[kind, note.get(f"{_W}id") or ""] = note
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
            if child.tag == f"{_W}p":
                items += self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                items += settle(self._grid(child))
        return items

    def _paragraph(self, node: Any) -> list[Item]:
        props_node = node.find(f"{_W}pPr")
        name = _value(props_node, "pStyle") or self._styles.default_paragraph
        props = _over(_over(self._styles.default, self._styles.props(name)), _paragraph_props(props_node))
        text = _Text()
        self._runs(node, props, text)
        label = ""
        if any(line.strip() for line in text.lines) and props.num is not None and props.num[0] not in (None, "0"):
            assert props.num[0] is not None
            label = self._numbering.label(props.num[0], props.num[1], name)
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

    def _runs(self, parent: Any, props: _Props, text: _Text) -> None:
        for node in _children(parent):
            if node.tag == f"{_W}r":
                self._run(node, props, text)
            elif node.tag in _INLINE:
                self._runs(node, props, text)
            elif node.tag.endswith("}oMath") or node.tag.endswith("}oMathPara"):
                self._put("".join(t for t in node.itertext() if t.strip()), props, text)

    def _run(self, run: Any, props: _Props, text: _Text) -> None:
        own = run.find(f"{_W}rPr")
        look = _over(_over(props, self._styles.props(_value(own, "rStyle"))), _run_props(own))
        for node in _children(run):
            tag = node.tag.removeprefix(_W)
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
                self._put(_symbol(node.get(f"{_W}char") or ""), replace(look, font=None), text)
            elif tag in ("footnoteReference", "endnoteReference"):
                self._notes.append((tag.removesuffix("Reference"), node.get(f"{_W}id") or ""))
                self._put(f"[{len(self._notes)}]", look, text)
            elif tag in ("drawing", "pict", "object") or node.tag.startswith(_MC):
                for box in _outermost(node, f"{_W}txbxContent"):
                    text.boxes += self.blocks(box)

    def _put(self, words: str, look: _Props, text: _Text) -> None:
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
            if row.tag != f"{_W}tr":
                continue
            props = row.find(f"{_W}trPr")
            if props is not None and props.find(f"{_W}del") is not None:
                continue
            heading = heading and bool(_flag(props, "tblHeader"))
            head_rows += heading
            column = max(0, min(_number(_value(props, "gridBefore")) or 0, 100))
            following: dict[int, int] = {}
            for cell in _children(row):
                if cell.tag != f"{_W}tc":
                    continue
                cell_props = cell.find(f"{_W}tcPr")
                width = max(1, min(_number(_value(cell_props, "gridSpan")) or 1, 200))
                size += width
                if size > MAX_GRID:
                    raise TooLargeError(self._package.file, "a table has too many cells", "split the file")
                merge = cell_props.find(f"{_W}vMerge") if cell_props is not None else None
                above = running.get(column)
                if merge is not None and merge.get(f"{_W}val") != "restart" and above is not None:
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
        for item in self.blocks(cell):
            if isinstance(item, Paragraph):
                lines.append(squeeze(item.text))
            else:  # a table in a cell: its rows are the cell's lines
                rows: dict[int, list[str]] = {}
                for part in item.cells:
                    rows.setdefault(part.row, []).append(cell_text(part).replace("\n", " "))
                lines += [" ".join(filter(None, row)) for row in rows.values()]
        return tuple(lines)


_INLINE = frozenset(
    _W + n for n in ("hyperlink", "ins", "moveTo", "smartTag", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
)
_TRANSPARENT = frozenset(_W + n for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))


def _children(parent: Any) -> Iterator[Any]:
    """Child elements in the accepted view: wrappers looked through, deletions left out, one of two alternatives."""
    for child in parent:
        tag = child.tag
        if not isinstance(tag, str) or tag in (f"{_W}del", f"{_W}moveFrom"):
            continue
        if tag == f"{_MC}AlternateContent":
            chosen = child.find(f"{_MC}Choice")
            if chosen is None or (not _has_words(chosen) and child.find(f"{_MC}Fallback") is not None):
                chosen = child.find(f"{_MC}Fallback")
            if chosen is not None:
                yield from _children(chosen)
        elif tag in _TRANSPARENT and not (tag in _INLINE and parent.tag == f"{_W}p" and tag != f"{_W}sdtContent"):
            yield from _children(child)
        else:
            yield child


def _has_words(node: Any) -> bool:
    return any((t.text or "").strip() for t in node.iter(f"{_W}t"))


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


# ---------------------------------------------------------------------------------------------- Word 97 and RTF


def read_doc(data: bytes, source: Source) -> Document:
    """Read a Word 97 or RTF file through LibreOffice. Raises MissingToolError where that is not installed."""
    rtf = data.lstrip()[:5] == rb"{\rtf"
    if not rtf:
        _check_ole(data, source.file)
    flow = Flow()
    read_docx_into(flow, _convert(data, source.file, ".rtf" if rtf else ".doc"), source.file)
    flow.diagnostics.append(Diagnostic("note", "converted", "read through LibreOffice"))
    return to_document(flow, source)


def _check_ole(data: bytes, file: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFileError(file, "the file asks for a password", "save it without one")
    if "WordDocument".encode("utf-16-le") not in data:
        raise UnsupportedFormatError(file, "this is an Office file, but no Word document", "save it as docx")
    header = data.find(b"\xec\xa5", 512, 1 << 20)  # the FIB at the start of the WordDocument stream
    if header > 0 and header % 512 == 0 and len(data) > header + 12 and data[header + 11] & 1:
        raise EncryptedFileError(file, "the file asks for a password", "save it without one")


def _convert(data: bytes, file: str, suffix: str) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingToolError(
            file,
            "reading .doc needs LibreOffice, which is not installed",
            "install it (Debian/Ubuntu: apt install libreoffice-writer) or save the file as docx",
        )
    with tempfile.TemporaryDirectory(prefix="decree-") as folder:
        inside = Path(folder) / f"source{suffix}"
        inside.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()
        command = [
            program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(inside),
        ]  # fmt: skip
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(CONVERT_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise TooLargeError(
                file, f"LibreOffice needed more than {CONVERT_SECONDS} seconds", "save it as docx"
            ) from error
        finally:
            _end(process)
        result = Path(folder) / "source.docx"
        if not result.exists():
            raise DamagedFileError(
                file, "LibreOffice cannot open the file (damaged, or it asks for a password)", "save it as docx"
            )
        return result.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the converter with its children; nothing where it has ended by itself."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
