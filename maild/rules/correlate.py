"""Whose mail is this, and how sure: a token or Message-ID of ours, a subject code, the roster; never
"an address somewhere in the text".

`wanted` names what must be looked up, `correlate` decides over what was found, `trusted` says whether
the match may change a status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Literal, TypeVar

import authres

from maild.model import Action, Kind, LetterState, Notice, OutboxLetter, Reading, Respondent
from maild.tokens import Token, TokenKeys

T = TypeVar("T", int, str)
How = Literal[
    "token-delivered",
    "token-returned",
    "message-id",
    "subject-code",
    "sender",
    "failed-recipient",
    "self-test",
    "notice",
    "none",
]
TOKEN_LIFE = timedelta(days=60)
SKEW = timedelta(days=1)  # wrong clocks and zones of other servers
OLDEST = timedelta(days=400)  # as far as `reading.look_back_days` can reach
_NOTICES = frozenset({Kind.BOUNCE, Kind.DELAYED, Kind.DELIVERED, Kind.FEEDBACK})
_MAY_BE_SENT = frozenset({LetterState.IN_DOUBT, LetterState.SENT, LetterState.SKIPPED})
_FIELD = "authentication-results:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mail points at, to be looked up. Addresses are lower case; Message-IDs keep their brackets."""

    rows: tuple[int, ...] = ()
    message_ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    notices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of the wanted; codes and addresses may belong to several people."""

    letters_by_id: Mapping[int, OutboxLetter]
    letters_by_message_id: Mapping[str, OutboxLetter]
    respondents_by_code: Mapping[str, tuple[Respondent, ...]]
    respondents_by_address: Mapping[str, tuple[Respondent, ...]]
    notices_by_id: Mapping[int, Notice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """Whose mail it is. `verified`: proven by a token or Message-ID of ours, and everything else fits."""

    respondent_id: int | None = None
    letter_id: int | None = None
    address_id: int | None = None
    round_id: int | None = None
    how: How = "none"
    verified: bool = False
    from_other_address: bool = False  # written from another address than the one we mailed
    conflict: bool = False  # the signs point at different people: for a person to decide
    notice_id: int | None = (
        None  # the mail to staff it is about; `verified` then says nothing about an official
    )


def wanted(reading: Reading, keys: TokenKeys) -> Wanted:
    """Everything in `reading` that may betray what it is about. Only valid tokens name rows."""
    traces = reading.traces
    ids = (text for text in (*traces.returned, *traces.replied, *reading.about) if text.startswith("<"))
    addresses = [reading.sender or ""]
    for result in reading.recipients:
        if result.action in (Action.FAILED, Action.DELAYED):
            addresses += [result.address, result.original or ""]
    return Wanted(
        rows=_once(token.row for token in _tokens(reading, keys) if token.is_letter),
        message_ids=_once(ids),
        codes=_once(traces.subject_codes),
        addresses=_once(address.lower() for address in addresses if "@" in address),
        notices=_once(token.notice for token in _tokens(reading, keys) if token.notice is not None),
    )


def all_wanted(readings: Iterable[Reading], keys: TokenKeys) -> Wanted:
    """The same of several mails together."""
    each = [wanted(one, keys) for one in readings]
    return Wanted(
        **{
            part.name: _once(one for some in each for one in getattr(some, part.name))
            for part in fields(Wanted)
        }
    )


def self_tests(reading: Reading, keys: TokenKeys) -> tuple[int, ...]:
    """The mails of `maild doctor` that `reading` proves to have seen."""
    return _once(token.row for token in _tokens(reading, keys) if token.is_self_test)


def correlate(reading: Reading, keys: TokenKeys, known: Known, now: datetime) -> Match:
    """Whose mail `reading` is, by the strongest sign that names somebody.

    What comes back for a notice to staff is about that notice and no official, though the head of a unit may be
    one himself; what he writes in answer to it is his own.
    """
    letters = _letters(reading, keys, known)
    if letters:
        return _of_letter(reading, letters, known, now)
    if self_tests(reading, keys):
        return Match(how="self-test")  # about nobody, whoever is named in it
    notice = _notice(reading, keys, known)
    if notice is None:
        return _of_person(reading, known)
    if reading.kind in _NOTICES:
        return Match(notice_id=notice.id, how="notice", verified=_of_notice(reading, notice, now))
    return replace(_of_person(reading, known), notice_id=notice.id)


def trusted(reading: Reading, match: Match, authserv_ids: frozenset[str], roster_address: bool) -> bool:
    """Whether the mail may change a status: it carries a token or Message-ID of ours, or it comes from
    the roster's address (`roster_address`) and our own server says that it really does.
    """
    if match.verified:
        return True
    if not roster_address or reading.sender is None or match.from_other_address or match.conflict:
        return False
    return authenticated(reading.authentication, reading.sender, authserv_ids)


def _tokens(reading: Reading, keys: TokenKeys) -> Iterator[Token]:
    """Every valid token that the mail shows."""
    traces = reading.traces
    for text in (
        *traces.delivered_to,
        *traces.envelope_ids,
        *traces.returned,
        *traces.replied,
        *reading.about,
    ):
        token = keys.verify(text)
        if token is not None:
            yield token


def _letters(reading: Reading, keys: TokenKeys, known: Known) -> list[tuple[How, OutboxLetter]]:
    """The letters of ours that the mail proves to have seen, strongest sign first."""
    traces = reading.traces
    signs: tuple[tuple[How, tuple[str, ...]], ...] = (
        ("token-delivered", traces.delivered_to),
        ("token-returned", (*traces.envelope_ids, *traces.returned)),
        ("message-id", (*traces.replied, *reading.about)),
    )
    found: list[tuple[How, OutboxLetter]] = []
    for how, texts in signs:
        for text in texts:
            letter = _by_token(text, keys, known)
            if letter is not None:
                found.append((how, letter))
            elif text in known.letters_by_message_id:
                found.append(("message-id", known.letters_by_message_id[text]))
    return found


def _by_token(text: str, keys: TokenKeys, known: Known) -> OutboxLetter | None:
    token = keys.verify(text)
    letter = known.letters_by_id.get(token.row) if token is not None else None
    # The day is the row's own: a row number that came back must not honour an old token.
    return letter if letter is not None and token is not None and letter.made_on == token.day else None


def _notice(reading: Reading, keys: TokenKeys, known: Known) -> Notice | None:
    """The notice to staff that the mail proves to have seen."""
    for token in _tokens(reading, keys):
        notice = known.notices_by_id.get(token.notice or 0)
        # The day is the row's own: a row number that came back must not honour an old token.
        if notice is not None and notice.made_on == token.day:
            return notice
    return None


def _of_notice(reading: Reading, notice: Notice, now: datetime) -> bool:
    """Whether a report about the notice is proven: it may have been sent, the recipient and the time fit."""
    return answers(reading, notice, now) and _names(reading, notice.recipient)


def answers(reading: Reading, notice: Notice, now: datetime) -> bool:
    """Whether a mail can be an answer to the notice: it may have been sent, and the time fits."""
    return notice.state in _MAY_BE_SENT and _in_time(reading, notice.queued_at, now)


def _of_letter(
    reading: Reading, letters: list[tuple[How, OutboxLetter]], known: Known, now: datetime
) -> Match:
    how, letter = letters[0]
    others = {one.respondent_id for _, one in letters} - {letter.respondent_id}
    by_code = [
        one for code in reading.traces.subject_codes for one in known.respondents_by_code.get(code, ())
    ]
    notice = reading.kind in _NOTICES
    sender = (reading.sender or "").lower()
    by_sender = () if notice else known.respondents_by_address.get(sender, ())
    for people in (by_code, by_sender):
        if people and all(one.id != letter.respondent_id for one in people):
            others |= {one.id for one in people if one.round_id == letter.round_id}
    own = sender == letter.email.lower() or any(one.id == letter.respondent_id for one in by_sender)
    may_be_sent = letter.state in _MAY_BE_SENT
    return Match(
        respondent_id=letter.respondent_id,
        letter_id=letter.id,
        address_id=letter.address_id,
        round_id=letter.round_id,
        how=how,
        verified=may_be_sent
        and (not notice or _names(reading, letter.email))
        and _in_time(reading, letter.due_at, now),
        from_other_address=not notice and bool(sender) and not own,
        conflict=bool(others),
    )


def _names(reading: Reading, recipient: str) -> bool:
    """Whether the report speaks of this recipient. One that names nobody is held to its token alone."""
    row = recipient.lower()
    named = {
        address.lower() for one in reading.recipients for address in (one.address, one.original) if address
    }
    return not named or row in named


def _in_time(reading: Reading, due_at: datetime, now: datetime) -> bool:
    """Not before the letter can have left, and within the token's life."""
    at = written_at(reading, now)
    return due_at - SKEW <= at <= due_at + TOKEN_LIFE


