"""One agency's name at a place in the text: by the registry, by a short form of the document, by its form."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from extractor.knowledge.agencies import Form, Node, Registry
from extractor.knowledge.loader import load_patterns
from extractor.model import AgencyKind, AgencyMention, Quote
from extractor.text import squeeze, to_ascii

MAX_NAME_WORDS = 16
"""No agency's own name is longer; what runs on is a sentence."""

MAX_PLACE_WORDS = 4
"""No commune's name is longer."""

MIN_PLAIN_WORDS = 3
"""Words from which a name is told by its letters alone; shorter ones would be taken for others."""

LEVELS = frozenset({"tỉnh", "thành", "tp", "huyện", "quận", "xã", "phường"})
"""First words of a place's level."""

DEPUTY = "pho_thu_tuong"
"""Key of an office that several persons hold."""

MIN_PERSON_WORDS, MAX_PERSON_WORDS = 2, 4
"""Words of a person's name."""

MISSPELT = "the spelling differs from the registry's in its accents"

BY_FORM = "the name is not in the registry, recognised by its form"

# What may stand between two words of one name: blanks, one line break, a comma, a dash, "&", a slash, a dot.
_INSIDE = regex.compile(r"[ ]*[,&/.\-]?[ ]*")
NUMBERED = regex.compile(r"[/\-]")
NUMBER_BEFORE = regex.compile(r"\d[^\s]*[/-]$")
_NOT_NAMES = regex.compile(
    r"đài\ loan|vụ\ (?:đông|xuân|hè|mùa|án)|báo\ cáo|hội\ nghị|hội\ thảo|phòng\ chống|ban\ hành", regex.VERBOSE
)
_COMMUNE = regex.compile(r"\b(?:xã|phường|đặc khu|thị trấn|huyện|quận|thị xã)\b")
_PROVINCE = regex.compile(r"\b(?:tỉnh|thành phố|tp)\b")


@dataclass(slots=True)
class Scan:
    """One stretch of text being searched: its words and what the document has defined."""

    text: str
    folded: str
    end: int
    issued_on: str
    defined: Node | None
    words: list[tuple[int, int, str]] = field(default_factory=list)
    capitals: bool = False  # the whole stretch is in capitals, so capitals say nothing


def name_at(state: Scan, index: int, known: Registry) -> tuple[AgencyMention, int] | None:
    """The longest of: a short form of the document, a registry name, a name by form."""
    best: tuple[AgencyMention, int] | None = None
    if state.defined is not None:
        node, after = walk(state, index, state.defined)
        if node and starts_upper(state, index):
            key, kind, name = node.value.split("|", 2)
            best = mention_of(state, index, after, name, key, kind), after  # type: ignore[arg-type]
    node, after = walk(state, index, known.names)
    if node and (best is None or after > best[1]) and _is_written_as_name(state, index, after, node, known):
        key = node.value
        capitals = state.text[state.words[index][0] : state.words[after - 1][1]].isupper() or node.capitals
        key = known.on(key, state.issued_on) if capitals or after - index == 1 else key
        agency = known.by_key[key]
        mention = mention_of(state, index, after, agency.name, key, agency.kind)
        doubt = known.doubt(key, state.issued_on)
        best = AgencyMention(mention.quote, mention.name, key, agency.kind, doubt), after
        if agency.key == DEPUTY:
            best = _with_person(state, index, best[0], after, known)
        branch_end = _branch_at(state, after)
        if branch_end > after:
            rest = squeeze(state.text[state.words[after - 1][1] : state.words[branch_end - 1][1]])
            head = state.text[mention.quote.start : mention.quote.end]
            head = agency.name if squeeze(head).casefold() == agency.name.casefold() else squeeze(head)
            branch_kind: AgencyKind = "enterprise" if agency.kind == "enterprise" else "department"
            return mention_of(state, index, branch_end, f"{head} {rest}", "", branch_kind), branch_end
        if agency.kind == "enterprise" and after < len(state.words) and _close(state, after):
            place, behind = walk(state, after, known.places)
            if place is None and after - index == 1:
                behind = _own_words(state, after, known)
            if behind > after and starts_upper(state, after):  # "VNPT Đồng Tháp" is not the group itself
                branch = squeeze(state.text[mention.quote.start : state.words[behind - 1][1]])
                best = mention_of(state, index, behind, branch, "", "enterprise"), behind
    if best is None and starts_upper(state, index):
        best = _misspelt_at(state, index, known)
    formed = _form_at(state, index, known)
    if formed and (best is None or (formed[1] > best[1] and _adds_to_name(state, best, formed))):
        best = formed
    return best


