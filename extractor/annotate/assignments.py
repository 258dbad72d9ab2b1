"""Who must do what: assignments in prose, in headed provisions and in labelled lines; tables have their own room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import regex

from extractor.annotate.agencies import find_agencies, stretches
from extractor.annotate.assignment_tables import find_in_tables
from extractor.annotate.deadlines import find_deadline, parse_deadline
from extractor.annotate.duties import Duty, Reader
from extractor.annotate.heads import GROUP_HEAD, Head, Heads
from extractor.annotate.labels import Label, label_at, tasks_in
from extractor.annotate.passives import find_passives
from extractor.knowledge.agencies import abolished_level, current_agency
from extractor.knowledge.loader import load_patterns
from extractor.model import (
    AgencyMention,
    Assignment,
    Document,
    Passage,
    Quote,
    Reference,
    Role,
    Structure,
)
from extractor.text import fold, squeeze

MAX_AIM = 120
"""Characters of a heading like "Mục đích, yêu cầu"; what is longer is a paragraph."""

MIN_TASK = 20
"""Characters of a sentence that states a task; what is shorter is a label."""

MAX_MANNER = 24
"""Characters of "chủ động, thường xuyên"; a clause with a date is longer."""


def find_assignments(
    document: Document,
    structure: Structure,
    *,
    agencies: Sequence[AgencyMention] | None = None,
    references: Sequence[Reference] = (),
    as_of: date | None = None,
) -> Iterator[Assignment]:
    """The assignments of a document, in the order of the text.

    One row per agency and task. ``references`` that are resolved inside a task become its ``refs``; ``as_of`` fills
    ``current_agency`` and ``current_basis``.
    """
    mentions = tuple(find_agencies(document, structure)) if agencies is None else tuple(agencies)
    finder = _Finder(document, structure, mentions)
    rows = [*finder.prose(), *find_in_tables(document, structure, finder.reader)]
    rows.sort(key=lambda a: (a.task.start, a.agency.quote.start, a.role))
    resolved = [r for r in references if r.kind == "internal" and r.status == "resolved" and r.target_provision_id]
    for row in rows:
        refs = [r.target_provision_id for r in resolved if row.task.start <= r.quote.start < row.task.end]
        row = replace(row, refs=tuple(dict.fromkeys(refs)))
        yield with_current_agency(row, structure.metadata.issued_on, as_of) if as_of else row


def with_current_agency(row: Assignment, issued_on: str, as_of: date) -> Assignment:
    """The assignment with who holds it on ``as_of``, by which act, and the doubts of the succession in ``review``."""
    if row.agency.kind == "group":
        doubt = abolished_level(row.agency.name, as_of=as_of)
        return replace(row, review="; ".join(filter(None, (row.review, doubt))))
    names, basis, review = current_agency(row.agency.key or row.agency.name, as_of=as_of, issued_on=issued_on)
    reviews = "; ".join(filter(None, (row.review, review)))
    return replace(row, current_agency=names, current_basis=basis, review=reviews)


class _Finder:
    def __init__(self, document: Document, structure: Structure, mentions: Sequence[AgencyMention]) -> None:
        self.document = document
        self.structure = structure
        self.reader = Reader(document.text, document.folded, mentions)
        self.issued_on = structure.metadata.issued_on
        self.leading = {i for p in structure.passages for i in p.leads[:1]}
        self.passages = {
            index: replace(structure.passages[index], end=end) for index, _, end in stretches(document, structure)
        }
        self.own: dict[str, tuple[str, int]] = {}  # provision → kind and index of the passage with its own words
        for index, passage in enumerate(structure.passages):
            self.own.setdefault(passage.provision_id, (passage.kind, index))
        self.heads = Heads(document, structure, self.reader, self.passages)

    # ------------------------------------------------------------------------------------------ the walk

    def prose(self) -> Iterator[Assignment]:
        """Rows of all passages outside tables. Labelled lines belong to the paragraphs right before them."""
        task: list[int] = []  # passages since the last block of labelled lines
        block: list[tuple[int, Label]] = []
        rows: list[Assignment] = []  # of the passages in ``task``
        for index, passage in self.passages.items():
            if passage.kind == "cell":
                continue
            labels, behind = self._labels(index, passage)
            if labels is None and block:
                opened = self._of_open_label(index, passage, block)
                labels = [opened] if opened else None
            if labels is None and block:
                yield from self._finish(task, block, rows)
                task, block, rows = [], [], []
            if labels:
                block.extend((index, label) for label in labels)
                if labels[0].value == "task":
                    task.append(index)
                continue
            if passage.kind in ("opening", "closing"):
                continue
            task.append(index)
            if behind:
                yield from rows
                for start, end, told in behind:
                    yield from self._told_in_labels(index, replace(passage, start=start, end=end), told)
                task, rows = [], []
                continue
            found = list(self._rows_of(index, passage))
            if len(task) > 1 and not self._same_unit(task[-2], index):
                yield from rows
                rows = []
            rows.extend(found)
        yield from self._finish(task, block, rows)

    def _same_unit(self, one: int, other: int) -> bool:
        a, b = self.structure.passages[one].provision_id, self.structure.passages[other].provision_id
        return a == b or b.startswith(f"{a}__") or a.rpartition("__")[0] == b.rpartition("__")[0]

    def _label(self, passage: Passage) -> Label | None:
        return label_at(self.reader.folded, passage.start, passage.end)

    def _labels(self, index: int, passage: Passage) -> tuple[list[Label] | None, list[tuple[int, int, list[Label]]]]:
        """The labels of a line that begins with one; else the tasks of the paragraph with the labels behind each."""
        if passage.kind not in ("body", "heading"):
            return None, []
        parts = list(tasks_in(self.reader.folded, passage.start, passage.end))
        if parts and not any(c.isalnum() for c in self.reader.folded[parts[0][0] : parts[0][1]]):
            return [label for _, _, labels in parts for label in labels], []
        named = all(any(True for label in part[2] for _ in self._named(label)) for part in parts if part[2])
        return None, parts if named else []

    def _told_in_labels(self, index: int, passage: Passage, labels: Sequence[Label]) -> Iterator[Assignment]:
        """ "Lập đề án. Chủ trì: Bộ A; phối hợp: Bộ B; thời gian: 2026.": rows of the sentences, then of the labels."""
        rows = list(self._rows_of(index, passage))
        task = rows[0].task if rows else self._trimmed(passage.start, passage.end)
        if not task.text and labels:  # nothing but dots
            task = self._trimmed(labels[0].start, labels[-1].end)
        for row in self._finish([], [(index, label) for label in labels], rows):
            if row.rule.startswith("label_"):
                row = replace(row, task=task, quote=self._trimmed(task.start, labels[-1].end))
            yield row

    # ------------------------------------------------------------------------------------------ labelled lines

    def _of_open_label(self, index: int, passage: Passage, block: Sequence[tuple[int, Label]]) -> Label | None:
        """A line below "Cơ quan chủ trì:" that only names agencies belongs to that label; so does a time to its own."""
        empty = (e for e in reversed(block) if not self.reader.folded[e[1].value_start : e[1].end].strip())
        at, label = next(empty, (-1, None))
        if label is None or at not in passage.leads:
            return None
        head = self.heads.of(index)
        if label.says_role and (head is None or not head.bare):
            return None
        if label.value == "deadline" and not parse_deadline(self.document.text[passage.start : passage.end]):
            return None
        if label.value in ("task", "group", "other"):
            return None
        return Label(label.name, label.value, passage.start, passage.start, passage.end)

    def _finish(self, task: list[int], block: list[tuple[int, Label]], rows: list[Assignment]) -> Iterator[Assignment]:
        """The rows of the labelled lines, and the earlier rows of their task with deadline and deliverable."""
        passages = self.structure.passages
        deadline_text = self._value_of("deadline", block)
        deliverable = self._value_of("deliverable", block)
        deadline = parse_deadline(deadline_text, issued_on=self.issued_on) if deadline_text else ""
        labelled = any(label.name in ("label_lead", "label_implement", "label_both") for _, label in block)
        for row in rows:
            near = bool(block) and self._same_unit_id(row.provision_id, passages[block[0][0]].provision_id)
            if near and labelled and row.agency.kind == "group":
                continue  # the labelled line says who it is
            if near and (deadline_text or deliverable):
                row = replace(
                    row,
                    deadline=row.deadline or deadline,
                    deadline_text=row.deadline_text or deadline_text,
                    deliverable=row.deliverable or deliverable,
                )
            yield row
        for index, label in block:
            passage = passages[index]
            unit = self._task_of(index, task)
            for mention, role in self._named(label):
                yield Assignment(
                    self._label_unit(index, task),
                    mention,
                    role,
                    unit,
                    self.document.quote(passage.start, passage.end),
                    deliverable=deliverable,
                    deadline=deadline,
                    deadline_text=deadline_text,
                    rule=label.name,
                    review=mention.review,
                )

    def _value_of(self, kind: str, block: Sequence[tuple[int, Label]]) -> str:
        """The value of the first label of a kind, or the lines below it where it has none of its own."""
        values: list[str] = []
        for _, label in block:
            value = squeeze(self.document.text[label.value_start : label.end]).strip(" .;-")
            if label.value == kind and value and (not values or label.start == label.value_start):
                values.append(value)
        return "; ".join(values)

    def _label_unit(self, index: int, task: Sequence[int]) -> str:
        """The line's own unit where it has a letter or a dash, else that of the task's last paragraph."""
        passages = self.structure.passages
        own = passages[index].provision_id
        unit = self._unit_id(own)
        if unit == own:
            return own
        last = next((self._unit_id(passages[i].provision_id) for i in reversed(task)), unit)
        return last if last.startswith(f"{unit}__") else unit

    def _same_unit_id(self, provision_id: str, label_id: str) -> bool:
        unit = self._unit_id(label_id)
        parent = unit.rpartition("__")[0]
        return provision_id == unit or provision_id.startswith(f"{unit}__") or (bool(parent) and provision_id == parent)

    def _task_of(self, index: int, task: Sequence[int]) -> Quote:
        """What the labelled lines are about: the paragraphs before them in the same unit, without its heading."""
        passages = self.structure.passages
        unit = self._unit_id(passages[index].provision_id)
        level = self.structure.by_id[unit].level if unit in self.structure.by_id else ""
        around = unit.rpartition("__")[0] if level in ("diem", "gach") else unit
        near = [
            i for i in task if passages[i].provision_id == around or passages[i].provision_id.startswith(f"{around}__")
        ]
        near = near or list(task[-1:])
        bodies = [i for i in near if passages[i].kind != "heading" or i == near[-1]]
        # "a) Nhiệm vụ: …" is the task itself, without its label
        chosen = [i for i in bodies if (label := self._label(passages[i])) and label.value == "task"] or bodies
        if not chosen:
            return self.document.quote(passages[index].start, passages[index].end)
        first = chosen[0]
        last = max(chosen[-1], *(i for i in bodies)) if chosen is not bodies else chosen[-1]
        label = self._label(passages[first])
        start = label.value_start if label and label.value == "task" else passages[first].start
        quote = self.document.quote(start, passages[last].end)
        return quote if quote.text else self.document.quote(passages[first].start, passages[last].end)

    def _named(self, label: Label) -> Iterator[tuple[AgencyMention, Role]]:
        """The agencies of a labelled line, each with the label's role or the one that its own words say."""
        if not label.says_role:
            return
        reader, end = self.reader, label.end
        role: Role = label.value  # type: ignore[assignment]
        runs = reader.runs(label.value_start, end)
        for run in runs:
            before = self.reader.folded[label.value_start : run.start]
            if before.strip() and not regex.search(r"(?:[.;,:)]|\bvà|\bvới|\bphối hợp|\bsố\s*\d)\s*$", before):
                continue
            if runs[0] is not run and not regex.search(r"[.;]\s*$", before) and not _PARTNERS.search(before):
                continue
            said = reader.explicit(run.end, end)
            own: Role = said[0] if said and said[0] in ("lead", "coordinate", "colead") else role
            if _PARTNERS.search(before) and not said:
                own = "coordinate"
            slashed = label.name == "label_both" and "/" in self.document.text[run.start : run.end]
            for number, mention in enumerate(run.mentions):
                yield mention, "coordinate" if slashed and number else own  # "chủ trì/phối hợp: Sở A/Sở B"
        if not runs:
            yield from self._unnamed(label.value_start, end, role)

    def _unnamed(self, start: int, end: int, role: Role) -> Iterator[tuple[AgencyMention, Role]]:
        quote = self.document.quote(start, end)
        match = GROUP_HEAD.match(self.reader.folded, quote.start, quote.end)
        if match:
            quote = self.document.quote(match.start("name"), match.end("name"))
            yield AgencyMention(quote, squeeze(quote.text), "", "group", "not a name that is known"), role

    # ------------------------------------------------------------------------------------------ prose

    def _rows_of(self, index: int, passage: Passage) -> Iterator[Assignment]:
        own = self.heads.of(index)
        if own and own.bare and (index in self.leading or passage.kind == "heading"):
            return
        head = self.heads.above(passage)
        duties = self.reader.duties(passage.start, passage.end, headed=head is not None)
        if not duties and head is None:
            duties = list(find_passives(self.reader, passage.start, passage.end))
        if not duties or (duties[0].task_end and self._is_aim(passage)):
            return
        if passage.provision_id.startswith("mo_dau") and self.reader.folded[passage.end - 1] == ":":
            return  # "… yêu cầu các bộ, ngành thực hiện các nhiệm vụ sau:" announces what is said in detail below
        aims = self._is_aim(passage)
        detail = head is not None and head.detail
        topic = index in self.leading and self._is_topic(passage)
        continued = passage.provision_id.rpartition("__")[2].startswith("doan_") and self._is_continued(index, head)
        seen: set[tuple[str, str]] = set()
        for number, duty in enumerate(duties):
            if duty.role == "implement" and duty.rule != "execution_clause":
                if self._is_norm(duty, passage):
                    continue
                if _NO_WORDS.fullmatch(self.reader.folded, duty.task_start, duty.end):
                    continue
                if not duty.subjects and _OWN_SUBJECT.match(self.reader.folded, duty.task_start, duty.end):
                    continue
                if aims or (not duty.subjects and (continued or topic or detail or self._is_no_task(duty))):
                    continue
                if passage.provision_id.startswith("mo_dau") and not duty.rule.startswith("order"):
                    continue
            until = next((d.start for d in duties[number + 1 :] if d.start >= duty.end), passage.end)
            until = duty.task_end or until
            for mention, role, rule in self._parties(duty, head):
                if (mention.name, role) in seen or self.heads.is_talk_of_issuer(mention, duty):
                    continue
                seen.add((mention.name, role))
                self.heads.tasked.add(index)
                yield self._row(passage, duty, mention, role, rule, until)

    def _parties(self, duty: Duty, head: Head | None) -> Iterator[tuple[AgencyMention, Role, str]]:
        role, rule = duty.role, duty.rule
        subjects, partners = duty.subjects, duty.partners
        if head and head.with_items and subjects:
            subjects, partners = head.subjects, subjects
            role, rule = head.role or role, "headed_with_items"
        elif not subjects and head:
            subjects = head.subjects
            if head.role:
                role, rule, partners = head.role, f"headed_{head.role}", partners + head.partners
        for mention in subjects:
            yield mention, role, rule
        for mention in partners:
            if mention not in subjects:
                yield mention, "coordinate", f"{rule}_partner"

    def _is_topic(self, passage: Passage) -> bool:
        """Whether the passage only titles what follows it."""
        patterns, folded = load_patterns("roles"), self.reader.folded
        return any(patterns[name].match(folded, passage.start, passage.end) for name in ("topic", "role_only"))

    def _is_aim(self, passage: Passage) -> bool:
        """Whether the paragraph stands below a heading like "Mục đích, yêu cầu"."""
        pattern = load_patterns("roles")["aims"]
        for lead in passage.leads:
            above = self.structure.passages[lead]
            if above.kind == "heading" and above.end - above.start < MAX_AIM:
                span = self.structure.metadata.title_span
                if span and span[0] <= above.start < span[1]:
                    return False
                if pattern.match(self.reader.folded, above.start, above.end):
                    return True
        return False

    def _is_continued(self, index: int, head: Head | None) -> bool:
        """Whether an earlier paragraph of the same unit has said the task already."""
        passages = self.structure.passages
        unit = self._unit_id(passages[index].provision_id)
        for before in range(index - 1, -1, -1):
            other = passages[before]
            if other.provision_id == unit:
                return self.heads.of(before) is None
            return other.provision_id.startswith(f"{unit}__")
        return False

    def _is_norm(self, duty: Duty, passage: Passage) -> bool:
        """Whether a sentence lays a norm on everybody: "Cơ quan, tổ chức nhận văn bản có trách nhiệm …" of a decree."""
        anybody = bool(duty.subjects) and all(_ANYBODY.fullmatch(fold(m.name)) for m in duty.subjects)
        return anybody and (self.structure.metadata.kind in _NORMATIVE or passage.kind == "heading")

    def _is_no_task(self, duty: Duty) -> bool:
        return bool(load_patterns("roles")["no_task"].match(self.reader.folded, duty.task_start, duty.end))

    def _row(
        self, passage: Passage, duty: Duty, mention: AgencyMention, role: Role, rule: str, until: int
    ) -> Assignment:
        task = self._trimmed(self.reader.behind_manner(duty.task_start, until), until)
        deadline_text = deadline = ""
        span = duty.due or find_deadline(self.reader.folded, task.start, task.end)
        told_before = self._told_before(passage, duty, task, span)
        if told_before:
            task = told_before
            span = span or find_deadline(self.reader.folded, task.start, task.end)
        elif not task.text:
            task = self._trimmed(duty.start, until)
        if span and not self._is_manner(task, span, rule):
            deadline_text = squeeze(self.document.text[span[0] : span[1]])
            deadline = parse_deadline(deadline_text, issued_on=self.issued_on)
        else:
            deadline_text, deadline = self._deadline_above(passage)
        return Assignment(
            self._task_unit(passage.provision_id),
            mention,
            role,
            task,
            self._trimmed(duty.start, duty.end),
            deadline=deadline,
            deadline_text=deadline_text,
            rule=rule,
            review="; ".join(filter(None, (mention.review, duty.review))),
        )

    def _told_before(self, passage: Passage, duty: Duty, task: Quote, deadline: tuple[int, int] | None) -> Quote | None:
        """The task where the sentence only says who carries it out: "Mở 10 lớp tập huấn. Sở A chủ trì thực hiện."."""
        own = self.reader.folded[task.start : task.end]
        if deadline:
            own = own[: deadline[0] - task.start] + own[deadline[1] - task.start :]
        if not _CARRIES_OUT.fullmatch(own):
            return None
        ended = self.reader.folded[passage.start : duty.start].rstrip().endswith((".", ";"))
        before = self._trimmed(passage.start, duty.start)
        return before if ended and len(before.text) >= MIN_TASK else None

    def _deadline_above(self, passage: Passage) -> tuple[str, str]:
        """The deadline that a lead-in sets for what it introduces: "Hoàn thành trong quý II/2026:"."""
        for lead in passage.leads:
            above = self.structure.passages[lead]
            words = self.reader.folded[above.start : above.end].rstrip(" :.;)")
            span = find_deadline(self.reader.folded, above.start, above.start + len(words))
            if span and span[1] == above.start + len(words) and _TO_FINISH.search(words):
                text = squeeze(self.document.text[span[0] : span[1]])
                return text, parse_deadline(text, issued_on=self.issued_on)
        return "", ""

    def _is_manner(self, task: Quote, span: tuple[int, int], rule: str) -> bool:
        """ "chủ trì thường xuyên theo dõi …" says how; "Thường xuyên theo dõi …" at the head of an item, and behind the
        subject itself, says when."""
        if rule == "subject_implement":
            return False
        return span[0] == task.start and span[1] - span[0] < MAX_MANNER and task.text[0].islower()

    def _trimmed(self, start: int, end: int) -> Quote:
        text = self.document.text
        while start < end and (text[start].isspace() or text[start] in ",;:.)"):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:./(–"):
            end -= 1
        return self.document.quote(start, end)

    def _unit_id(self, provision_id: str) -> str:
        """The innermost numbered unit: an unnumbered paragraph belongs to the unit around it."""
        unit = provision_id
        while unit.rpartition("__")[2].startswith("doan_") and "__" in unit:
            unit = unit.rpartition("__")[0]
        return unit

    def _task_unit(self, provision_id: str) -> str:
        """The provision that holds a task: the unit around the one unnumbered paragraph below a heading that names the
        agency, else the innermost provision."""
        unit = self._unit_id(provision_id)
        if unit == provision_id or unit not in self.structure.by_id:
            return provision_id
        alone = sum(1 for child in self.structure.children(unit) if child.level == "doan") == 1
        heading = self.own.get(unit)
        named = heading is not None and heading[0] == "heading" and self.heads.of(heading[1]) is not None
        return unit if alone and named else provision_id


_ROLES = ("lead", "colead", "coordinate", "monitor", "direct", "implement")
_NORMATIVE = frozenset({"luat", "nghi_dinh", "thong_tu"})
_ANYBODY = regex.compile(
    r"(?:(?:các|mỗi|mọi|từng)\s+)?(?:(?:cơ quan|tổ chức|đơn vị|cá nhân|doanh nghiệp|người dân)(?:\s*,\s*|\s+và\s+|$))+"
)
# An item that says by itself who acts: "Người đứng đầu cơ quan có trách nhiệm …" below "Trách nhiệm của cơ quan".
_OWN_SUBJECT = regex.compile(
    r"(?:người|cá\s+nhân|cơ\s+quan|đơn\s+vị|tổ\s+chức|văn\s+thư|cán\s+bộ|công\s+chức|viên\s+chức|chủ\s+\w+|thành\s+viên|hộ"
    r"|doanh\s+nghiệp|nhà\s+thầu|trưởng)\b[^.;:,]{0,70}?\s(?:có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm|có\s+nhiệm\s+vụ)\b"
)
# What a table that lost its lines leaves behind an agency: a period, the number of the next row.
_NO_WORDS = regex.compile(
    r"[\d\s./,;:()-]*(?:(?:quý|tháng|năm|giai\s+đoạn|thường\s+xuyên|hằng\s+năm|hàng\s+năm)[\d\s./,;:()-]*[ivx]{0,3}\s*)*"
)
_TO_FINISH = regex.compile(r"\b(?:hoàn\s+thành|xong|chậm\s+nhất|thời\s+hạn)\b")
# "tổ chức thực hiện", "theo lĩnh vực được phân công": not what is to be done.
_CARRIES_OUT = regex.compile(
    r"[\s,.;]*(?:(?:(?:tổ\s+chức|triển\s+khai|thực\s+hiện)[\s,]*)+(?:nhiệm\s+vụ|nội\s+dung)?(?:\s+(?:này|nêu\s+trên))?"
    r"|theo\s+(?:lĩnh\s+vực|chức\s+năng|nhiệm\s+vụ|thẩm\s+quyền|phân\s+công)[^.;]{0,50}|[\s,.;()])*"
)
_PARTNERS = regex.compile(r"phối\s+hợp[^.;]*$")
