"""Nhật ký: who did what, newest first. It is append-only; nothing here changes anything."""

from __future__ import annotations

from starlette.responses import Response

from maild.actions import told
from maild.model import EventKind
from maild.store import events
from maild.web.ask import Ask

# What an event is about: the part of its name before the dot.
_ABOUT = tuple(sorted({one.value.partition(".")[0] for one in EventKind}))


def index(ask: Ask) -> Response:
    person, about = ask.word("actor"), ask.word("about", _ABOUT)
    kind = f"{about}." if about else ""
    with ask.view() as look:
        pager = ask.pager(
            events.how_many(look.connection, actor=person, kind=kind), {"actor": person, "about": about}
        )
        found = events.recent(look.connection, pager.size, actor=person, kind=kind, offset=pager.offset)
    return ask.render(
        "journal.html",
        rows=[(one, told.event(one, ask.language)) for one in found],
        pager=pager,
        actor=person,
        about=about,
        kinds=[
            ("", ask.say("desk.all")),
            *sorted(((one, ask.say(f"about.{one}")) for one in _ABOUT), key=lambda one: one[1]),
        ],
    )
