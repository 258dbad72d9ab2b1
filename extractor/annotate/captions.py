"""What stands above a table: what it measures, in which unit, and whether it plans or reports."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractor.annotate.units import to_unit
from extractor.knowledge import load_patterns
from extractor.model import Document, Passage, Structure, Table
from extractor.text import fold, squeeze, to_ascii

_UNIT = regex.compile(r"(?:đơn\ vị(?:\ tính)?|đvt)\s*:\s*(?P<unit>[^\n().;]{1,24})")
_UNIT_REACH = 120  # characters above a table in which its unit stands
_LINES = 3  # lines above a table that may be its caption
_LEADS = 4  # what introduces a table, innermost first, that may say what it measures
_LONGEST = 300  # characters of a caption
_ASIDE = regex.compile(r"\([^()]*\)?|kèm\ theo.*|\bcủa\ (?:thủ\ tướng|chính\ phủ|ủy\ ban|bộ\ trưởng|hội\ đồng).*")
_ORDINAL = regex.compile(
    r"\W*(?:(?:phụ\ lục|biểu|bảng|mẫu)\b(?:\ (?:số\ )?[\divx.\-]+)?|[ivx]+\.|\d+[.)]|[a-zđ]\))[\s:.\-]*"
)
_ANNOUNCED = regex.compile(
    r"(?:(?:chỉ\ tiêu|mục\ tiêu|kế\ hoạch|giao|dự\ toán|phân\ bổ|lộ\ trình|phấn\ đấu|thực\ hiện|hoàn\ thành|về"
    r"|phát\ triển)\W+)+"
)
_STOP = regex.compile(
    r"\ (?:giao(?!\ thông)|cho|phân\ theo|phân\ bổ|trên\ địa\ bàn|theo|giai\ đoạn|thời\ kỳ|đến|năm|hằng\ năm|hàng\ năm"
    r"|như\ sau|của\ (?:các|từng|tỉnh|thành)|tại\ (?:các|từng)|đối\ với|các\ (?:xã|tỉnh|địa\ phương|vùng)"
    r"|(?:19|20)\d\d)(?!\w)|[:;,.(\n]"
)
_VOWEL = regex.compile(r"[aeiouy]", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caption:
    """``measure`` is "" where no line above says one; of ``plans`` and ``reports`` the nearest line decides."""

    measure: str = ""
    unit: str = ""
    plans: bool = False
    reports: bool = False


def read_caption(document: Document, structure: Structure, table: Table) -> Caption:
    """What the lines above a table say of all of it."""
    inside = min((c.end for c in table.cells if c.row == 0 and c.column_span == table.columns), default=table.start)
    found = list(_UNIT.finditer(document.folded, max(0, table.start - _UNIT_REACH), max(inside, table.start)))
    unit = to_unit(document.text[slice(*found[-1].span("unit"))]) if found else ""
    measure, plans, reports = "", False, False
    says, title = load_patterns("captions"), structure.metadata.title_span or (0, 0)
    for lead in _leads(structure, table):
        words = squeeze(document.text[lead.start : min(lead.end, lead.start + _LONGEST)])
        flat = _ASIDE.sub(lambda m: " " * len(m.group()), fold(words))
        titled = lead.start < title[1] and title[0] < lead.end  # "Kế hoạch ..." says little of one table
        measure = measure or _measure(words, flat, announced=not titled)
        if not plans and not reports:
            reporting, planning = says["reports"].search(flat), says["sets" if titled else "plans"].search(flat)
            reports = reporting is not None and (planning is None or reporting.start() < planning.start())
            reports = reports or says["spends"].search(flat) is not None
            plans = planning is not None and not reports
    return Caption(measure, unit, plans, reports)


def _leads(structure: Structure, table: Table) -> list[Passage]:
    passage = next((p for c in table.cells if c.start < c.end and (p := structure.passage_at(c.start))), None)
    if passage is None:
        return []
    leads = [structure.passages[i] for i in passage.leads]
    found = [*_lines_above(structure, table), *(p for p in leads if p.kind != "cell")]
    return [p for i, p in enumerate(found) if p not in found[:i]][: _LINES + _LEADS]


def _lines_above(structure: Structure, table: Table) -> list[Passage]:
    """The short lines right above a table, nearest first: caption, "Đơn vị tính: ...", "(Kèm theo ...)"."""
    lines: list[Passage] = []
    for passage in reversed(structure.passages):
        if passage.start >= table.start:
            continue
        if len(lines) == _LINES or passage.table is not None or passage.end - passage.start > _LONGEST:
            break
        lines.append(passage)
        if passage.kind == "heading":
            break
    return lines


def _measure(words: str, flat: str, *, announced: bool) -> str:
    """ "TỶ LỆ BAO PHỦ BẢO HIỂM Y TẾ GIAO CÁC ĐỊA PHƯƠNG NĂM 2026": what stands before "giao"."""
    ordinal = _ORDINAL.match(flat)
    start = ordinal.end() if ordinal else 0
    opening = _ANNOUNCED.match(flat, start)
    start = opening.end() if opening else start
    named = load_patterns("measures")["measure"].match(flat[start:])
    if not named and not (opening and announced):
        return ""
    stop = _STOP.search(flat, start)
    end = stop.start() if stop else len(flat)
    return _lowered(words[start:end].strip(" -–"))


def _lowered(words: str) -> str:
    """Capitals as a sentence has them; what has no vowel is an abbreviation."""
    if not words.isupper():
        return words[:1].upper() + words[1:]
    lowered = " ".join(w if not _VOWEL.search(to_ascii(w)) else w.lower() for w in words.split())
    return lowered[:1].upper() + lowered[1:]
