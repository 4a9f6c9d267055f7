"""maild incident: the log of technical errors, one line a fault."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    actor,
    house,
    language,
    local,
    now,
    show_json,
    table,
    tell,
)
from maild.errors import InputRefused
from maild.words import say

app = typer.Typer(help="Nhật ký lỗi kỹ thuật.", no_args_is_help=True, rich_markup_mode=None)
Number = Annotated[str, typer.Argument(help="Mã sự cố, ví dụ INC-0023.")]


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Cả sự cố đã khắc phục.")] = False,
    stage: Annotated[str, typer.Option(help="Chỉ một khâu: sending, receiving, answering.")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Mỗi lỗi một dòng: khâu, nguyên nhân, máy chủ, số người, ai xử lý."""
    from maild.store import incidents

    with house(config) as home:
        with home.store.view() as look:
            found = incidents.every(look.connection, open_only=not all_)
        advice, zone = home.advice, home.config.zone
    found = [one for one in found if not stage or one.stage.value == stage]
    if as_json:
        show_json(
            [
                {
                    "incident": f"INC-{one.id:04}",
                    "stage": one.stage.value,
                    "reason": one.reason,
                    "where": one.where,
                    "code": one.code,
                    "people": len(one.respondents),
                    "count": one.count,
                    "state": one.state.value,
                    "opened_at": one.opened_at.isoformat(),
                    "last_seen_at": one.last_seen_at.isoformat(),
                    "who_acts": advice[one.reason].owner if one.reason in advice else None,
                    "owner": one.owner,
                }
                for one in found
            ]
        )
        return
    rows = [
        (
            f"INC-{one.id:04}",
            say(f"stage.{one.stage.value}", language()).upper(),
            one.reason,
            one.where,
            one.code,
            len(one.respondents),
            say(f"incident.{one.state.value}", language()),
            say(f"owner.{advice[one.reason].owner}", language()) if one.reason in advice else "",
            local(one.last_seen_at, zone),
        )
        for one in found
    ]
    titles = ("mã", "khâu", "nguyên nhân", "nơi", "mã lỗi", "số người", "trạng thái", "ai xử lý", "lần cuối")
    table(titles, rows)


@app.command("show")
def show(number: Number, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Một sự cố: việc cần làm, ai làm, những người gặp phải, và mọi lần ghi nhận."""
    from maild.rules import INCIDENT
    from maild.store import events, roster

    key = _number(number)
    with house(config) as home:
        with home.store.view() as look:
            incident = look.state(INCIDENT, key)
            if incident is None:
                raise InputRefused("refused.no_incident", number=number)
            trail = events.trail(look.connection, incident_id=key)
            people = [roster.by_id(look.connection, one) for one in incident.respondents]
        advice, zone = home.advice.get(incident.reason), home.config.zone
    units = sorted({one.unit for one in people if one is not None})
    what = "" if advice is None else advice.en if language() == "en" else advice.vi
    if as_json:
        show_json(
            {
                "incident": f"INC-{incident.id:04}",
                "stage": incident.stage.value,
                "reason": incident.reason,
                "where": incident.where,
                "code": incident.code,
                "state": incident.state.value,
                "owner": incident.owner,
                "people": [f"OFF-{one:04}" for one in incident.respondents],
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
    stage = say(f"stage.{incident.stage.value}", language()).upper()
    state = say(f"incident.{incident.state.value}", language())
    tell(f"INC-{incident.id:04} {stage} {incident.reason} {incident.where} {incident.code} · {state}")
    if advice is not None:
        tell("cli.who_acts", owner=say(f"owner.{advice.owner}", language()))
        tell(what)
    tell("cli.touched", people=len(incident.respondents), units="; ".join(units) or "–")
    rows = [
        (local(one.at, zone), say(f"event.{one.kind.value}", language()), _name("M", one.mail_id), one.actor)
        for one in trail
    ]
    table(("lúc", "sự kiện", "thư", "người thực hiện"), rows)


@app.command("ack")
def acknowledge(
    number: Number,
    owner: Annotated[str, typer.Option(help="Người xử lý.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Nhận xử lý sự cố."""
    from maild.actions import incidents

    with house(config) as home:
        incidents.acknowledge(home.store, _number(number), owner, actor(), now())
        tell("cli.done")


@app.command("resolve")
def resolve(
    number: Number,
    why: Annotated[str, typer.Option(help="Đã khắc phục thế nào.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Ghi nhận đã khắc phục; người đã báo lỗi này lại được đôn đốc."""
    from maild.actions import incidents

    with house(config) as home:
        incidents.resolve(home.store, _number(number), why, actor(), now())
        tell("cli.done")


def _number(text: str) -> int:
    digits = text.upper().removeprefix("INC-")
    if not digits.isdigit():
        raise InputRefused("refused.no_incident", number=text)
    return int(digits)


def _name(prefix: str, number: int | None) -> str:
    return "" if number is None else f"{prefix}-{number}"
