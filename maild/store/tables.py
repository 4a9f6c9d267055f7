"""The tables, and nothing else. Rows never leave this room: functions answer with values of `maild.model`.

SQLModel table classes do not validate, so the CHECK and UNIQUE constraints here are the real guard.
Folded states have no class of their own: their columns are made from the frozen type that is folded.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from maild import model

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata
metadata.naming_convention = NAMING


def _json() -> Any:
    from sqlalchemy.dialects.postgresql import JSONB

    return sa.JSON().with_variant(JSONB(), "postgresql")


def _one_of(column: str, values: type[StrEnum]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


class MetaTable(SQLModel, table=True):
    """Facts about the database itself: its epoch, and whether sending is locked."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class EventTable(SQLModel, table=True):
    __tablename__ = "event"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    kind: str
    actor: str
    round_id: int | None = None
    respondent_id: int | None = None
    address_id: int | None = Field(default=None, index=True)
    letter_id: int | None = None
    mail_id: int | None = None
    incident_id: int | None = None
    plan_id: int | None = None
    data: dict[str, Any] = Field(sa_type=cast(Any, _json()))
    hash: str
    # also answers whether an incident has touched a person before, which every bounce asks
    __table_args__ = (
        sa.Index("ix_event_incident_id_respondent_id", "incident_id", "respondent_id"),
        # whatever has flooded in about one of them, his incidents and its last delay are found without reading it
        sa.Index("ix_event_respondent_id_kind_incident_id", "respondent_id", "kind", "incident_id"),
        sa.Index("ix_event_letter_id_kind", "letter_id", "kind"),
        # what followed from a mail, when it is shown, settled or read again; most events come from none
        sa.Index(
            "ix_event_mail_id",
            "mail_id",
            sqlite_where=sa.text("mail_id IS NOT NULL"),
            postgresql_where=sa.text("mail_id IS NOT NULL"),
        ),
    )


class SealTable(SQLModel, table=True):
    """A link of the chain over the events up to `last_event_id`."""

    __tablename__ = "seal"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    last_event_id: int
    events: int
    hash: str


class UnitTable(SQLModel, table=True):
    __tablename__ = "unit"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    level: str = ""  # a province's own word: "sở", "xã"


class UnitAliasTable(SQLModel, table=True):
    """Another name under which a unit appears in files."""

    __tablename__ = "unit_alias"
    alias: str = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    since: datetime
    by: str


class UnitSuccessorTable(SQLModel, table=True):
    """Into which unit another one was merged, from which day, by which document."""

    __tablename__ = "unit_successor"
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    successor_id: int = Field(foreign_key="unit.id", primary_key=True)
    since: date
    document: str


class UnitContactTable(SQLModel, table=True):
    """Head, clerk and IT counterpart of a unit; a former one keeps his row."""

    __tablename__ = "unit_contact"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    role: str
    name: str
    position: str
    email: str
    telephone: str
    since: datetime
    until: datetime | None = None
    __table_args__ = (sa.CheckConstraint("role IN ('head', 'clerk', 'it')", name="role"),)


class AddressTable(SQLModel, table=True):
    __tablename__ = "address"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)  # lower case
    domain: str


class OfficialTable(SQLModel, table=True):
    __tablename__ = "official"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    position: str
    honorific: str
    unit_id: int = Field(foreign_key="unit.id")
    address_id: int = Field(foreign_key="address.id", index=True)


class OfficialAddressTable(SQLModel, table=True):
    """Which addresses an official has had, from when to when."""

    __tablename__ = "official_address"
    official_id: int = Field(foreign_key="official.id", primary_key=True)
    address_id: int = Field(foreign_key="address.id", primary_key=True)
    since: datetime = Field(primary_key=True)
    until: datetime | None = None


class RoundTable(SQLModel, table=True):
    __tablename__ = "round"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    title: str
    invited_on: date
    deadline: datetime
    legal_basis: str
    agency: str
    hotline: str
    invitation_sender: str
    invitation_subject: str
    locale: str
    extended_from: datetime | None = None
    extended_at: datetime | None = None
    extension_letter: str = ""
    created_by: str
    state: str = "draft"
    __table_args__ = (
        sa.CheckConstraint("state IN ('draft', 'approved', 'running', 'paused', 'closed')", name="state"),
    )


