"""A survey round of two and a half weeks, played with the real jobs on the demo's own clock.

The clock goes from one moment at which something may happen to the next; every tick is the daemon's own. What
comes back over IMAP is decided by `officials`, and what the servers count is read from the servers.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from maild import logs, wiring
from maild.actions import lists, plans, rosters, rounds
from maild.actions.actor import Actor
from maild.config import load
from maild.demo import closing, desk, inbound, officials, province, stage
from maild.demo.inbound import MAILBOX
from maild.demo.smtp_server import Accepted
from maild.demo.stage import LIAISON, Stage
from maild.jobs.clock import DemoClock
from maild.jobs.poll import FolderPoll
from maild.model import LetterState, PlanState, Respondent, Round
from maild.ports import MailboxView
from maild.roster.answered import match_answered, read_answered
from maild.roster.respondents import read_roster
from maild.rules.calendar import in_window, is_working_day
from maild.store import outbox, roster
from maild.store import plans as stored_plans
from maild.store import rounds as stored_rounds
from maild.wiring import House
from maild.words import say

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "2026"
DEADLINE = datetime(2026, 11, 27, 17, 0, tzinfo=ZONE)
COORDINATOR = Actor("tran.thi.binh", "coordinator")
APPROVER = Actor("le.van.cuong", "coordinator")
_MINUTE = timedelta(minutes=1)
_LOOK = timedelta(hours=2)  # the folders are looked at even when nothing is expected


@dataclass(order=True)
class _Due:
    """A mail on its way to one of the watched folders."""

    at: datetime
    order: int
    user: str = field(compare=False)
    folder: str = field(compare=False)
    raw: bytes = field(compare=False)


@dataclass
class Round26:
    """The round while it is played."""

    stage: Stage
    home: House
    round: Round
    people: dict[str, Respondent]
    views: Sequence[tuple[FolderPoll, MailboxView]]
    show: closing.Screen
    seen: int = 0  # letters of the SMTP server's log that have had their answer
    mailbag: list[_Due] = field(default_factory=list)
    posted: int = 0

    def play(self) -> None:
        day = officials.OPENS
        while day <= DEADLINE.date():
            self._day(day)
            day += timedelta(days=1)
        self._finish()

    def _day(self, day: date) -> None:
        began = len(self.stage.accepted)
        working = is_working_day(day, self.home.calendar)
        self._go_to(_at(day, time(7, 0)))
        if working:
            self._ministry_list(day)
            self._plan()
        now = self._now()
        night = _at(day, time(19, 0))
        while now < night:
            now = self._next(now, night)
            self._go_to(now)
            self._post()
            self._poll()
            if in_window(now, self.home.calendar):
                self.home.reminders.tick(now)
                self.home.deliverer.tick(now)
                self._react()
            self.home.briefs.tick(now)
            self.home.notices.tick(now)
        self.home.tidy.tick(now)
        sent = len(self.stage.accepted) - began
        if working:
            name = say(f"weekday.{day.weekday()}", self.show.language)
            self.show.progress("demo.day", day=f"{name} {day:%d/%m}", sent=sent, back=self.posted)
        self.posted = 0

    def _plan(self) -> None:
        """The daemon drafts; on the day itself a second person looks and approves."""
        self.home.reminders.tick(self._now())
        with self.home.store.view() as look:
            drafts = stored_plans.in_state(look.connection, PlanState.DRAFT)
            receivers = {one.id: stored_plans.receivers(look.connection, one.id) for one in drafts}
        for draft in drafts:
            first = min(one.due_at for one in receivers[draft.id])
            if first.astimezone(ZONE).date() == self._now().astimezone(ZONE).date():
                plans.approve(
                    self.home.store,
                    self.home.composer,
                    draft.id,
                    APPROVER,
                    self._now(),
                    self.home.calendar,
                    second_person=True,
                )
                self.show.progress(
                    "demo.approved",
                    plan=draft.id,
                    code=draft.code.value,
                    receivers=draft.receivers,
                    left_out=draft.left_out,
                )

    def _ministry_list(self, day: date) -> None:
        """The ministry's list of the evening before, fed in by the coordinator."""
        as_of = _at(day, time(6, 30))
        path = self.stage.directory / "lists" / f"da-tra-loi-{day:%Y%m%d}.xlsx"
        path.parent.mkdir(exist_ok=True)
        rows = [
            (person.name, person.email, person.unit, "Đã trả lời")
            for person in self.people.values()
            if (on := officials.character_of(person.email).answered_on) is not None and on <= day
        ]
        province.answered_xlsx(path, rows, as_of)
        read = read_answered(path)
        match = match_answered(read.rows, list(self.people.values()))
        taken = lists.stage(
            self.home.store, CODE, read.as_of or as_of, lists.lines_of(match), COORDINATOR, self._now()
        )
        lists.apply(self.home.store, taken.id, COORDINATOR, self._now())

    def _react(self) -> None:
        """What the letters just taken by the server will bring back."""
        for letter in self.stage.accepted[self.seen :]:
            person = self.people[letter.rcpt.lower()]
            part = officials.character_of(person.email)
            level = self._level(letter)
            self._answer(letter, person, part, level)
        self.seen = len(self.stage.accepted)

    def _answer(self, letter: Accepted, person: Respondent, part: officials.Character, level: int) -> None:
        at = letter.at
        if part.does == "bounce" and part.failure is not None:
            notice = inbound.failed(letter, part.failure, at + 3 * _MINUTE)
            self._send_back(at + 3 * _MINUTE, MAILBOX, "INBOX", notice)
            self._send_back(at + 90 * _MINUTE, MAILBOX, "Junk", notice)  # the filter files a copy
        elif part.does == "full" and part.failure is not None:
            warned, given_up = at + timedelta(hours=4), at + timedelta(days=5)
            delayed = inbound.failed(letter, part.failure, warned, action="delayed")
            self._send_back(warned, MAILBOX, "INBOX", delayed)
            final = inbound.failed(letter, part.failure, given_up)
            if len(person.email) % 2:
                self._send_back(given_up, MAILBOX, "INBOX", final)
            else:  # it reached the unit's clerk, who forwards it to the liaison
                clerk = f"vanthu@{person.email.rpartition('@')[2]}"
                told = inbound.forwarded(final, clerk, given_up + 30 * _MINUTE, LIAISON)
                self._send_back(given_up + 30 * _MINUTE, LIAISON, stage.FORWARDED, told)
        elif level != part.at_level:
            return
        elif part.does == "reply":
            when = at + (20 + len(person.email) * 7) * _MINUTE
            self._send_back(when, MAILBOX, "INBOX", inbound.reply(letter, person.name, part.words, when))
        elif part.does == "absent":
            when = at + _MINUTE
            self._send_back(when, MAILBOX, "INBOX", inbound.absence(letter, person.name, part.words, when))
        elif part.does == "receipt":
            when = at + timedelta(hours=2)
            self._send_back(when, MAILBOX, "INBOX", inbound.read_receipt(letter, person.name, when))
        elif part.does == "ack":
            when = at + _MINUTE
            self._send_back(when, MAILBOX, "Junk", inbound.acknowledged(letter, person.name, when))

    def _level(self, letter: Accepted) -> int:
        with self.home.store.view() as look:
            found = outbox.by_message_ids(look.connection, [inbound.message_id_of(letter)])
        return next(iter(found.values())).level

    def _send_back(self, at: datetime, user: str, folder: str, raw: bytes) -> None:
        heapq.heappush(self.mailbag, _Due(at, len(self.mailbag) + self.posted, user, folder, raw))

    def _post(self) -> None:
        now = self._now()
        while self.mailbag and self.mailbag[0].at <= now:
            due = heapq.heappop(self.mailbag)
            self.stage.imap.append(due.user, due.folder, due.raw, due.at)
            self.posted += 1

    def _poll(self) -> None:
        for poll, view in self.views:
            poll.tick(view, self._now())

    def _next(self, now: datetime, night: datetime) -> datetime:
        """The next moment at which something may happen."""
        morning = self._now().astimezone(ZONE).replace(hour=7, minute=30).astimezone(UTC)
        times = [now + _LOOK, night, *([morning] if morning > now else [])]
        if self.mailbag:
            times.append(max(self.mailbag[0].at, now + _MINUTE))
        with self.home.store.view() as look:
            waiting = outbox.in_state(look.connection, LetterState.PLANNED)
        times += [max(one.not_before, now + _MINUTE) for one in waiting]
        return min(times)

    def _finish(self) -> None:
        """The deadline has passed: what is still open is closed, and the last mail is read."""
        self._go_to(_at(DEADLINE.date() + timedelta(days=1), time(8, 0)))
        self._post()
        self._poll()
        self.home.reminders.tick(self._now())
        self.home.tidy.tick(self._now())
        self.home.reporter.write(self.round, self._now())
        self.home.briefs.tick(self._now())
        self.home.notices.tick(self._now())

    def _go_to(self, at: datetime) -> None:
        self.stage.clock.move_to(max(at, self._now()))

    def _now(self) -> datetime:
        return self.stage.clock()


