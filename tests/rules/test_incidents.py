from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.model import Event, EventKind, IncidentPhase, IncidentState, Stage
from maild.rules.incidents import (
    INCIDENT,
    SignsOfLife,
    closes_itself,
    hides,
    on_recurrence,
    parents,
    proof_of,
    rank,
    severity,
)
from tests.rules.values import NOW


def incident(
    phase: IncidentPhase = IncidentPhase.OPEN,
    days: int = 0,
    people: int = 0,
    reason: str = "blocked",
    **more: Any,
) -> IncidentState:
    facts: dict[str, Any] = {
        "id": 5,
        "key": "k",
        "stage": Stage.SENDING,
        "where": "",
        "code": "",
        "opened_at": NOW - timedelta(days=30),
        "last_seen_at": NOW,
        "resolved_at": NOW - timedelta(days=days) if phase is IncidentPhase.RESOLVED else None,
    }
    return IncidentState(state=phase, people=people, reason=reason, **(facts | more))


RECURRENCES = [
    (None, EventKind.INCIDENT_OPENED),
    (incident(), EventKind.INCIDENT_JOINED),
    (incident(IncidentPhase.ACKNOWLEDGED), EventKind.INCIDENT_JOINED),
    (incident(IncidentPhase.RESOLVED, days=14), EventKind.INCIDENT_REOPENED),
    (incident(IncidentPhase.RESOLVED, days=15), EventKind.INCIDENT_OPENED),
]


@pytest.mark.parametrize(("last", "kind"), RECURRENCES)
def test_a_fault_opens_joins_or_comes_back(last: IncidentState | None, kind: EventKind) -> None:
    assert on_recurrence(last, NOW) is kind


SEVERITIES = [
    # people blocked, officials, working days left, reason, severity
    (1, 480, 10, "blocked", 3),
    (10, 480, 10, "blocked", 2),
    (48, 480, 10, "blocked", 1),
    (17, 480, 2, "blocked", 1),
    (1, 480, 1, "blocked", 3),
    (0, 480, 10, "imap-login-refused", 1),
    (0, 480, 10, "unverified-bounce", 3),
    (1, 0, 10, "blocked", 3),
    (0, 0, 10, "imap-login-refused", 1),
]


@pytest.mark.parametrize(("people", "officials", "left", "reason", "weight"), SEVERITIES)
def test_severity_is_effect_times_nearness(
    people: int, officials: int, left: int, reason: str, weight: int
) -> None:
    assert severity(incident(people=people, reason=reason), officials, left) == weight


HOUR = timedelta(hours=1)
PROOFS = [
    # incident, what has worked since, proof
    ({"reason": "smtp-unreachable"}, {"sent_at": NOW + HOUR}, "sent"),
    ({"reason": "smtp-unreachable"}, {"sent_at": NOW - HOUR}, None),
    ({"reason": "imap-unreachable"}, {"polled_at": NOW + HOUR}, "polled"),
    (
        {"reason": "network-error", "where": "b.vn", "people": 3},
        {"place_alive_at": NOW + HOUR},
        "place_alive",
    ),
    ({"reason": "network-error", "where": "b.vn", "people": 3}, {"place_alive_at": NOW}, None),
    ({"reason": "user-unknown", "where": "b.vn", "people": 3}, {"place_alive_at": NOW + HOUR}, None),
    ({"reason": "user-unknown", "where": "b.vn", "people": 3}, {"people_well": 2}, None),
    ({"reason": "user-unknown", "where": "b.vn", "people": 3}, {"people_well": 3}, "people_well"),
    (
        {"reason": "survey-page-error", "stage": Stage.ANSWERING, "people": 2},
        {"people_well": 2},
        "people_well",
    ),
    ({"reason": "list-stale"}, {"listed_at": NOW + HOUR}, "listed"),
    ({"reason": "list-stale"}, {"listed_at": NOW - HOUR, "sent_at": NOW + HOUR}, None),
    ({"reason": "unverified-bounce"}, {"place_alive_at": NOW + HOUR, "sent_at": NOW + HOUR}, None),
]


@pytest.mark.parametrize(("what", "signs", "proof"), PROOFS)
def test_a_fault_is_over_when_its_own_path_works_again(
    what: dict[str, Any], signs: dict[str, Any], proof: str | None
) -> None:
    assert proof_of(incident(**what), SignsOfLife(**signs)) == proof


def test_only_our_own_path_and_an_old_list_close_themselves_and_only_while_nobody_was_told() -> None:
    assert closes_itself(incident(reason="imap-unreachable"))
    assert closes_itself(incident(reason="list-stale"))
    assert not closes_itself(incident(reason="imap-unreachable", reported_at=NOW))
    assert not closes_itself(incident(reason="network-error"))


FAMILIES = [
    # (bigger, smaller): reasons and places, and whether the first hides the second
    (("smtp-unreachable", ""), ("breaker-tripped", ""), True),
    (("smtp-unreachable", ""), ("user-unknown", "b.vn"), False),
    (("imap-unreachable", "survey"), ("list-stale", ""), True),
    (("imap-unreachable", "survey"), ("mail-quarantined", "other"), False),
    (("host-unknown", "b.vn"), ("system-error", "mx.b.vn"), True),
    (("host-unknown", "b.vn"), ("network-error", "b.vn"), True),
    (("network-error", "b.vn"), ("expired", "b.vn"), True),
    (("network-error", "b.vn"), ("expired", "ab.vn"), False),
    (("network-error", "b.vn"), ("mailbox-full", "b.vn"), False),  # somebody there has answered
    (("mail-server-down", "b.vn"), ("mail-loop", "b.vn"), False),
    (("no-relaying", "relay"), ("breaker-tripped", ""), True),
    (("mailbox-full", "b.vn"), ("user-unknown", "b.vn"), False),
]


