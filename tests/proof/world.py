"""What lies outside the killed process: the relay with its log of the truth, the mailbox, and who writes back."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import c_double, c_int
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import sharedctypes
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from threading import Event

from maild.actions import quarantine
from maild.demo import inbound
from maild.demo.imap_server import INBOX, JUNK, ImapServer
from maild.demo.inbound import MAILBOX, Failure
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.model import EventKind, LetterState, MailRow, RawMail
from maild.store import events, mailbox
from tests.jobs.province import (
    MONDAY,
    PASSWORD,
    R1_DAY,
    SECOND,
    Province,
    Relay,
    addresses,
    raise_house,
    relay,
    write_config,
)
from tests.proof import victim
from tests.servers.waiting import until


def paced(per_minute: int) -> str:
    return f"""canary_wait_s = 0
canary = 100
canary_fails = 100
per_minute = {per_minute}
per_hour = 20000
per_domain_minute = {per_minute}
list_age_days = 60
[calendar]
windows = ["00:00-23:59"]
"""


LIMITS = paced(600)
LOST = 0.20  # of the replies after the dot
DEAD = Failure("5.1.1", "550", "User unknown", "mx.example.vn")
_FULL = Failure("4.2.2", "452", "Mailbox full", "mx.example.vn")
_A_LIFE = timedelta(minutes=10)  # longer than one that is cut short, on the province's clock
_DAYS = 60
_HELD_S = 300.0
_ROOT = Path(__file__).parents[2]


@dataclass
class World:
    """Letters go out to `truth`, mails come back to the mailbox; the daemon between them dies and starts again."""

    province: Province
    imap: ImapServer
    relay: Relay
    chance: Random
    log: Path
    pace_s: float = 0.0
    lost: float = LOST
    comes_back: bool = True  # bounces, absences and replies to what was taken
    truth: Counter[str] = field(
        default_factory=Counter
    )  # what the relay took, whether it could say so or not
    bounced: set[str] = field(default_factory=set)
    lives: int = 0
    process: ForkServerProcess | None = None
    ahead_s: c_double = field(default_factory=lambda: sharedctypes.RawValue(c_double, 0.0))
    mails: dict[str, int] = field(default_factory=lambda: {INBOX: 0, JUNK: 0})
    set_aside: int = 0  # mails that the deaths had put into quarantine
    _raws: dict[tuple[str, int], bytes] = field(default_factory=dict)
    _coming: list[tuple[str, bytes]] = field(default_factory=list)

    def hold_at(self, number: int) -> Event:
        """The relay holds its answer to the dot of letter `number` until the event is set."""
        usual, go, seen = self.answer, Event(), 0

        def answer(letter: Accepted) -> str | None:
            nonlocal seen
            seen += 1
            said = usual(letter)
            if seen == number:
                go.wait(_HELD_S)
            return said

        self.relay.data = answer
        return go

    def answer(self, letter: Accepted) -> str | None:
        """The relay's answer to a dot: one in five is lost on the way, half of them after the letter was taken."""
        time.sleep(self.chance.uniform(0, self.pace_s))
        lost = self.chance.random() < self.lost
        if not lost or self.chance.random() < 0.5:
            self.truth[letter.rcpt] += 1
            self._come_back(letter)
        return "??? the line is cut" if lost else None

    def _come_back(self, letter: Accepted) -> None:
        if not self.comes_back:
            return
        at = self.province.now
        fate = self.chance.random()
        if fate < 0.05:
            self.bounced.add(letter.rcpt)
            self._coming.append((INBOX, inbound.failed(letter, DEAD, at)))
        elif fate < 0.15:
            self._coming.append((JUNK, inbound.failed(letter, _FULL, at, action="delayed")))
        elif fate < 0.30:
            self._coming.append((INBOX, inbound.absence(letter, "Cán bộ", "Tôi đi công tác đến 20/11.", at)))
        elif fate < 0.40:
            reply = inbound.reply(letter, "Cán bộ", "1", at)
            self._coming += [(INBOX, reply), (JUNK, reply)]  # somebody moved or copied it: acts once

    def deliver(self) -> None:
        """Put into the mailbox what came back meanwhile, and some mail of no concern."""
        number = sum(self.mails.values())
        self._coming += [(INBOX, inbound.unrelated(number + n, self.province.now)) for n in range(3)]
        self._put_in()

    def start(self, passed: c_int | None = None, dies_at: int = 0) -> ForkServerProcess:
        """A life of the daemon, its clock ten minutes after the last one's began, and `ahead_s` as it is set."""
        self.lives += 1
        at = R1_DAY + self.lives * _A_LIFE
        self.province.clock.move_to(at)
        usual = (self.province.path, at, self.log)
        self.process = (
            _CONTEXT.Process(target=victim.serve, args=(*usual, self.ahead_s))
            if passed is None
            else _CONTEXT.Process(target=victim.serve_until, args=(*usual, passed, dies_at))
        )
        self.process.start()
        return self.process

    def start_whole(self) -> subprocess.Popen[bytes]:
        """A life of the program as systemd starts it, imports and all, on a clock as fast as the real one."""
        self.lives += 1
        at = R1_DAY + self.lives * _A_LIFE
        self.province.clock.move_to(at)
        words = [self.province.path, at.isoformat(), self.log]
        return subprocess.Popen([sys.executable, "-m", "tests.proof.victim", *map(str, words)], cwd=_ROOT)

    def live_until_edge(self, number: int) -> int:
        """A life that ends at an edge of its transactions (0: at none), then one to the end; edges of the first."""
        passed = sharedctypes.RawValue(c_int, 0)
        process = self.start(passed, number)
        until(lambda: not process.is_alive() or self.all_done(), 120, self.tell)
        code = self.stop(process)
        if code != 0:  # it may also have died of it while it stopped
            assert code == -signal.SIGKILL, self.tell()
            assert self.run_to_the_end() == 0
        return passed.value

    def run_to_the_end(self) -> int:
        """Lives that nobody cuts short, each as long as a batch of letters, until nothing waits; the last exit code.

        A new one looks at once for what is due; one that goes on would wait for its next tick.
        """
        while True:
            began, batches = self.begun(), self._lines("delivery.batch_finished")
            process = self.start()
            try:
                until(partial(self._has_worked, began, batches), 900, self.tell, every_s=0.3)
            finally:
                code = self.stop(process)
            if code != 0 or self.all_done():
                self._read_what_was_set_aside()
                return code

    def _read_what_was_set_aside(self) -> None:
        """A mail that was in hand at three deaths is put aside, whoever killed; a person has it read after all."""
        home = self.province.home
        for row in self._rows():
            if row.quarantined:
                at = row.pointer
                raw = self._raws[at.folder, at.uid]
                again = RawMail(at.uid, raw, len(raw), self.province.now)
                assert quarantine.retry(home.store, home.intake, row.id, again, SECOND, self.province.now)
                self.set_aside += 1

    def begun(self) -> int:
        """How many lives have come as far as their work."""
        return self._lines("daemon.started")

    def _has_worked(self, began: int, batches: int) -> bool:
        """Whether a life has begun since, and has sent a batch or found nothing to do."""
        if self.begun() == began:
            return False
        return self.all_done() or self._lines("delivery.batch_finished") > batches

    def _lines(self, event: str) -> int:
        return self.log.read_text().count(f'"event": "{event}"') if self.log.exists() else 0

    @staticmethod
    def stop(process: ForkServerProcess) -> int:
        return stop(process)

    def kill_now(self) -> None:
        """For a thread of the relay: its exit code can be read once, and that is the others' business."""
        assert self.process is not None
        self.process.kill()
        assert wait([self.process.sentinel], 60)

    def all_done(self) -> bool:
        self._put_in()
        waiting = {LetterState.PLANNED.value, LetterState.CLAIMED.value} & set(self.province.states())
        return not waiting and not self._coming and self.looked_at() == sum(self.mails.values())

    def _put_in(self) -> None:
        coming, self._coming = self._coming, []
        for folder, raw in coming:
            uid = self.imap.append(MAILBOX, folder, raw, self.province.now)
            self._raws[folder, uid] = raw
            self.mails[folder] += 1

    def _rows(self) -> list[MailRow]:
        with self.province.home.store.view() as look:
            return mailbox.mails(look.connection, limit=10**6)

    def looked_at(self) -> int:
        """UIDs that were read, or put aside."""
        return sum(1 for one in self._rows() if one.fingerprint or one.quarantined)

    def tell(self) -> object:
        return Counter(self.province.states()), self.looked_at(), self.mails, self.log.read_text()[-3000:]

    # ------------------------------------------------------------ what must hold at the end

    def check(self) -> dict[str, int]:
        """Every promise; gives the figures."""
        letters = self.province.letters()
        states = Counter(one.state.value for one in letters)
        twice = [rcpt for rcpt, times in self.truth.items() if times > 1]
        assert not twice, f"sent twice: {twice}"
        false = [one.id for one in letters if one.state is LetterState.SENT and not self.truth[one.email]]
        assert not false, f"said to be sent, never taken: {false}"
        unsure = [one for one in letters if one.state is LetterState.IN_DOUBT]
        known = {one.email for one in letters if one.state in (LetterState.SENT, LetterState.IN_DOUBT)}
        unnamed = set(self.truth) - known
        assert not unnamed, f"taken by the relay, and neither sent nor in doubt: {unnamed}"
        assert set(states) <= {"sent", "in_doubt", "skipped", "failed"}, states
        with self.province.home.store.view() as look:
            rows = mailbox.mails(look.connection, limit=10**6)
            counts = events.counts(look.connection)
            assert not events.verify_chain(look.connection)
        assert Counter(one.pointer.folder for one in rows) == Counter(self.mails), "a mail without its row"
        originals = [one for one in rows if one.duplicate_of is None]
        assert counts.get(EventKind.MAIL_RECEIVED.value, 0) == len(originals), "an effect lost, or had twice"
        by_letter = Counter(
            event.letter_id
            for one in letters
            if one.email in self.bounced
            for event in self.province.trail(letter_id=one.id)
            if event.kind is EventKind.LETTER_BOUNCED
        )
        assert set(by_letter.values()) <= {1}
        assert len(by_letter) == len(self.bounced), "a bounce without its effect"
        assert self.province.differences() == []
        return {
            "letters": len(letters),
            "taken by the relay": sum(self.truth.values()),
            **dict(states),
            "in doubt, truly taken": sum(1 for one in unsure if self.truth[one.email]),
            "mails": len(rows),
            "of which put aside and taken back": self.set_aside,
            "bounces": len(self.bounced),
        }


