"""Mails made to hurt a reader: each about a MiB, each of a shape that once cost somebody's parser minutes."""

from __future__ import annotations

_MIB = 1 << 20
_NOTICE = b"From: MAILER-DAEMON@example.org\nReturn-Path: <>\nSubject: failure notice\n"
_REPORT = (
    _NOTICE + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nsorry\n"
    b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.org\n\n"
)


def _fill(piece: bytes) -> bytes:
    return piece * (_MIB // len(piece))


HOSTILE = {
    "nested multiparts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(18_000)
    ),
    "nested messages": _fill(b"Content-Type: message/rfc822\n\n"),
    "nested notices": _fill(_NOTICE + b"Content-Type: message/rfc822\n\n"),
    "base64 in base64": _NOTICE
    + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    + _fill(b"QUFB\n"),
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + _fill(b"--b\n\nx\n"),
    "boundary inside lines": b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + _fill(b"x--b"),
    "blanks after boundary": b"Content-Type: multipart/mixed; boundary=b\n\n" + _fill(b"--b" + b" " * 999),
    "one long header": b"Subject: " + _fill(b"a") + b"\n\nbody",
    "many headers": _fill(b"X: y\n") + b"\nbody",
    "many folds": b"Subject: x\n" + _fill(b" y\n") + b"\nbody",
    "long address header": b"To: " + _fill(b"a@b.example, ") + b"\n\nbody",
    "quotes in address header": b'From: "' + _fill(b'\\"') + b"\n\nbody",
    "encoded words": b"Subject: " + _fill(b"=?utf-8?q?a?= ") + b"\n\nbody",
    "broken encoded words": b"Subject: " + _fill(b"=?=?utf-8?q?") + b"\n\nbody",
    "many parameters": b"Content-Type: text/plain" + _fill(b'; a="\\') + b"\n\nbody",
    "continued parameters": b"Content-Type: text/plain" + _fill(b"; a*0*=x''%41") + b"\n\nbody",
    "ten MiB": _NOTICE
    + b"\nundeliverable <a@example.org>: 550 no such user\n"
    + _fill(b"said on and on\n") * 10,
    "ten thousand parts": b"Content-Type: multipart/mixed; boundary=b\n\n"
    + "--b\nContent-Type: text/plain\n\nxong rồi\n".encode() * 10_000,
    "five thousand levels": _NOTICE
    + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n % 7, n % 7) for n in range(5_000)
    )
    + b"\n550 no such user",
    "null octets": b"\0" * _MIB,
    "null octets in a notice": _REPORT
    + b"Final-Recipient: rfc822; a\0@example.org\nAction: failed\nDiagnostic-Code: "
    + _fill(b"\0 550 "),
    "only dashes": b"Content-Type: multipart/mixed\n\n" + _fill(b"--"),
    "no line end": b"x" * _MIB,
    "only line ends": b"\n" * _MIB,
    "carriage returns": b"Subject: x\r\r" + b"\r" * _MIB,
    "many recipients": _REPORT
    + _fill(b"Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n\n"),
    "many fields": _REPORT + _fill(b"X-Field-%d: y\n"),
    "one field": _REPORT + b"Diagnostic-Code: smtp; " + _fill(b"550 "),
    "folded field": _REPORT + b"Final-Recipient: rfc822;\n" + _fill(b" a\n"),
    "codes": _REPORT
    + b"Final-Recipient: rfc822; a@example.org\nAction: failed\nDiagnostic-Code: "
    + _fill(b"5.1.1."),
    "text of addresses": _NOTICE + b"\nHi. This is the qmail-send program\n\n" + _fill(b"<a@example.org>:\n"),
    "text of at signs": _NOTICE + b"\nundeliverable\n" + _fill(b"a@"),
    "text of dots": _NOTICE + b"\nundeliverable\n" + b"a@b" + _fill(b".c"),
    "text of local parts": _NOTICE + b"\nundeliverable\n" + _fill(b"a.b-c+d"),
    "text of quotes": _NOTICE + b"\nundeliverable\n" + _fill(b'"'),
    "text of brackets": _NOTICE + b"\nundeliverable\n" + _fill(b"<"),
    "text of dashes": _NOTICE + b"\nundeliverable\n" + _fill(b"-"),
    "text of rules": _NOTICE + b"\nundeliverable a@example.org\n" + _fill(b"----------\n"),
    "text of spaces": _NOTICE + b"\nundeliverable\n" + _fill(b" "),
    "text of blank lines with spaces": _NOTICE + b"\nundeliverable\n" + _fill(b" \n"),
    "text of arrows": _NOTICE + b"\nundeliverable\n" + _fill(b">"),
    "text of quoted lines": _NOTICE + b"\nundeliverable\n" + _fill(b"> > > \n"),
    "text of a word": _NOTICE + b"\nundeliverable\n" + _fill(b"mailbox "),
    "text of half phrases": _NOTICE
    + b"\nundeliverable\n"
    + _fill(b"account address mailbox user recipient "),
    "text of urls": _NOTICE + b"\nundeliverable\n" + _fill(b"http://"),
    "text of escapes": _NOTICE + b"\nundeliverable\n" + _fill(b"\\303\\243"),
    "text of capital dotted i": _NOTICE
    + b"Content-Type: text/plain; charset=utf-8\n\nundeliverable\n"
    + _fill("İ".encode()),
    "text of transcripts": _NOTICE
    + b"\nTranscript of session follows\n"
    + _fill(b" In:  RCPT TO:<a@example.org>\n"),
    "text of sessions": _NOTICE
    + b"\nMDaemon\nfailed address(es): a@example.org\n"
    + _fill(b"--> RCPT To:<a@b>\n"),
    "text of half sessions": _NOTICE + b"\nMDaemon\nfailed address: a@example.org\n" + _fill(b"--> "),
    "text of talk": _NOTICE + b"\nTranscript of session follows\n" + _fill(b">>> a@example.org... x\n"),
    "text of fields": _NOTICE + b"\n" + _fill(b"Final-Recipient: rfc822; \n"),
    "forward marks": b"From: a@example.org\n\n" + _fill(b"---------- Forwarded message\n"),
    "forwards in forwards": b"From: a@example.org\n\n"
    + _fill(b"Begin forwarded message:\n> From: MAILER-DAEMON@b\n> \n"),
    "originals": _NOTICE
    + b"\nundeliverable\n"
    + _fill(b"--- Below this line is a copy\nReturn-Path: <>\nFrom: mailer-daemon\n\n"),
    "json": _NOTICE + b'\n"bouncedRecipients":' + _fill(b"["),
    "html tags": _NOTICE + b"Content-Type: text/html\n\n" + _fill(b"<a"),
    "html comments": _NOTICE + b"Content-Type: text/html\n\n" + _fill(b"<!--"),
    "html styles": _NOTICE + b"Content-Type: text/html\n\n" + _fill(b"<style>"),
    "html entities": _NOTICE + b"Content-Type: text/html\n\n" + _fill(b"&#x41;&"),
    "punycode": b"Subject: =?punycode?q?"
    + b"a" * 3000
    + b"?=\nContent-Type: text/plain; charset=punycode\n\n"
    + _fill(b"a"),
    "utf-7": b"Content-Type: text/plain; charset=utf-7\n\n" + _fill(b"+AOE"),
    "iso-2022-jp": b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + _fill(b"\x1b$B"),
    "references": b"From: a@example.org\nReferences: " + _fill(b"<a@b> ") + b"\n\nhello",
    "reply quotes": b"From: a@example.org\nIn-Reply-To: <a@b>\n\nxong\n" + _fill(b"> quoted\n"),
    "reply words": b"From: a@example.org\nIn-Reply-To: <a@b>\n\n" + _fill("chưa nhận được ".encode()),
}
