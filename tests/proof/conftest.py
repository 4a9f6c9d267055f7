"""Certificates and an empty database, as the jobs' tests make them."""

import logging

from tests.jobs.conftest import build, certificates, clock, migrated, province, smtp

__all__ = ["build", "certificates", "clock", "migrated", "province", "smtp"]

# pymap and aiosmtpd tell of every connection that is cut.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)
