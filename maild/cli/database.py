"""maild db, maild audit: does the database agree with its events? Copies of it, and how one is put back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    Misused,
    done,
    house,
    local,
    needs,
    now,
    read_file,
)
from maild.cli.helped import Commands
from maild.cli.output import described, show_json, speak, table, tell
from maild.errors import InputRefused

if TYPE_CHECKING:
    from maild.actions.actor import Actor
    from maild.store.events import Differences

app = Commands()
_SHOWN = 200  # characters of a row
_SEAL = re.compile(r"[0-9]{1,18}-[0-9a-f]{16}")
audit = Commands()


@app.callback()
def _group() -> None:
    pass


@audit.callback()
def _audit_group() -> None:
    pass


@app.command("verify")
def verify(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.rules import FOLDS
    from maild.store import backup, events

    with house(config) as home, backup.long_view(home.store) as look:
        found = events.verify(look.connection, FOLDS)
        counted = sum(events.counts(look.connection).values())
    _report(found, counted, as_json)


@audit.command("list")
def list_actions(
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
    actor: str = "",
    kind: str = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.store import events

    needs("coordinator")
    with house(config) as home:
        with home.store.view() as look:
            found = events.recent(look.connection, limit, actor=actor, kind=kind)
        zone = home.config.zone
    if as_json:
        show_json([{**asdict(one), "kind": one.kind.value, "at": one.at.isoformat()} for one in found])
        return
    rows = [
        (
            local(one.at, zone),
            one.actor,
            described(one),
            "" if one.respondent_id is None else f"OFF-{one.respondent_id:04}",
        )
        for one in found
    ]
    table(("at", "actor", "event", "official"), rows)


@audit.command("export")
def export(
    file: Path,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.store import backup, events

    needs("coordinator")
    if file.exists():
        raise InputRefused("refused.exists", path=file)
    with house(config) as home, backup.long_view(home.store) as look, _new_file(file) as out:
        lines = 0
        for line in events.export(look.connection):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            lines += 1
    done("cli.exported", as_json, path=str(file), lines=lines)


@contextmanager
def _new_file(path: Path) -> Iterator[TextIO]:
    """Private, and only kept when it is whole."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "w", encoding="utf-8") as out:
            yield out
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@audit.command("verify")
def verify_chain(
    file: Annotated[Path | None, typer.Option("--file")] = None,
    seal: Annotated[str, typer.Option("--seal")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.store import backup, events

    kept = seal.strip().lower()
    if kept and not _SEAL.fullmatch(kept):
        raise Misused("refused.bad_number", value=seal, example="20417-9f3ab2c4d5e6f708")
    if file is not None:
        try:
            with read_file(file).open(encoding="utf-8") as lines:
                counted, _, found = events.check_export((json.loads(line) for line in lines), kept)
        except (ValueError, KeyError, TypeError):
            raise InputRefused("refused.no_export", file=file) from None
        _report(found, counted, as_json)
        return
    with house(config) as home, backup.long_view(home.store) as look:
        found = events.verify_chain(look.connection, kept)
        counted = sum(events.counts(look.connection).values())
    _report(found, counted, as_json)


@app.command("backup")
def backup(
    file: Annotated[Path | None, typer.Argument()] = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import backups

    needs()
    with house(config) as home:
        made = backups.make(home.store, home.config.paths.backups, now(), file)
    if as_json:
        show_json(asdict(made))
    else:
        tell("cli.backed_up", path=made.path, octets=made.octets, events=made.events)


@app.command("restore")
def restore(
    file: Annotated[Path | None, typer.Argument()] = None,
    check: Annotated[bool, typer.Option("--check", "--dry-run")] = False,
    accept: Annotated[bool, typer.Option("--accept")] = False,
    nothing_sent: Annotated[
        bool,
        typer.Option("--nothing-sent"),
    ] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    if (file is None) != accept or (nothing_sent and not accept):
        raise Misused("refused.restore_what")
    who = needs()
    if file is None:
        _accept(config, who, nothing_sent, as_json)
        return
    from maild.actions import backups
    from maild.config import load
    from maild.store import backup as copies
    from maild.wiring import database_of

    settings = load(config, check_secrets=False)
    speak(settings.language)
    store = database_of(settings)
    try:
        seen = backups.look_into(store, read_file(file))
        kept = None if check or seen.differences else copies.put_back(store, file, now())
    finally:
        store.close()
    if as_json:
        show_json({**asdict(seen), "restored": not check and not seen.differences, "kept": kept})
    elif not seen.differences:
        last = local(seen.last_event_at, settings.zone) or "–"
        tell("cli.copy_good", path=file, schema=seen.schema, events=seen.events, last=last)
        if not check:
            tell("cli.restored", path=file, kept=kept or "–")
    if seen.differences:
        raise InputRefused("refused.copy_differs", file=file, count=seen.differences)


def _accept(config: Path, who: Actor, nothing_sent: bool, as_json: bool) -> None:
    from maild.actions import backups

    with house(config) as home:
        accepted = backups.accept(home.store, who, now(), nothing_sent=nothing_sent)
    done("cli.restore_accepted", as_json, in_doubt=accepted.in_doubt)


@app.command("upgrade")
def upgrade(
    plan: Annotated[bool, typer.Option("--plan", "--dry-run")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.config import load
    from maild.jobs.backup import before_upgrade
    from maild.wiring import database_of

    settings = load(config, check_secrets=False)
    speak(settings.language)
    store = database_of(settings)
    try:
        before, steps = store.steps_to_go()
        if steps and not plan:
            needs()
            store.migrate(lambda: before_upgrade(store, settings.paths.backups, now()))
    finally:
        store.close()
    if as_json:
        todo = [{"number": number, "name": name} for number, name in steps]
        show_json({"schema": before or None, "steps": todo, "done": bool(steps) and not plan})
    elif not steps:
        tell("cli.schema_current", schema=before)
    elif plan:
        for number, name in steps:
            tell("cli.schema_step", number=number, name=name)
    else:
        facts = {"come_from": before or "–", "to": steps[-1][0], "backups": settings.paths.backups}
        tell("cli.schema_upgraded", **facts)


@app.command("move")
def move(
    to: Annotated[str, typer.Option("--to")],
    password_file: Annotated[Path | None, typer.Option("--password-file")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.config import load
    from maild.rules import FOLDS
    from maild.secret import Secret
    from maild.store import Database
    from maild.store import move as moving
    from maild.wiring import database_of

    settings = load(config, check_secrets=False)
    speak(settings.language)
    needs()
    if not to.startswith("postgresql+psycopg://") or ":" in to.split("//")[1].split("@")[0]:
        raise InputRefused("refused.move_kinds")
    secret = None
    if password_file is not None:
        secret = Secret("database", (password_file,), "--password-file", settings.language)
    source = database_of(settings)
    target = Database(
        to, password=None if secret is None else secret.read, mark=settings.paths.state / "database.mark"
    )
    try:
        moved = moving.move(source, target, FOLDS, dry_run=dry_run)
    finally:
        source.close()
        target.close()
    if as_json:
        show_json({"rows": moved.rows, "moved": not dry_run})
    else:
        table(("table", "rows"), [(name, count) for name, count in moved.rows.items() if count])
        tell("cli.move_tried" if dry_run else "cli.moved", rows=moved.total, url=to)


def _report(found: Differences, counted: int, as_json: bool) -> None:
    if as_json:
        differences = [asdict(one) for one in found.first]
        show_json({"events": counted, "count": found.count, "differences": differences})
    else:
        for one in found.first:
            stored, folded = one.stored[:_SHOWN], one.folded[:_SHOWN]
            tell("cli.difference", what=one.what, number=one.key, stored=stored, folded=folded)
        tell("cli.verified", events=counted, differences=found.count)
    if found:
        raise typer.Exit(1)
