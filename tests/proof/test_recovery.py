"""How long it takes: after a kill, after a network that was gone, after a line that went dead and told nobody.

pytest -m long -s tests/proof/test_recovery.py      # says the seconds; on a busy machine they prove little
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from maild.demo import inbound
from maild.demo.imap_server import INBOX
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates, fingerprint
from tests.proof.world import World, paced, world
from tests.servers.hosts import OUR_ADDRESS, Host, can
from tests.servers.passage import Passage
from tests.servers.scripted import Scripted
from tests.servers.scripted_smtp import HANG, ScriptedSmtp
from tests.servers.waiting import until

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
KILLED_S, NETWORK_S, DEAD_LINE_S = 5.0, 30.0, 300.0
BUSY_S = 90.0  # more, where others keep the machine busy
GONE_S = 50.0  # longer than any pause between two tries


def within(seconds: float) -> float:
    return seconds + BUSY_S * (os.getloadavg()[0] > (os.cpu_count() or 1))


def back(place: World, had: int, since: float) -> tuple[float, float]:
    """Seconds from `since` until every mail was read, and until the relay took another letter than the `had`."""
    read = sent = 0.0

    def both() -> bool:
        nonlocal read, sent
        took = time.monotonic() - since
        read = read or took * (place.looked_at() == sum(place.mails.values()))
        sent = sent or took * (place.truth.total() > had)
        return bool(read and sent)

    until(both, 300, place.tell)
    return read, sent


def computed_s(pid: int) -> float:
    """CPU time of a process (proc(5): utime, stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def put(place: World) -> None:
    number = sum(place.mails.values())
    place.imap.append(MAILBOX, INBOX, inbound.unrelated(number, place.province.now), place.province.now)
    place.mails[INBOX] += 1


def stop(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    assert program.wait(60) == 0


def test_k01_a_killed_service_reads_and_sends_again(
    tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """From the kill: what systemd waits, all imports, the start, a login, a mail, a letter."""
    unit = (Path(__file__).parents[2] / "systemd" / "maild.service").read_text()
    waits_s = next(float(line[11:]) for line in unit.splitlines() if line.startswith("RestartSec="))
    took, spent = [], []
    with world(tmp_path, certificates, migrated, letters=200, seed=11) as place:
        place.lost, place.comes_back, place.pace_s = 0.0, False, 0.4
        program = place.start_whole()
        try:
            for _ in range(3):
                had = place.truth.total()
                until(lambda: place.truth.total() > had + 1, 300, place.tell)  # noqa: B023
                program.kill()
                program.wait()
                since, had = time.monotonic(), place.truth.total()
                put(place)
                time.sleep(waits_s)
                program = place.start_whole()
                took.append(max(back(place, had, since)))
                spent.append(computed_s(program.pid))
        finally:
            program.kill()
            program.wait()
        place.lost = place.pace_s = 0.0
        assert place.run_to_the_end() == 0
        place.check()
    print(
        f"\nafter a kill, {waits_s:.0f} s of systemd among them: {' '.join(f'{one:.1f}' for one in took)} s"
    )
    print(f"until then the program computed for {' '.join(f'{one:.1f}' for one in spent)} s")
    assert min(took) < within(KILLED_S)


def test_i01_s13_a_network_that_comes_back(
    tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """A firewall swallows everything for a while; what it had is dead for ever, what comes now goes through."""
    with ExitStack() as lines:
        passages: list[Passage] = []

        def line(port: int) -> int:
            passages.append(lines.enter_context(Passage(port)))
            return passages[-1].port

        # few a minute: so that the line to the relay is hung up now and then, and letters are left for afterwards
        place = lines.enter_context(
            world(tmp_path, certificates, migrated, letters=200, seed=12, line=line, limits=paced(30))
        )
        place.lost, place.comes_back = 0.0, False
        to_relay = passages[0]
        program = place.start_whole()
        took = []
        try:
            for _ in range(2):
                had = place.truth.total()
                until(lambda: place.truth.total() > had, 300, place.tell)  # noqa: B023
                until(lambda: not to_relay.open, 300, place.tell)  # behind a dot it would be another test
                for one in passages:
                    one.swallows = True
                time.sleep(GONE_S)
                had = place.truth.total()
                put(place)
                since = time.monotonic()
                for one in passages:
                    one.swallows = False
                took.append(back(place, had, since))
            stop(program)
        finally:
            program.kill()
            program.wait()
        assert place.run_to_the_end() == 0
        place.check()
    print("\nafter the network: " + ", ".join(f"read {read:.1f} s, sent {sent:.1f} s" for read, sent in took))
    assert max(max(one) for one in took) < within(NETWORK_S)


_ON_THAT_HOST = """
import sys, threading
from maild.channels import SmtpChannel, SmtpRelay
from maild.model import Permit
from maild.sources.imap import ImapAccount, ImapFolder
from tests.channels.conftest import letter
host, pin, imap_port, smtp_port = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

def watch():
    account = ImapAccount("a", host, imap_port, "u", "tls", None, pin, lambda: "p")
    try:
        with ImapFolder(account, "INBOX").open() as view:
            print("watching", flush=True)
            while True:
                view.wait(3600, lambda: False)
    except Exception as error:
        print("mailbox", type(error).__name__, flush=True)

threading.Thread(target=watch).start()
relay = SmtpRelay(host, smtp_port, "tls", "u", lambda: "p", pinned_sha256=pin)
with SmtpChannel(relay) as channel:
    outcome = channel.send(letter(), Permit)
print("letter", outcome.kind.value, flush=True)
"""


@pytest.mark.skipif(not can(), reason="no network namespaces can be made here")
def test_i03_s03_a_cable_is_pulled_in_idle_and_behind_the_dot(certificates: Certificates) -> None:
    """With the time-outs as they are shipped: nothing comes, and nobody is told."""
    with (
        Host() as host,
        Scripted(certificates, host=OUR_ADDRESS) as imap,
        ScriptedSmtp(certificates, {".": HANG}, host=OUR_ADDRESS) as relay,
    ):
        words = [OUR_ADDRESS, fingerprint(certificates.cert_file), str(imap.port), str(relay.port)]
        program = host.command([sys.executable, "-c", _ON_THAT_HOST, *words])
        there = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
        try:
            assert there.stdout is not None
            assert there.stdout.readline() == "watching\n"
            assert relay.hanging.wait(60)
            until(lambda: imap.seen["IDLE"], 60)
            host.pull_the_cable()
            since = time.monotonic()
            told: dict[str, tuple[str, float]] = {}
            while len(told) < 2:
                what, _, how = there.stdout.readline().strip().partition(" ")
                told[what] = how, time.monotonic() - since
        finally:
            there.kill()
            there.wait()
    print("\na dead line: " + ", ".join(f"{what} {how} {took:.0f} s" for what, (how, took) in told.items()))
    assert told["mailbox"][0] == "SourceUnavailable"
    assert told["letter"][0] == "in_doubt"
    assert max(took for _, took in told.values()) < DEAD_LINE_S
