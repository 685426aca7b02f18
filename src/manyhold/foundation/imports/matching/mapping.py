"""A column mapping: which column holds which field; how it is remembered and judged."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.headings import comparable, is_reserved
from manyhold.foundation.imports.catalogue.takeover import TAKEOVER
from manyhold.foundation.imports.problem import Code, Problem, error


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the rows become, and one field code (or None for a column left out) per column of the table."""

    target: str
    fields: tuple[str | None, ...]


def fingerprint(labels: Sequence[str]) -> str:
    """Return the name under which a mapping of these headings is remembered, in their order.

    Marks, units, blanks and case do not change it, nor does the problem column of a set-aside workbook.
    """
    names = [comparable(label) for label in labels if not is_reserved(label)]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


def mapping_problems(
    mapping: ColumnMapping, labels: Sequence[str], catalogue: Catalogue = TAKEOVER
) -> list[Problem]:
    """Return what keeps the mapping from being used: all of it, not the first finding only."""
    problems: list[Problem] = []
    if len(mapping.fields) != len(labels):
        problems.append(error(Code.MAPPING_WIDTH, columns=len(labels), given=len(mapping.fields)))
    counts = Counter(code for code in mapping.fields if code is not None)
    for code, count in counts.items():
        field = catalogue.by_code.get(code)
        if field is None:
            problems.append(error(Code.MAPPING_FIELD_UNKNOWN, field=code))
        elif mapping.target not in field.targets:
            problems.append(error(Code.MAPPING_FIELD_FOREIGN, field=code, target=mapping.target))
        elif count > 1 and not field.several:
            problems.append(error(Code.MAPPING_FIELD_TWICE, field=code, count=count))
    required = catalogue.required[mapping.target]
    if not any(code in counts for code in required):
        problems.append(error(Code.MAPPING_FIELD_MISSING, target=mapping.target, fields=" / ".join(required)))
    return problems
