"""Which subject group a cell means: a code, a name, or a numbered name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from maild.roster.units import unit_key

_NUMBERED = re.compile(r"^\s*(?:nhóm\s*)?(?:\d{1,2}|[IVX]{1,4})\s*[-–.:)/]\s*(?=\D)", re.IGNORECASE)


class GroupNames:
    def __init__(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        self._codes = {code.casefold(): code for code in groups}
        self._names = {unit_key(name): code for code, names in groups.items() for name in names}

    def find(self, cell: str) -> tuple[str | None, str | None]:
        """The code of a group and the repair that was needed; no code where the cell names none."""
        text = cell.strip()
        code = self._names.get(unit_key(text)) or self._codes.get(text.casefold())
        if code is not None:
            return code, None
        if text.isdecimal():
            # Spreadsheets take the zeros from the front of a code.
            restored = next((c for c in self._codes if c.isdecimal() and int(c) == int(text)), None)
            return (self._codes[restored], "group-code-zero-restored") if restored else (None, None)
        bare = _NUMBERED.sub("", text)
        code = self._names.get(unit_key(bare)) or self._codes.get(bare.casefold())
        if code is not None:
            return code, "group-code-number"
        first, sign, rest = text.partition("-")
        code = self._codes.get(first.strip().casefold()) if sign else None
        return (
            (code, "group-code-number") if code and self._names.get(unit_key(rest)) == code else (None, None)
        )
