"""What the DNS says about the sender's domain: SPF, DMARC, MX. Where DNS does not answer, nothing is claimed."""

from __future__ import annotations

from collections.abc import Iterator

import dns.exception
import dns.name
import dns.resolver

from maild.actions.doctor.lines import Line, line
from maild.privacy import printable

_WHERE = "[sender]"
_PATIENCE_S = 5.0
_MOST_LABELS = 5


class _Silent(Exception):
    """DNS gave no answer, neither yes nor no."""


def publicity(
    domain: str, resolver: dns.resolver.Resolver | None = None, *, patience_s: float = _PATIENCE_S
) -> Iterator[Line]:
    """SPF and DMARC of `domain`, and whether mail to it has a way."""
    try:
        asked = resolver or dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        yield line(_WHERE, "spf", "skip", "doctor.dns_unseen", domain=domain)
        return
    asked.lifetime = patience_s
    try:
        yield _mx(asked, domain)
        yield _spf(asked, domain)
        yield _dmarc(asked, domain)
    except _Silent:
        yield line(_WHERE, "spf", "skip", "doctor.dns_unseen", domain=domain)


def _mx(asked: dns.resolver.Resolver, domain: str) -> Line:
    hosts = _ask(asked, domain, "MX")
    if hosts:
        return line(_WHERE, "mx", "ok", "doctor.mx", domain=domain, hosts=", ".join(hosts)[:200])
    return line(_WHERE, "mx", "warn", "doctor.no_mx", domain=domain)


def _spf(asked: dns.resolver.Resolver, domain: str) -> Line:
    """RFC 7208 §3.2, §4.5: one record that begins with `v=spf1`; two are an error that receivers reject."""
    records = [one for one in _texts(asked, domain) if one.lower().split(" ")[0] == "v=spf1"]
    if not records:
        return line(_WHERE, "spf", "warn", "doctor.no_spf", domain=domain)
    if len(records) > 1:
        return line(_WHERE, "spf", "fail", "doctor.spf_twice", domain=domain, count=len(records))
    record = printable(records[0])[:200]
    if record.lower().split()[-1] in ("+all", "all"):
        return line(_WHERE, "spf", "warn", "doctor.spf_open", domain=domain, record=record)
    return line(_WHERE, "spf", "ok", "doctor.spf", domain=domain, record=record)


def _dmarc(asked: dns.resolver.Resolver, domain: str) -> Line:
    """RFC 7489 §6.6.3: the domain's own policy, else a parent's; the nearest one holds."""
    labels = domain.split(".")[-_MOST_LABELS:]
    for first in range(len(labels) - 1):
        at = ".".join(labels[first:])
        records = [one for one in _texts(asked, f"_dmarc.{at}") if one.lower().startswith("v=dmarc1")]
        if records:
            record = printable(records[0])[:200]
            return line(_WHERE, "dmarc", "ok", "doctor.dmarc", domain=at, record=record)
    return line(_WHERE, "dmarc", "warn", "doctor.no_dmarc", domain=domain)


def _texts(asked: dns.resolver.Resolver, name: str) -> list[str]:
    return _ask(asked, name, "TXT")


def _ask(asked: dns.resolver.Resolver, name: str, kind: str) -> list[str]:
    """The records as text; none where DNS says that there are none. Raises _Silent where it says nothing."""
    try:
        answer = asked.resolve(dns.name.from_text(name), kind, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        raise _Silent from error
    if kind == "TXT":
        return [b"".join(one.strings).decode("utf-8", "replace") for one in answer]
    return [str(one.exchange).rstrip(".") for one in answer]
