"""A Courier IMAP of our own, in a root of its own, with TLS in front.

Its ways: no UIDNEXT in SELECT, `UID FETCH 999999:*` gives nothing, no MOVE, "." between folders, all below INBOX.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from maild.demo.imap_server import FOLDERS, INBOX
from maild.demo.tls import Certificates
from tests.servers.imap_verbs import ImapVerbs
from tests.servers.ports import free_port
from tests.servers.roots import Root, can, end
from tests.servers.tls_front import TlsFront
from tests.servers.waiting import LONG_S, listens, until

_ROOT = Root("courier-imap", ("courier",))
_OWNER = 65_534  # nobody
_SCRIPT = """
mkdir -p /run/courier/authdaemon
cp {dir}/userdb /etc/courier/userdb; chmod 600 /etc/courier/userdb
sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/' /etc/courier/authdaemonrc
makeuserdb
authdaemond start
trap 'kill $served; authdaemond stop; exit 0' TERM
set -a; . /etc/courier/imapd; set +a
IMAP_CAPABILITY="$IMAP_CAPABILITY AUTH=PLAIN"
IMAP_IDLE_TIMEOUT=1  # how often it looks while a client is in IDLE; 60 s as installed
couriertcpd -address=127.0.0.1 -maxprocs=100 -maxperip=100 -nodnslookup -noidentlookup {port} \
    /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir &
served=$!
wait
"""


def runs() -> bool:
    return can("courier-imap")


def _hashed(word: str) -> str:
    done = subprocess.run(
        ["openssl", "passwd", "-1", "-stdin"], input=word.encode(), capture_output=True, check=True
    )
    return done.stdout.decode().strip()


class Courier(ImapVerbs):
    """One Courier, from `with` to its end."""

    tells_uidnext = False

    def name_of(self, folder: str) -> str:
        return folder if folder == INBOX else f"INBOX.{folder}"

    def __init__(self, users: dict[str, str], certificates: Certificates) -> None:
        self.host = "127.0.0.1"
        self.port = 0
        self.ca_file = certificates.ca_file
        self._users = users
        self._certificates = certificates
        self._dir = Path(tempfile.mkdtemp(prefix="maild-courier-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._front: TlsFront | None = None

    def __enter__(self) -> Courier:
        plain = free_port()
        self._dir.chmod(0o755)
        (self._dir / "home").mkdir()
        entries = [
            f"{user}\tuid={_OWNER}|gid={_OWNER}|home={self._dir}/home/{user}|shell=/bin/false"
            f"|imappw={_hashed(word)}\n"
            for user, word in self._users.items()
        ]
        (self._dir / "userdb").write_text("".join(entries))
        self._homes()
        self._process = _ROOT.start(_SCRIPT.format(dir=self._dir, port=plain), self._dir / "said")
        until(lambda: listens(plain), LONG_S, lambda: (self._dir / "said").read_text(errors="replace"))
        self._front = TlsFront(self._certificates, plain)
        self.port = self._front.port
        return self

    def __exit__(self, *exc: object) -> None:
        if self._front is not None:
            self._front.close()
        if self._process is not None:
            end(self._process)
        shutil.rmtree(self._dir, ignore_errors=True)

    def clear(self) -> None:
        """Every account as on its first day. Nobody may be connected."""
        for home in (self._dir / "home").iterdir():
            shutil.rmtree(home)
        self._homes()

    def _homes(self) -> None:
        """Accounts as the administrator makes them: `maildirmake`, and a directory a folder."""
        for user in self._users:
            maildir = self._dir / "home" / user / "Maildir"
            # The files bear UTF-8 names; over IMAP they are in modified UTF-7, below INBOX.
            for place in (maildir, *(maildir / f".{name}" for name in FOLDERS[1:])):
                for part in ("cur", "new", "tmp"):
                    (place / part).mkdir(parents=True)
            for path in (maildir.parent, *maildir.parent.rglob("*")):
                shutil.chown(path, _OWNER, _OWNER)
