"""What is known of one respondent, folded from events, and where that leaves the person.

Data that the fold reads: `respondent.answered` {"since": ISO time}, else the event's time; `respondent.on_leave`
{"until": ISO date}; `respondent.invited` {"on": ISO date}, else the event's time; `letter.*` {"code": "R2"};
`address.suspended` {"reason"}; `respondent.corrected` {"set": fact, "until": ISO date for on_leave} and
{"clear": [facts]}, the facts being the keys of `FACTS`; a sighting of an incident {"blocks": true}: his mail does
not get through until it is over, or he shows a sign of life; `respondent.unblocked` {"next": incident}: it is over,
and the next one that he reported is open; `respondent.blocked_again` {"error", "blocks"}: it is not over after all,
and holds him as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from maild.model import (
    LADDER,
    Aggregate,
    Code,
    Event,
    EventKind,
    Reason,
    RespondentState,
    RespondentStatus,
)
from maild.rules.incidents import SIGHTINGS

FACTS = {
    "answered": "answered_at",
    "self_reported": "self_reported_at",
    "claim_held": "claim_held_at",
    "on_leave": "on_leave_until",
    "unreachable": "unreachable",
    "wrong_person": "wrong_person_at",
    "exempt": "exempt_at",
    "refused": "refused_at",
    "question": "question_at",
    "error": "error_incident_id",
    "undelivered": "undelivered",
}
_DATED: dict[EventKind, str] = {
    EventKind.RESPONDENT_CLAIM_HELD: "claim_held_at",
    EventKind.RESPONDENT_WRONG_PERSON: "wrong_person_at",
    EventKind.RESPONDENT_QUESTION_ASKED: "question_at",
    EventKind.RESPONDENT_REFUSED: "refused_at",
}
_MAY_HAVE_GONE = frozenset({EventKind.LETTER_IN_DOUBT, EventKind.LETTER_SENT})
_DID_NOT_GO = frozenset({EventKind.LETTER_DEFERRED, EventKind.LETTER_RELEASED, EventKind.LETTER_FAILED})


def answered_since(event: Event) -> datetime:
    """From when on a `respondent.answered` says that somebody has answered."""
    since = event.data.get("since")
    return datetime.fromisoformat(since) if since else event.at


def status_of(state: RespondentState, today: date) -> RespondentStatus:
    """The one status that the reports count on the local day `today`; the strongest fact wins."""
    if state.answered_at is not None:
        return RespondentStatus.ANSWERED
    if state.self_reported_at is not None:
        return RespondentStatus.SELF_REPORTED
    if (state.exempt_at or state.wrong_person_at or state.refused_at) is not None:
        return RespondentStatus.NOT_URGED
    if state.unreachable is not None:
        return RespondentStatus.UNREACHABLE
    if state.on_leave_until is not None and today < state.on_leave_until:
        return RespondentStatus.ON_LEAVE
    return RespondentStatus.OPEN


def _key(event: Event) -> int | None:
    return event.respondent_id


def _apply(state: RespondentState | None, event: Event) -> RespondentState | None:
    if state is None:
        return _listed(event)
    kind, at, data = event.kind, event.at, event.data
    if kind in SIGHTINGS:
        return _blocked(state, event)
    if kind is EventKind.RESPONDENT_REACHED:
        return replace(state, reached_at=at, blocked_by=())
    if kind in _DATED:
        changed: dict[str, Any] = {_DATED[kind]: at}
        return replace(state, **changed)
    if kind in _MAY_HAVE_GONE:
        return _gone(state, event)
    if kind in _DID_NOT_GO:
        return _not_gone(state, event)
    match kind:
        case EventKind.RESPONDENT_INVITED:
            on = data.get("on")
            invited = datetime.combine(date.fromisoformat(on), time(), UTC) if on else at
            return replace(state, invited_at=invited)
        case EventKind.RESPONDENT_ANSWERED:
            return replace(state, answered_at=answered_since(event), claim_held_at=None)
        case EventKind.RESPONDENT_SELF_REPORTED:
            return replace(state, self_reported_at=at, claim_held_at=None)
        case EventKind.RESPONDENT_ON_LEAVE:
            return replace(state, on_leave_until=date.fromisoformat(data["until"]))
        case EventKind.RESPONDENT_HELD:
            return replace(state, held_at=at)
        case EventKind.RESPONDENT_RELEASED:
            return replace(state, held_at=None)
        case EventKind.RESPONDENT_BACK:
            return replace(state, on_leave_until=None)
        case EventKind.RESPONDENT_ERROR_REPORTED:
            return replace(state, error_incident_id=event.incident_id or 0)  # 0: no incident tells its number
        case EventKind.RESPONDENT_CORRECTED:
            return _corrected(state, event)
        case EventKind.RESPONDENT_INVITATION_FAILED:
            return replace(state, undelivered=_reason(data))
        case EventKind.ADDRESS_SUSPENDED:
            return replace(state, unreachable=_reason(data))
        case EventKind.ADDRESS_RESTORED:
            return replace(state, unreachable=None, blocked_by=())
        case EventKind.RESPONDENT_CHANGED if "was" in data:
            return replace(state, blocked_by=())  # the fault was the old address's
        case EventKind.RESPONDENT_UNBLOCKED:
            return _released(state, event)
        case EventKind.RESPONDENT_BLOCKED_AGAIN if event.incident_id is not None:
            error = event.incident_id if data.get("error") else state.error_incident_id
            return replace(_blocked(state, event), error_incident_id=error)
        case _:
            return state


def _listed(event: Event) -> RespondentState | None:
    if event.kind is not EventKind.RESPONDENT_LISTED or event.respondent_id is None or event.round_id is None:
        return None
    return RespondentState(id=event.respondent_id, round_id=event.round_id, listed_at=event.at)


def _gone(state: RespondentState, event: Event) -> RespondentState:
    """Count a letter once, at whichever comes first of `in_doubt` (its intent) and `sent`."""
    code, number = _code(event), event.letter_id
    if code in LADDER:
        if code.level <= state.last_level:
            return state
        state = replace(state, letters_sent=state.letters_sent + 1, last_level=code.level)
    elif event.kind is not EventKind.LETTER_IN_DOUBT:
        return state
    elif code is Code.X1:
        state = replace(state, told_of_extension_at=event.at)
    before = state.last_sent_at
    return replace(state, last_sent_at=event.at, last_letter_id=number, sent_before_at=before)


def _not_gone(state: RespondentState, event: Event) -> RespondentState:
    """The server refused a letter after its intent: it counts neither for the gap nor for its level.

    The gap is the one to the letter before it again, which may have become longer meanwhile in the configuration.
    """
    if event.letter_id is None or event.letter_id != state.last_letter_id:
        return state
    code = _code(event)
    state = replace(state, last_sent_at=state.sent_before_at, last_letter_id=None, sent_before_at=None)
    if code is Code.X1:
        return replace(state, told_of_extension_at=None)
    if code not in LADDER:
        return state
    left = max(state.letters_sent - 1, 0)
    return replace(state, letters_sent=left, last_level=code.level - 1 if left else 0)


def _code(event: Event) -> Code:
    return Code(event.data["code"])


def _blocked(state: RespondentState, event: Event) -> RespondentState:
    if not event.data.get("blocks") or event.incident_id is None or event.incident_id in state.blocked_by:
        return state
    return replace(state, blocked_by=(*state.blocked_by, event.incident_id))


def _released(state: RespondentState, event: Event) -> RespondentState:
    left = tuple(one for one in state.blocked_by if one != event.incident_id)
    error = state.error_incident_id
    return replace(
        state,
        blocked_by=left,
        error_incident_id=event.data.get("next") if error == event.incident_id else error,
    )


def _corrected(state: RespondentState, event: Event) -> RespondentState:
    changes: dict[str, Any] = {}
    cleared: Iterable[str] = event.data.get("clear", ())
    for fact in cleared:
        if fact == "error" and event.incident_id not in (None, state.error_incident_id):
            continue  # another error than the one that is solved is still open
        changes[FACTS[fact]] = None
        if fact == "unreachable":
            changes["blocked_by"] = ()
    match event.data.get("set"):
        case None:
            pass
        case "on_leave":
            changes["on_leave_until"] = date.fromisoformat(event.data["until"])
        case "unreachable" | "undelivered" as fact:
            changes[fact] = _reason(event.data)
        case "error":
            changes["error_incident_id"] = event.incident_id or 0
        case fact:
            changes[FACTS[fact]] = event.at
            if fact in ("answered", "self_reported"):
                changes["claim_held_at"] = None
    return replace(state, **changes)


def _reason(data: Any) -> Reason:
    try:
        return Reason(data.get("reason", Reason.UNDEFINED))
    except ValueError:
        return Reason.UNDEFINED


RESPONDENT = Aggregate("respondent", _key, _apply, "respondent_id")
