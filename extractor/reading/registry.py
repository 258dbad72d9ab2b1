"""Which reader a file gets: its content decides, its suffix only where the content says nothing."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Literal

import regex

from extractor.errors import DamagedFileError, EmptyFileError, ReadError, TooLargeError, UnsupportedFormatError
from extractor.model import Document, Source

FORMATS = (".txt", ".md", ".markdown", ".html", ".htm", ".mht", ".mhtml", ".docx", ".doc", ".rtf", ".pdf")
"""Suffixes that a folder is searched for."""

MAX_BYTES = 200 * 1024 * 1024  # the longest act with pictures that we know has 60 MB

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = regex.compile(
    rb"""
    <!doctype\s+html                      # <!DOCTYPE html>
    | <html[\s>]
    | <(?:head|body|meta|title)[\s>]      # saved fragments
    | <(?:div|table|p|span)(?:\s[^<>]*)?> # a fragment without a head; counted below, one alone proves nothing
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_SURE_HTML = regex.compile(
    rb"""
    \s* (?: <\?xml [^>]* > \s* )? (?: <!-- .*? --> \s* )*
    < (?: !doctype \s+ html | html [\s>] | head [\s>] | body [\s>] | meta \s )
    """,
    regex.VERBOSE | regex.IGNORECASE | regex.DOTALL,
)

_ARCHIVE = regex.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,12}?Content-Type:\s*multipart/related", regex.IGNORECASE
)
# Markdown under another name: a table's ruling line, or many bars that stand alone.
_MARKDOWN = regex.compile(
    rb"""
    ^ \s* <table [\s>]
    | ^ [ ]* \| (?: [ ]* :? -{3,} :? [ ]* \| ){2,} \s* $
    | (?: ^ [ ]* \| [ ]* \r? \n (?: [^|\n]{0,2000} \n ){0,40}? ){6}
    """,
    regex.VERBOSE | regex.MULTILINE | regex.IGNORECASE,
)

Format = Literal["txt", "md", "html", "docx", "doc", "pdf"]


def read_document(path: Path | str, *, ocr: Literal["auto", "never", "always"] = "auto") -> Document:
    """Read the file at ``path``.

    ``ocr`` matters for PDF only: recognise page pictures where the text layer is no prose, never, or on each page.
    Guarantees: the text is NFC; blocks are in order and do not overlap; every word of the file is in the text or in
    ``furniture``. Raises ReadError (a subclass says why) with the file's name and what to do, and nothing else.
    """
    path = Path(path)
    data = read_bytes(path)
    try:
        return _read(path, data, ocr)
    except ReadError:
        raise
    except RecursionError as error:
        raise TooLargeError(path, "the file is nested too deeply", "save it again in another format") from error
    except MemoryError as error:
        raise TooLargeError(path, "the file needs more memory than there is", "split it") from error
    except Exception as error:  # a library's own failure on a broken file must not stop a corpus
        raise DamagedFileError(
            path, f"the file could not be read: {type(error).__name__}: {error}", "open it and save it again"
        ) from error


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, bounded. Raises ReadError where there is no file, no permission, nothing or too much."""
    try:
        if path.is_dir():
            raise UnsupportedFormatError(path, "this is a folder", "name the files in it")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TooLargeError(path, f"the file has {size:,} bytes", f"the limit is {MAX_BYTES:,}; split it")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(path, "there is no such file", "check the path") from error
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        raise ReadError(path, f"the file cannot be opened: {error}", "check the path and your rights") from error
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise EmptyFileError(path, "the file is empty", "fetch it again")
    return data


def sniff(path: Path, data: bytes) -> Format | None:
    """The format of ``data``; None where it is no text and no known container."""
    suffix = path.suffix.lower()
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if data.startswith(_OLE) or data.lstrip()[:5] == rb"{\rtf":
        return "doc"
    if data.startswith(b"PK\x03\x04"):
        return "docx" if _is_docx(data) or suffix == ".docx" else None
    if suffix == ".pdf":
        return "pdf"  # its reader says what is wrong with it
    if suffix == ".docx":
        return "docx"
    if _ARCHIVE.match(data):
        return "html"
    from extractor.reading.plain import is_text

    if not is_text(data):
        return None
    markdown = suffix in (".md", ".markdown")
    if suffix in (".html", ".htm", ".xhtml") or looks_like_html(data, fragments=not markdown):
        return "html"
    return "md" if markdown or _MARKDOWN.search(data) else "txt"


def page_of_archive(data: bytes) -> bytes:
    """The page of a web archive (.mht, or what Word saves under .doc as "single file web page"); else ``data``."""
    if not _ARCHIVE.match(data):
        return data
    from email import message_from_bytes

    for part in message_from_bytes(data).walk():
        page = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(page, bytes):
            charset = part.get_content_charset() or "utf-8"
            try:
                return page.decode(charset).encode("utf-8")
            except (LookupError, UnicodeDecodeError):
                return page
    return data


def looks_like_html(data: bytes, *, fragments: bool = True) -> bool:
    """Whether ``data`` is a web page whatever its name: a proper start, or (``fragments``) many tags."""
    sample = data[: 1 << 16]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff") or sample.count(b"\x00") > len(sample) // 4:
        sample = sample.replace(b"\x00", b"")
    if _SURE_HTML.match(sample.lstrip(b"\xef\xbb\xbf\xff\xfe")):
        return True
    if not fragments:  # Markdown may hold tags
        return False
    found = {m.group()[:5].lower() for m in _HTML.finditer(sample)}
    tags = sum(1 for _ in _HTML.finditer(sample))
    return tags >= 20 and len(found) >= 2 and len(sample) // tags < 2000


def _is_docx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist() or "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _read(path: Path, data: bytes, ocr: Literal["auto", "never", "always"]) -> Document:
    kind = sniff(path, data)
    if kind == "pdf":
        try:
            from extractor.reading.pdf import read_pdf
        except ImportError as error:
            raise UnsupportedFormatError(path, "PDF cannot be read yet") from error
        return read_pdf(path, data, ocr=ocr)
    if kind is None:
        raise UnsupportedFormatError(
            path, "this is no document that can be read", f"readable are {', '.join(FORMATS)}; save it as one of them"
        )
    source = Source(str(path), hashlib.sha256(data).hexdigest(), kind)
    if kind == "html":
        data = page_of_archive(data)
        from extractor.reading.html import read_html

        return read_html(data, source)
    if kind == "md":
        from extractor.reading.markdown import read_markdown

        return read_markdown(data, source)
    if kind == "txt":
        from extractor.reading.plain import read_plain

        return read_plain(data, source)
    if kind == "docx":
        from extractor.reading.word import read_docx

        return read_docx(data, source)
    from extractor.reading.office import read_doc

    return read_doc(data, source)
