"""The log: one fact a line, as JSON on stderr, masked before it is written, each with a stable code.

Rooms write `log.info("area.what_happened", field=value)`; the code and the masking are added here, so
nobody can forget them. Names and codes stand in CATALOGUE and are part of the interface: never renumber.
"""

from __future__ import annotations

import json
import logging
import math
import os
import re
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from maild.privacy import MASK, Secrets, mask_addresses


@contextmanager
def _without(*libraries: str) -> Iterator[None]:
    """Inside, these cannot be imported, as where they are not installed (a None in sys.modules says so)."""
    there = {name: sys.modules.pop(name) for name in libraries if name in sys.modules}
    sys.modules.update(dict.fromkeys(libraries))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in libraries:
            del sys.modules[name]
        sys.modules.update(there)


# For its pretty tracebacks, which are not written here, structlog takes what it finds: 6 MB in every process.
with _without("rich", "greenlet"):
    import structlog
    from structlog.typing import EventDict, FilteringBoundLogger

CATALOGUE: Mapping[str, tuple[str, str]] = {
    # event: (code, what it means to a person)
    # ---- the service
    "daemon.started": ("MD1000", "dịch vụ đã khởi động"),
    "daemon.stopping": ("MD1001", "dịch vụ đang dừng"),
    "daemon.stopped": ("MD1002", "dịch vụ đã dừng"),
    "daemon.reloaded": ("MD1003", "đã đọc lại cấu hình và mẫu thư"),
    "daemon.reload_refused": ("MD1004", "cấu hình mới có lỗi, giữ cấu hình cũ"),
    "daemon.crashed": ("MD1005", "dịch vụ dừng vì lỗi chương trình"),
    "daemon.unclean_stop_found": ("MD1006", "lần chạy trước dừng đột ngột"),
    "daemon.joined": ("MD1007", "dịch vụ đã vào nhóm cùng dùng một cơ sở dữ liệu"),
    "daemon.session_lost": (
        "MD1008",
        "mất phiên giữ khóa ở PostgreSQL: ngừng nhận việc, ngừng theo dõi hộp thư",
    ),
    "daemon.not_joined": ("MD1009", "dịch vụ không được vào nhóm vì khác khóa ký"),
    "job.failed": ("MD1010", "một việc định kỳ bị lỗi, lần sau chạy lại"),
    "job.finished": ("MD1011", "một việc định kỳ đã xong"),
    "job.missed": ("MD1012", "một việc định kỳ bị lỡ giờ"),
    "job.stuck": ("MD1013", "một việc định kỳ quá giờ mà chưa xong"),
    "watchdog.withheld": ("MD1014", "không báo sống cho systemd vì có việc quá hạn"),
    "clock.jumped": ("MD1016", "đồng hồ máy đã bị đổi đột ngột, các việc định kỳ tạm nghỉ"),
    "config.warned": ("MD1015", "cấu hình có điểm cần xem lại"),
    "library.message": ("MD1090", "thông báo của thư viện bên trong"),
    # ---- the mailboxes
    "mailbox.poll_finished": ("MD1100", "đã kiểm tra hộp thư"),
    "mailbox.unavailable": ("MD1101", "không kết nối được hộp thư, sẽ thử lại"),
    "mailbox.login_refused": ("MD1102", "hộp thư từ chối đăng nhập"),
    "mailbox.folder_missing": ("MD1103", "không có thư mục đã cấu hình"),
    "mailbox.resynced": ("MD1104", "máy chủ đánh số lại hộp thư, đã đọc lại"),
    "mailbox.unaccounted": ("MD1105", "có thư trong hộp thư chưa được ghi nhận"),
    "mailbox.reconciled": ("MD1109", "đã đối chiếu hộp thư với những gì đã đọc"),
    "mailbox.mails_missing": ("MD1112", "có thư trong danh sách nhưng máy chủ không giao"),
    "mailbox.since_needed": ("MD1106", "cần người chọn mốc bắt đầu đọc hộp thư"),
    "mailbox.connected": ("MD1107", "đã kết nối hộp thư"),
    "mailbox.doorbell_lost": ("MD1108", "mất tín hiệu IDLE, chuyển sang kiểm tra định kỳ"),
    "mailbox.taken": ("MD1114", "dịch vụ này nhận theo dõi hộp thư"),
    "mailbox.given_back": ("MD1113", "dịch vụ này trả hộp thư cho dịch vụ khác"),
    "account.stopped": ("MD1110", "đã ngừng đăng nhập hộp thư sau nhiều lần bị từ chối"),
    "account.unlocked": ("MD1111", "đã cho phép đăng nhập lại hộp thư"),
    # ---- inbound mail
    "mail.received": ("MD1200", "đã đọc một thư đến"),
    "mail.failed": ("MD1201", "xử lý một thư bị lỗi, sẽ thử lại"),
    "mail.batch_failed": ("MD1202", "xử lý một loạt thư bị lỗi, chuyển sang từng thư"),
    "mail.reader_missing": ("MD1213", "không chạy được tiến trình đọc thư riêng, đọc ngay trong dịch vụ"),
    "mail.quarantined": ("MD1203", "một thư không xử lý được, đã tách riêng"),
    "mail.read_again": ("MD1207", "một thư được đọc lại bằng quy tắc mới"),
    "mail.retried": ("MD1208", "một thư bị cách ly được lấy ra đọc lại"),
    "mail.dropped": ("MD1209", "một thư bị cách ly được bỏ qua theo quyết định của người phụ trách"),
    "mail.addresses_proposed": ("MD1219", "đơn vị trả lời về địa chỉ thư, chờ người duyệt"),
    "mail.order_waits": ("MD1206", "thư trả lời cảnh báo chưa rõ hoặc chưa xác thực, chờ người xem"),
    "mail.settled": ("MD1205", "người phụ trách đã phân loại một thư"),
    "bounce.unverified": ("MD1204", "thư báo lỗi không xác thực được, không có tác dụng"),
    "address.soft_bounced": ("MD1210", "địa chỉ bị trả lại tạm thời"),
    "address.suspended": ("MD1211", "đã ngừng gửi tới một địa chỉ"),
    "address.restored": ("MD1212", "địa chỉ dùng lại được"),
    "respondent.listed": ("MD1220", "đã vào danh sách"),
    "respondent.invited": ("MD1221", "đã được mời"),
    "respondent.answered": ("MD1222", "đã trả lời theo danh sách của Bộ"),
    "respondent.self_reported": ("MD1223", "tự báo đã trả lời"),
    "respondent.claim_held": ("MD1224", "báo đã trả lời nhưng chưa xác thực được người gửi"),
    "respondent.on_leave": ("MD1225", "đang vắng mặt"),
    "respondent.back": ("MD1226", "đã trở lại"),
    "respondent.error_reported": ("MD1227", "báo lỗi kỹ thuật"),
    "respondent.wrong_person": ("MD1228", "báo không phải đối tượng"),
    "respondent.contact_proposed": ("MD1229", "đề nghị địa chỉ khác"),
    "respondent.question_asked": ("MD1230", "có câu hỏi chờ trả lời"),
    "respondent.refused": ("MD1231", "từ chối trả lời phiếu"),
    "respondent.delegated": ("MD1232", "giao người khác trả lời"),
    "respondent.reached": ("MD1233", "có dấu hiệu đã nhận được thư"),
    "respondent.invitation_failed": ("MD1249", "Bộ báo thư mời không đến được cán bộ"),
    "respondent.corrected": ("MD1234", "người phụ trách đã sửa trạng thái"),
    "respondent.changed": ("MD1235", "danh sách mới đổi thông tin một người"),
    "respondent.held": ("MD1236", "tạm dừng gửi thư cho một người"),
    "respondent.released": ("MD1237", "cho gửi thư trở lại cho một người"),
    "respondent.called": ("MD1239", "đã gọi điện được cho một người"),
    "respondent.unblocked": ("MD1238", "hết bị giữ vì lỗi kỹ thuật"),
    "respondent.blocked_again": ("MD1250", "lại bị giữ vì lỗi kỹ thuật: sự cố đóng nhầm đã mở lại"),
    # ---- plans and letters
    "plan.drafted": ("MD1300", "đã lập kế hoạch gửi, chờ duyệt"),
    "plan.approved": ("MD1301", "kế hoạch gửi đã được duyệt"),
    "plan.voided": ("MD1302", "kế hoạch gửi không còn hiệu lực"),
    "plan.canary_released": ("MD1303", "cho gửi tiếp kế hoạch có thư gửi thử bị lỗi"),
    "delivery.batch_finished": ("MD1310", "đã xong một lượt gửi"),
    "delivery.sent": ("MD1311", "đã chuyển máy chủ"),
    "delivery.deferred": ("MD1312", "máy chủ tạm hoãn, sẽ gửi lại"),
    "delivery.failed": ("MD1313", "máy chủ từ chối thư này"),
    "delivery.refused": ("MD1314", "không gửi vì điều kiện đã đổi"),
    "delivery.in_doubt": ("MD1315", "không rõ máy chủ đã nhận hay chưa, không tự gửi lại"),
    "delivery.doubt_closed": ("MD1316", "hết đợt gửi mà vẫn không rõ, coi như không gửi"),
    "delivery.our_fault": ("MD1317", "máy chủ từ chối vì lỗi phía ta"),
    "delivery.waiting": ("MD1318", "tạm chưa gửi"),
    "letter.planned": ("MD1320", "thư đã vào kế hoạch"),
    "letter.claimed": ("MD1321", "thư đang được gửi"),
    "letter.released": ("MD1322", "thư trả về hàng chờ"),
    "letter.deferred": ("MD1323", "thư bị tạm hoãn"),
    "letter.in_doubt": ("MD1324", "không rõ thư đã được nhận hay chưa"),
    "letter.sent": ("MD1325", "thư đã chuyển máy chủ"),
    "letter.failed": ("MD1326", "thư không gửi được"),
    "letter.skipped": ("MD1327", "thư được bỏ qua"),
    "letter.bounced": ("MD1328", "thư bị trả lại"),
    "letter.delayed": ("MD1329", "thư đang bị chậm"),
    "letter.delivered": ("MD1330", "thư đã đến, có báo nhận"),
    "notice.queued": ("MD1350", "thư cho cán bộ phụ trách đã vào hàng chờ"),
    "notice.sent": ("MD1351", "thư cho cán bộ phụ trách đã chuyển máy chủ"),
    "notice.in_doubt": (
        "MD1352",
        "không rõ máy chủ đã nhận thư cho cán bộ phụ trách hay chưa, không tự gửi lại",
    ),
    "notice.failed": ("MD1353", "thư cho cán bộ phụ trách không gửi được"),
    "notice.skipped": ("MD1354", "thư cho cán bộ phụ trách được bỏ qua"),
    "notice.bounced": ("MD1355", "thư cho cán bộ phụ trách bị trả lại"),
    "notice.deferred": ("MD1356", "thư cho cán bộ phụ trách bị tạm hoãn, sẽ gửi lại"),
    "notice.held": ("MD1357", "thư cho cán bộ phụ trách chưa được gửi"),
    "notice.unsent": ("MD1358", "không đường nào chuyển được cảnh báo, chỉ còn nhật ký này"),
    "notice.route_failed": ("MD1359", "một đường gửi cảnh báo bị hỏng"),
    "notice.batch_finished": ("MD1360", "đã xong một lượt gửi thư cho cán bộ phụ trách"),
    "notice.recipient_restored": ("MD1362", "gửi lại cho một địa chỉ của cán bộ phụ trách"),
    "escalation.approved": ("MD1361", "đã duyệt thư gửi đơn vị, lãnh đạo"),
    "escalation.cancelled": ("MD1363", "đã hủy thư đang chờ gửi đơn vị, lãnh đạo"),
    "sending.paused": ("MD1340", "đã tạm dừng gửi"),
    "sending.resumed": ("MD1341", "đã cho gửi tiếp"),
    "breaker.tripped": ("MD1342", "đã tự ngừng gửi vì quá nhiều lỗi"),
    "breaker.reset": ("MD1343", "người phụ trách đã cho gửi lại sau khi tự ngừng"),
    # ---- technical errors
    "incident.opened": ("MD1400", "đã mở một lỗi kỹ thuật"),
    "incident.joined": ("MD1401", "thêm một trường hợp vào lỗi đang mở"),
    "incident.acknowledged": ("MD1402", "đã có người nhận xử lý lỗi"),
    "incident.alerted": ("MD1420", "đã báo động đầu mối CNTT về một lỗi"),
    "incident.resolved": ("MD1403", "lỗi đã được khắc phục"),
    "incident.reopened": ("MD1404", "lỗi xuất hiện trở lại"),
    "incident.assigned": ("MD1405", "lỗi được giao cho người xử lý"),
    "incident.noted": ("MD1406", "có ghi chú về lỗi"),
    "incident.reported": ("MD1407", "đã báo lỗi cho Bộ"),
    "incident.answered": ("MD1408", "Bộ đã trả lời về lỗi"),
    "incident.proposed": ("MD1409", "đã lập dự thảo đề xuất xử lý lỗi"),
    "incident.fix_seen": ("MD1410", "có dấu hiệu lỗi đã hết, chờ người xác nhận"),
    "incident.silenced": ("MD1411", "tạm không nhắc về lỗi đã biết"),
    "incident.silence_ended": ("MD1412", "hết thời gian tạm không nhắc về lỗi"),
    "silence.set": ("MD1413", "đã đặt tạm không nhắc cho các lỗi đã biết"),
    "silence.lifted": ("MD1414", "các lỗi đã tạm không nhắc được nhắc lại"),
    # ---- lists, rosters, rounds
    "round.created": ("MD1500", "đã tạo đợt điều tra"),
    "round.approved": ("MD1501", "đợt điều tra đã được duyệt"),
    "round.opened": ("MD1502", "đợt điều tra đã mở"),
    "round.closed": ("MD1503", "đợt điều tra đã kết thúc"),
    "round.paused": ("MD1505", "đã tạm dừng đợt điều tra"),
    "round.resumed": ("MD1506", "đợt điều tra tiếp tục"),
    "round.extended": ("MD1507", "đã gia hạn đợt điều tra"),
    "round.changed": ("MD1508", "đã sửa thông tin của đợt điều tra"),
    "round.archived": ("MD1504", "đã lưu trữ số liệu của đợt điều tra"),
    "roster.imported": ("MD1510", "đã nhập danh sách đối tượng"),
    "unit.acknowledged": ("MD1512", "một đơn vị báo đã quán triệt"),
    "unit.held": ("MD1513", "tạm dừng gửi thư cho cán bộ của một đơn vị"),
    "unit.released": ("MD1514", "cho gửi thư trở lại cho cán bộ của một đơn vị"),
    "unit.changed": ("MD1511", "đã sửa thông tin một đơn vị"),
    "list.staged": ("MD1520", "đã nhận danh sách đã trả lời, chờ chấp nhận"),
    "list.applied": ("MD1521", "đã áp dụng danh sách đã trả lời"),
    "list.stale": ("MD1522", "danh sách đã trả lời đã cũ, tạm chưa gửi"),
    "list.refused": ("MD1523", "danh sách đã trả lời không dùng được"),
    "list.rejected": ("MD1524", "người phụ trách không dùng danh sách đã trả lời"),
    "list.withdrawn": ("MD1527", "người phụ trách rút lại một danh sách đã trả lời áp dụng nhầm"),
    "list.known": ("MD1525", "danh sách này đã nhận trước đó, không tính lần nữa"),
    "failures.taken": ("MD1526", "đã ghi nhận danh sách thư mời không đến được của Bộ"),
    # ---- database, reports
    "database.sealed": ("MD1600", "đã niêm các sự kiện mới"),
    "database.upgraded": ("MD1601", "đã nâng cấp cơ sở dữ liệu"),
    "database.unavailable": ("MD1602", "không ghi được cơ sở dữ liệu"),
    "database.tidied": ("MD1603", "đã xóa dữ liệu hết hạn lưu"),
    "database.accepted": ("MD1604", "người phụ trách đã chấp nhận cơ sở dữ liệu phục hồi"),
    "data.expired": ("MD1607", "dữ liệu hết hạn lưu đã bị xóa"),
    "data.forgotten": ("MD1608", "đã xóa trích đoạn và ghi chú về một người theo yêu cầu"),
    "data.purged": ("MD1609", "đã xóa thông tin cá nhân của một người theo yêu cầu"),
    "database.backed_up": ("MD1605", "đã sao lưu cơ sở dữ liệu"),
    "database.backup_failed": ("MD1606", "không sao lưu được cơ sở dữ liệu"),
    "monitor.ping_failed": ("MD1610", "không gọi được địa chỉ báo sống"),
    "monitor.file_failed": ("MD1611", "không ghi được tệp giám sát"),
    "monitor.port_failed": ("MD1612", "không mở được cổng số liệu"),
    "report.written": ("MD1700", "đã ghi báo cáo"),
    "brief.failed": ("MD1702", "không lập được thư buổi sáng hoặc báo cáo, lần sau lập lại"),
    "report.failed": ("MD1701", "không ghi được báo cáo"),
    # ---- the desk
    "user.added": ("MD1800", "đã thêm tài khoản của trang làm việc"),
    "user.changed": ("MD1801", "đã đổi tài khoản của trang làm việc"),
    "user.signed_in": ("MD1802", "đã đăng nhập trang làm việc"),
    "desk.started": ("MD1810", "trang làm việc đã mở"),
    "desk.unavailable": ("MD1811", "không mở được trang làm việc, sẽ thử lại"),
    "desk.sign_in_refused": ("MD1812", "một lần đăng nhập trang làm việc bị từ chối"),
    "desk.refused": ("MD1813", "trang làm việc từ chối một yêu cầu không hợp lệ"),
    "desk.failed": ("MD1814", "một trang bị lỗi chương trình"),
}
CODES: Mapping[str, str] = {event: code for event, (code, _) in CATALOGUE.items()}