_BRANCH = regex.compile(
    r"\s*(?:[-–,]\s*)?chi\s+nhánh\s+(?:(?:tỉnh|thành\s+phố|tp\.?|huyện|khu\s+vực|số)\s+)*(?P<number>\d{1,2}\b|[ivx]{1,4}\b)?"
)


def _branch_at(state: Scan, after: int) -> int:
    """The index behind "Chi nhánh Hải Sơn", "- Chi nhánh Khu vực II"; ``after`` if none stands there."""
    match = _BRANCH.match(state.folded, state.words[after - 1][1], state.end)
    if match is None or state.capitals:
        return after
    at = index_after(state, after, match.end())
    if match["number"]:
        return at
    stop = at
    while stop - at < MAX_PLACE_WORDS and starts_upper(state, stop) and (stop == at or _close(state, stop)):
        stop += 1
    return stop if stop > at else after


def _own_words(state: Scan, index: int, known: Registry) -> int:
    """The index behind a place that no list holds: each of its words has a capital. ``index`` if there is none."""
    behind = index
    while behind - index < MAX_PLACE_WORDS and starts_upper(state, behind) and _close(state, behind):
        if _begins_anew(state, behind, known) or name_at(state, behind, known):
            break
        behind += 1
    return behind if behind - index >= MIN_PERSON_WORDS and not state.capitals else index


def person_at(state: Scan, index: int, known: Registry) -> int:
    """The index behind a person's name that begins at ``index``; ``index`` if there is none."""
    if state.capitals or index >= len(state.words) or state.words[index][2] not in known.surnames:
        return index
    if walk(state, index, known.places)[0]:  # "Cao Bằng", "Hà Nam"
        return index
    behind = index + 1
    while behind - index < MAX_PERSON_WORDS and starts_upper(state, behind) and _close(state, behind):
        behind += 1
    return behind if behind - index >= MIN_PERSON_WORDS else index


def _with_person(
    state: Scan, index: int, mention: AgencyMention, after: int, known: Registry
) -> tuple[AgencyMention, int]:
    """ "Phó Thủ tướng Nguyễn Văn A": one of several, told apart by the name of the person."""
    behind = after
    while behind - after < MAX_PERSON_WORDS and starts_upper(state, behind) and _close(state, behind):
        if name_at(state, behind, known):
            break
        behind += 1
    if state.capitals or behind - after < MIN_PERSON_WORDS:
        return mention, after
    name = squeeze(state.text[mention.quote.start : state.words[behind - 1][1]])
    return mention_of(state, index, behind, name, mention.key, mention.kind), behind


def _misspelt_at(state: Scan, index: int, known: Registry) -> tuple[AgencyMention, int] | None:
    """A registry name whose accents were misread: "Bộ Thõng tin và Truyền thông"."""
    node, after = walk(state, index, known.plain_names, plain=True)
    if node is None or node.capitals or after - index < MIN_PLAIN_WORDS:
        return None
    agency = known.by_key[node.value]
    mention = mention_of(state, index, after, agency.name, agency.key, agency.kind)
    return AgencyMention(mention.quote, mention.name, agency.key, agency.kind, MISSPELT), after


