"""A server that lies, breaks off, falls silent or talks too much: which of our errors it becomes, and how soon."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from maild.demo.tls import Certificates
from maild.errors import (
    FolderMissing,
    LoginRefused,
    MaildError,
    SourceProtocol,
    SourceRefused,
    SourceUnavailable,
)
from maild.sources.imap import ImapAccount, ImapFolder, ImapView
from tests.servers.scripted import CLOSE, MUTE, OK, SANE, Answer, Scripted

SECRET = "mat-khau-rat-rieng"
MAIL = b"Subject: x\r\n\r\nhi\r\n"
FOR_EVER_S = 120.0  # what a wait would take that hears nothing
SOON_S = 30.0


def account_of(server: Scripted, **changed: Any) -> ImapAccount:
    patience_s = 0.4 if server.falls_silent else 5.0
    usual = ImapAccount(
        "survey", server.host, server.port, "khaosat", "tls", server.ca_file, None, lambda: SECRET,
        connect_timeout_s=patience_s, read_timeout_s=patience_s,
    )  # fmt: skip
    return replace(usual, **changed)


def never() -> bool:
    return False


def body(uid: int, raw: bytes = MAIL) -> bytes:
    return b'* 1 FETCH (UID %d INTERNALDATE "02-Mar-2026 08:30:00 +0700" BODY[]<0> {%d}\r\n%s)\r\n' % (
        uid,
        len(raw),
        raw,
    )


def size(uid: int, octets: int = len(MAIL)) -> bytes:
    return b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, octets)


# ---------------------------------------------------------------- from connecting to the open folder

OPENING: list[tuple[str, Mapping[str, Answer], type[MaildError], str]] = [
    ("greeted with BYE", {"GREETING": [b"* BYE overloaded\r\n", CLOSE]}, SourceUnavailable, "turned_away"),
    ("closed before a greeting", {"GREETING": [CLOSE]}, SourceUnavailable, ""),
    ("mute from the start", {"GREETING": [MUTE]}, SourceUnavailable, "timeout"),
    ("an SMTP server", {"GREETING": [b"220 mx.example.vn ESMTP\r\n"]}, SourceProtocol, "nonsense"),
    ("somebody else is logged in", {"GREETING": [b"* PREAUTH hello\r\n"]}, SourceProtocol, "preauth"),
    ("too old", {"CAPABILITY": [b"* CAPABILITY IMAP2\r\n" + OK]}, SourceProtocol, ""),
    ("login refused", {"LOGIN": [b"%t NO [AUTHENTICATIONFAILED] Sai\r\n"]}, LoginRefused, "source.login "),
    ("refused without a code", {"LOGIN": [b"%t NO Login failed.\r\n"]}, LoginRefused, "Login failed."),
    ("refused with BAD", {"LOGIN": [b"%t BAD [AUTHENTICATIONFAILED] no\r\n"]}, LoginRefused, "source.login "),
    ("BAD for no told reason", {"LOGIN": [b"%t BAD authenticated but not connected\r\n"]}, SourceProtocol, "BAD"),
    ("PLAIN refused", {"CAPABILITY": [b"* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN\r\n" + OK],
                       "AUTHENTICATE": [b"+ \r\n"],
                       "AUTHENTICATE ANSWER": [b"%t NO [AUTHENTICATIONFAILED] Sai\r\n"]}, LoginRefused, "Sai"),
    ("PLAIN not now", {"CAPABILITY": [b"* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN\r\n" + OK],
                       "AUTHENTICATE": [b"+ \r\n"],
                       "AUTHENTICATE ANSWER": [b"%t NO [UNAVAILABLE] LDAP\r\n"]}, SourceUnavailable, "UNAVAILABLE"),
    ("account expired", {"LOGIN": [b"%t NO [EXPIRED] x\r\n"]}, LoginRefused, ""),
    ("not now", {"LOGIN": [b"%t NO [UNAVAILABLE] LDAP is down\r\n"]}, SourceUnavailable, "UNAVAILABLE"),
    ("too many connections", {"LOGIN": [b"%t NO [LIMIT] 10 already\r\n"]}, SourceUnavailable, "source.limit "),
    ("BYE at login", {"LOGIN": [b"* BYE shutting down\r\n", CLOSE]}, SourceUnavailable, "closed"),
    ("closed at login", {"LOGIN": [CLOSE]}, SourceUnavailable, "closed"),
    ("half a line at login", {"LOGIN": [b"%t O", CLOSE]}, SourceUnavailable, "closed"),
    ("mute at login", {"LOGIN": [MUTE]}, SourceUnavailable, "timeout"),
    ("neither LOGIN nor PLAIN", {"CAPABILITY": [b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n" + OK]},
     SourceRefused, "login_method"),
    ("no such folder", {"EXAMINE": [b"%t NO [NONEXISTENT] x\r\n"],
                        "LIST": [b'* LIST () "/" "Th&AbA- r&AOE-c"\r\n* LIST (\\Noselect) "/" goc\r\n' + OK]},
     FolderMissing, "folder_missing .*there=“Thư rác”$"),
    ("a folder without right", {"EXAMINE": [b"%t NO [NOPERM] x\r\n"]}, SourceRefused, "folder_forbidden"),
    ("a folder that is busy", {"EXAMINE": [b"%t NO [INUSE] x\r\n"]}, SourceUnavailable, "INUSE"),
    ("no UIDVALIDITY", {"EXAMINE": [b"* 3 EXISTS\r\n" + OK]}, SourceProtocol, "no_uidvalidity"),
    ("an absurd UIDVALIDITY", {"EXAMINE": [b"* OK [UIDVALIDITY many] x\r\n" + OK]}, SourceProtocol, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "error", "words"), [row[1:] for row in OPENING], ids=[row[0] for row in OPENING]
)
def test_opening_fails_as_one_of_three(
    certificates: Certificates, script: Mapping[str, Answer], error: type[MaildError], words: str
) -> None:
    with (
        Scripted(certificates, script) as server,
        pytest.raises(error, match=words or ".") as caught,
        ImapFolder(account_of(server), "INBOX").open(),
    ):
        pass
    assert caught.type is error
    assert "[accounts.survey]" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_folder_below_inbox_is_found(certificates: Certificates) -> None:
    """Courier keeps every folder there."""
    script = {
        "EXAMINE": [b"%t NO Unable to open this mailbox.\r\n"],
        "LIST": [b'* LIST () "." "INBOX.Th&AbA- r&AOE-c"\r\n* LIST () "." "INBOX"\r\n' + OK],
        "EXAMINE 2": SANE["EXAMINE"],
    }
    with Scripted(certificates, script) as server, ImapFolder(account_of(server), "Thư rác").open() as view:
        assert view.uidvalidity == 77
    assert any(line.endswith(b'EXAMINE "INBOX.Th&AbA- r&AOE-c"') for line in server.lines)


def test_the_servers_words_are_masked(certificates: Certificates) -> None:
    said = f"%t NO [AUTHENTICATIONFAILED] {SECRET} is wrong for nguyenvana@example.vn\x1b[2J\r\n".encode()
    with Scripted(certificates, {"LOGIN": [said]}) as server, pytest.raises(SourceRefused) as caught:
        ImapFolder(account_of(server), "INBOX").open().__enter__()
    assert "n***@example.vn" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_line_break_in_the_password_is_never_sent(certificates: Certificates) -> None:
    with Scripted(certificates) as server, pytest.raises(SourceRefused, match="login_control"):
        ImapFolder(account_of(server, password=lambda: "a\r\nb"), "INBOX").open().__enter__()
    assert server.seen["LOGIN"] == 0


# ---------------------------------------------------------------- STARTTLS, never in clear

CLEAR: dict[str, Answer] = {
    "CLEAR": [],
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 STARTTLS IDLE\r\n" + OK],
    "STARTTLS": [OK],
}


def test_starttls_comes_before_the_password(certificates: Certificates) -> None:
    with (
        Scripted(certificates, CLEAR) as server,
        ImapFolder(account_of(server, security="starttls"), "INBOX").open() as view,
    ):
        assert view.uidvalidity == 77
        assert view.certificate_ends is not None
    commands = [line.split()[1] for line in server.lines if len(line.split()) > 1]
    assert commands.index(b"STARTTLS") < commands.index(b"LOGIN")


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ({"CAPABILITY": [b"* CAPABILITY IMAP4rev1\r\n" + OK]}, SourceRefused),  # stripped on the way
        ({"STARTTLS": [b"%t NO not today\r\n"]}, SourceProtocol),
        ({"GREETING": [b"* PREAUTH welcome\r\n"]}, SourceProtocol),
    ],
)
def test_without_tls_no_password_is_sent(
    certificates: Certificates, script: Mapping[str, Answer], error: type[MaildError]
) -> None:
    with (
        Scripted(certificates, {**CLEAR, **script}) as server,
        pytest.raises(error),
        ImapFolder(account_of(server, security="starttls"), "INBOX").open(),
    ):
        pass
    assert not any(SECRET.encode() in line for line in server.lines)


def test_what_was_slipped_in_before_tls_is_not_believed(certificates: Certificates) -> None:
    script = {**CLEAR, "STARTTLS": [b"%t OK go\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n* BYE x\r\n"]}
    with (
        Scripted(certificates, script) as server,
        ImapFolder(account_of(server, security="starttls"), "INBOX").open() as view,
    ):
        assert view.wait(0.1, never) is False
        assert server.seen["IDLE"] == 1


def test_a_port_without_tls_is_said(certificates: Certificates) -> None:
    with (
        Scripted(certificates, CLEAR) as server,
        pytest.raises(SourceRefused, match="no_tls"),
        ImapFolder(account_of(server), "INBOX").open(),
    ):
        pass


# ---------------------------------------------------------------- finding mail


def looking(certificates: Certificates, script: Mapping[str, Answer], look: Callable[[ImapView], Any]) -> Any:
    with Scripted(certificates, script) as server, ImapFolder(account_of(server), "INBOX").open() as view:
        return look(view)


SEARCHES: list[tuple[str, bytes, int, list[int]]] = [
    ("the last mail, below what was asked", b"* SEARCH 13\r\n", 13, []),
    ("unordered, doubled", b"* SEARCH 15 14 15\r\n", 13, [14, 15]),
    ("in two lines", b"* SEARCH 14 15\r\n* SEARCH 16\r\n", 13, [14, 15, 16]),
    ("one line empty", b"* SEARCH\r\n* SEARCH 14\r\n", 13, [14]),
    ("none at all", b"", 0, []),
    ("empty", b"* SEARCH\r\n", 0, []),
    ("with a MODSEQ", b"* SEARCH 14 (MODSEQ 917162500)\r\n", 13, [14]),
    ("impossible numbers", b"* SEARCH 0 14 4294967296\r\n", 0, [14]),
    ("other talk between", b"* 4 EXISTS\r\n* OK [ALERT] disk\r\n* 2 EXPUNGE\r\n* SEARCH 14\r\n", 13, [14]),
]


@pytest.mark.parametrize(
    ("said", "last", "found"), [row[1:] for row in SEARCHES], ids=[row[0] for row in SEARCHES]
)
def test_a_search_answer_is_read_however_it_is_given(
    certificates: Certificates, said: bytes, last: int, found: list[int]
) -> None:
    script = {"UID SEARCH": [said + OK]}
    assert looking(certificates, script, lambda view: view.uids_after(last)) == found


def test_a_search_line_beyond_a_megabyte_is_read(certificates: Certificates) -> None:
    uids = range(1_000_000, 1_200_000)
    line = b"* SEARCH " + b" ".join(b"%d" % uid for uid in uids) + b"\r\n"
    assert len(line) > 1_500_000
    assert looking(certificates, {"UID SEARCH": [line + OK]}, lambda view: view.uids_after(0)) == list(uids)


@pytest.mark.parametrize(
    "said", [b"* SEARCH eleven\r\n" + OK, b"%t NO what\r\n", b"%t BAD what\r\n", b"nonsense\r\n"]
)
def test_nonsense_for_a_search_is_a_protocol_error(certificates: Certificates, said: bytes) -> None:
    with pytest.raises(SourceProtocol):
        looking(certificates, {"UID SEARCH": [said]}, lambda view: view.uids_after(0))


def test_since_is_asked_in_the_plainest_words(certificates: Certificates) -> None:
    with Scripted(certificates) as server:
        folder = ImapFolder(account_of(server), "INBOX", lambda: datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        with folder.open() as view:
            assert view.uids_since(7) == [11, 12, 13]
    assert any(line.endswith(b"UID SEARCH SINCE 22-Feb-2026") for line in server.lines)


def test_no_uidnext_is_none(certificates: Certificates) -> None:
    script = {"EXAMINE": [b"* 3 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\n" + OK]}
    assert looking(certificates, script, lambda view: view.refresh()) is None


def test_a_uidnext_that_went_down_and_a_new_uidvalidity_are_told(certificates: Certificates) -> None:
    script = {"EXAMINE 2": [b"* 1 EXISTS\r\n* OK [UIDVALIDITY 78] ok\r\n* OK [UIDNEXT 2] ok\r\n" + OK]}
    look = lambda view: (view.refresh(), view.uidvalidity, view.refresh(), view.uidvalidity)  # noqa: E731
    assert looking(certificates, script, look) == (14, 77, 2, 78)


def test_a_folder_deleted_meanwhile_is_unavailable(certificates: Certificates) -> None:
    with pytest.raises(SourceUnavailable, match="folder_closed"):
        looking(certificates, {"EXAMINE 2": [b"%t NO gone\r\n"]}, lambda v: (v.refresh(), v.refresh()))


# ---------------------------------------------------------------- fetching


def sizes_then(*said: bytes) -> dict[str, Answer]:
    """The first FETCH asks for sizes; the following are answered by `said`, one after the other."""
    fetches: dict[str, Answer] = {"UID FETCH": [b"".join(size(uid) for uid in (11, 12, 13)) + OK]}
    fetches |= {f"UID FETCH {turn}": [answer] for turn, answer in enumerate(said, start=2)}
    return fetches


FETCHES: list[tuple[str, tuple[bytes, ...], list[int]]] = [
    ("all there", (body(11) + body(12) + body(13) + OK,), [11, 12, 13]),
    ("in another order", (body(13) + body(11) + body(12) + OK,), [11, 12, 13]),
    ("one expunged", (body(11) + body(13) + OK,), [11, 13]),
    ("one without a body", (body(11) + b"* 2 FETCH (UID 12 RFC822.SIZE 9 BODY[]<0> NIL)\r\n" + body(13) + OK,),
     [11, 13]),
    ("one empty though it has a size",
     (body(11) + b'* 2 FETCH (UID 12 RFC822.SIZE 9 BODY[]<0> "")\r\n' + body(13) + OK,), [11, 13]),
    ("one not asked for", (body(11) + body(99) + OK,), [11]),
    ("flags told beside", (b"* 11 FETCH (FLAGS (\\Seen))\r\n" + body(11) + b"* 5 EXISTS\r\n" + OK,), [11]),
    ("NO for the batch, then one by one",
     (b"%t NO some are gone\r\n", body(11) + OK, b"%t NO gone\r\n", body(13) + OK), [11, 13]),
    ("one that the server cannot read itself",
     (b"%t NO [SERVERBUG] x\r\n", body(11) + OK, b"%t NO [SERVERBUG] x\r\n", body(13) + OK), [11, 13]),
    ("one answer that cannot be parsed",
     (b"* 1 FETCH (UID 12 BODY[]<0>)\r\n" + OK, body(11) + OK, b"* 1 FETCH (UID\r\n" + OK, body(13) + OK),
     [11, 13]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "uids"), [row[1:] for row in FETCHES], ids=[row[0] for row in FETCHES])
def test_what_can_be_fetched_is_fetched(
    certificates: Certificates, said: tuple[bytes, ...], uids: list[int]
) -> None:
    mails = looking(certificates, sizes_then(*said), lambda view: list(view.fetch([11, 12, 13])))
    assert [mail.uid for mail in mails] == uids
    assert {mail.raw for mail in mails} == {MAIL}
    assert {mail.received_at for mail in mails} == {datetime(2026, 3, 2, 1, 30, tzinfo=UTC)}


@pytest.mark.parametrize(("said", "uids"), [row[1:] for row in FETCHES], ids=[row[0] for row in FETCHES])
def test_what_was_asked_for_ahead_is_fetched_all_the_same(
    certificates: Certificates, said: tuple[bytes, ...], uids: list[int]
) -> None:
    sizes = dict.fromkeys((9, 11, 12, 13), len(MAIL))

    def look(view: ImapView) -> list[int]:
        assert [mail.uid for mail in view.fetch([9], sizes, [11, 12, 13])] == [9]
        return [mail.uid for mail in view.fetch([11, 12, 13], sizes)]

    assert looking(certificates, sizes_then(*said) | {"UID FETCH": [body(9) + OK]}, look) == uids


def test_what_was_asked_for_ahead_and_never_answered_keeps_nobody(certificates: Certificates) -> None:
    script = {"UID FETCH": [body(11) + OK], "UID FETCH 2": [MUTE]}
    with Scripted(certificates, script) as server:
        with ImapFolder(account_of(server, read_timeout_s=FOR_EVER_S), "INBOX").open() as view:
            list(view.fetch([11], {11: len(MAIL)}, [12]))
            began = time.monotonic()
        assert time.monotonic() - began < SOON_S  # a goodbye would be waited for
        assert server.seen["LOGOUT"] == 0


def test_what_is_asked_of_the_server(certificates: Certificates) -> None:
    with (
        Scripted(certificates, sizes_then(body(11) + OK)) as server,
        ImapFolder(account_of(server), "INBOX").open() as view,
    ):
        list(view.fetch([11, 12, 13]))
    asked = [line.split(b" ", 1)[1] for line in server.lines if b" UID FETCH " in line]
    assert asked == [
        b"UID FETCH 11,12,13 (RFC822.SIZE)",
        b"UID FETCH 11,12,13 (BODY.PEEK[]<0.1048576> INTERNALDATE)",
    ]
    assert not any(
        word in line for line in server.lines for word in (b"STORE", b"SELECT", b" CLOSE", b"COPY")
    )


BROKEN: list[tuple[str, bytes | str, type[MaildError]]] = [
    ("a literal of a terabyte", b"* 1 FETCH (UID 11 BODY[]<0> {1099511627776}\r\nx", SourceProtocol),
    ("a literal that breaks off", b"* 1 FETCH (UID 11 BODY[]<0> {500}\r\nx", SourceUnavailable),
    ("not now", b"%t NO [UNAVAILABLE] x\r\n", SourceUnavailable),
    ("BYE", b"* BYE restarting\r\n", SourceUnavailable),
    ("another's tag", b"ZZZZ9 OK done\r\n", SourceProtocol),
]


@pytest.mark.parametrize(("said", "error"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_answer_ends_the_connection(
    certificates: Certificates, said: bytes, error: type[MaildError]
) -> None:
    with Scripted(certificates, {"UID FETCH": [size(11) + OK], "UID FETCH 2": [said, CLOSE]}) as server:
        with ImapFolder(account_of(server), "INBOX").open() as view:
            with pytest.raises(error):
                list(view.fetch([11]))
            with pytest.raises(SourceUnavailable, match="given_up"):
                view.uids_after(0)
        assert server.seen["LOGOUT"] == 0


@pytest.mark.parametrize(("said", "error"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
@pytest.mark.parametrize("then", ["fetch", "sizes"])
def test_a_broken_answer_to_what_was_asked_ahead_ends_the_connection(
    certificates: Certificates, said: bytes, error: type[MaildError], then: str
) -> None:
    script = {"UID FETCH": [body(9) + OK], "UID FETCH 2": [said, CLOSE]}
    with Scripted(certificates, script) as server, ImapFolder(account_of(server), "INBOX").open() as view:
        sizes = {9: len(MAIL), 11: len(MAIL)}
        list(view.fetch([9], sizes, [11]))
        with pytest.raises(error):
            list(view.fetch([11], sizes)) if then == "fetch" else view.sizes([11])
        with pytest.raises(SourceUnavailable, match="given_up"):
            view.uids_after(0)


def test_a_connection_cut_anywhere_is_unavailable(certificates: Certificates) -> None:
    """Every eleventh octet of a whole session: what is handed over before is whole, and nothing hangs."""
    script = sizes_then(body(11) + body(12) + body(13) + OK)
    for cut_at in range(0, 10_000, 11):
        got: list[Any] = []
        with Scripted(certificates, script, cut_at=cut_at) as server:
            try:
                with ImapFolder(account_of(server), "INBOX").open() as view:
                    got.extend(view.fetch(view.uids_after(0)))
                break
            except SourceUnavailable:
                assert {mail.raw for mail in got} <= {MAIL}
    assert [mail.uid for mail in got] == [11, 12, 13]
    assert cut_at > 500


def test_an_endless_answer_is_cut_off(certificates: Certificates) -> None:
    flood = b"* OK %s\r\n" % (b"x" * 65_000)
    with pytest.raises(SourceProtocol):
        looking(certificates, {"UID SEARCH": [flood] * 1000}, lambda view: view.uids_after(0))


def test_a_mute_server_is_left_within_the_timeout_and_closed_at_once(certificates: Certificates) -> None:
    begun = time.monotonic()
    with pytest.raises(SourceUnavailable, match="timeout"):
        looking(certificates, {"UID SEARCH": [MUTE]}, lambda view: view.uids_after(0))
    assert time.monotonic() - begun < SOON_S


# ---------------------------------------------------------------- the doorbell

RINGS: list[tuple[str, Mapping[str, Answer]]] = [
    ("a plain EXISTS", {"IDLE": [b"+ idling\r\n", 0.1, b"* 4 EXISTS\r\n"]}),
    ("together with the +", {"IDLE": [b"+ idling\r\n* 4 EXISTS\r\n"]}),
    ("before the +", {"IDLE": [b"* 4 EXISTS\r\n+ idling\r\n"]}),
    ("split over two packets", {"IDLE": [b"+ idling\r\n", 0.1, b"* 4 EX", 0.2, b"ISTS\r\n"]}),
    ("after an expunge", {"IDLE": [b"+ idling\r\n", 0.1, b"* 1 EXPUNGE\r\n* 3 EXISTS\r\n"]}),
    ("told only to NOOP", {"NOOP": [b"* 4 EXISTS\r\n" + OK]}),
    ("told beside the DONE", {"IDLE": [b"+\r\n", 0.1, b"* OK hello\r\n"], "DONE": [b"* 4 EXISTS\r\n" + OK]}),
]  # fmt: skip


@pytest.mark.parametrize("script", [row[1] for row in RINGS], ids=[row[0] for row in RINGS])
def test_the_bell_is_heard(certificates: Certificates, script: Mapping[str, Answer]) -> None:
    begun = time.monotonic()
    assert looking(certificates, script, lambda view: view.wait(FOR_EVER_S, never)) is True
    assert time.monotonic() - begun < SOON_S


SILENCES: list[tuple[str, Mapping[str, Answer]]] = [
    ("nothing", {}),
    ("the number again", {"IDLE": [b"+ idling\r\n* 3 EXISTS\r\n* 0 RECENT\r\n"]}),
    ("still here", {"IDLE": [b"+ idling\r\n* OK Still here\r\n"]}),
    ("a flag set by somebody", {"IDLE": [b"+ idling\r\n* 2 FETCH (FLAGS (\\Seen))\r\n"]}),
    ("a mail gone", {"IDLE": [b"+ idling\r\n* 2 EXPUNGE\r\n"]}),
]


@pytest.mark.parametrize("script", [row[1] for row in SILENCES], ids=[row[0] for row in SILENCES])
def test_no_mail_no_bell_and_no_spinning(certificates: Certificates, script: Mapping[str, Answer]) -> None:
    with Scripted(certificates, script) as server, ImapFolder(account_of(server), "INBOX").open() as view:
        assert view.wait(0.3, never) is False
        assert server.seen["IDLE"] <= 2
        assert server.seen["DONE"] == server.seen["IDLE"]
        assert server.seen["NOOP"] == server.seen["IDLE"] + 1


DEATHS: list[tuple[str, Mapping[str, Answer]]] = [
    ("the end of the connection", {"IDLE": [b"+ idling\r\n", 0.1, CLOSE]}),
    ("BYE and the end", {"IDLE": [b"+ idling\r\n", 0.1, b"* BYE restarting\r\n", CLOSE]}),
    ("BYE and nothing", {"IDLE": [b"+ idling\r\n", 0.1, b"* BYE restarting\r\n"], "DONE": [MUTE]}),
    ("half a line and the end", {"IDLE": [b"+ idling\r\n", 0.1, b"* 4 EX", CLOSE]}),
    ("nonsense", {"IDLE": [b"+ idling\r\n", 0.1, b"what?\r\n"]}),
    ("silence to DONE", {"IDLE": [b"+ idling\r\n", 0.1, b"* OK x\r\n"], "DONE": [MUTE]}),
    ("silence to IDLE", {"IDLE": [MUTE]}),
    ("BAD to DONE", {"IDLE": [b"+ idling\r\n", 0.1, b"* OK x\r\n"], "DONE": [b"%t BAD what\r\n"]}),
]


@pytest.mark.parametrize("script", [row[1] for row in DEATHS], ids=[row[0] for row in DEATHS])
def test_a_dead_peer_is_noticed(certificates: Certificates, script: Mapping[str, Answer]) -> None:
    begun, spent = time.monotonic(), time.process_time()
    with pytest.raises(SourceUnavailable):
        looking(certificates, script, lambda view: view.wait(FOR_EVER_S, never))
    assert time.monotonic() - begun < SOON_S
    assert time.process_time() - spent < 1  # no spinning on a closed connection


@pytest.mark.parametrize(
    "script",
    [
        {"CAPABILITY": [b"* CAPABILITY IMAP4rev1\r\n" + OK]},
        {"IDLE": [b"%t NO not for you\r\n"]},
        {"IDLE": [b"%t BAD unknown\r\n"]},
    ],
    ids=["not announced", "NO", "BAD"],
)
def test_without_idle_it_waits_and_says_look_yourself(
    certificates: Certificates, script: Mapping[str, Answer]
) -> None:
    with (
        Scripted(certificates, script) as server,
        ImapFolder(account_of(server, without_idle_s=0.3), "INBOX").open() as view,
    ):
        begun = time.monotonic()
        assert view.wait(FOR_EVER_S, never) is True
        assert view.wait(FOR_EVER_S, never) is True
        assert 2 * 0.3 <= time.monotonic() - begun < SOON_S
        assert server.seen["IDLE"] <= 1
        assert view.uids_after(0) == [11, 12, 13]


def test_without_idle_stop_is_heard(certificates: Certificates) -> None:
    stopping = threading.Event()
    timer = threading.Timer(0.2, stopping.set)
    timer.start()
    begun = time.monotonic()
    script = {"CAPABILITY": [b"* CAPABILITY IMAP4rev1\r\n" + OK]}
    assert looking(certificates, script, lambda view: view.wait(FOR_EVER_S, stopping.is_set)) is False
    assert time.monotonic() - begun < SOON_S
    timer.join()
