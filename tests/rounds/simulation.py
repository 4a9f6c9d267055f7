"""A whole round through the real jobs: people with their facts, lists, downtime, an extension; who was written to.

The clock is moved, the channel is the rehearsal's. What happened is told to the checker as a `Story`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

import sqlalchemy as sa

from maild.actions import calls, holds, lists, officials, people, plans, rosters, rounds
from maild.model import Event, EventKind, PlanState, RosterEntry, Round
from maild.rules import FOLDS
from maild.rules.explain import Answer
from maild.store import plans as stored_plans
from maild.store import roster, tables
from maild.store import rounds as stored_rounds
from tests.jobs.province import CODE, MAKER, SECOND, ZONE, Province
from tests.rounds import checker
from tests.rounds.checker import Fact, Letter, Person, Said, Story

INVITED, DEADLINE, MOVED_TO = date(2026, 11, 6), date(2026, 11, 27), date(2026, 12, 2)
EXTENDED_AT = datetime(2026, 11, 26, 10, 0)
DOWN = (date(2026, 11, 18), date(2026, 11, 19))  # R2's day and the one before
# between the invitations and R1, on R1's day, and later
LATE = (date(2026, 11, 9), date(2026, 11, 11), date(2026, 11, 13), date(2026, 11, 20), date(2026, 11, 26))
# the coordinator pauses the round: over R1's day, within it, or over the weekend after the catch-up
PAUSES = (
    (datetime(2026, 11, 10, 16, 0), datetime(2026, 11, 12, 7, 10)),
    (datetime(2026, 11, 11, 7, 35), datetime(2026, 11, 11, 14, 10)),
    (datetime(2026, 11, 20, 9, 10), datetime(2026, 11, 23, 7, 10)),
)
LATE_LIST = date(2026, 11, 27)  # comes at ten instead of seven
DAYS_OFF = {date(2026, 11, 24)}
_OPENS, _CLOSES = time(7, 30), time(16, 30)
_MINUTE = timedelta(minutes=1)
_ASKED = (time(7, 25), time(9, 10), time(12, 0))  # when people call and ask why; others after work
_ASK_A_DAY = 100


@dataclass
class Happening:
    """A fact with what it takes to bring it about."""

    at: datetime
    person: int
    what: str
    until: date | None = None


@dataclass
class Simulation:
    province: Province
    size: int
    units: int
    extended: bool = True
    seed: int = 7
    story: Story = field(init=False)
    happenings: list[Happening] = field(default_factory=list)
    answers_at: dict[int, datetime] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)  # on a list that counts
    asked_again: bool = False  # a draft was cancelled, and a person asked for it after all
    cancelled: int = 0  # receivers of a supplement that was cancelled for good
    paused: bool = False
    told: list[Said] = field(default_factory=list)  # to people who asked why

    # ------------------------------------------------------------ the cast

    def cast(self) -> None:
        """The round, its people, and everything that will happen to them."""
        home, store = self.province.home, self.province.home.store
        self._at(datetime(2026, 11, 4, 9, 0))
        usual = home.config.round_defaults
        rounds.create(
            store,
            Round(
                id=0,
                code=CODE,
                title="Điều tra xã hội học",
                invited_on=INVITED,
                deadline=datetime.combine(DEADLINE, time(17), ZONE),
                legal_basis="Công văn số 7156",
                agency=usual.agency,
                hotline=usual.hotline,
                invitation_sender=usual.invitation_sender,
                invitation_subject=usual.invitation_subject,
            ),
            MAKER,
            self.province.now,
        )
        late = self._late_a_day() * len(LATE)
        entries = [self._entry(n) for n in range(1, self.size - late + 1)]
        rosters.enter(store, CODE, entries, MAKER, self.province.now)
        rounds.approve(store, CODE, SECOND, self.province.now, second_person=True)
        rounds.open_(store, CODE, MAKER, self.province.now)
        deadlines = [(datetime(2026, 11, 1), DEADLINE)]
        if self.extended:
            deadlines.append((EXTENDED_AT, MOVED_TO))
        self.story = Story(
            INVITED,
            deadlines,
            DAYS_OFF,
            [],
            [],
            [(datetime.combine(DOWN[0], time()), datetime.combine(DOWN[-1], time(23, 59)))],
            [PAUSES[self.seed % len(PAUSES)]],
        )
        for one in self.province.people():
            self._meet(one.id, one.unit, datetime(2026, 11, 4, 9, 0))

    def _late_a_day(self) -> int:
        return max(self.size * 3 // 100 // len(LATE), 1)

    def _entry(self, number: int) -> RosterEntry:
        return RosterEntry(
            row=number,
            name=f"Nguyễn Văn {number}",
            email=f"canbo{number}@dv{number % self.units}.example.vn",
            unit=f"Đơn vị {number % self.units}",
            group="LD",
        )

    def _meet(self, number: int, unit: str, added_at: datetime) -> None:
        dice = random.Random(self.seed * 1_000_003 + number)
        self.story.people.append(Person(str(number), unit, added_at))
        if dice.random() < 0.55:
            self.answers_at[number] = self._some_time(dice, after=max(added_at.date(), INVITED))
        for what, share, ends in (
            ("self_reported", 0.08, "self_report_refuted"),
            ("on_leave", 0.06, "back"),
            ("unreachable", 0.04, "reachable"),
            ("wrong_person", 0.02, ""),
            ("question", 0.03, "question_answered"),
            ("incident", 0.04, "incident_over"),
            ("exempt", 0.01, ""),
            ("held", 0.03, "released"),
            ("left", 0.02, ""),
            ("moved", 0.05, ""),
        ):
            if dice.random() >= share:
                continue
            begins = self._some_time(dice, after=max(added_at.date(), date(2026, 11, 8)))
            until = begins.date() + timedelta(days=dice.randint(1, 9)) if what == "on_leave" else None
            self.happenings.append(Happening(begins, number, what, until))
            if ends and dice.random() < 0.6:
                over = begins + timedelta(days=dice.randint(1, 6), minutes=dice.randint(0, 300))
                if over.date() not in DOWN and over.date() < MOVED_TO:
                    self.happenings.append(Happening(over, number, ends))

    @staticmethod
    def _some_time(dice: random.Random, after: date) -> datetime:
        while True:
            day = after + timedelta(days=dice.randint(1, max((MOVED_TO - after).days - 1, 1)))
            if day not in DOWN:
                return datetime.combine(day, time(6)) + timedelta(minutes=dice.randint(0, 14 * 60))

    # ------------------------------------------------------------ the play

    def play(self) -> None:
        day = INVITED
        last_day = MOVED_TO if self.extended else DEADLINE
        self.happenings.sort(key=lambda one: one.at)
        while day <= last_day:
            if day not in DOWN:
                self._day(day)
            day += timedelta(days=1)
        self._at(datetime.combine(last_day, time(17, 1)))
        self.province.home.reminders.tick(self.province.now)

    def _day(self, day: date) -> None:
        works = day.weekday() < 5 and day not in DAYS_OFF
        if not works:
            self._until(datetime.combine(day, time(10)))
            self._ask(day, 0)
            self._until(datetime.combine(day, time(23)))
            return
        list_at = datetime.combine(day, time(10) if day == LATE_LIST else time(7))
        moments = [(list_at, self._list), (datetime.combine(day, time(7, 20)), self._plan)]
        moments += [(datetime.combine(day, time(hour, 5)), self._plan) for hour in (9, 14)]
        if day in LATE:
            moments.append((datetime.combine(day, time(9, 30)), self._newcomers))
        if self.extended and day == EXTENDED_AT.date():
            moments.append((EXTENDED_AT, self._extend))
        (pause, resume), *_ = self.story.paused
        moments += [
            (at, turn) for at, turn in ((pause, self._pause), (resume, self._resume)) if at.date() == day
        ]
        moments += [
            (datetime.combine(day, moment), partial(self._ask_at, asker))
            for asker, moment in enumerate(_ASKED)
        ]
        moments.sort(key=lambda one: one[0])
        at = datetime.combine(day, _OPENS)
        while at < datetime.combine(day, _CLOSES):
            while moments and moments[0][0] <= at:
                when, do = moments.pop(0)
                self._until(when)
                do(when)
            self._until(at)
            sent = self.province.deliver().get("sent", 0)
            at += _MINUTE if sent else 15 * _MINUTE
        self._until(datetime.combine(day, time(23)))
        self._ask(day, len(_ASKED))

    def _ask_at(self, asker: int, at: datetime) -> None:
        self._ask(at.date(), asker)

    def _ask(self, day: date, asker: int) -> None:
        """Some call and ask why: everybody once in some days, at one hour or another."""
        home, now = self.province.home, self.province.now
        if now.astimezone(ZONE).date() != day:
            return  # the clock begins later
        askers = len(_ASKED) + 1
        every = askers * (self.size // _ASK_A_DAY + 1)
        for person in self.province.people():
            if (person.id + day.toordinal()) % every != asker:
                continue
            with home.store.view() as look:
                story = people.story_of(look, person, now, home.calendar, home.config.limits)
            for one in story.answers:
                waits = one.what == "coming" or (one.what == "waits" and one.because is None)
                if one.what in ("sent", "in_doubt", "failed") or (one.what == "waits" and not waits):
                    continue
                comes_at = one.at.astimezone(ZONE).replace(tzinfo=None) if waits and one.at else None
                asked_at = now.astimezone(ZONE).replace(tzinfo=None)
                because = "" if waits else one.because or ""
                if one.what in ("left_out", "skipped", "missed"):
                    because = f"then: {because}" if because != "no_capacity" else because
                self.told.append(Said(str(person.id), one.code.value, asked_at, comes_at, because))

    def _until(self, moment: datetime) -> None:
        while self.happenings and self.happenings[0].at <= moment:
            self._bring_about(self.happenings.pop(0))
        self._at(moment)

    def _at(self, moment: datetime) -> None:
        self.province.clock.move_to(max(moment.replace(tzinfo=ZONE), self.province.clock()))

    def _list(self, at: datetime) -> None:
        """The ministry's list as of yesterday evening, with strangers and with people who stand in it twice."""
        as_of = datetime.combine(at.date() - timedelta(days=1), time(17))
        answered = sorted(n for n, when in self.answers_at.items() if when <= as_of)
        rows: list[tuple[int, int | None]] = list(enumerate(answered, 1))
        rows += [(len(rows) + 1, None), (len(rows) + 2, answered[0] if answered else None)]
        staged = lists.stage(
            self.province.home.store, CODE, as_of.replace(tzinfo=ZONE), rows, MAKER, self.province.now
        )
        lists.apply(self.province.home.store, staged.id, SECOND, self.province.now)
        self.story.lists.append((at, as_of))
        for number in set(answered) - self.known:
            self._person(number).facts.append(Fact(at, "answered"))
        self.known |= set(answered)

    def _pause(self, at: datetime) -> None:
        rounds.pause(self.province.home.store, CODE, MAKER, self.province.now)
        self.paused = True

    def _resume(self, at: datetime) -> None:
        rounds.resume(self.province.home.store, CODE, MAKER, self.province.now)
        self.paused = False

    def _cancel(self, plan_id: int, letters: list[stored_plans.PlannedLetter]) -> None:
        """The first plan of all is cancelled and asked for again, the first supplement is cancelled for good."""
        home, now = self.province.home, self.province.now
        if not self.asked_again:
            self.asked_again = True
            holds.cancel(home.store, [], plan_id, "xem lại danh sách", MAKER, now)
            home.reminders.tick(now)
            assert letters[0].code not in {one.code for one in self.province.drafts()}  # not by itself
            with home.store.view() as look:
                round_ = stored_rounds.every(look.connection)[0]
            wave = home.reminders.wave_of(round_, plan_id, now)
            assert wave is not None
            again = home.reminders.draft(round_, wave, now, MAKER.name, cancelled_too=True)
            assert again == plan_id + 1
            return
        if not self.cancelled and letters[0].because == "supplement":
            self.cancelled = len(letters)
            holds.cancel(home.store, [], plan_id, "không cần nhắc thêm", MAKER, now)
            for one in letters:
                self._person(one.respondent_id).cancelled.add(one.code.value)

    def _plan(self, at: datetime) -> None:
        home = self.province.home
        home.reminders.tick(self.province.now)
        if self.paused:
            return
        with home.store.view() as look:
            planned = {
                one.id: stored_plans.receivers(look.connection, one.id)
                for one in stored_plans.in_state(look.connection, PlanState.DRAFT)
            }
        for plan_id, letters in planned.items():
            self._cancel(plan_id, letters)
        with home.store.view() as look:
            drafts = stored_plans.in_state(look.connection, PlanState.DRAFT)
            first = {
                one.id: min(each.due_at for each in stored_plans.receivers(look.connection, one.id))
                for one in drafts
            }
        for draft in drafts:
            if first[draft.id].astimezone(ZONE).date() <= at.date():
                plans.approve(
                    home.store,
                    home.composer,
                    draft.id,
                    SECOND,
                    self.province.now,
                    home.calendar,
                    second_person=True,
                )

    def _newcomers(self, at: datetime) -> None:
        have = len(self.story.people)
        more = self._late_a_day()
        entries = [self._entry(n) for n in range(have + 1, have + more + 1)]
        rosters.bring_in(
            self.province.home.store,
            CODE,
            entries,
            MAKER,
            self.province.now,
            letter="12/SNV",
            accept_held=True,
        )
        known = {one.id for one in self.story.people}
        for one in self.province.people():
            if str(one.id) not in known:
                self._meet(one.id, one.unit, at)
        self.happenings = sorted((one for one in self.happenings if one.at > at), key=lambda one: one.at)

    def _extend(self, at: datetime) -> None:
        moved = datetime.combine(MOVED_TO, time(17), ZONE)
        rounds.extend(self.province.home.store, CODE, moved, "7300/BNV", MAKER, self.province.now)
        self._plan(at)

    def _bring_about(self, one: Happening) -> None:
        self._at(one.at)
        store, now = self.province.home.store, self.province.now
        with store.view() as look:
            person = roster.by_id(look.connection, one.person)
            state = look.state(FOLDS[0], one.person)
        assert person is not None
        at, about = now, {"round_id": 1, "respondent_id": one.person, "address_id": person.address_id}

        def say(kind: EventKind, **data: object) -> None:
            with store.unit(FOLDS) as unit:
                unit.append(Event(kind, at, **about, data=data))

        match one.what:
            case "self_reported":
                say(EventKind.RESPONDENT_SELF_REPORTED)
            case "on_leave":
                assert one.until is not None
                say(EventKind.RESPONDENT_ON_LEAVE, until=one.until.isoformat())
            case "back":
                say(EventKind.RESPONDENT_BACK)
            case "unreachable":
                say(EventKind.ADDRESS_SUSPENDED, reason="user-unknown")
            case "reachable":
                say(EventKind.ADDRESS_RESTORED)
            case "wrong_person":
                say(EventKind.RESPONDENT_WRONG_PERSON)
            case "question":
                say(EventKind.RESPONDENT_QUESTION_ASKED)
            case "incident":
                say(EventKind.RESPONDENT_ERROR_REPORTED)
            case "self_report_refuted" | "question_answered" | "incident_over":
                mark = {"self_report_refuted": "self-reported", "question_answered": "question"}
                fact = {"self_report_refuted": "self_reported", "question_answered": "question"}
                if one.what in mark and officials.MARKS.get(mark[one.what]):
                    officials.undo(store, person, MAKER, now, what=mark[one.what])
                else:
                    say(EventKind.RESPONDENT_CORRECTED, clear=[fact.get(one.what, "error")])
            case "exempt" | "left":
                if state.exempt_at is not None:
                    return
                say(EventKind.RESPONDENT_CORRECTED, set="exempt", because="by_hand")
            case "moved":
                address = f"canbo{one.person}.moi@dv{one.person % self.units}.example.vn"
                calls.accept(store, person, address, "12/CV", MAKER, now)
                self._person(one.person).facts.append(Fact(one.at, "reachable"))  # (c13): it begins clean
            case "held":
                holds.hold(store, [person], "đang xác minh", MAKER, now)
            case "released":
                holds.release(store, [person], MAKER, now)
        self._person(one.person).facts.append(Fact(one.at, one.what, one.until))

    def _person(self, number: int) -> Person:
        return self.story.people[number - 1]

    # ------------------------------------------------------------ what came of it

    def letters(self) -> list[Letter]:
        box = tables.outbox.c
        with self.province.home.store.view() as look:
            rows = look.connection.execute(
                sa.select(box.respondent_id, box.code, box.intent_at, box.occasion).where(box.state == "sent")
            ).all()
        return [
            Letter(
                str(row.respondent_id),
                row.code,
                row.intent_at.astimezone(ZONE).replace(tzinfo=None),
                row.occasion,
            )
            for row in rows
        ]

    def misaddressed(self) -> list[str]:
        """Letters that went to an address which was not, or no longer, their receiver's."""
        box, person, his = tables.outbox.c, tables.respondent.c, tables.official_address.c
        query = (
            sa.select(box.respondent_id, box.code, box.intent_at, his.since, his.until)
            .join(tables.respondent, person.id == box.respondent_id)
            .outerjoin(
                tables.official_address,
                sa.and_(his.official_id == person.official_id, his.address_id == box.address_id),
            )
            .where(box.state == "sent")
        )
        with self.province.home.store.view() as look:
            rows = look.connection.execute(query).all()
        return [
            f"OFF-{row.respondent_id} {row.code}"
            for row in rows
            if row.since is None or not row.since <= row.intent_at < (row.until or row.intent_at + _MINUTE)
        ]

    def verdict(self) -> checker.Verdict:
        return checker.check(self.story, self.letters(), self.told)

    def answers(self) -> Iterator[tuple[int, tuple[Answer, ...]]]:
        """What `maild why` says of everybody."""
        home = self.province.home
        for one in self.province.people():
            with home.store.view() as look:
                told = people.story_of(look, one, self.province.now, home.calendar, home.config.limits)
            yield one.id, told.answers
