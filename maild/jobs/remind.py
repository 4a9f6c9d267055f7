"""Which waves are due, who would get them, and what is closed when a newer one comes.

The plan is made from data at each tick; a missed tick loses nothing, and missed levels merge into the newest one
that still makes sense. Nothing is sent before a person has approved the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from time import monotonic

from maild.jobs import incidents as incident_trip
from maild.jobs.compose import Composer
from maild.jobs.digests import plan_digest, receivers_of
from maild.logs import log
from maild.model import (
    Calendar,
    Code,
    Event,
    EventKind,
    LetterState,
    Limits,
    OutboxLetter,
    PlanStanding,
    PlanState,
    RespondentState,
    Round,
    Stage,
)
from maild.rules import FOLDS, RESPONDENT, reminders
from maild.rules.calendar import add_working_days, at_local, local_day, next_window, working_days_between
from maild.rules.delivery import letter_event
from maild.rules.inbound import IncidentNote
from maild.store import Database, Unit, View, events, outbox, plans, roster, rounds

UNDER_WAY = timedelta(minutes=15)  # RFC 5321 §4.5.3.2.6 gives the reply to a dot 10 minutes
LEAD_WORKING_DAYS = 1  # a plan is drafted a working day ahead, so that a person can look at it
_REST = 20  # times as long as a look at a round took: one at very many people must not keep a core busy
_QUICK = timedelta(seconds=3)  # of which nobody need rest
_ANEW = timedelta(hours=1)  # at the latest: windows end, gaps and absences are over
_ASIDE = frozenset(  # what nobody's place in a draft depends on
    {EventKind.MAIL_RECEIVED, EventKind.NOTICE_QUEUED, EventKind.NOTICE_IN_DOUBT, EventKind.NOTICE_SENT}
)
_COURSE = frozenset(  # what happens to a letter for which its wave has no other in any case
    {
        EventKind.LETTER_CLAIMED,
        EventKind.LETTER_RELEASED,
        EventKind.LETTER_DEFERRED,
        EventKind.LETTER_IN_DOUBT,
        EventKind.LETTER_SENT,
    }
)
LAST_DAY = (Code.R3, Code.R4, Code.X1)  # letters that told somebody which day is the last


@dataclass(frozen=True, slots=True)
class _Proposal:
    receivers: list[plans.PlannedLetter]
    left_out: list[plans.Omitted]
    said: Mapping[str, str]
    plan_id: int | None  # the draft that stands for just this
    outdated: list[int]  # drafts that stand for another list

    @property
    def stands(self) -> bool:
        """Nothing is to be written: the draft is there, or there is nobody to write to and no draft either."""
        return not self.outdated and (self.plan_id is not None or not self.receivers)


@dataclass(slots=True)
class _Look:
    """The last look at a round, after which its drafts stood."""

    round: Round
    at: datetime
    event_id: int  # nothing up to this one asks for another look
    waves: int
    rests_until: datetime


class Reminders:
    def __init__(self, store: Database, composer: Composer, calendar: Calendar, limits: Limits) -> None:
        self._store = store
        self._composer = composer
        self._calendar = calendar
        self._limits = limits
        self._looks: dict[int, _Look] = {}

    def tick(self, now: datetime) -> None:
        """Draft the plans of the waves that are coming, and close waves whose time is over."""
        with self._store.view() as look:
            running = rounds.running(look.connection)
            unfinished = plans.unfinished(look.connection)
            every = rounds.every(look.connection)
        self.end_suspensions(now)
        for round_ in every:
            over = self._over(round_, now)
            if any(one.round_id == round_.id and over(one) for one in unfinished):
                self.close(round_, now)
        for round_ in running:
            if now < round_.deadline and not self._stands(round_, now):
                self._look_at(round_, now)

    def _stands(self, round_: Round, now: datetime) -> bool:
        """Whether the last look at a round still holds: nothing has happened that its drafts depend on, or the look
        took so long that the next must wait. Each letter's intent asks again in any case.
        """
        last, calendar = self._looks.get(round_.id), self._calendar
        if last is None or last.round != round_ or not last.at <= now < last.at + _ANEW:
            return False
        if local_day(last.at, calendar) != local_day(now, calendar):
            return False
        aside = _ASIDE if last.waves > 1 else _ASIDE | _COURSE
        with self._store.view() as look:
            newest = events.last_id(look.connection)
            if events.any_since(look.connection, last.event_id, aside):
                return now < last.rests_until
        last.event_id = newest
        return True

    def _look_at(self, round_: Round, now: datetime) -> None:
        began = monotonic()
        with self._store.view() as look:
            newest = events.last_id(look.connection)
        self.withdraw(round_, now)
        waves = self.waves(round_, now)
        for wave in waves:
            self.draft(round_, wave, now)
        took = timedelta(seconds=monotonic() - began)
        rests_until = now + _REST * took if took > _QUICK else now
        self._looks[round_.id] = _Look(round_, now, newest, len(waves), rests_until)

    def waves(self, round_: Round, now: datetime) -> list[reminders.Wave]:
        """What is due or will be within the lead: the ladder's newest, late starters', the new deadline's."""
        with self._store.view() as look:
            return [
                *self._on_the_ladder(look, round_, now),
                *self._late_starters(look, round_, now),
                *self._told_of_old_deadline(look, round_),
                *self._solved_errors(look, round_),
            ]

    def coming(self, round_: Round, now: datetime) -> reminders.Wave | None:
        """The newest wave of the round's own ladder that is due or will be within the lead."""
        with self._store.view() as look:
            ready = self._on_the_ladder(look, round_, now)
        return ready[-1] if ready else None

    def next_level(self, round_: Round, now: datetime) -> tuple[reminders.Wave, date] | None:
        """The level of the round's ladder that comes next, and the day from which on its plan is drafted."""
        with self._store.view() as look:
            for wave, from_ in self._ladder(look, round_):
                if now < from_:
                    return wave, local_day(from_, self._calendar)
        return None

    def early(self, round_: Round) -> list[tuple[reminders.Wave, date, int]]:
        """The levels that begin before their day, because so many people are more than the caps let through on it:
        about when, and how many people there are.
        """
        with self._store.view() as look:
            people = roster.count_open(look.connection, round_.id)
        return [
            (wave, add_working_days(local_day(wave.due_at, self._calendar), -ahead, self._calendar), people)
            for wave, ahead in self._ahead(round_, people)
            if ahead
        ]

    def wave_of(self, round_: Round, plan_id: int, now: datetime) -> reminders.Wave | None:
        """The wave that a plan is for, as it is now; None when its time is over."""
        with self._store.view() as look:
            planned = plans.mailing(look.connection, plan_id)
        if planned is None:
            return None
        if planned.code is Code.T0:
            return self.mailbox_check(round_, now)
        wanted = (planned.code, planned.occasion)
        return next((one for one in self.waves(round_, now) if (one.code, one.occasion) == wanted), None)

    def mailbox_check(self, round_: Round, now: datetime) -> reminders.Wave:
        """T0 to everybody on the roster, from the next window on."""
        return reminders.Wave(Code.T0, next_window(now, self._calendar))

    def solved(
        self, round_: Round, incident: str, respondents: Iterable[int], now: datetime
    ) -> reminders.Wave:
        """S1 to those whom `incident` ("INC-0023") kept from answering, from the next window on.

        Hand it to `draft` with `said` = {"problem", "done", "next_step"}.
        """
        return reminders.Wave(
            Code.S1, next_window(now, self._calendar), incident, only=frozenset(respondents)
        )

    def draft(
        self,
        round_: Round,
        wave: reminders.Wave,
        now: datetime,
        actor: str = "daemon",
        said: Mapping[str, str] | None = None,
        *,
        cancelled_too: bool = False,
    ) -> int | None:
        """Draft the plan of a wave, or draft it anew while nobody has approved it and the list has changed.

        `said` is what its letters say beside the round's facts; a plan drafted anew keeps it. Once the wave has an
        approved plan, another one supplements it, for those who have become free for the letter since.
        Whoever was in a plan that a person has cancelled comes into another only with `cancelled_too`: a person
        asks for it.
        Gives the plan's number; None when nobody is left to write to.
        """
        with self._store.view() as look:  # most ticks change nothing, and keep no writer waiting
            found = self._proposal(look, round_, wave, now, said, cancelled_too, free_only=True)
        if found.stands:
            return found.plan_id
        with self._store.unit(FOLDS) as unit:
            found = self._proposal(unit, round_, wave, now, said, cancelled_too)
            if found.stands:
                return found.plan_id
            for one in found.outdated:
                data = {"because": "list_changed"}
                unit.append(
                    Event(EventKind.PLAN_VOIDED, now, actor, round_id=round_.id, plan_id=one, data=data)
                )
            if not found.receivers:
                return None
            mailing = plans.Mailing(round_.id, wave.code, wave.occasion, found.said)
            return self._store_plan(unit, mailing, found.receivers, found.left_out, now, actor)

    def preview(
        self,
        look: View,
        round_: Round,
        wave: reminders.Wave,
        now: datetime,
        *,
        cancelled_too: bool = False,
        free_only: bool = False,
    ) -> reminders.PlanDraft:
        """Who would get this wave, or its supplement, and who would not; nothing is written.

        With `free_only` those are not looked at whom something lasting keeps from any letter: the receivers are the
        same.
        """
        connection, code, occasion = look.connection, wave.code, wave.occasion
        had = outbox.had(connection, round_.id, code, occasion, cancelled_too=cancelled_too)
        waiting: list[str] = []
        only = wave.only
        plans_so_far = plans.of_wave(connection, round_.id, code, occasion)
        supplements = any(one.state is PlanState.APPROVED for one in plans_so_far)
        if supplements or free_only:
            free = roster.unhindered(connection, round_.id) - had.keys()
            only = frozenset(free if only is None else only & free)
        if supplements:
            wave = replace(wave, only=only, supplements=True)
            if only:
                waiting = [one.email for one in outbox.waiting(connection, round_.id, code, occasion)]
        people = (
            (one.respondent, one.state, one.address) for one in roster.each(connection, round_.id, only)
        )
        return reminders.draft(wave, people, round_, now, self._calendar, self._limits, had, waiting)

    def _proposal(
        self,
        look: View,
        round_: Round,
        wave: reminders.Wave,
        now: datetime,
        said: Mapping[str, str] | None,
        cancelled_too: bool,
        *,
        free_only: bool = False,
    ) -> _Proposal:
        """What the plan of a wave would be now, and which draft of it stands for the same or for another list.

        With `free_only` not everybody who is left out is named.
        """
        earlier = plans.of_wave(look.connection, round_.id, wave.code, wave.occasion)
        if said is None and earlier:
            last = plans.mailing(look.connection, earlier[-1].id)
            said = None if last is None else last.said
        draft = self.preview(look, round_, wave, now, cancelled_too=cancelled_too, free_only=free_only)
        receivers = [
            plans.PlannedLetter(one.respondent_id, one.address_id, one.code, one.due_at, one.because)
            for one in draft.receivers
        ]
        left_out = [plans.Omitted(one.respondent_id, one.because, one.until) for one in draft.left_out]
        same, outdated = None, []
        for one in earlier:
            if one.state is not PlanState.DRAFT:
                continue
            drafted = plans.mailing(look.connection, one.id)
            says_the_same = drafted is not None and drafted.said == (said or {})
            if says_the_same and plans.receivers(look.connection, one.id) == receivers:
                same = one.id
            else:
                outdated.append(one.id)
        return _Proposal(receivers, left_out, said or {}, same, outdated)

    def end_suspensions(self, now: datetime) -> None:
        """Addresses that a person has suspended until today are used again."""
        today = local_day(now, self._calendar)
        with self._store.view() as look:
            if not roster.suspended_until(look.connection, today):
                return
        with self._store.unit(FOLDS) as unit:
            for number, email in roster.suspended_until(unit.connection, today):
                owners = roster.by_addresses(unit.connection, [email]).get(email, ())
                about: list[tuple[int | None, int | None]] = [
                    (one.round_id, one.id) for one in owners if one.address_id == number
                ]
                for round_id, respondent_id in about or [(None, None)]:
                    unit.append(
                        Event(
                            EventKind.ADDRESS_RESTORED,
                            now,
                            round_id=round_id,
                            respondent_id=respondent_id,
                            address_id=number,
                            data={"proof": "until"},
                        )
                    )

    def withdraw(self, round_: Round, now: datetime) -> int:
        """Take back what waits for an address which is no longer its official's; how many letters."""
        with self._store.view() as look:
            if not outbox.readdressed(look.connection, round_.id):
                return 0
        with self._store.unit(FOLDS) as unit:
            return withdraw(unit, round_.id, now)

    def close(self, round_: Round, now: datetime) -> int:
        """What is still open of waves whose time is over is skipped, loudly; the number of letters closed."""

        with self._store.unit(FOLDS) as unit:
            return close_waves(unit, round_.id, self._over(round_, now), now)

    def _over(self, round_: Round, now: datetime) -> Callable[[PlanStanding], bool]:
        return lambda plan: (
            now >= reminders.closes_at(plan.code, plan.occasion, round_, self._calendar, self._limits)
        )

    def _on_the_ladder(self, look: View, round_: Round, now: datetime) -> list[reminders.Wave]:
        """The levels whose plans are to be made and not yet closed."""
        ready = []
        for wave, from_ in self._ladder(look, round_):
            closes = reminders.closes_at(wave.code, wave.occasion, round_, self._calendar, self._limits)
            if from_ <= now < closes:
                ready.append(wave)
        return ready

    def _ladder(self, look: View, round_: Round) -> list[tuple[reminders.Wave, datetime]]:
        """Each level with the moment from which on its plan is drafted; a large wave is planned earlier."""
        people = roster.count_open(look.connection, round_.id)
        return [(wave, self._drafted_from(wave, ahead)) for wave, ahead in self._ahead(round_, people)]

    def _ahead(self, round_: Round, people: int) -> list[tuple[reminders.Wave, int]]:
        """Each level with how many working days before its own one it must begin for so many people, as far as the
        gap after the level before allows.
        """
        calendar, limits = self._calendar, self._limits
        found = []
        before = round_.invited_on
        for wave in reminders.ladder(round_, calendar, limits):
            day = local_day(wave.due_at, calendar)
            ahead = 0
            if wave.code is not Code.R4:
                most = working_days_between(before, day, calendar) - limits.gap_days
                ahead = min(reminders.days_ahead(people, calendar, limits, day), max(most, 0))
            found.append((wave, ahead))
            before = day
        return found

    def _late_starters(self, look: View, round_: Round, now: datetime) -> list[reminders.Wave]:
        """R1 for those who were added after the invitations: a plan for each day on which some were added."""
        added: dict[str, set[int]] = defaultdict(set)
        waves: dict[str, reminders.Wave] = {}
        day_after = at_local(round_.invited_on + timedelta(days=1), time(), self._calendar)
        for state in roster.invited_since(look.connection, round_.id, day_after):
            if reminders.added_late_on(state, round_, self._calendar) is None:
                continue  # added over a weekend
            for wave in reminders.ladder_of(state, round_, self._calendar, self._limits)[:1]:
                closes = reminders.closes_at(wave.code, wave.occasion, round_, self._calendar, self._limits)
                if self._drafted_from(wave) <= now < closes:
                    added[wave.occasion].add(state.id)
                    waves[wave.occasion] = wave
        return [replace(waves[day], only=frozenset(added[day])) for day in sorted(waves)]

    def _told_of_old_deadline(self, look: View, round_: Round) -> list[reminders.Wave]:
        """X1 for those to whom a letter has named the old deadline's day as the last."""
        if round_.extended_at is None:
            return []
        told = outbox.may_have(look.connection, round_.id, LAST_DAY, before=round_.extended_at)
        if not told:
            return []
        occasion = local_day(round_.deadline, self._calendar).isoformat()
        due_at = next_window(round_.extended_at, self._calendar)
        return [reminders.Wave(Code.X1, due_at, occasion, only=frozenset(told))]

    def _solved_errors(self, look: View, round_: Round) -> list[reminders.Wave]:
        """S1 as it was asked for: for those it was planned for and whom no approved plan serves yet."""
        everybody: dict[str, set[int]] = defaultdict(set)
        due_at: dict[str, datetime] = {}
        for plan in plans.of_round(look.connection, round_.id, Code.S1):
            receivers = plans.receivers(look.connection, plan.id)
            left_out = plans.left_out(look.connection, plan.id)
            everybody[plan.occasion] |= {one.respondent_id for one in receivers}
            everybody[plan.occasion] |= {one.respondent_id for one in left_out}
            due_at[plan.occasion] = min(one.due_at for one in receivers)
        return [
            reminders.Wave(Code.S1, due_at[occasion], occasion, only=frozenset(people))
            for occasion, people in sorted(everybody.items())
        ]

    def _drafted_from(self, wave: reminders.Wave, ahead: int = 0) -> datetime:
        due_on = local_day(wave.due_at, self._calendar)
        day = add_working_days(due_on, -LEAD_WORKING_DAYS - ahead, self._calendar)
        return at_local(day, time(0, 0), self._calendar)

    def _store_plan(
        self,
        unit: Unit,
        mailing: plans.Mailing,
        receivers: list[plans.PlannedLetter],
        left_out: list[plans.Omitted],
        now: datetime,
        actor: str,
    ) -> int:
        number = plans.create(unit.connection, mailing, receivers, left_out)
        data = {
            "code": mailing.code.value,
            "occasion": mailing.occasion,
            "digest": plan_digest(unit, self._composer, number, receivers_of(unit, number)),
            "receivers": len(receivers),
            "left_out": len(left_out),
        }
        unit.append(
            Event(EventKind.PLAN_DRAFTED, now, actor, round_id=mailing.round_id, plan_id=number, data=data)
        )
        log.info("plan.drafted", plan_id=number, code=mailing.code.value, receivers=len(receivers))
        return number


