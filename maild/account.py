"""The system's accounts by name."""

from __future__ import annotations

import pwd


def account_of(uid: int) -> str:
    """An account's name; in a container the system may not know it."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"
