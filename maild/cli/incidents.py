"""maild incident: the log of technical errors, one line a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli import incident_verbs, ministry
from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    actor,
    house,
    local,
    now,
    read_choice,
)
from maild.cli.helped import Commands
from maild.cli.incident_common import Number, dossier_of, key_of, named
from maild.cli.output import language, show_json, table, tell, words

if TYPE_CHECKING:
    from maild.actions.dossier import Proposed
    from maild.model import IncidentState
    from maild.rules.response import Response

app = Commands()
_SHOWN = 20


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all")] = False,
    stage: str = "",
    state: str = "",
    owner: str = "",
    domain: str = "",
    late: Annotated[bool, typer.Option("--late")] = False,
    children: Annotated[bool, typer.Option("--children")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import incident_lines as log
    from maild.jobs.figures import place
    from maild.model import IncidentPhase, Stage
    from maild.rules.calendar import local_day
    from maild.store import incidents

    read_choice("--stage", stage, [one.value for one in Stage])
    read_choice("--state", state, [one.value for one in IncidentPhase])
    with house(config) as home:
        with home.store.view() as look:
            found = log.lines(
                home,
                look,
                now(),
                all_=all_,
                stage=stage,
                state=state,
                owner=owner,
                domain=domain,
                late=late,
            )
            silent = incidents.silences(look.connection, local_day(now(), home.calendar))
        zone = home.config.zone
    if as_json:
        show_json(
            [
                {
                    **_facts(one.incident),
                    "severity": one.severity,
                    "people": one.incident.people,
                    "units": one.units,
                    "count": one.incident.count,
                    "opened_at": one.incident.opened_at.isoformat(),
                    "last_seen_at": one.incident.last_seen_at.isoformat(),
                    "who_acts": one.acts,
                    "parent": None if one.parent is None else log.named(one.parent),
                    **_timing(one.response),
                }
                for one in found
            ]
        )
        return
    rows = [
        (
            log.named(one.incident.id),
            one.severity,
            words(f"stage.{one.incident.stage.value}").upper(),
            log.fault(one, language()),
            place(one.incident, language()),
            log.touches(one, language()),
            " · ".join(
                filter(
                    None,
                    (
                        log.standing(one.incident, now(), zone, language()),
                        log.overdue(one.response, language()),
                    ),
                )
            ),
            one.incident.owner or ("" if one.acts is None else words(f"owner.{one.acts}")),
        )
        for one in found
        if children or domain or one.parent is None
    ]
    if rows:
        table(("incident", "severity", "stage", "fault", "where", "reach", "state", "owner"), rows)
    else:
        tell("incident.none")
    for one in silent:
        given = ((name, getattr(one, name)) for name in ("domain", "stage", "reason"))
        pairs = [f"{name}={value}" for name, value in given if value]
        match = " ".join(f"--match {pair}" for pair in pairs)
        tell(
            "incident.kind_silent",
            what=", ".join(pairs),
            match=match,
            until=f"{one.until:%d/%m/%Y}",
            by=one.by,
            why=one.why,
        )


@app.command("show")
def show(number: Number, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    from maild.actions import evidence
    from maild.actions import incident_lines as log
    from maild.jobs.figures import place

    key, who = key_of(number), actor()
    with house(config) as home:
        found = dossier_of(home, key, who)
        zone = home.config.zone
    incident, advice = found.incident, found.advice
    if as_json:
        show_json(
            {
                **evidence.facts(found),
                "who_acts": None if advice is None else advice.owner,
                "advice": log.advised(advice, language()),
                "people": [f"OFF-{one:04}" for one in found.numbers] if who.sees_names else None,
                "people_count": incident.people,
                "units": [name for name, _ in found.units],
                "parent": None if found.parent is None else named(found.parent),
                "children": [named(one) for one in found.children],
                "silenced_until": incident.silenced_until,
                "notices": [{"code": code, "state": state} for code, state in found.notices],
                "proposal": None if found.proposal is None else _proposal(found.proposal),
                **_timing(found.response),
            }
        )
        return
    parts = (words(f"reason.{incident.reason}"), incident.code, place(incident, language()))
    tell(
        "incident.head",
        number=named(key),
        severity=found.severity,
        stage=words(f"stage.{incident.stage.value}").upper(),
        state=log.standing(incident, now(), zone, language()),
    )
    tell(" ".join(filter(None, parts)))
    tell(
        "incident.seen",
        count=incident.count,
        since=local(incident.opened_at, zone),
        until=local(incident.last_seen_at, zone),
    )
    tell(
        "cli.touched",
        people=incident.people,
        units="; ".join(f"{name} ({n})" for name, n in found.units) or "–",
    )
    if incident.owner:
        tell("incident.owned", owner=incident.owner)
    if incident.reference:
        tell("incident.reference", reference=incident.reference)
    if found.proposal is not None:
        numbers = " → ".join(filter(None, (found.proposal.document, found.proposal.answer)))
        tell("incident.proposal", state=words(f"proposal.{found.proposal.state}"), numbers=numbers or "–")
    if found.parent is not None:
        tell("incident.parent", number=named(found.parent))
    if found.children:
        tell("incident.children", numbers=", ".join(map(named, found.children)))
    tell(log.timed(found.response, language()))
    if advice is not None:
        tell("")
        tell("cli.who_acts", owner=words(f"owner.{advice.owner}"))
        tell(log.advised(advice, language()))
    if found.words:
        tell("")
        tell("incident.says")
        for said, count in found.words[:_SHOWN]:
            tell("  " + words("incident.times", count=count, words=said))
    if found.people:
        tell("")
        tell("incident.people")
        for one in found.people[:_SHOWN]:
            tell(f"  OFF-{one.id:04} {one.name}, {one.unit}")
        if len(found.people) > _SHOWN:
            tell("  " + words("incident.more", count=len(found.people) - _SHOWN))
    if found.history:
        tell("")
        tell("incident.history")
        table(
            ("incident", "opened", "resolved", "people", "fixed_by"),
            [
                (
                    named(one.number),
                    local(one.opened_at, zone),
                    local(one.resolved_at, zone),
                    one.people,
                    one.fixed_by,
                )
                for one in found.history
            ],
        )
    tell("")
    tell("incident.trail")
    table(
        ("at", "event", "mail", "actor"),
        [
            (
                local(one.at, zone),
                log.happened(one, zone, language()),
                "" if one.mail is None else f"M-{one.mail}",
                one.actor,
            )
            for one in found.trail
        ],
    )


def _proposal(told: Proposed) -> dict[str, str | None]:
    return {"state": told.state, "document": told.document or None, "answer": told.answer or None}


def _timing(response: Response) -> dict[str, Any]:
    """Working hours against their targets; null while it has not come to that."""
    from maild.actions.incident_lines import hours

    return {
        "hours_to_acknowledge": hours(response.to_acknowledge) if response.acknowledged else None,
        "hours_to_fix": hours(response.to_fix) if response.fixed else None,
        "hours_open": hours(response.to_fix),
        "acknowledge_within_hours": hours(response.acknowledge_within),
        "fix_within_hours": hours(response.fix_within),
        "late": response.late,
    }


def _facts(incident: IncidentState) -> dict[str, Any]:
    return {
        "incident": named(incident.id),
        "stage": incident.stage.value,
        "reason": incident.reason,
        "where": incident.where,
        "code": incident.code,
        "state": incident.state.value,
        "owner": incident.owner,
        "reference": incident.reference,
        "silenced_until": incident.silenced_until,
    }


for _verb in (
    incident_verbs.ack,
    incident_verbs.assign,
    incident_verbs.note,
    incident_verbs.silence,
    ministry.report,
    incident_verbs.resolve,
    incident_verbs.reopen,
    ministry.export,
    ministry.propose,
):
    app.command(_verb.__name__)(_verb)
