"""The province of the jobs' tests."""

from tests.jobs.conftest import build, certificates, clock, database, migrated, province, smtp

__all__ = ["build", "certificates", "clock", "database", "migrated", "province", "smtp"]
