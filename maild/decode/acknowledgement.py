"""What the head of a unit reports in answer to a mail of ours: that the unit's officials have been told."""

from __future__ import annotations

import re

from maild.decode.reply.vietnamese import fold

_CLAUSES = re.compile(r"[.;!\n,?]|\b(?:nhung|tuy nhien|but|however)\b")
_QUESTION = re.compile(r"[^.;!\n?]*\?")
_TOLD = r"(?:quan triet|pho bien)"
_SPREAD = r"(?:thong bao|trien khai|truyen dat|nhac nho|don doc)"
_STAFF = (
    r"(?:can bo|cong chuc|vien chuc|cbcc\w*|nhan vien|anh chi em|anh em|toan the|toan don vi|toan co quan"
    r"|cac dong chi|cac dc|ca nhan|nguoi co ten)"
)
_DONE = re.compile(
    rf"\bda\b(?: \w+){{0,4}} {_TOLD}\b"
    rf"|\b{_TOLD}\b(?: \w+){{0,6}} (?:roi|xong)\b"
    rf"|\bda\b(?: \w+){{0,3}} {_SPREAD}\b(?: \w+){{0,3}} (?:toi|den|cho)\b(?: \w+){{0,4}} {_STAFF}\b"
    rf"|^\W*{_TOLD}\W*$"
    r"|\b(?:have|has|were|was|been) (?:\w+ ){0,2}(?:informed|briefed|told)\b|\backnowledged\b"
)
_NOT = re.compile(r"\b(?:chua|khong|ko|k|se|sap|dang|khi nao|bao gio|neu|de nghi|not|will|yet|shall)\b")


def is_acknowledgement(words: str) -> bool:
    """Whether somebody's own `words` say that the unit has been told: done, and neither to come nor asked about."""
    text = _QUESTION.sub(" ", fold(words))
    return any(
        _DONE.search(clause) is not None and _NOT.search(clause) is None
        for clause in (" ".join(part.split()) for part in _CLAUSES.split(text))
    )
