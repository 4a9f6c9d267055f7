"""Is this mail a notice about delivery, and what does it say of whom? Report fields first, then dialects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from typing import NamedTuple

from maild.decode.dialects import read_dialect
from maild.decode.dialects.freetext import begins_like_a_notice
from maild.decode.dialects.notice import (
    Notice,
    about,
    header_block_begins,
    message_ids,
    recipients_after,
    still_trying,
)
from maild.decode.dsn import Fields, Report, read_report, typed_address
from maild.decode.message import Headers, Mail, Part, parse
from maild.decode.recipients import MAX_DIAGNOSTIC, Finding, verdict
from maild.decode.status import clean_status, is_generic
from maild.model import Action, Kind, Reason, RecipientResult
from maild.privacy import Secrets

MAX_LEVELS = 2  # notices quoted in notices
MAX_FORWARD_DEPTH = 8  # a forward of a forward of a digest
MAX_FORWARDED = 50  # notices inside one text

_STATUS_TYPES = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "text/delivery-status"}
)
_ANY_FILE = "application/octet-stream"
_OTHER_REPORTS = frozenset(
    {"message/feedback-report", "message/disposition-notification", "message/global-disposition-notification"}
)
_INLINE = re.compile(
    r"^[ \t]{0,8}(?:final-recipient|original-recipient)[ \t]{0,4}:", re.IGNORECASE | re.MULTILINE
)
_FORWARD_MARK = re.compile(
    r"^[> \t]{0,8}(?:-{2,}|_{2,}|\*{2,})?[ \t]{0,4}(?:begin forwarded message|forwarded message|"
    r"thư đã chuyển tiếp|bắt đầu thư chuyển tiếp|thư được chuyển tiếp|thư chuyển tiếp|"
    r"tin nhắn đã (?:được )?chuyển tiếp)",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTE = re.compile(r"^[ \t]{0,4}>[ \t]?", re.MULTILINE)
_IDS = re.compile(r"<[^<>\s]{1,250}>")
_SIEVE = (
    "rejected by the recipient",
    "refused by the recipient",
    "was automatically rejected",
    "message was refused",
    "bộ lọc thư",
    "chương trình lọc thư",
    "sieve",
    "has refused",
)


class Bounce(NamedTuple):
    """A notice about delivery. `returned` holds ids of the returned mail, `envelope_ids` its ENVIDs."""

    kind: Kind
    recipients: tuple[RecipientResult, ...]
    rule: str
    sure: bool
    score: float
    evidence: tuple[str, ...]
    message_ids: tuple[str, ...] = ()
    return_paths: tuple[str, ...] = ()
    envelope_ids: tuple[str, ...] = ()
    forwarded: bool = False  # a person, or another notice, brought it
    guessed: bool = False  # the recipient is only the one that the returned mail was sent to, or nobody


def read_bounce(mail: Mail, secrets: Secrets) -> Bounce | None:
    """The notice that this mail is, brings or forwards; None when it is none of them."""
    own = _read_own(mail, secrets)
    if own is not None and not own.guessed:
        return own
    if own is None and _is_automatic(mail.headers):
        return None  # an absence notice that returns our mail, which may hold anything
    for index in mail.embedded():
        if mail.parts[index].depth > 4:
            continue
        inner = _read_own(mail.subtree(index), secrets)
        if inner is not None and not inner.guessed:
            return _forwarded(inner)
    return own or _read_forwarded_text(mail, secrets)


def _read_own(mail: Mail, secrets: Secrets, level: int = 0) -> Bounce | None:
    notice = Notice(mail)
    kinds = [part.content_type for part in notice.parts]
    reports = [part for part in notice.parts if part.content_type in _STATUS_TYPES]
    if not reports and _ANY_FILE in kinds:
        reports = [part for part in notice.parts if part.content_type == _ANY_FILE and _holds_fields(part)]
    if reports:
        found = _from_reports([read_report(part.text()) for part in reports[:20]], notice, secrets, "rfc3464")
        if found is not None:
            return found
    if not _OTHER_REPORTS.isdisjoint(kinds):
        return _read_refusal(mail, secrets)
    if _speaks_for_a_server(notice, mail) and "-recipient" in notice.low and _INLINE.search(notice.text):
        found = _from_reports([_inline_report(notice.text)], notice, secrets, "rfc3464-inline")
        if found is not None:
            return found
    if not _may_be_notice(mail, notice):
        return None
    return _from_dialect(mail, notice, secrets, level)


def _holds_fields(part: Part) -> bool:
    """Gateways that know no delivery report pass it on as a file ("details.txt")."""
    begin = part.payload()[:4000].lower()
    return b"final-recipient:" in begin and b"action:" in begin


def _speaks_for_a_server(notice: Notice, mail: Mail) -> bool:
    return notice.daemon or not (mail.headers.get("in-reply-to") or mail.headers.get("references"))


def _inline_report(text: str) -> Report:
    """Fields inside plain text: from the line that names a recipient or the report, on."""
    found = _INLINE.search(text)
    start = found.start() if found else 0
    before = text.rfind("\n\n", 0, start)
    return read_report(text[max(before, 0) :])


def _may_be_notice(mail: Mail, notice: Notice) -> bool:
    """Whether a mail without report fields may be a notice at all: people and lists answer with headers
    that no mail system writes, and an absence notice says so itself."""
    headers = mail.headers
    if notice.daemon:
        return not _is_vacation(headers)
    if headers.get("in-reply-to"):
        return False
    if (headers.get("list-id") or headers.get("references")) and not begins_like_a_notice(notice):
        return False
    return not _is_automatic(headers) or "failure" in (headers.get("auto-submitted") or "")


def _is_vacation(headers: Headers) -> bool:
    said = (headers.get("auto-submitted") or "").lower()
    return "vacation" in said or "x-autoreply" in headers or "x-autorespond" in headers


def _is_automatic(headers: Headers) -> bool:
    said = (headers.get("auto-submitted") or "no").lower()
    return said.startswith(("auto-replied", "auto-generated", "auto-notified"))


# ---------------------------------------------------------------- report fields


def _from_reports(reports: list[Report], notice: Notice, secrets: Secrets, rule: str) -> Bounce | None:
    findings: list[Finding] = []
    envelope_ids: list[str] = []
    for report in reports:
        envid = report.message.get("original-envelope-id")
        if envid:
            envelope_ids.append(envid.strip()[:200])
        for fields in report.recipients:
            finding = _finding(fields, report, notice)
            if finding is not None:
                findings.append(finding)
    if not findings:
        return None
    return _bounce(findings, notice, secrets, rule, tuple(dict.fromkeys(envelope_ids))[:5])


def _finding(fields: Fields, report: Report, notice: Notice) -> Finding | None:
    get = fields.values.get
    final = typed_address(get("final-recipient"))
    original = typed_address(get("original-recipient"))
    actual = typed_address(get("x-actual-recipient"))
    address = final or actual or original
    if address and original and "." not in address.rpartition("@")[2]:
        address = original  # a source route or a bare host name: "@gate:user@server"
    if address is None:
        address = _only_address(fields, notice)
        if address is None:
            return None
    status = clean_status(get("status"))
    action = fields.action or _action_by_status(status)
    if action is None:
        return None
    said = (get("diagnostic-code") or get("x-postfix-diagnostic") or "").strip()
    kind, semicolon, text = said.partition(";")
    if semicolon and len(kind) <= 20 and " " not in (kind := kind.strip()):
        said = text.strip() if kind.lower() != "x-unix" else f"x-unix; {text.strip()}"
    if not said:
        said = get("status", "").partition("(")[2].rstrip(") ")  # Haraka: "Status: 5.1.2 (550 Tried all MXs)"
    if action in _TROUBLE and (_says_little(said) or (status or "").endswith(".4.7")):
        spoken = about(address, notice) or (about(original, notice) if original else "")
        said = f"{said}\n{spoken}".strip()
    return Finding(
        address=address,
        action=action,
        said=said,
        status=status,
        original=original,
        mta=get("remote-mta") or report.message.get("reporting-mta"),
        remote=get("remote-mta"),
        evidence=tuple([line for line in (*fields.lines, f"Status: {status}" if status else "") if line]),
        category=_POWERMTA.get(get("x-powermta-bouncecategory", "").strip().lower()),
        context=notice,
    )


_TROUBLE = (Action.FAILED, Action.DELAYED)

# PowerMTA sorts its failures by rules of its own; "other" and what is not listed tells nothing.
_POWERMTA = {
    "bad-mailbox": Reason.USER_UNKNOWN,
    "bad-domain": Reason.HOST_UNKNOWN,
    "inactive-mailbox": Reason.SUSPEND,
    "quota-issues": Reason.MAILBOX_FULL,
    "spam-related": Reason.SPAM_DETECTED,
    "virus-related": Reason.VIRUS_DETECTED,
    "content-related": Reason.CONTENT_ERROR,
    "relaying-issues": Reason.NO_RELAYING,
    "invalid-sender": Reason.REJECTED,
    "message-expired": Reason.EXPIRED,
    "no-answer-from-host": Reason.NETWORK_ERROR,
    "bad-connection": Reason.NETWORK_ERROR,
    "routing-errors": Reason.NETWORK_ERROR,
}


_TELLING = re.compile(r"(?:[\d\s.#;:()-]*[^\d\s.#;:()-]){6}")


def _says_little(said: str) -> bool:
    """A diagnostic of a code alone, or none."""
    return _TELLING.match(said, 0, 200) is None


def _only_address(fields: Fields, notice: Notice) -> str | None:
    """A report that names nobody, or a bare local name: who else can it be?"""
    local = (fields.get("final-recipient") or "").rpartition(";")[2].strip(" <>\"'").lower()
    if notice.failed:
        return notice.failed[0]
    to = notice.original.get("to") or ""
    if to.count("@") == 1:
        address = typed_address(to)
        if address and (not local or local == address.partition("@")[0].lower()):
            return address
    led = recipients_after(notice, 0, Action.FAILED, inline=False)
    return led[0].address if len(led) == 1 else None


def _action_by_status(status: str | None) -> Action | None:
    if status is None:
        return None
    return {"2": Action.DELIVERED, "4": Action.DELAYED, "5": Action.FAILED}.get(status[0])


# ---------------------------------------------------------------- dialects


def _from_dialect(mail: Mail, notice: Notice, secrets: Secrets, level: int) -> Bounce | None:
    if not notice.daemon and _FORWARD_MARK.search(notice.text):
        return None  # a person forwards something: read as that, and so called
    read = read_dialect(notice)
    if read is None:
        return _read_rest(notice, secrets, level) or _without_recipients(mail, notice, secrets)
    dialect, findings = read
    sender = typed_address(mail.headers.get("from"))
    others = tuple(found for found in findings if found.address.lower() != (sender or "").lower())
    findings = others or findings
    guessed = dialect.weak or all(
        found.evidence and found.evidence[0].startswith("To: ") for found in findings
    )
    if guessed:
        inner = _read_rest(notice, secrets, level)
        if inner is not None:
            return inner
    found = _bounce(list(findings), notice, secrets, dialect.name)
    if (
        dialect.name == "free-text"
        and notice.answerable
        and not _from_mail_system(notice)
        and not _gives_a_reason(found)
    ):
        return None  # a postmaster's own letter about a failure
    # Free text proves little: a postmaster is a person, too.
    named = not dialect.name.startswith("free-text")
    proven = (notice.daemon if named else notice.null_sender or "mailer-daemon" in notice.sender) and any(
        result.status or result.reply_code or (named and result.reason is not Reason.UNDEFINED)
        for result in found.recipients
    )
    score = 0.95 if proven else 0.75 if notice.daemon else 0.55
    return found._replace(sure=proven and not guessed, score=score, guessed=guessed)


def _gives_a_reason(found: Bounce) -> bool:
    return any(
        result.status or result.reply_code or result.reason not in (Reason.UNDEFINED, Reason.ON_HOLD)
        for result in found.recipients
    )


def _read_rest(notice: Notice, secrets: Secrets, level: int) -> Bounce | None:
    """A notice that quotes a whole notice, headers and all, below its own words."""
    if level >= MAX_LEVELS or not notice.rest or "mailer-daemon" not in notice.rest[:4000].lower():
        return None
    start = header_block_begins(notice.rest)
    if start < 0:
        return None
    inner = parse(notice.rest[start:].encode("utf-8", "replace"))
    deeper = Notice(inner)
    if not deeper.daemon or len(deeper.rest) >= len(notice.rest):
        return None
    found = _read_own(inner, secrets, level + 1)
    return _forwarded(found) if found is not None and not found.guessed else None


_FAILED_WORDS = (
    "could not be delivered",
    "cannot be delivered",
    "was not delivered",
    "undeliverable",
    "unable to deliver",
)
_INCOMING = ("incoming m", "your inbox", "your mailbox")


def _says_failed(low: str) -> bool:
    """Whether a line tells of a failure; a digest's lines only name the subjects of mails."""
    return "subject:" not in low and any(word in low for word in _FAILED_WORDS)


