"""Rows of a table into typed drafts, column by column in batches so that repeated cells cost nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.field import Target
from manyhold.foundation.imports.catalogue.takeover import TAKEOVER
from manyhold.foundation.imports.labels.house import HouseLabel
from manyhold.foundation.imports.matching.mapping import ColumnMapping
from manyhold.foundation.imports.problem import Code, Parsed, error
from manyhold.foundation.imports.rows.checks import area_findings, date_findings
from manyhold.foundation.imports.rows.drafts import Finding, RowDraft, RowProblem, Value
from manyhold.foundation.imports.rows.owners import OWNER_FIELDS, owners_of
from manyhold.foundation.imports.rows.places import PLACE_FIELDS, assembled
from manyhold.foundation.imports.rows.plan import Plan, plan_of
from manyhold.foundation.imports.tables.table import Table
from manyhold.foundation.imports.workbook.values import Raw, shown

BATCH_ROWS = 2048
# These become the label, the owners and the state axes of the draft.
_NOT_VALUES = PLACE_FIELDS | OWNER_FIELDS | {"state.any"}


def read_rows(table: Table, mapping: ColumnMapping, catalogue: Catalogue = TAKEOVER) -> Iterator[RowDraft]:
    """Yield a draft for every data row, in order; rows with errors come with what could be read.

    Raises:
        MappingError: at the call, when the mapping does not fit the table.
    """
    return _drafts(table, plan_of(table, mapping, catalogue))


def _drafts(table: Table, plan: Plan) -> Iterator[RowDraft]:
    rows = table.rows()
    while batch := list(islice(rows, BATCH_ROWS)):
        columns = list(zip(*(cells for _, cells in batch), strict=True))
        read = [
            list(map(reader.__getitem__, _hashable(columns[column])))
            for column, reader in zip(plan.columns, plan.readers, strict=True)
        ]
        for (index, cells), parsed in zip(batch, zip(*read, strict=True), strict=True):
            yield _draft(plan, index + 1, cells, parsed)


def _hashable(column: Sequence[Raw]) -> Iterable[Raw]:
    """Write booleans out where a column has any: as a dictionary key True would be the same as 1."""
    if bool not in set(map(type, column)):
        return column
    return [shown(cell) if isinstance(cell, bool) else cell for cell in column]


def _draft(plan: Plan, row_no: int, cells: list[Raw], parsed: Sequence[Parsed[object]]) -> RowDraft:
    found: list[RowProblem] = []
    for column, code, result in zip(plan.columns, plan.codes, parsed, strict=True):
        for problem in result.problems:
            found.append(RowProblem(row_no, plan.labels[column], code, shown(cells[column]), problem))
    values = _joined(plan.codes, parsed)
    label, findings = assembled(values)
    # What was written and is no number was said already; that there is none would be a second word on it.
    is_phone_wrong = any(problem.field == "owner.phone" for problem in found)
    owners, owner_findings = owners_of(values, phone_expected="owner.phone" in values and not is_phone_wrong)
    findings += owner_findings
    if plan.target == Target.ROOM:
        findings += _room_findings(plan, row_no, label, values)
    findings += _missing(plan, values, label, {problem.field for problem in found})
    found += (_placed(plan, row_no, cells, finding) for finding in findings)
    return RowDraft(row_no, label, owners, _plain(values), tuple(found))


def _joined(codes: Sequence[str], parsed: Sequence[Parsed[Any]]) -> dict[str, Any]:
    """Return the values by field; columns that hold the same field, such as two telephones, are joined."""
    values: dict[str, Any] = {code: result.value for code, result in zip(codes, parsed, strict=True)}
    if len(values) == len(codes):
        return values
    values.clear()
    for code, result in zip(codes, parsed, strict=True):
        if values.get(code) is None:
            values[code] = result.value
        elif result.value is not None:
            values[code] += result.value
    return values


def _room_findings(
    plan: Plan, row_no: int, label: HouseLabel | None, values: Mapping[str, Any]
) -> Iterator[Finding]:
    yield from area_findings(values)
    yield from date_findings(values)
    if label is not None and label.room is not None:
        yield from plan.rooms.findings(row_no, label, values.get("room.building_area"))


def _missing(
    plan: Plan, values: Mapping[str, Any], label: HouseLabel | None, refused: set[str | None]
) -> Iterator[Finding]:
    """Say what the row cannot do without, unless its cell was already refused."""
    code = plan.required_column
    is_room = plan.target == Target.ROOM
    present = label is not None and label.room is not None if is_room else bool(values.get(code))
    if not present and code not in refused:
        yield Finding(code, error(Code.CELL_REQUIRED, field=code))
    building_lost = "place.building" in values and (label is None or label.building is None)
    if is_room and building_lost and "place.building" not in refused:
        yield Finding("place.building", error(Code.CELL_REQUIRED, field="place.building"))


def _placed(plan: Plan, row_no: int, cells: list[Raw], finding: Finding) -> RowProblem:
    """Point a finding at its cell; one about a field without a column stands at the row's own column."""
    code = finding.field if finding.field in plan.codes else plan.required_column
    column = plan.columns[plan.codes.index(code)]
    return RowProblem(row_no, plan.labels[column], finding.field, shown(cells[column]), finding.problem)


def _plain(values: Mapping[str, Any]) -> dict[str, Value]:
    plain = {code: value for code, value in values.items() if value is not None and code not in _NOT_VALUES}
    for axis, state in values.get("state.any") or ():
        plain.setdefault(axis, state)
    return plain
