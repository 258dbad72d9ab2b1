"""Typeset an edition (benchmarks/editions/*.txt) as docx, pdf, html or txt, in the layout of Nghị định 30/2020/NĐ-CP.

usage: python benchmarks/typeset.py EDITION.txt OUTPUT.(docx|pdf|html|txt)

An edition is plain text, one paragraph a line, empty lines between; a line with `` | `` is a row of a borderless
two-column block (letterhead, signature). The sample corpus and the round trips of the fidelity benchmark are made
from these. The PDF needs the DejaVu fonts (Debian: fonts-dejavu-core).
"""

from __future__ import annotations

import datetime
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FONTS = "/usr/share/fonts/truetype/dejavu"  # DejaVu Serif has all Vietnamese letters; Liberation 1 has not
MARGINS_MM = {"top": 20, "bottom": 20, "left": 30, "right": 20}  # Nghị định 30/2020, phụ lục I
POINTS = 12
TITLE = re.compile(r"^(QUYẾT ĐỊNH:?|KẾ HOẠCH|[A-ZĐÀ-Ỹ ,\d]{8,})$")
HEADING = re.compile(r"^(Điều \d+\.|[IVX]+\. |\d+\. [^.;]{1,90}$|Về việc |Phê duyệt |Ban hành Kế hoạch )")

Row = tuple[str, str]


def blocks(text: str) -> Iterator[str | list[Row]]:
    """Paragraphs as strings, two-column blocks as lists of rows."""
    rows: list[Row] = []
    for line in text.splitlines():
        if " | " in line or line.endswith(" |"):
            left, _, right = line.partition("|")
            rows.append((left.strip(), right.strip()))
            continue
        if rows:
            yield rows
            rows = []
        if line.strip():
            yield line.strip()
    if rows:
        yield rows


def columns(rows: list[Row]) -> tuple[list[str], list[str]]:
    """The two sides of a block, empty cells dropped."""
    return [left for left, _ in rows if left], [right for _, right in rows if right]


def to_txt(text: str, path: Path) -> None:
    lines: list[str] = []
    for block in blocks(text):
        if isinstance(block, str):
            lines += [block, ""]
        else:
            left, right = columns(block)
            lines += ["\n".join(left), "", "\n".join(right), ""]
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def to_html(text: str, path: Path) -> None:
    out = ["<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>", path.stem, "</title></head><body>"]
    for block in blocks(text):
        if isinstance(block, str):
            tag = "b" if TITLE.match(block) or HEADING.match(block) else "span"
            align = " style='text-align:center'" if TITLE.match(block) else ""
            out.append(f"<p{align}><{tag}>{html.escape(block)}</{tag}></p>")
        else:
            cells = ("<br>".join(map(html.escape, side)) for side in columns(block))
            out.append("<table><tr>" + "".join(f"<td valign='top'>{c}</td>" for c in cells) + "</tr></table>")
    path.write_text("\n".join([*out, "</body></html>\n"]), encoding="utf-8")


def to_docx(text: str, path: Path) -> None:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = datetime.datetime(2000, 1, 1)
    document.core_properties.author = ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(width))
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(POINTS)

    def add(paragraph: Any, words: str) -> None:
        title = bool(TITLE.match(words))
        paragraph.add_run(words).bold = title or bool(HEADING.match(words))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if title else WD_ALIGN_PARAGRAPH.JUSTIFY

    for block in blocks(text):
        if isinstance(block, str):
            add(document.add_paragraph(), block)
            continue
        cells = document.add_table(rows=1, cols=2).rows[0].cells
        for cell, side in zip(cells, columns(block), strict=True):
            for number, words in enumerate(side):
                paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
                paragraph.add_run(words)
    document.save(str(path))


def register_fonts() -> None:
    """Make "Serif" and "Serif-Bold" known to reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Serif", f"{FONTS}/DejaVuSerif.ttf"))
    pdfmetrics.registerFont(TTFont("Serif-Bold", f"{FONTS}/DejaVuSerif-Bold.ttf"))


def to_pdf(text: str, path: Path) -> None:
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    register_fonts()

    def style(font: str, alignment: int, indent: float = 0, points: int = POINTS) -> ParagraphStyle:
        return ParagraphStyle(
            f"{font}{alignment}{indent}{points}", fontName=font, fontSize=points, leading=points * 1.35,
            alignment=alignment, firstLineIndent=indent, spaceAfter=6,
        )  # fmt: skip

    def page_number(canvas: Any, template: Any) -> None:
        if template.page > 1:  # the first page carries no number
            canvas.setFont("Serif", POINTS)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 12 * mm, str(template.page))

    story: list[Any] = []
    for block in blocks(text):
        if isinstance(block, str):
            title, heading = TITLE.match(block), HEADING.match(block)
            chosen = style("Serif-Bold" if title or heading else "Serif", TA_CENTER if title else TA_JUSTIFY,
                           0 if title else 10 * mm)  # fmt: skip
            story.append(Paragraph(html.escape(block), chosen))
        else:
            letterhead = any("CỘNG HÒA" in right for _, right in block)
            cell = style("Serif", TA_CENTER if letterhead else TA_LEFT, points=10 if letterhead else POINTS)
            sides = [[Paragraph(html.escape(words), cell) for words in side] for side in columns(block)]
            top = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
            story += [Table([sides], colWidths=[62 * mm, 98 * mm], style=top), Spacer(1, 6)]
    margins = {f"{side}Margin": width * mm for side, width in MARGINS_MM.items()}
    template = SimpleDocTemplate(str(path), pagesize=A4, invariant=1, title=path.stem, **margins)
    template.build(story, onFirstPage=page_number, onLaterPages=page_number)


FORMATS = {".txt": to_txt, ".html": to_html, ".docx": to_docx, ".pdf": to_pdf}


def main(source: str, target: str) -> None:
    path = Path(target)
    FORMATS[path.suffix](Path(source).read_text(encoding="utf-8"), path)


if __name__ == "__main__":
    if len(sys.argv) != 3 or Path(sys.argv[2]).suffix not in FORMATS:
        sys.exit(__doc__)
    main(*sys.argv[1:])
