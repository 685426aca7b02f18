"""One reader per field: a cell into a value with its problems, each distinct cell only once."""

from collections.abc import Callable, Mapping
from functools import partial

from manyhold.foundation.imports.catalogue.field import Choice, Field, FieldType, choice_index
from manyhold.foundation.imports.catalogue.headings import comparable
from manyhold.foundation.imports.catalogue.states import AXES
from manyhold.foundation.imports.cells.areas import parse_area
from manyhold.foundation.imports.cells.counts import parse_count, parse_flag
from manyhold.foundation.imports.cells.dates import parse_date
from manyhold.foundation.imports.cells.identities import Identity, parse_identity
from manyhold.foundation.imports.cells.money import parse_money, parse_reading
from manyhold.foundation.imports.cells.months import parse_month
from manyhold.foundation.imports.cells.names import parse_names
from manyhold.foundation.imports.cells.phones import Phone, parse_phones
from manyhold.foundation.imports.cells.plates import parse_plates
from manyhold.foundation.imports.cells.several import split_values
from manyhold.foundation.imports.labels.grammar import parse_label
from manyhold.foundation.imports.labels.house import HouseLabel
from manyhold.foundation.imports.labels.parts import (
    parse_building,
    parse_floor,
    parse_phase,
    parse_room,
    parse_unit,
)
from manyhold.foundation.imports.problem import BLANK, Code, Parsed, Problem, refused, warning
from manyhold.foundation.imports.text import fold
from manyhold.foundation.imports.workbook.values import Cell, CellError, Raw, text_of, typed

LONGEST_TEXT = 500
_REMEMBERED_CELLS = 100_000

CellReader = Callable[[Cell], Parsed[object]]

# The overlapping words of flat lists say more than one axis: who lives there has been handed the room.
_IMPLIED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "owner_occupied": (("state.delivery", "delivered"),),
    "let": (("state.delivery", "delivered"),),
    "own_business": (("state.delivery", "delivered"),),
}


class ColumnReader(dict[Raw, Parsed[object]]):
    """A field's reader that remembers cells: buildings, uses and dates repeat by the thousand."""

    def __init__(self, read: CellReader) -> None:
        """Remember nothing yet."""
        super().__init__()
        self._read = read

    def __missing__(self, raw: Raw) -> Parsed[object]:
        """Read a cell not seen before."""
        if len(self) >= _REMEMBERED_CELLS:
            self.clear()
        cell = typed(raw)
        if cell is None:
            result: Parsed[object] = BLANK
        elif isinstance(cell, CellError):
            result = refused(Code.CELL_ERROR, value=cell.text)
        else:
            result = self._read(cell)
        self[raw] = result
        return result


def reader_of(field: Field, *, date_1904: bool) -> ColumnReader:
    """Return a fresh reader of the field's cells."""
    match field.type:
        case FieldType.AREA:
            read = partial(parse_area, low=field.low, high=field.high, zero_allowed=field.zero_allowed)
        case FieldType.DATE:
            read = partial(parse_date, date_1904=date_1904)
        case FieldType.CHOICE:
            read = partial(_choice, index=choice_index(field.choices), choices=field.choices)
        case FieldType.GENDERS:
            read = partial(_choices, index=choice_index(field.choices), choices=field.choices)
        case FieldType.COUNT:
            read = parse_count
        case FieldType.MONEY:
            read = parse_money
        case FieldType.MONTH:
            read = partial(parse_month, date_1904=date_1904)
        case FieldType.READING:
            read = parse_reading
        case FieldType.IDENTITIES:
            read = _identities
        case FieldType.STATE:
            read = _state
        case _:
            read = _text_reader(_TEXT_READERS[field.type])
    return ColumnReader(read)


def _text_reader(parse: Callable[[str], Parsed[object]]) -> CellReader:
    return lambda cell: parse(text_of(cell))


def _plain(text: str) -> Parsed[str]:
    if len(text) > LONGEST_TEXT:
        return refused(Code.TEXT_TOO_LONG, length=len(text), longest=LONGEST_TEXT)
    return Parsed(text)


def _codes(text: str) -> Parsed[tuple[str, ...]]:
    return Parsed(tuple(split_values(text, hash_separates=True)) or None)


def _room(text: str) -> Parsed[str | HouseLabel]:
    """Read a room number, or the whole label that many ledgers put under 房号."""
    room = parse_room(text)
    if room.value is not None or not room.problems:
        return room
    label = parse_label(text)
    return label if label.value is not None and label.value.room else room


def _phones(text: str) -> Parsed[tuple[Phone, ...]]:
    """Read telephones; that there is none (无) is for the row to say, when it has a name."""
    parsed = parse_phones(text)
    return parsed if parsed.value or any(problem.is_error for problem in parsed.problems) else BLANK


def _identities(cell: Cell) -> Parsed[tuple[Identity, ...]]:
    if isinstance(cell, str) and len(cell) >= 15 and cell.isalnum():  # one number: nearly all cells
        only = parse_identity(cell)
        return Parsed((only.value,) if only.value else None, only.problems)
    parts: list[Cell] = [*split_values(cell)] if isinstance(cell, str) else [cell]
    results = [parse_identity(part) for part in parts if part not in {"无", "-", "0", 0}]
    problems = tuple(problem for result in results for problem in result.problems)
    return Parsed(tuple(result.value for result in results if result.value) or None, problems)


def _choice(cell: Cell, *, index: Mapping[str, str], choices: tuple[Choice, ...]) -> Parsed[str]:
    text = text_of(cell)
    code = index.get(comparable(text))
    return Parsed(code) if code else Parsed(None, (_unknown(text, choices),))


def _choices(cell: Cell, *, index: Mapping[str, str], choices: tuple[Choice, ...]) -> Parsed[tuple[str, ...]]:
    texts = split_values(text_of(cell))
    unknown = tuple(_unknown(text, choices) for text in texts if comparable(text) not in index)
    return Parsed(None, unknown) if unknown else Parsed(tuple(index[comparable(text)] for text in texts))


def _unknown(text: str, choices: tuple[Choice, ...]) -> Problem:
    allowed = " / ".join(choice.zh for choice in choices)
    return warning(Code.CHOICE_UNKNOWN, value=fold(text)[:40], allowed=allowed)


def _state(cell: Cell) -> Parsed[tuple[tuple[str, str], ...]]:
    """Read a flat state as (axis, code) pairs."""
    text = text_of(cell)
    for axis, choices in AXES.items():
        if code := choice_index(choices).get(comparable(text)):
            return Parsed(((axis, code), *_IMPLIED.get(code, ())))
    return Parsed(None, (_unknown(text, tuple(choice for choices in AXES.values() for choice in choices)),))


_TEXT_READERS: Mapping[FieldType, Callable[[str], Parsed[object]]] = {
    FieldType.TEXT: _plain,
    FieldType.LABEL: parse_label,
    FieldType.PHASE: parse_phase,
    FieldType.BUILDING: parse_building,
    FieldType.UNIT: parse_unit,
    FieldType.FLOOR: parse_floor,
    FieldType.ROOM: _room,
    FieldType.FLAG: parse_flag,
    FieldType.CODES: _codes,
    FieldType.NAMES: parse_names,
    FieldType.PHONES: _phones,
    FieldType.PLATES: parse_plates,
}
