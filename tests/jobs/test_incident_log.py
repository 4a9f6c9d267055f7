"""Every technical error in exactly one incident of the right phase: the log against a list written by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from maild.jobs.clock import DemoClock
from tests.jobs import incident_scenario as scenario
from tests.jobs.province import Province, Relay

CAPS = (
    "canary = 100\ncanary_wait_s = 0\nper_minute = 600\nper_hour = 20000\nper_domain_minute = 600\n"
    "canary_fails = 100"
)


@pytest.fixture
def morning(build: Callable[..., Province], smtp: Relay, clock: DemoClock) -> Province:
    """Everything of the scenario has happened."""
    province = build(smtp_port=smtp.server.port, limits=CAPS)
    for rcpt, reply, _ in scenario.REFUSED:
        smtp.rcpt[rcpt] = reply % rcpt
    province.wave(scenario.ADDRESSES)
    for _ in range(4):
        province.deliver()
        clock.move_to(clock() + timedelta(minutes=1))
    refused = {rcpt for rcpt, _, _ in scenario.REFUSED}
    assert set(smtp.took) == set(scenario.ADDRESSES) - refused
    clock.move_to(clock() + timedelta(hours=8))  # after the labs' own dates
    letters = {one.rcpt: one for one in smtp.server.accepted}
    for uid, mail in enumerate(scenario.MAILS, 1):
        raw = scenario.bytes_of(mail, letters, clock())
        folder = "Junk" if mail.how == "twice" else "INBOX"
        province.take(raw, folder=folder, first_uid=uid)
        clock.move_to(clock() + timedelta(minutes=1))
    return province


Line = tuple[str, str, str, str, frozenset[str]]  # phase, reason, place, code, addresses of whom it touches


def found(province: Province) -> list[Line]:
    """The log, without the codes that its list does not name."""
    people = {one.id: one.email for one in province.people()}
    named = {(line.phase, line.reason, line.where) for line in scenario.LIST.values() if line.code}
    return sorted(
        (
            one.stage.value,
            one.reason,
            one.where,
            one.code if (one.stage.value, one.reason, one.where) in named else "",
            frozenset(people[who] for who in province.touched(one.id)),
        )
        for one in province.incidents()
    )


def wanted() -> list[Line]:
    touched: dict[str, set[str]] = {line: set() for line in scenario.LIST}
    for rcpt, _, line in scenario.REFUSED:
        if scenario.LIST[line].reason != "smtp-refused":
            touched[line].add(rcpt)
    for mail in scenario.MAILS:
        if mail.line and mail.to:
            touched[mail.line].add(mail.to)
    return sorted(
        (line.phase, line.reason, line.where, line.code, frozenset(touched[name]))
        for name, line in scenario.LIST.items()
    )


def test_the_log_is_the_list_that_a_careful_person_writes(morning: Province) -> None:
    log, hand = found(morning), wanted()
    assert [line for line in log if line not in hand] == []
    assert log == hand
    assert morning.differences() == []
    events = [one for incident in morning.incidents() for one in morning.trail(incident_id=incident.id)]
    sightings = sum(1 for mail in scenario.MAILS if mail.line and mail.how != "twice") + len(scenario.REFUSED)
    assert (
        len([one for one in events if one.kind.value in ("incident.opened", "incident.joined")]) == sightings
    )
