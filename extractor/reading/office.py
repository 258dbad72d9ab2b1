"""Word 97 and RTF files, turned into docx by LibreOffice where that is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from extractor.errors import (
    DamagedFileError,
    EncryptedFileError,
    MissingToolError,
    TooLargeError,
    UnsupportedFormatError,
)
from extractor.model import Diagnostic, Document, Source
from extractor.reading.flow import Flow, to_document
from extractor.reading.word import read_docx_into

CONVERT_SECONDS = 180  # LibreOffice needs 3 for an act of a hundred pages


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
