"""Structure of real texts, where they are at hand: counts, ids and metadata, no wording."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from test_structure_tree import check

from extractor.reading import read_document
from extractor.structure import parse_structure

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder ../shared/corpus is not there")


def parsed(name):
    document = read_document(CORPUS / name, ocr="never")
    return document, parse_structure(document)


def test_749():
    document, structure = parsed("749-QD-TTg-2020.txt")
    counts = Counter(p.level for p in structure.provisions)
    assert [counts[level] for level in ("dieu", "muc", "khoan", "diem")] == [3, 11, 74, 82]
    assert "dieu_1__muc_II__khoan_1__diem_a__gach_2" in structure.by_id
    assert structure.by_id["dieu_2__khoan_22"].heading
    assert structure.metadata.doc_id == "749-QD-TTg-2020"
    assert structure.metadata.effective_on == structure.metadata.issued_on == "2020-06-03"
    assert structure.metadata.horizon == (2025, 2030)
    check(structure, document.text)


# file, number, issued_on, issuer, signer, counts of some levels
ACTS = [
    ("010-CT-UBND-2025-DakLak.md", "010/CT-UBND", "2025-11-17", "Ủy ban nhân dân tỉnh Đắk Lắk", {"muc": 3, "diem": 26}),
    ("30-2020-ND-CP.docx", "30/2020/NĐ-CP", "2020-03-05", "Chính phủ", {"chuong": 7, "dieu": 38, "muc": 5}),
    ("20-NQ-TW-2012.md", "20-NQ/TW", "2012-11-01", "Ban Chấp hành Trung ương", {"phan": 3, "muc": 3, "khoan": 28}),
    ("69-KL-TW-2024.md", "69-KL/TW", "2024-01-11", "Bộ Chính trị", {"khoan": 7}),
    ("2597-QD-TTg-2025.md", "2597/QĐ-TTg", "2025-11-27", "Thủ tướng Chính phủ", {"dieu": 3, "muc": 5, "phu_luc": 1}),
    ("2280-QD-UBND-2026-HaNoi.pdf", "2280/QĐ-UBND", "2026-04-29", "Ủy ban nhân dân thành phố Hà Nội", {"kem_theo": 1}),
    ("109-NQ-CP-2026.pdf", "109/NQ-CP", "2026-04-16", "Chính phủ", {"dieu": 3, "muc": 4, "phu_luc": 4, "bang": 4}),
    ("4385-QD-BVHTTDL-2025.md", "4385/QĐ-BVHTTDL", "2025-11-18", "Bộ Văn hóa, Thể thao và Du lịch", {"dieu": 3}),
    ("3260-KH-DDQH15-2025.md", "3260-KH/ĐĐQH15", "2025-01-10", "Đảng đoàn Quốc hội", {"muc": 3}),
    ("17-2022-UBTVQH15.pdf", "17/2022/UBTVQH15", "2022-03-23", "Ủy ban Thường vụ Quốc hội", {"dieu": 4}),
]


@pytest.mark.parametrize(("name", "number", "issued", "issuer", "expected"), ACTS, ids=[a[0] for a in ACTS])
def test_act(name, number, issued, issuer, expected):
    document, structure = parsed(name)
    data = structure.metadata
    assert (data.number, data.issued_on, data.issuer) == (number, issued, issuer)
    counts = Counter(p.level for p in structure.provisions)
    assert {level: counts[level] for level in expected} == expected
    check(structure, document.text)


@pytest.mark.parametrize("name", ["bao-chi-17-QD-UBQGCDS-2023.txt", "bao-chi-749-2020.txt", "bao-chi-942-2021.txt"])
def test_report(name):
    document, structure = parsed(name)
    assert (structure.metadata.kind, structure.metadata.number) == ("bao_chi", "")
    check(structure, document.text)
