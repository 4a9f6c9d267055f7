"""maild address: addresses that mail does not reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli import calls, suppressions
from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    chosen_round,
    house,
    local,
    needs,
    now,
    read_file,
)
from maild.cli.helped import Commands
from maild.cli.output import show_json, table, tell, words

if TYPE_CHECKING:
    from maild.actions.corrections import Correction

app = Commands()
app.command("list")(suppressions.list_)
app.command("why")(suppressions.why)
app.command("suspend")(suppressions.suspend)
app.command("restore")(suppressions.restore)
app.command("call-sheet")(calls.call_sheet)
app.command("called")(calls.called)
app.command("accept")(calls.accept)
AnyRound = Annotated[str, typer.Option("--round")]
_SHOWN = 20
_COLUMNS = (
    "number",
    "unit",
    "name",
    "position",
    "email",
    "reason",
    "via",
    "since",
    "suggestion",
    "right_email",
)


@app.command("corrections")
def corrections(
    round_: AnyRound = "",
    unit: Annotated[str, typer.Option("--unit")] = "",
    report: Annotated[Path | None, typer.Option("--report")] = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import corrections as actions
    from maild.actions.rosters import rules_of

    needs("coordinator")
    with house(config) as home:
        zone = home.config.zone
        with home.store.view() as look:
            found_round = chosen_round(look, round_)
            rules = rules_of(look, home.roster_rules, now().astimezone(zone).date())
            found = actions.corrections(look, found_round, rules)
    if unit:
        found = [one for one in found if one.person.unit.casefold() == unit.casefold()]
    if report is not None:
        _write(report, found, found_round.code, zone)
    if as_json:
        show_json([_json(one) for one in found])
    elif not found:
        tell("address.none")
    else:
        for name, some in actions.by_unit(found):
            tell("address.unit", unit=name, count=len(some))
            table(
                ("official", "name", "email", "reason", "via", "since", "suggestion"),
                [
                    (
                        f"OFF-{one.person.id:04}",
                        one.person.name,
                        one.person.email,
                        words(f"reason.{one.reason.value}"),
                        words(f"via.{one.via}"),
                        local(one.since, zone),
                        _suggested(one),
                    )
                    for one in some
                ],
            )
    if report is not None and not as_json:
        tell("address.written", path=report, count=len(found))
    if found:
        raise typer.Exit(3)


@app.command("failures")
def failures(
    file: Path,
    round_: AnyRound = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import corrections as actions
    from maild.actions.rosters import rules_of
    from maild.roster.failures import read_failures

    who = needs("coordinator")
    read_file(file)
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            code = chosen_round(look, round_).code
            rules = rules_of(look, home.roster_rules, now().astimezone(home.config.zone).date())
        read = read_failures(file, rules)
        judged = actions.take_failures(home.store, code, read, who, now())
    counts = {
        "people": len(judged.consequences),
        "known": judged.known,
        "answered": judged.answered,
        "old": judged.old,
        "unknown": len(judged.unknown),
    }
    rows = {row.email: row.row for row in read.rows}
    unknown = [rows[email] for email in judged.unknown if email in rows]
    if as_json:
        show_json(
            {**counts, "unknown_rows": unknown, "unreadable_rows": list(read.unreadable), "dry_run": dry_run}
        )
        return
    tell("address.failures", **counts)
    for word, numbers in (("address.row_unknown", unknown), ("address.row_unreadable", read.unreadable)):
        for number in numbers[:_SHOWN]:
            tell(word, row=number)
        if len(numbers) > _SHOWN:
            tell("cli.more_rows", count=len(numbers) - _SHOWN)
    if counts["people"] and not dry_run:
        tell("address.next")


def _suggested(one: Correction) -> str:
    parts = [f"{found.email} ({words(f'suggestion.{found.why}')})" for found in one.suggestions[:2]]
    if one.answered:
        word = "suggestion.gone" if one.gone else "suggestion.answered"
        parts.append(words(word, mail=f"M-{one.proposed_in}"))
        if one.doubted:
            parts.append(words("suggestion.doubted"))
    elif one.proposed_in is not None:
        parts.append(words("suggestion.reply", mail=f"M-{one.proposed_in}"))
    return "; ".join(parts)


def _json(one: Correction) -> dict[str, object]:
    return {
        "official": f"OFF-{one.person.id:04}",
        "name": one.person.name,
        "unit": one.person.unit,
        "email": one.person.email,
        "answered": one.answered,
        "gone": one.gone,
        "doubted": one.doubted,
        "reason": one.reason.value,
        "via": one.via,
        "since": one.since.isoformat() if one.since else None,
        "suggestions": [{"email": found.email, "why": found.why} for found in one.suggestions],
        "proposed_in": f"M-{one.proposed_in}" if one.proposed_in else None,
    }


def _write(path: Path, found: list[Correction], code: str, zone: object) -> None:
    """A table that the units fill in and that the ministry can read; no cell of it can become a formula."""
    from maild.actions.corrections import by_unit
    from maild.roster.export import SheetOut, write_csv, write_xlsx

    header = [words(f"col.{name}") for name in _COLUMNS]
    rows = [
        (
            number,
            one.person.unit,
            one.person.name,
            one.person.position,
            one.person.email,
            words(f"reason.{one.reason.value}"),
            words(f"via.{one.via}"),
            local(one.since, zone),
            _suggested(one),
            "",
        )
        for number, one in enumerate(found, 1)
    ]
    if path.suffix.lower() == ".csv":
        write_csv(path, header, rows)
        return
    counts = [(name, len(some)) for name, some in by_unit(found)]
    titles = (words("address.title", code=code), local(now(), zone))
    write_xlsx(
        path,
        [
            SheetOut(words("address.sheet"), header, rows, titles),
            SheetOut(words("address.sheet_units"), (words("col.unit"), words("col.count")), counts, titles),
        ],
    )
