"""Imported once by the process that all victims are forked from: it has sent a letter and read a mail.

A daemon so forked is at work within a tenth of a second, so that kills fall into its work and not into its imports.
Nothing is open any more when the first one is forked.
"""

from __future__ import annotations

import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from maild.demo import inbound
from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX
from maild.demo.tls import make_certificates
from maild.jobs.clock import DemoClock
from tests.jobs.province import MONDAY, PASSWORD, R1_DAY, addresses, raise_house, relay, write_config
from tests.proof import victim

__all__ = ["victim"]


def _work_and_forget() -> None:
    clock = DemoClock(MONDAY)
    with TemporaryDirectory() as name:
        certificates = make_certificates(Path(name))
        with (
            relay(certificates, clock) as smtp,
            ImapServer({MAILBOX: PASSWORD}, certificates=certificates) as imap,
        ):
            imap.append(MAILBOX, INBOX, inbound.unrelated(0, R1_DAY), R1_DAY)
            path = write_config(Path(name), certificates, smtp_port=smtp.server.port, imap_port=imap.port)
            province = raise_house(path, clock, None)
            province.wave(addresses(2))
            assert province.deliver() == {"sent": 2}
            source, poll = province.home.folders[0]
            with source.open() as view:
                poll.tick(view, clock())
            province.home.store.close()
    assert threading.active_count() == 1


_work_and_forget()
