"""A small province for the tests of jobs and actions: real rooms, a real database file, a clock of its own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from maild import wiring
from maild.actions import lists, plans, rosters, rounds
from maild.actions.actor import Actor
from maild.config import load
from maild.demo.inbound import MAILBOX, SERVER
from maild.demo.smtp_server import Accepted, SmtpServer
from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.jobs.intake import Folder, Tally
from maild.model import (
    AddressState,
    Event,
    IncidentState,
    LetterState,
    OutboxLetter,
    PlanStanding,
    PlanState,
    RawMail,
    Respondent,
    RespondentState,
    RosterEntry,
    Round,
)
from maild.rules import ADDRESS, FOLDS, RESPONDENT
from maild.store import Unit, events, incidents, outbox, roster
from maild.store import plans as stored_plans
from maild.store.events import Difference
from maild.wiring import House

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MAKER, SECOND = Actor("an", "coordinator"), Actor("binh", "coordinator")
CODE = "2026"
PASSWORD = "mat-khau"
CONFIG = """
mode = {mode}
language = "vi"
{database}
[paths]
state = {state}
templates = {templates}
[round_defaults]
agency = "Sở Nội vụ"
hotline = "0214.3840.000"
invitation_sender = "khaosat@bnv.example.vn"
invitation_subject = "Mời trả lời phiếu"
[sender]
address = {mailbox}
name = "Sở Nội vụ"
keeps_tag = {keeps_tag}
[smtp]
host = {host}
port = {smtp_port}
security = {smtp_security}
user = {mailbox}
ca_file = {ca_file}
timeout_s = 5
[accounts.survey]
host = {host}
port = {imap_port}
user = {mailbox}
ca_file = {ca_file}
folders = {folders}
authserv_id = {server}
{account}
[survey]
hosts = ["khaosat.bnv.example.vn"]
code_patterns = ['\\bHP[0-9A-Z]{{6}}\\b']
{survey}
[alerts]
{alerts}
[limits]
{limits}
"""


on_sqlite = pytest.mark.skipif(
    os.environ.get("MAILD_TEST_DATABASE") == "postgresql", reason="this is about SQLite's file"
)


def refuse(unit: Unit, what: str, when: str) -> None:
    """From here on the database itself refuses `what` ("INSERT ON cursor") where `when` holds."""
    table = what.rpartition(" ")[2]
    if unit.connection.dialect.name == "sqlite":
        unit.connection.exec_driver_sql(
            f"CREATE TRIGGER no_{table} BEFORE {what} WHEN {when} BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        return
    unit.connection.exec_driver_sql(
        f"CREATE FUNCTION no_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
        f"CREATE TRIGGER no_{table} BEFORE {what} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION no_{table}()"
    )


def refuse_no_more(unit: Unit, table: str) -> None:
    sqlite = unit.connection.dialect.name == "sqlite"
    unit.connection.exec_driver_sql(f"DROP TRIGGER no_{table}{'' if sqlite else f' ON {table}'}")


def moment(text: str) -> datetime:
    """`2026-11-12 08:00` in the province."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


MONDAY = moment("2026-11-09 07:00")  # the round's first day
INVITED_ON = date(2026, 11, 9)
R1_DAY = moment("2026-11-12 08:00")
R2_DAY = moment("2026-11-20 08:00")
R3_DAY = moment("2026-11-25 08:00")
DEADLINE = moment("2026-11-27 17:00")


