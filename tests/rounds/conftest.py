"""The rooms of the jobs' tests serve here too."""

from tests.jobs.conftest import certificates, clock, migrated

__all__ = ["certificates", "clock", "migrated"]
