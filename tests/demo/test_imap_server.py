"""The embedded mailbox server: what it was given is what it holds, account by account."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from maild.demo.imap_server import FOLDERS, INBOX, JUNK, VIETNAMESE, ImapServer

USERS = {"khaosat@example.vn": "một", "baocao@example.vn": "hai"}
MAIL = b"Subject: x\r\n\r\nhi\r\n"


def test_accounts_and_folders_are_apart() -> None:
    first, second = USERS
    with ImapServer(USERS) as server:
        uid = server.append(first, VIETNAMESE, MAIL, datetime(2026, 3, 2, tzinfo=UTC))
        counts = {(user, folder): server.count(user, folder) for user in USERS for folder in FOLDERS}
        assert [place for place, count in counts.items() if count] == [(first, VIETNAMESE)]
        assert server.flags(first, VIETNAMESE) == {uid: frozenset()}
        assert server.flags(second, VIETNAMESE) == {}
        with pytest.raises(KeyError):
            server.append(first, "Không có", MAIL)
        with pytest.raises(KeyError):
            server.count("nobody", INBOX)


def test_mail_can_go_and_be_renumbered() -> None:
    user = next(iter(USERS))
    with ImapServer(USERS) as server:
        uids = server.append_many(user, JUNK, [(MAIL, None)] * 3)
        server.expunge(user, JUNK, uids[:1])
        assert list(server.flags(user, JUNK)) == uids[1:]
        assert server.renumber(user, JUNK) < server.renumber(user, JUNK)
        assert server.count(user, JUNK) == 2


def test_a_thousand_letters_take_a_moment() -> None:
    user = next(iter(USERS))
    with ImapServer(USERS) as server:
        begun = time.process_time()
        server.append_many(user, INBOX, [(MAIL, None)] * 1000)
        assert server.count(user, INBOX) == 1000
        assert time.process_time() - begun < 10  # about half of one


def test_two_servers_run_side_by_side_and_end() -> None:
    with ImapServer(USERS) as one, ImapServer(USERS) as two:
        assert one.port != two.port
        assert one.ca_file != two.ca_file
        files = (one.ca_file, two.ca_file)
    assert not any(file.exists() for file in files)
