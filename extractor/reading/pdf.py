"""PDF to Document: pdfium's text and boxes, paragraphs by geometry, furniture apart."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from extractor.errors import DamagedFileError, EmptyFileError, EncryptedFileError, MissingToolError, TooLargeError
from extractor.model import BBox, Document, Furniture, Severity, Source
from extractor.reading import ocr as recognition
from extractor.reading.builder import DocumentBuilder
from extractor.reading.ocr_picture import SHORTEST_SHARE, is_stamp
from extractor.reading.pdf_columns import find_columns
from extractor.reading.pdf_furniture import (
    footnotes_of,
    is_drawn_line,
    margin_furniture,
    note_marks,
    printed_stamps,
    stamp_of,
)
from extractor.reading.pdf_lines import Line, lines_of, rows_of
from extractor.reading.pdf_page import PageContent, Word, frame_of, read_words
from extractor.reading.pdf_paragraphs import (
    FULL_LINES,
    Margins,
    Paragraph,
    margins_of,
    mend_breaks,
    paragraphs_of,
    runs_on,
)
from extractor.reading.pdf_quality import COVERING, OUTLINES, convert_legacy, is_garbled, is_prose, unread_pictures
from extractor.reading.pdf_rules import Drawings, find_grids, read_drawings
from extractor.reading.pdf_seams import join_tables
from extractor.reading.pdf_tables import PageTable, continues, fill_grid

Ocr = Literal["auto", "never", "always"]

# A decision has some hundred pages at most; a file with more is read up to here and says so.
MAX_PAGES = 3000
# More annotations than this are links of a web page saved as PDF.
MAX_ANNOTATIONS = 500
# Recognition takes seconds a page.
MAX_OCR_PAGES = 400
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
        with suppress(pypdfium2.PdfiumError):
            pdf.init_forms()  # so that stamps in form fields are painted
        pages: list[ReadPage] = []
        for index in range(min(count, MAX_PAGES)):
            try:
                page = _read_page(pdf, index, ocr, pages[-1].tables[-1:] if pages else [])
            except (pypdfium2.PdfiumError, ValueError, ArithmeticError, RuntimeError, OSError) as error:
                # A page that breaks the rules (no box, coordinates that are no numbers) is not the end of the file.
                builder.diagnose("warning", "page-damaged", f"page {index + 1} cannot be read ({error})")
                continue
            for item in page.furniture:
                builder.furniture(item)
            pages.append(page)
    finally:
        pdf.close()
    if count > MAX_PAGES:
        builder.diagnose("warning", "pages-limit", f"{count} pages: only the first {MAX_PAGES} were read")
    _diagnose(builder, pages)
    _assemble(builder, pages)
    if not builder.length:
        _refuse(path, pages, ocr)
    source = Source(str(path), hashlib.sha256(data).hexdigest(), "pdf", count, any(p.content.ocr for p in pages))
    return builder.build(source)


def _diagnose(builder: DocumentBuilder, pages: list[ReadPage]) -> None:
    """One diagnostic for each code and message, with the pages that it concerns."""
    found: dict[tuple[str, str], list[int]] = {}
    for page in pages:
        for code, message in page.diagnostics:
            found.setdefault((code, message), []).append(page.content.number)
    for (code, message), numbers in found.items():
        where = f"page {numbers[0]}" if len(numbers) == 1 else f"pages {_ranges(numbers)}"
        severity: Severity = "note" if code in ("ocr-skipped", "legacy-encoding") else "warning"
        builder.diagnose(severity, code, f"{where}: {message}")


def _ranges(numbers: list[int]) -> str:
    """1, 2, 3, 7 as "1-3, 7"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(p[0]) if len(p) == 1 else f"{p[0]}-{p[-1]}" for p in parts)


