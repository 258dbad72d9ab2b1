"""Targets of tables: each layout that tables of targets take, and tables that hold none beside them."""

from __future__ import annotations

import pytest
from docx import Document as Docx

from extractor.annotate.agencies import find_agencies
from extractor.annotate.targets import find_targets
from extractor.model import Document, Source, Target
from extractor.pipeline import analyse_path
from extractor.reading.builder import CellInput, DocumentBuilder
from extractor.structure import parse_structure

LETTERHEAD = (
    "ỦY BAN NHÂN DÂN", "TỈNH NGHỆ AN", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc", "Nghệ An, ngày 20 tháng 11 năm 2025", "KẾ HOẠCH", "Về phát triển bến cảng",
)  # fmt: skip
BODY = (
    "I. MỤC ĐÍCH", "1. Nâng cao đời sống nhân dân.", "II. TỔ CHỨC THỰC HIỆN", "1. Các sở thực hiện Kế hoạch này.",
    "Nơi nhận:", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Bình", "PHỤ LỤC",
)  # fmt: skip


def cells(lines: str) -> list[CellInput]:
    """One cell for each part between bars; ``<`` belongs to the cell on its left, ``^`` to the one above."""
    grid = [[cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines()]
    made = []
    for r, row in enumerate(grid):
        for c, words in enumerate(row):
            if words in ("<", "^"):
                continue
            wide = 1 + next((i for i, w in enumerate(row[c + 1 :]) if w != "<"), len(row) - c - 1)
            below = [other[c] for other in grid[r + 1 :] if c < len(other)]
            tall = 1 + next((i for i, w in enumerate(below) if w != "^"), len(below))
            made.append(CellInput(words.split("/n/"), r, c, row_span=tall, column_span=wide))
    return made


def document(*blocks: str) -> Document:
    builder = DocumentBuilder()
    for line in (*LETTERHEAD, *(() if blocks[0].startswith("I. ") else BODY)):
        builder.paragraph([line])
    for block in blocks:
        if "|" in block:
            builder.table(cells(block))
        else:
            builder.paragraph([block])
    return builder.build(Source("a.txt", "0", "txt"))


def found(*blocks: str) -> list[Target]:
    made = document(*blocks)
    structure = parse_structure(made)
    return list(find_targets(made, structure, agencies=find_agencies(made, structure)))


def line(target: Target) -> str:
    value = f"{target.value}" + (f"-{target.value_max}" if target.value_max is not None else "")
    sign = "" if target.comparator in ("=", "range") else target.comparator
    year = f"{target.year_start}/{target.year}" if target.year_start else f"{target.year}"
    turn = {"increase": "+", "decrease": "-"}.get(target.direction, "")
    return f"{turn}{sign}{value} {target.unit} {year} [{target.scope}] {target.indicator}"


def targets(*blocks: str) -> list[str]:
    return [line(t) for t in found(*blocks) if t.status == "target"]


PLAN = "I. CHỈ TIÊU NĂM 2026"

INDICATOR_ROWS = [
    # years below a common head
    (("I. MỤC TIÊU", """TT|Chỉ tiêu|Đơn vị tính|Mục tiêu|<
                         ^|^|^|2028|2030
                         1|Tỷ lệ hộ dùng nước sạch|%|85|≥ 95"""),
     ["85 % 2028 [] Tỷ lệ hộ dùng nước sạch", ">=95 % 2030 [] Tỷ lệ hộ dùng nước sạch"]),
    # the same head where the source has lost its spans
    (("I. MỤC TIÊU", """TT|Chỉ tiêu|ĐVT|Mục tiêu||Ghi chú
                         |||2028|2030|
                         1|Số trạm|trạm|5|9|"""),
     ["5 trạm 2028 [] Số trạm", "9 trạm 2030 [] Số trạm"]),
    # steps on the way
    (("I. CHỈ TIÊU", """TT|Chỉ tiêu|ĐVT|Lộ trình thực hiện|<|Cơ quan chủ trì
                         ^|^|^|2026|2027|^
                         1|Tỷ lệ hồ sơ trực tuyến|%|50|60|Sở Nội vụ"""),
     ["50 % 2026 [] Tỷ lệ hồ sơ trực tuyến", "60 % 2027 [] Tỷ lệ hồ sơ trực tuyến"]),
    # what was reached, what was planned for a year that is reported, and comparisons are no targets
    ((PLAN, """TT|Chỉ tiêu|ĐVT|Thực hiện 2024|Năm 2025|<|Kế hoạch 2026|KH 2026 so với ƯTH 2025 (%)
               ^|^|^|^|KH|Ước TH|^|^
               1|Sản lượng lúa|tấn|90|91|92|95|103"""),
     ["95 tấn 2026 [] Sản lượng lúa"]),
    # columns of several years before a year in the indicator, which names its standard
    (("I. CHỈ TIÊU", """TT|Chỉ tiêu|ĐVT|Năm 2026|Năm 2027
                         1|Tỷ lệ hộ nghèo theo chuẩn giai đoạn 2022 - 2025|%|3|2"""),
     ["3 % 2026 [] Tỷ lệ hộ nghèo theo chuẩn giai đoạn 2022 - 2025",
      "2 % 2027 [] Tỷ lệ hộ nghèo theo chuẩn giai đoạn 2022 - 2025"]),
    # levels and regions side by side
    (("I. MỤC TIÊU ĐẾN NĂM 2030", """TT|Chỉ tiêu|ĐVT|Cấp tỉnh|Cấp xã
                                      1|Tỷ lệ hồ sơ trên mạng|%|100|≥ 80"""),
     ["100 % 2030 [Cấp tỉnh] Tỷ lệ hồ sơ trên mạng", ">=80 % 2030 [Cấp xã] Tỷ lệ hồ sơ trên mạng"]),
    (("I. MỤC TIÊU ĐẾN NĂM 2030", """TT|Chỉ tiêu|Chung|Vùng|<
                                      ^|^|^|TDMNPB|Tây Nguyên
                                      1|Tỷ lệ hộ dùng nước sạch (%)|60|50|55
                                      2|Thu nhập bình quân (triệu đồng/người)|70|65|60"""),
     ["60 % 2030 [] Tỷ lệ hộ dùng nước sạch", "50 % 2030 [TDMNPB] Tỷ lệ hộ dùng nước sạch",
      "55 % 2030 [Tây Nguyên] Tỷ lệ hộ dùng nước sạch", "70 triệu đồng/người 2030 [] Thu nhập bình quân",
      "65 triệu đồng/người 2030 [TDMNPB] Thu nhập bình quân",
      "60 triệu đồng/người 2030 [Tây Nguyên] Thu nhập bình quân"]),
    # places that no list knows, beside a column of units
    ((PLAN, """TT|Chỉ tiêu|ĐVT|Tam Hợp|Lượng Minh
               1|Số hộ thoát nghèo|hộ|10|12
               2|Tỷ lệ nước sạch|%|81|82"""),
     ["10 hộ 2026 [Tam Hợp] Số hộ thoát nghèo", "12 hộ 2026 [Lượng Minh] Số hộ thoát nghèo",
      "81 % 2026 [Tam Hợp] Tỷ lệ nước sạch", "82 % 2026 [Lượng Minh] Tỷ lệ nước sạch"]),
    # parts of an indicator
    ((PLAN, """TT|Chỉ tiêu|ĐVT|KH 2026
               1|Tỷ lệ hồ sơ trên mạng|%|
               a|Cấp tỉnh|%|100
               b|Cấp xã|%|80
               2|Cơ cấu kinh tế||
               -|Nông nghiệp|%|12
               3|Tổng sản lượng|Tấn|1.200
               |Trong đó: - Lúa|Tấn|1.000
               |- Ngô||200
               4|Lao động qua đào tạo|%|70
               4.1|Tỷ lệ có chứng chỉ|%|30"""),
     ["100 % 2026 [Cấp tỉnh] Tỷ lệ hồ sơ trên mạng - Cấp tỉnh", "80 % 2026 [Cấp xã] Tỷ lệ hồ sơ trên mạng - Cấp xã",
      "12 % 2026 [] Cơ cấu kinh tế - Nông nghiệp",
      "1200 tấn 2026 [] Tổng sản lượng", "1000 tấn 2026 [] Tổng sản lượng - Lúa",
      "200 tấn 2026 [] Tổng sản lượng - Ngô", "70 % 2026 [] Lao động qua đào tạo",
      "30 % 2026 [] Tỷ lệ có chứng chỉ"]),
    # merged groups; one number for several rows
    (("I. MỤC TIÊU ĐẾN NĂM 2030", """Lĩnh vực|Chỉ tiêu|Đơn vị|Mục tiêu
                                      Xã hội|Tỷ lệ lao động qua đào tạo|%|75
                                      ^|Trong đó: có bằng, chứng chỉ|%|35"""),
     ["75 % 2030 [] Tỷ lệ lao động qua đào tạo", "35 % 2030 [] Tỷ lệ lao động qua đào tạo - có bằng, chứng chỉ"]),
    ((PLAN, """TT|Cơ quan chủ trì|Chỉ tiêu|Mục tiêu 2026
               1|Sở Y tế|Tỷ lệ bao phủ y tế|95,5%
               ^|^|Số giường bệnh/vạn dân|35"""),
     ["95.5 % 2026 [] Tỷ lệ bao phủ y tế", "35 giường bệnh/vạn dân 2026 [] Số giường bệnh/vạn dân"]),
    # section rows say the year
    (("I. CHỈ TIÊU", """TT|Chỉ tiêu|ĐVT|Mục tiêu
                         I|Đến năm 2026||
                         1|Tỷ lệ nước sạch|%|90
                         II|Đến năm 2030||
                         1|Tỷ lệ nước sạch|%|98"""),
     ["90 % 2026 [] Tỷ lệ nước sạch", "98 % 2030 [] Tỷ lệ nước sạch"]),
    # no head at all; a table that goes on with the head of the one before
    (("I. CHỈ TIÊU ĐẾN NĂM 2030", """1|Tỷ lệ hộ dùng nước sạch|%|95
                                      2|Số bến cảng|bến|9"""),
     ["95 % 2030 [] Tỷ lệ hộ dùng nước sạch", "9 bến 2030 [] Số bến cảng"]),
    (("I. CHỈ TIÊU", """TT|Chỉ tiêu|ĐVT|Năm 2026
                         1|Số bến|bến|5""", """2|Số trạm|trạm|7
                         3|Thu nhập bình quân|triệu đồng|70"""),
     ["5 bến 2026 [] Số bến", "7 trạm 2026 [] Số trạm", "70 triệu đồng 2026 [] Thu nhập bình quân"]),
    # cells of words are read as prose, in the year of their column
    (("I. MỤC TIÊU", """TT|Nhóm mục tiêu|Chỉ tiêu đến năm 2030|Cơ quan chủ trì
                         1|Hạ tầng số|Phấn đấu 95% xã có cáp quang|Sở Nội vụ"""),
     ["95 % 2030 [] xã có cáp quang"]),
    # sectors by year, the measure in the heading
    (("I. MỤC TIÊU TĂNG TRƯỞNG", "Đơn vị tính: %", """Ngành|Năm 2026|Bình quân 2026 - 2030
                                                       Dịch vụ|9|10
                                                       Công nghiệp|12|12,5"""),
     ["9 % 2026 [] Tăng trưởng - Dịch vụ", "10 % 2026/2030 [] Tăng trưởng - Dịch vụ",
      "12 % 2026 [] Tăng trưởng - Công nghiệp", "12.5 % 2026/2030 [] Tăng trưởng - Công nghiệp"]),
    # things by measure
    (("KẾ HOẠCH SẢN XUẤT CÂY TRỒNG NĂM 2026", """TT|Cây trồng|Diện tích (ha)|Năng suất (tạ/ha)
                                                  1|Lúa|1.200|58
                                                  2|Ngô|300|45"""),
     ["1200 ha 2026 [] Diện tích Lúa", "58 tạ/ha 2026 [] Năng suất Lúa", "300 ha 2026 [] Diện tích Ngô",
      "45 tạ/ha 2026 [] Năng suất Ngô"]),
]  # fmt: skip

PLACE_ROWS = [
    # regions by indicator; the whole is a row like the others, an empty cell is none
    (("MỤC TIÊU NÔNG THÔN MỚI ĐẾN NĂM 2030 PHÂN THEO VÙNG",
      """TT|Vùng|Tỷ lệ xã đạt chuẩn (%)|Số huyện đạt chuẩn (huyện)
         |Cả nước|≥ 80|17 - 19
         1|Tây Nguyên|trên 68|-"""),
     [">=80 % 2030 [Cả nước] Tỷ lệ xã đạt chuẩn", "17-19 huyện 2030 [Cả nước] Số huyện đạt chuẩn",
      ">68 % 2030 [Tây Nguyên] Tỷ lệ xã đạt chuẩn"]),
    # what is measured stands in the caption, the unit in brackets, a result beside
    (("CHỈ TIÊU HOÀN THÀNH NHÀ Ở XÃ HỘI NĂM 2026 GIAO CÁC ĐỊA PHƯƠNG",
      """STT|Địa phương|Đã hoàn thành đến hết 2024 (căn)|Chỉ tiêu năm 2026 (căn)
         |TỔNG CỘNG|6.755|11.000
         1|Hà Nội|1.334|9.000"""),
     ["11000 căn 2026 [Tổng cộng] Nhà ở xã hội", "9000 căn 2026 [Hà Nội] Nhà ở xã hội"]),
    # revenue is a target
    (("GIAO DỰ TOÁN THU NGÂN SÁCH NĂM 2026", "Đơn vị tính: triệu đồng",
      """TT|Tên xã, phường|Tổng thu trên địa bàn|Trong đó|<
         ^|^|^|Thu nội địa|Thu tiền sử dụng đất
         1|Phường Vinh Hưng|520|320|200
         2|Xã Đô Lương|730|530|200"""),
     ["520 triệu đồng 2026 [Phường Vinh Hưng] Tổng thu trên địa bàn",
      "320 triệu đồng 2026 [Phường Vinh Hưng] Thu nội địa",
      "200 triệu đồng 2026 [Phường Vinh Hưng] Thu tiền sử dụng đất",
      "730 triệu đồng 2026 [Xã Đô Lương] Tổng thu trên địa bàn", "530 triệu đồng 2026 [Xã Đô Lương] Thu nội địa",
      "200 triệu đồng 2026 [Xã Đô Lương] Thu tiền sử dụng đất"]),
    # places by year, the indicator in the caption
    (("TỶ LỆ BAO PHỦ BẢO HIỂM Y TẾ GIAO CÁC ĐỊA PHƯƠNG GIAI ĐOẠN 2026 - 2030", "Đơn vị tính: %",
      """TT|Tỉnh, thành phố|Năm 2026|Năm 2030
         1|Hà Nội|96|98
         2|Nghệ An|95|97"""),
     ["96 % 2026 [Hà Nội] Tỷ lệ bao phủ bảo hiểm y tế", "98 % 2030 [Hà Nội] Tỷ lệ bao phủ bảo hiểm y tế",
      "95 % 2026 [Nghệ An] Tỷ lệ bao phủ bảo hiểm y tế", "97 % 2030 [Nghệ An] Tỷ lệ bao phủ bảo hiểm y tế"]),
    # in the lead-in; the unit is what is counted
    (("I. CHỈ TIÊU", "1. Số hộ thoát nghèo giao cho các xã:", """TT|Tên xã|2026|2027
                                                                  1|Tam Hợp|12|10
                                                                  |Tổng|32|28"""),
     ["12 hộ 2026 [Tam Hợp] Số hộ thoát nghèo", "10 hộ 2027 [Tam Hợp] Số hộ thoát nghèo",
      "32 hộ 2026 [Tổng] Số hộ thoát nghèo", "28 hộ 2027 [Tổng] Số hộ thoát nghèo"]),
    # a change in the head; how large the place is says nothing
    (("CHỈ TIÊU GIẢM NGHÈO NĂM 2026", """TT|Đơn vị|Tổng số hộ (hộ)|Chỉ tiêu giảm tỷ lệ hộ nghèo (%)
                                          1|Xã Tam Hợp|1.200|2,5
                                          2|Xã Châu Bình|900|3"""),
     ["-2.5 % 2026 [Xã Tam Hợp] tỷ lệ hộ nghèo", "-3 % 2026 [Xã Châu Bình] tỷ lệ hộ nghèo"]),
    # numbers and rates of what the caption names
    (("CHỈ TIÊU XÃ ĐẠT CHUẨN NÔNG THÔN MỚI", """TT|Huyện|Tổng số xã|Năm 2026|<
                                                 ^|^|^|Số xã|Tỷ lệ (%)
                                                 1|Tương Dương|17|5|29,4
                                                 2|Con Cuông|13|6|46"""),
     ["5 xã 2026 [Tương Dương] Số xã - Xã đạt chuẩn nông thôn mới",
      "29.4 % 2026 [Tương Dương] Tỷ lệ xã đạt chuẩn nông thôn mới",
      "6 xã 2026 [Con Cuông] Số xã - Xã đạt chuẩn nông thôn mới",
      "46 % 2026 [Con Cuông] Tỷ lệ xã đạt chuẩn nông thôn mới"]),
    # heads in two rows: indicator above year, part below whole, unit below all
    (("MỤC TIÊU CỦA CÁC VÙNG", """TT|Vùng|Tỷ lệ nước sạch (%)|<
                                   ^|^|2026|2030
                                   1|Tây Nguyên|50|60
                                   2|Đông Nam Bộ|80|95"""),
     ["50 % 2026 [Tây Nguyên] Tỷ lệ nước sạch", "60 % 2030 [Tây Nguyên] Tỷ lệ nước sạch",
      "80 % 2026 [Đông Nam Bộ] Tỷ lệ nước sạch", "95 % 2030 [Đông Nam Bộ] Tỷ lệ nước sạch"]),
    (("GIAO CHỈ TIÊU VIỆC LÀM NĂM 2026", """TT|Xã, phường|Tổng số lao động có việc làm (người)|Trong đó|<
                                             ^|^|^|Xuất khẩu lao động|Nữ
                                             1|Xã Tam Hợp|120|20|55
                                             2|Xã Châu Bình|90|10|40"""),
     ["120 người 2026 [Xã Tam Hợp] Tổng số lao động có việc làm",
      "20 người 2026 [Xã Tam Hợp] Xuất khẩu lao động",
      "55 người 2026 [Xã Tam Hợp] Tổng số lao động có việc làm - Nữ",
      "90 người 2026 [Xã Châu Bình] Tổng số lao động có việc làm",
      "10 người 2026 [Xã Châu Bình] Xuất khẩu lao động",
      "40 người 2026 [Xã Châu Bình] Tổng số lao động có việc làm - Nữ"]),
    (("KẾ HOẠCH NĂM 2026", """TT|Xã|Diện tích rừng trồng mới|Sản lượng gỗ
                               ||ha|m3
                               1|Tam Hợp|100|580
                               2|Châu Bình|200|1.160"""),
     ["100 ha 2026 [Tam Hợp] Diện tích rừng trồng mới", "580 m3 2026 [Tam Hợp] Sản lượng gỗ",
      "200 ha 2026 [Châu Bình] Diện tích rừng trồng mới", "1160 m3 2026 [Châu Bình] Sản lượng gỗ"]),
    # the unit in a row of its own above the head; sections without figures; the head again on the next page
    (("GIAO CHỈ TIÊU THU NĂM 2026", """Đơn vị tính: Triệu đồng|<|<
                                        TT|Tên xã|Tổng thu
                                        1|Tam Hợp|100
                                        2|Châu Bình|200"""),
     ["100 triệu đồng 2026 [Tam Hợp] Tổng thu", "200 triệu đồng 2026 [Châu Bình] Tổng thu"]),
    (("GIAO CHỈ TIÊU NĂM 2026", """STT|Cơ quan, đơn vị|Số người tinh giản (người)|Tỷ lệ hồ sơ trực tuyến (%)
                                    I|Khối sở, ban, ngành||
                                    1|Sở Nội vụ|2|100
                                    STT|Cơ quan, đơn vị|Số người tinh giản (người)|Tỷ lệ hồ sơ trực tuyến (%)
                                    2|Sở Tài chính|3|100""", "3|UBND xã Tam Quang|1|≥ 80"),
     ["2 người 2026 [Sở Nội vụ] Số người tinh giản", "100 % 2026 [Sở Nội vụ] Tỷ lệ hồ sơ trực tuyến",
      "3 người 2026 [Sở Tài chính] Số người tinh giản", "100 % 2026 [Sở Tài chính] Tỷ lệ hồ sơ trực tuyến",
      "1 người 2026 [UBND xã Tam Quang] Số người tinh giản",
      ">=80 % 2026 [UBND xã Tam Quang] Tỷ lệ hồ sơ trực tuyến"]),
    # each indicator in each place
    (("I. CHỈ TIÊU", """TT|Chỉ tiêu|Địa phương|Năm 2026|Năm 2030
                         1|Tỷ lệ nước sạch (%)|Xã Tam Hợp|50|60
                         ^|^|Xã Châu Bình|55|65"""),
     ["50 % 2026 [Xã Tam Hợp] Tỷ lệ nước sạch", "60 % 2030 [Xã Tam Hợp] Tỷ lệ nước sạch",
      "55 % 2026 [Xã Châu Bình] Tỷ lệ nước sạch", "65 % 2030 [Xã Châu Bình] Tỷ lệ nước sạch"]),
    # a row for each year
    (("I. MỤC TIÊU", """Năm|Tỷ lệ đô thị hóa (%)|Số bến cảng (bến)
                         2026|45|5
                         Năm 2030|≥ 50|9"""),
     ["45 % 2026 [] Tỷ lệ đô thị hóa", "5 bến 2026 [] Số bến cảng", ">=50 % 2030 [] Tỷ lệ đô thị hóa",
      "9 bến 2030 [] Số bến cảng"]),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "expected"), [*INDICATOR_ROWS, *PLACE_ROWS])
