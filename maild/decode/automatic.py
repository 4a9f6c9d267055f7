"""Mail that software wrote: absence, acknowledgement, receipts, reports, lists, calendars (RFC 3834, 8098, 5965).

Headers decide; Vietnamese subjects and phrases only tell kinds apart, or give a guess that nobody acts
on. A person's reply and Zimbra's absence notice carry the same subject (`Trả lời:`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from maild.decode.message import Mail
from maild.decode.reply.literals import Guarded
from maild.decode.reply.quotes import OwnWords, own_words
from maild.decode.reply.vietnamese import fold, repair
from maild.model import Kind, ReadContext


class Automatic(NamedTuple):
    """Which kind of automatic mail, by which rule; `sure` when a header or a report part says so."""

    kind: Kind
    sure: bool
    rule: str
    evidence: tuple[str, ...] = ()
    score: float = 0.95


class _Seen(NamedTuple):
    """What the judges below look at, read once: folded subject and folded own words."""

    mail: Mail
    subject: str
    text: str

    def header(self, name: str) -> str:
        return (self.mail.headers.get(name) or "").strip()

    @property
    def answers(self) -> bool:
        return "in-reply-to" in self.mail.headers or "references" in self.mail.headers


def judge(mail: Mail, context: ReadContext, words: OwnWords | None = None) -> Automatic | None:
    """Say which software wrote `mail`; None when a person did. Bounces have been judged before.

    `words` are its writer's own, where they have been taken out already.
    """
    own = _own_copy(mail, context)
    if own:
        return own
    words = own_words(mail, context) if words is None else words
    subject = fold(repair(mail.headers.get("subject") or "")[:500]).strip()
    seen = _Seen(mail, subject, fold(words.text[:4000]))
    for judged in (_report, _calendar, _declared, _list, _receipt_by_words, _undeclared):
        found = judged(seen)
        if found is not None:
            return found
    return None


# ---------------------------------------------------------------- ours, reports, calendars


def _own_copy(mail: Mail, context: ReadContext) -> Automatic | None:
    message_id = (mail.headers.get("message-id") or "").strip()
    if message_id and message_id in context.own_message_ids:
        return Automatic(Kind.OWN_COPY, True, "own.message-id", (f"Message-ID: {message_id}",))
    ours = {address.lower() for address in context.own_addresses}
    if ours and _address(mail.headers.get("from") or "") in ours:
        return Automatic(Kind.OWN_COPY, True, "own.sender", ("From: our own address",))
    return None


def _address(field: str) -> str:
    found = re.search(r"<([^<>]{1,320})>", field) or re.search(r"([^\s<>,;]{1,256}@[^\s<>,;]{1,256})", field)
    return found[1].strip().lower() if found else ""


def _report(seen: _Seen) -> Automatic | None:
    report_type = seen.mail.parts[0].params.get("report-type", "").lower()
    types = {part.content_type for part in seen.mail.own_parts()} | {
        part.content_type for part in seen.mail.parts if part.depth <= 2
    }
    if report_type == "feedback-report" or "message/feedback-report" in types:
        return Automatic(Kind.FEEDBACK, True, "arf", ("message/feedback-report",), 0.99)
    if report_type == "disposition-notification" or "message/disposition-notification" in types:
        return Automatic(Kind.READ_RECEIPT, True, "mdn", (_disposition(seen.mail),), 0.99)
    return None


def _disposition(mail: Mail) -> str:
    for part in mail.own_parts():
        if part.content_type == "message/disposition-notification":
            for line in part.text()[:4000].splitlines():
                if line.lower().startswith("disposition:"):
                    return line[:120]
    return "report-type=disposition-notification"


_CALENDAR_SUBJECT = re.compile(
    r"(?:re: |tra loi: )?(?:chap nhan|da chap nhan|tu choi|da tu choi|tam chap nhan|du kien|huy|"
    r"da huy|huy bo|cap nhat|accepted|declined|tentative|cancell?ed|invitation|"
    r"updated invitation|loi moi)\s?:"
)
_CALENDAR_TEXT = re.compile(
    r"(?:da (?:tam )?(?:chap nhan|tu choi|dong y)(?: tham du)? loi moi|has (?:accepted|declined|"
    r"tentatively accepted) (?:your|this) invitation|"
    r"cuoc hop da bi huy|the following meeting|loi moi hop|cuoc hen)"
)
_RECALL = re.compile(
    r"(?:recall|thu hoi|message recall (?:success|failure)|thu hoi thu)\s?:|.{0,60}(?:muon|"
    r"would like to) (?:thu hoi|recall) (?:thu|the message)"
)


def _calendar(seen: _Seen) -> Automatic | None:
    for part in seen.mail.own_parts():
        if part.content_type in ("text/calendar", "application/ics"):
            return Automatic(
                Kind.UNRELATED,
                True,
                "calendar",
                (f"{part.content_type}; method={part.params.get('method', '')}",),
            )
    if _CALENDAR_SUBJECT.match(seen.subject) and _CALENDAR_TEXT.search(seen.text[:500]):
        return Automatic(Kind.UNRELATED, False, "calendar.words", (seen.subject[:80],), 0.8)
    if _RECALL.match(seen.subject) or _RECALL.match(seen.text[:200]):
        return Automatic(Kind.UNRELATED, False, "recall", (seen.subject[:80],), 0.8)
    return None


# ---------------------------------------------------------------- declared by headers

_AUTO_HEADERS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response", "x-mail-autoreply", "x-autogenerated",
    "x-fc-machinegenerated", "x-vacation", "x-ms-exchange-inbox-rules-loop",
    "x-amazon-auto-reply", "x-automatic-reply",
)  # fmt: skip
_ANY_AUTO_HEADER = frozenset(_AUTO_HEADERS)


def _declaration(seen: _Seen) -> str | None:
    """The header field that says a machine wrote this; None when none does."""
    submitted = seen.header("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return f"Auto-Submitted: {submitted[:80]}"
    if seen.mail.headers.any_of(_ANY_AUTO_HEADER):
        for name in _AUTO_HEADERS:
            value = seen.header(name)
            if value and value.lower() not in ("no", "false", "none"):
                return f"{name}: {value[:60]}"
    precedence = seen.header("precedence").lower()
    if precedence in ("auto_reply", "auto-reply"):
        return f"Precedence: {precedence}"
    if precedence in ("bulk", "junk") and seen.answers and "list-id" not in seen.mail.headers:
        return f"Precedence: {precedence}"
    suppress = seen.header("x-auto-response-suppress").lower()
    if (
        suppress
        and suppress != "none"
        and (_AUTO_SUBJECT.match(seen.subject) or seen.header("return-path") == "<>")
    ):
        return f"X-Auto-Response-Suppress: {suppress[:40]}"
    if seen.header("return-path") == "<>":
        return "Return-Path: <>"
    return None


_AUTO_SUBJECT = re.compile(
    r"(?:\[?(?:tu dong tra loi|tra loi tu dong|tu dong phan hoi|phan hoi tu dong|thu tra loi tu dong|"
    r"thu tu dong|automatic reply|auto[- ]?reply|auto[- ]?response|"
    r"autoreply|out of (?:the )?office|auto(?:matic)?:|vang mat|thong bao vang mat|thong bao nghi(?! hoc| hop)|"
    r"ooo\b|dap ung tu dong|away)|"
    r".{0,40}\bauto-?acknowledge?ment)"
)
_ABSENT = re.compile(
    r"(?<!\w)(?:tham du lop|(?:lop|khoa) (?:boi duong|hoc|tap huan)|"
    r"tu (?:ngay )?\d{1,2}[/.]\d{1,2}.{0,20}den|vang mat|di vang|dang vang|vang (?:tu|den|khoi)|"
    r"nghi (?:phep|om|thai san|sinh|mat|le|"
    r"viec|che do|huu|bu|cuoi|den|tu|het|tet)|di cong tac|dang cong tac|cong tac (?:tai|o|nuoc ngoai|"
    r"dai ngay|tu|den)|chuyen cong tac|"
    r"di hoc|(?:di|du|lop|dot) tap huan|hoc tap trung|nuoc ngoai|nam vien|dieu tri|biet phai|"
    r"khong co mat|khong o (?:co quan|van phong)|du hoi nghi|"
    r"(?:tro lai|quay lai|di lam lai|co mat) (?:lam viec|co quan|tai|vao|ngay|tu)|"
    r"khi (?:toi )?(?:tro lai|ve|quay lai)|sau khi (?:toi )?(?:ve|tro lai|ket thuc)|"
    r"(?:toi|em|minh|chi|anh) (?:dang |xin |tam |duoc )*nghi(?! hoc)|"
    r"tham gia doan|di co so|di thuc te|di dia ban|tai co so|moi ve|"
    r"(?:den|toi) (?:het (?:ngay|tuan|thang|\d)|(?:ngay )?\d{1,2}[/.-]\d{1,2})|ooo\b|"
    r"khong con (?:cong tac|lam viec|su dung|dung|la)|thoi (?:cong tac|giu chuc)|xu ly thay|"
    r"trong thoi gian (?:nay|toi|vang|nghi|cong tac)|"
    r"out of (?:the )?office|on leave|on vacation|on holiday|annual leave|i(?:'m|"
    r" am) (?:currently )?away|away from|limited (?:e-?mail )?access|maternity|business trip|"
    r"will (?:be back|return)|no longer (?:work|with))"
)
_UNREAD = re.compile(
    r"(?:khong|it|chua|han che) (?:duoc |the |khi |co dieu kien )*(?:thuong xuyen )?(?:kiem tra|xem|"
    r"doc|theo doi|truy cap|mo) .{0,20}(?:thu|mail|thuong xuyen)|"
    r"khong (?:duoc )?kiem tra thuong xuyen|(?:se|chua the) (?:tra loi|phan hoi) (?:cham|muon|som)"
)
_ACKNOWLEDGES = re.compile(
    r"(?<!\w)(?:da (?:duoc )?(?:tiep nhan|nhan (?:duoc )?(?:thu|email|mail|y kien|yeu cau|phan anh|"
    r"van ban)|nhan duoc|ghi nhan|chuyen den|chuyen toi|dang ky|xu ly|dong lai|den hop thu)|"
    r"tiep nhan yeu cau|xac nhan (?:da )?(?:nhan|tiep nhan)|cam on .{0,40}(?:da )?(?:gui|lien he)|"
    r"ticket|ma (?:yeu cau|ho so|tiep nhan|phieu ho tro|ticket|don|tra cuu)|so (?:yeu cau|ho so|tiep nhan)|"
    r"yeu cau (?:so|cua|ho tro|moi)|se (?:duoc )?(?:phan hoi|tra loi|lien he|xu ly|giai quyet|xem xet|"
    r"xem va tra loi|kiem tra) .{0,60}(?:trong (?:vong|thoi gian|ngay|gio)|som nhat|gio|ngay lam viec|"
    r"\d)|trong vong \d+ (?:gio|ngay)|"
    r"(?:has been|was|been) (?:received|registered|created|logged|opened|assigned|closed|resolved)|"
    r"we (?:have )?received|thank you for (?:contacting|your (?:e-?mail|message|request))|acknowledg|"
    r"request (?:id|number|received)|case (?:id|number|#)|"
    r"van ban den|vao so|so den|chi (?:kiem tra|tiep nhan) (?:vao|luc|thu|phan anh|van ban)|"
    r"gio lam viec|khong (?:can )?tra loi (?:vao )?thu nay|vui long khong tra loi|do not reply|"
    r"muc do hai long|duoc .{0,30}(?:tong hop|chuyen) )"
)
_SYSTEM = re.compile(
    r"(?:(?:dung luong|hop thu|mailbox|quota).{0,60}(?:dat|da dung|vuot|gan day|sap day|day|exceeded|"
    r"full|warning|\d{2,3} ?%)|quota warning|canh bao dung luong|mat khau (?:cua ban )?(?:sap|"
    r"da) het han|password (?:will )?expir|"
    r"lich bao tri|bao tri he thong|scheduled maintenance|cap nhat phan mem|backup (?:job|completed)|"
    r"cron|undelivered digest|spam digest|quarantine (?:summary|digest|report)|thu bi cach ly|"
    r"dang nhap (?:moi|la)|security alert)"
)


def _declared(seen: _Seen) -> Automatic | None:
    sign = _declaration(seen)
    if sign is None:
        return None
    low = sign.lower()
    sure = not low.startswith(("return-path", "x-auto-response-suppress"))
    score = 0.97 if sure else 0.75
    if "read-receipt" in low or _RECEIPT_SUBJECT.match(seen.subject):
        return Automatic(Kind.READ_RECEIPT, sure, "auto.read-receipt", (sign,), score)
    if seen.mail.headers.get("list-unsubscribe") and not seen.answers:
        return Automatic(Kind.UNRELATED, sure, "auto.list", (sign,), score)
    said = f"{seen.subject} . {seen.text}"
    away, acknowledged = _words(_ABSENT, said), _words(_ACKNOWLEDGES, said)
    absent = bool(away) and _personal_absence(seen)
    if not seen.answers and not acknowledged and not absent and _SYSTEM.search(said):
        return Automatic(Kind.UNRELATED, sure, "auto.system-notice", (sign,), score)
    if absent or (away and len(away) >= len(acknowledged)):
        return Automatic(Kind.OUT_OF_OFFICE, sure, "auto.absence", (sign, *away[:2]), score)
    if "vacation" in low and not acknowledged and _SPEAKS_OF_HIMSELF.search(seen.text):
        return Automatic(Kind.OUT_OF_OFFICE, sure, "auto.vacation", (sign,), 0.8)
    if acknowledged:
        return Automatic(Kind.AUTO_ACK, sure, "auto.acknowledgement", (sign, *acknowledged[:2]), score)
    if _UNREAD.search(said):
        return Automatic(Kind.OUT_OF_OFFICE, sure, "auto.unread-mailbox", (sign,), 0.8)
    if seen.answers or "vacation" in low or "reply" in low or "auto-replied" in low:
        # An answer that speaks of no absence: an office's standing text.
        return Automatic(Kind.AUTO_ACK, sure, "auto.standing-text", (sign,), 0.7)
    return Automatic(Kind.UNRELATED, sure, "auto.other", (sign,), 0.7)


def _words(pattern: re.Pattern[str], text: str) -> list[str]:
    return list(dict.fromkeys(found.group(0)[:60] for found in _some(pattern, text)))


def _some(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for number, found in enumerate(pattern.finditer(text)):
        if number >= 20:
            return
        yield found


def _personal_absence(seen: _Seen) -> bool:
    """Somebody speaks of himself, or the subject says absence."""
    return re.match(
        r"(?:\[?(?:vang mat|out of|nghi|thong bao vang|thong bao nghi|ooo))", seen.subject
    ) is not None or (
        re.search(r"\b(?:toi|em|minh|i'm|i am|i will)\b", seen.text[:600]) is not None
        and _ABSENT.search(seen.text) is not None
    )


# ---------------------------------------------------------------- lists, newsletters, spam


def _list(seen: _Seen) -> Automatic | None:
    headers = seen.mail.headers
    if seen.answers:
        return None
    for name in (
        "list-unsubscribe",
        "list-id",
        "list-post",
        "feedback-id",
        "x-campaign",
        "x-mailchimp-campaign-id",
        "x-csa-complaints",
        "x-mc-user",
    ):
        if name in headers:
            return Automatic(
                Kind.UNRELATED, True, "list", (f"{name}: {(headers.get(name) or '')[:60]}",), 0.95
            )
    precedence = seen.header("precedence").lower()
    if precedence in ("bulk", "list", "junk"):
        return Automatic(Kind.UNRELATED, True, "list", (f"Precedence: {precedence}",), 0.9)
    return None


# ---------------------------------------------------------------- undeclared: guesses by words

_RECEIPT_SUBJECT = re.compile(
    r"(?:read-receipt|read receipt|read|da doc|chua doc|khong doc|not read|xac nhan da (?:doc|"
    r"nhan thu \()|chung nhan hoi bao|bien nhan(?: \(da (?:doc|xem|hien thi)\))|"
    r"thong bao thu da duoc gui thanh cong|return receipt|delivery receipt|bao nhan|xac nhan doc thu|"
    r"da xem|hoi bao|deleted|da xoa|displayed)\b.{0,20}?(?::| -|\()"
)
_RECEIPT_TEXT = Guarded(
    r"thu (?:cua ban )?.{0,80}da duoc (?:doc|hien thi|mo|xem)|was (?:read|displayed|"
    r"deleted without being read)|message was (?:read|displayed|opened)|da bi xoa ma (?:khong|"
    r"chua) (?:duoc )?doc|"
    r"xac nhan (?:da )?(?:doc|nhan thu) (?:nay )?chi|bien nhan nay chi|khong (?:co gi )?(?:dam|"
    r"bao) (?:bao|dam) rang nguoi nhan|hien thi thu duoc gui|dieu nay khong dam bao rang thu|"
    r"this (?:receipt|is a (?:return )?receipt)|no guarantee that the (?:message|recipient)|"
    r"xac nhan da nhan thu cho thu|su tra lai xac nhan|duoc hien thi tren may"
)


def _receipt_by_words(seen: _Seen) -> Automatic | None:
    """A receipt without a report part: its subject and its stock phrase together."""
    text = seen.text[:1500].replace("\n", " ")
    if _RECEIPT_TEXT.search(text) and (_RECEIPT_SUBJECT.match(seen.subject) or len(text) < 600):
        return Automatic(Kind.READ_RECEIPT, False, "receipt.words", (seen.subject[:80],), 0.85)
    return None


_MACHINE_TEXT = Guarded(
    r"day la (?:thu|email|mail|tin nhan|thong bao) (?:tra loi |phan hoi |duoc gui )?tu dong|(?:thu|"
    r"email|mail) (?:nay )?(?:la thu )?(?:duoc )?(?:gui|tao|tra loi|phan hoi) (?:mot cach )?tu dong|"
    r"thu tra loi tu dong|tra loi tu dong|phan hoi tu dong|this is an automat|automatically generated|"
    r"auto-?generated|automated (?:message|response|reply)|"
    r"vui long khong (?:tra loi|phan hoi|reply)(?: lai)? (?:vao )?(?:thu|email|mail) nay|please do not reply"
)
_NO_REPLY = re.compile(
    r"(?:no-?_?reply|do-?not-?reply|khong-?tra-?loi|noreply|mailer|notifications?|notify|newsletter|"
    r"thong-?bao|automail|postmaster|autoreply|alert|bounce|marketing|khuyenmai|news|bantin|system|"
    r"robot)[\w.+-]{0,30}@"
)
_BULK_TEXT = Guarded(
    r"bam vao day|click (?:vao day|here)|dang ky ngay|uu dai|khuyen mai|giam gia|hoc phi|mien phi|"
    r"chuyen khoan|trung thuong|xac minh (?:mat khau|tai khoan)|tai khoan .{0,40}(?:bi khoa|vo hieu)|"
    r"hoa don|invoice|payment due|webinar|"
    r"bao gia|dai ly|huy dang ky|unsubscribe|ban tin|newsletter|so bao|san pham|"
    r"dich vu (?:cua chung toi|ke toan|hosting)|quy khach|quy cong ty|lien he mua|\bvnd\b|000 ?d\b|"
    r"mat khau giai nen|lich bao tri|bao tri he thong|thong bao bao tri|"
    r"bitcoin|dau tu sinh loi|loi nhuan|vay von|chung khoan|dear (?:customer|user|sir)|domain renewal|"
    r"ho tro tim viec"
)


def _undeclared(seen: _Seen) -> Automatic | None:
    """No header says so: stock phrases of machines, addresses nobody reads, mass mail. Never sure."""
    said = f"{seen.subject} . {seen.text}"
    sender = _address(seen.header("from"))
    machine = _MACHINE_TEXT.search(seen.text[:1500])
    announced = machine or _AUTO_SUBJECT.match(seen.subject)
    if announced is not None:
        sign = announced.group(0)[:60]
        away, acknowledged = _words(_ABSENT, said), _words(_ACKNOWLEDGES, said)
        if _SYSTEM.search(said) and not away:
            return Automatic(Kind.UNRELATED, False, "auto.words.system", (sign,), 0.6)
        if away and (len(away) >= len(acknowledged) or _personal_absence(seen)):
            return Automatic(Kind.OUT_OF_OFFICE, False, "auto.words.absence", (sign, *away[:2]), 0.75)
        if acknowledged or machine:
            return Automatic(
                Kind.AUTO_ACK, False, "auto.words.acknowledgement", (sign, *acknowledged[:2]), 0.7
            )
        return Automatic(Kind.OUT_OF_OFFICE, False, "auto.words.absence", (sign,), 0.6)
    if sender and _NO_REPLY.match(sender):
        acknowledged = _words(_ACKNOWLEDGES, said)
        kind = Kind.AUTO_ACK if acknowledged and not _BULK_TEXT.search(said) else Kind.UNRELATED
        return Automatic(kind, False, "auto.no-reply-sender", (f"From: {sender.partition('@')[0]}@",), 0.75)
    if not seen.answers and _MACHINE_NOTICE.match(seen.text[:300]) and not _FIRST_PERSON.search(seen.text):
        return Automatic(Kind.AUTO_ACK, False, "auto.words.notice", (seen.text[:60],), 0.6)
    if seen.answers:
        return None
    mass = seen.header("x-spam-flag").lower() == "yes" or (
        _BULK_TEXT.search(said) is not None and not _FIRST_PERSON.search(seen.text)
    )
    if mass and not _SURVEY.search(seen.text):
        return Automatic(Kind.UNRELATED, False, "mass-mail", (seen.subject[:60],), 0.6)
    return None


_SURVEY = re.compile(r"\bphieu\b|khao sat|dieu tra|thu moi|don doc|mail cong vu|thu cong vu|hop thu cong vu")
_SPEAKS_OF_HIMSELF = re.compile(
    r"\b(?:(?:toi|em|minh) (?:dang|se|xin|tam|khong|di|nghi|da|vang|chua|hien|co|ban|moi|se)|i(?:'m| am| will)|my)\b"
)
_FIRST_PERSON = re.compile(r"\b(?:toi|em|minh|chung toi|i|my)\b")
_MACHINE_NOTICE = re.compile(
    r"\W{0,3}(?:\[[^\]]{0,30}\].{0,60}|.{0,40}(?:tin nhan|thu|email|yeu cau|van ban|"
    r"ho so)(?: cua (?:ban|ong/ba|quy vi))?)"
    r" da duoc (?:chuyen|gui|tiep nhan|ghi nhan|chuyen den|xu ly)"
)
