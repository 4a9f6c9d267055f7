"""maild why WHO: what happened to an official, and why he was or was not written to."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    house,
    language,
    local,
    now,
    show_json,
    table,
    tell,
)
from maild.words import say


def why(
    person: Annotated[str, typer.Argument(metavar="WHO", help="Mã OFF-…, họ tên hoặc địa chỉ thư.")],
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Vì sao người này được hoặc không được nhắc: mọi sự kiện, theo thứ tự thời gian."""
    from maild.actions import people
    from maild.rules.calendar import local_day
    from maild.rules.status import status_of

    with house(config) as home:
        story = people.story(home.store, person)
        zone, today = home.config.zone, local_day(now(), home.calendar)
    status = status_of(story.state, today).value
    omissions = [
        (f"KH-{plan_id}", say(f"because.{one.because}", language()), one.until)
        for plan_id, one in story.omissions
    ]
    trail = [(local(one.at, zone), describe(one.kind.value, one.data), one.actor) for one in story.events]
    if as_json:
        show_json(
            {
                "official": f"OFF-{story.person.id:04}",
                "name": story.person.name,
                "unit": story.person.unit,
                "status": status,
                "letters": [{"code": one.code.value, "state": one.state.value} for one in story.letters],
                "left_out": [
                    {"plan": plan_id, "because": one.because, "until": one.until}
                    for plan_id, one in story.omissions
                ],
                "events": [
                    {
                        "at": one.at.isoformat(),
                        "kind": one.kind.value,
                        "actor": one.actor,
                        "data": dict(one.data),
                    }
                    for one in story.events
                ],
            }
        )
        return
    tell(f"OFF-{story.person.id:04} {story.person.name}, {story.person.position}, {story.person.unit}")
    tell("cli.stands", status=say(f"status.{status}", language()))
    for one in story.letters:
        tell(f"{one.code.value}: " + say(f"letter.{one.state.value}", language()))
    for plan_name, because, until in omissions:
        tell(
            "cli.left_out",
            plan=plan_name,
            because=because,
            until="" if until is None else f" → {until:%d/%m/%Y}",
        )
    table(("lúc", "sự kiện", "người thực hiện"), trail)


def describe(kind: str, data: object) -> str:
    """An event in words; what the catalogue cannot fill in is left open."""
    facts = dict(data) if isinstance(data, dict) else {}
    if "kind" in facts:
        facts["kind"] = say(f"kind.{facts['kind']}", language())
    if "because" in facts:
        facts["because"] = say(f"because.{facts['because']}", language())
    return say(f"event.{kind}", language(), **facts)
