"""What is wrong with a mailbox's server, and who mends it. `where`: the section, host and port."""

from __future__ import annotations

SOURCES: dict[str, tuple[str, str]] = {
    # word: (Vietnamese, English)
    # the certificate: nothing is read until somebody has mended it
    "source.certificate_expired": (
        "{where}: chứng thư của máy chủ đã hết hạn; quản trị máy chủ thư gia hạn, hoặc kiểm tra đồng hồ máy này",
        "{where}: the certificate has expired: have it renewed, or check this machine's clock",
    ),
    "source.certificate_early": (
        "{where}: chứng thư của máy chủ chưa đến ngày có hiệu lực; kiểm tra đồng hồ máy này",
        "{where}: the certificate is not valid yet: check this machine's clock",
    ),
    "source.certificate_self_signed": (
        "{where}: chứng thư của máy chủ tự ký; nêu tệp chứng thư ở `ca_file`, hoặc dấu vân tay ở `pinned_sha256`",
        "{where}: the certificate is signed by itself: name it in `ca_file`, or its fingerprint in `pinned_sha256`",
    ),
    "source.certificate_unknown": (
        "{where}: máy này không biết đơn vị cấp chứng thư của máy chủ; nêu tệp chứng thư CA ở `ca_file`",
        "{where}: the certificate's authority is not known on this machine: name its file in `ca_file`",
    ),
    "source.certificate_name": (
        "{where}: chứng thư của máy chủ cấp cho tên khác; đặt `host` đúng tên ghi trong chứng thư",
        "{where}: the certificate is for another name: set `host` to a name that stands in it",
    ),
    "source.certificate_pinned": (
        "{where}: chứng thư của máy chủ không phải chứng thư ở `pinned_sha256`; máy chủ nay dùng {seen}",
        "{where}: the certificate is not the one in `pinned_sha256`; the server now shows {seen}",
    ),
    "source.certificate_purpose": (
        "{where}: chứng thư không được cấp cho máy chủ; quản trị máy chủ thư xin chứng thư máy chủ (serverAuth)",
        "{where}: the certificate is not one for servers: the mail administrators get one (serverAuth)",
    ),
    "source.certificate_weak": (
        "{where}: khóa hoặc chữ ký của chứng thư quá yếu; quản trị máy chủ thư cấp lại (RSA từ 2048 bit, SHA-256)",
        "{where}: the certificate's key or signature is too weak: the mail administrators have a new one made "
        "(RSA of 2048 bits or more, SHA-256)",
    ),
    "source.certificate_refused": (
        "{where}: chứng thư của máy chủ không dùng được ({why}); quản trị máy chủ thư kiểm tra lại chứng thư",
        "{where}: the certificate is refused ({why}): the mail administrators look into it",
    ),
    "source.tls_old": (
        "{where}: máy chủ chỉ biết TLS cũ hơn 1.2; quản trị máy chủ thư bật TLS 1.2 trở lên",
        "{where}: the server knows nothing newer than TLS 1.1: the mail administrators turn on TLS 1.2",
    ),
    "source.ca_file": (
        "{where}: `ca_file` {file} không đọc được như chứng thư PEM ({why})",
        "{where}: `ca_file` {file} cannot be read as certificates in PEM ({why})",
    ),
    "source.no_starttls": (
        "{where}: máy chủ không có STARTTLS và không gì được gửi không mã hóa; đặt `security` là tls và "
        "`port` là cổng tương ứng (993)",
        "{where}: the server does not offer STARTTLS, and nothing is ever sent in clear: set `security` to tls and "
        "`port` to its port (993)",
    ),
    "source.no_tls": (
        "{where}: máy chủ không dùng TLS ở cổng này; kiểm tra `port`, hoặc đặt `security` là starttls",
        "{where}: the server does not speak TLS on this port: check `port`, or set `security` to starttls",
    ),
    # the login
    "source.login": (
        "{where}: máy chủ từ chối đăng nhập; kiểm tra `user` và mật khẩu. Máy chủ trả lời: {said}",
        "{where}: the server refused the login: check `user` and the password. The server says: {said}",
    ),
    "source.login_control": (
        "{where}: `user` hoặc mật khẩu có ký tự xuống dòng hay ký tự điều khiển; sửa lại",
        "{where}: `user` or the password holds a line break or control: mend it",
    ),
    "source.login_method": (
        "{where}: máy chủ không nhận LOGIN lẫn AUTH=PLAIN cho tài khoản này; đề nghị quản trị máy chủ bật một cách",
        "{where}: the server takes neither LOGIN nor AUTH=PLAIN for this user and password: have one enabled",
    ),
    "source.login_xoauth2": (
        "{where}: máy chủ không nhận đăng nhập bằng token (AUTH=XOAUTH2); đề nghị quản trị máy chủ thư bật, "
        "hoặc bỏ `token_command` và dùng mật khẩu",
        "{where}: the server takes no login by token (AUTH=XOAUTH2): have it enabled, or leave out `token_command` "
        "and use a password",
    ),
    "source.login_by_token": (
        "{where}: máy chủ từ chối cả token vừa lấy; quản trị viên cấp lại quyền (đăng nhập lại) cho `token_command` "
        "và kiểm tra `user`. Máy chủ trả lời: {said}",
        "{where}: the server refused even a new token: have the consent behind `token_command` renewed, and check "
        "`user`. The server says: {said}",
    ),
    "source.token_old": (
        "{where}: máy chủ không nhận token đang giữ nữa; maild tự lấy token mới và thử lại",
        "{where}: the server no longer takes the kept token; a new one is asked for by itself",
    ),
    "source.token_command_missing": (
        "{where}: không chạy được {command} ({why}); quản trị viên sửa `token_command`",
        "{where}: {command} cannot be run ({why}): mend `token_command`",
    ),
    "source.token_command_slow": (
        "{where}: {command} không trả lời trong {seconds} giây; maild sẽ thử lại",
        "{where}: {command} gave no answer within {seconds} s; it is tried again",
    ),
    "source.token_command_later": (
        "{where}: {command} báo lúc này chưa lấy được token (mã 75); maild sẽ thử lại",
        "{where}: {command} says that there is no token yet (exit code 75); it is tried again",
    ),
    "source.token_command_failed": (
        "{where}: {command} kết thúc với mã {code}; quản trị viên chạy thử lệnh đó bằng tài khoản maild, thường phải "
        "đăng nhập lại với nhà cung cấp",
        "{where}: {command} ended with {code}: run it as maild's account; mostly a new sign-in is due",
    ),
    "source.token_command_nonsense": (
        "{where}: {command} không in ra token (một dòng, hoặc JSON có access_token); quản trị viên sửa lệnh đó",
        "{where}: {command} printed no token (one line, or JSON with access_token): mend it",
    ),
    "source.password_unread": (
        "{where}: không đọc được mật khẩu ({why}); kiểm tra tệp mật khẩu và quyền của nó",
        "{where}: the password cannot be read ({why}): check its file and permissions",
    ),
    "source.limit": (
        "{where}: máy chủ đã hết số kết nối cho tài khoản này; đề nghị quản trị máy chủ thư nâng giới hạn "
        "(mỗi thư mục cần một kết nối), hoặc tắt bớt phần mềm đọc thư khác",
        "{where}: the server allows this account no more connections: have the limit raised (each folder needs "
        "one), or close other mail programs",
    ),
    # the folder
    "source.folder_missing": (
        "{where}: không có thư mục “{folder}”; sửa `folders`. Các thư mục hiện có: {there}",
        "{where}: there is no folder “{folder}”: mend `folders`. Those that are there: {there}",
    ),
    "source.folder_forbidden": (
        "{where}: có thư mục “{folder}” nhưng tài khoản này không được đọc ({said}); đề nghị quản trị máy chủ "
        "thư cấp quyền",
        "{where}: the folder “{folder}” is there, but this account may not read it ({said}): have it permitted",
    ),
    "source.folder_closed": (
        "{where}: thư mục không mở được nữa, sẽ mở lại",
        "{where}: the folder does not open any more; it is opened anew",
    ),
    # the connection: it may pass by itself
    "source.timeout": (
        "{where}: máy chủ không trả lời kịp; nếu kéo dài, kiểm tra máy chủ và đường mạng",
        "{where}: the server did not answer in time: if it lasts, check server and network",
    ),
    "source.no_name": (
        "{where}: không tìm thấy tên máy chủ; kiểm tra `host` và DNS",
        "{where}: the name of the server was not found: check `host` and the DNS",
    ),
    "source.nobody_listens": (
        "{where}: không có dịch vụ ở cổng này; kiểm tra `port`, hoặc chờ máy chủ chạy lại",
        "{where}: nobody listens there: check `port`, or wait for the server",
    ),
    "source.tls_broke": (
        "{where}: kết nối TLS bị ngắt ({why})",
        "{where}: TLS broke off ({why})",
    ),
    "source.lost": (
        "{where}: mất kết nối ({why})",
        "{where}: the connection was lost ({why})",
    ),
    "source.closed": (
        "{where}: máy chủ đã đóng kết nối",
        "{where}: the server closed the connection",
    ),
    "source.given_up": (
        "{where}: kết nối đã bỏ",
        "{where}: the connection was given up",
    ),
    "source.turned_away": (
        "{where}: máy chủ hiện không nhận kết nối",
        "{where}: the server takes no connections now",
    ),
    "source.not_now": (
        "{where}: máy chủ tạm thời từ chối ({command}: {code})",
        "{where}: not now, says the server ({command}: {code})",
    ),
    # the protocol: for the server's administrators, and for us
    "source.answered": (
        "{where}: máy chủ trả lời {command} bằng {said}; đề nghị quản trị máy chủ thư xem nhật ký",
        "{where}: the server answered {command} with {said}: its administrators look at its log",
    ),
    "source.nonsense": (
        "{where}: câu trả lời của máy chủ sai giao thức ({why})",
        "{where}: the server's answer makes no sense ({why})",
    ),
    "source.no_uidvalidity": (
        "{where}: máy chủ không cho UIDVALIDITY nên không phân biệt được thư",
        "{where}: the server gives no UIDVALIDITY, without which mail cannot be told apart",
    ),
    "source.preauth": (
        "{where}: máy chủ đã đăng nhập sẵn cho ai đó trước khi được yêu cầu",
        "{where}: the server has logged somebody in before being asked",
    ),
}
