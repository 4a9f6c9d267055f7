"""Thư cần xem: what the reader is not sure of, with the words that decided; a person's word sticks."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from maild.actions import mails, told
from maild.errors import InputRefused
from maild.model import Kind, MailRow
from maild.privacy import MASK
from maild.rules.settling import OF_ERRORS, SETTLED_AS
from maild.store import events, figures, mailbox, roster
from maild.web.ask import Ask

# Keys 1 to 4 are the four one-line answers that every letter offers.
_KEYS = (
    ("1", Kind.COMPLETED),
    ("2", Kind.TECH_SENDING),
    ("3", Kind.TECH_ANSWERING),
    ("4", Kind.WRONG_PERSON),
    ("5", Kind.QUESTION),
    ("6", Kind.OUT_OF_OFFICE),
    ("0", Kind.UNRELATED),
)
_SHOWN = 20  # lines of evidence
_KINDS = tuple(one.value for one in Kind)


def index(ask: Ask) -> Response:
    """What waits for a person; or all mails of one kind, newest first."""
    kind = ask.word("kind", (*_KINDS, "every", "quarantined"))
    with ask.view() as look:
        if kind:
            only = kind if kind in _KINDS else None
            held = True if kind == "quarantined" else None
            pager = ask.pager(mailbox.how_many(look.connection, kind=only, quarantined=held), {"kind": kind})
            found = mailbox.mails(
                look.connection, kind=only, quarantined=held, limit=pager.size, offset=pager.offset
            )
        else:
            pager = ask.pager(figures.how_many_unsure(look.connection), {})
            found = figures.unsure_mails(look.connection, limit=pager.size, offset=pager.offset)
        names = _writers(ask, look.connection, found)
    return ask.render(
        "mails.html",
        mails=[_card(ask, one, names) for one in found],
        pager=pager,
        kind=kind,
        kinds=[
            ("", ask.say("desk.mails.waiting")),
            ("every", ask.say("desk.all")),
            ("quarantined", ask.say("desk.mails.quarantined")),
            *sorted(((one, ask.say(f"kind.{one}")) for one in _KINDS), key=lambda one: one[1]),
        ],
        keys=_keys(ask),
    )


def show(ask: Ask) -> Response:
    """Why a mail was read as it was, what followed from it, and what a person says it is."""
    number = ask.path("mail")
    with ask.view() as look:
        found = mailbox.mail(look.connection, number)
        if found is None:
            raise InputRefused("refused.no_mail", mail_id=f"M-{number}")
        trail = events.trail(look.connection, mail_id=number)
        names = _writers(ask, look.connection, [found])
    received = next((one for one in trail if one.kind.value == "mail.received"), None)
    return ask.render(
        "mail.html",
        **_card(ask, found, names),
        judged=None if received is None else received.data,
        recipients=list(found.reading.get("recipients") or ())[:_SHOWN],
        evidence=list(found.reading.get("evidence") or ())[:_SHOWN],
        settled=found.reading.get("settled"),
        effects=[(one, told.event(one, ask.language)) for one in trail if one is not received],
        kinds=[("", "–"), *((one.value, ask.say(f"kind.{one.value}")) for one in _allowed(ask))],
        keys=_keys(ask),
    )


def settle(ask: Ask) -> Response:
    """One key settles a mail; what the reader's verdict did is taken back, and what it means now takes effect."""
    number = ask.path("mail")
    allowed = [one.value for one in _allowed(ask)]
    kind = ask.word("kind", allowed)
    if not kind:
        raise InputRefused("desk.empty_field", field="desk.mails.kind")
    until = ask.day("until", "desk.mails.until") if ask.word("until") else None
    done = mails.classify(
        ask.home.store,
        number,
        Kind(kind),
        ask.actor,
        ask.now,
        ask.home.calendar,
        note=ask.word("note"),
        until=until,
    )
    undo = (f"/mails/{number}/settle", {"kind": done.was.value, "to": ask.word("to")})
    return ask.done(
        "/mails" if ask.word("to") == "list" else f"/mails/{number}",
        "desk.done.settled",
        undo=undo if done.was.value in allowed else None,
        mail=f"M-{number}",
        kind=f"kind.{done.kind.value}",
        count=len(done.recorded),
    )


def _allowed(ask: Ask) -> tuple[Kind, ...]:
    """What whoever asks may say a mail is: the liaison speaks of errors only."""
    return OF_ERRORS if ask.role == "it" else SETTLED_AS


def _keys(ask: Ask) -> list[tuple[str, str, str]]:
    allowed = _allowed(ask)
    return [(key, kind.value, ask.say(f"kind.{kind.value}")) for key, kind in _KEYS if kind in allowed]


def _writers(ask: Ask, connection: Any, found: list[MailRow]) -> dict[int, str]:
    """The officials' names, for who may see whose mail it is."""
    if not ask.sight.names:
        return {}
    asked = {one.respondent_id for one in found if one.respondent_id is not None}
    people = roster.by_ids(connection, asked)
    return {who: f"{person.name}, {person.unit}" for who, person in people.items()}


def _card(ask: Ask, mail: MailRow, names: dict[int, str]) -> dict[str, Any]:
    said, why = str(mail.reading.get("words") or ""), mails.because(mail, ask.language)
    return {
        "mail": mail,
        "number": f"M-{mail.id}",
        "where": ask.say("desk.mails.box", account=mail.pointer.account, folder=mail.pointer.folder),
        "kind_word": f"kind.{mail.kind.value}" if mail.kind else "",
        "writer": "" if mail.respondent_id is None else names.get(mail.respondent_id, MASK),
        "writer_id": mail.respondent_id if mail.respondent_id in names else None,
        "said": said if ask.sight.names else (MASK if said else ""),
        "because": [str(mail.reading.get("because") or "")] if mail.quarantined else why[:3],
        "may_settle": mail.kind in SETTLED_AS and mail.duplicate_of is None and not mail.quarantined,
    }
