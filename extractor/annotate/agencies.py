"""Agencies named in a text: registry names, names by form, officials for their agency, collective names.

A name is read word by word (``knowledge/agencies.yaml``), so a line break, a comma or "&" inside it does not matter;
the longest name wins. What the registry does not list is recognised by its head ("Trung tâm …") and marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import regex

from extractor.knowledge.agencies import WORD, Form, Node, Registry, add_name, place_name, registry
from extractor.knowledge.loader import load_patterns
from extractor.model import AgencyKind, AgencyMention, Document, Quote, Structure
from extractor.text import fold, squeeze

MAX_NAME_WORDS = 16
"""No agency's own name is longer; what runs on is a sentence."""

# What may stand between two words of one name: blanks, one line break, a comma, a dash, "&", a slash, a dot.
_INSIDE = regex.compile(r"[ ]*[,&/.\-]?[ ]*")
_NUMBERED = regex.compile(r"[/\-]")

# Syllables and pairs that end a name which is recognised by its capitals: verbs of the task, prepositions.
_STOP_WORDS = frozenset(
    "có là theo trong để khi nếu tại với của cho thuộc trên từ trước sau như cùng trình gửi cần phải do bởi vào "
    "ra đến này đó hằng hàng được đã đang sẽ sớm lập nêu chỉ mở hoặc làm nhằm giao đề yêu giúp nay cử khóa".split()
)
_STOP_PAIRS = frozenset(
    "chủ trì|chủ động|chủ yếu|phối hợp|tổ chức|thực hiện|triển khai|tham mưu|hướng dẫn|kiểm tra|giám sát|theo dõi|đôn đốc|rà soát|tiếp tục|"
    "tăng cường|báo cáo|đề xuất|đề nghị|bố trí|cân đối|ban hành|chịu trách|trách nhiệm|căn cứ|thường xuyên|kịp thời|khẩn trương|đẩy mạnh|"
    "phát hành|thông báo|tiếp nhận|đánh giá|hoàn thành|bảo đảm|đảm bảo|cung cấp|phê duyệt|định kỳ|quy định|cập nhật|xem xét|"
    "tổng hợp|xác định|xây dựng|nghiên cứu|quyết định|chấp thuận|thẩm định|tập trung|khẳng định|cho biết|phát biểu|nhấn mạnh|"
    "tham gia|hỗ trợ|thông qua|công bố|tuyên truyền|đăng ký|ký kết|đầu tư|vận động|phát động|quán triệt|lồng ghép|đưa vào|lãnh đạo".split(
        "|"
    )
)
# Heads whose name may go on with the agency that they belong to: "Văn phòng Bộ Tài chính", "Đảng ủy Bộ Y tế".
# "Ban Chỉ đạo xây dựng Chính phủ điện tử": what a board is for may begin like a predicate.
_BOARD_TASKS = frozenset({"xây dựng", "thực hiện", "triển khai"})
_OWNED = frozenset(
    {"văn phòng", "thanh tra", "đảng ủy", "ban cán sự đảng", "đảng đoàn", "thường trực hđnd", "ban thường vụ"}
)
# Heads that make a name only with a place or a level behind them: "Thuế tỉnh Đồng Nai" but not "Thuế Thu nhập".
_PLACED = frozenset(
    "công an|thuế|hải quan|thống kê|cục thuế|cục thống kê|kho bạc nhà nước|bảo hiểm xã hội|bhxh|bưu điện|viễn thông|"
    "điện lực|thanh tra|bộ chỉ huy quân sự|bộ chqs|ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd|tòa án nhân dân|tand|"
    "viện kiểm sát nhân dân|vksnd|viện ksnd|mặt trận tổ quốc|tỉnh ủy|thành ủy|tỉnh đoàn|thành đoàn|ubmttq|ubmttqvn|"
    "ubmttq việt nam|ủy ban mttq|ủy ban mttq việt nam|ủy ban mặt trận tổ quốc|ủy ban mặt trận tổ quốc việt nam".split(
        "|"
    )
)
_ACRONYM_HEADS = frozenset({"ubnd", "hđnd", "tand", "vksnd", "bhxh", "bcđ", "ubmttq", "ubmttqvn"})
_NOT_NAMES = regex.compile(
    r"đài\ loan|vụ\ (?:đông|xuân|hè|mùa|án)|báo\ cáo|hội\ nghị|hội\ thảo|phòng\ chống|ban\ hành", regex.VERBOSE
)
_COMMUNE = regex.compile(r"\b(?:xã|phường|đặc khu|thị trấn|huyện|quận|thị xã)\b")
_PROVINCE = regex.compile(r"\b(?:tỉnh|thành phố|tp)\b")
_ELLIPSIS = regex.compile(r"\s*[,;:]\s*|\s+và\s+|\s+")
_LOCAL = {"ủy ban nhân dân": "Ủy ban nhân dân", "ubnd": "Ủy ban nhân dân", "hđnd": "Hội đồng nhân dân"}
_SHORT_LOCAL = regex.compile(r"\b(ubnd|hđnd|ubmttq)\b")

