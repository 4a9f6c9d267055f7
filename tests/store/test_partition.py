"""A host that is cut off from the database: its locks are somebody else's, and it knows, within half a minute."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from maild.store import Database
from maild.store.members import Seat, Setup
from tests.servers.hosts import OUR_ADDRESS, Host, can
from tests.servers.postgres import Postgres
from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.long]
_THERE = """
import sys, time
from maild.errors import Away
from maild.store import Database
from maild.store.members import Seat, Setup
seat = Seat(Database(sys.argv[1]), Setup("there", 1, "1", "l", "1:a", ("survey/INBOX",)))
print(seat.take("survey/INBOX"), flush=True)
try:
    while True:
        seat.sign_of_life()
        time.sleep(1)
except Away:
    print("away", flush=True)
"""


@pytest.mark.skipif(not can(), reason="no network namespaces can be made here")
def test_a_host_that_is_cut_off_loses_its_mailboxes_and_knows(postgres: Postgres) -> None:
    with Host() as host, Postgres(host=OUR_ADDRESS) as server:
        name = server.create()
        here = Database(server.trusted_url(name))
        here.migrate()
        there = [sys.executable, "-c", _THERE, server.url(name)]
        process = subprocess.Popen(host.command(there), stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "True\n"
            seat = Seat(here, Setup("here", 2, "1", "l", "1:a", ("survey/INBOX",)))
            assert not seat.take("survey/INBOX")
            host.pull_the_cable()
            cut = time.monotonic()
            until(lambda: seat.take("survey/INBOX"), 60, every_s=0.5)
            assert time.monotonic() - cut < 30
            assert process.stdout.readline() == "away\n"
            assert time.monotonic() - cut < 45
            (gone,) = seat.others()
            assert not gone.lives
            seat.leave()
        finally:
            process.kill()
            process.wait()
            here.close()
