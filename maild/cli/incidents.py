"""maild incident: the log of technical errors, one line a fault."""

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
    now,
    read_choice,
    read_number,
    read_text,
)
from maild.cli.output import language, show_json, table, tell, words
from maild.errors import InputRefused

if TYPE_CHECKING:
    from maild.actions.actor import Actor
    from maild.model import IncidentState

app = typer.Typer(help="Nhật ký lỗi kỹ thuật.", no_args_is_help=True, rich_markup_mode=None)
Number = Annotated[str, typer.Argument(help="Mã sự cố, ví dụ INC-0023.")]
_EXAMPLE = "INC-0023"


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Cả sự cố đã khắc phục.")] = False,
    stage: Annotated[str, typer.Option(help="Chỉ một khâu: sending, receiving, answering.")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Mỗi lỗi một dòng: khâu, nguyên nhân, máy chủ, số người, ai xử lý.

    Dành cho mọi vai trò; không có tên cán bộ.
    """
    from maild.model import Stage
    from maild.store import incidents

    read_choice("--stage", stage, [one.value for one in Stage])
    with house(config) as home:
        with home.store.view() as look:
            found = incidents.every(look.connection, open_only=not all_)
        advice, zone = home.advice, home.config.zone
    found = [one for one in found if not stage or one.stage.value == stage]
    owners = {one.id: advice[one.reason].owner for one in found if one.reason in advice}
    if as_json:
        show_json(
            [
                {
                    **_facts(one),
                    "people": one.people,
                    "count": one.count,
                    "opened_at": one.opened_at.isoformat(),
                    "last_seen_at": one.last_seen_at.isoformat(),
                    "who_acts": owners.get(one.id),
                }
                for one in found
            ]
        )
        return
    rows = [
        (
            f"INC-{one.id:04}",
            words(f"stage.{one.stage.value}").upper(),
            words(f"reason.{one.reason}"),
            one.where,
            one.code,
            one.people,
            words(f"incident.{one.state.value}"),
            words(f"owner.{owners[one.id]}") if one.id in owners else "",
            local(one.last_seen_at, zone),
        )
        for one in found
    ]
    table(("incident", "stage", "reason", "where", "code", "people", "state", "who_acts", "last_seen"), rows)


@app.command("show")
def show(number: Number, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Một sự cố: việc cần làm, ai làm, những người gặp phải, và mọi lần ghi nhận.

    Dành cho mọi vai trò; đầu mối CNTT chỉ thấy số người và đơn vị.
    """
    from maild.rules import INCIDENT
    from maild.store import events, roster
    from maild.store import incidents as stored

    key = read_number("INC-", number, _EXAMPLE)
    who = actor()
    with house(config) as home:
        with home.store.view() as look:
            incident = look.state(INCIDENT, key)
            if incident is None:
                raise InputRefused("refused.no_incident", number=f"INC-{key:04}")
            trail = events.trail(look.connection, incident_id=key)
            touched = stored.touched(look.connection, key)
            found = [roster.by_id(look.connection, one) for one in touched]
        advice, zone = home.advice.get(incident.reason), home.config.zone
    people = [one for one in found if one is not None]
    units = sorted({one.unit for one in people})
    names = [f"OFF-{one.id:04} {one.name}, {one.unit}" for one in people]
    what = "" if advice is None else advice.en if language() == "en" else advice.vi
    if as_json:
        show_json(
            {
                **_facts(incident),
                "people": people_shown(touched, who),
                "people_count": incident.people,
                "units": units,
                "who_acts": None if advice is None else advice.owner,
                "advice": what,
                "events": [
                    {
                        "at": one.at.isoformat(),
                        "kind": one.kind.value,
                        "mail": one.mail_id,
                        "actor": one.actor,
                    }
                    for one in trail
                ],
            }
        )
        return
    parts = (
        f"INC-{incident.id:04}",
        words(f"stage.{incident.stage.value}").upper(),
        words(f"reason.{incident.reason}"),
        incident.where,
        incident.code,
    )
    state = words(f"incident.{incident.state.value}")
    tell(" · ".join((" ".join(filter(None, parts)), state, *([incident.owner] if incident.owner else []))))
    if advice is not None:
        tell("cli.who_acts", owner=words(f"owner.{advice.owner}"))
        tell(what)
    tell("cli.touched", people=incident.people, units="; ".join(units) or "–")
    if who.sees_names:
        for name in names:
            tell(f"  {name}")
    rows = [
        (
            local(one.at, zone),
            words(f"event.{one.kind.value}"),
            "" if one.mail_id is None else f"M-{one.mail_id}",
            one.actor,
        )
        for one in trail
    ]
    table(("at", "event", "mail", "actor"), rows)


@app.command("ack")
def acknowledge(
    number: Number,
    owner: Annotated[str, typer.Option(help="Người xử lý.")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Nhận xử lý sự cố. Dành cho mọi vai trò."""
    from maild.actions import incidents

    key, owner = read_number("INC-", number, _EXAMPLE), read_text("--owner", owner)
    with house(config, dry_run=dry_run) as home:
        incidents.acknowledge(home.store, key, owner, actor(), now())
        done("cli.done", as_json, {"incident": f"INC-{key:04}", "state": "acknowledged"}, dry_run=dry_run)


@app.command("resolve")
def resolve(
    number: Number,
    why: Annotated[str, typer.Option(help="Đã khắc phục thế nào.")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Ghi nhận đã khắc phục; người đã báo lỗi này lại được đôn đốc. Dành cho mọi vai trò."""
    from maild.actions import incidents

    key, why = read_number("INC-", number, _EXAMPLE), read_text("--why", why)
    with house(config, dry_run=dry_run) as home:
        incidents.resolve(home.store, key, why, actor(), now())
        done("cli.done", as_json, {"incident": f"INC-{key:04}", "state": "resolved"}, dry_run=dry_run)


def people_shown(respondents: list[int], who: Actor) -> list[str] | None:
    """Whom an incident touches, by number; for who works on errors alone only how many, so None."""
    return [f"OFF-{one:04}" for one in respondents] if who.sees_names else None


def _facts(incident: IncidentState) -> dict[str, Any]:
    return {
        "incident": f"INC-{incident.id:04}",
        "stage": incident.stage.value,
        "reason": incident.reason,
        "where": incident.where,
        "code": incident.code,
        "state": incident.state.value,
        "owner": incident.owner,
    }
