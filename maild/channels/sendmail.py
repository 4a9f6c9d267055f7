"""Letters out through a local sendmail-like command: a second way for alerts when the relay is what broke.

The program gets `-f SENDER -- RECIPIENT` behind its own arguments and the mail on its standard input; its exit code
is its answer (sysexits.h). It is started with no signal blocked, unlike the daemon's own threads (DESIGN §7).
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import tempfile
from collections.abc import Sequence

from maild.channels.replies import writable
from maild.model import Outcome, OutcomeKind, OutgoingLetter, Refused, Step
from maild.ports import Intent

_TEMPFAIL = 75  # EX_TEMPFAIL
_OF_THE_RECIPIENT = frozenset({65, 67, 68})  # EX_DATAERR, EX_NOUSER, EX_NOHOST
_NOT_STARTED = frozenset({126, 127})
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ")


class SendmailChannel:
    """`command`: the program's whole path and its arguments. `timeout_s`: how long it may take for one letter."""

    def __init__(self, command: Sequence[str], *, timeout_s: float = 60) -> None:
        self._command = tuple(command)
        self._timeout_s = timeout_s

    def __enter__(self) -> SendmailChannel:
        return self

    def __exit__(self, *exc: object) -> None:
        return None

    def send(self, letter: OutgoingLetter, intent: Intent) -> Outcome:
        """Ask `intent`, then hand the letter over. A program that does not end leaves it in doubt."""
        if not writable(letter.envelope_sender) or not writable(letter.recipient):
            return Outcome(OutcomeKind.FAILED, Step.RCPT, text="the address cannot be handed to sendmail")
        if not os.access(self._command[0], os.X_OK):
            return Outcome(OutcomeKind.DEFERRED, Step.CONNECT, text="the sendmail command cannot be run")
        answer = intent()
        if isinstance(answer, Refused):
            return Outcome(OutcomeKind.REFUSED, Step.INTENT, text=answer.because)
        argv = [*self._command, "-f", letter.envelope_sender, "--", letter.recipient]
        # A file rather than a pipe: a program that does not read cannot hold us up.
        with tempfile.TemporaryFile() as content, open(os.devnull, "wb") as nowhere:
            content.write(letter.raw.replace(b"\r\n", b"\n"))
            content.seek(0)
            try:
                child = os.posix_spawn(
                    argv[0],
                    argv,
                    {name: os.environ[name] for name in _KEPT if name in os.environ},
                    file_actions=[
                        (os.POSIX_SPAWN_DUP2, content.fileno(), 0),
                        (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1),
                        (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
                    ],
                    setsigmask=(),
                    setsigdef=(signal.SIGPIPE,),
                )
            except OSError as error:
                return Outcome(OutcomeKind.DEFERRED, Step.DATA, text=f"sendmail: {error.strerror}")
            code = _wait(child, self._timeout_s)
        return _outcome(code)


def _wait(child: int, timeout_s: float) -> int | None:
    """The exit code; None when the program had to be killed."""
    handle = os.pidfd_open(child)
    try:
        with selectors.DefaultSelector() as ended:
            ended.register(handle, selectors.EVENT_READ)
            in_time = bool(ended.select(timeout_s))
        if not in_time:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    finally:
        os.close(handle)
    return os.waitstatus_to_exitcode(status) if in_time else None


def _outcome(code: int | None) -> Outcome:
    text = "sendmail did not end in time" if code is None else f"sendmail ended with {code}"
    if code == 0:
        return Outcome(OutcomeKind.SENT, Step.DOT, text=text)
    if code is None or code < 0:  # killed: it may have taken the letter before
        return Outcome(OutcomeKind.IN_DOUBT, Step.DOT, text=text)
    if code == _TEMPFAIL or code in _NOT_STARTED:
        return Outcome(OutcomeKind.DEFERRED, Step.DATA, text=text)
    if code in _OF_THE_RECIPIENT:
        return Outcome(OutcomeKind.FAILED, Step.RCPT, text=text)
    return Outcome(OutcomeKind.OUR_FAULT, Step.DATA, text=text)
