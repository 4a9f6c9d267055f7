"""The one way into this room: `read` joins the readers in the order in which they outweigh one another."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache

from maild.decode.automatic import Automatic, judge
from maild.decode.bounce import Bounce, read_bounce
from maild.decode.dsn import find_address
from maild.decode.feedback import complaint
from maild.decode.message import MIB, Headers, Mail, fingerprint, parse, subject_mark, usual_date
from maild.decode.operator import overruled
from maild.decode.reply import Understanding, understand
from maild.decode.reply.quotes import own_words
from maild.model import Kind, ReadContext, Reading, Traces
from maild.privacy import Secrets
from maild.tokens import subject_codes

MAX_IDS = 50
MAX_AUTHENTICATION = 2048
MAX_WORDS = 400  # characters of a writer's own words that are kept

_ID = re.compile(r"<[^<>\s]{1,250}>")
_NO_CONTEXT = ReadContext()


def read(raw: bytes, *, size: int | None = None, context: ReadContext = _NO_CONTEXT) -> Reading:
    """Everything maild takes from one mail; `raw` is its first MiB or all of it, `size` its true octets.

    Notices about delivery come first, because their fields are proof; then
    what software writes; then people. A mail that breaks every reader is
    UNREADABLE, with the readers' fault as its rule: it still gets its line.
    """
    octets = len(raw) if size is None else size
    try:
        return read_strictly(raw[:MIB], octets, context)
    except Exception as fault:  # the last resort: no mail may stop the mailbox
        return Reading(
            fingerprint(raw), octets, Kind.UNREADABLE, rule=f"reader-failed:{type(fault).__name__}"
        )


def read_strictly(raw: bytes, size: int, context: ReadContext) -> Reading:
    """As `read`, but lets a fault of ours out: for the tests."""
    mail = parse(raw)
    mark = mail.fingerprint()
    if not len(mail.headers):
        return Reading(mark, size, Kind.UNREADABLE, rule="no-header")
    secrets = secrets_of(context)
    bounce = read_bounce(mail, secrets)
    if bounce is not None:
        return of_notice(mail, overruled(bounce, context.bounce_rules), mark, size)
    own = own_words(mail, context)
    complained = complaint(mail)
    automatic = (
        Automatic(Kind.FEEDBACK, True, "complaint", (complained,))
        if complained
        else judge(mail, context, own)
    )
    return _of_other(mail, understand(mail, context, automatic, own), secrets, mark, size)


@lru_cache(maxsize=16)
def _secrets(hosts: tuple[str, ...], patterns: tuple[str, ...]) -> Secrets:
    return Secrets(hosts, tuple(re.compile(pattern) for pattern in patterns))


def of_notice(mail: Mail, bounce: Bounce, mark: str, size: int) -> Reading:
    """The reading of a notice about delivery; `mark` is the fingerprint of the mail that brought it."""
    headers = mail.headers
    replied = _answered(headers)
    return Reading(
        fingerprint=mark,
        size=size,
        kind=bounce.kind,
        auto=not bounce.forwarded,
        sure=bounce.sure,
        score=bounce.score,
        recipients=bounce.recipients,
        message_id=_message_id(headers),
        subject_mark=subject_mark(headers),
        about=bounce.message_ids or replied,
        traces=_traces(headers, replied, bounce),
        sender=sender_of(headers),
        sent_at=_sent_at(headers),
        authentication=authentication_of(headers),
        rule=bounce.rule,
        evidence=bounce.evidence,
    )


def _of_other(mail: Mail, said: Understanding, secrets: Secrets, mark: str, size: int) -> Reading:
    headers = mail.headers
    replied = _answered(headers)
    return Reading(
        fingerprint=mark,
        size=size,
        kind=said.kind,
        auto=said.auto,
        sure=said.sure,
        score=said.score,
        secondary=said.secondary,
        technical_stage=said.technical_stage,
        error_hint=secrets.mask(said.error_hint)[:200] if said.error_hint else None,
        return_date=said.return_date,
        new_address=said.new_address,
        message_id=_message_id(headers),
        subject_mark=subject_mark(headers),
        about=replied,
        traces=_traces(headers, replied, None),
        sender=sender_of(headers),
        sent_at=_sent_at(headers),
        authentication=authentication_of(headers),
        words=secrets.mask(said.words[: MAX_WORDS * 4])[:MAX_WORDS],
        rule=said.rule,
        evidence=tuple(secrets.mask(line[:600])[:300] for line in said.evidence[:12]),
    )


# ---------------------------------------------------------------- ids and headers


def secrets_of(context: ReadContext) -> Secrets:
    return _secrets(context.survey_hosts, context.code_patterns)


def _message_id(headers: Headers) -> str | None:
    found = _ID.search(headers.get("message-id") or "")
    return found.group(0) if found else None


def _answered(headers: Headers) -> tuple[str, ...]:
    """In-Reply-To, then References, newest first: the mail answered is named before its ancestors."""
    if "in-reply-to" not in headers and "references" not in headers:
        return ()
    ids = _ID.findall(headers.get("in-reply-to") or "")
    ids += reversed(_ID.findall(headers.get("references") or ""))
    return tuple(dict.fromkeys(ids))[:MAX_IDS]


def _traces(headers: Headers, replied: tuple[str, ...], bounce: Bounce | None) -> Traces:
    subject = headers.get("subject") or ""
    reached: dict[str, None] = {}
    for value in headers.each(_REACHED_UNDER):
        for piece in value.split(",")[:20]:
            address = find_address(piece)
            if address:
                reached[address] = None
    return Traces(
        delivered_to=tuple(reached)[:MAX_IDS],
        envelope_ids=bounce.envelope_ids if bounce else (),
        returned=bounce.message_ids + bounce.return_paths if bounce else (),
        replied=replied,
        subject_codes=tuple(dict.fromkeys(subject_codes(subject)))[:5],
        references=_references(subject) if "-" in subject else (),
    )


_REACHED_UNDER = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")


_REFERENCE = re.compile(r"([A-Z](?<![\w-].)[A-Z]{1,5}-[A-Z0-9]{0,6}\d{2,8})(?![\w-])")


def _references(subject: str) -> tuple[str, ...]:
    """Numbers of incidents and files that a subject names: "INC-0023", "HT-5512"."""
    return tuple(dict.fromkeys(found[1] for found in _REFERENCE.finditer(subject[:1000])))[:5]


def sender_of(headers: Headers) -> str | None:
    """The address in the brackets of From. The name before it is as its writer likes, perhaps another's address."""
    for written in headers.as_written("from")[:1]:
        bare = _without_asides(written) if '"' in written or "(" in written else written
        found = find_address(bare.rpartition("<")[2]) if "<" in bare or "=?" not in bare else None
        if found is not None:
            return found
    return find_address(headers.get("from") or "")


