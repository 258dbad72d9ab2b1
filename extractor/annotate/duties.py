"""Who has which part in the task of one sentence: subjects, role, partners, and where the task begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import regex

from extractor.knowledge.loader import load_patterns
from extractor.model import AgencyMention, Role

Rule = Literal["lead", "colead", "coordinate", "monitor", "direct", "implement", "execution"]

# What may stand between two agencies of one list: "Bộ A (thường trực), Bộ B và các bộ".
_JOINT = regex.compile(
    r"\s*(?:\[\d{1,3}\]\s*)?(?:\([^()]*\)\s*)?"
    r"(?:[,;/&+-]|\bvà\b|\bcùng\b(?:\s+với)?|\bhoặc\b|\bvới\b(?=\s+các\b)|[ ])*\s*"
    r"(?:\d{1,2}[.)]\s*)?(?:[-+•]\s*)?"
)
_SENTENCE_END = regex.compile(
    r"[.](?=\s+[\p{Lu}\"“(])|;|(?<=[:.,;\s])\((?:\d{1,2}|[ivx]{1,4})\)(?=\s)|\n(?=\s*[-+•]\s)"
)
_ABBREVIATION = regex.compile(r"(?:\b(?:tp|ts|gs|pgs|ths|tt|st|v\.v|vv|q|p)|\b\p{L})$")
_PREPOSED = regex.compile(
    r"\b(?:với|của|cho|tại|từ|do|giúp|về|bởi|gửi|trình|giữa|báo cáo|tham mưu|ở|là|qua)\s*(?:các\s*)?$"
)
_CLAUSE_START = regex.compile(r"(?:[,;:]|\bvà|\bgiao|\byêu cầu|\bđề nghị|\bphân công)\s*$")
_ROLE_RULES: tuple[Rule, ...] = ("colead", "lead", "coordinate", "monitor", "direct")
# A list that names none of these, only "doanh nghiệp" or "cá nhân", is a subject where a word of duty says so.
_OFFICIAL_BODY = regex.compile(
    r"\b(?:bộ|ngành|(?<!cơ\s)sở|ban|địa phương|ủy ban nhân dân|cơ quan|đơn vị|cấp ủy|chính quyền|đoàn thể|hội"
    r"|hiệu trưởng|giám đốc|chủ (?:đầu tư|rừng|dự án|hồ|đập)"
    r"|(?:tỉnh|thành|huyện|quận|thị|đảng) ủy)\b"
)
REACH = 600
"""Characters within which a role word is looked for behind the subject's adverbials."""


NEAR = 200
"""Characters within which "chỉ đạo" or "theo dõi" behind an adverbial is still the predicate."""


@dataclass(frozen=True, slots=True)
class Run:
    """Agencies that stand side by side as one list. ``end`` is behind the owner of the last one, if it has one."""

    mentions: tuple[AgencyMention, ...]
    end: int
    owner: str = ""  # its kind

    @property
    def start(self) -> int:
        return self.mentions[0].quote.start


@dataclass(frozen=True, slots=True)
class Duty:
    """One part in one task. ``subjects`` is empty where the sentence names none: the heading's agency is meant."""

    subjects: tuple[AgencyMention, ...]
    role: Role
    partners: tuple[AgencyMention, ...]
    start: int
    end: int
    task_start: int
    rule: str
    review: str = ""
    role_end: int = 0  # behind the words that say the role
    task_end: int = 0  # where the sentence says who does it behind the task
    due: tuple[int, int] | None = None  # a deadline behind that


