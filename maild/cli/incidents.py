"""maild incident: the log of technical errors, one line a fault."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli import incident_verbs, ministry
from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    actor,
    house,
    local,
    now,
    read_choice,
)
from maild.cli.incident_common import Number, dossier_of, key_of, named
from maild.cli.output import language, show_json, table, tell, words

if TYPE_CHECKING:
    from maild.actions.dossier import Step
    from maild.model import Advice, IncidentState
    from maild.rules.response import Response

app = typer.Typer(help="Nhật ký lỗi kỹ thuật.", no_args_is_help=True, rich_markup_mode=None)
_SHOWN = 20


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Cả sự cố đã khắc phục.")] = False,
    stage: Annotated[str, typer.Option(help="Chỉ một khâu: sending, receiving, answering.")] = "",
    state: Annotated[
        str, typer.Option(help="Chỉ một trạng thái: open, acknowledged, reported, fixed, resolved.")
    ] = "",
    owner: Annotated[str, typer.Option(help="Chỉ của một người xử lý.")] = "",
    domain: Annotated[str, typer.Option(help="Chỉ một tên miền hoặc máy chủ.")] = "",
    late: Annotated[bool, typer.Option("--late", help="Chỉ lỗi quá hạn nhận xử lý hoặc khắc phục.")] = False,
    children: Annotated[bool, typer.Option("--children", help="Cả lỗi kéo theo một lỗi lớn hơn.")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Mỗi lỗi một dòng, nặng nhất trước: khâu, nguyên nhân, máy chủ, phạm vi, ai xử lý.

    Dành cho mọi vai trò; không có tên cán bộ.
    """
    from maild.actions import incidents as actions
    from maild.jobs.figures import reach
    from maild.model import IncidentPhase, Stage
    from maild.rules.incidents import parents, severity
    from maild.rules.response import response_of
    from maild.store import incidents

    read_choice("--stage", stage, [one.value for one in Stage])
    read_choice("--state", state, [one.value for one in IncidentPhase])
    with house(config) as home:
        with home.store.view() as look:
            found = actions.chosen(look, all_=all_, stage=stage, state=state, owner=owner, domain=domain)
            family = parents(incidents.every(look.connection, open_only=True))
            units = incidents.units_touched(look.connection, [one.id for one in found])
            officials, days_left = reach(look, now(), home.calendar)
        advice, zone = home.advice, home.config.zone
    weights = {one.id: severity(one, officials, days_left) for one in found}
    targets = home.config.incidents.targets()
    responses = {one.id: response_of(one, weights[one.id], targets, home.calendar, now()) for one in found}
    if late:
        found = [one for one in found if responses[one.id].late]
    found.sort(key=lambda one: (weights[one.id], -one.people, -one.last_seen_at.timestamp()))
    acts = {one.id: advice[one.reason].owner for one in found if one.reason in advice}
    if as_json:
        show_json(
            [
                {
                    **_facts(one),
                    "severity": weights[one.id],
                    "people": one.people,
                    "units": units.get(one.id, 0),
                    "count": one.count,
                    "opened_at": one.opened_at.isoformat(),
                    "last_seen_at": one.last_seen_at.isoformat(),
                    "who_acts": acts.get(one.id),
                    "parent": named(family[one.id]) if one.id in family else None,
                    **_timing(responses[one.id]),
                }
                for one in found
            ]
        )
        return
    shown = [one for one in found if children or domain or one.id not in family]
    followers = list(family.values())
    rows = [
        (
            named(one.id),
            weights[one.id],
            words(f"stage.{one.stage.value}").upper(),
            " ".join(
                filter(None, (words(f"reason.{one.reason}"), one.code, _hides(followers.count(one.id))))
            ),
            one.where,
            _reach(one, units.get(one.id, 0), weights[one.id]),
            _state(one, zone) + _late(responses[one.id]),
            one.owner or (words(f"owner.{acts[one.id]}") if one.id in acts else ""),
        )
        for one in shown
    ]
    if not rows:
        tell("incident.none")
        return
    table(("incident", "severity", "stage", "fault", "where", "reach", "state", "owner"), rows)


