"""Every error becomes a sentence that says who must act, and an exit code; never a traceback.

Exit codes: 1 fault, 2 usage, 3 needs a person, 4 busy, 78 configuration.
"""

from __future__ import annotations

import errno
from pathlib import Path

import typer

import maild
from maild.cli import usage
from maild.cli.common import Misused, account_name
from maild.cli.output import fail, words
from maild.errors import Busy, ConfigError, MaildError, NeedsPerson

# sentence: the room of the words that its `state` and `wanted` are
_STATES = {
    "refused.round_state": "round",
    "refused.roster_closed": "round",
    "refused.not_closed": "round",
    "refused.plan_state": "plan",
}
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
    fail("bug", what=f"{type(error).__name__} {_place(error)}")
    return 1


def sentence(error: MaildError | OSError) -> str:
    """An error in words, states in theirs."""
    if isinstance(error, OSError):
        return _system(error)
    room = _STATES.get(error.text)
    facts = {
        name: words(f"{room}.{value}") if room and name in ("state", "wanted") else value
        for name, value in error.facts.items()
    }
    return words(error.text or str(error), **facts)


def _system(error: OSError) -> str:
    name = errno.errorcode.get(error.errno or 0, "other")
    facts = {
        "file": error.filename or "maild",
        "what": error.strerror or type(error).__name__,
        "who": account_name(),
    }
    known = words(f"os.{'EACCES' if name == 'EPERM' else name}", **facts)
    return words("os.other", **facts) if known == name else known


def _place(error: Exception) -> str:
    """Where in our own code a bug showed: `store/plans.py:41`. Values and messages may hold addresses: none."""
    home = Path(maild.__file__).parent
    place = "?"
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(home):
            place = f"{file.relative_to(home)}:{step.tb_lineno}"
        step = step.tb_next
    return place
