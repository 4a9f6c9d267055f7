"""maild escalate: mails to unit heads, clerks and leadership, which a person looks at and lets go."""

from __future__ import annotations

from pathlib import Path
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
    needs,
    now,
    read_choice,
    read_text,
    write_file,
)
from maild.cli.helped import Commands
from maild.cli.output import fail, show_json, table, tell, words
from maild.cli.remind import RoundOption
from maild.errors import InputRefused

if TYPE_CHECKING:
    from maild.model import NoticeCode

app = Commands()
_CODES = ("U1", "E1", "E2", "A1")
Code = Annotated[
    str,
    typer.Argument(metavar="CODE"),
]
UnitOption = Annotated[str, typer.Option("--unit")]


@app.command("plan")
def plan(
    code: Annotated[str, typer.Argument(metavar="CODE")] = "",
    round_: RoundOption = "",
    unit: UnitOption = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import escalations
    from maild.rules.brakes import TYPED_COUNT_FROM

    needs("coordinator")
    with house(config) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_)
            due = [] if code else escalations.due(home, look, found, now())
            made = escalations.draft(home, look, found, _code(code), now(), unit) if code else None
        if made is None:
            if as_json:
                show_json(
                    [{"code": one.code.value, "due_on": one.due_on, "occasion": one.occasion} for one in due]
                )
                return
            rows = [
                (one.code.value, words(f"notice.{one.code.value}"), one.due_on.strftime("%d/%m/%Y"))
                for one in due
            ]
            table(("letter", "what", "due_on"), rows)
            fail("cli.escalations_due" if due else "cli.no_escalation_due")
            return
    if as_json:
        show_json(
            {
                "code": made.code.value,
                "occasion": made.occasion,
                "mails": [
                    {"unit": one.unit, "to": one.to, "person": one.person, "officials": one.officials}
                    for one in made.mailings
                ],
            }
        )
        return
    missing = words("cli.no_contact")
    table(
        ("unit", "to", "name", "officials"),
        [(one.unit or "–", one.to or missing, one.person, one.officials) for one in made.mailings],
    )
    nobody = len(made.mailings) - len(made.ready)
    typed = f" --count {len(made.ready)}" if len(made.ready) > TYPED_COUNT_FROM else ""
    fail("cli.escalation_plan", code=made.code.value, count=len(made.ready), missing=nobody, typed=typed)


@app.command("preview")
def preview(
    code: Code,
    round_: RoundOption = "",
    unit: UnitOption = "",
    html: Path | None = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import escalations

    needs("coordinator")
    with house(config) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_)
            made = escalations.draft(home, look, found, _code(code), now(), unit)
        if not made.mailings:
            raise InputRefused("refused.nothing_to_escalate", code=code.upper())
        mail = home.briefs.room.render(made.mailings[0].facts, found.locale)
    if html is not None:
        write_file(html, mail.html.encode())
    if as_json:
        show_json({"subject": mail.subject, "text": mail.text, "html": mail.html})
        return
    tell(mail.subject)
    typer.echo()
    for line in mail.text.splitlines():
        tell(line)


@app.command("approve")
def approve(
    code: Code,
    round_: RoundOption = "",
    unit: UnitOption = "",
    count: int | None = None,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import escalations
    from maild.actions.plans import check_count

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_)
            wanted = _code(code)
            made = escalations.draft(home, look, found, wanted, now(), unit)
        if count is not None or not dry_run:
            check_count(len(made.ready), count)
        sent = escalations.approve(home, found, wanted, who, now(), unit)
    nobody = [one.unit for one in made.mailings if not one.to]
    shown = {"code": wanted.value, "mails": sent, "without_address": nobody}
    done("cli.escalation_approved", as_json, shown, dry_run=dry_run, code=wanted.value, count=sent)
    if nobody and not as_json:
        fail("cli.escalation_without", count=len(nobody), units="; ".join(nobody), code=wanted.value)


@app.command("cancel")
def cancel(
    code: Code,
    round_: RoundOption = "",
    unit: UnitOption = "",
    why: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import escalations

    who, wanted = needs("coordinator"), _code(code)
    why = read_text("--why", why)
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_)
        count = escalations.cancel(home, found, wanted, why, who, now(), unit)
    shown = {"code": wanted.value, "mails": count}
    done("cli.escalation_cancelled", as_json, shown, dry_run=dry_run, code=wanted.value, count=count)


def _code(text: str) -> NoticeCode:
    from maild.model import NoticeCode

    return NoticeCode(read_choice("CODE", text.upper(), _CODES))
