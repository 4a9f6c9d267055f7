"""A folder's thread against a real server: it comes back after every trouble, and stops when told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from maild.advice import REASONS
from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates, make_certificates
from maild.errors import Busy, FolderMissing, MaildError, SourceRefused, SourceUnavailable
from maild.jobs.watch import trouble_of
from maild.store import mailbox
from tests.jobs.inbox import plain
from tests.jobs.lying_imap import Box, LyingImap
from tests.jobs.province import Province, refuse, refuse_no_more
from tests.jobs.watching import SOON_S, eventually, watching


def mails(province: Province) -> int:
    with province.home.store.view() as look:
        return len(mailbox.mails(look.connection))


def polled(province: Province) -> bool:
    with province.home.store.view() as look:
        return mailbox.cursor(look.connection, "survey", INBOX) is not None


def test_the_doorbell_brings_a_new_mail_within_seconds(
    build: Callable[..., Province], imap: ImapServer
) -> None:
    province = build(imap_port=imap.port)
    with watching(province):
        assert eventually(lambda: polled(province))
        imap.append(MAILBOX, INBOX, plain(1), province.now)
        assert eventually(lambda: mails(province) == 1)


def test_a_refused_certificate_is_no_refused_login(
    build: Callable[..., Province], imap: ImapServer, tmp_path: Path
) -> None:
    """The account is not stopped; the liaison hears of it at once, and once."""
    province = build(imap_port=imap.port)
    stranger = make_certificates(tmp_path / "other").ca_file.read_text()
    province.path.write_text(
        province.path.read_text().replace(
            str(imap.ca_file), str(_written(tmp_path / "stranger.pem", stranger))
        )
    )
    from tests.jobs.province import raise_house

    suspicious = raise_house(province.path, province.clock, tmp_path / "unused")
    try:
        with watching(suspicious):
            assert eventually(lambda: suspicious.reasons() == ["imap-tls"])
            time.sleep(0.5)
        (incident,) = suspicious.incidents()
        assert (incident.count, incident.code) == (1, "unknown")
        with suspicious.home.store.view() as look:
            assert mailbox.stopped_accounts(look.connection) == {}
    finally:
        suspicious.home.store.close()


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


TROUBLES = [
    # what the source says                                        the incident's reason and code
    (SourceRefused("source.certificate_expired", where="x"),      ("imap-tls", "expired")),
    (SourceRefused("source.certificate_self_signed", where="x"),  ("imap-tls", "self-signed")),
    (SourceRefused("source.no_tls", where="x"),                   ("imap-tls", "no-tls")),
    (SourceRefused("source.password_unread", where="x"),          ("imap-login-impossible", "password-unread")),
    (SourceRefused("source.token_command_failed", where="x"),     ("imap-token", "failed")),
    (SourceUnavailable("source.token_command_later", where="x"),  ("imap-token", "later")),
    (SourceRefused("source.login_xoauth2", where="x"),            ("imap-token", "login-xoauth2")),
    (SourceUnavailable("source.token_old", where="x"),            ("imap-unreachable", "")),
    (FolderMissing("source.folder_missing", folder="Cũ"),         ("imap-folder-missing", "Cũ")),
    (SourceRefused("source.folder_forbidden", folder="Cũ"),       ("imap-folder-missing", "Cũ")),
    (SourceUnavailable("source.folder_closed", where="x"),        ("imap-unreachable", "")),
    (SourceUnavailable("source.limit", where="x"),                ("imap-busy", "")),
    (SourceUnavailable("source.timeout", where="x"),              ("imap-unreachable", "")),
    (Busy("busy.database"),                                       ("imap-unreachable", "")),
]  # fmt: skip


@pytest.mark.parametrize(("error", "wanted"), TROUBLES)
def test_every_trouble_that_somebody_else_mends_has_an_incident_of_its_own(
    error: MaildError, wanted: tuple[str, str]
) -> None:
    found = trouble_of(error)
    assert (found.reason, found.code) == wanted
    assert found.reason in REASONS


def test_a_folder_that_is_silent_for_too_long_is_an_incident_once(
    build: Callable[..., Province],
) -> None:
    province = build(imap_port=1)
    with watching(province, allowed_silence=province.home.may_be_silent):
        time.sleep(0.3)
        assert province.incidents() == []
        province.clock.move_to(province.now + timedelta(minutes=61))  # 08:01: fifteen minutes are allowed
        assert eventually(lambda: province.reasons() == ["imap-unreachable"])
        province.clock.move_to(province.now + timedelta(minutes=30))
        time.sleep(0.5)
        assert [one.count for one in province.incidents()] == [1]
        province.clock.move_to(province.now + timedelta(minutes=31))  # hourly, as long as it lasts
        assert eventually(lambda: [one.count for one in province.incidents()] == [2])


def test_the_alarm_is_the_configurations(build: Callable[..., Province]) -> None:
    province = build(alerts="silent_s = 600\nsilent_off_hours_s = 7200")
    at = province.clock
    assert province.home.may_be_silent(at()) == timedelta(hours=2)  # 07:00
    at.move_to(at() + timedelta(hours=1))
    assert province.home.may_be_silent(at()) == timedelta(minutes=10)


def test_a_database_in_trouble_does_not_end_the_thread(
    build: Callable[..., Province], imap: ImapServer
) -> None:
    province = build(imap_port=imap.port)
    with province.home.store.unit(()) as unit:
        refuse(unit, "INSERT ON cursor", "true")
    with watching(province):
        time.sleep(0.6)
        assert not polled(province)
        with province.home.store.unit(()) as unit:
            refuse_no_more(unit, "cursor")
        assert eventually(lambda: polled(province))


def test_a_long_look_stops_when_told_and_shows_that_it_lives(
    build: Callable[..., Province], imap: ImapServer
) -> None:
    province = build(imap_port=imap.port)
    imap.append_many(MAILBOX, INBOX, [(plain(n), province.now) for n in range(450)])
    beats: list[int] = []
    enough, told = threading.Event(), threading.Event()

    def beat() -> None:
        beats.append(mails_read(province))
        if beats[-1] >= 100:
            enough.set()
            told.wait(SOON_S)

    with watching(province, beat=beat) as stop:
        assert enough.wait(SOON_S)
        stop.set()
        told.set()
    assert mails_read(province) < 450
    assert len(beats) >= 2


def mails_read(province: Province) -> int:
    with province.home.store.view() as look:
        return sum(mailbox.counts_by_kind(look.connection).values())


def test_a_stop_is_heard_also_by_a_thread_that_waits(
    build: Callable[..., Province], certificates: Certificates
) -> None:
    with LyingImap(certificates, Box({11: plain(11)})) as server:
        province = build(imap_port=server.port, folders=["INBOX"])
        with watching(province) as stop:
            assert eventually(lambda: server.seen["IDLE"] > 0)
            stop.set()  # `watching` sees it end