def _refuse(path: Path, pages: list[ReadPage], ocr: Ocr) -> NoReturn:
    codes = {code for page in pages for code, _ in page.diagnostics}
    if "ocr-missing" in codes:
        raise MissingToolError(path, f"a scan, and {recognition.missing_tool()}", recognition.HINT)
    if "page-too-large" in codes:
        raise TooLargeError(path, "its page pictures are too large to recognise", "scan it again at 300 dpi")
    if "ocr-skipped" in codes:
        raise EmptyFileError(path, "a scan without text", "allow recognition: --ocr auto")
    raise EmptyFileError(path, "no text on any page")


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


@dataclass(slots=True)
class ReadPage:
    """A page taken apart: lines outside of tables in reading order, tables from top to bottom, furniture found."""

    content: PageContent
    lines: list[Line]
    tables: list[PageTable]
    furniture: list[Furniture]
    diagnostics: list[tuple[str, str]] = field(default_factory=list)


def _read_page(pdf: Any, index: int, ocr: Ocr, before: list[PageTable]) -> ReadPage:
    from pypdfium2 import raw

    page = pdf[index]
    textpage = page.get_textpage()
    own = textpage.count_chars()
    rects: list[BBox] = []
    if raw.FPDFPage_GetAnnotCount(page.raw) > 0:
        # Number and date of an act are often stamped on as annotations: paint them onto the page to read them.
        rects = _annotations(page)
        textpage.close()
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = pdf[index]
        textpage = page.get_textpage()
    frame = frame_of(page, textpage)
    found = read_words(textpage, frame, limit=min(own, MAX_CHARACTERS))
    words, legacy = found.words, set(found.legacy)
    stamps = [Furniture("running_head", found.aside, index + 1)] if found.aside else []
    if not legacy:
        legacy |= convert_legacy(words)
    areas: list[BBox] = []
    if textpage.count_chars() > own:
        added = read_words(textpage, frame, limit=MAX_CHARACTERS, start=own).words
        stamp = stamp_of(added, index + 1)
        if stamp is not None:
            stamps.append(stamp)
            areas = [box for box in (frame.box(*rect) for rect in rects) if any(_inside(w, box) for w in added)]
        else:
            words += added
    # A rule drawn with underscores would join the columns that it stands beside.
    drawn = [word for word in words if is_drawn_line(word.text)]
    stamps += [Furniture("other", word.text, index + 1) for word in drawn]
    words = [word for word in words if not is_drawn_line(word.text)]
    width, height = frame.size
    drawings = read_drawings(page, frame)
    textpage.close()
    content = PageContent(index + 1, width, height, words, drawings.horizontal, drawings.vertical)
    diagnostics: list[tuple[str, str]] = []
    diagnostics += [("legacy-encoding", f"{name} was converted to Unicode") for name in sorted(legacy)]
    if not drawings.complete:
        diagnostics.append(("page-crowded", "too many shapes: tables may be incomplete"))
    unread = unread_pictures(words, drawings.pictures, width, height)
    outlined = not words and drawings.paths > OUTLINES
    garbled = is_garbled(words)
    if ocr == "always" or (ocr == "auto" and (unread or outlined or garbled)):
        if frame.rotation != page.get_rotation() % 360:
            # The page is rendered as a viewer shows it, not as its layer lies.
            frame, unread = frame_of(page), []
            drawings = read_drawings(page, frame)
            content = PageContent(index + 1, *frame.size)
            outlined = True
        whole = ocr == "always" or outlined or garbled
        diagnostics += _recognise(page, content, drawings, None if whole else unread, areas)
        if garbled and not is_prose(content.words):
            content = PageContent(index + 1, width, height, words, drawings.horizontal, drawings.vertical)
    elif unread or outlined:
        diagnostics.append(("ocr-skipped", "a picture that was not recognised"))
    if garbled and not content.ocr:
        diagnostics.append(
            ("text-garbled", "its font does not say which letters it shows: the text is not to be trusted")
        )
    page.close()
    taken = _take_apart(content, stamps, before)
    taken.diagnostics = diagnostics
    return taken


