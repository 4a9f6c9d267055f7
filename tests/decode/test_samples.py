"""Whole mails of our own making, and the public corpora where they lie beside the checkout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from maild.decode.reading import read_strictly
from maild.decode.verdict import to_json
from maild.model import Kind, ReadContext, Reading

SAMPLES = Path(__file__).parents[1] / "samples" / "bounces"
CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpus"

EXPECTED = {
    # file: kind, rule, status, reply, reason, hard
    "postfix-unknown": ("bounce", "rfc3464", "5.1.1", "550", "user-unknown", True),
    "zimbra-full-delayed": ("delayed", "rfc3464", "4.2.2", "452", "mailbox-full", False),
    "exchange-online-vi": ("bounce", "rfc3464", "5.1.10", "550", "user-unknown", True),
    "exim-locked-escaped": ("bounce", "rfc3464", "5.2.1", "550", "suspend", False),
    "sendmail-sender-blocked": ("bounce", "rfc3464", "5.7.1", "554", "blocked", False),
    "qmail-full": ("bounce", "qmail", "5.2.2", "552", "mailbox-full", False),
    "dma-unknown": ("bounce", "dma", "5.1.1", "550", "user-unknown", True),
    "vietnamese-free-text": ("bounce", "free-text", None, "552", "mailbox-full", False),
}


def _read(path: Path) -> Reading:
    raw = path.read_bytes()
    return read_strictly(raw, len(raw), ReadContext())


@pytest.mark.parametrize("name", EXPECTED)
def test_reads_a_sample(name: str) -> None:
    reading = _read(SAMPLES / f"{name}.eml")
    (result,) = reading.recipients
    assert (
        reading.kind.value, reading.rule, result.status, result.reply_code, result.reason.value, result.hard,
    ) == EXPECTED[name]  # fmt: skip
    assert result.address == "canbo@so.example.vn"
    assert reading.sure
    assert reading.message_id == f"<{name}.1@mx.example.org>"
    assert reading.traces.delivered_to == ("khaosat@example.vn",)
    assert reading.about == (() if name == "vietnamese-free-text" else ("<ours.1@example.vn>",))
    assert json.loads(json.dumps(to_json(reading, "x")))["recipients"][0]["reason"] == EXPECTED[name][4]


def _labelled(name: str) -> Iterator[tuple[str, dict[str, Any], Reading]]:
    labels = json.loads((CORPORA / name / "labels.json").read_text(encoding="utf-8"))
    for file, label in labels.get("mails", labels).items():
        if (CORPORA / name / file).exists():
            yield file, label, _read(CORPORA / name / file)


@pytest.mark.skipif(not (CORPORA / "bounces").exists(), reason="corpus/bounces is not beside this checkout")
def test_public_mails_are_told_apart() -> None:
    """Floors under what is reached, so that a change cannot lose it unseen."""
    found = known = right = addressed = 0
    false_alarms = []
    for file, label, reading in _labelled("bounces"):
        said = reading.kind in (Kind.BOUNCE, Kind.DELAYED)
        if label["kind"] in ("bounce", "delayed"):
            known += 1
            found += said
            wanted = {row["address"].lower() for row in label["recipients"] or () if row["address"]}
            if wanted:
                addressed += 1
                right += bool(wanted & {result.address.lower() for result in reading.recipients})
        elif said:
            false_alarms.append(file)
    assert false_alarms == []
    assert found / known >= 0.995
    assert right / addressed >= 0.985


@pytest.mark.skipif(
    not (CORPORA / "lab-bounces").exists(), reason="corpus/lab-bounces is not beside this checkout"
)
def test_notices_of_real_servers_are_told_apart_and_nobody_who_got_the_mail_is_called_failed() -> None:
    wrong = []
    for file, label, reading in _labelled("lab-bounces"):
        classes = {row.get("class") for row in label["recipients"]}
        if classes & {"refusal", "autoreply", "forwarded"}:
            continue
        notice = set(label["notice"] or ())
        kind = (
            Kind.DELIVERED
            if notice and notice <= {"relayed", "delivered", "expanded"}
            else Kind.DELAYED
            if notice == {"delayed"}
            else Kind.BOUNCE
        )
        # One notice says "failed" of a mail that the scenario let through in the end: the notice is what is read.
        reached = {row["recipient"].lower() for row in label["recipients"] if row.get("class") == "none"}
        reached = reached if classes != {"none"} else set()
        failed = {one.address.lower() for one in reading.recipients if one.action == "failed"}
        if reading.kind is not kind or reached & failed or not reading.sure:
            wrong.append(file)
    assert wrong == []