def test_layouts(blocks, expected):
    assert targets(*blocks) == expected


@pytest.mark.parametrize(
    ("indicator", "unit", "cell", "expected"),
    [
        ("Tỷ lệ nước sạch", "%", "-", None),
        ("Tỷ lệ nước sạch", "%", "x", None),
        ("Xã đạt chuẩn", "", "Đạt", None),
        ("Tốc độ tăng", "%", "8,0 - 8,5", "8.0-8.5 %"),
        ("Số mô hình", "mô hình", "Phấn đấu 50", "50 mô hình"),
        ("Số trạm", "trạm", "10 (tăng 2)", "10 trạm"),
        ("Tỷ lệ nước sạch", "%", "≥ 95%(2)", ">=95 %"),
        ("Tỷ lệ nợ xấu", "%", "< 3", "<3 %"),
        ("Tỷ lệ hộ nghèo", "%", "Giảm 1,5", "-1.5 %"),
        ("Tỷ lệ hộ nghèo", "%", "Còn dưới 2", "<2 %"),
        ("Tỷ lệ thất nghiệp", "%", "2,5 trở xuống", "<=2.5 %"),
        ("Số cơ sở", "cơ sở", "Từ 20 trở lên", ">=20 cơ sở"),
        ("Xếp hạng", "Hạng", "Trong nhóm 10", "<=10 "),
        ("Số học sinh", "học sinh", "2.025", "2025 học sinh"),
        # a change that the indicator says; a rate of change is a level
        ("Tỷ lệ hộ nghèo giảm", "%", "1", "-1 %"),
        ("Tỷ lệ hộ nghèo giảm trong năm", "%", "1", "-1 %"),
        ("Mức giảm tỷ lệ hộ nghèo", "%", "1", "-1 %"),
        ("Số trường tăng thêm", "trường", "12", "+12 trường"),
        ("Tỷ lệ giảm phát thải", "%", "9", "9 %"),
        ("Tốc độ tăng năng suất", "%", "9", "9 %"),
        # per so many
        ("Số bác sĩ trên 10.000 dân", "Bác sĩ", "12,5", "12.5 bác sĩ/10.000 dân"),
        ("Số giường bệnh/vạn dân", "Giường", "35", "35 giường bệnh/vạn dân"),
        ("Tỷ số tử vong mẹ", "trên 100.000 trẻ đẻ sống", "42", "42 /100.000 trẻ đẻ sống"),
        ("Số xã trên địa bàn", "xã", "35", "35 xã"),
    ],
)
def test_cells(indicator, unit, cell, expected):
    made = targets(PLAN, f"TT|Chỉ tiêu|ĐVT|Năm 2026\n1|{indicator}|{unit}|{cell}\n2|Số bến|bến|9")
    figures = [row.split(" 2026 ")[0] for row in made[:-1]]
    assert figures == ([expected] if expected is not None else [])