def _adds_to_name(state: Scan, best: tuple[AgencyMention, int], formed: tuple[AgencyMention, int]) -> bool:
    """Whether the longer name by form says more than the registry's: "Cục Thuế tỉnh", not "Cục Thuế hướng dẫn"."""
    if not best[0].key:
        return True
    return starts_upper(state, best[1]) or state.words[best[1]][2] in (
        "tỉnh", "thành", "tp", "khu", "chi", "cấp", "các", "và"
    )  # fmt: skip


def walk(state: Scan, index: int, root: Node, *, plain: bool = False) -> tuple[Node | None, int]:
    """The deepest node with a value that the words from ``index`` reach, and the index behind it.

    ``plain``: the tree holds words without accents.
    """
    node, at, best, best_after = root, index, None, index
    while at < len(state.words):
        word = to_ascii(state.words[at][2]) if plain else state.words[at][2]
        if at > index and not _INSIDE.fullmatch(state.folded, state.words[at - 1][1], state.words[at][0]):
            break
        if word in node.children:
            node = node.children[word]
        elif (
            not (word in ("và", "va") and at > index)
            or at + 1 >= len(state.words)
            or (to_ascii(state.words[at + 1][2]) if plain else state.words[at + 1][2]) not in node.children
        ):
            break
        at += 1
        if node.value and word not in ("và", "va"):
            best, best_after = node, at
    return best, best_after


def _is_written_as_name(state: Scan, index: int, after: int, node: Node, known: Registry) -> bool:
    start, end = state.words[index][0], state.words[after - 1][1]
    written = state.text[start:end]
    if node.capitals:  # an abbreviation: in capitals, and not the tail or the head of a number
        return written.isupper() and not NUMBERED.match(state.folded[end : end + 1]) and len(written) > 1
    if written[0].isupper():
        return True
    # "bộ tài chính" in a careless text; "báo nhân dân" or "quốc hội" in lower case is something else
    return (known.by_key[node.value].kind in ("ministry", "ministerial") and after - index > 2) or after - index > 4


def _form_at(state: Scan, index: int, known: Registry) -> tuple[AgencyMention, int] | None:
    """A name that its head gives away: "Sở …", "Ủy ban nhân dân tỉnh …", "Trung tâm …"."""
    if state.words[index][2] not in known.forms.children:
        return None
    node, after = walk(state, index, known.forms)
    if node is None:
        return None
    form = known.forms_by_head[node.value]
    start = state.words[index][0]
    if after < len(state.words) and state.words[after][2] == state.words[index][2] == form.head:
        return None  # "Sở Sở Công Thương"
    if not starts_upper(state, index) and form.head not in ("công an", "tỉnh ủy", "thành ủy"):
        return None
    if form.acronym and not state.text[start : state.words[index][1]].isupper():
        return None
    if _NOT_NAMES.match(state.folded, start):
        return None
    name_end = after
    if form.head == "sở":
        domain, domain_after = walk(state, after, known.domains)
        if domain is None and starts_upper(state, after):
            domain, domain_after = walk(state, after, known.plain_domains, plain=True)
            domain = domain if domain_after - after >= MIN_PLAIN_WORDS else None
        if domain and (starts_upper(state, after) or not starts_upper(state, index)):
            row = known.domain_of[domain.value]
            tail, behind = tail_of(state, domain_after, known)
            return mention_of(state, index, behind, f"Sở {row.name}{tail}", "", "department"), behind
    if form.kind == "committee" and _has_number(state, after):  # "Ban Chỉ đạo 389"
        tail, behind = tail_of(state, after + 1, known)
        own = f"{form.name} {state.words[after][2]}{tail}"
        return mention_of(state, index, behind, own, "", form.kind), behind
    if form.owned and after < len(state.words) and _close(state, after):
        owner = name_at(state, after, known)
        if owner and owner[0].kind != "other":
            name = f"{form.name} {owner[0].name}"
            return mention_of(state, index, owner[1], name, "", form.kind), owner[1]
    tail, behind = tail_of(state, after, known)
    if behind > after:
        kind = _local_kind(form, tail)
        name = f"{form.name}{tail}"
        return mention_of(state, index, behind, name, "", kind), behind
    if not form.placed:
        name_end = run_of_name(state, after, known, lower=form.lower)
        if form.kind == "committee" and name_end > after:
            name_end = _with_purpose(state, name_end, known)
    if name_end > after:
        own = cased(state, state.words[after][0], state.words[name_end - 1][1])
        tail, behind = tail_of(state, name_end, known)
        mention = mention_of(state, index, behind, f"{form.name} {own}{tail}", "", form.kind)
        return AgencyMention(mention.quote, mention.name, "", form.kind, BY_FORM), behind
    if form.bare:
        return mention_of(state, index, after, form.name, "", form.kind), after
    return None


