"""What people read, in Vietnamese and English: the one catalogue of the product's words.

Texts of letters and reports stand in `templates/`, advice in `config/rules/advice.toml`; here are the names of
statuses, reasons and events that terminal, reports and trails share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Language = str  # "vi" or "en"

_WORDS: Mapping[str, tuple[str, str]] = {
    # how an official stands
    "status.answered": ("đã trả lời", "answered"),
    "status.self_reported": ("tự báo đã trả lời", "says answered"),
    "status.on_leave": ("đang vắng mặt", "on leave"),
    "status.unreachable": ("không liên lạc được", "unreachable"),
    "status.open": ("chưa trả lời", "open"),
    # the three phases
    "stage.sending": ("gửi", "sending"),
    "stage.receiving": ("nhận", "receiving"),
    "stage.answering": ("trả lời", "answering"),
    # letters
    "letter.planned": ("đang chờ gửi", "waiting"),
    "letter.claimed": ("đang gửi", "being sent"),
    "letter.in_doubt": ("không rõ", "in doubt"),
    "letter.sent": ("đã chuyển máy chủ", "handed to the server"),
    "letter.failed": ("không gửi được", "failed"),
    "letter.skipped": ("không gửi", "skipped"),
    # plans, incidents, rounds
    "plan.draft": ("chờ duyệt", "waits for approval"),
    "plan.approved": ("đã duyệt", "approved"),
    "plan.voided": ("đã hủy", "voided"),
    "incident.open": ("mới", "open"),
    "incident.acknowledged": ("đang xử lý", "acknowledged"),
    "incident.resolved": ("đã khắc phục", "resolved"),
    # why somebody is left out
    "because.answered": ("đã có trong danh sách trả lời của Bộ", "stands in the ministry's list"),
    "because.self_reported": ("đã báo trả lời, chờ đối chiếu", "says answered, to be checked"),
    "because.claim_unverified": (
        "báo đã trả lời từ nơi chưa xác thực, chờ người xem",
        "a claim nobody can vouch for: a person must look",
    ),
    "because.unreachable": ("địa chỉ thư không nhận được", "the address is dead"),
    "because.address_suspended": ("địa chỉ thư tạm ngừng sử dụng", "the address is suspended"),
    "because.on_leave": ("đang vắng mặt theo thư tự động", "on leave"),
    "because.wrong_person": ("báo không phải đối tượng khảo sát", "says to be the wrong person"),
    "because.refused": ("từ chối trả lời", "refuses"),
    "because.exempt": ("được miễn", "exempt"),
    "because.question_open": ("đã hỏi, chưa được giải đáp", "asked something nobody has answered yet"),
    "because.error_open": ("đã báo lỗi kỹ thuật, chưa khắc phục", "reported an error that is still open"),
    "because.round_closed": ("đã hết hạn khảo sát", "the round has closed"),
    "because.gap": ("mới nhận thư, chưa đủ khoảng cách", "got a letter too recently"),
    "because.limit_reached": ("đã nhận đủ số thư tối đa", "has had the most letters allowed"),
    "because.level_already_sent": ("đã nhận thư của đợt này", "has had this level"),
    "because.wave_closed": ("đợt nhắc đã kết thúc", "the wave is over"),
    "because.never_confirmed": ("không rõ đã gửi hay chưa khi đợt kết thúc", "in doubt when the wave closed"),
    "because.no_capacity": ("vượt công suất của khung giờ gửi", "more than the window can carry"),
    "because.due": ("đến hạn nhắc", "due"),
    # who acts
    "owner.unit": ("đơn vị", "the unit"),
    "owner.home-affairs": ("Sở Nội vụ", "Department of Home Affairs"),
    "owner.it": ("quản trị thư của tỉnh", "the province's mail administrators"),
    "owner.it-remote": ("quản trị máy chủ nhận", "administrators of the receiving server"),
    "owner.ministry": ("Bộ Nội vụ", "the ministry"),
    "owner.nobody": ("chưa cần xử lý", "nobody yet"),
    "owner.person": ("cần người xem", "a person must look"),
    # what happened: the trail of `maild why`
    "event.round.created": ("tạo đợt khảo sát", "round created"),
    "event.round.approved": ("phê duyệt đợt khảo sát", "round approved"),
    "event.round.opened": ("mở đợt khảo sát", "round opened"),
    "event.round.closed": ("đóng đợt khảo sát", "round closed"),
    "event.roster.imported": ("nhập danh sách đối tượng", "roster imported"),
    "event.respondent.listed": ("đưa vào danh sách đối tượng", "listed"),
    "event.respondent.invited": ("Bộ gửi thư mời", "invited by the ministry"),
    "event.respondent.answered": ("có trong danh sách đã trả lời của Bộ", "in the ministry's list of answers"),
    "event.respondent.self_reported": ("trả lời thư: báo đã hoàn thành", "wrote: done"),
    "event.respondent.claim_held": (
        "có thư báo đã hoàn thành nhưng chưa xác thực được",
        "a mail claims: done, unverified",
    ),
    "event.respondent.on_leave": ("vắng mặt đến ngày {until}", "on leave until {until}"),
    "event.respondent.back": ("đã trở lại", "back"),
    "event.respondent.error_reported": ("báo lỗi kỹ thuật", "reported a technical error"),
    "event.respondent.wrong_person": ("báo không phải đối tượng", "says: wrong person"),
    "event.respondent.contact_proposed": ("đề nghị dùng địa chỉ khác", "proposes another address"),
    "event.respondent.question_asked": ("có câu hỏi", "asked a question"),
    "event.respondent.refused": ("từ chối trả lời", "refused"),
    "event.respondent.delegated": ("chuyển người khác trả lời", "handed it to somebody else"),
    "event.respondent.reached": ("có dấu hiệu đã nhận thư", "sign of life"),
    "event.respondent.corrected": ("được điều chỉnh", "corrected by a person"),
    "event.list.staged": ("nhận danh sách của Bộ", "ministry's list staged"),
    "event.list.applied": ("áp dụng danh sách của Bộ", "ministry's list applied"),
    "event.mail.received": ("nhận thư: {kind}", "mail received: {kind}"),
    "event.mail.quarantined": ("thư không đọc được, đã cách ly", "mail quarantined"),
    "event.bounce.unverified": ("thư báo lỗi chưa xác thực, không tính", "unverified bounce, without effect"),
    "event.address.soft_bounced": ("lỗi tạm thời ở địa chỉ ({reason})", "soft bounce ({reason})"),
    "event.address.suspended": ("ngừng gửi tới địa chỉ ({reason})", "address suspended ({reason})"),
    "event.address.restored": ("địa chỉ hoạt động trở lại", "address restored"),
    "event.plan.drafted": ("lập kế hoạch gửi", "plan drafted"),
    "event.plan.approved": ("duyệt kế hoạch gửi", "plan approved"),
    "event.plan.voided": ("hủy kế hoạch gửi", "plan voided"),
    "event.letter.planned": ("R{level}: đưa vào hàng đợi", "R{level}: planned"),
    "event.letter.claimed": ("R{level}: bắt đầu gửi", "R{level}: claimed"),
    "event.letter.released": ("R{level}: trả lại hàng đợi", "R{level}: released"),
    "event.letter.deferred": ("R{level}: máy chủ hẹn gửi lại", "R{level}: deferred"),
    "event.letter.in_doubt": ("R{level}: đã phát lệnh gửi", "R{level}: intent recorded"),
    "event.letter.sent": ("R{level}: đã chuyển máy chủ", "R{level}: handed to the server"),
    "event.letter.failed": ("R{level}: không gửi được", "R{level}: failed"),
    "event.letter.skipped": ("R{level}: không gửi, {because}", "R{level}: skipped, {because}"),
    "event.letter.bounced": ("R{level}: bị trả lại", "R{level}: bounced"),
    "event.letter.delayed": ("R{level}: máy chủ báo chậm", "R{level}: delayed"),
    "event.letter.delivered": ("R{level}: đã đến (có báo nhận)", "R{level}: delivered"),
    "event.sending.paused": ("tạm dừng gửi", "sending paused"),
    "event.sending.resumed": ("gửi trở lại", "sending resumed"),
    "event.breaker.tripped": ("tự ngắt gửi vì nhiều lỗi", "breaker tripped"),
    "event.breaker.reset": ("đặt lại bộ tự ngắt", "breaker reset"),
    "event.incident.opened": ("mở sự cố", "incident opened"),
    "event.incident.joined": ("ghi thêm vào sự cố", "joined an incident"),
    "event.incident.acknowledged": ("tiếp nhận sự cố", "incident acknowledged"),
    "event.incident.resolved": ("khắc phục sự cố", "incident resolved"),
    "event.incident.reopened": ("sự cố tái diễn", "incident reopened"),
    "event.mailbox.resynced": ("đọc lại hộp thư", "mailbox read again"),
    "event.account.stopped": ("dừng tài khoản vì bị từ chối đăng nhập", "account stopped"),
    "event.account.unlocked": ("mở lại tài khoản", "account unlocked"),
    # kinds of mail
    "kind.bounce": ("thư bị trả lại", "bounce"),
    "kind.delayed": ("báo chậm", "delay warning"),
    "kind.feedback": ("báo thư rác", "feedback report"),
    "kind.out-of-office": ("báo vắng mặt", "absence notice"),
    "kind.auto-ack": ("tự động xác nhận", "automatic acknowledgement"),
    "kind.delivered": ("báo đã đến", "delivery receipt"),
    "kind.read-receipt": ("báo đã đọc", "read receipt"),
    "kind.own-copy": ("thư của chính mình", "own copy"),
    "kind.unrelated": ("không liên quan", "unrelated"),
    "kind.unreadable": ("không đọc được", "unreadable"),
    "kind.completed": ("báo đã trả lời", "says answered"),
    "kind.tech-sending": ("lỗi khi gửi", "error: sending"),
    "kind.tech-receiving": ("lỗi khi nhận", "error: receiving"),
    "kind.tech-answering": ("lỗi khi trả lời", "error: answering"),
    "kind.wrong-person": ("không đúng đối tượng", "wrong person"),
    "kind.contact-change": ("đổi địa chỉ", "contact change"),
    "kind.question": ("câu hỏi", "question"),
    "kind.refusal": ("từ chối", "refusal"),
    "kind.delegation": ("ủy quyền", "delegation"),
}


def say(word: str, language: Language = "vi", **facts: Any) -> str:
    """The catalogue's text with `facts` filled in; an unknown word is shown as it is, so nothing is hidden."""
    texts = _WORDS.get(word)
    if texts is None:
        return word.partition(".")[2] or word
    return texts[language == "en"].format_map(_Lenient(facts))


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
