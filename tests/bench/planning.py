"""Planning and folding: what runs each minute, `why`, the plan and the morning brief, at growing sizes.

Each is measured in a process of its own, which finds the round in the database: CPU seconds, and the most memory.
"""

from __future__ import annotations

import functools
import itertools
import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time

from maild.actions import people
from maild.jobs.clock import DemoClock
from tests.bench import country
from tests.bench.section import Curve, Row, Section, Size, Wanted
from tests.bench.turns import memory_mib
from tests.jobs.province import Province, raise_house

TITLE = "Planning and folding"
ROOT = Path(__file__).resolve().parents[2]
SMALL = 5_000
# A million officials take some ten minutes to make.
SIZES = {Size.USUAL: (SMALL, 20_000, 100_000), Size.WHOLE: (SMALL, 20_000, 100_000, 1_000_000)}
LINEAR = (SMALL, 20_000, 100_000)
TURNS = 3
MOST_MIB = 300
_STRANGE = 2_000
_CIRCULAR = (
    "From: vanthu@huyen.example.vn\r\nTo: dieutra@snv.example.vn\r\nSubject: Thong bao {0}\r\n"
    "Message-ID: <{0}@huyen.example.vn>\r\nDate: Tue, 10 Nov 2026 08:00:00 +0700\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\nKính gửi các đơn vị, Sở thông báo lịch họp số {0}.\r\n"
)
# Every 5 minutes, and at its own pace where that would be too much: see `maild.jobs.report`.
_BESIDE_THE_TICK = ("backup", "reconcile", "retention", "report")


def measure(size: Size) -> Section:
    sizes = SIZES[size]
    large = sizes[-1]
    with tempfile.TemporaryDirectory(prefix="maild-bench-") as place:
        best, first, linear, octets = {}, {}, {}, {}
        for count in sizes:
            directory = Path(place) / f"second-{count}"
            with country.second_wave(directory, count) as province:
                now = province.now
            octets["second", count] = _octets(directory)
            best[count] = _child("minute", directory, now)
            shutil.rmtree(directory)
        for count in LINEAR:
            directory = Path(place) / f"first-{count}"
            with country.first_morning(directory, count) as province:
                now = province.now
            octets["first", count] = _octets(directory)
            linear[count] = {name: _child(name, directory, now) for name in ("plan", "brief", "page")}
            if count in (SMALL, LINEAR[-1]):
                first[count] = _child("first", directory, now)
            shutil.rmtree(directory)
        mail_octets = _mail_octets(Path(place) / "mails")
    rows = [
        Row(f"{what} at {large:,} officials", best[large][name], "CPU s", f"at {SMALL:,}", best[SMALL][name],
            Wanted("≤", 1.5))
        for name, what in (
            ("draft", f"a minute's ticks, a plan of {country.DUE} waiting for approval,"),
            ("due", f"a minute's ticks, {country.DUE} letters due and sent,"),
            ("why", "`maild why` by number, and by address,"),
        )
    ]  # fmt: skip
    most = LINEAR[-1]
    rows += [
        Row(f"{what} at {most:,}", first[most][name], "CPU s", f"at {SMALL:,}", first[SMALL][name],
            Wanted("≤", 1.5))
        for name, what in (
            ("draft", "a minute's ticks, a plan for everybody waiting for approval,"),
            ("due", f"a minute's ticks, the wave for everybody under way, {country.DUE} letters due and sent,"),
        )
    ]  # fmt: skip
    for name, what in (("plan", "drafting R1's plan"), ("brief", "the morning brief"), ("page", "the page")):
        large_one, small_one = linear[most][name], linear[SMALL][name]
        rows += [
            Row(f"{what} at {most:,}", large_one["cpu_s"], "CPU s", f"at {SMALL:,}", small_one["cpu_s"],
                Wanted("≤", most / SMALL)),
            Row(f"{what}, memory at {most:,}", large_one["most_mib"], "MiB", f"at {SMALL:,}",
                small_one["most_mib"]),
            Row(f"{what} at {most:,}, within {MOST_MIB} MiB", large_one["most_mib"], "MiB",
                wanted=Wanted("≤", MOST_MIB)),
        ]  # fmt: skip
    official, answered = (
        (octets[when, most] - octets[when, SMALL]) / (most - SMALL) / 1024 for when in ("first", "second")
    )
    rows += [
        Row("the database, an official on the list", official, "KiB"),
        Row("the database, a letter that was sent and answered", answered - official, "KiB"),
        Row("the database, a stranger's mail", mail_octets / 1024, "KiB"),
    ]
    return Section(
        TITLE,
        tuple(rows),
        (
            f"The minute's ticks: all jobs but {', '.join(_BESIDE_THE_TICK)}. R1 went to everybody, all but "
            f"{country.DUE} have answered. A thousand officials came there by the real trips, the others are copies "
            "of them. A draft is worked out anew only when something has happened: that costs what drafting does, "
            "and a long one rests twenty times as long. `maild why` by a name folds every name, and is linear: "
            f"{best[large]['name']:.2f} CPU s at {large:,}, {best[SMALL]['name']:.2f} at {SMALL:,}.",
        ),
        curves=(
            *(
                Curve(what, tuple((count, best[count][name]) for count in sizes))
                for name, what in (
                    ("due", f"a minute's ticks, {country.DUE} letters sent"),
                    ("why", "maild why"),
                )
            ),
            *(
                Curve(what, tuple((count, linear[count][name]["cpu_s"]) for count in LINEAR))
                for name, what in (("plan", "a plan for all"), ("brief", "the morning brief"))
            ),
        ),
    )


