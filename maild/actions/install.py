"""`maild init`: the shipped configuration, a signing key, and a place for the passwords."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from maild.errors import InputRefused
from maild.shipped import shipped_directory


def install(
    directory: Path, state: Path, *, address: str = "", imap_host: str = "", smtp_host: str = ""
) -> list[Path]:
    """Write what is needed for a first `maild check`; answers go into an overlay, the commented file stays whole.

    Raises InputRefused when there is a configuration already.
    """
    config = directory / "maild.toml"
    if config.exists():
        raise InputRefused("refused.exists", path=config)
    overlay = directory / "maild.d" / "10-init.toml"
    keys = directory / "credentials" / "token-keys"
    for folder, mode in ((directory, 0o755), (overlay.parent, 0o755), (keys.parent, 0o700), (state, 0o700)):
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
    config.write_text(
        (shipped_directory("config") / "maild.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    overlay.write_text(_answers(state, address, imap_host, smtp_host), encoding="utf-8")
    made = [config, overlay]
    if not keys.exists():
        _write_secret(keys, f"1 {secrets.token_hex(32)}\n")
        made.append(keys)
    return made


def _answers(state: Path, address: str, imap_host: str, smtp_host: str) -> str:
    lines = ["# Written by `maild init`; later files in this directory win over it.", ""]
    lines += ["[paths]", f"state = {json.dumps(str(state.resolve()))}", ""]
    if address:
        lines += ["[sender]", f"address = {json.dumps(address)}", ""]
    if imap_host:
        lines += ["[accounts.survey]", f"host = {json.dumps(imap_host)}", f"user = {json.dumps(address)}"]
        lines += ['folders = ["INBOX", "Junk"]', ""]
    if smtp_host:
        lines += ["[smtp]", f"host = {json.dumps(smtp_host)}", f"user = {json.dumps(address)}", ""]
    return "\n".join(lines)


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
