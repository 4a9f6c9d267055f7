"""The ministry's lists and forwarded bounces that come by mail (`brought.py`), recorded.

Anybody else's list waits for a person's yes, and nothing else of his is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from maild.errors import InputRefused, NeedsPerson
from maild.jobs import reported
from maild.jobs.brought import Brought, File, Opener
from maild.jobs.lists import Offer, count, lines_of, said_of, stage, understand
from maild.logs import log
from maild.model import Round
from maild.roster.failures import failures_of, is_failure_list
from maild.roster.messages import kept
from maild.roster.rules import RosterRules
from maild.roster.table import Table
from maild.store import Unit, rounds
from maild.store.rounds import Origin

_MATCHED = 0.5  # share of the rows of a stranger's table that must be about our people


@dataclass(frozen=True, slots=True)
class Enclosures:
    opener: Opener
    rules: RosterRules
    zone: str
    apply_lists: bool = False  # the policy: what is trusted and undoubted counts at once

    def take(self, unit: Unit, brought: Brought, mail_id: int, now: datetime) -> None:
        """Stage the lists and record the failures of one mail, inside the caller's transaction."""
        if brought.trusted and brought.notices:
            results = [result for notice in brought.notices for result in notice.recipients]
            judged = reported.judge(unit, results, now, mail_id=mail_id)
            reported.record(unit, judged, now, mail_id=mail_id)
            unit.append(reported.summary(judged, "mail", "daemon", now, mail_id))
        for file in brought.files:
            if rounds.was_looked_at(unit.connection, file.digest, file.name):
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
            known = rounds.was_taken(unit.connection, file.digest)
            _remember(unit, file, now, None, "")
            if known:
                log.info("list.known", digest=file.digest[:12], mail_id=mail_id)
                return
            judged = reported.judge(
                unit, reported.results_of(failures_of(file.table, self.rules)), now, mail_id=mail_id
            )
            reported.record(unit, judged, now, mail_id=mail_id)
            unit.append(reported.summary(judged, "mail", "daemon", now, mail_id))
            return
        offered = self._offer(unit, file.table)
        said = len(offered.match.matched) + len(offered.match.not_answered)
        if not brought.allowed and said <= _MATCHED * len(offered.read.rows):
            return  # somebody's own table, and none of our business
        number = rounds.settles(unit.connection, offered.round.id, file.digest, offered.as_of)
        if number is not None:
            _remember(unit, file, now, number, "")
            log.info("list.known", digest=file.digest[:12], mail_id=mail_id)
            return
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


def vouched(door: Enclosures) -> Enclosures:
    """The same door for mails that a person hands over."""
    return replace(door, opener=replace(door.opener, by_hand=True))


def _matched(offered: Offer) -> int:
    return len(offered.match.matched) + len(offered.match.not_answered)


# what is said of a file in the drop folder → the same of one that came by mail and lies on no disk yet
_BY_MAIL = {"refused.no_as_of": "refused.mail_no_as_of", "refused.drop_round": "refused.mail_round"}


def _said_of_mail(error: InputRefused | NeedsPerson, file: File, mail_id: int) -> str:
    word = _BY_MAIL.get(error.text)
    if word is None:
        return said_of(error)
    return kept(word, **{**error.facts, "file": file.name, "mail": f"M-{mail_id}"})


def _remember(unit: Unit, file: File, now: datetime, list_id: int | None, problem: str) -> None:
    rounds.remember_dropped(unit.connection, file.digest, file.name, now, list_id, problem)
