"""One folder of one account, read and never touched: true of pymap, Dovecot, Courier and Cyrus."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from maild.demo.imap_server import INBOX, JUNK, VIETNAMESE
from maild.demo.tls import Certificates, fingerprint
from maild.errors import FolderMissing, SourceRefused, SourceUnavailable
from maild.model import RawMail
from maild.sources.imap import FIRST_OCTETS, ImapAccount, ImapFolder
from tests.sources.conftest import USERS

USER = "khaosat"
HANOI = timezone(timedelta(hours=7))
FOR_EVER_S = 120.0  # what a wait would take that hears nothing
SOON_S = 30.0


def letter(subject: str, body: str = "Kính gửi") -> bytes:
    return f"Subject: {subject}\r\n\r\n{body}\r\n".encode()


def account_of(server: Any, **changed: Any) -> ImapAccount:
    user = changed.pop("user", USER)
    usual = ImapAccount(
        "survey",
        server.host,
        server.port,
        user,
        "tls",
        server.ca_file,
        None,
        lambda: USERS.get(user, "wrong"),
    )
    return replace(usual, **changed)


def following(server: Any, uid: int) -> int | None:
    """What EXAMINE tells when `uid` is the last mail: the UID after it, or nothing (Courier)."""
    return uid + 1 if getattr(server, "tells_uidnext", True) else None


def never() -> bool:
    return False


def test_a_batch_of_mails_comes_with_size_and_time(server: Any) -> None:
    when = datetime(2026, 3, 2, 8, 30, tzinfo=HANOI)
    uids = [server.append(USER, INBOX, letter(f"số {n}"), when) for n in range(3)]
    with ImapFolder(account_of(server), INBOX).open() as view:
        assert view.refresh() == following(server, uids[-1])
        assert view.uids_after(0) == uids
        assert view.uids_after(uids[0]) == uids[1:]
        mails = list(view.fetch(uids))
    assert [mail.raw for mail in mails] == [letter(f"số {n}") for n in range(3)]
    assert [mail.uid for mail in mails] == uids
    assert {mail.size for mail in mails} == {len(letter("số 0"))}
    assert {mail.received_at for mail in mails} == {datetime(2026, 3, 2, 1, 30, tzinfo=UTC)}
    assert mails[0].received_at is not None
    assert mails[0].received_at.tzinfo is UTC


def test_nothing_is_found_above_the_last_mail(server: Any) -> None:
    """The server's answer to "n:*" is the last mail even below n."""
    last = server.append(USER, INBOX, letter("một"))
    with ImapFolder(account_of(server), INBOX).open() as view:
        assert view.uids_after(last) == []
        assert view.uids_after(last + 5000) == []
        assert view.uids_after(2**32 - 1) == []


def test_no_flag_changes(server: Any) -> None:
    uid = server.append(USER, INBOX, letter("chưa đọc"))
    before = server.flags(USER, INBOX)
    with ImapFolder(account_of(server), INBOX).open() as view:
        view.refresh()
        list(view.fetch([uid]))
        view.sizes([uid])
    assert server.flags(USER, INBOX) == before == {uid: frozenset()}


def test_an_expunged_mail_is_missing_and_the_others_come(server: Any) -> None:
    uids = [server.append(USER, INBOX, letter(f"{n}")) for n in range(3)]
    with ImapFolder(account_of(server), INBOX).open() as view:
        assert view.uids_after(0) == uids
        server.expunge(USER, INBOX, [uids[1]])
        assert [mail.uid for mail in view.fetch(uids)] == [uids[0], uids[2]]
        view.refresh()
        view.refresh()  # the first one after opening asks nobody
        assert sorted(view.sizes(uids)) == view.uids_after(0) == [uids[0], uids[2]]


def test_mails_asked_for_ahead_come_in_their_turn_whatever_is_asked_between(server: Any) -> None:
    uids = [server.append(USER, INBOX, letter(f"số {n}")) for n in range(7)]
    with ImapFolder(account_of(server), INBOX).open() as view:
        assert view.uids_after(0) == uids
        sizes = view.sizes(uids)
        assert raws(view.fetch(uids[:2], sizes, uids[2:4])) == ["số 0", "số 1"]
        assert raws(view.fetch(uids[2:4], sizes, uids[4:6])) == ["số 2", "số 3"]
        assert view.sizes(uids) == sizes
        assert view.whole(uids[0]) == letter("số 0")
        assert raws(view.fetch(uids[4:6], sizes, uids[:1])) == ["số 4", "số 5"]
        assert raws(view.fetch(uids[6:], sizes, uids[:3])) == ["số 6"]  # not those that were asked for
        view.refresh()
        assert view.uids_after(uids[5]) == uids[6:]
        list(view.fetch(uids[:1], sizes, uids[1:]))  # and it leaves without having read them


