"""The frame of `make bench`: what is judged, and that nothing is left out in silence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bench import scaling
from tests.bench.bench import Kept
from tests.bench.chart import chart
from tests.bench.section import Row, Section, Wanted

ON = {
    "date": "2026-11-28",
    "processor": "P",
    "cores": 2,
    "load": 0.1,
    "load_after": 0.2,
    "versions": {"maild": "1"},
}
ROWS = [
    # value  peer   wanted               met
    (400.0,  100.0, Wanted("≥", 4),      True),
    (399.0,  100.0, Wanted("≥", 4),      False),
    (1.4,    1.0,   Wanted("≤", 1.5),    True),
    (1.6,    1.0,   Wanted("≤", 1.5),    False),
    (99.0,   None,  Wanted("≤", 100),    True),
    (101.0,  None,  Wanted("≤", 100),    False),
    (101.0,  None,  None,                None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "peer", "wanted", "met"), ROWS)
def test_a_row_is_judged_by_its_ratio_or_by_its_value(
    value: float, peer: float | None, wanted: Wanted | None, met: bool | None
) -> None:
    assert Row("what", value, "u", "peer" if peer else "", peer, wanted).met is met


def test_a_section_that_cannot_run_is_said_and_keeps_its_last_figures(tmp_path: Path) -> None:
    section = Section(
        "Reading", (Row("bounces", 4.0, "mails/s", wanted=Wanted("≥", 5)),), versions={"peer": "7"}
    )
    Kept(tmp_path).measured("reading", section, ON)
    Kept(tmp_path).could_not("starting", "Starting", "isync is not installed")
    Kept(tmp_path).could_not("reading", "Reading", "the peer is not installed")

    page = (tmp_path / "performance.md").read_text(encoding="utf-8")

    assert "| bounces | 4 mails/s | – | – | ≥ 5 mails/s | **no** |" in page
    assert "2026-11-28, P, 2 cores, load 0.1 before and 0.2 after; maild 1, peer 7." in page
    assert page.count("Could not be measured on ") == 2
    assert "isync is not installed" in page
    assert page == Kept(tmp_path).page()


def test_figures_of_today_end_what_was_said_of_the_last_time(tmp_path: Path) -> None:
    Kept(tmp_path).could_not("reading", "Reading", "the peer is not installed")
    Kept(tmp_path).measured("reading", Section("Reading", ()), ON)
    assert "Could not" not in Kept(tmp_path).page()


def test_scaling_follows_the_figures_and_says_what_is_not_measured() -> None:
    rows = [
        {"what": "drafting R1's plan at 100,000", "value": 14.0},
        {"what": "drafting R1's plan, memory at 100,000", "value": 195.0, "peer_value": 100.0},
    ]
    text = scaling.page({"planning": {"rows": rows}})

    assert "| the plan, each | 0.7 CPU s | 0.7 CPU s | 140 CPU s |" in text
    assert "| memory while planning, each | 100 MiB | 100 MiB | 1,095 MiB |" in text
    assert "| memory while idle, all | not measured yet |" in text
    assert "within 300 MiB up to about 205,000 officials" in " ".join(text.split())


def test_the_chart_sets_sizes_and_costs_in_equal_factors() -> None:
    text = chart([{"name": "a < b", "points": [[1_000, 0.1], [10_000, 1.0], [100_000, 10.0]]}])
    (line,) = re.findall(r'points="([^"]+)"', text)
    (x1, y1), (x2, y2), (x3, y3) = (map(float, point.split(",")) for point in line.split())

    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2)
    assert y1 > y2
    assert "a &lt; b" in text
