"""What a web site sets around a document: menus, the list of articles, a second copy of the page, the log-in prompt.

Nothing is thrown away: it becomes furniture. And nothing of an act may go: what stands before the letterhead goes only
where it holds no part of an act, what stands behind the signature only from the first sure sign of a site on, and only
where no annex, table or provision follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from extractor.model import Diagnostic
from extractor.reading.flow import Flow, Grid, Item, Paragraph, furniture_of, item_text
from extractor.reading.grids import MOTTO
from extractor.reading.lines import is_caps
from extractor.text import fold, squeeze

_SURE = regex.compile(
    r"""
    \W* (?:
      (?: các \s+ )? (?: tin | bài | văn \s+ bản | nội \s+ dung | chủ \s+ đề ) (?: \s+ (?: bài | viết | tức ) )*
        \s+ (?: liên \s+ quan | cùng \s+ (?: chuyên \s+ mục | lĩnh \s+ vực | loại | chủ \s+ đề | nội \s+ dung ) | khác
        | mới (?: \s+ nhất | \s+ hơn )? | cũ \s+ hơn | đã \s+ đăng | nổi \s+ bật | đọc \s+ nhiều | xem \s+ nhiều )
      | (?: đọc | xem ) \s+ (?: thêm | nhiều (?: \s+ nhất )? | tiếp ) | có \s+ thể \s+ bạn \s+ quan \s+ tâm
      | (?: gửi \s+ )? (?: bình \s+ luận | ý \s+ kiến \s+ (?: bạn \s+ đọc | của \s+ bạn ) | phản \s+ hồi )
        (?: \s* \(? \d+ \)? )?
      | đăng \s+ (?: nhập | ký | xuất ) | quên \s+ mật \s+ khẩu .{0,20} | chia \s+ sẻ (?: \s+ bài .{0,20} )?
      | lược \s+ đồ | thuộc \s+ tính (?: \s+ văn \s+ bản )? | văn \s+ bản \s+ gốc | bản \s+ (?: tiếng \s+ anh | pdf )
      | nội \s+ dung \s+ sửa \s+ đổi , \s+ hướng \s+ dẫn | văn \s+ bản \s+ (?: bị \s+ )? thay \s+ thế
      | file \s+ (?: được \s+ )? đính \s+ kèm .{0,30} | tải \s+ (?: về | xuống ) (?: \s+ .{0,20} )? | mục \s+ lục
      | văn \s+ bản \s+ này \s+ (?: chưa | đang ) \s+ cập \s+ nhật .{0,40}
      | (?: từ \s+ khóa | tags? | lượt \s+ (?: xem | đọc ) | thống \s+ kê \s+ truy \s+ cập ) \b .{0,60}
      | (?: đơn \s+ vị | cơ \s+ quan ) \s+ chủ \s+ quản \b .{0,60} | (?: copyright | © | bản \s+ quyền ) .{0,80}
      | giấy \s+ phép \s+ (?: số | thiết \s+ lập ) .{0,80}
      | trang \s+ chủ | liên \s+ hệ | giới \s+ thiệu | sơ \s+ đồ \s+ (?: site | cổng )
      | facebook | zalo | twitter | youtube | in \s+ bài .{0,12} | quay \s+ lại
      | (?: về | lên ) \s+ đầu \s+ trang
    ) \W* $
    """,
    regex.VERBOSE,
)
"""A folded line that no act prints by itself."""

_TITLE_OF_PAGE = regex.compile(
    r"(?: quyết \s+ định | nghị \s+ quyết | chỉ \s+ thị | kế \s+ hoạch | thông \s+ báo | nghị \s+ định | thông \s+ tư"
    r" | công \s+ điện | luật | kết \s+ luận ) \s+ \S* \d .* \s do \s .+ ban \s+ hành $",
    regex.VERBOSE,
)
_ACT = regex.compile(
    r"\W* (?: điều \s+ \d+ [.:] | chương \s+ [ivxlc]+ \b | phụ \s+ lục (?: \s+ [ivxlc\d]+ )? \W* $ "
    r" | phần \s+ thứ | căn \s+ cứ \s | nơi \s+ nhận \W* )",
    regex.VERBOSE,
)
_PART = regex.compile(r"(?: [IVX]{1,5} | [A-Z] ) \s? [.-] \s+ \p{Lu}{2,}", regex.VERBOSE)
_ANNEX = regex.compile(
    r"\W* (?: phụ \s+ lục | biểu \s+ (?: số | mẫu ) | mẫu \s+ (?: số | biểu ) | danh \s+ mục ) \b", regex.VERBOSE
)
_SIGNED = regex.compile(
    r"\W* (?: nơi \s+ nhận | tm \. | kt \. | tl \. | tuq \. | t/m ) | .* \./[.,]? \W* $", regex.VERBOSE
)
_UNIT = regex.compile(
    r"(?: điều | khoản | điểm | chương | mục | tiểu \s+ mục | phần | phụ \s+ lục ) \s+ [\p{L}\d]{1,8} \b", regex.VERBOSE
)
_UNIT_NAME = regex.compile(
    r"(?: điều | khoản | điểm | chương | mục | tiểu \s+ mục | phần | phụ \s+ lục ) \s+ [\p{L}\d.]{1,8} $", regex.VERBOSE
)
_AGENCY_LINE = 90  # letters of a line above the motto: the agency, its superior, the number
_ABOUT = regex.compile(r"\W* v \s? / \s? v \b", regex.VERBOSE)
_SUBJECT_LINES = 4  # paragraphs of a letter's subject
_SUBJECT = 250  # characters
_NUMBER = regex.compile(
    r"\W* (?: (?: luật | nghị \s quyết | pháp \s lệnh | quyết \s định ) \s+ )? s[ốôóồ] \b", regex.VERBOSE
)
_DATE_ONLY = regex.compile(r"[\d\s/.,:\-|]+ $", regex.VERBOSE)

# "Số hiệu | Loại văn bản | Ngày ban hành | Người ký"
_PROPERTY = regex.compile(
    r"\b (?: số \s+ (?: ký \s+ )? hiệu | loại \s+ văn \s+ bản | (?: cơ \s+ quan | nơi ) \s+ ban \s+ hành | người \s+ ký"
    r" | ngày \s+ (?: ban \s+ hành | (?: có \s+ )? hiệu \s+ lực | công \s+ báo | đăng ) | số \s+ công \s+ báo"
    r" | tình \s+ trạng (?: \s+ hiệu \s+ lực )? | trích \s+ yếu | lĩnh \s+ vực ) \b",
    regex.VERBOSE,
)
PROPERTIES = 4  # of these in one table

RUN = 8  # paragraphs in a row that repeat: fewer are forms and formulas
SHARE = 0.25  # of the document's letters that the repeated run holds (two whole copies: one half)
MAX_STEPS = 2_000_000  # comparisons; a real page that repeats needs as many as it has paragraphs
CONTENTS_RUN = 3
MOST = 0.4  # of a page's letters are no navigation


def part_site(flow: Flow) -> None:
    """Move clutter from ``flow.items`` to ``flow.furniture``; a repeated page gets the diagnostic ``repeated-text``."""
    keys = [squeeze(fold(item_text(item))) for item in flow.items]
    flow.items = _trusted(flow.items, keys)
    keep = [True] * len(keys)
    _part_copy(flow, keys, keep)
    _part_head(flow.items, keys, keep)
    _part_tail(flow.items, keys, keep)
    if not any(keep):
        return
    flow.furniture += furniture_of(item for item, kept in zip(flow.items, keep, strict=True) if not kept)
    flow.items = [item for item, kept in zip(flow.items, keep, strict=True) if kept]


def _trusted(items: list[Item], keys: Sequence[str]) -> list[Item]:
    """The items, with the page's own word on what is navigation dropped where it calls the act itself so."""
    named = [len(key) for item, key in zip(items, keys, strict=True) if item.site]
    motto = any(item.site and len(key) < 120 and MOTTO.match(key) for item, key in zip(items, keys, strict=True))
    if motto or sum(named) > MOST * sum(map(len, keys)):
        return [replace(item, site=False) for item in items]
    return items


