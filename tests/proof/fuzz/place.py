"""Where a target works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from maild.demo.tls import Certificates


@dataclass(frozen=True, slots=True)
class Place:
    directory: Path  # its own, empty
    certificates: Certificates
    migrated: Path  # an empty database, to be copied
