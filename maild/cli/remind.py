"""maild remind: the plan of a wave, the letter as it will look, the approval.

Everything here shows who has not answered: for the coordinator and administrators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

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
    next_step,
    now,
    read_choice,
    read_text,
    write_file,
)
from maild.cli.helped import Commands
from maild.cli.output import fail, language, show_json, table, tell, words
from maild.errors import InputRefused
from maild.privacy import mask_address

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from maild.actions.people import Story
    from maild.model import Code, PlanStanding, Respondent, Round
    from maild.rules.reminders import LeftOut, Receiver, Wave
    from maild.store import View
    from maild.store.plans import Omitted, PlannedLetter
    from maild.wiring import House

app = Commands()
RoundOption = Annotated[str, typer.Option("--round")]
Whom = Annotated[str, typer.Argument(metavar="[WHO]")]
OfUnit = Annotated[str, typer.Option("--unit")]
_EXAMPLE = {"problem": "…", "done": "…", "next_step": "…"}  # what a plan of S1 says


@app.command("plan")
def plan(
    number: Annotated[int | None, typer.Argument()] = None,
    round_: RoundOption = "",
    draft: Annotated[
        bool,
        typer.Option("--draft"),
    ] = False,
    letter: str = "",
    xlsx: Path | None = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions.plans import round_of
    from maild.rules.brakes import TYPED_COUNT_FROM
    from maild.store import plans, roster

    who = needs("coordinator")
    read_choice("--letter", letter, ("T0",))
    with house(config) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_) if number is None or round_ else round_of(look, number)
            people = {one.id: one for one in roster.of_round(look.connection, found.id)}
        zone = home.config.zone
        if draft:
            wave = _wave(home, found, number, letter)
            if wave is not None and dry_run:
                with home.store.view() as look:
                    drafted = home.reminders.preview(look, found, wave, now(), cancelled_too=True)
                _write_plan(xlsx, None, drafted.receivers, drafted.left_out, people, zone)
                _show_plan(None, drafted.receivers, drafted.left_out, people, zone, as_json)
                if not as_json:
                    _tell_of_early_start(home, found, drafted.receivers)
                fail("cli.dry_run")
                return
            if wave is None:
                number = None
                _say_when_next(home, found)
            else:
                number = home.reminders.draft(found, wave, now(), who.name, cancelled_too=True)
                if number is None:
                    _say_why_nobody(home, found, wave)
        if number is None:
            standings = _list_plans(home, found, as_json)
            if not as_json and not draft:
                _say_what_waits(home, found, standings)
            return
        receivers, left_out = _plan(home, number, found)
        with home.store.view() as look:
            waits = _waits(look, number)
            supplements = plans.supplemented(look.connection, number)
    _write_plan(xlsx, number, receivers, left_out, people, zone)
    _show_plan(number, receivers, left_out, people, zone, as_json, supplements)
    if not as_json:
        _tell_of_early_start(home, found, receivers)
    if receivers and waits:
        count = f" --count {len(receivers)}" if len(receivers) > TYPED_COUNT_FROM else ""
        next_step(
            "next.plan_drafted",
            as_json,
            first=receivers[0].respondent_id,
            letter=receivers[0].code.value,
            plan_id=number,
            count=count,
        )


@app.command("preview")
def preview(
    person: Annotated[str, typer.Argument(metavar="[WHO]")] = "",
    level: Annotated[int, typer.Option(min=1, max=4)] = 1,
    letter: str = "",
    person_: Annotated[str, typer.Option("--person")] = "",
    html: Path | None = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import people
    from maild.store import rounds

    needs("coordinator")
    code = _letter_code(letter, level)
    person = read_text("WHO", person or person_)
    with house(config) as home:
        found = people.find(home.store, person)
        with home.store.view() as look:
            round_ = rounds.get(look.connection, found.round_id)
        assert round_ is not None
        story = people.story(home.store, person, now(), home.calendar, home.config.limits)
        at, note = _as_planned(home, story, round_, code)
        written = home.composer.render(
            code,
            round_,
            found,
            at,
            _EXAMPLE if code.value == "S1" else None,
            earlier=story.before(code),
        )
    if html is not None:
        write_file(html, written.html.encode())
    if as_json:
        shown = {"subject": written.subject, "text": written.text, "html": written.html}
        show_json({**shown, "at": at.isoformat(), "note": note})
        return
    tell(written.subject)
    typer.echo()
    tell(written.text)
    fail("cli.preview_note", at=local(at, home.config.zone), note=note)


@app.command("test")
def try_out(
    to: Annotated[str, typer.Option()],
    as_: Annotated[str, typer.Option("--as", metavar="WHO")],
    level: Annotated[int, typer.Option(min=1, max=4)] = 1,
    letter: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import people, trial
    from maild.model import OutcomeKind
    from maild.store import roster, rounds

    needs("coordinator")
    code = _letter_code(letter, level)
    address = read_text("--to", to).lower()
    with house(config, dry_run=dry_run) as home:
        found = people.find(home.store, read_text("--as", as_))
        with home.store.view() as look:
            round_ = rounds.get(look.connection, found.round_id)
            listed = roster.by_addresses(look.connection, [address]).get(address, ())
        assert round_ is not None
        if "@" not in address or any(one.round_id == round_.id for one in listed):
            raise InputRefused("refused.trial_to", address=mask_address(address))
        if dry_run:
            return
        story = people.story(home.store, str(found.id), now(), home.calendar, home.config.limits)
        outcome = trial.send_trial(
            home.composer, home.channel, code, round_, found, address, now(), earlier=story.before(code)
        )
        shown = {"letter": code.value, "sent": outcome.kind is OutcomeKind.SENT, "said": outcome.text}
        if outcome.kind is not OutcomeKind.SENT:
            raise InputRefused("refused.trial_failed", said=outcome.text)
        done("cli.trial_sent", as_json, shown, to=address, said=outcome.text)


@app.command("hold")
def hold(
    person: Whom = "",
    unit: OfUnit = "",
    round_: RoundOption = "",
    why: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import holds

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        people = _people(home, person, unit, round_)
        text = read_text("--why", why)
        count = holds.hold(home.store, people, text, who, now(), unit_id=_unit_id(unit, people))
        done("cli.held", as_json, {"held": count}, dry_run=dry_run, count=count)


@app.command("release")
def release(
    person: Whom = "",
    unit: OfUnit = "",
    plan_id: Annotated[int | None, typer.Option("--plan")] = None,
    round_: RoundOption = "",
    why: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import holds, plans

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        if plan_id is not None:
            second = home.config.approval.second_person
            text = read_text("--why", why)
            count = plans.release(
                home.store, plan_id, text, who, now(), home.config.limits, second_person=second
            )
            shown = {"plan": plan_id, "letters": count}
            done("cli.plan_released", as_json, shown, dry_run=dry_run, plan_id=plan_id, count=count)
            return
        people = _people(home, person, unit, round_)
        number = _unit_id(unit, people)
        count = holds.release(home.store, people, who, now(), unit_id=number)
        with home.store.view() as look:
            apart = [] if number is None else holds.held_apart(look, people, number)
        named = [f"OFF-{one.id:04}" for one in apart]
        released = {"released": count, "held": named}
        done("cli.released", as_json, released, dry_run=dry_run, count=count)
        if apart:
            next_step("next.held_apart", as_json, who=", ".join(named), first=named[0])
        elif not count:
            next_step("next.nobody_held", as_json)


@app.command("cancel")
def cancel(
    person: Whom = "",
    unit: OfUnit = "",
    plan_id: Annotated[int | None, typer.Option("--plan")] = None,
    round_: RoundOption = "",
    why: str = "",
    undo: Annotated[bool, typer.Option("--undo")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import holds, plans

    who = needs("coordinator")
    if undo and plan_id is not None:
        raise Misused("refused.undo_plan", plan_id=plan_id)
    with house(config, dry_run=dry_run) as home:
        if undo:
            people = _people(home, person, unit, round_)
            count = holds.uncancel(home.store, people, read_text("--why", why), who, now())
            done("cli.uncancelled", as_json, {"letters": count}, dry_run=dry_run, count=count)
            next_step("next.uncancelled", as_json, dry_run)
            return
        people = [] if plan_id is not None else _people(home, person, unit, round_)
        if plan_id is not None:
            with home.store.view() as look:
                plans.round_of(look, plan_id)
        count = holds.cancel(home.store, people, plan_id, read_text("--why", why), who, now())
        shown = {"cancelled": count}
        if plan_id is None:
            done("cli.cancelled", as_json, shown, dry_run=dry_run, count=count)
            if count:
                whom = f"--unit '{unit}'" if unit else f"OFF-{people[0].id:04}"
                next_step("next.cancelled", as_json, dry_run, whom=whom)
            else:
                next_step("next.nothing_waited", as_json)
        else:
            done("cli.plan_cancelled", as_json, shown, dry_run=dry_run, plan_id=plan_id, count=count)
            next_step("next.plan_cancelled", as_json, dry_run, plan_id=plan_id)


@app.command("approve")
def approve(
    number: int,
    count: int | None = None,
    partial: Annotated[bool, typer.Option("--partial")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import plans as actions
    from maild.rules.calendar import next_window

    who = needs("coordinator")
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            round_ = actions.round_of(look, number)
        planned = _plan(home, number)[0]
        due = [one.due_at for one in planned]
        receivers = len(due)
        if count is not None or not dry_run:
            actions.check_count(receivers, count)
        second = home.config.approval.second_person
        letters = actions.approve(
            home.store,
            home.composer,
            number,
            who,
            now(),
            home.calendar,
            second_person=second,
            partial=partial,
        )
        if dry_run and not as_json:
            tell("cli.plan_receivers", plan_id=number, count=receivers)
        shown = {"plan": number, "letters": letters}
        done("cli.plan_approved", as_json, shown, dry_run=dry_run, plan_id=number, letters=letters)
        if not as_json:
            _tell_of_early_start(home, round_, planned)
        if due:
            begins = next_window(max(min(due), now()), home.calendar)
            at = local(begins, home.config.zone)
            next_step("next.plan_approved", as_json, dry_run, at=at, plan_id=number)


@app.command("outbox")
def show_outbox(
    round_: RoundOption = "", config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    from maild.actions import letters
    from maild.model import told_state

    needs("coordinator")
    with house(config) as home:
        with home.store.view() as look:
            found = chosen_round(look, round_)
        every, zone = letters.every(home.store, found.id), home.config.zone
        if as_json:
            show_json(
                {
                    "letter": one.id,
                    "code": one.code.value,
                    "official": f"OFF-{one.respondent_id:04}",
                    "to": mask_address(one.email),
                    "state": one.state.value,
                    "rehearsed": told_state(one.state, one.reply) == "rehearsed",
                    "attempts": one.attempts,
                    "at": (one.settled_at or one.not_before).isoformat(),
                }
                for one in every
            )
            return
        table(
            ("number", "level", "official", "to", "state", "attempts", "at"),
            (
                (
                    one.id,
                    one.code.value,
                    f"OFF-{one.respondent_id:04}",
                    mask_address(one.email),
                    words(f"letter.{told_state(one.state, one.reply)}"),
                    one.attempts,
                    local(one.settled_at or one.not_before, zone),
                )
                for one in every
            ),
        )


@app.command("settle")
def settle(
    letter: Annotated[int, typer.Argument(metavar="LETTER")],
    verdict: Annotated[str, typer.Argument(metavar="sent|not-sent")],
    why: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import letters

    who = needs("coordinator", "it")
    known = cast("letters.Verdict", read_choice("VERDICT", verdict, ("sent", "not-sent")))
    with house(config, dry_run=dry_run) as home:
        letters.settle(home.store, letter, known, why, who, now())
        shown = {"letter": letter, "verdict": verdict}
        done("cli.letter_settled", as_json, shown, dry_run=dry_run, number=letter, verdict=f"cli.{verdict}")


def _wave(home: House, found: Round, number: int | None, letter: str) -> Wave | None:
    """What is to be planned: the wave of a plan, the check of the mailboxes, or the level that is coming.

    Raises InputRefused where the round's standing allows no such plan.
    """
    from maild.actions.plans import check_running
    from maild.model import Code
    from maild.rules import PLAN

    with home.store.view() as look:
        planned = None if number is None else look.state(PLAN, number)
        code = planned.code if planned is not None else Code(letter or Code.R1)
        check_running(look, found.id, code)
    if number is not None:
        return home.reminders.wave_of(found, number, now())
    return home.reminders.mailbox_check(found, now()) if letter else home.reminders.coming(found, now())


def _say_when_next(home: House, found: Round) -> None:
    """No level is near enough to be planned: which comes next, and from when on its plan can be made."""
    coming = home.reminders.next_level(found, now())
    if coming is None:
        fail("cli.no_level_left")
        return
    wave, from_ = coming
    zone = home.config.zone
    fail("cli.no_plan_due", letter=wave.code.value, due=local(wave.due_at, zone), at=f"{from_:%d/%m/%Y}")


def _say_why_nobody(home: House, found: Round, wave: Wave) -> None:
    """The reasons for which everybody is left out, most first."""
    from collections import Counter

    with home.store.view() as look:
        drafted = home.reminders.preview(look, found, wave, now(), cancelled_too=True)
    reasons = Counter(one.because for one in drafted.left_out).most_common()
    why = "; ".join(f"{words(f'because.{because}')} ({count})" for because, count in reasons)
    fail("cli.nobody_to_write_to", letter=wave.code.value, why=f": {why}" if why else "")


def _letter_code(letter: str, level: int) -> Code:
    from maild.model import Code

    read_choice("--letter", letter, [code.value for code in Code])
    return Code(letter or f"R{level}")


def _as_planned(home: House, story: Story, round_: Round, code: Code) -> tuple[datetime, str]:
    """When a letter goes, went or would have gone to an official, by which it says how many days are left; and what
    becomes of it.
    """
    from maild.actions import told
    from maild.rules.reminders import ladder_of

    limits, zone = home.config.limits, home.config.zone
    answer = next((one for one in story.answers if one.code is code), None)
    waves = {one.code: one.due_at for one in ladder_of(story.state, round_, home.calendar, limits)}
    at = waves.get(code, now())
    if answer is None:
        return at, words("cli.preview_unplanned", code=code.value)
    if answer.at is not None and answer.what in ("sent", "in_doubt", "waits", "coming"):
        at = answer.at
    return at, told.answer(answer, language(), zone, story.ground(answer.because, answer.judged_at))


def _tell_of_early_start(home: House, found: Round, letters: Sequence[PlannedLetter | Receiver]) -> None:
    """Say that a level's plan begins before its time, and for what."""
    from maild.rules.reminders import ladder

    limits, zone = home.config.limits, home.config.zone
    usual = {one.code: one.due_at for one in ladder(found, home.calendar, limits)}
    first = min(letters, key=lambda one: one.due_at, default=None)
    if first is None or first.because != "due" or first.due_at >= usual.get(first.code, first.due_at):
        return
    tell(
        "cli.plan_starts_early",
        at=local(first.due_at, zone),
        due=local(usual[first.code], zone),
        per_hour=min(limits.per_hour, limits.per_minute * 60),
    )


