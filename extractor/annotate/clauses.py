"""Sentences, the units between semicolons, and the part of a unit that belongs to each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from extractor.annotate.figures import Figure
from extractor.knowledge import load_patterns

# a full stop ends a sentence before white space and a capital, digit, quote or dash
_STOP = regex.compile(r"[.!?…](?=[\s\"”’)]*\s+[\p{Lu}\d“\"(\-–+•*])|[.!?](?=\p{Lu}\p{Ll})")
_ABBREVIATION = regex.compile(
    r"(?:\b(?:TP|Tp|tp|TS|ThS|PGS|GS|TT|BS|KS|CN|ThS|St|No|Nxb|tr|v\.v|vs|Th|Q|P|H|T)|(?<!\w)\p{Lu})\Z"
)
_PARENTHESIS = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_QUOTED = regex.compile(r"[“\"]([^“”\"]{3,400})[”\"]")
# what a quoted name begins with, or what stands before it
_NAME_WORDS = (
    r"chương\ trình|đề\ án|dự\ án|kế\ hoạch|chiến\ lược|phong\ trào|cuộc\ vận\ động|chiến\ dịch|mô\ hình"
    r"|sáng\ kiến|đề\ tài|cuộc\ thi|giải\ thưởng|hội\ thi|tiểu\ dự\ án|nhiệm\ vụ|quy\ hoạch|chủ\ đề"
    r"|phương\ châm|khẩu\ hiệu|tháng|ngày\ hội|tuần\ lễ"
)
_NAME = regex.compile(rf"(?<!\w)(?:{_NAME_WORDS})(?!\w)")
_NAME_BEFORE = regex.compile(
    rf"(?<!\w)(?:{_NAME_WORDS}|về|thi\ đua|với\ tên|gọi\ là|là)"
    r"(?:\ (?:số|quốc\ gia|mục\ tiêu\ quốc\ gia|thi\ đua))*\ *\Z"
)
# "Chương trình 1 triệu sáng kiến", "Đề án 1 triệu héc-ta": a name without quotes, written with a capital
_BARE_NAME = regex.compile(r"(?<!\w)(?:Chương trình|Đề án|Phong trào|Dự án|Chiến dịch|Cuộc vận động)\s+(?=\d)")
_BARE_NAME_END = regex.compile(r"[,;.()]|\s(?:giai\ đoạn|đến\ năm|của|theo|do|và\ các)\s")

_COORDINATOR = regex.compile(
    r"(?<!(?<!\w)phòng)\s*,\s*(?:và\ |đồng\ thời\ |trong\ đó,?\ |riêng\ |nhất\ là\ |còn\ (?=\p{L}))?"
    r"|\s+(?:và|đồng\ thời|trong\ đó,?|nhưng|nhằm|để|riêng|hoặc)\s+(?:để\ |là\ |phấn\ đấu\ )?"
    r"|\A\s*còn\s+(?=\p{L})"  # "đạt 80% còn cấp xã đạt 60%"; "kết quả còn hiệu lực" is still valid
    # "50 cụm công nghiệp với tổng diện tích 2.000 ha": a measure of its own
    r"|\s+với\s+(?=(?:tổng|giá\ trị|quy\ mô|doanh\ thu|diện\ tích|số\ lượng|công\ suất|sản\ lượng|tốc\ độ"
    r"|t[ỷỉ]\ lệ)(?!\w))"
    r"|\s*:\s*"
)
_HARD = regex.compile(r"đồng\ thời|trong\ đó|nhưng|còn|nhằm|để|riêng|:")
_EMPTY_END = regex.compile(
    r"(?:[,;:(\-+]|(?<!\w)(?:và|hoặc|đồng\ thời|trong\ đó|nhưng|nhằm|để|cùng|gồm|còn|riêng|cả|là))\s*\Z"
)


# nothing behind the figure but a time or a bracket
_NO_TAIL = regex.compile(
    r"\s*(?:(?:vào|đến|trong)?\s*(?:hết\s+|cuối\s+)?(?:năm|giai\ đoạn|quý)\s+[\divx]+[\d/\s\-]*)?"
    r"(?:\([^()]*\))?[\s.;,]*\Z"
)
_PURPOSE = regex.compile(r"\A[^,]*,\s*(?:để|nhằm|qua\ đó|từ\ đó|trong\ đó|đồng\ thời)(?!\w)")
_ENUMERATOR = regex.compile(r"\s*(?:\(\d{1,2}\)\s*)?")  # "(9) Tỷ lệ lao động qua đào tạo"
_EACH = regex.compile(r",\ mỗi\ (?!quý|tháng|năm|tuần|ngày)\p{L}")
_LONGEST_SUBJECT = 220  # characters; what is longer is another clause


@dataclass(frozen=True, slots=True)
class Part:
    """One figure and the words of its own. All spans are offsets into the text.

    ``start:end`` is the part; ``subject`` the words before the figure that name what is measured (may be empty);
    ``tail`` the words behind figure and unit. ``unit`` counts the units of the sentence; ``inside`` says that the
    figure stands in parentheses, ``nested`` that it belongs to the predicate of the share before it.
    """

    figure: Figure
    start: int
    end: int
    subject: tuple[int, int]
    tail: tuple[int, int]
    unit: int
    inside: bool = False
    nested: bool = False


def split_sentences(text: str, start: int, end: int, *, lines: bool = False) -> list[tuple[int, int]]:
    """Sentences of ``text[start:end]``; with ``lines`` each line is its own (table cells)."""
    cuts: list[int] = []
    for match in _STOP.finditer(text, start, end):
        if text[match.start()] in ".!?" and _ABBREVIATION.search(text, max(start, match.start() - 6), match.start()):
            continue
        cuts.append(match.end())
    if lines:
        cuts += [i + 1 for i in range(start, end) if text[i] == "\n"]
    spans: list[tuple[int, int]] = []
    last = start
    for cut in [*sorted(set(cuts)), end]:
        a, b = _trim(text, last, cut)
        if a < b:
            spans.append((a, b))
        last = cut
    return spans


def name_spans(folded: str, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of quoted (or capitalised) names of programmes, in which a number is part of the name."""
    spans: list[tuple[int, int]] = []
    for match in _QUOTED.finditer(folded, start, end):
        inner = match.group(1)
        before = folded[max(start, match.start() - 40) : match.start()]
        if _NAME.match(inner) or _NAME_BEFORE.search(before) or "giai đoạn" in inner:
            spans.append(match.span())
    for match in _BARE_NAME.finditer(text, start, end):
        close = _BARE_NAME_END.search(folded, match.end(), end)
        spans.append((match.start(), close.start() if close else end))
    return spans


