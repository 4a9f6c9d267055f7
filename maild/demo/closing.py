"""The end of the demo: figures, each from its own source, and what a coordinator understands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

from maild.demo.desk import DemoDesk
from maild.demo.inbound import MAILBOX
from maild.demo.smtp_server import Accepted
from maild.demo.stage import DESK, FORWARDED, LIAISON, Stage
from maild.jobs.summary import Summary
from maild.model import IncidentState, LetterState, PlanState, Round
from maild.model import Stage as Phase
from maild.privacy import printable
from maild.rules import FOLDS
from maild.store import events, outbox
from maild.wiring import House
from maild.words import say


def figures(ready: Stage, home: House, round_: Round) -> dict[str, Any]:
    """The round in numbers: rows, the SMTP server's own log, the mailboxes. Nothing is a remainder."""
    summary = home.reporter.summary(round_, ready.clock())
    with home.store.view() as look:
        planned = len(outbox.in_state(look.connection, *LetterState, round_id=round_.id))
        differences = events.verify(look.connection, FOLDS)
        waiting = outbox.in_state(
            look.connection, LetterState.PLANNED, LetterState.CLAIMED, round_id=round_.id
        )
    boxes = {
        f"{user}/{folder}": ready.imap.count(user, folder)
        for user in (MAILBOX, LIAISON)
        for folder in ("INBOX", "Junk", FORWARDED)
    }
    return {
        "officials": summary.officials,
        "status": {name: summary.status[name] for name in _STATUSES},
        "letters": {
            "planned": planned,
            "sent": summary.letters.get("sent", 0),
            "failed": summary.letters.get("failed", 0),
            "skipped": summary.letters.get("skipped", 0),
            "in_doubt": summary.letters.get("in_doubt", 0),
            "waiting": len(waiting),
        },
        "server_accepted": len(ready.accepted),
        "mails": dict(sorted(summary.mails.items())),
        "mailbox": {name: count for name, count in boxes.items() if count},
        "incidents": {say(f"stage.{phase.value}"): summary.stages[phase.value] for phase in Phase},
        "differences": differences.count,
    }


_STATUSES = ("answered", "self_reported", "not_urged", "on_leave", "unreachable", "open")


def write_letters(ready: Stage) -> Path:
    """Everything the SMTP server took, as .eml files that a mail program opens."""
    directory = ready.directory / "letters"
    directory.mkdir(exist_ok=True)
    for number, letter in enumerate(ready.accepted, start=1):
        (directory / f"{number:04}.eml").write_bytes(letter.content)
    beside = ready.directory / "notices"
    beside.mkdir(exist_ok=True)
    for number, notice in enumerate(ready.told, start=1):
        (beside / f"{number:03}-{notice.rcpt.partition('@')[0]}.eml").write_bytes(notice.content)
    return directory


