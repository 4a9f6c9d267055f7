"""Accounts of the desk by command: for administrators, with a password that is read and never shown."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from maild.actions import users
from maild.store import Database, desk
from tests.cli.program import Done, maild

PASSWORD = "ngồi lê đôi mách 2026"


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that brings the password, as a script would."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


def account(config: Path, name: str) -> desk.User | None:
    store = Database(f"sqlite:///{config.parent}/state/maild.db")
    with store.view() as look:
        found = desk.find(look.connection, name)
    store.close()
    return found


def add(config: Path, name: str = "binh", *more: str) -> Done:
    role = () if "--role" in more else ("--role", "coordinator")
    return maild("user", "add", name, *role, *more, config=config)


@pytest.mark.usefixtures("types")
def test_an_account_is_added_and_its_password_works(province: Path) -> None:
    done = add(province, "Binh", "--full-name", "Trần Thị Bình")
    assert done.code == 0, done.err
    assert "đã thêm tài khoản binh (cán bộ điều phối)" in done.out
    assert "web.listen" in done.out  # the desk is still off
    assert PASSWORD not in done.out + done.err
    user = account(province, "binh")
    assert user is not None
    assert users.checked(user, PASSWORD)
    assert not users.checked(user, PASSWORD + " ")
    (shown,) = maild("user", "list", "--json", config=province).json
    assert shown == {
        "user": "binh", "full_name": "Trần Thị Bình", "role": "coordinator", "unit": None, "disabled_at": None,
        "password": True,
    }  # fmt: skip


@pytest.mark.usefixtures("types")
def test_a_trial_adds_nobody(province: Path) -> None:
    assert add(province, "binh", "--dry-run").code == 0
    assert account(province, "binh") is None


def test_one_line_of_a_pipe_is_the_password(province: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    refused = add(province)
    assert refused.code == 1
    assert "từ 12 đến 200 ký tự" in refused.err
    assert add(province, "binh", "--sso").code == 0  # needs none


@pytest.mark.usefixtures("types")
def test_a_head_belongs_to_a_unit(province: Path) -> None:
    assert add(province, "hoa", "--role", "head").code == 1
    done = add(province, "hoa", "--role", "head", "--unit", "so y te", "--sso")
    assert done.code == 0, done.err
    moved = maild("user", "role", "hoa", "leader", config=province)
    assert moved.code == 0, moved.err
    user = account(province, "hoa")
    assert user is not None
    assert (user.role, user.unit) == ("leader", "")


@pytest.mark.usefixtures("types")
def test_an_account_is_disabled_and_comes_back(province: Path) -> None:
    add(province, "binh", "--sso")
    assert maild("user", "disable", "binh", config=province).code == 0
    user = account(province, "binh")
    assert user is not None
    assert user.disabled_at is not None
    assert maild("user", "password", "binh", config=province).code == 0
    assert maild("user", "disable", "binh", "--undo", config=province).code == 0
    user = account(province, "binh")
    assert user is not None
    assert (user.disabled_at, users.checked(user, PASSWORD)) == (None, True)
    told = maild("audit", "list", config=province).out
    assert "thêm tài khoản trang làm việc" in told
    assert "đổi tài khoản trang làm việc binh: mật khẩu" in told


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "binh", "--role", "king"), 2),
        (("add", "../x", "--role", "it", "--sso"), 1),
        (("role", "nobody", "it"), 1),
        (("disable", "nobody"), 1),
    ],
)
def test_what_cannot_be_is_refused(province: Path, arguments: tuple[str, ...], code: int) -> None:
    done = maild("user", *arguments, config=province)
    assert (done.code, done.out) == (code, "")
    assert done.err
