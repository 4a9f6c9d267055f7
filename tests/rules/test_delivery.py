from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.model import (
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
    Stage,
    Standing,
    Step,
)
from maild.rules import delivery
from maild.rules.delivery import after, on_refusal, permit
from maild.rules.refusals import address_events, blames_us, incident_of
from tests.rules.values import CALENDAR, CLOSES, LIMITS, NOW, address, facts, letter, local, state

CLAIMED = letter(state=LetterState.CLAIMED)
PLAN = facts().plan
assert PLAN is not None

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


HOURS = [
    ("2026-11-12 07:29", "not_due"),
    ("2026-11-12 11:00", "outside_window"),
    ("2026-11-20 09:00", "outside_window"),
]


@pytest.mark.parametrize(("now", "because"), HOURS)
def test_nothing_leaves_outside_its_hours(now: str, because: str) -> None:
    fresh = facts(list_as_of=local(now))
    assert permit(CLAIMED, fresh, local(now), LIMITS, CALENDAR) == Refused(because)


@pytest.mark.parametrize("stands", set(LetterState) - {LetterState.PLANNED, LetterState.CLAIMED})
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
    assert found.data["level"] == 1
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
    ("plan_changed", "2026-11-12 09:15"),
]


@pytest.mark.parametrize("because", SKIPPED)
def test_a_letter_that_has_lost_its_reason_is_skipped(because: str) -> None:
    refused = Outcome(OutcomeKind.REFUSED, Step.INTENT, text=because)
    found = after(refused, CLAIMED, NOW, CALENDAR, LIMITS)
    assert found == on_refusal(because, CLAIMED, NOW, CALENDAR)
    assert (found.state, found.event, found.data["because"]) == (
        LetterState.SKIPPED,
        EventKind.LETTER_SKIPPED,
        because,
    )


@pytest.mark.parametrize(("because", "then"), WAITING)
def test_a_brake_that_passes_puts_a_letter_off(because: str, then: str) -> None:
    found = on_refusal(because, CLAIMED, NOW, CALENDAR)
    assert (found.state, found.not_before) == (LetterState.PLANNED, local(then))


def test_what_holds_all_can_always_be_tried_later() -> None:
    for because in delivery.HOLDS_ALL:
        assert on_refusal(because, CLAIMED, NOW, CALENDAR).state is LetterState.PLANNED


@given(st.integers(0, 6), st.timedeltas(timedelta(), timedelta(days=14)))
def test_every_retry_lies_ahead_and_in_a_window(tries: int, later: timedelta) -> None:
    now = NOW + later
    found = after(Outcome(OutcomeKind.DEFERRED, Step.DOT, 451), letter(attempts=tries), now, CALENDAR, LIMITS)
    assert found.not_before is not None
    assert found.not_before > now
    fresh = facts(list_as_of=found.not_before, round_closes=CLOSES + timedelta(days=60))
    again = letter(state=LetterState.CLAIMED, not_before=found.not_before)
    assert permit(again, fresh, found.not_before, LIMITS, CALENDAR) == Permit()


SMTP = [
    # step, code, enhanced, words → reason, the address, blames us
    (Step.RCPT, 550, "5.1.1", "User unknown", Reason.USER_UNKNOWN, EventKind.ADDRESS_SUSPENDED, False),
    (Step.RCPT, 550, None, "No such user here", Reason.USER_UNKNOWN, EventKind.ADDRESS_SUSPENDED, False),
    (Step.RCPT, 550, None, "Requested action not taken", Reason.UNDEFINED, None, False),
    (Step.RCPT, 552, "5.2.2", "Over quota", Reason.MAILBOX_FULL, EventKind.ADDRESS_SOFT_BOUNCED, False),
    (Step.RCPT, 554, "5.0.0", "mailbox is full", Reason.MAILBOX_FULL, EventKind.ADDRESS_SOFT_BOUNCED, False),
    (Step.RCPT, 550, "5.2.1", "disabled", Reason.SUSPEND, EventKind.ADDRESS_SUSPENDED, False),
    (Step.RCPT, 554, "5.7.1", "Relay access denied", Reason.NO_RELAYING, None, True),
    (Step.RCPT, 550, "5.7.1", "user unknown", Reason.USER_UNKNOWN, EventKind.ADDRESS_SUSPENDED, False),
    (Step.DOT, 550, "5.7.1", "refused", Reason.POLICY_VIOLATION, None, True),
    (Step.DOT, 554, "5.6.0", "looks like spam", Reason.SPAM_DETECTED, None, False),
    (Step.DOT, 550, "5.7.26", "unauthenticated", Reason.AUTH_FAILURE, None, True),
]


@pytest.mark.parametrize(("step", "code", "enhanced", "words", "reason", "address_event", "ours"), SMTP)
def test_a_refusal_in_the_dialogue_is_a_bounce_too(
    step: Step,
    code: int,
    enhanced: str | None,
    words: str,
    reason: Reason,
    address_event: EventKind | None,
    ours: bool,
) -> None:
    outcome = Outcome(OutcomeKind.FAILED, step, code, words, enhanced)
    found = incident_of(outcome, "B.example.vn")
    assert found is not None
    assert found[1:] == (reason.value, "b.example.vn", enhanced or str(code))
    assert [one.kind for one in address_events(outcome, CLAIMED, NOW)] == (
        [address_event] if address_event else []
    )
    assert blames_us(outcome) is ours


def test_a_fault_of_ours_is_one_incident_and_nobodys_address() -> None:
    refused = Outcome(OutcomeKind.OUR_FAULT, Step.AUTH, 535, "no", "5.7.8")
    assert incident_of(refused, "b.vn") == (Stage.SENDING, "smtp-login-refused", "", "5.7.8")
    assert address_events(refused, CLAIMED, NOW) == ()
    assert blames_us(refused)
    assert incident_of(Outcome(OutcomeKind.DEFERRED, Step.RCPT, 451), "b.vn") is None


def test_the_reader_of_words_knows_better() -> None:
    outcome = Outcome(OutcomeKind.FAILED, Step.RCPT, 550, "Địa chỉ không tồn tại")
    (event,) = address_events(outcome, CLAIMED, NOW, Reason.USER_UNKNOWN)
    assert event.data == {"reason": "user-unknown", "source": "smtp", "reply_code": 550}