def written_at(reading: Reading, now: datetime) -> datetime:
    """When a mail was written by its own date. A date from the future, or so old that maild would not read the
    mail any more, is a wrong clock, and no proof of anything: then the time it is now counts.
    """
    said = reading.sent_at
    return now if said is None or not now - OLDEST < said <= now + SKEW else said


def _of_person(reading: Reading, known: Known) -> Match:
    """By code, sender or failed recipient: a hint that a person may follow, never a proof."""
    sender = (reading.sender or "").lower()
    notice = reading.kind in _NOTICES
    by_code = tuple(
        one for code in reading.traces.subject_codes for one in known.respondents_by_code.get(code, ())
    )
    if notice:
        return _one_of(by_code, "subject-code", "") if by_code else _failed(reading, known)
    by_sender = known.respondents_by_address.get(sender, ())
    if not by_code:
        return _one_of(by_sender, "sender", sender)
    ids = {one.id for one in by_sender}
    both = tuple(one for one in by_code if one.id in ids)
    match = _one_of(both or by_code, "subject-code", sender)
    # Somebody else of the roster writes under this code.
    return replace(match, conflict=True) if by_sender and not both else match


def _failed(reading: Reading, known: Known) -> Match:
    failed = [
        address.lower()
        for one in reading.recipients
        for address in (one.original, one.address)
        if address and one.action in (Action.FAILED, Action.DELAYED)
    ]
    people = tuple(one for address in failed for one in known.respondents_by_address.get(address, ()))
    return _one_of(people, "failed-recipient", "")


