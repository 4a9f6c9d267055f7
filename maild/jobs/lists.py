"""The ministry's lists on their way in: matched and staged, whoever brought them; and the drop folder.

Nothing counts by itself: a staged list waits until a person applies it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from maild.errors import InputRefused, NeedsPerson
from maild.jobs import reported
from maild.logs import log
from maild.model import AnsweredList, Event, EventKind, PlanState, Respondent, RespondentState, Round
from maild.roster.answered import AnsweredImport, AnsweredMatch, answered_of, match_answered
from maild.roster.asof import ZONE
from maild.roster.failures import failures_of, is_failure_list
from maild.roster.messages import kept
from maild.roster.rules import RosterRules
from maild.roster.table import Table, read_table
from maild.rules import FOLDS, RESPONDENT
from maild.store import Database, Unit, View, outbox, plans, roster, rounds
from maild.store.rounds import ListRow, Origin

LARGEST = 20 * 1024 * 1024  # octets; the ministry's lists have a few hundred thousand
SETTLED = timedelta(seconds=5)  # a file that was written to just now may still be on its way
_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".htm", ".html"})


@dataclass(frozen=True, slots=True)
class Offer:
    """A list as it was read and understood, before it is staged."""

    round: Round
    read: AnsweredImport
    match: AnsweredMatch
    as_of: datetime
    held: tuple[str, ...] = ()  # why it may be the wrong list: `unknown`, `before-round`, `fewer`


_FEW = 10  # rows below which shares say nothing
_MOST_UNKNOWN = 0.5
_MOST_LOST = 0.2
_HELD_FOR_A_LIST = ("list_missing", "list_old")


def offer(
    store: Database, round_: Round, path: Path, rules: RosterRules, zone: str, as_of: datetime | None = None
) -> Offer:
    """Read a list and find out whom it means. `as_of` wins over what the file says.

    Raises InputRefused where the file is none, says no time, or a time that lies ahead is left to `stage`.
    """
    table = read_table(path)
    with store.view() as look:
        return understand(look, round_, table, rules, zone, as_of, path)


def understand(
    look: View,
    round_: Round,
    table: Table,
    rules: RosterRules,
    zone: str,
    as_of: datetime | None = None,
    path: Path | None = None,
) -> Offer:
    """The same for a table that has been read, and lies at `path`."""
    if is_failure_list(table, rules):
        raise InputRefused("refused.failure_list", file=table.file)
    read = answered_of(table, rules, zone)
    moment = as_of or read.as_of
    if moment is None:
        raise InputRefused("refused.no_as_of", file=table.file, path=path or table.file, code=round_.code)
    if as_of is not None and read.doubt is not None:
        read = replace(read, problems=tuple(one for one in read.problems if one != read.doubt))
    people: Sequence[Respondent] = roster.of_round(look.connection, round_.id)
    match = match_answered(read.rows, people, rules)
    return Offer(round_, read, match, moment, tuple(_held(look, round_, match, moment, len(read.rows))))


def _held(look: View, round_: Round, match: AnsweredMatch, as_of: datetime, rows: int) -> Iterator[str]:
    """Last year's list, another province's, or one that has lost people."""
    strange = len(match.unknown) + len(match.ambiguous)
    if rows >= _FEW and strange > _MOST_UNKNOWN * rows:
        yield "unknown"
    if as_of.date() < round_.invited_on:
        yield "before-round"
    newest = rounds.newest_applied(look.connection, round_.id)
    if newest is not None and as_of >= newest.as_of:
        before = set(rounds.matched_by(look.connection, newest.id))
        lost = before & set(match.not_answered) if match.not_answered else before - set(match.matched)
        # A list of those who have not answered names none of them, and has lost nobody.
        if match.matched and len(before) >= _FEW and len(lost) > _MOST_LOST * len(before):
            yield "fewer"


def lines_of(match: AnsweredMatch) -> list[ListRow]:
    """A matched list as it is staged: numbered lines, each with its verdict."""
    sure: list[tuple[int | None, str, int | None]] = [
        *((who, "answered", None) for who in match.matched),
        *((who, "not-answered", None) for who in match.not_answered),
        *((who, "contradictory", None) for who in match.contradictory),
    ]
    doubtful: list[tuple[int | None, str, int | None]] = [
        *((None, "unknown", one.row) for one in match.unknown),
        *((None, "ambiguous", one.row) for one in match.ambiguous),
    ]
    return [ListRow(number, *line) for number, line in enumerate([*sure, *doubtful], start=1)]


def stage(
    unit: Unit,
    round_: Round,
    as_of: datetime,
    rows: Sequence[ListRow | tuple[int, int | None]],
    by: str,
    now: datetime,
    origin: Origin,
) -> AnsweredList:
    """Keep a list. Raises InputRefused for a time that lies ahead."""
    if as_of > now:
        raise InputRefused("refused.list_ahead", as_of=f"{as_of.astimezone(ZoneInfo(ZONE)):%H:%M %d/%m/%Y}")
    staged = rounds.stage_list(unit.connection, round_.id, as_of, rows, by=by, now=now, origin=origin)
    data = {
        "list": staged.id,
        "origin": origin.by,
        "matched": staged.matched,
        "not_answered": staged.not_answered,
        "unknown": staged.unknown,
        **({"held": list(origin.held)} if origin.held else {}),
    }
    unit.append(Event(EventKind.LIST_STAGED, now, by, round_id=round_.id, data=data))
    return staged


def count(unit: Unit, staged: AnsweredList, by: str, now: datetime) -> int | None:
    """Let a staged list count; how many officials are newly answered. None where it was settled before."""
    if not rounds.mark_applied(unit.connection, staged.id, now):
        return None
    newly = []
    for respondent_id in rounds.matched_by(unit.connection, staged.id):
        state: RespondentState | None = unit.state(RESPONDENT, respondent_id)
        if state is None or state.answered_at is not None:
            continue
        newly.append(
            Event(
                EventKind.RESPONDENT_ANSWERED,
                now,
                by,
                round_id=staged.round_id,
                respondent_id=respondent_id,
                data={"list": staged.id, "as_of": staged.as_of.isoformat()},
            )
        )
    waves = plans.of_round(unit.connection, staged.round_id)
    approved = [one.id for one in waves if one.state is PlanState.APPROVED]
    outbox.bring_forward(unit.connection, approved, _HELD_FOR_A_LIST, now)
    data = {"list": staged.id, "newly": len(newly)}
    unit.append(*newly, Event(EventKind.LIST_APPLIED, now, by, round_id=staged.round_id, data=data))
    return len(newly)


@dataclass(frozen=True, slots=True)
class DropFolder:
    """A folder into which somebody puts the ministry's lists; its files are read and left where they are."""

    store: Database
    directory: Path
    rules: RosterRules
    zone: str

    def tick(self, now: datetime) -> None:
        """Stage each new file once, told by its content and the time it is of; one that cannot be used is remembered
        with the reason.
        """
        for path in self._files(now):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            with self.store.view() as look:
                known = rounds.was_looked_at(look.connection, digest, path.name)
            if not known:
                self._take(path, digest, now)

    def _files(self, now: datetime) -> Iterator[Path]:
        """Tables in the folder and in those of its folders that are named like a round."""
        try:
            found = sorted([*self.directory.glob("*"), *self.directory.glob("*/*")])
        except OSError:
            return
        for path in found:
            try:
                about = path.lstat()
            except OSError:
                continue
            hidden = path.name.startswith((".", "~$"))  # ~$: Excel's own lock
            if hidden or path.is_symlink() or not path.is_file() or path.suffix.lower() not in _SUFFIXES:
                continue
            if about.st_size <= LARGEST and now.timestamp() - about.st_mtime >= SETTLED.total_seconds():
                yield path

    def _take(self, path: Path, digest: str, now: datetime) -> None:
        try:
            table = read_table(path)
            if is_failure_list(table, self.rules):
                self._take_failures(table, path, digest, now)
                return
            with self.store.view() as look:
                offered = understand(look, self._round(path), table, self.rules, self.zone, path=path)
            origin = Origin("drop", path.name, digest, offered.read.problems, offered.held)
            with self.store.unit(FOLDS) as unit:
                number = rounds.settles(unit.connection, offered.round.id, digest, offered.as_of)
                if number is not None:
                    rounds.remember_dropped(unit.connection, digest, path.name, now, number, "")
                    log.info("list.known", digest=digest[:12])
                    return
                staged = stage(
                    unit, offered.round, offered.as_of, lines_of(offered.match), "daemon", now, origin
                )
                rounds.remember_dropped(unit.connection, digest, path.name, now, staged.id, "")
        except (InputRefused, NeedsPerson) as error:
            with self.store.unit(FOLDS) as unit:
                rounds.remember_dropped(unit.connection, digest, path.name, now, None, said_of(error))
            log.warning("list.refused", digest=digest[:12], because=type(error).__name__)
        else:
            log.info("list.staged", list=staged.id, matched=staged.matched, unknown=staged.unknown)

    def _take_failures(self, table: Table, path: Path, digest: str, now: datetime) -> None:
        """Whoever may put files here is known: the list counts as one that a person entered."""
        results = reported.results_of(failures_of(table, self.rules))
        with self.store.unit(FOLDS) as unit:
            known = rounds.was_taken(unit.connection, digest)
            rounds.remember_dropped(unit.connection, digest, path.name, now, None, "")
            if known:
                log.info("list.known", digest=digest[:12])
                return
            judged = reported.judge(unit, results, now, round_id=self._round(path).id)
            reported.record(unit, judged, now)
            unit.append(reported.summary(judged, "drop", "daemon", now))
        log.info("failures.taken", people=len(judged.consequences), unknown=len(judged.unknown))

    def _round(self, path: Path) -> Round:
        """The round that the folder names, else the one that runs. Raises InputRefused for none or several."""
        with self.store.view() as look:
            if path.parent != self.directory:
                named = rounds.find(look.connection, path.parent.name)
                if named is None:
                    raise InputRefused("refused.no_round", code=path.parent.name)
                return named
            running = rounds.running(look.connection)
        if len(running) != 1:
            raise InputRefused("refused.drop_round", count=len(running))
        return running[0]


def said_of(error: InputRefused | NeedsPerson) -> str:
    """A refusal as it is kept."""
    return kept(error.text, **error.facts)
