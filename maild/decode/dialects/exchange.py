"""Exchange and Outlook: NDR text of every age, from X.400 addresses to Exchange Online."""

from __future__ import annotations

import re

from maild.decode.dialects.notice import Dialect, Notice, action_of, read_by_cues
from maild.decode.dsn import tidy_address
from maild.decode.recipients import Finding

_X400 = re.compile(
    r"^[ \t]{0,20}(?:c=|/c=)[^\n]{0,300}?smtp=([^\s;,@]{1,64}@[\w.-]{1,253})[^\n]{0,200}(.{0,1500})",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


def _read(notice: Notice, dialect: Dialect) -> tuple[Finding, ...]:
    if "smtp=" in notice.low:
        action = action_of(notice, dialect.waits)
        found = _X400.search(notice.text)
        if found is not None:
            address = tidy_address(found.group(1))
            return (
                Finding(address, action, found.group(2), evidence=(found.group(0).split("\n")[0][:300],)),
            )
    return read_by_cues(notice, dialect)


DIALECTS = (
    Dialect(
        name="exchange",
        signs=(
            "did not reach the following recipient",
            "did not reach some or all of the intended recipients",
            "recipient(s) could not be reached",
            "recipient(s) cannot be reached",
            "delivery has failed to these recipients",
            "delivery is delayed to these recipients",
            "diagnostic information for administrators",
            "generating server:",
            "msexch:",
            "your message couldn't be delivered",
            "your message to",
            "không thể gửi thư đến những người nhận",
            "gửi thư đến những người nhận hoặc nhóm này không thành công",
            "thông tin chẩn đoán dành cho người quản trị",
            "thông tin chẩn đoán cho quản trị viên",
        ),
        cues=(
            "did not reach the following recipient(s):",
            "did not reach the following recipient:",
            "the following recipient(s) could not be reached:",
            "the following recipient(s) cannot be reached:",
            "delivery has failed to these recipients or groups:",
            "delivery has failed to these recipients or distribution lists:",
            "delivery is delayed to these recipients or groups:",
            "could not be reached:",
            "your message to",
            "những người nhận hoặc nhóm này:",
            "hoặc nhóm này không thành công:",
        ),
        waits=("delivery is delayed to these recipients", "you do not need to do anything"),
        ends=("original message headers:",),
        daemon_only=True,
        reader=_read,
    ),
)
