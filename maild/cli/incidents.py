"""maild incident: the log of technical errors, one line a fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    Misused,
    actor,
    chosen_round,
    done,
    house,
    local,
    needs,
    now,
    read_choice,
    read_day,
    read_number,
    read_text,
)
from maild.cli.output import language, show_json, table, tell, words

if TYPE_CHECKING:
    from maild.actions.actor import Actor
    from maild.actions.dossier import Dossier, Step
    from maild.actions.ministry import Desk
    from maild.model import Advice, IncidentState, RawMail
    from maild.wiring import House

app = typer.Typer(help="Nhật ký lỗi kỹ thuật.", no_args_is_help=True, rich_markup_mode=None)
Number = Annotated[str, typer.Argument(help="Mã sự cố, ví dụ INC-0023.")]
Why = Annotated[str, typer.Option(help="Lý do, cách khắc phục.")]
_EXAMPLE = "INC-0023"
_SHOWN = 20
_MATCHES = ("domain", "stage", "reason")


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="Cả sự cố đã khắc phục.")] = False,
    stage: Annotated[str, typer.Option(help="Chỉ một khâu: sending, receiving, answering.")] = "",
    state: Annotated[
        str, typer.Option(help="Chỉ một trạng thái: open, acknowledged, reported, fixed, resolved.")
    ] = "",
    owner: Annotated[str, typer.Option(help="Chỉ của một người xử lý.")] = "",
    domain: Annotated[str, typer.Option(help="Chỉ một tên miền hoặc máy chủ.")] = "",
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
                    "parent": _number(family[one.id]) if one.id in family else None,
                }
                for one in found
            ]
        )
        return
    shown = [one for one in found if children or domain or one.id not in family]
    followers = list(family.values())
    rows = [
        (
            _number(one.id),
            weights[one.id],
            words(f"stage.{one.stage.value}").upper(),
            " ".join(
                filter(None, (words(f"reason.{one.reason}"), one.code, _hides(followers.count(one.id))))
            ),
            one.where,
            _reach(one, units.get(one.id, 0), weights[one.id]),
            _state(one, zone),
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

    key, who = read_number("INC-", number, _EXAMPLE), actor()
    with house(config) as home:
        found = _dossier(home, key, who)
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
                "parent": None if found.parent is None else _number(found.parent),
                "children": [_number(one) for one in found.children],
                "silenced_until": incident.silenced_until,
                "notices": [{"code": code, "state": state} for code, state in found.notices],
                "hours_to_acknowledge": _hours(found.to_acknowledge),
                "hours_to_fix": _hours(found.to_fix),
            }
        )
        return
    parts = (words(f"reason.{incident.reason}"), incident.code, incident.where)
    tell(
        "incident.head",
        number=_number(key),
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
        tell("incident.parent", number=_number(found.parent))
    if found.children:
        tell("incident.children", numbers=", ".join(map(_number, found.children)))
    if found.to_acknowledge is not None or found.to_fix is not None:
        ack, fix = _hours(found.to_acknowledge), _hours(found.to_fix)
        tell("incident.hours", ack="–" if ack is None else ack, fix="–" if fix is None else fix)
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
                    _number(one.number),
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


@app.command("ack")
def acknowledge(
    number: Number,
    owner: Annotated[str, typer.Option(help="Người xử lý.")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Nhận xử lý sự cố. Dành cho mọi vai trò."""
    from maild.actions import incidents

    key, owner = read_number("INC-", number, _EXAMPLE), read_text("--owner", owner)
    with house(config, dry_run=dry_run) as home:
        incidents.acknowledge(home.store, key, owner, actor(), now())
        done("cli.done", as_json, {"incident": _number(key), "state": "acknowledged"}, dry_run=dry_run)