def write_config(
    directory: Path,
    certificates: Certificates,
    *,
    smtp_port: int = 1,
    smtp_security: str = "tls",
    imap_port: int = 1,
    mode: str = "live",
    folders: Sequence[str] = ("INBOX", "Junk"),
    limits: str = "canary_wait_s = 0",
    alerts: str = "",
    account: str = "since = 2026-11-01",
    templates: Path | None = None,
    survey: str = "",
    keeps_tag: bool = True,
    database: str = "",
    host: str = "127.0.0.1",
    address: str = MAILBOX,
) -> Path:
    """`database` is a PostgreSQL's URL; without it SQLite serves. `host` has the relay and the mailbox; another one
    than this machine refuses an `address` of an example domain.
    """
    place = directory / "credentials"
    place.mkdir(exist_ok=True)
    for name, text in (("smtp", PASSWORD), ("imap-survey", PASSWORD), ("token-keys", f"1 {'ab' * 32}")):
        (place / name).touch(mode=0o600)
        (place / name).write_text(text + "\n", "utf-8")
    shipped = Path(wiring.__file__).parents[1] / "templates"
    quoted = {
        "mode": mode,
        "host": host,
        "state": str(directory / "state"),
        "templates": str(templates or shipped),
        "smtp_security": smtp_security,
        "mailbox": address,
        "ca_file": str(certificates.ca_file),
        "server": SERVER,
        "folders": list(folders),
        "keeps_tag": keeps_tag,
    }
    text = CONFIG.format(
        **{name: json.dumps(value, ensure_ascii=False) for name, value in quoted.items()},
        smtp_port=smtp_port,
        imap_port=imap_port,
        limits=limits,
        alerts=alerts,
        account=account,
        survey=survey,
        database=f"[database]\nurl = {json.dumps(database)}" if database else "",
    )
    path = directory / "maild.toml"
    path.write_text(text, "utf-8")
    return path


@dataclass
class Relay:
    """What the province's relay answers, and what it truly took."""

    server: SmtpServer
    rcpt: dict[str, str] = field(default_factory=dict)  # address → reply
    data: Callable[[Accepted], str | None] = lambda _: None

    @property
    def took(self) -> list[str]:
        return [one.rcpt for one in self.server.accepted]


@contextmanager
def relay(
    certificates: Certificates,
    clock: DemoClock,
    *,
    implicit_tls: bool = True,
    host: str = "127.0.0.1",
    user: str = MAILBOX,
) -> Iterator[Relay]:
    made: list[Relay] = []
    server = SmtpServer(
        certificates=certificates,
        implicit_tls=implicit_tls,
        users={user: PASSWORD},
        rcpt_reply=lambda rcpt: made[0].rcpt.get(rcpt),
        data_reply=lambda letter: made[0].data(letter),
        clock=clock,
        host=host,
    )
    made.append(Relay(server))
    with server:
        yield made[0]


