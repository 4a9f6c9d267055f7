"""What each command is for, in a line of `maild --help`."""

from __future__ import annotations

OVERVIEW: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    "overview.maild": (
        "maild: theo dõi hộp thư công vụ, ghi lỗi kỹ thuật, đôn đốc trả lời phiếu điều tra.",
        "maild: watches official mailboxes, keeps the log of technical errors, urges answers to the survey.",
    ),
    "overview.usage": (
        "Cách dùng: maild LỆNH [TÙY CHỌN]…   chi tiết: maild LỆNH --help, man maild",
        "Usage: maild COMMAND [OPTIONS]…   details: maild COMMAND --help, man maild",
    ),
    "overview.demo": (
        "diễn tập trọn một đợt trên máy chủ thư tự có",
        "play a whole round on servers of its own",
    ),
    "overview.init": (
        "tạo cấu hình, khóa ký, nơi để mật khẩu",
        "make a configuration and a signing key",
    ),
    "overview.check": ("mọi chỗ sai của cấu hình cùng một lúc", "every mistake of the configuration at once"),
    "overview.doctor": (
        "thử mọi thứ giữa máy này, máy chủ, hộp thư",
        "try everything from here to the mailboxes",
    ),
    "overview.run": ("chạy dịch vụ", "run the service"),
    "overview.status": ("tình trạng, theo mã Nagios", "how it is, in Nagios codes"),
    "overview.pause": ("dừng mọi việc gửi thư", "stop all sending"),
    "overview.resume": ("gửi trở lại", "send again"),
    "overview.classify": (
        "phân loại thư từ tệp, không cần cấu hình",
        "say what mails in files are",
    ),
    "overview.why": ("vì sao người này được hoặc không được nhắc", "why somebody was reminded, or not"),
    "overview.round": ("đợt khảo sát", "rounds of the survey"),
    "overview.roster": ("danh sách đối tượng khảo sát", "the list of respondents"),
    "overview.answered": ("danh sách đã trả lời của Bộ", "the ministry's list of who has answered"),
    "overview.address": ("địa chỉ thư không đến được", "addresses that mail does not reach"),
    "overview.unit": ("đơn vị: tên khác, sáp nhập, người liên hệ", "units: other names, mergers, contacts"),
    "overview.official": ("cán bộ, công chức được hỏi", "the officials who are asked"),
    "overview.remind": ("thư đôn đốc", "reminders"),
    "overview.calendar": ("lịch làm việc và giờ gửi thư", "working days and hours of sending"),
    "overview.template": ("mẫu thư gửi cán bộ", "templates of letters"),
    "overview.escalate": ("thư gửi thủ trưởng đơn vị và lãnh đạo", "mails to unit heads and the leadership"),
    "overview.report": ("báo cáo", "reports"),
    "overview.notice": ("thư cho cán bộ phụ trách", "mails to staff"),
    "overview.incident": ("nhật ký lỗi kỹ thuật", "the log of technical errors"),
    "overview.events": ("danh mục mã sự kiện MD1xxx", "the catalogue of event codes MD1xxx"),
    "overview.mail": ("thư đã nhận", "mail that came in"),
    "overview.quarantine": ("thư bị cách ly vì không đọc được", "mails that could not be read"),
    "overview.db": ("cơ sở dữ liệu: sao lưu, khôi phục, kiểm tra", "the database: backup, restore, verify"),
    "overview.audit": ("nhật ký không sửa được", "the record that cannot be changed"),
    "overview.data": ("dữ liệu cá nhân: xem, xóa theo yêu cầu", "personal data: show, erase on demand"),
    "overview.account": ("tài khoản hộp thư", "mailbox accounts"),
    "overview.user": ("tài khoản của trang làm việc", "accounts of the desk"),
    "overview.version": ("phiên bản đang dùng", "the version in use"),
}
