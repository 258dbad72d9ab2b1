"""Cited acts: ``Nghị quyết số 52-NQ/TW ngày 27 tháng 9 năm 2019 của Bộ Chính trị``, ``Luật Đất đai năm 2024``.

A citation is found by its number, or by the name of a law; what follows it (date, issuer) is read on from there. Later
short forms (``Nghị quyết 347``, a number without its date) take date and number from the document's full citation,
where that is only one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import regex

from extractor.annotate.act_names import kind_of_code, kind_of_word, known_acts, longest_first, name_end, named_laws
from extractor.annotate.relations import with_relations
from extractor.knowledge import load_patterns
from extractor.model import Document, Passage, Relation, Structure
from extractor.text import fold, squeeze


@dataclass(frozen=True, slots=True)
class Act:
    """One citation of an act. ``number`` as printed with its spacing normalised, "" for a law cited by name.

    ``name`` is the folded name of a law. ``year`` stands in the number or the date. ``sure`` says that number and
    year, or name and year, are both known.
    """

    start: int
    end: int
    kind: str
    number: str = ""
    name: str = ""
    year: int | None = None
    date: str = ""
    issuer: str = ""
    relation: Relation = "cites"

    @property
    def sure(self) -> bool:
        return bool((self.number or self.name) and self.year)


# 749/QĐ-TTg, 05/2026/QĐ-TTg, 57-NQ/TW, "52 - NQ/TW", 61/2024/QH15, 8935/BNV-CTTN&BĐG, "227/QĐ- TTg" (wrapped).
# The letters are checked for capitals afterwards, in the text as printed.
_NUMBER = r"""
    (?<![\d/.,:%=&\p{L}-])
    (?P<ordinal>\d{1,5}[a-zđ]?)
    (?:[ ]?/[ ]?(?P<year>(?:19|20)\d\d))?
    [ ]{0,2}\\?[/-][ ]{0,2}
    (?P<symbol>[a-zđð]{1,16}\d{0,2}(?:(?:[ ]?\\?[-/][ ]?|[&.])[a-zđð]{1,16}\d{0,2}){0,5})
    (?![\p{L}\d%])
