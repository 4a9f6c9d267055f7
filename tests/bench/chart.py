"""docs/performance.svg: cost against size, both axes logarithmic, so that equal steps are equal factors.

A line as steep as the dotted one is linear, a flat one does not depend on the size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 860, 500
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 250, 56, 56
_INKS = 8
_LABEL = 17.0  # from one label to the next
_STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 16px; font-weight: 600; }
.back { fill: #ffffff; } .grid { stroke: #d1d9e0; } .linear { stroke: #818b98; stroke-dasharray: 2 5; }
.line { fill: none; stroke-width: 2.5; }
.i0 { stroke: #0969da; } .i1 { stroke: #bc4c00; } .i2 { stroke: #1a7f37; } .i3 { stroke: #8250df; }
.i4 { stroke: #bf3989; } .i5 { stroke: #9a6700; } .i6 { stroke: #0b7285; } .i7 { stroke: #57606a; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.back { fill: #0d1117; } .grid { stroke: #30363d; } .linear { stroke: #9198a1; }
.i0 { stroke: #58a6ff; } .i1 { stroke: #f0883e; } .i2 { stroke: #56d364; } .i3 { stroke: #bc8cff; }
.i4 { stroke: #f778ba; } .i5 { stroke: #e3b341; } .i6 { stroke: #39c5cf; } .i7 { stroke: #b1bac4; }
}
"""


def chart(curves: Sequence[Mapping[str, Any]]) -> str:
    """The drawing; each curve has a `name` and `points` of (size, cost), in numbers above 0."""
    points = [point for curve in curves for point in curve["points"]]
    across = _Axis((size for size, _ in points), _LEFT, WIDTH - _RIGHT)
    up = _Axis((cost for _, cost in points), HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="title">',
        '<title id="title">Cost in CPU seconds against the number of officials or mails</title>',
        f"<style>{_STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
        _text(_LEFT, 28, "CPU seconds, against the number of officials or mails", cls="title"),
    ]
    for power in across.powers:
        at = across.place(10**power)
        parts.append(_line(at, _TOP, at, HEIGHT - _BOTTOM, "grid"))
        parts.append(_text(at, HEIGHT - _BOTTOM + 22, f"{10**power:,}", anchor="middle"))
    for power in up.powers:
        at = up.place(10.0**power)
        parts.append(_line(_LEFT, at, WIDTH - _RIGHT, at, "grid"))
        parts.append(_text(_LEFT - 10, at + 4, f"{10.0**power:g}", anchor="end"))
    parts += _linear(across, up)
    ends: list[tuple[float, int, str]] = []
    for number, curve in enumerate(curves):
        placed = [(across.place(size), up.place(cost)) for size, cost in curve["points"]]
        ink = f"i{number % _INKS}"
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline class="line {ink}" points="{path}"/>')
        parts += [f'<circle class="line {ink}" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in placed]
        ends.append((placed[-1][1], number, str(curve["name"])))
    for at, (_, number, name) in zip(_apart([end[0] for end in sorted(ends)]), sorted(ends), strict=True):
        left = WIDTH - _RIGHT + 10
        parts.append(_line(left, at, left + 18, at, f"line i{number % _INKS}"))
        parts.append(_text(left + 24, at + 4, name))
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """Powers of ten between two places of the drawing."""

    def __init__(self, values: Iterable[float], start: float, end: float) -> None:
        logs = [math.log10(value) for value in values]
        first, last = math.floor(min(logs)), math.ceil(max(logs))
        self.powers = range(first, max(last, first + 1) + 1)
        self._start, self._end = start, end

    def place(self, value: float) -> float:
        share = (math.log10(value) - self.powers[0]) / (self.powers[-1] - self.powers[0])
        return self._start + share * (self._end - self._start)


def _linear(across: _Axis, up: _Axis) -> list[str]:
    """From the lower left corner, ten times the cost for ten times the size."""
    steps = min(len(across.powers), len(up.powers)) - 1
    left, low = across.place(10 ** across.powers[0]), up.place(10.0 ** up.powers[0])
    right, high = across.place(10 ** (across.powers[0] + steps)), up.place(10.0 ** (up.powers[0] + steps))
    return [
        _line(left, low, right, high, "linear"),
        _text(left + (right - left) / 4, low + (high - low) / 4 + 22, "linear"),
    ]


def _apart(places: Sequence[float]) -> list[float]:
    """The same places in their order, no two nearer than a label is high."""
    kept: list[float] = []
    for place in places:
        kept.append(max(place, kept[-1] + _LABEL) if kept else place)
    return kept


def _line(x1: float, y1: float, x2: float, y2: float, cls: str) -> str:
    return f'<line class="{cls}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, said: str, *, anchor: str = "start", cls: str = "") -> str:
    kind = f' class="{cls}"' if cls else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'
