"""Whom headings and lead-ins put in charge of what stands below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import regex

from extractor.annotate.duties import Duty, Reader
from extractor.knowledge.loader import load_patterns
from extractor.model import AgencyMention, Document, Passage, Role, Structure
from extractor.text import fold, squeeze

MAX_HEAD = 400
"""Characters of a heading that only names agencies; longer text says something."""

_COLON_REACH = 12  # characters in which the announcing colon or "sau đây" stands

_ANNOUNCES = regex.compile(r"(?::|\b(?:sau|sau đây|cụ thể|như sau)\s*[:.]?)\s*$")
# "Các doanh nghiệp thực hiện chuyển đổi số", "Trách nhiệm của cộng đồng": a whole heading names who is meant.
GROUP_HEAD = regex.compile(
    r"""(?:trách\s+nhiệm\s+của\s+)?
    (?P<name> (?:(?:các|những)\s+ | (?<=của\s) | (?=cộng\s+đồng|doanh\s+nghiệp))
      (?:bộ|sở|ban|ngành|doanh\s+nghiệp|tổ\s+chức|hội|hiệp\s+hội|cơ\s+quan|đơn\s+vị|trường|cơ\s+sở|viện|tập\s+đoàn
        |cộng\s+đồng|người\s+dân|hợp\s+tác\s+xã|ngân\s+hàng|nhà\s+mạng|địa\s+phương|thành\s+viên|chủ\s+đầu\s+tư|đại\s+học)
      (?:(?!\slà\s|\sđối\s+với\s|\strong\s+(?:việc|công\s+tác)\s)[^.;:]){0,110} )
    (?:\s+(?:đối\s+với|trong\s+(?:việc|công\s+tác))\s[^.;:]{0,110})? [:.]?\s*$""",
    regex.VERBOSE,
)
_DESCRIBED = regex.compile(r"(?P<name>[^.;:()]{5,120}?)\s*(?:\([^()]*\))?\s*:\s*$")
_UNIT_HEAD = regex.compile(
    r"""(?P<name> (?:tổ\s+đảng|đảng\s+bộ|chi\s+bộ|hạt|đội|cụm|ban\s+chủ\s+nhiệm|ban\s+giám|trạm|đồn|chi\s+nhánh
      |xí\s+nghiệp|vườn\s+quốc\s+gia|khu\s+bảo\s+tồn|bộ\s+phận|cơ\s+quan\s+(?:chủ\s+trì|phối\s+hợp|thường\s+trực|đầu\s+mối))
      \s [^.;:]{2,90}? ) \s*[:.]?\s*""",
    regex.VERBOSE,
)
_HIGHEST = frozenset(
    {
        "chinh_phu",
        "thu_tuong",
        "quoc_hoi",
        "uy_ban_thuong_vu_quoc_hoi",
        "bo_chinh_tri",
        "ban_bi_thu",
        "chu_tich_nuoc",
        "pho_thu_tuong",
    }
)
_OF_ISSUER = regex.compile(
    r"(?:\w+\s+){0,3}?(?:tán\s+thành|kêu\s+gọi|giao|quyết\s+định|yêu\s+cầu|đề\s+nghị|kiến\s+tạo|ghi\s+nhận|đánh\s+giá"
    r"|biểu\s+dương)"
)
_ISSUING = regex.compile(
    r"(?:ban\s+hành|xây\s+dựng|triển\s+khai|báo\s+cáo|quyết\s+định|thông\s+báo|kính\s+báo|đã)\s[^;]{0,600}?"
    r"(?:như\s+sau|sau\s+đây|cụ\s+thể)\s*[:.]?\s*$"
    r"|ban\s+hành\s+(?:kế\s+hoạch|chỉ\s+thị|công\s+điện)\b|thống\s+nhất|quyết\s+nghị|quyết\s+định\s*:|trân\s+trọng"
)
_ISSUED = regex.compile(r"(?:đã|thống\s+nhất|quyết\s+nghị|trân\s+trọng|ban\s+hành\s[^;]{0,600}?như\s+sau)")
_ABOVE_GOVERNMENT = frozenset(
    {"quốc hội", "ủy ban thường vụ quốc hội", "bộ chính trị", "ban bí thư", "ban chấp hành trung ương"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """Whom a heading or a lead-in puts in charge of what stands below it."""

    subjects: tuple[AgencyMention, ...]
    role: Role | None = None
    partners: tuple[AgencyMention, ...] = ()
    bare: bool = True  # names only; no task of its own
    everybody: bool = False  # a lead-in to all, not a heading that names them
    with_items: bool = False  # the items below begin with the partners
    detail: bool = False  # between the heading and the paragraph stands the task that it details


class Heads:
    """Reads the heads of a document. ``passages`` are its paragraphs by index, broken headings joined."""

    def __init__(
        self, document: Document, structure: Structure, reader: Reader, passages: Mapping[int, Passage]
    ) -> None:
        self.document = document
        self.structure = structure
        self.reader = reader
        self.passages = passages
        self.tasked: set[int] = set()  # passages that state a task themselves
        self._read: dict[int, Head | None] = {}
        self._index_of = {p.start: index for index, p in passages.items()}
        self._first_below: dict[int, Passage] = {}  # the first paragraph that a passage leads
        for passage in passages.values():
            for lead in passage.leads[:1]:
                self._first_below.setdefault(lead, passage)

    def of(self, index: int) -> Head | None:
        """Whom passage ``index`` puts in charge of what it introduces; None where it names nobody."""
        if index not in self._read:
            passage = self.passages.get(index)
            self._read[index] = self._head(passage) if passage else None
        return self._read[index]

    def above(self, passage: Passage) -> Head | None:
        """Whom the nearest lead of a passage puts in charge of it."""
        title = self.structure.metadata.title_span
        detail, heading_between, role_only = False, False, ""
        for lead in passage.leads:
            above = self.structure.passages[lead]
            if above.kind == "opening" or above.provision_id.startswith("mo_dau"):
                return None  # what the preamble orders is said in detail below
            if title and title[0] <= above.start < title[1]:
                return None
            head = self.of(lead)
            if head and role_only:
                role: Role = "lead" if role_only.lstrip().startswith("chủ trì") else "coordinate"
                return replace(head, role=role, detail=False, with_items=role == "lead")
            if head and head.everybody and (heading_between or passage.kind == "heading"):
                return None  # "các bộ, ngành thực hiện các nhiệm vụ sau:" before headings: nobody in particular
            if head:
                return replace(head, detail=detail)
            generic = load_patterns("roles")["topic"].fullmatch(self.reader.folded, above.start, above.end)
            heading_between = heading_between or (above.kind == "heading" and not generic)
            if load_patterns("roles")["role_only"].match(self.reader.folded, above.start, above.end):
                role_only = self.reader.folded[above.start : above.end]
            detail = detail or lead in self.tasked
        return None

    def _head(self, passage: Passage) -> Head | None:
        if passage.kind not in ("heading", "body"):
            return None
        patterns, folded = load_patterns("roles"), self.reader.folded
        prefix = patterns["head_prefix"].match(folded, passage.start, passage.end)
        at = prefix.end() if prefix else passage.start
        runs = self.reader.runs(passage.start, passage.end)
        if (
            runs
            and passage.end - passage.start < MAX_HEAD
            and not folded[at : runs[0].start].strip(" \"'(")
            and patterns["head_suffix"].match(folded, runs[0].end, passage.end)
        ):
            return Head(runs[0].mentions)
        if _ANNOUNCES.search(folded, max(passage.start, passage.end - _COLON_REACH), passage.end):
            head = self._described_group(passage, at) or self._lead_in(passage)
            if head:
                return head
        match = GROUP_HEAD.match(folded, at, passage.end) if passage.kind == "heading" else None
        if match and self._is_topic_among_topics(passage, match):
            return None
        if match and not patterns["execution"].search(folded, at, passage.end):
            quote = self.document.quote(match.start("name"), match.end("name"))
            unit = self.structure.by_id.get(passage.provision_id)
            high = unit is not None and unit.level in ("phan", "chuong", "muc", "tieu_muc")
            return Head((AgencyMention(quote, squeeze(quote.text), "", "group"),), everybody=high)
        return self._unknown_unit(passage, at)

    def _is_topic_among_topics(self, passage: Passage, match: regex.Match[str]) -> bool:
        """Whether a heading like "Doanh nghiệp số" stands among headings none of which names an agency."""
        if match["name"].startswith(("các ", "những ")) or match.start("name") > passage.start:
            return False
        parent = passage.provision_id.rpartition("__")[0]
        others = [p for p in self.passages.values() if p.provision_id.rpartition("__")[0] == parent]
        others = [p for p in others if p.kind == "heading" and p.provision_id != passage.provision_id]
        if not others:
            return False
        return not any(GROUP_HEAD.match(self.reader.folded, p.start, p.end) for p in others) and not any(
            run.start == p.start for p in others for run in self.reader.runs(p.start, p.end)
        )

    def _unknown_unit(self, passage: Passage, at: int) -> Head | None:
        """ "Tổ đảng ở Ủy ban Pháp luật", "Hạt Kiểm lâm huyện": a unit that only the duties below it give away."""
        folded = self.reader.folded
        match = _UNIT_HEAD.fullmatch(folded, at, passage.end)
        below = self._first_below.get(self._index_of.get(passage.start, -1))
        if not match or below is None:
            return None
        told = self.reader.explicit(below.start, below.end)
        if told is None and not load_patterns("roles")["task_verb"].match(folded, below.start, below.end):
            return None
        quote = self.document.quote(match.start("name"), match.end("name"))
        return Head((AgencyMention(quote, squeeze(quote.text), "", "other", "not a name that is known"),))

    def _described_group(self, passage: Passage, at: int) -> Head | None:
        """ "Các cơ quan đăng ký đầu tư (Sở Tài chính, …):" names a group by what it does."""
        patterns, folded = load_patterns("roles"), self.reader.folded
        match = _DESCRIBED.match(folded, at, passage.end)
        run = next((r for r in self.reader.runs(passage.start, passage.end) if r.start == at), None)
        if not match or run is None or run.mentions[0].kind != "group" or run.end > match.end("name"):
            return None
        rest = run.end
        while rest < match.end("name") and folded[rest].isspace():
            rest += 1
        if any(
            patterns[n].match(folded, rest, passage.end) for n in ("task_verb", "modal", "adverbial", "head_suffix")
        ):
            return None
        if self.reader.explicit(rest, passage.end):
            return None
        quote = self.document.quote(match.start("name"), match.end("name"))
        return Head((AgencyMention(quote, squeeze(quote.text), "", "group"),))

    def _lead_in(self, passage: Passage) -> Head | None:
        """The subject of a sentence that introduces a list: "Bộ A chủ trì, phối hợp với các bộ:"."""
        duties = self.reader.duties(passage.start, passage.end, headed=False)
        if not duties or not duties[0].subjects or self.is_talk_of_issuer(duties[0].subjects[0], duties[0]):
            return None
        folded = self.reader.folded
        duty = duties[-1] if duties[-1].subjects else duties[0]
        at = duty.task_start
        if duty.role == "direct":  # "Bộ A chỉ đạo các đơn vị:"
            runs = self.reader.runs(passage.start, passage.end)
            at = duty.role_end
            at = next((r.end for r in runs if r.start >= at and not folded[at : r.start].strip()), at)
        named = folded[duty.subjects[-1].quote.end : passage.end].lstrip().startswith(":")  # "Các sở, ngành: …"
        everybody = passage.kind == "body" and not named and all(m.kind == "group" for m in duty.subjects)
        if load_patterns("roles")["head_suffix"].match(folded, at, passage.end):
            role = duty.role if duty.role != "implement" else None
            return Head(duty.subjects, role, duty.partners, everybody=everybody)
        return Head(duty.subjects, bare=False, everybody=everybody)

    def is_talk_of_issuer(self, mention: AgencyMention, duty: Duty) -> bool:
        """ "Ủy ban nhân dân tỉnh ban hành Kế hoạch … như sau" is the act itself, not a task."""
        if duty.role != "implement":
            return False
        words = self.reader.folded[duty.task_start : duty.end].strip()
        highest = mention.key in _HIGHEST
        if highest and duty.rule == "subject_implement" and not self._is_for_highest():
            # "Chính phủ, chính quyền địa phương các cấp khẩn trương …" is told together with others
            return len(duty.subjects) == 1
        own = squeeze(fold(self.structure.metadata.issuer)) == fold(mention.name)
        if highest and not own:
            return bool(_ISSUED.match(words))
        issuer, name = squeeze(fold(self.structure.metadata.issuer)), fold(mention.name)
        related = not issuer or issuer.startswith(name) or name.startswith(issuer)
        return (related and bool(_ISSUING.match(words))) or (own and bool(_OF_ISSUER.match(words)))

    def _is_for_highest(self) -> bool:
        """Whether the act may tell the highest organs of the State what to do: the Party's, the National Assembly's."""
        number = self.structure.metadata.number
        issuer = squeeze(fold(self.structure.metadata.issuer))
        if self.structure.metadata.kind == "luat" or issuer in _ABOVE_GOVERNMENT:
            return True
        return any(mark in number for mark in ("QH", "TW"))
