"""Several real daemons on one PostgreSQL, a relay that keeps the truth, and what must hold whatever happens."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from maild.demo.imap_server import ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.errors import Busy
from maild.jobs.clock import DemoClock
from maild.model import LetterState
from maild.store import members, outbox
from maild.store.members import Member
from tests.jobs.province import MONDAY, PASSWORD, R1_DAY, Province, Relay, raise_house, relay, write_config
from tests.jobs.province import addresses as officials
from tests.servers.hosts import Host
from tests.servers.postgres import Postgres
from tests.servers.waiting import until

FAST = "canary_wait_s = 0\nper_minute = 600\nper_hour = 2000\nper_domain_minute = 600"
LONG_S = 240.0  # a busy machine
_ENDS_S = 60.0
_LEFT = (LetterState.PLANNED, LetterState.CLAIMED)


@dataclass
class Daemons:
    """A wave of letters waits at `R1_DAY`; nobody sends before `start`."""

    province: Province
    database: Postgres
    relay: Relay
    imap: ImapServer
    directory: Path
    emails: tuple[str, ...]
    moment: datetime = R1_DAY
    began: float = 0.0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(
        self, count: int = 1, *, skew_s: float = 0.0, config: Path | None = None, on: Host | None = None
    ) -> list[subprocess.Popen[bytes]]:
        """Daemons on this machine, or `on` another host."""
        self.began = self.began or time.time()
        made = [self._one(skew_s, config or self.province.path, on) for _ in range(count)]
        self.running += made
        return made

    def _one(self, skew_s: float, config: Path, on: Host | None) -> subprocess.Popen[bytes]:
        log = (self.directory / f"daemon-{len(list(self.directory.glob('daemon-*')))}.log").open("wb")
        arguments = [
            *(sys.executable, "-m", "tests.proof.one_of_many", str(config)),
            *(self.moment.isoformat(), str(self.began), str(skew_s)),
        ]
        return subprocess.Popen(on.command(arguments) if on else arguments, stdout=log, stderr=log)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        self.running.remove(process)

    def end(self) -> None:
        for process in self.running:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.running:
            try:
                process.wait(_ENDS_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    # ------------------------------------------------------------ what is there

    def members(self) -> list[Member]:
        try:
            with self.province.home.store.view() as look:
                return members.every(look.connection)
        except Busy:
            return []  # the database is away just now

    def watchers(self) -> dict[str, int]:
        """Who watches which folder, by process."""
        return {folder: one.setup.pid for one in self.members() if one.lives for folder in one.watches}

    def states(self) -> Counter[str]:
        try:
            return Counter(self.province.states())
        except Busy:
            return Counter(unknown=1)

    def owner_of(self, email: str) -> int | None:
        """The process that has a letter in doubt: its intent stands in the database, its result does not."""
        with self.province.home.store.view() as look:
            numbers = {str(one.number): one.setup.pid for one in members.every(look.connection)}
            for letter in outbox.in_state(look.connection, LetterState.IN_DOUBT):
                if letter.email == email:
                    return numbers.get(letter.owner or "")
        return None

    def wait(self, holds: Callable[[], object], within_s: float = LONG_S) -> None:
        until(holds, within_s, self.tell, every_s=0.2)

    def wait_until_settled(self, doubtful: int = 0) -> None:
        """Nothing waits any more; at most `doubtful` letters of which nobody can know."""

        def settled() -> bool:
            states = self.states()
            left = sum(states[one.value] for one in _LEFT) + states["unknown"]
            return left == 0 and states["in_doubt"] <= doubtful

        self.wait(settled)

    def tell(self) -> str:
        found = sorted(self.directory.glob("daemon-*"))
        logs = [f"{path.name}: {path.read_text(errors='replace')[-1500:]}" for path in found]
        return "\n".join([str(self.states()), str(self.members()), *logs])

    # ------------------------------------------------------------ what must hold

    def check(self) -> None:
        """Nobody twice, nothing "sent" that was not taken, nothing taken that is not known to be sent or in doubt."""
        taken = Counter(self.relay.took)
        assert [email for email, times in taken.items() if times > 1] == []
        letters = {one.email: one.state for one in self.province.letters()}
        assert set(letters) == set(self.emails)
        sent = {email for email, state in letters.items() if state is LetterState.SENT}
        doubtful = {email for email, state in letters.items() if state is LetterState.IN_DOUBT}
        assert sent - taken.keys() == set()
        assert taken.keys() - sent - doubtful == set()
        assert self.province.differences() == []


@contextmanager
def several(
    directory: Path,
    certificates: Certificates,
    database: Postgres,
    people: int,
    *,
    folders: Sequence[str] = ("INBOX", "Junk"),
    url: str = "",
    host: str = "127.0.0.1",
    limits: str = FAST,
    address: str = MAILBOX,
) -> Iterator[Daemons]:
    """A province with a wave that waits for its first daemon. `host`: where its servers listen."""
    clock = DemoClock(MONDAY)
    with (
        relay(certificates, clock, host=host, user=address) as smtp,
        ImapServer({address: PASSWORD}, certificates=certificates, host=host) as imap,
    ):
        path = write_config(
            directory,
            certificates,
            smtp_port=smtp.server.port,
            imap_port=imap.port,
            folders=folders,
            limits=limits,
            database=url or database.trusted_url(database.create()),
            host=host,
            address=address,
        )
        province = raise_house(path, clock, None)
        emails = tuple(officials(people))
        province.wave(emails)
        province.home.membership.leave()
        made = Daemons(province, database, smtp, imap, directory, emails)
        try:
            yield made
        finally:
            made.end()
            province.home.store.close()
