"""A wave through Debian's servers: Dovecot behind Postfix, Exim and OpenSMTPD, and every notice that comes back.

The daemon is a process, the round is made by commands; what is expected is read from the servers' own Maildirs.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from maild.demo.tls import Certificates
from tests.e2e import fates
from tests.e2e.fates import MAILBOX
from tests.e2e.trip import OLD_MAILS, Trip, Wave, played
from tests.servers import dovecot, exim, opensmtpd, postfix

pytestmark = [
    pytest.mark.servers,
    pytest.mark.long,
    pytest.mark.skipif(not dovecot.delivers(), reason="dovecot-lmtpd and dovecot-sieve are not installed"),
]
SUBJECT = re.compile(r"\[CCHC-[A-Z2-9]{4}\] Nhắc trả lời phiếu điều tra XHH \(hạn \d\d/\d\d\)")
Expected = Mapping[str, tuple[str | None, str, list[str]]]

BY_POSTFIX: Expected = {
    # fate          reason of the incident, its code, mails about it
    "unknown":      ("user-unknown", "5.1.1", ["bounce"]),
    "moved":        ("user-unknown", "5.1.1", ["bounce"]),
    "full":         ("mailbox-full", "5.2.2", ["bounce"]),
    "full_passing": ("mailbox-full", "4.2.2", ["bounce", "delayed"]),
    "cut_off":      ("network-error", "4.4.1", ["bounce", "delayed"]),
    "vacation":     (None, "", ["out-of-office"]),
    "refusing":     ("filtered", "", ["bounce"]),
    "fine":         (None, "", []),
    "answered":     (None, "", []),
    "unlisted":     ("user-unknown", "5.1.1", []),
}  # fmt: skip
# Its last notice about a server that never answers says no more than "retry timeout exceeded".
BY_EXIM = {**BY_POSTFIX, "cut_off": ("network-error", "", ["bounce", "delayed"])}  # the delay named the cause
# It gives up with "Envelope expired" under `Action: delayed`; the warning before has named the cause.
BY_OPENSMTPD = {**BY_POSTFIX, "full_passing": ("mailbox-full", "4.2.2", ["delayed", "delayed"])}
EVENTS = {
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
USUAL = {
    "respondent.listed", "respondent.invited", "letter.planned", "letter.claimed", "letter.in_doubt",
    "letter.sent", "letter.released", "mail.received", "incident.opened", "incident.joined",
}  # fmt: skip


@pytest.mark.skipif(not postfix.runs(), reason="Postfix is not installed, or we are not root")
def test_through_postfix(certificates: Certificates, tmp_path: Path, subtests: Any) -> None:
    wave = Wave(lambda tls, auth, local: postfix.Postfix(tls, auth_port=auth, local_port=local), fates.SIXTY)
    with played(wave, certificates, tmp_path) as trip:
        look_at(trip, BY_POSTFIX, subtests)
        with subtests.test("Postfix was handed each letter once"):
            handed_in = [line for line in trip.relay_log.splitlines() if "sasl_username=" in line]
            assert len(handed_in) == sum(one.fate not in ("answered", "unlisted") for one in trip.people)


@pytest.mark.skipif(not exim.runs(), reason="Exim's packages are not at hand, or no root can be made")
def test_through_exim(certificates: Certificates, tmp_path: Path, subtests: Any) -> None:
    """Status is x.0.0 always; the truth stands in Diagnostic-Code, or in the text alone."""
    wave = Wave(lambda tls, _, local: exim.Exim(tls, local_port=local), fates.FEW)
    with played(wave, certificates, tmp_path) as trip:
        look_at(trip, BY_EXIM, subtests)


@pytest.mark.skipif(not opensmtpd.runs(), reason="OpenSMTPD's package is not at hand, or no root can be made")
def test_through_opensmtpd(certificates: Certificates, tmp_path: Path, subtests: Any) -> None:
    """multipart/mixed, no Diagnostic-Code: the truth stands in the text."""
    wave = Wave(
        lambda tls, _, local: opensmtpd.OpenSmtpd(tls, local_port=local),
        # its retries are minutes apart: nobody waits here for it to give a dead server up
        {fate: count for fate, count in fates.FEW.items() if fate != "cut_off"},
        security="tls",
        login=False,
    )
    with played(wave, certificates, tmp_path) as trip:
        look_at(trip, BY_OPENSMTPD, subtests)


def look_at(trip: Trip, expected: Expected, subtests: Any) -> None:
    """Everything that must be true after a wave, each told apart."""
    assert len({one.fate for one in trip.people}) >= len(fates.FEW) - 1
    for check in (
        stops_in_order,
        verifies,
        every_mail_is_read_once_by_the_right_person,
        each_fate_has_its_events,
        nobody_gets_a_letter_twice,
        letters_read_as_they_were_written,
        no_flag_has_changed,
        nobody_is_named_in_the_log,
    ):
        with subtests.test(check.__name__):
            check(trip, expected)
    for fate in dict.fromkeys(one.fate for one in trip.people):
        with subtests.test(f"the reason is right and the case is one: {fate}"):
            the_case_is_one(trip, expected, fate)


def stops_in_order(trip: Trip, _: Expected) -> None:
    assert trip.exit_codes == [0, 0]


def verifies(trip: Trip, _: Expected) -> None:
    """What the database folds is what its events say."""
    assert trip.maild("db", "verify", "--json")["differences"] == []
    trip.maild("audit", "verify")


def every_mail_is_read_once_by_the_right_person(trip: Trip, expected: Expected) -> None:
    people = {trip.number(one): one for one in trip.watched}
    found: dict[str, list[str]] = {}
    mails = trip.maild("mail", "list", "--limit", "1000", "--json")
    for mail in mails:
        if mail["official"]:
            found.setdefault(mail["official"], []).append(mail["kind"])
    assert {one.fate: sorted(found.get(number, [])) for number, one in people.items()} == {
        one.fate: expected[one.fate][2] for one in people.values()
    }
    # of those who were not asked about one by one, all together
    told = Counter(kind for kinds in found.values() for kind in kinds)
    assert told == Counter(kind for one in trip.people for kind in expected[one.fate][2])
    assert told.total() == len(trip.notices())
    assert len(mails) == len(trip.notices()) + OLD_MAILS
    assert not any(mail["duplicate_of"] for mail in mails)


def the_case_is_one(trip: Trip, expected: Expected, fate: str) -> None:
    """One incident for a fault of one domain; the delay warning and the final failure are the same."""
    reason, code, _ = expected[fate]
    for person in trip.watched:
        if person.fate != fate:
            continue
        mine = [one for one in trip.incidents() if trip.number(person) in one["people"]]
        # mailboxes that are full at one domain are one line, whichever code each gave
        told = [
            (one["reason"], code if reason == "mailbox-full" else one["code"], one["where"]) for one in mine
        ]
        assert told == ([] if reason is None else [(reason, code, person.domain)])


def each_fate_has_its_events(trip: Trip, _: Expected) -> None:
    """Dead addresses are suspended, full ones counted, an absence gives the day of return."""
    for person in trip.watched:
        kinds = {one["kind"] for one in trip.story(person)["events"]} - USUAL
        assert kinds == EVENTS[person.fate], person.fate
    for person in trip.of("vacation"):
        (leave,) = [one for one in trip.story(person)["events"] if one["kind"] == "respondent.on_leave"]
        assert leave["data"]["until"] == trip.back_on.isoformat()


def nobody_gets_a_letter_twice(trip: Trip, _: Expected) -> None:
    """The recipients' Maildirs against the outbox."""
    for person in trip.watched:
        states = [one["state"] for one in trip.story(person)["letters"]]
        assert states == {"answered": [], "unlisted": ["failed"]}.get(person.fate, ["sent"]), person.fate
    for person in trip.people:
        if person.has_account:
            reached = person.fate in ("fine", "vacation")
            assert len(trip.letters_in(person)) == reached, person.fate
    ids = [
        str(one["Message-ID"])
        for person in trip.people
        if person.has_account
        for one in trip.letters_in(person)
    ]
    assert len(ids) == len(set(ids)) == len(trip.of("fine", "vacation"))


