"""From raw mails to rows, events and effects: the same trip for IMAP and for imported files.

An attempt is counted and committed before a mail is decoded, so that a mail that kills or hangs the process is
found after the restart. What follows from a batch (rows, events, folded states, cursor) is one transaction; a
crash repeats the batch. Effects are unique per fingerprint over all mailboxes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from maild.decode.verdict import to_json
from maild.errors import Busy, SchemaError
from maild.jobs import clerks, orders
from maild.jobs import incidents as incident_trip
from maild.jobs.brought import Brought
from maild.jobs.enclosures import Enclosures, vouched
from maild.jobs.patience import patiently
from maild.jobs.reader import Content, Died, Read, Reader, read_mail
from maild.jobs.so_far import SoFar
from maild.logs import log
from maild.model import (
    Calendar,
    Event,
    EventKind,
    Kind,
    LetterState,
    Limits,
    Notice,
    NoticeCode,
    OutboxLetter,
    Pointer,
    RawMail,
    ReadContext,
    Reading,
    Reason,
    Stage,
)
from maild.privacy import mask_addresses
from maild.rules import ADDRESS, FOLDS, LETTER, RESPONDENT, correlate, inbound, rereading
from maild.rules.inbound import IncidentNote
from maild.store import Database, Unit, View, events, incidents, mailbox, notices, outbox, roster
from maild.tokens import TokenKeys

T = TypeVar("T")
Finish = Callable[[Unit], None]
MAX_ATTEMPTS = 3
_FORWARDED = frozenset({Kind.BOUNCE, Kind.DELAYED})
_MASKED = ("words", "evidence", "recipients", "new_address", "error_hint")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the province has set about its inbound mail."""

    context: ReadContext
    calendar: Calendar
    limits: Limits
    authserv_ids: frozenset[str] = frozenset()  # our own servers in Authentication-Results
    ministry: frozenset[str] = frozenset()  # addresses that answer for the ministry
    it: frozenset[str] = frozenset()  # addresses that may order by mail


@dataclass(frozen=True, slots=True)
class Folder:
    """Where mails are taken from."""

    account: str
    folder: str
    uidvalidity: int

    def pointer(self, uid: int) -> Pointer:
        return Pointer(self.account, self.folder, self.uidvalidity, uid)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some mails."""

    new: int = 0
    duplicates: int = 0
    quarantined: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.new + other.new, self.duplicates + other.duplicates, self.quarantined + other.quarantined
        )


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A mail that is read in another way now."""

    mail_id: int
    was: Kind
    kind: Kind
    rule: str


@dataclass(frozen=True, slots=True)
class Hand:
    """Mails of one folder in hand: an attempt has been counted for each, and `finish` ends their transaction."""

    folder: Folder
    mails: Sequence[RawMail]
    now: datetime
    finish: Finish
    attempts: Sequence[mailbox.Attempt]
    context: ReadContext

    @property
    def worn_out(self) -> set[int]:
        """Those that have been tried too often, by UID."""
        return {one.uid for one in self.attempts if not one.done and one.attempts > MAX_ATTEMPTS}

    @property
    def todo(self) -> list[RawMail]:
        """Those that are to be read."""
        uids = {one.uid for one in self.attempts if not one.done} - self.worn_out
        return [mail for mail in self.mails if mail.uid in uids]


@dataclass(frozen=True, slots=True)
class _Read:
    mail_id: int
    mail: RawMail
    reading: Reading
    brought: Brought | None = None


@dataclass(frozen=True, slots=True)
class _Judged:
    """A mail and whose it is. `original`: the mail that has had, or will have, the effects of its fingerprint."""

    read: _Read
    match: correlate.Match
    original: int | None

    @property
    def record(self) -> mailbox.Record:
        read, match = self.read, self.match
        return mailbox.Record(
            read.mail_id,
            fingerprint=read.reading.fingerprint,
            kind=read.reading.kind,
            reading=stored(read.reading),
            duplicate_of=self.original,
            respondent_id=match.respondent_id,
            letter_id=match.letter_id,
            received_at=read.mail.received_at,
        )

    def received(self, now: datetime) -> Event:
        reading, match = self.read.reading, self.match
        return Event(
            EventKind.MAIL_RECEIVED,
            now,
            mail_id=self.read.mail_id,
            round_id=match.round_id,
            respondent_id=match.respondent_id,
            letter_id=match.letter_id,
            data={
                "kind": reading.kind.value,
                "rule": reading.rule,
                "sure": reading.sure,
                "matched_by": match.how,
                "verified": match.verified,
            },
        )


