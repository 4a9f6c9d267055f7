"""The circle: a mail to ourselves and a mail that must come back, sent as letters are and read as mail is read.

Their tokens belong to no letter (`tokens.new_self_test_row`): the daemon takes the first for a copy of its own
and the notice about the second for one about nobody.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from maild import decode
from maild.actions.doctor.lines import Level, Line, line, told
from maild.channels import SmtpChannel
from maild.config import Config
from maild.errors import MaildError
from maild.model import (
    Action,
    Kind,
    Outcome,
    OutcomeKind,
    OutgoingLetter,
    Permit,
    RawMail,
    ReadContext,
    Reading,
    Step,
)
from maild.ports import MailboxView
from maild.rules import correlate
from maild.tokens import TokenKeys, new_self_test_row
from maild.wiring import imap_folders, relay_of
from maild.words import say

_PAUSE_S = 1.0
_MARK = "X-Maild-Self-Test"
_MOST_SKEW_S = 60.0
_WHERE = "[sender]"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a person asked for: whether to send at all, to which address that must bounce, how long to wait."""

    bounce_to: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What marks one mail."""

    row: int
    token: str
    message_id: str

    def tagged(self, address: str) -> str:
        local, _, domain = address.rpartition("@")
        return f"{local}+{self.token}@{domain}"


@dataclass(frozen=True, slots=True)
class _Mail:
    """One mail of ours under way."""

    ticket: _Ticket
    recipient: str
    outcome: Outcome
    sent_at: float  # monotonic, when the server had its last say

    @property
    def row(self) -> int:
        return self.ticket.row

    @property
    def taken(self) -> bool:
        return self.outcome.kind in (OutcomeKind.SENT, OutcomeKind.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One mail that carries a token of ours, where and when it was seen."""

    folder: str
    reading: Reading
    rows: tuple[int, ...]
    seconds: float
    received_at: datetime | None


class _Watch:
    """Every folder into which the sender's mail may fall, from now on."""

    def __init__(self, config: Config, keys: TokenKeys, stack: ExitStack) -> None:
        self._keys = keys
        self._context = ReadContext(
            own_addresses=config.own_addresses,
            survey_hosts=config.survey.hosts,
            code_patterns=config.survey.code_patterns,
        )
        self._language = config.language
        self._views: list[tuple[str, MailboxView, int]] = []
        self.lost: list[str] = []  # folders that could not be looked into, and why
        for name in _accounts(config):
            for folder in imap_folders(config, name):
                shown = f"{name}/{folder.folder}"
                try:
                    view = stack.enter_context(folder.open())
                    following = view.refresh()
                    known = view.uids_after(0) if following is None else ()  # Courier tells no UIDNEXT
                    last = max(known, default=0) if following is None else following - 1
                except MaildError as error:
                    self.lost.append(f"{shown}: {told(error, self._language)}")
                else:
                    self._views.append((shown, view, last))

    def look(self, mails: Sequence[_Mail]) -> Iterator[tuple[_Mail, _Arrival]]:
        """What has come since the last look and carries the token of one of `mails`."""
        still: list[tuple[str, MailboxView, int]] = []
        for shown, view, last in self._views:
            try:
                view.refresh()
                for raw in view.fetch(view.uids_after(last)):
                    last = max(last, raw.uid)
                    yield from self._ours(shown, raw, mails)
            except MaildError as error:
                self.lost.append(f"{shown}: {told(error, self._language)}")
            else:
                still.append((shown, view, last))
        self._views = still

    @property
    def watches(self) -> bool:
        return bool(self._views)

    def _ours(self, shown: str, raw: RawMail, mails: Sequence[_Mail]) -> Iterator[tuple[_Mail, _Arrival]]:
        for mail in mails:
            if mail.ticket.token.encode() in raw.raw.lower():
                reading = decode.read(raw.raw, size=raw.size, context=self._context)
                rows = correlate.self_tests(reading, self._keys)
                seconds = time.monotonic() - mail.sent_at
                yield mail, _Arrival(shown, reading, rows, seconds, raw.received_at)


def circle(config: Config, keys: TokenKeys, trial: Trial) -> Iterator[Line]:
    """Send, wait and say what came of it. Two mails go to ourselves, one to `trial.bounce_to`."""
    relay = relay_of(config)
    if relay is None or not config.accounts:
        yield line(_WHERE, "circle", "skip", "doctor.no_circle")
        return
    sender = config.sender.address
    with ExitStack() as stack:
        watch = _Watch(config, keys, stack)
        channel = stack.enter_context(SmtpChannel(relay))
        if not watch.watches:
            yield line(_WHERE, "circle", "skip", "doctor.circle_blind", why="; ".join(watch.lost))
            return
        one, two = _ticket(config, keys), _ticket(config, keys)
        tagged = _send(config, channel, one, one.tagged(sender), sender)
        plain = _send(config, channel, two, sender, sender)
        here: dict[int, _Arrival] = {}
        returned: dict[int, _Arrival] = {}
        _await(watch, [tagged, plain], here, returned, trial.wait_s)
        yield from _plain_came(plain, here, returned)
        kept = tagged.row in here
        yield _tag_line(config, tagged, plain, here, returned, blind=not watch.watches)
        yield from _clock(plain, here)
        if plain.taken or tagged.taken:
            yield from _bounce(config, keys, channel, watch, trial, kept=kept)
        for why in watch.lost:
            yield line(_WHERE, "circle", "warn", "doctor.circle_lost", why=why)


