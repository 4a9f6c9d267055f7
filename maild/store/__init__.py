"""The only room that knows SQL: tables, transactions, migrations, and a file per aggregate."""

from maild.store.database import Database, Unit, View

__all__ = ["Database", "Unit", "View"]
