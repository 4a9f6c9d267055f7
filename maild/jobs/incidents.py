"""Open, join or reopen an incident inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from maild.errors import InputRefused
from maild.logs import log
from maild.model import (
    Code,
    Event,
    EventKind,
    IncidentPhase,
    IncidentState,
    LetterState,
    NoticeCode,
    PlanState,
    Reading,
    RespondentState,
)
from maild.rules import INCIDENT, RESPONDENT
from maild.rules.causes import key_of
from maild.rules.correlate import Match
from maild.rules.delivery import letter_event
from maild.rules.inbound import IncidentNote
from maild.rules.incidents import SIGHTINGS, blocks, on_recurrence
from maild.store import Unit, View, events, incidents, notices, outbox, plans, rounds


@dataclass(frozen=True, slots=True)
class Reopened:
    """What was taken back with an incident that was closed too early."""

    held: int  # who is held again
    plans: int  # of S1, which would have said that it is over
    letters: int  # of S1, which waited to be sent


def key(fault: IncidentNote) -> str:
    return key_of(fault.stage, fault.reason, fault.where, fault.code)


class Sightings:
    """The newest incident of each fault, and whom each touches: asked once, and true until the transaction ends."""

    def __init__(self, unit: Unit, people: Collection[int] = ()) -> None:
        """`people` will be asked for: they are read together."""
        self._unit = unit
        self._newest: dict[str, int] = {}  # 0: none
        self._last: int | None = None
        self._touched = incidents.touching(unit.connection, people)
        unit.listen(self._hear)

    def latest(self, fault: str) -> IncidentState | None:
        """The newest incident of a fault, open or not."""
        if fault not in self._newest:
            found = incidents.latest(self._unit.before, fault)
            if found is not None:
                self._unit.hold({(INCIDENT.name, found.id): found})
            self._newest[fault] = 0 if found is None else found.id
        number = self._newest[fault]
        state: IncidentState | None = self._unit.state(INCIDENT, number) if number else None
        return state

    def next_id(self) -> int:
        if self._last is None:
            self._last = incidents.last_id(self._unit.connection)
        return self._last + 1

    def is_touched(self, number: int, who: int) -> bool:
        if who not in self._touched:
            self._touched |= incidents.touching(self._unit.connection, [who])
        return number in self._touched[who]

    def _hear(self, new: Sequence[Event]) -> None:
        """What is seen meanwhile, whoever records it."""
        for event in new:
            number, who = event.incident_id, event.respondent_id
            if number is None or event.kind not in SIGHTINGS:
                continue
            if self._last is not None:
                self._last = max(self._last, number)
            fault = event.data.get("key")
            if fault is not None and (fault in self._newest or event.kind is EventKind.INCIDENT_OPENED):
                self._newest[fault] = max(self._newest.get(fault, 0), number)
            if who in self._touched:
                self._touched[who].add(number)


def note(
    unit: Unit,
    fault: IncidentNote,
    now: datetime,
    *,
    mail_id: int | None = None,
    letter_id: int | None = None,
    hearsay: bool = False,
    seen: Sightings | None = None,
) -> int:
    """Record one sighting of a fault; the incident's number. One fault is one line, however often it is seen.

    `hearsay`: another server's failure, which keeps nobody from our own letters. `seen` is of the same transaction.
    """
    seen = Sightings(unit) if seen is None else seen
    last = seen.latest(key(fault))
    kind = on_recurrence(last, now)
    opened = last is None or kind is EventKind.INCIDENT_OPENED
    number = seen.next_id() if opened or last is None else last.id
    data: dict[str, object] = {
        "key": key(fault),
        "stage": fault.stage.value,
        "reason": fault.reason,
        "where": fault.where,
        "code": fault.code,
    }
    who = fault.respondent_id
    if who is not None and not opened and seen.is_touched(number, who):
        data["again"] = True
    if who is not None and not hearsay and blocks(fault.stage, fault.reason):
        data["blocks"] = True
    unit.tell(
        Event(
            kind,
            now,
            incident_id=number,
            respondent_id=who,
            mail_id=mail_id,
            letter_id=letter_id,
            data=data,
        )
    )
    if kind is not EventKind.INCIDENT_JOINED:
        told = {"stage": fault.stage.value, "reason": fault.reason, "where": fault.where, "code": fault.code}
        if opened:
            log.warning("incident.opened", incident_id=number, mail_id=mail_id, **told)
        else:
            log.warning("incident.reopened", incident_id=number, mail_id=mail_id, **told)
        _silence(unit, number, now)
    return number


def seen_in(unit: Unit, trail: Sequence[Event], faults: Collection[IncidentNote]) -> dict[str, int]:
    """By their keys, those of the `faults` that a mail with this `trail` has been counted under already."""
    wanted = {key(one) for one in faults}
    numbers = {one.incident_id for one in trail if one.kind in SIGHTINGS and one.incident_id is not None}
    states = (find(unit, number) for number in sorted(numbers))
    return {one.key: one.id for one in states if one.key in wanted}


def answered(unit: Unit, reading: Reading, match: Match, ministry: Collection[str]) -> int | None:
    """The incident that a mail of the ministry answers: by the thread of M1, else by a number in its subject.

    A number counts only from one of the ministry's own addresses: it points a person to the mail, no more.
    """
    if match.notice_id is not None:
        told = notices.get(unit.connection, match.notice_id)
        if told is not None and told.code is NoticeCode.M1 and told.incident_id is not None:
            return told.incident_id
    if (reading.sender or "").lower() not in ministry:
        return None
    for number in reading.traces.references:
        found = incidents.by_reference(unit.connection, number)
        if found is not None:
            return found
    return None


def take_answer(unit: Unit, number: int, mail_id: int, now: datetime, *, auto: bool) -> None:
    """The ministry's mail joins the incident, also one that is over: it may say why."""
    state: IncidentState | None = unit.state(INCIDENT, number)
    if state is None:
        return
    data = {"auto": auto, "late": state.state is IncidentPhase.RESOLVED}
    unit.append(Event(EventKind.INCIDENT_ANSWERED, now, incident_id=number, mail_id=mail_id, data=data))
    log.info("incident.answered", incident_id=number, mail_id=mail_id)


