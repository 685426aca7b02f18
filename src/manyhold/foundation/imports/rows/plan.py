"""Everything about the mapped columns of a table that does not change from row to row."""

from dataclasses import dataclass, field

from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.takeover import TAKEOVER
from manyhold.foundation.imports.matching.mapping import ColumnMapping, mapping_problems
from manyhold.foundation.imports.problem import Problem
from manyhold.foundation.imports.rows.checks import RoomsSeen
from manyhold.foundation.imports.rows.readers import ColumnReader, reader_of
from manyhold.foundation.imports.tables.table import Table


class MappingError(ValueError):
    """The mapping cannot be used; `problems` are those of `mapping_problems`."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems."""
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Plan:
    """The mapped columns, their fields and readers, and the rooms met so far."""

    catalogue: Catalogue
    target: str
    labels: tuple[str, ...]
    columns: tuple[int, ...]
    codes: tuple[str, ...]
    readers: tuple[ColumnReader, ...]
    rooms: RoomsSeen = field(default_factory=RoomsSeen)

    @property
    def required_column(self) -> str:
        """The mapped field by which a row of the target is known."""
        return next(code for code in self.catalogue.required[self.target] if code in self.codes)


def plan_of(table: Table, mapping: ColumnMapping, catalogue: Catalogue = TAKEOVER) -> Plan:
    """Return the plan of a mapping that fits the table.

    Raises:
        MappingError: it does not fit.
    """
    problems = mapping_problems(mapping, table.labels, catalogue)
    if problems:
        raise MappingError(problems)
    mapped = [(column, code) for column, code in enumerate(mapping.fields) if code is not None]
    return Plan(
        catalogue,
        mapping.target,
        table.labels,
        tuple(column for column, _ in mapped),
        tuple(code for _, code in mapped),
        tuple(reader_of(catalogue.by_code[code], date_1904=table.sheet.date_1904) for _, code in mapped),
    )
