"""What a field of the takeover catalogue is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from manyhold.foundation.imports.catalogue.headings import comparable


class FieldType(StrEnum):
    """How a column's cells are read."""

    TEXT = "text"
    LABEL = "label"
    PHASE = "phase"
    BUILDING = "building"
    UNIT = "unit"
    FLOOR = "floor"
    ROOM = "room"
    COUNT = "count"
    FLAG = "flag"
    AREA = "area"
    DATE = "date"
    CHOICE = "choice"
    STATE = "state"
    CODES = "codes"
    NAMES = "names"
    PHONES = "phones"
    IDENTITIES = "identities"
    GENDERS = "genders"
    PLATES = "plates"
    MONEY = "money"
    MONTH = "month"
    READING = "reading"


class Sensitivity(StrEnum):
    """Class of personal information (PIPL art. 4 and 28); anything above NONE is encrypted and masked."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Target(StrEnum):
    """What a row of the table becomes."""

    BUILDING = "building"
    ROOM = "room"
    OWNER = "owner"
    PARKING = "parking"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list with its names; `written` are further ways in which ledgers write it."""

    code: str
    zh: str
    en: str
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column may hold. `synonyms` are headings of the trade, the surest first.

    `several` says that more than one column may hold it; `excluded` are words that speak against it.
    """

    code: str
    zh: str
    en: str
    type: FieldType
    targets: frozenset[str]
    synonyms: tuple[str, ...]
    unit: str | None = None
    sensitivity: Sensitivity = Sensitivity.NONE
    several: bool = False
    excluded: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    zero_allowed: bool = False

    @property
    def headings(self) -> frozenset[str]:
        """All headings that name this field outright, in comparable form."""
        return frozenset(comparable(heading) for heading in (self.zh, self.en, self.code, *self.synonyms))


def choice_index(choices: tuple[Choice, ...]) -> Mapping[str, str]:
    """Return code by comparable text, for every way a choice may be written."""
    return {
        comparable(text): choice.code
        for choice in choices
        for text in (choice.code, choice.zh, choice.en, *choice.written)
    }
