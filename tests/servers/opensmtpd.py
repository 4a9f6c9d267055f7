"""An OpenSMTPD of our own as relay, in a root of its own: TLS, no login, gives up after seconds.

Debian 12's cannot do TLS itself (6.8.0p2 with OpenSSL 3, OpenSMTPD issue 1171): a front does it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from maild.demo.tls import Certificates
from tests.servers.ports import free_port
from tests.servers.postfix import Routes
from tests.servers.roots import Root, can, end
from tests.servers.tls_front import TlsFront
from tests.servers.waiting import LONG_S, listens, until

_ROOT = Root("opensmtpd", ("opensmtpd", "opensmtpq"))


def runs() -> bool:
    return can("opensmtpd")


class OpenSmtpd:
    """The verbs of Postfix; without aliases, and without a list of known addresses."""

    def __init__(
        self,
        certificates: Certificates,
        *,
        local_port: int = 0,
        warns_after_s: int = 3,
        gives_up_after_s: int = 9,
    ) -> None:
        self.port = 0
        self.local_port = local_port or free_port()
        self._certificates = certificates
        self._front: TlsFront | None = None
        self._warns_after_s = warns_after_s
        self._gives_up_after_s = gives_up_after_s
        self._dir = Path(tempfile.mkdtemp(prefix="maild-opensmtpd-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, routes: Routes) -> None:
        assert not routes.aliases
        assert not routes.listed
        self._dir.chmod(0o755)
        spool = self._dir / "spool"
        spool.mkdir(mode=0o711)
        lines = [
            f"queue ttl {self._gives_up_after_s}s",
            f"bounce warn-interval {self._warns_after_s}s",
            f"listen on 127.0.0.1 port {self.local_port} hostname relay.example.vn",
        ]
        for number, (domain, hop) in enumerate(routes.transports.items()):
            scheme = "lmtp" if hop.protocol == "lmtp" else "smtp+notls"
            lines.append(f'action "to{number}" relay host "{scheme}://127.0.0.1:{hop.port}"')
            lines.append(f'match from any for domain "{domain}" action "to{number}"')
        (self._dir / "smtpd.conf").write_text("\n".join(lines) + "\n")
        script = (
            f"mkdir -p /var/spool/smtpd; mount --bind {spool} /var/spool/smtpd\n"
            f"exec /usr/sbin/smtpd -d -f {self._dir}/smtpd.conf"
        )
        self._process = _ROOT.start(script, self._dir / "said")
        until(lambda: listens(self.local_port), LONG_S, self.log)
        self._front = TlsFront(self._certificates, self.local_port)
        self.port = self._front.port

    def stop(self) -> None:
        if self._front is not None:
            self._front.close()
            self._front = None
        if self._process is not None:
            end(self._process)
            self._process = None
        shutil.rmtree(self._dir, ignore_errors=True)

    def __enter__(self) -> OpenSmtpd:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def log(self) -> str:
        path = self._dir / "said"
        return path.read_text(errors="replace") if path.exists() else ""

    def queued(self) -> int:
        """How many envelopes wait: files named by sixteen digits, beside the message. Tries each again at once:
        its own retries are minutes apart, and it notices at a retry only that a mail has expired.
        """
        if self._process is not None:
            inside = ["nsenter", "--target", str(self._process.pid), "--mount", "--root", "--wd"]
            subprocess.run(
                [*inside, "smtpctl", "schedule", "all"], check=False, capture_output=True, timeout=10
            )
        queue = self._dir / "spool" / "queue"
        return sum(1 for path in queue.rglob("*") if path.is_file() and len(path.name) == 16)
