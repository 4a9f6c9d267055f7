"""Who is told what, and when: the morning mails, what waits for a person, alerts, the weekly and the final report.

Each tick asks what is due and has not been told yet; a mail is unique by its occasion, so that a missed tick loses
nothing and a second one tells nothing twice.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from maild.errors import TemplateError
from maild.jobs import escalations, sheets
from maild.jobs import figures as figured
from maild.jobs.figures import Figures
from maild.jobs.notices import queue
from maild.letters import NoticeRoom
from maild.letters.notice_facts import (
    C1Facts,
    C2Facts,
    C3Facts,
    CountLine,
    H1Facts,
    I1Facts,
    I2Facts,
    IncidentLine,
    L1Facts,
    L2Facts,
    MailLine,
    NoticeFacts,
    RoundFacts,
    StageLines,
    Task,
)
from maild.logs import log
from maild.model import (
    Advice,
    AnsweredList,
    Attachment,
    Calendar,
    Event,
    EventKind,
    IncidentPhase,
    IncidentState,
    LetterState,
    Limits,
    NoticeCode,
    PlanStanding,
    PlanState,
    Round,
    Stage,
    Targets,
)
from maild.roster.export import SheetOut
from maild.rules import FOLDS
from maild.rules.calendar import add_working_days, at_local, is_working_day, local_day, working_time_between
from maild.rules.incidents import severity
from maild.rules.reminders import ladder
from maild.store import Database, View, figures, incidents, mailbox, notices, outbox, plans, roster, rounds
from maild.words import say, say_kept

MORNING = time(7, 30)
WEEKLY = time(15, 0)
_FRIDAY = 4
_GROUPED = timedelta(minutes=2)  # alerts are gathered, and what a person is about to settle is not told
_AGAIN_AFTER = timedelta(hours=4)  # of working time
_STILL_NEWS = timedelta(days=3)
_UNSURE_DAYS = timedelta(days=14)
_LISTED = 30  # mails that nobody could classify, in one digest
_LASTS = timedelta(minutes=3)  # a fault of our own that is over sooner is no alarm


@dataclass(frozen=True, slots=True)
class Recipients:
    coordinator: tuple[str, ...] = ()
    it: tuple[str, ...] = ()
    leadership: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()
    leadership_sees_names: bool = False

    def of(self, code: NoticeCode) -> tuple[str, ...]:
        match code:
            case NoticeCode.C1 | NoticeCode.C2 | NoticeCode.C3:
                return self.coordinator
            case NoticeCode.I1 | NoticeCode.I2:
                return self.it
            case NoticeCode.E2 | NoticeCode.L1 | NoticeCode.L2:
                return self.leadership
            case NoticeCode.H1:
                return self.admin or self.it
        return ()


@dataclass(frozen=True, slots=True)
class BriefPolicy:
    calendar: Calendar
    limits: Limits
    targets: Targets
    recipients: Recipients
    advice: Mapping[str, Advice]
    groups: Mapping[str, str]  # code → name
    agency: str
    language: str


@dataclass(slots=True)
class Briefs:
    """`troubles` says what is wrong with the service itself at a moment, in words: nothing when it is well."""

    store: Database
    room: NoticeRoom
    policy: BriefPolicy
    troubles: Callable[[View, datetime], list[str]] = lambda _look, _now: []
    _ill_since: datetime | None = field(default=None)

    def tick(self, now: datetime) -> None:
        """Queue whatever is due. What fails for one mail does not keep the others back."""
        for work in (
            self._alert,
            self._health,
            self._morning,
            self._lists,
            self._plans,
            self._weekly,
            self._final,
        ):
            try:
                work(now)
            except (TemplateError, LookupError, ValueError, TypeError, AttributeError):
                log.exception("brief.failed", what=work.__name__.strip("_"))

    # ------------------------------------------------------------ facts, for mails and for `maild report`

    def figures(self, look: View, round_: Round, now: datetime) -> Figures:
        policy = self.policy
        return figured.gather(look, round_, now, policy.calendar, policy.targets, policy.limits.list_age_days)

    def brief(self, look: View, found: Figures, now: datetime) -> C1Facts:
        """C1: where the round stands this morning."""
        round_ = found.round
        weakest = [line for line, _ in figured.grouped(found.rows, "unit") if line.counts.missing][:10]
        return C1Facts(
            round=self._round(round_),
            at=self._local(now),
            counts=found.counts,
            list_as_of=None if found.list_as_of is None else self._local(found.list_as_of),
            list_is_old=found.list_is_old,
            course=found.course,
            weakest=tuple(weakest),
            today=tuple(self._today(look, round_, now)),
            waiting=tuple(self._waiting(look, found, now)),
            in_doubt=tuple(self._doubtful(look, round_)),
        )

    def digest(self, look: View, now: datetime) -> I2Facts:
        """I2: the log of technical errors by phase, since the last working morning."""
        since = self._last_morning(now)
        opened, solved = (
            self._open(look, now),
            figured.solved_since(look, since),
        )
        unsure = figures.unsure_mails(look.connection, now - _UNSURE_DAYS)
        stages = tuple(
            StageLines(
                say(f"stage.{stage.value}", self.policy.language),
                figured.fault_groups(self._lines(look, [one for one in opened if one.stage is stage], now)),
                tuple(self._lines(look, [one for one in solved if one.stage is stage], now)),
            )
            for stage in Stage
        )
        return I2Facts(
            agency=self.policy.agency,
            at=self._local(now),
            stages=stages,
            unclassified=tuple(
                MailLine(
                    f"M-{one.id}",
                    self._local(one.received_at),
                    "" if one.kind is None else say(f"kind.{one.kind.value}", self.policy.language),
                )
                for one in unsure[:_LISTED]
            ),
            unclassified_more=max(len(unsure) - _LISTED, 0),
            quarantined=mailbox.counts_by_kind(look.connection).get("quarantined", 0),
        )

    def weekly(self, look: View, found: Figures, now: datetime, week: int | None = None) -> L1Facts:
        """L1: one page for the leadership."""
        language = self.policy.language
        units = [line for line, _ in figured.grouped(found.rows, "unit")]
        week_ago = now - timedelta(days=7)
        gained = sum(
            1 for row in found.rows if row.has_answered and row.answered_at and row.answered_at > week_ago
        )
        faults = self.faults(look, now)
        behind = [line for line in units if line.counts.share < found.course.target]
        ministry = sum(
            1
            for one in self._open(look, now)
            if (known := self.policy.advice.get(one.reason)) is not None and known.owner == "ministry"
        )
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
            at=self._local(now),
            week=week or self._local(now).isocalendar().week,
            counts=found.counts,
            gained=gained,
            course=found.course,
            groups=tuple(line for line, _ in figured.grouped(found.rows, "group", self.policy.groups)),
            units=tuple(units[:10]),
            units_in_all=len(units),
            faults=tuple(faults[:5]),
            requests=tuple(requests),
        )

    def final(self, look: View, found: Figures, now: datetime) -> L2Facts:
        """L2: the whole round."""
        language, counts = self.policy.language, found.counts
        every = incidents.every(look.connection)
        still_open = [one for one in every if one.state is not IncidentPhase.RESOLVED]
        doubtful = outbox.in_state(look.connection, LetterState.IN_DOUBT, round_id=found.round.id)
        points = [
            say(f"point.{name}", language, count=count)
            for name, count in (
                ("open", counts.open + counts.on_leave),
                ("self_reported", counts.self_reported),
                ("unreachable", counts.unreachable),
                ("incidents", len(still_open)),
                ("in_doubt", len(doubtful)),
            )
            if count
        ]
        applied = [one for one in rounds.lists(look.connection, found.round.id) if one.applied_at is not None]
        return L2Facts(
            round=self._round(found.round),
            at=self._local(now),
            invited_on=found.round.invited_on,
            counts=counts,
            course=found.course,
            groups=tuple(line for line, _ in figured.grouped(found.rows, "group", self.policy.groups)),
            units=tuple(line for line, _ in figured.grouped(found.rows, "unit")),
            levels=figured.levels(found),
            lists=len(applied),
            mails=sum(mailbox.counts_by_kind(look.connection).values()),
            stages=tuple(
                CountLine(say(f"stage.{stage.value}", language), sum(one.stage is stage for one in every))
                for stage in Stage
            ),
            solved=len(every) - len(still_open),
            incidents=len(every),
            hours_to_acknowledge=figured.hours_to(every, "acknowledged_at", self.policy.calendar),
            hours_to_solve=figured.hours_to(every, "resolved_at", self.policy.calendar),
            open_points=tuple(points),
        )

    def book(self, look: View, found: Figures, now: datetime, *, names: bool) -> list[SheetOut]:
        """The workbook behind the numbers; officials by name only for who may see them."""
        policy, language = self.policy, self.policy.language
        lines = self.faults(look, now)
        return [
            sheets.totals(found, language),
            sheets.units(found, language),
            sheets.groups(found, policy.groups, language),
            sheets.cross(found, policy.groups, language),
            *([sheets.people(found, policy.groups, language, calendar=policy.calendar)] if names else []),
            sheets.levels(found, language),
            sheets.trend(found, policy.targets, policy.calendar, language),
            sheets.incidents(lines, language),
        ]

    def faults(self, look: View, now: datetime) -> list[IncidentLine]:
        """What is open and speaks for itself, most people first."""
        return self._lines(look, self._open(look, now), now)

    # ------------------------------------------------------------ what is due

    def _morning(self, now: datetime) -> None:
        """C1 and I2 from 07:30 of each working day on, also late."""
        local = self._local(now)
        if not is_working_day(local.date(), self.policy.calendar) or local.time() < MORNING:
            return
        day = local.date().isoformat()
        with self.store.view() as look:
            running = rounds.running(look.connection)
        for round_ in running:

            def brief(look: View, round_: Round = round_) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                found = self.figures(look, round_, now)
                book = self.book(look, found, now, names=True)
                name = f"tinh-hinh-{round_.code}-{day}.xlsx"
                return self.brief(look, found, now), (sheets.attached(name, book),)

            self._tell(NoticeCode.C1, f"{round_.code}/{day}", brief, now, round_)
        self._tell(NoticeCode.I2, day, lambda look: (self.digest(look, now), ()), now)

    def _lists(self, now: datetime) -> None:
        """C2 for a list that has waited a little: one that is applied at once by who brought it needs no mail."""
        with self.store.view() as look:
            waiting = [
                (round_, one)
                for round_ in rounds.running(look.connection)
                for one in _staged(look, round_)
                if _GROUPED <= now - one.staged_at <= _STILL_NEWS
            ]
        for round_, staged in waiting:
            number = f"S-{staged.id:04}"

            def facts(
                look: View, round_: Round = round_, staged: AnsweredList = staged, number: str = number
            ) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                return self._staged_list(look, round_, staged, number), ()

            self._tell(NoticeCode.C2, f"{round_.code}/{number}", facts, now, round_)

    def _plans(self, now: datetime) -> None:
        """C3 once for each letter and day, however often the list under the plan changes."""
        with self.store.view() as look:
            drafts = [
                one
                for one in plans.in_state(look.connection, PlanState.DRAFT)
                if now - one.drafted_at >= _GROUPED
            ]
            known = {one.id: one for one in rounds.running(look.connection)}
        for plan in drafts:
            round_ = known.get(plan.round_id)
            if round_ is None:
                continue
            occasion = f"{round_.code}/{letter_of(plan)}/{local_day(now, self.policy.calendar).isoformat()}"

            def facts(
                look: View, round_: Round = round_, plan: PlanStanding = plan
            ) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                return self._plan(look, round_, plan), ()

            self._tell(NoticeCode.C3, occasion, facts, now, round_)

    def _weekly(self, now: datetime) -> None:
        """L1 on Friday 15:00, on the last working day of the week where Friday is off; late after downtime."""
        week = self._week_due(now)
        if week is None:
            return
        with self.store.view() as look:
            running = rounds.running(look.connection)
        for round_ in running:
            occasion = f"{round_.code}/{week[0]}-W{week[1]:02}"

            def facts(look: View, round_: Round = round_) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                found = self.figures(look, round_, now)
                book = self.book(look, found, now, names=self.policy.recipients.leadership_sees_names)
                name = f"tien-do-{round_.code}-tuan-{week[1]}.xlsx"
                return self.weekly(look, found, now, week[1]), (sheets.attached(name, book),)

            self._tell(NoticeCode.L1, occasion, facts, now, round_)

    def _week_due(self, now: datetime) -> tuple[int, int] | None:
        """Year and week of the report that is due, this week's or the last one's."""
        calendar = self.policy.calendar
        day = local_day(now, calendar)
        for monday in (day - timedelta(days=day.weekday() + back) for back in (0, 7)):
            friday = monday + timedelta(days=_FRIDAY)
            if not is_working_day(friday, calendar):
                friday = add_working_days(friday, -1, calendar)
            due = at_local(friday, WEEKLY, calendar)
            if friday >= monday and due <= now <= due + _STILL_NEWS:
                year, week, _ = friday.isocalendar()
                return year, week
        return None

    def _final(self, now: datetime) -> None:
        """L2 when a round has been closed."""
        with self.store.view() as look:
            closed = [
                one
                for one in rounds.every(look.connection)
                if rounds.state_of(look.connection, one.id) == "closed"
                and now - one.deadline < 10 * _STILL_NEWS
            ]
        for round_ in closed:

            def facts(look: View, round_: Round = round_) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                found = self.figures(look, round_, now)
                book = self.book(look, found, now, names=self.policy.recipients.leadership_sees_names)
                name = f"ket-qua-{round_.code}.xlsx"
                return self.final(look, found, now), (sheets.attached(name, book),)

            self._tell(NoticeCode.L2, round_.code, facts, now, round_)

    def _alert(self, now: datetime) -> None:
        """I1: severity 1 that nobody has been told of, gathered for two minutes; again while nobody takes it on."""
        recipients = self.policy.recipients.of(NoticeCode.I1)
        if not recipients:
            return
        with self.store.view() as look:
            new, again = self._alarming(look, now)
        if not new and not again:
            return
        for told, repeated in ((new, False), (again, True)):
            if told:
                self._alert_of(told, repeated, recipients, now)

    def _alarming(self, look: View, now: datetime) -> tuple[list[IncidentState], list[IncidentState]]:
        opened = [one for one in self._open(look, now) if one.state is IncidentPhase.OPEN]
        if not opened:
            return [], []
        people, days_left = figured.reach(look, now, self.policy.calendar)
        worst = [one for one in opened if severity(one, people, days_left) == 1]
        numbers = [one.id for one in worst]
        told = figures.alerted(look.connection, numbers)
        back = figures.reopened(look.connection, numbers)
        new, again = [], []
        for one in worst:
            since = max(one.opened_at, back.get(one.id, one.opened_at))
            last = told.get(one.id)
            if last is None or last < since:
                new.append((since, one))
            elif working_time_between(last, now, self.policy.calendar) >= _AGAIN_AFTER:
                again.append(one)
        ripe = any(now - since >= _GROUPED for since, _ in new)
        return [one for _, one in new] if ripe else [], again

    def _alert_of(
        self, told: Sequence[IncidentState], repeated: bool, recipients: Sequence[str], now: datetime
    ) -> None:
        first = min(told, key=lambda one: (-one.people, one.id))
        occasion = f"INC-{first.id:04}+{len(told) - 1}/{now.isoformat(timespec='minutes')}"
        with self.store.unit(FOLDS) as unit:
            lines = self._lines(unit, told, now)
            facts = I1Facts(self.policy.agency, self._local(now), tuple(lines), repeated)
            mail = self.room.render(facts, self.policy.language)
            for to in recipients:
                queue(unit, NoticeCode.I1, occasion=occasion, to=to, mail=mail, now=now, incident_id=first.id)
            unit.append(*(Event(EventKind.INCIDENT_ALERTED, now, incident_id=one.id) for one in told))
        log.critical("incident.alerted", incidents=[one.id for one in told], repeated=repeated)

    def _health(self, now: datetime) -> None:
        """H1 when the service falls ill and when it is well again, once each; a hiccup is no alarm."""
        recipients = self.policy.recipients.of(NoticeCode.H1)
        if not recipients:
            return
        with self.store.view() as look:
            found = self.troubles(look, now)
            told = notices.of_code(look.connection, NoticeCode.H1)
        was_ill = bool(told) and told[-1].occasion.startswith("ill/")
        self._ill_since = (self._ill_since or now) if found else None
        ill = self._ill_since is not None and now - self._ill_since >= _LASTS
        if ill == was_ill or (found and not ill):
            return
        machine = socket.gethostname()
        facts = H1Facts(self.policy.agency, self._local(now), not ill, tuple(found), machine)
        occasion = f"{'ill' if ill else 'well'}/{now.isoformat(timespec='seconds')}"
        self._tell(NoticeCode.H1, occasion, lambda _look: (facts, ()), now)

    # ------------------------------------------------------------ parts of the facts

    def _today(self, look: View, round_: Round, now: datetime) -> list[str]:
        language, today = self.policy.language, local_day(now, self.policy.calendar)
        lines = []
        of_today: set[int] = set()
        for plan in plans.of_round(look.connection, round_.id):
            receivers = plans.receivers(look.connection, plan.id)
            if plan.state is PlanState.VOIDED or not receivers:
                continue
            due = min(one.due_at for one in receivers)
            if local_day(due, self.policy.calendar) != today:
                continue
            of_today.add(plan.id)
            word = "today.approved" if plan.state is PlanState.APPROVED else "today.draft"
            at = self._local(due).strftime("%H:%M")
            lines.append(say(word, language, letter=letter_of(plan), count=len(receivers), at=at))
        rest = [
            one
            for one in outbox.in_state(look.connection, LetterState.PLANNED, round_id=round_.id)
            if one.plan_id not in of_today and local_day(one.not_before, self.policy.calendar) <= today
        ]
        return [*lines, *([say("today.rest", language, count=len(rest))] if rest else [])]

    def _waiting(self, look: View, found: Figures, now: datetime) -> list[Task]:
        language, round_ = self.policy.language, found.round
        tasks = [
            Task(say("task.list", language, number=f"S-{one.id:04}"), f"maild answered apply S-{one.id:04}")
            for one in _staged(look, round_)
        ]
        if found.list_is_old and not tasks:
            tasks.append(Task(say("task.no_list", language), "maild answered import"))
        for plan in plans.in_state(look.connection, PlanState.DRAFT):
            if plan.round_id == round_.id:
                text = say("task.plan", language, letter=letter_of(plan), count=plan.receivers)
                tasks.append(Task(text, f"maild remind approve {plan.id}"))
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

    def _staged_list(self, look: View, round_: Round, staged: AnsweredList, number: str) -> C2Facts:
        answered = set(rounds.matched_by(look.connection, staged.id))
        states = {one.respondent.id: one.state for one in roster.people(look.connection, round_.id)}
        newly = sum(1 for who in answered if who in states and states[who].answered_at is None)
        says_so = [
            who
            for who, state in states.items()
            if state.self_reported_at is not None and state.answered_at is None
        ]
        against = sum(1 for who in says_so if who not in answered) if staged.matched else 0
        return C2Facts(
            round=self._round(round_),
            number=number,
            file=staged.file,
            as_of=self._local(staged.as_of),
            matched=staged.matched,
            newly=newly,
            unknown=staged.unknown,
            contradictions=against,
            not_answered=staged.not_answered,
            problems=(
                *(say(f"list_held.{why}", self.policy.language) for why in staged.held),
                *(say_kept(one, self.policy.language) for one in staged.problems[:10]),
            ),
            is_held=bool(staged.held),
        )

    def _plan(self, look: View, round_: Round, plan: PlanStanding) -> C3Facts:
        receivers = plans.receivers(look.connection, plan.id)
        people = {one.id: one for one in roster.of_round(look.connection, round_.id)}
        units = {people[one.respondent_id].unit_id for one in receivers if one.respondent_id in people}
        tally: dict[str, int] = {}
        for left in plans.left_out(look.connection, plan.id):
            tally[left.because] = tally.get(left.because, 0) + 1
        left_out = sorted(tally.items(), key=lambda item: -item[1])
        due = min((one.due_at for one in receivers), default=plan.drafted_at)
        later = [
            wave.due_at
            for wave in ladder(round_, self.policy.calendar, self.policy.limits)
            if wave.due_at > due
        ]
        return C3Facts(
            round=self._round(round_),
            plan=plan.id,
            letter=letter_of(plan),
            due_at=self._local(due),
            expires_at=self._local(min([*later, round_.deadline])),
            receivers=plan.receivers,
            units=len(units),
            left_out=tuple(
                CountLine(say(f"because.{because}", self.policy.language), count)
                for because, count in left_out
            ),
        )

    def _lines(self, look: View, found: Sequence[IncidentState], now: datetime) -> list[IncidentLine]:
        policy = self.policy
        since = self._last_morning(now)
        return figured.incident_lines(
            look, found, now, since, policy.calendar, policy.advice, policy.language
        )

    def _open(self, look: View, now: datetime) -> list[IncidentState]:
        return figured.open_of(look, local_day(now, self.policy.calendar))

    def _last_morning(self, now: datetime) -> datetime:
        """07:30 of the working day before today: what came since is new."""
        day = add_working_days(local_day(now, self.policy.calendar), -1, self.policy.calendar)
        return at_local(day, MORNING, self.policy.calendar)

    # ------------------------------------------------------------ telling

    def _tell(
        self,
        code: NoticeCode,
        occasion: str,
        make: Callable[[View], tuple[NoticeFacts, tuple[Attachment, ...]]],
        now: datetime,
        round_: Round | None = None,
    ) -> None:
        """Queue a mail to everybody who gets this kind, unless the occasion has been told."""
        recipients = self.policy.recipients.of(code)
        with self.store.view() as look:
            missing = [to for to in recipients if not notices.is_told(look.connection, code, occasion, to)]
            if not missing:
                return
            facts, files = make(look)
        mail = self.room.render(facts, self.policy.language, files)
        with self.store.unit(FOLDS) as unit:
            for to in missing:
                queue(
                    unit,
                    code,
                    occasion=occasion,
                    to=to,
                    mail=mail,
                    now=now,
                    round_id=None if round_ is None else round_.id,
                )

    def _round(self, round_: Round) -> RoundFacts:
        return figured.round_facts(round_, self.policy.calendar.zone)

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.policy.calendar.zone))


def letter_of(plan: PlanStanding) -> str:
    return plan.code.value


def _staged(look: View, round_: Round) -> list[AnsweredList]:
    """Lists that a person has neither applied nor rejected."""
    return [
        one
        for one in rounds.lists(look.connection, round_.id)
        if one.applied_at is None and one.rejected_at is None
    ]
