"""How a document stands to an act that it cites: căn cứ, sửa đổi, thay thế, bãi bỏ, kèm theo, thực hiện."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from extractor.knowledge import load_patterns
from extractor.model import Document, Passage, Relation, Structure
from extractor.text import fold

if TYPE_CHECKING:
    from extractor.annotate.acts import Act


def with_relations(document: Document, structure: Structure, passage: Passage, acts: list[Act]) -> list[Act]:
    """The relation of each citation: its own trigger, or that of the list that it stands in.

    An act that is named in the title of a cited act ("Nghị định số A sửa đổi Nghị định số B") is only cited.
    """
    done: list[Act] = []
    basis = _is_basis(document, structure, passage)
    for act in acts:
        before = done[-1] if done else None
        relation: Relation = "cites"
        gap = document.folded[before.end : act.start] if before else ""
        patterns = load_patterns("references")
        if basis and (before is None or ";" in gap):
            relation = "basis"
        elif before and any(patterns[name].search(gap) for name in _going_on(before.relation)):
            relation = before.relation
        elif before is None or regex.search(r"[;.:]|,[ ]", gap) or before.relation == "cites":
            relation = _trigger(document, structure, passage, before.end if before else passage.start, act)
            if before and relation in ("implements", "amends") and not regex.search(r"[;.:]", gap):
                relation = "cites" if _in_title(gap) else relation
        elif _trigger(document, structure, passage, before.end, act) == "attached":
            relation = "attached"  # "Chương trình thực hiện Nghị quyết A (ban hành kèm theo Nghị quyết B)"
        done.append(replace(act, relation=relation))
    return done


def _going_on(relation: Relation) -> tuple[str, ...]:
    """The patterns of a gap behind which the list, and with it the relation, goes on."""
    changes = relation in ("amends", "repeals", "replaces")
    return ("same_list", "amended_by", "list_goes_on", *(["places_between"] if changes else []))


def relation_of_place(document: Document, structure: Structure, passage: Passage, start: int, act: Act) -> Relation:
    """The relation to ``act`` of a place in it: what stands before the place, which begins at ``start``, decides."""
    if act.relation not in ("cites", "attached"):
        return act.relation
    found = _trigger(document, structure, passage, passage.start, replace(act, start=start))
    return found if found in ("repeals", "replaces", "amends") else act.relation


# What opens the title of a cited act: "Nghị quyết số A của Chính phủ ban hành Chương trình thực hiện ...".
_TITLE = regex.compile(
    r"(?<![\p{L}])(?:về|v/v|ban hành|phê duyệt|quy định|hướng dẫn|sửa đổi|thực hiện|triển khai)(?![\p{L}])"
)


# A cell that holds the title of an act, whose number stands in the cell before: "hướng dẫn thi hành Nghị định ...".
_TITLE_CELL = regex.compile(r"[\s\"]*(?:về|v/v|hướng[ ]dẫn|quy[ ]định|sửa[ ]đổi)(?!\p{L})", regex.VERBOSE)


def _in_title(gap: str) -> bool:
    return bool(_TITLE.search(gap))


def _trigger(document: Document, structure: Structure, passage: Passage, start: int, act: Act) -> Relation:
    folded = document.folded
    before, after = folded[start : act.start], folded[act.end : min(passage.end, act.end + 240)]
    sentence = regex.split(r"[;.](?=\s)", before)[-1]
    patterns = load_patterns("references")
    trimmed = regex.sub(r"(?:(?<!\p{L})(?:các|số|những))?[ ]*[\"(]*[ ]*$", "", sentence).rstrip()
    for name in ("attached", "repeals", "replaces", "amends", "implements"):
        if patterns[name].search(trimmed):
            changes = name in ("repeals", "replaces", "amends")
            if changes and (passage.kind == "cell" or patterns["only_planned"].search(sentence)):
                return "cites"  # a list of tasks or of acts changes nothing by itself
            if name == "implements" and passage.kind == "cell" and _TITLE_CELL.match(document.folded, passage.start):
                return "cites"
            if name == "amends" and not _is_amending(document, structure, passage, sentence):
                return "cites"
            relation: Relation = name
            return relation
    return "repeals" if patterns["lapses"].search(after) else "cites"


# The title of an act that changes others, or the words that open the new wording.
_CHANGES = regex.compile(r"(?<!\p{L})(?:sửa đổi|bổ sung|điều chỉnh|thay thế|bãi bỏ)(?!\p{L})")
_NEW_WORDING = regex.compile(r"như\s+sau\s*:|(?<!\p{L})này(?!\p{L})")


def _is_amending(document: Document, structure: Structure, passage: Passage, sentence: str) -> bool:
    """The act in hand amends: by its title, in an Điều of its own, or by giving the new wording. A task does not."""
    if _NEW_WORDING.search(sentence):
        return True
    annexed = any(unit.level == "phu_luc" for unit in structure.ancestors(passage.provision_id))
    if _CHANGES.search(fold(structure.metadata.title)) and not annexed:  # annexes of a programme hold its tasks
        return True
    provision = structure.by_id.get(passage.provision_id)
    if provision is not None and provision.level == "dieu":
        return True
    return "như sau" in document.folded[passage.start : passage.end]


def _is_basis(document: Document, structure: Structure, passage: Passage) -> bool:
    """The passage is a căn cứ of the preamble, or stands under a heading "Căn cứ pháp lý"."""
    pattern = load_patterns("references")["basis_lead"]
    if any(start <= passage.start < end for start, end in structure.metadata.basis):
        return True
    if passage.provision_id.startswith("mo_dau") and pattern.search(document.folded[passage.start : passage.end]):
        return True
    for index in passage.leads:
        lead = structure.passages[index]
        if lead.end - lead.start <= 80 and pattern.search(document.folded[lead.start : lead.end]):
            return True
    return False
