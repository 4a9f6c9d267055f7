"""Lies that no fault of the plan names: a bell that rings for nothing, numbers that no server can mean, a folder
that is numbered now this way and now that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from maild.demo.tls import Certificates
from maild.errors import SourceProtocol, SourceUnavailable
from maild.sources.imap import ImapFolder
from tests.jobs.lying_imap import Box, LyingImap
from tests.jobs.province import Province
from tests.jobs.watching import eventually, watching
from tests.proof.mailbox import all_read, check, put, source

Build = Callable[..., Province]
NO_NUMBER = 10**30


@pytest.fixture
def province(build: Build) -> Province:
    return build(folders=["INBOX"])


def look(province: Province, folder: ImapFolder) -> None:
    province.clock.move_to(province.now + timedelta(minutes=5))
    with folder.open() as view:
        poll = province.home.folders[0][1]
        poll.tick(view, province.now)
        poll.sweep(view, province.now)


def test_a_bell_that_rings_for_nothing_keeps_nobody_busy(
    province: Province, certificates: Certificates
) -> None:
    box = Box()
    put(box, 11, 12)
    with (
        LyingImap(certificates, box, {"IDLE": [b"+ idling\r\n* 99 EXISTS\r\n"]}) as server,
        watching(province, source(certificates, server.port)),
    ):
        assert eventually(lambda: all_read(province, box))
        before = server.seen["EXAMINE"]
        time.sleep(3.0)
        assert server.seen["EXAMINE"] - before <= 5
        put(box, 13)
        assert eventually(lambda: all_read(province, box))
    check(province, box)


LIES: dict[str, Callable[[Box], object]] = {
    "the next UID": lambda box: setattr(box, "uidnext", NO_NUMBER),
    "the last UID that there can be": lambda box: setattr(box, "uidnext", 2**32 - 1),
    "a size": lambda box: box.sizes.update(dict.fromkeys(box.mails, NO_NUMBER)),
    "UIDVALIDITY": lambda box: setattr(box, "uidvalidity", NO_NUMBER),
    "how many there are": lambda box: setattr(
        box, "noise", b"* %d EXISTS\r\n* %d EXPUNGE\r\n" % (NO_NUMBER, NO_NUMBER)
    ),
    "a date": lambda box: box.bodies.update(
        {
            uid: b'* %d FETCH (UID %d INTERNALDATE "99-Non-20266 99:99:99 +9999" BODY[]<0> NIL)\r\n'
            % (uid, uid)
            for uid in box.mails
        }
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_number_that_no_server_can_mean_costs_no_mail(
    lie: str, province: Province, certificates: Certificates
) -> None:
    """Whatever was believed meanwhile, the mails that come behind it are read, each once."""
    box, sane = Box(), Box()
    for one in (box, sane):
        put(one, 11, 12)
    LIES[lie](box)
    server = LyingImap(certificates, box)
    with server:
        folder = source(certificates, server.port)
        for _ in range(2):
            with suppress(SourceProtocol, SourceUnavailable):
                look(province, folder)
        put(sane, 13)
        server.box = sane
        look(province, folder)
    check(province, sane)


def test_a_folder_numbered_now_this_way_and_now_that_acts_once(
    province: Province, certificates: Certificates
) -> None:
    """Two copies of a mailbox behind one name, each with its own numbers."""
    box = Box()
    put(box, 11, 12)
    with LyingImap(certificates, box) as server:
        folder = source(certificates, server.port)
        for turn in range(6):
            box.uidvalidity = 77 + turn % 2
            put(box, 13 + turn)
            look(province, folder)
    check(province, box)
    assert province.reasons() == ["mailbox-resynced"]
