"""Everything that is known of one incident, as whoever asks may see it: screen, ministry, evidence pack.

Nothing here holds a full address, a survey link or a code: what was stored was masked when it was read, and it is
masked once more on the way out, so that what one version let in another does not let out. Names stand only where the
role sees names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from maild.actions.actor import Actor
from maild.jobs.figures import reach
from maild.jobs.incidents import find
from maild.model import (
    Advice,
    Calendar,
    Event,
    EventKind,
    IncidentPhase,
    IncidentState,
    MailRow,
    OutboxLetter,
    Respondent,
    ResponseTargets,
)
from maild.privacy import Secrets, mask_address, mask_addresses
from maild.rules.incidents import SIGHTINGS, parents, severity
from maild.rules.response import Response, response_of
from maild.store import View, events, incidents, mailbox, notices, outbox, roster

_MOST_MAILS = 200  # read for the server's words; the trail counts all of them
_ADDRESSEE = re.compile(r"[^\s<>\"']*\*\*\*@[\w.-]+")  # masked: what differs between equal answers
_QUEUE_ID = re.compile(
    r"queued as ([A-Za-z0-9]{6,20})|\b(?:queue|message)[ -]id[:= ]+([A-Za-z0-9-]{6,40})|\(([0-9A-F]{9,12})\)"
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One piece of evidence: when and for whom the fault was seen, and what the server said."""

    at: datetime
    mail: int | None
    letter: str  # "R1", "" where none is known
    unit: str
    address: str  # masked
    status: str
    words: str  # the server's, or the official's own; masked
    server: str
    queue_id: str
    message_id: str  # of our letter
    by_person: bool  # an official wrote it


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trail; sightings in a row are one line with their number."""

    at: datetime
    until: datetime
    kind: EventKind
    count: int
    actor: str
    mail: int | None
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same fault before, and what ended it."""

    number: int
    opened_at: datetime
    resolved_at: datetime | None
    people: int
    fixed_by: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal to UBND tỉnh and the ministry: drafted, sent under a number, answered under another."""

    document: str
    answer: str

    @property
    def state(self) -> str:
        return "answered" if self.answer else "sent" if self.document else "proposed"


@dataclass(frozen=True, slots=True)
class Dossier:
    incident: IncidentState
    severity: int
    parent: int | None
    children: tuple[int, ...]
    people: tuple[Respondent, ...]  # empty where the role sees no names
    numbers: tuple[int, ...]  # of the people; the same
    units: tuple[tuple[str, int], ...]  # officials a unit, most first
    advice: Advice | None
    sightings: tuple[Sighting, ...]
    words: tuple[tuple[str, int], ...]  # what servers and officials said, how often
    trail: tuple[Step, ...]
    history: tuple[Earlier, ...]
    notices: tuple[tuple[str, str], ...]  # mails about it: code, state
    response: Response
    proposal: Proposed | None = None


def dossier(
    look: View,
    number: int,
    who: Actor,
    advice: Mapping[str, Advice],
    secrets: Secrets,
    calendar: Calendar,
    targets: ResponseTargets,
    now: datetime,
) -> Dossier:
    incident = find(look, number)
    events_of = events.trail(look.connection, incident_id=number)
    touched = incidents.touched(look.connection, number)
    people = roster.by_ids(look.connection, touched)
    sightings = _sightings(look, events_of, people, secrets)
    officials, days_left = reach(look, now, calendar)
    weight = severity(incident, officials, days_left)
    family = parents(incidents.every(look.connection, open_only=True))
    units = Counter(one.unit for one in people.values())
    return Dossier(
        incident=incident,
        severity=weight,
        parent=family.get(number),
        children=tuple(sorted(small for small, big in family.items() if big == number)),
        people=tuple(people.values()) if who.sees_names else (),
        numbers=tuple(people) if who.sees_names else (),
        units=tuple(units.most_common()),
        advice=advice.get(incident.reason),
        sightings=sightings,
        words=tuple(Counter(_ADDRESSEE.sub("…", one.words) for one in sightings if one.words).most_common()),
        trail=_steps(events_of),
        history=_history(look, incident),
        notices=tuple(
            (one.code.value, one.state.value) for one in notices.of_incident(look.connection, number)
        ),
        response=response_of(incident, weight, targets, calendar, now),
        proposal=_proposed(events_of),
    )


def _sightings(
    look: View, trail: list[Event], people: Mapping[int, Respondent], secrets: Secrets
) -> tuple[Sighting, ...]:
    seen = [one for one in trail if one.kind in SIGHTINGS]
    shown = [*seen[: _MOST_MAILS // 2], *seen[max(len(seen) - _MOST_MAILS // 2, _MOST_MAILS // 2) :]]
    numbers = [one.letter_id for one in shown if one.letter_id is not None]
    letters, replies = outbox.by_ids(look.connection, numbers), outbox.replies(look.connection, numbers)
    mails = mailbox.by_ids(look.connection, {one.mail_id for one in shown if one.mail_id is not None})
    found = []
    for one in shown:
        mail = None if one.mail_id is None else mails.get(one.mail_id)
        person = None if one.respondent_id is None else people.get(one.respondent_id)
        letter = None if one.letter_id is None else letters.get(one.letter_id)
        said = None if letter is None or mail is not None else replies.get(letter.id)
        found.append(_sighting(one, mail, letter, person, said, secrets))
    return tuple(found)


def _sighting(
    event: Event,
    mail: MailRow | None,
    letter: OutboxLetter | None,
    person: Respondent | None,
    said: str | None,
    secrets: Secrets,
) -> Sighting:
    result = _result(mail, letter)
    reading = {} if mail is None else mail.reading
    diagnostic = str(result.get("diagnostic") or said or "")
    own = "" if diagnostic else str(reading.get("words") or "")
    words = " ".join(mask_addresses(secrets.mask(diagnostic or own)).split())
    queue = _QUEUE_ID.search(diagnostic)
    status = result.get("status") or result.get("reply_code") or event.data.get("code") or ""
    return Sighting(
        at=event.at,
        mail=event.mail_id,
        letter="" if letter is None else letter.code.value,
        unit="" if person is None else person.unit,
        address="" if person is None else mask_address(person.email),
        status=str(status),
        words=words,
        server=str(result.get("mta") or event.data.get("where") or ""),
        queue_id="" if queue is None else next(filter(None, queue.groups()), ""),
        message_id="" if letter is None else letter.message_id,
        by_person=bool(own),
    )


def _result(mail: MailRow | None, letter: OutboxLetter | None) -> Mapping[str, object]:
    """What the notice says about the recipient; of several, the one in the letter's domain."""
    results = [] if mail is None else list(mail.reading.get("recipients") or ())
    if letter is not None and len(results) > 1:
        masked = mask_address(letter.email.lower())
        results = [one for one in results if masked in (one.get("address"), one.get("original"))] or results
    return results[0] if results else {}


