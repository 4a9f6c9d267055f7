"""A province whose first reminders wait to go, or have gone: what a daemon under measurement finds."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from maild.jobs.clock import DemoClock
from tests.e2e.fates import MAILBOX
from tests.e2e.house import Maild, Servers
from tests.jobs.province import Province, addresses, entry, raise_house

PASSWORD = "mat-khau"
_DOMAINS = 40
_LIFTED = {
    "per_minute = 600": "per_minute = 60000",
    "per_hour = 20000": "per_hour = 1000000",
    "per_domain_minute = 600": "per_domain_minute = 60000",
    'level = "debug"': 'level = "info"',
}


@contextmanager
def installed(servers: Servers) -> Iterator[Maild]:
    """maild as an administrator installs it, in a directory of its own; all caps are lifted, no daemon runs yet."""
    directory = Path(tempfile.mkdtemp(prefix="maild-bench-"))
    since = (datetime.now(UTC) - timedelta(days=2)).date()
    try:
        with Maild(directory, MAILBOX, PASSWORD, servers, since=since) as maild:
            text = maild.config.read_text(encoding="utf-8")
            for usual, lifted in _LIFTED.items():
                assert usual in text
                text = text.replace(usual, lifted)
            maild.config.write_text(text, encoding="utf-8")
            yield maild
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def with_wave(maild: Maild, people: int) -> Iterator[Province]:
    """Its rooms in this process, with a round whose first letters to `people` officials are approved and due."""
    province = raise_house(maild.config, DemoClock(datetime.now(UTC)), None)
    try:
        now = province.now
        province.enter_people(
            [entry(number, one) for number, one in enumerate(addresses(people, _DOMAINS), 1)],
            invited_on=now.date() - timedelta(days=7),
            deadline=now + timedelta(days=14),
        )
        province.list_answered()
        assert province.approve() == people
        yield province
    finally:
        province.home.membership.leave()
        province.home.store.close()
