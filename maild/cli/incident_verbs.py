"""maild incident ack, assign, note, silence, resolve, reopen: what a person does about an error."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    Misused,
    actor,
    done,
    house,
    needs,
    now,
    read_choice,
    read_day,
    read_text,
)
from maild.cli.incident_common import Number, key_of, named
from maild.cli.output import tell, words

Why = Annotated[str, typer.Option()]
_MATCHES = ("domain", "stage", "reason")


def ack(
    number: Number,
    owner: Annotated[str, typer.Option()],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import incidents

    key, owner = key_of(number), read_text("--owner", owner)
    with house(config, dry_run=dry_run) as home:
        incidents.acknowledge(home.store, key, owner, actor(), now())
        done("cli.done", as_json, {"incident": named(key), "state": "acknowledged"}, dry_run=dry_run)


def assign(
    number: Number,
    owner: Annotated[str, typer.Option()],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import incidents

    key, owner = key_of(number), read_text("--owner", owner)
    with house(config, dry_run=dry_run) as home:
        incidents.assign(home.store, key, owner, actor(), now())
        done("cli.done", as_json, {"incident": named(key), "owner": owner}, dry_run=dry_run)


def note(
    number: Number,
    text: str,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import incidents

    key, text = key_of(number), read_text("TEXT", text)
    with house(config, dry_run=dry_run) as home:
        incidents.note(home.store, key, text, actor(), now())
        done("cli.done", as_json, {"incident": named(key)}, dry_run=dry_run)


def silence(
    number: Annotated[str, typer.Argument()] = "",
    until: str = "",
    why: str = "",
    match: Annotated[
        list[str] | None,
        typer.Option("--match"),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo")] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import incidents
    from maild.model import Stage
    from maild.rules.calendar import local_day

    if not undo:
        day, why = read_day("--until", read_text("--until", until)), read_text("--why", why)
    wanted = dict(_matched(one) for one in match or ())
    if bool(number) == bool(wanted):
        raise Misused("refused.silence_what")
    read_choice("--match stage=", wanted.get("stage", ""), [one.value for one in Stage])
    who = actor()
    with house(config, dry_run=dry_run) as home:
        if undo:
            told = [key_of(number)] if number else []
            if number:
                incidents.unsilence(home.store, told[0], who, now())
            else:
                told = incidents.lift(home.store, wanted, who, now(), local_day(now(), home.calendar))
            lifted = {"match": wanted, "incidents": [named(one) for one in told]}
            done("incident.told_again", as_json, lifted, dry_run=dry_run, count=len(told))
            return
        if day <= local_day(now(), home.calendar):
            raise Misused("refused.silence_past", value=until)
        shown = day.strftime("%d/%m/%Y")
        if number:
            key = key_of(number)
            incidents.silence(home.store, key, day, why, who, now())
            done("cli.done", as_json, {"incident": named(key), "until": day.isoformat()}, dry_run=dry_run)
            return
        found = incidents.silence_matching(home.store, wanted, day, why, who, now())
        facts = {"match": wanted, "until": day.isoformat(), "incidents": [named(one) for one in found]}
        done("incident.silenced_now", as_json, facts, dry_run=dry_run, count=len(found), until=shown)


def resolve(
    number: Number,
    why: Why,
    resend: Annotated[bool, typer.Option("--resend")] = False,
    next_step: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import incidents
    from maild.jobs.incidents import find

    key, why = key_of(number), read_text("--why", why)
    if resend and not next_step.strip():
        raise Misused("refused.next_step")
    who = needs("coordinator") if resend else actor()
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            reason = find(look, key).reason
        solved = incidents.resolve(
            home.store,
            key,
            why,
            who,
            now(),
            reminders=home.reminders,
            resend=resend,
            next_step=next_step.strip(),
            problem=words(f"reason.{reason}"),
        )
        facts = {
            "incident": named(key),
            "state": "resolved",
            "released": solved.released,
            "people": solved.touched,
            "plan": solved.plan,
        }
        done("incident.resolved_now", as_json, facts, dry_run=dry_run, released=solved.released)
        if as_json or dry_run:
            return
        if solved.plan is not None:
            tell("incident.plan", plan=solved.plan)
        elif resend:
            tell("incident.no_plan")
        elif solved.touched:
            tell("incident.offer", people=solved.touched, number=named(key))


def reopen(
    number: Number,
    why: Why,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import incidents

    key, why = key_of(number), read_text("--why", why)
    with house(config, dry_run=dry_run) as home:
        back = incidents.reopen(home.store, key, why, actor(), now())
        facts = {"incident": named(key), "state": "open", "held": back.held, "plans": back.plans}
        done("incident.reopened_now", as_json, facts, dry_run=dry_run, held=back.held)
        if back.plans and not as_json:
            tell("incident.s1_withdrawn", letters=back.letters)


def _matched(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if name not in _MATCHES or not equals or not value.strip():
        raise Misused("refused.bad_match", value=text)
    return name, value.strip().lower()