def _from_mail_system(notice: Notice) -> bool:
    """More than a postmaster's name, who writes of other things, too."""
    sender = notice.sender.strip()
    named = sender in ("", "<>") or "daemon" in sender or "delivery" in sender
    return named or notice.null_sender or bool(notice.originals)


def _without_recipients(mail: Mail, notice: Notice, secrets: Secrets) -> Bounce | None:
    """A mail system says that something failed and names no address that can be read."""
    if not notice.daemon or not _from_mail_system(notice):
        return None
    if not notice.named and _is_automatic(mail.headers):
        return None  # an absence notice has no envelope sender either
    if notice.answerable and not notice.originals:
        return None  # "5 messages could not be delivered to your inbox", says a thief of passwords
    line = next((line for line in notice.text[:2000].split("\n") if _says_failed(line.lower())), None)
    if line is None or any(word in line.lower() for word in _INCOMING):
        return None  # mail to us, and nothing of ours: a thief of passwords in a mail system's name
    kind = Kind.DELAYED if still_trying(notice) else Kind.BOUNCE
    ids, paths = _returned_ids(notice)
    return Bounce(
        kind, (), "no-recipient", False, 0.5, (secrets.mask(line.strip()[:300]),), ids, paths, guessed=True
    )


def _bounce(
    findings: list[Finding],
    notice: Notice,
    secrets: Secrets,
    rule: str,
    envelope_ids: tuple[str, ...] = (),
) -> Bounce:
    results: dict[tuple[str, Action], RecipientResult] = {}
    for finding in findings:
        result = verdict(finding)
        key = (result.address.lower(), result.action)
        if key not in results or (is_generic(results[key].status) and not is_generic(result.status)):
            results[key] = result
    if len(results) == 1:
        ((key, result),) = results.items()
        mailed = _mailed(notice) if result.original is None else None
        if mailed is not None and mailed.lower() != key[0]:
            results[key] = replace(result, original=mailed)
    lines = dict.fromkeys([line for finding in findings[:5] for line in finding.evidence])
    recipients, evidence = _masked(list(results.values()), list(lines)[:12], secrets)
    actions = [action for _, action in results]
    kind = (
        Kind.BOUNCE
        if Action.FAILED in actions
        else Kind.DELAYED
        if Action.DELAYED in actions
        else Kind.DELIVERED
    )
    ids, paths = _returned_ids(notice)
    return Bounce(
        kind=kind,
        recipients=recipients,
        rule=rule,
        sure=True,
        score=0.99,
        evidence=evidence,
        message_ids=ids,
        return_paths=paths,
        envelope_ids=envelope_ids,
    )


