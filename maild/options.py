"""The options of maild.toml: one frozen section a class, one check a kind of value.

What an option means, what follows from it and its default stands in config/maild.toml. Checks that
need two sections stand in config.py.
"""

from __future__ import annotations

import json
import re
import ssl
from datetime import date, time, timedelta
from ipaddress import IPv6Address
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from maild import model
from maild.faults import SENTENCES, KeyPath
from maild.privacy import MASK, Secrets, printable

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")
SECRET_WORD = re.compile(r"pass(?:word|wd)?|mat_?khau|secret|token|key|pwd", re.IGNORECASE)
_WINDOW = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*", re.ASCII)


def _wrong(code: str, **values: object) -> PydanticCustomError:
    """A refusal by its code in faults.SENTENCES. The text itself is never shown."""
    return PydanticCustomError(code, "refused", values)


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise _wrong("bad_address", value=text)
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def _host(text: str) -> str:
    try:
        return str(IPv6Address(text.strip("[]")))
    except ValueError:
        pass
    if not _HOST.fullmatch(text) or ".." in text:
        raise _wrong("bad_host", value=text)
    return text.lower()


def _plain(text: str) -> str:
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise _wrong("bad_text")
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise _wrong("empty")
    return _plain(text)


def _pattern(text: str) -> str:
    try:
        if re.compile(text).search(""):
            raise _wrong("greedy_pattern", value=text)
    except re.error as error:
        raise _wrong("bad_pattern", why=str(error)) from None
    return text


def _pin(text: str) -> str:
    digits = text.replace(":", "").replace(" ", "").lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise _wrong("bad_pin")
    return digits


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise _wrong("bad_zone", value=text) from None
    return text


def _url(text: str) -> str:
    if re.match(r"postgresql(?:\+psycopg)?://[^/@]*:[^/@]*@", text):
        raise _wrong("secret_in_toml")
    if not re.fullmatch(r"sqlite:////.+|postgresql\+psycopg://\S+", text):
        raise _wrong("bad_url")
    return text


def _web(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/@]+(?:/\S*)?", text):
        raise _wrong("bad_web", value=text)
    return text


def _window(value: object) -> tuple[time, time]:
    found = _WINDOW.fullmatch(value) if isinstance(value, str) else None
    try:
        if found is None:
            raise ValueError
        first, last = (time(int(found[at]), int(found[at + 1])) for at in (1, 3))
    except ValueError:
        raise _wrong("bad_window", value=value) from None
    if first >= last:
        raise _wrong("bad_window", value=value)
    return first, last


def _names(value: object) -> tuple[str, ...]:
    """One name or several."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)) or not given:
        raise _wrong("bad_names", value=value)
    if not all(isinstance(one, str) and one.strip() for one in given):
        raise _wrong("bad_names", value=value)
    return tuple(given)


def _hours(value: tuple[int, ...]) -> tuple[int, ...]:
    """Hours for severity 1, 2 and 3: the graver, the sooner."""
    if len(value) != 3 or not 1 <= value[0] <= value[1] <= value[2] <= 1000:
        raise _wrong("three_hours", value=list(value))
    return value


def _counts(value: object) -> dict[str, int]:
    """How many people, for the whole province or by unit."""
    given = value if isinstance(value, dict) else {"*": value}
    if not all(type(number) is int and number >= 0 for number in given.values()):
        raise _wrong("bad_counts", value=value)
    return dict(given)


def _path(value: object) -> object:
    return _filled(value) if isinstance(value, str) else value


def _absolute(path: Path, info: ValidationInfo) -> Path:
    """A relative path is meant from the directory of maild.toml."""
    base = info.context["base"] if info.context else Path.cwd()
    return Path(base) / path


def _file(path: Path) -> Path:
    if not path.is_file():
        raise _wrong("no_such_file", path=path)
    return path


def _directory(path: Path) -> Path:
    if not path.is_dir():
        raise _wrong("no_such_directory", path=path)
    return path


def _certificates(path: Path) -> Path:
    try:
        ssl.create_default_context(cafile=path)
    except (ssl.SSLError, OSError, ValueError):
        raise _wrong("no_certificate", path=path) from None
    return path


def _command(words: tuple[str, ...]) -> tuple[str, ...]:
    if words and not words[0].startswith("/"):
        raise _wrong("command_path", value=words[0])
    return words


Address = Annotated[str, AfterValidator(_address)]
Host = Annotated[str, AfterValidator(_host)]
Text = Annotated[str, AfterValidator(_filled)]
Line = Annotated[str, AfterValidator(_plain)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Pin = Annotated[str, AfterValidator(_pin)]
Zone = Annotated[str, AfterValidator(_zone)]
Url = Annotated[str, AfterValidator(_url)]
WebAddress = Annotated[str, AfterValidator(_web)]
Window = Annotated[tuple[time, time], BeforeValidator(_window)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Hours = Annotated[tuple[int, ...], AfterValidator(_hours)]
Counts = Annotated[dict[str, int], BeforeValidator(_counts)]
AnyPath = Annotated[Path, BeforeValidator(_path), AfterValidator(_absolute)]
SecretFile = Annotated[AnyPath, AfterValidator(_file)]
CaFile = Annotated[AnyPath, AfterValidator(_file), AfterValidator(_certificates)]
Directory = Annotated[AnyPath, AfterValidator(_directory)]
Command = Annotated[tuple[Text, ...], AfterValidator(_command)]
Port = Annotated[int, Field(ge=1, le=65535)]
Security = Literal["tls", "starttls"]


class Section(BaseModel):
    """A section refuses keys it does not know, and never turns one type into another."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class General(Section):
    mode: Literal["rehearsal", "live"] = "rehearsal"
    language: Literal["vi", "en"] = "vi"
    timezone: Zone = "Asia/Ho_Chi_Minh"


