"""Which wave is due, who would get it, and what is closed when a newer one comes.

The plan is made from data at each tick; a missed tick loses nothing, and missed levels merge into the newest one
that still makes sense. Nothing is sent before a person has approved the plan.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from maild.jobs import incidents as incident_trip
from maild.jobs.compose import Composer
from maild.jobs.digests import plan_digest
from maild.logs import log
from maild.model import (
    Calendar,
    Event,
    EventKind,
    LetterState,
    Limits,
    OutboxLetter,
    PlanState,
    RespondentState,
    Round,
    Stage,
)
from maild.rules import FOLDS, RESPONDENT, reminders
from maild.rules.calendar import add_working_days, at_local, local_day
from maild.rules.delivery import letter_event
from maild.rules.inbound import IncidentNote
from maild.store import Database, Unit, View, outbox, plans, roster, rounds

LAST_LEVEL = 4
UNDER_WAY = timedelta(minutes=15)  # RFC 5321 §4.5.3.2.6 gives the reply to a dot 10 minutes
LEAD_WORKING_DAYS = 1  # a plan is drafted a working day ahead, so that a person can look at it


class Reminders:
    def __init__(self, store: Database, composer: Composer, calendar: Calendar, limits: Limits) -> None:
        self._store = store
        self._composer = composer
        self._calendar = calendar
        self._limits = limits

    def tick(self, now: datetime) -> None:
        """Draft the plan of the wave that is coming, and close waves whose time is over."""
        with self._store.view() as look:
            running = rounds.running(look.connection)
            doubtful = {one.round_id for one in outbox.in_state(look.connection, LetterState.IN_DOUBT)}
            over = [rounds.get(look.connection, one) for one in doubtful - {one.id for one in running}]
        for ended in over:
            if ended is not None:
                self.close(ended, LAST_LEVEL, now)
        for round_ in running:
            if now >= round_.deadline:
                self.close(round_, LAST_LEVEL, now)
                continue
            coming = self.coming(round_, now)
            if coming is None:
                continue
            if now >= coming.due_at:
                self.close(round_, coming.level - 1, now)
            self.draft(round_, coming, now)

    def coming(self, round_: Round, now: datetime) -> reminders.Rung | None:
        """The newest rung that is due or will be within the lead."""
        ready = [
            rung
            for rung in reminders.ladder(round_, self._calendar, self._limits)
            if now >= self._drafted_from(rung)
        ]
        return ready[-1] if ready else None

    def draft(self, round_: Round, rung: reminders.Rung, now: datetime, actor: str = "daemon") -> int | None:
        """Draft the plan of a rung, or draft it anew while nobody has approved it and the list has changed.

        Gives the plan's number; None when the level has been approved already or nobody is left to write to.
        """
        with self._store.unit(FOLDS) as unit:
            standing = [
                one
                for one in plans.of_round(unit.connection, round_.id, rung.level)
                if one.state is not PlanState.VOIDED
            ]
            if any(one.state is PlanState.APPROVED for one in standing):
                return None
            draft = self.preview(unit, round_, rung, now)
            receivers = [
                plans.PlannedLetter(one.respondent_id, one.code, one.due_at, one.because)
                for one in draft.receivers
            ]
            left_out = [plans.Omitted(one.respondent_id, one.because, one.until) for one in draft.left_out]
            for one in standing:
                if plans.receivers(unit.connection, one.id) == receivers:
                    return one.id
                data = {"because": "list_changed"}
                unit.append(
                    Event(EventKind.PLAN_VOIDED, now, actor, round_id=round_.id, plan_id=one.id, data=data)
                )
            if not receivers:
                return None
            return self._store_plan(unit, round_, rung, receivers, left_out, now, actor)

    def preview(self, look: View, round_: Round, rung: reminders.Rung, now: datetime) -> reminders.PlanDraft:
        """Who would get this wave and who would not; nothing is written."""
        people = [
            (one.respondent, one.state, one.address) for one in roster.people(look.connection, round_.id)
        ]
        return reminders.draft(rung, people, round_, now, self._calendar, self._limits)

    def close(self, round_: Round, level: int, now: datetime) -> int:
        """What is still open of the waves up to `level` is skipped, loudly; the number of letters closed."""
        with self._store.unit(FOLDS) as unit:
            return close_waves(unit, round_.id, level, now)

    def _drafted_from(self, rung: reminders.Rung) -> datetime:
        day = add_working_days(local_day(rung.due_at, self._calendar), -LEAD_WORKING_DAYS, self._calendar)
        return at_local(day, time(0, 0), self._calendar)

    def _store_plan(
        self,
        unit: Unit,
        round_: Round,
        rung: reminders.Rung,
        receivers: list[plans.PlannedLetter],
        left_out: list[plans.Omitted],
        now: datetime,
        actor: str,
    ) -> int:
        number = plans.create(unit.connection, round_.id, receivers, left_out)
        data = {
            "level": rung.level,
            "digest": plan_digest(unit, self._composer, number),
            "receivers": len(receivers),
            "left_out": len(left_out),
        }
        unit.append(Event(EventKind.PLAN_DRAFTED, now, actor, round_id=round_.id, plan_id=number, data=data))
        log.info("plan.drafted", plan_id=number, level=rung.level, receivers=len(receivers))
        return number


def close_waves(unit: Unit, round_id: int, level: int, now: datetime, actor: str = "daemon") -> int:
    """Skip what is still open of the waves up to `level`, and void their drafts; the number of letters closed.

    A letter belongs to the wave of its plan: a late starter's first letter goes with the wave it was planned in.
    """
    waves: dict[int, int] = {}
    for plan in plans.of_round(unit.connection, round_id):
        waves[plan.id] = plan.level
        if plan.level <= level and plan.state is PlanState.DRAFT:
            data = {"because": "wave_closed"}
            unit.append(
                Event(EventKind.PLAN_VOIDED, now, actor, round_id=round_id, plan_id=plan.id, data=data)
            )
    closed = 0
    open_states = (LetterState.PLANNED, LetterState.IN_DOUBT)
    settled_by = now - UNDER_WAY
    for letter in outbox.in_state(unit.connection, *open_states, round_id=round_id):
        if waves.get(letter.plan_id, letter.level) > level:
            continue
        doubtful = letter.state is LetterState.IN_DOUBT
        if doubtful and (_dot_at(unit, letter) or settled_by) > settled_by:
            continue  # the server's reply may still come, and is the truth
        if not outbox.move(unit.connection, letter, (letter.state,), LetterState.SKIPPED, settled_at=now):
            continue
        closed += 1
        because = "never_confirmed" if doubtful else "wave_closed"
        skipped = letter_event(EventKind.LETTER_SKIPPED, letter, now, because=because)
        unit.append(replace(skipped, actor=actor))
        if doubtful:
            fault = IncidentNote(Stage.SENDING, "letters-in-doubt", "", "", letter.respondent_id)
            incident_trip.note(unit, fault, now)
            log.warning("delivery.doubt_closed", letter_id=letter.id, level=letter.level)
    return closed


def _dot_at(unit: Unit, letter: OutboxLetter) -> datetime | None:
    """When the dot of a letter in doubt was permitted."""
    state: RespondentState | None = unit.state(RESPONDENT, letter.respondent_id)
    return None if state is None else state.last_sent_at