def _mailed(notice: Notice) -> str | None:
    """The only address that the returned mail was sent to: a forward may have failed elsewhere."""
    original = notice.original
    to = original.get("to")
    return typed_address(to) if to and to.count("@") == 1 and not original.get("cc") else None


_BREAK = "\x1f"  # white space to every pattern of the mask


def _masked(
    results: list[RecipientResult], lines: list[str], secrets: Secrets
) -> tuple[tuple[RecipientResult, ...], tuple[str, ...]]:
    """Mask what was said and the evidence, all at once: the patterns cost more than the text is long."""
    texts = [*[result.diagnostic for result in results], *lines]
    joined = _BREAK.join(texts)
    if joined.count(_BREAK) >= len(texts):
        joined = _BREAK.join([text.replace(_BREAK, " ") for text in texts])
    masked = secrets.mask(joined)
    pieces = masked.split(_BREAK)
    if len(pieces) != len(texts):  # a mask that swallowed a border
        pieces = [secrets.mask(text) for text in texts]
    said = pieces[: len(results)]
    if masked != joined:
        results = [
            result if result.diagnostic == text else replace(result, diagnostic=text[:MAX_DIAGNOSTIC])
            for result, text in zip(results, said, strict=True)
        ]
    spoken = [text[:300] for text in said[:5] if text]
    return tuple(results), tuple(dict.fromkeys(pieces[len(results) :] + spoken))