def _annotations(page: Any) -> list[BBox]:
    """The boxes of a page's annotations in page space: left, bottom, right, top."""
    from pypdfium2 import raw

    boxes: list[BBox] = []
    rect = raw.FS_RECTF()
    for number in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        if annotation:
            if raw.FPDFAnnot_GetRect(annotation, rect):
                boxes.append((rect.left, rect.bottom, rect.right, rect.top))
            raw.FPDFPage_CloseAnnot(annotation)
    return boxes


def _recognise(
    page: Any, content: PageContent, drawings: Drawings, unread: list[BBox] | None, areas: list[BBox]
) -> list[tuple[str, str]]:
    """Add recognised words and lines to the page's own; own words on the ``unread`` pictures stay if they are sound.

    Without ``unread`` the whole page is recognised anew. What stands in ``areas`` (a signature's stamp) is left out.
    """
    if content.number > MAX_OCR_PAGES:
        return [("ocr-limit", f"not recognised: only the first {MAX_OCR_PAGES} pages are")]
    missing = recognition.missing_tool()
    if missing:
        return [("ocr-missing", f"not recognised, {missing}; {recognition.HINT}")]
    covered = sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in unread or ())
    whole = unread is None or covered >= COVERING * content.width * content.height
    try:
        found = recognition.recognise(
            page, content.width, content.height, drawings.pixels, only=None if whole else unread
        )
    except recognition.PageTooLargeError as error:
        wide, high = error.args[0]
        return [("page-too-large", f"a picture of {wide} x {high} pixels was not recognised")]
    except recognition.RecognitionError as error:
        return [("ocr-failed", f"could not be recognised: {error}")]
    own: list[Word] = []
    if unread is not None:
        on_picture = [w for w in content.words if any(_inside(w, box) for box in unread)]
        own = content.words if is_prose(on_picture) else _without(content.words, on_picture)
    fresh = [w for w in found.words if not any(_inside(w, box) for box in areas)]
    content.words = own + [w for w in fresh if not any(_overlap(w, o) for o in own)]
    content.horizontal = found.horizontal if whole else content.horizontal + found.horizontal
    content.vertical = found.vertical if whole else content.vertical + found.vertical
    content.ocr = True
    if found.turn in (90, 270):
        content.width, content.height = content.height, content.width
    if found.dpi < recognition.MIN_DPI:
        return [("page-too-large", f"recognised at {found.dpi:.0f} dpi only")]
    return []


def _overlap(a: Word, b: Word) -> bool:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    return wide > 0.4 * min(a.x1 - a.x0, b.x1 - b.x0) and high > 0.4 * min(a.size, b.size)


def _take_apart(content: PageContent, furniture: list[Furniture], before: list[PageTable]) -> ReadPage:
    """Tables first: their words are then no lines of the page."""
    notes, marks = footnotes_of(content)
    words = _without(content.words, notes)
    if notes:
        text = "\n".join(line.text for line in lines_of(content, notes))
        furniture.append(Furniture("footnote", text, content.number))
        words = _without(words, note_marks(words, marks))
    for stamp in printed_stamps(words):
        text = "\n".join(" ".join(w.text for w in row) for row in rows_of(stamp))
        furniture.append(Furniture("stamp", text, content.number))
        words = _without(words, stamp)
    tables: list[PageTable] = []
    least = SHORTEST_SHARE if content.ocr else 0.0
    for grid in find_grids(content.horizontal, content.vertical, least=least) if content.vertical else ():
        if content.ocr and is_stamp(grid, content.width):
            continue
        inside = [w for w in words if _inside(w, grid.box)]
        last = before[-1] if before and not tables else None
        table = fill_grid(grid, inside, content.number, ocr=content.ocr, before=last)
        if table is not None:
            tables.append(table)
            words = _without(words, inside)
    for grid in find_columns(words):
        inside = [w for w in words if _inside(w, grid.box)]
        table = fill_grid(grid, inside, content.number, ocr=content.ocr)
        if table is not None:
            tables.append(table)
            words = _without(words, inside)
    tables.sort(key=lambda table: table.top)
    return ReadPage(content, lines_of(content, words), tables, furniture)


