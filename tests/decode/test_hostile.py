"""No mail stops the reader: hostile ones are read in time, any octets without a fault (more: tests/proof/fuzz)."""

# ruff: noqa: E501 - mails stand as they are written

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.decode.reading import read_strictly
from maild.model import ReadContext
from tests.decode.hostile import HOSTILE

LIMIT_S = 2.0


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_in_time(name: str) -> None:
    raw = HOSTILE[name]
    began = time.process_time()
    read_strictly(raw, len(raw), ReadContext())
    assert time.process_time() - began < LIMIT_S


PEAK_MIB = 200

_READS_ALL = """
import resource
from maild.decode import read
from tests.decode.hostile import HOSTILE
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for raw in HOSTILE.values():
    read(raw)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) // 1024)
"""


@pytest.mark.long
def test_no_hostile_mail_takes_much_memory() -> None:
    """All of them in one process: its peak is that of the worst, above what holding the mails takes."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", _READS_ALL], cwd=root, capture_output=True, text=True)
    assert int(done.stdout) < PEAK_MIB, done.stderr


PIECES = st.sampled_from(
    [
        b"From: MAILER-DAEMON@x\n", b"Return-Path: <>\n", b"Content-Type: multipart/report; boundary=b\n", b"\n", b"--b\n",
        b"--b--\n", b"Content-Type: message/delivery-status\n", b"Content-Type: message/rfc822\n", b"Final-Recipient: ",
        b"rfc822; ", b"a@b.example", b"Action: failed\n", b"Status: 5.1.1\n", b"Diagnostic-Code: smtp; 550 5.1.1 no\n", b"<", b">",
        b"@", b":", b"; ", b"=?utf-8?q?=C4?=", b"\xc4\x91", b"\xff", b"\0", b"\r", b"> ", b"could not be delivered to ",
        b"failure notice", b"Hi. This is the qmail-send program", b"Content-Transfer-Encoding: base64\n", b"QUFB\n",
        b"---------- Forwarded message ----------\n", b"Subject: Re: x\n", b"In-Reply-To: <a@b>\n", b"In: RCPT TO:<a@b.c>\n",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=60).map(b"".join))
def test_any_octets_are_read(raw: bytes) -> None:
    read_strictly(raw, len(raw), ReadContext())