def _returned_ids(notice: Notice) -> tuple[tuple[str, ...], tuple[str, ...]]:
    ids: list[str] = []
    paths: list[str] = []
    for headers in notice.originals:
        found = _IDS.search(headers.get("message-id") or "")
        if found:
            ids.append(found.group(0))
        path = headers.get("return-path")
        if path and "@" in path:
            paths.append(path.strip()[:300])
    if notice.rest_if_read:
        ids += message_ids(notice.rest_if_read)
    return tuple(dict.fromkeys(ids))[:5], tuple(dict.fromkeys(paths))[:5]


# ---------------------------------------------------------------- refusals and forwards


def _read_refusal(mail: Mail, secrets: Secrets) -> Bounce | None:
    """A Sieve `reject` comes as a disposition notification (RFC 5429 §2.1.2): the mail was refused."""
    notice = Notice(mail)
    for part in mail.own_parts():
        if part.content_type != "message/disposition-notification":
            continue
        report = read_report(part.text())
        fields: dict[str, str] = dict(report.message)
        for recipient in report.recipients:
            fields.update(recipient.values)
        disposition = fields.get("disposition", "").lower()
        refused = (
            disposition.startswith("automatic-action")
            and "deleted" in disposition
            and any(word in notice.low for word in _SIEVE)
        )
        address = typed_address(fields.get("final-recipient"))
        if refused and address:
            finding = Finding(
                address,
                Action.FAILED,
                f"refused by the recipient's filter: {notice.text[:600]}",
                original=typed_address(fields.get("original-recipient")),
                evidence=(f"Disposition: {disposition[:200]}",),
            )
            found = _bounce([finding], notice, secrets, "sieve-reject")
            ids = (*_IDS.findall(fields.get("original-message-id", "")), *found.message_ids)
            return found._replace(message_ids=tuple(dict.fromkeys(ids))[:5])
    return None


