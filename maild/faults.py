"""Reads TOML so that every mistake can be named: file, line, option and remedy, in Vietnamese or English.

tomllib gives values without lines and stops at the first error. Here a file is read as far as it
goes, the line of every key is kept, and what is wrong is collected instead of raised.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from maild.errors import Fault

KeyPath = tuple[str, ...]
LARGEST = 256 * 1024  # octets of one file
_MOST_SYNTAX_FAULTS = 20

SENTENCES: Mapping[str, tuple[str, str]] = {
    # code: (Vietnamese, English); {…} are filled in by whoever finds the fault
    "no_file": (
        "không có tệp này; tạo bằng lệnh `maild init` hoặc chỉ đúng đường dẫn",
        "there is no such file; create it with `maild init` or give the right path",
    ),
    "cannot_read": ("không đọc được: {why}", "cannot be read: {why}"),
    "not_utf8": ("tệp phải lưu ở bảng mã UTF-8", "save this file as UTF-8"),
    "too_big": ("tệp lớn hơn {most} byte, không phải tệp cấu hình", "over {most} bytes: not such a file"),
    "syntax": ("sai cú pháp TOML: {why}", "not valid TOML: {why}"),
    "syntax_value": (
        "giá trị không đọc được; chữ phải đặt trong ngoặc kép",
        "this value cannot be read; text stands in quotation marks",
    ),
    "twice": (
        "{what} được khai báo hai lần; xóa bớt hoặc đổi tên một chỗ",
        "{what} is declared twice; remove or rename one of them",
    ),
    "missing": ("thiếu tùy chọn bắt buộc này", "this option is required"),
    "unknown": ("không có tùy chọn này{hint}", "there is no such option{hint}"),
    "did_you_mean": ("; có phải ý là `{word}`?", "; did you mean `{word}`?"),
    "secret_in_toml": (
        "không ghi mật khẩu hay khóa trong tệp cấu hình; đặt vào tệp riêng (quyền 0640) rồi chỉ bằng "
        "`password_file`/`key_file`, hoặc dùng credential của systemd",
        "no password or key belongs into the configuration; put it into a file of its own (mode 0640) and "
        "name that by `password_file`/`key_file`, or use a systemd credential",
    ),
    "text": ("phải là chuỗi trong ngoặc kép, đang là {value}", "must be a quoted text, is {value}"),
    "whole": ("phải là số nguyên, đang là {value}", "must be a whole number, is {value}"),
    "whole_s": (
        "phải là số giây (số nguyên), đang là {value}; ví dụ {value} viết là {seconds}",
        "must be a whole number of seconds, is {value}; write {value} as {seconds}",
    ),
    "yes_no": ("phải là true hoặc false, đang là {value}", "must be true or false, is {value}"),
    "list": ("phải là danh sách trong ngoặc vuông […], đang là {value}", "must be a list […], is {value}"),
    "bad_web": (
        "phải là địa chỉ bắt đầu bằng https:// hoặc http://, không kèm mật khẩu",
        "must be an address that begins with https:// or http://, without a password",
    ),
    "three_hours": (
        "phải là ba số giờ cho mức 1, 2, 3, không giảm, từ 1 đến 1000; đang là {value}",
        "must be three numbers of hours for severity 1, 2, 3, none below the one before, 1 to 1000; is {value}",
    ),
    "bad_listen": (
        "phải là địa chỉ trong máy kèm cổng như 127.0.0.1:8025, hoặc unix:/đường/dẫn; trang làm việc chỉ mở ra mạng "
        "qua máy chủ web: {value}",
        "must be a loopback address with its port like 127.0.0.1:8025, or unix:/a/path: the desk reaches a network "
        "only through the web server: {value}",
    ),
    "bad_header": (
        "phải là tên một trường HTTP như X-Remote-User: {value}",
        "must be the name of an HTTP field like X-Remote-User: {value}",
    ),
    "sso_needs_socket": (
        "chỉ dùng được khi `listen` là unix:/…: qua cổng mạng thì ai trong máy cũng giả được trường này",
        "needs `listen` to be unix:/…: over a port anybody on the machine could forge this field",
    ),
    "desk_missing": (
        "trang làm việc cần phần mở rộng web, chưa được cài: pip install 'maild[web]'",
        "the desk needs the web extra, which is not installed: pip install 'maild[web]'",
    ),
    "bad_date": (
        "phải là một ngày như 2026-11-01, đang là {value}",
        "must be a day like 2026-11-01, is {value}",
    ),
    "section": ("phải là một nhóm [{name}]", "must be a section [{name}]"),
    "at_least": ("phải từ {least} trở lên, đang là {value}", "must be {least} or more, is {value}"),
    "at_most": ("phải từ {most} trở xuống, đang là {value}", "must be {most} or less, is {value}"),
    "one_of": ("phải là một trong: {choices}; đang là {value}", "must be one of {choices}; is {value}"),
    "empty": ("không được để trống", "must not be empty"),
    "invalid": ("giá trị không hợp lệ: {why}", "not a valid value: {why}"),
    "bad_address": ("không phải địa chỉ thư: {value}", "not a mail address: {value}"),
    "bad_host": (
        "chỉ ghi tên máy chủ, không có `https://`, cổng hay đường dẫn: {value}",
        "give a host name without `https://`, port or path: {value}",
    ),
    "bad_text": ("có ký tự điều khiển", "holds control characters"),
    "bad_pattern": ("biểu thức chính quy sai: {why}", "not a regular expression: {why}"),
    "greedy_pattern": (
        "biểu thức khớp cả chuỗi rỗng nên sẽ che mọi thứ: {value}",
        "this expression matches the empty text and would mask everything: {value}",
    ),
    "bad_pin": (
        "phải là 64 chữ số thập lục phân (SHA-256 của chứng thư)",
        "must be 64 hexadecimal digits (SHA-256 of the certificate)",
    ),
    "alerts_watched": (
        "{address} là hộp thư maild tự theo dõi nên không được gửi thư; hãy ghi hộp thư riêng của người phụ trách",
        "{address} is watched by maild itself and never gets mail; name the mailbox of a person",
    ),
    "command_path": (
        "phải bắt đầu bằng đường dẫn đầy đủ của chương trình: {value}",
        "must begin with the program's whole path: {value}",
    ),
    "bad_zone": ("không có múi giờ {value}; ví dụ Asia/Ho_Chi_Minh", "no such time zone: {value}"),
    "bad_url": (
        "phải là sqlite:////đường/dẫn/tuyệt/đối.db hoặc postgresql+psycopg://máy/cơ_sở_dữ_liệu",
        "must be sqlite:////absolute/path.db or postgresql+psycopg://host/database",
    ),
    "bad_window": (
        'khung giờ phải viết như "07:30-11:00", giờ đầu trước giờ cuối: {value}',
        'a window is written "07:30-11:00", the earlier time first: {value}',
    ),
    "windows_overlap": ("khung giờ {one} và {two} chồng lên nhau", "windows {one} and {two} overlap"),
    "bad_names": (
        'phải là tên trong ngoặc kép hoặc danh sách tên ["a", "b"], đang là {value}',
        'must be a quoted name or a list of names ["a", "b"], is {value}',
    ),
    "bad_counts": (
        'phải là số người, hoặc số người theo đơn vị như {{"Sở Nội vụ" = 3}}, đang là {value}',
        'must be a number of people, or numbers by unit like {{"Sở Nội vụ" = 3}}, is {value}',
    ),
    "no_such_file": ("không có tệp {path}", "there is no file {path}"),
    "no_such_directory": ("không có thư mục {path}", "there is no directory {path}"),
    "no_certificate": ("{path} không chứa chứng thư PEM nào", "{path} holds no PEM certificate"),
    "config_of_others": (
        "{path} không thuộc root cũng không thuộc tài khoản đang chạy lệnh; qua sudo, maild chỉ đọc cấu hình của hai "
        "tài khoản này; nếu đó là tệp cấu hình thật, chạy: chown root {path}",
        "{path} is neither root's nor the account's that runs the command; by sudo, maild reads no other "
        "configuration; if this is the true one, run: chown root {path}",
    ),
    "world_readable": (
        "mọi người trên máy đều đọc được {path} (quyền {mode}); chạy: chmod o-rwx {path}",
        "everybody on this machine can read {path} (mode {mode}); run: chmod o-rwx {path}",
    ),
    "secret_not_ours": (
        "tài khoản của dịch vụ không đọc được {path}; chạy: chown root:maild {path}; chmod 640 {path}",
        "the service's account cannot read {path}; run: chown root:maild {path}; chmod 640 {path}",
    ),
    "secret_missing": (
        "chưa có mật khẩu/khóa; đặt tệp tại {places}, hoặc ghi `{option}`, hoặc thêm LoadCredential={name} "
        "vào dịch vụ",
        "there is no such secret; put a file at {places}, or set `{option}`, or give the service "
        "LoadCredential={name}",
    ),
    "secret_unseen": (
        "credential {name} chỉ dịch vụ mới thấy; ở đây không kiểm tra được",
        "only the service can see the credential {name}; it cannot be checked here",
    ),
    "secret_empty": ("{path} rỗng", "{path} is empty"),
    "secret_strange": (
        "{path} phải là một dòng chữ UTF-8, không quá 64 KiB",
        "{path} must be one line of UTF-8, at most 64 KiB",
    ),
    "two_secrets": ("chỉ ghi một trong hai: {one} hoặc {two}", "give either {one} or {two}, not both"),
    "no_user": ("có mật khẩu nhưng thiếu `user`", "there is a password but no `user`"),
    "bad_keys": (
        "{path} dòng {line}: mỗi dòng là `số-hiệu khóa-hex` (số hiệu 0–255 không trùng, khóa ít nhất 32 chữ số)",
        "{path} line {line}: each line is `id hex` (id 0–255, each once; at least 32 digits)",
    ),
    "port_security": (
        'cổng {port} đi với security = "{security}"',
        'port {port} goes with security = "{security}"',
    ),
    "domain_too_long": (
        "tên miền {domain} quá dài: Message-ID có mã xác thực sẽ vượt 72 ký tự; dùng tên miền ngắn hơn",
        "the domain {domain} is too long: a Message-ID with its token would pass 72 characters",
    ),
    "local_too_long": (
        "phần trước @ quá dài để thêm mã (tối đa 34 ký tự khi keeps_tag = true)",
        "the part before @ is too long for a tag (at most 34 characters with keeps_tag = true)",
    ),
    "sender_not_watched": (
        "thư trả lời và thư báo lỗi về {address}, nhưng không hộp thư nào trong [accounts] nhận địa chỉ này",
        "replies and bounces go to {address}, but no mailbox in [accounts] receives that address",
    ),
    "sample_sender": (
        'mode = "live" nhưng {address} chỉ là địa chỉ ví dụ',
        'mode = "live", but {address} is only an example',
    ),
    "live_needs": ('mode = "live" thì phải có {what}', 'mode = "live" needs {what}'),
    "nothing_watched": (
        "chưa khai báo hộp thư nào ([accounts.tên]); sẽ không đọc được thư",
        "no mailbox is configured ([accounts.name]); no mail will be read",
    ),
    "no_hosts": (
        "chưa ghi `hosts`: đường dẫn phiếu khảo sát chỉ được che một phần",
        "no `hosts`: survey links are masked only in part",
    ),
    "bad_account": (
        "tên hộp thư chỉ gồm chữ thường không dấu, số, gạch nối: {value}",
        "an account is named by lower-case letters, digits and hyphens: {value}",
    ),
    "account_twice": (
        "trùng với [accounts.{other}]: cùng máy chủ, người dùng và thư mục {folder}",
        "the same as [accounts.{other}]: same server, user and folder {folder}",
    ),
    "folder_twice": ("thư mục {folder} ghi hai lần", "folder {folder} is named twice"),
    "above": ("{value} lớn hơn {other} ({most}) nên không có tác dụng", "{value} is above {other} ({most})"),
    "calendar_missing": (
        "chưa có lịch nghỉ năm {year} (hôm nay là {today} theo đồng hồ của máy); chép tệp năm trước và sửa theo "
        "thông báo của Thủ tướng",
        "no calendar for {year} (by this machine's clock it is {today}); copy the year before and follow the "
        "government's notice",
    ),
    "since_ahead": (
        "ngày {day} chưa đến (sai năm?): thư đang có trong hộp thư sẽ không bao giờ được đọc",
        "{day} is still to come (a wrong year?): what lies in the mailbox now will never be read",
    ),
    "calendar_unconfirmed": (
        "lịch nghỉ năm {year} chưa xác nhận (confirmed = false)",
        "the calendar of {year} is not confirmed yet (confirmed = false)",
    ),
    "bad_day": (
        "mỗi ngày cần `date` thuộc năm {year} và `why`: {value}",
        "each day needs a `date` of {year} and a `why`: {value}",
    ),
    "bad_hours": (
        "cần `from` và `to` trong năm {year}, `windows` như ['07:00-11:00'] không chồng nhau, và `why`; "
        "đang là: {value}",
        "needs `from` and `to` of {year}, `windows` such as ['07:00-11:00'] that do not overlap, and a `why`; "
        "is: {value}",
    ),
    "day_twice": ("ngày {value} ghi hai lần", "{value} is listed twice"),
    "no_advice": ("thiếu hướng dẫn cho nguyên nhân `{reason}`", "no advice for the reason `{reason}`"),
    "bad_advice": (
        "mỗi nguyên nhân cần `owner` ({owners}), `vi` và `en`",
        "each reason needs `owner` ({owners}), `vi` and `en`",
    ),
    "bad_reply_rule": (
        "mỗi luật cần `words` và `kind`, hoặc `off = true` để tắt luật có sẵn cùng tên",
        "each rule needs `words` and `kind`, or `off = true` to switch off the shipped rule of that name",
    ),
    "no_shipped_rule": (
        "không có luật sẵn nào tên {name} để tắt{hint}",
        "there is no shipped rule {name} to switch off{hint}",
    ),
    "bad_rule": (
        "mỗi luật cần ít nhất một trong `code`, `server`, `text` và một trong `reason`, `kind`",
        "each rule needs one of `code`, `server`, `text` and one of `reason`, `kind`",
    ),
    "too_many_rules": ("không quá {most} luật", "at most {most} rules"),
}


def sentence(code: str, language: str, **values: object) -> str:
    """The sentence of `code` in "vi" or "en", with its values filled in."""
    return SENTENCES[code][language == "en"].format(**values)


@dataclass(frozen=True, slots=True)
class Found:
    """A mistake before it is put into words."""

    path: KeyPath
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    label: str = ""  # the file, where the path alone does not lead to it
    line: int = 0


@dataclass(slots=True)
class TomlText:
    """What could be read of some TOML files, the later ones over the earlier."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, tuple[str, int]] = field(default_factory=dict)  # key → (file, line)
    found: list[Found] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)  # keys on lines that could not be read

    def add(self, path: Path, label: str) -> None:
        """Read one file more; what is wrong with it goes to `found`."""
        text = read_text(path, label, self.found)
        if text is None:
            return
        lines = text.split("\n")
        for _ in range(_MOST_SYNTAX_FAULTS):
            try:
                _merge(self.data, tomllib.loads("\n".join(lines)))
                break
            except tomllib.TOMLDecodeError as error:
                where = re.search(r" \(at line (\d+), column \d+\)$", str(error))
                number = int(where[1]) if where else len(lines)
                why = (
                    str(error)[: where.start()] if where else str(error).removesuffix(" (at end of document)")
                )
                twice = re.match(r"Cannot declare \((.+?),?\) twice", why)
                if twice:
                    name = "[" + ".".join(re.findall(r"'([^']*)'", twice[1])) + "]"
                    self.found.append(Found((), "twice", {"what": name}, label, number))
                elif why == "Invalid value":
                    self.found.append(Found((), "syntax_value", {}, label, number))
                else:
                    self.found.append(Found((), "syntax", {"why": why}, label, number))
                if not self._forget(lines, number - 1):
                    break
        for key, number in key_lines("\n".join(lines)).items():
            self.places[key] = (label, number)

    def _forget(self, lines: list[str], index: int) -> bool:
        """Blank the line that could not be read, a header with all below it; False when that leads nowhere."""
        if not lines[index].strip():
            return False
        header = lines[index].lstrip().startswith("[")
        while True:
            key = _KEY.match(lines[index])
            if key:
                self.lost.add(_unquoted(key))
            lines[index] = ""
            index += 1
            if not header or index >= len(lines) or lines[index].lstrip().startswith("["):
                return True

    def fault(self, found: Found, language: str, default_label: str) -> Fault:
        """Put a mistake into words: where it stands and what to do about it."""
        label, line = found.label, found.line
        if not label:
            for length in range(len(found.path), 0, -1):
                if found.path[:length] in self.places:
                    label, line = self.places[found.path[:length]]
                    break
        where = (label or default_label) + (f":{line}" if line else "")
        if len(found.path) > 1:
            where += f" [{'.'.join(found.path[:-1])}]"
        if found.path:
            where += f" {found.path[-1]}"
        return Fault(where, sentence(found.code, language, **found.values))


