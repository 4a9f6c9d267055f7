"""Encodings, separators and limits."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from maild.errors import InputRefused
from maild.roster.charsets import decode, vni
from maild.roster.table import read_table
from maild.words import say
from tests.roster.build import HEADER, delimited, person, xlsx

ROWS = [
    HEADER,
    person(1, "Nguyễn Thị Bích Hòa", "hoantb@snv.tinh.example.vn"),
    person(2, "Đỗ Xuân Nghĩa", "nghiadx@snv.tinh.example.vn", "Ủy ban nhân dân xã Mường Lự"),
]


def _windows_1258(text: str) -> bytes:
    """As Windows writes it: letter with its shape, then the tone as a combining mark."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for char in text:
        letters = unicodedata.normalize("NFD", char)
        bare = unicodedata.normalize("NFC", "".join(one for one in letters if one not in tones))
        out += bare + "".join(one for one in letters if one in tones)
    return out.encode("cp1258")


ENCODINGS: list[tuple[str, Callable[[str], bytes]]] = [
    ("utf-8", lambda text: text.encode()),
    ("utf-8-sig", lambda text: text.encode("utf-8-sig")),
    ("utf-16", lambda text: text.encode("utf-16")),
    ("utf-16-le", lambda text: text.encode("utf-16-le")),
    ("windows-1258", _windows_1258),
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(("name", "encode"), ENCODINGS)
def test_o05_text_reads_the_same_in_every_encoding(
    tmp_path: Path, name: str, encode: Callable[[str], bytes], delimiter: str
) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(encode(delimited(ROWS, delimiter)))
    table = read_table(path)
    assert table.encoding == name
    assert table.sheets[0].rows == tuple(tuple(map(str, row)) for row in ROWS)


LEGACY = [
    # octets                                                          encoding  text
    ("Së Néi vô, NguyÔn V¨n An, Chñ tÞch".encode("latin-1"), "tcvn3", "Sở Nội vụ, Nguyễn Văn An, Chủ tịch"),
    (
        "Sôû Noäi vuï, Nguyeãn Thò Höông, ÑAÏI BIEÅU".encode("cp1252"),
        "vni",
        "Sở Nội vụ, Nguyễn Thị Hương, ĐẠI BIỂU",
    ),
]


@pytest.mark.parametrize(("raw", "encoding", "text"), LEGACY)
def test_font_encodings_are_found_by_their_syllables(raw: bytes, encoding: str, text: str) -> None:
    decoded = decode(raw)
    assert (decoded.encoding, decoded.text, decoded.issue) == (encoding, text, f"charset-{encoding}")


def test_capital_letters_of_vni() -> None:
    assert vni("UÛY BAN NHAÂN DAÂN TÆNH") == "ỦY BAN NHÂN DÂN TỈNH"


def test_a_column_typed_in_an_old_font_becomes_unicode(tmp_path: Path) -> None:
    rows = [("Họ và tên", "Đơn vị"), ("NguyÔn V¨n An", "Sở Nội vụ"), ("TrÇn ThÞ H¹nh", "Sở Y tế")]
    rows[0] = ("Hä vµ tªn", "Đơn vị")
    table = read_table(xlsx(tmp_path / "ds.xlsx", rows))
    assert table.issue == "charset-tcvn3"
    assert table.sheets[0].rows[1] == ("Nguyễn Văn An", "Sở Nội vụ")


def test_numbers_and_dates_read_as_a_person_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "ds.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    from datetime import datetime

    sheet.write_number(0, 0, 12)
    sheet.write_datetime(0, 1, datetime(2026, 11, 16), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_datetime(
        0, 2, datetime(2026, 11, 16, 7, 30), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    )
    sheet.write_formula(0, 3, "=A1+1", None, 13)
    sheet.write_formula(0, 4, "=1/0", None, "#DIV/0!")
    book.close()
    read = read_table(path).sheets[0]
    assert read.rows == (("12", "16/11/2026", "16/11/2026 07:30", "13", ""),)
    assert read.valueless == {(0, 4)}


def test_links_hidden_columns_and_rows_come_from_the_sheets_xml(tmp_path: Path) -> None:
    path = tmp_path / "ds.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row in range(4):
        sheet.write(row, 0, f"hàng {row}")
    sheet.write_url(1, 1, "mailto:a@snv.example.vn", string="Gửi thư")
    sheet.set_column("C:C", None, None, {"hidden": True})
    sheet.set_row(2, None, None, {"hidden": True})
    book.add_worksheet("ẩn").hide()
    book.close()
    (read,) = read_table(path).sheets
    assert read.links == {(1, 1): "mailto:a@snv.example.vn"}
    assert read.hidden_columns == {2}
    assert read.hidden_rows == {2: "hand"}


def test_rows_hidden_by_a_filter_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "ds.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row in range(3):
        sheet.write(row, 0, f"hàng {row}")
    sheet.autofilter("A1:A3")
    sheet.set_row(1, None, None, {"hidden": True})
    book.close()
    assert read_table(path).sheets[0].hidden_rows == {1: "filter"}


def test_an_html_table_named_xls(tmp_path: Path) -> None:
    path = tmp_path / "ds.xls"
    path.write_text(
        "<html><body><table><tr><th>Họ và tên<th>Đơn vị</tr><tr><td>An</td><td rowspan=2>Sở Nội vụ</td></tr>"
        "<tr><td>Bình</td></tr></table></body></html>"
    )
    (sheet,) = read_table(path).sheets
    assert sheet.rows == (("Họ và tên", "Đơn vị"), ("An", "Sở Nội vụ"), ("Bình",))
    assert sheet.anchors() == {(2, 1): (1, 1)}


def _ods(path: Path, table: str, manifest: str = "<manifest/>") -> Path:
    spaces = " ".join(
        f'xmlns:{prefix}="urn:{prefix}"' for prefix in ("office", "table", "text", "style", "xlink")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_ods_with_merged_repeated_hidden_and_annotated_cells(tmp_path: Path) -> None:
    path = _ods(
        tmp_path / "ds.ods",
        '<table:table table:name="DS"><table:table-column/>'
        '<table:table-column table:visibility="collapse"/>'
        "<table:table-row><table:table-cell><office:annotation><text:p>giấu@x.vn</text:p></office:annotation>"
        '<text:p>An</text:p></table:table-cell><table:table-cell table:number-rows-spanned="2">'
        '<text:p><text:a xlink:href="mailto:a@x.vn">thư</text:a></text:p></table:table-cell></table:table-row>'
        '<table:table-row table:visibility="filter"><table:table-cell office:value-type="float" office:value="2"/>'
        "<table:covered-table-cell><text:p>che</text:p></table:covered-table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>',
    )
    (sheet,) = read_table(path).sheets
    assert sheet.rows == (("An", "thư"), ("2", ""))
    assert sheet.links == {(0, 1): "mailto:a@x.vn"}
    assert sheet.hidden_columns == {1}
    assert sheet.hidden_rows == {1: "filter"}
    assert sheet.anchors() == {(1, 1): (0, 1)}


def _zip(path: Path, parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _far_cell(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet().write("XFD1048576", "x")
    book.close()
    return path


def _doctype(path: Path) -> Path:
    good = xlsx(path.with_name("good.xlsx"), ROWS)
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    shared = parts["xl/sharedStrings.xml"]
    parts["xl/sharedStrings.xml"] = shared.replace(b"<sst", b'<!DOCTYPE x [<!ENTITY a "b">]><sst', 1)
    return _zip(path, parts)


def _with_macro(path: Path) -> Path:
    good = xlsx(path.with_name("good.xlsx"), ROWS)
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _zip(path, parts | {"xl/vbaProject.bin": b"x"})


def _raw(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIG_CELL = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
BIG_ROW = f'<table:table-row table:number-rows-repeated="1000000">{BIG_CELL}</table:table-row>'
REFUSED: list[tuple[str, Callable[[Path], Path], str]] = [
    # name          how it is made                                                       what the sentence says
    ("empty.csv", lambda path: _raw(path, b""), "rỗng"),
    ("bom.csv", lambda path: _raw(path, b"\xef\xbb\xbf\r\n"), "rỗng"),
    ("big.csv", lambda path: _raw(path, b"a,b\n" * 11_000_000), "40 MB"),
    ("big.html", lambda path: _raw(path, b"<table><tr><td>a</table>" + bytes(6_000_000)), "5 MB"),
    ("rows.csv", lambda path: _raw(path, b"a,b\n" * 160_000), "hàng 160000, vượt giới hạn 150100"),
    ("after.csv", lambda path: _raw(path, b"a,b\n" + b",\n" * 160_000 + b"c,d\n"), "hàng 160002"),
    ("cells.csv", lambda path: _raw(path, b"a," * 100 + b"\n" + (b"," * 150 + b"\n") * 30_000), "3000000 ô"),
    ("quote.csv", lambda path: _raw(path, b'a,"b\n' + b"c,d\n" * 60), "dấu nháy kép"),
    ("binary.csv", lambda path: _raw(path, bytes(range(256)) * 4), "không phải là văn bản"),
    ("really.xlsx", lambda path: _raw(path, b"a,b\n"), "nội dung là văn bản"),
    ("really.csv", lambda path: xlsx(path.with_suffix(".xlsx"), ROWS).rename(path), "bảng tính Excel"),
    ("scan.xlsx", lambda path: _raw(path, b"%PDF-1.7 ..."), "PDF"),
    ("letter.xlsx", lambda path: _zip(path, {"word/document.xml": b"<x/>"}), "Word"),
    ("locked.xlsx", lambda path: _raw(path, OLE + "EncryptedPackage".encode("utf-16-le")), "mật khẩu"),
    ("locked.ods", lambda path: _ods(path, "", "<manifest:encryption-data/>"), "mật khẩu"),
    ("macro.xlsx", _with_macro, "macro"),
    ("broken.xls", lambda path: _raw(path, OLE + bytes(3000)), "không đọc được"),
    ("cut.xlsx", lambda path: _raw(path, xlsx(path, ROWS).read_bytes()[:2000]), "hỏng"),
    ("bomb.xlsx", lambda path: _zip(path, {"xl/workbook.xml": b"<a>" + bytes(20_000_000)}), "giới hạn"),
    ("doctype.xlsx", _doctype, "DOCTYPE"),
    ("far.xlsx", _far_cell, "hàng 1048576"),
    ("far.ods", lambda path: _ods(path, f'<table:table table:name="a">{BIG_ROW}</table:table>'), "giới hạn"),
]


@pytest.mark.parametrize(("name", "make", "says"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_is_no_table_is_refused_with_a_sentence(
    tmp_path: Path, name: str, make: Callable[[Path], Path], says: str
) -> None:
    path = make(tmp_path / name)
    with pytest.raises(InputRefused) as caught:
        read_table(path)
    assert says in say(caught.value.text, **caught.value.facts)
    assert caught.value.facts["file"] == name


def test_a_whole_ministry_fits_and_rows_that_only_look_filled_do_no_harm(tmp_path: Path) -> None:
    path = _raw(tmp_path / "bo.csv", b"a,b\n" * 150_000 + b",\n" * 200_000)
    (sheet,) = read_table(path).sheets
    assert (len(sheet.rows), sheet.rows[-1]) == (150_000, ("a", "b"))


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"khong-co\.csv"):
        read_table(tmp_path / "khong-co.csv")


def test_the_digest_tells_that_a_file_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text(delimited(ROWS))
    before = read_table(path).digest
    path.write_text(delimited(ROWS[:2]))
    assert read_table(path).digest != before
