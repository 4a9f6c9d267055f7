"""`maild check`: everything wrong at once, in words; and a first configuration that only lacks its passwords."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import maild

MISTAKES = """
mode = "liev"
timezone = "Asia/Saigonn"

[sender]
address = "khaosat"

[smtp]
host = "mail.example.vn"
port = 99999
passwrod_file = "x"

[accounts.survey]
host = "mail.example.vn"
user = "khaosat@example.vn"
folders = []
password = "bi-mat-123"

[limits]
per_minute = 0
canary = "five"

[calendar]
windows = ["11:00-07:30"]

[nonsense]
x = 1
"""
NAMED = (
    "mode",
    "timezone",
    "address",
    "port",
    "passwrod_file",
    "folders",
    "password",
    "per_minute",
    "canary",
    "windows",
    "nonsense",
)


def test_ten_mistakes_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "maild.toml"
    path.write_text(MISTAKES, encoding="utf-8")
    done = maild("check", "--json", config=path)
    assert done.code == 78
    faults = done.json["faults"]
    for name in NAMED:
        assert any(name in one["where"] for one in faults), (name, faults)
    assert all(one["what"] for one in faults)
    assert "bi-mat-123" not in done.out
    plain = maild("check", config=path)
    assert plain.code == 78
    assert len([line for line in plain.err.splitlines() if line.startswith("maild.toml:")]) >= len(NAMED)
    assert all("maild.toml:" in line for line in plain.err.splitlines()[:10])  # file and line


def test_a_first_configuration_lacks_only_its_passwords(tmp_path: Path) -> None:
    host = ("--imap-host", "mail.example.vn", "--smtp-host", "mail.example.vn")
    done = maild("init", "--dir", tmp_path, "--state", tmp_path / "state", "--address", "a@example.vn", *host)
    assert done.code == 0
    assert "maild check" in done.out
    config = tmp_path / "maild.toml"
    lacking = maild("check", config=config)
    assert lacking.code == 78
    assert "2 lỗi" in lacking.out
    for name in ("imap-survey", "smtp"):
        secret = tmp_path / "credentials" / name
        assert str(secret) in lacking.err
        secret.write_text("mat-khau\n")
        secret.chmod(0o600)
    assert maild("check", config=config).code == 0
    (tmp_path / "credentials" / "smtp").chmod(0o644)
    assert maild("check", config=config).code == 78  # anybody could read it
    assert maild("init", "--dir", tmp_path, "--state", tmp_path / "state").code == 1  # nothing is overwritten


def test_a_server_that_is_not_there_is_told_as_try_later(tmp_path: Path) -> None:
    host = ("--imap-host", "127.0.0.1", "--smtp-host", "127.0.0.1")
    maild("init", "--dir", tmp_path, "--state", tmp_path / "state", "--address", "a@example.vn", *host)
    (tmp_path / "maild.d" / "20.toml").write_text("[accounts.survey]\nport = 1\n")  # tcpmux: nobody listens
    for name in ("imap-survey", "smtp"):
        (tmp_path / "credentials" / name).write_text("mat-khau\n")
        (tmp_path / "credentials" / name).chmod(0o600)
    done = maild("check", "--connect", config=tmp_path / "maild.toml")
    assert done.code == 78
    assert "[accounts.survey] 127.0.0.1:1: không có dịch vụ ở cổng này; kiểm tra `port`" in done.err
