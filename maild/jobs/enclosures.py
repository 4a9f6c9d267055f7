"""The ministry's lists and forwarded bounces that come by mail.

A mail counts as the ministry's when its sender is one of `survey.ministry_senders` and our own server says that
he really is. Anybody else's list waits for a person's yes, and nothing else of his is looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from maild.errors import InputRefused, NeedsPerson
from maild.jobs import reported
from maild.jobs.lists import Offer, count, lines_of, said_of, stage, understand
from maild.logs import log
from maild.model import RawMail, ReadContext, Reading, Round
from maild.privacy import mask_addresses
from maild.roster.failures import failures_of, is_failure_list
from maild.roster.messages import kept
from maild.roster.rules import RosterRules
from maild.roster.table import Table, table_of
from maild.rules import correlate
from maild.store import Unit, rounds
from maild.store.rounds import Origin

_MAY_HOLD_TABLE = re.compile(rb"\.(?:xlsx?|xlsm|ods|csv|tsv)\b|spreadsheet|ms-excel|text/csv", re.IGNORECASE)
_MATCHED = 0.5  # share of the rows of a stranger's table that must be about our people


@dataclass(frozen=True, slots=True)
class File:
    """One attachment: a table, or why it is none."""

    name: str
    digest: str
    table: Table | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a mail brings. `allowed`: its sender is one of the ministry's; `proven`: our server vouches for him."""

    allowed: bool
    proven: bool
    files: tuple[File, ...] = ()
    notices: tuple[Reading, ...] = ()
    sender: str = ""  # masked

    @property
    def trusted(self) -> bool:
        return self.allowed and self.proven