BY_FORM = "the name is not in the registry, recognised by its form"


@dataclass(slots=True)
class _Scan:
    """One stretch of text being searched: its words and what the document has defined."""

    text: str
    folded: str
    end: int
    issued_on: str
    defined: Node | None
    words: list[tuple[int, int, str]] = field(default_factory=list)
    capitals: bool = False  # the whole stretch is in capitals, so capitals say nothing


@cache
def _group_starts() -> frozenset[str]:
    return frozenset(
        "các những mọi từng mỗi toàn tất bộ sở ban ngành cơ đơn tổ địa cấp hội hiệp doanh tập đoàn viện trường thủ cục "
        "giám chủ trưởng bí hiệu người lãnh chánh thống tư cộng chính hộ lực".split()
    )


_TITLES = frozenset(
    "bộ thống chủ phó tổng giám cục chi vụ viện chánh thủ trưởng bí hiệu người cán tư chỉ chính đồng lãnh".split()
)


def find_agencies(document: Document, structure: Structure) -> tuple[AgencyMention, ...]:
    """Every agency that a passage names, in the order of the text, without overlaps.

    ``name`` is canonical on the date of issue; ``key`` is "" where only the form was recognised, and ``review`` says so.
    """
    issued_on = structure.metadata.issued_on
    spans = [(p.start, p.end) for p in structure.passages]
    defined = _definitions(document, spans, issued_on)
    found: list[AgencyMention] = []
    for start, end in spans:
        found.extend(scan(document.text, document.folded, start, end, issued_on=issued_on, defined=defined))
    return tuple(found)


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
                and fold(owner.name).split()[0] in (head.group(), _LOCAL_HEADS.get(head.group()))
            ):
                add_name(root, squeeze(short), f"{owner.key}|{owner.kind}|{owner.name}")
                any_found = True
    return root if any_found else None


_LOCAL_HEADS = {"ubnd": "ủy", "hđnd": "hội", "bcđ": "ban", "nhnn": "ngân", "vpcp": "văn"}


def scan(
    text: str, folded: str, start: int, end: int, *, issued_on: str = "", defined: Node | None = None
) -> Iterator[AgencyMention]:
    """The agencies in ``text[start:end]``; ``folded`` is ``fold(text)``."""
    state = _Scan(text, folded, end, issued_on, defined)
    state.words = [(m.start(), m.end(), m.group()) for m in WORD.finditer(folded, start, end)]
    letters = [c for c in text[start:end] if c.isalpha()]
    state.capitals = bool(letters) and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    known = registry()
    index = 0
    while index < len(state.words):
        found = _mention_at(state, index, known)
        if found is None:
            index += 1
            continue
        mentions, index = found
        yield from mentions


def _mention_at(state: _Scan, index: int, known: Registry) -> tuple[list[AgencyMention], int] | None:
    start, _, word = state.words[index]
    if start and _NUMBERED.match(state.folded[start - 1]) and not state.folded[start - 2 : start - 1].isspace():
        return None  # the tail of a number: 15/TTr-BTC
    groups = load_patterns("groups")
    name = _name_at(state, index, known)
    if name and not (word in _group_starts() and name[0].kind in ("other", "committee") and not name[0].key):
        return _with_ellipsis(state, name, known)
    if word in _group_starts():
        match = groups["group_of_bodies"].match(state.folded, start, state.end)
        if match:
            named = _named_plural(state, index, match.end(), known)
            if named:
                return named
            end = _before_named(state, index, match.end(), known)
            return [_group(state, start, end)], _index_after(state, index, end)
    if name:
        return _with_ellipsis(state, name, known)
    if word in _TITLES:
        match = groups["official"].match(state.folded, start, state.end)
        if match:
            after = _index_after(state, index, match.end())
            behind = _name_at(state, after, known) if after < len(state.words) else None
            if behind and not state.folded[match.end() : state.words[after][0]].strip(" ,"):
                mention, next_index = behind
                if mention.kind == "other" and not mention.key:
                    return None
                whole = _mention(
                    state, start, mention.quote.end, mention.name, mention.key, mention.kind, mention.review
                )
                return _with_ellipsis(state, (whole, next_index), known)
    return None


