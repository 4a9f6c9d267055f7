"""Logins by access token (XOAUTH2), and connections over IPv6."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from maild.access import AccessTokens
from maild.demo.tls import Certificates, make_certificates
from maild.errors import LoginRefused, SourceRefused, SourceUnavailable
from maild.sources.imap import ImapAccount, ImapFolder
from tests.servers import dovecot
from tests.servers.dovecot import Dovecot
from tests.servers.provider import Provider
from tests.servers.scripted import OK, Answer, Scripted

USER = "khaosat@snv.example.vn"
OFFERED: dict[str, Answer] = {
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 IDLE LOGINDISABLED AUTH=XOAUTH2\r\n" + OK],
    "AUTHENTICATE": [b"+ \r\n"],
    "AUTHENTICATE ANSWER": [OK],
}
# As Google and Microsoft refuse: the reason in a challenge, NO only after the client's empty line.
REFUSING: dict[str, Answer] = {
    **OFFERED,
    "AUTHENTICATE ANSWER": [b"+ " + base64.b64encode(b'{"status":"400","schemes":"Bearer"}') + b"\r\n"],
    "AUTHENTICATE ANSWER 2": [b"%t NO [AUTHENTICATIONFAILED] Invalid credentials\r\n"],
}
NO_PASSWORD = "never asked for"


class Tokens(AccessTokens):
    """Counts instead of running a command; `life_s` is what is said of each."""

    def __init__(self, life_s: float = 3600) -> None:
        super().__init__(["/nowhere"])
        self.asked = 0
        self._life_s = life_s

    def _asked(self) -> tuple[str, float]:
        self.asked += 1
        return f"token-{self.asked}", self._life_s


def account_of(host: str, port: int, ca_file: Path, tokens: AccessTokens | None) -> ImapAccount:
    return ImapAccount(
        "survey", host, port, USER, "tls", ca_file, None, lambda: NO_PASSWORD, tokens=tokens,
        connect_timeout_s=10, read_timeout_s=10,
    )  # fmt: skip


def opened(account: ImapAccount) -> None:
    with ImapFolder(account, "INBOX").open():
        pass


def test_the_answer_is_googles(certificates: Certificates) -> None:
    with Scripted(certificates, OFFERED) as server:
        opened(account_of(server.host, server.port, server.ca_file, Tokens()))
    place = next(at for at, line in enumerate(server.lines) if b"AUTHENTICATE XOAUTH2" in line)
    answer = base64.b64decode(server.lines[place + 1])
    assert answer == f"user={USER}\1auth=Bearer token-1\1\1".encode()
    assert server.seen["LOGIN"] == 0


def test_a_new_token_that_is_refused_is_a_refused_login(certificates: Certificates) -> None:
    tokens = Tokens()
    with Scripted(certificates, REFUSING) as server:
        with pytest.raises(LoginRefused) as told:
            opened(account_of(server.host, server.port, server.ca_file, tokens))
        assert b"" in server.lines  # the empty line that the challenge waits for
    assert told.value.text == "source.login_by_token"
    assert "token-1" not in str(told.value)
    assert "Invalid credentials" in str(told.value)


def test_i10_a_kept_token_that_is_refused_costs_nothing_but_time(certificates: Certificates) -> None:
    tokens = Tokens()
    with Scripted(certificates, OFFERED) as server:
        opened(account_of(server.host, server.port, server.ca_file, tokens))
    with (
        Scripted(certificates, REFUSING) as server,
        pytest.raises(SourceUnavailable, match=r"source\.token_old"),
    ):
        opened(account_of(server.host, server.port, server.ca_file, tokens))
    with Scripted(certificates, OFFERED) as server:
        opened(account_of(server.host, server.port, server.ca_file, tokens))
    assert tokens.asked == 2


def test_a_server_that_takes_none(certificates: Certificates) -> None:
    tokens = Tokens()
    with Scripted(certificates) as server, pytest.raises(SourceRefused, match=r"source\.login_xoauth2"):
        opened(account_of(server.host, server.port, server.ca_file, tokens))
    assert tokens.asked == 0


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [(75, SourceUnavailable, "source.token_command_later"), (2, SourceRefused, "code=2")],
)
def test_a_command_that_fails(
    certificates: Certificates, tmp_path: Path, code: int, kind: type[Exception], said: str
) -> None:
    command = tmp_path / "token"
    command.write_text(f"#!/bin/sh\nexit {code}\n")
    command.chmod(0o700)
    with Scripted(certificates, OFFERED) as server, pytest.raises(kind) as told:
        opened(account_of(server.host, server.port, server.ca_file, AccessTokens([str(command)])))
    assert type(told.value) is kind
    assert said in str(told.value)


def test_over_ipv6(certificates: Certificates) -> None:
    with Scripted(certificates, host="::1") as server:
        opened(replace(account_of("::1", server.port, server.ca_file, None), user="khaosat"))
    assert server.seen["EXAMINE"] == 1


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    place = tmp_path / "provider"
    place.mkdir()
    with Provider(USER, place) as made:
        yield made


@pytest.mark.servers
@pytest.mark.skipif(dovecot.find() is None, reason="Dovecot is not installed")
def test_dovecot_asks_the_provider(certificates: Certificates, provider: Provider) -> None:
    """Several folders open together; then the provider ends the session, and then the account."""
    tokens = AccessTokens([provider.command()])
    with Dovecot({USER: "x"}, certificates, settings=provider.of_dovecot()) as server:
        account = account_of(server.host, server.port, server.ca_file, tokens)
        failed: list[BaseException] = []

        def watch() -> None:
            try:
                opened(account)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=watch) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(60)
        assert failed == []
        assert provider.given == 1
        provider.withdraw()
        with pytest.raises(SourceUnavailable, match=r"source\.token_old"):
            opened(account)
        opened(account)
        assert provider.given == 2
        with pytest.raises(LoginRefused, match=r"source\.login_by_token"):
            opened(
                replace(account, user="somebody@snv.example.vn", tokens=AccessTokens([provider.command()]))
            )


def test_a_pinned_certificate_beside_a_token(certificates: Certificates, tmp_path: Path) -> None:
    """What is wrong with the server is found before any token is asked for."""
    tokens = Tokens()
    other = make_certificates(tmp_path / "tls")
    with Scripted(other, OFFERED) as server, pytest.raises(SourceRefused, match=r"source\.certificate_"):
        opened(account_of(server.host, server.port, certificates.ca_file, tokens))
    assert tokens.asked == 0
