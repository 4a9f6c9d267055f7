"""Reports and escalations as their users meet them: the same numbers in every form, and who may see whom."""

from __future__ import annotations

import csv
import grp
import io
import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
import python_calamine

from tests.cli.conftest import OFFICIALS, day, official
from tests.cli.program import maild


def book(path: Path) -> python_calamine.CalamineWorkbook:
    return python_calamine.CalamineWorkbook.from_path(path)


@pytest.fixture(scope="module")
def counted(opened: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve have answered, by a list that a person applied."""
    place = Path(shutil.copytree(opened, tmp_path_factory.mktemp("counted") / "province"))
    listed = place / "da-tra-loi.csv"
    lines = ["Họ và tên,Thư công vụ,Đơn vị", *(f"{n},{e},{u}" for n, u, e in map(official, range(1, 13)))]
    listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    imported = ("import", listed, "--round", "2026", "--as-of", f"{day(0)} 00:01")
    for arguments in (imported, ("apply", "S-0001")):
        done = maild("answered", *arguments, config=place / "maild.toml")
        assert done.code == 0, done.err
    return place


@pytest.fixture
def answered(counted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(counted, tmp_path / "province")) / "maild.toml"


@pytest.fixture
def heads(answered: Path) -> Path:
    """Two of three units have a head with an address."""
    for unit, address in (("Sở Tài chính", "nam@stc.example.vn"), ("Sở Y tế", "hoa@syt.example.vn")):
        options = ("--role", "head", "--name", "Lê Nam", "--email", address)
        done = maild("unit", "set-contact", unit, *options, config=answered)
        assert done.code == 0, done.err
    return answered


def test_every_form_tells_the_same(answered: Path, tmp_path: Path) -> None:
    text = maild("report", "brief", config=answered)
    assert text.code == 0, text.err
    assert f"Đã trả lời 12/{OFFICIALS} (20,0\N{NO-BREAK SPACE}%)" in text.out
    counts = maild("report", "brief", "--json", config=answered).json["counts"]
    assert (counts["officials"], counts["answered"]) == (OFFICIALS, 12)
    path = tmp_path / "brief.xlsx"
    assert maild("report", "brief", "--format", "xlsx", "-o", path, config=answered).code == 0
    sheets = book(path)
    people = sheets.get_sheet_by_name("Từng người").to_python()[1:]
    assert len(people) == OFFICIALS
    assert sum(row[5] == "đã trả lời" for row in people) == 12
    for name in ("Đơn vị", "Nhóm"):
        rows = sheets.get_sheet_by_name(name).to_python()[1:]
        assert (sum(row[1] for row in rows), sum(row[4] for row in rows)) == (OFFICIALS, 12)
    cross = sheets.get_sheet_by_name("Nhóm x đơn vị x lần nhắc").to_python()[1:]
    assert (sum(row[3] for row in cross), sum(row[6] for row in cross)) == (OFFICIALS, 12)
    lines = list(csv.reader(io.StringIO(maild("report", "units", "--format", "csv", config=answered).out)))
    assert sum(int(row[3]) for row in lines[1:]) == OFFICIALS


@pytest.mark.parametrize("kind", ["brief", "it", "units", "effect", "weekly", "final"])
def test_a_page_stands_alone(answered: Path, kind: str) -> None:
    page = maild("report", kind, "--format", "html", config=answered).out
    assert page.startswith("<!doctype html>")
    assert not re.search(r"https?:|<script|<link|src=|@import|url\(", page)
    assert ("<svg" in page) == (kind != "it")
    name, _, email = official(20)
    assert email not in page
    assert name not in page  # officials by name stand in the workbook only


@pytest.mark.parametrize("kind", ["brief", "weekly", "final"])
def test_english_too(answered: Path, kind: str) -> None:
    (answered.parent / "maild.d" / "90-english.toml").write_text('language = "en"\n')
    assert "answered" in maild("report", kind, config=answered).out
    assert '<html lang="en">' in maild("report", kind, "--format", "html", config=answered).out


WRONG = [
    # command                                             code  says
    (("report", "brief", "--format", "doc"),              2,    "text, html, xlsx, csv, json"),
    (("report", "brief", "--format", "xlsx"),             2,    "--output"),
    (("report", "weekly", "--to", "lanhdao"),             1,    "alerts.leadership"),
    (("report", "weekly", "--to", "ai"),                  2,    "lanhdao"),
    (("report", "brief", "-o", "/nowhere/x.txt"),         1,    "/nowhere/x.txt"),
    (("report", "brief", "--round", "1999"),              1,    "1999"),
    (("escalate", "plan", "R1"),                          2,    "U1"),
    (("escalate", "approve", "E1"),                       1,    "escalate plan E1"),
    (("escalate", "preview", "E1", "--unit", "Sở Mây"),   1,    "Sở Mây"),
    (("notice", "restore", "an@example.vn"),              1,    "an@example.vn"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "code", "says"), WRONG)
def test_wrong_input_is_told(answered: Path, command: tuple[str, ...], code: int, says: str) -> None:
    done = maild(*command, config=answered)
    assert (done.code, says in done.err) == (code, True), done.err


def test_a_report_by_mail_names_nobody(answered: Path) -> None:
    sent = maild("report", "weekly", "--to", "sep@snv.example.vn", "--json", config=answered)
    assert sent.json == {"mails": 1, "dry_run": False}
    (row,) = maild("notice", "list", "--json", config=answered).json
    assert (row["code"], row["to"], row["state"]) == ("L1", "sep@snv.example.vn", "planned")
    dry = maild("report", "weekly", "--to", "b@snv.example.vn", "--dry-run", config=answered)
    assert dry.code == 0
    assert len(maild("notice", "list", "--json", config=answered).json) == 1


def test_units_are_written_to_after_a_person_has_looked(heads: Path) -> None:
    due = maild("escalate", "plan", config=heads)
    assert [row[0] for row in due.rows] == ["U1"]
    plan = maild("escalate", "plan", "E1", config=heads)
    assert [(row[0], row[1], row[3]) for row in plan.rows] == [
        ("Sở Nội vụ", "chưa có địa chỉ (maild unit set-contact)", "16"),
        ("Sở Tài chính", "nam@stc.example.vn", "16"),
        ("Sở Y tế", "hoa@syt.example.vn", "16"),
    ]
    preview = maild("escalate", "preview", "E1", "--unit", "Sở Y tế", config=heads).out
    mine = [name for name, unit, _ in map(official, range(13, OFFICIALS + 1)) if unit == "Sở Y tế"]
    others = [name for name, unit, _ in map(official, range(13, OFFICIALS + 1)) if unit == "Sở Nội vụ"]
    assert all(name in preview for name in mine)
    assert not any(name in preview for name in others)
    assert maild("escalate", "approve", "E1", "--count", "3", config=heads).code == 3
    assert maild("escalate", "approve", "E1", "--dry-run", config=heads).code == 0
    assert maild("notice", "list", "--json", config=heads).json == []
    approved = maild("escalate", "approve", "E1", "--json", config=heads)
    assert approved.json == {
        "code": "E1", "mails": 2, "without_address": ["Sở Nội vụ"], "dry_run": False
    }  # fmt: skip
    assert maild("escalate", "approve", "E1", config=heads).code == 1  # once an occasion
    assert maild("escalate", "cancel", "E1", config=heads).code == 2  # no reason
    one = maild("escalate", "cancel", "E1", "--unit", "Sở Y tế", "--why", "nhầm", "--json", config=heads)
    assert one.json["mails"] == 1
    assert "Đã hủy" in maild("escalate", "cancel", "E1", "--why", "duyệt nhầm", config=heads).out
    assert maild("escalate", "cancel", "E1", "--why", "lần nữa", config=heads).code == 1
    assert maild("escalate", "approve", "E1", "--json", config=heads).json["mails"] == approved.json["mails"]
    other = maild("escalate", "approve", "U1", config=heads)
    assert "Không gửi được cho 1 đơn vị chưa có địa chỉ: Sở Nội vụ." in other.err


def test_a_head_is_addressed_by_the_office_that_was_entered(heads: Path) -> None:
    survey = heads.parent / "maild.d" / "30-survey.toml"
    survey.write_text('[survey]\nhosts = ["khaosat.bnv.example.vn"]\n', "utf-8")
    preview = maild("escalate", "preview", "U1", "--unit", "Sở Y tế", config=heads).out
    assert "Kính gửi: Ông/Bà Lê Nam, Giám đốc Sở Y tế" in preview
    assert "Phiếu mở tại: khaosat.bnv.example.vn" in preview
    entered = (
        "--role",
        "head",
        "--name",
        "Bà Lê Hoa",
        "--position",
        "Phó Giám đốc",
        "--email",
        "hoa@x.example.vn",
    )
    assert maild("unit", "set-contact", "Sở Y tế", *entered, config=heads).code == 0
    assert "Phó Giám đốc" in maild("unit", "show", "Sở Y tế", config=heads).out
    preview = maild("escalate", "preview", "E1", "--unit", "Sở Y tế", config=heads).out
    assert "Kính gửi: Bà Lê Hoa, Phó Giám đốc Sở Y tế" in preview


def test_the_liaison_sees_errors_and_no_officials(answered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getgrouplist", lambda name, gid: [4242])
    monkeypatch.setattr(grp, "getgrgid", lambda gid: grp.struct_group(("maild-it", "x", gid, [])))
    assert maild("report", "it", config=answered, user="root").code == 0
    for command in (("brief",), ("units",), ("effect",), ("weekly",), ("final",)):
        assert maild("report", *command, config=answered, user="root").code == 3
    assert maild("escalate", "plan", config=answered, user="root").code == 3


def test_a_name_cannot_become_a_formula(answered: Path, tmp_path: Path) -> None:
    with sqlite3.connect(answered.parent / "state" / "maild.db") as database:
        database.execute("UPDATE unit SET name = '=1+1' WHERE name = 'Sở Y tế'")
    shown = maild("report", "units", "--format", "csv", config=answered).out
    assert "'=1+1" in shown
    assert not re.search(r"(?m)(^|,)[=+@]", shown)
    path = tmp_path / "x.xlsx"
    assert maild("report", "brief", "--format", "xlsx", "-o", path, config=answered).code == 0
    assert "=1+1" in [row[0] for row in book(path).get_sheet_by_name("Đơn vị").to_python()]  # as text