class RespondentTable(SQLModel, table=True):
    """An official in a round, with the name and office he has in it: a later roster leaves them alone."""

    __tablename__ = "respondent"
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    official_id: int = Field(foreign_key="official.id", index=True)
    name: str
    position: str
    honorific: str
    unit_id: int = Field(foreign_key="unit.id")
    group: str
    subject_code: str
    ended_at: datetime | None = None  # no longer asked: replaced, or gone from the roster
    replaced_by: int | None = Field(default=None, foreign_key="respondent.id")
    __table_args__ = (
        sa.UniqueConstraint("round_id", "official_id"),
        sa.UniqueConstraint("round_id", "subject_code"),
        # who is asked, in his order; and counted by unit and group without a look at the rows themselves
        sa.Index("ix_respondent_round_id_ended_at", "round_id", "ended_at"),
        sa.Index("ix_respondent_round_id_ended_at_unit_id_group", "round_id", "ended_at", "unit_id", "group"),
    )


class RosterCheckTable(SQLModel, table=True):
    """What a dry run showed, so that a file that changed since is noticed."""

    __tablename__ = "roster_check"
    round_id: int = Field(foreign_key="round.id", primary_key=True)
    file: str = Field(primary_key=True)
    digest: str
    at: datetime
    by: str


class NoteTable(SQLModel, table=True):
    """What a person wrote beside a correction. Not part of the trail, so that it can be forgotten."""

    __tablename__ = "note"
    event_id: int = Field(foreign_key="event.id", primary_key=True)
    respondent_id: int = Field(foreign_key="respondent.id", index=True)
    text: str


class RoundArchiveTable(SQLModel, table=True):
    """The numbers of a closed round as they were frozen, and the digest of its report."""

    __tablename__ = "round_archive"
    round_id: int = Field(foreign_key="round.id", primary_key=True)
    at: datetime
    by: str
    numbers: dict[str, Any] = Field(sa_type=cast(Any, _json()))
    report: str
    digest: str


class CursorTable(SQLModel, table=True):
    """How far a folder has been read."""

    __tablename__ = "cursor"
    account: str = Field(primary_key=True)
    folder: str = Field(primary_key=True)
    uidvalidity: int = Field(sa_type=cast(Any, sa.BigInteger))
    last_uid: int = Field(sa_type=cast(Any, sa.BigInteger))
    polled_at: datetime
    since: date | None = (
        None  # from which day on it is read under this UIDVALIDITY; none: from the first mail
    )
    reconciled_at: datetime | None = None


class AccountTable(SQLModel, table=True):
    """Refused logins in a row; a stopped account waits for a person."""

    __tablename__ = "account"
    name: str = Field(primary_key=True)
    refused: int
    stopped_at: datetime | None = None


class MailTable(SQLModel, table=True):
    """One row for every UID looked at, duplicates too. No bodies."""

    __tablename__ = "mail"
    id: int | None = Field(default=None, primary_key=True)
    account: str
    folder: str
    uidvalidity: int = Field(sa_type=cast(Any, sa.BigInteger))
    uid: int = Field(sa_type=cast(Any, sa.BigInteger))
    received_at: datetime
    attempts: int = 0
    fingerprint: str | None = Field(default=None, index=True)
    kind: str | None = None
    reading: dict[str, Any] = Field(sa_type=cast(Any, _json()))
    duplicate_of: int | None = Field(default=None, foreign_key="mail.id")
    respondent_id: int | None = Field(default=None, foreign_key="respondent.id")
    letter_id: int | None = Field(default=None, foreign_key="outbox.id")
    quarantined: bool = False
    __table_args__ = (
        sa.UniqueConstraint("account", "folder", "uidvalidity", "uid"),
        # effects are unique per fingerprint: only one row of a fingerprint is no duplicate
        sa.Index(
            "uq_mail_effect",
            "fingerprint",
            unique=True,
            sqlite_where=sa.text("fingerprint IS NOT NULL AND duplicate_of IS NULL"),
            postgresql_where=sa.text("fingerprint IS NOT NULL AND duplicate_of IS NULL"),
        ),
    )


class PlanTable(SQLModel, table=True):
    """The number of a plan and what its letters say beside the round's facts; its standing is folded."""

    __tablename__ = "plan"
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    code: str
    occasion: str
    said: dict[str, str] = Field(sa_type=cast(Any, _json()))


class PlanReceiverTable(SQLModel, table=True):
    __tablename__ = "plan_receiver"
    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    respondent_id: int = Field(foreign_key="respondent.id", primary_key=True, index=True)
    address_id: int = Field(
        foreign_key="address.id"
    )  # as drafted: another one later is not what was approved
    position: int  # canaries first
    code: str
    due_at: datetime
    because: str


class PlanLeftOutTable(SQLModel, table=True):
    __tablename__ = "plan_left_out"
    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    respondent_id: int = Field(foreign_key="respondent.id", primary_key=True, index=True)
    because: str
    until: date | None = None


