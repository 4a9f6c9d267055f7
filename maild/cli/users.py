"""maild user: who may sign in to the desk. For administrators."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    Misused,
    done,
    house,
    local,
    needs,
    next_step,
    now,
    read_choice,
)
from maild.cli.output import show_json, table, words

if TYPE_CHECKING:
    from maild.store.desk import User

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_ROLES = ("coordinator", "approver", "it", "leader", "head")
Name = Annotated[str, typer.Argument(metavar="NAME", help="Tên đăng nhập, như tài khoản máy chủ nếu có.")]
RoleOption = Annotated[
    str,
    typer.Option(
        "--role",
        help="coordinator: điều phối; approver: phê duyệt; it: đầu mối CNTT; leader: lãnh đạo; "
        "head: lãnh đạo một đơn vị (kèm --unit).",
    ),
]
UnitOption = Annotated[str, typer.Option("--unit", help="Với head: đơn vị của người đó.")]


@app.command("add")
def add(
    name: Name,
    role: RoleOption,
    unit: UnitOption = "",
    full_name: Annotated[str, typer.Option("--full-name", help="Họ và tên, hiện trên trang.")] = "",
    sso: Annotated[
        bool,
        typer.Option("--sso", help="Không đặt mật khẩu: chỉ đăng nhập qua máy chủ web (web.sso_header)."),
    ] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Thêm một tài khoản; mật khẩu được hỏi hai lần, hoặc đọc một dòng từ đầu vào chuẩn.

    Dành cho quản trị.
    """
    from maild.actions import users

    who = needs()
    _role(role)
    with house(config, dry_run=dry_run) as home:
        password = None if sso else _password()
        user = users.add(
            home.store, name, role, who, now(), full_name=full_name, unit=unit, password=password
        )
        done("cli.user_added", as_json, _shown(user), dry_run=dry_run, name=user.name, role=f"role.{role}")
        if home.config.web.listen is None:
            next_step("next.desk_off", as_json, dry_run)


@app.command("list")
def list_(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Các tài khoản, vai trò, đơn vị. Dành cho quản trị."""
    from maild.store import desk

    needs()
    with house(config) as home, home.store.view() as look:
        found = desk.every(look.connection)
        zone = home.config.zone
    if as_json:
        show_json([_shown(one) for one in found])
        return
    rows = [
        (one.name, one.full_name, words(f"role.{one.role}"), one.unit, local(one.disabled_at, zone))
        for one in found
    ]
    table(("user", "name", "role", "unit", "disabled"), rows)


@app.command("role")
def role(
    name: Name,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="coordinator, approver, it, leader hoặc head.")],
    unit: UnitOption = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Đổi vai trò; người đó phải đăng nhập lại. Dành cho quản trị."""
    from maild.actions import users

    who = needs()
    _role(role)
    with house(config, dry_run=dry_run) as home:
        user = users.set_role(home.store, name, role, who, now(), unit)
        done("cli.user_role", as_json, _shown(user), dry_run=dry_run, name=user.name, role=f"role.{role}")


@app.command("password")
def password(
    name: Name, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    """Đặt mật khẩu mới; các phiên đang mở của tài khoản kết thúc. Dành cho quản trị."""
    from maild.actions import users

    who = needs()
    with house(config, dry_run=dry_run) as home:
        user = users.set_password(home.store, name, _password(), who, now())
        done("cli.user_password", as_json, _shown(user), dry_run=dry_run, name=user.name)


@app.command("disable")
def disable(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Cho đăng nhập trở lại.")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Khóa tài khoản ngay, kể cả phiên đang mở. Dành cho quản trị."""
    from maild.actions import users

    who = needs()
    with house(config, dry_run=dry_run) as home:
        user = users.disable(home.store, name, who, now(), again=undo)
        word = "cli.user_enabled" if undo else "cli.user_disabled"
        done(word, as_json, _shown(user), dry_run=dry_run, name=user.name)


def _role(text: str) -> None:
    if not read_choice("--role", text, _ROLES):
        raise Misused("refused.empty", option="--role")


def _password() -> str:
    """Typed twice and not shown; where nobody types, the first line that comes in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt(words("cli.ask_password"), hide_input=True, confirmation_prompt=True)
    return asked


def _shown(user: User) -> dict[str, object]:
    return {
        "user": user.name,
        "full_name": user.full_name,
        "role": user.role,
        "unit": user.unit or None,
        "disabled_at": user.disabled_at.isoformat() if user.disabled_at else None,
        "password": bool(user.secret),
    }
