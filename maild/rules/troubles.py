"""What an official reports to be broken: its reason and code, from the phase and his words.

The reasons are names that the advice table knows. The reader's hint (the sender's own terms) is asked first, then all
his words; what says nothing gives the phase's usual reason.
"""

from __future__ import annotations

import re
import unicodedata

from maild.model import Reason, Stage

SURVEY = "survey"  # where an error in answering lies: the ministry's survey, whoever reports it

# Words are folded: lower case, no accents. Earlier rows win.
_TABLE: dict[Stage, tuple[tuple[str, str], ...]] = {
    Stage.SENDING: (
        (r"canh bao.{0,40}gia mao|khong xac minh duoc nguoi gui|spoof|phishing", "invitation-suspected"),
        (
            r"sai (?:ho )?ten|ten (?:cua )?(?:dong chi|nguoi|dc|ong|ba) khac|khong phai ten",
            "invitation-misaddressed",
        ),
        (
            r"giong (?:het )?nhau|\btrung nhau\b|thu trung|nhieu thu moi|gui (?:hai|2) lan|duplicate",
            "invitation-doubled",
        ),
        (
            r"(?:link|lien ket|duong dan|tep|file|attachment)\b.{0,60}\bbi (?:xoa|cat|chan|go|ngat)"
            r"|da (?:xoa|go) (?:bo )?(?:tep|file)|loai bo|ngat dong|ngat lam|mat (?:link|duong dan)"
            r"|stripped|removed|\[url",
            "invitation-stripped",
        ),
        (
            r"(?:chua|khong|ko|k|never|not) (?:he )?(?:nhan|co|thay|received?|get|got)\b"
            r".{0,40}\b(?:thu|mail|ma|link|gi|invit)|chua (?:nhan|co)\b|never (?:the|received|got)",
            "invitation-not-received",
        ),
        (r"\bspam\b|\bjunk\b|thu rac|quang cao", "invitation-in-spam"),
        (
            r"(?:den|nhan|vao hop thu).{0,20}(?:muon|cham|tre|sau han)|de ngay.{0,40}moi|\blate\b|sau han",
            "invitation-late",
        ),
    ),
    Stage.RECEIVING: (
        (
            r"\b(?:hop thu|mail|email|mailbox|tai khoan|dung luong|quota)\b.{0,60}"
            r"\b(?:day|full|over quota|het dung luong|\d+%)|\bquota\b|(?:day|het|con \d+%|them) dung luong"
            r"|\bday\b.{0,20}\bdung luong",
            Reason.MAILBOX_FULL.value,
        ),
        (
            r"(?:hop thu|tai khoan|mail|account|mailbox).{0,40}\b(?:khoa|lock|locked|disabled)\b",
            Reason.SUSPEND.value,
        ),
        (r"mat khau|dang nhap|password|login", "mailbox-login"),
        (r"chua (?:duoc )?(?:cap|co|tao) (?:hop thu|mail|email|tai khoan)", "mailbox-missing"),
        (
            r"may chu (?:thu|mail).{0,60}(?:ngung|hong|loi|sap|khong hoat dong)|mat ket noi|duong truyen"
            r"|toan bo hop thu|0x800ccc|mail server|khong tai ve duoc",
            "mail-server-down",
        ),
        (r"bo loc thu|tu chuyen (?:moi )?thu|thu muc khac", "invitation-misfiled"),
    ),
    Stage.ANSWERING: (
        (
            r"\b(?:4g|3g|5g|wifi|mang (?:khac|o nha|ngoai)|dien thoai)\b"
            r".{0,30}(?:vao duoc|mo duoc|van duoc|binh thuong)"
            r"|mang (?:truyen so lieu|noi bo|co quan).{0,40}(?:chan|khong)",
            "survey-blocked-here",
        ),
        (r"\botp\b", "survey-otp-missing"),
        (
            r"phien lam viec|session|mat (?:sach|het)? ?(?:moi )?(?:du lieu|cau tra loi)|tra loi mat",
            "survey-session-lost",
        ),
        (
            r"ngoai thoi gian|khao sat da (?:dong|ket thuc)|da (?:dong|ket thuc) khao sat|survey (?:is )?closed",
            "survey-closed",
        ),
        (
            r"\bma\b(?: \w+){0,4} (?:khong|sai|het|bao|da|bi|loi|chi)\b|\bma\b.{0,60}\bky tu\b|khong hop le"
            r"|het hieu luc|access code|\bcode\b.{0,30}(?:reject|invalid|expired)|(?:invalid|expired) code",
            "survey-code-refused",
        ),
        (r"tai khoan.{0,20}khoa|dang nhap|log ?in\b|usb token|chung thu so", "survey-login-refused"),
        (
            r"sai (?:nhom|doi tuong|phieu|mau)|phieu (?:cua|danh cho) (?:nguoi khac|nguoi dan|doanh nghiep|nhom)"
            r"|wrong form",
            "survey-wrong-form",
        ),
        (
            r"(?:da (?:nop|gui)|trang thai).{0,60}chua (?:hoan th|nop|gui)|bao chua (?:hoan th|nop|gui)",
            "survey-status-wrong",
        ),
        (
            r"khong (?:gui|nop|luu|ghi)\b.{0,12}(?:duoc|du lieu)|(?:nut|bam) (?:gui|nop|luu|hoan thanh)"
            r"|\bbam\b.{0,20}(?:gui|nop|luu|hoan thanh).{0,40}(?:khong|loi|bao|quay)|submit|e-\d{3,5}",
            "survey-submit-failed",
        ),
        (r"cert_|chung thu|khong rieng tu|not private|certificate", "survey-certificate"),
        (r"trinh duyet|windows 7|cookie|browser|internet explorer|captcha", "survey-browser"),
        (
            r"\bcau \d+.{0,60}(?:khong (?:chon|tich|bam)|loi)|nut tiep tuc|khong (?:chon|tich|bam) (?:duoc|tiep)"
            r"|sai dinh dang|xem lai|font|o vuong|loi chu",
            "survey-form-fault",
        ),
        (
            r"timed? ?out|khong (?:vao|mo|truy cap|tai)(?: \w+){0,2} duoc|quay (?:vong|quay|hoai)|\bcham\b"
            r"|\btreo\b|loi ket noi|(?:link|duong dan).{0,20}(?:hong|loi|chet|khong)|trang trang|sang trang|k vo d",
            "survey-unreachable",
        ),
    ),
}
_COMPILED = {
    stage: tuple((re.compile(pattern), reason) for pattern, reason in rows) for stage, rows in _TABLE.items()
}
_USUAL = {
    Stage.SENDING: "invitation-not-received",
    Stage.RECEIVING: "invitation-unreadable",
    Stage.ANSWERING: "survey-page-error",
}
_HTTP = re.compile(r"(?<![\d.,])([45]\d\d)(?![\d.,]?\d)(?!\s*(?:phiếu|người|thư|câu|mb|kb))", re.IGNORECASE)
_HTTP_WORDS = re.compile(
    r"\bhttp\b|\bloi (?:http )?[45]\d\d\b|[45]\d\d (?:internal|service|not found|forbidden|bad)"
)
_VENDOR = re.compile(r"\b(E-?\d{3,5})\b")
_REMOVED = re.compile(
    r"(?:link|lien ket|duong dan|url)\b.{0,40}\bbi (?:go bo|xoa|loc bo|chan boi|thay the boi)"
)
REASONS = tuple(
    dict.fromkeys([*(reason for rows in _TABLE.values() for _, reason in rows), *_USUAL.values()])
)


