"""Errors that say who must act: try later, fix this option, or our bug."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MaildError(Exception):
    """Base of every error that a user may see: a sentence, or a word of the catalogue with its facts.

    `text` is shown through `words.say(text, language, **facts)`, which leaves a plain sentence as it is.
    """

    def __init__(self, text: str = "", **facts: object) -> None:
        self.text = text
        self.facts = facts
        super().__init__(text + "".join(f" {name}={value}" for name, value in facts.items()))


class SourceUnavailable(MaildError):
    """The mailbox cannot be reached now. Try later; nobody has to act yet."""


class SourceRefused(MaildError):
    """The mail server refused the login or the folder. Somebody must fix the account."""


class TokenFailed(MaildError):
    """The command that gives access tokens gave none. `passing`: later it may; else somebody must mend it."""

    def __init__(self, text: str, *, passing: bool = False, **facts: object) -> None:
        self.passing = passing
        super().__init__(text, **facts)


class LoginRefused(SourceRefused):
    """The server said no to user and password. Trying on would lock the account."""


class FolderMissing(SourceRefused):
    """A configured folder is not there; the text names those that are."""


class SourceProtocol(MaildError):
    """The server broke the protocol. The connection is dropped and made anew."""


class InputRefused(MaildError):
    """A file that a person handed in cannot be taken; the text names file, row, column and remedy."""


class NeedsPerson(MaildError):
    """What was asked for waits for somebody's decision (exit code 3)."""


class Busy(MaildError):
    """Somebody else holds what is needed; try again in a moment (exit code 4)."""


class Away(Busy):
    """The database cannot be reached. Whether what was being written is written, nobody knows: read it again."""


class SchemaError(MaildError):
    """The database is newer than this program, or damaged."""


class TemplateError(MaildError):
    """A letter cannot be rendered; names template and line."""


class TokenKeyMissing(MaildError):
    """No key to sign tokens with."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in something a person wrote: where it stands, and what to do about it."""

    where: str  # "maild.toml:12 [accounts.survey] port"
    what: str  # a sentence, or a word of the catalogue
    facts: tuple[tuple[str, object], ...] = ()  # of that word


class ConfigError(MaildError):
    """All faults of a configuration at once (exit code 78)."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{fault.where}: {fault.what}" for fault in self.faults))
