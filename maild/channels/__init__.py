"""Ways out for letters: an SMTP relay, or files where sending is rehearsed."""

from __future__ import annotations

from maild.channels.files import FileChannel
from maild.channels.smtp import SmtpChannel, SmtpRelay

__all__ = ["FileChannel", "SmtpChannel", "SmtpRelay"]
