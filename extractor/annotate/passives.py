"""Who does it, said behind the task: "… do Bộ A chủ trì, phối hợp với Bộ B thực hiện", "…, giao Bộ A chủ trì"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractor.annotate.deadlines import find_deadline
from extractor.annotate.duties import Duty, Reader, Run
from extractor.knowledge.loader import load_patterns

MIN_TASK = 12
"""Characters of a task; what is shorter before "do Bộ A chủ trì" only points to it."""

# What may follow the last agency: nothing but that it is carried out.
_CARRIED_OUT = regex.compile(
    r"(?:[\s,.;)/]|\b(?:và|tổ\s+chức|triển\s+khai|thực\s+hiện|chủ\s+trì|chịu\s+trách\s+nhiệm|đảm\s+nhiệm|đảm\s+nhận"
    r"|phối\s+hợp|theo\s+dõi|(?:trong|trước|đến|hết|năm|quý|tháng|ngày|từ|hoàn\s+thành|\d+|[ivx]{1,3}))\b"
    r"|(?<=\d)[/.-](?=\d))*"
)


def find_passives(reader: Reader, start: int, end: int) -> Iterator[Duty]:
    """The duties of sentences whose last words say who carries the task out; the task stands before them."""
    runs = reader.runs(start, end)
    if not runs:
        return
    for seg_start, seg_end in reader.segments(start, end, runs):
        inside = [r for r in runs if seg_start <= r.start < seg_end]
        for run in inside:
            found = list(_passive(reader, run, inside, seg_start, seg_end))
            if found:
                yield from found
                break


def _passive(reader: Reader, run: Run, runs: list[Run], start: int, end: int) -> Iterator[Duty]:
    patterns, folded = load_patterns("roles"), reader.folded
    said = next(
        (
            (name, match)
            for name in ("passive_by", "passive_given", "passive_order")
            if (match := patterns[name].search(folded, start, run.start)) and match.end() == run.start
        ),
        None,
    )
    if said is None or any(not m.key and m.kind == "other" for m in run.mentions):
        return
    name, match = said
    opener = patterns["opener"].match(folded, start, end)
    task_start = opener.end() if opener else start
    task = folded[task_start : match.start()]
    if len(task.strip(" ,")) < MIN_TASK or patterns["no_passive"].search(task):
        return
    if name == "passive_given" and not patterns["passive_subject"].match(folded, task_start, end):
        return
    told = reader.explicit(run.end, end)
    role = told[0] if told and told[0] in ("lead", "colead") else "implement"
    if name == "passive_by" and role == "implement" and not patterns["passive_done"].match(folded, run.end, end):
        return
    partners = tuple(m for r in runs if r.start > run.start for m in r.mentions) if role != "implement" else ()
    last = runs[-1].end if partners else run.end
    at = told[1] if told and not partners else last
    if not _CARRIED_OUT.fullmatch(folded, at, end) or (partners and "phối hợp" not in folded[run.end : last]):
        return
    due = find_deadline(folded, at, end)
    yield Duty(
        run.mentions,
        role,
        partners,
        task_start,
        end,
        task_start,
        f"passive_{role}",
        role_end=at,
        task_end=match.start(),
        due=due,
    )
