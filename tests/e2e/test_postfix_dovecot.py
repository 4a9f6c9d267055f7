"""A wave to sixty officials through Debian's Postfix and Dovecot, and every notice that comes back.

The daemon is a process, the round is made by commands; what is expected is read from the servers' own Maildirs.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from maild.demo.province import answered_xlsx
from maild.demo.tls import Certificates
from tests.e2e import fates
from tests.e2e.fates import CUT_OFF, MAILBOX, OFFICE, Official
from tests.e2e.house import APPROVER, COORDINATOR, ZONE, Maild, Servers
from tests.servers import dovecot, postfix
from tests.servers.waiting import until

pytestmark = [
    pytest.mark.servers,
    pytest.mark.timeout(180),
    pytest.mark.skipif(not dovecot.delivers(), reason="dovecot-lmtpd and dovecot-sieve are not installed"),
    pytest.mark.skipif(not postfix.runs(), reason="Postfix is not installed, or we are not root"),
]
PEOPLE = fates.officials()
PASSWORD = "khó đoán"
OLD_MAILS = 3


@dataclass
class Trip:
    """What is left when the wave is over and the daemon has stopped."""

    maild: Maild
    imap: dovecot.Dovecot
    relay_log: str
    back_on: Any
    flags_before: dict[int, frozenset[str]]
    exit_codes: list[int]
    _stories: dict[str, Any] = field(default_factory=dict)
    _incidents: list[Any] = field(default_factory=list)

    def story(self, person: Official) -> Any:
        """`maild why`, asked once."""
        if person.address not in self._stories:
            self._stories[person.address] = self.maild("why", person.address, "--json")
        return self._stories[person.address]

    def number(self, person: Official) -> str:
        return str(self.story(person)["official"])

    def incidents(self) -> list[Any]:
        """`maild incident show` of everything in `maild incident list`."""
        if not self._incidents:
            for one in self.maild("incident", "list", "--json"):
                shown = self.maild("incident", "show", one["incident"], "--json")
                self._incidents.append({**one, "people": shown["people"]})
        return self._incidents

    def notices(self) -> list[email.message.Message]:
        """What the servers wrote to us: the files in the watched Maildir, save those of before."""
        place = self.imap.maildir(MAILBOX)
        paths = [path for folder in ("new", "cur") for path in (place / folder).iterdir()]
        mails = [email.message_from_bytes(path.read_bytes()) for path in paths]
        return [mail for mail in mails if not str(mail["Subject"]).startswith("old")]

    def letters_in(self, person: Official) -> list[str]:
        """The Message-IDs in somebody's Maildir."""
        place = self.imap.maildir(person.address)
        paths = [path for folder in ("new", "cur") for path in (place / folder).iterdir()]
        return [str(email.message_from_bytes(path.read_bytes())["Message-ID"]) for path in paths]


@pytest.fixture(scope="module")
def trip(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trip]:
    directory = tmp_path_factory.mktemp("e2e")
    today = datetime.now(ZONE).date()
    last_day = today + timedelta(days=9)
    users = {one.address: "x" for one in PEOPLE if one.has_account} | {MAILBOX: PASSWORD}
    local_port = dovecot.free_port()
    delivery = dovecot.Delivery(local_port, fates.boxes(PEOPLE, last_day))
    with (
        dovecot.Dovecot(users, certificates, delivery) as imap,
        postfix.Postfix(certificates, auth_port=imap.auth_port, local_port=local_port) as relay,
    ):
        lmtp = f"lmtp:inet:127.0.0.1:{imap.lmtp_port}"
        relay.start(
            postfix.Routes(
                transports={
                    OFFICE: lmtp,
                    fates.DISTRICT: lmtp,
                    fates.DEPARTMENT: lmtp,
                    CUT_OFF: f"smtp:[127.0.0.1]:{dovecot.free_port()}",
                },
                aliases={one.address: f"cu-{one.address}" for one in PEOPLE if one.fate == "moved"},
                listed={OFFICE: frozenset(one for one in users if one.endswith(f"@{OFFICE}"))},
            )
        )
        _old_mails(imap)
        servers = Servers(imap.port, relay.port, certificates.ca_file)
        with Maild(directory, MAILBOX, PASSWORD, servers, since=today - timedelta(days=30)) as maild:
            flags = imap.flags(MAILBOX, "INBOX")
            _make_round(maild, directory)
            codes = _play(maild, imap, relay)
            yield Trip(maild, imap, relay.log(), last_day + timedelta(days=1), flags, codes)


