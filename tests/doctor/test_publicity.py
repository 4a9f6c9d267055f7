"""SPF, DMARC and MX of the sender's domain, as a name server tells them."""

from __future__ import annotations

import dns.resolver
import pytest

from maild.actions.doctor.publicity import publicity
from tests.doctor.names import Names, Records

DOMAIN = "snv.laocai.example.vn"


def asked(records: Records | None) -> dict[str, tuple[str, str]]:
    with Names(records) as names:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], names.port
        found = publicity(DOMAIN, resolver, patience_s=1.0 if records is None else 60.0)
        return {one.check: (one.level, one.word) for one in found}


def world(**texts: tuple[str, ...]) -> Records:
    names = {
        "mx": (DOMAIN, "MX"),
        "txt": (DOMAIN, "TXT"),
        "dmarc": (f"_dmarc.{DOMAIN}", "TXT"),
        "above": ("_dmarc.laocai.example.vn", "TXT"),
    }
    return {names[name]: said for name, said in texts.items()}


WORLDS = [
    # records                                                    check    level   word
    (world(txt=('"v=spf1 ip4:10.0.0.1 -all"',)), "spf", "ok", "doctor.spf"),
    (world(txt=('"v=spf1 ip4:10.0.0.1 " "~all"',)), "spf", "ok", "doctor.spf"),
    (world(txt=('"V=SPF1 mx"',)), "spf", "ok", "doctor.spf"),
    (world(txt=('"v=spf1 +all"',)), "spf", "warn", "doctor.spf_open"),
    (world(txt=('"v=spf1 mx -all"', '"v=spf1 a -all"')), "spf", "fail", "doctor.spf_twice"),
    (world(txt=('"v=spf10 mx"',)), "spf", "warn", "doctor.no_spf"),
    (world(mx=("10 mx.example.vn.",)), "spf", "warn", "doctor.no_spf"),
    ({}, "spf", "warn", "doctor.no_spf"),
    (world(mx=("10 mx.example.vn.",)), "mx", "ok", "doctor.mx"),
    ({}, "mx", "warn", "doctor.no_mx"),
    (world(dmarc=('"v=DMARC1; p=none"',)), "dmarc", "ok", "doctor.dmarc"),
    (world(above=('"v=DMARC1; p=reject"',)), "dmarc", "ok", "doctor.dmarc"),
    (world(dmarc=('"something else"',)), "dmarc", "warn", "doctor.no_dmarc"),
    (None, "spf", "skip", "doctor.dns_unseen"),
]


@pytest.mark.parametrize(("records", "check", "level", "word"), WORLDS)
def test_what_the_dns_says(records: Records | None, check: str, level: str, word: str) -> None:
    assert asked(records)[check] == (level, word)


def test_a_name_that_is_none() -> None:
    assert [one.level for one in publicity("a..b")] == ["skip"]
