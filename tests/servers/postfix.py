"""A Postfix of our own, where one is installed and we are root: private configuration, loopback, free ports.

`Postfix(certificates, routes)` takes our letters with STARTTLS and a login, as a province's relay does, gives up
after seconds and writes its own notices. Its log is `log()`, its queue ends with the directory.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal

from maild.demo.tls import Certificates
from tests.servers.ports import free_port
from tests.servers.waiting import LONG_S, listens, until

_DAEMONS = Path("/usr/lib/postfix/sbin")
_MAIN = """
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {dir}/log
maillog_file_prefixes = {dir}
myhostname = {name}
mydomain = example.vn
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtp_host_lookup = native
default_transport = error:5.1.2 Domain not found
relay_domains = {domains}
transport_maps = texthash:{dir}/transport
virtual_alias_maps = texthash:{dir}/aliases
virtual_mailbox_domains = {listed_domains}
virtual_mailbox_maps = texthash:{dir}/listed
virtual_transport = error:5.3.0 no route
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth_port}
recipient_delimiter = +
alias_maps =
biff = no
message_size_limit = 20480000
minimal_backoff_time = 2s
maximal_backoff_time = 3s
queue_run_delay = 2s
delay_warning_time = {warns_after_s}s
maximal_queue_lifetime = {gives_up_after_s}s
bounce_queue_lifetime = 60s
smtp_connect_timeout = 3s
smtp_destination_rate_delay = 0s
transport_retry_time = 2s
"""
_MASTER = """
{port}    inet  n - n - -    smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o {{ smtpd_recipient_restrictions = {restrictions} }}
{tls}     inet  n - n - -    smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o {{ smtpd_recipient_restrictions = {restrictions} }}
{local}   inet  n - n - -    smtpd
  -o smtpd_relay_restrictions=permit_mynetworks,reject
pickup    unix  n - n 60 1   pickup
cleanup   unix  n - n - 0    cleanup
qmgr      unix  n - n 300 1  qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - -    trivial-rewrite
bounce    unix  - - n - 0    bounce
defer     unix  - - n - 0    bounce
trace     unix  - - n - 0    bounce
verify    unix  - - n - 1    verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - -    proxymap
smtp      unix  - - n - -    smtp
relay     unix  - - n - -    smtp
showq     unix  n - n - -    showq
error     unix  - - n - -    error
retry     unix  - - n - -    error
discard   unix  - - n - -    discard
lmtp      unix  - - n - -    lmtp
anvil     unix  - - n - 1    anvil
scache    unix  - - n - 1    scache
postlog   unix-dgram n - n - 1 postlogd
"""
_TRANSPORT = {"lmtp": "lmtp:inet:127.0.0.1:%d", "smtp": "smtp:[127.0.0.1]:%d"}


@dataclass(frozen=True, slots=True)
class Hop:
    """The next server of a domain, on loopback."""

    protocol: Literal["lmtp", "smtp"]
    port: int


@dataclass(frozen=True, slots=True)
class Routes:
    """Where mail goes: the next server by domain, `aliases` by address.

    A domain in `listed` takes only the addresses named there and refuses the others at RCPT; the other domains'
    addresses are known only to the server behind.
    """

    transports: Mapping[str, Hop]
    aliases: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)


def runs() -> bool:
    """Whether Postfix is installed and may be started."""
    return os.geteuid() == 0 and (_DAEMONS / "master").exists()


class Postfix:
    """`port` takes letters with STARTTLS and a login, `tls_port` the same with TLS from the first octet, `local_port`
    whatever this machine's programs hand in.
    """

    def __init__(
        self,
        certificates: Certificates,
        *,
        auth_port: int,
        port: int = 0,
        local_port: int = 0,
        name: str = "relay.example.vn",
        warns_after_s: int = 3,
        gives_up_after_s: int = 9,
        settings: str = "",
        restrictions: str = "reject_unlisted_recipient,permit",
    ) -> None:
        """`settings` are lines of main.cf that win over ours; whoever has logged in meets `restrictions` at RCPT."""
        self.host = "127.0.0.1"
        self.port = port or free_port()
        self.local_port = local_port or free_port()
        self.tls_port = free_port()
        self._restrictions = restrictions
        self._certificates = certificates
        self._auth_port = auth_port
        self._name = name
        self._warns_after_s = warns_after_s
        self._gives_up_after_s = gives_up_after_s
        self._settings = settings
        self._dir = Path(tempfile.mkdtemp(prefix="maild-postfix-"))
        self._master: subprocess.Popen[bytes] | None = None

    def start(self, routes: Routes) -> None:
        self._dir.chmod(0o755)
        (self._dir / "queue").mkdir()
        (self._dir / "data").mkdir()
        shutil.chown(self._dir / "data", "postfix")
        (self._dir / "log").touch()
        every = routes.transports
        self._table(
            "transport", {domain: _TRANSPORT[hop.protocol] % hop.port for domain, hop in every.items()}
        )
        self._table("aliases", routes.aliases)
        self._table("listed", {one: "yes" for names in routes.listed.values() for one in names})
        main = _MAIN.format(
            dir=self._dir,
            daemons=_DAEMONS,
            name=self._name,
            domains=" ".join(sorted(set(every) - set(routes.listed))),
            listed_domains=" ".join(sorted(routes.listed)),
            cert=self._certificates.cert_file,
            key=self._certificates.key_file,
            auth_port=self._auth_port,
            warns_after_s=self._warns_after_s,
            gives_up_after_s=self._gives_up_after_s,
        )
        (self._dir / "main.cf").write_text(main + self._settings)
        (self._dir / "master.cf").write_text(
            _MASTER.format(
                port=f"127.0.0.1:{self.port}",
                tls=f"127.0.0.1:{self.tls_port}",
                local=f"127.0.0.1:{self.local_port}",
                restrictions=self._restrictions,
            )
        )
        subprocess.run(
            ["/usr/sbin/postfix", "-c", str(self._dir), "check"],
            check=True,
            capture_output=True,
            timeout=60,
        )
        self._serve()

    def restart(self) -> None:
        """End every conversation, as an upgrade does; the queue stays."""
        assert self._master is not None
        self._master.send_signal(signal.SIGTERM)
        self._master.wait(LONG_S)
        self._serve()

    def _serve(self) -> None:
        # A session of its own: at its end the master ends its whole process group.
        self._master = subprocess.Popen(
            [str(_DAEMONS / "master"), "-d", "-c", str(self._dir)], start_new_session=True
        )
        until(lambda: all(map(listens, (self.port, self.tls_port, self.local_port))), LONG_S, self.log)

    def stop(self) -> None:
        if self._master is not None:
            self._master.send_signal(signal.SIGTERM)
            self._master.wait(LONG_S)
            self._master = None
        shutil.rmtree(self._dir, ignore_errors=True)

    def __enter__(self) -> Postfix:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def log(self) -> str:
        return (self._dir / "log").read_text(errors="replace")

    def queued(self) -> int:
        """How many mails are still on their way."""
        queue = self._dir / "queue"
        places = ("incoming", "active", "deferred", "maildrop")
        return sum(1 for place in places for path in (queue / place).rglob("*") if path.is_file())

    def _table(self, name: str, rows: Mapping[str, str]) -> None:
        (self._dir / name).write_text("".join(f"{key} {value}\n" for key, value in rows.items()))
