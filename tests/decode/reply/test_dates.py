"""The first day back, from what people write about their absence. The mail is of Wednesday 18/11/2026."""

from __future__ import annotations

from datetime import date

import pytest

from maild.decode.reply.dates import first_day_back

SENT = date(2026, 11, 18)

ABSENCES = [
    # written                                                                   first day back
    ("Tôi nghỉ đến hết 31/01/2027", "2027-02-01"),
    ("đợt này đến ngày 04 tháng 12 năm 2026", "2026-12-05"),
    ("nghỉ ốm từ 18.11.2026 - 23.11.2026", "2026-11-24"),
    ("nghi thai san den het thang 4 nam 2027", "2027-05-01"),
    ("ngày 01/12/2026 tôi có mặt tại cơ quan", "2026-12-01"),
    ("Ngày 23/11 tôi trở lại làm việc", "2026-11-23"),
    ("nghỉ phép (16/11-29/11). Tôi trở lại ngày 30/11/2026.", "2026-11-30"),
    ("từ ngày 10/11/2026 đến hết ngày 20/11/2026", "2026-11-21"),
    ("từ ngày 16 đến ngày 20/11", "2026-11-21"),
    ("nghỉ phép từ 16-20/11", "2026-11-21"),
    ("hết ngày 21 tháng này mới về cơ quan", "2026-11-22"),
    ("đến hết ngày 25/12", "2026-12-26"),
    ("đến ngày 01/12/2026 tôi đi làm lại", "2026-12-01"),
    ("Em nghỉ phép tới hôm 23 mới đi làm", "2026-11-23"),
    ("dự kiến ra viện ngày 22/11, từ ngày 23/11 sẽ vào trả lời phiếu", "2026-11-23"),
    ("Từ 9h sáng thứ Sáu, 20 tháng Mười Một, tôi làm việc trở lại.", "2026-11-20"),
    ("công tác nước ngoài tới 25.11.2026", "2026-11-26"),
    ("từ 17/11 đến 21/11/2026 (trở lại cơ quan sáng thứ Hai, 23/11)", "2026-11-23"),
    # relative to the day of the mail
    ("Tôi vắng mặt đến thứ Ba tuần sau", "2026-11-24"),
    ("nghỉ đến hết thứ Sáu", "2026-11-21"),
    ("thứ Hai em về", "2026-11-23"),
    ("thứ 2 tuần tới mới đi làm", "2026-11-23"),
    ("đầu tuần sau tôi đi làm lại", "2026-11-23"),
    ("em đi công tác hết tuần này", "2026-11-23"),
    ("mai em về", "2026-11-19"),
    ("nghỉ 3 ngày từ 18/11", "2026-11-21"),
    ("vắng mặt trong 2 tuần", "2026-12-02"),
    # English
    ("I am on leave until Friday 27 November 2026 and will be back on Monday 30 November 2026.", "2026-11-30"),
    ("out of office until November 27, 2026", "2026-11-28"),
    # a year later, and just past
    ("nghỉ đến hết ngày 10/01", "2027-01-11"),
    ("nghỉ đến hết ngày 16/11", "2026-11-17"),
    # no day can be told
    ("nghỉ đến mùng 6 Tết", None),
    ("nghỉ đến giữa tháng 12", None),
    ("Tôi đang đi công tác, việc gấp gọi 0912345678", None),
    ("Đề nghị trả lời trước ngày 25/11", None),
    ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "back"), ABSENCES)
def test_reads_the_first_day_back(written: str, back: str | None) -> None:
    assert first_day_back(written, SENT) == (date.fromisoformat(back) if back else None)
