"""Every order in which two daemons, their crashes and a relay can meet over one letter: none sends it twice.

A small exhaustive search. What a step does to the row is asked of the code itself: each is run once, on a real
row in a real database, for every state the row can be in. Then one rule after another is broken, and the search
must find the duplicate, or the lie, that follows; a search that finds nothing then would prove nothing now.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from pathlib import Path

import pytest

from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.jobs.deliver import Batch, _Claimed, _Result, _Run
from maild.jobs.digests import plan_digest, receivers_of
from maild.model import LetterState, Outcome, OutcomeKind, Permit, Step
from maild.rules import FOLDS
from maild.store import intents, outbox
from maild.store.tables import outbox as table
from tests.jobs.province import MONDAY, R1_DAY, Province, addresses, raise_house, write_config

OWNERS = ("daemon-a", "daemon-b")
CLAIMS = 3  # how often a letter may be claimed before the search stops looking
_TAKEN = Outcome(OutcomeKind.SENT, Step.DOT, 250)
_LATER = Outcome(OutcomeKind.DEFERRED, Step.DOT, 451)
_NEVER = Outcome(OutcomeKind.FAILED, Step.DOT, 554)
_SILENT = Outcome(OutcomeKind.IN_DOUBT, Step.DOT)
_BEFORE = Outcome(OutcomeKind.DEFERRED, Step.RCPT, 451)
_SETTLED = (LetterState.SENT, LetterState.FAILED, LetterState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Row:
    state: LetterState = LetterState.PLANNED
    fence: int = 0
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Daemon:
    """Where one stands with the letter: what it believes of the row, and what the relay has told it."""

    at: str = "idle"  # idle, claimed, permitted, answered
    row: Row | None = None
    heard: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Place:
    row: Row = Row()
    daemons: tuple[Daemon, Daemon] = (Daemon(), Daemon())
    alive: tuple[bool, bool] = (True, True)
    taken: int = 0  # how often the relay took the letter


@dataclass(frozen=True, slots=True)
class Rules:
    """What a step makes of the row; None or the same row where the code does nothing."""

    claim: Callable[[Row, str], Row | None]
    intent: Callable[[Row, Row], Row | None]  # the row as it is, and as its claimer knows it
    settle: Callable[[Row, Row, Outcome], Row]
    give_back: Callable[[Row, Row], Row]  # what was claimed ahead and is not offered
    free: Callable[[Row], Row]
    evidence: Callable[[Row], Row]


class Code:
    """The rules as they are in the code: each question is put to it once, over one row of a real outbox."""

    def __init__(self, province: Province) -> None:
        self._province = province
        self._home = province.home
        self._letter = province.letters()[0]
        with self._home.store.view() as look:
            about = intents.about(look.connection, self._letter.id)
        assert about is not None
        self._about = about
        self._home.store.close()
        self._file = province.path.parent / "state" / "maild.db"
        self._kept = Path(shutil.copy(self._file, province.path.parent / "kept.db"))
        self.claim = cache(self._claim)
        self.intent = cache(self._intent)
        self.settle = cache(self._settle)
        self.give_back = cache(self._give_back)
        self.free = cache(self._free)
        self.evidence = cache(self._evidence)

    def rules(self) -> Rules:
        return Rules(self.claim, self.intent, self.settle, self.give_back, self.free, self.evidence)

    def _set(self, row: Row) -> None:
        """Put the database back as it was, so that no question hears of the one before, but for the row."""
        self._home.store.close()
        shutil.copy(self._kept, self._file)
        with self._home.store.unit(FOLDS) as unit:
            unit.connection.execute(
                table.update().values(state=row.state.value, fence=row.fence, owner=row.owner, attempts=0,
                                      not_before=R1_DAY, intent_at=None, settled_at=None)
            )  # fmt: skip

    def _get(self) -> Row:
        stands = self._province.letters()[0]
        return Row(stands.state, stands.fence, stands.owner)

    def _believed(self, row: Row) -> outbox.OutboxLetter:
        return replace(self._letter, state=row.state, fence=row.fence, owner=row.owner)

    def _alone(self) -> _Run:
        """The only letter that there is."""
        digests = {self._letter.plan_id: self._digest()}
        return _Run(deque(), {}, digests, Batch(), ends=inf, full=False)

    def _claim(self, row: Row, owner: str) -> Row | None:
        self._set(row)
        with self._home.store.unit(FOLDS) as unit:
            taken = outbox.claim(unit.connection, self._believed(row), owner)
        return None if taken is None else self._get()

    def _intent(self, row: Row, believed: Row) -> Row | None:
        self._set(row)
        claimed = _Claimed(self._believed(believed), self._about)
        verdict = self._home.deliverer._intent(claimed, self._alone())
        return self._get() if isinstance(verdict, Permit) else None

    def _digest(self) -> str:
        with self._home.store.view() as look:
            plan_id = self._letter.plan_id
            return plan_digest(look, self._home.composer, plan_id, receivers_of(look, plan_id))

    def _settle(self, row: Row, believed: Row, heard: Outcome) -> Row:
        self._set(row)
        run = self._alone()
        run.result = _Result(self._believed(believed), heard, R1_DAY)
        self._home.deliverer._write_result(run)
        return self._get()

    def _give_back(self, row: Row, believed: Row) -> Row:
        self._set(row)
        run = self._alone()
        run.claimed = _Claimed(self._believed(believed), self._about)
        self._home.deliverer._give_back(run)
        return self._get()

    def _free(self, row: Row) -> Row:
        self._set(row)
        self._home.deliverer.free_orphans(R1_DAY)
        return self._get()

    def _evidence(self, row: Row) -> Row:
        self._set(row)
        with self._home.store.unit(FOLDS) as unit:
            outbox.settle_sent(unit.connection, self._believed(row), R1_DAY)
        return self._get()


def steps(place: Place, rules: Rules) -> Iterator[Place]:
    """Everything that can happen next."""
    row = place.row
    for me, daemon in enumerate(place.daemons):
        if not place.alive[me]:
            yield replace(place, alive=_with(place.alive, me, True))  # started again
            continue
        yield _daemon(replace(place, alive=_with(place.alive, me, False)), me, Daemon())  # killed
        match daemon.at:
            case "idle" if row.fence < CLAIMS:
                claimed = rules.claim(row, OWNERS[me])
                if claimed is not None:
                    yield _daemon(replace(place, row=claimed), me, Daemon("claimed", claimed))
            case "claimed":
                assert daemon.row is not None
                permitted = rules.intent(row, daemon.row)
                if permitted is not None:
                    yield _daemon(replace(place, row=permitted), me, Daemon("permitted", daemon.row))
                yield _daemon(place, me, Daemon("answered", daemon.row, _BEFORE))  # 4xx at RCPT, or lost
                yield _daemon(replace(place, row=rules.give_back(row, daemon.row)), me, Daemon())
            case "permitted":
                for heard, took in ((_TAKEN, 1), (_LATER, 0), (_NEVER, 0), (_SILENT, 0), (_SILENT, 1)):
                    after = replace(place, taken=place.taken + took)
                    yield _daemon(after, me, Daemon("answered", daemon.row, heard))
            case "answered":
                assert daemon.row is not None
                assert daemon.heard is not None
                settled = rules.settle(row, daemon.row, daemon.heard)
                yield _daemon(replace(place, row=settled), me, Daemon())
    # An owner's lock is gone only when it is dead, and for a zombie: when it only believes to be alive.
    if row.owner is not None:
        yield replace(place, row=rules.free(row))
    if place.taken:
        yield replace(place, row=rules.evidence(row))


def _with(pair: tuple[bool, bool], me: int, value: bool) -> tuple[bool, bool]:
    return (value, pair[1]) if me == 0 else (pair[0], value)


def _daemon(place: Place, me: int, daemon: Daemon) -> Place:
    pair = (daemon, place.daemons[1]) if me == 0 else (place.daemons[0], daemon)
    return replace(place, daemons=pair)


def wrong(place: Place) -> str | None:
    if place.taken > 1:
        return "sent twice"
    if place.row.state is LetterState.SENT and not place.taken:
        return "called sent, never taken"
    return None


def search(rules: Rules) -> tuple[int, str | None]:
    """All places that can be reached, and the first thing wrong among them."""
    seen = {Place()}
    queue = deque(seen)
    while queue:
        place = queue.popleft()
        if (found := wrong(place)) is not None:
            return len(seen), found
        for after in steps(place, rules):
            if after not in seen:
                seen.add(after)
                queue.append(after)
    return len(seen), None


def ways_out(rules: Rules) -> set[Place]:
    """Places from which no settled one, and none in doubt, can be reached: letters that would be lost in silence."""
    reached: dict[Place, set[Place]] = {}
    queue = deque([Place()])
    while queue:
        place = queue.popleft()
        if place in reached:
            continue
        reached[place] = set(steps(place, rules))
        queue.extend(reached[place])
    good = {p for p in reached if p.row.state in (*_SETTLED, LetterState.IN_DOUBT) or p.row.fence >= CLAIMS}
    grown = True
    while grown:
        more = {place for place, after in reached.items() if place not in good and after & good}
        grown = bool(more)
        good |= more
    return set(reached) - good


@pytest.fixture(scope="module")
def code(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates, migrated: Path
) -> Iterator[Code]:
    path = write_config(tmp_path_factory.mktemp("model"), certificates)
    province = raise_house(path, DemoClock(MONDAY), migrated)
    province.wave(addresses(1))
    yield Code(province)
    province.home.store.close()


def test_no_order_sends_twice_or_lies(code: Code) -> None:
    places, found = search(code.rules())
    print(f"\n{places} places")
    assert found is None
    assert places > 500


def test_every_letter_has_a_way_out(code: Code) -> None:
    assert ways_out(code.rules()) == set()


def _of_anybody(row: Row, _believed: Row) -> Row | None:
    return replace(row, state=LetterState.IN_DOUBT)


def _from_doubt(row: Row) -> Row:
    return Row(LetterState.PLANNED, row.fence) if row.state not in _SETTLED else row


BROKEN: list[tuple[str, Callable[[Rules], Rules], str]] = [
    # the rule that is broken                         how                                    what follows
    (
        "intent without compare-and-set",
        lambda rules: replace(rules, intent=_of_anybody),
        "sent twice",
    ),
    (
        "what is in doubt is freed with what is claimed",
        lambda rules: replace(rules, free=_from_doubt),
        "sent twice",
    ),
    (
        "no reply counts as a refusal",
        lambda rules: replace(
            rules,
            settle=lambda row, believed, heard: rules.settle(
                row, believed, _LATER if heard is _SILENT else heard
            ),
        ),
        "sent twice",
    ),
    (
        "no reply counts as sent",
        lambda rules: replace(
            rules,
            settle=lambda row, believed, heard: rules.settle(
                row, believed, _TAKEN if heard is _SILENT else heard
            ),
        ),
        "called sent, never taken",
    ),
    (
        "what was claimed ahead is given back whoever owns it now",
        lambda rules: replace(rules, give_back=lambda row, _believed: _from_doubt(row)),
        "sent twice",
    ),
    (
        "a result is written whatever the fence",
        lambda rules: replace(
            rules, settle=lambda row, believed, heard: rules.settle(row, replace(row), heard)
        ),
        "sent twice",
    ),
]


@pytest.mark.parametrize(("name", "breaks", "follows"), BROKEN, ids=[name for name, *_ in BROKEN])
def test_a_broken_rule_is_found(
    name: str, breaks: Callable[[Rules], Rules], follows: str, code: Code
) -> None:
    assert search(breaks(code.rules()))[1] == follows
