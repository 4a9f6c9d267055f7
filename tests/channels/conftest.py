"""Certificates made once, and a letter to send."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from maild.channels import SmtpRelay
from maild.demo.tls import Certificates, make_certificates
from maild.model import OutgoingLetter

PATIENT_S = 60.0  # for what does come, on a machine that does much else


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def relay_to(certificates: Certificates) -> Callable[..., SmtpRelay]:
    def make(port: int, **options: object) -> SmtpRelay:
        settings: dict[str, object] = {
            "host": "localhost",
            "port": port,
            "security": "tls",
            "ca_file": certificates.ca_file,
            "connect_timeout_s": PATIENT_S,
            "command_timeout_s": PATIENT_S,
            "dot_timeout_s": PATIENT_S,
            **options,
        }
        return SmtpRelay(**settings)  # type: ignore[arg-type]

    return make


@pytest.fixture
def empty_directory(tmp_path: Path) -> Path:
    return tmp_path / "rehearsal"


def letter(row: int = 87, **changes: object) -> OutgoingLetter:
    token = "aaaaaaaaaaaa.bbbbbbbbbbbbbbbb"
    values: dict[str, object] = {
        "id": row,
        "recipient": "Nguyen.Van+A@snv.example.vn",
        "envelope_sender": f"cchc+{token}@snv.example.vn",
        "message_id": f"<{token}@snv.example.vn>",
        "envelope_id": token,
        "raw": b"Subject: thu\r\n\r\n.dot first\r\nbody\r\n",
        **changes,
    }
    return OutgoingLetter(**values)  # type: ignore[arg-type]
