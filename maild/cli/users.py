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
from maild.cli.helped import Commands
from maild.cli.output import fail, show_json, table, words

if TYPE_CHECKING:
    from maild.store.desk import User

app = Commands()
_ROLES = ("coordinator", "approver", "it", "leader", "head")
Name = Annotated[str, typer.Argument(metavar="NAME")]
RoleOption = Annotated[
    str,
    typer.Option("--role"),
]
UnitOption = Annotated[str, typer.Option("--unit")]


@app.command("add")
def add(
    name: Name,
    role: RoleOption,
    unit: UnitOption = "",
    full_name: Annotated[str, typer.Option("--full-name")] = "",
    sso: Annotated[
        bool,
        typer.Option("--sso"),
    ] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
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
    role: Annotated[str, typer.Argument(metavar="ROLE")],
    unit: UnitOption = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
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
    from maild.actions import users

    who = needs()
    with house(config, dry_run=dry_run) as home:
        user = users.set_password(home.store, name, _password(), who, now())
        done("cli.user_password", as_json, _shown(user), dry_run=dry_run, name=user.name)


@app.command("disable")
def disable(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
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
    while True:
        asked: str = typer.prompt(words("cli.ask_password"), hide_input=True)
        if typer.prompt(words("cli.ask_password_again"), hide_input=True) == asked:
            return asked
        fail("cli.passwords_differ")


def _shown(user: User) -> dict[str, object]:
    return {
        "user": user.name,
        "full_name": user.full_name,
        "role": user.role,
        "unit": user.unit or None,
        "disabled_at": user.disabled_at.isoformat() if user.disabled_at else None,
        "password": bool(user.secret),
    }