Ours = Callable[[View, ReadContext, datetime], ReadContext]
ReadOne = Callable[[RawMail, ReadContext], Content]


def _nothing_sent(_look: View, context: ReadContext, _now: datetime) -> ReadContext:
    return context


class Intake:
    """`ours` completes what the reader may know by what we sent; `read` is the reader; `door` takes what the
    ministry sends along.
    """

    def __init__(
        self,
        store: Database,
        keys: TokenKeys,
        policy: Policy,
        *,
        ours: Ours = _nothing_sent,
        read: Read = read_mail,
        door: Enclosures | None = None,
    ) -> None:
        self._store = store
        self._keys = keys
        self._policy = policy
        self._ours = ours
        self._read = read
        self._door = door
        self.reader = Reader(read, None if door is None else door.opener)
        self.may_read_apart = (
            threading.Lock()
        )  # one process beside the daemon is all that it takes memory for

    def vouched(self) -> Intake:
        """The same for mails that a person hands over as the ministry's."""
        door = None if self._door is None else vouched(self._door)
        return Intake(self._store, self._keys, self._policy, ours=self._ours, read=self._read, door=door)

    def wants_whole(self, raw: bytes) -> bool:
        """Whether more than the first MiB of a mail is needed; `raw` is its beginning."""
        return self._door is not None and self._door.opener.wants_whole(raw)

    def take(self, folder: Folder, mails: Sequence[RawMail], now: datetime, finish: Finish) -> Tally:
        """Read and record `mails`; `finish` moves the cursor in the same transaction.

        When the batch fails as a whole its mails are taken one by one, and the one that cannot be handled is
        quarantined after its third attempt while the others go on. Raises Busy and SchemaError when the
        database is in trouble: that is no mail's fault, and none is counted an attempt for it.
        """
        hand = self.begin(folder, mails, now, finish)
        try:
            found = [self.reader(mail, hand.context) for mail in hand.todo]
        except Exception:  # our bug, in whichever room: it must not stop the mailbox
            log.exception("mail.batch_failed", account=folder.account, folder=folder.folder, mails=len(mails))
            return self.one_by_one(hand, self.reader)
        return self.end(hand, found)

    def begin(
        self,
        folder: Folder,
        mails: Sequence[RawMail],
        now: datetime,
        finish: Finish,
        context: ReadContext | None = None,
    ) -> Hand:
        """Count an attempt for each mail, and commit it: only then may anybody read them.

        `context` is that of a batch whose mails lay in the mailbox at the same time.
        """
        with self._store.unit(FOLDS) as unit:
            return self.begun(unit, folder, mails, now, finish, context)

    def begun(
        self,
        unit: Unit,
        folder: Folder,
        mails: Sequence[RawMail],
        now: datetime,
        finish: Finish,
        context: ReadContext | None = None,
    ) -> Hand:
        """The same in a transaction of the caller's: nobody may read the mails before it has been committed."""
        attempts = mailbox.take(unit.connection, [folder.pointer(mail.uid) for mail in mails], now)
        if context is None:
            context = self._ours(unit, self._policy.context, now)
        return Hand(folder, mails, now, finish, attempts, context)

    def end(self, hand: Hand, found: Sequence[Content]) -> Tally:
        """Record what was `found` in the mails of `hand.todo`, in one transaction, or else one by one."""
        try:
            return self._together(hand, found)
        except (Busy, SchemaError):
            raise
        except Exception:
            where = {"account": hand.folder.account, "folder": hand.folder.folder}
            log.exception("mail.batch_failed", **where, mails=len(hand.mails))
        return self.one_by_one(hand, self.reader)

    def one_by_one(self, hand: Hand, read: ReadOne) -> Tally:
        """Read and record each mail by itself; one that cannot be handled is quarantined after its third attempt."""
        tally = Tally()
        for mail in hand.mails:
            tally += self._take_alone(hand.folder, mail, hand.now, read)
        self._written(hand.finish)
        return tally

    def give_back(self, hand: Hand) -> None:
        """The attempts came to nothing through no fault of the mails."""
        with suppress(Busy, SchemaError), self._store.unit(FOLDS) as unit:
            mailbox.give_back(unit.connection, [hand.folder.pointer(mail.uid) for mail in hand.mails])

    def set_aside(self, folder: Folder, uid: int, because: str, now: datetime, finish: Finish) -> Tally:
        """Quarantine a mail that could not even be fetched."""
        with self._store.unit(FOLDS) as unit:
            (attempt,) = mailbox.take(unit.connection, [folder.pointer(uid)], now)
            if not attempt.done:
                self._quarantine(unit, folder, attempt.mail_id, uid, because, now)
            finish(unit)
        return Tally() if attempt.done else Tally(quarantined=1)

    def read_again(self, mail_id: int, raw: RawMail, now: datetime, actor: str) -> ReadAgain | None:
        """Read a recorded mail by the rules of today; None where they say of it what was said before.

        What the first reading did is taken back as far as it still holds. A person's word about the mail stands, and
        so do orders that were followed and what the ministry sent along: such mails are left as they are.
        """
        with self._store.unit(FOLDS) as unit:
            context = self._ours(unit, self._policy.context, now)
        found = self.reader(raw, context)
        read = _Read(mail_id, raw, found.reading, found.brought)
        return self._written(lambda unit: self._again(unit, read, now, actor))

    def _again(self, unit: Unit, read: _Read, now: datetime, actor: str) -> ReadAgain | None:
        row, reading, fresh = mailbox.mail(unit.connection, read.mail_id), read.reading, stored(read.reading)
        if row is None or row.kind is None or row.fingerprint != reading.fingerprint:
            return None
        if row.duplicate_of is not None or row.reading.keys() & {"settled", "order"}:
            return None
        if read.brought is not None or not rereading.differs(row.reading, fresh):
            return None
        known = self._known(unit, [reading])
        match = correlate.correlate(reading, self._keys, known, now)
        if incident_trip.answered(unit, reading, match, self._policy.ministry) is not None:
            return None
        mailbox.read_again(unit.connection, row.id, reading.kind, fresh, match.respondent_id, match.letter_id)
        trail = events.trail(unit.connection, mail_id=row.id)
        event = Event(
            EventKind.MAIL_READ_AGAIN,
            now,
            actor,
            mail_id=row.id,
            round_id=match.round_id,
            respondent_id=match.respondent_id,
            letter_id=match.letter_id,
            data={
                "kind": reading.kind.value,
                "was": row.kind.value,
                "rule": reading.rule,
                "sure": reading.sure,
            },
        )
        unit.append(event)
        known_sender = (reading.sender or "").lower() in known.respondents_by_address
        trusted = correlate.trusted(reading, match, self._policy.authserv_ids, known_sender)
        self._follow(
            unit,
            reading,
            match,
            known,
            row.id,
            now,
            SoFar(unit),
            trusted=trusted,
            first=(trail, replace(event, data={})),
        )
        return ReadAgain(row.id, row.kind, reading.kind, reading.rule)

    def _together(self, hand: Hand, found: Sequence[Content]) -> Tally:
        rows = {one.uid: one.mail_id for one in hand.attempts}
        read = [
            _Read(rows[mail.uid], mail, one.reading, one.brought)
            for mail, one in zip(hand.todo, found, strict=True)
        ]
        worn_out = hand.worn_out

        def write(unit: Unit) -> Tally:
            tally = self._record(unit, self._rows_again(unit, hand.folder, read, hand.now), hand.now)
            for attempt in hand.attempts:
                if attempt.uid in worn_out:
                    self._quarantine(
                        unit, hand.folder, attempt.mail_id, attempt.uid, "killed_the_reader", hand.now
                    )
                    tally += Tally(quarantined=1)
            hand.finish(unit)
            return tally

        return self._counted(hand.folder, hand.mails, lambda: self._written(write))

    def _rows_again(self, unit: Unit, folder: Folder, read: list[_Read], now: datetime) -> list[_Read]:
        """In a rehearsal the mails' rows were taken back with the transaction that counted the attempts."""
        if not self._store.rehearsing:
            return read
        taken = mailbox.take(unit.connection, [folder.pointer(one.mail.uid) for one in read], now)
        rows = {one.uid: one.mail_id for one in taken}
        return [replace(one, mail_id=rows[one.mail.uid]) for one in read]

    def _take_alone(self, folder: Folder, mail: RawMail, now: datetime, read: ReadOne) -> Tally:
        while True:
            with self._store.unit(FOLDS) as unit:
                (attempt,) = mailbox.take(unit.connection, [folder.pointer(mail.uid)], now)
                context = self._ours(unit, self._policy.context, now)
            if attempt.done:
                return Tally()
            because = "killed_the_reader"
            if attempt.attempts <= MAX_ATTEMPTS:
                try:
                    found = read(mail, context)
                    one = _Read(attempt.mail_id, mail, found.reading, found.brought)
                    return self._counted(
                        folder,
                        [mail],
                        lambda one=one: self._written(  # type: ignore[misc]
                            lambda unit: self._record(unit, [one], now)
                        ),
                    )
                except (Busy, SchemaError):
                    raise
                except Exception as error:
                    log.exception("mail.failed", mail_id=attempt.mail_id, attempt=attempt.attempts)
                    if attempt.attempts < MAX_ATTEMPTS:
                        continue
                    because = "killed_the_reader" if isinstance(error, Died) else type(error).__name__
            with self._store.unit(FOLDS) as unit:
                self._quarantine(unit, folder, attempt.mail_id, mail.uid, because, now)
            return Tally(quarantined=1)

    def _written(self, write: Callable[[Unit], T]) -> T:
        """`write` in one transaction, tried again where another process keeps the database."""

        def once() -> T:
            with self._store.unit(FOLDS) as unit:
                return write(unit)

        return patiently(once)

    def _counted(self, folder: Folder, mails: Sequence[RawMail], work: Callable[[], T]) -> T:
        """Do what the attempts were counted for; they are taken back when the database is in trouble."""
        try:
            return work()
        except (Busy, SchemaError):
            with suppress(Busy, SchemaError), self._store.unit(FOLDS) as unit:
                mailbox.give_back(unit.connection, [folder.pointer(mail.uid) for mail in mails])
            raise

    def _record(self, unit: Unit, read: Sequence[_Read], now: datetime) -> Tally:
        """Rows, events and effects of some mails. What the store knows of them is asked once for all.

        Their rows and the events of their coming are written together; what follows from each comes after, in order.
        """
        mine = mailbox.unread(unit.connection, [one.mail_id for one in read])
        read = [one for one in read if one.mail_id in mine]
        readings = [one.reading for one in read]
        known = self._known(unit, readings)
        originals = mailbox.originals(unit.connection, [one.fingerprint for one in readings])
        judged: list[_Judged] = []
        for one in read:
            match = correlate.correlate(one.reading, self._keys, known, now)
            original = originals.setdefault(one.reading.fingerprint, one.mail_id)
            judged.append(_Judged(one, match, None if original == one.mail_id else original))
        mailbox.record(unit.connection, [mail.record for mail in judged])
        new = [mail for mail in judged if mail.original is None]
        matches = [mail.match for mail in new]
        people = {one.respondent_id for one in matches if one.respondent_id is not None}
        letters = {one.letter_id for one in matches if one.letter_id is not None}
        unit.read_ahead(ADDRESS, {one.address_id for one in matches if one.address_id is not None})
        unit.read_ahead(LETTER, letters)
        so_far = SoFar(unit, people, letters)
        unit.tell(*(mail.received(now) for mail in new))
        for mail in new:
            self._act(unit, mail.read, mail.match, now, known, so_far)
            if self._door is not None and mail.read.brought is not None:
                self._take_brought(unit, mail.read.mail_id, mail.read.brought, now, so_far)
        return Tally(new=len(new), duplicates=len(judged) - len(new))

    def _take_brought(self, unit: Unit, mail_id: int, brought: Brought, now: datetime, so_far: SoFar) -> None:
        """A forwarded notice about a letter of ours is proof, whoever forwards it; the others the door takes."""
        assert self._door is not None
        others = []
        known = self._known(unit, brought.notices)
        for notice in brought.notices:
            match = correlate.correlate(notice, self._keys, known, now)
            if match.verified:
                self._follow(unit, notice, match, known, mail_id, now, so_far, trusted=True)
            else:
                others.append(notice)
        self._door.take(unit, replace(brought, notices=tuple(others)), mail_id, now)

    def _known(self, unit: Unit, readings: Sequence[Reading]) -> correlate.Known:
        """What the store knows of everything that some mails point at: a few questions for a whole batch."""
        wanted = correlate.all_wanted(readings, self._keys)
        letters = outbox.by_ids(unit.connection, wanted.rows)
        by_message_id = {one.message_id: one for one in letters.values()}
        others = [one for one in wanted.message_ids if one not in by_message_id]
        return correlate.Known(
            letters_by_id=letters,
            letters_by_message_id=by_message_id | outbox.by_message_ids(unit.connection, others),
            respondents_by_code=roster.by_codes(unit.connection, wanted.codes),
            respondents_by_address=roster.by_addresses(unit.connection, wanted.addresses),
            notices_by_id=notices.by_ids(unit.connection, wanted.notices),
        )

    def _act(
        self,
        unit: Unit,
        read: _Read,
        match: correlate.Match,
        now: datetime,
        known: correlate.Known,
        so_far: SoFar,
    ) -> None:
        reading, policy = read.reading, self._policy
        known_sender = (reading.sender or "").lower() in known.respondents_by_address
        told = orders.ordered(unit, reading, match, known, policy.it, policy.authserv_ids, now)
        if told is not None:
            mailbox.note_order(unit.connection, read.mail_id, stored(reading) | {"order": told.kept})
            orders.follow(unit, told, read.mail_id, now)
            return  # staff about an error: it reports none, and says nothing of an official
        if (head := _acknowledged(reading, match, known, now)) is not None:
            self._take_acknowledgement(unit, head, read.mail_id, now)
        asked = clerks.answered(reading, match, known, now)
        if asked is not None:
            proven = correlate.authenticated(
                reading.authentication, (reading.sender or "").lower(), self._policy.authserv_ids
            )
            if clerks.take(unit, asked, read.mail.raw, reading, read.mail_id, now, proven=proven):
                return  # what stands in it is about others than its writer
        answers = incident_trip.answered(unit, reading, match, self._policy.ministry)
        if answers is not None and not reading.recipients:
            incident_trip.take_answer(unit, answers, read.mail_id, now, auto=reading.auto)
            if match.respondent_id is None:
                return  # what it says of the error opens no other
        brought = read.brought
        if brought is not None and brought.trusted and brought.notices and reading.kind in _FORWARDED:
            return  # the notices are taken one by one
        trusted = correlate.trusted(reading, match, self._policy.authserv_ids, known_sender)
        self._follow(unit, reading, match, known, read.mail_id, now, so_far, trusted=trusted)

    @staticmethod
    def _take_acknowledgement(unit: Unit, notice: Notice, mail_id: int, now: datetime) -> None:
        if not notices.acknowledge(unit.connection, notice.id, now):
            return
        data = {"code": notice.code.value, "unit": notice.unit_id, "notice": notice.id}
        unit.append(
            Event(EventKind.UNIT_ACKNOWLEDGED, now, round_id=notice.round_id, mail_id=mail_id, data=data)
        )

    def _follow(
        self,
        unit: Unit,
        reading: Reading,
        match: correlate.Match,
        known: correlate.Known,
        mail_id: int,
        now: datetime,
        so_far: SoFar,
        *,
        trusted: bool,
        first: tuple[Sequence[Event], Event] | None = None,
    ) -> None:
        """What follows from a reading, recorded. `first`: what its first reading did, and who reads it again."""
        letter = None if match.letter_id is None else _letter(unit, match.letter_id, known)
        person = None if match.respondent_id is None else unit.state(RESPONDENT, match.respondent_id)
        address = None if match.address_id is None else unit.state(ADDRESS, match.address_id)
        history = inbound.History(
            respondent=person,
            address=address if first is None else rereading.before(address, first[0]),
            letter=letter,
            delay=so_far.last_delay(letter.id) if letter is not None and _is_expired(reading) else {},
        )
        effects = inbound.effects(
            reading,
            match,
            history,
            trusted=trusted,
            mail_id=mail_id,
            now=now,
            limits=self._policy.limits,
            calendar=self._policy.calendar,
        )
        told = effects.events
        seen: dict[str, int] = {}
        if first is not None:
            trail, event = first
            seen = incident_trip.seen_in(unit, trail, effects.incidents)
            still = set(seen.values())
            if match.respondent_id is not None:
                still |= incidents.seen_elsewhere(unit.connection, match.respondent_id, mail_id)
            kinds = {one.kind for one in told}
            unit.append(*rereading.taken_back(trail, person, address, kinds, still, event))
            told = tuple(rereading.anew(told, trail))
        numbers = [
            seen.get(incident_trip.key(fault))
            or incident_trip.note(
                unit, fault, now, mail_id=mail_id, letter_id=match.letter_id, seen=so_far.sightings
            )
            for fault in effects.incidents
        ]
        told = tuple(_numbered(event, numbers) for event in told)
        unit.tell(*told)
        for event in told:
            if event.kind is EventKind.NOTICE_BOUNCED:
                notices.came_back(
                    unit.connection, event.data["notice"], now, hard=event.data.get("hard", False)
                )
        if letter is not None:
            self._settle_by_evidence(unit, letter, told, now)

    @staticmethod
    def _settle_by_evidence(unit: Unit, letter: OutboxLetter, events: Sequence[Event], now: datetime) -> None:
        """A letter in doubt that somebody answers or returns was sent: its row follows the event."""
        if any(event.kind is EventKind.LETTER_SENT and event.letter_id == letter.id for event in events):
            outbox.settle_sent(unit.connection, letter, now)

    def _quarantine(
        self, unit: Unit, folder: Folder, mail_id: int, uid: int, because: str, now: datetime
    ) -> None:
        mailbox.quarantine(unit.connection, mail_id, fingerprint=None, because=because)
        unit.append(
            Event(EventKind.MAIL_QUARANTINED, now, mail_id=mail_id, data={"because": because, "uid": uid})
        )
        fault = IncidentNote(Stage.RECEIVING, "mail-quarantined", folder.account, because, None)
        incident_trip.note(unit, fault, now, mail_id=mail_id)
        log.error("mail.quarantined", mail_id=mail_id, account=folder.account, because=because)


