"""A province whose state is put back for each try, in this process, between a relay that counts and a line."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from maild.demo import inbound
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.model import EventKind, LetterState
from maild.store import events, mailbox
from tests.jobs.province import MONDAY, R1_DAY, Province, addresses, raise_house, relay, write_config
from tests.servers.proxy import Proxy

LETTERS = MAILS = 2


@dataclass
class Prepared:
    path: Path
    clock: DemoClock
    line: Proxy
    truth: Counter[str] = field(default_factory=Counter)  # what the relay took

    def keep(self) -> None:
        shutil.copytree(self._state, self._kept)

    def again(self) -> Province:
        """The province as it was when it was kept."""
        shutil.rmtree(self._state)
        shutil.copytree(self._kept, self._state)
        self.clock.move_to(R1_DAY)
        self.truth.clear()
        return self.as_it_is()

    def as_it_is(self) -> Province:
        """The province as a restart finds it."""
        return raise_house(self.path, self.clock, None)

    @property
    def database(self) -> Path:
        return self._state / "maild.db"

    @property
    def _state(self) -> Path:
        return self.path.parent / "state"

    @property
    def _kept(self) -> Path:
        return self.path.parent / "kept"


@contextmanager
def prepared(
    directory: Path,
    certificates: Certificates,
    migrated: Path,
    *,
    letters: int = LETTERS,
    imap_port: int = 1,
    smtp_security: str = "tls",
) -> Iterator[Prepared]:
    """A wave of `letters` waits in the outbox; the relay stands behind `line`."""
    clock = DemoClock(MONDAY)
    implicit = smtp_security == "tls"
    with relay(certificates, clock, implicit_tls=implicit) as smtp, Proxy(smtp.server.port) as line:
        path = write_config(
            directory,
            certificates,
            smtp_port=line.port,
            smtp_security=smtp_security,
            imap_port=imap_port,
            account="since = 2026-11-01\ntimeout_s = 5",
        )
        made = Prepared(path, clock, line)

        def count(letter: Accepted) -> None:
            made.truth[letter.rcpt] += 1

        smtp.data = count
        first = raise_house(made.path, clock, migrated)
        first.wave(addresses(letters))
        first.home.store.close()
        made.keep()
        yield made


def cycle(province: Province, guard: Callable[[Callable[[], object]], None]) -> None:
    """Everything the daemon does, once, each tick guarded as the daemon guards it."""
    home = province.home
    mails = [inbound.unrelated(number, R1_DAY) for number in range(MAILS)]
    guard(lambda: home.deliverer.free_orphans(province.now))
    guard(lambda: province.take(*mails))
    guard(province.deliver)
    for job in (home.reminders, home.tidy, home.dropped):
        guard(lambda job=job: job.tick(province.now))  # type: ignore[misc]


def guarded(raised: list[Exception]) -> Callable[[Callable[[], object]], None]:
    """A guard that keeps what ticks raised, and goes on: the daemon writes it to its log."""

    def guard(tick: Callable[[], object]) -> None:
        try:
            tick()
        except Exception as error:
            raised.append(error)

    return guard


def heal_and_check(province: Province, truth: Counter[str]) -> None:
    """Half an hour later, all is well again: what waited goes out, and every promise has been kept."""
    before = {one.id: one.state for one in province.letters()}
    for _ in range(2):
        province.clock.move_to(province.now + timedelta(minutes=30))
        cycle(province, lambda tick: tick())
    letters = province.letters()
    assert max(truth.values(), default=0) <= 1, "sent twice"
    for one in letters:
        assert one.state in (LetterState.SENT, LetterState.IN_DOUBT), (before[one.id], one.state)
        assert truth[one.email] == 1 or one.state is LetterState.IN_DOUBT, "called sent, never taken"
    with province.home.store.view() as look:
        rows = mailbox.mails(look.connection, limit=100)
        counts = events.counts(look.connection)
        assert events.verify_chain(look.connection).count == 0
    assert len({row.fingerprint for row in rows}) == len(rows) == MAILS
    assert counts[EventKind.MAIL_RECEIVED.value] == MAILS
    assert not any(row.quarantined for row in rows)
    assert province.differences() == []
