"""Agencies named in a text: registry names, names by form, officials for their agency, collective names.

A name is read word by word (``knowledge/agencies.yaml``), so a line break, a comma or "&" inside it does not matter;
the longest name wins. What the registry does not list is recognised by its head ("Trung tâm …") and marked.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractor.annotate.names import (
    MAX_PLACE_WORDS,
    NUMBER_BEFORE,
    Scan,
    cased,
    index_after,
    mention_at,
    mention_of,
    name_at,
    person_at,
    run_of_name,
    starts_upper,
    tail_of,
    walk,
)
from extractor.knowledge.agencies import WORD, Node, Registry, add_name, place_name, registry
from extractor.knowledge.loader import load_patterns
from extractor.model import AgencyMention, Document, Structure
from extractor.text import fold, squeeze

SAMPLE = 300
"""Characters that tell whether a paragraph is written in capitals."""

IN_CAPITALS = 0.8
"""Share of capitals from which capitals say nothing: a heading may hold a word in small letters."""

_ELLIPSIS = regex.compile(r"\s*[,;:]\s*|\s+và\s+|\s+")
# The first words of what a short form may stand for: "UBND Thành phố" for "Ủy ban nhân dân …".
_FIRST_WORDS = {"ubnd": "ủy", "hđnd": "hội", "bcđ": "ban", "nhnn": "ngân", "vpcp": "văn"}
_WRITTEN_OUT = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}
_COMRADES = regex.compile(r"^(?P<plural>(?i:các|những) )(?i:đồng chí) ?:? ?(?=\S)")
# Heads stand for their agencies: "Thủ trưởng các sở, ban, ngành".
_HEADS_OF = regex.compile(r"^(?i:thủ trưởng) (?=\S)")
_SHORT = regex.compile(r"\b(?:UBND|HĐND)\b")
# A bold run-in heading may stop in the middle of a name: "Bộ Tài chính: Chủ trì, phối hợp với Bộ".
_BROKEN = regex.compile(
    r"(?:\bphối\s+hợp|\bvới|\bvà|\bcủa|\bcác|\bbộ|\bsở|\bban|\bhội\s+liên\s+hiệp|\bủy\s+ban|\bnhân\s+dân"
    r"|\bcông\s+an|,|\bđề\s+nghị)\s*$"
)


def find_agencies(document: Document, structure: Structure) -> tuple[AgencyMention, ...]:
    """Every agency that a passage names, in the order of the text, without overlaps.

    ``name`` is canonical on the date of issue. Where only the form was recognised, ``key`` is "" and ``review`` tells.
    """
    issued_on = structure.metadata.issued_on
    spans = [(start, end) for _, start, end in stretches(document, structure)]
    defined = _definitions(document, spans, issued_on)
    found: list[AgencyMention] = []
    for start, end in spans:
        found.extend(scan(document.text, document.folded, start, end, issued_on=issued_on, defined=defined))
    return tuple(found)


def stretches(document: Document, structure: Structure) -> Iterator[tuple[int, int, int]]:
    """(index, start, end) of the passages; a heading that breaks off is joined with what completes it."""
    joined = -1
    for index, passage in enumerate(structure.passages):
        if index == joined:
            continue
        end = passage.end
        following = structure.passages[index + 1] if index + 1 < len(structure.passages) else None
        if (
            passage.kind == "heading"
            and following is not None
            and following.kind in ("body", "heading")
            and following.provision_id == f"{passage.provision_id}__doan_1"
            and _BROKEN.search(document.folded, max(passage.start, end - 20), end)
            and not document.folded[end : following.start].strip()
        ):
            end, joined = following.end, index + 1
        yield index, passage.start, end


def _definitions(document: Document, spans: list[tuple[int, int]], issued_on: str) -> Node | None:
    """The short forms that the document gives: "Ban Quản lý X (sau đây gọi tắt là Ban Quản lý)"."""
    root, any_found = Node(), False
    pattern = load_patterns("groups")["defined_as"]
    for start, end in spans:
        for match in pattern.finditer(document.folded, start, end):
            before = list(scan(document.text, document.folded, start, match.start(), issued_on=issued_on))
            if not before or document.folded[before[-1].quote.end : match.start()].strip():
                continue
            short = document.text[match.start("short") : match.end("short")]
            head = WORD.match(fold(short).strip())
            owner = before[-1]
            # "Bộ", "Ban Quản lý", "UBND Thành phố": a name's first word, not "Chương trình" or "Kế hoạch"
            if (
                owner.kind != "group"
                and head
                and fold(owner.name).split()[0] in (head.group(), _FIRST_WORDS.get(head.group()))
            ):
                add_name(root, squeeze(short), f"{owner.key}|{owner.kind}|{owner.name}")
                any_found = True
    return root if any_found else None


def scan(
    text: str, folded: str, start: int, end: int, *, issued_on: str = "", defined: Node | None = None
) -> Iterator[AgencyMention]:
    """The agencies in ``text[start:end]``; ``folded`` is ``fold(text)``."""
    state = Scan(text, folded, end, issued_on, defined)
    state.words = [
        word for m in WORD.finditer(folded, start, end) for word in _unfused(text, m.start(), m.end(), m.group())
    ]
    state.capitals = _is_in_capitals(text[start : min(end, start + SAMPLE)])
    known = registry()
    index, named_until = 0, -1
    while index < len(state.words):
        may_begin = state.words[index][2] in known.first_words or defined is not None
        found = _found_at(state, index, known) if may_begin else None
        if found is None and named_until >= 0:
            found = _place_in_list(state, index, named_until, known)
        if found is None:
            index += 1
            continue
        mentions, index = found
        named_until = state.words[index - 1][1]
        yield from mentions


_PLACE_LEVELS = {"tỉnh": 1, "thành": 2, "tp": 1}  # words of the level before the name
_LIST_JOINT = regex.compile(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+")


def _place_in_list(
    state: Scan, index: int, named_until: int, known: Registry
) -> tuple[list[AgencyMention], int] | None:
    """A province among agencies stands for its authorities: "Bộ Xây dựng, thành phố Hà Nội và tỉnh Bắc Ninh"."""
    start, _, word = state.words[index]
    level = _PLACE_LEVELS.get(word, 0)
    joint = bool(level) and _LIST_JOINT.fullmatch(state.folded, named_until, start) is not None
    if not joint or index + level >= len(state.words) or not starts_upper(state, index + level):
        return None
    node, after = walk(state, index + level, known.places)
    if node is None:
        return None
    old = known.old_provinces[node.value][0]
    return [mention_of(state, index, after, place_name(old.level, old.name), "", "province")], after


# A blank lost in recognition: "BộTài chính", "SởY tế", "UBNDtỉnh".
_FUSED = regex.compile(
    r"(?P<head>Bộ|Sở|Ban|Cục|Hội)(?=\p{Lu}(?:\p{Ll}|\b))|(?P<short>UBND|HĐND)(?=tỉnh|các|thành|xã|cấp|\p{Lu}\p{Ll})"
)


def _unfused(text: str, start: int, end: int, word: str) -> Iterator[tuple[int, int, str]]:
    match = _FUSED.match(text, start, end)
    if match is None:
        yield start, end, word
        return
    yield start, match.end(), word[: match.end() - start]
    yield match.end(), end, word[match.end() - start :]


def _is_in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) > IN_CAPITALS * len(letters)


def _found_at(state: Scan, index: int, known: Registry) -> tuple[list[AgencyMention], int] | None:
    start, _, word = state.words[index]
    if NUMBER_BEFORE.search(state.folded, max(0, start - 20), start):
        return None  # the tail of a number: 15/TTr-BTC
    name = name_at(state, index, known)
    if name and not (word in known.group_words and name[0].kind in ("other", "committee") and not name[0].key):
        return _with_ellipsis(state, name, known)
    if word in ("bộ", "sở"):  # "Bộ: Tư pháp, Tài chính"
        named = _named_plural(state, index, state.words[index][1], known) if name is None else None
        if named:
            return named
    official = _official_at(state, index, known)
    if official:
        return _with_ellipsis(state, official, known)
    if word in known.group_words:
        match = load_patterns("groups")["group_of_bodies"].match(state.folded, start, state.end)
        if match:
            named = _named_plural(state, index, match.end(), known)
            if named:
                return named
            end = _before_second_kind(state, index, _before_named(state, index, match.end(), known))
            end = _with_proper_noun(state, index_after(state, index, end), end, known)
            tail = load_patterns("groups")["restrictive"].match(state.folded, end, state.end)
            end = tail.end() if tail else end
            return [_group(state, start, end)], index_after(state, index, end)
    if name:
        return _with_ellipsis(state, name, known)
    return None


def _official_at(state: Scan, index: int, known: Registry) -> tuple[AgencyMention, int] | None:
    """ "Bộ trưởng Bộ Nội vụ": the agency for which an official stands; the quote holds the title."""
    start, _, word = state.words[index]
    if word not in known.title_words:
        return None
    match = load_patterns("groups")["official"].match(state.folded, start, state.end)
    if not match:
        return None
    if match["person"] and not all(w.istitle() for w in state.text[slice(*match.span("person"))].split()):
        return None
    after = index_after(state, index, match.end())
    behind = name_at(state, after, known) if after < len(state.words) else None
    if not behind or state.folded[match.end() : state.words[after][0]].strip(" ,"):
        return None
    mention, next_index = behind
    if mention.kind == "other" and not mention.key:
        return None
    end = mention.quote.end
    person = person_at(state, next_index, known)
    if person > next_index and not state.folded[end : state.words[next_index][0]].strip():
        next_index, end = person, state.words[person - 1][1]
    whole = mention_at(state, start, end, mention.name, mention.key, mention.kind, mention.review)
    return whole, next_index


def _with_ellipsis(state: Scan, first: tuple[AgencyMention, int], known: Registry) -> tuple[list[AgencyMention], int]:
    """The name, and those that share its head: "Sở Tài chính, Nội vụ, Y tế"."""
    mention, index = first
    head = fold(mention.name).split()[0]
    mentions = [mention]
    if head == "ủy" and mention.kind == "province":
        return _with_places(state, mention, index, known)
    if head == "ủy" and mention.kind == "commune":
        return _with_local_names(state, mention, index, known)
    if head not in ("bộ", "sở"):
        return mentions, index
    while index < len(state.words):
        gap = _ELLIPSIS.fullmatch(state.folded, state.words[index - 1][1], state.words[index][0])
        at = index + 1 if state.words[index][2] == "và" and gap else index
        if not gap or at >= len(state.words) or (at == index and not gap.group().strip()):
            break
        shared = _shared(state, at, head, known)
        if shared is None:
            break
        more, index = shared
        mentions.append(more)
    return mentions, index


def _with_places(state: Scan, mention: AgencyMention, index: int, known: Registry) -> tuple[list[AgencyMention], int]:
    """ "Ủy ban nhân dân thành phố Hà Nội, tỉnh Quảng Ninh", "Ủy ban nhân dân các tỉnh: Sơn La, Lai Châu"."""
    mentions = [mention]
    plural = fold(mention.name).startswith("ủy ban nhân dân các")
    while index < len(state.words):
        gap = _ELLIPSIS.fullmatch(state.folded, state.words[index - 1][1], state.words[index][0])
        at = index + 1 if state.words[index][2] == "và" and gap else index
        if not gap or at >= len(state.words):
            break
        level = {"tỉnh": 1, "thành": 2, "tp": 1}.get(state.words[at][2], 0)
        if not level and not (plural or len(mentions) > 1):
            break
        node, after = walk(state, at + level, known.places) if at + level < len(state.words) else (None, at)
        if node is None or not starts_upper(state, at + level):
            break
        old, new = known.old_provinces[node.value]
        own = old if not state.issued_on or state.issued_on < known.merger_date else new
        kind = own.level if own.name == old.name else old.level
        mentions.append(mention_of(state, at, after, f"Ủy ban nhân dân {place_name(kind, old.name)}", "", "province"))
        index = after
    if plural and len(mentions) > 1:  # the first place stands for the words before it as well
        first = mentions[1]
        whole = mention_at(state, mention.quote.start, first.quote.end, first.name, "", first.kind)
        mentions = [whole, *mentions[2:]]
    return mentions, index


MIN_PLACE_WORDS = 2
"""Words of a commune's name behind the comma of another; one word alone is something else."""

