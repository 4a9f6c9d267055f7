"""The line is cut, reset or garbled at octet N of a whole send (S-01) and of a whole look into a mailbox (I-02).

STEP=1 pytest -m long tests/proof/test_cuts.py      # every octet; without it, every 97th, another start each run
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from maild.demo import inbound
from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.errors import SourceProtocol, SourceUnavailable
from maild.model import EventKind
from maild.store import events, mailbox
from tests.jobs.province import PASSWORD, R1_DAY, Province
from tests.proof.prepared import MAILS, prepared
from tests.servers.proxy import Fault, Proxy, What

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
STEP = int(os.environ.get("STEP", "97"))
_LAST = 240
_SLOWER = 4  # a length that is garbled makes both sides wait for their time-outs

each_way = pytest.mark.parametrize("upward", [True, False], ids=["said", "heard"])
each_fault = pytest.mark.parametrize("what", ["cut", "reset", "flip"])


def positions(line: Proxy, what: What, *, upward: bool) -> Iterator[int]:
    """Octets of the undisturbed conversation, thinned but for its end."""
    total = line.passed[0 if upward else 1]
    step = min(STEP * (_SLOWER if what == "flip" else 1), total // 4)
    yield from range(secrets.randbelow(step), total - _LAST, step)
    yield from range(
        total - _LAST, total, _LAST // 8 if STEP > 1 else 1
    )  # the reply to the dot is among them


@each_way
@each_fault
def test_s01_a_send(
    what: What, upward: bool, tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    with prepared(tmp_path, certificates, migrated, letters=1) as place:
        province = place.again()
        assert province.deliver() == {"sent": 1}
        province.home.store.close()
        ends: Counter[str] = Counter()
        for at in positions(place.line, what, upward=upward):
            place.line.fault = Fault(what, at, upward)
            province = place.again()
            province.deliver()
            state, taken = province.states()[0], sum(place.truth.values())
            ends[state] += 1
            assert state in {"sent", "planned", "in_doubt"}, at
            assert taken == 1 or state != "sent", at
            assert taken == 0 or state != "planned", at
            place.line.fault = None
            place.clock.move_to(place.clock() + timedelta(minutes=30))
            province.deliver()
            assert province.states() == ["sent" if state == "planned" else state], at
            assert sum(place.truth.values()) == (taken if state == "in_doubt" else 1), at
            assert province.differences() == [], at
            province.home.store.close()
    print(f"\n{what}, {'said' if upward else 'heard'}: {sum(ends.values())} places, {dict(ends)}")
    assert ends


@each_way
@each_fault
def test_i02_a_look(
    what: What, upward: bool, tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    with (
        ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap,
        Proxy(imap.port) as line,
        prepared(tmp_path, certificates, migrated, imap_port=line.port) as place,
    ):
        for number in range(MAILS):
            imap.append(MAILBOX, INBOX, inbound.unrelated(number, R1_DAY), R1_DAY)
        province = place.again()
        look(province)
        check(province)
        province.home.store.close()
        tried = broken = 0
        for at in positions(line, what, upward=upward):
            line.fault = Fault(what, at, upward)
            province = place.again()
            tried += 1
            try:
                look(province)
            except (SourceUnavailable, SourceProtocol):
                broken += 1
            line.fault = None
            look(province)
            check(province)
            province.home.store.close()
    print(f"\n{what}, {'said' if upward else 'heard'}: {tried} places, {broken} looks broken")
    assert broken


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
