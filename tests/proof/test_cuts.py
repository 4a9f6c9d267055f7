"""The line is cut, reset, silent, half open, slow or garbled at octet N of a whole send (S-01) and of a whole look
into a mailbox (I-02). Before STARTTLS the octets are in clear, so that a turned one is not noticed by TLS.

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
from maild.errors import SourceProtocol, SourceRefused, SourceUnavailable
from maild.model import EventKind
from maild.sources.imap import ImapFolder
from maild.store import events, mailbox
from tests.jobs.province import PASSWORD, R1_DAY, Province
from tests.proof.mailbox import source
from tests.proof.prepared import MAILS, prepared
from tests.proof.relay import impatient
from tests.servers.proxy import Fault, Proxy, What

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
STEP = int(os.environ.get("STEP", "97"))
_LAST = 240
_SLOWER = 8  # what makes both sides wait for their time-outs is tried at fewer places
_WAITS: frozenset[What] = frozenset({"flip", "silence", "half-open", "throttle"})
_OCTET_S = 0.0005  # of a slow line
# Short enough to wait for it at each place, and for a slow line long enough to end well.
_PATIENCE_S: dict[What, float] = {"silence": 0.7, "half-open": 0.7, "flip": 3.0}
_USUAL_S = 30.0

each_way = pytest.mark.parametrize("upward", [True, False], ids=["said", "heard"])
FAULTS: list[What] = ["cut", "reset", "flip", "silence", "half-open", "throttle"]


def positions(line: Proxy, what: What, *, upward: bool) -> Iterator[int]:
    """Octets of the undisturbed conversation, thinned but for its end, where the reply to the dot is."""
    total = line.passed[0 if upward else 1]
    slower = what in _WAITS and STEP > 1
    step = min(STEP * (_SLOWER if slower else 1), total // 4)
    yield from range(secrets.randbelow(step), total - _LAST, step)
    yield from range(total - _LAST, total, 1 if STEP == 1 else _LAST // (4 if slower else 8))


@each_way
@pytest.mark.parametrize(
    ("what", "security"), [*((what, "tls") for what in FAULTS), ("flip", "starttls"), ("cut", "starttls")]
)
def test_s01_a_send(
    what: What, security: str, upward: bool, tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    patience_s = _PATIENCE_S.get(what, _USUAL_S)
    with prepared(tmp_path, certificates, migrated, letters=1, smtp_security=security) as place:

        def deliver(province: Province, reply_s: float) -> None:
            impatient(province, certificates, place.line.port, reply_s).tick(province.now)

        province = place.again()
        deliver(province, _USUAL_S)
        assert province.states() == ["sent"]
        province.home.store.close()
        ends: Counter[str] = Counter()
        for at in positions(place.line, what, upward=upward):
            place.line.fault = Fault(what, at, upward, _OCTET_S)
            province = place.again()
            deliver(province, patience_s)
            state, taken = province.states()[0], sum(place.truth.values())
            ends[state] += 1
            assert state in {"sent", "planned", "in_doubt"}, at
            assert taken == 1 or state != "sent", at
            assert taken == 0 or state != "planned", at
            assert state == "sent" or what != "throttle", at
            place.line.fault = None
            place.clock.move_to(place.clock() + timedelta(minutes=30))
            deliver(province, _USUAL_S)
            assert province.states() == ["sent" if state == "planned" else state], at
            assert sum(place.truth.values()) == (taken if state == "in_doubt" else 1), at
            assert province.differences() == [], at
            province.home.store.close()
    print(f"\n{what}, {'said' if upward else 'heard'}: {sum(ends.values())} places, {dict(ends)}")
    assert ends


@each_way
@pytest.mark.parametrize("what", FAULTS)
def test_i02_a_look(
    what: What, upward: bool, tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    with (
        ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap,
        Proxy(imap.port) as line,
        prepared(tmp_path, certificates, migrated, imap_port=line.port) as place,
    ):
        usual = source(
            certificates, line.port, place.clock, connect_timeout_s=_USUAL_S, read_timeout_s=_USUAL_S
        )
        patient = source(certificates, line.port, place.clock, read_timeout_s=_PATIENCE_S.get(what, _USUAL_S))
        for number in range(MAILS):
            imap.append(MAILBOX, INBOX, inbound.unrelated(number, R1_DAY), R1_DAY)
        province = place.again()
        look(province, usual)
        check(province)
        province.home.store.close()
        tried = broken = 0
        for at in positions(line, what, upward=upward):
            line.fault = Fault(what, at, upward, _OCTET_S)
            province = place.again()
            tried += 1
            try:
                look(province, patient)
            except (SourceUnavailable, SourceProtocol, SourceRefused):
                broken += 1
            line.fault = None
            look(province, usual)
            check(province)
            province.home.store.close()
    print(f"\n{what}, {'said' if upward else 'heard'}: {tried} places, {broken} looks broken")
    assert bool(broken) == (what != "throttle")


def look(province: Province, folder: ImapFolder) -> None:
    with folder.open() as view:
        province.home.folders[0][1].tick(view, province.now)


def check(province: Province) -> None:
    """Each mail has its row and was acted on once."""
    with province.home.store.view() as view:
        rows = mailbox.mails(view.connection, limit=100)
        counts = events.counts(view.connection)
    assert len({row.fingerprint for row in rows}) == len(rows) == MAILS
    assert counts[EventKind.MAIL_RECEIVED.value] == MAILS
    assert not any(row.quarantined for row in rows)
    assert province.differences() == []