def _acknowledged(
    reading: Reading, match: correlate.Match, known: correlate.Known, now: datetime
) -> Notice | None:
    """The mail to the head of a unit (U1, E1) in answer to which somebody reports that the unit has been told.

    Its token proves that the writer has the mail before him; that he may be the head's secretary is as it should be.
    """
    notice = known.notices_by_id.get(match.notice_id or 0)
    if notice is None or notice.code not in (NoticeCode.U1, NoticeCode.E1) or notice.unit_id is None:
        return None
    if reading.auto or match.how == "notice" or not correlate.answers(reading, notice, now):
        return None
    from maild.decode.acknowledgement import is_acknowledgement  # commands that read no mail start without it

    return notice if is_acknowledgement(reading.words) else None


def _letter(look: View, letter_id: int, known: correlate.Known) -> OutboxLetter | None:
    """The letter as it stands. One in doubt may have been settled by another mail of the batch."""
    found = known.letters_by_id.get(letter_id)
    if found is None or found.state is LetterState.IN_DOUBT:
        return outbox.get(look.connection, letter_id)
    return found


def _numbered(event: Event, incidents_noted: Sequence[int]) -> Event:
    """The report of an error, under the number of its incident."""
    if event.kind is not EventKind.RESPONDENT_ERROR_REPORTED or event.incident_id is not None:
        return event
    return replace(event, incident_id=incidents_noted[0]) if incidents_noted else event


def _is_expired(reading: Reading) -> bool:
    return any(one.reason is Reason.EXPIRED for one in reading.recipients)


def stored(reading: Reading) -> dict[str, Any]:
    """The verdict as it is kept: what `maild classify` prints, with every address masked."""
    verdict = to_json(reading, file="")
    del verdict["file"]
    verdict["words"] = reading.words
    verdict["subject_mark"] = reading.subject_mark
    return {name: _masked(value) if name in _MASKED else value for name, value in verdict.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_addresses(value)
    if isinstance(value, (list, tuple)):
        return [_masked(one) for one in value]
    if isinstance(value, dict):
        return {name: _masked(one) for name, one in value.items()}
    return value
