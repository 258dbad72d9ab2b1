"""Places in acts: ``điểm a và d khoản 1 mục IV, Điều 1, Quyết định này``, read by a small grammar.

    mention := run tail?
    tail    := link? ("Quyết định này" | citation of an act | "Luật", "Kế hoạch" alone)

A run is read flat (``places``); then each term looks for what holds it. Inside-out, that is the nearest later term of
a higher unit that nothing but a comma, "thuộc", "của" or a blank joins ("điểm b khoản 1; điểm a khoản 2 thuộc mục IV":
both take mục IV). Outside-in ("Điều 5, khoản 1, điểm a"), it is the term before. The tail holds the whole run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import regex

from extractor.annotate.acts import Act, find_acts, read_on
from extractor.annotate.amending import amended_act, new_wording
from extractor.annotate.places import LINK, THIS, UNIT, Place, Term, kind_of, parse_run
from extractor.annotate.relations import relation_of_place
from extractor.knowledge import load_patterns
from extractor.model import Document, Passage, Relation, Structure
from extractor.text import fold, squeeze


@dataclass(frozen=True, slots=True)
class Mention:
    """A place or an act as named. ``path`` from the inside out, empty for an act as a whole.

    ``act`` is the cited act that holds the place; ``this`` the folded name under which the text names itself
    ("quyết định này"), "" where it names nothing.
    """

    start: int
    end: int
    provision_id: str
    path: tuple[Place, ...] = ()
    act: Act | None = None
    this: str = ""
    relation: Relation = "cites"


# Height of a unit. Điều and mục hold one another, by the scheme; the tree decides which.
_RANK = dict(gach=0, doan=0, tiet=1, diem=2, khoan=3, tieu_muc=4, muc=5, dieu=6, chuong=7, phan=8, phu_luc=9)

_TAIL = regex.compile(rf"[ ]*,?[ ]*(?:(?:nêu|nói)[ ]trên)?[ ]*,?[ ]*(?P<link>{LINK})?[ ]*(?:các[ ]+)?", regex.VERBOSE)
# Before a bare number or "này", these words say that a place is meant ("tại điểm 1", "theo Điều này").
_POINTER = regex.compile(
    r"(?:tại|theo|ở|thuộc|của|trong|nêu|các|định|tiết|và|hoặc|,|với|như|chi[ ]tiết|từ|đến)[ ]+$", regex.VERBOSE
)
# "Điều này cho thấy": a pronoun.
_PRONOUN = regex.compile(
    r"[ ]*(?:cho|là|có|giúp|đòi|dẫn|được|không|sẽ|đã|đang|khiến|làm|thể|cũng|càng|nhằm|góp|phản|chứng)(?![\p{L}])",
    regex.VERBOSE,
)
# An annex or an attached document by its title, up to what it is attached to.
_TITLED_ANNEX = regex.compile(r"[ ]+(?=\p{Ll})[^.;:]{0,400}?kèm[ ]theo[ ]+", regex.VERBOSE)
# "Ban hành kèm theo Nghị quyết này Phụ lục ...": the annex is this act's, whatever its title names.
_ISSUED_HERE = regex.compile(
    r"kèm[ ]+theo[ ]+(?P<this>\p{L}+[ ]+\p{L}+[ ]+này)(?:[ ]+(?:là|gồm|các|\d+))*[ ]*:?[ ]*$", regex.VERBOSE
)
# "kèm theo Chương trình hành động của Chính phủ tại Nghị quyết số 140/NQ-CP": the act stands no farther than this.
_BEHIND_ATTACHED = 80
# The name of an act goes on: "Quy chế làm việc của ...", but not "Kế hoạch và ...", "Đề án được ...".
_NAMED_ON = regex.compile(
    r"[ ]+(?!(?:và|hoặc|được|thì|là|có|để|theo|đến|tới|gửi|trên|tại|trong|cho|về|của|với|do|phù"
    r"|bảo|đảm|đã|đạt|nêu)(?!\p{L}))\p{Ll}",
    regex.VERBOSE,
)
# The name up to who gave it: " làm việc" of "Quy chế làm việc của Chính phủ".
_NAMED_BY = regex.compile(r"(?:[ ]+(?!của[ ])\p{L}+){1,8}(?=[ ]+của[ ])", regex.VERBOSE)
# Parts of papers that are no acts: "mục 11 của thuyết minh dự án", "Phụ lục kèm theo báo cáo".
_OF_PAPERS = regex.compile(
    r"""[ ]*(?:của|trong|tại|kèm[ ]theo)[ ]+(?:bản[ ]|mẫu[ ])?
    (?:thuyết[ ]minh|báo[ ]cáo|tờ[ ]trình|hồ[ ]sơ|hợp[ ]đồng|biên[ ]bản|đơn|biểu[ ]mẫu|mẫu)(?!\p{L})
    (?![ ]+(?:này|số))""",
    regex.VERBOSE,
)
_HEADING_END = regex.compile(r"[ ]*(?:[.:]|$)")


def find_references(document: Document, structure: Structure) -> tuple[Mention, ...]:
    """Every place and act that the text names, one Mention each, in order of their start.

    A place in another act carries that act, which then has no Mention of its own. The act's own name alone
    ("Quyết định này") names no place and is left out.
    """
    acts = find_acts(document, structure)
    by_start = {act.start: act for act in acts}
    mentions: list[Mention] = []
    used: set[int] = set()
    amended = [a for a in acts if a.relation == "amends"]
    wording = new_wording(document, structure) if amended else []
    for passage in structure.passages:
        for mention in _in_passage(document, structure, passage, by_start):
            if mention.act:
                used.add(mention.act.start)
            elif amended:
                span = (mention.start, bool(mention.this))
                found = amended_act(document, structure, passage, span, amended, wording)
                mention = replace(mention, act=found[0], relation=found[1], this="") if found else mention
            mentions.append(mention)
    for act in acts:
        if act.start not in used:
            home = structure.passage_at(act.start)
            at = home.provision_id if home else ""
            mentions.append(Mention(act.start, act.end, at, (), act, "", act.relation))
    return tuple(sorted(mentions, key=lambda m: (m.start, m.end)))


def _in_passage(document: Document, structure: Structure, passage: Passage, acts: dict[int, Act]) -> Iterator[Mention]:
    at = passage.start
    while match := UNIT.search(document.folded, at, passage.end):
        terms, end = parse_run(document, match.start(), passage.end)
        if not terms or _is_label(document, structure, passage, terms, end):
            at = max(match.start("unit") + 1, end if terms else 0)
            continue
        act, this, tail = _parse_tail(document, structure, passage, terms, acts)
        if _is_place(document, passage, terms, bool(act or this)):
            yield from _mentions(document, structure, passage, terms, act, this, tail)
        at = max(tail, end, match.start("unit") + 1)


# What a decision approves or issues; the text then goes by that name.
_APPROVED = (
    "kế hoạch",
    "chương trình",
    "đề án",
    "chiến lược",
    "quy hoạch",
    "quy chế",
    "quy định",
    "điều lệ",
    "đề cương",
)


def _parse_tail(
    document: Document, structure: Structure, passage: Passage, terms: list[Term], acts: dict[int, Act]
) -> tuple[Act | None, str, int]:
    """What holds the run of ``terms`` as a whole: (cited act, own name, end of the tail)."""
    last, run = terms[-1], terms[0].start
    folded, end = document.folded, last.end
    patterns = load_patterns("references")
    tail = _TAIL.match(folded, end, passage.end)
    at = tail.end() if tail else end
    if at in acts:
        return acts[at], "", acts[at].end
    this = patterns["this_act"].match(folded, at, passage.end)
    if this:
        other = _other_act(squeeze(this.group(1)), at, structure, acts)
        return other and replace(other, start=at, end=this.end()), "" if other else squeeze(this.group()), this.end()
    bare = patterns["bare_act"].match(folded, at, passage.end)
    bare = bare if bare and document.text[at].isupper() else None
    named_to = bare.end() if bare else end
    titled = _TITLED_ANNEX.match(folded, named_to, passage.end) if bare or last.unit == "phu_luc" else None
    issued = _ISSUED_HERE.search(folded, passage.start, run) if last.unit == "phu_luc" else None
    if issued:
        return None, squeeze(issued["this"]), end
    if titled:  # "Phụ lục danh mục ..., Quy chế ... ban hành kèm theo Nghị quyết số 5/NQ-CP"
        this = patterns["this_act"].match(folded, titled.end(), passage.end)
        if this:
            return None, squeeze((bare or this).group()), this.end()
        behind = [a for a in acts.values() if titled.end() <= a.start <= titled.end() + _BEHIND_ATTACHED]
        if behind:
            return behind[0], "", min(behind[0].end, passage.end)
    if bare:
        word = squeeze(bare.group())
        named = _NAMED_ON.match(folded, bare.end(), passage.end)
        earlier = _last_cited(acts, word, at)
        if named:  # "Quy chế làm việc của Chính phủ" is another act
            whole = _NAMED_BY.match(folded, bare.end(), passage.end)
            stop = read_on(document, whole.end(), passage.end)[0] if whole else bare.end()
            stop = stop if whole and stop > whole.end() else bare.end()
            return Act(at, stop, _SLUGS.get(word, "khac")), "", stop
        if _is_own_name(word, structure) or (not earlier and _is_plan_itself(word, structure)):
            return None, word, bare.end()
        cited = earlier or Act(at, bare.end(), _SLUGS.get(word, "khac"))
        return replace(cited, start=at, end=bare.end(), relation="cites"), "", bare.end()
    return None, "", end


# The kinds of documents that a bare act word can stand for, as documents.csv names them.
_SLUGS = {"quyết định": "quyet_dinh", "nghị quyết": "nghi_quyet", "nghị định": "nghi_dinh", "thông tư": "thong_tu",
          "chỉ thị": "chi_thi",
          "kế hoạch": "ke_hoach", "luật": "luat", "bộ luật": "luat", "kết luận": "ket_luan", "thông báo": "thong_bao",
          "chương trình": "chuong_trinh", "đề án": "de_an", "pháp lệnh": "phap_lenh"}  # fmt: skip


def _is_own_name(word: str, structure: Structure) -> bool:
    """ "Kế hoạch" in a plan is that plan; in a decision, any name of what decisions approve is what it approves."""
    own = structure.metadata.kind
    return _SLUGS.get(word) == own or (own in ("quyet_dinh", "nghi_quyet") and word in _APPROVED)


# Kinds of acts that are never part of another one.
_WHOLE_ACTS = ("luat", "phap_lenh", "nghi_quyet", "nghi_dinh", "quyet_dinh", "thong_tu", "chi_thi", "ket_luan")


def _other_act(word: str, at: int, structure: Structure, acts: dict[int, Act]) -> Act | None:
    """ "Luật này" in a decree, "Quyết định này" in an article: the law, the decision that was just cited."""
    own, slug = structure.metadata.kind, _SLUGS.get(word, "")
    if slug not in _WHOLE_ACTS or slug == own or own in ("", "khac"):
        return None
    cited = _last_cited(acts, word, at)
    return replace(cited, relation="cites") if cited else None


_PLANS = ("kế hoạch", "chương trình", "đề án", "chiến lược")


def _is_plan_itself(word: str, structure: Structure) -> bool:
    """A plan that calls itself by another plan's word, and does not carry that word out: "mục IV của Chương trình"."""
    return structure.metadata.kind == "ke_hoach" and word in _PLANS and word not in fold(structure.metadata.title)


