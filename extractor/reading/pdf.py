"""PDF to Document: pdfium's text and boxes, paragraphs by geometry, furniture apart."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

from extractor.errors import DamagedFileError, EmptyFileError, EncryptedFileError
from extractor.model import Document, Furniture, Source
from extractor.reading.builder import DocumentBuilder
from extractor.reading.pdf_furniture import is_drawn_line, margin_furniture, stamp_of
from extractor.reading.pdf_lines import Line, lines_of
from extractor.reading.pdf_page import PageContent, frame_of, read_words
from extractor.reading.pdf_paragraphs import Margins, Paragraph, margins_of, paragraphs_of, runs_on

Ocr = Literal["auto", "never", "always"]

# A decision has some hundred pages at most; a file with more is read up to here and says so.
MAX_PAGES = 3000
# A dense page of small type holds about 8,000 characters.
MAX_CHARACTERS = 60_000


def read_pdf(path: Path, data: bytes, *, ocr: Ocr = "auto") -> Document:
    """Read a PDF. Every character of the text has an anchor with page and box.

    ``ocr`` says whether pages may be recognised by Tesseract. Raises ReadError's kin for a file that is encrypted,
    damaged or empty.
    """
    import pypdfium2

    builder = DocumentBuilder()
    pdf = _open(path, data)
    try:
        count = len(pdf)
        pdf.init_forms()
        pages: list[tuple[PageContent, list[Line]]] = []
        for index in range(min(count, MAX_PAGES)):
            try:
                content, stamps = _read_page(pdf, index)
            except pypdfium2.PdfiumError:
                builder.diagnose("warning", "page-damaged", f"page {index + 1} cannot be read")
                continue
            for stamp in stamps:
                builder.furniture(stamp)
            pages.append((content, lines_of(content, content.words)))
    finally:
        pdf.close()
    if count > MAX_PAGES:
        builder.diagnose("warning", "pages-limit", f"{count} pages: only the first {MAX_PAGES} were read")
    _assemble(builder, pages)
    if not builder.length:
        raise EmptyFileError(path, "no text on any page", "a scan: install Tesseract with its Vietnamese data")
    source = Source(str(path), hashlib.sha256(data).hexdigest(), "pdf", count, any(p.ocr for p, _ in pages))
    return builder.build(source)


def _open(path: Path, data: bytes) -> Any:
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(data)
        len(pdf)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise EncryptedFileError(path, "the PDF asks for a password", "save it without a password") from error
        raise DamagedFileError(path, "not a readable PDF (truncated or damaged)", "fetch the file again") from error
    return pdf


def _read_page(pdf: Any, index: int) -> tuple[PageContent, list[Furniture]]:
    from pypdfium2 import raw

    page = pdf[index]
    textpage = page.get_textpage()
    own = textpage.count_chars()
    if raw.FPDFPage_GetAnnotCount(page.raw) > 0:
        # Number and date of an act are often stamped on as annotations: paint them onto the page to read them.
        textpage.close()
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = pdf[index]
        textpage = page.get_textpage()
    frame = frame_of(page, textpage)
    words = read_words(textpage, frame, limit=min(own, MAX_CHARACTERS))
    stamps: list[Furniture] = []
    if textpage.count_chars() > own:
        added = read_words(textpage, frame, limit=MAX_CHARACTERS, start=own)
        stamp = stamp_of(added, index + 1)
        if stamp is not None:
            stamps.append(stamp)
        else:
            words += added
    # A rule drawn with underscores would join the columns that it stands beside.
    drawn = [word for word in words if is_drawn_line(word.text)]
    stamps += [Furniture("other", word.text, index + 1) for word in drawn]
    words = [word for word in words if not is_drawn_line(word.text)]
    width, height = frame.size
    textpage.close()
    page.close()
    return PageContent(index + 1, width, height, words), stamps


def _assemble(builder: DocumentBuilder, pages: list[tuple[PageContent, list[Line]]]) -> None:
    furniture = margin_furniture(pages)
    open_paragraph: Paragraph | None = None
    open_margins = Margins(0, 0, 0, 0)
    for page, lines in pages:
        body: list[Line] = []
        for line in lines:
            if id(line) in furniture:
                builder.furniture(Furniture(furniture[id(line)][0], line.text, page.number))
            else:
                body.append(line)
        margins = margins_of(body, page.width)
        for number, paragraph in enumerate(paragraphs_of(body, margins)):
            if open_paragraph is not None:
                if number == 0 and runs_on(open_paragraph, paragraph, open_margins, margins):
                    open_paragraph.lines += paragraph.lines
                    continue
                _put(builder, open_paragraph)
            open_paragraph, open_margins = paragraph, margins
        open_margins = margins
    if open_paragraph is not None:
        _put(builder, open_paragraph)


def _put(builder: DocumentBuilder, paragraph: Paragraph) -> None:
    builder.paragraph([line.pieces() for line in paragraph.lines], style=paragraph.style, soft=paragraph.soft)
