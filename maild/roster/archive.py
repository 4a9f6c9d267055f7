"""The zip file that an XLSX or ODS is: taken apart under limits, its XML without document types."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.parsers import expat

from maild.errors import InputRefused

MAX_UNPACKED = 80 * 1024 * 1024
MAX_RATIO = 100
_MAX_PARTS = 2_000
_SMALL = 1024 * 1024  # below this a high ratio harms nobody

# start(tag, attributes), end(tag), text(characters): tags and attribute names without their prefix
Start = Callable[[str, dict[str, str]], None]


def parts(raw: bytes) -> dict[str, bytes]:
    """The XML parts of the archive, nothing else: no macros, pictures or embedded files.

    Octets are counted while they are unpacked: what the archive says of its own
    sizes is checked first and then not believed. Raises InputRefused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            if any(info.flag_bits & 1 for info in infos):
                raise InputRefused("unusable.password")
            unpacked = sum(info.file_size for info in infos)
            packed = sum(info.compress_size for info in infos)
            bomb = unpacked > _SMALL and unpacked > MAX_RATIO * max(packed, 1)
            if unpacked > MAX_UNPACKED or bomb or len(infos) > _MAX_PARTS:
                raise InputRefused("unusable.bomb", megabytes=unpacked // (1024 * 1024))
            wanted = [info for info in infos if info.filename.endswith((".xml", ".rels", "mimetype"))]
            return {info.filename: _read(archive, info) for info in wanted}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise InputRefused("unusable.damaged") from error


def names(raw: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise InputRefused("unusable.damaged") from error


def packed(contents: Mapping[str, bytes]) -> io.BytesIO:
    """An archive of exactly these parts, stored: another reader cannot unpack more than we counted."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def walk(
    xml: bytes,
    start: Start,
    end: Callable[[str], None] = lambda tag: None,
    text: Callable[[str], None] = lambda characters: None,
) -> None:
    """Go through `xml` once, in constant memory. Raises InputRefused where it is damaged."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: start(
        _local(tag), {_local(name): value for name, value in attributes.items()}
    )
    parser.EndElementHandler = lambda tag: end(_local(tag))
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise InputRefused("unusable.damaged") from error


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        # Without a number zipfile unpacks all there is at once, whatever the directory says of the size.
        content = part.read(info.file_size + 1)
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        if "<!DOCTYPE".encode(encoding) in content:
            raise InputRefused("unusable.doctype")
    return content


def _local(name: str) -> str:
    return name.rpartition(":")[2]
