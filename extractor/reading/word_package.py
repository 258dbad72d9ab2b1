"""A docx file as an archive of XML parts, read with limits on size and without entities."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from extractor.errors import DamagedFileError, EncryptedFileError, TooLargeError, UnsupportedFormatError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_R = "{http://schemas.openxmlformats.org/package/2006/relationships}"

MAX_PART = 150 * 1024 * 1024  # of XML in one part; the largest act that we know has 9 MB
MAX_RATIO = 400  # uncompressed to compressed; real parts reach 30, bombs thousands


class Package:
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
            content = content.replace(_STRICT.encode(), W[1:-1].encode())
            root = etree.fromstring(content, parser)
        except (
            etree.XMLSyntaxError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
        ) as error:
            raise DamagedFileError(
                self.file, f"the Word file is damaged ({name})", "fetch it again or repair it in Word"
            ) from error
        return root
