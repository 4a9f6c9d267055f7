"""Files between "look at it" and "enter it": kept under a random name, for whoever sent them, for a few hours."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

from maild.errors import InputRefused
from maild.jobs.retention import ABOUT, forget_uploads

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


@dataclass(frozen=True, slots=True)
class Upload:
    id: str
    path: Path  # its name is the sender's, made harmless
    round_id: int


class Uploads:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, name: str, octets: bytes, user_id: int, round_id: int, now: datetime) -> Upload:
        """Keep a file; those that are too old go."""
        forget_uploads(self._directory, now)
        number = secrets.token_urlsafe(16)
        place = self._directory / number
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.mkdir(mode=0o700)
        path = place / harmless(name)
        about = {"user": user_id, "round": round_id, "at": now.isoformat(), "file": path.name}
        draft = place / f"{ABOUT}-new"
        draft.write_text(json.dumps(about), encoding="utf-8")
        draft.replace(place / ABOUT)  # before the file: what nothing is known of must hold nothing
        with open(path, "xb", opener=_private) as file:
            file.write(octets)
        return Upload(number, path, round_id)

    def find(self, number: str, user_id: int) -> Upload:
        """A file that this account sent. Raises InputRefused where there is none any more."""
        place = self._directory / number
        about = self._about(place) if _ID.fullmatch(number) else None
        if about is None or about["user"] != user_id:
            raise InputRefused("desk.upload_gone")
        return Upload(number, place / str(about["file"]), int(str(about["round"])))

    def drop(self, upload: Upload) -> None:
        shutil.rmtree(self._directory / upload.id, ignore_errors=True)

    @staticmethod
    def _about(place: Path) -> dict[str, object] | None:
        try:
            found: dict[str, object] = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found


def harmless(name: str) -> str:
    """The last part of a file's name, without what a file system or a terminal takes for more than a letter."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    clean = _UNFIT.sub("_", last).strip(". ")
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:80]}{dot}{suffix[:8]}" if stem else clean[:80] or "tep"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
