"""What `maild demo` says while it plays and at its end."""

from __future__ import annotations

DEMO: dict[str, tuple[str, str]] = {
    "demo.roster": (
        "Danh sách: {officials} cán bộ, {units} đơn vị",
        "Roster: {officials} officials, {units} units",
    ),
    "demo.day": (
        "{day}: {sent:3} thư gửi, {back:3} thư về",
        "{day}: {sent:3} letters out, {back:3} mails in",
    ),
    "demo.approved": (
        "  duyệt kế hoạch {plan}: {code}, {receivers} người nhận, {left_out} người không nhận",
        "  plan {plan} approved: {code}, {receivers} receivers, {left_out} left out",
    ),
    "demo.officials": ("{title}: {officials} cán bộ", "{title}: {officials} officials"),
    "demo.letters": (
        "Thư đôn đốc: lập {planned} · chuyển máy chủ {sent} (máy chủ ghi nhận {accepted}) · không gửi được {failed} "
        "· bỏ {skipped} · không rõ {in_doubt} · chờ {waiting}",
        "Reminders: {planned} planned · {sent} handed to the server (which counts {accepted}) · {failed} failed "
        "· {skipped} skipped · {in_doubt} in doubt · {waiting} waiting",
    ),
    "demo.wave": (
        "  {code}: {receivers} người nhận, {left_out} người không nhận",
        "  {code}: {receivers} receivers, {left_out} left out",
    ),
    "demo.reason": ("      {count:4}  {because}", "      {count:4}  {because}"),
    "demo.mails": ("Thư đã nhận: {mails}", "Mail received: {mails}"),
    "demo.incidents": ("Lỗi kỹ thuật: {stages}", "Technical errors: {stages}"),
    "demo.fault": (
        "  {stage:8} {reason}: {people} người, {incidents} sự cố – {owner}",
        "  {stage:10} {reason}: {people} people, {incidents} incidents – {owner}",
    ),
    "demo.letter": ("Một lá thư:", "One letter:"),
    "demo.brief": (
        "Cán bộ phụ trách nhận {count} thư ({path}); thư sáng gần nhất của người điều phối:",
        "Staff got {count} mails ({path}); the coordinator's last morning brief:",
    ),
    "demo.report": ("Báo cáo HTML:   {path}", "HTML report:  {path}"),
    "demo.eml": ("Các lá thư:     {path}", "The letters:  {path}"),
    "demo.log": ("Nhật ký (JSON): {path}", "Log (JSON):   {path}"),
    "demo.more": (
        "Xem thêm:       maild why OFF-0007 --config {path}",
        "See also:     maild why OFF-0007 --config {path}",
    ),
    "demo.imap": (
        "IMAP (TLS): 127.0.0.1:{port}, {user}, mật khẩu trong {path}",
        "IMAP (TLS): 127.0.0.1:{port}, {user}, password in {path}",
    ),
    "demo.smtp": (
        "SMTP (TLS): 127.0.0.1:{port}, {user}, mật khẩu trong {path}",
        "SMTP (TLS): 127.0.0.1:{port}, {user}, password in {path}",
    ),
    "demo.desk": ("Trang làm việc: {url}", "The desk:   {url}"),
    "demo.account": ("  {name} ({role}{unit})", "  {name} ({role}{unit})"),
    "demo.passwords": ("  mật khẩu trong {path}", "  passwords in {path}"),
    "demo.running": (
        "CA: {path}; dịch vụ: PID {pid}; dừng bằng Ctrl-C",
        "CA: {path}; daemon: PID {pid}; stop with Ctrl-C",
    ),
    "demo.stopped": (
        "đã dừng; máy chủ nhận thêm {count} thư",
        "stopped; the server took {count} letters more",
    ),
    "weekday.0": ("Thứ Hai ", "Mon"),
    "weekday.1": ("Thứ Ba  ", "Tue"),
    "weekday.2": ("Thứ Tư  ", "Wed"),
    "weekday.3": ("Thứ Năm ", "Thu"),
    "weekday.4": ("Thứ Sáu ", "Fri"),
    "weekday.5": ("Thứ Bảy ", "Sat"),
    "weekday.6": ("Chủ nhật", "Sun"),
}
