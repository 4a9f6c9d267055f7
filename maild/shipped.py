"""Finds what is shipped beside the code: templates/, config/ and systemd/, in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

NAMES = ("templates", "config", "systemd")


def shipped_directory(name: str) -> Path:
    """The directory `name` (one of NAMES) as it was shipped; ValueError for any other name.

    A wheel carries them in `maild/_shipped/`; a checkout keeps them at its root, where people edit
    them, so the wheel's place is looked at first and is simply missing in a checkout.
    """
    if name not in NAMES:
        raise ValueError(f"nothing is shipped under {name!r}: {', '.join(NAMES)}")
    package = Path(__file__).resolve().parent
    in_wheel = package / "_shipped" / name
    return in_wheel if in_wheel.is_dir() else package.parent / name