def phase_of(stage: Stage, words: str) -> Stage:
    """The phase of what somebody reports: a link that was taken out on the way cannot be opened, but was lost in
    sending."""
    return Stage.SENDING if stage is Stage.ANSWERING and _REMOVED.search(_folded(words)) else stage


def reason_of(stage: Stage, hint: str | None, words: str = "") -> str:
    """The reason of an error in `stage`, from the reader's hint, else from the writer's own words."""
    for said in (_folded(hint or ""), _folded(words)):
        if stage is Stage.ANSWERING and _status(said):
            return _USUAL[stage]  # the page itself answered with an error
        for pattern, reason in _COMPILED[stage]:
            if pattern.search(said):
                return reason
    return _USUAL[stage]


def code_of(stage: Stage, hint: str | None, words: str = "") -> str:
    """The HTTP status, or the page's own error number, that somebody saw; "" when there is none."""
    if stage is not Stage.ANSWERING:
        return ""
    for said in (hint or "", words):
        status = _status(_folded(said))
        if status:
            return status
        vendor = _VENDOR.search(said)
        if vendor:
            return vendor.group(1)
    return ""


def _status(said: str) -> str:
    if not _HTTP_WORDS.search(said):
        return ""
    found = _HTTP.search(said)
    return found.group(1) if found else ""


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
