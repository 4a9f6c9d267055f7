"""Longer after each failure, back to the start after a success, never in step."""

from __future__ import annotations

import pytest

from maild.sources.backoff import Backoff


@pytest.mark.parametrize(
    ("draw", "delays"),
    [
        (0.5, [5, 10, 20, 40, 80, 160, 300, 300]),
        (0.0, [4, 8, 16, 32, 64, 128, 240, 240]),
        (1.0, [6, 12, 24, 48, 96, 192, 360, 360]),
    ],
)
def test_delays_double_to_five_minutes(draw: float, delays: list[float]) -> None:
    backoff = Backoff(draw=lambda: draw)
    assert [backoff.failed() for _ in delays] == pytest.approx(delays)


def test_a_success_starts_anew() -> None:
    backoff = Backoff(draw=lambda: 0.5)
    backoff.failed()
    backoff.failed()
    backoff.succeeded()
    assert (backoff.failures, backoff.failed()) == (0, 5)


def test_three_days_of_failures_are_no_overflow() -> None:
    backoff = Backoff()
    delays = [backoff.failed() for _ in range(5000)]
    assert max(delays) <= 360


def test_short_pauses_do_not_lengthen_the_next_long_one() -> None:
    backoff = Backoff(draw=lambda: 0.5)
    assert [backoff.failed(15.0) for _ in range(20)] == [5.0, 10.0, *[15.0] * 18]
    assert [backoff.failed() for _ in range(6)] == [20.0, 40.0, 80.0, 160.0, 300.0, 300.0]