def withdraw(unit: Unit, round_id: int, now: datetime, actor: str = "daemon") -> int:
    """Take back letters that wait for an address which is no longer their official's; how many.

    The plan they are of stays approved: it names the old address, and to the new one they go with a supplement.
    """
    withdrawn = 0
    for letter in outbox.readdressed(unit.connection, round_id):
        planned = (LetterState.PLANNED,)
        if outbox.move(unit.connection, letter, planned, LetterState.SKIPPED, settled_at=now):
            skipped = letter_event(EventKind.LETTER_SKIPPED, letter, now, because="address_changed")
            unit.append(replace(skipped, actor=actor))
            withdrawn += 1
    return withdrawn


def close_waves(
    unit: Unit,
    round_id: int,
    over: Callable[[PlanStanding], bool],
    now: datetime,
    actor: str = "daemon",
) -> int:
    """Skip what is still open of the waves that are `over`, and void their drafts; the number of letters closed."""
    ended: set[int] = set()
    for plan in plans.of_round(unit.connection, round_id):
        if not over(plan):
            continue
        ended.add(plan.id)
        if plan.state is PlanState.DRAFT:
            data = {"because": "wave_closed"}
            unit.append(
                Event(EventKind.PLAN_VOIDED, now, actor, round_id=round_id, plan_id=plan.id, data=data)
            )
    closed = 0
    settled_by = now - UNDER_WAY
    for letter in outbox.open_of(unit.connection, ended):
        doubtful = letter.state is LetterState.IN_DOUBT
        if doubtful and (_dot_at(unit, letter) or settled_by) > settled_by:
            continue  # the server's reply may still come, and is the truth
        if not outbox.move(unit.connection, letter, (letter.state,), LetterState.SKIPPED, settled_at=now):
            continue
        closed += 1
        because = "never_confirmed" if doubtful else letter.held_because or "wave_closed"
        skipped = letter_event(EventKind.LETTER_SKIPPED, letter, now, because=because)
        unit.append(replace(skipped, actor=actor))
        if doubtful:
            fault = IncidentNote(Stage.SENDING, "letters-in-doubt", "", "", letter.respondent_id)
            incident_trip.note(unit, fault, now)
            log.warning("delivery.doubt_closed", letter_id=letter.id, code=letter.code.value)
    return closed


def _dot_at(unit: Unit, letter: OutboxLetter) -> datetime | None:
    """When the dot of a letter in doubt was permitted."""
    state: RespondentState | None = unit.state(RESPONDENT, letter.respondent_id)
    return None if state is None else state.last_sent_at