def _last_cited(acts: dict[int, Act], word: str, at: int) -> Act | None:
    slug = _SLUGS.get(word, "")
    earlier = [a for start, a in acts.items() if start < at and a.kind == slug]
    return max(earlier, key=lambda a: a.start) if earlier and slug else None


# ---------------------------------------------------------------------------------------------- what holds what


def _is_label(document: Document, structure: Structure, passage: Passage, terms: list[Term], end: int) -> bool:
    """The run is the label of a heading ("Phụ lục II" over an annex, "Điều 3." in a list of contents)."""
    if terms[0].start != passage.start or len(terms) > 1 or len(terms[0].labels) > 1:
        return False
    if end == passage.end and passage.kind not in ("closing", "cell"):
        return True
    if terms[0].unit not in ("dieu", "chuong", "phan", "muc", "phu_luc", "khoan"):
        return False
    closing = _HEADING_END.match(document.folded, end, passage.end)
    return passage.kind in ("heading", "opening") or bool(
        closing and document.text[terms[0].start].isupper() and passage.kind != "closing"
    )


def _is_place(document: Document, passage: Passage, terms: list[Term], held: bool) -> bool:
    """A lone term that could be a common word needs a sign that it is a place."""
    if not held and _OF_PAPERS.match(document.folded, terms[-1].end, passage.end):
        return False
    if held or len(terms) > 1:
        return True
    term = terms[0]
    text, folded = document.text, document.folded
    pointed = bool(_POINTER.search(folded, max(passage.start, term.start - 12), term.start))
    label = term.labels[0].text
    if label == THIS:
        if term.unit == "dieu" and _PRONOUN.match(folded, term.end, passage.end):
            return False
        return pointed or (text[term.start].isupper() and term.start > passage.start)
    if term.unit == "phu_luc" and not label:
        attached = regex.compile(r"[ ]*(?:ban[ ]hành[ ])?(?:kèm|đính)", regex.VERBOSE).match(
            folded, term.end, passage.end
        )
        return bool(attached) or pointed
    if term.unit in ("diem", "phan", "doan", "tiet") and kind_of(label) in ("number", "dotted"):
        return pointed
    return True


