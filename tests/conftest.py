"""Every test starts in Vietnamese; at the end stands which ones need Debian's mail servers and were skipped, so that
a green run hides nothing. With MAILD_TEST_SQLITE=newer all of it, and every process that a test starts, takes SQLite
from `pysqlite3`, which is new enough for WAL.
"""

from __future__ import annotations

import gc
import os
import runpy
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

if os.environ.get("MAILD_TEST_SQLITE") == "newer":  # before anything imports sqlite3
    _PLACE = Path(__file__).with_name("newer_sqlite")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_PLACE), os.environ.get("PYTHONPATH"))))
    runpy.run_path(str(_PLACE / "sitecustomize.py"))

from hypothesis import HealthCheck, settings

from maild.cli.output import speak
from tests.servers.postgres import Postgres, migrated_database
from tests.servers.postgres import runs as postgres_runs

# What takes longest begins first, so that at the end nobody waits for one file (with `--no-loadscope-reorder`).
_SLOW = (
    "tests/test_demo.py",
    "tests/cli/test_process.py",
    "tests/test_daemon.py",
    "tests/web/test_pages.py",
    "tests/sources/test_imap_server.py",
    "tests/proof/test_imap_faults.py",
    "tests/jobs/test_deliver.py",
    "tests/proof/test_clock_faults.py",
    "tests/jobs/test_briefs.py",
    "tests/proof/test_smtp_faults.py",
    "tests/proof/test_operator_faults.py",
    "tests/proof/test_process_faults.py",
    "tests/web/test_attacks.py",
    "tests/jobs/test_orders.py",
    "tests/cli/test_answered.py",
    "tests/jobs/test_reconcile.py",
    "tests/actions/test_incidents.py",
    "tests/proof/test_brakes.py",
    "tests/web/test_signin.py",
    "tests/cli/test_incident_secrets.py",
    "tests/cli/test_roster.py",
    "tests/web/test_roles.py",
    "tests/rounds/test_round.py",
    "tests/doctor/test_doctor.py",
)
# Inputs made at random: the usual run tries the same few each time, `--hypothesis-profile=thorough` many others.
_ANY_TIME = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("usual", derandomize=True, max_examples=40, **_ANY_TIME)  # type: ignore[arg-type]
settings.register_profile("thorough", max_examples=400, print_blob=True, **_ANY_TIME)  # type: ignore[arg-type]
settings.load_profile("usual")
_OUTCOMES = ("passed", "failed", "error", "skipped")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(_SLOW)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported stays: the garbage collector need not look through all of it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Count the tests marked `servers`: how many ran, how many could not, and why."""
    marked = {
        outcome: [
            report
            for report in terminalreporter.stats.get(outcome, [])
            if "servers" in getattr(report, "keywords", ())
        ]
        for outcome in _OUTCOMES
    }
    skipped = marked.pop("skipped")
    ran = sum(map(len, marked.values()))
    if not ran and not skipped:
        return
    terminalreporter.section("Debian's mail servers")
    terminalreporter.line(f"{ran + len(skipped)} tests need them: {ran} ran, {len(skipped)} were skipped.")
    for reason in sorted({_reason(report) for report in skipped}):
        terminalreporter.line(f"  {reason}")
    if skipped:
        terminalreporter.line("  As root, `.ci/run` installs them; none of them is started as a service.")


def _reason(report: Any) -> str:
    """The words of the skip: `longrepr` is (file, line, "Skipped: …")."""
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(said).removeprefix("Skipped: ")


@pytest.fixture(autouse=True)
def in_vietnamese() -> None:
    """A command speaks its configuration's language from then on; each test starts with the usual one."""
    speak("vi")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL for this process's tests."""
    if not postgres_runs():
        pytest.skip("Debian's postgresql is not installed")
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres) -> str:
    """The name of a database with the schema in it, which tests may share: each empties it first."""
    return migrated_database(postgres)
