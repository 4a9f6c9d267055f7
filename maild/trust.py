"""Whom a connection believes to be the mail server: a known authority, or one pinned certificate."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# What administrators meet among OpenSSL's reasons to refuse a certificate (X509_V_ERR_*), by one word for each cure.
CERTIFICATE_FAULTS: Mapping[int, str] = {
    9: "early",
    10: "expired",
    18: "self-signed",
    19: "unknown",
    20: "unknown",
    21: "unknown",
    26: "purpose",
    62: "name",
    64: "name",
    66: "weak",  # the key
    67: "weak",  # an authority's key
    68: "weak",  # a signature
}
# How a handshake ends with a server that knows nothing newer than TLS 1.1.
TLS_TOO_OLD = frozenset({"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "WRONG_SSL_VERSION"})
# … and on a port where nobody speaks TLS at all.
NO_TLS_THERE = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"})


class PinMismatch(ssl.SSLCertVerificationError):
    """The server showed another certificate than the pinned one; `seen` is its fingerprint."""

    def __init__(self, seen: str) -> None:
        super().__init__("certificate does not match the pinned fingerprint")
        self.seen = seen


def client_context(ca_file: Path | None, pinned_sha256: str | None) -> ssl.SSLContext:
    """A context that lets nobody in unchecked.

    Without a pin the name and the chain are verified, against `ca_file` alone
    when it is given and the system's authorities otherwise. With a pin the
    certificate must be exactly that one, which is all that a self-signed server
    can offer; `ca_file` then is checked besides. Raises OSError (which includes
    ssl.SSLError) when `ca_file` cannot be read.
    """
    if pinned_sha256 is None:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        context.hostname_checks_common_name = False  # only the alternative names count (RFC 9525 §6.3)
        return context
    context = _PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.hostname_checks_common_name = False
    context.pin = normal_fingerprint(pinned_sha256)
    context.check_hostname = ca_file is not None
    if ca_file is None:
        context.verify_mode = ssl.CERT_NONE  # the pin below is the verification
    else:
        context.load_verify_locations(cafile=str(ca_file))
    return context


def normal_fingerprint(text: str) -> str:
    """`SHA256:AB:CD…`, as tools print it, → `abcd…`."""
    return "".join(char for char in text.lower().removeprefix("sha256:") if char in "0123456789abcdef")


def compare(context: ssl.SSLContext, shown: bytes | None) -> None:
    """Raise PinMismatch unless `shown` (DER) is the certificate that `context` pins; nothing where it pins none.

    For connections that are not made by `wrap_socket`: asyncio's shake hands by themselves.
    """
    if isinstance(context, _PinnedContext):
        seen = hashlib.sha256(shown or b"").hexdigest()
        if seen != context.pin:
            raise PinMismatch(seen)


class _PinnedContext(ssl.SSLContext):
    pin: str

    def wrap_socket(self, sock: socket.socket, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """Shake hands, then compare, before a single octet of ours has been sent over it."""
        wrapped = super().wrap_socket(sock, *args, **kwargs)
        try:
            compare(self, wrapped.getpeercert(binary_form=True))
        except PinMismatch:
            wrapped.close()
            raise
        return wrapped
