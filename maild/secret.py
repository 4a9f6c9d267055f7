"""Secrets read from files when they are needed, and never shown: passwords and the keys of tokens."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from maild.errors import ConfigError, Fault
from maild.faults import sentence

_LARGEST = 64 * 1024
_FEWEST_HEX = 32  # 128 bits


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """One secret, by the places where it may lie; the first that exists is the one.

    `option` is the option that names another place. Nothing is read before `read`, nothing is kept
    after it, and the repr holds the name alone.
    """

    name: str
    places: tuple[Path, ...]
    option: str
    language: str = "vi"

    def __repr__(self) -> str:
        return f"Secret({self.name!r})"

    def read(self) -> str:
        """The secret without its last line end. Raises ConfigError when it is missing or badly kept."""
        text, fault = self._look()
        if fault is not None:
            raise ConfigError([Fault(self.name, sentence(fault[0], self.language, **fault[1]))])
        return text

    def problem(self) -> tuple[str, Mapping[str, object]] | None:
        """What `read` would complain about, as a code of faults.SENTENCES with its values."""
        return self._look()[1]

    @property
    def path(self) -> Path | None:
        """The file that holds it now; None when there is none."""
        return next((place for place in self.places if place.exists()), None)

    def _look(self) -> tuple[str, tuple[str, Mapping[str, object]] | None]:
        path = self.path
        if path is None:
            places = " / ".join(str(place) for place in self.places)
            return "", ("secret_missing", {"places": places, "option": self.option, "name": self.name})
        try:
            # The mode is asked of the open file, so that it cannot be changed in between.
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                octets = file.read(_LARGEST + 1)
        except PermissionError:
            return "", ("secret_not_ours", {"path": path})
        except OSError as error:
            return "", ("cannot_read", {"why": f"{path}: {error.strerror}"})
        if mode & 0o007:
            return "", ("world_readable", {"path": path, "mode": f"{mode:04o}"})
        try:
            text = octets.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            return "", ("secret_strange", {"path": path})
        if not text.strip():
            return "", ("secret_empty", {"path": path})
        many = "\n" in text and self.name != TOKEN_KEYS
        if many or len(octets) > _LARGEST or "\0" in text:
            return "", ("secret_strange", {"path": path})
        if self.name == TOKEN_KEYS:
            keys = read_keys(text)
            if isinstance(keys, int):
                return "", ("bad_keys", {"path": path, "line": keys})
        return text, None


TOKEN_KEYS = "token-keys"  # noqa: S105  # a name, not a secret


def read_keys(text: str) -> dict[int, bytes] | int:
    """The token keys of a file of `id hex` lines, in order; the number of the first bad line instead.

    Lines that are empty or begin with `#` are left out. The last key signs; the others still verify.
    """
    keys: dict[int, bytes] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = re.fullmatch(r"\s*(\d{1,3})\s+((?:[0-9a-fA-F]{2})+)\s*", line, re.ASCII)
        if found is None or int(found[1]) > 255 or int(found[1]) in keys or len(found[2]) < _FEWEST_HEX:
            return number
        keys[int(found[1])] = bytes.fromhex(found[2])
    return keys or 1
