"""maild demo: a survey round of two and a half weeks in a minute, on servers of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    directory: Annotated[
        Path, typer.Option("--dir", help="Nơi để cơ sở dữ liệu, thư và báo cáo; được làm mới mỗi lần.")
    ] = Path("demo-output"),
    keep: Annotated[
        bool, typer.Option("--keep", help="Để máy chủ và dịch vụ chạy tiếp, cho biết cách kết nối.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In số liệu dạng JSON.")] = False,
    language: Annotated[str, typer.Option(help="vi hoặc en.")] = "vi",
) -> None:
    """Diễn tập trọn một đợt khảo sát trên máy chủ thư tự có: gửi, nhận, trả lời, đôn đốc, nhật ký lỗi."""
    from maild.demo import play

    play.run(directory, keep=keep, as_json=as_json, language=language)