_LEVEL = regex.compile(r"(?:các\s+)?(?P<level>đặc\s+khu|thị\s+xã|thị\s+trấn|xã|phường|huyện|quận)\s*:?\s+(?=\w)")
_ONE_UNIT = regex.compile(r"ủy ban nhân dân (?P<level>đặc khu|thị xã|thị trấn|xã|phường|huyện|quận) (?=\w)")
_OF_ONE_LEVEL = regex.compile(r"ủy ban nhân dân các (?P<level>xã|phường|huyện|quận|thị xã|thị trấn)")


def _with_local_names(
    state: Scan, mention: AgencyMention, index: int, known: Registry
) -> tuple[list[AgencyMention], int]:
    """ "UBND các huyện Hải Sơn, An Lạc" names two; nothing changes where fewer than two names follow."""
    plural = _OF_ONE_LEVEL.fullmatch(fold(mention.name))
    single = _ONE_UNIT.match(fold(mention.name)) if plural is None else None
    level = (plural or single or {"level": ""})["level"]
    found: list[tuple[int, int, str]] = []
    at = index
    if single:
        gap = state.folded[state.words[index - 1][1] : state.words[index][0]] if index < len(state.words) else ""
        both = index < len(state.words) and state.words[index][2] == "và" and not gap.strip()
        at = len(state.words) if gap.strip() != "," and not both else index + both
    while (plural or single) and not state.capitals and at < len(state.words):
        begin = state.words[at][0]
        named = _LEVEL.match(state.folded, begin, state.end)
        if named and starts_upper(state, index_after(state, at, named.end())):  # "các phường: A, B và xã C"
            level, at = squeeze(named["level"]), index_after(state, at, named.end())
        stop = at
        while stop - at < 2 * MAX_PLACE_WORDS and starts_upper(state, stop) and (stop == at or _is_next(state, stop)):
            stop += 1
        group = load_patterns("groups")["group_of_bodies"].match(state.folded, state.words[at][0], state.end)
        other = name_at(state, at, known)  # "Trường Phú" is no school here
        if stop == at or group or (other and (other[0].key or other[0].kind != "other")):
            break
        if single and stop - at < MIN_PLACE_WORDS:
            break
        found.append((begin, stop, f"{level} {squeeze(state.text[state.words[at][0] : state.words[stop - 1][1]])}"))
        if stop >= len(state.words):
            break
        gap = state.folded[state.words[stop - 1][1] : state.words[stop][0]]
        joined = gap.strip() in (",", ";") or (state.words[stop][2] == "và" and not gap.strip())
        if not joined:
            break
        at = stop + 1 if state.words[stop][2] == "và" else stop
    first_gap = state.folded[state.words[index - 1][1] : state.words[index][0]] if found else ""
    if not found or (plural and (len(found) < 2 or first_gap.strip() not in ("", ":"))):
        return [mention], index
    mentions = [mention] if single else []
    for number, (begin, stop, place) in enumerate(found):
        start = mention.quote.start if plural and number == 0 else begin
        end = state.words[stop - 1][1]
        mentions.append(mention_at(state, start, end, f"Ủy ban nhân dân {place}", "", "commune"))
    return mentions, found[-1][1]


