"""maild incident report, export, propose: work with the ministry and the provincial committee."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    Misused,
    chosen_round,
    done,
    house,
    needs,
    now,
    read_choice,
    read_text,
)
from maild.cli.incident_common import Number, dossier_of, key_of, named
from maild.cli.output import language, show_json, tell, words

if TYPE_CHECKING:
    from maild.actions.dossier import Dossier
    from maild.model import RawMail
    from maild.wiring import House


def report(
    number: Number,
    to: str = "bnv",
    preview: Annotated[bool, typer.Option("--preview")] = False,
    send: Annotated[bool, typer.Option("--send")] = False,
    ref: str = "",
    request: str = "",
    html: Path | None = None,
    round_: Annotated[str, typer.Option("--round")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import evidence, incidents, ministry

    read_choice("--to", to, ["bnv"])
    key, who = key_of(number), needs("it", "coordinator")
    if preview + send + bool(ref) == 0 or (preview and send):
        raise Misused("refused.report_what")
    with house(config, dry_run=dry_run) as home:
        if ref and not send and not preview:
            incidents.reported(home.store, key, read_text("--ref", ref), who, now())
            done("cli.done", as_json, {"incident": named(key), "reference": ref}, dry_run=dry_run)
            return
        found = dossier_of(home, key, who)
        with home.store.view() as look:
            chosen = chosen_round(look, round_)
        mail = ministry.prepared(home, found, chosen, request, now())
        receivers = home.config.alerts.ministry_for(found.incident.stage)
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
        queued = ministry.send(home.store, found, chosen, mail, receivers, ref, who, now(), home.config.zone)
        facts = {"incident": named(key), "notices": queued, "reference": ref or None}
        done("incident.queued", as_json, facts, dry_run=dry_run, count=len(queued))


def export(
    number: Number,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    fetch: Annotated[bool, typer.Option("--fetch")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import evidence

    key, who = key_of(number), needs("it", "coordinator")
    path = out if out is not None else Path(f"{named(key)}.zip")
    with house(config) as home:
        found = dossier_of(home, key, who)
        with home.store.view() as look:
            mails = evidence.mails_of(look, found)
        raws = _fetched(home, found) if fetch else {}
        octets = evidence.packed(home, found, raws, language(), now())
    evidence.write(path, octets)
    if as_json:
        show_json({"incident": named(key), "path": str(path), "sightings": len(found.sightings)})
        return
    tell("incident.exported", path=path, count=len(found.sightings))
    if fetch and len(raws) < len(mails):
        tell("incident.not_fetched", count=len(mails) - len(raws))


def propose(
    numbers: Annotated[list[str], typer.Argument(metavar="INC-…")],
    out: Annotated[Path, typer.Option("--out")] = Path("de-xuat.html"),
    document: Annotated[str, typer.Option("--document")] = "",
    answer: Annotated[str, typer.Option("--answer")] = "",
    round_: Annotated[str, typer.Option("--round")] = "",
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import evidence, ministry

    keys = [key_of(one) for one in numbers]
    who = needs("it", "coordinator")
    with house(config, dry_run=dry_run) as home:
        found = [dossier_of(home, key, who) for key in dict.fromkeys(keys)]
        told = [named(one.incident.id) for one in found]
        if document or answer:
            told_by = {"document": document.strip(), "answer": answer.strip()}
            ministry.proposed(home.store, keys, who, now(), **told_by)
            done("cli.done", as_json, {"incidents": told, **told_by}, dry_run=dry_run)
            return
        desk = ministry.desk_of(home)
        with home.store.view() as look:
            chosen = chosen_round(look, round_)
        to = [*home.config.alerts.committee, *home.config.alerts.ministry] or [words("ministry.name")]
        mail = ministry.m2(found, chosen, desk, to, now())
        if not dry_run:
            evidence.write(out, mail.html.encode())
        ministry.proposed(home.store, keys, who, now())
        facts = {"incidents": told, "path": str(out), "subject": mail.subject}
        done("incident.proposed", as_json, facts, dry_run=dry_run, path=out)


def _fetched(home: House, found: Dossier) -> Mapping[int, RawMail]:
    """The mails behind the sightings, fetched again where their mailbox still has them."""
    from maild.actions import evidence
    from maild.actions.mails import fetch_again

    with home.store.view() as look:
        mails = evidence.mails_of(look, found)
    return fetch_again([source for source, _ in home.folders], mails)
