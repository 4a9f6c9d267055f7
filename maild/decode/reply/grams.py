"""A second reader beside the phrases: words and pairs of words, and what each speaks for.

The weights in `grams.json` are a multinomial logistic regression over folded words and word pairs,
learned by `tests/scores/learn.py` from the labelled texts in `tests/samples/replies`. It knows no
negation but the words it has seen beside one another, so it never says `completed` on its own: it
speaks where the phrases are silent or unsure, and makes them unsure where it disagrees.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from operator import mul

from maild.decode.reply.sentences import Sentence
from maild.model import Kind

_MOST_WORDS = 400  # of a mail; what comes later seldom changes what it is for
_SCALE = 100  # weights are whole hundredths


@dataclass(frozen=True, slots=True)
class Opinion:
    """How probable each kind is, and the words that spoke most for a kind."""

    chances: dict[Kind, float]
    spoke: dict[Kind, tuple[str, ...]]

    @property
    def best(self) -> Kind:
        return max(self.chances, key=lambda kind: self.chances[kind])


def grams(sentences: Sequence[Sentence]) -> list[str]:
    """The distinct words and word pairs of a mail, without marks, in their order."""
    words = ["^"]
    for sentence in sentences:
        words += sentence.bare.split()
        words.append("?" if sentence.asks else ".")
        if len(words) > _MOST_WORDS:
            break
    words = words[:_MOST_WORDS]
    pairs = (f"{one} {other}" for one, other in pairwise(words))
    return list(dict.fromkeys((*words, *pairs)))


def opinion(sentences: Sequence[Sentence]) -> Opinion | None:
    """What the words speak for; None when too few of them are known."""
    kinds, base, table = _learned()
    known = [(gram, table[gram]) for gram in grams(sentences) if gram in table]
    if len(known) < _FEW:
        return None
    return _weighed(kinds, base, known)


_FEW = 3


def _weighed(
    kinds: Sequence[Kind], base: Sequence[float], known: Sequence[tuple[str, Sequence[int]]]
) -> Opinion:
    length = math.sqrt(sum(row[0] * row[0] for _, row in known)) or 1.0
    shares = [row[0] / length / _SCALE for _, row in known]
    _, *columns = zip(*[row for _, row in known], strict=True)
    sums = [sum(map(mul, shares, column), start) for column, start in zip(columns, base, strict=True)]
    top = max(sums)
    odds = [math.exp(one - top) for one in sums]
    total = sum(odds)
    chances = {kind: odd / total for kind, odd in zip(kinds, odds, strict=True)}
    spoke = {kind: _loudest(known, number + 1) for number, kind in enumerate(kinds) if chances[kind] > 0.1}
    return Opinion(chances, spoke)


def _loudest(known: Iterable[tuple[str, Sequence[int]]], column: int) -> tuple[str, ...]:
    ranked = sorted(known, key=lambda one: (-one[1][0] * one[1][column], one[0]))
    return tuple(gram for gram, row in ranked[:4] if row[column] > 0 and gram not in ("^", ".", "?"))


@cache
def _learned() -> tuple[tuple[Kind, ...], tuple[float, ...], dict[str, list[int]]]:
    """Kinds, where each begins, and per gram its rarity and its weights in hundredths."""
    said = json.loads((files(__package__) / "grams.json").read_text(encoding="utf-8"))
    return tuple(map(Kind, said["kinds"])), tuple(said["base"]), said["grams"]
