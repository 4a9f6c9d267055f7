"""A PostgreSQL of our own, where Debian's package is installed: a private cluster on loopback and a socket.

Root may not run it, so it runs as the package's user then. `stop("immediate")` is a crash: what was committed is
there after `start()`, everything else is not. A session of tests shares one; `create` gives each test a database.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from tests.servers.ports import free_port
from tests.servers.waiting import LONG_S, until

USER = "maild"
PASSWORD = "mat-khau-csdl"
_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name))
_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
# No fsync: what a killed server loses is decided by its log in the page cache, which survives it.
_SETTINGS = {
    "fsync": "off",
    "shared_buffers": "32MB",
    "max_connections": "120",
    "log_line_prefix": "%m %p %a ",
    "max_wal_size": "256MB",
    "autovacuum": "off",
}
_HBA = """
local all all trust
host all postgres 127.0.0.1/32 trust
host replication all 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
host all all 10.77.0.0/16 trust
"""


def _user() -> pwd.struct_passwd | None:
    """Whom the server runs as; None where there is nobody."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


def runs() -> bool:
    """Whether PostgreSQL is installed and may be started."""
    return bool(_PLACES) and _user() is not None


class Postgres:
    """`data` is its directory; one that exists already (a copy, a standby) is started as it is."""

    def __init__(self, *, data: Path | None = None, host: str = "127.0.0.1", **settings: str) -> None:
        user = _user()
        assert user is not None
        self._user = user
        self._bin = _PLACES[-1]
        self._home = Path(tempfile.mkdtemp(prefix="maild-postgres-"))
        os.chown(self._home, user.pw_uid, user.pw_gid)
        self._home.chmod(0o755)
        self.data = data or self._home / "data"
        self.log = self._home / "log"
        self.host = host
        self.port = free_port()
        self._settings: Mapping[str, str] = {**_SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)

    def __enter__(self) -> Postgres:
        if not self.data.exists():
            self.run(
                "initdb",
                "-N",
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C",
                "-D",
                str(self.data),
            )
            hba = self.data / "pg_hba.conf"
            hba.write_text(_HBA)
        self.start()
        if not self.ask("SELECT pg_is_in_recovery()")[0][0] and not self.ask(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", USER
        ):
            self.ask(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop("immediate")
        shutil.rmtree(self._home, ignore_errors=True)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it takes connections, after a crash when it has recovered."""
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(str(self._bin / "postgres"), "-D", str(self.data), "-k", str(self._home)),
                    *("-h", self.host, "-p", str(self.port), *settings),
                ],
                stdout=log,
                stderr=log,
                **self._as_user(),
            )
        until(self._answers, LONG_S)

    def stop(self, how: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """`fast` ends sessions and closes cleanly; `immediate` drops everything, as a crash does."""
        if self._process is None:
            return
        self._process.send_signal(_SIGNALS[how])
        self._process.wait(LONG_S)
        self._process = None

    def run(self, program: str, *arguments: str) -> str:
        """One of PostgreSQL's programs, as its user; what it said. Raises CalledProcessError."""
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            check=True,
            capture_output=True,
            timeout=120,
            **self._as_user(),
        )
        return done.stdout.decode()

    def keep_copy(self) -> None:
        """Copy the directory of a stopped server, as somebody does who makes a backup by hand."""
        subprocess.run(["cp", "-a", str(self.data), str(self._home / "copy")], check=True)

    def put_copy_back(self) -> None:
        shutil.rmtree(self.data)
        (self._home / "copy").rename(self.data)

    @contextmanager
    def standby(self) -> Iterator[Postgres]:
        """A second server that follows this one, without being waited for: what was committed last it may lack."""
        data = self._home / "standby"
        where = ("-h", self.host, "-p", str(self.port), "-U", "postgres")
        self.run("pg_basebackup", *where, "-D", str(data), "-R", "-X", "stream", "--checkpoint=fast")
        with Postgres(data=data, hot_standby="on") as other:
            yield other

    def create(self, template: str = "template0") -> str:
        """A new database of `USER`, by a name of its own."""
        name = f"maild{next(self._names)}"
        self.ask(f"CREATE DATABASE {name} OWNER {USER} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.ask(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """How maild's user reaches a database over TCP; the password is handed over apart."""
        return f"postgresql+psycopg://{USER}@{self.host}:{self.port}/{name}"

    def trusted_url(self, name: str) -> str:
        """The same over the socket, where nobody is asked for a password."""
        return f"postgresql+psycopg://{USER}@/{name}?host={self._home}&port={self.port}"

    def ask(self, statement: str, *values: Any, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the superuser, by itself; the rows."""
        with self.superuser(database) as connection:
            done = connection.execute(statement, values or None)
            return list(done.fetchall()) if done.description is not None else []

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[Any]:
        from sqlalchemy import make_url

        with as_superuser(make_url(self.trusted_url(database))) as connection:
            yield connection

    def _answers(self) -> bool:
        import psycopg

        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError(self.log.read_text(errors="replace")[-2000:])
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _as_user(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {"cwd": self._home}
        return {
            "user": self._user.pw_uid,
            "group": self._user.pw_gid,
            "extra_groups": [],
            "cwd": self._home,
            "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        }


_EMPTY = """
DO $$
DECLARE one record;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  DROP FUNCTION IF EXISTS no_mail, no_cursor CASCADE;  -- what a test left
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', one.tablename);
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    PERFORM setval(quote_ident(one.sequencename), 1, false);
  END LOOP;
END $$
"""


def empty(server: Postgres, name: str) -> str:
    """The URL of a database with the schema, emptied: many times faster than to make one."""
    from maild.store import Database

    url = server.trusted_url(name)
    server.ask(_EMPTY, database=name)
    made = Database(url)
    made.migrate()
    made.close()
    return url


def migrated_database(server: Postgres) -> str:
    """A new database with the schema in it, and nobody connected."""
    from maild.store import Database

    name = server.create()
    made = Database(server.trusted_url(name))
    made.migrate()
    made.close()
    return name


@contextmanager
def as_superuser(url: Any) -> Iterator[Any]:
    """A connection to the database of a `trusted_url`, as who may do everything; each statement by itself."""
    import psycopg

    query = url.query
    with psycopg.connect(
        host=query["host"], port=query["port"], user="postgres", dbname=url.database, autocommit=True
    ) as connection:
        yield connection
