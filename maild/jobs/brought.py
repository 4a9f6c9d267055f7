"""What a mail brings along: tables, and notices that somebody forwards. Looked at without a database.

A mail counts as the ministry's when its sender is one of `survey.ministry_senders` and our own server says that
he really is. Of anybody else's mail only its tables are looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from maild.errors import InputRefused
from maild.model import RawMail, ReadContext, Reading
from maild.privacy import mask_addresses
from maild.roster.messages import kept
from maild.roster.table import Table, table_of
from maild.rules import correlate

# one of these stands wherever the expression below fits, and is found ten times as quickly
_HINTS = (b".xls", b".ods", b".csv", b".tsv", b"spreadsheet", b"ms-excel", b"text/csv")
_MAY_HOLD_TABLE = re.compile(rb"\.(?:xlsx?|xlsm|ods|csv|tsv)\b|spreadsheet|ms-excel|text/csv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """One attachment: a table, or why it is none."""

    name: str
    digest: str
    table: Table | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a mail brings. `allowed`: its sender is one of the ministry's; `proven`: our server vouches for him."""

    allowed: bool
    proven: bool
    files: tuple[File, ...] = ()
    notices: tuple[Reading, ...] = ()
    sender: str = ""  # masked

    @property
    def trusted(self) -> bool:
        return self.allowed and self.proven


@dataclass(frozen=True, slots=True)
class Opener:
    """`senders` in lower case; `by_hand`: a person hands the mails over and vouches for them himself."""

    senders: frozenset[str]
    authserv_ids: frozenset[str]
    by_hand: bool = False

    def wants_whole(self, raw: bytes) -> bool:
        """Whether a mail, of which `raw` is the beginning, is one of the ministry's."""
        from maild.decode.enclosed import sender_and_proof

        sender, proof = sender_and_proof(raw)
        return self._is_allowed(sender) and self._is_proven(sender, proof)

    def read(self, mail: RawMail, reading: Reading, context: ReadContext) -> Brought | None:
        """What the mail brings; None for nearly all mails. Writes nothing."""
        allowed = self._is_allowed(reading.sender)
        if not allowed and (len(mail.raw) < mail.size or not _may_hold_table(mail.raw)):
            return None
        proven = self._is_proven(reading.sender, reading.authentication)
        from maild.decode.enclosed import enclosed

        held = enclosed(mail.raw, context)
        if len(mail.raw) < mail.size:
            cut = File("", reading.fingerprint, refused=kept("refused.mail_too_long"))
            return Brought(allowed, proven, (cut,), held.notices)
        files = tuple(_file(name, raw) for name, raw in held.files)
        notices = held.notices if allowed else ()
        if not files and not notices:
            return None
        return Brought(allowed, proven, files, notices, mask_addresses(reading.sender or ""))

    def _is_allowed(self, sender: str | None) -> bool:
        return self.by_hand or (sender or "").lower() in self.senders

    def _is_proven(self, sender: str | None, proof: tuple[str, ...]) -> bool:
        return self.by_hand or (
            sender is not None and correlate.authenticated(proof, sender, self.authserv_ids)
        )


def _may_hold_table(raw: bytes) -> bool:
    small = raw.lower()
    return any(hint in small for hint in _HINTS) and _MAY_HOLD_TABLE.search(raw) is not None


def _file(name: str, raw: bytes) -> File:
    digest = sha256(raw).hexdigest()
    try:
        return File(name, digest, table_of(name, raw))
    except InputRefused as error:
        return File(name, digest, refused=kept(error.text, **error.facts))