LEVELS = ("debug", "info", "warning", "error")
# Their debug output holds the dialogue with the server: passwords, addresses, mail. Never below WARNING.
_PINNED = ("imapclient", "imaplib", "imapclient.imaplib", "aiosmtplib", "mail.log", "asyncio")
_PRIORITY = {"debug": 7, "info": 6, "warning": 4, "error": 3, "critical": 2}  # sd-daemon(3)
_LONGEST = 2000  # characters of one value
_MOST = 50  # values of one list or mapping
_DEEPEST = 4
_LINE = 16_000  # characters of one line; journald cuts at 48 KiB
_SECRET_KEY = re.compile(r"passw|secret|token|credential|authorization", re.IGNORECASE)
_ENCODED_AT = re.compile(r"([\w.+-]{1,64})%40(?=[\w-]{1,63}\.)")  # an address in a URL's path
_VERP = re.compile(r"([\w.+-]{1,64})=(?=[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}@)")  # bounce-nguyenvana=snv.vn@…
_AT = ("@", "%40", "＠")  # in each address, and in little of what is written
_OURS = str(Path(__file__).resolve().parent) + os.sep


def set_up(
    level: str = "info",
    secrets: Secrets | None = None,
    *,
    stream: TextIO | None = None,
    prefix: bool | None = None,
    hooks: bool = False,
) -> None:
    """Send the log to `stream` (stderr). May be called again: after a reload the newest call holds.

    `level` is one of LEVELS and holds for maild's own lines; libraries speak from WARNING up. `prefix`
    puts systemd's `<N>` before each line; left alone, it does so when stderr is the journal. `hooks`
    also takes what Python itself would print: uncaught exceptions, also of threads, and warnings.
    """
    stream = sys.stderr if stream is None else stream
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        _formatter(secrets or Secrets(), goes_to_journal(stream) if prefix is None else prefix)
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if getattr(each, "of_maild", False)]:
        root.removeHandler(old)
    handler.of_maild = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("maild").setLevel(level.upper())
    for name in _PINNED:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.raiseExceptions = False  # a broken stderr must not print a traceback with its data
    if hooks:
        sys.excepthook = _uncaught
        threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
        sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
        logging.captureWarnings(True)


