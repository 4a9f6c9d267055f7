"""Mistakes of those who serve it (O-01 to O-18), as far as no other test proves them already.

Where the others are: `docs/reliability.md` has the list.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from maild.actions import plans, rosters, rounds
from maild.demo import inbound
from maild.demo.smtp_server import Accepted
from maild.errors import InputRefused, MaildError
from maild.model import Standing
from maild.roster.respondents import read_roster
from tests.cli.program import maild, process
from tests.jobs.province import CODE, MAKER, R1_DAY, SECOND, Province, Relay, addresses, raise_house
from tests.roster.build import HEADER, Row, delimited, person

GONE = inbound.Failure("5.1.1", "550", "user unknown", "mx.example.vn")
PEOPLE: list[Row] = [
    person(n, f"{family} {given}", f"{box}{n}@snv.tinh.gov.vn")
    for n, (family, given, box) in enumerate(
        [(f, g, b) for f in ("Nguyễn", "Trần", "Lê", "Phạm") for g, b in (("Văn An", "an"), ("Thị Hoa", "hoa"),
         ("Đức Cường", "cuong"), ("Thu Dung", "dung"), ("Kim Chi", "chi"))], 1
    )
]  # fmt: skip


def roster_file(directory: Path, rows: list[Row]) -> Path:
    path = directory / "ds.csv"
    path.write_text(delimited(rows), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("by", range(1, len(HEADER)))
def test_o03_columns_that_have_moved(by: int, tmp_path: Path) -> None:
    """O-03: by however many columns, nobody is imported."""
    moved = [(*row[by:], *row[:by]) for row in PEOPLE]
    try:
        read = read_roster(roster_file(tmp_path, [HEADER, *moved]))
    except InputRefused:
        return
    assert read.entries == ()


def test_o04_one_person_gets_one_letter(province: Province, smtp: Relay, tmp_path: Path) -> None:
    """O-04: the same row again, in capitals, with decomposed accents, with blanks, with another address."""
    name, box = "Nguyễn Thị Ánh Tuyết", "tuyet@snv.tinh.gov.vn"
    rows = [
        person(1, name, box),
        person(2, name, box),
        person(3, name.upper(), box.upper()),
        person(4, unicodedata.normalize("NFD", name), f" {box} "),
        person(5, f"  {name}\u00a0", box),
        person(6, "Bà " + name, box),
    ]
    read = read_roster(roster_file(tmp_path, [HEADER, *rows]))
    province.enter(addresses(1), opened=False)
    rosters.enter(province.home.store, CODE, list(read.entries), MAKER, province.now)
    rosters.enter(province.home.store, CODE, list(read.entries), MAKER, province.now)  # imported twice
    rounds.approve(province.home.store, CODE, SECOND, province.now, second_person=True)
    rounds.open_(province.home.store, CODE, MAKER, province.now)
    province.clock.move_to(R1_DAY)
    province.list_answered()
    province.approve()
    province.deliver()
    assert [one.lower() for one in smtp.took].count(box) == 1
    # another address of one name in one unit is doubted, so that a person looks
    two = read_roster(
        roster_file(tmp_path, [HEADER, person(1, name, box), person(2, name, "tuyet2@snv.tinh.gov.vn")])
    )
    assert two.outcomes[-1].issues == ("same-name-different-email",)


def test_o08_a_wave_is_approved_once(province: Province, smtp: Relay) -> None:
    """O-08: by the same person, by another, drafted anew: no second letter."""
    province.wave(addresses(4))
    assert province.deliver() == {"sent": 4}
    home = province.home
    for who in (SECOND, MAKER):
        with pytest.raises(MaildError):
            plans.approve(home.store, home.composer, 1, who, province.now, home.calendar, second_person=True)
    for _ in range(3):
        home.reminders.tick(province.now)
        province.clock.move_to(province.now + timedelta(minutes=20))
        province.deliver()
    assert sorted(smtp.took) == sorted(addresses(4))
    assert province.drafts() == []


CAPS = ("per_minute", "per_hour", "per_domain_minute", "per_round", "gap_days", "canary", "address_day")


@pytest.mark.parametrize("cap", CAPS)
def test_o09_a_cap_of_nothing_or_of_everything(build: Callable[..., Province], cap: str) -> None:
    """O-09: refused with file, line and the numbers that may be; never taken for "no limit"."""
    province = build()
    for value in (0, 10_000_000):
        path = write_config_again(province.path, f"{cap} = {value}")
        done = maild("check", config=path)
        assert done.code == 78
        line = path.read_text("utf-8").splitlines().index(f"{cap} = {value}") + 1
        assert f"maild.toml:{line} [limits] {cap}" in done.err


def write_config_again(path: Path, limits: str) -> Path:
    """The same configuration with other limits."""
    before, _, after = path.read_text("utf-8").partition("[limits]\n")
    path.write_text(f"{before}[limits]\n{limits}\n" + "".join(after.partition("\n[")[1:]), "utf-8")
    return path


def test_o11_a_sender_whose_answers_nobody_reads(build: Callable[..., Province]) -> None:
    """O-11: said by `check` before anything goes out; who signs is part of what is approved."""
    province = build()
    province.wave(addresses(1))
    text = province.path.read_text("utf-8")
    other = text.replace("[sender]\n", '[sender]\nreply_to = "khac@snv.example.vn"\n')
    province.path.write_text(other, "utf-8")
    done = maild("check", config=province.path)
    assert "khac@snv.example.vn" in done.out + done.err
    province.home.store.close()
    again = raise_house(province.path, province.clock, None)
    assert again.deliver() == {"held_plan_changed": 1}
    assert again.plans() == [(1, "voided")]
    again.home.store.close()


def test_o13_the_kill_switch_in_the_middle_of_a_wave(province: Province, smtp: Relay) -> None:
    """O-13: `maild pause` by another process; at most one letter more."""
    province.wave(addresses(9))

    def at_dot(_letter: Accepted) -> None:
        if len(smtp.took) == 2:
            assert process("pause", config=province.path).code == 0

    smtp.data = at_dot
    province.deliver()
    assert len(smtp.took) <= 4
    after = len(smtp.took)
    for _ in range(3):
        province.clock.move_to(province.now + timedelta(hours=1))
        province.deliver()
    assert len(smtp.took) == after
    assert province.differences() == []


@pytest.mark.long
def test_o15_a_key_that_is_lost_and_one_that_is_changed(build: Callable[..., Province], smtp: Relay) -> None:
    """O-15: without a key nothing starts; a strange one proves no token; beside a new one the old one still does."""
    province = build(smtp_port=smtp.server.port)
    province.wave(addresses(2))
    province.deliver()
    letters = {one.rcpt: one for one in smtp.server.accepted}
    bounces = [inbound.failed(letters[email], GONE, province.now) for email in addresses(2)]
    province.home.store.close()
    keys = province.path.parent / "credentials" / "token-keys"
    said = keys.read_text("utf-8")

    keys.unlink()
    for words in (("check",), ("run",)):
        done = process(*words, config=province.path)
        assert (done.code, "token-keys" in done.err) == (78, True)

    keys.touch(mode=0o600)
    keys.write_text(f"1 {'cd' * 32}\n", "utf-8")  # somebody made a new one in its place
    strange = raise_house(province.path, province.clock, None)
    assert not strange.home.composer.keys.verify(letters[addresses(2)[0]].mail_from)
    strange.take(bounces[0])  # its returned Message-ID stands in our own table
    assert strange.address(addresses(2)[0]).standing is Standing.SUSPENDED
    strange.home.store.close()

    keys.write_text(f"{said.strip()}\n2 {'ef' * 32}\n", "utf-8")  # as `maild init --rotate-key` does
    both = raise_house(province.path, province.clock, None)
    assert both.home.composer.keys.verify(letters[addresses(2)[1]].mail_from)
    assert both.home.composer.keys.current == 2
    both.take(bounces[1], first_uid=2)
    assert both.address(addresses(2)[1]).standing is Standing.SUSPENDED
    both.home.store.close()