def _octets(directory: Path) -> int:
    return (directory / "state" / "maild.db").stat().st_size


def _mail_octets(directory: Path) -> float:
    """What a mail that is nobody's adds to the database."""
    with country.first_morning(directory, country.BASE) as province:
        before = _octets(directory)
        for start in range(0, _STRANGE, 100):
            mails = (_CIRCULAR.format(number).encode() for number in range(start, start + 100))
            province.take(*mails, first_uid=start + 1)
        return (_octets(directory) - before) / _STRANGE


def _child(what: str, directory: Path, now: datetime) -> dict[str, float]:
    words = [
        sys.executable,
        "-m",
        "tests.bench.planning",
        what,
        str(directory / "maild.toml"),
        now.isoformat(),
    ]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found


# ---------------------------------------------------------------- in the child


def _main(what: str, config: Path, now: datetime) -> dict[str, float]:
    logging.disable(logging.CRITICAL)
    province = raise_house(config, DemoClock(now), None)
    tick = {job.name: job.tick for job in province.home.jobs()}
    if what == "minute":
        return _minutes(province, now)
    if what == "first":
        return _first_wave(province, now)
    work = {"plan": tick["remind"], "brief": tick["briefs"], "page": tick["report"]}[what]
    return {"cpu_s": _cpu_s(lambda: work(now)), "most_mib": memory_mib(field="VmHWM")}


def _minute(province: Province, now: datetime) -> Callable[[], float]:
    """What the ticks of the next minute cost."""
    jobs = [job for job in province.home.jobs() if job.name not in _BESIDE_THE_TICK]
    minutes = (now + timedelta(minutes=number) for number in itertools.count())

    def minute() -> float:
        at = next(minutes)
        province.clock.move_to(at)
        return sum(_cpu_s(functools.partial(job.tick, at)) for job in jobs)

    return minute


def _best(measured: Callable[[], float]) -> float:
    measured()  # what is told once a day, and statements that are built for the first time
    return min(measured() for _ in range(TURNS))


def _first_wave(province: Province, now: datetime) -> dict[str, float]:
    """R1's plan, for everybody, as it waits and as it goes out."""
    minute = _minute(province, now)
    found = {"draft": _best(minute)}
    country.under_way(province, minutes=2)
    minute()  # an approval has happened
    return {**found, "due": minute()}


def _minutes(province: Province, now: datetime) -> dict[str, float]:
    home, minute = province.home, _minute(province, now)

    def why(who: str) -> float:
        return _cpu_s(lambda: people.story(home.store, who, province.now, home.calendar, home.config.limits))

    found = {"draft": _best(minute)}
    country.approve(province)
    return {
        **found,
        "due": minute(),  # all of them go
        "why": _best(lambda: why("OFF-0003") + why("canbo3@dv3.example.vn")),
        "name": _best(lambda: why("Nguyễn Văn 3")),
    }


def _cpu_s(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


if __name__ == "__main__":
    print(json.dumps(_main(sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))))