def _people(home: House, person: str, unit: str, round_: str) -> list[Respondent]:
    """The one or the unit that is meant. Raises Misused when neither or both are named."""
    from maild.actions import holds, people

    if bool(person.strip()) == bool(unit.strip()):
        raise Misused("refused.person_or_unit")
    if person.strip():
        return [people.find(home.store, person)]
    with home.store.view() as look:
        return holds.of_unit(look, chosen_round(look, round_), unit.strip())


def _unit_id(unit: str, people: Sequence[Respondent]) -> int | None:
    """Of the unit that was named as a whole."""
    return people[0].unit_id if unit.strip() and people else None


def _waits(look: View, plan_id: int) -> bool:
    from maild.model import PlanState
    from maild.rules import PLAN

    standing = look.state(PLAN, plan_id)
    return standing is not None and standing.state is PlanState.DRAFT


def _write_plan(
    path: Path | None,
    number: int | None,
    receivers: Sequence[PlannedLetter | Receiver],
    left_out: Sequence[Omitted | LeftOut],
    people: Mapping[int, Respondent],
    zone: ZoneInfo,
) -> None:
    """The plan as a workbook: a sheet of receivers, a sheet of those left out."""
    if path is None:
        return
    from maild.jobs import sheets
    from maild.roster.export import write_xlsx

    book = sheets.plan(number, receivers, left_out, people, language(), zone)
    write_xlsx(path, book)


