"""Mails that could not be read and were set aside: look again, or leave them for good."""

from __future__ import annotations

from datetime import datetime

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.jobs.intake import Folder, Intake
from maild.logs import log
from maild.model import Event, EventKind, MailRow, RawMail
from maild.privacy import noted
from maild.rules import FOLDS
from maild.store import Database, View, mailbox


def find(look: View, mail_id: int, *, dropped_too: bool = False) -> MailRow:
    """Raises InputRefused where the mail is not in quarantine, or a person has dropped it."""
    row = mailbox.mail(look.connection, mail_id)
    if row is None:
        raise InputRefused("refused.no_mail", mail_id=f"M-{mail_id}")
    if not row.quarantined or ("dropped" in row.reading and not dropped_too):
        raise InputRefused("refused.not_quarantined", mail_id=f"M-{mail_id}")
    return row


def retry(
    store: Database, intake: Intake, mail_id: int, raw: RawMail | None, actor: Actor, now: datetime
) -> bool:
    """Try a mail anew, as if it had just come, also one that was dropped; whether it could be read.

    `raw`: the mail, fetched again.

    Raises InputRefused where it is gone from its mailbox, or not in quarantine.
    """
    with store.unit(FOLDS) as unit:
        row = find(unit, mail_id, dropped_too=True)
        if raw is None:
            raise InputRefused("refused.mail_gone", mail_id=f"M-{mail_id}")
        mailbox.release(unit.connection, mail_id)
        unit.append(Event(EventKind.MAIL_RETRIED, now, actor.name, mail_id=mail_id))
    log.info("mail.retried", mail_id=mail_id)
    at = row.pointer
    tally = intake.take(Folder(at.account, at.folder, at.uidvalidity), [raw], now, lambda _unit: None)
    return not tally.quarantined


def drop(store: Database, mail_id: int, why: str, actor: Actor, now: datetime) -> None:
    """Leave a mail unread for good; it counts no longer among those that wait."""
    with store.unit(FOLDS) as unit:
        row = find(unit, mail_id)
        mailbox.drop(unit.connection, row, noted(why, unit.masking), actor.name, now)
        unit.append(Event(EventKind.MAIL_DROPPED, now, actor.name, mail_id=mail_id))
    log.info("mail.dropped", mail_id=mail_id)
