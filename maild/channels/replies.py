"""What an SMTP reply means for a letter, and how a letter is put into SMTP commands. Pure."""

from __future__ import annotations

import re

from maild.model import Outcome, OutcomeKind, OutgoingLetter, Step
from maild.privacy import mask_addresses, printable

_TEXT_LIMIT = 500
_ABOUT_THE_LETTER = frozenset({Step.RCPT, Step.DATA, Step.DOT})
_LEADING_CODE = re.compile(r"^[ \t]*([245]\.\d{1,3}\.\d{1,3})(?![\d.])", re.ASCII | re.MULTILINE)
_ANY_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])", re.ASCII)
# Postfix and Exchange wait with what they hold against the sender or the client until RCPT.
_ABOUT_US = re.compile(
    r"sender address rejected|sender verify failed|verification failed for|not owned by user|send as this sender|"
    r"sendasdenied|relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed))|(?:unable|not permitted) to relay|"
    r"client (?:host rejected|(?:was )?not authenticated)|helo command rejected|authentication (?:is )?required",
    re.IGNORECASE,
)
_SENDERS_CODES = frozenset({"5.1.7", "5.1.8"})  # RFC 3463 §3.2
_PATH = re.compile(r"[!-;=?-~]{1,256}", re.ASCII)  # RFC 5321 §4.5.3.1.3; no space, control, "<" or ">"
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")


def judge(step: Step, code: int, text: str) -> Outcome | None:
    """What reply `code` at `step` means (RFC 5321 §4.2); None: go on to the next step.

    A refusal before the recipient is named blames us, later the recipient or
    the letter, unless its words at RCPT are about our sender or ourselves. A
    421 is a server that closes, whatever it was asked. After the dot everything
    that is neither a yes nor a no leaves the letter in doubt.
    """
    kind: OutcomeKind | None
    if 400 <= code < 500:
        kind = OutcomeKind.DEFERRED
    elif 500 <= code < 600:
        ours = step not in _ABOUT_THE_LETTER or (step is Step.RCPT and _about_us(code, text))
        kind = OutcomeKind.OUR_FAULT if ours else OutcomeKind.FAILED
    elif step is Step.DOT:
        # Any 2xx: the server has taken the letter, though only 250 is in the book.
        kind = OutcomeKind.SENT if 200 <= code < 300 else OutcomeKind.IN_DOUBT
    else:
        goes_on = code == 354 if step is Step.DATA else 200 <= code < 300
        kind = None if goes_on else OutcomeKind.DEFERRED
    if kind is None:
        return None
    known = code if 200 <= code < 600 else None
    return Outcome(kind, step, known, said(text), enhanced_code(code, text))


def _about_us(code: int, text: str) -> bool:
    if "recipient address rejected" in text[:400].lower():
        return False  # what follows may be the words of the recipient's own server
    return (
        code == 530
        or enhanced_code(code, text) in _SENDERS_CODES
        or _ABOUT_US.search(text[:4096]) is not None
    )


def enhanced_code(code: int, text: str) -> str | None:
    """The RFC 3463 code in a reply's text: at the start of a line (RFC 2034 §4), else anywhere.

    Its class must be the reply's own, so that a version number is not taken for one.
    """
    for pattern in (_LEADING_CODE, _ANY_CODE):
        for found in pattern.finditer(text[:4096]):
            if found.group(1)[0] == str(code)[:1]:
                return found.group(1)
    return None


def said(text: str) -> str:
    """A server's words fit to be kept: one line, no controls, no addresses, at most 500 characters."""
    one_line = " ".join(text[: 4 * _TEXT_LIMIT].split())
    return mask_addresses(printable(one_line))[:_TEXT_LIMIT]


def writable(address: str) -> bool:
    """Whether an address can stand in MAIL or RCPT: ASCII, no space, no control, no angle bracket.

    An address that needs SMTPUTF8 (RFC 6531) cannot.
    """
    local, at, domain = address.rpartition("@")
    return bool(at and local and domain) and _PATH.fullmatch(address) is not None


def mail_command(letter: OutgoingLetter, *, dsn: bool, size: int | None = None) -> tuple[bytes, ...]:
    """MAIL with RET and ENVID (RFC 3461 §4.3, §4.4) where the server knows DSN, with SIZE (RFC 1870) where that."""
    words = ["MAIL", f"FROM:<{letter.envelope_sender}>"]
    if size is not None:
        words.append(f"SIZE={size}")
    if dsn:
        # Only the headers come back: a bounce must not carry our letter around.
        words += ["RET=HDRS", f"ENVID={xtext(letter.envelope_id)}"]
    return tuple(word.encode("ascii") for word in words)


def rcpt_command(letter: OutgoingLetter, *, dsn: bool) -> tuple[bytes, ...]:
    """RCPT with NOTIFY and ORCPT (RFC 3461 §4.1, §4.2) where the server knows DSN."""
    words = ["RCPT", f"TO:<{letter.recipient}>"]
    if dsn:
        words += ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{xtext(letter.recipient)}"]
    return tuple(word.encode("ascii") for word in words)


def xtext(text: str) -> str:
    """RFC 3461 §4: printable ASCII but `+` and `=`, everything else as `+` and two hexadecimal digits."""
    return "".join(
        chr(octet) if 33 <= octet <= 126 and octet not in b"+=" else f"+{octet:02X}"
        for octet in text.encode("utf-8")
    )


def wire(raw: bytes) -> bytes:
    """A message as DATA carries it: CRLF line ends only, dots doubled, closed by the one lonely dot.

    A bare CR or LF left as it is could end the message in the eyes of another
    server (SMTP smuggling), so none survives.
    """
    lines = _LINE_END.sub(b"\r\n", raw)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return _LEADING_DOT.sub(b"..", lines) + b".\r\n"