_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.proof.warm"])


LETTERS_IN_SMALL = 3


@contextmanager
def small_world(directory: Path, certificates: Certificates, migrated: Path) -> Iterator[World]:
    """Three letters and a few mails, no reply is lost: every edge of it can be tried."""
    with world(directory, certificates, migrated, letters=LETTERS_IN_SMALL, seed=7) as made:
        made.lost = 0.0
        made.deliver()
        yield made


@contextmanager
def world(
    directory: Path,
    certificates: Certificates,
    migrated: Path,
    *,
    letters: int,
    seed: int,
    line: Callable[[int], int] = lambda port: port,
    limits: str = LIMITS,
) -> Iterator[World]:
    """A province with one wave waiting in its outbox, between a relay and a mailbox.

    `line` leads to the port of a server: it gives the port at which its own beginning listens.
    """
    directory.mkdir(exist_ok=True)
    clock = DemoClock(MONDAY)
    with (
        relay(certificates, clock) as smtp,
        ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap,
    ):
        options = {"smtp_port": line(smtp.server.port), "imap_port": line(imap.port), "limits": limits}
        path = write_config(directory, certificates, **options)  # type: ignore[arg-type]
        _work_every_day(directory / "calendar")
        province = raise_house(path, clock, migrated)
        province.wave(addresses(letters, domains=20))
        made = World(province, imap, smtp, Random(seed), directory / "daemon.log")
        smtp.data = made.answer
        try:
            yield made
        finally:
            province.home.store.close()


def _work_every_day(calendar: Path) -> None:
    """No weekend: a campaign may last for weeks of the province's time."""
    calendar.mkdir()
    days = [R1_DAY.date() + timedelta(days=number) for number in range(-7, _DAYS)]
    for year in {day.year for day in days}:
        worked = "".join(f'[[work]]\ndate = {day}\nwhy = "test"\n' for day in days if day.year == year)
        (calendar / f"{year}.toml").write_text(f"confirmed = true\n{worked}", "utf-8")


def start(config: Path, at: datetime, log: Path) -> ForkServerProcess:
    """A daemon of this configuration, outside any world."""
    process = _CONTEXT.Process(target=victim.serve, args=(config, at, log))
    process.start()
    return process


def stop(process: ForkServerProcess) -> int:
    """Tell it to stop; its exit code."""
    process.terminate()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def kill(process: ForkServerProcess) -> None:
    assert process.pid is not None
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