# ---------------------------------------------------------------------------------------------- a second copy


def _part_copy(flow: Flow, keys: Sequence[str], keep: list[bool]) -> None:
    """A page that prints its article twice: the second copy goes, with the headline and date above it."""
    run = find_copy(keys)
    if run is None:
        return
    first, second, length = run
    start = second
    above = " ".join(keys[: first + 1])
    while start > first + length and (keys[start - 1] in above or _DATE_ONLY.match(keys[start - 1])):
        start -= 1
    for index in range(start, second + length):
        keep[index] = False
    flow.diagnostics.append(
        Diagnostic(
            "note",
            "repeated-text",
            f"the page prints {length} paragraphs twice; the second copy is left out of the text",
        )
    )


def find_copy(keys: Sequence[str]) -> tuple[int, int, int] | None:
    """The longest run of paragraphs that comes again: (first, second, length), or None where none is worth it."""
    where: dict[str, list[int]] = {}
    best = (0, 0, 0)
    steps = 0
    letters = sum(map(len, keys)) or 1
    for index, key in enumerate(keys):
        if len(key) < 20:
            continue
        for earlier in where.get(key, ())[:4]:
            if best[2] and index < best[1] + best[2] and index - earlier == best[1] - best[0]:
                continue  # inside the run that is known already
            first, second = earlier, index
            length = 0
            while (
                second + length < len(keys)
                and first + length < second
                and keys[first + length] == keys[second + length]
            ):
                length += 1
            steps += length
            if length > best[2]:
                best = (first, second, length)
        where.setdefault(key, []).append(index)
        if steps > MAX_STEPS:  # a file of one line over and over
            break
    first, second, length = best
    if length >= RUN and sum(len(k) for k in keys[second : second + length]) >= SHARE * letters:
        return best
    return None


