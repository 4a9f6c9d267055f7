"""maild data: what is kept about a person, and taking it away on his demand."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.common import DEFAULT_CONFIG, AsJson, ConfigPath, DryRun, house, needs, now, read_text
from maild.cli.helped import Commands
from maild.cli.output import show_json, tell
from maild.errors import NeedsPerson

if TYPE_CHECKING:
    from pathlib import Path

    from maild.actions.data import How, Person

app = Commands()
Who = Annotated[str, typer.Argument(metavar="WHO")]
Code = Annotated[str, typer.Option("--code")]


@app.command("show")
def show(who: Who, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.actions import data

    needs("coordinator")
    with house(config) as home:
        person = data.look(home.store, read_text("WHO", who))
    _show(person, as_json)


@app.command("forget")
def forget(
    who: Who,
    code: Code = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    _erase(who, "forget", code, dry_run, config, as_json)


@app.command("purge")
def purge(
    who: Who,
    code: Code = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    _erase(who, "purge", code, dry_run, config, as_json)


def _erase(who: str, how: How, code: str, dry_run: bool, config: Path, as_json: bool) -> None:
    from maild.actions import data

    actor = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        paths = home.config.paths
        places = {paths.state, paths.backups, paths.reports, paths.letters, paths.drop}
        try:
            proof = data.erase(home.store, read_text("WHO", who), how, code, actor, now(), sorted(places))
        except NeedsPerson:
            if not as_json:
                _show(data.look(home.store, who), as_json)
            raise
    if as_json:
        facts = {"database": proof.in_database, "files": [str(path) for path in proof.files]}
        told = {"still_named": facts, "lingers": proof.lingers, "dry_run": dry_run}
        show_json({**asdict(proof.gone), **told})
        return
    tell("cli.data_gone", **asdict(proof.gone))
    if proof.lingers and not dry_run:
        tell("cli.data_lingers")
    if how == "purge" and not dry_run:
        tell("cli.data_proof", count=proof.in_database)
        for path in proof.files:
            tell("cli.data_file", path=path)


def _show(person: Person, as_json: bool) -> None:
    held = person.held
    if as_json:
        show_json({"official": f"OFF-{person.respondent.id:04}", **asdict(held), "code": person.code})
        return
    tell(f"OFF-{person.respondent.id:04} {', '.join(held.names) or '–'}")
    tell(
        "cli.data_held",
        positions="; ".join(held.positions) or "–",
        addresses=", ".join(held.addresses) or "–",
        rounds=", ".join(held.rounds) or "–",
        mails=len(held.mails),
        excerpts=held.excerpts,
        notes=held.notes,
        letters=held.letters,
        events=held.events,
    )
