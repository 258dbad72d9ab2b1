"""Small PDF files for tests: typeset with reportlab in a font that has all Vietnamese letters."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from extractor.model import Document
from extractor.reading.pdf import read_pdf

CORPUS = Path(__file__).resolve().parents[1] / ".." / "shared" / "corpus"
FONTS = Path("/usr/share/fonts/truetype/dejavu")
REQUIRED = os.environ.get("EXTRACTOR_REQUIRE_TOOLS") == "1"


def need(present: bool, reason: str) -> None:
    """Skip where a tool is absent; fail instead where the environment promises all tools."""
    if present:
        return
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


def corpus_file(name: str) -> Path:
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"the corpus is not here ({name})")
    return path


@lru_cache(maxsize=32)
def corpus_document(name: str) -> Document:
    """A real file, read without recognition; skips where the corpus is absent."""
    path = corpus_file(name)
    return read_pdf(path, path.read_bytes(), ocr="never")


class Sheet:
    """A canvas that counts from the top left corner, A4 unless told otherwise."""

    def __init__(self, *, width: float = 595, height: float = 842, **options: object) -> None:
        need((FONTS / "DejaVuSerif.ttf").exists(), "fonts-dejavu-core is not installed")
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen import canvas

        for name, file in (("Serif", "DejaVuSerif.ttf"), ("SerifBold", "DejaVuSerif-Bold.ttf")):
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, FONTS / file))
        self.buffer = io.BytesIO()
        self.width, self.height = width, height
        self.canvas = canvas.Canvas(self.buffer, pagesize=(width, height), **options)

    def text(self, x: float, y: float, words: str, *, size: float = 11, bold: bool = False) -> None:
        self.canvas.setFont("SerifBold" if bold else "Serif", size)
        self.canvas.drawString(x, self.height - y, words)

    def centred(self, x: float, y: float, words: str, *, size: float = 11, bold: bool = False) -> None:
        self.canvas.setFont("SerifBold" if bold else "Serif", size)
        self.canvas.drawCentredString(x, self.height - y, words)

    def paragraph(self, y: float, words: str, *, part: slice = slice(None)) -> float:
        """Set words justified to the margins with a first-line indent, or ``part`` of their lines; the y below."""
        left, right, indent = 85.0, 540.0, 30.0
        from reportlab.pdfbase.pdfmetrics import stringWidth

        lines: list[list[str]] = [[]]
        for word in words.split():
            room = right - left - (indent if len(lines) == 1 else 0)
            if lines[-1] and stringWidth(" ".join([*lines[-1], word]), "Serif", 11) > room:
                lines.append([])
            lines[-1].append(word)
        for number, line in list(enumerate(lines))[part]:
            x = left + (indent if number == 0 else 0)
            spare = right - x - stringWidth(" ".join(line), "Serif", 11)
            if number < len(lines) - 1 and len(line) > 1:
                # TrueType fonts ignore word spacing: place each word.
                step = spare / (len(line) - 1)
                for word in line:
                    self.text(x, y, word)
                    x += stringWidth(word + " ", "Serif", 11) + step
            else:
                self.text(x, y, " ".join(line))
            y += 16
        return y + 4

    def grid(self, xs: list[float], ys: list[float]) -> None:
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def next_page(self) -> None:
        self.canvas.showPage()

    def data(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def letterhead(sheet: Sheet, y: float = 60) -> None:
    sheet.centred(150, y, "BỘ THỬ NGHIỆM", size=10, bold=True)
    sheet.centred(400, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=10, bold=True)
    sheet.centred(400, y + 15, "Độc lập - Tự do - Hạnh phúc", size=10, bold=True)
    sheet.line(340, y + 18, 460, y + 18)
    sheet.centred(150, y + 36, "Số: 12/QĐ-BTN", size=10)
    sheet.centred(400, y + 36, "Hà Nội, ngày 05 tháng 3 năm 2026", size=10)


def typeset(*draw: Callable[[Sheet], None]) -> bytes:
    """A file with one page for each function."""
    sheet = Sheet()
    for page in draw:
        page(sheet)
        sheet.next_page()
    return sheet.data()
