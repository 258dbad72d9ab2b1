"""Plain text: bytes of any encoding in Vietnamese use to paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.model import Document, Furniture, Source
from extractor.reading.columns import part_columns
from extractor.reading.flow import Flow, Item, Paragraph, to_document
from extractor.reading.legacy import Legacy, common_share, convert, detect
from extractor.reading.lines import group_lines, measure
from extractor.reading.pages import part_pages
from extractor.reading.site import part_site
from extractor.reading.text_flattened import find_flattened
from extractor.reading.text_tables import TextTable, find_text_tables
from extractor.text import to_nfc

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED = regex.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", regex.IGNORECASE)
_BOLD = regex.compile(
    r"(?<![*(]) \*\* (?=[^\s*]) ( (?: (?!\n\s*\n)[^*] ){1,1000}? ) (?<=[^\s*]) \*\* (?!\*)", regex.VERBOSE
)
"""Emphasis that a converter left in a text file: "**Phê duyệt Chương trình**"."""
_GLUED = regex.compile(
    r"""
    [^.;:]{0,150}? (?P<last> (?<! [\p{L}(] ) \p{L}{0,6} \p{Ll} | (?<= .{10} [\p{L}\d] ) \) )
    (?P<first> \p{Lu} \p{Ll}{1,6} ) [\s,] .{20}
    """,
    regex.VERBOSE,
)
_MARKED = regex.compile(r"[^\x00-\x7f]")
_SAMPLE = 1 << 16


def read_plain(data: bytes, source: Source) -> Document:
    """Read plain text. Raises EmptyFileError."""
    flow = Flow()
    text = to_nfc(decode(data, flow))
    text = _BOLD.sub(lambda m: m[1], text)
    flow.items = part_columns(parse_plain(part_pages(text.split("\n"), flow), flow))
    part_site(flow)
    return to_document(flow, source)


def parse_plain(lines: Sequence[str], flow: Flow | None = None) -> list[Item]:
    """Paragraphs and tables of a plain text's lines. Heads of a table that its pages repeat go to ``flow``."""
    tables = _find_tables(lines, flow)
    flowing: list[list[str]] = []
    start = 0
    for stop in (*(t.first for t in tables), len(lines)):
        flowing.append([part for line in lines[start:stop] for part in unglue(line)])
        start = tables[len(flowing) - 1].stop if len(flowing) <= len(tables) else stop
    wrapping = measure([line.strip() for part in flowing for line in ("", *part)][1:])
    items: list[Item] = []
    for number, part in enumerate(flowing):
        items += [Paragraph(g.lines, soft=g.soft) for g in group_lines(part, wrapping=wrapping)]
        items += [tables[number].grid] if number < len(tables) else []
    return items


def _find_tables(lines: Sequence[str], flow: Flow | None) -> list[TextTable]:
    """The tables that a converter flattened to lines of cells; and between them those with a row on a line."""
    flattened = list(find_flattened(lines))
    tables: list[TextTable] = []
    start = 0
    for flat in [*flattened, None]:
        stop = flat.first if flat else len(lines)
        for table in find_text_tables(lines[start:stop]):
            tables.append(TextTable(start + table.first, start + table.stop, table.grid))
        if flat:
            tables.append(TextTable(flat.first, flat.stop, flat.grid))
            start = flat.stop
            if flow is not None:
                flow.furniture += [Furniture("running_head", head) for head in flat.repeated]
    return tables


def unglue(line: str) -> list[str]:
    """A heading that lost its line break ("Kinh tế sốPhấn đấu …") and its text as two lines; else the line.

    Only where a syllable with Vietnamese marks meets a capital inside one word: names such as VNeID stay whole.
    """
    found = _GLUED.match(line)
    if found and (_MARKED.search(found["last"]) or _MARKED.search(found["first"]) or found["last"].endswith(")")):
        return [line[: found.end("last")], line[found.end("last") :]]
    return [line]


def decode(data: bytes, flow: Flow) -> str:
    """The text of ``data`` in Unicode, never an error. A legacy Vietnamese encoding is reported in ``flow``.

    Tried in order: byte-order mark, UTF-8, UTF-16 without mark, the encoding that the file declares, and of the
    one-byte encodings the one under which the text reads most like Vietnamese.
    """
    text = _decode(data)
    legacy = detect(text[: 4 * _SAMPLE])
    if legacy:
        converter = Legacy()
        text = converter.convert(text, legacy)
        converter.report(flow)
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 or _mostly_utf8(data):  # cut off, or a stray byte in a good file
            return data.decode("utf-8", errors="replace")
    zeros = data[:_SAMPLE].count(b"\x00"[0])
    if zeros > len(data[:_SAMPLE]) // 8:
        odd = data[1:_SAMPLE:2].count(0)
        return data.decode("utf-16-le" if odd * 2 >= zeros else "utf-16-be", errors="replace")
    declared = _DECLARED.search(data[:4096])
    if declared:
        try:
            text = data.decode(declared[1].decode("ascii"), errors="replace")
            if declared[1].lower() not in (b"iso-8859-1", b"windows-1252", b"us-ascii", b"utf-8"):
                return text
        except (LookupError, UnicodeError, TypeError, ValueError):
            pass
    sample = data[: 4 * _SAMPLE]
    western = sample.decode("latin-1")
    candidates = [("cp1258", common_share(to_nfc(sample.decode("cp1258", errors="replace"))))]
    candidates += [("latin-1", common_share(convert(western, kind))) for kind in ("tcvn3", "vni")]
    best = max(candidates, key=lambda c: c[1])
    return data.decode(best[0], errors="replace")


def _mostly_utf8(data: bytes) -> bool:
    text = data[: 4 * _SAMPLE].decode("utf-8", errors="replace")
    good = sum(1 for c in text if ord(c) > 0x7F and c != "\ufffd")
    return good > 20 * text.count("\ufffd")


def is_text(data: bytes) -> bool:
    """Whether the bytes can be text at all: hardly any control characters, UTF-16 apart."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if zeros > len(sample) // 8:
        halves = sorted((sample[0::2].count(0), sample[1::2].count(0)))
        return halves[0] * 10 <= halves[1] and zeros <= len(sample) // 2 + 1
    controls = sum(sample.count(c) for c in range(32) if c not in (9, 10, 12, 13, 27))
    return controls <= len(sample) // 100
