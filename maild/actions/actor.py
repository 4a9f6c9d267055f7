"""Who gives a command, and what his office lets him see. The name comes from sudo, never from what somebody types.

This binds honest users: whoever is root, or may read the database file, is bound by nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["coordinator", "it", "admin"]

# operating system group: role
GROUPS: Mapping[str, Role] = {"maild-admin": "admin", "maild-coordinator": "coordinator", "maild-it": "it"}


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    role: Role = "admin"

    @property
    def sees_names(self) -> bool:
        """Whether he may learn who has not answered: everybody but the IT liaison, who works on errors."""
        return self.role != "it"


def role_of(groups: Iterable[str]) -> Role:
    """The role that a person's groups give.

    A group restricts, so that nobody's group is an administrator; so is who holds both offices, because
    together they see everything.
    """
    held = {GROUPS[one] for one in groups if one in GROUPS}
    return held.pop() if len(held) == 1 else "admin"
