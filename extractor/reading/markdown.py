"""Markdown to paragraphs and tables."""

from __future__ import annotations

import html as entities

import regex

from extractor.model import Document, Source
from extractor.reading.flow import Flow, Paragraph, to_document
from extractor.reading.lines import group_lines
from extractor.reading.plain import decode
from extractor.text import to_nfc

_ESCAPE = regex.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>\"'/$&^%=:;,?@])")
_EMPHASIS = regex.compile(r"\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|\*")


def read_markdown(data: bytes, source: Source) -> Document:
    """Read Markdown. Raises EmptyFileError."""
    flow = Flow()
    text = entities.unescape(to_nfc(decode(data, flow)))
    lines = []
    for raw in text.split("\n"):
        line = raw.strip().lstrip("#").strip("|").strip()
        if set(line) <= set("-: |*_"):
            line = ""
        line = _ESCAPE.sub(r"\1", _EMPHASIS.sub("", line))
        lines.append(line)
    flow.items.extend(Paragraph(tuple(g.lines), soft=g.soft) for g in group_lines(lines))
    return to_document(flow, source)
