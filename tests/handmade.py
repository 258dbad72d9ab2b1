"""A small document with facts made by hand, so that the upper floors are tested apart from the rules below."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from extractor.model import (
    AgencyMention,
    Analysis,
    Assignment,
    Diagnostic,
    Document,
    Metadata,
    Passage,
    Provision,
    Reference,
    Source,
    Structure,
    Target,
)
from extractor.reading.builder import DocumentBuilder

LINES = (
    "Số: 12/QĐ-ABC",
    "Điều 1. Mục tiêu đến năm 2025",
    "a) 80% hồ sơ được xử lý trên mạng, tăng 12 - 15 điểm;",
    "Điều 2. Bộ Y tế chủ trì nhiệm vụ tại điểm a Điều 1 theo Luật số 20/2008/QH12.",
)


def make_document(file: str = "a.txt", lines: tuple[str, ...] = LINES) -> Document:
    builder = DocumentBuilder()
    for line in lines:
        builder.paragraph([line])
    data = "\n".join(lines).encode()
    return builder.build(Source(file, hashlib.sha256(data).hexdigest(), "txt"))


def make_analysis(
    file: str = "a.txt",
    doc_id: str = "12-QD-ABC-2020",
    *,
    number: str = "12/QĐ-ABC",
    year: int | None = 2020,
    lines: tuple[str, ...] = LINES,
    linked: tuple[str, int | None] = ("20/2008/QH12", 2008),
) -> Analysis:
    document = make_document(file, lines)
    text = document.text

    def quote(words: str):
        start = text.index(words)
        return document.quote(start, start + len(words))

    dieu_1, diem, dieu_2 = (text.index(words) for words in ("Điều 1. ", "a) ", "Điều 2. "))
    provisions = (
        Provision("mo_dau", "", "mo_dau", "", "", 0, dieu_1, 0),
        Provision("dieu_1", "", "dieu", "1", "Mục tiêu đến năm 2025", dieu_1, dieu_2, dieu_1 + 7),
        Provision("dieu_1__diem_a", "dieu_1", "diem", "a", "", diem, dieu_2, diem + 2),
        Provision("dieu_2", "", "dieu", "2", "", dieu_2, len(text), dieu_2 + 7),
    )
    structure = Structure(
        Metadata(doc_id, kind="quyet_dinh", number=number, symbol="QĐ-ABC", year=year, horizon=(2025,)),
        provisions,
        tuple(Passage(p.label_end, p.end, p.id, "body") for p in provisions),
    )
    target = Target(
        "dieu_1__diem_a", quote("80% hồ sơ được xử lý trên mạng"), quote("80%"), "percentage",
        "hồ sơ được xử lý trên mạng", "=", "level", Decimal("80"), unit="%", year=2025, year_source="heading",
        rule="share", id="dieu_1__diem_a#t1",
    )  # fmt: skip
    ranged = Target(
        "dieu_1__diem_a", quote("tăng 12 - 15 điểm"), quote("12 - 15"), "count", "hồ sơ", "range", "increase",
        Decimal("12"), Decimal("15"), "điểm", rule="range", id="dieu_1__diem_a#t2",
    )  # fmt: skip
    agency = AgencyMention(quote("Bộ Y tế"), "Bộ Y tế", "byt", "ministry")
    assignment = Assignment(
        "dieu_2", agency, "lead", quote("chủ trì nhiệm vụ tại điểm a Điều 1"), quote("Bộ Y tế chủ trì nhiệm vụ"),
        deadline="2025", refs=("dieu_1__diem_a",), current_agency="Bộ Y tế", rule="leads", id="dieu_2#a1",
    )  # fmt: skip
    inner = Reference(
        "dieu_2", quote("điểm a Điều 1"), "internal", status="resolved", target_provision_id="dieu_1__diem_a",
        id="dieu_2#r1",
    )  # fmt: skip
    outer = Reference(
        "dieu_2", quote("Luật số 20/2008/QH12"), "document", target_number=linked[0], target_year=linked[1],
        id="dieu_2#r2",
    )  # fmt: skip
    notes = (Diagnostic("note", "odd", "something\nodd", 0, 2),)
    return Analysis(document, structure, (target, ranged), (assignment,), (inner, outer), notes)