def raws(mails: Iterable[RawMail]) -> list[str]:
    return [mail.raw.decode().partition("\r\n")[0].removeprefix("Subject: ") for mail in mails]


@pytest.mark.parametrize("folder", [INBOX, "inbox", JUNK, VIETNAMESE])
def test_every_folder_opens_by_its_name(server: Any, folder: str) -> None:
    uid = server.append(USER, INBOX if folder == "inbox" else folder, letter("ở đây"))
    with ImapFolder(account_of(server), folder).open() as view:
        assert view.uids_after(0) == [uid]


def test_a_folder_name_may_be_composed_otherwise(server: Any) -> None:
    """A Mac writes "ả" as three code points; the server holds one."""
    import unicodedata

    server.append(USER, VIETNAMESE, letter("ở đây"))
    with ImapFolder(account_of(server), unicodedata.normalize("NFD", VIETNAMESE)).open() as view:
        assert len(view.uids_after(0)) == 1


def test_a_missing_folder_is_told_with_those_that_are_there(server: Any) -> None:
    with pytest.raises(FolderMissing) as caught, ImapFolder(account_of(server), "Phản hồi cũ").open():
        pass
    assert (caught.value.text, caught.value.facts["folder"]) == ("source.folder_missing", "Phản hồi cũ")
    called = getattr(server, "name_of", str)
    assert f"“{called(VIETNAMESE)}”" in str(caught.value.facts["there"])
    assert f"“{called(JUNK)}”" in str(caught.value.facts["there"])


def test_a_large_mail_comes_as_its_first_mebibyte(server: Any) -> None:
    large = letter("lớn", "x" * (3 * FIRST_OCTETS))
    uid = server.append(USER, INBOX, large)
    with ImapFolder(account_of(server), INBOX).open() as view:
        (mail,) = view.fetch([uid])
        whole = view.whole(uid)
        gone = view.whole(uid + 99)
    assert mail.raw == large[:FIRST_OCTETS]
    assert mail.size == len(large)
    assert whole == large
    assert gone is None


@pytest.mark.long
def test_a_backlog_comes_whole_and_in_order(server: Any) -> None:
    uids = server.append_many(USER, INBOX, [(letter(f"{n}"), None) for n in range(250)])
    with ImapFolder(account_of(server), INBOX).open() as view:
        assert [mail.uid for mail in view.fetch(view.uids_after(0))] == uids


def test_a_new_uidvalidity_shows_on_the_next_refresh(server: Any) -> None:
    server.append(USER, JUNK, letter("trước"))
    with ImapFolder(account_of(server), JUNK).open() as view:
        before = view.uidvalidity
        view.refresh()
    after = server.renumber(USER, JUNK)
    with ImapFolder(account_of(server), JUNK).open() as view:
        view.refresh()
        assert view.uidvalidity == after != before
        assert len(view.uids_after(0)) == 1


def test_refresh_tells_of_mail_that_came_meanwhile(server: Any) -> None:
    with ImapFolder(account_of(server), INBOX).open() as view:
        view.refresh()
        uid = server.append(USER, INBOX, letter("mới"))
        assert view.refresh() == following(server, uid)
        assert view.uids_after(0) == [uid]


def test_only_the_last_days_are_listed(server: Any) -> None:
    now = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
    server.append(USER, INBOX, letter("cũ"), now - timedelta(days=30))
    recent = server.append(USER, INBOX, letter("mới"), now - timedelta(days=6, hours=23))
    with ImapFolder(account_of(server), INBOX, lambda: now).open() as view:
        assert view.uids_since(7) == [recent]


def test_the_bell_rings_for_a_new_mail(server: Any) -> None:
    with ImapFolder(account_of(server), INBOX).open() as view:
        view.refresh()
        ringing = threading.Timer(0.2, server.append, (USER, INBOX, letter("mới")))
        ringing.start()
        begun = time.monotonic()
        assert view.wait(FOR_EVER_S, never)
        assert time.monotonic() - begun < SOON_S
        ringing.join()
        assert len(view.uids_after(0)) == 1
        view.refresh()
        assert not view.wait(0.3, never)  # once heard, it is silent again


