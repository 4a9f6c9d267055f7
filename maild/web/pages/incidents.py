"""Sự cố: the liaison's log, one line a fault; what may be done about one, and its evidence."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from maild.actions import evidence, incidents, ministry
from maild.actions import incident_lines as log
from maild.actions.dossier import Dossier
from maild.errors import InputRefused, NeedsPerson
from maild.model import IncidentPhase, RenderedNotice, Round, Stage
from maild.rules.calendar import local_day
from maild.rules.incidents import is_silent
from maild.store import incidents as stored
from maild.web.ask import Ask

_SHOWN = 20  # people, and lines of what servers said
_STATES = (*(one.value for one in IncidentPhase), "late")
_STAGES = tuple(one.value for one in Stage)
_CLOSED = "/incidents/{number:int}/resolve"


def index(ask: Ask) -> Response:
    """What is open, heaviest first; a bigger fault stands for its followers unless somebody looks for one place."""
    stage, state = ask.word("stage", _STAGES), ask.word("state", (*_STATES, "all"))
    domain, owner = ask.word("domain"), ask.word("owner")
    with ask.view() as look:
        found = log.lines(
            ask.home,
            look,
            ask.now,
            all_=state == "all",
            stage=stage,
            state="" if state in ("all", "late") else state,
            owner=owner,
            domain=domain,
            late=state == "late",
        )
        silent = stored.silences(look.connection, local_day(ask.now, ask.home.calendar))
    shown = found if state or domain else [one for one in found if one.parent is None]
    pager = ask.pager(len(shown), {"stage": stage, "state": state, "domain": domain, "owner": owner})
    zone, language = ask.home.config.zone, ask.language
    rows = [
        {
            "line": one,
            "number": log.named(one.incident.id),
            "fault": log.fault(one, language),
            "touches": log.touches(one, language),
            "standing": log.standing(one.incident, ask.now, zone, language),
            "late": log.overdue(one.response, language),
        }
        for one in shown[pager.offset : pager.offset + pager.size]
    ]
    return ask.render(
        "incidents.html",
        rows=rows,
        pager=pager,
        chosen={"stage": stage, "state": state, "domain": domain, "owner": owner},
        stages=[("", ask.say("desk.all")), *((one, ask.say(f"stage.{one}")) for one in _STAGES)],
        states=[
            ("", ask.say("desk.log.open")),
            *((one.value, ask.say(f"incident.{one.value}")) for one in IncidentPhase),
            ("late", ask.say("desk.log.late")),
            ("all", ask.say("desk.all")),
        ],
        filtered=bool(stage or state or domain or owner),
        reasons=[("", ask.say("desk.all")), *_reasons(ask)],
        silent=silent,
        may_silence=ask.may("POST", "/incidents/silence"),
    )


def show(ask: Ask) -> Response:
    number = ask.path("number")
    found = _whole(ask, number)
    incident, zone, language = found.incident, ask.home.config.zone, ask.language
    over = incident.state is IncidentPhase.RESOLVED
    return ask.render(
        "incident.html",
        found=found,
        incident=incident,
        number=log.named(number),
        standing=log.standing(incident, ask.now, zone, language),
        late=log.overdue(found.response, language),
        timed=log.timed(found.response, language),
        silent=is_silent(incident, local_day(ask.now, ask.home.calendar)),
        acts="" if found.advice is None else ask.say(f"owner.{found.advice.owner}"),
        advice=[one for one in log.advised(found.advice, language).splitlines() if one.strip()],
        words=found.words[:_SHOWN],
        people=found.people[:_SHOWN],
        more_people=max(len(found.people) - _SHOWN, 0),
        to_people=ask.may("GET", "/officials/{official:int}"),
        to_mails=ask.may("GET", "/mails/{mail:int}"),
        trail=[(one, log.happened(one, zone, language)) for one in found.trail],
        named=log.named,
        over=over,
        may_act=ask.may("POST", _CLOSED),
        may_resend=ask.role == "coordinator" and incident.people > 0,
        receivers=len(ask.home.config.alerts.ministry_for(incident.stage)),
    )


def acknowledge(ask: Ask) -> Response:
    number = ask.path("number")
    owner = ask.needed("owner", "desk.log.owner")
    taken = _whole(ask, number).incident
    if taken.state is IncidentPhase.ACKNOWLEDGED and taken.owner != owner:  # by somebody else, meanwhile
        raise NeedsPerson("desk.log.taken", number=log.named(number), owner=taken.owner)
    incidents.acknowledge(ask.home.store, number, owner, ask.actor, ask.now)
    return ask.done(f"/incidents/{number}", "desk.done.acknowledged", number=log.named(number))


def assign(ask: Ask) -> Response:
    number = ask.path("number")
    owner = ask.needed("owner", "desk.log.owner")
    before = _whole(ask, number).incident.owner
    incidents.assign(ask.home.store, number, owner, ask.actor, ask.now)
    undo = None if before is None else (f"/incidents/{number}/assign", {"owner": before})
    return ask.done(f"/incidents/{number}", "desk.done.assigned", undo=undo, number=log.named(number))


def note(ask: Ask) -> Response:
    number = ask.path("number")
    text = ask.needed("text", "desk.log.note")
    incidents.note(ask.home.store, number, text, ask.actor, ask.now)
    return ask.done(f"/incidents/{number}", "desk.done.noted", number=log.named(number))


def silence(ask: Ask) -> Response:
    """Nobody is told of this fault before a day."""
    number = ask.path("number")
    until, why = _ahead(ask), ask.needed("why", "desk.why")
    asked = ask.confirm(
        "desk.confirm.silence",
        number=log.named(number),
        until=until.strftime("%d/%m/%Y"),
        lines=[why],
        button="desk.log.silence",
        back=f"/incidents/{number}",
    )
    if asked is not None:
        return asked
    incidents.silence(ask.home.store, number, until, why, ask.actor, ask.now)
    return ask.done(f"/incidents/{number}", "desk.done.silenced", number=log.named(number))


def unsilence(ask: Ask) -> Response:
    number = ask.path("number")
    incidents.unsilence(ask.home.store, number, ask.actor, ask.now)
    return ask.done(f"/incidents/{number}", "desk.done.told_again", count=1)


def lift(ask: Ask) -> Response:
    """What was silenced as a kind is told of again."""
    match = {name: ask.word(name) for name in ("domain", "stage", "reason")}
    today = local_day(ask.now, ask.home.calendar)
    told = incidents.lift(ask.home.store, match, ask.actor, ask.now, today)
    return ask.done("/incidents", "desk.done.told_again", count=len(told))


def silence_matching(ask: Ask) -> Response:
    """The same for all faults of a place, a phase, a reason: those that are open and those to come."""
    match = {
        "domain": ask.word("domain").lower(),
        "stage": ask.word("stage", _STAGES),
        "reason": ask.word("reason", tuple(one for one, _ in _reasons(ask))),
    }
    if not any(match.values()):
        raise InputRefused("desk.log.match_nothing")
    until, why = _ahead(ask), ask.needed("why", "desk.why")
    shown = [
        match["domain"],
        *(ask.say(f"{room}.{match[room]}") for room in ("stage", "reason") if match[room]),
    ]
    asked = ask.confirm(
        "desk.confirm.silence_matching",
        match="; ".join(filter(None, shown)),
        until=until.strftime("%d/%m/%Y"),
        lines=[why],
        button="desk.log.silence",
        back="/incidents",
    )
    if asked is not None:
        return asked
    found = incidents.silence_matching(ask.home.store, match, until, why, ask.actor, ask.now)
    return ask.done("/incidents", "desk.done.silenced_matching", count=len(found))


def resolve(ask: Ask) -> Response:
    """The fault is over: whom it held is urged again; the coordinator may tell those who missed something."""
    number = ask.path("number")
    why = ask.needed("why", "desk.log.fixed_by")
    resend = ask.flag("resend") and ask.role == "coordinator"
    next_step = ask.needed("next_step", "desk.log.next_step") if resend else ""
    found = _whole(ask, number)
    lines = [why, *([ask.say("desk.log.says_resend", count=found.incident.people)] if resend else [])]
    asked = ask.confirm(
        "desk.confirm.resolve",
        number=log.named(number),
        people=found.incident.people,
        lines=lines,
        button="desk.log.resolve",
        back=f"/incidents/{number}",
    )
    if asked is not None:
        return asked
    solved = incidents.resolve(
        ask.home.store,
        number,
        why,
        ask.actor,
        ask.now,
        reminders=ask.home.reminders,
        resend=resend,
        next_step=next_step,
        problem=ask.say(f"reason.{found.incident.reason}"),
    )
    if solved.plan is not None:
        return ask.done(f"/plans/{solved.plan}", "desk.done.resolved_plan", released=solved.released)
    undo = (f"/incidents/{number}/reopen", {"why": ask.say("desk.undo")})
    return ask.done(
        f"/incidents/{number}",
        "desk.done.resolved",
        undo=undo,
        number=log.named(number),
        released=solved.released,
    )


def reopen(ask: Ask) -> Response:
    number = ask.path("number")
    why = ask.needed("why", "desk.why")
    back = incidents.reopen(ask.home.store, number, why, ask.actor, ask.now)
    word = "desk.done.reopened_s1" if back.plans else "desk.done.reopened"
    return ask.done(
        f"/incidents/{number}", word, number=log.named(number), held=back.held, letters=back.letters
    )


def reference(ask: Ask) -> Response:
    """The ministry knows of it, and gave it a number."""
    number = ask.path("number")
    given = ask.needed("reference", "desk.log.reference")
    incidents.reported(ask.home.store, number, given, ask.actor, ask.now)
    return ask.done(f"/incidents/{number}", "desk.done.reference", number=log.named(number))


def report(ask: Ask) -> Response:
    """M1 as it would go; with the yes to it, it is queued."""
    number = ask.path("number")
    found, round_, mail = _m1(ask, number)
    receivers = ask.home.config.alerts.ministry_for(found.incident.stage)
    if not receivers:
        raise InputRefused("refused.no_ministry")
    if not ask.flag("send"):
        return ask.render(
            "incident_report.html",
            number=log.named(number),
            incident=found.incident,
            subject=mail.subject,
            text=mail.text,
            receivers=receivers,
            request=ask.word("request"),
        )
    queued = ministry.send(
        ask.home.store,
        found,
        round_,
        mail,
        receivers,
        ask.word("reference"),
        ask.actor,
        ask.now,
        ask.home.config.zone,
    )
    return ask.done(f"/incidents/{number}", "desk.done.reported", count=len(queued), number=log.named(number))


def export(ask: Ask) -> Response:
    """The evidence pack: addresses masked, no link and no code in it."""
    number = ask.path("number")
    found = _whole(ask, number)
    octets = evidence.packed(ask.home, found, {}, ask.language, ask.now)
    return ask.file(f"{log.named(number)}.zip", "application/zip", octets)


def _whole(ask: Ask, number: int) -> Dossier:
    with ask.view() as look:
        return log.whole(ask.home, look, number, ask.actor, ask.now)


def _m1(ask: Ask, number: int) -> tuple[Dossier, Round, RenderedNotice]:
    found = _whole(ask, number)
    with ask.view() as look:
        round_ = ask.round(look)
    return found, round_, ministry.prepared(ask.home, found, round_, ask.word("request"), ask.now)


def _reasons(ask: Ask) -> list[tuple[str, str]]:
    return sorted(((one, ask.say(f"reason.{one}")) for one in ask.home.advice), key=lambda one: one[1])


def _ahead(ask: Ask) -> date:
    """The day of `until`. Raises InputRefused where it is not ahead."""
    until = ask.day("until", "desk.log.until")
    if until <= local_day(ask.now, ask.home.calendar):
        raise InputRefused("refused.silence_past", value=until.strftime("%d/%m/%Y"))
    return until