# ---------------------------------------------------------------------------------------------- one name


def _name_at(state: _Scan, index: int, known: Registry) -> tuple[AgencyMention, int] | None:
    """The longest of: a short form of the document, a registry name, a name by form."""
    best: tuple[AgencyMention, int] | None = None
    if state.defined is not None:
        node, after = _walk(state, index, state.defined)
        if node and _starts_upper(state, index):
            key, kind, name = node.value.split("|", 2)
            best = _mention_by_words(state, index, after, name, key, kind), after  # type: ignore[arg-type]
    node, after = _walk(state, index, known.names)
    if node and (best is None or after > best[1]) and _is_written_as_name(state, index, after, node, known):
        key = node.value
        capitals = state.text[state.words[index][0] : state.words[after - 1][1]].isupper() or node.capitals
        key = known.on(key, state.issued_on) if capitals or after - index == 1 else key
        agency = known.by_key[key]
        mention = _mention_by_words(state, index, after, agency.name, key, agency.kind)
        doubt = known.doubt(key, state.issued_on)
        best = AgencyMention(mention.quote, mention.name, key, agency.kind, doubt), after
    formed = _form_at(state, index, known)
    if formed and (best is None or formed[1] > best[1]):
        best = formed
    return best


def _walk(state: _Scan, index: int, root: Node) -> tuple[Node | None, int]:
    """The deepest node with a value that the words from ``index`` reach, and the index behind it."""
    node, at, best, best_after = root, index, None, index
    while at < len(state.words):
        word = state.words[at][2]
        if at > index and not _INSIDE.fullmatch(state.folded, state.words[at - 1][1], state.words[at][0]):
            break
        if word in node.children:
            node = node.children[word]
        elif not (word == "và" and at > index):
            break
        elif at + 1 >= len(state.words) or state.words[at + 1][2] not in node.children:
            break
        at += 1
        if node.value and word != "và":
            best, best_after = node, at
    return best, best_after


def _is_written_as_name(state: _Scan, index: int, after: int, node: Node, known: Registry) -> bool:
    start, end = state.words[index][0], state.words[after - 1][1]
    written = state.text[start:end]
    if node.capitals:  # an abbreviation: in capitals, and not the tail or the head of a number
        return written.isupper() and not _NUMBERED.match(state.folded[end : end + 1]) and len(written) > 1
    if written[0].isupper():
        return True
    # "bộ tài chính" in a careless text; "báo nhân dân" or "quốc hội" in lower case is something else
    return known.by_key[node.value].kind in ("ministry", "ministerial") and after - index > 2 or after - index > 4


