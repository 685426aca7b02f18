"""Cells of a workbook as a preparer may see them: what is personal is masked, whatever the column is taken for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from manyhold.foundation.imports.catalogue.field import FieldType, Sensitivity
from manyhold.foundation.imports.catalogue.takeover import BY_CODE
from manyhold.foundation.imports.cells.names import looks_like_company
from manyhold.foundation.imports.problem import Problem
from manyhold.kernel import masking

_LONG_NUMBER = re.compile(r"\d[\dXx -]{6,}")


def masked(text: str, field: str | None) -> str:
    """The cell's text, masked as its field asks; in a column of no field, long numbers are."""
    known = BY_CODE.get(field or "")
    if known is not None and known.sensitivity is Sensitivity.NONE:
        return text
    mask = _MASKS.get(known.type) if known is not None else None
    return mask(text) if mask else _LONG_NUMBER.sub(lambda found: masking.identity_number(found[0]), text)


def masked_problem(problem: Problem, field: str | None) -> Problem:
    """A problem whose suggestion and parameters show no more than its cell would."""
    known = BY_CODE.get(field or "")
    if known is None or known.sensitivity is Sensitivity.NONE:
        return problem
    suggestion = None if problem.suggestion is None else masked(problem.suggestion, field)
    return Problem(problem.code, problem.severity, problem.params, suggestion)


def _name(text: str) -> str:
    return masking.company(text) if looks_like_company(text) else masking.name(text)


_MASKS: Mapping[FieldType, Callable[[str], str]] = {
    FieldType.NAMES: _name,
    FieldType.PHONES: masking.phone,
    FieldType.IDENTITIES: masking.identity_number,
    FieldType.PLATES: masking.plate,
}