def _old_mails(imap: dovecot.Dovecot) -> None:
    """People use this mailbox too: what they have seen and flagged must stay so."""
    with imap.client(MAILBOX) as client:
        for number, flags in enumerate(([], [b"\\Seen"], [b"\\Seen", b"\\Flagged", b"\\Answered"])):
            raw = f"From: a@b.example.vn\r\nSubject: old {number}\r\n\r\nKính gửi\r\n".encode()
            client.append("INBOX", raw, flags=flags)


def _make_round(maild: Maild, directory: Path) -> None:
    """As the documentation says it, with a second person for both approvals."""
    now = datetime.now(ZONE)
    invited, deadline = now.date() - timedelta(days=3), now.date() + timedelta(days=40)
    fates.write_roster(directory / "danh-sach.csv", PEOPLE)
    answered = [(one.name, one.address, "", "Đã trả lời") for one in PEOPLE if one.fate == "answered"]
    answered_xlsx(directory / "da-tra-loi.xlsx", answered, now)
    maild("check", "--connect")
    maild("round", "create", "2026", "--invited", str(invited), "--deadline", f"{deadline} 17:00")
    entered = maild("roster", "import", str(directory / "danh-sach.csv"), "--round", "2026", "--json")
    assert entered["added"] == len(PEOPLE)
    assert maild.attempt("round", "approve", "2026", by=COORDINATOR).code != 0
    maild("round", "approve", "2026", by=APPROVER)
    maild("round", "open", "2026")
    staged = maild("answered", "import", str(directory / "da-tra-loi.xlsx"), "--round", "2026", "--json")
    maild("answered", "apply", staged["list"])
    plan = maild("remind", "plan", "--round", "2026", "--draft", "--json")
    count = str(len(plan["receivers"]))
    assert maild.attempt("remind", "approve", str(plan["plan"]), "--count", count).code != 0
    maild("remind", "approve", str(plan["plan"]), "--count", count, by=APPROVER)


def _play(maild: Maild, imap: dovecot.Dovecot, relay: postfix.Postfix) -> list[int]:
    """Run the daemon until all is sent and all notices are read; stop it once in between."""
    maild.start()
    until(lambda: len(maild.logged("delivery.sent")) >= 10, 60, maild.log)
    codes = [maild.stop()]
    maild.start()
    receivers = sum(one.fate != "answered" for one in PEOPLE)
    until(lambda: _settled(maild) == receivers, 60, maild.log)
    until(lambda: relay.queued() == 0, 60, relay.log)
    until(lambda: maild.read() == imap.count(MAILBOX, "INBOX"), 30, maild.log, every_s=0.5)
    codes.append(maild.stop())
    return codes


def _settled(maild: Maild) -> int:
    return len(maild.logged("delivery.sent")) + len(maild.logged("delivery.failed"))


def of(*names: str) -> list[Official]:
    return [one for one in PEOPLE if one.fate in names]


# Those of whom something is told, and some of the others: each question is a process.
WATCHED = [one for one in PEOPLE if one.fate != "fine"] + of("fine")[:4]

# fate                reason of the incident, its code, event that says it, mails about it
NOTICES = {
    "unknown":      ("user-unknown", "5.1.1", ["bounce"]),
    "moved":        ("user-unknown", "5.1.1", ["bounce"]),
    "full":         ("mailbox-full", "5.2.2", ["bounce"]),
    "full_passing": ("mailbox-full", "4.2.2", ["bounce", "delayed"]),
    "cut_off":      ("network-error", "4.4.1", ["bounce", "delayed"]),
    "vacation":     (None, None, ["out-of-office"]),
    "refusing":     ("filtered", "", ["bounce"]),
    "fine":         (None, None, []),
    "answered":     (None, None, []),
    "unlisted":     ("user-unknown", "5.1.1", []),
}  # fmt: skip


def test_the_daemon_stops_in_order_when_told(trip: Trip) -> None:
    assert trip.exit_codes == [0, 0]


def test_what_the_database_folds_is_what_the_events_say(trip: Trip) -> None:
    assert trip.maild("db", "verify", "--json")["differences"] == []
    trip.maild("audit", "verify")


