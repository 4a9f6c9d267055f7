"""What machines are told: the status file, the metrics, the sign of life; and that the shipped alerts know them."""

from __future__ import annotations

import json
import os
import re
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from maild.actions import sending
from maild.jobs.monitor import Monitor, metrics
from maild.jobs.vitals import CERTIFICATE
from maild.shipped import shipped_directory
from maild.store import mailbox
from tests.jobs.province import MAKER, MONDAY, R1_DAY, Province, addresses, on_sqlite


def monitor(province: Province, directory: Path, ping_url: str | None = None) -> Monitor:
    return Monitor(
        province.home.vitals, "1.2.3", directory / "status.json", directory / "maild.prom", ping_url
    )


def samples(octets: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(octets.decode())
        for one in family.samples
    }


def polled(province: Province, at: datetime) -> None:
    with province.home.store.unit(()) as unit:
        for folder in ("INBOX", "Junk"):
            mailbox.set_cursor(unit.connection, "survey", folder, 1, 7, at)


def test_numbers_of_a_wave(province: Province, tmp_path: Path) -> None:
    province.wave(addresses(3), R1_DAY)
    polled(province, province.now)
    monitor(province, tmp_path).tick(province.now)
    found = samples((tmp_path / "maild.prom").read_bytes())
    assert found["maild_letters", (("round", "2026"), ("state", "planned"))] == 3
    assert found["maild_letters_due", ()] == 3
    at = found["maild_folder_polled_timestamp_seconds", (("account", "survey"), ("folder", "INBOX"))]
    assert at == int(province.now.timestamp())
    assert found["maild_info", (("mode", "live"), ("version", "1.2.3"))] == 1
    assert found["maild_sending_stopped", (("brake", "paused"),)] == 0
    sending.pause(province.home.store, MAKER, province.now, "")
    monitor(province, tmp_path).tick(province.now)
    found = samples((tmp_path / "maild.prom").read_bytes())
    assert found["maild_sending_stopped", (("brake", "paused"),)] == 1
    assert found["maild_status", ()] == 1


def test_the_status_file_says_what_the_command_says(province: Province, tmp_path: Path) -> None:
    province.enter(addresses(1))
    directory = tmp_path / "written"
    directory.mkdir()
    old = os.umask(0o077)  # as the unit sets it
    try:
        monitor(province, directory).tick(province.now)
    finally:
        os.umask(old)
    said = json.loads((directory / "status.json").read_text(encoding="utf-8"))
    found = province.home.vitals.look(province.now)
    assert said.pop("disk_free_octets") > 0
    del found.facts["disk_free_octets"]  # others write, too
    said.pop("daemons", None)  # their last sign of life grows older between the two looks
    found.facts.pop("daemons", None)
    assert said == json.loads(json.dumps({"status": found.word, **found.facts}, default=str))
    for name in ("status.json", "maild.prom"):
        assert stat.S_IMODE((directory / name).stat().st_mode) == 0o644
    assert sorted(path.name for path in directory.iterdir()) == ["maild.prom", "status.json"]


def test_nobody_is_named(province: Province, tmp_path: Path) -> None:
    province.wave(addresses(3), R1_DAY)
    monitor(province, tmp_path).tick(province.now)
    told = (tmp_path / "maild.prom").read_text() + (tmp_path / "status.json").read_text()
    assert "@" not in told
    assert "Nguyễn" not in told


@pytest.mark.parametrize(
    ("ends_in", "level"),
    [
        (timedelta(days=22), None),
        (timedelta(days=21), "warning"),
        (timedelta(days=3), "critical"),
        (timedelta(days=-1), "critical"),
    ],
)
def test_a_certificate_near_its_end(province: Province, ends_in: timedelta, level: str | None) -> None:
    store, ends = province.home.store, province.now + ends_in
    with store.unit(()) as unit:
        store.remember(unit.connection, f"{CERTIFICATE}survey", ends.isoformat())
    found = province.home.vitals.look(province.now)
    levels = [one for one, word, _ in found.findings if word == "health.certificate"]
    assert levels == ([] if level is None else [level])
    at = samples(metrics(found, "1", province.now))[
        "maild_certificate_expiry_timestamp_seconds", (("account", "survey"),)
    ]
    assert at == ends.timestamp()


BACKUPS = [(None, "health.no_backup"), (35, None), (37, "health.backup_old")]


@on_sqlite
@pytest.mark.parametrize(("hours", "word"), BACKUPS)
def test_backups_are_watched(province: Province, hours: int | None, word: str | None) -> None:
    directory = province.home.config.paths.backups
    if hours is not None:
        directory.mkdir(parents=True)
        copy = directory / "maild-2026-11-09.db"
        copy.touch()
        at = (province.now - timedelta(hours=hours)).timestamp()
        os.utime(copy, (at, at))
    words = {word for _, word, _ in province.home.vitals.look(province.now).findings}
    assert words & {"health.no_backup", "health.backup_old"} == ({word} if word else set())


def test_letters_that_wait_too_long(province: Province) -> None:
    province.wave(addresses(2), R1_DAY)
    assert "health.backlog" not in _words(province, province.now + timedelta(hours=23))
    assert "health.backlog" in _words(province, province.now + timedelta(hours=25))


def test_a_list_that_is_old(province: Province) -> None:
    province.enter(addresses(2))
    assert "health.list_old" in _words(province, province.now)
    province.list_answered()
    assert not {"health.list_old", "health.list_aged"} & _words(province, province.now)
    assert "health.list_aged" in _words(province, province.now + timedelta(days=7))


def _words(province: Province, now: datetime) -> set[str]:
    return {word for _, word, _ in province.home.vitals.look(now).findings}


def test_a_directory_that_is_not_there_stops_nothing(province: Province, tmp_path: Path) -> None:
    monitor(province, tmp_path / "nowhere").tick(province.now)
    assert not (tmp_path / "nowhere").exists()


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address to call, and the paths that were called."""
    called: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ping/abc", called
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_sign_of_life_every_five_minutes(province: Province, tmp_path: Path) -> None:
    with listening() as (url, called):
        job = monitor(province, tmp_path, url)
        for minutes in (0, 1, 4, 5, 9, 10):
            job.tick(MONDAY + timedelta(minutes=minutes))
    assert called == ["/ping/abc"] * 3
    job.tick(MONDAY + timedelta(minutes=15))  # nobody listens any more: the job goes on
    assert (tmp_path / "status.json").exists()


@on_sqlite
def test_the_shipped_alerts_know_what_is_written(province: Province, tmp_path: Path) -> None:
    """Every metric and label that a rule names is one that is written."""
    province.wave(addresses(1), R1_DAY)
    polled(province, province.now)
    store = province.home.store
    with store.unit(()) as unit:
        store.remember(unit.connection, f"{CERTIFICATE}survey", datetime.now(UTC).isoformat())
    province.home.backup.tick(province.now)
    monitor(province, tmp_path).tick(province.now)
    written = {name for name, _ in samples((tmp_path / "maild.prom").read_bytes())}
    rules = (shipped_directory("config") / "prometheus" / "maild.rules.yml").read_text()
    named = set(re.findall(r"\bmaild_[a-z_]+\b", rules))
    assert named <= written
    assert len(re.findall(r"- alert: ", rules)) == len(re.findall(r"what_now: ", rules)) >= 12
