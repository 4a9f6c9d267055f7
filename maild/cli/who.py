"""maild why WHO: what happened to an official, and why he was or was not written to."""

from __future__ import annotations

from typing import Annotated

import typer

from maild.cli.common import DEFAULT_CONFIG, AsJson, ConfigPath, house, local, needs, now, read_text
from maild.cli.output import described, language, show_json, table, tell, words


def why(
    person: Annotated[str, typer.Argument(metavar="WHO")],
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import people, told
    from maild.rules.calendar import local_day
    from maild.rules.status import status_of

    needs("coordinator")
    person = read_text("WHO", person)
    with house(config) as home:
        story = people.story(home.store, person, now(), home.calendar, home.config.limits)
        zone, today = home.config.zone, local_day(now(), home.calendar)
    status = status_of(story.state, today).value
    if as_json:
        show_json(
            {
                "official": f"OFF-{story.person.id:04}",
                "name": story.person.name,
                "unit": story.person.unit,
                "status": status,
                "levels": [
                    {
                        "letter": one.code.value,
                        "what": one.what,
                        "at": None if one.at is None else one.at.isoformat(),
                        "because": one.because,
                        "until": one.until,
                    }
                    for one in story.answers
                ],
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
    parts = (f"OFF-{story.person.id:04} {story.person.name}", story.person.position, story.person.unit)
    tell(", ".join(filter(None, parts)))
    tell("cli.stands", status=words(f"status.{status}"))
    for answer in story.answers:
        tell(told.answer(answer, language(), zone))
    table(
        ("at", "event", "actor"), [(local(one.at, zone), described(one), one.actor) for one in story.events]
    )