def _forwarded(inner: Bounce) -> Bounce:
    return inner._replace(rule=f"{inner.rule}-forwarded", score=min(inner.score, 0.9), forwarded=True)


def _read_forwarded_text(mail: Mail, secrets: Secrets) -> Bounce | None:
    """A notice that a person forwards inside the text. A reply that merely quotes one is not a forward."""
    text = _own_text(mail)
    low = text.lower()
    forwards = "forwarded message" in low or "chuyển tiếp" in low  # every mark holds one of them
    mark = _FORWARD_MARK.search(text) if forwards else None
    return None if mark is None else _read_quoted(text[text.find("\n", mark.start()) + 1 :], secrets)


def _own_text(mail: Mail) -> str:
    texts = (part.text()[:65536] for part in mail.own_parts() if part.content_type == "text/plain")
    return "\n".join(texts)[:65536]


def _read_quoted(text: str, secrets: Secrets) -> Bounce | None:
    quoted = _QUOTE.sub("", text).lstrip("\n")
    quoted = quoted.replace("*From:*", "From:").replace("*Subject:*", "Subject:")
    for vietnamese, english in (("Từ:", "From:"), ("Chủ đề:", "Subject:"), ("Đến:", "To:"), ("Tới:", "To:")):
        quoted = re.sub(rf"^{vietnamese}", english, quoted, count=1, flags=re.MULTILINE)
    inner_mail = parse(quoted.encode("utf-8", "replace"))
    if not inner_mail.headers.get("from"):
        return None
    inner = _read_own(inner_mail, secrets)
    if inner is None:
        return None
    return _forwarded(inner)._replace(sure=False, score=0.6)


def forwarded_notices(mail: Mail, secrets: Secrets) -> Iterator[tuple[Mail, Bounce]]:
    """Every notice that somebody forwards in one mail, attached or inside the text, with the mail it came in."""
    inside: set[int] = set()
    for index in mail.embedded():
        if index in inside or mail.parts[index].depth > MAX_FORWARD_DEPTH:
            continue
        inner = mail.subtree(index)
        found = _read_own(inner, secrets)
        if found is not None and not found.guessed:
            inside |= set(range(index, index + len(inner.parts)))
            yield inner, _forwarded(found)
        else:
            yield from _quoted_notices(inner, secrets)
    yield from _quoted_notices(mail, secrets)


def _quoted_notices(mail: Mail, secrets: Secrets) -> Iterator[tuple[Mail, Bounce]]:
    text = _own_text(mail)
    marks = [found.start() for found in islice(_FORWARD_MARK.finditer(text), MAX_FORWARDED)]
    for start, end in pairwise([*marks, len(text)]):
        quoted = _read_quoted(text[text.find("\n", start) + 1 : end], secrets)
        if quoted is not None and not quoted.guessed:
            yield mail, quoted