class Database(Section):
    url: Url
    # PostgreSQL's password; without either it is asked for none, or finds one in ~/.pgpass
    password_file: SecretFile | None = None
    credential: Text | None = None


class Paths(Section):
    state: AnyPath
    reports: AnyPath  # HTML and XLSX for people
    letters: AnyPath  # what a rehearsal would have sent
    backups: AnyPath  # copies of the database
    drop: AnyPath  # the ministry's lists are put here; need not exist
    templates: Directory
    calendar: AnyPath  # <year>.toml that win over the shipped ones; need not exist
    rules: AnyPath  # advice.toml that wins over the shipped one; need not exist

    @property
    def uploads(self) -> Path:
        """What was sent to the desk and is being looked at."""
        return self.state / "uploads"


class RoundDefaults(Section):
    """What `maild round create` takes when it is not told."""

    agency: Line = ""
    hotline: Line = ""
    legal_basis: Line = ""
    invitation_sender: Line = ""
    invitation_subject: Line = ""
    locale: Text = "vi"


class Roster(Section):
    """How the lists of officials are read; `maild.roster.rules` gives the defaults of what is left out."""

    required: tuple[Text, ...] = ("name", "email", "unit")
    units: tuple[Text, ...] = ()
    official_suffixes: tuple[Host, ...] = ("gov.vn",)
    personal_domains: tuple[Text, ...] = ()
    role_accounts: tuple[Text, ...] = ()
    groups: dict[str, Names] = {}
    wanted: dict[str, Counts] = {}
    unit_aliases: dict[str, Text] = {}
    unit_successors: dict[str, Text] = {}
    domain_successors: dict[str, Names] = {}
    headers: dict[str, Names] = {}
    bnv_columns: dict[str, Text] = {}

    def given(self) -> dict[str, object]:
        """What the province decided, without the defaults."""
        return self.model_dump(exclude_unset=True)


class AutoSubmitted(Section):
    T0: bool = True
    R1: bool = True
    R2: bool = True
    R3: bool = True
    R4: bool = True
    X1: bool = True
    S1: bool = True


class Sender(Section):
    address: Address
    name: Line = ""
    reply_to: Address | None = None
    keeps_tag: bool = False
    auto_submitted: AutoSubmitted = AutoSubmitted()

    @property
    def replies_to(self) -> str:
        return self.reply_to or self.address

    def marks(self, code: model.Code) -> bool:
        """Whether letters of this code carry `Auto-Submitted: auto-generated`."""
        return bool(getattr(self.auto_submitted, code.value))


class Server(Section):
    host: Host
    port: Port
    security: Security = "tls"
    password_file: SecretFile | None = None
    credential: Text
    token_command: Command = ()  # XOAUTH2 instead of a password
    ca_file: CaFile | None = None
    pinned_sha256: Pin | None = None
    timeout_s: int = Field(60, ge=5, le=600)


class Smtp(Server):
    user: Text | None = None


