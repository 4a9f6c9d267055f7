"""Who gives a command. The name comes from sudo, never from what somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["coordinator", "it", "admin"]


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    role: Role = "admin"
