"""The list of who is to answer, read row by row: imported, repaired, doubted or refused, and why.

Nothing is written here. A row that is wrong gives no entry; the person who sent the file gets a
sentence that names the column and what to do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from maild.errors import InputRefused
from maild.model import RosterEntry
from maild.roster.addresses import (
    AddressReading,
    domain_of,
    home_suffix,
    is_personal,
    is_role_account,
    mistyped,
    read_address,
)
from maild.roster.changes import Change, RosterDiff, diff
from maild.roster.columns import Header, tables_of
from maild.roster.contents import completed, header_by_contents
from maild.roster.groups import GroupNames
from maild.roster.lines import Line, cell_at, lines_of
from maild.roster.mailnames import Owners
from maild.roster.messages import FIELDS, Problem, mask_value
from maild.roster.people import NameReading, honorific_of, read_name
from maild.roster.rules import BNV_COLUMNS, RosterRules
from maild.roster.sheet import Sheet, column_name
from maild.roster.table import Table, read_table
from maild.roster.text import collapse, folded, key, nfc, plain_key, visible
from maild.roster.units import Headings, UnitNames, looks_like_unit, unit_key, without_number

__all__ = ["Change", "RosterDiff", "RosterImport", "RowOutcome", "diff", "read_person", "read_roster"]

Status = Literal["ok", "ok-normalised", "warn", "duplicate", "error", "skip", "header"]
_NOT_DATA = re.compile(r"(?:huong dan|mau|vi du|danh muc|tham khao|help|example|instructions)\b")
_TITLE_UNIT = re.compile(r"^(?:tên\s+)?(?:đơn vị|cơ quan)\s*:\s*(.{3,120})$", re.IGNORECASE)
_SKIPPED = {
    "title": "title-row",
    "blank": "blank-row",
    "note": "note-row",
    "heading": "unit-heading-row",
    "hidden": "hidden-row",
}


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row of the file.

    `name`, `unit` and `group` are what could be read of a person whose row gives no entry.
    """

    row: int  # of the sheet, from 1; for CSV the record
    status: Status
    entry: RosterEntry | None = None
    issues: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()  # what is wrong, or to be looked at
    suggestion: str | None = None  # the address that was probably meant; never applied by itself
    sheet: str = ""
    name: str = ""
    unit: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class RosterImport:
    """Every row of a file. `digest` tells whether the file changed since this was shown to a person."""

    file: str
    encoding: str
    outcomes: tuple[RowOutcome, ...]
    digest: str = ""

    @property
    def entries(self) -> tuple[RosterEntry, ...]:
        return tuple(outcome.entry for outcome in self.outcomes if outcome.entry is not None)

    @property
    def errors(self) -> tuple[RowOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.status == "error")

    @property
    def warnings(self) -> tuple[RowOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.status == "warn")

    def counts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for outcome in self.outcomes:
            found[outcome.status] = found.get(outcome.status, 0) + 1
        return found


def read_roster(path: Path, rules: RosterRules | None = None) -> RosterImport:
    """Read a roster file. Raises InputRefused where it is not a roster at all; a bad row is an outcome."""
    return _read(read_table(path), rules or RosterRules())


def read_person(fields: Mapping[str, str], rules: RosterRules) -> RowOutcome:
    """One person as somebody typed him, by the names of `FIELDS`, judged like a row of a file.

    Raises InputRefused where nobody can be made out.
    """
    known = {field: title for title, field in BNV_COLUMNS if field in fields}
    rows = (tuple(known.values()), tuple(fields[field] for field in known))
    return _read(Table("", "utf-8", (Sheet("", rows),), ""), rules).outcomes[-1]


def _read(table: Table, rules: RosterRules) -> RosterImport:
    groups = GroupNames(rules.groups)
    found = [one for sheet in table.sheets for one in _rosters_of(sheet, rules, groups)]
    if len(found) > 1:
        found = [one for one in found if not _NOT_DATA.match(folded(one[0].name))] or found
    if not found:
        raise InputRefused("unusable.no_roster_columns", file=table.file)
    lines = [(sheet, header, list(lines_of(sheet, header))) for sheet, header in found]
    people = sum(1 for _, _, rows in lines for line in rows if line.kind == "person")
    if not people:
        raise InputRefused("unusable.nobody", file=table.file)
    several = len({sheet.name for sheet, _ in found}) > 1
    judge = _Judge(rules, lines, several=several, shared=(table.issue,) if table.issue else ())
    return RosterImport(table.file, table.encoding, tuple(judge.outcomes()), table.digest)