def _accounts(config: Config) -> list[str]:
    """Accounts that the sender's mail reaches; all, where the configuration does not say."""
    wanted = config.sender.address.lower()
    return [name for name, one in config.accounts.items() if wanted in one.receives] or list(config.accounts)


def _ticket(config: Config, keys: TokenKeys) -> _Ticket:
    row, today = new_self_test_row(), datetime.now(config.zone).date()
    return _Ticket(row, keys.sign(row, today), keys.message_id(row, today))


def _send(config: Config, channel: SmtpChannel, ticket: _Ticket, to: str, returns_to: str) -> _Mail:
    letter = OutgoingLetter(
        id=ticket.row,
        recipient=to,
        envelope_sender=returns_to,
        message_id=ticket.message_id,
        envelope_id=ticket.token,
        raw=_octets(config, to, ticket),
    )
    outcome = channel.send(letter, Permit)
    return _Mail(ticket, to, outcome, time.monotonic())


def _octets(config: Config, recipient: str, ticket: _Ticket) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((config.sender.name, config.sender.address))
    mail["To"] = recipient
    mail["Subject"] = say("doctor.mail_subject", config.language)
    mail["Date"] = format_datetime(datetime.now(config.zone))
    mail["Message-ID"] = ticket.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail[_MARK] = ticket.token  # where the Message-ID does not survive, this one may
    mail.set_content(say("doctor.mail_text", config.language), cte="quoted-printable")
    return bytes(mail)


def _await(
    watch: _Watch,
    mails: Sequence[_Mail],
    here: dict[int, _Arrival],
    returned: dict[int, _Arrival],
    wait_s: float,
) -> None:
    """Until each of `mails` has arrived or come back, or the time is over. A delay warning is no answer."""
    ends = time.monotonic() + wait_s
    open_ = {mail.row for mail in mails if mail.taken}
    while open_ and watch.watches:
        for mail, arrival in watch.look(mails):
            kind = arrival.reading.kind
            if kind is Kind.DELAYED:
                continue
            (returned if _is_notice(mail, arrival) else here).setdefault(mail.row, arrival)
            open_.discard(mail.row)
        if not open_ or time.monotonic() >= ends:
            return
        time.sleep(_PAUSE_S)


def _is_notice(mail: _Mail, arrival: _Arrival) -> bool:
    """Somebody else's mail about ours. Ours itself is known by its sender, also under another Message-ID."""
    return arrival.reading.kind is not Kind.OWN_COPY and arrival.reading.message_id != mail.ticket.message_id


def _plain_came(plain: _Mail, here: dict[int, _Arrival], returned: dict[int, _Arrival]) -> Iterator[Line]:
    """Whether a mail to the sender's own address arrives where we look, and under its own Message-ID."""
    arrival = here.get(plain.row)
    if not plain.taken:
        yield line(_WHERE, "circle", "fail", "doctor.circle_refused", **_said(plain))
    elif plain.row in returned:
        yield line(_WHERE, "circle", "fail", "doctor.circle_returned", address=plain.recipient)
    elif arrival is None:
        facts = {"address": plain.recipient, "seconds": _waited(plain)}
        yield line(_WHERE, "circle", "fail", "doctor.circle_never", **facts)
    else:
        seconds = _seconds(arrival)
        yield line(_WHERE, "circle", "ok", "doctor.circle", seconds=seconds, folder=arrival.folder)
        survives = arrival.reading.message_id == plain.ticket.message_id
        word = "doctor.message_id" if survives else "doctor.message_id_lost"
        yield line(_WHERE, "message_id", "ok" if survives else "fail", word)


