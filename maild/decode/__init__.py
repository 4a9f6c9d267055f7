"""Bytes in, values out: what a mail is, and what it says. Never raises on any mail."""

from __future__ import annotations

from maild.decode.reading import read

__all__ = ["read"]
