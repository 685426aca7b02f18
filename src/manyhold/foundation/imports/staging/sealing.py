"""Batches that hold personal data, sealed whole: one seal for hundreds of rows is what keeps 200,000 quick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from manyhold.foundation.imports.problem import Code, Problem, Severity
from manyhold.foundation.imports.rows.drafts import RowProblem
from manyhold.kernel.crypto.keyring import Keyring

PARTIES = "imports_staged_parties.sealed"
FINDINGS = "imports_finding.sealed"
SAMPLE = "imports_sheet.sample_sealed"


def seal(keys: Keyring, place: str, row_id: int, rows: Sequence[Any]) -> bytes:
    """The rows as one sealed JSON list."""
    return keys.seal(place, row_id, msgspec.json.encode(rows).decode())


def opened(keys: Keyring, place: str, row_id: int, sealed: bytes) -> list[Any]:
    """The rows of a sealed list."""
    return msgspec.json.decode(keys.open(place, row_id, sealed))


def as_list(found: RowProblem) -> list[Any]:
    """A problem as it stands in a batch."""
    problem = found.problem
    told = (problem.code.value, problem.severity.value, dict(problem.params), problem.suggestion)
    return [found.row_no, found.column, found.field, found.value, *told]


def as_problem(row: Sequence[Any]) -> RowProblem:
    """The problem that `as_list` wrote."""
    row_no, column, field, value, code, severity, params, suggestion = row
    problem = Problem(Code(code), Severity(severity), params, suggestion)
    return RowProblem(row_no, column, field, value, problem)