def _has_number(state: Scan, index: int) -> bool:
    """Whether a board is called by a number of two or three digits that counts nothing behind it."""
    if index >= len(state.words) or not regex.fullmatch(r"\d{2,3}", state.words[index][2]) or not _close(state, index):
        return False
    following = state.words[index + 1][2] if index + 1 < len(state.words) else ""
    return following not in ("thành", "người", "đồng", "tổ", "lần", "cuộc") or _pair_at(state, index + 1) == "thành phố"


def _with_purpose(state: Scan, index: int, known: Registry) -> int:
    """The index behind what a committee is for: "Ủy ban Công tác về các tổ chức phi chính phủ nước ngoài"."""
    if index + 1 >= len(state.words) or state.words[index][2] != "về" or not _close(state, index):
        return index
    plural = state.words[index + 1][2] in ("các", "những")
    at = index + 2 if plural else index + 1
    if plural and _pair_at(state, at) == "tổ chức":  # behind a plural it is a noun
        at += 2
    behind = run_of_name(state, at, known, lower=True)
    return behind if behind > at else index


def _close(state: Scan, index: int) -> bool:
    gap = state.folded[state.words[index - 1][1] : state.words[index][0]]
    return not gap or gap.isspace() or (gap.strip() == "." and state.words[index - 1][2] in ("tp", "vp"))


def tail_of(state: Scan, index: int, known: Registry) -> tuple[str, int]:
    """The level or the place behind a name (" tỉnh", " các xã, phường", " Hà Nội") and the index behind it."""
    if index >= len(state.words):
        return "", index
    end = state.words[index - 1][1]
    match = load_patterns("groups")["place_behind"].match(state.folded, end, state.end)
    after = index
    if match:
        after = index_after(state, index, match.end())
        end = match.end()
        if after >= len(state.words) or state.folded[match.start() : match.end()].strip().startswith(("các", "cấp")):
            return _words_of_tail(state, match.start(), match.end()), after
    if after < len(state.words) and _close(state, after) and starts_upper(state, after):
        place, place_after = walk(state, after, known.places)
        if place:
            level = _words_of_tail(state, match.start(), match.end()) if match else ""
            if place.value == "Hồ Chí Minh":
                level = level.replace("thành phố", "Thành phố")  # part of the city's name
            return f"{level} {place.value}", place_after
        if match and not state.capitals:  # a commune or a city of its own: "xã Hòa Bình"
            stop = after
            level = state.words[index][2] if after == index + 1 else ""
            if level in ("tỉnh", "phố") and person_at(state, after, known) > after + MIN_PERSON_WORDS:
                return _words_of_tail(state, match.start(), match.end()), after  # "Công an tỉnh Lê Văn Hải"
            while (
                stop < len(state.words)
                and stop - after < MAX_PLACE_WORDS
                and starts_upper(state, stop)
                and _close(state, stop)
            ):
                other = name_at(state, stop, known)
                if other and (stop > after or other[0].key):  # "xã Trường Sơn" holds no school
                    break
                stop += 1
            if stop > after:
                own = squeeze(state.text[state.words[after][0] : state.words[stop - 1][1]])
                return f"{_words_of_tail(state, match.start(), match.end())} {own}", stop
    if match:
        numbered = after < len(state.words) and _close(state, after) and state.words[after][2].isdigit()
        if numbered and state.folded[match.start() : match.end()].endswith("khu vực"):  # "khu vực 8"
            end, after = state.words[after][1], after + 1
        return _words_of_tail(state, match.start(), end), after
    return "", index


