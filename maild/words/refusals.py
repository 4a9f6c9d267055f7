"""What is refused or waits for somebody, and what to do about it."""

from __future__ import annotations

REFUSALS: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    # what is refused, and what to do about it
    "refused.deadline_first": (
        "hạn {deadline} không sau ngày mời {invited_on}; kiểm tra --deadline và --invited",
        "the deadline {deadline} is not after the invitation of {invited_on}: check --deadline and --invited",
    ),
    "refused.dates_far": (
        "ngày mời {invited_on} và hạn {deadline} cách nhau hơn một năm hoặc sai năm; kiểm tra lại",
        "the invitation of {invited_on} and the deadline {deadline} are more than a year apart, or the year is "
        "wrong: check them",
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
        "đợt khảo sát {code} đang ở trạng thái {state}, không phải {wanted}; {next}",
        "round {code} is {state}, not {wanted}; {next}",
    ),
    "from_state.draft": (
        "người thứ hai phê duyệt bằng `maild round approve {code}`",
        "a second person approves it with `maild round approve {code}`",
    ),
    "from_state.approved": (
        "mở đợt bằng `maild round open {code}`",
        "open it with `maild round open {code}`",
    ),
    "from_state.running": (
        "xem kế hoạch bằng `maild remind plan --round {code}`",
        "see its plans with `maild remind plan --round {code}`",
    ),
    "from_state.paused": (
        "cho tiếp tục bằng `maild round resume {code}`",
        "let it go on with `maild round resume {code}`",
    ),
    "from_state.closed": (
        "đợt đã đóng không mở lại; báo cáo cuối đợt: `maild report final --round {code}`",
        "a closed round does not open again; its final report: `maild report final --round {code}`",
    ),
    "refused.no_address": (
        "không có địa chỉ {address} trong các danh sách; xem `maild address list`",
        "no roster holds {address}: see `maild address list`",
    ),
    "refused.not_an_address": (
        "“{said}” không phải địa chỉ thư; về một cán bộ: `maild why OFF-…`",
        "“{said}” is no address; about an official: `maild why OFF-…`",
    ),
    "refused.suspended_already": ("{address} đã ngừng gửi rồi", "{address} is suspended already"),
    "refused.not_suspended": ("{address} không bị ngừng gửi", "{address} is not suspended"),
    "refused.until_past": (
        "{until} không ở phía trước; --until là ngày được gửi trở lại",
        "{until} does not lie ahead: --until is the day on which letters go again",
    ),
    "refused.nothing_changed": (
        "đợt khảo sát {code} đã ghi đúng như vậy; không có gì để sửa",
        "round {code} says just that already: nothing to change",
    ),
    "refused.invited_already": (
        "đợt {code} đã mở, ngày mời không sửa được nữa",
        "round {code} is open: the invitations' day stays",
    ),
    "refused.deadline_later": (
        "hạn muộn hơn {before} là gia hạn, theo văn bản của Bộ: `maild round extend {code} NGÀY --letter SỐ`",
        "a deadline after {before} is an extension, by the ministry's letter: "
        "`maild round extend {code} DAY --letter NUMBER`",
    ),
    "refused.deadline_over": ("hạn {deadline} đã qua", "the deadline {deadline} is over"),
    "refused.undo_plan": (
        "kế hoạch đã hủy thì lập lại: `maild remind plan {plan_id} --draft`",
        "a cancelled plan is drafted anew: `maild remind plan {plan_id} --draft`",
    ),
    "refused.nothing_escalated": (
        "{code}: không có thư nào đang chờ gửi; thư đã gửi xem bằng `maild notice list`",
        "{code}: nothing waits to be sent; what has gone: `maild notice list`",
    ),
    "refused.round_unsaid": (
        "thư của đợt phải ghi {unsaid}; nêu rõ khi tạo đợt, hoặc đặt ở [round_defaults] trong cấu hình",
        "its letters must say {unsaid}: name it here, or set it in [round_defaults] of the configuration",
    ),
    "refused.roster_closed": (
        "đợt khảo sát {code} đang ở trạng thái {state}, không thể nhập lại cả danh sách; thêm người vào sau: "
        "`maild roster import TỆP --round {code} --letter SỐ-VĂN-BẢN`",
        "round {code} is {state}: its roster can no longer be imported as a whole; to add people late: "
        "`maild roster import FILE --round {code} --letter NUMBER`",
    ),
    "refused.list_ahead": (
        "danh sách ghi thời điểm {as_of}, sau thời điểm hiện tại; kiểm tra ngày giờ số liệu",
        "the list says it is of {as_of}, which lies ahead: check its date",
    ),
    "refused.no_as_of": (
        "{file} không ghi thời điểm số liệu; hỏi người gửi, rồi nêu rõ, ví dụ: "
        'maild answered import "{path}" --round {code} --as-of "2026-11-16 07:30"',
        "{file} does not say of which time it is: ask the sender, then give it, such as: "
        'maild answered import "{path}" --round {code} --as-of "2026-11-16 07:30"',
    ),
    "refused.mail_no_as_of": (
        "{file} (thư {mail}) không ghi thời điểm số liệu; hỏi người gửi, lưu tệp đính kèm rồi nêu rõ, ví dụ: "
        'maild answered import "{file}" --round {code} --as-of "2026-11-16 07:30"',
        "{file} (mail {mail}) does not say of which time it is: ask the sender, save the attachment and give it, "
        'such as: maild answered import "{file}" --round {code} --as-of "2026-11-16 07:30"',
    ),
    "refused.mail_round": (
        "{file} (thư {mail}): có {count} đợt đang thực hiện, không rõ danh sách của đợt nào; "
        'lưu tệp đính kèm rồi nhập: maild answered import "{file}" --round MÃ-ĐỢT',
        "{file} (mail {mail}): {count} rounds run, and the list may be of any; "
        'save the attachment and import it: maild answered import "{file}" --round ROUND',
    ),
    "refused.no_list": ("không có danh sách {list_id}", "there is no list {list_id}"),
    "refused.failure_list": (
        "{file} là danh sách thư không gửi được, không nói ai đã trả lời; dùng: maild address failures",
        "{file} is a list of mail that did not arrive, not of answers: use maild address failures",
    ),
    "refused.failures_known": (
        "{file} đã được ghi nhận trước đó (cùng nội dung)",
        "{file} has been taken before (the same content)",
    ),
    "refused.mail_too_long": (
        "thư dài hơn 10 MB nên không đọc tệp đính kèm; đề nghị gửi lại riêng danh sách",
        "the mail is longer than 10 MB and its attachments were not read: ask for the list alone",
    ),
    "needs.failures_unproven": (
        "{file} do {sender} gửi, máy chủ của ta chưa xác thực được; hỏi lại Bộ, "
        'lưu tệp đính kèm rồi dùng: maild address failures "{file}"',
        "{file} is from {sender}, whom our server did not vouch for: ask the ministry, "
        'save the attachment, then: maild address failures "{file}"',
    ),
    "needs.list_held": (
        "danh sách {list_id} có điểm nghi ngờ, xem `maild answered show {list_id}`; nếu đúng thì thêm --accept-held",
        "list {list_id} is doubtful, see `maild answered show {list_id}`; if it is right add --accept-held",
    ),
    "refused.list_applied": (
        "danh sách {list_id} đã được áp dụng trước đó; áp dụng nhầm thì rút lại: `maild answered withdraw {list_id} "
        "--why …`",
        "list {list_id} has been applied before; if by mistake, withdraw it: `maild answered withdraw {list_id} "
        "--why …`",
    ),
    "refused.no_plan": (
        "không có kế hoạch gửi {plan_id}; xem bằng `maild remind plan`",
        "there is no plan {plan_id}: `maild remind plan` lists them",
    ),
    "refused.canary_not_failed": (
        "kế hoạch {plan_id} không bị giữ vì thư gửi thử; không có gì để cho gửi tiếp",
        "plan {plan_id} is not held by its first letters; there is nothing to let go",
    ),
    "refused.plan_state": (
        "kế hoạch gửi {plan_id} đã ở trạng thái {state}; các kế hoạch của đợt: `maild remind plan`",
        "plan {plan_id} is {state} already; the round's plans: `maild remind plan`",
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
    "refused.no_extension_letter": (
        "gia hạn cần số văn bản của Bộ: --letter 7300/BNV-CCHC",
        "an extension needs the number of the ministry's letter: --letter 7300/BNV-CCHC",
    ),
    "refused.not_later": (
        "hạn mới {deadline} không sau hạn đang có ({before}) hoặc đã qua; hạn đang có gõ nhầm thì sửa: "
        "`maild round change {code} --deadline NGÀY --why …`",
        "the new deadline {deadline} is not later than the present one ({before}), or has passed; if that one is a "
        "slip of the pen: `maild round change {code} --deadline DAY --why …`",
    ),
    "refused.trial_to": (
        "{address} không dùng để gửi thử được: cần một địa chỉ thư không thuộc người trong danh sách",
        "{address} will not do for a trial: name an address of nobody on the list",
    ),
    "refused.trial_failed": ("thư thử không gửi được: {said}", "the trial was not sent: {said}"),
    "refused.person_or_unit": (
        "nêu một người (OFF-…, họ tên) hoặc một đơn vị (--unit)",
        "name one person (OFF-…, a name) or one unit (--unit)",
    ),
    "refused.no_letter": ("không có lá thư {number}", "there is no letter {number}"),
    "refused.letter_settled": (
        "lá thư {number} không còn ở trạng thái không rõ ({state})",
        "letter {number} is not in doubt ({state})",
    ),
    "refused.none_cancelled": (
        "không có thư nào đã hủy để bỏ việc hủy; vì sao không gửi: `maild why`",
        "no letter was cancelled here; why none goes: `maild why`",
    ),
    "refused.no_reason": ("phải nêu căn cứ bằng --why", "say how you know, with --why"),
    "refused.mail_copy": (
        "{mail_id} là bản trùng của {original}; hãy phân loại {original}",
        "{mail_id} is a copy of {original}; classify {original}",
    ),
    "refused.mail_unread": (
        "{mail_id} chưa được đọc xong hoặc đang bị cách ly, chưa phân loại được",
        "{mail_id} has not been read or is quarantined; it cannot be classified yet",
    ),
    "refused.mail_about_delivery": (
        "{mail_id} là thông báo của máy chủ ({kind}); loại theo các trường của nó, không phân loại bằng tay",
        "{mail_id} is a server's notice ({kind}); its fields say what it is, nobody settles it by hand",
    ),
    "refused.settled_already": (
        "{mail_id} đã được ghi là {kind}",
        "{mail_id} is {kind} already",
    ),
    "refused.note_needs_official": (
        "chưa biết {mail_id} là của ai nên không có chỗ ghi chú; bỏ --note",
        "nobody knows whose {mail_id} is, so there is no place for a note; leave --note out",
    ),
    "refused.no_mail": ("không có thư {mail_id}", "there is no mail {mail_id}"),
    "refused.no_demo": (
        "phần diễn tập chưa được cài (thiếu {what}): cài gói maild kèm phần `demo` (pip install 'maild[demo]')",
        "the demo is not installed ({what} missing): install maild with its extra `demo` (pip install 'maild[demo]')",
    ),
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
    "refused.as_root": (
        "{state} là của tài khoản {account}: chạy bằng `sudo -u {account} maild …`; tệp do root tạo ở đó thì dịch vụ "
        "không dùng được",
        "{state} belongs to the account {account}: run it by `sudo -u {account} maild …`; what root makes there the "
        "service could not use",
    ),
    "refused.exists": (
        "đã có {path}; không ghi đè: chọn tên khác, hoặc sửa hay chuyển tệp ấy đi trước",
        "{path} is there already and is not overwritten: choose another name, or edit it or move it away first",
    ),
    "needs.second_person": (
        "{who} là người lập; phải có người thứ hai phê duyệt",
        "{who} made it; a second person must approve it",
    ),
    "needs.second_to_maker": (
        "kế hoạch do dịch vụ tự lập; {who} là người tạo đợt nên phải có người thứ hai phê duyệt",
        "the service drafted it; {who} made the round, so a second person must approve it",
    ),
    "needs.plan_changed": (
        "kế hoạch gửi {plan_id} đã thay đổi sau khi lập nên bị hủy; xem lại kế hoạch mới bằng `maild remind plan`",
        "plan {plan_id} has changed since it was drafted and is voided: look at the new one with `maild remind plan`",
    ),
    "refused.move_kinds": (
        "chỉ chuyển được từ SQLite (đang cấu hình) sang postgresql+psycopg://máy/tên, không kèm mật khẩu",
        "this moves SQLite, as it is configured, to postgresql+psycopg://host/name, without a password in it",
    ),
    "refused.move_target": (
        "cơ sở dữ liệu đích đã có dữ liệu (bảng {table}); cần một cơ sở dữ liệu trống",
        "the target has rows already (table {table}); an empty database is needed",
    ),
    "needs.same_keys": (
        "khóa ký ở máy này và ở dịch vụ {other} không nhận ra nhau; chép cùng một tệp token-keys cho mọi máy",
        "the signing keys here and those of daemon {other} do not know each other; "
        "copy one token-keys file to every machine",
    ),
    "needs.unlock": (
        "tài khoản {account} đang dừng vì đăng nhập bị từ chối; sửa mật khẩu rồi chạy "
        "`maild account unlock {account}`",
        "account {account} is stopped after refused logins: mend the password, then run "
        "`maild account unlock {account}`",
    ),
    "needs.since": (
        "[accounts.{account}] thư mục {folder} chưa từng được đọc; nêu ngày bắt đầu bằng "
        "`maild run --since NĂM-THÁNG-NGÀY` hoặc `since` trong cấu hình",
        "[accounts.{account}] {folder} has never been read: say from which day on, with `maild run --since "
        "YYYY-MM-DD` or `since` in the account's section",
    ),
    "needs.capacity": (
        "kế hoạch {plan_id} vượt công suất gửi, còn {left} người không kịp nhận: cần limits.per_hour = {per_hour} "
        "trong maild.toml; hoặc thêm --partial để chỉ gửi cho những người kịp",
        "plan {plan_id} is more than its hours can carry and leaves {left} people out: it needs limits.per_hour = "
        "{per_hour} in maild.toml; or add --partial to write to as many as fit",
    ),
    "needs.typed_count": (
        "sẽ gửi cho {count} người; xác nhận bằng --count {count}",
        "this goes to {count} people: confirm with --count {count}",
    ),
    "needs.other_count": (
        "kế hoạch có {count} người nhận, không phải {typed}; xem lại rồi xác nhận bằng --count {count}",
        "the plan has {count} receivers, not {typed}: look again, then confirm with --count {count}",
    ),
    "needs.close_early": (
        "đợt {code} chưa hết hạn và còn {count} người chưa trả lời; muốn đóng sớm, xác nhận bằng --count {count}",
        "round {code} is not over and {count} people have not answered: to close it early, confirm with "
        "--count {count}",
    ),
    "needs.apply": (
        "danh sách {list_id} chờ áp dụng: `maild answered apply {list_id}`",
        "list {list_id} waits: `maild answered apply {list_id}`",
    ),
    "needs.apply_held": (
        "danh sách {list_id} chờ vì có điểm nghi ngờ; nếu đúng: `maild answered apply {list_id} --accept-held`, "
        "nếu không: `maild answered reject {list_id}`",
        "list {list_id} waits and is doubted; if it is right: `maild answered apply {list_id} --accept-held`, "
        "if not: `maild answered reject {list_id}`",
    ),
    "bug": (
        "lỗi của chính maild ({what}), không phải của người dùng; xin gửi dòng này cho nhóm phát triển",
        "a bug of maild itself ({what}), not yours; please send this line to its developers",
    ),
    "needs.data_code": (
        "chưa xóa gì; nếu đúng người, chạy lại với --code {code}",
        "nothing is removed yet; if this is the right person, run it again with --code {code}",
    ),
    "refused.still_asked": (
        "{who} còn trong đợt khảo sát chưa đóng ({rounds}); đóng đợt trước, hoặc dùng `maild data forget`",
        "{who} is still asked in {rounds}: close that round first, or use `maild data forget`",
    ),
    "needs.names": (
        "{who}: đầu mối CNTT không được xem ai chưa trả lời",
        "{who}: the IT liaison may not see who has not answered",
    ),
    "refused.output_needed": (
        "--format {format}: cần --output TỆP",
        "--format {format} needs --output FILE",
    ),
    "refused.nobody_configured": (
        "chưa có địa chỉ nào ở {option} trong tệp cấu hình",
        "nobody is named under {option} in the configuration",
    ),
    "refused.report_too_large": (
        "thư báo cáo này nặng khoảng {size} MB, nhiều máy chủ không nhận thư trên {most} MB; ghi ra tệp rồi chuyển "
        "bằng cách khác: maild report {kind} --format xlsx --output TỆP.xlsx",
        "this report would be a mail of about {size} MB, and many a server takes none above {most} MB; write it to a "
        "file and hand that over otherwise: maild report {kind} --format xlsx --output FILE.xlsx",
    ),
    "refused.nothing_to_escalate": (
        "{code}: không có thư nào để gửi (không ai thuộc diện này, chưa có địa chỉ, hoặc đã gửi). "
        "Xem: maild escalate plan {code}",
        "{code}: nothing to send (nobody is concerned, no address is known, or it has been sent). "
        "See maild escalate plan {code}",
    ),
    "refused.nothing_bounced": (
        "không có thư nào tới {address} bị trả lại; xem maild notice list",
        "no mail to {address} came back; see maild notice list",
    ),
    "needs.role": (
        "lệnh này cho thấy ai chưa trả lời, chỉ dành cho {roles}; tài khoản {who} có vai trò {role} "
        "(theo nhóm hệ điều hành)",
        "this command shows who has not answered and is for {roles}; the account {who} has the role {role} "
        "(by its group)",
    ),
    "refused.is_directory": (
        "{file} là thư mục; nêu đường dẫn tới tệp",
        "{file} is a directory: name the file",
    ),
    "refused.no_round_yet": (
        "chưa có đợt khảo sát nào; tạo bằng `maild round create`",
        "there is no round yet: make one with `maild round create`",
    ),
    "refused.bad_code": (
        "mã đợt khảo sát {code} không hợp lệ; dùng chữ, số, dấu chấm, gạch nối, tối đa 20 ký tự, ví dụ 2026",
        "{code} is no code of a round: letters, digits, dots and dashes, at most 20, for example 2026",
    ),
    "refused.bad_number": (
        "không hiểu {value}; viết như {example}",
        "cannot read {value}; write it like {example}",
    ),
    "refused.bad_choice": (
        "{option}: không có {value}; chọn một trong: {choices}",
        "{option}: there is no {value}; one of: {choices}",
    ),
    "refused.bad_address": (
        "“{value}” không phải địa chỉ thư; viết như ten@tinh.gov.vn",
        "“{value}” is no mail address: write it like name@example.gov.vn",
    ),
    "refused.bounce_without_send": (
        "--bounce-to chỉ có nghĩa khi gửi thư thật; thêm --send",
        "--bounce-to has a meaning only when mail is sent: add --send",
    ),
    "refused.no_key_number": (
        "đã dùng hết 255 số hiệu khóa; bỏ bớt khóa cũ trong tệp khóa",
        "all 255 key numbers are in use: take old keys out of the file",
    ),
    "refused.no_export": (
        "{file} không phải tệp của `maild audit export`",
        "{file} was not written by `maild audit export`",
    ),
    "refused.password_lines": (
        "{file}: phải có đúng một dòng là mật khẩu",
        "{file}: must hold one line, the password",
    ),
    "refused.bad_wait": (
        "--wait {value}: phải từ 1 đến {most} giây",
        "--wait {value}: must be 1 to {most} seconds",
    ),
    "refused.empty": ("{option} không được để trống", "{option} must not be empty"),
    "refused.plan_round": (
        "kế hoạch gửi {plan_id} thuộc đợt khác, không phải đợt {code}",
        "plan {plan_id} is of another round, not of {code}",
    ),
    # how a command is written (exit code 2)
    "usage.see": ("Cách dùng: {usage}\nXem `{command} --help`.", "Usage: {usage}\nSee `{command} --help`."),
    "usage.no_command": ("không có lệnh {what}", "there is no command {what}"),
    "usage.no_option": ("không có tùy chọn {what}", "there is no option {what}"),
    "usage.missing": ("thiếu {what}", "{what} is missing"),
    "usage.bad_value": ("{what}: giá trị không hợp lệ, {why}", "{what}: {why}"),
    "usage.no_value": ("{what} phải có giá trị đi kèm", "{what} needs a value"),
    "usage.takes_no_value": ("{what} không nhận giá trị", "{what} takes no value"),
    "usage.too_many": ("thừa tham số: {what}", "too many arguments: {what}"),
    "usage.other": ("không hiểu câu lệnh: {what}", "cannot read this command: {what}"),
    "usage.whole": ("phải là số nguyên", "must be a whole number"),
    "usage.at_most": ("nhiều nhất là {most}", "must be at most {most}"),
    "usage.at_least": ("ít nhất là {least}", "must be at least {least}"),
    "usage.unreadable": (
        "tài khoản đang chạy lệnh không có quyền đọc {file}; cấp quyền đọc tệp rồi chạy lại",
        "the account that runs the command may not read {file}; let it, and try again",
    ),
    # the machine beneath (who acts: the administrator)
    "os.ENOENT": ("{file}: không có tệp hoặc thư mục này", "{file}: there is no such file or directory"),
    "os.EACCES": (
        "{file}: tài khoản {who} không có quyền; chạy bằng `sudo -u maild` (riêng `maild init`: bằng root), hoặc "
        "quản trị cấp quyền",
        "{file}: the account {who} may not do this; run it by `sudo -u maild` (`maild init`: as root), or have an "
        "administrator grant it",
    ),
    "os.EISDIR": ("{file} là thư mục, không phải tệp", "{file} is a directory, not a file"),
    "os.ENOTDIR": (
        "{file}: một phần đường dẫn không phải thư mục",
        "{file}: part of the path is no directory",
    ),
    "os.EEXIST": ("{file}: đã có sẵn", "{file} is there already"),
    "os.ENOSPC": (
        "{file}: ổ đĩa đã đầy; quản trị giải phóng chỗ",
        "{file}: the disk is full; free some space",
    ),
    "os.EROFS": ("{file}: ổ đĩa chỉ cho đọc", "{file}: the disk is read-only"),
    "os.ENAMETOOLONG": ("{file}: tên quá dài", "{file}: the name is too long"),
    "os.other": ("{file}: hệ điều hành báo lỗi {what}", "{file}: the system says {what}"),
    "busy.database": (
        "cơ sở dữ liệu đang được chương trình khác ghi; thử lại sau ít phút",
        "another process writes the database; try again in a moment",
    ),
    "busy.database_away": (
        "không kết nối được cơ sở dữ liệu ({what}); sai mật khẩu hoặc tên: sửa [database]; "
        "không thì thử lại sau, nếu vẫn vậy quản trị viên kiểm tra PostgreSQL",
        "the database cannot be reached ({what}); where password or name is wrong, mend [database]; "
        "else try again in a moment, then an administrator looks at PostgreSQL",
    ),
    "busy.daemon": (
        "một dịch vụ maild khác đang chạy (giữ {lock}); dừng nó trước",
        "another maild daemon runs (it holds {lock}); stop it first",
    ),
    "schema.move_source": (
        "cơ sở dữ liệu nguồn không khớp với sự kiện của nó; xem `maild db verify` và `maild audit verify`",
        "the source disagrees with its events; see `maild db verify` and `maild audit verify`",
    ),
    "schema.move_differs": (
        "bản chép khác bản gốc ở bảng {table} {key}; chưa có gì được chuyển",
        "the copy differs in table {table} {key}; nothing has been moved",
    ),
    "busy.daemons": (
        "có dịch vụ maild đang chạy trên cơ sở dữ liệu này (`maild status` cho biết ở đâu); dừng hết trước",
        "maild daemons run on this database (`maild status` says where); stop them all first",
    ),
    "refused.no_database": (
        "{file} không phải cơ sở dữ liệu của maild",
        "{file} is no database of maild",
    ),
    "refused.other_house": (
        "{file} là bản sao của một nơi cài đặt khác; không phục hồi vào đây",
        "{file} was made by another installation; it is not put back here",
    ),
    "refused.backup_itself": (
        "{file} là chính cơ sở dữ liệu đang dùng, không phải bản sao",
        "{file} is the database in use, not a copy of it",
    ),
    "refused.backup_elsewhere": (
        "lệnh này chỉ dành cho SQLite; quản trị viên PostgreSQL sao lưu và phục hồi bằng pg_dump, pg_basebackup; "
        "sau khi phục hồi, việc gửi bị khóa cho đến khi chạy `maild db restore --accept`",
        "this is for SQLite; PostgreSQL's administrator copies and restores it with pg_dump or pg_basebackup; "
        "after that sending is locked until `maild db restore --accept`",
    ),
    "refused.not_restored": (
        "việc gửi không bị khóa vì phục hồi; không có gì để chấp nhận",
        "sending is not locked by a restore: there is nothing to accept",
    ),
    "refused.no_room": (
        "{directory}: bản sao của cơ sở dữ liệu cần {needed} MB trống, chỉ còn {free} MB; quản trị giải phóng chỗ",
        "{directory}: a copy of the database needs {needed} MB free, there are {free} MB; make room",
    ),
    "refused.copy_differs": (
        "{file}: {count} chỗ sự kiện và bảng không khớp; chọn bản sao khác",
        "{file}: events and tables disagree in {count} places; choose another copy",
    ),
    "refused.restore_what": (
        "ghi tệp cần phục hồi, hoặc --accept sau khi đã phục hồi; không ghi cả hai",
        "name the file to put back, or --accept after that; not both",
    ),
    "schema.copy_differs": (
        "bản sao không khớp: {count} chỗ sự kiện và bảng khác nhau; xem `maild db verify`",
        "the copy is not good: events and tables disagree in {count} places; see `maild db verify`",
    ),
    "schema.newer": (
        "cơ sở dữ liệu có lược đồ {schema} mới hơn chương trình này; quản trị cài phiên bản maild mới hơn",
        "the database has schema {schema}, newer than this program; install the newer maild",
    ),
    "schema.older": (
        "cơ sở dữ liệu cũ hơn chương trình này; chạy `maild db upgrade`",
        "the database is older than this program; run `maild db upgrade`",
    ),
    "schema.empty": (
        "cơ sở dữ liệu chưa được tạo; chạy `maild run` một lần",
        "the database has not been made yet; run `maild run` once",
    ),
    "schema.unusable": (
        "không dùng được cơ sở dữ liệu: {what}; quản trị kiểm tra đường dẫn và quyền của tệp",
        "the database cannot be used: {what}; an administrator checks its path and permissions",
    ),
    "schema.damaged": (
        "tệp cơ sở dữ liệu bị hỏng hoặc không phải của maild: {what}; quản trị phục hồi từ bản sao lưu",
        "the database file is damaged or not maild's: {what}; restore it from a backup",
    ),
    "refused.user_name": (
        "{name}: tên đăng nhập gồm 2 đến 32 chữ thường không dấu, chữ số, dấu chấm, gạch",
        "{name}: a name has 2 to 32 lower-case letters, digits, dots and dashes",
    ),
    "refused.user_exists": ("đã có tài khoản {name}", "there is an account {name} already"),
    "refused.no_user": (
        "không có tài khoản {name}; xem `maild user list`",
        "there is no account {name}; see `maild user list`",
    ),
    "refused.user_unit": (
        "vai trò head phải kèm --unit, các vai trò khác thì không",
        "the role head takes --unit, and no other role does",
    ),
    "refused.weak_password": (
        "mật khẩu phải có từ {least} đến {most} ký tự, ít nhất 5 ký tự khác nhau và không chứa tên đăng nhập",
        "a password has {least} to {most} letters, at least 5 different ones, and does not hold the name",
    ),
}
