"""maild why WHO: what happened to an official, and why he was or was not written to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.common import DEFAULT_CONFIG, AsJson, ConfigPath, house, local, needs, now, read_text
from maild.cli.output import described, language, show_json, table, tell, words

if TYPE_CHECKING:
    from maild.actions.people import Ground


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
                        "ground": _ground(story.ground(one.because, one.judged_at)),
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
    stands = [words(f"status.{status}")]
    stands += [told.reason(one, language(), zone, story.ground(one)) for one in story.marked(status)]
    tell("cli.stands", status="; ".join(stands))
    for answer in story.answers:
        tell(told.answer(answer, language(), zone, story.ground(answer.because, answer.judged_at)))
    rows = []
    for one in story.events:
        note = story.notes.get(one.id or 0, "")
        what = described(one)
        rows.append((local(one.at, zone), f"{what}: {note}" if note else what, one.actor))
    table(("at", "event", "actor"), rows)


def _ground(found: Ground | None) -> dict[str, Any] | None:
    if found is None:
        return None
    event = found.event
    return {"event": event.kind.value, "at": event.at.isoformat(), "actor": event.actor, "note": found.note}
