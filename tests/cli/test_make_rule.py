"""A person's verdict about one mail becomes a rule, once it has been held against all that were seen."""

from __future__ import annotations

import tomllib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.cli.conftest import official
from tests.cli.program import maild

SAMPLES = Path(__file__).parents[1] / "samples"
WRITTEN = (
    "Dạ em chào anh chị,\nUSB Token của em cắm vào phiếu không nhận chữ ký số HP12AB34. Nhờ xem giúp.",
    "Usb token của em cắm vào phiếu không nhận chữ ký số QN99XY00, mong được hỗ trợ.",
    "Khảo sát: usb token của em cắm vào phiếu không nhận chữ ký số.",
)


def write(directory: Path, number: int, words: str) -> None:
    _, _, address = official(number)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = address
    mail["To"] = "khaosat@snv.tinh.example.vn"
    mail["Subject"] = "Tra loi phieu khao sat CCHC"
    mail["Date"] = "Tue, 24 Nov 2026 08:00:00 +0700"
    mail["Message-ID"] = f"<{number}@example.vn>"
    mail.set_content(words)
    (directory / f"{number}.eml").write_bytes(mail.as_bytes())


@pytest.fixture
def wrote(province: Path, tmp_path: Path) -> Path:
    """Three officials write of the same trouble, which shipped phrases take for an error."""
    folder = tmp_path / "mails"
    folder.mkdir()
    for number, words in enumerate(WRITTEN, 1):
        write(folder, number, words)
    done = maild("mail", "import", folder, config=province)
    assert done.code == 0, done.err
    return province


def test_a_verdict_becomes_a_rule(wrote: Path) -> None:
    assert maild("mail", "classify", "M-1", "question", config=wrote).code == 0
    made = maild("mail", "make-rule", "M-1", "--json", config=wrote).json
    (row,) = tomllib.loads(made["row"]).values()
    assert row["kind"] == "question"
    assert row["words"] == ["USB Token của em cắm vào phiếu không nhận chữ ký số"]
    assert made["fits"] == 3
    assert [(one["mail"], one["was"]) for one in made["changes"]] == [
        ("M-2", "tech-answering"),
        ("M-3", "tech-answering"),
    ]
    assert not made["written"]
    assert not (wrote.parent / "rules" / "replies.toml").exists()


def test_it_is_written_once_and_then_speaks(wrote: Path, tmp_path: Path) -> None:
    made = ("mail", "make-rule", "M-1", "tech-answering", "--name", "ky-so", "--write")
    done = maild(*made, "--dry-run", config=wrote)
    assert done.code == 0, done.err
    table = wrote.parent / "rules" / "replies.toml"
    assert not table.exists()
    done = maild(*made, config=wrote)
    assert done.code == 0, done.err
    assert "reload" in done.out
    assert list(tomllib.loads(table.read_text("utf-8"))) == ["ky-so"]
    again = maild(*made, config=wrote)
    assert again.code == 1
    assert "ky-so" in again.err
    other = maild(
        "mail", "make-rule", "M-3", "tech-answering", "--text", "không nhận chữ ký", "--write", config=wrote
    )
    assert other.code == 0, other.err
    assert list(tomllib.loads(table.read_text("utf-8"))) == ["ky-so", "m-3"]
    folder = tmp_path / "later"
    folder.mkdir()
    write(folder, 9, WRITTEN[0].replace("HP12AB34", "ZZ00ZZ00"))
    assert maild("mail", "import", folder, config=wrote).code == 0
    found = maild("mail", "show", "M-4", "--json", config=wrote).json
    assert (found["reading"]["rule"], found["reading"]["kind"]) == ("operator:ky-so", "tech-answering")


def test_what_a_person_has_said_of_another_mail_stands(wrote: Path) -> None:
    assert maild("mail", "classify", "M-2", "question", config=wrote).code == 0
    shown = maild("mail", "make-rule", "M-1", "tech-answering", config=wrote)
    assert "M-2: người phụ trách đã ghi là" in shown.out
    done = maild("mail", "make-rule", "M-1", "tech-answering", "--write", config=wrote)
    assert done.code == 1
    assert "M-2" in done.err
    assert not (wrote.parent / "rules" / "replies.toml").exists()


def test_a_bounce_teaches_its_reason(province: Path) -> None:
    sample = SAMPLES / "notices" / "axigen.eml"
    assert maild("mail", "import", sample, config=province).code == 0
    was = maild("mail", "show", "M-1", "--json", config=province).json["reading"]["recipients"][0]
    made = maild("mail", "make-rule", "M-1", "suspend", "--write", "--json", config=province).json
    (row,) = tomllib.loads(made["row"]).values()
    assert row["reason"] == "suspend" != was["reason"]
    assert "@" not in made["row"]
    assert made["written"]
    assert Path(made["file"]).name == "bounces.toml"


WRONG = [
    # arguments                                              said
    (("M-99", "tech-answering"),                             "M-99"),
    (("M-1",),                                               "chưa ai phân loại M-1"),
    (("M-1", "mailbox-full"),                                "phải là một trong"),  # a reason, of a reply
    (("M-1", "tech-answering", "--text", "hộp thư đầy"),     "không khớp chính M-1"),
    (("M-1", "tech-answering", "--text", "* *"),             "M-1"),
    (("M-1", "tech-answering", "--name", "Ký số"),           "--name"),
    (("hai", "tech-answering"),                              "M-8841"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_what_teaches_no_rule_is_refused(wrote: Path, arguments: tuple[str, ...], said: str) -> None:
    done = maild("mail", "make-rule", *arguments, config=wrote)
    assert done.code == (2 if arguments[0] == "hai" else 1)
    assert said in done.err
