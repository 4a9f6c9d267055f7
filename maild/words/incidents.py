"""What is said of technical errors: the log, its evidence, and the work with the ministry."""

from __future__ import annotations

INCIDENTS: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    # titles of tables
    "col.meaning": ("nghĩa", "meaning"),
    "col.fault": ("lỗi", "fault"),
    "col.severity": ("mức", "sev."),
    "col.reach": ("phạm vi", "reach"),
    "col.owner": ("người xử lý", "owner"),
    "col.age": ("thời gian", "age"),
    "col.worked_h": ("giờ làm việc đã qua", "working hours"),
    "col.acknowledge_h": ("hạn nhận xử lý (giờ)", "target to take on (h)"),
    "col.fix_h": ("hạn khắc phục (giờ)", "target to fix (h)"),
    "col.late": ("quá hạn", "late"),
    "col.said": ("nội dung", "what"),
    "col.fixed_by": ("đã xử lý bằng cách", "what fixed it"),
    "col.opened": ("mở lúc", "opened"),
    "col.resolved": ("khắc phục lúc", "resolved"),
    "col.at_local": ("thời gian (giờ Việt Nam)", "time (local)"),
    "col.at_utc": ("thời gian (UTC)", "time (UTC)"),
    "col.phase": ("khâu", "phase"),
    "col.address": ("địa chỉ (đã che)", "address (masked)"),
    "col.server": ("máy chủ", "server"),
    "col.server_said": ("máy chủ trả lời", "what the server said"),
    "col.queue_id": ("mã hàng đợi", "queue id"),
    "col.message_id": ("Message-ID", "Message-ID"),
    # the log
    "incident.reach": ("{people} người, {units} đơn vị", "{people} people, {units} units"),
    "incident.reach_all": ("toàn hệ thống", "everybody"),
    "incident.hides": ("(+{count} lỗi kéo theo)", "(+{count} followers)"),
    "incident.silenced": ("tạm không nhắc đến {until}", "silenced until {until}"),
    "incident.none": ("không có lỗi kỹ thuật nào đang mở", "no technical error is open"),
    "incident.head": (
        "{number} · mức {severity} · {stage} · {state}",
        "{number} · severity {severity} · {stage} · {state}",
    ),
    "incident.owned": ("người xử lý: {owner}", "owner: {owner}"),
    "incident.reference": ("mã của Bộ: {reference}", "the ministry's number: {reference}"),
    "incident.seen": (
        "ghi nhận {count} lần, từ {since} đến {until}",
        "seen {count} times, from {since} to {until}",
    ),
    "incident.parent": ("do lỗi lớn hơn: {number}", "follows from {number}"),
    "incident.children": ("kéo theo: {numbers}", "brings with it: {numbers}"),
    "incident.says": ("Máy chủ hoặc người báo nói:", "What servers and people said:"),
    "incident.times": ("{count} lần: {words}", "{count} times: {words}"),
    "incident.people": ("Người gặp lỗi:", "People:"),
    "incident.more": ("… và {count} người nữa", "… and {count} more"),
    "incident.history": ("Lỗi này đã có trước đây:", "The same fault before:"),
    "incident.hours": (
        "số giờ làm việc đã qua/thời hạn: nhận xử lý {ack}; khắc phục {fix}",
        "working hours gone/target: taken on {ack}; fixed {fix}",
    ),
    "incident.at_survey": ("trang khảo sát của Bộ", "the ministry's survey"),
    "incident.counting": ("(đang tính)", "(still counting)"),
    "incident.late": ("QUÁ HẠN", "LATE"),
    "late.acknowledge": ("quá hạn nhận xử lý", "not taken on in time"),
    "late.fix": ("quá hạn khắc phục", "not fixed in time"),
    "incident.trail": ("Diễn biến:", "Trail:"),
    "incident.times_until": ("{what}, {count} lần đến {until}", "{what}, {count} times until {until}"),
    "incident.seen_again": ("ghi nhận thêm", "seen again"),
    "incident.proof.sent": ("đã gửi được thư trở lại", "letters go out again"),
    "incident.proof.polled": ("đã đọc được hộp thư trở lại", "the mailbox is read again"),
    "incident.proof.listed": (
        "đã áp dụng danh sách mới của Bộ",
        "a new list of the ministry has been applied",
    ),
    "incident.proof.place_alive": (
        "có người ở cùng nơi lỗi đã nhận được thư",
        "somebody at the same place got our mail",
    ),
    "incident.proof.people_well": (
        "mọi người gặp lỗi đã nhận được thư hoặc đã trả lời",
        "everybody it touched got our mail or has answered",
    ),
    "incident.resolved_now": (
        "đã khắc phục; {released} người không còn bị giữ thư",
        "resolved; {released} people are held no longer",
    ),
    "incident.reopened_now": (
        "đã mở lại; {held} người lại bị giữ thư",
        "open again; {held} people are held again",
    ),
    "incident.s1_withdrawn": (
        "đã hủy thư S1 báo khắc phục xong; {letters} thư đang chờ sẽ không gửi",
        "S1, which says that it is over, is cancelled; {letters} letters that waited do not go",
    ),
    "incident.offer": (
        "{people} người gặp lỗi này. Gửi lại phần bị lỡ (S1): "
        "`maild incident resolve {number} --why … --resend --next-step …`",
        "It touched {people} people. To send what was missed (S1): "
        "`maild incident resolve {number} --why … --resend --next-step …`",
    ),
    "incident.plan": (
        "đã lập dự thảo S1, kế hoạch {plan}; duyệt bằng `maild remind approve {plan}`",
        "S1 is drafted as plan {plan}: `maild remind approve {plan}`",
    ),
    "incident.no_plan": (
        "không còn ai cần gửi S1: đã trả lời, hoặc địa chỉ chưa dùng được",
        "nobody is left to get S1: they have answered, or their addresses are still dead",
    ),
    "incident.told_again": (
        "nhắc lại {count} lỗi đang mở",
        "{count} open incidents are told of again",
    ),
    "incident.kind_silent": (
        "{by} cho tạm không nhắc các lỗi {what} đến {until}: {why}; nhắc lại: `maild incident silence {match} "
        "--undo`",
        "{by} silenced what fits {what} until {until}: {why}; to be told again: `maild incident silence {match} "
        "--undo`",
    ),
    "incident.silenced_now": (
        "tạm không nhắc {count} lỗi đang mở, và các lỗi cùng loại sẽ mở, đến {until}",
        "{count} open incidents are silenced, and those of the kind to come, until {until}",
    ),
    "incident.preview": (
        "Chỉ xem, chưa gửi. Gửi tới: {to}",
        "A preview, nothing is sent. It would go to: {to}",
    ),
    "incident.queued": ("đã xếp hàng gửi {count} thư M1", "{count} mails M1 are queued"),
    "incident.exported": (
        "đã ghi {path} ({count} bằng chứng)",
        "{path} is written ({count} pieces of evidence)",
    ),
    "incident.proposed": ("đã ghi dự thảo {path}", "the draft is written to {path}"),
    "incident.not_fetched": (
        "{count} thư không lấy lại được từ hộp thư; gói chỉ có phần đã lưu",
        "{count} mails could not be fetched again; the pack holds what was kept",
    ),
    # the evidence pack
    "evidence.title": ("Gói bằng chứng lỗi kỹ thuật {number}", "Evidence of technical error {number}"),
    "evidence.line": (
        "Khâu: {stage}. Hiện tượng: {reason}. Nơi lỗi: {where}. Mã: {code}.",
        "Phase: {stage}. Fault: {reason}. Where: {where}. Code: {code}.",
    ),
    "evidence.reach": (
        "Phạm vi: {people} người, {units} đơn vị; ghi nhận {count} lần từ {since} đến {until}.",
        "Reach: {people} people, {units} units; seen {count} times from {since} to {until}.",
    ),
    "evidence.reference": ("Mã của Bộ Nội vụ: {reference}", "The ministry's number: {reference}"),
    "evidence.contact": ("Đầu mối phối hợp: {contact}", "Contact: {contact}"),
    "evidence.made": ("Lập lúc {at} ({zone})", "Made at {at} ({zone})"),
    "evidence.masked": (
        "Địa chỉ thư đã che; đường dẫn khảo sát và mã truy cập đã xóa; không có nội dung thư.",
        "Addresses are masked; survey links and access codes are removed; no mail text is held.",
    ),
    "evidence.files": (
        "evidence.xlsx, evidence.csv: bảng bằng chứng; incident.json: dữ liệu; mails/: từng thư báo lỗi.",
        "evidence.xlsx, evidence.csv: the table; incident.json: the data; mails/: each notice.",
    ),
    "ministry.name": ("Bộ Nội vụ", "the Ministry of Home Affairs"),
    "proposal.problem": ("Lỗi khâu {stage}: {reason}", "Error in {stage}: {reason}"),
    "proposal.extent": (
        "{people} người thuộc {units} đơn vị, từ {since}, ghi nhận {count} lần",
        "{people} people of {units} units since {since}, seen {count} times",
    ),
    # refusals
    "refused.incident_not_resolved": (
        "sự cố {number} đang mở, không cần mở lại",
        "incident {number} is open, there is nothing to open again",
    ),
    "refused.incident_newer": (
        "lỗi này đang được theo dõi ở {newer}, không mở lại {number}",
        "this fault is followed in {newer}: {number} is not opened again",
    ),
    "refused.no_ministry": (
        "chưa khai địa chỉ của Bộ: thêm [alerts] ministry vào maild.toml",
        "no address of the ministry is configured: set [alerts] ministry in maild.toml",
    ),
    "refused.bad_match": (
        "--match {value}: viết như domain=cu.gov.vn, stage=sending hoặc reason=mailbox-full",
        "--match {value}: write domain=cu.gov.vn, stage=sending or reason=mailbox-full",
    ),
    "refused.not_silenced": ("sự cố {number} vẫn được nhắc như thường", "incident {number} is not silenced"),
    "refused.no_silence": (
        "không có lần tạm không nhắc nào như vậy; xem cuối `maild incident list`",
        "nothing was silenced just like that: see the end of `maild incident list`",
    ),
    "refused.silence_what": (
        "cho biết một sự cố (INC-0023) hoặc --match domain=…",
        "name an incident (INC-0023) or --match domain=…",
    ),
    "refused.silence_past": (
        "--until {value}: phải là một ngày sau hôm nay",
        "--until {value}: must be a day after today",
    ),
    "refused.next_step": (
        "--resend cần --next-step: người nhận phải làm gì tiếp theo",
        "--resend needs --next-step: what the officials are to do",
    ),
    "refused.report_what": (
        "chọn một: --preview (xem), --send (gửi) hoặc --ref SỐ (ghi mã của Bộ)",
        "choose one: --preview, --send, or --ref NUMBER",
    ),
    "refused.not_written": ("không ghi được {file}: {because}", "cannot write {file}: {because}"),
    # why a mail was read as it was
    "mail.sure": ("đọc chắc chắn; gắn với thư đã gửi nhờ {how}", "read for sure; tied to our mail by: {how}"),
    "mail.unsure": (
        "chưa chắc chắn nên không tự tác động; gắn với thư đã gửi nhờ {how}",
        "not sure, so nothing was done by itself; tied to our mail by: {how}",
    ),
    "mail.unverified": (
        "không chứng minh được là về thư ta đã gửi",
        "nothing proves that it is about a letter of ours",
    ),
    "mail.duplicate": (
        "cùng một thư với {mail}, không tính lần nữa",
        "the same mail as {mail}, without effect",
    ),
    "mail.no_effect": ("không làm thay đổi gì", "it changed nothing"),
    "match.token-delivered": ("mã trong địa chỉ nhận", "the token in the address it came to"),
    "match.token-returned": ("mã trong thư gốc trả về", "the token in the returned original"),
    "match.message-id": ("mã thư (Message-ID)", "its Message-ID"),
    "match.subject-code": ("mã trong tiêu đề", "the code in the subject"),
    "match.sender": ("địa chỉ người gửi", "its sender"),
    "match.failed-recipient": ("địa chỉ không nhận được", "the failed recipient"),
    "match.self-test": ("thư tự kiểm tra", "a self-test"),
    "match.notice": ("thư cho cán bộ phụ trách", "a mail to staff"),
    "match.none": ("không gắn được", "nothing"),
    "incident.proposal": ("đề xuất: {state} ({numbers})", "proposal: {state} ({numbers})"),
    "proposal.proposed": ("đã dự thảo, chưa gửi", "drafted, not sent yet"),
    "proposal.sent": ("đã gửi, chờ trả lời", "sent, not answered yet"),
    "proposal.answered": ("đã có trả lời", "answered"),
    "refused.proposal_not_sent": (
        "đề xuất về {number} chưa được ghi là đã gửi: ghi --document SỐ trước",
        "nothing says that the proposal about {number} was sent: record --document NUMBER first",
    ),
    # answers to alerts
    "order.followed": (
        "thư trả lời của đầu mối CNTT, đã làm theo",
        "an answer of the IT liaison, followed",
    ),
    "order.sender": (
        "trả lời cảnh báo, nhưng người gửi không thuộc [alerts] it: không làm gì",
        "an answer to an alert from nobody of [alerts] it: nothing was done",
    ),
    "order.untrusted": (
        "trả lời cảnh báo, nhưng máy chủ của ta không xác thực người gửi: không làm gì",
        "an answer to an alert whose sender our server does not vouch for: nothing was done",
    ),
    "order.unclear": (
        "trả lời cảnh báo, chưa rõ yêu cầu: không làm gì",
        "an answer to an alert that orders nothing clear: nothing was done",
    ),
    "order.refused": (
        "trả lời cảnh báo về sự cố không có hoặc đã đóng: không làm gì",
        "an answer to an alert about an incident that is none, or over: nothing was done",
    ),
    # quarantine, and mails read again
    "quarantine.none": ("không có thư nào bị cách ly", "no mail is in quarantine"),
    "quarantine.because": (
        "lý do: {because}; đã thử {attempts} lần",
        "because of {because}; tried {attempts} times",
    ),
    "quarantine.killed_the_reader": (
        "chương trình bị dừng khi đang đọc thư này",
        "the program ended while it was being read",
    ),
    "quarantine.incidents": (
        "sự cố: {numbers} (đóng bằng `maild incident resolve`)",
        "incidents: {numbers} (`maild incident resolve` closes them)",
    ),
    "quarantine.read": (
        "{mail} đã đọc được: `maild mail show {mail}`",
        "{mail} has been read: `maild mail show {mail}`",
    ),
    "quarantine.again": (
        "{mail} vẫn không đọc được, cách ly trở lại",
        "{mail} still cannot be read and is in quarantine again",
    ),
    "quarantine.dropped": (
        "{mail}: thôi không đọc; thư vẫn nằm trong hộp thư, bỏ nhầm thì đọc lại: `maild quarantine retry {mail}`",
        "{mail} is left unread; it stays in its mailbox; if by mistake: `maild quarantine retry {mail}`",
    ),
    "refused.not_quarantined": ("{mail_id} không bị cách ly", "{mail_id} is not in quarantine"),
    "refused.mail_gone": (
        "không lấy lại được {mail_id} từ hộp thư: thư đã bị xóa, chuyển đi, hoặc chưa kết nối được",
        "{mail_id} cannot be fetched from its mailbox: it is gone, or the mailbox cannot be reached",
    ),
    "reprocess.done": (
        "đã xem {count} thư: {changed} thư hiểu khác trước, {gone} thư không lấy lại được từ hộp thư",
        "{count} mails: {changed} are read differently, {gone} cannot be fetched again",
    ),
    # a rule from a verdict
    "rule.fits": (
        "khớp {count} thư đã đọc; {changes} thư khác sẽ được hiểu khác",
        "fits {count} mails that were read; {changes} others would be read differently",
    ),
    "rule.changes": ("{mail}: nay là {was}", "{mail}: now {was}"),
    "rule.settled": ("{mail}: người phụ trách đã ghi là {was}", "{mail}: a person has said {was}"),
    "rule.more": ("… và {count} thư nữa", "… and {count} more"),
    "rule.paste": (
        "chưa ghi: thêm --write, hoặc chép vào {file}; có hiệu lực sau `systemctl reload maild`",
        "not written: add --write, or paste it into {file}; it holds after `systemctl reload maild`",
    ),
    "rule.written": (
        "đã ghi vào {file}; có hiệu lực sau `systemctl reload maild`. Ghi nhầm: xóa luật đó khỏi tệp, reload, rồi "
        "đọc lại thư: `maild mail reprocess`",
        "written to {file}; it holds after `systemctl reload maild`. If by mistake: take the rule out of the file, "
        "reload, and have the mails read again: `maild mail reprocess`",
    ),
    "rule.next": (
        "để lần sau tự hiểu: `maild mail make-rule {mail}`",
        "to have such mails understood: `maild mail make-rule {mail}`",
    ),
    "refused.rule_name": (
        "--name {value}: chỉ chữ thường không dấu, số, gạch nối",
        "--name {value}: lower-case letters, digits and hyphens only",
    ),
    "refused.rule_verdict": (
        "chưa ai phân loại {mail_id}: ghi thêm thư là gì, một trong {choices}",
        "nobody has said what {mail_id} is: add it, one of {choices}",
    ),
    "refused.rule_kind": ("{value}: phải là một trong {choices}", "{value}: must be one of {choices}"),
    "refused.rule_reason": (
        "{value}: thư báo lỗi cần một nguyên nhân, một trong {choices}",
        "{value}: a bounce needs a reason, one of {choices}",
    ),
    "refused.rule_words": (
        "{mail_id} không có câu nào đủ riêng để làm luật: cho --text, --server hoặc --code",
        "{mail_id} says nothing that could be a rule by itself: give --text, --server or --code",
    ),
    "refused.rule_misses": (
        "luật này không khớp chính {mail_id}: xem lại --text, --server, --code",
        "that rule does not fit {mail_id} itself: look at --text, --server, --code",
    ),
    "refused.rule_contradicts": (
        "luật này trái với kết luận của người phụ trách về {mails}: thu hẹp bằng --text",
        "that rule contradicts what a person has said of {mails}: narrow it by --text",
    ),
    "refused.rule_known": (
        "đã có luật {name} trong {file}: chọn --name khác",
        "there is a rule {name} in {file} already: choose another --name",
    ),
    # telephone and corrections
    "col.call_reason": ("lý do không gửi được thư", "why mail does not reach"),
    "col.clerk": ("văn thư đơn vị", "the unit's clerk"),
    "col.reached_tick": ("đã gọi được (đánh dấu x)", "reached (tick)"),
    "col.right_address": ("địa chỉ đúng", "right address"),
    "call.sheet": ("Gọi điện", "Calls"),
    "call.title": (
        "Danh sách gọi điện: người thư không đến được, đợt {code}",
        "Call sheet: people whom mail does not reach, round {code}",
    ),
    "call.written": ("đã ghi {path}: {count} người", "{path} is written: {count} people"),
    "call.none": ("mọi người đều nhận được thư", "mail reaches everybody"),
    "call.read": (
        "đã ghi nhận {reached} người gọi được; {proposed} địa chỉ chờ duyệt; {unknown} dòng không rõ",
        "{reached} people were reached; {proposed} addresses wait for a person; {unknown} rows are unclear",
    ),
    "call.unclear": (
        "dòng {row}: không rõ là ai, hoặc địa chỉ không đọc được",
        "row {row}: nobody who is asked, or an address that cannot be read",
    ),
    "col.command": ("lệnh duyệt", "command"),
    "refused.no_call_sheet": (
        "{file} không phải danh sách gọi điện; lập bằng `maild address call-sheet`",
        "{file} is no call sheet: make one with `maild address call-sheet`",
    ),
    "refused.bad_address": ("{value} không phải địa chỉ thư", "{value} is no mail address"),
    "refused.one_address": (
        "ghi địa chỉ đúng, hoặc chọn --suggestion SỐ",
        "write the right address, or choose --suggestion NUMBER",
    ),
    "refused.no_suggestion": (
        "{who} có {count} địa chỉ gợi ý; xem bằng `maild address corrections`",
        "{who} has {count} suggestions: `maild address corrections`",
    ),
    "call.accepted": (
        "{official}: dùng địa chỉ {address} từ nay",
        "{official}: {address} is used from now on",
    ),
}
