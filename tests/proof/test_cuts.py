"""The line is cut, reset or garbled at octet N of a whole send (S-01) and of a whole look into a mailbox (I-02).

STEP=1 pytest -m long tests/proof/test_cuts.py      # every octet; without it, every 61st, another start each run
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from maild.demo import inbound
from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.errors import SourceProtocol, SourceUnavailable
from maild.jobs.clock import DemoClock
from maild.model import EventKind
from maild.store import events, mailbox
from tests.jobs.province import PASSWORD, R1_DAY, Province, addresses, raise_house, relay, write_config
from tests.servers.proxy import Fault, Proxy, What

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
STEP = int(os.environ.get("STEP", "61"))
MAILS = 3
_SLOWER = 4  # a length that is garbled makes both sides wait for their time-outs


class Prepared:
    """A province whose database is put back for each try."""

    def __init__(self, path: Path, clock: DemoClock) -> None:
        self.path, self.clock = path, clock
        self._state = path.parent / "state"
        self._kept = path.parent / "kept"
        shutil.copytree(self._state, self._kept)

    def again(self) -> Province:
        shutil.rmtree(self._state)
        shutil.copytree(self._kept, self._state)
        self.clock.move_to(R1_DAY)
        return raise_house(self.path, self.clock, None)


def positions(total: int, what: What) -> Iterator[int]:
    step = STEP * (_SLOWER if what == "flip" else 1)
    return iter(range(secrets.randbelow(step), total, step))


@pytest.mark.parametrize("what", ["cut", "reset", "flip"])
@pytest.mark.parametrize("upward", [True, False], ids=["said", "heard"])
def test_a_send(what: What, upward: bool, tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    clock = DemoClock(R1_DAY)
    truth: Counter[str] = Counter()

    def answer(letter: Accepted) -> None:
        truth[letter.rcpt] += 1

    with relay(certificates, clock) as smtp, Proxy(smtp.server.port) as line:
        smtp.data = answer
        path = write_config(tmp_path, certificates, smtp_port=line.port)
        first = raise_house(path, clock, migrated)
        first.wave(addresses(1))
        first.home.store.close()
        prepared = Prepared(path, clock)
        province = prepared.again()
        assert province.deliver() == {"sent": 1}
        province.home.store.close()
        ends: Counter[str] = Counter()
        for at in positions(line.passed[0 if upward else 1], what):
            truth.clear()
            line.fault = Fault(what, at, upward)
            province = prepared.again()
            province.deliver()
            state = province.states()[0]
            taken = sum(truth.values())
            ends[state] += 1
            assert state in {"sent", "planned", "in_doubt"}, at
            assert taken == 1 or state != "sent", at
            assert taken == 0 or state != "planned", at
            line.fault = None
            clock.move_to(clock() + timedelta(minutes=30))
            province.deliver()
            assert province.states() == [{"planned": "sent"}.get(state, state)], at
            assert sum(truth.values()) == (1 if state != "in_doubt" else taken), at
            assert province.differences() == [], at
            province.home.store.close()
    print(f"\n{what} {'said' if upward else 'heard'}: {sum(ends.values())} places, {dict(ends)}")
    assert ends["planned"]


@pytest.mark.parametrize("what", ["cut", "reset", "flip"])
@pytest.mark.parametrize("upward", [True, False], ids=["said", "heard"])
def test_a_look(what: What, upward: bool, tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    clock = DemoClock(R1_DAY)
    with (
        ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap,
        Proxy(imap.port) as line,
    ):
        for number in range(MAILS):
            imap.append(MAILBOX, INBOX, inbound.unrelated(number, R1_DAY), R1_DAY)
        path = write_config(tmp_path, certificates, imap_port=line.port)
        raise_house(path, clock, migrated).home.store.close()
        prepared = Prepared(path, clock)
        province = prepared.again()
        look(province)
        check(province)
        cut = 0
        for at in positions(line.passed[0 if upward else 1], what):
            line.fault = Fault(what, at, upward)
            province = prepared.again()
            try:
                look(province)
            except (SourceUnavailable, SourceProtocol):
                cut += 1
            line.fault = None
            look(province)
            check(province)
            province.home.store.close()
    print(f"\n{what} {'said' if upward else 'heard'}: {cut} looks broken")
    assert cut


def look(province: Province) -> None:
    source, poll = province.home.folders[0]
    with source.open() as view:
        poll.tick(view, province.now)


def check(province: Province) -> None:
    """Each mail has its row and was acted on once."""
    with province.home.store.view() as view:
        rows = mailbox.mails(view.connection, limit=100)
        counts = events.counts(view.connection)
    assert len({row.fingerprint for row in rows}) == len(rows) == MAILS
    assert counts[EventKind.MAIL_RECEIVED.value] == MAILS
    assert not any(row.quarantined for row in rows)
    assert province.differences() == []
