"""The one door to the database: connections, transactions, the schema's version, the daemon's lock.

SQLite: `synchronous=FULL`, `BEGIN IMMEDIATE` for every writing unit, and WAL only from 3.51.3 on, because older
ones may corrupt the file when two connections checkpoint at once; else TRUNCATE. PostgreSQL (`store/postgres.py`)
runs the same statements, and units take turns there, too.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import socket
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from maild.errors import Busy, MaildError, SchemaError
from maild.model import Aggregate, Event, Fold
from maild.privacy import Secrets
from maild.store import events as event_store
from maild.store import folded, postgres, tables

_WRITES = "maild_writes"
_LOCKED = "sending_locked"  # in `meta`: why
_SERVER = "server"  # on PostgreSQL: which one, and which of its histories
_EPOCHS = "epochs"  # those before the present one, all accepted
_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)
JOURNALS = ("-journal", "-wal", "-shm")  # what SQLite has beside a file, by its settings
_LOG_KEPT = 4 * 2**20  # octets of a write-ahead log that begins anew: what is more goes back to the disk
_NOTHING_KNOWN = Secrets()  # labelled codes and queries all the same
_MOST_HELD = 1_000  # states of one unit: enough for a batch of mails, and little memory for a plan


@dataclass(frozen=True, slots=True)
class View:
    """A consistent look at the database, for the length of a `with`."""

    _connection: sa.Connection

    @property
    def connection(self) -> sa.Connection:
        return self._connection

    def state(self, aggregate: Aggregate, key: int) -> Any:
        """The folded state `key`; None when no event has made one."""
        return folded.load(self._connection, aggregate.name, key)


@dataclass(frozen=True, slots=True)
class Unit(View):
    """One writing transaction: events go in, and what is folded from them changes with them.

    `alone`: nobody else writes meanwhile, so that a state once read is not asked for again.
    """

    fold: Fold
    alone: bool
    masking: Secrets  # of what persons write beside their acts
    _held: folded.States = field(default_factory=dict)  # as they stand until we ourselves change them
    _told: event_store.Told = field(default_factory=event_store.Told)
    _listeners: list[Callable[[Sequence[Event]], None]] = field(default_factory=list)

    @property
    def connection(self) -> sa.Connection:
        """For looking and for writing: what was told before is in the database."""
        self.write()
        return self._connection

    @property
    def before(self) -> sa.Connection:
        """For looking only: what was told since is not there yet, and whoever asks has heard it himself."""
        return self._connection

    def state(self, aggregate: Aggregate, key: int) -> Any:
        slot = (aggregate.name, key)
        if slot in self._held:
            return self._held[slot]
        found = folded.load(self._connection, aggregate.name, key)
        if self.alone:
            self._held[slot] = found
        return found

    def read_ahead(self, aggregate: Aggregate, keys: Collection[int]) -> None:
        """States that will be asked for one by one, read together."""
        if self.alone:
            slots = {(aggregate.name, key) for key in keys} - self._held.keys()
            self._held.update(folded.load_some(self._connection, sorted(slots)))

    def hold(self, states: folded.States) -> folded.States:
        """States that have just been read in another way: they need not be asked for again. Gives them back as they
        stand after what has been told.
        """
        if not self.alone:
            return states
        return {slot: self._held.setdefault(slot, state) for slot, state in states.items()}

    def append(self, *new: Event) -> tuple[Event, ...]:
        """Record events in their order and fold them; gives them back with their ids."""
        self.write()
        self.tell(*new)
        return event_store.write_numbered(self._connection, self._held, self._told)

    def tell(self, *new: Event) -> None:
        """The same, without ids, and together with those that follow: many events cost less so.

        Their states hold at once; they are written before anybody looks into the database.
        """
        if len(self._held) > _MOST_HELD:
            self.write()
            self._held.clear()
        ready = event_store.tell(self._connection, new, self.fold, self._held, self._told)
        for listener in self._listeners:
            listener(ready)

    def write(self) -> None:
        """What was told goes into the database."""
        if self._told.events:
            event_store.write(self._connection, self._held, self._told)

    def listen(self, listener: Callable[[Sequence[Event]], None]) -> None:
        """Hear of all further events of this transaction."""
        self._listeners.append(listener)


class Database:
    """`url` as SQLAlchemy writes it: `sqlite:////var/lib/maild/maild.db` or `postgresql+psycopg://host/name`.

    For PostgreSQL `password` is asked at each connection, and `mark` is the file on this machine that remembers
    how far the database came. With `reading`, nothing can be written through it, and no question to PostgreSQL may
    take over 10 s. `masking` is what must not be kept of the words that persons write.
    """

    def __init__(
        self,
        url: str,
        *,
        password: Callable[[], str] | None = None,
        mark: Path | None = None,
        reading: bool = False,
        masking: Secrets = _NOTHING_KNOWN,
    ) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.path = _file_of(self.url) if self.is_sqlite else None
        self._mark = mark if self.path is None else self.path.with_name(self.path.name + ".mark")
        self._reading = reading
        self.masking = masking
        self._rehearsing = False
        self._marking = threading.Lock()
        if self.is_sqlite:
            # an error's text would show addresses and names
            # The connection that was used last has the newest pages in memory: with turns each would read them anew.
            pool = {} if self.path is None else {"pool_use_lifo": True}
            self._engine = sa.create_engine(
                self.url, hide_parameters=True, connect_args={"timeout": 5}, **pool
            )
            sa.event.listen(self._engine, "do_connect", self._make_private)
            sa.event.listen(self._engine, "connect", _set_up_sqlite)
            if reading:
                sa.event.listen(self._engine, "connect", _only_read)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        else:
            self._password = password
            self._engine = self._new_engine(pooled=True)

    @classmethod
    def only_reading(cls, path: Path) -> Database:
        """A file that nobody writes, opened so that not even a journal is made beside it."""
        return cls(f"sqlite:///file:{quote(str(path.resolve()))}?mode=ro&immutable=1&uri=true")

    @contextlib.contextmanager
    def unit(self, fold: Fold, *, beside: bool = False) -> Iterator[Unit]:
        """A writing transaction; raises Busy when another process keeps the database for 5 s, Away when it is away.

        On both databases units take turns. Those that are `beside` may run together on PostgreSQL: they decide
        nothing that depends on rows which another of them writes.
        """
        with self._connection(writes=True, beside=beside) as connection:
            unit = Unit(connection, fold, self.is_sqlite or not beside, self.masking)
            yield unit
            unit.write()
            if self._rehearsing and (transaction := connection.get_transaction()) is not None:
                transaction.rollback()

    def rehearse(self) -> None:
        """From here on every unit is tried in full, with all its checks, and then taken back (`--dry-run`)."""
        self._rehearsing = True

    @property
    def rehearsing(self) -> bool:
        return self._rehearsing

    @contextlib.contextmanager
    def view(self) -> Iterator[View]:
        """A short reading transaction. Read into memory and leave: on SQLite a reader blocks the next commit, or with
        WAL lets the log grow.
        """
        with self._connection(writes=False) as connection:
            yield View(connection)

    def migrate(self, before: Callable[[], None] = lambda: None) -> bool:
        """Bring the schema to this program's version; whether anything had to be done for it.

        `before` is called before an older schema is changed. Raises SchemaError when the database is newer.
        """
        from maild.store.migrations import current, is_current, prepare, upgrade

        with self._connection(writes=False) as connection:  # nearly always: nobody has to wait for a writer
            good = is_current(connection)
            if good and self.meta(connection, "epoch") is not None:
                return False
            older = not good and bool(current(connection))
        if older:
            self.refuse_newer()
            self.refuse_while_served()
            before()
        prepare()
        with self._connection(writes=True) as connection:
            upgrade(connection)
            for key in ("epoch", "house"):
                if self.meta(connection, key) is None:
                    connection.execute(sa.insert(tables.meta).values(key=key, value=secrets.token_hex(8)))
            if not self.is_sqlite and self.meta(connection, _SERVER) is None:
                self.remember_server(connection)
        return True

    def refuse_newer(self) -> None:
        """Raises SchemaError when a newer program has made this database."""
        from maild.store.migrations import refuse_newer

        with self._connection(writes=False) as connection:
            refuse_newer(connection)

    def refuse_while_served(self) -> None:
        """Raises Busy while a daemon lives on this PostgreSQL; on SQLite the lock file says so."""
        from maild.store.members import living

        with self._connection(writes=False) as connection:
            if living(connection):
                raise Busy("busy.daemons")

    def steps_to_go(self) -> tuple[str, list[tuple[str, str]]]:
        """The schema as it is (empty: none yet), and the number and name of every step that is still to do."""
        from maild.store.migrations import current, refuse_newer, steps

        with self._connection(writes=False) as connection:
            refuse_newer(connection)
            return current(connection), steps(connection)

    def check_schema(self) -> None:
        """Raises SchemaError unless the schema is exactly this program's."""
        from maild.store.migrations import check

        with self._connection(writes=False) as connection:
            check(connection)

    def check_whole(self) -> None:
        """Raises SchemaError when SQLite finds its own file damaged; PostgreSQL looks after its own."""
        if not self.is_sqlite:
            return
        with self.view() as view:
            try:
                found = view.connection.execute(sa.text("PRAGMA quick_check(1)")).scalar()
            except UnicodeDecodeError:  # it quotes the damage
                found = "malformed"
        if found != "ok":
            raise SchemaError("schema.damaged", what=" ".join(str(found).split()))

    def ping(self) -> None:
        """Raises when the database does not answer: the watchdog asks. `SELECT 1` would open no file."""
        with self.view() as view:
            view.connection.execute(sa.select(tables.meta.c.key).limit(1))

    def try_writing(self) -> None:
        """Raises when nothing can be written: a row goes in and out again, and that is made to last.

        What is only taken back may never have come near the disk.
        """
        with self._connection(writes=True) as connection:
            connection.execute(sa.insert(tables.meta).values(key="trial", value=""))
            connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == "trial"))

    @contextlib.contextmanager
    def raw_unit(self) -> Iterator[sa.Connection]:
        """A writing transaction on a database that need not have a schema yet."""
        with self._connection(writes=True) as connection:
            yield connection

    def remember_server(self, connection: sa.Connection) -> None:
        """This PostgreSQL, with this history, is the one that is written to from now on."""
        self.remember(connection, _SERVER, postgres.server_of(connection))

    @property
    def epoch(self) -> str:
        with self.view() as view:
            found = self.meta(view.connection, "epoch")
        if found is None:
            raise SchemaError("schema.empty")
        return found

    def set_mark(self) -> None:
        """Remember outside the database how far it came, so that a restored backup is noticed.

        The mark of a restored one stays as it is, however much is written since, until a person accepts it.
        """
        if not self.is_restored():
            self._write_mark()

    def is_restored(self) -> bool:
        """Whether the database is another or older one than the mark beside it says: sending must stay locked.

        It has been restored when the last event marked is missing or says something else now: numbers are
        used again. A mark that cannot be read says so too, because nobody can tell. On PostgreSQL this was
        found out when the session began, and stands in the database for everybody.
        """
        with self.view() as view:
            return self.restored_in(view)

    def restored_in(self, look: View) -> bool:
        """The same, for whoever looks already: on SQLite a view within a view waits for whoever waits for it."""
        if not self.is_sqlite:
            return self.meta(look.connection, _LOCKED) is not None
        return not self._fits_the_mark(look.connection)

    def _fits_the_mark(self, connection: sa.Connection) -> bool:
        if self._mark is None or not self._mark.exists():
            return True
        try:
            mark = json.loads(self._mark.read_text())
            epoch, last, said = mark["epoch"], int(mark["last_event_id"]), mark["hash"]
        except (OSError, ValueError, KeyError, TypeError):
            return False
        if epoch in (self.meta(connection, _EPOCHS) or "").split():
            return True  # a person has accepted what came after it, here or on another machine
        return bool(epoch == self.meta(connection, "epoch") and said == event_store.hash_of(connection, last))

    def _look_at_server(self, connection: sa.Connection) -> None:
        """A session begins: is this still the server, and the history, that was written to?

        After a failover, or when an older copy was put back, what was sent last may be missing in it. Whoever
        finds that locks sending for all daemons, before anything else is asked of the database.
        """
        if self._reading or connection.info.get(_SERVER):
            return
        with connection.begin():
            if connection.scalar(sa.text("SELECT to_regclass('meta')")) is None:
                return
            before = self.meta(connection, _SERVER)
            if before is None:
                return
            now = postgres.server_of(connection)
            if before != now or not self._fits_the_mark(connection):
                because = "other-server" if before != now else "older-history"
                connection.execute(
                    postgres.insert(tables.meta).values(key=_LOCKED, value=because).on_conflict_do_nothing()
                )
        connection.info[_SERVER] = now

    @staticmethod
    def remember(connection: sa.Connection, key: str, value: str) -> None:
        """Keep a fact about the database itself; the last one counts."""
        connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == key))
        connection.execute(sa.insert(tables.meta).values(key=key, value=value))

    def begin_log(self) -> None:
        """Use a write-ahead log from now on, where this SQLite may and nobody is at the file. Only a daemon that
        begins says so: one that runs may have begun with an older SQLite, before the system was upgraded.
        """
        if self.is_sqlite and _WAL_IS_SAFE:
            self._tell_sqlite("journal_mode=WAL")

    def scrub(self) -> bool:
        """After something was taken away: SQLite's write-ahead log, where there is one, forgets it, too.

        False where it could not: somebody reads what was there before, or the disk is full. Then again, later.
        """
        if not self.is_sqlite:
            return True
        done = self._tell_sqlite("wal_checkpoint(TRUNCATE)")
        return done is not None and not done[0]

    def _tell_sqlite(self, pragma: str) -> Any:
        """What it takes outside a transaction only, and its answer; None where it cannot do so now."""
        try:
            with contextlib.closing(self._engine.raw_connection()) as raw:
                return raw.cursor().execute(f"PRAGMA {pragma}").fetchone()
        except sqlite3.OperationalError:
            return None

    def accept_restore(self) -> str:
        """A person has looked at a restored database: sending may go on. Gives the new epoch.

        What was signed under the old one is not honoured any more, because its row numbers are used
        again. A running daemon goes on signing with the old epoch until it reads it anew.
        """
        epoch = secrets.token_hex(8)
        with self._connection(writes=True) as connection:
            before = (self.meta(connection, _EPOCHS) or "").split()
            self.remember(connection, _EPOCHS, " ".join([*before, self.meta(connection, "epoch") or ""]))
            self.remember(connection, "epoch", epoch)
            if not self.is_sqlite:
                self.remember_server(connection)
                connection.execute(sa.delete(tables.meta).where(tables.meta.c.key == _LOCKED))
        self._write_mark()
        return epoch

    def remember_intent(self) -> None:
        """Called between an intent and its DATA: on PostgreSQL a server that lost the commit must be noticed.

        SQLite keeps what it has committed; there the mark of the last seal is enough.
        """
        if not self.is_sqlite:
            self.set_mark()

    def lock_sending(self, because: Mapping[str, str]) -> None:
        """Leave a mark that no database fits, until a person accepts what stands in its place."""
        if self._mark is not None:
            _write_whole(self._mark, because)

    @contextlib.contextmanager
    def daemon_lock(self) -> Iterator[None]:
        """Hold the database as its only daemon (SQLite). Raises Busy when another one does."""
        if self.path is None:
            yield
            return
        with _locked(self.path.with_name(self.path.name + ".lock")):
            yield

    def session_engine(self) -> sa.Engine:
        """For a session of one's own that is never pooled, each statement by itself (PostgreSQL)."""
        return self._new_engine(pooled=False)

    def close(self) -> None:
        self._engine.dispose()

    def files(self) -> tuple[Path, ...]:
        """On SQLite all that belong to it, whether they exist or not: its own, its journals, and two of ours."""
        if self.path is None:
            return ()
        return tuple(
            self.path.with_name(self.path.name + suffix) for suffix in ("", *JOURNALS, ".mark", ".lock")
        )

    @staticmethod
    def meta(connection: sa.Connection, key: str) -> str | None:
        """A fact about the database itself: `epoch`, which a restore changes, or `house`, which stays."""
        found: str | None = connection.scalar(sa.select(tables.meta.c.value).where(tables.meta.c.key == key))
        return found

    def _write_mark(self) -> None:
        path = self._mark
        if path is None:
            return
        with self._marking:  # several threads do; what the later one saw must stand
            with self.view() as view:
                last = event_store.last_id(view.connection)
                mark = {
                    "epoch": self.meta(view.connection, "epoch"),
                    "last_event_id": last,
                    "hash": event_store.hash_of(view.connection, last),
                }
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(path, mark)

    def _new_engine(self, *, pooled: bool) -> sa.Engine:
        name = f"maild {socket.gethostname()}:{os.getpid()}"
        made = postgres.engine(self.url, name, reading=self._reading, pooled=pooled)
        if (ask := self._password) is not None:
            sa.event.listen(made, "do_connect", lambda *said: said[3].update(password=ask()))
        return made

    def _make_private(self, *_: Any) -> None:
        """A new file is nobody else's to read; SQLite gives its journals the mode of the database."""
        if self.path is None or self.path.exists():
            return
        with contextlib.suppress(OSError):  # SQLite says it better
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)

    @contextlib.contextmanager
    def _connection(self, *, writes: bool, beside: bool = False) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as connection:
                if not self.is_sqlite:
                    self._look_at_server(connection)
                options: dict[str, Any] = {_WRITES: writes}
                if not self.is_sqlite and not writes:
                    # every statement of a view sees the same moment, as on SQLite
                    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                connection = connection.execution_options(**options)
                with connection.begin():
                    if writes and not self.is_sqlite:
                        postgres.begin_unit(connection, beside=beside)
                    yield connection
        except DBAPIError as error:
            trouble = _trouble_of_sqlite(error, self.path) if self.is_sqlite else postgres.trouble_of(error)
            if trouble is None:
                raise
            raise trouble from error
        except sa.exc.TimeoutError as error:  # every session of the pool is in use
            raise Busy("busy.database") from error


