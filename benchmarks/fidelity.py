"""How much of a document survives reading: characters, order of words, table cells.

usage: python benchmarks/fidelity.py [--scan]

Round trips: each edition (benchmarks/editions) is typeset as docx, html and pdf, and with --scan as 300-dpi pictures
(needs Tesseract and pdftoppm), read back and compared with its words. A table of indicators makes the same trip, cell
for cell. Pairs: where ../shared/corpus holds one act in two formats, one reading is compared with the other.

kept: share of the words of the original that are read. added: share of the words read that the original lacks.
order: share of the original's words that stand in the same order (longest matching runs). cells: share of the table
cells that come back in their row and column with the same words.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

from typeset import FORMATS, blocks

from extractor.model import Document
from extractor.reading import read_document
from extractor.text import to_nfc

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "corpus"
PAIRS = (("109-NQ-CP-2026.txt", "109-NQ-CP-2026.pdf"),)
DPI = 300
GRID = (
    ("TT", "Chỉ tiêu", "Đơn vị", "Năm 2025", "Năm 2030", "Cơ quan chủ trì"),
    ("1", "Tỷ lệ xã có trạm y tế đạt chuẩn và đủ thuốc thiết yếu quanh năm", "%", "85", "95", "Sở Y tế"),
    ("2", "Số giường bệnh trên một vạn dân", "giường", "32", "35,5", "Sở Y tế, Sở Tài chính"),
    ("3", "Tỷ lệ hộ dân dùng nước sạch theo quy chuẩn", "%", "70", "≥ 80", "Sở Nông nghiệp và Môi trường"),
)


def words(text: str) -> list[str]:
    return to_nfc(text).split()


def compare(original: list[str], read: list[str]) -> tuple[float, float, float]:
    """(kept, added, order), each 0 to 1."""
    a, b = Counter(original), Counter(read)
    order = sum(m.size for m in SequenceMatcher(None, original, read, autojunk=False).get_matching_blocks())
    return (a & b).total() / len(original), (b - a).total() / max(len(read), 1), order / len(original)


def edition_words(path: Path) -> list[str]:
    """The words of an edition in reading order: of a two-column block, the left side first."""
    found: list[str] = []
    for block in blocks(path.read_text(encoding="utf-8")):
        if isinstance(block, str):
            found += words(block)
        else:
            for side in zip(*block, strict=True):
                found += words(" ".join(side))
    return found


def scan(pdf: Path) -> Path:
    """The same pages as pictures."""
    from PIL import Image

    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", pdf, pdf.with_suffix("")], check=True)
    pages = [Image.open(page) for page in sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))]
    target = pdf.with_name(f"{pdf.stem}-scan.pdf")
    pages[0].save(target, save_all=True, append_images=pages[1:], resolution=DPI)
    return target


def typeset_grid(path: Path) -> None:
    """The table of indicators as a docx, html, md or pdf file with ruling lines."""
    if path.suffix == ".md":
        lines = ["| " + " | ".join(row) + " |" for row in GRID]
        path.write_text("\n".join(["Phụ lục", "", lines[0], "|" + "---|" * len(GRID[0]), *lines[1:]]), encoding="utf-8")
    elif path.suffix == ".html":
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in GRID)
        path.write_text(f"<meta charset='utf-8'><p>Phụ lục</p><table>{rows}</table>", encoding="utf-8")
    elif path.suffix == ".docx":
        import docx

        document = docx.Document()
        document.add_paragraph("Phụ lục")
        table = document.add_table(rows=len(GRID), cols=len(GRID[0]), style="Table Grid")
        for row, values in zip(table.rows, GRID, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        document.save(str(path))
    else:
        from reportlab.lib import colors
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle
        from typeset import register_fonts

        register_fonts()
        style = ParagraphStyle("cell", fontName="Serif", fontSize=9)
        grid = Table([[Paragraph(cell, style) for cell in row] for row in GRID], colWidths=[25, 150, 50, 50, 50, 100])
        grid.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
        SimpleDocTemplate(str(path), invariant=1).build([Paragraph("Phụ lục", style), grid])


def cells_kept(document: Document) -> float:
    if not document.tables:
        return 0.0
    table = document.tables[0]
    right = 0
    for i, row in enumerate(GRID):
        for j, value in enumerate(row):
            cell = table.at(i, j)
            right += cell is not None and words(document.text[cell.start : cell.end]) == words(value)
    return right / (len(GRID) * len(GRID[0]))


def main(*, scans: bool) -> None:
    print(f"{'edition':<24}{'format':<8}{'kept':>8}{'added':>8}{'order':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for edition in sorted((HERE / "editions").glob("*.txt")):
            original = edition_words(edition)
            files = []
            for suffix in (".docx", ".html", ".pdf"):
                files.append(Path(folder) / (edition.stem + suffix))
                FORMATS[suffix](edition.read_text(encoding="utf-8"), files[-1])
            if scans:
                files.append(scan(files[-1]))
            for file in files:
                scores = compare(original, words(read_document(file).text))
                kind = "scan" if file.stem.endswith("-scan") else file.suffix[1:]
                print(f"{edition.stem:<24}{kind:<8}" + "".join(f"{100 * score:7.2f}%" for score in scores))
        print(f"\n{'table of indicators':<24}{'format':<8}{'cells':>8}")
        files = [Path(folder) / f"grid{suffix}" for suffix in (".docx", ".html", ".md", ".pdf")]
        for file in files:
            typeset_grid(file)
        if scans:
            files.append(scan(files[-1]))
        for file in files:
            kind = "scan" if file.stem.endswith("-scan") else file.suffix[1:]
            print(f"{'':<24}{kind:<8}{100 * cells_kept(read_document(file)):7.2f}%")
    for first, second in PAIRS:
        if (SHARED / first).exists():
            a, b = (words(read_document(SHARED / name).text) for name in (first, second))
            kept, added, order = compare(a, b)
            print(
                f"\n{second} beside {first}: kept {100 * kept:.2f}%, added {100 * added:.2f}%, order {100 * order:.2f}%"
            )


if __name__ == "__main__":
    if set(sys.argv[1:]) - {"--scan"}:
        sys.exit(__doc__)
    main(scans="--scan" in sys.argv)