def test_kinds():
    made = found(
        PLAN, "TT|Chỉ tiêu|ĐVT|Năm 2026\n1|Số bác sĩ trên 10.000 dân|Bác sĩ|12\n2|Tỷ suất sinh|‰|15\n3|Bến|bến|9"
    )
    assert [t.kind for t in made] == ["ratio", "ratio", "count"]


def test_a_cell_with_levels_or_years_says_them_of_its_figures():
    rows = "1|Tỷ lệ hồ sơ|%|Cấp tỉnh: 100%; cấp xã: 80%\n2|Số mô hình|mô hình|2026: 50/n/2030: 80"
    assert targets("I. CHỈ TIÊU", f"TT|Chỉ tiêu|ĐVT|Năm 2030\n{rows}") == [
        "100 % 2030 [Cấp tỉnh] Tỷ lệ hồ sơ", "80 % 2030 [cấp xã] Tỷ lệ hồ sơ",
        "50 mô hình 2026 [] Số mô hình", "80 mô hình 2030 [] Số mô hình",
    ]  # fmt: skip


def test_who_the_row_is_about_answers_for_it():
    made = found("GIAO CHỈ TIÊU NĂM 2026", "TT|Đơn vị|Tỷ lệ hồ sơ trực tuyến (%)\n1|Sở Nội vụ|90\n2|Sở Y tế|80")
    assert [(t.scope, t.agency) for t in made] == [("Sở Nội vụ", "Sở Nội vụ"), ("Sở Y tế", "Sở Y tế")]


