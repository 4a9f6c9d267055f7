"""maild address list, why, suspend, restore: the suppression list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    chosen_round,
    done,
    house,
    local,
    needs,
    next_step,
    now,
    read_day,
    read_text,
)
from maild.cli.output import described, show_json, table, tell, words
from maild.privacy import mask_address

if TYPE_CHECKING:
    from maild.actions.suppressions import Suppressed
    from maild.model import AddressState, Event

AnyRound = Annotated[str, typer.Option("--round")]
Address = Annotated[str, typer.Argument(metavar="ADDRESS")]


def list_(round_: AnyRound = "", config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.actions import suppressions

    needs("coordinator")
    with house(config) as home:
        zone = home.config.zone
        with home.store.view() as look:
            found = suppressions.listed(look, chosen_round(look, round_))
    if as_json:
        show_json([_json(one) for one in found])
        return
    if not found:
        tell("address.all_good")
        return
    rows = [
        (
            one.email,
            ", ".join(f"OFF-{person.id:04}" for person in one.people),
            words(f"standing.{one.state.standing.value}"),
            "" if one.state.reason is None else words(f"reason.{one.state.reason.value}"),
            local(one.state.changed_at, zone),
            "" if one.state.until is None else f"{one.state.until:%d/%m/%Y}",
            _source(one.said),
        )
        for one in found
    ]
    table(("email", "official", "status", "reason", "since", "until", "said_by"), rows)
    next_step("next.address_list", as_json)


def why(address: Address, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.actions import suppressions

    needs("coordinator")
    with house(config) as home:
        zone = home.config.zone
        with home.store.view() as look:
            found = suppressions.history(look, read_text("ADDRESS", address))
    if as_json:
        show_json(
            {
                "address": found.email,
                **_state(found.state),
                "officials": [f"OFF-{one.id:04}" for one in found.people],
                "events": [
                    {
                        "at": one.at.isoformat(),
                        "kind": one.kind.value,
                        "actor": one.actor,
                        "data": dict(one.data),
                    }
                    for one in found.events
                ],
            }
        )
        return
    who = ", ".join(f"OFF-{one.id:04} {one.name}, {one.unit}" for one in found.people)
    tell(
        "address.stands",
        address=found.email,
        standing=words(f"standing.{found.state.standing.value}"),
        who=who,
    )
    table(
        ("at", "event", "actor", "note"),
        [
            (local(one.at, zone), described(one), one.actor, found.notes.get(one.id or 0, ""))
            for one in found.events
        ],
    )


def suspend(
    address: Address,
    why: str = "",
    until: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import suppressions
    from maild.rules.calendar import local_day

    who = needs("coordinator")
    email = read_text("ADDRESS", address)
    ends = read_day("--until", until) if until else None
    with house(config, dry_run=dry_run) as home:
        today = local_day(now(), home.calendar)
        suppressions.suspend(home.store, email, read_text("--why", why), ends, who, now(), today)
        shown = {"address": email, "standing": "suspended", "until": ends}
        done("cli.address_suspended", as_json, shown, dry_run=dry_run, address=mask_address(email))
        next_step("next.address_suspended", as_json, dry_run, address=email)


def restore(
    address: Address,
    why: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import suppressions

    who = needs("coordinator")
    email = read_text("ADDRESS", address)
    with house(config, dry_run=dry_run) as home:
        suppressions.restore(home.store, email, read_text("--why", why), who, now())
        shown = {"address": email, "standing": "ok"}
        done("cli.address_restored", as_json, shown, dry_run=dry_run, address=mask_address(email))
        next_step("next.address_restored", as_json, dry_run)


def _source(said: Event | None) -> str:
    """Who or what says so: a mail, a server in the dialogue, a person."""
    if said is None:
        return ""
    if said.mail_id is not None:
        return f"M-{said.mail_id}"
    return words("said_by.server") if said.actor == "daemon" else said.actor


def _state(state: AddressState) -> dict[str, object]:
    return {
        "standing": state.standing.value,
        "reason": None if state.reason is None else state.reason.value,
        "since": None if state.changed_at is None else state.changed_at.isoformat(),
        "until": state.until,
    }


def _json(one: Suppressed) -> dict[str, object]:
    officials = [f"OFF-{person.id:04}" for person in one.people]
    return {"address": one.email, "officials": officials, **_state(one.state), "said_by": _source(one.said)}
