"""The ministry's lists of invitations that did not arrive: told from others, and read by our reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from maild.errors import InputRefused
from maild.jobs.reported import results_of
from maild.roster.failures import is_failure_list, read_failures
from maild.roster.table import read_table
from tests.roster.build import Page, Row, delimited, pages

AN, BINH = "an@snv.tinh.gov.vn", "binh@snv.tinh.gov.vn"


def made(tmp_path: Path, rows: list[Row], name: str = "DS", file: str = "x.xlsx") -> Path:
    return pages(tmp_path / file, [Page(rows, name=name)])


TOLD: list[tuple[str, list[Row], bool]] = [
    # name of the sheet, rows, is it one
    ("DS", [("DANH SÁCH THƯ MỜI KHÔNG GỬI ĐƯỢC",), ("STT", "Họ tên", "Email"), (1, "Lê An", AN)], True),
    ("Thư lỗi", [("STT", "Email", "Đơn vị"), (1, AN, "Sở Nội vụ")], True),
    ("DS", [("STT", "Email", "Nguyên nhân"), (1, AN, "User unknown")], True),
    ("DS", [("STT", "Email", "Mã lỗi"), (1, AN, "5.1.1")], True),
    ("DS", [("STT", "Email", "Trạng thái"), (1, AN, "Bị trả lại"), (2, BINH, "Không tồn tại")], True),
    ("DS", [("STT", "Email", "Trạng thái"), (1, AN, "Đã trả lời"), (2, BINH, "Chưa trả lời")], False),
    ("DS", [("Số liệu đến 16/11/2026",), ("STT", "Email", "Đã trả lời"), (1, AN, "x")], False),
    ("DS", [("STT", "Họ và tên", "Email", "Đơn vị"), (1, "Lê An", AN, "Sở Nội vụ")], False),
    ("DS", [("STT", "Email", "Tình trạng", "Lý do chưa trả lời"), (1, AN, "Đã trả lời", "")], False),
]


@pytest.mark.parametrize(("name", "rows", "is_one"), TOLD)
def test_which_list_it_is(tmp_path: Path, name: str, rows: list[Row], is_one: bool) -> None:
    assert is_failure_list(read_table(made(tmp_path, rows, name))) == is_one


REASONS = [
    # words                                        code         reason            status   reply
    ("Địa chỉ không tồn tại", "", "user-unknown", None, None),
    ("Hộp thư đầy", "", "mailbox-full", None, None),
    ("550 5.1.1 <x>: Recipient address rejected: User unknown", "", "user-unknown", "5.1.1", "550"),
    ("", "5.2.2", "mailbox-full", "5.2.2", None),
    ("Tên miền không tồn tại", "", "host-unknown", None, None),
    ("Bị chặn do chính sách", "550 5.7.1", "policy-violation", "5.7.1", "550"),
    ("gửi lỗi", "", "undefined", None, None),
]


@pytest.mark.parametrize(("words", "code", "reason", "status", "reply"), REASONS)
def test_its_words_and_codes_are_read_as_a_bounce_s(
    tmp_path: Path, words: str, code: str, reason: str, status: str | None, reply: str | None
) -> None:
    path = made(tmp_path, [("THƯ BỊ TRẢ LẠI",), ("STT", "Email", "Lý do", "Mã lỗi"), (1, AN, words, code)])
    (got,) = results_of(read_failures(path))
    assert (got.address, got.reason.value, got.status, got.reply_code) == (AN, reason, status, reply)


def test_rows_that_arrived_say_nothing_and_unreadable_ones_are_told(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("STT", "Email", "Tình trạng gửi"),
        (1, AN, "Gửi thành công"),
        (2, BINH, "Gửi lỗi: địa chỉ không tồn tại"),
        (3, "chi@snv", "Gửi lỗi"),
        ("Cộng", "", ""),
    ]
    read = read_failures(made(tmp_path, rows))
    assert [(one.row, one.email) for one in read.rows] == [(3, BINH)]
    assert read.unreadable == (4,)


def test_a_list_without_addresses_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(delimited([("STT", "Họ tên", "Lý do"), (1, "Lê An", "sai")]), "utf-8")
    with pytest.raises(InputRefused, match="no_failure_columns"):
        read_failures(path)
