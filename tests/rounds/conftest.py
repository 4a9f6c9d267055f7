"""The rooms of the jobs' tests serve here too."""

from tests.jobs.conftest import certificates, clock, database, migrated

__all__ = ["certificates", "clock", "database", "migrated"]
