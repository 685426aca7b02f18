"""Identity documents of people and companies, told apart by their form."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from stdnum.cn import ric, uscc

from manyhold.foundation.imports.problem import BLANK, Code, Parsed, Problem, refused, warning
from manyhold.foundation.imports.text import squeeze
from manyhold.foundation.imports.workbook.values import Cell

_EXACT_DIGITS = 15  # a float, and so every number cell of Excel, keeps no more
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}", re.IGNORECASE)
_EIGHTEEN = re.compile(r"\d{17}[\dX]")
_FIFTEEN = re.compile(r"\d{15}")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")


class IdentityKind(StrEnum):
    """The kinds of document the trade meets (GB 11643, GB 32100, exit-entry documents)."""

    RESIDENT = "resident"
    HONG_KONG_MACAO_RESIDENCE = "hong_kong_macao_residence"
    TAIWAN_RESIDENCE = "taiwan_residence"
    FOREIGN_PERMANENT = "foreign_permanent"
    PASSPORT = "passport"
    TRAVEL_PERMIT = "travel_permit"
    OFFICER = "officer"
    CREDIT_CODE = "credit_code"


_OTHER_FORMS = (
    (re.compile(r"[HM]\d{8}(?:\d{2})?|C[A-Z0-9]\d{7}"), IdentityKind.TRAVEL_PERMIT),
    (re.compile(r"[DEGPS][A-Z0-9]\d{7}|[A-Z]{1,2}\d{7,8}|\d{9}"), IdentityKind.PASSPORT),
    (re.compile(r"[一-鿿]{1,4}字?第?\d{4,10}号?"), IdentityKind.OFFICER),
)


class Identity(NamedTuple):
    """A document's number in its one written form; `valid` is False when its check digit disagrees."""

    kind: IdentityKind
    number: str
    valid: bool = True

    @property
    def gender(self) -> str | None:
        """`male` or `female` as digit 17 of a resident's number tells (odd is male), else None."""
        if self.kind is not IdentityKind.RESIDENT or not self.valid:
            return None
        return "male" if int(self.number[16]) % 2 else "female"


def parse_identity(cell: Cell) -> Parsed[Identity]:
    """Read a document number.

    A number cell of more than 15 digits has lost its last ones and is refused. A wrong check digit is a
    warning with the right one proposed, because ledgers hold many and the room must not wait for them.
    """
    match cell:
        case None:
            return BLANK
        case int() | Decimal() if not isinstance(cell, bool):
            if cell >= 10**_EXACT_DIGITS:
                return refused(Code.IDENTITY_PRECISION_LOST)
            text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
        case str():
            text = squeeze(cell).upper()
        case _:
            return refused(Code.IDENTITY_UNREADABLE, length=len(str(cell)))
    return _from_text(text) if text else BLANK


def _from_text(text: str) -> Parsed[Identity]:
    if _EIGHTEEN.fullmatch(text):
        return _eighteen(text)
    if _FIFTEEN.fullmatch(text):
        return _fifteen(text)
    if _SCIENTIFIC.fullmatch(text):
        return refused(Code.IDENTITY_PRECISION_LOST)
    if _CREDIT_CODE.fullmatch(text):
        return parse_credit_code(text)
    for form, kind in _OTHER_FORMS:
        if form.fullmatch(text):
            return Parsed(Identity(kind, text))
    return refused(Code.IDENTITY_UNREADABLE, length=len(text))


def _eighteen(number: str) -> Parsed[Identity]:
    """Judge an 18-digit number by MOD 11-2; all-digit credit codes are told by their own check character."""
    check = ric.calc_check_digit(number)
    if check != number[17]:
        if uscc.is_valid(number):
            return Parsed(Identity(IdentityKind.CREDIT_CODE, number))
        problem = warning(
            Code.IDENTITY_CHECKSUM, suggestion=number[:17] + check, given=number[17], expected=check
        )
        return Parsed(Identity(_residence_kind(number), number, valid=False), (problem,))
    return _with_birth_date(number)


def _with_birth_date(number: str, *problems: Problem) -> Parsed[Identity]:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        wrong = warning(Code.IDENTITY_BIRTH_DATE, digits=number[6:14])
        return Parsed(Identity(_residence_kind(number), number, valid=False), (*problems, wrong))
    return Parsed(Identity(_residence_kind(number), number), problems)


def _fifteen(number: str) -> Parsed[Identity]:
    """Lengthen a number from before 1999: the century after digit 6, the check digit at the end."""
    seventeen = f"{number[:6]}19{number[6:]}"
    full = seventeen + ric.calc_check_digit(seventeen + "0")
    return _with_birth_date(full, warning(Code.IDENTITY_CONVERTED, suggestion=full))


def _residence_kind(number: str) -> IdentityKind:
    """Tell residence permits of 18 digits by their first ones: 81, 82, 83, and 9 for foreigners."""
    if number.startswith(("81", "82")):
        return IdentityKind.HONG_KONG_MACAO_RESIDENCE
    if number.startswith("83"):
        return IdentityKind.TAIWAN_RESIDENCE
    return IdentityKind.FOREIGN_PERMANENT if number.startswith("9") else IdentityKind.RESIDENT


def parse_credit_code(text: str) -> Parsed[Identity]:
    """Read a unified social credit code (GB 32100); a wrong check character is a warning."""
    code = squeeze(text).upper()
    if not _CREDIT_CODE.fullmatch(code):
        return refused(Code.IDENTITY_UNREADABLE, length=len(code))
    check = uscc.calc_check_digit(code)
    if check != code[17]:
        problem = warning(
            Code.CREDIT_CODE_CHECKSUM, suggestion=code[:17] + check, given=code[17], expected=check
        )
        return Parsed(Identity(IdentityKind.CREDIT_CODE, code, valid=False), (problem,))
    return Parsed(Identity(IdentityKind.CREDIT_CODE, code))