def _rosters_of(sheet: Sheet, rules: RosterRules, groups: GroupNames) -> Iterator[tuple[Sheet, Header]]:
    """The tables of a sheet that hold persons and addresses."""

    def is_group(cell: str) -> bool:
        return groups.find(cell)[0] is not None

    found = list(tables_of(sheet, rules.headers))
    if not found and (guessed := header_by_contents(sheet, rules.headers)) is not None:
        found = [(sheet, guessed)]
    for part, header in found:
        full = completed(part, header, is_group, rules.headers)
        if _is_roster(part, full):
            yield part, full


def _is_roster(sheet: Sheet, header: Header) -> bool:
    return "email" in header.columns and bool({"name", "given"} & header.columns.keys())


@dataclass(frozen=True, slots=True)
class _Accepted:
    """What later rows are compared with."""

    row: int
    name: str
    unit: str
    group: str
    written: str
    sheet: str = ""  # of a file that has several


@dataclass(frozen=True, slots=True)
class _Finding:
    code: str
    values: dict[str, object]
    suggestion: str | None = None


class _Judge:
    """Goes through the rows of one file in order; a row is judged against those before it."""

    def __init__(
        self,
        rules: RosterRules,
        lines: Sequence[tuple[Sheet, Header, list[Line]]],
        *,
        several: bool,
        shared: tuple[str, ...],
    ) -> None:
        self._rules = rules
        self._lines = lines
        self._several = several
        self._shared = shared
        people = [(sheet, header, line) for sheet, header, rows in lines for line in rows if line.fields]
        self._units = UnitNames(rules, (line.fields.get("unit", "") for _, _, line in people if line.fields))
        self._groups = GroupNames(rules.groups)
        self._domains: Counter[str] = Counter()
        self._unit_domains: dict[str, Counter[str]] = defaultdict(Counter)
        for sheet, header, line in people:
            cell, link = _address_cell(sheet, header, line)
            email = read_address(cell, link).email
            if email is not None:
                self._domains[domain_of(email)] += 1
                self._unit_domains[unit_key((line.fields or {}).get("unit", ""))][domain_of(email)] += 1
        self._home = home_suffix(self._domains)
        self._owners = Owners(
            (line.row + 1, read_name((line.fields or {}).get("name", "")).name) for _, _, line in people
        )
        self._by_email: dict[str, list[_Accepted]] = {}
        self._by_name: dict[tuple[str, str], _Accepted] = {}

    def outcomes(self) -> Iterator[RowOutcome]:
        before: Sheet | None = None
        headings, heading_group = Headings(), ""
        for sheet, header, lines in self._lines:
            name = sheet.name if self._several else ""
            if sheet is not before:
                headings, heading_group, before = Headings(_unit_of_sheet(sheet, header)), "", sheet
            for line in lines:
                if line.kind == "header":
                    yield RowOutcome(line.row + 1, "header", issues=line.issues, sheet=name)
                elif line.kind != "person":
                    group = self._groups.find(line.text)[0] if line.kind == "heading" else None
                    if group is not None:
                        heading_group = group
                    elif line.kind == "heading":
                        headings.add(line.text)
                    yield _skipped(line, name, "group-heading-row" if group else _SKIPPED[line.kind])
                else:
                    yield replace(self._person(sheet, header, line, headings.unit, heading_group), sheet=name)

    def _person(
        self, sheet: Sheet, header: Header, line: Line, heading: str, heading_group: str
    ) -> RowOutcome:
        fields = line.fields or {}
        issues: list[str] = []
        errors: list[_Finding] = []
        doubts: list[_Finding] = []
        name = read_name(fields.get("name", ""))
        email = read_address(*_address_cell(sheet, header, line), self._domains)
        unit = self._unit(fields, header, heading, issues, errors, doubts)
        group = self._group(fields, header, heading_group, issues, errors, doubts)
        position = nfc(collapse(visible(fields.get("position", ""))))
        self._check_position(position, header, errors, doubts)
        self._check_name(name, issues, errors, doubts)
        self._check_email(email, fields, unit, errors, doubts)
        self._check_row(sheet, header, line, name, email, errors)
        made = (*email.issues, *issues, *line.issues, *self._shared)
        about = _About(sheet, header, line, name.name, unit, group)
        if errors:
            return about.refused(errors)
        assert email.email is not None
        place = sheet.name if self._several else ""
        now = _Accepted(line.row + 1, key(name.name), unit_key(unit), group, email.written, place)
        twin = self._compare(email.email, now, errors, doubts)
        if errors:
            return about.refused(errors)
        if twin is not None:
            return about.duplicate(twin)
        self._by_email.setdefault(email.email, []).append(now)
        self._by_name.setdefault((now.name, now.unit), now)
        honorific = honorific_of(fields.get("gender", "")) or name.honorific
        entry = RosterEntry(line.row + 1, name.name, email.email, unit, group, position, honorific)
        return about.accepted(entry, made, doubts)

    def _unit(
        self,
        fields: dict[str, str],
        header: Header,
        heading: str,
        issues: list[str],
        errors: list[_Finding],
        doubts: list[_Finding],
    ) -> str:
        cell = fields.get("unit", "")
        if "unit" not in fields and heading:
            cell = heading
            issues.append("unit-from-heading")
        if not visible(cell).strip(" -–.\xa0"):
            if "unit" in self._rules.required:
                errors.append(_Finding("unit-missing", {}))
            return ""
        reading = self._units.resolve(cell)
        if reading.doubt and reading.issue:
            doubts.append(_Finding(reading.issue, {}, reading.suggestion))
        elif reading.issue and "unit-from-heading" not in issues:
            issues.append(reading.issue)
        return reading.name

    def _group(
        self,
        fields: dict[str, str],
        header: Header,
        heading_group: str,
        issues: list[str],
        errors: list[_Finding],
        doubts: list[_Finding],
    ) -> str:
        cell = fields.get("group", "")
        if "group" not in header.columns:
            if heading_group:
                issues.append("group-from-heading")
            elif "group" in self._rules.required:
                errors.append(_Finding("group-missing", {}))
            return heading_group
        if not visible(cell).strip():
            (errors if "group" in self._rules.required else doubts).append(_Finding("group-missing", {}))
            return ""
        code, issue = self._groups.find(cell)
        if code is None:
            doubts.append(_Finding("group-unknown", {}))
            return ""
        if issue is not None:
            issues.append(issue)
        return code

    def _check_position(
        self, position: str, header: Header, errors: list[_Finding], doubts: list[_Finding]
    ) -> None:
        if position:
            return
        if "position" in self._rules.required:
            errors.append(_Finding("position-missing", {}))
        elif "position" in header.columns:
            doubts.append(_Finding("position-missing", {}))

    def _check_name(
        self, name: NameReading, issues: list[str], errors: list[_Finding], doubts: list[_Finding]
    ) -> None:
        if name.error is not None:
            errors.append(_Finding(name.error, {}, name.suggestion))
        issues.extend(name.issues)
        doubts.extend(_Finding(doubt, {}) for doubt in name.doubts)

    def _check_email(
        self,
        email: AddressReading,
        fields: dict[str, str],
        unit: str,
        errors: list[_Finding],
        doubts: list[_Finding],
    ) -> None:
        if email.email is None:
            suggestion = email.suggestion
            if email.error == "email-missing":
                suggestion = read_address(fields.get("personal_email", "")).email
            errors.append(_Finding(email.error or "email-invalid", {}, suggestion))
            return
        if email.doubt is not None:
            doubts.append(_Finding(email.doubt, {}, email.suggestion))
        domain = domain_of(email.email)
        local = email.email.partition("@")[0]
        rules = self._rules
        if domain in rules.domain_successors:
            successor = self._successor(rules.domain_successors[domain], unit)
            doubts.append(_Finding("email-domain-ended", {}, f"{local}@{successor}" if successor else None))
        if is_role_account(email.email, rules.role_accounts):
            doubts.append(_Finding("email-role-account", {}))
        elif (other := self._owners.other(read_name(fields.get("name", "")).name, email.email)) is not None:
            doubts.append(_Finding("email-of-another-row", {"first": other}))
        if is_personal(domain, rules.personal_domains):
            doubts.append(_Finding("email-personal-domain", {}))
        elif self._home and not _below(domain, (self._home, *rules.official_suffixes)):
            likely = mistyped(domain, self._domains)
            doubts.append(_Finding("email-domain-outside", {}, f"{local}@{likely}" if likely else None))
        elif self._domains[domain] == 1 and (
            likely := mistyped(domain, self._unit_domains[unit_key(fields.get("unit", ""))])
        ):
            doubts.append(_Finding("email-domain-mistyped", {}, f"{local}@{likely}"))

    def _successor(self, domains: tuple[str, ...], unit: str) -> str | None:
        """The new domain; where one became several, the one that the person's unit uses in this file."""
        if len(domains) == 1:
            return domains[0]
        used = {
            domain_of(email)
            for email, accepted in self._by_email.items()
            if any(one.unit == unit_key(unit) for one in accepted)
        }
        fitting = [domain for domain in domains if domain in used]
        return fitting[0] if len(fitting) == 1 else None

    def _check_row(
        self,
        sheet: Sheet,
        header: Header,
        line: Line,
        name: NameReading,
        email: AddressReading,
        errors: list[_Finding],
    ) -> None:
        """Faults of the row as a whole, which stand before those of single cells."""
        broken = [
            role
            for role in ("email", "name", "unit")
            if (line.row, header.columns.get(role)) in sheet.valueless
        ]
        if broken:
            errors[:] = [_Finding("formula-without-value", {"field": broken[0]})]
            return
        if email.email is None and (elsewhere := _address_elsewhere(sheet, header, line)) is not None:
            column, address = elsewhere
            errors[:] = [_Finding("cells-shifted", {"other": column_name(column)}, address)]
            return
        unit = (line.fields or {}).get("unit", "")
        if name.name and unit and _is_unit_name(name.name, self._units) and not looks_like_unit(unit):
            errors[:] = [_Finding("cells-swapped", {}, email.email)]

    def _compare(
        self, email: str, now: _Accepted, errors: list[_Finding], doubts: list[_Finding]
    ) -> tuple[str, dict[str, object]] | None:
        """Compare with the rows before: the kind of duplicate and where it stood first, or a finding."""
        earlier = self._by_email.get(email, [])
        same = [one for one in earlier if one.name == now.name]
        if earlier and not same:
            first = earlier[0]
            alike = plain_key(first.name) == plain_key(now.name)
            errors.append(_Finding("email-conflict-different-name", {**_place(first, now), "alike": alike}))
            return None
        for one in same:
            if (one.unit, one.group) == (now.unit, now.group):
                return _duplicate_kind(one.written, now.written), _place(one, now)
        if same:
            other_unit = all(one.unit != now.unit for one in same)
            code = "duplicate-person-other-unit" if other_unit else "duplicate-person-other-group"
            doubts.append(_Finding(code, _place(same[0], now)))
        elif (namesake := self._by_name.get((now.name, now.unit))) is not None:
            doubts.append(_Finding("same-name-different-email", _place(namesake, now)))
        return None


