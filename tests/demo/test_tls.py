"""The demo's certificates are ones that a strict client accepts, and only for this machine."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maild.demo.tls import Certificates, fingerprint, make_certificates


def shake_hands(made: Certificates, name: str) -> None:
    """One verified handshake over a socket pair, both ends in memory."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.cert_file, made.key_file)
    client = ssl.create_default_context(cafile=str(made.ca_file))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
def test_a_strict_client_accepts_this_machine(tmp_path: Path, name: str) -> None:
    shake_hands(make_certificates(tmp_path), name)


def test_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(make_certificates(tmp_path), "mail.example.vn")


def test_an_expired_certificate_can_be_asked_for(tmp_path: Path) -> None:
    expired = make_certificates(tmp_path, not_after=datetime.now(UTC) - timedelta(hours=1))
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        shake_hands(expired, "localhost")


def test_only_the_owner_reads_the_key_also_when_made_twice(tmp_path: Path) -> None:
    first = make_certificates(tmp_path / "new" / "tls")
    before = fingerprint(first.cert_file)
    second = make_certificates(tmp_path / "new" / "tls")
    assert stat.S_IMODE(second.key_file.stat().st_mode) == 0o600
    assert fingerprint(second.cert_file) != before
