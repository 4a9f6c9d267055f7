"""What is kept, for how long, and that numbers, events and their chain outlive it."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from maild.actions import rounds
from maild.model import EventKind
from maild.store import events, mailbox, personal, roster
from tests.jobs.province import CODE, MAKER, Province, addresses, on_sqlite
from tests.journal import octets, with_log

WORDS = "Tôi bấm vào đường dẫn thì trang báo lỗi 500, không mở được phiếu."


def report(number: int, address: str) -> bytes:
    return (
        f"From: <{address}>\r\nMessage-ID: <{number}@dv.example.vn>\r\nSubject: Re: khao sat\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n"
    ).encode()


def close(province: Province) -> datetime:
    rounds.close(province.home.store, CODE, MAKER, province.now)
    return province.now


def words_kept(province: Province) -> int:
    with province.home.store.view() as look:
        return sum(
            "bấm vào" in json.dumps(dict(one.reading), ensure_ascii=False)
            for one in mailbox.mails(look.connection)
        )


def names_kept(province: Province) -> int:
    with province.home.store.view() as look:
        return sum(one.name != personal.GONE for one in roster.search(look.connection))


def everything_agrees(province: Province) -> bool:
    store = province.home.store
    with store.unit(()) as unit:
        events.seal(unit.connection, province.now)
    with store.view() as look:
        return province.differences() == [] and events.verify_chain(look.connection).count == 0


@pytest.fixture
def closed(province: Province) -> datetime:
    """A round of two with a mail of one of them and one of a stranger; when it was closed."""
    province.enter(addresses(2))
    assert province.take(report(1, "canbo1@dv1.example.vn"), report(2, "la@noi-khac.example.vn")).new == 2
    return close(province)


AGES = [
    # days since the round closed    excerpts   names
    (0, 2, 2),
    (89, 2, 2),
    (91, 0, 2),
    (364, 0, 2),
    (367, 0, 0),
]


@pytest.mark.parametrize(("days", "excerpts", "names"), AGES)
def test_what_goes_when(province: Province, closed: datetime, days: int, excerpts: int, names: int) -> None:
    before = len(province.trail())
    counts = province.home.retention.tidy(closed + timedelta(days=days))
    assert (words_kept(province), names_kept(province)) == (excerpts, names)
    assert (counts["excerpts"], counts["people"]) == (2 - excerpts, 2 - names)
    recorded = province.trail()[before:]
    assert [one.kind for one in recorded] == [EventKind.DATA_EXPIRED] * any(counts.values())
    assert everything_agrees(province)
    assert set(province.home.retention.tidy(closed + timedelta(days=days)).values()) == {0}  # nothing twice


def test_nothing_goes_while_a_round_runs(province: Province) -> None:
    province.enter(addresses(2))
    province.take(report(1, "canbo1@dv1.example.vn"), report(2, "la@noi-khac.example.vn"))
    assert set(province.home.retention.tidy(province.now + timedelta(days=5000)).values()) == {0}


def test_codes_outlive_the_words(province: Province, closed: datetime) -> None:
    with province.home.store.view() as look:
        before = {one.id: (one.kind, one.reading["rule"]) for one in mailbox.mails(look.connection)}
    province.home.retention.tidy(closed + timedelta(days=400))
    with province.home.store.view() as look:
        rows = mailbox.mails(look.connection)
    assert {one.id: (one.kind, one.reading["rule"]) for one in rows} == before
    assert all(one.reading.keys() <= set(personal._KEPT) | {"recipients"} for one in rows)


@on_sqlite
def test_nothing_is_left_in_the_file(province: Province, closed: datetime) -> None:
    """Free pages and the journal included."""
    path = province.home.store.path
    assert path is not None
    said = [b"canbo1@dv1", "Nguyễn Văn".encode(), json.dumps("bấm vào")[1:-1].encode()]
    assert all(text in octets(path) for text in said)
    province.home.retention.tidy(closed + timedelta(days=400))
    assert [text for text in said if text in octets(path)] == []


@on_sqlite
@with_log
def test_what_somebody_reads_goes_from_the_log_an_hour_later(province: Province, closed: datetime) -> None:
    path = province.home.store.path
    assert path is not None
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM address").fetchall()
    over = closed + timedelta(days=400)
    province.home.retention.tick(over)
    assert b"canbo1@dv1" in octets(path)
    reader.execute("ROLLBACK")
    province.home.retention.tick(over + timedelta(hours=1))
    assert b"canbo1@dv1" not in octets(path)
    reader.close()


def test_rehearsed_letters_go_with_the_excerpts(province: Province, closed: datetime) -> None:
    letters = province.home.config.paths.letters
    letters.mkdir(parents=True, exist_ok=True)
    for name, days in (("old.eml", 91), ("new.eml", 89)):
        (letters / name).write_text("Kính gửi")
        at = (closed + timedelta(days=100 - days)).timestamp()
        os.utime(letters / name, (at, at))
    assert province.home.retention.tidy(closed + timedelta(days=100))["files"] == 1
    assert [path.name for path in letters.iterdir()] == ["new.eml"]


def test_once_a_day(province: Province, closed: datetime) -> None:
    later = closed + timedelta(days=91)
    province.home.retention.tick(closed)
    province.home.retention.tick(closed + timedelta(hours=23))
    assert words_kept(province) == 2
    province.home.retention.tick(later)
    assert words_kept(province) == 0
    with province.home.store.view() as look:
        said = json.loads(province.home.store.meta(look.connection, "tidied") or "{}")
    assert datetime.fromisoformat(said["at"]) == later.astimezone(UTC).replace(microsecond=0)
    assert said["excerpts"] == 2