def _one_of(people: tuple[Respondent, ...], how: How, sender: str) -> Match:
    """The one person meant; of one official in several rounds the newest; nobody, and a conflict, among several."""
    if not people:
        return Match()
    addresses = {one.address_id for one in people}
    address_id = addresses.pop() if len(addresses) == 1 else None
    if len({one.official_id for one in people}) > 1:
        return Match(address_id=address_id, how=how, conflict=True)
    newest = max(people, key=lambda one: one.round_id)
    return Match(
        respondent_id=newest.id,
        address_id=newest.address_id,
        round_id=newest.round_id,
        how=how,
        from_other_address=sender not in ("", newest.email.lower()),
    )


def authenticated(fields: tuple[str, ...], sender: str, authserv_ids: frozenset[str]) -> bool:
    """Read the topmost field of our own server (RFC 8601 §5); what cannot be read proves nothing.

    A field of ours further down may be the sender's own invention, so only the first one counts.
    """
    ours = {one.lower() for one in authserv_ids}
    for text in fields:
        header = _parsed(text)
        if header is None:
            return False
        if str(header.authserv_id).lower() in ours:
            return any(_vouches(result, sender.lower()) for result in header.results)
    return False


def _parsed(text: str) -> authres.AuthenticationResultsHeader | None:
    value = " ".join(text.split())
    if value.lower().startswith(_FIELD):
        value = value[len(_FIELD) :].strip()
    try:
        return authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    except Exception:
        # The parser raises whatever it trips over; a mail from the wild is never an error of ours.
        return None


# What vouches for the From address: method → the properties that name who was authenticated.
_VOUCHERS = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.mail"),
    "auth": ("smtp.auth", "smtp.mailfrom"),
}


def _vouches(result: authres.AuthenticationResult, sender: str) -> bool:
    """A pass for the domain of From, or for a parent of it that signs or mails for all of its own."""
    method = str(result.method).lower()
    if str(result.result).lower() != "pass" or method not in _VOUCHERS:
        return False
    named = {f"{one.type}.{one.name}".lower(): str(one.value).lower() for one in result.properties}
    who = next((named[name] for name in _VOUCHERS[method] if named.get(name)), None)
    if who is None:
        return False
    if method == "auth":
        return who == sender  # logged in as this very mailbox
    domain, vouched = sender.rpartition("@")[2], who.rpartition("@")[2].strip(".")
    return bool(vouched) and (
        domain == vouched or (vouched.count(".") >= 1 and domain.endswith("." + vouched))
    )


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
