"""qmail and its descendants (netqmail, notqmail, vpopmail, Haraka, hosting systems): QSBMF."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

_CUES = (
    "the following addresses.",
    "the following address.",
    "the following address(es).",
    "the following addresses:",
    "addresses had",
    "try again.",
)

DIALECTS = (
    Dialect(
        name="qmail",
        signs=(
            "this is the qmail-send program",
            "this is the haraka mailer program",
            "this is the deliver program at",
            "i wasn't able to deliver your message",
            "i've given up. sorry it didn't work out",
            "i tried to deliver a bounce message to this address",
            "this is the machine generated message from mail service",
            "sorry it didn't work out",
        ),
        waits=("i'm going to keep trying", "i will keep trying"),
    ),
    Dialect(
        name="qmail-like",
        signs=("failure notice", "failure delivery", "delivery failure", "failure notice:"),
        where="any",
        daemon_only=True,
        cues=("unable to deliver your message to ",),
    ),
)
