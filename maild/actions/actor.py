"""Who gives a command, and what his office lets him see. The name comes from sudo or from the desk's account, never
from what somebody types; approver, leader and head (of a unit) work at the desk only.

This binds honest users: whoever is root, or may read the database file, is bound by nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["coordinator", "it", "admin", "approver", "leader", "head"]

# operating system group: role
GROUPS: Mapping[str, Role] = {"maild-admin": "admin", "maild-coordinator": "coordinator", "maild-it": "it"}


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    role: Role = "admin"

    @property
    def sees_names(self) -> bool:
        """Whether he may learn who has not answered in the province: neither the IT liaison, who works on errors,
        nor leadership and heads of units, who get what `web/` and the reports show them of it.
        """
        return self.role in ("coordinator", "approver", "admin")


def role_of(groups: Iterable[str]) -> Role:
    """The role that a person's groups give.

    A group restricts, so that nobody's group is an administrator; so is who holds both offices, because
    together they see everything.
    """
    held = {GROUPS[one] for one in groups if one in GROUPS}
    return held.pop() if len(held) == 1 else "admin"
