"""Thirty days of the service in one go, on a moved clock: it neither grows nor leaks (K-12)."""

from __future__ import annotations

import gc
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from maild.demo import inbound
from maild.demo.imap_server import INBOX, JUNK, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.errors import MaildError
from maild.jobs.clock import DemoClock
from tests.jobs.province import MONDAY, PASSWORD, Province, addresses, raise_house, relay, write_config

DAYS = int(os.environ.get("DAYS", "30"))
WARM = 5  # days until everything has been used once
GROWS_MIB = 20.0
OFFICIALS = 60
_KEPT = 8


@dataclass(frozen=True)
class Use:
    memory_mib: float
    files: int
    threads: int


def use() -> Use:
    """What this process, with the servers in it, holds now."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return Use(int(resident.split()[1]) / 1024, len(os.listdir("/proc/self/fd")), threading.active_count())


def live(
    province: Province, imap: ImapServer, accepted: list[Accepted], took: Counter[str], days: int
) -> Iterator[Use]:
    """Every job and folder each hour; at the desk, each morning, a list and what waits for approval.

    The relay forgets all but its first letters: what it keeps is not what the service needs.
    """
    dice, home = Random(30), province.home
    mails = answered = 0
    for day in range(days):
        for hour in range(24):
            province.clock.move_to(MONDAY + timedelta(days=day, hours=hour))
            if hour == 0 and day < 19:
                answered = min(answered + 2, OFFICIALS // 2)
                with suppress(MaildError):
                    province.list_answered(*range(1, answered))
                home.reminders.tick(province.now)
                if province.drafts():
                    with suppress(MaildError):
                        province.approve()
            for _ in range(dice.choice([0, 0, 1, 2])):
                mails += 1
                _mail_comes(imap, province, accepted, mails, dice)
            for job in home.jobs():
                job.tick(province.now)
            for source, poll in home.folders:
                with source.open() as view:
                    poll.tick(view, province.now)
            took.update(one.rcpt for one in accepted[_KEPT:])
            del accepted[_KEPT:]
        yield use()


def _mail_comes(
    imap: ImapServer, province: Province, accepted: list[Accepted], number: int, dice: Random
) -> None:
    now = province.now
    mail = inbound.unrelated(number, now)
    if accepted:
        letter = dice.choice(accepted[:_KEPT])  # the others go on being reminded
        mail = dice.choice(
            [
                mail,
                inbound.absence(letter, "Cán bộ", f"Tôi đi công tác đến 20/11, việc số {number}.", now),
                inbound.reply(
                    letter, "Cán bộ", f"Trang báo lỗi 500, không mở được phiếu, lần {number}.", now
                ),
                inbound.failed(
                    letter,
                    inbound.Failure("4.2.2", "452", f"Mailbox full {number}", "mx.vn"),
                    now,
                    action="delayed",
                ),
            ]
        )
    imap.append(MAILBOX, dice.choice([INBOX, JUNK]), mail, now)


@pytest.mark.long
@pytest.mark.timeout(3000)
def test_k12_thirty_days(tmp_path: Path, certificates: Certificates, migrated: Path) -> None:
    """K-12: after the first days less than 20 MB more, the same descriptors, the same threads."""
    clock = DemoClock(MONDAY)
    with (
        relay(certificates, clock) as smtp,
        ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap,
    ):
        path = write_config(
            tmp_path,
            certificates,
            smtp_port=smtp.server.port,
            imap_port=imap.port,
            alerts='it = ["cntt@snv.example.vn"]\ncoordinator = ["dieuphoi@snv.example.vn"]',
        )
        province = raise_house(path, clock, migrated)
        province.enter(addresses(OFFICIALS, domains=20))
        took: Counter[str] = Counter()
        used = list(live(province, imap, smtp.server.accepted, took, DAYS))
        letters = sum(took[one] for one in addresses(OFFICIALS))
        differences = province.differences()
        province.home.store.close()
    warm, last = used[WARM - 1], used[-1]
    print(
        f"\n{DAYS} days, {letters} letters, {took.total() - letters} mails to staff: day {WARM} {warm}, last {last}"
    )
    assert letters > OFFICIALS / 4
    assert differences == []
    assert last.memory_mib - warm.memory_mib < GROWS_MIB
    assert last.files <= warm.files
    assert last.threads <= warm.threads
