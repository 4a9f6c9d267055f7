"""Which fault a failure belongs to: its phase, its reason, and the server or domain where it lies.

A fault is one line of the log however many people it touches and however many servers word it: the address and its
domain are at fault for an unknown user, whoever reports it; the machines of one mail server are one server; a code is
part of the fault only where the reason alone does not say what is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from maild.model import Reason, RecipientResult, Stage

MAIL_LOOP = "mail-loop"  # forwarding runs in a circle; no Reason of the field's has that name

_AT_THE_MAILBOX = frozenset({Reason.SUSPEND, Reason.MAILBOX_FULL})
# Whose server spoke does not matter here: the fault is the address's or its domain's.
_OF_THE_DOMAIN = _AT_THE_MAILBOX | {
    Reason.USER_UNKNOWN,
    Reason.HAS_MOVED,
    Reason.HOST_UNKNOWN,
    Reason.NOT_ACCEPT,
    Reason.NETWORK_ERROR,
    Reason.EXPIRED,
}
# Reasons so wide that two codes of one server are two causes.
_CODE_TELLS = frozenset(
    {
        Reason.FILTERED,
        Reason.REJECTED,
        Reason.POLICY_VIOLATION,
        Reason.SECURITY_ERROR,
        Reason.CONTENT_ERROR,
        Reason.NOT_COMPLIANT_RFC,
        Reason.SYSTEM_ERROR,
        Reason.MAILER_ERROR,
        Reason.SYNTAX_ERROR,
        Reason.ON_HOLD,
        Reason.UNDEFINED,
    }
)
_CODELESS = frozenset(reason.value for reason in Reason if reason not in _CODE_TELLS) | {MAIL_LOOP}
_LOOP_CODE = re.compile(r"[45]\.4\.(?:6|14)")  # RFC 3463 §3.5; 5.4.14 is Exchange's
_LOOP_WORDS = re.compile(r"\bmail loop\b|\btoo many hops\b|\bhop count\b|\bloops? back\b", re.IGNORECASE)
_MAY_BE_LOOP = frozenset(
    {Reason.NETWORK_ERROR, Reason.MAILER_ERROR, Reason.SYSTEM_ERROR, Reason.UNDEFINED, Reason.ON_HOLD}
)
_HOST = re.compile(r"(?<![@\w.-])((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62})(?![@\w-])")
_ADDRESS = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.])")
_SPOKE = re.compile(r"\bhost ([a-z0-9.-]{4,255})[ \[(][^\n]{0,60}?said\b|^([a-z0-9.-]{4,255})\[[\d.]+\] said")
# Clouds name a machine for every conversation.
_CLOUDS = ("prod.outlook.com", "google.com", "yahoodns.net")
_NUMBERED = re.compile(r"^(?:[a-z-]*?[a-z])?(-?\d{1,3})$")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, of whom, and where; `where` is a server or a domain, never an address."""

    stage: Stage
    reason: str
    where: str
    code: str


def fault_of(result: RecipientResult, relay: str = "") -> Fault:
    """The fault behind a failed delivery. `relay`: our own server, where it refused in the dialogue."""
    reason: str = result.reason.value
    where = where_of(result, relay)
    if _is_loop(result):
        reason, where = MAIL_LOOP, _domain(result)
    elif result.reason is Reason.EXPIRED and not code_of(result):
        reason = Reason.NETWORK_ERROR.value  # nobody answered at all until the sender gave up
    return Fault(stage_of(result.reason), reason, where, code_of(result))


def stage_of(reason: Reason) -> Stage:
    """The phase of a delivery failure: mailboxes that are full or locked fail in receiving, the rest in sending."""
    return Stage.RECEIVING if reason in _AT_THE_MAILBOX else Stage.SENDING


def where_of(result: RecipientResult, relay: str = "") -> str:
    """The domain or the server that the fault belongs to; never an address, "" when neither is known."""
    if result.reason in _OF_THE_DOMAIN:
        return _domain(result)
    said = (result.remote or "").lower()
    if not said:
        spoke = _SPOKE.search(result.diagnostic.lower())
        said = next(filter(None, spoke.groups()), "") if spoke else ""
    named = _HOST.search(said) or _ADDRESS.search(said)
    if named:
        return server_of(named.group(1))
    return relay or _domain(result)


def server_of(host: str) -> str:
    """The mail server that a machine belongs to: `mx2.example.vn` and `mx1.example.vn` are `mx.example.vn`."""
    host = host.strip(".").lower()
    for cloud in _CLOUDS:
        if host.endswith("." + cloud):
            return cloud
    first, dot, rest = host.partition(".")
    numbered = _NUMBERED.match(first)
    if not numbered or rest.count(".") < 1 or _ADDRESS.fullmatch(host):
        return host
    name = first[: numbered.start(1)]
    return f"{name}{dot}{rest}" if name else rest


def code_of(result: RecipientResult) -> str:
    """The most telling code: an enhanced one that says something, else the reply's; "" for `5.0.0` alone."""
    status = result.status or ""
    return status if status and not status.endswith(".0.0") else result.reply_code or ""


def key_of(stage: Stage, reason: str, where: str, code: str) -> str:
    """What makes two faults the same: `sending|policy-violation|mx.example.vn|7.1`.

    Whether a server calls it temporary or final (the code's first figure) makes no other fault of it.
    """
    if reason in _CODELESS:
        code = ""
    elif re.fullmatch(r"[45]\.\d{1,3}\.\d{1,3}", code):
        code = code[2:]
    return "|".join(part.strip().lower().replace("|", "/") for part in (stage.value, reason, where, code))


def _is_loop(result: RecipientResult) -> bool:
    if result.reason not in _MAY_BE_LOOP:
        return False
    return bool(_LOOP_CODE.fullmatch(result.status or "") or _LOOP_WORDS.search(result.diagnostic))


def _domain(result: RecipientResult) -> str:
    return result.address.rpartition("@")[2].strip("<>. ").lower()