def _form_at(state: _Scan, index: int, known: Registry) -> tuple[AgencyMention, int] | None:
    """A name that its head gives away: "Sở …", "Ủy ban nhân dân tỉnh …", "Trung tâm …"."""
    if state.words[index][2] not in known.forms.children:
        return None
    node, after = _walk(state, index, known.forms)
    if node is None:
        return None
    form = known.forms_by_head[node.value]
    start = state.words[index][0]
    if not _starts_upper(state, index) and form.head not in ("công an", "tỉnh ủy", "thành ủy"):
        return None
    if form.head in _ACRONYM_HEADS and not state.text[start : state.words[index][1]].isupper():
        return None
    if _NOT_NAMES.match(state.folded, start):
        return None
    name_end = after
    if form.head == "sở":
        domain, domain_after = _walk(state, after, known.domains)
        if domain and (_starts_upper(state, after) or not _starts_upper(state, index)):
            row = known.domain_of[domain.value]
            tail, behind = _tail(state, domain_after, known)
            return _mention_by_words(state, index, behind, f"Sở {row.name}{tail}", "", "department"), behind
    if form.head in _OWNED and after < len(state.words) and _close(state, after):
        owner = _name_at(state, after, known)
        if owner and owner[0].kind != "other":
            name = f"{form.name} {owner[0].name}"
            return _mention_by_words(state, index, owner[1], name, "", form.kind), owner[1]
    tail, behind = _tail(state, after, known)
    if behind > after:
        kind = _local_kind(form, tail)
        name = f"{form.name}{tail}"
        return _mention_by_words(state, index, behind, name, "", kind), behind
    if form.head not in _PLACED:
        name_end = _run_of_name(state, after, known, lower=form.lower)
    if name_end > after:
        own = _cased(state, state.words[after][0], state.words[name_end - 1][1])
        tail, behind = _tail(state, name_end, known)
        mention = _mention_by_words(state, index, behind, f"{form.name} {own}{tail}", "", form.kind)
        return AgencyMention(mention.quote, mention.name, "", form.kind, BY_FORM), behind
    if form.bare:
        return _mention_by_words(state, index, after, form.name, "", form.kind), after
    return None


def _close(state: _Scan, index: int) -> bool:
    return state.folded[state.words[index - 1][1] : state.words[index][0]].isspace()


def _tail(state: _Scan, index: int, known: Registry) -> tuple[str, int]:
    """The level or the place behind a name (" tỉnh", " các xã, phường", " Hà Nội") and the index behind it."""
    if index >= len(state.words):
        return "", index
    end = state.words[index - 1][1]
    match = load_patterns("groups")["place_behind"].match(state.folded, end, state.end)
    after = index
    if match:
        after = _index_after(state, index, match.end())
        end = match.end()
        if after >= len(state.words) or state.folded[match.start() : match.end()].strip().startswith(("các", "cấp")):
            return _words_of_tail(state, match.start(), match.end()), after
    if after < len(state.words) and _close(state, after) and _starts_upper(state, after):
        place, place_after = _walk(state, after, known.places)
        if place:
            old, new = known.old_provinces[place.value]
            level = _words_of_tail(state, match.start(), match.end()) if match else ""
            if place.value == "Hồ Chí Minh":
                level = level.replace("thành phố", "Thành phố")  # part of the city's name
            return f"{level} {place.value}", place_after
        if match and not state.capitals:  # a commune or a city of its own: "xã Hòa Bình"
            stop = after
            while stop < len(state.words) and stop - after < 4 and _starts_upper(state, stop) and _close(state, stop):
                if _name_at(state, stop, known):
                    break
                stop += 1
            if stop > after:
                own = squeeze(state.text[state.words[after][0] : state.words[stop - 1][1]])
                return f"{_words_of_tail(state, match.start(), match.end())} {own}", stop
    if match:
        return _words_of_tail(state, match.start(), match.end()), after
    return "", index


def _words_of_tail(state: _Scan, start: int, end: int) -> str:
    words = squeeze(state.folded[start:end])
    words = regex.sub(r"\btp\b\.?", "thành phố", words)
    return " " + regex.sub(r"\btw\b", "trung ương", words)


