"""Areas in square metres: 97.76, 97.76㎡, 97.76平米, 1,234.5."""

import re
from decimal import ROUND_HALF_UP, Decimal

from manyhold.foundation.imports.problem import BLANK, Code, Parsed, Problem, refused, warning
from manyhold.foundation.imports.text import squeeze
from manyhold.foundation.imports.workbook.values import Cell

PRECISION = Decimal("0.01")  # the survey's precision, square metres
LARGEST = Decimal("9999999.99")
_NOISE = Decimal("0.000001")  # what binary floating point adds to a sum, never to a survey
_AREA = re.compile(
    r"(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|-?\.\d+)(?:平方米|平米|平方|平|m2|m²|米2|sqm|m)?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def parse_area(cell: Cell, *, low: Decimal, high: Decimal, zero_allowed: bool = False) -> Parsed[Decimal]:
    """Read an area to 0.01 m². Outside `low` to `high` m² it is taken with a warning, as is one rounded."""
    exact, problems = _exact(cell)
    if exact is None:
        return Parsed(None, problems)
    if abs(exact) > LARGEST:
        return refused(Code.AREA_UNREADABLE, value=f"{exact:.0f}"[:40])
    return _judged(exact, low, high, zero_allowed=zero_allowed)


def _exact(cell: Cell) -> Parsed[Decimal]:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return Parsed(Decimal(cell))
    text = squeeze(cell) if isinstance(cell, str) else "" if cell is None else str(cell)
    if not text:
        return BLANK
    if written := _AREA.fullmatch(text):
        return Parsed(Decimal(written[1].replace(",", "")))
    return refused(Code.AREA_UNREADABLE, suggestion=_only_number(text), value=text[:40])


def _only_number(text: str) -> str | None:
    """Propose the one number in the text; a comma before two digits was meant as the point."""
    numbers = _NUMBER.findall(re.sub(r",(?=\d{1,2}(?!\d))", ".", text))
    return numbers[0] if len(numbers) == 1 else None


def _judged(exact: Decimal, low: Decimal, high: Decimal, *, zero_allowed: bool) -> Parsed[Decimal]:
    area = exact.quantize(PRECISION, ROUND_HALF_UP)
    if area < 0 or (area == 0 and not (zero_allowed and exact == 0)):
        return refused(Code.AREA_NOT_POSITIVE, value=f"{exact:f}")
    problems: list[Problem] = []
    if abs(exact - area) > _NOISE:
        problems.append(
            warning(Code.AREA_ROUNDED, suggestion=str(area), value=f"{exact:f}", rounded=str(area))
        )
    if area != 0 and not low <= area <= high:
        problems.append(warning(Code.AREA_IMPLAUSIBLE, value=str(area), low=str(low), high=str(high)))
    return Parsed(area, tuple(problems))
