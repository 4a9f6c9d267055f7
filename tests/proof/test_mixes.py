"""Several hosts, one PostgreSQL, and faults of every kind one after the other, by chance (M-01 to M-06, D-11, D-12).

MIX_S=3600 SEED=… pytest -s -m long --timeout=0 tests/proof/test_mixes.py    # an hour; SEED repeats a run
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from maild.demo.smtp_server import Accepted
from maild.demo.tls import make_certificates
from maild.store import mailbox
from tests.jobs.inbox import plain
from tests.proof.daemons import Daemons, several
from tests.servers.hosts import OUR_ADDRESS, Host, can
from tests.servers.postgres import Postgres
from tests.servers.waiting import busy

pytestmark = [
    pytest.mark.servers,
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not can(), reason="no network namespaces can be made here"),
]

MIX_S = float(os.environ.get("MIX_S", "90"))
SEED = int(os.environ.get("SEED", "0")) or secrets.randbelow(10**6) + 1
BACK_S, BUSY = 30.0, 6  # a daemon takes as many times longer to start on a busy machine
BOTH = ["survey/INBOX", "survey/Junk"]
ADDRESS = "dieutra.cchc@snv.hoangphong.lan"
PEOPLE_A_MINUTE = 40  # letters go out as long as the faults last
LIMITS = f"canary_wait_s = 0\nper_minute = {PEOPLE_A_MINUTE}\nper_hour = 5000\nper_domain_minute = {PEOPLE_A_MINUTE}"


@dataclass
class Place:
    """Two hosts with a daemon each, and their servers on a third: this machine."""

    daemons: Daemons
    server: Postgres
    hosts: tuple[Host, Host]
    chance: random.Random
    runs: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    mails: int = 0
    met: Counter[str] = field(default_factory=Counter)

    def start(self, which: int) -> None:
        (self.runs[which],) = self.daemons.start(on=self.hosts[which])

    def mail_comes(self) -> None:
        self.mails += 1
        folder = self.chance.choice(("INBOX", "Junk"))
        self.daemons.imap.append(ADDRESS, folder, plain(self.mails))

    def breathe(self, seconds: float) -> None:
        """Mail comes in all the while."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self.mail_comes()
            time.sleep(min(left, self.chance.uniform(0.2, 2.0)))

    def one_fault(self) -> None:
        which = self.chance.randrange(2)
        fault = self.chance.choice(
            (self.dies, self.sleeps, self.is_cut_off, self.database_dies, self.sessions_end)
        )
        self.met[fault.__name__] += 1
        fault(which)

    # ------------------------------------------------------------ the faults, each healed at its end

    def dies(self, which: int) -> None:
        self.daemons.kill(self.runs[which])
        self.breathe(self.chance.uniform(0, 12))
        self.start(which)

    def sleeps(self, which: int) -> None:
        self.runs[which].send_signal(signal.SIGSTOP)
        self.breathe(self.chance.triangular(0.5, 25, 2))
        self.runs[which].send_signal(signal.SIGCONT)

    def is_cut_off(self, which: int) -> None:
        self.hosts[which].pull_the_cable()
        self.breathe(self.chance.triangular(0.5, 40, 2))
        self.hosts[which].plug_the_cable()

    def database_dies(self, _which: int) -> None:
        self.server.stop("immediate")
        self.breathe(self.chance.uniform(0, 5))
        self.server.start()

    def sessions_end(self, _which: int) -> None:
        self.server.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'maild %%'"
            " AND random() < 0.6"
        )

    # ------------------------------------------------------------ what must hold

    def read(self) -> list[str]:
        """Fingerprints of the mails that were read, each once."""
        with self.daemons.province.home.store.view() as look:
            rows = mailbox.mails(look.connection, limit=10**6)
        return [one.fingerprint for one in rows if one.fingerprint and one.duplicate_of is None]

    def is_back(self) -> bool:
        lives = [one for one in self.daemons.members() if one.lives]
        return len(lives) == 2 and sorted(self.daemons.watchers()) == BOTH


@contextmanager
def place(directory: Path, seed: int, people: int) -> Iterator[Place]:
    certificates = make_certificates(directory / "tls", addresses=("127.0.0.1", OUR_ADDRESS))
    with ExitStack() as stack:
        hosts = (stack.enter_context(Host(1)), stack.enter_context(Host(2)))
        server = stack.enter_context(Postgres(host=OUR_ADDRESS))
        daemons = stack.enter_context(
            several(
                directory,
                certificates,
                server,
                people,
                url=server.url(server.create()),
                host=OUR_ADDRESS,
                limits=LIMITS,
                address=ADDRESS,
            )
        )
        made = Place(daemons, server, hosts, random.Random(seed))
        made.start(0)
        made.start(1)
        daemons.wait(made.is_back)
        yield made


def test_m05_a_host_is_cut_off_between_intent_and_result(tmp_path: Path) -> None:
    """The relay has the letter, its host knows nothing of it and can tell nobody: it stays in doubt, the rest goes on
    elsewhere, its mailboxes move within half a minute, and when the cable is back nothing goes out twice.
    """
    with place(tmp_path, 1, 12) as here:
        daemons, cut = here.daemons, []

        def data(letter: Accepted) -> str | None:
            owner = None if cut else daemons.owner_of(letter.rcpt)
            which = next((which for which, run in here.runs.items() if run.pid == owner), None)
            if which is not None:
                here.hosts[which].pull_the_cable()
                cut.append(which)
            return None

        daemons.relay.data = data
        daemons.wait(lambda: cut)
        began = time.monotonic()
        (other,) = {0, 1} - set(cut)
        daemons.wait(lambda: set(daemons.watchers().values()) == {here.runs[other].pid})
        moved_s = time.monotonic() - began
        daemons.wait_until_settled(doubtful=1)
        daemons.check()
        here.hosts[cut[0]].plug_the_cable()
        daemons.wait(here.is_back)
        daemons.wait_until_settled(doubtful=1)
        daemons.check()
        print(f"\nmailboxes moved after {moved_s:.0f} s, then {dict(daemons.states())}")
        assert moved_s < BACK_S * (BUSY if busy() else 1)


def test_a_mix_of_faults_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    print(f"\nseed {SEED}, {MIX_S:.0f} s")
    people = int(PEOPLE_A_MINUTE * MIX_S / 60 * 1.2)
    with place(tmp_path, SEED, people) as here:
        ends = time.monotonic() + MIX_S
        while time.monotonic() < ends:
            here.breathe(here.chance.uniform(0, 6))
            here.one_fault()
        healed = time.monotonic()
        here.daemons.wait(here.is_back)
        back_s = time.monotonic() - healed
        here.daemons.wait(lambda: len(here.read()) >= here.mails)
        here.daemons.wait_until_settled(doubtful=sum(here.met.values()))
        here.daemons.check()
        assert [log.name for log in tmp_path.glob("daemon-*.log") if "job.failed" in log.read_text()] == []
        assert len(set(here.read())) == len(here.read()) == here.mails
        print(
            f"{dict(here.met)} · back after {back_s:.0f} s · {here.mails} mails · {dict(here.daemons.states())}"
            f" of which the relay took {len(here.daemons.relay.took)}"
        )
        assert back_s < BACK_S * (BUSY if busy() else 1)
