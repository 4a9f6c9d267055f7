"""Where a round stands, each figure counted from its own rows, never as a remainder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from maild.model import Calendar, IncidentState, PlanStanding, RespondentStatus, Round, Stage
from maild.rules.calendar import local_day
from maild.rules.status import status_of
from maild.store import View, incidents, mailbox, outbox, plans, roster, rounds


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's share: officials by status."""

    name: str
    officials: int
    status: dict[str, int]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One approved plan: how many were to get it, and why the others were not."""

    standing: PlanStanding
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True)
class Summary:
    round: Round
    at: datetime
    officials: int
    status: dict[str, int]  # every RespondentStatus, zero or not
    units: tuple[UnitLine, ...]  # least answered first
    letters: dict[str, int]  # outbox rows by state
    plans: tuple[PlanLine, ...]
    mails: dict[str, int]  # by kind; duplicates and quarantined under their own names
    incidents: tuple[IncidentState, ...]  # newest last
    stages: dict[str, int]  # incidents by stage, every Stage
    touched: dict[tuple[str, str], int]  # officials that incidents of a (stage, reason) touch, each once
    list_as_of: datetime | None


def summarise(look: View, round_: Round, now: datetime, calendar: Calendar) -> Summary:
    """Read into memory and leave: the rendering happens outside the transaction."""
    today = local_day(now, calendar)
    by_unit: dict[str, Counter[str]] = {}
    for person in roster.people(look.connection, round_.id):
        by_unit.setdefault(person.respondent.unit, Counter())[status_of(person.state, today).value] += 1
    everybody: Counter[str] = Counter()
    for line in by_unit.values():
        everybody += line
    faults = incidents.every(look.connection)
    drafted = [PlanLine(one, _left_out(look, one.id)) for one in plans.of_round(look.connection, round_.id)]
    return Summary(
        round=round_,
        at=now,
        officials=everybody.total(),
        status={status.value: everybody[status.value] for status in RespondentStatus},
        units=tuple(sorted((_unit(name, line) for name, line in by_unit.items()), key=_weakest_first)),
        letters=outbox.counts_by_state(look.connection, round_.id),
        plans=tuple(drafted),
        mails=mailbox.counts_by_kind(look.connection),
        incidents=tuple(faults),
        stages={stage.value: sum(1 for one in faults if one.stage is stage) for stage in Stage},
        touched=_touched(look, faults),
        list_as_of=rounds.list_as_of(look.connection, round_.id),
    )


def _touched(look: View, faults: list[IncidentState]) -> dict[tuple[str, str], int]:
    grouped: dict[tuple[str, str], list[int]] = {}
    for one in faults:
        grouped.setdefault((one.stage.value, one.reason), []).append(one.id)
    return {key: len(incidents.touched(look.connection, *numbers)) for key, numbers in grouped.items()}


def _left_out(look: View, plan_id: int) -> dict[str, int]:
    return dict(Counter(one.because for one in plans.left_out(look.connection, plan_id)).most_common())


def _unit(name: str, line: Counter[str]) -> UnitLine:
    return UnitLine(name, line.total(), {status.value: line[status.value] for status in RespondentStatus})


def _weakest_first(unit: UnitLine) -> tuple[float, str]:
    return unit.status[RespondentStatus.ANSWERED.value] / unit.officials, unit.name
