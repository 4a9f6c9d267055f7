"""A refusal in the SMTP dialogue is a bounce too: its reason, whom it blames, what it does to the address.

Only the enhanced code (RFC 3463) and a few words that every server uses are read here; a bare 550
blames nobody. A caller that has read the server's words better hands the reason in.
"""

from __future__ import annotations

import re
from datetime import datetime

from maild.model import (
    Event,
    EventKind,
    OutboxLetter,
    Outcome,
    OutcomeKind,
    Reason,
    Stage,
    Step,
)
from maild.rules.incidents import stage_of

_REASONS: dict[str, Reason] = {
    "1.1": Reason.USER_UNKNOWN,
    "1.2": Reason.HOST_UNKNOWN,
    "1.6": Reason.HAS_MOVED,
    "1.10": Reason.NOT_ACCEPT,  # RFC 7505 §4.2
    "2.1": Reason.SUSPEND,
    "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.MESG_TOO_BIG,
    "3.4": Reason.MESG_TOO_BIG,
    "4.7": Reason.EXPIRED,
    "7.1": Reason.POLICY_VIOLATION,
    "7.8": Reason.AUTH_FAILURE,
    "7.9": Reason.AUTH_FAILURE,
    "7.23": Reason.AUTH_FAILURE,  # SPF, RFC 7372 §3
    "7.25": Reason.REQUIRE_PTR,
    "7.26": Reason.AUTH_FAILURE,
    "7.27": Reason.REJECTED,  # our own domain takes no mail, RFC 7505 §4.2
}
_SUBJECTS: dict[str, Reason] = {
    "3": Reason.SYSTEM_ERROR,
    "4": Reason.NETWORK_ERROR,
    "5": Reason.SYNTAX_ERROR,
    "6": Reason.CONTENT_ERROR,
    "7": Reason.POLICY_VIOLATION,
}
# Quota and policy win over "no such user": servers hang all three on a bare 550.
_WORDS: tuple[tuple[re.Pattern[str], Reason], ...] = (
    (
        re.compile(r"(over|exceed\w*) (the |its )?quota|quota exceeded|mailbox( is)? full", re.I),
        Reason.MAILBOX_FULL,
    ),
    (
        re.compile(r"relay(ing)? (access )?(denied|not (permitted|allowed))|unable to relay", re.I),
        Reason.NO_RELAYING,
    ),
    (re.compile(r"\bspam\b", re.I), Reason.SPAM_DETECTED),
    (re.compile(r"blacklist|blocklist|\brbl\b|blocked", re.I), Reason.BLOCKED),
    (
        re.compile(r"(account|mailbox|user) (is |has been )?(disabled|inactive|locked|suspended)", re.I),
        Reason.SUSPEND,
    ),
    (
        re.compile(
            r"(user|recipient|mailbox|address|account)( is| was)? ?(unknown|not found|does ?n[o']t exist)"
            r"|unknown (user|recipient|local part)|no such (user|mailbox|recipient|address)",
            re.I,
        ),
        Reason.USER_UNKNOWN,
    ),
)
_BLAME_US = frozenset(
    {
        Reason.POLICY_VIOLATION,
        Reason.BLOCKED,
        Reason.BAD_REPUTATION,
        Reason.AUTH_FAILURE,
        Reason.REQUIRE_PTR,
        Reason.SECURITY_ERROR,
        Reason.NO_RELAYING,
        Reason.FAILED_STARTTLS,
        Reason.FILTERED,
        Reason.REJECTED,
    }
)
_DEAD = frozenset(
    {Reason.USER_UNKNOWN, Reason.HAS_MOVED, Reason.HOST_UNKNOWN, Reason.NOT_ACCEPT, Reason.SUSPEND}
)


def reason_of(outcome: Outcome) -> Reason:
    """The reason of a refusal. 5.1.x and 5.2.x speak for themselves; for the generic 5.0.x and 5.7.x, and
    without a code, the server's words come first.
    """
    detail = (outcome.enhanced or "")[2:]
    subject = detail.partition(".")[0]
    if subject in ("1", "2") and detail in _REASONS:
        return _REASONS[detail]
    for pattern, reason in _WORDS:
        if pattern.search(outcome.text):
            return reason
    return _REASONS.get(detail) or _SUBJECTS.get(subject, Reason.UNDEFINED)


def blames_us(outcome: Outcome, reason: Reason | None = None) -> bool:
    """Whether a refusal is about us (policy, authentication, sender): what the breaker counts in a row."""
    if outcome.kind is OutcomeKind.OUR_FAULT:
        return True
    return outcome.kind is OutcomeKind.FAILED and (reason or reason_of(outcome)) in _BLAME_US


def address_events(
    outcome: Outcome, letter: OutboxLetter, now: datetime, reason: Reason | None = None
) -> tuple[Event, ...]:
    """What a refused letter says about its address: suspended, soft bounced, or nothing at all."""
    if outcome.kind is not OutcomeKind.FAILED or outcome.step not in (Step.RCPT, Step.DATA, Step.DOT):
        return ()
    reason = reason or reason_of(outcome)
    if reason in _DEAD:
        kind = EventKind.ADDRESS_SUSPENDED
    elif reason is Reason.MAILBOX_FULL:
        kind = EventKind.ADDRESS_SOFT_BOUNCED
    else:
        return ()
    data = {"reason": reason.value, "source": "smtp", "status": outcome.enhanced, "reply_code": outcome.code}
    return (
        Event(
            kind,
            now,
            round_id=letter.round_id,
            respondent_id=letter.respondent_id,
            address_id=letter.address_id,
            letter_id=letter.id,
            data={name: value for name, value in data.items() if value is not None},
        ),
    )


def incident_of(
    outcome: Outcome, domain: str, reason: Reason | None = None
) -> tuple[Stage, str, str, str] | None:
    """The fault that an outcome is, as (stage, reason, where, code); None where nobody has to act yet.

    A fault of our own has no place of its own: it is the same for every letter.
    """
    code = outcome.enhanced or ("" if outcome.code is None else str(outcome.code))
    if outcome.kind is OutcomeKind.OUR_FAULT:
        return Stage.SENDING, "smtp-login-refused" if outcome.step is Step.AUTH else "smtp-refused", "", code
    if outcome.kind is OutcomeKind.FAILED:
        reason = reason or reason_of(outcome)
        return stage_of(reason), reason.value, domain.lower(), code
    return None
