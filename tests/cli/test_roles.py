"""Who may see what: IT sees errors and not who has not answered; groups restrict, nothing else does."""

from __future__ import annotations

import grp
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from maild.actions.actor import Role, role_of
from tests.cli.conftest import official
from tests.cli.program import maild

ROLES: list[tuple[list[str], Role]] = [
    # groups                                      role
    ([], "admin"),
    (["users", "sudo"], "admin"),
    (["maild-it", "users"], "it"),
    (["maild-coordinator"], "coordinator"),
    (["maild-admin", "maild-it"], "admin"),
    (["maild-coordinator", "maild-it"], "admin"),  # both offices in one hand see everything
]


@pytest.mark.parametrize(("groups", "role"), ROLES)
def test_the_role_comes_from_the_groups(groups: list[str], role: Role) -> None:
    assert role_of(groups) == role


@pytest.fixture
def member(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make everybody a member of one group, as the system would say it."""

    def of(group: str) -> None:
        monkeypatch.setattr(os, "getgrouplist", lambda name, gid: [4242])
        monkeypatch.setattr(grp, "getgrgid", lambda gid: grp.struct_group((group, "x", gid, [])))

    return of


FOR_COORDINATORS = [
    ("why", "1"),
    ("remind", "plan"),
    ("remind", "preview", "1"),
    ("remind", "approve", "1"),
    ("remind", "outbox"),
    ("roster", "import", "x.csv", "--round", "2026"),
    ("answered", "import", "x.csv", "--round", "2026"),
    ("answered", "apply", "S-0001"),
    ("mail", "classify", "M-1", "completed"),
    ("round", "create", "2027", "--invited", "2027-11-01", "--deadline", "2027-11-30"),
    ("round", "approve", "2026"),
    ("round", "open", "2026"),
    ("round", "close", "2026"),
]
FOR_ALL = [
    ("round", "list"),
    ("incident", "list"),
    ("mail", "list"),
    ("answered", "age"),
    ("account", "list"),
    ("db", "verify"),
]


@pytest.mark.parametrize("arguments", FOR_COORDINATORS, ids=" ".join)
def test_the_it_liaison_does_not_see_who_has_not_answered(
    opened: Path, member: Callable[[str], None], arguments: tuple[str, ...]
) -> None:
    member("maild-it")
    done = maild(*arguments, config=opened / "maild.toml", user="nobody")
    assert (done.code, done.out) == (3, "")
    assert "dành cho cán bộ điều phối, quản trị" in done.err
    assert "nobody" in done.err


@pytest.mark.parametrize("group", ["maild-it", "maild-coordinator"])
@pytest.mark.parametrize("arguments", FOR_ALL, ids=" ".join)
def test_everybody_sees_errors(
    opened: Path, member: Callable[[str], None], group: str, arguments: tuple[str, ...]
) -> None:
    member(group)
    assert maild(*arguments, config=opened / "maild.toml", user="nobody").code == 0


REPORT = """From: "{name}" <{address}>
To: khaosat@snv.tinh.example.vn
Subject: Re: khao sat
Message-ID: <report-1@tinh.example.vn>
Content-Type: text/plain; charset=utf-8

Tôi bấm vào đường dẫn phiếu khảo sát thì trang báo lỗi 500, không mở được phiếu.
"""


def test_the_it_liaison_sees_an_incident_without_its_people(
    province: Path, tmp_path: Path, member: Callable[[str], None]
) -> None:
    name, unit, address = official(5)
    mail = tmp_path / "loi.eml"
    mail.write_text(REPORT.format(name=name, address=address), encoding="utf-8")
    assert maild("mail", "import", mail, config=province).code == 0
    (incident,) = maild("incident", "list", "--json", config=province).json

    seen = {}
    for group in ("maild-coordinator", "maild-it"):
        member(group)
        seen[group] = [
            maild(*command, config=province, user="nobody").out
            for command in (
                ("incident", "show", incident["incident"]),
                ("incident", "show", incident["incident"], "--json"),
                ("mail", "list"),
                ("mail", "show", "M-1", "--json"),
            )
        ]
    shown = seen["maild-coordinator"]
    assert all("OFF-0005" in text for text in shown), shown
    assert name in shown[0]
    hidden = seen["maild-it"]
    for text in hidden:
        assert "OFF-" not in text
        assert name not in text
        assert address.partition("@")[0] not in text
    assert unit in hidden[0]
    assert '"people_count": 1' in hidden[1]


def test_a_coordinator_settles_what_a_mail_is(
    province: Path, tmp_path: Path, member: Callable[[str], None]
) -> None:
    name, _, address = official(5)
    mail = tmp_path / "loi.eml"
    mail.write_text(REPORT.format(name=name, address=address), encoding="utf-8")
    assert maild("mail", "import", mail, config=province).code == 0
    member("maild-coordinator")
    done = maild("mail", "classify", "M-1", "question", "--dry-run", "--json", config=province, user="nobody")
    assert (done.json["was"], done.json["dry_run"]) == ("tech-answering", True)
    assert maild("mail", "classify", "M-1", "question", config=province, user="nobody").code == 0
    again = maild("mail", "classify", "M-1", "question", config=province, user="nobody")
    assert (again.code, "M-1" in again.err) == (1, True)
    assert maild("mail", "classify", "M-1", "bounce", config=province, user="nobody").code == 2
    assert "nobody" in maild("mail", "show", "M-1", config=province, user="nobody").out
