"""Lines in mails to staff and in reports that depend on what is so."""

from __future__ import annotations

NOTICES: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    "notice.U1": ("thư quán triệt gửi thủ trưởng đơn vị", "information for unit heads"),
    "notice.E1": ("danh sách chưa trả lời gửi thủ trưởng đơn vị", "list of open officials to unit heads"),
    "notice.E2": ("báo cáo đơn vị thấp gửi lãnh đạo", "weak units to the leadership"),
    "notice.A1": ("đề nghị đơn vị sửa địa chỉ thư", "address corrections asked of units"),
    "notice.C1": ("tình hình buổi sáng", "morning brief"),
    "notice.C2": ("danh sách chờ chấp nhận", "list staged"),
    "notice.C3": ("kế hoạch chờ duyệt", "plan to approve"),
    "notice.I1": ("cảnh báo lỗi kỹ thuật", "technical alert"),
    "notice.I2": ("nhật ký lỗi kỹ thuật", "technical digest"),
    "notice.M1": ("thư phối hợp với Bộ", "mail to the ministry"),
    "notice.M2": ("đề xuất xử lý vướng mắc", "proposal"),
    "notice.L1": ("báo cáo tuần", "weekly report"),
    "notice.L2": ("báo cáo cuối đợt", "final report"),
    "notice.H1": ("tình trạng dịch vụ", "health of the service"),
    "health.notices_unsent": (
        "{count} cảnh báo hoặc thư buổi sáng chưa chuyển được cho người phụ trách",
        "{count} alerts or morning mails could not be handed over",
    ),
    # what the commands say
    "report.brief": ("Tình hình điều tra xã hội học", "Where the survey stands"),
    "report.it": ("Nhật ký lỗi kỹ thuật", "Technical errors"),
    "report.units": ("Nhóm đối tượng và đơn vị", "Groups and units"),
    "report.weekly": ("Báo cáo tiến độ tuần", "Weekly progress"),
    "report.effect": ("Tác dụng của từng lần đôn đốc", "What each reminder did"),
    "report.final": ("Báo cáo kết quả đợt điều tra", "Final report"),
    "report.requests": ("Đề nghị", "Requests"),
    "report.open_points": ("Tồn tại, vướng mắc", "Still open"),
    "cli.report_written": ("Đã ghi {path}.", "Written: {path}."),
    "cli.report_queued": ("Đã đưa {count} thư vào hàng chờ gửi.", "{count} mails queued."),
    "cli.escalations_due": (
        "Xem từng thư: maild escalate plan MÃ; cho gửi: maild escalate approve MÃ.",
        "See each mail: maild escalate plan CODE; let them go: maild escalate approve CODE.",
    ),
    "cli.no_escalation_due": ("Chưa có thư nào đến hạn.", "Nothing is due."),
    "cli.no_contact": ("chưa có địa chỉ (maild unit set-contact)", "no address (maild unit set-contact)"),
    "cli.escalation_plan": (
        "{code}: {count} thư sẵn sàng, {missing} đơn vị chưa có địa chỉ. "
        "Cho gửi: maild escalate approve {code}{typed}",
        "{code}: {count} mails ready, {missing} units without an address. "
        "Let them go: maild escalate approve {code}{typed}",
    ),
    "cli.escalation_approved": (
        "Đã duyệt {code}: {count} thư sẽ gửi trong khung giờ làm việc. Duyệt nhầm thì hủy trước khi gửi: "
        "maild escalate cancel {code} --why …",
        "{code} approved: {count} mails go out in working hours. If by mistake, cancel what has not gone: "
        "maild escalate cancel {code} --why …",
    ),
    "cli.escalation_cancelled": (
        "Đã hủy {count} thư {code} đang chờ; thư đã gửi không thu về được. Gửi lại sau khi sửa: maild escalate "
        "approve {code}",
        "{count} waiting mails {code} are cancelled; what has gone stays gone. To send them once mended: maild "
        "escalate approve {code}",
    ),
    "cli.escalation_without": (
        "Không gửi được cho {count} đơn vị chưa có địa chỉ: {units}. Ghi người nhận bằng maild unit set-contact, "
        "rồi chạy lại maild escalate approve {code}.",
        "Not to {count} units without an address: {units}. Enter whom to write to with maild unit set-contact, "
        "then run maild escalate approve {code} again.",
    ),
    "cli.came_back": ("bị trả lại", "came back"),
    "cli.notice_restored": ("Từ nay lại gửi thư tới {address}.", "Mail goes to {address} again."),
    # how long
    "length.minutes": ("{count} phút", "{count} min"),
    "length.hours": ("{count} giờ", "{count} h"),
    "length.days": ("{count} ngày", "{count} d"),
    # what goes out today
    "today.approved": (
        "{letter} cho {count} người từ {at}, đã duyệt",
        "{letter} to {count} officials from {at}, approved",
    ),
    "today.draft": (
        "{letter} cho {count} người từ {at}, chờ duyệt",
        "{letter} to {count} officials from {at}, not approved yet",
    ),
    "today.waits_for_list": ("đang chờ danh sách của Bộ", "waits for the ministry's list"),
    # what waits for a person
    "task.list": (
        "Danh sách {number} của Bộ chờ chấp nhận",
        "The ministry's list {number} waits to be accepted",
    ),
    "task.no_list": (
        "Chưa có danh sách mới của Bộ; thư đôn đốc tạm chờ",
        "No fresh list of the ministry: reminders wait",
    ),
    "task.plan": (
        "Kế hoạch {letter} chờ duyệt, {count} người",
        "Plan {letter} waits for approval, {count} officials",
    ),
    "task.escalation": ("Đến hạn gửi {code}: {what}", "{code} is due: {what}"),
    "task.claims": (
        "{count} người báo đã trả lời nhưng chưa xác thực được",
        "{count} say they answered, and nobody can vouch for it",
    ),
    "task.contradicted": (
        "{count} người báo đã trả lời nhưng danh sách của Bộ chưa có",
        "{count} say they answered, and the ministry's list says otherwise",
    ),
    "task.questions": (
        "{count} người có câu hỏi chưa được giải đáp",
        "{count} asked something nobody has answered",
    ),
    "task.wrong_person": ("{count} người báo không phải đối tượng", "{count} say they are the wrong person"),
    "task.dropped": ("Tệp {file} không dùng được: {problem}", "File {file} cannot be used: {problem}"),
    # why an official has not answered, and whether mail reaches him
    "missing.on_leave": ("trở lại từ {until}", "back from {until} on"),
    "missing.claim": ("báo đã trả lời, chờ xác thực", "says answered, unverified"),
    "missing.error": ("đã báo lỗi kỹ thuật, đang xử lý", "reported an error that is being mended"),
    "missing.blocked": (
        "thư không đến được vì lỗi kỹ thuật, đang xử lý",
        "mail fails, and the error is being mended",
    ),
    "missing.held": ("tạm không nhắc", "held by a person"),
    "missing.question": ("có câu hỏi chưa được giải đáp", "has a question nobody has answered"),
    "missing.wrong_person": ("báo không phải đối tượng", "says: wrong person"),
    "missing.refused": ("từ chối trả lời", "refuses"),
    "missing.exempt": ("được miễn", "exempt"),
    "missing.contradicted": ("Bộ chưa ghi nhận", "not in the ministry's list"),
    "unreachable.unclear": (
        "không liên lạc được (chưa rõ nguyên nhân)",
        "unreachable (nobody knows why yet)",
    ),
    "answered.by_hand": (
        "cán bộ ghi nhận, Bộ chưa ghi nhận",
        "marked by a person, not in the ministry's list",
    ),
    "units.left": ("(người không còn trong danh sách)", "(no longer on the roster)"),
    "reached.yes": ("có", "yes"),
    "reached.no": ("không", "no"),
    "reached.unknown": ("chưa rõ", "not known"),
    # requests to the leadership, open points
    "request.units": (
        "Nhắc thủ trưởng {count} đơn vị dưới tiến độ",
        "Remind the heads of {count} units that are behind",
    ),
    "request.unreachable": (
        "Chỉ đạo các đơn vị cập nhật địa chỉ thư của {count} người không liên lạc được",
        "Have the units mend the addresses of {count} unreachable officials",
    ),
    "request.ministry": (
        "Đề nghị Bộ Nội vụ xử lý {count} lỗi kỹ thuật",
        "Ask the ministry to mend {count} technical errors",
    ),
    "point.open": ("{count} người chưa trả lời", "{count} officials have not answered"),
    "point.self_reported": (
        "{count} người tự báo đã trả lời, Bộ chưa ghi nhận",
        "{count} officials say they answered; the ministry's list does not",
    ),
    "point.not_urged": (
        "{count} người chưa trả lời, không thuộc diện nhắc (được miễn, không đúng đối tượng, từ chối)",
        "{count} officials have not answered and are not to be urged (exempt, wrong person, refused)",
    ),
    "point.unreachable": ("{count} người không liên lạc được", "{count} officials are unreachable"),
    "point.incidents": ("{count} lỗi kỹ thuật chưa khắc phục", "{count} technical errors are open"),
    "point.in_doubt": ("{count} thư không rõ đã đi hay chưa", "{count} letters are in doubt"),
    # sheets and columns of reports
    "sheet.totals": ("Tổng hợp", "Totals"),
    "sheet.units": ("Đơn vị", "Units"),
    "sheet.groups": ("Nhóm", "Groups"),
    "sheet.cross": ("Nhóm x đơn vị x lần nhắc", "Groups by units by levels"),
    "level.none": ("chưa nhắc", "none yet"),
    "sheet.people": ("Từng người", "Officials"),
    "sheet.others": ("Không cần nhắc", "Not to be urged"),
    "sheet.levels": ("Thư đôn đốc", "Reminders"),
    "sheet.effects": ("Tác dụng theo đơn vị", "What letters did by unit"),
    "sheet.incidents": ("Lỗi kỹ thuật", "Technical errors"),
    "sheet.trend": ("Tiến độ", "Trend"),
    "head.number": ("Mã", "Number"),
    "head.name": ("Họ và tên", "Name"),
    "head.position": ("Chức vụ", "Position"),
    "head.unit": ("Đơn vị", "Unit"),
    "head.group": ("Nhóm", "Group"),
    "head.status": ("Tình trạng", "Standing"),
    "head.because": ("Ghi chú", "Note"),
    "head.invited": ("Được mời", "Invited"),
    "head.reached": ("Thư đến được", "Mail arrives"),
    "head.last_reminder": ("Đã nhắc đến lần", "Last reminder"),
    "head.letters": ("Thư đã gửi", "Letters sent"),
    "head.answered_on": ("Ngày ghi nhận", "Known since"),
    "head.officials": ("Số người", "Officials"),
    "head.answered": ("Đã trả lời", "Answered"),
    "head.share": ("Tỷ lệ %", "Share %"),
    "head.self_reported": ("Tự báo", "Say so"),
    "head.not_urged": ("Không thuộc diện nhắc", "Not to be urged"),
    "head.on_leave": ("Vắng mặt", "On leave"),
    "head.unreachable": ("Không liên lạc được", "Unreachable"),
    "head.open": ("Chưa trả lời", "Open"),
    "head.missing": ("Còn thiếu", "Missing"),
    "head.day": ("Ngày", "Day"),
    "head.target": ("Theo tiến độ %", "Target %"),
    "head.letter": ("Thư", "Letter"),
    "head.sent": ("Đã chuyển máy chủ", "Handed over"),
    "head.rehearsed": ("Trong đó diễn tập (chỉ ghi tệp)", "Of these rehearsed (files only)"),
    "head.failed": ("Không gửi được", "Failed"),
    "head.bounced": ("Bị trả lại", "Bounced"),
    "head.within_24": ("Trả lời trong 24 giờ", "Answered in 24 h"),
    "head.within_48": ("Trả lời trong 48 giờ", "Answered in 48 h"),
    "head.within_72": ("Trả lời trong 72 giờ", "Answered in 72 h"),
    "head.incident": ("Lỗi", "Error"),
    "head.head_told": ("Đã gửi thủ trưởng", "Head told"),
    "head.acknowledged_on": ("Đã quán triệt", "Officials told"),
    "head.stage": ("Khâu", "Phase"),
    "head.reason": ("Nguyên nhân", "Cause"),
    "head.where": ("Nơi lỗi", "Where"),
    "head.code": ("Mã lỗi", "Code"),
    "head.people": ("Số người", "Officials"),
    "head.units": ("Số đơn vị", "Units"),
    "head.state": ("Trạng thái", "State"),
    "head.age": ("Đã mở", "Open for"),
    "head.owner": ("Ai xử lý", "Who acts"),
    "head.next_step": ("Bước tiếp theo", "Next step"),
    "head.severity": ("Mức độ", "Severity"),
    "head.worked_h": ("Đã mở (giờ làm việc)", "Open for (working hours)"),
    "head.acknowledge_h": ("Hạn nhận xử lý (giờ làm việc)", "To be taken on within (working hours)"),
    "head.fix_h": ("Hạn khắc phục (giờ làm việc)", "To be fixed within (working hours)"),
    "head.late": ("Quá hạn", "Late"),
    "head.what": ("Chỉ tiêu", "What"),
    "head.value": ("Giá trị", "Value"),
}
