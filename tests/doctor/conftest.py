from __future__ import annotations

from collections.abc import Iterator

import dns.resolver
import pytest

from maild.cli.output import speak
from tests.doctor.names import Names

WORLD = {
    ("snv.example.vn", "MX"): ("10 mail.example.vn.",),
    ("snv.example.vn", "TXT"): ('"google-site-verification=x"', '"v=spf1 mx " "-all"'),
    ("_dmarc.example.vn", "TXT"): ('"v=DMARC1; p=reject"',),
}


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine's name server knows the sender's domain, and nothing of the network is asked."""
    with Names(WORLD) as names:

        def ours(self: dns.resolver.Resolver, _file: object) -> None:
            self.nameservers, self.port = ["127.0.0.1"], names.port

        monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", ours)
        yield


@pytest.fixture(autouse=True)
def in_vietnamese() -> None:
    speak("vi")
