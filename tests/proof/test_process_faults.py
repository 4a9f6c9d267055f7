"""The process: told to stop, stopped, starved, blocked, upgraded, asked by many (K-03 to K-11).

K-01 is in test_kill.py, K-02 in test_edges.py, K-12 in test_thirty_days.py.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from tests.cli.program import maild, process
from tests.cli.test_backup import with_a_second_step
from tests.jobs.province import MONDAY, PASSWORD, Province, Relay, addresses, raise_house, write_config
from tests.journal import kept_from_all
from tests.proof.world import LIMITS, start, stop, world
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.waiting import until
from tests.test_daemon import service

__all__ = ["with_a_second_step"]
LETTERS = 3
BIG = (
    b"From: a@other.example.com\r\nSubject: to\r\nMessage-ID: <%d@o.example>\r\n\r\n" + b"x y z\r\n" * 130_000
)


# ---------------------------------------------------------------- K-03, K-04: told to stop, and stopped


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("answers", [True, False], ids=["the-relay-answers", "the-relay-is-silent"])
def test_k03_told_to_stop_twice_in_the_middle_of_a_letter(
    answers: bool, tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """K-03: within a minute, no new claim, and the letter under way has the end that is true of it."""
    with world(tmp_path, certificates, migrated, letters=LETTERS, seed=3) as place:
        place.lost, place.comes_back = 0.0, False
        go = place.hold_at(2)
        process = place.start()
        until(lambda: sum(place.truth.values()) == 2, 120, place.tell)
        began = time.monotonic()
        for _ in range(2):
            process.terminate()
            time.sleep(0.5)
        if answers:
            go.set()
        process.join(120)
        go.set()
        assert process.exitcode == 0, place.tell()
        assert time.monotonic() - began < 60
        assert place.province.states() == ["sent", "sent" if answers else "in_doubt", "planned"]
        assert sum(place.truth.values()) == 2
        assert place.run_to_the_end() == 0
        place.check()


class Stops(ScriptedSmtp):
    """At its first DATA it stops the process that sends, agrees, and lets it go on later."""

    victim: ForkServerProcess | None = None
    for_s = 0.0
    stopped = False

    def _do(self, connection: socket.socket, key: str) -> None:
        victim = self.victim
        if key != "DATA" or self.stopped or victim is None or victim.pid is None:
            super()._do(connection, key)
            return
        self.stopped = True
        os.kill(victim.pid, signal.SIGSTOP)
        super()._do(connection, key)
        time.sleep(self.for_s)
        os.kill(victim.pid, signal.SIGCONT)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_k04_stopped_between_the_permit_and_the_dot(
    tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """K-04: who wakes up too late does not send under an old permit; the letter goes later, once."""
    clock = DemoClock(MONDAY)
    log = tmp_path / "daemon.log"
    with Stops(certificates) as relay:
        relay.for_s = 8.0  # the configuration's time-out is 5 s
        path = write_config(tmp_path, certificates, smtp_port=relay.port, limits=LIMITS)
        province = raise_house(path, clock, migrated)
        province.wave(addresses(1))
        relay.victim = start(path, clock(), log)
        try:
            until(lambda: relay.stopped, 120, log.read_text)
            until(lambda: province.states() == ["sent"], 120, lambda: (province.states(), log.read_text()))
        finally:
            code = stop(relay.victim)
        assert code == 0
        assert len(relay.contents) == 1
        kinds = [event.kind.value for event in province.trail(letter_id=1)]
        assert kinds.count("letter.in_doubt") == 2
        assert kinds.index("letter.deferred") < kinds.index("letter.sent")
        assert province.differences() == []
        province.home.store.close()


# ---------------------------------------------------------------- K-05, K-06: starved


@contextmanager
def limited(pid: int, what: int, to: int) -> Iterator[None]:
    """A process of ours may have no more than `to` of `what` for a while."""
    before = resource.prlimit(pid, what)
    resource.prlimit(pid, what, (to, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, what, before)


def memory_of(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmSize:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmSize")


def files_of(pid: int) -> int:
    return max(map(int, os.listdir(f"/proc/{pid}/fd"))) + 1


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("what", "has"),
    [(resource.RLIMIT_AS, memory_of), (resource.RLIMIT_NOFILE, files_of)],
    ids=["k05-memory", "k06-descriptors"],
)
def test_k05_k06_starved_for_a_while(
    what: int, has: Callable[[int], int], tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """K-05, K-06: no memory, no descriptors, letters and large mails to handle; when it is over, all is done, once.

    K-06's other half, no threads: RLIMIT_NPROC binds no root, and the unit's TasksMax is far from what is used.
    """
    with world(tmp_path, certificates, migrated, letters=LETTERS, seed=4) as place:
        place.lost = 0.0
        process = place.start()
        until(lambda: sum(place.truth.values()) >= 1, 120, place.tell)
        assert process.pid is not None
        with limited(process.pid, what, has(process.pid)):
            for number in range(6):
                place.imap.append(MAILBOX, INBOX, BIG % number, place.province.now)
                place.mails[INBOX] += 1
            process.join(12)
        if process.is_alive():
            until(place.all_done, 200, place.tell)
            assert place.stop(process) == 0
        else:
            assert place.run_to_the_end() == 0
        place.check()


# ---------------------------------------------------------------- K-07: blocked


@pytest.mark.long
def test_k07_a_service_that_is_blocked_starves_its_watchdog(
    tmp_path: Path, certificates: Certificates
) -> None:
    """K-07: systemd hears nothing while the database answers nobody, and hears it again afterwards.

    That a job that hangs is named, each after its own time: test_the_pulse_names_who_is_silent.
    """
    with ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap:
        config = write_config(tmp_path, certificates, imap_port=imap.port, mode="rehearsal")
        with service(config, watchdog_s=4.0) as daemon:
            assert daemon.hears("READY=1", 110), daemon.log.read_text()
            assert daemon.hears("WATCHDOG=1", 30)
            with kept_from_all(tmp_path / "state" / "maild.db"):
                fed = 0
                while daemon.hears("WATCHDOG=1", 4):  # what was on its way
                    fed += 1
                    assert fed < 20
                assert not daemon.hears("WATCHDOG=1", 16)  # longer than SQLite waits, with a log too
            assert daemon.hears("WATCHDOG=1", 60)
            assert daemon.lines("watchdog.withheld")


# ---------------------------------------------------------------- K-09, K-10: at the start


@pytest.mark.parametrize(
    "damage",
    [
        "no database",
        pytest.param("a page", marks=pytest.mark.long),
        pytest.param("cut off", marks=pytest.mark.long),
    ],
)
def test_k09_a_start_that_fails_says_so_in_one_sentence(
    damage: str, build: Callable[..., Province], smtp: Relay
) -> None:
    """K-09: the same code each time, so that systemd's limit of starts ends the loop; no traceback."""
    province = build(smtp_port=smtp.server.port)
    province.wave(addresses(40))
    province.home.store.close()
    database = province.path.parent / "state" / "maild.db"
    whole = database.read_bytes()
    database.write_bytes(
        {
            "no database": b"garbage" * 1000,
            "a page": whole[:8192] + b"\xff" * 8192 + whole[16384:],
            "cut off": whole[: len(whole) // 2],
        }[damage]
    )
    done = process("run", config=province.path)
    assert done.code == 1
    assert len([line for line in done.err.splitlines() if not line.startswith("{")]) == 1, done.err
    unit = (Path(__file__).parents[2] / "systemd" / "maild.service").read_text()
    assert "StartLimitBurst=5" in unit
    assert "Restart=on-failure" in unit


def test_k10_an_upgrade_while_letters_are_in_doubt(
    build: Callable[..., Province], smtp: Relay, with_a_second_step: None
) -> None:
    """K-10: they stay in doubt, over an upgrade and when an older program meets the newer schema."""
    smtp.data = lambda _: "??? the line is cut"
    province = build(smtp_port=smtp.server.port)
    province.wave(addresses(2))
    assert province.deliver() == {"in_doubt": 2}
    done = maild("db", "upgrade", "--json", config=province.path)
    assert done.json["schema"] == "0002", done.err
    smtp.data = lambda _: None
    again = build(smtp_port=smtp.server.port)
    again.home.deliverer.free_orphans(again.now)
    assert (again.deliver(), again.states()) == ({}, ["in_doubt", "in_doubt"])
    assert again.differences() == []
    with closing(sqlite3.connect(again.path.parent / "state" / "maild.db")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '0999'")
    refused = maild("db", "upgrade", config=again.path)
    assert (refused.code, "0999" in refused.err) == (1, True)
    assert smtp.took == []


# ---------------------------------------------------------------- K-11: asked by many


@pytest.mark.long
@pytest.mark.timeout(400)
def test_k11_a_storm_of_questions_keeps_nothing_from_its_work(
    tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """K-11: five at a time ask for the status; letters go and mails are read meanwhile."""
    with world(tmp_path, certificates, migrated, letters=20, seed=5) as place:
        place.lost, place.pace_s = 0.0, 0.1
        daemon = place.start()
        ended = threading.Event()
        codes: list[int] = []

        def ask() -> None:
            while not ended.is_set():
                codes.append(process("status", config=place.province.path).code)

        with ThreadPoolExecutor(5) as pool:
            asking = [pool.submit(ask) for _ in range(5)]
            try:
                place.deliver()
                until(place.all_done, 240, place.tell)
            finally:
                ended.set()
            for one in asking:
                one.result(120)
        assert set(codes) <= {0, 1, 2}, codes  # an answer, whichever; never "unknown"
        assert place.stop(daemon) == 0
        assert '"job.failed"' not in place.log.read_text()
        place.check()
