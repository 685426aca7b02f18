"""What a file really is, told by its content; the name must agree."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from manyhold.kernel.errors import BadInput

PICTURES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
"""Picture types that are taken in, and the ending of their name."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {
    **{media_type: frozenset({".jpg", ".jpeg", ".png", ".webp", ""}) for media_type in PICTURES},
    "application/pdf": frozenset({".pdf"}),
    XLSX: frozenset({".xlsx"}),
    DOCX: frozenset({".docx"}),
    "application/zip": frozenset({".zip"}),
    "application/vnd.ms-excel": frozenset({".xls"}),
    "text/csv": frozenset({".csv"}),
    "text/plain": frozenset({".txt"}),
}
"""Endings that a name of each type may have; cameras and WeChat mix up those of pictures, or send none."""
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def recognise(content: bytes, name: str) -> str:
    """The media type of a file.

    Raises BadInput on `file`: `file_empty`; `heic_refused` for an iPhone's own picture format, to be sent as
    JPEG; `file_type_refused`; `file_broken`; `file_type_differs` when the name says something else.
    """
    if not content:
        raise BadInput.of("file", "file_empty")
    ending = PurePath(name).suffix.lower()
    media_type = _by_content(content, ending)
    if ending not in ENDINGS[media_type]:
        raise BadInput.of("file", "file_type_differs", name_says=ending, content_is=media_type)
    return media_type


def _by_content(content: bytes, ending: str) -> str:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        raise BadInput.of("file", "heic_refused")
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    if content.startswith(_OLE) and ending == ".xls":
        return "application/vnd.ms-excel"
    if ending in {".csv", ".txt"} and _is_text(content):
        return "text/csv" if ending == ".csv" else "text/plain"
    raise BadInput.of("file", "file_type_refused")


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BadInput.of("file", "file_broken") from None
    if any(name.endswith("vbaProject.bin") for name in names):
        raise BadInput.of("file", "file_type_refused")
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else "application/zip"


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
