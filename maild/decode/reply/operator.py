"""Rules that an operator laid over the phrases: what his officials mean when they say so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from maild.decode.reply.intents import STAGES, Decision
from maild.decode.reply.sentences import Sentence, plain_form
from maild.decode.reply.vietnamese import clean, unmarked
from maild.model import Kind, ReplyRule


def switched_off(rules: Sequence[ReplyRule]) -> frozenset[str]:
    return frozenset(rule.id for rule in rules if rule.off)


def overruled(decided: Decision, sentences: Sequence[Sentence], rules: Sequence[ReplyRule]) -> Decision:
    """The decision as the first fitting rule has it; `completed` is only proposed where the phrases do not say so."""
    for rule in rules:
        if rule.kind is None or not fits(rule, sentences):
            continue
        return decided._replace(
            kind=rule.kind,
            score=0.95,
            sure=rule.kind is not Kind.COMPLETED or (decided.kind is Kind.COMPLETED and decided.sure),
            rule=f"operator:{rule.id}",
            stage=STAGES.get(rule.kind),
            secondary=tuple(kind for kind in decided.secondary if kind is not rule.kind),
            words=(f"rule {rule.id}: {rule.note}".rstrip(": "),),
        )
    return decided


def fits(rule: ReplyRule, sentences: Sequence[Sentence]) -> bool:
    """Whether any of the rule's words stand in one of the sentences."""
    return any(_in_order(_pieces(words), f" {one.bare} ") for words in rule.words for one in sentences)


@lru_cache(maxsize=1024)
def _pieces(words: str) -> tuple[str, ...]:
    """What must stand in a sentence, piece after piece, each of whole words."""
    plain = (unmarked(plain_form(piece)) for piece in clean(words).split("*"))
    return tuple(f" {piece} " for piece in plain if piece)


def _in_order(pieces: Sequence[str], text: str) -> bool:
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece) - 1  # the space belongs to both
    return bool(pieces)
