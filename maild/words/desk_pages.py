"""What the desk's pages say of plans, units, officials, lists and rounds."""

from __future__ import annotations

DESK_PAGES: dict[str, tuple[str, str]] = {
    # shared
    "desk.hold": ("Tạm dừng gửi thư", "Hold letters"),
    "desk.release": ("Cho gửi thư trở lại", "Release letters"),
    "desk.since": ("từ {at}", "since {at}"),
    "desk.service": ("hệ thống", "the service"),
    "desk.fact.exempt_at": ("được miễn", "exempt"),
    "desk.fact.wrong_person_at": ("báo không phải đối tượng", "says: wrong person"),
    "desk.fact.refused_at": ("từ chối trả lời", "refuses"),
    "desk.fact.claim_held_at": ("báo đã trả lời, chưa xác thực được", "says answered, unverified"),
    "desk.fact.error_incident_id": ("đã báo lỗi kỹ thuật", "reported an error"),
    "desk.fact.question_at": ("có câu hỏi chưa được giải đáp", "has an open question"),
    "desk.fact.held_at": ("đang tạm dừng gửi thư", "letters are held"),
    # plans
    "desk.plan.none": (
        "Chưa có kế hoạch nào. Trước mỗi lần đôn đốc một ngày làm việc, hệ thống tự lập kế hoạch và báo ở "
        "trang Tổng quan.",
        "No plans yet. A working day before each level the service drafts one and says so on the overview.",
    ),
    "desk.plan.explained": (
        "Mỗi kế hoạch chỉ gửi sau khi người thứ hai duyệt đúng danh sách và lời thư; mọi thay đổi sau đó làm "
        "mất hiệu lực.",
        "A plan goes out only after a second person has approved its list and texts; any later change voids that.",
    ),
    "desk.plan.draft_now": ("Lập kế hoạch của lần đôn đốc đang đến", "Draft the level that is due"),
    "desk.plan.draft_t0": ("Lập kế hoạch thư kiểm tra hộp thư (T0)", "Draft the mailbox check (T0)"),
    "desk.plan.none_due": (
        "Chưa đến lịch của lần đôn đốc nào; kế hoạch được lập trước một ngày làm việc.",
        "No level is due yet; a plan is drafted a working day ahead.",
    ),
    "desk.plan.nobody": (
        "Không có ai để gửi lần này: ai cần nhận đã có trong kế hoạch trước, hoặc thời gian gửi đã qua.",
        "There is nobody to write to: whoever it is for stands in an earlier plan, or its time is over.",
    ),
    "desk.plan.number": ("kế hoạch {number}", "plan {number}"),
    "desk.plan.title": ("Kế hoạch gửi {letter} (số {number})", "Plan {number}: {letter}"),
    "desk.plan.time": ("Thời gian gửi", "Goes out"),
    "desk.plan.supplements": ("Bổ sung cho", "Supplements"),
    "desk.plan.letters": ("Tình trạng thư", "Letters"),
    "desk.plan.canary": ("Gửi thử", "First letters"),
    "desk.plan.canary_says": (
        "{count} thư đầu tới các tên miền khác nhau, chờ {minutes} phút; có lỗi thì dừng cả kế hoạch",
        "{count} letters to different domains, then {minutes} minutes of waiting; if they fail, the plan stops",
    ),
    "desk.plan.see_letter": ("Xem thư như người nhận sẽ đọc", "See the letter as it will look"),
    "desk.plan.letter": ("xem thư", "letter"),
    "desk.plan.approval": ("Phê duyệt", "Approval"),
    "desk.plan.approve": ("Duyệt kế hoạch", "Approve the plan"),
    "desk.plan.approve_hint": (
        "Xem người nhận, người không nhận và lời thư trước khi duyệt. Thư gửi trong khung giờ làm việc, lần lượt.",
        "Look at receivers, at who is left out and at the letter first. Letters go out one by one in office hours.",
    ),
    "desk.plan.partial": (
        "Chỉ gửi cho những người kịp nhận (kế hoạch vượt công suất gửi)",
        "Write to as many as fit (the plan is more than its hours can carry)",
    ),
    "desk.plan.own": (
        "Anh/chị là người lập kế hoạch này hoặc người tạo đợt; đề nghị người khác duyệt.",
        "You drafted this plan or made its round; somebody else must approve it.",
    ),
    "desk.plan.second": (
        "Chờ người phê duyệt. Thư chỉ được gửi sau khi kế hoạch được duyệt.",
        "Waits for an approver. Nothing is sent before.",
    ),
    "desk.plan.cancel": ("Hủy kế hoạch", "Cancel the plan"),
    "desk.plan.why_left_out": ("Vì sao không nhận", "Why left out"),
    "desk.plan.receivers": ("Người nhận", "Receivers"),
    "desk.plan.left_out": ("Người không nhận", "Left out"),
    "desk.plan.no_receivers": ("Không có người nhận.", "No receivers."),
    "desk.plan.nobody_left_out": ("Không ai bị bỏ qua.", "Nobody is left out."),
    "desk.plan.says_left_out": (
        "{count} người không nhận, có lý do kèm theo.",
        "{count} are left out, with reasons.",
    ),
    "desk.plan.says_from": ("Bắt đầu gửi từ {at}.", "Sending begins at {at}."),
    "desk.plan.says_canary": (
        "Gửi thử {count} thư trước; nếu bị lỗi, phần còn lại tự dừng.",
        "{count} letters go first; if they fail, the others wait.",
    ),
    "desk.plan.says_partial": (
        "Những người không kịp nhận trong khung giờ sẽ không có thư lần này.",
        "Whoever does not fit into the hours gets no letter of this level.",
    ),
    "desk.canary.going": (
        "Đã gửi {gone} trong {count} thư gửi thử. Phần còn lại chờ kết quả của các thư này.",
        "{gone} of {count} first letters have gone. The others wait for what becomes of them.",
    ),
    "desk.canary.wait": (
        "Các thư gửi thử đã đi; {waiting} thư còn lại chờ đến {until}. Có {fails} thư lỗi trở lên thì tự dừng.",
        "The first letters have gone; the other {waiting} wait until {until}. If {fails} fail, they do not go.",
    ),
    "desk.canary.failed": (
        "{failures} trong {gone} thư gửi thử bị lỗi: {waiting} thư còn lại đang dừng, chờ người quyết định.",
        "{failures} of {gone} first letters failed: the other {waiting} are held until somebody decides.",
    ),
    "desk.canary.released": (
        "Thư gửi thử bị lỗi; {by} đã cho gửi tiếp lúc {at}.",
        "The first letters failed; {by} let the others go at {at}.",
    ),
    "desk.canary.passed": (
        "Thư gửi thử đã đạt ({failures} lỗi trong {gone} thư); phần còn lại gửi lần lượt.",
        "The first letters are well ({failures} of {gone} failed); the others follow one by one.",
    ),
    "desk.canary.decide": ("Quyết định", "Decide"),
    "desk.canary.dead": ("địa chỉ không nhận được thư", "the address takes no mail"),
    "desk.canary.bounced": ("bị trả lại", "came back"),
    "desk.canary.delayed": ("bị chậm", "delayed"),
    "desk.canary.delivered": ("đã đến (có báo nhận)", "arrived (receipt)"),
    "desk.canary.replied": ("đã có thư trả lời", "answered"),
    "desk.canary.seen": ("Xem lúc {at}.", "As of {at}."),
    "desk.canary.again": ("Xem lại", "Look again"),
    "desk.canary.for_approver": (
        "Người phê duyệt cho gửi tiếp; cán bộ điều phối có thể hủy kế hoạch ở dưới.",
        "An approver lets them go; the coordinator may cancel the plan below.",
    ),
    "desk.plan.release": ("Cho gửi tiếp kế hoạch này", "Let this plan go on"),
    "desk.plan.release_hint": (
        "Xem từng thư lỗi ở trên và sửa địa chỉ sai trước. Gửi tiếp rồi, bộ tự ngắt vẫn dừng mọi thư nếu lỗi tăng.",
        "Look at each failure above and correct the addresses first. The breaker still stops all if more fail.",
    ),
    "desk.plan.release_why": (
        "Ví dụ: hai địa chỉ cũ của đơn vị đã sáp nhập, đã sửa trong danh sách.",
        "For instance: two old addresses of a merged unit, corrected in the roster.",
    ),
    "desk.confirm.release_plan": (
        "Thư gửi thử đã bị lỗi. Gửi tiếp {count} thư {letter} còn lại?",
        "The first letters failed. Send the other {count} letters of {letter}?",
    ),
    "desk.done.plan_released": ("Cho gửi tiếp {count} thư.", "{count} letters go on."),
    # somebody else, another address
    "desk.change.link": ("Thay người, sửa địa chỉ hoặc đơn vị", "Replace, or correct address or unit"),
    "desk.change.title": ("Thay hoặc sửa: {name}", "Replace or correct: {name}"),
    "desk.change.back": ("Về trang của người này", "Back to this person"),
    "desk.change.explained": (
        "Giữ nguyên họ tên: sửa thông tin của chính người này. Ghi họ tên khác: người mới trả lời thay từ nay, lịch "
        "sử của người cũ được giữ.",
        "The same name: this person's data are corrected. Another name: somebody else answers in his place from now "
        "on, and his history stays.",
    ),
    "desk.change.name_hint": ("Họ và tên đầy đủ, có dấu.", "The full name."),
    "desk.change.letter": ("Căn cứ", "On what ground"),
    "desk.change.letter_hint": (
        "Số văn bản, hoặc ai báo và ngày báo.",
        "A document's number, or who said so and when.",
    ),
    "desk.change.go": ("Kiểm tra và sửa", "Check and change"),
    "desk.change.unreadable": (
        "Không đọc được thành một người: cần họ tên, đơn vị và địa chỉ thư.",
        "Nobody can be made out of this: name, unit and address are needed.",
    ),
    "desk.change.needs_letter": (
        "Phải ghi căn cứ: số văn bản, hoặc ai báo và ngày báo.",
        "Give the ground: a document's number, or who said so and when.",
    ),
    "desk.change.new_unit": (
        "Đơn vị “{unit}” chưa có trong danh sách; đơn vị này sẽ được thêm mới. Nếu gõ nhầm, quay lại và sửa.",
        "The unit “{unit}” is not known yet and would be added. If that is a slip of the pen, go back and mend it.",
    ),
    "desk.change.moved": ("Sửa thông tin", "Correct"),
    "desk.change.replaced": ("Thay người", "Replace"),
    "desk.confirm.moved": ("Sửa thông tin của {who}?", "Correct what is known of {who}?"),
    "desk.confirm.replaced": (
        "Từ nay {new} trả lời thay {who}? Người cũ không nhận thư nữa.",
        "From now on {new} answers in place of {who}, who gets no more letters?",
    ),
    "desk.done.moved": ("Đã sửa.", "Corrected."),
    "desk.done.replaced": ("Đã thay {old}.", "{old} is replaced."),
    "desk.corrections.title": ("Địa chỉ cần sửa", "Addresses to correct"),
    "desk.corrections.to_units": ("Đề nghị các đơn vị sửa (A1)", "Ask the units (A1)"),
    "desk.corrections.explained": (
        "Những người không nhận được thư. Địa chỉ gợi ý chỉ để kiểm tra: xác nhận với đơn vị rồi mới sửa.",
        "Whom no mail reaches. A suggestion is only to be checked: ask the unit before you use it.",
    ),
    "desk.corrections.use": ("Sửa thành địa chỉ này", "Use this address"),
    "desk.corrections.change": ("Sửa", "Correct"),
    "desk.corrections.none": (
        "Không có địa chỉ nào cần sửa.",
        "No address needs a correction.",
    ),
    "desk.corrections.ministry": (
        "Danh sách thư mời không gửi được của Bộ",
        "The ministry's list of invitations that did not arrive",
    ),
    "desk.corrections.ministry_hint": (
        "CSV, XLSX, XLS, ODS. Mở lỗi kỹ thuật và việc sửa địa chỉ; không địa chỉ nào bị ngừng gửi chỉ vì tệp này.",
        "CSV, XLSX, XLS, ODS. It opens technical errors and corrections; no address is given up for it alone.",
    ),
    "desk.corrections.take": ("Nhận danh sách", "Take the list"),
    "desk.done.failures": (
        "Đã nhận: {people} người không nhận được thư mời; {unknown} dòng không khớp với ai.",
        "Taken: {people} officials did not get the invitation; {unknown} rows fit nobody.",
    ),
    # mails to units
    "desk.escalation.explained": (
        "Thư cho thủ trưởng, văn thư đơn vị và lãnh đạo chỉ gửi sau khi cán bộ điều phối cho gửi; mỗi đơn vị nhiều "
        "nhất một thư mỗi ngày.",
        "Mails to heads and clerks of units and to the leadership go only when the coordinator lets them; a unit "
        "gets one a day at most.",
    ),
    "desk.escalation.ready": ("thư sẵn sàng gửi", "mails are ready"),
    "desk.escalation.says_missing": (
        "{count} đơn vị chưa có địa chỉ người nhận: ghi người liên hệ ở trang đơn vị.",
        "{count} units have no address yet: enter the contact on the unit's page.",
    ),
    "desk.escalation.approve": ("Cho gửi trong khung giờ tới", "Send in the next office hours"),
    "desk.escalation.for_coordinator": ("Cán bộ điều phối cho gửi.", "The coordinator lets them go."),
    "desk.escalation.nobody": ("Lúc này không có gì để gửi.", "There is nothing to send now."),
    "desk.escalation.leadership": ("Lãnh đạo", "Leadership"),
    "desk.escalation.no_address": ("chưa có địa chỉ", "no address"),
    "desk.escalation.back": ("Về danh sách thư", "Back to the mails"),
    "desk.confirm.escalate": ("Gửi {count} thư: {what}?", "Send {count} mails: {what}?"),
    "desk.escalation.waits": (
        "{count} thư đã duyệt đang chờ gửi trong khung giờ làm việc.",
        "{count} approved mails wait for the next office hours.",
    ),
    "desk.escalation.cancel": ("Hủy thư đang chờ", "Cancel what waits"),
    "desk.confirm.escalation_cancel": (
        "Hủy {count} thư {what} đang chờ gửi? Sửa xong thì cho gửi lại được.",
        "Cancel {count} waiting mails {what}? They can be sent once mended.",
    ),
    "desk.done.escalation_cancelled": (
        "Đã hủy {count} thư đang chờ; thư đã gửi không thu về được.",
        "{count} waiting mails are cancelled; what has gone stays gone.",
    ),
    "desk.done.escalated": (
        "{count} thư sẽ gửi trong khung giờ làm việc tới.",
        "{count} mails go in the next office hours.",
    ),
    # contacts and names of units
    "desk.unit.search": ("Tên đơn vị", "Unit"),
    "desk.unit.search_hint": (
        "Tìm không cần dấu, cả tên khác.",
        "Accents are not needed; other names count too.",
    ),
    "desk.unit.not_found": ("Không có đơn vị nào như vậy.", "No unit is called so."),
    "desk.unit.set_contact": ("Ghi người liên hệ", "Enter a contact"),
    "desk.unit.contact_role": ("Vai trò", "Role"),
    "desk.unit.position_hint": (
        "Bỏ trống: thủ trưởng được gọi theo loại đơn vị (Chủ tịch UBND…, Giám đốc Sở…).",
        "Left out: a head is called by the kind of the unit (Chủ tịch UBND…, Giám đốc Sở…).",
    ),
    "desk.unit.save_contact": ("Ghi", "Save"),
    "desk.unit.alias": ("Tên khác của đơn vị", "Another name of the unit"),
    "desk.unit.alias_hint": (
        "Như các đơn vị hay ghi trong tệp, ví dụ: STC.",
        "As offices write it in their files, for instance STC.",
    ),
    "desk.unit.add_alias": ("Thêm tên khác", "Add another name"),
    "desk.unit.save_alias": ("Thêm", "Add"),
    "desk.unit.drop_alias": ("Bỏ", "Remove"),
    "desk.done.contact": ("Đã ghi {role}.", "Entered: {role}."),
    "desk.done.alias": ("Đã thêm tên khác.", "The name was added."),
    "desk.done.alias_dropped": ("Đã bỏ tên khác.", "The name was removed."),
    "desk.confirm.approve": ("Gửi thư {letter} cho {count} người?", "Send {letter} to {count} people?"),
    "desk.confirm.cancel": (
        "Hủy {count} thư {letter} đang chờ gửi? Các mức sau không bị hủy; muốn gửi lại thì lập kế hoạch mới.",
        "Cancel {count} letters of {letter} that wait? Later levels are not touched; a new plan can be made.",
    ),
    "desk.confirm.cancel_draft": (
        "Hủy kế hoạch {letter} cho {count} người? Mức này không gửi cho họ, trừ khi lập lại kế hoạch.",
        "Cancel the plan {letter} for {count} people? They get no letter of this level unless a new plan is made.",
    ),
    "desk.done.drafted": ("Đã lập kế hoạch, chờ duyệt.", "The plan is drafted and waits for approval."),
    "desk.done.approved": ("Đã duyệt: {count} thư chờ gửi.", "Approved: {count} letters wait to be sent."),
    "desk.done.cancelled": (
        "Đã hủy; {count} thư không gửi nữa.",
        "Cancelled; {count} letters will not be sent.",
    ),
    # letters
    "desk.letter.T0": ("Thư kiểm tra hộp thư", "Mailbox check"),
    "desk.letter.R1": ("Đôn đốc lần 1 (nhắc)", "First reminder"),
    "desk.letter.R2": ("Đôn đốc lần 2", "Second reminder"),
    "desk.letter.R3": ("Đôn đốc lần 3 (gần hết hạn)", "Third reminder"),
    "desk.letter.R4": ("Đôn đốc lần 4 (ngày cuối)", "Last-day reminder"),
    "desk.letter.X1": ("Thông báo gia hạn", "New deadline"),
    "desk.letter.S1": ("Thông báo đã khắc phục lỗi", "Error solved"),
    "desk.letter.title": ("Thư {letter} gửi {name}", "{letter} to {name}"),
    "desk.letter.back": ("Về kế hoạch", "Back to the plan"),
    "desk.letter.subject": ("Tiêu đề", "Subject"),
    "desk.letter.to": ("Người nhận", "To"),
    "desk.letter.frame": ("Thư như người nhận sẽ đọc", "The letter as it will look"),
    "desk.letter.text": ("Bản chữ thường", "Plain text"),
    # units
    "desk.unit.by_name": ("Xếp theo tên", "Sort by name"),
    "desk.unit.by_share": ("Xếp theo tỷ lệ", "Sort by share"),
    "desk.unit.none": ("Chưa có đơn vị nào.", "No units yet."),
    "desk.unit.people": ("Danh sách cán bộ của đơn vị", "Officials of the unit"),
    "desk.unit.nobody": ("Đơn vị này không có ai trong đợt khảo sát.", "Nobody of this unit is asked."),
    "desk.unit.contacts": ("Người liên hệ", "Contacts"),
    "desk.unit.no_contacts": (
        "Chưa ghi người liên hệ nên thư gửi đơn vị này chưa có người nhận: ghi ở mục dưới đây.",
        "No contacts yet, so mails to this unit reach nobody: enter them below.",
    ),
    "desk.unit.no_contacts_yet": (
        "Chưa ghi người liên hệ. Cán bộ điều phối hoặc đầu mối CNTT ghi ở trang này.",
        "No contacts yet. The coordinator or the IT liaison enters them on this page.",
    ),
    "desk.unit.held": (
        "Đang tạm dừng gửi thư cho {count} người.",
        "Letters to {count} people are held.",
    ),
    "desk.unit.former": ("Người liên hệ trước đây", "Former contacts"),
    "desk.unit.about": ("Về đơn vị", "About the unit"),
    "desk.unit.sending": ("Gửi thư cho cả đơn vị", "Letters to the whole unit"),
    "desk.unit.hold": ("Tạm dừng gửi thư cho cả đơn vị", "Hold letters to the whole unit"),
    "desk.unit.release": ("Cho gửi thư trở lại cho cả đơn vị", "Release letters to the whole unit"),
    "desk.confirm.hold_unit": (
        "Tạm dừng gửi thư cho {count} người của {unit}, đến khi có người cho gửi lại?",
        "Hold letters to {count} people of {unit} until somebody releases them?",
    ),
    "desk.confirm.release_unit": (
        "Cho gửi thư trở lại cho {count} người của {unit}?",
        "Release letters to {count} people of {unit}?",
    ),
    "desk.done.held_already": ("Đã tạm dừng gửi thư từ trước.", "Letters were held before."),
    "desk.done.not_held": ("Không có ai đang bị tạm dừng gửi thư.", "Nobody was held."),
    "desk.done.held": ("Đã tạm dừng gửi thư cho {count} người.", "Letters to {count} people are held."),
    "desk.done.released_but": (
        "Đã cho gửi thư trở lại cho {count} người. Vẫn tạm dừng, vì được tạm dừng riêng: {apart}.",
        "Letters to {count} people are released. Still held, by themselves: {apart}.",
    ),
    "desk.done.released": (
        "Đã cho gửi thư trở lại cho {count} người.",
        "Letters to {count} people are released.",
    ),
    # officials
    "desk.official.search": ("Họ tên hoặc mã", "Name or number"),
    "desk.official.search_hint": (
        "Có dấu hay không dấu đều được; hoặc mã như OFF-0311.",
        "With accents or without; or a number like OFF-0311.",
    ),
    "desk.official.none": (
        "Không có ai như vậy trong đợt này. Thử bớt chữ hoặc bỏ điều kiện lọc.",
        "Nobody like that in this round. Try fewer letters or drop a filter.",
    ),
    "desk.official.too_many": (
        "Chỉ xét 500 người đầu tiên; đề nghị gõ thêm họ tên.",
        "Only the first 500 are shown; please type more of the name.",
    ),
    "desk.official.number": ("Mã", "Number"),
    "desk.official.sending": ("Gửi thư", "Letters"),
    "desk.official.held": ("tạm dừng từ {at}", "held since {at}"),
    "desk.official.ended": ("Không còn là đối tượng", "No longer asked"),
    "desk.official.why": ("Vì sao nhận, vì sao không nhận thư", "Why a letter, why not"),
    "desk.official.no_letters": ("Đợt này chưa có lịch gửi thư.", "No letters are scheduled yet."),
    "desk.official.actions": ("Xử lý", "Actions"),
    "desk.official.mark_title": ("Ghi điều đã biết về người này", "Say what is known"),
    "desk.official.what": ("Điều đã biết", "What is known"),
    "desk.official.until": ("Ngày trở lại", "Day of return"),
    "desk.official.until_hint": ("Chỉ cần khi ghi vắng mặt.", "Only for an absence."),
    "desk.official.note": ("Ghi chú, căn cứ", "Note"),
    "desk.official.note_hint": ("Ví dụ: đã gọi điện ngày 16/11.", "For example: telephoned on 16/11."),
    "desk.official.mark": ("Ghi nhận", "Record"),
    "desk.official.undo": ("Hủy điều chỉnh gần nhất", "Take back the last correction"),
    "desk.official.clear": ("Đã giải quyết: {mark}", "Settled: {mark}"),
    "desk.official.trail": ("Nhật ký, mới nhất trước", "Trail, newest first"),
    "desk.confirm.hold": (
        "Tạm dừng gửi thư cho {who}, đến khi có người cho gửi lại?",
        "Hold letters to {who} until somebody releases them?",
    ),
    "desk.confirm.release": ("Cho gửi thư trở lại cho {who}?", "Release letters to {who}?"),
    "desk.confirm.mark": ("Ghi nhận {who}: {mark}?", "Record of {who}: {mark}?"),
    "desk.confirm.undo": (
        "Hủy điều chỉnh gần nhất do người ghi về {who}?",
        "Take back the last correction that a person made of {who}?",
    ),
    "desk.confirm.clear": (
        "Ghi nhận của {who} không còn: {mark}? Thư đôn đốc lại gửi theo lịch nếu không còn lý do nào khác.",
        "Record of {who} that this is over: {mark}? Reminders go again as planned unless something else holds them.",
    ),
    "desk.done.marked": ("Đã ghi nhận: {mark}.", "Recorded: {mark}."),
    "desk.done.undone": ("Không còn ghi: {mark}.", "Taken back: {mark}."),
    "desk.done.undone_holds": ("Lại ghi như trước: {mark}.", "Holds again, as before: {mark}."),
    # the ministry's list
    "desk.list.ministry": ("Danh sách đã trả lời của Bộ", "The ministry's list of answers"),
    "desk.list.counts": ("Đang dùng {number}, số liệu đến {at}.", "{number} counts, as of {at}."),
    "desk.list.none_counts": (
        "Chưa có danh sách nào có hiệu lực; thư đôn đốc chờ đến khi có.",
        "No list counts yet; reminders wait for one.",
    ),
    "desk.list.file": ("Tệp", "File"),
    "desk.list.file_hint": (
        "XLSX, XLS, ODS hoặc CSV, tối đa 5 MB. Tải lên chỉ để đối chiếu, chưa có hiệu lực.",
        "XLSX, XLS, ODS or CSV, 5 MB at most. It is only compared at first and does not count yet.",
    ),
    "desk.list.no_time": ("Tệp không ghi thời điểm số liệu?", "The file does not say of which time it is?"),
    "desk.list.as_of": ("Thời điểm số liệu", "As of"),
    "desk.list.as_of_hint": ("Hỏi người gửi danh sách của Bộ.", "Ask the ministry's sender."),
    "desk.list.check": ("Tải lên và đối chiếu", "Upload and compare"),
    "desk.list.taken": ("Các danh sách đã nhận", "Lists so far"),
    "desk.list.nothing": (
        "Chưa nhận danh sách nào của Bộ. Tải lên ở trên, hoặc chuyển tiếp thư của Bộ tới hộp thư theo dõi.",
        "No list yet. Upload one above, or forward the ministry's mail to the watched mailbox.",
    ),
    "desk.list.refused": ("Tệp không dùng được", "Files that could not be used"),
    "desk.list.title": ("Danh sách {number}", "List {number}"),
    "desk.list.came": ("Nhận lúc", "Came"),
    "desk.list.newly": ("Thêm người đã trả lời nếu áp dụng", "Newly answered when applied"),
    "desk.list.doubts": ("Điểm cần xem", "To be looked at"),
    "desk.list.decide": ("Quyết định", "Decide"),
    "desk.list.decide_hint": (
        "Áp dụng thì người có tên không bị đôn đốc nữa. Dòng chưa rõ không được tính.",
        "When applied, whoever it names is urged no more. Rows nobody is sure of do not count.",
    ),
    "desk.list.accept_held": (
        "Đã xem các điểm nghi ngờ và vẫn dùng",
        "I have looked at the doubts and take it",
    ),
    "desk.list.apply": ("Áp dụng danh sách", "Apply the list"),
    "desk.list.reject": ("Không dùng danh sách này", "Reject the list"),
    "desk.list.withdraw": ("Rút lại danh sách", "Withdraw the list"),
    "desk.list.withdraw_title": ("Áp dụng nhầm?", "Applied by mistake?"),
    "desk.list.withdraw_hint": (
        "Rút lại thì ai chỉ được tính là đã trả lời vì danh sách này lại được đôn đốc.",
        "When withdrawn, whoever counts as answered by this list alone is urged again.",
    ),
    "desk.list.rows": ("Từng dòng", "Row by row"),
    "desk.list.no_rows": ("Không có dòng nào như vậy.", "No such rows."),
    "desk.confirm.apply": (
        "Áp dụng danh sách {number}: thêm {count} người đã trả lời, không đôn đốc nữa?",
        "Apply list {number}: {count} more have answered and are urged no more?",
    ),
    "desk.confirm.renew": (
        "Áp dụng danh sách {number}: không có người mới, số liệu đến {as_of}?",
        "Apply list {number}: nobody new has answered, as of {as_of}?",
    ),
    "desk.confirm.reject": (
        "Không dùng danh sách {number}? Cùng tệp đó có thể tải lên lại sau.",
        "Reject list {number}? The same file can be uploaded again later.",
    ),
    "desk.confirm.withdraw": (
        "Rút lại danh sách {number}: {count} người không còn được tính là đã trả lời và lại được đôn đốc, {kept} "
        "người vẫn tính theo danh sách khác?",
        "Withdraw list {number}: {count} people count as answered no more and are urged again, {kept} still do by "
        "another list?",
    ),
    "desk.done.staged": (
        "Đã đối chiếu, chưa có hiệu lực. Xem các dòng dưới đây rồi áp dụng hoặc không dùng.",
        "Compared; it does not count yet. Look at the rows, then apply or reject it.",
    ),
    "desk.done.applied": (
        "Đã áp dụng: thêm {count} người đã trả lời.",
        "Applied: {count} more have answered.",
    ),
    "desk.done.renewed": (
        "Đã áp dụng: không có người mới, số liệu đã mới.",
        "Applied: nobody new has answered, the figures are new.",
    ),
    "desk.done.rejected": ("Không dùng danh sách này.", "The list is rejected."),
    "desk.done.withdrawn": (
        "Đã rút lại: {count} người không còn được tính là đã trả lời. Hãy tải lên danh sách đúng; chưa có thì tạm "
        "chưa gửi thư.",
        "Withdrawn: {count} people count as answered no more. Upload the right list; letters wait until then.",
    ),
    # the roster
    "desk.roster.title": ("Danh sách đối tượng", "Roster"),
    "desk.roster.count": ("Đợt {code}: {count} người.", "Round {code}: {count} officials."),
    "desk.roster.file_hint": (
        "XLSX, XLS, ODS hoặc CSV, tối đa 5 MB. Được kiểm tra từng dòng trước, chưa nhập gì.",
        "XLSX, XLS, ODS or CSV, 5 MB at most. Every row is checked first; nothing is entered yet.",
    ),
    "desk.roster.check": ("Kiểm tra danh sách đợt {code}", "Roster of round {code}, checked"),
    "desk.roster.rows": ("Kết quả từng dòng", "Rows"),
    "desk.roster.would": ("So với danh sách đợt {code}", "Against the roster of round {code}"),
    "desk.roster.same": ("Như cũ", "Same"),
    "desk.roster.enter": ("Nhập danh sách", "Enter the roster"),
    "desk.roster.drop": ("Bỏ tệp này", "Drop this file"),
    "desk.roster.accept_errors": (
        "Chỉ nhập các dòng đúng, bỏ {count} dòng có lỗi",
        "Enter the good rows only and leave out {count} with errors",
    ),
    "desk.roster.accept_held": (
        "Đã xem các cảnh báo trên và tệp này là đúng",
        "I have looked at the warnings and the file is right",
    ),
    "desk.roster.end_gone": (
        "Không hỏi nữa {count} người không còn trong tệp",
        "Ask {count} people no more who are not in the file",
    ),
    "desk.roster.letter": ("Số văn bản làm căn cứ", "Number of the document"),
    "desk.roster.letter_hint": (
        "Đợt đã phê duyệt chỉ thay đổi khi có văn bản, ví dụ 1234/SNV.",
        "An approved round changes by a document only, such as 1234/SNV.",
    ),
    "desk.roster.noted": ("Các dòng cần xem", "Rows to look at"),
    "desk.roster.every": ("Mọi dòng", "Every row"),
    "desk.roster.only_noted": ("Chỉ các dòng cần xem", "Only rows to look at"),
    "desk.roster.all_rows": ("Xem mọi dòng", "Show every row"),
    "desk.roster.all_good": ("Không có dòng nào cần xem lại.", "No row needs a look."),
    "desk.roster.changes": ("Thay đổi so với danh sách đang có", "What would change"),
    "desk.roster.perhaps_moved": (
        "Hàng {row}: {name} cùng họ tên với {who} không còn trong tệp; có thể là một người đã chuyển đơn vị. "
        "Muốn giữ lịch sử thì sửa riêng người này trước:",
        "Row {row}: {name} has the name of {who}, who is gone: perhaps one person in another unit. To keep the "
        "history, correct that one first:",
    ),
    "desk.confirm.roster": (
        "Nhập danh sách đợt {code}: thêm {new} người, đổi {changed} người, thôi hỏi {ended} người?",
        "Enter the roster of round {code}: {new} new, {changed} changed, {ended} asked no more?",
    ),
    "desk.done.roster": (
        "Đã nhập: thêm {new}, đổi {changed}, thôi hỏi {ended}.",
        "Entered: {new} new, {changed} changed, {ended} asked no more.",
    ),
    "desk.done.dropped": ("Đã bỏ tệp, không nhập gì.", "The file is dropped; nothing was entered."),
    # rounds
    "desk.round.heading": ("Đợt khảo sát {code}", "Round {code}"),
    "desk.round.new": ("Tạo đợt khảo sát mới", "Make a new round"),
    "desk.round.make": ("Tạo đợt khảo sát", "Make the round"),
    "desk.round.code": ("Mã đợt", "Code"),
    "desk.round.code_hint": ("Ví dụ 2026.", "For example 2026."),
    "desk.round.title": ("Tên đợt khảo sát", "Title"),
    "desk.round.title_hint": (
        "In trong thư; bỏ trống thì dùng tên thường lệ.",
        "Printed in the letters; empty: the usual one.",
    ),
    "desk.round.invited_on": ("Ngày Bộ gửi thư mời", "Day of the invitations"),
    "desk.round.invited_hint": (
        "Lịch đôn đốc tính từ ngày này và từ hạn trả lời.",
        "The levels are counted from this day and from the deadline.",
    ),
    "desk.round.deadline": ("Hạn trả lời", "Deadline"),
    "desk.round.new_deadline": ("Hạn mới", "New deadline"),
    "desk.round.legal_basis": ("Căn cứ (số, ngày văn bản)", "Legal basis"),
    "desk.round.agency": ("Cơ quan đứng tên thư", "Who writes"),
    "desk.round.hotline": ("Điện thoại hỗ trợ", "Telephone for questions"),
    "desk.round.invitation_sender": ("Địa chỉ gửi thư mời của Bộ", "Sender of the true invitation"),
    "desk.round.invitation_subject": ("Tiêu đề thư mời của Bộ", "Subject of the true invitation"),
    "desk.round.invitation_hint": (
        "Để công chức nhận biết thư mời thật.",
        "So that officials can know the true invitation.",
    ),
    "desk.round.letter": ("Số văn bản gia hạn của Bộ", "Number of the ministry's letter"),
    "desk.round.letter_hint": ("Ví dụ 7300/BNV-CCHC.", "For example 7300/BNV-CCHC."),
    "desk.round.extended": ("gia hạn từ {before}, văn bản {letter}", "moved from {before} by {letter}"),
    "desk.round.maker": ("Người tạo", "Made by"),
    "desk.round.next": ("Bước tiếp theo", "Next step"),
    "desk.round.needs_roster": (
        "Đợt này chưa có đối tượng nào: tải danh sách lên ở trang Danh sách.",
        "Nobody is listed yet: upload the roster on the page Lists.",
    ),
    "desk.round.own": (
        "Anh/chị là người tạo đợt này; đề nghị người khác phê duyệt.",
        "You made this round; somebody else must approve it.",
    ),
    "desk.round.second": (
        "Chờ người thứ hai phê duyệt danh sách và thời hạn.",
        "Waits for a second person's approval.",
    ),
    "desk.round.is_closed": ("Đợt này đã kết thúc.", "This round is over."),
    "desk.round.approve": ("Phê duyệt đợt khảo sát", "Approve the round"),
    "desk.round.open": ("Mở đợt khảo sát", "Open the round"),
    "desk.round.change": ("Sửa thông tin đợt", "Change what is said of it"),
    "desk.round.change_hint": (
        "Sửa được đến khi mở đợt. Sửa xong, đợt lại là dự thảo và người khác phải phê duyệt.",
        "Until the round is opened. It is a draft again then, and somebody else must approve it.",
    ),
    "desk.round.mend_hint": (
        "Đợt đã mở: các kế hoạch phải lập và duyệt lại, thư đã gửi không thu về được. Chỉ sửa được hạn thành sớm "
        "hơn (gõ nhầm ngày); muộn hơn thì gia hạn theo văn bản của Bộ.",
        "The round is open: its plans must be made and approved anew, and letters that have gone stay gone. The "
        "deadline can only be mended to an earlier one; a later one is an extension, by the ministry's letter.",
    ),
    "desk.confirm.round_change": (
        "Sửa thông tin đợt {code}? Đợt lại là dự thảo và người khác phải phê duyệt.",
        "Change what is said of round {code}? It is a draft again then, and somebody else must approve it.",
    ),
    "desk.confirm.round_mend": (
        "Sửa thông tin đợt {code} đang thực hiện? {plans} kế hoạch phải lập và duyệt lại; {told} người đã nhận thư "
        "ghi nội dung cũ.",
        "Change what is said of round {code}, which is open? {plans} plans must be made and approved anew; {told} "
        "officials have letters with what was said before.",
    ),
    "desk.done.round_mended": (
        "Đã sửa thông tin đợt; {plans} kế hoạch phải lập và duyệt lại.",
        "The round is changed; {plans} plans must be made and approved anew.",
    ),
    "desk.round.pause": ("Tạm dừng đợt", "Pause the round"),
    "desk.round.resume": ("Tiếp tục đợt", "Resume the round"),
    "desk.round.extend": ("Gia hạn", "Move the deadline"),
    "desk.round.close": ("Kết thúc đợt", "Close the round"),
    "desk.round.cuts_people": (
        "Còn hạn đến {deadline}: {count} người chưa trả lời.",
        "It runs until {deadline}: {count} people have not answered.",
    ),
    "desk.round.cuts_letters": (
        "{letters} thư đang chờ không gửi nữa; {plans} kế hoạch chờ duyệt không duyệt được nữa.",
        "{letters} letters that wait do not go; {plans} plans that wait cannot be approved any more.",
    ),
    "desk.round.cuts_levels": ("Không còn: {levels}.", "There is no more: {levels}."),
    "desk.round.dates": ("Các mốc", "Dates"),
    "desk.round.unconfirmed": (
        "Lịch nghỉ năm {year} chưa được đối chiếu với thông báo của Chính phủ. Quản trị hệ thống kiểm tra tệp lịch.",
        "Nobody has checked the calendar of {year} against the government's notice. Administrator: look at its file.",
    ),
    "desk.date.invited": ("Bộ gửi thư mời", "Invitations"),
    "desk.date.deadline": ("Hạn trả lời", "Deadline"),
    "desk.date.level": ("{code} – {name}", "{code} – {name}"),
    "desk.date.mailbox_check": (
        "Ngày cuối gửi được thư kiểm tra hộp thư ({code})",
        "Last day for the mailbox check ({code})",
    ),
    "desk.date.to_units": ("{code} – {name}: đến lịch, chờ cho gửi", "{code} – {name}: due, to be let go"),
    "desk.date.report": ("{code} – {name}", "{code} – {name}"),
    "desk.date.off": ("Ngày nghỉ", "Day off"),
    "desk.date.work": ("Ngày làm bù", "Make-up day"),
    "desk.date.half": ("Nghỉ buổi chiều", "Half day"),
    "desk.confirm.round_approve": (
        "Phê duyệt danh sách {people} người và thời hạn của đợt {code}? Sau đó danh sách chỉ đổi khi có văn bản.",
        "Approve the {people} officials and the dates of round {code}? The roster then changes by a document only.",
    ),
    "desk.confirm.round_open": (
        "Mở đợt {code}: {people} người được tính là đã được Bộ mời, hệ thống bắt đầu lập kế hoạch đôn đốc?",
        "Open round {code}: {people} officials count as invited, and the service begins to draft plans?",
    ),
    "desk.confirm.round_pause": (
        "Tạm dừng mọi thư của đợt {code}? Kế hoạch đã duyệt vẫn giữ nguyên.",
        "Hold every letter of round {code}? Approved plans stay.",
    ),
    "desk.confirm.round_resume": ("Cho đợt {code} tiếp tục?", "Resume round {code}?"),
    "desk.confirm.round_extend": (
        "Gia hạn đợt {code}? Mọi kế hoạch phải duyệt lại; ai đã được báo hạn cũ là hạn cuối được báo hạn mới "
        "một lần.",
        "Move the deadline of round {code}? Every plan must be approved again; whoever was told the old last day is "
        "told the new one, once.",
    ),
    "desk.confirm.round_close": (
        "Kết thúc đợt {code}? Thư đang chờ sẽ không gửi nữa, báo cáo cuối đợt gửi lãnh đạo ngay; không mở lại được.",
        "Close round {code}? Letters that wait are skipped, the final report goes to leadership at once, and it "
        "cannot be opened again.",
    ),
    "desk.done.round_created": (
        "Đã tạo đợt khảo sát. Tiếp theo: tải danh sách đối tượng.",
        "The round is made. Next: upload the roster.",
    ),
    "desk.done.round_change": (
        "Đã sửa thông tin đợt; đợt chờ người khác phê duyệt.",
        "The round is changed and waits for somebody else's approval.",
    ),
    "desk.done.round_approve": ("Đã phê duyệt đợt khảo sát.", "The round is approved."),
    "desk.done.round_open": (
        "Đã mở đợt khảo sát. Kế hoạch đôn đốc được lập trước mỗi lần một ngày làm việc.",
        "The round is open. Plans are drafted a working day ahead of each level.",
    ),
    "desk.done.round_pause": ("Đã tạm dừng đợt.", "The round is paused."),
    "desk.done.round_resume": ("Đợt khảo sát tiếp tục.", "The round goes on."),
    "desk.done.round_extend": (
        "Đã gia hạn. Các kế hoạch được lập lại và phải duyệt lại.",
        "The deadline has moved. Plans are drafted anew and must be approved again.",
    ),
    "desk.done.round_close": (
        "Đã kết thúc đợt khảo sát. Tiếp theo: báo cáo cuối đợt ở trang Báo cáo.",
        "The round is closed. Next: the final report on the page Reports.",
    ),
    # errors whose common words name a command
    "at_desk.refused.no_as_of": (
        "{file} không ghi thời điểm số liệu: hỏi người gửi, rồi chọn thời điểm ở mục “Tệp không ghi thời "
        "điểm số liệu?”.",
        "{file} does not say of which time it is: ask the sender, then give the time beside the file.",
    ),
    "at_desk.unusable.no_roster_columns": (
        "{file}: không tìm thấy hàng tiêu đề có cột họ tên và cột địa chỉ thư. Ghi tên cột (Họ và tên, Đơn vị, Hộp "
        "thư công vụ…) rồi tải lại; giữ tên cột riêng thì đề nghị quản trị hệ thống khai báo.",
        "{file}: no row of headings names a column of names and one of addresses. Give headings (Họ và tên, Đơn vị, "
        "Hộp thư công vụ…) and upload it again; names of your own are declared by the administrator.",
    ),
    "at_desk.refused.list_applied": (
        "Danh sách {list_id} đã được áp dụng; áp dụng nhầm thì rút lại ở trang của danh sách.",
        "List {list_id} has been applied; if by mistake, withdraw it on its page.",
    ),
    "at_desk.refused.list_not_applied": (
        "Danh sách {list_id} không có hiệu lực, không có gì để rút lại.",
        "List {list_id} does not count, there is nothing to withdraw.",
    ),
    "at_desk.refused.failure_list": (
        "{file} là danh sách thư không gửi được, không nói ai đã trả lời. Tải lên ở trang Địa chỉ cần sửa.",
        "{file} is a list of mail that did not arrive, not of answers. Upload it on the page Addresses to correct.",
    ),
    "at_desk.refused.nothing_escalated": (
        "{code}: không có thư nào đang chờ gửi.",
        "{code}: nothing waits to be sent.",
    ),
    "at_desk.refused.nothing_to_escalate": (
        "{code}: không có thư nào để gửi: không ai thuộc diện này, chưa có địa chỉ, hoặc đã gửi.",
        "{code}: nothing to send: nobody is concerned, no address is known, or it has been sent.",
    ),
    "at_desk.refused.nothing_new": (
        "Không có gì khác với thông tin đang có của {who}.",
        "This says nothing new about {who}.",
    ),
    "at_desk.refused.empty_contact": (
        "Ghi ít nhất họ tên, địa chỉ thư hoặc điện thoại.",
        "Give at least a name, an address or a telephone.",
    ),
    "at_desk.refused.list_known": (
        "{file} đã được tải lên trước đó ({list_id}). Bộ cho biết chưa ai trả lời thêm: tải lại và chọn thời điểm "
        "mới hơn ở mục “Tệp không ghi thời điểm số liệu?”.",
        "{file} was uploaded before ({list_id}). If nobody has answered since, upload it again and give a newer time "
        "at “The file does not say of which time it is?”.",
    ),
    "at_desk.needs.roster_held": (
        "Tệp có {count} cảnh báo: xem lại, rồi đánh dấu “tệp này là đúng” nếu đúng.",
        "The file has {count} warnings: look at them, then tick that it is right.",
    ),
    "at_desk.refused.roster_errors": (
        "{count} dòng có lỗi, chưa nhập dòng nào. Sửa tệp rồi tải lại, hoặc đánh dấu “chỉ nhập các dòng đúng”.",
        "{count} rows have errors and nothing was entered. Mend the file, or tick to enter the good rows only.",
    ),
    "at_desk.refused.roster_closed": (
        "Đợt {code} {state}: danh sách chỉ thay đổi khi ghi số văn bản làm căn cứ.",
        "Round {code} is {state}: its roster changes by a document only; give its number.",
    ),
    "at_desk.refused.deadline_later": (
        "Hạn muộn hơn {before} là gia hạn: dùng mục Gia hạn, có số văn bản của Bộ.",
        "A deadline after {before} is an extension: use that, with the number of the ministry's letter.",
    ),
    "at_desk.refused.nothing_changed": (
        "Thông tin đợt {code} đã đúng như vậy; không có gì để sửa.",
        "Round {code} says just that already: nothing to change.",
    ),
    "at_desk.refused.not_later": (
        "Hạn mới {deadline} không sau hạn đang có ({before}) hoặc đã qua.",
        "The new deadline {deadline} is not later than the present one ({before}), or has passed.",
    ),
    "at_desk.refused.deadline_first": (
        "Hạn {deadline} không sau ngày Bộ gửi thư mời {invited_on}.",
        "The deadline {deadline} is not after the invitations of {invited_on}.",
    ),
    "at_desk.refused.dates_far": (
        "Ngày Bộ gửi thư mời {invited_on} và hạn {deadline} cách nhau hơn một năm hoặc sai năm: kiểm tra lại.",
        "The invitations of {invited_on} and the deadline {deadline} are more than a year apart, or the year is "
        "wrong: check them.",
    ),
    "at_desk.refused.round_exists": ("Đã có đợt khảo sát {code}.", "There is a round {code} already."),
    "at_desk.refused.round_empty": (
        "Đợt {code} chưa có đối tượng: tải danh sách lên ở trang Danh sách.",
        "Round {code} has no officials: upload the roster on the page Lists.",
    ),
    "at_desk.refused.no_extension_letter": (
        "Gia hạn cần số văn bản của Bộ.",
        "An extension needs the number of the ministry's letter.",
    ),
}
