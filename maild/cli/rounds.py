"""maild round: create, list, show, change, approve, open, close a survey round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.archive import archive
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
    read_day,
    read_moment,
    read_round_code,
)
from maild.cli.helped import Commands
from maild.cli.output import fail, show_json, table, tell, words

if TYPE_CHECKING:
    from maild.actions.rounds import CutOff
    from maild.model import Round
    from maild.wiring import House

app = Commands()
app.command("archive")(archive)
Code = Annotated[str, typer.Argument()]


@app.command("create")
def create(
    code: Code,
    invited: Annotated[str, typer.Option()],
    deadline: Annotated[str, typer.Option()],
    title: str = "",
    legal_basis: str = "",
    agency: str = "",
    hotline: str = "",
    invitation_sender: str = "",
    invitation_subject: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rounds
    from maild.model import Round

    who = needs("coordinator")
    read_round_code(code)
    with house(config, dry_run=dry_run) as home:
        usual = home.config.round_defaults
        made = rounds.create(
            home.store,
            Round(
                id=0,
                code=code,
                title=title or rounds.usual_title(code),
                invited_on=read_day("--invited", invited),
                deadline=read_moment("--deadline", deadline, home.config.zone),
                legal_basis=legal_basis or usual.legal_basis,
                agency=agency or usual.agency,
                hotline=hotline or usual.hotline,
                invitation_sender=invitation_sender or usual.invitation_sender,
                invitation_subject=invitation_subject or usual.invitation_subject,
                locale=usual.locale,
            ),
            who,
            now(),
        )
        _warn_of_day_off(home, made)
        shown = {"round": made.code, "state": "draft"}
        done("cli.round_created", as_json, shown, dry_run=dry_run, code=code)
        next_step("next.round_created", as_json, dry_run, code=code)


@app.command("list")
def list_(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.store import roster, rounds

    with house(config) as home, home.store.view() as look:
        found = [
            (one, rounds.state_of(look.connection, one.id), len(roster.of_round(look.connection, one.id)))
            for one in rounds.every(look.connection)
        ]
        zone = home.config.zone
    if as_json:
        show_json(
            [
                {
                    "round": one.code,
                    "state": state,
                    "officials": count,
                    "invited_on": one.invited_on.isoformat(),
                    "deadline": one.deadline.isoformat(),
                }
                for one, state, count in found
            ]
        )
        return
    rows = [
        (one.code, words(f"round.{state}"), count, f"{one.invited_on:%d/%m/%Y}", local(one.deadline, zone))
        for one, state, count in found
    ]
    table(("round", "state", "officials", "invited", "deadline"), rows)


@app.command("show")
def show(
    code: Annotated[str, typer.Argument()] = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions.rounds import SAID
    from maild.store import roster, rounds

    with house(config) as home:
        with home.store.view() as look:
            found = chosen_round(look, code)
            state = rounds.state_of(look.connection, found.id)
            officials = roster.count(look.connection, found.id)
        if as_json:
            said = {name: getattr(found, name) for name in ("title", *SAID)}
            dated = {"invited_on": found.invited_on.isoformat(), "deadline": found.deadline.isoformat()}
            counted = {"round": found.code, "state": state, "officials": officials}
            show_json(counted | dated | said | _ladder(home, found))
            return
        tell(
            "cli.round_is",
            code=found.code,
            title=found.title,
            state=words(f"round.{state}"),
            officials=officials,
            invited=f"{found.invited_on:%d/%m/%Y}",
            deadline=local(found.deadline, home.config.zone),
        )
        for name in SAID:
            tell("cli.round_says", what=words(f"field.{name}"), value=getattr(found, name))
        _show_ladder(home, found)
        if state == "draft" and not officials:
            tell("next.round_created", code=found.code)
        else:
            tell("cli.next", what=words(f"from_state.{state}", code=found.code))


@app.command("change")
def change(
    code: Code,
    invited: str = "",
    deadline: str = "",
    title: str = "",
    legal_basis: str = "",
    agency: str = "",
    hotline: str = "",
    invitation_sender: str = "",
    invitation_subject: str = "",
    why: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        wanted: dict[str, object] = {
            "title": title,
            "legal_basis": legal_basis,
            "agency": agency,
            "hotline": hotline,
            "invitation_sender": invitation_sender,
            "invitation_subject": invitation_subject,
            "invited_on": read_day("--invited", invited) if invited else None,
            "deadline": read_moment("--deadline", deadline, home.config.zone) if deadline else None,
        }
        named = {name: value for name, value in wanted.items() if value}
        changed = rounds.change(home.store, code, named, who, now(), why=why)
        if "deadline" in changed.fields:
            _warn_of_day_off(home, changed.round)
        what = ", ".join(words(f"field.{name}") for name in changed.fields)
        shown: dict[str, Any] = {"round": code, "changed": changed.fields}
        if not changed.is_open:
            done(
                "cli.round_changed",
                as_json,
                {**shown, "state": "draft"},
                dry_run=dry_run,
                code=code,
                what=what,
            )
            next_step("next.roster_entered", as_json, dry_run, code=code)
            return
        facts: dict[str, Any] = {"plans": changed.plans, "told": changed.told}
        shown |= facts
        facts |= {"code": code, "what": what}
        done("cli.round_mended", as_json, shown, dry_run=dry_run, **facts)
        foretell("cli.round_mended", as_json, dry_run, **facts)
        if "deadline" in changed.fields and not as_json:
            _show_ladder(home, changed.round)
        next_step("next.round_extended", as_json, dry_run)


@app.command("approve")
def approve(
    code: Code, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        second = home.config.approval.second_person
        rounds.approve(home.store, code, who, now(), second_person=second)
        shown = {"round": code, "state": "approved"}
        done("cli.round_approved", as_json, shown, dry_run=dry_run, code=code)
        next_step("next.round_approved", as_json, dry_run, code=code)


@app.command("open")
def open_(
    code: Code, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        opened = rounds.open_(home.store, code, who, now())
        shown = {"round": code, "state": "running", **_ladder(home, opened)}
        done("cli.round_opened", as_json, shown, dry_run=dry_run, code=code)
        if not as_json:
            _show_ladder(home, opened)
        next_step("next.round_opened", as_json, dry_run, code=code)


@app.command("extend")
def extend(
    code: Code,
    deadline: str,
    letter: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        moved_to = read_moment("DEADLINE", deadline, home.config.zone)
        with home.store.view() as look:
            before = chosen_round(look, code)
        extended = rounds.extend(home.store, code, moved_to, letter, who, now())
        _warn_of_day_off(home, extended)
        old, new = _ladder(home, before), _ladder(home, extended)
        shown = {
            "round": code,
            "before": {"deadline": before.deadline.isoformat(), **old},
            "after": {"deadline": extended.deadline.isoformat(), **new},
        }
        zone = home.config.zone
        facts = {"code": code, "before": local(before.deadline, zone), "deadline": local(moved_to, zone)}
        done("cli.round_extended", as_json, shown, dry_run=dry_run, **facts)
        if not as_json:
            ladders = (
                dict(rounds.dates(one, home.calendar, home.config.limits)) for one in (before, extended)
            )
            earlier, later = ladders
            rows = [
                (one.value, local(earlier.get(one), zone) or "–", local(later.get(one), zone) or "–")
                for one in sorted({*earlier, *later})
            ]
            table(("letter", "before", "after"), rows)
            for code_, why in rounds.dropped(extended, home.calendar, home.config.limits):
                tell("cli.level_dropped", code=code_.value, why=words(f"because.{why}"))
        next_step("next.round_extended", as_json, dry_run)


@app.command("pause")
def pause(
    code: Code, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        rounds.pause(home.store, code, who, now())
        done("cli.round_paused", as_json, {"round": code, "state": "paused"}, dry_run=dry_run, code=code)


@app.command("resume")
def resume(
    code: Code, dry_run: DryRun = False, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        rounds.resume(home.store, code, who, now())
        done("cli.round_resumed", as_json, {"round": code, "state": "running"}, dry_run=dry_run, code=code)


@app.command("close")
def close(
    code: Code,
    count: int | None = None,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rounds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            cut = rounds.cut_off(look, code, now(), home.calendar, home.config.limits)
        if cut is not None and not as_json and count is None:
            _tell_cut_off(home, cut)
        if count is not None or not dry_run:
            rounds.check_cut_off(cut, count)
        rounds.close(home.store, code, who, now())
        shown: dict[str, Any] = {"round": code, "state": "closed"}
        if cut is not None:
            shown["cut_off"] = {
                "people": cut.people,
                "letters": cut.letters,
                "plans": cut.plans,
                "levels": [level.value for level, _ in cut.levels],
            }
        done("cli.round_closed", as_json, shown, dry_run=dry_run, code=code)
        next_step("next.round_closed", as_json, dry_run, code=code)


def _tell_cut_off(home: House, cut: CutOff) -> None:
    zone = home.config.zone
    code, deadline = cut.round.code, local(cut.round.deadline, zone)
    tell("cli.close_early", code=code, deadline=deadline, people=cut.people)
    if cut.letters:
        tell("cli.close_letters", count=cut.letters)
    if cut.plans:
        tell("cli.close_plans", count=cut.plans)
    if cut.levels:
        levels = ", ".join(f"{level.value} {local(at, zone)}" for level, at in cut.levels)
        tell("cli.close_levels", levels=levels)
    tell("cli.close_reports")


def _ladder(home: House, round_: Round) -> dict[str, Any]:
    """The levels that fit with their times, and those that do not."""
    from maild.actions import rounds

    limits = home.config.limits
    dates = rounds.dates(round_, home.calendar, limits)
    return {
        "letters": [{"code": code.value, "due_at": at.isoformat()} for code, at in dates],
        "dropped": [code.value for code, _ in rounds.dropped(round_, home.calendar, limits)],
    }


def _show_ladder(home: House, round_: Round) -> None:
    from maild.actions import rounds

    limits, zone = home.config.limits, home.config.zone
    dates = rounds.dates(round_, home.calendar, limits)
    table(("letter", "due"), [(code.value, local(at, zone)) for code, at in dates])
    for code, why in rounds.dropped(round_, home.calendar, limits):
        tell("cli.level_dropped", code=code.value, why=words(f"because.{why}"))
    for wave, begins, people in home.reminders.early(round_):
        tell(
            "cli.level_early",
            code=wave.code.value,
            people=people,
            per_hour=min(limits.per_hour, limits.per_minute * 60),
            day=f"{begins:%d/%m/%Y}",
            due=f"{wave.due_at.astimezone(zone):%d/%m/%Y}",
        )


def _warn_of_day_off(home: House, round_: Round) -> None:
    from maild.actions import rounds

    day = rounds.last_working_day(round_, home.calendar)
    if day is not None:
        fail("cli.deadline_off", deadline=local(round_.deadline, home.config.zone), day=f"{day:%d/%m/%Y}")
