"""Mail that comes in, and an intake that reads it as a test wants."""

from __future__ import annotations

from collections.abc import Callable

from maild.demo import inbound
from maild.jobs.intake import Intake
from maild.model import Reading
from tests.jobs.province import Province

NO_USER = inbound.Failure("5.1.1", "550", "no such user", "mx.dv1.example.vn")


def plain(number: int, words: str = "Kính gửi") -> bytes:
    return (
        f"From: <a{number}@b.example.vn>\r\nMessage-ID: <{number}@b.example.vn>\r\nSubject: thu {number}\r\n"
        f"Date: Mon, 09 Nov 2026 08:00:00 +0700\r\n\r\n{words}\r\n"
    ).encode()


def intake_of(province: Province, read: Callable[..., Reading]) -> Intake:
    home = province.home
    keys = home.composer.keys
    return Intake(home.store, keys, home.intake._policy, read=read)