def test_every_mail_is_read_once_and_belongs_to_the_right_person(trip: Trip) -> None:
    people = {trip.number(one): one for one in WATCHED}
    found: dict[str, list[str]] = {number: [] for number in people}
    mails = trip.maild("mail", "list", "--limit", "1000", "--json")
    for mail in mails:
        if mail["official"]:
            found[mail["official"]].append(mail["kind"])
    assert {number: sorted(kinds) for number, kinds in found.items()} == {
        number: NOTICES[one.fate][2] for number, one in people.items()
    }
    assert len(mails) == len(trip.notices()) + OLD_MAILS
    assert not any(mail["duplicate_of"] for mail in mails)


@pytest.mark.parametrize("fate", NOTICES)
def test_the_reason_is_right_and_the_case_is_one(trip: Trip, fate: str) -> None:
    """One incident for a fault of one domain; the delay warning and the final failure are the same."""
    reason, code, _ = NOTICES[fate]
    incidents = trip.incidents()
    for person in (one for one in WATCHED if one.fate == fate):
        mine = [one for one in incidents if trip.number(person) in one["people"]]
        if reason is None:
            assert mine == []
            continue
        (incident,) = mine
        assert (incident["reason"], incident["code"]) == (reason, code)
        assert incident["where"] == person.domain


def test_events_tell_each_fate(trip: Trip) -> None:
    """Dead addresses are suspended, full ones counted, an absence gives the day of return."""
    expected = {
        "unknown": {"letter.bounced", "address.suspended"},
        "moved": {"letter.bounced", "address.suspended"},
        "unlisted": {"letter.failed", "address.suspended"},
        "full": {"letter.bounced", "address.soft_bounced"},
        "full_passing": {"letter.bounced", "letter.delayed", "address.soft_bounced"},
        "cut_off": {"letter.bounced", "letter.delayed"},  # the server is out, not the address
        "refusing": {"letter.bounced"},
        "vacation": {"respondent.on_leave", "respondent.reached"},
        "answered": {"respondent.answered"},
        "fine": set(),
    }
    usual = {
        "respondent.listed", "respondent.invited", "letter.planned", "letter.claimed", "letter.in_doubt",
        "letter.sent", "mail.received", "incident.opened", "incident.joined",
    }  # fmt: skip
    for fate, kinds in expected.items():
        for person in (one for one in WATCHED if one.fate == fate):
            story = trip.story(person)
            assert {one["kind"] for one in story["events"]} - usual == kinds, (fate, story)
    for person in of("vacation"):
        (leave,) = [one for one in trip.story(person)["events"] if one["kind"] == "respondent.on_leave"]
        assert leave["data"]["until"] == trip.back_on.isoformat()


def test_nobody_gets_a_letter_twice(trip: Trip) -> None:
    """The recipients' Maildirs against the outbox; Postfix's log against both."""
    for person in PEOPLE:
        if person in WATCHED:
            states = [one["state"] for one in trip.story(person)["letters"]]
            assert states == {"answered": [], "unlisted": ["failed"]}.get(person.fate, ["sent"]), person.fate
        if person.has_account:
            reached = person.fate in ("fine", "vacation")
            assert len(trip.letters_in(person)) == reached, person.fate
    handed_in = [line for line in trip.relay_log.splitlines() if "sasl_username=" in line]
    sent = sum(one.fate not in ("answered", "unlisted") for one in PEOPLE)
    assert len(handed_in) == sent
    ids = [number for person in PEOPLE if person.has_account for number in trip.letters_in(person)]
    assert len(ids) == len(set(ids)) == len(of("fine", "vacation"))


def test_no_flag_of_the_mailbox_has_changed(trip: Trip) -> None:
    """Also \\Recent: a Dovecot that was only asked to EXAMINE leaves new mail in `new`."""
    now = trip.imap.flags(MAILBOX, "INBOX")
    assert {uid: flags for uid, flags in now.items() if uid in trip.flags_before} == trip.flags_before
    assert {flags for uid, flags in now.items() if uid not in trip.flags_before} == {frozenset()}


def test_no_address_of_an_official_is_in_the_log(trip: Trip) -> None:
    assert [one.address for one in PEOPLE if one.address in trip.maild.log()] == []
    assert [one.name for one in PEOPLE if one.name in trip.maild.log()] == []
