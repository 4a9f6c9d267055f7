"""Notices of systems we do not know: words that only a failed delivery uses, in several languages."""

from __future__ import annotations

import re

from maild.decode.dialects.notice import (
    Dialect,
    Notice,
    action_of,
    addresses_in,
    from_headers,
    read_by_cues,
)
from maild.decode.dsn import tidy_address
from maild.decode.reasons import find_reason
from maild.decode.recipients import Finding
from maild.decode.status import best_status, reply_code
from maild.model import Reason

_CUES = (
    "here is your list of failed recipients",
    "did not receive a copy of your message:",
    "the following recipients did not receive your message:",
    "intended recipient:",
    "undeliverable address:",
    "addressed to '",
    "following recipient(s) could not be reached",
    "was not delivered to the following:",
    "could not be delivered to the following address:",
    "could not be delivered to the following addresses:",
    "undeliverable to the following address",
    "收件人邮件地址：",
    "收件人：",
    "无法发送到",
    "не удалось доставить следующим получателям:",
    "nicht zugestellt werden:",
    "nicht erreicht:",
    "destinatarios siguientes:",
    "destinataires suivants :",
    "returned permanent errors:",
    "returned temporary errors:",
    "delivery of email to this address",
    "duplicated message-id in",
    "could not be delivered to the following user:",
    "could not be delivered to:",
    "could not be delivered to",
    "cannot be delivered to the following address(es):",
    "cannot be delivered to",
    "not be delivered to the following user:",
    "following recipients failed.",
    "following recipients failed permanently:",
    "following recipients failed",
    "recipients failed:",
    "failed addresses follow:",
    "failed recipients",
    "did not receive this message:",
    "not delivered to the following addresses:",
    "not delivered to the following address:",
    "error description:",
    "mailbox is full:",
    "unable to deliver your message to",
    "unable to deliver the message to",
    "unable to deliver to",
    "undeliverable to",
    "delivery failed to",
    "failed to deliver to",
    "n'a pas pu etre delivre a",
    "n'a pas pu être délivré à",
    "no pudo ser entregado a",
    "gửi được đến",
    "gửi được tới",
    "gui duoc den",
    "gui duoc toi",
    "gui thu den",
    "gui duoc thu den",
    "không gửi được đến",
    "không gửi được tới",
    "không thể gửi đến",
    "không thể gửi tới",
    "không thể chuyển đến",
    "không thể chuyển tới",
    "không thể gửi thư đến",
    "không thể gửi thư tới",
    "không thể gửi thư của bạn đến",
    "không thể gửi thư của bạn tới",
    "không gửi được thư đến",
    "không gửi được thư tới",
    "thư của bạn gửi đến",
    "thư của bạn gửi tới",
    "thư gửi đến",
    "thư gửi tới",
    "gửi đến địa chỉ",
    "gửi tới địa chỉ",
    "thu cua ban gui den",
    "thu cua ban gui toi",
    "thu gui den",
    "thu gui toi",
    "gui den dia chi",
    "gui toi dia chi",
    "gửi không thành công đến",
    "gửi không thành công tới",
    "đến các địa chỉ sau:",
    "tới các địa chỉ sau:",
    "người nhận sau:",
    "địa chỉ sau:",
)
_SIGNS = (
    "failed recipients",
    "did not receive a copy of your message",
    "message was undeliverable",
    "unable to be delivered",
    "delivery error",
    "delivery notification",
    "delivery problem",
    "mail error",
    "message bounced",
    "failed to deliver",
    "failed to send",
    "could not be sent",
    "was rejected",
    "was automatically rejected",
    "returned message",
    "nondeliverable",
    "non-deliverable",
    "not deliverable",
    "退信",
    "退回",
    "无法投递",
    "投递失败",
    "не удалось доставить",
    "недоставленное сообщение",
    "unzustellbar",
    "nicht zugestellt",
    "zustellung",
    "no se pudo entregar",
    "no se ha podido entregar",
    "non remis",
    "échec de la remise",
    "impossibile recapitare",
    "não foi possível entregar",
    "onbestelbaar",
    "kohaletoimetamine",
    "niedostarczon",
    "teslim edilemedi",
    "không đến được",
    "không nhận được thư",
    "bị từ chối",
    "delivery of email to this address",
    "error sending your mail",
    "trouble delivering your message",
    "mail delivery warning",
    "could not be delivered",
    "cannot be delivered",
    "couldn't be delivered",
    "can't be delivered",
    "not be delivered",
    "could not deliver",
    "unable to deliver",
    "wasn't able to deliver",
    "was not delivered",
    "not been delivered",
    "not delivered",
    "undeliverable",
    "undelivered",
    "non-delivery report",
    "delivery failure",
    "delivery has failed",
    "delivery failed",
    "delivery status notification",
    "failed recipients",
    "failed addresses",
    "mail delivery failed",
    "mail delivery problem",
    "returned mail",
    "returned to sender",
    "mail system error",
    "following recipients failed",
    "did not reach the following",
    "error was detected while processing the enclosed message",
    "mailbox is full",
    "cannot receive your message",
    "can't receive your message",
    "not receive your message",
    "unable to receive your message",
    "user's mailbox is full",
    "account is disabled",
    "was rejected by a remote",
    "no such user",
    "user unknown",
    "non remis",
    "n'a pas pu etre delivre",
    "n'a pas pu être délivré",
    "no pudo ser entregado",
    "nao pode ser enviada",
    "não pôde ser entregue",
    "konnte nicht zugestellt werden",
    "не может быть доставлено",
    "не доставлено",
    "配信できませんでした",
    "送信できませんでした",
    "không gửi được",
    "không thể gửi",
    "không thể chuyển",
    "không chuyển được",
    "gửi không thành công",
    "gửi thư không thành công",
    "gửi thư thất bại",
    "thư bị trả lại",
    "thư trả lại",
    "thông báo về trạng thái gửi",
    "thông báo nảy về",
    "chưa gửi được",
    "chưa chuyển được",
    "không tìm thấy địa chỉ",
    "hộp thư đã đầy",
    "chua gui duoc",
    "khong the gui",
    "khong chuyen duoc",
    "khong the chuyen",
    "tra lai thu",
    "thu tra lai",
    "khong gui duoc",
    "gui khong thanh cong",
    "thu bi tra lai",
    "không thành công",
    "khong thanh cong",
    "thất bại",
    "that bai",
    "trì hoãn",
    "tri hoan",
    "bị chặn",
    "bi chan",
    "chặn lại",
    "bị trả lại",
    "bi tra lai",
    "bị trả về",
    "bi tra ve",
    "không được chuyển",
    "khong duoc chuyen",
    "khong den duoc",
    "không phát được",
    "khong phat duoc",
    "không phân phối được",
    "không thể phân phối",
    "khong the phan phoi",
    "không giao được",
    "lỗi gửi",
    "loi gui",
    "không được chấp nhận",
    "khong duoc chap nhan",
    "bị hủy",
    "bi huy",
)

