"""The clock: set wrong, set right, in another zone, in a country with summer time, in 2038 (C-01 to C-08)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from maild.demo import inbound
from maild.demo.smtp_server import Accepted
from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock, Jumps
from maild.model import LetterState, Standing
from maild.rules.calendar import windows_of
from maild.store import mailbox
from tests.jobs.province import R1_DAY, Province, Relay, addresses, moment, raise_house, write_config
from tests.proof.world import world
from tests.servers.waiting import LONG_S, until

MINUTE, HOUR, DAY, YEAR = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=365)
JUMPS = {"a-day-on": DAY, "a-year-on": YEAR, "an-hour-back": -HOUR, "a-year-back": -YEAR}
each_jump = pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
SLOW = "canary_wait_s = 0\nper_minute = 2\nper_domain_minute = 2"


# ---------------------------------------------------------------- C-01, C-02: set to another time


@each_jump
def test_c01_no_jump_makes_a_burst(build: Callable[..., Province], smtp: Relay, jump: timedelta) -> None:
    """C-01: whatever the clock says, a minute's cap holds, and no plan is approved by itself."""
    province = build(smtp_port=smtp.server.port, limits=SLOW)
    province.wave(addresses(9))
    province.deliver()
    assert len(smtp.took) == 2
    right = province.now
    province.clock.move_to(right + jump)
    for _ in range(3):
        province.deliver()
        assert len(smtp.took) <= 4
    province.clock.move_to(right + MINUTE / 2)
    for _ in range(3):
        province.deliver()
        assert len(smtp.took) <= 4
    assert {level for level, state in province.plans() if state == "approved"} == {1}
    assert len(set(smtp.took)) == len(smtp.took)
    assert province.differences() == []


@each_jump
def test_c01_what_acts_rests_after_a_jump(jump: timedelta) -> None:
    """C-01: for a quarter of an hour of true time; a clock set right within it has changed nothing."""
    clock, passed = DemoClock(R1_DAY), [timedelta()]
    jumps = Jumps(clock, timedelta(minutes=15), lambda: passed[0])

    def rests_after(time: timedelta, off: timedelta = timedelta()) -> bool:
        passed[0] += time
        clock.move_to(clock() + time + off)
        return jumps.look()

    assert not rests_after(HOUR)  # however long nobody looked
    assert not rests_after(MINUTE, timedelta(seconds=40))  # NTP finding its time
    assert rests_after(timedelta(seconds=2), jump)
    assert rests_after(timedelta(minutes=14))
    assert not rests_after(timedelta(minutes=2))
    assert rests_after(timedelta(seconds=2), -jump)


