"""Báo cáo: the same reports as in the mails and on the command line, to read here or to take along."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from maild.actions import reports
from maild.errors import InputRefused
from maild.model import Round
from maild.rules.calendar import local_day
from maild.store import rounds
from maild.web.ask import Ask


def index(ask: Ask) -> Response:
    kinds = _kinds(ask)
    return ask.render("reports.html", kinds=kinds, forms=list(reports.FORMS), names=ask.sight.names)


def show(ask: Ask) -> Response:
    kind = _kind(ask)
    return ask.render("report.html", kind=kind, forms=list(reports.FORMS), names=ask.sight.names)


def page(ask: Ask) -> Response:
    """The report's own page, inside another."""
    return HTMLResponse(_made(ask, _kind(ask)).page())


def file(ask: Ask) -> Response:
    kind, form = _kind(ask), ask.request.path_params["form"]
    if form not in reports.FORMS:
        raise InputRefused("desk.no_such_page")
    day = local_day(ask.now, ask.home.calendar)
    name = f"{ask.say(f'desk.reports.file.{kind}')}-{day:%Y%m%d}.{form}"
    return ask.file(name, reports.FORMS[form], _made(ask, kind).octets(form))


def _kinds(ask: Ask) -> tuple[str, ...]:
    """What there is for whoever asks: without a round, the errors only."""
    with ask.view() as look:
        any_round = bool(rounds.every(look.connection))
    return tuple(one for one in reports.kinds_for(ask.actor.role) if any_round or one == "it")


def _kind(ask: Ask) -> str:
    kind: str = ask.request.path_params["kind"]
    if kind not in _kinds(ask):
        raise InputRefused("desk.no_such_page")
    return kind


def _made(ask: Ask, kind: str) -> reports.Report:
    round_: Round | None = None
    if kind != "it":
        with ask.view() as look:
            round_ = ask.round(look)
    return reports.make(ask.home, kind, round_, ask.actor, ask.now)
