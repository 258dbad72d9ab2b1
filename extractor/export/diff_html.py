"""The comparison of two or more documents as one HTML page that needs nothing else.

What changed is said in words and signs, and differing words are underlined and bold: colour only helps. Without
scripts the page shows everything; with them, classes can be hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from extractor.compare.changes import Change
from extractor.compare.marks import Piece, mark_words
from extractor.compare.press import ReportCheck
from extractor.compare.tasks import Task, TaskChange
from extractor.compare.trajectories import Contradiction, Trajectory, column_name, show_value
from extractor.compare.versions import ProvisionChange
from extractor.model import Target
from extractor.text import squeeze

SIGNS = {
    "raised": "▲", "lowered": "▼", "moved_earlier": "◀", "moved_later": "▶", "rescoped": "⇄", "unchanged": "=",
    "added": "+", "dropped": "−", "owner_changed": "⇄", "changed": "≠", "moved": "↕", "moved_changed": "↕≠",
    "right": "=", "rounded": "≈", "wrong": "✗", "omitted": "−", "unsupported": "+",
}  # fmt: skip
"""A sign for each class, for pages and terminals without colour."""

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; color: #1a1a1a }
h1 { font-size: 1.35rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #bbb; padding: .4rem .5rem;
vertical-align: top; text-align: left } th { background: #f0f0f0 } td.class { white-space: nowrap }
td.quote { width: 36% } ins, del, mark { text-decoration: underline; text-decoration-thickness: 2px; font-weight: 700;
background: none; color: inherit } .meta { color: #555; font-size: .85rem } .raised td.class { color: #05612c }
.lowered td.class, .dropped td.class, .wrong td.class { color: #9b1c1c } fieldset { border: 1px solid #bbb; margin:
1rem 0 } label { margin-right: 1rem; white-space: nowrap } .scroll { overflow-x: auto } .doubt { font-style: italic }
"""
_SCRIPT = """
document.querySelectorAll('fieldset').forEach(function (set) {
  set.hidden = false;
  set.addEventListener('change', function (event) {
    var table = document.getElementById(set.dataset.for);
    table.querySelectorAll('tr.' + event.target.value).forEach(function (row) { row.hidden = !event.target.checked; });
  });
});
"""


