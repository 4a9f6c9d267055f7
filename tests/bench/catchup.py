"""Catching up with a folder that nobody has read for long, beside mbsync, fetchmail and a bare imapclient.

All of them read the same folder of one Dovecot over TLS, taking turns, as whole processes from start to end. maild
reads, judges and durably records; mbsync (with fsync or without) and fetchmail store copies; the bare loop throws
them away.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from maild.config import load
from maild.demo.smtp_server import Accepted, SmtpServer
from maild.demo.tls import make_certificates
from maild.store import Database, incidents, mailbox, tables
from tests.bench import mixture
from tests.bench.province import PASSWORD, installed, with_wave
from tests.bench.running import Ran, best, kill_at, run, serve, version_of
from tests.bench.section import CannotRun, Curve, Row, Section, Size, Wanted
from tests.e2e.fates import MAILBOX
from tests.e2e.house import Maild, Servers
from tests.servers import dovecot

TITLE = "Catching up with a folder"
MAILS = 10_000
MANY = 200_000
_TURNS = 2
_PEOPLE = 300
_MBSYNC = """\
FSync {fsync}

IMAPAccount bench
Host localhost
Port {port}
User {user}
Pass {password}
SSLType IMAPS
CertificateFile {ca}

IMAPStore far
Account bench

MaildirStore near
Path {into}/
Inbox {into}/INBOX

