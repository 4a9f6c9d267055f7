"""How long to wait before the next attempt: longer after each failure, never in step with others."""

from __future__ import annotations

from collections.abc import Callable
from random import random

FIRST_S = 5.0
LONGEST_S = 300.0
JITTER = 0.2


class Backoff:
    """Delays from 5 s, doubling to 5 min, each ±20 %.

    `draw` gives a number in [0, 1). The jitter keeps the folders of one account
    from knocking together when a server comes back.
    """

    def __init__(
        self,
        first_s: float = FIRST_S,
        longest_s: float = LONGEST_S,
        draw: Callable[[], float] = random,
    ) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._draw = draw
        self.failures = 0
        self._doublings = 0

    def failed(self, longest_s: float = LONGEST_S) -> float:
        """Note a failure; seconds to wait before the next attempt, `longest_s` at most before the jitter."""
        longest_s = min(longest_s, self._longest_s)
        delay_s = min(self._first_s * 2.0**self._doublings, longest_s)
        self.failures += 1
        # Not beyond what was asked: many short pauses must not make the next long one the longest.
        self._doublings += delay_s < longest_s
        return delay_s * (1 + JITTER * (2 * self._draw() - 1))

    def succeeded(self) -> None:
        """The next failure starts from the shortest delay again."""
        self.failures = self._doublings = 0
