from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.model import (
    Code,
    EventKind,
    LetterState,
    Limits,
    Outcome,
    OutcomeKind,
    Permit,
    PlanState,
    Reason,
    Refused,
    SendingState,
    SentCounts,
    Standing,
    Step,
)
from maild.rules.delivery import after, letter_event, permit
from tests.rules.values import CALENDAR, CLOSES, LIMITS, NOW, address, facts, letter, local, plan, state

CLAIMED = letter(state=LetterState.CLAIMED)
PLAN = plan()

REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"sending_locked": True}, "locked"),
    ({"mode": "on"}, "mode"),
    ({"sending": SendingState(paused_by="lan")}, "pause"),
    ({"sending": SendingState(breaker_tripped_at=NOW)}, "breaker"),
    ({"plan": None}, "not_approved"),
    ({"plan": replace(PLAN, state=PlanState.DRAFT)}, "not_approved"),
    ({"plan": replace(PLAN, state=PlanState.VOIDED)}, "not_approved"),
    ({"plan": replace(PLAN, id=4)}, "not_approved"),
    ({"digest_now": "d2"}, "plan_changed"),
    ({"address_is_his": False}, "address_changed"),
    ({"address_is_his": False, "digest_now": "d2"}, "address_changed"),
    ({"list_as_of": None}, "list_missing"),
    ({"list_as_of": local("2026-11-10 16:00")}, "list_old"),
    ({"respondent": state(answered_at=NOW)}, "answered"),
    ({"respondent": state(self_reported_at=NOW)}, "self_reported"),
    ({"respondent": state(claim_held_at=NOW)}, "claim_unverified"),
    ({"respondent": state(unreachable=Reason.USER_UNKNOWN)}, "unreachable"),
    ({"respondent": state(on_leave_until=date(2026, 11, 13))}, "on_leave"),
    ({"respondent": state(question_at=NOW)}, "question_open"),
    ({"respondent": state(error_incident_id=0)}, "error_open"),
    ({"respondent": state(last_level=1, letters_sent=1)}, "level_already_sent"),
    ({"address": address(standing=Standing.SUSPENDED)}, "address_suspended"),
    ({"round_closes": NOW}, "round_closed"),
    ({"counts": SentCounts(minute=30)}, "cap_minute"),
    ({"counts": SentCounts(hour=600)}, "cap_hour"),
    ({"counts": SentCounts(domain_minute=10)}, "cap_domain"),
    ({"counts": SentCounts(to_person_today=1)}, "person_today"),
    ({"counts": SentCounts(to_address_day=3)}, "address_day"),
    ({"counts": SentCounts(canaries=5, last_canary_at=NOW)}, "canary_wait"),
    ({"counts": SentCounts(canary_failures=2)}, "canary_failed"),
    # what ends the letter outranks the brake that passes
    ({"respondent": state(answered_at=NOW), "sending": SendingState(paused_by="lan")}, "answered"),
]


@pytest.mark.parametrize(("changes", "because"), REFUSALS)
@pytest.mark.parametrize("stands", [LetterState.PLANNED, LetterState.CLAIMED])
def test_the_intent_is_refused(changes: dict[str, Any], because: str, stands: LetterState) -> None:
    assert permit(letter(state=stands), facts(**changes), NOW, LIMITS, CALENDAR) == Refused(because)


def test_the_intent_is_granted() -> None:
    assert permit(CLAIMED, facts(), NOW, LIMITS, CALENDAR) == Permit()
    assert permit(CLAIMED, facts(mode="rehearsal", address=None), NOW, LIMITS, CALENDAR) == Permit()
    off = Limits(list_age_days=-1)
    assert permit(CLAIMED, facts(list_as_of=None), NOW, off, CALENDAR) == Permit()


def test_a_level_may_want_a_newer_list() -> None:
    eager = Limits(list_age_days=3, list_age_levels={"R4": 0})
    stale = {"list_as_of": local("2026-11-10 16:00")}
    assert permit(CLAIMED, facts(**stale), NOW, eager, CALENDAR) == Permit()
    last = replace(CLAIMED, code=Code.R4)
    assert permit(last, facts(**stale), NOW, eager, CALENDAR) == Refused("list_old")


HOURS = [
    ("2026-11-12 07:29", "not_due"),
    ("2026-11-12 11:00", "outside_window"),
    ("2026-11-20 09:00", "outside_window"),
]


@pytest.mark.parametrize(("now", "because"), HOURS)
def test_nothing_leaves_outside_its_hours(now: str, because: str) -> None:
    fresh = facts(list_as_of=local(now))
    assert permit(CLAIMED, fresh, local(now), LIMITS, CALENDAR) == Refused(because)


@pytest.mark.parametrize("stands", sorted(set(LetterState) - {LetterState.PLANNED, LetterState.CLAIMED}))
def test_a_letter_that_may_be_gone_never_goes_again(stands: LetterState) -> None:
    assert permit(letter(state=stands), facts(), NOW, LIMITS, CALENDAR) == Refused("not_claimed")


