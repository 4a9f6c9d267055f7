"""What servers say → why: a row for each sentence, as servers of many makes write it."""

# ruff: noqa: E501 - replies stand as they are written

from __future__ import annotations

import pytest

from maild.decode.reasons import find_reason, fold, unescape
from maild.decode.recipients import smtp_command
from maild.decode.status import best_status, enhanced_codes, reply_code

SAID = [
    # user unknown
    ("550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table", "user-unknown"),
    ("550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking", "user-unknown"),
    ("550 No such user here", "user-unknown"),
    ("550 Unknown user", "user-unknown"),
    ("550 5.1.1 unknown or illegal alias: a@b.example", "user-unknown"),
    ("550 Requested action not taken: mailbox unavailable", "user-unknown"),
    ("550 Invalid recipient a@b.example", "user-unknown"),
    ("550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", "user-unknown"),
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "user-unknown"),
    ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "user-unknown"),
    ("554 delivery error: dd This user doesn't have a yahoo.com account (a@b.example) [0]", "user-unknown"),
    ("550 sorry, no mailbox here by that name (#5.1.1 - chkusr)", "user-unknown"),
    ("511 sorry, no mailbox here by that name (#5.1.1)", "user-unknown"),
    ("550 Account does not exist", "user-unknown"),
    ("553 sorry, that recipient has been deleted", "user-unknown"),
    ("550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416", "user-unknown"),
    ("550 El usuario no existe", "user-unknown"),
    ("550 5.1.1 Địa chỉ thư không tồn tại trên hệ thống", "user-unknown"),
    ("550 Tai khoan khong ton tai", "user-unknown"),
    ("550 Không tìm thấy người dùng", "user-unknown"),
    ("550 unrouteable address", "host-unknown"),
    # moved, gone
    ("551 User not local; please try <c@d.example>", "has-moved"),
    ("550 5.1.6 Recipient has moved, new address: c@d.example", "has-moved"),
    ("550 5.1.2 Domain not found", "host-unknown"),
    ("Host or domain name not found. Name service error for name=b.example type=A: Host not found", "host-unknown"),
    ("Sorry, I couldn't find any host named b.example. (#5.1.2)", "host-unknown"),
    ("550 5.1.2 Bad destination system address", "host-unknown"),
    ("Domain b.example does not accept mail (nullMX)", "not-accept"),
    ("556 5.1.10 Recipient address has null MX", "not-accept"),
    ("550 5.1.2 could not resolve MX for b.example: invalid domain name", "host-unknown"),
    # full, disabled
    ("552 There are too many messages in this mailbox", "mailbox-full"),
    ("550 5.1.1 Suspended user", "suspend"),
    ("550 5.1.1 Inactive mailbox", "suspend"),
    ("550 <a@b.example> is deactivated", "suspend"),
    ("554 Message rejected. There is not enough disk space in this user's mailbox", "mailbox-full"),
    ("550 This user does not accept mail", "filtered"),
    ("553 The user refused to receive it", "filtered"),
    ("550 Wrong recipient", "user-unknown"),
    ("552 5.2.2 Over quota", "mailbox-full"),
    ("452 4.2.2 The email account that you tried to reach is over quota", "mailbox-full"),
    ("552 sorry, the recipient's mailbox is over quota (#5.2.2)", "mailbox-full"),
    ("554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded", "mailbox-full"),
    ("552 Requested mail action aborted: exceeded storage allocation", "mailbox-full"),
    ("Quota exceeded (mailbox for user is full)", "mailbox-full"),
    ("550 Mailbox quota exceeded / Hộp thư đã đầy", "mailbox-full"),
    ("552 5.2.2 Hộp thư đã vượt quá dung lượng", "mailbox-full"),
    ("450 4.2.1 Mailbox disabled, not accepting messages", "suspend"),
    ("550 5.2.1 The email account that you tried to reach is disabled.", "suspend"),
    ("550 Account disabled due to inactivity", "suspend"),
    ("550 5.2.1 Hộp thư đã bị khóa", "suspend"),
    ("525 5.7.13 User account disabled", "suspend"),
    ("550 Tai khoan nay dang bi khoa", "suspend"),
    # the sender is to blame
    ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "blocked"),
    ("550 5.1.0 User unknown; sender listed at spamhaus", "blocked"),
    ("550 5.7.606 Access denied, banned sending IP [192.0.2.1]", "blocked"),
    ("553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list", "blocked"),
    ("550 permanent failure for one or more recipients (a@b.example:blocked)", "blocked"),
    ("550-5.7.26 Unauthenticated email from b.example is not accepted due to domain's 550-5.7.26 DMARC policy.", "auth-failure"),
    ("550 5.7.23 The message was rejected because of Sender Policy Framework violation", "auth-failure"),
    ("550 SPF check failed", "auth-failure"),
    ("550 5.7.25 The IP address sending this message does not have a PTR record", "require-ptr"),
    ("554 Missing reverse DNS for 192.0.2.1", "require-ptr"),
    ("450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]", "require-ptr"),
    ("554 5.7.1 <a@b.example>: Relay access denied", "no-relaying"),
    ("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "no-relaying"),
    ("530 5.7.0 Must issue a STARTTLS command first", "failed-starttls"),
    ("550 5.7.1 Client was not authenticated", "security-error"),
    ("530 5.7.57 Client not authenticated to send mail", "security-error"),
    ("550 5.1.8 Sender address rejected: Domain not found", "rejected"),
    ("550 Sender verify failed", "rejected"),
    ("553 5.1.8 Domain of sender address a@b.example does not exist", "rejected"),
    ("550 5.7.1 Message rejected due to local policy", "policy-violation"),
    ("550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy", "policy-violation"),
    ("421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints", "bad-reputation"),
    ("550 5.7.1 very low reputation of the sending IP address", "bad-reputation"),
    ("550 Refused: mail.example.vn is listed at bl.example.org", "blocked"),
    ("421 All messages from 192.0.2.1 are deferred for now", "blocked"),
    ("550 Seen in a dictionary attack", "blocked"),
    ("553 This host denies the sender", "rejected"),
    ("550 The relay check for local names fails", "no-relaying"),
    ("550 5.7.1 Forbidden by SPF", "auth-failure"),
    ("550 Unauthorized relay", "no-relaying"),
    # content
    ("554 Too many attachments", "content-error"),
    ("550 Letters in this character set are not read here", "content-error"),
    ("554 A letter without a From: header", "not-compliant-rfc"),
    ("554 The letter does not conform to our standards", "not-compliant-rfc"),
    ("554 5.7.1 Message identified as SPAM", "spam-detected"),
    ("550 5.7.1 Message content rejected, UBE", "spam-detected"),
    ("554 5.7.1 Thư bị từ chối vì là thư rác", "spam-detected"),
    ("554 5.6.0 Message contains a virus (Eicar)", "virus-detected"),
    ("552 5.7.0 This message was blocked because its content presents a potential security issue", "content-error"),
    ("554 5.7.1 Attachment type not allowed: .exe", "content-error"),
    ("552 5.3.4 Message size exceeds fixed limit", "mesg-too-big"),
    ("552 5.2.3 Message length exceeds administrative limit", "mesg-too-big"),
    ("550 5.7.1 This message is not RFC 5322 compliant, the issue is: duplicate headers", "not-compliant-rfc"),
    # for now
    ("450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted, see http://postgrey.example/", "greylisted"),
    ("451 4.7.1 Greylisting in action, please come back later", "greylisted"),
    ("421 4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP", "rate-limited"),
    ("452 4.5.3 Too many recipients", "rate-limited"),
    ("421 too many connections from your host", "rate-limited"),
    ("connect to mx.b.example[192.0.2.1]:25: Connection refused", "network-error"),
    ("lost connection with mx.b.example[192.0.2.1] while sending RCPT TO", "network-error"),
    ("5.4.6 Too many hops", "network-error"),
    ("550 5.4.6 Hop count exceeded - possible mail loop", "network-error"),
    ("delivery temporarily suspended: connect to mx.b.example[192.0.2.1]:25: Connection timed out", "expired"),
    ("retry timeout exceeded", "expired"),
    ("#< #4.4.7 smtp; 550 4.4.7 QUEUE.Expired; message expired>", "expired"),
    ("451 Temporary local problem - please try later", "system-error"),
    ("452 4.3.1 Insufficient system storage", "system-full"),
    ("501 5.1.3 Bad recipient address syntax", "syntax-error"),
    ("x-unix; maildrop: command died with status 1", "mailer-error"),
    ("550 5.2.1 Refused by the recipient: user has blocked you", "filtered"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "reason"), SAID)
