"""What a column's cells look like, whatever its heading says."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from manyhold.foundation.imports.catalogue.field import Field, FieldType, choice_index
from manyhold.foundation.imports.catalogue.headings import comparable
from manyhold.foundation.imports.catalogue.states import AXES
from manyhold.foundation.imports.cells.areas import LARGEST, parse_area
from manyhold.foundation.imports.cells.counts import parse_count, parse_flag
from manyhold.foundation.imports.cells.dates import parse_date
from manyhold.foundation.imports.cells.identities import parse_identity
from manyhold.foundation.imports.cells.money import parse_money, parse_reading
from manyhold.foundation.imports.cells.months import parse_month
from manyhold.foundation.imports.cells.names import parse_names
from manyhold.foundation.imports.cells.phones import PhoneKind, parse_phones
from manyhold.foundation.imports.cells.plates import parse_plates
from manyhold.foundation.imports.labels.grammar import parse_label
from manyhold.foundation.imports.labels.parts import (
    parse_building,
    parse_floor,
    parse_phase,
    parse_room,
    parse_unit,
)
from manyhold.foundation.imports.problem import Code, Parsed
from manyhold.foundation.imports.text import has_han
from manyhold.foundation.imports.workbook.values import Raw, is_blank, shown, typed

_STATES = frozenset(name for choices in AXES.values() for name in choice_index(choices))
_WHOLE_LABEL = re.compile(r"\d.*[-栋幢座单元].*\d")


def share_that_fits(field: Field, cells: Sequence[Raw]) -> float | None:
    """Return which share of the filled cells reads as this field; None when there is nothing to judge by."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled or field.type in {FieldType.TEXT, FieldType.CODES}:
        return None
    if field.type in {FieldType.CHOICE, FieldType.GENDERS}:
        index = choice_index(field.choices)
        return sum(1 for cell in filled if comparable(shown(cell)) in index) / len(filled)
    fits = _FITS[field.type]
    return sum(1 for cell in filled if fits(cell)) / len(filled)


def distinctive(cells: Sequence[Raw]) -> FieldType | None:
    """Return the type that nearly all cells show: mobile numbers, documents, plates or whole labels."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) < 3:
        return None
    for kind, shows in _SHOWS.items():
        if sum(1 for cell in filled if shows(cell)) >= 0.8 * len(filled):
            return kind
    return None


def _reads(parse: Callable[[str], Parsed[object]]) -> Callable[[Raw], bool]:
    return lambda cell: not any(problem.is_error for problem in parse(shown(cell)).problems)


def _is_name(cell: Raw) -> bool:
    return isinstance(cell, str) and (has_han(cell) or cell.isalpha()) and _reads(parse_names)(cell)


def _is_area(cell: Raw) -> bool:
    return parse_area(typed(cell), low=Decimal(0), high=LARGEST, zero_allowed=True).value is not None


def _is_phone(cell: Raw) -> bool:
    phones, problems = parse_phones(shown(cell))
    return bool(phones) and not any(problem.is_error for problem in problems)


def _is_mobile(cell: Raw) -> bool:
    phones = parse_phones(shown(cell)).value
    return bool(phones) and any(phone.kind is PhoneKind.MOBILE for phone in phones or ())


def _is_identity(cell: Raw) -> bool:
    identity, problems = parse_identity(typed(cell))
    lost = any(problem.code is Code.IDENTITY_PRECISION_LOST for problem in problems)
    return lost or (identity is not None and len(identity.number) >= 15)


def _is_date(cell: Raw) -> bool:
    return parse_date(typed(cell)).value is not None


def _is_count(cell: Raw) -> bool:
    return parse_count(typed(cell)).value is not None


def _is_plate(cell: Raw) -> bool:
    return bool(parse_plates(shown(cell)).value)


def _is_whole_label(cell: Raw) -> bool:
    text = shown(cell)
    label = parse_label(text).value
    return label is not None and label.building is not None and _WHOLE_LABEL.search(text) is not None


def _is_state(cell: Raw) -> bool:
    return comparable(shown(cell)) in _STATES


_FITS: Mapping[FieldType, Callable[[Raw], bool]] = {
    FieldType.MONEY: lambda cell: not parse_money(typed(cell)).problems,
    FieldType.MONTH: lambda cell: not parse_month(typed(cell)).problems,
    FieldType.READING: lambda cell: not parse_reading(typed(cell)).problems,
    FieldType.LABEL: _is_whole_label,
    FieldType.PHASE: _reads(parse_phase),
    FieldType.BUILDING: _reads(parse_building),
    FieldType.UNIT: _reads(parse_unit),
    FieldType.FLOOR: _reads(parse_floor),
    FieldType.ROOM: _reads(parse_room),
    FieldType.COUNT: _is_count,
    FieldType.FLAG: _reads(parse_flag),
    FieldType.AREA: _is_area,
    FieldType.DATE: _is_date,
    FieldType.STATE: _is_state,
    FieldType.NAMES: _is_name,
    FieldType.PHONES: _is_phone,
    FieldType.IDENTITIES: _is_identity,
    FieldType.PLATES: _is_plate,
}

_SHOWS: Mapping[FieldType, Callable[[Raw], bool]] = {
    FieldType.PHONES: _is_mobile,
    FieldType.IDENTITIES: _is_identity,
    FieldType.PLATES: _is_plate,
    FieldType.LABEL: _is_whole_label,
}
