"""Rules that an operator laid over the tables: what his servers mean when they say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from maild.decode.bounce import Bounce
from maild.decode.reasons import fold
from maild.model import Action, BounceRule, Kind, RecipientResult

_ACTIONS = {Kind.BOUNCE: Action.FAILED, Kind.DELAYED: Action.DELAYED}


def overruled(bounce: Bounce, rules: Sequence[BounceRule]) -> Bounce:
    """`bounce` as the first fitting rule of each failed or delayed recipient has it; its rule then names that one."""
    if not rules:
        return bounce
    results: list[RecipientResult] = []
    spoke: dict[str, BounceRule] = {}
    for result in bounce.recipients:
        rule = next((one for one in rules if fits(one, result)), None) if _is_trouble(result) else None
        if rule is not None:
            spoke[rule.id] = rule
        results.append(result if rule is None else _by(rule, result))
    if not spoke:
        return bounce
    actions = {result.action for result in results}
    said = tuple(f"rule {one.id}: {one.note}".rstrip(": ") for one in spoke.values())
    return bounce._replace(
        recipients=tuple(results),
        kind=Kind.BOUNCE if Action.FAILED in actions else Kind.DELAYED,
        rule=f"operator:{next(iter(spoke))}",
        evidence=(*bounce.evidence, *said),
    )


def fits(rule: BounceRule, result: RecipientResult) -> bool:
    """Everything the rule names must fit: a code in whole, the server's name in whole, the text somewhere."""
    codes = [code for code in (result.status, result.reply_code) if code]
    if rule.code and not any(_glob(rule.code, code) for code in codes):
        return False
    if rule.server and not _glob(rule.server.lower(), (result.mta or "").lower()):
        return False
    return not rule.text or _glob(f"*{fold(rule.text)}*", fold(result.diagnostic))


def _is_trouble(result: RecipientResult) -> bool:
    return result.action in (Action.FAILED, Action.DELAYED)


def _by(rule: BounceRule, result: RecipientResult) -> RecipientResult:
    reason = rule.reason or result.reason
    action = _ACTIONS[rule.kind] if rule.kind else result.action
    return replace(result, reason=reason, action=action, hard=action is Action.FAILED and reason.hard)


def _glob(pattern: str, text: str) -> bool:
    """Whether `text` is `pattern`, where `*` stands for anything. Piece after piece, so never back again."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first) or len(text) < len(first) + len(last):
        return False
    at, stop = len(first), len(text) - len(last)
    for piece in middle:
        at = text.find(piece, at, stop)
        if at < 0:
            return False
        at += len(piece)
    return text.endswith(last)
