"""Bytes in, values out: what a mail is, and what it says. Never raises on any mail."""
