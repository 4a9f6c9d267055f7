"""Every mistake is named with file, line, option and remedy; all of them at once; in two languages."""

from __future__ import annotations

import string
import tomllib
from datetime import date
from pathlib import Path

import pytest

from maild.config import load
from maild.errors import ConfigError
from maild.faults import SENTENCES, key_lines

from .house import FULL, MINIMAL, faults, house, read, secret

S = "[accounts.survey]\nhost = 'h'\nuser = 'u@a.vn'\n"
LONG = "x" * 40 + ".vn"

MISTAKES = [
    # more lines of maild.toml                                where it stands                  words that say what
    ("mode = 'production'", "maild.toml:1 mode", "one of 'rehearsal', 'live'; is \"production\""),
    ("timezone = 'Asia/Hanoi'", "maild.toml:1 timezone", "no such time zone"),
    ("langauge = 'vi'", "maild.toml:1 langauge", "did you mean `language`?"),
    ("[limits]\nper-minute = 3", "maild.toml:2 [limits] per-minute", "did you mean `per_minute`?"),
    ("[limits]\nper_minute = 0", "maild.toml:2 [limits] per_minute", "1 or more, is 0"),
    ("[limits]\nper_round = 9", "maild.toml:2 [limits] per_round", "4 or less, is 9"),
    ("[limits]\ngap_days = '2'", "maild.toml:2 [limits] gap_days", 'whole number, is "2"'),
    ("[limits]\ngap_days = 2.5", "maild.toml:2 [limits] gap_days", "whole number, is 2.5"),
    ("[limits]\ngap_days = true", "maild.toml:2 [limits] gap_days", "whole number, is true"),
    ("[limits]\ncanary_wait_s = '10 phút'", "maild.toml:2 [limits] canary_wait_s", "as 600"),
    (f"{S}token_command = ['oama', 'access']", "maild.toml:4 [accounts.survey] token_command", "whole path"),
    (
        f"{S}token_command = ['/bin/oama']\ncredential = 'imap'",
        "maild.toml:5 [accounts.survey] credential",
        "either token_command or credential",
    ),
    ("[smtp]\nhost = 'h'\ntoken_command = ['/bin/oama']", "maild.toml:1 [smtp] user", "no `user`"),
    ("[smtp]\nhost = 'h'\npinned_sha256 = 'ab'", "maild.toml:3 [smtp] pinned_sha256", "64"),
    ("[limits]\ncanary_fails = 6", "maild.toml:2 [limits] canary_fails", "6 is above canary (5)"),
    ("[incidents]\nfix_h = [8, 20]", "maild.toml:2 [incidents] fix_h", "three numbers of hours"),
    ("[incidents]\nfix_h = [8, 4, 40]", "maild.toml:2 [incidents] fix_h", "none below the one before"),
    ("[incidents]\nacknowledge_h = [0, 4, 8]", "maild.toml:2 [incidents] acknowledge_h", "three numbers"),
    ("[incidents]\nacknowledge_h = 2", "maild.toml:2 [incidents] acknowledge_h", "must be a list"),
    ("limits = 3", "maild.toml:1 limits", "must be a section [limits]"),
    ("accounts = 3", "maild.toml:1 accounts", "must be a section"),
    ("[approval]\nsecond_person = 'yes'", "maild.toml:2 [approval] second_person", "true or false"),
    ("[calendar]\nwindows = '07:30-11:00'", "maild.toml:2 [calendar] windows", "must be a list"),
    ("[calendar]\nwindows = ['11:00-07:30']", "maild.toml:2 [calendar] windows", "earlier time first"),
    ("[calendar]\nwindows = ['7h30-11h']", "maild.toml:2 [calendar] windows", '"7h30-11h"'),
    ("[calendar]\nwindows = []", "maild.toml:2 [calendar] windows", "empty"),
    (
        "[calendar]\nwindows = ['13:30-16:30', '07:30-14:00']",
        "maild.toml:2 [calendar] windows",
        "07:30-14:00 and 13:30-16:30 overlap",
    ),
    ("[survey]\nhosts = ['https://a.vn/x']", "maild.toml:2 [survey] hosts", "without `https://`"),
    ("[survey]\ncode_patterns = ['[A-Z']", "maild.toml:2 [survey] code_patterns", "not a regular expression"),
    ("[survey]\ncode_patterns = ['[A-Z]*']", "maild.toml:2 [survey] code_patterns", "mask everything"),
    ("[survey]\nministry_senders = ['Bộ']", "maild.toml:2 [survey] ministry_senders", "not a mail address"),
    ("[database]\nurl = 'sqlite:///rel.db'", "maild.toml:2 [database] url", "sqlite:////absolute"),
    ("[database]\nurl = 'postgresql://m:hunter2@h/d'", "maild.toml:2 [database] url", "no password"),
    ("[targets]\nhalf = 96", "maild.toml:2 [targets] half", "96 is above final (95)"),
    ("[round_defaults]\nlocale = 'fr'", "maild.toml:2 [round_defaults] locale", 'one of en, vi; is "fr"'),
    ("[round_defaults]\nlocale = '/'", "maild.toml:2 [round_defaults] locale", 'one of en, vi; is "/"'),
    ("[paths]\nreports = ''", "maild.toml:2 [paths] reports", "must not be empty"),
    ('[paths]\nbackups = " \t"', "maild.toml:2 [paths] backups", "must not be empty"),
    ('[paths]\nrules = "a\\u0000b"', "maild.toml:2 [paths] rules", "control characters"),
    ("[paths]\ntemplates = '/nowhere'", "maild.toml:2 [paths] templates", "no directory /nowhere"),
    ("[log]\nlevel = 'trace'", "maild.toml:2 [log] level", "one of"),
    ("[alerts]\nit = 'a@b.vn'", "maild.toml:2 [alerts] it", "must be a list"),
    ("[smtp]\nport = 25", "maild.toml:1 [smtp] host", "required"),
    ("[smtp]\nhost = 'h'\nport = 99999", "maild.toml:3 [smtp] port", "65535 or less"),
    ("[smtp]\nhost = 'h'\nport = 465\nsecurity = 'starttls'", "maild.toml:3 [smtp] port", 'security = "tls"'),
    ("[smtp]\nhost = 'h'\nsecurity = 'none'", "maild.toml:3 [smtp] security", "'tls', 'starttls'"),
    (
        "[smtp]\nhost = 'h'\npassword = 'hunter2'",
        "maild.toml:3 [smtp] password",
        "no password or key belongs",
    ),
    (
        "[smtp]\nhost = 'h'\nuser = 'u'\npassword_file = '/no/pw'",
        "maild.toml:4 [smtp] password_file",
        "no file",
    ),
    ("[smtp]\nhost = 'h'\npassword_file = 'maild.toml'", "maild.toml:1 [smtp] user", "no `user`"),
    ("[smtp]\nhost = 'h'\nca_file = '/no/ca.pem'", "maild.toml:3 [smtp] ca_file", "no file /no/ca.pem"),
    ("[smtp]\nhost = 'h'\nca_file = 'maild.toml'", "maild.toml:3 [smtp] ca_file", "no PEM certificate"),
    ("[accounts.S]\nhost = 'h'\nuser = 'u'", "maild.toml:1 [accounts] S", "lower-case letters"),
    (S + "folders = []", "maild.toml:4 [accounts.survey] folders", "empty"),
    (S + "folders = ['Junk', 'Junk']", "maild.toml:4 [accounts.survey] folders", "named twice"),
    (S + "role = 'answers'", "maild.toml:4 [accounts.survey] role", "one of"),
    (S + "pinned_sha256 = 'abc'", "maild.toml:4 [accounts.survey] pinned_sha256", "64 hexadecimal"),
    (S + "since = 'soon'", "maild.toml:4 [accounts.survey] since", 'is "soon"'),
    (S + S.replace("survey", "two"), "maild.toml:4 [accounts] two", "the same as [accounts.survey]"),
    (S + S, "maild.toml:4", "[accounts.survey] is declared twice"),
    (S + "credential = 'imap-survey'\npassword_file = 'credentials/smtp'", "maild.toml:4", "not both"),
    ("[tokens]\nkey_file = '/no/keys'", "maild.toml:2 [tokens] key_file", "no file /no/keys"),
    ("[tokens]\nkey_file = 'credentials/smtp'", "maild.toml:2 [tokens] key_file", "each line is `id hex`"),
    ("[log]\nlevel = debug", "maild.toml:2", "quotation marks"),
    ("[log\nlevel = 'info'", "maild.toml:1", "not valid TOML"),
]


