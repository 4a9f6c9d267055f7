"""A letter in doubt is settled by whoever has looked into the relay's log; never sent again, never settled twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cli.program import maild
from tests.jobs.conftest import build, certificates, clock, database, migrated, smtp
from tests.jobs.province import Province, Relay, addresses

__all__ = ["build", "certificates", "clock", "database", "migrated", "smtp"]


@pytest.fixture
def doubtful(build: Callable[..., Province], smtp: Relay) -> Province:
    """Two letters; the relay's reply to each dot was lost."""
    smtp.data = lambda _: "??? the line is cut"
    province = build(smtp_port=smtp.server.port)
    province.wave(addresses(2))
    assert province.deliver() == {"in_doubt": 2}
    return province


@pytest.mark.parametrize(
    ("verdict", "state", "said"), [("sent", "sent", "đã chuyển máy chủ"), ("not-sent", "failed", "chưa gửi")]
)
def test_o17_a_verdict_is_recorded_with_its_reason(
    doubtful: Province, verdict: str, state: str, said: str
) -> None:
    """O-17: with a reason, once, and no second letter follows."""
    command = ("remind", "settle", 1, verdict, "--why", "nhật ký máy chủ gửi")
    tried = maild(*command, "--dry-run", config=doubtful.path)
    assert (tried.code, doubtful.states()) == (0, ["in_doubt", "in_doubt"])
    done = maild(*command, config=doubtful.path)
    assert done.code == 0, done.err
    assert said in done.out
    assert doubtful.states() == [state, "in_doubt"]
    assert doubtful.differences() == []
    again = maild(*command, config=doubtful.path)
    assert again.code == 1
    assert "không còn ở trạng thái không rõ" in again.err


WRONG = [
    # what is typed                          code  what is said
    (("1", "maybe", "--why", "x"),           2,    "sent, not-sent"),
    (("1", "sent"),                          1,    "--why"),
    (("77", "sent", "--why", "x"),           1,    "không có lá thư 77"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "code", "said"), WRONG)
def test_what_is_wrong_is_said(doubtful: Province, typed: tuple[str, ...], code: int, said: str) -> None:
    done = maild("remind", "settle", *typed, config=doubtful.path)
    assert done.code == code
    assert said in done.err
    assert doubtful.states() == ["in_doubt", "in_doubt"]