@app.command("assign")
def assign(
    number: Number,
    owner: Annotated[str, typer.Option(help="Người xử lý mới.")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Giao sự cố cho người khác. Dành cho mọi vai trò."""
    from maild.actions import incidents

    key, owner = read_number("INC-", number, _EXAMPLE), read_text("--owner", owner)
    with house(config, dry_run=dry_run) as home:
        incidents.assign(home.store, key, owner, actor(), now())
        done("cli.done", as_json, {"incident": _number(key), "owner": owner}, dry_run=dry_run)


@app.command("note")
def note(
    number: Number,
    text: Annotated[
        str, typer.Argument(help="Điều đã thử, đã thấy. Không ghi tên người, địa chỉ, mã truy cập.")
    ],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Ghi chú vào sự cố; địa chỉ và mã bị che khi lưu. Dành cho mọi vai trò."""
    from maild.actions import incidents

    key, text = read_number("INC-", number, _EXAMPLE), read_text("TEXT", text)
    with house(config, dry_run=dry_run) as home:
        incidents.note(home.store, key, text, actor(), now(), home.config.survey.secrets())
        done("cli.done", as_json, {"incident": _number(key)}, dry_run=dry_run)


@app.command("silence")
def silence(
    until: Annotated[str, typer.Option(help="Ngày nhắc lại, ví dụ 2026-11-20.")],
    why: Why,
    number: Annotated[str, typer.Argument(help="Mã sự cố; bỏ trống khi dùng --match.")] = "",
    match: Annotated[
        list[str] | None,
        typer.Option("--match", help="domain=…, stage=…, reason=…; cả các lỗi sẽ mở sau này."),
    ] = None,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Tạm không nhắc một lỗi đã biết, có lý do và ngày hết; sáng ngày đó lỗi được nhắc lại.

    Dành cho mọi vai trò.
    """
    from maild.actions import incidents
    from maild.model import Stage
    from maild.rules.calendar import local_day

    day, why = read_day("--until", until), read_text("--why", why)
    wanted = dict(_matched(one) for one in match or ())
    if bool(number) == bool(wanted):
        raise Misused("refused.silence_what")
    read_choice("--match stage=", wanted.get("stage", ""), [one.value for one in Stage])
    who = actor()
    with house(config, dry_run=dry_run) as home:
        if day <= local_day(now(), home.calendar):
            raise Misused("refused.silence_past", value=until)
        secrets = home.config.survey.secrets()
        shown = day.strftime("%d/%m/%Y")
        if number:
            key = read_number("INC-", number, _EXAMPLE)
            incidents.silence(home.store, key, day, why, who, now(), secrets)
            done("cli.done", as_json, {"incident": _number(key), "until": day.isoformat()}, dry_run=dry_run)
            return
        found = incidents.silence_matching(home.store, wanted, day, why, who, now(), secrets)
        facts = {"match": wanted, "until": day.isoformat(), "incidents": [_number(one) for one in found]}
        done("incident.silenced_now", as_json, facts, dry_run=dry_run, count=len(found), until=shown)


@app.command("report")
def report(
    number: Number,
    to: Annotated[str, typer.Option(help="Nơi nhận; hiện có: bnv.")] = "bnv",
    preview: Annotated[bool, typer.Option("--preview", help="Xem thư M1, không gửi.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Xếp hàng gửi thư M1 kèm gói bằng chứng.")] = False,
    ref: Annotated[str, typer.Option(help="Mã tiếp nhận của Bộ, ví dụ HT-5512.")] = "",
    request: Annotated[str, typer.Option(help="Nội dung đề nghị; bỏ trống: hướng dẫn của lỗi này.")] = "",
    html: Annotated[Path | None, typer.Option(help="Với --preview: ghi bản HTML ra tệp này.")] = None,
    round_: Annotated[
        str, typer.Option("--round", help="Mã đợt khảo sát; bỏ trống: đợt đang thực hiện.")
    ] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Báo lỗi cho Bộ Nội vụ (M1): bảng bằng chứng đã che, gói ZIP kèm theo; ghi mã tiếp nhận của Bộ.

    Trả lời của Bộ vào thư này, hoặc có mã của Bộ trong tiêu đề, tự gắn vào sự cố. Dành cho đầu mối CNTT và cán bộ
    điều phối.
    """
    from maild.actions import evidence, incidents, ministry
    from maild.model import Attachment

    read_choice("--to", to, ["bnv"])
    key, who = read_number("INC-", number, _EXAMPLE), needs("it", "coordinator")
    if preview + send + bool(ref) == 0 or (preview and send):
        raise Misused("refused.report_what")
    with house(config, dry_run=dry_run) as home:
        if ref and not send and not preview:
            incidents.reported(home.store, key, read_text("--ref", ref), who, now())
            done("cli.done", as_json, {"incident": _number(key), "reference": ref}, dry_run=dry_run)
            return
        found, desk, secrets = _dossier(home, key, who), _desk(home), home.config.survey.secrets()
        with home.store.view() as look:
            chosen = chosen_round(look, round_)
            mails = evidence.mails_of(look, found)
        asked = secrets.mask(request) or ministry.request_of(found, desk.language)
        contact = f"{chosen.agency}, {chosen.hotline}"
        octets = evidence.pack(found, mails, {}, secrets, desk.zone, desk.language, contact, now())
        files = [Attachment(f"{_number(key)}.zip", "application/zip", octets)]
        mail = ministry.m1(found, chosen, desk, asked, files)
        receivers = home.config.alerts.ministry
        if preview:
            if html is not None:
                evidence.write(html, mail.html.encode())
            if as_json:
                show_json({"to": list(receivers), "subject": mail.subject, "text": mail.text, "sent": False})
                return
            tell("incident.preview", to=", ".join(receivers) or "–")
            tell(mail.subject)
            tell("")
            for line in mail.text.splitlines():
                tell(line)
            return
        queued = ministry.send(home.store, found, chosen, mail, receivers, ref, who, now(), desk.zone)
        facts = {"incident": _number(key), "notices": queued, "reference": ref or None}
        done("incident.queued", as_json, facts, dry_run=dry_run, count=len(queued))


@app.command("resolve")
def resolve(
    number: Number,
    why: Why,
    resend: Annotated[
        bool, typer.Option("--resend", help="Lập dự thảo S1 cho những người bị lỡ, chờ duyệt.")
    ] = False,
    next_step: Annotated[str, typer.Option(help="Với --resend: người nhận cần làm gì tiếp theo.")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Ghi nhận đã khắc phục; những người bị lỗi này giữ lại lại được đôn đốc. Dành cho mọi vai trò.

    Với --resend: lập thư S1 "đã khắc phục, mời tiếp tục"; chỉ gửi khi được duyệt.
    """
    from maild.actions import incidents

    key, why = read_number("INC-", number, _EXAMPLE), read_text("--why", why)
    if resend and not next_step.strip():
        raise Misused("refused.next_step")
    who = needs("coordinator") if resend else actor()
    with house(config, dry_run=dry_run) as home:
        with home.store.view() as look:
            reason = incidents.find(look, key).reason
        solved = incidents.resolve(
            home.store,
            key,
            why,
            who,
            now(),
            home.config.survey.secrets(),
            reminders=home.reminders,
            resend=resend,
            next_step=next_step.strip(),
            problem=words(f"reason.{reason}"),
        )
        facts = {
            "incident": _number(key),
            "state": "resolved",
            "released": solved.released,
            "people": solved.touched,
            "plan": solved.plan,
        }
        done("incident.resolved_now", as_json, facts, dry_run=dry_run, released=solved.released)
        if as_json or dry_run:
            return
        if solved.plan is not None:
            tell("incident.plan", plan=solved.plan)
        elif resend:
            tell("incident.no_plan")
        elif solved.touched:
            tell("incident.offer", people=solved.touched, number=_number(key))


@app.command("reopen")
def reopen(
    number: Number,
    why: Why,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Mở lại một sự cố đã đóng nhầm. Dành cho mọi vai trò."""
    from maild.actions import incidents

    key, why = read_number("INC-", number, _EXAMPLE), read_text("--why", why)
    with house(config, dry_run=dry_run) as home:
        incidents.reopen(home.store, key, why, actor(), now(), home.config.survey.secrets())
        done("cli.done", as_json, {"incident": _number(key), "state": "open"}, dry_run=dry_run)


@app.command("export")
def export(
    number: Number,
    out: Annotated[Path | None, typer.Option("--out", help="Tệp ZIP; bỏ trống: INC-….zip ở đây.")] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Lấy lại phần đầu (headers) của từng thư từ hộp thư.")
    ] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Gói bằng chứng ZIP: bảng, dữ liệu, từng thư báo lỗi; địa chỉ che, không có đường dẫn và mã khảo sát.

    Dành cho đầu mối CNTT và cán bộ điều phối.
    """
    from maild.actions import evidence

    key, who = read_number("INC-", number, _EXAMPLE), needs("it", "coordinator")
    path = out if out is not None else Path(f"{_number(key)}.zip")
    with house(config) as home:
        found = _dossier(home, key, who)
        with home.store.view() as look:
            mails = evidence.mails_of(look, found)
        raws = _fetched(home, found) if fetch else {}
        zone, usual = home.config.zone, home.config.round_defaults
        contact = f"{usual.agency}, {usual.hotline}"
        secrets = home.config.survey.secrets()
        octets = evidence.pack(found, mails, raws, secrets, zone, language(), contact, now())
    evidence.write(path, octets)
    if as_json:
        show_json({"incident": _number(key), "path": str(path), "sightings": len(found.sightings)})
        return
    tell("incident.exported", path=path, count=len(found.sightings))
    if fetch and len(raws) < len(mails):
        tell("incident.not_fetched", count=len(mails) - len(raws))


@app.command("propose")
def propose(
    numbers: Annotated[list[str], typer.Argument(metavar="INC-…", help="Một hoặc nhiều sự cố.")],
    out: Annotated[Path, typer.Option("--out", help="Tệp HTML của dự thảo.")] = Path("de-xuat.html"),
    document: Annotated[
        str, typer.Option("--document", help="Đã gửi theo văn bản số …: chỉ ghi nhận, không lập lại.")
    ] = "",
    round_: Annotated[
        str, typer.Option("--round", help="Mã đợt khảo sát; bỏ trống: đợt đang thực hiện.")
    ] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Dự thảo đề xuất gửi UBND tỉnh và Bộ (M2): vấn đề, phạm vi, nguyên nhân, đề xuất, đơn vị phối hợp.

    Dành cho đầu mối CNTT và cán bộ điều phối.
    """
    from maild.actions import evidence, ministry

    keys = [read_number("INC-", one, _EXAMPLE) for one in numbers]
    who = needs("it", "coordinator")
    with house(config, dry_run=dry_run) as home:
        found = [_dossier(home, key, who) for key in dict.fromkeys(keys)]
        told = [_number(one.incident.id) for one in found]
        if document:
            ministry.proposed(home.store, keys, read_text("--document", document), who, now())
            done("cli.done", as_json, {"incidents": told, "document": document}, dry_run=dry_run)
            return
        desk = _desk(home)
        with home.store.view() as look:
            chosen = chosen_round(look, round_)
        to = [*home.config.alerts.committee, *home.config.alerts.ministry] or [words("ministry.name")]
        mail = ministry.m2(found, chosen, desk, to, now())
        if not dry_run:
            evidence.write(out, mail.html.encode())
        ministry.proposed(home.store, keys, "", who, now())
        facts = {"incidents": told, "path": str(out), "subject": mail.subject}
        done("incident.proposed", as_json, facts, dry_run=dry_run, path=out)


def _dossier(home: House, key: int, who: Actor) -> Dossier:
    from maild.actions.dossier import dossier

    with home.store.view() as look:
        return dossier(look, key, who, home.advice, home.config.survey.secrets(), home.calendar, now())


def _desk(home: House) -> Desk:
    from maild.actions.ministry import Desk
    from maild.letters import NoticeRoom

    return Desk(NoticeRoom([home.config.paths.templates]), home.config.zone, home.config.language)


def _fetched(home: House, found: Dossier) -> Mapping[int, RawMail]:
    """The mails behind the sightings, fetched again where their mailbox still has them."""
    from maild.actions import evidence
    from maild.actions.mails import fetch_again

    with home.store.view() as look:
        mails = evidence.mails_of(look, found)
    return fetch_again([source for source, _ in home.folders], mails)


def _matched(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if name not in _MATCHES or not equals or not value.strip():
        raise Misused("refused.bad_match", value=text)
    return name, value.strip().lower()


def _advised(advice: Advice | None) -> str:
    return "" if advice is None else advice.en if language() == "en" else advice.vi


def _number(key: int) -> str:
    return f"INC-{key:04}"


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds() / 3600, 1)


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
        "incident": _number(incident.id),
        "stage": incident.stage.value,
        "reason": incident.reason,
        "where": incident.where,
        "code": incident.code,
        "state": incident.state.value,
        "owner": incident.owner,
        "reference": incident.reference,
        "silenced_until": incident.silenced_until,
    }
