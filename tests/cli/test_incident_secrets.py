"""Whatever an incident command prints or writes, for whichever role: no survey link, no code, no full address."""

from __future__ import annotations

import grp
import io
import json
import os
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.cli.conftest import official
from tests.cli.program import Done, maild

CODE = "HP7K2M9Q"
LINK = f"https://khaosat.bnv.tinh.example.vn/phieu/{CODE}?ma={CODE}"
STRANGER = "tranthihoa.rieng@thu.example.org"
NAME, _, ADDRESS = official(4)
SECRETS = (CODE, "khaosat.bnv.tinh.example.vn/phieu", STRANGER, ADDRESS, "tranthihoa")
WHY = f"ông ấy đọc mã {CODE}, trang {LINK}"
WORDS = f"Trang báo lỗi 500 khi mở {LINK}, mã {CODE}. Xin trả lời về {STRANGER}."
NOTICE = f"""From: MAILER-DAEMON@mx.tinh.example.vn
To: khaosat@snv.tinh.example.vn
Subject: Undelivered Mail Returned to Sender
Date: Tue, 24 Nov 2026 08:00:00 +0700
Message-ID: <n1@mx.tinh.example.vn>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{ADDRESS}>: 554 5.7.1 refused {LINK} for {STRANGER}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.tinh.example.vn

Final-Recipient: rfc822; {ADDRESS}
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp; 554 5.7.1 refused {LINK} for {STRANGER}

--b--
"""


