"""maild quarantine: mails that could not be read and were set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    actor,
    done,
    house,
    local,
    needs,
    now,
    read_number,
    read_text,
)
from maild.cli.helped import Commands
from maild.cli.output import described, show_json, table, tell, words

if TYPE_CHECKING:
    from maild.model import MailRow

app = Commands()
Mail = Annotated[str, typer.Argument()]


@app.command("list")
def list_(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.store import mailbox

    with house(config) as home:
        with home.store.view() as look:
            found = mailbox.in_quarantine(look.connection)
        zone = home.config.zone
    if as_json:
        show_json([_facts(one) for one in found])
        return
    if not found:
        tell("quarantine.none")
        return
    rows = [
        (f"M-{one.id}", local(one.received_at, zone), _where(one), _because(one), one.attempts)
        for one in found
    ]
    table(("mail", "received", "folder", "because", "attempts"), rows)


@app.command("show")
def show(mail: Mail, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.actions import quarantine
    from maild.store import events

    number = read_number("M-", mail, "M-8841")
    with house(config) as home:
        with home.store.view() as look:
            found = quarantine.find(look, number, dropped_too=True)
            trail = events.trail(look.connection, mail_id=number)
        zone = home.config.zone
    opened = sorted({one.incident_id for one in trail if one.incident_id is not None})
    if as_json:
        show_json(
            {
                **_facts(found),
                "incidents": [f"INC-{one:04}" for one in opened],
                "events": [
                    {"at": one.at.isoformat(), "kind": one.kind.value, "actor": one.actor} for one in trail
                ],
            }
        )
        return
    tell(f"M-{found.id} · {_where(found)} UID {found.pointer.uid} · {local(found.received_at, zone)}")
    tell("quarantine.because", because=_because(found), attempts=found.attempts)
    if opened:
        tell("quarantine.incidents", numbers=", ".join(f"INC-{one:04}" for one in opened))
    table(("at", "event", "actor"), [(local(one.at, zone), described(one), one.actor) for one in trail])


@app.command("retry")
def retry(
    mail: Mail, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    from maild.actions import quarantine
    from maild.actions.mails import fetch_again

    number, who = read_number("M-", mail, "M-8841"), needs("it", "coordinator")
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            row = quarantine.find(look, number, dropped_too=True)
        raws = fetch_again([source for source, _ in home.folders], [row], home.intake.wants_whole)
        read = quarantine.retry(home.store, home.intake, number, raws.get(number), who, now())
        word = "quarantine.read" if read else "quarantine.again"
        done(word, as_json, {"mail": f"M-{number}", "read": read}, dry_run=dry_run, mail=f"M-{number}")
    if not read:
        raise typer.Exit(1)


@app.command("drop")
def drop(
    mail: Mail,
    why: Annotated[str, typer.Option()],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import quarantine

    number, why = read_number("M-", mail, "M-8841"), read_text("--why", why)
    with house(config, dry_run=dry_run) as home:
        quarantine.drop(home.store, number, why, actor(), now())
        done("quarantine.dropped", as_json, {"mail": f"M-{number}"}, dry_run=dry_run, mail=f"M-{number}")


def _where(mail: MailRow) -> str:
    return f"{mail.pointer.account}/{mail.pointer.folder}"


def _because(mail: MailRow) -> str:
    because = str(mail.reading.get("because") or "")
    return words("quarantine.killed_the_reader") if because == "killed_the_reader" else because


def _facts(mail: MailRow) -> dict[str, Any]:
    return {
        "mail": f"M-{mail.id}",
        "received_at": mail.received_at.isoformat(),
        "folder": _where(mail),
        "uidvalidity": mail.pointer.uidvalidity,
        "uid": mail.pointer.uid,
        "because": mail.reading.get("because"),
        "fingerprint": mail.reading.get("fingerprint"),
        "attempts": mail.attempts,
    }
