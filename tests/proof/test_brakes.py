"""Random rosters, limits, restarts and mistakes of operators: what goes out stays under every brake (T1, T2).

The store, the jobs and the actions are the real ones, the clock is moved, the channel writes down what it may
send. What may be sent is judged by `Ledger`, which knows no rule of maild: it is told what people did and what
the servers said, and counts.

BRAKES=5000 pytest -m long tests/proof/test_brakes.py      # SEED=… begins elsewhere
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from maild.actions import holds, officials, plans, rosters, rounds, sending
from maild.demo.tls import Certificates
from maild.errors import MaildError
from maild.jobs.clock import DemoClock
from maild.jobs.deliver import Deliverer, DeliveryPolicy
from maild.jobs.remind import Reminders
from maild.model import (
    Event,
    EventKind,
    Limits,
    Outcome,
    OutcomeKind,
    OutgoingLetter,
    Permit,
    PlanState,
    Respondent,
    RosterEntry,
    Step,
)
from maild.ports import Intent, Meanwhile, nothing
from maild.rules import FOLDS, PLAN
from maild.store import Database
from maild.store import plans as stored_plans
from maild.wiring import House
from tests.jobs.province import (
    CODE,
    DEADLINE,
    INVITED_ON,
    MAKER,
    MONDAY,
    SECOND,
    ZONE,
    Province,
    raise_house,
    write_config,
)

QUICK = int(os.environ.get("QUICK_BRAKES", "3"))
EXAMPLES = int(os.environ.get("BRAKES", "200"))
SEED = int(os.environ.get("SEED", "0")) or secrets.randbelow(10**9)
REMINDERS = frozenset({"R1", "R2", "R3", "R4"})
OTHER = "2026-B"  # another round that asks the same people
DAYS = 19  # from the invitations to the deadline
WINDOWS = ((time(7, 30), time(11)), (time(13, 30), time(16, 30)))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_DEAD = Outcome(OutcomeKind.FAILED, Step.RCPT, 550, "5.1.1 user unknown", "5.1.1")
_REFUSED = Outcome(OutcomeKind.FAILED, Step.DOT, 554, "5.7.1 blocked by policy", "5.7.1")
_LATER = Outcome(OutcomeKind.DEFERRED, Step.DOT, 451, "4.3.0 try again", "4.3.0")
_LOST = Outcome(OutcomeKind.IN_DOUBT, Step.DOT, text="no reply")
_TAKEN = Outcome(OutcomeKind.SENT, Step.DOT, 250, "ok")


@dataclass(frozen=True)
class Asked:
    """Of which letter a question is: the respondent, and the official who answers in one round or in several."""

    round_id: int
    who: int
    official: int
    level: str
    email: str
    plan: int
    occasion: str  # of X1 the deadline that it tells: each goes once


@dataclass(frozen=True)
class Dot:
    at: datetime
    asked: Asked
    may_have: bool  # been taken


@dataclass(frozen=True)
class Canary:
    at: datetime
    who: int
    level: str
    dead: bool


@dataclass
class Course:
    """How people have left one round."""

    code: str
    deadline: datetime = DEADLINE
    paused: bool = False
    closed: bool = False
    answered: set[int] = field(default_factory=set)
    list_at: datetime | None = None  # the ministry's last list


@dataclass
class Ledger:
    """What people have decided, what was sent since, and what is wrong with that."""

    limits: Limits
    days_off: set[date]
    rounds: dict[int, Course] = field(default_factory=dict)
    approved: dict[int, set[tuple[int, str, str]]] = field(default_factory=dict)  # plan: who, level, address
    paused: bool = False
    tripped: bool = False
    locked: bool = False
    never: dict[int, str] = field(default_factory=dict)  # people who get nothing any more, and why
    held: set[int] = field(default_factory=set)
    moved: dict[int, str] = field(default_factory=dict)  # officials with a new address
    dead: set[str] = field(default_factory=set)
    sent: list[Dot] = field(default_factory=list)
    canaries: dict[int, list[Canary]] = field(default_factory=lambda: defaultdict(list))
    results: dict[tuple[int, str], tuple[str, bool]] = field(
        default_factory=dict
    )  # letter: address, blames us
    wrong: list[str] = field(default_factory=list)

    def goes(self, at: datetime, asked: Asked) -> None:
        """A dot is permitted."""
        local = at.astimezone(ZONE)
        who, level, email = asked.who, asked.level, asked.email
        gone = [one for one in self.sent if one.may_have]
        mine = [one for one in gone if one.asked.who == who]
        domain = email.rpartition("@")[2]
        canary = self.canaries[asked.plan]
        limits, course = self.limits, self.rounds[asked.round_id]
        faults = {
            "never approved": (who, level, email) not in self.approved.get(asked.plan, ()),
            "paused": self.paused,
            "round paused": course.paused,
            "after the breaker": self.tripped,
            "locked": self.locked,
            "after the end": course.closed or at >= course.deadline,
            f"{self.never.get(who)}": who in self.never,
            "held": who in self.held,
            "dead address": email in self.dead,
            "his old address": self.moved.get(asked.official, email) != email,
            "without a list, or an old one": course.list_at is None
            or self._gap(course.list_at, at) > limits.list_age_days,
            "outside the window": not any(start <= local.time() < end for start, end in WINDOWS),
            "day off": local.weekday() >= 5 or local.date() in self.days_off,
            "cap a minute": self._since(at - MINUTE) >= limits.per_minute,
            "cap an hour": self._since(at - HOUR) >= limits.per_hour,
            "cap a domain": self._since(at - MINUTE, f"@{domain}") >= limits.per_domain_minute,
            "a letter twice": (level, asked.occasion)
            in {(one.asked.level, one.asked.occasion) for one in mine},
            "a second one that day": any(
                one.asked.official == asked.official and one.at.astimezone(ZONE).date() == local.date()
                for one in gone
            ),
            # the word of a new deadline comes besides the reminders, once each: "a letter twice" looks at it
            "more than the limit": level in REMINDERS
            and sum(one.asked.level in REMINDERS for one in mine) >= limits.per_round,
            "within the gap": bool(mine) and self._gap(mine[-1].at, at) < limits.gap_days,
            "before the canary was over": len(canary) >= limits.canary
            and at < canary[limits.canary - 1].at + timedelta(seconds=limits.canary_wait_s),
            "after a failed canary": sum(one.dead for one in canary[: limits.canary]) >= limits.canary_fails,
        }
        self.wrong += [f"{local:%d/%m %H:%M:%S} {who} {level}: {name}" for name, yes in faults.items() if yes]

    def said(self, at: datetime, asked: Asked, outcome: Outcome, *, heard: bool = True) -> None:
        """What the server answered to an offer; `at` its dot was permitted, or would have been. `heard`: by somebody
        who lived to write it down; the breaker counts nothing else.
        """
        if outcome.step is Step.DOT:
            may_have = outcome.kind in (OutcomeKind.SENT, OutcomeKind.IN_DOUBT)
            self.sent.append(Dot(at, asked, may_have))
        if outcome is _DEAD:
            self.dead.add(asked.email)
        if outcome.kind in (OutcomeKind.SENT, OutcomeKind.IN_DOUBT, OutcomeKind.FAILED):
            one = Canary(at, asked.who, asked.level, outcome.kind is OutcomeKind.FAILED)
            self.canaries[asked.plan].append(one)
        letter = asked.who, asked.level
        if heard:
            self.results.pop(letter, None)  # a letter's last result counts, in the order of the tries
            self.results[letter] = asked.email, outcome is _REFUSED
        self.judge()

    def approve(self, plan: int, letters: set[tuple[int, str, str]]) -> None:
        """A person lets these go. Whoever failed in an earlier plan, and is among them, has been put right."""
        self.approved[plan] = letters
        for who, level, email in letters:  # a letter that was tried counts with the address that it has now
            if (who, level) in self.results:
                self.results[who, level] = email, self.results[who, level][1]
        again = {(who, level) for who, level, _ in letters}
        for number, went in self.canaries.items():
            self.canaries[number] = [one for one in went if (one.who, one.level) not in again or not one.dead]

    def judge(self) -> None:
        """Whether the breaker must have tripped: three refusals in a row that blame us, or too many dead."""
        last = list(self.results.values())[-50:]
        blamed = "".join("x" if blames else "." for _, blames in last)
        dead = sum(email in self.dead for email, _ in last)
        if "xxx" in blamed or (len(last) >= 10 and dead > 0.2 * len(last)):
            self.tripped = True

    def reset(self) -> None:
        self.tripped = False
        self.results.clear()

    def _since(self, moment: datetime, domain: str = "") -> int:
        return sum(one.at > moment and one.may_have and one.asked.email.endswith(domain) for one in self.sent)

    def _gap(self, before: datetime, at: datetime) -> int:
        """Working days after the day of `before`, up to and with that of `at`."""
        day, count = before.astimezone(ZONE).date(), 0
        while day < at.astimezone(ZONE).date():
            day += timedelta(days=1)
            count += day.weekday() < 5 and day not in self.days_off
        return count


class Killed(Exception):
    """The process is gone; what it had permitted may have been sent."""


@dataclass
class Recorder:
    """A channel to a server that takes, refuses, puts off and falls silent as it likes."""

    play: Play

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def send(
        self,
        letter: OutgoingLetter,
        intent: Intent,
        meanwhile: Meanwhile = nothing,
        kept_waiting: Meanwhile = nothing,
    ) -> Outcome:
        play = self.play
        dice, ledger = play.dice, play.ledger
        if dice.random() < 0.3:
            kept_waiting()
        outcome = dice.choices(play.moods, play.weights)[0]
        row = next(one for one in play.province.letters() if one.id == letter.id)
        official = play.officials[row.respondent_id]
        asked = Asked(
            row.round_id,
            row.respondent_id,
            official,
            row.code.value,
            letter.recipient,
            row.plan_id,
            row.occasion,
        )
        if outcome.step is Step.RCPT:
            ledger.said(play.clock(), asked, outcome)
            play.clock.move_to(play.clock() + timedelta(microseconds=1))
            return outcome
        if dice.random() < 0.2 * play.nervous:
            play.operate(talking=True)  # somebody at the desk, in the middle of a conversation
        at = play.clock()
        answer = intent()
        if not isinstance(answer, Permit):
            return Outcome(OutcomeKind.REFUSED, Step.INTENT, text=answer.because)
        ledger.goes(at, asked)
        if dice.random() < 0.02:
            ledger.said(at, asked, _LOST, heard=False)
            raise Killed
        ledger.said(at, asked, outcome)
        # never in no time at all: of two results of one instant nobody could say which came first
        play.clock.move_to(at + timedelta(seconds=dice.choice([0, 0, 1, 5, 30]), microseconds=1))
        return outcome


@dataclass
class Play:
    """A round or two, thrown by the dice: who is asked, what is allowed, what people do, what servers say."""

    directory: Path
    house: House
    migrated: Path
    dice: Random
    clock: DemoClock = field(default_factory=lambda: DemoClock(MONDAY))
    ledger: Ledger = field(init=False)
    province: Province = field(init=False)
    deliverer: Deliverer = field(init=False)
    officials: dict[int, int] = field(default_factory=dict)  # who answers as which respondent
    moods: list[Outcome] = field(default_factory=lambda: [_TAKEN, _DEAD, _REFUSED, _LATER, _LOST])
    weights: list[float] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    nervous: float = 0.0  # how often somebody does something

    def run(self) -> list[str]:
        """Play it; what went out that should not have."""
        dice = self.dice
        self.ledger = Ledger(self._limits(), {date(2026, 11, 24)})
        self.weights = dice.choice(
            [
                [1, 0, 0, 0, 0],
                [1, 0, 0, 0, 0],
                [20, 1, 1, 2, 2],
                [6, 3, 0, 1, 0],
                [4, 0, 3, 0, 0],
                [5, 0, 0, 4, 2],
            ]
        )
        self.nervous = dice.choice([0.05, 0.3, 0.8])
        self._build()
        people, domains = dice.randint(5, 40), dice.randint(1, 4)
        emails = [f"canbo{n}@dv{n % domains}.example.vn" for n in range(people)]
        for number, code in enumerate((CODE, OTHER)[: dice.choice([1, 1, 2])], 1):
            invited_on = INVITED_ON + timedelta(days=dice.choice([0, 0, 1]) * (number - 1))
            self.province.enter(emails, code=code, invited_on=invited_on)
            self.ledger.rounds[number] = Course(code)
        self.officials = {one.id: one.official_id for one in self._people()}
        try:
            for moment in self._moments():
                self.clock.move_to(max(moment, self.clock()))
                self._look()
                if self.ledger.wrong:
                    break
        finally:
            self.province.home.store.close()
        self.letters = len(self.ledger.sent)
        return self.ledger.wrong

    def _moments(self) -> Iterator[datetime]:
        """The days of the waves and those before them, mostly in the windows and at their ends; a few others."""
        for number in range(DAYS):
            day = MONDAY + timedelta(days=number)
            busy = number in (2, 3, 4, 10, 11, 14, 15, 16, 17, 18)
            for _ in range(self.dice.randint(2, 4) if busy else self.dice.random() < 0.2):
                begins, ends = self.dice.choice(WINDOWS)
                if self.dice.random() < 0.5:  # a batch begins in its window and may end behind it
                    at = _in_province(day, ends) - timedelta(seconds=self.dice.choice([1, 2, 10, 20]))
                else:
                    at = _in_province(day, begins) + timedelta(
                        seconds=self.dice.choice([0, 1, 29, 30, 59, 100]) + 60 * self.dice.randint(-20, 200)
                    )
                yield at
                for _ in range(self.dice.randint(1, 4)):
                    at += timedelta(seconds=self.dice.choice([1, 20, 61, 300, 601]))
                    yield at

    def _limits(self) -> Limits:
        dice = self.dice
        per_minute = dice.choice([2, 5, 30])
        canary = dice.choice([1, 2, 5])
        return replace(
            Limits(),
            per_minute=per_minute,
            per_hour=dice.choice([3, 10, 600]),
            per_domain_minute=min(dice.choice([1, 2, 10]), per_minute),
            gap_days=dice.choice([1, 2, 3]),
            per_round=dice.choice([1, 2, 4]),
            canary=canary,
            canary_wait_s=dice.choice([0, 60, 600]),
            canary_fails=min(dice.choice([1, 2]), canary),
            list_age_days=dice.choice([0, 1, 60]),
        )

    def _build(self) -> None:
        """The program starts: for the first time, after a crash, after a change of its limits."""
        home, limits = self.house, self.ledger.limits
        database = self.directory / "maild.db"
        if not database.exists():
            shutil.copy(self.migrated, database)
        store = Database(f"sqlite:///{database}")
        reminders = Reminders(store, home.composer, home.calendar, limits)
        self.province = Province(replace(home, store=store, reminders=reminders), self.clock, self.directory)
        policy = DeliveryPolicy("live", home.calendar, limits, lambda: self.ledger.locked)
        self.deliverer = Deliverer(
            store, home.composer, lambda: Recorder(self), policy, owner=lambda: "play", clock=self.clock
        )
        self.deliverer.free_orphans(self.clock())

    def _look(self) -> None:
        """A minute in the service's life, and perhaps somebody at the desk."""
        dice = self.dice
        if dice.random() < 0.6:
            self._all_right_again()
        if dice.random() < 0.4:
            self._answer()
        if dice.random() < self.nervous:
            self.operate()
        self.ledger.judge()
        if dice.random() < 0.6:
            self.province.home.reminders.tick(self.clock())
        if dice.random() < 0.7:
            self._approve()
        for _ in range(dice.choice([1, 1, 2, 6])):
            self.deliverer.tick(self.clock())
            self.clock.move_to(self.clock() + timedelta(seconds=dice.choice([0, 20, 61])))

    def _all_right_again(self) -> None:
        """Whoever stopped something lets it go on: else little would ever be sent."""
        for deed, standing in (
            (self._resume, self.ledger.paused or self.ledger.tripped),
            (self._resume_rounds, any(one.paused for one in self.ledger.rounds.values())),
            (self._release, self.ledger.held),
        ):
            if standing:
                deed()
        self.ledger.locked = False

    # ------------------------------------------------------------ people at the desk

    def operate(self, *, talking: bool = False) -> None:
        """Somebody does something; what maild refuses is no deed."""
        deed = self.dice.choice(
            [self._pause, self._hold, self._answer, self._mark, self._suspend, self._move, self._pause_round,
             self._restart, self._restart, self._approve, self._cancel, self._extend, self._lock, self._close]
        )  # fmt: skip
        if talking and deed == self._restart:
            return  # who talks is not started anew; a process that dies is `Killed`
        with suppress(MaildError):
            deed()
            self.done[deed.__name__] += 1

    def _people(self) -> list[Respondent]:
        return [person for number in self.ledger.rounds for person in self.province.people(number)]

    def _somebody(self) -> Respondent:
        return self.dice.choice(self._people())

    def _some_round(self) -> Course:
        return self.dice.choice(list(self.ledger.rounds.values()))

    def _plans(self, round_id: int) -> list[int]:
        with self.province.home.store.view() as look:
            return [plan.id for plan in stored_plans.of_round(look.connection, round_id)]

    def _approve(self) -> None:
        """By whom it may be, of whichever draft, once or twice, knowing what it says or not."""
        home = self.province.home
        known = self._plans(self.dice.choice(list(self.ledger.rounds)))
        if not known:
            return
        number = self.dice.choice([known[-1], known[-1], self.dice.choice(known)])
        who = self.dice.choice([SECOND, SECOND, MAKER])
        with suppress(MaildError):
            plans.approve(
                home.store,
                home.composer,
                number,
                who,
                self.clock(),
                home.calendar,
                second_person=True,
                partial=True,
            )
        with home.store.view() as look:
            standing = look.state(PLAN, number)
            shown = stored_plans.receivers(look.connection, number)
        if standing.state is PlanState.APPROVED and number not in self.ledger.approved:
            emails = {one.id: one.email for one in self._people()}
            self.ledger.approve(
                number, {(one.respondent_id, one.code.value, emails[one.respondent_id]) for one in shown}
            )

    def _pause(self) -> None:
        sending.pause(self.province.home.store, MAKER, self.clock(), "thử")
        self.ledger.paused = True

    def _resume(self) -> None:
        sending.resume(self.province.home.store, MAKER, self.clock())
        self.ledger.paused = False
        self.ledger.reset() if self.ledger.tripped else None
        self.clock.move_to(
            self.clock() + timedelta(seconds=1)
        )  # no letter goes at the very instant of the reset

    def _hold(self) -> None:
        one = self._somebody()
        holds.hold(self.province.home.store, [one], "đang xác minh", MAKER, self.clock())
        self.ledger.held.add(one.id)

    def _release(self) -> None:
        for one in self._people():
            holds.release(self.province.home.store, [one], MAKER, self.clock())
        self.ledger.held.clear()

    def _answer(self) -> None:
        """The ministry's list, with somebody more on it or nobody."""
        number, course = self.dice.choice(list(self.ledger.rounds.items()))
        if self.dice.random() < 0.6:
            course.answered.add(self.dice.choice(self.province.people(number)).id)
        self.province.list_answered(*sorted(course.answered), code=course.code)
        self.ledger.never |= dict.fromkeys(course.answered, "answered")
        course.list_at = self.clock()

    def _mark(self) -> None:
        one, what = self._somebody(), self.dice.choice(["exempt", "wrong-person", "self-reported"])
        officials.mark(self.province.home.store, one, what, MAKER, self.clock())
        self.ledger.never[one.id] = what

    def _suspend(self) -> None:
        """A bounce that proves itself."""
        one = self._somebody()
        data = {"reason": "user-unknown"}
        with self.province.home.store.unit(FOLDS) as unit:
            unit.append(
                Event(
                    EventKind.ADDRESS_SUSPENDED,
                    self.clock(),
                    round_id=1,
                    respondent_id=one.id,
                    address_id=one.address_id,
                    data=data,
                )
            )
        self.ledger.dead.add(one.email)

    def _move(self) -> None:
        """Somebody has another address now, whatever was approved."""
        one = self._somebody()
        number = self.done.total()
        changed = RosterEntry(1, one.name, f"moi{number}@dv{number % 3}.example.vn", one.unit, group="LD")
        rosters.replace_one(self.province.home.store, one, changed, "12/SNV", MAKER, self.clock())
        self.ledger.moved[one.official_id] = changed.email

    def _pause_round(self) -> None:
        course = self._some_round()
        rounds.pause(self.province.home.store, course.code, MAKER, self.clock())
        course.paused = True

    def _resume_rounds(self) -> None:
        for course in self.ledger.rounds.values():
            if course.paused and not course.closed:
                rounds.resume(self.province.home.store, course.code, MAKER, self.clock())
                course.paused = False

    def _restart(self) -> None:
        """With other limits, if it is no crash."""
        if self.dice.random() < 0.3:
            self.ledger.limits = self._limits()
        self.province.home.store.close()
        self._build()

    def _cancel(self) -> None:
        if self.dice.random() < 0.8:
            return
        known = [plan for number in self.ledger.rounds for plan in self._plans(number)]
        number = self.dice.choice(known or [0])
        holds.cancel(self.province.home.store, [], number, "nhầm", MAKER, self.clock())
        self.ledger.approved[number] = set()

    def _extend(self) -> None:
        """The ministry moves the deadline: what was approved must be looked at again."""
        if self.dice.random() < 0.6:
            return
        number, course = self.dice.choice(list(self.ledger.rounds.items()))
        deadline = course.deadline + timedelta(days=1)
        rounds.extend(self.province.home.store, course.code, deadline, "13/BNV", MAKER, self.clock())
        course.deadline = deadline
        self.ledger.approved |= {plan: set() for plan in self._plans(number) if plan in self.ledger.approved}

    def _lock(self) -> None:
        """A database put back from a copy, and a person who accepts it later."""
        self.ledger.locked = not self.ledger.locked and self.dice.random() < 0.3

    def _close(self) -> None:
        if self.dice.random() < 0.02:
            course = self._some_round()
            rounds.close(self.province.home.store, course.code, MAKER, self.clock())
            course.closed = True


