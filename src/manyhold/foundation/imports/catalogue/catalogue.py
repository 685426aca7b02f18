"""What the columns of one kind of workbook may hold: fields, and what each target cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from manyhold.foundation.imports.catalogue.field import Field


@dataclass(frozen=True)
class Catalogue:
    """`required` names the targets; of each list one must be mapped before a table can be read as that target."""

    fields: tuple[Field, ...]
    required: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_code(self) -> Mapping[str, Field]:
        """Every field by its code."""
        return {field.code: field for field in self.fields}

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """What a row may become."""
        return tuple(self.required)

    def fields_of(self, target: str) -> tuple[Field, ...]:
        """The fields that a row of this target may have, in the catalogue's order."""
        return tuple(field for field in self.fields if target in field.targets)