class OutboxTable(SQLModel, table=True):
    """Every letter that may go out, once. The state moves only by compare-and-set."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    respondent_id: int = Field(foreign_key="respondent.id", index=True)
    address_id: int = Field(foreign_key="address.id", index=True)
    plan_id: int = Field(foreign_key="plan.id")
    code: str
    occasion: str = ""
    position: int
    state: str
    due_at: datetime
    not_before: datetime
    made_on: date
    message_id: str = Field(index=True)
    fence: int = 0
    owner: str | None = None
    attempts: int = 0
    intent_at: datetime | None = None  # when the dot was permitted last
    tried_at: datetime | None = Field(default=None, index=True)  # when a server last had its say
    blames_us: bool = False  # and whether it found fault with us: policy, authentication, sender
    settled_at: datetime | None = None
    held_because: str = ""
    reply: str = ""  # the server's words, masked
    __table_args__ = (
        sa.UniqueConstraint("round_id", "code", "occasion", "respondent_id"),  # begins as a wave is asked for
        _one_of("state", model.LetterState),
        sa.Index("ix_outbox_state_not_before", "state", "not_before"),
        sa.Index(
            "ix_outbox_state_due_at_plan_id_position", "state", "due_at", "plan_id", "position", "not_before"
        ),
        sa.Index("ix_outbox_intent_at", "intent_at"),
        sa.Index("ix_outbox_plan_id_state_intent_at", "plan_id", "state", "intent_at"),  # its canaries
    )


class NoticeTable(SQLModel, table=True):
    """Every mail to staff, once; its words are kept until it is settled. The state moves only by compare-and-set."""

    __tablename__ = "notice"
    id: int | None = Field(default=None, primary_key=True)
    code: str
    occasion: str
    recipient: str = Field(index=True)
    state: str
    queued_at: datetime
    not_before: datetime
    made_on: date
    message_id: str = Field(index=True)
    fence: int = 0
    owner: str | None = None
    attempts: int = 0
    round_id: int | None = Field(default=None, foreign_key="round.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    incident_id: int | None = None
    intent_at: datetime | None = None
    settled_at: datetime | None = None
    bounced_at: datetime | None = None
    acknowledged_at: datetime | None = None
    route: str = ""
    reply: str = ""  # the server's words, masked
    content: bytes | None = None  # the rendered mail
    __table_args__ = (
        sa.UniqueConstraint("code", "occasion", "recipient"),
        _one_of("code", model.NoticeCode),
        _one_of("state", model.LetterState),
        sa.Index("ix_notice_state_not_before", "state", "not_before"),
    )


class AnsweredListTable(SQLModel, table=True):
    __tablename__ = "answered_list"
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id")
    as_of: datetime
    staged_at: datetime
    staged_by: str
    origin: str = "command"  # command, desk, drop, mail
    file: str = ""
    digest: str = Field(default="", index=True)
    problems: list[str] = Field(sa_type=cast(Any, _json()))
    held: list[str] = Field(sa_type=cast(Any, _json()))
    matched: int  # its rows by what they say, counted once: they never change
    not_answered: int
    unknown: int
    applied_at: datetime | None = None
    rejected_at: datetime | None = None


class AnsweredRowTable(SQLModel, table=True):
    """One row of a ministry's list; a row that nobody is sure of has no respondent."""

    __tablename__ = "answered_row"
    list_id: int = Field(foreign_key="answered_list.id", primary_key=True)
    row: int = Field(primary_key=True)
    respondent_id: int | None = Field(default=None, foreign_key="respondent.id")
    verdict: str
    file_row: int | None = None


class DroppedFileTable(SQLModel, table=True):
    """A file of the drop folder or of a mail that was looked at: its list, or why there is none.

    By its name too, which may say of when its figures are.
    """

    __tablename__ = "dropped_file"
    digest: str = Field(primary_key=True)
    file: str = Field(primary_key=True)
    at: datetime
    list_id: int | None = Field(default=None, foreign_key="answered_list.id")
    problem: str


class DaemonTable(SQLModel, table=True):
    """Who serves this database (PostgreSQL): a row for each start, its number the daemon's own lock's.

    Whether it lives its lock says; `seen_at` is the database's clock. A row whose lock is gone tells of one that
    ended without leaving.
    """

    __tablename__ = "daemon"
    id: int | None = Field(default=None, primary_key=True)
    host: str
    pid: int
    version: str
    letters: str  # fingerprint of what letters are made from
    keys: str  # "1:ab12 2:cd34": fingerprints of the token keys, the one that signs last
    folders: list[str] = Field(sa_type=cast(Any, _json()))  # "account/folder", those it would watch
    started_at: datetime
    seen_at: datetime