@dataclass(frozen=True, slots=True)
class Enclosures:
    """`senders` in lower case; `by_hand`: a person hands the mails over and vouches for them himself."""

    senders: frozenset[str]
    authserv_ids: frozenset[str]
    rules: RosterRules
    zone: str
    apply_lists: bool = False  # the policy: what is trusted and undoubted counts at once
    by_hand: bool = False

    def wants_whole(self, raw: bytes) -> bool:
        """Whether a mail, of which `raw` is the beginning, is one of the ministry's."""
        from maild.decode.enclosed import sender_and_proof

        sender, proof = sender_and_proof(raw)
        return self._is_allowed(sender) and self._is_proven(sender, proof)

    def read(self, mail: RawMail, reading: Reading, context: ReadContext) -> Brought | None:
        """What the mail brings; None for nearly all mails. Writes nothing."""
        allowed = self._is_allowed(reading.sender)
        if not allowed and (len(mail.raw) < mail.size or not _MAY_HOLD_TABLE.search(mail.raw)):
            return None
        proven = self._is_proven(reading.sender, reading.authentication)
        from maild.decode.enclosed import enclosed

        held = enclosed(mail.raw, context)
        if len(mail.raw) < mail.size:
            cut = File("", reading.fingerprint, refused=said_of(InputRefused("refused.mail_too_long")))
            return Brought(allowed, proven, (cut,), held.notices)
        files = tuple(_file(name, raw) for name, raw in held.files)
        notices = held.notices if allowed else ()
        if not files and not notices:
            return None
        return Brought(allowed, proven, files, notices, mask_addresses(reading.sender or ""))

    def take(self, unit: Unit, brought: Brought, mail_id: int, now: datetime) -> None:
        """Stage the lists and record the failures of one mail, inside the caller's transaction."""
        if brought.trusted and brought.notices:
            results = [result for notice in brought.notices for result in notice.recipients]
            judged = reported.judge(unit, results, now, mail_id=mail_id)
            reported.record(unit, judged, now, mail_id=mail_id)
            unit.append(reported.summary(judged, "mail", "daemon", now, mail_id))
        for file in brought.files:
            if rounds.was_dropped(unit.connection, file.digest) or rounds.staged_anywhere(
                unit.connection, file.digest
            ):
                log.info("list.known", digest=file.digest[:12], mail_id=mail_id)
                continue
            try:
                self._take(unit, brought, file, mail_id, now)
            except (InputRefused, NeedsPerson) as error:
                if brought.allowed:
                    _remember(unit, file, now, None, _said_of_mail(error, file, mail_id))
                    log.warning("list.refused", digest=file.digest[:12], because=type(error).__name__)

    def _take(self, unit: Unit, brought: Brought, file: File, mail_id: int, now: datetime) -> None:
        if file.table is None:
            raise InputRefused(file.refused)
        if is_failure_list(file.table, self.rules):
            if not brought.trusted:
                raise NeedsPerson("needs.failures_unproven", file=file.name, sender=brought.sender)
            judged = reported.judge(
                unit, reported.results_of(failures_of(file.table, self.rules)), now, mail_id=mail_id
            )
            reported.record(unit, judged, now, mail_id=mail_id)
            unit.append(reported.summary(judged, "mail", "daemon", now, mail_id))
            _remember(unit, file, now, None, "")
            return
        offered = self._offer(unit, file.table)
        said = len(offered.match.matched) + len(offered.match.not_answered)
        if not brought.allowed and said <= _MATCHED * len(offered.read.rows):
            return  # somebody's own table, and none of our business
        held = offered.held if brought.trusted else (*offered.held, "sender")
        origin = Origin("mail", file.name, file.digest, offered.read.problems, held)
        staged = stage(unit, offered.round, offered.as_of, lines_of(offered.match), "daemon", now, origin)
        _remember(unit, file, now, staged.id, "")
        applied = None
        if self.apply_lists and not held and not offered.match.contradictory:
            applied = count(unit, staged, "daemon", now)
        log.info("list.staged", list=staged.id, mail_id=mail_id, held=list(held), applied=applied is not None)

    def _offer(self, unit: Unit, table: Table) -> Offer:
        """The list as the running round understands it; of several rounds the one whose people it names."""
        running: list[Round] = rounds.running(unit.connection)
        if not running:
            raise InputRefused("refused.drop_round", count=0)
        try:
            offers = [understand(unit, one, table, self.rules, self.zone) for one in running]
        except InputRefused as error:
            if error.text == "refused.no_as_of" and len(running) > 1:
                raise InputRefused("refused.drop_round", count=len(running)) from error
            raise
        ranked = sorted(offers, key=_matched, reverse=True)
        if len(ranked) > 1 and _matched(ranked[0]) == _matched(ranked[1]):
            raise InputRefused("refused.drop_round", count=len(running))
        return ranked[0]

    def _is_allowed(self, sender: str | None) -> bool:
        return self.by_hand or (sender or "").lower() in self.senders

    def _is_proven(self, sender: str | None, proof: tuple[str, ...]) -> bool:
        return self.by_hand or (
            sender is not None and correlate.authenticated(proof, sender, self.authserv_ids)
        )


def vouched(door: Enclosures) -> Enclosures:
    """The same door for mails that a person hands over."""
    return replace(door, by_hand=True)


def _matched(offered: Offer) -> int:
    return len(offered.match.matched) + len(offered.match.not_answered)


def _file(name: str, raw: bytes) -> File:
    digest = sha256(raw).hexdigest()
    try:
        return File(name, digest, table_of(name, raw))
    except InputRefused as error:
        return File(name, digest, refused=said_of(error))


# what is said of a file in the drop folder → the same of one that came by mail and lies on no disk yet
_BY_MAIL = {"refused.no_as_of": "refused.mail_no_as_of", "refused.drop_round": "refused.mail_round"}


def _said_of_mail(error: InputRefused | NeedsPerson, file: File, mail_id: int) -> str:
    word = _BY_MAIL.get(error.text)
    if word is None:
        return said_of(error)
    return kept(word, **{**error.facts, "file": file.name, "mail": f"M-{mail_id}"})


def _remember(unit: Unit, file: File, now: datetime, list_id: int | None, problem: str) -> None:
    rounds.remember_dropped(unit.connection, file.digest, file.name, now, list_id, problem)