@pytest.fixture(params=("it", "coordinator", pytest.param("admin", marks=pytest.mark.long)))
def role(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """root, the one account that the system surely knows, is in the role's group."""
    monkeypatch.setattr(os, "getgrouplist", lambda name, gid: [4242])
    group = grp.struct_group((f"maild-{request.param}", "x", 4242, []))
    monkeypatch.setattr(grp, "getgrgid", lambda gid: group)
    return str(request.param)


@pytest.fixture
def seeded(province: Path, tmp_path: Path) -> Path:
    """An official and a server have written secrets; so has a person, in his notes."""
    (province.parent / "maild.d" / "30-survey.toml").write_text(
        "[survey]\nhosts = [\"khaosat.bnv.tinh.example.vn\"]\ncode_patterns = ['\\bHP[0-9A-Z]{6}\\b']\n",
        "utf-8",
    )
    folder = tmp_path / "mails"
    folder.mkdir()
    mail = EmailMessage(policy=SMTP)
    mail["From"] = ADDRESS
    mail["To"] = "khaosat@snv.tinh.example.vn"
    mail["Subject"] = f"Phieu khao sat {CODE} {STRANGER}"
    mail["Date"] = "Tue, 24 Nov 2026 08:00:00 +0700"
    mail["Message-ID"] = "<w1@tinh.example.vn>"
    mail.set_content(WORDS)
    (folder / "1.eml").write_bytes(mail.as_bytes())
    (folder / "2.eml").write_bytes(NOTICE.replace("\n", "\r\n").encode())
    for arguments in (
        ("mail", "import", folder),
        ("incident", "note", "INC-0001", f"hỏi {STRANGER}, mã {CODE}, {LINK}"),
        ("incident", "assign", "INC-0001", "--owner", STRANGER),
        ("incident", "report", "INC-0001", "--ref", f"HT-5512 {STRANGER}"),
        ("incident", "silence", "INC-0002", "--until", "2099-01-01", "--why", f"{STRANGER} {LINK}"),
        ("incident", "ack", "INC-0002", "--owner", WHY),
        ("incident", "propose", "INC-0001", "--document", WHY, "--out", tmp_path / "m2.html"),
        ("pause", "--why", WHY),
        ("remind", "hold", "OFF-0010", "--why", WHY),
        ("remind", "hold", "--unit", "Sở Y tế", "--why", WHY),
        ("official", "mark", "OFF-0007", "exempt", "--note", WHY),
        ("official", "undo", "OFF-0007", "--note", WHY),
        ("address", "suspend", official(13)[2], "--why", WHY),
        ("address", "restore", official(13)[2], "--why", WHY),
        ("mail", "classify", "M-1", "question", "--note", WHY),
    ):
        done = maild(*arguments, config=province)
        assert done.code == 0, (arguments, done.err)
    return province


def outputs(config: Path, directory: Path) -> dict[str, str]:
    """Everything that a person can get to see of the incidents, by its command."""
    found: dict[str, str] = {}

    def run(*arguments: object) -> Done:
        done = maild(*arguments, config=config, user="root")
        found[" ".join(map(str, arguments))] = done.out + done.err
        return done

    for number in ("INC-0001", "INC-0002"):
        for command in (
            ("show", number),
            ("show", number, "--json"),
            ("report", number, "--preview"),
            ("report", number, "--preview", "--json"),
            ("report", number, "--preview", "--html", directory / f"{number}.html"),
            ("export", number, "--out", directory / f"{number}.zip"),
            ("propose", number, "--out", directory / f"{number}-m2.html"),
            ("ack", number, "--owner", "x", "--dry-run", "--json"),
        ):
            run("incident", *command)
    for command in (
        ("incident", "list", "--all", "--children"),
        ("incident", "list", "--json"),
        ("report", "it"),
        ("report", "it", "--format", "json"),
        ("report", "it", "--format", "html", "--out", directory / "it.html"),
        ("mail", "list"),
        ("mail", "list", "--kind", "unclassified", "--json"),
        ("mail", "show", "M-1"),
        ("mail", "show", "M-1", "--json"),
        ("mail", "show", "M-2"),
        ("mail", "show", "M-2", "--json"),
        ("mail", "make-rule", "M-1", "tech-answering"),
        ("quarantine", "list"),
        ("incident", "show", "INC-9999"),
        ("incident", "show", STRANGER.replace("@", " ")),
    ):
        run(*command)
    found.pop(f"incident show {STRANGER.replace('@', ' ')}")  # says what was typed
    for file in sorted(directory.iterdir()):
        if file.suffix == ".zip":
            archive = zipfile.ZipFile(io.BytesIO(file.read_bytes()))
            for name in archive.namelist():
                found[f"{file.name}/{name}"] = _text(archive.read(name))
        elif file.is_file():
            found[file.name] = _text(file.read_bytes())
    return found


def _text(octets: bytes) -> str:
    if octets[:2] != b"PK":
        return octets.decode("utf-8", "replace")
    book = zipfile.ZipFile(io.BytesIO(octets))
    return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def test_no_output_holds_a_link_a_code_or_a_full_address(seeded: Path, role: str, tmp_path: Path) -> None:
    directory = tmp_path / "out"
    directory.mkdir()
    found = outputs(seeded, directory)
    assert json.loads(found["incident list --json"])[0]["incident"]
    assert (
        "c***@" in found["INC-0002.zip/INC-0002/evidence.csv"] + found["INC-0001.zip/INC-0001/evidence.csv"]
    )
    for where, text in found.items():
        for secret in SECRETS:
            assert secret not in text, (where, secret)
        if role == "it":
            assert NAME not in text, where


def test_neither_does_the_database_nor_its_trail(seeded: Path) -> None:
    """Beside the roster, which is there to hold addresses."""
    found = maild("audit", "export", config=seeded)
    text = found.out + "".join(
        file.read_text("utf-8", "replace") for file in seeded.parent.glob("state/**/*.jsonl")
    )
    for secret in (CODE, STRANGER, "khaosat.bnv.tinh.example.vn/phieu"):
        assert secret not in text
    database = b"".join(file.read_bytes() for file in (seeded.parent / "state").glob("maild.db*"))
    for secret in (CODE, STRANGER, "khaosat.bnv.tinh.example.vn/phieu"):
        assert secret.encode() not in database
