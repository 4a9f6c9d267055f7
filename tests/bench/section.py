"""What a section of `make bench` hands back: rows that can be judged, notes, and costs against size.

A section is a module of this package named in `bench.SECTIONS`, with a `TITLE` and `measure(size) -> Section`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Size(enum.Enum):
    """How much is measured: what takes minutes, or everything."""

    USUAL = "usual"
    WHOLE = "whole"


class CannotRun(Exception):
    """What the section needs is not here; the text says what, and how it is installed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A bound on a row's ratio to its peer, or on its value itself where there is no peer."""

    sign: str  # "≥" or "≤"
    bound: float

    def met(self, measured: float) -> bool:
        return measured >= self.bound if self.sign == "≥" else measured <= self.bound


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. The peer is what the value is judged beside, in the same unit and the same run."""

    what: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    wanted: Wanted | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.peer_value if self.peer_value else None

    @property
    def met(self) -> bool | None:
        """None where nothing is wanted."""
        if self.wanted is None:
            return None
        return self.wanted.met(self.value if self.ratio is None else self.ratio)


@dataclass(frozen=True, slots=True)
class Curve:
    """Cost against size, for the chart: `points` are (size, cost), cost in CPU seconds unless the name says more."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`versions`: the other programs that took part."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    curves: tuple[Curve, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


class Module(Protocol):
    """A module that measures one section; `measure` raises CannotRun."""

    TITLE: str
    measure: Callable[[Size], Section]
