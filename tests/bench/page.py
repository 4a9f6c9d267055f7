"""docs/performance.md from the figures: a table for each section, with its own date, machine and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_HEAD = """\
# Performance

Written by `make bench`, not by hand. Judge by ratios: both sides took turns in one run, each section by itself and
with its own date; the figures of a section that was not measured again are those of its last time.
"""
_CHART = """\
![Cost in CPU seconds against the number of officials or mails](performance.svg)

What this means for a province, 34 provinces and a ministry: [scaling.md](scaling.md).
"""
_BUSY = (
    "Other work ran on this machine meanwhile: measure again on a quiet one, above all what is wall time or "
    "uses both cores."
)


def page(sections: Sequence[Mapping[str, Any]]) -> str:
    drawn = [_CHART] if any(section.get("curves") for section in sections) else []
    return "\n".join([_HEAD, *drawn, *(_section(section) for section in sections)])


def _section(section: Mapping[str, Any]) -> str:
    lines = [f"## {section['title']}", ""]
    if (missing := section.get("not_run")) is not None:
        lines += [f"Could not be measured on {missing['date']}: {missing['why']}", ""]
    if "rows" in section:
        lines += [
            "| what | maild | beside | ratio | wanted | met |",
            "|---|---|---|---|---|---|",
            *(_row(row) for row in section["rows"]),
            "",
            *(f"{note}\n" for note in section["notes"]),
            _machine(section["on"]),
            "",
        ]
    return "\n".join(lines)


def _row(row: Mapping[str, Any]) -> str:
    unit = row["unit"]
    beside = "–" if row["peer_value"] is None else f"{row['peer']}: {number(row['peer_value'])} {unit}"
    ratio = "–" if row["ratio"] is None else number(row["ratio"])
    wanted, met = "–", "–"
    if row["wanted"] is not None:
        of = "" if row["ratio"] is not None else f" {unit}"
        wanted = f"{row['wanted']['sign']} {number(row['wanted']['bound'])}{of}"
        met = "yes" if row["met"] else "**no**"
    return f"| {row['what']} | {number(row['value'])} {unit} | {beside} | {ratio} | {wanted} | {met} |"


def _machine(on: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {which}" for name, which in on["versions"].items())
    text = (
        f"{on['date']}, {on['processor']}, {on['cores']} cores, load {on['load']:.1f} before and "
        f"{on['load_after']:.1f} after; {versions}."
    )
    return f"{text} {_BUSY}" if max(on["load"], on["load_after"] - 1) > on["cores"] / 2 else text


def number(value: float) -> str:
    """Three digits that mean something, thousands marked."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
