"""Who gives a command. The name comes from sudo, never from what somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from maild.privacy import mask_addresses

Role = Literal["coordinator", "it", "admin"]


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    role: Role = "admin"


def noted(why: str) -> str:
    """A person's reason as an event may keep it: short, one line, addresses masked."""
    return mask_addresses(" ".join(why.split()))[:200]
