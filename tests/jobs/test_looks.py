"""What a minute costs in which nothing has happened, and that what happens reaches the draft all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from maild.actions import holds, officials, rosters, suppressions
from maild.demo import inbound
from maild.model import Respondent, RosterEntry
from tests.jobs.province import (
    MAKER,
    R1_DAY,
    R2_DAY,
    Province,
    Relay,
    addresses,
    entry,
    moment,
    on_sqlite,
)

MINUTE = timedelta(minutes=1)
EVERYBODY = ("plan_receiver", "respondent_state")  # tables that are as long as the round
TODAY = R1_DAY.date()


@contextmanager
def _statements(province: Province) -> Iterator[list[str]]:
    said: list[str] = []
    engine = province.home.store._engine

    def note(*args: object) -> None:
        said.append(str(args[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _at_once(province: Province) -> Iterator[list[int]]:
    """How many connections one thread has out at a time, at each that it takes."""
    pool, out, counted = province.home.store._engine.pool, [0], []

    def taken(*_: object) -> None:
        out[0] += 1
        counted.append(out[0])

    def given_back(*_: object) -> None:
        out[0] -= 1

    sa.event.listen(pool, "checkout", taken)
    sa.event.listen(pool, "checkin", given_back)
    try:
        yield counted
    finally:
        sa.event.remove(pool, "checkout", taken)
        sa.event.remove(pool, "checkin", given_back)


def _minute(province: Province) -> list[str]:
    """The next minute's tick; what of it asks for everybody."""
    province.clock.move_to(province.now + MINUTE)
    with _statements(province) as said:
        province.home.reminders.tick(province.now)
    assert said
    return [one for one in said if any(table in one for table in EVERYBODY)]


def _drafted(province: Province) -> None:
    province.enter(addresses(4))
    province.clock.move_to(R1_DAY)
    province.list_answered()
    province.home.reminders.tick(province.now)
    _minute(province)  # that the draft was made has happened since the look before


def test_a_draft_that_waits_is_not_worked_out_again(province: Province) -> None:
    _drafted(province)
    assert _minute(province) == []
    province.clock.move_to(R1_DAY + timedelta(hours=2))
    assert _minute(province) != []  # a window may have ended
    assert _minute(province) == []


def test_a_wave_under_way_is_looked_at_for_what_its_letters_do_not_do_by_themselves(
    build: Callable[..., Province], smtp: Relay
) -> None:
    province = build(
        smtp_port=smtp.server.port, limits="canary_wait_s = 0\nper_minute = 3\nper_domain_minute = 3"
    )
    province.wave(addresses(12))
    _minute(province)
    assert province.deliver()["sent"] == 3
    assert _minute(province) == []
    smtp.rcpt = {one: "550 5.1.1 no such user" for one in addresses(12) if one not in smtp.took}
    assert province.deliver()["failed"] > 0
    assert _minute(province) != []


def _answer(province: Province, _: Respondent) -> None:
    province.list_answered(1)


def _hold(province: Province, person: Respondent) -> None:
    holds.hold(province.home.store, [person], "đang xác minh", MAKER, province.now)


def _mark(province: Province, person: Respondent) -> None:
    officials.mark(province.home.store, person, "exempt", MAKER, province.now, note="nghỉ hưu")


def _suspend(province: Province, person: Respondent) -> None:
    suppressions.suspend(province.home.store, person.email, "sai", None, MAKER, province.now, TODAY)


def _correct(province: Province, person: Respondent) -> None:
    moved = RosterEntry(1, person.name, "khac@dv9.example.vn", person.unit, group=person.group)
    rosters.replace_one(province.home.store, person, moved, "12/SNV", MAKER, province.now)


def _replace(province: Province, person: Respondent) -> None:
    other = entry(9, "moi@dv9.example.vn")
    rosters.replace_one(province.home.store, person, other, "12/SNV", MAKER, province.now)


@pytest.mark.parametrize("change", [_answer, _hold, _mark, _suspend, _correct, _replace])
def test_what_is_changed_is_in_the_draft_a_minute_later(
    province: Province, change: Callable[[Province, Respondent], None]
) -> None:
    _drafted(province)
    _minute(province)
    before = province.drafts()
    change(province, province.people()[0])
    _minute(province)
    assert [one.id for one in before] != [one.id for one in province.drafts()]
    assert province.plans() == [(1, "voided"), (1, "draft")]


def test_whoever_is_back_by_the_new_day_is_in_the_draft_of_that_day(province: Province) -> None:
    province.enter(addresses(4))
    person = province.people()[0]
    province.clock.move_to(moment("2026-11-12 23:58"))
    back = date(2026, 11, 13)
    officials.mark(province.home.store, person, "on-leave", MAKER, province.now, until=back)
    province.home.reminders.tick(province.now)
    _minute(province)
    assert [one.receivers for one in province.drafts()] == [3]
    _minute(province)
    assert [one.receivers for one in province.drafts()] == [4]


def test_a_bounce_is_in_the_draft_a_minute_later(province: Province, smtp: Relay) -> None:
    province.wave(addresses(4))
    province.deliver()
    province.clock.move_to(R2_DAY)
    province.list_answered()
    province.home.reminders.tick(province.now)
    _minute(province)
    assert [one.receivers for one in province.drafts()] == [4]
    gone = inbound.Failure("5.1.1", "550", "no such user", "mx.example.vn")
    province.take(inbound.failed(smtp.server.accepted[0], gone, province.now))
    _minute(province)
    assert [one.receivers for one in province.drafts()] == [3]


def test_only_a_wave_that_is_over_is_looked_at_for_closing(province: Province, smtp: Relay) -> None:
    """No writing unit each minute, and no letter read, while a wave is under way."""
    province.wave(addresses(4))
    _minute(province)
    province.clock.move_to(province.now + MINUTE)
    with _statements(province) as said:
        province.home.reminders.tick(province.now)
    assert not [one for one in said if "outbox.message_id" in one or "IMMEDIATE" in one]


def test_after_a_look_that_took_long_the_next_waits_but_not_beyond_the_day(province: Province) -> None:
    _drafted(province)
    province.clock.move_to(moment("2026-11-12 23:57"))
    province.home.reminders.tick(province.now)
    province.home.reminders._looks[1].rests_until = moment("2026-11-13 00:30")
    province.list_answered(1)
    _minute(province)
    _minute(province)
    assert province.plans() == [(1, "draft")]
    _minute(province)
    assert province.plans() == [(1, "voided"), (1, "draft")]


@on_sqlite
def test_nobody_looks_while_he_looks(build: Callable[..., Province], smtp: Relay) -> None:
    """A reader within a reader waits for the writer that waits for the first: on SQLite all stand still for 5 s."""
    province = build(smtp_port=smtp.server.port)
    province.wave(addresses(8))
    for job in province.home.jobs():
        with _at_once(province) as counted:
            job.tick(province.now)
        assert max(counted, default=0) <= 1, job.name
    with _at_once(province) as counted:
        assert province.home.vitals.look(province.now).findings
    assert max(counted) == 1
