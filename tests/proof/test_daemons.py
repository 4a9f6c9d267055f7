"""Several daemons on one PostgreSQL (reliability.md M-01 to M-06, D-11 to D-13): real processes, real signals.

The relay's own log of what it took is the witness; the folded events must agree.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from tests.proof.daemons import LONG_S, several
from tests.servers.postgres import Postgres

pytestmark = [pytest.mark.servers, pytest.mark.long, pytest.mark.timeout(800)]


@pytest.fixture
def own(postgres: Postgres) -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


def test_m01_m02_four_daemons_one_killed_one_stopped_between_intent_and_dot(
    tmp_path: Path, certificates: Certificates, postgres: Postgres
) -> None:
    """Each letter once, whoever dies; what a stopped one had in hand is nobody else's, and it does no harm later."""
    with several(tmp_path, certificates, postgres, 60) as daemons:
        stopped: list[int] = []

        def stop_its_sender(email: str) -> None:
            """As soon as its intent stands in the database."""
            while (pid := daemons.owner_of(email)) is None:
                time.sleep(0.005)
            stopped.append(pid)
            os.kill(pid, signal.SIGSTOP)

        started = daemons.start(4)
        daemons.wait(lambda: len(daemons.relay.took) >= 4)
        watching = threading.Thread(target=stop_its_sender, args=(daemons.emails[-1],), daemon=True)
        watching.start()
        victim = next(one for one in started if one.pid not in stopped)
        daemons.kill(victim)
        watching.join(LONG_S)
        # whatever the stopped one has claimed or offered stays its own; all the rest goes out
        daemons.wait(lambda: daemons.states()["sent"] >= len(daemons.emails) - 3)
        daemons.check()
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
        daemons.wait_until_settled(doubtful=2)
        daemons.check()


def test_a_mailbox_has_one_watcher_moves_when_it_dies_and_spreads_when_one_joins(
    tmp_path: Path, certificates: Certificates, postgres: Postgres
) -> None:
    with several(tmp_path, certificates, postgres, 1) as daemons:
        (first,) = daemons.start()
        both = {"survey/INBOX": first.pid, "survey/Junk": first.pid}
        daemons.wait(lambda: daemons.watchers() == both)
        (second,) = daemons.start()
        daemons.wait(lambda: sorted(daemons.watchers().values()) == sorted([first.pid, second.pid]))
        os.kill(second.pid, signal.SIGSTOP)  # stopped, not dead: it keeps what it has
        time.sleep(20)
        assert second.pid in daemons.watchers().values()
        (alarm,) = [one for one in daemons.members() if one.setup.pid == second.pid]
        assert alarm.lives
        assert alarm.silent_s > 15
        daemons.kill(second)
        killed = time.monotonic()
        daemons.wait(lambda: daemons.watchers() == both)
        assert time.monotonic() - killed < 30
        first.terminate()  # an orderly end is no loss
        assert first.wait(60) == 0
        daemons.running.remove(first)
        assert [one.setup.pid for one in daemons.members() if one.setup.pid == first.pid] == []


def test_d11_a_server_that_is_stopped_hard_again_and_again(
    tmp_path: Path, certificates: Certificates, own: Postgres
) -> None:
    seconds = float(os.environ.get("CHAOS_S", "60"))
    with several(tmp_path, certificates, own, 40) as daemons:
        daemons.start(2)
        daemons.wait(lambda: daemons.relay.took)
        chance = random.Random(11)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            time.sleep(chance.uniform(3, 12))
            own.stop("immediate")
            time.sleep(chance.uniform(0, 2))
            own.start()
        back = time.monotonic()
        daemons.wait(lambda: all(one.lives and one.silent_s < 10 for one in daemons.members() if one.lives))
        daemons.wait(lambda: sorted(daemons.watchers()) == ["survey/INBOX", "survey/Junk"])
        assert time.monotonic() - back < 60
        daemons.wait_until_settled()
        daemons.check()


def test_d12_sessions_that_are_ended_in_every_statement(
    tmp_path: Path, certificates: Certificates, postgres: Postgres
) -> None:
    """The end of a commit may be unknown: it is read again, and no DATA goes out on a guess."""
    with several(tmp_path, certificates, postgres, 40) as daemons:
        daemons.start(2)
        daemons.wait(lambda: daemons.relay.took)
        name = daemons.province.home.store.url.database
        ends = time.monotonic() + 40
        while time.monotonic() < ends:
            postgres.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                " AND application_name LIKE 'maild %%' AND random() < 0.3",
                name,
            )
            time.sleep(0.3)
        daemons.wait_until_settled()
        daemons.check()


def test_m05_the_database_goes_between_intent_and_result(
    tmp_path: Path, certificates: Certificates, own: Postgres
) -> None:
    """What the server said is kept until it can be written: the letter is sent, not in doubt."""
    gone: list[str] = []

    def data(letter: Accepted) -> str | None:
        if len(gone) < 2:
            gone.append(letter.rcpt)
            own.stop("immediate")
            threading.Timer(5, own.start).start()
        return None

    with several(tmp_path, certificates, own, 8) as daemons:
        daemons.relay.data = data
        daemons.start(2)
        daemons.wait(lambda: len(gone) == 2)
        daemons.wait_until_settled()
        daemons.check()
        assert set(daemons.states()) == {"sent"}


def test_m03_clocks_ten_minutes_apart(tmp_path: Path, certificates: Certificates, postgres: Postgres) -> None:
    """The database's clock is everybody's: what each wrote down differs by no more than the letters' own time."""
    with several(tmp_path, certificates, postgres, 20) as daemons:
        for skew_s in (-600.0, 0.0, 600.0):
            daemons.start(skew_s=skew_s)
        daemons.wait_until_settled()
        daemons.check()
        trail = [
            event.at
            for one in daemons.province.letters()
            for event in daemons.province.trail(letter_id=one.id)
        ]
        sent = [at for at in trail if at >= daemons.moment]
        assert max(sent) - min(sent) < timedelta(seconds=LONG_S)
        assert daemons.moment <= min(sent)
