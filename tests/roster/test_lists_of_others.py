"""The ministry's lists in other makings: what each row says of its person, written down before maild saw them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from maild.errors import InputRefused
from maild.roster.answered import AnsweredImport, read_answered
from tests.roster.build import Page, Row, Serial, delimited, pages

YES, NO = "+", "-"


def said(got: AnsweredImport) -> list[str]:
    return [f"{one.row} {YES if one.answered else NO} {one.email or one.name}" for one in got.rows]


def mail(*names: str) -> list[str]:
    return [f"{name}@snv.bacthanh.gov.vn" for name in names]


AN, BINH, CHI, DUNG, EM = mail("annv", "binhtt", "chilk", "dungpd", "emvt")
LISTS: list[tuple[str, list[Page], list[str]]] = [
    (
        "trang-thai-va-thoi-gian",
        [
            Page(
                [
                    ("BỘ NỘI VỤ",),
                    ("TIẾN ĐỘ TRẢ LỜI PHIẾU ĐIỀU TRA XÃ HỘI HỌC NĂM 2026",),
                    ("Tính đến 17h00 ngày 15/11/2026",),
                    ("TT", "Tài khoản (email)", "Người trả lời", "Tình trạng", "Thời gian nộp phiếu"),
                    (1, AN, "Nguyễn Văn An", "Hoàn thành", "15/11/2026 09:12"),
                    (2, BINH, "Trần Thị Bình", "Chưa", None),
                    (3, CHI, "Lê Kim Chi", "Đang thực hiện (60%)", None),
                    (4, DUNG, "Phạm Đức Dũng", "Đã nộp", "14/11/2026 16:40"),
                    (5, EM, "Vũ Thị Em", "Chưa đăng nhập", None),
                    ("Tổng cộng", None, None, "2/5", "40%"),
                ]
            )
        ],
        [f"5 + {AN}", f"6 - {BINH}", f"7 - {CHI}", f"8 + {DUNG}", f"9 - {EM}"],
    ),
    (
        "mot-va-khong",
        [
            Page(
                [
                    ("Số liệu đến 07:30 ngày 16/11/2026",),
                    ("STT", "Email", "Trả lời (1: có; 0: chưa)"),
                    (1, AN, 1),
                    (2, BINH, 0),
                    (3, CHI, 0),
                ]
            )
        ],
        [f"3 + {AN}", f"4 - {BINH}", f"5 - {CHI}"],
    ),
    (
        "dau-tich",
        [
            Page(
                [
                    ("Số liệu đến 07:30 ngày 16/11/2026",),
                    ("STT", "Họ và tên", "Thư ĐT", "Đã trả lời phiếu", "Ghi chú"),
                    (1, "Nguyễn Văn An", AN, "✓", None),
                    (2, "Trần Thị Bình", BINH, None, "nhắc lần 2"),
                    (3, "Lê Kim Chi", CHI, "X", None),
                    (4, "Phạm Đức Dũng", DUNG, "✔", None),
                ]
            )
        ],
        [f"3 + {AN}", f"4 - {BINH}", f"5 + {CHI}", f"6 + {DUNG}"],
    ),
    (
        "ngay-nop-kieu-so",
        [
            Page(
                [
                    ("Số liệu đến 07:30 ngày 16/11/2026",),
                    ("STT", "Hộp thư CV", "Ngày, giờ nộp"),
                    (1, AN, Serial(46340)),
                    (2, BINH, None),
                    (3, CHI, "-"),
                ]
            )
        ],
        [f"3 + {AN}", f"4 - {BINH}", f"5 - {CHI}"],
    ),
    (
        "hai-trang",
        [
            Page(
                [
                    ("Cập nhật đến 16h30 ngày 15/11/2026",),
                    ("STT", "Họ và tên", "Email"),
                    (1, "Nguyễn Văn An", AN),
                ],
                name="Đã trả lời",
            ),
            Page(
                [
                    ("STT", "Họ và tên", "Email"),
                    (1, "Trần Thị Bình", BINH),
                    (2, "Lê Kim Chi", CHI),
                ],
                name="Chưa trả lời",
            ),
            Page([("Đơn vị", "Số phiếu phát ra", "Số phiếu thu về"), ("Sở Nội vụ", 3, 1)], name="Tổng hợp"),
        ],
        [f"3 + {AN}", f"2 - {BINH}", f"3 - {CHI}"],
    ),
    (
        "hai-khoi-mot-trang",
        [
            Page(
                [
                    ("Số liệu đến hết ngày 15/11/2026",),
                    ("I. DANH SÁCH ĐÃ HOÀN THÀNH",),
                    ("STT", "Họ và tên", "Email"),
                    (1, "Nguyễn Văn An", AN),
                    (2, "Phạm Đức Dũng", DUNG),
                    (None,),
                    ("II. DANH SÁCH CHƯA HOÀN THÀNH",),
                    ("STT", "Họ và tên", "Email"),
                    (1, "Trần Thị Bình", BINH),
                ]
            )
        ],
        [f"4 + {AN}", f"5 + {DUNG}", f"9 - {BINH}"],
    ),
    (
        "theo-ten-va-don-vi",
        [
            Page(
                [
                    ("DANH SÁCH CÔNG CHỨC CHƯA THỰC HIỆN KHẢO SÁT",),
                    ("(Số liệu trích xuất lúc 8 giờ 00 ngày 16/11/2026)",),
                    ("STT", "Đơn vị", "Họ và tên", "Chức vụ"),
                    (1, "Sở Nội vụ", "Nguyễn Văn An", "Giám đốc"),
                    (2, None, "Trần Thị Bình", "Chuyên viên"),
                ],
                merged=["B4:B5"],
            )
        ],
        ["4 - Nguyễn Văn An", "5 - Trần Thị Bình"],
    ),
    (
        "tieng-anh",
        [
            Page(
                [
                    ("Data as of 2026-11-16 07:30",),
                    ("Respondent e-mail", "Response status", "Completed on"),
                    (AN, "Complete", "2026-11-15 10:11"),
                    (BINH, "Not started", None),
                    (CHI, "In progress", None),
                    (DUNG, "Bounced", None),
                ]
            )
        ],
        [f"3 + {AN}", f"4 - {BINH}", f"5 - {CHI}"],
    ),
    (
        "ket-qua-phieu",
        [
            Page(
                [
                    ("Số liệu đến 07:30 ngày 16/11/2026",),
                    ("TT", "Email người nhận phiếu", "Kết quả phiếu"),
                    (1, AN, "Đã gửi kết quả"),
                    (2, BINH, "Chưa gửi kết quả"),
                    (3, CHI, "Đã xem, chưa trả lời"),
                    (4, DUNG, "Hợp lệ"),
                    (5, EM, "Đã mở phiếu"),
                ]
            )
        ],
        [f"3 + {AN}", f"4 - {BINH}", f"5 - {CHI}", f"7 - {EM}"],
    ),
]


@pytest.mark.parametrize(("name", "made", "expected"), LISTS, ids=[name for name, _, _ in LISTS])
def test_what_each_row_says(tmp_path: Path, name: str, made: list[Page], expected: list[str]) -> None:
    got = read_answered(pages(tmp_path / f"{name}.xlsx", made))
    assert said(got) == expected
    assert got.as_of is not None


def test_a_semicolon_csv_in_utf_16_without_a_title(tmp_path: Path) -> None:
    path = tmp_path / "Tien do 2026-11-16_0730.csv"
    rows: list[Row] = [("Đ/c email", "Trạng thái"), (AN, "Đã trả lời"), (BINH, "Chưa")]
    path.write_bytes(delimited(rows, ";").encode("utf-16"))
    got = read_answered(path)
    assert said(got) == [f"2 + {AN}", f"3 - {BINH}"]
    assert got.as_of == datetime(2026, 11, 16, 0, 30, tzinfo=UTC)


NOT_LISTS = [
    # name of the sheet, rows
    (
        "Tổng hợp",
        [("STT", "Đơn vị", "Số phiếu phát", "Số phiếu thu", "Tỷ lệ"), (1, "Sở Nội vụ", 30, 12, "40%")],
    ),
    ("DS", [("STT", "Họ và tên", "Email", "Chức vụ"), (1, "Nguyễn Văn An", AN, "Giám đốc")]),
]


@pytest.mark.parametrize(("name", "rows"), NOT_LISTS)
def test_counts_by_unit_and_rosters_are_no_lists_of_answers(
    tmp_path: Path, name: str, rows: list[Row]
) -> None:
    with pytest.raises(InputRefused):
        read_answered(pages(tmp_path / "x.xlsx", [Page(rows, name=name)]))
