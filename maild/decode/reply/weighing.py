"""The two readers together: what the phrases decided, beside what the words speak for.

Either may be wrong, seldom both: what they agree on is sure, what they do not is a proposal to a person.
`completed` needs the phrases, and the words must not speak against it.
"""

from __future__ import annotations

import math
from operator import itemgetter

from maild.decode.reply.grams import Opinion
from maild.decode.reply.intents import STAGES, Decision
from maild.model import Kind

# How much a decision of the phrases weighs, as a logarithm of odds: chosen on held-out batches.
_SURE, _UNSURE, _SILENT = 2.0, 1.0, 0.5
_DOUBTFUL = 0.2  # a completion that the words give no more than this is none
_SILENT_RULES = ("nothing-recognised", "trouble-named")


def weigh(decided: Decision, heard: Opinion | None) -> Decision:
    """The decision, changed or made unsure where the words speak for something else."""
    if heard is None:
        return decided
    weight = _SURE if decided.sure else _SILENT if decided.rule in _SILENT_RULES else _UNSURE
    marks = [
        (math.log(chance + 1e-6) + (weight if kind is decided.kind else 0.0), kind)
        for kind, chance in heard.chances.items()
        if kind is not Kind.COMPLETED or _may_complete(decided, chance)
    ]
    kind = max(marks, key=itemgetter(0))[1]
    if kind is decided.kind:
        doubted = decided.sure and heard.chances[kind] <= 0.3 and heard.best is not kind
        return decided._replace(sure=False) if doubted else decided
    stage = STAGES.get(kind, decided.stage if decided.sure else None)
    second = (decided.kind,) if decided.hits and decided.kind is not Kind.UNRELATED else ()
    return Decision(
        kind,
        round(min(0.7, heard.chances[kind]), 2),
        False,
        "second-reader",
        stage,
        tuple(one for one in dict.fromkeys((*second, *decided.secondary)) if one is not kind),
        decided.hits if stage and decided.stage is stage else (),
        heard.spoke(kind),
    )


def _may_complete(decided: Decision, chance: float) -> bool:
    return decided.kind is Kind.COMPLETED and chance > _DOUBTFUL
