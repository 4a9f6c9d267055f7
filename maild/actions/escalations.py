"""A person lets mails to units and leadership go: U1, E1, E2, A1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maild.actions import rosters, units
from maild.actions.actor import Actor
from maild.actions.corrections import corrections
from maild.errors import InputRefused
from maild.jobs import escalations
from maild.jobs.escalations import Due, Mailing
from maild.model import Event, EventKind, LetterState, Notice, NoticeCode, Round
from maild.privacy import noted
from maild.rules import FOLDS
from maild.store import View, notices
from maild.wiring import House


@dataclass(frozen=True, slots=True)
class Draft:
    """What would go out now: `mailings` of everybody, those without a known address too."""

    code: NoticeCode
    occasion: str
    mailings: tuple[Mailing, ...]

    @property
    def ready(self) -> tuple[Mailing, ...]:
        return tuple(one for one in self.mailings if one.to)


def due(home: House, look: View, round_: Round, now: datetime) -> list[Due]:
    return escalations.due(look, round_, now, home.calendar, home.briefs.policy.limits)


def approve(home: House, round_: Round, code: NoticeCode, actor: Actor, now: datetime, unit: str = "") -> int:
    """Queue every mail of the escalation for the next window; how many. Raises InputRefused where there is none."""
    with home.store.unit(FOLDS) as work:
        made = draft(home, work, round_, code, now, unit)
        queued = [
            escalations.send(
                work, home.briefs.room, one, code, made.occasion, now, home.calendar, round_, actor.name
            )
            for one in made.ready
        ]
        count = sum(number is not None for number in queued)
        if not count:
            raise InputRefused("refused.nothing_to_escalate", code=code.value)
        data = {"code": code.value, "occasion": made.occasion, "count": count}
        work.append(Event(EventKind.ESCALATION_APPROVED, now, actor.name, round_id=round_.id, data=data))
    return count


def waiting(look: View, round_: Round, code: NoticeCode, unit: str = "") -> list[Notice]:
    """What of an escalation was approved and has not gone. Raises InputRefused for a `unit` that is unknown."""
    unit_id = units.find(look, unit, round_.id).id if unit else None
    return [
        one
        for one in notices.of_code(look.connection, code, round_id=round_.id)
        if one.state is LetterState.PLANNED and unit_id in (None, one.unit_id)
    ]


def cancel(
    home: House, round_: Round, code: NoticeCode, why: str, actor: Actor, now: datetime, unit: str = ""
) -> int:
    """Do not send what waits of an escalation; how many. It can be approved again. Raises InputRefused for none."""
    if not why.strip():
        raise InputRefused("refused.no_reason")
    with home.store.unit(FOLDS) as work:
        count = 0
        for one in waiting(work, round_, code, unit):
            if not notices.cancel(work.connection, one, now):
                continue
            count += 1
            data = {"notice": one.id, "code": code.value, "because": "cancelled"}
            work.append(Event(EventKind.NOTICE_SKIPPED, now, actor.name, round_id=round_.id, data=data))
        if not count:
            raise InputRefused("refused.nothing_escalated", code=code.value)
        data = {"code": code.value, "count": count, "note": noted(why, work.masking)}
        work.append(Event(EventKind.ESCALATION_CANCELLED, now, actor.name, round_id=round_.id, data=data))
    return count


def draft(home: House, look: View, round_: Round, code: NoticeCode, now: datetime, unit: str = "") -> Draft:
    """Who would be written to now, and what. Raises InputRefused where `unit`, the only one asked for, is unknown."""
    briefs, policy = home.briefs, home.briefs.policy
    found = briefs.bulletins.figures(look, round_, now)
    known = {row.unit for row in found.rows}
    if unit and unit not in known:
        raise InputRefused("refused.no_unit", unit=unit)
    made = escalations.mailings(
        look,
        found,
        code,
        now,
        policy.calendar,
        leadership=briefs.recipients.leadership,
        names=briefs.recipients.leadership_sees_names,
        unit=unit,
        hosts=home.config.survey.hosts,
        proposals=_proposals(home, look, round_, now) if code is NoticeCode.A1 else {},
    )
    occasion = escalations.occasion_of(look, round_, code, now, policy.calendar, policy.limits)
    return Draft(code, occasion, tuple(made))


def _proposals(home: House, look: View, round_: Round, now: datetime) -> dict[int, str]:
    """What may be the right address of each official whose own is dead, for the unit to check."""
    rules = rosters.rules_of(look, home.roster_rules, now.astimezone(home.config.zone).date())
    return {
        one.person.id: one.suggestions[0].email for one in corrections(look, round_, rules) if one.suggestions
    }
