"""Working with the ministry on a technical error: M1 with its evidence, and M2, the proposal to those who decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from maild.actions import evidence
from maild.actions.actor import Actor
from maild.actions.dossier import Dossier
from maild.errors import InputRefused
from maild.jobs import notices
from maild.jobs.figures import place, round_facts
from maild.letters import NoticeRoom
from maild.letters.notice_facts import EvidenceLine, IssueLine, M1Facts, M2Facts
from maild.model import Advice, Attachment, Event, EventKind, IncidentPhase, NoticeCode, RenderedNotice, Round
from maild.privacy import noted
from maild.rules import FOLDS
from maild.store import Database, events
from maild.wiring import House
from maild.words import say

_IN_THE_MAIL = 20  # lines of evidence; the attachment holds all


@dataclass(frozen=True, slots=True)
class Desk:
    """What every mail to the ministry needs: templates, language, zone."""

    room: NoticeRoom
    zone: ZoneInfo
    language: str


def desk_of(home: House) -> Desk:
    return Desk(NoticeRoom([home.config.paths.templates]), home.config.zone, home.config.language)


def prepared(home: House, found: Dossier, round_: Round, request: str, now: datetime) -> RenderedNotice:
    """M1 as it would go, its evidence pack with it; `request` is empty for the advice on the reason."""
    desk, secrets = desk_of(home), home.config.survey.secrets()
    octets = evidence.packed(home, found, {}, desk.language, now, _contact(round_))
    files = [Attachment(f"INC-{found.incident.id:04}.zip", "application/zip", octets)]
    return m1(found, round_, desk, secrets.mask(request) or request_of(found, desk.language), files)


def request_of(found: Dossier, language: str) -> str:
    """What is asked: the advice on the reason, which names one actor and one act."""
    return "" if found.advice is None else _advised(found.advice, language)


def m1(
    found: Dossier, round_: Round, desk: Desk, request: str, attachments: Sequence[Attachment] = ()
) -> RenderedNotice:
    """The mail to the ministry about one incident."""
    incident, language = found.incident, desk.language
    evidence = [
        EvidenceLine(
            at=one.at.astimezone(desk.zone),
            unit=one.unit,
            address=one.address,
            code=one.status,
            text=one.words[:300],
            message_id=one.message_id,
            queue_id=one.queue_id,
        )
        for one in found.sightings[:_IN_THE_MAIL]
    ]
    facts = M1Facts(
        round=round_facts(round_, desk.zone.key),
        number=f"INC-{incident.id:04}",
        reference=incident.reference or "",
        to=say("ministry.name", language),
        stage=say(f"stage.{incident.stage.value}", language),
        reason=say(f"reason.{incident.reason}", language),
        where=place(incident, language),
        code=incident.code,
        opened_at=incident.opened_at.astimezone(desk.zone),
        last_seen_at=incident.last_seen_at.astimezone(desk.zone),
        people=incident.people,
        units=len(found.units),
        request=request,
        contact=_contact(round_),
        evidence=tuple(evidence),
    )
    return desk.room.render(facts, language, attachments)


def m2(
    found: Sequence[Dossier], round_: Round, desk: Desk, to: Sequence[str], now: datetime
) -> RenderedNotice:
    """A draft proposal to the provincial committee and the ministry about one or more obstacles."""
    language = desk.language
    issues = [
        IssueLine(
            problem=say(
                "proposal.problem",
                language,
                stage=say(f"stage.{one.incident.stage.value}", language),
                reason=say(f"reason.{one.incident.reason}", language),
            ),
            extent=say(
                "proposal.extent",
                language,
                people=one.incident.people,
                units=len(one.units),
                since=one.incident.opened_at.astimezone(desk.zone).strftime("%d/%m/%Y"),
                count=one.incident.count,
            ),
            cause=" ".join(filter(None, (place(one.incident, language), one.incident.code)))
            + (f": {one.words[0][0][:200]}" if one.words else ""),
            proposal=request_of(one, language),
            partner="" if one.advice is None else say(f"owner.{one.advice.owner}", language),
            number=f"INC-{one.incident.id:04}",
        )
        for one in found
    ]
    facts = M2Facts(
        round=round_facts(round_, desk.zone.key),
        at=now.astimezone(desk.zone),
        to=tuple(to),
        issues=tuple(issues),
        contact=_contact(round_),
    )
    return desk.room.render(facts, language)


def send(
    store: Database,
    found: Dossier,
    round_: Round,
    mail: RenderedNotice,
    to: Sequence[str],
    reference: str,
    actor: Actor,
    now: datetime,
    zone: ZoneInfo,
) -> list[int]:
    """Queue M1 to every address of the ministry and record that they know; the notices' numbers."""
    if not to:
        raise InputRefused("refused.no_ministry")
    number = found.incident.id
    if found.incident.state is IncidentPhase.RESOLVED:
        raise InputRefused("refused.incident_resolved", number=f"INC-{number:04}")
    occasion = f"INC-{number:04}/{now.astimezone(zone):%Y-%m-%dT%H:%M}"
    with store.unit(FOLDS) as unit:
        queued = [
            notices.queue(
                unit,
                NoticeCode.M1,
                occasion=occasion,
                to=one,
                mail=mail,
                now=now,
                round_id=round_.id,
                incident_id=number,
                actor=actor.name,
            )
            for one in dict.fromkeys(address.lower() for address in to)
        ]
        reference = noted(reference, unit.masking)
        data = {"to": "bnv", "reference": reference, "notices": [one for one in queued if one is not None]}
        unit.append(
            Event(
                EventKind.INCIDENT_REPORTED,
                now,
                actor.name,
                round_id=round_.id,
                incident_id=number,
                data=data,
            )
        )
    return [one for one in queued if one is not None]


def proposed(
    store: Database,
    numbers: Sequence[int],
    actor: Actor,
    now: datetime,
    *,
    document: str = "",
    answer: str = "",
) -> None:
    """Record that a proposal was drafted; with `document` under which number it was sent, with `answer` the number of
    what came back. Raises InputRefused where an answer comes to what was never sent.
    """
    data = {"document": noted(document, store.masking), "answer": noted(answer, store.masking)}
    with store.unit(FOLDS) as unit:
        if answer:
            for one in numbers:
                trail = events.trail(unit.connection, incident_id=one)
                if not any(
                    each.kind is EventKind.INCIDENT_PROPOSED and each.data.get("document") for each in trail
                ):
                    raise InputRefused("refused.proposal_not_sent", number=f"INC-{one:04}")
        unit.append(
            *(
                Event(
                    EventKind.INCIDENT_PROPOSED,
                    now,
                    actor.name,
                    incident_id=one,
                    data={name: value for name, value in data.items() if value},
                )
                for one in numbers
            )
        )


def _contact(round_: Round) -> str:
    return f"{round_.agency}, {round_.hotline}"


def _advised(advice: Advice, language: str) -> str:
    return advice.en if language == "en" else advice.vi
