"""Who is told what, and when: the morning mails, what waits for a person, alerts, the weekly and the final report.

Each tick asks what is due and has not been told yet; a mail is unique by its occasion, so that a missed tick loses
nothing and a second one tells nothing twice.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from maild.errors import TemplateError
from maild.jobs import figures as figured
from maild.jobs import sheets
from maild.jobs.bulletins import MORNING, BulletinPolicy, Bulletins, letter_of, undecided
from maild.jobs.notices import queue
from maild.jobs.orders import occasion_of
from maild.letters import NoticeRoom
from maild.letters.notice_facts import (
    H1Facts,
    NoticeFacts,
)
from maild.logs import log
from maild.model import (
    AnsweredList,
    Attachment,
    Event,
    EventKind,
    IncidentPhase,
    IncidentState,
    NoticeCode,
    PlanStanding,
    PlanState,
    Round,
)
from maild.rules import FOLDS
from maild.rules.calendar import at_local, is_working_day, local_day, working_time_between
from maild.rules.incidents import severity
from maild.rules.notices import WEEKLY, report_days
from maild.store import Database, View, events, figures, notices, plans, rounds

_GROUPED = timedelta(minutes=2)  # alerts are gathered, and what a person is about to settle is not told
_AGAIN_AFTER = timedelta(hours=4)  # of working time
_STILL_NEWS = timedelta(days=3)
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


@dataclass(slots=True)
class Briefs:
    """`troubles` says what is wrong with the service itself at a moment, in words: nothing when it is well."""

    store: Database
    room: NoticeRoom
    bulletins: Bulletins
    recipients: Recipients
    troubles: Callable[[View, datetime], list[str]] = lambda _look, _now: []
    stop: Callable[[], bool] = lambda: False
    _ill_since: datetime | None = field(default=None)

    @property
    def policy(self) -> BulletinPolicy:
        return self.bulletins.policy

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
            if self.stop():
                return
            try:
                work(now)
            except (TemplateError, LookupError, ValueError, TypeError, AttributeError):
                log.exception("brief.failed", what=work.__name__.strip("_"))

    # ------------------------------------------------------------ what is due

    def _morning(self, now: datetime) -> None:
        """C1 and I2 from 07:30 of each working day on, also late."""
        local = self.bulletins.local(now)
        if not is_working_day(local.date(), self.policy.calendar) or local.time() < MORNING:
            return
        day = local.date().isoformat()
        with self.store.view() as look:
            running = rounds.running(look.connection)
        for round_ in running:

            def brief(round_: Round = round_) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                found, faults = self.bulletins.standing(self.store, round_, now)
                book = self.bulletins.book(found, faults, names=True)
                name = f"tinh-hinh-{round_.code}-{day}.xlsx"
                return self.bulletins.brief(self.store, found, now), (sheets.attached(name, book),)

            self._tell(NoticeCode.C1, f"{round_.code}/{day}", brief, now, round_)

        def digest() -> tuple[NoticeFacts, tuple[Attachment, ...]]:
            with self.store.view() as look:
                return self.bulletins.digest(look, now), ()

        self._tell(NoticeCode.I2, day, digest, now)

    def _lists(self, now: datetime) -> None:
        """C2 for a list that has waited a little: one that is applied at once by who brought it needs no mail."""
        with self.store.view() as look:
            waiting = [
                (round_, one)
                for round_ in rounds.running(look.connection)
                for one in undecided(look, round_)
                if _GROUPED <= now - one.staged_at <= _STILL_NEWS
            ]
        for round_, staged in waiting:
            number = f"S-{staged.id:04}"

            def facts(
                round_: Round = round_, staged: AnsweredList = staged, number: str = number
            ) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                with self.store.view() as look:
                    return self.bulletins.staged_list(look, round_, staged, number), ()

            self._tell(NoticeCode.C2, f"{round_.code}/{number}", facts, now, round_)

    def _plans(self, now: datetime) -> None:
        """C3 once for each letter and day, however often the list under the plan changes; and once for each plan
        that supplements it, counted by those that have been approved.
        """
        with self.store.view() as look:
            drafts = [
                one
                for one in plans.in_state(look.connection, PlanState.DRAFT)
                if now - one.drafted_at >= _GROUPED
            ]
            approved = {
                one.id: sum(
                    each.state is PlanState.APPROVED
                    for each in plans.of_wave(look.connection, one.round_id, one.code, one.occasion)
                )
                for one in drafts
            }
            known = {one.id: one for one in rounds.running(look.connection)}
        for plan in drafts:
            round_ = known.get(plan.round_id)
            if round_ is None:
                continue
            day = local_day(now, self.policy.calendar).isoformat()
            letter = letter_of(plan) + "+" * approved[plan.id]
            occasion = f"{round_.code}/{letter}/{day}"

            def facts(
                round_: Round = round_, plan: PlanStanding = plan
            ) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                name = f"ke-hoach-{plan.id}-{letter_of(plan)}.xlsx"
                with self.store.view() as look:
                    book = self.bulletins.plan_book(look, round_, plan)
                with self.store.view() as look:  # a plan's rows are written once: others may write in between
                    told = self.bulletins.plan(look, round_, plan)
                return told, (sheets.attached(name, book),)

            self._tell(NoticeCode.C3, occasion, facts, now, round_)

    def _weekly(self, now: datetime) -> None:
        """L1 on Friday 15:00, on the last working day of the week where Friday is off; late after downtime."""
        due = self._week_due(now)
        if due is None:
            return
        year, week, _ = local_day(due, self.policy.calendar).isocalendar()
        with self.store.view() as look:
            running = [one for one in rounds.running(look.connection) if _was_open(look, one, due)]
        for round_ in running:
            occasion = f"{round_.code}/{year}-W{week:02}"

            def facts(round_: Round = round_) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                found, faults = self.bulletins.standing(self.store, round_, now)
                book = self.bulletins.book(found, faults, names=self.recipients.leadership_sees_names)
                name = f"tien-do-{round_.code}-tuan-{week}.xlsx"
                return self.bulletins.weekly(found, faults, now, week), (sheets.attached(name, book),)

            self._tell(NoticeCode.L1, occasion, facts, now, round_)

    def _week_due(self, now: datetime) -> datetime | None:
        """When the report was due that is still news, this week's or the last one's."""
        calendar = self.policy.calendar
        day = local_day(now, calendar)
        for reported_on in reversed(report_days(day - timedelta(days=7), day, calendar)):
            due = at_local(reported_on, WEEKLY, calendar)
            if due <= now <= due + _STILL_NEWS:
                return due
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

            def facts(round_: Round = round_) -> tuple[NoticeFacts, tuple[Attachment, ...]]:
                found, faults = self.bulletins.standing(self.store, round_, now)
                book = self.bulletins.book(found, faults, names=self.recipients.leadership_sees_names)
                name = f"ket-qua-{round_.code}.xlsx"
                with self.store.view() as look:
                    end = self.bulletins.end_of(look, round_)
                return self.bulletins.final(found, end, now), (sheets.attached(name, book),)

            self._tell(NoticeCode.L2, round_.code, facts, now, round_)

    def _alert(self, now: datetime) -> None:
        """I1: severity 1 that nobody has been told of, gathered for two minutes; again while nobody takes it on."""
        recipients = self.recipients.of(NoticeCode.I1)
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
        opened = [one for one in self.bulletins.open(look, now) if one.state is IncidentPhase.OPEN]
        if not opened:
            return [], []
        people, days_left = figured.reach(look, now, self.policy.calendar)
        worst = [one for one in opened if severity(one, people, days_left) == 1]
        numbers = [one.id for one in worst]
        told = figures.alerted(look.connection, numbers)
        new, again = [], []
        for one in worst:
            since = one.reopened_at or one.opened_at
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
        occasion = occasion_of([first.id, *(one.id for one in told if one is not first)], now)
        with self.store.unit(FOLDS) as unit:
            facts = self.bulletins.alert(unit, told, now, repeated=repeated)
            mail = self.room.render(facts, self.policy.language)
            for to in recipients:
                queue(unit, NoticeCode.I1, occasion=occasion, to=to, mail=mail, now=now, incident_id=first.id)
            unit.append(*(Event(EventKind.INCIDENT_ALERTED, now, incident_id=one.id) for one in told))
        log.critical("incident.alerted", incidents=[one.id for one in told], repeated=repeated)

    def _health(self, now: datetime) -> None:
        """H1 when the service falls ill and when it is well again, once each; a hiccup is no alarm."""
        recipients = self.recipients.of(NoticeCode.H1)
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
        facts = H1Facts(self.policy.agency, self.bulletins.local(now), not ill, tuple(found), machine)
        occasion = f"{'ill' if ill else 'well'}/{now.isoformat(timespec='seconds')}"
        self._tell(NoticeCode.H1, occasion, lambda: (facts, ()), now)

    # ------------------------------------------------------------ telling

    def _tell(
        self,
        code: NoticeCode,
        occasion: str,
        make: Callable[[], tuple[NoticeFacts, tuple[Attachment, ...]]],
        now: datetime,
        round_: Round | None = None,
    ) -> None:
        """Queue a mail to everybody who gets this kind, unless the occasion has been told."""
        recipients = self.recipients.of(code)
        with self.store.view() as look:
            missing = [to for to in recipients if not notices.is_told(look.connection, code, occasion, to)]
        if not missing:
            return
        with self.bulletins.whole:
            if self.stop():
                return  # the next start tells it
            facts, files = make()
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


def _was_open(look: View, round_: Round, at: datetime) -> bool:
    return any(one.at <= at for one in events.of_round(look.connection, round_.id, EventKind.ROUND_OPENED))
