"""maild answered: the ministry's list of who has answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    chosen_round,
    done,
    foretell,
    house,
    local,
    needs,
    next_step,
    now,
    read_choice,
    read_file,
    read_moment,
    read_number,
    read_text,
)
from maild.cli.helped import Commands
from maild.cli.output import kept_words, show_json, table, tell, words

if TYPE_CHECKING:
    from maild.model import AnsweredList, Respondent
    from maild.store.rounds import ListRow

app = Commands()
_SHOWN = 20
_VERDICTS = ("answered", "not-answered", "unknown", "ambiguous", "contradictory")
ListId = Annotated[str, typer.Argument()]
AnyRound = Annotated[str, typer.Option("--round")]


@app.command("import")
def import_(
    file: Path,
    round_: Annotated[str, typer.Option("--round")],
    as_of: Annotated[str, typer.Option("--as-of")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import lists
    from maild.actions.rosters import rules_of
    from maild.errors import InputRefused
    from maild.jobs.lists import lines_of, offer
    from maild.store import rounds
    from maild.store.rounds import Origin

    who = needs("coordinator")
    read_file(file)
    with house(config, dry_run=dry_run) as home:
        said = read_moment("--as-of", as_of, home.config.zone) if as_of else None
        with home.store.view() as look:
            found = rounds.find(look.connection, round_)
            rules = rules_of(look, home.roster_rules, now().astimezone(home.config.zone).date())
        if found is None:
            raise InputRefused("refused.no_round", code=round_)
        offered = offer(home.store, found, file, rules, home.config.timezone, said)
        read, match = offered.read, offered.match
        newly = lists.newly(home.store, found, match.matched)
        origin = Origin("command", file.name, read.digest, read.problems, offered.held)
        staged = lists.stage(home.store, round_, offered.as_of, lines_of(match), who, now(), origin)
        name = f"S-{staged.id:04}"
        report = {
            "as_of": local(offered.as_of, home.config.zone),
            "matched": len(match.matched),
            "unknown": len(match.unknown),
            "ambiguous": len(match.ambiguous),
        }
        if as_json:
            show_json(
                {
                    "list": None if dry_run else name,
                    **report,
                    "newly": newly,
                    "not_answered": len(match.not_answered),
                    "contradictory": len(match.contradictory),
                    "unknown_rows": [one.row for one in match.unknown],
                    "ambiguous_rows": [one.row for one in match.ambiguous],
                    "problems": [kept_words(one) for one in read.problems],
                    "held": list(offered.held),
                }
            )
            return
        tell("cli.list_matched", **report)
        if not newly:
            tell("cli.list_nobody_new")
        if match.contradictory:
            tell("cli.list_contradictory", count=len(match.contradictory))
        for problem in read.problems[:_SHOWN]:
            tell(kept_words(problem))
        if len(read.problems) > _SHOWN:
            tell("cli.more_rows", count=len(read.problems) - _SHOWN)
        for word, rows in (("cli.list_unknown", match.unknown), ("cli.list_ambiguous", match.ambiguous)):
            for row in rows[:_SHOWN]:
                tell(word, row=row.row)
            if len(rows) > _SHOWN:
                tell("cli.more_rows", count=len(rows) - _SHOWN)
        for why in offered.held:
            tell(f"list_held.{why}")
        if not dry_run:
            _tell_next(staged)


@app.command("list")
def list_(round_: AnyRound = "", config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.store import rounds

    needs("coordinator")
    with house(config) as home, home.store.view() as look:
        found = rounds.lists(look.connection, chosen_round(look, round_).id)
        refused = rounds.refused_files(look.connection)
        zone = home.config.zone
    if as_json:
        shown = [
            {
                "list": f"S-{one.id:04}",
                "state": _state(one),
                "as_of": one.as_of.isoformat(),
                "origin": one.origin,
                "file": one.file,
                "matched": one.matched,
                "not_answered": one.not_answered,
                "unknown": one.unknown,
                "held": one.held,
            }
            for one in found
        ]
        files = [{"file": file, "at": at.isoformat(), "why": kept_words(why)} for file, at, why in refused]
        show_json({"lists": shown, "refused_files": files})
        return
    if found:
        table(
            ("list", "state", "as_of", "origin", "file", "matched", "not_answered", "unknown"),
            [
                (
                    f"S-{one.id:04}",
                    words("list.held" if one.held and _state(one) == "waiting" else f"list.{_state(one)}"),
                    local(one.as_of, zone),
                    words(f"origin.{one.origin}"),
                    one.file,
                    one.matched,
                    one.not_answered,
                    one.unknown,
                )
                for one in found
            ],
        )
        for one in found:
            _tell_next(one)
    for file, _, why in refused:
        said = kept_words(why)
        tell(said if file in said else "list.file_refused", file=file, why=said)
    if not found and not refused:
        tell("cli.nobody_listed")


@app.command("show")
def show(
    list_id: ListId,
    verdict: Annotated[str, typer.Option("--only")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import lists

    needs("coordinator")
    number = read_number("S-", list_id, "S-0141")
    read_choice("--only", verdict, _VERDICTS)
    with house(config) as home:
        shown = lists.show(home.store, number)
        rows = lists.every_row(home.store, number, verdict)
        if as_json:
            show_json(
                {
                    "list": f"S-{number:04}",
                    "round": shown.round.code,
                    "state": _state(shown.list),
                    "as_of": shown.list.as_of.isoformat(),
                    "matched": shown.list.matched,
                    "newly": shown.newly,
                    "not_answered": shown.list.not_answered,
                    "unknown": shown.list.unknown,
                    "problems": [kept_words(one) for one in shown.list.problems],
                    "held": shown.list.held,
                    "rows": (_row(row, person) for row, person in rows),
                }
            )
            return
        tell(
            "list.shown",
            list_id=f"S-{number:04}",
            code=shown.round.code,
            state=words(f"list.{_state(shown.list)}"),
            as_of=local(shown.list.as_of, home.config.zone),
            matched=shown.list.matched,
            newly=shown.newly,
            not_answered=shown.list.not_answered,
            unknown=shown.list.unknown,
        )
        for problem in shown.list.problems:
            tell(kept_words(problem))
        for why in shown.list.held:
            tell(f"list_held.{why}")
        _tell_next(shown.list)
        if shown.verdicts.get(verdict) if verdict else shown.verdicts:
            table(
                ("row", "official", "name", "unit", "outcome"),
                (
                    (
                        row.file_row or "",
                        "" if person is None else f"OFF-{person.id:04}",
                        "" if person is None else person.name,
                        "" if person is None else person.unit,
                        words(f"verdict.{row.verdict}"),
                    )
                    for row, person in rows
                ),
            )


@app.command("apply")
def apply(
    list_id: ListId,
    accept_held: Annotated[bool, typer.Option("--accept-held")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import lists

    who = needs("coordinator")
    number = read_number("S-", list_id, "S-0141")
    with house(config, dry_run=dry_run) as home:
        as_of = local(lists.show(home.store, number).list.as_of, home.config.zone)
        newly = lists.apply(home.store, number, who, now(), accept_held=accept_held)
        shown = {"list": f"S-{number:04}", "newly_answered": newly, "as_of": as_of, "dry_run": dry_run}
        if as_json:
            show_json(shown)
        else:
            tell("cli.list_applied" if newly else "cli.list_renewed", newly=newly, as_of=as_of)
        next_step("next.list_applied", as_json, dry_run, list_id=f"S-{number:04}")


@app.command("reject")
def reject(
    list_id: ListId,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import lists

    who = needs("coordinator")
    number = read_number("S-", list_id, "S-0141")
    with house(config, dry_run=dry_run) as home:
        lists.reject(home.store, number, who, now())
        done(
            "list.rejected_now",
            as_json,
            {"list": f"S-{number:04}"},
            dry_run=dry_run,
            list_id=f"S-{number:04}",
        )


@app.command("withdraw")
def withdraw(
    list_id: ListId,
    why: Annotated[str, typer.Option("--why")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import lists

    who = needs("coordinator")
    number = read_number("S-", list_id, "S-0141")
    why = read_text("--why", why)
    with house(config, dry_run=dry_run) as home:
        code = lists.show(home.store, number).round.code
        found = lists.withdraw(home.store, number, why, who, now())
        name, cleared, kept = f"S-{number:04}", len(found.cleared), len(found.kept)
        shown = {"list": name, "cleared": cleared, "kept": kept}
        facts = {"list_id": name, "cleared": cleared, "kept": kept}
        done("list.withdrawn_now", as_json, shown, dry_run=dry_run, **facts)
        foretell("list.withdrawn_now", as_json, dry_run, **facts)
        next_step("next.list_withdrawn", as_json, dry_run, code=code)


@app.command("contradictions")
def contradictions(
    round_: AnyRound = "", config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    from maild.actions import lists

    needs("coordinator")
    with house(config) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_)
        people = lists.contradictions(home.store, found, home.calendar)
        zone = home.config.zone
    if as_json:
        show_json(
            [
                {
                    "official": f"OFF-{one.id:04}",
                    "name": one.name,
                    "unit": one.unit,
                    "said_at": said.said_at.isoformat(),
                    "list": f"S-{said.list_id:04}",
                    "named": said.named,
                }
                for one, said in people
            ]
        )
    elif people:
        table(
            ("official", "name", "unit", "said_at", "list", "as_of"),
            [
                (f"OFF-{one.id:04}", one.name, one.unit, local(said.said_at, zone), f"S-{said.list_id:04}",
                 local(said.list_as_of, zone))
                for one, said in people
            ],
        )  # fmt: skip
    else:
        tell("list.no_contradictions")
    if people:
        raise typer.Exit(3)


@app.command("age")
def age(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.store import rounds

    with house(config) as home, home.store.view() as look:
        ages = {
            one.code: local(rounds.list_as_of(look.connection, one.id), home.config.zone) or None
            for one in rounds.every(look.connection)
        }
    if as_json:
        show_json(ages)
        return
    for code, as_of in ages.items():
        tell("cli.list_age", code=code, as_of=as_of or "–")


def _tell_next(one: AnsweredList) -> None:
    """Which command takes a list that waits."""
    if _state(one) == "waiting":
        tell("needs.apply_held" if one.held else "needs.apply", list_id=f"S-{one.id:04}")


def _state(one: AnsweredList) -> str:
    return "applied" if one.applied_at else "rejected" if one.rejected_at else "waiting"


def _row(row: ListRow, person: Respondent | None) -> dict[str, Any]:
    return {
        "row": row.file_row,
        "official": f"OFF-{row.respondent_id:04}" if row.respondent_id else None,
        "name": "" if person is None else person.name,
        "unit": "" if person is None else person.unit,
        "verdict": row.verdict,
    }