class Account(Server):
    """A mailbox that is watched."""

    user: Text
    folders: tuple[Text, ...] = Field(("INBOX",), min_length=1)
    role: Literal["replies", "reports", "forward"] = "replies"
    addresses: tuple[Address, ...] = ()  # under which mail reaches it
    poll_s: int = Field(300, ge=30, le=3600)
    since: date | None = None  # from which day a folder that was never read is read
    authserv_id: Host | None = None  # our server's name in Authentication-Results (RFC 8601 §2.2)

    @property
    def receives(self) -> frozenset[str]:
        """Addresses whose mail arrives here, lower case."""
        user = (self.user.lower(),) if "@" in self.user else ()
        return frozenset((*(address.lower() for address in self.addresses), *user))


class Reading(Section):
    look_back_days: int = Field(60, ge=7, le=400)
    sweep_days: int = Field(7, ge=1, le=60)


class Survey(Section):
    hosts: tuple[Host, ...] = ()
    code_patterns: tuple[Pattern, ...] = ()
    ministry_senders: tuple[Address, ...] = ()
    apply_lists: bool = False

    def secrets(self) -> Secrets:
        return Secrets(self.hosts, tuple(re.compile(pattern) for pattern in self.code_patterns))


_L = model.Limits()
_R = model.ResponseTargets()
_HOUR = timedelta(hours=1)


Level = Literal["R1", "R2", "R3", "R4"]


class Limits(Section):
    per_minute: int = Field(_L.per_minute, ge=1, le=60_000)
    per_hour: int = Field(_L.per_hour, ge=1, le=1_000_000)
    per_domain_minute: int = Field(_L.per_domain_minute, ge=1, le=60_000)
    gap_days: int = Field(_L.gap_days, ge=1, le=30)
    per_round: int = Field(_L.per_round, ge=1, le=4)
    canary: int = Field(_L.canary, ge=1, le=100)
    canary_wait_s: int = Field(_L.canary_wait_s, ge=0, le=86_400)
    canary_fails: int = Field(_L.canary_fails, ge=1, le=100)
    soft_bounces: int = Field(_L.soft_bounces, ge=1, le=10)  # no more of them are remembered
    soft_days: int = Field(_L.soft_days, ge=1, le=60)
    soft_working_days: int = Field(_L.soft_working_days, ge=1, le=10)
    list_age_days: int = Field(_L.list_age_days, ge=0, le=60)
    list_age_levels: dict[Level, Annotated[int, Field(ge=0, le=60)]] = {}
    address_day: int = Field(_L.address_day, ge=1, le=20)

    def model(self) -> model.Limits:
        return model.Limits(**self.model_dump())


class TargetOptions(Section):
    """In per cent of the officials."""

    half: int = Field(50, ge=0, le=100)
    final: int = Field(95, ge=1, le=100)

    def model(self) -> model.Targets:
        return model.Targets(self.half / 100, self.final / 100)


class Incidents(Section):
    """Within how many working hours an error should be taken on and fixed, by severity 1, 2, 3."""

    acknowledge_h: Hours = tuple(int(one / _HOUR) for one in _R.acknowledge)
    fix_h: Hours = tuple(int(one / _HOUR) for one in _R.fix)

    def targets(self) -> model.ResponseTargets:
        return model.ResponseTargets(
            tuple(one * _HOUR for one in self.acknowledge_h), tuple(one * _HOUR for one in self.fix_h)
        )


class CalendarOptions(Section):
    windows: tuple[Window, ...] = Field(model.Calendar().windows, min_length=1)


class Approval(Section):
    second_person: bool = True


class Alerts(Section):
    it: tuple[Address, ...] = ()
    coordinator: tuple[Address, ...] = ()
    leadership: tuple[Address, ...] = ()  # E2, L1, L2
    admin: tuple[Address, ...] = ()  # H1; without them the IT liaison
    ministry: tuple[Address, ...] = ()  # M1, M2: who runs the survey
    ministry_mail: tuple[Address, ...] = ()  # M1 about sending and receiving: who runs the ministry's mail
    committee: tuple[Address, ...] = ()  # UBND tỉnh: M2
    leadership_sees_names: bool = False
    report_to: tuple[Line, ...] = ()  # "Kính gửi" of L1 and L2; without it the agency's own leadership
    sendmail: Command = ()  # where no [smtp_second] is
    silent_s: int = Field(900, ge=300, le=86_400)
    silent_off_hours_s: int = Field(3600, ge=300, le=86_400)

    def ministry_for(self, stage: model.Stage) -> tuple[str, ...]:
        """Whom of the ministry an error of this phase concerns."""
        return (
            self.ministry if stage is model.Stage.ANSWERING or not self.ministry_mail else self.ministry_mail
        )


