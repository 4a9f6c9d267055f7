"""A folder watched by its thread, from a server whose truth is known: what must come of it, whatever broke."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.model import EventKind, IncidentPhase
from maild.sources.imap import ImapAccount, ImapFolder
from maild.store import events, mailbox
from tests.jobs.inbox import plain
from tests.jobs.lying_imap import Box
from tests.jobs.province import MONDAY, PASSWORD, Province
from tests.jobs.watching import eventually, watching

BACK_WITHIN_S = 30.0  # after a fault of the network has ended
AT_ONCE = timedelta()


def source(
    certificates: Certificates, port: int, clock: Callable[[], datetime] = lambda: MONDAY, **changed: Any
) -> ImapFolder:
    """INBOX as the configuration would open it, but impatient. `clock` tells which days are the last."""
    usual: dict[str, Any] = {
        "security": "tls",
        "ca_file": certificates.ca_file,
        "pinned_sha256": None,
        "password": lambda: PASSWORD,
        "host": "127.0.0.1",
        "connect_timeout_s": 5.0,
        "read_timeout_s": 5.0,
        "idle_slice_s": 0.2,
        "without_idle_s": 0.2,
    }
    account = ImapAccount(name="survey", port=port, user=MAILBOX, **usual | changed)
    return ImapFolder(account, "INBOX", clock)


def put(box: Box, *uids: int) -> None:
    box.mails |= {uid: plain(uid) for uid in uids}


def settled(province: Province, box: Box) -> set[int]:
    """UIDs of the box's present numbering that were read or set aside."""
    with province.home.store.view() as look:
        rows = mailbox.mails(look.connection, limit=10**6)
    return {
        one.pointer.uid
        for one in rows
        if one.pointer.uidvalidity == box.uidvalidity and (one.fingerprint or one.quarantined)
    }


def all_read(province: Province, box: Box) -> bool:
    return settled(province, box) >= set(box.mails)


def told(province: Province) -> set[tuple[str, str]]:
    """Reason and code of every incident."""
    return {(one.reason, one.code) for one in province.incidents()}


def closed(province: Province) -> bool:
    """Whether every incident has closed itself by now."""
    province.home.faults.tick(province.now)
    return all(one.state is IncidentPhase.RESOLVED for one in province.incidents())


def check(province: Province, box: Box) -> None:
    """No mail is lost, none acted twice, tables and events agree, and the chain of events is whole."""
    assert settled(province, box) >= set(box.mails)
    with province.home.store.view() as look:
        rows = mailbox.mails(look.connection, limit=10**6)
        counts = events.counts(look.connection)
        assert events.verify_chain(look.connection).count == 0
    prints = [one.fingerprint for one in rows if one.fingerprint and one.duplicate_of is None]
    assert len(set(prints)) == len(prints) == counts.get(EventKind.MAIL_RECEIVED.value, 0)
    assert province.differences() == []


def ordeal(
    province: Province,
    folder: ImapFolder,
    box: Box,
    breaks: Callable[[], object],
    cure: Callable[[], object],
    reason: str,
    code: str = "",
    lasts: timedelta = timedelta(minutes=2),
) -> float:
    """A healthy folder breaks, an incident says what it is, mail comes meanwhile, the fault ends: mail flows again
    and the incident closes itself. Seconds from the cure until everything was read.
    """
    put(box, max(box.mails, default=10) + 1)
    with watching(province, folder, allowed_silence=lambda _: AT_ONCE):
        assert eventually(lambda: all_read(province, box))
        breaks()
        assert eventually(lambda: (reason, code) in told(province)), told(province)
        province.clock.move_to(province.now + lasts)
        put(box, *range(max(box.mails) + 1, max(box.mails) + 4))
        cure()
        begun = time.monotonic()
        assert eventually(lambda: all_read(province, box), BACK_WITHIN_S)
        took = time.monotonic() - begun
        assert eventually(lambda: closed(province)), province.incidents()
    check(province, box)
    return took
