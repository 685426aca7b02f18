"""Personal data as it is shown to those who may know that it is there, but not what it is (脱敏).

A text that is not of the expected form is hidden further, never shown.
"""

import re
import unicodedata

from manyhold.kernel.nametokens import phone_digits

_AREA_AND_NUMBER = re.compile(r"(010|02\d|0[3-9]\d\d)(\d{7,8})", re.ASCII)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)


def name(text: str) -> str:
    """张三 is 张*, 张三丰 is 张*丰, longer names keep their first and last character."""
    text = text.strip()
    return _between(text, 1, 1) if len(text) > 2 else _between(text, 1, 0)


def company(text: str) -> str:
    """The first four and last two characters; of a name of up to six, the first two."""
    text = text.strip()
    return _between(text, 4, 2) if len(text) > 6 else _between(text, 2, 0)


def phone(text: str) -> str:
    """A mobile number keeps three and four digits, any other number is masked as a landline."""
    digits = phone_digits(text)
    return _between(digits, 3, 4) if _MOBILE.fullmatch(digits) else landline(text)


def landline(text: str) -> str:
    """The area code and the last three digits: 010-****678."""
    digits = phone_digits(text)
    known = _AREA_AND_NUMBER.fullmatch(digits)
    return f"{known[1]}-{_between(known[2], 0, 3)}" if known else _between(digits, 0, 3)


def identity_number(text: str) -> str:
    """A resident identity number (18 or 15 places) keeps three and four, another document one and two."""
    plain = _plain(text)
    return _between(plain, 3, 4) if len(plain) in {15, 18} else _between(plain, 1, 2)


def bank_card(text: str) -> str:
    """The issuer's six digits and the last four; of fewer than 13 digits the last four alone."""
    plain = _plain(text)
    return _between(plain, 6, 4) if len(plain) >= 13 else _between(plain, 0, 4)


def plate(text: str) -> str:
    """The province and city letter and the last two places: 京A***45."""
    return _between(_plain(text), 2, 2)


def email(text: str) -> str:
    """The first character and the domain: z***@qq.com."""
    local, at, domain = text.strip().rpartition("@")
    return f"{local[0]}***@{domain}" if local and at and domain else "***"


def _plain(text: str) -> str:
    return re.sub(r"[\s·.-]", "", unicodedata.normalize("NFKC", text)).upper()


def _between(text: str, first: int, last: int) -> str:
    """Stars for all but the first and last characters; stars alone where these would be the whole text."""
    hidden = len(text) - first - last
    if hidden < 1:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[len(text) - last :]
