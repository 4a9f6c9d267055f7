"""Which words a pattern cannot do without: a cheap question before a dear search.

Nearly every sentence holds none of the words of nearly every row, so rows are first chosen by plain
substring tests. What cannot be worked out needs nothing, and such a row is always searched for.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

MAX_ALTERNATIVES = 60


def needs(pattern: str) -> tuple[frozenset[str], ...]:
    """Sets of texts: every match of `pattern` holds one of each. The most telling set comes first.

    Empty when there is no telling.
    """
    try:
        parsed = importlib.import_module("re._parser").parse(pattern)  # Python's own: not public, so guarded
    except ImportError:
        return ()
    return tuple(sorted(_of_sequence(parsed), key=_cost))


def holds_all(text: str, needed: Iterable[Iterable[str]]) -> bool:
    """Whether `text` holds one of each set."""
    for alternatives in needed:  # plain loops: this is asked of every row for every sentence
        for one in alternatives:
            if one in text:
                break
        else:
            return False
    return True


class Guarded:
    """A pattern that is searched for only where a text holds what every match of it holds."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self._needed = needs(pattern)[:1]

    def search(self, text: str) -> re.Match[str] | None:
        return self._pattern.search(text) if holds_all(text, self._needed) else None


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    run = ""
    for code, argument in items:
        name = str(code)
        if name == "LITERAL":
            run += chr(argument)
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        found += _of_item(name, argument)
    if run:
        found.append(frozenset({run}))
    return found


def _of_item(name: str, argument: Any) -> list[frozenset[str]]:
    if name == "SUBPATTERN":
        return _of_sequence(argument[-1])
    if name == "ATOMIC_GROUP":
        return _of_sequence(argument)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, _, inner = argument
        return _of_sequence(inner) if least else []
    if name == "BRANCH":  # of each branch the best: one long word rather than many short ones
        branches = [_of_sequence(one) for one in argument[1]]
        if not all(branches):
            return []
        joined = frozenset[str]().union(*(min(one, key=_cost) for one in branches))
        return [joined] if len(joined) <= MAX_ALTERNATIVES else []
    return []


def _cost(alternatives: frozenset[str]) -> tuple[float, int]:
    return (len(alternatives) / min(len(one.strip()) + 0.1 for one in alternatives), len(alternatives))


class Chooser:
    """Rows by what they need: `those_for` gives the numbers of the rows that a text may hold.

    A needed text is asked for only where its rarest three letters stand somewhere.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        needed = [needs(pattern) for pattern in patterns]
        self._more = [one[1:] for one in needed]
        self._always = [number for number, one in enumerate(needed) if not one]
        rows: dict[str, list[int]] = {text: [] for sets in needed for texts in sets for text in texts}
        for number, sets in enumerate(needed):
            for text in sets[0] if sets else ():
                rows[text].append(number)
        counts = Counter(gram for text in rows for gram in _grams(text))
        self._short = [(text, rows[text]) for text in rows if len(text) < _GRAM]
        self._by_gram: dict[str, list[tuple[str, list[int]]]] = {}
        for text in rows:
            if len(text) >= _GRAM:
                rarest = min(_grams(text), key=lambda gram: (counts[gram], gram))
                self._by_gram.setdefault(rarest, []).append((text, rows[text]))

    def those_for(self, text: str) -> list[int]:
        """In their order."""
        chosen = set(self._always)
        held = []
        by_gram = self._by_gram
        for gram in by_gram.keys() & _grams(text):
            for needed, numbers in by_gram[gram]:
                if needed in text:
                    held.append(needed)
                    chosen.update(numbers)
        for needed, numbers in self._short:
            if needed in text:
                held.append(needed)
                chosen.update(numbers)
        there = set(held)
        return sorted([number for number in chosen if not _misses(there, self._more[number])])


def _misses(there: set[str], needed: Iterable[frozenset[str]]) -> bool:
    for texts in needed:  # noqa: SIM110  a plain loop is twice as quick
        if there.isdisjoint(texts):
            return True
    return False


_GRAM = 3


def _grams(text: str) -> set[str]:
    return set(map("".join, zip(text, text[1:], text[2:], strict=False)))
