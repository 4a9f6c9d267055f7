"""What a province may decide about its roster: groups, aliases, required fields, which addresses to doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from maild.errors import ConfigError, Fault
from maild.roster.columns import HEADERS
from maild.roster.text import folded

# Before 2025 with districts, since July 2025 with communes only; a province keeps what it has.
_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "LDS": ("Lãnh đạo sở, ban, ngành", "Lãnh đạo sở", "Lãnh đạo sở, ngành", "Lãnh đạo cấp sở"),
        "LDP": (
            "Lãnh đạo cấp phòng thuộc sở, ban, ngành",
            "Lãnh đạo phòng thuộc sở, ban, ngành",
            "Lãnh đạo phòng thuộc sở",
            "Lãnh đạo cấp phòng",
        ),
        "CCS": ("Công chức sở, ban, ngành", "Công chức sở", "Công chức cấp sở", "Công chức cấp tỉnh"),
        "HDT": ("Đại biểu HĐND tỉnh", "Đại biểu Hội đồng nhân dân tỉnh", "Đại biểu HĐND cấp tỉnh"),
        "LDH": ("Lãnh đạo UBND cấp huyện", "Lãnh đạo UBND huyện", "Lãnh đạo Ủy ban nhân dân cấp huyện"),
        "LPH": ("Lãnh đạo phòng chuyên môn cấp huyện", "Lãnh đạo cấp phòng thuộc UBND cấp huyện"),
        "CCH": ("Công chức cấp huyện", "Công chức UBND cấp huyện"),
        "LDX": (
            "Lãnh đạo UBND cấp xã",
            "Lãnh đạo UBND xã",
            "Lãnh đạo Ủy ban nhân dân cấp xã",
            "Lãnh đạo cấp xã",
        ),
        "CCX": ("Công chức cấp xã", "Công chức UBND cấp xã", "Công chức xã"),
    }
)
_PERSONAL = frozenset(
    {
        "gmail.com", "googlemail.com", "yahoo.com", "yahoo.com.vn", "ymail.com", "rocketmail.com", "outlook.com",
        "outlook.com.vn", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "aol.com",
        "proton.me", "protonmail.com", "zoho.com", "mail.com", "gmx.com", "zing.vn", "canhan",
    }
)  # fmt: skip
_ROLES = frozenset(
    {
        "vanthu", "vanphong", "ubnd", "hdnd", "vpubnd", "vphdnd", "hdndubnd", "dang", "danguy", "info", "admin",
        "administrator", "lienhe", "contact", "office", "motcua", "bophanmotcua", "tiepdan", "tiepcongdan",
        "tochuc", "tccb", "hanhchinh", "ketoan", "thongke", "hotro", "support", "webmaster", "postmaster",
        "noreply", "no-reply", "banbientap", "toasoan", "congthongtin", "cchc", "ttpvhcc", "ttphucvuhcc",
        "phongnoivu", "phongvhxh", "phongkinhte", "vpdangky", "duongdaynong", "hotline", "clerk",
    }
)  # fmt: skip

_TABLES = ("groups", "unit_aliases", "unit_successors", "domain_successors", "headers")
_LISTS = ("units", "required", "personal_domains", "role_accounts", "official_suffixes")
_ALL = (*_LISTS, *_TABLES, "wanted", "bnv_columns")
ANY_UNIT = "*"  # in `wanted`: the whole province
FIELDS = ("name", "email", "unit", "group", "position")
EXPORTED = (*FIELDS, "number", "group_code", "honorific")
BNV_COLUMNS = (
    ("STT", "number"),
    ("Họ và tên", "name"),
    ("Chức vụ", "position"),
    ("Đơn vị", "unit"),
    ("Nhóm đối tượng", "group"),
    ("Hộp thư công vụ", "email"),
)
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "option": ("không có tùy chọn này; các tùy chọn: {known}", "there is no such option; options: {known}"),
    "field": ("không có trường {name}; các trường: {known}", "there is no field {name}; fields: {known}"),
    "column": ("không có cột {name}; các cột: {known}", "there is no column {name}; columns: {known}"),
    "group": ("không có nhóm {name}; các nhóm: {known}", "there is no group {name}; groups: {known}"),
    "number": ("phải là số người, từ 0 trở lên", "must be a number of people, 0 or more"),
    "table": ("phải là một bảng", "must be a table"),
    "texts": ('phải là một danh sách chữ, ví dụ ["a", "b"]', 'must be a list of texts, such as ["a", "b"]'),
    "text": ("phải là chữ hoặc một danh sách chữ", "must be a text or a list of texts"),
}


@dataclass(frozen=True, slots=True)
class RosterRules:
    """What a province decides about its roster. The defaults suit a province that decided nothing."""

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _GROUPS)  # code → names
    units: tuple[str, ...] = ()  # official names; others are reported where this is not empty
    unit_aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # alias → name
    unit_successors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # old → new name
    required: tuple[str, ...] = ("name", "email", "unit")
    personal_domains: frozenset[str] = _PERSONAL  # a domain, or a single label of one
    role_accounts: frozenset[str] = _ROLES  # first word of the local part
    official_suffixes: tuple[str, ...] = ("gov.vn",)
    domain_successors: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: HEADERS)  # role → folded headings
    # group → unit (or "*" for all) → how many people the guidance wants
    wanted: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: MappingProxyType({}))
    bnv_columns: tuple[tuple[str, str], ...] = BNV_COLUMNS  # (heading, field) in the ministry's order


def rules_from(mapping: Mapping[str, Any], language: str = "vi") -> RosterRules:
    """Rules from a parsed TOML table; what it does not name keeps its default.

    `headers` adds headings before the known ones; `groups` replaces the groups;
    lists of domains and role accounts are added to. Raises ConfigError with every fault at once.
    """
    check = _Check(language)
    for name in mapping:
        if name not in _ALL:
            check.say(f"[roster] {name}", "option", known=_ALL)
    lists = {name: check.texts(mapping, name) for name in _LISTS if name in mapping}
    tables = {name: check.table(mapping, name) for name in _TABLES if name in mapping}
    for name in lists.get("required", ()):
        if name not in FIELDS:
            check.say("[roster] required", "field", name=name, known=FIELDS)
    for role in tables.get("headers", {}):
        if role not in HEADERS:
            check.say("[roster.headers]", "column", name=role, known=HEADERS)
    groups = tables.get("groups", _GROUPS)
    wanted = check.wanted(mapping.get("wanted", {}), groups)
    columns = _single(check.table(mapping, "bnv_columns")) if mapping.get("bnv_columns") else {}
    for written in columns.values():
        if written not in EXPORTED:
            check.say("[roster.bnv_columns]", "field", name=written, known=EXPORTED)
    if check.faults:
        raise ConfigError(check.faults)
    defaults = RosterRules()
    own_headers = {role: tuple(map(folded, titles)) for role, titles in tables.get("headers", {}).items()}
    return RosterRules(
        groups=groups,
        units=lists.get("units", ()),
        unit_aliases=_single(tables.get("unit_aliases", {})),
        unit_successors=_single(tables.get("unit_successors", {})),
        required=lists.get("required", defaults.required),
        personal_domains=_PERSONAL | {text.lower() for text in lists.get("personal_domains", ())},
        role_accounts=_ROLES | {text.lower() for text in lists.get("role_accounts", ())},
        official_suffixes=lists.get("official_suffixes", defaults.official_suffixes),
        domain_successors={
            old.lower(): tuple(new.lower() for new in news)
            for old, news in tables.get("domain_successors", {}).items()
        },
        headers={role: own_headers.get(role, ()) + known for role, known in HEADERS.items()},
        wanted=wanted,
        bnv_columns=tuple(columns.items()) or BNV_COLUMNS,
    )


class _Check:
    """Reads values and keeps what is wrong with them."""

    def __init__(self, language: str) -> None:
        self.faults: list[Fault] = []
        self._english = language == "en"

    def say(self, where: str, code: str, name: str = "", known: Iterable[str] = ()) -> None:
        text = _SENTENCES[code][self._english].format(name=repr(name), known=", ".join(known))
        self.faults.append(Fault(where, text))

    def wanted(self, value: object, groups: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
        """`[roster.wanted]`: `LDS = 72` for the province, or `LDS = {"Sở Nội vụ" = 3}` by unit."""
        found: dict[str, dict[str, int]] = {}
        if not isinstance(value, Mapping):
            self.say("[roster.wanted]", "table")
            return found
        for group, given in value.items():
            table = given if isinstance(given, Mapping) else {ANY_UNIT: given}
            if group not in groups:
                self.say("[roster.wanted]", "group", name=group, known=groups)
            elif all(type(number) is int and number >= 0 for number in table.values()):
                found[group] = dict(table)
            else:
                self.say(f"[roster.wanted] {group}", "number")
        return found

    def texts(self, mapping: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = mapping[name]
        if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
            return tuple(value)
        self.say(f"[roster] {name}", "texts")
        return ()

    def table(self, mapping: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
        value = mapping[name]
        if not isinstance(value, Mapping):
            self.say(f"[roster.{name}]", "table")
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for key, given in value.items():
            if isinstance(given, str):
                found[key] = (given,)
            elif isinstance(given, (list, tuple)) and given and all(isinstance(one, str) for one in given):
                found[key] = tuple(given)
            else:
                self.say(f"[roster.{name}] {key}", "text")
        return found


def _single(table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {key: values[0] for key, values in table.items()}
