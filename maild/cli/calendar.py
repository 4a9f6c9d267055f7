"""maild calendar: the days and hours that count, and every date of a round."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from maild.cli.common import DEFAULT_CONFIG, AsJson, ConfigPath, chosen_round, house, local
from maild.cli.helped import Commands
from maild.cli.output import fail, show_json, table, tell, words

app = Commands()


@app.command("show")
def show(
    year: Annotated[int, typer.Argument()] = 0,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import dates

    with house(config) as home:
        found = dates.year_of(
            home.config, home.calendar, year or home.clock().astimezone(home.config.zone).year
        )
    if as_json:
        show_json(
            {
                "year": found.year,
                "confirmed": found.confirmed,
                "windows": list(found.windows),
                "days": [{"day": day.isoformat(), "is": what, "why": why} for day, what, why in found.days],
                "hours": [
                    {"from": one.isoformat(), "to": two.isoformat(), "windows": said, "why": why}
                    for one, two, said, why in found.hours
                ],
            }
        )
        return
    tell("calendar.windows", windows=", ".join(found.windows))
    for one, two, said, why in found.hours:
        tell("calendar.hours", first=f"{one:%d/%m/%Y}", last=f"{two:%d/%m/%Y}", windows=said, why=why)
    table(
        ("day", "state", "because"),
        [(_day(day), words(f"calendar.{what}"), why) for day, what, why in found.days],
    )
    if not found.confirmed:
        fail("calendar.unconfirmed", year=found.year)


@app.command("check")
def check(
    code: Annotated[str, typer.Argument()] = "",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import dates
    from maild.rules.reminders import why_dropped

    with house(config) as home:
        with home.store.view() as look:
            round_ = chosen_round(look, code)
        found = dates.of_round(home.config, home.calendar, home.config.limits, round_)
        zone = home.config.zone
    if as_json:
        show_json(
            {
                "round": round_.code,
                "working_days": found.working_days,
                "unconfirmed": list(found.unconfirmed),
                "dropped": [one.value for one in found.dropped],
                "dates": [
                    {"at": at.isoformat(), "is": what, "letter": letter, "why": why}
                    for at, what, letter, why in found.dates
                ],
            }
        )
    else:
        tell("calendar.round", code=round_.code, days=found.working_days)
        table(
            ("at", "event"),
            [
                (
                    local(at, zone)
                    if what in ("level", "deadline", "report")
                    else _day(at.astimezone(zone).date()),
                    words(f"calendar.{what}", letter=letter) + (f": {why}" if why else ""),
                )
                for at, what, letter, why in found.dates
            ],
        )
        tell("calendar.others")
        for one in found.dropped:
            why = words(f"because.{why_dropped(one, round_, home.calendar)}")
            tell("cli.level_dropped", code=one.value, why=why)
        for year in found.unconfirmed:
            fail("calendar.unconfirmed", year=year)
    if found.unconfirmed:
        raise typer.Exit(3)


def _day(day: date) -> str:
    return f"{words(f'weekday.{day.weekday()}')} {day:%d/%m/%Y}"
