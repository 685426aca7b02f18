"""A workbook's sheets as they are kept: the table found, the mapping proposed, the first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.headings import is_reserved
from manyhold.foundation.imports.catalogue.takeover import TAKEOVER
from manyhold.foundation.imports.matching.mapping import ColumnMapping
from manyhold.foundation.imports.matching.propose import MappingProposal, propose_mapping
from manyhold.foundation.imports.problem import Problem
from manyhold.foundation.imports.tables.errors import TableNotFoundError
from manyhold.foundation.imports.tables.recognise import column_letters, recognise
from manyhold.foundation.imports.tables.table import Table, TableChoice
from manyhold.foundation.imports.workbook.sheets import Sheet
from manyhold.foundation.imports.workbook.values import shown

SAMPLE_ROWS = 20
LONGEST_SHEET_NAME = 120


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One sheet understood; without a `table` nothing in it reads as one, and `problem` says so."""

    sheet: Sheet
    choice: TableChoice
    table: Table | None
    proposal: MappingProposal | None
    problem: Problem | None

    @property
    def target(self) -> str | None:
        """What its rows become as far as anybody can tell."""
        return self.proposal.target if self.proposal else None

    @property
    def fields(self) -> list[str | None]:
        """The proposed field per column."""
        return [column.field for column in self.proposal.columns] if self.proposal else []

    def found(self) -> dict[str, Any]:
        """The recognised table and the proposal as JSON; rows and columns count from 0."""
        if self.table is None or self.proposal is None:
            told = self.problem
            return {"problem": {"code": told.code.value, "params": dict(told.params)} if told else None}
        table = self.table
        return {
            "problem": None,
            "fingerprint": self.proposal.fingerprint,
            "heading_rows": list(table.heading_rows),
            "first_row": table.first_row,
            "last_row": table.last_row,
            "first_column": table.first_column,
            "filled_columns": sorted(table.filled_columns),
            "ignored": [
                asdict(region) | {"reason": region.reason.value} for region in table.ignored[:SAMPLE_ROWS]
            ],
            "columns": [
                {
                    "letters": column_letters(table.first_column + place),
                    "label": column.label,
                    "score": column.score,
                    "because": column.because.value,
                    "others": [code for code, _ in column.others],
                    "proposed": column.field,
                }
                for place, column in enumerate(self.proposal.columns)
            ],
        }

    def sample(self) -> list[list[str]]:
        """The first data rows as a person reads them."""
        return [[shown(cell) for cell in row] for row in self.table.sample(SAMPLE_ROWS)] if self.table else []


def read_sheet(
    sheet: Sheet,
    remembered: Mapping[str, ColumnMapping],
    choice: TableChoice | None = None,
    target: str | None = None,
    catalogue: Catalogue = TAKEOVER,
) -> SheetReading:
    """Recognise the sheet's table and propose its mapping. Raises TableChoiceError for a wrong choice by hand."""
    choice = choice or TableChoice()
    try:
        table = recognise(sheet, choice)
    except TableNotFoundError as fault:
        return SheetReading(sheet, choice, None, None, fault.problem)
    proposal = propose_mapping(table, target=target, remembered=remembered, catalogue=catalogue)
    return SheetReading(sheet, choice, table, proposal, None)


def choice_as_json(choice: TableChoice) -> dict[str, Any]:
    """A choice as it is kept."""
    kept = {name: getattr(choice, name) for name in _PARTS}
    return {
        name: sorted(value) if isinstance(value, frozenset | tuple) else value
        for name, value in kept.items()
        if value is not None and value != frozenset()
    }


def choice_of(kept: Mapping[str, Any]) -> TableChoice:
    """The choice that `choice_as_json` kept."""
    heading_rows = kept.get("heading_rows")
    sets: dict[str, Any] = {
        name: frozenset(kept.get(name, ())) for name in ("keep_rows", "skip_rows", "filled_columns")
    }
    edges = {name: kept.get(name) for name in ("first_column", "last_column", "first_row", "last_row")}
    return TableChoice(None if heading_rows is None else tuple(heading_rows), **edges, **sets)


def mapping_to_remember(target: str, labels: Sequence[str], fields: Sequence[str | None]) -> ColumnMapping:
    """A mapping without the columns that an import wrote itself, as it is remembered."""
    kept = [field for label, field in zip(labels, fields, strict=True) if not is_reserved(label)]
    return ColumnMapping(target, tuple(kept))


_PARTS = (
    "heading_rows",
    "first_column",
    "last_column",
    "first_row",
    "last_row",
    "keep_rows",
    "skip_rows",
    "filled_columns",
)
