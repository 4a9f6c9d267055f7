"""maild report: where a round stands, for the desk, the liaison and the leadership."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    needs,
    now,
    read_choice,
    write_file,
)
from maild.cli.helped import Commands
from maild.cli.output import fail, show_json, table, tell
from maild.cli.remind import RoundOption
from maild.errors import InputRefused

if TYPE_CHECKING:
    from maild.actions.reports import Report
    from maild.wiring import House

app = Commands()
_FORMATS = ("text", "html", "xlsx", "csv", "json")
_GROUPS = {"lanhdao": "leadership", "dieuphoi": "coordinator", "cntt": "it", "ubnd": "committee"}
Format = Annotated[str, typer.Option("--format")]
Output = Annotated[Path | None, typer.Option("--output", "-o")]
To = Annotated[
    str,
    typer.Option("--to"),
]


@app.command("brief")
def brief(
    round_: RoundOption = "",
    format_: Format = "",
    output: Output = None,
    to: To = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    needs("coordinator")
    _report("brief", round_, format_, output, to, dry_run, config, as_json)


@app.command("it")
def it(
    format_: Format = "",
    output: Output = None,
    to: To = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    needs("it", "coordinator")
    _report("it", "", format_, output, to, dry_run, config, as_json)


@app.command("units")
def units(
    round_: RoundOption = "",
    format_: Format = "",
    output: Output = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    needs("coordinator")
    _report("units", round_, format_, output, "", False, config, as_json)


@app.command("effect")
def effect(
    round_: RoundOption = "",
    format_: Format = "",
    output: Output = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    needs("coordinator")
    _report("effect", round_, format_, output, "", False, config, as_json)


@app.command("weekly")
def weekly(
    round_: RoundOption = "",
    format_: Format = "",
    output: Output = None,
    to: To = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    needs("coordinator")
    _report("weekly", round_, format_, output, to, dry_run, config, as_json)


@app.command("final")
def final(
    round_: RoundOption = "",
    format_: Format = "",
    output: Output = None,
    to: To = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    needs("coordinator")
    _report("final", round_, format_, output, to, dry_run, config, as_json)


def _report(
    kind: str,
    code: str,
    format_: str,
    output: Path | None,
    to: str,
    dry_run: bool,
    config: Path,
    as_json: bool,
) -> None:
    from maild.actions import reports
    from maild.cli.common import actor

    read_choice("--format", format_, _FORMATS)
    form = format_ or ("json" if as_json else "")
    if form == "xlsx" and output is None:
        raise Misused("refused.output_needed", format=form)
    at, who = now(), actor()
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            round_ = None if kind == "it" else chosen_round(look, code)
        made = reports.make(home, kind, round_, who, at)
        if to:
            addresses = _addresses(home, to)
            sent = reports.send(home, made, addresses, round_, who, at)
            done("cli.report_queued", as_json, {"mails": sent}, dry_run=dry_run, count=sent)
            return
    _put(made, form, output)


def _addresses(home: House, to: str) -> tuple[str, ...]:
    if to in _GROUPS:
        found: tuple[str, ...] = getattr(home.config.alerts, _GROUPS[to])
        if not found:
            raise InputRefused("refused.nobody_configured", option=f"alerts.{_GROUPS[to]}")
        return found
    if "@" not in to or any(char.isspace() for char in to):
        raise Misused("refused.bad_choice", option="--to", value=to, choices=", ".join((*_GROUPS, "ĐỊA-CHỈ")))
    return (to,)


def _put(made: Report, form: str, output: Path | None) -> None:
    from maild.actions.reports import FORMS

    sheet = made.sheets[0]
    match form:
        case _ if form in FORMS and output is not None:
            write_file(output, made.octets(form))
        case "csv":
            import csv

            from maild.roster.export import safe_cell

            rows = ([safe_cell(cell) for cell in row] for row in (sheet.header, *sheet.rows))
            csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
        case "html":
            typer.echo(made.page())
        case "json":
            show_json(made.as_json())
        case _ if (mail := made.mail()) is None:
            table(sheet.header, [["" if cell is None else cell for cell in row] for row in sheet.rows])
        case _ if output is not None:
            write_file(output, f"{mail.subject}\n\n{mail.text}".encode())
        case _:
            tell(mail.subject)
            typer.echo()
            for line in mail.text.splitlines():
                tell(line)
    if output is not None:
        fail("cli.report_written", path=output)
