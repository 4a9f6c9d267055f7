"""Several daemons on one PostgreSQL: four mailboxes with a backlog each, and a wave of letters beside it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from maild.demo.imap_server import ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates, make_certificates
from maild.jobs.clock import DemoClock
from maild.store import mailbox
from tests.bench.section import CannotRun, Row, Section, Size, Wanted
from tests.bench.turns import debian
from tests.jobs.province import MONDAY, PASSWORD, addresses, raise_house, relay, write_config
from tests.proof.daemons import FAST, LONG_S, Daemons
from tests.servers import dovecot, postgres
from tests.servers.postgres import Postgres

TITLE = "Several daemons on one PostgreSQL"
COUNTS = (1, 2, 4)
BOXES = 4
MAILS = {Size.USUAL: 6_000, Size.WHOLE: 10_000}  # in each mailbox
LETTERS = 60
_WORDS = "Kính gửi các đơn vị, Sở thông báo lịch họp giao ban tháng này như sau. "


def measure(size: Size) -> Section:
    if not postgres.runs():
        raise CannotRun("postgresql is not installed")
    if dovecot.find() is None:
        raise CannotRun("dovecot-imapd is not installed")
    rates = {}
    with tempfile.TemporaryDirectory(prefix="maild-bench-") as place, Postgres(fsync="on") as server:
        certificates = make_certificates(Path(place))
        for count in COUNTS:
            directory = Path(place) / f"daemons-{count}"
            directory.mkdir()
            rates[count] = _rate(directory, certificates, server, count, MAILS[size])
    cores = len(os.sched_getaffinity(0))
    rows = [
        Row(f"{count} daemons, mails read and recorded, wall time", rates[count], "mails/s", "one daemon", rates[1],
            Wanted("≥", 1.0))  # one alone reads its backlog in a second process, and fills two cores nearly
        for count in COUNTS[1:]
    ]  # fmt: skip
    return Section(
        TITLE,
        (Row("one daemon, mails read and recorded, wall time", rates[1], "mails/s"), *rows),
        (
            f"{BOXES} mailboxes with {MAILS[size]:,} mails each; PostgreSQL with fsync and Dovecot run on the same "
            f"{cores} cores. Before it {LETTERS} letters went out in each run, none twice by the relay's log. "
            "How fast letters go is set by the caps (here 600 a minute for all daemons), not by their number.",
        ),
        versions={"PostgreSQL": debian("postgresql") or "", "Dovecot": debian("dovecot-imapd") or ""},
    )


def _rate(directory: Path, certificates: Certificates, server: Postgres, count: int, mails: int) -> float:
    users = {MAILBOX: PASSWORD, **{f"hop{number}@example.vn": PASSWORD for number in range(1, BOXES)}}
    with (
        dovecot.Dovecot(users, certificates) as imap,
        _daemons(directory, certificates, server, imap, list(users)) as daemons,
    ):
        daemons.start(count)
        daemons.wait(lambda: len(daemons.watchers()) == BOXES)
        daemons.wait(lambda: len(set(daemons.watchers().values())) == count)
        daemons.wait_until_settled()  # the letters
        daemons.check()
        began = time.perf_counter()
        for user in users:
            imap.fill(user, _mails(user, mails))
        daemons.wait(lambda: _recorded(daemons) >= BOXES * mails, LONG_S + mails / 10)
        return BOXES * mails / (time.perf_counter() - began)


@contextmanager
def _daemons(
    directory: Path, certificates: Certificates, server: Postgres, imap: dovecot.Dovecot, users: list[str]
) -> Iterator[Daemons]:
    """A province with a wave that waits for its first daemon."""
    more = "since = 2026-11-01" + "".join(
        f'\n[accounts.a{number}]\nhost = "127.0.0.1"\nport = {imap.port}\nuser = "{user}"\n'
        f'ca_file = "{certificates.ca_file}"\nfolders = ["INBOX"]\nsince = 2026-11-01'
        for number, user in enumerate(users[1:], 1)
    )
    clock, emails = DemoClock(MONDAY), tuple(addresses(LETTERS))
    with relay(certificates, clock) as smtp:
        config = write_config(
            directory,
            certificates,
            smtp_port=smtp.server.port,
            imap_port=imap.port,
            folders=("INBOX",),
            limits=FAST,
            account=more,
            database=server.trusted_url(server.create()),
        )
        for number in range(1, BOXES):
            word = directory / "credentials" / f"imap-a{number}"
            word.touch(mode=0o600)
            word.write_text(PASSWORD + "\n", "utf-8")
        province = raise_house(config, clock, None)
        province.wave(emails)
        province.home.membership.leave()
        made = Daemons(province, server, smtp, cast("ImapServer", imap), directory, emails)
        try:
            yield made
        finally:
            made.end()
            province.home.store.close()


def _mails(user: str, count: int) -> Iterator[bytes]:
    """What strangers write: circulars."""
    for number in range(count):
        head = f"From: vanthu@huyen.example.vn\r\nTo: {user}\r\nSubject: =?utf-8?q?Th=C3=B4ng_b=C3=A1o?= {number}\r\n"
        head += f"Message-ID: <{number}.{user}>\r\nDate: Tue, 10 Nov 2026 08:00:00 +0700\r\n"
        body = _WORDS * (1 + number % 8)
        yield f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode()


def _recorded(daemons: Daemons) -> int:
    with daemons.province.home.store.view() as look:
        kinds = mailbox.counts_by_kind(look.connection)
    return sum(kinds.values()) - kinds.get("in_hand", 0)
