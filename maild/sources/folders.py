"""Folder names as people give them, and as mail servers keep them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def resolve(wanted: str, listed: Sequence[tuple[str, str]]) -> str | None:
    """Find the folder that a person means among `(name, separator)`, None when none or several fit.

    Taken as the same: another composition of the same Vietnamese letters, "/"
    for the server's own separator, and a name below INBOX where the server keeps
    all folders there (Courier's "INBOX.Junk").
    """
    for below_inbox in (False, True):
        fitting = [
            name
            for name, separator in listed
            if _path(name, separator)
            == (
                (("INBOX",) if below_inbox else ()) + _path(wanted, separator if separator in wanted else "/")
            )
        ]
        if wanted in fitting or len(fitting) == 1:
            return wanted if wanted in fitting else fitting[0]
    return None


def _path(name: str, separator: str) -> tuple[str, ...]:
    parts = unicodedata.normalize("NFC", name).split(separator)
    return ("INBOX" if parts[0].upper() == "INBOX" else parts[0], *parts[1:])