@pytest.mark.parametrize(("big", "small", "hides"), FAMILIES)
def test_a_bigger_fault_hides_its_followers(
    big: tuple[str, str], small: tuple[str, str], hides: bool
) -> None:
    found = parents(
        [
            incident(reason=small[0], where=small[1], id=1),
            incident(reason=big[0], where=big[1], id=2),
        ]
    )
    assert found == ({1: 2} if hides else {})


def test_a_followers_follower_belongs_to_the_top_and_what_is_over_hides_nothing() -> None:
    tower = [
        incident(reason="host-unknown", where="b.vn", id=1),
        incident(reason="network-error", where="b.vn", id=2),
        incident(reason="expired", where="b.vn", id=3),
    ]
    assert parents(tower) == {2: 1, 3: 1}
    over = incident(IncidentPhase.RESOLVED, reason="host-unknown", where="b.vn", id=1)
    assert parents([over, *tower[1:]]) == {3: 2}


REASONS = [
    *("smtp-unreachable", "smtp-tls", "breaker-tripped", "imap-unreachable", "imap-tls", "list-stale"),
    *("host-unknown", "network-error", "mail-server-down", "expired", "no-relaying", "mailbox-full"),
]
PLACES = ["", ".", "vn", "b.vn", "mx.b.vn", "a.mx.b.vn", "ab.vn", ".b.vn", "b..vn", "survey"]
ALIVE = st.builds(
    lambda reason, where, phase: {"reason": reason, "where": where, "phase": phase},
    st.sampled_from(REASONS),
    st.sampled_from(PLACES),
    st.sampled_from([IncidentPhase.OPEN, IncidentPhase.OPEN, IncidentPhase.FIXED, IncidentPhase.RESOLVED]),
)


def _by_the_definition(found: list[IncidentState]) -> dict[int, int]:
    """Each against each: of those that hide it, the top one, and of the top ones the oldest."""
    alive = [one for one in found if one.state is not IncidentPhase.RESOLVED]
    hidden = {
        small.id: min((-rank(big), big.id) for big in alive if hides(big, small))[1]
        for small in alive
        if any(hides(big, small) for big in alive)
    }
    while any(big in hidden for big in hidden.values()):
        hidden = {small: hidden.get(big, big) for small, big in hidden.items()}
    return hidden


@given(st.lists(ALIVE, min_size=10, max_size=30), st.randoms(use_true_random=False))
def test_families_are_what_a_comparison_of_each_with_each_gives(
    facts: list[dict[str, Any]], chance: Random
) -> None:
    found = [incident(id=number, **one) for number, one in enumerate(facts, 1)]
    chance.shuffle(found)
    assert parents(found) == _by_the_definition(found)


def _event(kind: EventKind, hours: int, **data: Any) -> Event:
    return Event(kind, NOW + hours * HOUR, "tuan", incident_id=5, data=data)


OPENED = _event(EventKind.INCIDENT_OPENED, 0, stage="sending", reason="blocked", where="mx.vn")
ACK = _event(EventKind.INCIDENT_ACKNOWLEDGED, 1, owner="tuan")
TOLD = _event(EventKind.INCIDENT_REPORTED, 2, reference="HT-5512")
FIX = _event(EventKind.INCIDENT_FIX_SEEN, 3, proof="sent")
LIVES = [
    # events after the opening, phase, owner
    ((), "open", None),
    ((ACK,), "acknowledged", "tuan"),
    ((ACK, TOLD), "reported", "tuan"),
    ((TOLD, ACK), "reported", "tuan"),
    ((ACK, TOLD, FIX), "fixed", "tuan"),
    ((ACK, FIX, _event(EventKind.INCIDENT_JOINED, 4)), "acknowledged", "tuan"),
    ((ACK, TOLD, FIX, _event(EventKind.INCIDENT_JOINED, 4)), "reported", "tuan"),
    ((FIX, _event(EventKind.INCIDENT_RESOLVED, 4)), "resolved", None),
    (
        (ACK, TOLD, _event(EventKind.INCIDENT_RESOLVED, 4), _event(EventKind.INCIDENT_REOPENED, 5)),
        "open",
        None,
    ),
    (
        (_event(EventKind.INCIDENT_RESOLVED, 4), _event(EventKind.INCIDENT_ASSIGNED, 5, owner="an")),
        "resolved",
        "an",
    ),
    ((_event(EventKind.INCIDENT_NOTED, 1, note="x"),), "open", None),
]


@pytest.mark.parametrize(("events", "phase", "owner"), LIVES)
def test_the_life_of_an_incident(events: tuple[Event, ...], phase: str, owner: str | None) -> None:
    state = None
    for event in (OPENED, *events):
        state = INCIDENT.apply(state, event)
    assert (state.state.value, state.owner) == (phase, owner)
