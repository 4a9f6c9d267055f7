"""What has gone: caps, canaries, and the last results that the breaker looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from maild.model import Code, Event, EventKind, LetterState, Reason, SentCounts
from maild.store import plans, rounds, sent, tables
from tests.store.conftest import Province, enter, put
from tests.store.values import NOW, ROUND, event_of_plan

P, D, S, F = LetterState.PLANNED, LetterState.IN_DOUBT, LetterState.SENT, LetterState.FAILED
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
DAY_BEGAN = NOW - timedelta(hours=9)


def went(province: Province, number: int, ago: timedelta, state: LetterState = S) -> None:
    province.change(province.letters[number - 1], intent_at=NOW - ago, state=state.value)


def counts(province: Province, number: int, canaries: int = 5) -> SentCounts:
    with province.database.view() as look:
        return sent.counts(look.connection, province.letters[number - 1], NOW, DAY_BEGAN, canaries)


def test_when_a_server_took_a_letter_last(province: Province) -> None:
    with province.database.view() as look:
        assert sent.last_at(look.connection) is None
    province.change(province.letters[1], state="sent", tried_at=NOW)
    province.change(province.letters[2], state="failed", tried_at=NOW + MINUTE)
    with province.database.view() as look:
        assert sent.last_at(look.connection) == NOW


def test_caps_look_back_a_minute_and_an_hour(province: Province) -> None:
    went(province, 1, 59 * SECOND)
    went(province, 2, MINUTE)
    went(province, 3, 60 * MINUTE - SECOND, D)
    went(province, 4, 60 * MINUTE)
    went(province, 5, -SECOND)  # the clock was put back: rather too careful
    found = counts(province, 6)
    assert (found.minute, found.hour, found.domain_minute) == (2, 4, 0)
    assert counts(province, 1).domain_minute == 2  # 1, 3 and 5 go to one domain


def test_a_domain_is_no_end_of_another(populated: Callable[[int], Province]) -> None:
    province = populated(2)
    with province.unit() as unit:
        unit.connection.execute(
            sa.update(tables.address)
            .where(tables.address.c.id == 2)
            .values(email="x@a.snv.example.vn", domain="a.snv.example.vn")
        )
    went(province, 2, SECOND)
    assert counts(province, 1).domain_minute == 0


@pytest.mark.parametrize(
    ("at", "state", "counted"),
    [
        (DAY_BEGAN, S, 1),
        (DAY_BEGAN - timedelta(microseconds=1), S, 0),
        (NOW, D, 1),
        (NOW, F, 0),
        (NOW, P, 0),  # 4xx after the dot
        (None, S, 0),
    ],
)
def test_a_person_gets_one_letter_a_day_over_all_rounds(
    populated: Callable[[int], Province], at: datetime | None, state: LetterState, counted: int
) -> None:
    province = populated(2)
    with province.unit() as unit:
        second = rounds.create(unit.connection, replace(ROUND, code="2027"), by="an")
        person = enter(unit, second, 1)  # the same official, asked in another round too
        assert person.official_id == province.people[0].official_id
        letter = plans.PlannedLetter(person.id, person.address_id, Code.R1, NOW, "due")
        number = plans.create(unit.connection, plans.Mailing(second.id, letter.code), [letter], [])
        (other,) = put(unit, second.id, number, [letter])
    province.change(other, intent_at=at, state=state.value)
    went(province, 1, SECOND)  # itself does not count
    assert counts(province, 1).to_person_today == counted
    assert counts(province, 2).to_person_today == 0


def test_canaries_are_what_went_first(province: Province) -> None:
    assert counts(province, 1) == SentCounts()
    province.change(province.letters[0], state="skipped", settled_at=NOW)
    went(province, 2, 30 * MINUTE)
    went(province, 4, 20 * MINUTE, D)
    went(province, 3, 10 * MINUTE)
    went(province, 5, 5 * MINUTE)
    found = counts(province, 6, canaries=3)
    assert (found.canaries, found.canary_failures) == (3, 0)
    assert found.last_canary_at == NOW - 10 * MINUTE
    assert counts(province, 6, canaries=0).canaries == 0


def test_a_canary_that_the_server_refuses_has_failed(province: Province) -> None:
    # refused at RCPT, before any intent: the most usual end of a dead address
    province.change(province.letters[0], state="failed", settled_at=NOW - 3 * MINUTE)
    province.change(province.letters[1], state="failed", settled_at=NOW - 2 * MINUTE)
    found = counts(province, 3)
    assert (found.canaries, found.canary_failures, found.last_canary_at) == (2, 2, NOW - 2 * MINUTE)


def test_a_canary_found_dead_later_has_failed(province: Province) -> None:
    went(province, 1, 30 * MINUTE)
    went(province, 2, 29 * MINUTE)
    with province.unit() as unit:
        data = {"reason": "user-unknown"}
        unit.append(
            Event(EventKind.ADDRESS_SUSPENDED, NOW, address_id=province.letters[0].address_id, data=data)
        )
    assert counts(province, 3).canary_failures == 1


def test_canaries_of_another_plan_do_not_count(province: Province) -> None:
    with province.unit() as unit:
        number = plans.create(unit.connection, plans.Mailing(province.round.id, Code.R1), [], [])
        unit.append(event_of_plan(number, province.round.id, 0))
    province.change(province.letters[0], plan_id=number, intent_at=NOW)
    assert counts(province, 2).canaries == 0


# ---------------------------------------------------------------- what the breaker sees


def test_recent_results_oldest_first(province: Province) -> None:
    for number, ago in ((1, 3), (2, 1), (3, 2)):
        province.change(province.letters[number - 1], tried_at=NOW - ago * MINUTE)
    province.change(province.letters[1], blames_us=True)
    with province.unit() as unit:
        data = {"reason": "host-unknown"}
        unit.append(
            Event(EventKind.ADDRESS_SUSPENDED, NOW, address_id=province.letters[2].address_id, data=data)
        )
    with province.database.view() as look:
        found = sent.recent_results(look.connection, None)
        assert [one.at for one in found] == [NOW - ago * MINUTE for ago in (3, 2, 1)]
        assert found[1] == sent.Tried(NOW - 2 * MINUTE, "snv.example.vn", True, False, Reason.HOST_UNKNOWN)
        assert [one.blames_us for one in found] == [False, False, True]
        assert sent.recent_results(look.connection, None, 2) == found[1:]
        assert sent.recent_results(look.connection, NOW - 2 * MINUTE) == found[2:]


def test_all_is_well_while_no_recent_result_is_bad(province: Province) -> None:
    first, second, third = province.letters[:3]
    for letter, ago in ((first, 3), (second, 2), (third, 1)):
        province.change(letter, tried_at=NOW - ago * MINUTE)

    def well(since: datetime | None = None, limit: int = 50) -> bool:
        with province.database.view() as look:
            return sent.all_well(look.connection, since, limit)

    assert well()
    province.change(first, blames_us=True)
    assert not well()
    assert well(limit=2)
    assert well(since=NOW - 3 * MINUTE)
    province.change(first, blames_us=False)
    with province.unit() as unit:
        unit.append(
            Event(EventKind.ADDRESS_SUSPENDED, NOW, address_id=first.address_id, data={"reason": "x"})
        )
    assert not well()


def test_the_newest_of_one_moment_are_kept(province: Province) -> None:
    for letter in province.letters:
        province.change(letter, tried_at=NOW)
    with province.database.view() as look:
        domains = [one.domain for one in sent.recent_results(look.connection, None, 3)]
    assert domains == ["stc.example.vn", "snv.example.vn", "stc.example.vn"]