def test_reads_why_from_what_was_said(said: str, reason: str) -> None:
    assert find_reason(said, best_status(None, said), reply_code(said)).value == reason


CODES = [
    ("550 5.1.1 no", ["5.1.1"], "550"),
    ("550-5.7.26 a 550 5.7.26 b", ["5.7.26"], "550"),
    ("said: 452 4.2.2 Over quota", ["4.2.2"], "452"),
    ("(#5.1.1)", ["5.1.1"], None),
    ("host 192.0.2.5.1 and 10.5.1.1", [], None),
    ("Postfix v5.1.0", [], None),
    ("after 400 seconds", [], None),
    ("Error 550", [], "550"),
    ("5.7.1 550 5.1.1 x", ["5.1.1", "5.7.1"], "550"),
    ("", [], None),
]


@pytest.mark.parametrize(("text", "codes", "reply"), CODES)
def test_finds_codes_and_no_addresses_of_hosts(text: str, codes: list[str], reply: str | None) -> None:
    assert enhanced_codes(text) == codes
    assert reply_code(text) == reply


COMMANDS = [
    ("x (in reply to RCPT TO command)", "RCPT"),
    ("SMTP error from remote mail server after end of data:", "DATA"),
    ("SMTP error from remote mail server after MAIL FROM:<a@b>", "MAIL"),
    ("mx did not like our final DATA:", "DATA"),
    (">>> DATA\n<<< 550 no\n<<< 554 5.5.1 Error: no valid recipients", "RCPT"),
    ("SMTP error from remote mail server after initial connection:", "CONN"),
    ("192.0.2.1 does not like recipient.\nRemote host said: 550 no", "RCPT"),
    ("Connected to 192.0.2.1 but sender was rejected.", "MAIL"),
    ("192.0.2.1 failed after I sent the message.", "DATA"),
    ("nothing", None),
]


