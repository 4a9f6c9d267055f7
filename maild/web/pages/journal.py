"""Nhật ký: who did what, newest first. It is append-only; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import Response

from maild.actions import told
from maild.model import Event, EventKind
from maild.store import events, units
from maild.web.ask import Ask

# What an event is about: the part of its name before the dot.
_ABOUT = tuple(sorted({one.value.partition(".")[0] for one in EventKind}))


def index(ask: Ask) -> Response:
    person, about = ask.word("actor"), ask.word("about", _ABOUT)
    acted = "daemon" if person == ask.say("desk.service") else person
    kind = f"{about}." if about else ""
    with ask.view() as look:
        pager = ask.pager(
            events.how_many(look.connection, actor=acted, kind=kind), {"actor": person, "about": about}
        )
        found = events.recent(look.connection, pager.size, actor=acted, kind=kind, offset=pager.offset)
        names = units.names(look.connection)
    return ask.render(
        "journal.html",
        rows=[(one, told.event(one, ask.language), list(_things(ask, one, names))) for one in found],
        pager=pager,
        actor=person,
        about=about,
        kinds=[
            ("", ask.say("desk.all")),
            *sorted(((one, ask.say(f"about.{one}")) for one in _ABOUT), key=lambda one: one[1]),
        ],
    )


def _things(ask: Ask, event: Event, names: dict[int, str]) -> Iterator[tuple[str, str]]:
    """What an event is about, with its page where whoever asks may see it."""
    if event.respondent_id is not None:
        yield f"OFF-{event.respondent_id:04}", _page(ask, "/officials/{official:int}", event.respondent_id)
    if event.plan_id is not None:
        yield (
            ask.say("desk.plan.number", number=event.plan_id),
            _page(ask, "/plans/{plan:int}", event.plan_id),
        )
    if event.incident_id is not None:
        yield f"INC-{event.incident_id:04}", _page(ask, "/incidents/{number:int}", event.incident_id)
    if event.mail_id is not None:
        yield f"M-{event.mail_id}", _page(ask, "/mails/{mail:int}", event.mail_id)
    unit = event.data.get("unit") if event.kind is EventKind.UNIT_CHANGED else None
    if unit in names:
        yield names[unit], _page(ask, "/units/{unit:int}", unit)


def _page(ask: Ask, path: str, number: int) -> str:
    return f"{path.partition('{')[0]}{number}" if ask.may("GET", path) else ""
