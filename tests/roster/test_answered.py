"""Lists of who has answered, as a ministry sends them: what each says and whom it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from maild.errors import InputRefused
from maild.roster.answered import AnsweredImport, AnsweredRow, match_answered, read_answered
from maild.roster.asof import as_of_in
from maild.roster.messages import kept
from tests.roster.build import Row, delimited, respondent, xlsx

TITLE = ("Số liệu đến 07:30 ngày 16/11/2026", "", "", "")
AN, BINH, CHI = ("Nguyễn Văn An", "an@snv.vn"), ("Trần Thị Bình", "binh@snv.vn"), ("Lê Kim Chi", "chi@snv.vn")


def read(tmp_path: Path, rows: Sequence[Row], name: str = "ds.csv") -> AnsweredImport:
    path = tmp_path / name
    path.write_text(delimited(rows), encoding="utf-8", newline="")
    return read_answered(path)


def said(got: AnsweredImport) -> list[tuple[str | None, bool]]:
    return [(row.email, row.answered) for row in got.rows]


def test_a_list_with_a_column_of_words(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("BỘ NỘI VỤ", "", "", ""),
        TITLE,
        ("STT", "Họ và tên", "Email", "Đơn vị", "Tình trạng"),
        (1, *AN, "Sở Nội vụ", "Đã trả lời"),
        (2, *BINH, "-nt-", "Chưa trả lời"),
        (3, *CHI, "Sở Y tế", ""),
        ("Tổng số: 3", "", "", "", ""),
    ]
    got = read(tmp_path, rows)
    assert got.as_of == datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
    assert got.rows == (
        AnsweredRow(4, "an@snv.vn", "Nguyễn Văn An", "Sở Nội vụ", True),
        AnsweredRow(5, "binh@snv.vn", "Trần Thị Bình", "Sở Nội vụ", False),
    )
    assert got.problems == (kept("list_says.blank", row=6, column="E"),)


WORDS = [
    # status                    answered
    ("Đã trả lời",              True),
    ("ĐÃ HOÀN THÀNH",           True),
    ("Hoàn thành",              True),
    ("Hoàn thành 100%",         True),
    ("Hoàn thành 60%",          False),
    ("Hoàn thành một phần",     False),
    ("100%",                    True),
    ("60%",                     False),
    ("Rồi",                     True),
    ("Có",                      True),
    ("Completed",               True),
    ("Chưa",                    False),
    ("Chưa hoàn thành",         False),
    ("Không",                   False),
    ("Đang thực hiện",          False),
    ("Đã mở phiếu",             False),
    ("Đã gửi thư mời",          False),
    ("Not started",             False),
    ("In progress",             False),
    ("Đã gửi phiếu trả lời",    True),
    ("Đã TL",                   True),
    ("Đã nghỉ hưu",             None),
    ("Đã chuyển công tác",      None),
    ("Có lỗi khi gửi",          None),
    ("Không hợp lệ",            None),
    ("Đang nghỉ phép",          None),
    ("Đang trả lời",            False),
    ("Đã gửi phiếu",            None),
    ("Đã nhận phiếu",           None),
    ("Không gửi được",          None),
    ("Bị trả lại",              None),
    ("Sai địa chỉ",             None),
    ("???",                     None),
]  # fmt: skip


@pytest.mark.parametrize(("status", "answered"), WORDS)
def test_words_of_status(tmp_path: Path, status: str, answered: bool | None) -> None:
    rows: list[Row] = [
        ("Họ tên", "Email", "Trạng thái"),
        (*AN, status),
        (*BINH, "Đã trả lời"),
        (*CHI, "Chưa trả lời"),
    ]
    got = dict(said(read(tmp_path, rows)))
    assert got.get("an@snv.vn") == answered


COLUMNS = [
    # headings and cells of An, Bình, Chi                                     what is said
    (("Đã trả lời",), ("x",), ("",), ("X",),                                  (True, False, True)),
    (("Chưa trả lời",), ("x",), ("",), ("",),                                 (False, True, True)),
    (("Đã trả lời", "Chưa trả lời"), ("x", ""), ("", "x"), ("", ""),          (True, False, None)),
    (("Đã trả lời", "Chưa trả lời"), ("x", "x"), ("", "x"), ("x", ""),        (None, False, True)),
    (("Tình trạng",), ("1",), ("0",), ("1",),                                 (True, False, True)),
    (("Tình trạng",), ("x",), ("",), ("x",),                                  (True, False, True)),
    (("Đã hoàn thành",), ("TRUE",), ("FALSE",), ("TRUE",),                    (True, False, True)),
    (("Ngày trả lời",), ("15/11/2026",), ("",), ("15/11/2026 08:12",),        (True, False, True)),
    (("Tình trạng", "Ngày trả lời"), ("Đã trả lời", "15/11/2026"), ("Chưa", ""), ("Chưa", "15/11/2026"),
                                                                              (True, False, None)),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "an", "binh", "chi", "answers"), COLUMNS)
def test_marks_dates_and_pairs_of_columns(
    tmp_path: Path, headings: Row, an: Row, binh: Row, chi: Row, answers: tuple[bool | None, ...]
) -> None:
    got = dict(
        said(read(tmp_path, [("Họ tên", "Email", *headings), (*AN, *an), (*BINH, *binh), (*CHI, *chi)]))
    )
    assert tuple(got.get(person[1]) for person in (AN, BINH, CHI)) == answers


TITLES = [
    ("DANH SÁCH CHƯA TRẢ LỜI PHIẾU", False),
    ("Danh sách công chức đã hoàn thành khảo sát", True),
    ("List of non-respondents", False),
]


@pytest.mark.parametrize(("title", "answered"), TITLES)
def test_a_list_whose_title_says_it_for_all(tmp_path: Path, title: str, answered: bool) -> None:
    got = read(tmp_path, [(title, ""), ("Họ tên", "Email"), AN, BINH])
    assert said(got) == [("an@snv.vn", answered), ("binh@snv.vn", answered)]


def test_a_list_that_does_not_say_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no_status"):
        read(tmp_path, [("DANH SÁCH", ""), ("Họ tên", "Email"), AN])


def test_a_list_of_undeliverable_addresses_changes_nothing(tmp_path: Path) -> None:
    got = read(tmp_path, [("DANH SÁCH THƯ BỊ TRẢ LẠI", ""), ("Họ tên", "Email"), AN])
    assert got.rows == ()
    assert "undelivered" in got.problems[0]


def test_an_export_of_survey_software(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("id", "submitdate", "lastpage", "token", "email", "firstname", "lastname", "status"),
        (1, "2026-11-16 07:12:00", 5, "AB12CD", "an@b.vn", "An", "Nguyễn Văn", "COMPLETE"),
        (2, "", 3, "EF34GH", "binh@b.vn", "Bình", "Trần Thị", "INCOMPLETE"),
        (3, "", "", "IJ56KL", "chi@b.vn", "Chi", "Lê Kim", "SENT"),
    ]
    got = read(tmp_path, rows)
    assert [(row.email, row.name, row.answered) for row in got.rows] == [
        ("an@b.vn", "Nguyễn Văn An", True),
        ("binh@b.vn", "Trần Thị Bình", False),
        ("chi@b.vn", "Lê Kim Chi", False),
    ]
    assert "AB12CD" not in repr(got)


def test_marks_under_a_heading_that_covers_two_columns(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("STT", "Họ và tên", "Thư điện tử", "Kết quả", ""),
        ("", "", "", "Đã trả lời", "Chưa trả lời"),
        (1, *AN, "x", ""),
        (2, *BINH, "", "x"),
    ]
    got = read_answered(xlsx(tmp_path / "ds.xlsx", rows, merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"]))
    assert said(got) == [("an@snv.vn", True), ("binh@snv.vn", False)]


def test_a_person_on_both_sides_counts_for_nothing(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("Họ tên", "Email", "Tình trạng"),
        (*AN, "Đã trả lời"),
        (*AN, "Chưa trả lời"),
        (*BINH, "Đã trả lời"),
    ]
    got = read(tmp_path, rows)
    assert said(got) == [("binh@snv.vn", True)]
    assert len([one for one in got.problems if "list_says.both" in one]) == 2


def test_rows_hidden_by_a_filter_are_data(tmp_path: Path) -> None:
    path = tmp_path / "ds.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    sheet = book.add_worksheet()
    for index, row in enumerate(
        [("Họ tên", "Email", "Tình trạng"), (*AN, "Đã trả lời"), (*BINH, "Đã trả lời")]
    ):
        sheet.write_row(index, 0, row)
    sheet.autofilter("A1:C3")
    sheet.set_row(1, None, None, {"hidden": True})
    book.close()
    assert len(read_answered(path).rows) == 2


def test_merged_units(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("STT", "Đơn vị", "Họ tên", "Tình trạng"),
        (1, "Sở Y tế", "Nguyễn Văn An", "Đã trả lời"),
        (2, "", "Trần Thị Bình", "Đã trả lời"),
    ]
    got = read_answered(xlsx(tmp_path / "ds.xlsx", rows, merged=["B2:B3"]))
    assert [row.unit for row in got.rows] == ["Sở Y tế", "Sở Y tế"]


MORNING = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 15, 17, 0, tzinfo=UTC)
END = datetime(2026, 11, 16, 16, 59, tzinfo=UTC)
AS_OF = [
    # texts                                                                  file                    as of
    (("Số liệu đến 07:30 ngày 16/11/2026",),                                 "ds.xlsx",              MORNING),
    (("(Số liệu tính đến 7h30 ngày 16/11/2026)",),                           "ds.xlsx",              MORNING),
    (("Tính đến 7 giờ 30 phút, ngày 16 tháng 11 năm 2026",),                 "ds.xlsx",              MORNING),
    (("Số liệu đến ngày 16/11/2026 07:30",),                                 "ds.xlsx",              MORNING),
    (("Thời điểm chốt số liệu: 16/11/2026 07:30:00",),                       "ds.xlsx",              MORNING),
    (("Cập nhật lúc 07g30 ngày 16-11-2026",),                                "ds.xlsx",              MORNING),
    (("Data as of 2026-11-16 07:30",),                                       "ds.xlsx",              MORNING),
    (("Số liệu tính đến bảy giờ ba mươi phút ngày 16/11/2026",),             "ds.xlsx",              MORNING),
    (("Tính đến hết ngày 16/11/2026",),                                      "ds.xlsx",              END),
    (("Số liệu đến 24h00 ngày 16/11/2026",),                                 "ds.xlsx",              END),
    (("Số liệu đến ngày 16/11/2026",),                                       "ds.xlsx",              MIDNIGHT),
    (("Kế hoạch số 12/KH-UBND ngày 01/10/2026",
      "Số liệu đến 07:30 ngày 16/11/2026", "Ngày xuất: 17/11/2026 09:00"),   "ds.xlsx",              MORNING),
    (("Ngày xuất báo cáo: 16/11/2026 07:30",),                               "ds.xlsx",              None),
    (("(Kèm theo Công văn số 15/BNV ngày 16/11/2026)",),                     "ds.xlsx",              None),
    (("Hạn trả lời đến ngày 30/11/2026",),                                   "ds.xlsx",              None),
    (("Số liệu đến 07:30 ngày 16/11/2026", "Số liệu đến 08:00 ngày 16/11/2026"), "ds.xlsx",          None),
    ((),                                                                     "ds_20261116_0730.xlsx", MORNING),
    ((), "CCHC2026 7h30 16-11-2026.xlsx", MORNING),
    (("Thời hạn trả lời phiếu tính đến hết ngày 30/11/2026",),               "ds.xlsx",              None),
    ((),                                                                     "export_20261116.xlsx", None),
    ((),                                                                     "ds.xlsx",              None),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "file", "as_of"), AS_OF)
def test_as_of(texts: tuple[str, ...], file: str, as_of: datetime | None) -> None:
    got, doubt = as_of_in(texts, file)
    assert got == as_of
    assert got is not None or doubt


def test_as_of_may_stand_below_the_table(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("Họ tên", "Email", "Tình trạng"),
        (*AN, "Đã trả lời"),
        ("Số liệu tính đến hết ngày 16/11/2026", "", ""),
    ]
    assert read(tmp_path, rows).as_of == END


# ------------------------------------------------------------------------------------------------ matching

KNOWN = (
    respondent(1, "Nguyễn Văn An", "an@snv.vn"),
    respondent(2, "Trần Thị Bình", "binh@snv.vn"),
    respondent(3, "Lê Kim Chi", "chi@snv.vn", "Sở Khoa học và Công nghệ"),
    respondent(4, "Hoàng Văn Dũng", "dung@snv.vn"),
    respondent(5, "Hoàng Văn Dũng", "dung2@snv.vn"),
    respondent(6, "Phạm Hòa", "chung@snv.vn"),
    respondent(7, "Phạm Hải", "chung@snv.vn"),
    respondent(8, "Vũ Thị Én", "en@snv.vn", group="LDS", official_id=80),
    respondent(9, "Vũ Thị Én", "en@snv.vn", group="HDT", official_id=80),
)
MATCHES = [
    # address           name              unit          respondents  | unknown | ambiguous
    ("an@snv.vn",       None,             None,         (1,),   0, 0),
    ("an@snv.vn",       "Nguyen Van An",  None,         (1,),   0, 0),
    ("an@snv.vn",       "Lò Văn Khác",    "Sở Nội vụ",  (),     0, 1),
    (None,              "TRẦN THỊ BÌNH",  "Sở Nội vụ",  (2,),   0, 0),
    (None,              "Lê Kim Chi",     "Sở KHCN",    (3,),   0, 0),
    (None,              "Lê Kim Chi",     "Sở Y tế",    (),     1, 0),
    (None,              "Lê Kim Chi",     None,         (),     0, 1),
    (None,              "Hoàng Văn Dũng", "Sở Nội vụ",  (),     0, 1),
    ("la@snv.vn",       "Trần Thị Bình",  "Sở Nội vụ",  (),     0, 1),
    ("la@snv.vn",       "Người Lạ",       "Sở Nội vụ",  (),     1, 0),
    ("chung@snv.vn",    "Phạm Hoà",       None,         (6,),   0, 0),
    ("chung@snv.vn",    None,             None,         (),     0, 1),
    ("en@snv.vn",       "Vũ Thị Én",      None,         (8, 9), 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(("email", "name", "unit", "ids", "unknown", "ambiguous"), MATCHES)
def test_whom_a_row_means(
    email: str | None, name: str | None, unit: str | None, ids: tuple[int, ...], unknown: int, ambiguous: int
) -> None:
    match = match_answered([AnsweredRow(2, email, name, unit, True)], KNOWN)
    assert (match.matched, len(match.unknown), len(match.ambiguous)) == (ids, unknown, ambiguous)


def test_answered_not_answered_and_both() -> None:
    rows = [
        AnsweredRow(2, "an@snv.vn", None, None, True),
        AnsweredRow(3, "binh@snv.vn", None, None, False),
        AnsweredRow(4, "chi@snv.vn", None, None, True),
        AnsweredRow(5, None, "Lê Kim Chi", "Sở KHCN", False),
    ]
    match = match_answered(rows, KNOWN)
    assert (match.matched, match.not_answered, match.contradictory) == ((1,), (2,), (3,))
