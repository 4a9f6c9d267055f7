"""The life of a letter in the outbox: what an outcome makes of it, and whether its dot may be sent.

Data of every `letter.*` event: {"code": "R2"}; `letter.claimed` {"fence"}, `letter.deferred` {"attempts"}.
`letter_event` fills the ids and the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from maild.model import (
    LADDER,
    AddressState,
    Aggregate,
    Calendar,
    Code,
    Event,
    EventKind,
    Kind,
    LetterStanding,
    LetterState,
    Limits,
    OutboxLetter,
    Outcome,
    OutcomeKind,
    Permit,
    PlanStanding,
    PlanState,
    Refused,
    RespondentState,
    SendingState,
    SentCounts,
    Step,
)
from maild.rules.brakes import canary_holds
from maild.rules.calendar import in_window, local_day, next_window, window_after, working_days_between
from maild.rules.reminders import stop_reason

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 180))
WINDOWS_MORE = 3  # tries in later windows before a letter is given up
# A relay that cannot be reached has said nothing about any letter: it is knocked at, and no try is counted. With the
# ten seconds of a try that began before the cure, and ten to the next look, letters flow within half a minute of it.
_NOBODY_THERE = frozenset({Step.CONNECT, Step.EHLO, Step.STARTTLS})
KNOCK_AFTER = timedelta(seconds=8)
MODES = frozenset({"rehearsal", "live"})

# Refusals of the intent that pass: when the letter is offered again. Whatever is not here has lost
# its reason to be sent in this wave and is skipped; the next level takes those who are still open.
_LATER: dict[str, timedelta] = {
    "cap_minute": timedelta(minutes=1),
    "cap_domain": timedelta(minutes=1),
    "cap_hour": timedelta(minutes=5),
    "person_today": timedelta(days=1),
    "address_day": timedelta(hours=1),
    "gap": timedelta(days=1),
    "canary_wait": timedelta(minutes=1),
    "canary_failed": timedelta(minutes=15),
    "pause": timedelta(minutes=5),
    "breaker": timedelta(minutes=15),
    "locked": timedelta(minutes=15),
    "mode": timedelta(minutes=15),
    "not_approved": timedelta(minutes=15),
    "plan_changed": timedelta(minutes=15),
    "list_missing": timedelta(minutes=15),
    "list_old": timedelta(minutes=15),
    "outside_window": timedelta(),
    "not_due": timedelta(),
    "not_claimed": timedelta(minutes=1),
    "stopping": timedelta(),
    "letter_changed": timedelta(),
    "round_paused": timedelta(minutes=15),
    "held": timedelta(days=1),
}
# What a next level would take up again; a letter beside the ladder has no next one, and waits for its round's end.
_PASSES = frozenset(
    {"on_leave", "error_open", "question_open", "claim_unverified", "unreachable", "address_suspended"}
)
# What an earlier sign says more than a later one does not undo: a delay notice after a bounce.
_EVIDENCE: dict[EventKind, str] = {
    EventKind.LETTER_BOUNCED: "bounced",
    EventKind.LETTER_DELAYED: "delayed",
    EventKind.LETTER_DELIVERED: "delivered",
    EventKind.RESPONDENT_REACHED: "replied",
}
_RECEIPTS = frozenset({Kind.DELIVERED, Kind.READ_RECEIPT})
_MOVES: dict[EventKind, LetterState] = {
    EventKind.LETTER_PLANNED: LetterState.PLANNED,
    EventKind.LETTER_CLAIMED: LetterState.CLAIMED,
    EventKind.LETTER_RELEASED: LetterState.PLANNED,
    EventKind.LETTER_DEFERRED: LetterState.PLANNED,
    EventKind.LETTER_IN_DOUBT: LetterState.IN_DOUBT,
    EventKind.LETTER_SENT: LetterState.SENT,
    EventKind.LETTER_FAILED: LetterState.FAILED,
    EventKind.LETTER_SKIPPED: LetterState.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class Transition:
    """Where a letter goes and the event that says so; `not_before` only where it will be tried again."""

    state: LetterState
    event: EventKind
    not_before: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IntentFacts:
    """Everything the intent must know, read in the same transaction that makes the dot durable."""

    mode: str
    sending: SendingState
    plan: PlanStanding | None
    digest_now: str  # of the plan's receivers as they were shown, with texts and sender as they are now
    address_is_his: bool  # still: the roster may have been corrected since the approval
    respondent: RespondentState
    address: AddressState | None  # None: nothing has ever happened to it
    counts: SentCounts
    round_closes: datetime  # for this letter: `reminders.last_moment`, or earlier where the round is closed
    wave_closes: datetime  # `reminders.closes_at`: from then on the next level would come too soon after it
    round_paused: bool
    list_as_of: datetime | None  # the ministry's own time of the newest applied list
    sending_locked: bool  # the database was restored from a backup


def permit(
    letter: OutboxLetter, facts: IntentFacts, now: datetime, limits: Limits, calendar: Calendar
) -> Permit | Refused:
    """Whether DATA may be sent for `letter` at `now`; the first reason against it, gravest first.

    Reasons that end the letter for this wave outrank brakes that pass, so that a letter to somebody
    who has answered is skipped at once and not kept for when the pause ends.
    """
    because = (
        _of_the_person(letter, facts, now, limits, calendar)
        or _of_the_desk(letter, facts)
        or list_holds(letter.code, facts.list_as_of, now, limits, calendar)
        or _of_the_clock(letter, now, calendar)
        or _of_the_caps(facts.counts, now, limits)
        or canary_holds(facts.counts, limits, now, released=_released(facts.plan))
    )
    return Permit() if because is None else Refused(because)


def after(
    outcome: Outcome, letter: OutboxLetter, now: datetime, calendar: Calendar, limits: Limits
) -> Transition:
    """What becomes of a claimed letter. `letter.attempts` counts the tries before this one.

    The data holds codes only, never the server's words.
    """
    data: dict[str, Any] = {"code": letter.code.value, "step": outcome.step.value}
    if outcome.code is not None:
        data["reply_code"] = outcome.code
    if outcome.enhanced:
        data["status"] = outcome.enhanced
    tries = letter.attempts + 1
    match outcome.kind:
        case OutcomeKind.SENT:
            data |= {"rehearsal": True} if outcome.rehearsed else {}
            return Transition(LetterState.SENT, EventKind.LETTER_SENT, None, data)
        case OutcomeKind.IN_DOUBT:
            return Transition(
                LetterState.IN_DOUBT, EventKind.LETTER_IN_DOUBT, None, data | {"because": "no_reply"}
            )
        case OutcomeKind.FAILED:
            return Transition(
                LetterState.FAILED, EventKind.LETTER_FAILED, None, data | {"because": "refused"}
            )
        case OutcomeKind.REFUSED:
            return _refused(outcome.text, letter, now, calendar)
        case OutcomeKind.OUR_FAULT:
            # Nothing is wrong with the letter: it waits however long we need to mend ourselves, and
            # the intent ends it when the round closes.
            at = _retry_at(min(tries, len(RETRY_AFTER) + 1), now, calendar)
            data |= {"because": "our_fault", "attempts": tries}
            return Transition(LetterState.PLANNED, EventKind.LETTER_DEFERRED, at, data)
        case OutcomeKind.DEFERRED if relay_is_away(outcome):
            at = next_window(now + KNOCK_AFTER, calendar)
            return Transition(
                LetterState.PLANNED, EventKind.LETTER_DEFERRED, at, data | {"because": "relay_away"}
            )
        case OutcomeKind.DEFERRED:
            if tries > len(RETRY_AFTER) + WINDOWS_MORE:
                data |= {"because": "expired", "attempts": tries}
                return Transition(LetterState.FAILED, EventKind.LETTER_FAILED, None, data)
            data |= {"because": "deferred", "attempts": tries}
            at = _retry_at(tries, now, calendar)
            return Transition(LetterState.PLANNED, EventKind.LETTER_DEFERRED, at, data)


def relay_is_away(outcome: Outcome) -> bool:
    """Whether the relay was not reached, or too busy to speak: nothing that waiting longer would mend."""
    return outcome.kind is OutcomeKind.DEFERRED and outcome.step in _NOBODY_THERE


def letter_event(kind: EventKind, letter: OutboxLetter, now: datetime, **data: Any) -> Event:
    """An event about `letter` with all its ids and the code that the folds need."""
    return Event(
        kind,
        now,
        round_id=letter.round_id,
        respondent_id=letter.respondent_id,
        address_id=letter.address_id,
        letter_id=letter.id,
        plan_id=letter.plan_id,
        data={"code": letter.code.value, **data},
    )


def _refused(because: str, letter: OutboxLetter, now: datetime, calendar: Calendar) -> Transition:
    """What becomes of a letter, claimed or not, whose intent was refused: it waits, or it is skipped for good."""
    data = {"code": letter.code.value, "because": because}
    wait = _LATER.get(because)
    if wait is None and letter.code not in LADDER and because in _PASSES:
        wait = timedelta(days=1)
    if wait is None:
        return Transition(LetterState.SKIPPED, EventKind.LETTER_SKIPPED, None, data)
    at = next_window(max(now + wait, letter.due_at, letter.not_before), calendar)
    return Transition(LetterState.PLANNED, EventKind.LETTER_RELEASED, at, data)


def _of_the_person(
    letter: OutboxLetter, facts: IntentFacts, now: datetime, limits: Limits, calendar: Calendar
) -> str | None:
    address = facts.address or AddressState(letter.address_id)
    reason = stop_reason(facts.respondent, address, letter.code, now, facts.round_closes, calendar, limits)
    if reason is None and now >= facts.wave_closes:
        return "wave_closed"
    return reason or (None if facts.address_is_his else "address_changed")


def _of_the_desk(letter: OutboxLetter, facts: IntentFacts) -> str | None:
    if letter.state not in (LetterState.PLANNED, LetterState.CLAIMED):
        return "not_claimed"
    if facts.sending_locked:
        return "locked"
    if facts.mode not in MODES:
        return "mode"
    if facts.sending.paused_by is not None:
        return "pause"
    if facts.round_paused:
        return "round_paused"
    if facts.sending.breaker_tripped_at is not None:
        return "breaker"
    plan = facts.plan
    if plan is None or plan.state is not PlanState.APPROVED or plan.id != letter.plan_id:
        return "not_approved"
    if plan.digest != facts.digest_now:
        return "plan_changed"
    return None


def list_holds(
    code: Code, as_of: datetime | None, now: datetime, limits: Limits, calendar: Calendar
) -> str | None:
    """Why the ministry's newest list, of the time `as_of`, holds letters of a code back; None when it does not."""
    if limits.list_age_days < 0 or code is Code.T0:
        return None  # the guard is switched off; nobody can have answered before the invitations
    if as_of is None:
        return "list_missing"
    age = working_days_between(local_day(as_of, calendar), local_day(now, calendar), calendar)
    return "list_old" if age > limits.list_age(code) else None