def _run_of_name(state: _Scan, index: int, known: Registry, *, lower: bool) -> int:
    """The index behind a name that begins at ``index`` and has no entry anywhere; ``index`` if there is none.

    It begins with a capital, or, with ``lower``, in any way that is not a verb ("Ban Quản lý các khu công nghiệp").
    """
    if index >= len(state.words) or not _close(state, index):
        return index
    at = index
    if not _starts_upper(state, index):
        following = state.words[index + 1][2] if index + 1 < len(state.words) else ""
        pair = f"{state.words[index][2]} {following}"
        if not lower or pair in _STOP_PAIRS and not (pair in _BOARD_TASKS and _starts_upper(state, index + 2)):
            return index
        if state.words[index][2] == "của":  # "Ban Chỉ đạo của Chính phủ"
            owner = _name_at(state, index + 1, known)
            return owner[1] if owner else index
        if state.words[index][2] in ("các", "về"):
            at += 1
        elif state.words[index][2] in _STOP_WORDS:
            return index
    while at < len(state.words) and at - index < MAX_NAME_WORDS:
        start, _, word = state.words[at]
        gap = state.folded[state.words[at - 1][1] : start]
        comma = gap.strip() == "," and at > index and _goes_on(state, at, known)
        if gap.strip() not in ("", "-", "&") and not (gap == "/" and state.text[start].isupper()) and not comma or "\t" in state.text[state.words[at - 1][1] : start]:
            break
        upper = state.text[start].isupper() and not state.capitals
        following = state.words[at + 1][2] if at + 1 < len(state.words) else ""
        if at > index and not upper:
            if word in _STOP_WORDS or f"{word} {following}" in _STOP_PAIRS:
                break
            if word == "và" and not (
                at + 1 < len(state.words)
                and state.text[state.words[at + 1][0]].isupper()
                and _close(state, at + 1)
                and _name_at(state, at + 1, known) is None
                and following not in _TITLES
            ):
                break
            if word in ("các", "những") or word == "về" and not lower:
                break
        elif at > index and upper and not gap.strip():
            # a new agency right behind: "Trung tâm X Sở Y"; a sentence that begins without a full stop
            if word in ("bộ", "sở", "ubnd", "ủy", "căn", "chủ", "phối", "thực", "tổ", "xây") and _begins_anew(
                state, at, known
            ):
                break
        if word.isdigit() and at == index:
            return index
        at += 1
    while at > index and state.words[at - 1][2] in ("và", "-"):
        at -= 1
    return at


def _goes_on(state: _Scan, at: int, known: Registry) -> bool:
    """Whether the words behind a comma still belong to a name: "Viện Văn hóa, Nghệ thuật và Du lịch"."""
    if state.capitals or not _starts_upper(state, at) or state.words[at][2] in _TITLES:
        return False
    if _name_at(state, at, known) or _walk(state, at, known.places)[0]:
        return False
    return not load_patterns("groups")["group_of_bodies"].match(state.folded, state.words[at][0], state.end)


def _begins_anew(state: _Scan, at: int, known: Registry) -> bool:
    following = state.words[at + 1][2] if at + 1 < len(state.words) else ""
    word = state.words[at][2]
    return f"{word} {following}" in _STOP_PAIRS or word in ("bộ", "sở", "ubnd") or f"{word} {following}" == "ủy ban"


def _local_kind(form: Form, tail: str) -> AgencyKind:
    if form.kind != "province":
        return form.kind
    low, high = bool(_COMMUNE.search(tail)), bool(_PROVINCE.search(tail))
    if low and high and "thành phố" in tail and "tỉnh" not in tail:
        high = False  # "huyện, thị xã, thành phố" are all of the district level
    if low and high or "các cấp" in tail or "địa phương" in tail:
        return "group"
    return "commune" if low else "province"


# ---------------------------------------------------------------------------------------------- several names


def _with_ellipsis(state: _Scan, first: tuple[AgencyMention, int], known: Registry) -> tuple[list[AgencyMention], int]:
    """The name, and those that share its head: "Sở Tài chính, Nội vụ, Y tế"."""
    mention, index = first
    head = fold(mention.name).split()[0]
    mentions = [mention]
    if head == "ủy" and mention.kind == "province":
        return _with_places(state, mention, index, known)
    if head not in ("bộ", "sở"):
        return mentions, index
    while index < len(state.words):
        gap = _ELLIPSIS.fullmatch(state.folded, state.words[index - 1][1], state.words[index][0])
        at = index + 1 if state.words[index][2] == "và" and gap else index
        if not gap or at >= len(state.words) or at == index and not gap.group().strip():
            break
        shared = _shared(state, at, head, known)
        if shared is None:
            break
        more, index = shared
        mentions.append(more)
    return mentions, index


def _with_places(
    state: _Scan, mention: AgencyMention, index: int, known: Registry
) -> tuple[list[AgencyMention], int]:
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
        node, after = _walk(state, at + level, known.places) if at + level < len(state.words) else (None, at)
        if node is None or not _starts_upper(state, at + level):
            break
        old, new = known.old_provinces[node.value]
        own = old if not state.issued_on or state.issued_on < known.merger_date else new
        kind = own.level if own.name == old.name else old.level
        mentions.append(
            _mention_by_words(state, at, after, f"Ủy ban nhân dân {place_name(kind, old.name)}", "", "province")
        )
        index = after
    if plural and len(mentions) > 1:
        mentions = mentions[1:]
    return mentions, index


