"""maild notice: the mails to staff, and addresses to which they stopped."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    done,
    house,
    local,
    needs,
    now,
    read_choice,
)
from maild.cli.helped import Commands
from maild.cli.output import show_json, table, words
from maild.privacy import mask_address

app = Commands()


@app.command("list")
def list_(
    state: str = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.model import LetterState, told_state
    from maild.store import notices

    who = needs("coordinator", "it")
    read_choice("--state", state, [one.value for one in LetterState])
    with house(config) as home:
        with home.store.view() as look:
            wanted = (LetterState(state),) if state else tuple(LetterState)
            found = notices.in_state(look.connection, *wanted)[-200:]
        zone = home.config.zone
    shown = [
        {
            "number": one.id,
            "code": one.code.value,
            "occasion": one.occasion,
            "to": one.recipient if who.sees_names else mask_address(one.recipient),
            "state": one.state.value,
            "rehearsed": told_state(one.state, one.reply) == "rehearsed",
            "route": one.route,
            "queued_at": local(one.queued_at, zone),
            "not_before": local(one.not_before, zone),
            "bounced": one.bounced_at is not None,
        }
        for one in found
    ]
    if as_json:
        show_json(shown)
        return
    rows = [
        (
            one["number"],
            one["code"],
            words(f"notice.{one['code']}"),
            one["to"],
            words("letter.rehearsed" if one["rehearsed"] else f"letter.{one['state']}")
            + (f", {words('cli.came_back')}" if one["bounced"] else ""),
            one["queued_at"],
        )
        for one in shown
    ]
    table(("number", "letter", "what", "to", "state", "at"), rows)


@app.command("restore")
def restore(
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import notices

    who = needs("coordinator", "it")
    with house(config, dry_run=dry_run) as home:
        notices.restore(home.store, address, who, now())
    done("cli.notice_restored", as_json, {"address": address}, dry_run=dry_run, address=address)