def _tag_line(
    config: Config,
    tagged: _Mail,
    plain: _Mail,
    here: dict[int, _Arrival],
    returned: dict[int, _Arrival],
    *,
    blind: bool,
) -> Line:
    """Whether `local+TOKEN@domain` arrives, and what `sender.keeps_tag` should therefore be.

    Only beside the plain address: what befalls both says nothing about the tag, nor does a mail that nobody
    could wait for because the connection was lost (`blind`).
    """
    set_now = config.sender.keeps_tag
    arrival = here.get(tagged.row)
    if arrival is not None:
        if set_now:
            return _tag("ok", "doctor.tag_kept", True, seconds=_seconds(arrival))
        return _tag("warn", "doctor.tag_unused", True, seconds=_seconds(arrival))
    level: Level = "fail" if set_now else "ok"
    if plain.taken and tagged.outcome.kind is OutcomeKind.FAILED:
        return _tag(level, "doctor.tag_refused", False, **_said(tagged))
    if tagged.row in returned and plain.row not in returned:
        return _tag(level, "doctor.tag_returned", False)
    if plain.row not in here or not tagged.taken or blind:
        return line(_WHERE, "plus_address", "skip", "doctor.tag_unknown")
    return _tag(level, "doctor.tag_lost", False, seconds=_waited(tagged))


def _waited(mail: _Mail) -> int:
    """Seconds since the mail was sent: fewer than asked for where the connection was lost."""
    return round(time.monotonic() - mail.sent_at)


def _tag(level: Level, word: str, keeps_tag: bool, **facts: object) -> Line:
    return line(_WHERE, "plus_address", level, word, keeps_tag=keeps_tag, **facts)


def _clock(plain: _Mail, here: dict[int, _Arrival]) -> Iterator[Line]:
    """The mailbox's own time for a mail that we have just sent, against this machine's clock."""
    arrival = here.get(plain.row)
    if arrival is None or arrival.received_at is None:
        return
    seen_at = datetime.now(UTC).timestamp() - (time.monotonic() - plain.sent_at)
    off_s = arrival.received_at.timestamp() - seen_at
    off_s = (
        max(0.0, off_s - arrival.seconds) if off_s > 0 else off_s
    )  # it may have been under way for that long
    level: Level = "warn" if abs(off_s) > _MOST_SKEW_S else "ok"
    word = "doctor.clock_off" if level == "warn" else "doctor.clock"
    yield line(f"[{arrival.folder}]", "clock", level, word, seconds=round(abs(off_s)), host="IMAP")


def _bounce(
    config: Config, keys: TokenKeys, channel: SmtpChannel, watch: _Watch, trial: Trial, *, kept: bool
) -> Iterator[Line]:
    """A mail to an address that must not exist: its notice comes back, and is read as what it is."""
    sender, ticket = config.sender.address, _ticket(config, keys)
    returns_to = ticket.tagged(sender) if kept else sender
    mail = _send(config, channel, ticket, trial.bounce_to, returns_to)
    if not mail.taken:
        at_once = mail.outcome.kind is OutcomeKind.FAILED and mail.outcome.step is Step.RCPT
        word = "doctor.bounce_at_once" if at_once else "doctor.bounce_refused"
        yield line(_WHERE, "bounce", "skip" if at_once else "fail", word, **_said(mail))
        return
    here: dict[int, _Arrival] = {}
    returned: dict[int, _Arrival] = {}
    _await(watch, [mail], here, returned, trial.wait_s)
    notice = returned.get(mail.row)
    if mail.row in here:
        yield line(_WHERE, "bounce", "fail", "doctor.bounce_arrived", address=trial.bounce_to)
    elif notice is None:
        facts = {"address": trial.bounce_to, "seconds": _waited(mail)}
        yield line(_WHERE, "bounce", "fail", "doctor.bounce_never", **facts)
    else:
        yield from _judged(notice, mail, trial)


def _judged(notice: _Arrival, mail: _Mail, trial: Trial) -> Iterator[Line]:
    seconds = _seconds(notice)
    yield line(_WHERE, "bounce", "ok", "doctor.bounce", seconds=seconds, folder=notice.folder)
    if mail.row not in notice.rows:
        yield line(_WHERE, "bounce_token", "fail", "doctor.bounce_unmatched")
        return
    yield line(_WHERE, "bounce_token", "ok", "doctor.bounce_matched")
    reading = notice.reading
    named = [one for one in reading.recipients if one.action is Action.FAILED]
    ours = [
        one for one in named if trial.bounce_to.lower() in (one.address.lower(), (one.original or "").lower())
    ]
    facts = {"rule": reading.rule, "kind": reading.kind.value}
    if reading.kind is not Kind.BOUNCE or not reading.sure:
        yield line(_WHERE, "bounce_reading", "fail", "doctor.bounce_misread", **facts)
    elif not ours:
        yield line(_WHERE, "bounce_reading", "warn", "doctor.bounce_unnamed", **facts)
    else:
        facts |= {"reason": ours[0].reason.value, "status": ours[0].status or "–"}
        yield line(_WHERE, "bounce_reading", "ok", "doctor.bounce_read", **facts)


def _seconds(arrival: _Arrival) -> float:
    return round(arrival.seconds, 1)


def _said(mail: _Mail) -> dict[str, object]:
    outcome = mail.outcome
    return {"step": outcome.step.value, "code": outcome.code or "", "said": outcome.text}
