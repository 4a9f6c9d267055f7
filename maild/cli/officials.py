"""maild official: who is asked, what is known of one of them, and what a person says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
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
    local,
    needs,
    now,
    read_choice,
    read_day,
    read_text,
)
from maild.cli.helped import Commands
from maild.cli.output import described, show_json, table, tell, words

if TYPE_CHECKING:
    from datetime import date

    from maild.actions.officials import File
    from maild.model import Respondent, RespondentState
    from maild.wiring import House

app = Commands()
Who = Annotated[str, typer.Argument(metavar="WHO")]
Note = Annotated[str, typer.Option("--note")]


@app.command("list")
def list_(
    round_: Annotated[str, typer.Option("--round")] = "",
    unit: Annotated[str, typer.Option("--unit")] = "",
    status: Annotated[str, typer.Option("--status")] = "",
    mark: Annotated[str, typer.Option("--mark")] = "",
    ended: Annotated[bool, typer.Option("--ended")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions.officials import MARKS, everybody
    from maild.model import RespondentStatus
    from maild.rules.calendar import local_day

    needs("coordinator")
    read_choice("--status", status, [one.value for one in RespondentStatus])
    read_choice("--mark", mark, MARKS)
    with house(config) as home:
        today = local_day(now(), home.calendar)
        with home.store.view() as look:
            found = chosen_round(look, round_)
        rows = _listed(everybody(home.store, found.id, ended=ended), unit, status, mark, today)
        if as_json:
            names = ("official", "name", "position", "unit", "group", "status", "marks")
            show_json(dict(zip(names, row, strict=True)) for row in rows)
        elif (first := next(rows, None)) is not None:
            table(
                ("official", "name", "position", "unit", "group", "status", "because"),
                (
                    (*row[:5], words(f"status.{row[5]}"), "; ".join(words(f"mark.{name}") for name in row[6]))
                    for row in chain([first], rows)
                ),
            )
        else:
            tell("cli.nobody_listed")


def _listed(
    people: Iterable[tuple[Respondent, RespondentState]], unit: str, status: str, mark: str, today: date
) -> Iterator[tuple[str, str, str, str, str, str, tuple[str, ...]]]:
    from maild.actions.officials import marks_of
    from maild.decode.reply.vietnamese import fold
    from maild.rules.status import status_of

    wanted = fold(unit)
    for one, state in people:
        stands, marks = status_of(state, today).value, marks_of(state, today)
        if wanted in fold(one.unit) and status in ("", stands) and (not mark or mark in marks):
            yield f"OFF-{one.id:04}", one.name, one.position, one.unit, one.group, stands, marks


@app.command("show")
def show(who: Who, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.actions import officials, people
    from maild.rules.calendar import local_day
    from maild.rules.status import status_of

    needs("coordinator")
    with house(config) as home:
        story = people.story(home.store, read_text("WHO", who), now(), home.calendar, home.config.limits)
        today = local_day(now(), home.calendar)
        file = officials.file_of(home.store, story.person, today)
        person, zone = story.person, home.config.zone
        status = status_of(story.state, today).value
        if as_json:
            show_json(
                {
                    "official": f"OFF-{person.id:04}",
                    "name": person.name,
                    "position": person.position,
                    "unit": person.unit,
                    "group": person.group,
                    "status": status,
                    "marks": file.marks,
                    "ended_at": None if file.ended is None else file.ended.at.isoformat(),
                    "replaced_by": _successor(file),
                    "addresses": [
                        {"email": one.email, "since": one.since.isoformat(),
                         "until": None if one.until is None else one.until.isoformat()}
                        for one in file.addresses
                    ],
                    "events": [
                        {
                            "at": one.at.isoformat(),
                            "kind": one.kind.value,
                            "actor": one.actor,
                            "data": dict(one.data),
                            "note": file.notes.get(one.id or 0, ""),
                        }
                        for one in story.events
                    ],
                }
            )  # fmt: skip
            return
        tell(", ".join(filter(None, (f"OFF-{person.id:04} {person.name}", person.position, person.unit))))
        tell("cli.stands", status="; ".join([words(f"status.{status}"), *_marks(file, status)]))
        _tell_history(home, file)
        table(
            ("at", "event", "actor", "note"),
            [
                (local(one.at, zone), described(one), one.actor, file.notes.get(one.id or 0, ""))
                for one in story.events
            ],
        )


@app.command("mark")
def mark(
    who: Who,
    what: Annotated[
        str,
        typer.Argument(metavar="WHAT"),
    ],
    note: Note = "",
    until: Annotated[str, typer.Option("--until")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import officials, people

    actor = needs("coordinator")
    read_choice("WHAT", read_text("WHAT", what), officials.BY_HAND)
    back = read_day("--until", until) if until else None
    with house(config, dry_run=dry_run) as home:
        person = people.find(home.store, read_text("WHO", who))
        officials.mark(home.store, person, what, actor, now(), note=note, until=back)
        done(
            "official.marked",
            as_json,
            {"official": f"OFF-{person.id:04}", "mark": what},
            dry_run=dry_run,
            who=f"OFF-{person.id:04} {person.name}",
            mark=words(f"mark.{what}"),
        )


@app.command("undo")
def undo(
    who: Who,
    what: Annotated[str, typer.Argument(metavar="[WHAT]")] = "",
    note: Note = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import officials, people

    actor = needs("coordinator")
    read_choice("WHAT", what, officials.MARKS)
    with house(config, dry_run=dry_run) as home:
        person = people.find(home.store, read_text("WHO", who))
        undone = officials.undo(home.store, person, actor, now(), what=what, note=note)
        done(
            "official.undone_holds" if undone.holds else "official.undone",
            as_json,
            {"official": f"OFF-{person.id:04}", "undone": undone.mark, "holds": undone.holds},
            dry_run=dry_run,
            who=f"OFF-{person.id:04} {person.name}",
            mark=words(f"mark.{undone.mark}"),
        )


def _marks(file: File, status: str) -> list[str]:
    """What holds beside the status itself."""
    return [words(f"mark.{name}") for name in file.marks if name.replace("-", "_") != status]


def _tell_history(home: House, file: File) -> None:
    zone = home.config.zone
    for one in file.addresses:
        since, until = local(one.since, zone), local(one.until, zone)
        tell(
            "official.address_now" if one.until is None else "official.address",
            email=one.email,
            since=since,
            until=until,
        )
    if file.ended is not None:
        other = _successor(file)
        by = "" if other is None else words("official.by", who=other)
        tell("official.ended", at=local(file.ended.at, zone), by=by)


def _successor(file: File) -> str | None:
    if file.ended is None or file.ended.replaced_by is None:
        return None
    return f"OFF-{file.ended.replaced_by:04}"