@pytest.mark.parametrize(
    "blocks",
    [
        ("I. KINH PHÍ THỰC HIỆN",
         "TT|Nội dung|ĐVT|Số lượng|Đơn giá|Thành tiền (triệu đồng)\n"
         "1|Mua máy|cái|5|10|50\n"
         "2|In|bộ|9|1|9"),
        ("TIÊU CHÍ CHẤM ĐIỂM",
         "TT|Tiêu chí|Điểm tối đa|Điểm đạt\n"
         "1|Tỷ lệ hồ sơ đúng hạn|20|15\n"
         "2|Tỷ lệ chuyên cần|10|9"),
        ("DANH MỤC DỰ ÁN NĂM 2026",
         "TT|Tên dự án|Địa điểm|Số căn hộ (căn)|Thời gian\n"
         "1|Khu A|Xã Tam Hợp|200|2026\n"
         "2|Khu B|Xã B|90|2027"),
        ("I. KẾT QUẢ THỰC HIỆN NĂM 2025",
         "TT|Địa phương|Tỷ lệ hộ nghèo (%)|Số xã đạt chuẩn (xã)\n"
         "1|Đô Lương|2,5|10\n"
         "2|Anh Sơn|3|12"),
        ("DANH SÁCH CÁC XÃ SAU SẮP XẾP",
         "TT|Tên xã|Diện tích (km2)|Dân số (người)\n"
         "1|Tam Hợp|25,5|10.500\n"
         "2|Châu Bình|32|12.000"),
        ("GIAO KẾ HOẠCH VỐN ĐẦU TƯ CÔNG NĂM 2026", "TT|Đơn vị|Tổng số|Trong nước\n1|Sở Y tế|60|55\n2|Sở Nội vụ|80|74"),
        ("GIAO BIÊN CHẾ NĂM 2026", "TT|Đơn vị|Biên chế công chức|Hợp đồng\n1|Sở Nội vụ|60|5\n2|Sở Tài chính|80|6"),
        ("NHIỆM VỤ NĂM 2026",
         "TT|Nhiệm vụ|Cơ quan chủ trì|Kinh phí (triệu đồng)\n"
         "1|Tổ chức hội nghị|Sở Nội vụ|50\n"
         "2|Mua máy|Sở Y tế|90"),
        ("MỨC THU PHÍ", "TT|Đối tượng|Mức thu (đồng/lần)|Mức giảm (%)\n1|Người lớn|40.000|0\n2|Trẻ em|20.000|50"),
        ("I. THỰC TRẠNG", "TT|Chỉ tiêu|ĐVT|Năm 2021|Năm 2022\n1|Tỷ lệ hộ nghèo|%|5|4\n2|Số bến|bến|2|3"),
        ("I. TÌNH HÌNH ĐỘI NGŨ", "TT|Đơn vị|Tổng số|Đại học\n1|Xã Tam Hợp|25|20\n2|Xã Châu Bình|22|20"),
        ("I. NỘI DUNG", "TT|Xã|Số trường|Số học sinh\n1|Tam Hợp|5|1.200\n2|Châu Bình|6|1.500"),
        ("BẢNG GIÁ ĐẤT",
         "TT|Tên đường|Vị trí 1 (đồng/m2)|Vị trí 2 (đồng/m2)\n"
         "1|Lê Lợi|10.000|7.000\n"
         "2|Quang Trung|20.000|14.000"),
    ],
    ids=lambda blocks: blocks[0],
)  # fmt: skip
def test_tables_without_targets(blocks):
    assert targets(*blocks) == []


