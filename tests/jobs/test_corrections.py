"""What the mailbox check finds is what the units are asked, while the roster can still be corrected."""

from __future__ import annotations

from dataclasses import replace

from maild.actions import corrections, plans, rounds
from maild.demo import inbound
from maild.store import rounds as stored_rounds
from tests.jobs.province import CODE, MAKER, SECOND, Province, Relay, addresses, moment

NO_USER = inbound.Failure("5.1.1", "550", "unknown", "mx.example.vn")


def test_bounces_of_the_mailbox_check_are_corrections(province: Province, smtp: Relay) -> None:
    home = province.home
    province.clock.move_to(moment("2026-11-05 09:00"))
    province.enter(addresses(3), opened=False)
    rounds.approve(home.store, CODE, SECOND, province.now, second_person=True)
    with home.store.view() as look:
        round_ = stored_rounds.get(look.connection, 1)
    assert round_ is not None
    number = home.reminders.draft(
        round_, home.reminders.mailbox_check(round_, province.now), province.now, MAKER.name
    )
    assert number is not None
    plans.approve(home.store, home.composer, number, SECOND, province.now, home.calendar, second_person=True)
    province.deliver()
    letter = smtp.server.accepted[0]
    province.take(inbound.failed(letter, NO_USER, province.now))
    rules = replace(
        home.roster_rules, domain_successors={letter.rcpt.rpartition("@")[2]: ("moi.example.vn",)}
    )
    with home.store.view() as look:
        (found,) = corrections.corrections(look, round_, rules)
    assert (found.person.email, found.reason.value, found.via) == (letter.rcpt, "user-unknown", "maild")
    local = letter.rcpt.partition("@")[0]
    assert [(one.email, one.why) for one in found.suggestions] == [
        (f"{local}@moi.example.vn", "successor-domain")
    ]
