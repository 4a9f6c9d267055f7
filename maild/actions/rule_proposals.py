"""From a person's verdict about one mail to a rule for all: a row for replies.toml or bounces.toml.

It is held against every mail that has been seen before anybody takes it.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from maild.bounce_rules import BOUNCE_RULES
from maild.decode.operator import fits as bounce_fits
from maild.decode.reply.operator import fits as reply_fits
from maild.decode.reply.sentences import split
from maild.errors import InputRefused
from maild.model import Action, BounceRule, Kind, MailRow, Reason, RecipientResult, ReplyRule
from maild.privacy import MASK
from maild.reply_rules import KINDS, REPLY_RULES
from maild.store import View, mailbox

_MOST_WORDS = 12  # of a sentence that becomes a rule
_MOST_TEXT = 120
_VARIES = re.compile(rf"[^\s*]*(?:{re.escape(MASK)}|\*\*\*@|@|\d)[^\s*]*|<[^<>]*>")  # from mail to mail
_STARS = re.compile(r"\s*\*[\s*]*")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Change:
    """A mail that has been seen and that the rule would read in another way."""

    mail: int
    was: str
    settled: bool  # a person has said what it is


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that nobody has taken yet, and what it would have done."""

    rule: ReplyRule | BounceRule
    file: str  # the table it belongs into
    fits: int  # mails seen
    changes: tuple[Change, ...]

    @property
    def row(self) -> str:
        """As it stands in the table."""
        lines = [f"[{self.rule.id}]"]
        for name in (
            ("words", "kind") if isinstance(self.rule, ReplyRule) else ("code", "server", "text", "reason")
        ):
            value = getattr(self.rule, name)
            if value:
                lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
        return "\n".join([*lines, f"note = {json.dumps(self.rule.note, ensure_ascii=False)}"]) + "\n"

    @property
    def contradicts(self) -> tuple[int, ...]:
        """Mails of which a person has said otherwise."""
        return tuple(one.mail for one in self.changes if one.settled)


def propose(
    look: View,
    number: int,
    verdict: str,
    *,
    words: str = "",
    server: str = "",
    code: str = "",
    name: str = "",
) -> Proposal:
    """The rule that mail `number` teaches. `verdict`: a kind, or of a bounce a reason; of a mail that a person has
    settled it may be left out.

    Raises InputRefused where the mail teaches none, or the verdict is none for it.
    """
    row = mailbox.mail(look.connection, number)
    named = f"M-{number}"
    if row is None:
        raise InputRefused("refused.no_mail", mail_id=named)
    if row.quarantined or row.kind is None:
        raise InputRefused("refused.mail_unread", mail_id=named)
    rule_id = name or f"m-{number}"
    if not _ID.fullmatch(rule_id):
        raise InputRefused("refused.rule_name", value=rule_id)
    rule: ReplyRule | BounceRule
    if row.reading.get("recipients"):
        rule = _of_bounce(row, verdict, words, server, code, rule_id)
        file = BOUNCE_RULES.file
    else:
        rule = _of_reply(row, verdict, words, rule_id)
        file = REPLY_RULES.file
    if not _fits(rule, row):
        raise InputRefused("refused.rule_misses", mail_id=named)
    seen = [one for one in mailbox.read_mails(look.connection) if _fits(rule, one)]
    changes = tuple(
        Change(one.id, _now_read_as(one, rule), "settled" in one.reading)
        for one in seen
        if one.id != number and _now_read_as(one, rule) != _wanted(rule)
    )
    return Proposal(rule, file, len(seen), changes)


def write(proposal: Proposal, directory: Path) -> Path:
    """Add the rule behind those of the unit's own table. Raises InputRefused where it may not stand there."""
    if proposal.contradicts:
        mails = ", ".join(f"M-{one}" for one in proposal.contradicts[:5])
        raise InputRefused("refused.rule_contradicts", mails=mails)
    path = directory / proposal.file
    try:
        text = path.read_text("utf-8") if path.exists() else ""
        known = [one.id for one in _read(path)] if text else []
        if proposal.rule.id in known:
            raise InputRefused("refused.rule_known", name=proposal.rule.id, file=path)
        directory.mkdir(parents=True, exist_ok=True, mode=0o750)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=directory, suffix=".toml", delete=False
        ) as draft:
            draft.write(text + ("\n" if text and not text.endswith("\n\n") else "") + proposal.row)
        made = Path(draft.name)
        try:
            _read_as(proposal.file, made)  # what could not be read again is not put in its place
            made.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o640)
            os.replace(made, path)
        finally:
            made.unlink(missing_ok=True)
    except OSError as error:
        raise InputRefused("refused.not_written", file=path, because=error.strerror or "") from None
    return path


