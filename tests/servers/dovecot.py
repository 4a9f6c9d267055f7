"""A Dovecot of our own, where one is installed: private configuration, TLS, loopback, free ports.

`Dovecot(users, certificates)` serves IMAP. With `delivery` it also takes mail over LMTP, keeps quotas, runs Sieve and
vouches for logins at a Postfix, as a province's mail server does; that needs root.
"""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from maild.demo.imap_server import FOLDERS
from maild.demo.tls import Certificates
from tests.servers.imap_verbs import ImapVerbs
from tests.servers.ports import free_port
from tests.servers.waiting import LONG_S, listens, until

_CONFIGURATION = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
protocols = {protocols}
listen = 127.0.0.1
ssl = required
ssl_cert = <{cert}
ssl_key = <{key}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
auth_failure_delay = 0
mail_fsync = never
auth_mechanisms = plain login
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=plain {dir}/users
}}
userdb {{
  driver = passwd-file
  args = {dir}/users
  default_fields = uid={uid} gid={gid} home={dir}/home/%u
}}
"""
_DELIVERY = """
recipient_delimiter = +
submission_host = 127.0.0.1:{submission_port}
postmaster_address = postmaster@example.vn
hostname = imap.example.vn
mail_plugins = quota
quota_full_tempfail = no
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth_port}
  }}
}}
protocol lmtp {{
  mail_plugins = quota sieve
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=1G
  sieve = file:~/sieve;active=~/active.sieve
  sieve_vacation_min_period = 0
}}
"""
_PLUGINS = Path("/usr/lib/dovecot/modules")


@dataclass(frozen=True, slots=True)
class Box:
    """What is special about one account: its quota, whether a full mailbox is tried again later, its Sieve script."""

    quota_octets: int | None = None
    full_is_passing: bool = False
    sieve: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Take mail over LMTP. `submission_port`: where Sieve hands its own mails to; `boxes` by user."""

    submission_port: int
    boxes: Mapping[str, Box] = field(default_factory=dict)


def find() -> str | None:
    """The Dovecot binary; /usr/sbin is not on everybody's path."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def delivers() -> bool:
    """Whether LMTP and Sieve are installed and may be run."""
    plugin = _PLUGINS / "lib90_sieve_plugin.so"
    return find() is not None and os.geteuid() == 0 and plugin.exists()


def _mail_user() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwnam(getpass.getuser())


class Dovecot(ImapVerbs):
    """One Dovecot, from `with` to its end."""

    def __init__(
        self,
        users: dict[str, str],
        certificates: Certificates,
        delivery: Delivery | None = None,
        settings: str = "",
    ) -> None:
        """`settings` are lines of dovecot.conf that win over ours."""
        self.host = "127.0.0.1"
        self.port = 0
        self.lmtp_port = 0
        self.auth_port = 0
        self.ca_file: Path = certificates.ca_file
        self._users = dict(users)
        self._certificates = certificates
        self._delivery = delivery
        self._settings = settings
        # Not below pytest's directory: that one may not be entered by the mail user.
        self._dir = Path(tempfile.mkdtemp(prefix="maild-dovecot-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Dovecot:
        account = _mail_user()
        self.port, self.lmtp_port, self.auth_port = free_port(), free_port(), free_port()
        (self._dir / "home").mkdir()
        (self._dir / "users").touch()
        for path in (self._dir, self._dir / "home", self._dir / "users"):
            os.chown(path, account.pw_uid, account.pw_gid)
            path.chmod(0o700 if path.is_dir() else 0o600)
        self._dir.chmod(0o755)
        try:
            self.start()
            self.clear()
            for user, box in (self._delivery.boxes if self._delivery is not None else {}).items():
                self._install(user, box, account)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._dir, ignore_errors=True)

    def start(self, *, certificates: Certificates | None = None, settings: str | None = None) -> None:
        """Serve, on the same port and from the same mailboxes as before; with other certificates or settings."""
        self._certificates = certificates or self._certificates
        self._settings = self._settings if settings is None else settings
        self._write_users()
        account, delivery = _mail_user(), self._delivery
        text = _CONFIGURATION.format(
            dir=self._dir,
            port=self.port,
            protocols="imap" if delivery is None else "imap lmtp",
            cert=self._certificates.cert_file,
            key=self._certificates.key_file,
            user=account.pw_name,
            group=grp.getgrgid(account.pw_gid).gr_name,
            uid=account.pw_uid,
            gid=account.pw_gid,
        )
        if delivery is not None:
            text += _DELIVERY.format(
                submission_port=delivery.submission_port,
                lmtp_port=self.lmtp_port,
                auth_port=self.auth_port,
            )
        configuration = self._dir / "dovecot.conf"
        configuration.write_text(text + self._settings)
        self._process = subprocess.Popen([find() or "dovecot", "-F", "-c", str(configuration)])
        until(lambda: listens(self.port), LONG_S, self.log)

    def stop(self) -> None:
        """The end of every connection; the mailboxes stay."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(LONG_S)
            self._process = None

    def set_password(self, user: str, password: str) -> None:
        """From the next login on. Whoever is connected stays so."""
        self._users[user] = password
        self._write_users()

    def clear(self) -> None:
        """Every account as on its first day. Nobody may be connected."""
        for home in (self._dir / "home").iterdir():
            shutil.rmtree(home)
        for user in self._users:
            with self.client(user) as client:
                for folder in FOLDERS[1:]:
                    client.create_folder(self.name_of(folder))

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """Where the account's mails lie as files."""
        home = self._dir / "home" / user / "Maildir"
        return home if folder == "INBOX" else home / f".{folder}"

    def fill(self, user: str, mails: Iterable[bytes], label: str = "fill") -> int:
        """Lay mails into somebody's INBOX as files, as thousands of deliveries would; how many."""
        place = self.maildir(user) / "new"
        owner = place.stat()
        stamp = datetime.now(UTC).timestamp()
        count = 0
        for count, raw in enumerate(mails, 1):
            path = place / f"{int(stamp)}.M{count:06}P1.{label}"
            path.write_bytes(raw)
            os.chown(path, owner.st_uid, owner.st_gid)
        return count

    def log(self) -> str:
        return (self._dir / "log").read_text(errors="replace")

    def _write_users(self) -> None:
        (self._dir / "users").write_text("".join(self._entry(user) for user in self._users))

    def _entry(self, user: str) -> str:
        """One line of the passwd-file: what the account may, beside its password."""
        box = Box() if self._delivery is None else self._delivery.boxes.get(user, Box())
        extra = []
        if box.quota_octets is not None:
            extra.append(f"userdb_quota_rule=*:bytes={box.quota_octets}")
        if box.full_is_passing:
            extra.append("userdb_quota_full_tempfail=yes")
        return f"{user}:{self._users[user]}::::::{' '.join(extra)}\n"

    def _install(self, user: str, box: Box, account: pwd.struct_passwd) -> None:
        if not box.sieve:
            return
        home = self._dir / "home" / user
        script = home / "active.sieve"
        script.write_text(box.sieve)
        for path in (home, script):
            os.chown(path, account.pw_uid, account.pw_gid)
