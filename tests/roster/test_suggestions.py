"""Mailboxes and the names of people: whose they are, and which is meant where one is dead."""

from __future__ import annotations

from pathlib import Path

import pytest

from maild.model import Respondent, RosterEntry
from maild.roster.changes import held_by_itself
from maild.roster.mailnames import Owners, local_parts
from maild.roster.respondents import read_roster
from maild.roster.suggestions import Suggester, _distance
from tests.roster.build import HEADER, delimited, person, respondent

NAMES = [
    "Nguyễn Văn An", "Trần Thị Bình", "Lê Kim Chi", "Phạm Đức Dũng", "Vũ Thị Em", "Hoàng Văn Giang", "Đỗ Thị Hà",
    "Bùi Văn Ích", "Ngô Thị Khánh", "Lý Văn Long", "Mai Thị Mận", "Đinh Văn Nam",
]  # fmt: skip


def mailbox(name: str) -> str:
    return f"{local_parts(name)['given-initials']}@snv.bacthanh.gov.vn"


@pytest.mark.parametrize(
    ("name", "email", "row"),
    [
        ("Trần Thị Bình", "annv@x.vn", 1),
        ("Trần Thị Bình", "binhtt2@x.vn", None),
        ("Trần Thị Bình", "giamdoc@x.vn", None),
        ("Lê Văn An", "annv@x.vn", None),  # another An: it may be his
        ("Trần Thị Bình", "nguyenvanan@x.vn", 1),
    ],
)
def test_whose_name_a_mailbox_bears(name: str, email: str, row: int | None) -> None:
    assert Owners([(1, "Nguyễn Văn An"), (2, "Trần Thị Bình")]).other(name, email) == row


def test_a_column_that_has_slipped_by_a_row_is_held(tmp_path: Path) -> None:
    slipped = [*NAMES[1:], NAMES[0]]
    rows = [
        person(n, name, mailbox(other)) for n, (name, other) in enumerate(zip(NAMES, slipped, strict=True), 1)
    ]
    path = tmp_path / "ds.csv"
    path.write_text(delimited([HEADER, *rows]), "utf-8")
    got = read_roster(path)
    assert {one.issues for one in got.outcomes[1:]} == {("email-of-another-row",)}
    assert [(hold.why, hold.count, hold.of) for hold in held_by_itself(got.entries)] == [("slipped", 12, 12)]


def test_a_slip_is_seen_though_neighbours_share_their_given_names(tmp_path: Path) -> None:
    families = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
    names = [f"{family} {rest}" for rest in ("Văn An", "Thị Bình", "Kim Chi") for family in families]
    slipped = [mailbox(name) for name in [*names[1:], names[0]]]
    entries = [RosterEntry(n, name, slipped[n], "Sở Nội vụ", "CCS") for n, name in enumerate(names)]
    good = [RosterEntry(n, name, mailbox(name), "Sở Nội vụ", "CCS") for n, name in enumerate(names)]
    assert [hold.why for hold in held_by_itself(entries)] == ["slipped"]
    assert held_by_itself(good) == ()


def test_a_good_file_and_two_swapped_people_are_not_held(tmp_path: Path) -> None:
    mails = [mailbox(name) for name in NAMES]
    mails[0], mails[1] = mails[1], mails[0]
    path = tmp_path / "ds.csv"
    rows = [person(n, name, mails[n - 1]) for n, name in enumerate(NAMES, 1)]
    path.write_text(delimited([HEADER, *rows]), "utf-8")
    got = read_roster(path)
    assert [one.status for one in got.outcomes[1:]] == ["warn", "warn", *["ok"] * 10]
    assert held_by_itself(got.entries) == ()


def suggest(
    dead: Respondent, *others: Respondent, ended: dict[str, list[str]] | None = None
) -> list[tuple[str, str]]:
    found = Suggester([dead, *others], ended or {}, {dead.email}).suggest(dead)
    return [(one.email, one.why) for one in found]


def test_the_domain_that_came_after() -> None:
    dead = respondent(1, "Nguyễn Văn An", "annv@sokhdt.x.vn")
    assert suggest(dead, ended={"sokhdt.x.vn": ["stc.x.vn"]}) == [("annv@stc.x.vn", "successor-domain")]


def test_the_same_person_elsewhere() -> None:
    dead = respondent(2, "Nguyễn Văn An", "annv@snv.x.vn", official_id=7)
    before = respondent(1, "Nguyễn Văn An", "an.nguyen@snv.x.vn", official_id=7)
    namesake = respondent(3, "Nguyễn Văn An", "annv@syt.x.vn", unit="Sở Y tế")
    assert suggest(dead, before, namesake) == [("an.nguyen@snv.x.vn", "other-entry")]


@pytest.mark.parametrize(
    ("local", "suggested"),
    [("anvn", "annv"), ("annnv", "annv"), ("ann", "annv"), ("giamdoc", None), ("anguyen", None)],
)
def test_a_name_that_is_nearly_written_as_the_others_are(local: str, suggested: str | None) -> None:
    others = [respondent(n, name, mailbox(name)) for n, name in enumerate(NAMES[1:], 2)]
    dead = respondent(1, NAMES[0], f"{local}@snv.bacthanh.gov.vn")
    wanted = [(f"{suggested}@snv.bacthanh.gov.vn", "name-pattern")] if suggested else []
    assert suggest(dead, *others) == wanted


def test_an_address_that_somebody_bears_is_not_suggested() -> None:
    others = [respondent(n, name, mailbox(name)) for n, name in enumerate(NAMES[1:], 2)]
    bearer = respondent(20, "Ngô Văn An", "annv@snv.bacthanh.gov.vn")
    dead = respondent(1, NAMES[0], "annvv@snv.bacthanh.gov.vn")
    assert suggest(dead, bearer, *others) == []


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("annv", "annv", 0), ("annv", "anvn", 1), ("annv", "an", 2), ("annv", "binhtt", 3), ("", "ab", 2)],
)
def test_distance(one: str, other: str, letters: int) -> None:
    assert min(_distance(one, other), 3) == letters
