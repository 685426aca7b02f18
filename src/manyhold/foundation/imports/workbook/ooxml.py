"""What calamine does not tell of an xlsx: its size before loading, error cells, and the 1904 date system."""

import copy
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from manyhold.foundation.imports.workbook.errors import DamagedWorkbookError, WorkbookTooLargeError
from manyhold.foundation.imports.workbook.sheets import Limits
from manyhold.foundation.imports.workbook.values import CellError

_CHUNK_BYTES = 4 * 1024 * 1024
_ROW_BYTES = 16 * 1024 * 1024
# An upload is anybody's: each pattern stops at the next tag and never goes back, so that the work is linear.
_WIDE_CELL = re.compile(rb'"([A-Z]{3})[0-9]+"[^<>]*+((?<!/)><(?:v|f|is)\b)?')
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]++)([0-9]++)"(?=[^<>]*?\bt="e")[^<>]*+>\s*+'
    rb"(?:<f\b[^<>]*+>(?:[^<]*+</f>)?\s*+)?<v>(#[^<]++)</v>"
)
_CELL_NAME = re.compile(rb' r="[A-Z]+([0-9]+)"')
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

ErrorCells = dict[int, dict[int, CellError]]


@dataclass(slots=True)
class PackageFacts:
    """Facts of the package: error cells per sheet name (row → column, from 0), and the date system."""

    date_1904: bool = False
    errors: dict[str, ErrorCells] = field(default_factory=dict[str, ErrorCells])


def inspect_package(content: bytes, limits: Limits) -> PackageFacts:
    """Look through the package once, before it is loaded.

    A reader lays a sheet out densely up to its farthest cell, so one stray value in XFD1048576 would take
    all memory: the farthest cells are measured here first.

    Raises:
        WorkbookTooLargeError: unpacked bytes, rows or columns pass a limit.
        DamagedWorkbookError: the archive or its table of contents cannot be read.
    """
    facts = PackageFacts()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _within("unpacked_bytes", _stated_bytes(package), limits.unpacked_bytes)
            _measure(package, limits.unpacked_bytes)
            if "xl/workbook.xml" not in package.namelist():
                return facts
            book = _parse(package.read("xl/workbook.xml"))
            properties = (item for item in book.iter() if item.tag.endswith("workbookPr"))
            facts.date_1904 = any(item.get("date1904") in {"1", "true"} for item in properties)
            for name, part in _sheet_parts(package, book).items():
                facts.errors[name] = _inspect_sheet(package, part, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        KeyError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ) as cause:
        raise DamagedWorkbookError(reason=str(cause)) from cause
    return facts


def _stated_bytes(package: zipfile.ZipFile) -> int:
    return sum(entry.file_size for entry in package.infolist())


def _measure(package: zipfile.ZipFile, limit: int) -> None:
    """Unpack everything once, piece by piece, and stop at the limit.

    What the directory states is only what its maker says: the reader after this one unpacks to the end, whatever
    size is stated.
    """
    unpacked = 0
    for entry in package.infolist():
        unbelieved = copy.copy(entry)
        unbelieved.file_size = limit + 1
        del unbelieved.CRC
        with package.open(unbelieved) as stream:
            while piece := stream.read(_CHUNK_BYTES):
                unpacked += len(piece)
                _within("unpacked_bytes", unpacked, limit)


def _parse(document: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(document)


def _sheet_parts(package: zipfile.ZipFile, book: ElementTree.Element) -> dict[str, str]:
    relations = {
        item.get("Id", ""): posixpath.normpath(posixpath.join("/xl", item.get("Target", ""))).lstrip("/")
        for item in _parse(package.read("xl/_rels/workbook.xml.rels"))
    }
    return {
        item.get("name", ""): relations[item.get(_RELATION_ID, "")]
        for item in book.iter()
        if item.tag.endswith("}sheet")
    }


def _inspect_sheet(package: zipfile.ZipFile, part: str, limits: Limits) -> ErrorCells:
    errors: ErrorCells = {}
    for chunk in _whole_rows(package, part):
        last_value = max(chunk.rfind(b"<v>"), chunk.rfind(b"<is>"), 0)
        if name := _CELL_NAME.search(chunk, max(chunk.rfind(b"<c ", 0, last_value), 0), last_value):
            _within("rows", int(name[1]), limits.rows)
        for letters, value in _WIDE_CELL.findall(chunk):
            if value:
                _within("columns", column_index(letters) + 1, limits.columns)
        if b't="e"' in chunk:
            for letters, row, text in _ERROR_CELL.findall(chunk):
                errors.setdefault(int(row) - 1, {})[column_index(letters)] = CellError(text.decode())
    return errors


def _whole_rows(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the sheet's XML in pieces that end with a row."""
    rest = b""
    with package.open(part) as stream:
        while piece := stream.read(_CHUNK_BYTES):
            rest += piece
            cut = rest.rfind(b"</row>") + 6
            if cut > 6:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > _ROW_BYTES:
                raise WorkbookTooLargeError(measure="row_bytes", limit=_ROW_BYTES, actual=len(rest))
    yield rest


def _within(measure: str, actual: int, limit: int) -> None:
    if actual > limit:
        raise WorkbookTooLargeError(measure=measure, limit=limit, actual=actual)


def column_index(letters: bytes) -> int:
    """Return the index from 0 of a column's letters: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
