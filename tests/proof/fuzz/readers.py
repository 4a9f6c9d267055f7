"""The readers that need no server: mails, delivery reports, tokens, rosters and lists, templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from random import Random

from maild.decode.dsn import MAX_RECIPIENTS, read_report
from maild.decode.reading import read_strictly
from maild.errors import InputRefused, TemplateError
from maild.letters import LetterRoom, sample_facts
from maild.letters.environment import OUTPUT_LIMIT
from maild.model import Code, ReadContext
from maild.roster.answered import read_answered
from maild.roster.respondents import read_roster
from maild.tokens import TokenKeys, subject_codes
from tests.proof.fuzz.garble import garbled, made_up
from tests.proof.fuzz.place import Place
from tests.roster.build import HEADER, delimited, person

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpus"
_MAIL = (
    *(
        b"From: MAILER-DAEMON@x\n",
        b"Return-Path: <>\n",
        b"Content-Type: multipart/report; boundary=b\n",
        b"--b\n",
    ),
    *(
        b"--b--\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: message/rfc822\n",
        b"Status: 5.1.1\n",
    ),
    *(
        b"Final-Recipient: rfc822; ",
        b"Action: failed\n",
        b"Diagnostic-Code: smtp; 550 5.1.1 no\n",
        b"a@b.example",
    ),
    *(
        b"could not be delivered to ",
        b"Hi. This is the qmail-send program",
        b"=?utf-8?q?=C4?=",
        b"Subject: Re: x\n",
    ),
    *(
        b"Content-Transfer-Encoding: base64\n",
        b"---------- Forwarded message ----------\n",
        b"In-Reply-To: <a@b>\n",
    ),
)


@contextmanager
def mails(place: Place) -> Iterator[Callable[[Random], None]]:
    """Notices and replies, as samples hold them and as corpora beside the repository do."""
    paths = [*SAMPLES.glob("bounces/*.eml"), *SAMPLES.glob("notices/*.eml")]
    paths += [*CORPORA.glob("bounces/*/*.eml"), *CORPORA.glob("lab-bounces/*.eml")]
    raws = [path.read_bytes()[:20_000] for path in sorted(paths)]
    texts = [
        line.encode() for line in (SAMPLES / "replies" / "sentences.tsv").read_text("utf-8").splitlines()
    ]

    def one(chance: Random) -> None:
        kind = chance.random()
        if kind < 0.7:
            raw = garbled(chance.choice(raws), chance, _MAIL, 12)
        elif kind < 0.9:
            words = b"\n".join(chance.choices(texts, k=chance.randint(1, 5)))
            raw = garbled(b"From: a@b.vn\nSubject: Re: x\nIn-Reply-To: <a@b>\n\n" + words, chance, _MAIL)
        else:
            raw = made_up(chance, _MAIL, 60)
        reading = read_strictly(raw, len(raw), ReadContext())
        assert 0 <= reading.score <= 1
        assert len(reading.recipients) <= MAX_RECIPIENTS

    yield one


_FIELDS = (
    *(
        b"Reporting-MTA: dns; mx.example.vn\n",
        b"Final-Recipient: rfc822; a@b.example.vn\n",
        b"Status: 5.1.1\n",
    ),
    *(
        b"Original-Recipient: rfc822;c@d.example.vn\n",
        b"Action: failed\n",
        b"Action: delayed\n",
        b"\n",
        b" folded\n",
    ),
    *(
        b"Diagnostic-Code: smtp; 550 5.1.1 <a@b.example.vn>: User unknown\n",
        b"Remote-MTA: dns; mx.b.example.vn\n",
    ),
    *(
        b"Will-Retry-Until: Fri, 13 Nov 2026 08:00:00 +0700\n",
        b"> ",
        b"\t",
        b"rfc822;",
        b"utf-8; \\x{111}@b.vn",
    ),
    *(b"X-Actual-Recipient: rfc822; e@f.vn\n", b"5.7.999", b"4.", b"(comment) ", b"[192.0.2.1]"),
)


@contextmanager
def reports(place: Place) -> Iterator[Callable[[Random], None]]:
    """The fields of a delivery report."""

    def one(chance: Random) -> None:
        raw = b"".join(chance.choices(_FIELDS, k=chance.randint(0, 25)))
        text = garbled(raw, chance, _FIELDS).decode("utf-8", "replace")
        report = read_report(text)
        assert len(report.recipients) <= MAX_RECIPIENTS
        for fields in report.recipients:
            assert all(name == name.lower() for name in fields.values)

    yield one


_KEYS = TokenKeys({7: b"k" * 32, 8: b"l" * 32}, 8, "snv.example.vn", "epoch-1")
_TODAY = date(2026, 11, 12)


@contextmanager
def tokens(place: Place) -> Iterator[Callable[[Random], None]]:
    """What is honoured is what we signed, to the letter, whatever stands around it."""

    def one(chance: Random) -> None:
        row, day = chance.randrange(1, 2**32), _TODAY - timedelta(days=chance.randrange(400))
        ours = _KEYS.sign(row, day)
        text = garbled(f"<cchc+{ours}@snv.example.vn>".encode(), chance, (ours[:12].encode(), b".", b"+"), 5)
        said = text.decode("latin-1")
        found = _KEYS.verify(said)
        if found is not None:
            assert (found.row, found.day) == (row, day)
            assert ours in said.lower()
        for code in subject_codes(said + " CCHC-7K2M"):
            assert len(code) == 9

    yield one


@contextmanager
def rosters(place: Place) -> Iterator[Callable[[Random], None]]:
    """A roster or a list of answers: rows, or a sentence that says what is wrong."""
    path = place.directory / "any.csv"
    rows = [HEADER, *(person(n, f"Nguyễn Văn {chr(64 + n)}", f"a{n}@snv.tinh.gov.vn") for n in range(1, 6))]
    seeds = [
        delimited(rows).encode(),
        delimited(rows, ";").encode("utf-8-sig"),
        delimited(rows).encode("utf-16"),
    ]
    seeds.append(
        delimited([("Họ và tên", "Thư điện tử", "Trạng thái"), ("A", "a@b.vn", "Đã trả lời")]).encode()
    )
    pieces = [
        cell.encode() for cell in (*map(str, HEADER), "Sở Nội vụ", "=1+1", "a@b.vn", "Đã trả lời", ",,,,")
    ]

    def one(chance: Random) -> None:
        path.write_bytes(garbled(chance.choice(seeds), chance, pieces))
        with suppress(InputRefused):
            for row in read_roster(path).outcomes:
                assert row.status
        with suppress(InputRefused):
            read_answered(path)

    yield one


_JINJA = (
    b"{{ name }}", b"{{ ", b" }}", b"{% if name %}", b"{% endif %}", b"{% for a in name %}",
    b"{% endfor %}", b"{#", b"{% extends 'vi/_letter.txt' %}", b"{% include 'vi/R1.txt' %}",
    b"{% block message %}", b"{% endblock %}", b"{{ name.__class__ }}", b"{{ 'a' * 10**9 }}",
    b"{{ name|upper }}", b"{{ self }}", b"{% macro m() %}", b"{% set", b"{{ name|join(name) }}",
    b"{{ [1]*9 }}", b"{{ 2**99999 }}", b"{{ namespace }}", b"{% raw %}", b"{{ m() }}",
)  # fmt: skip


@contextmanager
def templates(place: Place) -> Iterator[Callable[[Random], None]]:
    """A letter's texts as a province may write them: a letter, or a TemplateError."""
    own = place.directory / "vi"
    own.mkdir(exist_ok=True)
    shipped = LetterRoom()
    sources = {part: shipped.sandbox.source(f"vi/R1.{part}").encode() for part in ("subject.txt", "txt")}
    facts = sample_facts()

    def one(chance: Random) -> None:
        part = chance.choice(list(sources))
        seed = sources[part] if chance.random() < 0.7 else made_up(chance, _JINJA, 15)
        (own / f"R1.{part}").write_bytes(garbled(seed, chance, _JINJA, 5))
        room = LetterRoom([place.directory])
        try:
            letter = room.render(Code.R1, facts)
        except TemplateError:
            return
        finally:
            (own / f"R1.{part}").unlink()
        assert letter.subject.isprintable()
        assert len(letter.text) <= OUTPUT_LIMIT + 1

    yield one
