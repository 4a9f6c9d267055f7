"""A second reader beside the phrases: words and pairs of words, and what each speaks for.

The weights in `grams.json` are a multinomial logistic regression over folded words and word pairs,
learned by `tests/scores/learn.py` from the labelled texts in `tests/samples/replies`. It knows no
negation but the words it has seen beside one another, so it never says `completed` on its own: it
speaks where the phrases are silent or unsure, and makes them unsure where it disagrees.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from maild.decode.reply.sentences import Sentence
from maild.model import Kind

_MOST_WORDS = 400  # of a mail; what comes later seldom changes what it is for
_SCALE = 100  # weights are whole hundredths
_LANE = 32  # bits of a sum: 800 grams of the rarest and loudest stay far below


class Opinion(NamedTuple):
    """How probable each kind is, and the grams that said so."""

    chances: dict[Kind, float]
    said: Set[str]

    @property
    def best(self) -> Kind:
        return max(self.chances.items(), key=itemgetter(1))[0]

    def spoke(self, kind: Kind) -> tuple[str, ...]:
        """The words that spoke most for a kind; none for a kind that is hardly probable."""
        if self.chances[kind] <= _HARDLY:
            return ()
        rows, column = _rows(), tuple(self.chances).index(kind) + 1
        known = self.said & rows.keys()
        loud = {gram: rows[gram][0] * rows[gram][column] for gram in known if rows[gram][column] > 0}
        ranked = sorted(loud, key=lambda gram: (-loud[gram], gram))[:_LOUDEST]
        return tuple(gram for gram in ranked if gram not in ("^", ".", "?"))


_HARDLY = 0.1
_LOUDEST = 4


def grams(sentences: Sequence[Sentence]) -> Iterator[str]:
    """The words and word pairs of a mail, without marks, as often as they stand there."""
    words = ["^"]
    for sentence in sentences:
        words += sentence.bare.split()
        words.append("?" if sentence.asks else ".")
        if len(words) > _MOST_WORDS:
            break
    words = words[:_MOST_WORDS]
    return chain(words, map(" ".join, pairwise(words)))


def opinion(sentences: Sequence[Sentence]) -> Opinion | None:
    """What the words speak for; None when too few of them are known."""
    kinds, base, table = _learned()
    said = set(grams(sentences))
    known = [*filter(None, map(table.get, said))]
    if len(known) < _FEW:
        return None
    squares, *sums = _unpacked(sum(known), 1 + len(kinds))
    length = math.sqrt(squares) or 1.0
    marks = [start + one / length / _SCALE for one, start in zip(sums, base, strict=True)]
    top = max(marks)
    odds = [math.exp(one - top) for one in marks]
    total = sum(odds)
    return Opinion({kind: odd / total for kind, odd in zip(kinds, odds, strict=True)}, said)


_FEW = 3


def _packed(numbers: Iterable[int]) -> int:
    """Numbers beside one another in one, so that adding two rows adds all their columns at once."""
    return sum(number << (_LANE * place) for place, number in enumerate(numbers))


def _unpacked(rows: int, count: int) -> tuple[int, ...]:
    octets = (rows + _halves(count)).to_bytes(_LANE // 8 * count, "little")
    return tuple([one - _HALF for one in struct.unpack(f"<{count}I", octets)])


_HALF = 1 << (_LANE - 1)  # makes every column positive, and is taken off again


@cache
def _halves(count: int) -> int:
    return _packed([_HALF] * count)


@cache
def _said() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files(__package__) / "grams.json").read_text(encoding="utf-8"))
    return found


def _rows() -> dict[str, list[int]]:
    """Per gram its rarity and what it weighs for each kind, in hundredths."""
    rows: dict[str, list[int]] = _said()["grams"]
    return rows


@cache
def _learned() -> tuple[tuple[Kind, ...], tuple[float, ...], dict[str, int]]:
    """Kinds, where each begins, and per gram the square of its rarity and rarity times weight, packed."""
    table = {
        gram: _packed((rare * rare, *(rare * weight for weight in weights)))
        for gram, (rare, *weights) in _rows().items()
    }
    return tuple(map(Kind, _said()["kinds"])), tuple(_said()["base"]), table