# Sentences that only a notice begins with, whoever signs it.
_STRONG = (
    "--- non-delivery report ---",
    "could not be delivered to the following user",
    "votre message n'a pas pu etre delivre",
    "votre message n'a pas pu être délivré",
    "your message could not be delivered to",
    "duplicated message-id in",
    "trouble delivering your message",
    "an error occurred while trying to deliver the mail to the following recipients",
)


def begins_like_a_notice(notice: Notice) -> bool:
    """Whether a sentence that only notices hold stands at the very beginning."""
    return any(sign in notice.low[:400] for sign in _STRONG)


def _strong(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    return read_by_cues(notice, dialect) if begins_like_a_notice(notice) else ()


# Addresses that a notice names beside the failed one: whom to ask, who wrote.
_HELPERS = re.compile(
    r"^(?:post_?master|webmaster|mailer-daemon|abuse|support|help|help-?desk|service-?desk|admin|administrator|info"
    r"|no-?reply|ho-?tro|hotrokythuat|quan-?tri|lien-?he)@"
)
_ASKS = re.compile(
    r"(?:contact|reply to|write to|send (?:an? )?(?:e-?mail|mail|message) to|assistance|questions?|help|from|"
    r"sender|von|de|от|liên hệ|hỗ trợ|quản trị|người gửi|"
    # where the failed one has gone to
    r"moved to|changed to|new address|address is now|instead|please use|please try|chuyển sang|đổi sang|đổi thành|"
    r"địa chỉ mới)"
    r"\W{0,6}$"
)


def _read(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """By cues; else the one address in the text that is neither ours nor a helper's."""
    found = read_by_cues(notice, dialect)
    if found and not found[0].evidence[0].startswith("To: "):
        return tuple(one for one in found if not _HELPERS.match(one.address.lower())) or found
    candidates: dict[str, Finding] = {}
    action = action_of(notice)
    ours = {name.lower() for name in notice.our_addresses}
    for spot in addresses_in(notice.text):
        address = tidy_address(spot.group(0))
        low = address.lower()
        before = notice.low[max(0, spot.start() - 24) : spot.start()]
        if low in ours or _HELPERS.match(low) or _ASKS.search(before):
            continue
        candidates.setdefault(
            low, Finding(address, action, notice.text[:2000], evidence=(spot.line,), context=notice)
        )
        if len(candidates) > 1:
            break
    mailed = (found[0].address.lower(),) if found else ()
    for low, candidate in candidates.items():
        if low in mailed:
            return (candidate,)
    return tuple(candidates.values()) if len(candidates) == 1 else found


def _by_reason(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """A few words of a mail system about an address, with a reason why nobody gets mail there.

    The header must say twice that a mail system wrote them: absences have no
    envelope sender either, and postmasters write letters.
    """
    if not notice.named or not (notice.null_sender or "daemon" in notice.sender):
        return ()
    text = notice.text[:4000]
    reason = find_reason(text, best_status(None, text), reply_code(text), guess=False)
    if reason in (Reason.UNDEFINED, Reason.ON_HOLD):
        return ()
    found = _read(notice, dialect)
    return found if len(found) <= _FEW else ()


_FEW = 3  # a longer list of addresses is a digest or a report


def _failed(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    """X-Failed-Recipients says enough, whatever the text says."""
    return from_headers(notice, action_of(notice)) if notice.failed else ()


DIALECTS = (
    Dialect(name="free-text", signs=_SIGNS, cues=_CUES, where="any", daemon_only=True, reader=_read),
    Dialect(name="failed-recipients", signs=("",), daemon_only=True, reader=_failed),
    Dialect(name="free-text-reason", signs=("",), daemon_only=True, weak=True, reader=_by_reason),
    Dialect(name="free-text-unsigned", signs=_STRONG, cues=_CUES, reader=_strong),
)
