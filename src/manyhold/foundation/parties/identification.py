"""Numbers that identify people and companies, and telephones: what is accepted, and its one written form."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal, NamedTuple, get_args

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from manyhold.kernel.errors import BadInput

PartyKind = Literal["person", "company"]
Gender = Literal["", "male", "female"]
PhoneKind = Literal["mobile", "landline", "foreign"]
IdKind = Literal[
    "",
    "resident",
    "hong_kong_macao_residence",
    "taiwan_residence",
    "foreign_permanent",
    "passport",
    "travel_permit",
    "officer",
    "credit_code",
]
COMPANY_ID_KINDS = frozenset({"credit_code"})
PERSON_ID_KINDS = frozenset(get_args(IdKind)) - COMPANY_ID_KINDS - {""}
LONGEST_NAME = 80

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LOCAL_LINE = re.compile(r"[2-9]\d{6,7}", re.ASCII)
_EXTENSION = re.compile(r"\s*(?:转|分机)\s*|(?<=\d)-(?=\d{1,6}$)(?<=\d{7}-)")
_FIFTEEN = re.compile(r"\d{15}", re.ASCII)
_FORMS: dict[str, re.Pattern[str]] = {
    "hong_kong_macao_residence": re.compile(r"8[12]\d{15}[\dX]", re.ASCII),
    "taiwan_residence": re.compile(r"83\d{15}[\dX]", re.ASCII),
    "foreign_permanent": re.compile(r"9\d{16}[\dX]|[A-Z]{3}\d{12}", re.ASCII),
    "passport": re.compile(r"[A-Z0-9]{5,12}", re.ASCII),
    "travel_permit": re.compile(r"[A-Z0-9]{8,12}", re.ASCII),
    "officer": re.compile(r"[\w]{4,20}"),
}
_WITH_CHECK_DIGIT = ("hong_kong_macao_residence", "taiwan_residence", "foreign_permanent")


class Telephone(NamedTuple):
    """A number in its one written form: 13800001234, 021-12345678转801, or +85291234567 from abroad."""

    number: str
    kind: PhoneKind


def name(text: str) -> str:
    """The name without blanks at its ends.

    Raises BadInput `name_missing`, `name_too_long`, `name_unprintable`.
    """
    text = text.strip()
    if not text:
        raise BadInput.of("name", "name_missing")
    if len(text) > LONGEST_NAME:
        raise BadInput.of("name", "name_too_long", most=LONGEST_NAME)
    if not text.isprintable():
        raise BadInput.of("name", "name_unprintable")
    return text


def telephone(text: str) -> Telephone:
    """A mobile number, a landline (with or without area code and extension) or a number from abroad.

    Raises BadInput `phone_wrong` on `phones`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _MOBILE.fullmatch(plain):
        return Telephone(plain, "mobile")
    digits = re.sub(r"[\s-]", "", plain)
    if _LOCAL_LINE.fullmatch(digits):
        return Telephone(digits, "landline")
    try:
        known = phonenumbers.parse(_EXTENSION.sub(" ext. ", plain), "CN")
    except NumberParseException:
        raise BadInput.of("phones", "phone_wrong") from None
    if known.country_code != 86:
        if not phonenumbers.is_valid_number(known):
            raise BadInput.of("phones", "phone_wrong")
        return Telephone(phonenumbers.format_number(known, PhoneNumberFormat.E164), "foreign")
    national = phonenumbers.national_significant_number(known)
    if _MOBILE.fullmatch(national):
        return Telephone(national, "mobile")
    if not phonenumbers.is_valid_number(known):
        raise BadInput.of("phones", "phone_wrong")
    return Telephone(_landline(known, national), "landline")


def id_number(kind: PartyKind, id_kind: IdKind, text: str) -> str:
    """The number in capitals without blanks; an identity number of 15 digits as its 18 (GB 11643).

    Raises BadInput `id_kind_unfit` for a document that such a party has not, `id_number_missing`,
    `id_number_without_kind`, and `id_number_wrong` when form or check digit (GB 11643, GB 32100) is wrong.
    """
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not id_kind:
        if number:
            raise BadInput.of("id_kind", "id_number_without_kind")
        return ""
    if id_kind not in (COMPANY_ID_KINDS if kind == "company" else PERSON_ID_KINDS):
        raise BadInput.of("id_kind", "id_kind_unfit", kind=kind)
    if not number:
        raise BadInput.of("id_number", "id_number_missing")
    if id_kind == "resident" and _FIFTEEN.fullmatch(number):
        number = number[:6] + "19" + number[6:]
        number += mod_11_2.calc_check_digit(number)
    if not _is_right(id_kind, number):
        raise BadInput.of("id_number", "id_number_wrong", id_kind=id_kind)
    return number


def _is_right(id_kind: str, number: str) -> bool:
    if id_kind == "credit_code":
        return uscc.is_valid(number)
    if id_kind == "resident":
        return re.fullmatch(r"\d{17}[\dX]", number, re.ASCII) is not None and _is_resident(number)
    if _FORMS[id_kind].fullmatch(number) is None:
        return False
    return len(number) != 18 or id_kind not in _WITH_CHECK_DIGIT or mod_11_2.is_valid(number)


def _is_resident(number: str) -> bool:
    # stdnum.cn.ric also wants a district that exists today; older numbers name districts long since merged.
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return mod_11_2.is_valid(number)


def _landline(known: phonenumbers.PhoneNumber, national: str) -> str:
    width = phonenumbers.length_of_geographical_area_code(known)
    if width and phonenumbers.number_type(known) == PhoneNumberType.FIXED_LINE:
        number = f"0{national[:width]}-{national[width:]}"
    else:
        number = national
    return f"{number}转{known.extension}" if known.extension else number