def _mentions(
    document: Document,
    structure: Structure,
    passage: Passage,
    terms: list[Term],
    act: Act | None,
    this: str,
    tail: int,
) -> Iterator[Mention]:
    holders = [_holder(terms, i) for i in range(len(terms))]
    held = {h for h in holders if h is not None}
    for i, term in enumerate(terms):
        if i in held:
            continue
        chain, at = [], holders[i]
        while at is not None and at not in chain:
            chain.append(at)
            at = holders[at]
        relation = relation_of_place(document, structure, passage, terms[0].start, act) if act else "cites"
        own = any(terms[j].labels[0].text == THIS for j in (i, *chain))
        cut = _is_cut(terms, i, chain)
        start, end = _extent(terms, i, chain, tail if (act or this) and not own else 0)
        for label in term.labels:
            for outer in product(*(terms[j].labels for j in chain)):
                path = [Place(term.unit, label.text, label.optional)]
                path += [Place(terms[j].unit, o.text, o.optional) for j, o in zip(chain, outer, strict=True)]
                yield Mention(
                    start,
                    end,
                    passage.provision_id,
                    tuple(path),
                    None if own or cut else act,
                    "" if own or cut else this,
                    relation if not (own or cut) else "cites",
                )


# Units that hold one another either way: "mục IV Điều 1", "Điều 5 Mục 2", "Phần III Điều 1".
_MUTUAL = ({"dieu", "muc"}, {"dieu", "phan"}, {"muc", "phan"})


