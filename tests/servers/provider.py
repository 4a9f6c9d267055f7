"""An identity provider for tests: tells Dovecot whose access token it is, and hands tokens out to a command."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

_DOVECOT = """
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {args}
}}
"""
_ARGS = """
tokeninfo_url = http://127.0.0.1:{port}/whose?access_token=
introspection_mode = auth
username_attribute = email
"""


class Provider:
    """Every token it gives is good until `withdraw`; `given` counts them."""

    def __init__(self, user: str, directory: Path) -> None:
        self.given = 0
        self._user = user
        self._directory = directory
        self._good: set[str] = set()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                if asked.path == "/new":
                    self._say(200, {"access_token": provider.new(), "expires_in": 3600})
                    return
                token = parse_qs(asked.query).get("access_token", [""])[0]
                good = token in provider._good
                self._say(
                    200 if good else 401, {"email": provider._user} if good else {"error": "invalid_token"}
                )

            def _say(self, code: int, told: dict[str, object]) -> None:
                octets = json.dumps(told).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]

    def __enter__(self) -> Provider:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def new(self) -> str:
        self.given += 1
        token = f"ya29.token-{self.given}"
        self._good.add(token)
        return token

    def withdraw(self) -> None:
        """As if an administrator had ended every session."""
        self._good.clear()

    def of_dovecot(self) -> str:
        """The lines of dovecot.conf that make it ask here."""
        args = self._directory / "oauth2.conf"
        args.write_text(_ARGS.format(port=self.port))
        args.chmod(0o644)
        return _DOVECOT.format(args=args)

    def command(self) -> str:
        """A program that prints a new token."""
        path = self._directory / "token"
        path.write_text(
            f"#!{sys.executable} -I\nimport sys, urllib.request\n"
            f"sys.stdout.write(urllib.request.urlopen('http://127.0.0.1:{self.port}/new').read().decode())\n"
        )
        path.chmod(0o755)
        return str(path)
