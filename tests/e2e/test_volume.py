"""Many mails in one Dovecot folder: read at constant memory, resumed after a kill, from the day a person says.

The usual run reads 1,500; MAILD_VOLUME=10000 reads as many as a mailbox of years holds (and takes minutes).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
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


def test_a_backlog_is_read_at_constant_memory_and_resumed_after_a_kill(
    certificates: Certificates, tmp_path: Path
) -> None:
    with dovecot.Dovecot({MAILBOX: "khó"}, certificates) as imap:
        imap.fill(MAILBOX, mails())
        servers = Servers(imap.port, 1, certificates.ca_file)
        with Maild(tmp_path, MAILBOX, "khó", servers, since=None) as maild:
            # A folder that was never read: from when on is a person's decision.
            maild.start()
            until(lambda: maild.logged("mailbox.since_needed"), 30, maild.log)
            assert maild.read() == 0
            assert maild.stop() == 0

            since = (datetime.now(UTC) - timedelta(days=2)).date()
            begun = time.monotonic()
            maild.start("--since", str(since))
            until(lambda: maild.read() > 100, 40, maild.log)  # the first batch is recorded
            maild.kill()
            before = maild.read()
            assert 0 < before < MAILS
            process = maild.start()  # it has read once: nobody need be asked again
            until(lambda: maild.read() > MAILS // 3, 30 + MAILS // 20, maild.log, every_s=1)
            early = resident_mib(process)
            until(lambda: maild.logged("mailbox.poll_finished"), 30 + MAILS // 10, maild.log, every_s=1)
            took = time.monotonic() - begun
            peak = resident_mib(process)
            assert peak <= RESIDENT_MIB
            assert peak - early <= GROWTH_MIB
            assert maild.read() == MAILS
            assert maild.stop() == 0
            assert not maild("mail", "list", "--quarantined", "--json")
            rows = maild("mail", "list", "--limit", "10000", "--json")
            assert len({one["mail"] for one in rows}) == MAILS
            assert not any(one["duplicate_of"] for one in rows)
            print(f"{MAILS} mails in {took:.1f} s, {early:.0f} then {peak:.0f} MiB, {before} before the kill")
        assert set(imap.flags(MAILBOX, "INBOX").values()) == {frozenset()}
