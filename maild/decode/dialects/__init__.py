"""Notices of mail systems that write no report fields: an ordered table, one small file a system.

The first dialect whose sign stands in the notice reads it. To add one: a file with a `Dialect`, a row
here, a sample. What only differs in wording is a sign or a cue of an existing dialect.
"""

from __future__ import annotations

from maild.decode.dialects import (
    courier,
    dma,
    domino,
    exchange,
    exim,
    freetext,
    gateways,
    gmail,
    groups,
    imail,
    mdaemon,
    offices,
    opensmtpd,
    postfix,
    qmail,
    sendmail,
    ses,
    yahoo,
)
from maild.decode.dialects.notice import Dialect, Notice
from maild.decode.recipients import Finding

DIALECTS: tuple[Dialect, ...] = (
    *ses.DIALECTS,
    *dma.DIALECTS,
    *mdaemon.DIALECTS,
    *qmail.DIALECTS,
    *exim.DIALECTS,
    *postfix.DIALECTS,
    *opensmtpd.DIALECTS,
    *sendmail.DIALECTS,
    *courier.DIALECTS,
    *gmail.DIALECTS,
    *groups.DIALECTS,
    *exchange.DIALECTS,
    *domino.DIALECTS,
    *yahoo.DIALECTS,
    *offices.DIALECTS,
    *imail.DIALECTS,
    *gateways.DIALECTS,
    *freetext.DIALECTS,
)


def read_dialect(notice: Notice) -> tuple[Dialect, tuple[Finding, ...]] | None:
    """The first dialect that knows this notice, and what it says of whom; None when none does."""
    for dialect in DIALECTS:
        if dialect.knows(notice):
            findings = dialect.read(notice)
            if findings:
                return dialect, findings
    return None
