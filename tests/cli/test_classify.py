"""`maild classify` from outside: a line for every mail, in order."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from maild.cli.classify import context_of, verdicts
from maild.sources.files import places
from tests.cli.program import command, environ
from tests.servers.waiting import LONG_S

BOUNCE = b"""Return-Path: <>
From: MAILER-DAEMON@mx.example.vn
To: khaosat@example.vn
Subject: failure notice
Message-ID: <n%d@mx.example.vn>

Hi. This is the qmail-send program at mx.example.vn.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<u%d@example.org>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 No such user here
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Message-ID: <our%d@example.vn>
"""


def _classify(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("classify", *arguments), capture_output=True, text=True, timeout=LONG_S, env=environ()
    )


def test_prints_the_contract(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(BOUNCE.replace(b"%d", b"1"))
    done = _classify(str(tmp_path))
    (line,) = done.stdout.splitlines()
    row = json.loads(line)
    assert list(row) == [
        "file", "kind", "auto", "sure", "score", "secondary", "technical_stage", "error_hint", "return_date",
        "new_address", "recipients", "message_id", "about", "rule", "evidence",
    ]  # fmt: skip
    assert (row["file"], row["kind"], row["auto"], row["sure"], row["rule"]) == (
        "a.eml", "bounce", True, True, "qmail",
    )  # fmt: skip
    assert row["about"] == ["<our1@example.vn>"]
    (recipient,) = row["recipients"]
    assert list(recipient) == [
        "address", "original", "action", "status", "reply_code", "reason", "hard", "diagnostic", "mta",
    ]  # fmt: skip
    assert (recipient["address"], recipient["reason"], recipient["hard"]) == (
        "u1@example.org",
        "user-unknown",
        True,
    )


def test_order_is_kept_by_several_processes_and_the_unreadable_have_their_line(tmp_path: Path) -> None:
    for number in range(650):
        (tmp_path / f"{number:04}.eml").write_bytes(BOUNCE.replace(b"%d", str(number).encode()))
    os.mkfifo(tmp_path / "0100-pipe")
    (tmp_path / "0101-empty").write_bytes(b"")
    rows = [json.loads(line) for line in verdicts(places([tmp_path]), context_of([], None), processes=2)]
    assert [row["file"] for row in rows] == sorted(os.listdir(tmp_path))
    kinds = {row["file"]: row["kind"] for row in rows}
    assert kinds["0100-pipe"] == kinds["0101-empty"] == "unreadable"
    assert kinds["0649.eml"] == "bounce"


def test_what_was_sent_is_known(tmp_path: Path) -> None:
    sent = tmp_path / "sent.jsonl"
    sent.write_text('{"message_id": "<a@example.vn>", "subject": "Mời trả lời", "text": "Kính gửi"}\n\n')
    context = context_of(["KhaoSat@example.vn"], sent)
    assert context.own_message_ids == {"<a@example.vn>"}
    assert context.own_addresses == {"khaosat@example.vn"}
    assert len(context.campaign_lines) == 2


def test_a_line_of_sent_that_is_no_json_is_named(tmp_path: Path) -> None:
    sent = tmp_path / "sent.jsonl"
    sent.write_text('{"message_id": "<a@example.vn>"}\nnot json\n')
    done = _classify("--sent", str(sent), str(tmp_path))
    assert done.returncode != 0
    assert "dòng 2" in done.stderr
