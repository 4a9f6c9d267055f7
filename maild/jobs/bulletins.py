"""What stands in the mails to staff and in `maild report`: the facts of each, gathered from the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from statistics import median
from threading import Lock
from zoneinfo import ZoneInfo

from maild.jobs import escalations, outgoing, sheets
from maild.jobs import figures as figured
from maild.jobs.compose import Composer
from maild.jobs.figures import Figures
from maild.letters import RenderedLetter
from maild.letters.notice_facts import (
    C1Facts,
    C2Facts,
    C3Facts,
    CountLine,
    I1Facts,
    I2Facts,
    IncidentLine,
    L1Facts,
    L2Facts,
    MailLine,
    RoundFacts,
    StageLines,
    Task,
)
from maild.model import (
    Advice,
    AnsweredList,
    Calendar,
    IncidentPhase,
    IncidentState,
    LetterState,
    Limits,
    PlanStanding,
    PlanState,
    ResponseTargets,
    Round,
    Stage,
    Targets,
)
from maild.roster.export import SheetOut
from maild.rules.brakes import TYPED_COUNT_FROM
from maild.rules.calendar import add_working_days, at_local, local_day, working_days_between
from maild.rules.incidents import severity
from maild.rules.reminders import approve_by
from maild.rules.response import Response, response_of
from maild.store import Database, View, events, figures, incidents, mailbox, outbox, plans, roster, rounds
from maild.words import say, say_kept

MORNING = time(7, 30)
_UNSURE_DAYS = timedelta(days=14)
_LISTED = 30  # mails that nobody could classify, in one digest


@dataclass(frozen=True, slots=True)
class BulletinPolicy:
    calendar: Calendar
    limits: Limits
    targets: Targets
    response: ResponseTargets
    advice: Mapping[str, Advice]
    groups: Mapping[str, str]  # code → name
    agency: str
    language: str
    by_mail: bool = False  # whether our own server can vouch for who answers
    report_to: tuple[str, ...] = ()  # to whom L1 and L2 are addressed
    sending_locked: Callable[[], bool] = lambda: False  # the database came out of a backup


@dataclass(frozen=True, slots=True)
class End:
    """What a final report says beside the figures of its round."""

    incidents: Sequence[IncidentState]
    in_doubt: int  # letters
    lists: int  # applied
    mails: int


@dataclass(frozen=True, slots=True)
class Bulletins:
    """`whole` is held by a job while it has a whole round in memory: there is room for one large one at a time."""

    policy: BulletinPolicy
    composer: Composer
    whole: Lock = field(default_factory=Lock, compare=False)

    def figures(self, look: View, round_: Round, now: datetime) -> Figures:
        return self._gathered(figured.read(look, round_), now)

    def standing(self, store: Database, round_: Round, now: datetime) -> tuple[Figures, list[IncidentLine]]:
        """The figures of a round and what is open in the log; the database is left before the figures are made."""
        with store.view() as look:
            reading, faults = figured.read(look, round_), self.faults(look, now)
        return self._gathered(reading, now), faults

    def _gathered(self, reading: figured.Reading, now: datetime) -> Figures:
        policy = self.policy
        return figured.gather(reading, now, policy.calendar, policy.targets, policy.limits.list_age_days)

    def brief(self, store: Database, found: Figures, now: datetime) -> C1Facts:
        """C1: where the round stands this morning."""
        round_ = found.round
        today = self._today(store, round_, now)
        with store.view() as look:
            waiting, in_doubt = self._waiting(look, found, now), self._doubtful(look, round_)
        weakest = [line for line, _ in figured.grouped(found.rows, "unit") if line.counts.missing][:10]
        return C1Facts(
            round=self._round(round_),
            at=self.local(now),
            counts=found.counts,
            list_as_of=None if found.list_as_of is None else self.local(found.list_as_of),
            list_is_old=found.list_is_old,
            course=found.course,
            weakest=tuple(weakest),
            today=tuple(today),
            waiting=tuple(waiting),
            in_doubt=tuple(in_doubt),
            heads=found.heads,
        )

    def digest(self, look: View, now: datetime) -> I2Facts:
        """I2: the log of technical errors by phase, since the last working morning."""
        since = self._last_morning(now)
        opened, solved = (
            self.open(look, now),
            figured.solved_since(look, since),
        )
        unsure = figures.unsure_mails(look.connection, now - _UNSURE_DAYS)
        stages = tuple(
            StageLines(
                say(f"stage.{stage.value}", self.policy.language),
                figured.fault_groups(self.lines(look, [one for one in opened if one.stage is stage], now)),
                tuple(self.lines(look, [one for one in solved if one.stage is stage], now)),
            )
            for stage in Stage
        )
        return I2Facts(
            agency=self.policy.agency,
            at=self.local(now),
            stages=stages,
            unclassified=tuple(
                MailLine(
                    f"M-{one.id}",
                    self.local(one.received_at),
                    "" if one.kind is None else say(f"kind.{one.kind.value}", self.policy.language),
                )
                for one in unsure[:_LISTED]
            ),
            unclassified_more=max(len(unsure) - _LISTED, 0),
            quarantined=mailbox.counts_by_kind(look.connection).get("quarantined", 0),
            by_mail=self.policy.by_mail,
            seal=events.newest_seal(look.connection),
        )

    def alert(self, look: View, told: Sequence[IncidentState], now: datetime, *, repeated: bool) -> I1Facts:
        """I1: what must be acted on at once."""
        lines = tuple(self.lines(look, told, now))
        return I1Facts(self.policy.agency, self.local(now), lines, repeated, self.policy.by_mail)

    def weekly(
        self, found: Figures, faults: Sequence[IncidentLine], now: datetime, week: int | None = None
    ) -> L1Facts:
        """L1: one page for the leadership."""
        language = self.policy.language
        units = [line for line, _ in figured.grouped(found.rows, "unit")]
        week_ago = now - timedelta(days=7)
        gained = sum(
            1 for row in found.rows if row.has_answered and row.answered_at and row.answered_at > week_ago
        )
        behind = [line for line in units if line.counts.share < found.course.target]
        ministry = sum(one.owner == say("owner.ministry", language) for one in faults)
        requests = [
            say(word, language, count=count)
            for word, count in (
                ("request.units", len(behind)),
                ("request.unreachable", found.counts.unreachable),
                ("request.ministry", ministry),
            )
            if count
        ]
        return L1Facts(
            round=self._round(found.round),
            at=self.local(now),
            week=week or self.local(now).isocalendar().week,
            counts=found.counts,
            gained=gained,
            course=found.course,
            groups=tuple(line for line, _ in figured.grouped(found.rows, "group", self.policy.groups)),
            units=tuple(units[:10]),
            units_in_all=len(units),
            heads=found.heads,
            levels=figured.levels(found),
            faults=tuple(faults[:5]),
            requests=tuple(requests),
            to=self.policy.report_to,
        )

    def end_of(self, look: View, round_: Round) -> End:
        lists = rounds.lists(look.connection, round_.id)
        return End(
            incidents.every(look.connection),
            len(outbox.in_state(look.connection, LetterState.IN_DOUBT, round_id=round_.id)),
            sum(one.applied_at is not None for one in lists),
            sum(mailbox.counts_by_kind(look.connection).values()),
        )

    def final(self, found: Figures, end: End, now: datetime) -> L2Facts:
        """L2: the whole round."""
        language, counts = self.policy.language, found.counts
        every = end.incidents
        still_open = [one for one in every if one.state is not IncidentPhase.RESOLVED]
        responses = self._responses(every, found, now)
        points = [
            say(f"point.{name}", language, count=count)
            for name, count in (
                ("open", counts.open + counts.on_leave),
                ("self_reported", counts.self_reported),
                ("not_urged", counts.not_urged),
                ("unreachable", counts.unreachable),
                ("incidents", len(still_open)),
                ("in_doubt", end.in_doubt),
            )
            if count
        ]
        return L2Facts(
            round=self._round(found.round),
            at=self.local(now),
            invited_on=found.round.invited_on,
            counts=counts,
            heads=found.heads,
            course=found.course,
            groups=tuple(line for line, _ in figured.grouped(found.rows, "group", self.policy.groups)),
            units=tuple(line for line, _ in figured.grouped(found.rows, "unit")),
            levels=figured.levels(found),
            lists=end.lists,
            mails=end.mails,
            stages=tuple(
                CountLine(say(f"stage.{stage.value}", language), sum(one.stage is stage for one in every))
                for stage in Stage
            ),
            solved=len(every) - len(still_open),
            incidents=len(every),
            hours_to_acknowledge=_median(one.to_acknowledge for one in responses if one.acknowledged),
            hours_to_solve=_median(one.to_fix for one in responses if one.fixed),
            open_points=tuple(points),
            acknowledged_in_time=sum(one.acknowledged and one.acknowledged_in_time for one in responses),
            solved_in_time=sum(one.fixed and one.fixed_in_time for one in responses),
            to=self.policy.report_to,
        )

    def book(self, found: Figures, faults: Sequence[IncidentLine], *, names: bool) -> list[SheetOut]:
        """The workbook behind the numbers; officials by name only for who may see them."""
        policy, language = self.policy, self.policy.language
        return [
            sheets.totals(found, language),
            sheets.units(found, language, calendar=policy.calendar),
            sheets.groups(found, policy.groups, language),
            sheets.cross(found, policy.groups, language),
            *([sheets.people(found, policy.groups, language, calendar=policy.calendar)] if names else []),
            sheets.levels(found, language),
            sheets.effects(found, language),
            sheets.trend(found, policy.targets, policy.calendar, language),
            sheets.incidents(faults, language),
        ]

    def faults(self, look: View, now: datetime) -> list[IncidentLine]:
        """What is open and speaks for itself, most people first."""
        return self.lines(look, self.open(look, now), now)

    def _today(self, store: Database, round_: Round, now: datetime) -> list[str]:
        """What is still to go today, or would if nothing held it, as far as the caps reach."""
        policy = self.policy
        found = outgoing.coming(
            store, round_, now, policy.calendar, policy.limits, locked=policy.sending_locked()
        )
        today = local_day(now, policy.calendar)
        return [
            say(
                "today.approved" if one.approved else "today.draft",
                policy.language,
                letter=one.code.value,
                count=one.count,
                at=self.local(one.at).strftime("%H:%M"),
            )
            + (f" – {say(one.held, policy.language)}" if one.held else "")
            for one in found
            if one.day == today
        ]

    def _waiting(self, look: View, found: Figures, now: datetime) -> list[Task]:
        language, round_ = self.policy.language, found.round
        tasks = [
            Task(say("task.list", language, number=f"S-{one.id:04}"), f"maild answered apply S-{one.id:04}")
            for one in undecided(look, round_)
        ]
        if found.list_is_old and not tasks:
            tasks.append(Task(say("task.no_list", language), "maild answered import"))
        for plan in plans.in_state(look.connection, PlanState.DRAFT):
            if plan.round_id == round_.id:
                text = say("task.plan", language, letter=letter_of(plan), count=plan.receivers)
                tasks.append(Task(text, _approval(plan)))
        for due in escalations.due(look, round_, now, self.policy.calendar, self.policy.limits):
            text = say(
                "task.escalation",
                language,
                code=due.code.value,
                what=say(f"notice.{due.code.value}", language),
            )
            tasks.append(Task(text, f"maild escalate plan {due.code.value}"))
        for word, missing in (
            ("task.claims", "missing.claim"),
            ("task.contradicted", "missing.contradicted"),
            ("task.questions", "missing.question"),
            ("task.wrong_person", "missing.wrong_person"),
        ):
            count = sum(row.missing == missing for row in found.rows)
            if count:
                tasks.append(Task(say(word, language, count=count)))
        return tasks

    def _doubtful(self, look: View, round_: Round) -> list[str]:
        names = []
        for letter in outbox.in_state(look.connection, LetterState.IN_DOUBT, round_id=round_.id):
            person = roster.by_id(look.connection, letter.respondent_id)
            if person is not None:
                names.append(f"{person.name} ({person.unit}), {letter.code.value}")
        return names

    def staged_list(self, look: View, round_: Round, staged: AnsweredList, number: str) -> C2Facts:
        answered = set(rounds.matched_by(look.connection, staged.id))
        says_so = roster.says_so(look.connection, round_.id)
        against = len(says_so - answered) if staged.matched else 0
        return C2Facts(
            round=self._round(round_),
            number=number,
            file=staged.file,
            as_of=self.local(staged.as_of),
            matched=staged.matched,
            newly=rounds.newly(look.connection, staged.id),
            unknown=staged.unknown,
            contradictions=against,
            not_answered=staged.not_answered,
            problems=(
                *(say(f"list_held.{why}", self.policy.language) for why in staged.held),
                *(say_kept(one, self.policy.language) for one in staged.problems[:10]),
            ),
            is_held=bool(staged.held),
        )

    def plan(self, look: View, round_: Round, plan: PlanStanding) -> C3Facts:
        receivers = plans.receivers(look.connection, plan.id)
        people = {one.id: one for one in roster.of_round(look.connection, round_.id)}
        first = next((one for one in receivers if one.respondent_id in people), None)
        shown: RenderedLetter | None = None
        if first is not None:
            said = plans.mailing(look.connection, plan.id)
            person = people[first.respondent_id]
            shown = self.composer.render(
                first.code,
                round_,
                person,
                first.due_at,
                None if said is None else said.said,
                earlier=max(first.code.level - 1, 0),  # as most of its receivers read it
            )
        units = {people[one.respondent_id].unit_id for one in receivers if one.respondent_id in people}
        tally: dict[str, int] = {}
        for left in plans.left_out(look.connection, plan.id):
            tally[left.because] = tally.get(left.because, 0) + 1
        left_out = sorted(tally.items(), key=lambda item: -item[1])
        due = min((one.due_at for one in receivers), default=plan.drafted_at)
        policy = self.policy
        expires = approve_by(plan.code, plan.occasion, round_, policy.calendar, policy.limits)
        return C3Facts(
            round=self._round(round_),
            plan=plan.id,
            letter=letter_of(plan),
            due_at=self.local(due),
            expires_at=self.local(expires),
            receivers=plan.receivers,
            units=len(units),
            left_out=tuple(
                CountLine(say(f"because.{because}", self.policy.language), count)
                for because, count in left_out
            ),
            approval=_approval(plan),
            example="" if first is None else f"OFF-{first.respondent_id:04}",
            subject="" if shown is None else shown.subject,
            text=() if shown is None else tuple(line for line in shown.text.splitlines() if line.strip()),
            supplements=plans.supplemented(look.connection, plan.id),
        )

    def plan_book(self, look: View, round_: Round, plan: PlanStanding) -> list[SheetOut]:
        """A plan's receivers, and who is left out."""
        return sheets.plan(
            plan.id,
            plans.receivers(look.connection, plan.id),
            plans.left_out(look.connection, plan.id),
            {one.id: one for one in roster.of_round(look.connection, round_.id)},
            self.policy.language,
            ZoneInfo(self.policy.calendar.zone),
        )

    def lines(self, look: View, found: Sequence[IncidentState], now: datetime) -> list[IncidentLine]:
        policy = self.policy
        since = self._last_morning(now)
        return figured.incident_lines(
            look,
            found,
            now,
            since,
            policy.calendar,
            policy.response,
            policy.advice,
            policy.language,
        )

    def _responses(self, every: Sequence[IncidentState], found: Figures, now: datetime) -> list[Response]:
        """How soon each incident of a round was seen to, by the severity it had at its end."""
        calendar, last = self.policy.calendar, local_day(found.round.deadline, self.policy.calendar)
        responses = []
        for one in every:
            day = local_day(one.resolved_at or now, calendar)
            weight = severity(one, len(found.rows), max(working_days_between(day, last, calendar), 0))
            responses.append(response_of(one, weight, self.policy.response, calendar, now))
        return responses

    def open(self, look: View, now: datetime) -> list[IncidentState]:
        return figured.open_of(look, local_day(now, self.policy.calendar))

    def _last_morning(self, now: datetime) -> datetime:
        """07:30 of the working day before today: what came since is new."""
        day = add_working_days(local_day(now, self.policy.calendar), -1, self.policy.calendar)
        return at_local(day, MORNING, self.policy.calendar)

    def _round(self, round_: Round) -> RoundFacts:
        return figured.round_facts(round_, self.policy.calendar.zone)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.policy.calendar.zone))


def _median(spans: Iterable[timedelta]) -> float | None:
    hours = [figured.in_hours(one) for one in spans]
    return round(median(hours), 1) if hours else None


def _approval(plan: PlanStanding) -> str:
    """The command that approves a plan, with the count that is to be typed above some fifty."""
    count = f" --count {plan.receivers}" if plan.receivers > TYPED_COUNT_FROM else ""
    return f"maild remind approve {plan.id}{count}"


def letter_of(plan: PlanStanding) -> str:
    return plan.code.value


def undecided(look: View, round_: Round) -> list[AnsweredList]:
    """Lists that a person has neither applied nor rejected."""
    return [
        one
        for one in rounds.lists(look.connection, round_.id)
        if one.applied_at is None and one.rejected_at is None
    ]