def run(directory: Path, *, keep: bool, as_json: bool, language: str) -> None:
    """Play the round and show what a coordinator wants to know. Raises InputRefused for a directory not ours."""
    directory = directory.resolve()
    show = closing.Screen(as_json=as_json, language=language)
    stage.fresh(directory)
    clock = DemoClock(_at(officials.OPENS, time(6, 0)))
    refusing = _Refusing()
    with stage.raised(directory, clock, language, refusing.rcpt, refusing.data) as ready:
        with (directory / "maild.log").open("w", encoding="utf-8") as log_file:
            config = load(ready.config, today=officials.OPENS)
            logs.set_up("info", config.survey.secrets(), stream=log_file)
            home = wiring.build(config, clock=clock)
            round_, people = _prepare(ready, home, show)
            with ExitStack() as stack:
                views = [(poll, stack.enter_context(source.open())) for source, poll in home.folders]
                round26 = Round26(ready, home, round_, people, views, show)
                round26.mailbag = [
                    _Due(_at(officials.OPENS + timedelta(days=day), time(9, day)), day, MAILBOX, "INBOX",
                         inbound.unrelated(day, _at(officials.OPENS + timedelta(days=day), time(9, day))))
                    for day in range(0, 19, 2)
                ]  # fmt: skip
                heapq.heapify(round26.mailbag)
                round26.play()
            figures = closing.figures(ready, home, round_)
            closing.write_letters(ready)
            show.result(figures, ready, home, round_)
            furnished = desk.furnish(ready, home, (COORDINATOR.name, APPROVER.name)) if keep else None
            home.store.close()
        if furnished is not None:
            closing.keep_running(ready, show, furnished)


