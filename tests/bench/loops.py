"""Bare loops over the libraries that maild uses, as processes of their own: the least that reading and sending cost.

`python -m tests.bench.loops fetch PORT CA USER PASSWORD` or `… send PORT CA USER PASSWORD FILE RECIPIENTS SESSIONS`.
"""

from __future__ import annotations

import asyncio
import imaplib
import ssl
import sys
from pathlib import Path

import aiosmtplib
from imapclient import IMAPClient

BATCH = 100
SENDER = "cchc@snv.example.vn"


def fetch(port: str, ca_file: str, user: str, password: str) -> None:
    """Every mail of INBOX in batches of 100, thrown away."""
    imaplib._MAXLINE = 10**8  # type: ignore[attr-defined]  # the answer to SEARCH is longer than a megabyte in a large folder
    context = ssl.create_default_context(cafile=ca_file)
    with IMAPClient("127.0.0.1", int(port), ssl_context=context) as client:
        client.login(user, password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        for start in range(0, len(uids), BATCH):
            client.fetch(uids[start : start + BATCH], ["BODY.PEEK[]"])


def send(
    port: str, ca_file: str, user: str, password: str, file: str, recipients: str, sessions: str
) -> None:
    """One letter to each line of `recipients`: over one connection (`kept`), or over one each (`fresh`)."""
    raw, to = Path(file).read_bytes(), Path(recipients).read_text(encoding="ascii").split()
    asyncio.run(_send(int(port), ca_file, user, password, raw, to, kept=sessions == "kept"))


async def _send(
    port: int, ca_file: str, user: str, password: str, raw: bytes, to: list[str], *, kept: bool
) -> None:
    context = ssl.create_default_context(cafile=ca_file)
    for some in [to] if kept else [[one] for one in to]:
        async with aiosmtplib.SMTP(
            hostname="127.0.0.1",
            port=port,
            start_tls=True,
            tls_context=context,
            username=user,
            password=password,
        ) as client:
            for one in some:
                await client.sendmail(SENDER, [one], raw)


if __name__ == "__main__":
    {"fetch": fetch, "send": send}[sys.argv[1]](*sys.argv[2:])
