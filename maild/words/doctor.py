"""What `maild doctor` says: what was seen and, after the arrow, what to do."""

from __future__ import annotations

DOCTOR: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    "doctor.line": ("{level}  {where}{said}", "{level}  {where}{said}"),
    "doctorlevel.ok": ("tốt    ", "ok  "),
    "doctorlevel.warn": ("LƯU Ý  ", "WARN"),
    "doctorlevel.fail": ("LỖI    ", "FAIL"),
    "doctorlevel.skip": ("bỏ qua ", "skip"),
    "doctor.counts": (
        "{ok} tốt, {warn} lưu ý, {fail} lỗi, {skip} chưa xem",
        "{ok} ok, {warn} warnings, {fail} faults, {skip} not looked at",
    ),
    # this machine
    "doctor.live": ("chế độ live: thư được gửi thật", "mode live: letters are sent"),
    "doctor.rehearsal": (
        "chế độ diễn tập: thư đôn đốc chỉ ghi ra tệp",
        "mode rehearsal: letters go to files only",
    ),
    "doctor.configuration": ("cấu hình: {what}", "configuration: {what}"),
    "doctor.template": ("mẫu thư: {what}", "template: {what}"),
    "doctor.templates": ("mẫu thư dùng được", "the templates are good"),
    "doctor.disk": ("đĩa của {path} còn {mib} MiB", "{mib} MiB are free for {path}"),
    "doctor.disk_low": (
        "đĩa của {path} chỉ còn {mib} MiB → dọn bớt hoặc mở rộng trước khi đầy",
        "only {mib} MiB are free for {path} → make room before it is full",
    ),
    "doctor.disk_out": (
        "đĩa của {path} còn {mib} MiB, gần như đầy → dọn ngay; đầy đĩa thì maild ngừng ghi và ngừng gửi",
        "{mib} MiB are free for {path} → make room now: on a full disk nothing is recorded and nothing sent",
    ),
    "doctor.database": ("cơ sở dữ liệu {name} ghi được", "the database {name} takes what is written"),
    "doctor.calendar": ("lịch đến {until} đã xác nhận", "the calendar is confirmed until {until}"),
    "doctor.calendar_missing": (
        "chưa có lịch nghỉ năm {year} → đặt tệp calendar/{year}.toml theo thông báo nghỉ lễ của Chính phủ",
        "no calendar for {year} → write calendar/{year}.toml from the government's announcement",
    ),
    "doctor.calendar_unconfirmed": (
        "lịch nghỉ năm {year} chưa được xác nhận → đối chiếu rồi ghi confirmed = true",
        "the calendar of {year} is not confirmed → compare it, then set confirmed = true",
    ),
    "doctor.window": (
        "khung giờ gửi {windows}; lần mở tới: {opens}",
        "sending windows {windows}; the next opens {opens}",
    ),
    "doctor.window_open": ("khung giờ gửi {windows}; đang mở", "sending windows {windows}; open now"),
    # a server from outside
    "doctor.dns": ("tên {host} có địa chỉ {addresses}", "{host} has the address {addresses}"),
    "doctor.dns_unknown": (
        "DNS không có tên {host} → sửa `host` hoặc bản ghi DNS",
        "DNS knows no {host} → mend `host`, or the DNS record",
    ),
    "doctor.dns_silent": (
        "DNS không trả lời về {host} → kiểm tra mạng và máy chủ DNS của máy này",
        "DNS does not answer about {host} → check this machine's network and its DNS servers",
    ),
    "doctor.tcp": (
        "kết nối được {address} cổng {port} sau {ms} ms",
        "{address} port {port} answers in {ms} ms",
    ),
    "doctor.tcp_refused": (
        "{address} từ chối cổng {port} → sửa `port`, hoặc nhờ quản trị máy chủ thư mở dịch vụ",
        "nobody listens on {address} port {port} → mend `port`, or ask the mail server's administrator",
    ),
    "doctor.tcp_silent": (
        "{address} cổng {port} không trả lời ({why}) → kiểm tra tường lửa và đường mạng",
        "{address} port {port} does not answer ({why}) → check firewall and route",
    ),
    "doctor.tls": ("mã hóa {version}", "encrypted by {version}"),
    "doctor.tls_clear": (
        'cổng {port} không nói TLS ngay khi kết nối → đặt security = "starttls" hoặc đổi `port`',
        'port {port} does not speak TLS from the start → set security = "starttls", or change `port`',
    ),
    "doctor.tls_broken": (
        "không bắt tay TLS được ({why}) → nhờ quản trị máy chủ thư kiểm tra TLS 1.2 trở lên",
        "the TLS handshake fails ({why}) → have the server checked for TLS 1.2 or newer",
    ),
    "doctor.not_smtp": (
        "cổng {port} không phải SMTP → sửa `port` (587 với starttls, 465 với tls)",
        "no SMTP server on port {port} → mend `port` (587 with starttls, 465 with tls)",
    ),
    "doctor.not_imap": (
        "cổng {port} không phải IMAP → sửa `port` (143 với starttls, 993 với tls)",
        "no IMAP server on port {port} → mend `port` (143 with starttls, 993 with tls)",
    ),
    "doctor.no_starttls": (
        'máy chủ không mời STARTTLS; maild không bao giờ gửi rõ → đặt security = "tls" với cổng của nó',
        'the server offers no STARTTLS, and nothing is sent in clear → set security = "tls" and its port',
    ),
    "doctor.cert": (
        "chứng thư còn {days} ngày (đến {ends}), do {issuer} cấp cho {names}",
        "the certificate is good for {days} days (until {ends}); issued by {issuer} for {names}",
    ),
    "doctor.cert_soon": (
        "chứng thư chỉ còn {days} ngày (đến {ends}), do {issuer} cấp → xin gia hạn ngay: hết hạn thì maild "
        "không kết nối nữa",
        "the certificate ends in {days} days ({ends}); issued by {issuer} → have it renewed: maild refuses an "
        "expired one",
    ),
    "doctor.cert_pinned": (
        "chứng thư đúng với dấu vân tay đã ghim; hạn của nó không xét",
        "the certificate is the pinned one; its expiry is not looked at",
    ),
    "doctor.cert_expired": (
        "chứng thư đã hết hạn → nhờ quản trị {host} gia hạn; cũng kiểm tra đồng hồ máy này",
        "the certificate has expired → have it renewed for {host}; check this machine's clock, too",
    ),
    "doctor.cert_early": (
        "chứng thư chưa có hiệu lực → kiểm tra đồng hồ máy này",
        "the certificate is not valid yet → check this machine's clock",
    ),
    "doctor.cert_self_signed": (
        "chứng thư tự ký → ghi tệp của nó vào `ca_file`",
        "the certificate is signed by itself → name its file in `ca_file`",
    ),
    "doctor.cert_authority": (
        "máy này không biết nơi cấp chứng thư → ghi tệp CA nội bộ vào `ca_file`",
        "the certificate's authority is not known here → name the private CA's file in `ca_file`",
    ),
    "doctor.cert_name": (
        "chứng thư cấp cho tên khác, không phải {host} → đặt `host` là tên ghi trong chứng thư",
        "the certificate is for another name than {host} → set `host` to a name that stands in it",
    ),
    "doctor.cert_pin": (
        "chứng thư không phải cái đã ghim; máy chủ nay đưa ra {seen} → hỏi quản trị máy chủ trước khi đổi "
        "pinned_sha256",
        "not the pinned certificate; the server now shows {seen} → ask its administrator before you change "
        "pinned_sha256",
    ),
    "doctor.cert_refused": (
        "chứng thư không chấp nhận được ({why}) → nhờ quản trị {host} xem lại",
        "the certificate is refused ({why}) → ask the administrator of {host}",
    ),
    "doctor.clock": (
        "đồng hồ {host} lệch {seconds} giây so với máy này",
        "{host}'s clock is {seconds} s off",
    ),
    "doctor.clock_off": (
        "đồng hồ {host} lệch {seconds} giây so với máy này → bật đồng bộ giờ (NTP) ở cả hai",
        "{host}'s clock and ours are {seconds} s apart → let both follow NTP",
    ),
    # logins
    "doctor.secret": ("mật khẩu hoặc khóa: {what}", "password or key: {what}"),
    "doctor.login": ("đăng nhập được bằng {user}", "logged in as {user}"),
    "doctor.login_refused": (
        "máy chủ từ chối đăng nhập → kiểm tra `user` và tệp mật khẩu, rồi chạy lại (thử nhiều lần có thể bị "
        "khóa). {said}",
        "the login is refused → check `user` and the password file, then run this again (do not hammer: "
        "servers lock). {said}",
    ),
    "doctor.login_failed": ("không đăng nhập được → {said}", "no login → {said}"),
    "doctor.capabilities": ("máy chủ có: {named}", "the server offers: {named}"),
    "doctor.no_idle": (
        "máy chủ không có IDLE: thư mới được thấy chậm nhất sau {seconds} giây → không cần làm gì, hoặc bật "
        "IDLE",
        "no IDLE: new mail is seen after {seconds} s at the latest → nothing to do, or have IDLE turned on",
    ),
    "doctor.folders": (
        "{count} thư mục, dạng để chép vào cấu hình: folders = {folders}",
        "{count} folders, in a form to copy: folders = {folders}",
    ),
    "doctor.folder": ("thư mục “{folder}” đọc được", "the folder “{folder}” can be read"),
    "doctor.folder_missing": (
        "không có thư mục “{folder}” → sửa folders; có: {folders}",
        "there is no folder “{folder}” → mend folders; there are: {folders}",
    ),
    "doctor.folder_closed": (
        "không mở được thư mục “{folder}” → xin quyền đọc cho tài khoản này. {said}",
        "the folder “{folder}” does not open → have this account given the right to read it. {said}",
    ),
    "doctor.junk_unwatched": (
        "thư mục “{folder}” chưa được theo dõi; thư báo lỗi hay bị xếp vào thư rác → thêm vào folders",
        "the folder “{folder}” is not watched, and notices are often taken for spam → add it to folders",
    ),
    # the relay
    "doctor.no_relay": (
        'chưa cấu hình máy chủ gửi thư → thêm [smtp] trước khi đặt mode = "live"',
        'no relay is configured → add [smtp] before you set mode = "live"',
    ),
    "doctor.sendmail": (
        "đường thứ hai cho cảnh báo: có lệnh {program}",
        "the second way for alerts: the command {program} is there",
    ),
    "doctor.no_sendmail": (
        "không có lệnh {program} của `alerts.sendmail` → cài đặt, hoặc cấu hình [smtp_second]",
        "there is no command {program} of `alerts.sendmail` → install it, or configure [smtp_second]",
    ),
    "doctor.auth_refused": (
        "máy chủ gửi thư từ chối đăng nhập ({code}) → kiểm tra `user` và tệp mật khẩu của {section}. {said}",
        "the relay refuses the login ({code}) → check `user` and the password file of {section}. {said}",
    ),
    "doctor.relay_failed": (
        "máy chủ gửi thư dừng ở bước {step} ({code}) → hỏi quản trị máy chủ. {said}",
        "the relay stops at {step} ({code}) → ask its administrator. {said}",
    ),
    "doctor.no_auth": (
        "gửi không cần đăng nhập (máy này được phép theo địa chỉ)",
        "no login: this machine is let in by its address",
    ),
    "doctor.extensions": ("máy chủ gửi thư có: {named}", "the relay offers: {named}"),
    "doctor.no_dsn": (
        "máy chủ gửi thư không có DSN: thư báo lỗi có thể thiếu chi tiết và mang cả nội dung thư → bật DSN "
        "nếu được",
        "the relay offers no DSN: notices may lack detail and carry the whole letter → have it turned on if "
        "you can",
    ),
    "doctor.size": (
        "máy chủ gửi thư chỉ nhận thư đến {octets} byte → xin nâng giới hạn",
        "the relay takes mails of {octets} octets at most → have the limit raised",
    ),
    # the sender
    "doctor.way_back": (
        "thư báo lỗi về {address}, là hộp thư được theo dõi",
        "notices come back to {address}, which is watched",
    ),
    "doctor.no_way_back": (
        "thư báo lỗi về {address} nhưng không tài khoản nào nhận thư của địa chỉ này → thêm vào addresses của "
        "tài khoản",
        "notices come back to {address}, but no account receives its mail → add it to an account's addresses",
    ),
    "doctor.dns_unseen": (
        "chưa xem SPF, DMARC của {domain}: DNS không trả lời từ máy này",
        "SPF and DMARC of {domain} were not looked at: DNS does not answer from here",
    ),
    "doctor.mx": ("thư tới {domain} đi qua {hosts}", "mail to {domain} goes to {hosts}"),
    "doctor.no_mx": (
        "{domain} không có bản ghi MX → nếu thư báo lỗi không về được, nhờ quản trị DNS thêm MX",
        "{domain} has no MX record → where notices do not come back, have one added",
    ),
    "doctor.spf": ("SPF của {domain}: {record}", "SPF of {domain}: {record}"),
    "doctor.no_spf": (
        "{domain} không có SPF → nhờ quản trị DNS thêm bản ghi TXT v=spf1 có máy chủ gửi thư, kẻo thư vào thư "
        "rác",
        "{domain} has no SPF → have a TXT record v=spf1 with the relay added, or letters may go to spam",
    ),
    "doctor.spf_twice": (
        "{domain} có {count} bản ghi SPF, nơi nhận coi là sai → chỉ giữ một",
        "{domain} has {count} SPF records, which receivers take for an error → keep one",
    ),
    "doctor.spf_open": (
        "SPF của {domain} cho phép mọi máy ({record}) → kết thúc bằng -all hoặc ~all",
        "the SPF of {domain} lets everybody send ({record}) → end it with -all or ~all",
    ),
    "doctor.dmarc": ("DMARC của {domain}: {record}", "DMARC of {domain}: {record}"),
    "doctor.no_dmarc": (
        "{domain} không có DMARC → nhờ quản trị DNS thêm bản ghi TXT _dmarc, bắt đầu bằng p=none",
        "{domain} has no DMARC → have a TXT record _dmarc added, to begin with p=none",
    ),
    # the circle
    "doctor.not_sent": (
        "chưa thử vòng gửi – nhận và thư báo lỗi → chạy `maild doctor --send` (gửi ba thư thật)",
        "the circle and a notice were not tried → `maild doctor --send` (sends three mails)",
    ),
    "doctor.no_circle": (
        "không thử được vòng gửi – nhận: cần cả [smtp] và [accounts]",
        "the circle cannot be tried: it takes [smtp] and [accounts]",
    ),
    "doctor.no_epoch": (
        "không thử vòng gửi – nhận: chưa mở được cơ sở dữ liệu",
        "the circle was not tried: the database does not open",
    ),
    "doctor.circle_blind": (
        "không thử vòng gửi – nhận: không mở được hộp thư nào. {why}",
        "the circle was not tried: no mailbox opens. {why}",
    ),
    "doctor.circle_lost": ("mất kết nối khi đang chờ: {why}", "lost while waiting: {why}"),
    "doctor.circle": (
        "thư gửi cho chính mình về tới {folder} sau {seconds} giây",
        "a mail to ourselves came to {folder} after {seconds} s",
    ),
    "doctor.circle_refused": (
        "máy chủ không nhận thư gửi cho chính mình (bước {step}, {code}) → hỏi quản trị máy chủ. {said}",
        "the relay does not take a mail to ourselves ({step}, {code}) → ask its administrator. {said}",
    ),
    "doctor.circle_returned": (
        "thư gửi tới {address} bị trả lại → địa chỉ gửi phải là một hộp thư có thật",
        "the mail to {address} came back → the sender must be a mailbox that exists",
    ),
    "doctor.circle_never": (
        "sau {seconds} giây thư gửi tới {address} chưa về → thêm --wait; xem thư rác, thư mục được theo dõi, "
        "nhật ký máy chủ",
        "after {seconds} s the mail to {address} has not come → try a longer --wait; look at spam, the "
        "watched folders and the "
        "server's log",
    ),
    "doctor.message_id": ("Message-ID của ta được giữ nguyên", "our Message-ID survives"),
    "doctor.message_id_lost": (
        "máy chủ thay Message-ID của ta → đề nghị giữ nguyên: không có nó, thư trả lời chỉ khớp được bằng mã "
        "trong tiêu đề",
        "a server replaces our Message-ID → have that turned off: without it answers are matched by the "
        "subject code alone",
    ),
    "doctor.tag_kept": (
        "địa chỉ có dấu + về tới sau {seconds} giây: keeps_tag = true là đúng",
        "the plus-address came back after {seconds} s: keeps_tag = true is right",
    ),
    "doctor.tag_unused": (
        "địa chỉ có dấu + về tới sau {seconds} giây → đặt keeps_tag = true ở [sender] để thư báo lỗi khớp "
        "chắc chắn hơn",
        "the plus-address came back after {seconds} s → set keeps_tag = true in [sender]: notices then match "
        "more surely",
    ),
    "doctor.tag_refused": (
        "máy chủ từ chối địa chỉ có dấu + ({code}) → keeps_tag = false. {said}",
        "the plus-address is refused ({code}) → keeps_tag = false. {said}",
    ),
    "doctor.tag_returned": (
        "thư tới địa chỉ có dấu + bị trả lại → keeps_tag = false",
        "the mail to the plus-address came back as undeliverable → keeps_tag = false",
    ),
    "doctor.tag_lost": (
        "thư tới địa chỉ có dấu + không về sau {seconds} giây → keeps_tag = false",
        "the mail to the plus-address has not come after {seconds} s → keeps_tag = false",
    ),
    "doctor.tag_unknown": (
        "chưa biết máy chủ có giữ dấu + hay không: thư thử chưa về đủ, hoặc mất kết nối khi chờ",
        "whether the plus-address is kept is not known: the plain mail has not come, or the connection was lost",
    ),
    "doctor.bounce": (
        "thư báo lỗi về tới {folder} sau {seconds} giây",
        "the notice came to {folder} after {seconds} s",
    ),
    "doctor.bounce_never": (
        "sau {seconds} giây chưa có thư báo lỗi về {address} → thêm --wait; nếu vẫn không, maild sẽ không "
        "biết thư nào hỏng: "
        "nhờ quản trị máy chủ bật thư báo lỗi",
        "after {seconds} s there is no notice about {address} → try a longer --wait; without notices maild "
        "cannot know which "
        "letters fail: ask the server's administrator",
    ),
    "doctor.bounce_at_once": (
        "máy chủ từ chối ngay địa chỉ không có ({code}), nên không có thư báo lỗi để thử → dùng --bounce-to "
        "với một địa chỉ "
        "không có ở tên miền khác",
        "the relay refuses the unknown address at once ({code}), so there is no notice to try → use "
        "--bounce-to with an unknown "
        "address at another domain",
    ),
    "doctor.bounce_refused": (
        "máy chủ không nhận thư thử (bước {step}, {code}) → hỏi quản trị máy chủ. {said}",
        "the relay does not take the trial mail ({step}, {code}) → ask its administrator. {said}",
    ),
    "doctor.bounce_arrived": (
        "thư tới {address} lại về hộp thư này (tên miền nhận mọi địa chỉ) → dùng --bounce-to với địa chỉ khác",
        "the mail to {address} came to our own mailbox (a catch-all) → use --bounce-to with another address",
    ),
    "doctor.bounce_matched": (
        "maild tìm thấy mã thư trong thư báo lỗi",
        "maild finds the letter's token in the notice",
    ),
    "doctor.bounce_unmatched": (
        "thư báo lỗi không mang mã thư: maild không biết của ai → bật keeps_tag nếu được, hoặc nhờ máy chủ "
        "trả lại phần đầu thư",
        "the notice carries no token, so nobody can tell whose it is → set keeps_tag if the server keeps it, "
        "or have notices "
        "return the headers",
    ),
    "doctor.bounce_read": (
        "maild đọc đúng là thư bị trả lại: {reason}, {status} (luật {rule})",
        "maild reads it as a bounce: {reason}, {status} (rule {rule})",
    ),
    "doctor.bounce_misread": (
        "maild không chắc đây là thư bị trả lại (đọc là {kind}, luật {rule}) → gửi thư này cho người phát "
        "triển, hoặc viết luật "
        "trong rules/bounces.toml",
        "maild is not sure that this is a bounce (reads {kind}, rule {rule}) → hand it to the developers, or "
        "write a rule in "
        "rules/bounces.toml",
    ),
    "doctor.bounce_unnamed": (
        "thư báo lỗi không nói rõ địa chỉ hỏng (luật {rule}); vẫn khớp được bằng mã thư",
        "the notice does not name the address (rule {rule}); its token still matches it",
    ),
    "doctor.mail_subject": (
        "maild tự kiểm tra đường thư – xin đừng trả lời",
        "maild tries the way of its mail – please do not answer",
    ),
    "doctor.mail_text": (
        "Thư này do `maild doctor --send` gửi để thử đường đi và đường về. Không ai cần làm gì; có thể xóa.\n",
        "This mail was sent by `maild doctor --send` to try the way there and back. Nobody has to do "
        "anything; delete it.\n",
    ),
}