@app.command("show")
def show(number: Number, config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Một sự cố: việc cần làm, ai làm, máy chủ nói gì, những người gặp phải, và diễn biến.

    Dành cho mọi vai trò; đầu mối CNTT chỉ thấy số người, đơn vị và địa chỉ đã che.
    """
    from maild.actions import evidence

    key, who = key_of(number), actor()
    with house(config) as home:
        found = dossier_of(home, key, who)
        zone = home.config.zone
    incident, advice = found.incident, found.advice
    if as_json:
        show_json(
            {
                **evidence.facts(found),
                "who_acts": None if advice is None else advice.owner,
                "advice": _advised(advice),
                "people": [f"OFF-{one:04}" for one in found.numbers] if who.sees_names else None,
                "people_count": incident.people,
                "units": [name for name, _ in found.units],
                "parent": None if found.parent is None else named(found.parent),
                "children": [named(one) for one in found.children],
                "silenced_until": incident.silenced_until,
                "notices": [{"code": code, "state": state} for code, state in found.notices],
                **_timing(found.response),
            }
        )
        return
    parts = (words(f"reason.{incident.reason}"), incident.code, incident.where)
    tell(
        "incident.head",
        number=named(key),
        severity=found.severity,
        stage=words(f"stage.{incident.stage.value}").upper(),
        state=_state(incident, zone),
    )
    tell(" ".join(filter(None, parts)))
    tell(
        "incident.seen",
        count=incident.count,
        since=local(incident.opened_at, zone),
        until=local(incident.last_seen_at, zone),
    )
    tell(
        "cli.touched",
        people=incident.people,
        units="; ".join(f"{name} ({n})" for name, n in found.units) or "–",
    )
    if incident.owner:
        tell("incident.owned", owner=incident.owner)
    if incident.reference:
        tell("incident.reference", reference=incident.reference)
    if found.parent is not None:
        tell("incident.parent", number=named(found.parent))
    if found.children:
        tell("incident.children", numbers=", ".join(map(named, found.children)))
    response = found.response
    tell(
        "incident.hours",
        ack=_against(response.to_acknowledge, response.acknowledge_within, over=response.acknowledged),
        fix=_against(response.to_fix, response.fix_within, over=response.fixed),
    )
    if advice is not None:
        tell("")
        tell("cli.who_acts", owner=words(f"owner.{advice.owner}"))
        tell(_advised(advice))
    if found.words:
        tell("")
        tell("incident.says")
        for said, count in found.words[:_SHOWN]:
            tell("  " + words("incident.times", count=count, words=said))
    if found.people:
        tell("")
        tell("incident.people")
        for one in found.people[:_SHOWN]:
            tell(f"  OFF-{one.id:04} {one.name}, {one.unit}")
        if len(found.people) > _SHOWN:
            tell("  " + words("incident.more", count=len(found.people) - _SHOWN))
    if found.history:
        tell("")
        tell("incident.history")
        table(
            ("incident", "opened", "resolved", "people", "fixed_by"),
            [
                (
                    named(one.number),
                    local(one.opened_at, zone),
                    local(one.resolved_at, zone),
                    one.people,
                    one.fixed_by,
                )
                for one in found.history
            ],
        )
    tell("")
    tell("incident.trail")
    table(
        ("at", "event", "mail", "actor"),
        [
            (
                local(one.at, zone),
                _told(one, zone),
                "" if one.mail is None else f"M-{one.mail}",
                one.actor,
            )
            for one in found.trail
        ],
    )


def _advised(advice: Advice | None) -> str:
    return "" if advice is None else advice.en if language() == "en" else advice.vi


def _timing(response: Response) -> dict[str, Any]:
    """Working hours against their targets; null while it has not come to that."""
    return {
        "hours_to_acknowledge": _hours(response.to_acknowledge) if response.acknowledged else None,
        "hours_to_fix": _hours(response.to_fix) if response.fixed else None,
        "hours_open": _hours(response.to_fix),
        "acknowledge_within_hours": _hours(response.acknowledge_within),
        "fix_within_hours": _hours(response.fix_within),
        "late": response.late,
    }


def _against(span: timedelta, target: timedelta, *, over: bool) -> str:
    """`1,5/2`; `3/2 QUÁ HẠN`; `0,5/2 (đang tính)` while it goes on."""
    figures = f"{_figure(span)}/{_figure(target)}"
    more = "" if over else words("incident.counting")
    return " ".join(filter(None, (figures, more, words("incident.late") if span > target else "")))


def _figure(span: timedelta) -> str:
    text = f"{_hours(span):g}"
    return text if language() == "en" else text.replace(".", ",")


def _hours(span: timedelta) -> float:
    return round(span.total_seconds() / 3600, 1)


def _hides(count: int) -> str:
    return words("incident.hides", count=count) if count else ""


def _reach(incident: IncidentState, units: int, weight: int) -> str:
    if incident.people:
        return words("incident.reach", people=incident.people, units=units)
    return words("incident.reach_all") if weight == 1 else "–"


def _state(incident: IncidentState, zone: Any) -> str:
    """Where it stands and since when: `mới · 2 giờ`."""
    from maild.rules.incidents import is_silent

    told = words(f"incident.{incident.state.value}")
    if is_silent(incident, now().astimezone(zone).date()) and incident.silenced_until is not None:
        told = words("incident.silenced", until=incident.silenced_until.strftime("%d/%m/%Y"))
    return f"{told} · {_age(incident.resolved_at or now(), incident.opened_at)}"


def _late(response: Response) -> str:
    return f" · {words(f'late.{response.late}').upper()}" if response.late else ""


def _age(until: datetime, since: datetime) -> str:
    minutes = max(int((until - since).total_seconds() // 60), 0)
    if minutes < 60:
        return words("incident.age_minutes", count=minutes)
    if minutes < 48 * 60:
        return words("incident.age_hours", count=minutes // 60)
    return words("incident.age_days", count=minutes // (24 * 60))


def _told(step: Step, zone: Any) -> str:
    data = {name: str(value) for name, value in step.data.items()}
    if "until" in data:
        data["until"] = "/".join(reversed(data["until"].split("-")))
    told = words(f"event.{step.kind.value}", **data)
    if step.count > 1:
        told = words("incident.times_until", what=told, count=step.count, until=local(step.until, zone))
    more = [data[name] for name in ("owner", "reference", "document", "note", "why") if data.get(name)]
    if data.get("proof"):
        more.append(words(f"incident.proof.{data['proof']}"))
    if data.get("code") and step.kind.value.startswith("notice."):
        more.append(data["code"])
    return ": ".join((told, "; ".join(more))) if more else told


def _facts(incident: IncidentState) -> dict[str, Any]:
    return {
        "incident": named(incident.id),
        "stage": incident.stage.value,
        "reason": incident.reason,
        "where": incident.where,
        "code": incident.code,
        "state": incident.state.value,
        "owner": incident.owner,
        "reference": incident.reference,
        "silenced_until": incident.silenced_until,
    }


for _verb in (
    incident_verbs.ack,
    incident_verbs.assign,
    incident_verbs.note,
    incident_verbs.silence,
    ministry.report,
    incident_verbs.resolve,
    incident_verbs.reopen,
    ministry.export,
    ministry.propose,
):
    app.command(_verb.__name__)(_verb)
