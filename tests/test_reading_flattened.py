"""Tables that a converter flattened: rebuilt where the rows fit, left as text where they do not, no word lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.reading import read_document
from extractor.reading.flow import Flow, cell_text, item_text
from extractor.reading.pages import part_pages
from extractor.reading.plain import parse_plain
from extractor.reading.text_flattened import find_flattened

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"

HEAD = ["TT", "CHỈ TIÊU", "MỤC TIÊU", "2026 - 2030", "CƠ QUAN CHỦ", "TRÌ", "CƠ QUAN", "PHỐI HỢP"]
NAMES = ["TT", "CHỈ TIÊU", "MỤC TIÊU 2026 - 2030", "CƠ QUAN CHỦ TRÌ", "CƠ QUAN PHỐI HỢP"]
ROWS = [
    ["1", "Diện tích rừng trồng mới|đến năm 2030 (ha)", "8.500", "Sở Nông nghiệp và|Môi trường", "UBND cấp xã"],
    ["2", "Tỷ lệ hộ dân dùng nước|sạch (%)", "≥ 98", "Sở Xây dựng", "Các sở, ban, ngành,|UBND cấp xã"],
    [
        "3",
        "Xếp hạng chung",
        "Thuộc nhóm|10 tỉnh dẫn|đầu",
        "Sở Khoa học và|Công nghệ",
        "Các đơn vị có|liên quan",
    ],
    ["4", "Số trường đạt chuẩn mới", "12 - 15", "Sở Giáo dục và|Đào tạo", "UBND cấp xã"],
]
TASK_HEAD = ["STT", "Nhiệm vụ", "Thời hạn", "hoàn thành", "Cơ quan chủ trì", "Sản phẩm"]
TASK_NAMES = ["STT", "Nhiệm vụ", "Thời hạn hoàn thành", "Cơ quan chủ trì", "Sản phẩm"]
TASKS = [
    ["1", "Lập bản đồ sạt lở các|huyện miền núi", "Tháng 6/2026", "Sở Nông nghiệp và|Môi trường", "Báo cáo"],
    ["2", "Rà soát bến thủy", "Quý II/2026", "Sở Xây dựng", "Quyết định của|UBND tỉnh"],
    ["3", "Mở lớp học nghề cho|thanh niên", "2026 - 2027", "Sở Nội vụ", "Kế hoạch"],
]


def lines_of(rows, *, behind="", between=False):
    found = []
    for row in rows:
        for cell in row:
            found += [line + behind for line in cell.split("|")] if cell else [behind]
            found += [""] * between
    return found


def rows_of(grid):
    rows = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell_text(cell).replace("\n", " ")
    return [[rows[r].get(c, "") for c in range(grid.columns)] for r in sorted(rows)]


def plain(rows):
    return [[cell.replace("|", " ") for cell in row] for row in rows]


@pytest.mark.parametrize("behind", ["", " "])
@pytest.mark.parametrize(
    ("head", "names", "rows"), [(HEAD, NAMES, ROWS), (TASK_HEAD, TASK_NAMES, TASKS)], ids=["targets", "tasks"]
)
def test_rows(head, names, rows, behind):
    lines = ["Mở đầu", *[line + behind for line in head], *lines_of(rows, behind=behind), "Nơi nhận:", "- Như trên;"]
    (found,) = find_flattened(lines)
    assert rows_of(found.grid) == [names, *plain(rows)]
    assert lines[found.stop] == "Nơi nhận:"


def test_blank_lines_part_the_cells():
    rows = [[cell.replace("|", " ") for cell in row] for row in ROWS]
    (found,) = find_flattened(lines_of([NAMES, *rows], between=True))
    assert rows_of(found.grid) == [NAMES, *rows]


@pytest.mark.parametrize(
    ("extra", "row"),
    [
        (["II ", "VỀ XÃ HỘI ", " ", " ", " "], ["II", "VỀ XÃ HỘI", "", "", ""]),
        ([" ", "Trong đó: thành thị ", "99 ", " ", " "], ["", "Trong đó: thành thị", "99", "", ""]),
        (["5 Tuổi thọ bình quân ", "75 ", "Sở Y tế ", " "], ["5", "Tuổi thọ bình quân", "75", "Sở Y tế", ""]),
        (
            ["5 ", "Tuổi thọ ", "75 ", "Sở Y tế tỉnh Bảo hiểm xã hội tỉnh "],
            ["5", "Tuổi thọ", "75", "Sở Y tế tỉnh", "Bảo hiểm xã hội tỉnh"],
        ),
    ],
    ids=["section", "no number", "number glued", "two cells on a line"],
)
def test_odd_rows(extra, row):
    lines = [*[f"{line} " for line in HEAD], *lines_of(ROWS, behind=" "), *extra]
    (found,) = find_flattened(lines)
    assert rows_of(found.grid)[-1] == row


def test_head_repeated_on_the_next_page():
    lines = [*HEAD, *lines_of(ROWS[:2]), "", *HEAD, *lines_of(ROWS[2:])]
    (found,) = find_flattened(lines)
    assert rows_of(found.grid) == [NAMES, *plain(ROWS)]
    assert found.repeated == (" ".join(HEAD),)


@pytest.mark.parametrize(
    "lines",
    [
        [*HEAD, *lines_of(ROWS[:2])],
        [*HEAD, "Phần này nói về các chỉ tiêu.", "1. Chỉ tiêu thứ nhất là rừng.", "2. Chỉ tiêu thứ hai là nước."] * 3,
        ["TT", "1", "Một việc", "2", "Hai việc", "3", "Ba việc"],
        ["Chỉ tiêu", "Mục tiêu 2030", "Cơ quan chủ trì", *lines_of(ROWS)],
        [
            *HEAD,
            *[f"{n}. Sở Xây dựng lập kế hoạch và báo cáo Ủy ban nhân dân tỉnh quý này." for n in range(1, 9)],
        ],
        [*HEAD, "", "Đoạn văn không có hàng nào cả."],
        [*HEAD, "1"],
        [*HEAD],
    ],
    ids=["two rows", "prose", "no columns", "no TT", "list", "no rows", "cut off", "head alone"],
)
def test_stays_text(lines):
    assert not list(find_flattened(lines))


WORDS = st.sampled_from(
    [
        *HEAD,
        *lines_of(ROWS),
        *lines_of(TASKS),
        "",
        " ",
        "I",
        "5",
        "7 Luật mới",
        "Ghi chú: a",
        "(%)",
        "x" * 300,
        "Phụ lục II",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60), st.booleans())
def test_no_word_is_lost(lines, whole):
    lines = [*HEAD, *lines_of(ROWS), *lines] if whole else [*HEAD, *lines]
    flow = Flow()
    items = parse_plain(lines, flow)
    kept = Counter(" ".join([*map(item_text, items), *(f.text for f in flow.furniture)]).split())
    assert kept == Counter(" ".join(lines).split())


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside the repository")
def test_same_tables_as_in_the_pdf():
    def tables(name):
        document = read_document(CORPUS / name, ocr="never")
        return [
            {(c.row, c.column): "".join(filter(str.isalnum, document.text[c.start : c.end])) for c in t.cells}
            for t in document.tables
        ]

    flat, drawn = tables("109-NQ-CP-2026.txt"), tables("109-NQ-CP-2026.pdf")
    assert [len({row for row, _ in t}) for t in flat] == [79, 51, 148, 103]
    for ours, theirs in zip(flat, drawn, strict=True):
        assert {k: v for k, v in ours.items() if v} == {k: v for k, v in theirs.items() if v}


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside the repository")
def test_no_table_where_there_is_none():
    for path in sorted(CORPUS.glob("*.txt")):
        if path.name != "109-NQ-CP-2026.txt":
            lines = part_pages(path.read_text(encoding="utf-8", errors="replace").split("\n"), Flow())
            assert not list(find_flattened(lines)), path.name
