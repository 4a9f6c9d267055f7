"""Letters out through a local sendmail-like command: a second way for alerts when the relay is what broke.

The program gets `-f SENDER -- RECIPIENT` behind its own arguments and the mail on its standard input; its exit code
is its answer (sysexits.h).
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from maild import child
from maild.channels.replies import writable
from maild.model import Outcome, OutcomeKind, OutgoingLetter, Refused, Step
from maild.ports import Intent, Meanwhile, nothing

_TEMPFAIL = 75  # EX_TEMPFAIL
_OF_THE_RECIPIENT = frozenset({65, 67, 68})  # EX_DATAERR, EX_NOUSER, EX_NOHOST
_NOT_STARTED = frozenset({126, 127})


class SendmailChannel:
    """`command`: the program's whole path and its arguments. `timeout_s`: how long it may take for one letter."""

    def __init__(self, command: Sequence[str], *, timeout_s: float = 60) -> None:
        self._command = tuple(command)
        self._timeout_s = timeout_s

    def __enter__(self) -> SendmailChannel:
        return self

    def __exit__(self, *exc: object) -> None:
        return None

    def send(
        self,
        letter: OutgoingLetter,
        intent: Intent,
        meanwhile: Meanwhile = nothing,
        kept_waiting: Meanwhile = nothing,
    ) -> Outcome:
        """Ask `intent`, then hand the letter over. A program that does not end leaves it in doubt."""
        if not writable(letter.envelope_sender) or not writable(letter.recipient):
            return Outcome(OutcomeKind.FAILED, Step.RCPT, text="the address cannot be handed to sendmail")
        if not os.access(self._command[0], os.X_OK):
            return Outcome(OutcomeKind.DEFERRED, Step.CONNECT, text="the sendmail command cannot be run")
        answer = intent()
        if isinstance(answer, Refused):
            return Outcome(OutcomeKind.REFUSED, Step.INTENT, text=answer.because)
        argv = [*self._command, "-f", letter.envelope_sender, "--", letter.recipient]
        try:
            ended = child.run(argv, letter.raw.replace(b"\r\n", b"\n"), timeout_s=self._timeout_s)
        except OSError as error:
            return Outcome(OutcomeKind.DEFERRED, Step.DATA, text=f"sendmail: {error.strerror}")
        return _outcome(ended.code)


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
