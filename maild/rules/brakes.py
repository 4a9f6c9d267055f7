"""What holds all sending or a whole wave: pause, breaker, canary, and the standing of a plan.

Data that the folds read: `breaker.tripped` {"because"}; `plan.drafted` {"code", "occasion", "digest", "receivers",
"left_out"}; `plan.approved` {"digest"}: an approval of another digest approves nothing;
`plan.canary_released` {"note"}.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from maild.model import (
    Aggregate,
    Code,
    Event,
    EventKind,
    Limits,
    PlanStanding,
    PlanState,
    Reason,
    SendingState,
    SentCounts,
)

SENDING_ID = 1
TYPED_COUNT_FROM = 50  # above this many receivers, whoever lets it go types how many there are
BLAMING = frozenset(  # what a server holds against the sender (DESIGN §12: groups policy and sender)
    {
        Reason.FILTERED,
        Reason.REJECTED,
        Reason.POLICY_VIOLATION,
        Reason.BLOCKED,
        Reason.BAD_REPUTATION,
        Reason.AUTH_FAILURE,
        Reason.REQUIRE_PTR,
        Reason.SECURITY_ERROR,
        Reason.NO_RELAYING,
        Reason.FAILED_STARTTLS,
    }
)
WINDOW = 50  # last results looked at
ENOUGH = 10  # fewer say nothing about a share
DEAD_SHARE = 0.20
BLAMED_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one letter, for the breaker: a refusal, a verified bounce, or nothing bad so far."""

    at: datetime
    domain: str
    dead: bool  # the address is dead (`suppression.is_dead`)
    blames_us: bool  # policy, authentication or sender: nothing wrong with the address
    domain_gone: bool = False  # dead because its whole domain is


def breaker(recent: Sequence[Result], since: datetime | None = None) -> str | None:
    """Why sending must stop, or None: "blamed" or "dead_addresses". `since` is the last reset by a person.

    A domain that is gone counts once, however many addresses it had: it is one fault, and no sign of
    a bad list. Unverified bounces are no results and must not be handed in.
    """
    window = sorted((one for one in recent if since is None or one.at > since), key=lambda one: one.at)[
        -WINDOW:
    ]
    in_a_row = 0
    for result in window:
        in_a_row = in_a_row + 1 if result.blames_us else 0
        if in_a_row >= BLAMED_IN_A_ROW:
            return "blamed"
    return "dead_addresses" if _too_many_dead(window) else None


def _too_many_dead(window: Sequence[Result]) -> bool:
    others = [one for one in window if not one.domain_gone]
    gone = len({one.domain.lower() for one in window if one.domain_gone})
    dead, total = sum(one.dead for one in others) + gone, len(others) + gone
    return total >= ENOUGH and dead > DEAD_SHARE * total


def canary_holds(counts: SentCounts, limits: Limits, now: datetime, *, released: bool = False) -> str | None:
    """Why the next letter of a plan must wait for its canary: "canary_wait", "canary_failed" (until a person has
    `released` the plan) or None."""
    if limits.canary <= 0:
        return None
    if counts.canary_failures >= limits.canary_fails and not released:
        return "canary_failed"
    if counts.canaries < limits.canary:
        return None  # this letter is a canary itself
    last = counts.last_canary_at
    if last is not None and now < last + timedelta(seconds=limits.canary_wait_s):
        return "canary_wait"
    return None


def canary_state(counts: SentCounts, limits: Limits, now: datetime, *, waiting: int, released: bool) -> str:
    """How a plan's canary stands: "going", "wait" (all have gone, the time runs), "failed" (the rest is held),
    "released" (by a person, though it had failed) or "passed". `waiting` letters of the plan are still to go.
    """
    if released:
        return "released"
    holds = canary_holds(counts, limits, now)
    if holds is not None and waiting:
        return holds.removeprefix("canary_")
    return "going" if counts.canaries < limits.canary and waiting else "passed"


_OF_SENDING = ("sending.", "breaker.")
_OF_PLANS = ("plan.",)


def _sending_key(event: Event) -> int | None:
    return SENDING_ID if event.kind.startswith(_OF_SENDING) else None


def _sending(state: SendingState | None, event: Event) -> SendingState:
    state = state or SendingState(SENDING_ID)
    match event.kind:
        case EventKind.SENDING_PAUSED:
            return replace(state, paused_by=event.actor)
        case EventKind.SENDING_RESUMED:
            return replace(state, paused_by=None)
        case EventKind.BREAKER_TRIPPED:
            return replace(
                state, breaker_tripped_at=event.at, breaker_because=str(event.data.get("because", "unknown"))
            )
        case EventKind.BREAKER_RESET:
            return replace(state, breaker_tripped_at=None, breaker_because=None, breaker_reset_at=event.at)
        case _:
            return state


def _plan_key(event: Event) -> int | None:
    return event.plan_id if event.kind.startswith(_OF_PLANS) else None


def _plan(state: PlanStanding | None, event: Event) -> PlanStanding | None:
    if state is None:
        return _drafted(event)
    match event.kind:
        case EventKind.PLAN_APPROVED:
            # A voided plan never comes back: what was approved is not what would be sent.
            if state.state is PlanState.VOIDED or event.data.get("digest", state.digest) != state.digest:
                return state
            return replace(state, state=PlanState.APPROVED, approved_by=event.actor, approved_at=event.at)
        case EventKind.PLAN_VOIDED:
            because = str(event.data.get("because", ""))
            return replace(state, state=PlanState.VOIDED, voided_because=because)
        case EventKind.PLAN_CANARY_RELEASED:
            return replace(state, released_by=event.actor, released_at=event.at)
        case _:
            return state


def _drafted(event: Event) -> PlanStanding | None:
    if event.kind is not EventKind.PLAN_DRAFTED or event.plan_id is None or event.round_id is None:
        return None
    return PlanStanding(
        id=event.plan_id,
        round_id=event.round_id,
        code=Code(event.data["code"]),
        occasion=event.data["occasion"],
        digest=event.data["digest"],
        state=PlanState.DRAFT,
        drafted_at=event.at,
        drafted_by=event.actor,
        receivers=int(event.data["receivers"]),
        left_out=int(event.data["left_out"]),
    )


SENDING = Aggregate("sending", _sending_key, _sending, kinds=_OF_SENDING)
PLAN = Aggregate("plan", _plan_key, _plan, "plan_id", _OF_PLANS)