Channel bench
Far :far:INBOX
Near :near:INBOX
Create Near
Sync PullNew
SyncState *
"""
_FETCHMAIL = """\
poll localhost protocol IMAP service {port} user "{user}" password "{password}" keep fetchall
ssl sslcertck sslcertfile "{ca}" bsmtp "{into}/mails"
"""


def measure(size: Size) -> Section:
    for program, package in (("mbsync", "isync"), ("fetchmail", "fetchmail")):
        if shutil.which(program) is None:
            raise CannotRun(f"{program} is missing (apt-get install {package})")
    if dovecot.find() is None:
        raise CannotRun("Dovecot is missing (apt-get install dovecot-imapd)")
    with _scene() as scene:
        scene.fill(MAILS)
        ours = [("maild", scene.maild)]
        peers = [
            ("mbsync with fsync", lambda: scene.mbsync("yes")),
            ("mbsync without fsync", lambda: scene.mbsync("no")),
            ("fetchmail", scene.fetchmail),
            ("imapclient, batches of 100", scene.imapclient),
        ]
        runs: dict[str, list[Ran]] = {}
        for _ in range(_TURNS):
            for name, go in (*ours, *peers):
                runs.setdefault(name, []).append(go())
        ran = {name: best(some) for name, some in runs.items()}
        maild = ran["maild"]
        wanted = {"mbsync with fsync": Wanted("≥", 2)}
        rows = [
            Row(
                f"{MAILS:,} mails",
                MAILS / maild.wall_s,
                "mails/s",
                name,
                MAILS / ran[name].wall_s,
                wanted.get(name),
            )
            for name, _ in peers
        ]
        rows.append(Row(f"{MAILS:,} mails, memory", maild.peak_mib, "MiB", wanted=Wanted("≤", 150)))
        points = [(float(MAILS), maild.cpu_s)]
        if size is Size.WHOLE:
            scene.fill(MANY)
            many = scene.maild()
            before = scene.left()
            scene.killed_halfway()
            after = scene.left()
            differing = (before - after) + (after - before)
            rows += [
                Row(f"{MANY:,} mails", MANY / many.wall_s, "mails/s", f"{MAILS:,} mails", MAILS / maild.wall_s,
                    Wanted("≥", 0.9)),
                Row(f"{MANY:,} mails, memory", many.peak_mib, "MiB", wanted=Wanted("≤", 150)),
                Row(f"{MANY:,} mails, killed in the middle: rows or events that differ", differing.total(), "",
                    wanted=Wanted("≤", 0)),
            ]  # fmt: skip
            points.append((float(MANY), many.cpu_s))
    return Section(
        TITLE,
        tuple(rows),
        notes=(f"The folder: {' '.join(mixture.KINDS.split())}", _shares(ran)),
        curves=(Curve("catching up with a folder", tuple(points)),) if len(points) > 1 else (),
        versions=_versions(),
    )


def _shares(ran: dict[str, Ran]) -> str:
    told = "; ".join(f"{name} {one.share:.0%}, {one.peak_mib:.0f} MiB" for name, one in ran.items())
    return (
        "Share of one core and most memory, with all children (what they share counts once), "
        f"Dovecot's not counted: {told}."
    )


class _Scene:
    """One Dovecot with one folder, and an installation of maild whose first letters are out."""

    def __init__(self, imap: dovecot.Dovecot, maild: Maild, letters: Sequence[Accepted], place: Path) -> None:
        self._imap = imap
        self._maild = maild
        self._letters = letters
        self._place = place
        self._mails = 0
        self._kept = place / "state-before"
        shutil.copytree(maild.state, self._kept)

    def fill(self, count: int) -> None:
        """The folder holds `count` mails, and Dovecot has looked at each once."""
        self._mails = count
        self._imap.clear()
        self._imap.fill(MAILBOX, mixture.mails(count, self._letters, datetime.now(UTC)))
        self.imapclient()

    def maild(self) -> Ran:
        self._begin_anew()
        ran = serve(self._maild, self._polled, self._within_s)
        self._all_read()
        return ran

    def killed_halfway(self) -> None:
        """The same, but daemon and reading process are killed about halfway, and the daemon is started again."""
        self._begin_anew()
        kill_at(self._maild, lambda: self._recorded() >= self._mails // 2, self._within_s)
        assert not self._polled(), "it was done before it was killed"
        serve(self._maild, self._polled, self._within_s)
        self._all_read()

    def left(self) -> Counter[str]:
        """What the last run left: rows of mails by kind, events that follow from mails by kind, incidents."""
        event = tables.event.c
        of_mails = (
            sa.select(event.kind, sa.func.count()).where(event.mail_id.is_not(None)).group_by(event.kind)
        )
        with Database(load(self._maild.config).database.url).view() as look:
            return Counter(
                {f"mail {kind}": number for kind, number in mailbox.counts_by_kind(look.connection).items()}
                | {f"event {kind}": number for kind, number in look.connection.execute(of_mails)}
                | {"incident": len(incidents.every(look.connection))}
            )

    def _begin_anew(self) -> None:
        shutil.rmtree(self._maild.state)
        shutil.copytree(self._kept, self._maild.state)
        self._maild.log_file.unlink(missing_ok=True)

    @property
    def _within_s(self) -> float:
        return 120 + self._mails / 20

    def _all_read(self) -> None:
        with Database(load(self._maild.config).database.url).view() as look:
            kinds = mailbox.counts_by_kind(look.connection)
        assert not kinds.keys() & {"in_hand", "quarantined"}, kinds
        self._all_there(sum(kinds.values()))

    def _recorded(self) -> int:
        """How many mails, told by the UIDs, which follow one another."""
        with Database(load(self._maild.config).database.url, reading=True).view() as look:
            found = mailbox.cursors(look.connection)
            where, cursor = next(((one, found[one]) for one in found if one[1] == "INBOX"), (None, None))
            if where is None or cursor is None:
                return 0
            first = mailbox.first_uid(look.connection, *where, cursor.uidvalidity)
        return 0 if first is None else cursor.last_uid - first + 1

    def _polled(self) -> bool:
        """Asked of the log: a question to the database would keep its writer waiting."""
        return any(one["folder"] == "INBOX" for one in self._maild.logged("mailbox.poll_finished"))

    def mbsync(self, fsync: str) -> Ran:
        with self._into("mbsync") as into:
            file = self._written(into / "mbsyncrc", _MBSYNC, into, fsync=fsync)
            ran = run(["mbsync", "--quiet", "--config", str(file), "--all"])
            # a mail that another client has seen meanwhile goes to cur
            self._all_there(sum(1 for box in ("new", "cur") for _ in (into / "INBOX" / box).iterdir()))
        return ran

    def fetchmail(self) -> Ran:
        with self._into("fetchmail") as into:
            file = self._written(into / "fetchmailrc", _FETCHMAIL, into)
            home = {"HOME": str(into), "FETCHMAILHOME": str(into)}
            ran = run(["fetchmail", "--silent", "--nosyslog", "--fetchmailrc", str(file)], home)
            self._all_there((into / "mails").read_bytes().count(b"MAIL FROM:"))
        return ran

    def imapclient(self) -> Ran:
        words = [str(self._imap.port), str(self._imap.ca_file), MAILBOX, PASSWORD]
        return run([sys.executable, "-m", "tests.bench.loops", "fetch", *words])

    @contextmanager
    def _into(self, name: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=self._place) as into:
            yield Path(into)

    def _written(self, file: Path, text: str, into: Path, **more: str) -> Path:
        file.touch(mode=0o600)
        said = {"user": MAILBOX, "password": PASSWORD, "ca": self._imap.ca_file, "port": self._imap.port}
        file.write_text(text.format(into=into, **said, **more), encoding="utf-8")
        return file

    def _all_there(self, found: int) -> None:
        assert found == self._mails, f"{found} of {self._mails} mails came"


@contextmanager
def _scene() -> Iterator[_Scene]:
    with tempfile.TemporaryDirectory(prefix="maild-bench-") as place:
        certificates = make_certificates(Path(place) / "tls")
        with (
            dovecot.Dovecot({MAILBOX: PASSWORD}, certificates) as imap,
            SmtpServer(certificates=certificates, users={MAILBOX: PASSWORD}) as smtp,
            installed(Servers(imap.port, smtp.port, certificates.ca_file)) as maild,
        ):
            with with_wave(maild, _PEOPLE) as province:
                while province.deliver().get("sent"):
                    pass
            yield _Scene(imap, maild, tuple(smtp.accepted), Path(place))


def _versions() -> dict[str, str]:
    return {
        "isync": version_of(["mbsync", "--version"]),
        "fetchmail": version_of(["fetchmail", "--version"]),
        "imapclient": version("imapclient"),
        "Dovecot": version_of([dovecot.find() or "dovecot", "--version"]),
    }