@pytest.mark.parametrize(("text", "command"), COMMANDS)
def test_finds_the_refused_command(text: str, command: str | None) -> None:
    assert smtp_command(text) == command


DOUBTS = [
    # what was said                                   command  reason
    ("550 User unknown",                               None,   "user-unknown"),
    ("550 User unknown",                               "RCPT", "user-unknown"),
    ("550 User unknown",                               "DATA", "filtered"),
    ("550 User unknown",                               "MAIL", "rejected"),
    ("550 5.1.1 User unknown",                         "DATA", "user-unknown"),
    ("550 5.7.1 User unknown",                         "RCPT", "user-unknown"),
    ("550 5.7.1 User unknown",                         None,   "filtered"),
    ("550 5.2.1 <a@b.example>... User Unknown",        "RCPT", "user-unknown"),
    ("550 5.2.1 <a@b.example>... User Unknown",        None,   "suspend"),
    ("550 5.1.2 Mailbox does not exist",               "RCPT", "user-unknown"),
    ("451 4.1.1 Directory is temporarily unavailable", "RCPT", "system-error"),
    ("530 5.7.0 Authentication required",              "MAIL", "security-error"),
    ("450 4.7.1 Deferred: this host is listed with us", None, "blocked"),  # "deferred" says least
    ("501 The domain of your greeting does not exist", "CONN", "blocked"),  # nobody had been named yet
    ("550 Unknown user", "CONN", "blocked"),
    ("553 Nur fuer Mitglieder des Hauses", "RCPT", "undefined"),  # 553 refuses senders and relays, too
    ("550 It is not allowed to write to this user", "RCPT", "policy-violation"),
    ("554 5.5.2 The letter exceeds the size limit", "DATA", "mesg-too-big"),
    ("503 5.5.1 No valid recipients were given", "RCPT", "syntax-error"),
    ("450 4.2.0 Mailbox unavailable", "RCPT", "system-error"),  # busy, by RFC 5321
    ("550 5.2.0 Mailbox unavailable", "RCPT", "user-unknown"),
    ("451 4.7.1 Please try again later", "DATA", "greylisted"),  # a policy says so
    ("451 4.3.0 Please try again later", "DATA", "system-error"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "command", "reason"), DOUBTS)
def test_nobody_is_called_dead_on_a_contradiction(said: str, command: str | None, reason: str) -> None:
    found = find_reason(said, best_status(None, said), reply_code(said), command=lambda: command)
    assert found.value == reason


GUESSES = [
    # what was said, in no phrase of the tables                           reason
    ("550 This user is one that we never created",                         "user-unknown"),
    ("550 Disabled was this account by its owner",                         "suspend"),
    ("554 Banned for attacks: host 192.0.2.1",                             "blocked"),
    ("450 4.7.1 Come back after 300 seconds",                              "greylisted"),
    ("550 5.2.1 Come back after 300 seconds",                              "suspend"),  # the code is no riddle
    ("550 Vui lòng không trả lời thư này, đây là thư tự động",             "undefined"),
    ("550 " + "Nothing of use is said here. " * 12 + "user never created", "undefined"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "reason"), GUESSES)
def test_guesses_from_words_in_any_order_where_no_phrase_and_no_code_tells(said: str, reason: str) -> None:
    assert find_reason(said, best_status(None, said), reply_code(said)).value == reason
    assert find_reason(said, None, None, guess=False).value == "undefined"


def test_folding_makes_vietnamese_comparable() -> None:
    assert fold("Hộp thư ĐÃ\n  đầy") == "hop thu da day"
    assert unescape("H\\341\\273\\231p") == "Hộp"


GLUED = [
    # what a program says                       reason
    ("550 Mailbox_currently_suspended",         "suspend"),
    ("550 user_not_found",                      "user-unknown"),
    ("550 RecipientRejected: MailboxNotFound",  "user-unknown"),
    ("552 over_quota",                          "mailbox-full"),
    ("554 SpamDetected",                        "spam-detected"),
    ("554 message_too_large",                   "mesg-too-big"),
    ("550 IPBlacklisted",                       "blocked"),
    ("421 TooManyConnections",                  "rate-limited"),
    ("550 DomainNotFound",                      "host-unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "reason"), GLUED)
def test_words_that_were_made_one_are_read_apart(said: str, reason: str) -> None:
    assert find_reason(said, None, said[:3]).value == reason
