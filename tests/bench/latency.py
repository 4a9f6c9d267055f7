"""From the delivery of a bounce over LMTP to the incident in the database: the real daemon, told by IDLE.

Beside it a bare IDLE on the same mailbox, which shows when the server itself announces the mail.
"""

from __future__ import annotations

import re
import smtplib
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from imapclient import IMAPClient

from maild.demo import inbound
from maild.demo.inbound import MAILBOX, Failure
from maild.demo.tls import Certificates, make_certificates
from maild.jobs.clock import DemoClock
from tests.bench.daemon import Daemon
from tests.bench.section import CannotRun, Row, Section, Size, Wanted
from tests.bench.turns import debian
from tests.jobs.province import MONDAY, PASSWORD, R1_DAY, addresses, raise_house, relay, write_config
from tests.servers import cyrus, dovecot
from tests.servers.waiting import LONG_S, until

TITLE = "From LMTP delivery to the recorded incident"
MAILS = {Size.USUAL: 60, Size.WHOLE: 200}
USER = "survey"  # Cyrus has users without a domain
_REFUSED = Failure("5.7.1", "550", "Message rejected due to content restrictions", "mx.dv1.example.vn")
_LOOK_S = 0.005
_PAUSE_S = 0.3
Server = dovecot.Dovecot | cyrus.Cyrus


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds since the server had taken the mail."""

    announced: list[float]
    recorded: list[float]

    @property
    def above(self) -> list[float]:
        return [ours - theirs for ours, theirs in zip(self.recorded, self.announced, strict=True)]


def measure(size: Size) -> Section:
    missing = []
    found: dict[str, Seen] = {}
    with tempfile.TemporaryDirectory(prefix="maild-bench-") as place:
        certificates = make_certificates(Path(place))
        if dovecot.delivers():
            delivery = dovecot.Delivery(submission_port=1)
            with dovecot.Dovecot({MAILBOX: PASSWORD}, certificates, delivery) as server:
                found["Dovecot"] = _one(Path(place) / "dovecot", certificates, server, MAILBOX, MAILS[size])
        else:
            missing.append("dovecot-imapd, dovecot-lmtpd and dovecot-sieve are not installed (or no root)")
        if cyrus.runs():
            with cyrus.Cyrus({USER: PASSWORD}, certificates) as server:
                server.clear()
                found["Cyrus"] = _one(Path(place) / "cyrus", certificates, server, USER, MAILS[size])
        else:
            missing.append("cyrus-imapd is not at hand (`.ci/run` fetches it; needs root)")
    if not found:
        raise CannotRun("; ".join(missing))
    rows = []
    for name, seen in found.items():
        for what, of, wanted in (("median", statistics.median, 0.2), ("99th percentile", _p99, 1.0)):
            announced = (
                f"announced after {of(seen.announced):.3f} s, recorded after {of(seen.recorded):.3f} s"
            )
            rows.append(
                Row(f"{name}, {what} above its own announcement ({announced})", of(seen.above), "s",
                    wanted=Wanted("≤", wanted))
            )  # fmt: skip
    return Section(
        TITLE,
        tuple(rows),
        (
            f"{MAILS[size]} bounces one after the other; recorded: when another process reads it.",
            *missing,
        ),
        versions={name: debian(f"{name.lower()}-imapd") or "fetched" for name in found},
    )


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[-1]


def _one(directory: Path, certificates: Certificates, server: Server, user: str, mails: int) -> Seen:
    directory.mkdir()
    config, bounces = _prepared(directory, certificates, server.port, user, mails + 1)
    with Daemon(config, R1_DAY + timedelta(hours=1)) as daemon:
        until(lambda: '"mailbox.connected"' in daemon.log(), LONG_S, daemon.log)
        with _announcer(server, user) as announced, closing(_reader(directory)) as database:
            return _delivered(server, user, bounces, announced, database)


def _prepared(
    directory: Path, certificates: Certificates, port: int, user: str, mails: int
) -> tuple[Path, list[bytes]]:
    """A round whose letters have gone out, and the bounce of each."""
    clock = DemoClock(MONDAY)
    limits = "canary_wait_s = 0\nper_minute = 600\nper_hour = 20000\nper_domain_minute = 600"
    with relay(certificates, clock) as smtp:
        config = write_config(
            directory,
            certificates,
            smtp_port=smtp.server.port,
            imap_port=port,
            folders=("INBOX",),
            limits=limits,
        )
        province = raise_house(config, clock, None)
        province.wave(addresses(mails))
        while "planned" in province.states():
            province.deliver()
            clock.move_to(province.now + timedelta(minutes=1))
        province.home.membership.leave()
        province.home.store.close()
        bounces = [inbound.failed(letter, _REFUSED, province.now) for letter in smtp.server.accepted]
    text, login = config.read_text("utf-8"), re.compile(r"(?s)(\[accounts\.survey\].*?\nuser = )\S+")
    config.write_text(login.sub(rf'\g<1>"{user}"', text), "utf-8")
    return config, bounces


def _reader(directory: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{directory}/state/maild.db?mode=ro", uri=True, timeout=10)


def _delivered(
    server: Server, user: str, bounces: list[bytes], announced: list[float], database: sqlite3.Connection
) -> Seen:
    def recorded() -> int:
        query = "SELECT count(*) FROM event WHERE kind IN ('incident.opened', 'incident.joined')"
        return int(database.execute(query).fetchone()[0])

    seen = Seen([], [])
    with smtplib.LMTP(server.host, server.lmtp_port, timeout=60) as lmtp:
        lmtp.ehlo("localhost")
        for bounce in bounces:
            before, told = recorded(), len(announced)
            lmtp.sendmail("", user, bounce)
            taken = time.perf_counter()
            until(lambda before=before: recorded() > before, LONG_S, every_s=_LOOK_S)  # type: ignore[misc]
            seen.recorded.append(time.perf_counter() - taken)
            until(lambda told=told: len(announced) > told, LONG_S)  # type: ignore[misc]
            seen.announced.append(announced[told] - taken)
            time.sleep(_PAUSE_S)
    return Seen(seen.announced[1:], seen.recorded[1:])  # at the first the daemon may not have listened yet


@contextmanager
def _announcer(server: Server, user: str) -> Iterator[list[float]]:
    """When the server said EXISTS, seen by a bare IDLE."""
    times: list[float] = []
    ends = threading.Event()
    with server.client(user) as client:
        client.select_folder("INBOX", readonly=True)
        listening = threading.Thread(target=_listen, args=(client, times, ends), daemon=True)
        listening.start()
        yield times
        ends.set()
        listening.join(10)


def _listen(client: IMAPClient, times: list[float], ends: threading.Event) -> None:
    client.idle()
    while not ends.is_set():
        if any(one[1:2] == (b"EXISTS",) for one in client.idle_check(timeout=0.5)):
            times.append(time.perf_counter())
    client.idle_done()
