"""Access tokens from a command, for logins by XOAUTH2: kept while they are good, one refresh in flight.

The command is the province's own (`oama`, `pizauth`, a script): it knows the identity provider, its client and its
refresh token; maild knows none of these. It writes the token alone, or the JSON object of RFC 6749 §5.1.
"""

from __future__ import annotations

import functools
import json
import threading
import time
from collections.abc import Callable, Sequence

from maild import child
from maild.errors import TokenFailed

_TEMPFAIL = 75  # sysexits.h: EX_TEMPFAIL
_TIMEOUT_S = 30.0
_SPARE_S = 60.0  # before its end a token is no longer begun with
_SHARED_S = 30.0  # how long one of unknown life is shared by connections that open together
_LONGEST_LIFE_S = 86_400.0
_REFUSED_S = 15.0  # for how long a failure is the answer to all who ask: a provider is not to be hammered
_LONGEST = 16 * 1024


class AccessTokens:
    """The tokens of one command; used by every connection that logs in with it, from any thread.

    `clock` is monotonic, in seconds.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        timeout_s: float = _TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command = tuple(command)
        self._timeout_s = timeout_s
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0
        self._handed_out = False  # to somebody before the one who asks now
        self._failed: TokenFailed | None = None
        self._asks_again_at = 0.0

    def __repr__(self) -> str:
        return f"AccessTokens({self._command[0]!r})"

    def read(self) -> str:
        """A token that should be good. Whoever asks while the command runs waits and shares its answer, and so does
        for some seconds whoever asks after a failure.

        Raises TokenFailed, which says whether it is worth trying later.
        """
        with self._lock:
            if self._token and self._clock() < self._good_until:
                self._handed_out = True
                return self._token
            self._token = ""
            if (failed := self._failed) is not None and self._clock() < self._asks_again_at:
                raise TokenFailed(failed.text, passing=failed.passing, **failed.facts)
            try:
                self._token, life_s = self._asked()
            except TokenFailed as error:
                self._failed, self._asks_again_at = error, self._clock() + _REFUSED_S
                raise
            self._failed = None
            self._good_until = self._clock() + life_s
            self._handed_out = False
            return self._token

    def refused(self, token: str) -> bool:
        """The server refused `token`: it is never handed out again.

        True when it had been kept from an earlier login, so that a new one may be taken; a new one that is refused is
        the account's own trouble.
        """
        with self._lock:
            if token != self._token:
                return True  # somebody else has asked anew meanwhile
            self._token = ""
            return self._handed_out

    def _asked(self) -> tuple[str, float]:
        try:
            ended = child.run(self._command, timeout_s=self._timeout_s)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise TokenFailed("source.token_command_missing", command=self._command[0], why=why) from None
        if ended.code is None:
            raise TokenFailed(
                "source.token_command_slow",
                passing=True,
                command=self._command[0],
                seconds=int(self._timeout_s),
            )
        if ended.code == _TEMPFAIL:
            raise TokenFailed("source.token_command_later", passing=True, command=self._command[0])
        if ended.code:
            raise TokenFailed("source.token_command_failed", command=self._command[0], code=ended.code)
        found = read_token(ended.out)
        if found is None:
            raise TokenFailed("source.token_command_nonsense", command=self._command[0])
        return found


def read_token(out: bytes) -> tuple[str, float] | None:
    """The token in a command's output and for how many seconds it may be kept; None where there is none.

    A token is visible ASCII without blanks (RFC 6750 §2.1); anything else would be a message to a person.
    """
    text = out.decode("utf-8", "replace").strip()
    life_s: object = None
    if text.startswith("{"):
        try:
            told = json.loads(text)
        except ValueError:
            return None
        text, life_s = told.get("access_token"), told.get("expires_in")
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST:
        return None
    if not all("!" <= char <= "~" for char in text):
        return None
    try:
        stated_s = float(life_s) if isinstance(life_s, (int, float, str)) else None
    except ValueError:
        stated_s = None
    if stated_s is None:
        return text, _SHARED_S
    return text, max(0.0, min(stated_s, _LONGEST_LIFE_S) - _SPARE_S)


@functools.cache
def tokens_of(command: tuple[str, ...]) -> AccessTokens:
    """One for each command in this process, so that mailbox and relay of one account share its tokens."""
    return AccessTokens(command)
