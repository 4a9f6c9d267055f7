"""Certificates and an empty database, as the jobs' tests make them."""

import logging

from tests.jobs.conftest import certificates, migrated

__all__ = ["certificates", "migrated"]

# pymap and aiosmtpd tell of every connection that is cut.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)