def change(
    unit: Unit,
    number: int,
    kind: EventKind,
    actor: str,
    now: datetime,
    data: Mapping[str, object],
    *,
    mail_id: int | None = None,
    also_resolved: bool = False,
) -> None:
    """Record what a person does about an open incident. Raises InputRefused where there is none, or it is over."""
    (find if also_resolved else find_open)(unit, number)
    unit.append(Event(kind, now, actor, incident_id=number, mail_id=mail_id, data=dict(data)))
    log.info(kind.value, incident_id=number, mail_id=mail_id)


def resolve(
    unit: Unit, number: int, note: str, actor: str, now: datetime, *, mail_id: int | None = None
) -> int:
    """The fault is over: how many it held are urged again. `note`: what ended it, masked."""
    change(unit, number, EventKind.INCIDENT_RESOLVED, actor, now, {"note": note}, mail_id=mail_id)
    return release(unit, number, actor, now)


def reopen(
    unit: Unit, number: int, note: str, actor: str, now: datetime, *, mail_id: int | None = None
) -> Reopened:
    """It was closed too early: whom it held it holds again, and S1 does not go.

    Raises InputRefused where it is open, or followed under a newer number.
    """
    incident = find(unit, number)
    if incident.state is not IncidentPhase.RESOLVED:
        raise InputRefused("refused.incident_not_resolved", number=f"INC-{number:04}")
    newer = followed_by(unit, incident)
    if newer is not None:
        raise InputRefused("refused.incident_newer", number=f"INC-{number:04}", newer=f"INC-{newer:04}")
    data = {"note": note, "again": True}
    unit.append(
        Event(EventKind.INCIDENT_REOPENED, now, actor, incident_id=number, mail_id=mail_id, data=data)
    )
    log.warning("incident.reopened", incident_id=number, mail_id=mail_id)
    held = _hold_again(unit, number, actor, now)
    return Reopened(held, *_withdraw_s1(unit, number, actor, now))