class Retention(Section):
    excerpts_days: int = Field(90, ge=1, le=3650)
    people_months: int = Field(12, ge=1, le=120)


class Backup(Section):
    keep: int = Field(14, ge=0, le=400)


class Monitoring(Section):
    """For machines that watch over this one; each is written or called only where it is named."""

    status_file: AnyPath | None = None
    metrics_file: AnyPath | None = None
    metrics_port: int | None = Field(None, ge=1024, le=65535)  # of loopback
    ping_url: WebAddress | None = None


def _listen(text: str) -> str:
    """A loopback address with a port, or `unix:` with an absolute path: the desk is never open to a network."""
    if text.startswith("unix:/") and len(text.encode()) <= 105:  # sun_path holds 108 octets
        return text
    host, _, port = text.rpartition(":")
    if host in ("127.0.0.1", "[::1]", "localhost") and port.isdigit() and 0 < int(port) < 65536:
        return text
    raise _wrong("bad_listen", value=text)


def _header(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{1,60}", text):
        raise _wrong("bad_header", value=text)
    return text.lower()


class Web(Section):
    """The desk; off where `listen` is not set."""

    listen: Annotated[str, AfterValidator(_listen)] | None = None
    public_url: WebAddress | None = None
    session_hours: int = Field(10, ge=1, le=24)
    idle_minutes: int = Field(60, ge=5, le=24 * 60)
    sso_header: Annotated[str, AfterValidator(_header)] | None = None
    socket_group: Text | None = None


class TokenOptions(Section):
    key_file: SecretFile | None = None
    credential: Text


class Log(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"


# ---------------------------------------------------------------- what pydantic found, in our words


def coded(detail: ErrorDetails, where: KeyPath) -> tuple[str, dict[str, object]]:
    """The sentence, by its code, that says what pydantic found."""
    kind, context = detail["type"], dict(detail.get("ctx", {}))
    value = _shown(detail["input"], where[-1] if where else "")
    match kind:
        case "missing":
            return "missing", {}
        case "string_type" | "path_type":
            return "text", {"value": value}
        case "int_type" | "int_from_float" | "int_parsing" | "int_parsing_size":
            seconds = _seconds(detail["input"]) if where[-1].endswith("_s") else None
            return (
                ("whole_s", {"value": value, "seconds": seconds}) if seconds else ("whole", {"value": value})
            )
        case "bool_type":
            return "yes_no", {"value": value}
        case "date_type" | "date_parsing" | "date_from_datetime_parsing" | "date_from_datetime_inexact":
            return "bad_date", {"value": value}
        case "tuple_type":
            return "list", {"value": value}
        case "model_type" | "model_attributes_type" | "dict_type":
            return "section", {"name": ".".join(where)}
        case "greater_than_equal":
            return "at_least", {"least": context["ge"], "value": value}
        case "less_than_equal":
            return "at_most", {"most": context["le"], "value": value}
        case "literal_error":
            return "one_of", {"choices": str(context["expected"]).replace(" or ", ", "), "value": value}
        case "too_short":
            return "empty", {}
    if kind in SENTENCES:
        if "value" in context:
            context["value"] = value
        return kind, context
    return "invalid", {"why": detail["msg"]}


def _shown(value: object, key: str) -> str:
    """A value as TOML writes it, masked and short."""
    if SECRET_WORD.search(key) and not key.endswith("_file"):
        return MASK
    text = json.dumps(value, ensure_ascii=False, default=str)
    return printable(Secrets().mask(text[:200]))[:80]


def _seconds(value: object) -> int | None:
    """Seconds in "5 min", "90s", "2 giờ"; None when it is no duration."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*([a-zà-ỹ]*)\s*", str(value).lower())
    units = {
        "": 1,
        "s": 1,
        "giây": 1,
        "m": 60,
        "min": 60,
        "phút": 60,
        "h": 3600,
        "giờ": 3600,
        "d": 86_400,
        "ngày": 86_400,
    }
    return int(found[1]) * units[found[2]] if found and found[2] in units else None
