"""maild address call-sheet, called, accept: another channel where mail fails, and the right address."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    Misused,
    chosen_round,
    done,
    house,
    local,
    needs,
    now,
    read_file,
    read_text,
    tell_withdrawn,
)
from maild.cli.output import show_json, table, tell, words

AnyRound = Annotated[str, typer.Option("--round")]
_COLUMNS = (
    "official",
    "name",
    "position",
    "unit",
    "clerk",
    "call_reason",
    "suggestion",
    "reached_tick",
    "right_address",
    "note",
)


def call_sheet(
    out: Path,
    round_: AnyRound = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import calls
    from maild.actions.rosters import rules_of
    from maild.errors import InputRefused
    from maild.roster.export import SheetOut, write_csv, write_xlsx

    needs("coordinator")
    if out.exists():
        raise InputRefused("refused.exists", path=out)
    with house(config) as home:
        zone = home.config.zone
        with home.store.view() as look:
            chosen = chosen_round(look, round_)
            rules = rules_of(look, home.roster_rules, now().astimezone(zone).date())
            found = calls.sheet(look, chosen, rules)
    header = [words(f"col.{name}") for name in _COLUMNS]
    rows = [
        (
            f"OFF-{one.person.id:04}",
            one.person.name,
            one.person.position,
            one.person.unit,
            one.clerk,
            words(one.why) + ("" if one.incident is None else f" (INC-{one.incident:04})"),
            "; ".join(one.suggestions[:2]),
            "",
            "",
            "",
        )
        for one in found
    ]
    if found:
        if out.suffix.lower() == ".csv":
            write_csv(out, header, rows)
        else:
            titles = (words("call.title", code=chosen.code), local(now(), zone))
            write_xlsx(out, [SheetOut(words("call.sheet"), header, rows, titles)])
        out.chmod(0o600)
    if as_json:
        show_json({"path": str(out) if found else None, "people": len(found)})
    elif found:
        tell("call.written", path=out, count=len(found))
    else:
        tell("call.none")


def called(
    file: Path,
    round_: AnyRound = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import calls

    who = needs("coordinator")
    read_file(file)
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            found = calls.read_sheet(look, chosen_round(look, round_), file)
        calls.record(home.store, found, who, now())
    proposals = [(f"OFF-{one.person.id:04}", one.address) for one in found.proposals if one.person]
    counts = {"reached": len(found.reached), "proposed": len(proposals), "unknown": len(found.unclear)}
    if as_json:
        show_json(
            {
                **counts,
                "proposals": [{"official": one, "address": address} for one, address in proposals],
                "unclear_rows": list(found.unclear),
                "dry_run": dry_run,
            }
        )
        return
    tell("call.read", **counts)
    if proposals:
        rows = [
            (one, address, f"maild address accept {one} {address} --letter …") for one, address in proposals
        ]
        table(("official", "right_address", "command"), rows)
    for row in found.unclear[:20]:
        tell("call.unclear", row=row)


def accept(
    person: Annotated[str, typer.Argument(metavar="WHO")],
    address: Annotated[str, typer.Argument()] = "",
    letter: str = "",
    suggestion: Annotated[int, typer.Option(min=0)] = 0,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import calls, people
    from maild.actions.corrections import corrections, unreached
    from maild.actions.rosters import rules_of
    from maild.errors import InputRefused
    from maild.store import rounds

    who = needs("coordinator")
    letter = read_text("--letter", letter)
    if bool(address) == bool(suggestion):
        raise Misused("refused.one_address")
    with house(config, dry_run=dry_run) as home:
        found = people.find(home.store, read_text("WHO", person))
        if suggestion:
            with home.store.view() as look:
                round_ = rounds.get(look.connection, found.round_id)
                assert round_ is not None
                rules = rules_of(look, home.roster_rules, now().astimezone(home.config.zone).date())
                asked = [number for number in unreached(look, round_) if number == found.id]
                known = corrections(look, round_, rules, asked)
            given = known[0].suggestions if known else ()
            if suggestion > len(given):
                raise InputRefused("refused.no_suggestion", who=f"OFF-{found.id:04}", count=len(given))
            address = given[suggestion - 1].email
        changed = calls.accept(home.store, found, address, letter, who, now())
        facts = {"official": f"OFF-{changed.id:04}", "address": changed.email}
        done("call.accepted", as_json, facts, dry_run=dry_run, **facts)
        tell_withdrawn(home, changed.id, as_json, dry_run)
