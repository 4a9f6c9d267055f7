"""Whether a head of a unit reports that its officials have been told."""

from __future__ import annotations

import pytest

from maild.decode.acknowledgement import is_acknowledgement

TOLD = [
    "đã quán triệt",
    "Da quan triet.",
    "Sở Tài chính đã quán triệt đến toàn thể công chức có tên trong danh sách./.",
    "Kính gửi Sở Nội vụ\nĐơn vị đã tổ chức quán triệt, đề nghị Sở hỗ trợ đồng chí An chưa nhận được thư.",
    "Quán triệt rồi ạ",
    "quán triệt xong nhé em",
    "Quán triệt",
    "Đơn vị đã phổ biến trong giao ban sáng nay",
    "da thong bao toi can bo cong chuc trong co quan",
    "Đã gửi thông báo đến các đồng chí trong danh sách",
    "Phòng đã nhắc nhở và đôn đốc cho toàn thể CBCCVC",
    "All officials have been informed.",
    "Acknowledged",
]
NOT_YET = [
    "chưa quán triệt",
    "Đơn vị sẽ quán triệt vào thứ Hai",
    "Đang quán triệt",
    "Khi nào quán triệt xong đơn vị sẽ báo",
    "Đã quán triệt chưa?",
    "Anh cho hỏi đã quán triệt thì trả lời thế nào?",
    "Đề nghị Sở quán triệt lại",
    "Đã nhận thư",
    "đã thông báo lỗi cho bộ phận kỹ thuật",
    "Không quán triệt được vì đang sáp nhập",
    "Đồng chí An đã chuyển công tác",
    "We will inform them; they have not been told yet",
    "",
]


@pytest.mark.parametrize("words", TOLD)
def test_a_report_that_it_is_done(words: str) -> None:
    assert is_acknowledgement(words)


@pytest.mark.parametrize("words", NOT_YET)
def test_a_promise_a_question_or_something_else(words: str) -> None:
    assert not is_acknowledgement(words)
