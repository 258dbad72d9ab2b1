"""Plain text: bytes of any encoding in Vietnamese use to paragraphs."""

from __future__ import annotations

from extractor.model import Document, Source
from extractor.reading.flow import Flow, Paragraph, to_document
from extractor.reading.lines import group_lines
from extractor.reading.site import part_site
from extractor.text import to_nfc

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_plain(data: bytes, source: Source) -> Document:
    """Read plain text. Raises EmptyFileError."""
    flow = Flow()
    text = decode(data, flow)
    flow.items.extend(Paragraph(tuple(g.lines), soft=g.soft) for g in group_lines(to_nfc(text).split("\n")))
    part_site(flow)
    return to_document(flow, source)


def decode(data: bytes, flow: Flow) -> str:
    """The text of ``data``; an unusual encoding is reported in ``flow``."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1258", errors="replace")


def is_text(data: bytes) -> bool:
    """Whether the bytes can be text at all: few control characters outside UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[: 1 << 16]
    controls = sum(sample.count(c) for c in range(32) if c not in (9, 10, 12, 13, 27))
    return controls <= len(sample) // 100
