"""Phone numbers of people in China: mobile numbers, landlines, and what `phonenumbers` knows of the rest."""

import re
from enum import StrEnum
from typing import NamedTuple

import phonenumbers

from manyhold.foundation.imports.cells.several import split_values
from manyhold.foundation.imports.problem import Code, Parsed, Problem, error, warning
from manyhold.foundation.imports.text import fold, one_dash

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:-(\d{1,6}))?")
LOCAL_LINE = re.compile(r"[2-9]\d{2,3}-?\d{4}")
_PLACEHOLDER = re.compile(r"(?:\d{3})?(\d)\1{7,}|1380013800\d|13800000000|12345678\d*")
_NONE = {"0", "无", "-", "--", "/", "没有", "暂无", "不详"}
_EXTENSION = re.compile(r"(?<=\d)(?:转|分机|ext\.?)(?=\d)", re.IGNORECASE)
_DECORATION = re.compile(r"[\s()（）.·-]")
_WORDS = re.compile(r"(?:手机|电话|座机|联系|宅电|办公|tel|mobile|[一-鿿])+[::]?", re.IGNORECASE)


class PhoneKind(StrEnum):
    """What can be sent there: only mobile and foreign numbers may receive short messages."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    FOREIGN = "foreign"


class Phone(NamedTuple):
    """A number in its one written form: 13800001234, 021-12345678, or +85291234567 from abroad."""

    number: str
    kind: PhoneKind


def parse_phones(text: str) -> Parsed[tuple[Phone, ...]]:
    """Read all numbers of a cell. No number and landlines are warnings; what is no number is an error."""
    if MOBILE.fullmatch(text) and not _PLACEHOLDER.fullmatch(text):
        return Parsed((Phone(text, PhoneKind.MOBILE),))
    phones: list[Phone] = []
    problems: list[Problem] = []
    for written in _numbers(text):
        phone, found = _read(written)
        if phone is not None:
            phones.append(phone)
        problems += found
    if not phones and not problems:
        return Parsed((), (warning(Code.PHONE_EMPTY),))
    return Parsed(tuple(phones), tuple(problems))


def _numbers(text: str) -> list[str]:
    """Split a cell; blanks separate only whole mobile numbers, for 138 0000 1234 is one."""
    parts = [part for part in split_values(_EXTENSION.sub("-", one_dash(fold(text)))) if part not in _NONE]
    words = [_WORDS.sub("", part).strip() for part in parts]
    return [
        number
        for part in words
        if part
        for number in (part.split() if all(map(MOBILE.fullmatch, part.split())) else [part])
    ]


def _read(written: str) -> Parsed[Phone]:
    number = _DECORATION.sub("", written)
    national = re.sub(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)", "", number)
    if MOBILE.fullmatch(national):
        found = (warning(Code.PHONE_PLACEHOLDER),) if _PLACEHOLDER.fullmatch(national) else ()
        return Parsed(Phone(national, PhoneKind.MOBILE), found)
    if LANDLINE.fullmatch(one := re.sub(r"[\s()]", "", written)) or LANDLINE.fullmatch(number):
        return Parsed(Phone(_landline(one, number), PhoneKind.LANDLINE), (warning(Code.PHONE_LANDLINE),))
    if LOCAL_LINE.fullmatch(one):
        return Parsed(Phone(number, PhoneKind.LANDLINE), (warning(Code.PHONE_LANDLINE),))
    return _from_library(number)


def _landline(spaced: str, plain: str) -> str:
    """Write the area code apart; 010 and 02x have three digits, the others four; 400 numbers have none."""
    if dashed := re.fullmatch(r"(0\d{2,3})-(\d{7,8})(?:-(\d{1,6}))?", spaced):
        code, line, extension = dashed.groups()
        return f"{code}-{line}" + (f"-{extension}" if extension else "")
    if plain.startswith(("0400", "0800")):
        return f"{plain[1:4]}-{plain[4:7]}-{plain[7:]}"
    width = 3 if plain.startswith(("010", "02")) else 4
    return f"{plain[:width]}-{plain[width:]}"


def _from_library(number: str) -> Parsed[Phone]:
    try:
        known = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return Parsed(None, (error(Code.PHONE_UNREADABLE, digits=len(number)),))
    if not phonenumbers.is_valid_number(known):
        return Parsed(None, (error(Code.PHONE_UNREADABLE, digits=len(number)),))
    if known.country_code == 86:
        national = phonenumbers.national_significant_number(known)
        if MOBILE.fullmatch(national):
            return Parsed(Phone(national, PhoneKind.MOBILE))
        return Parsed(
            Phone(_landline("", "0" + national), PhoneKind.LANDLINE), (warning(Code.PHONE_LANDLINE),)
        )
    written = phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.E164)
    return Parsed(Phone(written, PhoneKind.FOREIGN), (warning(Code.PHONE_FOREIGN),))