def test_the_bell_rings_for_mail_that_came_before_listening(server: Any) -> None:
    with ImapFolder(account_of(server), INBOX).open() as view:
        view.refresh()
        assert view.uids_after(0) == []
        server.append(USER, INBOX, letter("giữa chừng"))
        begun = time.monotonic()
        assert view.wait(FOR_EVER_S, never)
        assert time.monotonic() - begun < SOON_S


def test_waiting_ends_when_told_and_the_connection_stays_good(server: Any) -> None:
    stopping = threading.Event()
    with ImapFolder(account_of(server), INBOX).open() as view:
        timer = threading.Timer(0.2, stopping.set)
        timer.start()
        begun = time.monotonic()
        assert not view.wait(FOR_EVER_S, stopping.is_set)
        assert time.monotonic() - begun < SOON_S
        view.refresh()
        assert view.uids_after(0) == []
        timer.join()


def test_a_password_may_be_vietnamese(server: Any) -> None:
    with ImapFolder(account_of(server, user="phu"), INBOX).open() as view:
        assert view.uidvalidity > 0


# ---------------------------------------------------------------- who is believed


def open_and_close(account: ImapAccount) -> None:
    with ImapFolder(account, INBOX).open():
        pass


def test_a_refused_login_names_the_account_and_no_secret(server: Any) -> None:
    with pytest.raises(SourceRefused) as caught:
        open_and_close(account_of(server, password=lambda: "sai-mat-khau"))
    assert "[accounts.survey]" in str(caught.value)
    assert "source.login " in str(caught.value)
    assert "sai-mat-khau" not in str(caught.value)


def test_an_unknown_authority_is_refused(server: Any) -> None:
    with pytest.raises(SourceRefused, match=r"source\.certificate_unknown"):
        open_and_close(account_of(server, ca_file=None))


def test_a_pinned_certificate_is_enough(server: Any, certificates: Certificates) -> None:
    pin = fingerprint(certificates.cert_file).upper()
    spaced = "SHA256:" + ":".join(pin[at : at + 2] for at in range(0, len(pin), 2))
    open_and_close(account_of(server, ca_file=None, pinned_sha256=spaced))


def test_another_pinned_certificate_is_refused(server: Any) -> None:
    with pytest.raises(SourceRefused, match=r"source\.certificate_pinned"):
        open_and_close(account_of(server, pinned_sha256="0" * 64))


def test_a_missing_ca_file_is_named(server: Any, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"source\.ca_file .*none\.pem"):
        open_and_close(account_of(server, ca_file=tmp_path / "none.pem"))


def test_a_password_that_cannot_be_read_is_said(server: Any) -> None:
    def unreadable() -> str:
        raise PermissionError(13, "Permission denied")

    with pytest.raises(SourceRefused, match=r"source\.password_unread"):
        open_and_close(account_of(server, password=unreadable))


def test_the_certificates_end_is_known(server: Any) -> None:
    with ImapFolder(account_of(server), INBOX).open() as view:
        assert view.certificate_ends is not None
        assert view.certificate_ends > datetime.now(UTC) + timedelta(days=300)


def test_nobody_listening_is_unavailable(certificates: Certificates) -> None:
    account = ImapAccount(
        "survey", "127.0.0.1", 1, USER, "tls", certificates.ca_file, None, lambda: "x", connect_timeout_s=2
    )
    with pytest.raises(SourceUnavailable, match=r"source\.nobody_listens"):
        open_and_close(account)


def test_the_account_never_shows_its_password(server: Any) -> None:
    assert "password" not in repr(account_of(server))


def test_the_library_stays_silent_at_debug(server: Any) -> None:
    server.append(USER, INBOX, letter("bí mật", "đường dẫn riêng"))
    root, said = logging.getLogger(), Said()
    level = root.level
    root.addHandler(said)
    root.setLevel(logging.DEBUG)
    try:
        with ImapFolder(account_of(server), INBOX).open() as view:
            list(view.fetch(view.uids_after(0)))
    finally:
        root.removeHandler(said)
        root.setLevel(level)
    assert [record for record in said.records if record.name.startswith("imap")] == []


class Said(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def test_a_view_left_open_by_a_reader_closes_cleanly(server: Any) -> None:
    uids = server.append_many(USER, INBOX, [(letter(f"{n}"), None) for n in range(5)])

    def first(mails: Iterator[Any]) -> Any:
        return next(mails)

    with ImapFolder(account_of(server), INBOX).open() as view:
        assert first(view.fetch(uids)).uid == uids[0]
        assert view.uids_after(0) == uids