def split_units(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between semicolons that stand outside parentheses."""
    closed = [m.span() for m in _PARENTHESIS.finditer(folded, start, end)]
    units: list[tuple[int, int]] = []
    last = start
    for i in range(start, end):
        if folded[i] == ";" and not any(a <= i < b for a, b in closed):
            units.append((last, i))
            last = i + 1
    units.append((last, end))
    return [(a, b) for a, b in units if folded[a:b].strip()]


def split_parts(folded: str, text: str, start: int, end: int, figures: Sequence[Figure]) -> list[Part]:
    """The part of the sentence ``start:end`` that each figure owns, in order of the figures."""
    parts: list[Part] = []
    for index, (unit_start, unit_end) in enumerate(split_units(folded, start, end)):
        mine = [f for f in figures if unit_start <= f.start < unit_end]
        closed = [m.span() for m in _PARENTHESIS.finditer(folded, unit_start, unit_end)]

        def holder(figure: Figure, closed: list[tuple[int, int]] = closed) -> tuple[int, int] | None:
            return next(((a, b) for a, b in closed if a < figure.start < b), None)

        outer = [f for f in mine if holder(f) is None]
        parts += _row(folded, text, unit_start, unit_end, outer, index, inside=False)
        for a, b in closed:
            inner = [f for f in mine if a < f.start < b]
            made = _row(folded, text, a + 1, b - 1, inner, index, inside=True)
            if made and made[0].subject[0] >= made[0].subject[1] and not any(f.start < a for f in outer):
                # "kiểm soát lạm phát (bình quân khoảng 4,5%)": the words before the bracket are measured
                host = _trim(text, _subject_start(folded, text, unit_start, a, first=True), a)
                made[0] = replace(made[0], subject=host)
            parts += made
    return sorted(parts, key=lambda p: p.figure.start)


def _row(
    folded: str,
    text: str,
    start: int,
    end: int,
    figures: Sequence[Figure],
    unit: int,
    *,
    inside: bool,
) -> list[Part]:
    """Cut ``start:end`` between its figures."""
    starts: list[int] = []
    for i, figure in enumerate(figures):
        floor = figures[i - 1].stop if i else start
        starts.append(_subject_start(folded, text, floor, figure.begin, first=i == 0))
    parts: list[Part] = []
    nested = [i for i in range(1, len(figures)) if _is_nested(folded, figures[i - 1], figures[i], starts[i])]
    for i, figure in enumerate(figures):
        if i + 1 in nested:
            # "100% xã, phường mỗi quý có ít nhất 04 tin bài": the second figure stands in the predicate of the first
            close = starts[i + 2] if i + 2 < len(figures) else end
            begin = start if i == 0 else starts[i]
            stop = _strip_coordinator(folded, figure.stop, close)
            parts.append(
                Part(figure, begin, stop, (figure.begin, figure.begin), _trim(text, figure.stop, stop), unit, inside)
            )
            continue
        if i in nested:
            close = starts[i + 1] if i + 1 < len(figures) else end
            stop = _strip_coordinator(folded, figure.stop, close)
            subject = _trim(text, figures[i - 1].stop, figure.begin)
            parts.append(Part(figure, subject[0], stop, subject, _trim(text, figure.stop, stop), unit, inside, True))
            continue
        close = starts[i + 1] if i + 1 < len(figures) else end
        begin = start if i == 0 else starts[i]
        stop = _strip_coordinator(folded, figure.stop, close)
        subject = _trim(text, starts[i], figure.begin) if starts[i] < figure.begin else (figure.begin, figure.begin)
        alone = figure.reached or (figure.explicit and figure.kind == "score")
        if subject[0] >= subject[1] and alone and i == 0 and _NO_TAIL.match(folded[figure.stop : stop]):
            clause = start + len(folded[start : figure.begin].rstrip(" ,"))
            if folded[clause : figure.begin].strip() == ",":  # "phủ sóng 5G trên toàn quốc, phải đạt 90%"
                subject = clause_before(folded, text, start, clause) or subject
        parts.append(Part(figure, begin, stop, subject, _trim(text, figure.stop, stop), unit, inside))
    return parts


def _subject_start(folded: str, text: str, floor: int, at: int, *, first: bool) -> int:
    """Where the subject of the figure whose operator begins at ``at`` starts; ``at`` itself if there is none."""
    heads = load_patterns("subjects")
    if first:
        floor = _behind_lead_in(folded, floor, at)
    region = folded[floor:at]
    if not region.strip() or _EMPTY_END.search(region):
        return at
    cuts: list[tuple[int, str]] = []
    depth_free = _PARENTHESIS.sub(lambda m: "x" * len(m.group()), region)
    for match in _COORDINATOR.finditer(depth_free):
        cuts.append((floor + match.end(), match.group()))  # joints end behind their white space
    if not first and not cuts:
        return at  # nothing separates it from the words behind the figure before
    label = _ENUMERATOR.match(folded, floor, at)
    floor = label.end() if label else floor
    begins = ([(floor, "")] if first else []) + cuts
    for position, joint in reversed(begins):
        segment = folded[position:at]
        if not segment.strip():
            continue
        if heads["head"].match(segment) or heads["opener"].match(segment):
            left = max((p for p, _ in begins if p < position), default=None)
            if joint.strip() == "và" and left is not None and heads["head"].match(folded[left:at]):
                return left  # "tổng mức bán lẻ hàng hóa và doanh thu dịch vụ": one subject
            return position
        if joint and _HARD.search(joint):
            return position
        if not first and position == begins[0][0]:
            return position
        previous = [p for p, _ in begins if p < position]
        if not previous:
            return position
        before = folded[previous[-1] : position]
        if heads["adverbial"].fullmatch(before.strip(" ,:;-")):
            return position
        if at - previous[-1] > _LONGEST_SUBJECT:
            return position
        if joint.strip() in ("và", ",") and _is_bare_verb(segment):
            continue  # "nghiên cứu và phát triển đạt ..."
        if heads["verb"].match(segment):
            return _open_subject(folded, [p for p, _ in begins if p < position], position, at) or position
    return begins[0][0] if begins else at


def _behind_lead_in(folded: str, start: int, at: int) -> int:
    """Where the statement begins behind what only introduces it: "Theo Kế hoạch, ...", "lãnh đạo tỉnh cho biết ..."."""
    heads = load_patterns("subjects")
    while (lead := heads["lead_in"].match(folded, start, at)) is not None:
        start = lead.end()
    told = max((m.end() for m in heads["told"].finditer(folded, start, at)), default=start)
    while (lead := heads["lead_in"].match(folded, told, at)) is not None:
        told = lead.end()
    return told


def _open_subject(folded: str, begins: Sequence[int], position: int, at: int) -> int | None:
    """Where the noun phrase begins that the verb at ``position`` goes on with, or None: "nguồn nhân lực nghiên cứu
    khoa học, phát triển công nghệ và đổi mới sáng tạo đạt". A measure or a noun that has had no predicate yet is not
    over at a comma."""
    heads = load_patterns("subjects")
    for start in reversed(begins):
        if at - start > _LONGEST_SUBJECT:
            return None
        words = folded[start:position]
        if heads["measure"].match(words):
            return start
        if heads["nominal"].match(words):
            return start if not heads["finite"].search(words) else None
        if heads["verb"].match(words) or heads["opener"].match(words):
            return None
    return None


def _is_nested(folded: str, before: Figure, figure: Figure, start: int) -> bool:
    """Whether ``figure`` belongs to the predicate of the share ``before`` it."""
    gap = folded[before.stop : figure.begin]
    stated = figure.explicit or figure.reached or "," not in gap
    if before.kind != "percentage" or figure.kind not in ("count", "quantity", "ratio") or not stated:
        return False
    if not gap.strip() or _EMPTY_END.search(gap) or ";" in gap or "." in gap:
        return False
    if _PURPOSE.search(gap):
        return False  # "tốc độ tăng 10%/năm, để có ít nhất 2 triệu doanh nghiệp": a clause of its own
    if _EACH.search(gap):
        return False  # "kiện toàn 100% đội xung kích, mỗi đội có ít nhất 10 người"
    heads = load_patterns("subjects")
    words = folded[start : figure.begin].strip()
    return not (heads["head"].match(words) or (heads["opener"].match(words) and not words.startswith("mỗi")))


def _is_bare_verb(segment: str) -> bool:
    """Whether a segment is a verb and nothing else ("nghiên cứu và phát triển")."""
    return load_patterns("subjects")["verb"].fullmatch(segment.strip(" ,")) is not None


def clause_before(folded: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The last clause of ``text[start:end]``, or None: "phủ sóng 5G trên toàn quốc"."""
    begin = _subject_start(folded, text, start, end, first=True)
    span = _trim(text, begin, end)
    return span if span[0] < span[1] and span[1] - span[0] <= _LONGEST_SUBJECT else None


def _strip_coordinator(folded: str, start: int, end: int) -> int:
    tail = folded[start:end]
    match = regex.search(
        r"(?:\s*(?:[,:;(\-]|(?<!\w)(?:và|hoặc|đồng\ thời|trong\ đó|nhưng|còn|nhằm|riêng)))+\s*\Z", tail
    )
    return start + match.start() if match else start + len(tail.rstrip())


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
