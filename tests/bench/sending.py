"""Sending to a Postfix submission port with STARTTLS and AUTH, beside bare aiosmtplib.

Whole processes, taking turns: maild's daemon, which writes down durably what it will do before each dot and what came
of it after, from its start to its last result; a loop of aiosmtplib over one kept connection, and one with a fresh
session for each letter. Postfix takes each letter into its queue and throws it away there.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from maild.config import load
from maild.demo.tls import make_certificates
from maild.model import LetterState
from maild.store import Database, outbox, rounds
from tests.bench.province import PASSWORD, installed, with_wave
from tests.bench.running import Ran, best, run, serve, version_of
from tests.bench.section import CannotRun, Row, Section, Size, Wanted
from tests.e2e.fates import MAILBOX
from tests.e2e.house import Maild, Servers
from tests.jobs.province import addresses
from tests.servers import dovecot, postfix
from tests.servers.dovecot import Delivery, Dovecot
from tests.servers.postfix import Postfix, Routes

TITLE = "Sending through a submission port"
LETTERS = 1000
FRESH = 200  # for them a session each takes as long as all letters over one
_TURNS = 2
_THROWN_AWAY = "default_transport = discard:\nrelay_transport = discard:\nqueue_run_delay = 300s\n"


def measure(size: Size) -> Section:
    if not postfix.runs() or not dovecot.delivers():
        raise CannotRun("Postfix and Dovecot with LMTP and Sieve are needed, and root to run them")
    letters = LETTERS if size is Size.USUAL else 5 * LETTERS
    with tempfile.TemporaryDirectory(prefix="maild-bench-") as place, _servers(Path(place)) as servers:
        runs: dict[str, list[Ran]] = {"maild": [], "kept": [], "fresh": []}
        for _ in range(_TURNS):
            with installed(servers) as maild:
                one = _prepared(maild, letters)
                runs["maild"].append(serve(maild, lambda: _sent(maild) >= letters, 120 + letters))
                _check(maild, letters)
            for sessions, count in (("kept", letters), ("fresh", FRESH)):
                runs[sessions].append(_bare(Path(place), servers, one, count, sessions))
    ran = {name: best(some) for name, some in runs.items()}
    ours, kept, fresh = (ran[name] for name in ("maild", "kept", "fresh"))
    per_s, over_one = letters / ours.wall_s, "aiosmtplib, one kept connection"
    sent = f"{letters:,} letters"
    rows = (
        Row(sent, per_s, "letters/s", over_one, letters / kept.wall_s, Wanted("≥", 0.5)),
        Row(sent, per_s, "letters/s", "aiosmtplib, a fresh session each", FRESH / fresh.wall_s),
        Row("a letter", 1000 * ours.cpu_s / letters, "CPU ms", over_one, 1000 * kept.cpu_s / letters),
        Row(f"{sent}, memory", ours.peak_mib, "MiB"),
    )
    return Section(
        TITLE,
        rows,
        notes=(
            f"Share of one core: maild {ours.share:.0%}, aiosmtplib {kept.share:.0%} over one connection.",
        ),
        versions={
            "aiosmtplib": version("aiosmtplib"),
            "Postfix": version_of(["/usr/sbin/postconf", "-d", "mail_version"]),
        },
    )


@contextmanager
def _servers(place: Path) -> Iterator[Servers]:
    certificates = make_certificates(place / "tls")
    with (
        Dovecot({MAILBOX: PASSWORD}, certificates, Delivery(dovecot.free_port())) as imap,
        Postfix(
            certificates, auth_port=imap.auth_port, settings=_THROWN_AWAY, restrictions="permit"
        ) as relay,
    ):
        relay.start(Routes({}))
        yield Servers(imap.port, relay.port, certificates.ca_file)


def _prepared(maild: Maild, letters: int) -> bytes:
    """All letters approved and due; one of them as it goes over the wire."""
    with with_wave(maild, letters) as province:
        first, home = province.letters()[0], province.home
        with home.store.view() as look:
            (round_,) = rounds.running(look.connection)
        return home.composer.compose(first, round_, province.people()[0], earlier=0).raw


def _sent(maild: Maild) -> int:
    """Asked of the log: a question to the database would keep its writer waiting."""
    return sum(one.get("sent", 0) for one in maild.logged("delivery.batch_finished"))


def _check(maild: Maild, letters: int) -> None:
    with Database(load(maild.config).database.url).view() as look:
        assert len(outbox.in_state(look.connection, LetterState.SENT)) == letters


def _bare(place: Path, servers: Servers, raw: bytes, count: int, sessions: str) -> Ran:
    letter, to = place / "letter.eml", place / "to"
    letter.write_bytes(raw)
    to.write_text("\n".join(addresses(count, 40)), encoding="ascii")
    words = [str(servers.smtp_port), str(servers.ca_file), MAILBOX, PASSWORD, str(letter), str(to), sessions]
    return run([sys.executable, "-m", "tests.bench.loops", "send", *words])