@pytest.mark.parametrize(("lines", "where", "what"), MISTAKES)
def test_o16_names_file_line_option_and_remedy(tmp_path: Path, lines: str, where: str, what: str) -> None:
    (fault, *more) = [
        fault for fault in faults(house(tmp_path, lines + "\n" + MINIMAL)) if what in fault.what
    ]
    assert fault.where.startswith(where)
    assert more == []
    assert "hunter2" not in fault.what


@pytest.mark.parametrize(("lines", "where", "what"), MISTAKES)
def test_one_mistake_is_one_fault(tmp_path: Path, lines: str, where: str, what: str) -> None:
    assert len(faults(house(tmp_path, lines + "\n" + MINIMAL))) == 1


SENDERS = [
    ("", "maild.toml [sender] address", "required"),
    (
        "[sender]\naddress = 'nobody'",
        "maild.toml:1 [sender] address".replace(":1", ":2"),
        "not a mail address",
    ),
    (f"[sender]\naddress = 'a@{LONG}'", "maild.toml:2 [sender] address", "too long"),
    (
        f"[sender]\nkeeps_tag = true\naddress = '{'a' * 35}@b.vn'",
        "maild.toml:3 [sender] address",
        "at most 34",
    ),
    (
        "[sender]\naddress = 'a@b.vn'\nauto_submitted = {R1 = 0}",
        "maild.toml:3 [sender.auto_submitted]",
        "true",
    ),
    ("[sender]\naddress = 'a@b.vn'\nauto_submitted.r1 = true", "maild.toml:3 [sender.auto_submitted]", "R1"),
]


