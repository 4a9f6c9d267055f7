"""Tell machines how the service is: a status file, metrics for Prometheus, and a sign of life over HTTP.

Each is rewritten whole every minute, so that an old file means a dead service.
"""

from __future__ import annotations

import json
import os
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from maild.jobs.vitals import LEVELS, Health, Vitals
from maild.logs import log

_PING_EVERY = timedelta(minutes=5)
_PING_S = 10.0
_BRAKES = ("paused", "breaker", "locked")


@dataclass(slots=True)
class Monitor:
    vitals: Vitals
    version: str
    status_file: Path | None
    metrics_file: Path | None
    ping_url: str | None
    on_port: bool = False  # whether `latest` is asked for
    latest: bytes = b""  # the metrics as they were last written
    _pinged_at: datetime | None = None
    _failing: bool = False

    def tick(self, now: datetime) -> None:
        if not (self.status_file or self.metrics_file or self.ping_url or self.on_port):
            return
        found = self.vitals.look(now)
        if self.status_file is not None:
            said = {"status": found.word, **found.facts}
            _write(self.status_file, json.dumps(said, ensure_ascii=False, default=str).encode() + b"\n")
        if self.metrics_file is not None or self.on_port:
            self.latest = metrics(found, self.version, now)
        if self.metrics_file is not None:
            _write(self.metrics_file, self.latest)
        if self.ping_url is not None and (self._pinged_at is None or now - self._pinged_at >= _PING_EVERY):
            self._pinged_at = now
            self._ping(self.ping_url)

    def _ping(self, url: str) -> None:
        """Says nothing but that we live. A first failure is a line of the log, those after it are not."""
        try:
            with urllib.request.urlopen(url, timeout=_PING_S) as answer:  # noqa: S310 - https, by the options
                answer.read(1024)
        except (OSError, ValueError) as error:
            if not self._failing:
                log.warning("monitor.ping_failed", because=type(error).__name__)
            self._failing = True
        else:
            self._failing = False


def metrics(found: Health, version: str, now: datetime) -> bytes:
    """The exposition format of Prometheus: numbers only, no address and no name."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest  # 2 MB where nobody asks for them

    registry = CollectorRegistry()
    made: dict[str, Gauge] = {}

    def gauge(name: str, told: str, value: float | None, **labels: str) -> None:
        if value is None:
            return
        if name not in made:
            made[name] = Gauge(name, told, list(labels), registry=registry)
        (made[name].labels(**labels) if labels else made[name]).set(value)

    facts = found.facts
    gauge("maild_info", "The running version and mode.", 1, version=version, mode=facts["mode"])
    gauge("maild_status", "0 ok, 1 warning, 2 critical.", LEVELS.index(found.word))
    gauge("maild_written_timestamp_seconds", "When this file was written.", now.timestamp())
    for one in facts["folders"]:
        account, _, folder = one["folder"].partition("/")
        at = _timestamp(one["polled_at"])
        gauge("maild_folder_polled_timestamp_seconds", "Last good poll.", at, account=account, folder=folder)
    for kind, count in facts["mails"].items():
        gauge("maild_mails", "Mails read, by kind.", count, kind=kind)
    for one in facts["daemons"]:
        name = one["name"]
        gauge("maild_daemon_up", "1 while a daemon lives.", float(one["lives"]), daemon=name)
        gauge("maild_daemon_mailboxes", "Mailboxes it watches.", len(one["mailboxes"]), daemon=name)
        seen = _timestamp(one["seen_at"])
        gauge("maild_daemon_seen_timestamp_seconds", "Its last sign of life.", seen, daemon=name)
    gauge("maild_accounts_stopped", "Accounts whose login was refused.", len(facts["stopped_accounts"]))
    for account, at_text in facts["certificates"].items():
        gauge(
            "maild_certificate_expiry_timestamp_seconds",
            "End of the mail server's certificate.",
            _timestamp(at_text),
            account=account,
        )
    sending = facts["sending"]
    for brake in _BRAKES:
        gauge("maild_sending_stopped", "1 where this brake holds.", float(sending[brake]), brake=brake)
    gauge("maild_letters_due", "Letters that wait for their turn.", sending["due"])
    gauge("maild_letters_longest_wait_seconds", "The longest of these waits.", sending["longest_wait_s"])
    gauge("maild_letters_in_doubt", "Letters of which nobody knows.", sending["in_doubt"])
    gauge("maild_notices_waiting", "Mails to staff that wait.", sending["notices_waiting"])
    for code, told in facts["rounds"].items():
        for state, count in told["letters"].items():
            gauge("maild_letters", "Letters by round and state.", count, round=code, state=state)
        as_of = _timestamp(told["list_as_of"])
        gauge("maild_answered_list_timestamp_seconds", "As of when the list is.", as_of, round=code)
    for severity, count in facts["incidents"].items():
        gauge("maild_incidents_open", "Open incidents; 1 is the gravest.", count, severity=severity)
    gauge("maild_disk_free_bytes", "Free where the database is.", facts.get("disk_free_octets"))
    gauge("maild_backup_timestamp_seconds", "The newest nightly copy.", _timestamp(facts["backup_at"]))
    return bytes(generate_latest(registry))


def _timestamp(text: str | None) -> float | None:
    return None if text is None else datetime.fromisoformat(text).timestamp()


def _write(path: Path, octets: bytes) -> None:
    """Whole or not at all, and for everybody to read: monitors run under other names."""
    draft = path.with_name(f".{path.name}.new")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), "wb") as file:
            os.fchmod(file.fileno(), 0o644)  # whatever the service's umask is
            file.write(octets)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        log.error("monitor.file_failed", file=path.name, because=error.strerror or type(error).__name__)
