"""Equal bounces by the thousand, read from a mailbox: one incident, one alert, a log that can still be read."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from maild import logs
from maild.actions.actor import Actor
from maild.actions.dossier import Dossier, dossier
from maild.demo import inbound
from maild.demo.imap_server import INBOX, ImapServer
from maild.demo.inbound import MAILBOX, Failure
from maild.jobs import incidents as incident_trip
from maild.model import EventKind, LetterState, Stage
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from maild.store import mailbox, notices
from tests.jobs.province import Province, Relay, addresses
from tests.servers.waiting import until

MANY, BATCH = 10_000, 100
IT = "cntt@snv.example.vn"
POLICY = Failure("5.7.1", "554", "blocked by policy", "mx.hoangphong.example.vn")


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = list(root.handlers)
    stream = io.StringIO()
    logs.set_up("info", stream=stream, prefix=False)
    yield stream
    root.handlers = before


FLOODS = [
    # officials, bounces, the log's lines at most
    pytest.param(10, 500, 40, marks=[pytest.mark.long, pytest.mark.timeout(300)]),
    pytest.param(200, MANY, 40, marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
]


@pytest.mark.parametrize(("officials", "bounces", "lines"), FLOODS)
def test_a_flood_of_bounces_is_one_incident_one_alert_and_a_readable_log(
    build: Callable[..., Province],
    smtp: Relay,
    imap: ImapServer,
    out: io.StringIO,
    officials: int,
    bounces: int,
    lines: int,
) -> None:
    """Through a mailbox, the folder's own thread, and the jobs that tell people of it."""
    limits = "canary_wait_s = 0\nper_minute = 600\nper_hour = 20000\nper_domain_minute = 600"
    province = build(
        smtp_port=smtp.server.port,
        imap_port=imap.port,
        folders=[INBOX],
        limits=limits,
        alerts=f'it = ["{IT}"]\nadmin = ["quantri@snv.example.vn"]',
    )
    province.wave(addresses(officials, domains=1))
    while province.deliver():
        pass
    letters = list(smtp.server.accepted)
    assert len(letters) == officials
    province.clock.move_to(province.now + timedelta(minutes=10))
    raws = [inbound.failed(one, POLICY, province.now) for one in letters]
    flood = [
        # each of them another mail, as a server writes them that tries again and again
        (raws[number % officials].replace(b"Message-Id: <", b"Message-Id: <%d." % number), province.now)
        for number in range(bounces)
    ]
    for start in range(0, bounces, BATCH):
        imap.append_many(MAILBOX, INBOX, flood[start : start + BATCH])
    began, cpu = len(out.getvalue()), time.process_time()
    read_by_the_daemon(province, bounces)
    cpu = time.process_time() - cpu
    for minutes in (1, 2, 3, 60, 120):
        province.clock.move_to(province.now + timedelta(minutes=minutes))
        for job in (province.home.faults.tick, province.home.briefs.tick, province.home.notices.tick):
            job(province.now)

    (incident,) = province.incidents()
    assert (incident.reason, incident.code, incident.count, incident.people) == (
        "policy-violation", "5.7.1", bounces, officials,
    )  # fmt: skip
    with province.home.store.view() as look:
        told = [
            one.code.value for one in notices.in_state(look.connection, *LetterState) if one.recipient == IT
        ]
    assert sorted(told) == ["I1", "I2"]  # the alert, and the morning's digest
    assert smtp.took.count(IT) == 2
    written = out.getvalue()[began:].splitlines()
    counted = Counter(json.loads(line)["event"] for line in written)
    assert (counted["incident.opened"], counted["incident.alerted"]) == (1, 1)
    assert len(written) <= lines, counted
    assert not any("@" in line or POLICY.words in line for line in written)
    found = looked(province)
    assert sum(step.kind is EventKind.INCIDENT_JOINED for step in found.trail) <= 2
    assert [count for _, count in found.words] == [200]  # read for their words; the trail counts all
    assert province.differences() == []
    print(f"{bounces} bounces: {len(written)} lines of the log, {cpu:.1f} s of CPU")


def read_by_the_daemon(province: Province, mails: int) -> None:
    """Let the folder's thread run until every mail has been recorded."""
    stop = threading.Event()
    watch = province.home.watch(province.home.folders[0], lambda: None)
    thread = threading.Thread(target=watch.run, args=(stop,))
    thread.start()
    try:
        until(lambda: recorded(province) == mails, 240 + mails / 10)
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def recorded(province: Province) -> int:
    with province.home.store.view() as look:
        return sum(
            count for kind, count in mailbox.counts_by_kind(look.connection).items() if kind != "in_hand"
        )


def looked(province: Province) -> Dossier:
    home = province.home
    with home.store.view() as look:
        return dossier(
            look,
            1,
            Actor("it", "it"),
            home.advice,
            home.config.survey.secrets(),
            home.calendar,
            home.config.incidents.targets(),
            province.now,
        )


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_last_sighting_costs_what_the_first_did(province: Province, out: io.StringIO) -> None:
    spent = []
    for start in range(0, MANY, BATCH):
        began = time.process_time()
        with province.home.store.unit(FOLDS) as unit:
            for who in range(start, start + BATCH):
                fault = IncidentNote(Stage.SENDING, "policy-violation", "mx.example.vn", "5.7.1", who)
                incident_trip.note(unit, fault, province.now)
        spent.append(time.process_time() - began)
    (incident,) = province.incidents()
    assert (incident.count, incident.people) == (MANY, MANY)
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["incident.opened"]
    assert [step.count for step in looked(province).trail] == [1, MANY - 1]
    quarter = len(spent) // 4
    assert sum(spent[-quarter:]) < 2 * sum(spent[:quarter])
    print(f"{MANY} sightings: {sum(spent):.1f} s of CPU")
