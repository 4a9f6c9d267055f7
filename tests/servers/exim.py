"""An Exim of our own as relay, in a root of its own: STARTTLS and a login, gives up after seconds."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from maild.demo.tls import Certificates
from tests.servers.ports import free_port
from tests.servers.postfix import Hop, Routes
from tests.servers.roots import Root, can, end
from tests.servers.waiting import LONG_S, listens, until

_ROOT = Root("exim4-daemon-light", ("Debian-exim",))
_CONFIG = """
primary_hostname = relay.example.vn
spool_directory = {dir}/spool
log_file_path = {dir}/log/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port} : {local_port}
tls_advertise_hosts = *
tls_certificate = {dir}/cert.pem
tls_privatekey = {dir}/key.pem
dsn_advertise_hosts = *
acl_smtp_rcpt = recipients
delay_warning = {warns_after_s}s:1h
ignore_bounce_errors_after = 0s
timeout_frozen_after = 30s
remote_max_parallel = 4
queue_only_load = 100
smtp_accept_queue = 1000
smtp_accept_queue_per_connection = 0
host_lookup =
rfc1413_hosts =
never_users =

begin acl
recipients:
  deny domains = {listed_domains}
       ! recipients = {listed}
       message = 5.1.1 User unknown
  accept condition = ${{if eq{{$received_port}}{{{local_port}}}}}
  accept authenticated = *
  deny message = relay not permitted

begin routers
{routers}
begin transports
{transports}
begin retry
* * F,{gives_up_after_s}s,2s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = yes
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""
_ROUTER = """
to_{number}:
  driver = manualroute
  domains = {domain}
  transport = by_{number}
  route_list = * 127.0.0.1 byname
  self = send
"""
_TRANSPORT = """
by_{number}:
  driver = smtp
  protocol = {protocol}
  port = {port}
  allow_localhost
  hosts_try_dane =
  hosts_avoid_tls = *
"""
_ALIAS = """
alias_{number}:
  driver = redirect
  local_parts = {local}
  domains = {domain}
  data = {target}
"""


def runs() -> bool:
    return can("exim4-daemon-light")


class Exim:
    """The verbs of Postfix; any login is taken over TLS."""

    def __init__(
        self,
        certificates: Certificates,
        *,
        port: int = 0,
        local_port: int = 0,
        warns_after_s: int = 3,
        gives_up_after_s: int = 9,
    ) -> None:
        self.port = port or free_port()
        self.local_port = local_port or free_port()
        self._certificates = certificates
        self._times = {"warns_after_s": warns_after_s, "gives_up_after_s": gives_up_after_s}
        self._dir = Path(tempfile.mkdtemp(prefix="maild-exim-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, routes: Routes) -> None:
        for name in ("spool", "log"):
            (self._dir / name).mkdir()
        shutil.copy(self._certificates.cert_file, self._dir / "cert.pem")
        shutil.copy(self._certificates.key_file, self._dir / "key.pem")
        routers = [
            _ALIAS.format(
                number=number,
                local=address.partition("@")[0],
                domain=address.partition("@")[2],
                target=target,
            )
            for number, (address, target) in enumerate(routes.aliases.items())
        ]
        hops: list[tuple[str, Hop]] = list(routes.transports.items())
        routers += [_ROUTER.format(number=number, domain=domain) for number, (domain, _) in enumerate(hops)]
        transports = [
            _TRANSPORT.format(number=number, protocol=hop.protocol, port=hop.port)
            for number, (_, hop) in enumerate(hops)
        ]
        text = _CONFIG.format(
            dir=self._dir,
            port=self.port,
            local_port=self.local_port,
            listed_domains=" : ".join(routes.listed),
            listed=" : ".join(sorted(_pattern(one) for ones in routes.listed.values() for one in ones)),
            routers="".join(routers),
            transports="".join(transports),
            **self._times,
        )
        (self._dir / "exim4.conf").write_text(text)
        script = (
            f"mkdir -p /etc/exim4; cp {self._dir}/exim4.conf /etc/exim4/exim4.conf\n"
            f"chown -R Debian-exim {self._dir}; chmod 755 {self._dir}\n"
            "exec /usr/sbin/exim4 -bdf -q1s"
        )
        self._process = _ROOT.start(script, self._dir / "said")
        until(lambda: listens(self.port) and listens(self.local_port), LONG_S, self.log)

    def stop(self) -> None:
        if self._process is not None:
            end(self._process)
            self._process = None
        shutil.rmtree(self._dir, ignore_errors=True)

    def __enter__(self) -> Exim:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def log(self) -> str:
        places = (self._dir / "said", self._dir / "log" / "mainlog", self._dir / "log" / "paniclog")
        return "\n".join(path.read_text(errors="replace") for path in places if path.exists())

    def queued(self) -> int:
        return len(list((self._dir / "spool" / "input").rglob("*-H")))


def _pattern(address: str) -> str:
    """The address with or without a tag, as Exim writes an expression whose signs mean themselves."""
    local, _, domain = address.partition("@")
    dots = domain.replace(".", r"\.")
    return rf"\N^{local}(\+.*)?@{dots}$\N"
