"""Documents for the tests of structure, made as a reader makes them."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.model import Document, Source, Structure, Style
from extractor.reading.builder import CellInput, DocumentBuilder
from extractor.structure import parse_structure

BOLD = Style(bold=True)


def document(
    *blocks: str | tuple[str, Style] | Sequence[Sequence[str]], file: str = "vi-du.txt", soft: bool = False
) -> Document:
    """A paragraph for each string (its lines are source lines), a table for each list of rows."""
    builder = DocumentBuilder()
    for block in blocks:
        if isinstance(block, str):
            builder.paragraph(block.split("\n"), soft=soft)
        elif isinstance(block, tuple) and isinstance(block[1], Style):
            builder.paragraph(block[0].split("\n"), style=block[1], soft=soft)
        else:
            builder.table(
                CellInput([words], row, column) for row, cells in enumerate(block) for column, words in enumerate(cells)
            )
    return builder.build(Source(file, "0" * 64, "txt"))


def structure(
    *blocks: str | tuple[str, Style] | Sequence[Sequence[str]], file: str = "vi-du.txt", soft: bool = False
) -> Structure:
    return parse_structure(document(*blocks, file=file, soft=soft))


def ids(parsed: Structure) -> list[str]:
    return [p.id for p in parsed.provisions]


HEAD = (
    "CHÍNH PHỦ",
    "Số: 12/NQ-CP",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Hà Nội, ngày 05 tháng 6 năm 2024",
    "NGHỊ QUYẾT",
    "Về phát triển bến cảng giai đoạn 2025 - 2030",
    "Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;",
    "QUYẾT NGHỊ:",
)
END = ("Nơi nhận:", "- Các bộ;", "- Lưu: VT.", "TM. CHÍNH PHỦ", "THỦ TƯỚNG", "Trần Văn Bình")
