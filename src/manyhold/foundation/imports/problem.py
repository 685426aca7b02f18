"""What can be wrong with an imported file, as codes with parameters; the words are in `messages`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, Never, TypeVar

T_co = TypeVar("T_co", covariant=True)

Param = str | int


class Severity(StrEnum):
    """An error keeps the row out of the load; a warning is shown and the row is loaded."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """Every reason the import may give. Codes are stable: clients translate by them."""

    WORKBOOK_NOT_RECOGNISED = "workbook.not_recognised"
    WORKBOOK_DAMAGED = "workbook.damaged"
    WORKBOOK_PASSWORD = "workbook.password_protected"
    WORKBOOK_EMPTY = "workbook.empty"
    WORKBOOK_TOO_LARGE = "workbook.too_large"
    WORKBOOK_ENCODING = "workbook.encoding_unknown"

    TABLE_NOT_FOUND = "table.not_found"
    TABLE_CHOICE_INVALID = "table.choice_invalid"

    MAPPING_WIDTH = "mapping.width"
    MAPPING_FIELD_UNKNOWN = "mapping.field_unknown"
    MAPPING_FIELD_FOREIGN = "mapping.field_foreign"
    MAPPING_FIELD_TWICE = "mapping.field_twice"
    MAPPING_FIELD_MISSING = "mapping.field_missing"

    CELL_ERROR = "cell.error"
    CELL_REQUIRED = "cell.required"
    TEXT_TOO_LONG = "text.too_long"
    CHOICE_UNKNOWN = "choice.unknown"
    COUNT_UNREADABLE = "count.unreadable"

    LABEL_UNREADABLE = "label.unreadable"
    LABEL_AMBIGUOUS = "label.ambiguous"
    LABEL_COLUMNS_DISAGREE = "label.columns_disagree"
    PHASE_UNREADABLE = "phase.unreadable"
    BUILDING_UNREADABLE = "building.unreadable"
    UNIT_UNREADABLE = "unit.unreadable"
    FLOOR_UNREADABLE = "floor.unreadable"
    FLOOR_DISAGREES = "floor.disagrees"
    ROOM_UNREADABLE = "room.unreadable"
    ROOM_REPEATED = "room.repeated"
    ROOM_CONFLICT = "room.conflict"

    AREA_UNREADABLE = "area.unreadable"
    AREA_NOT_POSITIVE = "area.not_positive"
    AREA_ROUNDED = "area.rounded"
    AREA_IMPLAUSIBLE = "area.implausible"
    AREA_INNER_EXCEEDS = "area.inner_exceeds"
    AREA_SUM_DISAGREES = "area.sum_disagrees"

    MONEY_UNREADABLE = "money.unreadable"
    MONTH_UNREADABLE = "month.unreadable"
    DOCUMENT_REPEATED = "document.repeated"
    DOCUMENT_SIGN = "document.sign"
    FEE_UNKNOWN = "fee.unknown"
    COMPANY_UNKNOWN = "company.unknown"

    DATE_UNREADABLE = "date.unreadable"
    DATE_INCOMPLETE = "date.incomplete"
    DATE_OUT_OF_RANGE = "date.out_of_range"
    DATE_SEVERAL = "date.several"
    DATE_ORDER = "date.order"

    NAME_UNREADABLE = "name.unreadable"
    NAME_MISSING = "name.missing"
    NAMES_UNPAIRED = "name.unpaired"

    PHONE_EMPTY = "phone.empty"
    PHONE_LANDLINE = "phone.landline"
    PHONE_FOREIGN = "phone.foreign"
    PHONE_PLACEHOLDER = "phone.placeholder"
    PHONE_UNREADABLE = "phone.unreadable"

    IDENTITY_PRECISION_LOST = "identity.precision_lost"
    IDENTITY_CHECKSUM = "identity.checksum"
    IDENTITY_BIRTH_DATE = "identity.birth_date"
    IDENTITY_CONVERTED = "identity.converted"
    IDENTITY_UNREADABLE = "identity.unreadable"
    IDENTITY_KIND_DISAGREES = "identity.kind_disagrees"
    GENDER_DISAGREES = "gender.disagrees"
    CREDIT_CODE_CHECKSUM = "credit_code.checksum"

    PLATE_UNREADABLE = "plate.unreadable"

    PLACE_INCOMPLETE = "place.incomplete"
    PLACE_TOO_LONG = "place.too_long"
    PLACE_UNKNOWN = "place.unknown"
    PLACE_INACTIVE = "place.inactive"
    OWNER_CODE_UNKNOWN = "owner.code_unknown"
    OWNER_WITHOUT_PLACE = "owner.without_place"
    HOLDER_BESIDE = "holder.beside"
    HOLDER_MATCH_PROPOSED = "holder.match_proposed"
    HOLDER_PHONE_DIFFERS = "holder.phone_differs"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: its code, how grave it is, what to put into its words, and a value to write instead."""

    code: Code
    severity: Severity
    params: Mapping[str, Param] = field(default_factory=dict[str, Param])
    suggestion: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether the row must be mended before it loads."""
        return self.severity is Severity.ERROR


class Parsed(NamedTuple, Generic[T_co]):
    """What a cell says: a value (None when it says nothing or nothing usable) and what was noticed."""

    value: T_co | None
    problems: tuple[Problem, ...] = ()


BLANK: Parsed[Never] = Parsed(None)


def error(code: Code, *, suggestion: str | None = None, **params: Param) -> Problem:
    """Build a problem that keeps the row out of the load."""
    return Problem(code, Severity.ERROR, params, suggestion)


def warning(code: Code, *, suggestion: str | None = None, **params: Param) -> Problem:
    """Build a problem that is shown but does not stop the row."""
    return Problem(code, Severity.WARNING, params, suggestion)


def refused(code: Code, *, suggestion: str | None = None, **params: Param) -> Parsed[Never]:
    """Build the reading of a cell that could not be understood: no value, one error."""
    return Parsed(None, (error(code, suggestion=suggestion, **params),))
