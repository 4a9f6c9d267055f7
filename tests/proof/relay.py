"""A province's sender with less patience than the service has."""

from __future__ import annotations

from maild.channels import SmtpChannel, SmtpRelay
from maild.demo.inbound import MAILBOX
from maild.demo.tls import Certificates
from maild.jobs.deliver import Deliverer, DeliveryPolicy
from tests.jobs.province import PASSWORD, Province


def impatient(province: Province, certificates: Certificates, port: int, reply_s: float) -> Deliverer:
    """It waits `reply_s` for each reply, the one to the dot too."""
    home = province.home
    relay = SmtpRelay(
        "127.0.0.1",
        port,
        home.config.smtp.security if home.config.smtp is not None else "tls",
        MAILBOX,
        lambda: PASSWORD,
        ca_file=certificates.ca_file,
        connect_timeout_s=min(reply_s, 5.0),
        command_timeout_s=reply_s,
        dot_timeout_s=reply_s,
    )
    return Deliverer(
        home.store,
        home.composer,
        lambda: SmtpChannel(relay),
        DeliveryPolicy("live", home.calendar, home.config.limits, lambda: False, "127.0.0.1"),
        owner=lambda: "test:1",
        clock=province.clock,
    )
