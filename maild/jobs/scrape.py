"""The metrics on a port of loopback, for a Prometheus on this machine that asks rather than reads files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer

from maild.logs import log

LOOPBACK = "127.0.0.1"  # never elsewhere: who is asked, and nobody else, decides who sees numbers of a survey
_PATIENCE_S = 10.0


@contextmanager
def served(port: int, latest: Callable[[], bytes]) -> Iterator[None]:
    """Answer `GET /metrics` with what `latest` says (empty: nothing yet) until the end of the `with`.

    A port that somebody else holds is said in the log and costs nothing but the metrics.
    """
    try:
        server = _Server((LOOPBACK, port), _handler(latest))
    except OSError as error:
        log.error("monitor.port_failed", port=port, because=error.strerror or type(error).__name__)
        yield
        return
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 1.0}, name="metrics", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(_PATIENCE_S)


class _Server(ThreadingHTTPServer):
    def server_bind(self) -> None:
        """Without the standard library's question to DNS for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]


def _handler(latest: Callable[[], bytes]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE_S
        server_version = "maild"
        sys_version = ""

        def do_GET(self) -> None:
            octets = latest()
            found = self.path.partition("?")[0] == "/metrics"
            code = 404 if not found else 200 if octets else 503
            body = octets if code == 200 else b""
            self.send_response(code)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Each scrape would be a line of the journal."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

    return Handler
