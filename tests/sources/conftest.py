"""Real servers for the source tests: pymap in this process always; Dovecot, Courier, Cyrus where they can be had."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from maild.demo.imap_server import ImapServer
from maild.demo.tls import Certificates, make_certificates
from tests.servers import courier, cyrus, dovecot

USERS = {"khaosat": 'a "quoted" word', "phu": "mật-khẩu"}


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def only_dovecot(certificates: Certificates) -> Iterator[dovecot.Dovecot]:
    if dovecot.find() is None:
        pytest.skip("Dovecot is not installed")
    with dovecot.Dovecot(USERS, certificates) as real:
        yield real


class DovecotBelowInbox(dovecot.Dovecot):
    """Other storage, other separator, and every folder below INBOX."""

    def __init__(self, users: dict[str, str], certificates: Certificates) -> None:
        namespace = "namespace inbox {\n  inbox = yes\n  separator = .\n  prefix = INBOX.\n}\n"
        super().__init__(users, certificates, settings=f"mail_location = mdbox:~/mdbox\n{namespace}")

    def name_of(self, folder: str) -> str:
        return folder if folder.upper() == "INBOX" else f"INBOX.{folder}"


@pytest.fixture(scope="session")
def only_below_inbox(certificates: Certificates) -> Iterator[dovecot.Dovecot]:
    if dovecot.find() is None:
        pytest.skip("Dovecot is not installed")
    with DovecotBelowInbox(USERS, certificates) as real:
        yield real


@pytest.fixture(scope="session")
def only_courier(certificates: Certificates) -> Iterator[courier.Courier]:
    if not courier.runs():
        pytest.skip("Courier's packages are not at hand, or no root can be made")
    with courier.Courier(USERS, certificates) as real:
        yield real


@pytest.fixture(scope="session")
def only_cyrus(certificates: Certificates) -> Iterator[cyrus.Cyrus]:
    if not cyrus.runs():
        pytest.skip("Cyrus's packages are not at hand, or no root can be made")
    with cyrus.Cyrus(USERS, certificates) as real:
        yield real


@pytest.fixture(
    params=[
        "pymap",
        pytest.param("dovecot", marks=pytest.mark.servers),
        pytest.param("below_inbox", marks=[pytest.mark.servers, pytest.mark.long]),
        pytest.param("courier", marks=pytest.mark.servers),
        pytest.param("cyrus", marks=pytest.mark.servers),
    ]
)
def server(
    request: pytest.FixtureRequest, certificates: Certificates
) -> Iterator[ImapServer | dovecot.Dovecot | courier.Courier | cyrus.Cyrus]:
    """The same tests are true of all. Accounts are empty at the start."""
    if request.param == "pymap":
        with ImapServer(USERS, certificates=certificates) as embedded:
            yield embedded
    else:
        real: dovecot.Dovecot | courier.Courier | cyrus.Cyrus = request.getfixturevalue(
            f"only_{request.param}"
        )
        real.clear()
        yield real
