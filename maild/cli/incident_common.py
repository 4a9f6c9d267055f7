"""What the incident commands share: how an incident is named, and everything that is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.common import now, read_number

if TYPE_CHECKING:
    from maild.actions.actor import Actor
    from maild.actions.dossier import Dossier
    from maild.wiring import House

Number = Annotated[str, typer.Argument()]


def key_of(number: str) -> int:
    """Raises Misused where `number` is none."""
    return read_number("INC-", number, "INC-0023")


def named(key: int) -> str:
    return f"INC-{key:04}"


def dossier_of(home: House, key: int, who: Actor) -> Dossier:
    """Raises InputRefused where there is no such incident."""
    from maild.actions.incident_lines import whole

    with home.store.view() as look:
        return whole(home, look, key, who, now())
