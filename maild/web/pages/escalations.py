"""Thư gửi đơn vị: U1, E1, A1 to heads and clerks of units, E2 to the leadership; looked at, and let go."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import HTMLResponse, Response

from maild.actions import escalations as actions
from maild.actions.escalations import Draft
from maild.errors import InputRefused
from maild.jobs.escalations import CODES, Mailing
from maild.model import LetterState, NoticeCode, RenderedNotice, Round
from maild.store import View, notices, rounds
from maild.web.ask import Ask

_MAIL = "/escalations/{code}/approve"


def index(ask: Ask) -> Response:
    """What there is, what is due, and what went when."""
    with ask.view() as look:
        round_ = ask.round(look) if rounds.every(look.connection) else None
        due = [] if round_ is None else actions.due(ask.home, look, round_, ask.now)
        number = None if round_ is None else round_.id
        went = {
            code: [
                one
                for one in notices.of_code(look.connection, code, round_id=number)
                if one.state is not LetterState.SKIPPED
            ]
            for code in CODES
        }
    days = {one.code: one.due_on for one in due}
    rows = [
        (
            code.value,
            days.get(code),
            len(went[code]),
            max((one.queued_at for one in went[code]), default=None),
        )
        for code in CODES
    ]
    return ask.render("escalations.html", round=round_, rows=rows)


def show(ask: Ask) -> Response:
    with ask.view() as look:
        round_, made = _draft(ask, look)
        waits = len(actions.waiting(look, round_, made.code))
    pager = ask.pager(len(made.mailings), {})
    return ask.render(
        "escalation.html",
        code=made.code.value,
        round=round_,
        mailings=made.mailings[pager.offset : pager.offset + pager.size],
        pager=pager,
        ready=len(made.ready),
        missing=len(made.mailings) - len(made.ready),
        waits=waits,
        may=ask.may("POST", _MAIL),
    )


def mail(ask: Ask) -> Response:
    one, written = _written(ask)
    return ask.render(
        "escalation_mail.html", code=_code(ask).value, one=one, written=written, unit=ask.path("unit")
    )


def mail_page(ask: Ask) -> Response:
    """The HTML part by itself, for a frame that nothing can get out of."""
    return HTMLResponse(_written(ask)[1].html)


def approve(ask: Ask) -> Response:
    with ask.view() as look:
        round_, made = _draft(ask, look)
    code, here = made.code, f"/escalations/{made.code.value}"
    if not made.ready:
        raise InputRefused("refused.nothing_to_escalate", code=code.value)
    missing = [one.unit for one in made.mailings if not one.to]
    asked = ask.confirm(
        "desk.confirm.escalate",
        count=len(made.ready),
        what=f"notice.{code.value}",
        lines=[ask.say("desk.escalation.says_missing", count=len(missing)), *missing] if missing else [],
        button="desk.escalation.approve",
        back=here,
    )
    if asked is not None:
        return asked
    sent = actions.approve(ask.home, round_, code, ask.actor, ask.now)
    return ask.done(here, "desk.done.escalated", count=sent)


def cancel(ask: Ask) -> Response:
    """What was approved by mistake and has not gone."""
    why = ask.needed("why", "desk.why")
    code = _code(ask)
    here = f"/escalations/{code.value}"
    with ask.view() as look:
        round_ = ask.round(look)
        count = len(actions.waiting(look, round_, code))
    if not count:
        raise InputRefused("refused.nothing_escalated", code=code.value)
    asked = ask.confirm(
        "desk.confirm.escalation_cancel",
        count=count,
        what=f"notice.{code.value}",
        lines=[why],
        button="desk.escalation.cancel",
        back=here,
    )
    if asked is not None:
        return asked
    cancelled = actions.cancel(ask.home, round_, code, why, ask.actor, ask.now)
    return ask.done(here, "desk.done.escalation_cancelled", count=cancelled)


def _code(ask: Ask) -> NoticeCode:
    found = next((one for one in CODES if one.value == ask.request.path_params["code"]), None)
    if found is None:
        raise InputRefused("desk.no_such_page")
    return found


def _draft(ask: Ask, look: View) -> tuple[Round, Draft]:
    code, round_ = _code(ask), ask.round(look)
    return round_, actions.draft(ask.home, look, round_, code, ask.now)


def _written(ask: Ask) -> tuple[Mailing, RenderedNotice]:
    """The mail to one unit, 0 for the leadership, as it would be read."""
    with ask.view() as look:
        round_, made = _draft(ask, look)
    one = _of_unit(made.mailings, ask.path("unit"))
    return one, ask.home.briefs.room.render(one.facts, round_.locale)


def _of_unit(mailings: Sequence[Mailing], number: int) -> Mailing:
    found = next((one for one in mailings if (one.unit_id or 0) == number), None)
    if found is None:
        raise InputRefused("desk.no_such_page")
    return found