@pytest.mark.parametrize(("text", "where", "what"), SENDERS)
def test_the_sender_must_be_able_to_send(tmp_path: Path, text: str, where: str, what: str) -> None:
    (fault,) = faults(house(tmp_path, text))
    assert fault.where.startswith(where)
    assert what in fault.what


LIVE = [
    # of FULL take away…                               and this is missed
    ('[smtp]\nhost = "smtp.laocai.vn"\nuser = "cchc"', "[smtp]"),
    ('[accounts.survey]\nhost = "imap.laocai.vn"\nuser = "cchc@snv.laocai.vn"', "[accounts."),
    ('hosts = ["khaosat.example.vn"]', "survey.hosts"),
]


@pytest.mark.parametrize(("away", "missed"), LIVE)
def test_live_needs_what_a_rehearsal_does_not(tmp_path: Path, away: str, missed: str) -> None:
    live = house(tmp_path, FULL.replace(away, ""))
    assert [missed in fault.what for fault in faults(live)] == [True]
    assert faults(house(tmp_path, FULL.replace(away, "").replace('"live"', '"rehearsal"'))) == ()


@pytest.mark.parametrize("domain", ["snv.example.vn", "example.org", "mail.invalid", "a.test"])
def test_live_refuses_the_example_sender(tmp_path: Path, domain: str) -> None:
    text = FULL.replace("snv.laocai.vn", domain)
    (fault,) = faults(house(tmp_path, text))
    assert "only an example" in fault.what


def test_the_example_sender_may_send_to_a_relay_of_ones_own(tmp_path: Path) -> None:
    text = FULL.replace("snv.laocai.vn", "snv.example.vn").replace("smtp.laocai.vn", "127.0.0.1")
    assert faults(house(tmp_path, text)) == ()


SECTIONS = [
    "mode",
    "paths",
    "database",
    "sender",
    "smtp",
    "accounts",
    "survey",
    "limits",
    "calendar",
    "tokens",
    "log",
]
SHAPES = [
    "3",
    "'x'",
    "[]",
    "[{}]",
    "true",
    "nan",
    "2026-01-01",
    "{a = {b = 1}}",
    "{host = {}, address = 1, key_file = []}",
]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_strange_shape_is_a_fault_and_never_a_crash(tmp_path: Path, section: str) -> None:
    for shape in SHAPES:
        path = house(tmp_path, f"{section} = {shape}\n{'' if section == 'sender' else MINIMAL}")
        assert faults(path), shape


