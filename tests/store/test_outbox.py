"""Every letter once: whoever claims it, whatever is late, and nothing comes back from the dead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing.pool import Pool

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from maild.model import (
    Code,
    LetterState,
    OutboxLetter,
    Outcome,
    OutcomeKind,
    Step,
)
from maild.store import outbox, plans, roster, sent, tables
from tests.store import workers
from tests.store.conftest import Province
from tests.store.values import DAY, NOW

P, C, D, S, F, K = (
    LetterState.PLANNED,
    LetterState.CLAIMED,
    LetterState.IN_DOUBT,
    LetterState.SENT,
    LetterState.FAILED,
    LetterState.SKIPPED,
)
SETTLED = (S, F, K)
MINUTE = timedelta(minutes=1)


def claim(province: Province, letter: OutboxLetter, owner: str = "one") -> OutboxLetter | None:
    with province.unit() as unit:
        return outbox.claim(unit.connection, letter, owner)


def intend(province: Province, letter: OutboxLetter) -> bool:
    with province.unit() as unit:
        return outbox.to_in_doubt(unit.connection, letter, NOW)


def claimed(province: Province, at: int = 0) -> OutboxLetter:
    letter = claim(province, province.letters[at])
    assert letter is not None
    return letter


# ---------------------------------------------------------------- planning


def test_a_planned_letter_is_what_was_planned(province: Province) -> None:
    letter = province.letters[1]
    assert letter == OutboxLetter(
        id=2,
        round_id=province.round.id,
        respondent_id=province.people[1].id,
        address_id=province.people[1].address_id,
        plan_id=province.plan_id,
        code=Code.R1,
        occasion="",
        state=P,
        due_at=NOW,
        not_before=NOW,
        made_on=DAY,
        message_id="<2@snv.example.vn>",
        email="ong2@stc.example.vn",
    )


def test_one_letter_a_person_round_and_code(province: Province) -> None:
    with pytest.raises(IntegrityError), province.unit() as unit:
        unit.connection.execute(
            sa.insert(tables.outbox).from_select(
                [column.name for column in tables.outbox.c if column.name != "id"],
                sa.select(*(column for column in tables.outbox.c if column.name != "id")).limit(1),
            )
        )


def planned_again(
    province: Province, letter: OutboxLetter, code: Code = Code.R1, address_id: int | None = None
) -> int | None:
    with province.unit() as unit:
        receivers = [
            plans.PlannedLetter(
                letter.respondent_id, address_id or letter.address_id, code, NOW + MINUTE, "due"
            )
        ]
        number = plans.create(unit.connection, plans.Mailing(province.round.id, code), receivers, [])
        day = DAY + timedelta(days=1)
        made = outbox.plan(unit.connection, province.round.id, number, receivers, day, named)
    return made[0].id if made else None


def named(number: int, day: date) -> str:
    return f"<{number}.{day:%m%d}@snv.example.vn>"


def test_a_new_plan_takes_over_what_is_still_planned(province: Province) -> None:
    letter = province.letters[0]
    assert planned_again(province, letter) == letter.id
    now = province.get(letter)
    assert (now.plan_id, now.due_at, now.not_before) == (letter.plan_id + 1, NOW + MINUTE, NOW + MINUTE)
    assert now.made_on == DAY + timedelta(days=1)
    assert now.message_id == named(letter.id, now.made_on)  # made anew with the day


@pytest.mark.parametrize("state", [C, D, S, F])
def test_what_is_under_way_or_has_gone_is_not_planned_again(province: Province, state: LetterState) -> None:
    letter = province.letters[0]
    province.change(letter, state=state.value)
    assert planned_again(province, letter) is None
    assert province.get(letter) == replace(letter, state=state)


@pytest.mark.parametrize(
    ("because", "again"),
    [
        ("on_leave", True),
        ("answered", True),
        ("wave_closed", True),
        ("cancelled", False),
        ("never_confirmed", False),
    ],
)
def test_what_was_skipped_is_planned_again_unless_for_good(
    province: Province, because: str, again: bool
) -> None:
    letter = province.letters[0]
    province.change(letter, state=K.value, attempts=3, settled_at=NOW)
    with province.unit() as unit:
        standing = tables.letter_state
        unit.connection.execute(
            sa.update(standing).where(standing.c.id == letter.id).values(skipped_because=because)
        )
    assert planned_again(province, letter) == (letter.id if again else None)
    now = province.get(letter)
    assert (now.state, now.attempts, now.settled_at) == ((P, 0, None) if again else (K, 3, NOW))


def test_what_was_refused_is_planned_again_to_another_address_only(province: Province) -> None:
    letter = province.letters[0]
    province.change(letter, state=F.value)
    with province.unit() as unit:
        other = province.people[1].address_id
        official = sa.select(tables.respondent.c.official_id).where(
            tables.respondent.c.id == letter.respondent_id
        )
        unit.connection.execute(
            sa.update(tables.official)
            .where(tables.official.c.id == official.scalar_subquery())
            .values(address_id=other)
        )
    assert planned_again(province, letter, address_id=other) == letter.id
    assert province.get(letter).address_id == other


def test_the_next_level_is_another_letter(province: Province) -> None:
    number = planned_again(province, province.letters[0], Code.R2)
    assert number == len(province.letters) + 1


def test_an_unknown_state_is_refused(province: Province) -> None:
    with pytest.raises(IntegrityError):
        province.change(province.letters[0], state="sending")


def test_due_is_oldest_wave_first_and_canaries_first(province: Province) -> None:
    order = [3, 1, 2, 6, 5]
    for position, number in enumerate(order):
        province.change(province.letters[number - 1], position=position)
    province.change(province.letters[4], due_at=NOW - MINUTE)  # number 5: an older wave
    province.change(province.letters[5], not_before=NOW + MINUTE)  # number 6: later
    province.change(province.letters[3], state="sent")  # number 4
    with province.database.view() as look:
        assert [one.id for one in outbox.due(look.connection, NOW, 10)] == [5, 3, 1, 2]
        assert [one.id for one in outbox.due(look.connection, NOW, 2)] == [5, 3]
        assert [one.id for one in outbox.due(look.connection, NOW - timedelta(seconds=1), 10)] == []


def test_a_plan_is_put_off_as_a_whole(province: Province) -> None:
    province.change(province.letters[0], state="sent")
    province.change(province.letters[1], not_before=NOW + 5 * MINUTE)
    with province.unit() as unit:
        outbox.put_off(unit.connection, province.plan_id, NOW + MINUTE, "pause")
    after = [province.get(one).not_before - NOW for one in province.letters]
    assert after == [0 * MINUTE, 5 * MINUTE, *[MINUTE] * 4]


# ---------------------------------------------------------------- claim and intent


def test_a_claim_takes_owner_and_fence(province: Province) -> None:
    letter = province.letters[0]
    assert claim(province, letter) == replace(letter, state=C, owner="one", fence=1)


@pytest.mark.parametrize("state", [C, D, S, F, K])
def test_only_a_planned_letter_is_claimed(province: Province, state: LetterState) -> None:
    province.change(province.letters[0], state=state.value)
    assert claim(province, province.letters[0]) is None


def test_two_owners_one_wins(populated: Callable[[int], Province], processes: Pool) -> None:
    province = populated(30)
    jobs = [(str(province.database.url), owner) for owner in ("one", "two")]
    first, second = processes.starmap(workers.claim_all, jobs, chunksize=1)
    assert sorted(first + second) == [one.id for one in province.letters]
    owners = {one.id: province.get(one).owner for one in province.letters}
    assert owners == dict.fromkeys(first, "one") | dict.fromkeys(second, "two")


def test_the_intent_moves_the_owners_own_claim_once(province: Province) -> None:
    letter = claimed(province)
    assert intend(province, letter)
    assert not intend(province, letter)
    assert province.get(letter).state is D


def test_a_zombie_gets_no_permit(province: Province) -> None:
    zombie = claimed(province)
    with province.unit() as unit:
        assert outbox.move(unit.connection, zombie, (C,), P)  # found orphaned
    successor = claim(province, zombie, "two")
    assert successor is not None
    assert successor.fence == 2
    assert not intend(province, zombie)
    assert not intend(province, replace(successor, fence=1))
    assert not intend(province, replace(successor, owner="one"))
    assert not intend(province, replace(successor, owner=None))
    assert intend(province, successor)


@pytest.mark.parametrize("state", [P, D, S, F, K])
def test_the_intent_needs_a_claim(province: Province, state: LetterState) -> None:
    letter = claimed(province)
    province.change(letter, state=state.value)
    assert not intend(province, letter)
    assert province.get(letter).state is state


def test_a_claim_is_gone_after_a_rollback(province: Province) -> None:
    def fail() -> None:
        with province.unit() as unit:
            assert outbox.claim(unit.connection, province.letters[0], "one") is not None
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert province.get(province.letters[0]) == province.letters[0]


# ---------------------------------------------------------------- moving on


@pytest.mark.parametrize("state", SETTLED)
@pytest.mark.parametrize("to", list(LetterState))
def test_nothing_settled_comes_back(province: Province, state: LetterState, to: LetterState) -> None:
    letter = claimed(province)
    province.change(letter, state=state.value, settled_at=NOW)
    before = province.get(letter)
    with province.unit() as unit:
        assert not outbox.move(unit.connection, before, tuple(LetterState), to, not_before=NOW)
        assert not outbox.settle_sent(unit.connection, before, NOW + MINUTE)
    assert province.get(letter) == before


def test_a_move_needs_the_fence(province: Province) -> None:
    letter = claimed(province)
    with province.unit() as unit:
        assert not outbox.move(unit.connection, replace(letter, fence=0), (C,), P)
        assert not outbox.move(unit.connection, letter, (P, D), P)
        assert outbox.move(unit.connection, letter, (C, D), P, not_before=NOW + MINUTE)
    after = province.get(letter)
    assert after == replace(letter, state=P, owner=None, not_before=NOW + MINUTE)


def test_a_try_is_counted_with_the_servers_words(province: Province) -> None:
    letter = claimed(province)
    outcome = Outcome(OutcomeKind.DEFERRED, Step.RCPT, 451, "4.3.0 later")
    with province.unit() as unit:
        outbox.move(unit.connection, letter, (C,), P, tried=outcome, tried_at=NOW)
        row = unit.connection.execute(sa.select(tables.outbox).where(tables.outbox.c.id == letter.id)).one()
    assert (row.attempts, row.reply, row.tried_at, row.blames_us) == (1, "4.3.0 later", NOW, False)


@pytest.mark.parametrize("state", list(LetterState))
def test_evidence_settles_only_what_is_in_doubt(province: Province, state: LetterState) -> None:
    letter = claimed(province)
    province.change(letter, state=state.value)
    with province.unit() as unit:
        assert outbox.settle_sent(unit.connection, letter, NOW) is (state is D)
        results = sent.recent_results(unit.connection, None)
    after = province.get(letter)
    assert after == replace(letter, state=S if state is D else state, settled_at=NOW if state is D else None)
    assert [one.at for one in results] == ([NOW] if state is D else [])  # the breaker sees it


# ---------------------------------------------------------------- looking up


def test_looking_up(province: Province) -> None:
    province.change(province.letters[0], state="sent")
    first, second = province.get(province.letters[0]), province.letters[1]
    with province.database.view() as look:
        connection = look.connection
        assert outbox.get(connection, 99) is None
        assert outbox.by_ids(connection, [1, 99]) == {1: first}
        assert outbox.by_ids(connection, []) == {}
        assert outbox.by_message_ids(connection, ["<2@snv.example.vn>", "<9@x>"]) == {
            "<2@snv.example.vn>": second
        }
        assert outbox.in_state(connection, S) == [first]
        assert outbox.in_state(connection, S, round_id=2) == []
        assert outbox.of_respondent(connection, second.respondent_id) == [second]
        assert outbox.counts_by_state(connection, 1) == {"planned": 5, "sent": 1}
        assert outbox.counts_by_state(connection, 2) == {}
        assert outbox.message_ids_since(connection, NOW + MINUTE) == set()
        assert len(outbox.message_ids_since(connection, NOW)) == 6


def test_what_waits_is_counted(province: Province) -> None:
    with province.database.view() as look:
        assert outbox.waiting_since(look.connection, NOW - MINUTE) == (0, None)
        assert outbox.waiting_since(look.connection, NOW + MINUTE) == (6, NOW)
        assert [outbox.overdue(look.connection, NOW + MINUTE, most) for most in (4, 9)] == [4, 6]
        assert outbox.in_doubt(look.connection) == 0
    province.change(province.letters[0], state="in_doubt")
    with province.database.view() as look:
        assert outbox.in_doubt(look.connection) == 1


def test_addresses_are_lower_case(province: Province) -> None:
    assert {one.email for one in province.letters} == {one.email.lower() for one in province.letters}
    with province.database.view() as look:
        assert set(roster.by_addresses(look.connection, ["ONG1@snv.example.vn"])) == {"ong1@snv.example.vn"}