@dataclass(frozen=True, slots=True)
class Screen:
    """Progress and result on a terminal, or figures as JSON with the progress on stderr."""

    as_json: bool
    language: str

    def progress(self, word: str, **facts: Any) -> None:
        self.line(say(word, self.language, **facts))

    def line(self, text: str) -> None:
        print(printable(text), file=sys.stderr if self.as_json else sys.stdout, flush=True)

    def result(self, found: dict[str, Any], ready: Stage, home: House, round_: Round) -> None:
        if self.as_json:
            print(json.dumps(found, ensure_ascii=False, indent=2))
            return
        summary = home.reporter.summary(round_, ready.clock())
        self.line("")
        self.progress("demo.officials", title=summary.round.title, officials=found["officials"])
        self.line("  " + self._counted("status", found["status"]))
        self.line("")
        self.progress("demo.letters", accepted=found["server_accepted"], **found["letters"])
        self._waves(summary)
        self.line("")
        self.progress("demo.mails", mails=self._counted("kind", found["mails"]))
        self.line("")
        self._faults(summary, found, home)
        self.line("")
        self.progress("demo.letter")
        for text in _one_letter(ready.accepted[:1]):
            self.line(f"  │ {text}")
        self.line("")
        self.progress("demo.brief", count=len(ready.told), path=ready.directory / "notices")
        for text in _one_letter([one for one in ready.told if one.rcpt == DESK][-1:]):
            self.line(f"  │ {text}")
        self.line("")
        self.progress("demo.report", path=ready.directory / "reports" / f"round-{summary.round.code}.html")
        self.progress("demo.eml", path=ready.directory / "letters")
        self.progress("demo.log", path=ready.directory / "maild.log")
        self.progress("demo.more", path=ready.config)

    def _counted(self, room: str, counts: dict[str, int]) -> str:
        return " · ".join(f"{say(f'{room}.{name}', self.language)} {count}" for name, count in counts.items())

    def _waves(self, summary: Summary) -> None:
        """Who was written to in each wave, and why the others were not."""
        for plan in summary.plans:
            if plan.standing.state is not PlanState.APPROVED:
                continue
            one = plan.standing
            self.progress("demo.wave", code=one.code.value, receivers=one.receivers, left_out=one.left_out)
            for because, count in plan.left_out.items():
                self.progress("demo.reason", because=say(f"because.{because}", self.language), count=count)

    def _faults(self, summary: Summary, found: dict[str, Any], home: House) -> None:
        """Incidents by phase and reason, those that touch most people first."""
        stages = " · ".join(f"{stage} {count}" for stage, count in found["incidents"].items())
        self.progress("demo.incidents", stages=stages)
        grouped: dict[tuple[str, str], list[IncidentState]] = {}
        for one in summary.incidents:
            grouped.setdefault((one.stage.value, one.reason), []).append(one)
        for (stage, reason), people in sorted(summary.touched.items(), key=lambda item: -item[1]):
            advice = home.advice.get(reason)
            self.progress(
                "demo.fault",
                stage=say(f"stage.{stage}", self.language).upper(),
                reason=say(f"reason.{reason}", self.language),
                people=people,
                incidents=len(grouped[stage, reason]),
                owner="" if advice is None else say(f"owner.{advice.owner}", self.language),
            )


def _one_letter(taken: Sequence[Accepted]) -> list[str]:
    """A mail that was taken, as its receiver reads it without HTML."""
    if not taken:
        return []
    mail = message_from_bytes(taken[0].content)
    subject = str(make_header(decode_header(mail["Subject"] or "")))
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/plain" and isinstance(payload, bytes):
            text = payload.decode("utf-8", "replace").splitlines()
            return [subject, "", *text]
    return []


def keep_running(ready: Stage, screen: Screen, desk: DemoDesk) -> None:
    """Leave the servers up with a real daemon beside them until Ctrl-C."""
    command = [sys.executable, "-m", "maild", "run", "--config", str(ready.config)]
    with (ready.directory / "maild.log").open("a", encoding="utf-8") as log_file:
        daemon = subprocess.Popen(command, stderr=log_file)  # noqa: S603
        credentials = ready.directory / "credentials"
        screen.line("")
        screen.progress("demo.imap", port=ready.imap.port, user=MAILBOX, path=credentials / "imap-survey")
        screen.progress("demo.smtp", port=ready.smtp.port, user=MAILBOX, path=credentials / "smtp")
        screen.progress("demo.desk", url=desk.url)
        for name, role, unit in desk.accounts:
            screen.progress("demo.account", name=name, role=f"role.{role}", unit=f", {unit}" if unit else "")
        screen.progress("demo.passwords", path=desk.passwords)
        screen.progress("demo.running", path=ready.directory / "tls" / "ca.pem", pid=daemon.pid)
        before = len(ready.accepted)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop the daemon then, too
        try:
            daemon.wait()
        except KeyboardInterrupt:
            _stop(daemon)
        screen.progress("demo.stopped", count=len(ready.accepted) - before)


def _stop(daemon: subprocess.Popen[bytes]) -> None:
    os.kill(daemon.pid, signal.SIGTERM)
    daemon.wait()