def test_ten_mistakes_in_three_files_are_told_at_once(tmp_path: Path) -> None:
    path = house(
        tmp_path,
        "mode = 'production'\nport = 25\n[sender]\naddress = 'x'\n[smtp]\nhost = smtp\nport = 0\nuser = 'u'\n"
        "password = 'hunter2'\n[accounts.survey]\nhost = 'h'\npoll_s = 1\n",
    )
    secret(tmp_path, "maild.d/10-more.toml", "[limits]\nper_hour = -1\n[calender]\nwindows = []\n")
    secret(tmp_path, "maild.d/20-more.toml", "[survey\nhosts = []\n")
    secret(tmp_path, "rules/advice.toml", "[greylistd]\nowner = 'it'\n")
    assert [fault.where for fault in faults(path)] == [
        "maild.d/10-more.toml:2 [limits] per_hour",
        "maild.d/10-more.toml:3 calender",
        "maild.d/20-more.toml:1",
        "maild.toml:1 mode",
        "maild.toml:2 port",
        "maild.toml:4 [sender] address",
        "maild.toml:6",
        "maild.toml:7 [smtp] port",
        "maild.toml:9 [smtp] password",
        "maild.toml:10 [accounts.survey] user",
        "maild.toml:12 [accounts.survey] poll_s",
        "rules/advice.toml:1 greylistd",
    ]


def test_both_languages_say_the_same_places(tmp_path: Path) -> None:
    path = house(tmp_path, "mode = 1\n[limits]\nx = 1\n[sender]\naddress = 'x'\n")
    vi, en = faults(path, "vi"), faults(path, "en")
    assert [fault.where for fault in vi] == [fault.where for fault in en]
    assert all(one.what != other.what for one, other in zip(vi, en, strict=True))


def test_the_file_chooses_the_language(tmp_path: Path) -> None:
    path = house(tmp_path, "language = 'en'\nmode = 1\n" + MINIMAL)
    with pytest.raises(ConfigError, match="must be"):
        load(path, environ={})
    with pytest.raises(ConfigError, match="phải là"):
        load(house(tmp_path, "mode = 1\n" + MINIMAL), environ={})


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_sentences_take_the_same_values(code: str) -> None:
    vi, en = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in SENTENCES[code])
    assert en <= vi
    assert vi - en <= {"places", "other"}


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("octets", "where", "what"),
    [
        (None, "maild.toml", "there is no such file"),
        (b"mode = 'live'\n# H\xe0 N\xf4i\n", "maild.toml:2", "UTF-8"),
        (b"#" * 300_000, "maild.toml", "bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(
    tmp_path: Path, octets: bytes | None, where: str, what: str
) -> None:
    path = tmp_path / "maild.toml"
    if octets is not None:
        path.write_bytes(octets)
    (fault,) = faults(path)
    assert fault.where == where
    assert what in fault.what


def test_notepads_mark_and_line_ends_are_no_fault(tmp_path: Path) -> None:
    path = house(tmp_path, "")
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert read(path).sender.address == "cchc@snv.laocai.vn"


def test_a_year_without_calendar_is_a_fault(tmp_path: Path) -> None:
    path = house(tmp_path, MINIMAL)
    with pytest.raises(ConfigError) as refused:
        load(path, today=date(2031, 3, 1), environ={}, language="en")
    assert [(fault.where, "no calendar for 2031" in fault.what) for fault in refused.value.faults] == [
        ("calendar/2031.toml", True)
    ]


# ---------------------------------------------------------------- where a key stands

TOMLS = [
    'a = 1\nb.c = "x # [not]"\n\n[t] # c\n"q k" = [\n 1,\n 2]\nd = """\ne = 1\n"""\n[[l]]\nx = 1\n[[l]]\nx = {}\n',
    "[a.'b.c']\nk = 'it''s'\n".replace("''", ""),
    'x = "\\"]"\ny = [["a]"], {z = "}"}]\nlast = 2',
    "s = '''\n[no]\nno = 1\n''' # c\nyes = 1\n",
]


@pytest.mark.parametrize("text", TOMLS)
def test_finds_every_key_and_no_other(text: str) -> None:
    def paths(value: object, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
        found = {path} if path else set()
        if isinstance(value, dict):
            for key, each in value.items():
                found |= paths(each, (*path, key))
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            for index, each in enumerate(value):
                found |= paths(each, (*path, str(index)))
        return found

    lines = key_lines(text)
    assert set(lines) <= paths(tomllib.loads(text))
    for path, number in lines.items():
        name = path[-1] if not path[-1].isdigit() else path[-2]
        assert name in text.split("\n")[number - 1]
    leaves = {path for path in paths(tomllib.loads(text)) if len(path) == 1}
    assert leaves <= {path[:1] for path in lines}
