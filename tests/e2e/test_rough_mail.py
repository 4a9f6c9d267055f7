"""Mails as they should not be, through a real Dovecot: each is read or set aside quickly, and the next goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild import wiring
from maild.config import load
from maild.demo.tls import Certificates
from maild.store import mailbox
from maild.wiring import House
from tests.e2e.fates import MAILBOX
from tests.e2e.house import Maild, Servers
from tests.servers import dovecot

pytestmark = [
    pytest.mark.servers,
    pytest.mark.long,
    pytest.mark.skipif(dovecot.find() is None, reason="Dovecot is not installed"),
]
PASSWORD = "khó"
MIB = 2**20
WITHIN_CPU_S = 2.0  # of ours; the server's own work and a busy machine do not count
_HEAD = b"From: a@huyen.example.vn\r\nSubject: x\r\n"


def _nested(levels: int) -> bytes:
    return _HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels)
    )


def _in(charset: bytes, octets: bytes) -> bytes:
    return _HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + octets + b"\r\n"


ROUGH = {
    "nothing at all": b"",
    "one octet": b"\n",
    "only a header": b"Subject: x\r\n",
    "no header": b"\r\nKinh gui\r\n",
    "fifty megabytes": _in(b"utf-8", b"A" * 76 + b"\r\n") + (b"A" * 76 + b"\r\n") * (50 * MIB // 78),
    "a thousand nested parts": _nested(1000),
    "a thousand nested messages": _HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"x\r\n",
    "a header line of a megabyte": _HEAD + b"X-Long: " + b"a" * MIB + b"\r\n\r\nx\r\n",
    "a subject of a megabyte": b"Subject: " + b"=?utf-8?q?a?= " * (MIB // 14) + b"\r\n\r\nx\r\n",
    "a recipient line of a megabyte": b"To: " + b"a@b.example.vn, " * (MIB // 16) + b"\r\n\r\nx\r\n",
    "no such charset": _in(b"x-unknown-%00", "Kính gửi".encode()),
    "a charset that is a lie": _in(b"us-ascii", "Kính gửi".encode("cp1258", "replace")),
    "utf-16 called utf-8": _in(b"utf-8", "Kính gửi".encode("utf-16")),
    "a charset that is a codec": _in(b"rot13", b"Kinh gui"),
    "octets of every kind": _HEAD + b"\r\n" + bytes(range(256)) * 100,
    "base64 that is none": _HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"!!!=" * 1000,
    "no line end in a megabyte": b"x" * MIB,
    "null octets": b"\0" * 10_000,
}
NOTICE = (
    b"From: MAILER-DAEMON@mx.example.vn\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    b"--b\r\n\r\nsorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Reporting-MTA: dns; mx.example.vn\r\n\r\n"
    b"Final-Recipient: rfc822; %b@khac.example.vn\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
)


@pytest.fixture(scope="module")
def rough_house(
    certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dovecot.Dovecot, House]]:
    directory: Path = tmp_path_factory.mktemp("rough")
    with dovecot.Dovecot({MAILBOX: PASSWORD}, certificates) as imap:
        since = (datetime.now(UTC) - timedelta(days=2)).date()
        installed = Maild(
            directory, MAILBOX, PASSWORD, Servers(imap.port, 1, certificates.ca_file), since=since
        )
        house = wiring.build(load(installed.config))
        yield imap, house
        house.store.close()


@pytest.mark.parametrize("name", ROUGH)
def test_a_rough_mail_is_read_quickly_and_the_next_goes_on(
    rough_house: tuple[dovecot.Dovecot, House], name: str
) -> None:
    imap, house = rough_house
    source, poll = house.folders[0]
    imap.fill(MAILBOX, [ROUGH[name], NOTICE % name.replace(" ", "").encode()], label=name.replace(" ", ""))
    with source.open() as view:
        begun = time.process_time()
        tally = poll.tick(view, datetime.now(UTC))
        took = time.process_time() - begun
    assert tally.new + tally.duplicates + tally.quarantined == 2
    assert took < WITHIN_CPU_S
    with house.store.view() as look:
        latest = mailbox.mails(look.connection, limit=2)
    rough, notice = sorted(latest, key=lambda one: one.pointer.uid)
    assert notice.kind == "bounce"
    assert rough.quarantined or rough.kind is not None