def _trouble_of_sqlite(error: DBAPIError, path: Path | None) -> MaildError | None:
    said = str(error.orig)
    if isinstance(error, sa.exc.OperationalError):
        if any(word in said for word in ("locked", "busy", "locking protocol")):
            return Busy("busy.database")
        return SchemaError("schema.unusable", what=f"{path}: {error.orig}")
    if isinstance(error.orig, sqlite3.DatabaseError) and any(
        word in said for word in ("malformed", "not a database")
    ):
        return SchemaError("schema.damaged", what=error.orig)
    return None


def _file_of(url: sa.URL) -> Path | None:
    """Where an SQLite database lies; None when it lies in memory."""
    name = url.database
    return None if not name or name == ":memory:" or name.startswith("file:") else Path(name)


def _write_whole(path: Path, mark: Mapping[str, Any]) -> None:
    draft = path.with_name(f"{path.name}-new-{os.getpid()}")
    with open(draft, "w", opener=_private) as file:
        json.dump(mark, file)
        file.flush()
        os.fsync(file.fileno())  # half a mark would lock sending
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle: IO[str] = open(path, "a+", opener=_private)  # noqa: SIM115  # closed below
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy("busy.daemon", lock=path.name) from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
    finally:
        handle.close()


def _set_up_sqlite(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves, so that a writer can say IMMEDIATE
    try:
        try:
            raw.execute(f"PRAGMA journal_mode={_journal_for(raw)}")
        except sqlite3.OperationalError as error:  # a file opened for reading only keeps its own
            if "locked" in str(error):
                raise  # it has waited: the next word would wait once more
        for pragma in (
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            "busy_timeout=5000",
            f"journal_size_limit={_LOG_KEPT}",
        ):
            raw.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError as error:  # what SQLite says of a damaged schema quotes the damage
        raise sqlite3.DatabaseError("malformed database schema") from error


def _journal_for(raw: Any) -> str:
    """The file itself says whether it has a write-ahead log. Who makes it decides, and each daemon that begins."""
    if not _WAL_IS_SAFE:
        return "TRUNCATE"
    (now,) = raw.execute("PRAGMA journal_mode").fetchone()
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    return "WAL" if now == "wal" or not pages else "TRUNCATE"


def _only_read(raw: Any, _record: Any) -> None:
    raw.execute("PRAGMA query_only=ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
