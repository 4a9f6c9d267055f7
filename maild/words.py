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
    "because.no_answer": ("chưa trả lời", "no answer yet"),
    "because.late_starter": ("vào danh sách sau, nhận thư đầu tiên", "joined late: gets a first letter"),
    "because.address_changed": ("địa chỉ đã thay đổi", "the address has changed"),
    # who acts
    "owner.unit": ("đơn vị", "the unit"),
    "owner.home-affairs": ("Sở Nội vụ", "Department of Home Affairs"),
    "owner.it": ("quản trị thư của tỉnh", "the province's mail administrators"),
    "owner.it-remote": ("quản trị máy chủ nhận", "administrators of the receiving server"),
    "owner.ministry": ("Bộ Nội vụ", "the ministry"),
    "owner.nobody": ("chưa cần xử lý", "nobody yet"),
    "owner.person": ("cần người xem", "a person must look"),
    # why something fails: the names of the field's reasons and of other faults
    "reason.user-unknown": ("địa chỉ không tồn tại", "no such address"),
    "reason.has-moved": ("đã đổi địa chỉ", "has moved"),
    "reason.host-unknown": ("tên miền không tồn tại", "no such domain"),
    "reason.not-accept": ("tên miền không nhận thư", "the domain takes no mail"),
    "reason.suspend": ("hộp thư bị khóa hoặc ngừng dùng", "mailbox locked or disabled"),
    "reason.mailbox-full": ("hộp thư đầy", "mailbox full"),
    "reason.filtered": ("bị bộ lọc của người nhận chặn", "filtered by the recipient"),
    "reason.rejected": ("máy chủ từ chối người gửi", "sender rejected"),
    "reason.policy-violation": ("bị chặn theo chính sách", "blocked by policy"),
    "reason.blocked": ("máy chủ gửi bị chặn", "our server is blocked"),
    "reason.bad-reputation": ("uy tín máy chủ gửi thấp", "bad reputation"),
    "reason.auth-failure": ("không xác thực được bên gửi (SPF, DKIM, DMARC)", "sender not authenticated"),
    "reason.require-ptr": ("máy chủ gửi thiếu bản ghi PTR", "PTR record missing"),
    "reason.security-error": ("lỗi bảo mật kết nối", "security error"),
    "reason.no-relaying": ("máy chủ không chuyển tiếp", "relaying denied"),
    "reason.failed-starttls": ("không mã hóa được kết nối", "STARTTLS failed"),
    "reason.spam-detected": ("bị coi là thư rác", "taken for spam"),
    "reason.content-error": ("nội dung bị từ chối", "content refused"),
    "reason.virus-detected": ("bị coi là có mã độc", "taken for a virus"),
    "reason.not-compliant-rfc": ("thư sai chuẩn", "not compliant"),
    "reason.mesg-too-big": ("thư quá lớn", "message too big"),
    "reason.rate-limited": ("vượt giới hạn gửi", "rate limited"),
    "reason.greylisted": ("tạm hoãn (greylisting)", "greylisted"),
    "reason.expired": ("hết hạn gửi lại", "given up after retries"),
    "reason.network-error": ("không kết nối được máy chủ nhận", "cannot connect"),
    "reason.system-error": ("máy chủ nhận gặp lỗi", "error of the receiving server"),
    "reason.system-full": ("máy chủ nhận hết chỗ", "receiving server is full"),
    "reason.mailer-error": ("chương trình nhận thư gặp lỗi", "error of the mail program"),
    "reason.syntax-error": ("lỗi giao thức", "protocol error"),
    "reason.on-hold": ("chưa xác định", "not decided"),
    "reason.undefined": ("chưa rõ nguyên nhân", "unknown"),
    "reason.imap-login-refused": ("hộp thư từ chối đăng nhập", "IMAP login refused"),
    "reason.imap-unreachable": ("không đọc được hộp thư", "mailbox unreachable"),
    "reason.mailbox-resynced": ("máy chủ đánh số lại hộp thư", "mailbox renumbered"),
    "reason.mail-quarantined": ("thư bị cách ly", "mail quarantined"),
    "reason.invitation-unreadable": ("thư mời không đọc được", "invitation unreadable"),
    "reason.invitation-stripped": ("thư mời mất đường dẫn hoặc tệp", "invitation stripped"),
    "reason.smtp-login-refused": ("máy chủ gửi từ chối đăng nhập", "SMTP login refused"),
    "reason.smtp-refused": ("máy chủ gửi từ chối", "SMTP refused"),
    "reason.survey-page-error": ("trang khảo sát báo lỗi", "survey page fails"),
    "reason.survey-code-refused": ("mã phiếu bị từ chối", "survey code refused"),
    "reason.invitation-not-received": ("chưa nhận được thư mời", "invitation not received"),
    "reason.invitation-in-spam": ("thư mời vào thư rác", "invitation in spam"),
    "reason.list-stale": ("danh sách của Bộ đã cũ", "ministry's list is old"),
    "reason.unverified-bounce": ("thư báo lỗi chưa xác thực", "unverified bounces"),
    "reason.letters-in-doubt": ("thư không rõ đã gửi hay chưa", "letters in doubt"),
    "reason.breaker-tripped": ("bộ tự ngắt đã ngắt", "breaker tripped"),
    # what happened: the trail of `maild why`
    "event.round.created": ("tạo đợt khảo sát", "round created"),
    "event.round.approved": ("phê duyệt đợt khảo sát", "round approved"),
    "event.round.opened": ("mở đợt khảo sát", "round opened"),
    "event.round.closed": ("đóng đợt khảo sát", "round closed"),
    "event.roster.imported": ("nhập danh sách đối tượng", "roster imported"),
    "event.respondent.listed": ("đưa vào danh sách đối tượng", "listed"),
    "event.respondent.invited": ("Bộ gửi thư mời", "invited by the ministry"),
    "event.respondent.answered": (
        "có trong danh sách đã trả lời của Bộ",
        "in the ministry's list of answers",
    ),
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
    # what is refused, and what to do about it
    "refused.deadline_first": (
        "hạn {deadline} không sau ngày mời {invited_on}; kiểm tra --deadline và --invited",
        "the deadline {deadline} is not after the invitation of {invited_on}: check --deadline and --invited",
    ),
    "refused.round_exists": (
        "đã có đợt khảo sát {code}; xem bằng `maild round list`",
        "round {code} exists already: see `maild round list`",
    ),
    "refused.round_empty": (
        "đợt khảo sát {code} chưa có đối tượng; nhập bằng `maild roster import TỆP --round {code}`",
        "round {code} has no respondents: `maild roster import FILE --round {code}`",
    ),
    "refused.no_round": (
        "không có đợt khảo sát {code}; xem bằng `maild round list`, tạo bằng `maild round create`",
        "there is no round {code}: see `maild round list`, make one with `maild round create`",
    ),
    "refused.round_state": (
        "đợt khảo sát {code} đang ở trạng thái {state}, không phải {wanted}",
        "round {code} is {state}, not {wanted}",
    ),
    "refused.roster_closed": (
        "đợt khảo sát {code} đang ở trạng thái {state}, không thể nhập lại cả danh sách",
        "round {code} is {state}: its roster can no longer be imported as a whole",
    ),
    "refused.list_ahead": (
        "danh sách ghi thời điểm {as_of}, sau thời điểm hiện tại; kiểm tra ngày giờ số liệu",
        "the list says it is of {as_of}, which lies ahead: check its date",
    ),
    "refused.no_as_of": (
        '{file} không ghi thời điểm số liệu; nêu rõ bằng --as-of "2026-11-16 07:30"',
        '{file} does not say of which time it is: give it with --as-of "2026-11-16 07:30"',
    ),
    "refused.no_list": ("không có danh sách {list_id}", "there is no list {list_id}"),
    "refused.list_applied": (
        "danh sách {list_id} đã được áp dụng trước đó",
        "list {list_id} has been applied before",
    ),
    "refused.no_plan": (
        "không có kế hoạch gửi {plan_id}; xem bằng `maild remind plan`",
        "there is no plan {plan_id}: `maild remind plan` lists them",
    ),
    "refused.plan_state": (
        "kế hoạch gửi {plan_id} đã ở trạng thái {state}",
        "plan {plan_id} is {state} already",
    ),
    "refused.account_runs": (
        "tài khoản {account} không bị dừng",
        "account {account} is not stopped",
    ),
    "refused.no_incident": (
        "không có sự cố {number}; xem bằng `maild incident list`",
        "there is no incident {number}: `maild incident list`",
    ),
    "refused.incident_resolved": (
        "sự cố {number} đã được khắc phục",
        "incident {number} is resolved already",
    ),
    "refused.nobody": (
        "không tìm thấy cán bộ nào khớp với {who}",
        "nobody matches {who}",
    ),
    "refused.several": (
        "có {count} người khớp với {who}: {names}; nêu rõ mã OFF-…",
        "{count} people match {who}: {names}; name one as OFF-…",
    ),
    "refused.no_letter": ("không có lá thư {number}", "there is no letter {number}"),
    "refused.letter_settled": (
        "lá thư {number} không còn ở trạng thái không rõ ({state})",
        "letter {number} is not in doubt ({state})",
    ),
    "refused.no_reason": ("phải nêu căn cứ bằng --why", "say how you know, with --why"),
    "refused.no_mail": ("không có thư {mail_id}", "there is no mail {mail_id}"),
    "refused.no_file": ("không có tệp {file}", "there is no file {file}"),
    "refused.roster_errors": (
        "{file}: {count} dòng có lỗi, chưa nhập dòng nào; sửa tệp, hoặc thêm --accept-errors để chỉ nhập "
        "các dòng đúng",
        "{file}: {count} rows have errors, nothing was imported; mend the file, or import the good rows only "
        "with --accept-errors",
    ),
    "refused.bad_date": (
        "{option}: không hiểu {value}; viết như {example}",
        "{option}: cannot read {value}; write it like {example}",
    ),
    "refused.exists": (
        "đã có {path}; không ghi đè",
        "{path} is there already and is not overwritten",
    ),
    "needs.second_person": (
        "{who} là người lập; phải có người thứ hai phê duyệt",
        "{who} made it; a second person must approve it",
    ),
    "needs.plan_changed": (
        "kế hoạch gửi {plan_id} đã thay đổi sau khi lập nên bị hủy; xem lại kế hoạch mới bằng `maild remind plan`",
        "plan {plan_id} has changed since it was drafted and is voided: look at the new one with `maild remind plan`",
    ),
    "needs.since": (
        "[accounts.{account}] thư mục {folder} chưa từng được đọc; nêu ngày bắt đầu bằng "
        "`maild run --since NĂM-THÁNG-NGÀY` hoặc `since` trong cấu hình",
        "[accounts.{account}] {folder} has never been read: say from which day on, with `maild run --since "
        "YYYY-MM-DD` or `since` in the account's section",
    ),
    "needs.typed_count": (
        "sẽ gửi cho {count} người; xác nhận bằng --count {count}",
        "this goes to {count} people: confirm with --count {count}",
    ),
    "needs.apply": (
        "danh sách {list_id} chờ áp dụng: `maild answered apply {list_id}`",
        "list {list_id} waits: `maild answered apply {list_id}`",
    ),
    "bug": (
        "lỗi của chính maild ({what}), không phải của người dùng; xin gửi dòng này cho nhóm phát triển",
        "a bug of maild itself ({what}), not yours; please send this line to its developers",
    ),
    # what commands say
    "cli.done": ("đã ghi nhận", "done"),
    "cli.dry_run": ("chỉ xem, chưa ghi gì", "dry run: nothing was written"),
    "cli.created": ("đã tạo {path}", "created {path}"),
    "cli.init_next": (
        "tiếp theo: sửa {config}, đặt mật khẩu vào {credentials} (quyền 0600), rồi chạy `maild check`",
        "next: edit {config}, put the passwords into {credentials} (mode 0600), then `maild check`",
    ),
    "cli.warning": ("lưu ý – {where}: {what}", "warning – {where}: {what}"),
    "cli.check_result": ("{faults} lỗi, {warnings} lưu ý", "{faults} faults, {warnings} warnings"),
    "cli.paused": ("đã dừng gửi; gửi lại bằng `maild resume`", "sending is paused until `maild resume`"),
    "cli.resumed": ("gửi trở lại", "sending goes on"),
    "cli.round_created": ("đã tạo đợt khảo sát {code} (nháp)", "round {code} created as a draft"),
    "cli.round_approved": ("đã phê duyệt đợt khảo sát {code}", "round {code} approved"),
    "cli.round_opened": (
        "đã mở đợt khảo sát {code}; các lần đôn đốc:",
        "round {code} is open; its reminders:",
    ),
    "cli.round_closed": ("đã đóng đợt khảo sát {code}", "round {code} closed"),
    "cli.roster_counts": ("kết quả theo dòng: {counts}", "rows by outcome: {counts}"),
    "cli.roster_entered": (
        "đợt khảo sát {code}: thêm {added} người, đã có {known} người",
        "round {code}: {added} added, {known} known already",
    ),
    "cli.more_rows": ("… và {count} dòng nữa (xem bằng --json)", "… and {count} rows more (see --json)"),
    "cli.list_matched": (
        "số liệu đến {as_of}: khớp {matched} người, không tìm thấy {unknown}, chưa rõ là ai {ambiguous}",
        "as of {as_of}: {matched} matched, {unknown} unknown, {ambiguous} ambiguous",
    ),
    "cli.list_unknown": ("dòng {row}: không có trong đợt khảo sát", "row {row}: not in this round"),
    "cli.list_applied": ("thêm {newly} người đã trả lời", "{newly} more have answered"),
    "cli.list_age": ("đợt {code}: số liệu đến {as_of}", "round {code}: as of {as_of}"),
    "cli.no_plan_due": ("chưa có lần đôn đốc nào đến hạn", "no wave is due yet"),
    "cli.plan_receivers": ("kế hoạch {plan_id}: {count} người nhận", "plan {plan_id}: {count} receivers"),
    "cli.plan_left_out": ("không nhận: {count} người", "left out: {count}"),
    "cli.plan_approved": (
        "đã duyệt kế hoạch {plan_id}: {letters} thư chờ gửi",
        "plan {plan_id} approved: {letters} letters wait",
    ),
    "cli.stands": ("hiện: {status}", "now: {status}"),
    "cli.left_out": ("{plan}: không gửi, {because}{until}", "{plan}: left out, {because}{until}"),
    "cli.who_acts": ("người xử lý: {owner}", "who acts: {owner}"),
    "cli.touched": ("{people} người; đơn vị: {units}", "{people} people; units: {units}"),
    "cli.mails_imported": (
        "thư mới {new}, trùng {duplicates}, cách ly {quarantined}",
        "{new} new, {duplicates} duplicates, {quarantined} quarantined",
    ),
    "cli.verified": (
        "{events} sự kiện, {differences} chỗ khác",
        "{events} events, {differences} differences",
    ),
    # health
    "health.paused": ("đang tạm dừng gửi ({by})", "sending is paused ({by})"),
    "health.breaker": ("bộ tự ngắt đã ngắt ({because})", "the breaker has tripped ({because})"),
    "health.restored": (
        "cơ sở dữ liệu được phục hồi từ bản cũ: khóa gửi",
        "the database came out of a backup: sending is locked",
    ),
    "health.account_stopped": (
        "tài khoản {account} bị dừng; sửa mật khẩu rồi `maild account unlock {account}`",
        "account {account} is stopped; mend the password, then `maild account unlock {account}`",
    ),
    "health.never_polled": ("{folder} chưa được đọc lần nào", "{folder} has never been read"),
    "health.silent": ("{folder} không đọc được từ {minutes} phút", "{folder} not read for {minutes} min"),
    "health.quarantined": ("{count} thư bị cách ly", "{count} mails in quarantine"),
    "health.in_doubt": ("{count} thư không rõ đã gửi hay chưa", "{count} letters in doubt"),
    "health.plan_waits": ("kế hoạch {plan_id} chờ duyệt", "plan {plan_id} waits for approval"),
    "health.list_old": ("đợt {code}: chưa có danh sách của Bộ", "round {code}: no list of the ministry yet"),
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
        room, _, name = word.partition(".")
        return name if room in _ROOMS else word
    return texts[language == "en"].format_map(_Lenient(facts))


_ROOMS = frozenset(word.partition(".")[0] for word in _WORDS)


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
