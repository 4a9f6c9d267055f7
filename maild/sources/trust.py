"""Whom a mailbox connection believes to be the mail server: a known authority, or one pinned certificate."""

from __future__ import annotations

import hashlib
import socket
import ssl
from pathlib import Path
from typing import Any

from maild.errors import SourceRefused

# OpenSSL's X509_V_ERR_*: the refusals that administrators meet.
_FAULTS = {
    10: "source.certificate_expired",
    9: "source.certificate_early",
    18: "source.certificate_self_signed",
    19: "source.certificate_unknown",
    20: "source.certificate_unknown",
    21: "source.certificate_unknown",
    62: "source.certificate_name",
    64: "source.certificate_name",
}


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
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    context = _PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
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


def certificate_refused(where: str, error: ssl.SSLCertVerificationError) -> SourceRefused:
    """What is wrong with a refused certificate, and which option helps."""
    if isinstance(error, PinMismatch):
        return SourceRefused("source.certificate_pinned", where=where, seen=error.seen)
    known = _FAULTS.get(getattr(error, "verify_code", 0))
    if known is not None:
        return SourceRefused(known, where=where)
    why = getattr(error, "verify_message", None) or type(error).__name__
    return SourceRefused("source.certificate_refused", where=where, why=why)


class _PinnedContext(ssl.SSLContext):
    pin: str

    def wrap_socket(self, sock: socket.socket, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """Shake hands, then compare, before a single octet of ours has been sent over it."""
        wrapped = super().wrap_socket(sock, *args, **kwargs)
        seen = hashlib.sha256(wrapped.getpeercert(binary_form=True) or b"").hexdigest()
        if seen != self.pin:
            wrapped.close()
            raise PinMismatch(seen)
        return wrapped