def _without(words: list[Word], some: list[Word]) -> list[Word]:
    taken = {id(word) for word in some}
    return [word for word in words if id(word) not in taken] if taken else words


def _inside(word: Word, box: BBox) -> bool:
    x, y = (word.x0 + word.x1) / 2, word.base - 0.3 * word.size
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _assemble(builder: DocumentBuilder, pages: list[ReadPage]) -> None:
    furniture = margin_furniture([(page.content, page.lines) for page in pages])
    flow = _Flow(builder)
    bodies = [[line for line in page.lines if id(line) not in furniture] for page in pages]
    usual = _usual_margins(pages, bodies)
    for page, body in zip(pages, bodies, strict=True):
        for kind, line in (furniture[id(line)] for line in page.lines if id(line) in furniture):
            builder.furniture(Furniture(kind, line.text, line.page))
        margins = margins_of(body, page.content.width, usual.get(round(page.content.width / 10)))
        rest = list(body)
        for table in page.tables:
            above = [line for line in rest if line.base < table.top + 1]
            rest = [line for line in rest if line.base >= table.top + 1]
            flow.lines(above, margins)
            flow.table(table)
        flow.lines(rest, margins)
    flow.close()


def _usual_margins(pages: list[ReadPage], bodies: list[list[Line]]) -> dict[int, Margins]:
    """By page width (in tens of points): the margins of the page with most lines; without text, those of a table."""
    usual: dict[int, Margins] = {}
    most: dict[int, int] = {}
    for page, body in zip(pages, bodies, strict=True):
        width = page.content.width
        key = round(width / 10)
        full = sum(line.x1 - line.x0 > 0.5 * width for line in body)
        if full >= FULL_LINES and full > most.get(key, 0):
            most[key], usual[key] = full, margins_of(body, width)
        elif key not in usual and page.tables:
            table = max(page.tables, key=lambda t: t.xs[-1])
            leading = 1.2 * (body[0].size if body else 12.0)
            usual[key] = Margins(table.left, table.left + table.xs[-1], leading, table.left + 36)
    return usual


class _Flow:
    """Puts paragraphs and tables into the builder, each only when it is known that nothing goes on with it."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self.builder = builder
        self.paragraph: Paragraph | None = None
        self.margins = Margins(0, 0, 0, 0)
        self.open_table: PageTable | None = None

    def lines(self, lines: list[Line], margins: Margins) -> None:
        for paragraph in paragraphs_of(lines, margins):
            before = self.paragraph
            if (
                before is not None
                and before.lines[-1].page != paragraph.lines[0].page
                and runs_on(before, paragraph, self.margins, margins)
            ):
                before.lines += paragraph.lines
                self.margins = margins
                continue
            self.close()
            self.paragraph, self.margins = paragraph, margins

    def table(self, table: PageTable) -> None:
        before = self.open_table
        if before is not None and continues(before, table):
            self.open_table = join_tables(before, table)
            return
        self.close()
        self.open_table = table

    def close(self) -> None:
        """Put what is open."""
        if self.paragraph is not None:
            lines = [line.pieces() for line in mend_breaks(self.paragraph.lines)]
            self.builder.paragraph(lines, style=self.paragraph.style, soft=self.paragraph.soft)
            self.paragraph = None
        if self.open_table is not None:
            for page, text in self.open_table.repeated:
                self.builder.furniture(Furniture("running_head", text, page))
            self.builder.table(self.open_table.inputs(), head_rows=self.open_table.head_rows)
            self.open_table = None