@dataclass
class Province:
    home: House
    clock: DemoClock
    path: Path

    # ------------------------------------------------------------ people and rounds

    def enter(
        self,
        emails: Sequence[str],
        *,
        code: str = CODE,
        opened: bool = True,
        invited_on: date = INVITED_ON,
        deadline: datetime = DEADLINE,
    ) -> None:
        """A round with one official an address."""
        people = [entry(n, email) for n, email in enumerate(emails, 1)]
        self.enter_people(people, code=code, opened=opened, invited_on=invited_on, deadline=deadline)

    def enter_people(
        self,
        people: Sequence[RosterEntry],
        *,
        code: str = CODE,
        title: str = "Điều tra xã hội học",
        opened: bool = True,
        invited_on: date = INVITED_ON,
        deadline: datetime = DEADLINE,
    ) -> None:
        usual = self.home.config.round_defaults
        rounds.create(
            self.home.store,
            Round(
                id=0,
                code=code,
                title=title,
                invited_on=invited_on,
                deadline=deadline,
                legal_basis="Công văn số 7156",
                agency=usual.agency,
                hotline=usual.hotline,
                invitation_sender=usual.invitation_sender,
                invitation_subject=usual.invitation_subject,
            ),
            MAKER,
            self.now,
        )
        rosters.bring_in(self.home.store, code, people, MAKER, self.now, accept_held=True)
        if opened:
            rounds.approve(self.home.store, code, SECOND, self.now, second_person=True)
            rounds.open_(self.home.store, code, MAKER, self.now)

    def list_answered(self, *answered: int, code: str = CODE) -> None:
        """The ministry's list as of now: who has answered."""
        rows = list(enumerate(answered, 1))
        staged = lists.stage(self.home.store, code, self.now, rows, MAKER, self.now)
        lists.apply(self.home.store, staged.id, SECOND, self.now)

    def approve(self) -> int:
        """Draft the plan that is due and let a second person approve it; letters waiting."""
        self.home.reminders.tick(self.now)
        return plans.approve(
            self.home.store,
            self.home.composer,
            self.drafts()[-1].id,
            SECOND,
            self.now,
            self.home.calendar,
            second_person=True,
        )

    def wave(self, emails: Sequence[str], at: datetime = R1_DAY) -> None:
        """Everything until R1's letters wait in the outbox, at `at`."""
        self.enter(emails)
        self.clock.move_to(at)
        self.list_answered()
        self.approve()

    # ------------------------------------------------------------ trips

    def deliver(self) -> dict[str, int]:
        self.home.membership.tick()
        return self.home.deliverer.tick(self.now).outcomes

    def take(self, *raws: bytes, folder: str = "INBOX", first_uid: int = 1) -> Tally:
        mails = [RawMail(uid, raw, len(raw), self.now) for uid, raw in enumerate(raws, first_uid)]
        return self.home.intake.take(Folder("survey", folder, 1), mails, self.now, lambda _unit: None)

    # ------------------------------------------------------------ what is there

    @property
    def now(self) -> datetime:
        return self.clock()

    def people(self, round_id: int = 1) -> list[Respondent]:
        with self.home.store.view() as look:
            return roster.of_round(look.connection, round_id)

    def person(self, respondent_id: int = 1) -> RespondentState:
        with self.home.store.view() as look:
            state: RespondentState = look.state(RESPONDENT, respondent_id)
        return state

    def address(self, email: str) -> AddressState:
        with self.home.store.view() as look:
            number = roster.address_id_of(look.connection, email)
            assert number is not None
            return look.state(ADDRESS, number) or AddressState(number)

    def letters(self) -> list[OutboxLetter]:
        with self.home.store.view() as look:
            return outbox.in_state(look.connection, *LetterState)

    def states(self) -> list[str]:
        return [one.state.value for one in self.letters()]

    def incidents(self) -> list[IncidentState]:
        with self.home.store.view() as look:
            return incidents.every(look.connection)

    def touched(self, incident_id: int) -> set[int]:
        """The respondents that an incident's trail names."""
        named = {one.respondent_id for one in self.trail(incident_id=incident_id)}
        return {who for who in named if who is not None}

    def reasons(self) -> list[str]:
        return [one.reason for one in self.incidents()]

    def drafts(self) -> list[PlanStanding]:
        with self.home.store.view() as look:
            return stored_plans.in_state(look.connection, PlanState.DRAFT)

    def plans(self) -> list[tuple[int, str]]:
        with self.home.store.view() as look:
            return [(one.code.level, one.state.value) for one in stored_plans.of_round(look.connection, 1)]

    def trail(self, **about: int) -> list[Event]:
        with self.home.store.view() as look:
            return events.trail(look.connection, **about)

    def differences(self) -> list[Difference]:
        """Where tables disagree with the events: none, ever."""
        with self.home.store.view() as look:
            return events.verify(look.connection, FOLDS).first


def entry(number: int, email: str) -> RosterEntry:
    return RosterEntry(
        row=number, name=f"Nguyễn Văn {chr(64 + number % 26)}", email=email, unit="Sở Tư pháp", group="LD"
    )


def addresses(count: int, domains: int = 5) -> list[str]:
    return [f"canbo{n}@dv{n % domains}.example.vn" for n in range(1, count + 1)]


def raise_house(config: Path, clock: DemoClock, migrated: Path | None, **more: object) -> Province:
    """Build every room; the schema comes from the copy `migrated`, which is much faster than to migrate."""
    settings = load(config, today=clock().date(), environ={})
    settings.paths.state.mkdir(exist_ok=True)
    database = settings.paths.state / "maild.db"
    if migrated is not None and settings.database.url.startswith("sqlite") and not database.exists():
        shutil.copy(migrated, database)
    home = wiring.build(settings, clock=clock, **more)  # type: ignore[arg-type]
    home.membership.join()
    return Province(home, clock, config)
