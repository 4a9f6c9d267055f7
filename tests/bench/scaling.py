"""docs/scaling.md: what one province, 34 provinces and a ministry would need, from the measured unit costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.bench.page import number

LETTERS_EACH = 3  # in a round: of four levels, since many answer before the last
MAILS_A_LETTER = 0.3  # bounces, absences, replies, receipts
MAILS_A_BOX = 300  # a working day: whatever else an official mailbox gets
DAYS = 20  # working days of a round
CAP_HOUR, WINDOW_HOURS = 600, 6.5  # letters an hour as [limits] comes; the sending window
MOST_MIB = 300
LARGE, SMALL = "100,000", "5,000"
_KIB, _GIB = 1024, 1024**2


@dataclass(frozen=True, slots=True)
class House:
    """Who uses it: `installations` of the same size, each with a database of its own."""

    name: str
    installations: int
    officials: int
    boxes: int


HOUSES = (
    House("one province", 1, 5_000, 2),
    House("34 provinces, an installation each", 34, 5_000, 2),
    House("a ministry, one round for all", 1, 1_000_000, 100),
)


@dataclass(frozen=True, slots=True)
class Costs:
    """None: not measured yet."""

    letter_s: float | None  # CPU, of one letter
    letter_wall_s: float | None  # wall time, of one letter by one daemon
    mail_s: float | None  # wall time, of one mail in a backlog
    minute_s: float | None  # CPU, of a minute's ticks
    plan_s: float | None  # CPU, of an official in a plan
    brief_s: float | None
    plan_mib: float | None  # of an official
    plan_base_mib: float | None
    idle_mib: float | None
    idle_share: float | None
    official_kib: float | None  # of the database
    letter_kib: float | None
    mail_kib: float | None


def costs(sections: Mapping[str, Any]) -> Costs:
    def row(section: str, begins: str) -> Mapping[str, Any] | None:
        rows = sections.get(section, {}).get("rows", ())
        return next((one for one in rows if one["what"].startswith(begins)), None)

    def value(section: str, begins: str, scale: float = 1.0) -> float | None:
        found = row(section, begins)
        return None if found is None else found["value"] * scale

    rows = sections.get("sending", {}).get("rows", ())
    sent = next((one for one in rows if one["unit"] == "letters/s"), None)
    rate = value("catchup", "10,000 mails")
    plan, most = (
        row("planning", f"drafting R1's plan at {LARGE}"),
        row("planning", "drafting R1's plan, memory at"),
    )
    slope = None if most is None else (most["value"] - most["peer_value"]) / 95_000
    return Costs(
        letter_s=value("sending", "a letter", 1 / 1000),
        letter_wall_s=None if not sent else 1 / sent["value"],
        mail_s=None if not rate else 1 / rate,
        minute_s=value("planning", "a minute's ticks, 200 letters due"),
        plan_s=None if plan is None else plan["value"] / 100_000,
        brief_s=value("planning", f"the morning brief at {LARGE}", 1 / 100_000),
        plan_mib=slope,
        plan_base_mib=None if most is None or slope is None else most["peer_value"] - 5_000 * slope,
        idle_mib=value("idle", "two mailboxes, resident"),
        idle_share=value("idle", "two mailboxes, processor"),
        official_kib=value("planning", "the database, an official"),
        letter_kib=value("planning", "the database, a letter"),
        mail_kib=value("planning", "the database, a stranger's mail"),
    )


def page(sections: Mapping[str, Any]) -> str:
    cost = costs(sections)
    unit = [
        ("a letter, sent and recorded", cost.letter_s, "CPU s", "Sending: a letter"),
        ("the same, by the clock", cost.letter_wall_s, "s", "Sending: letters a second, turned round"),
        (
            "a mail of a backlog, read, judged, recorded",
            cost.mail_s,
            "s",
            "Catching up: 10,000 mails, turned round",
        ),
        (
            "a minute's ticks, 200 letters sent",
            cost.minute_s,
            "CPU s",
            "Planning: a minute's ticks, 200 letters due",
        ),
        ("an official in a plan", cost.plan_s, "CPU s", f"Planning: drafting R1's plan at {LARGE}"),
        (
            "an official in a plan, memory",
            cost.plan_mib,
            "MiB",
            "Planning: drafting R1's plan, memory, both sizes",
        ),
        (
            "an official in the morning brief",
            cost.brief_s,
            "CPU s",
            f"Planning: the morning brief at {LARGE}",
        ),
        ("a daemon that idles", cost.idle_mib, "MiB", "Idle: two mailboxes, resident"),
        ("the same, processor", cost.idle_share, "% of a core", "Idle: two mailboxes, processor"),
        ("an official in the database", cost.official_kib, "KiB", "Planning: the database, an official"),
        (
            "a letter and an answer in the database",
            cost.letter_kib,
            "KiB",
            "Planning: the database, a letter",
        ),
        (
            "a stranger's mail in the database",
            cost.mail_kib,
            "KiB",
            "Planning: the database, a stranger's mail",
        ),
    ]
    lines = [
        _HEAD,
        "| what | cost | row of [performance.md](performance.md) |",
        "|---|---|---|",
        *(f"| {what} | {_said(value, kind)} | {source} |" for what, value, kind, source in unit),
        "",
        _ASSUMED,
        "| | " + " | ".join(house.name for house in HOUSES) + " |",
        "|---|" + "---|" * len(HOUSES),
        *(
            "| " + " | ".join(row) + " |"
            for row in zip(*(_column(house, cost) for house in HOUSES), strict=True)
        ),
        "",
        _ends(cost),
    ]
    return "\n".join(lines)


def _column(house: House, cost: Costs) -> list[str]:
    """One size; the first column's words come with the first of them."""
    alone, many = house.officials, house.installations
    letters = alone * LETTERS_EACH
    day = alone * MAILS_A_LETTER + house.boxes * MAILS_A_BOX
    mails = letters * MAILS_A_LETTER + house.boxes * MAILS_A_BOX * DAYS
    size = _sum(
        _times(cost.official_kib, alone), _times(cost.letter_kib, letters), _times(cost.mail_kib, mails)
    )
    hours = alone / CAP_HOUR
    memory = _sum(cost.plan_base_mib, _times(cost.plan_mib, alone))
    rows = {
        "officials": f"{alone * many:,}",
        "mailboxes": f"{house.boxes * many:,}",
        "letters on the day of a wave": f"{alone * many:,}",
        "a wave under the usual cap (600 an hour), each": f"{hours / WINDOW_HOURS:,.1f} working days",
        "the cap that carries it in one day, each": f"{alone / WINDOW_HOURS:,.0f} an hour",
        "the wave without a cap, one daemon each": _said(_times(cost.letter_wall_s, alone / 60), "min"),
        "processor for the wave, all": _said(_times(cost.letter_s, alone * many / 60), "CPU min"),
        "mails read on that day": f"{day * many:,.0f}",
        "time to read them, were they a backlog": _said(_times(cost.mail_s, day * many / 60), "min"),
        "the plan, each": _said(_times(cost.plan_s, alone), "CPU s"),
        "the morning brief, each": _said(_times(cost.brief_s, alone), "CPU s"),
        "memory while planning, each": _said(memory, "MiB"),
        "memory while idle, all": _said(_times(cost.idle_mib, many), "MiB"),
        "processor while idle, all": _said(_times(cost.idle_share, many), "% of a core"),
        "database after a round, all": _said(_times(size, many / _GIB), "GiB"),
    }  # fmt: skip
    return [f"{name} | {said}" if house is HOUSES[0] else said for name, said in rows.items()]


