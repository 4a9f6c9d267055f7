"""What a right configuration means: defaults, overlays, secrets, warnings; and that the shipped file says so."""

from __future__ import annotations

import os
import pickle
import pwd
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from maild import model, options
from maild.config import Config, load
from maild.errors import ConfigError
from maild.faults import sentence
from maild.model import Code
from maild.secret import Secret
from maild.shipped import shipped_directory

from .house import FULL, KEYS, MINIMAL, TODAY, faults, house, read, secret

SHIPPED = shipped_directory("config") / "maild.toml"


def test_a_minimal_file_rehearses_with_every_brake_on(tmp_path: Path) -> None:
    config = read(house(tmp_path, MINIMAL))
    assert config.mode == "rehearsal"
    assert config.language == "vi"
    assert config.limits == model.Limits()
    assert config.calendar.windows == model.Calendar().windows
    assert config.approval.second_person
    assert config.database.url == "sqlite:////var/lib/maild/maild.db"
    assert config.paths.letters == Path("/var/lib/maild/letters")
    assert config.smtp is None
    assert config.smtp_password() is None
    assert all(config.sender.marks(code) for code in Code)


def test_state_moves_everything_below_it(tmp_path: Path) -> None:
    config = read(house(tmp_path, MINIMAL + "[paths]\nstate = 'data'\n"))
    assert config.paths.state == tmp_path / "data"
    assert config.paths.reports == tmp_path / "data/reports"
    assert config.database.url == f"sqlite:///{tmp_path}/data/maild.db"


PORTS = [("", 465, 993), ("security = 'starttls'\n", 587, 143), ("port = 2525\n", 2525, 2525)]


@pytest.mark.parametrize(("lines", "smtp", "imap"), PORTS)
def test_ports_follow_security(tmp_path: Path, lines: str, smtp: int, imap: int) -> None:
    text = f"{MINIMAL}[smtp]\nhost = 'h'\n{lines}[accounts.survey]\nhost = 'h'\nuser = 'u'\n{lines}"
    config = read(house(tmp_path, text))
    assert config.smtp is not None
    assert (config.smtp.port, config.accounts["survey"].port) == (smtp, imap)


def test_overlays_win_in_the_order_of_their_names(tmp_path: Path) -> None:
    path = house(tmp_path, FULL)
    secret(
        tmp_path,
        "maild.d/10.toml",
        "mode = 'rehearsal'\n[limits]\nper_hour = 100\nper_minute = 5\n[smtp]\nport=2525",
    )
    secret(tmp_path, "maild.d/20.toml", "[limits]\nper_hour = 200\nper_domain_minute = 5\n")
    config = read(path)
    assert config.mode == "rehearsal"
    assert (config.limits.per_minute, config.limits.per_hour) == (5, 200)
    assert config.smtp is not None
    assert (config.smtp.host, config.smtp.port) == ("smtp.laocai.vn", 2525)


def test_nothing_can_be_changed_afterwards(tmp_path: Path) -> None:
    config = read(house(tmp_path, FULL))
    for thing, name in ((config, "mode"), (config.sender, "address"), (config.accounts["survey"], "host")):
        with pytest.raises((AttributeError, ValueError)):
            setattr(thing, name, "x")


def test_our_addresses_are_the_senders_and_the_mailboxes(tmp_path: Path) -> None:
    text = FULL.replace('user = "cchc@', 'addresses = ["Bi.Danh@SNV.laocai.vn"]\nuser = "cchc@')
    assert read(house(tmp_path, text)).own_addresses == {"cchc@snv.laocai.vn", "bi.danh@snv.laocai.vn"}


WARNINGS = [
    # text                                                             words of the warning
    (FULL, None),
    (FULL.replace('"cchc@snv.laocai.vn"', '"other@snv.laocai.vn"', 1), "no mailbox in [accounts] receives"),
    (FULL.replace("[smtp]", 'reply_to = "b@c.vn"\n[smtp]'), "replies and bounces go to b@c.vn"),
    (MINIMAL + "[survey]\nhosts = ['h.vn']\n", "no mailbox is configured"),
    (
        FULL.replace('"live"', '"rehearsal"').replace('hosts = ["khaosat.example.vn"]', ""),
        "masked only in part",
    ),
    (FULL.replace('user = "cchc@', 'since = 2026-06-02\nuser = "cchc@'), "will never be read"),
    (FULL.replace('user = "cchc@', 'since = 2026-06-01\nuser = "cchc@'), None),
    (FULL + '[alerts]\nit = ["CCHC@snv.laocai.vn"]\n', "is watched by maild itself"),
    (FULL + '[alerts]\nit = ["cntt@snv.laocai.vn"]\n', None),
]


@pytest.mark.parametrize(("text", "words"), WARNINGS)
def test_warns_of_what_is_only_doubtful(tmp_path: Path, text: str, words: str | None) -> None:
    warnings = read(house(tmp_path, text)).warnings
    assert [words in warning.what for warning in warnings if words] == ([True] if words else [])
    assert bool(warnings) == bool(words)