def _of_the_clock(letter: OutboxLetter, now: datetime, calendar: Calendar) -> str | None:
    if now < letter.due_at or now < letter.not_before:
        return "not_due"
    return None if in_window(now, calendar) else "outside_window"


def _of_the_caps(counts: SentCounts, now: datetime, limits: Limits) -> str | None:
    if counts.to_person_today >= 1:
        return "person_today"
    if counts.to_address_day >= limits.address_day:
        return "address_day"
    if counts.minute >= limits.per_minute:
        return "cap_minute"
    if counts.hour >= limits.per_hour:
        return "cap_hour"
    return "cap_domain" if counts.domain_minute >= limits.per_domain_minute else None


def _released(plan: PlanStanding | None) -> bool:
    return plan is not None and plan.released_at is not None


def _retry_at(tries: int, now: datetime, calendar: Calendar) -> datetime:
    if tries <= len(RETRY_AFTER):
        return next_window(now + RETRY_AFTER[tries - 1], calendar)
    return window_after(now, calendar)[0]


def _key(event: Event) -> int | None:
    return event.letter_id


def _apply(state: LetterStanding | None, event: Event) -> LetterStanding | None:
    if state is None:
        if event.kind is not EventKind.LETTER_PLANNED or event.letter_id is None:
            return None
        return LetterStanding(event.letter_id, LetterState.PLANNED)
    if event.kind in _EVIDENCE:
        said = "delivered" if event.data.get("by") in _RECEIPTS else _EVIDENCE[event.kind]
        return state if said == "delayed" and state.evidence else replace(state, evidence=said)
    if event.kind not in _MOVES:
        return state
    moved = _MOVES[event.kind]
    return replace(
        state,
        state=moved,
        fence=int(event.data.get("fence", state.fence + (event.kind is EventKind.LETTER_CLAIMED))),
        attempts=int(event.data.get("attempts", state.attempts)),
        skipped_because=str(event.data.get("because", "")) if moved is LetterState.SKIPPED else None,
    )


LETTER = Aggregate("letter", _key, _apply, "letter_id")
