"""Tables of which the usual run takes the first rows, and `make long` all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest


def thinned(rows: Iterable[Any] | Mapping[str, Any], usual: int = 1) -> list[Any]:
    """`rows` as pytest's parameters, those after the `usual` first ones marked long. A mapping's keys are the ids."""
    named = rows.items() if isinstance(rows, Mapping) else ((None, row) for row in rows)
    return [
        pytest.param(
            *(row if isinstance(row, tuple) else (row,)),
            id=name,
            marks=[pytest.mark.long] if number >= usual else [],
        )
        for number, (name, row) in enumerate(named)
    ]
