"""`maild doctor --send` between Debian's Postfix and Dovecot: what a province's servers do with a mail of ours."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from maild.demo.tls import Certificates, make_certificates
from tests.e2e.house import Maild, Servers
from tests.servers import dovecot, postfix
from tests.servers.dovecot import Delivery, Dovecot
from tests.servers.ports import free_port
from tests.servers.postfix import Hop, Postfix, Routes
from tests.servers.waiting import until

pytestmark = [
    pytest.mark.servers,
    pytest.mark.long,  # a minute in all
    pytest.mark.skipif(not dovecot.delivers() or not postfix.runs(), reason="Dovecot or Postfix is missing"),
]
MAILBOX, PASSWORD = "cchc@snv.example.vn", "khó đoán"
PLUS_OFF = "recipient_delimiter =\n"
NO_IDLE = "imap_capability = IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE NAMESPACE LITERAL+\n"
SWALLOWS = "internal_mail_filter_classes = bounce\nheader_checks = regexp:{{{{ /^Subject: Undelivered/ DISCARD }}}}\n"


@contextmanager
def province(
    certificates: Certificates,
    directory: Path,
    *,
    listed: bool = False,
    by_postfix: str = "",
    by_dovecot: str = "",
    keeps_tag: bool = True,
    of_postfix: Certificates | None = None,
) -> Iterator[Maild]:
    """`listed`: Postfix itself knows the domain's addresses, and refuses the others at RCPT."""
    local_port = free_port()
    with (
        Dovecot({MAILBOX: PASSWORD}, certificates, Delivery(local_port), by_dovecot) as imap,
        Postfix(
            of_postfix or certificates, auth_port=imap.auth_port, local_port=local_port, settings=by_postfix
        ) as relay,
    ):
        domain = MAILBOX.partition("@")[2]
        known = {domain: frozenset({MAILBOX})} if listed else {}
        relay.start(Routes({domain: Hop("lmtp", imap.lmtp_port)}, listed=known))
        authorities = directory / "authorities.pem"
        known_ones = [one.ca_file.read_text() for one in (certificates, of_postfix) if one is not None]
        authorities.write_text("".join(known_ones))
        servers = Servers(imap.port, relay.port, authorities, keeps_tag=keeps_tag)
        with Maild(directory, MAILBOX, PASSWORD, servers, since=date(2026, 1, 1)) as maild:
            yield maild


def lines(maild: Maild, *options: str) -> Mapping[str, Any]:
    """The lines by check; of several the last."""
    done = maild.attempt("doctor", "--json", *options)
    return {one["check"]: one for one in json.loads(done.out)["lines"]}


def levels(found: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: found[name]["level"] for name in names}


def test_the_circle_closes_and_moves_nothing(certificates: Certificates, tmp_path: Path) -> None:
    with province(certificates, tmp_path) as maild:
        maild.start()
        until(lambda: len(maild.logged("mailbox.connected")) == 2, 120, maild.log)
        found = lines(maild, "--send", "--wait", "30")
        names = (
            "login",
            "folder",
            "circle",
            "message_id",
            "plus_address",
            "bounce",
            "bounce_token",
            "bounce_reading",
        )
        assert levels(found, *names) == dict.fromkeys(names, "ok"), found
        assert "user-unknown, 5.1.1" in found["bounce_reading"]["said"]
        assert found["extensions"]["facts"]["named"] == "SIZE, DSN, 8BITMIME, SMTPUTF8"
        until(lambda: maild.read() == 3, 120, maild.log)
        assert maild.stop() == 0
        assert sorted(one["kind"] for one in maild("mail", "list", "--json")) == [
            "bounce",
            "own-copy",
            "own-copy",
        ]
        assert maild("incident", "list", "--json") == []
        assert maild("db", "verify", "--json")["differences"] == []


def test_a_plus_address_that_is_refused(certificates: Certificates, tmp_path: Path) -> None:
    """At RCPT, by a Postfix that knows the addresses: so is the unknown one, and no notice is written."""
    with province(certificates, tmp_path, listed=True, by_postfix=PLUS_OFF) as maild:
        found = lines(maild, "--send", "--wait", "15")
    assert levels(found, "circle", "plus_address", "bounce") == {
        "circle": "ok",
        "plus_address": "fail",
        "bounce": "skip",
    }
    assert "keeps_tag = false" in found["plus_address"]["said"]
    assert found["plus_address"]["facts"]["keeps_tag"] is False


def test_a_plus_address_that_comes_back(certificates: Certificates, tmp_path: Path) -> None:
    """By the server behind, minutes later in life: only its notice tells."""
    off = {"by_postfix": PLUS_OFF, "by_dovecot": PLUS_OFF}
    with province(certificates, tmp_path, keeps_tag=False, **off) as maild:
        found = lines(maild, "--send", "--wait", "30")
    assert found["plus_address"]["level"] == "ok"  # keeps_tag = false is set already
    assert "bị trả lại → keeps_tag = false" in found["plus_address"]["said"]
    assert levels(found, "bounce", "bounce_token", "bounce_reading") == {
        "bounce": "ok",
        "bounce_token": "ok",  # by the Message-ID in the headers that came back
        "bounce_reading": "ok",
    }


def test_a_relay_that_swallows_notices(certificates: Certificates, tmp_path: Path) -> None:
    with province(certificates, tmp_path, by_postfix=SWALLOWS.format(), by_dovecot=NO_IDLE) as maild:
        found = lines(maild, "--send", "--wait", "6", "--bounce-to", "khong.ai@snv.example.vn")
    assert found["bounce"]["level"] == "fail"
    assert "khong.ai@snv.example.vn" in found["bounce"]["said"]
    assert found["plus_address"]["level"] == "ok"
    assert found["idle"]["level"] == "warn"  # this Dovecot was told not to offer it
    assert "IDLE" not in found["capabilities"]["facts"]["named"]


@pytest.mark.parametrize(
    ("days", "level", "said"), [(-2, "fail", "đã hết hạn"), (10, "warn", "chỉ còn 9 ngày")]
)
def test_a_relay_whose_certificate_is_near_its_end(
    certificates: Certificates, tmp_path: Path, days: int, level: str, said: str
) -> None:
    """Behind STARTTLS; with an expired one nobody logs in."""
    with tempfile.TemporaryDirectory(prefix="maild-tls-") as directory:
        Path(directory).chmod(0o755)  # Postfix's own user reads it
        tls = make_certificates(Path(directory), not_after=datetime.now(UTC) + timedelta(days=days))
        with province(certificates, tmp_path, of_postfix=tls) as maild:
            found = json.loads(maild.attempt("doctor", "--json").out)["lines"]
    relay = {one["check"]: one for one in found if one["where"] == "[smtp]"}
    assert (relay["certificate"]["level"], said in relay["certificate"]["said"]) == (level, True)
    assert ("login" in relay) == (level == "warn")


def test_a_wrong_password_and_a_wrong_folder(certificates: Certificates, tmp_path: Path) -> None:
    with province(certificates, tmp_path) as maild:
        text = maild.config.read_text()
        maild.config.write_text(text.replace('["INBOX", "Junk"]', '["INBOX", "Phản hồi"]'))
        folder = lines(maild)["folder"]
        assert (folder["level"], "Junk" in folder["said"]) == ("fail", True)
        for name in ("imap-survey", "smtp"):
            (maild.directory / "credentials" / name).write_text("sai")
        found = json.loads(maild.attempt("doctor", "--json").out)["lines"]
    refused = [(one["where"], one["level"]) for one in found if one["check"] == "login"]
    assert refused == [("[accounts.survey]", "fail"), ("[smtp]", "fail")]