@dataclass(frozen=True, slots=True)
class _About:
    """Makes the outcome of one person's row."""

    sheet: Sheet
    header: Header
    line: Line
    name: str
    unit: str
    group: str

    def refused(self, errors: list[_Finding]) -> RowOutcome:
        return self._outcome(
            "error",
            issues=tuple(dict.fromkeys(error.code for error in errors)),
            problems=tuple(map(self._say, errors)),
            suggestion=next((error.suggestion for error in errors if error.suggestion), None),
        )

    def duplicate(self, twin: tuple[str, dict[str, object]]) -> RowOutcome:
        code, first = twin
        return self._outcome("duplicate", issues=(code,), problems=(Problem(code, facts=first),))

    def accepted(self, entry: RosterEntry, issues: tuple[str, ...], doubts: list[_Finding]) -> RowOutcome:
        codes = tuple(dict.fromkeys((*(doubt.code for doubt in doubts), *issues)))
        return self._outcome(
            "warn" if doubts else "ok-normalised" if codes else "ok",
            entry=entry,
            issues=codes,
            problems=tuple(map(self._say, doubts)),
            suggestion=next((doubt.suggestion for doubt in doubts if doubt.suggestion), None),
        )

    def _say(self, finding: _Finding) -> Problem:
        field = str(finding.values.get("field", FIELDS[finding.code]))
        column = self.header.columns.get(field)
        if field == "name" and column is None:
            column = self.header.columns.get("given")
        if column is None:
            return Problem(finding.code, facts=finding.values)
        return Problem(
            finding.code,
            column_name(column),
            collapse(self.header.titles.get(column, "")),
            mask_value(cell_at(self.sheet, self.line.row, column)),
            finding.values,
        )

    def _outcome(
        self,
        status: Status,
        entry: RosterEntry | None = None,
        issues: tuple[str, ...] = (),
        problems: tuple[Problem, ...] = (),
        suggestion: str | None = None,
    ) -> RowOutcome:
        return RowOutcome(
            self.line.row + 1,
            status,
            entry,
            issues,
            problems,
            suggestion,
            "",
            self.name,
            self.unit,
            self.group,
        )


