"""What the mailbox check finds is what the units are asked, while the roster can still be corrected."""

from __future__ import annotations

from dataclasses import replace

from maild.actions import corrections, plans, rounds
from maild.demo import inbound
from maild.model import Event, EventKind, RosterEntry
from maild.roster.suggestions import Suggester
from maild.rules import FOLDS
from maild.store import roster
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


def test_who_is_looked_for_beside_a_few_is_found_as_among_everybody(province: Province, smtp: Relay) -> None:
    """The same person's other entry, how his domain is written, and who bears an address already."""
    home, store = province.home, province.home.store
    before = [
        RosterEntry(1, "Nguyễn Văn An", "an.cu@cu.example.vn", "Sở Y tế", "so"),
        RosterEntry(2, "Nguyễn Văn An", "an@khac.example.vn", "Sở Tư pháp", "so"),
    ]
    now = [
        RosterEntry(1, "Nguyễn Văn An", "nvann@syt.example.vn", "SỞ Y TẾ", "so"),
        RosterEntry(2, "Lê Thị Bình", "ltbinh@syt.example.vn", "Sở Y tế", "so"),
        RosterEntry(3, "Trần Văn Cường", "tvcuong@syt.example.vn", "Sở Tài chính", "so"),
        RosterEntry(4, "Phạm Thị Dung", "ptdung@syt.example.vn", "Sở Tài chính", "so"),
        RosterEntry(5, "Hoàng Văn Em", "hvemm@syt.example.vn", "Sở Y tế", "so"),
        RosterEntry(6, "Hồ Văn Em", "hvem@syt.example.vn", "Sở Nội vụ", "so"),
    ]
    province.enter_people(before, code="2025")
    province.enter_people(now)
    with store.unit(FOLDS) as unit:
        unit.append(
            *(
                Event(EventKind.ADDRESS_SUSPENDED, province.now, address_id=one.address_id,
                      data={"reason": "user-unknown"})
                for one in province.people(2)
                if one.email in ("nvann@syt.example.vn", "hvemm@syt.example.vn")
            )
        )  # fmt: skip
    with store.view() as look:
        round_ = stored_rounds.find(look.connection, CODE)
        assert round_ is not None
        found = corrections.corrections(look, round_, home.roster_rules)
        dead = set(roster.suspended(look.connection))
        everybody = Suggester(roster.search(look.connection), home.roster_rules.domain_successors, dead)
        assert corrections.corrections(look, round_, home.roster_rules, []) == []
    assert {one.person.name: [each.email for each in one.suggestions] for one in found} == {
        "Nguyễn Văn An": ["an.cu@cu.example.vn", "nvan@syt.example.vn"],
        "Hoàng Văn Em": [],  # somebody bears hvem@ already
    }
    assert [one.suggestions for one in found] == [everybody.suggest(one.person) for one in found]
