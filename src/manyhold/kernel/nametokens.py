"""Finding encrypted people and companies by what a clerk types.

Each name and phone leaves keyed tokens in an index (HMAC-SHA-256 or HMAC-SM3 under the group's own key, cut to a signed
64-bit integer); a search turns its text into tokens too, and the few rows found are decrypted and checked
with `matches`. What is promised to be found:

- a name by itself or any two or more characters of it in a row;
- its pinyin: whole, or its first two to eight syllables, with or without spaces, ü as ü, v or yu;
- the initials of its pinyin: all, or the first two or more;
- a phone by itself or by its last four or more digits.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from manyhold.kernel.crypto.suites import INTERNATIONAL, Suite
from manyhold.kernel.pinyin import letters_and_digits, spelt, syllables

_LONGEST_START = 8  # characters; enough to tell long company names apart
_TAIL = 4

_MOBILE = re.compile(r"1\d{10}", re.ASCII)
_COUNTRY_BEFORE_MOBILE = re.compile(r"(?:00)?86(?=1\d{10}$)", re.ASCII)
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|x|#)\s*\d+\s*$", re.IGNORECASE | re.ASCII)
_PHONE_SIGNS = re.compile(r"[+\d\s().-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class NameTokens:
    """The tokens of one group, under its derived key."""

    key: bytes = field(repr=False)
    suite: Suite = INTERNATIONAL

    def tokens_for(self, name: str, phones: Iterable[str] = ()) -> set[int]:
        """All tokens of a person or company, to be stored beside its id."""
        found = set(_tokens_of_name(self.suite, self.key, letters_and_digits(name)))
        for phone in filter(None, map(phone_digits, phones)):
            found |= {self._token(f"phone {phone}"), self._token(f"tail {phone[-_TAIL:]}")}
        return found

    def document_token(self, number: str) -> int:
        """The token of an identity document's whole number: finds the same document, never a part of it."""
        return self._token(f"document {letters_and_digits(number)}")

    def phone_token(self, number: str) -> int:
        """The token of a whole phone number, as it is stored."""
        return self._token(f"phone {phone_digits(number)}")

    def query_tokens(self, text: str) -> list[frozenset[int]]:
        """What a search text could mean: a row is a candidate when it has all tokens of one of the sets.

        Empty when the text says nothing that can be searched for.
        """
        cleaned = letters_and_digits(text)
        if not cleaned:
            return []
        meanings = [_pairs(cleaned) or {f"name {cleaned}"}]
        if len(cleaned) >= 2:
            meanings.append({f"pinyin {spelt(cleaned)}"})
            meanings.append({f"initials {cleaned[:_LONGEST_START]}"})
        digits = _typed_phone(text)
        if _MOBILE.fullmatch(digits):
            meanings.append({f"phone {digits}"})
        elif len(digits) >= _TAIL:
            meanings.append({f"tail {digits[-_TAIL:]}"})
        return [frozenset(map(self._token, meaning)) for meaning in meanings]

    def _token(self, text: str) -> int:
        return _token(self.suite, self.key, text)


@lru_cache(maxsize=32_768)
def _tokens_of_name(suite: Suite, key: bytes, cleaned: str) -> tuple[int, ...]:
    """The tokens of a name alone; the commonest names are borne by thousands."""
    ways = syllables(cleaned)
    texts = {f"name {cleaned}"} if cleaned else set[str]()
    texts |= _pairs(cleaned)
    texts |= {f"pinyin {spelling}" for way in ways for spelling in _spellings(way)}
    texts |= {f"initials {start}" for way in ways for start in _starts(_initials(way))}
    return tuple(_token(suite, key, text) for text in texts)


@lru_cache(maxsize=65_536)
def _token(suite: Suite, key: bytes, text: str) -> int:
    """The token of one text; pairs, syllables, initials and tails come back thousands of times."""
    return int.from_bytes(suite.mac(key, text.encode())[:8], "big", signed=True)


def matches(text: str, name: str, phones: Iterable[str] = ()) -> bool:
    """Whether the search text finds this name or one of these phones, by the promise of this module."""
    asked, cleaned = letters_and_digits(text), letters_and_digits(name)
    if not asked:
        return False
    if asked == cleaned or (len(asked) >= 2 and asked in cleaned):
        return True
    if len(asked) >= 2 and any(
        spelt(asked) in _spellings(way) or _initials(way).startswith(asked) for way in syllables(cleaned)
    ):
        return True
    digits = _typed_phone(text)
    return len(digits) >= _TAIL and any(phone_digits(phone).endswith(digits) for phone in phones)


def phone_digits(phone: str) -> str:
    """The digits of a phone: no extension, and no country code before a Chinese mobile number."""
    plain = phone
    if not (phone.isascii() and phone.isdigit()):
        plain = re.sub(r"[^0-9]", "", _EXTENSION.sub("", unicodedata.normalize("NFKC", phone)))
    return _COUNTRY_BEFORE_MOBILE.sub("", plain)


def _typed_phone(text: str) -> str:
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", text))
    return phone_digits(plain) if _PHONE_SIGNS.fullmatch(plain) else ""


def _pairs(cleaned: str) -> set[str]:
    return {f"pair {first}{second}" for first, second in pairwise(cleaned)}


def _spellings(way: tuple[str, ...]) -> set[str]:
    starts = [way, *(way[:count] for count in range(2, min(len(way), _LONGEST_START) + 1))]
    return {spelt("".join(start)) for start in starts}


def _initials(way: tuple[str, ...]) -> str:
    return "".join(syllable[0] for syllable in way)


def _starts(initials: str) -> set[str]:
    return {initials[:count] for count in range(2, min(len(initials), _LONGEST_START) + 1)}