def _read(path: Path) -> tuple[ReplyRule, ...] | tuple[BounceRule, ...]:
    return _read_as(path.name, path)


def _read_as(name: str, path: Path) -> tuple[ReplyRule, ...] | tuple[BounceRule, ...]:
    return BOUNCE_RULES.read(path) if name == BOUNCE_RULES.file else REPLY_RULES.read(path)


# ---------------------------------------------------------------- what a mail teaches


def _of_reply(row: MailRow, verdict: str, words: str, rule_id: str) -> ReplyRule:
    settled = row.reading.get("settled") or {}
    kind = verdict or str(settled.get("kind") or "")
    if not kind:
        raise InputRefused("refused.rule_verdict", mail_id=f"M-{row.id}", choices=", ".join(KINDS))
    if kind not in KINDS:
        raise InputRefused("refused.rule_kind", value=kind, choices=", ".join(KINDS))
    text = words or _telling(str(row.reading.get("words") or ""))
    if not text.strip("* "):
        raise InputRefused("refused.rule_words", mail_id=f"M-{row.id}")
    return ReplyRule(rule_id, (text,), Kind(kind), note=f"M-{row.id}")


def _telling(words: str) -> str:
    """The longest of somebody's own sentences, as the most particular; what differs between mails is left open."""
    sentences = [one.text.split() for one in split(words)]
    longest = max(sentences, key=len, default=[])
    text = _open(" ".join(longest[:_MOST_WORDS]))
    return text if len(text.replace("*", " ").split()) > 1 else ""


def _of_bounce(row: MailRow, verdict: str, text: str, server: str, code: str, rule_id: str) -> BounceRule:
    reasons = [one.value for one in Reason]
    if verdict not in reasons:
        raise InputRefused("refused.rule_reason", value=verdict or "–", choices=", ".join(reasons))
    result = next(iter(_results(row)))
    if not text and not server and not code:
        text = _open(" ".join(result.diagnostic.split())[:_MOST_TEXT])
        code = "" if text else result.status or result.reply_code or ""
    if not (text.strip("* ") or server.strip("* ") or code.strip("* ")):
        raise InputRefused("refused.rule_words", mail_id=f"M-{row.id}")
    return BounceRule(rule_id, code, server, text, Reason(verdict), note=f"M-{row.id}")


def _open(text: str) -> str:
    """What differs from mail to mail as a star, none at the ends: they are open anyway."""
    text = re.sub(r"[^\w\s.,:;@/()'+*%-]", " ", _VARIES.sub("*", text))
    return " ".join(_STARS.sub(" * ", text).strip(" *.,:;-()").split())


# ---------------------------------------------------------------- what it would have done


def _fits(rule: ReplyRule | BounceRule, row: MailRow) -> bool:
    if isinstance(rule, BounceRule):
        return any(bounce_fits(rule, one) for one in _results(row))
    words = str(row.reading.get("words") or "")
    return (
        not row.reading.get("recipients")
        and not row.reading.get("auto")
        and bool(words)
        and reply_fits(rule, split(words))
    )


def _results(row: MailRow) -> Iterator[RecipientResult]:
    for one in row.reading.get("recipients") or ():
        result = _result(one)
        if result.action in (Action.FAILED, Action.DELAYED):
            yield result


def _result(kept: Mapping[str, Any]) -> RecipientResult:
    known = {
        name: kept[name]
        for name in ("original", "status", "reply_code", "hard", "diagnostic", "mta")
        if name in kept
    }
    return replace(
        RecipientResult(
            str(kept.get("address") or ""), Action(kept["action"]), reason=Reason(kept["reason"])
        ),
        **known,
    )


def _now_read_as(row: MailRow, rule: ReplyRule | BounceRule) -> str:
    """What the mail is held for now: its kind, or of a bounce the first reason that the rule would change."""
    if isinstance(rule, ReplyRule):
        return "" if row.kind is None else row.kind.value
    fitting = [one.reason.value for one in _results(row) if bounce_fits(rule, one)]
    return next((one for one in fitting if one != _wanted(rule)), fitting[0])


def _wanted(rule: ReplyRule | BounceRule) -> str:
    if isinstance(rule, BounceRule):
        return "" if rule.reason is None else rule.reason.value
    return "" if rule.kind is None else rule.kind.value