def _named_plural(state: _Scan, index: int, end: int, known: Registry) -> tuple[list[AgencyMention], int] | None:
    """ "các Sở Tài chính, Nội vụ" and "Giám đốc các Sở: Y tế, Nội vụ" name each department."""
    after = _index_after(state, index, end)
    head = state.words[after - 1][2]
    if head not in ("bộ", "sở") or after >= len(state.words):
        return None
    if not _ELLIPSIS.fullmatch(state.folded, state.words[after - 1][1], state.words[after][0]):
        return None
    first = _shared(state, after, head, known)
    if first is None:
        return None
    mention, behind = first
    whole = _mention(state, state.words[after - 1][0], mention.quote.end, mention.name, mention.key, mention.kind)
    if state.folded[state.words[after - 1][1] : state.words[after][0]].strip():
        whole = mention
    return _with_ellipsis(state, (whole, behind), known)


def _shared(state: _Scan, index: int, head: str, known: Registry) -> tuple[AgencyMention, int] | None:
    """The function named at ``index`` as an agency whose head stands further left."""
    node, after = _walk(state, index, known.domains)
    if node is None or not _starts_upper(state, index):
        return None
    row = known.domain_of[node.value]
    if head == "bộ" and row.ministry:
        if after < len(state.words) and state.words[after][2] in ("tỉnh", "thành", "các", "xã", "nhân", "cấp"):
            return None
        agency = known.by_key[row.ministry]
        return _mention_by_words(state, index, after, agency.name, agency.key, agency.kind), after
    if head == "sở" and row.department:
        tail, behind = _tail(state, after, known)
        return _mention_by_words(state, index, behind, f"Sở {row.name}{tail}", "", "department"), behind
    return None


def _before_named(state: _Scan, index: int, end: int, known: Registry) -> int:
    """Where a collective name ends, were it to run into the name of one agency: "các tổ chức, Hội Nông dân …"."""
    for at in range(index + 1, len(state.words)):
        start = state.words[at][0]
        if start >= end:
            break
        gap = state.folded[state.words[at - 1][1] : start]
        if state.words[at - 1][2] == "và" or gap.strip() in (",", "/", "-", ";"):
            name = _name_at(state, at, known)
            if name and name[0].kind not in ("province", "commune", "group") and name[0].quote.text[0].isupper():
                stop = state.words[at - 2][1] if state.words[at - 1][2] == "và" else state.words[at - 1][1]
                return min(end, stop) if stop > state.words[index][0] else end
    return end


def _group(state: _Scan, start: int, end: int) -> AgencyMention:
    words = _SHORT_LOCAL.sub(
        lambda m: {"ubnd": "Ủy ban nhân dân", "hđnd": "Hội đồng nhân dân"}.get(m.group(), m.group()),
        fold(state.text[start:end]),
    )
    # the folded words give the spelling only where an abbreviation was written out
    if len(words) == end - start:
        name = _cased(state, start, end)
    else:
        name = regex.sub(
            r"\bUBND\b", "Ủy ban nhân dân", regex.sub(r"\bHĐND\b", "Hội đồng nhân dân", _cased(state, start, end))
        )
    name = name[:1].upper() + name[1:]
    return _mention(state, start, end, name, "", "group")


# ---------------------------------------------------------------------------------------------- small things


def _starts_upper(state: _Scan, index: int) -> bool:
    return index < len(state.words) and state.text[state.words[index][0]].isupper()


def _cased(state: _Scan, start: int, end: int) -> str:
    """The words as written; of a heading in capitals, in lower case with a capital first letter."""
    written = squeeze(state.text[start:end])
    return written.capitalize() if state.capitals and written.isupper() and len(written) > 6 else written


def _index_after(state: _Scan, index: int, offset: int) -> int:
    while index < len(state.words) and state.words[index][0] < offset:
        index += 1
    return index


def _mention(
    state: _Scan, start: int, end: int, name: str, key: str, kind: AgencyKind, review: str = ""
) -> AgencyMention:
    return AgencyMention(Quote(start, end, state.text[start:end]), name, key, kind, review)


def _mention_by_words(state: _Scan, index: int, after: int, name: str, key: str, kind: AgencyKind) -> AgencyMention:
    return _mention(state, state.words[index][0], state.words[after - 1][1], name, key, kind)
