"""Metadata: what letterhead, title, signature and effect clause say."""

from __future__ import annotations

from pathlib import PurePath

import regex

from extractor.model import Document, Metadata
from extractor.structure.segments import Segment
from extractor.text import to_ascii


def slug(stem: str) -> str:
    """A file's stem as a doc_id."""
    return regex.sub(r"[^A-Za-z0-9_~.]+", "-", to_ascii(stem)).strip("-.") or "document"


def parse_metadata(document: Document, segments: list[Segment]) -> Metadata:
    return Metadata(slug(PurePath(document.source.file).stem))