def _prepare(ready: Stage, home: House, show: closing.Screen) -> tuple[Round, dict[str, Respondent]]:
    """Roster in, round made, approved by a second person and opened: as the commands would."""
    path = ready.directory / "danh-sach.csv"
    path.write_bytes(province.roster_csv())
    now = ready.clock()
    usual = home.config.round_defaults
    made = rounds.create(
        home.store,
        Round(
            id=0,
            code=CODE,
            title="Điều tra xã hội học xác định Chỉ số cải cách hành chính năm 2026",
            invited_on=officials.OPENS,
            deadline=DEADLINE.astimezone(UTC),
            legal_basis=usual.legal_basis,
            agency=usual.agency,
            hotline=usual.hotline,
            invitation_sender=usual.invitation_sender,
            invitation_subject=usual.invitation_subject,
            locale=usual.locale,
        ),
        COORDINATOR,
        now,
    )
    added, _ = rosters.enter(home.store, CODE, read_roster(path).entries, COORDINATOR, now)
    rounds.approve(home.store, CODE, APPROVER, now, second_person=True)
    rounds.open_(home.store, CODE, COORDINATOR, now)
    with home.store.view() as look:
        people = {one.email: one for one in roster.of_round(look.connection, made.id)}
        opened = stored_rounds.get(look.connection, made.id)
    assert opened is not None
    units = {one.unit_id for one in people.values()}
    show.progress("demo.roster", officials=added, units=len(units))
    return opened, people


class _Refusing:
    """The sending server's moods: it refuses some recipients, greylists a few once, and loses one reply."""

    def __init__(self) -> None:
        self._greylisted: set[str] = set()
        self._lost = False

    def rcpt(self, rcpt: str) -> str | None:
        part = officials.character_of(rcpt.lower())
        if part.does == "refuse" and part.failure is not None:
            return f"{part.failure.reply} {part.failure.status} <{rcpt}>: {part.failure.words}"
        if part == officials.Character() and len(rcpt) % 11 == 0 and rcpt not in self._greylisted:
            self._greylisted.add(rcpt)
            return "450 4.7.1 Greylisted, please try again later"
        return None

    def data(self, letter: Accepted) -> str | None:
        """One reply after the dot is garbled: nobody can say whether that letter was taken."""
        if not self._lost and officials.character_of(letter.rcpt.lower()) == officials.Character():
            self._lost = True
            return "??? connection reset"
        return None


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE).astimezone(UTC)
