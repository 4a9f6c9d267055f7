"""What the daemon takes while nothing happens: two mailboxes in IDLE, a running round, nothing due."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates, make_certificates
from maild.jobs.clock import DemoClock
from tests.bench.daemon import Daemon
from tests.bench.section import CannotRun, Row, Section, Size, Wanted
from tests.bench.turns import cpu_s, debian, memory_mib
from tests.jobs.province import PASSWORD, addresses, raise_house, write_config
from tests.servers import dovecot
from tests.servers.waiting import LONG_S, until

TITLE = "Idle"
OFFICIALS = 1_000
WATCHED_S = {Size.USUAL: 150.0, Size.WHOLE: 600.0}
_SETTLES_S = 75.0  # every job has run
_SECOND = "phu.cchc@snv.hoangphong.example.vn"


def measure(size: Size) -> Section:
    if dovecot.find() is None:
        raise CannotRun("dovecot-imapd is not installed")
    with tempfile.TemporaryDirectory(prefix="maild-bench-") as place:
        certificates = make_certificates(Path(place))
        with dovecot.Dovecot({MAILBOX: PASSWORD, _SECOND: PASSWORD}, certificates) as imap:
            config, now = _prepared(Path(place), certificates, imap.port)
            with Daemon(config, now) as daemon:
                until(lambda: daemon.log().count('"mailbox.connected"') == 2, LONG_S, daemon.log)
                time.sleep(_SETTLES_S)
                used, began = cpu_s(daemon.pid), time.monotonic()
                time.sleep(WATCHED_S[size])
                share = (cpu_s(daemon.pid) - used) / (time.monotonic() - began)
                resident, most = memory_mib(daemon.pid), memory_mib(daemon.pid, "VmHWM")
    return Section(
        TITLE,
        (
            Row("two mailboxes, resident", resident, "MiB", wanted=Wanted("≤", 100)),
            Row("two mailboxes, processor", 100 * share, "% of a core", wanted=Wanted("≤", 0.5)),
        ),
        (
            f"Over {WATCHED_S[size]:.0f} s; most memory since the start {most:.0f} MiB; a round of {OFFICIALS:,} "
            "officials runs, nothing is due.",
        ),
        versions={"Dovecot": debian("dovecot-imapd") or ""},
    )


def _prepared(directory: Path, certificates: Certificates, port: int) -> tuple[Path, datetime]:
    second = f"""since = 2026-11-01
[accounts.second]
host = "127.0.0.1"
port = {port}
user = "{_SECOND}"
ca_file = "{certificates.ca_file}"
folders = ["INBOX"]
since = 2026-11-01"""
    now = datetime.now(UTC)
    config = write_config(directory, certificates, imap_port=port, folders=("INBOX",), account=second)
    word = directory / "credentials" / "imap-second"
    word.touch(mode=0o600)
    word.write_text(PASSWORD + "\n", "utf-8")
    province = raise_house(config, DemoClock(now), None)
    province.enter(addresses(OFFICIALS), invited_on=now.date(), deadline=now + timedelta(days=30))
    province.home.membership.leave()
    province.home.store.close()
    return config, now