@pytest.mark.long
@pytest.mark.timeout(300)
@each_jump
def test_c01_a_clock_that_is_set_right_again_costs_nothing(
    jump: timedelta, tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """C-01: the daemon itself. No wave is closed, nobody's data is past its time, every letter goes once."""
    with world(tmp_path, certificates, migrated, letters=6, seed=1) as place:
        place.lost, place.comes_back = 0.0, False
        go = place.hold_at(3)
        process = place.start()
        until(lambda: sum(place.truth.values()) == 3, 60, place.log.read_text)
        place.ahead_s.value += jump.total_seconds()
        until(lambda: '"clock.jumped"' in place.log.read_text(), 60, place.log.read_text)
        before = len(place.province.trail())
        go.set()
        place.ahead_s.value -= jump.total_seconds()
        until(lambda: not process.is_alive() or place.province.states() == ["sent"] * 6, 120, place.tell)
        assert place.stop(process) == 0
        assert set(place.truth.values()) == {1}
        assert len(place.province.trail()) > before
        assert place.province.plans() == [(1, "approved")]
        place.check()


@pytest.mark.parametrize("step_s", [-3600, -90, 30, 90, 3600])
@pytest.mark.parametrize("at", ["rcpt", "dot"])
def test_c02_a_step_in_the_middle_of_a_send(province: Province, smtp: Relay, at: str, step_s: int) -> None:
    """C-02: before the intent or before the reply; each letter once, and the tables agree."""
    province.wave(addresses(3))

    def step() -> None:
        if len(smtp.took) == 1:
            province.clock.move_to(province.now + timedelta(seconds=step_s))

    def at_dot(_letter: Accepted) -> None:
        step()

    if at == "dot":
        smtp.data = at_dot
    else:
        smtp.rcpt = _Tells(step)
    province.deliver()
    province.clock.move_to(R1_DAY + 2 * HOUR)
    province.deliver()
    assert sorted(smtp.took) == sorted(addresses(3))
    assert province.states() == ["sent"] * 3
    assert province.differences() == []


class _Tells(dict[str, str]):
    """A relay's table of refusals that tells when it is asked."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self._tell = tell

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self._tell()
        return None


# ---------------------------------------------------------------- C-03, C-04, C-05: zones and days

_HOURS = """
from datetime import UTC, datetime, timedelta
from maild.model import Calendar
from maild.rules.calendar import in_window, local_day
at = datetime(2026, 3, 6, tzinfo=UTC)
calendar = Calendar()
print([(in_window(at + timedelta(minutes=30 * n), calendar), str(local_day(at + timedelta(minutes=30 * n), calendar)))
       for n in range(48 * 7)])
"""


def test_c03_the_machines_zone_changes_nothing() -> None:
    """C-03: working hours are the province's, on a machine of any zone, and without the system's zone files."""
    machines = [
        {"TZ": "UTC"},
        {"TZ": "America/New_York"},  # its summer time begins in that week
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": ":/nowhere"},
        {"TZ": "UTC", "PYTHONTZPATH": ""},
    ]
    running = [
        subprocess.Popen([sys.executable, "-c", _HOURS], env=os.environ | one, stdout=subprocess.PIPE)
        for one in machines
    ]
    said = {one.communicate(timeout=LONG_S)[0] for one in running}
    assert [one.returncode for one in running] == [0] * len(machines)
    (hours,) = said
    assert hours.count(b"True") == 5 * 13  # half hours of five days: 07:30-11:00 and 13:30-16:30


@pytest.mark.parametrize(
    "day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["an-hour-missing", "an-hour-twice"]
)
def test_c04_summer_time_sends_once(
    day: date, tmp_path: Path, certificates: Certificates, migrated: Path, clock: DemoClock, smtp: Relay
) -> None:
    """C-04: a zone that has it, a window over the change, a look every ten minutes through it."""
    path = write_config(
        tmp_path,
        certificates,
        smtp_port=smtp.server.port,
        limits='canary_wait_s = 0\nlist_age_days = 60\n[calendar]\nwindows = ["01:30-03:30"]',
    )
    path.write_text(
        path.read_text("utf-8").replace("language =", 'timezone = "Europe/Berlin"\nlanguage ='), "utf-8"
    )
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2026.toml").write_text(
        f'confirmed = true\n[[work]]\ndate = {day}\nwhy = "test"\n', "utf-8"
    )
    province = raise_house(path, clock, migrated)
    (window,) = windows_of(day, province.home.calendar)
    assert window[1] - window[0] == (HOUR if day.month == 3 else 3 * HOUR)
    province.enter(
        addresses(3), invited_on=day - 4 * DAY, deadline=window[0] + 20 * DAY
    )  # Thursday, Friday, and that day
    province.clock.move_to(window[0] - 2 * HOUR)
    province.list_answered()
    province.approve()
    for _ in range(60):
        province.clock.move_to(province.now + timedelta(minutes=10))
        province.deliver()
    assert all(window[0] <= one.at < window[1] for one in smtp.server.accepted)
    assert sorted(smtp.took) == sorted(addresses(3))
    province.home.store.close()


# C-05, the days themselves, stands in tests/config/test_calendars.py


def test_c06_three_days_of_sleep_are_one_run(build: Callable[..., Province], smtp: Relay) -> None:
    """C-06: jobs that were missed are one run, a plan is drafted once, and the caps hold as ever."""
    province = build(smtp_port=smtp.server.port, limits=f"{SLOW}\nlist_age_days = 60")
    province.wave(addresses(9))
    province.deliver()
    for days in (3, 3, 3):
        province.clock.move_to(province.now + days * DAY)
        before = len(smtp.took)
        for _ in range(2):
            for job in province.home.jobs():
                job.tick(province.now)
        assert len(smtp.took) - before <= 2
    assert len(set(smtp.took)) == len(smtp.took)
    assert len(province.plans()) == len({level for level, _ in province.plans()})
    assert province.differences() == []


@pytest.mark.long
@pytest.mark.timeout(300)
def test_c06_the_daemon_wakes_after_three_days(
    tmp_path: Path, certificates: Certificates, migrated: Path
) -> None:
    """C-06: stopped, not killed; what waits goes out once, within the caps, after a rest."""
    with world(tmp_path, certificates, migrated, letters=6, seed=2) as place:
        place.lost, place.comes_back = 0.0, False
        go = place.hold_at(3)
        process = place.start()
        until(lambda: sum(place.truth.values()) == 3, 60, place.tell)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        place.ahead_s.value += (3 * DAY).total_seconds()
        go.set()
        os.kill(process.pid, signal.SIGCONT)
        until(lambda: place.province.states() == ["sent"] * 6, 120, place.tell)
        assert place.stop(process) == 0
        place.check()


# ---------------------------------------------------------------- C-07, C-08: strange dates


DATES = {
    "1970": "Thu, 01 Jan 1970 00:00:00 +0000",
    "2099": "Thu, 31 Dec 2099 23:59:59 +0700",
    "year-0": "Mon, 00 Jan 0000 99:99:99 +9999",
    "garbage": "hôm qua lúc chiều",
    "huge": f"Thu, 12 Nov {'9' * 400} 08:00:00 +0700",
    "empty": "",
    "none": None,
}


@pytest.mark.parametrize("said", DATES.values(), ids=DATES)
def test_c07_an_absurd_date_in_a_mail(province: Province, smtp: Relay, said: str | None) -> None:
    """C-07: the server's own time is what counts; the bounce is proof as ever."""
    province.wave(addresses(1))
    province.deliver()
    province.clock.move_to(province.now + HOUR)
    gone = inbound.failed(
        smtp.server.accepted[0],
        inbound.Failure("5.1.1", "550", "User unknown", "mx.example.vn"),
        province.now,
    )
    dates = [line for line in gone.splitlines() if line.startswith((b"Date:", b"Arrival-Date:"))]
    assert dates
    for line in dates:
        name = line.partition(b":")[0]
        gone = gone.replace(line, b"X-None: 1" if said is None else name + b": " + said.encode())
    province.take(gone)
    assert province.address(addresses(1)[0]).standing is Standing.SUSPENDED
    with province.home.store.view() as look:
        (mail,) = mailbox.mails(look.connection, limit=9)
    assert mail.received_at == province.now
    assert province.differences() == []


@pytest.mark.parametrize("year", [2038, 2040, 2106])
def test_c08_behind_2038(
    year: int, tmp_path: Path, certificates: Certificates, migrated: Path, smtp: Relay
) -> None:
    """C-08: a whole wave behind the end of 32-bit time, with its tokens, and a bounce that proves itself."""
    monday = next(day for day in (date(year, 2, number) for number in range(8, 15)) if day.weekday() == 0)
    clock = DemoClock(moment(f"{monday} 07:00"))
    (tmp_path / "calendar").mkdir()
    for each in (year - 1, year, year + 1):
        (tmp_path / "calendar" / f"{each}.toml").write_text(
            "confirmed = true\n"
            + "".join(
                f'[[work]]\ndate = {date(each, 2, 1) + number * DAY}\nwhy = "test"\n' for number in range(28)
            ),
            "utf-8",
        )
    path = write_config(tmp_path, certificates, smtp_port=smtp.server.port)
    province = raise_house(path, clock, migrated)
    province.enter(addresses(3), invited_on=monday, deadline=clock() + 18 * DAY)
    clock.move_to(moment(f"{monday + 3 * DAY} 08:00"))
    province.list_answered()
    province.approve()
    assert province.deliver() == {"sent": 3}
    clock.move_to(clock() + HOUR)
    letter = next(one for one in smtp.server.accepted if one.rcpt == addresses(3)[0])
    assert format_datetime(clock())[12:16] == str(year)
    province.take(inbound.failed(letter, inbound.Failure("5.1.1", "550", "gone", "mx.example.vn"), clock()))
    assert province.address(addresses(3)[0]).standing is Standing.SUSPENDED
    assert province.letters()[0].state is LetterState.SENT
    for job in province.home.jobs():
        job.tick(clock())
    assert province.differences() == []
    province.home.store.close()
