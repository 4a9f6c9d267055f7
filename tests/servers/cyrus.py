"""A Cyrus IMAP of our own, in a root of its own, with TLS in front: folders below INBOX, "." between them. Takes mail
over LMTP from whoever asks.

As installed it writes X for every octet of a header above 127 (`munge8bit`); here it does not.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from maild.demo.imap_server import FOLDERS, INBOX
from maild.demo.tls import Certificates
from tests.servers.imap_verbs import ImapVerbs
from tests.servers.ports import free_port
from tests.servers.roots import Root, can, end
from tests.servers.tls_front import TlsFront
from tests.servers.waiting import LONG_S, listens, until

_ROOT = Root("cyrus-imapd", ("cyrus",))
_ADMIN = ("cyrus", "quan-tri")
_IMAPD = """
configdirectory: /var/lib/cyrus
partition-default: /var/spool/cyrus/mail
defaultpartition: default
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
idlesocket: /run/cyrus/socket/idle
admins: cyrus
allowplaintext: yes
altnamespace: no
unixhierarchysep: no
virtdomains: off
munge8bit: no
delete_mode: immediate
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_mech_list: PLAIN
syslog_prefix: cyrus
"""
_CYRUS = """
START {{
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -r"
}}
SERVICES {{
  imap cmd="/usr/lib/cyrus/bin/imapd" listen="127.0.0.1:{port}" prefork=2 maxchild=100
  lmtp cmd="/usr/lib/cyrus/bin/lmtpd -a" listen="127.0.0.1:{lmtp_port}" prefork=0
}}
EVENTS {{
}}
DAEMON {{
  idled cmd="/usr/lib/cyrus/bin/idled" wait=n
}}
"""
_SCRIPT = """
usermod -g mail cyrus
mkdir -p /run/cyrus/lock /run/cyrus/proc /run/cyrus/socket /var/lib/cyrus/socket /var/spool/cyrus/mail
chown -R cyrus:mail /run/cyrus /var/lib/cyrus /var/spool/cyrus
cp {dir}/imapd.conf {dir}/cyrus.conf /etc/
while IFS=$'\\t' read -r user word; do
    printf %s "$word" | saslpasswd2 -p -c -u "$(hostname)" "$user"
done < {dir}/words
chown cyrus:mail /etc/sasldb2
exec /usr/lib/cyrus/bin/master -D
"""


def runs() -> bool:
    return can("cyrus-imapd")


class Cyrus(ImapVerbs):
    """One Cyrus, from `with` to its end."""

    def __init__(self, users: dict[str, str], certificates: Certificates) -> None:
        self.host = "127.0.0.1"
        self.port = 0
        self.lmtp_port = 0
        self.ca_file = certificates.ca_file
        self._users = users | dict([_ADMIN])
        self._people = list(users)
        self._certificates = certificates
        self._dir = Path(tempfile.mkdtemp(prefix="maild-cyrus-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._front: TlsFront | None = None

    def __enter__(self) -> Cyrus:
        plain, self.lmtp_port = free_port(), free_port()
        self._dir.chmod(0o755)
        (self._dir / "imapd.conf").write_text(_IMAPD)
        (self._dir / "cyrus.conf").write_text(_CYRUS.format(port=plain, lmtp_port=self.lmtp_port))
        (self._dir / "words").write_text("".join(f"{user}\t{word}\n" for user, word in self._users.items()))
        self._process = _ROOT.start(_SCRIPT.format(dir=self._dir), self._dir / "said")
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

    def name_of(self, folder: str) -> str:
        return folder if folder == INBOX else f"INBOX.{folder}"

    def clear(self) -> None:
        """Every account as on its first day. Nobody may be connected."""
        with self.client(_ADMIN[0]) as admin:
            for user in self._people:
                for folder in ("", *(f".{name}" for name in FOLDERS[1:])):
                    _remove(admin, f"user.{user}{folder}")
                admin.create_folder(f"user.{user}")
        for user in self._people:
            with self.client(user) as client:
                for folder in FOLDERS[1:]:
                    client.create_folder(self.name_of(folder))


def _remove(admin: IMAPClient, mailbox: str) -> None:
    with contextlib.suppress(IMAPClientError):  # it was never there
        admin.setacl(mailbox, _ADMIN[0], "lrswipkxtecda")
        admin.delete_folder(mailbox)
