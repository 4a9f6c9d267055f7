"""A person has read a mail and says what it is: what the machine's reading did is taken back, and his holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from maild.model import Event, EventKind, Kind, RespondentState, Stage
from maild.rules.inbound import IncidentNote
from maild.rules.status import FACTS
from maild.rules.troubles import SURVEY, code_of, phase_of, reason_of

# What a person may call a mail; the rest is told by fields that nobody need interpret.
SETTLED_AS = (
    Kind.COMPLETED, Kind.TECH_SENDING, Kind.TECH_RECEIVING, Kind.TECH_ANSWERING, Kind.WRONG_PERSON,
    Kind.CONTACT_CHANGE, Kind.OUT_OF_OFFICE, Kind.QUESTION, Kind.REFUSAL, Kind.DELEGATION, Kind.AUTO_ACK,
    Kind.READ_RECEIPT, Kind.UNRELATED,
)  # fmt: skip
# What says nothing of a person's answer: whoever works on errors may say it.
OF_ERRORS = (Kind.TECH_SENDING, Kind.TECH_RECEIVING, Kind.TECH_ANSWERING, Kind.UNRELATED)
_STAGES = {
    Kind.TECH_SENDING: Stage.SENDING,
    Kind.TECH_RECEIVING: Stage.RECEIVING,
    Kind.TECH_ANSWERING: Stage.ANSWERING,
}
_SETS = {
    Kind.COMPLETED: "self_reported",
    Kind.REFUSAL: "refused",
    Kind.WRONG_PERSON: "wrong_person",
    Kind.QUESTION: "question",
    Kind.OUT_OF_OFFICE: "on_leave",
}
_SHOWS = {
    Kind.CONTACT_CHANGE: EventKind.RESPONDENT_CONTACT_PROPOSED,
    Kind.DELEGATION: EventKind.RESPONDENT_DELEGATED,
}
_SAID = {
    EventKind.RESPONDENT_SELF_REPORTED: "self_reported",
    EventKind.RESPONDENT_CLAIM_HELD: "claim_held",
    EventKind.RESPONDENT_WRONG_PERSON: "wrong_person",
    EventKind.RESPONDENT_QUESTION_ASKED: "question",
    EventKind.RESPONDENT_REFUSED: "refused",
    EventKind.RESPONDENT_ON_LEAVE: "on_leave",
}


def taken_back(
    trail: Sequence[Event], state: RespondentState, event: Event, because: str = "settled"
) -> Iterator[Event]:
    """What the mail with this `trail` did to an official and still holds, undone. `event` is the model: who and when.

    What something later has said again, or already taken back, is left alone.
    """
    cleared: list[str] = []
    was: dict[str, Any] = {}
    for one in trail:
        fact = one.data.get("set") if one.kind is EventKind.RESPONDENT_CORRECTED else _SAID.get(one.kind)
        if fact is not None and fact not in cleared and _holds(state, fact, one):
            cleared.append(fact)
            if fact == "on_leave":
                was["was"] = one.data["until"]
        number = one.incident_id
        held = number is not None and (number in state.blocked_by or number == state.error_incident_id)
        if one.kind is EventKind.RESPONDENT_ERROR_REPORTED and held:
            yield replace(event, kind=EventKind.RESPONDENT_UNBLOCKED, incident_id=number)
    if cleared:
        data = {"clear": cleared, "because": because, **was}
        yield replace(event, kind=EventKind.RESPONDENT_CORRECTED, data=data)


def _holds(state: RespondentState, fact: str, event: Event) -> bool:
    value: datetime | date | None = getattr(state, FACTS[fact])
    if fact == "on_leave":
        return value is not None and value.isoformat() == event.data.get("until")
    return value is not None and value == event.at


def said(kind: Kind, event: Event, until: date | None) -> Iterator[Event]:
    """What a mail of this kind means for the official who wrote it; errors become incidents instead."""
    fact = _SETS.get(kind)
    if fact is not None:
        data: dict[str, Any] = {"set": fact, "because": "settled"}
        if fact == "on_leave" and until is not None:
            data["until"] = until.isoformat()
        yield replace(event, kind=EventKind.RESPONDENT_CORRECTED, data=data)
    if kind in _SHOWS:
        yield replace(event, kind=_SHOWS[kind], data={"trusted": True})


def error(kind: Kind, hint: str, words: str, domain: str, respondent_id: int | None) -> IncidentNote | None:
    """The fault that a technical mail reports, from what is kept of it; None for other kinds."""
    stage = _STAGES.get(kind)
    if stage is None:
        return None
    stage = phase_of(stage, words)
    where = SURVEY if stage is Stage.ANSWERING else domain
    return IncidentNote(
        stage, reason_of(stage, hint, words), where, code_of(stage, hint, words), respondent_id
    )
