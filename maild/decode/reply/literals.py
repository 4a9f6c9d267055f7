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


_BAR = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[(|)]")


def alternatives(pattern: str) -> list[str]:
    """A pattern cut at the bars that stand in no brackets."""
    out: list[str] = []
    depth = start = 0
    for found in _BAR.finditer(pattern):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
        elif found[0] == "|" and depth == 0:
            out.append(pattern[start : found.start()])
            start = found.end()
    return [*out, pattern[start:]]


class Guarded:
    """A pattern that is searched for only where a text holds what a match of one of its alternatives holds."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self._needed = [needs(way) for way in alternatives(pattern)]
        self._telling = frozenset[str]().union(*(needed[0] if needed else ("",) for needed in self._needed))

    def search(self, text: str) -> re.Match[str] | None:
        return self._pattern.search(text) if self.may_stand(text) else None

    def may_stand(self, text: str) -> bool:
        for word in self._telling:  # nearly every text holds none of them
            if word in text:
                return any(holds_all(text, needed) for needed in self._needed)
        return False


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
    """Patterns by what they need: `those_for` gives the numbers of those that a text may hold.

    A pattern is a bit in as many layers as any has needs. Each needed text that stands sets the bits of the needs
    that it meets, all layers in one number; the patterns whose bit is set in every layer are left.
    A language has few words, so what a word alone tells is worked out once.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        needed = [
            [one for one in needs(pattern) if all(map(str.strip, one))][:_MOST_LAYERS] for pattern in patterns
        ]
        self._patterns = len(patterns)
        self._layers = max(map(len, needed), default=0)
        self._unasked = 0  # bits of the layers beyond a pattern's own needs
        meets: dict[str, int] = {}
        for number, sets in enumerate(needed):
            for layer in range(self._layers):
                bit = 1 << (layer * self._patterns + number)
                if layer >= len(sets):
                    self._unasked |= bit
                    continue
                for text in sets[layer]:
                    meets[text] = meets.get(text, 0) | bit
        self._by_piece = _by_rarest_piece(meets)
        self._by_gram: dict[str, list[str]] = {}
        for piece in self._by_piece:
            self._by_gram.setdefault(piece[:_GRAM], []).append(piece)
        self._told: dict[str, _Told] = {}

    def those_for(self, text: str) -> list[int]:
        """In their order. The words of `text` are parted by blanks."""
        met = self._unasked
        told = self._told
        longer: list[tuple[str, int]] = []
        for word in set(text.split()):
            tells = told.get(word)
            if tells is None:
                tells = self._tells(word)
            if tells is _NOTHING:
                continue
            met |= tells[0]
            longer += tells[1]
        for needed, bits in longer:
            if needed in text:
                met |= bits
        left = (1 << self._patterns) - 1
        for _ in range(self._layers):
            left &= met
            met >>= self._patterns
        return _set_bits(left)

    def _tells(self, word: str) -> _Told:
        """The needs that `word` meets, and the longer texts that it may be a part of."""
        alone = 0
        longer: list[tuple[str, int]] = []
        for gram in {word[at : at + size] for at in range(len(word)) for size in range(1, _GRAM + 1)}:
            for piece in self._by_gram.get(gram, ()):
                if piece in word:
                    for needed, bits in self._by_piece[piece]:
                        if needed == piece:
                            alone |= bits
                        else:
                            longer.append((needed, bits))
        found = (alone, tuple(longer)) if alone or longer else _NOTHING
        if len(self._told) < _MOST_TOLD and len(word) < _LONG_WORD:
            self._told[word] = found
        return found


_Told = tuple[int, tuple[tuple[str, int], ...]]
_NOTHING: _Told = (0, ())
_MOST_LAYERS = 3  # what a fourth text would rule out is less than it costs to ask
_GRAM = 3
_MOST_TOLD = 8192
_LONG_WORD = 20


def _by_rarest_piece(meets: dict[str, int]) -> dict[str, list[tuple[str, int]]]:
    """Needed texts by that piece of them, between blanks, which the fewest others have."""
    counts = Counter(piece for text in meets for piece in text.split())
    found: dict[str, list[tuple[str, int]]] = {}
    for text, bits in meets.items():
        # by the cube of its length: a letter or two stand inside many words
        rarest = min(text.split(), key=lambda piece: counts[piece] / len(piece) ** 3)
        found.setdefault(rarest, []).append((text, bits))
    return found


def _set_bits(number: int) -> list[int]:
    found = []
    while number:
        lowest = number & -number
        found.append(lowest.bit_length() - 1)
        number ^= lowest
    return found
