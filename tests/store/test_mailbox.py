"""How far a folder has been read, and one row for every mail looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from maild.model import Kind, Pointer
from maild.rules import FOLDS
from maild.store import Database, mailbox, tables
from maild.store.mailbox import Attempt, Cursor, Record
from tests.store.values import NOW

INBOX = Pointer("survey", "INBOX", 7, 0)


def at(*uids: int, where: Pointer = INBOX) -> list[Pointer]:
    return [replace(where, uid=uid) for uid in uids]


def take(database: Database, *uids: int, where: Pointer = INBOX) -> list[Attempt]:
    with database.unit(FOLDS) as unit:
        return mailbox.take(unit.connection, at(*uids, where=where), NOW)


def record(
    database: Database,
    mail_id: int,
    fingerprint: str,
    duplicate_of: int | None = None,
    kind: Kind = Kind.BOUNCE,
) -> None:
    with database.unit(FOLDS) as unit:
        reading = {"kind": kind.value, "words": "chữ có dấu"}
        mailbox.record(unit.connection, [Record(mail_id, fingerprint, kind, reading, duplicate_of)])


def quarantine(database: Database, mail_id: int) -> None:
    with database.unit(FOLDS) as unit:
        mailbox.quarantine(unit.connection, mail_id, fingerprint="f", because="ValueError")


# ---------------------------------------------------------------- attempts


def test_attempts_are_counted_and_outlive_a_crash(database: Database) -> None:
    assert take(database, 1, 2) == [Attempt(1, 1, 1, False), Attempt(2, 2, 1, False)]
    database.close()  # whatever happens now, the count stands in the file
    again = Database(str(database.url))
    assert take(again, 2, 3) == [Attempt(2, 2, 2, False), Attempt(3, 3, 1, False)]
    again.close()


def test_a_mail_that_is_done_is_not_counted_again(database: Database) -> None:
    take(database, 1, 2, 3)
    record(database, 1, "a")
    quarantine(database, 2)
    assert take(database, 1, 2, 3) == [
        Attempt(1, 1, 1, True),
        Attempt(2, 2, 1, True),
        Attempt(3, 3, 2, False),
    ]


def test_no_mails_no_attempts(database: Database) -> None:
    assert take(database) == []


@pytest.mark.parametrize(
    "other",
    [replace(INBOX, folder="Junk"), replace(INBOX, account="office"), replace(INBOX, uidvalidity=8)],
)
def test_the_same_uid_elsewhere_is_another_mail(database: Database, other: Pointer) -> None:
    assert take(database, 1) == [Attempt(1, 1, 1, False)]
    assert take(database, 1, where=other) == [Attempt(2, 1, 1, False)]
    with database.view() as look:
        assert mailbox.in_hand(look.connection, "survey", "INBOX", 7) == {1}


def test_one_row_a_place(database: Database) -> None:
    take(database, 1)
    columns = [column for column in tables.mail.c if column.name != "id"]
    twice = sa.insert(tables.mail).from_select([one.name for one in columns], sa.select(*columns))
    with pytest.raises(IntegrityError), database.unit(FOLDS) as unit:
        unit.connection.execute(twice)


def test_in_hand_and_known(database: Database) -> None:
    take(database, 1, 2, 3)
    record(database, 1, "a")
    quarantine(database, 2)
    with database.view() as look:
        asked = ("survey", "INBOX", 7)
        assert mailbox.in_hand(look.connection, *asked) == {3}
        assert mailbox.known_uids(look.connection, *asked, [1, 2, 3, 4]) == {1, 2}
        assert mailbox.known_uids(look.connection, *asked, [2]) == {2}
        assert mailbox.known_uids(look.connection, *asked, []) == set()
        assert mailbox.known_uids(look.connection, *asked, range(1, 200_000)) == {1, 2}


# ---------------------------------------------------------------- effects


def test_one_effect_a_fingerprint(database: Database) -> None:
    take(database, 1, 2)
    record(database, 1, "same")
    with pytest.raises(IntegrityError):
        record(database, 2, "same")
    record(database, 2, "same", duplicate_of=1)
    take(database, 1, where=replace(INBOX, folder="Junk"))
    record(database, 3, "same", duplicate_of=1)
    with database.view() as look:
        assert mailbox.originals(look.connection, ["same", "other"]) == {"same": 1}


def test_a_quarantined_mail_had_no_effect(database: Database) -> None:
    take(database, 1, 2)
    quarantine(database, 1)
    with database.view() as look:
        assert mailbox.originals(look.connection, ["f"]) == {}
        row = mailbox.mail(look.connection, 1)
    assert row is not None
    assert (row.quarantined, row.fingerprint, row.kind) == (True, None, None)
    assert row.reading == {"because": "ValueError", "fingerprint": "f"}


def test_what_somebody_else_has_read_meanwhile_stays_his(database: Database) -> None:
    take(database, 1, 2)
    record(database, 1, "his", kind=Kind.QUESTION)
    with database.unit(FOLDS) as unit:
        assert mailbox.unread(unit.connection, [1, 2, 99]) == {2}
        mailbox.record(unit.connection, [Record(one, f"ours{one}", Kind.BOUNCE, {}) for one in (1, 2)])
    with database.view() as look:
        kept = [mailbox.mail(look.connection, number) for number in (1, 2)]
    assert [one and (one.fingerprint, one.kind) for one in kept] == [
        ("his", Kind.QUESTION),
        ("ours2", Kind.BOUNCE),
    ]


@pytest.mark.parametrize("said", [None, NOW.replace(year=2025)])
def test_a_mail_without_a_day_of_its_own_keeps_that_of_its_attempt(
    database: Database, said: datetime | None
) -> None:
    take(database, 1)
    with database.unit(FOLDS) as unit:
        mailbox.record(unit.connection, [Record(1, "a", Kind.BOUNCE, {}, received_at=said)])
    with database.view() as look:
        row = mailbox.mail(look.connection, 1)
    assert row is not None
    assert row.received_at == (said or NOW)


def test_mails_come_back_newest_first(database: Database) -> None:
    take(database, 1, 2, 3)
    record(database, 1, "a", kind=Kind.COMPLETED)
    record(database, 2, "b")
    quarantine(database, 3)
    with database.view() as look:
        every = mailbox.mails(look.connection)
        assert [one.pointer.uid for one in every] == [3, 2, 1]
        assert every[2].reading == {"kind": "completed", "words": "chữ có dấu"}
        assert every[2].pointer == replace(INBOX, uid=1)
        assert [one.id for one in mailbox.mails(look.connection, kind="bounce")] == [2]
        assert [one.id for one in mailbox.mails(look.connection, quarantined=True)] == [3]
        assert [one.id for one in mailbox.mails(look.connection, limit=1)] == [3]
        assert mailbox.mail(look.connection, 99) is None


def test_counts(database: Database) -> None:
    take(database, 1, 2, 3, 4)
    take(database, 1, where=replace(INBOX, folder="Junk"))
    record(database, 1, "a")
    record(database, 2, "a", duplicate_of=1)
    quarantine(database, 3)
    with database.view() as look:
        assert mailbox.counts_by_kind(look.connection) == {
            "bounce": 1,
            "duplicate": 1,
            "quarantined": 1,
            "in_hand": 2,
        }
        assert mailbox.counts_by_folder(look.connection) == {("survey", "INBOX"): 4, ("survey", "Junk"): 1}


# ---------------------------------------------------------------- cursors and logins


def test_cursors(database: Database) -> None:
    big = 2**32 - 1  # UIDs and UIDVALIDITY fill 32 bits (RFC 3501 §2.3.1.1)
    with database.unit(FOLDS) as unit:
        assert mailbox.cursor(unit.connection, "survey", "INBOX") is None
        mailbox.set_cursor(unit.connection, "survey", "INBOX", 7, 5, NOW)
        mailbox.set_cursor(unit.connection, "survey", "Junk", big, big, NOW)
        mailbox.set_cursor(unit.connection, "survey", "INBOX", 7, 9, NOW)
    with database.view() as look:
        assert mailbox.cursor(look.connection, "survey", "INBOX") == Cursor(7, 9, NOW)
        assert mailbox.cursors(look.connection) == {
            ("survey", "INBOX"): Cursor(7, 9, NOW),
            ("survey", "Junk"): Cursor(big, big, NOW),
        }


def test_refused_logins_in_a_row(database: Database) -> None:
    with database.unit(FOLDS) as unit:
        refused = [mailbox.login_refused(unit.connection, "survey") for _ in range(2)]
        mailbox.login_worked(unit.connection, "survey")
        refused += [mailbox.login_refused(unit.connection, "survey") for _ in range(3)]
        refused.append(mailbox.login_refused(unit.connection, "office"))
        assert refused == [1, 2, 1, 2, 3, 1]
        assert mailbox.stopped_accounts(unit.connection) == {}
        mailbox.stop_account(unit.connection, "survey", NOW)
    with database.unit(FOLDS) as unit:
        assert mailbox.stopped_accounts(unit.connection) == {"survey": NOW}
        assert not mailbox.unlock_account(unit.connection, "office")
        assert mailbox.unlock_account(unit.connection, "survey")
        assert not mailbox.unlock_account(unit.connection, "survey")
        assert mailbox.stopped_accounts(unit.connection) == {}
        assert mailbox.login_refused(unit.connection, "survey") == 1
