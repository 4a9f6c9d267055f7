"""The two readers together: what the phrases decided, beside what the words speak for.

Either may be wrong, seldom both: what they agree on is sure, what they do not is a proposal to a person.
`completed` needs the phrases, and the words must not speak against it.
"""

from __future__ import annotations

import math
from operator import itemgetter

from maild.decode.reply.grams import Opinion
from maild.decode.reply.intents import MILD, STAGES, Decision
from maild.decode.reply.phrases import Act
from maild.model import Kind

# How much a decision of the phrases weighs, as a logarithm of odds: chosen on held-out batches.
_SURE, _UNSURE, _SILENT = 2.0, 1.0, 0.5
_DOUBTFUL = 0.2  # a completion that the words give no more than this is none
_WORTH_SAYING = 0.2  # where the words speak for a completion that the phrases deny or do not know
_SILENT_RULES = ("nothing-recognised", "trouble-named")


def weigh(decided: Decision, heard: Opinion | None) -> Decision:
    """The decision, changed or made unsure where the words speak for something else."""
    if heard is None:
        return decided
    weight = (
        _SURE if decided.sure or _puts_off(decided) else _SILENT if decided.rule in _SILENT_RULES else _UNSURE
    )
    marks = [
        (math.log(chance + 1e-6) + (weight if kind is decided.kind else 0.0), kind)
        for kind, chance in heard.chances.items()
        if kind is not Kind.COMPLETED or _may_complete(decided, chance)
    ]
    kind = max(marks, key=itemgetter(0))[1]
    if (
        decided.kind is Kind.COMPLETED
        and heard.best is Kind.CONTACT_CHANGE
        and heard.best in decided.secondary
    ):
        return decided  # he has said both, and each reader tells of one
    if kind is Kind.UNRELATED and decided.stage is not None and decided.rule not in MILD:
        return decided._replace(sure=False)  # an error that was heard is somebody's to look at
    if kind is decided.kind:
        doubted = decided.sure and heard.chances[kind] <= 0.3 and heard.best is not kind
        return decided._replace(sure=False) if doubted else decided
    if heard.best is Kind.COMPLETED and heard.chances[kind] < _WORTH_SAYING:
        return decided._replace(sure=False)
    stage = STAGES.get(kind, decided.stage if decided.sure or kind is Kind.QUESTION else None)
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


def _puts_off(decided: Decision) -> bool:
    """Says that it is begun, or will be done: nothing else follows from it."""
    return (
        decided.kind is Kind.UNRELATED
        and bool(decided.hits)
        and decided.hits[0].act in (Act.PARTLY, Act.PROMISE)
    )
