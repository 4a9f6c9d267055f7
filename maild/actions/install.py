"""`maild init`: a configuration from a dozen answers, a signing key, the passwords, calendar and rules to edit."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from maild.config import Config, load
from maild.errors import InputRefused
from maild.secret import read_keys
from maild.shipped import shipped_directory

_SERVICE = "maild"  # the account of the unit
_VERIFIES_FOR = timedelta(days=90)  # a token lives for 60 days, and a server may hold a notice for a while
_ADVICE = """\
# Hướng dẫn xử lý riêng của tỉnh: mỗi mục thay mục cùng tên của bảng kèm theo. Ví dụ, bỏ dấu # để dùng:
# The province's own advice: an entry wins over the shipped one of that name. To use the example take the # away:
#
# [mailbox-full]
# owner = "unit"
# vi = "Đề nghị cán bộ xóa bớt thư hoặc báo Trung tâm CNTT tăng dung lượng."
# en = "Ask the official to delete mail, or the IT centre for more room."
"""
_BOUNCES = """\
# Luật riêng cho thư báo lỗi mà maild đọc chưa đúng; thử bằng `maild classify --rules TỆP`. Ví dụ, bỏ dấu # để dùng:
# Your own rules for notices that maild reads wrongly; try them by `maild classify --rules FILE`. An example:
#
# [[rule]]
# id = "mx-cua-tinh"
# server = "mx.tinh.example.vn"
# text = "hộp thư đã khóa"
# reason = "suspend"
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a province says about itself; empty: left as it is shipped."""

    address: str = ""  # sender of every letter, and the mailbox that is watched
    name: str = ""
    agency: str = ""
    hotline: str = ""
    legal_basis: str = ""
    imap_host: str = ""
    smtp_host: str = ""
    user: str = ""  # of both; the address where it is left out
    ca_file: str = ""
    folders: tuple[str, ...] = ("INBOX", "Junk")
    survey_hosts: tuple[str, ...] = ()
    it: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()
    language: str = "vi"


def install(directory: Path, state: Path, answers: Answers, password: str = "") -> list[Path]:
    """Write what is needed for a first `maild check`; answers go into an overlay, the commented file stays whole.

    Nothing is written unless the answers make a good configuration. Raises InputRefused when there is one already (a
    package brings the commented file, which nobody has touched yet), ConfigError with every answer that cannot be.
    """
    config, overlay = directory / "maild.toml", directory / "maild.d" / "10-init.toml"
    shipped = shipped_directory("config")
    commented = (shipped / "maild.toml").read_text(encoding="utf-8")
    for path in (config, overlay):
        if path.exists() and (
            path == overlay or path.read_text(encoding="utf-8", errors="replace") != commented
        ):
            raise InputRefused("refused.exists", path=path)
    texts = {
        config: commented,
        overlay: _overlay(state, answers),
        directory / "rules" / "advice.toml": _ADVICE,
        directory / "rules" / "bounces.toml": _BOUNCES,
        **{
            directory / "calendar" / path.name: path.read_text(encoding="utf-8")
            for path in sorted((shipped / "calendar").glob("*.toml"))
        },
    }
    _try(directory, texts)
    kept = directory / "credentials"
    for folder, mode in ((directory, 0o755), (state, 0o700), (kept, 0o700)):
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
    made = [path for path, text in texts.items() if _write_new(path, text)]
    lines = {"token-keys": f"1 {secrets.token_hex(32)}\n"}
    if password:
        lines |= {"imap-survey": f"{password}\n"} if answers.imap_host else {}
        lines |= {"smtp": f"{password}\n"} if answers.smtp_host else {}
    made += [kept / name for name, text in lines.items() if _write_new(kept / name, text, 0o600)]
    _hand_over(kept, state)
    return made


def _overlay(state: Path, answers: Answers) -> str:
    user = answers.user or answers.address
    server = {"user": user, "ca_file": answers.ca_file}
    sections: dict[str, dict[str, object]] = {
        "": {"language": answers.language},
        "paths": {"state": str(state.resolve())},
        "round_defaults": {
            "agency": answers.agency,
            "hotline": answers.hotline,
            "legal_basis": answers.legal_basis,
        },
        "sender": {"address": answers.address, "name": answers.name or answers.agency},
        "survey": {"hosts": answers.survey_hosts},
        "alerts": {"it": answers.it, "coordinator": answers.coordinators},
    }
    if answers.imap_host:
        known = {} if "@" in user and user == answers.address else {"addresses": (answers.address,)}
        host = {"host": answers.imap_host, "folders": answers.folders}
        sections["accounts.survey"] = {**host, **server, **known}
    if answers.smtp_host:
        sections["smtp"] = {"host": answers.smtp_host, **server}
    lines = ["# Written by `maild init`; later files in this directory win over it.", ""]
    for name, options in sections.items():
        said = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in options.items() if value]
        if said:
            lines += [*([f"[{name}]"] if name else []), *said, ""]
    return "\n".join(lines)


def _try(directory: Path, texts: dict[Path, str]) -> None:
    """Read the configuration from a place of its own before anything is written. Raises ConfigError."""
    with tempfile.TemporaryDirectory() as made:
        for path, text in texts.items():
            place = Path(made) / path.relative_to(directory)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        load(Path(made) / "maild.toml", check_secrets=False)


def _write_new(path: Path, text: str, mode: int = 0o644) -> bool:
    """Write a file that is not there yet; what is there is somebody's."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def _hand_over(kept: Path, state: Path) -> None:
    """Installed by root: the secrets are root's, and the service may read them; the state is the service's."""
    try:
        account = pwd.getpwnam(_SERVICE)
    except KeyError:
        return
    if os.geteuid() != 0:
        return
    shutil.chown(state, account.pw_uid, account.pw_gid)
    os.chown(kept, 0, account.pw_gid)
    kept.chmod(0o750)
    for path in kept.iterdir():
        os.chown(path, 0, account.pw_gid)
        path.chmod(0o640)


