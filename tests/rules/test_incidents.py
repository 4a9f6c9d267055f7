from __future__ import annotations

from datetime import timedelta

import pytest

from maild.model import Action, EventKind, IncidentPhase, IncidentState, Reason, RecipientResult, Stage
from maild.rules.incidents import key_of, on_recurrence, severity, stage_of, where_of
from tests.rules.values import NOW


def incident(
    phase: IncidentPhase = IncidentPhase.OPEN, days: int = 0, people: int = 0, reason: str = "blocked"
) -> IncidentState:
    return IncidentState(
        id=5,
        key="k",
        stage=Stage.SENDING,
        reason=reason,
        where="",
        code="",
        state=phase,
        opened_at=NOW - timedelta(days=30),
        last_seen_at=NOW,
        respondents=tuple(range(people)),
        resolved_at=NOW - timedelta(days=days) if phase is IncidentPhase.RESOLVED else None,
    )


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


PLACES = [
    # reason                    mta                                  where
    (Reason.POLICY_VIOLATION, "mx.abc.example.vn", "mx.abc.example.vn"),
    (Reason.POLICY_VIOLATION, "dns; MX.abc.example.vn (192.0.2.1)", "mx.abc.example.vn"),
    (Reason.POLICY_VIOLATION, "192.0.2.1", "b.example.vn"),
    (Reason.POLICY_VIOLATION, "someone@mx.abc.example.vn", "b.example.vn"),
    (Reason.POLICY_VIOLATION, None, "b.example.vn"),
    (Reason.USER_UNKNOWN, "mx.abc.example.vn", "b.example.vn"),
    (Reason.HOST_UNKNOWN, "our-own.example.vn", "b.example.vn"),
]


@pytest.mark.parametrize(("reason", "mta", "where"), PLACES)
def test_a_fault_lies_at_a_server_or_a_domain_never_at_an_address(
    reason: Reason, mta: str | None, where: str
) -> None:
    assert where_of(RecipientResult("a@B.example.vn", Action.FAILED, reason=reason, mta=mta)) == where


@pytest.mark.parametrize("reason", list(Reason))
def test_a_full_or_locked_mailbox_fails_in_receiving_and_the_rest_in_sending(reason: Reason) -> None:
    receiving = reason in (Reason.MAILBOX_FULL, Reason.SUSPEND)
    assert stage_of(reason) is (Stage.RECEIVING if receiving else Stage.SENDING)


def test_forty_bounces_of_one_policy_have_one_key() -> None:
    assert key_of(Stage.SENDING, "policy-violation", "MX.example.vn", "5.7.1") == (
        "sending|policy-violation|mx.example.vn|5.7.1"
    )
    assert key_of(Stage.SENDING, "a|b", "", "") == "sending|a/b||"


SEVERITIES = [
    # people blocked, officials, working days left, reason, severity
    (1, 480, 10, "blocked", 3),
    (10, 480, 10, "blocked", 2),
    (48, 480, 10, "blocked", 1),
    (17, 480, 2, "blocked", 1),
    (1, 480, 1, "blocked", 3),
    (0, 480, 10, "imap-login-refused", 1),
    (0, 480, 10, "unverified-bounce", 3),
    (1, 0, 10, "blocked", 1),
]


@pytest.mark.parametrize(("people", "officials", "left", "reason", "weight"), SEVERITIES)
def test_severity_is_effect_times_nearness(
    people: int, officials: int, left: int, reason: str, weight: int
) -> None:
    assert severity(incident(people=people, reason=reason), officials, left) == weight
