"""One wave, from the configuration to the last notice, through real servers."""

from __future__ import annotations

import email
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from maild.demo.province import answered_xlsx
from maild.demo.tls import Certificates
from tests.e2e import fates
from tests.e2e.fates import CUT_OFF, MAILBOX, OFFICE, Official
from tests.e2e.house import APPROVER, COORDINATOR, ZONE, Maild, Servers
from tests.servers import dovecot
from tests.servers.exim import Exim
from tests.servers.opensmtpd import OpenSmtpd
from tests.servers.ports import free_port
from tests.servers.postfix import Hop, Postfix, Routes
from tests.servers.waiting import until

PASSWORD = "khó đoán"
OLD_MAILS = 3
Relay = Postfix | Exim | OpenSmtpd


@dataclass(frozen=True, slots=True)
class Wave:
    """Which relay, and to whom."""

    relay: Callable[
        [Certificates, int, int], Relay
    ]  # from Dovecot's port for logins and the one for Sieve's mails
    counts: Mapping[str, int]
    security: Literal["tls", "starttls"] = "starttls"
    login: bool = True

    @property
    def people(self) -> tuple[Official, ...]:
        return fates.officials(self.counts)


@dataclass
class Trip:
    """What is left when the wave is over and the daemon has stopped."""

    people: tuple[Official, ...]
    maild: Maild
    imap: dovecot.Dovecot
    relay_log: str
    back_on: date
    flags_before: dict[int, frozenset[str]]
    exit_codes: list[int]
    _stories: dict[str, Any] = field(default_factory=dict)
    _incidents: list[Any] = field(default_factory=list)

    def of(self, *names: str) -> list[Official]:
        return [one for one in self.people if one.fate in names]

    @property
    def watched(self) -> list[Official]:
        """Two of each fate: each question is a process."""
        return [one for fate in dict.fromkeys(one.fate for one in self.people) for one in self.of(fate)[:2]]

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

    def letters_in(self, person: Official) -> list[email.message.EmailMessage]:
        """What lies in somebody's Maildir."""
        place = self.imap.maildir(person.address)
        paths = [path for folder in ("new", "cur") for path in (place / folder).iterdir()]
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]


@contextmanager
def played(wave: Wave, certificates: Certificates, directory: Path) -> Iterator[Trip]:
    """Install, make the round, run the daemon until every notice is read; the servers still stand."""
    people = wave.people
    today = datetime.now(ZONE).date()
    last_day = today + timedelta(days=9)
    users = {one.address: "x" for one in people if one.has_account} | {MAILBOX: PASSWORD}
    local_port = free_port()
    delivery = dovecot.Delivery(local_port, fates.boxes(people, last_day))
    listed = frozenset(one for one in users if one.endswith(f"@{OFFICE}"))
    with (
        dovecot.Dovecot(users, certificates, delivery) as imap,
        wave.relay(certificates, imap.auth_port, local_port) as relay,
    ):
        lmtp = Hop("lmtp", imap.lmtp_port)
        relay.start(
            Routes(
                transports={
                    OFFICE: lmtp,
                    fates.DISTRICT: lmtp,
                    fates.DEPARTMENT: lmtp,
                    CUT_OFF: Hop("smtp", free_port()),
                },
                aliases={one.address: f"cu-{one.address}" for one in people if one.fate == "moved"},
                listed={OFFICE: listed} if "unlisted" in wave.counts else {},
            )
        )
        _old_mails(imap)
        servers = Servers(
            imap.port, relay.port, certificates.ca_file, security=wave.security, login=wave.login
        )
        with Maild(directory, MAILBOX, PASSWORD, servers, since=today - timedelta(days=30)) as maild:
            flags = imap.flags(MAILBOX, "INBOX")
            make_round(maild, directory, people)
            codes = _play(maild, imap, relay, sum(one.fate != "answered" for one in people))
            yield Trip(people, maild, imap, relay.log(), last_day + timedelta(days=1), flags, codes)


def _old_mails(imap: dovecot.Dovecot) -> None:
    """People use this mailbox too: what they have seen and flagged must stay so."""
    with imap.client(MAILBOX) as client:
        for number, flags in enumerate(([], [b"\\Seen"], [b"\\Seen", b"\\Flagged", b"\\Answered"])):
            raw = f"From: a@b.example.vn\r\nSubject: old {number}\r\n\r\nKính gửi\r\n".encode()
            client.append("INBOX", raw, flags=flags)


def make_round(maild: Maild, directory: Path, people: tuple[Official, ...]) -> None:
    """As the documentation says it, with a second person for both approvals."""
    now = datetime.now(ZONE)
    invited, deadline = now.date() - timedelta(days=3), now.date() + timedelta(days=40)
    fates.write_roster(directory / "danh-sach.csv", people)
    answered = [(one.name, one.address, "", "Đã trả lời") for one in people if one.fate == "answered"]
    answered_xlsx(directory / "da-tra-loi.xlsx", answered, now)
    (directory / "da-tra-loi.xlsx").chmod(0o644)  # what a person saves the service's account may read
    maild("check", "--connect")
    maild("round", "create", "2026", "--invited", str(invited), "--deadline", f"{deadline} 17:00")
    entered = maild("roster", "import", str(directory / "danh-sach.csv"), "--round", "2026", "--json")
    assert entered["added"] == len(people)
    assert maild.attempt("round", "approve", "2026", by=COORDINATOR).code != 0
    maild("round", "approve", "2026", by=APPROVER)
    maild("round", "open", "2026")
    staged = maild("answered", "import", str(directory / "da-tra-loi.xlsx"), "--round", "2026", "--json")
    maild("answered", "apply", staged["list"])
    plan = maild("remind", "plan", "--round", "2026", "--draft", "--json")
    count = str(len(plan["receivers"]))
    assert maild.attempt("remind", "approve", str(plan["plan"]), "--count", count).code != 0
    maild("remind", "approve", str(plan["plan"]), "--count", count, by=APPROVER)


def _play(maild: Maild, imap: dovecot.Dovecot, relay: Relay, receivers: int) -> list[int]:
    """Run the daemon until all is sent and all notices are read; stop it once in between."""
    maild.start()
    until(lambda: len(maild.logged("delivery.sent")) >= 5, 60, maild.log)
    codes = [maild.stop()]
    maild.start()
    until(lambda: _settled(maild) == receivers, 60, maild.log)
    until(lambda: relay.queued() == 0, 60, relay.log, every_s=0.5)
    until(lambda: maild.read() == imap.count(MAILBOX, "INBOX"), 120, maild.log, every_s=1)
    codes.append(maild.stop())
    return codes


def _settled(maild: Maild) -> int:
    return len(maild.logged("delivery.sent")) + len(maild.logged("delivery.failed"))
