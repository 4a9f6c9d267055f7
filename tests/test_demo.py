"""The whole job: figures that agree with each other and with the servers, nothing secret written down."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from maild.demo import province
from maild.model import Kind
from tests.servers.waiting import LONG_S

RUN_S = 1800  # thirty seconds on a quiet machine
# what the demo's officials write and must not be kept: the survey's link and code (see maild/demo/officials.py)
SURVEY_CODE = b"HP7K2M9Q"
SURVEY_PATH = b"khaosat.bnv.example.vn/phieu"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    return play(tmp_path_factory.mktemp("round") / "out")


def play(place: Path) -> tuple[Path, dict[str, Any]]:
    command = [sys.executable, "-m", "maild", "demo", "--json", "--dir", str(place)]
    done = subprocess.run(command, capture_output=True, timeout=RUN_S, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return place, json.loads(done.stdout)


@pytest.mark.long
@pytest.mark.timeout(RUN_S + 60)
def test_again_gives_the_same_numbers(played: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    assert play(tmp_path / "again")[1] == played[1]


@pytest.mark.timeout(RUN_S + 60)
def test_everybody_is_counted_once(played: tuple[Path, dict[str, Any]]) -> None:
    _, found = played
    assert found["officials"] == len(province.people()) == sum(found["status"].values())


def test_the_ledger_of_letters_balances(played: tuple[Path, dict[str, Any]]) -> None:
    _, found = played
    letters = dict(found["letters"])
    assert letters.pop("planned") == sum(letters.values())
    assert letters["sent"] == found["server_accepted"]
    assert letters["in_doubt"] == letters["waiting"] == 0  # the round is over


def test_every_mail_in_the_mailboxes_has_its_row(played: tuple[Path, dict[str, Any]]) -> None:
    _, found = played
    assert sum(found["mails"].values()) == sum(found["mailbox"].values())
    assert found["mails"].keys() <= {kind.value for kind in Kind} | {"duplicate", "quarantined"}


@pytest.mark.parametrize(
    "kind", ["bounce", "delayed", "out-of-office", "completed", "tech-answering", "unrelated"]
)
def test_the_round_meets(kind: str, played: tuple[Path, dict[str, Any]]) -> None:
    assert played[1]["mails"][kind] > 0


def test_all_three_phases_have_incidents(played: tuple[Path, dict[str, Any]]) -> None:
    assert set(played[1]["incidents"]) == {"gửi", "nhận", "trả lời"}
    assert all(count > 0 for count in played[1]["incidents"].values())


def test_events_and_folded_rows_agree(played: tuple[Path, dict[str, Any]]) -> None:
    assert played[1]["differences"] == 0


def test_nobody_gets_a_letter_twice_or_after_answering(played: tuple[Path, dict[str, Any]]) -> None:
    place, _ = played
    with sqlite3.connect(place / "state" / "maild.db") as base:
        wrong = base.execute(
            "SELECT count(*) FROM outbox o JOIN respondent_state s ON s.id = o.respondent_id "
            "WHERE o.intent_at > s.answered_at OR o.intent_at > s.self_reported_at"
        ).fetchone()
    letters = Counter(
        path.read_bytes().split(b"Message-ID:")[1].split(b"\r\n")[0] for path in _letters(place)
    )
    assert wrong == (0,)
    assert max(letters.values()) == 1


def test_each_letter_is_one_mail_to_one_person(played: tuple[Path, dict[str, Any]]) -> None:
    for path in _letters(played[0]):
        head = path.read_bytes().partition(b"\r\n\r\n")[0]
        assert len(re.findall(rb"(?mi)^to:", head)) == 1
        assert not re.findall(rb"(?mi)^(?:cc|bcc):", head)


@pytest.mark.parametrize("secret", [SURVEY_CODE, SURVEY_PATH, b"Internal Server Error.\n> "])
def test_no_survey_link_or_code_is_written_down(secret: bytes, played: tuple[Path, dict[str, Any]]) -> None:
    assert [path.name for path in _written(played[0]) if secret in path.read_bytes()] == []


def test_no_password_or_key_leaves_its_file(played: tuple[Path, dict[str, Any]]) -> None:
    place, _ = played
    secrets = [path.read_text().split()[-1].encode() for path in (place / "credentials").iterdir()]
    assert len(secrets) == 4
    everything = [path for path in place.rglob("*") if path.is_file() and path.parent.name != "credentials"]
    for secret in secrets:
        assert [path.name for path in everything if secret in path.read_bytes()] == []


def test_log_and_report_hold_no_address_and_no_name(played: tuple[Path, dict[str, Any]]) -> None:
    place, _ = played
    texts = [
        (place / "maild.log").read_text("utf-8"),
        *(p.read_text("utf-8") for p in (place / "reports").iterdir()),
    ]
    for person in province.people():
        for text in texts:
            assert person.email not in text
            assert person.name not in text


def test_events_hold_no_address_and_no_name(played: tuple[Path, dict[str, Any]]) -> None:
    place, _ = played
    with sqlite3.connect(place / "state" / "maild.db") as base:
        said = "\n".join(row[0] for row in base.execute("SELECT data FROM event"))
        kept = "\n".join(row[0] for row in base.execute("SELECT reading FROM mail"))
    assert "@" not in said
    assert not [one.email for one in province.people() if one.email in kept]


def test_state_is_for_its_owner_only(played: tuple[Path, dict[str, Any]]) -> None:
    place, _ = played
    assert (place / "state" / "maild.db").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o007 == 0 for path in (place / "credentials").iterdir())


def test_the_log_is_json_with_codes(played: tuple[Path, dict[str, Any]]) -> None:
    lines = [json.loads(line) for line in (played[0] / "maild.log").read_text("utf-8").splitlines()]
    assert lines
    assert [line["event"] for line in lines if not str(line.get("event_id", "")).startswith("MD1")] == []


def test_a_directory_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("mine")
    done = subprocess.run(
        [sys.executable, "-m", "maild", "demo", "--json", "--dir", str(tmp_path)],
        capture_output=True,
        timeout=LONG_S,
        check=False,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "thesis.odt").read_text() == "mine"


def _letters(place: Path) -> list[Path]:
    return sorted((place / "letters").glob("*.eml"))


def _written(place: Path) -> list[Path]:
    """Everything that maild wrote about the round: database, log, reports, letters, configuration."""
    return [path for path in place.rglob("*") if path.is_file()]
