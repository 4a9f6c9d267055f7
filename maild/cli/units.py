"""maild unit: what is known of units beside their names."""

from __future__ import annotations

from typing import Annotated

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
    now,
    read_choice,
    read_day,
    read_text,
)
from maild.cli.helped import Commands
from maild.cli.output import show_json, table, tell, words
from maild.errors import InputRefused

app = Commands()
Name = Annotated[str, typer.Argument(metavar="UNIT")]


@app.command("list")
def list_(
    round_: Annotated[str, typer.Option("--round")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.store import rounds, units

    needs("coordinator", "it")
    with house(config) as home, home.store.view() as look:
        any_round = round_ or rounds.every(look.connection)
        found = chosen_round(look, round_).id if any_round else None
        known = units.every(look.connection, found)
    if as_json:
        show_json(
            [
                {
                    "unit": one.name,
                    "level": one.level,
                    "officials": one.officials,
                    "aliases": one.aliases,
                    "successors": [
                        {"unit": each.new, "since": each.since, "letter": each.document}
                        for each in one.successors
                    ],
                    "contacts": {each.role: each.name or each.email for each in one.contacts},
                }
                for one in known
            ]
        )
        return
    table(
        ("unit", "unit_level", "officials", "alias", "successor", "contact"),
        [
            (
                one.name,
                one.level,
                one.officials,
                "; ".join(one.aliases),
                "; ".join(f"{each.new} ({each.since:%d/%m/%Y})" for each in one.successors),
                "; ".join(
                    f"{words(f'contact.{each.role}')}: {each.name or each.email}" for each in one.contacts
                ),
            )
            for one in known
        ],
    )


@app.command("show")
def show(unit: Name, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.actions import units
    from maild.store import rounds
    from maild.store.units import contacts_of

    needs("coordinator", "it")
    with house(config) as home, home.store.view() as look:
        newest = max((one.id for one in rounds.every(look.connection)), default=None)
        one = units.find(look, read_text("UNIT", unit), newest)
        contacts = contacts_of(look.connection, one.id)
        zone = home.config.zone
    if as_json:
        show_json(
            {
                "unit": one.name,
                "level": one.level,
                "officials": one.officials,
                "aliases": one.aliases,
                "successors": [
                    {"unit": each.new, "since": each.since, "letter": each.document}
                    for each in one.successors
                ],
                "contacts": [
                    {"role": each.role, "name": each.name, "position": each.position, "email": each.email,
                     "telephone": each.telephone, "since": each.since.isoformat(),
                     "until": each.until and each.until.isoformat()}
                    for each in contacts
                ],
            }
        )  # fmt: skip
        return
    tell("unit.described", name=one.name, level=one.level or "–", count=one.officials)
    if one.aliases:
        tell("unit.named", names="; ".join(one.aliases))
    for each in one.successors:
        tell("unit.succeeded", since=f"{each.since:%d/%m/%Y}", old=one.name, unit=each.new)
    if contacts:
        table(
            ("role", "name", "position", "email", "telephone", "since", "until"),
            [
                (
                    words(f"contact.{each.role}"),
                    each.name,
                    each.position,
                    each.email,
                    each.telephone,
                    local(each.since, zone),
                    local(each.until, zone),
                )
                for each in contacts
            ],
        )


@app.command("alias")
def alias(
    other: Annotated[str, typer.Argument(metavar="ALIAS")],
    unit: Annotated[str, typer.Argument(metavar="UNIT")] = "",
    remove: Annotated[bool, typer.Option("--remove")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import units

    who = needs("coordinator")
    written = read_text("ALIAS", other)
    with house(config, dry_run=dry_run) as home:
        if remove:
            units.drop_alias(home.store, written, who, now())
            done("unit.unaliased", as_json, {"alias": written}, dry_run=dry_run, alias=written)
        else:
            known = units.alias(home.store, read_text("UNIT", unit), written, who, now())
            shown = {"alias": written, "unit": known.name}
            done("unit.aliased", as_json, shown, dry_run=dry_run, **shown)


@app.command("set-contact")
def set_contact(
    unit: Name,
    role: Annotated[str, typer.Option("--role")],
    name: Annotated[str, typer.Option("--name")] = "",
    position: Annotated[str, typer.Option("--position")] = "",
    email: Annotated[str, typer.Option("--email")] = "",
    telephone: Annotated[str, typer.Option("--telephone")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import units
    from maild.store.units import ROLES

    who = needs("coordinator", "it")
    read_choice("--role", read_text("--role", role), ROLES)
    with house(config, dry_run=dry_run) as home:
        known = units.set_contact(
            home.store, read_text("UNIT", unit), role, who, now(), person=name.strip(), email=email.strip(),
            telephone=telephone.strip(), position=position.strip(),
        )  # fmt: skip
        done(
            "unit.contact_set",
            as_json,
            {"unit": known.name, "role": role},
            dry_run=dry_run,
            unit=known.name,
            role=words(f"contact.{role}"),
            name=name or email or telephone,
        )


@app.command("set-level")
def set_level(
    unit: Name,
    level: Annotated[str, typer.Argument(metavar="LEVEL")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import units

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        known = units.set_level(home.store, read_text("UNIT", unit), read_text("LEVEL", level), who, now())
        shown = {"unit": known.name, "level": level}
        done("unit.level_set", as_json, shown, dry_run=dry_run, **shown)


@app.command("succeed")
def succeed(
    unit: Name,
    successor: Annotated[str, typer.Argument(metavar="SUCCESSOR")],
    since: Annotated[str, typer.Option("--from")] = "",
    letter: Annotated[str, typer.Option("--letter")] = "",
    undo: Annotated[bool, typer.Option("--undo")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import units

    who = needs("coordinator")
    if not successor.strip():
        raise InputRefused("refused.no_unit", unit=successor)
    if undo:
        with house(config, dry_run=dry_run) as home:
            left, other = units.unsucceed(home.store, read_text("UNIT", unit), successor, who, now())
            facts = {"unit": left.name, "successor": other.name}
            done("unit.unsucceeded", as_json, facts, dry_run=dry_run, old=left.name, unit=other.name)
        return
    day = read_day("--from", read_text("--from", since))
    with house(config, dry_run=dry_run) as home:
        old, new = units.succeed(
            home.store, read_text("UNIT", unit), successor, day, letter.strip(), who, now()
        )
        done(
            "unit.succeeded",
            as_json,
            {"unit": old.name, "successor": new, "since": day.isoformat()},
            dry_run=dry_run,
            old=old.name,
            unit=new,
            since=f"{day:%d/%m/%Y}",
        )
