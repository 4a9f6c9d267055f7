"""The demo's desk: a port of its own, and an account for each role."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from maild.actions import users
from maild.actions.actor import Actor
from maild.demo.stage import Stage
from maild.store import rounds, units
from maild.wiring import House

_ADMIN = Actor("demo", "admin")


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """Where it is, who may sign in (name, role, unit), and the file with the passwords."""

    url: str
    accounts: tuple[tuple[str, str, str], ...]
    passwords: Path


def furnish(ready: Stage, home: House, staff: tuple[str, str]) -> DemoDesk:
    """Switch the desk on for the daemon that goes on running; `staff` are the round's coordinator and approver."""
    with home.store.view() as look:
        (round_,) = rounds.every(look.connection)
        largest = max(units.every(look.connection, round_.id), key=lambda one: one.officials)
    accounts = (
        (staff[0], "coordinator", ""),
        (staff[1], "approver", ""),
        ("hoang.van.tuan", "it", ""),
        ("lanh.dao", "leader", ""),
        ("thu.truong", "head", largest.name),
    )
    made = {name: secrets.token_urlsafe(12) for name, _, _ in accounts}
    for name, role, unit in accounts:
        users.add(home.store, name, role, _ADMIN, ready.clock(), unit=unit, password=made[name])
    passwords = ready.directory / "credentials" / "desk"
    with open(
        passwords, "x", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)
    ) as file:
        file.writelines(f"{name} {password}\n" for name, password in made.items())
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    overlay = ready.directory / "maild.d"
    overlay.mkdir(exist_ok=True)
    (overlay / "desk.toml").write_text(f'[web]\nlisten = "{listen}"\n', encoding="utf-8")
    return DemoDesk(f"http://{listen}/", accounts, passwords)
