"""Python runs this at its start where this directory is in PYTHONPATH (`tests/conftest.py`)."""

import sys

import pysqlite3.dbapi2

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
