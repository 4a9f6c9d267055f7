"""A policy service for Postfix (SMTPD_POLICY_README): one question a mail, answered by a function."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Mapping

Answer = Callable[[Mapping[str, str]], str]  # attributes → an action of access(5)


class Policy:
    """Listens on `port` on loopback. `asked` keeps every question."""

    def __init__(self, answer: Answer) -> None:
        asked: list[Mapping[str, str]] = []
        self.asked = asked

        class Asked(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                facts: dict[str, str] = {}
                for line in self.rfile:
                    name, equals, value = line.decode("utf-8", "replace").strip().partition("=")
                    if equals:
                        facts[name] = value
                    elif facts:
                        asked.append(facts)
                        self.wfile.write(f"action={answer(facts)}\n\n".encode())
                        facts = {}

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Asked)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Policy:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def greylist() -> Answer:
    """Each sender and recipient is put off once."""
    seen: set[tuple[str, str]] = set()

    def answer(facts: Mapping[str, str]) -> str:
        pair = facts.get("sender", ""), facts.get("recipient", "")
        if pair in seen:
            return "DUNNO"
        seen.add(pair)
        return "DEFER_IF_PERMIT 4.7.1 Greylisted, please try again later"

    return answer
