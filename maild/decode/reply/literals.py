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

    A row is a bit in as many layers as any row has needs. Each text that stands sets the bits of the needs
    that it meets, all layers in one number; the rows whose bit is set in every layer are left.
    A needed text is asked for only where its rarest three letters stand somewhere.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        needed = [needs(pattern) for pattern in patterns]
        self._rows = len(patterns)
        self._layers = max(map(len, needed), default=0)
        self._unasked = 0  # bits of the layers beyond a row's own needs
        meets: dict[str, int] = {}
        for number, sets in enumerate(needed):
            for layer in range(self._layers):
                bit = 1 << (layer * self._rows + number)
                if layer >= len(sets):
                    self._unasked |= bit
                    continue
                for text in sets[layer]:
                    meets[text] = meets.get(text, 0) | bit
        counts = Counter(gram for text in meets for gram in _grams(text))
        self._short = [(text, bits) for text, bits in meets.items() if len(text) < _GRAM]
        self._by_gram: dict[str, list[tuple[str, int]]] = {}
        for text, bits in meets.items():
            if len(text) >= _GRAM:
                rarest = min(_grams(text), key=lambda gram: (counts[gram], gram))
                self._by_gram.setdefault(rarest, []).append((text, bits))

    def those_for(self, text: str) -> list[int]:
        """In their order."""
        met = self._unasked
        by_gram = self._by_gram
        for gram in by_gram.keys() & _grams(text):
            for needed, bits in by_gram[gram]:
                if needed in text:
                    met |= bits
        for needed, bits in self._short:
            if needed in text:
                met |= bits
        rows = (1 << self._rows) - 1
        for _ in range(self._layers):
            rows &= met
            met >>= self._rows
        return _set_bits(rows)


def _set_bits(number: int) -> list[int]:
    found = []
    while number:
        lowest = number & -number
        found.append(lowest.bit_length() - 1)
        number ^= lowest
    return found


_GRAM = 3


def _grams(text: str) -> set[str]:
    return set(map("".join, zip(text, text[1:], text[2:], strict=False)))
