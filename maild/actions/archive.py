"""A closed round put away: its numbers frozen, its report kept with a digest that shows a later change."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.jobs.report import Reporter
from maild.jobs.summary import Summary
from maild.model import Calendar, Event, EventKind, Round
from maild.rules import FOLDS
from maild.rules.calendar import local_day
from maild.rules.status import status_of
from maild.store import Database, roster, rounds
from maild.store.rounds import Archived


@dataclass(frozen=True, slots=True)
class Kept:
    """An archived round. `intact` is False where the report's file is gone or says something else now."""

    round: Round
    archived: Archived
    intact: bool


def archive(
    store: Database, reporter: Reporter, code: str, actor: Actor, calendar: Calendar, now: datetime
) -> Kept:
    """Freeze a closed round; `reporter` writes the report where it is kept.

    Raises InputRefused for a round that is not closed, or archived already.
    """
    with store.view() as look:
        round_ = rounds.find(look.connection, code)
        if round_ is None:
            raise InputRefused("refused.no_round", code=code)
        state = rounds.state_of(look.connection, round_.id)
        if state != "closed":
            raise InputRefused("refused.not_closed", code=code, state=state)
        if rounds.archived(look.connection, round_.id) is not None:
            raise InputRefused("refused.archived", code=code)
    numbers = numbers_of(store, reporter.summary(round_, now), calendar)
    report = reporter.write(round_, now)
    digest = hashlib.sha256(report.read_bytes()).hexdigest()
    frozen = Archived(now, actor.name, numbers, str(report), digest)
    with store.unit(FOLDS) as unit:
        if rounds.archived(unit.connection, round_.id) is not None:
            raise InputRefused("refused.archived", code=code)
        rounds.archive(unit.connection, round_.id, frozen)
        unit.append(
            Event(EventKind.ROUND_ARCHIVED, now, actor.name, round_id=round_.id, data={"digest": digest})
        )
    return Kept(round_, frozen, intact=True)


def kept(store: Database, code: str) -> Kept:
    """An archived round. Raises InputRefused where there is none."""
    with store.view() as look:
        round_ = rounds.find(look.connection, code)
        if round_ is None:
            raise InputRefused("refused.no_round", code=code)
        found = rounds.archived(look.connection, round_.id)
    if found is None:
        raise InputRefused("refused.not_archived", code=code)
    try:
        now = hashlib.sha256(Path(found.report).read_bytes()).hexdigest()
    except OSError:
        now = ""
    return Kept(round_, found, intact=now == found.digest)


def numbers_of(store: Database, summary: Summary, calendar: Calendar) -> dict[str, Any]:
    """The figures of a round without a single name: by status, unit, group, letter, reason and incident."""
    today = local_day(summary.at, calendar)
    groups: dict[str, Counter[str]] = {}
    with store.view() as look:
        for person in roster.people(look.connection, summary.round.id):
            counted = groups.setdefault(person.respondent.group, Counter())
            counted[status_of(person.state, today).value] += 1
        replaced = len(roster.ended(look.connection, summary.round.id))
    return {
        "officials": summary.officials,
        "asked_no_more": replaced,
        "status": summary.status,
        "units": {one.name: {"officials": one.officials, "status": one.status} for one in summary.units},
        "groups": {
            name: {"officials": counts.total(), "status": dict(counts)}
            for name, counts in sorted(groups.items())
        },
        "letters": summary.letters,
        "plans": [
            {
                "code": one.standing.code.value,
                "receivers": one.standing.receivers,
                "left_out": one.left_out,
            }
            for one in summary.plans
        ],
        "mails": summary.mails,
        "incidents": summary.stages,
        "list_as_of": None if summary.list_as_of is None else summary.list_as_of.isoformat(),
    }
