"""Failures that the ministry reports, by list or by forwarded notices: read by our reasons, and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from maild.decode.reasons import find_reason
from maild.decode.status import best_status, reply_code
from maild.jobs import incidents as incident_trip
from maild.model import Action, Event, EventKind, RecipientResult
from maild.privacy import mask_addresses
from maild.roster.failures import FailureImport, FailureRow
from maild.rules import RESPONDENT
from maild.rules.reported import Reported, reported
from maild.store import Unit, View, roster, rounds


def results_of(read: FailureImport) -> list[RecipientResult]:
    """The rows of a list as a bounce would tell them."""
    return [_result(row) for row in read.rows]


def _result(row: FailureRow) -> RecipientResult:
    said = f"{row.code} {row.words}".strip()
    status, reply = best_status(None, said), reply_code(said)
    reason = find_reason(row.words or row.code, status, reply)
    return RecipientResult(
        address=row.email,
        action=Action.FAILED,
        status=status,
        reply_code=reply,
        reason=reason,
        hard=reason.hard,
        diagnostic=mask_addresses(row.words),
    )


def judge(
    look: View,
    results: Sequence[RecipientResult],
    now: datetime,
    *,
    actor: str = "daemon",
    mail_id: int | None = None,
    round_id: int | None = None,
) -> Reported:
    """What failures say of the people of `round_id`, else of the rounds that run; nothing is written."""
    named = {address.lower() for one in results for address in (one.original, one.address) if address}
    open_rounds = {round_id} if round_id is not None else {one.id for one in rounds.running(look.connection)}
    people = {
        email: [one for one in found if one.round_id in open_rounds]
        for email, found in roster.by_addresses(look.connection, named).items()
    }
    numbers = {one.id for found in people.values() for one in found}
    states = {number: look.state(RESPONDENT, number) for number in numbers}
    known = {number: state for number, state in states.items() if state is not None}
    return reported(results, people, known, now, actor=actor, mail_id=mail_id)


def record(unit: Unit, judged: Reported, now: datetime, *, mail_id: int | None = None) -> None:
    """Write down what was judged: an event a person, under the incident it belongs to."""
    seen = incident_trip.Sightings(unit)
    for one in judged.consequences:
        number = incident_trip.note(unit, one.note, now, mail_id=mail_id, hearsay=True, seen=seen)
        unit.tell(replace(one.event, incident_id=number))


def summary(judged: Reported, source: str, actor: str, now: datetime, mail_id: int | None = None) -> Event:
    """How many failures a list or a mail brought."""
    data = {
        "origin": source,
        "people": len(judged.consequences),
        "unknown": len(judged.unknown),
        "old": judged.old,
        "answered": judged.answered,
        "known": judged.known,
    }
    return Event(EventKind.FAILURES_TAKEN, now, actor, mail_id=mail_id, data=data)