_ASIDES = re.compile(r'\\.|["()]')


def _without_asides(text: str) -> str:
    """An address field without its quoted names and its comments, as far as they are closed."""
    kept: list[str] = []
    done = depth = 0
    quoted = False
    for mark in _ASIDES.finditer(text):
        if quoted:
            quoted = mark[0] != '"'
            if not quoted and not text.startswith("@", mark.end()):  # else it was the address itself
                done = mark.end()
        elif depth:
            depth += {"(": 1, ")": -1}.get(mark[0], 0)
            done = done if depth else mark.end()
        elif mark[0] in ('"', "("):
            kept.append(text[done : mark.start()])
            done = mark.start()
            quoted, depth = mark[0] == '"', int(mark[0] == "(")
    return " ".join((*kept, text[done:]))


def _sent_at(headers: Headers) -> datetime | None:
    """The Date field in UTC; None when it is missing or no date."""
    value = headers.get("date")
    if not value:
        return None
    usual = usual_date(value)
    if usual is not None:
        return usual
    try:
        parts = parsedate_tz(value[:100])
        return datetime(*parts[:6], tzinfo=UTC) - timedelta(seconds=parts[9] or 0) if parts else None
    except (ValueError, OverflowError):
        return None


def authentication_of(headers: Headers) -> tuple[str, ...]:
    """As our server wrote them: it quotes envelope senders, and an encoded word in one is not to become a verdict."""
    return tuple([value[:MAX_AUTHENTICATION] for value in headers.as_written("authentication-results")[:10]])