@dataclass(frozen=True, slots=True)
class Rotated:
    path: Path
    number: int  # of the key that signs from now on
    dropped: tuple[int, ...]  # keys of which no letter is on its way any more


def rotate_key(config: Config, today: date) -> Rotated:
    """Add a signing key; the older ones go on verifying, and go when nothing signed by them can come back.

    Raises ConfigError for a file of keys that is not good, InputRefused when 256 numbers are used up.
    """
    secret = config.token_secret()
    keys, path = read_keys(secret.read()), secret.path
    assert isinstance(keys, dict)  # `read` refuses other files
    assert path is not None
    since = _since(path.read_text(encoding="utf-8"))
    numbers = list(keys)
    dropped = {old for old, new in pairwise(numbers) if new in since and today - since[new] > _VERIFIES_FOR}
    free = [number for number in range(1, 256) if number not in keys]
    if not free:
        raise InputRefused("refused.no_key_number")
    number = next((one for one in free if one > numbers[-1]), free[0])
    kept = {one: key.hex() for one, key in keys.items() if one not in dropped}
    kept[number] = secrets.token_hex(32)
    days = {**since, number: today}
    lines: list[str] = []
    for one, key in kept.items():
        lines += [f"# {days[one]}"] if one in days else []
        lines.append(f"{one} {key}")
    _replace(path, "\n".join(lines) + "\n")
    return Rotated(path, number, tuple(sorted(dropped)))


def _since(text: str) -> dict[int, date]:
    """Since when each key signs, where a comment before it says so: `# 2026-11-28`."""
    found: dict[int, date] = {}
    for said, number in re.findall(r"^#\s*(\d{4}-\d\d-\d\d)\s*\n\s*(\d{1,3})\s", text, re.MULTILINE):
        with contextlib.suppress(ValueError):
            found[int(number)] = date.fromisoformat(said)
    return found


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, with owner and mode as they were."""
    before = path.stat()
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if os.geteuid() == 0:
            os.chown(draft, before.st_uid, before.st_gid)
        draft.chmod(before.st_mode & 0o770)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