def _plan(
    home: House, number: int, within: Round | None = None
) -> tuple[Sequence[PlannedLetter], Sequence[Omitted]]:
    from maild.actions.plans import round_of
    from maild.store import plans

    with home.store.view() as look:
        if within is not None and round_of(look, number).id != within.id:
            raise InputRefused("refused.plan_round", plan_id=number, code=within.code)
        return plans.receivers(look.connection, number), plans.left_out(look.connection, number)


def _say_what_waits(home: House, found: Round, standings: Sequence[PlanStanding]) -> None:
    """Which plans wait for their second person; where none does, what comes next."""
    from maild.model import PlanState
    from maild.rules.brakes import TYPED_COUNT_FROM
    from maild.store import rounds

    drafts = [one for one in standings if one.state is PlanState.DRAFT]
    for one in drafts:
        count = f" --count {one.receivers}" if one.receivers > TYPED_COUNT_FROM else ""
        tell("next.plan_waits", plan_id=one.id, count=count)
    if drafts:
        return
    with home.store.view() as look:
        state = rounds.state_of(look.connection, found.id)
    if state != "running":
        tell("cli.next", what=words(f"from_state.{state}", code=found.code))
        return
    wave = home.reminders.coming(found, now())
    served = {one.code for one in standings if one.state is PlanState.APPROVED}
    if wave is not None and wave.code not in served:
        tell("next.plan_can_be_made", letter=wave.code.value)
        return
    coming = home.reminders.next_level(found, now())
    if coming is None:
        tell("cli.no_level_left")
    else:
        due, from_ = local(coming[0].due_at, home.config.zone), f"{coming[1]:%d/%m/%Y}"
        tell("next.level", letter=coming[0].code.value, due=due, at=from_)


