"""The seams between the jobs and the outside world, as Protocols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from maild.model import Outcome, OutgoingLetter, Permit, RawMail, Refused

Intent = Callable[[], Permit | Refused]
Meanwhile = Callable[[], None]


def nothing() -> None:
    """Nothing to be done while a server thinks."""


class MailboxView(Protocol):
    """One read-only look into one folder, opened, used and closed by one thread.

    Every method raises SourceUnavailable or SourceProtocol when the connection
    is no longer good; the view is then useless and must be closed.
    """

    @property
    def uidvalidity(self) -> int: ...

    @property
    def certificate_ends(self) -> datetime | None:
        """When the server's certificate expires; None where that is not known."""
        ...

    def refresh(self) -> int | None:
        """Ask the server what is new; UIDNEXT, or None where it does not tell."""
        ...

    def uids_after(self, last: int) -> Sequence[int]:
        """UIDs above `last`, ascending."""
        ...

    def uids_since(self, days: int) -> Sequence[int]:
        """UIDs of the last `days` days by the mailbox's own date, ascending."""
        ...

    def sizes(self, uids: Sequence[int]) -> Mapping[int, int]:
        """Octets of each mail; an expunged one is missing."""
        ...

    def fetch(
        self, uids: Sequence[int], sizes: Mapping[int, int] | None = None, ahead: Sequence[int] = ()
    ) -> Iterator[RawMail]:
        """The mails, at most their first MiB each; an expunged one is missing.

        `sizes` saves a question where they have been told. `ahead` will be asked for next: the server may
        begin with them.
        """
        ...

    def whole(self, uid: int) -> bytes | None:
        """One mail as far as 10 MiB; None when it is gone."""
        ...

    def wait(self, timeout_s: float, stop: Callable[[], bool]) -> bool:
        """Wait for the doorbell: True when something rang or there is none to wait for.

        Returns False at the end of `timeout_s` seconds or when `stop` says so.
        """
        ...


class MailSource(Protocol):
    """A folder of an account."""

    @property
    def account(self) -> str: ...

    @property
    def folder(self) -> str: ...

    def open(self) -> AbstractContextManager[MailboxView]:
        """Connect and EXAMINE. Raises SourceUnavailable, SourceRefused or FolderMissing."""
        ...


class Channel(Protocol):
    """A way out for letters. Used as a context manager for one batch; not shared by threads."""

    def __enter__(self) -> Channel: ...

    def __exit__(self, *exc: object) -> None: ...

    def send(
        self,
        letter: OutgoingLetter,
        intent: Intent,
        meanwhile: Meanwhile = nothing,
        kept_waiting: Meanwhile = nothing,
    ) -> Outcome:
        """Offer one letter; call `intent` after RCPT and go on to DATA only with a Permit.

        Never raises for anything a server does: the Outcome says it. Two calls that must not raise: `meanwhile`, once
        the content is out, while the server thinks about its reply to the dot; and `kept_waiting` whenever a server
        takes longer than a moment, perhaps before `intent`.
        """
        ...