_REGION = regex.compile(r"\b(?:vùng|khu\s+vực)\s")


def _words_of_tail(state: Scan, start: int, end: int) -> str:
    region = _REGION.search(state.folded, start, end)
    cut = region.start() if region else end
    words = squeeze(state.folded[start:cut] + state.text[cut:end])  # a region keeps its capitals
    words = regex.sub(r"\s*/\s*", "/", words)
    words = regex.sub(r"(?<=\bcác (?:xã|phường|huyện|quận|tỉnh)) (?=xã|phường|huyện|quận|thị|đặc|thành)", ", ", words)
    words = regex.sub(r"\btp\b\.?", "thành phố", words)
    return " " + regex.sub(r"\btw\b", "trung ương", words)


def run_of_name(state: Scan, index: int, known: Registry, *, lower: bool) -> int:
    """The index behind a name that begins at ``index`` and has no entry anywhere; ``index`` if there is none.

    It begins with a capital, or, with ``lower``, in any way that is not a verb ("Ban Quản lý các khu công nghiệp").
    """
    if index >= len(state.words) or not _close(state, index):
        return index
    at = index
    if not starts_upper(state, index):
        following = state.words[index + 1][2] if index + 1 < len(state.words) else ""
        pair = f"{state.words[index][2]} {following}"
        if not lower or (
            pair in known.stop_pairs and not (pair in known.board_tasks and starts_upper(state, index + 2))
        ):
            return index
        if state.words[index][2] == "của":  # "Ban Chỉ đạo của Chính phủ"
            owner = name_at(state, index + 1, known)
            return owner[1] if owner else index
        if state.words[index][2] in ("các", "về"):
            at += 1
        elif state.words[index][2] in known.stop_words:
            return index
    while at < len(state.words) and at - index < MAX_NAME_WORDS:
        start, _, word = state.words[at]
        gap = state.folded[state.words[at - 1][1] : start]
        comma = gap.strip() == "," and at > index and (_goes_on(state, at, known) or _is_compound(state, at, known))
        if (
            gap.strip() not in ("", "-", "&") and not (gap == "/" and state.text[start].isupper()) and not comma
        ) or "\t" in state.text[state.words[at - 1][1] : start]:
            break
        upper = state.text[start].isupper() and not state.capitals
        following = state.words[at + 1][2] if at + 1 < len(state.words) else ""
        if at > index and not upper:
            compound = not known.compounds.isdisjoint((f"{state.words[at - 1][2]} {word}", f"{word} {following}"))
            stops = word in known.stop_words or f"{word} {following}" in known.stop_pairs
            if not compound and not comma and stops and not _is_trade(state, at, known):
                break
            if word != "và" and _is_behind_proper_name(state, index, at, known):
                break
            if state.words[at - 1][2].isdigit() and word != "và":
                break  # "Công ty Sông Hồng 7 duy trì …"
            if word == "và" and not (
                at + 1 < len(state.words)
                and (state.text[state.words[at + 1][0]].isupper() or _pair_at(state, at + 1) in known.inner_pairs)
                and _close(state, at + 1)
                and name_at(state, at + 1, known) is None
                and following not in known.title_words
            ):
                break
            if word in ("các", "những") or (word == "về" and not lower):
                break
        elif (
            at > index
            and upper
            and not gap.strip()
            and _begins_anew(state, at, known)
            and not (at == index + 2 and _pair_at(state, index) in known.functions)  # "Phòng Kiểm tra Xây dựng"
        ):
            break  # a new agency right behind: "Trung tâm X Sở Y"; a sentence that begins without a full stop
        if word.isdigit() and at == index:
            return index
        at += 1
    while at > index and state.words[at - 1][2] in ("và", "-"):
        at -= 1
    return at


