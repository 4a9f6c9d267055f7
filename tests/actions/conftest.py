"""The province of the jobs' tests."""

from tests.jobs.conftest import build, certificates, clock, migrated, province, smtp

__all__ = ["build", "certificates", "clock", "migrated", "province", "smtp"]
