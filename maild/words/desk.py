"""What the desk says: its frame, its pages, and errors in the words of somebody who has no command line."""

from __future__ import annotations

DESK: dict[str, tuple[str, str]] = {
    # the frame
    "desk.name": ("Theo dõi điều tra xã hội học", "Survey desk"),
    "desk.menu": ("Các trang", "Pages"),
    "desk.skip": ("Tới nội dung chính", "Skip to the content"),
    "desk.nav.overview": ("Tổng quan", "Overview"),
    "desk.nav.plans": ("Kế hoạch gửi", "Sending plans"),
    "desk.nav.escalations": ("Thư gửi đơn vị", "Mails to units"),
    "desk.nav.units": ("Đơn vị", "Units"),
    "desk.nav.officials": ("Cán bộ", "Officials"),
    "desk.nav.lists": ("Danh sách", "Lists"),
    "desk.nav.rounds": ("Đợt khảo sát", "Rounds"),
    "desk.footer": ("Số liệu lúc {at}", "As of {at}"),
    "desk.rehearsal": (
        "Đang diễn tập: mọi thư chỉ được ghi thành tệp, không gửi tới ai.",
        "Rehearsal: letters are only written to files and reach nobody.",
    ),
    "desk.undo": ("Hoàn tác", "Undo"),
    "desk.pages": ("Các phần của danh sách", "Parts of the list"),
    "desk.rows": ("{first}–{last} trong số {total}", "{first}–{last} of {total}"),
    "desk.search": ("Tìm", "Search"),
    "desk.show": ("Xem", "Show"),
    "desk.all": ("Tất cả", "All"),
    "desk.back": ("Quay lại", "Back"),
    "desk.to_overview": ("Về trang Tổng quan", "To the overview"),
    "desk.go_on": ("Tiếp tục", "Go on"),
    "desk.why": ("Lý do", "Reason"),
    "desk.why_hint": (
        "Được ghi vào nhật ký cùng tên người thực hiện.",
        "Goes into the journal with your name.",
    ),
    # how a day and a moment are written
    "desk.form.day": ("ngày/tháng/năm", "day/month/year"),
    "desk.form.day_hint": ("Ví dụ 27/11/2026.", "For example 27/11/2026."),
    "desk.form.moment": ("giờ:phút ngày/tháng/năm", "hour:minute day/month/year"),
    "desk.form.moment_hint": (
        "Ví dụ 17:00 27/11/2026; chỉ ghi ngày thì tính đến 17:00 ngày đó.",
        "For example 17:00 27/11/2026; a day alone means its 17:00.",
    ),
    # signing in
    "desk.sign_in": ("Đăng nhập", "Sign in"),
    "desk.sign_out": ("Đăng xuất", "Sign out"),
    "desk.account": ("Tên đăng nhập", "Account"),
    "desk.password": ("Mật khẩu", "Password"),
    "desk.sign_in_hint": (
        "Chưa có tài khoản hoặc quên mật khẩu: liên hệ người quản trị hệ thống của cơ quan.",
        "No account, or a forgotten password: ask your office's system administrator.",
    ),
    "desk.wrong_password": (
        "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đã bị khóa.",
        "Account or password is wrong, or the account is disabled.",
    ),
    "desk.too_many": (
        "Đã thử sai nhiều lần. Đề nghị đợi 15 phút rồi đăng nhập lại.",
        "Too many failed attempts. Please wait 15 minutes and sign in again.",
    ),
    "desk.sso_unknown": (
        "Tài khoản cơ quan của anh/chị chưa được cấp quyền ở đây. Đề nghị liên hệ người quản trị hệ thống.",
        "Your office account has no access here yet. Please ask the system administrator.",
    ),
    "desk.signed_out": ("Anh/chị đã đăng xuất.", "You have signed out."),
    "desk.hop": ("Đang mở trang…", "Opening the page…"),
    # what is refused before a page is asked
    "desk.session_over": (
        "Phiên làm việc đã hết; chưa có gì thay đổi. Đăng nhập lại rồi làm lại thao tác này.",
        "Your session has ended; nothing was changed. Sign in again and repeat.",
    ),
    "desk.not_for_you": (
        "Trang này không dành cho vai trò {role}. Cần quyền khác thì liên hệ người quản trị hệ thống.",
        "This page is not for the role {role}. Ask the system administrator if you need it.",
    ),
    "desk.stale_form": (
        "Biểu mẫu đã cũ hoặc không do trang này tạo ra; chưa có gì thay đổi. Mở lại trang rồi thử lại.",
        "The form is too old or was not made by this page; nothing was changed. Open the page again and retry.",
    ),
    "desk.no_such_page": ("Không có trang này.", "There is no such page."),
    "desk.too_long": (
        "Tệp hoặc biểu mẫu quá lớn; danh sách tải lên nhiều nhất 5 MB. Danh sách lớn hơn đề nghị quản trị hệ "
        "thống nhập bằng lệnh.",
        "The file or form is too large; an uploaded list has 5 MB at most. The administrator enters a larger one by "
        "command.",
    ),
    "desk.bad_form": ("Yêu cầu không hợp lệ.", "The request is not valid."),
    "desk.wrong_host": (
        "Địa chỉ này không phải của trang. Quản trị: đặt web.public_url đúng địa chỉ người dùng gõ.",
        "This is not the desk's address. Administrator: set web.public_url to what people type.",
    ),
    "desk.too_slow": (
        "Yêu cầu kéo dài quá lâu. Xin thử lại.",
        "The request took too long. Please try again.",
    ),
    # errors on a page
    "desk.error.title": ("Chưa thực hiện được", "This was not done"),
    "desk.error.nothing_changed": (
        "Chưa có gì thay đổi.",
        "Nothing was changed.",
    ),
    "desk.empty_field": ("Còn thiếu mục “{field}”.", "“{field}” is still empty."),
    "desk.bad_day": (
        "{field}: không hiểu “{value}”; viết ngày như 27/11/2026.",
        "{field}: cannot read “{value}”; write a day like 27/11/2026.",
    ),
    "desk.bad_moment": (
        "{field}: không hiểu “{value}”; viết giờ và ngày như 17:00 27/11/2026.",
        "{field}: cannot read “{value}”; write time and day like 17:00 27/11/2026.",
    ),
    "desk.no_file": ("Chưa chọn tệp.", "No file was chosen."),
    "desk.upload_gone": (
        "Tệp này đã được nhập, đã bỏ hoặc đã quá 12 giờ. Đề nghị gửi lại tệp.",
        "This file has been entered or dropped, or is older than 12 hours. Please send it again.",
    ),
    # asking back
    "desk.confirm.title": ("Xác nhận", "Please confirm"),
    "desk.confirm.go": ("Thực hiện", "Go ahead"),
    "desk.confirm.back": ("Không thực hiện", "Do not"),
    "desk.confirm.type": ("Gõ lại số {count} để xác nhận", "Type {count} to confirm"),
    "desk.confirm.typed": (
        "Thao tác này dành cho {count} người: gõ đúng số {count} để xác nhận.",
        "This is for {count} people: type {count} to confirm.",
    ),
    "desk.confirm.pause": (
        "Dừng gửi mọi thư tới khi có người cho gửi tiếp. Thư đã chuyển máy chủ thì không lấy lại được.",
        "Stop all sending until somebody resumes it. Letters already handed to the server cannot be recalled.",
    ),
    "desk.confirm.resume": (
        "Cho gửi tiếp mọi thư đã được duyệt, và đặt lại bộ tự ngắt nếu đã ngắt.",
        "Resume sending of all approved letters, and reset the breaker where it has tripped.",
    ),
    # overview
    "desk.no_round.coordinator": (
        "Chưa có đợt khảo sát nào. Việc đầu tiên: tạo đợt khảo sát, rồi tải danh sách đối tượng lên.",
        "There is no round yet. First make a round, then upload the roster.",
    ),
    "desk.no_round.other": (
        "Chưa có đợt khảo sát nào. Cán bộ điều phối tạo đợt khảo sát.",
        "There is no round yet. The coordinator makes one.",
    ),
    "desk.days_left": ("còn {count} ngày làm việc", "{count} working days left"),
    "desk.ministry_list": ("Danh sách của Bộ", "The ministry's list"),
    "desk.list_as_of": ("đến {at}", "as of {at}"),
    "desk.list_old": ("đã cũ, thư đôn đốc tạm chờ", "old: reminders wait"),
    "desk.list_none": ("chưa có", "none yet"),
    "desk.course": ("So với tiến độ", "Against the plan"),
    "desk.course_target": ("cần {share} vào lúc này", "{share} wanted by now"),
    "desk.course_forecast": (
        "với nhịp hiện nay đạt {share} khi hết hạn",
        "at today's pace {share} at the deadline",
    ),
    "desk.on_course": ("đúng tiến độ", "on course"),
    "desk.behind": ("chậm tiến độ", "behind"),
    "desk.waits_for_me": ("Chờ anh/chị xử lý", "Waits for you"),
    "desk.nothing_waits": ("Không có việc nào chờ.", "Nothing waits."),
    "desk.weakest": ("Đơn vị có tỷ lệ thấp nhất", "Weakest units"),
    "desk.all_units": ("Xem tất cả đơn vị", "All units"),
    "desk.own_open": ("Những người của đơn vị chưa trả lời", "Those of the unit who have not answered"),
    "desk.goes_out": ("Sắp gửi", "What goes out next"),
    "desk.nothing_goes": ("Không có thư nào theo kế hoạch.", "No letters are planned."),
    "desk.coming.letters": (
        "{code} – {name}: {count} thư đã duyệt, chờ gửi",
        "{code} – {name}: {count} approved letters wait",
    ),
    "desk.coming.level": ("{code} – {name}: đến lịch gửi", "{code} – {name} is due"),
    "desk.coming.deadline": ("Hạn trả lời", "Deadline"),
    "desk.by_group": ("Theo nhóm đối tượng", "By subject group"),
    "desk.open_faults": ("Lỗi kỹ thuật đang mở", "Open technical errors"),
    "desk.faults": ("{count} lỗi, {people} người", "{count} errors, {people} officials"),
    "desk.no_faults": ("không có", "none"),
    "desk.no_officials": (
        "Chưa có ai trong danh sách. Tải danh sách đối tượng ở trang Danh sách.",
        "Nobody is listed yet. Upload the roster on the page Lists.",
    ),
    "desk.sending.title": ("Việc gửi thư", "Sending"),
    "desk.sending.runs": ("Đang hoạt động.", "It is running."),
    "desk.sending.paused": (
        "Đang tạm dừng gửi mọi thư (người dừng: {by}).",
        "All sending is paused (by {by}).",
    ),
    "desk.sending.tripped": (
        "Hệ thống đã tự ngừng gửi lúc {at} vì quá nhiều lỗi. Xem trang Sự cố trước khi cho gửi tiếp.",
        "Sending stopped itself at {at} after too many errors. Look at the incidents before you resume.",
    ),
    "desk.sending.stop_all": ("Dừng gửi mọi thư…", "Stop all sending…"),
    "desk.sending.pause": ("Tạm dừng gửi", "Pause sending"),
    "desk.sending.resume": ("Cho gửi tiếp", "Resume sending"),
    "desk.task.canary": (
        "{letter}: thư gửi thử bị lỗi, {count} thư còn lại đang dừng",
        "{letter}: the first letters failed, {count} others are held",
    ),
    "desk.task.escalation": ("{code} đến hạn: {what}", "{code} is due: {what}"),
    "desk.task.corrections": (
        "{count} người không nhận được thư: sửa địa chỉ",
        "{count} get no mail: correct the addresses",
    ),
    "desk.task.round": ("Đợt {code} chờ phê duyệt", "Round {code} waits for approval"),
    "desk.task.open": ("Đợt {code} đã phê duyệt, chờ mở", "Round {code} is approved and can be opened"),
    "desk.task.plan_other": (
        "Kế hoạch {letter} ({count} người) chờ người thứ hai duyệt",
        "Plan {letter} ({count} officials) waits for a second person",
    ),
    "desk.task.claims": (
        "{count} người báo đã trả lời, chưa xác thực được",
        "{count} say they have answered, unverified",
    ),
    "desk.task.questions": ("{count} người có câu hỏi chưa được giải đáp", "{count} asked something"),
    "desk.task.wrong_person": (
        "{count} người báo không phải đối tượng",
        "{count} say they are the wrong person",
    ),
    "desk.task.untaken": (
        "{count} lỗi kỹ thuật chưa ai nhận xử lý",
        "{count} technical errors that nobody has taken on",
    ),
    "desk.task.mails": ("{count} thư cần người xem", "{count} mails need a look"),
    "desk.done.paused": ("Đã tạm dừng gửi mọi thư.", "All sending is paused."),
    "desk.done.resumed": ("Đã cho gửi tiếp.", "Sending goes on."),
    # errors whose common words name a command
    "at_desk.refused.no_reason": ("Phải nêu lý do hoặc căn cứ.", "Give a reason."),
    "at_desk.refused.plan_state": (
        "Kế hoạch gửi số {plan_id} không còn chờ duyệt: {state}.",
        "Plan {plan_id} does not wait any more: {state}.",
    ),
    "at_desk.refused.round_state": (
        "Đợt khảo sát {code} đang ở trạng thái {state}, không phải {wanted}.",
        "Round {code} is {state}, not {wanted}.",
    ),
    "at_desk.refused.no_round_yet": (
        "Chưa có đợt khảo sát nào; cán bộ điều phối tạo ở trang Đợt khảo sát.",
        "There is no round yet; the coordinator makes one on the page Rounds.",
    ),
    "at_desk.needs.plan_changed": (
        "Danh sách người nhận hoặc lời thư đã thay đổi sau khi lập nên kế hoạch này bị hủy. "
        "Kế hoạch mới được lập trong vài phút; đề nghị xem lại rồi duyệt.",
        "Receivers or texts have changed since the draft, so this plan is voided. "
        "A new one is drafted within minutes: look at it, then approve.",
    ),
    "at_desk.needs.capacity": (
        "Kế hoạch vượt công suất gửi, còn {left} người không kịp nhận. Quản trị hệ thống có thể đặt "
        "limits.per_hour = {per_hour}; hoặc chọn “chỉ gửi cho những người kịp”.",
        "The plan is more than its hours can carry and leaves {left} people out. The administrator may set "
        "limits.per_hour = {per_hour}; or choose to write to as many as fit.",
    ),
    "at_desk.needs.second_person": (
        "{who} là người lập; đề nghị người khác phê duyệt.",
        "{who} made it; somebody else must approve it.",
    ),
    "at_desk.needs.second_to_maker": (
        "{who} là người tạo đợt; đề nghị người khác phê duyệt kế hoạch.",
        "{who} made the round; somebody else must approve the plan.",
    ),
    "at_desk.needs.list_held": (
        "Danh sách có điểm nghi ngờ: xem các điểm đó rồi đánh dấu “đã xem và vẫn dùng”.",
        "The list is doubted: look at why, then tick that you take it all the same.",
    ),
}