def _is_next(state: Scan, index: int) -> bool:
    """Whether a word goes on with a commune's name; two places may make one name: "Văn Miếu – Quốc Tử Giám"."""
    return state.folded[state.words[index - 1][1] : state.words[index][0]].strip() in ("", "-", "–")


def _named_plural(state: Scan, index: int, end: int, known: Registry) -> tuple[list[AgencyMention], int] | None:
    """ "các Sở Tài chính, Nội vụ", "Giám đốc các Sở: Y tế, Nội vụ", "Các sở, ngành: Nội vụ, Y tế" name each one."""
    after = index_after(state, index, end)
    if after >= len(state.words):
        return None
    gap = state.folded[state.words[after - 1][1] : state.words[after][0]]
    heads = [w for _, _, w in state.words[index:after] if w in ("bộ", "sở")]
    if not heads or not _ELLIPSIS.fullmatch(gap):
        return None
    several = "," in state.folded[state.words[index][0] : state.words[after - 1][0]]
    if (several or state.words[after - 1][2] not in ("bộ", "sở")) and gap.strip() != ":":
        return None
    first = _shared(state, after, heads[-1], known)
    if first is None:
        return None
    mention, behind = first
    start = state.words[index][0]
    whole = mention_at(state, start, mention.quote.end, mention.name, mention.key, mention.kind)
    return _with_ellipsis(state, (whole, behind), known)