# ---------------------------------------------------------------------------------------------- before and behind


def _part_head(items: Sequence[Item], keys: Sequence[str], keep: list[bool]) -> None:
    motto = next((i for i, key in enumerate(keys) if keep[i] and len(key) < 120 and MOTTO.match(key)), None)
    if motto is None:
        _part_links(items, keys, keep)
        return
    start = motto
    while start and (above := _lines_above(items, keys, start)):
        start -= above
    if any(_ACT.match(keys[i]) or _is_title(items[i], keys[i]) or _heads_a_part(items[i]) for i in range(start)):
        return
    unexplained = (i for i in range(start) if not (_is_navigation(items[i]) or _names_site(keys[i])))
    if sum(len(keys[i]) for i in unexplained) > MOST * sum(map(len, keys)):
        return  # no site writes that much above an act: its head was cut off, and this letterhead is a form's
    for index in range(start):
        keep[index] = False


def _names_site(key: str) -> bool:
    """Whether the words can only be a site's: a menu's, or its table of what it knows of the act."""
    return bool(_SURE.match(key)) or len(set(_PROPERTY.findall(key))) >= PROPERTIES


def _lines_above(items: Sequence[Item], keys: Sequence[str], start: int) -> int:
    """How many items right above ``start`` are of the letterhead: a line of it, or a letter's subject ("V/v ...")."""
    if _above_motto(items[start - 1], keys[start - 1]):
        return 1
    for count in range(1, min(_SUBJECT_LINES, start) + 1):
        key = keys[start - count]
        if not isinstance(items[start - count], Paragraph) or len(key) > _SUBJECT:
            break
        if _ABOUT.match(key):
            return count
    return 0


def _above_motto(item: Item, key: str) -> bool:
    """Whether a line over the motto is of the letterhead: the agency in capitals, its rule, the number."""
    if not isinstance(item, Paragraph) or item.site or item.linked > 0.5 or len(key) > _AGENCY_LINE:
        return False
    return is_caps(item.text) or bool(_NUMBER.match(key)) or not any(c.isalnum() for c in key)