def _proposed(trail: list[Event]) -> Proposed | None:
    """A new draft does not undo what was sent before."""
    told = [one.data for one in trail if one.kind is EventKind.INCIDENT_PROPOSED]
    if not told:
        return None
    document, answer = (
        next((str(data[name]) for data in reversed(told) if data.get(name)), "")
        for name in ("document", "answer")
    )
    return Proposed(document, answer)


_IN_A_ROW = frozenset({EventKind.INCIDENT_JOINED, EventKind.RESPONDENT_UNBLOCKED})


def _steps(trail: list[Event]) -> tuple[Step, ...]:
    """The trail for a reader: ten thousand sightings in a row are one line."""
    steps: list[Step] = []
    for one in trail:
        room = one.kind.value.partition(".")[0]
        if room not in ("incident", "notice") and one.kind not in _IN_A_ROW:
            continue
        if steps and one.kind in _IN_A_ROW and steps[-1].kind is one.kind:
            steps[-1] = _joined(steps[-1], one)
        else:
            steps.append(Step(one.at, one.at, one.kind, 1, one.actor, one.mail_id, dict(one.data)))
    return tuple(steps)


def _joined(step: Step, event: Event) -> Step:
    return Step(step.at, event.at, step.kind, step.count + 1, step.actor, step.mail, step.data)


def _history(look: View, incident: IncidentState) -> tuple[Earlier, ...]:
    """Earlier incidents of the same fault, newest first; what ended each is its closing note."""
    found = []
    for one in reversed(incidents.same(look.connection, incident.key)):
        if one.id == incident.id or one.state is not IncidentPhase.RESOLVED:
            continue
        notes = [
            str(event.data.get("note", ""))
            for event in events.trail(look.connection, incident_id=one.id)
            if event.kind is EventKind.INCIDENT_RESOLVED
        ]
        fixed_by = mask_addresses(notes[-1]) if notes else ""
        found.append(Earlier(one.id, one.opened_at, one.resolved_at, one.people, fixed_by))
    return tuple(found)
