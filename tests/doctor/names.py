"""A name server of our own on loopback: what the world says about a domain, or nothing at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from types import TracebackType

import dns.message
import dns.rcode
import dns.rrset

Records = Mapping[tuple[str, str], tuple[str, ...]]  # (name, type) → texts


class Names:
    """Answers over UDP from `with` to its end; with `records` None it keeps silent."""

    def __init__(self, records: Records | None) -> None:
        self._records = records
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Names:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            octets, peer = self._socket.recvfrom(4096)
            if not octets:
                return
            if self._records is not None:
                self._socket.sendto(self._answer(octets), peer)

    def _answer(self, octets: bytes) -> bytes:
        assert self._records is not None
        asked = dns.message.from_wire(octets)
        answer = dns.message.make_response(asked)
        question = asked.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), question.rdtype.name  # type: ignore[attr-defined]
        found = self._records.get((name, kind))
        if found:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self._records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()