class SilenceTable(SQLModel, table=True):
    """A fault that is known: incidents that fit are not told of before the day `until`."""

    __tablename__ = "silence"
    id: int | None = Field(default=None, primary_key=True)
    domain: str
    stage: str
    reason: str
    until: date
    why: str
    by: str


class DeskUserTable(SQLModel, table=True):
    """Who may sign in to the desk. `secret` is a salted scrypt digest; empty: only by the web server's header."""

    __tablename__ = "desk_user"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    full_name: str
    role: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    secret: str
    made_at: datetime
    made_by: str
    disabled_at: datetime | None = None
    __table_args__ = (
        sa.CheckConstraint("role IN ('coordinator', 'approver', 'it', 'leader', 'head')", name="role"),
        sa.CheckConstraint("(role = 'head') = (unit_id IS NOT NULL)", name="unit"),
    )


class DeskSessionTable(SQLModel, table=True):
    """One sign-in. Only the digest of its cookie is kept, so that a copy of the database signs nobody in."""

    __tablename__ = "desk_session"
    digest: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="desk_user.id", index=True)
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    flash: list[dict[str, Any]] = Field(sa_type=cast(Any, _json()))


def _folded(name: str, state: type[Any]) -> sa.Table:
    hints = typing.get_type_hints(state)
    return sa.Table(
        name,
        metadata,
        *(
            sa.Column(
                part.name,
                _column_type(hints[part.name]),
                primary_key=part.name == "id",
                autoincrement=False,
                nullable=type(None) in typing.get_args(hints[part.name]),
            )
            for part in fields(state)
        ),
    )


def _column_type(hint: Any) -> Any:
    if isinstance(hint, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not type(None))
    if typing.get_origin(hint) is tuple:
        return _json()
    for kind, column in (
        (datetime, UTCDateTime()),
        (date, sa.Date()),
        (StrEnum, sa.Text()),
        (str, sa.Text()),
    ):
        if issubclass(hint, kind):
            return column
    return sa.Integer()


FOLDED: dict[str, tuple[sa.Table, type[Any]]] = {
    name: (_folded(f"{name}_state", state), state)
    for name, state in (
        ("respondent", model.RespondentState),
        ("address", model.AddressState),
        ("incident", model.IncidentState),
        ("plan", model.PlanStanding),
        ("letter", model.LetterStanding),
        ("sending", model.SendingState),
    )
}
sa.Index("ix_incident_state_key", FOLDED["incident"][0].c.key)


def table_of(declared: type[SQLModel]) -> sa.Table:
    return cast(sa.Table, declared.__table__)  # type: ignore[attr-defined]


meta = table_of(MetaTable)
event = table_of(EventTable)
seal = table_of(SealTable)
unit = table_of(UnitTable)
unit_alias = table_of(UnitAliasTable)
unit_successor = table_of(UnitSuccessorTable)
unit_contact = table_of(UnitContactTable)
address = table_of(AddressTable)
official = table_of(OfficialTable)
official_address = table_of(OfficialAddressTable)
round_ = table_of(RoundTable)
respondent = table_of(RespondentTable)
roster_check = table_of(RosterCheckTable)
note = table_of(NoteTable)
round_archive = table_of(RoundArchiveTable)
cursor = table_of(CursorTable)
account = table_of(AccountTable)
mail = table_of(MailTable)
plan = table_of(PlanTable)
plan_receiver = table_of(PlanReceiverTable)
plan_left_out = table_of(PlanLeftOutTable)
outbox = table_of(OutboxTable)
notice = table_of(NoticeTable)
answered_list = table_of(AnsweredListTable)
answered_row = table_of(AnsweredRowTable)
dropped_file = table_of(DroppedFileTable)
silence = table_of(SilenceTable)
desk_user = table_of(DeskUserTable)
desk_session = table_of(DeskSessionTable)
daemon = table_of(DaemonTable)
respondent_state = FOLDED["respondent"][0]
address_state = FOLDED["address"][0]
incident_state = FOLDED["incident"][0]
plan_state = FOLDED["plan"][0]
letter_state = FOLDED["letter"][0]
sending_state = FOLDED["sending"][0]

# who came in late, and who is still to be written to: looked for every minute, among all
sa.Index(
    "ix_respondent_state_round_id_invited_at", respondent_state.c.round_id, respondent_state.c.invited_at
)
sa.Index(
    "ix_respondent_state_open",
    respondent_state.c.round_id,
    sqlite_where=respondent_state.c.answered_at.is_(None),
    postgresql_where=respondent_state.c.answered_at.is_(None),
)
