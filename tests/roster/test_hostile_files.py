"""Files that would do harm, each made here: read or refused with one sentence, soon and in little memory."""

from __future__ import annotations

import json
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.roster.build import HEADER, person, xlsx

SECONDS, MEGABYTES = 2.0, 300
MADE = [HEADER, person(1, "Nguyễn Văn An", "an@snv.tinh.gov.vn")]
# Reads each file as a roster and says what came of it; the clock is the process's own, other work does not count.
READER = """
import json, sys, time
from pathlib import Path
from maild.errors import InputRefused
from maild.roster.respondents import read_roster
from maild.words import say
for file in sys.argv[1:]:
    before = time.process_time()
    try:
        read = read_roster(Path(file))
        said = [one.email for one in read.entries] + [issue for one in read.errors for issue in one.issues]
    except InputRefused as refused:
        said = [say(refused.text, "vi", **refused.facts), say(refused.text, "en", **refused.facts)]
    peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024
    print(json.dumps({"said": said, "seconds": time.process_time() - before, "megabytes": peak}))
"""


def remade(path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Path:
    """A good workbook whose parts somebody has changed."""
    xlsx(path, MADE)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in change(parts).items():
            archive.writestr(name, content)
    return path


def in_sheet(old: bytes, new: bytes) -> Callable[[Path], Path]:
    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        sheet = parts["xl/worksheets/sheet1.xml"]
        assert old in sheet
        return parts | {"xl/worksheets/sheet1.xml": sheet.replace(old, new, 1)}

    return lambda path: remade(path, change)


def external_link(path: Path) -> Path:
    """The address comes from another workbook, on a server that must never hear of it."""
    away = b'Target="file:////198.51.100.1/share/ds.xlsx" TargetMode="External"'
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    cell = b'<c r="F2" t="str"><f>[1]DS!$A$1</f><v>an@snv.tinh.gov.vn</v></c></row>'

    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        sheet = parts["xl/worksheets/sheet1.xml"]
        start = sheet.index(b'<c r="F2"')
        end = sheet.index(b"</row>", start) + len(b"</row>")
        relations = parts["xl/_rels/workbook.xml.rels"]
        link = b'<Relationship Id="rId99" Type="' + kind + b'" Target="externalLinks/externalLink1.xml"/>'
        book = parts["xl/workbook.xml"]
        named = b'<externalReferences><externalReference r:id="rId99"/></externalReferences></workbook>'
        return parts | {
            "xl/worksheets/sheet1.xml": sheet[:start] + cell + sheet[end:],
            "xl/_rels/workbook.xml.rels": relations.replace(b"</Relationships>", link + b"</Relationships>"),
            "xl/workbook.xml": book.replace(b"</workbook>", named),
            "xl/externalLinks/externalLink1.xml": b'<externalLink><externalBook r:id="rId1"/></externalLink>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationships><Relationship Id="rId1" '
            + away
            + b"/></Relationships>",
        }

    return remade(path, change)


def formula(kept: str) -> Callable[[Path], Path]:
    """The address is worked out; the spreadsheet may have kept what came of it, or not."""

    def make(path: Path) -> Path:
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet("DS")
        for row, cells in enumerate(MADE):
            sheet.write_row(row, 0, cells)
        sheet.write_formula(1, 5, '=LOWER("AN")&"@snv.tinh.gov.vn"', None, kept)
        book.close()
        return path

    return make


def macro(path: Path) -> Path:
    plain, enabled = (
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )

    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        types = parts["[Content_Types].xml"].replace(plain, enabled)
        return parts | {"[Content_Types].xml": types, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(2000)}

    return remade(path, change)


def encrypted(path: Path) -> Path:
    """As Office keeps a file with a password: a compound file (MS-CFB §2.2, §2.6) around an EncryptedPackage."""

    def entry(name: str, kind: int, child: int = -1, right: int = -1, size: int = 0) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<3i", -1, right, child)
        return (
            text.ljust(64, b"\0")
            + struct.pack("<H2B", len(text), kind, 1)
            + links
            + bytes(36)
            + struct.pack("<iq", -2, size)
        )

    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<10i", 0, 1, 1, 0, 4096, -2, 0, -2, 0, 0)
        + struct.pack("<108i", *[-1] * 108)
    )
    fat = struct.pack("<128i", -3, -2, *[-1] * 126)
    directory = (
        entry("Root Entry", 5, child=1) + entry("EncryptionInfo", 2, right=2) + entry("EncryptedPackage", 2)
    )
    path.write_bytes(header + fat + directory.ljust(512, b"\0") + random.Random(1).randbytes(20_000))
    return path


