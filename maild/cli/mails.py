"""maild mail: what was read, why it was read so, and mails from files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maild.cli import mail_rules
from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    actor,
    house,
    local,
    needs,
    next_step,
    now,
    read_choice,
    read_day,
    read_number,
)
from maild.cli.failure import sentence
from maild.cli.helped import Commands
from maild.cli.output import described, fail, language, show_json, table, tell, words
from maild.cli.reprocess import reprocess
from maild.errors import InputRefused
from maild.privacy import MASK

if TYPE_CHECKING:
    from maild.jobs.reconcile import Difference, FolderAccount

app = Commands()
app.command("rules")(mail_rules.rules)
app.command("reprocess")(reprocess)
app.command("make-rule")(mail_rules.make_rule)
_SHOWN = 20  # lines of evidence
_UNCLASSIFIED = "unclassified"  # what the reader is not sure of and nobody has settled


@app.command("list")
def list_(
    kind: Annotated[
        str,
        typer.Option(),
    ] = "",
    quarantined: Annotated[bool, typer.Option("--quarantined")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10000)] = 50,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.model import Kind
    from maild.store import mailbox

    read_choice("--kind", kind, [*(one.value for one in Kind), _UNCLASSIFIED])
    sees_names = actor().sees_names
    if kind == _UNCLASSIFIED:
        _list_unclassified(config, limit, as_json, sees_names)
        return
    with house(config) as home:
        with home.store.view() as look:
            found = mailbox.mails(
                look.connection, kind=kind or None, quarantined=True if quarantined else None, limit=limit
            )
        zone = home.config.zone
    if as_json:
        show_json(
            [
                {
                    "mail": f"M-{one.id}",
                    "received_at": one.received_at.isoformat(),
                    "folder": f"{one.pointer.account}/{one.pointer.folder}",
                    "kind": one.kind.value if one.kind else None,
                    "official": _official(one.respondent_id, sees_names) or None,
                    "duplicate_of": f"M-{one.duplicate_of}" if one.duplicate_of else None,
                    "quarantined": one.quarantined,
                }
                for one in found
            ]
        )
        return
    rows = [
        (
            f"M-{one.id}",
            local(one.received_at, zone),
            f"{one.pointer.account}/{one.pointer.folder}",
            words(f"kind.{one.kind.value}") if one.kind else "–",
            _official(one.respondent_id, sees_names),
            f"M-{one.duplicate_of}" if one.duplicate_of else "",
        )
        for one in found
    ]
    table(("mail", "received", "folder", "kind", "official", "duplicate"), rows)


def _list_unclassified(config: Path, limit: int, as_json: bool, sees_names: bool) -> None:
    from maild.actions.mails import because
    from maild.store import figures

    with house(config) as home:
        with home.store.view() as look:
            found = figures.unsure_mails(look.connection, limit=limit)
        zone = home.config.zone
    if as_json:
        show_json(
            [
                {
                    "mail": f"M-{one.id}",
                    "received_at": one.received_at.isoformat(),
                    "kind": one.kind.value if one.kind else None,
                    "official": _official(one.respondent_id, sees_names) or None,
                    "rule": one.reading.get("rule"),
                    "because": because(one, language()),
                    "words": one.reading.get("words") if sees_names else MASK,
                }
                for one in found
            ]
        )
        return
    if not found:
        tell("cli.nothing_unsure")
        return
    rows = [
        (
            f"M-{one.id}",
            local(one.received_at, zone),
            _official(one.respondent_id, sees_names),
            words(f"kind.{one.kind.value}") if one.kind else "–",
            ", ".join(because(one, language())[:3]),
            str(one.reading.get("words") or "")[:120] if sees_names else MASK,
        )
        for one in found
    ]
    table(("mail", "received", "official", "kind", "because", "own_words"), rows)


@app.command("classify")
def classify(
    mail: str,
    kind: Annotated[str, typer.Argument()],
    note: str = "",
    until: str = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import mails
    from maild.model import Kind
    from maild.rules.settling import OF_ERRORS, SETTLED_AS

    who = needs("coordinator", "it") if kind in OF_ERRORS else needs("coordinator")
    number = read_number("M-", mail, "M-8841")
    read_choice("KIND", kind, [one.value for one in SETTLED_AS])
    day = read_day("--until", until) if until else None
    with house(config, dry_run=dry_run) as home:
        done = mails.classify(home.store, number, Kind(kind), who, now(), home.calendar, note=note, until=day)
    official = _official(done.respondent_id, who.sees_names)
    if as_json:
        show_json(
            {
                "mail": f"M-{number}",
                "kind": done.kind.value,
                "was": done.was.value,
                "official": official or None,
                "recorded": [one.value for one in done.recorded],
                "dry_run": dry_run,
            }
        )
        return
    effects = (
        words("cli.mail_settled_effects", count=len(done.recorded), who=official)
        if official
        else words("cli.mail_settled_nobody")
    )
    tell(
        "cli.mail_settled",
        mail=f"M-{number}",
        kind=words(f"kind.{done.kind.value}"),
        was=words(f"kind.{done.was.value}"),
        effects=effects,
    )
    next_step("rule.next", as_json, dry_run, mail=f"M-{number}")


@app.command("show")
def show(
    mail: str,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.store import events, mailbox

    number = read_number("M-", mail, "M-8841")
    sees_names = actor().sees_names
    with house(config) as home:
        with home.store.view() as look:
            found = mailbox.mail(look.connection, number)
            if found is None:
                raise InputRefused("refused.no_mail", mail_id=f"M-{number}")
            trail = events.trail(look.connection, mail_id=found.id)
        zone = home.config.zone
    where = f"{found.pointer.account}/{found.pointer.folder} UID {found.pointer.uid}"
    official = _official(found.respondent_id, sees_names)
    received = [one for one in trail if one.kind.value == "mail.received"]
    judged = dict(received[0].data) if received else {}
    opened = sorted({one.incident_id for one in trail if one.incident_id is not None})
    if as_json:
        show_json(
            {
                "mail": f"M-{found.id}",
                "where": where,
                "received_at": found.received_at.isoformat(),
                "fingerprint": found.fingerprint,
                "official": official or None,
                "letter": found.letter_id if sees_names else None,
                "duplicate_of": f"M-{found.duplicate_of}" if found.duplicate_of else None,
                "quarantined": found.quarantined,
                "reading": dict(found.reading),
                "matched_by": judged.get("matched_by"),
                "verified": judged.get("verified"),
                "incidents": [f"INC-{one:04}" for one in opened],
                "events": [
                    {
                        "at": one.at.isoformat(),
                        "kind": one.kind.value,
                        "incident": None if one.incident_id is None else f"INC-{one.incident_id:04}",
                        "data": dict(one.data),
                    }
                    for one in trail
                ],
            }
        )
        return
    kind = words(f"kind.{found.kind.value}") if found.kind else "–"
    parts = (f"M-{found.id} {kind}", where, local(found.received_at, zone), official)
    tell(" · ".join(filter(None, parts)))
    settled = found.reading.get("settled")
    if settled:
        tell("cli.mail_settled_by", by=settled["by"], kind=words(f"kind.{settled['kind']}"))
    if found.reading.get("order"):
        tell(f"order.{found.reading['order']}")
    if found.reading.get("rule"):
        tell("cli.rule", rule=found.reading["rule"], score=found.reading.get("score", "–"))
    if found.duplicate_of:
        tell("mail.duplicate", mail=f"M-{found.duplicate_of}")
    if judged:
        sure = "mail.sure" if judged.get("sure") else "mail.unsure"
        tell(sure, how=words(f"match.{judged.get('matched_by', 'none')}"))
        if not judged.get("verified") and found.kind is not None:
            tell("mail.unverified")
    for one in (found.reading.get("recipients") or ())[:_SHOWN]:
        said = [one.get("address"), one.get("status"), one.get("reply_code"), one.get("mta")]
        tell("  " + " · ".join([words(f"reason.{one.get('reason')}"), *(str(part) for part in said if part)]))
        if one.get("diagnostic"):
            tell(f"    {one['diagnostic'][:500]}")
    if found.reading.get("words"):
        tell("cli.own_words", words=found.reading["words"])
    for line in found.reading.get("evidence", ())[:_SHOWN]:
        tell(f"  {line}")
    effects = [one for one in trail if one not in received]
    if not effects:
        tell("mail.no_effect")
        return
    table(
        ("at", "event", "incident"),
        [
            (
                local(one.at, zone),
                described(one),
                "" if one.incident_id is None else f"INC-{one.incident_id:04}",
            )
            for one in effects
        ],
    )


@app.command("import")
def import_(
    path: Path,
    from_ministry: Annotated[
        bool,
        typer.Option("--from-ministry"),
    ] = False,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import mails
    from maild.sources.files import MIB, read_mails

    if from_ministry:
        needs("coordinator")

    if not path.exists():
        raise InputRefused("refused.no_file", file=path)
    with house(config, dry_run=dry_run) as home:
        intake = home.intake.vouched() if from_ministry else home.intake
        found = read_mails([path], 10 * MIB if from_ministry else MIB)
        tally = mails.import_files(home.store, intake, found, now())
        counts = {"new": tally.new, "duplicates": tally.duplicates, "quarantined": tally.quarantined}
        if as_json:
            show_json({**counts, "dry_run": dry_run})
        else:
            tell("cli.mails_imported", **counts)


@app.command("reconcile")
def reconcile(
    days: Annotated[int, typer.Option(min=1, max=3650)] = 7,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    with house(config, dry_run=dry_run) as home:
        found = home.reconcile.now(now(), days, reads=not dry_run)
    if as_json:
        show_json({"days": days, "dry_run": dry_run, "folders": [_accounted(one) for one in found]})
    else:
        _tell_accounts(found)
    if not all(one.complete for one in found):
        raise typer.Exit(1)


def _tell_accounts(found: Sequence[FolderAccount]) -> None:
    several = len({one.account for one in found}) > 1
    names = [f"{one.account}/{one.folder}" if several else one.folder for one in found]
    told = [
        f"{name} {one.accounted}/{one.lying}" for name, one in zip(names, found, strict=True) if not one.fault
    ]
    if told:
        tell(", ".join(told))
    for name, one in zip(names, found, strict=True):
        if one.fault:
            fail(f"{name}: {sentence(one.fault)}")
        if one.waiting:
            tell("reconcile.waiting", folder=name, count=one.waiting)
    rows = [
        (name, one.uid, one.subject, f"{one.day:%d/%m/%Y}" if one.day else "", _fate(one))
        for name, account in zip(names, found, strict=True)
        for one in account.differences
    ]
    if rows:
        table(("folder", "uid", "subject", "day", "finding"), rows)


def _fate(one: Difference) -> str:
    mail = f"M-{one.mail_id}" if one.mail_id else ""
    return " · ".join(filter(None, (words(f"reconcile.{one.what}", to=one.to), mail)))


def _accounted(one: FolderAccount) -> dict[str, Any]:
    return {
        "account": one.account,
        "folder": one.folder,
        "complete": one.complete,
        "in_folder": one.lying,
        "accounted": one.accounted,
        "waiting": one.waiting,
        "days": [{"day": day.isoformat(), "accounted": count} for day, count in one.days],
        "differences": [
            {
                "what": each.what,
                "uid": each.uid,
                "subject": each.subject or None,
                "day": each.day.isoformat() if each.day else None,
                "mail": f"M-{each.mail_id}" if each.mail_id else None,
                "to": each.to or None,
            }
            for each in one.differences
        ],
        "fault": sentence(one.fault) if one.fault else None,
    }


def _official(respondent_id: int | None, sees_names: bool) -> str:
    if respondent_id is None:
        return ""
    return f"OFF-{respondent_id:04}" if sees_names else MASK