TABLE = [
    ("TT", "Vùng", "Tỷ lệ nước sạch (%)", "Số trạm cấp nước (trạm)"),
    ("1", "Tây Nguyên", "≥ 60", "12"),
    ("2", "Đông Nam Bộ", "95", "-"),
]
ROWS = [
    ">=60 % 2030 [Tây Nguyên] Tỷ lệ nước sạch", "12 trạm 2030 [Tây Nguyên] Số trạm cấp nước",
    "95 % 2030 [Đông Nam Bộ] Tỷ lệ nước sạch",
]  # fmt: skip


def test_places_in_files_of_each_format(tmp_path):
    lines = (*LETTERHEAD, "I. MỤC TIÊU ĐẾN NĂM 2030")
    markdown = (
        "\n\n".join(lines)
        + "\n\n"
        + "\n".join(f"| {' | '.join(row)} |" + ("\n|---|---|---|---|" if not i else "") for i, row in enumerate(TABLE))
    )
    (tmp_path / "a.md").write_text(markdown, encoding="utf-8")
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
    page = "".join(f"<p>{words}</p>" for words in lines) + f"<table>{rows}</table>"
    (tmp_path / "a.html").write_text(f"<html><meta charset='utf-8'><body>{page}</body></html>", encoding="utf-8")
    docx = Docx()
    for words in lines:
        docx.add_paragraph(words)
    grid = docx.add_table(len(TABLE), len(TABLE[0]))
    for r, row in enumerate(TABLE):
        for c, words in enumerate(row):
            grid.cell(r, c).text = words
    docx.save(str(tmp_path / "a.docx"))
    for name in ("a.md", "a.html", "a.docx"):
        made = [line(t) for t in analyse_path(tmp_path / name).targets if t.status == "target"]
        assert made == ROWS, name
