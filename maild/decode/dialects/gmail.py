"""Gmail and Google Workspace: the older text without report fields."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="gmail",
        signs=(
            "delivery to the following recipient failed permanently",
            "delivery to the following recipients failed permanently",
            "delivery to the following recipient has been delayed",
            "delivery to the following recipients has been delayed",
            "technical details of permanent failure",
            "technical details of temporary failure",
            "không tìm thấy địa chỉ",
            "thư của bạn không được gửi",
        ),
        cues=(
            "recipient failed permanently:",
            "recipients failed permanently:",
            "recipient has been delayed:",
            "recipients has been delayed:",
            "thư của bạn không được gửi đến",
            "your message wasn't delivered to",
        ),
        waits=("message will be retried for",),
    ),
)
