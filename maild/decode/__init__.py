"""Bytes in, values out: what a mail is, and what it says. Never raises on any mail.

The door is `read`. It is opened when first used, because some rooms need only a small reader from here
and most commands read no mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maild.decode.reading import read

__all__ = ["read"]


def __getattr__(name: str) -> Any:
    if name != "read":
        raise AttributeError(name)
    from maild.decode import reading

    return reading.read
