"""The log of technical errors as people read it, on a terminal and at the desk alike: one line a fault, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from maild.actions import incidents as actions
from maild.actions.actor import Actor
from maild.actions.dossier import Dossier, Step, dossier
from maild.jobs.figures import reach
from maild.model import Advice, IncidentState
from maild.rules.incidents import is_silent, parents, severity
from maild.rules.response import Response, response_of
from maild.store import View, incidents
from maild.wiring import House
from maild.words import Language, length, say


@dataclass(frozen=True, slots=True)
class Line:
    """One fault. `acts` is who must act by the advice on its reason, a word of `owner.`; None where there is none."""

    incident: IncidentState
    severity: int
    units: int
    acts: str | None
    parent: int | None  # the bigger fault that it follows from
    hides: int  # faults that follow from it
    response: Response


def lines(
    home: House,
    look: View,
    now: datetime,
    *,
    all_: bool = False,
    stage: str = "",
    state: str = "",
    owner: str = "",
    domain: str = "",
    late: bool = False,
) -> list[Line]:
    """The faults that fit, heaviest first; followers of a bigger one too."""
    found = actions.chosen(look, all_=all_, stage=stage, state=state, owner=owner, domain=domain)
    family = parents(incidents.every(look.connection, open_only=True))
    hides = Counter(family.values())
    units = incidents.units_touched(look.connection, [one.id for one in found])
    officials, days_left = reach(look, now, home.calendar)
    targets = home.config.incidents.targets()
    made = []
    for one in found:
        weight = severity(one, officials, days_left)
        advice = home.advice.get(one.reason)
        made.append(
            Line(
                incident=one,
                severity=weight,
                units=units.get(one.id, 0),
                acts=None if advice is None else advice.owner,
                parent=family.get(one.id),
                hides=hides[one.id],
                response=response_of(one, weight, targets, home.calendar, now),
            )
        )
    return sorted(
        (one for one in made if one.response.late or not late),
        key=lambda one: (one.severity, -one.incident.people, -one.incident.last_seen_at.timestamp()),
    )


def whole(home: House, look: View, number: int, who: Actor, now: datetime) -> Dossier:
    """Everything that is known of one fault. Raises InputRefused where there is none of that number."""
    return dossier(
        look,
        number,
        who,
        home.advice,
        home.config.survey.secrets(),
        home.calendar,
        home.config.incidents.targets(),
        now,
    )


def named(number: int) -> str:
    return f"INC-{number:04}"


# ---------------------------------------------------------------- in words


def fault(line: Line, language: Language) -> str:
    """What it is: reason, code, and how many it brings with it."""
    hides = say("incident.hides", language, count=line.hides) if line.hides else ""
    return " ".join(
        filter(None, (say(f"reason.{line.incident.reason}", language), line.incident.code, hides))
    )


def touches(line: Line, language: Language) -> str:
    if line.incident.people:
        return say("incident.reach", language, people=line.incident.people, units=line.units)
    return say("incident.reach_all", language) if line.severity == 1 else "–"


def standing(incident: IncidentState, now: datetime, zone: ZoneInfo, language: Language) -> str:
    """Where it stands and since when: `chưa ai nhận · 2 giờ`."""
    told = say(f"incident.{incident.state.value}", language)
    if is_silent(incident, now.astimezone(zone).date()) and incident.silenced_until is not None:
        told = say("incident.silenced", language, until=incident.silenced_until.strftime("%d/%m/%Y"))
    lasted = (incident.resolved_at or now) - incident.opened_at
    return f"{told} · {length(lasted.total_seconds(), language)}"


def overdue(response: Response, language: Language) -> str:
    """What is over its target, in capitals; empty where nothing is."""
    return say(f"late.{response.late}", language).upper() if response.late else ""


def advised(advice: Advice | None, language: Language) -> str:
    return "" if advice is None else advice.en if language == "en" else advice.vi


def timed(response: Response, language: Language) -> str:
    """How long it took, or has taken until now, in working hours against the targets."""
    return say(
        "incident.hours",
        language,
        ack=_against(response.to_acknowledge, response.acknowledge_within, response.acknowledged, language),
        fix=_against(response.to_fix, response.fix_within, response.fixed, language),
    )


def happened(step: Step, zone: ZoneInfo, language: Language) -> str:
    """One line of the trail."""
    data = {name: str(value) for name, value in step.data.items()}
    if "until" in data:
        data["until"] = "/".join(reversed(data["until"].split("-")))
    told = say(f"event.{step.kind.value}", language, **data)
    if step.count > 1:
        until = step.until.astimezone(zone).strftime("%H:%M %d/%m/%Y")
        told = say("incident.times_until", language, what=told, count=step.count, until=until)
    more = [
        data[name] for name in ("owner", "reference", "document", "answer", "note", "why") if data.get(name)
    ]
    if data.get("proof"):
        more.append(say(f"incident.proof.{data['proof']}", language))
    if data.get("code") and step.kind.value.startswith("notice."):
        more.append(data["code"])
    return ": ".join((told, "; ".join(more))) if more else told


def hours(span: timedelta) -> float:
    return round(span.total_seconds() / 3600, 1)


def _against(span: timedelta, target: timedelta, over: bool, language: Language) -> str:
    """`1,5/2`; `3/2 QUÁ HẠN`; `0,5/2 (đang tính)` while it goes on."""
    figures = f"{_figure(span, language)}/{_figure(target, language)}"
    more = "" if over else say("incident.counting", language)
    return " ".join(filter(None, (figures, more, say("incident.late", language) if span > target else "")))


def _figure(span: timedelta, language: Language) -> str:
    text = f"{hours(span):g}"
    return text if language == "en" else text.replace(".", ",")
