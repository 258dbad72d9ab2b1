"""What only the end of a document tells: signer, recipients, date of effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import Document, Metadata
from extractor.structure.document_types import kind_of_line
from extractor.structure.frames import Tree
from extractor.structure.letterhead import doc_id, iso_date
from extractor.structure.opening import split_lines
from extractor.structure.segments import Segment, is_capitals
from extractor.text import squeeze

_EFFECT = regex.compile(
    r"""
    (?: quyết\ định | nghị\ quyết | chỉ\ thị | thông\ tư | nghị\ định | luật | kế\ hoạch | pháp\ lệnh | quy\ định
      | kết\ luận | chương\ trình | văn\ bản | hướng\ dẫn | quy\ chế ) \s+
    (?: này \s+ )? (?: (?:đã\ )? được\ [^.;]{1,200}? ,? \ (?: và\ )? )? (?: bắt\ đầu\ )? có \s+ hiệu\ lực
    (?: \s+ thi\ hành )? (?: ,? \s+ kể )? (?: \s+ từ )? \s+
    (?: sau \s+ (?P<days>\d+) \s+ ngày ,? \s+ (?: kể\ )? từ \s+ )?
    (?: (?P<signing> ngày \s+ (?: được\ )? (?: ký | ban\ hành | ban\ bố | thông\ qua | công\ bố ) )
      | ngày \s+ (?P<day>\d{1,2}) \s* (?: tháng | [/.\-] ) \s* (?P<month>\d{1,2})
        \s* (?: năm | [/.\-] ) \s* (?P<year>\d{4}) )
    """,
    regex.VERBOSE,
)
_PASSED = regex.compile(
    r"thông\ qua \s+ ngày \s+ (?P<day>\d{1,2}) \s+ tháng \s+ (?P<month>\d{1,2}) \s+ năm \s+ (?P<year>\d{4})",
    regex.VERBOSE,
)
_DEGREES = r"(?:(?:GS|PGS|TSKH|TS|ThS|BS|Th\.S)\s?\.?\s*)*"
_NAME = regex.compile(rf"{_DEGREES}(?P<name>\p{{Lu}}\p{{Ll}}*(?:[ \u00a0]+\p{{Lu}}\p{{Ll}}*){{1,4}})\Z")
_NAME_BESIDE = regex.compile(
    rf"(?:[;.)/]|\b\p{{Lu}}{{2,}})\s+{_DEGREES}(?P<name>\p{{Lu}}\p{{Ll}}+(?:[ \u00a0]+\p{{Lu}}\p{{Ll}}+){{1,4}})\Z"
)
_NAME_CAPS = regex.compile(r"(?P<name>\p{Lu}+(?:[ \u00a0]+\p{Lu}+){1,4})\Z")
_POST = regex.compile(
    r"""
    \W* (?: phó\ )?
    (?: thủ | bộ | thứ | cục | vụ | tổng | chủ | giám | chánh | trưởng | bí | thường | thống | viện ) [ ]
    (?: tướng | trưởng | cục | nhiệm | tịch | đốc | văn | ban | thư | trực | thanh | kiểm )
    """,
    regex.VERBOSE,
)


def complete_metadata(document: Document, metadata: Metadata, segments: list[Segment], tree: Tree) -> Metadata:
    """Add what the tree's end tells: signer, recipients, date of effect, and the date a law gives at its end."""
    text, folded = document.text, document.folded
    end = next((n for n, node in enumerate(tree.nodes) if node.level == "ket_thuc" and node.parent < 0), None)
    signer = ""
    recipients: list[tuple[int, int]] = []
    if end is not None:
        signer, recipients = _end(document, [(p.start, p.end) for p in tree.paragraphs if p.node == end])
    quoted = [(s.start, s.end) for s in segments if s.quoted]
    issued_on, year = metadata.issued_on, metadata.year
    body_end = tree.nodes[end].start if end is not None else len(text)
    if not issued_on and metadata.kind in ("luat", "nghi_quyet", "khac") and metadata.kind != "bao_chi":
        for match in _PASSED.finditer(folded):
            before = folded[max(0, match.start() - 200) : match.start()]
            if " này " in before:
                issued_on = iso_date(match["day"], match["month"], int(match["year"]))
                year = year or int(match["year"])
    effective = ""
    if metadata.kind != "bao_chi":
        for match in _EFFECT.finditer(folded, 0, min(len(folded), body_end)):
            if any(a <= match.start() < b for a, b in quoted):
                continue
            if " này " not in match.group()[:40] and not _opens_sentence(text, match.start()):
                continue  # "khi Luật có hiệu lực từ ngày ...": another act
            if match["signing"]:
                effective = issued_on
                if match["days"] and issued_on:
                    effective = (date.fromisoformat(issued_on) + timedelta(days=int(match["days"]))).isoformat()
            else:
                effective = iso_date(match["day"], match["month"], int(match["year"]))
            break
    identity = metadata.doc_id
    if metadata.number and year and not metadata.year:
        identity = doc_id(metadata.number, metadata.symbol, year, document.source.file)
    return replace(
        metadata, signer=signer, recipients=tuple(recipients), effective_on=effective, issued_on=issued_on, year=year,
        doc_id=identity,
    )  # fmt: skip


def _opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence begins at ``start``."""
    return text[start].isupper() and text[max(0, start - 3) : start].rstrip(" ")[-1:] in ("", "\n", ".", ":", ")")


def _end(document: Document, spans: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    text, folded = document.text, document.folded
    patterns = load_patterns("letterhead")
    lines = [line for start, end in spans for line in split_lines(text, start, end)]
    recipients: list[tuple[int, int]] = []
    receiving = signing = False
    name = ""
    for start, end in lines:
        words = text[start:end].strip(" *_/.")
        if opened := patterns["recipients"].match(folded, start, end):
            # Two columns read as one line: "Nơi nhận: KT. THỦ TƯỚNG".
            receiving, signing = True, patterns["signature"].match(folded, opened.end(), end) is not None
            continue
        if is_capitals(words) and any(
            patterns[n].match(folded, start, end) for n in ("signature", "signing_post")
        ):  # fmt: skip
            signing, receiving = True, False
            continue
        signed = patterns["signature"].match(folded, start, end) and _NAME_BESIDE.search(words)
        if signed:  # "TM. CHÍNH PHỦ (Đã ký) Trần Văn Bình"
            signing, receiving, name = True, False, name or squeeze(signed["name"])
            continue
        if words[:1] in "-–+•" and words:
            recipients.append((start, end))
            receiving = True
            beside = _NAME_BESIDE.search(words) if signing and not name else None
            if beside:  # "- Lưu: VT. Trần Văn Bình": two columns read as one line
                name = squeeze(beside["name"])
            continue
        if words.startswith("(") or not words:
            continue
        if _POST.match(folded, start, end):
            continue
        match = _NAME.match(words) or (_NAME_CAPS.match(words) if signing else None)
        if match and (signing or not receiving) and not name and not kind_of_line(words):
            name = squeeze(match["name"])
            if name.isupper():
                name = " ".join(w[:1] + w[1:].lower() for w in name.split())
        elif receiving and recipients and not signing and words[:1].islower():
            recipients[-1] = (recipients[-1][0], end)
    return name, recipients
