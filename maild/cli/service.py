"""maild init, check, run, status, pause, resume, account: the administrator's commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maild.cli import common
from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    actor,
    fail,
    house,
    now,
    read_day,
    show_json,
    table,
    tell,
)

accounts = typer.Typer(help="Tài khoản hộp thư.", no_args_is_help=True, rich_markup_mode=None)


def init(
    directory: Annotated[Path, typer.Option("--dir", help="Thư mục cấu hình.")] = Path("/etc/maild"),
    state: Annotated[Path, typer.Option(help="Thư mục dữ liệu.")] = Path("/var/lib/maild"),
    address: Annotated[str, typer.Option(help="Địa chỉ hộp thư đầu mối.")] = "",
    imap_host: Annotated[str, typer.Option(help="Máy chủ IMAP.")] = "",
    smtp_host: Annotated[str, typer.Option(help="Máy chủ gửi thư.")] = "",
    as_json: AsJson = False,
) -> None:
    """Tạo cấu hình mẫu, khóa ký mã thư và nơi để mật khẩu; không ghi đè tệp đã có."""
    from maild.actions import install

    made = install.install(directory, state, address=address, imap_host=imap_host, smtp_host=smtp_host)
    if as_json:
        show_json({"created": [str(path) for path in made]})
        return
    for path in made:
        tell("cli.created", path=path)
    tell("cli.init_next", config=directory / "maild.toml", credentials=directory / "credentials")


def check(
    connect: Annotated[bool, typer.Option("--connect", help="Thử đăng nhập và mở từng thư mục.")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Mọi chỗ sai của cấu hình, mẫu thư, lịch cùng một lúc; không kết nối đi đâu nếu không có --connect."""
    from maild.actions import inspect
    from maild.config import load
    from maild.errors import ConfigError

    try:
        read = load(config, today=now().date())
        common.speak(read.language)
        faults = inspect.faults(read)
        warnings = read.warnings
    except ConfigError as error:
        faults, warnings, read = error.faults, (), None
    if read is not None and connect and not faults:
        faults = inspect.connect(read)
    if as_json:
        show_json(
            {
                "faults": [{"where": one.where, "what": one.what} for one in faults],
                "warnings": [{"where": one.where, "what": one.what} for one in warnings],
            }
        )
    else:
        for one in faults:
            fail(f"{one.where}: {one.what}")
        for one in warnings:
            tell("cli.warning", where=one.where, what=one.what)
        tell("cli.check_result", faults=len(faults), warnings=len(warnings))
    if faults:
        raise typer.Exit(78)


def run(
    since: Annotated[str, typer.Option(help="Ngày bắt đầu đọc, với thư mục chưa từng được đọc.")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Chạy dịch vụ cho đến khi nhận SIGTERM; SIGHUP đọc lại cấu hình."""
    from maild import daemon, logs
    from maild.config import load

    settings = load(config, today=now().date())
    common.speak(settings.language)
    logs.set_up(settings.log.level, settings.survey.secrets(), hooks=True)
    raise typer.Exit(daemon.run(settings, since=read_day("--since", since) if since else None))


def status(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Tình trạng theo mã Nagios: 0 tốt, 1 cảnh báo, 2 nguy cấp, 3 không rõ."""
    from maild.actions import health
    from maild.errors import MaildError

    try:
        with house(config) as home:
            found = health.health(home, now())
    except MaildError as error:
        fail(error.text or str(error), **error.facts)
        raise typer.Exit(3) from None
    if as_json:
        show_json({"status": found.word, **found.facts})
    else:
        tell(f"maild {found.word.upper()}")
        for level, word, facts in found.findings:
            tell(f"{level}: " + common.words(word, **facts))
        table(("hộp thư", "đọc lần cuối", "UID"), found.folders)
    raise typer.Exit(found.code)


def pause(
    why: Annotated[str, typer.Option(help="Lý do.")] = "",
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Dừng mọi việc gửi thư cho đến khi `maild resume`."""
    from maild.actions import sending

    with house(config) as home:
        sending.pause(home.store, actor(), now(), why)
        tell("cli.paused")


def resume(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Gửi trở lại; cũng đặt lại bộ tự ngắt."""
    from maild.actions import sending

    with house(config) as home:
        sending.resume(home.store, actor(), now())
        tell("cli.resumed")


@accounts.command("list")
def list_accounts(config: ConfigPath = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Các tài khoản hộp thư; tài khoản nào bị dừng vì đăng nhập bị từ chối."""
    from maild.store import mailbox

    with house(config) as home, home.store.view() as look:
        stopped = mailbox.stopped_accounts(look.connection)
        rows = [
            (name, account.host, ", ".join(account.folders), stopped.get(name, ""))
            for name, account in home.config.accounts.items()
        ]
    if as_json:
        names = ("account", "host", "folders", "stopped_at")
        show_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        table(("tài khoản", "máy chủ", "thư mục", "dừng từ"), rows)


@accounts.command("unlock")
def unlock(
    name: Annotated[str, typer.Argument(help="Tên tài khoản trong cấu hình.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Cho đăng nhập lại sau khi đã sửa mật khẩu hoặc quyền."""
    from maild.actions import sending

    with house(config) as home:
        sending.unlock_account(home.store, name, actor(), now())
        tell("cli.done")
