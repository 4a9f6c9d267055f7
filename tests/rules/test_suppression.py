from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from maild.model import Action, EventKind, Reason, RecipientResult, Standing
from maild.rules.suppression import judge
from tests.rules.values import CALENDAR, EMAIL, LIMITS, NOW, address, local

DEAD, SOFT = EventKind.ADDRESS_SUSPENDED, EventKind.ADDRESS_SOFT_BOUNCED

VERDICTS = [
    # reason                      status   reply  verdict
    (Reason.USER_UNKNOWN, "5.1.1", "550", DEAD),
    (Reason.USER_UNKNOWN, "5.0.0", "550", DEAD),  # the reader took it from the server's words
    (Reason.USER_UNKNOWN, "5.7.1", "550", DEAD),
    (Reason.USER_UNKNOWN, None, "550", DEAD),
    (Reason.USER_UNKNOWN, "4.1.1", "450", SOFT),
    (Reason.USER_UNKNOWN, None, "450", SOFT),
    (Reason.HAS_MOVED, "5.1.6", "551", DEAD),
    (Reason.HOST_UNKNOWN, "5.1.2", None, DEAD),
    (Reason.HOST_UNKNOWN, "4.4.3", None, None),  # DNS that answers badly today
    (Reason.NOT_ACCEPT, "5.1.10", "556", DEAD),
    (Reason.SUSPEND, "5.2.1", "550", DEAD),
    (Reason.SUSPEND, "4.2.1", "450", SOFT),
    (Reason.MAILBOX_FULL, "5.2.2", "552", SOFT),
    (Reason.MAILBOX_FULL, "4.2.2", "452", SOFT),
    (Reason.MAILBOX_FULL, "5.0.0", "554", SOFT),  # Zimbra's domain quota
    (Reason.UNDEFINED, "4.0.0", None, SOFT),
    (Reason.UNDEFINED, "5.0.0", "550", None),  # shown to a person
    (Reason.ON_HOLD, "5.0.0", None, None),
    *[
        (reason, status, None, None)
        for status in ("5.7.1", "5.0.0", "4.7.0")
        for reason in (
            Reason.POLICY_VIOLATION,
            Reason.BLOCKED,
            Reason.BAD_REPUTATION,
            Reason.AUTH_FAILURE,
            Reason.NO_RELAYING,
            Reason.FILTERED,
            Reason.REJECTED,
            Reason.SPAM_DETECTED,
            Reason.CONTENT_ERROR,
            Reason.MESG_TOO_BIG,
            Reason.RATE_LIMITED,
            Reason.GREYLISTED,
            Reason.EXPIRED,
            Reason.NETWORK_ERROR,
            Reason.SYSTEM_ERROR,
        )
    ],
]


@pytest.mark.parametrize(("reason", "status", "reply", "verdict"), VERDICTS)
def test_only_the_address_own_faults_count(
    reason: Reason, status: str | None, reply: str | None, verdict: EventKind | None
) -> None:
    result = RecipientResult(EMAIL, Action.FAILED, status=status, reply_code=reply, reason=reason)
    assert judge(result, address(), LIMITS, NOW, CALENDAR) is verdict


@pytest.mark.parametrize("action", [one for one in Action if one is not Action.FAILED])
def test_only_a_failure_counts(action: Action) -> None:
    result = RecipientResult(EMAIL, action, status="5.1.1", reason=Reason.USER_UNKNOWN)
    assert judge(result, address(), LIMITS, NOW, CALENDAR) is None


THIRD = [
    # earlier soft bounces                                   the next one at        verdict
    (["2026-11-11 09:00"], "2026-11-12 09:00", SOFT),
    (["2026-11-10 09:00", "2026-11-11 09:00"], "2026-11-12 09:00", DEAD),
    (["2026-11-12 08:00", "2026-11-12 08:30"], "2026-11-12 09:00", SOFT),  # all on one day
    (["2026-11-01 09:00", "2026-11-11 09:00"], "2026-11-12 09:00", SOFT),  # the first is too old
    (["2026-11-14 09:00", "2026-11-15 09:00"], "2026-11-16 09:00", SOFT),  # a weekend is no working day
    (["2026-11-13 09:00", "2026-11-15 09:00"], "2026-11-16 09:00", DEAD),
]


@pytest.mark.parametrize(("earlier", "at", "verdict"), THIRD)
def test_the_third_soft_bounce_in_a_week_on_two_working_days(
    earlier: list[str], at: str, verdict: EventKind
) -> None:
    result = RecipientResult(EMAIL, Action.FAILED, status="4.2.2", reason=Reason.MAILBOX_FULL)
    bounces: tuple[datetime, ...] = tuple(map(local, earlier))
    known = address(standing=Standing.SUSPECT, soft_bounces=bounces)
    assert judge(result, known, LIMITS, local(at), CALENDAR) is verdict


def test_what_counts_together_is_the_provinces_to_say() -> None:
    result = RecipientResult(EMAIL, Action.FAILED, status="4.2.2", reason=Reason.MAILBOX_FULL)
    known = address(
        standing=Standing.SUSPECT, soft_bounces=(local("2026-11-02 09:00"), local("2026-11-02 15:00"))
    )
    at = local("2026-11-12 09:00")  # ten days later
    for limits, verdict in (
        (LIMITS, SOFT),
        (replace(LIMITS, soft_days=14), DEAD),
        (replace(LIMITS, soft_days=14, soft_working_days=3), SOFT),
    ):
        assert judge(result, known, limits, at, CALENDAR) is verdict


def test_a_suspended_address_gets_no_softer() -> None:
    result = RecipientResult(EMAIL, Action.FAILED, status="5.2.2", reason=Reason.MAILBOX_FULL)
    assert judge(result, address(standing=Standing.SUSPENDED), LIMITS, NOW, CALENDAR) is None
