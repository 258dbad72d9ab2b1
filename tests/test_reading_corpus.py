"""Real files: figures and places that a person has looked up, no sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_reading_registry import check

from extractor.model import Document
from extractor.reading import read_document

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real documents is not there")
TEXT_FILES = sorted(
    p.name for p in CORPUS.glob("*") if p.suffix in (".txt", ".md", ".html", ".docx") and p.name != "INDEX.md"
)


def _read(name: str) -> Document:
    return read_document(CORPUS / name)


def _block(document: Document, index: int) -> str:
    block = document.blocks[index]
    return document.text[block.start : block.end]


@pytest.mark.parametrize("name", TEXT_FILES)
def test_real_file(name: str) -> None:
    document = _read(name)
    check(document)
    # no markup, no entities, no bars of exploded tables
    assert "**" not in document.text
    assert "&nbsp;" not in document.text
    assert not any(line.strip() == "|" for line in document.text.split("\n"))


# name -> (rows, columns, head rows) of each table
TABLES = {
    "2530-QD-TTg-2025.md": [(73, 7, 1), (32, 8, 1)],
    "2597-QD-TTg-2025.md": [(33, 6, 1)],
    "624-TB-VPCP-2025.md": [(10, 5, 1), (47, 5, 1), (20, 5, 1), (65, 6, 1)],
    "0134-KH-UBND-2025-DakLak.md": [(25, 7, 2), (177, 10, 1)],
    "552-KH-UBND-2025-DongThap.md": [(24, 5, 1)],
    "x-NQ-CP-2025-moi-truong.md": [(5, 5, 1)],
    "157-KH-UBND-2025-CanTho.md": [(12, 4, 1)],
    "42-2025-QD-TTg.html": [(65, 6, None), (72, 6, None)],
    "192-2025-QH15.md": [],
    "308-KH-UBND-2025-HaNoi.md": [],
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables(name: str) -> None:
    document = _read(name)
    assert [(t.rows, t.columns, t.head_rows) for t in document.tables] == TABLES[name]


def test_cells_that_run_down_are_found() -> None:
    document = _read("2530-QD-TTg-2025.md")
    table = document.tables[0]
    for column in range(4):  # number, lead, partners and group of the first task run over its five rows
        cell = table.at(6, column)
        assert cell is not None
        assert (cell.row, cell.row_span) == (2, 5)
    last = table.at(6, 6)
    assert last is not None
    assert last.row == 6


@pytest.mark.parametrize(
    ("name", "first", "last_start"),
    [
        ("2530-QD-TTg-2025.md", "THỦ TƯỚNG CHÍNH PHỦ", "[4]"),
        ("624-TB-VPCP-2025.md", "VĂN PHÒNG CHÍNH PHỦ", "[1]"),
        ("05-2026-QD-TTg.html", "THỦ TƯỚNG CHÍNH PHỦ", "Hồ Đức Phớc"),
        ("307-2025-ND-CP.html", "CHÍNH PHỦ", None),
        ("253-2025-QH15.html", "QUỐC HỘI", None),
        ("749-QD-TTg-2020.txt", "THỦ TƯỚNG CHÍNH PHỦ", "- Lưu"),
        ("20-NQ-TW-2012.md", "BAN CHẤP HÀNH TRUNG ƯƠNG", "- Lưu"),
        ("30-2020-ND-CP.docx", "CHÍNH PHỦ", None),
    ],
)
def test_the_act_alone_is_in_the_text(name: str, first: str, last_start: str | None) -> None:
    document = _read(name)
    assert _block(document, 0) == first
    if last_start:
        assert _block(document, -1).startswith(last_start)


@pytest.mark.parametrize(
    "name", ["05-2026-QD-TTg.html", "307-2025-ND-CP.html", "253-2025-QH15.html", "42-2025-QD-TTg.html"]
)
def test_side_list_does_not_repeat_the_provisions(name: str) -> None:
    document = _read(name)
    heads = [
        t.split(".")[0] for t in (_block(document, i) for i in range(len(document.blocks))) if t.startswith("Điều ")
    ]
    assert len(heads) >= 3
    assert len(heads) == len(set(heads))


def test_articles_printed_twice_are_read_once() -> None:
    document = _read("bao-chi-749-2020.txt")
    assert document.text.count("80%") * 2 == (CORPUS / "bao-chi-749-2020.txt").read_text(encoding="utf-8").count("80%")
    assert "repeated-text" in {d.code for d in document.diagnostics}


def test_word_file_has_its_37_provisions() -> None:
    document = _read("30-2020-ND-CP.docx")
    heads = [t for t in (_block(document, i) for i in range(len(document.blocks))) if t.startswith("Điều ")]
    assert len({t.split(".")[0] for t in heads}) == 38