"""


# What every number holds: passages without it are not searched for citations.
_NUMBER_HINT = regex.compile(r"\d[a-zđ]?[ ]{0,2}\\?[/-][ ]{0,2}[a-zđð]")


@cache
def _citation() -> regex.Pattern[str]:
    """Kind? của issuer? số? number: the kind may be missing ("và số 58/2023/NĐ-CP")."""
    kinds = longest_first([w for k in known_acts().kinds for w in k.words])
    return regex.compile(
        rf"""
        (?:(?<![\p{{L}}])(?P<kind>{kinds})(?![\p{{L}}])
           (?:[ ]+của[ ]+(?P<before>(?:(?!{kinds}|[ ](?:về|thực|triển|ban|phê)[ ])[^,;.:()\d]){{4,60}}?)
              (?=[ ]+số[ ]))?[ ,]*
        )?
        (?P<so>(?<![\p{{L}}])số[ ]*:?[ ]*)?
        {_NUMBER}
        """,
        regex.VERBOSE,
    )


@cache
def _short() -> regex.Pattern[str]:
    """Nghị quyết 347, Quyết định số 749: a kind and the bare ordinal."""
    words = longest_first([w for k in known_acts().kinds if not k.named for w in k.words])
    return regex.compile(
        rf"""(?<![\p{{L}}])(?P<kind>{words})[ ]+(?:số[ ]+)?(?P<ordinal>\d{{1,4}})
        (?![\d]|[ ]?[%/.,-][ ]?[\p{{L}}\d]|[ ]+(?:năm|tháng|ngày|nhiệm|nội|nhóm|điểm|giải|chỉ|mục|tỷ|triệu|đơn))""",
        regex.VERBOSE,
    )


# ", ngày 03 tháng 6 năm 2020", "ngày 09/6/2025", "năm 2024", "(ngày 22-11-2019)".
_DATE = regex.compile(
    r"""[ ]*[,(]?[ ]*
    (?: ngày[ ]*(?P<d>\d{1,2})(?:[ ]*tháng[ ]*(?P<m>\d{1,2})[ ]*,?[ ]*năm[ ]*(?P<y>\d{4})
                              |[ ]*[/.-][ ]*(?P<m>\d{1,2})[ ]*[/.-][ ]*(?P<y>\d{4}))
      | (?:ban[ ]hành[ ])?năm[ ]+(?P<only>(?:19|20)\d\d)(?!\d)
    )""",
    regex.VERBOSE,
)
# "của Thủ tướng Chính phủ", up to a word that begins the act's title, the next act or the rest of the sentence.
_ISSUER = regex.compile(
    r"""[ ]*,?[ ]+của[ ]+(?P<issuer>\p{L}[^,;.:()\[\]"|\t\d]{2,90}?(?:[ ]văn[ ]hóa,[ ]thể[ ]thao[ ]và[ ]du[ ]lịch)?)
    (?=[ ]*(?:$|[,;.:()\[\]"|\t\d*]|[ ](?:về|v/v|quy[ ]định|ban[ ]hành|phê[ ]duyệt|hướng[ ]dẫn|sửa|thực[ ]hiện
      |triển[ ]khai|việc|đã|được|tại|trong|công[ ]bố|thông[ ]qua|giao|số|là|để|nhằm|có|cho|bổ[ ]sung|điều[ ]chỉnh
      |thành[ ]lập|kết[ ]luận|trình|gửi|này|thì|khi|theo|trên|hết|do|như|nêu|nhưng|đến|ngày|năm(?![ ]+ban)|tiếp[ ]tục
      |yêu[ ]cầu|tăng[ ]cường|quyết[ ]định|nghị[ ]quyết|bảo[ ]đảm|đảm[ ]bảo|vẫn|còn|phù[ ]hợp
      |gắn[ ]với|và[ ](?:các|những|trên)
      |và[ ](?:quyết[ ]định|nghị[ ]quyết|nghị[ ]định|thông[ ]tư|thông[ ]báo|luật|bộ[ ]luật|chỉ[ ]thị|kết[ ]luận
        |kế[ ]hoạch|công[ ]văn|công[ ]điện|văn[ ]bản|hướng[ ]dẫn|chương[ ]trình|đề[ ]án))(?![\p{L}])|[ ]+và[ ]*$))""",
    regex.VERBOSE,
)
_AND = regex.compile(r"[ ]+và[ ]+", regex.VERBOSE)
# What older texts write small behind the "và" of an agency's name: "Bộ Tài nguyên và môi trường".
_REST_OF_NAME = regex.compile(
    r"""(?:xã[ ]hội|công[ ]nghệ|đào[ ]tạo|du[ ]lịch|môi[ ]trường|phát[ ]triển|đầu[ ]tư|truyền[ ]thông|nhi[ ]đồng
    |thể[ ]thao|gia[ ]đình|giáo[ ]dục|trẻ[ ]em|nông[ ]thôn|thông[ ]tin|cơ[ ]quan)(?!\p{L})""",
    regex.VERBOSE,
)
# The number of a law: 61/2024/QH15, 20/2004/PL-UBTVQH11, 13-L/CTN.
_LAW_NUMBER = regex.compile(rf"[ ]+\(?số[ ]*(?=\d+[^ ]*(?:qh\d|ubtvqh|ctn|pl)){_NUMBER}", regex.VERBOSE)
# "Luật Đất đai 2024", but not "Luật Đất đai 2024/QH15", "2024 - 2026"
_BARE_YEAR = regex.compile(r"[ ]+(?P<year>(?:19|20)\d\d)(?![\d\p{L}%]|[ ]?[/-])", regex.VERBOSE)
# "Luật Thủ đô (sửa đổi)": the draft of a new one.
_TO_BE_AMENDED = regex.compile(r"[ ]*\([ ]*sửa[ ]+đổi", regex.VERBOSE)
_DRAFTS_GO_ON = regex.compile(
    r"[ ]*(?:\([ ]*(?:sửa[ ]+đổi|thay[ ]+thế)[^)]{0,30}\))?[ ]*[,;]?[ ]*(?:và[ ]+)?(?:\(?\d{1,2}\)[ ]*)?", regex.VERBOSE
)
_CONGRESS = regex.compile(r"[ ]+nước[ ]+cộng[ ]+hòa[ ]+xã[ ]+hội[ ]+chủ[ ]+nghĩa[ ]+việt[ ]+nam", regex.VERBOSE)


def find_acts(document: Document, structure: Structure) -> tuple[Act, ...]:
    """Every citation of an act, in order, none overlapping. The document's own number in its letterhead is none."""
    found: list[Act] = []
    for passage in structure.passages:
        acts = sorted(_in_passage(document, structure, passage), key=lambda a: (a.start, -a.end))
        kept: list[Act] = []
        for act in acts:
            if not kept or act.start >= kept[-1].end:
                kept.append(act)
        found += with_relations(document, structure, passage, kept)
    return _complete(document, structure, found)


def _in_passage(document: Document, structure: Structure, passage: Passage) -> Iterator[Act]:
    folded, start, end = document.folded, passage.start, passage.end
    previous: Act | None = None
    if _NUMBER_HINT.search(folded, start, end):
        for match in _citation().finditer(folded, start, end):
            act = _numbered(document, structure, passage, match, previous)
            if act:
                previous = act
                yield act
    if any(folded.find(word, start, end) >= 0 for word in ("luật", "pháp lệnh", "hiến pháp")):
        drafted = -1  # where the name of a draft ends; the list of drafts goes on behind it
        for match in named_laws().finditer(folded, start, end):
            if drafted >= 0 and _DRAFTS_GO_ON.fullmatch(folded, drafted, match.start()):
                drafted = name_end(document, match.end(), end)
                continue
            drafted = -1
            act = _law(document, passage, match)
            if act:
                yield act
            elif load_patterns("references")["draft"].search(folded[max(start, match.start() - 60) : match.start()]):
                drafted = name_end(document, match.end(), end)


def _numbered(
    document: Document, structure: Structure, passage: Passage, match: regex.Match[str], previous: Act | None
) -> Act | None:
    text = document.text
    number, end = _printed_number(text, match)
    if not number:
        return None
    code = regex.split(
        r"[-/&.]", number.split("/")[-1] if number.count("/") > 1 else regex.split(r"[/-]", number, maxsplit=1)[1]
    )[0]
    known = kind_of_code().get(regex.sub(r"\d+$", "", code).upper(), "")
    word = squeeze(match["kind"] or "")
    if not word and not known:
        return None  # "mẫu số 01-ĐĐN", "QCVN 08:2023/BTNMT"
    start = match.start("kind") if word else match.start("so") if match["so"] else match.start("ordinal")
    if word and not match["so"] and not known and not text[start].isupper():
        return None
    kind = kind_of_word().get(word, "") or known
    if not word and previous and _list_gap(document, previous.end, start):
        kind = kind or previous.kind
    if _is_own(structure, number):
        attached = load_patterns("references")["attached"]
        if not attached.search(document.folded[passage.start : start].rstrip(' ("')):
            return None
    if match["so"] and ":" in match["so"] and passage.kind == "opening" and not word:
        return None
    year = int(match["year"]) if match["year"] else None
    end, date, date_year, issuer = read_on(document, end, passage.end)
    if not issuer and match["before"]:
        issuer = squeeze(text[match.start("before") : match.end("before")])
    return Act(start, end, kind or "khac", number, "", year or date_year, date, issuer)


def _is_own(structure: Structure, number: str) -> bool:
    """The document's own number. A press article has none: what it names is the act that it reports."""
    metadata = structure.metadata
    return metadata.kind != "bao_chi" and bool(metadata.number) and _same_number(number, metadata.number)


def _list_gap(document: Document, start: int, end: int) -> bool:
    return bool(load_patterns("references")["same_list"].search(document.folded[start:end]))


def _printed_number(text: str, match: regex.Match[str]) -> tuple[str, int]:
    """The number as printed, blanks out, and where it ends. Parts of the symbol that are not capitals are left out."""
    at, parts = match.start("symbol"), []
    symbol = match["symbol"]
    for piece in regex.finditer(r"([^-/&.\\ ]+)([-/&.\\ ]*)", symbol):
        printed = text[at + piece.start(1) : at + piece.end(1)]
        if not printed[0].isupper():
            break
        parts.append((printed, piece.end(1)))
        if regex.fullmatch(r"\s+-\s+", piece[2]):
            break
    symbols = parts and (regex.match(r"\p{Lu}{2}", parts[0][0]) or parts[0][0].isupper())  # "TTg", "CT"; not "Tổ"
    if not parts or not (symbols or parts[0][0].upper() in kind_of_code()):
        return "", 0
    end = at + parts[-1][1]
    raw = text[match.start("ordinal") : end]
    number = regex.sub(r"[\s\\]+", "", raw.replace("Ð", "Đ"))
    number = regex.sub(r"[\u2010-\u2015\u2212\u00ad]", "-", number)
    for upper, right in known_acts().symbol_case.items():
        number = regex.sub(rf"(?<![\p{{L}}]){upper}(?![\p{{L}}])", right, number)
    return number, end


def _law(document: Document, passage: Passage, match: regex.Match[str]) -> Act | None:
    """A law by its name, its number or date read on. None for a draft, and for "luật" as a common noun."""
    text, folded = document.text, document.folded
    start, at = match.start(), match.end()
    if not text[start].isupper():
        return None
    kind = kind_of_word()[squeeze(match["kind"])]
    before = folded[max(passage.start, start - 60) : start]
    if load_patterns("references")["draft"].search(before):
        return None
    end = name_end(document, at, passage.end)
    if kind == "hien_phap":
        nation = _CONGRESS.match(folded, match.end("kind"), passage.end)
        end = nation.end() if nation else match.end("kind")
    elif end <= at:
        return None
    name = squeeze(folded[start:end])
    number, year = "", None
    numbered = _LAW_NUMBER.match(folded, end, passage.end)
    if numbered:
        printed, stop = _printed_number(text, numbered)
        if printed:
            number, end = printed, stop
            year = int(numbered["year"]) if numbered["year"] else None
    bare_year = _BARE_YEAR.match(folded, end, passage.end) if not number else None
    if bare_year:
        year, end = int(bare_year["year"]), bare_year.end()
    end, date, date_year, issuer = read_on(document, end, passage.end)
    year = year or date_year
    if not (number or year) and _TO_BE_AMENDED.match(folded, end, passage.end):
        return None
    return Act(start, end, kind, number, name, year, date, issuer)


def read_on(document: Document, end: int, stop: int) -> tuple[int, str, int | None, str]:
    """Date and issuer that follow a citation: (end, ISO date or "", year, issuer)."""
    folded = document.folded
    date, year, issuer = "", None, ""
    match = _DATE.match(folded, end, stop)
    if match:
        if match["only"]:
            year, end = int(match["only"]), match.end()
        else:
            day, month, year_read = int(match["d"]), int(match["m"]), int(match["y"])
            if 1 <= day <= 31 and 1 <= month <= 12 and 1900 <= year_read <= 2199:
                date, year, end = f"{year_read:04d}-{month:02d}-{day:02d}", year_read, match.end()
    match = _ISSUER.match(folded, end, stop)
    if match and document.text[match.start("issuer")].isupper():
        start, end = match.start("issuer"), _issuer_end(document, match.start("issuer"), match.end("issuer"))
        issuer = squeeze(document.text[start:end])
    return end, date, year, issuer


def _issuer_end(document: Document, start: int, end: int) -> int:
    """ "và" goes on with another agency or the rest of a name, not with the sentence ("của Chính phủ và chịu ...")."""
    for match in _AND.finditer(document.folded, start, end):
        following = document.text[match.end()]
        if following.islower() and not _REST_OF_NAME.match(document.folded, match.end(), end):
            return match.start()
    return end


# ---------------------------------------------------------------------------------------------- short forms


def _same_number(one: str, other: str) -> bool:
    return fold(one).replace(" ", "") == fold(other).replace(" ", "")


def _complete(document: Document, structure: Structure, acts: list[Act]) -> tuple[Act, ...]:
    """Short forms added, and citations without a date completed from the document's one full citation."""
    full: dict[str, set[tuple[int, str, str, str]]] = {}
    for act in acts:
        if act.year:
            for key in _keys(act):
                full.setdefault(key, set()).add((act.year, act.date, act.issuer, act.number))
    done = []
    for act in acts:
        if not act.year:
            known = [k for key in _keys(act) for k in full.get(key, ())]
            if known and len({k[0] for k in known}) == 1:
                year, date, issuer, number = max(known)
                act = replace(
                    act, year=year, date=act.date or date, issuer=act.issuer or issuer, number=act.number or number
                )
        done.append(act)
    done += _short_forms(document, structure, done)
    return tuple(sorted(done, key=lambda a: a.start))


def _keys(act: Act) -> list[str]:
    keys = []
    if act.number:
        keys.append(fold(act.number))
    if act.name:
        keys.append(act.name)
    return keys


def _short_forms(document: Document, structure: Structure, acts: list[Act]) -> list[Act]:
    """``Nghị quyết 347``: the one act of that kind and ordinal that the document cites in full, else nothing."""
    numbered: dict[tuple[str, str], dict[tuple[str, int | None], Act]] = {}
    for act in acts:
        if act.number:
            ordinal = regex.match(r"\d+", act.number)
            if ordinal:
                key = (act.kind, ordinal[0].lstrip("0"))
                numbered.setdefault(key, {}).setdefault((fold(act.number), act.year), act)
    taken = [(a.start, a.end) for a in acts]
    found = []
    for passage in structure.passages if numbered else ():
        for match in _short().finditer(document.folded, passage.start, passage.end):
            if not document.text[match.start()].isupper() or any(
                s < match.end() and match.start() < e for s, e in taken
            ):
                continue
            key = (kind_of_word()[squeeze(match["kind"])], match["ordinal"].lstrip("0"))
            meant = list(numbered.get(key, {}).values())
            if len({m.number for m in meant}) != 1:
                continue
            best = max(meant, key=lambda m: m.year or 0)
            short = replace(best, start=match.start(), end=match.end(), relation="cites")
            found += with_relations(document, structure, passage, [short])
    return found
