from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maild.model import SentCounts
from maild.rules.brakes import Result, breaker, canary_holds, canary_state
from tests.rules.values import LIMITS, NOW


def results(*spelt: str) -> list[Result]:
    """`ok`, `us` (blames us), or the domain of a dead address (`gone.vn` is gone as a whole); a minute apart."""
    return [
        Result(
            NOW + timedelta(minutes=n),
            f"ok{n}.example.vn" if one in ("ok", "us") else one,
            dead=one not in ("ok", "us"),
            blames_us=one == "us",
            domain_gone=one == "gone.vn",
        )
        for n, one in enumerate(spelt)
    ]


DEAD = ("d1.vn", "d2.vn", "d3.vn")
BREAKS = [
    ([], None),
    (["us", "us"], None),
    (["us", "us", "us"], "blamed"),
    (["us", "us", "ok", "us"], None),
    (["ok"] * 7 + [*DEAD], "dead_addresses"),  # 3 of 10
    (["ok"] * 6 + [*DEAD], None),  # of 9: too few to judge by
    (["ok"] * 8 + ["d1.vn", "d2.vn"], None),  # 20 % is not more than 20 %
    (["ok"] * 30 + ["gone.vn"] * 12, None),  # one dead domain is one fault
    (["ok"] * 9 + ["gone.vn"] * 12 + ["d1.vn", "d2.vn"], "dead_addresses"),
    (["one.vn"] * 10, "dead_addresses"),  # a domain that lives, with a bad list
    ([*DEAD] + ["ok"] * 50, None),  # out of the window
]


@pytest.mark.parametrize(("spelt", "because"), BREAKS)
def test_breaks_when_servers_blame_us_or_the_list_is_bad(spelt: list[str], because: str | None) -> None:
    assert breaker(results(*spelt)) == because


def test_dead_addresses_of_a_living_domain_count_one_by_one() -> None:
    living = [Result(NOW, "tinh.vn", dead=n % 3 == 0, blames_us=False) for n in range(30)]
    assert breaker(living) == "dead_addresses"


def test_a_reset_empties_the_window() -> None:
    bad = results("us", "us", "us", "us", "us")
    assert breaker(bad, since=bad[2].at) is None  # two are left
    assert breaker(bad, since=bad[1].at) == "blamed"


@given(st.permutations(results("ok", "us", "us", "us", "ok", *DEAD)))
def test_the_order_of_the_rows_does_not_matter(shuffled: list[Result]) -> None:
    assert breaker(shuffled) == "blamed"


CANARIES = [
    # sent, failed, seconds since the last, what holds, how that is said
    (0, 0, None, None, "going"),
    (4, 0, 5, None, "going"),
    (4, 1, 5, None, "going"),
    (5, 0, 599, "canary_wait", "wait"),
    (5, 1, 600, None, "passed"),
    (5, 2, 9999, "canary_failed", "failed"),
    (2, 2, 5, "canary_failed", "failed"),
]


@pytest.mark.parametrize(("sent", "failed", "ago", "holds", "said"), CANARIES)
def test_a_wave_waits_for_its_canary(
    sent: int, failed: int, ago: int | None, holds: str | None, said: str
) -> None:
    last = None if ago is None else NOW - timedelta(seconds=ago)
    counts = SentCounts(canaries=sent, canary_failures=failed, last_canary_at=last)
    assert canary_holds(counts, LIMITS, NOW) == holds
    assert canary_state(counts, LIMITS, NOW, waiting=4, released=False) == said
    assert canary_state(counts, LIMITS, NOW, waiting=0, released=False) == "passed"


def test_a_person_lets_go_what_failed_and_shortens_no_wait() -> None:
    failed = SentCounts(canaries=5, canary_failures=2, last_canary_at=NOW - timedelta(hours=1))
    assert canary_holds(failed, LIMITS, NOW, released=True) is None
    assert canary_state(failed, LIMITS, NOW, waiting=4, released=True) == "released"
    just_now = SentCounts(canaries=5, canary_failures=2, last_canary_at=NOW)
    assert canary_holds(just_now, LIMITS, NOW, released=True) == "canary_wait"
