"""Many mails in one Dovecot folder: read at constant memory, resumed after a kill, from the day a person says.

The usual run reads 1,500; MAILD_VOLUME=10000 reads as many as a mailbox of years holds, MAILD_VOLUME=200000 takes
most of an hour: `make long ARGS=tests/e2e/test_volume.py`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild.config import load
from maild.demo.tls import Certificates
from maild.store import Database, events, mailbox
from tests.e2e.fates import MAILBOX
from tests.e2e.house import Maild, Servers
from tests.servers import dovecot
from tests.servers.waiting import until

MAILS = int(os.environ.get("MAILD_VOLUME", "1500"))
pytestmark = [
    pytest.mark.servers,
    pytest.mark.long,
    pytest.mark.timeout(120 + MAILS // 10),
    pytest.mark.skipif(dovecot.find() is None, reason="Dovecot is not installed"),
]
MIB = 2**20
LOOK_S = 1 + MAILS / 20_000
RESIDENT_MIB = 150
GROWTH_MIB = 12  # from a third of the mails to all of them
_WORDS = "Kính gửi các đơn vị, Sở thông báo lịch họp giao ban tháng này như sau. "


def mails() -> Iterator[bytes]:
    """What a busy official mailbox holds: circulars, notices about other people's letters, answers."""
    for number in range(MAILS):
        body = _WORDS * (1 + number % 8)
        subject = ("Thông báo", "Undelivered Mail Returned to Sender", "Re: Mời trả lời phiếu")[
            0 if number % 10 else 1 + number // 10 % 2
        ]
        head = f"From: canbo{number}@huyen.example.vn\r\nTo: {MAILBOX}\r\nSubject: {subject}\r\n"
        head += f"Message-ID: <{number}@huyen.example.vn>\r\nDate: Tue, 24 Nov 2026 08:00:00 +0700\r\n"
        if subject.startswith("Undelivered"):
            yield _notice(head, number)
        else:
            yield f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode()


def _notice(head: str, number: int) -> bytes:
    return (
        f"{head}MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nThis is the mail system.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.vn\r\n\r\n"
        f"Final-Recipient: rfc822; ai{number}@khac.example.vn\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <x{number}@khac.example.vn>\r\nSubject: khac\r\n\r\n--b--\r\n"
    ).encode()


def resident_mib(process: int) -> float:
    """The most memory that a process ever held (VmHWM)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / MIB
    raise AssertionError("no VmHWM")


def recorded(maild: Maild) -> int:
    """How many mails have been read, from the database: no command lists so many."""
    with Database(load(maild.config).database.url).view() as look:
        kinds = mailbox.counts_by_kind(look.connection)
    assert kinds.keys().isdisjoint({"duplicate", "quarantined"})
    return sum(kinds.values()) - kinds.get("in_hand", 0)


def acted_on(maild: Maild) -> int:
    with Database(load(maild.config).database.url).view() as look:
        return events.counts(look.connection)["mail.received"]


def test_i17_a_backlog_is_read_at_constant_memory_and_resumed_after_kills(
    certificates: Certificates, tmp_path: Path
) -> None:
    with dovecot.Dovecot({MAILBOX: "khó"}, certificates) as imap:
        imap.fill(MAILBOX, mails())
        servers = Servers(imap.port, 1, certificates.ca_file)
        with Maild(tmp_path, MAILBOX, "khó", servers, since=None) as maild:
            # A folder that was never read: from when on is a person's decision.
            maild.start()
            until(lambda: maild.logged("mailbox.since_needed"), 120, maild.log)
            assert recorded(maild) == 0
            assert maild.stop() == 0

            # Killed as soon as it has logged in, and again after the first batch: it need not be told again.
            since = (datetime.now(UTC) - timedelta(days=2)).date()
            begun = time.monotonic()
            maild.start("--since", str(since))
            until(lambda: has_begun(maild), 60, maild.log)
            maild.kill()
            maild.start()
            until(lambda: recorded(maild) > 0, 60, maild.log)
            maild.kill()
            before = recorded(maild)
            assert 0 < before < MAILS
            process = maild.start()
            rest_s = 60 + MAILS // 10
            until(lambda: recorded(maild) > MAILS // 3, rest_s, maild.log, every_s=LOOK_S)
            early = resident_mib(process)
            until(lambda: maild.logged("mailbox.poll_finished"), rest_s, maild.log, every_s=LOOK_S)
            took = time.monotonic() - begun
            peak = resident_mib(process)
            print(f"{MAILS} mails in {took:.1f} s, {early:.0f} then {peak:.0f} MiB, {before} before the kill")
            assert maild.stop() == 0
            assert peak <= RESIDENT_MIB
            assert peak - early <= GROWTH_MIB
            assert recorded(maild) == acted_on(maild) == MAILS
        assert set(imap.flags(MAILBOX, "INBOX").values()) == {frozenset()}


def has_begun(maild: Maild) -> bool:
    """Whether the day is written down."""
    with Database(load(maild.config).database.url).view() as look:
        return mailbox.cursor(look.connection, "survey", "INBOX") is not None
