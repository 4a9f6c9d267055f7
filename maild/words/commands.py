"""What the commands say, and the titles of their tables."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    # what commands say
    "cli.done": ("đã ghi nhận", "done"),
    "cli.dry_run": ("chỉ xem, chưa ghi gì", "dry run: nothing was written"),
    "cli.created": ("đã tạo {path}", "created {path}"),
    "cli.init_next": (
        "tiếp theo: xem lại {config}, đặt mật khẩu còn thiếu vào {credentials} (root:maild, quyền 0640), "
        "rồi chạy `sudo -u maild maild check` và `sudo -u maild maild doctor`",
        "next: look through {config}, put the passwords that lack into {credentials} (root:maild, mode 0640), "
        "then `sudo -u maild maild check` and `sudo -u maild maild doctor`",
    ),
    # the questions of `maild init`
    "init.address": (
        "Địa chỉ hộp thư đầu mối (gửi mọi thư, nhận trả lời)",
        "Address of the mailbox that sends and receives",
    ),
    "init.agency": ("Tên cơ quan ghi trong thư", "Name of the office, as letters say it"),
    "init.hotline": ("Điện thoại hỗ trợ", "Telephone for questions"),
    "init.legal_basis": (
        "Văn bản giao nhiệm vụ (số, ngày, người ký)",
        "The order that asks for it (number, date, signer)",
    ),
    "init.imap_host": ("Máy chủ IMAP", "IMAP server"),
    "init.smtp_host": ("Máy chủ gửi thư", "Relay"),
    "init.user": ("Tên đăng nhập", "Login"),
    "init.password": (
        "Mật khẩu (không hiện; Enter để đặt sau)",
        "Password (not shown; Enter to set it later)",
    ),
    "init.ca_file": ("Tệp CA nội bộ, nếu có", "File of a private CA, if any"),
    "init.folders": ("Thư mục theo dõi, cách nhau dấu phẩy", "Folders to watch, with commas between"),
    "init.survey_hosts": (
        "Tên máy chủ của phiếu khảo sát, cách nhau dấu phẩy",
        "Hosts of the questionnaire, with commas between",
    ),
    "init.it": ("Địa chỉ đầu mối CNTT nhận cảnh báo", "IT liaison's address for alerts"),
    "init.coordinators": ("Địa chỉ cán bộ điều phối", "Coordinator's address"),
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
    "cli.level_dropped": (
        "{code}: không có trong lịch, {why}",
        "{code}: dropped, {why}",
    ),
    "cli.deadline_off": (
        "lưu ý: hạn {deadline} rơi vào ngày nghỉ nên không có thư ngày cuối (R4); "
        "ngày làm việc cuối trước hạn là {day}",
        "warning: the deadline {deadline} is a day off, so that no letter says it is the last day (R4); the last "
        "working day before it is {day}",
    ),
    "cli.level_early": (
        "{code}: {people} người với tối đa {per_hour} thư một giờ, "
        "bắt đầu gửi từ khoảng {day} để xong trong ngày {due}",
        "{code}: {people} people at {per_hour} letters an hour at most, begins about {day} to be through on {due}",
    ),
    "cli.plan_starts_early": (
        "kế hoạch gửi từ {at}, sớm hơn lịch ({due}), vì mỗi giờ gửi tối đa {per_hour} thư",
        "the plan begins {at}, before its time ({due}), for the cap of {per_hour} letters an hour",
    ),
    "cli.foretold": ("khi thực hiện: {said}", "when it is done: {said}"),
    "cli.round_mended": (
        "đã sửa đợt {code}: {what}; {plans} kế hoạch phải lập và duyệt lại, {told} người đã nhận thư ghi nội dung cũ",
        "round {code} is changed: {what}; {plans} plans must be made and approved anew, {told} people have letters "
        "with what was said before",
    ),
    "cli.round_changed": (
        "đã sửa đợt khảo sát {code}: {what}; đợt trở lại bản nháp",
        "round {code} changed: {what}; it is a draft again",
    ),
    "cli.round_is": (
        "đợt {code}: {title}; {state}; {officials} người; mời {invited}, hạn {deadline}",
        "round {code}: {title}; {state}; {officials} people; invited {invited}, deadline {deadline}",
    ),
    "cli.round_says": ("{what}: {value}", "{what}: {value}"),
    "cli.next": ("tiếp theo: {what}", "next: {what}"),
    "field.title": ("tên đợt", "title"),
    "field.invited_on": ("ngày mời", "day of the invitations"),
    "field.deadline": ("hạn trả lời", "deadline"),
    "field.legal_basis": ("căn cứ", "legal basis"),
    "field.agency": ("cơ quan đứng tên thư", "who writes"),
    "field.hotline": ("điện thoại hỗ trợ", "telephone for questions"),
    "field.invitation_sender": ("địa chỉ gửi thư mời của Bộ", "sender of the true invitation"),
    "field.invitation_subject": ("tiêu đề thư mời của Bộ", "subject of the true invitation"),
    "cli.round_extended": (
        "đã gia hạn đợt {code} từ {before} đến {deadline}; mọi kế hoạch phải lập và duyệt lại",
        "round {code} extended from {before} to {deadline}; every plan must be made and approved again",
    ),
    "cli.round_paused": (
        "đã tạm dừng đợt {code}; tiếp tục bằng `maild round resume {code}`",
        "round {code} is paused until `maild round resume {code}`",
    ),
    "cli.round_resumed": ("đợt {code} tiếp tục", "round {code} goes on"),
    "next.round_created": (
        "tiếp theo: `maild roster import DANHSACH.xlsx --round {code}`",
        "next: `maild roster import LIST.xlsx --round {code}`",
    ),
    "next.roster_entered": (
        "tiếp theo: người thứ hai kiểm tra rồi chạy `maild round approve {code}`",
        "next: a second person checks it and runs `maild round approve {code}`",
    ),
    "next.people_added": (
        "tiếp theo: {letter} của người mới gửi từ {at}; kế hoạch được lập trước một ngày làm việc, người thứ hai "
        "duyệt, xem bằng `maild remind plan`",
        "next: {letter} goes to the new people from {at} on; its plan is made a working day ahead and approved by a "
        "second person, see `maild remind plan`",
    ),
    "next.too_late": (
        "không còn lần đôn đốc nào kịp trước hạn {deadline}: liên hệ trực tiếp với người mới",
        "no reminder fits before the deadline {deadline} any more: speak to the new people yourself",
    ),
    "next.round_approved": (
        "tiếp theo: gửi thư kiểm tra hộp thư trước ngày mời: `maild remind plan --draft --letter T0 --round {code}`; "
        "rồi mở đợt: `maild round open {code}`",
        "next: check the mailboxes before the invitations: `maild remind plan --draft --letter T0 --round {code}`; "
        "then `maild round open {code}`",
    ),
    "next.round_opened": (
        "tiếp theo: nạp danh sách đã trả lời của Bộ: `maild answered import TEP.xlsx --round {code}`; "
        "kế hoạch R1 được lập trước một ngày làm việc, xem bằng `maild remind plan`",
        "next: bring in the ministry's list: `maild answered import FILE.xlsx --round {code}`; R1's plan is made "
        "a working day ahead, see `maild remind plan`",
    ),
    "next.round_extended": (
        "tiếp theo: xem và duyệt lại kế hoạch: `maild remind plan`",
        "next: look at the plans again and approve them: `maild remind plan`",
    ),
    "next.list_applied": (
        "tiếp theo: `maild remind plan` xem kế hoạch chờ duyệt, hoặc khi nào có kế hoạch; áp dụng nhầm thì rút "
        "lại: `maild answered withdraw {list_id} --why …`",
        "next: `maild remind plan` shows the plans that wait for approval, or when there will be one; if it was a "
        "mistake: `maild answered withdraw {list_id} --why …`",
    ),
    "next.list_withdrawn": (
        "tiếp theo: nhập danh sách đúng: `maild answered import TEP.xlsx --round {code}`; chưa có danh sách mới thì "
        "tạm chưa gửi thư; ai lỡ một lần đôn đốc sẽ có trong kế hoạch bổ sung: `maild remind plan`",
        "next: import the right list: `maild answered import FILE.xlsx --round {code}`; without a new one letters "
        "wait; whoever missed a level comes with a supplement: `maild remind plan`",
    ),
    "next.plan_drafted": (
        "tiếp theo: xem một thư bằng `maild remind preview OFF-{first:04} --letter {letter}`; "
        "người thứ hai duyệt: `maild remind approve {plan_id}{count}`",
        "next: look at one letter with `maild remind preview OFF-{first:04} --letter {letter}`; a second person "
        "approves: `maild remind approve {plan_id}{count}`",
    ),
    "next.plan_waits": (
        "tiếp theo: xem `maild remind plan {plan_id}`; người thứ hai duyệt: `maild remind approve {plan_id}{count}`",
        "next: look at it with `maild remind plan {plan_id}`; a second person approves: "
        "`maild remind approve {plan_id}{count}`",
    ),
    "next.plan_can_be_made": (
        "tiếp theo: đã đến lúc lập kế hoạch {letter}: `maild remind plan --draft`",
        "next: it is time for the plan of {letter}: `maild remind plan --draft`",
    ),
    "next.level": (
        "tiếp theo: {letter} gửi từ {due}; kế hoạch được lập ngày {at}",
        "next: {letter} goes from {due} on; its plan is made on {at}",
    ),
    "cli.no_plan_yet": ("chưa có kế hoạch nào", "no plan yet"),
    "next.plan_approved": (
        "thư bắt đầu gửi từ {at} trong giờ hành chính khi dịch vụ đang chạy; theo dõi: `maild remind outbox`; duyệt "
        "nhầm thì hủy: `maild remind cancel --plan {plan_id} --why …`",
        "letters go from {at} on in office hours while the service runs; watch: `maild remind outbox`; if approved "
        "by mistake: `maild remind cancel --plan {plan_id} --why …`",
    ),
    "cli.close_early": (
        "đợt {code} còn hạn đến {deadline}, {people} người chưa trả lời; đóng bây giờ thì:",
        "round {code} runs until {deadline}, {people} people have not answered; if it is closed now:",
    ),
    "cli.close_letters": (
        "- {count} thư đang chờ gửi không gửi nữa",
        "- {count} letters that wait do not go",
    ),
    "cli.close_plans": (
        "- {count} kế hoạch chờ duyệt không duyệt được nữa",
        "- {count} plans that wait cannot be approved any more",
    ),
    "cli.close_levels": ("- không còn: {levels}", "- there is no more: {levels}"),
    "cli.close_reports": (
        "- báo cáo cuối đợt (L2) gửi lãnh đạo ngay; đợt đã đóng không mở lại được",
        "- the final report (L2) goes to leadership at once; a closed round does not open again",
    ),
    "next.round_closed": (
        "tiếp theo: báo cáo cuối đợt: `maild report final --round {code}`; lưu trữ: `maild round archive {code}`",
        "next: the final report: `maild report final --round {code}`; keep it: `maild round archive {code}`",
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
    "cli.list_nobody_new": ("không có người mới trả lời", "nobody new has answered"),
    "cli.list_renewed": (
        "không có người mới, số liệu đến {as_of}",
        "nobody new has answered, as of {as_of}",
    ),
    "cli.list_age": ("đợt {code}: số liệu đến {as_of}", "round {code}: as of {as_of}"),
    "cli.plan_cancelled": (
        "đã hủy kế hoạch {plan_id}; {count} thư đang chờ gửi không gửi nữa",
        "plan {plan_id} cancelled; {count} letters that waited will not go",
    ),
    "next.plan_cancelled": (
        "khi cần gửi lại, lập kế hoạch mới: `maild remind plan {plan_id} --draft`",
        "to send it after all, make a new plan: `maild remind plan {plan_id} --draft`",
    ),
    "cli.letter_withdrawn": (
        "{code} đang chờ gửi tới địa chỉ cũ đã được rút; thư tới địa chỉ mới nằm trong kế hoạch bổ sung, "
        "dự kiến {at}, sau khi người thứ hai duyệt: `maild remind plan`",
        "{code}, which waited for the old address, has been taken back; to the new one it goes with a "
        "supplement, due {at}, once a second person has approved it: `maild remind plan`",
    ),
    "next.held_apart": (
        "vẫn tạm dừng, vì được tạm dừng riêng: {who}; cho gửi lại từng người: `maild remind release {first}`",
        "still held, by themselves: {who}; to release one: `maild remind release {first}`",
    ),
    "next.nobody_held": (
        "không có ai đang tạm dừng; thư đã hủy nhầm: `maild remind cancel … --undo --why …`; vì sao không gửi: "
        "`maild why`",
        "nobody was held; for letters cancelled by mistake: `maild remind cancel … --undo --why …`; why none goes: "
        "`maild why`",
    ),
    "cli.uncancelled": ("đã bỏ việc hủy {count} thư", "{count} letters are cancelled no more"),
    "next.uncancelled": (
        "thư nào còn kịp gửi thì có trong kế hoạch bổ sung, người thứ hai duyệt: `maild remind plan`",
        "those whose time is not over come with a supplement, for a second person to approve: `maild remind plan`",
    ),
    "next.cancelled": (
        "hủy nhầm thì: `maild remind cancel {whom} --undo --why …`",
        "if that was a mistake: `maild remind cancel {whom} --undo --why …`",
    ),
    "next.nothing_waited": (
        "không có thư nào đang chờ gửi; để không gửi các thư sau: `maild remind hold`",
        "no letter waited; to keep later ones back: `maild remind hold`",
    ),
    "cli.nobody_to_write_to": (
        "{letter}: không có thêm ai để gửi{why}",
        "{letter}: nobody else to write to{why}",
    ),
    "cli.no_plan_due": (
        "chưa đến lúc lập kế hoạch: {letter} gửi từ {due}, lập kế hoạch được từ {at}",
        "it is too early for a plan: {letter} goes from {due} on, and can be planned from {at} on",
    ),
    "cli.no_level_left": (
        "đợt không còn lần đôn đốc nào phía trước; các ngày của đợt: `maild calendar check`",
        "no level of the round lies ahead; its dates: `maild calendar check`",
    ),
    "cli.plan_receivers": ("kế hoạch {plan_id}: {count} người nhận", "plan {plan_id}: {count} receivers"),
    "cli.plan_supplements": (
        "bổ sung kế hoạch {plan_id}: những người nay đã gửi được; ai không nhận và vì sao: "
        "`maild remind plan {plan_id}`",
        "added to plan {plan_id}: those who have become free for it since; who is left out and why: "
        "`maild remind plan {plan_id}`",
    ),
    "cli.plan_left_out": ("không nhận: {count} người", "left out: {count}"),
    "cli.plan_approved": (
        "đã duyệt kế hoạch {plan_id}: {letters} thư chờ gửi",
        "plan {plan_id} approved: {letters} letters wait",
    ),
    "cli.preview_note": ("lưu ý: nội dung tính theo ngày gửi {at}; {note}", "note: as of {at}; {note}"),
    "cli.preview_unplanned": ("{code} chưa nằm trong kế hoạch nào", "{code} stands in no plan yet"),
    "cli.trial_sent": ("đã gửi thử tới {to}: {said}", "trial sent to {to}: {said}"),
    "cli.held": ("đã tạm dừng gửi cho {count} người", "{count} people held"),
    "cli.plan_released": (
        "cho gửi tiếp kế hoạch {plan_id}: {count} thư; cho gửi nhầm thì hủy phần còn lại: `maild remind cancel "
        "--plan {plan_id} --why …`",
        "plan {plan_id} goes on: {count} letters; if by mistake, cancel the rest: `maild remind cancel --plan "
        "{plan_id} --why …`",
    ),
    "cli.released": ("cho gửi trở lại {count} người", "{count} people released"),
    "cli.letter_settled": ("lá thư {number}: {verdict}", "letter {number}: {verdict}"),
    "cli.sent": ("ghi là đã chuyển máy chủ", "recorded as handed over"),
    "cli.not-sent": (
        "ghi là chưa gửi; lần đôn đốc sau sẽ gửi nếu vẫn chưa trả lời",
        "recorded as not sent; the next level takes over if there is still no answer",
    ),
    "cli.cancelled": ("đã hủy {count} thư đang chờ", "{count} waiting letters cancelled"),
    "sheet.receivers": ("Người nhận", "Receivers"),
    "sheet.left_out": ("Không nhận", "Left out"),
    "calendar.windows": ("giờ gửi thư: {windows}", "letters go out: {windows}"),
    "calendar.hours": (
        "từ {first} đến {last}: {windows} ({why})",
        "from {first} to {last}: {windows} ({why})",
    ),
    "calendar.off": ("nghỉ", "off"),
    "calendar.work": ("làm bù", "worked instead"),
    "calendar.half": ("làm nửa buổi, không gửi thư sau 12:00", "half day, no letters after noon"),
    "calendar.invited": ("Bộ gửi thư mời", "the ministry invites"),
    "calendar.planned": ("lập kế hoạch {letter}, chờ duyệt", "{letter} is planned and waits for approval"),
    "calendar.level": ("gửi {letter}", "{letter} goes out"),
    "calendar.mailbox_check": (
        "ngày cuối gửi được {letter} (kiểm tra hộp thư): maild remind plan --letter T0 --draft",
        "last day for {letter}, the mailbox check: maild remind plan --letter T0 --draft",
    ),
    "calendar.to_units": (
        "đến lịch {letter}: maild escalate approve {letter}",
        "{letter} is due: maild escalate approve {letter}",
    ),
    "calendar.report": ("gửi {letter}", "{letter} goes out"),
    "calendar.others": (
        "C1 và I2: 07:30 mỗi ngày làm việc; L2: khi đóng đợt; X1: khi gia hạn; A1, C2, C3, I1, S1: khi có việc.",
        "C1 and I2: 07:30 each working day; L2: when the round is closed; X1: when the deadline is moved; "
        "A1, C2, C3, I1, S1: when there is cause.",
    ),
    "calendar.deadline": ("hạn trả lời", "deadline"),
    "calendar.round": (
        "đợt {code}: {days} ngày làm việc từ sau ngày mời đến hạn",
        "round {code}: {days} working days from the invitation to the deadline",
    ),
    "calendar.unconfirmed": (
        "lưu ý: lịch năm {year} chưa được xác nhận; đối chiếu thông báo của Thủ tướng rồi đặt confirmed = true "
        "trong calendar/{year}.toml",
        "warning: the calendar of {year} is not confirmed; check it against the government's notice and set "
        "confirmed = true in calendar/{year}.toml",
    ),
    "weekday.0": ("thứ Hai", "Mon"),
    "weekday.1": ("thứ Ba", "Tue"),
    "weekday.2": ("thứ Tư", "Wed"),
    "weekday.3": ("thứ Năm", "Thu"),
    "weekday.4": ("thứ Sáu", "Fri"),
    "weekday.5": ("thứ Bảy", "Sat"),
    "weekday.6": ("Chủ nhật", "Sun"),
    "template.own": ("của đơn vị", "the unit's own"),
    "template.shipped": ("có sẵn", "shipped"),
    "template.linted": ("mẫu thư: {count} lỗi", "templates: {count} faults"),
    "cli.stands": ("hiện: {status}", "now: {status}"),
    "cli.who_acts": ("người xử lý: {owner}", "who acts: {owner}"),
    "cli.touched": ("{people} người; đơn vị: {units}", "{people} people; units: {units}"),
    "cli.mails_imported": (
        "thư mới {new}, trùng {duplicates}, cách ly {quarantined}",
        "{new} new, {duplicates} duplicates, {quarantined} quarantined",
    ),
    "reconcile.found": ("bị sót, nay đã đọc", "missed, and read now"),
    "reconcile.moved": ("đã đọc; người khác chuyển sang {to}", "read; somebody has moved it to {to}"),
    "reconcile.gone": (
        "đã đọc; người khác đã xóa khỏi hộp thư",
        "read; somebody has taken it out of the mailbox",
    ),
    "reconcile.unread": ("CHƯA ĐỌC", "NOT READ"),
    "reconcile.lost": ("bị xóa trước khi đọc xong", "LOST: taken out before it had been read"),
    "reconcile.waiting": (
        "{folder}: {count} thư mới đang chờ dịch vụ đọc",
        "{folder}: {count} new mails wait for the service to read them",
    ),
    "cli.verified": (
        "{events} sự kiện, {differences} chỗ khác",
        "{events} events, {differences} differences",
    ),
    "cli.key_rotated": (
        "khóa {number} ký từ nay ({path}); khóa hết hạn đã bỏ: {dropped}. Chạy `systemctl restart maild` để "
        "dùng khóa mới",
        "key {number} signs from now on ({path}); expired keys dropped: {dropped}. `systemctl restart maild` "
        "makes it hold",
    ),
    "cli.exported": ("đã ghi {lines} dòng vào {path}", "{lines} lines written to {path}"),
    "cli.backed_up": (
        "đã sao lưu vào {path}: {octets} byte, {events} sự kiện, đã kiểm tra",
        "copied to {path}: {octets} octets, {events} events, checked",
    ),
    "cli.copy_good": (
        "{path} dùng được: lược đồ {schema}, {events} sự kiện, mới nhất lúc {last}",
        "{path} is good: schema {schema}, {events} events, the last at {last}",
    ),
    "cli.moved": (
        'đã chuyển {rows} dòng và so sánh từng dòng; ghi [database] url = "{url}" vào cấu hình, khởi động dịch vụ. '
        "Tệp SQLite cũ còn nguyên nhưng không gửi được nữa",
        '{rows} rows moved, each compared; put [database] url = "{url}" into the configuration and start the '
        "service. The SQLite file is left as it was, but sends no more",
    ),
    "cli.move_tried": (
        "chép thử và so sánh {rows} dòng sang {url}: khớp; chưa chuyển gì",
        "{rows} rows tried on {url} and compared: the same; nothing has been moved",
    ),
    "cli.restored": (
        "đã phục hồi từ {path}; bản trước giữ tại {kept}. Việc gửi đang khóa: khởi động lại dịch vụ, xem lại, "
        "rồi "
        "`maild db restore --accept`",
        "put back from {path}; what was there is kept as {kept}. Sending is locked: start the service, look, "
        "then "
        "`maild db restore --accept`",
    ),
    "cli.restore_accepted": (
        "đã chấp nhận; {in_doubt} thư đến hạn trong lúc đó được coi là chưa rõ và không tự gửi lại. Chạy "
        "`systemctl restart maild` để gửi trở lại",
        "accepted; {in_doubt} letters that were due meanwhile are in doubt and are not sent again by "
        "themselves. "
        "`systemctl restart maild` lets sending go on",
    ),
    "cli.schema_current": ("lược đồ {schema} là mới nhất", "the schema {schema} is the newest"),
    "cli.schema_step": ("sẽ nâng cấp: {number} {name}", "to do: {number} {name}"),
    "cli.schema_upgraded": (
        "đã nâng cấp từ {come_from} lên {to}; bản trước nằm trong {backups}",
        "upgraded from {come_from} to {to}; what was before is in {backups}",
    ),
    "cli.data_held": (
        "chức vụ: {positions}\nđịa chỉ: {addresses}\nđợt khảo sát: {rounds}\nthư đến: {mails}, trong đó "
        "{excerpts} còn "
        "trích đoạn\nghi chú: {notes}; thư đôn đốc: {letters}; sự kiện (chỉ có mã số): {events}",
        "offices: {positions}\naddresses: {addresses}\nrounds: {rounds}\nmails: {mails}, of which {excerpts} "
        "still have "
        "excerpts\nnotes: {notes}; letters: {letters}; events (numbers only): {events}",
    ),
    "cli.data_gone": (
        "đã xóa {excerpts} trích đoạn, {notes} ghi chú, {people} người, {addresses} địa chỉ; số liệu và sự "
        "kiện còn nguyên",
        "removed: {excerpts} excerpts, {notes} notes, {people} people, {addresses} addresses; numbers and "
        "events stay",
    ),
    "cli.data_lingers": (
        "tệp nhật ký của cơ sở dữ liệu còn giữ phần vừa xóa, vì đang có chương trình đọc cơ sở dữ liệu hoặc ổ đĩa đã "
        "đầy; khi hết vướng, dịch vụ tự xóa trong vòng một ngày",
        "the database's log still keeps what was removed, because somebody is reading the database or the disk is "
        "full; once that is over the service removes it within a day",
    ),
    "cli.data_proof": (
        "tệp cơ sở dữ liệu còn nêu tên hoặc địa chỉ: {count} chỗ",
        "the database file still says the name or address in {count} places",
    ),
    "cli.data_file": (
        "còn nêu trong {path}; xóa tệp này nếu không cần nữa (bản sao lưu tự hết hạn)",
        "still named in {path}: remove it when it is no longer needed (backups expire by themselves)",
    ),
    # health
    "health.paused": ("đang tạm dừng gửi ({by})", "sending is paused ({by})"),
    "health.breaker": ("bộ tự ngắt đã ngắt ({because})", "the breaker has tripped ({because})"),
    "health.restored": (
        "cơ sở dữ liệu được phục hồi từ bản cũ: khóa gửi",
        "the database came out of a backup: sending is locked",
    ),
    "health.daemon_stopped": (
        "dịch vụ {name} đứng yên {silent_s} mà vẫn giữ {count} hộp thư: kết thúc hẳn tiến trình đó",
        "daemon {name} has stood still for {silent_s} and keeps {count} mailboxes: end that process",
    ),
    "health.daemon_gone": (
        "dịch vụ {name} đã mất mà không dừng đúng cách; máy khác nhận hộp thư của nó",
        "daemon {name} has gone without being stopped; its mailboxes have moved to the others",
    ),
    "health.daemons_differ": (
        "các dịch vụ {names} không cùng {what}",
        "the daemons {names} have not the same {what}",
    ),
    "health.account_stopped": (
        "tài khoản {account} bị dừng; sửa mật khẩu (hoặc quyền của token) rồi `maild account unlock {account}`",
        "account {account} is stopped; mend the password (or the token), then `maild account unlock {account}`",
    ),
    "health.never_polled": ("{folder} chưa được đọc lần nào", "{folder} has never been read"),
    "health.clock_behind": (
        "lần đọc gần nhất của {folder} được ghi muộn hơn giờ máy hiện tại {behind_s}: đồng hồ máy đang chậm, hoặc "
        "trước đó chạy nhanh; chỉnh lại giờ (NTP)",
        "{folder} was read {behind_s} after this moment: this machine's clock is slow, or was fast; set it (NTP)",
    ),
    "health.silent": ("{folder} đã {silent_s} không đọc được", "{folder} not read for {silent_s}"),
    "health.quarantined": ("{count} thư bị cách ly", "{count} mails in quarantine"),
    "health.backlog": (
        "{count} thư chờ gửi, lâu nhất {longest_s}",
        "{count} letters wait to be sent, the longest for {longest_s}",
    ),
    "health.list_aged": (
        "đợt {code}: danh sách của Bộ đã cũ {days} ngày làm việc",
        "round {code}: the ministry's list is {days} working days old",
    ),
    "health.incidents": (
        "{count} lỗi kỹ thuật mức {severity} chưa ai nhận",
        "{count} incidents of severity {severity} that nobody has taken on",
    ),
    "health.disk": ("đĩa của {path} còn {mib} MiB", "{mib} MiB are free for {path}"),
    "health.certificate": (
        "chứng thư của máy chủ {account} còn {days} ngày",
        "the certificate of {account}'s server ends in {days} days",
    ),
    "health.no_backup": ("chưa có bản sao lưu nào", "there is no backup yet"),
    "health.backup_old": (
        "bản sao lưu mới nhất đã cũ {age_s}",
        "the newest backup is {age_s} old",
    ),
    "health.in_doubt": ("{count} thư không rõ đã gửi hay chưa", "{count} letters in doubt"),
    "health.plan_waits": ("kế hoạch {plan_id} chờ duyệt", "plan {plan_id} waits for approval"),
    "health.list_old": ("đợt {code}: chưa có danh sách của Bộ", "round {code}: no list of the ministry yet"),
    # more of what commands say
    "cli.roster_would": (
        "đợt khảo sát {code}: sẽ thêm {added} người, đã có {known} người",
        "round {code}: {added} would be added, {known} are known already",
    ),
    "cli.fix_config": (
        "sửa các chỗ trên rồi chạy lại `maild check`",
        "mend these, then run `maild check` again",
    ),
    "cli.round_described": (
        "{code}: {title}; mời ngày {invited_on}, hạn {deadline}",
        "{code}: {title}; invited on {invited_on}, deadline {deadline}",
    ),
    "cli.list_contradictory": (
        "{count} người được ghi vừa có vừa không trả lời, không tính",
        "{count} people stand as answered and as not answered: not counted",
    ),
    "cli.list_ambiguous": ("dòng {row}: có thể là nhiều người", "row {row}: may be several people"),
    "cli.nobody_listed": ("không có gì để hiển thị", "nothing to show"),
    "cli.mail_settled": (
        "{mail} được ghi là {kind} (trước đó: {was}); {effects}",
        "{mail} is settled as {kind} (before: {was}); {effects}",
    ),
    "cli.mail_settled_effects": (
        "{count} việc ghi lại cho {who}",
        "{count} facts recorded about {who}",
    ),
    "cli.mail_settled_nobody": (
        "chưa biết của ai nên chỉ ghi loại thư",
        "nobody knows whose it is: only its kind is kept",
    ),
    "cli.mail_settled_by": ("{by} đã phân loại là {kind}", "settled as {kind} by {by}"),
    "cli.nothing_unsure": ("không có thư nào chờ phân loại", "no mail waits to be classified"),
    "cli.rule": ("quy tắc: {rule}, mức chắc chắn {score}", "rule: {rule}, score {score}"),
    "cli.own_words": ("lời người viết: {words}", "own words: {words}"),
    "cli.difference": (
        "{what} {number}: trong bảng {stored}, theo sự kiện {folded}",
        "{what} {number}: stored {stored}, by the events {folded}",
    ),
    "cli.health": ("maild {state}{what}", "maild {state}{what}"),
    # what became, or will become, of each letter: `maild why`
    "answer.rehearsed": (
        "{code}: đã ghi tệp (diễn tập) {at}, không gửi cho ai",
        "{code}: written to a file (rehearsal) {at}, sent to nobody",
    ),
    "answer.sent": ("{code}: đã chuyển máy chủ {at}", "{code}: handed to the server {at}"),
    "answer.in_doubt": ("{code}: không rõ đã gửi hay chưa {at}", "{code}: in doubt since {at}"),
    "answer.failed": ("{code}: không gửi được {at}: {because}", "{code}: failed {at}: {because}"),
    "answer.skipped": ("{code}: không gửi, {because}", "{code}: not sent, {because}"),
    "answer.waits": ("{code}: chờ gửi, dự kiến {at}", "{code}: waits, due {at}"),
    "answer.waits_held": (
        "{code}: chờ gửi nhưng hiện không gửi được, {because}",
        "{code}: waits, and would not go as things stand: {because}",
    ),
    "answer.left_out": ("{code}: không gửi, {because}{until}", "{code}: not sent, {because}{until}"),
    "answer.missed": ("{code}: không gửi, {because}", "{code}: not sent, {because}"),
    "answer.until": ("; có thể gửi từ {day}", "; may go from {day} on"),
    "answer.coming_again": (
        "{code}: thư đã rút vì {because}; gửi lại trong kế hoạch bổ sung chờ duyệt, dự kiến {at}",
        "{code}: taken back because {because}; it goes again with a supplement that waits for approval, due {at}",
    ),
    "answer.coming": ("{code}: dự kiến {at}", "{code}: due {at}"),
    "answer.not_coming": (
        "{code}: theo tình hình hiện nay sẽ không gửi, {because}{until}",
        "{code}: as things stand it will not be sent, {because}{until}",
    ),
    "cli.user_added": ("đã thêm tài khoản {name} ({role})", "added the account {name} ({role})"),
    "cli.user_role": (
        "{name} nay là {role}; phải đăng nhập lại",
        "{name} is now {role} and must sign in again",
    ),
    "cli.user_password": (
        "đã đổi mật khẩu của {name}; các phiên đang mở đã kết thúc",
        "new password for {name}; open sessions have ended",
    ),
    "cli.user_disabled": ("đã khóa tài khoản {name}", "the account {name} is disabled"),
    "cli.user_enabled": ("đã mở lại tài khoản {name}", "the account {name} may sign in again"),
    "cli.ask_password": ("Mật khẩu", "Password"),
    "cli.ask_password_again": ("Mật khẩu, lần thứ hai", "Password, once more"),
    "cli.passwords_differ": (
        "Hai lần không giống nhau, xin nhập lại.",
        "The two differ; please type it again.",
    ),
    "next.desk_off": (
        "Trang làm việc đang tắt: đặt web.listen trong maild.toml rồi systemctl reload maild.",
        "The desk is off: set web.listen in maild.toml, then systemctl reload maild.",
    ),
    "user_change.role": ("vai trò", "role"),
    "user_change.password": ("mật khẩu", "password"),
    "user_change.disabled": ("khóa", "disabled"),
    "user_change.enabled": ("mở lại", "enabled"),
}