def _heads_a_part(item: Item) -> bool:
    """A numbered heading in capitals: "I. MỤC ĐÍCH, YÊU CẦU"."""
    return isinstance(item, Paragraph) and bool(_PART.match(item.text)) and is_caps(item.text)


def _is_title(item: Item, key: str) -> bool:
    return (
        isinstance(item, Paragraph)
        and is_caps(item.text)
        and bool(regex.match(r"(?:quyết định|nghị quyết|chỉ thị|kế hoạch|nghị định|thông tư|luật)$", key))
    )


def _part_links(items: Sequence[Item], keys: Sequence[str], keep: list[bool]) -> None:
    """Without a letterhead only what the page itself calls navigation goes, from the top on."""
    for index, item in enumerate(items):
        if not (_is_navigation(item) or _SURE.match(keys[index]) or not keys[index]):
            return
        keep[index] = False


def _is_navigation(item: Item) -> bool:
    if isinstance(item, Grid):
        return item.site
    return item.site or (item.linked > 0.8 and len(item.text) < 200)


def _part_tail(items: Sequence[Item], keys: Sequence[str], keep: list[bool]) -> None:
    """From the first sure sign of a site behind the act's end on, where nothing of an act follows."""
    if not keys:
        return
    said = set(keys[: len(keys)])
    contents = _contents_runs(items, keys)
    bar = -1  # the last item that is surely of the act
    for index, (item, key) in enumerate(zip(items, keys, strict=True)):
        if keep[index] and index not in contents and _is_act(item, key):
            bar = index
    signed = max((i for i, k in enumerate(keys) if i <= bar and _SIGNED.match(k)), default=bar)
    first = max(bar, signed) + 1
    third = sum(map(len, keys)) / 3
    before = sum(len(k) for k in keys[:first])
    start = None
    for index in range(first, len(keys)):
        before += len(keys[index])
        if before < third and bar < 0:
            continue
        if _SURE.match(keys[index]) or _is_navigation(items[index]) or index in contents:
            start = index
            break
    if start is None or len(said) < 2:
        return
    while start > first and (_TITLE_OF_PAGE.match(keys[start - 1]) or _DATE_ONLY.match(keys[start - 1])):
        start -= 1
    for index in range(start, len(keys)):
        keep[index] = False


def _is_act(item: Item, key: str) -> bool:
    """Whether an item can only be part of an act: a table with a head, a provision, an annex, a signature."""
    if isinstance(item, Grid):
        return (
            bool(item.head_rows)
            and item.columns >= 3
            and not item.site
            and len(key) > 60
            and not _SURE.match(
                squeeze(fold(str(item.cells[0].lines[0]))) if item.cells and item.cells[0].lines else ""
            )
        )
    if item.site or item.linked > 0.8:
        return False
    if _ACT.match(key) or (_ANNEX.match(key) and is_caps(item.text)):
        return True
    return bool(regex.match(r"\W*(?:tm\.|kt\.|tl\.|tuq\.|t/m)\s", key)) and is_caps(item.text)


def _contents_runs(items: Sequence[Item], keys: Sequence[str]) -> set[int]:
    """Indices of lists that only repeat the names of provisions (a side list with links to each Điều)."""
    seen: set[str] = set()
    found: set[int] = set()
    run: list[int] = []
    named = 0
    for index, (item, key) in enumerate(zip(items, keys, strict=True)):
        unit = _UNIT.match(key) if isinstance(item, Paragraph) and len(key) < 300 else None
        repeats = unit is not None and (key in seen or key[unit.end() :].strip(" .:") in seen)
        names = unit is not None and bool(_UNIT_NAME.match(key)) and len(key) < 20
        if repeats or names:
            run.append(index)
            named += 1
        elif unit is not None and key.startswith(("chương", "phần", "mục", "phụ")):
            run.append(index)  # its title may stand in a paragraph of its own in the act
        else:
            if named >= CONTENTS_RUN:
                found.update(run)
            run, named = [], 0
        if len(key) > 12:
            seen.add(key)
    if named >= CONTENTS_RUN:
        found.update(run)
    return found
