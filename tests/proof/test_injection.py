"""Nothing that others write becomes a header, a recipient or an end of a letter (T6, T7): names, units, titles and
templates full of line breaks, encoded words and commands; judged on the wire's octets with other readers of mail.
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest

from maild.demo.tls import Certificates
from maild.model import RosterEntry
from tests.jobs.province import R1_DAY, Province
from tests.proof.mailbox import told
from tests.servers.scripted_smtp import ScriptedSmtp

EVIL = "ke.gian@evil.example.org"
PAYLOADS = [
    f"A\r\nBcc: {EVIL}",
    f"A\nBcc: {EVIL}",
    f"A\rBcc: {EVIL}",
    f"A\r\n\tcontinued\r\nTo: {EVIL}",
    f"=?utf-8?q?a=0ABcc:_{EVIL}?=",
    f"=?utf-8?q?a=0D=0ABcc:_{EVIL}?=",
    "=?utf-8?b?QQ0KQmNjOiBrZS5naWFuQGV2aWwuZXhhbXBsZS5vcmc=?=",
    "=?utf-7?q?+AA0-+AAo-Bcc:?=",
    f"A\u2028Bcc: {EVIL}",
    f"A\u2029Bcc: {EVIL}",
    f"A\x85Bcc: {EVIL}",
    f"A\x0bBcc: {EVIL}",
    f"A\x0cBcc: {EVIL}",
    f"A\x1c\x1d\x1eBcc: {EVIL}",
    "A\x00B",
    f"A\r\n\r\n<html>{EVIL}</html>",
    f"A\r\n.\r\nMAIL FROM:<{EVIL}>\r\nRCPT TO:<{EVIL}>\r\nDATA\r\n",
    f'"A" <{EVIL}>, "B"',
    f"A <{EVIL}>",
    f"<{EVIL}>",
    f"A, {EVIL}; B: C",
    'A\\" (comment) [x]',
    "\u202eA\u202d \u200bB\ufeffC",
    "=?=?utf-8?q?=?=",
    "=_",
    "--=_x\r\nContent-Type: text/html\r\n\r\n<b>",
    "Ặ" * 120,
    "x" * 400,
    "{{ 7 * 7 }}{% include 'vi/R1.txt' %}",
    "<script>alert(1)</script>&amp;",
    ".",
    "..",
]
# In one place, so that a new header is a decision.
HEADERS = Counter(
    [
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "X-Maild-Ref",
        "MIME-Version",
    ]
)
_FIELD = re.compile(rb"[!-9;-~]+(?=:)")


def people() -> list[RosterEntry]:
    """Each payload as somebody's name, as another's unit and as a third one's position."""
    many = len(PAYLOADS)
    return [
        RosterEntry(
            row=number,
            name=payload,
            email=f"canbo{number}@dv{number % 7}.example.vn",
            unit=PAYLOADS[(number + 7) % many],
            group="LD",
            position=PAYLOADS[(number + 13) % many],
        )
        for number, payload in enumerate(PAYLOADS, 1)
    ]


LIMITS = """canary_wait_s = 0
canary = 100
canary_fails = 100
per_minute = 600
per_hour = 9000
per_domain_minute = 600
[calendar]
windows = ["00:00-23:59"]"""


def test_no_word_of_others_becomes_a_header_or_a_recipient(
    build: Callable[..., Province], certificates: Certificates, tmp_path: Path
) -> None:
    own = tmp_path / "templates" / "vi"
    own.mkdir(parents=True)
    subject = "{{ round_title }} {{ name }} {{ unit }}\nBcc: " + EVIL + "\n\nX-Evil: {{ position }}\n"
    (own / "R1.subject.txt").write_text(subject, "utf-8")
    entries = people()
    with ScriptedSmtp(certificates) as server:
        province = build(smtp_port=server.port, limits=LIMITS, templates=tmp_path / "templates")
        province.enter_people(entries, title=f"Điều tra\r\nBcc: {EVIL}\r\n\r\n.")
        province.clock.move_to(R1_DAY)
        province.list_answered()
        province.approve()
        for _ in range(5):
            province.deliver()
    states = Counter(province.states())
    assert states["sent"] == len(server.contents) == len(entries) - states["planned"]
    # A letter that cannot be made as meant is held, told, and never sent in part.
    assert states["sent"] > 0.9 * len(entries), (states, told(province))
    one_by_one(server)
    letters = {one.message_id: one for one in province.letters()}
    for content in server.contents:
        judge(content, letters)
    assert province.differences() == []


def one_by_one(server: ScriptedSmtp) -> None:
    """Each letter has one sender and one receiver, ours, and no command came out of a text."""
    verbs = Counter(command.partition(" ")[0].upper() for command in server.commands)
    assert set(verbs) <= {"EHLO", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT"}
    assert verbs["MAIL"] == verbs["RCPT"] == verbs["DATA"] == len(server.contents)
    assert not any(EVIL in command for command in server.commands)


def judge(content: bytes, letters: dict[str, object]) -> None:
    """Three readers of mail agree on what stands in the head."""
    head, _, _ = content.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert all(32 <= octet < 127 or octet in b"\t\r\n" for octet in content)
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", content)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    fields = [found.group().decode() for line in lines if (found := _FIELD.match(line))]
    assert Counter(fields) == HEADERS + Counter(["Content-Type"])
    plain = email.message_from_bytes(content, policy=email.policy.compat32)
    strict = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(strict, EmailMessage)
    assert Counter(plain.keys()) == Counter(strict.keys()) == Counter(fields)
    letter = letters[str(plain["Message-ID"])]
    (receiver,) = strict["To"].addresses
    assert receiver.addr_spec == letter.email  # type: ignore[attr-defined]
    (sender,) = strict["From"].addresses
    (answers_to,) = strict["Reply-To"].addresses
    assert "evil" not in sender.addr_spec + answers_to.addr_spec
    parts = [part.get_content_type() for part in plain.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    html = strict.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


@pytest.mark.long
def test_any_text_at_all_reads_as_it_was_written(
    build: Callable[..., Province], certificates: Certificates
) -> None:
    """Names made of any characters, also those that no keyboard has."""
    seed = int(os.environ.get("SEED", "0")) or secrets.randbelow(10**6) + 1
    print(f"\nseed {seed}")
    chance = Random(seed)
    alphabet = [
        chr(code) for code in (*range(0x20, 0x250), *range(0x300, 0x370), *range(0x1EA0, 0x1F00), 0x2028)
    ]
    alphabet += ["\r\n", "\n", "=?utf-8?q?", "?=", "=0A", '"', "<", ">", "@", "Bcc: ", "\u202e", "😀", "\t"]

    def word() -> str:
        return "".join(chance.choices(alphabet, k=chance.randint(1, 60))).strip() or "A"

    entries = [
        RosterEntry(
            row=number,
            name=word(),
            email=f"canbo{number}@dv{number % 7}.example.vn",
            unit=word(),
            group="LD",
            position=word(),
        )
        for number in range(1, 201)
    ]
    with ScriptedSmtp(certificates) as server:
        province = build(smtp_port=server.port, limits=LIMITS)
        province.enter_people(entries, title=word())
        province.clock.move_to(R1_DAY)
        province.list_answered()
        province.approve()
        for _ in range(12):
            province.deliver()
    one_by_one(server)
    assert len(server.contents) > 190, told(province)
    letters = {one.message_id: one for one in province.letters()}
    for content in server.contents:
        judge(content, letters)