def letters_read_as_they_were_written(trip: Trip, _: Expected) -> None:
    """Subject, name and both texts, in Vietnamese, as they lie in the recipients' Maildirs."""
    for person in trip.of("fine", "vacation"):
        (letter,) = trip.letters_in(person)
        assert SUBJECT.fullmatch(str(letter["Subject"])), letter["Subject"]
        assert [(one.display_name, one.addr_spec) for one in letter["To"].addresses] == [
            (person.name, person.address)
        ]
        for kind in ("plain", "html"):
            part = letter.get_body((kind,))
            assert part is not None
            text = html.unescape(part.get_content())
            assert person.name in text, kind
            assert "Kính gửi" in text, kind
            assert "\ufffd" not in text, kind


def no_flag_has_changed(trip: Trip, _: Expected) -> None:
    now = trip.imap.flags(MAILBOX, "INBOX")
    assert {uid: flags for uid, flags in now.items() if uid in trip.flags_before} == trip.flags_before
    assert {flags for uid, flags in now.items() if uid not in trip.flags_before} == {frozenset()}


def nobody_is_named_in_the_log(trip: Trip, _: Expected) -> None:
    log = trip.maild.log()
    assert [one.address for one in trip.people if one.address in log] == []
    assert [one.name for one in trip.people if one.name in log] == []
