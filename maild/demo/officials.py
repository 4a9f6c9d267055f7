"""What each official of the sample province does in the round, decided by his address alone: twice gives the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from maild.demo.inbound import SURVEY_LINK, Failure

OPENS = date(2026, 11, 9)  # the ministry's invitation, a Monday


@dataclass(frozen=True, slots=True)
class Character:
    """`answered_on`: the first day on which the ministry's list shows the answer, if it ever does.

    `does` names what happens when a letter of a level reaches him; once, at the level in `at_level`.
    """

    answered_on: date | None = None
    does: str = ""
    at_level: int = 1
    words: str = ""
    failure: Failure | None = None


_SELF_REPORTS = (
    "xong rồi",
    "1",
    "Em đã trả lời phiếu rồi ạ.",
    "da tra loi roi",
    "Tôi đã hoàn thành phiếu khảo sát.",
)
_LINK_ERRORS = (
    "Link báo lỗi 500, tôi không gửi được phiếu.",
    "3 - mở đường link bị báo lỗi, không vào được phiếu",
    "Tôi bấm " + SURVEY_LINK.format(code="HP7K2M9Q") + " thì trang báo lỗi 500 Internal Server Error.",
)
_NOT_ARRIVED = ("2", "Tôi chưa nhận được thư mời của Bộ Nội vụ.", "chua nhan duoc thu moi ạ")
_GARBLED = "Thư mời của Bộ mở ra toàn ký tự lạ, không đọc được nội dung."
_QUESTION = "Cho tôi hỏi phiếu này phải trả lời trên máy tính hay điện thoại cũng được?"
_MOVED = "4. Tôi đã chuyển công tác sang đơn vị khác từ tháng 8, không còn là đối tượng khảo sát."
_PROMISE = "Vâng ạ, chiều nay em làm."


def character_of(email: str) -> Character:
    """The part of an official, by shares that a province might see."""
    dice = int.from_bytes(hashlib.sha256(email.encode()).digest()[:4], "big")
    share, turn = dice % 1000, dice // 1000
    domain = email.rpartition("@")[2]
    for below, part in (
        (300, Character(answered_on=_day(1 + turn % 2))),
        (520, Character(answered_on=_day(4 + turn % 4))),  # moved by R1
        (640, Character(answered_on=_day(11 + turn % 4))),  # moved by R2
        (690, Character(_day(6 + turn % 3), "reply", 1, _SELF_REPORTS[turn % len(_SELF_REPORTS)])),
        (705, Character(None, "reply", 2, _SELF_REPORTS[turn % len(_SELF_REPORTS)])),
        (725, Character(does="bounce", failure=_unknown(domain))),
        (732, Character(does="refuse", failure=_unknown(domain))),
        (755, Character(does="full", failure=_full(domain))),
        (775, Character(_day(15), "absent", 1, "Tôi đi công tác đến hết ngày 20/11/2026. Trân trọng.")),
        (790, Character(None, "absent", 2, "Tôi nghỉ phép từ ngày 16/11 đến hết ngày 04/12/2026.")),
        (815, Character(None, "reply", 1, _LINK_ERRORS[turn % len(_LINK_ERRORS)])),
        (835, Character(None, "reply", 1, _NOT_ARRIVED[turn % len(_NOT_ARRIVED)])),
        (842, Character(None, "reply", 1, _GARBLED)),
        (856, Character(None, "reply", 1, _QUESTION)),
        (864, Character(None, "reply", 1, _MOVED)),
        (870, Character(_day(14), "reply", 1, _PROMISE)),
        (880, Character(_day(9), "receipt", 1)),
        (886, Character(None, "ack", 1)),
    ):
        if share < below:
            return part
    return Character()


def _day(after: int) -> date:
    return OPENS + timedelta(days=after)


def _unknown(domain: str) -> Failure:
    return Failure(
        "5.1.1", "550", "Recipient address rejected: User unknown in local recipient table", f"mx.{domain}"
    )


def _full(domain: str) -> Failure:
    return Failure("4.2.2", "452", "Over quota", f"mx.{domain}")