def _ends(cost: Costs) -> str:
    within = None
    if cost.plan_mib and cost.plan_base_mib is not None:
        within = (MOST_MIB - cost.plan_base_mib) / cost.plan_mib
    return _BREAKS.format(
        within=_said(within, "officials"),
        writer=_said(None if not cost.plan_s else 5 / cost.plan_s, "officials"),
    )


def _times(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


def _sum(*values: float | None) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _said(value: float | None, unit: str) -> str:
    return "not measured yet" if value is None else f"{number(value)} {unit}"


_HEAD = """\
# Scaling, on paper

Written by `make bench` from the figures of [performance.md](performance.md), which name machine, date and load.
Nothing here was run at these sizes unless that page says so.

## Unit costs
"""
_ASSUMED = f"""\
## Three sizes

Assumed: {LETTERS_EACH} letters to each official in a round of {DAYS} working days, {MAILS_A_LETTER} mails back
for each letter, {MAILS_A_BOX} other mails a day and mailbox, a wave to everybody, a sending window of
{WINDOW_HOURS} hours a day.
"""
_BREAKS = """\
## Hardware

* **One province**: the smallest virtual machine there is, one core and 1 GiB of memory; SQLite, one file. A
  disk with an honest fsync is worth more than a second core.
* **34 provinces**: an installation for each (its own configuration, keys, database and approver), because a
  round, its names and its brakes are a province's own. The daemons share a machine of 2 cores and 8 GiB;
  nothing is shared between the databases, so that nothing of one province can reach another, and the load of a
  wave is spread by the calendar alone. The next step is a second machine, with half of the files moved.
* **A ministry**: PostgreSQL on a machine of its own (4 cores, 16 GiB, SSD), and two to four daemons beside it
  on others: each mailbox is watched by one of them, letters go out from all (`docs/operations.md`, section 11).

## Where it would break

* **The relay, first of all.** As it comes, `[limits]` lets an installation send 600 letters an hour, and a plan
  begins up to ten working days ahead of its wave to be through in time; a larger one is refused with the cap that
  it would need. The cap can be raised far beyond what maild sends, but the relay and the receiving servers object
  long before.
* **The plan's memory.** A plan is drafted in one piece: within 300 MiB up to about {within}. Above that the
  machine must have the memory shown above, once a wave.
* **The plan's transaction.** It is written in one, so that an approval has something whole to hold. On SQLite
  another writer waits 5 s at most before it tries again later: from about {writer} on, mail that comes in
  during that minute is read a little later. On PostgreSQL units take turns too, and wait longer.
* **The morning brief and the page** are counted over every official: linear, in a portion of memory each. The
  page rests twenty times as long as it took, so that it never takes more than a twentieth of a core, and is so
  much older in a very large round.
* **`maild why` by a name** folds every name in Python; by number or address it costs the same at any size.
* **One writer.** SQLite commits one transaction at a time; each letter needs two (its
  intent; its result with the next claim). With 5 ms for a durable commit that is some 100 letters a second.
* **One mailbox, one reader.** A folder is read by one thread of one daemon. More daemons help more mailboxes,
  not a larger one.
"""
