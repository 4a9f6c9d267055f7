"""The days off that Vietnamese law fixes, as the `holidays` package computes them: maild/public_holidays.tsv.

The package brings the calendars of all countries with it, 21 MB in every process that asks it; what it says of one
country is a table. `python -m deb.days` writes it anew, after the package was brought up to date.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import holidays

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "maild" / "public_holidays.tsv"
YEARS = range(2020, 2060)
_HEAD = "# Made by `make docs` (deb/days.py) with the `holidays` package; what a year's file declares wins over it.\n"


def table() -> str:
    """A line for each day: the date, `off` or `work` (a weekend day that is worked), its name in two languages."""
    # The language is named because the package would otherwise follow the process's locale.
    in_vietnamese = holidays.country_holidays("VN", years=YEARS, language="vi")
    in_english = holidays.country_holidays("VN", years=YEARS, language="en_US")
    days: dict[date, str] = {
        day: f"off\t{name}\t{in_english[day]}" for day, name in in_vietnamese.items() if day.year in YEARS
    }
    days |= {day: "work\t\t" for day in in_vietnamese.weekend_workdays if day.year in YEARS}
    return _HEAD + "".join(f"{day}\t{days[day]}\n" for day in sorted(days))


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
