"""The shipped example in Debian's nginx, before the desk on its socket: who signs people in, and who cannot."""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from maild.demo.tls import Certificates
from maild.jobs.clock import DemoClock
from maild.shipped import shipped_directory
from maild.web.session import SESSION
from tests.servers.ports import free_port
from tests.servers.waiting import listens, until
from tests.web.browser import Page
from tests.web.conftest import PASSWORD
from tests.web.test_server import raised, serving

NGINX = Path("/usr/sbin/nginx")
NAME = "maild.tinh.gov.vn"
WEB = 'listen = "unix:{socket}"\npublic_url = "https://{name}{base}"\nsso_header = "X-Remote-User"'
# What a Debian nginx.conf says around the example; nginx's own user may not enter a test's directory.
AROUND = """
{user}
daemon off;
pid {here}/pid;
error_log {here}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {here}/body;
    proxy_temp_path {here}/proxy;
    fastcgi_temp_path {here}/fastcgi;
    uwsgi_temp_path {here}/uwsgi;
    scgi_temp_path {here}/scgi;
    include {here}/maild.conf;
}}
"""
SIGNED_IN = """proxy_set_header X-Remote-User $remote_user;
    auth_basic "Tỉnh";
    auth_basic_user_file {here}/people;"""
pytestmark = [
    pytest.mark.servers,
    pytest.mark.long,
    pytest.mark.skipif(not NGINX.exists(), reason="Debian's nginx is not installed"),
]


@pytest.fixture
def before(
    tmp_path: Path, certificates: Certificates, copied: str, clock: DemoClock
) -> Iterator[Callable[..., httpx.Client]]:
    """nginx with the example, and the desk behind it; `signs_in` says that nginx knows its people by itself."""
    socket = tmp_path / "d.sock"
    closing = contextlib.ExitStack()

    def start(*, signs_in: bool = False, base: str = "") -> httpx.Client:
        web = WEB.format(socket=socket, name=NAME, base=base)
        server = closing.enter_context(serving(raised(tmp_path, certificates, copied, clock, web)))
        assert server.ready.wait(60)
        port = free_port()
        adapted(tmp_path, certificates, socket, port, signs_in=signs_in, base=base)
        closing.enter_context(running(tmp_path, port))
        return closing.enter_context(
            httpx.Client(
                base_url=f"https://127.0.0.1:{port}",
                headers={"host": NAME},
                verify=ssl.create_default_context(cafile=str(certificates.ca_file)),
                timeout=60,
            )
        )

    with closing:
        yield start


def adapted(
    here: Path, certificates: Certificates, socket: Path, port: int, *, signs_in: bool, base: str
) -> None:
    """The example with this machine's places in it, and nothing else changed."""
    text = (shipped_directory("config") / "nginx" / "maild.conf").read_text("utf-8")
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "listen [::]:443 ssl;": "",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen [::]:80;": "",
        "/etc/ssl/certs/maild.tinh.gov.vn.pem": str(certificates.cert_file),
        "/etc/ssl/private/maild.tinh.gov.vn.key": str(certificates.key_file),
        "allow 10.0.0.0/8;": "allow 127.0.0.0/8;",
        "unix:/run/maild/desk.sock;": f"unix:{socket};",
    }
    if signs_in:
        changes['proxy_set_header X-Remote-User "";'] = SIGNED_IN.format(here=here)
        (here / "people").write_text("tuan:{PLAIN}kerberos\n")
    if base:  # as docs/operations.md says
        changes["location / {\n        proxy_pass http://maild_desk;"] = (
            f"location {base}/ {{\n        proxy_pass http://maild_desk/;"
        )
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    (here / "maild.conf").write_text(text, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (here / "nginx.conf").write_text(AROUND.format(here=here, user=user), "utf-8")


@contextlib.contextmanager
def running(here: Path, port: int) -> Iterator[None]:
    command = [str(NGINX), "-p", str(here), "-c", str(here / "nginx.conf"), "-e", str(here / "error.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, timeout=60)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr, checked.stderr
    process = subprocess.Popen(command)
    try:
        until(lambda: listens(port), 60, lambda: (here / "error.log").read_text())
        yield
    finally:
        process.terminate()
        process.wait(60)


def enter(client: httpx.Client, password: str = PASSWORD, base: str = "", **headers: str) -> httpx.Response:
    form = Page(client.get(f"{base}/sign-in")).form(f"{base}/sign-in")
    return client.post(
        f"{base}/sign-in", data={**form, "name": "binh", "password": password}, headers=headers
    )


def test_people_come_by_https_with_a_password(before: Callable[..., httpx.Client]) -> None:
    client = before()
    answer = enter(client)
    assert answer.status_code == 303
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION))
    assert {"Secure", "HttpOnly", "SameSite=strict"} <= {one.strip() for one in cookie.split(";")}
    page = Page(client.get("/"))
    assert "Tổng quan" in page.text
    assert page.headers["strict-transport-security"]
    style = re.search(r'href="(/static/desk\.css[^"]*)"', page.html)
    assert style is not None
    assert client.get(style[1]).headers["cache-control"].endswith("immutable")


def test_a_browser_cannot_write_who_it_is(before: Callable[..., httpx.Client]) -> None:
    client = before()
    for field in ("X-Remote-User", "x-remote-user", "X_Remote_User"):
        for path in ("/sign-in", "/", "/officials", "//sign-in", "/sign-in?to=/", "/./sign-in"):
            answer = client.get(path, headers={field: "binh"})
            assert SESSION not in answer.headers.get("set-cookie", ""), path
            assert answer.status_code in (200, 303, 404), path
            assert "/sign-in" in answer.headers.get("location", "/sign-in"), path


def test_nginx_signs_people_in_and_its_word_wins(before: Callable[..., httpx.Client]) -> None:
    client = before(signs_in=True)
    assert client.get("/sign-in").status_code == 401
    client.auth = httpx.BasicAuth("tuan", "kerberos")
    answer = client.get("/sign-in", headers={"X-Remote-User": "binh"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    page = Page(client.get("/", headers={"X-Remote-User": "binh"}))
    assert "Cán bộ Tuan" in page.text
    assert client.get("/officials").status_code == 403  # the liaison's account, and no other


def test_below_a_path_of_the_office(before: Callable[..., httpx.Client]) -> None:
    client = before(base="/khao-sat")
    assert enter(client, base="/khao-sat").headers["location"] == "/khao-sat/"
    page = Page(client.get("/khao-sat/"))
    assert "Tổng quan" in page.text
    assert all(one.startswith(("/khao-sat/", "#")) for one in page.links), page.links


def test_guessing_ends_whatever_address_is_pretended(before: Callable[..., httpx.Client]) -> None:
    client = before()
    tried = [enter(client, f"sai {number}", **{"X-Forwarded-For": f"10.0.0.{number}"}) for number in range(6)]
    assert [one.status_code for one in tried] == [401, 401, 401, 401, 401, 429]
    assert "Đăng nhập" in tried[-1].text  # said by the desk
    by_nginx = [client.post("/sign-in", data={"name": "binh"}) for _ in range(12)]
    assert "nginx" in by_nginx[-1].text
    assert by_nginx[-1].status_code == 429
    assert client.get("/sign-in").status_code == 200  # who only looks is not counted


def test_what_is_too_large_does_not_reach_the_desk(before: Callable[..., httpx.Client]) -> None:
    client = before()
    enter(client)
    answer = client.post("/lists/roster", files={"file": ("a.csv", b"x" * (7 << 20))})
    assert answer.status_code == 413
    assert "nginx" in answer.text