def _place(one: _Accepted, now: _Accepted) -> dict[str, object]:
    """Where an earlier row stands; its sheet only where that is another one."""
    return {"first": one.row, **({"sheet": one.sheet} if one.sheet != now.sheet else {})}


def _address_cell(sheet: Sheet, header: Header, line: Line) -> tuple[str, str]:
    """The address cell of a person's row, and the link behind it."""
    column = header.columns["email"]
    return cell_at(sheet, line.row, column), sheet.links.get((line.row, column), "")


def _skipped(line: Line, sheet: str, issue: str) -> RowOutcome:
    return RowOutcome(
        line.row + 1,
        "skip",
        issues=(issue,),
        problems=(Problem("hidden-row"),) if line.kind == "hidden" else (),
        sheet=sheet,
    )


def _unit_of_sheet(sheet: Sheet, header: Header) -> str:
    """The unit that a title or the sheet's own name gives to everybody on it; only for want of a column."""
    if "unit" in header.columns:
        return ""
    if header.beside and header.first:
        above = collapse(" ".join(cell for cell in sheet.rows[header.first - 1] if cell.strip()))
        if looks_like_unit(above):
            return without_number(above)
    for cells in sheet.rows[: header.first]:
        text = collapse(" ".join(cell for cell in cells if cell.strip()))
        found = _TITLE_UNIT.match(text)
        if found:
            return found.group(1).strip(" .")
    return sheet.name if looks_like_unit(sheet.name) else ""


def _address_elsewhere(sheet: Sheet, header: Header, line: Line) -> tuple[int, str] | None:
    """An address in a column that is not for addresses: the row's cells have moved."""
    not_moved = {header.columns.get(role) for role in ("email", "personal_email", "note")}
    for column, cell in enumerate(sheet.rows[line.row]):
        if "@" in cell and column not in not_moved and column not in sheet.hidden_columns:
            address = read_address(cell).email
            if address is not None:
                return column, address
    return None


def _is_unit_name(text: str, units: UnitNames) -> bool:
    return units.knows(text) or (
        looks_like_unit(text) and len(text.split()) > 1 and folded(text).startswith("so ")
    )


def _duplicate_kind(first: str, now: str) -> str:
    """Written the same; the same but for case; or the same only after repairs."""
    if first == now:
        return "duplicate-email-exact"
    return "duplicate-email-case" if first.lower() == now.lower() else "duplicate-row-identical"


def _below(domain: str, suffixes: Sequence[str]) -> bool:
    return any(domain == suffix or domain.endswith("." + suffix) for suffix in suffixes)
