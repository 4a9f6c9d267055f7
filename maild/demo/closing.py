"""The end of the demo: figures, each from its own source, and what a coordinator understands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

from maild.demo.inbound import MAILBOX
from maild.demo.stage import FORWARDED, LIAISON, Stage
from maild.jobs.summary import Summary
from maild.model import LetterState, Round
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
        "differences": len(differences),
    }


_STATUSES = ("answered", "self_reported", "on_leave", "unreachable", "open")


def write_letters(ready: Stage) -> Path:
    """Everything the SMTP server took, as .eml files that a mail program opens."""
    directory = ready.directory / "letters"
    directory.mkdir(exist_ok=True)
    for number, letter in enumerate(ready.accepted, start=1):
        (directory / f"{number:04}.eml").write_bytes(letter.content)
    return directory


@dataclass(frozen=True, slots=True)
class Screen:
    """Progress and result on a terminal, or figures as JSON with the progress on stderr."""

    as_json: bool
    language: str

    def progress(self, line: str) -> None:
        print(printable(line), file=sys.stderr if self.as_json else sys.stdout, flush=True)

    def result(self, found: dict[str, Any], ready: Stage, home: House, round_: Round) -> None:
        if self.as_json:
            print(json.dumps(found, ensure_ascii=False, indent=2))
            return
        summary = home.reporter.summary(round_, ready.clock())
        for line in self._lines(found, summary, ready):
            self.progress(line)

    def _lines(self, found: dict[str, Any], summary: Summary, ready: Stage) -> list[str]:
        def counted(room: str, counts: dict[str, int]) -> str:
            return " · ".join(
                f"{say(f'{room}.{name}', self.language)} {count}" for name, count in counts.items()
            )

        letters = found["letters"]
        lines = [
            "",
            f"{round_title(summary)}: {found['officials']} cán bộ",
            "  " + counted("status", found["status"]),
            "",
            f"Thư đôn đốc: lập {letters['planned']} · chuyển máy chủ {letters['sent']}"
            f" (máy chủ ghi nhận {found['server_accepted']})"
            f" · không gửi được {letters['failed']} · bỏ {letters['skipped']} · không rõ {letters['in_doubt']}"
            f" · chờ {letters['waiting']}",
        ]
        for plan in summary.plans:
            if plan.standing.state.value != "approved":
                continue
            why = counted("because", plan.left_out)
            lines.append(f"  R{plan.standing.level}: {plan.standing.receivers} người nhận; để lại: {why}")
        lines += ["", "Thư đã nhận: " + counted("kind", found["mails"])]
        lines += [
            "",
            "Lỗi kỹ thuật: " + " · ".join(f"{stage} {count}" for stage, count in found["incidents"].items()),
        ]
        for one in summary.incidents:
            stage = say(f"stage.{one.stage.value}", self.language).upper()
            where = " ".join(part for part in (one.where, one.code) if part)
            lines.append(
                f"  INC-{one.id:04} {stage:8} {one.reason:24} {where:38} {len(one.respondents):3} người"
            )
        lines += ["", "Một lá thư:", *_one_letter(ready), ""]
        lines += [
            f"Báo cáo HTML:   {ready.directory / 'reports' / f'round-{summary.round.code}.html'}",
            f"Các lá thư:     {ready.directory / 'letters'}",
            f"Nhật ký (JSON): {ready.directory / 'maild.log'}",
            f"Xem thêm:       maild why OFF-0007 --config {ready.config}",
        ]
        return lines


def round_title(summary: Summary) -> str:
    return summary.round.title


def _one_letter(ready: Stage) -> list[str]:
    """The first reminder that was taken, as its receiver reads it without HTML."""
    if not ready.accepted:
        return []
    mail = message_from_bytes(ready.accepted[0].content)
    subject = str(make_header(decode_header(mail["Subject"] or "")))
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/plain" and isinstance(payload, bytes):
            text = payload.decode("utf-8", "replace").splitlines()
            return [f"  │ {line}" for line in (subject, "", *text)]
    return []


def keep_running(ready: Stage, tell: Callable[[str], None]) -> None:
    """Leave the servers up with a real daemon beside them until Ctrl-C."""
    command = [sys.executable, "-m", "maild", "run", "--config", str(ready.config)]
    with (ready.directory / "maild.log").open("a", encoding="utf-8") as log_file:
        daemon = subprocess.Popen(command, stderr=log_file)  # noqa: S603
        credentials = ready.directory / "credentials"
        tell("")
        tell(
            f"IMAP (TLS): 127.0.0.1:{ready.imap.port}, {MAILBOX}, mật khẩu trong {credentials / 'imap-survey'}"
        )
        tell(f"SMTP (TLS): 127.0.0.1:{ready.smtp.port}, {MAILBOX}, mật khẩu trong {credentials / 'smtp'}")
        tell(f"CA: {ready.directory / 'tls' / 'ca.pem'}; dịch vụ: PID {daemon.pid}; dừng bằng Ctrl-C")
        before = len(ready.accepted)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop the daemon then, too
        try:
            daemon.wait()
        except KeyboardInterrupt:
            _stop(daemon)
        tell(f"đã dừng; máy chủ nhận thêm {len(ready.accepted) - before} thư")


def _stop(daemon: subprocess.Popen[bytes]) -> None:
    os.kill(daemon.pid, signal.SIGTERM)
    daemon.wait()