def _in_province(day: datetime, at: time) -> datetime:
    return datetime.combine(day.date(), at, ZONE).astimezone(UTC)


Plays = Callable[[int, int], Counter[str]]


@pytest.fixture
def plays(certificates: Certificates, migrated: Path, tmp_path: Path) -> Iterator[Plays]:
    """Play rounds `first`, `first + 1`, …; how much was done in them. One that goes wrong names its seed."""
    clock = DemoClock(MONDAY)
    house = raise_house(write_config(tmp_path, certificates), clock, migrated).home
    memory = Path("/dev/shm")  # no power is lost here, and a disk that is waited for costs half the time

    def play(first: int, count: int) -> Counter[str]:
        seen: Counter[str] = Counter()
        for seed in range(first, first + count):
            with TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
                made = Play(Path(name), house, migrated, Random(seed))
                wrong = made.run()
            assert wrong == [], f"SEED={seed}: {wrong[:5]}"
            seen += made.done + Counter({"letters": made.letters, "rounds with letters": made.letters > 0})
        return seen

    yield play
    house.store.close()


def test_what_goes_out_stays_under_every_brake(plays: Plays) -> None:
    assert plays(1, QUICK)["letters"] > 5 * QUICK


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_thousands_of_rounds_stay_under_every_brake(plays: Plays) -> None:
    print(f"\nSEED={SEED}, {EXAMPLES} rounds")
    seen = plays(SEED, EXAMPLES)
    print(dict(seen))
    assert seen["letters"] > 5 * EXAMPLES