def octets(raw: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(raw)
        return path

    return make


def bomb(path: Path) -> Path:
    """Gigabytes of one sign: as far as the octets of the file go."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * 1_048_576)
    return path


def lying_bomb(path: Path) -> Path:
    """The same, whose directory says that it is small."""
    raw = bomb(path).read_bytes()
    directory = raw.rindex(b"PK\x01\x02")
    at = raw.index(struct.pack("<I", 300 * 1_048_576), directory)
    path.write_bytes(raw[:at] + struct.pack("<I", 1000) + raw[at + 4 :])
    return path


DIMENSION = b'<dimension ref="A1:F2"/>'
WIDE = b'<dimension ref="A1:XFD1048576"/>'
EMPTY = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
FILES: list[tuple[str, Callable[[Path], Path], str]] = [
    # name              how it is made                                        what is said
    ("link.xlsx", external_link, "an@snv.tinh.gov.vn"),
    ("formula.xlsx", formula("an@snv.tinh.gov.vn"), "an@snv.tinh.gov.vn"),
    ("no-value.xlsx", formula(""), "formula-without-value"),
    ("error.xlsx", formula("#REF!"), "formula-without-value"),
    ("macro.xlsm", macro, "macro"),
    ("macro.xlsx", macro, "macro"),
    ("locked.xlsx", encrypted, "mật khẩu"),
    ("scan.xlsx", octets(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(90_000)), "nội dung là tệp PDF"),
    ("photo.xlsx", octets(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(90_000)), "nội dung là tệp ảnh"),
    ("noise.xlsx", octets(random.Random(3).randbytes(90_000)), "nội dung là văn bản"),
    ("bomb.xlsx", bomb, "300 MB"),
    ("lying.xlsx", lying_bomb, "hỏng"),
    ("wide.xlsx", in_sheet(DIMENSION, WIDE), "an@snv.tinh.gov.vn"),
    ("last-row.xlsx", in_sheet(b"</sheetData>", EMPTY), "an@snv.tinh.gov.vn"),
]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What one process said of all files, one after the other."""
    place = tmp_path_factory.mktemp("hostile")
    paths = [make(place / name) for name, make, _ in FILES]
    done = subprocess.run(
        [sys.executable, "-c", READER, *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {path.name: json.loads(line) for path, line in zip(paths, done.stdout.splitlines(), strict=True)}


@pytest.mark.parametrize(("name", "says"), [(name, says) for name, _, says in FILES])
def test_is_read_or_refused_with_one_sentence(
    outcomes: dict[str, dict[str, object]], name: str, says: str
) -> None:
    said = outcomes[name]["said"]
    assert isinstance(said, list)
    assert any(says in one for one in said), said
    assert all("…" not in one and "\n" not in one for one in said)


def test_none_takes_long_or_much(outcomes: dict[str, dict[str, object]]) -> None:
    spent = {name: (one["seconds"], one["megabytes"]) for name, one in outcomes.items()}
    assert {
        name: cost
        for name, cost in spent.items()
        if cost[0] > SECONDS or cost[1] > MEGABYTES  # type: ignore[operator]
    } == {}
