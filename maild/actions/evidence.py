"""The evidence pack of one incident: a ZIP that can be handed to the ministry or to another server's administrators.

The secrecy filter is always on: no survey link, no code, no full address and no name leaves in it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from maild.actions.dossier import Dossier, Sighting
from maild.errors import InputRefused
from maild.jobs.figures import place
from maild.model import MailRow, RawMail
from maild.privacy import Secrets, mask_addresses
from maild.roster.export import SheetOut, safe_cell, write_xlsx_to
from maild.store import View, mailbox
from maild.wiring import House
from maild.words import say

_STAMP = (2026, 1, 1, 0, 0, 0)  # the same pack is the same octets
_MADE_UP = re.compile(r"<(?=[^@]*\d[^@]*\d)[^<>\s@]{12,120}@[^<>\s]{1,120}>$")  # made by software
_HEADERS = frozenset(
    {
        "return-path",
        "received",
        "delivered-to",
        "date",
        "from",
        "to",
        "message-id",
        "in-reply-to",
        "references",
        "auto-submitted",
        "authentication-results",
        "x-failed-recipients",
        "content-type",
    }
)
_MOST_HEADERS = 60
COLUMNS = (
    "at_local",
    "at_utc",
    "phase",
    "unit",
    "address",
    "letter",
    "server",
    "code",
    "server_said",
    "queue_id",
    "message_id",
    "mail",
)


def rows(found: Dossier, zone: ZoneInfo, language: str) -> list[tuple[str, ...]]:
    """The table of facts, a line a sighting, under `COLUMNS`."""
    phase = say(f"stage.{found.incident.stage.value}", language)
    return [
        (
            one.at.astimezone(zone).strftime("%d/%m/%Y %H:%M:%S"),
            one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            phase,
            one.unit,
            one.address,
            one.letter,
            one.server,
            one.status,
            one.words,
            one.queue_id,
            one.message_id,
            "" if one.mail is None else f"M-{one.mail}",
        )
        for one in found.sightings
    ]


def facts(found: Dossier) -> dict[str, Any]:
    """The incident as data, without a name or a full address."""
    incident = found.incident
    return {
        "incident": f"INC-{incident.id:04}",
        "stage": incident.stage.value,
        "reason": incident.reason,
        "where": incident.where,
        "code": incident.code,
        "state": incident.state.value,
        "severity": found.severity,
        "owner": incident.owner,
        "reference": incident.reference,
        "opened_at": incident.opened_at.isoformat(),
        "last_seen_at": incident.last_seen_at.isoformat(),
        "count": incident.count,
        "people": incident.people,
        "units": dict(found.units),
        "server_said": [{"words": words, "count": count} for words, count in found.words],
        "sightings": [_sighting(one) for one in found.sightings],
        "events": [
            {
                "at": one.at.isoformat(),
                "until": one.until.isoformat(),
                "kind": one.kind.value,
                "count": one.count,
                "mail": None if one.mail is None else f"M-{one.mail}",
            }
            for one in found.trail
        ],
        "history": [
            {
                "incident": f"INC-{one.number:04}",
                "opened_at": one.opened_at.isoformat(),
                "resolved_at": None if one.resolved_at is None else one.resolved_at.isoformat(),
                "people": one.people,
                "fixed_by": one.fixed_by,
            }
            for one in found.history
        ],
    }


def packed(
    home: House, found: Dossier, raws: Mapping[int, RawMail], language: str, now: datetime, contact: str = ""
) -> bytes:
    """The pack as this house gives it out; `contact` is who answers questions, as a rule the agency of the rounds."""
    usual, config = home.config.round_defaults, home.config
    with home.store.view() as look:
        mails = mails_of(look, found)
    asked = contact or f"{usual.agency}, {usual.hotline}"
    return pack(found, mails, raws, config.survey.secrets(), config.zone, language, asked, now)


def pack(
    found: Dossier,
    mails: Iterable[MailRow],
    raws: Mapping[int, RawMail],
    secrets: Secrets,
    zone: ZoneInfo,
    language: str,
    contact: str,
    now: datetime,
) -> bytes:
    """The ZIP's octets. `raws`: the mails that could be fetched again, by number; only their headers are taken."""
    number, kept = f"INC-{found.incident.id:04}", list(mails)
    ids = _ids(found, kept)
    heads = [say(f"col.{name}", language) for name in COLUMNS]
    table = rows(found, zone, language)
    sheet = io.BytesIO()
    titles = (say("evidence.title", language, number=number), say("evidence.masked", language))
    write_xlsx_to(sheet, [SheetOut(number, heads, table, titles)])
    files: dict[str, bytes] = {
        "README.txt": _read_me(found, number, zone, language, contact, now).encode(),
        "evidence.xlsx": sheet.getvalue(),
        "evidence.csv": _csv([heads, *table]),
        "incident.json": (json.dumps(facts(found), ensure_ascii=False, indent=2) + "\n").encode(),
    }
    for mail in kept:
        files[f"mails/M-{mail.id}.txt"] = _mail(mail, raws.get(mail.id), zone).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if not name.endswith(".xlsx"):
                content = _filtered(content.decode(), secrets, ids).encode()
            entry = zipfile.ZipInfo(f"{number}/{name}", _STAMP)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def write(path: Path, octets: bytes) -> None:
    """For its owner only. Raises InputRefused where the file is there already or cannot be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputRefused("refused.exists", path=path) from None
    except OSError as error:
        raise InputRefused("refused.not_written", file=path, because=error.strerror or "") from None
    with os.fdopen(handle, "wb") as file:
        file.write(octets)


def mails_of(look: View, found: Dossier) -> list[MailRow]:
    """The mails behind the sightings, each once."""
    numbers = dict.fromkeys(one.mail for one in found.sightings if one.mail is not None)
    rows = (mailbox.mail(look.connection, number) for number in numbers)
    return [one for one in rows if one is not None]


def _filtered(text: str, secrets: Secrets, ids: frozenset[str]) -> str:
    """The last gate: only the Message-IDs of `ids`, which look like addresses, stay as they are."""
    keep = re.compile("(" + "|".join(map(re.escape, sorted(ids))) + ")") if ids else None

    def masked(line: str) -> str:
        parts = keep.split(line) if keep else [line]
        return "".join(part if part in ids else mask_addresses(secrets.mask(part)) for part in parts)

    return "\n".join(map(masked, text.splitlines())) + "\n"


def _ids(found: Dossier, mails: Iterable[MailRow]) -> frozenset[str]:
    """Message-IDs that may be told: of our letters, and such of notices as no mailbox can be called."""
    told = {one.message_id for one in found.sightings if one.message_id}
    named = {
        str(name)
        for mail in mails
        for name in (mail.reading.get("message_id"), *(mail.reading.get("about") or ()))
        if name
    }
    return frozenset(told | {name for name in named if _MADE_UP.match(name)})


def _mail(mail: MailRow, raw: RawMail | None, zone: ZoneInfo) -> str:
    """What was kept of a mail, and the headers of the mail itself where it could be fetched."""
    reading, pointer = mail.reading, mail.pointer
    lines = [
        f"M-{mail.id} {reading.get('kind', '')}",
        f"Mailbox: {pointer.account}/{pointer.folder} UIDVALIDITY {pointer.uidvalidity} UID {pointer.uid}",
        f"Received: {mail.received_at.astimezone(zone):%d/%m/%Y %H:%M:%S %z}",
        f"Received, UTC: {mail.received_at:%Y-%m-%dT%H:%M:%SZ}",
        f"Fingerprint: sha256 {mail.fingerprint}",
        f"Message-ID: {reading.get('message_id') or ''}",
        f"Message-ID of what it is about: {' '.join(reading.get('about') or ())}",
        f"Rule: {reading.get('rule', '')}",
    ]
    for one in reading.get("recipients") or ():
        lines += ["", f"Recipient: {one.get('address', '')}"]
        lines += [
            f"{name}: {one[key]}"
            for name, key in (
                ("Action", "action"),
                ("Status", "status"),
                ("Reply", "reply_code"),
                ("Server", "mta"),
                ("Reason", "reason"),
                ("Diagnostic", "diagnostic"),
            )
            if one.get(key)
        ]
    if reading.get("words"):
        lines += ["", "Words:", str(reading["words"])]
    lines += ["", "Evidence:", *map(str, reading.get("evidence") or ())]
    lines += ["", "Headers:", *(_headers(raw) if raw is not None else ("(the mail was not fetched again)",))]
    return "\n".join(lines) + "\n"


def _headers(raw: RawMail) -> list[str]:
    """The technical headers, as they stand, unfolded; masked by whoever writes them."""
    head = raw.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    lines: list[str] = []
    for line in head.split("\n"):
        if line[:1] in (" ", "\t") and lines:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return [line for line in lines if line.partition(":")[0].strip().lower() in _HEADERS][:_MOST_HEADERS]


def _csv(table: list[Any]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in table:
        writer.writerow([safe_cell(cell) for cell in row])
    return text.getvalue().encode()


def _read_me(found: Dossier, number: str, zone: ZoneInfo, language: str, contact: str, now: datetime) -> str:
    incident = found.incident

    def local(at: datetime) -> str:
        return at.astimezone(zone).strftime("%H:%M %d/%m/%Y")

    lines = [
        say("evidence.title", language, number=number),
        "",
        say(
            "evidence.line",
            language,
            stage=say(f"stage.{incident.stage.value}", language),
            reason=say(f"reason.{incident.reason}", language),
            where=place(incident, language) or "–",
            code=incident.code or "–",
        ),
        say(
            "evidence.reach",
            language,
            people=incident.people,
            units=len(found.units),
            count=incident.count,
            since=local(incident.opened_at),
            until=local(incident.last_seen_at),
        ),
        say("evidence.reference", language, reference=incident.reference or "–"),
        say("evidence.contact", language, contact=contact),
        say("evidence.made", language, at=local(now), zone=zone.key),
        "",
        say("evidence.masked", language),
        say("evidence.files", language),
    ]
    return "\n".join(lines) + "\n"


def _sighting(one: Sighting) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "unit": one.unit,
        "address": one.address,
        "letter": one.letter,
        "status": one.status,
        "server": one.server,
        "words": one.words,
        "queue_id": one.queue_id,
        "message_id": one.message_id,
        "mail": None if one.mail is None else f"M-{one.mail}",
    }