def read_text(path: Path, label: str, found: list[Found]) -> str | None:
    """The text of a file a person wrote, or None with the reason in `found`. A byte order mark is no fault."""
    try:
        with path.open("rb") as file:
            octets = file.read(LARGEST + 1)
        if len(octets) > LARGEST:
            found.append(Found((), "too_big", {"most": LARGEST}, label))
            return None
        return octets.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        found.append(Found((), "no_file", {}, label))
    except UnicodeDecodeError as error:
        found.append(Found((), "not_utf8", {}, label, octets[: error.start].count(b"\n") + 1))
    except OSError as error:
        found.append(Found((), "cannot_read", {"why": error.strerror or "?"}, label))
    return None


def suggestion(word: str, known: Iterable[str], language: str) -> str:
    """`; did you mean …?` for a word near to a known one, else nothing."""
    folded = {each.lower(): each for each in known}
    near = get_close_matches(word.lower().replace("-", "_"), list(folded), n=1, cutoff=0.6)
    return sentence("did_you_mean", language, word=folded[near[0]]) if near else ""


# ---------------------------------------------------------------- where a key stands

_KEY = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')[ \t]*""")
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+|\'\'\'.*?\'\'\'+'  # multi-line strings may hold anything
    r'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
    r"|\#[^\n]*|[\[{]|[\]}]|\n|[^\"'#\[\]{}\n]+|.",
    re.DOTALL,
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line, from 1, of every table header and every key in a TOML text that tomllib accepts.

    Keys inside an inline table and elements of an array stand for their key; `[[table]]` entries
    are numbered from 0.
    """
    lines: dict[KeyPath, int] = {}
    arrays: dict[KeyPath, int] = {}
    prefix: KeyPath = ()
    at = 0
    while at < len(text):
        if text[at] in " \t\n":
            at += 1
            continue
        number = text.count("\n", 0, at) + 1
        if text[at] == "#":
            at = _end_of_line(text, at)
        elif text[at] == "[":
            double = text.startswith("[[", at)
            prefix, at = _dotted(text, at + 1 + double)
            if double:
                lines.setdefault(prefix, number)
                arrays[prefix] = arrays.get(prefix, -1) + 1
                prefix = (*prefix, str(arrays[prefix]))
            lines.setdefault(prefix, number)
            at = _end_of_line(text, at)
        else:
            key, at = _dotted(text, at)
            if not key:
                at = _end_of_line(text, at)
                continue
            for length in range(1, len(key) + 1):
                lines.setdefault((*prefix, *key[:length]), number)
            at = _after_value(text, at)
    return lines


def _dotted(text: str, at: int) -> tuple[KeyPath, int]:
    parts: list[str] = []
    while key := _KEY.match(text, at):
        parts.append(_unquoted(key))
        at = key.end()
        if not text.startswith(".", at):
            break
        at += 1
    return tuple(parts), at


def _unquoted(key: re.Match[str]) -> str:
    return next(part for part in key.groups() if part is not None)


def _after_value(text: str, at: int) -> int:
    depth = 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        if token[0] in ("[", "{"):
            depth += 1
        elif token[0] in ("]", "}"):
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            break
    return at


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _merge(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _merge(below[key], value)
        else:
            below[key] = value
