"""Which encoding a separated text file is in: UTF-8, UTF-16 or GB 18030 (which contains GBK and GB 2312)."""

import codecs

from manyhold.foundation.imports.workbook.errors import NotAWorkbookError, UnknownEncodingError

_SAMPLE_LETTERS = 20_000
_RARE, _RARE_SHARE = 2, 0.1  # names have characters beyond GB 2312


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding.

    Raises:
        NotAWorkbookError: the bytes are not text.
        UnknownEncodingError: they are text, in none of the encodings above.
    """
    if content.startswith(codecs.BOM_UTF8):
        return _strictly(content[3:], "utf-8"), "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(content, "utf-16"), "utf-16"
    if b"\0" in content[:4096]:
        return _utf_16_without_mark(content)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    text = _strictly(content, "gb18030")
    if not _looks_chinese(text):
        raise UnknownEncodingError()
    return text, "gb18030"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as cause:
        raise UnknownEncodingError() from cause


def _utf_16_without_mark(content: bytes) -> tuple[str, str]:
    """Separators and line ends have a zero byte in UTF-16: the side on which they have it gives the order."""
    sample = content[:4096]
    encoding = "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as cause:
        raise NotAWorkbookError(kind="binary") from cause
    if not _looks_chinese(text):
        raise NotAWorkbookError(kind="binary")
    return text, encoding


def _looks_chinese(text: str) -> bool:
    """Tell text from noise.

    Nearly any bytes decode as GB 18030, but only text is nearly all GB 2312 and free of control characters.
    """
    foreign = [letter for letter in text[:_SAMPLE_LETTERS] if not letter.isascii()]
    common = sum(1 for letter in foreign if _in_gb2312(letter))
    controls = any(letter < " " and letter not in "\t\r\n" for letter in text[:_SAMPLE_LETTERS])
    return not controls and len(foreign) - common <= _RARE + _RARE_SHARE * len(foreign)


def _in_gb2312(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
