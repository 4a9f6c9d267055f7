# ruff: noqa: E501  (a row of a table is a line)
"""Rosters as other offices make them, each with what should become of every row.

Written down before maild had seen them. A file is its pages and its outcome; an outcome is a line a row:
`5 ok an@x.vn | Nguyễn Văn An | Sở Nội vụ | LDS`, or `7 skip note-row`. A row that is not told is blank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.roster.build import Link, Page, Row, Serial, decomposed_1258, delimited, pages


@dataclass(frozen=True, slots=True)
class Province:
    name: str
    make: Callable[[Path], Path]
    outcome: str


def book(name: str, *made: Page, outcome: str) -> Province:
    return Province(name, lambda folder: pages(folder / f"{name}.xlsx", made), outcome)


def text(name: str, rows: list[Row], outcome: str, delimiter: str = ",", encoding: str = "utf-8") -> Province:
    def make(folder: Path) -> Path:
        path = folder / f"{name}.csv"
        written = delimited(rows, delimiter)
        path.write_bytes(decomposed_1258(written) if encoding == "cp1258" else written.encode(encoding))
        return path

    return Province(name, make, outcome)


def _written(path: Path, page: str) -> Path:
    path.write_text(page, "utf-8")
    return path


MERGED_HEADER = book(
    "hai-hang-tieu-de",
    Page(
        rows=[
            ("UBND TỈNH BẮC THANH", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("SỞ NỘI VỤ", None, None, None, "Độc lập - Tự do - Hạnh phúc"),
            ("BIỂU 01: TỔNG HỢP CÁN BỘ, CÔNG CHỨC THAM GIA ĐIỀU TRA XÃ HỘI HỌC",),
            ("(Kèm theo Công văn số 2456/SNV-CCHC ngày 02/11/2026)",),
            ("TT", "Cán bộ, công chức được khảo sát", "Thông tin công tác", None, None, "Liên hệ", None),
            (None, None, "Chức danh", "Nơi công tác", "Thuộc nhóm đối tượng", "Số ĐT di động", "Thư điện tử (@…gov.vn)"),
            ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
            ("I.", "SỞ NỘI VỤ (02 người)"),
            (1, "Nguyễn Văn An", "Giám đốc", "Sở Nội vụ", "Lãnh đạo sở, ban, ngành", "0912 345 678", "annv@snv.bacthanh.gov.vn"),
            (2, "Trần Thị Bình", "Chuyên viên", "Sở Nội vụ", "Công chức sở, ban, ngành", "0912.345.679", "binhtt@snv.bacthanh.gov.vn"),
            ("Cộng (I): 02",),
            ("II.", "SỞ TÀI CHÍNH (02 người)"),
            (1, "Lê Kim Chi", "Phó Giám đốc", "Sở Tài chính", "Lãnh đạo sở, ban, ngành", None, "chilk@stc.bacthanh.gov.vn"),
            (2, "Phạm Đức Dũng", "Chuyên viên", "Sở Tài chính", "Công chức sở, ban, ngành", None, None),
            ("Cộng (II): 02",),
            ("Tổng cộng: 04 người",),
            (None,),
            ("Nơi nhận:", None, None, None, "KT. GIÁM ĐỐC"),
            ("- Sở Nội vụ (qua thư: cchc@snv.bacthanh.gov.vn);", None, None, None, "PHÓ GIÁM ĐỐC"),
            ("- Lưu: VT.", None, None, None, "Nguyễn Thị Ký"),
        ],
        merged=["A5:A6", "B5:B6", "C5:E5", "F5:G5"],
    ),
    outcome="""
        1 skip title-row
        2 skip title-row
        3 skip title-row
        4 skip title-row
        5 header
        6 header
        7 header
        8 skip unit-heading-row
        9 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        10 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | CCS
        11 skip note-row
        12 skip unit-heading-row
        13 ok chilk@stc.bacthanh.gov.vn | Lê Kim Chi | Sở Tài chính | LDS
        14 error email-missing | Phạm Đức Dũng | Sở Tài chính | CCS
        15 skip note-row
        16 skip note-row
        17 skip blank-row
        18 skip note-row
        19 skip note-row
        20 skip note-row
    """,
)  # fmt: skip

UNIT_PER_SHEET = book(
    "moi-don-vi-mot-trang",
    Page(
        name="Sở Nội vụ",
        rows=[
            ("Stt", "Họ đệm", "Tên", "Ngày sinh", "Chức vụ", "Nhóm ĐT", "Hộp thư CV"),
            (1, "Nguyễn Văn", "An", Serial(29500), "Giám đốc", "LDS", "annv@snv.bacthanh.gov.vn"),
            (2, "Trần Thị", "Bình", Serial(31200), "Chuyên viên", "CCS", "binhtt@snv.bacthanh.gov.vn"),
        ],
    ),
    Page(
        name="UBND xã An Hòa",
        rows=[
            ("Stt", "Họ đệm", "Tên", "Ngày sinh", "Chức vụ", "Nhóm ĐT", "Hộp thư CV"),
            (1, "Lê", "Chi", Serial(30000), "Chủ tịch", "LDX", "chil@anhoa.bacthanh.gov.vn"),
            (2, "Nguyễn Văn", "An", Serial(33000), "Công chức", "CCX", "annv@snv.bacthanh.gov.vn"),
        ],
    ),
    Page(
        name="Tổng hợp",
        rows=[("STT", "Đơn vị", "Số người", "Ghi chú"), (1, "Sở Nội vụ", 2, None), (2, "UBND xã An Hòa", 2, None),
              (None, "Tổng", 4, None)],
    ),
    Page(name="Pivot", rows=[("Row Labels", "Count of Hộp thư CV"), ("Sở Nội vụ", 2), ("Grand Total", 4)]),
    outcome="""
        Sở Nội vụ!1 header
        Sở Nội vụ!2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        Sở Nội vụ!3 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | CCS
        UBND xã An Hòa!1 header
        UBND xã An Hòa!2 ok chil@anhoa.bacthanh.gov.vn | Lê Chi | UBND xã An Hòa | LDX
        UBND xã An Hòa!3 warn annv@snv.bacthanh.gov.vn | Nguyễn Văn An | UBND xã An Hòa | CCX
    """,
)  # fmt: skip

ABBREVIATED_1258 = text(
    "viet-tat-1258",
    [
        ("TT", "Họ & tên CBCC", "C.vụ", "CQ, ĐV", "Đ/tượng", "Đ/c email", "SĐT"),
        ("1", "Nguyễn Văn An", "GĐ", "Sở Nội vụ", "Lãnh đạo sở", "annv@snv.bacthanh.gov.vn", "0912345678"),
        ("2", "Đặng Thị Hưởng", "CV", "Sở Tài chính", "Công chức sở", "huongdt@stc.bacthanh.gov.vn ", ""),
        ("", "", "", "", "", "", ""),
        ("", "Tổng số: 02 người", "", "", "", "", ""),
    ],
    """
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        3 ok huongdt@stc.bacthanh.gov.vn | Đặng Thị Hưởng | Sở Tài chính | CCS
        4 skip blank-row
        5 skip note-row
    """,
    delimiter=";",
    encoding="cp1258",
)

LINKS = book(
    "lien-ket",
    Page(
        rows=[
            ("STT", "Họ và tên", "Đơn vị công tác", "Chức vụ", "Email"),
            (1, "Nguyễn Văn An", "Sở Nội vụ", "Giám đốc", Link("mailto:annv@snv.bacthanh.gov.vn", "Gửi thư")),
            (2, "Trần Thị Bình", "Sở Nội vụ", "Chuyên viên",
             Link("mailto:binhtt@snv.bacthanh.gov.vn?subject=CCHC", "binhtt@snv.bacthanh.gov.vn")),
            (3, "Lê Kim Chi", "Sở Nội vụ", "Chuyên viên",
             Link("mailto:annv@snv.bacthanh.gov.vn", "chilk@snv.bacthanh.gov.vn")),
            (4, "Phạm Đức Dũng", "Sở Nội vụ", "Chuyên viên", Link("https://mail.bacthanh.gov.vn/", "Hộp thư")),
            (5, "Vũ Thị Em", "Sở Nội vụ", "Chuyên viên",
             "emvt@snv.bacthanh.gov.vn; vuthiem@gmail.com"),
            (6, "Hoàng Văn Giang", "Sở Nội vụ", "Chuyên viên",
             "gianghv@snv.bacthanh.gov.vn\ngianghv@snv.bacthanh.gov.vn"),
            (7, "Đỗ Thị Hà", "Sở Nội vụ", "Chuyên viên", "hadt@snv.bacthanh.gov.vn, hadt@snv.bacthanh.gov.vn"),
        ],
        comments={"E6": "thu cu: dungpd@snv.bacthanh.gov.vn"},
    ),
    outcome="""
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ |
        3 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ |
        4 warn chilk@snv.bacthanh.gov.vn | Lê Kim Chi | Sở Nội vụ |
        5 error email-invalid-no-at | Phạm Đức Dũng | Sở Nội vụ |
        6 error email-multiple | Vũ Thị Em | Sở Nội vụ |
        7 ok gianghv@snv.bacthanh.gov.vn | Hoàng Văn Giang | Sở Nội vụ |
        8 ok hadt@snv.bacthanh.gov.vn | Đỗ Thị Hà | Sở Nội vụ |
    """,
)  # fmt: skip

TYPED_BY_HAND = book(
    "go-tay",
    Page(
        rows=[
            ("DANH SÁCH CBCC ĐƯỢC CHỌN MẪU",),
            ("Số TT", "HỌ VÀ TÊN", "Năm sinh", "Nam/Nữ", "CHỨC VỤ, CHỨC DANH", "PHÒNG, BAN, ĐƠN VỊ", "ĐỊA CHỈ THƯ ĐIỆN TỬ", "ĐIỆN THOẠI"),
            (1, "Nguyễn Văn An", 1980, "Nam", "Giám đốc", "Sở Nội vụ", "annv＠snv.bacthanh.gov.vn", 912345678),
            (2, "Trần Thị Bình", 1985, "Nữ", "Chuyên viên", "Sở Nội vụ", "binhtt[at]snv.bacthanh.gov.vn", 912345679),
            (3, "Lê Kim Chi", 1990, "Nữ", "Chuyên viên", "Sở Nội vụ", "ChiLK@SNV.bacthanh.gov.vn.", None),
            (4, "Phạm Đức Dũng", 1978, "Nam", "Chuyên viên", "Sở Nội vụ", "Email: dungpd@snv.bacthanh.gov.vn", None),
            (5, "Vũ Thị Em", 1991, "Nữ", "Chuyên viên", "Sở Nội vụ", "emvt@snv .bacthanh.gov.vn", None),
            (6, "Hoàng Văn Giang", 1991, "Nam", "Chuyên viên", "Sở Nội vụ", "gianghv@snv.bacthanh.gov.vn", "hoanggiang@gmail.com"),
            (7, "Đỗ Thị Hà", 1991, "Nữ", "Chuyên viên", "Sở Nội vụ", "không có", None),
            (8, "BÙI VĂN ÍCH", 1991, "Nam", "Chuyên viên", "Sở Nội vụ", "www.bacthanh.gov.vn", None),
            (9, "Ngô Thị Khánh", 1991, "Nữ", "Chuyên viên", "Sở Nội vụ", "0987654321", None),
        ],
    ),
    outcome="""
        1 skip title-row
        2 header
        3 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ |
        4 error email-invalid-no-at | Trần Thị Bình | Sở Nội vụ |
        5 ok chilk@snv.bacthanh.gov.vn | Lê Kim Chi | Sở Nội vụ |
        6 ok dungpd@snv.bacthanh.gov.vn | Phạm Đức Dũng | Sở Nội vụ |
        7 error email-internal-space | Vũ Thị Em | Sở Nội vụ |
        8 ok gianghv@snv.bacthanh.gov.vn | Hoàng Văn Giang | Sở Nội vụ |
        9 error email-missing | Đỗ Thị Hà | Sở Nội vụ |
        10 error email-invalid-no-at | Bùi Văn Ích | Sở Nội vụ |
        11 error email-invalid-no-at | Ngô Thị Khánh | Sở Nội vụ |
    """,
)  # fmt: skip

OTHER_GROUPS = book(
    "nhom-goi-khac",
    Page(
        rows=[
            ("STT", "Nhóm đối tượng khảo sát", "Tên cơ quan, đơn vị", "Họ tên người trả lời", "Vị trí việc làm", "Thư công vụ"),
            (1, "Lãnh đạo các sở, ban, ngành cấp tỉnh", "Sở Nội vụ", "Nguyễn Văn An", "Giám đốc", "annv@snv.bacthanh.gov.vn"),
            (2, "Lãnh đạo phòng chuyên môn thuộc sở", "Sở Nội vụ", "Trần Thị Bình", "Trưởng phòng", "binhtt@snv.bacthanh.gov.vn"),
            (3, "Công chức cấp sở", "Sở Nội vụ", "Lê Kim Chi", "Chuyên viên", "chilk@snv.bacthanh.gov.vn"),
            (4, "Nhóm 3: Công chức các sở, ban, ngành", "Sở Nội vụ", "Phạm Đức Dũng", "Chuyên viên", "dungpd@snv.bacthanh.gov.vn"),
            (5, "Đại biểu HĐND tỉnh khóa XVIII", "Đoàn ĐBQH và HĐND tỉnh", "Vũ Thị Em", "Đại biểu", "emvt@hdnd.bacthanh.gov.vn"),
            (6, "Lãnh đạo UBND xã, phường", "UBND phường Tân An", "Hoàng Văn Giang", "Chủ tịch", "gianghv@tanan.bacthanh.gov.vn"),
            (7, "Công chức xã, phường, thị trấn", "UBND phường Tân An", "Đỗ Thị Hà", "Công chức", "hadt@tanan.bacthanh.gov.vn"),
            (8, "LĐ Sở", "Sở Tài chính", "Bùi Văn Ích", "Phó Giám đốc", "ichbv@stc.bacthanh.gov.vn"),
            (9, "Doanh nghiệp", "Sở Tài chính", "Ngô Thị Khánh", "Chuyên viên", "khanhnt@stc.bacthanh.gov.vn"),
        ],
    ),
    outcome="""
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        3 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | LDP
        4 ok chilk@snv.bacthanh.gov.vn | Lê Kim Chi | Sở Nội vụ | CCS
        5 ok dungpd@snv.bacthanh.gov.vn | Phạm Đức Dũng | Sở Nội vụ | CCS
        6 ok emvt@hdnd.bacthanh.gov.vn | Vũ Thị Em | Đoàn ĐBQH và HĐND tỉnh | HDT
        7 ok gianghv@tanan.bacthanh.gov.vn | Hoàng Văn Giang | UBND phường Tân An | LDX
        8 ok hadt@tanan.bacthanh.gov.vn | Đỗ Thị Hà | UBND phường Tân An | CCX
        9 ok ichbv@stc.bacthanh.gov.vn | Bùi Văn Ích | Sở Tài chính | LDS
        10 warn khanhnt@stc.bacthanh.gov.vn | Ngô Thị Khánh | Sở Tài chính |
    """,
)  # fmt: skip

TWO_TABLES = book(
    "hai-bang-mot-trang",
    Page(
        rows=[
            ("A. KHỐI SỞ, BAN, NGÀNH",),
            ("STT", "Họ và tên", "Chức vụ", "Đơn vị", "Email"),
            (1, "Nguyễn Văn An", "Giám đốc", "Sở Nội vụ", "annv@snv.bacthanh.gov.vn"),
            (2, "Trần Thị Bình", "Chuyên viên", "Sở Nội vụ", "binhtt@snv.bacthanh.gov.vn"),
            (None,),
            ("B. KHỐI XÃ, PHƯỜNG",),
            ("STT", "Đơn vị", "Họ và tên", "Địa chỉ thư công vụ", "Chức vụ"),
            (1, "UBND xã An Hòa", "Lê Kim Chi", "chilk@anhoa.bacthanh.gov.vn", "Chủ tịch"),
            (2, "UBND xã An Hòa", "Phạm Đức Dũng", "dungpd@anhoa.bacthanh.gov.vn", "Công chức"),
        ],
    ),
    outcome="""
        1 skip title-row
        2 header
        3 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ |
        4 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ |
        5 skip blank-row
        6 skip *
        7 header
        8 ok chilk@anhoa.bacthanh.gov.vn | Lê Kim Chi | UBND xã An Hòa |
        9 ok dungpd@anhoa.bacthanh.gov.vn | Phạm Đức Dũng | UBND xã An Hòa |
    """,
)

SIDE_BY_SIDE = book(
    "hai-bang-canh-nhau",
    Page(
        rows=[
            ("Sở Nội vụ", None, None, None, "Sở Tài chính"),
            ("STT", "Họ và tên", "Email", None, "STT", "Họ và tên", "Email"),
            (1, "Nguyễn Văn An", "annv@snv.bacthanh.gov.vn", None, 1, "Lê Kim Chi", "chilk@stc.bacthanh.gov.vn"),
            (2, "Trần Thị Bình", "binhtt@snv.bacthanh.gov.vn", None, 2, "Phạm Đức Dũng", "dungpd@stc.bacthanh.gov.vn"),
            (None, None, None, None, 3, "Vũ Thị Em", "emvt@stc.bacthanh.gov.vn"),
        ],
        merged=["A1:C1", "E1:G1"],
    ),
    outcome="""
        3 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ |
        4 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ |
        3 ok chilk@stc.bacthanh.gov.vn | Lê Kim Chi | Sở Tài chính |
        4 ok dungpd@stc.bacthanh.gov.vn | Phạm Đức Dũng | Sở Tài chính |
        5 ok emvt@stc.bacthanh.gov.vn | Vũ Thị Em | Sở Tài chính |
    """,
)  # fmt: skip

ROWS_MERGED = book(
    "gop-o-nhieu-hang",
    Page(
        rows=[
            ("STT", "Đối tượng", "Cơ quan", "Họ và tên", "Chức vụ", "Thư điện tử"),
            (1, "Lãnh đạo sở", "Sở Nội vụ", "Nguyễn Văn An", "Giám đốc;", "annv@snv.bacthanh.gov.vn"),
            (None, None, None, None, "Tỉnh ủy viên", None),
            (2, None, None, "Trần Thị Bình", "Phó Giám đốc", "binhtt@snv.bacthanh.gov.vn"),
            (3, "Công chức sở", "Sở Tài chính", "Lê Kim Chi", "Chuyên viên", "chilk@stc.bacthanh.gov.vn"),
            (4, None, None, "Phạm Đức Dũng", "Chuyên viên", "dungpd@stc.bacthanh.gov.vn"),
            (5, None, None, "Vũ Thị Em", "Chuyên viên", "emvt@stc.bacthanh.gov.vn"),
        ],
        merged=["A2:A3", "B2:B4", "C2:C4", "D2:D3", "F2:F3", "B5:B7", "C5:C6"],
    ),
    outcome="""
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        3 skip *
        4 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | LDS
        5 ok chilk@stc.bacthanh.gov.vn | Lê Kim Chi | Sở Tài chính | CCS
        6 ok dungpd@stc.bacthanh.gov.vn | Phạm Đức Dũng | Sở Tài chính | CCS
        7 error unit-missing | Vũ Thị Em |  | CCS
    """,
)

ENGLISH_UTF16 = text(
    "unicode-text",
    [
        ("No.", "Full Name", "Title/Position", "Organisation", "Official E-mail", "Category", "Tel."),
        ("1", "Nguyễn Văn An", "Director", "Sở Nội vụ", "annv@snv.bacthanh.gov.vn", "LDS", "0912345678"),
        ("2", "Trần Thị Bình", "Officer", "Sở Nội vụ", "<binhtt@snv.bacthanh.gov.vn>", "CCS", ""),
        ("3", "Lê Kim Chi", "Officer", "Sở Nội vụ", "mailto:chilk@snv.bacthanh.gov.vn", "CCS", ""),
    ],
    """
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        3 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | CCS
        4 ok chilk@snv.bacthanh.gov.vn | Lê Kim Chi | Sở Nội vụ | CCS
    """,
    delimiter="\t",
    encoding="utf-16",
)

NESTED_HEADINGS = book(
    "tieu-de-nhieu-cap",
    Page(
        rows=[
            ("STT", "Họ và tên", "Chức vụ", "Địa chỉ hộp thư"),
            ("A", "KHỐI CƠ QUAN CHUYÊN MÔN THUỘC UBND TỈNH", None, None),
            ("I", "Sở Nội vụ", None, None),
            ("1", "Ban Giám đốc", None, None),
            (1, "Nguyễn Văn An", "Giám đốc", "annv@snv.bacthanh.gov.vn"),
            ("2", "Phòng Cải cách hành chính", None, None),
            (2, "Trần Thị Bình", "Chuyên viên", "binhtt@snv.bacthanh.gov.vn"),
            ("II", "Sở Tài chính", None, None),
            ("a)", "Văn phòng Sở", None, None),
            (1, "Lê Kim Chi", "Chánh Văn phòng", "chilk@stc.bacthanh.gov.vn"),
            ("B", "KHỐI XÃ, PHƯỜNG", None, None),
            ("1.", "UBND xã An Hòa", None, None),
            (1, "Phạm Đức Dũng", "Chủ tịch", "dungpd@anhoa.bacthanh.gov.vn"),
            ("2.", "Phường Tân An", None, None),
            (1, "Vũ Thị Em", "Chủ tịch", "emvt@tanan.bacthanh.gov.vn"),
            ("Danh sách có 05 người./.",),
            (None, None, None, "NGƯỜI LẬP BIỂU"),
            (None, None, None, "Hoàng Văn Lập"),
        ],
    ),
    outcome="""
        1 header
        2 skip unit-heading-row
        3 skip unit-heading-row
        4 skip unit-heading-row
        5 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ |
        6 skip unit-heading-row
        7 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ |
        8 skip unit-heading-row
        9 skip unit-heading-row
        10 ok chilk@stc.bacthanh.gov.vn | Lê Kim Chi | Sở Tài chính |
        11 skip unit-heading-row
        12 skip unit-heading-row
        13 ok dungpd@anhoa.bacthanh.gov.vn | Phạm Đức Dũng | UBND xã An Hòa |
        14 skip unit-heading-row
        15 ok emvt@tanan.bacthanh.gov.vn | Vũ Thị Em | Phường Tân An |
        16 skip note-row
        17 skip note-row
        18 skip note-row
    """,
)

COPIES_AND_FILTERS = book(
    "ban-sao-va-bo-loc",
    Page(
        name="DS",
        rows=[
            ("TT", "Họ và tên", "Email cũ", "Email công vụ", "Đơn vị", "Chức vụ"),
            (1, "Nguyễn Văn An", "an@snv.cu.vn", "annv@snv.bacthanh.gov.vn", "Sở Nội vụ", "Giám đốc"),
            (2, "Trần Thị Bình", "binh@snv.cu.vn", "binhtt@snv.bacthanh.gov.vn", "Sở Nội vụ", "Chuyên viên"),
            (3, "Lê Kim Chi", "chi@snv.cu.vn", None, "Sở Nội vụ", "Chuyên viên"),
            (4, "Phạm Đức Dũng", "dung@snv.cu.vn", "dungpd@snv.bacthanh.gov.vn", "Sở Nội vụ", "Chuyên viên"),
        ],
        filter="A1:F5",
        hidden_columns=["C:C"],
        hidden_rows=[3],
    ),
    Page(
        name="DS (2)",
        rows=[
            ("TT", "Họ và tên", "Email công vụ", "Đơn vị", "Chức vụ"),
            (1, "Nguyễn Văn An", "annv@snv.bacthanh.gov.vn", "Sở Nội vụ", "Giám đốc"),
        ],
    ),
    outcome="""
        DS!1 header
        DS!2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ |
        DS!3 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ |
        DS!4 error email-missing | Lê Kim Chi | Sở Nội vụ |
        DS!5 ok dungpd@snv.bacthanh.gov.vn | Phạm Đức Dũng | Sở Nội vụ |
        DS (2)!1 header
        DS (2)!2 duplicate duplicate-email-exact | Nguyễn Văn An | Sở Nội vụ |
    """,
)

COLUMNS_REORDERED = text(
    "cot-dao",
    [
        ("Hộp thư điện tử công vụ (nếu có)", "Số CCCD", "Cơ quan công tác hiện nay", "Họ, tên đệm và tên", "Chức vụ hiện tại", "Loại phiếu", "STT"),
        ("annv@snv.bacthanh.gov.vn", "001080012345", "Sở Nội vụ", "Nguyễn Văn An", "Giám đốc", "LDS", "1"),
        ("binhtt@snv.bacthanh.gov.vn", "001080012346", "Sở Nội vụ", "Trần Thị Bình", "Chuyên viên", "CCS", "2"),
        ("", "001080012347", "Sở Nội vụ", "Lê Kim Chi", "Chuyên viên", "CCS", "3"),
        ("Người lập: Hoàng Văn Lập - lap@snv.bacthanh.gov.vn", "", "", "", "", "", ""),
    ],
    """
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        3 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | CCS
        4 error email-missing | Lê Kim Chi | Sở Nội vụ | CCS
        5 skip note-row
    """,
    encoding="utf-8-sig",
)  # fmt: skip

NO_NUMBERS = book(
    "khong-stt",
    Page(
        name="Sheet1",
        rows=[
            ("Phụ lục 2",),
            ("DANH SÁCH ĐĂNG KÝ THƯ CÔNG VỤ CỦA CÔNG CHỨC",),
            ("Tên đơn vị: Sở Y tế tỉnh Bắc Thanh",),
            (None,),
            ("Họ và tên", "Chức vụ/chức danh", "Địa chỉ email @bacthanh.gov.vn", "Ghi chú"),
            ("Ông Nguyễn Văn An", "Giám đốc", "annv@syt.bacthanh.gov.vn", None),
            ("Bà Trần Thị Bình", "Phó Giám đốc", "binhtt@syt.bacthanh.gov.vn", "nghỉ thai sản từ 01/10"),
            (
                "Đ/c Lê Kim Chi",
                "Chuyên viên",
                "chilk@syt.bacthanh.gov.vn",
                "thay đ/c dungpd@syt.bacthanh.gov.vn",
            ),
            ("Cộng: 03 đ/c", None, None, None),
            (None, None, "THỦ TRƯỞNG ĐƠN VỊ"),
            (None, None, "(Ký, ghi rõ họ tên)"),
            (None, None, "Nguyễn Văn An"),
        ],
    ),
    outcome="""
        1 skip title-row
        2 skip title-row
        3 skip title-row
        4 skip blank-row
        5 header
        6 ok annv@syt.bacthanh.gov.vn | Nguyễn Văn An | Sở Y tế tỉnh Bắc Thanh |
        7 ok binhtt@syt.bacthanh.gov.vn | Trần Thị Bình | Sở Y tế tỉnh Bắc Thanh |
        8 ok chilk@syt.bacthanh.gov.vn | Lê Kim Chi | Sở Y tế tỉnh Bắc Thanh |
        9 skip note-row
        10 skip note-row
        11 skip note-row
        12 skip note-row
    """,
)

PROVINCES = [
    MERGED_HEADER, UNIT_PER_SHEET, ABBREVIATED_1258, LINKS, TYPED_BY_HAND, OTHER_GROUPS, TWO_TABLES, SIDE_BY_SIDE,
    ROWS_MERGED, ENGLISH_UTF16, NESTED_HEADINGS, COPIES_AND_FILTERS, COLUMNS_REORDERED, NO_NUMBERS,
]  # fmt: skip


# ---- the second batch, written when the first one agreed

NAME_IN_PARTS_AND_TITLES = book(
    "ho-va-ten-dem",
    Page(
        rows=[
            ("ĐẢNG ỦY - UBND XÃ AN HÒA",),
            ("DANH SÁCH TRÍCH NGANG CÁN BỘ, CÔNG CHỨC",),
            ("Số\nTT", "Họ và tên khai sinh", None, "Ngày, tháng, năm sinh", None, "Chức vụ hoặc chức danh", "Trình độ", "Hộp thư điện tử công vụ", "Số ĐTDĐ"),
            (None, "Họ, chữ đệm", "Tên", "Nam", "Nữ", None, None, None, None),
            (1, "Nguyễn Văn", "An", Serial(29000), None, "Chủ tịch UBND xã", "Thạc sĩ", "annv@anhoa.bacthanh.gov.vn", "0912 345 678"),
            (2, "Trần Thị", "Bình", None, Serial(31000), "Phó Chủ tịch", "Đại học", "binhtt@anhoa.bacthanh.gov.vn", "0912345679"),
            (3, "Lò Thị", "Pành", None, Serial(31500), "Công chức", "Đại học", "panhlt@anhoa.bacthanh.gov.vn", None),
        ],
        merged=["A3:A4", "B3:C3", "D3:E3", "F3:F4", "G3:G4", "H3:H4", "I3:I4"],
    ),
    outcome="""
        1 skip title-row
        2 skip title-row
        3 header
        4 header
        5 error unit-missing | Nguyễn Văn An
        6 error unit-missing | Trần Thị Bình
        7 error unit-missing | Lò Thị Pành
    """,
)  # fmt: skip

HTML_NAMED_XLS = Province(
    "trang-web",
    lambda folder: _written(
        folder / "ds.xls",
        """<html><head><meta charset="utf-8"><title>x</title></head><body>
        <table><tr><td colspan=6><b>DANH SÁCH CÁN BỘ THAM GIA KHẢO SÁT</b></td></tr>
        <tr><th>STT</th><th>Mã CB</th><th>Họ tên CB</th><th>Tên phòng ban</th><th>Chức danh</th><th>Email nội bộ</th></tr>
        <tr><td>1</td><td>CB001</td><td>Nguyễn Văn An</td><td rowspan=2>Sở Nội vụ</td><td>Giám đốc</td>
        <td><a href="mailto:annv@snv.bacthanh.gov.vn">annv@snv.bacthanh.gov.vn</a></td></tr>
        <tr><td>2</td><td>CB002</td><td>Trần Thị Bình</td><td>Chuyên viên</td><td>binhtt@snv.bacthanh.gov.vn</td></tr>
        </table></body></html>""",
    ),
    outcome="""
        1 skip title-row
        2 header
        3 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ
        4 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ
    """,
)

SURVEY_TOOL = text(
    "phan-mem-khao-sat",
    [
        (
            "firstname",
            "lastname",
            "email",
            "emailstatus",
            "language",
            "attribute_1 <Đơn vị>",
            "attribute_2 <Nhóm đối tượng>",
        ),
        ("An", "Nguyễn Văn", "annv@snv.bacthanh.gov.vn", "OK", "vi", "Sở Nội vụ", "LDS"),
        ("Bình", "Trần Thị", "binhtt@snv.bacthanh.gov.vn", "OK", "vi", "Sở Nội vụ", "CCS"),
    ],
    """
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        3 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | CCS
    """,
)

ADDRESS_BOOK = text(
    "danh-ba-thu",
    [
        ("Display Name", "Job Title", "Department", "Company", "E-mail Address", "Mobile Phone"),
        ("Nguyễn Văn An", "Giám đốc", "Sở Nội vụ", "UBND tỉnh", "annv@snv.bacthanh.gov.vn", "0912345678"),
        ("Văn thư Sở Nội vụ", "", "Sở Nội vụ", "UBND tỉnh", "vanthu@snv.bacthanh.gov.vn", ""),
    ],
    """
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ
        3 warn vanthu@snv.bacthanh.gov.vn | Văn thư Sở Nội vụ | Sở Nội vụ
    """,
    encoding="utf-8-sig",
)

STRANGE_HEADINGS = book(
    "tieu-de-la",
    Page(
        rows=[
            ("DS GỬI BỘ NỘI VỤ",),
            ("#", "Đồng chí", "Công tác tại", "Giữ chức", "Liên lạc qua thư", "Diện khảo sát"),
            ("01", "Nguyễn Văn An", "Sở Nội vụ", "Giám đốc", "annv@snv.bacthanh.gov.vn", "Lãnh đạo sở"),
            ("02", "Trần Thị Bình", "Sở Nội vụ", "Chuyên viên", "binhtt@snv.bacthanh.gov.vn", "Công chức sở"),
            ("03", "Lê Kim Chi", "Sở Tài chính", "Chuyên viên", "chilk@stc.bacthanh.gov.vn", "Công chức sở"),
        ],
    ),
    outcome="""
        1 skip title-row
        2 header
        3 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        4 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | CCS
        5 ok chilk@stc.bacthanh.gov.vn | Lê Kim Chi | Sở Tài chính | CCS
    """,
)

GROUP_HEADINGS = book(
    "chia-theo-nhom",
    Page(
        rows=[
            ("STT", "Họ và tên", "Chức vụ", "Đơn vị", "Thư điện tử"),
            ("I", "LÃNH ĐẠO SỞ, BAN, NGÀNH"),
            (1, "Nguyễn Văn An", "Giám đốc", "Sở Nội vụ", "annv@snv.bacthanh.gov.vn"),
            ("II", "CÔNG CHỨC SỞ, BAN, NGÀNH (02 người)"),
            (1, "Trần Thị Bình", "Chuyên viên", "Sở Nội vụ", "binhtt@snv.bacthanh.gov.vn"),
            (2, "Lê Kim Chi", "Chuyên viên", "Sở Tài chính", "chilk@stc.bacthanh.gov.vn"),
            (None, "Tổng cộng: 03", None, None, None),
        ],
    ),
    outcome="""
        1 header
        2 skip group-heading-row
        3 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ | LDS
        4 skip group-heading-row
        5 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ | CCS
        6 ok chilk@stc.bacthanh.gov.vn | Lê Kim Chi | Sở Tài chính | CCS
        7 skip note-row
    """,
)

TWO_HEADS_ONE_MAILBOX = text(
    "mot-hop-thu-hai-nguoi",
    [
        ("STT", "Họ và tên", "Đơn vị", "Chức vụ", "Email"),
        ("1", "Nguyễn Văn An", "UBND xã An Hòa", "Chủ tịch", "ubnd@anhoa.bacthanh.gov.vn"),
        ("2", "Trần Thị Bình", "UBND xã An Hòa", "Phó Chủ tịch", "ubnd@anhoa.bacthanh.gov.vn"),
        ("3", "Lê Kim Chi", "UBND xã An Hòa", "Công chức", "chilk@anhoa.bacthanh.gov.vn (CQ)"),
        ("4", "Phạm Đức Dũng", "UBND xã An Hòa", "Công chức", "'dungpd@anhoa.bacthanh.gov.vn"),
        ("5", "Vũ Thị Em", "UBND xã An Hòa", "Công chức", "emvt@anhoa,bacthanh.gov.vn"),
        ("6", "Hoàng Văn Giang", "UBND xã An Hòa", "Công chức", "gianghv@anhoa.bacthanh.gov"),
        ("7", "Đỗ Thị Hà", "UBND xã An Hòa", "Công chức", "hadt@anhoa.bacthanh.gov.vn/hadt.anhoa@gmail.com"),
    ],
    """
        1 header
        2 warn ubnd@anhoa.bacthanh.gov.vn | Nguyễn Văn An | UBND xã An Hòa
        3 error email-conflict-different-name | Trần Thị Bình | UBND xã An Hòa
        4 error email-plus-text-in-cell | Lê Kim Chi | UBND xã An Hòa
        5 ok dungpd@anhoa.bacthanh.gov.vn | Phạm Đức Dũng | UBND xã An Hòa
        6 error email-invalid-comma | Vũ Thị Em | UBND xã An Hòa
        7 warn gianghv@anhoa.bacthanh.gov | Hoàng Văn Giang | UBND xã An Hòa
        8 error email-multiple | Đỗ Thị Hà | UBND xã An Hòa
    """,
)

TCVN3_SHEET = book(
    "phong-chu-cu",
    Page(
        rows=[
            ("STT", "Hä vµ tªn", "§¬n vÞ", "Chøc vô", "Hép th­ ®iÖn tö"),
            (1, "NguyÔn V¨n An", "Së Néi vô", "Gi¸m ®èc", "annv@snv.bacthanh.gov.vn"),
            (2, "TrÇn ThÞ B×nh", "Së Néi vô", "Chuyªn viªn", "binhtt@snv.bacthanh.gov.vn"),
        ],
    ),
    outcome="""
        1 header
        2 ok annv@snv.bacthanh.gov.vn | Nguyễn Văn An | Sở Nội vụ
        3 ok binhtt@snv.bacthanh.gov.vn | Trần Thị Bình | Sở Nội vụ
    """,
)

PROVINCES += [
    NAME_IN_PARTS_AND_TITLES, HTML_NAMED_XLS, SURVEY_TOOL, ADDRESS_BOOK, STRANGE_HEADINGS, GROUP_HEADINGS,
    TWO_HEADS_ONE_MAILBOX, TCVN3_SHEET,
]  # fmt: skip
