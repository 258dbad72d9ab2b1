"""The year by which a figure is due: its clause's own, the nearest lead's, the table's, the title's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractor.annotate.clauses import Part, split_sentences
from extractor.annotate.narration import Issued
from extractor.annotate.times import Time, complete_times, find_times
from extractor.model import Document, Layout, Passage, Structure, Table, YearSource
from extractor.text import squeeze

_DUE = ("due", "start")
_LEADING = 60  # characters of adverbs that may stand before the time that opens a sentence
_OPENERS = regex.compile(
    r"\A[\s\-+•*(]*(?:(?:phấn\ đấu|mục\ tiêu(?:\ là)?|chỉ\ tiêu\ \d+|trong\ đó|cụ\ thể|riêng|đồng\ thời|định\ hướng"
    r"|tầm\ nhìn|tiếp\ tục|và|trước\ mắt|giai\ đoạn\ \d|mục\ tiêu\ \d+|từng\ bước|cơ\ bản|ngay"
    r"|theo\ (?:đó|đề\ án|kế\ hoạch|quyết\ định|chiến\ lược|chương\ trình|nghị\ quyết)(?:\ (?:này|trên|được\ duyệt))?"
    r"|bước\ sang|(?:cũng\ )?trong)[\s,:.]*)*\Z"
)


_PURPOSE = regex.compile(r"(?<!\w)(?:để|nhằm)\ (?:đến|tới|vào)(?!\w)")
_COLON = regex.compile(r"[^;.:]{0,60}:")
_CLOSED = regex.compile(r"\s*:[^()]*\)")
_MARK = 3  # characters behind a time in which its colon stands
_CLAUSE_LENGTH = 40  # characters behind a figure that make a clause of their own
_HOST_REACH = 120  # characters between a time and the parenthesis behind it
_BASIS = regex.compile(r"\s*(?:thực\ hiện|căn\ cứ|triển\ khai|theo|quán\ triệt)(?!\w)")
_ENACTS = regex.compile(r"\s*(?:phê\ duyệt|ban\ hành|thông\ qua|công\ bố|cập\ nhật)(?!\w)")


@dataclass(frozen=True, slots=True)
class Due:
    """A year, where it was read, and the time expression if the clause itself has one."""

    year: int | None = None
    year_start: int | None = None
    source: YearSource = "none"
    review: str = ""
    own: Time | None = None


class YearFinder:
    """Due years of a document's leads and title, read once."""

    def __init__(self, document: Document, structure: Structure, *, issued: Issued | None = None) -> None:
        self._document = document
        self._structure = structure
        self._passages = structure.passages
        self._metadata = structure.metadata
        self._issued = issued
        self._leads: dict[int, Due] = {}

    def times(self, start: int, end: int) -> tuple[Time, ...]:
        """The times of a sentence; deadlines without a year have that of the act."""
        folded, issued_on, horizon = self._document.folded, self._metadata.issued_on, self._metadata.horizon
        if issued_on and horizon == (int(issued_on[:4]) + 1,):
            issued_on = f"{horizon[0]}-01-01"  # the plan of a year is made in the December before it
        return complete_times(folded, start, end, find_times(folded, start, end), issued_on)

    def leading(self, times: Sequence[Time], start: int, end: int, folded: str) -> Time | None:
        """The time that opens the sentence ("Đến năm 2030, ...") and so holds for what follows it; so does the
        time in a line that ends with a colon."""
        if times and folded[start:end].rstrip().endswith(":"):
            introduced = [t for t in times if t.role in _DUE and t.year is not None]
            if introduced:
                return introduced[-1]
        first = self._issued.year if self._issued is not None else None
        for time in times:
            opens = time.start - start <= _LEADING and _OPENERS.match(folded[start : time.start]) is not None
            if time.role in (*_DUE, "vision") and time.year is not None and opens:
                return time if first is None or time.year >= first else None
        return None

    def of_part(
        self, parts: Sequence[Part], index: int, times: Sequence[Time], carried: Time | None, passage: Passage
    ) -> Due:
        """The year of one part of a sentence."""
        part = parts[index]
        own = self._own(part, times)
        if own is None and part.inside:
            own = self._of_host(parts, index, times)
        if own is None and index and not part.inside:
            own = self._of_whole(parts, index, times)
        if own is None:
            own = self._before_colon(part, times)
        if own is None and index:
            own = self._of_row(parts, index, times)
        if own is None:
            leading = [t for t in times if carried is not None and t.start == carried.start]
            if not leading:
                own = self._trailing(parts, index, times)
        if own is None and carried is not None:
            own = self._latest(parts, index, times) or carried
        if own is not None:
            return Due(self._in_turn(parts, index, own), own.year_start, "clause", own.review, own)
        due = self.of_leads(passage)
        shared = due.source == "document" and _is_bare(parts, index)
        if (due.year is None or shared) and not part.inside:
            for other in reversed(parts[:index]):
                beside = None if other.inside else self._own(other, times)
                if beside is None:
                    continue
                if other.unit == part.unit or (beside.core < other.figure.start and not shared):
                    return Due(beside.year, beside.year_start, "clause", "year of the clause beside it", beside)
                break
            after = parts[index + 1] if index + 1 < len(parts) else None
            if after is not None and after.unit == part.unit:
                # "tăng bình quân 10%/năm, để đến năm 2030 có 2 triệu": the purpose says until when
                gap = self._document.folded[part.figure.stop : after.figure.start]
                beside = self._own(after, times) if _PURPOSE.search(gap) else None
                if beside is not None:
                    return Due(beside.year, beside.year_start, "clause", "year of the clause beside it", beside)
        return due

    def _of_whole(self, parts: Sequence[Part], index: int, times: Sequence[Time]) -> Time | None:
        """The time of what the figures behind "trong đó" are parts of: "năm 2026 đạt 174 tỷ USD, trong đó đầu tư công
        36 tỷ USD, đầu tư khác 14 tỷ USD"."""
        part = parts[index]
        at = self._document.folded.rfind("trong đó", parts[0].start, part.figure.start)
        whole = [p for p in parts[:index] if p.unit == part.unit and not p.inside and p.figure.end <= at]
        between = [p for p in parts[:index] if p.start >= at >= 0 and not p.inside]
        if not whole or any(self._own(p, times) is not None for p in between):
            return None
        return self._own(whole[-1], times)

    def _of_row(self, parts: Sequence[Part], index: int, times: Sequence[Time]) -> Time | None:
        """The time before the first of figures that follow one another without subjects ("đến năm 2030 đạt 5.500 USD,
        gấp 1,8 lần"), or that opens the clause before its verb ("..., đến ngày 19/12/2025 thông xe, đưa vào khai thác
        120 km")."""
        first = index
        while first and _follows(parts, first):
            first -= 1
        own = self._own(parts[first], times) if first < index else None
        if own is not None and own.core < parts[first].figure.start:
            return own
        if not first or parts[first - 1].unit != parts[first].unit or parts[first].inside or parts[first - 1].inside:
            return None
        before = parts[first - 1]
        opening = [
            t for t in times
            if before.figure.stop <= t.core < parts[first].start and t.role in _DUE and t.year is not None
            and self._opens_another(before, t)
        ]  # fmt: skip
        return opening[-1] if opening else None

    def _in_turn(self, parts: Sequence[Part], index: int, time: Time) -> int | None:
        """ "năm 2030 và 2035 lần lượt đạt 85% và 99%": one year for each figure of the unit."""
        mine = [i for i, p in enumerate(parts) if p.unit == parts[index].unit and not p.inside]
        if len(time.years) > 1 and len(time.years) == len(mine) and index in mine:
            return time.years[mine.index(index)]
        return time.year

    def of_span(self, span: tuple[int, int], times: Sequence[Time], passage: Passage) -> Due:
        """The year of a clause without parts."""
        own = next((t for t in times if span[0] <= t.core < span[1] and t.role in _DUE and t.year), None)
        if own is not None:
            return Due(own.year, own.year_start, "clause", own.review, own)
        return self.of_leads(passage)

    def of_row(self, layout: Layout, table: Table, number: int, passage: Passage | None) -> Due:
        """The row's deadline column, its section rows from the inside out, then what stands above the table."""
        folded = self._document.folded
        for column in layout.of_role("deadline"):
            cell = table.at(number, column.index)
            if cell is None:
                continue
            times = [t for t in self.times(cell.start, cell.end) if t.year is not None]
            alone = regex.fullmatch(r"\s*(?:năm\s*)?(?P<year>20\d\d)\s*", folded[cell.start : cell.end])
            if alone:
                return Due(int(alone["year"]), None, "table")
            if times:
                return Due(times[-1].year, times[-1].year_start, "table")
        for start, end in reversed(layout.sections.get(number, ())):
            times = [t for t in find_times(folded, start, end) if t.year is not None and t.role != "base"]
            if times:
                return Due(times[0].year, times[0].year_start, "table")
        return self._above(passage) if passage is not None else self.of_title()

    def of_leads(self, passage: Passage) -> Due:
        """The nearest lead that names a year (in a table: its row and sections first), else the title's."""
        if passage.table is not None and passage.row is not None:
            layout = self._structure.layout_of(passage.table)
            if layout is not None and passage.column is not None and passage.column < len(layout.columns):
                column = layout.columns[passage.column]
                if column.role == "value" and column.year is not None:
                    return Due(column.year, column.year_start, "table")
            if layout is not None:
                return self.of_row(layout, self._document.tables[passage.table], passage.row, passage)
        return self._above(passage)

    def _above(self, passage: Passage) -> Due:
        title = self._metadata.title_span
        for index in passage.leads:
            lead = self._passages[index]
            if title is not None and lead.start < title[1] and title[0] < lead.end:
                continue
            if _ENACTS.match(self._document.folded, lead.start, lead.end):
                continue  # "Điều 1. Phê duyệt Chương trình ... đến năm 2025" repeats the title
            if index not in self._leads:
                self._leads[index] = self._of_lead(lead)
            due = self._leads[index]
            if due.year is not None or due.review:
                return due
        return self.of_title()

    def of_title(self) -> Due:
        """The title's year, if it names exactly one year or one period."""
        period, horizon = self._metadata.period, self._metadata.horizon
        if period is not None:
            others = set(horizon) - set(range(period[0], period[1] + 1))
            if not others:
                return Due(period[1], period[0], "document")
            return Due(review="the title names several years")
        if len(horizon) == 1:
            return Due(horizon[0], None, "document")
        if len(horizon) > 1:
            return Due(review="the title names several years")
        return Due()

    def lead_of(self, passage: Passage) -> Passage | None:
        """What introduces the passage directly."""
        return self._passages[passage.leads[0]] if passage.leads else None

    def heading_words(self, passage: Passage) -> str:
        """The innermost lead's words, for a figure that stands without any of its own."""
        for index in passage.leads[:1]:
            lead = self._passages[index]
            return squeeze(self._document.text[lead.start : lead.end]).rstrip(" :.;")[:200]
        return ""

    def _of_lead(self, lead: Passage) -> Due:
        folded = self._document.folded
        start = lead.start
        if lead.kind not in ("heading", "cell"):
            start = split_sentences(self._document.text, lead.start, lead.end)[-1][0]
        times = [t for t in find_times(folded, start, lead.end) if t.year is not None]
        heading = lead.kind in ("heading", "cell") or lead.end - lead.start < 200
        roles = (*_DUE, "title") if heading else _DUE
        if lead.kind != "heading" and _BASIS.match(folded, start, lead.end):
            # "Thực hiện Nghị quyết ..., nhiệm kỳ 2020 - 2025, ... ban hành": years of what is cited
            times = [t for t in times if t.role != "title" and not folded.startswith("nhiệm k", t.core)]
        visions = [t for t in times if t.role == "vision"]
        due = [t for t in times if t.role in roles and t.kind != "date"]
        if due and any(v.year not in {t.year for t in due} for v in visions):
            return Due(review="the heading names several years")
        due = due or visions
        if not heading:
            # a lead-in sentence: the time must open it or close it ("... đến năm 2025 như sau:")
            framing = [t for t in due if t.start - start <= _LEADING or lead.end - t.end <= _LEADING]
            if framing and any((t.year or 0) > (max(f.year or 0 for f in framing)) for t in due):
                return Due()  # "Để đến năm 2030 ... và đến năm 2045 trở thành ..., yêu cầu như sau:"
            due = framing
        if not due:
            return Due()
        spans = {(t.year_start, t.year) for t in due}
        if len(spans) > 1:
            years = {t.year for t in due}
            if len(years) > 1:
                return Due(review="the heading names several years")
        best = max(due, key=lambda t: t.year_start is not None)
        return Due(best.year, best.year_start, "heading")

    def _own(self, part: Part, times: Sequence[Time]) -> Time | None:
        mine = [t for t in times if part.start <= t.core < max(part.end, part.figure.stop) and t.year is not None]
        mine = [t for t in mine if not self._is_elsewhere(part, t)]
        due = [t for t in mine if t.role in _DUE]
        if not due:
            due = [t for t in mine if t.role == "vision"]
        if not due:
            return None
        due = [t for t in due if t.core < part.figure.end or not self._opens_another(part, t)] or due
        behind = [t for t in due if t.core >= part.figure.end]
        if behind and len(due) > len(behind):
            due = [t for t in due if t in behind or not self._closes_another(part, t)]
        if len(due) > 1 and behind and len(due) == len(behind):
            return behind[0]
        if behind and any(t.kind == "period" for t in due if t not in behind) and behind[0].kind != "period":
            return behind[0]  # "giai đoạn 2025 - 2030 ..., đạt 20% ngay trong năm 2025"
        # the nearest to the figure
        return min(due, key=lambda t: min(abs(t.core - part.figure.end), abs(part.figure.start - t.end)))

    def _is_elsewhere(self, part: Part, time: Time) -> bool:
        """Whether a time behind the figure is another figure's: "2.500 căn, năm 2027: 3.000 căn", "650.000 m3 (năm
        2025: 420.000 m3)"."""
        if time.core < part.figure.end:
            return False
        folded, issued = self._document.folded, self._issued
        past = time.year is not None and issued is not None and time.year < issued.year + issued.late
        if past and folded.rfind("(", part.figure.end, time.start) > folded.rfind(")", part.figure.end, time.start):
            return bool(folded[time.end : time.end + _MARK].lstrip(" ,").strip(")"))  # "(năm 2023 là 31 giờ)"
        return folded[time.end : time.end + _MARK].lstrip().startswith(":")

    def _latest(self, parts: Sequence[Part], index: int, times: Sequence[Time]) -> Time | None:
        """The last time that opened an earlier part: "đến năm 2025 có 50%, đến năm 2030 có 70% ...; 90% ..."."""
        for part in reversed(parts[:index]):
            own = None if part.inside else self._own(part, times)
            if own is not None:
                return own if own.core < part.figure.start else None
        return None

    def _closes_another(self, part: Part, time: Time) -> bool:
        """Whether a time before the figure ends a clause of its own: "triển khai trong tháng 12, số hóa 100% ..."."""
        folded = self._document.folded
        if _OPENERS.match(folded[part.start : time.start]):
            return False
        return folded[time.end : part.figure.begin].lstrip().startswith(",")

    def _opens_another(self, part: Part, time: Time) -> bool:
        """Whether a time behind the figure opens a clause of its own: "..., đến năm 2030 đạt bao phủ toàn dân"."""
        folded = self._document.folded
        return "," in folded[part.figure.stop : time.start] and bool(folded[time.end : part.end].strip(" .;,)"))

    def _trailing(self, parts: Sequence[Part], index: int, times: Sequence[Time]) -> Time | None:
        """ "A đạt 50%, B đạt 60% vào năm 2025": the time that closes the unit holds for all before it."""
        part = parts[index]
        folded = self._document.folded
        for later in parts[index + 1 :]:
            if later.unit != part.unit:
                return None
            apart = folded[part.tail[1] : later.figure.begin].lstrip().startswith(",")
            if apart and part.subject[0] >= part.subject[1] and part.tail[1] - part.tail[0] > _CLAUSE_LENGTH:
                return None  # each has its own predicate
            if later.inside and not part.inside:
                continue
            behind = [
                t for t in times
                if later.figure.end <= t.core < max(later.end, later.figure.stop) and t.role in _DUE and t.year
                and not self._is_elsewhere(later, t)
            ]  # fmt: skip
            before = [t for t in times if later.start <= t.core < later.figure.start and t.role in _DUE]
            if behind:
                return behind[0]
            if before:
                return None
        return None

    def _of_host(self, parts: Sequence[Part], index: int, times: Sequence[Time]) -> Time | None:
        """What stands in parentheses shares the time of the clause around them."""
        part = parts[index]
        hosts = [p for p in parts[:index] if not p.inside and p.unit == part.unit]
        named = [
            t for t in times if part.start <= t.core < part.figure.start and t.kind == "period" and t.role == "title"
        ]
        if named:
            return named[-1]  # "(kế hoạch ... giai đoạn 2026 - 2030 không quá ...)"
        if hosts:
            return self._own(hosts[-1], times)
        folded = self._document.folded
        before = [
            t for t in times
            if t.end <= part.start and ";" not in folded[t.end : part.start]
            and part.start - t.end < _HOST_REACH and t.role in _DUE
        ]  # fmt: skip
        if before:
            return before[-1]
        # "phần còn lại (khoảng 400 hộ) hoàn thành năm 2027"
        behind = [t for t in times if t.start >= part.end and t.role in _DUE and t.year is not None]
        free = bool(behind) and regex.search(r"[;.]|\d", folded[part.end : behind[0].start]) is None
        return behind[0] if free else None

    def _before_colon(self, part: Part, times: Sequence[Time]) -> Time | None:
        """ "Mục tiêu vào năm 2030: Hà Nội có ..., Huế có ...": what stands before the colon holds for all behind it."""
        folded = self._document.folded
        for time in reversed(times):
            due = time.role in _DUE and time.year is not None and time.end <= part.start + 1
            if _CLOSED.match(folded[time.end : part.start]):
                continue  # "(năm 2025: 420.000 m3)" speaks of what is in the brackets
            if due and _COLON.match(folded[time.end : part.figure.start]):
                return time
        return None


def _follows(parts: Sequence[Part], index: int) -> bool:
    part, before = parts[index], parts[index - 1]
    alone = part.subject[0] >= part.subject[1] and part.unit == before.unit
    return alone and not (part.inside or before.inside or part.nested)


def _is_bare(parts: Sequence[Part], index: int) -> bool:
    """Whether a figure without a verb goes on with the one before it: "làm đất đạt 96% vào năm 2023, thu hoạch 85%"."""
    figure = parts[index].figure
    before = parts[index - 1].figure if index else None
    alike = before is not None and before.kind == figure.kind and before.reached and before.unit == figure.unit
    return alike and not (figure.reached or figure.moved or figure.committed) and figure.direction == "level"
