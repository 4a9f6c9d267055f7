"""A person lets mails to units and leadership go: U1, E1, E2, A1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maild.actions import rosters
from maild.actions.actor import Actor
from maild.actions.corrections import corrections
from maild.errors import InputRefused
from maild.jobs import escalations
from maild.jobs.escalations import Due, Mailing
from maild.model import Event, EventKind, NoticeCode, Round
from maild.rules import FOLDS
from maild.store import View
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