def _shared(state: Scan, index: int, head: str, known: Registry) -> tuple[AgencyMention, int] | None:
    """The function named at ``index`` as an agency whose head stands further left."""
    node, after = walk(state, index, known.domains)
    if node is None or not starts_upper(state, index):
        return None
    row = known.domain_of[node.value]
    if head == "bộ" and row.ministry:
        if after < len(state.words) and state.words[after][2] in ("tỉnh", "thành", "các", "xã", "nhân", "cấp"):
            return None
        agency = known.by_key[row.ministry]
        return mention_of(state, index, after, agency.name, agency.key, agency.kind), after
    if head == "sở" and row.department:
        tail, behind = tail_of(state, after, known)
        return mention_of(state, index, behind, f"Sở {row.name}{tail}", "", "department"), behind
    return None


def _with_proper_noun(state: Scan, after: int, end: int, known: Registry) -> int:
    """The end of a collective name with what its last noun is called: "các Công ty Thủy lợi"."""
    if state.capitals or after >= len(state.words) or state.folded[end : state.words[after][0]].strip():
        return end
    if name_at(state, after, known):
        return end
    behind = run_of_name(state, after, known, lower=False)
    return state.words[behind - 1][1] if behind > after else end


def _before_named(state: Scan, index: int, end: int, known: Registry) -> int:
    """Where a collective name ends, were it to run into the name of one agency: "các tổ chức, Hội Nông dân …"."""
    for at in range(index + 1, len(state.words)):
        start = state.words[at][0]
        if start >= end:
            break
        gap = state.folded[state.words[at - 1][1] : start]
        if state.words[at - 1][2] == "và" or gap.strip() in (",", "/", "-", ";"):
            name = name_at(state, at, known) or _official_at(state, at, known)
            if name and name[0].kind not in ("province", "commune", "group") and name[0].quote.text[0].isupper():
                stop = state.words[at - 2][1] if state.words[at - 1][2] == "và" else state.words[at - 1][1]
                return min(end, stop) if stop > state.words[index][0] else end
    return end


