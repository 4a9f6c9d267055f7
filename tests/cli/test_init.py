"""maild init: a dozen answers become a configuration that `maild check` takes as it is."""

from __future__ import annotations

import os
import pty
import re
import select
import stat
import time
import tomllib
from pathlib import Path

import pytest

from maild.secret import read_keys
from tests.cli.program import command, environ, maild

ANSWERS = (
    *("--address", "cchc@snv.laocai.vn", "--agency", "Sở Nội vụ tỉnh Lào Cai", "--hotline", "0214.3840.000"),
    *("--legal-basis", 'Công văn số 7156/UBND-NC ngày 09/11/2026, "về điều tra"'),
    *("--imap-host", "imap.laocai.vn", "--smtp-host", "smtp.laocai.vn"),
    *("--folder", "INBOX", "--folder", "Thư rác", "--survey-host", "khaosat.bnv.example.vn"),
    *("--it", "cntt@snv.laocai.vn", "--coordinator", "binh@snv.laocai.vn"),
)


def init(directory: Path, *words: object) -> list[object]:
    return ["init", "--dir", directory, "--state", directory / "state", *words]


def test_answers_and_a_password_are_enough(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("khó-đoán-9\n", encoding="utf-8")
    place = tmp_path / "etc"
    done = maild(*init(place, *ANSWERS, "--password-file", password))
    assert done.code == 0, done.err
    checked = maild("check", "--json", config=place / "maild.toml")
    assert (checked.code, checked.json["faults"]) == (0, [])
    said = tomllib.loads((place / "maild.d" / "10-init.toml").read_text(encoding="utf-8"))
    assert said["round_defaults"]["legal_basis"] == ANSWERS[7]
    assert said["accounts"]["survey"]["folders"] == ["INBOX", "Thư rác"]
    assert said["alerts"] == {"it": ["cntt@snv.laocai.vn"], "coordinator": ["binh@snv.laocai.vn"]}
    for name in ("imap-survey", "smtp", "token-keys"):
        assert stat.S_IMODE((place / "credentials" / name).stat().st_mode) & 0o007 == 0
    assert (place / "credentials" / "smtp").read_text(encoding="utf-8") == "khó-đoán-9\n"
    written = {str(path.relative_to(place)) for path in place.rglob("*.toml")}
    assert {"maild.toml", "rules/advice.toml", "rules/bounces.toml", "calendar/2026.toml"} <= written
    everything = "".join(path.read_text(encoding="utf-8") for path in place.rglob("*.toml"))
    assert "khó-đoán-9" not in everything


def test_a_configuration_is_never_overwritten(tmp_path: Path) -> None:
    assert maild(*init(tmp_path, *ANSWERS)).code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert maild(*init(tmp_path, "--address", "khac@snv.laocai.vn")).code == 1
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    """A province's own calendar and keys, brought along from its last installation."""
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2026.toml").write_text("confirmed = true\n")
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "token-keys").write_text(f"7 {'ab' * 32}\n")
    assert maild(*init(tmp_path, *ANSWERS)).code == 0
    assert (tmp_path / "calendar" / "2026.toml").read_text() == "confirmed = true\n"
    assert (tmp_path / "credentials" / "token-keys").read_text().startswith("7 ")


WRONG = [
    # answers                               exit code, words
    (("--address", "cchc"), 78, "[sender] address"),
    (("--imap-host", "imap laocai", "--address", "a@laocai.vn"), 78, "host"),
    (
        ("--ca-file", "/nowhere/ca.pem", "--imap-host", "imap.laocai.vn", "--address", "a@laocai.vn"),
        78,
        "ca.pem",
    ),
    (("--it", "cntt"), 78, "[alerts] it"),
    (("--language", "fr"), 2, "fr"),
    (("--password-file", "/nowhere"), 1, "/nowhere"),
]


@pytest.mark.parametrize(("answers", "code", "said"), WRONG)
def test_a_wrong_answer_leaves_nothing_behind(
    tmp_path: Path, answers: tuple[str, ...], code: int, said: str
) -> None:
    done = maild(*init(tmp_path / "etc", *answers))
    assert (done.code, said in done.err) == (code, True), done.err
    assert not (tmp_path / "etc").exists()


def keys_of(path: Path) -> list[int]:
    found = read_keys(path.read_text())
    assert isinstance(found, dict)
    return list(found)


def test_keys_overlap_and_go_when_their_time_is_over(tmp_path: Path) -> None:
    assert maild(*init(tmp_path, *ANSWERS)).code == 0
    file = tmp_path / "credentials" / "token-keys"
    first = file.read_text().split()[1]
    rotated = maild(*init(tmp_path, "--rotate-key", "--json"))
    assert (rotated.code, rotated.json["number"]) == (0, 2)
    assert keys_of(file) == [1, 2]  # the last one signs, the first one verifies
    assert first in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text(re.sub(r"# \d{4}-\d\d-\d\d", "# 2026-01-01", file.read_text()))
    assert maild(*init(tmp_path, "--rotate-key", "--json")).json["dropped"] == "1"
    assert keys_of(file) == [2, 3]
    assert [path.name for path in file.parent.iterdir()] == ["token-keys"]


def test_a_bad_file_of_keys_is_left_alone(tmp_path: Path) -> None:
    assert maild(*init(tmp_path, *ANSWERS)).code == 0
    file = tmp_path / "credentials" / "token-keys"
    file.write_text("1 xyz\n")
    assert maild(*init(tmp_path, "--rotate-key")).code == 78
    assert file.read_text() == "1 xyz\n"


def test_asks_at_a_terminal(tmp_path: Path) -> None:
    """Question by question, as an administrator types; the password is not shown."""
    typed = [
        *("cchc@snv.laocai.vn", "Sở Nội vụ", "0214.3840.000", "CV 7156", "imap.laocai.vn"),
        *("", "", "khó đoán", "", "INBOX, Junk", "khaosat.bnv.example.vn", "", ""),
    ]
    shown = at_a_terminal(command(*init(tmp_path)), typed)
    assert "khó đoán" not in shown
    assert "Máy chủ gửi thư [imap.laocai.vn]" in shown
    assert (tmp_path / "credentials" / "smtp").read_text(encoding="utf-8") == "khó đoán\n"
    said = tomllib.loads((tmp_path / "maild.d" / "10-init.toml").read_text(encoding="utf-8"))
    assert said["smtp"] == {"host": "imap.laocai.vn", "user": "cchc@snv.laocai.vn"}
    assert maild("check", config=tmp_path / "maild.toml").code == 0


def at_a_terminal(words: list[str], typed: list[str]) -> str:
    """Run a program at a terminal; a line is typed whenever it waits behind a colon (for a password the echo is off
    before the end of the question is written, see getpass.unix_getpass). What the terminal showed.
    """
    child, terminal = pty.fork()
    if not child:
        os.execve(words[0], words, environ())
    shown, answered, ends = "", 0, time.monotonic() + 60
    while time.monotonic() < ends:
        ready, _, _ = select.select([terminal], [], [], 1)
        if ready:
            try:
                shown += os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:  # the program is done
                break
        if shown.count(": ") > answered and shown.endswith(": ") and answered < len(typed):
            os.write(terminal, typed[answered].encode() + b"\n")
            answered = shown.count(": ")
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, shown
    return shown
