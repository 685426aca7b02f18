"""Folding of Chinese office text: full width to half width, the many dashes to one, stray blanks away."""

import re
import unicodedata

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－﹘─━ーｰ", "-"))
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)


def fold(text: str) -> str:
    """Return the text in half width (NFKC) without invisible characters, Excel's text marks and outer blanks.

    CSV exports guard digits from Excel as `="0123"`, `'0123` or a leading tab; those guards go.
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = text.strip()
    if text.startswith('="') and (guarded := _EXCEL_TEXT.fullmatch(text)):
        return guarded[1].strip()
    return text[1:].strip() if text.startswith("'") else text


def squeeze(text: str) -> str:
    """Return `fold`ed text without any blank inside."""
    return _SPACES.sub("", fold(text))


def one_dash(text: str) -> str:
    """Return the text with every dash, minus and long-vowel stroke written as '-'."""
    return text.translate(_DASHES)


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return any("\u3400" <= letter <= "\u9fff" or letter >= "\U00020000" for letter in text)
