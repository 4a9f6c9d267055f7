"""What follows from a failure that somebody else's server saw: the ministry's invitation did not arrive.

It proves nothing about our letters and moves no status of an address. It opens incidents, and marks whom the
invitation did not reach, so that his unit is asked and the ministry sends again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from maild.model import Action, Event, EventKind, RecipientResult, Respondent, RespondentState
from maild.rules.causes import fault_of
from maild.rules.inbound import IncidentNote

VIA = "bnv"  # whose server said so


@dataclass(frozen=True, slots=True)
class Consequence:
    """One person's failure: the event, and the incident that it belongs to."""

    event: Event
    note: IncidentNote


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of some failures. `unknown` are addresses of nobody who is asked now; `old` were changed since."""

    consequences: tuple[Consequence, ...] = ()
    unknown: tuple[str, ...] = ()
    old: int = 0
    answered: int = 0  # people who have answered meanwhile: the invitation came, or is needed no more
    known: int = 0  # said before, with the same reason


def reported(
    results: Sequence[RecipientResult],
    people: Mapping[str, Sequence[Respondent]],
    states: Mapping[int, RespondentState],
    now: datetime,
    *,
    actor: str = "daemon",
    mail_id: int | None = None,
) -> Reported:
    """Judge failures by the people whose address they name; `people` are those of running rounds, by address."""
    consequences: list[Consequence] = []
    unknown: list[str] = []
    old = answered = known = 0
    done: set[int] = set()
    for result in results:
        if result.action is not Action.FAILED:
            continue
        names = [address.lower() for address in (result.original, result.address) if address]
        meant = next((people[name] for name in names if people.get(name)), ())
        if not meant:
            unknown.append(names[0])
        for one in meant:
            state = states.get(one.id)
            if one.id in done or state is None:
                continue
            done.add(one.id)
            if one.email.lower() not in names:
                old += 1
            elif state.answered_at is not None:
                answered += 1
            elif state.undelivered is result.reason:
                known += 1
            else:
                consequences.append(_consequence(result, one, now, actor, mail_id))
    return Reported(tuple(consequences), tuple(dict.fromkeys(unknown)), old, answered, known)


def _consequence(
    result: RecipientResult, one: Respondent, now: datetime, actor: str, mail_id: int | None
) -> Consequence:
    code = result.status or result.reply_code or ""
    data = {"reason": result.reason.value, "via": VIA, **({"code": code} if code else {})}
    event = Event(
        EventKind.RESPONDENT_INVITATION_FAILED,
        now,
        actor,
        round_id=one.round_id,
        respondent_id=one.id,
        address_id=one.address_id,
        mail_id=mail_id,
        data=data,
    )
    fault = fault_of(result)
    note = IncidentNote(fault.stage, fault.reason, fault.where, fault.code, one.id)
    return Consequence(event, note)
