"""Daemons that should not work together as they are (reliability.md M-04, M-06, D-13), in one process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
from maild.errors import NeedsPerson
from maild.jobs.clock import DemoClock
from maild.shipped import shipped_directory
from tests.jobs.conftest import clock
from tests.jobs.province import Province, Relay, addresses, raise_house, relay, write_config
from tests.servers.postgres import Postgres
from tests.servers.waiting import until

__all__ = ["clock"]
pytestmark = [pytest.mark.servers, pytest.mark.long]
FAST = "canary_wait_s = 0\nper_minute = 600\nper_domain_minute = 600"


@pytest.fixture
def smtp(certificates: Certificates, clock: DemoClock) -> Iterator[Relay]:
    with relay(certificates, clock) as made:
        yield made


@pytest.fixture
def member(
    tmp_path: Path, certificates: Certificates, clock: DemoClock, smtp: Relay
) -> Iterator[Callable[..., Province]]:
    """A house of its own directory on a database; `prepare` may change its files before it is built."""
    made: list[Province] = []

    def make(
        url: str, name: str, prepare: Callable[[Path], None] = lambda _: None, **options: object
    ) -> Province:
        place = tmp_path / name
        place.mkdir()
        path = write_config(
            place, certificates, smtp_port=smtp.server.port, limits=FAST, database=url, **options
        )  # type: ignore[arg-type]
        prepare(place)
        made.append(raise_house(path, clock, None))
        return made[-1]

    yield make
    for one in made:
        one.home.membership.leave()
        one.home.store.close()


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """The shipped letters with a space more: other words than those that were approved."""
    place = tmp_path / "templates"
    shutil.copytree(shipped_directory("templates"), place)
    for one in (place / "vi").glob("*.txt"):
        one.write_text(one.read_text("utf-8").rstrip("\n") + " \n", "utf-8")
    return place


def test_m04_other_templates_send_nothing_and_void_nothing_while_others_live(
    templates: Path, postgres: Postgres, member: Callable[..., Province], smtp: Relay, clock: DemoClock
) -> None:
    url = postgres.trusted_url(postgres.create())
    right, wrong = member(url, "right"), member(url, "wrong", templates=templates)
    right.wave(addresses(6))
    outcomes = wrong.deliver()
    assert smtp.took == []
    assert set(outcomes) == {"held_letters_differ"}
    assert right.plans() == [(1, "approved")]
    assert right.deliver() == {"sent": 6}
    words = [word for _, word, _ in wrong.home.vitals.look(clock()).findings]
    assert "health.daemons_differ" in words
    assert right.differences() == []


def test_m04_alone_it_voids_what_was_approved_with_other_words(
    templates: Path, postgres: Postgres, member: Callable[..., Province], smtp: Relay
) -> None:
    url = postgres.trusted_url(postgres.create())
    right = member(url, "right")
    right.wave(addresses(3))
    right.home.membership.leave()
    wrong = member(url, "wrong", templates=templates)
    assert wrong.deliver() == {"held_plan_changed": 1}
    assert smtp.took == []
    assert wrong.plans() == [(1, "voided")]


def test_m06_keys_that_do_not_know_each_other_do_not_start(
    postgres: Postgres, member: Callable[..., Province]
) -> None:
    url = postgres.trusted_url(postgres.create())
    first = member(url, "first")

    def other_keys(place: Path) -> None:
        (place / "credentials" / "token-keys").write_text(f"1 {'cd' * 32}\n")

    with pytest.raises(NeedsPerson, match="same_keys"):
        member(url, "second", other_keys)
    first.home.membership.leave()
    member(url, "third", other_keys)


def test_d13_a_standby_that_lacks_the_last_commits_sends_nothing_twice(
    member: Callable[..., Province], smtp: Relay, clock: DemoClock
) -> None:
    with Postgres() as primary:
        name = primary.create()
        with primary.standby() as standby:
            hosts = f"host={primary.host}:{primary.port}&host={standby.host}:{standby.port}"
            primary.ask("ALTER ROLE maild PASSWORD NULL")
            for server in (primary, standby):
                hba = server.data / "pg_hba.conf"
                hba.write_text(hba.read_text().replace("scram-sha-256", "trust"))
                server.ask("SELECT pg_reload_conf()")
            url = f"postgresql+psycopg://maild@/{name}?{hosts}"
            province = member(url, "a")
            province.wave(addresses(8))
            smtp.rcpt.update(dict.fromkeys(addresses(8)[4:], "451 4.7.1 later"))
            assert province.deliver()["sent"] == 4
            until(
                lambda: (
                    primary.ask("SELECT bool_and(replay_lsn = pg_current_wal_lsn()) FROM pg_stat_replication")
                    == [(True,)]
                ),
                30,
            )
            # the standby hears no more; what is sent now is known to the primary alone
            standby.ask("ALTER SYSTEM SET primary_conninfo = ''")
            standby.ask("SELECT pg_reload_conf()")
            until(lambda: primary.ask("SELECT count(*) FROM pg_stat_replication") == [(0,)], 30)
            smtp.rcpt.clear()
            clock.move_to(clock().replace(minute=clock().minute + 10))
            assert province.deliver()["sent"] == 4
            assert sorted(smtp.took) == sorted(addresses(8))
            primary.stop("immediate")
            standby.ask("SELECT pg_promote()")
            until(lambda: standby.ask("SELECT pg_is_in_recovery()") == [(False,)], 30)
            province.home.store.close()
            province.home.membership.leave()
            province.home.membership.join()
            assert province.states().count("sent") == 4
            province.deliver()
            assert province.home.store.is_restored()
            assert len(smtp.took) == 8
            province.home.membership.leave()
            province.home.store.close()
