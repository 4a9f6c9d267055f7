"""maild check, run, status, pause, resume, account: the administrator's commands, for every role."""

from __future__ import annotations

import os
import sys
from datetime import datetime
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
    now,
    read_day,
)
from maild.cli.failure import sentence
from maild.cli.helped import Commands
from maild.cli.output import fail, show_json, speak, table, tell, words

if TYPE_CHECKING:
    from maild.config import Config

accounts = Commands()
_LEVELS = ("critical", "warning", "ok")  # worst first
_UNKNOWN = 3  # Nagios


def check(
    connect: Annotated[bool, typer.Option("--connect")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import inspect
    from maild.config import load
    from maild.errors import ConfigError

    try:
        read = load(config, today=now().date())
        speak(read.language)
        faults = inspect.faults(read)
        warnings = read.warnings
    except ConfigError as error:
        faults, warnings, read = error.faults, (), None
    found = [(one.where, one.what) for one in faults]
    if read is not None and connect and not found:
        found = [(where, sentence(error)) for where, error in inspect.connect(read)]
    if as_json:
        show_json(
            {
                "faults": [{"where": where, "what": what} for where, what in found],
                "warnings": [{"where": one.where, "what": one.what} for one in warnings],
            }
        )
    else:
        for where, what in found:
            fail(f"{where}: {what}")
        for one in warnings:
            tell("cli.warning", where=one.where, what=one.what)
        tell("cli.check_result", faults=len(found), warnings=len(warnings))
    if found:
        raise typer.Exit(78)


def run(
    since: str = "",
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    first = read_day("--since", since) if since else None
    from maild import daemon, logs
    from maild.config import load

    settings = load(config, today=now().date())
    speak(settings.language)
    logs.set_up(settings.log.level, settings.survey.secrets(), hooks=True)
    _prepare_database(settings)
    raise typer.Exit(daemon.run(settings, since=first))


def _prepare_database(settings: Config) -> None:
    """Begin anew where the schema had to be made or changed: what that takes, 15 MB, would stay for months."""
    from maild import wiring

    store = wiring.database_of(settings)
    try:
        changed = wiring.migrate(store, settings)
    finally:
        store.close()
    if changed:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - what was started, once more


def status(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.errors import MaildError

    try:
        with house(config) as home:
            found = home.vitals.look(now())
            zone = home.config.zone
    except (MaildError, OSError) as error:
        why = sentence(error)
        if as_json:
            show_json({"status": "unknown", "why": why})
        else:
            tell("cli.health", state=words("health.unknown"), what=f" – {' · '.join(why.splitlines())}")
        raise typer.Exit(_UNKNOWN) from None
    if as_json:
        show_json({"status": found.word, **found.facts})
        raise typer.Exit(found.code)
    said = [
        words(word, **facts)
        for level in _LEVELS
        for its_level, word, facts in found.findings
        if its_level == level
    ]
    tell("cli.health", state=words(f"health.{found.word}"), what=" – " * bool(said) + "; ".join(said))
    if found.folders:
        table(
            ("folder", "polled", "uid"), [(name, _moment(at, zone), uid) for name, at, uid in found.folders]
        )
    if found.facts["daemons"]:
        rows = [
            (
                one["name"],
                words("daemon.lives" if one["lives"] else "daemon.gone"),
                _moment(one["seen_at"], zone),
                ", ".join(one["mailboxes"]) or "–",
                one["version"],
            )
            for one in found.facts["daemons"]
        ]
        table(("daemon", "state", "last_seen", "mailboxes", "version"), rows)
    raise typer.Exit(found.code)


def pause(
    why: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import sending

    with house(config, dry_run=dry_run) as home:
        sending.pause(home.store, actor(), now(), why)
        done("cli.paused", as_json, {"sending": "paused"}, dry_run=dry_run)


def resume(dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.actions import sending

    with house(config, dry_run=dry_run) as home:
        sending.resume(home.store, actor(), now())
        done("cli.resumed", as_json, {"sending": "resumed"}, dry_run=dry_run)


@accounts.command("list")
def list_accounts(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.store import mailbox

    with house(config) as home, home.store.view() as look:
        stopped = mailbox.stopped_accounts(look.connection)
        settings, zone = home.config.accounts, home.config.zone
    if as_json:
        show_json(
            [
                {
                    "account": name,
                    "host": account.host,
                    "folders": list(account.folders),
                    "stopped_at": stopped[name].isoformat() if name in stopped else None,
                }
                for name, account in settings.items()
            ]
        )
        return
    rows = [
        (name, account.host, ", ".join(account.folders), local(stopped.get(name), zone))
        for name, account in settings.items()
    ]
    table(("account", "host", "folders", "stopped"), rows)


@accounts.command("unlock")
def unlock(
    name: str,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import sending

    with house(config, dry_run=dry_run) as home:
        sending.unlock_account(home.store, name, actor(), now())
        done("cli.done", as_json, {"account": name, "stopped_at": None}, dry_run=dry_run)


def _moment(text: str, zone: Any) -> str:
    return local(datetime.fromisoformat(text), zone)
