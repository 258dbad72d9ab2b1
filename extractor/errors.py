"""Errors that name the file and say what to do about it."""

from __future__ import annotations

from pathlib import Path


class ExtractorError(Exception):
    """Base of every error that this package raises on purpose."""


class ReadError(ExtractorError):
    """A file that cannot be read as a document.

    ``code`` is a short slug for diagnostics.csv, ``reason`` says what is wrong, ``hint`` what to do.
    """

    code = "unreadable"

    def __init__(self, path: Path | str, reason: str, hint: str = "") -> None:
        self.path = str(path)
        self.reason = reason
        self.hint = hint
        super().__init__(f"{self.path}: {reason}" + (f" ({hint})" if hint else ""))


class EmptyFileError(ReadError):
    """The file has no bytes, or no text in it."""

    code = "empty"


class UnsupportedFormatError(ReadError):
    """Neither the suffix nor the content is of a format that can be read."""

    code = "unsupported-format"


class DamagedFileError(ReadError):
    """The file claims a format but breaks its rules (truncated, corrupt)."""

    code = "damaged"


class EncryptedFileError(ReadError):
    """The file asks for a password."""

    code = "encrypted"


class TooLargeError(ReadError):
    """Reading would take more time or memory than a document is worth (zip bomb, huge page picture)."""

    code = "too-large"


class MissingToolError(ReadError):
    """A program that this format needs (Tesseract, LibreOffice) is not installed."""

    code = "missing-tool"


class KnowledgeError(ExtractorError):
    """A knowledge file breaks its schema; the message names the file and the entry."""


class UsageError(ExtractorError):
    """A wrong argument: unknown name, ambiguous document. The command line exits with 2."""


class OutputError(ExtractorError):
    """The output folder cannot be written."""
