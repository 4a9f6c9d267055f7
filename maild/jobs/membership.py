"""This daemon among the others on one PostgreSQL: whether it still is one of them, and which folders it watches.

A thread keeps one session that holds its locks (`store/members.py`). When the session is lost, nothing is claimed and
no folder watched until there is another one, under another number: what the old one had claimed is somebody else's.
With SQLite there are no others, and every folder is ours.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from maild.errors import Away, NeedsPerson
from maild.logs import log
from maild.store import Database, members
from maild.store.members import Member, Seat, Setup
from maild.words import for_log

EVERY_S = 2.0
SILENT_S = 15.0  # without a sign of life for so long, nobody counts on a daemon, itself included
_PROMPT_S = 1.0
_REST_S = 5.0  # after a loss, before the next try


@dataclass(eq=False, slots=True)
class Turn:
    """A time during which a folder is ours. `over` is set when it ends; then whoever works there says `done`."""

    folder: str
    over: threading.Event = field(default_factory=threading.Event)
    ended: bool = False


class Membership:
    """`owner` and the turns may be asked by any thread; `keep` is one thread's body. A folder is "account/folder"."""

    def __init__(
        self,
        store: Database,
        setup: Setup,
        *,
        compare: Callable[[datetime], object] = lambda _: None,  # is told the database's time
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._setup = setup
        self._compare = compare
        self._now = now
        self._changed = threading.Condition()
        self._seat: Seat | None = None
        self._seen_at = 0.0
        self._turns: dict[str, Turn] = {}
        self._epoch: str | None = None
        self.others: tuple[Member, ...] = ()
        self.epoch_changed = False

    @property
    def alone(self) -> bool:
        return self._store.is_sqlite

    def owner(self) -> str | None:
        """Under which name rows are claimed; None while we are not one of the daemons."""
        if self.alone:
            return f"{self._setup.host}:{self._setup.pid}"
        with self._changed:
            lately = self._now() - self._seen_at < SILENT_S
            return str(self._seat.number) if self._seat is not None and lately else None

    def letters_differ(self) -> bool:
        """Whether another living daemon makes its letters from something else: what was approved may be its text."""
        return any(one.lives and one.setup.letters != self._setup.letters for one in self.others)

    def watches(self, account: str, folder: str) -> bool:
        """Whether a folder is ours now."""
        with self._changed:
            turn = self._turns.get(f"{account}/{folder}")
            return self.alone or (turn is not None and not turn.over.is_set())

    def turn(self, folder: str, within_s: float) -> Turn | None:
        """Wait until a folder is ours, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._mine(folder) is not None, within_s)
            return self._mine(folder)

    def done(self, turn: Turn) -> None:
        """Nobody works in this turn any more: another daemon may have the folder."""
        with self._changed:
            turn.ended = True

    def join(self) -> None:
        """Become one of the daemons. Raises Away, and NeedsPerson where one signs with keys another has not."""
        if self.alone:
            with self._changed:
                self._turns = {name: Turn(name) for name in self._setup.folders}
                self._changed.notify_all()
            return
        seat = Seat(self._store, self._setup)
        try:
            self._show_life(seat)
            others = seat.others()
            stranger = members.missing_keys(self._setup, [one.setup for one in others if one.lives])
            if stranger is not None:
                raise NeedsPerson("needs.same_keys", other=f"{stranger.host}:{stranger.pid}")
        except BaseException:
            seat.close()
            raise
        with self._changed:
            self._seat, self._seen_at, self.others = seat, self._now(), tuple(others)
            self._turns = {}
        log.info("daemon.joined", number=seat.number, others=sum(one.lives for one in others))

    def keep(self, stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
        """A thread's body: stay one of the daemons until `stop`."""
        while True:
            beat()
            rest_s = EVERY_S
            try:
                self.tick()
            except Away as error:
                self._lost(error)
                rest_s = _REST_S
            except NeedsPerson as error:
                log.critical("daemon.not_joined", because=for_log(error))
                rest_s = _REST_S
            except Exception:  # the thread lives on; without a sign of life nothing is claimed
                log.exception("job.failed", job="membership")
            if stop.wait(rest_s):
                return

    def tick(self) -> None:
        """Show that we live, look who else does, and take or give back folders. Raises as `join`."""
        if self._seat is None and not (self.alone and self._turns):
            self.join()
        if self.alone:
            return
        seat = self._seat
        assert seat is not None
        self._show_life(seat)
        others = seat.others()
        with self._changed:
            self._seen_at = self._now()
            self.others = tuple(others)
        self._share(seat, others)
        epoch = self._store.epoch
        self.epoch_changed = self._epoch is not None and epoch != self._epoch
        self._epoch = self._epoch or epoch

    def end_turns(self) -> None:
        """Whoever watches a folder stops; what has been claimed stays ours until `leave`."""
        with self._changed:
            for turn in self._turns.values():
                turn.over.set()

    def leave(self) -> None:
        """An orderly end, when nothing is watched and sent any more."""
        self.end_turns()
        with self._changed:
            seat, self._seat = self._seat, None
        if seat is None:
            return
        try:
            seat.leave()
        except Away:
            seat.close()

    def _show_life(self, seat: Seat) -> None:
        began = self._now()
        theirs = seat.sign_of_life()
        if self._now() - began < _PROMPT_S:  # an answer that was long on its way tells no time
            self._compare(theirs)

    # ------------------------------------------------------------ folders

    def _mine(self, folder: str) -> Turn | None:
        turn = self._turns.get(folder)
        return turn if turn is not None and not turn.over.is_set() else None

    def _share(self, seat: Seat, others: Sequence[Member]) -> None:
        """Each daemon that shows life has at most its share of the folders, rounded up."""
        for turn in [one for one in self._turns.values() if one.ended]:
            seat.give_back(turn.folder)
            with self._changed:
                del self._turns[turn.folder]
            log.info("mailbox.given_back", folder=turn.folder)
        peers = [
            one
            for one in others
            if one.lives and one.silent_s < SILENT_S and set(one.setup.folders) == set(self._setup.folders)
        ]
        share = ceil(len(self._setup.folders) / (len(peers) + 1))
        held = [one for one in self._turns.values() if not one.over.is_set()]
        for folder in self._setup.folders:
            if len(held) >= share:
                break
            if folder not in self._turns and seat.take(folder):
                turn = Turn(folder)
                held.append(turn)
                with self._changed:
                    self._turns[folder] = turn
                    self._changed.notify_all()
                log.info("mailbox.taken", folder=folder)
        if len(held) > share:
            held[-1].over.set()  # one at a time: the next one when somebody has taken it

    def _lost(self, error: Away) -> None:
        """PostgreSQL has ended our session, or cannot be reached: all our locks are free, or will be."""
        self.end_turns()
        with self._changed:
            seat, self._seat = self._seat, None
            self._turns = {}
        if seat is not None:
            log.error("daemon.session_lost", number=seat.number, because=for_log(error))
            seat.close()
