"""`maild doctor`: proves what works between this machine, the servers and the mailbox, and says what to do.

It looks only, unless a `Trial` is asked for: then it sends three mails of its own and waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from maild.actions.doctor import machine
from maild.actions.doctor.circle import Trial, circle
from maild.actions.doctor.lines import Level, Line, line
from maild.actions.doctor.mailboxes import account
from maild.actions.doctor.publicity import publicity
from maild.actions.doctor.relay import relays
from maild.config import Config
from maild.errors import ConfigError
from maild.store import Database, mailbox
from maild.wiring import database_of

__all__ = ["Level", "Line", "Trial", "examine"]


def examine(config: Config, now: datetime, trial: Trial | None = None) -> Iterator[Line]:
    """Every line in order, each as soon as it is known."""
    yield from machine.settings(config)
    yield from machine.disk(config)
    yield from machine.time_to_send(config, now)
    store = database_of(config)
    try:
        lines, epoch = machine.database(store)
        yield from lines
        if epoch is not None:
            yield from _stopped(store)
    finally:
        store.close()
    for name in config.accounts:
        yield from account(config, name, now)
    yield from relays(config, now)
    yield from _way_back(config)
    yield from publicity(config.sender.address.rpartition("@")[2])
    if trial is None:
        yield line("[sender]", "circle", "skip", "doctor.not_sent")
    elif epoch is None:
        yield line("[sender]", "circle", "skip", "doctor.no_epoch")
    else:
        try:
            keys = config.token_keys(epoch)
        except ConfigError as error:
            yield line("[tokens]", "secret", "fail", "doctor.secret", what=error.faults[0].what)
        else:
            yield from circle(config, keys, trial)


def _stopped(store: Database) -> Iterator[Line]:
    with store.view() as look:
        stopped = mailbox.stopped_accounts(look.connection)
    for name in stopped:
        yield line(f"[accounts.{name}]", "stopped", "warn", "health.account_stopped", account=name)


def _way_back(config: Config) -> Iterator[Line]:
    """Notices go to the sender's address: it must be one that we read."""
    watched = frozenset[str]().union(*(one.receives for one in config.accounts.values()))
    address = config.sender.address
    known = address.lower() in watched
    word = "doctor.way_back" if known else "doctor.no_way_back"
    yield line("[sender]", "way_back", "ok" if known else "warn", word, address=address)
