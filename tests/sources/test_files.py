"""Mails in files: every shape, in order, without holding them."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

from maild.decode.message import fingerprint
from maild.sources.files import places, read_mails, read_place

MAIL = b"From: a@example.org\nSubject: %d\n\nFrom the text,\n>From a quotation\nbody\n"
LINE = b"From a@example.org Mon Nov 23 14:01:30 2026\n"


def _mbox(path: Path, count: int) -> None:
    with path.open("wb") as file:
        for number in range(count):
            file.write(LINE + (MAIL % number).replace(b"\nFrom ", b"\n>From ").replace(b">>", b">") + b"\n")


def test_a_directory_gives_its_mails_in_order_and_leaves_out_what_is_none(tmp_path: Path) -> None:
    for name in ("b.eml", "a.eml", "sub/c.txt", ".hidden", "labels.json", "README.md", "sub/no-suffix"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(MAIL % 1)
    assert [name for name, _ in read_mails([tmp_path])] == ["a.eml", "b.eml", "sub/c.txt", "sub/no-suffix"]
    assert [name for name, _ in read_mails([tmp_path / "a.eml"])] == ["a.eml"]


def test_a_maildir_gives_cur_new_and_its_folders(tmp_path: Path) -> None:
    for name in (
        "cur/1.host:2,S", "new/2.host", "tmp/3.host", ".Junk/cur/4.host:2,", ".Junk/new/5.host", "dovecot-uidlist",
    ):  # fmt: skip
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(MAIL % 1)
    (tmp_path / ".Junk/tmp").mkdir()
    found = [name for name, _ in read_mails([tmp_path])]
    assert sorted(found) == [".Junk/cur/4.host:2,", ".Junk/new/5.host", "cur/1.host:2,S", "new/2.host"]


def test_an_mbox_is_split_where_a_mail_begins_and_nowhere_else(tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_bytes(
        LINE + b"Subject: 1\n\nFrom here on, text\n\nFrom me to you\n\n" + LINE + b"Subject: 2\n\nx\n"
    )
    mails = dict(read_mails([box]))
    assert list(mails) == ["box#1", "box#2"]
    assert mails["box#1"] == b"Subject: 1\n\nFrom here on, text\n\nFrom me to you\n"
    box.write_bytes(LINE.replace(b"\n", b"\r\n") + b"Subject: 1\r\n\r\nx\r\n\r\n" + LINE + b"Subject: 2\n\n")
    assert len(list(read_mails([box]))) == 2
    box.write_bytes(LINE + b"Subject: alone\n\nx\n")
    assert list(read_mails([box])) == [("box", b"Subject: alone\n\nx\n")]


def test_one_mail_has_one_fingerprint_as_file_and_in_an_mbox(tmp_path: Path) -> None:
    _mbox(tmp_path / "box", 3)
    for number, (_, raw) in enumerate(read_mails([tmp_path / "box"])):
        assert fingerprint(raw) == fingerprint((MAIL % number).replace(b"\n", b"\r\n"))


def test_an_mbox_is_read_at_constant_memory_and_mails_are_found_across_chunks(tmp_path: Path) -> None:
    box = tmp_path / "box"
    count = 70_000  # some 9 MB: several chunks
    _mbox(box, count)
    tracemalloc.start()
    total = sum(1 for _ in places([box]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == count
    assert peak < 32 << 20


def test_what_cannot_be_read_still_has_its_place(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    found = {place.name: place.fault for place in places([tmp_path])}
    assert found["pipe"] == "not-a-file"
    assert found["gone"]
    assert dict(read_mails([tmp_path])) == {"pipe": b"", "gone": b""}


def test_a_large_mail_is_cut_at_a_mib_and_its_true_size_told(tmp_path: Path) -> None:
    (tmp_path / "big.eml").write_bytes(b"Subject: x\n\n" + b"0123456789\n" * 200_000)
    (place,) = places([tmp_path])
    raw, size = read_place(place)
    assert len(raw) == 1 << 20
    assert size == 12 + 11 * 200_000
