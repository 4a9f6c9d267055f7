"""`maild doctor` on the demo's servers: each thing that works is said, each that does not with its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild.actions.doctor.reach import Server, reach
from maild.demo.smtp_server import SmtpServer
from maild.demo.tls import Certificates, make_certificates
from maild.trust import client_context
from maild.wiring import House
from maild.words import say
from tests.cli.program import maild
from tests.doctor.province import PASSWORD, SENDER, Province, Relay, Servers, new_message_id, secret, standing


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def servers(certificates: Certificates) -> Iterator[Servers]:
    with standing(certificates, *(_user(name) for name, *_ in AILING)) as stands:
        yield stands


@pytest.fixture
def province(tmp_path: Path, servers: Servers) -> Province:
    return servers.province(tmp_path, Relay())


def test_a_healthy_province(province: Province) -> None:
    found = province.lines()
    good = (
        *("tcp", "tls", "certificate", "login", "capabilities", "folder", "extensions", "database", "disk"),
        *("spf", "dmarc", "mx", "way_back", "templates"),
    )
    assert {name: found[name]["level"] for name in good} == dict.fromkeys(good, "ok")
    assert 360 <= found["certificate"]["facts"]["days"] <= 365
    assert "IDLE" in found["capabilities"]["facts"]["named"]
    assert 'folders = ["INBOX", "Junk", "Thư đã gửi"]' in found["folders"]["said"]
    assert found["circle"]["level"] == "skip"  # nothing is sent unless asked for
    assert province.relay.seen == []


def test_the_circle_closes(province: Province) -> None:
    done = province.doctor("--send", "--wait", "120")
    said = done.out
    assert done.code == 0, said
    for sentence in (
        "thư gửi cho chính mình về tới survey/INBOX",
        "Message-ID của ta được giữ nguyên",
        "keeps_tag = true là đúng",
        "thư báo lỗi về tới survey/Junk",
        "maild tìm thấy mã thư trong thư báo lỗi",
        "maild đọc đúng là thư bị trả lại: user-unknown, 5.1.1",
    ):
        assert sentence in said
    assert len(province.relay.seen) == 3
    assert "+" in province.relay.seen[-1].mail_from  # the notice is tried under the address that letters use


@pytest.mark.long  # servers of its own
def test_its_mails_move_nothing(tmp_path: Path, certificates: Certificates) -> None:
    """The daemon reads all three: a copy of its own, twice, and a notice about nobody."""
    with standing(certificates) as servers:
        mails_move_nothing(servers.province(tmp_path, Relay()))


def mails_move_nothing(province: Province) -> None:
    province.add("[accounts.survey]", "since = 2026-01-01")
    assert province.doctor("--send", "--wait", "120").code == 0
    with _house(province) as home:
        for source, poll in home.folders:
            with source.open() as view:
                poll.tick(view, datetime.now(UTC), lambda: True)
    listed = maild("mail", "list", "--json", config=province.config).json
    assert sorted(one["kind"] for one in listed) == ["bounce", "own-copy", "own-copy"]
    assert maild("incident", "list", "--json", config=province.config).json == []
    verified = maild("db", "verify", "--json", config=province.config).json
    # mail.received, and nothing that follows from it
    assert verified == {"events": 3, "count": 0, "differences": []}


def _house(province: Province) -> AbstractContextManager[House]:
    from maild.cli.common import house

    return house(province.config)


def _refuses_all(address: str) -> str | None:
    return None if address.startswith("cchc") else "550 5.1.1 no such user"


RELAYS = [
    # relay, then what is said: check, level, words
    (
        Relay(keeps_tag=False),
        [("plus_address", "fail", "keeps_tag = false"), ("bounce_reading", "ok", "user-unknown")],
    ),
    (Relay(writes_notices=False), [("bounce", "fail", "chưa có thư báo lỗi")]),
    (Relay(refuses=_refuses_all), [("bounce", "skip", "--bounce-to")]),
    (
        Relay(changes=new_message_id),
        [("message_id", "fail", "thay Message-ID"), ("plus_address", "ok", "keeps_tag = true là đúng")],
    ),
    (
        Relay(refuses=lambda _: "451 4.7.1 greylisted"),
        [("circle", "fail", "451"), ("plus_address", "skip", "chưa biết")],
    ),
]


@pytest.mark.long  # half a minute: what never comes is waited for
@pytest.mark.parametrize(("relay", "expected"), RELAYS)
def test_what_the_relay_does(
    tmp_path: Path, servers: Servers, relay: Relay, expected: list[tuple[str, str, str]]
) -> None:
    found = servers.province(tmp_path, relay).lines("--send", "--wait", "3")
    for check, level, said in expected:
        assert (found[check]["level"], said in found[check]["said"]) == (level, True), found[check]


def test_the_second_way_of_alerts(tmp_path: Path, servers: Servers) -> None:
    """Another relay is looked at like the first; a command must be there."""
    province = servers.province(tmp_path, Relay())
    common = f'host = "127.0.0.1"\nca_file = "{servers.certificates.ca_file}"'
    province.add(
        "[smtp_second]", common, f"port = {servers.smtp.port}", 'security = "starttls"', 'user = "ai"'
    )
    secret(tmp_path, "smtp-second", "sai")
    found = province.doctor("--json").json["lines"]
    refused = [one for one in found if one["where"] == "[smtp_second]" and one["check"] == "login"]
    assert [one["level"] for one in refused] == ["fail"]
    assert "[smtp_second]" in refused[0]["said"]
    (tmp_path / "maild.d" / "10.toml").write_text('[alerts]\nsendmail = ["/usr/bin/khong-co"]\n')
    assert province.lines()["sendmail"]["level"] == "fail"


@pytest.mark.long
def test_keeps_tag_as_a_fact(tmp_path: Path, servers: Servers) -> None:
    province = servers.province(tmp_path, Relay(keeps_tag=False))
    province.add("[sender]", "keeps_tag = false")
    found = province.lines("--send", "--wait", "3")["plus_address"]
    assert (found["level"], found["facts"]["keeps_tag"]) == ("ok", False)


AILING = [
    # account, what is wrong with it                 check          level   words
    ("password", "", "login", "fail", "từ chối đăng nhập"),
    ("secret", "", "secret", "fail", "imap-secret"),
    ("folder", 'folders = ["INBOX", "Phản hồi"]', "folder", "fail", '["INBOX", "Junk", "Thư đã gửi"]'),
    ("junk", 'folders = ["INBOX"]', "junk", "warn", "“Junk” chưa được theo dõi"),
    ("port", "port = 1", "tcp", "fail", "từ chối cổng 1"),
    ("clear", 'security = "starttls"', "tls", "fail", "TLS"),
    ("name", 'host = "khong-co.invalid"', "dns", "fail", "khong-co.invalid"),
    ("authority", 'ca_file = "other/ca.pem"', "certificate", "fail", "ca_file"),
    ("pin", f'pinned_sha256 = "{"0" * 64}"', "certificate", "fail", "pinned_sha256"),
    ("other-name", 'host = "127.1"', "certificate", "fail", "`host`"),
]


def _user(account: str) -> str:
    return f"{account}@snv.example.vn"


@pytest.mark.long
def test_every_ailing_account_is_told_apart(tmp_path: Path, servers: Servers) -> None:
    province = servers.province(tmp_path, Relay())
    make_certificates(tmp_path / "other")
    for name, option, *_ in AILING:
        given = {
            "host": '"127.0.0.1"',
            "port": servers.imap.port,
            "user": f'"{_user(name)}"',
            "ca_file": f'"{servers.certificates.ca_file}"',
            "timeout_s": 5,
        }
        key, _, value = option.partition(" = ")
        lines = {**given, **({key: value} if key else {})}
        province.add(f"[accounts.{name}]", *(f"{key} = {value}" for key, value in lines.items()))
        password = "sai" if name == "password" else PASSWORD
        secret(tmp_path, f"imap-{name}", password, 0o644 if name == "secret" else 0o600)
    done = province.doctor("--json")
    assert done.code == 1
    assert not re.search(r"\b(source|doctor)\.[a-z_]+", " ".join(one["said"] for one in done.json["lines"]))
    for name, _, check, level, said in AILING:
        found = [one for one in done.json["lines"] if one["where"] == f"[accounts.{name}]"]
        worst = [one for one in found if one["level"] != "ok"]
        assert [
            (one["check"], one["level"]) for one in worst if one["check"] != "junk" or name == "junk"
        ] == [(check, level)]
        assert any(said in one["said"] for one in worst), worst


def test_the_rest_of_the_house(tmp_path: Path, servers: Servers) -> None:
    """A relay on the wrong kind of port, a sender whose mail nobody reads, a file that is no database."""
    province = servers.province(tmp_path, Relay())
    province.add("[smtp]", 'security = "tls"', "[sender]", 'address = "khac@snv.example.vn"')
    (tmp_path / "state" / "maild.db").write_bytes(b"not a database" * 100)
    found = province.lines("--send")
    assert (found["tls"]["level"], "starttls" in found["tls"]["said"]) == ("fail", True)
    assert (found["way_back"]["level"], "addresses" in found["way_back"]["said"]) == ("warn", True)
    assert found["database"]["level"] == "fail"
    assert found["circle"]["level"] == "skip"
    assert province.relay.seen == []


@pytest.mark.parametrize(
    ("ends_in", "level", "said"),
    [
        (timedelta(days=-2), "fail", "đã hết hạn"),
        (timedelta(days=10), "warn", "chỉ còn 9 ngày"),
        (timedelta(days=23), "ok", "còn 22 ngày"),
    ],
)
def test_a_certificate_near_its_end(tmp_path: Path, ends_in: timedelta, level: str, said: str) -> None:
    now = datetime.now(UTC)
    tls = make_certificates(tmp_path, not_after=now + ends_in)
    context = client_context(tls.ca_file, None)
    with SmtpServer(certificates=tls) as smtp:
        server = Server("[smtp]", "smtp", smtp.host, smtp.port, "starttls", context)
        (found,) = [one for one in reach(server, now) if one.check == "certificate"]
    assert found.level == level
    assert said in say(found.word, "vi", **found.facts)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--bounce-to", "x@example.vn"), 2),  # nothing is sent without --send
        (("--send", "--bounce-to", "nobody"), 2),
        (("--send", "--wait", "0"), 2),
        (("--send", "--wait", "many"), 2),
    ],
)
def test_used_wrongly(province: Province, options: tuple[str, ...], code: int) -> None:
    done = province.doctor(*options)
    assert (done.code, done.out) == (code, "")
    assert done.err.strip()
    assert province.relay.seen == []


def test_says_plainly_in_help_that_it_sends() -> None:
    assert "GỬI THƯ THẬT" in maild("doctor", "--help").out


def test_speaks_english(province: Province) -> None:
    province.add('language = "en"')
    said = province.doctor().out
    assert f"logged in as {SENDER}" in said
    assert "nothing was" not in said


def test_a_configuration_with_faults_is_no_patient(tmp_path: Path) -> None:
    (tmp_path / "maild.toml").write_text("[sender]\n")
    assert maild("doctor", config=tmp_path / "maild.toml").code == 78