@given(
    st.builds(
        SentCounts,
        minute=st.integers(0, 40),
        hour=st.integers(0, 700),
        domain_minute=st.integers(0, 15),
        to_person_today=st.integers(0, 1),
        canaries=st.integers(0, 5),
        canary_failures=st.integers(0, 3),
        last_canary_at=st.none() | st.just(NOW),
    ),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_a_permit_never_exceeds_a_cap_and_never_goes_to_who_has_answered(
    counts: SentCounts, answered: bool, paused: bool, approved: bool
) -> None:
    given_facts = facts(
        counts=counts,
        respondent=state(answered_at=NOW if answered else None),
        sending=SendingState(paused_by="lan" if paused else None),
        plan=replace(PLAN, state=PlanState.APPROVED if approved else PlanState.DRAFT),
    )
    if isinstance(permit(CLAIMED, given_facts, NOW, LIMITS, CALENDAR), Permit):
        assert approved
        assert not answered
        assert not paused
        assert counts.minute < LIMITS.per_minute
        assert counts.hour < LIMITS.per_hour
        assert counts.domain_minute < LIMITS.per_domain_minute
        assert counts.to_person_today == 0
        assert counts.canary_failures < LIMITS.canary_fails


OUTCOMES = [
    (OutcomeKind.SENT, LetterState.SENT, EventKind.LETTER_SENT),
    (OutcomeKind.DEFERRED, LetterState.PLANNED, EventKind.LETTER_DEFERRED),
    (OutcomeKind.FAILED, LetterState.FAILED, EventKind.LETTER_FAILED),
    (OutcomeKind.OUR_FAULT, LetterState.PLANNED, EventKind.LETTER_DEFERRED),
    (OutcomeKind.IN_DOUBT, LetterState.IN_DOUBT, EventKind.LETTER_IN_DOUBT),
]


@pytest.mark.parametrize(("kind", "stands", "event"), OUTCOMES)
def test_an_outcome_moves_the_letter(kind: OutcomeKind, stands: LetterState, event: EventKind) -> None:
    outcome = Outcome(kind, Step.DOT, 250, "words of a server to nva@example.vn")
    found = after(outcome, CLAIMED, NOW, CALENDAR, LIMITS)
    assert (found.state, found.event) == (stands, event)
    assert found.data["code"] == "R1"
    assert "words" not in str(found.data)
    assert (found.not_before is not None) == (stands is LetterState.PLANNED)


RETRIES = [
    # tries before, now, next try
    (0, "2026-11-12 09:00", "2026-11-12 09:05"),
    (1, "2026-11-12 09:00", "2026-11-12 09:15"),
    (2, "2026-11-12 09:00", "2026-11-12 10:00"),
    (3, "2026-11-12 09:00", "2026-11-12 13:30"),  # 12:00 is outside
    (4, "2026-11-12 13:30", "2026-11-13 07:30"),
    (6, "2026-11-19 13:30", "2026-11-21 07:30"),  # over a day off
    (7, "2026-11-12 13:30", None),  # three windows were tried
]


@pytest.mark.parametrize(("tries", "now", "then"), RETRIES)
def test_a_deferred_letter_is_tried_again_and_then_given_up(tries: int, now: str, then: str | None) -> None:
    outcome = Outcome(OutcomeKind.DEFERRED, Step.RCPT, 451)
    found = after(outcome, letter(attempts=tries), local(now), CALENDAR, LIMITS)
    assert found.not_before == (local(then) if then else None)
    if then is None:
        assert (found.state, found.data["because"]) == (LetterState.FAILED, "expired")


def test_our_own_fault_never_fails_a_letter() -> None:
    outcome = Outcome(OutcomeKind.OUR_FAULT, Step.AUTH, 535)
    found = after(outcome, letter(attempts=50), NOW, CALENDAR, LIMITS)
    assert (found.state, found.not_before) == (LetterState.PLANNED, local("2026-11-12 13:30"))


SKIPPED = (
    "answered",
    "self_reported",
    "unreachable",
    "address_suspended",
    "wrong_person",
    "round_closed",
    "on_leave",
)
WAITING = [
    ("cap_minute", "2026-11-12 09:01"),
    ("pause", "2026-11-12 09:05"),
    ("canary_wait", "2026-11-12 09:01"),
    ("gap", "2026-11-13 09:00"),
    ("stopping", "2026-11-12 09:00"),  # the next start sends it
    ("plan_changed", "2026-11-12 09:15"),
]


@pytest.mark.parametrize("because", SKIPPED)
def test_a_letter_that_has_lost_its_reason_is_skipped(because: str) -> None:
    refused = Outcome(OutcomeKind.REFUSED, Step.INTENT, text=because)
    found = after(refused, CLAIMED, NOW, CALENDAR, LIMITS)
    assert (found.state, found.event, found.data["because"]) == (
        LetterState.SKIPPED,
        EventKind.LETTER_SKIPPED,
        because,
    )


@pytest.mark.parametrize(("because", "then"), WAITING)
def test_a_brake_that_passes_puts_a_letter_off(because: str, then: str) -> None:
    found = after(Outcome(OutcomeKind.REFUSED, Step.INTENT, text=because), CLAIMED, NOW, CALENDAR, LIMITS)
    assert (found.state, found.not_before) == (LetterState.PLANNED, local(then))


@given(st.integers(0, 6), st.timedeltas(timedelta(), timedelta(days=14)))
def test_every_retry_lies_ahead_and_in_a_window(tries: int, later: timedelta) -> None:
    now = NOW + later
    found = after(Outcome(OutcomeKind.DEFERRED, Step.DOT, 451), letter(attempts=tries), now, CALENDAR, LIMITS)
    assert found.not_before is not None
    assert found.not_before > now
    fresh = facts(list_as_of=found.not_before, round_closes=CLOSES + timedelta(days=60))
    again = letter(state=LetterState.CLAIMED, not_before=found.not_before)
    assert permit(again, fresh, found.not_before, LIMITS, CALENDAR) == Permit()


def test_an_event_about_a_letter_names_all_it_touches() -> None:
    found = letter_event(EventKind.LETTER_CLAIMED, CLAIMED, NOW, fence=2)
    assert (found.round_id, found.respondent_id, found.address_id, found.letter_id, found.plan_id) == (
        1,
        1,
        201,
        7,
        3,
    )
    assert found.data == {"code": "R1", "fence": 2}