def _is_behind_proper_name(state: Scan, index: int, at: int, known: Registry) -> bool:
    """Whether a verb stands behind a name of two capitals: "Công ty Điện lực Hải Sơn | phát quang hành lang"."""
    if at - index < MIN_PERSON_WORDS or not starts_upper(state, at - 1) or not starts_upper(state, at - 2):
        return False
    place, behind = walk(state, at - 2, known.places)
    return (place is not None and behind == at) or bool(
        load_patterns("roles")["task_verb"].match(state.folded, state.words[at][0], state.end)
    )


def _pair_at(state: Scan, index: int) -> str:
    following = state.words[index + 1][2] if index + 1 < len(state.words) else ""
    return f"{state.words[index][2]} {following}"


def _is_compound(state: Scan, at: int, known: Registry) -> bool:
    """Whether a comma stands inside one term: "Cục Quản lý Khám, chữa bệnh"."""
    return f"{state.words[at - 1][2]} {state.words[at][2]}" in known.comma_pairs


def _is_trade(state: Scan, at: int, known: Registry) -> bool:
    """Whether what reads like a verb is what a company or a board is for: "Công ty Cổ phần đầu tư xây dựng …"."""
    if _pair_at(state, at) not in known.trades or at < 2:
        return False
    before = f"{state.words[at - 2][2]} {state.words[at - 1][2]}"
    if before in known.company_kinds or before in known.trades:
        return True
    return before == "dự án" and at + 2 < len(state.words) and _pair_at(state, at + 2) in known.works


def _goes_on(state: Scan, at: int, known: Registry) -> bool:
    """Whether the words behind a comma still belong to a name: "Viện Văn hóa, Nghệ thuật và Du lịch"."""
    if state.capitals or not starts_upper(state, at) or state.words[at][2] in known.title_words:
        return False
    if state.words[at][2] in LEVELS:  # "Đài Truyền hình Việt Nam, Thành phố Hồ Chí Minh"
        return False
    if name_at(state, at, known) or walk(state, at, known.places)[0]:
        return False
    return not load_patterns("groups")["group_of_bodies"].match(state.folded, state.words[at][0], state.end)


def _begins_anew(state: Scan, at: int, known: Registry) -> bool:
    following = state.words[at + 1][2] if at + 1 < len(state.words) else ""
    word = state.words[at][2]
    return (
        f"{word} {following}" in known.stop_pairs or word in ("bộ", "sở", "ubnd") or f"{word} {following}" == "ủy ban"
    )


def _local_kind(form: Form, tail: str) -> AgencyKind:
    if form.kind != "province":
        return form.kind
    low, high = bool(_COMMUNE.search(tail)), bool(_PROVINCE.search(tail))
    if low and high and "thành phố" in tail and "tỉnh" not in tail:
        high = False  # "huyện, thị xã, thành phố" are all of the district level
    if (low and high) or "các cấp" in tail or "địa phương" in tail:
        return "group"
    return "commune" if low else "province"


def starts_upper(state: Scan, index: int) -> bool:
    return index < len(state.words) and state.text[state.words[index][0]].isupper()


def cased(state: Scan, start: int, end: int) -> str:
    """The words as written; of a heading in capitals, in lower case with a capital first letter."""
    written = squeeze(state.text[start:end])
    return written.capitalize() if state.capitals and written.isupper() and len(written) > 6 else written


def index_after(state: Scan, index: int, offset: int) -> int:
    while index < len(state.words) and state.words[index][0] < offset:
        index += 1
    return index


def mention_at(
    state: Scan, start: int, end: int, name: str, key: str, kind: AgencyKind, review: str = ""
) -> AgencyMention:
    return AgencyMention(Quote(start, end, state.text[start:end]), name, key, kind, review)


def mention_of(state: Scan, index: int, after: int, name: str, key: str, kind: AgencyKind) -> AgencyMention:
    return mention_at(state, state.words[index][0], state.words[after - 1][1], name, key, kind)
