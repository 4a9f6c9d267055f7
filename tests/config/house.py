"""A configuration directory that is right, for tests to spoil."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from maild.config import Config, load
from maild.errors import ConfigError, Fault

TODAY = date(2026, 6, 1)  # the calendar of 2026 is shipped
KEYS = f"1 {'ab' * 32}\n"
MINIMAL = '[sender]\naddress = "cchc@snv.laocai.vn"\n'
FULL = """
mode = "live"
[sender]
address = "cchc@snv.laocai.vn"
[smtp]
host = "smtp.laocai.vn"
user = "cchc"
[accounts.survey]
host = "imap.laocai.vn"
user = "cchc@snv.laocai.vn"
[survey]
hosts = ["khaosat.example.vn"]
"""


def secret(directory: Path, name: str, text: str, mode: int = 0o640) -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def house(directory: Path, text: str) -> Path:
    """`maild.toml` in `directory` with `text`, and every secret the default names ask for."""
    secret(directory, "credentials/token-keys", KEYS)
    for name in ("imap-survey", "imap-two", "smtp"):
        secret(directory, f"credentials/{name}", "hunter2\n")
    path = directory / "maild.toml"
    path.write_text(text, "utf-8")
    return path


def read(path: Path, language: str = "en") -> Config:
    return load(path, today=TODAY, environ={}, language=language)


def faults(path: Path, language: str = "en") -> tuple[Fault, ...]:
    """The faults of a configuration; none when it is taken."""
    try:
        read(path, language)
    except ConfigError as error:
        return error.faults
    return ()
