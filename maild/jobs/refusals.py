"""What follows from a server's refusal in the SMTP dialogue: for the address, and for the log of errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from maild.model import (
    Action,
    AddressState,
    Calendar,
    Event,
    EventKind,
    Limits,
    OutboxLetter,
    Outcome,
    OutcomeKind,
    Reason,
    RecipientResult,
    Stage,
    Step,
)
from maild.privacy import mask_addresses
from maild.rules import suppression
from maild.rules.brakes import BLAMING
from maild.rules.causes import fault_of
from maild.rules.delivery import letter_event
from maild.rules.inbound import IncidentNote


def effects_of(
    outcome: Outcome,
    letter: OutboxLetter,
    address: AddressState,
    now: datetime,
    limits: Limits,
    calendar: Calendar,
    *,
    given_up: bool = False,
    relay: str = "",
) -> tuple[Event | None, IncidentNote | None]:
    """The address's event and the incident of a final refusal; nothing for what will be tried again by itself.

    `relay`: the server that spoke. `given_up`: the last try of a letter that was put off each time. Nobody has
    said that its address is dead.
    """
    if outcome.kind is OutcomeKind.OUR_FAULT:
        reason = "smtp-login-refused" if outcome.step is Step.AUTH else "smtp-refused"
        return None, IncidentNote(Stage.SENDING, reason, "", _code(outcome), None)
    if outcome.kind is OutcomeKind.DEFERRED and given_up:
        result = replace(result_of(outcome, letter), reason=Reason.EXPIRED, hard=False)
        return None, _note(result, letter, relay)
    if outcome.kind is not OutcomeKind.FAILED:
        return None, None
    result = result_of(outcome, letter)
    verdict = suppression.judge(result, address, limits, now, calendar)
    event: Event | None = None
    if verdict is EventKind.ADDRESS_SUSPENDED or verdict is EventKind.ADDRESS_SOFT_BOUNCED:
        event = letter_event(verdict, letter, now, reason=result.reason.value, source="smtp")
    return event, _note(result, letter, relay)


def _note(result: RecipientResult, letter: OutboxLetter, relay: str) -> IncidentNote:
    fault = fault_of(result, relay)
    return IncidentNote(fault.stage, fault.reason, fault.where, fault.code, letter.respondent_id)


def result_of(outcome: Outcome, letter: OutboxLetter) -> RecipientResult:
    """A refusal as a bounce would tell it."""
    from maild.decode.reasons import find_reason

    reply = None if outcome.code is None else str(outcome.code)
    reason = find_reason(outcome.text, outcome.enhanced, reply)
    return RecipientResult(
        address=letter.email,
        action=Action.FAILED,
        status=outcome.enhanced,
        reply_code=reply,
        reason=reason,
        hard=reason.hard,
        diagnostic=mask_addresses(outcome.text),
    )


def blames_us(outcome: Outcome, letter: OutboxLetter) -> bool:
    """Whether the server found fault with us rather than with the address."""
    if outcome.kind is OutcomeKind.FAILED:
        return result_of(outcome, letter).reason in BLAMING
    return outcome.kind is OutcomeKind.OUR_FAULT


def _code(outcome: Outcome) -> str:
    return outcome.enhanced or ("" if outcome.code is None else str(outcome.code))