def diff_page(
    title: str,
    *,
    names: tuple[str, str] = ("", ""),
    changes: Sequence[Change] = (),
    checks: Sequence[ReportCheck] = (),
    tasks: Sequence[TaskChange] = (),
    provisions: Sequence[ProvisionChange] = (),
    trajectories: Sequence[Trajectory] = (),
    contradictions: Sequence[Contradiction] = (),
) -> str:
    """The whole page. Parts that are empty are left out. The same input gives the same page."""
    several = len({(c.a_doc, c.b_doc) for c in changes}) > 1
    parts = [
        _section("targets", "Targets", names, [_change_row(c, several=several) for c in changes]),
        _section("report", "What the report says", names, [_check_row(c) for c in checks]),
        _trajectories(trajectories, contradictions),
        _section("tasks", "Tasks", names, [_task_row(c) for c in tasks]),
        _section("provisions", "Text", names, [_provision_row(c) for c in provisions]),
    ]
    return (
        f'<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n{''.join(parts)}<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


_Row = tuple[str, str, str, str]  # class, what it is about, left cell, right cell (all but the class as HTML)


def _section(key: str, title: str, names: tuple[str, str], rows: Sequence[_Row]) -> str:
    if not rows:
        return ""
    counts = Counter(row[0] for row in rows)
    boxes = "".join(
        f'<label><input type="checkbox" value="{c}" checked> {SIGNS[c]} {_words(c)} ({n})</label>'
        for c, n in sorted(counts.items(), key=lambda item: list(SIGNS).index(item[0]))
    )
    body = "".join(
        f'<tr class="{c}"><td class="class">{SIGNS[c]} {_words(c)}</td><td>{about}</td>'
        f'<td class="quote">{left}</td><td class="quote">{right}</td></tr>\n'
        for c, about, left, right in rows
    )
    heads = "".join(f"<th>{escape(n)}</th>" for n in ("change", "what", *names))
    return (
        f'<h2>{title}</h2>\n<fieldset data-for="{key}" hidden><legend>Show</legend>{boxes}</fieldset>\n'
        f'<table id="{key}"><thead><tr>{heads}</tr></thead>\n<tbody>{body}</tbody></table>\n'
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _change_row(change: Change, *, several: bool) -> _Row:
    """``several``: the rows compare more than one pair of documents, so each says which."""
    about = escape(squeeze(change.indicator))
    if several:
        about += f'<div class="meta">{escape(change.a_doc)} → {escape(change.b_doc)}</div>'
    if change.fields:
        about += f'<div class="meta">{escape(", ".join(change.fields))}</div>'
    if change.review:
        about += f'<div class="meta doubt">{escape(change.review)}</div>'
    return (change.change, about, *_sides(change.a, change.b))


def _check_row(check: ReportCheck) -> _Row:
    target = check.target or check.report
    about = escape(squeeze(target.indicator)) if target else ""
    if check.fields:
        about += f'<div class="meta">{escape(", ".join(check.fields))}</div>'
    return (check.verdict, about, *_sides(check.target, check.report))


def _sides(a: Target | None, b: Target | None) -> tuple[str, str]:
    left, right = mark_words(a.quote.text if a else "", b.quote.text if b else "")
    if a is None or b is None:  # nothing to differ from
        left, right = ([(t, False) for t, _ in side] for side in (left, right))
    return _cell(left, a), _cell(right, b)


def _cell(pieces: Iterable[Piece], target: Target | None) -> str:
    if target is None:
        return ""
    facts = [show_value(target), str(target.year or ""), target.scope, target.provision_id]
    return f'{_marked(pieces)}<div class="meta">{escape(" · ".join(f for f in facts if f))}</div>'


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(f"<mark>{escape(t)}</mark>" if changed else escape(t) for t, changed in pieces)


def _task_row(change: TaskChange) -> _Row:
    one, other = change.a, change.b
    left, right = mark_words(one.text.text if one else "", other.text.text if other else "")
    if one is None or other is None:
        left, right = ([(t, False) for t, _ in side] for side in (left, right))
    return (change.change, escape(", ".join(change.fields)), _task_cell(left, one), _task_cell(right, other))


def _task_cell(pieces: Iterable[Piece], task: Task | None) -> str:
    if task is None:
        return ""
    facts = ["; ".join(task.owners), task.deadline, task.provision_id]
    return f'{_marked(pieces)}<div class="meta">{escape(" · ".join(f for f in facts if f))}</div>'


def _provision_row(change: ProvisionChange) -> _Row:
    place = change.a_id if change.a_id == change.b_id else f"{change.a_id or '—'} → {change.b_id or '—'}"
    one_sided = not (change.a_id and change.b_id)
    sides = [
        _marked((t, changed and not one_sided) for t, changed in pieces)
        for pieces in (change.a_pieces, change.b_pieces)
    ]
    return (change.change, escape(place), sides[0], sides[1])


def _trajectories(trajectories: Sequence[Trajectory], contradictions: Sequence[Contradiction]) -> str:
    if not trajectories:
        return ""
    columns = list(dict.fromkeys((p.doc_id, p.year) for t in trajectories for p in t.points))
    order = {doc: i for i, doc in enumerate(dict.fromkeys(doc for doc, _ in columns))}
    columns.sort(key=lambda c: (order[c[0]], c[1] is None, c[1] or 0))
    clashing = {id(p) for c in contradictions for p in (c.first, c.second)}
    rows = []
    for trajectory in sorted(trajectories, key=lambda t: -len(t.points)):
        cells = []
        for column in columns:
            point = trajectory.at(*column)
            shown = escape(show_value(point.target)) if point else ""
            cells.append(f"<td>⚠ <mark>{shown}</mark></td>" if point and id(point) in clashing else f"<td>{shown}</td>")
        scope = f'<div class="meta">{escape(trajectory.scope)}</div>' if trajectory.scope else ""
        rows.append(f"<tr><td>{escape(trajectory.indicator)}{scope}</td>{''.join(cells)}</tr>\n")
    heads = "".join(f"<th>{escape(column_name(*c))}</th>" for c in columns)
    note = "<p>⚠ marks figures that contradict one another.</p>\n" if contradictions else ""
    return (
        f'<h2>Trajectories</h2>\n{note}<div class="scroll"><table><thead><tr><th>indicator</th>{heads}</tr></thead>\n'
        f"<tbody>{''.join(rows)}</tbody></table></div>\n"
    )
