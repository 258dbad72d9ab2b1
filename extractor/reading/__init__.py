"""Readers: a file of any supported format in, a Document out."""

from extractor.reading.registry import FORMATS, read_document

__all__ = ["FORMATS", "read_document"]
