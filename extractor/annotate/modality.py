"""Whether a figure is something to be held to: by heading, by verb, by kind of document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import regex

from extractor.annotate.clauses import split_sentences
from extractor.annotate.narration import Issued
from extractor.annotate.times import Time, find_times
from extractor.knowledge import Pattern, load_patterns
from extractor.model import Document, Passage, Status, Structure
from extractor.text import fold

Section = Literal["target", "result", "condition", "task", ""]

_NORMATIVE_KINDS = {"nghi_dinh", "thong_tu", "luat", "phap_lenh"}
_LEAD_REACH = 400  # characters of a lead-in that are read from its end; a heading is shorter


_NORM_NAME = regex.compile(
    r"(?:bản\ )?(?:quy\ định|quy\ chế|điều\ lệ|nội\ quy|thông\ tư|nghị\ định|luật|pháp\ lệnh)(?:\n.*)?"
)
_HEAD = 800  # characters at the head of a press report in which its date stands
_HEAD_PASSAGES = 30  # passages in which the name of the kind of document stands
# "Để đạt mục tiêu ..., Thủ tướng yêu cầu:"; "giao các sở thực hiện các chỉ tiêu sau:" brings goals
_ORDERS = regex.compile(r"(?<!\w)(?:yêu\ cầu|giao|đề\ nghị|chỉ\ đạo)(?!\w)(?:(?!(?:mục|chỉ)\ tiêu)[^:])*:\Z")
_REPORT_COLUMN = regex.compile(r"kết\ quả\ (?:thực\ hiện|đạt)|tiến\ độ|tình\ (?:trạng|hình)|hiện\ trạng|đã\ thực\ hiện")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of a figure and the pattern that settled it ("" where nothing spoke)."""

    status: Status | Literal["none", ""]
    rule: str
    end: int = 0  # where its words end in the window


class Modality:
    """Headings and title of one document, read once."""

    def __init__(self, document: Document, structure: Structure) -> None:
        self._folded, self._text = document.folded, document.text
        self._structure = structure
        self._passages = structure.passages
        self._title = structure.metadata.title_span
        self._sections: dict[int, Section] = {}
        self.issued = _issued(document, structure)
        title = fold(structure.metadata.title)
        named = any(
            _NORM_NAME.fullmatch(document.folded[p.start : p.end].strip(" *"))
            for p in structure.passages[:_HEAD_PASSAGES]
        )
        self.normative = (
            named
            or structure.metadata.kind in _NORMATIVE_KINDS
            or any(compiled.search(title[:160]) for _, compiled in _window("title"))
        )
        self.press = structure.metadata.kind == "bao_chi"

    @property
    def year(self) -> int | None:
        """The document's year, where it is known."""
        return self.issued.year if self.issued is not None else None

    def is_title(self, passage: Passage) -> bool:
        return self._title is not None and passage.start < self._title[1] and self._title[0] < passage.end

    def section(self, passage: Passage) -> Section:
        """What the headings above say, the nearest first; "" where none speaks."""
        if self._reports(passage):
            return "result"
        for index in passage.leads:
            lead = self._passages[index]
            if self.is_title(lead):
                continue
            if index not in self._sections:
                self._sections[index] = self._classify(lead)
            if self._sections[index]:
                return self._sections[index]
        return ""

    def _reports(self, passage: Passage) -> bool:
        """Whether the passage stands in a column that reports what was done."""
        if passage.table is None or passage.column is None:
            return False
        layout = self._structure.layout_of(passage.table)
        if layout is None or passage.column >= len(layout.columns):
            return False
        column = layout.columns[passage.column]
        return column.role in ("other", "note") and _REPORT_COLUMN.search(fold(column.head)) is not None

    def _classify(self, lead: Passage) -> Section:
        if lead.kind != "body":
            return classify_heading(self._folded[lead.start : lead.end])
        # of a paragraph only what introduces: its last sentence, which closes with a colon
        start = max(split_sentences(self._text, lead.start, lead.end)[-1][0], lead.end - _LEAD_REACH)
        words = self._folded[start : lead.end].rstrip()
        if not words.endswith(":"):
            return ""
        return "task" if _ORDERS.search(words) else classify_heading(words)


def _issued(document: Document, structure: Structure) -> Issued | None:
    """When the document was issued, by its letterhead, else by its date line."""
    metadata = structure.metadata
    if metadata.year or metadata.issued_on:
        return Issued(metadata.year, int(metadata.issued_on[5:7] or 0)) if metadata.year else None
    dateline = _dateline(document)
    return Issued(dateline.year, dateline.month or 0) if dateline is not None and dateline.year else None


def _dateline(document: Document) -> Time | None:
    """The date of a text without a letterhead (a press report): the first full date at its head, else the latest
    one that it names."""
    dates = [t for t in find_times(document.folded) if t.kind == "date" and t.year is not None]
    head = [t for t in dates if t.start < _HEAD]
    return head[0] if head else max(dates, key=lambda t: t.year or 0, default=None)


def classify_heading(folded: str) -> Section:
    """What a heading announces: the earliest of its words decides ("Giải pháp thực hiện mục tiêu": task)."""
    folded = regex.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), folded)  # "Thông số (chỉ tiêu)"
    best: tuple[int, str] | None = None
    for entry, compiled in _window("heading"):
        match = compiled.search(folded)
        if match and (best is None or match.start() < best[0]):
            best = (match.start(), entry.value.split(".")[0])
    return best[1] if best else ""  # type: ignore[return-value]


def judge(before: str, after: str) -> list[Verdict]:
    """What the words of the clause say of its figure, strongest first (file order)."""
    found: list[Verdict] = []
    for entry, compiled in _window("before"):
        match = compiled.search(before)
        if match:
            found.append(Verdict(entry.value.split(".")[0], entry.name, match.end()))  # type: ignore[arg-type]
    for entry, compiled in _window("after"):
        if compiled.search(after):
            found.append(Verdict(entry.value.split(".")[0], entry.name))  # type: ignore[arg-type]
    return found


@cache
def _window(name: str) -> tuple[tuple[Pattern, regex.Pattern[str]], ...]:
    return tuple((e, c) for e, c in load_patterns("modality") if e.value.endswith("." + name))