def test_warns_from_october_on_that_next_year_is_not_confirmed(tmp_path: Path) -> None:
    path = house(tmp_path, FULL)
    for month, wanted in ((9, []), (10, ["calendar/2027.toml"])):
        config = load(path, today=TODAY.replace(month=month), environ={}, language="en")
        assert [warning.where for warning in config.warnings] == wanted


# ---------------------------------------------------------------- secrets


def test_secrets_are_read_when_asked_for_and_shown_never(tmp_path: Path) -> None:
    config = read(house(tmp_path, FULL))
    password = config.imap_password("survey")
    assert password.read() == "hunter2"
    for shown in (repr(password), str(password), repr(config), f"{config.smtp_password()}"):
        assert "hunter2" not in shown
    assert b"hunter2" not in pickle.dumps(password)
    secret(tmp_path, "credentials/imap-survey", "changed")
    assert password.read() == "changed"


def test_systemds_directory_comes_first(tmp_path: Path) -> None:
    path = house(tmp_path, FULL)
    given = tmp_path / "run"
    secret(given, "imap-survey", "from systemd", 0o400)
    config = load(path, today=TODAY, environ={"CREDENTIALS_DIRECTORY": str(given)})
    assert config.imap_password("survey").read() == "from systemd"
    password = config.smtp_password()
    assert password is not None
    assert password.read() == "hunter2"


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o666, 0o642, 0o641])
def test_a_world_readable_secret_is_refused(tmp_path: Path, mode: int) -> None:
    path = house(tmp_path, FULL)
    secret(tmp_path, "credentials/imap-survey", "hunter2", mode)
    (fault,) = faults(path)
    assert fault.where.startswith("maild.toml")
    assert "[accounts.survey] password_file" in fault.where
    assert f"chmod o-rwx {tmp_path}/credentials/imap-survey" in fault.what


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may be somebody else")
def test_who_may_not_read_a_secret_is_told_the_remedy() -> None:
    """As `sudo -u maild` meets a file that root wrote for himself."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        file = secret(Path(directory), "smtp", "hunter2", 0o600)
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
        try:
            problem = Secret("smtp", (file,), "smtp.password_file").problem()
        finally:
            os.seteuid(0)
    assert problem == ("secret_not_ours", {"path": file})
    assert f"chown root:maild {file}; chmod 640 {file}" in sentence(problem[0], "en", **problem[1])


BAD = [
    ("", "is empty"),
    ("\n", "is empty"),
    ("two\nlines", "one line"),
    ("x" * 70_000, "64 KiB"),
    ("a\0b", "line"),
]


@pytest.mark.parametrize(("text", "what"), BAD)
def test_a_strange_secret_is_refused(tmp_path: Path, text: str, what: str) -> None:
    path = house(tmp_path, FULL)
    secret(tmp_path, "credentials/smtp", text)
    (fault,) = faults(path)
    assert what in fault.what


def test_missing_secrets_name_every_way_to_give_them(tmp_path: Path) -> None:
    path = house(tmp_path, FULL)
    for name in ("imap-survey", "smtp", "token-keys"):
        (tmp_path / "credentials" / name).unlink()
    told = faults(path)
    assert len(told) == 3
    assert all("LoadCredential=" in fault.what and "/credentials/" in fault.what for fault in told)
    assert load(path, today=TODAY, environ={}, check_secrets=False).mode == "live"


def test_a_credential_that_only_the_service_sees_is_a_warning_outside_it(tmp_path: Path) -> None:
    path = house(tmp_path, FULL.replace('user = "cchc"', 'user = "cchc"\ncredential = "relay"'))
    (warning,) = read(path).warnings
    assert "only the service can see" in warning.what
    (tmp_path / "run").mkdir()
    with pytest.raises(ConfigError):
        load(path, today=TODAY, environ={"CREDENTIALS_DIRECTORY": str(tmp_path / "run")})


def test_the_last_key_signs_and_all_verify(tmp_path: Path) -> None:
    path = house(tmp_path, MINIMAL)
    old = read(path).token_keys("epoch").sign(7, TODAY)
    secret(tmp_path, "credentials/token-keys", f"# rotated\n{KEYS}2 {'cd' * 32}\n")
    keys = read(path).token_keys("epoch")
    assert keys.current == 2
    assert keys.domain == "snv.laocai.vn"
    token = keys.verify(old)
    assert token is not None
    assert token.row == 7


@pytest.mark.parametrize(
    "text", ["zz", "1 abcd", f"256 {'ab' * 32}", f"1 {'ab' * 32}\n1 {'cd' * 32}", "# none"]
)
def test_bad_keys_are_refused(tmp_path: Path, text: str) -> None:
    path = house(tmp_path, MINIMAL)
    secret(tmp_path, "credentials/token-keys", text)
    (fault,) = faults(path)
    assert "each line is `id hex`" in fault.what
    assert "ab" * 32 not in fault.what


# ---------------------------------------------------------------- the shipped file


def test_the_shipped_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    assert faults(house(tmp_path, SHIPPED.read_text("utf-8"))) == ()


def _uncommented() -> str:
    """The shipped file with every `#option = value` in force."""
    return re.sub(r"(?m)^#(?=[a-z_0-9]+ = |\[)", "", SHIPPED.read_text("utf-8"))


def _written(data: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if not isinstance(data, dict):
        return {path}
    return {path}.union(*(_written(value, (*path, key)) for key, value in data.items()))


def _options() -> set[tuple[str, ...]]:
    """Every option there is, by the names of Config and its sections."""
    found: set[tuple[str, ...]] = {(name,) for name in options.General.model_fields}
    for name, kind in Config.__annotations__.items():
        section = getattr(options, str(kind).split("options.")[-1].split("]")[0].split(" ")[0], None)
        section = options.Limits if name == "limits" else section
        if isinstance(section, type) and issubclass(section, BaseModel):
            path = ("accounts", "survey") if name == "accounts" else (name,)
            found |= {(*path, field) for field in section.model_fields}
    return found


def test_the_shipped_file_tells_of_every_option_and_of_no_other() -> None:
    written = _written(tomllib.loads(_uncommented()))
    assert _options() - written == set()
    assert {path for path in written if len(path) == 2 and path[0] != "accounts"} <= _options()


def test_what_the_shipped_file_shows_as_default_is_the_default(tmp_path: Path) -> None:
    data = tomllib.loads(_uncommented())
    plain = read(house(tmp_path, MINIMAL))
    for name in ("limits", "alerts", "retention", "reading", "approval", "log", "calendar"):
        section = getattr(plain, name)
        for option, value in data[name].items():
            if name != "alerts" or option.startswith("silent"):
                shown = [f"{a:%H:%M}-{b:%H:%M}" for a, b in section.windows] if option == "windows" else None
                assert (shown or getattr(section, option)) == value, option
    assert data["database"]["url"] == plain.database.url
    for option in ("state", "reports", "letters"):
        assert data["paths"][option] == str(getattr(plain.paths, option))
    for server, kind in ((data["smtp"], options.Smtp), (data["accounts"]["survey"], options.Account)):
        for option in ("timeout_s", "security", "poll_s", "role"):
            if option in server:
                assert server[option] == kind.model_fields[option].default


def test_every_shown_option_says_meaning_and_default() -> None:
    """Above each option stands a comment in both languages; and a default, save for a few that share one."""
    lines = SHIPPED.read_text("utf-8").split("\n")
    for index, line in enumerate(lines):
        if re.match(r"#?[a-z_0-9]+ = ", line):
            above = lines[index - 1]
            assert above.startswith("#"), line
    assert SHIPPED.read_text("utf-8").count("Default:") >= 40


WEB = [
    # [web]                                                         option        words
    ('listen = "0.0.0.0:8025"',                                     "listen",     "loopback address"),
    ('listen = "127.0.0.1"',                                        "listen",     "loopback address"),
    ('listen = "unix:desk.sock"',                                   "listen",     "loopback address"),
    ('listen = "127.0.0.1:8025"\nsso_header = "X-Remote-User"',     "sso_header", "needs `listen` to be unix:/"),
    ('listen = "unix:/run/d.sock"\nsso_header = "a b"',             "sso_header", "name of an HTTP field"),
    ('public_url = "maild.tinh.gov.vn"',                            "public_url", "begins with https://"),
    ("session_hours = 25",                                          "session_hours", "24 or less"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "option", "words"), WEB)
def test_the_desk_is_never_open_to_a_network_by_itself(
    tmp_path: Path, lines: str, option: str, words: str
) -> None:
    (fault,) = faults(house(tmp_path, f"{MINIMAL}[web]\n{lines}\n"))
    assert f"[web] {option}" in fault.where
    assert words in fault.what


@pytest.mark.parametrize(
    "listen", ["127.0.0.1:8025", "[::1]:8025", "localhost:80", "unix:/run/maild/desk.sock"]
)
def test_the_desk_listens_inside_the_machine(tmp_path: Path, listen: str) -> None:
    assert read(house(tmp_path, f'{MINIMAL}[web]\nlisten = "{listen}"\n')).web.listen == listen


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("name", ["maild.toml", "maild.d/90-mine.toml"])
def test_by_sudo_nobody_brings_a_configuration_of_his_own(tmp_path: Path, name: str) -> None:
    """It could ask for no second person, or have the service's account run any program for a token."""
    path = house(tmp_path, MINIMAL)
    (tmp_path / "maild.d").mkdir()
    (tmp_path / "maild.d" / "90-mine.toml").write_text("[approval]\nsecond_person = false\n", "utf-8")
    os.chown(tmp_path / name, 12345, -1)
    assert faults(path) == ()  # the service itself: who may write there is a matter of the machine's
    with pytest.raises(ConfigError) as refused:
        load(path, today=TODAY, environ={"SUDO_USER": "an"}, language="en")
    assert [(fault.where, "chown root" in fault.what) for fault in refused.value.faults] == [
        (Path(name).name, True)
    ]
