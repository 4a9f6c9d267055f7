"""What the log says and what it never says."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from maild import logs
from maild.logs import CATALOGUE, CODES, log, redact, set_up
from maild.model import EventKind
from maild.privacy import Secrets

PACKAGE = Path(logs.__file__).parent
SECRETS = Secrets(("khaosat.example.vn",), (re.compile(r"\b[A-Z]{2}\d{6}\b"),))


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """A log that is read back; logging is left as it was found."""
    root, ours = logging.getLogger(), logging.getLogger("maild")
    before = (list(root.handlers), root.level, ours.level, logging.raiseExceptions)
    hooks = (sys.excepthook, sys.unraisablehook)
    stream = io.StringIO()
    set_up("debug", SECRETS, stream=stream, prefix=False)
    yield stream
    logging.captureWarnings(False)
    sys.excepthook, sys.unraisablehook = hooks
    root.handlers, level, our_level, logging.raiseExceptions = before
    root.setLevel(level)
    ours.setLevel(our_level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_one_fact_is_one_line_with_its_code(out: io.StringIO) -> None:
    log.info("mailbox.poll_finished", mailbox="survey", new=12, duration_s=1.84)
    (line,) = lines(out)
    assert datetime.fromisoformat(line.pop("timestamp")).utcoffset() == timedelta(0)
    assert line == {
        "level": "info",
        "event": "mailbox.poll_finished",
        "event_id": "MD1100",
        "mailbox": "survey",
        "new": 12,
        "duration_s": 1.84,
    }


MASKED = [
    # what is logged                                      what must not be read       what stays
    ("gửi tới nguyenvana@snv.example.vn", "nguyenvana", "n***@snv.example.vn"),
    ("/w/nguyenvana%40snv.example.vn", "nguyenvana", "n***"),
    ("bounce-nguyenvana=snv.example.vn@mx.example.vn", "nguyenvana", "mx.example.vn"),
    ("https://khaosat.example.vn/p/8fz3k", "8fz3k", "khaosat.example.vn"),
    ("https://other.example/p?k=8fz3k", "8fz3k", "other.example"),
    ("mã truy cập: 9X-77QA", "9X-77QA", "mã truy cập"),
    ("dùng AB123456 nhé", "AB123456", "nhé"),
    ({"to": ["lethib@snv.example.vn"]}, "lethib", "snv.example.vn"),
    ({"lethib@snv.example.vn": 1}, "lethib", "snv.example.vn"),
    ({"password": "hunter2"}, "hunter2", "password"),
    (b"LOGIN survey hunter2", "hunter2", "octets"),
    (Path("/mail/lethib@snv.example.vn.eml"), "lethib", "/mail/"),
    (ValueError("550 lethib@snv.example.vn unknown"), "lethib", "ValueError"),
]


@pytest.mark.parametrize(("value", "gone", "left"), MASKED)
def test_masks_before_it_writes(out: io.StringIO, value: object, gone: str, left: str) -> None:
    log.warning("delivery.failed", because=value)
    written = json.dumps(lines(out)[0], ensure_ascii=False)
    assert gone not in written
    assert left in written


def test_an_exception_is_its_type_its_masked_text_and_our_own_frames(out: io.StringIO) -> None:
    def fail() -> None:
        password = "hunter2"
        try:
            redact_nothing = {"lethib@snv.example.vn": password}
            redact_nothing["nguyenvana@snv.example.vn"]
        except KeyError as error:
            raise RuntimeError("no row for lethib@snv.example.vn") from error

    try:
        fail()
    except RuntimeError:
        log.exception("job.failed", job="poll")
    (line,) = lines(out)
    assert line["level"] == "error"
    assert line["exception"]["type"] == "RuntimeError"
    assert line["exception"]["text"] == "no row for l***@snv.example.vn"
    assert line["exception"]["because_of"]["type"] == "KeyError"
    assert "frames" not in line["exception"]  # nothing of the package was on the stack
    assert "hunter2" not in out.getvalue()
    assert "nguyenvana" not in out.getvalue()


def test_names_the_frames_of_the_package(out: io.StringIO) -> None:
    try:
        from maild.shipped import shipped_directory

        shipped_directory("elsewhere")
    except ValueError:
        log.exception("job.failed", job="x")
    assert re.fullmatch(r"shipped\.py:\d+ shipped_directory", lines(out)[0]["exception"]["frames"][0])


HOSTILE = [
    "\x1b]0;owned\x07",
    "line\nbreak\r\n<0>forged",
    "\u202egnp.exe",
    "\x00",
    "\u2028",
    "\ud800",
    "%s %d {x}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_one_line_of_plain_ascii(out: io.StringIO, text: str) -> None:
    log.info("mail.received", words=text, k={text: text})
    logging.getLogger("imaplib").warning(text.replace("%", "%%"))
    written = out.getvalue()
    assert written.count("\n") == 2
    assert written.isascii()
    assert not any(unicodedata.category(char) in ("Cc", "Cf") for char in written.replace("\n", ""))


def test_nothing_is_long(out: io.StringIO) -> None:
    log.info("mail.received", words="a " * 1_000_000)
    log.info("mail.received", **{f"k{n}": "b " * 5000 for n in range(40)})
    log.info("mail.received", deep=[[[[[["x"]]]]]], wide=list(range(100_000)))
    one, two, three = lines(out)
    assert len(one["words"]) <= 2000
    assert two["cut"] > 16_000
    assert two["event_id"] == "MD1200"
    assert len(three["wide"]) == 50
    assert max(map(len, out.getvalue().splitlines())) <= 16_000


def test_half_an_address_at_the_cut_is_not_written() -> None:
    links = "https://khaosat.example.vn/x " * 400  # shrink when masked, so that the cut's end is shown
    for before in range(7960, 8040):
        text = links[: before - 1] + " nguyenvana@snv.example.vn " + links
        assert "nguyenv" not in redact(text, SECRETS)


@pytest.mark.parametrize("name", ["imapclient", "imapclient.imaplib", "imaplib", "aiosmtplib", "mail.log"])
def test_protocol_dialogue_stays_off_even_under_debug(out: io.StringIO, name: str) -> None:
    library = logging.getLogger(name)
    library.debug("C: A1 LOGIN survey hunter2")
    library.info("S: * 1 FETCH")
    library.warning("lost lethib@snv.example.vn")
    (line,) = lines(out)
    assert (line["event"], line["event_id"], line["logger"]) == ("library.message", "MD1090", name)
    assert line["text"] == "lost l***@snv.example.vn"


def test_a_librarys_exception_is_reduced_too(out: io.StringIO) -> None:
    try:
        raise OSError("refused lethib@snv.example.vn")
    except OSError:
        logging.getLogger("apscheduler.executors").exception("job %s raised", "poll")
    (line,) = lines(out)
    assert line["text"] == "job poll raised"
    assert line["exception"] == {"type": "OSError", "text": "refused l***@snv.example.vn"}


PRIORITIES = [("debug", "<7>"), ("info", "<6>"), ("warning", "<4>"), ("error", "<3>"), ("critical", "<2>")]


@pytest.mark.parametrize(("level", "prefix"), PRIORITIES)
def test_the_journal_is_told_the_priority(out: io.StringIO, level: str, prefix: str) -> None:
    stream = io.StringIO()
    set_up("debug", stream=stream, prefix=True)
    getattr(log, level)("job.finished", job="x")
    assert stream.getvalue().startswith(prefix + "{")
    assert out.getvalue() == ""  # the newest call holds


def test_the_level_holds(out: io.StringIO) -> None:
    set_up("warning", stream=out, prefix=False)
    log.info("job.finished")
    log.warning("job.missed")
    assert [line["event"] for line in lines(out)] == ["job.missed"]


def test_what_python_would_print_goes_the_same_way(out: io.StringIO) -> None:
    set_up("info", SECRETS, stream=out, prefix=False, hooks=True)
    sys.excepthook(ValueError, ValueError("lethib@snv.example.vn"), None)
    assert lines(out)[0]["event"] == "daemon.crashed"
    assert "lethib" not in out.getvalue()


def test_the_journal_is_known_by_its_device_and_inode(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as stream:
        status = (tmp_path / "log").stat()
        assert logs.goes_to_journal(stream, {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"})
        assert not logs.goes_to_journal(stream, {"JOURNAL_STREAM": "1:1"})
    assert not logs.goes_to_journal(io.StringIO(), {"JOURNAL_STREAM": "1:1"})


def test_tests_can_compare_whole_entries() -> None:
    with structlog.testing.capture_logs() as entries:
        log.info("delivery.sent", letter_id=87)
    assert entries == [{"event": "delivery.sent", "letter_id": 87, "log_level": "info"}]


def test_times_and_marks_are_written_plainly() -> None:
    when = datetime(2026, 11, 24, tzinfo=UTC)
    assert redact([when, timedelta(minutes=2), EventKind.LETTER_SENT, float("nan"), None, True], SECRETS) == [
        "2026-11-24T00:00:00+00:00",
        120.0,
        "letter.sent",
        "nan",
        None,
        True,
    ]


# ---------------------------------------------------------------- the catalogue

_METHODS = {"debug", "info", "warning", "error", "critical", "exception"}


def _logged() -> Iterator[tuple[str, ast.expr]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log" | "_log" | "logger"), attr=attr),
                    args=[first, *_],
                ) if attr in _METHODS:
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", first


def test_every_event_that_is_logged_stands_in_the_catalogue() -> None:
    unknown = [
        f"{where} {first.value}"
        for where, first in _logged()
        if isinstance(first, ast.Constant) and first.value not in CODES
    ]
    assert unknown == []


def test_every_event_is_named_in_full() -> None:
    """A name is written out, or is the value of an EventKind; a text put together would be no name."""
    made_up = [
        where
        for where, first in _logged()
        if not isinstance(first, ast.Constant)
        and not (isinstance(first, ast.Attribute) and first.attr == "value")
    ]
    assert made_up == []


def test_every_fact_of_the_event_table_stands_in_the_catalogue() -> None:
    assert {kind.value for kind in EventKind} - set(CODES) == set()


def test_codes_are_unique_and_every_event_has_its_words() -> None:
    codes = [code for code, _ in CATALOGUE.values()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"MD1\d{3}", code) for code in codes)
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", event) for event in CATALOGUE)
    assert all(meaning for _, meaning in CATALOGUE.values())