@dataclass(slots=True)
class Reader:
    """A document's text with its agencies; reads the duties of any stretch."""

    text: str
    folded: str
    mentions: Sequence[AgencyMention]
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._starts = [m.quote.start for m in self.mentions]
        self.folded = _SLIPS.sub(lambda match: "chủ trì" if match["lead"] else "phối hợp", self.folded)

    # ------------------------------------------------------------------------------------------ lists

    def mentions_in(self, start: int, end: int) -> list[AgencyMention]:
        first = bisect_left(self._starts, start)
        return [m for m in self.mentions[first : bisect_left(self._starts, end)] if m.quote.end <= end]

    def runs(self, start: int, end: int) -> list[Run]:
        """The lists of agencies in a stretch."""
        runs: list[Run] = []
        for mention in self.mentions_in(start, end):
            last = runs[-1] if runs else None
            gap = self.folded[last.end : mention.quote.start] if last else ""
            if last and last.owner == "group" and mention.kind in ("group", "province") and gap.strip() in (",", "và"):
                runs[-1] = Run(last.mentions, mention.quote.end, "group")  # "… của các bộ, các tỉnh, thành phố"
            elif last and self._is_led(last, mention):
                runs.append(Run((mention,), mention.quote.end))
            elif last and _JOINT.fullmatch(self.folded, last.end, mention.quote.start):
                runs[-1] = Run((*last.mentions, mention), mention.quote.end)
            elif last and _OWNED_BY.fullmatch(self.folded, last.end, mention.quote.start):
                runs[-1] = Run(last.mentions, mention.quote.end, mention.kind)  # "Ban Tuyên giáo của Đảng ủy Chính phủ"
            else:
                runs.append(Run((mention,), mention.quote.end))
        return runs

    def _is_led(self, run: Run, mention: AgencyMention) -> bool:
        """Whether "lãnh đạo" at the head of a name is what the Party organ before it does; only a blank parts them."""
        gap = self.folded[run.end : mention.quote.start]
        led = _LEADS.match(self.folded, mention.quote.start, mention.quote.end)
        return led is not None and not gap.strip() and self._is_party(run)

    # ------------------------------------------------------------------------------------------ sentences

    def segments(self, start: int, end: int, runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
        """The stretch cut at full stops, semicolons and inline numbers, but not inside a list of agencies."""
        at = start
        depth_until = start
        for match in _SENTENCE_END.finditer(self.text, start, end):
            if match.start() < depth_until:
                continue
            if match.group() == "." and _ABBREVIATION.search(self.folded, max(start, match.start() - 8), match.start()):
                continue
            if any(r.start < match.start() < r.end for r in runs) and not self._splits_run(match.start(), runs, end):
                continue
            if self._in_parentheses(at, match.start()) and match.group() in ".;":
                continue
            cut = match.start() if match.group()[0] in "(\n" else match.end()
            if self.folded[at:cut].strip():
                yield at, cut
            at = cut
        if self.folded[at:end].strip():
            yield at, end

    def _in_parentheses(self, start: int, at: int) -> bool:
        piece = self.folded[start:at]
        return piece.count("(") > piece.count(")")

    def _splits_run(self, at: int, runs: Sequence[Run], end: int) -> bool:
        """ "phối hợp với Bộ A; Bộ B chủ trì": the list is cut where its tail has a part of its own."""
        run = next(r for r in runs if r.start < at < r.end)
        before = self.folded[max(0, run.start - 12) : run.start]
        return self.text[at] == ";" and bool(_PREPOSED.search(before)) and self.predicate(run.end, end) is not None

    # ------------------------------------------------------------------------------------------ predicates

    def explicit(self, at: int, end: int) -> tuple[Rule, int] | None:
        """The role that the words at ``at`` say, and where they end; None where they say none."""
        patterns = load_patterns("roles")
        at = self._behind_aside(at, end)
        for rule in _ROLE_RULES:
            match = patterns[rule].match(self.folded, at, end)
            if match:  # "theo dõi, đôn đốc" is the task itself
                return rule, match.start() if rule == "monitor" else match.end()
        return None

    def _behind_aside(self, at: int, end: int) -> int:
        aside = _ASIDE.match(self.folded, at, end)
        return aside.end() if aside else at

    def predicate(self, at: int, end: int) -> tuple[Rule, int, bool] | None:
        """(role, end of the role's words, whether a word of duty says it) of what follows a subject, or None."""
        patterns = load_patterns("roles")
        if patterns["execution"].match(self.folded, at, end):
            return "execution", at, True
        closing = _CLOSING_ARTICLE.search(self.folded, at, end)
        if closing:  # behind officials that are not known
            return "execution", closing.start(), True
        found = self.explicit(at, end)
        if found:
            return found[0], found[1], True
        body = self._behind_aside(at, end)
        if _NOTHING_MORE.match(self.folded[body:end]):
            return None
        if patterns["adverbial"].match(self.folded, body, end):
            later = self._behind_adverbials(body, end)
            if later:
                return later[0], later[1], True
            return "implement", body, True
        modal = patterns["modal"].match(self.folded, body, end)
        if modal:
            later = self._behind_adverbials(modal.end(), min(end, modal.end() + NEAR))
            if later and later[0] in ("lead", "colead"):
                return later[0], later[1], True
            return "implement", body, True
        if ":" in self.folded[at:body] and self.folded[body:end].strip(" .;"):
            return "implement", body, True  # "Các sở, ngành: Là đầu mối …"
        if patterns["no_predicate"].match(self.folded, body, end):
            return None
        return "implement", body, False

    def _behind_adverbials(self, at: int, end: int) -> tuple[Rule, int] | None:
        """The first role word behind a comma: "căn cứ khả năng ngân sách, chủ trì …"."""
        task_verb = load_patterns("roles")["task_verb"]
        for match in _COMMA.finditer(self.folded, at, min(end, at + REACH)):
            found = self.explicit(match.end(), end)
            if found and (found[0] in ("lead", "colead", "coordinate") or match.start() < at + NEAR):
                return found
            if task_verb.match(self.folded, match.end(), end):
                return None
        return None

    def behind_manner(self, at: int, end: int) -> int:
        """Where a task begins: behind "có trách nhiệm", behind "theo nhiệm vụ được giao"."""
        task_verb = load_patterns("roles")["task_verb"]
        duty = _DUTY.match(self.folded, at, end)
        at = duty.end() if duty else at
        if not _RESTS_ON.match(self.folded, at, end):
            return at
        for match in _COMMA.finditer(self.folded, at, min(end, at + NEAR)):
            if task_verb.match(self.folded, match.end(), end):
                return match.end()
        return at

    # ------------------------------------------------------------------------------------------ duties

    def duties(self, start: int, end: int, *, headed: bool) -> list[Duty]:
        """The duties that a paragraph states, in order. ``headed``: a heading above names who has to act."""
        runs = self.runs(start, end)
        found: list[Duty] = []
        owner: tuple[AgencyMention, ...] | None = () if headed else None
        for number, (seg_start, seg_end) in enumerate(self.segments(start, end, runs)):
            inside = [r for r in runs if seg_start <= r.start < seg_end]
            own = self._own_subject(seg_start, seg_end, inside, first=number == 0)
            if own and own[0].rule == "subject_implement" and self._is_listed(start, own[0]):
                own = []
            if own:
                owner = own[0].subjects
                found.extend(own)
            elif (named := self._named_only(seg_start, seg_end, inside)) is not None:
                owner = named.mentions  # "Bộ Công an: (1) chủ trì …; (2) …"
            elif owner is not None:
                duty = self._of_owner(owner, seg_start, seg_end, inside, first=not found)
                counted = _COUNTED.match(self.folded, seg_start, seg_end)
                if duty and (not found or self._adds(duty, found) or (counted and duty.role != "implement")):
                    found.append(duty)
        return found or list(self._asides(start, end, runs))

    def _asides(self, start: int, end: int, runs: Sequence[Run]) -> Iterator[Duty]:
        """Who does it, said behind the task: "Rà soát văn bản (Sở Tư pháp chủ trì, Sở Nội vụ phối hợp)"."""
        for match in _PARENTHESIS.finditer(self.folded, start, end):
            inside = [r for r in runs if match.start() < r.start and r.end <= match.end()]
            if not inside or self.folded[match.start() + 1 : inside[0].start].strip():
                continue
            stop = match.end() - 1
            told = self.explicit(inside[0].end, stop)
            if told is None or told[0] not in ("lead", "colead", "coordinate"):
                continue
            first = self._duty(inside[0].mentions, told[0], told[1], match.start(), stop, inside)
            for duty in (first, *self._others(first, match.start(), stop, inside)):
                yield replace(duty, start=start, end=end, task_start=start, rule=f"aside_{duty.role}")

    def _is_listed(self, start: int, duty: Duty) -> bool:
        return _LISTED.search(self.folded[start : duty.subjects[0].quote.start]) is not None

    def _named_only(self, start: int, end: int, runs: Sequence[Run]) -> Run | None:
        """The list of agencies that is all of a stretch before its inline numbers."""
        if len(runs) != 1 or self.folded[start : runs[0].start].strip(" ,;"):
            return None
        return runs[0] if self.folded[runs[0].end : end].strip() == ":" else None

    def _adds(self, duty: Duty, found: Sequence[Duty]) -> bool:
        """Whether a later sentence about the same agency gives it the lead. Its other parts are part of the task."""
        return duty.role in ("lead", "colead") and all(d.role not in ("lead", "colead") for d in found)

    def _own_subject(self, start: int, end: int, runs: Sequence[Run], *, first: bool) -> list[Duty]:
        patterns = load_patterns("roles")
        opener = patterns["opener"].match(self.folded, start, end)
        pos = opener.end() if opener else start
        subject, ordered = self._subject(pos, end, runs)
        if subject is None:
            return []
        told = self.predicate(subject.end, end)
        if told is None or (
            load_patterns("roles")["difficulty"].search(self.folded, start, end) and told[0] == "implement"
        ):
            return []
        rule, role_end, sure = told
        if rule == "lead" and _NOUN_LEAD.match(self.folded, subject.end, end) and not self._is_named(subject):
            rule, role_end = "implement", subject.end  # "các cơ quan chủ trì nhiệm vụ gửi báo cáo"
        if rule == "implement" and self._is_party(subject) and _LEADS.match(self.folded, role_end, end):
            rule = "direct"  # of others "lãnh đạo" is a noun: "Bộ Y tế, lãnh đạo các bệnh viện"
        official = self._is_official(subject)
        if not (sure or official or (ordered and first)):
            return []
        if _ANY_CHIEF.match(self.folded, subject.start) and rule != "execution":
            return []
        said_to_all = rule == "implement" and all(m.kind == "group" or _EVERY.search(m.name) for m in subject.mentions)
        if said_to_all and patterns["closing"].match(self.folded, subject.end, end):
            return []
        if not official and told[0] == "implement" and not first:
            return []
        found = [self._duty(subject.mentions, rule, role_end, start, end, runs, ordered=ordered)]
        others = list(self._others(found[0], start, end, runs))
        for other in others:
            between = self.folded[found[0].task_start : other.subjects[0].quote.start]
            if rule in ("lead", "colead") and not between.strip(" ,"):  # "A chủ trì, B phối hợp tổ chức diễn tập"
                found[0] = replace(found[0], task_start=other.task_start)
        return found + others

    def _is_named(self, run: Run) -> bool:
        return any(m.kind != "group" for m in run.mentions)

    def _is_party(self, run: Run) -> bool:
        return all(m.kind == "party" for m in run.mentions)

    def _is_official(self, run: Run) -> bool:
        return any(m.kind != "group" for m in run.mentions) or bool(
            _OFFICIAL_BODY.search(self.folded, run.start, run.end)
        )

    def _subject(self, pos: int, end: int, runs: Sequence[Run]) -> tuple[Run | None, bool]:
        """The list that is told to act in a sentence that begins at ``pos``; whether a word of order stands before."""
        patterns = load_patterns("roles")
        order = patterns["order"].match(self.folded, pos, end)
        if order:
            return self._at(order.end(), runs), True
        first = self._at(pos, runs)
        if first:
            order = _ORDER_BEHIND.match(self.folded, first.end, end)
            ordered = self._at(order.end(), runs) if order else None
            if ordered:  # "Chính phủ yêu cầu các bộ …"
                return ordered, True
            return first, False
        topic = _TOPIC_BEFORE.match(self.folded, pos, end)
        if topic:  # "Mở tài khoản: Ủy ban nhân dân xã …", "Về kiến nghị của tỉnh: giao Bộ Tài chính …"
            order = patterns["order"].match(self.folded, topic.end(), end)
            named = self._at(order.end(), runs) if order else None
            if named and self.predicate(named.end, end):
                return named, True
            named = self._at(topic.end(), runs)
            if named and self.predicate(named.end, end):
                return named, False
            if patterns["adverbial"].match(self.folded, topic.end(), end):
                pos = topic.end()
        if not patterns["adverbial"].match(self.folded, pos, end):
            return None, False
        for run in runs:
            before = self.folded[pos : run.start].rstrip()
            order = _ORDER_BEFORE.search(before)
            if order:
                return run, True
            tail = self._tail_of(run)
            if tail is not run and self.predicate(tail.end, end) and _OF.search(self.folded[pos : run.start]):
                return tail, False  # "theo đề nghị của các bộ, Bộ Tài chính chủ trì"
            if before.endswith(","):
                order = _ORDER_BEHIND.match(self.folded, run.end, end)
                ordered = self._at(order.end(), runs) if order else None
                if ordered:
                    return ordered, True  # "Tại hội nghị, Thủ tướng giao Bộ A …"
                if self.predicate(run.end, end):
                    return run, False
        return None, False

    def _tail_of(self, run: Run) -> Run:
        """The last agency of a list behind a preposition, where a comma parts it from the others."""
        if len(run.mentions) < 2:
            return run
        gap = self.folded[run.mentions[-2].quote.end : run.mentions[-1].quote.start]
        return Run(run.mentions[-1:], run.end) if gap.strip() == "," else run

    def _at(self, pos: int, runs: Sequence[Run]) -> Run | None:
        """The list that begins at ``pos``, or within it (what stands before belongs to another clause)."""
        for run in runs:
            if run.start >= pos and not self.folded[pos : run.start].strip(" ,:\"'"):
                return run
        return None

    def _of_owner(
        self, owner: tuple[AgencyMention, ...], start: int, end: int, runs: Sequence[Run], *, first: bool
    ) -> Duty | None:
        """The duty of whom the heading or an earlier sentence names."""
        patterns = load_patterns("roles")
        opener = patterns["opener"].match(self.folded, start, end)
        pos = opener.end() if opener else start
        chief = _CHIEFS.match(self.folded, pos, end)
        pos = chief.end() if chief else pos
        if patterns["difficulty"].search(self.folded, start, end):
            return None
        told = self.explicit(pos, end)
        if told is None and patterns["adverbial"].match(self.folded, pos, end):
            told = self._behind_adverbials(pos, end)
        if told:
            return self._duty(owner, told[0], told[1], start, end, runs)
        if first and self.folded[pos:end].strip(" .:;"):
            return self._duty(owner, "implement", pos, start, end, runs)
        return None

    def _duty(
        self,
        subjects: tuple[AgencyMention, ...],
        rule: Rule,
        role_end: int,
        start: int,
        end: int,
        runs: Sequence[Run],
        *,
        ordered: bool = False,
    ) -> Duty:
        role: Role = "implement" if rule == "execution" else rule
        partners, task_start = self._partners(role, role_end, end, runs)
        name = "execution_clause" if rule == "execution" else f"order_{role}" if ordered else f"subject_{role}"
        if not subjects:
            name = f"headed_{role}"
        begins = min([start] + [m.quote.start for m in subjects if m.quote.start >= start])
        if role == "direct":  # "chỉ đạo các đơn vị …" is the task itself
            said = _DIRECTS.search(self.folded, max(start, role_end - REACH), role_end)
            task_start = said.start() if said else task_start
        return Duty(subjects, role, partners, begins, end, task_start, name, role_end=role_end)

    def _partners(
        self, role: Role, role_end: int, end: int, runs: Sequence[Run]
    ) -> tuple[tuple[AgencyMention, ...], int]:
        """Whom a lead works with, and where the task begins behind them."""
        task_start = role_end
        if role == "coordinate":
            for run in runs:
                if run.start >= role_end and _WITH.fullmatch(self.folded, role_end, run.start):
                    task_start = run.end
            return (), task_start
        if role not in ("lead", "colead"):
            return (), task_start
        partners: list[AgencyMention] = []
        for run in runs:
            if run.start < role_end:
                continue
            before = self.folded[max(role_end, run.start - 60) : run.start]
            if _PARTNERS_BEFORE.search(before):
                partners.extend(run.mentions)
                if not self.folded[role_end : run.start - len(before)].strip() and _WITH.fullmatch(before):
                    task_start = run.end
        return tuple(partners), task_start

    def _others(self, first: Duty, start: int, end: int, runs: Sequence[Run]) -> Iterator[Duty]:
        """Further subjects of the same sentence: "Bộ A chủ trì, Bộ B phối hợp"."""
        taken = {m.quote.start for m in (*first.subjects, *first.partners)}
        for run in runs:
            if (run.start <= first.task_start and run.start in taken) or run.mentions[0].quote.start in taken:
                continue
            before = self.folded[max(start, run.start - 14) : run.start]
            if not _CLAUSE_START.search(before):
                continue
            same = run.mentions[0].key and run.mentions[0].key == first.subjects[0].key if first.subjects else False
            done = first.role_end if first.role == "direct" else first.task_start
            same = same or not self.folded[done : run.start].strip(" ,")  # "A trực tiếp chỉ đạo, B chủ trì"
            if first.role == "direct" and before.rstrip().endswith((",", "và")) and not same:
                continue  # "chỉ đạo các quân khu, công an địa phương phối hợp …": they are directed
            told = self.explicit(run.end, end)
            if told and told[0] in ("lead", "colead", "coordinate"):
                yield self._duty(run.mentions, told[0], told[1], run.start, end, runs)
            elif told and told[0] == "direct" and before.rstrip().endswith(",") and self._is_named(run):
                yield self._duty(run.mentions, "direct", told[1], run.start, end, runs)
            elif told or not before.rstrip().endswith((",", "giao")):
                continue
            elif self._acts(run, end) and self._is_named(run):
                yield self._duty(run.mentions, "implement", run.end, run.start, end, runs)

    def _acts(self, run: Run, end: int) -> bool:
        """Whether a verb of a task stands right behind the list: "…, Trung tâm B xây dựng tài liệu"."""
        at = run.end
        while at < end and self.folded[at].isspace():
            at += 1
        return load_patterns("roles")["task_verb"].match(self.folded, at, end) is not None


# Misread accents of the two words that matter most; the replacement is as long as what it replaces.
_SLIPS = regex.compile(
    r"\b(?:(?P<lead>(?:chù|chú|chũ|chu)\s(?:trì|tri|trỉ|trí)|chủ\s(?:tri|trỉ|trí))"
    r"|(?:phôi|phổi|phồi|phói)\s(?:hợp|họp|hơp|hop)|phối\s(?:họp|hơp|hop))\b"
)
_CLOSING_ARTICLE = regex.compile(
    r"(?<=,[^.;:]{3,400})\b(?:chịu|có)\s+trách\s+nhiệm\s+(?:tổ\s+chức\s+)?thi\s+hành\s+(?:quyết\s+định|nghị\s+quyết|chỉ\s+thị)\s+này[\s./]*$"
)
_DIRECTS = regex.compile(r"(?:lãnh\s+đạo\b|chỉ\s+đạo\s*$)[^.;]{0,60}$")
_EVERY = regex.compile(r"(?i:\bcác\b)")
_DUTY = regex.compile(r"[\s,:]*(?:có\s+(?:trách\s+nhiệm|nhiệm\s+vụ)|phải|cần|sẽ)\s+(?!trong\b|về\b|của\b|được\b)")
_RESTS_ON = regex.compile(
    r"[\s,:]*(?:theo|căn\s+cứ(?:\s+vào)?|trên\s+cơ\s+sở|trong\s+phạm\s+vi)\s+"
    r"(?:các\s+)?(?:chức\s+năng|nhiệm\s+vụ|quyền\s+hạn|phạm\s+vi|thẩm\s+quyền|lĩnh\s+vực|kế\s+hoạch\s+này|điều\s+kiện|tình\s+hình|quản\s+lý)\b"
)
_PARENTHESIS = regex.compile(r"\([^()]+\)")
_LEADS = regex.compile(r"\s*lãnh\s+đạo\b")
_COUNTED = regex.compile(r"\s*\((?:\d{1,2}|[ivx]{1,4})\)")
_OF = regex.compile(r"\b(?:của|bởi|do|theo)\s*(?:các\s*)?$")
# "gửi về Bộ Công an, Ủy ban nhân dân tỉnh theo quy định": nothing follows that somebody could do.
_NOTHING_MORE = regex.compile(
    r"\s*theo\s+(?:đúng\s+)?(?:quy\s+định|thẩm\s+quyền|chỉ\s+đạo|yêu\s+cầu)(?:\s+(?:hiện\s+hành|của\s+pháp\s+luật|pháp\s+luật))?[\s./;]*$"
)
# "Thành viên Ban Chỉ đạo gồm: Sở Tư pháp, …": who sits on a board has no task by it.
_LISTED = regex.compile(r"\b(?:gồm|thành\s+viên|ủy\s+viên|đại\s+diện)\b[^.]*$")
_TOPIC_BEFORE = regex.compile(r"[^.;:()]{3,160}:\s*")
# "Người đứng đầu cơ quan, đơn vị trực tiếp chỉ đạo …" below the agencies.
_CHIEFS = regex.compile(
    r"(?:người\s+đứng\s+đầu|thủ\s+trưởng)\s+(?:các\s+)?(?:(?:cơ\s+quan|đơn\s+vị|tổ\s+chức|địa\s+phương)(?:\s*,\s*|\s+và\s+|\s+))+"
)
_ANY_CHIEF = regex.compile(r"(?:người|cán\s+bộ)\s+đứng\s+đầu")
_NOUN_LEAD = regex.compile(
    r"\s+chủ\s+trì\s+(?:thực\s+hiện\s+)?(?:các\s+|những\s+)?(?:nhiệm\s+vụ|đề\s+án|nội\s+dung|dự\s+án)"
)
_OWNED_BY = regex.compile(r"\s+(?:(?:trực\s+)?thuộc|của)\s+")
# "[4]" and "(thường trực)" behind a name; then its comma or colon.
_ASIDE = regex.compile(r"\s*(?:\[\d{1,3}\]\s*)?(?:\([^()]*\)\s*)?(?:[,:]\s*)?")
_COMMA = regex.compile(
    r"[,:]\s*(?:và\s+)?"
    r"|(?<=\b(?:được giao|thẩm quyền|nhiệm vụ|quy định|quản lý|lĩnh vực|mình|phân công|hiện hành|địa bàn"
    r"|của đơn vị|của cơ quan))\s+"
)
_ORDER_BEHIND = regex.compile(
    r"\s*(?:,\s*)?(?:trân\s+trọng\s+)?(?:đề\s+nghị|yêu\s+cầu|giao(?:\s+nhiệm\s+vụ)?|phân\s+công|chỉ\s+đạo(?=\s+(?:các\s+bộ|bộ\s)))(?:\s+cho)?\s*:?\s*(?=\S)"
)
_ORDER_BEFORE = regex.compile(r"(?:\bđề\s+nghị|\byêu\s+cầu|\bgiao|\bphân\s+công|\bgiao\s+cho)\s*:?$")
_WITH = regex.compile(
    r"\s*(?:,?\s*(?:và\s+)?phối\s+hợp\s*)?(?:chặt\s+chẽ|đồng\s+bộ|tốt|thường\s+xuyên|cùng)?\s*,?\s*(?:(?:cùng\s+)?với|cùng)?\s*:?\s*"
)
_PARTNERS_BEFORE = regex.compile(
    r"(?:\bphối\s+hợp\s*(?:chặt\s+chẽ|đồng\s+bộ|tốt|thường\s+xuyên)?\s*,?\s*(?:(?:cùng\s+)?với|cùng)?|\bcùng(?:\s+với)?|\bphối\s+hợp\s+của|\btham\s+gia\s+của)\s*:?\s*$"
)
