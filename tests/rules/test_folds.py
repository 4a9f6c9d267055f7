"""Folds: the same events give the same state, one by one or all over again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.model import (
    Code,
    Event,
    EventKind,
    LetterState,
    PlanState,
    Reason,
    RespondentState,
    RespondentStatus,
    Standing,
)
from maild.rules import ADDRESS, FOLDS, INCIDENT, LETTER, PLAN, RESPONDENT, SENDING
from maild.rules.status import status_of
from tests.rules.values import DAY, NOW, event, state

HOUR = timedelta(hours=1)


def fold(aggregate: Any, *events: Event, start: Any = None) -> Any:
    found = start
    for one in events:
        if aggregate.key(one) is not None:
            found = aggregate.apply(found, one)
    return found


def about(kind: EventKind, at: datetime = NOW, **data: Any) -> Event:
    """An event that touches everything at once."""
    return Event(kind, at, "lan", 1, 1, 201, 7, 11, 5, 3, data)


LISTED = about(EventKind.RESPONDENT_LISTED, NOW - HOUR)
STATUSES = [
    ({}, RespondentStatus.OPEN),
    ({"claim_held_at": NOW}, RespondentStatus.OPEN),
    ({"on_leave_until": DAY}, RespondentStatus.OPEN),  # the first day back
    ({"on_leave_until": DAY + timedelta(days=1)}, RespondentStatus.ON_LEAVE),
    ({"exempt_at": NOW, "on_leave_until": date.max}, RespondentStatus.NOT_URGED),
    ({"wrong_person_at": NOW, "unreachable": Reason.USER_UNKNOWN}, RespondentStatus.NOT_URGED),
    ({"refused_at": NOW}, RespondentStatus.NOT_URGED),
    ({"refused_at": NOW, "self_reported_at": NOW}, RespondentStatus.SELF_REPORTED),
    ({"on_leave_until": date.max, "unreachable": Reason.USER_UNKNOWN}, RespondentStatus.UNREACHABLE),
    ({"unreachable": Reason.USER_UNKNOWN, "self_reported_at": NOW}, RespondentStatus.SELF_REPORTED),
    ({"self_reported_at": NOW, "answered_at": NOW}, RespondentStatus.ANSWERED),
]


@pytest.mark.parametrize(("known", "status"), STATUSES)
def test_the_strongest_fact_is_the_status(known: dict[str, Any], status: RespondentStatus) -> None:
    assert status_of(state(**known), DAY) is status


PEOPLE = [
    (about(EventKind.RESPONDENT_ANSWERED), {"answered_at": NOW}),
    (about(EventKind.RESPONDENT_SELF_REPORTED), {"self_reported_at": NOW}),
    (about(EventKind.RESPONDENT_CLAIM_HELD), {"claim_held_at": NOW}),
    (about(EventKind.RESPONDENT_ON_LEAVE, until="2026-11-20"), {"on_leave_until": date(2026, 11, 20)}),
    (about(EventKind.RESPONDENT_WRONG_PERSON), {"wrong_person_at": NOW}),
    (about(EventKind.RESPONDENT_REFUSED), {"refused_at": NOW}),
    (about(EventKind.RESPONDENT_QUESTION_ASKED), {"question_at": NOW}),
    (about(EventKind.RESPONDENT_REACHED), {"reached_at": NOW}),
    (about(EventKind.RESPONDENT_ERROR_REPORTED), {"error_incident_id": 5}),
    (replace(about(EventKind.RESPONDENT_ERROR_REPORTED), incident_id=None), {"error_incident_id": 0}),
    (about(EventKind.ADDRESS_SUSPENDED, reason="user-unknown"), {"unreachable": Reason.USER_UNKNOWN}),
    (about(EventKind.ADDRESS_SUSPENDED, reason="invented"), {"unreachable": Reason.UNDEFINED}),
    (about(EventKind.RESPONDENT_CORRECTED, set="exempt"), {"exempt_at": NOW}),
    (about(EventKind.RESPONDENT_CONTACT_PROPOSED), {}),
    (about(EventKind.MAIL_RECEIVED), {}),
    (about(EventKind.LETTER_PLANNED, code="R1"), {}),
    (
        about(EventKind.LETTER_IN_DOUBT, code="R1"),
        {"letters_sent": 1, "last_level": 1, "last_sent_at": NOW, "last_letter_id": 7},
    ),
]


@pytest.mark.parametrize(("said", "changes"), PEOPLE)
def test_an_event_changes_what_it_says(said: Event, changes: dict[str, Any]) -> None:
    before = fold(RESPONDENT, LISTED)
    assert fold(RESPONDENT, said, start=before) == replace(before, **changes)


def test_nobody_stands_anywhere_before_being_listed() -> None:
    assert fold(RESPONDENT, about(EventKind.RESPONDENT_ANSWERED)) is None
    assert fold(RESPONDENT, LISTED) == RespondentState(1, 1, NOW - HOUR)


def test_a_letter_counts_once_from_its_intent_and_not_when_the_server_refuses_it() -> None:
    intent, sent = (
        about(EventKind.LETTER_IN_DOUBT, code="R1"),
        about(EventKind.LETTER_SENT, NOW + HOUR, code="R1"),
    )
    refused = about(EventKind.LETTER_DEFERRED, NOW + HOUR, code="R1", attempts=1)
    assert fold(RESPONDENT, LISTED, intent, sent).letters_sent == 1
    assert fold(RESPONDENT, LISTED, intent, refused) == fold(RESPONDENT, LISTED)
    assert fold(RESPONDENT, LISTED, intent, refused, intent, sent).letters_sent == 1
    again = replace(about(EventKind.LETTER_DEFERRED, NOW + HOUR, code="R2"), letter_id=8)
    assert fold(RESPONDENT, LISTED, sent, again) == fold(RESPONDENT, LISTED, sent)  # lost before its intent


def test_a_letter_beside_the_ladder_counts_for_the_gap_and_for_no_level() -> None:
    reminded = (LISTED, about(EventKind.LETTER_IN_DOUBT, NOW - HOUR, code="R3"))
    intent, sent = (
        replace(about(kind, at, code="X1"), letter_id=8)
        for kind, at in ((EventKind.LETTER_IN_DOUBT, NOW), (EventKind.LETTER_SENT, NOW + HOUR))
    )
    told = fold(RESPONDENT, *reminded, intent, sent)
    assert (told.letters_sent, told.last_level, told.last_sent_at) == (1, 3, NOW)
    assert told.told_of_extension_at == NOW
    refused = replace(about(EventKind.LETTER_FAILED, NOW + HOUR, code="X1"), letter_id=8)
    untold = fold(RESPONDENT, *reminded, intent, refused)
    assert (untold.letters_sent, untold.last_level, untold.told_of_extension_at) == (1, 3, None)
    assert untold.last_sent_at == NOW - HOUR  # the gap is the one to the letter before again
    solved = fold(RESPONDENT, *reminded, replace(intent, data={"code": "S1"}))
    assert (solved.letters_sent, solved.told_of_extension_at, solved.last_sent_at) == (1, None, NOW)


def test_a_person_corrects_and_undoes() -> None:
    held = (LISTED, about(EventKind.RESPONDENT_CLAIM_HELD))
    accepted = fold(RESPONDENT, *held, about(EventKind.RESPONDENT_CORRECTED, set="self_reported"))
    assert (accepted.self_reported_at, accepted.claim_held_at) == (NOW, None)
    assert fold(RESPONDENT, *held, about(EventKind.RESPONDENT_CORRECTED, clear=["claim_held"])) == fold(
        RESPONDENT, LISTED
    )
    error = (LISTED, about(EventKind.RESPONDENT_ERROR_REPORTED))
    other = replace(about(EventKind.RESPONDENT_CORRECTED, clear=["error"]), incident_id=6)
    assert fold(RESPONDENT, *error, other).error_incident_id == 5
    assert fold(RESPONDENT, *error, replace(other, incident_id=5)).error_incident_id is None


def test_an_address_is_suspect_then_suspended_then_cleared_by_a_sign_of_life() -> None:
    soft = about(EventKind.ADDRESS_SOFT_BOUNCED, reason="mailbox-full")
    suspended = about(EventKind.ADDRESS_SUSPENDED, NOW + HOUR, reason="user-unknown")
    restored = about(EventKind.ADDRESS_RESTORED, NOW + 2 * HOUR)
    one = fold(ADDRESS, soft)
    assert (one.standing, one.reason, one.soft_bounces) == (Standing.SUSPECT, Reason.MAILBOX_FULL, (NOW,))
    two = fold(ADDRESS, soft, suspended, soft)
    assert (two.standing, two.reason) == (Standing.SUSPENDED, Reason.USER_UNKNOWN)
    three = fold(ADDRESS, soft, suspended, restored)
    assert (three.standing, three.reason, three.soft_bounces) == (Standing.OK, None, ())
    assert fold(ADDRESS, about(EventKind.LETTER_SENT)) is None


def test_an_incident_counts_who_is_new() -> None:
    opened = about(EventKind.INCIDENT_OPENED, stage="sending", reason="blocked", where="b.vn", code="5.7.1")
    joined = replace(about(EventKind.INCIDENT_JOINED, NOW + HOUR), respondent_id=2)
    seen = fold(INCIDENT, opened, joined, replace(joined, data={"again": True}))
    assert (seen.key, seen.count, seen.people) == ("sending|blocked|b.vn|", 3, 2)
    assert seen.last_seen_at == NOW + HOUR


def test_an_open_incident_holds_whom_it_blocks_until_it_is_over_or_he_is_reached() -> None:
    opened = about(EventKind.INCIDENT_OPENED, blocks=True)
    other = replace(opened, incident_id=9)
    free = about(EventKind.RESPONDENT_UNBLOCKED)
    assert fold(RESPONDENT, LISTED, opened).blocked_by == (5,)
    assert fold(RESPONDENT, LISTED, about(EventKind.INCIDENT_OPENED)).blocked_by == ()
    assert fold(RESPONDENT, LISTED, opened, other, opened).blocked_by == (5, 9)
    assert fold(RESPONDENT, LISTED, opened, other, free).blocked_by == (9,)
    for over in (
        about(EventKind.RESPONDENT_REACHED),
        about(EventKind.ADDRESS_RESTORED),
        about(EventKind.RESPONDENT_CHANGED, fields=["email"], was=3),
        about(EventKind.RESPONDENT_CORRECTED, clear=["unreachable"]),
    ):
        assert fold(RESPONDENT, LISTED, opened, over).blocked_by == ()
    reported = about(EventKind.RESPONDENT_ERROR_REPORTED)
    assert fold(RESPONDENT, LISTED, reported, free).error_incident_id is None
    assert fold(RESPONDENT, LISTED, reported, replace(free, data={"next": 7})).error_incident_id == 7
    assert fold(RESPONDENT, LISTED, reported, replace(free, incident_id=9)).error_incident_id == 5


def test_an_approval_holds_for_its_digest_only() -> None:
    drafted = about(EventKind.PLAN_DRAFTED, code="R1", occasion="", digest="d1", receivers=10, left_out=2)
    assert fold(PLAN, drafted, about(EventKind.PLAN_APPROVED, digest="d2")).state is PlanState.DRAFT
    approved = fold(PLAN, drafted, about(EventKind.PLAN_APPROVED, digest="d1"))
    assert (approved.state, approved.drafted_by, approved.approved_by) == (PlanState.APPROVED, "lan", "lan")
    voided = fold(PLAN, about(EventKind.PLAN_VOIDED), about(EventKind.PLAN_APPROVED), start=approved)
    assert voided.state is PlanState.VOIDED


def test_pause_and_breaker_wait_for_a_person() -> None:
    paused = fold(SENDING, about(EventKind.SENDING_PAUSED))
    assert paused.paused_by == "lan"
    assert fold(SENDING, about(EventKind.SENDING_RESUMED), start=paused).paused_by is None
    tripped = fold(SENDING, about(EventKind.BREAKER_TRIPPED, because="blamed"))
    assert (tripped.breaker_tripped_at, tripped.breaker_because) == (NOW, "blamed")
    reset = fold(SENDING, about(EventKind.BREAKER_RESET, NOW + HOUR), start=tripped)
    assert (reset.breaker_tripped_at, reset.breaker_reset_at) == (None, NOW + HOUR)


LETTERS = [
    ([], LetterState.PLANNED, ""),
    ([EventKind.LETTER_CLAIMED], LetterState.CLAIMED, ""),
    ([EventKind.LETTER_CLAIMED, EventKind.LETTER_RELEASED], LetterState.PLANNED, ""),
    ([EventKind.LETTER_CLAIMED, EventKind.LETTER_IN_DOUBT], LetterState.IN_DOUBT, ""),
    ([EventKind.LETTER_IN_DOUBT, EventKind.LETTER_SENT], LetterState.SENT, ""),
    ([EventKind.LETTER_SENT, EventKind.LETTER_DELAYED], LetterState.SENT, "delayed"),
    (
        [EventKind.LETTER_SENT, EventKind.LETTER_BOUNCED, EventKind.LETTER_DELAYED],
        LetterState.SENT,
        "bounced",
    ),
    ([EventKind.LETTER_SENT, EventKind.RESPONDENT_REACHED], LetterState.SENT, "replied"),
    ([EventKind.LETTER_FAILED], LetterState.FAILED, ""),
    ([EventKind.LETTER_IN_DOUBT, EventKind.LETTER_SKIPPED], LetterState.SKIPPED, ""),
]


@pytest.mark.parametrize(("kinds", "stands", "evidence"), LETTERS)
def test_a_letter_stands_where_its_events_put_it(
    kinds: list[EventKind], stands: LetterState, evidence: str
) -> None:
    found = fold(LETTER, about(EventKind.LETTER_PLANNED), *map(about, kinds))
    assert (found.state, found.evidence) == (stands, evidence)


DATA: dict[EventKind, dict[str, Any]] = {
    EventKind.RESPONDENT_ON_LEAVE: {"until": "2026-11-20"},
    EventKind.INCIDENT_SILENCED: {"until": "2026-11-20", "why": "x"},
    EventKind.PLAN_DRAFTED: {"code": "R1", "occasion": "", "digest": "d1", "receivers": 10, "left_out": 2},
    EventKind.INCIDENT_OPENED: {"stage": "sending", "reason": "blocked", "where": "b.vn", "code": ""},
    EventKind.ADDRESS_SUSPENDED: {"reason": "user-unknown"},
    EventKind.RESPONDENT_CORRECTED: {"clear": ["claim_held", "error"]},
}


@st.composite
def histories(draw: Any) -> list[Event]:
    first = [
        EventKind.RESPONDENT_LISTED,
        EventKind.LETTER_PLANNED,
        EventKind.INCIDENT_OPENED,
        EventKind.PLAN_DRAFTED,
    ]
    kinds = first + draw(st.lists(st.sampled_from(list(EventKind)), max_size=25))
    codes = draw(st.lists(st.sampled_from(list(Code)), min_size=len(kinds), max_size=len(kinds)))
    return [
        about(kind, NOW + n * HOUR, code=code, **{k: v for k, v in DATA.get(kind, {}).items() if k != "code"})
        for n, (kind, code) in enumerate(zip(kinds, codes, strict=True))
    ]


@given(histories(), st.integers(0, 29))
def test_replay_equals_incremental_and_survives_the_database(events: list[Event], cut: int) -> None:
    through_json = [replace(one, data=json.loads(json.dumps(dict(one.data)))) for one in events]
    for aggregate in FOLDS:
        whole = fold(aggregate, *events)
        assert whole == fold(aggregate, *through_json)
        assert whole == fold(aggregate, *events[cut:], start=fold(aggregate, *events[:cut]))
        if whole is not None:
            assert whole.id == aggregate.key(next(one for one in events if aggregate.key(one) is not None))


@given(histories())
def test_letters_sent_is_never_negative_and_agrees_with_the_last_level(events: list[Event]) -> None:
    found = fold(RESPONDENT, *events)
    assert found.letters_sent >= 0
    assert (found.letters_sent == 0) == (found.last_level == 0)


@pytest.mark.parametrize("kind", list(EventKind))
def test_no_event_about_something_else_makes_a_state(kind: EventKind) -> None:
    plain = event(kind)
    keyed = [aggregate.name for aggregate in FOLDS if aggregate.key(plain) is not None]
    assert keyed == (["sending"] if kind.startswith(("sending.", "breaker.")) else [])
