"""maild.toml → frozen settings; all faults reported together, each with file, line, option and remedy."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from maild import calendars, model, options
from maild.advice import advice_of
from maild.bounce_rules import BOUNCE_RULES
from maild.errors import ConfigError, Fault
from maild.faults import Found, KeyPath, TomlText, suggestion
from maild.reply_rules import REPLY_RULES
from maild.secret import TOKEN_KEYS, Secret, read_keys
from maild.shipped import shipped_directory
from maild.tokens import TokenKeys, fits

DEFAULT_PATH = Path("/etc/maild/maild.toml")
_TAG_ROOM = 64 - 30  # local part ≤ 64 octets (RFC 5321 §4.5.3.1.1), less "+" and the token
_USUAL_PORTS = {
    (143, "tls"): "starttls",
    (993, "starttls"): "tls",
    (465, "starttls"): "tls",
    (587, "tls"): "starttls",
}
_SAMPLE_DOMAIN = re.compile(r"(?:^|\.)(?:example|invalid|test|localhost)(?:\.(?:org|com|net|vn))?$")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

# maild.toml but for what stands above all sections, and the accounts.
SECTIONS: Mapping[str, type[options.Section]] = {
    "database": options.Database,
    "paths": options.Paths,
    "round_defaults": options.RoundDefaults,
    "roster": options.Roster,
    "sender": options.Sender,
    "smtp": options.Smtp,
    "smtp_second": options.Smtp,
    "reading": options.Reading,
    "survey": options.Survey,
    "limits": options.Limits,
    "targets": options.TargetOptions,
    "incidents": options.Incidents,
    "calendar": options.CalendarOptions,
    "approval": options.Approval,
    "alerts": options.Alerts,
    "retention": options.Retention,
    "backup": options.Backup,
    "monitoring": options.Monitoring,
    "web": options.Web,
    "tokens": options.TokenOptions,
    "log": options.Log,
}
_OPTIONAL = ("smtp", "smtp_second")
_TOP = (*options.General.model_fields, *SECTIONS, "accounts")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a person decided, checked. Nothing secret is in it; secrets are read when needed."""

    path: Path
    mode: Literal["rehearsal", "live"]
    language: Literal["vi", "en"]
    timezone: str
    database: options.Database
    paths: options.Paths
    round_defaults: options.RoundDefaults
    roster: options.Roster
    sender: options.Sender
    smtp: options.Smtp | None  # None only in a rehearsal
    smtp_second: options.Smtp | None  # another way for alerts when the first is what broke
    accounts: Mapping[str, options.Account]
    reading: options.Reading
    survey: options.Survey
    limits: model.Limits
    targets: options.TargetOptions
    incidents: options.Incidents
    calendar: options.CalendarOptions
    approval: options.Approval
    alerts: options.Alerts
    retention: options.Retention
    backup: options.Backup
    monitoring: options.Monitoring
    web: options.Web
    tokens: options.TokenOptions
    log: options.Log
    credentials: tuple[Path, ...]  # directories where secrets are looked for, in order
    warnings: tuple[Fault, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def own_addresses(self) -> frozenset[str]:
        """Addresses that are ours, lower case: never a recipient, never somebody's reply."""
        ours = {self.sender.address.lower(), self.sender.replies_to.lower()}
        return frozenset(ours.union(*(account.receives for account in self.accounts.values())))

    def imap_password(self, account: str) -> Secret:
        return _password(f"accounts.{account}", self.accounts[account], self.credentials, self.language)

    def smtp_password(self, name: Literal["smtp", "smtp_second"] = "smtp") -> Secret | None:
        """None where the relay asks for no login, or takes one by token."""
        relay = self.smtp if name == "smtp" else self.smtp_second
        if relay is None or relay.user is None or relay.token_command:
            return None
        return _password(name, relay, self.credentials, self.language)

    def database_password(self) -> Secret | None:
        """None where PostgreSQL asks for none, or it stands where libpq looks by itself."""
        said = self.database
        if said.password_file is None and said.credential is None:
            return None
        name = said.credential or "database"
        places = [said.password_file] if said.password_file else _in(self.credentials, name)
        return Secret(name, tuple(places), "database.password_file", self.language)

    def token_secret(self) -> Secret:
        """The file of signing keys; `maild init` writes it as lines of `id hex`."""
        places = (
            [self.tokens.key_file] if self.tokens.key_file else _in(self.credentials, self.tokens.credential)
        )
        return Secret(TOKEN_KEYS, tuple(places), "tokens.key_file", self.language)

    def token_keys(self, epoch: str) -> TokenKeys:
        """The keys of tokens under the database's epoch. Raises ConfigError when the file is not good."""
        keys = read_keys(self.token_secret().read())
        if isinstance(keys, int):  # `read` has refused such a file
            raise ConfigError([Fault(TOKEN_KEYS, f"line {keys}")])
        return TokenKeys(keys, list(keys)[-1], self.sender.address.rpartition("@")[2], epoch)


def declared_years(config: Config) -> dict[int, calendars.Year]:
    """What the calendar files say, shipped and the province's own; a file with faults is missing."""
    return _years(config.paths.calendar, config.language)[0]


def calendar_of(config: Config, years: Iterable[int]) -> model.Calendar:
    """The province's calendar of `years`. Raises ConfigError when a calendar file is not good."""
    declared, errors = _years(config.paths.calendar, config.language)
    if errors:
        raise ConfigError([fault for error in errors for fault in error.faults])
    return calendars.build(years, declared, config.timezone, config.calendar.windows)


def load(
    path: Path = DEFAULT_PATH,
    *,
    today: date | None = None,
    environ: Mapping[str, str] = os.environ,
    language: str | None = None,
    check_secrets: bool = True,
) -> Config:
    """Read `path` and, over it, `maild.d/*.toml` beside it in the order of their names.

    Raises ConfigError with every fault there is; what is only doubtful is in `Config.warnings`.
    Relative paths are meant from the directory of `path`. `today` decides which years the calendar
    must cover. `language` overrules the file's for the sentences. Commands that need no mail server
    leave secrets alone with `check_secrets` false: outside the service, credentials that systemd
    decrypts cannot be seen.
    """
    return _Loading(path, environ, language).run(today, check_secrets)


class _Loading:
    """One reading of a configuration: it collects what is wrong until the end."""

    def __init__(self, path: Path, environ: Mapping[str, str], language: str | None) -> None:
        self.path = path
        self.base = path.resolve().parent
        self.text = TomlText()
        self.text.add(path, path.name)
        overlays = sorted((path.parent / "maild.d").glob("*.toml"))
        for overlay in overlays:
            self.text.add(overlay, f"maild.d/{overlay.name}")
        self.files = (path, *overlays)
        self.raw = self.text.data
        said = self.raw.get("language")
        self.language = language or (said if said in ("vi", "en") else "vi")
        self.found: list[Found] = [*self._of_others(environ), *self.text.found]
        self.doubts: list[Found] = []
        self.elsewhere: list[Fault] = []  # faults of other files, already in words
        systemd = environ.get("CREDENTIALS_DIRECTORY", "")
        self.in_service = bool(systemd)
        self.credentials = (*([Path(systemd)] if systemd else []), self.base / "credentials")

    def _of_others(self, environ: Mapping[str, str]) -> Iterator[Found]:
        """Files that are neither root's nor this account's, in a command that was given by sudo: with a configuration
        of his own whoever gives it would be the service, without a second person and with every password.
        """
        for file in self.files if "SUDO_USER" in environ else ():
            with suppress(OSError):
                if file.stat().st_uid not in (0, os.geteuid()):
                    yield Found((), "config_of_others", {"path": file}, file.name)

    def run(self, today: date | None, check_secrets: bool) -> Config:
        if self.found and not self.raw:
            raise ConfigError(self._worded(self.found))  # everything else would only follow from that
        for key in self.raw.keys() - set(_TOP):
            self._refuse_key((key,), self.raw[key], _TOP)
        general = self._section(options.General, (), {k: v for k, v in self.raw.items() if k in _TOP[:3]})
        parsed: dict[str, Any] = {
            name: self._section(kind, (name,), self._given(name))
            for name, kind in SECTIONS.items()
            if name not in _OPTIONAL or name in self.raw
        }
        parsed["accounts"] = accounts = self._accounts()
        zone = ZoneInfo(general.timezone if general else options.General().timezone)

        self._check_sender(parsed["sender"], accounts)
        relays = {name: parsed[name] for name in _OPTIONAL if parsed.get(name) is not None}
        self._check_servers(relays, accounts)
        self._check_needs(parsed["survey"])
        self._check_desk(parsed["web"])
        self._check_numbers(parsed["limits"], parsed["targets"], parsed["calendar"])
        self._check_locale(parsed["round_defaults"], parsed["paths"])
        today = today or datetime.now(zone).date()
        self._check_since(accounts, today)
        self._check_tables(parsed["paths"], today)
        if check_secrets:
            self._check_secrets(relays, accounts, parsed["tokens"], parsed["database"])
        if self.found or self.elsewhere or general is None:
            raise ConfigError([*self._worded(self.found), *self.elsewhere])
        return Config(
            **{**dict.fromkeys(_OPTIONAL), **dict(general), **parsed, "limits": parsed["limits"].model()},
            path=self.path,
            credentials=self.credentials,
            warnings=tuple(self._worded(self.doubts)),
        )

    # ------------------------------------------------------------ sections

    def _given(self, name: str) -> Any:
        """What the file says about a section, under the defaults that depend on other options."""
        said = self.raw.get(name, {})
        if not isinstance(said, dict):
            return said
        if name == "paths":
            state = said.get("state", "/var/lib/maild")
            derived = {name: f"{state}/{name}" for name in ("reports", "letters", "drop", "backups")}
            places = {
                "templates": str(shipped_directory("templates")),
                "calendar": "calendar",
                "rules": "rules",
            }
            return {"state": state, **derived, **places, **said}
        if name == "database":
            paths = self.raw.get("paths", {})
            state = paths.get("state") if isinstance(paths, dict) else None
            state = self.base / (state if isinstance(state, str) else "/var/lib/maild")
            return {"url": f"sqlite:///{state}/maild.db", **said}
        if name in _OPTIONAL:
            port = 587 if said.get("security") == "starttls" else 465
            return {"port": port, "credential": name.replace("_", "-"), **said}
        if name == "tokens":
            return {"credential": TOKEN_KEYS, **said}
        return said

    def _accounts(self) -> dict[str, options.Account]:
        given = self.raw.get("accounts", {})
        if not isinstance(given, dict):
            self.found.append(Found(("accounts",), "section", {"name": "accounts.survey"}))
            return {}
        accounts: dict[str, options.Account] = {}
        for name, said in given.items():
            good = re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?", name)
            if not good:
                self.found.append(Found(("accounts", name), "bad_account", {"value": name}))
            if isinstance(said, dict):
                port = 143 if said.get("security") == "starttls" else 993
                said = {"port": port, "credential": f"imap-{name}", **said}
            account = self._section(options.Account, ("accounts", name), said)
            if good and isinstance(account, options.Account):
                accounts[name] = account
        return accounts

    def _section(self, kind: type[options.Section], path: KeyPath, said: Any) -> Any:
        """The section, or as much of it as holds when something in it is wrong; None when too little does."""
        try:
            # As JSON, because strict checking then knows that a list may stand for a tuple.
            return kind.model_validate_json(json.dumps(said, default=str), context={"base": self.base})
        except ValidationError as error:
            details = error.errors(include_url=False)
        bad = {detail["loc"][0] for detail in details if detail["loc"]}
        within = {detail["loc"][0] for detail in details if len(detail["loc"]) > 1}
        for detail in details:
            if (
                detail["type"] != "too_short" or detail["loc"][0] not in within
            ):  # too few, as its elements are bad
                self._add(kind, path, detail)
        if not isinstance(said, dict):
            return None
        rest = {key: value for key, value in said.items() if key not in bad}
        try:
            return kind.model_validate_json(json.dumps(rest, default=str), context={"base": self.base})
        except ValidationError:
            return None

    def _add(self, kind: type[options.Section], path: KeyPath, detail: ErrorDetails) -> None:
        # "[key]" is pydantic's mark that not the value is wrong but its name
        loc = (part for part in detail["loc"] if isinstance(part, str) and part != "[key]")
        where = (*path, *loc)
        if detail["type"] == "extra_forbidden":
            inner = kind.model_fields.get(where[len(path)]) if len(where) > len(path) + 1 else None
            fields = getattr(inner.annotation, "model_fields", {}) if inner else kind.model_fields
            self._refuse_key(where, detail["input"], fields)
        elif detail["type"] != "missing" or where[-1] not in self.text.lost:
            code, values = options.coded(detail, where)
            self.found.append(Found(where, code, values))

    def _refuse_key(self, where: KeyPath, value: object, known: Collection[str]) -> None:
        """An option that does not exist. Its value is never shown: it may be a password."""
        if options.SECRET_WORD.search(where[-1]) and not isinstance(value, dict):
            self.found.append(Found(where, "secret_in_toml"))
        else:
            hint = suggestion(where[-1], known, self.language)
            self.found.append(Found(where, "unknown", {"hint": hint}))

    # ------------------------------------------------------------ checks over several options

    def _check_sender(self, sender: options.Sender | None, accounts: Mapping[str, options.Account]) -> None:
        if sender is None:
            return
        local, _, domain = sender.address.rpartition("@")
        where = ("sender", "address")
        if not fits(domain):
            self.found.append(Found(where, "domain_too_long", {"domain": domain}))
        if sender.keeps_tag and len(local) > _TAG_ROOM:
            self.found.append(Found(where, "local_too_long"))
        relay = self.raw.get("smtp")
        at_home = (
            isinstance(relay, dict) and str(relay.get("host")) in _LOOPBACK
        )  # a rehearsal with servers of its own
        if self.raw.get("mode") == "live" and _SAMPLE_DOMAIN.search(domain) and not at_home:
            self.found.append(Found(where, "sample_sender", {"address": sender.address}))
        watched = frozenset[str]().union(*(account.receives for account in accounts.values()))
        self._doubt_alerts(watched | {sender.address.lower(), sender.replies_to.lower()})
        for address in dict.fromkeys((sender.address, sender.replies_to)):
            if accounts and address.lower() not in watched:
                self.doubts.append(Found(where, "sender_not_watched", {"address": address}))

    def _doubt_alerts(self, ours: frozenset[str]) -> None:
        """Staff under an address that maild watches itself would never be told: own addresses get no mail."""
        said = self.raw.get("alerts", {})
        for option in ("it", "coordinator", "leadership", "admin") if isinstance(said, dict) else ():
            named = said.get(option, ())
            for address in named if isinstance(named, list) else ():
                if str(address).lower() in ours:
                    self.doubts.append(Found(("alerts", option), "alerts_watched", {"address": address}))

    def _check_servers(
        self, relays: Mapping[str, options.Smtp], accounts: Mapping[str, options.Account]
    ) -> None:
        servers: list[tuple[KeyPath, options.Server]] = [
            (("accounts", name), a) for name, a in accounts.items()
        ]
        for name, relay in relays.items():
            servers.append(((name,), relay))
            secret = relay.password_file is not None or relay.token_command
            if relay.user is None and secret and "user" not in self.text.lost:
                self.found.append(Found((name, "user"), "no_user"))
        for path, server in servers:
            fitting = _USUAL_PORTS.get((server.port, server.security))
            if fitting:
                values = {"port": server.port, "security": fitting}
                self.found.append(Found((*path, "port"), "port_security", values))
        seen: dict[tuple[str, str, str], str] = {}
        for name, account in accounts.items():
            for folder in account.folders:
                other = seen.setdefault((account.host, account.user.lower(), folder), name)
                if other != name:
                    values = {"other": other, "folder": folder}
                    self.found.append(Found(("accounts", name), "account_twice", values))
            for folder in {each for each in account.folders if account.folders.count(each) > 1}:
                self.found.append(Found(("accounts", name, "folders"), "folder_twice", {"folder": folder}))

    def _check_needs(self, survey: options.Survey | None) -> None:
        """What sending in earnest cannot do without; a rehearsal is only warned."""
        live = self.raw.get("mode") == "live"
        if live and "smtp" not in self.raw:
            self.found.append(Found(("smtp",), "live_needs", {"what": "[smtp]"}))
        if not self.raw.get("accounts"):
            nothing = Found(("accounts",), "live_needs", {"what": "[accounts.…]"})
            (self.found if live else self.doubts).append(
                nothing if live else Found(("accounts",), "nothing_watched")
            )
        if survey is not None and not survey.hosts and "hosts" not in self._given("survey"):
            nothing = Found(("survey", "hosts"), "live_needs", {"what": "survey.hosts"})
            (self.found if live else self.doubts).append(
                nothing if live else Found(("survey", "hosts"), "no_hosts")
            )

    def _check_desk(self, web: options.Web | None) -> None:
        if web is None or web.listen is None:
            return
        if web.sso_header is not None and not web.listen.startswith("unix:"):
            self.found.append(Found(("web", "sso_header"), "sso_needs_socket"))
        if any(find_spec(name) is None for name in ("starlette", "uvicorn", "python_multipart")):
            self.found.append(Found(("web", "listen"), "desk_missing"))

    def _check_numbers(
        self,
        limits: options.Limits | None,
        targets: options.TargetOptions | None,
        calendar: options.CalendarOptions | None,
    ) -> None:
        for name, section, low, high in (
            ("limits", limits, "canary_fails", "canary"),
            ("limits", limits, "per_domain_minute", "per_minute"),
            ("targets", targets, "half", "final"),
        ):
            if section is None:
                continue
            value, most = getattr(section, low), getattr(section, high)
            if value > most:
                values = {"value": value, "other": high, "most": most}
                self.found.append(Found((name, low), "above", values))
        if calendar is not None:
            windows = sorted(calendar.windows)
            for one, two in pairwise(windows):
                if two[0] < one[1]:
                    values = {"one": _clock(one), "two": _clock(two)}
                    self.found.append(Found(("calendar", "windows"), "windows_overlap", values))

    def _check_locale(self, usual: options.RoundDefaults | None, paths: options.Paths | None) -> None:
        if usual is None or paths is None:
            return
        there = sorted(one.name for one in paths.templates.iterdir() if one.is_dir())
        if usual.locale not in there:
            values = {"choices": ", ".join(there), "value": json.dumps(usual.locale, ensure_ascii=False)}
            self.found.append(Found(("round_defaults", "locale"), "one_of", values))

    def _check_since(self, accounts: Mapping[str, options.Account], today: date) -> None:
        """A day that is still to come, mostly a wrong year: what lies in the mailbox now would never be read."""
        for name, account in accounts.items():
            if account.since is not None and account.since > today:
                self.doubts.append(Found(("accounts", name, "since"), "since_ahead", {"day": account.since}))

    def _check_tables(self, paths: options.Paths | None, today: date) -> None:
        """The calendar covers this year, and is asked to cover the next from October on; advice is complete."""
        if paths is None:
            return
        declared, errors = _years(paths.calendar, self.language)
        self.elsewhere += [fault for error in errors for fault in error.faults]
        broken = {fault.where for fault in self.elsewhere}
        for year in (today.year, today.year + 1):
            label = f"calendar/{year}.toml"
            if any(where.startswith(label) for where in broken) or (year > today.year and today.month < 10):
                continue
            if year not in declared:
                into = self.found if year == today.year else self.doubts
                into.append(
                    Found((), "calendar_missing", {"year": year, "today": f"{today:%d/%m/%Y}"}, label)
                )
            elif not declared[year].confirmed:
                self.doubts.append(Found((), "calendar_unconfirmed", {"year": year}, label))
        for read in (advice_of, BOUNCE_RULES.of, REPLY_RULES.of):
            try:
                read(paths.rules, self.language)
            except ConfigError as error:
                self.elsewhere += error.faults

    def _check_secrets(
        self,
        relays: Mapping[str, options.Smtp],
        accounts: Mapping[str, options.Account],
        tokens: options.TokenOptions | None,
        database: options.Database | None,
    ) -> None:
        for name, account in accounts.items():
            self._check_secret(("accounts", name), account, "password_file", f"imap-{name}")
        for name, relay in relays.items():
            if relay.user is not None:
                self._check_secret((name,), relay, "password_file", name.replace("_", "-"))
        if tokens is not None:
            self._check_secret(("tokens",), tokens, "key_file", TOKEN_KEYS)
        if database is not None and (database.credential or database.password_file):
            self._check_secret(("database",), database, "password_file", "database")

    def _check_secret(self, path: KeyPath, section: Any, option: str, usual: str) -> None:
        said: Any = self.raw
        for key in path:
            said = said.get(key, {})
        file = getattr(section, option)
        if getattr(section, "token_command", ()):
            for other in (option, "credential"):
                if other in said:
                    pair = {"one": "token_command", "two": other}
                    self.found.append(Found((*path, other), "two_secrets", pair))
            return  # doctor runs the command
        if option in said and "credential" in said:
            self.found.append(
                Found((*path, "credential"), "two_secrets", {"one": option, "two": "credential"})
            )
        if (option in said and file is None) or option in self.text.lost:
            return  # that file is a fault of its own already
        name = TOKEN_KEYS if path == ("tokens",) else section.credential or usual
        places = [file] if file else _in(self.credentials, section.credential)
        secret = Secret(name, tuple(places), f"{path[-1]}.{option}", self.language)
        problem = secret.problem()
        if problem is None:
            return
        code, values = problem
        if code == "secret_missing" and "credential" in said and not self.in_service:
            self.doubts.append(Found((*path, "credential"), "secret_unseen", {"name": section.credential}))
        else:
            self.found.append(Found((*path, option), code, values))

    def _worded(self, found: Sequence[Found]) -> list[Fault]:
        """In words, in the order of the files; what has no line comes last."""
        faults = [self.text.fault(one, self.language, self.path.name) for one in found]
        return sorted(dict.fromkeys(faults), key=_place)


def _password(section: str, server: options.Server, credentials: Sequence[Path], language: str) -> Secret:
    places = [server.password_file] if server.password_file else _in(credentials, server.credential)
    return Secret(server.credential, tuple(places), f"{section}.password_file", language)


def _in(directories: Sequence[Path], name: str) -> list[Path]:
    return [directory / name for directory in directories]


def _years(local: Path, language: str) -> tuple[dict[int, calendars.Year], list[ConfigError]]:
    return calendars.read_years((shipped_directory("config") / "calendar", local), language)


def _clock(window: calendars.Window) -> str:
    return f"{window[0]:%H:%M}-{window[1]:%H:%M}"


def _place(fault: Fault) -> tuple[bool, str, int]:
    found = re.match(r"([^:\s]+):(\d+)", fault.where)
    return (False, found[1], int(found[2])) if found else (True, fault.where, 0)
