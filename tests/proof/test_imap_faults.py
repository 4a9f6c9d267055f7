"""The faults I-01 to I-24 of a mailbox's server, each by its name: no mail lost, none acting twice, an incident that
opens and closes by itself, and mail again within 30 s of the cure.

Elsewhere, since they need other means: I-02 in test_cuts.py, I-10 (access tokens) in tests/test_access.py and
tests/sources/test_imap_token.py, I-17 in tests/e2e/test_volume.py.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from maild.actions import sending
from maild.demo import inbound
from maild.demo.imap_server import INBOX, JUNK, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.errors import MaildError, SourceProtocol, SourceUnavailable
from maild.jobs.intake import Tally
from maild.jobs.watch import AWAY_LONGEST_S
from maild.model import EventKind
from maild.sources import idle
from maild.sources.backoff import Backoff
from maild.sources.imap import ImapAccount, ImapFolder
from maild.sources.wire import SLOWEST_BYTES_PER_S
from maild.store import mailbox
from tests.jobs import sender
from tests.jobs.inbox import plain
from tests.jobs.lying_imap import Box, LyingImap, body
from tests.jobs.province import MAKER, PASSWORD, Province, Relay, addresses
from tests.jobs.watching import eventually, watching
from tests.proof.mailbox import AT_ONCE, BACK_WITHIN_S, all_read, check, closed, ordeal, put, source, told
from tests.proof.thin import thinned
from tests.servers.ports import free_port
from tests.servers.proxy import Fault, Proxy, What
from tests.servers.scripted import CLOSE, MUTE, OK, Answer

Build = Callable[..., Province]
HOUR = timedelta(hours=1)
_CAPABLE = b"* CAPABILITY IMAP4rev1\r\n" + OK


@pytest.fixture
def box() -> Box:
    return Box({uid: plain(uid) for uid in range(11, 16)})


@pytest.fixture
def server(certificates: Certificates, box: Box) -> Iterator[LyingImap]:
    with LyingImap(certificates, box) as made:
        yield made


@pytest.fixture
def province(build: Build) -> Province:
    return build(folders=["INBOX", "Junk"])


@pytest.fixture
def folder(certificates: Certificates, server: LyingImap) -> ImapFolder:
    return source(certificates, server.port)


def poll_once(province: Province, folder: ImapFolder) -> Tally:
    with folder.open() as view:
        return province.home.folders[0][1].tick(view, province.now)


def sweep(province: Province, folder: ImapFolder) -> Tally:
    with folder.open() as view:
        return province.home.folders[0][1].sweep(view, province.now)


def quarantined(province: Province) -> set[int]:
    with province.home.store.view() as look:
        return {one.pointer.uid for one in mailbox.mails(look.connection, limit=10**4) if one.quarantined}


# ---------------------------------------------------------------- the line


def test_i01_nobody_listens_and_then_somebody_does(
    province: Province, certificates: Certificates, box: Box
) -> None:
    port = free_port()
    folder = source(certificates, port)
    with watching(province, folder, allowed_silence=lambda _: AT_ONCE):
        assert eventually(lambda: ("imap-unreachable", "") in told(province))
        province.clock.move_to(province.now + HOUR)
        with LyingImap(certificates, box, port=port):
            assert eventually(lambda: all_read(province, box), BACK_WITHIN_S)
            assert eventually(lambda: closed(province))
    check(province, box)


def test_i01_a_name_that_is_not_found_is_unavailable(certificates: Certificates) -> None:
    folder = source(certificates, 993, host="mail.example.invalid")
    with pytest.raises(SourceUnavailable, match=r"source\.no_name"), folder.open():
        pass


def test_i01_a_server_that_is_away_is_looked_at_twice_a_minute() -> None:
    usual = ImapAccount("a", "h", 993, "u", "tls", None, None, str)
    longest = Backoff(draw=lambda: 1.0)
    pauses = [longest.failed(AWAY_LONGEST_S) for _ in range(50)]
    assert max(pauses) + usual.connect_timeout_s <= BACK_WITHIN_S  # a try may have begun just before the cure
    assert pauses[0] <= 10


@pytest.mark.parametrize("what", thinned(["silence", "half-open"]))
def test_i03_a_line_that_goes_dead_in_idle(
    province: Province, certificates: Certificates, server: LyingImap, box: Box, what: What
) -> None:
    """No octet comes and no end either; only the proof at the end of a slice shows it."""
    with Proxy(server.port) as line:
        folder = source(certificates, line.port, read_timeout_s=0.5, idle_slice_s=2.0)

        def breaks() -> None:
            assert eventually(lambda: server.seen["IDLE"])
            line.strike(what)

        ordeal(province, folder, box, breaks, lambda: None, "imap-unreachable")
    usual = ImapAccount("a", "h", 993, "u", "tls", None, None, str)
    noticed = usual.idle_slice_s + idle.PROOF_S
    assert noticed + AWAY_LONGEST_S + usual.connect_timeout_s < 300


def test_i04_the_end_in_every_idle_is_no_reason_to_spin(
    province: Province, folder: ImapFolder, server: LyingImap, box: Box
) -> None:
    server.answers(IDLE=[b"+ idling\r\n", CLOSE])
    with watching(province, folder, backoff=Backoff(0.3, 0.3)):
        assert eventually(lambda: all_read(province, box))
        before, begun = server.seen["IDLE"], time.monotonic()
        assert eventually(lambda: server.seen["IDLE"] >= before + 4)
        assert time.monotonic() - begun >= 3 * 0.24  # a pause at least as long after each
        put(box, 99)
        assert eventually(lambda: all_read(province, box))
    assert server.most_open == 1
    check(province, box)


def test_i05_a_server_that_says_bye_for_three_days(
    province: Province, folder: ImapFolder, server: LyingImap, box: Box
) -> None:
    def breaks() -> None:
        server.answers(GREETING=[b"* BYE shutting down\r\n", CLOSE])
        server.hang_up()

    ordeal(province, folder, box, breaks, server.is_sane, "imap-unreachable", lasts=timedelta(days=3))


WITHOUT_IDLE: dict[str, dict[str, Answer]] = {
    "not offered": {"CAPABILITY": [_CAPABLE]},
    "NO": {"IDLE": [b"%t NO not for you\r\n"]},
    "BAD": {"IDLE": [b"%t BAD unknown\r\n"]},
    "ignored": {"IDLE": [MUTE]},
    "a bell that never rings": {"NOOP": [OK]},
}


@pytest.mark.parametrize("script", thinned(WITHOUT_IDLE))
def test_i06_mail_is_found_without_the_doorbell(
    province: Province, certificates: Certificates, box: Box, script: Mapping[str, Answer]
) -> None:
    with LyingImap(certificates, box, script) as server:
        folder = source(certificates, server.port, read_timeout_s=0.5)
        with watching(province, folder, poll_s=0.3):
            assert eventually(lambda: all_read(province, box))
            put(box, 21, 22)
            assert eventually(lambda: all_read(province, box))
    check(province, box)
    usual = ImapAccount("a", "h", 993, "u", "tls", None, None, str)
    assert max(usual.without_idle_s, province.home.config.accounts["survey"].poll_s) <= 300


def test_i07_no_idle_lasts_long_enough_to_be_logged_out(
    certificates: Certificates, server: LyingImap
) -> None:
    """Servers log out after 29 minutes, firewalls forget after 10 (RFC 2177 §3)."""
    with source(certificates, server.port).open() as view:
        assert view.refresh() == 16
        server.answers(NOOP=[OK])
        assert view.wait(60, lambda: server.seen["DONE"] >= 2) is False
        assert server.seen["IDLE"] == server.seen["DONE"] >= 2
        assert view.uids_after(15) == []
    usual = ImapAccount("a", "h", 993, "u", "tls", None, None, str)
    assert usual.idle_slice_s <= 120


def test_i08_a_server_at_an_octet_a_second_is_left(
    province: Province, certificates: Certificates, server: LyingImap, box: Box
) -> None:
    """Each octet comes within the read timeout, the answer never within its own."""
    put(box, 50)
    box.mails[50] += b"x" * 30_000
    with Proxy(server.port) as line:
        folder = source(certificates, line.port, read_timeout_s=0.5)

        def breaks() -> None:
            line.fault = Fault("throttle", 3000, upward=False, pause_s=0.02)
            server.hang_up()

        def cure() -> None:
            line.fault = None

        took = ordeal(province, folder, box, breaks, cure, "imap-unreachable")
    assert took < BACK_WITHIN_S
    patience_s = ImapAccount("a", "h", 993, "u", "tls", None, None, str).read_timeout_s
    assert patience_s + 2**20 / SLOWEST_BYTES_PER_S < 300  # for a whole mail; 60 s for everything short


def test_i08_a_trickle_is_cut_off(certificates: Certificates, server: LyingImap) -> None:
    server.answers(UID_SEARCH=[b"* SEARCH", *([b" 1", 0.1] * 1000), MUTE])
    begun = time.monotonic()
    with (
        source(certificates, server.port, read_timeout_s=0.5).open() as view,
        pytest.raises(SourceUnavailable, match="timeout"),
    ):
        view.uids_after(0)
    assert time.monotonic() - begun < 60  # of a hundred


# ---------------------------------------------------------------- the login


def test_i09_no_more_than_three_logins_are_tried(
    province: Province, folder: ImapFolder, server: LyingImap, box: Box
) -> None:
    """… and the account is looked at again only when a person says so."""
    server.answers(LOGIN=[b"%t NO [AUTHENTICATIONFAILED] wrong\r\n"])
    with watching(province, folder):
        assert eventually(lambda: province.reasons() == ["imap-login-refused"])
        time.sleep(0.5)  # it would knock ten times in this
        assert server.seen["LOGIN"] == 3
        with province.home.store.view() as look:
            assert list(mailbox.stopped_accounts(look.connection)) == ["survey"]
        server.is_sane()
        time.sleep(0.2)
        assert server.seen["LOGIN"] == 3
        province.clock.move_to(province.now + HOUR)
        sending.unlock_account(province.home.store, "survey", MAKER, province.now)
        assert eventually(lambda: all_read(province, box))
        assert eventually(lambda: closed(province))
    kinds = [event.kind for event in province.trail()]
    assert kinds.count(EventKind.ACCOUNT_STOPPED) == 1
    (incident,) = province.incidents()
    assert (incident.count, incident.where) == (1, "survey")
    check(province, box)


def test_i09_the_other_account_goes_on(
    build: Build, certificates: Certificates, server: LyingImap, box: Box, tmp_path: Path
) -> None:
    with LyingImap(certificates, Box(), {"LOGIN": [b"%t NO [AUTHENTICATIONFAILED] wrong\r\n"]}) as refusing:
        secret = tmp_path / "credentials" / "imap-second"
        secret.parent.mkdir()
        secret.touch(0o600)
        secret.write_text(PASSWORD)
        second = (
            f'[accounts.second]\nhost = "127.0.0.1"\nport = {refusing.port}\nuser = "b@example.vn"\n'
            f'ca_file = "{certificates.ca_file}"\nfolders = ["INBOX"]\nsince = 2026-11-01\n'
        )
        province = build(
            imap_port=server.port, folders=["INBOX"], limits=f"canary_wait_s = 0\n{second}"
        )  # the last section of the file
        numbers = {one[0].account: at for at, one in enumerate(province.home.folders)}
        with (
            watching(province, folder=numbers["second"]),
            watching(province, source(certificates, server.port), folder=numbers["survey"]),
        ):
            assert eventually(lambda: province.reasons() == ["imap-login-refused"])
            put(box, 31, 32)
            assert eventually(lambda: all_read(province, box))
    assert [one.where for one in province.incidents()] == ["second"]


# ---------------------------------------------------------------- numbers


def test_i11_a_new_uidvalidity_reads_again_and_acts_once(build: Build, certificates: Certificates) -> None:
    """Somebody deleted the folder and made it anew, on a real server."""
    with ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap:
        province = build(imap_port=imap.port)
        for number in (1, 2):
            imap.append(MAILBOX, JUNK, plain(number), province.now)
        folder, poll = next(one for one in province.home.folders if one[0].folder == JUNK)
        with folder.open() as view:
            poll.tick(view, province.now)
        imap.renumber(MAILBOX, JUNK)
        imap.append(MAILBOX, JUNK, plain(3), province.now)
        with folder.open() as view:
            assert poll.tick(view, province.now) == Tally(new=1, duplicates=2)
            assert poll.tick(view, province.now) == Tally()
    assert province.reasons() == ["mailbox-resynced"]
    assert province.differences() == []


def test_i12_numbers_that_are_used_again_hide_no_new_mail(
    province: Province, folder: ImapFolder, box: Box
) -> None:
    """A server back from its backup: the same UIDVALIDITY, UIDNEXT gone down, old numbers for new mails."""
    assert poll_once(province, folder) == Tally(new=5)
    box.mails = {11: plain(11), 12: plain(12), 13: plain(913), 14: plain(914)}
    assert poll_once(province, folder) == Tally(new=2, duplicates=2)
    assert poll_once(province, folder) == Tally()
    assert province.reasons() == ["mailbox-resynced"]
    check(province, box)


def test_i12_numbers_that_are_used_again_while_nobody_looks_hide_no_new_mail(
    province: Province, folder: ImapFolder, box: Box
) -> None:
    """The same, and so much new mail has come that UIDNEXT is past our cursor again."""
    with watching(province, folder):
        assert eventually(lambda: all_read(province, box))
    box.mails = {11: plain(11), 12: plain(12)} | {uid: plain(900 + uid) for uid in range(13, 18)}
    box.days = dict.fromkeys(range(13, 18), 10)
    with watching(province, folder):
        assert eventually(lambda: all_read(province, box))
        assert eventually(lambda: province.reasons() == ["mailbox-resynced"])
    check(province, box)


@pytest.mark.parametrize("days", [{}, {15: 10}])
def test_i12_octets_or_a_day_alone_do_not_renumber(
    province: Province, folder: ImapFolder, box: Box, days: dict[int, int]
) -> None:
    """Servers that make a mail anew at each FETCH, and mailboxes that were moved with other dates."""
    assert poll_once(province, folder) == Tally(new=5)
    box.days = days
    box.mails[15] = plain(15) if days else plain(915)
    assert sweep(province, folder) == Tally()
    assert province.reasons() == []


def test_i12_a_known_mail_on_which_the_server_chokes_later_holds_up_no_new_one(
    province: Province, folder: ImapFolder, box: Box
) -> None:
    """It is looked at on each new connection, before new mail is read."""
    assert poll_once(province, folder) == Tally(new=5)
    box.chokes_on = {15}
    put(box, 21)
    with watching(province, folder, backoff=Backoff(0.3, 0.3)):
        assert eventually(lambda: all_read(province, box))
    assert quarantined(province) == set()


def test_i13_a_mail_that_appears_late_below_the_cursor(
    province: Province, folder: ImapFolder, box: Box
) -> None:
    late = box.mails.pop(13)
    with watching(province, folder, poll_s=0.3):
        assert eventually(lambda: all_read(province, box))
        box.mails[13] = late
        time.sleep(0.5)
        assert not all_read(province, box)
        province.clock.move_to(province.now + HOUR)  # the hourly sweep
        assert eventually(lambda: all_read(province, box))
    check(province, box)


def test_i14_the_last_mail_is_not_new_because_it_is_named(
    province: Province, folder: ImapFolder, server: LyingImap, box: Box
) -> None:
    """ "16:*" names 15, the last one (RFC 3501 §6.4.8); a server without UIDNEXT is asked so each time."""
    assert poll_once(province, folder) == Tally(new=5)
    examined = b"* 5 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\n%t OK [READ-ONLY] done\r\n"
    server.answers(EXAMINE=[examined])
    fetched = len(box.fetched)
    assert poll_once(province, folder) == Tally()
    assert any(line.endswith(b"UID SEARCH UID 16:*") for line in server.lines)
    assert len(box.fetched) == fetched
    put(box, 16)
    assert poll_once(province, folder) == Tally(new=1)
    check(province, box)


# ---------------------------------------------------------------- mails that do not come


def test_i15_a_mail_expunged_between_search_and_fetch(
    province: Province, folder: ImapFolder, box: Box, logged: Callable[[], list[dict[str, object]]]
) -> None:
    box.vanishes = {13}
    assert poll_once(province, folder) == Tally(new=4)
    (missing,) = [one for one in logged() if one["event"] == "mailbox.mails_missing"]
    assert missing["mails"] == 1
    del box.mails[13]
    for _ in range(5):
        assert sweep(province, folder) == Tally()
    assert quarantined(province) == set()
    check(province, box)


def test_i20_a_mail_that_is_never_handed_over_is_asked_for_and_then_set_aside(
    province: Province, folder: ImapFolder, box: Box
) -> None:
    """`BODY[] NIL`: three sweeps ask again, the third one tells a person; the others are read meanwhile."""
    box.withholds = {13}
    assert poll_once(province, folder) == Tally(new=4)
    assert sweep(province, folder) == Tally()
    assert sweep(province, folder) == Tally()
    assert sweep(province, folder) == Tally(quarantined=1)
    assert sweep(province, folder) == Tally()
    assert quarantined(province) == {13}
    assert province.reasons() == ["mail-quarantined"]
    check(province, box)


def test_i20_a_mail_that_comes_at_the_second_asking(province: Province, folder: ImapFolder, box: Box) -> None:
    box.withholds = {13}
    assert poll_once(province, folder) == Tally(new=4)
    box.withholds = set()
    assert sweep(province, folder) == Tally(new=1)
    assert province.reasons() == []
    check(province, box)


def test_i16_a_folder_that_is_renamed_is_told_and_the_other_goes_on(
    build: Build, certificates: Certificates
) -> None:
    with ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap:
        province = build(imap_port=imap.port, folders=["Không có", "INBOX"])
        with watching(province, folder=0), watching(province, folder=1):
            assert eventually(lambda: told(province) == {("imap-folder-missing", "Không có")})
            imap.append(MAILBOX, INBOX, plain(1), province.now)
            assert eventually(lambda: mails(province) == 1)
        with province.home.store.view() as look:
            assert mailbox.stopped_accounts(look.connection) == {}
    usual = Backoff(draw=lambda: 1.0)
    assert sum(usual.failed() for _ in range(2)) < 300  # the third look, which tells


def test_i16_a_folder_without_right_is_told_at_once(
    province: Province, folder: ImapFolder, server: LyingImap, box: Box
) -> None:
    server.answers(EXAMINE=[b"%t NO [NOPERM] no\r\n"])
    with watching(province, folder):
        assert eventually(lambda: told(province) == {("imap-folder-missing", "INBOX")})
        province.clock.move_to(province.now + HOUR)
        server.is_sane()
        assert eventually(lambda: all_read(province, box))
        assert eventually(lambda: closed(province))
    check(province, box)


def mails(province: Province) -> int:
    with province.home.store.view() as look:
        return len(mailbox.mails(look.connection))


MIB = 2**20
HUGE = {
    "half a gigabyte, of which the first MiB comes": Box(sizes={13: 500 * MIB}),
    "a literal of a terabyte": Box(bodies={13: b"* 13 FETCH (UID 13 BODY[]<0> {1099511627776}\r\nx"}),
    "a size that is a lie": Box(sizes={13: 1}),
    "fifty megabytes handed out whole": Box(sizes={13: 50 * MIB}, ignores_partial=True),
    "a literal that is longer than it says": Box(bodies={13: body(13, b"x" * 9).replace(b"{9}", b"{4}")}),
    "a literal that is shorter than it says": Box(bodies={13: body(13, b"x" * 9).replace(b"{9}", b"{99}")}),
}


@pytest.mark.parametrize("name", thinned(list(HUGE), usual=2))
def test_i18_a_huge_mail_or_a_literal_that_lies(
    province: Province, certificates: Certificates, name: str
) -> None:
    """Its neighbours are read; it is read as far as it goes, or set aside, without memory for what was announced."""
    box = HUGE[name]
    put(box, *range(11, 16))
    if box.ignores_partial:
        box.mails[13] += b"x" * (50 * MIB)
    with LyingImap(certificates, box) as server:
        folder = source(certificates, server.port, read_timeout_s=0.5 if box.bodies else 5.0)
        for _ in range(12):
            try:
                poll_once(province, folder)
                break
            except MaildError:
                continue
        for _ in range(4):
            sweep(province, folder)
    check(province, box)
    assert quarantined(province) <= {13}
    assert bool(quarantined(province)) == (bool(box.bodies) or box.ignores_partial)


NOISE = {
    "small letters": b"* ok still here\r\n* 7 exists\r\n* search\r\n",
    "EXISTS and EXPUNGE": b"* 4 EXISTS\r\n* 2 EXPUNGE\r\n* 9 EXISTS\r\n",
    "another's flags": b"* 3 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 13 FLAGS (\\Seen \\Deleted))\r\n",
    "an alert": b'* OK [ALERT] Disk is 99% full; (really) {12} "quoted\r\n',
    "codes of no meaning": b"* OK [XYZZY 1 2 3] x\r\n* NO [OVERQUOTA] soft\r\n* BAD hm\r\n",
    "small letters and a code": b"* ok [alert] x\r\n* 5 Exists\r\n* Flags ()\r\n",
    "another mail's body": b"* 9 FETCH (UID 99 BODY[]<0> {3}\r\nabc)\r\n",
    "other untagged answers": b'* FLAGS (\\Seen)\r\n* LIST () "/" x\r\n* VANISHED 1:5\r\n* ESEARCH\r\n',
}


@pytest.mark.parametrize("noise", thinned(NOISE, usual=2))
def test_i19_unasked_talk_changes_nothing(
    province: Province, folder: ImapFolder, box: Box, noise: bytes
) -> None:
    box.noise = noise
    assert poll_once(province, folder) == Tally(new=5)
    assert poll_once(province, folder) == Tally()
    put(box, 16)
    assert poll_once(province, folder) == Tally(new=1)
    assert sweep(province, folder) == Tally()
    check(province, box)


@pytest.mark.parametrize(
    "said", thinned([b"ZZZZ9 OK done\r\n", b"OK\r\n", b"%t WHAT\r\n", b"%t\r\n", b"\r\n", b"* \r\n"])
)
@pytest.mark.parametrize("to", thinned(["UID FETCH", "UID SEARCH", "EXAMINE"]))
def test_i19_a_wrong_tag_ends_the_connection_and_nothing_else(
    province: Province, certificates: Certificates, box: Box, to: str, said: bytes
) -> None:
    with LyingImap(certificates, box, {to: [said, CLOSE]}) as server:
        folder = source(certificates, server.port)
        with pytest.raises((SourceProtocol, SourceUnavailable)):
            poll_once(province, folder)
        server.is_sane()
        poll_once(province, folder)
    assert quarantined(province) == set()
    check(province, box)


NOT_NOW = {
    "too many connections": ("LOGIN", b"%t NO [LIMIT] 10 already\r\n", "imap-busy"),
    "throttled": ("LOGIN", b"%t NO [THROTTLED] slow down\r\n", "imap-unreachable"),
    "unavailable": ("LOGIN", b"%t NO [UNAVAILABLE] LDAP is down\r\n", "imap-unreachable"),
    "in use": ("EXAMINE", b"%t NO [INUSE] locked\r\n", "imap-unreachable"),
}


@pytest.mark.parametrize(("to", "said", "reason"), thinned(NOT_NOW))
def test_i21_not_now_is_waited_for(
    province: Province, folder: ImapFolder, server: LyingImap, box: Box, to: str, said: bytes, reason: str
) -> None:
    def breaks() -> None:
        server.answers(**{to: [said]})
        server.hang_up()

    ordeal(province, folder, box, breaks, server.is_sane, reason)
    assert server.most_open == 1
    with province.home.store.view() as look:
        assert mailbox.stopped_accounts(look.connection) == {}


def test_i22_a_mailbox_that_lets_nobody_write_is_read(
    province: Province, folder: ImapFolder, server: LyingImap, box: Box
) -> None:
    refused: list[Answer] = [[b"%t NO [NOPERM] read-only\r\n"]]
    server.answers(SELECT=refused[0], STORE=refused[0], UID_STORE=refused[0], CLOSE=refused[0])
    assert poll_once(province, folder) == Tally(new=5)
    commands = {line.split()[1] for line in server.lines if len(line.split()) > 1}
    assert commands <= {b"CAPABILITY", b"LOGIN", b"EXAMINE", b"UID", b"LOGOUT", b"NOOP"}
    assert not any(b"BODY[" in line for line in server.lines)  # PEEK only
    check(province, box)


# ---------------------------------------------------------------- many


@pytest.mark.long
def test_i23_ten_thousand_bounces_in_a_minute(build: Build, smtp: Relay, certificates: Certificates) -> None:
    """The backlog drains, each bounce acts once, and the brake holds what has not gone yet."""
    limits = "canary_wait_s = 0\ncanary = 100\ncanary_fails = 100\nper_minute = 60\nper_domain_minute = 60"
    province = build(smtp_port=smtp.server.port, folders=["INBOX"], limits=limits)
    province.wave(addresses(100))
    for _ in range(3):  # sixty of them, however the batches fall
        province.deliver()
    sent = list(smtp.server.accepted)
    assert len(sent) == 60
    gone = inbound.Failure("5.1.1", "550", "User unknown", "mx.example.vn")
    at = province.now + timedelta(minutes=2)
    storm = Box()
    for number in range(10_000):
        raw = inbound.failed(sent[number % len(sent)], gone, at)
        storm.mails[number + 1] = raw.replace(
            b"This is the mail system", b"%d: this is the mail system" % number
        )
    province.clock.move_to(at)
    with LyingImap(certificates, storm) as server:
        folder = source(certificates, server.port)
        begun = time.process_time()
        assert poll_once(province, folder).new == 10_000
        spent = time.process_time() - begun
    print(f"\n10,000 bounces in {spent:.0f} s of CPU, server's among them: {10_000 / spent:.0f} a second")
    assert 10_000 / spent >= 50
    assert province.deliver() == {}
    assert "breaker-tripped" in province.reasons()
    assert len(smtp.took) == 60
    check(province, storm)


@pytest.mark.long
def test_i24_one_poison_mail_among_a_thousand_that_kills_the_process(province: Province) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.jobs.sender"])
    poison = Random(2026).randrange(1, 1001)
    raws = {uid: plain(uid, "KILL" if uid == poison else "Kính gửi") for uid in range(1, 1001)}
    codes = []
    while not codes or codes[-1] != 0:
        process = context.Process(target=sender.read, args=(province.path, province.now, raws))
        process.start()
        process.join(120)
        codes.append(process.exitcode)
        assert len(codes) <= 5, codes
    assert codes == [-signal.SIGKILL] * 3 + [0]
    assert quarantined(province) == {poison}
    assert province.reasons() == ["mail-quarantined"]
    check(province, Box(raws, uidvalidity=1))
