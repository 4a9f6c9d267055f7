"""Ten thousand equal bounces in a minute are one incident, one line of the log, two lines of the trail."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator

import pytest

from maild import logs
from maild.actions.actor import Actor
from maild.actions.dossier import dossier
from maild.jobs import incidents as incident_trip
from maild.model import Stage
from maild.rules import FOLDS
from maild.rules.inbound import IncidentNote
from tests.jobs.province import Province

MANY, BATCH = 10_000, 100


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = list(root.handlers)
    stream = io.StringIO()
    logs.set_up("info", stream=stream, prefix=False)
    yield stream
    root.handlers = before


@pytest.mark.long
def test_ten_thousand_bounces_are_one_line(province: Province, out: io.StringIO) -> None:
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
    home = province.home
    with home.store.view() as look:
        found = dossier(
            look, 1, Actor("it", "it"), home.advice, home.config.survey.secrets(), home.calendar, province.now
        )
    assert [step.count for step in found.trail] == [1, MANY - 1]
    quarter = len(spent) // 4
    assert sum(spent[-quarter:]) < 2 * sum(spent[:quarter])  # the last cost what the first did
    print(f"{MANY} sightings: {sum(spent):.1f} s of CPU")
