"""maild data: a person's own, shown, forgotten and purged, with proof."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import OFFICIALS, official
from tests.cli.program import maild
from tests.journal import octets, with_log

NAME, _, ADDRESS = official(5)
MAIL = f"""From: "{NAME}" <{ADDRESS}>
To: khaosat@snv.tinh.example.vn
Subject: Re: khao sat
Message-ID: <report-1@tinh.example.vn>
Content-Type: text/plain; charset=utf-8

Tôi bấm vào đường dẫn phiếu khảo sát thì trang báo lỗi 500, không mở được phiếu.
"""


@pytest.fixture
def known(province: Path) -> Path:
    """OFF-0005 has written, and somebody has noted something about him."""
    mail = province.parent / "mail.eml"
    mail.write_text(MAIL, encoding="utf-8")
    for words in (
        ("mail", "import", mail),
        ("official", "mark", "OFF-0005", "wrong-person", "--note", "gọi điện: đã chuyển công tác"),
    ):
        done = maild(*words, config=province)
        assert done.code == 0, done.err
    mail.unlink()
    return province


def shown(config: Path) -> dict[str, object]:
    found: dict[str, object] = maild("data", "show", "OFF-0005", "--json", config=config).json
    return found


def verified(config: Path) -> None:
    for group in ("db", "audit"):
        assert maild(group, "verify", "--json", config=config).json["differences"] == []


def test_shows_everything(known: Path) -> None:
    found = shown(known)
    assert found["names"] == [NAME]
    assert found["addresses"] == [ADDRESS]
    assert (found["excerpts"], found["notes"], found["open_rounds"]) == (1, 1, ["2026"])
    said = maild("data", "show", NAME, config=known).out
    assert NAME in said
    assert ADDRESS in said


def test_forgets_the_words_after_a_second_look(known: Path) -> None:
    first = maild("data", "forget", "OFF-0005", config=known)
    assert first.code == 3
    assert ADDRESS in first.out  # who it is
    code = str(shown(known)["code"])
    assert code in first.err
    assert maild("data", "forget", "OFF-0005", "--code", "000000", config=known).code == 3
    tried = maild("data", "forget", "OFF-0005", "--code", code, "--dry-run", config=known)
    assert tried.code == 0
    assert shown(known)["excerpts"] == 1
    done = maild("data", "forget", "OFF-0005", "--code", code, "--json", config=known).json
    assert (done["excerpts"], done["notes"], done["people"]) == (1, 1, 0)
    after = shown(known)
    assert (after["excerpts"], after["notes"], after["names"]) == (0, 0, [NAME])
    verified(known)


def test_nobody_is_purged_while_he_is_asked(known: Path) -> None:
    code = str(shown(known)["code"])
    done = maild("data", "purge", "OFF-0005", "--code", code, config=known)
    assert done.code == 1
    assert "2026" in done.err
    assert shown(known)["names"] == [NAME]


def test_o18_purges_and_proves_it(known: Path) -> None:
    """O-18: after a look at who it is, with the code that was shown."""
    assert maild("db", "backup", config=known).code == 0
    replaced = known.parent / "state" / "maild.db.replaced-20261101T120000"  # as a restore leaves it
    shutil.copy(known.parent / "state" / "maild.db", replaced)
    assert maild("round", "close", "2026", "--count", OFFICIALS, config=known).code == 0
    numbers = maild("db", "verify", "--json", config=known).json["events"]
    code = str(shown(known)["code"])
    done = maild("data", "purge", "OFF-0005", "--code", code, "--json", config=known).json
    assert (done["people"], done["addresses"], done["notes"]) == (1, 1, 1)
    assert done["still_named"]["database"] == 0
    assert not done["lingers"]
    backup, kept = done["still_named"][
        "files"
    ]  # an older copy, which goes when its time is over, and one of before
    assert "/backups/" in backup
    assert kept == str(replaced)
    replaced.unlink()
    for word in (NAME, ADDRESS):
        assert word.encode() not in octets(known.parent / "state" / "maild.db")
        assert maild("why", word, config=known).code == 1
    assert maild("why", "OFF-0005", config=known).code == 0  # his number and its events stay
    assert maild("db", "verify", "--json", config=known).json["events"] == numbers + 1
    verified(known)
    again = shown(known)
    assert (again["names"], again["addresses"], again["mails"]) == ([], [], again["mails"])


@with_log
def test_what_somebody_reads_lingers_and_is_said_to(known: Path) -> None:
    """The log keeps it for the reader; the next look of the service takes it away."""
    database = known.parent / "state" / "maild.db"
    words = "gọi điện: đã chuyển công tác"
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()
        done = maild("data", "forget", "OFF-0005", "--code", shown(known)["code"], config=known)
        assert done.code == 0
        assert "trong vòng một ngày" in done.out
        assert words.encode() in octets(database) or json.dumps(words)[1:-1].encode() in octets(database)
    quiet = maild("data", "forget", "OFF-0005", "--code", shown(known)["code"], "--json", config=known)
    assert not quiet.json["lingers"]
    assert words.encode() not in octets(database)


def test_what_two_share_stays_with_the_other(known: Path) -> None:
    """The others keep their names and addresses."""
    maild("round", "close", "2026", "--count", OFFICIALS, config=known)
    maild("data", "purge", "OFF-0005", "--code", str(shown(known)["code"]), config=known)
    name, _, address = official(6)
    found = maild("data", "show", "OFF-0006", "--json", config=known).json
    assert (found["names"], found["addresses"]) == ([name], [address])