def _hold_again(unit: Unit, number: int, actor: str, now: datetime) -> int:
    """Whom its last end has freed; how many."""
    trail = events.trail(unit.connection, incident_id=number)
    ends = [one for one in trail if one.kind is EventKind.INCIDENT_RESOLVED]
    freed = [
        one
        for one in trail
        if ends
        and one.kind is EventKind.RESPONDENT_UNBLOCKED
        and (one.at, one.actor) == (ends[-1].at, ends[-1].actor)
    ]
    again = []
    for end in freed:
        assert end.respondent_id is not None
        before: RespondentState | None = None
        for one in events.trail(unit.connection, respondent_id=end.respondent_id):
            if one.id != end.id:
                before = RESPONDENT.apply(before, one)
        if before is None:
            continue
        data = {"error": before.error_incident_id == number, "blocks": number in before.blocked_by}
        if any(data.values()):
            again.append(
                replace(end, id=None, kind=EventKind.RESPONDENT_BLOCKED_AGAIN, at=now, actor=actor, data=data)
            )
    unit.append(*again)
    return len(again)


def _withdraw_s1(unit: Unit, number: int, actor: str, now: datetime) -> tuple[int, int]:
    """S1 says that the fault is over: its plans are cancelled, with what waits of them; how many of each."""
    cancelled = skipped = 0
    for round_ in rounds.under_way(unit.connection):
        for plan in plans.of_wave(unit.connection, round_.id, Code.S1, f"INC-{number:04}"):
            if plan.state is PlanState.VOIDED:
                continue
            cancelled += 1
            data = {"because": "cancelled"}
            unit.append(
                Event(EventKind.PLAN_VOIDED, now, actor, round_id=round_.id, plan_id=plan.id, data=data)
            )
            for letter in outbox.open_of(unit.connection, [plan.id]):
                planned = (LetterState.PLANNED,)
                if not outbox.move(unit.connection, letter, planned, LetterState.SKIPPED, settled_at=now):
                    continue
                skipped += 1
                told = letter_event(EventKind.LETTER_SKIPPED, letter, now, because="plan_cancelled")
                unit.append(replace(told, actor=actor))
    return cancelled, skipped


def followed_by(look: View, incident: IncidentState) -> int | None:
    """The newer incident that is open about the same fault."""
    newest = incidents.latest(look.connection, incident.key)
    is_open = newest is not None and newest.state is not IncidentPhase.RESOLVED
    return newest.id if newest is not None and is_open and newest.id != incident.id else None


def find_open(look: View, number: int) -> IncidentState:
    incident = find(look, number)
    if incident.state is IncidentPhase.RESOLVED:
        raise InputRefused("refused.incident_resolved", number=f"INC-{number:04}")
    return incident


def find(look: View, number: int) -> IncidentState:
    """Raises InputRefused where there is none."""
    incident: IncidentState | None = look.state(INCIDENT, number)
    if incident is None:
        raise InputRefused("refused.no_incident", number=f"INC-{number:04}")
    return incident


def release(unit: Unit, number: int, actor: str, now: datetime) -> int:
    """Those whom an incident held are urged again, unless another one that is open holds them; how many."""
    still_open = [one.id for one in incidents.every(unit.connection, open_only=True) if one.id != number]
    freed = []
    for who in incidents.touched(unit.connection, number):
        state: RespondentState | None = unit.state(RESPONDENT, who)
        if state is None or (number not in state.blocked_by and state.error_incident_id != number):
            continue
        other = incidents.reported_by(unit.connection, who, still_open)
        freed.append(
            Event(
                EventKind.RESPONDENT_UNBLOCKED,
                now,
                actor,
                round_id=state.round_id,
                respondent_id=who,
                incident_id=number,
                data={} if other is None else {"next": other},
            )
        )
    unit.append(*freed)
    return len(freed)


def _silence(unit: Unit, number: int, now: datetime) -> None:
    """What somebody has silenced beforehand is opened, but nobody is told of it before that day.

    The day begins at 00:00 UTC, 07:00 in the province: before the morning's digest.
    """
    state: IncidentState | None = unit.state(INCIDENT, number)
    for one in incidents.silences(unit.connection, now.date()):
        if state is not None and incidents.fits(one, state):
            data = {"until": one.until.isoformat(), "why": one.why}
            unit.append(Event(EventKind.INCIDENT_SILENCED, now, one.by, incident_id=number, data=data))
            return