def _list_plans(home: House, found: Round, as_json: bool) -> list[PlanStanding]:
    from maild.store import plans

    with home.store.view() as look:
        standings = plans.of_round(look.connection, found.id)
        adds_to = {one.id: plans.supplemented(look.connection, one.id) for one in standings}
    if as_json:
        show_json(
            [
                {
                    "plan": one.id,
                    "supplements": adds_to[one.id],
                    "letter": one.code.value,
                    "state": one.state.value,
                    "receivers": one.receivers,
                    "left_out": one.left_out,
                }
                for one in standings
            ]
        )
        return standings
    rows = [
        (
            one.id if adds_to[one.id] is None else f"{one.id} (+{adds_to[one.id]})",
            one.code.value,
            words(f"plan.{one.state.value}")
            + (f" ({words(f'voided.{one.voided_because}')})" if one.voided_because else ""),
            one.receivers,
            one.left_out,
        )
        for one in standings
    ]
    if rows:
        table(("plan", "letter", "state", "receivers", "left_out"), rows)
    else:
        tell("cli.no_plan_yet")
    return standings


def _show_plan(
    number: int | None,
    receivers: Sequence[PlannedLetter | Receiver],
    left_out: Sequence[Omitted | LeftOut],
    people: Mapping[int, Respondent],
    zone: ZoneInfo,
    as_json: bool,
    supplements: int | None = None,
) -> None:
    if as_json:
        show_json(
            {
                "plan": number,
                "supplements": supplements,
                "receivers": (
                    {
                        **_person(people[one.respondent_id]),
                        "letter": one.code.value,
                        "due_at": one.due_at.isoformat(),
                        "because": one.because,
                    }
                    for one in receivers
                ),
                "left_out": (
                    {**_person(people[one.respondent_id]), "because": one.because, "until": one.until}
                    for one in left_out
                ),
            }
        )
        return
    getting = (
        (
            *_person(people[one.respondent_id]).values(),
            one.code.value,
            local(one.due_at, zone),
            words(f"because.{one.because}"),
        )
        for one in receivers
    )
    omitted = (
        (
            *_person(people[one.respondent_id]).values(),
            words(f"because.{one.because}"),
            f"{one.until:%d/%m/%Y}" if one.until else "",
        )
        for one in left_out
    )
    tell("cli.plan_receivers", plan_id=number or "–", count=len(receivers))
    if supplements is not None:
        tell("cli.plan_supplements", plan_id=supplements)
    table(("official", "name", "unit", "letter", "due", "because"), getting)
    tell("cli.plan_left_out", count=len(left_out))
    table(("official", "name", "unit", "because", "until"), omitted)


def _person(one: Respondent) -> dict[str, str]:
    return {"official": f"OFF-{one.id:04}", "name": one.name, "unit": one.unit}