def _holder(terms: list[Term], i: int) -> int | None:
    """The index of the term that holds term ``i``."""
    rank = _RANK[terms[i].unit]
    for j in range(i + 1, len(terms)):
        other = terms[j]
        containing = other.joint in ("inner", "comma") and _alike(terms, i, j - 1)
        mutual = j == i + 1 and other.joint == "inner" and {terms[i].unit, other.unit} in _MUTUAL
        annex = terms[i].unit == "dieu" and other.unit == "phu_luc" and other.joint == "comma"
        if annex:  # "khoản 3 Điều 6, Phụ lục II": an annex beside it holds no Điều
            break
        if (_RANK[other.unit] > rank and containing) or mutual:
            return j
        if _RANK[other.unit] > rank and not _is_held_later(terms, j):
            break  # "khoản 2 và Điều 8": a sibling, and what stands behind it is the sibling's
    if i and terms[i].joint != "first":
        before = terms[i - 1]
        held = terms[i].joint == "inner" and {before.unit, terms[i].unit} in _MUTUAL  # by this term: "Phần III Điều 1"
        if terms[i].joint in ("inner", "comma") and _RANK[before.unit] > rank and not held:
            return i - 1
        if before.unit == terms[i].unit and _RANK[before.unit] <= rank:
            outer = _holder(terms, i - 1)
            if outer is not None and outer < i:
                return outer
    return None


def _alike(terms: list[Term], i: int, last: int) -> bool:
    """Terms of one unit share what follows them if they are numbered alike ("mục III và mục 1 Phần III" are not)."""
    if i == last or terms[i].unit != terms[last].unit:
        return True
    return kind_of(terms[i].labels[0].text) == kind_of(terms[last].labels[0].text)


def _is_held_later(terms: list[Term], j: int) -> bool:
    return any(_RANK[t.unit] > _RANK[terms[j].unit] and t.joint in ("inner", "comma") for t in terms[j + 1 :])


def _is_cut(terms: list[Term], i: int, chain: list[int]) -> bool:
    """The term stands for itself although the run goes on with a higher sibling ("khoản 2 và Điều 8 Luật này")."""
    if chain or i + 1 == len(terms) or _RANK[terms[i].unit] >= _RANK["dieu"]:
        return False  # an Điều stands in an act by itself: "Điều 12 và Chương III Thông tư số 5/2018/TT-BTC"
    return any(_RANK[t.unit] > _RANK[terms[i].unit] for t in terms[i + 1 :])


def _extent(terms: list[Term], i: int, chain: list[int], tail: int) -> tuple[int, int]:
    """The words of a mention: the term, and its holders as far as they follow (or go before) without a gap."""
    start, end, last = terms[i].start, terms[i].end, i
    for j in chain:
        if j == last + 1:
            end, last = terms[j].end, j
        elif j < i:
            start = min(start, terms[j].start)
    if tail and last == len(terms) - 1:
        end = tail
    return start, end