def goes_to_journal(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether `stream` is the journal's socket: $JOURNAL_STREAM names its device and inode (systemd.exec(5))."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def redact(value: Any, secrets: Secrets, depth: int = 0) -> Any:
    """A value as it may be written: addresses, links and codes masked, short, and fit for JSON."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Enum():
            return redact(value.value, secrets, depth)
        case str():
            return _masked(value, secrets)
        case bytes() | bytearray() | memoryview():
            return f"<{len(value)} octets>"
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case BaseException():
            return _exception(value, secrets)
        case Mapping() | list() | tuple() | set() | frozenset() if depth >= _DEEPEST:
            return "…"
        case Mapping():
            kept = list(value.items())[:_MOST]
            return {
                _masked(str(key), secrets): MASK
                if _SECRET_KEY.search(str(key)) and not isinstance(each, bool | int | None)
                else redact(each, secrets, depth + 1)
                for key, each in kept
            }
        case list() | tuple() | set() | frozenset():
            return [redact(each, secrets, depth + 1) for each in list(value)[:_MOST]]
    try:
        return _masked(str(value), secrets)
    except Exception:  # somebody's __str__ is broken; the line must still come out
        return f"<{type(value).__name__}>"


# ---------------------------------------------------------------- inside


def _masked(text: str, secrets: Secrets) -> str:
    if len(text) > 4 * _LONGEST:
        # Drop the last word too: half an address or code would not be recognised as one.
        text = text[: 4 * _LONGEST].rpartition(" ")[0]
    text = secrets.mask(text)
    if any(at in text for at in _AT):
        text = mask_addresses(_VERP.sub(_first_letter, _ENCODED_AT.sub(_first_letter, text)))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _first_letter(found: re.Match[str]) -> str:
    return f"{found[1][:1]}***{found[0][len(found[1]) :]}"


def _exception(error: BaseException, secrets: Secrets, depth: int = 0) -> dict[str, Any]:
    """Type, masked text and our own frames: foreign frames and locals may hold mail or passwords."""
    said: dict[str, Any] = {"type": type(error).__qualname__, "text": _masked(str(error), secrets)[:500]}
    frames = [
        f"{code.co_filename.removeprefix(_OURS)}:{line} {code.co_name}"
        for code, line in _frames(error.__traceback__)
        if code.co_filename.startswith(_OURS)
    ]
    if frames:
        said["frames"] = frames[-10:]
    below = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if below is not None and depth < 2:
        said["because_of"] = _exception(below, secrets, depth + 1)
    return said


def _frames(trace: TracebackType | None) -> Iterable[tuple[Any, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code, trace.tb_lineno
        trace = trace.tb_next


def _add_code(_: Any, __: str, event: EventDict) -> EventDict:
    code = CODES.get(event.get("event", ""))
    if code:
        event["event_id"] = code
    return event


def _hold_exception(_: Any, __: str, event: EventDict) -> EventDict:
    """`exc_info=True` means the exception in hand now, not the one in hand when the line is written."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = error
    event.pop("stack_info", None)
    return event


def _name_foreign(_: Any, __: str, event: EventDict) -> EventDict:
    """A library's line becomes an event of ours, so that its text is a field and never a name."""
    if not event.get("_from_structlog"):
        event["logger"] = event["_record"].name
        event["text"] = event["event"]
        event["event"] = "library.message"
    return event


class _Writer:
    """Redacts and renders: the last step, so that nothing is added after it."""

    def __init__(self, secrets: Secrets, prefix: bool) -> None:
        self._secrets = secrets
        self._prefix = prefix

    def __call__(self, _: Any, __: str, event: MutableMapping[str, Any]) -> str:
        first = {key: event.pop(key) for key in ("timestamp", "level", "event", "event_id") if key in event}
        level = str(first.get("level", "info"))
        line = json.dumps(
            {**redact(first, self._secrets), **redact(dict(event), self._secrets)}, ensure_ascii=True
        )
        if len(line) > _LINE:
            line = json.dumps({**redact(first, self._secrets), "cut": len(line)}, ensure_ascii=True)
        return f"<{_PRIORITY.get(level, 6)}>{line}" if self._prefix else line


def _formatter(secrets: Secrets, prefix: bool) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            _name_foreign,
            _add_code,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _Writer(secrets, prefix),
        ],
        use_get_message=True,
        keep_exc_info=False,
        keep_stack_info=False,
    )


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        log.critical("daemon.crashed", exc_info=(kind, error, trace))


_SHARED: list[Any] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _hold_exception,
]

# Until `set_up` is called our lines go nowhere: a command's output stays its own.
logging.getLogger("maild").addHandler(logging.NullHandler())
structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=False,
)
log: FilteringBoundLogger = structlog.get_logger("maild")
