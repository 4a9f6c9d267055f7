"""Every error becomes a sentence that says who must act, and an exit code; never a traceback.

Exit codes: 1 fault, 2 usage, 3 needs a person, 4 busy, 78 configuration.
"""

from __future__ import annotations

import typer

from maild.cli import usage
from maild.cli.common import Misused
from maild.cli.output import fail, language
from maild.errors import Busy, ConfigError, MaildError, NeedsPerson

_CODES: tuple[tuple[type[MaildError], int], ...] = (
    (ConfigError, 78),
    (NeedsPerson, 3),
    (Busy, 4),
    (Misused, 2),
    (MaildError, 1),
)


def failure(error: Exception) -> int:
    """Tell on stderr what went wrong; the exit code."""
    if isinstance(error, MaildError):
        fail(sentence(error))
        if isinstance(error, ConfigError):
            fail("cli.fix_config")
        return next(code for kind, code in _CODES if isinstance(error, kind))
    if isinstance(error, typer.TyperException):
        fail(usage.sentence(error))
        return 2
    if isinstance(error, OSError):
        fail(sentence(error))
        return 1
    from maild.actions import told

    fail("bug", what=f"{type(error).__name__} {told.place(error)}")
    return 1


def sentence(error: MaildError | OSError) -> str:
    """An error in words, states in theirs."""
    from maild.actions import told

    return told.sentence(error, language())