# "các bộ và các địa phương", "các sở, các đoàn thể", "các sở và Ủy ban nhân dân cấp xã" name a second kind of bodies.
_SECOND_KIND = regex.compile(
    r"(?:\s*[,;]\s*|\s+và\s+)(?:các|những)\s+|\s+và\s+(?=(?:ubnd|hđnd|ủy\s+ban\s+nhân\s+dân|chính\s+quyền)\b)"
)
# "Thủ trưởng các sở, ban, ngành, Chủ tịch UBND các xã": the chairmen stand for their committees.
_HEADS_AND_CHAIRMEN = regex.compile(
    r"(?P<heads>thủ\s+trưởng\s+(?:các\s+)?(?:(?!trưởng|chủ\s+tịch|giám\s+đốc)[^;])+?)(?:\s*[,;]\s*|\s+và\s+)(?=chủ\s+tịch\s+(?:ubnd|ủy\s+ban))"
)
_PLURAL = regex.compile(r"(?:các|những)\b")
_OFFICIALS = regex.compile(
    r"\b(?:trưởng|chủ\s+tịch|giám\s+đốc|thủ\s+trưởng|người\s+đứng\s+đầu"
    r"|của(?!\s+(?:quốc\s+hội|đảng|hđnd|hội\s+đồng)))\b"
)


def _before_second_kind(state: Scan, index: int, end: int) -> int:
    """Where a collective name ends if a second plural follows it; a list of officials stays whole."""
    start = state.words[index][0]
    chairmen = _HEADS_AND_CHAIRMEN.match(state.folded, start, end)
    if chairmen:
        return chairmen.end("heads")
    match = _SECOND_KIND.search(state.folded, start, end)
    if match is None or _OFFICIALS.search(state.folded, start, end) or not _PLURAL.match(state.folded, start):
        return end
    return match.start()


def _group(state: Scan, start: int, end: int) -> AgencyMention:
    """A collective name: the words as written, abbreviations written out, with a capital first letter."""
    name = _SHORT.sub(lambda match: _WRITTEN_OUT[match.group()], cased(state, start, end))
    name = _COMRADES.sub(lambda match: match["plural"], name)
    name = _HEADS_OF.sub("", name)
    return mention_at(state, start, end, name[:1].upper() + name[1:], "", "group")
