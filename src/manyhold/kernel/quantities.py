"""Arithmetic on exact quantities: the same functions for SQL on both engines and for Python Decimals.

`multiply`, `divide` and `rescale` say the scale of the result and the rounding. Everything raises on
overflow: `QuantityError` in Python, a database error in SQL. On SQLite the exact product before rounding must
fit a BIGINT too (9.2e18 of the smallest unit); it is refused, never wrong, when it does not.

The SQL of an expression stands several times in the SQL of the one around it: put a chain of more than three
into a CTE.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any, cast, overload

from sqlalchemy import BigInteger, ColumnElement, Integer, SQLColumnExpression, literal, type_coerce
from sqlalchemy.sql.elements import ClauseElement

from manyhold.kernel.exact_sql import MAX_DIGITS, Extreme, Quotient, Total
from manyhold.kernel.fixed import (
    EXACT,
    Fen,
    Fixed,
    QuantityError,
    fitting,
    is_untyped,
    quantity_of,
    require_same,
    scale_of,
    scaled,
    unwrapped,
)

HALF_UP = ROUND_HALF_UP  # 四舍五入: a tie goes away from zero
HALF_EVEN = ROUND_HALF_EVEN
DOWN = ROUND_DOWN  # towards zero
UP = ROUND_UP  # away from zero

_ROUNDINGS = {HALF_UP, HALF_EVEN, DOWN, UP}

_Sql = SQLColumnExpression[Any]


@overload
def multiply(a: Decimal, b: Decimal, *, scale: int, rounding: str = HALF_UP) -> Decimal: ...
@overload
def multiply(a: _Sql, b: _Sql | Decimal, *, scale: int, rounding: str = HALF_UP) -> ColumnElement[Any]: ...
@overload
def multiply(a: Decimal, b: _Sql, *, scale: int, rounding: str = HALF_UP) -> ColumnElement[Any]: ...
def multiply(a: Any, b: Any, *, scale: int, rounding: str = HALF_UP) -> Any:
    """a times b at `scale`; an integer column counts as scale 0 (days, months), a Python int is refused."""
    _require_arithmetic(scale, rounding)
    (left, left_scale), (right, right_scale) = _factor(a), _factor(b)
    shift = scale - left_scale - right_scale
    if isinstance(left, int) and isinstance(right, int):
        return _decimal_quotient(left * right, 1, shift, scale, rounding)
    return _sql_quotient([left, right], None, shift, scale, rounding)


@overload
def divide(a: Decimal, b: Decimal, *, scale: int, rounding: str = HALF_UP) -> Decimal: ...
@overload
def divide(a: _Sql, b: _Sql | Decimal, *, scale: int, rounding: str = HALF_UP) -> ColumnElement[Any]: ...
@overload
def divide(a: Decimal, b: _Sql, *, scale: int, rounding: str = HALF_UP) -> ColumnElement[Any]: ...
def divide(a: Any, b: Any, *, scale: int, rounding: str = HALF_UP) -> Any:
    """a / b at `scale`. Division by zero raises: `QuantityError` in Python, a database error in SQL."""
    _require_arithmetic(scale, rounding)
    (above, above_scale), (below, below_scale) = _factor(a), _factor(b)
    shift = scale + below_scale - above_scale
    if isinstance(above, int) and isinstance(below, int):
        return _decimal_quotient(above, below, shift, scale, rounding)
    return _sql_quotient([above], below, shift, scale, rounding)


@overload
def rescale(a: Decimal, *, scale: int, rounding: str = HALF_UP) -> Decimal: ...
@overload
def rescale(a: _Sql, *, scale: int, rounding: str = HALF_UP) -> ColumnElement[Any]: ...
def rescale(a: Any, *, scale: int, rounding: str = HALF_UP) -> Any:
    """The same quantity at another scale, rounded where digits are dropped."""
    _require_arithmetic(scale, rounding)
    number, old_scale = _factor(a)
    if isinstance(number, int):
        return _decimal_quotient(number, 1, scale - old_scale, scale, rounding)
    return _sql_quotient([number], None, scale - old_scale, scale, rounding)


def total(term: _Sql, *, where: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    """The sum over the rows (for which `where` holds): a BIGINT on both engines, zero over no rows."""
    element = unwrapped(term)
    return Total(quantity_of(element), [element] if where is None else [element, where])


def least(first: _Sql, *others: Any) -> ColumnElement[Any]:
    """The least of several quantities of one scale; NULL when one is NULL, on both engines."""
    return _extreme("least", first, others)


def greatest(first: _Sql, *others: Any) -> ColumnElement[Any]:
    """The greatest of several quantities of one scale; NULL when one is NULL, on both engines."""
    return _extreme("greatest", first, others)


@overload
def fen(amount: Decimal) -> int: ...
@overload
def fen(amount: _Sql) -> ColumnElement[int]: ...
def fen(amount: Any) -> Any:
    """Yuan as whole fen; refuses fractions of a fen. A SQL quantity of scale 2 only changes its name."""
    if isinstance(amount, Decimal):
        return scaled(amount, 2)
    element = unwrapped(amount)
    require_same(Fen(), element)
    return type_coerce(element, Fen())


def yuan(amount_fen: int) -> Decimal:
    """Whole fen as yuan with two places, for Python arithmetic with rates and areas."""
    return EXACT.scaleb(Decimal(Fen().to_integer(amount_fen)), -2)


def require_assignable(target: _Sql, source: Any) -> None:
    """Refuse, with `QuantityError`, to store `source` in the column `target` unless their scales agree."""
    kinds = {scale_of(unwrapped(target))}
    if isinstance(source, ClauseElement) or hasattr(source, "__clause_element__"):
        element = unwrapped(source)
        kinds |= set() if is_untyped(element) else {scale_of(element)}
    if len(kinds) > 1:
        raise QuantityError(f"{target} cannot hold {source}: their scales differ")


def _extreme(which: str, first: Any, others: Sequence[Any]) -> Extreme:
    quantity = quantity_of(unwrapped(first))
    terms = [unwrapped(first), *(unwrapped(other) for other in others)]
    for term in terms:
        require_same(quantity, term)
    typed: list[Any] = [
        term if isinstance(term, ClauseElement) else literal(term, quantity) for term in terms
    ]
    return Extreme(quantity, typed, which)


def _factor(value: Any) -> tuple[Any, int]:
    """A number to calculate with, an int or a SQL element, and its scale."""
    element = unwrapped(value)
    if isinstance(element, Decimal):
        places = -cast(int, element.as_tuple().exponent) if element.is_finite() else 0
        return scaled(element, max(places, 0)), max(places, 0)
    if isinstance(element, ClauseElement) and isinstance(cast(Any, element).type, Integer):
        return element, 0
    return element, quantity_of(element).scale


def _sql_quotient(factors: list[Any], divisor: Any, shift: int, scale: int, rounding: str) -> Quotient:
    if abs(shift) > MAX_DIGITS:
        raise QuantityError(f"scale {scale} is {abs(shift)} digits away: at most {MAX_DIGITS} are possible")
    elements = [_constant(factor) for factor in factors]
    below = None if divisor is None else _constant(divisor)
    return Quotient(Fixed(scale), elements, below, shift=shift, rounding=rounding)


def _constant(factor: Any) -> ColumnElement[Any]:
    return literal(factor, BigInteger()) if isinstance(factor, int) else factor


def _decimal_quotient(above: int, below: int, shift: int, scale: int, rounding: str) -> Decimal:
    if below == 0:
        raise QuantityError("division by zero")
    above, below = above * 10 ** max(shift, 0), below * 10 ** max(-shift, 0)
    quotient, rest = divmod(abs(above), abs(below))
    if rounding == UP:
        quotient += rest > 0
    elif rounding == HALF_UP:
        quotient += rest * 2 >= abs(below)
    elif rounding == HALF_EVEN:
        quotient += rest * 2 > abs(below) or (rest * 2 == abs(below) and quotient % 2)
    number = quotient if (above < 0) == (below < 0) else -quotient
    return EXACT.scaleb(Decimal(fitting(number)), -scale)


def _require_arithmetic(scale: int, rounding: str) -> None:
    Fixed(scale)
    if rounding not in _ROUNDINGS:
        raise QuantityError(f"{rounding!r} is not a rounding of quantities")
